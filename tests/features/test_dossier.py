"""A person who asks is given everything that is held about them, and nothing of anybody else."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.errors import NotFoundError
from stopline.gateways.base import InboundText
from stopline.rights.dossier_text import dossier_text
from stopline.rights.private_file import write_private
from stopline.workspace import Workspace
from support.command import CommandLine
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]
HELD = (
    "Maria Alvarez", "+12025550123", "maria@example.com", "newsletter", "Ship street 4", "Is my tandem ready?", "Your tandem is ready",
    "she likes blue", "half a draft", "JOIN", "in the shop", "odd \ud800 text",
)  # fmt: skip


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    story = Story(workspace, clock, ScriptedGateway())
    contact = workspace.contacts.ensure(MARIA, "in the shop", "Maria Alvarez")
    workspace.contacts.add_address(contact, Address("maria@example.com"))
    workspace.contacts.tag(contact, "newsletter")
    workspace.contacts.set_attribute(contact, "address", "Ship street 4")
    story.says("maria", "JOIN")
    story.says("maria", "Is my tandem ready?")
    story.says("jean", "Secret of Jean")
    story.sends("alice", "maria", "Your tandem is ready")
    story.tick.run()
    thread = workspace.threads.at(MARIA, Channel.SMS)
    assert thread is not None
    workspace.threads.note(thread, "alice", "she likes blue")
    workspace.drafts.keep("bob", thread, "half a draft")
    workspace.quarantine.put("scripted", InboundText(MARIA, "odd \ud800 text"), "no letter")
    return story


def test_everything_held_is_in_the_dossier_by_any_of_the_addresses(story: Story) -> None:
    dossier = story.workspace.dossiers.of(Address("maria@example.com"))

    told = json.dumps(dossier.as_json(), ensure_ascii=False)
    assert [held for held in HELD if json.dumps(held, ensure_ascii=False)[1:-1] not in told] == []
    assert "Secret of Jean" not in told


def test_the_dossier_reads_like_a_letter(story: Story) -> None:
    dossier = story.workspace.dossiers.of(MARIA)

    text = dossier_text(dossier, "Harbour Bikes", ZoneInfo("America/New_York"))

    readable = [held for held in HELD if "\ud800" not in held and not held.startswith("+")]
    assert [held for held in readable if held not in text] == []
    assert text.startswith("Everything that Harbour Bikes holds about you, as of 17 November 2026 09:00 EST")


def test_what_a_word_was_answered_with_is_not_called_read_before(
    workspace: Workspace, clock: ManualClock
) -> None:
    shop = Story(workspace, clock, ScriptedGateway())
    shop.says("maria", "JOIN")

    text = dossier_text(workspace.dossiers.of(PEOPLE["maria"]), "Harbour Bikes", ZoneInfo("America/New_York"))

    assert "our answer: Harbour Bikes: You are signed up." in text
    assert "you had read" not in text


def test_messages_carry_their_fate_and_the_event_they_rest_on(story: Story) -> None:
    [address, _] = json.loads(json.dumps(story.workspace.dossiers.of(MARIA).as_json()))["addresses"]

    [thread] = address["threads"]
    sent = [each for each in thread["messages"] if each.get("agent") == "alice"]
    assert [(each["state"], each["decided_on"]) for each in sent] == [("sent", 1)]
    assert address["consent"]["sms"]["all"]["state"] == "held"


def test_somebody_nothing_is_held_about_gets_no_dossier(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError):
        workspace.dossiers.of(MARIA)


def test_a_dossier_in_a_file_is_for_its_owner_alone_and_replaces_nothing(
    story: Story, tmp_path: Path
) -> None:
    command = CommandLine(story.workspace.folder)
    file = tmp_path / "maria.json"

    first = command.run("export", MARIA, "--to", str(file))
    second = command.run("export", MARIA, "--to", str(file))

    assert (first.code, second.code) == (0, 2)
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text(encoding="utf-8"))["person"]["name"] == "Maria Alvarez"


def test_the_command_forgets_only_when_told_to(story: Story) -> None:
    command = CommandLine(story.workspace.folder)

    shown = command.run("forget", MARIA)
    counted = command.run("forget", MARIA, "--json")
    done = command.run("forget", MARIA, "--yes", "--json")
    again = command.run("forget", MARIA, "--yes")

    assert "Nothing was erased" in shown.out
    assert counted.json()["forgotten"] is False
    assert done.json()["forgotten"] is True
    assert done.json()["erased"]["received"] == 2
    assert (shown.code, done.code, again.code) == (0, 0, 2)
    assert command.run("check", MARIA, "--purpose", "notice").code == 3
    assert command.run("consent", "verify").code == 0


def test_a_file_that_cannot_be_written_to_its_end_is_not_there_by_half(tmp_path: Path) -> None:
    file = tmp_path / "person.json"

    with pytest.raises(UnicodeEncodeError):
        write_private(file, "x" * 100_000 + "\ud800")

    assert not file.exists()
