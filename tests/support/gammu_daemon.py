"""The real gammu-smsd with its dummy phone, in a folder of its own: texts, delivery reports, stops and kills at will.

The dummy phone is a folder of files in gammu's backup format: a file put into `sms/1` is a text that came in.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from stopline.clock import SystemClock
from stopline.gateways.udh import PartHeader, write_header
from stopline.segments import segments_of
from support.gammu_tables import encoded

SCHEMA = Path("/usr/share/doc/gammu-smsd/examples/sqlite.sql")
PHONE = "stopline"
LATEST = 20.0
"""Seconds in which anything the daemon does must have happened."""
_CONFIGURATION = """
[gammu]
model = dummy
connection = none
device = {folder}/phone
[smsd]
service = sql
driver = sqlite3
dbdir = {folder}
database = smsd.db
logfile = {folder}/smsd.log
phoneid = {phone}
checksecurity = 0
deliveryreport = sms
skipsmscnumber = 123456
commtimeout = 1
receivefrequency = 1
loopsleep = 1
statusfrequency = 1
multiparttimeout = 3
"""

needs_gammu = pytest.mark.skipif(
    shutil.which("gammu-smsd") is None or not SCHEMA.exists(),
    reason="gammu-smsd is not installed; .ci/run installs it",
)


def eventually(holds: Callable[[], bool], what: str, within: float = LATEST) -> None:
    """Wait until something another process does has happened."""
    clock, never = SystemClock(), threading.Event()
    for _ in range(int(within / 0.05)):
        if holds():
            return
        clock.wait(0.05, never)
    raise AssertionError(f"this did not happen within {within:.0f} seconds: {what}")


class GammuDaemon:
    """One daemon and its phone.

    Args:
        folder: where its database, its log and its phone are; made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "smsd.db"
        self._process: subprocess.Popen[bytes] | None = None
        self._names = count(1)
        self._references = count(1)
        for place in range(1, 6):
            (folder / "phone" / "sms" / str(place)).mkdir(parents=True)
        (folder / "smsdrc").write_text(_CONFIGURATION.format(folder=folder, phone=PHONE))
        with closing(sqlite3.connect(self.database)) as database:
            database.executescript(SCHEMA.read_text(encoding="utf-8"))
            # Set once, it stays: readers and the daemon no longer wait for each other.
            database.execute("PRAGMA journal_mode=wal")

    def start(self) -> None:
        """Start the daemon and wait until its phone answers."""
        greetings, since = self._greetings(), f"{SystemClock().now():%Y-%m-%d %H:%M:%S}"
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                ["gammu-smsd", "-c", str(self.folder / "smsdrc")],
                env={**os.environ, "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        eventually(
            lambda: self._greetings() > greetings and self._is_well(since),
            f"the daemon starts; see {self.folder}/smsd.log",
        )

    def stop(self) -> None:
        """Stop the daemon as its service manager does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the daemon without a word, as a power cut does."""
        self._end(signal.SIGKILL)

    def receive(self, sender: str, text: str, *, without_part: int | None = None) -> None:
        """Let a text arrive at the phone, in as many parts as it takes; one of them may be lost on its way."""
        parts = segments_of(text).parts
        reference = next(self._references)
        for position, part in enumerate(parts, start=1):
            udh = write_header(PartHeader(reference, len(parts), position)) if len(parts) > 1 else ""
            if position != without_part:
                self._put("Deliver", sender, part, udh)

    def report(self, number: str, outcome: str = "Delivered") -> None:
        """Let the network report what became of the latest message to a number: Delivered, Failed or Pending."""
        self._put("Status_Report", number, outcome)

    def rows(self, sql: str, *values: str | int) -> list[tuple[str | int | None, ...]]:
        """Return the rows of an answer."""
        with closing(sqlite3.connect(self.database, timeout=LATEST)) as database:
            return database.execute(sql, values).fetchall()

    def sent(self) -> list[tuple[str | int | None, ...]]:
        """Return number and text of every message that left, joined from its parts, in order."""
        return self.rows(
            "SELECT DestinationNumber, group_concat(TextDecoded, '') FROM"
            " (SELECT * FROM sentitems ORDER BY ID, SequencePosition) GROUP BY ID ORDER BY ID"
        )

    def has_stored(self, enough: int) -> bool:
        """Tell whether the daemon has stored so many texts and parts of texts."""
        return len(self.rows("SELECT ID FROM inbox")) >= enough

    def _put(self, kind: str, number: str, text: str, udh: str = "") -> None:
        now = SystemClock().now()
        hexadecimal = encoded(text)
        lines = [
            "[SMSBackup000]", f"PDU = {kind}", f"DateTime = {now:%Y%m%dT%H%M%S}Z", "State = UnRead",
            f'Number = "{number}"', f"NumberUnicode = {encoded(number)}", 'Name = ""', "NameUnicode = ",
            *([f"UDH = {udh}"] if udh else []),
            *(f"Text{index:02} = {hexadecimal[start : start + 200]}" for index, start in enumerate(range(0, len(hexadecimal), 200))),
            "Coding = Unicode_No_Compression", "Folder = 1", f"Length = {len(hexadecimal) // 4}", "Class = -1",
            "ReplySMSC = False", "RejectDuplicates = False", "ReplaceMessage = 0", "MessageReference = 255",
        ]  # fmt: skip
        written = self.folder / "arriving"
        written.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written.rename(self.folder / "phone" / "sms" / "1" / str(next(self._names)))

    def _greetings(self) -> int:
        """Return how often the daemon has reached its phone."""
        log = self.folder / "smsd.log"
        return log.read_text(errors="replace").count("Inserting phone info") if log.exists() else 0

    def _is_well(self, since: str) -> bool:
        """Tell whether the daemon has written that its phone is well since an instant."""
        return self.rows("SELECT 1 FROM phones WHERE UpdatedInDB >= ?", since) != []

    def _end(self, by: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(by)
        self._process.wait(LATEST)
        self._process = None
