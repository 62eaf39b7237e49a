"""Takes stops along from the workspace at hand into one that is restored: a backup knows nothing of what was said after it."""

from dataclasses import replace

from stopline.consent.events import EventKind
from stopline.consent.ledger import Change, Ledger
from stopline.consent.status import BLOCKING
from stopline.importers.consents import ConsentStates

KINDS = frozenset({EventKind.WITHDRAWN, EventKind.HELD})
NOTE = "said after the backup was made"


def take_stops_along(states: ConsentStates, source: Ledger, target: Ledger) -> int:
    """Record in one ledger every stop and hold that stands in another; return how many were news.

    Args:
        states: where every address stands in the workspace at hand.
        source: the ledger of the workspace at hand.
        target: the ledger of the restored workspace.
    """
    count = 0
    for state in states.states():
        if state.state not in BLOCKING:
            continue
        made_by = source.maker_of(state.address, state.channel, state.scope)
        if made_by is None or made_by.kind not in KINDS:
            continue
        # The number of the message is another one there.
        evidence = replace(
            made_by.evidence, message=None, note="; ".join(filter(None, (made_by.evidence.note, NOTE)))
        )
        recorded = target.record(replace(made_by, evidence=evidence))
        count += isinstance(recorded, Change) and recorded.before != recorded.after
    return count
