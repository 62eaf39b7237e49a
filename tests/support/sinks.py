"""Places that take alerts, on this machine: a web hook as Slack has it, and a mail server."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class HookSink:
    """A web hook: keeps what was posted, and answers as it is told to.

    Attributes:
        posted: what was posted, newest last.
        answer: the status it answers with.
        hangs: while set, it takes the connection and says nothing.
    """

    def __init__(self) -> None:
        self.posted: list[dict[str, object]] = []
        self.answer = 200
        self.hangs: threading.Event | None = None
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if sink.hangs is not None:
                    sink.hangs.wait(30)
                if sink.answer == 200:
                    sink.posted.append(json.loads(body))
                # Whoever sent it may have given up waiting.
                with suppress(OSError):
                    self.send_response(sink.answer)
                    self.end_headers()
                    self.wfile.write(b"ok" if sink.answer == 200 else b"no_service")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def root(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def texts(self) -> list[str]:
        """Return what was posted, as text."""
        return [json.dumps(each, ensure_ascii=False) for each in self.posted]

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def hook_sink() -> Iterator[HookSink]:
    """Run a web hook."""
    sink = HookSink()
    sink.start()
    try:
        yield sink
    finally:
        if sink.hangs is not None:
            sink.hangs.set()
        sink.stop()


class MailSink:
    """A mail server that keeps what it takes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusal = ""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        if self.refusal:
            return self.refusal
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(BytesParser(_class=EmailMessage, policy=default).parsebytes(content))
        return "250 taken"


@contextmanager
def mail_sink() -> Iterator[tuple[MailSink, int]]:
    """Run a mail server; gives it and its port."""
    sink = MailSink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()
