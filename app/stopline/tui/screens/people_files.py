"""Files at the people screen: bringing people and consents in after a preview, and writing out where every address stands."""

from pathlib import Path

from textual import on, work
from textual.worker import get_current_worker

from stopline.errors import StoplineError
from stopline.inert import one_line
from stopline.plural import counted
from stopline.tui.dialogs.export import ExportDialog
from stopline.tui.dialogs.import_file import FileKind, FileWanted, ImportDialog, ReadFile
from stopline.tui.file_work import read_file, take_in, write_states
from stopline.tui.messages import Noted, WorkFailed, post
from stopline.tui.panes.import_words import in_short, without_option
from stopline.tui.screens.deeds import Deeds
from stopline.tui.typed_path import path_of

GO_ON = "What went in before that stays; import the file again, and the rest follows."
"""What is told of an import that broke off."""


class LeftError(Exception):
    """Ends a preview nobody waits for any more, or an import when Stopline is left; importing the file again goes on."""


class PeopleFiles(Deeds):
    """A screen from which files are brought in and written."""

    def action_import_file(self) -> None:
        """Ask for a file."""
        usual = self.desk.workspace.settings.imports
        kind = FileKind.PEOPLE_ASKED if usual.second_yes else FileKind.PEOPLE
        self.app.push_screen(ImportDialog(f"{usual.folder.rstrip('/')}/", kind))

    def action_export_states(self) -> None:
        """Ask where the states of all consents go."""
        day = self.now.astimezone(self.desk.workspace.settings.zone).date()
        proposed = path_of(self.desk.workspace.settings.imports.folder) / f"stopline-consents-{day}.csv"
        title, forms = "Where every address stands", ".csv for spreadsheets, .json for programs"
        self.app.push_screen(ExportDialog(title, proposed, forms), self._write_states)

    @on(ImportDialog.PreviewWanted)
    def begin_preview(self, wish: ImportDialog.PreviewWanted) -> None:
        """Look at a file."""
        self.preview_file(wish.dialog, wish.wanted)

    @on(ImportDialog.ImportWanted)
    def begin_import(self, wish: ImportDialog.ImportWanted) -> None:
        """Import a file."""
        self.import_file(wish.dialog, wish.file)

    @work(thread=True, exclusive=True, group="preview")
    def preview_file(self, dialog: ImportDialog, wanted: FileWanted) -> None:
        """Find out what importing a file would do, as long as somebody waits for it."""
        worker = get_current_worker()

        def tell(done: int, of: int) -> None:
            if worker.is_cancelled or not dialog.is_running or dialog.is_elsewhere(wanted):
                raise LeftError
            post(dialog, ImportDialog.Came(done, of))

        try:
            file = read_file(wanted)
            report = take_in(self.desk, file, tell, is_preview=True)
        except StoplineError as error:
            post(dialog, ImportDialog.Failed(without_option(str(error))))
        except LeftError:
            return
        else:
            post(dialog, ImportDialog.Reported(file, report))

    @work(thread=True, group="import")
    def import_file(self, dialog: ImportDialog, file: ReadFile) -> None:
        """Import a file; it goes on where its dialog was left, and ends between two rows where Stopline is left."""
        worker, has_begun = get_current_worker(), False

        def tell(done: int, of: int) -> None:
            nonlocal has_begun
            has_begun = True
            if worker.is_cancelled:
                raise LeftError
            post(dialog, ImportDialog.Came(done, of))

        name = one_line(file.wanted.path.name, 60)
        try:
            report = take_in(self.desk, file, tell, is_preview=False)
        except StoplineError as error:
            reason = f"{error} {GO_ON}" if has_begun else str(error)
            if dialog.is_running:
                post(dialog, ImportDialog.Failed(reason))
            else:
                post(self, WorkFailed(f"{name}: {reason}"))
            return
        except LeftError:
            return
        if dialog.is_running:
            post(dialog, ImportDialog.Reported(file, report))
        else:
            post(self, Noted(f"{name} is imported: {in_short(report)}"))

    @work(thread=True, group="deed")
    def write_states(self, path: Path) -> None:
        """Write the states of all consents."""
        try:
            count = write_states(self.desk, path)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        else:
            where = one_line(str(path), 200)
            post(self, Noted(f"{counted(count, 'row')} written to {where}, which only you can read"))

    def _write_states(self, path: Path | None) -> None:
        if path is not None:
            self.write_states(path)
