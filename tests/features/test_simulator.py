"""The simulated gateway: people and carriers that are made up behave like people and carriers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Basis, Channel
from stopline.consent.gate import Circumstances, Draft, Permit, Purpose, decide
from stopline.consent.status import Standing, State, Status
from stopline.errors import GatewayNonsenseError, SettingsError
from stopline.gateways.base import (
    Accepted,
    Batch,
    Gateway,
    GatewayConfig,
    InboundText,
    Receipt,
    ReceiptState,
    Rejected,
)
from stopline.gateways.simulator import simulator
from support.policies import any_hour

ANA, BEN, CY, DEE, EVE, FAY = (f"+120255501{last}" for last in ("01", "02", "03", "04", "05", "06"))
SCENARIO = f"""
[team]
name = "Shop"
zone = "America/New_York"
agents = ["alice"]

[talk.en]
to_questions = ["Yes please", "No thanks", "Tomorrow would be better"]
to_statements = ["Great, thanks!", "ok!", "perfect"]
to_notices = "on my way"

[[people]]
key = "ana"
name = "Ana"
number = "{ANA}"
language = "en"
country = "US"
zone = "America/New_York"
replies = ["Two, for Saturday"]
habits = {{ answers = 1.0 }}

[[people]]
key = "ben"
name = "Ben"
number = "{BEN}"
email = "ben@example.com"
language = "en"
country = "US"
zone = "America/New_York"
habits = {{ tolerance = 0.0, stop_words = ["Stop. Thank you"], answers = 0.0 }}

[[people]]
key = "cy"
name = "Cy"
number = "{CY}"
language = "en"
country = "US"
zone = "America/New_York"
carriage = "stopped"

[[people]]
key = "dee"
name = "Dee"
number = "{DEE}"
language = "en"
country = "US"
zone = "America/New_York"
carriage = "stopped late"

[[people]]
key = "eve"
name = "Eve"
number = "{EVE}"
language = "en"
country = "US"
zone = "America/New_York"
carriage = "fails"

[[people]]
key = "fay"
name = "Fay"
number = "{FAY}"
language = "en"
country = "US"
zone = "America/New_York"
carriage = "confirms stops"
habits = {{ tolerance = 0.0 }}

[[reactions]]
who = "ana"
to = "marketing"
contains = "winter sale"
after = "30s"
says = "STOP please!!"

[[live]]
after = "10s"
who = "ana"
says = "Is the blue one still in?"

[[live]]
after = "40s"
who = "ben"
channel = "whatsapp"
says = ["hello", "hi there", "good morning"]

[[live]]
after = "2m"
who = "ben"
channel = "email"
says = "Please send the invoice"
"""

Open = Callable[..., Gateway]


@pytest.fixture
def open_simulator(tmp_path: Path, clock: ManualClock) -> Open:
    """Opens the simulated gateway of one folder, again and again."""
    scenario = tmp_path / "shop.toml"
    scenario.write_text(SCENARIO, encoding="utf-8")

    def open_again(folder: str = "workspace", **options: str | float) -> Gateway:
        chosen: dict[str, str | float] = {"scenario": str(scenario), "seed": 7, **options}
        return simulator(GatewayConfig("simulator", chosen, tmp_path / folder, clock))

    return open_again


def permit(to: str, text: str, purpose: Purpose, now: datetime, message: int = 1) -> Permit:
    """Return the permit for a message to somebody who agreed to everything."""
    standing = Standing(Status(State.SUBSCRIBED, now, 1, basis=Basis.EXPRESS_WRITTEN))
    draft = Draft(Address(to), Channel.SMS, purpose, text, message)
    decision = decide(draft, standing, Circumstances(now), now, any_hour())
    assert isinstance(decision, Permit)
    return decision


def told(gateway: Gateway, clock: ManualClock, seconds: float, cursor: str | None = None) -> Batch:
    """Return what the gateway tells after so many seconds."""
    clock.advance(timedelta(seconds=seconds))
    return gateway.fetch(cursor, 100)


def words(batch: Batch) -> list[str]:
    """Return the words of the texts of a batch."""
    return [item.text for item in batch.items if isinstance(item, InboundText)]


def dated(batch: Batch) -> list[datetime]:
    """Return when the texts of a batch were sent."""
    return [item.sent_at for item in batch.items if isinstance(item, InboundText) and item.sent_at]


def test_people_speak_at_their_time_counted_from_the_first_collect(
    open_simulator: Open, clock: ManualClock
) -> None:
    gateway = open_simulator()
    clock.advance(timedelta(hours=5))

    assert words(gateway.fetch(None, 100)) == []
    first = told(gateway, clock, 10)
    assert words(first) == ["Is the blue one still in?"]
    assert first.items[0].cursor == first.cursor
    whatsapp, mail = told(gateway, clock, 110, first.cursor).items
    assert isinstance(whatsapp, InboundText)
    assert isinstance(mail, InboundText)
    assert (whatsapp.channel, whatsapp.sender) == (Channel.WHATSAPP, BEN)
    assert (mail.channel, mail.sender) == (Channel.EMAIL, "ben@example.com")


def test_the_same_seed_says_the_same(open_simulator: Open, clock: ManualClock) -> None:
    worlds = [open_simulator(folder) for folder in ("one", "two")]
    for world in worlds:
        world.fetch(None, 1)
        world.send(permit(ANA, "How many bikes?", Purpose.CONVERSATION, clock.now()))
        world.send(permit(ANA, "Which day?", Purpose.CONVERSATION, clock.now(), 2))
    clock.advance(timedelta(minutes=5))

    one, two = (world.fetch(None, 100) for world in worlds)

    assert one == two
    assert len(words(one)) == 5


def test_a_faster_world_says_everything_sooner_and_dates_it_by_the_real_clock(
    open_simulator: Open, clock: ManualClock
) -> None:
    gateway = open_simulator(speed=60)
    began_at = clock.now()
    gateway.fetch(None, 100)

    batch = told(gateway, clock, 2)

    assert len(batch.items) == 3
    assert dated(batch) == [began_at + timedelta(milliseconds=after) for after in (166, 666, 2000)]


def test_a_restart_in_the_middle_loses_and_doubles_nothing(open_simulator: Open, clock: ManualClock) -> None:
    gateway = open_simulator()
    gateway.fetch(None, 100)
    before = told(gateway, clock, 15)
    gateway.close()

    clock.advance(timedelta(seconds=200))
    after = open_simulator().fetch(before.cursor, 100)

    assert len(before.items) == 1
    assert len(after.items) == 2
    assert open_simulator().fetch(None, 100).items == before.items + after.items


def test_two_processes_on_one_world_hear_the_same(open_simulator: Open, clock: ManualClock) -> None:
    one, two = open_simulator(), open_simulator()
    one.fetch(None, 100)
    clock.advance(timedelta(seconds=5))
    two.fetch(None, 100)

    heard = told(one, clock, 200)

    assert len(heard.items) == 3
    assert two.fetch(None, 100) == heard


def test_a_new_speed_goes_on_where_the_old_one_was(open_simulator: Open, clock: ManualClock) -> None:
    open_simulator().fetch(None, 100)
    clock.advance(timedelta(seconds=30))

    faster = open_simulator(speed=10)

    assert len(faster.fetch(None, 100).items) == 1
    assert len(told(faster, clock, 1).items) == 2
    assert len(told(faster, clock, 8).items) == 3


def test_a_long_poll_is_told_in_pieces(open_simulator: Open, clock: ManualClock) -> None:
    gateway = open_simulator()
    gateway.fetch(None, 100)
    clock.advance(timedelta(minutes=5))

    first = gateway.fetch(None, 2)
    second = gateway.fetch(first.cursor, 2)

    assert (len(first.items), first.has_more) == (2, True)
    assert (len(second.items), second.has_more) == (1, False)


def test_somebody_answers_with_their_own_words_first(open_simulator: Open, clock: ManualClock) -> None:
    gateway = open_simulator()
    gateway.send(permit(ANA, "How many would you like?", Purpose.CONVERSATION, clock.now()))

    receipt, answer = told(gateway, clock, 20).items[:2]

    assert isinstance(receipt, Receipt)
    assert receipt.state is ReceiptState.DELIVERED
    assert isinstance(answer, InboundText)
    assert answer.text == "Two, for Saturday"
    assert answer.sender == ANA


def test_people_tire_of_a_conversation_that_only_we_keep_up(open_simulator: Open, clock: ManualClock) -> None:
    gateway = open_simulator()
    for message in range(1, 15):
        gateway.send(permit(ANA, "And?", Purpose.CONVERSATION, clock.now(), message))

    assert len(words(told(gateway, clock, 60))) == 5


def test_who_has_had_enough_of_marketing_says_so(open_simulator: Open, clock: ManualClock) -> None:
    gateway = open_simulator()
    gateway.send(permit(ANA, "WINTER SALE: 20 % off", Purpose.MARKETING, clock.now()))
    gateway.send(permit(BEN, "Winter sale: 20 % off", Purpose.MARKETING, clock.now(), 2))

    heard = told(gateway, clock, 60)

    assert sorted(words(heard)) == ["STOP please!!", "Stop. Thank you"]


def test_nobody_answers_the_confirmation_of_their_stop(open_simulator: Open, clock: ManualClock) -> None:
    gateway = open_simulator()
    gateway.send(permit(ANA, "You are out.", Purpose.COMPLIANCE, clock.now()))

    assert words(told(gateway, clock, 60)) == []


def test_a_sleeper_answers_in_the_morning_unless_they_have_just_written(
    open_simulator: Open, clock: ManualClock
) -> None:
    gateway = open_simulator()
    clock.advance(timedelta(hours=-9))
    gateway.send(permit(BEN, "Night rides, half price", Purpose.MARKETING, clock.now()))

    assert "Stop. Thank you" not in words(told(gateway, clock, 3600))
    assert words(told(gateway, clock, 7 * 3600))[-1] == "Stop. Thank you"


def test_a_carrier_that_knows_of_a_stop_refuses_at_once_or_tells_later(
    open_simulator: Open, clock: ManualClock
) -> None:
    gateway = open_simulator()

    refused = gateway.send(permit(CY, "Hello", Purpose.NOTICE, clock.now()))
    taken = gateway.send(permit(DEE, "Hello", Purpose.NOTICE, clock.now(), 2))

    assert isinstance(refused, Rejected)
    assert refused.has_opted_out
    assert gateway.trace(1) is None
    assert isinstance(taken, Accepted)
    (receipt,) = told(gateway, clock, 60).items
    assert isinstance(receipt, Receipt)
    assert (receipt.provider_id, receipt.state, receipt.has_opted_out) == (
        taken.provider_id,
        ReceiptState.FAILED,
        True,
    )


def test_a_number_out_of_service_fails_with_a_reason(open_simulator: Open, clock: ManualClock) -> None:
    gateway = open_simulator()
    gateway.send(permit(EVE, "Hello?", Purpose.CONVERSATION, clock.now()))

    (receipt,) = told(gateway, clock, 60).items

    assert isinstance(receipt, Receipt)
    assert (receipt.state, receipt.reason, receipt.has_opted_out) == (
        ReceiptState.FAILED,
        "the number is not in service",
        False,
    )


def test_a_carrier_that_confirms_stops_says_so(open_simulator: Open, clock: ManualClock) -> None:
    gateway = open_simulator()
    gateway.send(permit(FAY, "Winter sale", Purpose.MARKETING, clock.now()))

    stop = told(gateway, clock, 60).items[-1]

    assert isinstance(stop, InboundText)
    assert stop.text == "STOP"
    assert stop.is_answered_by_carrier


def test_a_message_can_be_traced_after_a_restart(open_simulator: Open, clock: ManualClock) -> None:
    taken = open_simulator().send(permit(ANA, "Hello", Purpose.NOTICE, clock.now(), 41))

    assert open_simulator().trace(41) == taken
    assert open_simulator().trace(42) is None


def test_a_cursor_that_is_not_from_here_is_nonsense(open_simulator: Open) -> None:
    gateway = open_simulator()

    with pytest.raises(GatewayNonsenseError, match="no place"):
        gateway.fetch("2026-11-22", 10)
    with pytest.raises(GatewayNonsenseError, match=r"simulator\.db was removed"):
        gateway.fetch("17", 10)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        pytest.param({"sped": 3}, "option “sped”.*its options are", id="unknown option"),
        pytest.param({"speed": 0}, "option “speed”", id="no speed"),
        pytest.param({"speed": "fast"}, "option “speed”", id="speed in words"),
        pytest.param({"scenario": "nowhere"}, "no scenario “nowhere”", id="no scenario"),
        pytest.param({"replay": "nowhere.tsv"}, "cannot be read", id="no replay"),
        pytest.param({"seed": "seven"}, "option “seed”", id="seed in words"),
    ],
)
def test_a_bad_option_is_said_in_words(
    open_simulator: Open, options: dict[str, str | float], complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        open_simulator(**options)


def test_a_stranger_gets_the_message_and_says_nothing(open_simulator: Open, clock: ManualClock) -> None:
    gateway = open_simulator()
    gateway.send(permit("+447700900123", "Hello?", Purpose.CONVERSATION, clock.now()))

    (receipt,) = told(gateway, clock, 60).items

    assert isinstance(receipt, Receipt)
    assert receipt.state is ReceiptState.DELIVERED
