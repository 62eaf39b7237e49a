"""Figures: what a manager asks about opt-outs, answered with frozen values that know their own JSON.

The one facade of screens and reports. It reads rolled-up rows and leaves judging to `verdicts`, `causes` and `spikes`.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from stopline.analytics.bands import Band, Whole, band_of
from stopline.analytics.baseline import TRAILING_DAYS, Baseline, Day, baseline_of
from stopline.analytics.causes import DIMENSIONS, Cause, Seen, ranked
from stopline.analytics.comparison import Comparison, Side, compared, spread_of
from stopline.analytics.growth import STAYS, Cell, Cohort, Growth, HoldOutcomes, Moves, Stays, Week
from stopline.analytics.optouts import OptOuts
from stopline.analytics.periods import Period
from stopline.analytics.series import (
    REACHED_BY,
    By,
    OptOutSeries,
    Share,
    is_campaign,
    of_reached,
    source_name,
)
from stopline.analytics.spikes import Braking, Judgement, brake, judged
from stopline.analytics.verdicts import Verdicts, verdicts_of
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

DRIFT_DAYS = 2 * TRAILING_DAYS
"""Days before a period that are read to learn what is usual."""
_SAID = ("verdict", "expected", "excess", "probability", "probability_of_any", "windows")
"""What a judgement adds to the counts."""


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """One campaign, or one kind of message without a campaign, in a period."""

    key: str
    optouts: int
    reached: int
    judgement: Judgement | None
    """None for replies and notices: they reach the same people again and again, so a day does not say what is usual for them."""

    @property
    def name(self) -> str:
        """What it is called."""
        return source_name(self.key)

    @property
    def rate(self) -> float | None:
        """Opt-outs for each person reached."""
        return self.optouts / self.reached if self.reached and self.optouts <= self.reached else None

    @property
    def band(self) -> Band | None:
        """The vendors' band its share crosses, where it is judged at all."""
        return band_of(self.optouts, self.reached, Whole.CAMPAIGN) if self.judgement else None

    @property
    def words(self) -> str:
        """What a manager is told."""
        if self.judgement is not None:
            return self.judgement.words
        return f"{of_reached(self.optouts, self.reached)}: not a campaign, so it is counted and not judged"

    def as_json(self) -> dict[str, object]:
        """Return it as programs read it; what follows from a judgement is null where there is none."""
        counted = {"optouts": self.optouts, "reached": self.reached, "words": self.words}
        said = dict.fromkeys(_SAID) | counted if self.judgement is None else self.judgement.as_json()
        return {
            "campaign": self.name,
            "rate": None if self.rate is None else round(self.rate, 6),
            **said,
            "band": self.band.words if self.band else None,
        }


class Figures:
    """The figures of one workspace.

    Args:
        engine: the workspace's database.
        optouts: its opt-outs, with the team's zone and window of attribution.
    """

    def __init__(self, engine: Engine, optouts: OptOuts) -> None:
        self.optouts = optouts
        self._engine = engine
        self._sql = load_queries("stopline.analytics", "analytics.sql")

    def verdicts(self, period: Period, known: Verdicts | None = None) -> Verdicts:
        """Return a period with each of its days judged; what still holds of earlier verdicts is taken over."""
        whole = self.optouts.series(Period(period.first - timedelta(days=DRIFT_DAYS), period.last))
        before = OptOutSeries(
            Period(whole.period.first, period.first - timedelta(days=1)), whole.days[:DRIFT_DAYS]
        )
        return verdicts_of(before, OptOutSeries(period, whole.days[DRIFT_DAYS:]), known)

    def usual(self, day: date) -> Baseline:
        """Return what is usual for a day: what the 28 days before it say."""
        return baseline_of(self.optouts.series(_trailing(day)).counts)

    def judged_day(self, day: date, windows: int = 1) -> Judgement:
        """Return what is to be said of one day.

        Args:
            day: which.
            windows: how many days are looked at together, one after the other.
        """
        with self._engine.snapshot():
            figures, usual = self.optouts.series(Period(day, day)).days[0], self.usual(day)
        return judged(figures.counts, usual, windows)

    def causes(self, day: date, window: timedelta | None = None) -> tuple[Cause, ...]:
        """Return what the opt-outs of a day have in common, those that tell most first."""
        with self._engine.snapshot():
            own, before = Period(day, day), _trailing(day)
            today = self.optouts.series(own).days[0]
            earlier = self.optouts.series(before)
            seen = [self._seen(own, before, by, window) for by in DIMENSIONS]
        return ranked(today.counts, baseline_of(earlier.counts), earlier.together, seen)

    def campaigns(self, period: Period, window: timedelta | None = None) -> tuple[CampaignFigures, ...]:
        """Return the campaigns of a period, the most harmful first, then kinds of messages without one, which are not judged."""
        with self._engine.snapshot():
            shares = self.optouts.counted_shares(period, By.CAMPAIGN, window)
            named = [share for share in shares if share.key]
            # The days before each, whatever the period: the same campaign is the same harm however long one looks.
            usual = self._usual_before_each([share.key for share in named if is_campaign(share.key)])
        figures = [_judged_share(share, usual.get(share.key), len(usual)) for share in named]
        return tuple(sorted(figures, key=_harm))

    def campaign(self, name: str, window: timedelta | None = None) -> CampaignFigures | None:
        """Return one campaign over all its days; None where no message of it ever left."""
        days = [row.text("day") for row in self._engine.all(self._sql["days_of_campaign"], key=name)]
        if not days:
            return None
        first, last = date.fromisoformat(days[0]), max(date.fromisoformat(days[-1]), self.optouts.today())
        period = Period(first, last)
        shares = {share.key: share for share in self.optouts.counted_shares(period, By.CAMPAIGN, window)}
        return _judged_share(shares.get(name) or Share(name, 0), self.usual(first))

    def brake(self, name: str, sent: int | None = None) -> Braking:
        """Return whether a running campaign should pause; may be asked after every message.

        Args:
            name: the campaign.
            sent: people it has reached so far; counted where it is not given.
        """
        found = self.campaign(name)
        day = self.optouts.today()
        if found is None:
            return brake(sent or 0, 0, self.usual(day))
        return brake(found.reached if sent is None else sent, found.optouts, self.usual(day))

    def compared_periods(self, one: Period, other: Period) -> Comparison:
        """Return whether another share of the people reached left in one period than in another."""
        with self._engine.snapshot():
            usual = self._usual_before(min(one.first, other.first), max(one.first, other.first))
            return compared(self._period_side(one, usual), self._period_side(other, usual))

    def compared_campaigns(self, one: CampaignFigures, other: CampaignFigures) -> Comparison:
        """Return whether another share left after one campaign than after another."""
        rows = [self._engine.all(self._sql["days_of_campaign"], key=each.key) for each in (one, other)]
        days = [date.fromisoformat(each[0].text("day")) if each else self.optouts.today() for each in rows]
        usual = self._usual_before(min(days), max(days))
        return compared(*(Side(each.name, each.optouts, each.reached, usual.spread) for each in (one, other)))

    def growth(self, period: Period) -> Growth:
        """Return how the number of subscribers moved."""
        with self._engine.snapshot():
            rows = self._engine.all(self._sql["membership_moves"], **period.bounds)
            start = self._engine.one(self._sql["members_before"], first=period.first.isoformat())
        by_day: dict[tuple[str, str], int] = {}
        sources: dict[str, dict[str, int]] = {"joined": {}, "left": {}}
        for row in rows:
            people, move = row.number("people"), row.text("move")
            place = (row.text("day"), move)
            by_day[place] = by_day.get(place, 0) + people
            sources[move][row.text("source")] = sources[move].get(row.text("source"), 0) + people
        members = start.number("people") if start else 0
        days = []
        for day in period.days():
            joined, left = (by_day.get((day.isoformat(), move), 0) for move in ("joined", "left"))
            members += joined - left
            days.append(Moves(day, joined, left, members))
        return Growth(period, tuple(days), _most_first(sources["joined"]), _most_first(sources["left"]))

    def stays(self, period: Period) -> Stays:
        """Return how long after opting in those opted out who did in a period."""
        with self._engine.snapshot():
            counted = self._engine.one(self._sql["stay_count"], **period.bounds)
            count = counted.number("people") if counted else 0
            middle = (
                self._engine.one(self._sql["stay_at"], place=(count - 1) // 2, **period.bounds)
                if count
                else None
            )
            buckets = self._engine.all(self._sql["stays"], **period.bounds)
        return Stays(
            count, middle.number("stayed") if middle else None, {row.text("stay"): row.number("people") for row in buckets}
        )  # fmt: skip

    def cohorts(self, period: Period) -> tuple[Cohort, ...]:
        """Return those who joined in the months of a period by source, and how many of them left how soon."""
        rows = self._engine.all(
            self._sql["cohorts"], first=f"{period.first:%Y-%m}", last=f"{period.last:%Y-%m}"
        )
        kept: dict[tuple[str, str], dict[str, int]] = {}
        for row in rows:
            kept.setdefault((row.text("month"), row.text("source")), {})[row.text("stayed")] = row.number(
                "people"
            )
        return tuple(
            Cohort(
                month, source, counts.get("", 0), {name: counts[name] for name in STAYS if name in counts}, counts.get("expired", 0)
            )
            for (month, source), counts in sorted(kept.items())
        )  # fmt: skip

    def holds(self, period: Period) -> HoldOutcomes:
        """Return what became of the holds of a period, and how long they waited."""
        with self._engine.snapshot():
            counts = self._engine.all(self._sql["holds"], **period.bounds)
            waits = self._engine.all(self._sql["hold_waits"], **period.bounds)
        by_outcome: dict[str, list[int]] = {}
        for row in waits:
            by_outcome.setdefault(row.text("decided"), []).append(row.number("waited"))
        medians = {decided: each[(len(each) - 1) // 2] for decided, each in by_outcome.items()}
        return HoldOutcomes({row.text("decided"): row.number("holds") for row in counts}, medians)

    def week(self, period: Period, window: timedelta | None = None) -> Week:
        """Return when people leave: every hour of the week."""
        with self._engine.snapshot():
            hours = self._engine.all(self._sql["hours_of_weekdays"], **period.bounds)
            put_down = {share.key: share.optouts for share in self.optouts.shares(period, By.SENT, window)}
            reached = self.optouts.reached_by(period, By.SENT)
        optouts: dict[str, int] = {}
        for row in hours:
            key = f"{date.fromisoformat(row.text('day')).isoweekday()}T{row.text('key')}"
            optouts[key] = optouts.get(key, 0) + row.number("optouts")
        places = [(weekday, hour, f"{weekday}T{hour:02}") for weekday in range(1, 8) for hour in range(24)]
        return Week(
            tuple(
                Cell(weekday, hour, optouts.get(key, 0), put_down.get(key, 0), reached.get(key, 0))
                for weekday, hour, key in places
            )
        )

    def _seen(self, own: Period, before: Period, by: By, window: timedelta | None) -> Seen:
        return Seen(
            by,
            {share.key: share.optouts for share in self.optouts.shares(own, by, window)},
            self.optouts.reached_by(own, by) if by in REACHED_BY else {},
            {share.key: share.optouts for share in self.optouts.shares(before, by, window)},
        )

    def _period_side(self, period: Period, usual: Baseline) -> Side:
        days = [Day(each.optouts, each.reached) for each in self.optouts.series(period).days]
        left, reached = sum(day.optouts for day in days), self.optouts.people_reached(period)
        spread = spread_of(days, max(left, reached), usual.spread)
        return Side(period.words, left, reached, spread)

    def _usual_before(self, first: date, second: date) -> Baseline:
        """Return what is usual before the earlier of two, or before the later where nobody was reached before that."""
        return self.usual(first if self._has_days_before(Period(first, first)) else second)

    def _usual_before_each(self, campaigns: Collection[str]) -> Mapping[str, Baseline]:
        """Return what is usual for each campaign: what the 28 days before its first day say."""
        rows = self._engine.all(self._sql["first_days_of_campaigns"], keys=json.dumps([*campaigns]))
        begun = {row.text("key"): date.fromisoformat(row.text("day")) for row in rows}
        firsts = {key: begun.get(key, self.optouts.today()) for key in campaigns}
        before = {first: _trailing(first).days() for first in set(firsts.values())}
        figures = self.optouts.days({day for days in before.values() for day in days})
        usual = {first: baseline_of(figures[day].counts for day in days) for first, days in before.items()}
        return {key: usual[first] for key, first in firsts.items()}

    def _has_days_before(self, period: Period) -> bool:
        return any(each.reached for each in self.optouts.series(_trailing(period.first)).days)


def _judged_share(share: Share, usual: Baseline | None, windows: int = 1) -> CampaignFigures:
    """Return what is to be said of a share of opt-outs: of a campaign, whether it is more than chance."""
    reached = share.reached or 0
    judgement = (
        judged(Day(share.optouts, reached), usual, windows) if usual and is_campaign(share.key) else None
    )
    return CampaignFigures(share.key, share.optouts, reached, judgement)


def _harm(figures: CampaignFigures) -> tuple[bool, float, int, str]:
    """Return what sorts the most harmful first, and what is not judged last."""
    excess = figures.judgement.excess if figures.judgement else 0.0
    return figures.judgement is None, -excess, -figures.optouts, figures.key


def _trailing(day: date) -> Period:
    return Period(day - timedelta(days=TRAILING_DAYS), day - timedelta(days=1))


def _most_first(counts: Mapping[str, int]) -> Mapping[str, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
