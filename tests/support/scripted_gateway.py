"""A gateway that does what a test tells it: hands out batches, records permits, fails when asked to."""

from collections import deque
from dataclasses import replace

from stopline.consent.events import Channel
from stopline.consent.gate import Permit
from stopline.errors import GatewayNonsenseError, StoplineError
from stopline.gateways.base import Accepted, Batch, InboundText, Receipt, Rejected


class ScriptedGateway:
    """A gateway without a network.

    Attributes:
        permits: everything it was asked to send, in order.
        outcomes: what the next sends give; where nothing is scripted they are accepted.
        failure: what every call raises while it is set.
    """

    def __init__(self, name: str = "scripted", channels: frozenset[Channel] = frozenset(Channel)) -> None:
        self._name = name
        self._channels = channels
        self._items: list[InboundText | Receipt] = []
        self.permits: list[Permit] = []
        self.outcomes: deque[Accepted | Rejected | StoplineError] = deque()
        self.failure: StoplineError | None = None

    @property
    def name(self) -> str:
        """Return the name it has in the settings."""
        return self._name

    @property
    def channels(self) -> frozenset[Channel]:
        """Return the channels it carries."""
        return self._channels

    def bring(self, *items: InboundText | Receipt) -> None:
        """Let something arrive, to be fetched."""
        for item in items:
            self._items.append(replace(item, cursor=str(len(self._items) + 1)))

    def bring_text(self, sender: str, text: str) -> None:
        """Let somebody send us a text."""
        self.bring(InboundText(sender, text, provider_id=f"in-{len(self._items) + 1}"))

    def fetch(self, cursor: str | None, limit: int) -> Batch:
        """Return what arrived after the cursor, which is a count of items."""
        self._fail()
        if cursor is not None and not cursor.isdecimal():
            raise GatewayNonsenseError
        start = int(cursor or 0)
        items = self._items[start : start + limit]
        end = start + len(items)
        return Batch(tuple(items), str(end), has_more=end < len(self._items))

    def send(self, permit: Permit) -> Accepted | Rejected:
        """Record the permit and give the next scripted outcome."""
        self._fail()
        outcome = self.outcomes.popleft() if self.outcomes else Accepted(f"out-{permit.draft.message}")
        if isinstance(outcome, StoplineError):
            raise outcome
        self.permits.append(permit)
        return outcome

    def trace(self, message: int) -> Accepted | None:
        """Return whether a message of ours was ever sent."""
        self._fail()
        sent = any(permit.draft.message == message for permit in self.permits)
        return Accepted(f"out-{message}") if sent else None

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure
