"""How the campaigns screen looks, at both sizes, dark and light, and what is left of it without colour."""

from datetime import timedelta

import pytest

from stopline.campaigns.audience import Criteria
from stopline.tui.app import StoplineApp
from stopline.tui.themes import DARK, LIGHT
from stopline.workspace import Workspace
from support.campaigns import Sale
from support.looks import Compare, pressing
from support.people import wrote
from support.screens import NARROW, WIDE

pytestmark = pytest.mark.slow


@pytest.fixture
def campaigns(sale: Sale) -> Workspace:
    """One campaign is over, one paused itself, one is half-way, one is a draft."""
    people = sale.people(40)
    contacts = sale.workspace.contacts
    for each in people[30:34]:
        contacts.tag(contacts.ensure(each, "test"), "vip")
    sale.draft("Thank you for being with us. STOP to end.", name="Thanks", criteria=Criteria(tags=("vip",)))
    sale.workspace.launches.launch(sale.workspace.campaigns.named("Thanks"), "bob")
    sale.pass_by(minutes=1)
    wrote(sale.workspace, people[38], 0.01)
    sale.stops(people[38])
    sale.launched(
        "Hi {first_name}, ten per cent off all winter tyres until Sunday, in both shops. STOP to end.",
        "Winter is coming, {first_name}: come by for new tyres. STOP to end.",
        per_minute=16,
    )
    sale.pass_by(seconds=59)
    sale.clock.advance(timedelta(seconds=0.5))
    for each in people[:8]:
        sale.says(each, "STOP")
    sale.pass_by(minutes=5)
    sale.launched("See you on Sunday at the open day. STOP to end.", per_minute=1, name="Open day")
    sale.pass_by(minutes=9)
    sale.draft(
        "A new year, {first_name}, and new bikes. STOP to end.",
        name="New year",
        criteria=Criteria(without_tags=("vip",)),
    )
    return sale.workspace


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        pytest.param(WIDE, DARK, [], id="wide-dark-draft"),
        pytest.param(WIDE, DARK, ["j"], id="wide-dark-sending"),
        pytest.param(WIDE, LIGHT, ["j", "j"], id="wide-light-braked"),
        pytest.param(WIDE, DARK, ["enter", "j", "enter"], id="wide-dark-people"),
        pytest.param(WIDE, DARK, ["l"], id="wide-dark-launch"),
        pytest.param(NARROW, DARK, [], id="narrow-dark-draft"),
        pytest.param(NARROW, DARK, ["j", "j"], id="narrow-dark-braked"),
        pytest.param(NARROW, LIGHT, ["enter", "enter"], id="narrow-light-people"),
        pytest.param(NARROW, LIGHT, ["t"], id="narrow-light-trial"),
        pytest.param(NARROW, LIGHT, ["j", "j"], id="narrow-light-braked"),
        pytest.param(WIDE, DARK, ["n", *"Sale"], id="wide-dark-writing"),
        pytest.param(WIDE, LIGHT, ["e"], id="wide-light-writing-anew"),
        pytest.param(NARROW, DARK, ["e", "tab", "tab", "tab", *"Hi"], id="narrow-dark-writing-anew"),
        pytest.param(NARROW, LIGHT, ["n", *"Sale", "escape"], id="narrow-light-writing-left"),
        pytest.param(WIDE, DARK, ["j", "j", "m"], id="wide-dark-marked"),
        pytest.param(WIDE, LIGHT, ["j", "m", "j", "m"], id="wide-light-compared"),
        pytest.param(NARROW, DARK, ["j", "m", "j", "m"], id="narrow-dark-compared"),
    ],
)
def test_campaigns_look_as_approved(
    size: tuple[int, int], theme: str, keys: list[str], campaigns: Workspace, snap_compare: Compare
) -> None:
    app = StoplineApp(campaigns, "alice")
    app.theme = theme

    assert snap_compare(app, terminal_size=size, run_before=pressing("g", "c", *keys))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_campaigns_look_as_approved(
    size: tuple[int, int], workspace: Workspace, snap_compare: Compare
) -> None:
    assert snap_compare(StoplineApp(workspace, "alice"), terminal_size=size, run_before=pressing("g", "c"))


def test_without_colour_a_campaign_that_braked_can_still_be_read(
    campaigns: Workspace, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert snap_compare(
        StoplineApp(campaigns, "alice"), terminal_size=WIDE, run_before=pressing("g", "c", "j", "j")
    )
