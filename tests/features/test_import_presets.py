"""Customer exports of other systems: recognised by their header, with proof channel by channel, and doubt where there is none."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import stopline.importers
from stopline.address import Address
from stopline.consent.events import Channel, Method
from stopline.consent.places import Residence
from stopline.consent.status import State
from stopline.importers.contacts import ContactFile
from stopline.importers.report import ImportReport
from stopline.workspace import Workspace

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
S, X, U = State.SUBSCRIBED, State.STOPPED, State.UNKNOWN


def load(workspace: Workspace, file: str, *, is_plain: bool = False) -> ImportReport:
    content = (SAMPLES / file).read_bytes()
    return workspace.contact_imports.load(ContactFile(file, content, is_plain=is_plain))


def loaded(workspace: Workspace, rows: str) -> ImportReport:
    return workspace.contact_imports.load(ContactFile("people.csv", rows.encode()))


def state(workspace: Workspace, address: str) -> State:
    channel = Channel.EMAIL if "@" in address else Channel.SMS
    return workspace.standings.of(Address(address), channel).everything.state


def is_marked(workspace: Workspace, address: str) -> bool:
    contact = workspace.contacts.at(Address(address))
    assert contact is not None
    return "reconfirm" in workspace.contacts.contact(contact).tags


EXPECTED = {
    "shopify-customers.csv": (
        "shopify",
        {"+12025550160": U, "ada.winters@example.com": U, "+12025550161": U, "+12025550162": U},
        {"+12025550160": True, "+12025550161": False, "+12025550162": True},
    ),
    "hubspot-contacts.csv": (
        "hubspot",
        {"dana@example.com": U, "emil@example.com": X, "+12025550164": U, "freya@example.com": U},
        {"dana@example.com": True, "emil@example.com": False, "freya@example.com": False},
    ),
    "klaviyo-profiles.csv": (
        "klaviyo",
        {
            "gita@example.com": S, "+12025550165": S, "hugo@example.com": U, "+12025550166": X, "ines@example.com": X,
            "+12025550167": U, "jonas@example.com": U,
        },
        {"gita@example.com": False, "hugo@example.com": True, "ines@example.com": False, "jonas@example.com": True},
    ),
    "mailchimp-audience.csv": (
        "mailchimp",
        {"kira@example.com": S, "+12025550169": U, "liam@example.com": U},
        {"kira@example.com": False, "liam@example.com": True},
    ),
    "twilio-consents.csv": (
        "twilio",
        {"+12025550170": S, "+12025550171": X, "+12025550172": U},
        {"+12025550170": False, "+12025550171": False, "+12025550172": True},
    ),
}  # fmt: skip


@pytest.mark.parametrize("file", EXPECTED)
def test_an_export_is_recognised_and_every_channel_stands_as_it_is_proven(
    workspace: Workspace, file: str
) -> None:
    preset, states, marks = EXPECTED[file]

    report = load(workspace, file)

    assert report.mapping.preset is not None
    assert report.mapping.preset.name == preset
    assert report.skipped == ()
    assert {address: state(workspace, address) for address in states} == states
    assert {address: is_marked(workspace, address) for address in marks} == marks
    assert "What counts as proof" in report.as_text()


@pytest.mark.parametrize("file", EXPECTED)
def test_an_export_imported_twice_changes_nothing(workspace: Workspace, file: str) -> None:
    load(workspace, file)
    count = workspace.ledger.verify().event_count

    again = load(workspace, file)

    assert (again.added, again.updated) == (0, 0)
    assert workspace.ledger.verify().event_count == count


def test_what_proves_a_yes_is_kept_with_it(workspace: Workspace) -> None:
    load(workspace, "mailchimp-audience.csv")

    [recorded] = workspace.ledger.events_of(Address("kira@example.com"))

    event = recorded.event
    assert (event.method, event.evidence.source) == (Method.IMPORT, "Mailchimp sign-up form")
    assert event.occurred_at.isoformat() == "2026-01-15T19:40:47+00:00"
    assert event.evidence.note.endswith("; from 203.0.113.20")


def test_a_doubtful_yes_says_what_is_missing(workspace: Workspace) -> None:
    report = load(workspace, "klaviyo-profiles.csv")

    contact = workspace.contacts.at(Address("hugo@example.com"))
    assert contact is not None
    attributes = dict(workspace.contacts.contact(contact).attributes)
    assert attributes["reconfirm email"].startswith("agreed on 1 May 2021, which is long ago")
    assert (report.consents.old, report.consents.unproven, report.consents.reconfirm) == (1, 1, 2)
    assert "2 addresses to be asked again are marked with the tag reconfirm." in report.as_text()
    assert report.as_json()["preset"] == "klaviyo"


def test_an_export_can_be_read_like_any_file(workspace: Workspace) -> None:
    report = load(workspace, "shopify-customers.csv", is_plain=True)

    assert report.mapping.preset is None


def test_proof_of_each_channel_stands_in_columns_of_its_own(workspace: Workspace) -> None:
    report = loaded(
        workspace,
        "name,phone,email,sms_consent_status,sms_consent_at,email consent,Email opt-in date,source,whatsapp_opted_out\n"
        "Maria,+12025550123,maria@example.com,yes,2026-01-02,no,,web form,\n"
        "Jean,+12025550124,jean@example.com,no,,yes,2026-02-03,shop,yes\n",
    )

    assert report.consents.given == 2
    assert [state(workspace, each) for each in ("+12025550123", "maria@example.com")] == [S, U]
    assert [state(workspace, each) for each in ("+12025550124", "jean@example.com")] == [U, S]
    standing = workspace.standings.of(Address("+12025550124"), Channel.WHATSAPP)
    assert standing.everything.state is X
    [recorded] = workspace.ledger.events_of(Address("jean@example.com"))
    assert recorded.event.evidence.source == "shop"


def test_a_column_named_after_one_channel_goes_with_the_proof_of_that_channel(workspace: Workspace) -> None:
    loaded(
        workspace,
        "phone,email,SMS consent,sms_consent_at,Email consent,source\n"
        "+12025550123,maria@example.com,yes,2026-01-02,unsubscribed,form\n",
    )

    assert [state(workspace, each) for each in ("+12025550123", "maria@example.com")] == [S, X]


def test_somebody_who_is_known_to_have_agreed_is_not_asked_again(workspace: Workspace) -> None:
    loaded(workspace, "phone,consent,consent_at,source\n+12025550160,yes,2026-01-02,form\n")

    report = load(workspace, "shopify-customers.csv")

    assert state(workspace, "+12025550160") is S
    assert report.consents.reconfirm == 2


def test_a_stop_is_never_undone_by_an_export(workspace: Workspace) -> None:
    loaded(workspace, "email,consent\ngita@example.com,unsubscribed\n")

    report = load(workspace, "klaviyo-profiles.csv")

    assert state(workspace, "gita@example.com") is X
    assert report.consents.kept_stopped == 1


def test_every_preset_has_a_source_a_confidence_and_the_file_a_date() -> None:
    data = tomllib.loads((Path(stopline.importers.__path__[0]) / "presets.toml").read_text(encoding="utf-8"))

    assert data["as_of"]
    assert data["old"]["source"]
    assert {each["name"] for each in data["presets"]} == {
        "shopify",
        "hubspot",
        "klaviyo",
        "mailchimp",
        "twilio",
    }
    assert all(each["source"] and each["confidence"] and each["proof"] for each in data["presets"])


def test_one_address_to_be_asked_again_is_told_as_one(workspace: Workspace) -> None:
    report = load(workspace, "klaviyo-profiles.csv")
    one = replace(report, consents=replace(report.consents, reconfirm=1))

    assert "1 address to be asked again is marked with the tag reconfirm." in one.as_text()


MAILCHIMP = "Email Address,OPTIN_TIME,OPTIN_IP,CC,REGION,TIMEZONE,CLEAN_TIME,UNSUB_TIME"


def test_a_cleaned_address_agrees_to_nothing_and_is_told(workspace: Workspace) -> None:
    report = loaded(
        workspace,
        f"{MAILCHIMP}\nkira@example.com,2026-05-01 10:00,203.0.113.20,,,,2026-06-01 10:00,\n"
        "liam@example.com,2026-05-01 10:00,203.0.113.20,,,,,\n"
        "mona@example.com,2026-05-01 10:00,203.0.113.20,,,,2026-06-01 10:00,2026-06-02 10:00\n",
    )

    people = ("kira", "liam", "mona")
    assert [state(workspace, f"{each}@example.com") for each in people] == [U, S, X]
    assert [is_marked(workspace, f"{each}@example.com") for each in people] == [False, False, False]
    assert (report.consents.given, report.consents.bounced) == (1, 1)
    [note] = report.notes
    assert note.line == 2
    assert "could not be reached by email any more, by the file (2026-06-01 10:00): their yes is" in note.text
    assert "1 yes in the file of addresses that could not be reached any more" in report.as_text()


def test_a_cleaned_address_that_is_subscribed_here_is_pointed_out(workspace: Workspace) -> None:
    loaded(workspace, "email,consent,consent_at,source\nkira@example.com,yes,2026-01-02,form\n")

    report = loaded(workspace, f"{MAILCHIMP}\nkira@example.com,2026-05-01,203.0.113.20,,,,2026-06-01,\n")

    assert state(workspace, "kira@example.com") is S
    assert "they stay subscribed here; look whether that is right" in report.notes[0].text


HOMES = {
    "shopify": (
        (
            "Customer ID,Accepts Email Marketing,Default Address Province Code,Default Address Country Code,"
            "Default Address Zip,Phone\n1,no,ME,US,'04101,+12025550123\n"
        ),
        Residence("", "04101", "ME", "US"),
    ),
    "older shopify": (
        "Accepts Email Marketing,Accepts SMS Marketing,Province,Country,Zip,Phone\nno,no,Maine,United States,04101,+12025550123\n",
        Residence("", "04101", "Maine", "United States"),
    ),
    "mailchimp": (
        f"{MAILCHIMP},Phone Number\nmaria@example.com,,,us,me,America/New_York,,,+12025550123\n",
        Residence("America/New_York", "", "me", "us"),
    ),
    "hubspot": (
        (
            "Record ID,Unsubscribed from all email,Country/Region,State/Region,Postal Code,Time Zone,Phone Number\n"
            "1,false,Germany,,10115,Europe/Berlin,+12025550123\n"
        ),
        Residence("Europe/Berlin", "10115", "", "Germany"),
    ),
    "klaviyo": (
        (
            "Klaviyo ID,Email,Country,State / Region,Zip Code,Timezone,Phone Number\n"
            "1,,United States,Maine,04101,America/New_York,+12025550123\n"
        ),
        Residence("America/New_York", "04101", "Maine", "United States"),
    ),
}


@pytest.mark.parametrize("name", HOMES)
def test_where_somebody_lives_by_an_export_counts_for_their_hours(workspace: Workspace, name: str) -> None:
    rows, home = HOMES[name]

    report = loaded(workspace, rows)

    assert report.mapping.preset is not None
    contact = workspace.contacts.at(Address("+12025550123"))
    assert contact is not None
    assert Residence.from_attributes(workspace.contacts.contact(contact).attributes) == home
