"""The campaigns screen: what is sent to many, to whom and to whom not, and every key that keeps it in hand."""

from datetime import timedelta

from textual.widgets import Button, Input

from stopline.campaigns.campaign import CampaignState
from stopline.consent.events import Channel
from stopline.tui.dialogs.deed import DeedDialog
from stopline.tui.dialogs.trial import TrialDialog
from stopline.tui.keys import KEYS, Where
from stopline.tui.messages import StoreChanged
from stopline.tui.panes.campaign_detail import GroupRows
from stopline.tui.panes.campaign_list import CampaignRows
from stopline.tui.panes.campaign_people import CampaignPeopleRows
from stopline.tui.screens.campaign_people import CampaignPeopleScreen
from stopline.tui.screens.campaigns import CampaignsScreen
from stopline.tui.screens.inbox import InboxScreen
from stopline.tui.screens.optout_people import OptOutPeopleScreen
from support.campaigns import Sale, flee
from support.campaigns_screen import (
    BOTH_SIZES,
    at_campaigns,
    look_again,
    screen_of,
    table,
    told,
    type_of_screen,
    words,
)
from support.people import number, wrote
from support.screens import press


@BOTH_SIZES
async def test_no_column_is_cut_where_there_are_more_campaigns_than_lines(
    sale: Sale, size: tuple[int, int]
) -> None:
    for place in range(30):
        sale.draft(name=f"Sale {place}")

    async with at_campaigns(sale, size) as pilot:
        rows = screen_of(pilot).query_one(CampaignRows)
        assert rows.show_vertical_scrollbar
        assert rows.virtual_size.width <= rows.scrollable_content_region.width


async def test_a_reason_too_long_for_its_place_ends_in_three_dots(sale: Sale) -> None:
    [maria] = sale.people(1)
    sale.says(maria, "please no more of this maybe")
    sale.draft()
    assert sale.workspace.launches.preview(sale.workspace.campaigns.named("Winter sale"), "alice").excluded[
        "held"
    ]

    async with at_campaigns(sale) as pilot:
        rows = screen_of(pilot).query_one(GroupRows)
        (line,) = [each for each in table(pilot, GroupRows) if "wrote what may mean stop" in each]
        assert line.endswith("…")
        words_of_it = line.partition(" | ")[2]
        assert len(words_of_it) <= rows.scrollable_content_region.width - 12


async def test_without_campaigns_the_screen_teaches_how_to_write_one(sale: Sale) -> None:
    async with at_campaigns(sale) as pilot:
        assert "stopline campaign new" in words(pilot, "#no-campaigns")
        assert screen_of(pilot).query_one("#no-campaigns").display

        await press(pilot, "l", "x", "c", "t")
        assert isinstance(pilot.app.screen, CampaignsScreen)


@BOTH_SIZES
async def test_a_draft_shows_who_would_get_it_and_who_not_and_why(sale: Sale, size: tuple[int, int]) -> None:
    people = sale.people(5)
    sale.stops(people[0])
    sale.draft("One {first_name}.", "Two " + "and more " * 20)

    async with at_campaigns(sale, size) as pilot:
        assert table(pilot, GroupRows) == ["4 | would get it", "1 | said stop"]
        assert "A 50 %" in words(pilot, "#campaign-words")
        assert "One {first_name}." in words(pilot, "#campaign-words")
        assert "1 part" in words(pilot, "#campaign-words")
        assert "2 parts" in words(pilot, "#campaign-words")
        assert "Would leave at 17 Nov 2026" in words(pilot, "#campaign-words")


@BOTH_SIZES
async def test_a_reason_leads_to_its_people_and_on_to_a_thread(sale: Sale, size: tuple[int, int]) -> None:
    people = sale.people(3)
    wrote(sale.workspace, people[1], 1)
    sale.stops(people[1])
    sale.draft()

    async with at_campaigns(sale, size) as pilot:
        await press(pilot, "enter", "j", "enter")
        assert type_of_screen(pilot) is CampaignPeopleScreen
        assert words(pilot, "#people-heading") == "Winter sale · 1 said stop"
        assert table(pilot, CampaignPeopleRows) == ["Person 01 | +1 202-555-0101 | said stop"]

        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, InboxScreen)
        assert pilot.app.screen.selected == sale.workspace.threads.at(people[1], Channel.SMS)


async def test_where_there_is_no_thread_it_is_said(sale: Sale) -> None:
    sale.people(2)
    sale.draft()

    async with at_campaigns(sale) as pilot:
        await press(pilot, "enter", "enter", "j", "k", "pagedown", "pageup", "enter")
        assert "There is no conversation with this one yet." in told(pilot)
        assert "Hi Person, ten per cent off. STOP to end." in table(pilot, CampaignPeopleRows)[0]

        await press(pilot, "escape", "j", "k", "escape")
        assert pilot.app.focused is screen_of(pilot).query_one(CampaignRows)


async def test_a_launch_is_asked_with_its_counts_and_done_only_when_told_to(sale: Sale) -> None:
    people = sale.people(4)
    sale.stops(people[0])
    draft = sale.draft()

    async with at_campaigns(sale) as pilot:
        await press(pilot, "l")
        assert isinstance(pilot.app.screen, DeedDialog)
        assert "3  get it" in words(pilot, "#deed-lines")
        assert "1  said stop" in words(pilot, "#deed-lines")
        assert str(pilot.app.screen.query_one("#do", Button).label) == "Send 3 messages"
        await press(pilot, "enter")
        assert sale.now(draft).state is CampaignState.DRAFT

        await press(pilot, "l", "ctrl+s")
        assert sale.now(draft).state is CampaignState.LAUNCHED
        assert sale.states(draft) == {"queued": 3}
        assert sale.now(draft).launched_by == "alice"


@BOTH_SIZES
async def test_what_speaks_against_a_launch_is_shown_before_it_and_asked_with_it(
    sale: Sale, size: tuple[int, int]
) -> None:
    sale.people(3)
    sale.draft("Ten per cent off. STOP to end.", "Twelve per cent off.")

    async with at_campaigns(sale, size) as pilot:
        assert "▲ Text B does not tell how to stop" in words(pilot, "#campaign-words")

        await press(pilot, "l")
        assert "▲ Text B does not tell how to stop" in words(pilot, "#deed-lines")


async def test_where_nothing_speaks_against_a_launch_no_sign_is_shown(sale: Sale) -> None:
    sale.people(3)
    sale.draft("Ten per cent off. STOP to end.")

    async with at_campaigns(sale) as pilot:
        assert "▲" not in words(pilot, "#campaign-words")

        await press(pilot, "l")
        assert "▲" not in words(pilot, "#deed-lines")


async def test_a_launch_that_reaches_nobody_is_not_even_asked(sale: Sale) -> None:
    sale.draft()

    async with at_campaigns(sale) as pilot:
        await press(pilot, "l")
        assert isinstance(pilot.app.screen, CampaignsScreen)
        assert any("Nobody would get it" in each for each in told(pilot))


async def test_x_lets_a_campaign_rest_and_go_on(sale: Sale) -> None:
    sale.people(3)
    campaign = sale.launched(per_minute=1)

    async with at_campaigns(sale) as pilot:
        await press(pilot, "x")
        assert sale.now(campaign).state is CampaignState.PAUSED
        assert sale.now(campaign).reason == "paused by alice"

        await look_again(pilot)
        assert "‖ paused" in table(pilot, CampaignRows)[0]
        assert "Paused by alice." in words(pilot, "#campaign-words")
        await press(pilot, "x")
        assert sale.now(campaign).state is CampaignState.LAUNCHED


async def test_a_cancel_is_asked_and_is_for_good(sale: Sale) -> None:
    sale.people(3)
    campaign = sale.launched()

    async with at_campaigns(sale) as pilot:
        await press(pilot, "c")
        assert "3 messages that wait will never leave." in words(pilot, "#deed-lines")
        await press(pilot, "escape")
        assert sale.now(campaign).state is CampaignState.LAUNCHED

        await press(pilot, "c", "ctrl+s")
        assert sale.now(campaign).state is CampaignState.CANCELLED

        await look_again(pilot)
        assert "3 | were kept back: campaign cancelled" in table(pilot, GroupRows)
        await press(pilot, "c", "x", "l")
        assert isinstance(pilot.app.screen, CampaignsScreen)


async def test_a_text_is_tried_on_an_address_and_a_refusal_is_told(sale: Sale) -> None:
    people = sale.people(2)
    sale.stops(people[1])
    draft = sale.draft("One. STOP to end.", "Two. STOP to end.")

    async with at_campaigns(sale) as pilot:
        await press(pilot, "t")
        assert isinstance(pilot.app.screen, TrialDialog)
        await press(pilot, "enter")
        assert "Write your own number or address first." in words(pilot, "#problem")
        await press(pilot, "n", "o", "enter")
        assert isinstance(pilot.app.screen, TrialDialog), "no address, so it is asked again"
        pilot.app.screen.query_one("#address", Input).value = "maria@example.com"
        await press(pilot, "enter")
        assert "SMS does not lead to maria@example.com" in words(pilot, "#problem")

        pilot.app.screen.query_one("#address", Input).value = people[0]
        await press(pilot, "ctrl+s")
        assert any("Text A is on its way" in each for each in told(pilot))
        assert sale.workspace.outbox.counts().queued == 1
        assert sale.states(draft) == {}

        await press(pilot, "t")
        pilot.app.screen.query_one("#address", Input).value = people[1]
        await press(pilot, "enter")
        assert sale.workspace.outbox.counts().queued == 1
        assert any("stop" in each.lower() for each in told(pilot))


async def test_a_brake_that_fired_is_said_with_what_to_do(sale: Sale) -> None:
    braked(sale)

    async with at_campaigns(sale) as pilot:
        assert "▲ BRAKED" in table(pilot, CampaignRows)[0]
        said = words(pilot, "#campaign-words")
        assert "It paused itself, too many left: 8 of 12" in said
        assert "x lets it go on, and it will not pause itself again, or c ends it" in said

        await press(pilot, "x")
        assert "8 of 12" in words(pilot, "#deed-lines")
        assert sale.workspace.campaigns.named("Winter sale").state is CampaignState.PAUSED
        await press(pilot, "ctrl+s")
        assert sale.workspace.campaigns.named("Winter sale").state is CampaignState.LAUNCHED


async def test_who_left_after_a_campaign_is_listed_and_leads_to_a_thread(sale: Sale) -> None:
    braked(sale)

    async with at_campaigns(sale) as pilot:
        lines = table(pilot, GroupRows)
        assert "8 | left after it" in lines
        await press(pilot, "enter", *(["j"] * lines.index("8 | left after it")), "enter")
        assert isinstance(pilot.app.screen, OptOutPeopleScreen)
        assert pilot.app.screen.people is not None
        assert len(pilot.app.screen.people.rows) == 8

        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, InboxScreen)


async def test_the_screen_follows_what_the_worker_sends(sale: Sale) -> None:
    people = sale.people(4)
    sale.launched(per_minute=1)

    async with at_campaigns(sale) as pilot:
        assert "0 %" in table(pilot, CampaignRows)[0]
        assert "Will be finished 17 Nov 2026" in words(pilot, "#campaign-words")
        assert "in 3 minutes" in words(pilot, "#campaign-words")

        sale.pass_by(seconds=61)
        sale.clock.advance(timedelta(seconds=0.5))
        sale.says(people[0], "STOP")
        pilot.app.post_message(StoreChanged())
        await look_again(pilot)

        assert "50 %" in table(pilot, CampaignRows)[0]
        assert "1 | left after it" in table(pilot, GroupRows)


async def test_who_was_left_out_of_a_launch_is_told_apart_from_who_left_later(sale: Sale) -> None:
    people = sale.people(4)
    sale.stops(people[0])
    sale.launched()
    sale.pass_by(seconds=1)
    sale.stops(people[1])

    async with at_campaigns(sale) as pilot:
        lines = table(pilot, GroupRows)
        await press(pilot, "enter", *(["j"] * lines.index("1 | said stop")), "enter")
        assert table(pilot, CampaignPeopleRows) == ["Person 00 | +1 202-555-0100 | said stop"]
        assert "left out at the launch: 1" in words(pilot, "#campaign-person")


async def test_people_of_a_running_campaign_are_those_with_a_message(sale: Sale) -> None:
    sale.people(3)
    sale.launched("One. STOP to end.", "Two. STOP to end.", per_minute=1)
    sale.pass_by(seconds=1)

    async with at_campaigns(sale) as pilot:
        await press(pilot, "enter", "enter")
        lines = table(pilot, CampaignPeopleRows)
        assert len(lines) == 2
        assert all("text " in each and "leaves 17 Nov 2026" in each for each in lines)


async def test_people_of_a_braked_campaign_wait_and_no_hour_is_named(sale: Sale) -> None:
    braked(sale)

    async with at_campaigns(sale) as pilot:
        [waiting] = [each for each in table(pilot, GroupRows) if "wait" in each]
        assert waiting.endswith("wait, paused by the brake")
        lines = table(pilot, GroupRows)
        await press(pilot, "enter", *(["j"] * lines.index(waiting)), "enter")

        lines = table(pilot, CampaignPeopleRows)
        assert lines
        assert all(each.endswith("waits, paused by the brake") for each in lines)
        assert "esc, then x lets it" in words(pilot, "#campaign-person")

        await press(pilot, "escape", "x", "ctrl+s")
        await look_again(pilot)
        assert any("wait for their turn" in each for each in table(pilot, GroupRows))


async def test_people_of_a_campaign_that_somebody_paused_wait_for_them(sale: Sale) -> None:
    sale.people(3)
    sale.launched(per_minute=1)
    sale.pass_by(seconds=1)

    async with at_campaigns(sale) as pilot:
        await press(pilot, "x")
        await look_again(pilot)
        await press(pilot, "enter", "enter")

        assert all(each.endswith("waits, paused by alice") for each in table(pilot, CampaignPeopleRows))

        await press(pilot, "enter")
        said = pilot.app.screen.query_one("#said")
        lines = " ".join(" ".join(strip.text for strip in said.render_lines(said.size.region)).split())
        assert "waits, its campaign is paused" in lines.replace("▎", "").replace("  ", " ")


async def test_the_cursor_stays_on_its_campaign_when_a_new_one_comes(sale: Sale) -> None:
    sale.draft(name="First")
    sale.clock.advance(timedelta(minutes=1))
    sale.draft(name="Second")

    async with at_campaigns(sale) as pilot:
        await press(pilot, "j")
        assert "First" in words(pilot, "#campaign-words")

        sale.draft(name="Third")
        await look_again(pilot)
        assert len(table(pilot, CampaignRows)) == 3
        assert "First" in words(pilot, "#campaign-words")
        await press(pilot, "k", "pagedown", "pageup")
        assert "Third" in words(pilot, "#campaign-words")


async def test_words_of_others_stay_words(sale: Sale) -> None:
    sale.people(1)
    contact = sale.workspace.contacts.at(number(0))
    assert contact is not None
    sale.workspace.contacts.rename(contact, "[red]Mallory[/] \x1b[31m")
    sale.draft("[bold]Hi[/bold] {name}", name="[blink]Sale[/blink]")

    async with at_campaigns(sale) as pilot:
        assert "[blink]Sale[/blink]" in table(pilot, CampaignRows)[0]
        await press(pilot, "enter", "enter")
        [line] = table(pilot, CampaignPeopleRows)
        assert "[red]Mallory[/]" in line
        assert "\x1b" not in line


def test_every_key_of_the_screen_is_in_the_table() -> None:
    places = {key.where for key in KEYS if key.where.name.startswith("CAMPAIGN")}

    assert places == {where for where in Where if where.name.startswith("CAMPAIGN")}


def braked(sale: Sale) -> None:
    """Let a campaign pause itself."""
    flee(sale)
    sale.pass_by(minutes=5)
