"""The evidence packet: every event with the texts around it, what each message rested on, in the shape of the standard."""

import json
import re
import sqlite3
from dataclasses import replace
from datetime import UTC, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from stopline.address import Address
from stopline.consent.chain import BreakKind
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Purpose
from stopline.consent.proof import event_as_json
from stopline.messages.message import MessageState
from stopline.messages.outbox import Origin
from stopline.proof.page import page
from stopline.proof.receipt import as_json
from stopline.proof.wording import told, who_wrote
from stopline.tui.dialogs.proof import ShownProof, proof_text
from stopline.tui.panes.audit_events import in_full
from stopline.workspace import Workspace
from support.command import CommandLine
from support.fences import past_the_fences
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]
NORA = Address("+12025550131")
HARM = '<script>alert(1)</script><img src=x onerror=alert(2)>" onmouseover="x \x1b]0;owned\x07 \u202egnp.exe </bdi></style>'
ALLOWED = {
    "article", "bdi", "blockquote", "body", "dd", "div", "dl", "dt", "footer", "h1", "h2", "head", "header", "html", "meta", "p",
    "span", "strong", "style", "table", "tbody", "td", "th", "thead", "time", "title", "tr",
}  # fmt: skip


class Tags(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_message_that_was_kept_back_in_the_end_is_not_among_what_a_yes_allowed(transcript: Story) -> None:
    """
    09:10 maria > JOIN
    09:11 tick
    09:20 alice [marketing] > maria: Ten per cent off
    09:21 tick
    09:30 alice [marketing] > maria: Twenty per cent off
    09:31 maria > STOP
    09:32 tick
    """
    joined, _ = transcript.workspace.proofs.of(MARIA).person.events

    [sent] = [each for each in transcript.outbound("maria") if each.text == "Ten per cent off"]
    assert joined.allowed == (sent.id,)


def test_an_event_stands_between_the_texts_around_it(transcript: Story) -> None:
    """
    09:00 maria > Hello
    09:05 alice > maria: May we text you about offers?
    09:06 tick
    09:10 maria > JOIN
    09:11 tick
    09:20 alice [marketing] > maria: Ten per cent off
    09:21 tick
    """
    (event,) = transcript.workspace.proofs.of(MARIA).person.events

    assert event.said is not None
    assert event.before is not None
    assert event.after is not None
    assert (event.said.text, event.before.text) == ("JOIN", "May we text you about offers?")
    assert "STOP to end" in event.after.text
    assert event.allowed == (transcript.outbound("maria")[-1].id,)


def test_the_packet_has_the_fields_of_a_receipt(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:10 maria > STOP
    09:11 tick
    """
    packet = json.loads(json.dumps(as_json(transcript.workspace.proofs.of(MARIA))))

    assert packet["schema_version"] == "ISO/IEC TS 27560:2023"
    assert packet["pii_principal_id"] == MARIA
    assert str(packet["record_id"]).endswith(f"/{MARIA}")
    (processing,) = packet["pii_processing"]
    assert {
        "privacy_notice", "language", "purposes", "lawful_basis", "pii_information", "pii_controllers", "storage_locations",
        "retention_period", "recipient_third_parties", "withdrawal_method",
    } <= processing.keys()  # fmt: skip
    assert processing["pii_controllers"] == ["Harbour Bikes"]
    given, stopped = packet["events"]
    assert {"event_time", "validity_duration", "entity_id", "event_type", "event_state"} <= given.keys()
    assert (given["event_type"], given["event_state"]) == ("given", "subscribed")
    assert (stopped["event_type"], stopped["event_state"]) == ("withdrawn", "stopped")
    assert stopped["text"]["text"] == "STOP"
    assert packet["ledger"]["intact"] is True


def test_hostile_words_are_inert_on_the_page(transcript: Story) -> None:
    workspace, clock = transcript.workspace, transcript.clock
    transcript.says("maria", "JOIN")
    workspace.contacts.rename(workspace.contacts.ensure(MARIA, "test"), HARM)
    workspace.replies.send(MARIA, Channel.SMS, HARM, Purpose.MARKETING, Origin(agent=HARM, campaign=HARM))
    transcript.says("maria", HARM)
    clock.advance(timedelta(minutes=1))
    workspace.ledger.record(
        ConsentEvent(
            MARIA, Channel.SMS, EventKind.WITHDRAWN, Method.AGENT, HARM, clock.now(),
            evidence=Evidence(words=HARM, disclosure=HARM, source=HARM, note=HARM, rule=HARM),
        )
    )  # fmt: skip

    written = page(workspace.proofs.of(MARIA))

    seen = Tags()
    seen.feed(written)
    assert seen.names <= ALLOWED
    assert seen.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class", "datetime"}
    assert not set(written) & {"\x1b", "\x07", "\u202e"}
    assert "<script>alert(1)</script>" in "".join(seen.words)


def test_the_page_fetches_nothing_and_runs_nothing(transcript: Story) -> None:
    transcript.says("maria", "JOIN https://example.org/x")

    written = page(transcript.workspace.proofs.of(MARIA))

    assert "default-src 'none'" in written
    assert re.search(r"<script|<link|<img|<iframe|src=|href=|url\(|@import", written) is None


def test_somebody_nothing_is_known_of_has_a_packet_that_says_so(transcript: Story) -> None:
    packet = transcript.workspace.proofs.of(Address("+12025550199"))

    assert "Nothing is known of their consent" in page(packet)
    assert as_json(packet)["events"] == []


def test_a_broken_ledger_stands_on_the_page(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 jean > JOIN
    """
    owner = sqlite3.connect(transcript.workspace.engine.path)
    owner.execute("DROP TRIGGER ledger_never_changes")
    owner.execute("UPDATE consent_events SET kind = 'withdrawn' WHERE seq = 2")
    owner.commit()

    packet = transcript.workspace.proofs.of(MARIA)

    assert "The ledger does not hold: event 2: changed" in page(packet)
    assert packet.person.check.is_intact
    assert not transcript.workspace.own_events.check(PEOPLE["jean"]).is_intact


def test_a_persons_own_events_are_looked_at_on_both_sides(transcript: Story) -> None:
    """
    09:00 jean > JOIN
    09:01 maria > JOIN
    09:02 jean > STOP
    """
    own_events = transcript.workspace.own_events
    assert own_events.check(MARIA).is_intact
    owner = sqlite3.connect(transcript.workspace.engine.path)
    owner.execute("DROP TRIGGER ledger_never_changes")
    owner.execute("UPDATE consent_events SET previous_hash = 'ff' WHERE seq = 3")
    owner.commit()

    broken = own_events.check(MARIA).first_break

    assert broken is not None
    assert (broken.kind, broken.seq) == (BreakKind.UNLINKED, 3)


def test_a_status_that_does_not_follow_shows_in_a_persons_own_check(transcript: Story) -> None:
    """
    09:00 maria > STOP
    """
    owner = sqlite3.connect(transcript.workspace.engine.path)
    past_the_fences(owner, "UPDATE consent_status SET state = 'subscribed'")
    owner.commit()

    check = transcript.workspace.own_events.check(MARIA)

    assert (check.first_break, check.status_differences, check.is_intact) == (None, 1, False)


def test_what_a_word_was_answered_with_is_nowhere_what_they_were_told_before(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 maria > STOP
    09:02 tick
    """
    workspace = transcript.workspace
    packet = workspace.proofs.of(MARIA)
    given, _ = [event_as_json(each.recorded) for each in packet.person.events]
    dialog = proof_text(ShownProof("Maria", (packet.person,), None, UTC, transcript.clock.now()))
    _, joined = workspace.audit.page()

    assert next(each.state for each in transcript.outbound("maria")) is MessageState.REFUSED
    assert given["disclosure"] == ""
    assert str(given["our_answer"]).startswith("Harbour Bikes: You are signed up")
    for shown in (page(packet), str(dialog), str(in_full(joined, UTC))):
        assert "our answer" in shown
        assert "they had read" not in shown
        assert "they were told" not in shown


@pytest.mark.parametrize(
    ("kind", "method", "evidence", "label"),
    [
        (EventKind.GIVEN, Method.KEYWORD, Evidence(), "our answer"),
        (EventKind.CONFIRMED, Method.SENTENCE, Evidence(), "our answer"),
        (EventKind.CONFIRMED, Method.KEYWORD, Evidence(source="message 7"), "they were told"),
        (EventKind.REQUESTED, Method.KEYWORD, Evidence(), "our question"),
        (EventKind.REQUESTED, Method.FORM, Evidence(), "they were told"),
        (EventKind.GIVEN, Method.FORM, Evidence(), "they were told"),
        (EventKind.IMPORTED, Method.IMPORT, Evidence(), "they were told"),
    ],
)
def test_a_wording_is_called_told_only_where_it_stood_before_the_yes(
    kind: EventKind, method: Method, evidence: Evidence, label: str
) -> None:
    assert told(kind, method, evidence) == label


def test_only_texts_that_left_stand_around_an_event(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 tick
    09:10 alice > maria: Never left
    """
    workspace, (never,) = (
        transcript.workspace,
        [each for each in transcript.outbound("maria") if each.text == "Never left"],
    )
    workspace.outbox.cancel(never.id, "alice")
    transcript.says("maria", "STOP")

    packet = workspace.proofs.of(MARIA)
    given, stopped = json.loads(json.dumps(as_json(packet)))["events"]

    assert given["text_after"]["text"].startswith("Harbour Bikes: You are signed up")
    assert (given["text_after"]["state"], given["answer"]["state"]) == ("sent", "sent")
    assert stopped["text_before"]["message"] == given["text_after"]["message"]
    assert stopped["text_after"] is None
    assert page(packet).count("Never left") == 1  # among what was kept back, and around no event


def test_a_confirmation_that_was_kept_back_is_named_as_that(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 maria > STOP
    09:02 tick
    """
    packet = transcript.workspace.proofs.of(MARIA)
    given = packet.person.events[0]

    assert given.after is not None
    assert given.after.text == "STOP"
    assert given.answer is not None
    assert given.answer.state is MessageState.REFUSED
    dialog = proof_text(ShownProof("Maria", (packet.person,), None, UTC, transcript.clock.now()))
    assert "our answer, which was kept back" in page(packet)
    assert "our answer, which was kept back" in str(dialog)


def test_a_text_stands_where_it_left_and_not_where_it_was_written(transcript: Story) -> None:
    """
    08:59 maria > Hello
    09:00 alice > maria: May we text you about offers?
    09:05 maria > JOIN
    09:06 tick
    """
    (joined,) = transcript.workspace.proofs.of(MARIA).person.events

    assert joined.before is not None
    assert joined.before.text == "Hello"
    assert joined.after is not None
    assert joined.after.text == "May we text you about offers?"


@pytest.mark.parametrize(
    ("state", "said"),
    [(MessageState.SENT, "we wrote"), (MessageState.UNCERTAIN, "we wrote (it may not have left)")],
)
def test_of_a_text_that_may_not_have_left_that_is_said(
    transcript: Story, state: MessageState, said: str
) -> None:
    """
    09:00 maria > JOIN
    """
    (answer,) = transcript.outbound("maria")

    assert who_wrote(replace(answer, state=state)) == said


def test_the_cell_of_a_file_is_nowhere_called_the_persons_words(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        f"name,phone,consent,consent date,source\nNora,{NORA},subscribed,2026-03-02 10:15,web form\n",
        encoding="utf-8",
    )
    command = CommandLine(workspace.folder)
    assert command.run("import", "contacts", str(file)).code == 0
    packet = workspace.proofs.of(NORA)
    (row,) = workspace.audit.page()

    assert "the file says: subscribed" in command.run("consent", "proof", NORA).out
    exported = command.run("export", NORA).out
    assert "the file says: subscribed" in exported
    assert "your words:" not in exported
    assert "the file says:</span> <bdi>subscribed" in page(packet)
    dialog = str(proof_text(ShownProof("Nora", (packet.person,), None, UTC, workspace.clock.now())))
    assert "the file says: “subscribed”" in dialog
    assert "the file says: “subscribed”" in str(in_full(row, UTC))
