"""Campaigns are written on the screen with the keys alone, and it is shown meanwhile whom they would reach."""

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, Select

from stopline.campaigns.audience import Criteria
from stopline.campaigns.campaign import CampaignState
from stopline.consent.draft import Purpose
from stopline.tui.dialogs.choice import ChoiceDialog
from stopline.tui.panes.campaign_form import CampaignForm, TextField, id_of
from stopline.tui.panes.campaign_list import CampaignRows
from stopline.tui.screens.campaign_draft import CampaignDraftScreen
from stopline.tui.screens.campaigns import CampaignsScreen
from stopline.tui.screenshots import settled
from support.campaigns import SALE, Sale
from support.campaigns_screen import BOTH_SIZES, at_campaigns, look_again, screen_of, table, told, words
from support.screens import press


def form_of(pilot: Pilot[str]) -> CampaignForm:
    assert isinstance(pilot.app.screen, CampaignDraftScreen)
    return pilot.app.screen.form


def offered(form: CampaignForm) -> list[str | None]:
    """The texts there is a field for."""
    return [each.id for each in form.query(TextField) if each.parent is not None and each.parent.display]


async def fill(pilot: Pilot[str], field: str, value: str) -> None:
    """Put something into a field, as typing does."""
    widget = form_of(pilot).query_one(f"#{field}")
    if isinstance(widget, TextField):
        widget.text = value
    else:
        assert isinstance(widget, Input)
        widget.value = value
    await look(pilot)


async def look(pilot: Pilot[str]) -> None:
    """Let the screen count again, without the pause it makes."""
    await pilot.pause()
    assert isinstance(pilot.app.screen, CampaignDraftScreen)
    pilot.app.screen._foreseeing.want_now()
    await settled(pilot)


async def type_in(pilot: Pilot[str], text: str) -> None:
    await pilot.press(*("space" if letter == " " else letter for letter in text))


@BOTH_SIZES
async def test_a_campaign_is_written_kept_and_launched_with_the_keys_alone(
    sale: Sale, size: tuple[int, int]
) -> None:
    people = sale.people(3)
    sale.stops(people[2])

    async with at_campaigns(sale, size) as pilot:
        await press(pilot, "n")
        await type_in(pilot, "Open day")
        await press(pilot, "enter", "tab", "tab")
        await type_in(pilot, "See you on Sunday")
        await press(pilot, "ctrl+s")

        assert isinstance(pilot.app.screen, CampaignsScreen)
        await look_again(pilot)
        assert table(pilot, CampaignRows)[0].startswith("Open day | ○ draft")
        await press(pilot, "l", "ctrl+s")

    campaign = sale.workspace.campaigns.named("Open day")
    assert campaign.state is CampaignState.LAUNCHED
    assert [each.text for each in campaign.variants] == ["See you on Sunday"]
    assert sale.states(campaign) == {"queued": 2}


@BOTH_SIZES
async def test_while_it_is_written_it_shows_whom_it_would_reach(sale: Sale, size: tuple[int, int]) -> None:
    people = sale.people(5)
    sale.stops(people[0])
    contacts = sale.workspace.contacts
    contacts.tag(contacts.ensure(people[1], "test"), "vip")

    async with at_campaigns(sale, size) as pilot:
        await press(pilot, "n")
        await look(pilot)
        assert "4 " in words(pilot, "#foreseen-words")
        assert "said stop" in words(pilot, "#foreseen-words")

        await fill(pilot, id_of("tags"), "vip")
        assert "1 " in words(pilot, "#foreseen-words")
        assert "do not have the tag" in words(pilot, "#foreseen-words")

        await fill(pilot, id_of("tags"), "vpi")
        assert "Nobody has the tag vpi" in " ".join(words(pilot, "#foreseen-words").split())
        assert sale.workspace.campaigns.all() == []


async def test_each_text_is_counted_as_a_person_gets_it_and_a_further_one_is_offered(sale: Sale) -> None:
    sale.people(4)

    async with at_campaigns(sale) as pilot:
        await press(pilot, "n")
        form = form_of(pilot)
        assert offered(form) == ["text-A"]

        await fill(pilot, "text-A", "Ten per cent off. STOP to end.")
        assert words(pilot, "#count-A") == "1 part, 130 left"
        assert offered(form) == ["text-A", "text-B"]

        await fill(pilot, "text-B", "Hi {surname}")
        assert "no field {surname}" in words(pilot, "#count-B")

        await fill(pilot, "text-B", "x" * 200)
        await fill(pilot, id_of("split"), "3:1")
        assert words(pilot, "#count-B").startswith("2 parts")
        await press(pilot, "ctrl+s")
        assert told(pilot) == ["Give it a name first."]

        await fill(pilot, id_of("name"), "Two ways")
        await press(pilot, "ctrl+s")

    assert [each.weight for each in sale.workspace.campaigns.named("Two ways").variants] == [3, 1]


async def test_all_that_the_command_takes_can_be_filled_in(sale: Sale, tmp_path: Path) -> None:
    sale.people(2)
    file = tmp_path / "people.csv"
    file.write_text("+12025550100\n+12025550101\nnobody\n", encoding="utf-8")

    async with at_campaigns(sale) as pilot:
        await press(pilot, "n")
        for field, value in {
            "name": "Open day", "tags": "via-keyword", "without-tags": "vip, staff", "attributes": "city=Halifax; size=L",
            "wrote": "30d", "not_wrote": "1d", "written": "60d", "not_written": "2d", "list": str(file),
            "starts_at": "2026-11-28T10:00", "per_minute": "12",
        }.items():  # fmt: skip
            await fill(pilot, id_of(field), value)
        form_of(pilot).query_one(f"#{id_of('purpose')}", Select).value = Purpose.NOTICE
        await fill(pilot, "text-A", SALE)
        assert "List: 2 addresses, 1 line that gives nobody." in words(pilot, "#foreseen-words")
        await press(pilot, "ctrl+s")

    campaign = sale.workspace.campaigns.named("Open day")
    assert campaign.purpose is Purpose.NOTICE
    assert campaign.criteria.tags == ("via-keyword",)
    assert campaign.criteria.without_tags == ("vip", "staff")
    assert campaign.criteria.attributes == (("city", "Halifax"), ("size", "L"))
    assert list(campaign.criteria.lengths()) == [
        "wrote_within",
        "not_wrote_within",
        "written_within",
        "not_written_within",
    ]
    assert campaign.criteria.is_list
    assert f"{campaign.starts_at}" == "2026-11-28 15:00:00+00:00"
    assert campaign.per_minute == 12


async def test_what_is_not_right_is_said_where_it_stands_and_nothing_is_lost(sale: Sale) -> None:
    sale.people(2)
    sale.draft()

    async with at_campaigns(sale) as pilot:
        await press(pilot, "n")
        await fill(pilot, id_of("name"), "Winter sale")
        await fill(pilot, "text-A", SALE)
        for field, value, said in (
            ("starts_at", "2020-01-01", "A campaign is scheduled for a time to come"),
            ("wrote", "ages", "“ages” is not a length of time"),
            ("list", "/nowhere/people.csv", "there is no such file"),
        ):
            await fill(pilot, id_of(field), value)
            assert said in " ".join(words(pilot, "#foreseen-words").split())
            await press(pilot, "ctrl+s")
            assert said in told(pilot)[-1]
            assert pilot.app.focused is form_of(pilot).query_one(f"#{id_of(field)}")
            await fill(pilot, id_of(field), "")

        await press(pilot, "ctrl+s")
        assert "There is a campaign “Winter sale” already" in told(pilot)[-1]
        assert form_of(pilot).written.texts == (SALE,)


@BOTH_SIZES
async def test_what_was_typed_is_not_lost_without_a_question(sale: Sale, size: tuple[int, int]) -> None:
    async with at_campaigns(sale, size) as pilot:
        await press(pilot, "n", "escape")
        assert isinstance(pilot.app.screen, CampaignsScreen)

        await press(pilot, "n")
        await type_in(pilot, "Open day")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ChoiceDialog)
        await press(pilot, "escape")
        assert form_of(pilot).written.name == "Open day"

        await press(pilot, "escape", "ctrl+s", "w", "escape", "t")
        assert isinstance(pilot.app.screen, CampaignsScreen)
    assert sale.workspace.campaigns.all() == []


async def test_whoever_leaves_can_keep_what_they_wrote(sale: Sale) -> None:
    async with at_campaigns(sale) as pilot:
        await press(pilot, "n")
        await type_in(pilot, "Open day")
        await press(pilot, "escape", "k")
        assert told(pilot) == ["Write what it says first."]

        await fill(pilot, "text-A", SALE)
        await press(pilot, "escape", "enter")
        assert isinstance(pilot.app.screen, CampaignsScreen)

    assert [each.name for each in sale.workspace.campaigns.all()] == ["Open day"]


async def test_going_through_the_fields_of_a_draft_and_typing_loses_nothing_that_stands_there(
    sale: Sale,
) -> None:
    sale.draft("One.", "Two.", criteria=Criteria(tags=("vip", "staff")), per_minute=5)

    async with at_campaigns(sale) as pilot:
        await press(pilot, "e")
        await type_in(pilot, "!")
        await press(pilot, "tab", "tab", "tab")
        await type_in(pilot, "!")
        written = form_of(pilot).written
        assert (written.name, written.texts) == ("Winter sale!", ("One.!", "Two."))


async def test_going_elsewhere_and_back_keeps_what_was_typed(sale: Sale) -> None:
    async with at_campaigns(sale) as pilot:
        await press(pilot, "n")
        await type_in(pilot, "Open day")
        form_of(pilot).query_one(f"#{id_of('purpose')}").focus()
        await press(pilot, "g", "i", "g", "c")
        assert form_of(pilot).written.name == "Open day"

        await press(pilot, "g", "c")
        assert isinstance(pilot.app.screen, ChoiceDialog)


async def test_a_draft_is_written_anew_and_what_is_under_way_is_not(sale: Sale) -> None:
    sale.people(2)
    sale.launched(name="Under way")
    sale.draft("One.", "Two.", "Three.", criteria=Criteria(tags=("vip",)), per_minute=5)

    async with at_campaigns(sale) as pilot:
        await press(pilot, "e")
        assert form_of(pilot).written.texts == ("One.", "Two.", "Three.")
        await fill(pilot, id_of("tags"), "")
        await press(pilot, "ctrl+s")
        assert told(pilot)[-1] == "“Winter sale” is a draft: t tries it, l launches it."

        await press(pilot, "j", "e", "d")
        assert isinstance(pilot.app.screen, CampaignsScreen)

    draft = sale.workspace.campaigns.named("Winter sale")
    assert draft.criteria.tags == ()
    assert (len(draft.variants), draft.per_minute) == (3, 5)


async def test_a_draft_that_somebody_launched_meanwhile_is_not_changed_by_the_form(sale: Sale) -> None:
    sale.people(2)
    draft = sale.draft()

    async with at_campaigns(sale) as pilot:
        await press(pilot, "e")
        sale.workspace.launches.launch(draft, "bob")
        await fill(pilot, "text-A", "Something else. STOP to end.")
        await press(pilot, "ctrl+s")
        assert "cannot be written anew. It is under way already" in told(pilot)[-1]

    assert sale.now(draft).variants == draft.variants


async def test_a_draft_is_thrown_away_after_a_question(sale: Sale) -> None:
    sale.people(2)
    sale.draft()

    async with at_campaigns(sale) as pilot:
        await press(pilot, "d")
        assert "its name is free again" in words(pilot, "#deed-lines")
        await press(pilot, "escape")
        assert len(sale.workspace.campaigns.all()) == 1

        await press(pilot, "d", "ctrl+s")
        assert sale.workspace.campaigns.all() == []
        await look_again(pilot)
        assert screen_of(pilot).query_one("#no-campaigns").display
