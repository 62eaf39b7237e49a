"""Permits as the gate gives them."""

from datetime import datetime

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.consent.gate import Circumstances, Draft, Permit, Purpose, decide
from stopline.consent.policy import shipped_policy
from stopline.consent.status import UNTOUCHED


def permit_for(message: int, text: str, now: datetime, address: str = "+12025550102") -> Permit:
    """Return the gate's permit to answer somebody who has just written."""
    draft = Draft(Address(address), Channel.SMS, Purpose.CONVERSATION, text, message)
    permit = decide(draft, UNTOUCHED, Circumstances(now), now, shipped_policy())
    assert isinstance(permit, Permit)
    return permit
