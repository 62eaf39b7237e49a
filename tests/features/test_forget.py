"""A person is forgotten: not a byte of them is left, the chain holds, and their number stays stopped."""

import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

import stopline.rights
from stopline.address import Address
from stopline.cli.forget import held_json
from stopline.clock import ManualClock
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Draft, Purpose
from stopline.consent.ledger import Change
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.consent.suppressions import KEY_FILE, LIST_FILE
from stopline.errors import NotFoundError, SuppressionKeyError
from stopline.gateways.base import InboundText
from stopline.importers.contacts import ContactFile
from stopline.messages.outbox import Origin, Queued
from stopline.rights.erasure import Forgotten
from stopline.worker.farewell import forget_person
from stopline.worker.gateways import opened_gateways
from stopline.worker.tick import Tick
from stopline.workspace import SETTINGS, Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]
MAIL = Address("zanzibarina@example.com")
TRACES = (
    "2025550123", "zanzibarina", "Xylophonia", "Quuxington", "wombatology", "marzipanesque", "gherkinwise", "sassafrasty",
    "velocipedic", "oubliettes", "kumquatish", "flibberty", "brouhahaic",
)  # fmt: skip
"""What must be found nowhere: numbers, names, and a word of every text, note, draft, tag and attribute."""


def fill(story: Story) -> None:
    """Let Maria leave traces everywhere a workspace keeps any, among those of others."""
    workspace, clock = story.workspace, story.clock
    contact = workspace.contacts.ensure(MARIA, "import of people.csv", "Xylophonia Quuxington")
    workspace.contacts.add_address(contact, MAIL)
    workspace.contacts.tag(contact, "kumquatish")
    workspace.contacts.set_attribute(contact, "flibberty", "brouhahaic")
    story.says("maria", "JOIN wombatology")
    story.says("maria", "JOIN")
    story.says("jean", "Bonjour")
    story.sends("alice", "maria", "Your marzipanesque bike is ready")
    story.sends("alice", "maria", "Ten per cent off gherkinwise", Purpose.MARKETING)
    story.tick.run()
    thread = workspace.threads.at(MARIA, Channel.SMS)
    assert thread is not None
    workspace.threads.note(thread, "alice", "she is sassafrasty")
    workspace.drafts.keep("bob", thread, "velocipedic greetings")
    workspace.presence.see("bob", "one", thread)
    workspace.quarantine.put("scripted", InboundText(MARIA, "oubliettes"), "the test wants it so")
    clock.advance(timedelta(minutes=1))
    for number in range(60):
        workspace.intake.receive(
            "scripted", InboundText(f"+1202555{1000 + number}", f"a word {number} wombat")
        )


def traces(folder: Path) -> set[str]:
    """Return which traces are in the bytes of which file, and in the words of the indexes."""
    found = {
        f"{path.name}: {trace}"
        for path in folder.rglob("*")
        if path.is_file()
        for trace in TRACES
        if trace.encode().lower() in path.read_bytes().lower()
    }
    database = sqlite3.connect(folder / "stopline.db")
    for index in ("messages_fts", "contacts_fts"):
        database.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', '{index}', 'instance')")
        words = {word for (word,) in database.execute("SELECT DISTINCT term FROM temp.words")}
        found |= {f"{index}: {trace}" for trace in TRACES if trace.lower() in words}
        database.execute("DROP TABLE temp.words")
    database.close()
    return found


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    return Story(workspace, clock, ScriptedGateway())


def forget(story: Story, address: Address = MARIA) -> Forgotten:
    outcome = forget_person(story.workspace, address, "alice")
    assert not isinstance(outcome, Refusal)
    assert outcome.is_scrubbed
    return outcome.forgotten


def imported(consent: str) -> ContactFile:
    rows = f"name,phone,consent,consent_at,consent_source\nMaria,{MARIA},{consent},2026-11-01T10:00:00Z,web form\n"
    return ContactFile("people.csv", rows.encode())


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
    assert (held.tags, held.attributes, held.new_stops) == (2, 4, 3)


def test_everybody_else_keeps_everything(story: Story) -> None:
    fill(story)
    before = story.workspace.outbox.messages(limit=10_000, address="+12025551007")

    forget(story)

    assert story.workspace.outbox.messages(limit=10_000, address="+12025551007") == before
    assert story.workspace.search.words("wombat")
    assert len(story.workspace.search.everybody(0, 1_000)) == 61


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
    assert (event.event.method, event.event.evidence.note) == (Method.SUPPRESSION, "stopped before erasure")
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


def test_numbers_of_erased_threads_and_messages_are_never_given_away_again(story: Story) -> None:
    story.says("maria", "Hello?")
    thread = story.workspace.threads.at(MARIA, Channel.SMS)
    message = story.workspace.outbox.messages()[0].id
    contact = story.workspace.contacts.at(MARIA)
    assert thread is not None
    assert contact is not None
    forget(story)

    story.says("jean", "Bonjour")

    assert story.workspace.threads.at(PEOPLE["jean"], Channel.SMS) == thread + 1
    assert story.workspace.outbox.messages()[0].id == message + 1
    assert story.workspace.contacts.at(PEOPLE["jean"]) == contact + 1


def test_a_message_that_is_being_handed_over_is_settled_first(story: Story) -> None:
    story.says("maria", "JOIN")
    story.sends("alice", "maria", "Hello")
    refusals: list[Refusal] = []

    class SlowGateway(ScriptedGateway):
        def send(self, permit: object) -> object:  # type: ignore[override]
            outcome = story.workspace.erasure.forget(MARIA, "alice")
            assert isinstance(outcome, Refusal)
            refusals.append(outcome)
            return super().send(permit)  # type: ignore[arg-type]

    Tick(story.workspace, [SlowGateway()], "slow").run()  # type: ignore[list-item]

    assert {refusal.codes for refusal in refusals} == {("being_sent",)}
    forget(story)


def test_a_dead_workers_message_keeps_nobody_from_being_forgotten(story: Story) -> None:
    story.says("maria", "JOIN")
    story.sends("alice", "maria", "Hello")
    assert story.workspace.outbox.claim([Channel.SMS], [Purpose.CONVERSATION], "dead", "scripted")

    forget(story)

    assert story.workspace.outbox.under_way() == []


def test_the_secret_is_not_in_the_database_and_its_owner_alone_reads_it(story: Story) -> None:
    fill(story)
    forget(story)
    folder = story.workspace.folder
    key = (folder / KEY_FILE).read_bytes().strip()

    assert key not in (folder / "stopline.db").read_bytes()
    assert [(folder / name).stat().st_mode & 0o777 for name in (KEY_FILE, LIST_FILE)] == [0o600, 0o600]


def test_without_the_secret_nobody_new_is_taken_in(story: Story, clock: ManualClock) -> None:
    fill(story)
    forget(story)
    (story.workspace.folder / KEY_FILE).unlink()
    story.workspace.close()
    workspace = Workspace.open(story.workspace.folder, clock)

    with pytest.raises(SuppressionKeyError):
        workspace.contacts.ensure(MARIA, "import")
    with pytest.raises(SuppressionKeyError):
        workspace.replies.send(MARIA, Channel.SMS, "Hello", Purpose.NOTICE, Origin("alice"))
    assert workspace.contacts.at(MARIA) is None


def test_a_narrower_stop_is_kept_in_its_scope_too(story: Story) -> None:
    story.workspace.ledger.record(
        ConsentEvent(
            MARIA, Channel.SMS, EventKind.WITHDRAWN, Method.AGENT, "alice", story.clock.now(), Scope.MARKETING,
            Evidence(words="no offers"),
        )
    )  # fmt: skip

    held = forget(story).held

    assert {(kept.channel, kept.scope) for _, kept in held.suppressed} == {
        (Channel.SMS, Scope.ALL),
        (Channel.SMS, Scope.MARKETING),
        (Channel.WHATSAPP, Scope.ALL),
    }


def test_somebody_who_is_not_known_cannot_be_forgotten(story: Story) -> None:
    with pytest.raises(NotFoundError):
        story.workspace.erasure.preview(MARIA)


def test_a_person_may_be_forgotten_twice(story: Story) -> None:
    fill(story)
    forget(story)
    story.clock.advance(timedelta(days=1))
    story.says("maria", "START")
    assert story.status("maria").state is State.SUBSCRIBED
    story.clock.advance(timedelta(days=1))
    forget(story)
    story.clock.advance(timedelta(days=1))

    outcome = story.workspace.ledger.record(
        ConsentEvent(MARIA, Channel.SMS, EventKind.IMPORTED, Method.IMPORT, "file", story.clock.now())
    )

    assert isinstance(outcome, Refusal)
    assert story.status("maria").state is State.STOPPED


def test_the_simulated_network_forgets_too(workspace: Workspace, clock: ManualClock) -> None:
    """The file of the simulated world is ours, so nobody may be found in it either."""
    settings = workspace.folder / SETTINGS
    settings.write_text(
        settings.read_text(encoding="utf-8")
        + '\n[[gateways]]\nname = "sim"\nkind = "simulator"\noptions = { scenario = "shop.toml" }\n',
        encoding="utf-8",
    )
    (workspace.folder / "shop.toml").write_text(
        '[team]\nname = "Shop"\nzone = "America/New_York"\nagents = ["alice"]\n', encoding="utf-8"
    )
    with opened_gateways(workspace) as [gateway]:
        story = Story(workspace, clock, gateway)  # type: ignore[arg-type]
        fill(story)
        assert any(
            found.startswith("simulator.db") and "marzipanesque" in found
            for found in traces(workspace.folder)
        )

    forget(story)

    assert traces(workspace.folder) == set()


def test_every_table_that_points_at_a_person_is_erased(workspace: Workspace) -> None:
    """A table with somebody's address, contact, thread or message in it must be in erase.sql; so nobody forgets one."""
    raw = sqlite3.connect(workspace.engine.path)
    sources = [
        Path(stopline.rights.__path__[0]) / "erase.sql",
        Path(stopline.rights.__path__[0]).parent / "consent" / "ledger.sql",
    ]
    erased = " ".join(path.read_text(encoding="utf-8") for path in sources)
    pointing = {
        table
        for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for column in raw.execute(f"PRAGMA table_info({table})").fetchall()
        if column[1] in ("address", "contact", "thread", "message", "sender")
    }

    missing = {
        table for table in pointing if f"FROM {table} " not in erased and f"UPDATE {table} " not in erased
    }
    assert pointing > {"messages", "threads"}
    assert missing == set()


def test_the_preview_can_be_read_by_programs(story: Story) -> None:
    fill(story)

    told = json.loads(json.dumps(held_json(story.workspace.erasure.preview(MARIA))))

    assert told["erased"]["received"] == 2
    assert {"address": MARIA, "channel": "sms", "scope": "all"} in told["suppressed"]


def test_a_live_stop_keeps_the_day_it_was_said(story: Story) -> None:
    story.says("maria", "STOP")
    stopped_at = story.clock.now()
    story.clock.advance(timedelta(days=30))
    forget(story)

    story.says("maria", "Hello?")

    assert story.status("maria").since == stopped_at


def test_the_change_of_a_stop_that_comes_back_is_recorded_once(story: Story) -> None:
    fill(story)
    forget(story)

    outcome = story.workspace.ledger.record(
        ConsentEvent(MARIA, Channel.SMS, EventKind.WITHDRAWN, Method.AGENT, "alice", story.clock.now())
    )

    assert isinstance(outcome, Change)
    assert not outcome.is_new_stop
    assert len(story.workspace.ledger.events_of(MARIA)) == 3


def test_a_line_torn_by_a_power_cut_takes_no_other_with_it(
    story: Story, tmp_path: Path, clock: ManualClock
) -> None:
    story.says("maria", "JOIN")
    story.says("jean", "JOIN")
    workspace = story.workspace
    workspace.engine.scrub()
    shutil.copy(workspace.engine.path, tmp_path / "copy.db")
    clock.advance(timedelta(hours=1))
    forget(story)
    with (workspace.folder / LIST_FILE).open("a") as file:
        file.write("0123abc sms al")
    forget(story, PEOPLE["jean"])
    workspace.close()
    shutil.copy(tmp_path / "copy.db", workspace.engine.path)

    again = Workspace.open(workspace.folder, clock)

    states = [again.standings.of(PEOPLE[who], Channel.SMS).everything.state for who in ("maria", "jean")]
    assert states == [State.STOPPED, State.STOPPED]
