"""What a file of people says against a yes that stands here: it stops, it is held, or it is told; never dropped without a word."""

import pytest

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.importers.contacts import ContactFile
from stopline.importers.report import ImportReport
from stopline.workspace import Workspace

NORA, OMAR = Address("+12025550140"), Address("+12025550141")
HEADER = "name,phone,consent,consent date,source"


def load(workspace: Workspace, *rows: str, header: str = HEADER) -> ImportReport:
    return workspace.contact_imports.load(ContactFile("people.csv", "\n".join([header, *rows]).encode()))


def subscribe(workspace: Workspace) -> None:
    load(workspace, f"Nora,{NORA},yes,2026-03-02 10:15,web form")


def state(workspace: Workspace, address: Address = NORA) -> State:
    return workspace.standings.of(address, Channel.SMS).everything.state


@pytest.mark.parametrize(
    "said",
    [
        "revoked by phone", "UNSUBSCRIBED (14 May)", "no, opted out at the counter", "telefonisch widerrufen", "do not contact again",
        "yes until May then stopped", "consent withdrawn",
    ],
)  # fmt: skip
def test_a_word_that_takes_a_consent_back_stops_wherever_it_stands_in_the_cell(
    workspace: Workspace, said: str
) -> None:
    subscribe(workspace)

    report = load(workspace, f'Nora,{NORA},"{said}",,')

    assert (report.consents.stopped, state(workspace)) == (1, State.STOPPED)


@pytest.mark.parametrize("said", ["never opted out", "not unsubscribed", "nicht abgemeldet"])
def test_a_word_that_is_denied_stops_nobody(workspace: Workspace, said: str) -> None:
    subscribe(workspace)

    report = load(workspace, f"Nora,{NORA},{said},,")

    assert (report.consents.unread, state(workspace)) == (1, State.SUBSCRIBED)


@pytest.mark.parametrize("said", ["no", "NO", "nein", "false", "0", "não", "not subscribed"])
def test_a_plain_no_about_somebody_subscribed_here_is_held_for_a_decision(
    workspace: Workspace, said: str
) -> None:
    subscribe(workspace)

    report = load(workspace, f"Nora,{NORA},{said},,", f"Omar,{OMAR},{said},,")

    hold = workspace.decisions.hold_of(NORA, Channel.SMS)
    assert (report.consents.held, report.consents.stopped) == (1, 0)
    assert (state(workspace), state(workspace, OMAR)) == (State.HELD, State.UNKNOWN)
    assert hold is not None
    assert workspace.threads.at(NORA, Channel.SMS) is not None
    assert (hold.evidence.words, hold.evidence.source) == (said, "import of people.csv")
    assert any("Nora" in note.text and "held until somebody decides" in note.text for note in report.notes)
    assert "1 yes here to which the file says no" in report.as_text()


def test_the_no_of_another_systems_export_is_held_too(workspace: Workspace) -> None:
    subscribe(workspace)

    report = load(
        workspace,
        f"Nora,Feldt,nora@example.com,no,{NORA},no",
        header="First Name,Last Name,Email,Accepts Email Marketing,Phone,Accepts SMS Marketing",
    )

    assert report.mapping.preset is not None
    assert (report.mapping.preset.name, report.consents.held) == ("shopify", 1)
    assert state(workspace) is State.HELD


def test_a_no_that_a_person_has_decided_about_is_not_held_again_when_the_file_comes_again(
    workspace: Workspace,
) -> None:
    subscribe(workspace)
    load(workspace, f"Nora,{NORA},no,,")
    workspace.decisions.release(NORA, Channel.SMS, "alice", "she told me on the phone that she wants it")

    report = load(workspace, f"Nora,{NORA},no,,")

    assert (report.consents.held, state(workspace)) == (0, State.SUBSCRIBED)


def test_a_no_from_before_the_yes_here_does_not_count_and_is_told(workspace: Workspace) -> None:
    subscribe(workspace)

    report = load(workspace, f"Nora,{NORA},no,2025-01-01,")

    assert (report.consents.held, state(workspace)) == (0, State.SUBSCRIBED)
    assert any("agreed again by sms after the no of this row" in note.text for note in report.notes)


def test_a_no_to_everything_holds_somebody_who_agreed_to_a_part(workspace: Workspace) -> None:
    load(workspace, f"{NORA},yes,marketing,2026-03-02,form", header="phone,consent,scope,consent date,source")

    report = load(workspace, f"Nora,{NORA},no,,")

    assert (report.consents.held, state(workspace)) == (1, State.HELD)


def test_a_word_nobody_knows_about_somebody_subscribed_is_a_warning_with_their_name(
    workspace: Workspace,
) -> None:
    subscribe(workspace)

    report = load(workspace, f"Nora,{NORA},perhaps,,", f"Omar,{OMAR},perhaps,,")

    assert (report.consents.unread, state(workspace)) == (1, State.SUBSCRIBED)
    assert [note.text for note in report.notes] == [
        "“perhaps” is not known as a consent: Nora (+1 202-555-0140) stays subscribed by sms; look whether that is right",
        "“perhaps” is not known as a consent, and changes nothing",
    ]
    assert "Warning: 1 yes here" in report.as_text()


def test_a_no_of_somebody_who_is_not_subscribed_is_counted(workspace: Workspace) -> None:
    report = load(workspace, f"Nora,{NORA},no,,", f"Omar,{OMAR},not subscribed,,")

    assert (report.consents.refused, report.as_json()["consents"]["refused"]) == (2, 2)  # type: ignore[index]
    assert "2 noes in the file of people who are not subscribed here: nothing changes." in report.as_text()
