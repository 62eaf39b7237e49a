"""Pure: what an import would do, or did, as lines for the screen: figures first, then what was refused, then the columns."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from stopline.importers.consents import OUTCOME_WORDS, MergeReport, Outcome
from stopline.importers.mapping import Field
from stopline.importers.report import ImportReport, lost_stops_told
from stopline.inert import one_line
from stopline.plural import counted, worded

MOST_LINES = 200
"""Lines of one kind that are listed; a file with more mistakes is looked at with a command."""
LONGEST_LINE = 300
COLUMN_WIDTH = 28
ASKED_KIND = "People from another system, each asked for a second yes"
"""The kind of file that is what `--confirm` is for the command."""
Report = ImportReport | MergeReport


def report_content(report: Report) -> Content:
    """Return a report."""
    lines = _people(report) if isinstance(report, ImportReport) else _states(report)
    return Content("\n").join(lines)


def without_option(words: str) -> str:
    """Return words without the options of the command: on the screen a field takes what follows `--map`, and a choice is `--confirm`."""
    return words.replace("--map: ", "").replace("--map ", "").replace("--confirm", f"“{ASKED_KIND}”")


def in_short(report: Report) -> str:
    """Return what an import did, in a few words."""
    if isinstance(report, ImportReport):
        return f"{counted(report.added, 'person', 'people')} new, {report.updated + report.unchanged:,} known, {len(report.skipped):,} refused"
    return f"{counted(report.outcomes[Outcome.TAKEN], 'row')} taken in, {len(report.bad):,} refused"


def _people(report: ImportReport) -> Iterator[Content]:
    would = "would be " if report.is_dry_run else ""
    preset = report.mapping.preset
    if preset is not None:
        yield Content.assemble((preset.title[:1].upper() + preset.title[1:], "bold"), ", by its header")
        yield Content.styled(f"What counts as proof: {preset.proof}.", "$quiet")
    for warning in report.warnings:
        yield Content.styled(f"! {warning}", "$warning")
    yield _figure(report.added, worded(report.added, "new person", "new people"))
    known = report.updated + report.unchanged
    if known:
        how = f"{report.updated:,} {would}updated, {report.unchanged:,} as they are"
        yield _figure(known, f"known already: {how}")
    if report.merged:
        yield _figure(report.merged, "about somebody of an earlier row")
    given, stops = report.consents.given, report.consents.stopped
    yield _figure(given, f"{worded(given, 'consent', 'consents')} with proof {would}recorded")
    yield _figure(stops, f"{worded(stops, 'stop', 'stops')} {would}recorded", "$error" if stops else "")
    if report.consents.known:
        yield _figure(
            report.consents.known, f"{worded(report.consents.known, 'consent', 'consents')} known before"
        )
    yield from _refused(len(report.skipped), report.lost_stops, is_dry_run=report.is_dry_run)
    yield from (Content.styled(without_option(line), "$quiet") for line in report.consequences())
    yield from _listed("Refused", [(each.line, each.text) for each in report.skipped])
    yield from _columns(report)
    yield from _listed("Notes", [(each.line, each.text) for each in report.notes])


def _states(report: MergeReport) -> Iterator[Content]:
    would = "would be " if report.is_dry_run else ""
    yield Content.assemble(
        (f"{counted(report.read + len(report.bad), 'row')} read", "bold"), f", {report.mode}"
    )
    for outcome, words in OUTCOME_WORDS.items():
        count = report.outcomes[outcome]
        if count or outcome is Outcome.TAKEN:
            yield _figure(count, f"{would if outcome is Outcome.TAKEN else ''}{words}")
    if report.stopped:
        yield _figure(
            report.stopped, worded(report.stopped, "of these is a stop", "of these are stops"), "$error"
        )
    if report.told_of_heard:
        yield Content.styled(f"{report.told_of_heard}.", "$warning")
    yield from _refused(len(report.bad), report.lost_stops, is_dry_run=report.is_dry_run)
    yield from _listed("Refused", [(each.line, each.reason) for each in report.bad])
    yield from _listed("Notes", [(each.line, each.text) for each in report.notes])


def _refused(count: int, lost_stops: Sequence[int], *, is_dry_run: bool) -> Iterator[Content]:
    what = f"{worded(count, 'row', 'rows')} {'would be ' if is_dry_run else ''}refused"
    yield _figure(count, what, "$warning" if count else "")
    if lost := lost_stops_told(lost_stops, is_dry_run=is_dry_run):
        yield Content.styled(f"■ {lost}", "$error bold")


def _listed(title: str, lines: Sequence[tuple[int, str]]) -> Iterator[Content]:
    if not lines:
        return
    yield Content()
    yield Content.styled(title.upper(), "$quiet bold")
    for line, text in lines[:MOST_LINES]:
        yield Content.assemble((f"line {line:<5,} ", "$quiet"), one_line(text, LONGEST_LINE))
    if len(lines) > MOST_LINES:
        more = len(lines) - MOST_LINES
        yield Content.styled(f"… and {more:,} more; the command with --preview --json lists all", "$quiet")


def _columns(report: ImportReport) -> Iterator[Content]:
    yield Content()
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
