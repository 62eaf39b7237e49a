"""The shipped command: what may leave when, what waits for its hour, what is due."""

from support.command import CommandLine

MARIA = "+12025550123"


def test_a_program_learns_the_hours_schedules_and_takes_back(command: CommandLine) -> None:
    command.process("receive", "--from", MARIA, "--text", "JOIN")
    night = command.process("check", MARIA, "--purpose", "marketing", "--at", "2031-11-18T21:40", "--json")
    assert night.code == 3
    assert night.json()["opens_at"] == "2031-11-19T14:00:00.000Z"
    assert [reason["code"] for reason in night.json()["reasons"]] == ["out_of_hours"]

    noon = (
        "--to",
        MARIA,
        "--text",
        "New tyres",
        "--purpose",
        "marketing",
        "--at",
        "2031-11-18T12:00",
        "--json",
    )
    scheduled = command.process("send", *noon)
    assert scheduled.json()["not_before"] == "2031-11-18T17:00:00.000Z"
    late = command.process("send", *noon[:-2], "2031-11-18T22:00")
    assert late.code == 3
    assert "--at next" in late.err
    listed = command.process("messages", "--state", "queued").out
    assert "scheduled for 18 Nov 2031" in listed
    cancelled = command.process("cancel", str(scheduled.json()["message"]), "--json")
    assert cancelled.json()["state"] == "refused"
    again = command.process("cancel", str(scheduled.json()["message"]))
    assert again.code == 2
    assert "is cancelled already" in again.err
    listed = command.process("messages").out
    assert "cancelled by" in listed
    assert "refused" not in listed
    assert "no rule kept it back" in command.process("explain", str(scheduled.json()["message"])).out


def test_every_value_and_everything_about_one_person_can_be_read(command: CommandLine) -> None:
    command.process("receive", "--from", MARIA, "--text", "JOIN")

    values = command.process("policy", "show", "--json").json()["values"]
    person = command.process("policy", "show", "--address", MARIA, "--json").json()
    words = command.process("policy", "show", "--address", MARIA).out

    assert all(value["source"] for value in values)
    assert person["place"]["zones"] == ["America/New_York"]
    assert person["window"][1] == "20:00"
    assert person["purposes"]["marketing"]["needs"] == "express_written"
    assert person["purposes"]["marketing"]["has"] == "express_written"
    assert "now there:" in words
    assert "not legal advice" in words


def test_the_rules_are_shown_without_a_cut_and_with_units_and_holidays(command: CommandLine) -> None:
    shown = command.process("policy", "show").out
    values = {each["name"]: each for each in command.process("policy", "show", "--json").json()["values"]}

    assert "…" not in shown
    as_one_line = " ".join(shown.split())
    assert all(" ".join(each["source"].split()) in as_one_line for each in values.values())
    assert values["double_optin.answer_within"]["value"] == "2 days"
    assert values["expiry.CA.implied_inquiry"]["value"] == "6 months"
    assert "nothing on public holidays (the next are" in values["hours.FR"]["value"]


def test_hours_where_clocks_differ_are_told_as_each_of_them_shows_it(command: CommandLine) -> None:
    australian = "+61491570006"
    command.process("receive", "--from", australian, "--text", "Hello")

    words = command.process("policy", "show", "--address", australian).out
    windows = command.process("policy", "show", "--address", australian, "--json").json()["windows"]

    assert len(windows) == 2
    assert all(f"{each['opens']} – {each['closes']} in " in words for each in windows)
    assert "(the same moments)" in words


def test_requests_tell_what_is_open_and_how_soon_a_stop_was_honoured(command: CommandLine) -> None:
    command.process("receive", "--from", MARIA, "--text", "STOP")

    everything = command.process("requests", "--json").json()
    still_open = command.process("requests", "--open")
    wrong = command.process("requests", "--open", "--overdue")

    assert [each["state"] for each in everything] == ["honoured"]
    assert 0 <= everything[0]["honoured_in_seconds"] < 60
    assert "still to be done" in still_open.out
    assert wrong.code == 2


def test_what_somebody_asks_of_their_data_is_noted_and_done_by_doing_it(command: CommandLine) -> None:
    command.process("receive", "--from", MARIA, "--text", "Please send me what you have, then delete it")

    access = command.process("requests", "add", MARIA, "--kind", "access", "--words", "by text", "--json")
    erasure = command.process("requests", "add", MARIA, "--kind", "erasure")
    assert access.json()["kind"] == "access"
    assert "Noted as request 2: erasure, by " in erasure.out
    assert f"`stopline forget {MARIA}` does it" in erasure.out
    listed = command.process("requests", "--open").out
    assert "access 1" in listed
    assert "business days left" in listed

    given = command.process("export", MARIA)
    assert "request 1 of theirs is done" in given.err
    assert [each["kind"] for each in command.process("requests", "--open", "--json").json()] == ["erasure"]
    command.process("forget", MARIA, "--yes")
    assert command.process("requests", "--open", "--json").json() == []
    assert MARIA not in command.process("requests", "--json").out
    assert "a forgotten person" in command.process("requests").out


def test_a_request_is_done_another_way_once_and_with_a_note(command: CommandLine) -> None:
    command.process("receive", "--from", MARIA, "--text", "Hello")
    command.process("requests", "add", MARIA, "--kind", "access", "--words", "by letter")

    done = command.process("requests", "done", "1", "--note", "answered by letter", "--json")
    again = command.process("requests", "done", "1")

    assert (done.json()["state"], done.json()["words"]) == ("done", "by letter · answered by letter")
    assert again.code == 2
    assert "there is no open request 1" in again.err


def test_a_request_that_cannot_be_is_refused_at_the_door(command: CommandLine) -> None:
    command.process("receive", "--from", MARIA, "--text", "Hello")

    stop = command.process("requests", "add", MARIA, "--kind", "stop")
    ahead = command.process("requests", "add", MARIA, "--kind", "access", "--at", "2199-01-01")
    stranger = command.process("requests", "add", "+12025550199", "--kind", "access")

    assert [each.code for each in (stop, ahead, stranger)] == [2, 2, 2]
    assert "still to come" in ahead.err
    assert "nothing is held about" in stranger.err
