"""Somebody asks to be forgotten while the team works on: a screen is open, a worker runs, and nobody notices but the person."""

import signal
import sqlite3
from pathlib import Path

from stopline.clock import SystemClock
from stopline.workspace import DATABASE, SETTINGS, Workspace
from support.command import CommandLine

SHOP = '[team]\nname = "Shop"\nzone = "America/New_York"\nagents = ["alice"]\n'
GATEWAY = '\n[[gateways]]\nname = "sim"\nkind = "simulator"\noptions = { scenario = "shop.toml" }\n'
TRACES = (b"2025550123", b"Xylophonia", b"marzipanesque")


def left(folder: Path) -> set[str]:
    return {
        f"{path.name}: {trace!r}"
        for path in folder.iterdir()
        if path.is_file()
        for trace in TRACES
        if trace in path.read_bytes()
    }


def test_a_person_is_forgotten_while_a_screen_and_a_worker_are_open(command: CommandLine) -> None:
    command.process("init", "--team", "Shop")
    (command.folder / "shop.toml").write_text(SHOP)
    with (command.folder / SETTINGS).open("a") as settings:
        settings.write(GATEWAY)
    (command.folder.parent / "people.csv").write_text("name,phone\nXylophonia,+12025550123\n")
    command.process("import", "contacts", str(command.folder.parent / "people.csv"))
    worker = command.start("worker")
    screen = Workspace.open(command.folder, SystemClock())
    command.process("receive", "--from", "+12025550123", "--text", "JOIN")
    command.process("receive", "--from", "+12025550123", "--text", "a marzipanesque question")
    command.process("send", "--to", "+12025550123", "--text", "a marzipanesque answer")
    assert len(screen.outbox.messages()) >= 3
    assert left(command.folder)

    forgotten = command.process("forget", "+12025550123", "--yes", "--json")
    after = command.process("receive", "--from", "+12025550124", "--text", "Hello")

    assert (forgotten.code, after.code) == (0, 0), forgotten.err
    assert forgotten.json()["gateways"]["erased"] == ["sim"]
    assert forgotten.json()["scrubbed"] is True
    assert left(command.folder) == set()
    assert [message.text for message in screen.outbox.messages()] == ["Hello"]
    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=20)
    screen.close()
    assert command.process("consent", "verify").code == 0
    assert command.process("report", "rebuild").code == 0
    assert sqlite3.connect(command.folder / DATABASE).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_nothing_but_a_fresh_start_opens_what_was_forgotten(command: CommandLine) -> None:
    command.process("init", "--team", "Shop")
    command.process("receive", "--from", "+12025550123", "--text", "JOIN")
    command.process("forget", "+12025550123", "--yes")

    shown = command.process("consent", "show", "+12025550123")
    told = command.process(
        "consent",
        "record",
        "+12025550123",
        "--give",
        "--channel",
        "sms",
        "--method",
        "shop",
        "--words",
        "yes",
    )
    asked = command.process("check", "+12025550123", "--json")
    command.process("receive", "--from", "+12025550123", "--text", "START")

    assert "stays stopped by sms and whatsapp until they write START" in shown.out
    assert (told.code, asked.code) == (3, 3)
    assert asked.json()["reasons"][0]["code"] == "stopped"
    assert command.process("check", "+12025550123").code == 0


def test_who_is_forgotten_is_told_of_where_others_and_campaigns_still_name_them(command: CommandLine) -> None:
    command.process("init", "--team", "Shop")
    command.process("receive", "--from", "+12025550123", "--text", "Hello")
    command.process("receive", "--from", "+12025550124", "--text", "Ask my sister, +12025550123")
    for name, text in (("Thanks", "Call +1 202-555-0123 for a ride"), ("Sale", "Call +1 202-555-01234")):
        command.process("campaign", "new", name, "--text", f"{text}. STOP to end.", "--tag", "riders")

    preview = command.process("forget", "+12025550123")
    done = command.process("forget", "+12025550123", "--yes", "--json").json()

    assert "1 text of other people has an address of theirs inside" in preview.out
    assert "1 campaign has their name or an address in its own text" in preview.out
    assert "“Thanks”" in preview.out
    assert (done["mentioned_by_others"], done["named_in_campaigns"]) == (1, ["Thanks"])


def test_one_message_kept_back_is_told_as_one(command: CommandLine) -> None:
    command.process("init", "--team", "Shop")
    command.process("receive", "--from", "+12025550123", "--text", "Hello")
    command.process("send", "--to", "+12025550123", "--text", "Hi")

    told = command.process(
        "consent", "record", "+12025550123", "--stop", "--channel", "sms", "--method", "shop", "--words", "no"
    )

    assert "1 waiting message is kept back" in told.out
