"""`stopline policy`: every value of the send rules with its source, and what they say about one person now."""

from datetime import tzinfo

import click

from stopline.address import written_out
from stopline.cli.addresses import channel_of, known_address
from stopline.cli.options import Command, LazyGroup, choice
from stopline.cli.tables import badge, table
from stopline.cli.terminal import Json, Terminal, refusal_json
from stopline.clock import to_text
from stopline.consent.basis import WORDS
from stopline.consent.events import Channel
from stopline.consent.hours import HoursRule, Place
from stopline.consent.places import UNKNOWN_RULE
from stopline.consent.policy_listing import PolicyRow, policy_rows, week_words
from stopline.consent.whereabouts import Hours, PurposeView, Whereabouts
from stopline.days import moment
from stopline.plural import counted
from stopline.settings.single_yes import form_rows

DISCLAIMER = "These values are dated and sourced as far as stated. They are not legal advice."

MOST_ZONES = 4
"""Zones that are named to somebody who reads."""


@click.group(cls=LazyGroup, name="policy", example="stopline policy show --address +12025550123")
def policy() -> None:
    """Show the rules about what may be sent, to whom and when."""


@policy.command(
    cls=Command,
    example="""
    stopline policy show
    stopline policy show --address +12025550123
    """,
)
@click.option("--address", help="What they say about one person now.")
@click.option("--channel", type=choice(Channel), help="Else email for an e-mail address, and sms.")
@click.pass_obj
def show(terminal: Terminal, address: str | None, channel: str | None) -> None:
    """Show every value of the send rules with its source, date and confidence; or what they say about one person now."""
    with terminal.workspace() as workspace:
        if address is None:
            rows = [*policy_rows(workspace.policy), *form_rows(workspace.settings)]
            found = None
        else:
            whose = known_address(workspace, address)
            found = workspace.whereabouts.of(whose, channel_of(whose, channel))
        zone = workspace.settings.zone
    if found is not None:
        if terminal.is_json:
            terminal.write_json(_person_json(found))
        else:
            terminal.write(_person(found, zone))
    elif terminal.is_json:
        terminal.write_json({"values": [_row_json(row) for row in rows], "note": DISCLAIMER})
    else:
        header = ["value", "", "confidence", "as of", "source"]
        lines = [[row.name, row.value, row.confidence, row.as_of, row.source] for row in rows]
        terminal.write(f"{table(header, lines, terminal.width)}\n{DISCLAIMER}")


def _row_json(row: PolicyRow) -> dict[str, Json]:
    return {
        "name": row.name,
        "value": row.value,
        "source": row.source,
        "confidence": row.confidence,
        "as_of": row.as_of or None,
    }


def _person(found: Whereabouts, zone: tzinfo) -> str:
    hours, place = found.hours, found.hours.place
    lines = [
        f"{written_out(found.address)} · {found.channel}",
        f"may be in:  {_zones(place.zones)}",
        f"known by:   {', '.join(place.known_by) or 'nothing'}",
        f"law of:     {', '.join(place.countries).strip() or 'a country that is not known'}",
        "hours:",
        *(line for rule in place.rules for line in _rule_lines(rule, place)),
        f"now there:  {hours.now_there or 'not known'}; {_open_words(hours, zone)}",
    ]
    for view in found.purposes:
        lines.extend(_purpose(view, zone))
    return "\n".join([*lines, DISCLAIMER])


def _rule_lines(rule: HoursRule, place: Place) -> list[str]:
    """Return a rule that counts for somebody, and where it is from."""
    is_doubt = rule.code == UNKNOWN_RULE and len(place.rules) > 1
    doubt = (
        "; counts too, because a number may have moved: a stored state or postcode settles it"
        if is_doubt
        else ""
    )
    lines = [f"  {rule.code}: {week_words(rule)}{doubt}"]
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
    between = f"{hours.window[0]} – {hours.window[1]} their time"
    if hours.is_open:
        return f"open, {between}"
    return f"closed, next {between}, from {moment(hours.opens_at, zone)} yours"


def _purpose(view: PurposeView, zone: tzinfo) -> list[str]:
    needs = f"needs {WORDS[view.needs]}" if view.needs else "needs their own recent message, or a yes"
    has = f", rests on {WORDS[view.has]}" if view.has else ""
    ends = f", until {moment(view.expires_at, zone)}" if view.expires_at else ""
    keeps = "; keeps the hours" if view.keeps_hours else ""
    answer = "permitted now" if view.refusal is None else "not now"
    lines = [f"{view.purpose}: {answer}; {needs}; consent {badge(view.state)}{has}{ends}{keeps}"]
    if view.refusal is not None:
        lines.extend(f"  {reason.sentence} {reason.remedy}" for reason in view.refusal.reasons)
    return lines


def _person_json(found: Whereabouts) -> dict[str, Json]:
    hours, place = found.hours, found.hours.place
    return {
        "address": found.address,
        "channel": found.channel,
        "place": {
            "zones": list(place.zones),
            "rules": [
                {
                    "code": rule.code,
                    "hours": week_words(rule),
                    "source": rule.source,
                    "confidence": rule.confidence,
                }
                for rule in place.rules
            ],
            "countries": [country or None for country in place.countries],
            "known_by": list(place.known_by),
        },
        "now_there": hours.now_there or None,
        "open": hours.is_open,
        "opens_at": to_text(hours.opens_at) if hours.opens_at else None,
        "window": list(hours.window) if hours.window else None,
        "daily_maximum": hours.daily_maximum,
        "purposes": {view.purpose.value: _purpose_json(view) for view in found.purposes},
    }


def _purpose_json(view: PurposeView) -> dict[str, Json]:
    permitted: dict[str, Json] = {"permitted": True, "reasons": []}
    return {
        **(refusal_json(view.refusal) if view.refusal else permitted),
        "needs": view.needs,
        "has": view.has,
        "state": view.state,
        "expires_at": to_text(view.expires_at) if view.expires_at else None,
        "keeps_hours": view.keeps_hours,
    }
