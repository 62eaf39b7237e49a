"""`stopline policy`: every value of the send rules with its source, and what they say about one person now."""

import click

from stopline.cli.addresses import channel_of, known_address
from stopline.cli.options import Command, LazyGroup, choice
from stopline.cli.tables import badge, wrapped_table
from stopline.cli.terminal import Json, Terminal, refusal_json
from stopline.clock import to_text
from stopline.consent.events import Channel
from stopline.consent.hours import next_holidays
from stopline.consent.policy_listing import HOLIDAYS_NAMED, PolicyRow, policy_rows, week_words
from stopline.consent.whereabouts import PurposeView, Whereabouts
from stopline.consent.whereabouts_words import DISCLAIMER, rules_in_words
from stopline.settings.single_yes import form_rows, import_row, second_yes_rows


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
        today = workspace.clock.now().astimezone(workspace.settings.zone).date()
        if address is None:
            rows = [
                *policy_rows(workspace.policy, today),
                *second_yes_rows(workspace.settings),
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
        terminal.write("\n".join([*_lines(rows, terminal.width), "", DISCLAIMER]))


def _lines(rows: list[PolicyRow], width: int) -> list[str]:
    """Return the values with the number of what each rests on, and that in a list below; nothing is cut."""
    sources = list(dict.fromkeys(map(_source, rows)))
    values = [[row.name, f"[{sources.index(_source(row)) + 1}]", row.value] for row in rows]
    listed = [[f"[{number}]", source] for number, source in enumerate(sources, 1)]
    return [
        wrapped_table(["name", "from", "value"], values, width),
        "",
        wrapped_table(["from", "source"], listed, width),
    ]


def _source(row: PolicyRow) -> str:
    about = ", ".join(each for each in (row.confidence, row.as_of and f"as of {row.as_of}") if each)
    return f"{row.source} ({about})" if about else row.source


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
                    "hours": week_words(rule, found.today),
                    "next_holidays": [
                        day.isoformat() for day in next_holidays(rule, found.today, HOLIDAYS_NAMED)
                    ],
                    "source": rule.source,
                    "confidence": rule.confidence,
                }
                for rule in place.rules
            ],
            "countries": [country or None for country in place.countries],
            "known_by": list(place.known_by),
        },
        "hours_kept": found.are_hours_kept,
        "now_there": hours.now_there or None,
        "open": hours.is_open,
        "opens_at": to_text(hours.opens_at) if hours.opens_at else None,
        "window": list(hours.window) if hours.window else None,
        "windows": [{"zone": each.zone, "opens": each.opens, "closes": each.closes} for each in hours.spans],
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
