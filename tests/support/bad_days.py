"""Two people who may be answered, texts that come in, and what a bad day left of them."""

import pytest

from stopline.clock import ManualClock
from stopline.gateways.base import InboundText
from stopline.messages.message import Direction
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    """Maria and Jean have each written once, so both may be answered."""
    story = Story(workspace, clock, ScriptedGateway())
    story.says("maria", "Hello")
    story.says("jean", "Hello")
    return story


def sms(
    person: str, text: str, name: str | None = None, cursor: str | None = None, sender: str | None = None
) -> InboundText:
    return InboundText(sender or PEOPLE[person], text, provider_id=name, cursor=cursor)


def texts(workspace: Workspace) -> list[str]:
    return [
        message.text
        for message in reversed(workspace.outbox.messages(direction=Direction.INBOUND, limit=999))
    ]


def sent(story: Story) -> list[str]:
    return [permit.draft.text for permit in story.gateway.permits]
