"""What the opt-outs screen tells beyond counts: what is more than chance, why, and when; read in a thread, after everything else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from stopline.analytics.baseline import Baseline, Day
from stopline.analytics.causes import Cause, named, unattributed
from stopline.analytics.figures import Figures
from stopline.analytics.growth import Growth, Week
from stopline.analytics.periods import Period, week_of
from stopline.analytics.series import FEWEST_PEOPLE, REACHED_BY, By, Share
from stopline.analytics.spikes import Judgement, judged
from stopline.analytics.verdicts import JudgedDay, Verdicts

TABLES = (By.CAMPAIGN, By.TEMPLATE, By.AGENT, By.KEYWORD, By.CHANNEL, By.COUNTRY)
"""What opt-outs are put together by, in the order in which one goes through it."""
MOST_LISTED = 8
"""Spikes whose causes are read at once; the newest, because of those somebody still remembers what was done."""
CAUSES_SHOWN = 3
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Spike:
    """A day worth a look, and what those who left on it have in common."""

    judged: JudgedDay
    causes: tuple[Cause, ...]
    """Those that tell most first; none where chance explains the day."""
    nothing: Cause | None = None
    """Those who left after no message of ours."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What a campaign, template, agent, … did, held against what is usual."""

    share: Share
    judgement: Judgement | None
    """None where people reached cannot be told apart, so that nothing is usual."""

    @property
    def times(self) -> float | None:
        """How many times as many as usual left."""
        if self.judgement is None or not self.judgement.expected:
            return None
        return self.judgement.optouts / self.judgement.expected


@dataclass(frozen=True, slots=True)
class Insight:
    """What is to be said of a period."""

    verdicts: Verdicts
    limits: tuple[float | None, ...]
    """The rate each day would have had to reach for a spike; None where too few were reached for a rate."""
    usual_today: Baseline
    week: Judgement
    growth: Growth
    hours: Week
    spikes: tuple[Spike, ...]
    """Newest first."""
    chances: tuple[JudgedDay, ...]
    """Days that look bad and may well be chance, newest first."""
    harms: Mapping[By, tuple[Harm, ...]]
    """The most harmful first."""
    before: Mapping[By, Mapping[str, int]]
    """Opt-outs of the period before, by the same keys."""

    @property
    def period(self) -> Period:
        """When."""
        return self.verdicts.period


def read_insight(figures: Figures, period: Period, known: Insight | None = None) -> Insight:
    """Return what is to be said of a period that ends today; what is known of days that have not changed is taken over."""
    verdicts = figures.verdicts(period, known.verdicts if known else None)
    usual_today = figures.usual(period.last)
    spikes = [_spike(each, figures.causes(each.day)) for each in reversed(verdicts.spikes[-MOST_LISTED:])]
    return Insight(
        verdicts=verdicts,
        limits=_limits(verdicts, known),
        usual_today=usual_today,
        week=_judged_week(figures, week_of(period.last), max(period.day_count // DAYS_OF_A_WEEK, 1)),
        growth=figures.growth(period),
        hours=figures.week(period),
        spikes=tuple(spikes),
        chances=tuple(reversed(verdicts.chances[-MOST_LISTED:])),
        harms={by: _harms(figures, period, by, usual_today) for by in TABLES},
        before={
            by: {share.key: share.optouts for share in figures.optouts.shares(period.previous(), by)}
            for by in TABLES
        },
    )


def _spike(judged: JudgedDay, causes: tuple[Cause, ...]) -> Spike:
    """Return a spike with the few causes that tell something."""
    telling = [cause for cause in named(causes) if not cause.is_everybodys]
    return Spike(judged, tuple(telling[:CAUSES_SHOWN]), unattributed(causes))


def _limits(verdicts: Verdicts, known: Insight | None) -> tuple[float | None, ...]:
    """Return the rate each day would have had to reach; a day that was taken over has the limit it had."""
    if known is None or known.period != verdicts.period:
        return tuple(_limit_rate(each) for each in verdicts.days)
    earlier = zip(verdicts.days, known.verdicts.days, known.limits, strict=True)
    return tuple(limit if day is same else _limit_rate(day) for day, same, limit in earlier)


def _limit_rate(day: JudgedDay) -> float | None:
    people = day.figures.reached
    return day.limit / people if people >= FEWEST_PEOPLE else None


def _judged_week(figures: Figures, week: Period, windows: int) -> Judgement:
    """Return what is to be said of the week so far: its days taken together, as one of the weeks of the period."""
    return judged(figures.optouts.series(week).together, figures.usual(week.first), windows)


def _harms(figures: Figures, period: Period, by: By, usual: Baseline) -> tuple[Harm, ...]:
    """Return shares held against what is usual.

    A campaign writes once to each, as days do, so the days before it say what is usual for it; what belongs to none is only counted beside
    it. Whatever else writes again and again over the whole period is held against all people of the period.
    """
    shares = figures.optouts.counted_shares(period, by)
    if by not in REACHED_BY:
        return tuple(Harm(share, None) for share in shares)
    people = figures.optouts.people_reached(period)
    left = sum(share.optouts for share in shares)
    of_all = replace(usual, rate=min(left / people, 0.5) if people else usual.rate)
    windows = sum(1 for share in shares if share.reached)
    campaigns = {each.key: each.judgement for each in figures.campaigns(period)} if by is By.CAMPAIGN else {}
    harms = []
    for share in shares:
        judgement = campaigns.get(share.key)
        if judgement is None and share.reached and by is not By.CAMPAIGN:
            judgement = judged(Day(share.optouts, share.reached), of_all, windows)
        harms.append(Harm(share, judgement))
    return most_harmful_first(harms)


def most_harmful_first(harms: Iterable[Harm]) -> tuple[Harm, ...]:
    """Return what did harm by how many left beyond what is usual; what cannot be judged comes last."""
    return tuple(
        sorted(
            harms,
            key=lambda each: (
                -each.judgement.excess if each.judgement else 1.0,
                -each.share.optouts,
                each.share.key,
            ),
        )
    )
