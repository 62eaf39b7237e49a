"""Asking for consent: one person by `stopline consent ask`, old and vague consents by `reconfirm`, and who has not answered yet."""

from datetime import tzinfo

import click

from stopline.address import Address, is_email, written_out
from stopline.cli.addresses import address_of, channel_of
from stopline.cli.options import Command, choice
from stopline.cli.tables import table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import to_text
from stopline.consent.events import Channel, Scope
from stopline.consent.gate import Ask
from stopline.consent.refusal import Refusal
from stopline.days import moment
from stopline.inbox.asking import AlreadyAsked, Question
from stopline.inbox.asks import AskedQuestion
from stopline.inbox.lengths import in_words, instant_before
from stopline.inbox.reconfirmations import Meanwhile, Preview, Selection
from stopline.messages.outbox import Queued

_MEANWHILE = {
    Meanwhile.STANDS: "stands meanwhile",
    Meanwhile.PENDING: "pending meanwhile",
    Meanwhile.NONE: "none: a first yes",
}
MOST_NAMED = 20
"""People of a preview that are named to somebody who reads it; programs get all."""


@click.command(
    cls=Command,
    example="""
    stopline consent ask +12025550123 --scope marketing --dry-run
    stopline consent ask +12025550123
    """,
)
@click.argument("address")
@click.option("--channel", type=choice(Channel), help="Else email for an e-mail address, and sms.")
@click.option(
    "--scope", type=choice(Scope), default=Scope.ALL.value, show_default=True, help="What to ask for."
)
@click.option("--dry-run", is_flag=True, help="Show what would be asked, and send nothing.")
@click.pass_obj
def ask(terminal: Terminal, address: str, channel: str | None, scope: str, *, dry_run: bool) -> None:
    """Ask ADDRESS for consent by message, in their language; the exit code is 3 where that is not allowed, or was done lately."""
    with terminal.workspace() as workspace:
        whose = address_of(workspace, address)
        place = (whose, channel_of(whose, channel), Scope(scope))
        question = workspace.asking.question(*place, Ask.FIRST)
        outcome = (
            question
            if dry_run or not isinstance(question, Question)
            else workspace.asking.ask_as(question, terminal.agent)
        )
        zone = workspace.settings.zone
    if isinstance(outcome, AlreadyAsked):
        terminal.refuse(outcome.refusal())
    if isinstance(outcome, Refusal):
        terminal.refuse(outcome)
    if not isinstance(question, Question):
        return
    message = outcome.message if isinstance(outcome, Queued) else None
    if terminal.is_json:
        terminal.write_json({**_question_json(question), "message": message})
        return
    when = f" from {moment(question.leaves_at, zone)}" if question.leaves_at else ""
    done = f"Queued as message {message}{when}" if message else f"Would be sent{when}"
    terminal.write(f"{done} to {written_out(whose)} by {question.channel}:\n  {question.text}")


@click.command(
    cls=Command,
    example="""
    stopline consent reconfirm --older-than 12m --dry-run
    stopline consent reconfirm --source shopify --tag newsletter
    """,
)
@click.option("--older-than", "age", metavar="AGE", help="Ask about consents older than that: 90d, 12m, 2y.")
@click.option(
    "--source", default="", help="Only consents that came from there: a part of what the proof says."
)
@click.option("--tag", default="", help="Only people with this tag.")
@click.option(
    "--address", "addresses", multiple=True, metavar="ADDRESS", help="Only this person; may be repeated."
)
@click.option("--dry-run", is_flag=True, help="Show who would be asked and who not, and send nothing.")
@click.pass_obj
def reconfirm(
    terminal: Terminal, age: str | None, source: str, tag: str, addresses: tuple[str, ...], *, dry_run: bool
) -> None:
    """Ask people whose consent is vague, or older than AGE, whether it still stands.

    A vague consent carries nothing until it is confirmed; an old one with a good proof stands until the time for an answer is
    over. Without an answer either runs out. Of whom a file told a yes that did not count (tag reconfirm), nothing stands, and they
    are asked for a first one. Nobody is asked who said stop, is held, or was asked lately.
    """
    with terminal.workspace() as workspace:
        now = workspace.clock.now()
        selection = Selection(
            instant_before(age, now) if age is not None else None,
            source,
            tag,
            tuple(address_of(workspace, each) for each in addresses),
        )
        preview = workspace.reconfirmations.preview(selection)
        asked_count = 0 if dry_run else workspace.reconfirmations.run(preview, terminal.agent)
        zone = workspace.settings.zone
    if terminal.is_json:
        terminal.write_json(_preview_json(preview, asked_count, is_dry_run=dry_run))
    else:
        terminal.write(_preview(preview, asked_count, zone, terminal.width, is_dry_run=dry_run))


@click.command(cls=Command, short_help="List who was asked for consent.", example="stopline pending --json")
@click.pass_obj
def pending(terminal: Terminal) -> None:
    """List who was asked for consent and has not answered yet, the oldest first, with how long their answer counts."""
    with terminal.workspace() as workspace:
        waiting = workspace.asks.waiting()
        zone = workspace.settings.zone
    if terminal.is_json:
        terminal.write_json([_waiting_json(each) for each in waiting])
    elif waiting:
        header = ["thread", "who", "channel", "for", "asked", "reminded", "until", "question"]
        rows = [_waiting_row(each, zone) for each in waiting]
        terminal.write(table(header, rows, terminal.width))
    else:
        terminal.write(
            "Nobody has a question to answer. Who is asked for consent waits here: `stopline consent ask ADDRESS` asks one "
            "person, a word of yours with double = true asks back whoever joins by it."
        )


def _question_json(question: Question) -> dict[str, Json]:
    return {
        "address": question.address,
        "channel": question.channel,
        "scope": question.scope,
        "kind": question.kind,
        "language": question.language,
        "text": question.text,
        "leaves_at": to_text(question.leaves_at) if question.leaves_at else None,
    }


def _preview_json(preview: Preview, asked_count: int, *, is_dry_run: bool) -> dict[str, Json]:
    return {
        "dry_run": is_dry_run,
        "asked": asked_count,
        "chosen": [
            {
                **_question_json(each.question),
                "name": each.name,
                "why": each.why,
                "vague": each.question.is_vague,
                "meanwhile": each.meanwhile,
            }
            for each in preview.chosen
        ],
        "left_out": [
            {
                "address": each.address,
                "channel": each.channel,
                "scope": each.scope,
                "name": each.name,
                "why": each.why,
            }
            for each in preview.left_out
        ],
    }


def _preview(preview: Preview, asked_count: int, zone: tzinfo, width: int, *, is_dry_run: bool) -> str:
    """Return a run as people read it: who and why, who not and why."""
    lines: list[str] = []
    if preview.chosen:
        lines.append(
            f"{'Would ask' if is_dry_run else 'Asked'} {len(preview.chosen) if is_dry_run else asked_count}:"
        )
        rows = [
            [
                _who(each.question.address, each.name),
                each.question.channel,
                each.question.scope,
                _MEANWHILE[each.meanwhile],
                moment(each.question.leaves_at, zone) if each.question.leaves_at else "now",
                each.why,
            ]
            for each in preview.chosen[:MOST_NAMED]
        ]
        lines.append(table(["who", "channel", "for", "their consent", "leaves", "why"], rows, width))
        if len(preview.chosen) > MOST_NAMED:
            lines.append(f"… and {len(preview.chosen) - MOST_NAMED} more; --json names all.")
        if any(each.meanwhile is Meanwhile.STANDS for each in preview.chosen):
            lines.append(
                "Without an answer in time a consent runs out by itself; until then `stopline decay --retire` leaves it out."
            )
    else:
        lines.append("Nobody is to be asked.")
    if preview.left_out:
        lines.append(f"Left out {len(preview.left_out)}:")
        named = preview.left_out[:MOST_NAMED]
        for why, count in preview.reasons.items():
            lines.append(f"  {count:>6}  {why}")
            lines.extend(
                f"          {_who(each.address, each.name)}, {each.channel}"
                for each in named
                if each.why == why
            )
    return "\n".join(lines)


def _waiting_json(asked: AskedQuestion) -> dict[str, Json]:
    return {
        "thread": asked.thread,
        "address": asked.address,
        "name": asked.name,
        "channel": asked.channel,
        "scope": asked.scope,
        "kind": asked.kind,
        "keyword": asked.keyword or None,
        "message": asked.message,
        "state": asked.state,
        "asked_at": to_text(asked.asked_at),
        "reminded": asked.reminder is not None,
        "expires_at": to_text(asked.expires_at),
        "text": asked.text,
    }


def _waiting_row(asked: AskedQuestion, zone: tzinfo) -> list[str]:
    kinds = {Ask.FIRST: "first", Ask.CONFIRM: "second yes", Ask.RECONFIRM: "again"}
    return [
        str(asked.thread),
        _who(asked.address, asked.name),
        asked.channel,
        asked.scope,
        moment(asked.asked_at, zone) if asked.has_left else "waits to leave",
        "yes" if asked.reminder is not None else "no",
        moment(asked.expires_at, zone)
        if asked.has_left
        else f"{in_words(asked.expires_at - asked.asked_at)} from then",
        kinds[asked.kind] + (f", {asked.keyword}" if asked.keyword else ""),
    ]


def _who(address: Address, name: str) -> str:
    written = address if is_email(address) else written_out(address)
    return f"{name} · {written}" if name else written
