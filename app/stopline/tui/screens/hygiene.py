"""Hygiene: owns the report and the chosen finding, leads on to threads, and puts in order what can be put in order."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from stopline.errors import StoplineError
from stopline.hygiene.decay import Fading
from stopline.hygiene.findings import FADING, MENDABLE, Kind, Report
from stopline.inbox.contacts import Contact
from stopline.inbox.reconfirmations import Preview
from stopline.tui.desk import Desk
from stopline.tui.dialogs.deed import DeedDialog
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import Noted, ThreadWanted, WorkFailed, post
from stopline.tui.pace import Pace
from stopline.tui.panes.hygiene_deeds import (
    Deed,
    asking_again,
    asking_first,
    mending,
    merging,
    nobody_left,
    nobody_to_ask,
    retiring,
)
from stopline.tui.panes.hygiene_findings import FindingList, FindingRows
from stopline.tui.panes.hygiene_people import AffectedRows, FindingPeople, ShownFinding
from stopline.tui.screens.base import StoplineScreen

READ_AGAIN_AFTER = 5.0
"""Seconds between two looks through the workspace while much happens."""
ALL_TIDY = (
    "Nothing to tidy. Consents without proof, people who do not answer any more, stopped people in lists, numbers that "
    "cannot be reached and whatever else wants a look will stand here, each with what helps."
)


class HygieneScreen(StoplineScreen):
    """What wants tidying, and what helps."""

    TITLE = "Hygiene"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.HYGIENE)]

    report: reactive[Report | None] = reactive(None, repaint=False)
    chosen: reactive[Kind | None] = reactive(None, repaint=False, bindings=True)
    shown: reactive[ShownFinding | None] = reactive(None, repaint=False)

    class ReportRead(Message, bubble=False):
        """The workspace was looked through; None where that failed."""

        def __init__(self, report: Report | None) -> None:
            super().__init__()
            self.report = report

    class Previewed(Message, bubble=False):
        """It is known what a deed would do."""

        def __init__(self, deed: Deed, do: Callable[[], str]) -> None:
            super().__init__()
            self.deed = deed
            self.do = do

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Pace(self, READ_AGAIN_AFTER, self.read_report)

    def compose_body(self) -> ComposeResult:
        """Put findings and people."""
        with Horizontal(id="hygiene"):
            yield FindingList().data_bind(HygieneScreen.report)
            yield FindingPeople().data_bind(HygieneScreen.shown)
        yield Static(ALL_TIDY, id="all-tidy", markup=False)

    def on_mount(self) -> None:
        """Stand in the findings."""
        self.query_one(FindingRows).focus()

    def reload(self) -> None:
        """Look again, but not without a pause."""
        super().reload()
        self._reading.want()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what helps with the chosen finding."""
        if action == "mend":
            return self.chosen in (*FADING, *MENDABLE, Kind.DUPLICATES)
        if action == "ask_again":
            return self.chosen in (Kind.QUIET, Kind.STALE, Kind.UNPROVEN, Kind.NO_CONSENT)
        return super().check_action(action, parameters)

    def action_mend(self) -> None:
        """Show what putting the chosen finding in order would do."""
        match self.chosen:
            case Kind.DUPLICATES:
                person = self.query_one(FindingPeople).chosen
                if person is not None and person.contact is not None and person.twin is not None:
                    self.preview_merging(person.contact, person.twin)
            case Kind() as kind if kind in FADING:
                self.preview_fading(kind, is_asking=False)
            case Kind() as kind:
                finding = self.report.of(kind) if self.report is not None else None
                if finding is not None:
                    self.ask(self.Previewed(mending(finding), partial(self._mend, kind)))

    def action_ask_again(self) -> None:
        """Show whom asking again would reach; of whom nothing stands, for a first yes."""
        if self.chosen is Kind.NO_CONSENT:
            self.preview_first()
        elif self.chosen is not None:
            self.preview_fading(self.chosen, is_asking=True)

    def watch_chosen(self) -> None:
        """Show another finding."""
        self._arrange()

    @work(thread=True, exclusive=True, group="report")
    def read_report(self) -> None:
        """Look through the workspace."""
        try:
            report = self.desk.workspace.doctor.report()
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.ReportRead(None))
            return
        post(self, self.ReportRead(report))

    @on(ReportRead)
    def show_report(self, read: ReportRead) -> None:
        """Show what was found."""
        self._reading.done()
        if read.report is None:
            return
        self.report = read.report
        self.set_class(not read.report.findings, "-tidy")
        if self.chosen is None or read.report.of(self.chosen) is None:
            self.chosen = read.report.findings[0].kind if read.report.findings else None
        self._arrange()

    @work(thread=True, exclusive=True, group="preview")
    def preview_fading(self, kind: Kind, *, is_asking: bool) -> None:
        """Read whom retiring a finding, or asking again, would be about."""
        try:
            fading = self.desk.workspace.decay.preview(kind)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        zone = self.desk.workspace.settings.zone
        if not fading.people:
            post(self, Noted(nobody_left(fading, zone)))
            return
        deed = asking_again(fading, zone) if is_asking else retiring(fading, zone)
        do = self._ask_again if is_asking else self._retire
        post(self, self.Previewed(deed, partial(do, fading)))

    @work(thread=True, exclusive=True, group="preview")
    def preview_first(self) -> None:
        """Read who would be asked for a first yes."""
        try:
            preview = self.desk.workspace.reconfirmations.preview_first()
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        if not preview.chosen:
            post(self, Noted(nobody_to_ask(preview)))
            return
        post(self, self.Previewed(asking_first(preview), partial(self._ask_first, preview)))

    @work(thread=True, exclusive=True, group="preview")
    def preview_merging(self, contact: int, into: int) -> None:
        """Read who would become one person."""
        try:
            first, second = (self.desk.workspace.contacts.contact(each) for each in (contact, into))
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.Previewed(merging(first, second), partial(self._merge, first, second)))

    @on(Previewed)
    def ask(self, previewed: Previewed) -> None:
        """Ask whether to do it."""
        deed = previewed.deed

        def answer(is_wanted: bool | None) -> None:
            if is_wanted:
                self.do(previewed.do)

        self.app.push_screen(DeedDialog(deed.title, deed.lines, deed.verb), answer)

    @work(thread=True, group="deeds")
    def do(self, deed: Callable[[], str]) -> None:
        """Do what was shown."""
        try:
            words = deed()
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, Noted(words))

    @on(FindingList.Highlighted)
    def choose(self, highlighted: FindingList.Highlighted) -> None:
        """Show the finding the cursor stands on."""
        self.chosen = highlighted.kind

    @on(FindingList.Opened)
    def go_to_people(self) -> None:
        """Go on to the people."""
        if self.shown is not None and self.shown.finding.people:
            self.query_one(AffectedRows).focus()

    @on(AffectedRows.Left)
    def go_to_findings(self) -> None:
        """Go back to the findings."""
        self.query_one(FindingRows).focus()

    @on(FindingPeople.Opened)
    def open_thread(self, opened: FindingPeople.Opened) -> None:
        """Read on in the inbox."""
        if opened.person.thread is None:
            self.notify(
                "There is no conversation with this one; what helps stands above the list.", markup=False
            )
        else:
            self.app.post_message(ThreadWanted(opened.person.thread))

    def _retire(self, fading: Fading) -> str:
        retired = self.desk.workspace.decay.retire(fading, self.desk.agent)
        left = (
            f"; {retired.left_alone:,} left alone, they are another case by now" if retired.left_alone else ""
        )
        return f"{retired.count:,} retired{left}."

    def _ask_again(self, fading: Fading) -> str:
        return f"{self.desk.workspace.decay.reconfirm(fading, self.desk.agent):,} asked again."

    def _ask_first(self, preview: Preview) -> str:
        asked_count = self.desk.workspace.reconfirmations.run(preview, self.desk.agent)
        return f"{asked_count:,} asked for a first yes."

    def _mend(self, kind: Kind) -> str:
        return f"{self.desk.workspace.mending.mend(kind):,} put in order."

    def _merge(self, contact: Contact, into: Contact) -> str:
        self.desk.workspace.merging.merge(into.addresses[0], contact.addresses[0])
        return "They are one person now."

    def _arrange(self) -> None:
        """Hand down the chosen finding."""
        finding = self.report.of(self.chosen) if self.report is not None and self.chosen else None
        if self.report is not None and finding is not None:
            self.shown = ShownFinding(finding, self.report.at, self.desk.workspace.settings.zone)
