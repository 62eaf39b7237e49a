"""What every feature stands on: the folder, the clock, the database, the settings and the values of the rules."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from stopline.clock import Clock
from stopline.store.sqlite import SqliteEngine

if TYPE_CHECKING:  # see the package's docstring
    from stopline.consent.gate import Policy
    from stopline.secrets import Secrets
    from stopline.settings import Settings

DATABASE = "stopline.db"
SETTINGS = "settings.toml"


class Foundation:
    """What every feature stands on.

    Args:
        folder: where its files are.
        clock: tells the time to everything in it.
        engine: its database, already at the present schema.
        salt: makes the random part of the ledger's digests; real randomness where none is given.
    """

    def __init__(
        self, folder: Path, clock: Clock, engine: SqliteEngine, salt: Callable[[], str] | None = None
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.engine = engine
        self._salt = salt

    def close(self) -> None:
        """Let go of the database."""
        self.engine.close()

    @cached_property
    def settings(self) -> "Settings":
        """What the team has set."""
        from stopline.settings import load_settings  # noqa: PLC0415

        return load_settings(self.folder / SETTINGS)

    @cached_property
    def policy(self) -> "Policy":
        """The values of the send rules."""
        from stopline.consent.policy import shipped_policy  # noqa: PLC0415

        return shipped_policy()

    @cached_property
    def secrets(self) -> "Secrets":
        """Its keys, and what others gave us to know them by."""
        from stopline.secrets import Secrets  # noqa: PLC0415

        return Secrets(self.folder)
