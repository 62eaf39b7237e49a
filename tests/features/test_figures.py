"""A manager asks why people left, and every answer follows from what happened."""

from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from stopline.address import Address
from stopline.analytics.causes import named
from stopline.analytics.figures import Figures
from stopline.analytics.periods import Period, last_days
from stopline.analytics.series import By, Narrowing
from stopline.analytics.spikes import Verdict
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Purpose
from stopline.workspace import Workspace
from support.counting_desk import PEOPLE, YEAR, Desk, desk
from support.transcript import Story

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def quarter(season: Workspace) -> Period:
    """Its last ninety days."""
    return last_days(90, season.optouts.today())


def figures(at: Desk) -> Figures:
    return Figures(at.engine, at.optouts)


def left_after(at: Desk, hours: float) -> None:
    """Let somebody leave so long after a campaign."""
    at.record(PEOPLE[0], EventKind.GIVEN)
    at.send(PEOPLE[0], campaign="Winter sale")
    at.clock.advance(HOUR * hours)
    at.record(PEOPLE[0])


@pytest.mark.parametrize(
    "answer", ["verdicts", "campaigns", "growth", "stays", "cohorts", "holds", "week", "causes"]
)
def test_the_answers_of_a_season_stay_what_they_are(
    answer: str, season: Workspace, quarter: Period, snapshot: SnapshotAssertion
) -> None:
    if answer == "causes":
        found: object = season.figures.causes(season.optouts.today())
    else:
        found = getattr(season.figures, answer)(quarter)
    value = [each.as_json() for each in found] if isinstance(found, tuple) else found.as_json()  # type: ignore[attr-defined]  # every answer has it

    assert value == snapshot(extension_class=JSONSnapshotExtension)


def test_the_day_of_the_sale_is_a_spike_of_its_fortnight_and_the_sale_its_cause(season: Workspace) -> None:
    verdicts = season.figures.verdicts(last_days(14, season.optouts.today()))
    (spike,) = verdicts.spikes
    cause, *_ = named(season.figures.causes(spike.day))

    assert spike.day == season.optouts.today()
    assert (cause.by, cause.name) == (By.CAMPAIGN, "Winter sale")
    assert cause.share > 0.8


def test_the_most_harmful_campaign_comes_first(season: Workspace, quarter: Period) -> None:
    found = [each for each in season.figures.campaigns(quarter) if each.judgement]
    excesses = [each.judgement.excess for each in found if each.judgement]

    assert [each.name for each in found] == ["Winter sale", "October news"]
    assert excesses == sorted(excesses, reverse=True)


def test_notices_are_counted_after_campaigns_and_not_judged_as_one(
    season: Workspace, quarter: Period
) -> None:
    *_, notices = season.figures.campaigns(quarter)

    assert (notices.name, notices.optouts, notices.judgement, notices.band) == ("(notices)", 23, None, None)
    assert notices.words == "23 of 293: not a campaign, so it is counted and not judged"
    assert season.figures.campaign("(notice)").judgement is None  # type: ignore[union-attr]  # there were some


def test_notices_do_not_make_a_campaign_harder_to_call_a_spike(season: Workspace, quarter: Period) -> None:
    sale, *_ = season.figures.campaigns(quarter)

    assert sale.judgement is not None
    assert sale.judgement.windows == 2


def test_what_is_a_spike_among_fourteen_days_may_be_chance_among_ninety(
    season: Workspace, quarter: Period
) -> None:
    today = season.optouts.today()
    fortnight = season.figures.verdicts(last_days(14, today)).on(today).judgement
    longer = season.figures.verdicts(quarter).on(today).judgement

    assert fortnight.probability == longer.probability
    assert (fortnight.verdict, longer.verdict) == (Verdict.SPIKE, Verdict.CHANCE)
    assert "unusual, not yet certain" in longer.words
    assert "90 were looked at" in longer.words


def test_a_campaign_that_goes_wrong_is_braked_and_one_that_does_not_is_not() -> None:
    with desk() as at:
        for number in range(40):
            at.record(Address(f"+12025550{number + 130}"), EventKind.GIVEN)
            at.send(
                Address(f"+12025550{number + 130}"), campaign="Winter sale" if number % 2 else "October news"
            )
        at.clock.advance(HOUR)
        for number in range(1, 20, 2):
            at.record(Address(f"+12025550{number + 130}"))

        assert figures(at).brake("Winter sale").must_pause
        assert not figures(at).brake("October news").must_pause
        assert not figures(at).brake("Never sent").must_pause
        assert figures(at).campaign("Never sent") is None


@pytest.mark.parametrize(
    ("hours", "windows"),
    [(2.9, ["3h", "24h", "7d"]), (4, ["24h", "7d"]), (24, ["24h", "7d"]), (24.1, ["7d"]), (169, [])],
)
def test_the_window_of_attribution_is_chosen_when_figures_are_read(hours: float, windows: list[str]) -> None:
    with desk() as at:
        left_after(at, hours)

        found = [
            name
            for name, window in (("3h", 3 * HOUR), ("24h", 24 * HOUR), ("7d", 168 * HOUR))
            if at.optouts.shares(YEAR, By.CAMPAIGN, window)[0].key == "Winter sale"
        ]

        assert found == windows
        if hours <= 168:
            assert [row.gap for row in at.optouts.rows(YEAR)] == [round(hours * 3600)]


def test_an_opt_out_is_put_down_to_agent_gateway_and_hour_of_the_message() -> None:
    with desk() as at:
        left_after(at, 1)

        found = {
            by: at.optouts.shares(YEAR, by)[0].key
            for by in (By.AGENT, By.GATEWAY, By.TEMPLATE, By.SENT, By.HOUR, By.COUNTRY, By.CERTAINTY)
        }

        assert found == {
            By.AGENT: "alice", By.GATEWAY: "test", By.TEMPLATE: "(none)", By.SENT: "6T16", By.HOUR: "17", By.COUNTRY: "US",
            By.CERTAINTY: "keyword",
        }  # fmt: skip
        assert [share.reached for share in at.optouts.counted_shares(YEAR, By.SENT)] == [1]
        for by, key in found.items():
            assert len(at.optouts.rows(YEAR, Narrowing.to(by, key))) == 1
            assert at.optouts.rows(YEAR, Narrowing.to(by, "another")) == []


def test_opt_outs_of_every_source_are_told_apart_by_how_they_were_understood() -> None:
    with desk() as at:
        at.record(PEOPLE[0])
        at.record(PEOPLE[1], method=Method.SENTENCE, keyword="no more")
        at.record(PEOPLE[2], method=Method.CARRIER, actor="carrier", keyword="")
        at.record(PEOPLE[3], method=Method.IMPORT, actor="old list", keyword="")

        shares = {share.key: share.optouts for share in at.optouts.shares(YEAR, By.CERTAINTY)}

        assert shares == {"keyword": 1, "sentence": 1, "told": 2}


def test_a_doubtful_reply_that_was_confirmed_counts_as_held(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 tick
    09:05 maria > 🛑
    """
    workspace = transcript.workspace
    (hold,) = workspace.decisions.holds()
    transcript.clock.advance(timedelta(hours=2))
    workspace.decisions.confirm(hold.address, hold.channel, "alice")
    today = workspace.optouts.today()

    outcomes = workspace.figures.holds(Period(today, today))

    assert outcomes.counts == {"stop": 1}
    assert outcomes.rows()[0]["median_hours"] == 2.0
    assert workspace.optouts.shares(Period(today, today), By.CERTAINTY)[0].key == "held"
    assert workspace.optouts.tally.compare().is_true


def test_holds_are_told_apart_by_how_they_ended() -> None:
    with desk() as at:
        for person in PEOPLE:
            at.record(person, EventKind.HELD, method=Method.SENTENCE, keyword="enough")
        at.clock.advance(3 * HOUR)
        at.record(PEOPLE[0], EventKind.RELEASED, method=Method.SENTENCE, actor="alice", keyword="")
        at.record(PEOPLE[1])
        at.ledger.record(
            ConsentEvent(
                PEOPLE[2], Channel.SMS, EventKind.WITHDRAWN, Method.SENTENCE, CONTACT, at.clock.now(), Scope.ALL,
                Evidence(note="decided by stopline: nobody decided in time"),
            )
        )  # fmt: skip

        outcomes = figures(at).holds(YEAR)

        assert outcomes.counts == {"released": 1, "contact": 1, "time": 1, "open": 1}
        assert set(outcomes.median_waits.values()) == {3 * 3600}
        assert at.optouts.tally.compare().is_true


def test_net_growth_counts_who_joined_and_left_and_how() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN, keyword="JOIN")
        at.record(PEOPLE[1], EventKind.IMPORTED, method=Method.IMPORT, actor="old list", keyword="")
        at.record(PEOPLE[2])
        at.clock.advance(timedelta(days=3))
        at.record(PEOPLE[0], scope=Scope.MARKETING)

        growth, stays = figures(at).growth(YEAR), figures(at).stays(YEAR)

        assert (growth.joined, growth.left, growth.net, growth.days[-1].members) == (2, 1, 1, 1)
        assert growth.joined_by == {"import": 1, "keyword: JOIN": 1}
        assert growth.left_by == {"keyword": 1}
        assert (stays.count, stays.median_days, stays.buckets) == (1, 3.0, {"week": 1})
        (imported, joined) = figures(at).cohorts(YEAR)
        assert (imported.source, imported.joined, imported.left_in_all) == ("import", 1, 0)
        assert (joined.source, joined.left, joined.share_left) == ("keyword: JOIN", {"week": 1}, 1.0)


def test_the_head_of_the_opt_outs_and_the_report_count_the_same_subscribers() -> None:
    with desk() as at:
        for person in PEOPLE:
            at.record(person, EventKind.GIVEN)
        at.record(PEOPLE[0], EventKind.GIVEN, channel=Channel.WHATSAPP)
        at.clock.advance(timedelta(days=40))
        at.record(PEOPLE[0], scope=Scope.MARKETING)
        at.record(PEOPLE[1])
        at.record(PEOPLE[1], EventKind.GIVEN)
        at.record(PEOPLE[2], EventKind.HELD, method=Method.SENTENCE)

        for days in (1, 30, 90, 730):
            period = last_days(days, at.optouts.today())
            growth, people = figures(at).growth(period), at.optouts.people(period)
            assert (people.subscribed, people.joined, people.left) == (
                growth.days[-1].members, growth.joined, growth.left,
            )  # fmt: skip
        assert (people.subscribed, people.joined, people.left) == (len(PEOPLE), len(PEOPLE) + 2, 2)


def test_a_hold_does_not_end_a_subscription_and_a_stop_by_mistake_never_did() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN)
        at.record(PEOPLE[0], EventKind.HELD, method=Method.SENTENCE)
        at.record(PEOPLE[0], EventKind.RELEASED, method=Method.AGENT, actor="alice")
        at.record(PEOPLE[0], method=Method.AGENT, actor="alice", keyword="")
        at.record(PEOPLE[0], EventKind.CORRECTED, method=Method.AGENT, actor="alice", keyword="")

        growth = figures(at).growth(YEAR)

        assert (growth.joined, growth.left, growth.days[-1].members) == (1, 0, 1)
        assert at.optouts.tally.compare().is_true


def test_a_hold_of_who_had_stopped_marketing_makes_nobody_a_subscriber() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN)
        at.record(PEOPLE[0], scope=Scope.MARKETING)
        at.record(PEOPLE[0], EventKind.HELD, method=Method.SENTENCE)

        growth = figures(at).growth(YEAR)

        assert (growth.joined, growth.left) == (1, 1)


def test_different_people_of_any_days_are_counted_once() -> None:
    with desk() as at:
        for person in PEOPLE[:2]:
            at.record(person, EventKind.GIVEN)
        days = []
        for number in range(6):
            at.send(PEOPLE[number % 2], purpose=Purpose.NOTICE)
            at.send(PEOPLE[0], purpose=Purpose.NOTICE)
            days.append(at.optouts.today())
            at.clock.advance(timedelta(days=2))

        assert [at.optouts.people_reached(Period(day, days[-1])) for day in days] == [2, 2, 2, 2, 2, 2]
        assert at.optouts.people_reached(Period(days[0], days[0])) == 1
        assert (
            at.optouts.people_reached(Period(days[0] + timedelta(days=1), days[1] - timedelta(days=1))) == 0
        )


def test_hours_of_the_week_count_leaving_and_being_reached() -> None:
    with desk() as at:
        left_after(at, 1)

        cells = [cell for cell in figures(at).week(YEAR).cells if cell.optouts or cell.reached]

        assert [(cell.weekday, cell.hour, cell.optouts, cell.reached, cell.rate) for cell in cells] == [
            (6, 16, 0, 1, 1.0),
            (6, 17, 1, 0, None),
        ]


def test_the_bad_weeks_of_a_season_are_more_than_chance_against_the_weeks_before(season: Workspace) -> None:
    period = last_days(14, season.optouts.today())

    found = season.figures.compared_periods(period, period.previous())

    assert found.one.optouts == season.optouts.series(period).optouts
    assert found.other.reached == season.optouts.people_reached(period.previous())
    assert found.difference > 0
    assert found.is_more_than_chance
    assert found.low > 0


def test_a_bad_campaign_is_told_from_a_good_one_and_two_good_ones_are_not(season: Workspace) -> None:
    bad, *_, good = [
        each
        for each in season.figures.campaigns(last_days(120, season.optouts.today()))
        if not each.key.startswith("(") and each.reached > 40
    ]

    assert season.figures.compared_campaigns(bad, good).is_more_than_chance
    assert not season.figures.compared_campaigns(good, good).is_more_than_chance
    assert season.figures.compared_campaigns(good, good).probability == 1.0


@pytest.mark.parametrize("day_count", [7, 30, 90])
def test_a_campaign_is_held_against_the_days_before_it_however_long_the_period(
    day_count: int, season: Workspace
) -> None:
    sale, *_ = season.figures.campaigns(last_days(day_count, season.optouts.today()))
    alone = season.figures.campaign("Winter sale")

    assert alone is not None
    assert sale.judgement is not None
    assert alone.judgement is not None
    assert (sale.name, sale.judgement.expected) == ("Winter sale", alone.judgement.expected)
