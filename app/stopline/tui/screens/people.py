"""People: owns whom is looked for and who is chosen, reads them page by page, and leads on to what can be done with them."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from stopline.address import Address, may_be_answered, written_out
from stopline.consent.events import Channel
from stopline.errors import StoplineError
from stopline.inbox.directory import PersonRow
from stopline.inert import one_line
from stopline.tui.desk import Desk
from stopline.tui.dialogs.choice import Choice, ChoiceDialog
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.dialogs.link import LinkDialog
from stopline.tui.dialogs.rules import RulesDialog
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import ThreadWanted, WorkFailed, post
from stopline.tui.pace import Pace
from stopline.tui.panes.consent_card import CHANNEL_NAMES, CardPane
from stopline.tui.panes.people_find import FindField, PeopleFind
from stopline.tui.panes.people_list import PeopleList, PeoplePage, called
from stopline.tui.panes.person_card import PersonCardPane, ShownPerson
from stopline.tui.people_reading import places_of, read_link, read_people, read_person, read_rules, thread_of
from stopline.tui.screens.people_files import PeopleFiles
from stopline.tui.screens.person_rights import PersonRights
from stopline.tui.widgets.virtual_list import VirtualList

FIRST_PAGE = 40
"""People read before it is known how many fit."""
READ_AGAIN_AFTER = 0.5
"""Seconds between two looks while much happens."""
NOBODY = (
    "Nobody is known yet.\n\ni imports people from a file: exports of Shopify, HubSpot, Klaviyo, Mailchimp and Twilio are recognised, and so "
    "is any table with a column of numbers or addresses. Whoever writes turns up here by themselves."
)
NOBODY_FITS = "Nobody fits.\n\nNames and tags are found by how they begin, numbers by any part; #vip looks at tags alone.\nesc shows everybody."
NEEDS_PERSON = frozenset(
    {"proof", "forget_person", "export_person", "note_request", "preference_link", "rules"}
)
"""What can only be done with somebody."""
Place = tuple[Address, Channel]


class PeopleScreen(PeopleFiles, PersonRights):
    """Everybody who is known, with what can be done for them."""

    TITLE = "People"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.PEOPLE)]

    page: reactive[PeoplePage | None] = reactive(None, repaint=False)
    person: reactive[ShownPerson | None] = reactive(None, repaint=False, bindings=True)

    class PeopleRead(Message, bubble=False):
        """A stretch of the list was read; None where that failed."""

        def __init__(self, page: PeoplePage | None) -> None:
            super().__init__()
            self.page = page

    class PersonRead(Message, bubble=False):
        """Somebody was read; None where nothing leads to them."""

        def __init__(self, row: PersonRow, person: ShownPerson | None) -> None:
            super().__init__()
            self.row = row
            self.person = person

    class Answered(Message, bubble=False):
        """What was asked for is to be shown."""

        def __init__(self, dialog: Dialog[None]) -> None:
            super().__init__()
            self.dialog = dialog

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stretch = (0, FIRST_PAGE)
        self._sought = ""
        self._chosen: PersonRow | None = None
        self._reading = Pace(self, READ_AGAIN_AFTER, self.read_page)

    def compose_body(self) -> ComposeResult:
        """Put the field, the list and the card."""
        screen = PeopleScreen
        yield PeopleFind().data_bind(screen.page)
        with Horizontal(id="people"):
            with Vertical(id="people-list"):
                yield PeopleList(id="everybody").data_bind(screen.page, screen.now)
                yield Static(id="nobody", markup=False)
            yield PersonCardPane().data_bind(screen.person, screen.now)

    def on_mount(self) -> None:
        """Stand in the list."""
        self.everybody.focus()

    @property
    def everybody(self) -> PeopleList:
        """Return the list."""
        return self.query_one(PeopleList)

    def reload(self) -> None:
        """Read again, but not without a pause."""
        super().reload()
        self._reading.want()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is about somebody only where somebody is chosen."""
        if action in NEEDS_PERSON:
            return self.person is not None
        return super().check_action(action, parameters)

    def let_go(self) -> None:
        """Show nothing more of somebody who is about to be forgotten."""
        self.person = self._chosen = None

    def action_find(self) -> None:
        """Go to the field."""
        self.query_one(FindField).focus()

    @on(CardPane.Left)
    def action_toggle_card(self) -> None:
        """Show the card over the list, or fold it away."""
        if not self.has_class("-narrow"):
            self.toggle_class("-no-card")
            return
        self.toggle_class("-card")
        card = self.query_one(PersonCardPane)
        self.call_after_refresh((card if self.has_class("-card") else self.everybody).focus)

    def action_proof(self) -> None:
        """Show the proof of the person's consent."""
        if self.person is not None:
            self.show_proof(self.person.address)

    def action_forget_person(self) -> None:
        """Show what is held about the person, and ask whether to forget them."""
        if self.person is not None:
            self.ask_to_forget(self.person.address, called(self.person.row))

    def action_export_person(self) -> None:
        """Ask where everything that is held about the person goes."""
        if self.person is not None:
            self.ask_export(self.person.address, self.person.row.id, called(self.person.row))

    def action_note_request(self) -> None:
        """Ask what the person wants of their data, and note it."""
        if self.person is not None:
            self.ask_what_they_want(self.person.address, called(self.person.row))

    def action_preference_link(self) -> None:
        """Make a link for one of the person's addresses."""
        reached = self.person.row.addresses if self.person is not None else ()
        places = [(each.address, Channel.SMS) for each in reached if may_be_answered(each.address)]
        if not places:
            self.notify("Nobody can write to this sender, so there is nowhere to send a link.", markup=False)
            return
        self._ask_place("A link for which address?", places, self.make_link, names_channel=False)

    def action_rules(self) -> None:
        """Show what the rules say about one of the person's addresses."""
        if self.person is not None:
            self._ask_place("The rules for which address?", places_of(self.person.row), self.find_rules)

    @work(thread=True, exclusive=True, group="people")
    def read_page(self) -> None:
        """Read the stretch that is in view."""
        try:
            page = read_people(self.desk, self._sought, *self._stretch)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.PeopleRead(None))
            return
        post(self, self.PeopleRead(page))

    @work(thread=True, exclusive=True, group="person")
    def read_chosen(self, row: PersonRow) -> None:
        """Read the card of somebody."""
        try:
            person = read_person(self.desk, row)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.PersonRead(row, person))

    @work(thread=True, exclusive=True, group="thread")
    def find_thread(self, row: PersonRow) -> None:
        """Find the thread of somebody, or begin one, and open it."""
        try:
            thread = thread_of(self.desk, row)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        if thread is None:
            post(self, WorkFailed("Nobody can write to this sender, so there is no conversation to open."))
        else:
            post(self.app, ThreadWanted(thread))

    @work(thread=True, exclusive=True, group="asked")
    def make_link(self, address: Address, channel: Channel) -> None:
        """Make the link of an address, and show it."""
        del channel
        try:
            link = read_link(self.desk, address)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.Answered(LinkDialog(link)))

    @work(thread=True, exclusive=True, group="asked")
    def find_rules(self, address: Address, channel: Channel) -> None:
        """Find what the rules say, and show it."""
        try:
            rules = read_rules(self.desk, address, channel)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.Answered(RulesDialog(rules)))

    @on(PeopleRead)
    def show_page(self, read: PeopleRead) -> None:
        """Show what was read, unless somebody else is looked for by now."""
        self._reading.done()
        if read.page is None or read.page.sought != self._sought:
            return
        self.page = read.page
        is_empty = not read.page.found.count
        self.set_class(is_empty, "-nobody")
        if is_empty:
            self.query_one("#nobody", Static).update(NOBODY_FITS if read.page.sought else NOBODY)
            self.let_go()
        elif self._chosen is not None:
            self._choose(
                next((one for one in read.page.found.people if one.id == self._chosen.id), self._chosen)
            )

    @on(PersonRead)
    def show_person(self, read: PersonRead) -> None:
        """Show who was read, unless somebody else is chosen by now."""
        if self._chosen is not None and read.row.id == self._chosen.id:
            self.person = read.person

    @on(Answered)
    def show_answer(self, answered: Answered) -> None:
        """Show what was asked for."""
        self.app.push_screen(answered.dialog)

    @on(PeopleFind.Sought)
    def look_for(self, sought: PeopleFind.Sought) -> None:
        """Look for somebody else."""
        if sought.sought != self._sought:
            self._sought = sought.sought
            self._stretch = (0, FIRST_PAGE)
            self._chosen = None
            self._reading.want_now()

    @on(FindField.Left)
    @on(FindField.Submitted)
    def go_to_list(self) -> None:
        """Go on to the list."""
        self.everybody.focus()

    @on(VirtualList.PageWanted)
    def read_stretch(self, wish: VirtualList.PageWanted) -> None:
        """Read what has come into view."""
        self._stretch = (wish.offset, wish.limit)
        self._reading.want_now()

    @on(VirtualList.Moved)
    def choose(self, moved: VirtualList.Moved[PersonRow]) -> None:
        """Show whom the cursor stands on."""
        self._choose(moved.row)

    @on(VirtualList.Vanished)
    def go_on(self, vanished: VirtualList.Vanished[PersonRow]) -> None:
        """Show who stands there now."""
        self._choose(vanished.row)

    @on(VirtualList.Chosen)
    def open_thread(self, chosen: VirtualList.Chosen[PersonRow]) -> None:
        """Read on in the inbox."""
        self.find_thread(chosen.row)

    def _choose(self, row: PersonRow) -> None:
        self._chosen = row
        self.read_chosen(row)

    def _ask_place(
        self,
        title: str,
        places: list[Place],
        take: Callable[[Address, Channel], object],
        *,
        names_channel: bool = True,
    ) -> None:
        """Ask for one of the places somebody is reached at, where there are several."""
        if len(places) == 1:
            take(*places[0])
            return
        choices = [
            Choice(
                place,
                one_line(written_out(place[0]), 40),
                CHANNEL_NAMES[place[1]] if names_channel else "",
                str(number) if number < 10 else "",
            )
            for number, place in enumerate(places, 1)
        ]
        self.app.push_screen(ChoiceDialog(title, choices), partial(_taken, take))


def _taken(take: Callable[[Address, Channel], object], place: Place | None) -> None:
    if place is not None:
        take(*place)
