"""A team on the real gammu-smsd: texts, a stop, replies and receipts, with everything dying along the way."""

import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from support.command import CommandLine
from support.gammu_daemon import GammuDaemon, eventually, needs_gammu
from support.modem_shop import ModemShop

pytestmark = [pytest.mark.peer, needs_gammu]

MARIA = "+12025550101"
TOM = "+12025550103"
CONFIRMATION = "Harbour Bikes: You will get no more messages from us. Text START to get them again."
RECOVERED_WITHIN = 60.0
"""Seconds after which a gateway that was left alone for failing has been tried again, and a lease has run out."""


@pytest.fixture
def shop(daemon: GammuDaemon, tmp_path: Path) -> ModemShop:
    """A workspace connected to the daemon."""
    shop = ModemShop(CommandLine(tmp_path / "workspace"), daemon)
    shop.set_up()
    return shop


@pytest.fixture
def worker(shop: ModemShop) -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own."""
    worker = shop.command.start("worker")
    yield worker
    worker.terminate()
    worker.communicate(timeout=20)


@pytest.mark.usefixtures("worker")
def test_a_conversation_ends_with_a_stop_and_one_confirmation(shop: ModemShop, daemon: GammuDaemon) -> None:
    question = "Готов ли мой велосипед? 🚲 " * 6
    answer = "Yes, it is! It costs 40 € [with lights]. " * 8
    daemon.receive(MARIA, question)
    eventually(lambda: shop.texts() == [question], "the question is stored")
    reply = shop.send(MARIA, answer)
    assert reply is not None
    eventually(lambda: daemon.sent() == [(MARIA, answer)], "the reply leaves")
    eventually(lambda: shop.states() == {reply: "sent"}, "the reply is known to have left")
    daemon.report(MARIA)
    eventually(lambda: shop.states() == {reply: "delivered"}, "its receipt comes back")

    daemon.receive(MARIA, "Stop. Thank you")
    eventually(lambda: daemon.sent()[1:] == [(MARIA, CONFIRMATION)], "the stop is confirmed")
    asked = shop.command.process("check", MARIA, "--json")
    assert (asked.code, asked.json()["status"]) == (3, "stopped")
    assert shop.send(MARIA, "Are you sure?") is None
    daemon.receive(MARIA, "STOP")
    daemon.receive(TOM, "Hello")
    eventually(lambda: shop.texts()[1:] == ["Stop. Thank you", "STOP", "Hello"], "a second stop is stored")
    hello = shop.send(TOM, "Hello Tom")
    eventually(lambda: daemon.sent()[2:] == [(TOM, "Hello Tom")], "nothing but the reply to another leaves")

    assert hello is not None
    assert shop.command.process("consent", "verify").code == 0


@pytest.mark.usefixtures("worker")
def test_a_network_that_gives_up_shows_on_the_message(shop: ModemShop, daemon: GammuDaemon) -> None:
    daemon.receive(TOM, "Hello")
    eventually(lambda: shop.texts() == ["Hello"], "the text is stored")
    reply = shop.send(TOM, "Hello Tom")
    assert reply is not None
    eventually(lambda: daemon.sent() == [(TOM, "Hello Tom")], "the reply leaves")
    daemon.report(TOM, "Failed")

    eventually(lambda: shop.states() == {reply: "failed"}, "its failure comes back")


@pytest.mark.timeout(180)
@pytest.mark.usefixtures("worker")
def test_nothing_is_lost_while_the_daemon_is_stopped(shop: ModemShop, daemon: GammuDaemon) -> None:
    daemon.receive(TOM, "before")
    daemon.receive(MARIA, "before as well")
    eventually(lambda: len(shop.texts()) == 2, "the texts are stored")
    daemon.stop()
    eventually(shop.is_failing, "the worker notices")
    waiting = [shop.send(TOM, "meanwhile"), shop.send(MARIA, "for you as well")]
    daemon.receive(MARIA, "STOP")
    assert list(shop.states().values()) == ["queued", "queued"]
    assert daemon.rows("SELECT * FROM outbox") == []

    daemon.start()
    expected = {(TOM, "meanwhile"), (MARIA, CONFIRMATION)}
    eventually(lambda: set(daemon.sent()) == expected, "what may still leave leaves", RECOVERED_WITHIN)
    eventually(lambda: shop.texts()[2:] == ["STOP"], "what came meanwhile is stored")
    assert [shop.states()[number] for number in waiting if number] == ["sent", "refused"]


@pytest.mark.timeout(180)
def test_a_killed_worker_is_followed_by_the_next(
    shop: ModemShop, daemon: GammuDaemon, worker: subprocess.Popen[str]
) -> None:
    daemon.receive(TOM, "first")
    eventually(lambda: shop.texts() == ["first"], "the first text is stored")
    worker.send_signal(signal.SIGKILL)
    worker.wait(20)
    daemon.receive(TOM, "second")
    reply = shop.send(TOM, "Hello Tom")
    assert reply is not None

    following = shop.command.start("worker")
    try:
        eventually(lambda: shop.texts() == ["first", "second"], "the next worker goes on", RECOVERED_WITHIN)
        eventually(lambda: daemon.sent() == [(TOM, "Hello Tom")], "the reply leaves")
    finally:
        following.terminate()
        following.communicate(timeout=20)


@pytest.mark.timeout(400)
def test_a_worker_that_dies_at_any_moment_sends_nothing_twice_and_loses_nothing(
    shop: ModemShop, daemon: GammuDaemon
) -> None:
    moments = ["before send", "after send", "after fetch", *range(8, 40)]
    people = [f"+120255501{number:02}" for number in range(10, 10 + len(moments))]
    for person in people:
        daemon.receive(person, f"hello from {person}")
    eventually(lambda: daemon.has_stored(len(people)), "every text is stored")
    shop.work_once()
    written = len(people)
    stopped = people[2::3]
    for moment, person in zip(moments, people, strict=True):
        assert shop.send(person, f"hello {person}") is not None
        if person in stopped:
            daemon.receive(person, "STOP")
            written += 1
            eventually(partial(daemon.has_stored, written), "the stop is stored")
        shop.work_until(moment)

    shop.work_once()
    eventually(lambda: not daemon.rows("SELECT * FROM outbox"), "the daemon has sent what it was given", 120)
    shop.work_once()
    assert Counter(shop.texts()) == Counter(
        [*(f"hello from {each}" for each in people), *(["STOP"] * len(stopped))]
    )
    sent = Counter(daemon.sent())
    assert max(sent.values()) == 1
    assert all(sent[(person, CONFIRMATION)] <= 1 for person in stopped)
    assert all(count == 1 for count in shop.deliveries().values())
    states = shop.states()
    assert set(states.values()) == {"sent", "refused", "uncertain"}
    assert {number for number, state in states.items() if state == "sent"} == shop.deliveries().keys()
    assert shop.command.process("consent", "verify").code == 0
