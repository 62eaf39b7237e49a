"""One worker at a time has the right to act."""

from datetime import timedelta

from stopline.clock import ManualClock
from stopline.store.sqlite import SqliteEngine
from stopline.worker.lease import LEASE_FOR, Lease


def test_only_one_worker_holds_the_lease(engine: SqliteEngine, clock: ManualClock) -> None:
    first, second = Lease(engine, clock, "first"), Lease(engine, clock, "second")

    assert first.take()
    assert not second.take()
    assert second.holder_now() == "first"


def test_a_worker_that_goes_silent_loses_the_lease(engine: SqliteEngine, clock: ManualClock) -> None:
    first, second = Lease(engine, clock, "first"), Lease(engine, clock, "second")
    first.take()

    clock.advance(LEASE_FOR + timedelta(seconds=1))

    assert second.take()
    assert not first.take()


def test_a_worker_that_works_keeps_the_lease(engine: SqliteEngine, clock: ManualClock) -> None:
    first, second = Lease(engine, clock, "first"), Lease(engine, clock, "second")
    for _ in range(20):
        assert first.take()
        assert not second.take()
        clock.advance(timedelta(seconds=4))


def test_a_lease_given_back_is_free_at_once(engine: SqliteEngine, clock: ManualClock) -> None:
    first, second = Lease(engine, clock, "first"), Lease(engine, clock, "second")
    first.take()

    first.give_back()

    assert second.take()
    assert not first.take()


def test_a_clock_that_jumped_back_does_not_leave_the_lease_with_the_dead(
    engine: SqliteEngine, clock: ManualClock
) -> None:
    first, second = Lease(engine, clock, "first"), Lease(engine, clock, "second")
    first.take()

    clock.advance(timedelta(hours=-1))

    assert second.take()
