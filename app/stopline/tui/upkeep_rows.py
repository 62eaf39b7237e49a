"""Pure: the table of a matter of upkeep: its backups, its lists or who differs, its rules and alerts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from stopline.address import Address, masked
from stopline.alerts.outgoing import Alert, AlertState
from stopline.alerts.rules import AlertRule
from stopline.backup.upkeep_facts import KeptBackup
from stopline.days import listed_day, listed_moment
from stopline.inert import one_line
from stopline.tui.panes.consent_card import CHANNEL_NAMES
from stopline.tui.upkeep_reading import Matter, ShownMatter, UpkeepState
from stopline.worker.lists import ListsCompared
from stopline.worker.reconcile import Difference, Side

MOST_ROWS = 200
"""Differences that are shown; the command lists all."""
LONGEST = 300
ALERT_STATES = {
    AlertState.OPEN: "… waits",
    AlertState.SENDING: "→ being sent",
    AlertState.DELIVERED: "✓ delivered",
    AlertState.DROPPED: "○ not told",
    AlertState.GIVEN_UP: "✗ given up",
}
SIDES = {
    Side.ONLY_THERE: "▲ only there",
    Side.ONLY_HERE: "○ only here",
    Side.UNREADABLE: "✗ no address",
    Side.BOTH: "● in both",
}
RECORDED = "✓ now here too"
UNREADABLE = "neither a number nor an address; `stopline reconcile` shows it in full"
_STYLES = {"▲": "$warning bold", "✗": "$error", "✓": "$success", "■": "$error bold"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    cells: tuple[str, ...]
    """Inert already."""
    in_full: str = ""
    """What the line may cut, for the line below the table."""
    rule: str = ""
    """The alert rule it is about; empty where it is about none."""
    place: str = ""
    """The backup it is about."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; the widest column takes the room that is left."""

    columns: tuple[str, ...]
    widest: int
    """The place of the column that takes the room that is left."""
    rows: tuple[Row, ...]
    left_out: int = 0
    are_places: bool = False
    """Whether the widest column holds paths, of which the end says most."""


def rows_of(shown: ShownMatter) -> Rows:
    """Return the table of a matter; one without rows is not shown."""
    match shown.matter:
        case Matter.BACKUP:
            return Rows(
                ("when", "where", "by", "how", "verified"), 1,
                tuple(_backups(shown.state)), are_places=True,
            )  # fmt: skip
        case Matter.LIST if shown.compared is not None:
            return _differences(shown.compared)
        case Matter.LIST:
            return Rows(
                ("list", "when", "on it", "agree", "only there", "only here"), 0, tuple(_lists(shown.state))
            )
        case Matter.ALERTS:
            alerts = (*_rules(shown.state), *_alerts(shown.state))
            return Rows(("", "rule", "what", "where to, or why not"), 3, tuple(alerts))
        case _:
            return Rows((), 0, ())


def styled(cell: str) -> Content:
    """Return a cell, with its glyph in colour too."""
    return Content.styled(cell, style) if (style := _STYLES.get(cell[:1])) else Content(cell)


def _backups(state: UpkeepState) -> Iterator[Row]:
    for each in state.backups:
        is_gone = each.place in state.missing
        place = one_line(each.place, LONGEST)
        more = [
            f"{place}: {each.size:,} bytes, events: {each.event_count:,}",
            *(["there is nothing at that place now"] if is_gone else []),
            *([each.fault] if each.fault else []),
        ]
        yield Row(
            (
                listed_moment(each.at, state.now, state.zone),
                place,
                one_line(each.by, 14),
                "encrypted" if each.is_encrypted else "open",
                "✗ gone" if is_gone else _verified(each, state),
            ),
            "; ".join(more),
            place=each.place,
        )


def _verified(backup: KeptBackup, state: UpkeepState) -> str:
    if backup.fault:
        return "■ broken"
    if backup.verified_at is None:
        return "not yet"
    return f"✓ {listed_day(backup.verified_at, state.now, state.zone)}"


def _lists(state: UpkeepState) -> Iterator[Row]:
    looks = [
        *((each.gateway, each.at, each.listed, each.agreed, each.only_there, each.only_here) for each in state.lists),
        *((each.name, each.at, each.listed, each.agreed, each.only_there, each.only_here) for each in state.files),
    ]  # fmt: skip
    for name, at, listed, agreed, only_there, only_here in sorted(
        looks, key=lambda look: look[1], reverse=True
    ):
        yield Row(
            (
                one_line(name, 60), listed_moment(at, state.now, state.zone), f"{listed:,}", f"{agreed:,}",
                f"▲ {only_there:,}" if only_there else "0", f"{only_here:,}",
            )
        )  # fmt: skip


def _differences(compared: ListsCompared) -> Rows:
    found = [difference for each in compared.found for difference in each.differences]
    found.sort(key=lambda each: list(Side).index(each.side))
    rows = tuple(_difference(each) for each in found[:MOST_ROWS])
    return Rows(("who", "channel", "stopped", "why"), 3, rows, max(len(found) - MOST_ROWS, 0))


def _difference(each: Difference) -> Row:
    # What cannot be read may be a number that was written oddly, and the reason repeats it.
    why = UNREADABLE if each.side is Side.UNREADABLE else one_line(each.why, LONGEST)
    stands = RECORDED if each.is_recorded else SIDES[each.side]
    return Row((one_line(masked(Address(each.address)), 40), CHANNEL_NAMES[each.channel], stands, why), why)


def _rules(state: UpkeepState) -> Iterator[Row]:
    for rule in state.rules:
        is_set = rule.to in state.variables
        to = f"${one_line(rule.to, 60)}"
        yield Row(
            (
                "● rule" if is_set else "▲ not set",
                one_line(rule.name, 40),
                one_line(", ".join(sorted(rule.on)), 60),
                to,
            ),
            f"{one_line(rule.name, 40)}: {', '.join(sorted(rule.on))}, to {to}; {manner(rule)}",
            rule=rule.name,
        )


def _alerts(state: UpkeepState) -> Iterator[Row]:
    for each in state.alerts:
        what = f"{listed_moment(each.opened_at, state.now, state.zone)}, facts: {each.fact_count:,}"
        yield Row(
            (ALERT_STATES[each.state], one_line(each.rule, 40), what, _why(each)),
            one_line(each.reason, LONGEST),
            rule=each.rule,
        )


def _why(alert: Alert) -> str:
    reason = one_line(alert.reason, LONGEST)
    return f"attempt {alert.attempt_count}: {reason}" if reason and alert.attempt_count > 1 else reason


def manner(rule: AlertRule) -> str:
    """Return how a rule tells."""
    parts: Sequence[str] = [
        f"gathered for {rule.batch_for.total_seconds():g} s",
        *([f"from {rule.at_least} on"] if rule.at_least > 1 else []),
        *([f"not {rule.quiet.begins:%H:%M}–{rule.quiet.ends:%H:%M}"] if rule.quiet is not None else []),
        "masked" if rule.is_masked else "in full",
    ]
    return ", ".join(parts)
