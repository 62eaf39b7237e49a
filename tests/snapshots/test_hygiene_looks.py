"""How the hygiene screen looks, at both sizes, dark and light, and what is left of it without colour."""

from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import EventKind, Evidence, Method
from stopline.hygiene.keeping import Checkup
from stopline.tui.app import StoplineApp
from stopline.tui.themes import DARK, LIGHT
from stopline.workspace import Workspace
from support.looks import Compare, pressing
from support.people import consent, number, wrote
from support.screens import NARROW, WIDE

NAMES = (
    "Maria Alvarez",
    "Jean Tremblay",
    "Tom Okafor",
    "Ana Souza",
    "Ute Hansen",
    "Rui Carvalho",
    "Colin Mackay",
)


@pytest.fixture
def untidy(workspace: Workspace, clock: ManualClock) -> Workspace:
    """A shop that has not been tidied for two years."""
    for place, name in enumerate(NAMES, start=1):
        wrote(workspace, number(place), 400 + 7 * place)
        consent(workspace, number(place), days_ago=390)
        contact = workspace.contacts.ensure(number(place), "test")
        workspace.contacts.rename(contact, name)
        workspace.contacts.tag(contact, "newsletter")
    consent(workspace, number(2), EventKind.WITHDRAWN, days_ago=9)
    consent(workspace, number(3), EventKind.HELD, days_ago=4, method=Method.SENTENCE)
    consent(workspace, number(8), EventKind.REQUESTED, days_ago=40)
    consent(
        workspace, number(9), EventKind.IMPORTED, days_ago=90, method=Method.IMPORT, actor="import of people.csv",
        evidence=Evidence(words="yes"),
    )  # fmt: skip
    workspace.contacts.ensure(Address("maria.alvarez@example.com"), "test", "Maria Alvarez")
    workspace.checkups.note(Checkup.COMPARED, 137, "137 people stopped at the carrier and not here")
    clock.advance(timedelta(days=31))
    return workspace


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        pytest.param(WIDE, DARK, [], id="wide-dark"),
        pytest.param(WIDE, LIGHT, ["j", "j", "j", "j", "j", "enter"], id="wide-light-people"),
        pytest.param(WIDE, DARK, ["j", "j", "j", "j", "j", "x"], id="wide-dark-dialog"),
        pytest.param(NARROW, DARK, ["j"], id="narrow-dark"),
        pytest.param(NARROW, LIGHT, ["j", "j", "j", "j", "j", "x"], id="narrow-light-dialog"),
    ],
)
def test_hygiene_looks_as_approved(
    size: tuple[int, int], theme: str, keys: list[str], untidy: Workspace, snap_compare: Compare
) -> None:
    app = StoplineApp(untidy, "alice")
    app.theme = theme

    assert snap_compare(app, terminal_size=size, run_before=pressing("g", "d", *keys))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_to_tidy_looks_as_approved(
    size: tuple[int, int], workspace: Workspace, snap_compare: Compare
) -> None:
    assert snap_compare(StoplineApp(workspace, "alice"), terminal_size=size, run_before=pressing("g", "d"))


def test_without_colour_every_finding_can_still_be_read(
    untidy: Workspace, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert snap_compare(
        StoplineApp(untidy, "alice"), terminal_size=WIDE, run_before=pressing("g", "d", "j", "j")
    )
