"""Pure: what the carrier of a person does with a message of ours."""

from collections.abc import Iterator
from datetime import timedelta

from stopline.gateways.base import ReceiptState, Rejected
from stopline.gateways.simulated.planned import PlannedReceipt, dice
from stopline.gateways.simulated.scenario import Carriage

_STOPS_CARRIERS_KNOW = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})


def objection(carriage: Carriage) -> Rejected | None:
    """Return why the carrier does not even take a message, or None if it does."""
    if carriage is Carriage.STOPPED:
        return Rejected("the carrier refused it: this number has opted out", has_opted_out=True)
    return None


def receipts(carriage: Carriage, seed: int, sent: int) -> Iterator[PlannedReceipt]:
    """Yield what the carrier tells of a message after it took it; `sent` is its number there."""
    seconds = dice(seed, "carrier", sent).uniform(0.8, 3.2)
    arrives = timedelta(seconds=round(seconds, 3))
    match carriage:
        case Carriage.FAILS:
            yield PlannedReceipt(4 * arrives, ReceiptState.FAILED, "the number is not in service")
        case Carriage.STOPPED_LATE:
            reason = "the carrier did not deliver it: this number has opted out"
            yield PlannedReceipt(arrives, ReceiptState.FAILED, reason, has_opted_out=True)
        case _:
            yield PlannedReceipt(arrives, ReceiptState.DELIVERED)


def reaches(carriage: Carriage) -> bool:
    """Tell whether messages come through to the person."""
    return carriage in (Carriage.GOOD, Carriage.CONFIRMS_STOPS)


def confirms(carriage: Carriage, text: str) -> bool:
    """Tell whether the carrier itself confirms a stop; carriers know single words only."""
    return carriage is Carriage.CONFIRMS_STOPS and text.strip().upper() in _STOPS_CARRIERS_KNOW
