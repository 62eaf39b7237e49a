"""The upkeep screen, carriers' lists and alerts: who differs and why, and who is told."""

from datetime import timedelta
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.tui.dialogs.deed import DeedDialog
from stopline.tui.upkeep_reading import Matter
from stopline.workspace import SETTINGS, Workspace
from support.alerting import SLACK, VARIABLE, opened, stop, tell
from support.people import consent, number
from support.sinks import HookSink
from support.upkeep_screen import at_upkeep

SHOP = """
[team]
name = "Shop"
zone = "America/New_York"
agents = ["alice"]
"""
PERSON = """
[[people]]
key = "{key}"
name = "{key}"
number = "{number}"
language = "en"
country = "US"
zone = "America/New_York"
carriage = "stopped"
"""


@pytest.fixture
def carried(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace whose gateway lists two people who have agreed here."""
    people = "".join(PERSON.format(key=f"person{place}", number=number(place)) for place in (1, 2))
    (tmp_path / "s.toml").write_text(SHOP + people, encoding="utf-8")
    gateway = f"\n[[gateways]]\nname = 'sim'\nkind = 'simulator'\noptions = {{ scenario = '{tmp_path / 's.toml'}' }}\n"
    path = workspace.folder / SETTINGS
    path.write_text(path.read_text(encoding="utf-8") + gateway, encoding="utf-8")
    consent(workspace, number(1))
    consent(workspace, number(3))
    return Workspace.open(workspace.folder, workspace.clock, durable=False)


async def test_who_differs_is_shown_with_the_reason_and_no_number(carried: Workspace) -> None:
    async with at_upkeep(carried) as desk:
        await desk.choose(Matter.LIST)
        assert desk.stands(Matter.LIST) == "▲ never"
        assert "record stops" not in desk.keys

        await desk.press("c")
        await desk.ended(Matter.LIST)

        assert [cells[:3] for cells in desk.lines] == [
            ("+1•••01", "SMS", "▲ only there"),
            ("+1•••02", "SMS", "▲ only there"),
        ]
        assert "subscribed here since" in desk.lines[0][3]
        assert desk.stands(Matter.LIST) == "▲ 2 may be texted here"
        assert "record stops" in desk.keys
        assert str(number(1)) not in desk.words


async def test_what_only_the_carrier_knows_is_recorded_after_a_question(carried: Workspace) -> None:
    async with at_upkeep(carried) as desk:
        await desk.choose(Matter.LIST)
        await desk.press("c")
        await desk.ended(Matter.LIST)
        await desk.press("x")
        assert isinstance(desk.pilot.app.screen, DeedDialog)
        assert desk.title == "Record 2 stops from the carrier's list?"
        await desk.press("escape")
        assert carried.standings.of(number(1), Channel.SMS).everything.state is State.SUBSCRIBED

        await desk.press("x", "ctrl+s")
        done = await desk.ended(Matter.LIST)

        assert done.lines[0].startswith("2 stops were recorded.")
        assert [cells[2] for cells in desk.lines] == ["✓ now here too", "✓ now here too"]
        assert desk.stands(Matter.LIST) == "✓ now, all agree"
    assert carried.standings.of(number(1), Channel.SMS).everything.state is State.STOPPED


async def test_a_list_from_a_file_is_compared_and_remembered(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    consent(workspace, number(1))
    listed = tmp_path / "optouts.csv"
    listed.write_text(f"phone\n{number(1)}\n72 nonsense\n", encoding="utf-8")
    async with at_upkeep(workspace) as desk:
        await desk.choose(Matter.LIST)
        assert "compare" not in desk.keys.split()
        await desk.press("f")
        await desk.fill(tmp_path / "nowhere.csv")
        assert "There is no file" in desk.problem
        await desk.fill(listed)
        await desk.ended(Matter.LIST)

        assert [cells[2] for cells in desk.lines] == ["▲ only there", "✗ no address"]
        assert "72 nonsense" not in str(desk.lines)
    clock.advance(timedelta(hours=2))
    async with at_upkeep(workspace) as desk:
        await desk.choose(Matter.LIST)

        assert desk.stands(Matter.LIST) == "▲ 1 may be texted here"
        assert desk.lines[0][0] == "optouts.csv"


async def test_a_gateway_that_cannot_be_opened_is_told_in_the_commands_words(workspace: Workspace) -> None:
    path = workspace.folder / SETTINGS
    settings = path.read_text(encoding="utf-8") + "\n[[gateways]]\nname = 'lost'\nkind = 'pigeon'\n"
    path.write_text(settings, encoding="utf-8")
    async with at_upkeep(Workspace.open(workspace.folder, workspace.clock, durable=False)) as desk:
        await desk.choose(Matter.LIST)
        await desk.press("c")
        done = await desk.ended(Matter.LIST)

        assert done.is_fault
        assert "pigeon" in done.lines[0]


async def test_rules_and_alerts_are_shown_and_secrets_never(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    told = opened(workspace)
    stop(told, 1)
    slack.answer = 500
    tell(told, clock)
    async with at_upkeep(told) as desk:
        await desk.choose(Matter.ALERTS)

        rule, alert = desk.lines
        assert (rule[0], rule[1], rule[3]) == ("● rule", "team", f"${VARIABLE}")
        assert (alert[0], alert[1]) == ("… waits", "team")
        assert alert[3]
        assert SLACK.split("/")[-1] not in desk.words + str(desk.lines)
        assert {"test", "retry"} <= set(desk.keys.split())


async def test_a_rule_is_tried(workspace: Workspace, slack: HookSink) -> None:
    async with at_upkeep(opened(workspace)) as desk:
        await desk.choose(Matter.ALERTS)
        await desk.press("t")
        done = await desk.ended(Matter.ALERTS)

        assert done.lines == ("“team” was taken. Look whether it arrived.",)
        assert "retry" not in desk.keys
    assert len(slack.posted) == 1


async def test_a_rule_that_leads_nowhere_says_where_to_mend_it(workspace: Workspace) -> None:
    async with at_upkeep(opened(workspace)) as desk:
        assert desk.stands(Matter.ALERTS) == "▲ 1 rule leads nowhere"
        await desk.choose(Matter.ALERTS)
        await desk.press("t")
        done = await desk.ended(Matter.ALERTS)

        assert done.is_fault
        assert "settings.toml" in done.lines[0]
        assert f"{VARIABLE} is not set" in done.lines[0]


async def test_what_was_given_up_is_tried_again(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    told = opened(workspace)
    stop(told, 1)
    slack.answer = 500
    tell(told, clock)
    slack.answer = 200
    async with at_upkeep(told) as desk:
        await desk.choose(Matter.ALERTS)
        await desk.press("r")
        done = await desk.ended(Matter.ALERTS)

        assert done.lines == ("1 tried, 1 delivered.",)
        assert desk.lines[1][0] == "✓ delivered"
