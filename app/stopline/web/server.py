"""Runs the face on a port until it is told to stop: uvicorn, with its own logs, signals and proxy headers left out."""

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Callable, Iterator
from typing import cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from stopline.errors import BadInputError

HEADER_SECONDS = 10.0
"""How long a visitor may take to say what they want."""
LARGEST_HEADERS = 16_384
MOST_CONNECTIONS = 400
GRACE_SECONDS = 5
"""How long a request that is being answered may still take when the server is told to stop."""


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens where the settings say.

    Raises:
        BadInputError: the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise BadInputError(
                f"--port: another program uses port {port} on {host}; choose another one, or end that program"
            ) from error
        raise BadInputError(f"--host {host}, --port {port}: {error.strerror or error}") from error
    return listening


def serve(app: ASGIApp, listening: socket.socket, started: Callable[[], None]) -> None:
    """Answer until SIGINT or SIGTERM; what is being answered then is finished first."""
    asyncio.run(answer(app, listening, started))


async def answer(app: ASGIApp, listening: socket.socket, started: Callable[[], None]) -> None:
    """Answer until this process is told to stop."""
    server = _Server(_config(app))

    def stop() -> None:
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    if not serving.done():
        started()
    await serving


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_ImpatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=LARGEST_HEADERS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


class _Server(uvicorn.Server):
    """A server that leaves signals to us: uvicorn would end the process by them a second time."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


class _ImpatientProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, but a connection on which nothing is asked for in time is closed."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        # The event loop hands over what its protocol is annotated with.
        super().connection_made(cast("asyncio.Transport", transport))
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; a request that is not complete must be so before long."""
        super().data_received(data)
        if self._deadline is None and self._is_waiting():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._deadline = asyncio.get_running_loop().call_later(HEADER_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._deadline = None
        if self._is_waiting() and not self.transport.is_closing():
            self.transport.close()

    def _is_waiting(self) -> bool:
        """Tell whether nothing is being answered; uvicorn sets a cycle for each request."""
        cycle = cast("object | None", self.cycle)
        return cycle is None or self.cycle.response_complete
