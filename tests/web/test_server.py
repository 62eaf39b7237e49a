"""The server itself: whoever connects and asks for nothing is not waited for."""

import asyncio
import os
import signal

import pytest
from starlette.responses import PlainTextResponse

from stopline.web import server
from stopline.web.server import answer, bound_socket


@pytest.mark.parametrize(
    "begun",
    [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT"],
    ids=["nothing", "a half request", "a second half"],
)
async def test_a_connection_on_which_nothing_is_asked_for_is_closed(
    begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEADER_SECONDS", 0.2)
    listening = bound_socket("127.0.0.1", 0)
    started = asyncio.Event()
    serving = asyncio.create_task(answer(PlainTextResponse("ok"), listening, started.set))
    await started.wait()

    reader, writer = await asyncio.open_connection(*listening.getsockname())
    writer.write(begun)
    heard = await asyncio.wait_for(reader.read(), 10)

    assert heard.count(b"HTTP/1.1 200") == begun.count(b"\r\n\r\n")
    writer.close()
    os.kill(os.getpid(), signal.SIGTERM)
    await serving
    listening.close()
