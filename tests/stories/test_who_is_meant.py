"""Which address and channel a command is about: guessed where that is safe, and refused where it is not."""

import pytest

from stopline.consent.events import Channel
from stopline.gateways.base import InboundText
from stopline.workspace import Workspace
from support.command import CommandLine

MARIA = "+12025550123"
ROSA = "rosa@example.com"


def heard(*arguments: str) -> list[str]:
    return ["consent", "record", *arguments, "--method", "phone", "--words", "as I said"]


def test_an_e_mail_address_is_asked_about_by_email(command: CommandLine) -> None:
    stop = command.run(*heard(ROSA, "--stop"))
    asked = command.run("check", ROSA, "--json")
    sent = command.run("send", "--to", ROSA, "--text", "Hello", "--json")

    assert "STOPPED by email" in stop.out
    assert (asked.code, asked.json()["status"], sent.code) == (3, "stopped", 3)
    assert list(command.run("consent", "show", ROSA, "--json").json()["channels"]) == ["email"]


def test_a_stop_that_came_by_mail_counts_for_mail(command: CommandLine) -> None:
    command.run("receive", "--from", ROSA, "--text", "STOP")
    command.run("receive", "--jsonl", given='{"from": "omar@example.com", "text": "STOP"}')

    assert command.run("check", ROSA).code == 3
    assert command.run("check", "omar@example.com", "--channel", "email").code == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", ROSA, "--channel", "sms"],
        ["check", MARIA, "--channel", "email"],
        ["send", "--to", ROSA, "--text", "x", "--channel", "whatsapp"],
        heard(MARIA, "--stop", "--channel", "email"),
        heard(MARIA, "--stop"),
    ],
    ids=" ".join,
)
def test_a_channel_that_does_not_lead_to_the_address_is_bad_input(
    command: CommandLine, arguments: list[str]
) -> None:
    ended = command.run(*arguments)

    assert ended.code == 2
    assert "--channel" in ended.err


def test_stop_and_give_at_once_are_neither(command: CommandLine) -> None:
    ended = command.run(*heard(MARIA, "--stop", "--give", "--channel", "sms"))

    assert ended.code == 2
    assert "one of --stop and --give" in ended.err


@pytest.mark.parametrize("sender", ["Banana Bank", "12345"])
def test_a_sender_without_a_number_is_known_by_name(command: CommandLine, sender: str) -> None:
    assert command.run("consent", "show", sender).code == 2
    command.run("receive", "--from", sender, "--text", "Hello")

    shown = command.run("consent", "show", sender, "--json")
    stop = command.run(*heard(sender, "--stop", "--channel", "sms"))
    proof = command.run("consent", "proof", sender, "--json")
    yes = command.run(*heard(sender, "--give", "--channel", "sms"))

    assert (shown.code, stop.code, proof.code, yes.code) == (0, 0, 0, 2)
    assert proof.json()["channels"]["sms"]["all"]["state"] == "stopped"
    assert len(command.run("messages", "--address", sender, "--json").json()) == 1
    assert command.run("check", sender).code == 3


def test_messages_of_a_thread_that_does_not_exist_are_bad_input(command: CommandLine) -> None:
    ended = command.run("messages", "--thread", "9999")

    assert ended.code == 2
    assert "no thread 9999" in ended.err


def held_without_a_thread(command: CommandLine, sender: str, *channels: Channel) -> None:
    workspace = Workspace.open(command.folder)
    for channel in channels:
        workspace.quarantine.put("modem", InboundText(sender, "stop?", channel), "it has no id")
    workspace.close()


@pytest.mark.parametrize("sender", [MARIA, "12345", "Banana Bank"])
def test_a_held_sender_without_a_thread_is_shown_and_decided_by_address(
    command: CommandLine, sender: str
) -> None:
    held_without_a_thread(command, sender, Channel.SMS)

    listed = command.run("holds")
    decided = command.run("decide", sender, "--stop", "--json")

    assert ("+1 202-555-0123" if sender == MARIA else sender) in listed.out
    assert (decided.code, decided.json()["state"]) == (0, "stopped")
    assert command.run("holds", "--json").json() == []


def test_what_a_list_of_holds_shows_of_a_number_is_what_decides_it(command: CommandLine) -> None:
    held_without_a_thread(command, MARIA, Channel.WHATSAPP)

    assert command.run("decide", "+1 202-555-0123", "--release", "about the bike").code == 0
    assert command.run("decide", MARIA, "--hold-again").code == 2
    assert command.run("decide", MARIA, "--channel", "whatsapp", "--hold-again").code == 0


def test_which_of_two_held_channels_is_meant_is_not_guessed(command: CommandLine) -> None:
    held_without_a_thread(command, MARIA, Channel.SMS, Channel.WHATSAPP)

    unsaid = command.run("decide", MARIA, "--stop")
    said = command.run("decide", MARIA, "--channel", "whatsapp", "--stop")

    assert (unsaid.code, "sms and whatsapp are held" in unsaid.err) == (2, True)
    assert said.code == 0
    assert [each["channel"] for each in command.run("holds", "--json").json()] == ["sms"]


def test_a_thread_that_is_on_another_channel_than_was_named_is_not_decided(command: CommandLine) -> None:
    command.run("receive", "--from", MARIA, "--text", "🛑")

    other = command.run("decide", "1", "--channel", "whatsapp", "--stop")
    nobody = command.run("decide", "+12025550188", "--stop")

    assert (other.code, "thread 1 is on sms" in other.err) == (2, True)
    assert (nobody.code, "nothing of this person waits" in nobody.err) == (2, True)
    assert command.run("decide", "1", "--stop").code == 0
