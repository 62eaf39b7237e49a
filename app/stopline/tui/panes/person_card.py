"""The consent card of somebody in the list of people, with or without a conversation."""

from dataclasses import dataclass
from datetime import tzinfo

from textual.reactive import reactive

from stopline.address import Address
from stopline.inbox.card import ConsentCard
from stopline.inbox.directory import PersonRow
from stopline.tui.panes.consent_card import CardPane


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Who is shown."""

    row: PersonRow
    address: Address
    """At which they are reached first: where they last wrote or were written to."""
    card: ConsentCard
    zone: tzinfo


class PersonCardPane(CardPane):
    """Shows the card of the chosen person."""

    person: reactive[ShownPerson | None] = reactive(None)

    def shown_card(self) -> tuple[ConsentCard, tzinfo] | None:
        """Return the card of the person."""
        return (self.person.card, self.person.zone) if self.person is not None else None

    def watch_person(self, before: ShownPerson | None, after: ShownPerson | None) -> None:
        """Show another card, or what has changed on it."""
        if before is None or after is None or before.card != after.card:
            self.word(is_another=before is None or after is None or before.row.id != after.row.id)
