"""Notes when something was looked into that no query can tell, and what was wrong: the chain, its anchor, a backup, the gateway's list."""

from datetime import datetime

from stopline.clock import Clock, to_text
from stopline.consent.verification import Verification
from stopline.hygiene.keeping import Checkup, Outcome, UpkeepFault
from stopline.inert import one_line
from stopline.plural import counted
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

UPKEEP = "upkeep "
"""How the names begin under which it is noted what the worker cannot do by itself."""


class Checkups:
    """The checkups of one workspace."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.hygiene", "hygiene.sql")

    def note(self, checkup: Checkup, fault_count: int = 0, detail: str = "") -> None:
        """Note that something was looked into now.

        Args:
            checkup: what.
            fault_count: how much of it was wrong.
            detail: what was wrong, in words that hold no address and no text of anybody.
        """
        now = to_text(self._clock.now())
        self._engine.run(
            self._sql["note_checkup"],
            name=checkup, at=now, fault_count=fault_count, detail=one_line(detail),
        )  # fmt: skip

    def note_verification(self, found: Verification) -> None:
        """Note what walking the ledger found; a fence of the database that is not as it was made counts as a fault."""
        altered = found.altered
        if found.first_break is not None:
            self.note(Checkup.VERIFIED, 1, f"broken at {found.first_break}")
        elif altered:
            self.note(
                Checkup.VERIFIED,
                len(altered),
                f"fences of the database: {', '.join(map(str, altered))}; `stopline consent rebuild` puts them up again",
            )
        else:
            self.note(
                Checkup.VERIFIED, found.status_differences,
                f"{counted(found.status_differences, 'status does', 'statuses do')} not follow from it" if found.status_differences else "",
            )  # fmt: skip

    def outcomes(self) -> dict[Checkup, Outcome]:
        """Return what the last looks found."""
        return {
            Checkup(row.text("name")): Outcome(
                row.instant("at"), row.number("fault_count"), row.text("detail")
            )
            for row in self._engine.all(self._sql["checkups"])
        }

    def note_upkeep_fault(self, what: str, reason: str) -> None:
        """Note that something the worker does by itself failed now; since when it fails is kept.

        Args:
            what: what failed.
            reason: why, in words that hold no address and no text of anybody.
        """
        now = to_text(self._clock.now())
        self._engine.run(
            self._sql["note_upkeep_fault"], name=UPKEEP + what, now=now, reason=one_line(reason, 300)
        )

    def forget_upkeep_fault(self, what: str) -> None:
        """Note that it works again."""
        self._engine.run(self._sql["forget_upkeep_fault"], name=UPKEEP + what)

    def upkeep_faults(self) -> list[UpkeepFault]:
        """Return what the worker was to do by itself and could not."""
        return [
            UpkeepFault(row.text("name").removeprefix(UPKEEP), row.instant("at"), row.text("detail"))
            for row in self._engine.all(self._sql["upkeep_faults"])
        ]

    def began_at(self) -> datetime | None:
        """Return when there was first anything to keep."""
        row = self._engine.one(self._sql["first_event"])
        return row.instant("recorded_at") if row else None
