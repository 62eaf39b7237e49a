"""Reads forms out of bodies that `guard` has already found small enough."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from stopline.web.failures import BAD_REQUEST, WRONG_KIND, Failure

FORM_KINDS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
MOST_FIELDS = 40


def kind_of_body(request: Request) -> str:
    """Return the Content-Type of a body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def form_of(request: Request, most_fields: int = MOST_FIELDS) -> FormData | Failure:
    """Return the form a body holds; files are not taken."""
    if kind_of_body(request) not in FORM_KINDS:
        return WRONG_KIND
    try:
        return await request.form(max_files=0, max_fields=most_fields)
    except (HTTPException, MultiPartException, ValueError, LookupError):
        # A charset nobody knows is a LookupError.
        return BAD_REQUEST


def text_in(sent: FormData, name: str, longest: int = 400) -> str:
    """Return what a field holds, cut where it is too long; empty where there is none."""
    value = sent.get(name)
    return value.strip()[:longest] if isinstance(value, str) else ""
