"""The gammu gateway and the real daemon understand each other."""

import sqlite3
from functools import partial

import pytest

from stopline.clock import SystemClock
from stopline.errors import GatewayDownError
from stopline.gateways.base import Accepted, InboundText, Receipt, ReceiptState
from stopline.gateways.gammu import GammuGateway
from support.gammu_daemon import SCHEMA as REAL_SCHEMA
from support.gammu_daemon import GammuDaemon, eventually, needs_gammu
from support.gammu_tables import SCHEMA as OUR_SCHEMA
from support.permits import permit_for

pytestmark = [pytest.mark.peer, needs_gammu]

MARIA = "+12025550101"
TOM = "+12025550103"
LIMIT = 100
WORDS = {
    "plain": "Is my bike ready?",
    "cyrillic": "Мой велосипед готов? Спасибо!",
    "emoji": "👍🏽 see you 🚲🇫🇷",
    "awkward": 'it\'s "quoted", 100 % \\ back; DROP TABLE inbox; -- €{x}\nsecond line',
    "long": "Sehr geehrte Damen und Herren, mein Rad quietscht. " * 9,
    "long emoji": "😀Ж" * 90,
}


class Reader:
    """Reads a gateway on, as the worker does."""

    def __init__(self, gateway: GammuGateway) -> None:
        self._gateway = gateway
        self._cursor: str | None = None
        self.texts: list[InboundText] = []
        self.receipts: list[Receipt] = []

    def read(self) -> None:
        batch = self._gateway.fetch(self._cursor, LIMIT)
        self.texts += [item for item in batch.items if isinstance(item, InboundText)]
        self.receipts += [item for item in batch.items if isinstance(item, Receipt)]
        self._cursor = batch.cursor

    def read_texts(self, text_count: int) -> list[str]:
        """Read until that many texts have come; return their words."""
        eventually(lambda: self._has(text_count), f"{text_count} texts come in")
        return [text.text for text in self.texts]

    def read_receipts(self, receipt_count: int) -> list[ReceiptState]:
        """Read until that many receipts have come; return what they say."""
        eventually(lambda: self._has(0, receipt_count), f"{receipt_count} receipts come in")
        return [receipt.state for receipt in self.receipts]

    def finds_it_down(self) -> bool:
        """Read on; return whether the gateway says that it is down."""
        try:
            self.read()
        except GatewayDownError:
            return True
        return False

    def _has(self, text_count: int, receipt_count: int = 0) -> bool:
        self.read()
        return len(self.texts) >= text_count and len(self.receipts) >= receipt_count


def test_texts_come_in_word_for_word_and_once(daemon: GammuDaemon, gateway: GammuGateway) -> None:
    reader = Reader(gateway)
    for text in WORDS.values():
        daemon.receive(MARIA, text)

    assert sorted(reader.read_texts(len(WORDS))) == sorted(WORDS.values())
    reader.read()
    assert len(reader.texts) == len(WORDS)
    now = SystemClock().now()
    for each in reader.texts:
        assert (each.sender, each.recipient) == (MARIA, "stopline")
        assert each.sent_at is not None
        assert 0 <= (now - each.sent_at).total_seconds() < 60


def test_a_hundred_texts_come_once(daemon: GammuDaemon, gateway: GammuGateway) -> None:
    texts = [f"text {number} 🚲" for number in range(100)]
    for text in texts:
        daemon.receive(MARIA, text)

    assert sorted(Reader(gateway).read_texts(100)) == sorted(texts)


def test_a_long_text_that_lost_a_part_comes_with_a_visible_gap(
    daemon: GammuDaemon, gateway: GammuGateway
) -> None:
    reader = Reader(gateway)
    daemon.receive(MARIA, "a" * 153 + "b" * 153 + "c", without_part=2)
    daemon.receive(TOM, "STOP")
    # A busy daemon may take longer between two parts than is waited for one.
    eventually(lambda: daemon.rows("SELECT count(*) FROM inbox") == [(3,)], "the daemon has read all of them")

    assert reader.read_texts(2) == ["STOP", "a" * 153 + "[part 2 of 3 is missing]c"]


def test_messages_leave_word_for_word_and_receipts_come_back(
    daemon: GammuDaemon, gateway: GammuGateway
) -> None:
    reader = Reader(gateway)
    now = SystemClock().now()
    for number, text in enumerate(WORDS.values(), start=1):
        assert isinstance(gateway.send(permit_for(number, text, now, f"+1202555015{number}")), Accepted)
    messages = [(f"+1202555015{number}", text) for number, text in enumerate(WORDS.values(), start=1)]

    eventually(lambda: daemon.sent() == messages, "every message leaves word for word")
    assert reader.read_receipts(len(WORDS)) == [ReceiptState.SENT] * len(WORDS)
    assert [receipt.provider_id for receipt in reader.receipts] == [
        accepted.provider_id for number in range(1, 7) if (accepted := gateway.trace(number))
    ]


@pytest.mark.parametrize("text", [WORDS["plain"], WORDS["long emoji"]], ids=["short", "long"])
@pytest.mark.parametrize(
    ("outcome", "state"), [("Delivered", ReceiptState.DELIVERED), ("Failed", ReceiptState.FAILED)]
)
def test_the_network_reports_what_became_of_a_message(
    daemon: GammuDaemon, gateway: GammuGateway, text: str, outcome: str, state: ReceiptState
) -> None:
    reader = Reader(gateway)
    gateway.send(permit_for(7, text, SystemClock().now(), TOM))
    reader.read_receipts(1)
    daemon.report(TOM, outcome)

    assert reader.read_receipts(2) == [ReceiptState.SENT, state]


def test_a_daemon_that_was_stopped_is_given_nothing_and_goes_on_where_it_was(
    daemon: GammuDaemon, gateway: GammuGateway
) -> None:
    reader = Reader(gateway)
    daemon.receive(MARIA, "before")
    reader.read_texts(1)
    daemon.stop()
    daemon.receive(MARIA, "meanwhile")
    message = permit_for(7, "Hello", SystemClock().now(), TOM)
    reader.read()
    eventually(reader.finds_it_down, "the silence of the daemon is noticed")

    with pytest.raises(GatewayDownError, match="last heard of"):
        gateway.send(message)
    daemon.start()
    assert reader.read_texts(2) == ["before", "meanwhile"]
    assert gateway.trace(7) is None
    assert isinstance(gateway.send(message), Accepted)
    eventually(lambda: daemon.sent() == [(TOM, "Hello")], "the message leaves")


def test_a_daemon_that_is_killed_again_and_again_loses_no_text(
    daemon: GammuDaemon, gateway: GammuGateway
) -> None:
    texts = [f"text {number}" for number in range(100)]
    reader = Reader(gateway)
    for text in texts:
        daemon.receive(MARIA, text)
    for enough in (1, 20, 40, 60):
        eventually(partial(daemon.has_stored, enough), "texts are being stored")
        daemon.kill()
        reader.read()
        daemon.start()

    eventually(lambda: len(set(reader.read_texts(0))) >= len(texts), "as many texts as were sent come in")
    # One that was stored but not yet taken off the phone when the power went is stored again.
    assert set(reader.read_texts(0)) == set(texts)


def test_the_tables_other_tests_use_have_nothing_the_real_ones_have_not() -> None:
    columns = (
        "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"
    )
    real, ours = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    real.executescript(REAL_SCHEMA.read_text(encoding="utf-8"))
    ours.executescript(OUR_SCHEMA.read_text(encoding="utf-8"))

    assert set(ours.execute(columns)) <= set(real.execute(columns))
    assert ours.execute("SELECT * FROM gammu").fetchall() == real.execute("SELECT * FROM gammu").fetchall()
    real.close()
    ours.close()
