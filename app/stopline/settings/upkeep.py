"""The section of upkeep: what the worker saves, anchors, compares and verifies by itself, where to, and how often."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from stopline.hygiene.keeping import Checkup
from stopline.inbox.lengths import in_words
from stopline.settings.capture import Length
from stopline.settings.section import Section

SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=366)
MOST_BACKUPS = 1_000


def _is_now_and_then(every: timedelta) -> timedelta:
    if not SHORTEST <= every <= LONGEST:
        raise ValueError(f"write a time from {in_words(SHORTEST)} to {in_words(LONGEST)}, such as 1d")
    return every


def _is_whole(place: str) -> str:
    if place and not Path(place).expanduser().is_absolute():
        raise ValueError("write the whole path, such as /mnt/elsewhere/shop, outside of the workspace")
    return place


Every = Annotated[Length, AfterValidator(_is_now_and_then)]
"""How often something is done: `6h`, `1d`, `1w`."""
Place = Annotated[str, AfterValidator(_is_whole)]
"""A file or folder elsewhere; `~` is the home of whoever runs the worker."""


class UpkeepSettings(Section):
    """What the worker does by itself; what has no place or time here is left to people."""

    backup_to: Place = ""
    """A folder that is there, best on another machine."""
    backup_every: Every = timedelta(days=1)
    keep_backups: int = Field(default=14, ge=1, le=MOST_BACKUPS)
    """How many of its own backups stay; an older one goes once a newer one was looked through."""
    anchor_to: Place = ""
    """A file the anchors are added to, where nobody who may write the workspace can change it."""
    anchor_every: Every = timedelta(days=1)
    reconcile_every: Every | None = None
    """How often our stops are compared with the gateways' own lists; where it is not said, as [worker] reconcile_hours has it."""
    reconcile_apply: bool = False
    """Whether what only a carrier knows is recorded as a stop here."""
    verify_every: Every | None = None
    """How often the whole ledger is walked."""

    @model_validator(mode="after")
    def _has_somewhere_to_go(self) -> "UpkeepSettings":
        for what, place in (
            ("backup_every", "backup_to"),
            ("keep_backups", "backup_to"),
            ("anchor_every", "anchor_to"),
        ):
            if what in self.model_fields_set and not getattr(self, place):
                raise ValueError(f"{what} says how, and nothing says where to; add {place}")
        return self

    def promised(self) -> dict[Checkup, timedelta]:
        """Return how often the worker does what is left to it here."""
        wanted = {
            Checkup.BACKED_UP: self.backup_every if self.backup_to else None,
            Checkup.ANCHORED: self.anchor_every if self.anchor_to else None,
            Checkup.COMPARED: self.reconcile_every,
            Checkup.VERIFIED: self.verify_every,
        }
        return {checkup: every for checkup, every in wanted.items() if every is not None}

    @property
    def backup_folder(self) -> Path | None:
        """Return where backups go; None where the worker makes none."""
        return Path(self.backup_to).expanduser() if self.backup_to else None

    @property
    def anchor_file(self) -> Path | None:
        """Return where anchors go; None where the worker takes none."""
        return Path(self.anchor_to).expanduser() if self.anchor_to else None
