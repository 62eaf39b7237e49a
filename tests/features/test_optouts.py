"""The counts of opt-outs and of people reached follow what happened, whatever the order it happened in."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from stopline.address import Address
from stopline.analytics.attribution import WINDOWS
from stopline.analytics.optouts import OptOuts
from stopline.analytics.periods import Period, local_day, local_hour
from stopline.analytics.series import By, Narrowing
from stopline.consent.events import Channel, EventKind, Method, Scope
from stopline.consent.gate import Purpose
from stopline.store.queries import Query
from support.counting_desk import HISTORIES, KOLKATA, NEW_YORK, PEOPLE, YEAR, Desk, desk, play


def agrees(at: Desk, zone: ZoneInfo) -> None:
    """Check every figure against the naive memory."""
    series = at.optouts.series(YEAR)
    for figures in series.days:
        assert figures.optouts == sum(local_day(each.at, zone) == figures.day for each in at.stopped)
        reached = {each.address for each in at.sent if local_day(each.at, zone) == figures.day}
        assert figures.reached == len(reached)
    for name, window in WINDOWS.items():
        for share in at.optouts.shares(YEAR, By.CAMPAIGN, window):
            assert share.optouts == sum(each.sources[name] == share.key for each in at.stopped)
    people = at.optouts.people(YEAR)
    assert people.reached == len({each.address for each in at.sent})
    for by, key_of in ((By.KEYWORD, "keyword"), (By.CHANNEL, "channel"), (By.CAMPAIGN, "source")):
        for share in at.optouts.shares(YEAR, by):
            assert share.optouts == sum(getattr(each, key_of) == share.key for each in at.stopped)
        assert sum(share.optouts for share in at.optouts.shares(YEAR, by)) == len(at.stopped)
    for channel in Channel:
        reached = {each.address for each in at.sent if each.channel == channel}
        assert people.by_channel.get(channel, 0) == len(reached)
    for source in {each.source for each in at.sent}:
        assert people.by_campaign[source] == len({each.address for each in at.sent if each.source == source})
    assert sorted((row.seq, row.hour) for row in at.optouts.rows(YEAR)) == [
        (each.seq, local_hour(each.at, zone)) for each in sorted(at.stopped, key=lambda each: each.seq)
    ]


@settings(max_examples=60, deadline=None)
@given(HISTORIES)
def test_every_figure_equals_a_naive_count_of_what_happened(
    history: list[tuple[Address, int, tuple[object, ...]]],
) -> None:
    with desk() as at:
        play(at, history)

        agrees(at, NEW_YORK)
        assert at.optouts.tally.compare().is_true


@settings(max_examples=30, deadline=None)
@given(HISTORIES)
def test_counting_again_from_ledger_and_messages_gives_the_same(
    history: list[tuple[Address, int, tuple[object, ...]]],
) -> None:
    with desk() as at:
        play(at, history)

        at.optouts.tally.rebuild()

        agrees(at, NEW_YORK)
        assert at.optouts.tally.compare().is_true


@settings(max_examples=20, deadline=None)
@given(HISTORIES)
def test_a_team_that_moves_to_another_zone_has_its_days_counted_again(
    history: list[tuple[Address, int, tuple[object, ...]]],
) -> None:
    with desk() as at:
        play(at, history)
        moved = OptOuts(at.engine, at.clock, KOLKATA)

        assert moved.tally.catch_up()
        assert not moved.tally.catch_up()

        at.optouts = moved
        agrees(at, KOLKATA)


def test_a_process_with_the_old_zone_does_not_mix_two_ways_of_counting() -> None:
    with desk() as at:
        at.record(PEOPLE[0])
        moved = OptOuts(at.engine, at.clock, KOLKATA)
        moved.tally.catch_up()

        at.record(PEOPLE[1])

        assert moved.tally.compare().is_true
        assert [row.hour for row in moved.rows(YEAR)] == ["2026-11-01T01", "2026-11-01T01"]


def test_a_count_somebody_changed_is_found() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN)
        at.send(PEOPLE[0], campaign="Winter sale")
        at.clock.advance(timedelta(minutes=1))
        at.record(PEOPLE[0])
        for table, column in (
            ("optout_counts", "optouts"),
            ("reach_counts", "people"),
            ("reach_days", "people"),
            ("membership_counts", "people"),
            ("cohort_counts", "people"),
            ("memberships", "stayed"),
            ("optouts", "gap"),
        ):
            more = Query("more", "Falsify.", f"UPDATE {table} SET {column} = {column} + 1")  # noqa: S608 - two fixed names
            at.engine.run(more)

            assert not at.optouts.tally.compare().is_true

            at.optouts.tally.rebuild()
            assert at.optouts.tally.compare().is_true


def test_an_opt_out_is_put_down_to_the_campaign_within_three_hours() -> None:
    with desk() as at:
        for person, minutes in ((PEOPLE[0], 180), (PEOPLE[1], 181)):
            at.record(person, EventKind.GIVEN)
            at.send(person, campaign="Winter sale")
            at.clock.advance(timedelta(minutes=minutes))
            at.record(person)

        late, soon = at.optouts.rows(YEAR)

        assert (soon.campaign, soon.before_text, soon.before_agent) == (
            "Winter sale",
            "Ten per cent off",
            "alice",
        )
        assert (late.campaign, late.before_at) == ("", None)


def test_the_answer_to_help_is_not_what_made_somebody_leave() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN)
        at.send(PEOPLE[0], campaign="Winter sale")
        at.clock.advance(timedelta(minutes=1))
        at.send(PEOPLE[0], purpose=Purpose.COMPLIANCE)
        at.clock.advance(timedelta(minutes=1))
        at.record(PEOPLE[0])

        assert [row.campaign for row in at.optouts.rows(YEAR)] == ["Winter sale"]


def test_a_stop_recorded_by_mistake_counts_no_more() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN)
        at.record(PEOPLE[0], method=Method.AGENT, actor="alice", keyword="")
        at.record(PEOPLE[0], EventKind.CORRECTED, method=Method.AGENT, actor="alice", keyword="")

        assert at.optouts.rows(YEAR) == []
        assert at.optouts.shares(YEAR, By.KEYWORD) == ()
        assert at.optouts.tally.compare().is_true


def test_an_opt_out_can_be_followed_to_the_person_and_their_words() -> None:
    with desk() as at:
        thread = at.thread(PEOPLE[2], Channel.SMS)
        at.record(PEOPLE[2], keyword="STOP")
        at.record(PEOPLE[1], keyword="ARRET")

        (row,) = at.optouts.rows(YEAR, Narrowing.to(By.KEYWORD, "STOP"))

        assert (row.name, row.words, row.thread) == ("Person 2", "STOP", thread)
        assert at.optouts.rows(YEAR, Narrowing.to(By.CHANNEL, "whatsapp")) == []
        assert len(at.optouts.rows(YEAR, Narrowing.to(By.CAMPAIGN, ""))) == 2


def test_pages_of_opt_outs_follow_one_another() -> None:
    with desk() as at:
        for person in PEOPLE:
            at.record(person)
            at.clock.advance(timedelta(minutes=40))

        whole = at.optouts.rows(YEAR)

        assert at.optouts.rows(YEAR, before=whole[1]) == whole[2:]


def test_only_who_may_get_marketing_is_a_subscriber() -> None:
    with desk() as at:
        for person in PEOPLE:
            at.record(person, EventKind.GIVEN)
        at.clock.advance(timedelta(days=40))
        at.record(PEOPLE[0], channel=Channel.WHATSAPP, kind=EventKind.GIVEN)
        at.record(PEOPLE[1], scope=Scope.MARKETING)
        at.record(PEOPLE[2])
        at.record(Address("+12025550109"), EventKind.GIVEN)

        today = at.optouts.today()
        people = at.optouts.people(Period(today, today))

        assert (people.subscribed, people.joined, people.left) == (len(PEOPLE), 2, 2)
