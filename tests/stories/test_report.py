"""A manager asks for opt-outs at the command line, and other programs read the answer."""

import csv
import io
from pathlib import Path

import pytest

from support.command import CommandLine

MARIA, JEAN = "+12025550123", "+12025550124"


@pytest.fixture
def after_a_stop(command: CommandLine) -> CommandLine:
    """A workspace in which Maria stopped by keyword and Jean by phone."""
    command.run("receive", "--from", MARIA, "--text", "Stop. Thank you", "--at", "2026-11-17T09:05")
    command.run("receive", "--from", JEAN, "--text", "Bonjour", "--at", "2026-11-17T09:06")
    command.run(
        "consent", "record", JEAN, "--stop", "--channel", "sms", "--method", "phone", "--words", "no more",
        "--at", "2026-11-16T23:59",
    )  # fmt: skip
    return command


def test_opt_outs_of_each_day_are_those_of_the_teams_zone(after_a_stop: CommandLine) -> None:
    report = after_a_stop.process(
        "report", "optouts", "--since", "2026-11-16", "--until", "2026-11-17", "--json"
    )

    assert (report.code, report.err) == (0, "")
    assert report.json() == [
        {"day": "2026-11-16", "optouts": 1, "reached": 0, "rate": None},
        {"day": "2026-11-17", "optouts": 1, "reached": 0, "rate": None},
    ]


def test_opt_outs_of_every_source_are_counted_by_what_they_were_known_by(after_a_stop: CommandLine) -> None:
    report = after_a_stop.run("report", "optouts", "--since", "2026-11-01", "--by", "keyword", "--json")

    assert {row["keyword"]: row["optouts"] for row in report.json()} == {
        "STOP": 1,
        "(recorded by an agent)": 1,
    }


def test_a_report_opens_in_a_spreadsheet(after_a_stop: CommandLine) -> None:
    report = after_a_stop.run("report", "optouts", "--since", "2026-11-01", "--by", "channel", "--csv")

    assert list(csv.DictReader(io.StringIO(report.out))) == [
        {"channel": "sms", "optouts": "2", "reached": "0", "rate": ""}
    ]


def test_a_report_for_people_says_how_many_in_all(after_a_stop: CommandLine) -> None:
    report = after_a_stop.run("report", "optouts", "--since", "2026-11-01", "--by", "campaign")

    assert "(nothing came before)" in report.out
    assert "2 opt-outs from 2026-11-01" in report.out


def test_a_report_calls_everything_the_same_in_words_json_and_csv(after_a_stop: CommandLine) -> None:
    asked = ("report", "optouts", "--since", "2026-11-01", "--by", "campaign")

    (row,) = after_a_stop.run(*asked, "--json").json()
    (line,) = csv.DictReader(io.StringIO(after_a_stop.run(*asked, "--csv").out))

    assert row["campaign"] == line["campaign"] == "(nothing came before)"
    assert row["campaign"] in after_a_stop.run(*asked).out


def test_days_the_wrong_way_round_are_bad_input(after_a_stop: CommandLine) -> None:
    report = after_a_stop.run("report", "optouts", "--since", "2026-11-17", "--until", "2026-11-01")

    assert report.code == 2
    assert "before" in report.err


def test_counting_again_tells_that_the_counts_were_true(after_a_stop: CommandLine) -> None:
    assert after_a_stop.run("report", "rebuild").out == "Every count was true.\n"
    assert after_a_stop.run("report", "rebuild", "--json").json() == {
        "optout_differences": 0,
        "reach_differences": 0,
        "subscriber_differences": 0,
        "hold_differences": 0,
    }


def test_the_command_writes_each_report_in_each_form(command: CommandLine) -> None:
    command.run("receive", "--from", "+12025550123", "--text", "STOP", "--at", "2026-11-17T09:05")
    for name in ("optouts", "spikes", "campaign", "subscribers", "holds"):
        page = command.run("report", name, "--html")
        assert page.out.startswith("<!DOCTYPE html>")
        assert command.run("report", name, "--json").json() is not None
        assert "," in command.run("report", name, "--csv").out.splitlines()[0]
        assert command.run("report", name).out


def test_only_one_form_can_be_asked_for(command: CommandLine) -> None:
    asked = command.run("report", "spikes", "--html", "--csv")

    assert asked.code == 2
    assert "one of" in asked.err


def test_a_campaign_nobody_knows_is_said(command: CommandLine) -> None:
    asked = command.run("report", "campaign", "Never sent")

    assert asked.code == 2
    assert "Never sent" in asked.err


def test_the_command_tells_the_schedule_and_makes_the_page_now(command: CommandLine) -> None:
    assert "[reports.weekly]" in command.run("report", "schedule").out

    made = command.run("report", "schedule", "--now", "--json").json()

    assert Path(made["page"]).exists()
    assert "it was sent to nobody" in command.run("report", "schedule", "--now").out
    assert made["next_at"] is None


def test_a_weekly_report_for_a_rule_that_does_not_exist_is_said(command: CommandLine) -> None:
    settings = command.folder / "settings.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + '\n[reports.weekly]\nto = "managers"\n', encoding="utf-8"
    )

    told = command.run("report", "schedule")
    made = command.run("report", "schedule", "--now")

    assert (told.code, made.code) == (2, 2)
    assert "no alert rule is called managers; there are none yet" in told.err
    assert "sent to nobody" in made.err
    assert "opt-outs-" in made.err


@pytest.mark.parametrize(
    ("since", "complaint"),
    [("tuesday", "“tuesday” is no day; write it like 20"), ("2999-01-01", "the period has not begun")],
)
def test_a_first_day_that_is_none_or_to_come_is_said(
    command: CommandLine, since: str, complaint: str
) -> None:
    for name in ("optouts", "spikes", "campaign", "subscribers", "holds"):
        asked = command.run("report", name, "--since", since)
        assert (asked.code, complaint in asked.err) == (2, True), asked.err


def test_two_periods_are_held_against_each_other_in_every_form(after_a_stop: CommandLine) -> None:
    asked = ("report", "optouts", "--since", "2026-11-17", "--until", "2026-11-17", "--against")

    told = after_a_stop.run(*asked, "before")
    found = after_a_stop.run(*asked, "2026-11-10..2026-11-16", "--json").json()
    first, second = csv.DictReader(io.StringIO(after_a_stop.run(*asked, "2026-11-16", "--csv").out))
    page = after_a_stop.run(*asked, "before", "--html").out

    assert "17 Nov 2026: 1 of 1 left (100 %)\n16 Nov 2026: 1 of 1 left (100 %)" in told.out
    assert "too few left to tell anything." in told.out
    assert (found["one"]["name"], found["other"]["name"]) == ("17 Nov 2026", "10 Nov to 16 Nov 2026")
    assert found["is_more_than_chance"] is False
    assert (first["side"], second["side"], second["difference"]) == ("17 Nov 2026", "16 Nov 2026", "")
    assert "<h1>17 Nov 2026 against 16 Nov 2026</h1>" in page
    assert page.count('<rect class="bar"') == 2


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        pytest.param(("optouts", "--by", "campaign", "--against", "before"), "leave --by away", id="by"),
        pytest.param(("optouts", "--against", "yesterday"), "is no day; write it like 20", id="no day"),
        pytest.param(
            ("optouts", "--against", "2026-10-05..2026-10-01"), "ends on or after", id="wrong way round"
        ),
        pytest.param(("campaign", "--against", "Sale"), "name the campaign", id="one name"),
        pytest.param(("campaign", "Sale", "--against", "Other"), "no message of a campaign", id="unknown"),
    ],
)
def test_a_comparison_that_cannot_be_made_says_why(
    after_a_stop: CommandLine, asked: tuple[str, ...], complaint: str
) -> None:
    refused = after_a_stop.run("report", *asked)

    assert refused.code == 2
    assert complaint in refused.err
