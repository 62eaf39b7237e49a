"""Pure: how the number of subscribers moves, how long they stay, and from which sources those come who leave soon."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stopline.analytics.periods import Period

STAYS: Mapping[str, str] = {
    "day": "within a day",
    "week": "within a week",
    "month": "within 30 days",
    "quarter": "within 90 days",
    "later": "later",
}
"""How long after opting in somebody opted out, the soonest first; each begins where the one before ends."""
SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Moves:
    """Who joined and left on a day, and how many subscribers there were at its end."""

    day: date
    joined: int
    left: int
    members: int

    def as_json(self) -> dict[str, str | int]:
        """Return it as programs read it."""
        return {
            "day": self.day.isoformat(),
            "joined": self.joined,
            "left": self.left,
            "net": self.joined - self.left,
            "subscribers": self.members,
        }


@dataclass(frozen=True, slots=True)
class Growth:
    """How the number of subscribers moved in a period. Who may get marketing on two channels counts on both."""

    period: Period
    days: tuple[Moves, ...]
    joined_by: Mapping[str, int]
    left_by: Mapping[str, int]

    @property
    def joined(self) -> int:
        """How many joined."""
        return sum(each.joined for each in self.days)

    @property
    def left(self) -> int:
        """How many left."""
        return sum(each.left for each in self.days)

    @property
    def net(self) -> int:
        """How many more there are now."""
        return self.joined - self.left

    def as_json(self) -> dict[str, object]:
        """Return it as programs read it."""
        return {
            "joined": self.joined,
            "left": self.left,
            "net": self.net,
            "subscribers": self.days[-1].members if self.days else 0,
            "joined_by": dict(self.joined_by),
            "left_by": dict(self.left_by),
            "days": [each.as_json() for each in self.days],
        }


@dataclass(frozen=True, slots=True)
class Stays:
    """How long after opting in those opted out who did in a period."""

    count: int
    median_seconds: int | None
    buckets: Mapping[str, int]

    @property
    def median_days(self) -> float | None:
        """The median in days."""
        return None if self.median_seconds is None else round(self.median_seconds / SECONDS_OF_A_DAY, 1)

    def as_json(self) -> dict[str, object]:
        """Return it as programs read it."""
        return {
            "optouts": self.count,
            "median_days": self.median_days,
            "buckets": {words: self.buckets.get(name, 0) for name, words in STAYS.items()},
        }


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who joined in one month from one source, and how many of them opted out how soon."""

    month: str
    source: str
    joined: int
    left: Mapping[str, int]
    expired: int

    @property
    def left_in_all(self) -> int:
        """How many opted out, however late."""
        return sum(self.left.values())

    @property
    def share_left(self) -> float:
        """The share that opted out."""
        return self.left_in_all / self.joined if self.joined else 0.0

    def as_json(self) -> dict[str, str | int | float]:
        """Return it as programs read it; `left_…` grow from the soonest on."""
        within = 0
        row: dict[str, str | int | float] = {
            "month": self.month,
            "source": self.source,
            "joined": self.joined,
        }
        for name in STAYS:
            within += self.left.get(name, 0)
            row["left" if name == "later" else f"left_{name}"] = within
        return {**row, "share_left": round(self.share_left, 6), "expired": self.expired}


@dataclass(frozen=True, slots=True)
class HoldOutcomes:
    """What became of the holds of a period."""

    counts: Mapping[str, int]
    median_waits: Mapping[str, int]
    """In seconds, by how they ended."""

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.counts.values())

    def rows(self) -> list[dict[str, str | int | float | None]]:
        """Return them as lines of a report, the most frequent outcome first."""
        return [
            {
                "decided": HOLD_WORDS[name],
                "holds": count,
                "share": round(count / self.count, 6),
                "median_hours": _hours(self.median_waits.get(name)),
            }
            for name, count in sorted(self.counts.items(), key=lambda each: (-each[1], each[0]))
        ]

    def as_json(self) -> dict[str, object]:
        """Return it as programs read it."""
        return {"holds": self.count, "outcomes": self.rows()}


HOLD_WORDS: Mapping[str, str] = {
    "open": "waits for a decision",
    "stop": "an agent confirmed the stop",
    "part": "an agent stopped a part",
    "released": "an agent released it",
    "time": "nobody decided in time: a stop",
    "contact": "the contact wrote again and was clear",
}
"""How a hold ended, in words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one weekday, Monday being 1."""

    weekday: int
    hour: int
    optouts: int
    """Who left in that hour."""
    put_down: int
    """Who left after a message that was sent in that hour."""
    reached: int
    """People a message left for in that hour, each once a day."""

    @property
    def rate(self) -> float | None:
        """Opt-outs for each person reached in that hour."""
        return self.put_down / self.reached if self.reached and self.put_down <= self.reached else None

    def as_json(self) -> dict[str, int | float | None]:
        """Return it as programs read it."""
        return {
            "weekday": self.weekday,
            "hour": self.hour,
            "optouts": self.optouts,
            "put_down": self.put_down,
            "reached": self.reached,
            "rate": None if self.rate is None else round(self.rate, 6),
        }


@dataclass(frozen=True, slots=True)
class Week:
    """When people leave: every hour of the week."""

    cells: tuple[Cell, ...]

    def at(self, weekday: int, hour: int) -> Cell:
        """Return one hour of it."""
        return self.cells[(weekday - 1) * 24 + hour]

    def as_json(self) -> list[dict[str, int | float | None]]:
        """Return the hours in which anything happened, as programs read them."""
        return [each.as_json() for each in self.cells if each.optouts or each.put_down or each.reached]


def _hours(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / 3600, 1)
