"""A shop with a few people, for tests of screens."""

import itertools
from datetime import timedelta

import pytest

from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.settings import TeamSettings, starting_settings
from stopline.workspace import SETTINGS, Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

DAY = """
    09:00 maria > JOIN
    09:02 alice > maria: Hi Maria, your bike is ready.
    09:03 tick
    09:09 maria > Great! Can I pay by card?
    09:12 bob > maria: Of course. Card or cash.
    09:13 tick
    09:20 jean > ARRET
    09:21 tick
    09:30 tom > pls no more of these ok
    09:45 ana > Obrigada!
    09:55 maria > Is the blue one still in? I can come by at 5
"""
TEMPLATES = """
[[templates]]
name = "ready"
text = "Hi {first_name}, your order is ready. {agent}"
"""


def hold(story: Story, person: str, words: str, span: tuple[int, int]) -> None:
    """Freeze a person's consent because of doubtful words."""
    standing = story.workspace.standings.of(PEOPLE[person], Channel.SMS)
    if standing.everything.state == "held":
        return
    story.workspace.ledger.record(
        ConsentEvent(
            PEOPLE[person], Channel.SMS, EventKind.HELD, Method.SENTENCE, CONTACT, story.clock.now(),
            evidence=Evidence(words=words, keyword="no more of these", span=span),
        )
    )  # fmt: skip


@pytest.fixture
def shop(workspace: Workspace, clock: ManualClock) -> Story:
    """A bike shop at 10:00: Maria waits for an answer, Jean has stopped, Tom's words are doubtful, Ana is nobody's yet."""
    settings = starting_settings(TeamSettings(name="Harbour Bikes", zone="America/New_York")) + TEMPLATES
    (workspace.folder / SETTINGS).write_text(settings, encoding="utf-8")
    begin = clock.now()
    salts = (f"{number:032x}" for number in itertools.count())
    workspace = Workspace.open(workspace.folder, clock, durable=False, salt=lambda: next(salts))
    story = Story(workspace, clock, ScriptedGateway())
    for person, name in (
        ("maria", "Maria Alvarez"),
        ("jean", "Jean Tremblay"),
        ("tom", "Tom Okafor"),
        ("ana", "Ana Souza"),
    ):
        contact = workspace.contacts.ensure(PEOPLE[person], "import", name)
        workspace.contacts.tag(contact, "bike-ready")
    story.play(DAY)
    hold(story, "tom", "pls no more of these ok", (4, 20))
    clock.move_to(begin + timedelta(hours=1))
    return story
