"""`stopline doctor`: what in the workspace wants tidying, and what helps."""

import click

from stopline.address import written_out
from stopline.cli.options import Command, choice
from stopline.cli.tables import brief, table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import to_text
from stopline.errors import BadInputError
from stopline.hygiene.findings import Affected, Finding, Kind, Report
from stopline.plural import counted
from stopline.settings.spared import NOT_FOR_INTAKE
from stopline.workspace import Workspace

SHOWN_OF_EACH = 20


@click.command(
    cls=Command,
    short_help="What wants tidying, and what helps.",
    example="""
    stopline doctor
    stopline doctor --only holds --people
    stopline doctor --only listed --mend
    """,
)
@click.option("--only", type=choice(Kind), multiple=True, help="One kind of finding; may be given again.")
@click.option("--people", is_flag=True, help="Also whom each finding is about.")
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=SHOWN_OF_EACH,
    show_default=True,
    help="People of each finding.",
)
@click.option(
    "--mend",
    is_flag=True,
    help="Put in order what leaves no question open: listed, queued or files; with rolled-back, say that you saw to it.",
)
@click.pass_obj
def doctor(terminal: Terminal, only: tuple[str, ...], limit: int, *, people: bool, mend: bool) -> None:
    """Look through the workspace for what wants tidying; nothing is changed, except with --mend."""
    kinds = tuple(Kind(each) for each in only) or tuple(Kind)
    with terminal.workspace(NOT_FOR_INTAKE | {"gateways"}) as workspace:
        if mend:
            _mend(terminal, workspace, kinds)
            return
        report = workspace.doctor.report(kinds, limit if people else 1)
        if terminal.is_json:
            terminal.write_json(_report_json(report, with_people=people))
        elif report.findings:
            _write(terminal, workspace, report, with_people=people)
        else:
            terminal.write("Nothing to tidy.")


def _mend(terminal: Terminal, workspace: Workspace, kinds: tuple[Kind, ...]) -> None:
    if len(kinds) != 1:
        raise BadInputError("--mend: say what is to be put in order, such as --only listed")
    count = workspace.mending.mend(kinds[0])
    if terminal.is_json:
        terminal.write_json({"kind": kinds[0], "mended": count})
    else:
        terminal.write(f"{count:,} put in order." if count else "Nothing to tidy.")


def _report_json(report: Report, *, with_people: bool) -> dict[str, Json]:
    return {
        "at": to_text(report.at),
        "looked_at": list(report.looked_at),
        "findings": [_finding_json(finding, with_people=with_people) for finding in report.findings],
    }


def _finding_json(finding: Finding, *, with_people: bool) -> dict[str, Json]:
    told: dict[str, Json] = {
        "kind": finding.kind,
        "title": finding.title,
        "count": finding.count,
        "why": finding.why,
        "remedy": finding.remedy.replace("`", ""),
    }
    return told | {"people": [_affected_json(each) for each in finding.people]} if with_people else told


def _affected_json(each: Affected) -> dict[str, Json]:
    return {
        "who": each.who,
        "address": each.address,
        "channel": each.channel,
        "thread": each.thread,
        "at": to_text(each.at) if each.at else None,
        "detail": each.detail,
    }


def _write(terminal: Terminal, workspace: Workspace, report: Report, *, with_people: bool) -> None:
    for finding in report.findings:
        terminal.write(f"{finding.count:>7,}  {finding.title}  ({finding.kind})")
        terminal.write(f"         {finding.why}")
        terminal.write(f"         {finding.remedy}")
        if with_people and finding.people:
            rows = [_cells(workspace, report, each) for each in finding.people]
            lines = table(["who", "address", "channel", "thread", "since", ""], rows, terminal.width - 9)
            terminal.write("\n".join(f"         {line}" for line in lines.splitlines()))
            if finding.left_out:
                terminal.write(f"         … and {finding.left_out:,} more; --limit shows them")
        terminal.write("")
    kinds = len(report.findings)
    terminal.write(f"{counted(kinds, 'kind')} of finding; --people names whom they are about.")


def _cells(workspace: Workspace, report: Report, each: Affected) -> list[str]:
    return [
        each.who,
        written_out(each.address) if each.address else "",
        each.channel or "",
        str(each.thread or ""),
        brief(each.at, workspace.settings.zone, report.at) if each.at else "",
        each.detail,
    ]
