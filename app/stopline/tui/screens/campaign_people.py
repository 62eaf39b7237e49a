"""People of a campaign who have something in common: owns the list, and leads on to the threads."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from stopline.campaigns.campaign import Campaign
from stopline.errors import StoplineError
from stopline.inert import one_line
from stopline.tui.campaign_reading import MOST_PEOPLE, Group, GroupKind, PersonLine, read_people
from stopline.tui.desk import Desk
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import Noted, ThreadWanted, WorkFailed, post
from stopline.tui.pace import Pace
from stopline.tui.panes.campaign_people import CampaignPeople, PeopleOfGroup
from stopline.tui.screens.base import StoplineScreen

READ_AGAIN_AFTER = 10.0
"""Seconds between two looks through everybody while much happens."""


class CampaignPeopleScreen(StoplineScreen):
    """The people behind a figure of a campaign.

    Args:
        desk: who sits in front of which workspace.
        campaign: which campaign.
        group: what the people have in common.
    """

    TITLE = "Campaigns › people"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CAMPAIGN_PEOPLE_SCREEN)]

    shown: reactive[PeopleOfGroup | None] = reactive(None, repaint=False)

    class PeopleRead(Message, bubble=False):
        """The people were read; None where that failed."""

        def __init__(self, people: tuple[PersonLine, ...] | None) -> None:
            super().__init__()
            self.people = people

    def __init__(self, desk: Desk, campaign: Campaign, group: Group) -> None:
        super().__init__(desk)
        self._campaign = campaign
        self._group = group
        self._reading = Pace(self, READ_AGAIN_AFTER, self.read_people)

    def compose_body(self) -> ComposeResult:
        """Put the heading and the list."""
        heading = f"{one_line(self._campaign.name, 60)} · {self._group.count:,} {self._group.words}"
        yield Static(heading, id="people-heading", markup=False)
        yield CampaignPeople().data_bind(CampaignPeopleScreen.shown)

    def reload(self) -> None:
        """Read the list again, but not without a pause."""
        super().reload()
        self._reading.want()

    def action_back(self) -> None:
        """Go back to the campaigns."""
        self.dismiss()

    @work(thread=True, exclusive=True, group="people")
    def read_people(self) -> None:
        """Read the people."""
        try:
            people = read_people(self.desk, self._campaign, self._group)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.PeopleRead(None))
            return
        post(self, self.PeopleRead(people))

    @on(PeopleRead)
    def show_people(self, read: PeopleRead) -> None:
        """Show who was found."""
        self._reading.done()
        if read.people is None:
            return
        more = ""
        if self._group.kind is GroupKind.LEFT_OUT and self._campaign.launched_at is not None:
            more = f"As things stand now; left out at the launch: {self._group.count:,}."
        if any(each.is_resting for each in read.people):
            more = "They wait until the campaign goes on: esc, then x lets it."
        if len(read.people) == MOST_PEOPLE < self._group.count:
            more = f"The first {MOST_PEOPLE:,} of {self._group.count:,}."
            if self._group.kind is not GroupKind.MESSAGES:
                reason = f" --reason {self._group.code}" if self._group.code else ""
                name = one_line(self._campaign.name, 60)
                more += (
                    f' All: `stopline campaign preview "{name}" --people{reason} --limit {self._group.count}`'
                )
        self.shown = PeopleOfGroup(read.people, more)

    @on(CampaignPeople.Opened)
    def open_person(self, opened: CampaignPeople.Opened) -> None:
        """Read on in the inbox."""
        self.find_thread(opened.person)

    @work(thread=True, exclusive=True, group="thread")
    def find_thread(self, person: PersonLine) -> None:
        """Find the conversation with somebody."""
        thread = person.thread
        try:
            if thread is None and person.address is not None:
                thread = self.desk.workspace.threads.at(person.address, self._campaign.channel)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        if thread is None:
            post(self, Noted("There is no conversation with this one yet."))
        else:
            post(self.app, ThreadWanted(thread))
