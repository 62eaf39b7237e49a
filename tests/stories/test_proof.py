"""The story of somebody who has to show that they might: the packet, the reason, the key, the anchor, by command."""

import json
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from stopline.workspace import DATABASE
from support.command import CommandLine

MARIA = "+12025550123"


def keyed(command: CommandLine, tmp_path: Path) -> Path:
    """Make a key and name it in the settings."""
    file = tmp_path / "ledger.key"
    assert command.run("consent", "key", "--new", str(file)).code == 0
    settings = command.folder / "settings.toml"
    settings.write_text(settings.read_text() + f'\n[proof]\nledger_key_file = "{file}"\n', encoding="utf-8")
    return file


def test_a_person_asks_why_they_were_texted_and_gets_an_answer(command: CommandLine, tmp_path: Path) -> None:
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    sent = command.run(
        "send", "--to", MARIA, "--text", "Ten per cent off", "--purpose", "notice", "--json"
    ).json()
    command.run("receive", "--from", MARIA, "--text", "Stop. Thank you")

    shown = command.process("explain", str(sent["message"]))
    told = command.run("explain", str(sent["message"]), "--json").json()
    page = tmp_path / "maria.html"
    written = command.process("consent", "proof", MARIA, "--html", str(page))

    assert shown.code == 0
    assert "was kept back: This person asked for no more" in shown.out
    assert "Stop. Thank you" in shown.out
    assert (told["state"], told["reasons"][0]["code"]) == ("refused", "stopped")
    assert told["rested_on"]["words"] == "JOIN"
    assert written.code == 0
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "Ten per cent off" in page.read_text(encoding="utf-8")
    assert command.run("explain", "999").code == 2


def test_nobody_can_show_anything_of_a_number_nothing_is_known_of(
    command: CommandLine, tmp_path: Path
) -> None:
    page = tmp_path / "nobody.html"

    told = command.run("consent", "proof", MARIA)
    as_json = command.run("consent", "proof", MARIA, "--json")
    written = command.run("consent", "proof", MARIA, "--html", str(page))

    assert [each.code for each in (told, as_json, written)] == [2, 2, 2]
    assert "nothing is known about" in told.err
    assert "nothing is known about" in str(as_json.json())
    assert not page.exists()


def test_who_was_forgotten_is_proved_to_stay_stopped(command: CommandLine, tmp_path: Path) -> None:
    command.run("receive", "--from", MARIA, "--text", "STOP")
    assert command.run("forget", MARIA, "--yes").code == 0
    page = tmp_path / "maria.html"

    told = command.run("consent", "proof", MARIA)
    packet = command.run("consent", "proof", MARIA, "--json")
    command.run("consent", "proof", MARIA, "--html", str(page))

    assert told.code == packet.code == 0
    assert "forgotten, and stays stopped by sms" in told.out
    assert "sms" in packet.json()["forgotten_stopped_on"]
    assert "forgotten, and stays stopped by sms" in page.read_text(encoding="utf-8")


def test_a_stranger_with_a_text_editor_is_found_out_by_key_and_anchor(
    command: CommandLine, tmp_path: Path
) -> None:
    key = keyed(command, tmp_path)
    anchors = tmp_path / "elsewhere" / "anchors.jsonl"
    anchors.parent.mkdir()
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    command.run("receive", "--from", MARIA, "--text", "STOP")
    kept = command.process("consent", "anchor", "--to", str(anchors))
    command.run("receive", "--from", MARIA, "--text", "START")
    command.process("consent", "anchor", "--to", str(anchors))
    before = command.process("consent", "verify", "--against", str(anchors), "--json")

    owner = sqlite3.connect(command.folder / "stopline.db")
    for (trigger,) in owner.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        owner.execute(f"DROP TRIGGER {trigger}")
    owner.execute("DELETE FROM event_tags WHERE seq = 3")
    owner.execute("DELETE FROM consent_events WHERE seq = 3")
    owner.commit()
    after = command.process("consent", "verify", "--against", str(anchors), "--json")

    assert kept.code == 0
    assert "signed with key" in kept.out
    assert len(anchors.read_text().splitlines()) == 2
    assert (before.code, before.json()["anchor"]["event"], before.json()["anchors_checked"]) == (0, 3, True)
    assert after.code == 4
    assert after.json()["first_break"] == {"event": 3, "kind": "tail cut off"}
    assert key.read_text().strip() not in kept.out + before.out + after.out + after.err


def test_a_stop_taken_in_without_the_key_is_called_untagged_and_can_be_answered_for(
    command: CommandLine, tmp_path: Path
) -> None:
    settings = command.folder / "settings.toml"
    without = settings.read_text()
    keyed(command, tmp_path)
    having = settings.read_text()
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    settings.write_text(without)
    command.run("receive", "--from", MARIA, "--text", "STOP")
    settings.write_text(having)

    told, shown = command.run("consent", "verify"), command.run("consent", "show", MARIA)
    rebuilt = command.run("consent", "rebuild")

    assert (told.code, shown.code, rebuilt.code) == (4, 4, 4)
    for err in (told.err, shown.err, rebuilt.err):
        assert "event 2: not tagged (no key was here)" in err
        assert "consent key --vouch" in err
        assert "top sending" not in err
    assert command.run("consent", "key", "--vouch").code == 0
    assert command.run("consent", "verify").code == 0


def test_a_key_is_made_once_for_its_owner_only(command: CommandLine, tmp_path: Path) -> None:
    file = keyed(command, tmp_path)

    again = command.run("consent", "key", "--new", str(file))
    shown = command.run("consent", "key", "--json").json()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert again.code == 2
    assert "there already" in again.err
    assert shown["source"] == str(file)
    assert file.read_text().strip() not in json.dumps(shown)


def test_without_a_key_an_anchor_says_that_it_proves_little(command: CommandLine, tmp_path: Path) -> None:
    command.run("receive", "--from", MARIA, "--text", "JOIN")

    told = command.run("consent", "anchor")
    compared = tmp_path / "anchors"
    compared.write_text(told.out, encoding="utf-8")

    assert "anybody can make again" in told.err
    assert "not signed" in command.run("consent", "verify", "--against", str(compared)).out


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_page_that_cannot_be_written_leaves_the_old_one(command: CommandLine, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("old", encoding="utf-8")
    command.run("receive", "--from", MARIA, "--text", "JOIN")

    failed = command.run("consent", "proof", MARIA, "--html", str(tmp_path / "none" / "page.html"))
    refused = command.run("consent", "proof", MARIA, "--html", str(page))
    left = page.read_text(encoding="utf-8")
    command.run("consent", "proof", MARIA, "--html", str(page), "--replace")

    assert failed.code == 2
    assert (refused.code, left) == (2, "old")
    assert "is there already; name another file, or say --replace" in refused.err
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".page")] == []


def test_verifying_names_a_fence_that_is_down_and_ends_as_broken(command: CommandLine) -> None:
    command.run("receive", "--from", "+12025550123", "--text", "STOP")
    whole = command.run("consent", "verify", "--json")
    owner = sqlite3.connect(command.folder / DATABASE)
    owner.execute("DROP TRIGGER nothing_leaves_to_a_stopped_address")
    owner.close()

    told = command.run("consent", "verify")
    as_json = command.run("consent", "verify", "--json")

    assert (whole.code, whole.json()["fences"]) == (0, {})
    assert (told.code, as_json.code) == (4, 4)
    assert "nothing_leaves_to_a_stopped_address (missing)" in told.err
    assert as_json.json()["fences"] == {"nothing_leaves_to_a_stopped_address": "missing"}

    found = command.run("doctor", "--only", "ledger")
    assert "The ledger does not hold" in found.out


def test_words_taken_out_of_the_file_are_missed_by_every_command_that_shows_or_saves_them(
    command: CommandLine, tmp_path: Path
) -> None:
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    command.run("receive", "--from", MARIA, "--text", "Stop. Thank you")
    owner = sqlite3.connect(command.folder / DATABASE)
    owner.execute(
        "UPDATE evidence SET content = NULL WHERE digest = (SELECT evidence_digest FROM consent_events WHERE seq = 2)"
    )
    owner.commit()
    page = tmp_path / "maria.html"

    verified = command.run("consent", "verify")
    shown = command.run("consent", "show", MARIA)
    proved = command.run("consent", "proof", MARIA)
    packet = command.run("consent", "proof", MARIA, "--json")
    command.run("consent", "proof", MARIA, "--html", str(page))

    assert [each.code for each in (verified, shown, proved, packet)] == [4, 4, 4, 4]
    assert "broken at event 2: evidence missing" in verified.err
    assert "Whose events these were: +1•••23" in verified.err
    assert "words: The words are missing" in proved.out
    assert "withdrawn by keyword, contact (its words are missing)" in shown.out
    assert [each["evidence_is_missing"] for each in packet.json()["events"]] == [False, True]
    assert "The words are missing" in page.read_text(encoding="utf-8")
    assert "The ledger does not hold" in command.run("doctor", "--only", "ledger").out

    owner.execute("DROP TRIGGER evidence_stays")
    owner.execute("DELETE FROM evidence WHERE content IS NULL")
    owner.commit()
    saved = command.run("backup", str(tmp_path / "copy"))

    assert command.run("consent", "proof", MARIA, "--json").json()["events"][1]["kind"] == "withdrawn"
    assert saved.code != 0
    assert "rows of “evidence” that “consent_events” points at are gone" in saved.err
    assert "consent verify" in saved.err


def test_the_anchors_of_another_workspace_are_a_wrong_file_and_no_broken_ledger(
    command: CommandLine, tmp_path: Path
) -> None:
    anchors = tmp_path / "anchors.jsonl"
    other = CommandLine(tmp_path / "other")
    other.run("init", "--team", "Luna", "--zone", "America/New_York")
    other.run("receive", "--from", MARIA, "--text", "JOIN")
    other.run("consent", "anchor", "--to", str(anchors))
    command.run("receive", "--from", MARIA, "--text", "STOP")

    wrong = command.run("consent", "verify", "--against", str(anchors))
    command.run("consent", "anchor", "--to", str(anchors))
    shared = command.run("consent", "verify", "--against", str(anchors))

    assert wrong.code == 2
    assert "these anchors are of another workspace" in wrong.err
    assert "top sending" not in wrong.err
    assert shared.code == 0
    assert "Anchors compared: 1." in shared.out


def test_a_reason_that_rests_on_events_which_do_not_hold_ends_as_broken(command: CommandLine) -> None:
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    whole = command.run("explain", "1", "--json")
    owner = sqlite3.connect(command.folder / DATABASE)
    owner.execute("UPDATE evidence SET content = NULL")
    owner.commit()

    told, as_json = command.run("explain", "1"), command.run("explain", "1", "--json")

    assert (whole.code, whole.json()["events_intact"]) == (0, True)
    assert (told.code, as_json.code, as_json.json()["events_intact"]) == (4, 4, False)
    assert "These events do not hold (event 1: evidence missing)" in told.err
