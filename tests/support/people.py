"""People with a consent of any kind and age, for tests of what becomes of them."""

from datetime import datetime, timedelta

from stopline.address import Address
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.ledger import Change
from stopline.gateways.base import InboundText
from stopline.workspace import Workspace

SIGN = Evidence(words="JOIN", source="sign")
"""They read the sign in the shop and texted JOIN."""


def number(place: int) -> Address:
    """Return a number nobody has."""
    return Address(f"+120255501{place:02}")


def consent(
    workspace: Workspace,
    address: Address,
    kind: EventKind = EventKind.GIVEN,
    *,
    days_ago: float = 0,
    method: Method = Method.KEYWORD,
    scope: Scope = Scope.ALL,
    evidence: Evidence = SIGN,
    actor: str = CONTACT,
) -> None:
    """Record what happened to somebody's consent some days ago."""
    at = ago(workspace, days_ago)
    event = ConsentEvent(address, Channel.SMS, kind, method, actor, at, scope, evidence)
    assert isinstance(workspace.ledger.record(event), Change)
    workspace.contacts.ensure(address, "test", f"Person {address[-2:]}")


def wrote(workspace: Workspace, address: Address, days_ago: float, text: str = "Hello there") -> None:
    """Let somebody have written some days ago."""
    workspace.intake.receive(
        "scripted", InboundText(address, text, Channel.SMS, sent_at=ago(workspace, days_ago))
    )


def ago(workspace: Workspace, days: float) -> datetime:
    """Return the instant so many days ago."""
    return workspace.clock.now() - timedelta(days=days)
