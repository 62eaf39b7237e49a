"""The feed: whoever asks hears of everything that was committed before, and of nothing where nobody looks."""

import pytest

from stopline.store.sqlite import SqliteEngine
from stopline.tui.feed import Feed
from support.transcript import Story


@pytest.fixture
def told() -> list[str]:
    """What the feed told."""
    return []


@pytest.fixture
def feed(shop: Story, told: list[str]) -> Feed:
    """A feed over a shop's store, which does not look yet."""
    engine = shop.workspace.engine
    assert isinstance(engine, SqliteEngine)
    return Feed(engine, lambda: told.append("changed"))


def test_whoever_catches_up_has_heard_of_what_was_committed_before(
    shop: Story, feed: Feed, told: list[str]
) -> None:
    feed.start()
    assert feed.catch_up()
    told.clear()

    shop.says("maria", "STOP")
    is_caught_up = feed.catch_up()
    feed.stop()

    assert is_caught_up
    assert told


def test_nothing_is_told_where_nothing_was_committed(feed: Feed, told: list[str]) -> None:
    feed.start()

    assert feed.catch_up()
    feed.stop()

    assert told == []


def test_a_feed_that_ended_catches_up_with_nothing(feed: Feed) -> None:
    feed.start()
    feed.stop()

    assert not feed.catch_up()
