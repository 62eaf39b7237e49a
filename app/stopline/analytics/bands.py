"""What vendors call too many: fixed shares from a dated file, as a second, plain line beside what is more than chance."""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Band:
    """A share from which on a vendor objects."""

    name: str
    least: float
    says: str
    source: str
    confidence: str

    @property
    def words(self) -> str:
        """What a manager is told."""
        return f"above {self.least:.0%}: {self.says}"

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
        Band(each["name"], each["from"], each["says"], each["source"], each["confidence"])
        for each in read["bands"]
    )
    return tuple(sorted(bands, key=lambda band: band.least))


def band_of(optouts: int, reached: int) -> Band | None:
    """Return the highest band that a share crosses, None where it crosses none."""
    crossed = [band for band in shipped_bands() if reached and optouts / reached >= band.least]
    return crossed[-1] if crossed else None
