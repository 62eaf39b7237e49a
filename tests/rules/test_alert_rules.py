"""When an alert is told, how often it is tried again, and what it says of people."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from logging import DEBUG, WARNING, makeLogRecord
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.address import Address
from stopline.alerts.channels import reason_in
from stopline.alerts.rules import AlertRule, FactKind, QuietHours, is_given_up, pause_after
from stopline.alerts.wording import Fact, letter_of

NEW_YORK = ZoneInfo("America/New_York")
NIGHT = QuietHours(time(22), time(7))
NOON = QuietHours(time(12), time(13))
AT = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "instant", "told"),
    [
        (NIGHT, "2026-11-17T23:30-05:00", "2026-11-18T07:00-05:00"),
        (NIGHT, "2026-11-18T03:00-05:00", "2026-11-18T07:00-05:00"),
        (NIGHT, "2026-11-18T07:00-05:00", "2026-11-18T07:00-05:00"),
        (NIGHT, "2026-11-18T21:59-05:00", "2026-11-18T21:59-05:00"),
        (NOON, "2026-11-18T12:10-05:00", "2026-11-18T13:00-05:00"),
        (NOON, "2026-11-18T13:00-05:00", "2026-11-18T13:00-05:00"),
        # The night in which clocks go forward is an hour shorter.
        (NIGHT, "2026-03-08T01:30-05:00", "2026-03-08T07:00-04:00"),
    ],
)
def test_in_quiet_hours_an_alert_waits_for_their_end(quiet: QuietHours, instant: str, told: str) -> None:
    left_at = quiet.left_at(datetime.fromisoformat(instant), NEW_YORK)

    assert left_at == datetime.fromisoformat(told)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.times(), st.times())  # noqa: DTZ001 - made aware below
def test_an_alert_never_waits_a_whole_day_and_never_leaves_early(
    naive: datetime, begins: time, ends: time
) -> None:
    instant = naive.replace(tzinfo=UTC)
    quiet = QuietHours(begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0))

    assert timedelta(0) <= quiet.left_at(instant, UTC) - instant <= timedelta(days=1)


def test_facts_are_gathered_first() -> None:
    rule = AlertRule("team", frozenset(FactKind), "HOOK", timedelta(seconds=90))

    assert rule.due_at(AT, UTC) == AT + timedelta(seconds=90)


def test_attempts_grow_rarer_up_to_an_hour_and_end_after_a_day() -> None:
    pauses = [pause_after(count).total_seconds() / 60 for count in range(1, 10)]

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert not is_given_up(AT, AT + timedelta(hours=23, minutes=59))
    assert is_given_up(AT, AT + timedelta(days=1))


def maria(words: str = "stop it <!channel> @everyone", kind: FactKind = FactKind.OPT_OUT) -> Fact:
    return Fact(kind, AT, "", Address("+12025550123"), "Maria <b>", "sms", "keyword", words)


def test_masked_an_alert_names_nobody_and_quotes_nothing() -> None:
    letter = letter_of("Harbour Bikes", {FactKind.OPT_OUT: 1}, [maria()], NEW_YORK, AT, is_masked=True)

    assert letter.title == "Harbour Bikes: 1 opt-out"
    assert "+1•••23 said stop by sms (keyword)" in letter.body
    assert "09:00" in letter.body
    assert not any(part in letter.body for part in ("Maria", "2025550123", "555-0123", "stop it"))


def test_a_stop_that_an_import_brought_along_was_not_said_just_now() -> None:
    fact = replace(maria(), method="import")

    letter = letter_of("Harbour Bikes", {FactKind.OPT_OUT: 1}, [fact], NEW_YORK, AT, is_masked=True)

    assert "+1•••23 had stopped before by sms; an import brought that along" in letter.body


def test_an_alert_tells_the_year_of_a_day_that_is_not_of_this_one() -> None:
    facts = [replace(maria(), at=datetime(2025, 12, 31, 14, 0, tzinfo=UTC)), maria()]

    letter = letter_of("Harbour Bikes", {FactKind.OPT_OUT: 2}, facts, NEW_YORK, AT, is_masked=True)

    assert "Wed 31 Dec 2025, 09:00" in letter.body
    assert "Tue 17 Nov, 09:00" in letter.body


def test_in_full_an_alert_cannot_call_a_whole_channel() -> None:
    letter = letter_of(
        "Harbour Bikes", {FactKind.HOLD: 1}, [maria(kind=FactKind.HOLD)], UTC, AT, is_masked=False
    )

    assert "Maria ‹b› (+1 202-555-0123) wrote by sms" in letter.body
    assert "“stop it ‹!channel› ＠everyone”" in letter.body


@given(st.text(), st.booleans())
def test_no_words_of_a_stranger_are_obeyed_by_a_chat(words: str, is_masked: bool) -> None:
    letter = letter_of("Team", {FactKind.OPT_OUT: 1}, [maria(words)], UTC, AT, is_masked=is_masked)

    line = letter.body.splitlines()[0]
    assert not set("<>@*`~") & set(line)
    assert len(letter.body.splitlines()) == 2


def test_what_a_gateway_says_holds_no_number_when_masked() -> None:
    said = Fact(FactKind.GATEWAY, AT, "modem: no answer for +1 202-555-0123 or maria@example.com (error 38)")

    masked, whole = (
        letter_of("Team", {FactKind.GATEWAY: 1}, [said], UTC, AT, is_masked=is_masked).body
        for is_masked in (True, False)
    )

    assert "no answer for ••• or ••• (error 38)" in masked
    assert "+1 202-555-0123" in whole


def test_a_burst_is_a_count_and_a_few_lines() -> None:
    counts = {FactKind.OPT_OUT: 1000, FactKind.HOLD: 2}

    letter = letter_of("Team", counts, [maria()] * 20, UTC, AT, is_masked=True)

    assert letter.title == "Team: 1,000 opt-outs, 2 doubtful replies"
    assert letter.body.count("said stop") == 5
    assert "… and 997 more" in letter.body


def test_somebody_who_was_forgotten_stays_so() -> None:
    letter = letter_of(
        "Team", {FactKind.OPT_OUT: 1}, [Fact(FactKind.OPT_OUT, AT, "")], UTC, AT, is_masked=False
    )

    assert "somebody forgotten since said stop" in letter.body


def test_a_reason_never_holds_a_part_of_the_url() -> None:
    url = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#team?footer=no"
    said = [
        makeLogRecord({"levelno": DEBUG, "msg": f"Slack POST URL: {url}"}),
        makeLogRecord({"levelno": DEBUG, "msg": f"Socket Exception: {url} Connection refused"}),
        makeLogRecord({"levelno": WARNING, "msg": "Failed at TIiajkdnlazkcOXrIdevi7FQ of T1JJ3T3L2."}),
    ]

    assert reason_in(said, url) == "connection refused; Failed at ••• of •••"
