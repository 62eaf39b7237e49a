"""`stopline consent export` and `import`: keep consent in step with other systems."""

import sys
from pathlib import Path

import click

from stopline.cli.options import Command, choice
from stopline.cli.terminal import Json, Terminal
from stopline.errors import BadInputError
from stopline.importers.consents import OUTCOME_WORDS, MergeReport, Outcome
from stopline.importers.files import content_of
from stopline.importers.habits import Mode
from stopline.importers.report import SHOWN_LINES, lost_stops_told
from stopline.importers.states import names_json, states_text
from stopline.inert import shown
from stopline.plural import counted
from stopline.rights.private_file import write_private


@click.command(
    cls=Command,
    example="""
    stopline consent export --csv > consents.csv
    stopline consent export --to consents.json
    """,
)
@click.option("--csv", "is_csv", is_flag=True, help="A table, safe in any spreadsheet; the usual form.")
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a file only you can read: JSON where its name ends so, else a table.",
)
@click.pass_obj
def export(terminal: Terminal, to: Path | None, *, is_csv: bool) -> None:
    """Write where every address stands: channel, scope, state, since when, how that is known, what a yes rests on, and the words."""
    if is_csv and terminal.is_json:
        raise BadInputError("say one of --csv and --json")
    is_json = terminal.is_json or (not is_csv and to is not None and names_json(to))
    with terminal.workspace() as workspace:
        states = list(workspace.consent_states.states())
    text = states_text(states, is_json=is_json)
    if to is not None:
        write_private(to, text)
        terminal.warn(f"{counted(len(states), 'row')} written to {to}, which only you can read.")
    elif sys.stdout.isatty():
        click.echo(shown(text), nl=False)
    else:
        # A file or a program gets every letter as it is, or it could not be read back.
        click.echo(text.encode(), nl=False)


@click.command(
    cls=Command,
    name="import",
    example="""
    stopline consent import stops.csv --preview
    stopline consent import consents.json --mode merge
    """,
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mode",
    type=choice(Mode),
    help="suppress-only takes stops and nothing else; merge takes the newest word, and never lifts a stop. Else mode under [imports] of the settings, and suppress-only.",
)
@click.option(
    "--preview", "--dry-run", "dry_run", is_flag=True, help="Report what would be done, and write nothing."
)
@click.pass_obj
def load(terminal: Terminal, file: Path, mode: str | None, *, dry_run: bool) -> None:
    """Take in where addresses stand in another system, from a FILE as `stopline consent export` writes it.

    Everything a file says of one address goes in together. A stop counts whatever else of its row can be read, but its address
    has to be one: a sender's name counts where the column “kind” says name, or the name is known here. The exit code is 2 where no
    row could be used, and where one that speaks of a stop could not.
    """
    content = content_of(file)
    with terminal.workspace() as workspace:
        try:
            taken = Mode(mode) if mode else workspace.settings.imports.mode
            report = workspace.consent_states.load(file.name, content, taken, is_dry_run=dry_run)
        except BadInputError as error:
            raise BadInputError(f"{file}: {error}") from error
    if terminal.is_json:
        terminal.write_json(_report_json(report))
    else:
        terminal.write(_report_text(report))
    if lost := lost_stops_told(report.lost_stops, is_dry_run=dry_run):
        terminal.warn(lost)
    if report.is_useless or lost:
        raise click.exceptions.Exit(BadInputError.exit_code)


def _report_json(report: MergeReport) -> dict[str, Json]:
    return {
        "file": report.file,
        "mode": report.mode,
        "dry_run": report.is_dry_run,
        "read": report.read,
        **{outcome.value: count for outcome, count in report.outcomes.items()},
        "stopped": report.stopped,
        "heard": report.heard,
        "refused": [
            {"line": each.line, "reason": each.reason, "is_lost_stop": each.is_stop} for each in report.bad
        ],
        "lost_stops": list(report.lost_stops),
        "notes": [{"line": each.line, "note": each.text} for each in report.notes],
    }


def _report_text(report: MergeReport) -> str:
    would = " would be" if report.is_dry_run else ""
    lines = [f"{counted(report.read + len(report.bad), 'row')} read, {len(report.bad)} refused."]
    lines += [
        f"  {report.outcomes[outcome]}{would if outcome is Outcome.TAKEN else ''} {words}"
        for outcome, words in OUTCOME_WORDS.items()
        if report.outcomes[outcome] or outcome is Outcome.TAKEN
    ]
    if report.stopped:
        lines.append(f"  {counted(report.stopped, 'of these is a stop', 'of these are stops')}.")
    if report.told_of_heard:
        lines.append(f"  {report.told_of_heard}.")
    lost = {True: "; its stop was not taken in", False: ""}
    told = [("Refused", [(each.line, each.reason + lost[each.is_stop]) for each in report.bad])]
    told.append(("Notes", [(each.line, each.text) for each in report.notes]))
    for title, notes in told:
        if notes:
            lines += [f"{title}:", *(f"  line {line}: {text}" for line, text in notes[:SHOWN_LINES])]
        if len(notes) > SHOWN_LINES:
            lines.append(f"  … and {len(notes) - SHOWN_LINES} more; --json lists all of them")
    if report.is_dry_run:
        lines.append("Nothing was written.")
    return "\n".join(lines)
