"""The watch: notes what somebody wants to be told of, each fact once, from what is stored already.

Nothing here is on the way of a text that comes in: the ledger is read from where the last look ended. What happened before a
workspace had its first rule is told to nobody.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from stopline.alerts.outgoing import Outgoing
from stopline.alerts.rules import AlertRule, FactKind, kinds_wanted
from stopline.analytics.figures import Figures
from stopline.analytics.spikes import Verdict
from stopline.clock import Clock, to_text
from stopline.consent.deadlines import business_days_left
from stopline.consent.requests import RequestKind, Requests
from stopline.days import named_day
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

LEDGER = "ledger"
NEWS_FOR = timedelta(days=1)
"""How long something may be told that happened while nobody looked."""
FAILING_FOR = timedelta(minutes=2)
"""How long a gateway fails before somebody is told: most failures are over sooner."""
DAYS_LEFT = 2
"""Business days left of a deadline when somebody is told."""
DAYS_TOGETHER = 90
"""Days that are looked at together, as in `stopline report spikes`: in so many, chance raises an alarm as rarely as promised."""
_ASKED = {
    RequestKind.HOLD: "a doubtful reply must be decided",
    RequestKind.STOP: "a stop must be honoured",
    RequestKind.FORGET: "somebody must be forgotten",
    RequestKind.EXPORT: "somebody must get their data",
}
LOOKED_EVERY = timedelta(minutes=1)
"""How often what changes slowly is looked at."""


class Watch:
    """The watch over one workspace.

    Args:
        engine: the workspace's database.
        clock: tells the time.
        figures: say whether today is a spike.
        outgoing: takes what was noted.
        rules: what somebody wants to be told of.
        requests: what has a deadline.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        figures: Figures,
        outgoing: Outgoing,
        rules: Sequence[AlertRule],
        requests: Requests,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._figures = figures
        self._outgoing = outgoing
        self._kinds = kinds_wanted(rules)
        self._requests = requests
        self._looked_at: datetime | None = None
        self._sql = load_queries("stopline.alerts", "alerts.sql")

    def look(self) -> None:
        """Note what happened since the last look, and put it into the alerts of the rules that ask for it."""
        if not self._kinds:
            return
        self._outgoing.begin()
        now = self._clock.now()
        has_optouts = self._ledger()
        if self._looked_at is None or not timedelta(0) <= now - self._looked_at < LOOKED_EVERY:
            self._looked_at = now
            self._slow(now, has_optouts=True)
        elif has_optouts:
            self._spike(now)
        self._outgoing.gather()

    def verified_at(self) -> datetime | None:
        """Return when the ledger was last verified."""
        row = self._engine.one(self._sql["verified_at"])
        return row.instant("at") if row else None

    def _ledger(self) -> bool:
        """Note opt-outs and holds since the last look; return whether there was anything new in the ledger."""
        head = self._number("head", "seq")
        row = self._engine.one(self._sql["position"], name=LEDGER)
        after = row.number("position") if row else None
        if after is not None and after >= head:
            return False
        since = to_text(self._clock.now() - NEWS_FOR)
        with self._engine.transaction():
            if after is not None:
                if FactKind.OPT_OUT in self._kinds:
                    self._engine.run(self._sql["note_optouts"], after=after, until=head, since=since)
                if FactKind.HOLD in self._kinds:
                    self._engine.run(self._sql["note_holds"], after=after, until=head, since=since)
            self._engine.run(self._sql["set_position"], name=LEDGER, position=head)
        return after is not None

    def _slow(self, now: datetime, *, has_optouts: bool) -> None:
        if FactKind.GATEWAY in self._kinds:
            before = to_text(now - FAILING_FOR)
            if self._engine.one(self._sql["failing_gateways"], before=before) is not None:
                self._engine.run(self._sql["note_gateways"], before=before)
        if FactKind.BRAKE in self._kinds:
            since = to_text(now - NEWS_FOR)
            if self._engine.one(self._sql["braked"], since=since) is not None:
                self._engine.run(self._sql["note_brakes"], since=since)
        if FactKind.UPKEEP in self._kinds and self._engine.one(self._sql["untold_upkeep"]) is not None:
            self._engine.run(self._sql["note_upkeep"])
        if FactKind.OVERDUE in self._kinds:
            self._overdue(now)
        if FactKind.CHAIN in self._kinds:
            row = self._engine.one(self._sql["broken_ledger"])
            if row is not None:
                self._note(FactKind.CHAIN, row.text("detail"), row.text("detail"), row.instant("at"))
        if has_optouts:
            self._spike(now)

    def _overdue(self, now: datetime) -> None:
        """Note what somebody asked for whose time is nearly up: a doubtful reply, a person's own data, to be forgotten."""
        zone = self._requests.zone
        for request in self._requests.waiting():
            if business_days_left(now, request.deadline) > DAYS_LEFT:
                continue
            is_hold = request.kind is RequestKind.HOLD
            what = _ASKED[request.kind]
            self._note(
                FactKind.OVERDUE, f"{request.kind}{request.number}",
                f"{what} by {named_day(request.deadline.astimezone(zone), now.astimezone(zone))}", request.asked_at, request.number if is_hold else None,
            )  # fmt: skip

    def _spike(self, now: datetime) -> None:
        if FactKind.SPIKE not in self._kinds:
            return
        today = self._figures.optouts.today()
        if self._is_noted(FactKind.SPIKE, today.isoformat()):
            return
        judgement = self._figures.judged_day(today, DAYS_TOGETHER)
        if judgement.verdict is Verdict.SPIKE:
            self._note(FactKind.SPIKE, today.isoformat(), f"today {judgement.words}", now)

    def _note(self, kind: FactKind, key: str, note: str, at: datetime, event_seq: int | None = None) -> None:
        if not self._is_noted(kind, key):
            self._engine.run(
                self._sql["note_fact"],
                kind=kind, key=f"{kind}:{key}", event_seq=event_seq, note=note, at=to_text(at),
            )  # fmt: skip

    def _is_noted(self, kind: FactKind, key: str) -> bool:
        return self._engine.one(self._sql["is_noted"], key=f"{kind}:{key}") is not None

    def _number(self, query: str, column: str) -> int:
        row = self._engine.one(self._sql[query])
        return row.number(column) if row else 0
