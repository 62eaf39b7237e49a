"""A person is forgotten: not a byte of them is left, the chain holds, and their number stays stopped."""

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from stopline.address import Address
from stopline.analytics.periods import last_days
from stopline.clock import ManualClock
from stopline.consent.events import Channel, EventKind, Method
from stopline.consent.gate import Draft, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.consent.suppressions import KEPT
from stopline.gateways.base import InboundText
from stopline.messages.outbox import Origin, Queued
from stopline.proof.wording import forgotten
from stopline.workspace import Workspace
from support.forgetting import MAIL, MARIA, TRACES, fill, forget, imported, traces
from support.scripted_gateway import ScriptedGateway
from support.transcript import Story


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    return Story(workspace, clock, ScriptedGateway())


def test_not_a_byte_of_a_forgotten_person_is_left_in_the_workspace(story: Story) -> None:
    fill(story)
    assert {trace.split(": ")[1] for trace in traces(story.workspace.folder)} >= set(TRACES)

    forget(story)

    assert traces(story.workspace.folder) == set()


def test_what_was_held_is_counted_before_it_goes(story: Story) -> None:
    fill(story)

    held = story.workspace.erasure.preview(MAIL)

    assert held.addresses == (MARIA, MAIL)
    assert held.name == "Xylophonia Quuxington"
    assert (held.received, held.written, held.notes, held.drafts, held.quarantined) == (2, 3, 1, 1, 1)
    assert (held.tags, held.attributes, held.new_stops) == (2, 4, 2)


@pytest.mark.parametrize(
    ("texts", "new_stops"),
    [
        ([("STOP", Channel.SMS)], 0),
        ([("hello", Channel.SMS)], 1),
        ([("STOP", Channel.SMS), ("hello", Channel.WHATSAPP)], 1),
        ([("STOP", Channel.SMS), ("STOP", Channel.WHATSAPP)], 0),
        ([("hello", Channel.SMS), ("hello", Channel.WHATSAPP)], 1),
        ([("STOP", Channel.WHATSAPP)], 0),
    ],
    ids=lambda value: (
        ", ".join(f"{text} by {channel}" for text, channel in value) if isinstance(value, list) else ""
    ),
)
def test_an_address_counts_once_and_only_on_channels_it_was_used_on(
    story: Story, texts: list[tuple[str, Channel]], new_stops: int
) -> None:
    for text, channel in texts:
        story.workspace.intake.receive("scripted", InboundText(MARIA, text, channel))

    held = story.workspace.erasure.preview(MARIA)

    assert held.new_stops == new_stops
    assert {kept.channel for _, kept in held.suppressed} == {Channel.SMS, Channel.WHATSAPP}


def test_everybody_else_keeps_everything(story: Story) -> None:
    fill(story)
    before = story.workspace.outbox.messages(limit=10_000, address="+12025551007")

    forget(story)

    assert story.workspace.outbox.messages(limit=10_000, address="+12025551007") == before
    assert story.workspace.search.words("wombat")
    assert story.workspace.directory.page().count == 61


def test_the_chain_holds_and_says_that_somebody_was_forgotten(story: Story) -> None:
    fill(story)

    forgotten = forget(story)

    found = story.workspace.ledger.verify()
    assert found.is_intact
    assert found.event_count == forgotten.event
    assert story.workspace.ledger.event(forgotten.event) is None
    raw = sqlite3.connect(story.workspace.engine.path)
    assert raw.execute("SELECT COUNT(*) FROM consent_events WHERE kind = 'erased'").fetchone() == (2,)
    assert story.workspace.ledger.rebuild() == 0


def test_figures_stay_and_name_nobody(story: Story) -> None:
    fill(story)
    story.says("maria", "STOP")
    workspace = story.workspace
    before = workspace.optouts.overview(7)

    forget(story)

    after = workspace.optouts.overview(7)
    assert (after.today, after.shares) == (before.today, before.shares)
    assert workspace.optouts.tally.compare().is_true
    workspace.optouts.tally.rebuild()
    assert workspace.optouts.overview(7).today == before.today
    [row] = workspace.optouts.rows(after.series.period)
    assert (row.address, row.words, row.before_text) == ("a forgotten person", "", "")


def test_a_stop_that_comes_back_is_no_new_opt_out(story: Story) -> None:
    fill(story)
    forget(story)
    before = story.workspace.optouts.overview(7).today

    story.says("maria", "Hello again?")

    assert story.workspace.optouts.overview(7).today == before
    assert story.workspace.optouts.tally.compare().is_true


@pytest.mark.parametrize("consent", ["subscribed", "unknown"])
def test_a_forgotten_number_that_is_imported_again_stays_stopped(story: Story, consent: str) -> None:
    fill(story)
    forget(story)

    report = story.workspace.contact_imports.load(imported(consent))

    assert report.added == 1
    assert story.status("maria").state is State.STOPPED
    [event] = story.workspace.ledger.events_of(MARIA)[:1]
    assert (event.event.method, event.event.evidence.note) == (Method.SUPPRESSION, KEPT)
    assert isinstance(story.ask("maria", Purpose.MARKETING), Refusal)


def test_a_forgotten_person_who_writes_again_stays_stopped_until_they_say_start(story: Story) -> None:
    fill(story)
    forget(story)

    story.clock.advance(timedelta(days=1))
    story.says("maria", "Is my bike ready?")
    assert isinstance(story.sends("alice", "maria", "Yes it is"), Refusal)
    story.clock.advance(timedelta(minutes=1))
    story.says("maria", "START")

    assert story.status("maria").state is State.SUBSCRIBED
    assert isinstance(story.sends("alice", "maria", "Welcome back"), Queued)


@pytest.mark.parametrize("purpose", [Purpose.CONVERSATION, Purpose.NOTICE, Purpose.MARKETING])
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP])
def test_nobody_can_write_to_a_forgotten_number(story: Story, purpose: Purpose, channel: Channel) -> None:
    fill(story)
    forget(story)

    outcome = story.workspace.replies.send(MARIA, channel, "Hello", purpose, Origin("alice"))

    assert isinstance(outcome, Refusal)
    assert outcome.codes == ("stopped",)
    assert story.workspace.contacts.at(MARIA) is None


def test_no_agent_lifts_what_was_kept_of_a_forgotten_person(story: Story) -> None:
    fill(story)
    forget(story)

    story.records("alice", "maria", EventKind.GIVEN, "she said so")

    assert story.refusals[-1].codes == ("own_stop",)
    assert story.status("maria").state is State.STOPPED


def test_the_trigger_knows_a_forgotten_number_as_soon_as_it_has_a_thread(story: Story) -> None:
    fill(story)
    forget(story)
    story.says("maria", "Hello?")
    thread = story.workspace.threads.at(MARIA, Channel.SMS)
    raw = sqlite3.connect(story.workspace.engine.path, isolation_level=None)
    raw.execute(
        "INSERT INTO messages (thread, address, channel, direction, state, purpose, text, at, recorded_at) "
        "VALUES (?, ?, 'sms', 'outbound', 'queued', 'notice', 'x', '2026', '2026')",
        (thread, MARIA),
    )

    with pytest.raises(sqlite3.IntegrityError):
        raw.execute("UPDATE messages SET state = 'sending' WHERE text = 'x'")
    assert story.workspace.outbox.claim([Channel.SMS], [Purpose.NOTICE], "w", "scripted") is None


def test_a_database_copied_back_from_before_brings_nobody_back_to_life(
    story: Story, tmp_path: Path, clock: ManualClock
) -> None:
    fill(story)
    workspace = story.workspace
    workspace.engine.scrub()
    shutil.copy(workspace.engine.path, tmp_path / "copy.db")
    clock.advance(timedelta(hours=1))
    forget(story)
    workspace.close()
    shutil.copy(tmp_path / "copy.db", workspace.engine.path)

    again = Workspace.open(workspace.folder, clock)

    assert again.standings.of(MARIA, Channel.SMS).everything.state is State.STOPPED
    assert isinstance(again.send_block.ask(Draft(MARIA, Channel.SMS, Purpose.MARKETING)), Refusal)
    assert again.ledger.verify().is_intact
    again.erasure.forget(MARIA, "alice")
    again.erasure.scrub()
    assert traces(workspace.folder) == set()


def test_an_address_that_slipped_past_the_ledger_is_found_and_stopped(story: Story) -> None:
    fill(story)
    forget(story)
    raw = sqlite3.connect(story.workspace.engine.path, isolation_level=None)
    raw.execute("INSERT INTO contacts (name, source, created_at) VALUES ('', 'sql', '2026')")
    raw.execute(
        "INSERT INTO contact_addresses (address, contact, added_at) VALUES (?, last_insert_rowid(), '2026')",
        (MARIA,),
    )

    assert not story.workspace.ledger.verify().is_intact
    assert story.workspace.ledger.rebuild() == 1
    assert story.status("maria").state is State.STOPPED


def test_what_was_counted_of_a_forgotten_person_survives_counting_again(story: Story) -> None:
    fill(story)
    workspace, clock = story.workspace, story.clock
    story.says("maria", "I have had quite enough of these texts I think")
    clock.advance(timedelta(days=20))
    story.tick.run()
    period = last_days(40, workspace.optouts.today())
    reached, moves = workspace.optouts.people_reached(period), workspace.figures.growth(period)

    forget(story)

    for _ in range(2):
        assert workspace.optouts.tally.compare().is_true
        assert workspace.optouts.people_reached(period) == reached
        assert workspace.figures.growth(period) == moves
        workspace.optouts.tally.rebuild()


def test_a_channel_nobody_ever_stopped_is_told_as_left_alone_and_not_as_stopped_before(story: Story) -> None:
    fill(story)
    forget(story)

    by_whatsapp = story.workspace.send_block.ask(Draft(MARIA, Channel.WHATSAPP, Purpose.NOTICE))
    story.says("maria", "hello again")
    later = story.workspace.send_block.ask(Draft(MARIA, Channel.WHATSAPP, Purpose.NOTICE))
    notes = {each.event.evidence.note for each in story.workspace.ledger.events_of(MARIA)}

    for refusal in (by_whatsapp, later):
        assert isinstance(refusal, Refusal)
        assert "This person was forgotten, and gets no more notices by whatsapp." in str(refusal)
        assert "asked for no more" not in str(refusal)
    assert notes == {KEPT}


def test_a_forgotten_mail_address_is_not_told_to_write_start(story: Story) -> None:
    address = Address("maria@example.com")
    story.workspace.contacts.ensure(address, "test")
    story.workspace.erasure.forget(address, "alice")

    refusal = story.workspace.send_block.ask(Draft(address, Channel.EMAIL, Purpose.NOTICE))

    assert isinstance(refusal, Refusal)
    assert refusal.reasons[0].remedy == "Only a fresh yes of their own opens it again."
    assert "START by" in forgotten([Channel.EMAIL])
    assert "until they write START" not in forgotten([Channel.EMAIL])
    assert "until they write START" in forgotten([Channel.SMS, Channel.WHATSAPP])
