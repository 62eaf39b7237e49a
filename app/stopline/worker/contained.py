"""A gateway whose mistakes stay its own: whatever it raises besides what its protocol names is nonsense, and is logged."""

import logging
from collections.abc import Callable
from typing import TypeVar

from stopline.consent.events import Channel
from stopline.consent.gate import Permit
from stopline.errors import GatewayDownError, GatewayNonsenseError
from stopline.gateways.base import Accepted, Batch, Gateway, ListsOptOuts, OptOutPage, Rejected

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


class ContainedGateway:
    """A gateway as the worker uses it.

    A gateway is somebody else's code reading somebody else's answers. Were its KeyError to end the pass, a message would
    stay half-sent, and the same pass would fail again for ever.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    @property
    def name(self) -> str:
        """Return the name it has in the settings."""
        return self._gateway.name

    @property
    def channels(self) -> frozenset[Channel]:
        """Return the channels it carries."""
        return self._gateway.channels

    def fetch(self, cursor: str | None, limit: int) -> Batch:
        """Return what came after `cursor`."""
        return _expected(Batch, self._contain(lambda: self._gateway.fetch(cursor, limit)))

    def send(self, permit: Permit) -> Accepted | Rejected:
        """Hand over the message a permit allows."""
        answer = self._contain(lambda: self._gateway.send(permit))
        return answer if isinstance(answer, Rejected) else _expected(Accepted, answer)

    def trace(self, message: int) -> Accepted | None:
        """Return what the gateway knows of our message of that number."""
        return self._contain(lambda: self._gateway.trace(message))

    @property
    def lists_optouts(self) -> bool:
        """Tell whether the gateway keeps a list of its own of those who have opted out at the carrier."""
        return isinstance(self._gateway, ListsOptOuts)

    def opted_out(self, cursor: str | None, limit: int) -> OptOutPage:
        """Return a part of the gateway's own list of opt-outs; an empty one where it keeps none."""
        gateway = self._gateway
        if not isinstance(gateway, ListsOptOuts):
            return OptOutPage(())
        return _expected(OptOutPage, self._contain(lambda: gateway.opted_out(cursor, limit)))

    def close(self) -> None:
        """Let go of files and connections."""
        self._gateway.close()

    def _contain(self, ask: Callable[[], _Answer]) -> _Answer:
        try:
            return ask()
        except (GatewayDownError, GatewayNonsenseError):
            raise
        except Exception as error:
            # Somebody else's code: what it raises besides cannot be foreseen.
            _log.exception("the gateway “%s” made a mistake of its own", self.name)
            raise GatewayNonsenseError(
                f"the gateway made a mistake of its own: {type(error).__name__}: {error}"
            ) from error


def _expected(kind: type[_Answer], answer: object) -> _Answer:
    if isinstance(answer, kind):
        return answer
    raise GatewayNonsenseError(f"the gateway answered with {type(answer).__name__}, not {kind.__name__}")
