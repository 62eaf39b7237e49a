"""A shop whose program people join by JOINLUNA, with people in places where rules differ."""

from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel, ConsentEvent, EventKind, Scope
from stopline.gateways.base import InboundText
from stopline.workspace import SETTINGS, Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

GRETA = Address("+493023125001")
"""Lives in Germany, where a yes needs a second one."""
LUNA = """
[team]
name = "Harbour Bikes"
zone = "America/New_York"

[program]
name = "Luna Club"
frequency = "Up to 4 messages a month"
care = "help@example.com"

[[words.join]]
keyword = "JOINLUNA"
tag = "luna"
list = "Luna Club"
scope = "marketing"
welcome = "{program}: Welcome! {frequency}. {rates}. HELP for help{care}, STOP to end."
[[words.join.flow]]
after = "2h"
text = "{team}: Hi {first_name}, show this text for a free bell. STOP to end."
[[words.join.flow]]
after = "1d"
text = "{team}: Our workshop is open until 8. STOP to end."

[[words.join]]
keyword = "JOINSTELLA"
double = true
"""


class LunaShop(Story):
    """A story in the shop."""

    def let_pass(self, **length: float) -> None:
        """Let time pass, with a worker that looks in now and then and at the end."""
        until = self.clock.now() + timedelta(**length)
        while self.clock.now() < until:
            self.clock.move_to(min(until, self.clock.now() + timedelta(hours=1)))
            self.tick.run()

    def writes(self, address: Address, text: str, channel: Channel = Channel.SMS) -> None:
        """Let somebody write, and the worker answer."""
        self.workspace.intake.receive(
            "scripted", InboundText(address, text, channel, sent_at=self.clock.now())
        )
        self.tick.run()

    def texts(self, address: Address) -> list[str]:
        """Return what left for an address, oldest first."""
        return [permit.draft.text for permit in self.gateway.permits if permit.draft.address == address]

    def events(self, address: Address) -> list[ConsentEvent]:
        """Return what is in the ledger about an address."""
        return [recorded.event for recorded in self.workspace.ledger.events_of(address)]

    def kinds(self, address: Address) -> list[EventKind]:
        """Return what happened to the consent of an address."""
        return [event.kind for event in self.events(address)]

    def state(self, address: Address) -> str:
        """Return where marketing to an address stands."""
        return self.workspace.standings.of(address, Channel.SMS).within(Scope.MARKETING).state.value

    def tags(self, person: str) -> tuple[str, ...]:
        """Return a person's tags."""
        contact = self.workspace.contacts.at(PEOPLE[person])
        return self.workspace.contacts.contact(contact).tags if contact is not None else ()


@pytest.fixture
def luna(workspace: Workspace, clock: ManualClock) -> LunaShop:
    """The shop on a Tuesday at nine, before anybody has written."""
    (workspace.folder / SETTINGS).write_text(LUNA, encoding="utf-8")
    workspace.close()
    opened = Workspace.open(workspace.folder, clock, durable=False)
    opened.contacts.ensure(PEOPLE["maria"], "import", "Maria Alvarez")
    return LunaShop(opened, clock, ScriptedGateway())
