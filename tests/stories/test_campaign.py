"""The story of a campaign told by the real command: written, looked at, tried, launched, paused, cancelled, reported."""

from pathlib import Path

from support.command import CommandLine

MARIA, JEAN, TOM, ANA = "+12025550123", "+12025550124", "+12025550125", "+12025550126"
NAME = "Winter sale"
OWN = """
[campaigns]
price_per_part = 0.01
currency = "USD"
"""
NOTICE = ("--purpose", "notice")


def agreed(command: CommandLine, *people: str) -> None:
    for each in people:
        assert command.run("receive", "--from", each, "--text", "START").code == 0


def test_a_campaign_is_written_looked_at_launched_and_kept_in_hand(
    command: CommandLine,
) -> None:
    settings = command.folder / "settings.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + OWN, encoding="utf-8")
    agreed(command, MARIA, JEAN, TOM)
    command.run("receive", "--from", ANA, "--text", "do you sell tyres?")
    command.run("receive", "--from", TOM, "--text", "STOP")

    written = command.process(
        "campaign", "new", NAME, "--text", "Hi {first_name}, ten per cent off. STOP to end.", "--text", "Come in! STOP to end.",
        "--per-minute", "1", "--json",
    )  # fmt: skip
    seen = command.process("campaign", "preview", NAME, "--people", "--json")
    unasked = command.process("campaign", "launch", NAME, "--json")
    launched = command.process("campaign", "launch", NAME, "--yes")
    again = command.process("campaign", "launch", NAME, "--yes")
    paused = command.process("campaign", "pause", NAME, "--json")
    resumed = command.process("campaign", "resume", NAME)
    stopped = command.process("receive", "--from", JEAN, "--text", "STOP")
    cancelled = command.process("campaign", "cancel", NAME)
    report = command.process("campaign", "report", NAME, "--json")

    assert (written.code, written.json()["state"]) == (0, "draft")
    told = seen.json()
    assert (told["included"], told["excluded"], told["cost"]) == (2, {"no_consent": 1, "stopped": 1}, 0.02)
    lasting = {each["address"]: set(each.get("reasons", ())) - {"out_of_hours"} for each in told["people"]}
    assert lasting == {MARIA: set(), JEAN: set(), TOM: {"stopped"}, ANA: {"no_consent"}}
    assert (unasked.code, unasked.json()["launched"]) == (3, False)
    assert launched.code == 0
    assert "2 messages are in the queue, 2 left out" in launched.out
    assert "The last leaves at" in launched.out
    assert again.code == 2
    assert "launched already" in again.err
    assert (paused.code, paused.json()["messages"]) == (0, 2)
    assert "2 messages wait for their turn" in resumed.out
    assert stopped.code == 0
    assert "1 message was kept back" in cancelled.out
    assert report.json()["messages"] == {"refused": 2}
    assert report.json()["kept_back"] == {"campaign cancelled": 1, "stopped": 1}


def test_a_list_file_is_read_line_by_line_and_bad_lines_are_named(
    command: CommandLine, tmp_path: Path
) -> None:
    agreed(command, MARIA)
    file = tmp_path / "list.csv"
    file.write_text(f"phone,name\n{MARIA},Maria\nnobody\n{MARIA}\n{ANA},Ana\n", encoding="utf-8")

    command.process("campaign", "new", "By list", "--text", "Hello. STOP to end.", "--list", str(file))
    seen = command.process("campaign", "preview", "By list", "--people")

    assert seen.code == 0
    assert "Included: 1" in seen.out
    assert "line 3: unreadable" in seen.out
    assert "line 4: duplicate" in seen.out
    assert "have not agreed to this (no_consent)" in seen.out


def test_a_test_goes_to_one_address_and_only_where_the_gate_lets_it(command: CommandLine) -> None:
    agreed(command, MARIA)
    command.run("campaign", "new", NAME, "--text", "Hello. STOP to end.", *NOTICE)

    refused = command.process("campaign", "test", NAME, ANA)
    unknown = command.process("campaign", "test", NAME, MARIA, "--text", "Z")

    assert refused.code == 3
    assert "has not agreed" in refused.err
    assert unknown.code == 2


def test_what_cannot_be_done_is_said_in_words(command: CommandLine) -> None:
    command.run("campaign", "new", NAME, "--text", "Hello. STOP to end.")
    for arguments, said in (
        (("show", "Nothing"), "there is no campaign “Nothing”"),
        (("new", NAME, "--text", "Hello"), "already"),
        (("new", "Other", "--text", "Hi {surname}"), "no field {surname}"),
        (("new", "Other", "--text", "Hi {first_name"), "“{first_name” is no field"),
        (("new", "Other", "--text", "Hi { first name }"), "is no field"),
        (
            ("new", "Other", "--text", "Hi", "--split", "half"),
            "--split: “half” is no split; write it like 80:20",
        ),
        (("new", "Other", "--text", "Hi", "--attribute", "city"), "--attribute: “city” is no attribute"),
        (("new", "Other", "--text", "Hi", "--wrote", "ages"), "length of time"),
        (("new", "Other", "--text", "Hi", "--at", "2020-01-01T10:00"), "time to come"),
        (("pause", NAME), "cannot be paused. It is a draft still and sends nothing: launch it first"),
        (("resume", NAME), "cannot be resumed. It is a draft still"),
    ):
        ended = command.run("campaign", *arguments)
        assert (ended.code, said in ended.err) == (2, True), (arguments, ended.err)


def test_campaigns_are_listed_with_how_far_they_are(command: CommandLine) -> None:
    assert "There are no campaigns" in command.run("campaign", "list").out
    agreed(command, MARIA)
    command.run("campaign", "new", NAME, "--text", "Hello. STOP to end.")
    command.run("campaign", "launch", NAME, "--yes")

    listed = command.run("campaign", "list")

    assert NAME in listed.out
    assert "0 of 1 sent (0 %)" in listed.out
    assert command.run("campaign", "list", "--json").json()[0]["messages"] == {"queued": 1}


def test_an_audience_nobody_is_in_is_warned_of_and_never_launched(command: CommandLine) -> None:
    agreed(command, MARIA)
    said = "STOP to end."

    for arguments, doubt in (
        (("--tag", "nosuchtag"), "Nobody has the tag nosuchtag; tags are via-keyword"),
        (("--attribute", "foo=bar"), "Nobody has the attribute foo"),
    ):
        name = arguments[1].partition("=")[0]
        written = command.run("campaign", "new", name, "--text", f"Hello. {said}", *arguments)
        seen = command.run("campaign", "preview", name)
        launched = command.run("campaign", "launch", name, "--yes")
        assert (written.code, doubt in written.err) == (0, True), written.err
        assert (seen.code, doubt in seen.err) == (0, True), seen.err
        assert (launched.code, "nobody would get" in launched.err) == (2, True), launched.err
        assert command.run("campaign", "show", name, "--json").json()["state"] == "draft"


def test_marketing_that_does_not_tell_how_to_stop_is_warned_of(command: CommandLine) -> None:
    silent = command.run("campaign", "new", "Silent", "--text", "Stop by on Sunday!")
    telling = command.run("campaign", "new", "Telling", "--text", "See you on Sunday. Reply STOP to end.")
    notice = command.run("campaign", "new", "Notice", "--text", "We are closed on Sunday.", *NOTICE)

    assert (silent.code, "Text A does not tell how to stop" in silent.err) == (0, True)
    assert (telling.err, notice.err) == ("", "")


def test_the_report_of_a_resting_campaign_says_that_its_messages_rest(command: CommandLine) -> None:
    agreed(command, MARIA, JEAN)
    command.run("campaign", "new", NAME, "--text", "Hello. STOP to end.", "--per-minute", "1")
    command.run("campaign", "launch", NAME, "--yes")
    command.run("campaign", "pause", NAME)

    report = command.run("campaign", "report", NAME)

    assert "2 messages rest until" in report.out
    assert "The last leaves" not in report.out
    assert command.run("messages").out.count("rests: its campaign is paused") == 2
