"""Reports say the same figures to every program."""

import csv
import io
import json

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from stopline.analytics.report import COLUMNS, ReportRow, as_csv, period_of, report_rows
from stopline.analytics.series import WEEKDAYS, By, Narrowing
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.errors import BadInputError
from stopline.workspace import Workspace
from support.transcript import PEOPLE


@pytest.mark.parametrize("by", By)
def test_the_figures_of_a_season_stay_what_they_are(
    by: By, season: Workspace, snapshot: SnapshotAssertion
) -> None:
    rows = report_rows(season.optouts, period_of(season.optouts, "2026-10-01", "2026-11-17"), by)

    assert json.loads(json.dumps(rows)) == snapshot(extension_class=JSONSnapshotExtension)


def test_ledger_and_messages_of_a_season_give_its_counts(season: Workspace) -> None:
    assert season.optouts.tally.compare().is_true


@pytest.mark.parametrize("by", By)
def test_a_report_reads_back_from_csv_as_it_was(by: By, season: Workspace) -> None:
    rows = report_rows(season.optouts, period_of(season.optouts, None, None), by)

    read = list(csv.DictReader(io.StringIO(as_csv(COLUMNS[by], rows))))

    assert [list(each) for each in read[:1]] == [list(COLUMNS[by])]
    assert [each["optouts"] for each in read] == [str(row["optouts"]) for row in rows]


def test_weekdays_add_up_what_happened_on_their_days_in_the_order_of_the_week(season: Workspace) -> None:
    period = period_of(season.optouts, "2026-10-01", "2026-11-17")

    rows = report_rows(season.optouts, period, By.WEEKDAY)

    days = season.optouts.series(period).days
    assert [row["weekday"] for row in rows] == [
        name for name in WEEKDAYS if any(f"{each.day:%a}" == name for each in days)
    ]
    for row in rows:
        own = [each for each in days if f"{each.day:%a}" == row["weekday"]]
        left, reached = sum(each.optouts for each in own), sum(each.reached for each in own)
        assert (row["optouts"], row["reached"]) == (left, reached)
        assert row["rate"] == pytest.approx(left / reached, abs=1e-6)


def test_who_left_on_a_weekday_can_be_listed(season: Workspace) -> None:
    period = period_of(season.optouts, "2026-10-01", "2026-11-17")
    (tuesday,) = (each for each in season.optouts.shares(period, By.WEEKDAY) if each.key == "2")

    listed = season.optouts.rows(period, Narrowing.to(By.WEEKDAY, "2"))

    assert len(listed) == tuesday.optouts > 0
    assert {each.at.astimezone(season.settings.zone).strftime("%a") for each in listed} == {"Tue"}


def test_a_campaign_that_is_a_formula_stays_text_in_a_spreadsheet() -> None:
    rows: list[ReportRow] = [{"campaign": '=HYPERLINK("x")', "optouts": 1, "reached": 2, "rate": 0.5}]

    (read,) = csv.DictReader(io.StringIO(as_csv(COLUMNS[By.CAMPAIGN], rows)))

    assert read["campaign"].startswith("'=")


def test_opt_outs_nothing_came_before_have_no_rate(workspace: Workspace, clock: ManualClock) -> None:
    workspace.ledger.record(
        ConsentEvent(
            PEOPLE["maria"], Channel.SMS, EventKind.WITHDRAWN, Method.KEYWORD, CONTACT, clock.now(),
            evidence=Evidence(keyword="STOP"),
        )
    )  # fmt: skip
    period = period_of(workspace.optouts, None, None)

    assert report_rows(workspace.optouts, period, By.CAMPAIGN) == [
        {"campaign": "(nothing came before)", "optouts": 1, "reached": None, "rate": None}
    ]
    assert report_rows(workspace.optouts, period, By.CHANNEL) == [
        {"channel": "sms", "optouts": 1, "reached": 0, "rate": None}
    ]


def test_a_report_without_days_covers_the_last_thirty(workspace: Workspace) -> None:
    period = period_of(workspace.optouts, None, None)

    assert (period.day_count, period.last) == (30, workspace.optouts.today())
    assert period_of(workspace.optouts, None, "2026-03-01").day_count == 30
    assert period_of(workspace.optouts, "2026-11-01", None).first.isoformat() == "2026-11-01"


def test_days_that_cannot_be_read_or_end_too_early_are_said(workspace: Workspace) -> None:
    with pytest.raises(BadInputError, match="is no day; write it like 2026-11-17"):
        period_of(workspace.optouts, "last week", None)
    with pytest.raises(BadInputError, match="is before"):
        period_of(workspace.optouts, "2026-11-02", "2026-11-01")
