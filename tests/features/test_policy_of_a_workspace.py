"""The rules about what may be sent and when, in a real workspace: hours, scheduling, expiry, asking, own rules."""

from datetime import UTC, datetime, timedelta

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Basis, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Ask, Draft, Permit, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.errors import BadInputError, SettingsError
from stopline.gateways.base import Accepted
from stopline.messages.message import Message, MessageState
from stopline.messages.outbox import Origin, Queued
from stopline.workspace import SETTINGS, Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

JANE = Address("+14165550123")
"""In Toronto."""
FLORIDA = Address("+13055550123")
ALICE = Origin(agent="alice")


def agrees(workspace: Workspace, address: Address, basis: Basis | None = None) -> None:
    """Let somebody agree to everything by a form."""
    workspace.contacts.ensure(address, "form")
    workspace.ledger.record(
        ConsentEvent(
            address, Channel.SMS, EventKind.GIVEN, Method.FORM, CONTACT, workspace.clock.now(),
            evidence=Evidence(words="yes", basis=basis),
        )
    )  # fmt: skip


def sell(
    workspace: Workspace, address: Address, text: str = "New tyres", *, at_next: bool = True
) -> Queued | Refusal:
    return workspace.replies.send(address, Channel.SMS, text, Purpose.MARKETING, ALICE, at_next=at_next)


def told(gateway: ScriptedGateway) -> list[str]:
    return [permit.draft.text for permit in gateway.permits]


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    return Story(workspace, clock, ScriptedGateway())


def test_a_message_for_the_morning_waits_for_it(story: Story) -> None:
    agrees(story.workspace, PEOPLE["maria"])
    story.clock.advance(timedelta(hours=13))

    refused = sell(story.workspace, PEOPLE["maria"], at_next=False)
    queued = sell(story.workspace, PEOPLE["maria"])

    assert isinstance(refused, Refusal)
    assert refused.codes == ("out_of_hours",)
    assert isinstance(queued, Queued)
    morning = datetime(2026, 11, 18, 14, tzinfo=UTC)
    assert queued.not_before == refused.opens_at == morning
    story.tick.run()
    assert told(story.gateway) == []
    story.clock.move_to(morning)
    story.tick.run()
    assert told(story.gateway) == ["New tyres"]


def test_a_message_that_was_queued_by_day_and_is_claimed_at_night_is_put_off_and_not_lost(
    story: Story,
) -> None:
    agrees(story.workspace, PEOPLE["maria"])
    queued = sell(story.workspace, PEOPLE["maria"])
    assert isinstance(queued, Queued)
    assert queued.not_before is None

    story.clock.advance(timedelta(hours=12))
    story.tick.run()

    assert told(story.gateway) == []
    message = story.workspace.outbox.message(queued.message)
    assert message.state is MessageState.QUEUED
    assert message.not_before == datetime(2026, 11, 18, 14, tzinfo=UTC)
    story.clock.advance(timedelta(hours=12))
    story.tick.run()
    assert told(story.gateway) == ["New tyres"]


def test_a_stop_refuses_what_was_scheduled(story: Story) -> None:
    agrees(story.workspace, PEOPLE["maria"])
    story.clock.advance(timedelta(hours=13))
    queued = sell(story.workspace, PEOPLE["maria"])
    assert isinstance(queued, Queued)

    story.says("maria", "STOP")
    story.clock.advance(timedelta(hours=12))
    story.tick.run()

    assert story.workspace.outbox.message(queued.message).state is MessageState.REFUSED
    assert "New tyres" not in told(story.gateway)


def test_a_scheduled_message_can_be_taken_back_once(story: Story) -> None:
    agrees(story.workspace, PEOPLE["maria"])
    story.clock.advance(timedelta(hours=13))
    queued = sell(story.workspace, PEOPLE["maria"])
    assert isinstance(queued, Queued)

    cancelled = story.workspace.outbox.cancel(queued.message, "bob")

    assert cancelled.state is MessageState.REFUSED
    assert cancelled.reason == "cancelled by bob"
    assert story.workspace.outbox.scheduled() == []
    with pytest.raises(BadInputError, match="is cancelled already"):
        story.workspace.outbox.cancel(queued.message, "bob")


def test_the_confirmation_of_a_stop_cannot_be_taken_back(story: Story) -> None:
    agrees(story.workspace, PEOPLE["maria"])
    story.says("maria", "STOP")
    confirmation = story.outbound("maria")[-1]

    with pytest.raises(BadInputError):
        story.workspace.outbox.cancel(confirmation.id, "bob")


def test_a_message_at_a_time_of_our_own_is_asked_about_that_time(story: Story) -> None:
    agrees(story.workspace, PEOPLE["maria"])
    tonight = story.clock.now() + timedelta(hours=13)

    refused = story.workspace.replies.send(
        PEOPLE["maria"], Channel.SMS, "New", Purpose.MARKETING, ALICE, at=tonight
    )

    assert isinstance(refused, Refusal)
    assert refused.codes == ("out_of_hours",)
    with pytest.raises(BadInputError, match="to come"):
        story.workspace.replies.send(
            PEOPLE["maria"], Channel.SMS, "New", Purpose.MARKETING, ALICE, at=story.clock.now()
        )


def test_a_scheduled_message_takes_its_place_in_the_conversation_when_it_leaves(story: Story) -> None:
    agrees(story.workspace, PEOPLE["maria"])
    story.clock.advance(timedelta(hours=13))
    queued = sell(story.workspace, PEOPLE["maria"])
    assert isinstance(queued, Queued)
    story.says("maria", "Good night")
    story.clock.advance(timedelta(hours=12))
    story.tick.run()

    page = story.workspace.timeline.page(
        story.workspace.threads.thread(story.workspace.outbox.message(queued.message).thread)
    )
    texts = [entry.text for entry in page.entries if isinstance(entry, Message)]
    assert texts == ["Good night", "New tyres"]


def test_the_fourth_message_of_a_day_to_florida_leaves_the_next_day(story: Story) -> None:
    agrees(story.workspace, FLORIDA)
    for number in range(4):
        assert isinstance(sell(story.workspace, FLORIDA, f"Offer {number}"), Queued)
    story.tick.run()

    assert told(story.gateway) == ["Offer 0", "Offer 1", "Offer 2"]
    story.clock.advance(timedelta(hours=23))
    story.tick.run()
    assert len(story.gateway.permits) == 3
    story.clock.advance(timedelta(hours=1))
    story.tick.run()
    assert told(story.gateway)[-1] == "Offer 3"


def test_a_stored_state_or_zone_changes_the_hours(story: Story) -> None:
    workspace = story.workspace
    agrees(workspace, PEOPLE["maria"])
    contact = workspace.contacts.ensure(PEOPLE["maria"], "form")
    assert isinstance(
        workspace.send_block.ask(Draft(PEOPLE["maria"], Channel.SMS, Purpose.MARKETING)), Permit
    )

    workspace.contacts.set_attribute(contact, "State", "KY")

    refused = workspace.send_block.ask(Draft(PEOPLE["maria"], Channel.SMS, Purpose.MARKETING))
    assert isinstance(refused, Refusal)
    assert refused.opens_at == story.clock.now() + timedelta(hours=1)
    workspace.contacts.set_attribute(contact, "time zone", "Pacific/Honolulu")
    # A zone the number cannot be in counts beside the one it is in.
    both = workspace.send_block.ask(Draft(PEOPLE["maria"], Channel.SMS, Purpose.MARKETING))
    assert isinstance(both, Refusal)
    assert both.opens_at == datetime(2026, 11, 17, 20, tzinfo=UTC)


def test_a_purchase_in_canada_carries_marketing_for_24_months_and_then_expires(story: Story) -> None:
    workspace = story.workspace
    agrees(workspace, JANE, Basis.IMPLIED_PURCHASE)
    draft = Draft(JANE, Channel.SMS, Purpose.MARKETING)
    story.clock.advance(timedelta(days=720))
    assert isinstance(workspace.send_block.ask(draft), Permit)

    story.clock.advance(timedelta(days=12))
    refused = workspace.send_block.ask(draft)
    assert isinstance(refused, Refusal)
    assert "consent_expired" in refused.codes

    story.tick.run()
    status = workspace.standings.of(JANE, Channel.SMS).everything
    assert status.state is State.UNKNOWN
    last = workspace.ledger.events_of(JANE)[-1].event
    assert (last.kind, last.actor) == (EventKind.EXPIRED, "stopline")
    assert workspace.ledger.verify().is_intact
    assert workspace.expiries.let_expire() == 0


def test_another_purchase_lets_it_last_longer(story: Story) -> None:
    workspace = story.workspace
    agrees(workspace, JANE, Basis.IMPLIED_PURCHASE)
    story.clock.advance(timedelta(days=600))
    agrees(workspace, JANE, Basis.IMPLIED_PURCHASE)
    story.clock.advance(timedelta(days=300))
    story.tick.run()

    assert isinstance(workspace.send_block.ask(Draft(JANE, Channel.SMS, Purpose.MARKETING)), Permit)
    assert workspace.ledger.verify().is_intact


def test_a_hold_that_is_released_does_not_prolong_what_was_implied(story: Story) -> None:
    workspace = story.workspace
    agrees(workspace, JANE, Basis.IMPLIED_INQUIRY)
    agreed_at = story.clock.now()
    story.clock.advance(timedelta(days=100))
    for kind in (EventKind.HELD, EventKind.RELEASED):
        workspace.ledger.record(
            ConsentEvent(JANE, Channel.SMS, kind, Method.SENTENCE, CONTACT, story.clock.now())
        )

    status = workspace.standings.of(JANE, Channel.SMS).everything
    assert (status.state, status.basis) == (State.SUBSCRIBED, Basis.IMPLIED_INQUIRY)
    assert status.agreed_at == agreed_at


def test_what_an_agent_heard_carries_notices_and_no_marketing_in_the_united_states(story: Story) -> None:
    story.records("alice", "maria", EventKind.GIVEN, "yes, write to me")

    assert isinstance(story.ask("maria", Purpose.NOTICE), Permit)
    refused = story.ask("maria", Purpose.MARKETING)
    assert isinstance(refused, Refusal)
    assert refused.codes == ("weak_consent",)
    story.says("maria", "START")
    assert isinstance(story.ask("maria", Purpose.MARKETING), Permit)


def asks(story: Story, ask: Ask = Ask.FIRST) -> Queued | Refusal:
    return story.workspace.replies.send(
        PEOPLE["maria"], Channel.SMS, "May we send you news?", Purpose.MARKETING, ALICE, asks_consent=ask
    )


def test_consent_is_asked_for_once_and_the_gate_decides_alike_when_the_question_leaves(story: Story) -> None:
    first = asks(story)
    assert isinstance(first, Queued)
    second = asks(story)
    assert isinstance(second, Refusal)
    assert second.codes == ("asked_already",)

    story.tick.run()

    assert told(story.gateway) == ["May we send you news?"]
    assert story.gateway.permits[0].draft.asks_consent is Ask.FIRST
    story.clock.advance(timedelta(days=31))
    assert isinstance(asks(story), Queued)


def test_a_question_the_gateway_refused_was_never_asked(story: Story) -> None:
    first = asks(story)
    assert isinstance(first, Queued)
    story.workspace.outbox.cancel(first.message, "alice")

    assert isinstance(asks(story), Queued)


def test_nobody_who_said_stop_is_asked(story: Story) -> None:
    queued = asks(story)
    story.says("maria", "STOP")
    story.clock.advance(timedelta(days=40))
    story.tick.run()

    assert isinstance(queued, Queued)
    assert "May we send you news?" not in told(story.gateway)
    refused = asks(story, Ask.RECONFIRM)
    assert isinstance(refused, Refusal)
    assert refused.codes == ("stopped",)


def settings(workspace: Workspace, section: str) -> Workspace:
    path = workspace.folder / SETTINGS
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[policy]\n{section}\n", encoding="utf-8")
    return Workspace.open(workspace.folder, workspace.clock)


def test_our_own_hours_count_beside_the_laws(workspace: Workspace) -> None:
    stricter = settings(workspace, 'weekdays = "10:00-18:00"\nsunday = "none"')
    agrees(stricter, PEOPLE["maria"])

    refused = sell(stricter, PEOPLE["maria"], at_next=False)

    assert isinstance(refused, Refusal)
    assert refused.opens_at == stricter.clock.now() + timedelta(hours=1)


def test_our_own_daily_maximum_counts_everywhere(workspace: Workspace, clock: ManualClock) -> None:
    stricter = settings(workspace, "daily_maximum = 1")
    story = Story(stricter, clock, ScriptedGateway())
    agrees(stricter, PEOPLE["maria"])
    for _ in range(2):
        sell(stricter, PEOPLE["maria"])
    story.gateway.outcomes.append(Accepted("one"))
    story.tick.run()

    assert len(story.gateway.permits) == 1


def test_notices_may_be_made_to_keep_the_hours(workspace: Workspace, clock: ManualClock) -> None:
    stricter = settings(workspace, "notices_keep_hours = true")
    agrees(stricter, PEOPLE["maria"])
    clock.advance(timedelta(hours=13))

    refused = stricter.send_block.ask(Draft(PEOPLE["maria"], Channel.SMS, Purpose.NOTICE))

    assert isinstance(refused, Refusal)
    assert refused.codes == ("out_of_hours",)


@pytest.mark.parametrize(
    ("section", "problem"),
    [
        ('weekdays = "07:00-20:00"', "only make its hours stricter"),
        ('saturday = "20:00-22:00"', "could never be written to"),
        ('weekdays = "none"\nsaturday = "none"', "could never be written to"),
        ('sunday = "noon"', "write a window like 09:00-20:00"),
        ("daily_maximum = 0", "it has to be at least 1"),
        ("quiet = true", "there is no such setting"),
    ],
)
def test_settings_that_would_loosen_the_law_or_never_open_are_refused_at_the_door(
    workspace: Workspace, section: str, problem: str
) -> None:
    wrong = settings(workspace, section)

    with pytest.raises(SettingsError, match=problem):
        _ = wrong.policy


def test_a_workspace_of_an_older_stopline_learns_what_its_consents_rest_on(
    workspace: Workspace, clock: ManualClock
) -> None:
    agrees(workspace, PEOPLE["maria"])
    connection = workspace.engine.connection()
    connection.execute("UPDATE consent_status SET basis = NULL, agreed_at = NULL")
    assert workspace.ledger.verify().status_differences == 1

    workspace.ledger.rebuild()

    status = workspace.standings.of(PEOPLE["maria"], Channel.SMS).everything
    assert (status.basis, status.agreed_at) == (Basis.EXPRESS_WRITTEN, clock.now())


def test_the_day_of_a_consent_that_runs_out_is_the_teams(story: Story) -> None:
    story.clock.advance(timedelta(hours=13))  # 03:00 UTC of the 18th, and still the 17th in New York
    agrees(story.workspace, JANE, Basis.IMPLIED_PURCHASE)
    story.clock.advance(timedelta(days=740))

    story.workspace.expiries.let_expire()

    note = story.workspace.ledger.events_of(JANE)[-1].event.evidence.note
    assert "of 17 Nov 2026 carries no further" in note
