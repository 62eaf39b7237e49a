"""A gateway as the outside world is: it takes, refuses, is down, answers nonsense, is slow, or our process dies meanwhile."""

from collections.abc import Callable
from enum import StrEnum

from stopline.consent.gate import Permit
from stopline.errors import GatewayDownError, GatewayNonsenseError
from stopline.gateways.base import Accepted, Rejected
from support.scripted_gateway import ScriptedGateway


class Mood(StrEnum):
    """What happens at the next send."""

    TAKES = "takes"
    REFUSES = "refuses"
    OPTED_OUT = "refuses: opted out at the carrier"
    IS_DOWN = "is down"
    NONSENSE_UNTAKEN = "answers nonsense and has not taken it"
    NONSENSE_TAKEN = "answers nonsense and has taken it"
    DIES_BEFORE = "our process dies before it is taken"
    DIES_AFTER = "our process dies after it was taken"
    IS_SLOW = "is so slow that another worker takes over"


class ProcessDied(BaseException):
    """Our process is gone: nothing of ours runs after this."""


class CarrierGateway(ScriptedGateway):
    """A gateway whose next send goes as its mood is.

    Args:
        witness: told of every permit at the moment it is handed over.
        meanwhile: what happens elsewhere while a slow send lasts.
    """

    def __init__(self, witness: Callable[[Permit], None], meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self.moods: list[Mood] = []
        self.handed_over: list[Permit] = []
        self._witness = witness
        self._meanwhile = meanwhile

    def send(self, permit: Permit) -> Accepted | Rejected:
        """Let the next mood decide."""
        self.handed_over.append(permit)
        self._witness(permit)
        mood = self.moods.pop() if self.moods else Mood.TAKES
        match mood:
            case Mood.IS_DOWN:
                self.handed_over.pop()
                raise GatewayDownError
            case Mood.REFUSES:
                return Rejected("no such number")
            case Mood.OPTED_OUT:
                return Rejected("opted out", has_opted_out=True)
            case Mood.NONSENSE_UNTAKEN:
                raise GatewayNonsenseError("<html>")
            case Mood.DIES_BEFORE:
                raise ProcessDied
            case Mood.IS_SLOW:
                self._meanwhile()
        accepted = super().send(permit)
        if mood is Mood.NONSENSE_TAKEN:
            raise GatewayNonsenseError("<html>")
        if mood is Mood.DIES_AFTER:
            raise ProcessDied
        return accepted
