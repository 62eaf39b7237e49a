"""What vendors call too many: fixed shares from a dated file, as a second, plain line beside what is more than chance."""

import functools
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from stopline.percent import percent


class Whole(StrEnum):
    """What a share may be taken of."""

    CAMPAIGN = "campaign"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Band:
    """A share from which on a vendor objects."""

    name: str
    least: float
    says: str
    source: str
    confidence: str
    of: frozenset[Whole]
    """What is held against it, and nothing else."""

    @property
    def words(self) -> str:
        """What a manager is told."""
        return f"above {self.limit}: {self.says}"

    @property
    def limit(self) -> str:
        """The share itself."""
        return percent(self.least)

    def as_json(self) -> dict[str, str | float]:
        """Return it as programs read it."""
        return {
            "name": self.name,
            "from": self.least,
            "says": self.says,
            "source": self.source,
            "confidence": self.confidence,
        }


@functools.cache
def shipped_bands() -> tuple[Band, ...]:
    """Return the bands that ship with Stopline, the lowest first."""
    read = tomllib.loads(Path(__file__).with_name("bands.toml").read_text(encoding="utf-8"))
    bands = (
        Band(
            each["name"],
            each["from"],
            each["says"],
            each["source"],
            each["confidence"],
            frozenset(map(Whole, each["of"])),
        )
        for each in read["bands"]
    )
    return tuple(sorted(bands, key=lambda band: band.least))


def band_of(optouts: int, reached: int, of: Whole) -> Band | None:
    """Return the highest band that the share of a campaign or a day crosses, None where it crosses none."""
    crossed = [
        band for band in shipped_bands() if of in band.of and reached and optouts / reached >= band.least
    ]
    return crossed[-1] if crossed else None
