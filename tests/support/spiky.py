"""A small shop for tests of spikes: a quiet month of notices, then one campaign after which some leave."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
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
SPIKE_DAY = datetime(2026, 11, 18, 9, 0, tzinfo=NEW_YORK)
"""A Wednesday."""
LEAVING_AT = SPIKE_DAY + timedelta(minutes=20)
LOOKED_AT = LEAVING_AT + timedelta(hours=2)
QUIET_DAYS = 30
WRITTEN_TO_A_DAY = 20
WORDS = ("STOP", "QUIT", "END", "ARRET")
PEOPLE = [(Address(f"+447700900{number:03}"), f"Person {number}") for number in range(60)]


@contextmanager
def spiky_shop(folder: Path, leaving: int = 12) -> Iterator[Workspace]:
    """A shop of whose sixty customers so many left today, twenty minutes after a campaign."""
    clock = ManualClock(SPIKE_DAY - timedelta(days=QUIET_DAYS, hours=1))
    fresh_workspace(folder).close()
    workspace = Workspace.open(folder, clock, durable=False)
    for address, name in PEOPLE:
        workspace.contacts.ensure(address, "test", name)
        _record(workspace, address, EventKind.GIVEN, "JOIN")
    for day in range(QUIET_DAYS):
        clock.move_to(SPIKE_DAY - timedelta(days=QUIET_DAYS - day))
        for number in range(WRITTEN_TO_A_DAY):
            address, _ = PEOPLE[(day * 7 + number) % len(PEOPLE)]
            _send(workspace, address, Purpose.NOTICE, None)
    clock.move_to(SPIKE_DAY)
    for address, _ in PEOPLE:
        _send(workspace, address, Purpose.MARKETING, "Winter sale")
    clock.move_to(LEAVING_AT)
    for number, (address, _) in enumerate(PEOPLE[:leaving]):
        _record(workspace, address, EventKind.WITHDRAWN, WORDS[number % len(WORDS)])
    clock.move_to(LOOKED_AT)
    yield workspace
    workspace.close()


def _send(workspace: Workspace, address: Address, purpose: Purpose, campaign: str | None) -> None:
    contact = workspace.contacts.ensure(address, "test")
    thread = workspace.threads.ensure(contact, address, Channel.SMS, workspace.clock.now())
    text = "Ten per cent off everything this week" if campaign else "Your bike is ready"
    draft = Draft(address, Channel.SMS, purpose, text)
    workspace.outbox.queue(thread, draft, Origin(agent="alice", campaign=campaign))
    message = workspace.outbox.claim([Channel.SMS], [purpose], "test", "test")
    assert message is not None
    workspace.outbox.settle_sent(message, f"out-{message.id}")


def _record(workspace: Workspace, address: Address, kind: EventKind, word: str) -> None:
    workspace.ledger.record(
        ConsentEvent(
            address, Channel.SMS, kind, Method.KEYWORD, CONTACT, workspace.clock.now(),
            evidence=Evidence(words=word, keyword=word),
        )
    )  # fmt: skip


@pytest.fixture(scope="session")
def played_spike(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the shop of whose customers twelve left; it is copied, never used."""

    def play(folder: Path) -> None:
        with spiky_shop(folder):
            pass

    return made_once(tmp_path_factory, "spike", play)


@pytest.fixture
def spiky(played_spike: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A shop of whose customers many left after one campaign."""
    folder = shutil.copytree(played_spike, tmp_path / "spiky")
    with closing(Workspace.open(folder, ManualClock(LOOKED_AT), durable=False)) as workspace:
        yield workspace
