"""A scenario as it is written in a TOML file: people with habits, what they say by themselves and to what we send.

Everything is checked at the door: a scenario that was read can be played. `shelf` finds and reads the files.
"""

from collections.abc import Iterator
from datetime import time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from stopline.address import Address, parse_address
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.errors import BadInputError
from stopline.gateways.simulated.durations import parse_duration
from stopline.gateways.simulated.script import Line, OnDay, Says, read_script


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"“{name}” is not a time zone; write it like America/New_York") from error
    return name


def _as_duration(written: object) -> object:
    """Return a length of time for a written one; anything else is left to be refused by its type."""
    try:
        return parse_duration(written) if isinstance(written, str) else written
    except BadInputError as error:
        raise ValueError(str(error)) from error


def _as_several(written: object) -> object:
    return (written,) if isinstance(written, str | int) else written


def _as_address(written: str) -> Address:
    try:
        return parse_address(written)
    except BadInputError as error:
        raise ValueError(str(error)) from error


Zone = Annotated[str, AfterValidator(_known_zone)]
Duration = Annotated[timedelta, BeforeValidator(_as_duration)]
Words = Annotated[tuple[str, ...], BeforeValidator(_as_several), Field(min_length=1)]
"""One text, or several of which one is chosen."""
Days = Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(_as_several), Field(min_length=1)]
"""One day or several, each counted back from the present."""
Chance = Annotated[float, Field(ge=0, le=1)]


class _Table(BaseModel):
    """A table of a scenario file: what is not known in it is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Carriage(StrEnum):
    """What the carrier of a person does with our messages."""

    GOOD = "good"
    CONFIRMS_STOPS = "confirms stops"
    """It answers a STOP itself, so that a confirmation of ours would be the second."""
    FAILS = "fails"
    """The number is out of service: messages are taken and fail later."""
    STOPPED = "stopped"
    """The person stopped us at the carrier: it refuses our messages."""
    STOPPED_LATE = "stopped late"
    """The same, told by a receipt after the message was taken."""


class Habits(_Table):
    """How a person behaves when nothing else is written about them."""

    awake_from: time = time(7, 30)
    awake_until: time = time(22, 30)
    answers_after: tuple[float, float] = (9, 19)
    """Seconds between which they answer."""
    answers: Chance = 0.9
    """How probably they answer a message of an agent."""
    tolerance: Chance = 1.0
    """How probably they bear with one marketing message."""
    stop_words: Words = ("STOP",)
    """What they write when they do not."""


class Person(_Table):
    """Somebody the business knows."""

    key: str
    """How the rest of the scenario calls them."""
    name: str
    number: Annotated[str, AfterValidator(_as_address)]
    email: Annotated[str, AfterValidator(_as_address)] | None = None
    language: str
    country: str = Field(pattern="^[A-Z]{2}$")
    zone: Zone
    tags: tuple[str, ...] = ()
    attributes: dict[str, str] = {}
    habits: Habits = Habits()
    carriage: Carriage = Carriage.GOOD
    replies: tuple[str, ...] = ()
    """What they answer to agents' messages, in this order, before they fall back on what people say in their language."""

    def address_on(self, channel: Channel) -> Address | None:
        """Return where they are reached on a channel."""
        if channel is Channel.EMAIL:
            return Address(self.email) if self.email else None
        return Address(self.number)


class Talk(_Table):
    """What people of one language say when an agent writes."""

    to_questions: Words
    to_statements: Words
    to_notices: Words


class _Spoken(_Table):
    """What is said with one person on one channel."""

    who: str
    channel: Channel = Channel.SMS


class Conversation(_Spoken):
    """A piece of the past, as a script."""

    days_ago: int | None = Field(None, ge=1)
    """The day of the script's first line; not needed if every line says how long ago it was."""
    script: str

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return the script, line by line."""
        return read_script(self.script)


class Campaign(_Table):
    """One message to many."""

    name: str
    """May name the `{month}` in which it was sent; so may the texts."""
    channel: Channel = Channel.SMS
    purpose: Purpose = Purpose.MARKETING
    who: tuple[str, ...] = ()
    """To whom; to everybody who agreed to it on the channel if nobody is named."""
    except_tags: tuple[str, ...] = ()
    """Whoever has one of these tags is not meant by everybody."""
    days_ago: Days
    at: time
    agent: str
    texts: dict[str, str]
    """By language; `en` is for everybody whose language is not there."""

    @field_validator("texts")
    @classmethod
    def _has_one_for_everybody(cls, texts: dict[str, str]) -> dict[str, str]:
        if "en" not in texts:
            raise ValueError("texts.en is missing: it is for everybody whose language has no text")
        return texts


class Launch(_Table):
    """A campaign of the product's own: under way when the scenario begins, and going on with it, or finished long before."""

    name: str
    purpose: Purpose = Purpose.MARKETING
    tag: str
    """To whom: everybody with this tag who agreed."""
    ago: Duration
    per_minute: int = Field(ge=1)
    agent: str
    texts: Words


class Reaction(_Table):
    """What one person says to a certain message of ours."""

    who: str
    to: Purpose
    contains: str = ""
    """Words the message must have, in any case."""
    after: Duration
    says: Words
    chance: Chance = 1.0


class Import(_Table):
    """A file of people brought along from another system."""

    source: str
    days_ago: int = Field(ge=1)
    given_days_ago: int = Field(ge=1)
    """The day on which the first of them had agreed; the others follow day by day."""
    agent: str
    channel: Channel = Channel.SMS
    wording: str
    who: tuple[str, ...]


class Live(_Spoken):
    """What somebody says by themselves once the scenario has begun."""

    after: Duration
    says: Words


class Template(_Table):
    """A canned reply of the team."""

    name: str
    text: str
    language: str = "en"


class Join(_Table):
    """A word of the team's own that opts in."""

    keyword: str
    tag: str
    welcome: str


class Team(_Table):
    """The business itself."""

    name: str
    zone: Zone
    agents: tuple[str, ...]


class Scenario(_Table):
    """Everything that can be played."""

    team: Team
    people: tuple[Person, ...] = ()
    talk: dict[str, Talk] = {}
    templates: tuple[Template, ...] = ()
    joins: tuple[Join, ...] = ()
    imports: tuple[Import, ...] = ()
    conversations: tuple[Conversation, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    launches: tuple[Launch, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    live: tuple[Live, ...] = ()

    @model_validator(mode="after")
    def _people_are_known(self) -> Self:
        known = {person.key for person in self.people}
        if len(known) < len(self.people):
            raise ValueError("two people have the same key")
        for name, key in self._mentions():
            if key not in known:
                raise ValueError(f"{name} speaks of “{key}”, who is not among the people")
        for person in self.people:
            if self.talk and person.language not in self.talk:
                raise ValueError(
                    f"{person.key} speaks “{person.language}”, and [talk.{person.language}] is missing"
                )
        tags = {tag for person in self.people for tag in person.tags}
        for launch in self.launches:
            if launch.tag not in tags:
                raise ValueError(f"the campaign “{launch.name}” is for “{launch.tag}”, a tag nobody has")
        return self

    @model_validator(mode="after")
    def _agents_are_known(self) -> Self:
        senders: tuple[Campaign | Import | Launch, ...] = (*self.campaigns, *self.imports, *self.launches)
        for agent in (each.agent for each in senders):
            if agent not in self.team.agents:
                raise ValueError(f"“{agent}” is not among the agents")
        return self

    @model_validator(mode="after")
    def _conversations_can_be_held(self) -> Self:
        spoken: tuple[_Spoken, ...] = (*self.conversations, *self.live)
        for each in spoken:
            if self.person(each.who).address_on(each.channel) is None:
                raise ValueError(f"{each.who} has no address for {each.channel}")
        for conversation in self.conversations:
            _check_script(conversation, self.team.agents)
        return self

    def _mentions(self) -> Iterator[tuple[str, str]]:
        yield from (("a conversation", each.who) for each in self.conversations)
        yield from (("a reaction", each.who) for each in self.reactions)
        yield from (("a live text", each.who) for each in self.live)
        yield from ((f"the campaign “{each.name}”", key) for each in self.campaigns for key in each.who)
        yield from ((f"the import “{each.source}”", key) for each in self.imports for key in each.who)

    @cached_property
    def _by_key(self) -> dict[str, Person]:
        return {person.key: person for person in self.people}

    @cached_property
    def _by_address(self) -> dict[str, Person]:
        numbers = {person.number: person for person in self.people}
        return numbers | {person.email: person for person in self.people if person.email}

    def person(self, key: str) -> Person:
        """Return the person the scenario calls by a key."""
        return self._by_key[key]

    def person_at(self, address: Address) -> Person | None:
        """Return whose address it is, or None for a stranger."""
        return self._by_address.get(address)


def _check_script(conversation: Conversation, agents: tuple[str, ...]) -> None:
    """Raise ValueError if the script cannot be read or placed in time, or somebody in it is not of the team."""
    name = f"the conversation with {conversation.who}"
    try:
        lines = conversation.lines
    except BadInputError as error:
        raise ValueError(f"{name}: {error}") from error
    for line in lines:
        if isinstance(line.when, OnDay):
            if conversation.days_ago is None:
                raise ValueError(f"{name} has times of day but no days_ago")
            if line.when.days_later >= conversation.days_ago:
                raise ValueError(f"{name} goes on until today, where times of day may be to come")
        if not isinstance(line.what, Says) and line.what.agent not in agents:
            raise ValueError(f"{name} speaks of “{line.what.agent}”, who is not among the agents")
