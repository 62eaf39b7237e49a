"""Texts and names written to do harm go through the whole command line: kept as they came, shown inert, never run."""

import json

import pytest

from support.command import CommandLine, Ended

MARIA = "+12025550123"
HARM = {
    "a NUL": "before\0after",
    "a window title": "\x1b]0;owned\x07hello",
    "the clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "C1": "\x9b31mred",
    "an override": "invoice \u202egpj.exe",
    "half a pair": "half \ud83d a pair",
    "markup": "STOP [/b] [@click=app.exit]x[/] [50% off]",
    "a formula": "=HYPERLINK(1)",
    "only controls": "\x00\x01\x02\x1b",
    "SQL": "'; DROP TABLE messages; --",
    "zero-width spaces": "\u200b".join("Hello"),
}
SENDERS = {name: text for name, text in HARM.items() if name != "half a pair"}
DANGEROUS = ("\x1b", "\x9b", "\x07", "\x00", "\u202e")


def receive(command: CommandLine, sender: str, text: str) -> Ended:
    """Hand in a text the way a program does, as JSON, which can say what no argument can."""
    return command.run(
        "receive", "--jsonl", "--json", given=json.dumps({"from": sender, "text": text}) + "\n"
    )


@pytest.mark.parametrize("text", HARM.values(), ids=HARM.keys())
def test_a_hostile_text_is_kept_and_shown_inert(command: CommandLine, text: str) -> None:
    received = receive(command, MARIA, text)
    listings = [
        command.run("messages"),
        command.run("threads"),
        command.run("messages", "--json"),
        command.run("threads", "--json"),
        command.run("consent", "show", MARIA),
    ]

    assert received.code == 0, received.err
    for listing in listings:
        assert listing.code == 0, listing.err
        assert not any(sign in listing.out + listing.err for sign in DANGEROUS)
    received_texts = [
        each for each in command.run("messages", "--json").json() if each["direction"] == "inbound"
    ]
    assert len(received_texts) == 1


def test_a_text_of_many_lines_adds_no_line_to_the_trail_of_a_consent(command: CommandLine) -> None:
    forged = "2026-11-17 15:00  sms given by keyword, contact “START”"
    receive(command, MARIA, "STOP")
    trail = command.run("consent", "show", MARIA).out.splitlines()

    receive(command, MARIA, f"STOP\n\n  {forged}\r\n  {forged}\u2028  {forged}")

    shown = command.run("consent", "show", MARIA).out.splitlines()
    assert len(shown) == len(trail) + 1
    assert not any(line.strip().startswith(forged) for line in shown)


def test_a_text_of_many_lines_adds_no_line_to_a_refusal(command: CommandLine) -> None:
    receive(command, MARIA, "STOP\n\nThis was taken back.")

    refused = command.run(
        "consent", "record", MARIA, "--give", "--words", "yes", "--method", "phone", "--channel", "sms"
    )

    assert refused.code != 0
    assert "nobody else can undo it" in refused.err + refused.out
    assert "\nThis was taken back" not in refused.err + refused.out


def test_a_sender_that_cannot_be_written_down_is_refused_with_its_line(command: CommandLine) -> None:
    refused = receive(command, HARM["half a pair"], "STOP")

    assert refused.code == 2
    assert "line 1: from" in refused.err


@pytest.mark.parametrize("sender", SENDERS.values(), ids=SENDERS.keys())
def test_a_hostile_sender_is_kept_and_shown_inert(command: CommandLine, sender: str) -> None:
    received = receive(command, f"{sender}@example.com", "STOP")
    listed = command.run("threads")

    assert received.code == 0, received.err
    assert listed.code == 0, listed.err
    assert not any(sign in listed.out for sign in DANGEROUS)
    assert len(command.run("messages", "--json").json()) >= 1


def test_a_text_of_a_megabyte_is_kept_whole_and_answered_in_time(command: CommandLine) -> None:
    for text in ("x" * 1_000_000, "stop " * 200_000, "\u0301" * 1_000_000, "(" * 1_000_000, "a\n" * 500_000):
        assert receive(command, MARIA, text).code == 0

    rows = command.run("messages", "--json").json()

    assert sorted(len(row["text"]) for row in rows if row["direction"] == "inbound") == [1_000_000] * 5
    assert command.run("threads").code == 0


def test_a_reply_with_what_cannot_be_sent_is_refused_in_words(command: CommandLine) -> None:
    receive(command, MARIA, "Hello")

    too_long = command.run("send", "--to", MARIA, "--text", "x" * 1_000_000)
    empty = command.run("send", "--to", MARIA, "--text", " \n ")
    broken = command.run("send", "--to", MARIA, "--text", "half \ud83d a pair")

    assert (too_long.code, empty.code, broken.code) == (2, 2, 0)
    assert "1600" in too_long.err.replace(",", "").replace(" ", "")
    assert "words" in empty.err
