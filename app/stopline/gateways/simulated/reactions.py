"""Pure: what a person says to a message of ours.

What the scenario says of this person and this message comes first; then whether they bear with marketing at all; then, where
people talk freely, their own replies in order and what people of their language say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.gateways.simulated.planned import PlannedText, dice
from stopline.gateways.simulated.scenario import Person, Reaction, Scenario

AWAKE_AFTER_WRITING = timedelta(hours=24)
"""For so long after their last text, people answer at any hour: whoever is in a conversation is up."""
ATTENTION = 5
"""How many messages in a row somebody answers before they have said all they wanted."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of ours as it reached a person."""

    text: str
    channel: Channel
    purpose: Purpose
    nth: int
    """Which of our messages to this address it is, counted from 1."""
    answered_count: int
    """How many of our messages they have answered of their own accord."""
    last_wrote_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person is going to say, and whether it was their own idea (not written in the scenario)."""

    planned: PlannedText
    is_free: bool = False


def answers(scenario: Scenario, person: Person, heard: Heard, seed: int, *, talks: bool) -> Iterator[Answer]:
    """Yield what a person says to a message.

    Args:
        scenario: who reacts to what.
        person: who was written to.
        heard: the message.
        seed: decides what is left to chance.
        talks: whether people also say what is not written for this message.
    """
    if heard.purpose is Purpose.COMPLIANCE:
        return
    written = [each for each in scenario.reactions if each.who == person.key and _is_meant(each, heard)]
    if written:
        yield from (Answer(each) for each in _as_written(person, written, heard, seed))
        return
    if heard.purpose is Purpose.MARKETING:
        if dice(seed, "tolerance", person.key, heard.nth).random() >= person.habits.tolerance:
            yield Answer(_says(person, heard, seed, person.habits.stop_words))
        return
    if talks and (reply := _free_reply(scenario, person, heard, seed)) is not None:
        yield Answer(reply, is_free=True)


def _is_meant(reaction: Reaction, heard: Heard) -> bool:
    return reaction.to is heard.purpose and reaction.contains.lower() in heard.text.lower()


def _as_written(person: Person, written: list[Reaction], heard: Heard, seed: int) -> Iterator[PlannedText]:
    for number, reaction in enumerate(written):
        luck = dice(seed, "reaction", person.key, heard.nth, number)
        if luck.random() < reaction.chance:
            yield _text(person, heard.channel, reaction.after, luck.choice(reaction.says))


def _free_reply(scenario: Scenario, person: Person, heard: Heard, seed: int) -> PlannedText | None:
    luck = dice(seed, "answers", person.key, heard.nth)
    talk = scenario.talk.get(person.language)
    if heard.answered_count < len(person.replies):
        return _says(person, heard, seed, (person.replies[heard.answered_count],))
    if talk is None or heard.answered_count >= ATTENTION or luck.random() >= person.habits.answers:
        return None
    if heard.purpose is Purpose.NOTICE:
        choices = talk.to_notices
    else:
        choices = talk.to_questions if "?" in heard.text else talk.to_statements
    return _says(person, heard, seed, choices)


def _says(person: Person, heard: Heard, seed: int, choices: tuple[str, ...]) -> PlannedText:
    luck = dice(seed, "says", person.key, heard.nth)
    seconds = round(luck.uniform(*person.habits.answers_after), 3)
    after = timedelta(seconds=seconds) + _until_awake(person, heard)
    return _text(person, heard.channel, after, luck.choice(choices))


def _text(person: Person, channel: Channel, after: timedelta, text: str) -> PlannedText:
    address = person.address_on(channel) or person.number
    return PlannedText(after, address, channel, text)


def _until_awake(person: Person, heard: Heard) -> timedelta:
    """Return how long a person still sleeps."""
    if heard.last_wrote_at is not None and heard.at - heard.last_wrote_at <= AWAKE_AFTER_WRITING:
        return timedelta()
    local = heard.at.astimezone(ZoneInfo(person.zone))
    if person.habits.awake_from <= local.time() < person.habits.awake_until:
        return timedelta()
    waking = local.replace(
        hour=person.habits.awake_from.hour, minute=person.habits.awake_from.minute, second=0
    )
    if waking <= local:
        waking += timedelta(days=1)
    return waking - local
