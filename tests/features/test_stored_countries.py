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


@pytest.mark.parametrize(
    ("column", "cell", "phone", "what"),
    [
        ("zone", "Mars/Phobos", "+12025550124", "time zone"),
        ("state", "XX", "+12025550124", "state"),
        ("zip", "99", "+12025550124", "postcode"),
        ("zip", "00000", "+12025550124", "postcode"),
        ("province", "Ruritania", "+16135550123", "province"),
        ("zone", "New York", "", "time zone"),
    ],
)
def test_an_import_says_which_place_it_could_not_read(
    workspace: Workspace, column: str, cell: str, phone: str, what: str
) -> None:
    people = f"phone,email,{column}\n+12025550123,,\n{phone},jean@example.com,{cell}\n"

    report = workspace.contact_imports.load(ContactFile("people.csv", people.encode()))

    assert [(each.line, each.text) for each in report.notes] == [
        (3, f"“{cell}” is not known as a {what}; it is stored, and tells nothing of where they are")
    ]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("zone,state,zip", "America/New_York,NY,10001"),
        ("state,zip,country", "California,94103-1234,USA"),
        ("province,postal code,country", "QC,H2X 1Y4,Canada"),
        ("state,zip,country", "Bayern,80331,Germany"),
        ("state,zip", ","),
    ],
)
def test_a_place_that_can_be_read_or_is_not_asked_for_needs_no_word(
    workspace: Workspace, header: str, cells: str
) -> None:
    people = f"phone,{header}\n+12025550123,{cells}\n"

    report = workspace.contact_imports.load(ContactFile("people.csv", people.encode()))

    assert report.notes == ()
