"""`stopline decay`: consents that have grown old."""

from dataclasses import replace

import click

from stopline.address import written_out
from stopline.cli.options import Command
from stopline.cli.tables import brief, table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import to_text
from stopline.days import day_in_words
from stopline.errors import BadInputError
from stopline.hygiene.decay import Fading
from stopline.hygiene.findings import FADING, Kind
from stopline.plural import counted
from stopline.workspace import Workspace

SHOWN = 20


@click.command(
    cls=Command,
    short_help="Retire consents that have grown old, or ask again.",
    example="""
    stopline decay --months 12
    stopline decay --months 18 --tag newsletter --retire
    stopline decay --of unreachable --retire
    """,
)
@click.option(
    "--of",
    "kind",
    type=click.Choice([str(each) for each in FADING]),
    default=Kind.QUIET.value,
    show_default=True,
    help="Which consents.",
)
@click.option(
    "--months", type=click.IntRange(1, 120), help="How long nobody answered, else what the settings say."
)
@click.option("--tag", help="Only people who carry it.")
@click.option(
    "--retire", is_flag=True, help="Let the consents expire; marketing and notices need a fresh yes then."
)
@click.option("--reconfirm", is_flag=True, help="Ask the people whether they still want our messages.")
@click.option("--asked-too", is_flag=True, help="Also who was asked already and still has time to answer.")
@click.option("--dry-run", is_flag=True, help="Only show whom it would be.")
@click.option(
    "--limit", type=click.IntRange(1, 1_000_000), default=SHOWN, show_default=True, help="People shown."
)
@click.pass_obj
def decay(
    terminal: Terminal, kind: str, months: int | None, tag: str | None, limit: int,
    *, retire: bool, reconfirm: bool, asked_too: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Show whose consent has grown old; with --retire or --reconfirm, act on it. Who has stopped is never touched.

    Who was asked again has the time to answer that they were told; until it is over they are left out, and then their consent runs
    out by itself.
    """
    if retire and reconfirm:
        raise BadInputError("say one of --retire and --reconfirm")
    if reconfirm and asked_too:
        raise BadInputError("nobody is asked twice: --asked-too goes with --retire")
    if months is not None and kind not in (Kind.QUIET, Kind.STALE):
        raise BadInputError("--months counts for quiet and stale consents")
    with terminal.workspace() as workspace:
        limits = workspace.settings.hygiene.limits()
        if months is not None:
            limits = replace(limits, quiet_months=months, stale_months=months)
        fading = workspace.decay.preview(Kind(kind), limits, tag, takes_asked=asked_too)
        done: dict[str, Json] = {}
        if retire and not dry_run:
            retired = workspace.decay.retire(fading, terminal.agent)
            done = {"retired": retired.count, "left_alone": retired.left_alone}
        elif reconfirm and not dry_run:
            done = {"asked": workspace.decay.reconfirm(fading, terminal.agent)}
        if terminal.is_json:
            terminal.write_json(_fading_json(fading, limit) | done)
        elif done:
            terminal.write(
                ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in done.items())
                + "."
                + _asked_words(fading, workspace)
            )
        else:
            _write(terminal, workspace, fading, limit)


def _fading_json(fading: Fading, limit: int) -> dict[str, Json]:
    return {
        "of": fading.kind,
        "count": len(fading.people),
        "by_channel": fading.by_channel,
        "people": [
            {
                "who": each.who,
                "address": each.address,
                "channel": each.channel,
                "since": to_text(each.at) if each.at else None,
            }
            for each in fading.people[:limit]
        ],
        "still_asked": [
            {
                "who": each.person.who,
                "address": each.person.address,
                "channel": each.person.channel,
                "until": to_text(each.until),
            }
            for each in fading.still_asked[:limit]
        ],
        "still_asked_count": len(fading.still_asked),
        "takes_asked": fading.takes_asked,
    }


def _write(terminal: Terminal, workspace: Workspace, fading: Fading, limit: int) -> None:
    if not fading.people:
        asked = _asked_words(fading, workspace)
        terminal.write(f"Nobody.{asked}" if asked else "Nobody. Every consent of this kind is fresh.")
        return
    zone, now = workspace.settings.zone, workspace.clock.now()
    rows = [
        [
            each.who,
            written_out(each.address) if each.address else "",
            each.channel or "",
            brief(each.at, zone, now) if each.at else "",
            each.detail,
        ]
        for each in fading.people[:limit]
    ]
    terminal.write(table(["who", "address", "channel", "since", ""], rows, terminal.width))
    if len(fading.people) > limit:
        terminal.write(f"… and {len(fading.people) - limit:,} more; --limit shows them")
    channels = ", ".join(f"{count:,} by {channel}" for channel, count in fading.by_channel.items())
    terminal.write(
        f"\n{len(fading.people):,} in all ({channels}). --retire lets these consents expire, --reconfirm asks again."
        + _asked_words(fading, workspace)
    )


def _asked_words(fading: Fading, workspace: Workspace) -> str:
    """Return what is told of those who were asked and still have time to answer; empty where there are none."""
    if not fading.still_asked:
        return ""
    zone, now = workspace.settings.zone, workspace.clock.now()
    last = day_in_words(max(each.until for each in fading.still_asked), now, zone)
    count = counted(len(fading.still_asked), "was", "were")
    if fading.takes_asked:
        return (
            f"\n{count} asked and could still answer, until {last} at the latest; --asked-too took them in."
        )
    return (
        f"\n{count} asked and can still answer, until {last} at the latest: they are left out, "
        "and without an answer their consent runs out then. --asked-too takes them in."
    )
