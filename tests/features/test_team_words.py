"""A team's own words do what its settings say."""

import pytest

from stopline.clock import ManualClock
from stopline.consent.status import State
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

WORDS = """
[team]
name = "Harbour Bikes"
[words]
stop = ["GENUG JETZT"]
never = ["end of story"]
[[words.join]]
keyword = "JoinLuna"
tag = "luna"
welcome = "{team}: Welcome to Luna. Text STOP to end, HELP for help."
"""


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    (workspace.folder / "settings.toml").write_text(WORDS, encoding="utf-8")
    return Story(workspace, clock, ScriptedGateway())


def test_a_branded_word_opts_in_tags_and_welcomes(story: Story) -> None:
    story.says("maria", "joinluna!")

    contact = story.workspace.contacts.at(PEOPLE["maria"])
    assert contact is not None
    assert story.workspace.contacts.contact(contact).tags == ("luna", "via-keyword")
    assert story.status("maria").state is State.SUBSCRIBED
    assert [message.text for message in story.outbound("maria")] == [
        "Harbour Bikes: Welcome to Luna. Text STOP to end, HELP for help."
    ]


def test_a_stop_word_of_the_team_stops(story: Story) -> None:
    story.says("maria", "genug jetzt")

    assert story.status("maria").state is State.STOPPED


def test_a_text_that_is_never_a_stop_is_none(story: Story) -> None:
    story.says("maria", "End of story")

    assert story.status("maria").state is State.UNKNOWN
