"""The section about files: what is in those a team brings in again and again, and where they lie."""

from collections.abc import Mapping

from pydantic import field_validator

from stopline.consent.events import Channel
from stopline.errors import BadInputError
from stopline.importers.habits import DateOrder, Habits, Mode
from stopline.settings.section import Section


class ImportSettings(Section):
    """What counts for files, where whoever imports one says nothing else."""

    columns: Mapping[str, str] = {}
    """The field of a column, by its name, where the guess is wrong."""
    channel: Channel | None = None
    """The channel of consents, where the rows name none."""
    dates: DateOrder | None = None
    """Which comes first in a date like 03/04/2026."""
    second_yes: bool = False
    """Whether everybody in a file of people is asked for a second yes."""
    mode: Mode = Mode.SUPPRESS_ONLY
    """What is taken from a file of consent states."""
    folder: str = "~"
    """Where files lie, and where the screen proposes to write some."""

    @field_validator("columns")
    @classmethod
    def _are_fields(cls, columns: Mapping[str, str]) -> Mapping[str, str]:
        # The settings are read by every command, and what columns can be is known to what few need.
        from stopline.importers.mapping import field_named  # noqa: PLC0415

        try:
            return {name: field_named(field) for name, field in columns.items()}
        except BadInputError as error:
            raise ValueError(str(error).removeprefix("--map: ")) from error

    def habits(self) -> Habits:
        """Return what counts for every file of people."""
        return Habits(tuple(self.columns.items()), self.channel, self.dates, self.second_yes)
