"""An uncertain message waits for a person, who says what became of it."""

import pytest

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.gateways.base import InboundText
from stopline.messages.outbox import Queued
from stopline.workspace import Workspace
from support.command import CommandLine


@pytest.fixture
def uncertain(command: CommandLine) -> str:
    """The number of a message whose worker died while it was being sent."""
    workspace = Workspace.open(command.folder)
    workspace.intake.receive("test", InboundText("+12025550123", "hello"))
    queued = workspace.replies.reply(1, "Hi!", "alice")
    assert isinstance(queued, Queued)
    claimed = workspace.outbox.claim([Channel.SMS], [Purpose.CONVERSATION], "a worker that died", "test")
    assert claimed is not None
    assert claimed.address == Address("+12025550123")
    workspace.outbox.settle_uncertain(claimed, "the worker stopped while it was being sent")
    workspace.close()
    return str(queued.message)


@pytest.mark.parametrize(("option", "state"), [("--sent", "sent"), ("--not-sent", "failed")])
def test_a_person_settles_it(command: CommandLine, uncertain: str, option: str, state: str) -> None:
    settled = command.run("settle", uncertain, option, "--json")

    assert settled.code == 0
    assert settled.json() == {"message": int(uncertain), "state": state}
    assert [row["state"] for row in command.run("messages", "--state", "uncertain", "--json").json()] == []


def test_what_is_certain_cannot_be_settled_by_hand(command: CommandLine, uncertain: str) -> None:
    command.run("settle", uncertain, "--sent")

    again = command.run("settle", uncertain, "--not-sent")

    assert again.code == 2
    assert "is sent" in again.err


def test_it_must_be_said_what_became_of_it(command: CommandLine, uncertain: str) -> None:
    assert command.run("settle", uncertain).code == 2
