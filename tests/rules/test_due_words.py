"""What is due is told in the list by what was asked, with day and month, in whatever room there is."""

from datetime import UTC, datetime, timedelta

import pytest

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.inbox.threads import ThreadRow, ThreadStatus
from stopline.tui.panes.thread_list import due_words, thread_lines

NOW = datetime(2026, 12, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(days=5), "access by 08 Dec"),
        (timedelta(days=29), "access by 01 Jan"),
        (timedelta(days=400), "access by 07 Jan 2028"),
        (timedelta(days=-1), "access OVERDUE"),
    ],
)
def test_what_is_due_is_told_by_what_was_asked_with_day_and_month(ahead: timedelta, told: str) -> None:
    assert due_words(NOW + ahead, "access", NOW, UTC) == told


def test_a_narrow_list_shows_what_is_due_whole_and_leaves_the_last_words_out() -> None:
    row = ThreadRow(
        id=1, contact=1, address=Address("+12025550123"), name="Maria", channel=Channel.SMS, status=ThreadStatus.OPEN, unread=0,
        assignee="", consent=State.UNKNOWN, last_at=NOW, last_text="What do you know about me?", last_direction="inbound",
        last_inbound_at=NOW, snoozed_until=None, asks_how_to_stop=False,
    )  # fmt: skip

    (_, below) = thread_lines(row, 29, "now", is_cursor=False, due="access by 01 Jan")

    assert below.plain.endswith("access 01 Jan")
