"""Pure: what the carrier of a person does with a message of ours."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from stopline.gateways.base import ReceiptState, Rejected
from stopline.gateways.carrier_codes import CodeMeaning, meaning_of, rejected
from stopline.gateways.simulated.planned import PlannedReceipt, dice
from stopline.gateways.simulated.scenario import Carriage

VENDOR = "simulator"
"""How these carriers are called in the list of codes."""
_OPTED_OUT = "opted-out"
_NOT_IN_SERVICE = "not-in-service"
_STOPS_CARRIERS_KNOW = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
_STARTS_CARRIERS_KNOW = frozenset({"START", "UNSTOP", "YES"})


def objection(carriage: Carriage) -> Rejected | None:
    """Return why the carrier does not even take a message, or None if it does."""
    if carriage is Carriage.STOPPED:
        return rejected(VENDOR, _OPTED_OUT, "the carrier refused it: this number has opted out")
    return None


def receipts(carriage: Carriage, seed: int, sent: int) -> Iterator[PlannedReceipt]:
    """Yield what the carrier tells of a message after it took it; `sent` is its number there."""
    seconds = dice(seed, "carrier", sent).uniform(0.8, 3.2)
    arrives = timedelta(seconds=round(seconds, 3))
    match carriage:
        case Carriage.FAILS:
            yield _failed(4 * arrives, _NOT_IN_SERVICE, "the number is not in service")
        case Carriage.STOPPED_LATE:
            yield _failed(arrives, _OPTED_OUT, "the carrier did not deliver it: this number has opted out")
        case _:
            yield PlannedReceipt(arrives, ReceiptState.DELIVERED)


def reaches(carriage: Carriage) -> bool:
    """Tell whether messages come through to the person."""
    return carriage in (Carriage.GOOD, Carriage.CONFIRMS_STOPS)


def confirms(carriage: Carriage, text: str) -> bool:
    """Tell whether the carrier itself confirms a stop; carriers know single words only."""
    return carriage is Carriage.CONFIRMS_STOPS and text.strip().upper() in _STOPS_CARRIERS_KNOW


def lists(carriage: Carriage, said: Iterable[str]) -> bool:
    """Tell whether the carrier has somebody on its list of opt-outs.

    Args:
        carriage: what the carrier does with our messages.
        said: what they have written to us, the latest first; a carrier that answers stops itself knows the last word.
    """
    if carriage in (Carriage.STOPPED, Carriage.STOPPED_LATE):
        return True
    if carriage is not Carriage.CONFIRMS_STOPS:
        return False
    known = _STOPS_CARRIERS_KNOW | _STARTS_CARRIERS_KNOW
    last = next((text.strip().upper() for text in said if text.strip().upper() in known), "")
    return last in _STOPS_CARRIERS_KNOW


def _failed(after: timedelta, code: str, reason: str) -> PlannedReceipt:
    has_opted_out = meaning_of(VENDOR, code) is CodeMeaning.OPTED_OUT
    return PlannedReceipt(after, ReceiptState.FAILED, reason, has_opted_out)
