"""What a person may ask of the team, done from a screen that shows them: to be told everything, and to be forgotten."""

from functools import partial
from pathlib import Path

from textual import work

from stopline.address import Address
from stopline.consent.refusal import Refusal
from stopline.errors import StoplineError
from stopline.inert import json_text, one_line
from stopline.rights.dossier_text import dossier_text
from stopline.rights.erasure import Held
from stopline.rights.private_file import write_private
from stopline.tui.desk import Desk
from stopline.tui.dialogs.asked import AskedDialog, AskedOfData
from stopline.tui.dialogs.export import ExportDialog
from stopline.tui.dialogs.forget import ForgetDialog
from stopline.tui.messages import WorkFailed, post
from stopline.tui.screens.deeds import Deeds
from stopline.worker.farewell import forget_person


class PersonRights(Deeds):
    """A screen that shows one person at a time, with what they may ask for."""

    def let_go(self) -> None:
        """Show nothing more of somebody who is about to be forgotten; to be overridden."""

    def ask_export(self, address: Address, contact: int, name: str) -> None:
        """Ask where everything that is held about a person goes; the name is inert already."""
        # The number of the contact, not the name: the file lies about, and must not tell at a glance whom it is about.
        proposed = Path.home() / f"stopline-person-{contact}.json"
        self.app.push_screen(
            ExportDialog(f"Everything held about {name}", proposed), partial(self._export, address)
        )

    def ask_what_they_want(self, address: Address, name: str) -> None:
        """Ask what a person wants of their data, and note it; the name is inert already."""

        def note(asked: AskedOfData | None) -> None:
            if asked is not None:
                requests, agent = self.desk.workspace.requests, self.desk.agent
                deed = partial(requests.open, asked.kind, address, agent, None, asked.words)
                self.do(deed, f"Noted: {asked.kind.asked_for}; 7 in the inbox shows by when")

        self.app.push_screen(AskedDialog(name), note)

    @work(thread=True, exclusive=True, group="rights")
    def ask_to_forget(self, address: Address, name: str) -> None:
        """Count what is held, then ask; the name is inert already."""
        try:
            held = self.desk.workspace.erasure.preview(address)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        else:
            self.app.call_from_thread(self._show_held, held, address, name)

    def _show_held(self, held: Held, address: Address, name: str) -> None:
        self.app.push_screen(ForgetDialog(held, address, name), partial(self._forget, address))

    def _forget(self, address: Address, is_wanted: bool | None) -> None:
        if not is_wanted:
            return
        self.let_go()

        def forget() -> Refusal | None:
            outcome = forget_person(self.desk.workspace, address, self.desk.agent)
            return outcome if isinstance(outcome, Refusal) else None

        self.do(forget, "Forgotten; each of their addresses stays stopped")

    def _export(self, address: Address, path: Path | None) -> None:
        if path is not None:
            self.do(
                partial(_write_dossier, self.desk, address, path),
                f"Written to {one_line(str(path), 200)}, which only you can read",
            )


def _write_dossier(desk: Desk, address: Address, path: Path) -> None:
    dossier = desk.workspace.dossiers.of(address)
    settings = desk.workspace.settings
    text = (
        json_text(dossier.as_json(), indent=2)
        if path.suffix.lower() == ".json"
        else dossier_text(dossier, settings.team.name, settings.zone)
    )
    write_private(path, text + "\n")
    # Only now: what could not be written was not given out.
    desk.workspace.requests.finish_access([each.address for each in dossier.addresses], desk.agent)
