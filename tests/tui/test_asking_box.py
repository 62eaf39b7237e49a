"""Where the box is locked for lack of consent, one key asks for it, and who was asked is found under Pending."""

from datetime import timedelta

import pytest

from stopline.consent.events import Channel, EventKind, Scope
from stopline.consent.gate import Ask
from stopline.inbox.asking import Question
from stopline.tui.dialogs.asking import AskingDialog
from stopline.tui.messages import ThreadWanted
from support.luna import LunaShop
from support.screens import NARROW, WIDE, Opened, opened
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]


def stranger(luna: LunaShop) -> int:
    """Return the thread of Maria, who has neither written nor agreed to anything."""
    contact = luna.workspace.contacts.ensure(MARIA, "import")
    return luna.workspace.threads.ensure(contact, MARIA, Channel.SMS, luna.clock.now())


async def opened_thread(screen: Opened, thread: int) -> None:
    screen.inbox.post_message(ThreadWanted(thread))
    await screen.until(lambda: screen.inbox.conversation is not None and screen.box.is_locked)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_a_box_locked_for_lack_of_consent_names_the_key_that_asks(
    luna: LunaShop, size: tuple[int, int]
) -> None:
    thread = stranger(luna)
    async with opened(luna, size=size) as screen:
        await opened_thread(screen, thread)

        assert "Ask for their consent by message: ctrl+r" in screen.gate
        assert "ctrl+r" in screen.inbox.active_bindings


async def test_the_question_is_shown_and_enter_sends_it(luna: LunaShop) -> None:
    thread = stranger(luna)
    async with opened(luna) as screen:
        await opened_thread(screen, thread)
        await screen.press("ctrl+r")
        await screen.until(lambda: isinstance(screen.app.screen, AskingDialog))
        assert "Luna Club: May we text you our messages?" in screen.words("#question")
        assert "in English" in screen.words("#question")

        await screen.press("enter")
        await screen.until(lambda: "PENDING" in screen.gate)

        assert luna.kinds(MARIA) == [EventKind.REQUESTED]
        assert "the question waits to leave" in screen.gate
        luna.tick.run()
        luna.clock.advance(timedelta(hours=2))
        screen.inbox.tick()
        await screen.until(lambda: "asked 2 hours ago" in screen.gate)
        assert "ctrl+r" not in screen.gate


async def test_escape_asks_nothing(luna: LunaShop) -> None:
    thread = stranger(luna)
    async with opened(luna) as screen:
        await opened_thread(screen, thread)
        await screen.press("ctrl+r")
        await screen.until(lambda: isinstance(screen.app.screen, AskingDialog))
        await screen.press("escape")

        assert luna.kinds(MARIA) == []


async def test_the_key_counts_inside_the_locked_box_too(luna: LunaShop) -> None:
    thread = stranger(luna)
    async with opened(luna) as screen:
        await opened_thread(screen, thread)
        await screen.press("r")
        assert screen.box.composer.has_focus

        await screen.press("ctrl+r")
        await screen.until(lambda: isinstance(screen.app.screen, AskingDialog))


async def test_who_was_asked_lately_is_not_asked_again_and_the_box_says_from_when(luna: LunaShop) -> None:
    thread = stranger(luna)
    question = luna.workspace.asking.question(MARIA, Channel.SMS, Scope.ALL, Ask.FIRST)
    assert isinstance(question, Question)
    luna.workspace.asking.ask_as(question, "alice")
    luna.let_pass(days=15)
    async with opened(luna) as screen:
        await opened_thread(screen, thread)

        assert "again from 17 Dec 2026" in " ".join(screen.gate.split())
        await screen.press("ctrl+r")
        assert next(note.message for note in screen.app._notifications).startswith(
            "Nobody is to be asked here"
        )


async def test_who_was_asked_is_found_under_pending_and_the_figure_is_kept(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINSTELLA")
    async with opened(luna) as screen:
        assert "8 Pending 1" in screen.words("#filters")
        await screen.press("8")
        assert "◐ PENDING" in screen.words("#threads")

        luna.clock.advance(timedelta(minutes=1))
        luna.writes(MARIA, "yes")
        await screen.until(lambda: "▸8 Pending 0" in screen.words("#filters"))

        assert "Nobody has a question to answer." in screen.words("#nothing")
        assert "ctrl+r" in screen.words("#nothing")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_every_filter_fits_on_its_line(luna: LunaShop, size: tuple[int, int]) -> None:
    async with opened(luna, size=size) as screen:
        assert "8 Pending 0" in screen.words("#filters")


async def test_a_text_of_a_flow_is_shown_with_its_time(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINLUNA")
    async with opened(luna) as screen:
        await screen.press("enter")

        assert "leaves 18 Nov 2026, 09:00" in " ".join(screen.words("#said").replace("▎", " ").split())
