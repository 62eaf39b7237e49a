"""Who was put into the queue by a campaign, and what became of their message."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address
from stopline.campaigns.campaign import Campaign
from stopline.clock import from_text
from stopline.messages.message import MessageState
from stopline.store.engine import Engine
from stopline.store.queries import load_queries


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """Somebody a campaign has a message for."""

    address: Address
    name: str
    label: str
    """Which of the texts they get."""
    state: MessageState
    leaves_at: datetime | None
    """Not before when it leaves, where it waits."""
    thread: int
    reason: str
    """Why it was kept back or did not arrive."""
    is_resting: bool
    """Whether it waits because the campaign is paused, whatever its time."""


class Recipients:
    """Whom the campaigns of one workspace have messages for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sql = load_queries("stopline.campaigns", "recipients.sql")

    def of(
        self, campaign: Campaign, states: Iterable[MessageState], limit: int, reason: str | None = None
    ) -> list[RecipientRow]:
        """Return those whose message is in one of some states, for one reason where one is given."""
        rows = self._engine.all(
            self._sql["recipients"],
            campaign=campaign.id, states=json.dumps(list(states)), reason=reason, limit=limit,
        )  # fmt: skip
        return [
            RecipientRow(
                Address(row.text("address")), row.text("name"), row.text("label"), MessageState(row.text("state")),
                from_text(row.text("not_before")) if row.text("not_before") else None, row.number("thread"), row.text("reason"),
                bool(row.number("paused")),
            )
            for row in rows
        ]  # fmt: skip

    def has(self, campaign: Campaign, address: Address) -> bool:
        """Tell whether a campaign has a message for an address."""
        return self._engine.one(self._sql["is_recipient"], campaign=campaign.id, address=address) is not None
