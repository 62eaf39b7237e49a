"""Pure: what is going to happen in the simulated world, and the dice that decide it.

The same seed gives the same dice for the same question, whatever was asked before and in whichever process.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from stopline.consent.events import Channel
from stopline.gateways.base import ReceiptState
from stopline.gateways.simulated.scenario import Scenario


@dataclass(frozen=True, slots=True)
class PlannedText:
    """Somebody is going to write."""

    after: timedelta
    sender: str
    channel: Channel
    text: str


@dataclass(frozen=True, slots=True)
class PlannedReceipt:
    """The carrier is going to tell what became of a message."""

    after: timedelta
    state: ReceiptState
    reason: str = ""
    has_opted_out: bool = False


def dice(seed: int, *question: object) -> random.Random:
    """Return the dice for one question."""
    return random.Random("/".join(map(str, (seed, *question))))  # noqa: S311 - a play, not a secret


def live_texts(scenario: Scenario, seed: int) -> Iterator[PlannedText]:
    """Yield what people say by themselves, counted from the moment the scenario begins."""
    for number, live in enumerate(scenario.live):
        person = scenario.person(live.who)
        address = person.address_on(live.channel)
        if address is not None:
            says = dice(seed, "live", number).choice(live.says)
            yield PlannedText(live.after, address, live.channel, says)
