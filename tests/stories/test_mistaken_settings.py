"""Somebody makes a mistake in settings.toml; a stop comes in all the same, and everybody is told where the mistake is."""

from support.command import CommandLine

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


def test_a_text_that_settings_keep_out_is_told_to_be_missing_and_counts_when_it_is_handed_in_again(
    command: CommandLine,
) -> None:
    settings = command.folder / "settings.toml"
    before = settings.read_text()
    settings.write_text("this is = = no setting\n" + before)
    text = ("receive", "--from", MARIA, "--text", "STOP", "--id", "a-1")

    one = command.process(*text)
    as_json = command.process(*text, "--json")
    many = command.process("receive", "--jsonl", given='{"from": "+12025550123", "text": "STOP"}\n')
    settings.write_text(before)
    again = command.process(*text, "--json")

    assert [each.code for each in (one, as_json, many)] == [2, 2, 2]
    assert all("NOTHING WAS TAKEN IN" in each.err for each in (one, many))
    assert "line 1" in one.err
    assert "NOTHING WAS TAKEN IN" in as_json.json()["error"]
    assert (again.json()["is_duplicate"], again.json()["consent"]) == (False, "stopped")
