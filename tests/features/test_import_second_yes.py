"""A yes that a file brings with its proof counts once, unless the file is marked or the team asks everybody; the report says so."""

import pytest

from stopline.clock import ManualClock
from stopline.consent.events import EventKind
from stopline.importers.contacts import ContactFile
from stopline.importers.report import ImportReport
from stopline.inbox.lengths import instant_before
from stopline.inbox.reconfirmations import Selection
from stopline.workspace import SETTINGS, Workspace
from support.luna import GRETA, LUNA, LunaShop
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]
FILE = (
    "name,phone,tags,consent,consent_at,consent_source,consent_wording\n"
    f"Greta,{GRETA},,yes,2026-05-01T10:00:00Z,till,I want offers by text\n"
    f"Maria,{MARIA},vip,yes,2026-05-01T10:00:00Z,till,I want offers by text\n"
)


def shop_with(luna: LunaShop, clock: ManualClock, settings: str) -> LunaShop:
    """Return the shop with more in its settings."""
    luna.workspace.close()
    (luna.workspace.folder / SETTINGS).write_text(f"{LUNA}\n{settings}", encoding="utf-8")
    return LunaShop(Workspace.open(luna.workspace.folder, clock, durable=False), clock, ScriptedGateway())


def load(luna: LunaShop, *, is_dry_run: bool = False, is_marked: bool = False) -> ImportReport:
    file = ContactFile("people.csv", FILE.encode(), needs_second_yes=is_marked)
    return luna.workspace.contact_imports.load(file, is_dry_run=is_dry_run)


def test_a_yes_that_another_system_took_counts_and_the_report_says_what_asks_for_the_second_one(
    luna: LunaShop,
) -> None:
    preview = load(luna, is_dry_run=True)
    report = load(luna)

    assert (report.consents.given, report.consents.given_once, report.consents.asked) == (2, 1, 0)
    assert luna.kinds(GRETA) == luna.kinds(MARIA) == [EventKind.IMPORTED]
    said = (
        "1 of these consents is from where a yes that is given here needs a second one. It counts without it"
    )
    assert said in preview.as_text()
    assert "--confirm asks everybody in the file for the second one." in preview.as_text()
    assert "`stopline consent reconfirm --source people.csv --older-than 1d`" in report.as_text()
    assert report.as_json()["consents"]["given_once"] == 1  # type: ignore[index]


def test_a_file_that_is_marked_is_asked_back_whole(luna: LunaShop) -> None:
    report = load(luna, is_marked=True)

    assert (report.consents.given, report.consents.given_once, report.consents.asked) == (0, 0, 2)
    assert "from where a yes" not in report.as_text()


@pytest.mark.parametrize(
    ("setting", "asked"),
    [("everywhere = true", (2, 0)), ("tags = ['vip']", (1, 1))],
)
def test_what_the_team_itself_asks_back_is_asked_back_from_a_file(
    luna: LunaShop, clock: ManualClock, setting: str, asked: tuple[int, int]
) -> None:
    luna = shop_with(luna, clock, f"[double_optin]\n{setting}\n")

    report = load(luna)

    assert (report.consents.asked, report.consents.given) == asked
    assert luna.kinds(MARIA) == [EventKind.REQUESTED]
    assert luna.state(MARIA) == "pending"


def test_what_the_report_names_asks_the_people_of_the_file_again(luna: LunaShop) -> None:
    load(luna)
    older = instant_before("1d", luna.clock.now())
    preview = luna.workspace.reconfirmations.preview(Selection(older_than=older, source="people.csv"))

    assert {each.question.address for each in preview.chosen} == {GRETA, MARIA}
