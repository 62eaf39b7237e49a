"""Alerts on their way: gathered from facts rule by rule, taken by one courier at a time, and settled.

While an alert waits, for the end of its time or for a place that does not answer, what happens meanwhile joins it: a burst is one
alert with a count, and a place that was down for hours gets one when it is up again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from stopline.address import Address
from stopline.alerts.rules import AlertRule, FactKind, is_given_up, pause_after
from stopline.alerts.wording import MOST_LINES, Fact
from stopline.clock import Clock, to_text
from stopline.consent.events import Evidence
from stopline.inert import one_line
from stopline.store.engine import Engine, Row, SqlValue
from stopline.store.queries import load_queries

CLAIMED_FOR = timedelta(minutes=2)
"""How long a courier that has gone silent keeps an alert to itself."""


class AlertState(StrEnum):
    """Where an alert is on its way."""

    OPEN = "open"
    """Waits, and takes what happens meanwhile."""
    SENDING = "sending"
    DELIVERED = "delivered"
    DROPPED = "dropped"
    """Too little happened for its rule, or the rule is gone."""
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Alert:
    """A stretch of facts that a rule asks for."""

    id: int
    rule: str
    state: AlertState
    first_fact: int
    last_fact: int
    fact_count: int
    opened_at: datetime
    due_at: datetime
    attempt_count: int
    tried_at: datetime | None
    settled_at: datetime | None
    reason: str


class Outgoing:
    """The alerts of one workspace on their way.

    Args:
        engine: the workspace's database.
        clock: tells what is due.
        rules: what somebody wants to be told of.
        zone: the zone of quiet hours.
    """

    def __init__(self, engine: Engine, clock: Clock, rules: Sequence[AlertRule], zone: tzinfo) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules
        self._zone = zone
        self._sql = load_queries("stopline.alerts", "alerts.sql")
        self._has_begun = False

    def begin(self) -> None:
        """Let every rule that is new begin with what happens from now on."""
        if self._has_begun:
            return
        for rule in self._rules:
            if self._position(rule) is None:
                self._move(rule, self._last_fact())
        self._has_begun = True

    def gather(self) -> None:
        """Put the facts noted since the last time into the alerts of the rules that ask for them."""
        last_fact = self._last_fact()
        for rule in self._rules:
            after = self._position(rule)
            if after is None or after < last_fact:
                with self._engine.transaction():
                    self._gather(rule, after or 0)
                    self._move(rule, last_fact)

    def has_due(self) -> bool:
        """Tell whether an alert is to be sent now."""
        return self._engine.one(self._sql["is_due"], now=to_text(self._clock.now())) is not None

    def claim(self) -> Alert | None:
        """Take the next alert that is due; None where there is none."""
        now = self._clock.now()
        row = self._engine.one(self._sql["claim_alert"], now=to_text(now), until=to_text(now + CLAIMED_FOR))
        return _alert(row) if row else None

    def facts_of(self, alert: Alert, rule: AlertRule) -> tuple[dict[FactKind, int], list[Fact]]:
        """Return how many facts of each kind an alert tells of, and the first of them."""
        stretch: dict[str, SqlValue] = {
            "first": alert.first_fact,
            "last": alert.last_fact,
            "kinds": _kinds(rule),
        }
        counted = {
            row.text("kind"): row.number("facts")
            for row in self._engine.all(self._sql["fact_counts"], **stretch)
        }
        counts = {kind: counted[kind] for kind in FactKind if kind in counted}
        rows = self._engine.all(self._sql["facts"], limit=MOST_LINES, **stretch)
        return counts, [_fact(row) for row in rows]

    def settle_delivered(self, alert: Alert) -> None:
        """Note that an alert was taken."""
        self._settle(alert, AlertState.DELIVERED, "")

    def settle_dropped(self, alert: Alert, reason: str) -> None:
        """Note that an alert is told to nobody."""
        self._settle(alert, AlertState.DROPPED, reason)

    def settle_failed(self, alert: Alert, reason: str) -> AlertState:
        """Note why an alert was not taken; it is tried again later, or given up after a day. Return which."""
        now = self._clock.now()
        if alert.tried_at is not None and is_given_up(alert.tried_at, now):
            return self._settle(alert, AlertState.GIVEN_UP, reason)
        return self._settle(alert, AlertState.OPEN, reason, due_at=now + pause_after(alert.attempt_count))

    def retry(self) -> int:
        """Let everything that was given up or waits for another attempt be sent now; return how many alerts that are."""
        return self._engine.run(self._sql["retry_alerts"], now=to_text(self._clock.now()))

    def alerts(self, limit: int = 20) -> list[Alert]:
        """Return the last alerts, the newest first."""
        return [_alert(row) for row in self._engine.all(self._sql["alerts"], limit=limit)]

    def _gather(self, rule: AlertRule, after: int) -> None:
        found = self._engine.one(self._sql["facts_wanted"], after=after, kinds=_kinds(rule))
        if found is None or not found.number("facts"):
            return
        facts, first, last = found.number("facts"), found.number("first"), found.number("last")
        waiting = self._engine.one(self._sql["open_alert"], rule=rule.name)
        if waiting is not None:
            self._engine.run(self._sql["extend_alert"], id=waiting.number("id"), last=last, facts=facts)
            return
        now = self._clock.now()
        self._engine.run(
            self._sql["add_alert"],
            rule=rule.name, first=first, last=last, facts=facts, now=to_text(now),
            due_at=to_text(rule.due_at(now, self._zone)),
        )  # fmt: skip

    def _settle(
        self, alert: Alert, state: AlertState, reason: str, due_at: datetime | None = None
    ) -> AlertState:
        now = self._clock.now()
        self._engine.run(
            self._sql["settle_alert"],
            id=alert.id, state=state, reason=one_line(reason, 300), due_at=to_text(due_at or now),
            settled_at=None if state is AlertState.OPEN else to_text(now),
        )  # fmt: skip
        return state

    def _position(self, rule: AlertRule) -> int | None:
        row = self._engine.one(self._sql["position"], name=f"rule {rule.name}")
        return row.number("position") if row else None

    def _move(self, rule: AlertRule, position: int) -> None:
        self._engine.run(self._sql["set_position"], name=f"rule {rule.name}", position=position)

    def _last_fact(self) -> int:
        row = self._engine.one(self._sql["last_fact"])
        return row.number("id") if row else 0


def _kinds(rule: AlertRule) -> str:
    return f",{','.join(sorted(rule.on))},"


def _alert(row: Row) -> Alert:
    return Alert(
        id=row.number("id"),
        rule=row.text("rule"),
        state=AlertState(row.text("state")),
        first_fact=row.number("first_fact"),
        last_fact=row.number("last_fact"),
        fact_count=row.number("fact_count"),
        opened_at=row.instant("opened_at"),
        due_at=row.instant("due_at"),
        attempt_count=row.number("attempt_count"),
        tried_at=row.instant_or_none("tried_at"),
        settled_at=row.instant_or_none("settled_at"),
        reason=row.text("reason"),
    )


def _fact(row: Row) -> Fact:
    address = row.text_or_none("address")
    return Fact(
        kind=FactKind(row.text("kind")),
        at=row.instant("at"),
        note=row.text("note"),
        address=Address(address) if address else None,
        name=row.text_or_none("name") or "",
        channel=row.text_or_none("channel") or "",
        method=row.text_or_none("method") or "",
        words=Evidence.from_content(row.text_or_none("content")).words,
    )
