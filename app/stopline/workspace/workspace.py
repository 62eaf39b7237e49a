"""Makes and opens workspaces."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from stopline.clock import Clock, SystemClock
from stopline.errors import NoWorkspaceError, WeakerStatusError
from stopline.store.migrations import migrate
from stopline.store.sqlite import BUSY_SECONDS, SqliteEngine
from stopline.workspace.foundation import DATABASE, SETTINGS
from stopline.workspace.office import OfficeFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.settings import TeamSettings


class Workspace(OfficeFeatures):
    """One team's Stopline, with every feature as an attribute."""

    @classmethod
    def create(
        cls, folder: Path, team: "TeamSettings | None" = None, clock: Clock | None = None
    ) -> "Workspace":
        """Make a workspace in a folder, or open the one that is there; settings that are there are left alone."""
        from stopline.settings import TeamSettings, starting_settings  # noqa: PLC0415

        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = folder / SETTINGS
        if not settings.exists():
            text = starting_settings(team or TeamSettings())
            descriptor = os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        engine = SqliteEngine(folder / DATABASE, create=True)
        return cls._on(folder, clock or SystemClock(), engine)

    @classmethod
    def open(
        cls,
        folder: Path,
        clock: Clock | None = None,
        *,
        durable: bool = True,
        busy_seconds: float | None = None,
        salt: Callable[[], str] | None = None,
        spared: frozenset[str] = frozenset(),
    ) -> "Workspace":
        """Open a workspace, bringing its database up to date.

        Args:
            folder: where it is.
            clock: tells the time; the system's where none is given.
            durable: whether commits survive a power cut; only throw-away history is played without.
            busy_seconds: how long to wait for another program that is writing; as long as usual where none is given.
            salt: makes the random part of the ledger's digests; only throw-away history is played with one that can be foreseen.
            spared: sections of the settings that are left out where they hold a mistake; `settings_fault` tells it then.

        Raises:
            NoWorkspaceError: there is none in that folder.
        """
        if not (folder / DATABASE).exists():
            raise NoWorkspaceError(
                f"there is no workspace in {folder}; create one with `stopline init`, or look around with `stopline demo`"
            )
        engine = SqliteEngine(
            folder / DATABASE,
            durable=durable,
            busy_seconds=BUSY_SECONDS if busy_seconds is None else busy_seconds,
        )
        return cls._on(folder, clock or SystemClock(), engine, salt, spared)

    @classmethod
    def _on(
        cls,
        folder: Path,
        clock: Clock,
        engine: SqliteEngine,
        salt: Callable[[], str] | None = None,
        spared: frozenset[str] = frozenset(),
    ) -> "Workspace":
        """Return the workspace on a database, brought up to date."""
        was_older = migrate(engine)
        workspace = cls(folder, clock, engine, salt, spared)
        if was_older:
            # A newer schema may keep more of what follows from the ledger.
            # A stop that does not follow from the ledger stays, and `stopline consent verify` tells of it.
            with contextlib.suppress(WeakerStatusError):
                workspace.ledger.rebuild()
            workspace.outbox.seal_answers()
        if workspace.suppressions.has_news():
            # The database is older than the list beside it: it was copied back from before somebody was forgotten.
            workspace.ledger.meet_everyone()
        return workspace
