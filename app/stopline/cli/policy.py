"""`stopline policy`: every value of the send rules with its source, and what they say about one person now."""

import click

from stopline.cli.addresses import channel_of, known_address
from stopline.cli.options import Command, LazyGroup, choice
from stopline.cli.tables import badge, table
from stopline.cli.terminal import Json, Terminal, refusal_json
from stopline.clock import to_text
from stopline.consent.events import Channel
from stopline.consent.policy_listing import PolicyRow, policy_rows, week_words
from stopline.consent.whereabouts import PurposeView, Whereabouts
from stopline.consent.whereabouts_words import DISCLAIMER, rules_in_words
from stopline.settings.single_yes import form_rows, import_row


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
            rows = [
                *policy_rows(workspace.policy),
                *form_rows(workspace.settings),
                import_row(workspace.settings),
            ]
            found = None
        else:
            whose = known_address(workspace, address)
            found = workspace.whereabouts.of(whose, channel_of(whose, channel))
        zone = workspace.settings.zone
    if found is not None:
        if terminal.is_json:
            terminal.write_json(_person_json(found))
        else:
            terminal.write("\n".join(rules_in_words(found, zone, badge)))
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
