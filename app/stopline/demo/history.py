"""Pure: what happened in a scenario's past, in order, counted back from the present."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from stopline.consent.events import Channel
from stopline.gateways.simulated.planned import dice
from stopline.gateways.simulated.scenario import Campaign, Conversation, Import, Launch, Person, Scenario
from stopline.gateways.simulated.script import Ago, Deed, Line, OnDay, Says

OPENS_AT = time(9, 5)
"""When the team does its paperwork."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A person wrote to us."""

    person: Person
    channel: Channel
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """An agent did something in the thread of a person."""

    person: Person
    channel: Channel
    deed: Deed


@dataclass(frozen=True, slots=True)
class Mailed:
    """One message went to many."""

    campaign: Campaign
    month: str
    """The month in words, for texts that name it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """People were brought along from another system, with the proof of what they agreed to."""

    source: Import
    given_at: tuple[datetime, ...]
    """When each of them had agreed, in the order of `who`."""


@dataclass(frozen=True, slots=True)
class Launched:
    """A campaign was launched; the newest is still under way."""

    launch: Launch


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened."""

    at: datetime
    what: Spoken | Done | Mailed | Brought | Launched


def history(scenario: Scenario, seed: int, now: datetime) -> tuple[Happening, ...]:
    """Return everything that happened before now, oldest first; what happened in the same second keeps the order of the file."""
    happenings = [
        *_imports(scenario, now),
        *_campaigns(scenario, now),
        *_conversations(scenario, seed, now),
        *(Happening(now - each.ago, Launched(each)) for each in scenario.launches),
    ]
    return tuple(sorted((each for each in happenings if each.at < now), key=lambda each: each.at))


def _imports(scenario: Scenario, now: datetime) -> Iterator[Happening]:
    today, zone = _today(scenario, now), ZoneInfo(scenario.team.zone)
    for each in scenario.imports:
        given_at = tuple(
            _instant(today - timedelta(days=each.given_days_ago - number), time(12, number % 60), zone)
            for number in range(len(each.who))
        )
        at = _instant(today - timedelta(days=each.days_ago), OPENS_AT, zone)
        yield Happening(at, Brought(each, given_at))


def _campaigns(scenario: Scenario, now: datetime) -> Iterator[Happening]:
    today, zone = _today(scenario, now), ZoneInfo(scenario.team.zone)
    for campaign in scenario.campaigns:
        for days_ago in campaign.days_ago:
            day = today - timedelta(days=days_ago)
            yield Happening(_instant(day, campaign.at, zone), Mailed(campaign, f"{day:%B}"))


def _conversations(scenario: Scenario, seed: int, now: datetime) -> Iterator[Happening]:
    for number, conversation in enumerate(scenario.conversations):
        person = scenario.person(conversation.who)
        # Nobody writes on the full minute; within one conversation the order of the lines must stay.
        past_the_minute = dice(seed, "conversation", number).uniform(2, 40)
        for place, line in enumerate(conversation.lines):
            seconds = round(past_the_minute + place, 3)
            at = _when(scenario, conversation, line, now) + timedelta(seconds=seconds)
            if isinstance(line.what, Says):
                yield Happening(at, Spoken(person, conversation.channel, line.what.text))
            else:
                yield Happening(at, Done(person, conversation.channel, line.what))


def _when(scenario: Scenario, conversation: Conversation, line: Line, now: datetime) -> datetime:
    match line.when:
        case Ago(before):
            return now - before - timedelta(minutes=1)
        case OnDay(days_later, at):
            day = _today(scenario, now) - timedelta(days=(conversation.days_ago or 0) - days_later)
            return _instant(day, at, ZoneInfo(scenario.team.zone))
        case _:
            assert_never(line.when)


def _today(scenario: Scenario, now: datetime) -> date:
    return now.astimezone(ZoneInfo(scenario.team.zone)).date()


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone)
