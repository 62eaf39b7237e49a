"""Reports: figures about opt-outs as rows that other programs read: JSON, or CSV that no spreadsheet runs as a formula."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from stopline.analytics.causes import Cause
from stopline.analytics.comparison import Comparison
from stopline.analytics.figures import CampaignFigures, Figures
from stopline.analytics.optouts import OptOuts
from stopline.analytics.periods import Period, last_days, local_day
from stopline.analytics.series import REACHED_BY, By, rate_of, share_name
from stopline.analytics.verdicts import Verdicts
from stopline.clock import parse_instant
from stopline.errors import BadInputError, BadInstantError
from stopline.inert import cell, one_line

SPIKE_DAYS = 90
"""Days that are looked for spikes if it is not told since when."""
USUAL_DAYS = 30
"""Days a report covers if it is not told since when."""
BEFORE, YEAR_BEFORE = "before", "year-before"
"""Stand for the period of the same length before one, and for the same weeks a year before."""
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


SPIKE_COLUMNS = (
    "since",
    "until",
    "verdict",
    "optouts",
    "reached",
    "expected",
    "excess",
    "probability",
    "limit",
    "band",
)
CAMPAIGN_COLUMNS = ("campaign", "optouts", "reached", "rate", "expected", "excess", "verdict", "band")
COMPARISON_COLUMNS = (
    "side",
    "optouts",
    "reached",
    "rate",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "probability",
)
HOLD_COLUMNS = ("decided", "holds", "share", "median_hours")


class MembersBy(StrEnum):
    """What subscribers are put together by."""

    DAY = "day"
    SOURCE = "source"
    COHORT = "cohort"
    """The month in which they joined, and how."""


MEMBER_COLUMNS: Mapping[MembersBy, tuple[str, ...]] = {
    MembersBy.DAY: ("day", "joined", "left", "net", "subscribers"),
    MembersBy.SOURCE: ("move", "source", "people"),
    MembersBy.COHORT: (
        "month",
        "source",
        "joined",
        "left_day",
        "left_week",
        "left_month",
        "left_quarter",
        "left",
        "share_left",
        "expired",
    ),
}


def period_of(optouts: OptOuts, since: str | None, until: str | None, usual_days: int = USUAL_DAYS) -> Period:
    """Return the days somebody asked for, both included; by default the last thirty.

    Args:
        optouts: whose days are meant.
        since: a day or an instant, as a person writes it.
        until: the same.
        usual_days: how many days there are if it is not told since when.

    Raises:
        BadInputError: one of them cannot be read, or the period ends before it begins or has not begun.
    """
    last = _day(optouts, until) if until else None
    first = _day(optouts, since) if since else last_days(usual_days, last or optouts.today()).first
    if first > (today := optouts.today()):
        raise BadInputError(f"the period has not begun: its first day is {first}, and today is {today}")
    return Period(first, last or today)


def other_period(optouts: OptOuts, period: Period, written: str) -> Period:
    """Return what a period is to be held against: the one before it, a year before, as many days from one on, or `DAY..DAY`.

    Raises:
        BadInputError: it cannot be read, or ends before it begins.
    """
    if written == BEFORE:
        return period.previous()
    if written == YEAR_BEFORE:
        return period.year_before()
    first, dots, last = written.partition("..")
    begins = _day(optouts, first)
    return Period(begins, _day(optouts, last) if dots else begins + (period.last - period.first))


def comparison_rows(comparison: Comparison) -> list[ReportRow]:
    """Return both sides of a comparison; the difference stands with the first, whose share it is taken from."""
    rows: list[ReportRow] = []
    for side in (comparison.one, comparison.other):
        low, high = side.interval
        is_first = side is comparison.one
        rows.append({
            "side": side.name, "optouts": side.optouts, "reached": side.reached, "rate": _rounded(side.rate),
            "low": _rounded(low), "high": _rounded(high),
            "difference": _rounded(comparison.difference) if is_first else None,
            "difference_low": _rounded(comparison.low) if is_first else None,
            "difference_high": _rounded(comparison.high) if is_first else None,
            "probability": float(f"{comparison.probability:.3g}") if is_first else None,
        })  # fmt: skip
    return rows


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


def spike_rows(verdicts: Verdicts) -> list[ReportRow]:
    """Return what stands out in a period, the newest first: spikes, what may well be chance, and slow drift."""
    days = sorted((*verdicts.spikes, *verdicts.chances), key=lambda each: each.day, reverse=True)
    rows: list[ReportRow] = [
        {
            "since": each.day.isoformat(),
            "until": each.day.isoformat(),
            "verdict": each.judgement.verdict.value,
            "optouts": each.figures.optouts,
            "reached": each.figures.reached,
            "expected": round(each.judgement.expected, 2),
            "excess": round(each.judgement.excess, 2),
            "probability": float(f"{each.judgement.probability:.3g}"),
            "limit": each.limit,
            "band": each.band.name if each.band else None,
        }
        for each in days
    ]
    drift, when = verdicts.drift, verdicts.drift_period
    if drift is not None and when is not None:
        rows.append({
            "since": when.first.isoformat(), "until": when.last.isoformat(), "verdict": "drift", "optouts": drift.optouts,
            "reached": drift.people, "expected": round(drift.expected, 2), "excess": round(drift.optouts - drift.expected, 2),
            "probability": None, "limit": None, "band": None,
        })  # fmt: skip
    return rows


def campaign_rows(campaigns: Sequence[CampaignFigures]) -> list[ReportRow]:
    """Return the campaigns of a period, the most harmful first; what is only counted has no verdict, nor what belongs to one."""
    return [
        {
            "campaign": each.name,
            "optouts": each.optouts,
            "reached": each.reached,
            "rate": None if each.rate is None else _rounded(each.rate),
            "expected": round(each.judgement.expected, 2) if each.judgement else None,
            "excess": round(each.judgement.excess, 2) if each.judgement else None,
            "verdict": each.judgement.verdict.value if each.judgement else None,
            "band": each.band.name if each.band else None,
        }
        for each in campaigns
    ]


def cause_rows(causes: Sequence[Cause], most: int | None = None) -> list[ReportRow]:
    """Return the causes of a day, in the order they come."""
    return [
        {
            "by": each.by.value,
            "cause": each.name,
            "optouts": each.optouts,
            "share": _rounded(each.share),
            "reached": each.reached,
            "expected": round(each.expected, 2),
            "by_chance": each.often or None,
        }
        for each in causes[:most]
    ]


def subscriber_rows(figures: Figures, period: Period, by: MembersBy) -> list[ReportRow]:
    """Return how the number of subscribers moved: by day, by how they joined or left, or by month and source of joining."""
    match by:
        case MembersBy.DAY:
            return [each.as_json() for each in figures.growth(period).days]
        case MembersBy.SOURCE:
            growth = figures.growth(period)
            return [
                {"move": move, "source": source, "people": people}
                for move, sources in (("joined", growth.joined_by), ("left", growth.left_by))
                for source, people in sources.items()
            ]
        case MembersBy.COHORT:
            return [each.as_json() for each in figures.cohorts(period)]
        case _:
            assert_never(by)


def as_csv(columns: Sequence[str], rows: Sequence[ReportRow]) -> str:
    """Return a report as CSV with a heading; no cell is run as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
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
    try:
        return local_day(parse_instant(written, optouts.zone), optouts.zone)
    except BadInstantError as error:
        raise BadInputError(
            f"“{one_line(written, 40)}” is no day; write it like {optouts.today()}"
        ) from error
