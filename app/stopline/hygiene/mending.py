"""Puts in order what leaves no question open: lists without stopped people, a queue without their messages, private files."""

from pathlib import Path

from stopline.clock import Clock, to_text
from stopline.consent.high_water import HighWater
from stopline.errors import BadInputError
from stopline.hygiene.doctor import Doctor
from stopline.hygiene.findings import MENDABLE, Kind
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class Mending:
    """What can be put in order in one workspace."""

    def __init__(self, engine: Engine, clock: Clock, doctor: Doctor, high_water: HighWater) -> None:
        self._engine = engine
        self._clock = clock
        self._doctor = doctor
        self._high_water = high_water
        self._sql = load_queries("stopline.hygiene", "hygiene.sql")

    def mend(self, kind: Kind) -> int:
        """Put in order what was found of a kind; return how much that was.

        Raises:
            BadInputError: what is found of that kind needs a person.
        """
        match kind:
            case Kind.ROLLED_BACK:
                return self._accept()
            case Kind.LISTED:
                return self._untag()
            case Kind.QUEUED:
                now = to_text(self._clock.now())
                return self._engine.run(self._sql["refuse_queued_to_stopped"], now=now)
            case Kind.FILES:
                return self._close_files()
            case _:
                raise BadInputError(f"only these can be mended by themselves: {', '.join(MENDABLE)}")

    def _accept(self) -> int:
        """Take the ledger as it is, because somebody has seen to what it lacks; return how many events those were."""
        lost = self._high_water.lost()
        if lost is None:
            return 0
        self._high_water.accept()
        return max(lost.seq - lost.head, 1)

    def _untag(self) -> int:
        """Take every tag off the people who stopped and are still in lists."""
        count = 0
        for person in self._doctor.people(Kind.LISTED):
            if person.contact is not None:
                with self._engine.transaction():
                    count += bool(self._engine.run(self._sql["forget_tags"], contact=person.contact))
        return count

    def _close_files(self) -> int:
        found = self._doctor.people(Kind.FILES)
        for file in found:
            path = Path(file.who)
            path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)
        return len(found)
