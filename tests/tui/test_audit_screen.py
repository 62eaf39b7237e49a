"""The audit screen: verifies in the background, shows everybody's newest events, and leads to a person's proof."""

import sqlite3
from datetime import timedelta

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from stopline.address import Address
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.hygiene.keeping import Checkup
from stopline.tui.dialogs.proof import ProofDialog
from stopline.tui.dialogs.why import WhyDialog
from stopline.tui.messages import StoreChanged
from stopline.tui.panes.audit_events import AuditEvents, EventRows
from stopline.tui.screens import audit
from stopline.tui.screens.audit import AuditScreen
from stopline.tui.screenshots import settled
from stopline.workspace import Workspace
from support.audit_screen import at_audit, screen_of, verified
from support.fences import past_the_fences
from support.forgetting import forget
from support.screens import LOOKS
from support.transcript import PEOPLE, Story

BOTH_SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
HARM = "[b]x[/b] [@click=app.exit]y[/] \x1b]0;owned\x07 \u202e"


def words_of(pilot: Pilot[str], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Static).content)


def kinds_shown(pilot: Pilot[str]) -> list[EventKind]:
    events = screen_of(pilot).events
    assert events is not None
    return [row.kind for row in events.rows]


@BOTH_SIZES
async def test_the_head_tells_that_the_chain_holds_and_what_would_make_it_stronger(
    shop: Story, size: tuple[int, int]
) -> None:
    async with at_audit(shop.workspace, size) as pilot:
        words = words_of(pilot, "#audit-head")

        assert "● HOLDS  all 3 events, verified 10:00" in words
        assert "stopline consent key --new FILE" in words
        assert "stopline consent anchor --to FILE" in words
        assert shop.workspace.anchoring.last_look() is not None


async def test_a_broken_chain_is_told_with_its_place_and_kind(shop: Story) -> None:
    owner = sqlite3.connect(shop.workspace.engine.path)
    owner.execute("DROP TRIGGER ledger_never_changes")
    owner.execute("UPDATE consent_events SET actor = 'mallory' WHERE seq = 2")
    owner.commit()

    async with at_audit(shop.workspace) as pilot:
        assert "■ BROKEN, event 2: changed" in words_of(pilot, "#audit-head")
        assert shop.workspace.anchoring.last_look() is None


async def test_what_was_recorded_since_is_verified_without_walking_the_beginning_again(shop: Story) -> None:
    async with at_audit(shop.workspace) as pilot:
        shop.says("ana", "STOP")
        screen = screen_of(pilot)
        screen._verifying.want_now()
        screen.reload()
        await settled(pilot)
        await settled(pilot)

        assert "all 4 events" in words_of(pilot, "#audit-head")
        assert screen._number == 0
        await pilot.press("v")
        await verified(pilot)
        assert screen._number == 1


async def test_somebody_who_is_forgotten_meanwhile_raises_no_alarm(shop: Story) -> None:
    async with at_audit(shop.workspace) as pilot:
        forget(shop, PEOPLE["ana"])
        screen = screen_of(pilot)
        screen._verifying.want_now()
        screen.reload()
        await settled(pilot)
        await settled(pilot)

        assert "● HOLDS  all" in words_of(pilot, "#audit-head")


async def test_looking_at_the_audit_is_a_checkup_that_hygiene_knows_of(shop: Story) -> None:
    async with at_audit(shop.workspace):
        noted = shop.workspace.checkups.outcomes()

    assert noted[Checkup.VERIFIED].fault_count == 0


@BOTH_SIZES
async def test_enter_leads_to_the_persons_proof_and_m_to_why_they_were_written_to(
    shop: Story, size: tuple[int, int]
) -> None:
    async with at_audit(shop.workspace, size) as pilot:
        rows = pilot.app.screen.query_one(EventRows)
        rows.move_cursor(row=rows.row_count - 1)
        await settled(pilot)
        assert words_of(pilot, "#event-details").startswith("Maria Alvarez · +1 202-555-0123")

        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ProofDialog)
        await pilot.press("m")
        await settled(pilot)
        assert isinstance(pilot.app.screen, WhyDialog)
        await pilot.press("down")
        await settled(pilot)

        messages = pilot.app.screen.query_one(OptionList)
        assert messages.highlighted == 1
        assert "it rested on event 1 (consent given)" in " ".join(words_of(pilot, "#why-text").split())
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, AuditScreen)


async def test_filters_narrow_the_list_and_x_shows_all_of_it(shop: Story) -> None:
    shop.records("alice", "ana", EventKind.WITHDRAWN, "she said so on the phone")
    async with at_audit(shop.workspace) as pilot:
        everything = kinds_shown(pilot)

        await pilot.press("f", "4")
        await settled(pilot)
        stops = kinds_shown(pilot)
        await pilot.press("b", "5")
        await settled(pilot)
        by_agents = kinds_shown(pilot)
        assert "▸f what: stop" in words_of(pilot, "#audit-filter")
        await pilot.press("x", "w", "1")
        await settled(pilot)
        by_alice = kinds_shown(pilot)
        await pilot.press("c", "3")
        await settled(pilot)
        mails_by_alice = kinds_shown(pilot)
        assert words_of(pilot, "#no-events").startswith("No event fits")
        await pilot.press("x")
        await settled(pilot)

        assert stops == [EventKind.WITHDRAWN] * 2
        assert (by_agents, by_alice, mails_by_alice) == ([EventKind.WITHDRAWN], [EventKind.WITHDRAWN], [])
        assert kinds_shown(pilot) == everything


@BOTH_SIZES
async def test_an_empty_ledger_says_what_will_stand_here(workspace: Workspace, size: tuple[int, int]) -> None:
    async with at_audit(workspace, size) as pilot:
        assert words_of(pilot, "#no-events").startswith("Nothing is recorded yet")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, AuditScreen)


async def test_a_long_ledger_is_read_on_when_its_end_is_reached(workspace: Workspace) -> None:
    with workspace.engine.transaction():
        for number in range(250):
            workspace.ledger.record(
                ConsentEvent(
                    Address(f"person{number}@example.org"), Channel.EMAIL, EventKind.GIVEN, Method.FORM, CONTACT,
                    workspace.clock.now(),
                )
            )  # fmt: skip
    async with at_audit(workspace) as pilot:
        rows = pilot.app.screen.query_one(EventRows)
        assert rows.row_count == 100

        rows.move_cursor(row=99)
        await settled(pilot)
        assert (rows.row_count, rows.cursor_row) == (200, 99)
        rows.move_cursor(row=199)
        await settled(pilot)
        rows.move_cursor(row=249)
        await settled(pilot)

        assert rows.row_count == 250
        events = screen_of(pilot).events
        assert events is not None
        assert [row.seq for row in events.rows] == list(range(250, 0, -1))
        assert not events.has_more


async def test_an_event_that_is_recorded_meanwhile_comes_above_the_chosen_one(shop: Story) -> None:
    async with at_audit(shop.workspace) as pilot:
        await pilot.press("j")
        await settled(pilot)
        chosen = words_of(pilot, "#event-details")

        shop.says("ana", "STOP")
        screen_of(pilot).post_message(StoreChanged())
        await settled(pilot)

        assert kinds_shown(pilot)[0] is EventKind.WITHDRAWN
        assert words_of(pilot, "#event-details") == chosen


async def test_hostile_names_and_words_are_shown_as_they_are(shop: Story) -> None:
    workspace = shop.workspace
    maria = PEOPLE["maria"]
    workspace.contacts.rename(workspace.contacts.ensure(maria, "test"), HARM)
    shop.says("maria", HARM)
    workspace.ledger.record(
        ConsentEvent(
            maria, Channel.SMS, EventKind.WITHDRAWN, Method.AGENT, HARM, workspace.clock.now(),
            evidence=Evidence(words=HARM, source=HARM, note=HARM, disclosure=HARM),
        )
    )  # fmt: skip
    async with at_audit(workspace) as pilot:
        shown = words_of(pilot, "#event-details")
        await pilot.press("w")
        await settled(pilot)
        await pilot.press("escape", "enter")
        await settled(pilot)
        shown += words_of(pilot, "#proof Static") + words_of(pilot, "#dialog-title")
        await pilot.press("m")
        await settled(pilot)
        shown += words_of(pilot, "#why-text")

        assert "[@click=app.exit]y[/]" in shown
        assert not set(shown) & {"\x1b", "\x07", "\u202e"}


async def test_an_erased_person_has_no_proof_to_open(shop: Story) -> None:
    owner = sqlite3.connect(shop.workspace.engine.path)
    past_the_fences(owner, "DELETE FROM subjects WHERE address = ?", (PEOPLE["tom"],))
    owner.commit()
    async with at_audit(shop.workspace) as pilot:
        assert words_of(pilot, "#event-details").startswith("(erased)")

        await pilot.press("enter")
        await settled(pilot)

        assert isinstance(pilot.app.screen, AuditScreen)
        assert pilot.app.screen.query_one(AuditEvents).events is not None


async def is_told(pilot: Pilot[str], words: str) -> None:
    """Wait until the head says something that it says only until the ledger is verified again."""
    for _ in range(LOOKS):
        if words in words_of(pilot, "#audit-head"):
            return
        await pilot.pause(0.01)
    raise AssertionError(f"the head did not say {words!r}")


@BOTH_SIZES
async def test_the_head_of_the_audit_cuts_nothing_when_something_new_is_recorded(
    shop: Story, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "VERIFY_AGAIN_AFTER", 600.0)
    async with at_audit(shop.workspace, size) as pilot:
        shop.says("maria", "STOP")
        screen_of(pilot).reload()
        await is_told(pilot, "newer event not yet")

        lines = words_of(pilot, "#audit-head").splitlines()
        assert "newer event not yet" in lines[0]
        assert max(map(len, lines)) <= screen_of(pilot).query_one("#audit-head").content_size.width


@BOTH_SIZES
async def test_a_hold_that_is_put_back_stands_where_it_was_recorded_with_the_time_of_its_words(
    shop: Story, size: tuple[int, int]
) -> None:
    shop.says("ana", "wrong number")
    shop.clock.advance(timedelta(hours=2))
    shop.workspace.decisions.release(PEOPLE["ana"], Channel.SMS, "alice", "she meant the shop")
    shop.clock.advance(timedelta(hours=1))
    shop.workspace.decisions.hold_again(PEOPLE["ana"], Channel.SMS, "alice")

    async with at_audit(shop.workspace, size) as pilot:
        rows = pilot.app.screen.query_one(EventRows)
        shown = [[str(cell) for cell in rows.get_row_at(place)] for place in range(rows.row_count)]
        recorded = [row[0] for row in shown]

        assert recorded == sorted(recorded, reverse=True)
        assert recorded[0] == "17 Nov 13:00"
        assert shown[0][-1].startswith("of 17 Nov 10:0")
        assert not any(row[-1].startswith("of ") for row in shown[2:])
