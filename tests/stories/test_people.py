"""People are found at the command line whether or not somebody has written with them."""

from pathlib import Path

import pytest

from support.command import CommandLine

MARIA, NORA = "+12025550123", "+12025550140"


@pytest.fixture
def known(command: CommandLine, tmp_path: Path) -> CommandLine:
    """A workspace that knows Nora from a file, with two addresses, and Maria from a text of hers."""
    file = tmp_path / "people.csv"
    file.write_text(f"name,phone,email,unsubscribed\nNora Feldt,{NORA},nora@example.com,yes\n")
    command.run("import", "contacts", str(file))
    command.run("receive", "--from", MARIA, "--text", "Hello")
    return command


def test_everybody_is_listed_those_added_last_first(known: CommandLine) -> None:
    maria, nora = known.process("people", "--json").json()

    assert ([each["address"] for each in maria["addresses"]], maria["threads"]) == ([MARIA], [1])
    assert (nora["name"], nora["threads"]) == ("Nora Feldt", [])
    assert nora["addresses"] == [
        {"address": NORA, "consent": {"sms": {"all": "stopped"}}},
        {"address": "nora@example.com", "consent": {"email": {"all": "stopped"}}},
    ]
    assert known.run("people", "--offset", "1", "--limit", "1", "--json").json() == [nora]


@pytest.mark.parametrize("sought", ["nora", "feldt", "0140", "nora@", "+1 202-555-0140"])
def test_somebody_nobody_has_written_with_is_found(known: CommandLine, sought: str) -> None:
    shown = known.run("people", "--search", sought)

    assert "Nora Feldt" in shown.out
    assert "+1 202-555-0140" in shown.out
    assert "■ STOPPED" in shown.out
    assert "555-0123" not in shown.out


def test_nobody_who_fits_is_said_in_words(known: CommandLine) -> None:
    assert "no such people" in known.run("people", "--search", "zoe").out
    assert known.run("people", "--search", "?!", "--json").json() == []
