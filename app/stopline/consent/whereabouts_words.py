"""Pure: what the rules say about one person now, in words, for the command and for the screen."""

from collections.abc import Callable
from datetime import date, tzinfo

from stopline.address import written_out
from stopline.consent.basis import WORDS
from stopline.consent.hours import HoursRule, Place
from stopline.consent.places import UNKNOWN_RULE
from stopline.consent.policy_listing import week_words
from stopline.consent.status import State
from stopline.consent.whereabouts import Hours, PurposeView, Span, Whereabouts
from stopline.days import moment
from stopline.plural import counted

DISCLAIMER = "These values are dated and sourced as far as stated. They are not legal advice."
ANY_OTHER_PLACE = "a place without hours of its own"
"""What the rule is called that counts where no other does: the place may be known well."""
MOST_ZONES = 4
"""Zones that are named to somebody who reads."""


def rules_in_words(found: Whereabouts, zone: tzinfo, badge: Callable[[State], str]) -> list[str]:
    """Return what the rules say about an address on a channel, a line each.

    Args:
        found: what they say.
        zone: of the team.
        badge: words a state of consent as it is shown wherever these lines go.
    """
    place = found.hours.place
    lines = [
        f"{written_out(found.address)} · {found.channel}",
        f"may be in:  {_zones(place.zones)}",
        f"known by:   {', '.join(place.known_by) or 'nothing'}",
        f"law of:     {', '.join(place.countries).strip() or 'a country that is not known'}",
        *(
            _hours_lines(found, zone)
            if found.are_hours_kept
            else [f"hours:      none are kept by {found.channel}"]
        ),
    ]
    for view in found.purposes:
        lines.extend(_purpose(view, zone, badge))
    return [*lines, DISCLAIMER]


def _hours_lines(found: Whereabouts, zone: tzinfo) -> list[str]:
    """Return the rules about hours that count for somebody, and what time it is there."""
    hours, place = found.hours, found.hours.place
    return [
        "hours:",
        *(line for rule in place.rules for line in _rule_lines(rule, place, found.today)),
        f"now there:  {hours.now_there or 'not known'}; {_open_words(hours, zone)}",
    ]


def _rule_lines(rule: HoursRule, place: Place, today: date) -> list[str]:
    """Return a rule that counts for somebody, and where it is from."""
    is_doubt = rule.code == UNKNOWN_RULE and len(place.rules) > 1
    doubt = ""
    if is_doubt:
        doubt = "; counts too, because a number may have moved"
        # Somebody who lives abroad has no state that could settle where a number is carried.
        doubt += ": a stored state or postcode settles it" if len(place.countries) == 1 else ""
    name = ANY_OTHER_PLACE if rule.code == UNKNOWN_RULE else rule.code
    lines = [f"  {name}: {week_words(rule, today)}{doubt}"]
    return lines if is_doubt or not rule.source else [*lines, f"    {rule.source} ({rule.confidence})"]


def _zones(zones: tuple[str, ...]) -> str:
    """Return the zones somebody may be in, the first of many; programs get all."""
    if len(zones) <= MOST_ZONES:
        return ", ".join(zones) or "a zone that is not known"
    return f"{', '.join(zones[:MOST_ZONES])} and {counted(len(zones) - MOST_ZONES, 'more zone')}"


def _open_words(hours: Hours, zone: tzinfo) -> str:
    if hours.opens_at is None:
        return "no hour is permitted everywhere they may be; store their zone, or state and postcode"
    if hours.window is None:
        return "always open"
    between = _between(hours.spans)
    if hours.is_open:
        return f"open, {between}"
    return f"closed, next {between}, from {moment(hours.opens_at, zone)} yours"


def _between(spans: tuple[Span, ...]) -> str:
    """Return a stretch in their time: where the clocks differ, as those show it that are furthest apart."""
    if len(spans) == 1:
        return f"{spans[0].opens} – {spans[0].closes} their time"
    return (
        " and ".join(f"{each.opens} – {each.closes} in {each.town}" for each in spans) + " (the same moments)"
    )


def _purpose(view: PurposeView, zone: tzinfo, badge: Callable[[State], str]) -> list[str]:
    needs = f"needs {WORDS[view.needs]}" if view.needs else "needs their own recent message, or a yes"
    has = f", rests on {WORDS[view.has]}" if view.has else ""
    ends = f", until {moment(view.expires_at, zone)}" if view.expires_at else ""
    keeps = "; keeps the hours" if view.keeps_hours else ""
    answer = "permitted now" if view.refusal is None else "not now"
    lines = [f"{view.purpose}: {answer}; {needs}; consent {badge(view.state)}{has}{ends}{keeps}"]
    if view.refusal is not None:
        lines.extend(f"  {reason.sentence} {reason.remedy}" for reason in view.refusal.reasons)
    return lines
