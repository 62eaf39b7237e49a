"""`stopline consent proof`, `verify`, `anchor`, `key` and `rebuild`: what can be shown, and whether the ledger holds."""

import contextlib
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

import click

from stopline.address import written_out
from stopline.backup.keys import make_ledger_key
from stopline.cli.addresses import known_address
from stopline.cli.options import Command
from stopline.cli.terminal import Json, Terminal
from stopline.consent.events import Scope
from stopline.consent.high_water import RolledBack
from stopline.consent.proof import DISCLAIMER
from stopline.consent.verification import Verification
from stopline.days import moment
from stopline.errors import BadInputError, LedgerBrokenError, NotFoundError, StoreError, SuppressionKeyError
from stopline.inert import one_line
from stopline.plural import counted
from stopline.proof.packet import EventEvidence, Proof
from stopline.proof.page import keyed, page
from stopline.proof.receipt import as_json
from stopline.proof.verdict import UNSIGNED, how_anchors_fit, suppressions_unchecked, what_broke
from stopline.proof.wording import MISSING, facts, fences_in_words, forgotten, ground, quoted, words_are
from stopline.store.fences import put_up_again
from stopline.store.files import whole_file
from stopline.workspace import Workspace


@click.command(
    cls=Command,
    example="""
    stopline consent proof +12025550123 --json > proof.json
    stopline consent proof +12025550123 --html proof.html
    """,
)
@click.argument("address")
@click.option(
    "--html", "html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write it as one page that can be read, printed and kept.",
)  # fmt: skip
@click.option("--replace", is_flag=True, help="Put it in place of the file that is there.")
@click.pass_obj
def proof(terminal: Terminal, address: str, html: Path | None, *, replace: bool) -> None:
    """Show everything that proves the consent of ADDRESS; the exit code is 4 where the ledger it stands in does not hold."""
    if html is not None and html.exists() and not replace:
        raise BadInputError(f"{html} is there already; name another file, or say --replace")
    with terminal.workspace() as workspace:
        packet = workspace.proofs.of(known_address(workspace, address))
    if not packet.person.is_known:
        # In a ledger that does not hold, what is missing may have been known.
        end_if_broken(terminal, packet.verification)
        raise NotFoundError(f"nothing is known about {written_out(packet.address)}: no event, no message")
    if html is not None:
        with whole_file(html) as scratch:
            scratch.write_text(page(packet), encoding="utf-8")
    if terminal.is_json:
        terminal.write_json(as_json(packet))
    elif html is not None:
        terminal.write(f"Written to {html}; only you can read it.")
    else:
        terminal.write(_packet(packet))
    end_if_broken(terminal, packet.verification)


@click.command(
    cls=Command,
    example="""
    stopline consent verify
    stopline consent verify --against /mnt/elsewhere/anchors.jsonl
    """,
)
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Compare with the anchors in a file: shows a tail that was cut off or made anew.",
)  # fmt: skip
@click.pass_obj
def verify(terminal: Terminal, against: Path | None) -> None:
    """Walk the whole ledger and see whether it holds; the exit code is 4 where it does not."""
    with terminal.workspace() as workspace:
        found, anchor_count = _verified(workspace, against, terminal)
        lost = workspace.high_water.lost()
        zone = workspace.settings.zone
    if terminal.is_json:
        had_come_to: dict[str, Json] = {"had_come_to": lost.seq if lost is not None else None}
        fences: dict[str, Json] = {"fences": {each.name: each.alteration for each in found.altered}}
        terminal.write_json(_verification_json(found) | had_come_to | fences)
    elif found.is_intact:
        terminal.write(f"The ledger holds; events: {found.event_count}.\nHead {found.head}\n{keyed(found)}")
        if found.anchor is not None:
            terminal.write(how_anchors_fit(found, anchor_count, zone))
    if lost is not None and found.is_intact:
        terminal.warn(_missing_end(lost))
    end_if_broken(terminal, found)
    if lost is not None and not lost.is_restored:
        raise click.exceptions.Exit(LedgerBrokenError.exit_code)
    if found.suppression_fault:
        raise click.exceptions.Exit(SuppressionKeyError.exit_code)


@click.command(cls=Command, example="stopline consent anchor --to /mnt/elsewhere/anchors.jsonl")
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Add it to a file; keep that where nobody who may write the workspace can.",
)  # fmt: skip
@click.pass_obj
def anchor(terminal: Terminal, to: Path | None) -> None:
    """Take the head of the ledger, signed, for keeping elsewhere; `verify --against` compares with it later."""
    with terminal.workspace() as workspace:
        head = workspace.anchoring.anchor() if to is None else workspace.anchors.write(to, terminal.asking)
    if to is None or terminal.is_json:
        terminal.write(head.line())
        if head.signed_by is None:
            terminal.warn(UNSIGNED)
        return
    signed = f"signed with key {head.signed_by}" if head.signed_by else UNSIGNED
    terminal.write(f"Event {head.seq:,} is anchored in {to}; {signed}")


@click.command(
    cls=Command,
    example="""
    stopline consent key
    stopline consent key --new ~/stopline-ledger.key
    """,
)
@click.option(
    "--new", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Make a key in a new file."
)
@click.option(
    "--vouch", is_flag=True, help="Tag the events that lack a tag, as somebody who knows that they are true."
)
@click.pass_obj
def key(terminal: Terminal, new: Path | None, *, vouch: bool) -> None:
    """Show whether a key tags what is recorded, make one, or answer for events that were recorded without it."""
    if new is not None and vouch:
        raise BadInputError("--new makes a key, --vouch uses the one there is: one at a time")
    if new is not None:
        make_ledger_key(new)
        _tell_new(terminal, new)
        return
    with terminal.workspace() as workspace:
        vouched_count = workspace.ledger.vouch(terminal.agent) if vouch else 0
        state = workspace.audit.state()
    if terminal.is_json:
        terminal.write_json(
            {
                "key": state.key_id or None, "source": state.key_source or None, "keyed_from": state.keyed_from,
                "events": state.event_count, "vouched": vouched_count,
            }
        )  # fmt: skip
        return
    if vouch:
        terminal.write(f"You answered for {counted(vouched_count, 'event')} that had no tag.")
    tagged = (
        "no event carries a tag yet"
        if state.keyed_from is None
        else f"events carry a tag from {state.keyed_from:,} on"
    )
    if state.key_id:
        terminal.write(f"Key {state.key_id} from {state.key_source} tags what is recorded; {tagged}.")
    else:
        terminal.write(
            f"No key is in use here; {tagged}.\nStopline looks in $STOPLINE_LEDGER_KEY, in the file that settings.toml names as "
            "proof.ledger_key_file, and, where proof.use_keyring is true, in the keyring."
        )


@click.command(cls=Command, example="stopline consent rebuild")
@click.option(
    "--weaken",
    is_flag=True,
    help="Lift stops and holds, too, that do not follow from the ledger: you answer for that.",
)
@click.pass_obj
def rebuild(terminal: Terminal, *, weaken: bool) -> None:
    """Make every status again from the ledger, and put up the database's own fences; the exit code is 4 where that would lift a stop or hold."""
    with terminal.workspace() as workspace:
        altered = put_up_again(workspace.engine)
        if altered and not terminal.is_json:
            terminal.write(f"Put in order, fences of the database: {', '.join(map(str, altered))}.")
            terminal.warn(
                "Who took them down may have changed more: `stopline consent verify`, and compare with a backup made before."
            )
        changed_count = workspace.ledger.rebuild(may_weaken=weaken)
    if terminal.is_json:
        fences: dict[str, Json] = {each.name: each.alteration for each in altered}
        terminal.write_json({"changed": changed_count, "fences": fences})
    else:
        terminal.write(
            f"{counted(changed_count, 'status was', 'statuses were')} corrected."
            if changed_count
            else "Every status follows from the ledger already."
        )


def end_if_broken(terminal: Terminal, found: Verification) -> None:
    """Warn of a ledger that does not hold, or is not fenced, and end the command so that no program takes its answer for proven."""
    if found.suppression_fault:
        terminal.warn(suppressions_unchecked(found))
    if found.altered:
        terminal.warn(fences_in_words(found.altered))
    if not found.is_intact:
        terminal.warn(what_broke(found))
        if found.first_break is not None and found.first_break.about:
            terminal.warn(f"Whose events these were: {found.first_break.about}.")
    if found.altered or not found.is_intact:
        raise click.exceptions.Exit(LedgerBrokenError.exit_code)


def _verified(workspace: Workspace, against: Path | None, terminal: Terminal) -> tuple[Verification, int]:
    """Walk the ledger, beside anchors where there are some; return what that found, and how many anchors there were."""
    if against is not None:
        compared = workspace.anchors.compare(against, terminal.asking)
        return compared.found, compared.anchor_count
    found = workspace.anchoring.verify()
    # What was found is told even where the file cannot be written.
    with contextlib.suppress(StoreError):
        workspace.checkups.note_verification(found)
    return found, 0


def _missing_end(lost: RolledBack) -> str:
    """Return what is known of events that a ledger which holds may lack."""
    helps = "`stopline doctor --only rolled-back` says what helps."
    if lost.is_restored:
        return f"It came out of a backup, and what was said since may be missing. {helps}"
    return f"It holds as far as it goes, but had come to event {lost.seq} and ends with {lost.head}, or went on another way. {helps}"


def _tell_new(terminal: Terminal, path: Path) -> None:
    if terminal.is_json:
        terminal.write_json({"key_file": str(path)})
        return
    terminal.write(
        f"A new key is in {path}; only you can read it. Name it in settings.toml:\n\n[proof]\n"
        f'ledger_key_file = "{path.resolve()}"\n\nKeep a copy elsewhere: without it nobody can check the tags.'
    )


def _verification_json(found: Verification) -> dict[str, Json]:
    broken, newest = found.first_break, found.anchor
    return {
        "intact": found.is_intact,
        "events": found.event_count,
        "head": found.head,
        "first_break": {"event": broken.seq, "kind": broken.kind} if broken else None,
        "status_differences": found.status_differences,
        "suppressions_checked": not found.suppression_fault,
        "keyed_from": found.keyed_from,
        "vouched": found.vouched_count,
        "tags_checked": found.has_key and found.keyed_from is not None,
        "anchor": {"event": newest.seq, "at": newest.at, "signed_by": newest.signed_by} if newest else None,
        "anchors_checked": found.is_anchor_checked if newest else None,
    }


def _packet(packet: Proof) -> str:
    """Return an evidence packet as people read it."""
    verified, person = packet.verification, packet.person
    ours = [each for each in person.messages if not each.is_inbound]
    name = f"{person.name}, " if person.name else ""
    lines = [
        f"Evidence of the consent of {name}{written_out(packet.address)}, made {moment(packet.made_at, packet.zone)}",
        *([forgotten(person.forgotten_on)] if person.forgotten_on else []),
        *(line for each in person.events for line in _evidence(each, packet.zone)),
        *(["What we wrote, and why we might:"] if ours else []),
        *(
            f"  {why.message.id}. {moment(why.queued_at, packet.zone)}, {why.message.state}: "
            f"“{one_line(why.message.text, 80)}”\n     "
            + (" ".join(reason.sentence for reason in why.reasons) if why.reasons else ground(why))
            for why in ours
        ),
        f"Ledger: {f'holds, events: {verified.event_count}' if verified.is_intact else what_broke(verified)}",
        f"        {keyed(verified)}",
        f"Head:   {verified.head}",
        DISCLAIMER,
    ]
    return "\n".join(lines)


def _evidence(each: EventEvidence, zone: tzinfo) -> Iterator[str]:
    """Yield one event with all that proves it, a line for each thing that is known."""
    recorded = each.recorded
    event, evidence = recorded.event, recorded.event.evidence
    covers = "" if event.scope is Scope.ALL else f", {event.scope} only"
    yield f"{recorded.seq}. {event.channel}{covers}: {event.told_briefly}, {moment(event.occurred_at, zone)}"
    known = [
        ("before it", quoted(each.before, zone)),
        (words_are(event.method, "words"), MISSING if event.has_lost_evidence else evidence.words),
        ("after it", quoted(each.after, zone)),
        *facts(recorded, each.allowed, zone, each.answer),
        ("hash", recorded.hash),
    ]
    for label, value in known:
        if value:
            yield f"   {label}: {one_line(value, 500)}"
