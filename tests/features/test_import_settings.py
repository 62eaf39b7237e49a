"""What a team settles once about the files it brings in again and again."""

from pathlib import Path

import pytest

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.errors import SettingsError
from stopline.importers.contacts import ContactFile
from stopline.importers.habits import DateOrder
from stopline.settings import TeamSettings, starting_settings
from stopline.workspace import SETTINGS, Workspace
from support.command import CommandLine

NORA, OMAR = Address("+12025550140"), Address("+12025550141")


def settled(workspace: Workspace, section: str) -> Workspace:
    """Return the workspace opened again with something settled about files."""
    text = f"{starting_settings(TeamSettings())}\n[imports]\n{section}\n"
    (workspace.folder / SETTINGS).write_text(text, encoding="utf-8")
    return Workspace.open(workspace.folder, workspace.clock, durable=False)


def fields(workspace: Workspace, text: str, *columns: str) -> dict[str, str]:
    file = ContactFile("people.csv", text.encode(), columns)
    report = workspace.contact_imports.load(file, is_dry_run=True)
    return {column.name: column.field for column in report.mapping.columns}


def test_a_column_is_what_was_settled_unless_somebody_says_otherwise(workspace: Workspace) -> None:
    ours = settled(
        workspace, 'columns = { "Kunden-Nr" = "attr:customer", Seit = "consent_at", Fehlt = "name" }'
    )
    text = f"name,phone,kunden nr,Seit\nNora Feldt,{NORA},7,2026-03-02\n"

    assert fields(ours, text) == {
        "name": "name", "phone": "phone", "kunden nr": "attr:customer", "Seit": "consent_at",
    }  # fmt: skip
    assert fields(ours, text, "Seit=ignore")["Seit"] == "ignore"


def test_days_come_first_where_that_was_settled(workspace: Workspace) -> None:
    text = f"name,phone,consent,consent date,source\nNora,{NORA},yes,03/04/2026,form\n"
    ours = settled(workspace, 'dates = "dmy"')

    ours.contact_imports.load(ContactFile("people.csv", text.encode()))
    assert ours.ledger.events_of(NORA)[0].event.occurred_at.month == 4

    other = ContactFile("other.csv", text.replace(NORA, OMAR).encode(), dates=DateOrder.MONTH_FIRST)
    ours.contact_imports.load(other)
    assert ours.ledger.events_of(OMAR)[0].event.occurred_at.month == 3


def test_everybody_is_asked_for_a_second_yes_where_that_was_settled(workspace: Workspace) -> None:
    text = f"name,phone,consent,consent date,source\nNora,{NORA},yes,2026-03-02,form\n"
    ours = settled(workspace, "second_yes = true")

    ours.contact_imports.load(ContactFile("people.csv", text.encode()))

    assert ours.standings.of(NORA, Channel.SMS).everything.state is State.PENDING


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ('columns = { Handy = "telephone" }', "there is no field “telephone”"),
        ('mode = "everything"', "suppress-only"),
        ('dates = "ymd"', "dmy"),
    ],
)
def test_a_mistake_in_what_was_settled_says_what_may_stand_there(
    workspace: Workspace, section: str, said: str
) -> None:
    ours = settled(workspace, section)

    with pytest.raises(SettingsError, match=said):
        assert ours.settings.imports.mode


def test_what_is_taken_from_consent_states_may_be_settled(workspace: Workspace, tmp_path: Path) -> None:
    command = CommandLine(workspace.folder)
    file = tmp_path / "states.csv"
    file.write_text(f"address,channel,state,since,method\n{NORA},sms,subscribed,2026-03-02T10:00:00Z,form\n")

    assert (
        command.run("consent", "import", str(file), "--preview", "--json").json()["mode"] == "suppress-only"
    )
    settled(workspace, 'mode = "merge"')
    assert command.run("consent", "import", str(file), "--preview", "--json").json()["mode"] == "merge"
    told = command.run("consent", "import", str(file), "--mode", "suppress-only", "--preview", "--json")
    assert (told.json()["mode"], told.json()["left_out"]) == ("suppress-only", 1)
