"""The other side of a gammu gateway: writes into the tables what the daemon would write."""

import sqlite3
from contextlib import closing
from pathlib import Path

from stopline.clock import Clock
from stopline.inert import storable

SCHEMA = Path(__file__).with_name("gammu_tables.sql")


def encoded(text: str) -> str:
    """Return a text as the daemon keeps it: UTF-16 in hexadecimal."""
    return text.encode("utf-16-be", "surrogatepass").hex().upper()


class GammuTables:
    """A database of gammu-smsd without the daemon.

    Args:
        path: the file; made if it is not there.
        clock: whose time is written into the rows.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self._clock = clock
        with closing(sqlite3.connect(path)) as database:
            database.executescript(SCHEMA.read_text(encoding="utf-8"))
        self.beat()

    def run(self, sql: str, *values: str | int | None) -> int:
        """Run a statement; return the number of the row it added."""
        with closing(sqlite3.connect(self.path)) as database, database:
            return database.execute(sql, values).lastrowid or 0

    def rows(self, sql: str, *values: str | int) -> list[tuple[str | int | None, ...]]:
        """Return the rows of an answer."""
        with closing(sqlite3.connect(self.path)) as database:
            return database.execute(sql, values).fetchall()

    def now(self) -> str:
        """Return the present instant as the daemon writes it."""
        return f"{self._clock.now():%Y-%m-%d %H:%M:%S}"

    def beat(self, phone: str = "stopline") -> None:
        """Note that the daemon and its modem are well."""
        self.run("INSERT OR REPLACE INTO phones VALUES (?, ?, ?)", phone, self.now(), f"imei of {phone}")

    def receive(
        self, sender: str, text: str, udh: str = "", phone: str = "stopline", coding: str | None = None
    ) -> int:
        """Store a text, or a part of one, as it came; return its number."""
        return self.run(
            "INSERT INTO inbox (UpdatedInDB, ReceivingDateTime, Text, SenderNumber, Coding, UDH, TextDecoded, RecipientID)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(self.now(), self.now(), encoded(text), sender, coding or "Unicode_No_Compression", udh),
            *("" if coding == "8bit" else storable(text), phone),
        )

    def work_off(self, status: str = "SendingOK") -> None:
        """Do with everything in the outbox what the daemon does once the modem has sent it, or failed to."""
        multipart = "SELECT ID, SequencePosition, UDH, TextDecoded FROM outbox_multipart"
        first = "SELECT ID, 1, UDH, TextDecoded FROM outbox"
        for number, position, udh, text in self.rows(f"{first} UNION ALL {multipart} ORDER BY 1, 2"):
            self.run(
                "INSERT INTO sentitems (UpdatedInDB, SendingDateTime, UDH, TextDecoded, ID, SenderID, SequencePosition, Status, CreatorID)"
                " SELECT ?, ?, ?, ?, ID, 'stopline', ?, ?, CreatorID FROM outbox WHERE ID = ?",
                *(self.now(), self.now(), udh or "", text, position, status, number),
            )
        self.run("DELETE FROM outbox")
        self.run("DELETE FROM outbox_multipart")

    def report(self, creator: str, status: str, network_status: int = 0) -> None:
        """Write down what the network says became of a message."""
        self.run(
            "UPDATE sentitems SET Status = ?, StatusError = ?, UpdatedInDB = ?, DeliveryDateTime = CASE ? WHEN 'DeliveryOK' THEN ? END"
            " WHERE CreatorID = ?",
            *(status, network_status, self.now(), status, self.now(), creator),
        )
