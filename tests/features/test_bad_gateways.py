"""A gateway that is down, answers nonsense or repeats itself: messages wait, and nothing leaves twice."""

from datetime import timedelta

from stopline.clock import ManualClock
from stopline.consent.gate import Permit, Purpose
from stopline.errors import GatewayDownError, GatewayNonsenseError
from stopline.gateways.base import Accepted, Batch, InboundText, Rejected
from stopline.worker.health import Health
from stopline.worker.tick import Tick
from stopline.workspace import Workspace
from support.bad_days import sent, sms, texts
from support.scripted_gateway import ScriptedGateway
from support.times import START
from support.transcript import Story


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
