"""Every gateway keeps one contract: each text once and in order, bounded polls, honest failures, nothing without a permit."""

from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.errors import GatewayDownError, GatewayNonsenseError
from stopline.gateways.base import Accepted, Batch, Gateway, InboundText, Receipt, ReceiptState
from support.gateway_drivers import DRIVERS, GatewayDriver
from support.permits import permit_for

MARIA = "+12025550101"
LIMIT = 100


@pytest.fixture(params=sorted(DRIVERS))
def driver(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> GatewayDriver:
    """Every gateway in turn."""
    return DRIVERS[request.param](tmp_path, clock)


def texts_in(batch: Batch) -> list[str]:
    return [item.text for item in batch.items if isinstance(item, InboundText)]


def receipts_in(batch: Batch) -> list[Receipt]:
    return [item for item in batch.items if isinstance(item, Receipt)]


def collect(gateway: Gateway, cursor: str | None, limit: int) -> list[str]:
    """Poll until there is no more, as the worker does; return every text."""
    texts: list[str] = []
    for _ in range(50):
        batch = gateway.fetch(cursor, limit)
        assert len(batch.items) <= limit
        texts += texts_in(batch)
        cursor = batch.cursor
        if not batch.has_more:
            return texts
    raise AssertionError("the polls never end")


def test_a_text_says_who_sent_what(driver: GatewayDriver) -> None:
    driver.bring(MARIA, "Is my bike ready? 🚲 Спасибо")

    [text] = driver.gateway.fetch(None, LIMIT).items

    assert isinstance(text, InboundText)
    assert (text.sender, text.text) == (MARIA, "Is my bike ready? 🚲 Спасибо")
    assert text.channel in driver.gateway.channels


def test_every_text_comes_once_and_in_order(driver: GatewayDriver) -> None:
    for number in range(7):
        driver.bring(MARIA, f"text {number}")
    first = driver.gateway.fetch(None, LIMIT)
    driver.bring(MARIA, "text 7")
    second = driver.gateway.fetch(first.cursor, LIMIT)
    third = driver.gateway.fetch(second.cursor, LIMIT)

    assert texts_in(first) == [f"text {number}" for number in range(7)]
    assert texts_in(second) == ["text 7"]
    assert third.items == ()


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_polls_are_bounded_and_lose_nothing(driver: GatewayDriver, limit: int) -> None:
    for number in range(7):
        driver.bring(MARIA, f"text {number}")

    assert collect(driver.gateway, None, limit) == [f"text {number}" for number in range(7)]


def test_a_text_has_the_same_name_however_often_it_is_fetched(driver: GatewayDriver) -> None:
    driver.bring(MARIA, "one")
    driver.bring(MARIA, "one")
    names = [
        item.provider_id for item in driver.gateway.fetch(None, LIMIT).items if isinstance(item, InboundText)
    ]
    driver.reopen()
    again = [
        item.provider_id for item in driver.gateway.fetch(None, LIMIT).items if isinstance(item, InboundText)
    ]

    assert names == again
    assert len(set(names)) == 2


def test_reading_goes_on_after_any_stored_text_even_in_a_fresh_process(driver: GatewayDriver) -> None:
    for number in range(4):
        driver.bring(MARIA, f"text {number}")

    for number, item in enumerate(driver.gateway.fetch(None, LIMIT).items):
        driver.reopen()
        assert collect(driver.gateway, item.cursor, LIMIT) == [
            f"text {later}" for later in range(number + 1, 4)
        ]


def test_a_delivery_comes_back_under_the_name_the_message_was_accepted_with(
    driver: GatewayDriver, clock: ManualClock
) -> None:
    accepted = driver.gateway.send(permit_for(7, "Your bike is ready.", clock.now()))
    assert isinstance(accepted, Accepted)
    cursor = driver.gateway.fetch(None, LIMIT).cursor
    driver.deliver(accepted.provider_id)

    receipts = receipts_in(driver.gateway.fetch(cursor, LIMIT))

    assert [(each.provider_id, each.state) for each in receipts] == [
        (accepted.provider_id, ReceiptState.DELIVERED)
    ]


def test_a_failed_delivery_says_why(driver: GatewayDriver, clock: ManualClock) -> None:
    accepted = driver.gateway.send(permit_for(7, "Your bike is ready.", clock.now()))
    assert isinstance(accepted, Accepted)
    driver.fail(accepted.provider_id)

    [receipt] = receipts_in(driver.gateway.fetch(None, LIMIT))

    assert (receipt.provider_id, receipt.state) == (accepted.provider_id, ReceiptState.FAILED)
    assert receipt.reason


def test_a_receipt_comes_once(driver: GatewayDriver, clock: ManualClock) -> None:
    accepted = driver.gateway.send(permit_for(7, "Your bike is ready.", clock.now()))
    assert isinstance(accepted, Accepted)
    driver.deliver(accepted.provider_id)
    [receipt] = driver.gateway.fetch(None, LIMIT).items
    driver.reopen()

    assert driver.gateway.fetch(receipt.cursor, LIMIT).items == ()


def test_what_was_sent_can_be_found_again_and_nothing_else(driver: GatewayDriver, clock: ManualClock) -> None:
    accepted = driver.gateway.send(permit_for(12, "Your bike is ready.", clock.now()))
    assert isinstance(accepted, Accepted)

    driver.reopen()
    assert driver.gateway.trace(12) == accepted
    assert driver.gateway.trace(1) is None
    driver.deliver(accepted.provider_id)
    assert driver.gateway.trace(12) == accepted


def test_a_gateway_that_is_down_says_so_and_loses_nothing(driver: GatewayDriver, clock: ManualClock) -> None:
    driver.bring(MARIA, "before")
    driver.gateway.fetch(None, LIMIT)
    driver.take_down()

    with pytest.raises(GatewayDownError):
        driver.gateway.fetch(None, LIMIT)
    with pytest.raises(GatewayDownError):
        driver.gateway.send(permit_for(7, "Your bike is ready.", clock.now()))
    with pytest.raises(GatewayDownError):
        driver.gateway.trace(7)

    driver.bring_back()
    assert collect(driver.gateway, None, LIMIT) == ["before"]
    assert driver.gateway.trace(7) is None


def test_nonsense_is_said_to_be_nonsense(driver: GatewayDriver) -> None:
    driver.talk_nonsense()

    with pytest.raises(GatewayNonsenseError):
        driver.gateway.fetch(None, LIMIT)


@pytest.mark.parametrize(
    "cursor", ["", "x", "[]", "{}", "[1, 2]", "null", '"12"', pytest.param("[" * 2000, id="deep")]
)
def test_a_place_that_cannot_be_read_is_nonsense(driver: GatewayDriver, cursor: str) -> None:
    with pytest.raises(GatewayNonsenseError):
        driver.gateway.fetch(cursor, LIMIT)


def test_a_gateway_can_be_closed_and_used_again(driver: GatewayDriver) -> None:
    driver.bring(MARIA, "one")
    driver.gateway.close()

    assert collect(driver.gateway, None, LIMIT) == ["one"]
