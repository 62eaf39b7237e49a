"""Somebody makes a mistake in settings.toml; a stop comes in all the same, and everybody is told where the mistake is."""

import stat

from stopline.workspace.sound_settings import MARK_FILE
from support.command import CommandLine, within_hours

MARIA = "+12025550123"


def test_a_stop_is_taken_in_past_a_mistake_that_everything_else_refuses(command: CommandLine) -> None:
    settings = command.folder / "settings.toml"
    before = settings.read_text()
    settings.write_text(before + "\n[[gateways]]\nname = 3\n")

    received = command.process("receive", "--from", MARIA, "--text", "STOP", "--json")
    looked = command.process("doctor", "--only", "settings", "--people")
    listed = command.process("messages")

    assert (received.code, "gateways.0" in received.err) == (0, True)
    assert looked.code == 0
    assert "Setting that cannot be used" in looked.out
    assert "gateways.0" in looked.out
    assert (listed.code, "gateways.0" in listed.err) == (2, True)
    settings.write_text(before)
    assert command.process("check", MARIA, "--json").json()["status"] == "stopped"


def test_where_a_mistake_is_stands_in_the_finding_itself(command: CommandLine) -> None:
    settings = command.folder / "settings.toml"
    settings.write_text("[double_optin]\neverywere = true\n\n" + settings.read_text())

    asked = command.run("check", MARIA, "--json").json()["reasons"][-1]
    plain = command.run("doctor", "--only", "settings").out
    [finding] = command.run("doctor", "--only", "settings", "--json").json()["findings"]

    assert (asked["code"], "doctor --only settings" in asked["remedy"]) == ("settings_at_fault", True)
    for told in (plain, finding["why"]):
        assert f"{settings}, line 2: double_optin.everywere: " in told


def test_a_setting_that_points_nowhere_is_named_in_the_finding_itself(command: CommandLine) -> None:
    settings = command.folder / "settings.toml"
    gateways = "".join(f"[[gateways]]\nname = 'g{number}'\nkind = 'pigeon'\n" for number in range(5))
    settings.write_text(f"{settings.read_text()}\n{gateways}")

    [finding] = command.run("doctor", "--only", "settings", "--json").json()["findings"]

    assert "gateways: g0: no gateway of kind “pigeon” is installed" in finding["why"]
    assert finding["why"].endswith("; and 2 more.")


def test_nothing_counts_as_permitted_that_a_mistake_keeps_from_leaving(command: CommandLine) -> None:
    settings = command.folder / "settings.toml"
    before = settings.read_text()
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    asked = ("check", MARIA, "--purpose", "conversation", "--json")
    assert command.process(*asked).json()["permitted"]

    settings.write_text(before + "\n[double_optin]\neverywere = true\n")
    refused = command.process(*asked)
    again = command.process(*asked)
    later = command.process(*asked, "--at", within_hours())
    settings.write_text(before)

    for answer in (refused, again, later):
        assert (answer.code, answer.json()["permitted"]) == (3, False)
        assert [each["code"] for each in answer.json()["reasons"]] == ["settings_at_fault"]
    assert command.process(*asked).json()["permitted"]


def test_the_mark_of_sound_settings_is_for_its_owner_only_and_may_be_spoilt_or_impossible(
    command: CommandLine,
) -> None:
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    command.run("check", MARIA)
    mark = command.folder / MARK_FILE
    noted = mark.read_text()
    assert stat.S_IMODE(mark.stat().st_mode) == 0o600

    mark.write_bytes(b"\xff spoilt")
    command.run("check", MARIA)
    assert mark.read_text() == noted

    mark.unlink()
    mark.mkdir()
    assert command.run("check", MARIA).code == 0


def test_a_file_that_is_no_toml_keeps_no_stop_out_and_everything_that_sends_is_refused(
    command: CommandLine,
) -> None:
    settings = command.folder / "settings.toml"
    before = settings.read_text()
    settings.write_text("this is = = no setting\n" + before)
    text = ("receive", "--from", MARIA, "--text", "STOP", "--id", "a-1")

    one = command.process(*text)
    many = command.process("receive", "--jsonl", "--json", given='{"from": "+12025550124", "text": "STOP"}\n')
    sent = command.process("send", "--to", "+12025550125", "--text", "It is ready")
    listed = command.process("messages")
    looked = command.process("doctor", "--only", "settings", "--people")
    settings.write_text(before)
    again = command.process(*text, "--json")

    assert (one.code, many.code, many.json()["stops"]) == (0, 0, 1)
    assert all("line 1" in each.err and "WHAT CAN BE READ" in each.err for each in (one, many))
    assert (sent.code, listed.code, "line 1" in sent.err) == (2, 2, True)
    assert "line 1" in looked.out
    assert again.json()["is_duplicate"]
    assert command.process("check", MARIA, "--json").json()["status"] == "stopped"


def test_where_the_settings_are_gone_stops_come_in_and_nothing_goes_by_rules_nobody_chose(
    command: CommandLine,
) -> None:
    (command.folder / "settings.toml").unlink()

    stop = command.process("receive", "--from", MARIA, "--text", "STOP", "--json")
    national = command.process("receive", "--from", "(202) 555-0124", "--text", "STOP")
    asked = command.process("check", "+12025550125")
    sent = command.process("send", "--to", "+12025550125", "--text", "It is ready")
    looked = command.process("doctor", "--only", "settings", "--people")

    assert (stop.code, stop.json()["consent"]) == (0, "stopped")
    assert (national.code, "NOTHING WAS TAKEN IN" in national.err) == (2, True)
    assert [(each.code, "is gone" in each.err) for each in (asked, sent)] == [(2, True), (2, True)]
    assert "is gone" in looked.out


def test_a_national_number_whose_country_cannot_be_read_is_told_to_be_missing_and_counts_when_it_is_handed_in_again(
    command: CommandLine,
) -> None:
    settings = command.folder / "settings.toml"
    before = settings.read_text()
    settings.write_text("nothing of use = = here")
    text = ("receive", "--from", "(202) 555-0123", "--text", "STOP", "--id", "a-1")
    lines = '{"from": "2025550123", "text": "STOP"}\n{"from": "+12025550124", "text": "STOP"}\n'

    one = command.process(*text)
    many = command.process("receive", "--jsonl", "--json", given=lines)
    settings.write_text(before)
    again = command.process(*text, "--json")

    assert (one.code, "NOTHING WAS TAKEN IN" in one.err) == (2, True)
    assert (many.code, many.json()["received"], many.json()["errors"][0]["line"]) == (2, 1, 1)
    assert (again.json()["is_duplicate"], again.json()["consent"]) == (False, "stopped")
