"""The laws of a stop under everything that moves people about: forgetting, imports, merges, restored copies, rebuilds."""

import shutil
import sqlite3
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.authority import kept_stop_at
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Draft, Permit, Purpose
from stopline.consent.keys import NO_KEYS
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.errors import BadInputError, NotFoundError
from stopline.gateways.base import Accepted, InboundText, ListedOptOut
from stopline.importers.contacts import ContactFile
from stopline.importers.habits import Mode
from stopline.importers.states import ConsentState, csv_text
from stopline.messages.outbox import Origin, Queued
from stopline.rights.erasure import Forgotten
from stopline.settings import TeamSettings
from stopline.worker.reconcile import Reconciliation
from stopline.worker.tick import Tick
from stopline.workspace import Workspace
from stopline.workspace.restoring import restore
from support.copies import fresh_workspace, passing_workspace
from support.fences import past_the_fences
from support.scripted_gateway import ScriptedGateway
from support.times import START
from support.transcript import PEOPLE

WHO = sorted(PEOPLE.values())[:3]
WHERE = [Channel.SMS, Channel.WHATSAPP]
ASKED = [Purpose.CONVERSATION, Purpose.NOTICE, Purpose.MARKETING]
people = st.sampled_from(WHO)
channels = st.sampled_from(WHERE)
LONG_AGO = timedelta(hours=2)


class WatchfulGateway(ScriptedGateway):
    """A gateway that looks at everything handed to it."""

    def __init__(self, machine: "Rights") -> None:
        super().__init__()
        self._machine = machine

    def send(self, permit: Permit) -> Accepted:
        draft = permit.draft
        key = (draft.address, draft.channel)
        assert draft.purpose is Purpose.COMPLIANCE or key not in self._machine.silent, (
            f"handed over: {permit}"
        )
        super().send(permit)
        return Accepted(f"out-{draft.message}")


class Rights(RuleBasedStateMachine):
    """Three people on two channels. `silent` is who must not be written to, as somebody outside would remember it."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name) / "workspace"
        self.clock = ManualClock(START)
        fresh_workspace(self.folder, self.clock, TeamSettings()).close()
        self.silent: dict[tuple[str, Channel], datetime] = {}
        """Since when, or since it was last said: a yes has to be newer than it."""
        self.copies: list[tuple[Path, int]] = []
        """Each with how many had been forgotten before it."""
        self.forgotten: list[str] = []
        self.gateway = WatchfulGateway(self)
        self.text_count = 0
        self.backups: list[Path] = []
        self.restored_count = 0
        self.open()

    def open(self) -> None:
        self.workspace = Workspace.open(self.folder, self.clock, durable=False)
        self.tick = Tick(self.workspace, [self.gateway], "worker")

    def teardown(self) -> None:
        self.workspace.close()
        self._folder.cleanup()

    def later(self) -> None:
        self.clock.advance(timedelta(minutes=1))

    @initialize()
    def everybody_agrees(self) -> None:
        for who in WHO:
            for channel in WHERE:
                self.somebody_writes(who, channel, "JOIN")
        # A copy from before the workspace was named would be another one.
        self.workspace.anchoring.workspace_id()
        self.a_copy_is_made()

    # ── people ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(who=people, channel=channels, words=st.sampled_from(["STOP", "START", "Is it ready?"]))
    def somebody_writes(self, who: str, channel: Channel, words: str) -> None:
        self.later()
        self.text_count += 1
        text = InboundText(who, words, channel, provider_id=f"t{self.text_count}", sent_at=self.clock.now())
        self.workspace.intake.receive("scripted", text)
        self.hears(who, channel, words, self.clock.now())

    @rule(who=people, channel=channels, words=st.sampled_from(["STOP", "START"]), minutes=st.integers(1, 30))
    def words_come_in_late(self, who: str, channel: Channel, words: str, minutes: int) -> None:
        self.later()
        self.text_count += 1
        at = self.clock.now() - timedelta(minutes=minutes)
        text = InboundText(who, words, channel, provider_id=f"t{self.text_count}", sent_at=at)
        self.workspace.intake.receive("scripted", text)
        self.hears(who, channel, words, at)

    def hears(self, who: str, channel: Channel, words: str, at: datetime) -> None:
        """Remember what somebody said; a yes is taken back by no older words than itself."""
        key = (who, channel)
        if words == "STOP":
            self.silence(who, channel, at)
        elif words in ("START", "JOIN") and at >= self.silent.get(key, at):
            self.silent.pop(key, None)

    def silence(self, who: str, channel: Channel, at: datetime | None = None) -> None:
        at = at or self.clock.now()
        self.silent[who, channel] = max(at, self.silent.get((who, channel), at))

    # ── the team ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(who=people)
    def a_person_is_forgotten(self, who: str) -> None:
        self.later()
        try:
            addresses = self.workspace.erasure.preview(Address(who)).addresses
        except NotFoundError:
            return
        assert isinstance(self.workspace.erasure.forget(Address(who), "alice"), Forgotten)
        for address in addresses:
            self.forgotten.append(address)
            for channel in WHERE:
                self.silence(address, channel)

    @rule(who=people, says=st.sampled_from(["subscribed", "unsubscribed", "unknown"]))
    def a_file_of_people_is_imported(self, who: str, says: str) -> None:
        self.later()
        rows = f"phone,consent,consent_at,source\n{who},{says},{self.clock.now().isoformat()},form\n"
        self.workspace.contact_imports.load(ContactFile("people.csv", rows.encode()))
        if says == "unsubscribed":
            self.silence(who, Channel.SMS)

    @rule(
        who=people,
        channel=channels,
        state=st.sampled_from([State.SUBSCRIBED, State.STOPPED, State.PENDING]),
        mode=st.sampled_from(Mode),
    )
    def consents_are_imported(self, who: str, channel: Channel, state: State, mode: Mode) -> None:
        self.later()
        row = ConsentState(Address(who), channel, Scope.ALL, state, self.clock.now(), "form")
        self.workspace.consent_states.load("states.csv", csv_text([row]).encode(), mode)
        if state is State.STOPPED:
            self.silence(who, channel)

    @rule(who=people, channel=channels)
    def an_agent_records_a_yes(self, who: str, channel: Channel) -> None:
        self.later()
        self.workspace.ledger.record(
            ConsentEvent(
                Address(who), channel, EventKind.GIVEN, Method.AGENT, "alice", self.clock.now(),
                evidence=Evidence(words="she said so"),
            )
        )  # fmt: skip

    @rule(who=people, channel=channels)
    def an_agent_records_a_stop(self, who: str, channel: Channel) -> None:
        """It may be taken back by a colleague, unless the person said so as well: so nothing is remembered of it."""
        self.later()
        self.workspace.ledger.record(
            ConsentEvent(
                Address(who), channel, EventKind.WITHDRAWN, Method.AGENT, "bob", self.clock.now(),
                evidence=Evidence(words="on the phone"),
            )
        )  # fmt: skip

    @rule(who=people)
    def the_carriers_list_is_applied(self, who: str) -> None:
        self.later()
        entry = ListedOptOut(who, Channel.SMS, self.clock.now())
        Reconciliation(self.workspace).compare("carrier", [entry], [Channel.SMS], is_applied=True)
        self.silence(who, Channel.SMS)

    @rule(one=people, other=people)
    def duplicates_are_merged(self, one: str, other: str) -> None:
        try:
            self.workspace.merging.merge(Address(one), Address(other))
        except (NotFoundError, BadInputError):
            return

    @rule(who=people, channel=channels, purpose=st.sampled_from(ASKED))
    def an_agent_sends(self, who: str, channel: Channel, purpose: Purpose) -> None:
        outcome = self.workspace.replies.send(Address(who), channel, "Hello", purpose, Origin("alice"))
        assert not ((who, channel) in self.silent and isinstance(outcome, Queued))

    # ── machines ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @rule()
    def the_worker_works(self) -> None:
        self.later()
        self.tick.run()

    @rule()
    def a_copy_is_made(self) -> None:
        path = Path(self._folder.name) / f"copy-{len(self.copies)}.db"
        with sqlite3.connect(self.folder / "stopline.db") as live, sqlite3.connect(path) as copy:
            live.backup(copy)
        self.copies.append((path, len(self.forgotten)))

    @rule(which=st.integers(0, 100))
    def a_copy_is_restored(self, which: int) -> None:
        """What was said since the copy is lost with the database, except who was forgotten: that list lies beside it."""
        copy, forgotten_before = self.copies[which % len(self.copies)]
        self.workspace.close()
        for name in ("stopline.db", "stopline.db-wal", "stopline.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.copy(copy, self.folder / "stopline.db")
        self.open()
        for who in self.forgotten[forgotten_before:]:
            for channel in WHERE:
                assert self.workspace.standings.of(Address(who), channel).everything.state is State.STOPPED
        self.silent = {
            (who, channel): at
            for who in WHO
            for channel in WHERE
            if (at := self.kept_since(who, channel)) is not None
        }

    def kept_since(self, who: str, channel: Channel) -> datetime | None:
        """Return when a stop that no colleague may lift was last said, as the ledger of a restored database has it."""
        events = [each.event for each in self.workspace.ledger.events_of(Address(who))]
        return kept_stop_at([each for each in events if each.channel is channel], Scope.ALL)

    @rule(which=st.integers(0, 100))
    def a_backup_is_restored_beside_the_workspace_at_hand(self, which: int) -> None:
        """Whatever is remembered of stops comes along, so the restored workspace goes on where this one was."""
        count = len(self.backups)
        if not count:
            return
        folder = Path(self._folder.name) / f"restored-{self.text_count}-{count}-{which}-{self.restored_count}"
        self.restored_count += 1
        restored = restore(
            str(self.backups[which % count]), folder, lambda: None, lambda _: NO_KEYS, self.workspace
        )
        assert restored.carried_count is not None
        self.workspace.close()
        self.folder = folder
        self.open()

    @rule()
    def a_backup_is_made(self) -> None:
        path = Path(self._folder.name) / f"backup-{len(self.backups)}"
        self.workspace.backups.save(path, None)
        self.backups.append(path)

    @rule(mode=st.sampled_from(Mode))
    def everything_moves_to_another_workspace(self, mode: Mode) -> None:
        """Another team's workspace takes the states in: what is known as stopped here is stopped there, and as firmly."""
        states = list(self.workspace.consent_states.states())
        known = {(each.address, each.channel) for each in states}
        content = csv_text(states).encode()
        with passing_workspace(self.clock) as other:
            for who in WHO:
                for channel in WHERE:
                    other.intake.receive(
                        "scripted", InboundText(who, "JOIN", channel, sent_at=START - LONG_AGO)
                    )
            other.consent_states.load("states.csv", content, mode)
            for whose, channel in known & self.silent.keys():
                yes = ConsentEvent(
                    Address(whose), channel, EventKind.GIVEN, Method.AGENT, "bob", self.clock.now()
                )
                assert isinstance(other.ledger.record(yes), Refusal)

    @rule()
    def everything_derived_is_made_again(self) -> None:
        with sqlite3.connect(self.folder / "stopline.db") as raw:
            past_the_fences(raw, "DELETE FROM consent_status")
        self.workspace.ledger.rebuild()
        self.workspace.optouts.tally.rebuild()

    # ── what holds, whatever happens ───────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def gate_claim_and_trigger_keep_silence(self) -> None:
        for who, channel in self.silent:
            standing = self.workspace.standings.of(Address(who), channel)
            assert standing.everything.state is State.STOPPED
            for purpose in ASKED:
                decision = self.workspace.send_block.ask(Draft(Address(who), channel, purpose))
                assert not isinstance(decision, Permit)
        with sqlite3.connect(self.folder / "stopline.db") as raw:
            waiting = raw.execute(
                "SELECT address, channel FROM messages WHERE state IN ('queued', 'sending') AND purpose <> 'compliance'"
            ).fetchall()
            threads = raw.execute(
                "SELECT t.address, t.channel FROM threads t WHERE NOT EXISTS (SELECT 1 FROM consent_status s "
                "WHERE s.address = t.address AND s.channel = t.channel AND s.scope = 'all' AND s.state = 'stopped')"
            ).fetchall()
        assert not {(who, Channel(channel)) for who, channel in [*waiting, *threads]} & self.silent.keys()

    @invariant()
    def the_ledger_verifies_and_figures_follow(self) -> None:
        assert self.workspace.ledger.verify().is_intact
        assert self.workspace.optouts.tally.compare().is_true


TestRights = Rights.TestCase
TestRights.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
