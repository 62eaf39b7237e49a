"""A stop that only the time has decided is told as that: the words were doubtful, and nothing left since they came in."""

from datetime import UTC, timedelta

from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, RecordedEvent
from stopline.consent.gate import Draft, Purpose
from stopline.consent.proof import event_as_json, held_first
from stopline.consent.refusal import Refusal
from stopline.inbox.timeline import ConsentEntry
from stopline.proof.page import page
from stopline.tui.dialogs.proof import ShownProof, proof_text
from stopline.tui.panes.audit_events import in_full
from stopline.tui.panes.consent_card import how_known
from stopline.tui.panes.conversation_blocks import ConsentBlock
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]
WORDS = "pls no more of these ok"


def held(story: Story) -> None:
    """Let Maria agree, and write doubtful words an hour later."""
    story.says("maria", "JOIN")
    story.clock.advance(timedelta(hours=1))
    story.workspace.ledger.record(
        ConsentEvent(
            MARIA, Channel.SMS, EventKind.HELD, Method.SENTENCE, "contact", story.clock.now(),
            evidence=Evidence(words=WORDS, rule="phrase:en:no more", span=(4, 11)),
        )
    )  # fmt: skip


def last(story: Story) -> RecordedEvent:
    return story.workspace.ledger.events_of(MARIA)[-1]


def in_conversation(recorded: RecordedEvent) -> str:
    event = recorded.event
    entry = ConsentEntry(
        recorded.seq, event.occurred_at, event.kind, event.method, event.actor, event.scope, event.evidence
    )
    return " ".join(line.plain.strip() for line in ConsentBlock(entry, UTC).lines(90)).strip()


def decided_by_time(story: Story) -> RecordedEvent:
    held(story)
    story.clock.advance(timedelta(days=20))
    assert story.workspace.decisions.let_time_decide() == 1
    return last(story)


def test_a_stop_that_time_decided_is_told_as_doubtful_words_nobody_decided_on(story: Story) -> None:
    stop = decided_by_time(story)
    packet = story.workspace.proofs.of(MARIA)
    dialog = proof_text(ShownProof("Maria", (packet.person,), None, UTC, story.clock.now()))

    as_known = "their doubtful words; nobody decided in time, so they count as a stop"
    assert in_conversation(stop).startswith(
        "■ counts as a stop · “pls no more of these ok”, doubtful words; nobody"
    )
    assert how_known(stop) == as_known
    assert as_known in stop.event.told_briefly
    for shown in (page(packet), str(dialog), str(in_full(story.workspace.audit.page()[0], UTC))):
        assert as_known in shown


def test_the_box_says_whose_a_stop_is_that_time_decided_and_that_nobody_else_may_lift_it(
    story: Story,
) -> None:
    decided_by_time(story)

    refusal = story.workspace.send_block.ask(Draft(MARIA, Channel.SMS, Purpose.CONVERSATION, "Hello"))
    again = story.workspace.ledger.record(
        ConsentEvent(
            MARIA, Channel.SMS, EventKind.GIVEN, Method.AGENT, "alice", story.clock.now(),
            evidence=Evidence(words="yes please", source="phone"),
        )
    )  # fmt: skip

    assert isinstance(refusal, Refusal)
    assert "nobody decided in time, so they count as their stop" in str(refusal)
    assert "They stopped themselves" not in str(refusal)
    assert isinstance(again, Refusal)
    assert again.codes == ("own_stop",)


def test_a_stop_that_was_held_first_was_honoured_from_the_hold_on(story: Story) -> None:
    stop = decided_by_time(story)
    packet = story.workspace.proofs.of(MARIA)

    assert held_first(stop, UTC) == "held at once, stopped on 7 Dec 2026"
    assert "in 20 days" not in page(packet)
    assert "held at once, stopped on 7 Dec 2026" in page(packet)
    assert event_as_json(stop)["was_held_first"] is True


def test_words_that_were_released_for_a_while_were_not_held_all_the_time(story: Story) -> None:
    held(story)
    decisions = story.workspace.decisions
    decisions.release(MARIA, Channel.SMS, "alice", "they meant something else")
    decisions.hold_again(MARIA, Channel.SMS, "alice")
    decisions.confirm(MARIA, Channel.SMS, "alice")

    assert held_first(last(story), UTC) == "held at once; released for a while, stopped on 17 Nov 2026"


def test_a_stop_that_somebody_confirmed_stays_told_as_their_own_words(story: Story) -> None:
    held(story)
    story.workspace.decisions.confirm(MARIA, Channel.SMS, "alice")

    assert in_conversation(last(story)).startswith("■ opted out · “pls no more of these ok”")
    assert how_known(last(story)) == "in their own words"


def test_a_stop_that_was_plain_was_not_held(story: Story) -> None:
    story.says("maria", "STOP")

    assert held_first(last(story), UTC) == ""
