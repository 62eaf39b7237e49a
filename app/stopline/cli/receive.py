"""`stopline receive`: takes texts in from programs that gateways call, and from files of history.

What one read of standard input brings is stored in one transaction: a gateway that writes one line waits for one
commit, and a file of history is not slowed down by a commit for each line.
"""

import json
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedIOBase

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from stopline.address import Address, is_email, written_out
from stopline.cli.options import Command, choice
from stopline.cli.terminal import Json, Terminal
from stopline.clock import parse_instant
from stopline.consent.events import Channel, Scope
from stopline.consent.recognise import Meaning
from stopline.consent.status import State, worth_telling
from stopline.errors import BadAddressError, BadInputError, BadInstantError, SettingsError, StoreError
from stopline.faults import place_of, told
from stopline.gateways.base import InboundText
from stopline.inbox.intake import Duplicate, Received
from stopline.inbox.quarantine import NOT_THE_ITEMS_FAULT
from stopline.inert import one_line
from stopline.settings.spared import NOT_FOR_INTAKE
from stopline.workspace import Workspace

SPARED = NOT_FOR_INTAKE | {"gateways"}
"""Sections of the settings whose mistakes keep no text out: this command brings it itself."""
GATEWAY = "receive"
"""The name under which the ids of these texts are remembered."""
NOT_TAKEN_IN = (
    "NOTHING WAS TAKEN IN: a stop among these texts does not count yet. Mend settings.toml, then hand them in again; "
    "a text with the same id counts once."
)
READ_AT_ONCE = 1 << 16
LONGEST_LINE = 8 << 20
"""Bytes of one line; what is longer is no text message."""


class TextLine(BaseModel):
    """One line of `--jsonl`, as programs write it."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    sender: str = Field(alias="from", min_length=1)
    text: str
    recipient: str = Field(alias="to", default="")
    channel: Channel | None = None
    at: str | None = None
    id: str | None = Field(default=None, min_length=1)

    @field_validator("at", mode="before")
    @classmethod
    def _is_written(cls, at: object) -> str | None:
        return None if at is None else str(at)


@dataclass
class Tally:
    """What came of a stream of lines."""

    received: int = 0
    duplicates: int = 0
    stops: int = 0
    starts: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    undated: list[int] = field(default_factory=list)
    """Lines whose time cannot be read; their texts count from now."""

    def add(self, other: "Tally") -> None:
        """Count what another one counted."""
        self.received += other.received
        self.duplicates += other.duplicates
        self.stops += other.stops
        self.starts += other.starts
        self.errors += other.errors
        self.undated += other.undated

    def count(self, outcome: Received | Duplicate) -> None:
        """Count one text."""
        match outcome:
            case Duplicate():
                self.duplicates += 1
            case Received():
                self.received += 1
                self.stops += outcome.change is not None and outcome.change.is_new_stop
                self.starts += outcome.verdict.meaning is Meaning.START and outcome.change is not None


@click.command(
    cls=Command,
    short_help="Take in texts, as if a gateway brought them.",
    example="""
    stopline receive --from +12025550123 --text STOP --id abc-1
    stopline receive --jsonl < history.jsonl
    """,
)
@click.option("--from", "sender", metavar="ADDRESS", help="Who wrote.")
@click.option("--text", help="What they wrote.")
@click.option("--to", "recipient", default="", metavar="ADDRESS", help="Which of your numbers it came to.")
@click.option("--channel", type=choice(Channel), help="Else email for an e-mail address, and sms.")
@click.option("--at", metavar="TIME", help="When it was sent, such as 2026-11-22T10:05.")
@click.option(
    "--id", "provider_id", metavar="ID", help="The gateway's name of it; the same twice counts once."
)
@click.option(
    "--jsonl",
    is_flag=True,
    help="Read an object a line from standard input: from, text, to, channel, at, id.",
)
@click.pass_obj
def receive(
    terminal: Terminal,
    sender: str | None,
    text: str | None,
    recipient: str,
    channel: str | None,
    at: str | None,
    provider_id: str | None,
    *,
    jsonl: bool,
) -> None:
    """Take in one text, or with --jsonl many, exactly as if a gateway had brought them."""
    with _opened(terminal) as workspace:
        if jsonl:
            if sender is not None or text is not None:
                raise BadInputError(
                    "with --jsonl the texts come from standard input, without --from and --text"
                )
            tally = Tally()
            for lines in _batches(_standard_input()):
                _take_batch(workspace, lines, tally)
            _tell_many(terminal, tally)
            return
        if not sender or text is None:
            raise BadInputError("a text has --from and --text; or give many with --jsonl on standard input")
        sent_at = _sent_at(at, workspace)
        if at is not None and sent_at is None:
            terminal.warn(f"“{one_line(at, 40)}” is not a point in time, so the text counts from now.")
        inbound = InboundText(
            sender,
            text,
            _channel(sender, channel),
            provider_id or None,
            sent_at,
            recipient,
            is_handed_in=True,
        )
        try:
            outcome = workspace.intake.receive(GATEWAY, inbound)
        except BadAddressError as error:
            raise BadAddressError(f"{error}. {NOT_TAKEN_IN}") from error
        _tell_one(terminal, workspace, outcome)


@contextmanager
def _opened(terminal: Terminal) -> Iterator[Workspace]:
    """Open the workspace; where its settings cannot be spared, say that the texts were not taken in."""
    with ExitStack() as stack:
        try:
            workspace = stack.enter_context(terminal.workspace(SPARED))
        except SettingsError as error:
            raise SettingsError(f"{error}. {NOT_TAKEN_IN}") from error
        yield workspace


def _take_batch(workspace: Workspace, lines: list[tuple[int, bytes]], tally: Tally) -> None:
    """Store the texts of some lines together; a line that is none is noted, and the others go in."""
    taken = Tally()
    try:
        with workspace.engine.transaction():
            _take(workspace, lines, taken)
    except NOT_THE_ITEMS_FAULT:
        raise
    except StoreError as error:
        # One line that the store refuses must not cost the stops beside it.
        if len(lines) == 1:
            tally.errors.append((lines[0][0], str(error)))
        else:
            for each in lines:
                _take_batch(workspace, [each], tally)
    else:
        tally.add(taken)


def _take(workspace: Workspace, lines: list[tuple[int, bytes]], tally: Tally) -> None:
    """Store the texts of some lines; the caller holds the transaction."""
    for number, line in lines:
        try:
            written = _line_of(line)
        except BadInputError as error:
            tally.errors.append((number, str(error)))
            continue
        sent_at = _sent_at(written.at, workspace)
        if written.at is not None and sent_at is None:
            tally.undated.append(number)
        channel = _channel(written.sender, written.channel)
        inbound = InboundText(
            written.sender, written.text, channel, written.id, sent_at, written.recipient, is_handed_in=True
        )
        try:
            tally.count(workspace.intake.receive(GATEWAY, inbound))
        except BadAddressError as error:
            tally.errors.append((number, f"{error}; mend settings.toml, then hand it in again"))


def _line_of(line: bytes) -> TextLine:
    """Return the text a line describes.

    Raises:
        BadInputError: it describes none; the message says what is wrong.
    """
    if len(line) > LONGEST_LINE:
        raise BadInputError(f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        return TextLine.model_validate(json.loads(line.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise BadInputError("the line is not in UTF-8") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = place_of(first)
        raise BadInputError(
            f"{place}: {told(first)}" if place else "the line is not a JSON object"
        ) from error
    except (ValueError, RecursionError) as error:
        # Not every fault of a line is a JSONDecodeError: a number of five thousand digits is a bare ValueError.
        raise BadInputError(f"the line is not JSON: {error}") from error


def _sent_at(at: str | None, workspace: Workspace) -> datetime | None:
    """Return when a text was sent, None where that is not said or cannot be read: no text is left out for its time."""
    try:
        return parse_instant(at, workspace.settings.zone) if at is not None else None
    except BadInstantError:
        return None


def _channel(sender: str, named: str | None) -> Channel:
    """Return the channel a text came by; one that is named is believed, for no text may be lost."""
    if named is not None:
        return Channel(named)
    return Channel.EMAIL if is_email(Address(sender)) else Channel.SMS


def _standard_input() -> BufferedIOBase:
    stream = sys.stdin.buffer
    if not isinstance(stream, BufferedIOBase):
        raise BadInputError("standard input cannot be read")
    return stream


def _batches(stream: BufferedIOBase) -> Iterator[list[tuple[int, bytes]]]:
    """Yield the complete lines each read brings, with their numbers, without waiting for more; blank lines are left out."""
    number, rest, is_first = 0, b"", True
    while chunk := stream.read1(READ_AT_ONCE):
        parts = chunk.split(b"\n")
        # Of a line that is too long no more is kept than shows it.
        parts[0] = rest + parts[0] if len(rest) <= LONGEST_LINE else rest
        *complete, rest = parts
        if complete and is_first:
            complete[0], is_first = complete[0].removeprefix(BOM_UTF8), False
        yield [(number + index, line) for index, line in enumerate(complete, start=1) if line.strip()]
        number += len(complete)
    if is_first:
        rest = rest.removeprefix(BOM_UTF8)
    if rest.strip():
        yield [(number + 1, rest)]


def _tell_one(terminal: Terminal, workspace: Workspace, outcome: Received | Duplicate) -> None:
    match outcome:
        case Duplicate(message):
            if terminal.is_json:
                terminal.write_json({"message": message, "is_duplicate": True})
            else:
                terminal.write(f"That text came in before, as message {message}; nothing was changed.")
        case Received():
            change = outcome.change
            thread = workspace.threads.thread(outcome.thread)
            consent = thread.consent
            has_changed = change is not None and change.before != change.after
            kept = worth_telling(workspace.standings.of(outcome.address, thread.channel))
            narrower = {scope: status.state for scope, status in kept.items() if scope is not Scope.ALL}
            if terminal.is_json:
                terminal.write_json(
                    {
                        "message": outcome.message,
                        "is_duplicate": False,
                        "thread": outcome.thread,
                        "address": outcome.address,
                        "meaning": outcome.verdict.meaning,
                        "certainty": outcome.verdict.certainty,
                        "consent": consent,
                        "consent_changed": has_changed,
                        "narrower": {scope.value: state.value for scope, state in narrower.items()},
                    }
                )
                return
            alone = ", ".join(f"{state} for {scope} alone" for scope, state in narrower.items())
            # Where nothing is known of everything, the badge shows what is narrower; said twice it would be taken for more.
            everything = kept.get(Scope.ALL)
            is_known = everything is not None and everything.state is not State.UNKNOWN
            whole = consent if is_known or not alone else ""
            became = f"the consent is {'now' if has_changed else 'still'} {', '.join(filter(None, (whole, alone)))}"
            terminal.write(
                f"Took in message {outcome.message} from {written_out(outcome.address)}, thread {outcome.thread}; {became}."
            )


def _tell_many(terminal: Terminal, tally: Tally) -> None:
    """Write the summary; where lines were left out, the command ends as bad input."""
    if terminal.is_json:
        errors: list[Json] = [{"line": number, "error": error} for number, error in tally.errors]
        terminal.write_json(
            {
                "received": tally.received,
                "duplicates": tally.duplicates,
                "stops": tally.stops,
                "starts": tally.starts,
                "errors": errors,
                "undated": list(tally.undated),
            }
        )
    else:
        terminal.write(
            f"{tally.received} received, {tally.duplicates} known before, {len(tally.errors)} left out; "
            f"{tally.stops} stopped, {tally.starts} started."
        )
    for number in tally.undated:
        terminal.warn(f"line {number}: its time cannot be read, so the text counts from now")
    for number, error in tally.errors:
        terminal.warn(f"line {number}: {error}")
    if tally.errors:
        raise click.exceptions.Exit(BadInputError.exit_code)
