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
