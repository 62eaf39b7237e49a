"""`stopline consent`: where an address stands, what an agent heard, and whether the ledger holds."""

import click

from stopline.address import Address, is_email, written_out
from stopline.cli.addresses import address_of, channel_of, known_address
from stopline.cli.broken import end_if_events_broken
from stopline.cli.options import Command, LazyGroup, choice
from stopline.cli.tables import badge
from stopline.cli.terminal import Json, Terminal
from stopline.clock import parse_instant, to_text
from stopline.consent.basis import basis_of
from stopline.consent.events import (
    Basis,
    Channel,
    ConsentEvent,
    EventKind,
    Evidence,
    Method,
    RecordedEvent,
    Scope,
)
from stopline.consent.ledger import Change
from stopline.consent.proof import event_as_json
from stopline.consent.refusal import Refusal
from stopline.consent.status import Standing, Status, worth_telling
from stopline.days import moment
from stopline.errors import BadInputError
from stopline.inbox.card import origin_of
from stopline.inert import one_line
from stopline.plural import counted
from stopline.proof.wording import forgotten
from stopline.workspace import Workspace

LONGEST_WORDS = 4_000
_NOT_HEARD = {
    Method.KEYWORD: "what they wrote is handed in with `stopline receive`, which keeps the text as the proof",
    Method.SENTENCE: "what they wrote is handed in with `stopline receive`, which keeps the text as the proof",
    Method.IMPORT: "a list is taken in with `stopline import contacts`, which asks for its proof",
    Method.CARRIER: "a carrier tells of stops and never of a yes; their own START is handed in with `stopline receive`",
}
"""Ways of a yes that no agent can vouch for, with what to do instead."""
_SPOKEN = frozenset({"phone", "telephone", "call", "voicemail", "voice"})
WORDS_SHOWN = 1_000
"""Characters of somebody's words that stand beside an event; the proof shows all."""


@click.group(
    cls=LazyGroup,
    name="consent",
    example="stopline consent show +12025550123",
    lazy={
        "ask": "stopline.cli.asking:ask",
        "reconfirm": "stopline.cli.asking:reconfirm",
        "proof": "stopline.cli.proof:proof",
        "export": "stopline.cli.consent_states:export",
        "import": "stopline.cli.consent_states:load",
        "verify": "stopline.cli.proof:verify",
        "anchor": "stopline.cli.proof:anchor",
        "key": "stopline.cli.proof:key",
        "rebuild": "stopline.cli.proof:rebuild",
    },
)
def consent() -> None:
    """Show and record consent, keep it in step with other systems, and check the ledger."""


@consent.command(cls=Command, example="stopline consent show +12025550123")
@click.argument("address")
@click.pass_obj
def show(terminal: Terminal, address: str) -> None:
    """Show where ADDRESS stands on every channel, and how that came; the exit code is 4 where these events do not hold."""
    with terminal.workspace() as workspace:
        whose = known_address(workspace, address)
        standings = workspace.standings.on_every_channel(whose)
        events = workspace.ledger.events_of(whose)
        found = workspace.own_events.check(whose)
        if not terminal.is_json:
            terminal.write(_shown(workspace, whose, standings, events))
    if terminal.is_json:
        by_seq = {recorded.seq: recorded for recorded in events}
        terminal.write_json(
            {
                "address": whose,
                "channels": {
                    channel: _standing_json(standing, by_seq) for channel, standing in standings.items()
                },
                "events": [event_as_json(recorded) for recorded in events],
                "events_intact": found.is_intact,
            }
        )
    end_if_events_broken(terminal, found)


@consent.command(
    cls=Command,
    example="""
    stopline consent record +12025550123 --stop --channel sms --method phone --words "no more texts please"
    """,
)
@click.argument("address")
@click.option("--stop", "is_stop", is_flag=True, help="They want no more messages.")
@click.option("--give", "is_yes", is_flag=True, help="They agreed to messages.")
@click.option("--channel", type=choice(Channel), help="May be left out for an e-mail address.")
@click.option(
    "--method",
    required=True,
    help="Where it was heard (phone, shop, letter …), or form, api; of a stop also carrier.",
)
@click.option("--words", required=True, help="What they said, word for word.")
@click.option(
    "--scope", type=choice(Scope), default=Scope.ALL.value, show_default=True, help="What it covers."
)
@click.option("--wording", default="", help="What they were told they agree to.")
@click.option("--source", default="", help="The form, file or place it came from.")
@click.option(
    "--basis",
    type=choice(Basis),
    help="What a yes rests on, where --method does not tell: express_written for a signature, implied_purchase …",
)
@click.option("--at", metavar="TIME", help="When they said it, if not now.")
@click.pass_obj
def record(
    terminal: Terminal,
    address: str,
    channel: str | None,
    method: str,
    words: str,
    scope: str,
    wording: str,
    source: str,
    basis: str | None,
    at: str | None,
    *,
    is_stop: bool,
    is_yes: bool,
) -> None:
    """Record what was heard of ADDRESS elsewhere; the exit code is 3 where that is not an agent's to say."""
    if is_stop is is_yes:
        raise BadInputError("say what was heard: one of --stop and --give")
    if not words.strip():
        raise BadInputError("--words: a record needs the words, as they were said")
    if is_stop and basis is not None:
        raise BadInputError("--basis: a stop needs none")
    with terminal.workspace() as workspace:
        now = workspace.clock.now()
        occurred_at = parse_instant(at, workspace.settings.zone) if at is not None else now
        if occurred_at > now:
            raise BadInputError("--at: that is still to come")
        known_method, where = _heard(method)
        # Whoever has written may be stopped, also a name or short code that nobody can answer; only an address can agree.
        whose = known_address(workspace, address) if is_stop else address_of(workspace, address)
        event = ConsentEvent(
            whose, _heard_on(whose, channel), EventKind.WITHDRAWN if is_stop else EventKind.GIVEN,
            known_method, terminal.agent, occurred_at, Scope(scope),
            Evidence(words=words[:LONGEST_WORDS], disclosure=wording, source=source or where,
                basis=Basis(basis) if basis else None),
        )  # fmt: skip
        if is_yes:
            _check_yes(event, where)
        with workspace.engine.transaction():
            outcome = workspace.double_optin.record(event)
            if not isinstance(outcome, Refusal):
                workspace.contacts.ensure(event.address, source="agent")
    if isinstance(outcome, Refusal):
        terminal.refuse(outcome)
    state = outcome.after.within(event.scope).state
    if terminal.is_json:
        terminal.write_json(
            {"event": outcome.recorded.seq, "state": state, "refused_messages": outcome.refused_count}
        )
        return
    terminal.write(_recorded(outcome))


def _recorded(change: Change) -> str:
    """Return what recording did, as a sentence."""
    event = change.recorded.event
    badged = badge(change.after.within(event.scope).state)
    covers = "" if event.scope is Scope.ALL else f" for {event.scope} alone"
    told = f"Recorded as event {change.recorded.seq}: {badged} by {event.channel}{covers}"
    if event.kind is EventKind.REQUESTED:
        return f"{told}. Here a yes needs a second one, so they are asked by message; `stopline pending` shows who has not answered."
    waiting = counted(change.refused_count, "waiting message is", "waiting messages are")
    return f"{told}; {waiting} kept back." if change.refused_count else f"{told}."


def _heard_on(whose: Address, written: str | None) -> Channel:
    """Return the channel a record is about; only an e-mail address leaves no doubt."""
    if written is None and not is_email(whose):
        raise BadInputError("--channel: say where it counts, sms or whatsapp")
    return channel_of(whose, written)


def _heard(method: str) -> tuple[Method, str]:
    """Return how it is known, and where it was heard: a word that is no method is the place where an agent heard it."""
    written = method.strip().lower()
    if not written:
        raise BadInputError("--method: say how it was heard, such as phone or shop")
    known = {each.value: each for each in Method if each is not Method.SUPPRESSION}
    return (known[written], "") if written in known else (Method.AGENT, method.strip())


def _check_yes(event: ConsentEvent, where: str) -> None:
    """Refuse a yes that would count for more than an agent can have heard or seen."""
    if event.method in _NOT_HEARD:
        raise BadInputError(f"--method {event.method}: {_NOT_HEARD[event.method]}")
    if basis_of(event) is not Basis.EXPRESS_WRITTEN:
        return
    if _SPOKEN & set(where.lower().replace("-", " ").split()):
        raise BadInputError(f"--basis: what was said by {where} is no yes in writing; leave it out")
    if not (event.evidence.disclosure.strip() or event.evidence.source.strip()):
        raise BadInputError(
            "--wording: a yes in writing is proved by what they agreed to; say the wording, or with --source where it can be seen"
        )


def _status_json(status: Status, by_seq: dict[int, RecordedEvent]) -> dict[str, Json]:
    made_by = by_seq.get(status.event_seq)
    return {
        "state": status.state,
        "since": to_text(status.since) if status.since else None,
        "basis": status.basis,
        "agreed_at": to_text(status.agreed_at) if status.agreed_at else None,
        "method": made_by.event.method if made_by else None,
        "words": made_by.event.evidence.words if made_by else None,
    }


def _standing_json(standing: Standing, by_seq: dict[int, RecordedEvent]) -> dict[str, Json]:
    """Return where an address stands on a channel; narrower scopes are named where something is known of them."""
    narrower = {scope: status for scope, status in worth_telling(standing).items() if scope is not Scope.ALL}
    whole = _status_json(standing.everything, by_seq)
    if not narrower:
        return whole
    return {**whole, "scopes": {scope: _status_json(status, by_seq) for scope, status in narrower.items()}}


def _shown(
    workspace: Workspace,
    address: Address,
    standings: dict[Channel, Standing],
    events: list[RecordedEvent],
) -> str:
    """Return the consent of an address as people read it: where it stands, then the trail."""
    zone = workspace.settings.zone
    name = one_line(workspace.contacts.name_at(address))
    lines = [f"{name} · {written_out(address)}" if name else written_out(address)]
    is_derived = any(standing.scopes() for standing in standings.values())
    if not events and standings and not is_derived:
        return "\n".join([*lines, forgotten(standings)])
    if not events and not standings:
        return "\n".join([*lines, "Nothing is known of their consent."])
    by_seq = {recorded.seq: recorded for recorded in events}
    for channel, standing in standings.items():
        for scope, status in worth_telling(standing).items():
            made_by = by_seq.get(status.event_seq)
            origin = origin_of(made_by, events)
            is_restored = origin is not None and origin is not made_by
            began = origin.event.occurred_at if origin is not None and is_restored else status.since
            since = f" since {moment(began, zone)}" if began else ""
            covers = "" if scope is Scope.ALL else f" ({scope})"
            lines.append(f"{channel}{covers}: {badge(status.state)}{since}")
            if origin is not None:
                event = origin.event
                by = event.told_briefly if event.is_question_closed else f"by {event.told_how}"
                lines.append(f"  {one_line(by)}{_quoted(origin)}")
            if made_by is not None and is_restored:
                lines.append(
                    f"  hold released by {one_line(made_by.event.actor)}, {moment(made_by.event.occurred_at, zone)}"
                )
    lines.append("Trail:" if events else "Trail: none; their events belong to nobody any more.")
    lines.extend(
        f"  {moment(each.event.occurred_at, zone)}  {each.event.channel} "
        f"{one_line(each.event.told_briefly)}{_quoted(each)}"
        for each in events
    )
    return "\n".join(lines)


def _quoted(recorded: RecordedEvent) -> str:
    if recorded.event.has_lost_evidence:
        return " (its words are missing)"
    words = one_line(recorded.event.evidence.words, WORDS_SHOWN)
    return f" “{words}”" if words else ""
