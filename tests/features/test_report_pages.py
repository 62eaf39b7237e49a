"""A report a manager mails is one page that needs nothing else, shows what the figures say, and runs nobody's words."""

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from stopline.analytics import pages
from stopline.analytics.attribution import ATTRIBUTION_WINDOW
from stopline.analytics.charts import optout_bars
from stopline.analytics.page import Figure, Page, Part, as_html, table, written
from stopline.analytics.periods import Period, last_days
from stopline.analytics.report import SPIKE_COLUMNS, as_csv, campaign_rows, spike_rows
from stopline.analytics.series import By
from stopline.analytics.spikes import Verdict
from stopline.workspace import Workspace
from support.command import CommandLine
from support.people import number, wrote
from support.season import END

PAGES = ("optouts", "spikes", "campaign", "subscribers", "holds", "comparison")
HOSTILE = '<script>alert(1)</script>"=HYPERLINK("x")\u202e'


@pytest.fixture(scope="module")
def made(season: Workspace) -> dict[str, str]:
    """Every page of it."""
    period = last_days(14, season.optouts.today())
    setting = pages.Setting("Harbour Bikes", END, ATTRIBUTION_WINDOW)
    figures = season.figures
    return {
        "optouts": as_html(pages.optouts_page(figures, period, By.CAMPAIGN, setting)),
        "spikes": as_html(pages.spikes_page(figures, period, setting)),
        "campaign": as_html(pages.campaigns_page(figures, period, setting)),
        "subscribers": as_html(pages.subscribers_page(figures, period, setting)),
        "holds": as_html(pages.holds_page(figures, period, setting)),
        "comparison": as_html(
            pages.comparison_page(figures.compared_periods(period, period.previous()), setting)
        ),
    }


class Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_else_and_runs_nothing(name: str, made: dict[str, str]) -> None:
    found = Tags(made[name])

    assert not {"script", "link", "img", "iframe", "object", "form"} & set(found.tags)
    assert not [key for key, _ in found.attributes if key in ("src", "href") or key.startswith("on")]
    assert "url(" not in made[name]
    assert "http://" not in made[name]
    assert "https://" not in made[name]


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_of_a_page_is_well_formed(name: str, made: dict[str, str]) -> None:
    charts = re.findall(r"<svg.*?</svg>", made[name], re.DOTALL)

    assert bool(charts) == (name != "holds")  # nobody was held in the season
    for chart in charts:
        ET.fromstring(chart)  # noqa: S314 - it is our own


@pytest.mark.parametrize("day_count", [14, 90, 365])
def test_no_mark_of_a_day_lies_over_another(season: Workspace, day_count: int) -> None:
    verdicts = season.figures.verdicts(last_days(day_count, season.optouts.today()))
    spikes = tuple(
        replace(
            each,
            figures=replace(each.figures, optouts=10),
            judgement=replace(each.judgement, verdict=Verdict.CHANCE if place % 5 == 1 else Verdict.SPIKE),
        )
        for place, each in enumerate(verdicts.days)
        if place % 6 in (0, 1)
    )

    chart = ET.fromstring(optout_bars(replace(verdicts, days=spikes, drift=None)))  # noqa: S314 - it is our own

    marks = [each for each in chart.iter("text") if (each.text or "")[:1] in "▲○"]
    assert any((each.text or "").startswith("▲ 10 on ") for each in marks)
    for one, other in combinations(map(_stretch, marks), 2):
        assert one[1] <= other[0] or other[1] <= one[0] or abs(one[2] - other[2]) >= 12, (one, other)


def _stretch(mark: ET.Element) -> tuple[float, float, float]:
    """Return left, right and foot of words, six units to a letter."""
    x, width = float(mark.get("x", "")), 6 * len(mark.text or "")
    left = x - {"start": 0, "middle": width / 2, "end": width}[mark.get("text-anchor", "")]
    return left, left + width, float(mark.get("y", ""))


def test_campaigns_are_drawn_beside_what_is_usual(season: Workspace) -> None:
    period = last_days(90, season.optouts.today())
    setting = pages.Setting("Harbour Bikes", END, ATTRIBUTION_WINDOW)
    page = as_html(pages.campaigns_page(season.figures, period, setting))

    judged = [each for each in season.figures.campaigns(period) if each.judgement and each.rate is not None]
    assert judged
    assert page.count('class="limit"') == len(judged)
    assert "▲ Winter sale" in page


def test_how_holds_ended_is_drawn(workspace: Workspace) -> None:
    wrote(workspace, number(0), 0.01, "please no more of this maybe")
    setting = pages.Setting("Harbour Bikes", END, ATTRIBUTION_WINDOW)

    page = as_html(pages.holds_page(workspace.figures, last_days(14, workspace.optouts.today()), setting))

    (chart,) = re.findall(r"<svg viewBox.*?How holds ended.*?</svg>", page, re.DOTALL)
    assert "waits for a decision: 1 (100 %)" in chart
    ET.fromstring(chart)  # noqa: S314 - it is our own


def test_the_bars_are_as_high_as_what_they_show(season: Workspace, made: dict[str, str]) -> None:
    verdicts = season.figures.verdicts(last_days(14, season.optouts.today()))
    chart = re.search(r"<svg.*?</svg>", made["spikes"], re.DOTALL)
    assert chart is not None
    drawn = [
        (each.get("class"), float(each.get("height", "0")))
        for each in ET.fromstring(chart[0]).iter("rect")  # noqa: S314 - it is our own
        if each.get("class") in ("bar", "spike", "chance")
    ]
    shown = [each.figures.optouts for each in verdicts.days if each.figures.optouts]
    one = drawn[0][1] / shown[0]

    assert [height for _, height in drawn] == pytest.approx([count * one for count in shown], abs=0.02)
    assert [kind for kind, _ in drawn].count("spike") == len(verdicts.spikes) == 1
    assert "▲ 14 on 17 Nov" in chart[0] or "▲ 15 on 17 Nov" in chart[0]
    assert 'class="limit"' in chart[0]


def test_a_page_says_what_stands_out_in_words(made: dict[str, str]) -> None:
    assert "more than chance" in made["spikes"]
    assert "would happen by chance" in made["spikes"] or "practically never" in made["spikes"]
    assert "Winter sale" in made["spikes"]
    assert "a second vendor flags such a day" in made["spikes"]


def test_in_no_report_do_notices_have_a_verdict(season: Workspace, made: dict[str, str]) -> None:
    command, days = CommandLine(season.engine.path.parent), ("--since", "2026-08-20", "--until", "2026-11-17")

    (line,) = [
        line for line in command.run("report", "campaign", *days).out.splitlines() if "(notices)" in line
    ]
    *_, row = csv.DictReader(io.StringIO(command.run("report", "campaign", *days, "--csv").out))
    *_, found = command.run("report", "campaign", *days, "--json").json()
    alone = command.run("report", "campaign", "(notices)", *days)

    assert "spike" not in line
    assert row == {"campaign": "(notices)", "optouts": "23", "reached": "293", "rate": row["rate"]} | dict.fromkeys(
        ("expected", "excess", "verdict", "band"), ""
    )  # fmt: skip
    assert (found["campaign"], found["optouts"], found["verdict"], found["band"]) == ("(notices)", 23, None, None)  # fmt: skip
    assert "counted and not judged" in alone.out
    assert "<b>(notices)</b>" not in made["campaign"]
    assert "(notices)" in made["campaign"]


def test_names_from_outside_are_shown_and_never_run() -> None:
    rows: list[dict[str, Figure]] = [{"campaign": HOSTILE, "optouts": 1}]
    page = as_html(Page(HOSTILE, HOSTILE, (), (Part(HOSTILE, HOSTILE, rows=rows),), HOSTILE))

    assert "script" not in Tags(page).tags
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_any_report_is_run_by_a_spreadsheet(name: str) -> None:
    row = dict.fromkeys(SPIKE_COLUMNS, name)

    (_, cells) = csv.reader(io.StringIO(as_csv(SPIKE_COLUMNS, [row]), newline=""))

    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_a_period_without_anything_makes_a_page_as_well(workspace: Workspace) -> None:
    period = last_days(30, workspace.optouts.today())
    setting = pages.Setting("Nobody", END, ATTRIBUTION_WINDOW)

    page = as_html(pages.optouts_page(workspace.figures, period, By.DAY, setting))

    assert "Nothing in these days." in page
    assert as_html(pages.subscribers_page(workspace.figures, period, setting)).count("<svg") == 1
    assert spike_rows(workspace.figures.verdicts(period)) == []
    assert campaign_rows(workspace.figures.campaigns(period)) == []


def test_two_years_of_days_fit_on_a_chart(workspace: Workspace) -> None:
    last = workspace.optouts.today()
    verdicts = workspace.figures.verdicts(Period(last.replace(year=last.year - 2), last))

    assert len(verdicts.days) == 731
    assert "Dec 2025" in optout_bars(verdicts)


def test_figures_are_written_for_people() -> None:
    assert written("rate", None) == "–"
    assert written("rate", 0.0123) == "1.2 %"
    assert written("share", 0.5) == "50 %"
    assert written("optouts", 12_345) == "12,345"
    assert written("expected", 0.25) == "0.2"
    assert "<th>" in table([{"campaign": "x"}])
