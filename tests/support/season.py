"""Four months of a small business for tests of figures: replies and notices every day, two campaigns, one of which goes wrong."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Draft, Purpose
from stopline.messages.outbox import Origin
from stopline.workspace import Workspace
from support.copies import fresh_workspace, made_once

NEW_YORK = ZoneInfo("America/New_York")
END = datetime(2026, 11, 17, 14, 5, tzinfo=NEW_YORK)
DAYS = 120
PEOPLE = [(Address(f"+447700900{number:03}"), f"Person {number}") for number in range(320)]
CAMPAIGNS = {DAYS - 40: "October news", DAYS - 1: "Winter sale"}
"""By day of the season, the last of which is `END`."""
_WAYS_TO_LEAVE = (
    ("STOP", Method.KEYWORD, "STOP", CONTACT),
    ("Stop. Thank you", Method.KEYWORD, "STOP", CONTACT),
    ("ARRÊT", Method.KEYWORD, "ARRET", CONTACT),
    ("pls no more of these", Method.SENTENCE, "no more of these", CONTACT),
    ("said so on the phone", Method.AGENT, "", "alice"),
)


class Season:
    """Plays the season into a workspace, the same one every time.

    Args:
        folder: where the workspace is made.
    """

    def __init__(self, folder: Path) -> None:
        fresh_workspace(folder).close()
        self.clock = ManualClock(END)
        self.workspace = Workspace.open(folder, self.clock, durable=False)
        self._random = Random(7)

    def play(self) -> Workspace:
        """Play all days, leave the clock at `END`, and return the workspace."""
        morning = END.replace(hour=9, minute=0) - timedelta(days=DAYS - 1)
        self.clock.move_to(morning - timedelta(hours=1))
        for number, (address, name) in enumerate(PEOPLE):
            self.workspace.contacts.ensure(address, "test", name)
            if number < 300:
                self._record(address, EventKind.GIVEN, ("JOIN", Method.KEYWORD, "JOIN", CONTACT))
        for day in range(DAYS):
            self.clock.move_to((morning + timedelta(days=day)).astimezone(NEW_YORK).replace(hour=9))
            self._play_day(day)
        self.clock.move_to(END)
        return self.workspace

    def _play_day(self, day: int) -> None:
        campaign = CAMPAIGNS.get(day)
        if campaign is not None:
            reached = [address for address, _ in PEOPLE if self._send(address, Purpose.MARKETING, campaign)]
            self.clock.advance(timedelta(minutes=20))
            leave_count = 14 if campaign == "Winter sale" else 2
            for address in self._random.sample(reached, leave_count):
                self._leave(address)
        for _ in range(self._random.randrange(15, 45)):
            self.clock.advance(timedelta(minutes=10))
            address, _ = self._random.choice(PEOPLE)
            was_reached = self._send(address, Purpose.NOTICE, None)
            if was_reached and self._random.random() < 0.012:
                self.clock.advance(timedelta(minutes=1))
                self._leave(address)
            elif self._random.random() < 0.02:
                self._record(address, EventKind.GIVEN, ("START", Method.KEYWORD, "START", CONTACT))

    def _leave(self, address: Address) -> None:
        self._record(address, EventKind.WITHDRAWN, self._random.choice(_WAYS_TO_LEAVE))

    def _send(self, address: Address, purpose: Purpose, campaign: str | None) -> bool:
        workspace = self.workspace
        contact = workspace.contacts.ensure(address, "test")
        thread = workspace.threads.ensure(contact, address, Channel.SMS, self.clock.now())
        text = "Ten per cent off everything this week" if campaign else "Your bike is ready"
        workspace.outbox.queue(
            thread, Draft(address, Channel.SMS, purpose, text), Origin(agent="alice", campaign=campaign)
        )
        message = workspace.outbox.claim([Channel.SMS], [purpose], "test", "test")
        if message is not None:
            workspace.outbox.settle_sent(message, f"out-{message.id}")
        return message is not None

    def _record(self, address: Address, kind: EventKind, known: tuple[str, Method, str, str]) -> None:
        words, method, keyword, actor = known
        self.workspace.ledger.record(
            ConsentEvent(
                address, Channel.SMS, kind, method, actor, self.clock.now(),
                evidence=Evidence(words=words, keyword=keyword),
            )
        )  # fmt: skip


@pytest.fixture(scope="session")
def played_season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace in which the season was played; it is copied, never used."""
    return made_once(tmp_path_factory, "season", lambda folder: Season(folder).play().close())


@pytest.fixture(scope="module")
def season(played_season: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The season, for tests that change nothing."""
    folder = shutil.copytree(played_season, tmp_path_factory.mktemp("season") / "workspace")
    with closing(Workspace.open(folder, ManualClock(END), durable=False)) as workspace:
        yield workspace


@pytest.fixture
def season_of_ones_own(played_season: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The season, for tests that go on with it."""
    folder = shutil.copytree(played_season, tmp_path / "season")
    with closing(Workspace.open(folder, ManualClock(END), durable=False)) as workspace:
        yield workspace
