"""What a person may ask of the team, done from the thread that is shown: to be told everything, and to be forgotten."""

from functools import partial
from pathlib import Path

from textual import work

from stopline.address import Address
from stopline.consent.refusal import Refusal
from stopline.errors import StoplineError
from stopline.inert import json_text
from stopline.rights.dossier_text import dossier_text
from stopline.rights.erasure import Held
from stopline.rights.private_file import write_private
from stopline.tui.desk import Desk
from stopline.tui.dialogs.export import ExportDialog
from stopline.tui.dialogs.forget import ForgetDialog
from stopline.tui.messages import WorkFailed, post
from stopline.tui.screens.thread_deeds import ThreadDeeds
from stopline.worker.farewell import forget_person

_DEEDS = frozenset({"forget_person", "export_person"})


class RightsDeeds(ThreadDeeds):
    """A screen that shows one thread at a time, with what its person may ask for."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what a person may ask for only where there is one."""
        if action in _DEEDS:
            return self.conversation is not None
        return super().check_action(action, parameters)

    def action_forget_person(self) -> None:
        """Show what is held about the person, and ask whether to forget them."""
        conversation = self._conversation()
        self._ask_to_forget(conversation.thread.address, conversation.name)

    def action_export_person(self) -> None:
        """Ask where everything that is held about the person goes."""
        conversation = self._conversation()
        address = conversation.thread.address
        # The number of the contact, not the name: the file lies about, and must not tell at a glance whom it is about.
        proposed = Path.home() / f"stopline-person-{conversation.card.contact.id}.json"
        self.app.push_screen(ExportDialog(conversation.name, proposed), partial(self._export, address))

    @work(thread=True, exclusive=True, group="rights")
    def _ask_to_forget(self, address: Address, name: str) -> None:
        """Count what is held, then ask."""
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
        self.selected = None
        self.conversation = None

        def forget() -> Refusal | None:
            outcome = forget_person(self.desk.workspace, address, self.desk.agent)
            return outcome if isinstance(outcome, Refusal) else None

        self.do(forget, "Forgotten; their number stays stopped")

    def _export(self, address: Address, path: Path | None) -> None:
        if path is not None:
            self.do(
                partial(_write_dossier, self.desk, address, path),
                f"Written to {path}, which only you can read",
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
