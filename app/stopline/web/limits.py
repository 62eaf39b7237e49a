"""Pure: how often somebody may ask: token buckets, one for each visitor and one for all of them together.

A bucket lets a burst through and then a steady trickle. The buckets of visitors are kept in memory and their number is bounded:
whoever comes from countless addresses to push others out meets the bucket that all share.
"""

import ipaddress
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_VISITORS = 10_000


class Kind(StrEnum):
    """What is asked for; a flood of one kind leaves the others alone, above all the stops."""

    PAGE = "page"
    FORM = "form"
    """An opt-in form that is sent."""
    CHOICE = "choice"
    """A stop or a resume on a preference page."""
    PROGRAM = "program"
    """A post or a question of a program that shows the token."""
    WRONG_TOKEN = "wrong token"  # noqa: S105 - a kind of request
    GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Rate:
    """How much fits into a bucket, and how fast it fills again."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Limit:
    """How often one visitor, and all together, may ask for one kind."""

    each: Rate
    together: Rate


LIMITS: Mapping[Kind, Limit] = {
    Kind.PAGE: Limit(Rate(60, 2), Rate(600, 150)),
    Kind.FORM: Limit(Rate(10, 0.2), Rate(100, 10)),
    Kind.CHOICE: Limit(Rate(30, 1), Rate(400, 60)),
    Kind.PROGRAM: Limit(Rate(200, 50), Rate(600, 150)),
    Kind.GATEWAY: Limit(Rate(400, 100), Rate(1000, 200)),
    Kind.WRONG_TOKEN: Limit(Rate(10, 0.1), Rate(200, 5)),
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """How much was left, and when."""

    left: float
    at: datetime

    def filled(self, rate: Rate, now: datetime) -> "Bucket":
        """Return the bucket as it has filled again since."""
        seconds = max(0.0, (now - self.at).total_seconds())
        return Bucket(min(rate.burst, self.left + seconds * rate.per_second), now)


class Buckets:
    """The buckets of one server."""

    def __init__(self, limits: Mapping[Kind, Limit] = LIMITS, most_visitors: int = MOST_VISITORS) -> None:
        self._limits = limits
        self._most_visitors = most_visitors
        self._visitors: OrderedDict[tuple[Kind, str], Bucket] = OrderedDict()
        self._together: dict[Kind, Bucket] = {}

    def wait(self, kind: Kind, visitor: str, now: datetime) -> float:
        """Take from the buckets of a visitor; return 0 where there was enough, else the seconds until there will be."""
        limit = self._limits[kind]
        key = (kind, _neighbourhood(visitor))
        own = self._visitors.pop(key, Bucket(limit.each.burst, now)).filled(limit.each, now)
        shared = self._together.get(kind, Bucket(limit.together.burst, now)).filled(limit.together, now)
        missing = max(
            (1 - own.left) / limit.each.per_second, (1 - shared.left) / limit.together.per_second, 0
        )
        taken = 0 if missing else 1
        self._visitors[key] = Bucket(own.left - taken, now)
        self._together[kind] = Bucket(shared.left - taken, now)
        while len(self._visitors) > self._most_visitors:
            self._visitors.popitem(last=False)
        return missing


def _neighbourhood(visitor: str) -> str:
    """Return what counts as one visitor: of IPv6, the network that one household has."""
    try:
        address = ipaddress.ip_address(visitor)
    except ValueError:
        return visitor
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else visitor
