"""Every way in which a request is refused, as a page for people and as JSON for programs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from stopline.errors import StoreError, SuppressionKeyError
from stopline.inert import json_text, storable
from stopline.web.layout import Page, note
from stopline.web.markup import el
from stopline.web.site import Site
from stopline.web.visitor import texts_for

PROGRAM_PATHS = ("/api/", "/gateways/", "/healthz")
"""Where programs ask; everybody else is shown a page."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A way in which a request is refused."""

    status: int
    code: str
    """A stable name for programs."""
    sentence: str
    """What went wrong and what helps, for programs."""
    page: str = ""
    """Which text of `error` pages show; empty for the one called like the code."""
    retry_after: int = 0
    """Seconds after which the same is worth sending again; 0 where that is not known."""


NOT_FOUND = Failure(404, "not_found", "There is nothing at this address.")
BAD_REQUEST = Failure(400, "bad_request", "The request could not be read.")
CROSS_SITE = Failure(403, "cross_site", "The form was sent from another site.")
TOO_BIG = Failure(413, "too_big", "The body is larger than is taken here.")
TOO_SLOW = Failure(408, "too_slow", "The body did not come within the time allowed.")
TOO_MANY = Failure(429, "too_many", "Too many requests; wait as long as Retry-After says.")
BUSY = Failure(
    503,
    "busy",
    "The database is busy, and nothing was changed; send the same again in a moment.",
    retry_after=2,
)
NO_SUPPRESSION_KEY = Failure(
    503,
    "no_suppression_key",
    "The suppression key is not where Stopline looks for it, and nothing was changed; have it put back (`stopline doctor --only "
    "suppression-key` says how), then send the same again.",
    page="busy",
    retry_after=300,
)
WRONG_KIND = Failure(415, "wrong_kind", "The Content-Type is not one that is taken here.")
BROKEN = Failure(
    500, "broken", "Stopline met something it did not expect; its log says what.", page="bad_request"
)
WRONG_METHOD = Failure(405, "wrong_method", "This address does not take that method.", page="not_found")


def failure_of(error: Exception) -> Failure:
    """Return what a request is told of an error; what cannot be taken for now is asked again later."""
    if isinstance(error, SuppressionKeyError):
        return NO_SUPPRESSION_KEY
    return BUSY if isinstance(error, StoreError) else BROKEN


def refused(
    site: Site, request: Request, failure: Failure, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer to a request that is refused."""
    headers = {
        **({"Retry-After": str(failure.retry_after)} if failure.retry_after else {}),
        **(headers or {}),
    }
    if request.url.path.startswith(PROGRAM_PATHS):
        return json_failure(failure.status, failure.code, failure.sentence, headers)
    texts = texts_for(request)
    title = texts("error.title")
    body = (el("h1", title), note(el("p", texts(f"error.{failure.page or failure.code}")), is_good=False))
    answer = site.html(Page(title, body), texts, failure.status)
    answer.headers.update(headers)
    return answer


def json_answer(
    value: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer for a program."""
    return Response(json_text(dict(value)), status, dict(headers or {}), "application/json")


def json_failure(status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a no for a program, with a stable name and a sentence."""
    return json_answer({"error": {"code": code, "message": sentence}}, status, headers)


def json_object(body: bytes) -> dict[str, object] | None:
    """Return the JSON object a body holds, or None; what no database can hold is replaced by visible signs, so that nothing is lost for it."""
    try:
        value = _storable(json.loads(body))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _storable(value: object) -> object:
    match value:
        case str():
            return storable(value)
        case list():
            return [_storable(each) for each in value]
        case dict():
            return {storable(str(name)): _storable(each) for name, each in value.items()}
        case _:
            return value
