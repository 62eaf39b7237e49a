"""`stopline campaign new`, `list` and `show`."""

from datetime import datetime, tzinfo
from pathlib import Path

import click

from stopline.campaigns.campaign import Campaign
from stopline.campaigns.drafts import ListFile, Plan
from stopline.campaigns.listfile import read_list_file
from stopline.campaigns.written import FASTEST, PURPOSES, Field, FieldError, Written, plan_of
from stopline.cli.campaign_words import campaign_json, campaign_lines, progress_words, tell_doubts
from stopline.cli.options import Command, choice
from stopline.cli.tables import brief, table
from stopline.cli.terminal import Terminal
from stopline.consent.draft import Purpose
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.errors import BadInputError
from stopline.plural import counted

_OPTIONS = {
    Field.SPLIT: "--split",
    Field.ATTRIBUTES: "--attribute",
    Field.WROTE: "--wrote",
    Field.NOT_WROTE: "--not-wrote",
    Field.WRITTEN: "--written",
    Field.NOT_WRITTEN: "--not-written",
    Field.STARTS_AT: "--at",
}
"""Which option a field is told by."""


@click.command(
    cls=Command,
    short_help="Write a campaign; nothing is sent.",
    example="""
    stopline campaign new "Winter sale" --text "Hi {first_name}, ten per cent off. STOP to end." --tag newsletter
    stopline campaign new "Two ways" --text "Come in!" --text "Winter is here." --split 80:20 --not-written 7d --per-minute 120
    stopline campaign new "Open day" --text "See you on Sunday." --list people.csv --at 2026-11-28T10:00
    """,
)
@click.argument("name")
@click.option(
    "--text",
    "texts",
    multiple=True,
    required=True,
    help="What to say; several are sent by lot. Fields: {first_name} {name} {team} {agent} {preferences}.",
)
@click.option("--split", metavar="N:N", help="How often each text is drawn, such as 80:20; else alike.")
@click.option("--purpose", type=choice(PURPOSES), default=Purpose.MARKETING.value, show_default=True)
@click.option("--channel", type=choice(Channel), default=Channel.SMS.value, show_default=True)
@click.option("--tag", "tags", multiple=True, help="Only people with this tag; of several, with all.")
@click.option("--not-tag", "without_tags", multiple=True, help="Nobody with this tag.")
@click.option(
    "--attribute", "attributes", multiple=True, metavar="NAME=VALUE", help="Only people with this attribute."
)
@click.option("--consent", type=choice(State), help="Only people who stand there with what it is about.")
@click.option("--wrote", metavar="LENGTH", help="Only people who wrote within, such as 30d.")
@click.option("--not-wrote", metavar="LENGTH", help="Only people who did not write within.")
@click.option("--written", metavar="LENGTH", help="Only people who were written to within.")
@click.option("--not-written", metavar="LENGTH", help="Only people who were not written to within.")
@click.option(
    "--list",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Only the addresses in this file, one on each line.",
)
@click.option("--at", metavar="TIME", help="Begin then, such as 2026-11-28T10:00; else at the launch.")
@click.option(
    "--per-minute",
    type=click.IntRange(0, FASTEST),
    help="How many leave in a minute; 0 for as many as the gateway takes.",
)
@click.pass_obj
def new(
    terminal: Terminal,
    name: str,
    texts: tuple[str, ...],
    split: str | None,
    purpose: str,
    channel: str,
    tags: tuple[str, ...],
    without_tags: tuple[str, ...],
    attributes: tuple[str, ...],
    consent: str | None,
    wrote: str | None,
    not_wrote: str | None,
    written: str | None,
    not_written: str | None,
    file: Path | None,
    at: str | None,
    per_minute: int | None,
) -> None:
    """Write the campaign NAME. Nothing is sent; `stopline campaign preview` shows whom it would reach.

    Only who agreed to what it is about gets it, in the hours that are allowed where they are.
    """  # fmt: skip
    told = Written(
        name, texts, split or "", Purpose(purpose), Channel(channel), tags, without_tags, attributes, State(consent) if consent else None,
        wrote or "", not_wrote or "", written or "", not_written or "", file is not None, at or "",
        "" if per_minute is None else str(per_minute),
    )  # fmt: skip
    with terminal.workspace() as workspace:
        settings = workspace.settings
        plan = _plan(told, settings.zone, settings.campaigns.per_minute)
        listed = read_list_file(file, plan.channel, settings.team.region) if file is not None else ListFile()
        made = workspace.campaigns.add(plan, terminal.agent, listed)
        doubts = workspace.campaign_doubts.of(made)
        if terminal.is_json:
            terminal.write_json({**campaign_json(made), "doubts": list(doubts)})
            return
        terminal.write("\n".join(campaign_lines(made, settings.zone)))
        if file is not None:
            terminal.write(
                f"List: {counted(len(listed.addresses), 'address', 'addresses')}, "
                f"{counted(len(listed.faults), 'line that gives', 'lines that give')} nobody."
            )
        tell_doubts(terminal, doubts)
        terminal.write(f'Written. `stopline campaign preview "{made.name}"` shows whom it would reach.')


@click.command(
    name="list",
    cls=Command,
    short_help="List campaigns and how far they are.",
    example="stopline campaign list",
)
@click.pass_obj
def list_campaigns(terminal: Terminal) -> None:
    """List campaigns, the newest first."""
    with terminal.workspace() as workspace:
        found = workspace.campaigns.all()
        zone, now = workspace.settings.zone, workspace.clock.now()
        reports = {each.id: workspace.campaign_reports.of(each) for each in found}
        if terminal.is_json:
            terminal.write_json(
                [{**campaign_json(each), "messages": dict(reports[each.id].states)} for each in found]
            )
            return
        if not found:
            terminal.write("There are no campaigns; `stopline campaign new` writes one.")
            return
        rows = [
            [
                each.name,
                each.state,
                _when(each, zone, now),
                progress_words(reports[each.id]),
                each.reason or each.variants[0].text,
            ]
            for each in found
        ]
        terminal.write(table(["campaign", "state", "when", "progress", ""], rows, terminal.width))


@click.command(cls=Command, short_help="Show a campaign.", example='stopline campaign show "Winter sale"')
@click.argument("name")
@click.pass_obj
def show(terminal: Terminal, name: str) -> None:
    """Show the campaign NAME: its texts, whom it is for, how far it is."""
    with terminal.workspace() as workspace:
        found = workspace.campaigns.named(name)
        report = workspace.campaign_reports.of(found)
        if terminal.is_json:
            terminal.write_json({**campaign_json(found), "messages": dict(report.states)})
        else:
            lines = campaign_lines(found, workspace.settings.zone)
            terminal.write("\n".join([*lines, progress_words(report)] if report.total else lines))


@click.command(
    cls=Command, short_help="Throw a draft away.", example='stopline campaign discard "Winter sale"'
)
@click.argument("name")
@click.pass_obj
def discard(terminal: Terminal, name: str) -> None:
    """Throw the draft NAME away; its name is free again. What was launched stays: `stopline campaign cancel` ends it."""
    with terminal.workspace() as workspace:
        draft = workspace.campaigns.named(name)
        workspace.campaigns.discard(draft)
    if terminal.is_json:
        terminal.write_json({"discarded": draft.name})
    else:
        terminal.write(f"“{draft.name}” is thrown away; it has sent nothing.")


def _plan(told: Written, zone: tzinfo, usual_per_minute: int) -> Plan:
    """Return the plan that is told by options; what is wrong with one is said with its name."""
    try:
        return plan_of(told, zone, usual_per_minute)
    except FieldError as error:
        option = _OPTIONS.get(error.field)
        raise BadInputError(f"{option}: {error}" if option else str(error)) from error


def _when(campaign: Campaign, zone: tzinfo, now: datetime) -> str:
    return brief(campaign.launched_at or campaign.starts_at or campaign.created_at, zone, now)
