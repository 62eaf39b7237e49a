"""Lets implied consent run out: the event that says so is recorded when its time has come.

The gate refuses from that moment on, whether the event has been recorded or not.
"""

from datetime import datetime, timedelta

from stopline.address import Address
from stopline.clock import Clock, to_text
from stopline.consent.basis import WORDS
from stopline.consent.events import AUTOMATIC, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Policy, expires_at
from stopline.consent.ledger import Change, Ledger
from stopline.consent.send_block import SendBlock, status_of
from stopline.days import full_day
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

LOOKED_AFTER = timedelta(hours=1)
"""How often it is looked for; nothing hangs on the minute."""
AT_ONCE = 500
"""Consents let run out in one go."""


class Expiries:
    """What runs out in one workspace."""

    def __init__(
        self, engine: Engine, clock: Clock, ledger: Ledger, send_block: SendBlock, policy: Policy
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._send_block = send_block
        self._shortest = min(
            (months for rules in policy.countries.values() for months in rules.expiry_months.values()),
            default=None,
        )
        self._policy = policy
        self._looked_at: datetime | None = None
        self._sql = load_queries("stopline.consent", "expiry.sql")

    def let_expire(self) -> int:
        """Record every implied consent that has run out, at most once an hour; return how many."""
        now = self._clock.now()
        if self._shortest is None:
            return 0
        if self._looked_at is not None and timedelta() <= now - self._looked_at < LOOKED_AFTER:
            return 0
        expired_count = 0
        after = ""
        # No month has fewer days, so nobody who has run out is older than this.
        before = to_text(now - timedelta(days=28 * self._shortest))
        while rows := self._engine.all(
            self._sql["implied_before"], before=before, after=after, limit=AT_ONCE
        ):
            for row in rows:
                address, channel = Address(row.text("address")), Channel(row.text("channel"))
                expired_count += self._expire(address, channel, Scope(row.text("scope")), now)
            after = rows[-1].text("place")
        self._looked_at = now
        return expired_count

    def _expire(self, address: Address, channel: Channel, scope: Scope, now: datetime) -> bool:
        """Record that a consent has run out, if it has; return whether it has."""
        with self._engine.transaction():
            row = self._engine.one(
                self._sql["status_of_scope"], address=address, channel=channel, scope=scope
            )
            status = status_of(row) if row is not None else None
            if status is None or status.basis is None or status.agreed_at is None:
                return False
            ends_at = expires_at(status, self._send_block.place_of(address), self._policy)
            if ends_at is None or ends_at > now:
                return False
            agreed_on = full_day(status.agreed_at.astimezone(self._policy.zone()))
            note = f"{WORDS[status.basis]} of {agreed_on} carries no further"
            event = ConsentEvent(
                address, channel, EventKind.EXPIRED, Method.AGENT, AUTOMATIC, now, scope, Evidence(note=note)
            )
            return isinstance(self._ledger.record(event), Change)
