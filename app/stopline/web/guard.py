"""Stands before every request: floods, oversized and slow bodies end here, and every answer leaves with the same careful headers.

A body is read whole before anything looks at it, at most as much as its place takes and within a few seconds; so what comes
behind never waits for a visitor while it holds the database. What is logged names neither tokens nor addresses.
"""

import asyncio
import logging
import math
import re
from collections.abc import Callable, Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stopline.web.failures import TOO_BIG, TOO_MANY, TOO_SLOW, Failure, failure_of, refused
from stopline.web.limits import Kind
from stopline.web.site import Site

BODY_SECONDS = 10.0
"""How long a visitor may take to send a body."""
LARGEST: Mapping[Kind, int] = {
    Kind.PAGE: 0,
    Kind.FORM: 16_384,
    Kind.CHOICE: 16_384,
    Kind.PROGRAM: 65_536,
    Kind.WRONG_TOKEN: 65_536,
    Kind.GATEWAY: 262_144,
}
"""Bytes of a body, by what is asked for."""
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-frame-options": "DENY",
}
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_CLOSES = {"Connection": "close"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}(/done)?")
"""What the name of a form or gateway looks like in the log; anything else may be a number somebody put there."""

_log = logging.getLogger(__name__)


class Guard:
    """An ASGI app before another one.

    Args:
        app: what answers.
        site: the workspace, as it answers the web.
        shows_wrong_token: tells whether a program shows another token than the workspace's.
        body_seconds: how long a visitor may take to send a body.
    """

    def __init__(
        self,
        app: ASGIApp,
        site: Site,
        shows_wrong_token: Callable[[Request], bool],
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self._app = app
        self._site = site
        self._shows_wrong_token = shows_wrong_token
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        started_at = self._site.workspace.clock.now()
        answered: list[int] = []

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.append(message["status"])
                present = {name for name, _ in message["headers"]}
                added = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message = {
                    **message,
                    "headers": [*message["headers"], *(h for h in added if h[0] not in present)],
                }
            await send(message)

        try:
            await self._answer(request, send_on)
        except ClientDisconnect:
            answered.append(499)
        except Exception as error:  # noqa: BLE001 - the top of a face: what leaves it is logged with a visitor's words
            # The words of an error may hold what a visitor wrote; its name and, on demand, its place do not.
            is_detailed = _log.isEnabledFor(logging.DEBUG)
            _log.error("a request met something unexpected: %s", type(error).__name__, exc_info=is_detailed)
            if not answered:
                await self._refused(request, failure_of(error))(scope, receive, send_on)
        finally:
            took = (self._site.workspace.clock.now() - started_at).total_seconds()
            self._log(request, answered[0] if answered else 0, took)

    async def _answer(self, request: Request, send: Send) -> None:
        kind = kind_of(request)
        if kind is Kind.PROGRAM and self._shows_wrong_token(request):
            # In a bucket of their own, so that guessing from everywhere keeps out nobody who has the token.
            kind = Kind.WRONG_TOKEN
        wait = self._site.buckets.wait(kind, self._site.ip(request), self._site.workspace.clock.now())
        if wait:
            headers = {"Retry-After": str(math.ceil(wait)), **_CLOSES}
            await self._refused(request, TOO_MANY, headers)(request.scope, request.receive, send)
            return
        body = await self._body(request, LARGEST[kind])
        if isinstance(body, Failure):
            await self._refused(request, body, _CLOSES)(request.scope, request.receive, send)
            return
        await self._app(request.scope, _replayed(body, request.receive), send)

    async def _body(self, request: Request, largest: int) -> bytes | Failure:
        """Read a whole body, and stop as soon as it is too much."""
        told = request.headers.get("content-length", "")
        if told and (not told.isdecimal() or int(told[:20]) > largest):
            return TOO_BIG
        body = b""
        try:
            async with asyncio.timeout(self._body_seconds):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > largest:
                        return TOO_BIG
        except TimeoutError:
            return TOO_SLOW
        return body

    def _refused(
        self, request: Request, failure: Failure, headers: Mapping[str, str] | None = None
    ) -> Response:
        return refused(self._site, request, failure, headers)

    def _log(self, request: Request, status: int, took: float) -> None:
        method = request.method if request.method in _METHODS else "?"
        ip = self._site.ip(request)
        _log.info("%s %s %d in %d ms from %s", method, place_of(request.url.path), status, took * 1000, ip)


def kind_of(request: Request) -> Kind:
    """Return what is asked for."""
    path, is_post = request.url.path, request.method == "POST"
    if path.startswith("/gateways/"):
        return Kind.GATEWAY
    if path.startswith("/api/"):
        return Kind.PROGRAM
    if not is_post:
        return Kind.PAGE
    return Kind.CHOICE if path.startswith("/p/") else Kind.FORM


def place_of(path: str) -> str:
    """Return where a request went, as it may be logged: without the token of a link and without anybody's number."""
    first, _, rest = path.removeprefix("/").partition("/")
    match first:
        case "p":
            return "/p/…/one-click" if rest.endswith("/one-click") else "/p/…"
        case "api":
            name = rest.partition("/")
            return f"/api/{name[0] if name[0] in {'consent', 'check'} else '…'}{'/…' if name[1] else ''}"
        case "f" | "gateways":
            return f"/{first}/{rest}" if _NAME.fullmatch(rest) else f"/{first}/…"
        case "healthz":
            return "/healthz"
        case _:
            return "/…"


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return what hands a body that was read to whoever asks for it, once, and then waits for the visitor to leave."""
    pending = [body]

    async def again() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return again
