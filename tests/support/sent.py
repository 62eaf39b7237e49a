"""A message of ours that has left through a gateway, for receipts to tell of."""

from stopline.address import Address
from stopline.consent.draft import Draft, Purpose
from stopline.consent.events import Channel
from stopline.gateways.base import InboundText
from stopline.messages.outbox import Queued
from stopline.workspace import Workspace


def sent_message(workspace: Workspace, address: Address, gateway: str, provider_id: str) -> int:
    """Send somebody who joined a notice through a gateway that knows it by an id of its own; return our number of it."""
    workspace.intake.receive(gateway, InboundText(address, "JOIN", provider_id=f"join-{provider_id}"))
    thread = workspace.threads.at(address, Channel.SMS)
    assert thread is not None
    queued = workspace.outbox.queue(thread, Draft(address, Channel.SMS, Purpose.NOTICE, "Ready"))
    assert isinstance(queued, Queued)
    with workspace.engine.transaction():
        connection = workspace.engine.connection()
        connection.execute("UPDATE messages SET state = 'sending' WHERE id = ?", (queued.message,))
        connection.execute(
            "UPDATE messages SET state = 'sent', gateway = ?, provider_id = ? WHERE id = ?",
            (gateway, provider_id, queued.message),
        )
    return queued.message
