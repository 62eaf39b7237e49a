"""`stopline report`: figures for people, spreadsheets, programs and managers' mail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import click

from stopline.analytics.attribution import WINDOWS, window_named
from stopline.analytics.causes import lines_of, named, unattributed
from stopline.analytics.comparison import Comparison
from stopline.analytics.figures import CampaignFigures
from stopline.analytics.periods import Period
from stopline.analytics.report import (
    CAMPAIGN_COLUMNS,
    COLUMNS,
    COMPARISON_COLUMNS,
    HOLD_COLUMNS,
    MEMBER_COLUMNS,
    SPIKE_COLUMNS,
    SPIKE_DAYS,
    USUAL_DAYS,
    Figure,
    MembersBy,
    ReportRow,
    as_csv,
    campaign_rows,
    comparison_rows,
    other_period,
    period_of,
    report_rows,
    spike_rows,
    subscriber_rows,
)
from stopline.analytics.series import By, source_key
from stopline.cli.options import Command, LazyGroup, choice
from stopline.cli.report_schedule import schedule
from stopline.cli.tables import table
from stopline.cli.terminal import Terminal
from stopline.errors import BadInputError, NotFoundError
from stopline.percent import percent
from stopline.plural import counted
from stopline.workspace import Workspace

MOST_CAUSES = 5


@click.group(
    cls=LazyGroup, name="report", example="stopline report spikes --since 2026-09-01 --html > spikes.html"
)
def report() -> None:
    """Report on opt-outs, spikes, campaigns, subscribers and holds."""


report.add_command(schedule)


@dataclass(frozen=True, slots=True)
class Asked:
    """What every report may be asked for."""

    since: str | None
    until: str | None
    window: str | None
    is_csv: bool
    is_html: bool

    def period(self, workspace: Workspace, usual_days: int = USUAL_DAYS) -> Period:
        """Return the days that are meant."""
        return period_of(workspace.optouts, self.since, self.until, usual_days)

    def check(self, terminal: Terminal) -> None:
        """Make sure that one form of answer is asked for.

        Raises:
            BadInputError: there are two.
        """
        if self.is_csv + self.is_html + terminal.is_json > 1:
            raise BadInputError("ask for one of --json, --csv and --html")


def _asked(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options every report has, and hand them on together."""
    options = [
        click.option("--since", metavar="DAY", help="The first day, else thirty days in all; for spikes ninety."),
        click.option("--until", metavar="DAY", help="The last day, else today."),
        click.option(
            "--within", "window", type=click.Choice(list(WINDOWS)), help="Put opt-outs down to a message so long before, else as set."
        ),
        click.option("--csv", "is_csv", is_flag=True, help="Answer in CSV, safe to open in a spreadsheet."),
        click.option("--html", "is_html", is_flag=True, help="Answer with one page to mail or print."),
    ]  # fmt: skip

    def command(
        terminal: Terminal, /, since: str | None, until: str | None, window: str | None, *, is_csv: bool, is_html: bool, **rest: Any  # noqa: ANN401 - the command's own options
    ) -> None:  # fmt: skip
        asked = Asked(since, until, window, is_csv, is_html)
        asked.check(terminal)
        function(terminal, asked, **rest)

    command.__doc__, command.__name__ = function.__doc__, function.__name__
    made = click.pass_obj(command)
    for option in reversed(options):
        made = option(made)
    return made


@report.command(
    cls=Command,
    example="""
    stopline report optouts --since 2026-11-01 --until 2026-11-17 --by campaign
    stopline report optouts --by day --csv > optouts.csv
    stopline report optouts --since 2026-09-01 --by weekday
    stopline report optouts --since 2026-09-01 --html > optouts.html
    stopline report optouts --since 2026-11-01 --against before
    """,
)
@click.option("--by", type=choice(By), default=By.DAY.value, show_default=True)
@click.option(
    "--against",
    metavar="PERIOD",
    help="Hold the period against another: before, year-before, a first DAY, or DAY..DAY.",
)
@_asked
def optouts(terminal: Terminal, asked: Asked, by: str, against: str | None) -> None:
    """Report who left, in days of the team's zone.

    Reached are people a message left for, each counted once; the rate is opt-outs for each of them, and there is none where more left
    than were reached. By weekday, and by when the message before left (sent), they count once a day. A campaign in brackets stands for
    messages without one, or for nothing that came before.
    """
    with terminal.workspace() as workspace:
        period = asked.period(workspace)
        if against is not None:
            if By(by) is not By.DAY:
                raise BadInputError("--against holds whole periods against each other; leave --by away")
            other = other_period(workspace.optouts, period, against)
            _write_comparison(terminal, workspace, asked, workspace.figures.compared_periods(period, other))
            return
        if asked.is_html:
            _write_page(workspace, asked, lambda pages, setting: pages.optouts_page(
                workspace.figures, period, By(by), setting))  # fmt: skip
            return
        window = window_named(asked.window) if asked.window else None
        rows = report_rows(workspace.optouts, period, By(by), window)
    total = sum(count for row in rows if isinstance(count := row["optouts"], int))
    _write(
        terminal,
        asked,
        COLUMNS[By(by)],
        rows,
        f"{counted(total, 'opt-out')} from {period.first} to {period.last}.",
    )


@report.command(
    cls=Command,
    example="""
    stopline report spikes --since 2026-09-01
    stopline report spikes --html > spikes.html
    """,
)
@_asked
def spikes(terminal: Terminal, asked: Asked) -> None:
    """Tell which days are more than chance, which only look so, and whether there is a slow drift.

    For each spike, what those who left have in common, what tells most first.
    """
    with terminal.workspace() as workspace:
        period = asked.period(workspace, SPIKE_DAYS)
        figures = workspace.figures
        if asked.is_html:
            _write_page(workspace, asked, lambda pages, setting: pages.spikes_page(figures, period, setting))
            return
        verdicts = figures.verdicts(period)
        window = window_named(asked.window) if asked.window else None
        causes = {each.day: figures.causes(each.day, window) for each in verdicts.spikes}
    if asked.is_csv:
        click.echo(as_csv(SPIKE_COLUMNS, spike_rows(verdicts)), nl=False)
    elif terminal.is_json:
        terminal.write_json({
            **verdicts.as_json(),
            "causes": {day.isoformat(): [cause.as_json() for cause in named(each)] for day, each in causes.items()},
            "after_nothing": {day.isoformat(): nothing.optouts for day, each in causes.items() if (nothing := unattributed(each))},
        })  # fmt: skip
    else:
        from stopline.analytics.pages import findings_of  # noqa: PLC0415 - only where a person reads

        terminal.write(verdicts.words)
        for finding in findings_of(verdicts):
            terminal.write(f"\n{finding.title}\n  {finding.words}")
        for day, each in causes.items():
            terminal.write(f"\nWhy {day:%A %-d %B}")
            for line in lines_of(each, MOST_CAUSES):
                terminal.write(f"  {line}")


@report.command(
    cls=Command,
    example="""
    stopline report campaign --since 2026-09-01
    stopline report campaign "Winter sale" --json
    stopline report campaign "Winter sale" --against "Spring sale"
    """,
)
@click.argument("name", required=False)
@click.option("--against", metavar="NAME", help="Hold the campaign against another one.")
@_asked
def campaign(terminal: Terminal, asked: Asked, name: str | None, against: str | None) -> None:
    """Report on campaigns, the most harmful first; or on one of them over all its days."""
    with terminal.workspace() as workspace:
        period = asked.period(workspace, SPIKE_DAYS)
        window = window_named(asked.window) if asked.window else None
        if against is not None:
            if name is None:
                raise BadInputError("name the campaign that is held against the other one")
            one, other = (_campaign(workspace, each, window) for each in (name, against))
            _write_comparison(terminal, workspace, asked, workspace.figures.compared_campaigns(one, other))
            return
        if asked.is_html:
            _write_page(
                workspace,
                asked,
                lambda pages, setting: pages.campaigns_page(workspace.figures, period, setting),
            )
            return
        if name is None:
            found = list(workspace.figures.campaigns(period, window))
        else:
            found = [_campaign(workspace, name, window)]
    if terminal.is_json:
        terminal.write_json([each.as_json() for each in found])
        return
    words = found[0].words if name else f"{len(found)} from {period.first} to {period.last}."
    _write(terminal, asked, CAMPAIGN_COLUMNS, campaign_rows(found), words)


@report.command(cls=Command, example="stopline report subscribers --since 2026-09-01 --by cohort")
@click.option("--by", type=choice(MembersBy), default=MembersBy.DAY.value, show_default=True)
@_asked
def subscribers(terminal: Terminal, asked: Asked, by: str) -> None:
    """Report how many may get marketing: who joined and left, how soon, and from which sources.

    Who may get marketing on two channels counts on both.
    """
    with terminal.workspace() as workspace:
        period, figures = asked.period(workspace), workspace.figures
        if asked.is_html:
            _write_page(
                workspace,
                asked,
                lambda pages, setting: pages.subscribers_page(figures, period, setting),
            )
            return
        growth, stays, cohorts = figures.growth(period), figures.stays(period), figures.cohorts(period)
        rows = subscriber_rows(figures, period, MembersBy(by))
    if terminal.is_json:
        terminal.write_json(
            {**growth.as_json(), "stays": stays.as_json(), "cohorts": [each.as_json() for each in cohorts]}
        )
        return
    median = (
        ""
        if stays.median_days is None
        else f" Half of those who opted out had stayed {stays.median_days:,.1f} days or less."
    )
    words = f"{growth.joined:,} joined and {growth.left:,} left: net {growth.net:+,}.{median}"
    _write(terminal, asked, MEMBER_COLUMNS[MembersBy(by)], rows, words)


@report.command(cls=Command, example="stopline report holds --since 2026-09-01")
@_asked
def holds(terminal: Terminal, asked: Asked) -> None:
    """Report how doubtful replies were decided, and how long they waited (the median, in hours)."""
    with terminal.workspace() as workspace:
        period = asked.period(workspace)
        if asked.is_html:
            _write_page(
                workspace,
                asked,
                lambda pages, setting: pages.holds_page(workspace.figures, period, setting),
            )
            return
        outcomes = workspace.figures.holds(period)
    if terminal.is_json:
        terminal.write_json(outcomes.as_json())
        return
    _write(
        terminal,
        asked,
        HOLD_COLUMNS,
        outcomes.rows(),
        f"{outcomes.count:,} held from {period.first} to {period.last}.",
    )


@report.command(cls=Command, example="stopline report rebuild")
@click.pass_obj
def rebuild(terminal: Terminal) -> None:
    """Count everything again from ledger and messages, and tell whether the counts were true."""
    with terminal.workspace() as workspace:
        found = workspace.optouts.tally.compare()
        workspace.optouts.tally.rebuild()
    if terminal.is_json:
        terminal.write_json(found.as_json())
    elif found.is_true:
        terminal.write("Every count was true.")
    else:
        terminal.write(f"{found.differences:,} counts did not follow from ledger and messages; they do now.")


def _campaign(workspace: Workspace, name: str, window: timedelta | None) -> CampaignFigures:
    found = workspace.figures.campaign(source_key(name), window)
    if found is None:
        raise NotFoundError(
            f"no message of a campaign “{name}” has left; `stopline report campaign` lists them"
        )
    return found


def _write_comparison(terminal: Terminal, workspace: Workspace, asked: Asked, comparison: Comparison) -> None:
    """Write two sides and what is to be said of their difference, in the form that was asked for."""
    if asked.is_html:
        _write_page(workspace, asked, lambda pages, setting: pages.comparison_page(comparison, setting))
    elif terminal.is_json:
        terminal.write_json(comparison.as_json())
    elif asked.is_csv:
        click.echo(as_csv(COMPARISON_COLUMNS, comparison_rows(comparison)), nl=False)
    else:
        for side in (comparison.one, comparison.other):
            terminal.write(f"{side.name}: {side.words}")
        terminal.write(f"\n{comparison.finding}.")


def _write(
    terminal: Terminal, asked: Asked, columns: Sequence[str], rows: Sequence[ReportRow], words: str
) -> None:
    """Write rows in the form that was asked for."""
    if asked.is_csv:
        click.echo(as_csv(columns, rows), nl=False)
    elif terminal.is_json:
        terminal.write_json(rows)
    else:
        shown = [[_words(column, row[column]) for column in columns] for row in rows]
        terminal.write(table(columns, shown, terminal.width))
        terminal.write(f"\n{words}")


def _write_page(workspace: Workspace, asked: Asked, page: Callable[..., Any]) -> None:
    # What draws pages is loaded only where one is asked for.
    from stopline.analytics import pages  # noqa: PLC0415
    from stopline.analytics.page import as_html  # noqa: PLC0415

    window = window_named(asked.window) if asked.window else workspace.optouts.window
    now = workspace.clock.now().astimezone(workspace.settings.zone)
    setting = pages.Setting(workspace.settings.team.name, now, window)
    click.echo(as_html(page(pages, setting)), nl=False)


def _words(column: str, figure: Figure) -> str:
    if figure is None:
        return "–"
    if isinstance(figure, float) and column in ("rate", "share", "share_left"):
        return percent(figure)
    return str(figure)
