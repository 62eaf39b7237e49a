"""Lets keys count one after the other, also where several arrive in one instant.

Textual hands a key to what has the focus when the key arrives; what a key before it does, such as moving the focus to the box, comes
later. So a key waits until everything that the one before it causes has been done: a message goes the same way behind it, twice,
because what the key does may send one of its own that moves the focus.

Letters that are only typed need not wait for each other, for they stand in one queue. But a key such as Ctrl+S acts before that queue:
behind letters it waits until they stand in the field, so that nothing half typed is sent, saved or kept.
"""

from collections import deque
from dataclasses import dataclass, field

from textual import events
from textual.message import Message
from textual.message_pump import MessagePump

ROUNDS = 2
LOST_AFTER = 0.5
"""Seconds after which nobody waits any more for a message whose widget is gone."""
GIVEN_UP_AFTER = 5.0
"""Seconds after which nobody waits any more for a widget that is there: it was slow, or its message went astray."""


class KeyFollowed(Message):
    """Comes behind a key, on the same way, and so is seen once that key has done what it does."""

    def __init__(self, target: MessagePump, number: int, rounds_left: int) -> None:
        super().__init__()
        self.target = target
        self.number = number
        self.rounds_left = rounds_left


@dataclass
class KeyOrder:
    """Which key is under way, and what waits behind it."""

    waiting: deque[events.Key | events.Paste] = field(default_factory=deque)
    number: int = 0
    is_under_way: bool = False
    target: MessagePump | None = None
    """What the key under way was handed to."""
    typed_into: MessagePump | None = None
    """Where letters or a paste went that nothing has followed yet."""

    def keeps(self, event: events.Key | events.Paste) -> bool:
        """Keep a key or a paste where one is under way; tell whether it was kept."""
        if self.is_under_way:
            self.waiting.append(event)
        return self.is_under_way

    def follow(self, target: MessagePump) -> int:
        """Send a message behind a key that was handed to a target; return which that is."""
        self.number += 1
        self.target = target
        self.is_under_way = target.post_message(KeyFollowed(target, self.number, ROUNDS - 1))
        return self.number

    def waits_for_letters(self, event: events.Key | events.Paste) -> int | None:
        """Keep a key that comes right behind what was typed, until that stands where it was typed; return which to wait for."""
        if self.typed_into is None:
            return None
        field_typed_into, self.typed_into = self.typed_into, None
        self.waiting.appendleft(event)
        return self.follow(field_typed_into)

    def is_done(self, followed: KeyFollowed) -> bool:
        """Tell whether the key under way has done all it does; where it may not have, another message is sent behind it."""
        if followed.number != self.number or not self.is_under_way:
            return False
        if followed.rounds_left:
            again = KeyFollowed(followed.target, followed.number, followed.rounds_left - 1)
            if followed.target.post_message(again):
                return False
        self.is_under_way = False
        return True

    def is_slow(self, number: int) -> bool:
        """Tell whether a key is still under way whose widget is there: on a busy machine it takes long, and is not lost."""
        is_meant = self.is_under_way and number == self.number
        return is_meant and self.target is not None and self.target.is_running

    def give_up(self, number: int) -> bool:
        """Wait no longer for a key; tell whether it was still under way."""
        is_lost = self.is_under_way and number == self.number
        if is_lost:
            self.is_under_way = False
        return is_lost
