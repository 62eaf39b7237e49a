"""The send block under everything at once: hypothesis plays people, agents, workers, gateways and accidents against it."""

import sqlite3
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Permit, Purpose
from stopline.consent.ledger import Change
from stopline.consent.refusal import Refusal
from stopline.gateways.base import InboundText, Receipt, ReceiptState
from stopline.messages.outbox import Origin, Queued
from stopline.settings import TeamSettings
from stopline.worker.tick import Tick
from support.carrier_gateway import CarrierGateway, Mood, ProcessDied
from support.copies import fresh_workspace
from support.fences import past_the_fences
from support.times import START
from support.told import TAKING_A_STOP_AWAY, Told
from support.transcript import PEOPLE

STOPS = ("STOP", "stop please", "Unsubscribe")
SCOPED = ("STOP MARKETING", "START MARKETING", "START NOTIFICATIONS", "YES")
WORDS = (*STOPS, *SCOPED, "START", "JOIN", "HELP", "🛑", "Is it ready?")
ASKED = frozenset({Purpose.CONVERSATION, Purpose.NOTICE, Purpose.MARKETING})

WHO = sorted(PEOPLE.values())[:2]
WHERE = [Channel.SMS, Channel.WHATSAPP]
people = st.sampled_from(WHO)
channels = st.sampled_from(WHERE)


class SendBlock(RuleBasedStateMachine):
    """Two people on two channels, two workers, one gateway, one database that others write to as well."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        self.clock = ManualClock(START)
        self.workspace = fresh_workspace(folder, self.clock, TeamSettings())
        self.raw = sqlite3.connect(folder / "stopline.db", isolation_level=None)
        self.gateway = CarrierGateway(self.note_hand_over, self.let_another_worker_act)
        self.workers = {name: self.worker(name) for name in "ab"}
        self.acting = ""
        self.told: dict[tuple[str, str], Told] = {}
        self.seen_seq = 0
        self.unread: Counter[int] = Counter()
        self.seen_message = 0
        self.carrier_answered: set[str] = set()
        self.text_count = 0
        self.worker_count = 0
        self.typed: set[int] = set()
        """Messages that nobody but a stranger queued."""

    def teardown(self) -> None:
        self.raw.close()
        self.workspace.close()
        self._folder.cleanup()

    def worker(self, name: str) -> Tick:
        return Tick(self.workspace, [self.gateway], name)

    # ── what the test knows ────────────────────────────────────────────────────────────────────────────────────────────

    def of(self, address: str, channel: str) -> Told:
        """Return what has been said about an address, up to the last committed event."""
        for seq, whose, where, scope, kind, method, at in self.raw.execute(
            "SELECT e.seq, s.address, e.channel, e.scope, e.kind, e.method, e.occurred_at FROM consent_events e "
            "JOIN subjects s ON s.subject = e.subject WHERE e.seq > ? ORDER BY e.seq",
            (self.seen_seq,),
        ).fetchall():
            told = self.told.setdefault((whose, where), Told())
            told.take(Scope(scope), EventKind(kind), Method(method), at)
            self.seen_seq = seq
        return self.told.setdefault((address, channel), Told())

    def count_inbound(self) -> None:
        for number, thread in self.raw.execute(
            "SELECT id, thread FROM messages WHERE direction = 'inbound' AND id > ? ORDER BY id",
            (self.seen_message,),
        ).fetchall():
            self.unread[thread] += 1
            self.seen_message = number

    def note_hand_over(self, permit: Permit) -> None:
        draft = permit.draft
        assert not self.of(draft.address, draft.channel).blocks(draft.purpose), f"handed over: {permit}"
        assert draft.message not in self.typed, f"a stranger's answer was handed over: {permit}"
        assert not self.workspace.engine.connection().in_transaction, "the network waits inside a transaction"
        numbers = [each.draft.message for each in self.gateway.handed_over]
        assert len(numbers) == len(set(numbers)), "handed over twice"

    def let_another_worker_act(self) -> None:
        self.clock.advance(timedelta(seconds=60))
        acting = self.acting
        self.run_worker("b" if acting == "a" else "a")
        self.acting = acting

    def run_worker(self, name: str) -> None:
        self.acting = name
        try:
            self.workers[name].run()
        except ProcessDied:
            self.worker_count += 1
            self.workers[name] = self.worker(f"{name}{self.worker_count}")

    @initialize()
    def everybody_has_agreed(self) -> None:
        """Begin where messages can be queued at all."""
        for who in WHO:
            for channel in WHERE:
                self.workspace.intake.receive("scripted", InboundText(who, "JOIN", channel))

    # ── what happens ───────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(
        who=people,
        channel=channels,
        words=st.sampled_from(WORDS),
        is_pushed=st.booleans(),
        by_carrier=st.booleans(),
    )
    def somebody_writes(
        self, who: str, channel: Channel, words: str, *, is_pushed: bool, by_carrier: bool
    ) -> None:
        self.text_count += 1
        name = f"text-{self.text_count}"
        text = InboundText(who, words, channel, provider_id=name, is_answered_by_carrier=by_carrier)
        if by_carrier:
            self.carrier_answered.add(name)
        self.gateway.bring(text)
        if is_pushed:
            self.workspace.intake.receive("scripted", text)

    @rule(
        who=people,
        channel=channels,
        kind=st.sampled_from([EventKind.GIVEN, EventKind.WITHDRAWN, EventKind.HELD, EventKind.RELEASED]),
        scope=st.sampled_from(Scope),
    )
    def an_agent_records(self, who: str, channel: Channel, kind: EventKind, scope: Scope) -> None:
        if scope is not Scope.ALL and kind in (EventKind.HELD, EventKind.RELEASED):
            return
        event = ConsentEvent(
            Address(who), channel, kind, Method.AGENT, "alice", self.clock.now(), scope,
            Evidence(words="she said so", source="phone"),
        )  # fmt: skip
        was_own_stop = self.is_own_stop(who, channel)
        outcome = self.workspace.ledger.record(event)
        if kind is EventKind.GIVEN and was_own_stop:
            assert isinstance(outcome, Refusal), "an agent undid a contact's own stop"
        if kind is EventKind.WITHDRAWN:
            assert isinstance(outcome, Change)

    def is_own_stop(self, who: str, channel: Channel) -> bool:
        found = self.raw.execute(
            "SELECT e.actor FROM consent_status s JOIN consent_events e ON e.seq = s.event_seq "
            "WHERE s.address = ? AND s.channel = ? AND s.scope = 'all' AND s.state = 'stopped'",
            (who, channel),
        ).fetchone()
        return found is not None and found[0] == "contact"

    @rule(who=people, channel=channels, purpose=st.sampled_from(sorted(ASKED)), count=st.integers(1, 3))
    def an_agent_sends(self, who: str, channel: Channel, purpose: Purpose, count: int) -> None:
        for _ in range(count):
            outcome = self.workspace.replies.send(
                Address(who), channel, "Your order is ready", purpose, Origin("alice")
            )
            assert not (self.of(who, channel).blocks(purpose) and isinstance(outcome, Queued))

    @rule(who=people, channel=channels)
    def an_agent_replies(self, who: str, channel: Channel) -> None:
        thread = self.workspace.threads.at(Address(who), channel)
        if thread is None:
            return
        self.count_inbound()
        if isinstance(self.workspace.replies.reply(thread, "Of course", "bob"), Queued):
            self.unread[thread] = 0

    @rule(who=people, channel=channels, what=st.sampled_from(["close", "reopen", "read", "assign"]))
    def an_agent_tidies_up(self, who: str, channel: Channel, what: str) -> None:
        thread = self.workspace.threads.at(Address(who), channel)
        if thread is None:
            return
        self.count_inbound()
        match what:
            case "close":
                self.workspace.threads.close(thread, "bob")
            case "reopen":
                self.workspace.threads.reopen(thread, "bob")
            case "assign":
                self.workspace.threads.assign(thread, "alice", "bob")
            case _:
                self.workspace.threads.mark_read(thread)
        if what in ("close", "read"):
            self.unread[thread] = 0

    @rule(worker=st.sampled_from("ab"), moods=st.lists(st.sampled_from(Mood), max_size=3))
    def a_worker_acts(self, worker: str, moods: list[Mood]) -> None:
        self.gateway.moods = moods
        self.run_worker(worker)
        self.gateway.moods = []

    @rule(minutes=st.sampled_from([0.05, 0.5, 3, 60 * 30, -60]))
    def time_passes(self, minutes: float) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @rule(number=st.integers(0, 50), state=st.sampled_from(ReceiptState), has_opted_out=st.booleans())
    def a_receipt_comes(self, number: int, state: ReceiptState, *, has_opted_out: bool) -> None:
        if self.gateway.permits:
            permit = self.gateway.permits[number % len(self.gateway.permits)]
            self.gateway.bring(Receipt(f"out-{permit.draft.message}", state, has_opted_out=has_opted_out))

    @rule()
    def somebody_types_sql(self) -> None:
        for number, address, channel, purpose in self.raw.execute(
            "SELECT id, address, channel, purpose FROM messages WHERE direction = 'outbound'"
        ).fetchall():
            if not self.of(address, channel).blocks(Purpose(purpose)):
                continue
            try:
                self.raw.execute("UPDATE messages SET state = 'sending' WHERE id = ?", (number,))
            except sqlite3.IntegrityError:
                continue
            raise AssertionError("SQL pushed a message past a stop")

    @rule(who=people, channel=channels, has_seal=st.booleans())
    def somebody_types_an_answer(self, who: str, channel: Channel, *, has_seal: bool) -> None:
        thread = self.workspace.threads.at(Address(who), channel)
        if thread is None:
            return
        number = self.raw.execute(
            "INSERT INTO messages (id, thread, address, channel, direction, state, purpose, text, at, recorded_at, seal) "
            "SELECT 1 + MAX(id), ?, ?, ?, 'outbound', 'queued', 'compliance', 'Ten per cent off', MAX(at), MAX(at), "
            "CASE WHEN ? THEN MAX(seal) END FROM messages RETURNING id",
            (thread, who, channel, has_seal),
        ).fetchone()[0]
        self.typed.add(number)

    @rule()
    def the_projection_is_lost_and_made_again(self) -> None:
        past_the_fences(self.raw, "DELETE FROM consent_status")
        self.workspace.ledger.rebuild()

    @rule(who=people, channel=channels, deed=st.sampled_from(TAKING_A_STOP_AWAY))
    def somebody_takes_a_stop_away(self, who: str, channel: Channel, deed: str) -> None:
        if self.of(who, channel).everything not in ("stopped", "held"):
            return
        try:
            self.raw.execute(deed, {"who": who, "channel": channel})
        except sqlite3.IntegrityError:
            return
        raise AssertionError(f"one statement took a stop away: {deed}")

    # ── what holds, whatever happens ───────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_ledger_verifies_and_the_status_follows_from_it(self) -> None:
        assert self.workspace.ledger.verify().is_intact

    @invariant()
    def nothing_waits_for_an_address_that_stopped(self) -> None:
        for address, channel, purpose in self.raw.execute(
            "SELECT address, channel, purpose FROM messages WHERE state IN ('queued', 'sending')"
        ).fetchall():
            told = self.of(address, channel)
            assert not told.blocks(Purpose(purpose))

    @invariant()
    def every_new_stop_is_confirmed_exactly_once_unless_the_carrier_did(self) -> None:
        self.of("", "")
        confirmed = Counter(
            self.raw.execute(
                "SELECT m.address, m.channel FROM messages m JOIN consent_events e ON e.seq = m.answers_event "
                "WHERE e.kind = 'withdrawn'"
            ).fetchall()
        )
        by_carrier = Counter(
            (address, channel)
            for address, channel, name, content in self.raw.execute(
                "SELECT m.address, m.channel, m.provider_id, v.content FROM messages m "
                "JOIN evidence v ON json_extract(v.content, '$.message') = m.id "
                "JOIN consent_events e ON e.evidence_digest = v.digest "
                "WHERE m.direction = 'inbound' AND e.kind = 'withdrawn' AND e.method = 'keyword'"
            ).fetchall()
            if name in self.carrier_answered and content
        )
        for key, told in self.told.items():
            assert confirmed[key] <= told.new_stops
            assert confirmed[key] >= told.new_stops - by_carrier[key]

    @invariant()
    def every_stop_that_came_in_is_in_the_ledger(self) -> None:
        missing = self.raw.execute(
            "SELECT m.id FROM messages m WHERE m.direction = 'inbound' AND m.text IN (?, ?, ?) AND NOT EXISTS "
            "(SELECT 1 FROM evidence v JOIN consent_events e ON e.evidence_digest = v.digest "
            "WHERE json_extract(v.content, '$.message') = m.id AND e.kind = 'withdrawn')",
            STOPS,
        ).fetchall()
        assert missing == []

    @invariant()
    def what_was_handed_over_is_never_queued_or_refused(self) -> None:
        states = dict(
            self.raw.execute("SELECT id, state FROM messages WHERE direction = 'outbound'").fetchall()
        )
        for permit in self.gateway.handed_over:
            assert states[permit.draft.message] in ("sending", "sent", "delivered", "failed", "uncertain")
        for number, state in states.items():
            if state in ("sent", "delivered"):
                assert number in {permit.draft.message for permit in self.gateway.permits}

    @invariant()
    def the_figures_agree_with_a_recount(self) -> None:
        kept = self.raw.execute(
            "SELECT status, assignee, consent, threads FROM thread_counts WHERE threads <> 0 ORDER BY 1, 2, 3"
        ).fetchall()
        counted = self.raw.execute(
            "SELECT status, assignee, consent, COUNT(*) FROM threads GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        ).fetchall()
        assert kept == counted
        self.count_inbound()
        unread = dict(self.raw.execute("SELECT id, unread FROM threads").fetchall())
        assert {thread: self.unread[thread] for thread in unread} == unread

    @invariant()
    def every_thread_shows_the_consent_of_its_address(self) -> None:
        for address, channel, consent in self.raw.execute(
            "SELECT address, channel, consent FROM threads"
        ).fetchall():
            told = self.of(address, channel)
            if told.everything in ("stopped", "held"):
                assert consent == told.everything
            else:
                assert consent != "held"


TestSendBlock = SendBlock.TestCase
TestSendBlock.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
