"""Searching finds people and words, whoever typed what."""

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.gateways.base import InboundText
from stopline.inbox.search import prefixes
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story


@pytest.mark.parametrize(
    ("sought", "shortest", "query"),
    [
        ("", 1, ""),
        ("?!", 1, ""),
        ("blue", 1, '"blue"*'),
        ("the blue bi", 1, '"the" "blue" "bi"*'),
        ("the blue bi", 3, '"the" "blue" "bi"*'),
        ("bi", 3, '"bi"'),
        ("自転", 3, '"自転"*'),
        ('" OR NEAR(', 1, '"OR" "NEAR"*'),
    ],
)
def test_what_was_typed_becomes_a_query_that_cannot_be_broken(sought: str, shortest: int, query: str) -> None:
    assert prefixes(sought, shortest) == query


def test_words_are_found_from_their_beginning_the_latest_first(transcript: Story) -> None:
    """
    09:00 maria > Is the blue bicycle ready?
    09:01 jean > A bicycle, please
    09:02 tom > Bi
    """
    search = transcript.workspace.search

    assert [hit.text for hit in search.words("bicy")] == ["A bicycle, please", "Is the blue bicycle ready?"]
    assert [hit.text for hit in search.words("bi")] == ["Bi"]
    assert [hit.text for hit in search.words("bicycle blue")] == ["Is the blue bicycle ready?"]


def test_people_are_found_by_the_beginning_of_a_name_and_by_digits(
    workspace: Workspace, clock: ManualClock
) -> None:
    story = Story(workspace, clock, ScriptedGateway())
    for person, name in (("maria", "Maria Álvarez"), ("jean", "Jean Tremblay"), ("tom", "")):
        story.says(person, "Hello")
        contact = workspace.contacts.at(PEOPLE[person])
        assert contact is not None
        workspace.contacts.rename(contact, name)

    assert [row.name for row in workspace.search.people("alv")] == ["Maria Álvarez"]
    assert [row.name for row in workspace.search.people("T")] == ["Jean Tremblay"]
    assert [row.address for row in workspace.search.people("555-0125")] == [PEOPLE["tom"]]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("+44", {"+447700900123"}),
        ("0044", {"+447700900123"}),
        ("+44 (0)7700", {"+447700900123"}),
        ("+4", {"+447700900123"}),
        ("44", set()),
        ("144", {"+12025550144"}),
        ("+1 202", {"+12025550144"}),
        ("+1202555014", {"+12025550144"}),
        ("+202", set()),
        ("+", set()),
    ],
)
def test_a_number_with_its_country_is_searched_from_its_beginning(
    workspace: Workspace, sought: str, found: set[str]
) -> None:
    for number in ("+447700900123", "+12025550144", "ana+44@example.com"):
        channel = Channel.EMAIL if "@" in number else Channel.SMS
        workspace.intake.receive("test", InboundText(number, "Hello", channel))
        contact = workspace.contacts.at(Address(number))
        assert contact is not None
        workspace.contacts.rename(contact, "Somebody")

    threads = {row.address for row in workspace.search.people(sought)}
    contacts = {
        address
        for number in workspace.search.contacts(sought)
        for address in workspace.contacts.contact(number).addresses
    }

    assert threads == contacts == found
