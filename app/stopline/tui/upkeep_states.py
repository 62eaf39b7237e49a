"""Pure: how a matter of upkeep stands, in a glyph and a few words."""

from datetime import datetime, timedelta
from typing import NamedTuple

from textual.content import Content

from stopline.alerts.outgoing import AlertState
from stopline.hygiene.keeping import Checkup
from stopline.inert import one_line
from stopline.plural import counted
from stopline.tui.upkeep_reading import Matter, UpkeepState

_LEFT_TO_THE_WORKER = {
    Matter.ANCHOR: Checkup.ANCHORED,
    Matter.BACKUP: Checkup.BACKED_UP,
    Matter.LIST: Checkup.COMPARED,
}


class Standing(NamedTuple):
    """How a matter stands."""

    glyph: str
    words: str

    @property
    def style(self) -> str:
        """Return how the glyph looks; it says the same without colour."""
        return {"✓": "$success", "▲": "$warning bold", "■": "$error bold"}.get(self.glyph, "$quiet")

    def content(self, width: int) -> Content:
        """Return glyph and words, cut to a width."""
        return Content.assemble((self.glyph, self.style), f" {one_line(self.words, width - 2)}")


def standing(matter: Matter, state: UpkeepState) -> Standing:
    """Return how a matter stands."""
    checkup = _LEFT_TO_THE_WORKER.get(matter)
    if checkup is not None and state.fault(checkup) is not None:
        return Standing("■", "the worker cannot do it")
    match matter:
        case Matter.KEY:
            return _key(state)
        case Matter.ANCHOR:
            return _anchor(state)
        case Matter.BACKUP:
            return _backup(state)
        case Matter.LIST:
            return _lists(state)
        case Matter.ALERTS:
            return _alerts(state)


def age(at: datetime, now: datetime) -> str:
    """Return how long ago, as short as it can be said and still be read: `now`, `5 min ago`, `2 h ago`, `3 d ago`."""
    seconds = int((now - at).total_seconds())
    for length, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= length:
            return f"{seconds // length} {unit} ago"
    return "now"


def _dated(at: datetime, state: UpkeepState, days: int, more: str) -> Standing:
    """Return when it was, with a sign where that is longer ago than the team allows."""
    is_old = state.now - at > timedelta(days=days)
    return Standing("▲" if is_old else "✓", f"{age(at, state.now)}{more}")


def _key(state: UpkeepState) -> Standing:
    if state.chain.key_id:
        return Standing("✓", f"from {state.chain.key_source}")
    if state.chain.keyed_from:
        return Standing("■", "not here; tags unchecked")
    return Standing("▲", "none")


def _anchor(state: UpkeepState) -> Standing:
    compared = state.anchors_compared
    if compared is not None and compared.fault and (state.anchor is None or compared.at >= state.anchor.at):
        return Standing("■", compared.fault)
    if state.anchor is None:
        return Standing("▲", "never")
    return _dated(state.anchor.at, state, state.limits.verify_days, f", event {state.anchor.seq:,}")


def _backup(state: UpkeepState) -> Standing:
    outcome = state.outcomes.get(Checkup.BACKED_UP)
    if outcome is not None and outcome.fault_count:
        return Standing("■", f"{age(outcome.at, state.now)}: {outcome.detail}")
    if not state.backups:
        # Saved before anything but the time was remembered.
        return _dated(outcome.at, state, state.limits.backup_days, "") if outcome else Standing("▲", "never")
    last = state.backups[0]
    if last.fault:
        return Standing("■", f"{age(last.at, state.now)}, does not hold")
    how = ", encrypted" if last.is_encrypted else ", not encrypted"
    return _dated(last.at, state, state.limits.backup_days, how)


def _lists(state: UpkeepState) -> Standing:
    looks = [
        *((each.at, each.only_there) for each in state.lists),
        *((each.at, each.only_there) for each in state.files),
    ]
    missing = sum(count for _, count in looks)
    if missing:
        return Standing("▲", f"{missing:,} may be texted here")
    if looks:
        return _dated(max(at for at, _ in looks), state, state.limits.compare_days, ", all agree")
    return Standing("▲", "never") if state.gateways else Standing("○", "no gateway is set up")


def _alerts(state: UpkeepState) -> Standing:
    given_up = sum(each.state is AlertState.GIVEN_UP for each in state.alerts)
    if given_up:
        return Standing("■", f"{given_up} given up")
    if not state.rules:
        return Standing("▲", "nobody is told")
    unset = sum(rule.to not in state.variables for rule in state.rules)
    if unset:
        return Standing("▲", f"{counted(unset, 'rule leads', 'rules lead')} nowhere")
    if state.may_retry:
        return Standing("▲", "some wait for another try")
    return Standing("✓", f"{counted(len(state.rules), 'rule')}, all told")
