"""`stopline campaign preview`, `test` and `launch`."""

import sys

import click

from stopline.address import written_out
from stopline.campaigns.audience import NOT_CHOSEN, WORDS, Excluded
from stopline.campaigns.campaign import Campaign, CampaignState
from stopline.campaigns.launches import Recipient
from stopline.campaigns.wording import audience_words
from stopline.cli.addresses import address_of, channel_of
from stopline.cli.campaign_words import (
    campaign_json,
    cost_json,
    cost_words,
    preview_lines,
    stretch_words,
    tell_doubts,
)
from stopline.cli.options import Command
from stopline.cli.tables import table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import to_text
from stopline.consent.draft import Draft
from stopline.consent.refusal import Refusal
from stopline.days import moment
from stopline.errors import BadInputError
from stopline.plural import counted
from stopline.workspace import Workspace


@click.command(
    cls=Command,
    short_help="Show whom a campaign would reach, whom not and why, and what it costs.",
    example="""
    stopline campaign preview "Winter sale"
    stopline campaign preview "Winter sale" --people --reason no_consent
    """,
)
@click.argument("name")
@click.option(
    "--people", "has_people", is_flag=True, help="Name them, with text and time, or with the reasons."
)
@click.option("--reason", type=click.Choice(sorted(WORDS)), help="Name only who is left out for this reason.")
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=50,
    show_default=True,
    help="Of people who are named.",
)
@click.pass_obj
def preview(terminal: Terminal, name: str, reason: str | None, limit: int, *, has_people: bool) -> None:
    """Show what a launch of the campaign NAME would do now; nothing is sent."""
    named: list[Recipient | Excluded] = []

    def see(found: Recipient | Excluded) -> None:
        if len(named) < limit and _is_asked_for(found, reason):
            named.append(found)

    with terminal.workspace() as workspace:
        campaign = workspace.campaigns.named(name)
        if campaign.queued_at is not None or campaign.settled_at is not None:
            raise BadInputError(
                f"“{campaign.name}” is {campaign.state}; `stopline campaign report` shows what came of it"
            )
        seen = workspace.launches.preview(
            campaign, terminal.agent, see if has_people or reason else lambda _: None
        )
        faults, doubts = workspace.campaigns.faults(campaign), workspace.campaign_doubts.of(campaign)
        prices, zone = workspace.settings.campaigns, workspace.settings.zone
        if terminal.is_json:
            terminal.write_json(
                {
                    "campaign": campaign.name,
                    "included": seen.included,
                    "excluded": dict(seen.excluded),
                    "texts": dict(seen.by_text),
                    **cost_json(seen.parts, prices),
                    "begins_at": to_text(seen.begins_at) if seen.begins_at else None,
                    "ends_at": to_text(seen.ends_at) if seen.ends_at else None,
                    **({"people": [_person_json(each) for each in named]} if has_people or reason else {}),
                    "doubts": list(doubts),
                    "lines": [{"line": line, "reason": why} for line, why in faults],
                }
            )
            return
        tell_doubts(terminal, doubts)
        terminal.write("\n".join(preview_lines(seen, prices, zone)))
        if named:
            rows = [_person_row(workspace, each) for each in named]
            terminal.write(table(["who", "address", "when or why not", ""], rows, terminal.width))
        if has_people or reason:
            for line, why in faults[:limit]:
                if reason in (None, why):
                    terminal.write(f"line {line}: {why}")


@click.command(
    cls=Command,
    short_help="Send one text of a campaign to one address.",
    example='stopline campaign test "Winter sale" +12025550123 --text B',
)
@click.argument("name")
@click.argument("address")
@click.option("--text", "label", metavar="LABEL", help="Which of its texts, by its letter; else the first.")
@click.pass_obj
def test(terminal: Terminal, name: str, address: str, label: str | None) -> None:
    """Send a text of the campaign NAME to ADDRESS as they would get it; the exit code is 3 where the gate refuses.

    It counts as no part of the campaign.
    """
    with terminal.workspace() as workspace:
        campaign = workspace.campaigns.named(name)
        to = address_of(workspace, address)
        draft = Draft(to, channel_of(to, campaign.channel), campaign.purpose)
        outcome = workspace.launches.test(campaign, draft, label.upper() if label else None, terminal.agent)
        if isinstance(outcome, Refusal):
            terminal.refuse(outcome)
        text = workspace.outbox.message(outcome.message).text
    if terminal.is_json:
        terminal.write_json({"message": outcome.message, "text": text})
    else:
        terminal.write(f"Queued as message {outcome.message} to {written_out(to)}:\n  {text}")


@click.command(
    cls=Command,
    short_help="Launch a campaign, or go on with an interrupted launch.",
    example="""
    stopline campaign launch "Winter sale"
    stopline campaign launch "Winter sale" --yes
    """,
)
@click.argument("name")
@click.option(
    "--yes", is_flag=True, help="Launch without asking; else it is shown whom it reaches, and asked."
)
@click.pass_obj
def launch(terminal: Terminal, name: str, *, yes: bool) -> None:
    """Put the recipients of the campaign NAME into the queue; a worker sends to each in their hours.

    Whoever stops meanwhile gets nothing. A launch that was interrupted goes on where it ended, and nobody gets it twice. Without --yes,
    and where nobody can be asked, nothing is sent and the exit code is 3.
    """
    with terminal.workspace() as workspace:
        campaign = workspace.campaigns.named(name)
        if campaign.state is CampaignState.DRAFT and not _is_wanted(terminal, workspace, campaign, yes=yes):
            if terminal.is_json:
                terminal.write_json({"launched": False, **campaign_json(campaign)})
            terminal.warn("Nothing was sent; --yes launches it.")
            raise click.exceptions.Exit(3)
        if campaign.state is CampaignState.LAUNCHED and campaign.queued_at is not None:
            raise BadInputError(
                f"“{campaign.name}” is launched already; `stopline campaign report` shows how far it is"
            )
        if campaign.state is CampaignState.DRAFT and yes:
            tell_doubts(terminal, workspace.campaign_doubts.of(campaign))
        counts: list[int] = []
        launched = workspace.launches.launch(campaign, terminal.agent, counts.append)
        report = workspace.campaign_reports.of(launched)
        zone = workspace.settings.zone
    if terminal.is_json:
        terminal.write_json({"launched": True, "queued": sum(counts), **campaign_json(launched)})
        return
    terminal.write(
        f"Launched: {counted(sum(counts), 'message is', 'messages are')} in the queue, {sum(report.exclusions.values()):,} left out."
    )
    if launched.last_leaves_at is not None:
        terminal.write(
            f"The last leaves at {moment(launched.last_leaves_at, zone)} your time, as far as the gateway keeps up."
        )
    terminal.write(
        f'`stopline campaign report "{launched.name}"` shows how far it is; pause and cancel keep it in hand.'
    )


def _is_wanted(terminal: Terminal, workspace: Workspace, campaign: Campaign, *, yes: bool) -> bool:
    """Show what would be done and ask whether to do it, where there is somebody to ask."""
    if yes:
        return True
    if terminal.is_json or not sys.stdin.isatty():
        return False
    seen = workspace.launches.preview(campaign, terminal.agent)
    prices = workspace.settings.campaigns
    tell_doubts(terminal, workspace.campaign_doubts.of(campaign))
    terminal.write(f"“{campaign.name}” for {audience_words(campaign.criteria)}")
    terminal.write("\n".join(preview_lines(seen, prices, workspace.settings.zone)))
    when = (
        stretch_words(seen.begins_at, seen.ends_at, workspace.settings.zone)
        if seen.begins_at and seen.ends_at
        else ""
    )
    question = f"Send {counted(seen.included, 'message')}{cost_words(seen.parts, prices) if prices.price_per_part else ''}, {when}?"
    return seen.included > 0 and click.confirm(question, err=True)


def _is_asked_for(found: Recipient | Excluded, reason: str | None) -> bool:
    """Tell whether somebody is to be named: where no reason is asked for, all but those the campaign passes over."""
    if isinstance(found, Excluded):
        return reason in found.reasons if reason else not NOT_CHOSEN & set(found.reasons)
    return reason is None


def _person_json(found: Recipient | Excluded) -> dict[str, Json]:
    if isinstance(found, Excluded):
        return {
            "address": found.address,
            "name": found.name,
            "included": False,
            "reasons": list(found.reasons),
        }
    person, text = found.person, found.filled
    return {
        "address": person.address, "name": person.name, "included": True, "text": text.text, "label": text.label,
        "parts": text.parts, "leaves_at": to_text(person.leaves_at),
    }  # fmt: skip


def _person_row(workspace: Workspace, found: Recipient | Excluded) -> list[str]:
    if isinstance(found, Excluded):
        words = "; ".join(WORDS.get(code, code) for code in found.reasons)
        return [found.name, written_out(found.address), "left out", words]
    leaves = moment(found.person.leaves_at, workspace.settings.zone)
    return [found.person.name, written_out(found.person.address), leaves, found.filled.text]
