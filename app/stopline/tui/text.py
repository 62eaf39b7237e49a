"""Pure: how times, states and amounts are worded on the screen."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from textual.content import Content

from stopline import days
from stopline.consent.status import State
from stopline.inert import shown
from stopline.messages.message import Message, MessageState
from stopline.plural import counted

LONGEST_SHOWN = 4_000
"""Characters of one text that a screen shows; a megabyte would hold it up and nobody reads it here."""


class Badge(NamedTuple):
    """A state of consent as it always looks."""

    glyph: str
    word: str
    style: str

    def content(self) -> Content:
        """Return glyph and word in the state's style."""
        return Content.styled(f"{self.glyph} {self.word}", self.style)


BADGES: Mapping[State, Badge] = {
    State.SUBSCRIBED: Badge("●", "SUBSCRIBED", "$success"),
    State.PENDING: Badge("◐", "PENDING", "$warning"),
    State.HELD: Badge("▲", "HELD", "$warning bold"),
    State.STOPPED: Badge("■", "STOPPED", "$error bold"),
    State.UNKNOWN: Badge("○", "UNKNOWN", "$quiet"),
}
BADGE_WIDTH = 12
"""Cells of the longest badge."""

DELIVERY: Mapping[MessageState, str] = {
    MessageState.RECEIVED: "",
    MessageState.QUEUED: "… queued",
    MessageState.SENDING: "→ sending",
    MessageState.SENT: "✓ sent",
    MessageState.DELIVERED: "✓✓ delivered",
    MessageState.FAILED: "✗ not delivered",
    MessageState.REFUSED: "■ kept back",
    MessageState.UNCERTAIN: "? may not have left",
}
"""What became of a message, in words."""


def became_of(message: Message) -> str:
    """Return what became of a message, in words; what somebody took back was kept back by no rule."""
    return "✗ cancelled" if message.is_cancelled else DELIVERY[message.state]


def ago(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return how long ago, as a list says it: `now`, `2m`, `3h`, `Tue`, `12 Oct`, `Oct 2025`."""
    seconds = (now - at).total_seconds()
    if seconds < 60:
        return "now"
    if seconds < 3600:
        return f"{int(seconds // 60)}m"
    if seconds < 86400:
        return f"{int(seconds // 3600)}h"
    local, today = at.astimezone(zone), now.astimezone(zone)
    if (today.date() - local.date()).days < 7:
        return f"{local:%a}"
    if local.year == today.year:
        return days.short_day(local, today)
    return f"{local:%b %Y}"


def ago_in_words(at: datetime, now: datetime) -> str:
    """Return how long ago, as a sentence says it: `just now`, `20 seconds ago`, `2 minutes ago`, `3 days ago`."""
    seconds = int((now - at).total_seconds())
    if seconds < 5:
        return "just now"
    for length, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= length:
            return f"{counted(seconds // length, unit)} ago"
    return "just now"


def wall_time(at: datetime, zone: tzinfo) -> str:
    """Return the time of day: `14:05`."""
    return f"{at.astimezone(zone):%H:%M}"


def moment(at: datetime, zone: tzinfo) -> str:
    """Return day and time: `3 Sep 2026, 10:12`."""
    local = at.astimezone(zone)
    return f"{days.full_day(local)}, {local:%H:%M}"


def day_heading(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return a day as a conversation heads it: `Today`, `Yesterday`, `Tue 17 Nov`, `Tue 17 Nov 2025`."""
    local, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if local == today:
        return "Today"
    if local == today - timedelta(days=1):
        return "Yesterday"
    return days.named_day(local, today)


NO_WORDS = "(no words)"
"""Stands for a text with nothing in it, such as a picture that was not carried along."""


def shortened(text: str) -> str:
    """Return a text made inert, and cut where it is longer than anybody reads on a screen."""
    if len(text) <= LONGEST_SHOWN:
        return shown(text)
    left = len(text) - LONGEST_SHOWN
    return f"{shown(text[:LONGEST_SHOWN])}\n… and {counted(left, 'more character')}"


def hanging(before: Content, words: Content, width: int) -> Content:
    """Return words after what stands before them; where they go on beneath, they stay beneath each other."""
    first, *others = words.wrap(max(width - before.cell_length, 1))
    indent = " " * before.cell_length
    return Content("\n").join([before + first, *(Content(indent) + each for each in others)])


def weekday(day: date) -> str:
    """Return a day with the name it has in the week: `Tue 17 Nov`."""
    return f"{day:%a} {day.day} {day:%b}"
