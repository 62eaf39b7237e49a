"""What every answer needs: the workspace, the key that signs forms, and a few threads in which the database may be waited for."""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse

from stopline.inbox.forms import Visit
from stopline.settings.web import WebSettings
from stopline.web.layout import Page, content_policy, page_html
from stopline.web.limits import Buckets
from stopline.web.texts import Texts
from stopline.web.visitor import ip_of, visit_of
from stopline.workspace import Workspace

THREADS = 8
"""Requests that may wait for the database at the same time; the others wait for them."""
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Site:
    """One workspace, as it answers the web."""

    workspace: Workspace
    is_behind_proxy: bool = False
    buckets: Buckets = field(default_factory=Buckets)

    @property
    def settings(self) -> WebSettings:
        """Return what the team has set for its pages."""
        return self.workspace.settings.web

    @property
    def team(self) -> str:
        """Return who sends."""
        return self.workspace.settings.team.name

    @functools.cached_property
    def key(self) -> bytes:
        """The key that signs links and forms."""
        return self.workspace.secrets.key("web-key")

    @functools.cached_property
    def _threads(self) -> ThreadPoolExecutor:
        # Each thread keeps a connection to the database for as long as it lives, so the same few live on.
        return ThreadPoolExecutor(THREADS, thread_name_prefix="stopline-web")

    async def work(self, task: Callable[[], _Answer]) -> _Answer:
        """Do what waits for the database, without keeping others from being answered."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, task)

    def close(self) -> None:
        """Finish what is being done, and let go of the threads."""
        self._threads.shutdown()

    def ip(self, request: Request) -> str:
        """Return where a request came from."""
        return ip_of(request, is_behind_proxy=self.is_behind_proxy)

    def visit(self, request: Request) -> Visit:
        """Return what is kept as evidence of where a request came from."""
        return visit_of(request, is_behind_proxy=self.is_behind_proxy)

    def html(self, page: Page, texts: Texts, status: int = 200) -> HTMLResponse:
        """Return a page as an answer that no cache keeps and no other site frames."""
        headers = {
            "Content-Security-Policy": content_policy(),
            "Content-Language": texts.language,
            "Vary": "Accept-Language",
        }
        return HTMLResponse(page_html(page, texts, self.team), status, headers)
