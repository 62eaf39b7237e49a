"""Takes stops along from the workspace at hand into one that is restored: a backup knows nothing of what was said after it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from stopline.address import Address
from stopline.consent.events import Channel, ConsentEvent, EventKind
from stopline.consent.ledger import Change, Ledger
from stopline.consent.send_block import Standings
from stopline.consent.status import BLOCKING
from stopline.importers.consents import ConsentStates

NOTE = "said after the backup was made"


def take_stops_along(states: ConsentStates, standings: Standings, source: Ledger, target: Ledger) -> int:
    """Record in one ledger every stop and hold that stands in another; return how many were news.

    A stop is taken along as often as it was said, by a colleague and by the person: whose it is, and how new a yes has to be,
    follows from all of it.

    Args:
        states: where every address stands in the workspace at hand.
        standings: the same, for one address.
        source: the ledger of the workspace at hand.
        target: the ledger of the restored workspace.
    """
    count = 0
    for (address, channel), _ in groupby(states.states(), key=lambda state: (state.address, state.channel)):
        known = {_identity(each.event) for each in target.events_of(address)}
        for event in _standing(address, channel, standings, source):
            if _identity(event) in known:
                continue
            # The number of the message is another one there.
            note = "; ".join(filter(None, (event.evidence.note, NOTE)))
            recorded = target.record(
                replace(event, evidence=replace(event.evidence, message=None, note=note))
            )
            count += isinstance(recorded, Change) and recorded.before != recorded.after
    return count


def _standing(
    address: Address, channel: Channel, standings: Standings, source: Ledger
) -> Iterator[ConsentEvent]:
    """Yield the stops of an address since the first that stands, and the holds that stand, oldest first."""
    made_by = {
        status.event_seq
        for status in standings.of(address, channel).scopes().values()
        if status.state in BLOCKING
    }
    if not made_by:
        return
    for recorded in source.events_of(address):
        event = recorded.event
        is_stop = event.kind is EventKind.WITHDRAWN and recorded.seq >= min(made_by)
        is_hold = event.kind is EventKind.HELD and recorded.seq in made_by
        if event.channel is channel and (is_stop or is_hold):
            yield event


def _identity(event: ConsentEvent) -> tuple[object, ...]:
    return event.channel, event.scope, event.kind, event.method, event.actor, event.occurred_at
