"""Pure: exports of other systems, recognised by their headers; `presets.toml` says what their columns are and what proves a yes."""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from stopline.importers.words import Said, compared

_DAYS_IN_A_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Preset:
    """One system's export."""

    name: str
    title: str
    recognised_by: tuple[frozenset[str], ...]
    """Sets of column names; a header that has all of one is such an export."""
    columns: Mapping[str, str]
    """What a column is, by its name as it is compared."""
    values: Mapping[str, Said]
    """What cells say of a consent, besides the words everybody uses."""
    constants: Mapping[str, str]
    """Fields that the system itself stands for, such as the source."""
    means: Said
    """What it says of a consent that somebody is in the file at all."""
    dates_status: bool
    """Whether the time of a consent is that of its status, also where that is a stop."""
    proof: str
    """What counts as proof, for people."""
    confidence: str


@dataclass(frozen=True, slots=True)
class Presets:
    """Everything `presets.toml` says."""

    presets: tuple[Preset, ...]
    old_after: timedelta
    """How old a yes may be that needs no second one."""

    def of(self, header: Sequence[str]) -> Preset | None:
        """Return the export a header belongs to."""
        names = {compared(name) for name in header}
        return next(
            (each for each in self.presets if any(known <= names for known in each.recognised_by)), None
        )

    def old_before(self, now: datetime) -> datetime:
        """Return the instant before which a yes is old."""
        return now - self.old_after


@functools.cache
def shipped_presets() -> Presets:
    """Return the presets that ship with Stopline."""
    data = tomllib.loads(Path(__file__).with_name("presets.toml").read_text(encoding="utf-8"))
    return Presets(
        tuple(
            Preset(
                name=each["name"],
                title=each["title"],
                recognised_by=tuple(frozenset(names) for names in each["recognised_by"]),
                columns=each["columns"],
                values={word: Said(said) for said, words in each.get("values", {}).items() for word in words},
                constants=each.get("constants", {}),
                means=Said(each.get("means", Said.UNKNOWN)),
                dates_status=each.get("dates_status", False),
                proof=each["proof"],
                confidence=each["confidence"],
            )
            for each in data["presets"]
        ),
        timedelta(days=round(data["old"]["months"] * _DAYS_IN_A_MONTH)),
    )
