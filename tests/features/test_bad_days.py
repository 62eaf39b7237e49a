"""What goes wrong in the world around: nothing is lost, nothing leaves twice, and it is said in words."""

from datetime import datetime, timedelta, timezone

import pytest

from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.consent.gate import Draft, Permit, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.errors import GatewayDownError, GatewayNonsenseError
from stopline.gateways.base import Accepted, Batch, InboundText, Receipt, ReceiptState, Rejected
from stopline.messages.message import Direction, MessageState
from stopline.worker.health import Health
from stopline.worker.tick import SEND_AT_ONCE, Tick
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway
from support.times import START
from support.transcript import PEOPLE, Story

HALF_A_PAIR = "\ud83d"
"""A lone surrogate: half an emoji, which no encoding can write."""


class Forgetful(ScriptedGateway):
    """A gateway with a mistake in it: it raises what no gateway may raise."""

    def fetch(self, cursor: str | None, limit: int) -> Batch:
        raise KeyError("messages")


class Silent(ScriptedGateway):
    """A gateway whose author forgot to return anything."""

    def fetch(self, cursor: str | None, limit: int) -> Batch:
        return None  # type: ignore[return-value] # the mistake this gateway is for


class Mute(ScriptedGateway):
    """A gateway that forgets to say what became of a send."""

    def send(self, permit: Permit) -> Accepted | Rejected:
        return None  # type: ignore[return-value] # the mistake this gateway is for


class Repeating(ScriptedGateway):
    """A gateway that says there is more, and brings nothing."""

    def fetch(self, cursor: str | None, limit: int) -> Batch:
        return Batch((), cursor, has_more=True)


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    """Maria and Jean have each written once, so both may be answered."""
    story = Story(workspace, clock, ScriptedGateway())
    story.says("maria", "Hello")
    story.says("jean", "Hello")
    return story


def sms(
    person: str, text: str, name: str | None = None, cursor: str | None = None, sender: str | None = None
) -> InboundText:
    return InboundText(sender or PEOPLE[person], text, provider_id=name, cursor=cursor)


def texts(workspace: Workspace) -> list[str]:
    return [
        message.text
        for message in reversed(workspace.outbox.messages(direction=Direction.INBOUND, limit=999))
    ]


def sent(story: Story) -> list[str]:
    return [permit.draft.text for permit in story.gateway.permits]


# ── the gateway is down ────────────────────────────────────────────────────────────────────────────────────────────────


def test_while_a_gateway_is_down_messages_wait_in_their_order(story: Story) -> None:
    for text in ("one", "two", "three"):
        story.sends("alice", "maria", text)
    story.gateway.outcomes.append(GatewayDownError())
    story.tick.run()
    story.sends("alice", "maria", "four")
    story.clock.advance(timedelta(seconds=3))

    story.tick.run()

    assert sent(story) == ["one", "two", "three", "four"]


def test_a_gateway_that_is_down_is_left_alone_longer_each_time_and_says_since_when(story: Story) -> None:
    story.gateway.failure = GatewayDownError("the modem does not answer")
    health = Health(story.workspace.engine, story.clock)
    pauses = []
    for _ in range(9):
        story.tick.run()
        state = health.of("scripted")
        assert state.next_attempt_at is not None
        pauses.append((state.next_attempt_at - story.clock.now()).total_seconds())
        story.clock.move_to(state.next_attempt_at)

    assert pauses == [2, 4, 8, 16, 32, 64, 120, 120, 120]
    assert health.of("scripted").failing_since == START
    assert health.of("scripted").last_error == "the modem does not answer"


def test_a_message_the_gateway_chokes_on_does_not_hold_up_the_others(story: Story) -> None:
    story.sends("alice", "maria", "this one it chokes on")
    story.sends("alice", "jean", "this one it takes")
    story.gateway.outcomes.append(GatewayDownError())
    story.tick.run()
    story.gateway.outcomes.extend([])
    story.clock.advance(timedelta(seconds=3))

    story.tick.run()

    assert sent(story) == ["this one it takes", "this one it chokes on"]


def test_a_stop_that_comes_while_a_message_is_put_back_refuses_it(story: Story) -> None:
    story.sends("alice", "maria", "Your order is ready")
    story.gateway.outcomes.append(GatewayDownError())
    story.tick.run()
    story.says("maria", "STOP")
    story.clock.advance(timedelta(minutes=5))

    story.tick.run()

    assert story.states("maria") == ["refused", "sent"]
    assert [permit.draft.purpose for permit in story.gateway.permits] == [Purpose.COMPLIANCE]


# ── the gateway answers nonsense ───────────────────────────────────────────────────────────────────────────────────────


def test_a_nonsense_answer_to_a_send_leaves_one_uncertain_message_and_pauses(story: Story) -> None:
    story.sends("alice", "maria", "one")
    story.sends("alice", "jean", "two")
    story.gateway.outcomes.append(GatewayNonsenseError("<html>"))

    story.tick.run()

    assert story.states("maria") == ["uncertain"]
    assert story.states("jean") == ["queued"]


def test_an_uncertain_message_is_never_sent_again_by_itself(story: Story) -> None:
    story.sends("alice", "maria", "one")
    story.gateway.outcomes.append(GatewayNonsenseError("<html>"))
    for _ in range(5):
        story.tick.run()
        story.clock.advance(timedelta(minutes=3))

    assert sent(story) == []
    assert story.states("maria") == ["uncertain"]


def test_a_gateway_with_a_mistake_in_it_is_left_alone_like_one_that_answers_nonsense(
    workspace: Workspace, clock: ManualClock
) -> None:
    Tick(workspace, [Forgetful("broken"), ScriptedGateway("sound")], "test").run()

    health = Health(workspace.engine, clock)
    assert health.of("broken").failure_count == 1
    assert "KeyError" in (health.of("broken").last_error or "")
    assert health.of("sound").collected_at == START


def test_a_gateway_that_returns_nothing_stops_nobody_else(workspace: Workspace, clock: ManualClock) -> None:
    Tick(workspace, [Silent("silent"), ScriptedGateway("sound")], "test").run()

    health = Health(workspace.engine, clock)
    assert "NoneType" in (health.of("silent").last_error or "")
    assert health.of("sound").collected_at == START


def test_a_send_that_answers_nothing_leaves_the_message_uncertain(story: Story) -> None:
    story.sends("alice", "maria", "one")

    Tick(story.workspace, [Mute()], "mute").run()

    assert story.states("maria") == ["uncertain"]


def test_a_text_without_sender_and_words_goes_into_quarantine(story: Story) -> None:
    nothing = InboundText(None, None)  # type: ignore[arg-type] # what a careless gateway hands over
    story.gateway.bring(nothing, sms("maria", "after"))

    story.tick.run()

    Tick(story.workspace, [story.gateway], "the next").run()

    assert texts(story.workspace)[-1] == "after"
    assert [case.item for case in story.workspace.quarantine.cases()] == [nothing]


def test_a_gateway_that_says_there_is_more_and_brings_nothing_is_not_asked_without_end(
    workspace: Workspace,
) -> None:
    assert not Tick(workspace, [Repeating()], "test").run().has_more


def test_a_gateway_that_forgets_its_cursor_is_not_read_from_the_beginning_again(
    workspace: Workspace, clock: ManualClock
) -> None:
    gateway = ScriptedGateway()
    gateway.bring(sms("maria", "Hello"))
    tick = Tick(workspace, [gateway], "test")
    tick.run()
    health = Health(workspace.engine, clock)

    class Empty(ScriptedGateway):
        def fetch(self, cursor: str | None, limit: int) -> Batch:
            return Batch()

    Tick(workspace, [Empty()], "test").run()

    assert health.of("scripted").cursor == "1"


def test_texts_whose_gateway_names_them_all_with_nothing_are_all_kept(story: Story) -> None:
    story.gateway.bring(sms("maria", "one", name=""), sms("maria", "two", name=""))

    story.tick.run()

    assert texts(story.workspace)[-2:] == ["one", "two"]


# ── collecting comes first ─────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_but_compliance_leaves_while_stops_may_still_wait_to_be_read(story: Story) -> None:
    story.sends("alice", "maria", "Your order is ready")
    backlog = [sms("tom", f"text {number}", cursor=None) for number in range(300)]
    story.gateway.bring(*backlog, sms("maria", "STOP"))

    first = story.tick.run()
    second = story.tick.run()

    assert first.has_more
    assert first.sent_count == 0
    assert not second.has_more
    assert story.states("maria") == ["refused", "sent"]


def test_two_workers_that_read_the_same_texts_store_them_once(
    workspace: Workspace, clock: ManualClock
) -> None:
    """A worker so slow that it lost its lease while it waited for the gateway stores nothing of what it read."""
    other = ScriptedGateway()
    other.bring(sms("maria", "without a name of its own"))

    class Slow(ScriptedGateway):
        def fetch(self, cursor: str | None, limit: int) -> Batch:
            clock.advance(timedelta(seconds=60))
            Tick(workspace, [other], "faster").run()
            return other.fetch(cursor, limit)

    Tick(workspace, [Slow()], "slow").run()

    assert texts(workspace) == ["without a name of its own"]


# ── one item that cannot be taken in ───────────────────────────────────────────────────────────────────────────────────


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


# ── what the carrier knows ─────────────────────────────────────────────────────────────────────────────────────────────


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


# ── a status that was changed behind the ledger's back ─────────────────────────────────────────────────────────────────


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
    story.workspace.engine.connection().execute("DELETE FROM consent_status")
    story.sends("alice", "maria", "slipped past")

    story.workspace.ledger.rebuild()

    assert story.outbound("maria")[-1].state is MessageState.REFUSED


# ── a pass that fails in its middle ────────────────────────────────────────────────────────────────────────────────────


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


# ── the clock jumps ────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── an idle worker ─────────────────────────────────────────────────────────────────────────────────────────────────────


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
