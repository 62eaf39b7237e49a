"""Bringing a file in: asks which and what is in it, shows what would be done, and then does it."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Select, Static

from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import post
from stopline.tui.panes.import_words import ASKED_KIND, Report, report_content
from stopline.tui.typed_path import MOST_SHOWN, Completion, completed, path_of


class FileKind(StrEnum):
    """What is in a file, and what is taken from it."""

    PEOPLE = "people"
    PEOPLE_ASKED = "people-asked"
    """Their consents count only with a second yes."""
    STOPS = "suppress-only"
    NEWEST = "merge"


class Stage(StrEnum):
    """How far somebody has come."""

    ASKING = "asking"
    LOOKING = "looking"
    PREVIEWED = "previewed"
    IMPORTING = "importing"
    DONE = "done"


_KINDS = (
    ("People from another system", FileKind.PEOPLE),
    (ASKED_KIND, FileKind.PEOPLE_ASKED),
    ("Consent states: the stops, and nothing else", FileKind.STOPS),
    ("Consent states: the newest word; no stop is lifted", FileKind.NEWEST),
)
_KEYS = {
    Stage.ASKING: "enter preview · tab complete, then next · esc cancel",
    Stage.LOOKING: "looking · esc cancel",
    Stage.PREVIEWED: "enter import · ↑↓ scroll · shift+tab change something · esc leave it",
    Stage.IMPORTING: "importing · esc go on in the background",
    Stage.DONE: "↑↓ scroll · enter or esc close",
}
USELESS_KEYS = "no row of it can be used · shift+tab change something · esc leave it"


@dataclass(frozen=True, slots=True)
class FileWanted:
    """Which file, and how it is to be read."""

    path: Path
    kind: FileKind
    columns: str = ""
    """What columns are where the guess is wrong: `Handy=phone, Seit=consent_at`."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was when it was looked at; just that is imported."""

    wanted: FileWanted
    content: bytes = field(repr=False)


class PathField(Input):
    """Where somebody types a path; tab completes it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.PATH)]

    class Completed(Message):
        """It is known what could follow."""

        def __init__(self, typed: str, completion: Completion) -> None:
            super().__init__()
            self.typed = typed
            self.completion = completion

    @work(thread=True, exclusive=True, group="complete")
    def action_complete(self) -> None:
        """Look what could follow; a folder may be slow."""
        typed = self.value
        post(self, self.Completed(typed, completed(typed)))


class ImportDialog(Dialog[None]):
    """Asks for a file, shows what importing it would do, and imports it.

    Args:
        folder: where one begins, as it is typed.
        kind: what is in most files.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.IMPORT)]

    class PreviewWanted(Message):
        """Somebody wants to see what importing a file would do."""

        def __init__(self, dialog: "ImportDialog", wanted: FileWanted) -> None:
            super().__init__()
            self.dialog = dialog
            self.wanted = wanted

    class ImportWanted(Message):
        """Somebody has seen what importing a file would do, and wants it."""

        def __init__(self, dialog: "ImportDialog", file: ReadFile) -> None:
            super().__init__()
            self.dialog = dialog
            self.file = file

    class Came(Message, bubble=False):
        """So many rows are done."""

        def __init__(self, done: int, of: int) -> None:
            super().__init__()
            self.done = done
            self.of = of

        def can_replace(self, message: Message) -> bool:
            """Let the latest stand for those before it."""
            return isinstance(message, ImportDialog.Came)

    class Reported(Message, bubble=False):
        """It is known what importing would do, or it was done."""

        def __init__(self, file: ReadFile, report: Report) -> None:
            super().__init__()
            self.file = file
            self.report = report

    class Failed(Message, bubble=False):
        """It cannot be done, and why."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, folder: str = "~/", kind: FileKind = FileKind.PEOPLE) -> None:
        super().__init__("Import a file", _KEYS[Stage.ASKING])
        self._usual_kind = kind
        self.stage = Stage.ASKING
        self._folder = folder
        self._file: ReadFile | None = None
        """What was looked at and may be imported."""
        self._offered = ""
        """For which path names are offered."""
        self._wanted: FileWanted | None = None

    def compose_body(self) -> ComposeResult:
        """Put the fields, and room for what would be done."""
        yield PathField(
            self._folder, id="path", placeholder="~/people.csv", compact=True, select_on_focus=False
        )
        yield Select(_KINDS, allow_blank=False, value=self._usual_kind, id="file-kind", compact=True)
        yield Input(
            id="columns",
            placeholder="columns, where the guess is wrong: Handy=phone, Seit=consent_at",
            compact=True,
        )
        yield Static(id="told", markup=False)
        with VerticalScroll(id="report"):
            yield Static(id="report-words", markup=False)

    def on_mount(self) -> None:
        """Begin with the file."""
        self.query_one(PathField).focus()

    def is_elsewhere(self, wanted: FileWanted) -> bool:
        """Tell whether another file is wanted by now, or the same one read otherwise."""
        return self._wanted != wanted

    @on(Input.Changed)
    @on(Select.Changed)
    def begin_again(self) -> None:
        """Forget what was seen of another file, or of the same one read otherwise."""
        self.set_class(self._kind() in (FileKind.STOPS, FileKind.NEWEST), "-states")
        is_offered = self.stage is Stage.ASKING and self.query_one(PathField).value == self._offered
        if self.stage is not Stage.IMPORTING and self._filled_in() != self._wanted and not is_offered:
            self._wanted = self._file = None
            self._show(Stage.ASKING)

    @on(PathField.Completed)
    def show_completion(self, found: PathField.Completed) -> None:
        """Complete the path; where it is complete, go on to the next field, and where there are several, offer them."""
        path = self.query_one(PathField)
        if path.value != found.typed:
            return
        if found.completion.typed != found.typed:
            path.value = found.completion.typed
            path.cursor_position = len(path.value)
        elif not found.completion.names:
            self.focus_next()
        self._offered, names = path.value, found.completion.names
        more = f"  … and {len(names) - MOST_SHOWN:,} more" if len(names) > MOST_SHOWN else ""
        self._tell(Content.styled("  ".join(names[:MOST_SHOWN]) + more, "$quiet"))

    @on(Input.Submitted)
    def action_go_on(self) -> None:
        """Look at the file, import what was looked at, or close."""
        match self.stage:
            case Stage.ASKING:
                self._look()
            case Stage.PREVIEWED if self._file is not None:
                self._show(Stage.IMPORTING)
                self._tell(Content("Importing…"))
                self.app.screen_stack[0].post_message(self.ImportWanted(self, self._file))
            case Stage.DONE:
                self.dismiss(None)

    def action_accept(self) -> None:
        """Go on, from wherever one stands."""
        self.action_go_on()

    @on(Came)
    def show_progress(self, came: Came) -> None:
        """Say how far it has come."""
        if self.stage in (Stage.LOOKING, Stage.IMPORTING):
            what = "Looked at" if self.stage is Stage.LOOKING else "Imported"
            self._tell(Content(f"{what} {came.done:,} of {came.of:,} rows"))

    @on(Failed)
    def show_failure(self, failed: Failed) -> None:
        """Say why it cannot be done; everything that was filled in stays."""
        if self.stage in (Stage.LOOKING, Stage.IMPORTING):
            self._file = None
            self._show(Stage.ASKING)
            self._tell(Content.styled(failed.reason, "$warning"))
            self.query_one(PathField).focus()

    @on(Reported)
    def show_report(self, reported: Reported) -> None:
        """Show what would be done, or what was."""
        if reported.file.wanted != self._wanted:
            return
        is_preview = reported.report.is_dry_run
        if self.stage is not (Stage.LOOKING if is_preview else Stage.IMPORTING):
            return
        is_useful = not reported.report.is_useless
        self._file = reported.file if is_preview and is_useful else None
        self._show(Stage.PREVIEWED if is_preview else Stage.DONE)
        if not is_useful:
            self.query_one("#dialog-keys", Static).update(USELESS_KEYS)
        title = "Nothing is written yet; enter imports it" if is_useful else "Nothing can be imported from it"
        self._tell(Content.styled(title if is_preview else "Imported", "bold"))
        self.query_one("#report-words", Static).update(report_content(reported.report))
        report = self.query_one("#report")
        report.scroll_home(animate=False)
        report.focus()

    def _look(self) -> None:
        """Ask what importing the file would do."""
        self._wanted = self._filled_in()
        if not self.query_one(PathField).value.strip():
            self._tell(Content.styled("A file needs a name; tab shows what there is.", "$warning"))
            return
        self._show(Stage.LOOKING)
        self._tell(Content("Looking at it…"))
        self.app.screen_stack[0].post_message(self.PreviewWanted(self, self._wanted))

    def _filled_in(self) -> FileWanted:
        path = path_of(self.query_one(PathField).value)
        return FileWanted(path, self._kind(), self.query_one("#columns", Input).value.strip())

    def _kind(self) -> FileKind:
        return FileKind(str(self.query_one("#file-kind", Select).value))

    def _show(self, stage: Stage) -> None:
        """Show another stage."""
        self.stage = stage
        self.set_class(stage in (Stage.PREVIEWED, Stage.DONE), "-reported")
        self.query_one("#dialog-keys", Static).update(_KEYS[stage])
        if stage is Stage.ASKING:
            self._tell(Content())
        for name in ("#path", "#file-kind", "#columns"):
            self.query_one(name).disabled = stage in (Stage.IMPORTING, Stage.DONE)

    def _tell(self, words: Content) -> None:
        self.query_one("#told", Static).update(words)
