"""A pass that fails in its middle, a status changed behind the ledger, a clock that jumps."""

from datetime import timedelta

import pytest

from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.errors import GatewayDownError
from stopline.messages.message import MessageState
from stopline.worker.tick import SEND_AT_ONCE, Tick
from support.bad_days import sent
from support.fences import past_the_fences
from support.transcript import PEOPLE, Story


def test_a_message_blocked_behind_the_ledgers_back_does_not_hold_up_the_queue(story: Story) -> None:
    story.sends("alice", "maria", "blocked")
    story.sends("alice", "jean", "free")
    story.workspace.engine.connection().execute(
        "INSERT INTO consent_status (address, channel, scope, state, since, event_seq)"
        " VALUES (?, 'sms', 'all', 'stopped', '2026-11-01T00:00:00.000Z', 1)",
        (PEOPLE["maria"],),
    )

    story.tick.run()

    assert story.states("maria") == ["refused"]
    assert sent(story) == ["free"]


def test_a_rebuild_that_finds_a_stop_refuses_what_was_queued_against_it(story: Story) -> None:
    story.says("maria", "STOP")
    past_the_fences(story.workspace.engine.connection(), "DELETE FROM consent_status")
    story.sends("alice", "maria", "slipped past")

    story.workspace.ledger.rebuild()

    assert story.outbound("maria")[-1].state is MessageState.REFUSED


def test_a_pass_that_failed_after_claiming_leaves_nothing_in_flight_for_ever(story: Story) -> None:
    story.sends("alice", "maria", "Your order is ready")
    claimed = story.workspace.outbox.claim([Channel.SMS], [Purpose.CONVERSATION], "test", "scripted")
    assert claimed is not None

    story.tick.run()

    assert story.states("maria") == ["uncertain"]


def test_a_message_the_gateway_has_is_found_again_once_it_answers(story: Story) -> None:
    story.sends("alice", "maria", "Your order is ready")
    story.tick.run()
    message = story.outbound("maria")[0]
    story.workspace.engine.connection().execute(
        "UPDATE messages SET state = 'sending' WHERE id = ?", (message.id,)
    )
    story.gateway.failure = GatewayDownError()
    story.tick.run()
    assert story.states("maria") == ["uncertain"]
    story.gateway.failure = None
    story.clock.advance(timedelta(seconds=3))

    story.tick.run()

    assert story.states("maria") == ["sent"]
    assert len(sent(story)) == 1


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1)], ids=["back an hour", "on a day"])
def test_a_jump_of_the_clock_keeps_no_worker_out_and_nothing_in_the_queue(
    story: Story, jump: timedelta
) -> None:
    story.gateway.failure = GatewayDownError()
    story.sends("alice", "maria", "one")
    story.tick.run()
    story.gateway.failure = None
    story.clock.advance(jump)
    story.sends("alice", "maria", "two")

    report = Tick(story.workspace, [story.gateway], "another worker").run()

    assert report.is_holder
    assert sent(story) == ["one", "two"]


def test_a_clock_that_jumped_on_and_back_leaves_no_message_waiting_for_tomorrow(story: Story) -> None:
    story.clock.advance(timedelta(days=1))
    story.sends("alice", "maria", "one")
    story.gateway.outcomes.append(GatewayDownError())
    story.tick.run()
    story.clock.advance(timedelta(days=-1))

    story.tick.run()

    assert sent(story) == ["one"]


def test_after_the_clock_went_back_a_reply_is_still_the_last_of_its_thread(story: Story) -> None:
    story.clock.advance(timedelta(hours=-1))

    story.sends("alice", "maria", "written after the hour came twice")

    thread = story.workspace.threads.at(PEOPLE["maria"], Channel.SMS)
    assert thread is not None
    assert story.workspace.threads.thread(thread).last_text == "written after the hour came twice"


def test_an_idle_worker_writes_only_now_and_then(story: Story) -> None:
    """Every write wakes every screen that watches the database."""
    story.tick.run()
    watcher = story.workspace.engine.connection()
    before = watcher.total_changes
    for _ in range(8):
        story.clock.advance(timedelta(seconds=0.5))
        story.tick.run()

    assert watcher.total_changes == before


def test_one_pass_sends_only_so_many_that_no_stop_waits_long(story: Story) -> None:
    for number in range(SEND_AT_ONCE + 5):
        story.sends("alice", "maria", f"text {number}")

    report = story.tick.run()

    assert report.sent_count == SEND_AT_ONCE
    assert report.has_more


@pytest.mark.parametrize(
    ("words", "states"),
    [("STOP", ["refused", "sent"]), ("We have got to stop this somehow", ["refused"])],
    ids=["stop", "hold"],
)
def test_the_confirmation_of_a_yes_that_a_gateway_gave_back_follows_no_stop_and_no_hold(
    story: Story, words: str, states: list[str]
) -> None:
    story.says("maria", "JOIN")
    workspace = story.workspace
    welcome = workspace.outbox.claim([Channel.SMS], [Purpose.COMPLIANCE], "a worker", "scripted")
    assert welcome is not None
    story.says("maria", words)

    workspace.outbox.put_back(welcome)
    story.tick.run()

    assert story.states("maria") == states
    assert len(sent(story)) == states.count("sent")
