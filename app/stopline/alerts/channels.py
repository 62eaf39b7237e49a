"""Where alerts go: apprise, which speaks Slack, mail and a hundred other places by their URL.

apprise never raises: what went wrong stands only in its log, which is read here. The URL is a secret, so whatever of it would appear in
a reason is blotted out.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from stopline.alerts.wording import Letter
from stopline.inert import one_line

SHORTEST_SECRET = 4
"""Letters of a part of a URL that are worth hiding; shorter ones are in every word."""
BLOT = "•••"
NOT_INSTALLED = "apprise is not installed; `pip install 'stopline[alerts]'` brings it"
BAD_URL = "it does not hold a URL that apprise understands, such as slack://… or mailtos://…"
_CAUSE = re.compile(
    "connection refused|timed out|certificate verify failed|name or service not known|no route to host|"
    r"temporary failure in name resolution|network is unreachable|connection reset|\((\d{3}), b['\"]([^'\"]*)",
    re.IGNORECASE,
)
"""The network's own words for what went wrong, or a mail server's answer."""
_PLAIN = frozenset(
    {
        "slack",
        "mailto",
        "mailtos",
        "https",
        "http",
        "json",
        "jsons",
        "localhost",
        "hooks.slack.com",
        "services",
    }
)
"""Parts of a URL that are no secret and may stand in a reason."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The place took it."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """The place did not take it."""

    reason: str
    is_bad_url: bool = False
    """Whether it can never be taken there."""


class AlertChannel(Protocol):
    """Carries a letter to a place."""

    def send(self, url: str, letter: Letter, page: Path | None = None) -> Delivered | Undelivered:
        """Carry a letter, with a file where the place takes files, to the place a URL names; never raise."""


class AppriseChannel:
    """Carries letters by apprise."""

    def send(self, url: str, letter: Letter, page: Path | None = None) -> Delivered | Undelivered:
        """Carry a letter, with a file where the place takes files, to the place a URL names; never raise."""
        try:
            # A tenth of a second and 20 MB, for the few who are told something.
            import apprise  # noqa: PLC0415
        except ImportError:
            return Undelivered(NOT_INSTALLED)
        # The usual asset signs with apprise's own name, address and picture.
        asset = apprise.AppriseAsset(
            app_id="Stopline", app_desc="Stopline", app_url="", image_url_mask="", image_url_logo="",
            image_path_mask="", default_extension="", async_mode=False,
        )  # fmt: skip
        places = apprise.Apprise(asset=asset)
        with _said_by_apprise() as said:
            try:
                if not places.add(url):
                    return Undelivered(BAD_URL, is_bad_url=True)
                is_taken = places.notify(
                    title=letter.title,
                    body=letter.body,
                    body_format=apprise.NotifyFormat.TEXT,
                    attach=str(page) if page else None,
                )
            except Exception as error:  # noqa: BLE001 - the code of a hundred places; the alert must be settled all the same
                # Not its words: they may hold the URL.
                return Undelivered(f"apprise could not do it: {type(error).__name__}")
        if is_taken:
            return Delivered()
        return Undelivered(reason_in(said, url) or "it was not taken, and nobody said why")


def reason_in(said: Sequence[logging.LogRecord], url: str) -> str:
    """Return what was said to have gone wrong, on one line, without any part of the URL.

    Of what is below a warning only the network's own words are taken, for there stand the URL and what was sent.
    """
    reasons: dict[str, None] = {}
    for record in said:
        words = record.getMessage()
        if record.levelno >= logging.WARNING:
            reasons[words.rstrip(". ")] = None
        elif (cause := _CAUSE.search(words)) is not None:
            reasons[f"{cause[1]} {cause[2]}" if cause[1] else cause[0].lower()] = None
    reason = "; ".join(reasons)
    parts = {part for written in (url, unquote(url)) for part in re.split(r"[:/@?&=,;]+", written)}
    # The longest first, so that no part of a part is left.
    for part in sorted(parts - _PLAIN, key=len, reverse=True):
        if len(part) >= SHORTEST_SECRET:
            reason = reason.replace(part, BLOT)
    return one_line(reason, 300)


class _Records(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        self.records.append(record)


@contextmanager
def _said_by_apprise() -> Iterator[list[logging.LogRecord]]:
    """Keep everything apprise logs meanwhile, and keep it from every other log: it names the URL."""
    log, kept = logging.getLogger("apprise"), _Records()
    before = (log.level, log.propagate)
    log.addHandler(kept)
    log.setLevel(logging.DEBUG)
    log.propagate = False
    try:
        yield kept.records
    finally:
        log.removeHandler(kept)
        log.setLevel(before[0])
        log.propagate = before[1]
