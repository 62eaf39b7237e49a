"""What a test itself makes of the events of one address on one channel, and what a stranger with SQL would do to a stop."""

from dataclasses import dataclass, field

from stopline.consent.events import EventKind, Method, Scope
from stopline.consent.gate import Purpose

KINDS = frozenset({Scope.MARKETING, Scope.NOTICE})

TAKING_A_STOP_AWAY = (
    "DELETE FROM consent_status WHERE address = :who AND channel = :channel AND scope = 'all'",
    "UPDATE consent_status SET state = 'subscribed' WHERE address = :who AND channel = :channel AND scope = 'all'",
    "UPDATE consent_status SET address = '+12025550199' WHERE address = :who AND channel = :channel AND scope = 'all'",
    "REPLACE INTO consent_status SELECT :who, :channel, 'all', 'subscribed', MAX(recorded_at), 0, '', '', '' FROM consent_events",
    "DELETE FROM subjects WHERE address = :who",
    "UPDATE subjects SET address = '+12025550199' WHERE address = :who AND :channel <> ''",
    "UPDATE subjects SET subject = salt WHERE address = :who AND :channel <> ''",
    "INSERT OR REPLACE INTO subjects SELECT salt, :who, salt FROM subjects WHERE address = :who AND :channel <> ''",
)
"""One statement each, with which somebody beside the ledger would be sent to who is not to be."""


@dataclass
class Told:
    """What the test itself makes of the events of one address on one channel: far simpler than the product's own fold."""

    everything: str = ""
    since: str = ""
    """When everything was held, stopped, or stopped once more: what is older does not lift it."""
    narrower: dict[Scope, str] = field(default_factory=dict)
    """Which kinds of message are stopped, and since when."""
    theirs: dict[Scope, str] = field(default_factory=dict)
    """What they stopped themselves and have not taken back, and when they last said so."""
    new_stops: int = 0
    """Stops by keyword that met no stop, or none of theirs, each of which is confirmed once."""

    def take(self, scope: Scope, kind: EventKind, method: Method, at: str) -> None:
        is_first = self.theirs.keys().isdisjoint({Scope.ALL, scope})
        self._take(scope, kind, method, at, is_first=is_first)
        if method is Method.AGENT:
            return
        if kind is EventKind.WITHDRAWN:
            self.theirs[scope] = max(at, self.theirs.get(scope, ""))
        elif kind is EventKind.GIVEN:
            covered = set(Scope) if scope is Scope.ALL else {scope}
            self.theirs = {
                each: since for each, since in self.theirs.items() if each not in covered or since > at
            }

    def _take(self, scope: Scope, kind: EventKind, method: Method, at: str, *, is_first: bool) -> None:
        is_blocked = self.everything in ("stopped", "held")
        if scope is not Scope.ALL:
            self._take_narrow(scope, kind, method, at, is_first=is_first)
        elif kind is EventKind.WITHDRAWN:
            is_new = self.everything != "stopped"
            self.new_stops += int((is_new or is_first) and method is Method.KEYWORD)
            self.everything, self.since = "stopped", at if is_new else max(self.since, at)
        elif kind is EventKind.HELD and not is_blocked:
            self.everything, self.since = "held", at
        elif kind is EventKind.RELEASED:
            self.everything = "" if self.everything == "held" else self.everything
        elif kind is EventKind.GIVEN and (not is_blocked or at >= self.since):
            self.everything = "given"
            self.narrower = {each: since for each, since in self.narrower.items() if since > at}

    def _take_narrow(self, scope: Scope, kind: EventKind, method: Method, at: str, *, is_first: bool) -> None:
        if kind is EventKind.GIVEN:
            if self.everything == "stopped" and method is Method.KEYWORD and at >= self.since:
                self.everything = ""
                self.narrower = {each: max(self.since, self.narrower.get(each, "")) for each in KINDS}
            if at >= self.narrower.get(scope, ""):
                self.narrower.pop(scope, None)
        else:
            is_new = scope not in self.narrower and self.everything not in ("stopped", "held")
            self.new_stops += int((is_new or is_first) and method is Method.KEYWORD)
            self.narrower[scope] = max(at, self.narrower.get(scope, ""))

    def blocks(self, purpose: Purpose) -> bool:
        if purpose is Purpose.COMPLIANCE:
            return False
        return self.everything in ("stopped", "held") or purpose.value in {
            each.value for each in self.narrower
        }
