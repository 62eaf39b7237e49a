"""The gammu gateway's messages: how they are handed to the daemon, and what is learned of their fate."""

from datetime import timedelta
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.gateways.base import Accepted, GatewayConfig, InboundText, Receipt, ReceiptState, Rejected
from stopline.gateways.gammu import GammuGateway, gammu
from support.gammu_tables import GammuTables
from support.permits import permit_for

MARIA = "+12025550101"
LIMIT = 100


def texts_after(modem: GammuGateway, cursor: str | None = None) -> list[str]:
    return [item.text for item in modem.fetch(cursor, LIMIT).items if isinstance(item, InboundText)]


def receipts_after(modem: GammuGateway, cursor: str | None = None) -> list[Receipt]:
    return [item for item in modem.fetch(cursor, LIMIT).items if isinstance(item, Receipt)]


def sent_parts(smsd: GammuTables) -> list[tuple[str | int | None, ...]]:
    return smsd.rows(
        "SELECT TextDecoded, Coding, UDH FROM outbox UNION ALL"
        " SELECT TextDecoded, Coding, UDH FROM (SELECT * FROM outbox_multipart ORDER BY SequencePosition)"
    )


def test_a_short_message_is_one_row(modem: GammuGateway, smsd: GammuTables, clock: ManualClock) -> None:
    modem.send(permit_for(7, "Your bike is ready: 40 €", clock.now()))

    [row] = smsd.rows(
        "SELECT DestinationNumber, TextDecoded, Coding, MultiPart, UDH, DeliveryReport, SenderID FROM outbox"
    )
    assert row == (
        "+12025550102", "Your bike is ready: 40 €", "Default_No_Compression", "false", None, "yes", None,
    )  # fmt: skip


def test_a_long_message_is_cut_with_headers_that_join_it(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    modem.send(permit_for(300, "Ж" * 150, clock.now()))

    assert sent_parts(smsd) == [
        ("Ж" * 67, "Unicode_No_Compression", "0500032C0301"),
        ("Ж" * 67, "Unicode_No_Compression", "0500032C0302"),
        ("Ж" * 16, "Unicode_No_Compression", "0500032C0303"),
    ]
    assert smsd.rows("SELECT MultiPart FROM outbox") == [("true",)]


def test_a_text_no_modem_can_send_is_rejected_with_the_reason(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    endless = modem.send(permit_for(7, "x" * 153 * 51, clock.now()))
    empty = modem.send(permit_for(8, "", clock.now()))

    assert isinstance(endless, Rejected)
    assert "51 parts" in endless.reason
    assert isinstance(empty, Rejected)
    assert sent_parts(smsd) == []


def test_characters_no_table_can_hold_do_not_stop_a_message(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    assert isinstance(modem.send(permit_for(7, "half \ud83d, none \0.", clock.now())), Accepted)
    assert sent_parts(smsd)[0][0] == "half �, none ␀."


def test_two_workspaces_on_one_daemon_keep_their_messages_apart(
    modem: GammuGateway, smsd: GammuTables, tmp_path: Path, clock: ManualClock
) -> None:
    other = gammu(GatewayConfig("modem", {"database": str(smsd.path)}, tmp_path / "other", clock))
    other.send(permit_for(7, "Hello", clock.now()))
    smsd.work_off()
    clock.advance(timedelta(seconds=5))

    assert modem.trace(7) is None
    assert receipts_after(modem) == []
    assert len(receipts_after(other)) == 1


def test_a_modem_of_several_gets_only_its_own(smsd: GammuTables, tmp_path: Path, clock: ManualClock) -> None:
    modem = gammu(GatewayConfig("modem", {"database": "smsd.db", "phone": "west"}, tmp_path, clock))
    smsd.beat("west")
    smsd.receive(MARIA, "to the east", phone="east")
    smsd.receive(MARIA, "to the west", phone="west")
    modem.send(permit_for(7, "Hello", clock.now()))

    assert texts_after(modem) == ["to the west"]
    assert smsd.rows("SELECT SenderID FROM outbox") == [("west",)]


def test_a_long_message_is_delivered_when_its_last_part_is(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    accepted = modem.send(permit_for(7, "x" * 200, clock.now()))
    assert isinstance(accepted, Accepted)
    smsd.work_off()
    smsd.run("UPDATE sentitems SET Status = 'DeliveryOK' WHERE SequencePosition = 1")
    clock.advance(timedelta(seconds=5))
    sent = modem.fetch(None, LIMIT)
    smsd.report(accepted.provider_id, "DeliveryOK")
    clock.advance(timedelta(seconds=5))

    assert [item.state for item in sent.items if isinstance(item, Receipt)] == [ReceiptState.SENT]
    [delivered] = receipts_after(modem, sent.cursor)
    assert (delivered.state, delivered.at) == (ReceiptState.DELIVERED, clock.now() - timedelta(seconds=5))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("SendingError", "the modem could not send it"),
        ("DeliveryFailed", "the network could not deliver it"),
        ("Error", "log"),
    ],
)
def test_a_message_that_failed_says_where(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock, status: str, reason: str
) -> None:
    modem.send(permit_for(7, "Hello", clock.now()))
    smsd.work_off(status)
    clock.advance(timedelta(seconds=5))

    [receipt] = receipts_after(modem)

    assert receipt.state is ReceiptState.FAILED
    assert reason in receipt.reason


def test_two_changes_within_one_second_are_both_told(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    first, second = (modem.send(permit_for(number, "Hello", clock.now())) for number in (7, 8))
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    smsd.work_off()
    smsd.report(second.provider_id, "DeliveryOK")
    before = modem.fetch(None, LIMIT)
    smsd.report(first.provider_id, "DeliveryFailed")
    clock.advance(timedelta(seconds=5))

    told = [each.provider_id for each in receipts_after(modem, before.cursor)]

    assert told == [first.provider_id, second.provider_id]


def test_receipts_go_on_after_the_clock_jumped_back(
    modem: GammuGateway, smsd: GammuTables, clock: ManualClock
) -> None:
    first = modem.send(permit_for(7, "Hello", clock.now()))
    assert isinstance(first, Accepted)
    smsd.work_off()
    clock.advance(timedelta(seconds=5))
    cursor = modem.fetch(None, LIMIT).cursor
    clock.advance(timedelta(hours=-2))
    smsd.report(first.provider_id, "DeliveryOK")
    clock.advance(timedelta(seconds=5))

    assert [each.state for each in receipts_after(modem, cursor)] == [ReceiptState.DELIVERED]
