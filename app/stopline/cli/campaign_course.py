"""`stopline campaign pause`, `resume`, `cancel` and `report`."""

import click

from stopline.campaigns.campaign import CampaignState
from stopline.campaigns.course import Counted
from stopline.campaigns.report import CampaignReport
from stopline.cli.campaign_words import (
    campaign_json,
    campaign_lines,
    cost_json,
    cost_words,
    exclusion_lines,
    progress_words,
)
from stopline.cli.options import Command
from stopline.cli.tables import table
from stopline.cli.terminal import Json, Terminal
from stopline.days import moment
from stopline.percent import percent
from stopline.plural import counted
from stopline.settings.campaigns import CampaignSettings


@click.command(
    cls=Command, short_help="Let a campaign rest.", example='stopline campaign pause "Winter sale"'
)
@click.argument("name")
@click.pass_obj
def pause(terminal: Terminal, name: str) -> None:
    """Let the campaign NAME rest: nothing of it leaves until it is resumed."""
    with terminal.workspace() as workspace:
        campaign = workspace.campaigns.named(name)
        done = workspace.course.pause(campaign, f"paused by {terminal.agent}")
    _write(
        terminal,
        done,
        f"“{done.campaign.name}” is paused; {counted(done.messages, 'message rests', 'messages rest')}. `stopline campaign resume` lets it go on.",
    )


@click.command(
    cls=Command, short_help="Let a paused campaign go on.", example='stopline campaign resume "Winter sale"'
)
@click.argument("name")
@click.pass_obj
def resume(terminal: Terminal, name: str) -> None:
    """Let the paused campaign NAME go on; one with a rate leaves later by as long as it rested.

    A campaign that paused itself does not do so again: whoever resumes it has looked.
    """
    with terminal.workspace() as workspace:
        done = workspace.course.resume(workspace.campaigns.named(name))
        zone = workspace.settings.zone
    last = done.campaign.last_leaves_at
    until = f" The last leaves at {moment(last, zone)} your time." if last is not None else ""
    _write(
        terminal,
        done,
        f"“{done.campaign.name}” goes on; {counted(done.messages, 'message waits for its turn', 'messages wait for their turn')}.{until}",
    )


@click.command(cls=Command, short_help="End a campaign.", example='stopline campaign cancel "Winter sale"')
@click.argument("name")
@click.pass_obj
def cancel(terminal: Terminal, name: str) -> None:
    """End the campaign NAME: what has not left never will."""
    with terminal.workspace() as workspace:
        done = workspace.course.cancel(workspace.campaigns.named(name), terminal.agent)
    _write(
        terminal,
        done,
        f"“{done.campaign.name}” is cancelled; {counted(done.messages, 'message was', 'messages were')} kept back.",
    )


@click.command(
    cls=Command,
    short_help="Tell how far a campaign is and what came of it.",
    example="""
    stopline campaign report "Winter sale"
    stopline campaign report "Winter sale" --json
    """,
)
@click.argument("name")
@click.pass_obj
def report(terminal: Terminal, name: str) -> None:
    """Tell how far the campaign NAME is, who was left out, which text did what, and who left after it."""
    with terminal.workspace() as workspace:
        found = workspace.campaign_reports.of(workspace.campaigns.named(name))
        prices, zone = workspace.settings.campaigns, workspace.settings.zone
    if terminal.is_json:
        terminal.write_json(_report_json(found, prices))
        return
    lines = [*campaign_lines(found.campaign, zone), progress_words(found)]
    if found.campaign.state is CampaignState.PAUSED:
        resting = counted(found.waiting, "message rests", "messages rest")
        lines.append(
            f"{resting} until `stopline campaign resume` lets {'it' if found.waiting == 1 else 'them'} go on."
        )
    elif found.campaign.last_leaves_at is not None and found.waiting:
        lines.append(f"The last leaves at {moment(found.campaign.last_leaves_at, zone)} your time.")
    lines.append(
        ", ".join(f"{count:,} {state}" for state, count in found.states.most_common())
        or "Nothing was queued."
    )
    lines += [f"  {count:>7,}  kept back: {reason}" for reason, count in found.refusals.most_common()]
    if found.exclusions:
        lines.append(f"Left out at the launch: {sum(found.exclusions.values()):,}")
        lines += exclusion_lines(found.exclusions)
    lines.append(f"Opt-outs after it: {found.optouts:,}{_rate(found.optouts, found.sent)}")
    lines.append(f"Parts sent: {found.sent_parts:,}{cost_words(found.sent_parts, prices)}")
    terminal.write("\n".join(lines))
    if len(found.texts) > 1:
        rows = [
            [
                each.label,
                f"{each.queued:,}",
                f"{each.sent:,}",
                f"{each.delivered:,}",
                f"{each.optouts:,}{_rate(each.optouts, each.sent)}",
            ]
            for each in found.texts
        ]
        terminal.write(table(["text", "messages", "sent", "delivered", "opt-outs"], rows, terminal.width))


def _write(terminal: Terminal, done: Counted, words: str) -> None:
    if terminal.is_json:
        terminal.write_json({**campaign_json(done.campaign), "messages": done.messages})
    else:
        terminal.write(words)


def _rate(optouts: int, sent: int) -> str:
    """Return the share that left, where there are enough to tell one."""
    return f" ({percent(optouts / sent)})" if sent >= 10 and optouts <= sent else ""


def _report_json(found: CampaignReport, prices: CampaignSettings) -> dict[str, Json]:
    return {
        **campaign_json(found.campaign),
        "total": found.total,
        "done": found.done,
        "waiting": found.waiting,
        "messages": dict(found.states),
        "kept_back": dict(found.refusals),
        "excluded": dict(found.exclusions),
        "optouts": found.optouts,
        "by_text": [
            {
                "label": each.label, "messages": each.queued, "sent": each.sent, "delivered": each.delivered,
                "optouts": each.optouts, "parts": each.parts,
            }
            for each in found.texts
        ],
        **cost_json(found.sent_parts, prices),
    }  # fmt: skip
