"""Pure: what an alert says: a line that counts, a few lines of what happened, and where to read on.

Masked, it holds neither a whole number nor a name nor a word anybody wrote. Unmasked words come from strangers and go into a chat, so signs
that such places would obey are replaced.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from stopline.address import Address, masked, written_out
from stopline.alerts.rules import FactKind
from stopline.consent.events import Method
from stopline.days import named_day
from stopline.inert import one_line

_NUMBER = re.compile(r"\+?\d[\d ()./-]{5,}\d|[^\s@]+@[^\s@]+")
"""What may be somebody's address in the words of a gateway."""
MOST_LINES = 5
"""Facts that are told one by one."""
LONGEST_WORDS = 120
_OBEYED = str.maketrans(
    {"<": "‹", ">": "›", "@": "＠", "&": "+", "*": "∗", "`": "'", "_": "‗", "~": "∼", "|": "¦"}
)
_ONE = {
    FactKind.OPT_OUT: "opt-out",
    FactKind.HOLD: "doubtful reply",
    FactKind.SPIKE: "spike of opt-outs",
    FactKind.GATEWAY: "gateway that does not work",
    FactKind.CHAIN: "broken ledger",
    FactKind.OVERDUE: "request about to be overdue",
    FactKind.BRAKE: "campaign that paused itself",
    FactKind.UPKEEP: "piece of upkeep that fails",
}
_MANY = {
    FactKind.OPT_OUT: "opt-outs",
    FactKind.HOLD: "doubtful replies",
    FactKind.SPIKE: "spikes of opt-outs",
    FactKind.GATEWAY: "gateways that do not work",
    FactKind.CHAIN: "breaks of the ledger",
    FactKind.OVERDUE: "requests about to be overdue",
    FactKind.BRAKE: "campaigns that paused themselves",
    FactKind.UPKEEP: "pieces of upkeep that fail",
}
_WHERE = {
    FactKind.OPT_OUT: "Who and after what: g o in Stopline, or `stopline report optouts`.",
    FactKind.HOLD: "Decide: 4 and h in the inbox, or `stopline holds`.",
    FactKind.SPIKE: "After which message: g o in Stopline, or `stopline report optouts --by campaign`.",
    FactKind.GATEWAY: "Nothing is collected or sent there until it works; `stopline doctor` tells more.",
    FactKind.CHAIN: "Keep the file as it is; `stopline consent verify` shows the break. Unless only a tag is missing, stop sending.",
    FactKind.OVERDUE: "Until when, and what does it: 7 in the inbox, or `stopline requests --open`.",
    FactKind.BRAKE: "Look: `stopline campaign report`; then `stopline campaign resume` or `cancel`.",
    FactKind.UPKEEP: "Mend what the reason names; `stopline doctor --only upkeep` tells more, and the worker tries again within the hour.",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, with what is known of the person now."""

    kind: FactKind
    at: datetime
    note: str
    """What happened, where it is about no person; holds no address and no text."""
    address: Address | None = None
    """None where it is about nobody, or about somebody who was forgotten since."""
    name: str = ""
    channel: str = ""
    method: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """An alert as it is sent."""

    title: str
    body: str


def letter_of(
    team: str,
    counts: Mapping[FactKind, int],
    facts: Sequence[Fact],
    zone: tzinfo,
    now: datetime,
    *,
    is_masked: bool,
) -> Letter:
    """Return what an alert says.

    Args:
        team: whose alert it is.
        counts: how many facts of each kind there are.
        facts: the first of them.
        zone: the zone times are told in.
        now: the present instant: days of another year are told with it.
        is_masked: whether people are kept out of it.
    """
    told = ", ".join(
        f"{count:,} {(_ONE if count == 1 else _MANY)[kind]}" for kind, count in counts.items() if count
    )
    lines = [_line(fact, zone, now, is_masked=is_masked) for fact in facts[:MOST_LINES]]
    rest = sum(counts.values()) - len(lines)
    if rest > 0:
        lines.append(f"… and {rest:,} more")
    lines += dict.fromkeys(_WHERE[kind] for kind, count in counts.items() if count)
    return Letter(f"{one_line(team, 60)}: {told}", "\n".join(lines))


def test_letter(team: str, rule: str) -> Letter:
    """Return what is sent to try a rule."""
    return Letter(
        f"{one_line(team, 60)}: a test of “{one_line(rule, 40)}”",
        "Stopline can reach you here. What this rule is for will be told like this.",
    )


def _line(fact: Fact, zone: tzinfo, now: datetime, *, is_masked: bool) -> str:
    at = fact.at.astimezone(zone)
    when = f"{named_day(at, now.astimezone(zone))}, {at:%H:%M}"
    if fact.kind in (FactKind.SPIKE, FactKind.GATEWAY, FactKind.CHAIN, FactKind.BRAKE, FactKind.UPKEEP):
        is_others_words = fact.kind in (FactKind.GATEWAY, FactKind.UPKEEP)
        note = _NUMBER.sub("•••", fact.note) if is_masked and is_others_words else fact.note
        return f"{when}  {one_line(note, 300).translate(_OBEYED)}"
    who = _who(fact, is_masked=is_masked)
    by = f" by {fact.channel}" if fact.channel else ""
    words = (
        f" “{one_line(fact.words, LONGEST_WORDS).translate(_OBEYED)}”" if fact.words and not is_masked else ""
    )
    match fact.kind:
        case FactKind.OPT_OUT:
            if fact.method == Method.IMPORT:
                return f"{when}  {who} had stopped before{by}; an import brought that along{words}"
            return f"{when}  {who} said stop{by} ({fact.method}){words}"
        case FactKind.HOLD:
            return f"{when}  {who} wrote{by} what may mean stop{words}"
        case _:
            return f"{when}  {who}{by}: {fact.note}{words}"


def _who(fact: Fact, *, is_masked: bool) -> str:
    if fact.address is None:
        return "somebody forgotten since"
    if is_masked:
        return masked(fact.address)
    written = written_out(fact.address).translate(_OBEYED)
    return f"{one_line(fact.name, 60).translate(_OBEYED)} ({written})" if fact.name else written
