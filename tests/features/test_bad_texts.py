"""What cannot be taken in, and what only the carrier knows: nobody behind it waits, and a stop counts."""

from datetime import datetime, timedelta, timezone

from stopline.consent.events import Channel
from stopline.consent.gate import Draft, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.gateways.base import InboundText, Receipt, ReceiptState, Rejected
from stopline.worker.tick import Tick
from support.bad_days import sms, texts
from support.transcript import PEOPLE, Story

HALF_A_PAIR = "\ud83d"


def broken_text() -> InboundText:
    """A text whose time is before the first year once it is reckoned in UTC, which no calendar can hold."""
    before_time = datetime.min.replace(tzinfo=timezone(timedelta(hours=10)))
    return InboundText(PEOPLE["jean"], "stop", provider_id="poison", sent_at=before_time)


def test_a_text_that_cannot_be_taken_in_does_not_hold_up_the_ones_behind_it(story: Story) -> None:
    story.gateway.bring(sms("maria", "before"), broken_text(), sms("maria", "after"))

    story.tick.run()

    assert texts(story.workspace)[-2:] == ["before", "after"]
    assert story.workspace.quarantine.count() == 1
    assert story.workspace.quarantine.cases()[0].item == broken_text()


def test_the_sender_of_a_text_in_quarantine_is_held_for_it_may_be_a_stop(story: Story) -> None:
    story.sends("alice", "jean", "Your order is ready")
    story.gateway.bring(broken_text())

    story.tick.run()

    assert story.status("jean").state is State.HELD
    assert story.states("jean") == ["refused"]
    assert isinstance(
        story.workspace.send_block.ask(Draft(PEOPLE["jean"], Channel.SMS, Purpose.CONVERSATION)), Refusal
    )


def test_what_is_in_quarantine_is_tried_again_by_the_next_worker(story: Story) -> None:
    story.workspace.quarantine.put("scripted", sms("maria", "kept meanwhile", name="7"), "a mistake of ours")

    Tick(story.workspace, [story.gateway], "mended").run()

    assert texts(story.workspace)[-1] == "kept meanwhile"
    assert story.workspace.quarantine.count() == 0


def test_an_opt_out_at_the_carrier_counts_even_after_the_message_failed_otherwise(story: Story) -> None:
    story.sends("alice", "maria", "Your order is ready")
    story.tick.run()
    name = f"out-{story.outbound('maria')[0].id}"
    story.gateway.bring(
        Receipt(name, ReceiptState.FAILED, reason="unknown"),
        Receipt(name, ReceiptState.FAILED, reason="opted out", has_opted_out=True),
    )

    story.tick.run()

    assert story.status("maria").state is State.STOPPED
    assert len(story.outbound("maria")) == 1


def test_the_same_news_of_an_opt_out_does_not_undo_a_later_yes(story: Story) -> None:
    story.sends("alice", "maria", "Your order is ready")
    story.gateway.outcomes.append(Rejected("opted out", has_opted_out=True))
    story.tick.run()
    refused = story.outbound("maria")[0]
    assert story.status("maria").state is State.STOPPED
    story.clock.advance(timedelta(minutes=1))
    story.says("maria", "START")

    story.workspace.outbox.settle_sent(refused, "out-1")
    story.gateway.bring(Receipt("out-1", ReceiptState.FAILED, has_opted_out=True))
    story.tick.run()

    assert story.status("maria").state is State.SUBSCRIBED
