"""Pure: who is asking, as far as a request tells: where from, with which browser, in which language, and from which site."""

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request

from stopline.inbox.forms import LONGEST_BROWSER, Visit
from stopline.inert import one_line
from stopline.settings.web import LANGUAGES
from stopline.web.texts import Texts, best_language, texts_in


def ip_of(request: Request, *, is_behind_proxy: bool) -> str:
    """Return the network address a request came from.

    Behind a proxy it is the last one that `X-Forwarded-For` names, for that one the proxy wrote; what stands before it is whatever
    the visitor made up. Without a proxy the header is somebody's invention and is not read.
    """
    direct = request.client.host if request.client else ""
    if not is_behind_proxy:
        return direct
    named = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(named))
    except ValueError:
        return direct


def visit_of(request: Request, *, is_behind_proxy: bool) -> Visit:
    """Return what is kept as evidence of where a form was sent from."""
    browser = one_line(request.headers.get("user-agent", ""), LONGEST_BROWSER)
    return Visit(ip_of(request, is_behind_proxy=is_behind_proxy), browser)


def texts_for(request: Request, offered: tuple[str, ...] = LANGUAGES) -> Texts:
    """Return the texts in the language that was chosen on the page, else the one the browser likes best."""
    chosen = request.query_params.get("lang", "")
    if chosen in offered:
        return texts_in(chosen)
    return texts_in(best_language(request.headers.get("accept-language", ""), offered))


def is_from_elsewhere(request: Request, url: str) -> bool:
    """Tell whether a form was sent by a page of another site; programs that are no browsers say nothing of it.

    Args:
        request: the form as it was sent.
        url: where people reach us from outside, empty where that is not set.
    """
    site = request.headers.get("sec-fetch-site", "")
    if site:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin", "")
    if not origin:
        return False
    ours = {request.headers.get("host", ""), urlsplit(url).netloc}
    return urlsplit(origin).netloc not in ours - {""}
