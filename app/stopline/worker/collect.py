"""Takes in what gateways bring: every item once, in order, with how far that is, and none holding up the others.

Items are stored in stretches, one transaction each. Where a stretch cannot be stored because of what is in it, its items are
stored one by one, and the one that cannot goes into quarantine: kept, counted, and tried again by the next worker.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stopline.gateways.base import Batch, Gateway, InboundText, Receipt
from stopline.inbox.intake import Intake
from stopline.inbox.quarantine import NOT_THE_ITEMS_FAULT, Quarantine
from stopline.messages.receipts import Receipts
from stopline.store.engine import Engine
from stopline.worker.health import Health

COLLECT_AT_ONCE = 200
"""Items taken from a gateway in one pass; the rest waits for the next."""
STORE_AT_ONCE = 50
"""Items stored in one transaction; more would keep agents from writing for longer than they notice."""

_log = logging.getLogger(__name__)
_Item = InboundText | Receipt


@dataclass(frozen=True, slots=True)
class Collected:
    """What one gateway brought in one pass."""

    received_count: int = 0
    has_more: bool = False
    """Whether it has more that nobody has read yet, a stop perhaps."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Items that are stored together, and how far the gateway has been read before and after."""

    items: Sequence[_Item]
    before: str | None
    after: str | None


class Collect:
    """Takes in what the gateways of one workspace bring."""

    def __init__(
        self, engine: Engine, health: Health, intake: Intake, receipts: Receipts, quarantine: Quarantine
    ) -> None:
        self._engine = engine
        self._health = health
        self._intake = intake
        self._receipts = receipts
        self._quarantine = quarantine

    def from_gateway(self, gateway: Gateway) -> Collected:
        """Take in what one gateway has brought since the last pass, at most `COLLECT_AT_ONCE` items.

        Raises:
            GatewayDownError: it cannot be reached.
            GatewayNonsenseError: its answer makes no sense.
        """
        start = self._health.of(gateway.name).cursor
        batch = gateway.fetch(start, COLLECT_AT_ONCE)
        place = start
        for stretch in _stretches(batch, start):
            if not self._store(gateway.name, stretch):
                return Collected()
            place = stretch.after
        # A gateway that says there is more and does not move would be asked without end.
        has_more = batch.has_more and place != start
        self._health.note_answer(gateway.name, is_complete=not has_more)
        return Collected(sum(isinstance(item, InboundText) for item in batch.items), has_more)

    def retry_quarantined(self) -> int:
        """Try once more to take in what is in quarantine; return how many items that helped."""
        taken_count = 0
        for case in self._quarantine.cases():
            try:
                with self._engine.transaction():
                    self._take(case.gateway, case.item)
                    self._quarantine.remove(case.id)
                taken_count += 1
            except NOT_THE_ITEMS_FAULT:
                raise
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one item must not keep the others
                # Its name alone: the words of an error may hold the text, and they stand with the case.
                _log.warning(
                    "item %s in quarantine still cannot be taken in: %s", case.id, type(error).__name__
                )
        return taken_count

    def _store(self, gateway: str, stretch: _Stretch) -> bool:
        """Store a stretch; return False where another worker has read on meanwhile."""
        try:
            with self._engine.transaction():
                if self._health.of(gateway).cursor != stretch.before:
                    return False
                for item in stretch.items:
                    self._take(gateway, item)
                self._move(gateway, stretch)
        except NOT_THE_ITEMS_FAULT:
            raise
        except Exception as error:
            # A gateway's items are what somebody else's code made of a stranger's text: nobody can list what they provoke,
            # and an error that was not foreseen must not cost the stop behind it.
            if not stretch.items:
                raise
            if len(stretch.items) > 1:
                return all(self._store(gateway, single) for single in _singles(stretch))
            _log.exception("an item of the gateway “%s” cannot be taken in; it is in quarantine", gateway)
            with self._engine.transaction():
                self._quarantine.put(gateway, stretch.items[0], f"{type(error).__name__}: {error}")
                self._move(gateway, stretch)
        return True

    def _take(self, gateway: str, item: _Item) -> None:
        if isinstance(item, InboundText):
            self._intake.receive(gateway, item)
        else:
            self._receipts.take(gateway, item)

    def _move(self, gateway: str, stretch: _Stretch) -> None:
        if stretch.after != stretch.before:
            self._health.move_cursor(gateway, stretch.after)


def _stretches(batch: Batch, start: str | None) -> Iterator[_Stretch]:
    """Cut a batch where an item tells how far the gateway has been read with it."""
    items: list[_Item] = []
    before = start
    for item in batch.items:
        items.append(item)
        if len(items) >= STORE_AT_ONCE and item.cursor is not None:
            yield _Stretch(items, before, item.cursor)
            items, before = [], item.cursor
    last = items[-1].cursor if items else None
    after = batch.cursor or last or before
    if items or after != before:
        yield _Stretch(items, before, after)


def _singles(stretch: _Stretch) -> Iterator[_Stretch]:
    before = stretch.before
    for item in stretch.items[:-1]:
        after = item.cursor or before
        yield _Stretch([item], before, after)
        before = after
    yield _Stretch(stretch.items[-1:], before, stretch.after)
