"""A question that never left is told as that wherever the evidence is read: nobody was told it, and no consent ended by it."""

from datetime import UTC

from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.proof import event_as_json
from stopline.inbox.reconfirmations import Selection
from stopline.inbox.timeline import ConsentEntry
from stopline.proof.page import page
from stopline.proof.receipt import as_json
from stopline.proof.wording import lines, verdict
from stopline.tui.dialogs.proof import ShownProof, proof_text
from stopline.tui.panes.audit_events import in_full
from stopline.tui.panes.conversation_blocks import ConsentBlock
from support.luna import LunaShop
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]


def asked(luna: LunaShop) -> int:
    """Take Maria in without proof and let alice ask her whether it stands; return the message that waits."""
    luna.workspace.ledger.record(
        ConsentEvent(
            MARIA, Channel.SMS, EventKind.IMPORTED, Method.IMPORT, "import of shop.csv", luna.clock.now(), Scope.ALL,
            Evidence(words="yes", source="shopify"),
        )
    )  # fmt: skip
    reconfirmations = luna.workspace.reconfirmations
    assert reconfirmations.run(reconfirmations.preview(Selection()), "alice") == 1
    return luna.workspace.asks.waiting()[0].message


def shown_everywhere(luna: LunaShop) -> list[str]:
    packet = luna.workspace.proofs.of(MARIA)
    dialog = proof_text(ShownProof("Maria", (packet.person,), None, UTC, luna.clock.now()))
    return [page(packet), str(dialog)]


def test_a_question_that_was_cancelled_is_nowhere_what_they_were_told(luna: LunaShop) -> None:
    luna.workspace.outbox.cancel(asked(luna), "bob")

    for shown in shown_everywhere(luna):
        assert "they were told" not in shown
        assert "our question, which was cancelled" in shown
    (requested,) = [
        each for each in luna.workspace.ledger.events_of(MARIA) if each.event.kind is EventKind.REQUESTED
    ]
    told = event_as_json(requested)
    assert told["disclosure"] == ""
    assert str(told["our_answer"]).startswith("Luna Club: Do you still want")
    assert "'state': 'refused'" in str(as_json(luna.workspace.proofs.of(MARIA))["events"])


def test_a_question_that_left_is_told_as_ours_without_more(luna: LunaShop) -> None:
    asked(luna)
    luna.let_pass(minutes=1)

    for shown in shown_everywhere(luna):
        assert "our question" in shown
        assert "our question, which" not in shown


def test_why_a_question_was_cancelled_is_explained_once_and_by_whom(luna: LunaShop) -> None:
    message = asked(luna)
    luna.workspace.outbox.cancel(message, "bob")

    why = luna.workspace.explanations.of(message)
    told = dict(lines(why, UTC))

    assert verdict(why) == "This message (a reply by sms) was cancelled by bob; no rule kept it back."
    assert "they were told" not in told
    assert "our question, which was cancelled" in told
    assert "refused" not in told
    assert "cancelled" in told


def test_the_end_of_a_question_that_never_left_is_called_that_and_not_the_end_of_a_consent(
    luna: LunaShop,
) -> None:
    luna.workspace.outbox.cancel(asked(luna), "bob")
    closed = luna.workspace.ledger.events_of(MARIA)[-1]
    event = closed.event
    entry = ConsentEntry(
        closed.seq, event.occurred_at, event.kind, event.method, event.actor, event.scope, event.evidence
    )
    row = luna.workspace.audit.page()[0]

    said = "\n".join(line.plain for line in ConsentBlock(entry, UTC).lines(80))

    assert event.told_briefly == "question closed: cancelled by bob"
    assert "question closed · cancelled by bob" in said
    assert "question closed (cancelled by bob)" in str(in_full(row, UTC))
    shown = page(luna.workspace.proofs.of(MARIA))
    assert "Question closed · sms" in shown
    assert "by itself" not in shown
