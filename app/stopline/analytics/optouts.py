"""Opt-outs of one workspace: witnesses them as they happen and answers a manager's questions about them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from stopline.address import NOBODY, Address, is_forgotten
from stopline.analytics.periods import Period, first_instant, fold, last_days, local_day, week_of
from stopline.analytics.series import (
    EVERY,
    By,
    DayFigures,
    Narrowing,
    OptOutRow,
    OptOutSeries,
    Overview,
    People,
    Share,
)
from stopline.analytics.tally import ATTRIBUTION_WINDOW, Basis, Tally
from stopline.clock import Clock, to_text
from stopline.consent.events import Channel, Evidence, Method, Scope
from stopline.consent.ledger import Change
from stopline.messages.message import Message
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

PAGE_SIZE = 500
"""Opt-outs listed at once."""
"""Stands in a list for somebody who was forgotten."""
_SHARES = {
    By.KEYWORD: "shares_by_keyword",
    By.CHANNEL: "shares_by_channel",
    By.CAMPAIGN: "shares_by_campaign",
}


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
        self.tally = Tally(engine, Basis(zone, window))
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

    def overview(self, day_count: int) -> Overview:
        """Return the last days up to today and the same number of days before them."""
        today = self.today()
        period = last_days(day_count, today)
        previous = period.previous()
        with self._engine.snapshot():
            week = week_of(today)
            whole = self.series(Period(min(previous.first, week.first), today))
            return Overview(
                series=_part(whole, period),
                previous=_part(whole, previous),
                today=whole.on(today),
                week_optouts=_part(whole, week).optouts,
                shares={by: self.shares(period, by) for by in _SHARES},
                previous_shares={
                    by: {share.key: share.optouts for share in self.shares(previous, by)} for by in _SHARES
                },
            )

    def series(self, period: Period) -> OptOutSeries:
        """Return a period day by day."""
        with self._engine.snapshot():
            hours = self._engine.all(
                self._sql["optouts_by_hour"], first=period.first_hour, end=period.end_hour
            )
            reached = self._engine.all(
                self._sql["reached_by_day"],
                first=period.first.isoformat(),
                last=period.last.isoformat(),
            )
        optouts = fold([(row.text("hour"), row.number("optouts")) for row in hours], period)
        people = _counts(reached, "people")
        return OptOutSeries(
            period,
            tuple(DayFigures(day, count, people.get(day.isoformat(), 0)) for day, count in optouts.items()),
        )

    def shares(self, period: Period, by: By) -> tuple[Share, ...]:
        """Return the opt-outs of a period by keyword, channel or campaign, most first; days are in `series`."""
        rows = self._engine.all(self._sql[_SHARES[by]], first=period.first_hour, end=period.end_hour)
        shares = [Share(row.text("key"), row.number("optouts")) for row in rows]
        return tuple(sorted(shares, key=lambda share: (-share.optouts, share.key)))

    def people(self, period: Period) -> People:
        """Return the different people of a period; the longer it is, the longer counting takes."""
        days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
        with self._engine.snapshot():
            reached = self._engine.one(self._sql["people_reached"], **days)
            by_channel = self._engine.all(self._sql["people_by_channel"], **days)
            by_campaign = self._engine.all(
                self._sql["people_by_campaign"], first=days["first"], end=period.end_hour
            )
            subscribed = self._engine.one(
                self._sql["subscribers"], since=to_text(first_instant(period.first, self.zone))
            )
        return People(
            reached=reached.number("people") if reached else 0,
            by_channel=_counts(by_channel, "people"),
            by_campaign=_counts(by_campaign, "people"),
            subscribed=subscribed.number("subscribed") if subscribed else 0,
            joined=subscribed.number("joined") if subscribed else 0,
        )

    def rows(
        self, period: Period, narrowing: Narrowing = EVERY, before: OptOutRow | None = None
    ) -> list[OptOutRow]:
        """Return who stopped in a period, newest first, one page from a row on.

        Args:
            period: when.
            narrowing: which of them.
            before: the last row of the page before, None for the first page.
        """
        rows = self._engine.all(
            self._sql["optout_rows"],
            first=period.first_hour,
            end=period.end_hour,
            keyword=narrowing.keyword,
            channel=narrowing.channel,
            campaign=narrowing.campaign,
            before_hour=before.hour if before else period.end_hour,
            before_seq=before.seq if before else 0,
            limit=PAGE_SIZE,
        )
        return [_optout_row(row) for row in rows]


def _part(series: OptOutSeries, period: Period) -> OptOutSeries:
    return OptOutSeries(period, tuple(series.on(day) for day in period.days()))


def _counts(rows: list[Row], column: str) -> Mapping[str, int]:
    return {row.text("key"): row.number(column) for row in rows}


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
    )
