"""Pure: conversations written down as people read them, one line for each thing that was said or done.

    10:09 > Great! Can I pay by card?
    10:15 bob: Of course. Card or cash.
    10:16 bob notes: paid a deposit of 20
    +1 17:30 bob closes

A line begins with the local time of day, after `+N` that many days later, or with how long ago it was (`-35m`). What follows
a `>` are the person's words; everything else is done by the agent who is named.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta

from stopline.consent.gate import Purpose
from stopline.errors import BadInputError
from stopline.gateways.simulated.durations import parse_duration


@dataclass(frozen=True, slots=True)
class OnDay:
    """A time of day, so many days after the conversation began."""

    days_later: int
    at: time


@dataclass(frozen=True, slots=True)
class Ago:
    """A moment counted back from the present."""

    before: timedelta


@dataclass(frozen=True, slots=True)
class Says:
    """The person writes to us."""

    text: str


@dataclass(frozen=True, slots=True)
class Sends:
    """An agent writes to the person."""

    agent: str
    text: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Notes:
    """An agent leaves a note for the others."""

    agent: str
    text: str


@dataclass(frozen=True, slots=True)
class Assigns:
    """An agent gives the thread to an agent."""

    agent: str
    to: str


@dataclass(frozen=True, slots=True)
class Reads:
    """An agent reads the thread and does no more."""

    agent: str


@dataclass(frozen=True, slots=True)
class Closes:
    """An agent puts the thread away."""

    agent: str


@dataclass(frozen=True, slots=True)
class Snoozes:
    """An agent puts the thread away for a while."""

    agent: str
    length: timedelta


@dataclass(frozen=True, slots=True)
class Records:
    """An agent records what the person said elsewhere about being texted."""

    agent: str
    is_stop: bool
    where: str
    words: str


Deed = Sends | Notes | Assigns | Reads | Closes | Snoozes | Records
"""What an agent can do in a script."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script."""

    when: OnDay | Ago
    what: Says | Deed


_LINE = re.compile(r"(?:\+(?P<days>\d+) )?(?P<at>\d\d:\d\d|-\S+) +(?P<rest>.+)")
_SENDS = re.compile(r"(?P<agent>\w+)(?: \((?P<purpose>notice|marketing)\))?: (?P<text>.+)")
_RECORDS = re.compile(r"(?P<agent>\w+) records a (?P<wish>stop|yes), (?P<where>[^:]+): (?P<words>.+)")
_DOES = re.compile(r"(?P<agent>\w+) (?P<verb>notes|assigns|snoozes|reads|closes):?(?: (?P<rest>.+))?")


def read_script(script: str) -> tuple[Line, ...]:
    """Return the lines of a script.

    Raises:
        BadInputError: a line cannot be understood; the message quotes it.
    """
    return tuple(_lines(script))


def _lines(script: str) -> Iterator[Line]:
    days_later = 0
    for number, written in enumerate(script.splitlines(), start=1):
        if not written.strip():
            continue
        match = _LINE.fullmatch(written.strip())
        if match is None:
            raise _unreadable(number, written)
        days_later += int(match["days"] or 0)
        try:
            yield Line(_when(match["at"], days_later), _what(match["rest"]))
        except (BadInputError, ValueError) as error:
            raise _unreadable(number, written) from error


def _when(written: str, days_later: int) -> OnDay | Ago:
    if written.startswith("-"):
        return Ago(parse_duration(written[1:]))
    return OnDay(days_later, time.fromisoformat(written))


def _what(written: str) -> Says | Deed:
    """Return what one line tells; agents' verbs come before what agents say, because both begin with a name."""
    if written.startswith("> "):
        return Says(written[2:].replace("\\n", "\n"))
    if match := _RECORDS.fullmatch(written):
        return Records(match["agent"], match["wish"] == "stop", match["where"], match["words"])
    if match := _SENDS.fullmatch(written):
        purpose = Purpose(match["purpose"] or "conversation")
        return Sends(match["agent"], match["text"].replace("\\n", "\n"), purpose)
    if match := _DOES.fullmatch(written):
        return _deed(match["agent"], match["verb"], match["rest"] or "")
    raise BadInputError


def _deed(agent: str, verb: str, rest: str) -> Deed:
    match verb, bool(rest):
        case "notes", True:
            return Notes(agent, rest)
        case "assigns", True:
            return Assigns(agent, rest)
        case "snoozes", True:
            return Snoozes(agent, parse_duration(rest))
        case "reads", False:
            return Reads(agent)
        case "closes", False:
            return Closes(agent)
        case _:
            raise BadInputError


def _unreadable(number: int, written: str) -> BadInputError:
    return BadInputError(
        f"line {number} of the script, “{written.strip()}”, is not understood; "
        "write it like `10:09 > their words`, `10:15 bob: our words` or `10:16 bob notes: for the team`"
    )
