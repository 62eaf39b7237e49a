"""What a person may ask of the team, done from the thread that is shown."""

from stopline.tui.screens.person_rights import PersonRights
from stopline.tui.screens.thread_deeds import ThreadDeeds

_DEEDS = frozenset({"forget_person", "export_person", "note_request"})


class RightsDeeds(PersonRights, ThreadDeeds):
    """A screen that shows one thread at a time, with what its person may ask for."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what a person may ask for only where there is one."""
        if action in _DEEDS:
            return self.conversation is not None
        return super().check_action(action, parameters)

    def action_forget_person(self) -> None:
        """Show what is held about the person, and ask whether to forget them."""
        conversation = self._conversation()
        self.ask_to_forget(conversation.thread.address, conversation.name)

    def action_export_person(self) -> None:
        """Ask where everything that is held about the person goes."""
        conversation = self._conversation()
        self.ask_export(conversation.thread.address, conversation.card.contact.id, conversation.name)

    def action_note_request(self) -> None:
        """Ask what the person wants of their data, and note it."""
        conversation = self._conversation()
        self.ask_what_they_want(conversation.thread.address, conversation.name)

    def let_go(self) -> None:
        """Show no thread of somebody who is about to be forgotten."""
        self.selected = None
        self.conversation = None
