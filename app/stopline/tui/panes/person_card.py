"""The consent card of somebody in the list of people, with or without a conversation."""

from dataclasses import dataclass
from datetime import tzinfo

from textual.content import Content
from textual.reactive import reactive

from stopline.address import Address, written_out
from stopline.inbox.card import ConsentCard
from stopline.inbox.directory import PersonRow
from stopline.inert import one_line
from stopline.tui.panes.consent_card import CardPane
from stopline.tui.panes.people_list import called


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

    def heading(self) -> Content | None:
        """Return who it is, and every address that leads to them."""
        if self.person is None:
            return None
        row = self.person.row
        addresses = [one_line(written_out(each.address), 60) for each in row.addresses]
        return Content("\n").join(
            [Content.styled(called(row), "bold"), *(Content.styled(each, "$quiet") for each in addresses if each != called(row))]
        )  # fmt: skip

    def watch_person(self, before: ShownPerson | None, after: ShownPerson | None) -> None:
        """Show another card, or what has changed on it."""
        if before is None or after is None or (before.row, before.card) != (after.row, after.card):
            self.word(is_another=before is None or after is None or before.row.id != after.row.id)
