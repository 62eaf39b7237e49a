"""Pure: what a team has settled about files of people, so that nobody need say it of every file again."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stopline.consent.events import Channel


class Mode(StrEnum):
    """What is taken from a file of consent states."""

    SUPPRESS_ONLY = "suppress-only"
    """Stops, and nothing else."""
    MERGE = "merge"
    """The newest word, except that no stop is lifted."""


class DateOrder(StrEnum):
    """Which comes first in a date like 03/04/2026."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class Habits:
    """What counts for every file, where whoever imports it says nothing else."""

    columns: tuple[tuple[str, str], ...] = ()
    """Names of columns, each with its field; where a file has no such column, nothing follows."""
    channel: Channel | None = None
    dates: DateOrder | None = None
    needs_second_yes: bool = False

    def told(self, header: Sequence[str]) -> tuple[str, ...]:
        """Return what the columns of a file are, as far as the team has settled it: `COLUMN=FIELD` each."""
        # The settings are read by every command, and the words of files are needed by few.
        from stopline.importers.words import compared  # noqa: PLC0415

        settled = {compared(name): field for name, field in self.columns}
        return tuple(f"{name}={settled[compared(name)]}" for name in header if compared(name) in settled)
