"""What the people screen reads from the workspace, as values; each function is called in a thread of the screen."""

import contextlib
from datetime import timedelta

from stopline.address import Address, may_be_answered
from stopline.consent.events import Channel
from stopline.consent.preference_links import LinkOrigin
from stopline.consent.whereabouts_words import rules_in_words
from stopline.errors import BadInputError, NotFoundError
from stopline.inbox.directory import PersonRow
from stopline.tui.desk import Desk
from stopline.tui.dialogs.link import ShownLink
from stopline.tui.dialogs.rules import ShownRules
from stopline.tui.dialogs.search import Newcomer
from stopline.tui.panes.people_list import PeoplePage
from stopline.tui.panes.person_card import ShownPerson
from stopline.tui.reading import begin
from stopline.tui.text import BADGES


def read_people(desk: Desk, sought: str, offset: int, limit: int) -> PeoplePage:
    """Return a stretch of everybody, or of those who fit; where that lies beyond the last one, the last ones."""
    found = desk.workspace.directory.page(sought, offset, limit)
    if not found.people and found.count:
        found = desk.workspace.directory.page(sought, max(found.count - limit, 0), limit)
    return PeoplePage(found, sought, desk.workspace.settings.zone)


def read_person(desk: Desk, row: PersonRow) -> ShownPerson | None:
    """Return somebody with their card; None where nothing leads to them."""
    workspace = desk.workspace
    with contextlib.suppress(NotFoundError), workspace.engine.snapshot():
        place = _reached_at(row)
        if place is not None:
            card = workspace.cards.of_person(row.id, *place)
            return ShownPerson(row, place[0], card, workspace.settings.zone)
    return None


def read_link(desk: Desk, address: Address) -> ShownLink:
    """Return a link to the page on which the person at an address chooses what they get, or what is to be set before."""
    workspace = desk.workspace
    lasts_for = timedelta(days=workspace.settings.web.preference_days)
    url, problem = "", ""
    try:
        url = workspace.preference_links.to(address, LinkOrigin.PRINTED, lasts_for)
    except BadInputError as error:
        problem = str(error)
    return ShownLink(address, url, workspace.clock.now() + lasts_for, workspace.settings.zone, problem)


def read_rules(desk: Desk, address: Address, channel: Channel) -> ShownRules:
    """Return what the rules say about an address on a channel."""
    found = desk.workspace.whereabouts.of(address, channel)
    lines = rules_in_words(found, desk.workspace.settings.zone, lambda state: BADGES[state].content().plain)
    return ShownRules(address, channel, tuple(lines))


def thread_of(desk: Desk, row: PersonRow) -> int | None:
    """Return the latest thread of a person, beginning one where there is none; None where nobody could answer them."""
    if row.threads:
        return row.threads[0].id
    answerable = [each.address for each in row.addresses if may_be_answered(each.address)]
    return begin(desk, Newcomer(answerable[0], row.name)) if answerable else None


def places_of(row: PersonRow) -> list[tuple[Address, Channel]]:
    """Return by which channels the addresses of a person are written to."""
    return [(each.address, channel) for each in row.addresses for channel in each.channels]


def _reached_at(row: PersonRow) -> tuple[Address, Channel] | None:
    """Return where somebody last wrote or was written to, else the first of their addresses."""
    if row.threads:
        return row.threads[0].address, row.threads[0].channel
    return next(iter(places_of(row)), None)
