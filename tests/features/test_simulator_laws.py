"""However it is asked, by whomever and how often, the simulated network tells the same things once and in the same order."""

import itertools
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.clock import ManualClock
from stopline.gateways.base import Gateway, GatewayConfig, InboundText, Receipt
from stopline.gateways.simulated.pace import Pace
from stopline.gateways.simulated.planned import live_texts
from stopline.gateways.simulated.shelf import SHIPPED, load_scenario
from stopline.gateways.simulator import simulator
from support.times import START

HOUR = 3600


def opened(folder: Path, clock: ManualClock, seed: int) -> Gateway:
    options: dict[str, str | int] = {"scenario": SHIPPED, "seed": seed}
    return simulator(GatewayConfig("simulator", options, folder, clock))


def fetched(gateway: Gateway, cursor: str | None, limit: int) -> list[InboundText | Receipt]:
    """Return everything a gateway tells after a cursor, in pieces."""
    told: list[InboundText | Receipt] = []
    while True:
        batch = gateway.fetch(cursor, limit)
        told.extend(batch.items)
        cursor = batch.cursor
        if not batch.has_more:
            return told


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 9),
    moments=st.lists(st.integers(0, HOUR), max_size=6),
    limit=st.integers(1, 30),
    reopens=st.booleans(),
)
def test_how_often_it_is_asked_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, seed: int, moments: list[int], limit: int, reopens: bool
) -> None:
    clock = ManualClock(START)
    folder = tmp_path_factory.mktemp("asked")
    gateway = opened(folder, clock, seed)
    told = fetched(gateway, None, limit)

    for moment in [*sorted(moments), HOUR]:
        clock.move_to(START + timedelta(seconds=moment))
        if reopens:
            gateway.close()
            gateway = opened(folder, clock, seed)
        told += fetched(gateway, told[-1].cursor if told else None, limit)

    planned = sorted(live_texts(load_scenario(SHIPPED), seed), key=lambda text: text.after)
    assert [item.text for item in told if isinstance(item, InboundText)] == [text.text for text in planned]
    assert [item.sent_at for item in told if isinstance(item, InboundText)] == [
        START + text.after for text in planned
    ]
    gateway.close()


def test_many_at_once_hear_the_same(tmp_path: Path) -> None:
    clock = ManualClock(START)
    opened(tmp_path, clock, 1).fetch(None, 1)
    heard: list[list[InboundText | Receipt]] = []

    def listen() -> None:
        gateway = opened(tmp_path, clock, 1)
        told: list[InboundText | Receipt] = []
        for _ in range(40):
            clock.advance(timedelta(seconds=10))
            told += fetched(gateway, told[-1].cursor if told else None, 3)
        heard.append(told)
        gateway.close()

    listeners = [threading.Thread(target=listen) for _ in range(4)]
    for listener in listeners:
        listener.start()
    for listener in listeners:
        listener.join()

    everything = fetched(opened(tmp_path, clock, 1), None, 100)
    assert len(heard) == 4
    assert all(told == everything[: len(told)] for told in heard)
    assert len({item.provider_id for item in everything}) == len(everything)


@given(
    speed=st.floats(0.01, 1000),
    later=st.integers(0, 10**6),
    changes=st.lists(st.floats(0.01, 1000), max_size=3),
)
def test_simulated_time_never_jumps(speed: float, later: int, changes: list[float]) -> None:
    pace, now = Pace(START, START, speed), START
    for number, change in enumerate(changes, start=1):
        now = START + timedelta(seconds=number * later)
        before = pace.simulated(now)
        pace = pace.changed(change, now)
        assert pace.simulated(now) == before

    real = now + timedelta(seconds=later)
    assert abs(pace.real(pace.simulated(real)) - real) < timedelta(milliseconds=1)


def test_another_seed_says_other_things() -> None:
    scenario = load_scenario(SHIPPED)
    told = [tuple(live_texts(scenario, seed)) for seed in range(6)]

    assert any(one != other for one, other in itertools.pairwise(told))
    assert told == [tuple(live_texts(scenario, seed)) for seed in range(6)]
