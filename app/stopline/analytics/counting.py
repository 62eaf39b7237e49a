"""Counting: keeps the figures in the transactions that record the events.

It witnesses the ledger and the outbox. What it writes follows from ledger and messages alone, so that `tally` can make it again and
compare it at any time.

An opt-out is a stop of everything or of marketing where there was none before, from whatever source. It keeps the last message that
left for the person on that channel in the days before, and how long before. Answers that the law asks for, such as
the confirmation of a stop, count neither as a message before nor as reaching somebody.

People who were forgotten stay counted where they were, as nobody in particular. That they stay stopped when their number comes again is
no new opt-out.
"""

from dataclasses import asdict
from datetime import datetime, timedelta

from stopline.address import FORGOTTEN, Address, region_of
from stopline.analytics import membership
from stopline.analytics.attribution import (
    NOTHING_REMEMBERED,
    Basis,
    Before,
    OptOutFacts,
    Remembered,
    facts_again,
    facts_of,
    moment_before,
    source_of,
)
from stopline.analytics.periods import as_stored, local_day, week_hour
from stopline.analytics.series import NONE
from stopline.clock import to_text
from stopline.consent.events import ConsentEvent, EventKind, Method, Scope
from stopline.consent.gate import Purpose
from stopline.consent.ledger import Change
from stopline.consent.status import State
from stopline.messages.message import Message
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

COUNTED_SCOPES = (Scope.ALL, Scope.MARKETING)


class Counting:
    """The figures of one workspace, as they grow.

    Args:
        engine: the workspace's database.
        wanted: what the team wants counts to be made with. Counting goes on with what they were made with until somebody counts
            again, so that a process started with other settings cannot mix two ways of counting.
    """

    def __init__(self, engine: Engine, wanted: Basis) -> None:
        self.wanted = wanted
        self._engine = engine
        self._wanted_text = wanted.to_text()
        self._sql = load_queries("stopline.analytics", "tally.sql")

    def consent_changed(self, change: Change) -> None:
        """Count what an event did; while somebody counts again, they come to it in their turn."""
        if self._engine.one(self._sql["recount_place"]) is None:
            self.count(change, self._basis())

    def message_left(self, message: Message, at: datetime) -> None:
        """Count the person a message left for, once a day in all and once a day by everything it is counted by."""
        if message.purpose is Purpose.COMPLIANCE:
            return
        source = source_of(message.campaign, message.purpose)
        basis = self._basis()
        number, country = self.person(message.address)
        values = {
            "channel": message.channel.value, "source": source, "template": message.template or None,
            "agent": message.agent or None, "gateway": message.gateway or None, "country": country or None,
            "sent": week_hour(at, basis.zone),
        }  # fmt: skip
        self._engine.run(self._sql["add_reach_series"], **values)
        day = local_day(at, basis.zone).isoformat()
        self._engine.run(self._sql["add_reached"], person=number, day=day, **values)

    def count(self, change: Change, basis: Basis, remembered: Remembered = NOTHING_REMEMBERED) -> None:
        """Count one event.

        Args:
            change: what it did.
            basis: what counts are made with.
            remembered: what was known of events before their words were erased.
        """
        event = change.recorded.event
        if event.kind is EventKind.ERASED:
            return
        if is_counted(event):
            if change.is_new_stop:
                facts = self.facts(change, basis, remembered)
                self._engine.run(self._sql["add_optout"], **asdict(facts))
            elif event.kind is EventKind.CORRECTED:
                mistaken = mistaken_stop(change)
                if mistaken:
                    self._engine.run(self._sql["remove_optout"], event_seq=mistaken)
        self._count_membership(change, basis, remembered)
        self._count_holds(change, basis, remembered)

    def facts(self, change: Change, basis: Basis, remembered: Remembered) -> OptOutFacts:
        """Return everything an opt-out may be put down to."""
        erased = remembered.optouts.get(change.recorded.seq)
        if erased is not None:
            return facts_again(change, erased, basis)
        event = change.recorded.event
        return facts_of(change, self._before(change, basis), self._country(event.address), basis)

    def person(self, address: Address) -> tuple[int, str]:
        """Return the number and the country of a person, making the number at the first."""
        known = self._engine.one(self._sql["person"], address=address)
        if known is None:
            country = region_of(address) or ""
            known = self._engine.one(self._sql["add_person"], address=address, country=country)
        return (known.number("id"), known.text("country")) if known else (0, "")

    def forget(self, address: Address, subject: str) -> None:
        """Put the ledger's digest in place of an address everywhere: the figures stay, the person is gone.

        The caller holds the transaction in which the person is erased.
        """
        for query in (
            "forget_person_number",
            "forget_person_optouts",
            "forget_person_memberships",
            "forget_person_holds",
        ):
            self._engine.run(self._sql[query], address=address, nobody=FORGOTTEN + subject)

    def basis(self) -> Basis | None:
        """Return what counts were made with, None before the first."""
        row = self._engine.one(self._sql["kept_basis"])
        if row is None:
            return None
        kept = row.text("value")
        return self.wanted if kept == self._wanted_text else Basis.from_text(kept)

    def _basis(self) -> Basis:
        """Return what counts are made with at present, settling it at the first count."""
        kept = self.basis()
        if kept is None:
            self._engine.run(self._sql["keep_basis"], basis=self._wanted_text)
        return kept or self.wanted

    def _country(self, address: Address) -> str:
        known = self._engine.one(self._sql["person"], address=address)
        return known.text("country") if known else region_of(address) or ""

    def _before(self, change: Change, basis: Basis) -> Before | None:
        event = change.recorded.event
        moment = moment_before(change)
        row = self._engine.one(
            self._sql["message_before"],
            address=event.address, channel=event.channel, before=to_text(moment), since=to_text(moment - basis.longest),
        )  # fmt: skip
        return before_of(row) if row else None

    def _count_membership(self, change: Change, basis: Basis, remembered: Remembered) -> None:
        event, seq = change.recorded.event, change.recorded.seq
        day = local_day(event.occurred_at, basis.zone).isoformat()
        if membership.has_joined(change):
            mistaken = mistaken_stop(change)
            if mistaken and self._engine.run(self._sql["reopen_membership"], left_seq=mistaken):
                return
            self._engine.run(
                self._sql["add_membership"],
                event_seq=seq, address=event.address, channel=event.channel, source=remembered.sources.get(seq) or membership.joined_by(change),
                joined_on=day, joined_at=to_text(event.occurred_at),
            )  # fmt: skip
        elif membership.has_left(change):
            present = self._engine.one(
                self._sql["present_membership"], address=event.address, channel=event.channel
            )
            if present is not None:
                stayed = seconds_between(present.instant("joined_at"), event.occurred_at)
                self._engine.run(
                    self._sql["end_membership"],
                    event_seq=present.number("event_seq"), left_on=day, left_seq=seq, stayed=stayed,
                    left_by=remembered.leavings.get(seq) or membership.left_by(change),
                )  # fmt: skip

    def _count_holds(self, change: Change, basis: Basis, remembered: Remembered) -> None:
        event, seq = change.recorded.event, change.recorded.seq
        for ended in membership.ended_holds(change):
            held = self._engine.one(self._sql["hold_began"], event_seq=ended.event_seq)
            if held is not None:
                waited = seconds_between(held.instant("held_at"), change.recorded.recorded_at)
                decided = remembered.decisions.get(ended.event_seq) or ended.decided.value
                self._engine.run(
                    self._sql["end_hold"], event_seq=ended.event_seq, decided=decided, waited=waited
                )
        if membership.begun_hold(change):
            self._engine.run(
                self._sql["add_hold"],
                event_seq=seq, address=event.address, channel=event.channel, held_at=to_text(event.occurred_at),
                held_on=local_day(event.occurred_at, basis.zone).isoformat(),
            )  # fmt: skip


def is_counted(event: ConsentEvent) -> bool:
    """Tell whether an event may be an opt-out, or take one back: a stop that was kept of somebody forgotten is none."""
    return event.scope in COUNTED_SCOPES and event.method is not Method.SUPPRESSION


def before_of(row: Row) -> Before:
    """Return the message of a row."""
    return Before(
        message=row.number("id"),
        sent_at=row.instant("sent_at"),
        source=source_of(row.text_or_none("campaign"), Purpose(row.text("purpose"))),
        template=row.text_or_none("template") or NONE,
        agent=row.text_or_none("agent") or NONE,
        gateway=row.text_or_none("gateway") or NONE,
    )


def mistaken_stop(change: Change) -> int:
    """Return the event of a stop that a correction takes back, 0 where it takes back none."""
    event = change.recorded.event
    if event.kind is not EventKind.CORRECTED:
        return 0
    mistaken = change.before.narrow(event.scope)
    return mistaken.event_seq if mistaken is not None and mistaken.state is State.STOPPED else 0


def seconds_between(earlier: datetime, later: datetime) -> int:
    """Return the whole seconds from one instant to another, none where clocks ran backwards."""
    return max(0, int((as_stored(later) - as_stored(earlier)) // timedelta(seconds=1)))
