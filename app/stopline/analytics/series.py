"""Pure: figures about opt-outs as values: by day, by what they have in common, and what is usual.

A rate is opt-outs for each person reached, never for each message: who got three texts on a day is one person. People are told
apart by address. Where nobody was reached, or more left than were reached, there is no rate, which is not the same as a rate of nothing; and the rate
of a handful of people, though it can be reckoned, tells nothing, so that a screen shows their numbers alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from stopline.address import Address
from stopline.analytics.baseline import Day
from stopline.analytics.periods import Period
from stopline.consent.events import Channel, Method, Scope

FEWEST_DAYS = 7
"""Days with a telling rate that it takes to say what is usual."""
FEWEST_PEOPLE = 10
"""People reached that it takes for a rate to tell something."""


class By(StrEnum):
    """What opt-outs are put together by."""

    DAY = "day"
    KEYWORD = "keyword"
    CHANNEL = "channel"
    CAMPAIGN = "campaign"
    CERTAINTY = "certainty"
    METHOD = "method"
    TEMPLATE = "template"
    AGENT = "agent"
    GATEWAY = "gateway"
    COUNTRY = "country"
    HOUR = "hour"
    """The local hour in which somebody left."""
    WEEKDAY = "weekday"
    """The weekday on which somebody left, in the team's zone: `1` for Monday."""
    SENT = "sent"
    """Weekday and local hour at which the message before left."""


REACHED_BY = frozenset(
    {By.CHANNEL, By.CAMPAIGN, By.TEMPLATE, By.AGENT, By.GATEWAY, By.COUNTRY, By.SENT, By.WEEKDAY}
)
"""Where the people reached are told apart as well, so that each share has a rate of its own."""

IN_ORDER = frozenset({By.HOUR, By.WEEKDAY})
"""What has an order of its own, in which it is read."""
PUT_DOWN_BY = frozenset({By.CAMPAIGN, By.TEMPLATE, By.AGENT, By.GATEWAY, By.SENT})
"""What belongs to the message before, and depends on the window of attribution."""
NONE = "(none)"
"""Stands for the template, agent or gateway of a message that had none; empty, they say that no message came before."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SOURCES: Mapping[str, str] = {
    "": "(nothing came before)",
    "(conversation)": "(replies)",
    "(notice)": "(notices)",
    "(marketing)": "(marketing, no campaign)",
}
"""What is not a campaign and yet came before an opt-out, in words; the same on the screen and in every report."""
TOLD: Mapping[str, str] = {
    Method.SENTENCE: "(a sentence)",
    Method.FORM: "(on a page of ours)",
    Method.IMPORT: "(in an imported list)",
    Method.AGENT: "(recorded by an agent)",
    Method.CARRIER: "(told by the carrier)",
    Method.API: "(told by another program)",
    Method.SUPPRESSION: "(kept when they were forgotten)",
}
"""How it is known that somebody left who wrote no keyword."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of the team's zone."""

    day: date
    optouts: int
    reached: int
    """People a message left for."""

    @property
    def counts(self) -> Day:
        """What a judgement is made of."""
        return Day(self.optouts, self.reached)

    @property
    def rate(self) -> float | None:
        """Opt-outs for each person reached, where they are enough to tell something."""
        return telling_rate(self.optouts, self.reached)


@dataclass(frozen=True, slots=True)
class Usual:
    """The range the middle half of the days lies in."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class OptOutSeries:
    """A period, day by day."""

    period: Period
    days: tuple[DayFigures, ...]

    @property
    def optouts(self) -> int:
        """How often somebody stopped."""
        return sum(each.optouts for each in self.days)

    @property
    def counts(self) -> tuple[Day, ...]:
        """What judgements of its days are made of."""
        return tuple(each.counts for each in self.days)

    @property
    def together(self) -> Day:
        """All its days as one."""
        return Day(self.optouts, sum(each.reached for each in self.days))

    def on(self, day: date) -> DayFigures:
        """Return the figures of a day; one outside the period has none."""
        place = (day - self.period.first).days
        return self.days[place] if 0 <= place < len(self.days) else DayFigures(day, 0, 0)

    def usual_rate(self, without: date) -> Usual | None:
        """Return the usual rate of a day that has a telling one, leaving one out, such as the day that is not over yet."""
        return usual([each.rate for each in self.days if each.day != without and each.rate is not None])

    def usual_count(self, without: date) -> Usual | None:
        """Return how many opt-outs a day usually has, leaving one day out."""
        return usual([each.optouts for each in self.days if each.day != without and each.reached])


@dataclass(frozen=True, slots=True)
class Share:
    """The opt-outs of a period that have something in common."""

    key: str
    """The keyword, channel or campaign; for a campaign also the kind of message in brackets, or empty: nothing came before."""
    optouts: int
    reached: int | None = None
    """People reached in the period, on that channel or by that campaign; None where it has no meaning or was not counted yet."""

    @property
    def rate(self) -> float | None:
        """Opt-outs for each person reached, where they are enough to tell something."""
        return None if self.reached is None else telling_rate(self.optouts, self.reached)


@dataclass(frozen=True, slots=True)
class Overview:
    """What the opt-outs screen shows of a period at first sight; read from counts alone."""

    series: OptOutSeries
    previous: OptOutSeries
    """The stretch of the same length before it."""
    trailing: OptOutSeries
    """The 28 days before today, which say what is usual for it, whatever the period."""
    today: DayFigures
    week_optouts: int
    """Opt-outs since Monday."""
    shares: Mapping[By, tuple[Share, ...]]
    """The opt-outs of the period by keyword, channel and campaign, most first; people reached are not counted yet."""
    previous_shares: Mapping[By, Mapping[str, int]]
    """The opt-outs of the period before, by the same keys."""


@dataclass(frozen=True, slots=True)
class People:
    """The different people of a period. Days cannot be added up to them, so they are counted one by one."""

    reached: int
    by_channel: Mapping[str, int]
    by_campaign: Mapping[str, int]
    subscribed: int
    """Addresses that may get marketing at the end of the period; on two channels they count on both."""
    joined: int
    """How many became so in the period."""
    left: int
    """How many ceased to be so in it."""

    def counted(self, by: By, shares: Sequence[Share]) -> tuple[Share, ...]:
        """Return shares with the people reached."""
        reached = {By.CHANNEL: self.by_channel, By.CAMPAIGN: self.by_campaign}.get(by)
        if reached is None:
            return tuple(shares)
        return tuple(
            replace(share, reached=reached.get(share.key, 0) if share.key else None) for share in shares
        )


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which opt-outs of a period are meant; None leaves a side open."""

    keyword: str | None = None
    channel: str | None = None
    campaign: str | None = None
    certainty: str | None = None
    method: str | None = None
    template: str | None = None
    agent: str | None = None
    gateway: str | None = None
    country: str | None = None
    hour: str | None = None
    sent: str | None = None
    weekday: str | None = None
    """The weekday on which somebody left, `1` for Monday."""

    @classmethod
    def to(cls, by: By, key: str) -> "Narrowing":
        """Return the narrowing to one share; a day is a period of its own, and narrows nothing."""
        return cls() if by is By.DAY else cls(**{by.value: key})


EVERY = Narrowing()
"""Every opt-out of a period."""


@dataclass(frozen=True, slots=True)
class OptOutRow:
    """One opt-out: who, when, with which words, where to read on, and which message came before."""

    seq: int
    """The event in the ledger."""
    hour: str
    """The local hour it is counted in."""
    at: datetime
    address: Address
    name: str
    channel: Channel
    scope: Scope
    method: Method
    keyword: str
    campaign: str
    words: str
    """As they came; not inert."""
    thread: int | None
    before_at: datetime | None
    """When the message before left; None where none did within the window."""
    before_text: str
    before_agent: str
    certainty: str = ""
    """How it was understood: keyword, sentence, held or told."""
    country: str = ""
    gap: int | None = None
    """Seconds since the last message, whatever the window."""


def share_name(by: By, key: str) -> str:
    """Return what a share is called on the screen and in every report."""
    if by is By.SENT and key:
        weekday, _, hour = key.partition("T")
        return f"{WEEKDAYS[int(weekday) - 1]} {hour}:00"
    if by is By.WEEKDAY:
        return WEEKDAYS[int(key) - 1]
    if by is By.HOUR:
        return f"{key}:00"
    if by is By.COUNTRY:
        return key or "(unknown)"
    if by is By.KEYWORD:
        return _wording_name(key)
    if key == NONE and by in PUT_DOWN_BY:
        return f"(no {by})"
    return source_name(key) if by in PUT_DOWN_BY else key


def _wording_name(key: str) -> str:
    """Return by what somebody left: a keyword as it is, else in words how it was told: `sentence: told to stop (en)`."""
    kind, *rest = key.split(":")
    if kind == "sentence" and rest:
        language = f" ({rest[0]})" if len(rest) > 1 else ""
        return f"sentence: {rest[-1].replace('-', ' ')}{language}"
    if kind == "model" and rest:
        return f"sentence, as learnt ({rest[0]})"
    return TOLD.get(key, key)


def source_name(campaign: str) -> str:
    """Return what a campaign, a kind of message without one, or nothing at all is called."""
    return SOURCES.get(campaign, campaign)


def source_key(name: str) -> str:
    """Return what is counted under a name as reports show it."""
    return next((key for key, shown in SOURCES.items() if shown == name), name)


def is_campaign(key: str) -> bool:
    """Tell whether opt-outs came after a campaign, and not after a kind of message without one, or after nothing."""
    return key not in SOURCES


def rate_of(optouts: int, reached: int) -> float | None:
    """Return opt-outs for each person reached; None where nobody was, or where more left, so that others than they must have."""
    return optouts / reached if reached and optouts <= reached else None


def of_reached(optouts: int, reached: int) -> str:
    """Return how many left of how many were reached: `7 of 18`; where more left, the numbers stand apart: `35 left, 22 reached`."""
    return f"{optouts:,} of {reached:,}" if optouts <= reached else f"{optouts:,} left, {reached:,} reached"


def telling_rate(optouts: int, reached: int) -> float | None:
    """Return opt-outs for each person reached; None also where they are too few for the rate to tell anything."""
    return rate_of(optouts, reached) if reached >= FEWEST_PEOPLE else None


def usual(values: Sequence[float]) -> Usual | None:
    """Return the median and the quartiles of what some days were like; None where there are too few of them."""
    if len(values) < FEWEST_DAYS:
        return None
    ranked = sorted(values)
    return Usual(*(_value_at(ranked, share) for share in (0.25, 0.5, 0.75)))


def _value_at(ranked: Sequence[float], share: float) -> float:
    """Return the value that lies a share of the way from the least to the greatest."""
    place = (len(ranked) - 1) * share
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (ranked[above] - ranked[below]) * (place - below)
