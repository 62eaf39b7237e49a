"""Reports: figures about opt-outs as rows that other programs read: JSON, or CSV that no spreadsheet runs as a formula."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

from stopline.analytics.optouts import OptOuts
from stopline.analytics.periods import Period, last_days, local_day
from stopline.analytics.series import By, rate_of, source_name
from stopline.clock import parse_instant
from stopline.inert import cell

USUAL_DAYS = 30
"""Days a report covers if it is not told since when."""
RATE_DIGITS = 6
Figure = str | int | float | None
ReportRow = Mapping[str, Figure]
"""One line of a report; every line of one report has the same columns."""

COLUMNS: Mapping[By, tuple[str, ...]] = {
    By.DAY: ("day", "optouts", "reached", "rate"),
    By.KEYWORD: ("keyword", "optouts", "share"),
    By.CHANNEL: ("channel", "optouts", "reached", "rate"),
    By.CAMPAIGN: ("campaign", "optouts", "reached", "rate"),
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


def report_rows(optouts: OptOuts, period: Period, by: By) -> list[ReportRow]:
    """Return the report of a period: every day in order, or keywords, channels or campaigns with the most opt-outs first.

    Columns are those of `COLUMNS`. `reached` counts people, each once; `rate` is opt-outs for each of them, and empty where nobody was
    reached or more left than were reached. A campaign in brackets stands for messages without one, or for nothing that came before.
    """
    if by is By.DAY:
        return [
            _row(by, each.day.isoformat(), each.optouts, each.reached) for each in optouts.series(period).days
        ]
    shares = optouts.shares(period, by)
    if by is By.KEYWORD:
        whole = sum(share.optouts for share in shares)
        return [
            {"keyword": share.key, "optouts": share.optouts, "share": _rounded(share.optouts / whole)}
            for share in shares
        ]
    people = optouts.people(period)
    reached = people.by_channel if by is By.CHANNEL else people.by_campaign
    found = [(share.key, share.optouts) for share in shares]
    unharmed = sorted(reached.keys() - {share.key for share in shares})
    return [
        _row(by, source_name(key) if by is By.CAMPAIGN else key, count, reached.get(key, 0) if key else None)
        for key, count in [*found, *((key, 0) for key in unharmed)]
    ]


def as_csv(by: By, rows: Sequence[ReportRow]) -> str:
    """Return a report as CSV with a heading; no cell is run as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS[by])
    writer.writerows([_cell(row[column]) for column in COLUMNS[by]] for row in rows)
    return written.getvalue()


def _row(by: By, key: str, optouts: int, reached: int | None) -> ReportRow:
    rate = None if reached is None else rate_of(optouts, reached)
    return {
        by.value: key,
        "optouts": optouts,
        "reached": reached,
        "rate": None if rate is None else _rounded(rate),
    }


def _rounded(rate: float) -> float:
    return round(rate, RATE_DIGITS)


def _cell(figure: Figure) -> str | int | float:
    if figure is None:
        return ""
    return cell(figure) if isinstance(figure, str) else figure


def _day(optouts: OptOuts, written: str) -> date:
    return local_day(parse_instant(written, optouts.zone), optouts.zone)
