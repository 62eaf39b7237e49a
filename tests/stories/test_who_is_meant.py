"""Which address and channel a command is about: guessed where that is safe, and refused where it is not."""

import pytest

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
