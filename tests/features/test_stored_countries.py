"""A country that is stored as a word counts as one that is stored as a code; one that nobody can read is told of."""

import pytest

from stopline.address import Address
from stopline.consent.events import EventKind
from stopline.gateways.base import InboundText
from stopline.hygiene.findings import Kind
from stopline.importers.contacts import ContactFile
from stopline.workspace import Workspace
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]
MAIL = Address("maria@example.com")


@pytest.mark.parametrize("written", ["DE", "Deutschland", "Germany", "germany"])
def test_the_rules_of_a_country_written_as_a_word_count(workspace: Workspace, written: str) -> None:
    contact = workspace.contacts.ensure(MAIL, "test")
    workspace.contacts.set_attribute(contact, "Country", written)

    place = workspace.send_block.place_of(MAIL)

    assert "DE" in place.countries
    assert workspace.double_optin.why_needed(MAIL) == "a yes from DE needs a second one"


def test_a_stored_country_counts_beside_the_one_of_the_number(workspace: Workspace) -> None:
    contact = workspace.contacts.ensure(MARIA, "test")
    workspace.contacts.set_attribute(contact, "country", "Germany")

    workspace.intake.receive("scripted", InboundText(MARIA, "START"))

    assert workspace.send_block.place_of(MARIA).countries == ("US", "DE")
    [asked] = [recorded.event for recorded in workspace.ledger.events_of(MARIA)]
    assert (asked.kind, asked.evidence.note) == (
        EventKind.REQUESTED,
        "a yes from DE needs a second one",
    )


def test_the_doctor_names_whoever_is_stored_with_a_country_nobody_can_read(workspace: Workspace) -> None:
    for address, country in ((MARIA, "Atlantis"), (MAIL, "Canada")):
        contact = workspace.contacts.ensure(address, "test")
        workspace.contacts.set_attribute(contact, "country", country)

    finding = workspace.doctor.report((Kind.COUNTRIES,)).of(Kind.COUNTRIES)

    assert finding is not None
    assert [(each.address, each.detail) for each in finding.people] == [(MARIA, "“Atlantis”")]


def test_an_import_says_which_country_it_could_not_read_and_keeps_it(workspace: Workspace) -> None:
    people = "name,phone,country\nMaria,+12025550123,Atlantis\nTom,+12025550125,USA\n"

    report = workspace.contact_imports.load(ContactFile("people.csv", people.encode()))

    assert [each.line for each in report.notes] == [2]
    assert "“Atlantis” is not known as a country" in report.notes[0].text
    contact = workspace.contacts.at(MARIA)
    assert contact is not None
    assert ("country", "Atlantis") in workspace.contacts.contact(contact).attributes
