"""What wants tidying is told and put in order at the command line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support.command import CommandLine

MARIA, NORA = "+12025550123", "+12025550140"


@pytest.fixture
def old(command: CommandLine, tmp_path: Path) -> CommandLine:
    """A workspace in which Nora agreed long ago and has never answered, and Maria has stopped and is still in a list."""
    long_ago = (datetime.now(UTC) - timedelta(days=700)).date().isoformat()  # noqa: TID251 - a real process reads the real time
    file = tmp_path / "people.csv"
    file.write_text(
        "name,phone,tags,consent_status,consent_at,consent_source\n"
        f"Nora Feldt,{NORA},newsletter,yes,{long_ago},fair\nMaria Alvarez,{MARIA},rental,no,,\n"
    )
    command.run("import", "contacts", str(file))
    settings = command.folder / "settings.toml"
    settings.write_text(settings.read_text() + "\n[hygiene]\nstale_months = 18\n")
    command.run(
        "consent", "record", MARIA, "--stop", "--channel", "sms", "--method", "phone", "--words", "stop"
    )
    return command


def test_the_doctor_counts_says_why_and_what_helps(old: CommandLine) -> None:
    told = old.process("doctor")

    assert told.code == 0
    assert "1  Stopped person still in lists  (listed)" in told.out
    assert "stopline doctor --only listed --mend" in told.out
    assert "555-01" not in told.out


def test_people_are_named_when_they_are_asked_for(old: CommandLine) -> None:
    assert "Maria Alvarez" in old.run("doctor", "--only", "listed", "--people").out
    [finding] = old.run("doctor", "--only", "stale", "--people", "--json").json()["findings"]

    assert (finding["count"], finding["people"][0]["address"]) == (1, NORA)
    assert "people" not in old.run("doctor", "--only", "stale", "--json").json()["findings"][0]


def test_lists_are_put_in_order(old: CommandLine) -> None:
    assert old.run("doctor", "--only", "listed", "--mend", "--json").json() == {"kind": "listed", "mended": 1}
    assert old.run("doctor", "--only", "listed").out == "Nothing to tidy.\n"
    assert old.run("doctor", "--mend").code == 2
    assert "listed, queued, files" in old.run("doctor", "--only", "holds", "--mend").err


def test_decay_shows_first_and_retires_when_told_to(old: CommandLine) -> None:
    shown = old.run("decay", "--months", "12")
    assert "Nora Feldt" in shown.out
    assert "1 in all (1 by sms)" in shown.out
    assert old.run("decay", "--retire", "--dry-run", "--json").json()["count"] == 1

    done = old.run("decay", "--months", "12", "--tag", "newsletter", "--retire", "--json").json()

    assert (done["retired"], done["left_alone"]) == (1, 0)
    people = old.run("people", "--search", "nora", "--json").json()
    assert people[0]["addresses"][0]["consent"] == {"sms": {"all": "unknown"}}
    assert "Nobody" in old.run("decay").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["decay", "--retire", "--reconfirm"], "one of --retire and --reconfirm"),
        (["decay", "--of", "pending", "--months", "3"], "--months"),
        (["doctor", "--only", "everything"], "everything"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(arguments: list[str], said: str, old: CommandLine) -> None:
    ended = old.run(*arguments)

    assert ended.code == 2
    assert said in ended.err


def test_a_person_who_is_here_twice_becomes_one(old: CommandLine) -> None:
    merged = old.run("people", "merge", MARIA, NORA, "--json").json()

    assert {each["address"] for each in merged["person"]["addresses"]} == {MARIA, NORA}
    assert len(old.run("people", "--json").json()) == 1


def test_verifying_the_ledger_is_remembered(old: CommandLine) -> None:
    old.run("consent", "verify")

    assert old.run("doctor", "--only", "unverified", "--json").json()["findings"] == []
