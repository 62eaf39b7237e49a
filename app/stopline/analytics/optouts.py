"""Opt-outs of one workspace: witnesses them as they happen and answers a manager's questions about them."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from stopline.address import NOBODY, Address, is_forgotten
from stopline.analytics.attribution import ATTRIBUTION_WINDOW, Basis
from stopline.analytics.baseline import TRAILING_DAYS
from stopline.analytics.periods import Period, last_days, local_day, week_of
from stopline.analytics.series import (
    EVERY,
    IN_ORDER,
    NONE,
    REACHED_BY,
    By,
    DayFigures,
    Narrowing,
    OptOutRow,
    OptOutSeries,
    Overview,
    People,
    Share,
)
from stopline.analytics.tally import Tally
from stopline.clock import Clock
from stopline.consent.events import Channel, Evidence, Method, Scope
from stopline.consent.ledger import Change
from stopline.messages.message import Message
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

PAGE_SIZE = 500
"""Opt-outs listed at once."""
SHOWN_AT_ONCE = (By.KEYWORD, By.CHANNEL, By.CAMPAIGN)
"""What the overview puts opt-outs together by where nobody says what is looked at."""


class OptOuts:
    """The opt-outs of one workspace.

    Args:
        engine: the workspace's database.
        clock: tells which day it is.
        zone: the zone in which the team's days are counted.
        window: how long after a message an opt-out is put down to it.
    """

    def __init__(
        self, engine: Engine, clock: Clock, zone: ZoneInfo, window: timedelta = ATTRIBUTION_WINDOW
    ) -> None:
        self.zone = zone
        self.window = window
        self.tally = Tally(engine, Basis.of(zone, window))
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.analytics", "analytics.sql")

    def consent_changed(self, change: Change) -> None:
        """Count what a consent event did, in its transaction."""
        self.tally.consent_changed(change)

    def message_left(self, message: Message, at: datetime) -> None:
        """Count who a message reached, in the transaction that notes it."""
        self.tally.message_left(message, at)

    def today(self) -> date:
        """Return which day it is for the team."""
        return local_day(self._clock.now(), self.zone)

    def overview(self, day_count: int, by: Sequence[By] = SHOWN_AT_ONCE) -> Overview:
        """Return the last days up to today and the same number of days before them.

        Args:
            day_count: how many.
            by: what opt-outs are put together by; reading what nobody looks at takes as long as all the rest.
        """
        today = self.today()
        period = last_days(day_count, today)
        previous = period.previous()
        with self._engine.snapshot():
            week = week_of(today)
            trailing = Period(today - timedelta(days=TRAILING_DAYS), today - timedelta(days=1))
            whole = self.series(Period(min(previous.first, week.first, trailing.first), today))
            return Overview(
                series=_part(whole, period),
                previous=_part(whole, previous),
                trailing=_part(whole, trailing),
                today=whole.on(today),
                week_optouts=_part(whole, week).optouts,
                shares={each: self.shares(period, each) for each in by},
                previous_shares={
                    each: {share.key: share.optouts for share in self.shares(previous, each)} for each in by
                },
            )

    def series(self, period: Period) -> OptOutSeries:
        """Return a period day by day."""
        with self._engine.snapshot():
            left = self._engine.all(self._sql["optouts_by_day"], **period.bounds)
            reached = self._engine.all(self._sql["reached_by_day"], **period.bounds)
        return OptOutSeries(period, tuple(_day_figures(period.days(), left, reached)))

    def days(self, days: Collection[date]) -> Mapping[date, DayFigures]:
        """Return the figures of some days, which need not follow each other."""
        wanted = json.dumps([day.isoformat() for day in days])
        with self._engine.snapshot():
            left = self._engine.all(self._sql["optouts_on_days"], days=wanted)
            reached = self._engine.all(self._sql["reached_on_days"], days=wanted)
        return {each.day: each for each in _day_figures(days, left, reached)}

    def shares(self, period: Period, by: By, window: timedelta | None = None) -> tuple[Share, ...]:
        """Return the opt-outs of a period by what they have in common, most first, weekdays and hours in order; days are in `series`.

        Args:
            period: when.
            by: what they have in common.
            window: how long after a message an opt-out is put down to it; the team's own where none is given.
        """
        if by is By.WEEKDAY:
            left = self._engine.all(self._sql["optouts_by_day"], **period.bounds)
            shares = [
                Share(key, count) for key, count in _by_weekday(_counts(left, "optouts", "day")).items()
            ]
        else:
            rows = self._engine.all(
                self._sql["shares"], dimension=by, window=self._seconds(window), **period.bounds
            )
            shares = [Share(row.text("shared"), row.number("optouts")) for row in rows]
        if by in IN_ORDER:
            return tuple(sorted(shares, key=lambda share: share.key))
        return tuple(sorted(shares, key=lambda share: (-share.optouts, share.key)))

    def counted_shares(self, period: Period, by: By, window: timedelta | None = None) -> tuple[Share, ...]:
        """Return the shares of a period with the people reached, those nobody left after included."""
        with self._engine.snapshot():
            shares = self.shares(period, by, window)
            reached = self.reached_by(period, by)
        if by not in REACHED_BY:
            return shares
        found = {share.key for share in shares}
        unharmed = [Share(key, 0) for key in sorted(reached.keys() - found)]
        counted = [
            Share(each.key, each.optouts, _reached_of(each.key, reached)) for each in (*shares, *unharmed)
        ]
        return tuple(sorted(counted, key=lambda share: share.key) if by in IN_ORDER else counted)

    def reached_by(self, period: Period, by: By) -> Mapping[str, int]:
        """Return the different people reached in a period by what they were reached by; by hours and weekdays, each counts once a day."""
        if by is By.WEEKDAY:
            reached = self._engine.all(self._sql["reached_by_day"], **period.bounds)
            return _by_weekday(_counts(reached, "people"))
        query = "person_days_by" if by is By.SENT else "people_by"
        return _counts(self._engine.all(self._sql[query], dimension=by, **period.bounds), "people")

    def people_reached(self, period: Period) -> int:
        """Return how many different people were reached in a period."""
        row = self._engine.one(self._sql["people_reached"], **period.bounds)
        return row.number("people") if row else 0

    def people(self, period: Period) -> People:
        """Return the different people of a period."""
        with self._engine.snapshot():
            reached = self.people_reached(period)
            by_channel = self.reached_by(period, By.CHANNEL)
            by_campaign = self.reached_by(period, By.CAMPAIGN)
            subscribers = self._engine.one(self._sql["subscribers"], **period.bounds)
        return People(
            reached=reached,
            by_channel=by_channel,
            by_campaign=by_campaign,
            subscribed=subscribers.number("subscribed") if subscribers else 0,
            joined=subscribers.number("joined") if subscribers else 0,
            left=subscribers.number("left_count") if subscribers else 0,
        )

    def rows(
        self,
        period: Period,
        narrowing: Narrowing = EVERY,
        before: OptOutRow | None = None,
        window: timedelta | None = None,
    ) -> list[OptOutRow]:
        """Return who stopped in a period, newest first, one page from a row on.

        Args:
            period: when.
            narrowing: which of them.
            before: the last row of the page before, None for the first page.
            window: how long after a message an opt-out is put down to it; the team's own where none is given.
        """
        rows = self._engine.all(
            self._sql["optout_rows"],
            first=period.first_hour,
            end=period.end_hour,
            keyword=narrowing.keyword,
            channel=narrowing.channel,
            campaign=narrowing.campaign,
            certainty=narrowing.certainty,
            method=narrowing.method,
            template=narrowing.template,
            by_agent=narrowing.agent,
            gateway=narrowing.gateway,
            country=narrowing.country,
            clock_hour=narrowing.hour,
            sent=narrowing.sent,
            days=_weekdays(period, narrowing.weekday),
            window=self._seconds(window),
            before_hour=before.hour if before else period.end_hour,
            before_seq=before.seq if before else 0,
            limit=PAGE_SIZE,
        )
        return [_optout_row(row) for row in rows]

    def _seconds(self, window: timedelta | None) -> int:
        return int((window or self.window).total_seconds())


def _reached_of(key: str, reached: Mapping[str, int]) -> int | None:
    """Return the people reached; who was reached without a template or an agent is not counted, which is not nobody."""
    return reached.get(key, None if key in ("", NONE) else 0)


def _part(series: OptOutSeries, period: Period) -> OptOutSeries:
    return OptOutSeries(period, tuple(series.on(day) for day in period.days()))


def _weekdays(period: Period, weekday: str | None) -> str | None:
    """Return the days of a period that are such a weekday, as a JSON list."""
    if weekday is None:
        return None
    return json.dumps([day.isoformat() for day in period.days() if str(day.isoweekday()) == weekday])


def _day_figures(days: Iterable[date], left: list[Row], reached: list[Row]) -> Iterator[DayFigures]:
    """Yield what was counted of each day; nothing was where there is no row."""
    left_on, reached_on = _counts(left, "optouts", "day"), _counts(reached, "people")
    for day in days:
        text = day.isoformat()
        yield DayFigures(day, left_on.get(text, 0), reached_on.get(text, 0))


def _by_weekday(days: Mapping[str, int]) -> Mapping[str, int]:
    """Return what was counted on days by their weekdays; those on which nothing was are left out."""
    counts: Counter[str] = Counter()
    for day, count in days.items():
        counts[str(date.fromisoformat(day).isoweekday())] += count
    return +counts


def _counts(rows: list[Row], column: str, key: str = "key") -> Mapping[str, int]:
    return {row.text(key): row.number(column) for row in rows}


def _optout_row(row: Row) -> OptOutRow:
    address = Address(row.text("address"))
    return OptOutRow(
        seq=row.number("event_seq"),
        hour=row.text("hour"),
        at=row.instant("occurred_at"),
        address=NOBODY if is_forgotten(address) else address,
        name=row.text("name"),
        channel=Channel(row.text("channel")),
        scope=Scope(row.text("scope")),
        method=Method(row.text("method")),
        keyword=row.text("keyword"),
        campaign=row.text("campaign"),
        words=Evidence.from_content(row.text_or_none("content")).words,
        thread=row.number_or_none("thread"),
        before_at=row.instant_or_none("before_at"),
        before_text=row.text_or_none("before_text") or "",
        before_agent=row.text_or_none("before_agent") or "",
        certainty=row.text("certainty"),
        country=row.text("country"),
        gap=row.number_or_none("gap"),
    )
