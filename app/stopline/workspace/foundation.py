"""What every feature stands on: the folder, the clock, the database, the settings and the values of the rules."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from stopline.clock import Clock
from stopline.errors import SettingsError
from stopline.store.sqlite import SqliteEngine

if TYPE_CHECKING:  # see the package's docstring
    from stopline.consent.gate import Policy
    from stopline.secrets import Secrets
    from stopline.settings import Settings

DATABASE = "stopline.db"
SETTINGS = "settings.toml"
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)


class Foundation:
    """What every feature stands on.

    Args:
        folder: where its files are.
        clock: tells the time to everything in it.
        engine: its database, already at the present schema.
        salt: makes the random part of the ledger's digests; real randomness where none is given.
        spared: sections of the settings that are left out where they hold a mistake; else it is refused.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        engine: SqliteEngine,
        salt: Callable[[], str] | None = None,
        spared: frozenset[str] = frozenset(),
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.engine = engine
        self._salt = salt
        self._spared = spared

    def close(self) -> None:
        """Let go of the database."""
        self.engine.close()

    @cached_property
    def settings(self) -> "Settings":
        """What the team has set."""
        return self._read_settings[0]

    @property
    def settings_fault(self) -> str:
        """What is wrong with sections of the settings that were left out; empty where nothing is."""
        return self._read_settings[1] if self._spared else ""

    def settings_are_at_fault(self) -> bool:
        """Tell whether the settings hold a mistake, with which a worker sends nothing but automatic answers."""
        if self._spared:
            return bool(self.settings_fault)
        from stopline.workspace.sound_settings import are_sound  # noqa: PLC0415

        return not are_sound(self.folder / SETTINGS)

    def settings_are_mended(self) -> bool:
        """Tell whether settings with a mistake in them can be used as a whole by now."""
        from stopline.settings import load_settings  # noqa: PLC0415

        try:
            load_settings(self.folder / SETTINGS)
        except SettingsError:
            return False
        return bool(self.settings_fault)

    @cached_property
    def _read_settings(self) -> "tuple[Settings, str]":
        from stopline.settings.spared import load_spared  # noqa: PLC0415

        return load_spared(self.folder / SETTINGS, self._spared)

    @cached_property
    def policy(self) -> "Policy":
        """The values of the send rules, with the team's own beside them."""
        from stopline.consent.policy import shipped_policy  # noqa: PLC0415

        law = replace(shipped_policy(), zone=self._zone)
        # Checking all settings takes longer than everything else `stopline check` does.
        return self.settings.policy.stricter(law) if self._has_own_rules() else law

    @cached_property
    def secrets(self) -> "Secrets":
        """Its keys, and what others gave us to know them by."""
        from stopline.secrets import Secrets  # noqa: PLC0415

        return Secrets(self.folder)

    def _zone(self) -> tzinfo:
        """Return the team's zone without checking all settings; UTC where it cannot be read, for a stop waits for no setting."""
        # They take time that a command which names no day saves.
        import tomllib  # noqa: PLC0415
        from zoneinfo import ZoneInfo  # noqa: PLC0415

        try:
            told = tomllib.loads((self.folder / SETTINGS).read_text(encoding="utf-8-sig"))
            return ZoneInfo(told["team"]["zone"])
        except (OSError, ValueError, KeyError, TypeError):
            return UTC

    def _has_own_rules(self) -> bool:
        """Tell whether the settings may hold rules of the team's own."""
        try:
            written = (self.folder / SETTINGS).read_text(encoding="utf-8")
            return "policy" in _COMMENT.sub("", written) or not written.strip()
        except (OSError, UnicodeDecodeError):
            # Whoever reads the settings says what is wrong with them.
            return True
