"""Where the box is locked for lack of consent, one key asks for it, and who was asked is found under Pending."""

from datetime import timedelta

import pytest

from stopline.consent.events import Channel, EventKind, Scope
from stopline.consent.gate import Ask
from stopline.importers.habits import Mode
from stopline.inbox.asking import Question
from stopline.tui.dialogs.asking import AskingDialog
from stopline.tui.messages import ThreadWanted
from stopline.tui.screens.answering import BOX_SAYS_WHY
from support.luna import GRETA, LunaShop
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
        await screen.until(lambda: "asked 2h ago" in screen.gate)
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
        assert await why_not(screen) == BOX_SAYS_WHY


async def test_who_was_asked_about_marketing_is_not_asked_again_and_the_key_says_from_when(
    luna: LunaShop,
) -> None:
    thread = stranger(luna)
    question = luna.workspace.asking.question(MARIA, Channel.SMS, Scope.MARKETING, Ask.FIRST)
    assert isinstance(question, Question)
    luna.workspace.asking.ask_as(question, "alice")
    luna.let_pass(days=1)
    async with opened(luna) as screen:
        await opened_thread(screen, thread)
        await screen.press("m", "m")
        await screen.until(lambda: "PENDING" in screen.gate)

        assert await why_not(screen) == BOX_SAYS_WHY
        said = " ".join(screen.gate.split())

        assert "was asked on 17 Nov 2026 and has until" in said
        assert "may be asked again" in said
        assert "17 Dec 2026" in said
        assert "17 Dec 2026" in screen.gate


async def test_why_nobody_is_asked_is_said_once_and_not_of_the_next_person(luna: LunaShop) -> None:
    luna.writes(GRETA, "Hello")
    luna.writes(MARIA, "STOP")
    async with opened(luna) as screen:
        await screen.until(lambda: screen.inbox.conversation is not None)
        await screen.press("ctrl+r")
        await screen.press("ctrl+r")
        assert len(screen.app._notifications) == 1

        await screen.press("j")
        await screen.until(lambda: len(screen.app._notifications) == 0)


async def why_not(screen: Opened) -> str:
    """Return what is said where the key that asks does nothing."""
    await screen.press("ctrl+r")
    return " ".join(next(iter(screen.app._notifications)).message.split())


async def test_who_has_a_question_to_answer_is_not_asked_and_the_key_says_until_when(luna: LunaShop) -> None:
    thread = stranger(luna)
    question = luna.workspace.asking.question(MARIA, Channel.SMS, Scope.ALL, Ask.FIRST)
    assert isinstance(question, Question)
    luna.workspace.asking.ask_as(question, "alice")
    luna.let_pass(days=1)
    async with opened(luna) as screen:
        await opened_thread(screen, thread)

        assert await why_not(screen) == BOX_SAYS_WHY
        said = " ".join(screen.gate.split())

        assert "was asked on 17 Nov 2026 and has until" in said
        assert "may be asked again" in said
        assert "17 Dec 2026" in said


async def test_the_key_says_whose_stop_stands_and_who_alone_lifts_it(luna: LunaShop) -> None:
    luna.writes(MARIA, "STOP")
    async with opened(luna) as screen:
        await screen.press("r")
        await screen.until(lambda: screen.inbox.conversation is not None and screen.box.is_locked)

        assert await why_not(screen) == (
            "A stop of their own stands since 17 Nov 2026, 09:00 (“STOP”). "
            "Only their own START lifts it; nobody is asked who stopped."
        )


async def test_the_key_says_that_a_colleagues_stop_can_be_lifted_by_a_yes_that_was_heard(
    luna: LunaShop,
) -> None:
    thread = stranger(luna)
    luna.records("alice", "maria", EventKind.WITHDRAWN, "she said so")
    async with opened(luna) as screen:
        await opened_thread(screen, thread)

        said = await why_not(screen)

        assert "that alice recorded on 17 Nov 2026" in said
        assert "or a fresh yes that you heard and record with s" in said


async def test_the_key_says_from_which_file_a_stop_came(luna: LunaShop) -> None:
    thread = stranger(luna)
    rows = b"address,channel,state,since\n+12025550123,sms,stopped,2024-05-12T10:00:00Z\n"
    luna.workspace.consent_states.load("old-list.csv", rows, Mode.SUPPRESS_ONLY)
    async with opened(luna) as screen:
        await opened_thread(screen, thread)

        said = await why_not(screen)

        assert "said before on 12 May 2024: from old-list.csv, taken in on 17 Nov 2026." in said
        assert "■ STOPPED · before on 12 May 2024 " in " ".join(screen.gate.split())
        assert "stopped before" in screen.words("#card")
        assert "since 12 May 2024" not in screen.words("#card")


async def test_the_key_says_that_a_hold_must_be_decided_first(luna: LunaShop) -> None:
    thread = stranger(luna)
    luna.records("alice", "maria", EventKind.HELD, "pls no more of these ok")
    async with opened(luna) as screen:
        await opened_thread(screen, thread)

        assert await why_not(screen) == BOX_SAYS_WHY
        assert "Decide the hold" in " ".join(screen.gate.split())


async def test_the_key_says_where_nothing_has_to_be_asked(luna: LunaShop) -> None:
    luna.writes(MARIA, "Hello")
    async with opened(luna) as screen:
        await screen.press("enter")
        await screen.until(lambda: screen.inbox.conversation is not None)

        assert "you may write to them as it is" in await why_not(screen)


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
