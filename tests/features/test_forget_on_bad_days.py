"""Forgetting amid messages under way, missing keys, torn lines and narrower stops; and what it must know of."""

import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

import stopline.rights
from stopline.cli.forget import held_json
from stopline.clock import ManualClock
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Purpose
from stopline.consent.ledger import Change
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.consent.suppressions import KEY_FILE, LIST_FILE
from stopline.errors import NotFoundError, SuppressionKeyError
from stopline.gateways.base import InboundText
from stopline.hygiene.findings import Kind
from stopline.messages.outbox import Origin
from stopline.worker.gateways import opened_gateways
from stopline.worker.tick import Tick
from stopline.workspace import SETTINGS, Workspace
from support.command import CommandLine
from support.forgetting import MARIA, fill, forget, traces
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    return Story(workspace, clock, ScriptedGateway())


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
    """A table with somebody's address, contact, thread or message in it must be erased by one of these files; so nobody forgets one."""
    raw = sqlite3.connect(workspace.engine.path)
    sources = [
        Path(stopline.rights.__path__[0]) / "erase.sql",
        Path(stopline.rights.__path__[0]).parent / "consent" / "ledger.sql",
        Path(stopline.rights.__path__[0]).parent / "analytics" / "tally.sql",
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


def test_a_start_from_before_the_wish_to_be_forgotten_lifts_nothing_when_it_comes_in_late(
    story: Story,
) -> None:
    story.says("maria", "STOP")
    story.clock.advance(timedelta(days=30))
    forgotten_at = story.clock.now()
    forget(story)

    late = InboundText(MARIA, "START", sent_at=forgotten_at - timedelta(minutes=1))
    story.workspace.intake.receive("scripted", late)

    assert (story.status("maria").state, story.status("maria").since) == (State.STOPPED, forgotten_at)
    story.clock.advance(timedelta(minutes=1))
    story.says("maria", "START")
    assert story.status("maria").state is State.SUBSCRIBED


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


def test_who_was_forgotten_stays_so_in_a_database_in_which_only_a_colleague_had_stopped_them(
    story: Story, tmp_path: Path, clock: ManualClock
) -> None:
    story.says("maria", "JOIN")
    story.records("alice", "maria", EventKind.WITHDRAWN, "on the phone")
    workspace = story.workspace
    workspace.engine.scrub()
    shutil.copy(workspace.engine.path, tmp_path / "copy.db")
    clock.advance(timedelta(hours=1))
    forget(story)
    workspace.close()
    shutil.copy(tmp_path / "copy.db", workspace.engine.path)

    again = Workspace.open(workspace.folder, clock)
    yes = ConsentEvent(MARIA, Channel.SMS, EventKind.GIVEN, Method.AGENT, "bob", clock.now())
    outcome, event_count = again.ledger.record(yes), len(again.ledger.events_of(MARIA))
    again.close()
    opened_twice = Workspace.open(workspace.folder, clock)

    assert isinstance(outcome, Refusal)
    assert len(opened_twice.ledger.events_of(MARIA)) == event_count
    opened_twice.close()


def test_a_lost_secret_is_a_finding_that_names_it_and_the_chain_is_walked_without_it(
    story: Story, clock: ManualClock
) -> None:
    fill(story)
    forget(story)
    kinds = (Kind.SUPPRESSION_KEY, Kind.QUARANTINED)
    before = story.workspace.doctor.report(kinds).findings
    key = (story.workspace.folder / KEY_FILE).read_text()
    (story.workspace.folder / KEY_FILE).unlink()
    story.workspace.close()
    workspace = Workspace.open(story.workspace.folder, clock)
    text = InboundText("+12025550177", "Hello", Channel.SMS, "p-1", clock.now())
    workspace.quarantine.put("scripted", text, "SuppressionKeyError: the key is missing")

    missing, quarantined = workspace.doctor.report(kinds).findings
    found = workspace.ledger.verify()
    command = CommandLine(workspace.folder)
    told, as_json = command.run("consent", "verify"), command.run("consent", "verify", "--json")

    assert before == ()
    assert (missing.kind, KEY_FILE in missing.remedy) == (Kind.SUPPRESSION_KEY, True)
    assert "`stopline receive` or a shop hands in is refused" in missing.why
    assert "doctor --only suppression-key" in quarantined.remedy
    assert found.is_intact
    assert found.event_count > 0
    assert (told.code, as_json.code, as_json.json()["suppressions_checked"]) == (2, 2, False)
    assert "The ledger holds; events:" in told.out
    assert KEY_FILE in told.err

    (workspace.folder / KEY_FILE).write_text(key)
    assert workspace.doctor.report((Kind.SUPPRESSION_KEY,)).findings == ()
    assert command.run("consent", "verify").code == 0


def test_another_secret_than_the_one_in_use_is_found_too(story: Story) -> None:
    fill(story)
    forget(story)
    (story.workspace.folder / KEY_FILE).write_text("another secret of some length\n")

    assert story.workspace.doctor.report((Kind.SUPPRESSION_KEY,)).findings != ()
