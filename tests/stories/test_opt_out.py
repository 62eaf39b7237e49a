"""The story every program behind a gateway lives by: a text comes in, and what may be sent follows from it."""

from support.command import CommandLine

MARIA = "+12025550123"


def test_a_stop_handed_in_by_a_program_locks_every_way_out(command: CommandLine) -> None:
    hello = command.process("receive", "--from", MARIA, "--text", "Is the blue one still in?", "--json")
    answer = command.process("send", "--to", MARIA, "--text", "It is.", "--json")
    stop = command.process("receive", "--from", MARIA, "--text", "Stop. Thank you", "--id", "b", "--json")
    asked = command.process("check", MARIA, "--json")
    second = command.process("send", "--to", MARIA, "--text", "Are you sure?")

    assert (hello.code, answer.code, stop.code, asked.code, second.code) == (0, 0, 0, 3, 3)
    assert answer.json() == {"message": 2, "state": "queued", "decided_on": 0}
    assert asked.json().keys() == {"permitted", "reasons", "status"}
    assert (asked.json()["permitted"], asked.json()["status"]) == (False, "stopped")
    assert [reason["code"] for reason in asked.json()["reasons"]] == ["stopped"]
    assert asked.json()["reasons"][0].keys() == {"code", "sentence", "remedy"}
    assert "asked for no more messages" in second.err
    assert "START" in second.err
    assert "Traceback" not in second.err
    assert (hello.json()["consent"], hello.json()["consent_changed"]) == ("unknown", False)
    assert (stop.json()["consent"], stop.json()["consent_changed"]) == ("stopped", True)
    states = {row["id"]: row["state"] for row in command.run("messages", "--json").json()}
    assert states == {1: "received", 2: "refused", 3: "received", 4: "queued"}


def test_the_same_text_handed_in_twice_counts_once(command: CommandLine) -> None:
    first = command.run("receive", "--from", MARIA, "--text", "Hello", "--id", "a", "--json")
    second = command.run("receive", "--from", MARIA, "--text", "Hello", "--id", "a", "--json")

    assert first.json()["is_duplicate"] is False
    assert second.json() == {"message": 1, "is_duplicate": True}


def test_a_text_that_changes_nothing_tells_how_the_consent_still_stands(command: CommandLine) -> None:
    command.run("receive", "--from", MARIA, "--text", "STOP")

    spoken = command.run("receive", "--from", MARIA, "--text", "Hello?", "--json").json()
    shown = command.run("receive", "--from", MARIA, "--text", "Anybody?").out

    assert (spoken["consent"], spoken["consent_changed"]) == ("stopped", False)
    assert "+1 202-555-0123" in shown
    assert "still stopped" in shown


def test_a_start_of_offers_after_a_stop_is_not_told_as_a_yes_to_everything(command: CommandLine) -> None:
    command.run("receive", "--from", MARIA, "--text", "STOP")

    told = command.run("receive", "--from", MARIA, "--text", "START MARKETING")

    assert "UNKNOWN" in command.run("consent", "show", MARIA).out
    assert "the consent is now subscribed for marketing alone, stopped for notice alone." in told.out


def test_a_stop_of_offers_is_not_told_as_a_stop_of_everything(command: CommandLine) -> None:
    told = command.run("receive", "--from", "+12025550127", "--text", "STOP MARKETING")

    assert "the consent is now stopped for marketing alone." in told.out
