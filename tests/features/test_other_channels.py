"""What somebody asks for on one channel about another one reaches the addresses they have there."""

import pytest

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from stopline.inbox.threads import NoteKind
from stopline.inbox.timeline import NoteEntry
from support.transcript import PEOPLE, Story

MAIL = Address("maria@example.org")
MARIA = PEOPLE["maria"]


def with_mail(story: Story) -> None:
    contact = story.workspace.contacts.ensure(MARIA, source="test")
    story.workspace.contacts.add_address(contact, MAIL)


def notes(story: Story) -> list[str]:
    thread = story.workspace.threads.at(MARIA, Channel.SMS)
    assert thread is not None
    page = story.workspace.timeline.page(story.workspace.threads.thread(thread))
    return [
        entry.text for entry in page.entries if isinstance(entry, NoteEntry) and entry.kind is NoteKind.NOTE
    ]


@pytest.mark.parametrize(
    "text",
    [
        "stop emailing me",
        "please stop emailing me, text me instead",
        "no more emails please",
        "don't email me anymore",
        "unsubscribe me from your emails",
        "keine Mails mehr bitte",
        "plus de mails svp",
        "geen mails meer aub",
    ],
)
def test_a_wish_for_no_more_emails_said_by_text_stops_the_emails_and_no_texts(
    transcript: Story, text: str
) -> None:
    with_mail(transcript)

    transcript.says("maria", text)

    assert transcript.workspace.standings.of(MAIL, Channel.EMAIL).everything.state is State.STOPPED
    assert transcript.workspace.standings.of(MARIA, Channel.EMAIL).everything.state is State.UNKNOWN
    assert transcript.status("maria").state is State.UNKNOWN


def test_the_evidence_of_such_a_stop_says_where_it_was_said(transcript: Story) -> None:
    with_mail(transcript)

    transcript.says("maria", "stop emailing me")

    (event,) = transcript.workspace.ledger.events_of(MAIL)
    assert event.event.evidence.words == "stop emailing me"
    assert event.event.evidence.source == "sms"
    assert notes(transcript) == ["Asked for no more email: maria@example.org is stopped."]


def test_such_a_wish_of_somebody_without_a_known_email_is_shown_to_agents(transcript: Story) -> None:
    transcript.says("maria", "stop emailing me")

    assert transcript.workspace.standings.of(MARIA, Channel.EMAIL).everything.state is State.UNKNOWN
    assert notes(transcript) == ["Asked for no more email, but no such address of theirs is known."]


def test_a_wish_for_no_more_texts_said_by_email_stops_the_numbers(transcript: Story) -> None:
    with_mail(transcript)

    transcript.workspace.intake.receive(
        "mailbox", InboundText(MAIL, "no more texts please, email me instead", Channel.EMAIL)
    )

    assert transcript.status("maria").state is State.STOPPED
    assert transcript.workspace.standings.of(MAIL, Channel.SMS).everything.state is State.UNKNOWN
    assert transcript.workspace.standings.of(MAIL, Channel.EMAIL).everything.state is State.UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "I did not get the email with the code",
        "can you email me the invoice",
        "don't email the invoice, I'll pick it up",
        "email is fine",
    ],
)
def test_other_words_about_emails_stop_none(transcript: Story, text: str) -> None:
    with_mail(transcript)

    transcript.says("maria", text)

    assert transcript.workspace.standings.of(MAIL, Channel.EMAIL).everything.state is State.UNKNOWN
