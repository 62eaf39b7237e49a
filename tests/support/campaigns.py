"""Campaigns for tests: people who agreed, a draft, and a worker with a gateway that does what it is told."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.campaigns.audience import EVERYBODY, Criteria
from stopline.campaigns.campaign import Campaign
from stopline.campaigns.drafts import Plan
from stopline.campaigns.texts import variants_of
from stopline.clock import ManualClock
from stopline.consent.events import Channel, EventKind
from stopline.consent.gate import Purpose
from stopline.gateways.base import InboundText
from stopline.worker.loop import run_once
from stopline.workspace import Workspace
from support.people import consent, number
from support.scripted_gateway import ScriptedGateway

SALE = "Hi {first_name}, ten per cent off. STOP to end."


@dataclass
class Sale:
    """A workspace with people who agreed some days ago, and what a team does with a campaign."""

    workspace: Workspace
    clock: ManualClock
    gateway: ScriptedGateway

    def people(self, count: int) -> list[Address]:
        """Let so many people have agreed."""
        addresses = [number(place) for place in range(count)]
        for each in addresses:
            consent(self.workspace, each, days_ago=10)
        return addresses

    def draft(
        self,
        *texts: str,
        name: str = "Winter sale",
        criteria: Criteria = EVERYBODY,
        per_minute: int = 0,
        purpose: Purpose = Purpose.MARKETING,
    ) -> Campaign:
        """Write a campaign."""
        variants = variants_of(texts or (SALE,))
        return self.workspace.campaigns.add(
            Plan(name, Channel.SMS, purpose, criteria, variants, per_minute=per_minute), "alice"
        )

    def launched(self, *texts: str, per_minute: int = 0, name: str = "Winter sale") -> Campaign:
        """Write a campaign and launch it."""
        draft = self.draft(*texts, per_minute=per_minute, name=name)
        return self.workspace.launches.launch(draft, "alice")

    def now(self, campaign: Campaign) -> Campaign:
        """Return a campaign as it stands now."""
        return self.workspace.campaigns.named(campaign.name)

    def pass_by(self, **length: float) -> None:
        """Let time pass, and the worker do all there is to do."""
        self.clock.advance(timedelta(**length))
        run_once(self.workspace, [self.gateway])

    def says(self, address: Address, text: str) -> None:
        """Let somebody write."""
        self.workspace.intake.receive(
            "scripted", InboundText(address, text, Channel.SMS, sent_at=self.clock.now())
        )

    def stops(self, address: Address) -> None:
        """Let somebody have said stop on the phone, without an answer."""
        consent(self.workspace, address, EventKind.WITHDRAWN)

    def got(self, words: str = "ten per cent") -> list[Address]:
        """Return who was sent such a text, each as often as it was."""
        return [each.draft.address for each in self.gateway.permits if words in each.draft.text]

    def states(self, campaign: Campaign) -> dict[str, int]:
        """Return how many messages of a campaign are in which state."""
        return dict(self.workspace.campaign_reports.of(campaign).states)


@pytest.fixture
def sale(workspace: Workspace, clock: ManualClock) -> Sale:
    """A shop on a Tuesday at ten in the morning."""
    clock.advance(timedelta(hours=1))
    return Sale(workspace, clock, ScriptedGateway())


def flee(sale: Sale) -> None:
    """Let a campaign reach twelve people, and eight of them leave."""
    people = sale.people(17)
    sale.launched(per_minute=12)
    sale.pass_by(seconds=59)
    sale.clock.advance(timedelta(seconds=0.5))
    for each in people[:8]:
        sale.says(each, "STOP")
    sale.pass_by(seconds=2)
