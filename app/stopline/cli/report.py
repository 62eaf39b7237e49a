"""`stopline report`: figures for people, spreadsheets and programs."""

import click

from stopline.analytics.report import COLUMNS, Figure, ReportRow, as_csv, period_of, report_rows
from stopline.analytics.series import By
from stopline.cli.options import Command, LazyGroup, choice
from stopline.cli.tables import table
from stopline.cli.terminal import Terminal


@click.group(cls=LazyGroup, name="report", example="stopline report optouts --since 2026-11-01 --by campaign")
def report() -> None:
    """Report on opt-outs."""


@report.command(
    cls=Command,
    example="""
    stopline report optouts --since 2026-11-01 --until 2026-11-17 --by campaign
    stopline report optouts --by day --csv > optouts.csv
    """,
)
@click.option("--since", metavar="DAY", help="The first day, else thirty days in all.")
@click.option("--until", metavar="DAY", help="The last day, else today.")
@click.option("--by", type=choice(By), default=By.DAY.value, show_default=True)
@click.option("--csv", "is_csv", is_flag=True, help="Answer in CSV, safe to open in a spreadsheet.")
@click.pass_obj
def optouts(terminal: Terminal, since: str | None, until: str | None, by: str, *, is_csv: bool) -> None:
    """Report who left, in days of the team's zone.

    Reached are people a message left for, each counted once; the rate is opt-outs for each of them, and there is none where more left
    than were reached. A campaign in brackets stands for messages without one, or for nothing that came before.
    """
    with terminal.workspace() as workspace:
        period = period_of(workspace.optouts, since, until)
        rows = report_rows(workspace.optouts, period, By(by))
    if is_csv:
        click.echo(as_csv(By(by), rows), nl=False)
    elif terminal.is_json:
        terminal.write_json(rows)
    else:
        total = sum(count for row in rows if isinstance(count := row["optouts"], int))
        terminal.write(_shown(By(by), rows, terminal.width))
        terminal.write(f"\n{total:,} opt-outs from {period.first} to {period.last}.")


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


def _shown(by: By, rows: list[ReportRow], width: int) -> str:
    return table(COLUMNS[by], [[_words(row[column]) for column in COLUMNS[by]] for row in rows], width)


def _words(figure: Figure) -> str:
    if figure is None:
        return "–"
    if isinstance(figure, float):
        return f"{figure:.2%}"
    return str(figure)
