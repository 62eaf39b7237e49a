"""Pure: what an import would do, or did, as lines for the screen: figures first, then what was refused, then the columns."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from stopline.importers.consents import OUTCOME_WORDS, MergeReport, Outcome
from stopline.importers.mapping import Field
from stopline.importers.report import ImportReport, lost_stops_told
from stopline.inert import one_line
from stopline.plural import counted

MOST_LINES = 200
"""Lines of one kind that are listed; a file with more mistakes is looked at with a command."""
LONGEST_LINE = 300
COLUMN_WIDTH = 28
Report = ImportReport | MergeReport


def report_content(report: Report) -> Content:
    """Return a report."""
    lines = _people(report) if isinstance(report, ImportReport) else _states(report)
    return Content("\n").join(lines)


def in_short(report: Report) -> str:
    """Return what an import did, in a few words."""
    if isinstance(report, ImportReport):
        return f"{counted(report.added, 'person', 'people')} new, {report.updated + report.unchanged:,} known, {len(report.skipped):,} refused"
    return f"{counted(report.outcomes[Outcome.TAKEN], 'row')} taken in, {len(report.bad):,} refused"


def _people(report: ImportReport) -> Iterator[Content]:
    would = "would be " if report.is_dry_run else ""
    preset = report.mapping.preset
    if preset is not None:
        yield Content.assemble((f"A {preset.title}", "bold"), ", by its header")
        yield Content.styled(f"What counts as proof: {preset.proof}.", "$quiet")
    for warning in report.warnings:
        yield Content.styled(f"! {warning}", "$warning")
    yield _figure(report.added, "new")
    merged = f"; {counted(report.merged, 'row')} about somebody of an earlier row" if report.merged else ""
    news = f"{would}updated" if report.is_dry_run else "updated"
    yield _figure(
        report.updated + report.unchanged,
        f"known already: {report.updated:,} {news}, {report.unchanged:,} as they are{merged}",
    )
    yield _figure(report.consents.given, f"consents with proof {would}recorded")
    yield _figure(
        report.consents.stopped, f"stops {would}recorded", "$error" if report.consents.stopped else ""
    )
    if report.consents.known:
        yield _figure(report.consents.known, "consents known before")
    yield from (_quiet(line) for line in report.consequences())
    yield from _refused(
        [(each.line, each.text) for each in report.skipped],
        report.lost_stops,
        "refused",
        is_dry_run=report.is_dry_run,
    )
    yield from _listed("Notes", [(each.line, each.text) for each in report.notes])
    yield Content()
    yield from _columns(report)


def _states(report: MergeReport) -> Iterator[Content]:
    would = "would be " if report.is_dry_run else ""
    yield _figure(report.read + len(report.bad), f"rows read, {report.mode}")
    for outcome, words in OUTCOME_WORDS.items():
        count = report.outcomes[outcome]
        if count or outcome is Outcome.TAKEN:
            yield _figure(count, f"{would if outcome is Outcome.TAKEN else ''}{words}")
    yield _figure(report.stopped, "stops among them", "$error" if report.stopped else "")
    yield from _refused(
        [(each.line, each.reason) for each in report.bad],
        report.lost_stops,
        "refused",
        is_dry_run=report.is_dry_run,
    )
    yield from _listed("Notes", [(each.line, each.text) for each in report.notes])


def _refused(
    lines: Sequence[tuple[int, str]], lost_stops: Sequence[int], what: str, *, is_dry_run: bool
) -> Iterator[Content]:
    yield _figure(len(lines), f"{'would be ' if is_dry_run else ''}{what}", "$warning" if lines else "")
    if lost := lost_stops_told(lost_stops):
        yield Content.styled(
            f"■ {lost.replace('was not', 'cannot be').replace('were not', 'cannot be') if is_dry_run else lost}",
            "$error bold",
        )
    yield from _listed("Refused", lines)


def _listed(title: str, lines: Sequence[tuple[int, str]]) -> Iterator[Content]:
    if not lines:
        return
    yield Content()
    yield Content.styled(title.upper(), "$quiet bold")
    for line, text in lines[:MOST_LINES]:
        yield Content.assemble((f"line {line:<5,} ", "$quiet"), one_line(text, LONGEST_LINE))
    if len(lines) > MOST_LINES:
        yield _quiet(
            f"… and {len(lines) - MOST_LINES:,} more; the command with --preview --json lists all of them"
        )


def _columns(report: ImportReport) -> Iterator[Content]:
    yield Content.styled("COLUMNS", "$quiet bold")
    for column in report.mapping.columns:
        name = Content(one_line(column.name, COLUMN_WIDTH)).truncate(COLUMN_WIDTH, pad=True)
        if column.field == Field.IGNORE:
            yield Content.assemble(name, (" → left out", "$quiet"))
        else:
            yield Content.assemble(
                name,
                f" → {column.field}",
                (f"  by {column.basis}" if column.basis != "told" else "  as told", "$quiet"),
            )


def _figure(count: int, words: str, style: str = "") -> Content:
    return Content.assemble((f"{count:>7,}", "bold"), (f"  {words}", style))


def _quiet(line: str) -> Content:
    return Content.styled(f"         {line}", "$quiet")
