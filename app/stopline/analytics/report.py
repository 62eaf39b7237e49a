"""Reports: figures about opt-outs as rows that other programs read: JSON, or CSV that no spreadsheet runs as a formula."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from stopline.analytics.optouts import OptOuts
from stopline.analytics.periods import Period, last_days, local_day
from stopline.analytics.series import REACHED_BY, By, rate_of, share_name
from stopline.clock import parse_instant
from stopline.inert import cell

USUAL_DAYS = 30
"""Days a report covers if it is not told since when."""
RATE_DIGITS = 6
Figure = str | int | float | None
ReportRow = Mapping[str, Figure]
"""One line of a report; every line of one report has the same columns."""

COLUMNS: Mapping[By, tuple[str, ...]] = {
    by: (by.value, "optouts", "reached", "rate")
    if by in (By.DAY, *REACHED_BY)
    else (by.value, "optouts", "share", "rate")
    for by in By
}


def period_of(optouts: OptOuts, since: str | None, until: str | None) -> Period:
    """Return the days somebody asked for, both included; by default the last thirty.

    Args:
        optouts: whose days are meant.
        since: a day or an instant, as a person writes it.
        until: the same.

    Raises:
        BadInputError: one of them cannot be read, or the period ends before it begins.
    """
    last = _day(optouts, until) if until else None
    first = _day(optouts, since) if since else last_days(USUAL_DAYS, last or optouts.today()).first
    return Period(first, last or max(first, optouts.today()))


def report_rows(optouts: OptOuts, period: Period, by: By, window: timedelta | None = None) -> list[ReportRow]:
    """Return the report of a period: every day in order, or what opt-outs have in common with the most of them first.

    Columns are those of `COLUMNS`. `reached` counts people, each once; `rate` is opt-outs for each of them, and empty where nobody was
    reached or more left than were reached. Where people reached cannot be told apart (nobody is reached by a keyword), the rate is of
    everybody reached. A campaign in brackets stands for messages without one, or for nothing that came before.
    """
    if by is By.DAY:
        return [
            _row(by, each.day.isoformat(), each.optouts, each.reached) for each in optouts.series(period).days
        ]
    if by in REACHED_BY:
        return [
            _row(by, share_name(by, each.key), each.optouts, each.reached)
            for each in optouts.counted_shares(period, by, window)
        ]
    shares = optouts.shares(period, by, window)
    whole, reached = sum(share.optouts for share in shares), optouts.people_reached(period)
    return [
        {
            by.value: share_name(by, share.key),
            "optouts": share.optouts,
            "share": _rounded(share.optouts / whole),
            "rate": _rate(share.optouts, reached),
        }
        for share in shares
    ]


def as_csv(by: By, rows: Sequence[ReportRow]) -> str:
    """Return a report as CSV with a heading; no cell is run as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS[by])
    writer.writerows([_cell(row[column]) for column in COLUMNS[by]] for row in rows)
    return written.getvalue()


def _row(by: By, key: str, optouts: int, reached: int | None) -> ReportRow:
    return {by.value: key, "optouts": optouts, "reached": reached, "rate": _rate(optouts, reached)}


def _rate(optouts: int, reached: int | None) -> float | None:
    rate = None if reached is None else rate_of(optouts, reached)
    return None if rate is None else _rounded(rate)


def _rounded(rate: float) -> float:
    return round(rate, RATE_DIGITS)


def _cell(figure: Figure) -> str | int | float:
    if figure is None:
        return ""
    return cell(figure) if isinstance(figure, str) else figure


def _day(optouts: OptOuts, written: str) -> date:
    return local_day(parse_instant(written, optouts.zone), optouts.zone)
