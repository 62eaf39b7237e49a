"""Every key of the one table does what the table says."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from textual.screen import Screen

from stopline.consent.events import Channel, Scope
from stopline.consent.gate import Purpose
from stopline.consent.status import State
from stopline.inbox.threads import ThreadFilter, ThreadStatus
from stopline.inbox.timeline import NoteEntry
from stopline.tui.dialogs.asked import AskedDialog
from stopline.tui.dialogs.asking import AskingDialog
from stopline.tui.dialogs.choice import ChoiceDialog
from stopline.tui.dialogs.export import ExportDialog
from stopline.tui.dialogs.forget import ForgetDialog
from stopline.tui.dialogs.go_to import GoToDialog
from stopline.tui.dialogs.help import HelpDialog
from stopline.tui.dialogs.hold import HoldDialog
from stopline.tui.dialogs.note import NoteDialog
from stopline.tui.dialogs.proof import ProofDialog
from stopline.tui.dialogs.record import RecordDialog
from stopline.tui.dialogs.search import SearchDialog
from stopline.tui.keys import KEYS, Key, Where, key_tables
from stopline.tui.panes.conversation import Conversation, ConversationLines
from support.screens import Opened, opened
from support.transcript import PEOPLE, Story

Play = Callable[[Opened], Awaitable[None]]
PLAYS: dict[tuple[Where, str], Play] = {}
PlayT = TypeVar("PlayT", bound=Play)
OTHERS = ("OPTOUT", "AUDIT", "PROOF", "HYGIENE", "UPKEEP", "CAMPAIGN", "PEOPLE", "IMPORT", "PATH", "LINK")
ELSEWHERE = {Where.CARD, *(where for where in Where if where.name.startswith(OTHERS))}
"""Places whose keys have tests of their own."""


def plays(where: Where, action: str) -> Callable[[PlayT], PlayT]:
    """Say which key a function plays."""

    def remember(play: PlayT) -> PlayT:
        PLAYS[where, action] = play
        return play

    return remember


@pytest.mark.slow
@pytest.mark.parametrize(
    "key", [key for key in KEYS if key.where not in ELSEWHERE], ids=lambda key: f"{key.where}: {key.name}"
)
async def test_every_key_does_what_the_table_says(key: Key, shop: Story) -> None:
    async with opened(shop) as screen:
        await PLAYS[key.where, key.action](screen)


def test_the_tables_for_people_name_every_key() -> None:
    tables = key_tables()

    assert all(f"`{key.name}`" in tables and key.explanation in tables for key in KEYS)


def shown(screen: Opened) -> Conversation:
    conversation = screen.inbox.conversation
    assert conversation is not None
    return conversation


@plays(Where.EVERYWHERE, "app.show_help")
async def help_is_shown(screen: Opened) -> None:
    await screen.press("question_mark")
    assert isinstance(screen.app.screen, HelpDialog)


@plays(Where.EVERYWHERE, "app.go_to")
async def one_goes_elsewhere(screen: Opened) -> None:
    await screen.press("g")
    assert [type(each) for each in screen.app.screen_stack[1:]] == [GoToDialog]
    await screen.press("i")
    assert screen.app.screen is screen.inbox


@plays(Where.EVERYWHERE, "app.command_palette")
async def commands_are_found_by_name(screen: Opened) -> None:
    await screen.press("ctrl+p")
    assert type(screen.app.screen).__name__ == "CommandPalette"


@plays(Where.EVERYWHERE, "app.quit")
async def one_leaves(screen: Opened) -> None:
    await screen.pilot.press("ctrl+q")
    assert not screen.app.is_running or screen.app._exit


@plays(Where.EVERYWHERE, "app.focus_next")
async def the_next_pane_is_entered(screen: Opened) -> None:
    await screen.press("tab")
    assert screen.inbox.focused is screen.inbox.query_one(ConversationLines)


@plays(Where.EVERYWHERE, "app.focus_previous")
async def the_pane_before_is_entered(screen: Opened) -> None:
    await screen.press("tab", "shift+tab")
    assert screen.inbox.focused is screen.threads


@plays(Where.LIST, "move(1)")
async def the_next_thread_is_shown(screen: Opened) -> None:
    await screen.press("j")
    assert shown(screen).name == "Ana Souza"
    await screen.press("down")
    assert shown(screen).name == "Tom Okafor"


@plays(Where.LIST, "move(-1)")
async def the_thread_before_is_shown(screen: Opened) -> None:
    await screen.press("j", "k")
    assert shown(screen).name == "Maria Alvarez"


@plays(Where.LIST, "move_page(1)")
async def a_screen_further_down_is_shown(screen: Opened) -> None:
    await screen.press("pagedown")
    assert shown(screen).name == "Jean Tremblay"


@plays(Where.LIST, "move_page(-1)")
async def a_screen_further_up_is_shown(screen: Opened) -> None:
    await screen.press("pagedown", "pageup")
    assert shown(screen).name == "Maria Alvarez"


@plays(Where.LIST, "move_to_first")
async def the_first_thread_is_shown(screen: Opened) -> None:
    await screen.press("j", "j", "home")
    assert shown(screen).name == "Maria Alvarez"


@plays(Where.LIST, "move_to_last")
async def the_last_thread_is_shown(screen: Opened) -> None:
    await screen.press("end")
    assert shown(screen).name == "Jean Tremblay"


@plays(Where.LIST, "choose")
async def a_thread_is_opened_and_read(screen: Opened) -> None:
    await screen.press("enter")
    await screen.until(lambda: shown(screen).thread.unread == 0)
    assert screen.inbox.focused is screen.box.composer


@plays(Where.INBOX, "reply")
async def the_box_is_entered(screen: Opened) -> None:
    await screen.press("r")
    assert screen.inbox.focused is screen.box.composer


@plays(Where.INBOX, "search")
async def people_and_words_are_found(screen: Opened) -> None:
    await screen.press("slash")
    assert isinstance(screen.app.screen, SearchDialog)
    await screen.type("obrigada")
    await screen.until(lambda: "1 message, " in screen.words("#found-count"))
    await screen.press("enter")
    await screen.until(lambda: shown(screen).name == "Ana Souza")


@plays(Where.INBOX, "assign")
async def the_thread_is_given_to_somebody(screen: Opened) -> None:
    await screen.press("a")
    await screen.until(lambda: isinstance(screen.app.screen, ChoiceDialog))
    await screen.press("1")
    await screen.until(lambda: shown(screen).thread.assignee == "alice")


@plays(Where.INBOX, "close_or_reopen")
async def the_thread_is_closed_and_the_next_shown(screen: Opened) -> None:
    maria = shown(screen).thread.id
    await screen.press("e")
    await screen.until(lambda: shown(screen).name == "Ana Souza")
    assert screen.story.workspace.threads.thread(maria).status is ThreadStatus.CLOSED

    await screen.press("6", "e")
    await screen.until(lambda: screen.story.workspace.threads.thread(maria).status is ThreadStatus.OPEN)


@plays(Where.INBOX, "snooze")
async def the_thread_is_put_away(screen: Opened) -> None:
    maria = shown(screen).thread.id
    await screen.press("z", "1")
    await screen.until(lambda: screen.story.workspace.threads.thread(maria).status is ThreadStatus.SNOOZED)
    assert screen.story.workspace.threads.thread(maria).snoozed_until == screen.story.clock.now() + timedelta(
        hours=1
    )


@plays(Where.INBOX, "record")
async def a_stop_is_recorded_with_words_and_place(screen: Opened) -> None:
    await screen.press("s")
    assert isinstance(screen.app.screen, RecordDialog)
    await screen.type("no more please")
    await screen.press("enter")
    await screen.type("by phone")
    await screen.press("enter")
    await screen.until(lambda: screen.box.is_locked)
    [recorded] = [each for each in shown(screen).card.trail if each.event.actor == "alice"]
    assert recorded.event.evidence.words == "no more please"
    assert recorded.event.evidence.source == "by phone"


@plays(Where.INBOX, "decide_hold")
async def a_hold_is_to_be_decided(screen: Opened) -> None:
    await screen.press("h")
    assert screen.app.screen is screen.inbox, "nothing is to be decided about Maria"
    await screen.press("4", "h")
    assert isinstance(screen.app.screen, HoldDialog)
    assert "‹no more of these›" in screen.words("#hold-words")


@plays(Where.INBOX, "undo_release")
async def a_release_is_taken_back(screen: Opened) -> None:
    await screen.press("4", "h", "n", "o", "k", "enter")
    await screen.until(lambda: "hold released" in screen.words("#said"))
    await screen.press("u")
    await screen.until(lambda: screen.box.is_locked)
    assert shown(screen).name == "Tom Okafor"


@plays(Where.INBOX, "template")
async def a_canned_reply_is_put_into_the_box(screen: Opened) -> None:
    await screen.press("t", "1")
    assert screen.box.composer.text == "Hi Maria, your order is ready. alice"
    assert screen.inbox.focused is screen.box.composer


@plays(Where.INBOX, "proof")
async def the_proof_is_shown(screen: Opened) -> None:
    await screen.press("p")
    assert isinstance(screen.app.screen, ProofDialog)
    assert "GIVEN · SMS" in screen.words("#proof Static")


@plays(Where.INBOX, "note")
async def a_note_is_written(screen: Opened) -> None:
    await screen.press("n")
    assert isinstance(screen.app.screen, NoteDialog)
    await screen.type("pays by card")
    await screen.press("ctrl+s")
    await screen.until(
        lambda: any(isinstance(e, NoteEntry) and e.text == "pays by card" for e in shown(screen).entries)
    )


@plays(Where.INBOX, "mark_unread")
async def the_thread_is_unread_again(screen: Opened) -> None:
    await screen.press("enter")
    await screen.until(lambda: shown(screen).thread.unread == 0)
    await screen.press("escape", "u")
    await screen.until(lambda: screen.story.workspace.threads.thread(shown(screen).thread.id).unread == 1)


@plays(Where.INBOX, "next_channel")
async def the_other_channel_is_shown(screen: Opened) -> None:
    screen.story.says("maria", "Hello from here", Channel.WHATSAPP)
    await screen.until(lambda: bool(shown(screen).siblings))
    await screen.press("c")
    await screen.until(lambda: shown(screen).thread.channel is Channel.WHATSAPP)


@plays(Where.INBOX, "next_purpose")
async def one_writes_for_another_reason(screen: Opened) -> None:
    await screen.press("m")
    await screen.until(lambda: shown(screen).purpose is Purpose.NOTICE)
    assert "sms · notice" in screen.words("#counter")


@plays(Where.INBOX, "cancel_scheduled")
async def what_waits_for_its_time_is_taken_back(screen: Opened) -> None:
    workspace = screen.story.workspace
    in_two_hours = screen.story.clock.now() + timedelta(hours=2)
    workspace.replies.reply(shown(screen).thread.id, "See you then", "alice", at=in_two_hours)
    await screen.until(lambda: bool(shown(screen).scheduled))
    await screen.press("x")
    await screen.until(lambda: not workspace.outbox.scheduled())
    assert screen.story.states("maria")[-1] == "refused"


@plays(Where.INBOX, "toggle_card")
async def the_card_folds_away(screen: Opened) -> None:
    assert screen.inbox.query_one("#card").display
    await screen.press("v")
    assert not screen.inbox.query_one("#card").display


def opens(dialog: type[Screen[Any]], *keys: str) -> Play:
    async def play(screen: Opened) -> None:
        await screen.press(*keys)
        await screen.until(lambda: isinstance(screen.app.screen, dialog))

    return play


# Ana has written and has not agreed to marketing.
PLAYS[Where.INBOX, "ask_consent"] = opens(AskingDialog, "j", "m", "m", "ctrl+r")
PLAYS[Where.COMPOSE, "screen.ask_consent"] = opens(AskingDialog, "j", "m", "m", "r", "ctrl+r")
PLAYS[Where.INBOX, "forget_person"] = opens(ForgetDialog, "F")
PLAYS[Where.INBOX, "export_person"] = opens(ExportDialog, "X")
PLAYS[Where.INBOX, "note_request"] = opens(AskedDialog, "R")


def chooses(filtered: ThreadFilter, key: str) -> Play:
    async def play(screen: Opened) -> None:
        await screen.press("6" if key == "1" else "1", key)
        page = screen.inbox.page
        assert page is not None
        assert page.shown is filtered

    return play


for number, each in enumerate(
    ("open", "mine", "unassigned", "held", "stopped", "closed", "due", "pending"), 1
):
    PLAYS[Where.INBOX, f"filter('{each}')"] = chooses(ThreadFilter(each), str(number))


@plays(Where.CONVERSATION, "scroll_down")
async def one_scrolls_down(screen: Opened) -> None:
    lines = screen.inbox.query_one(ConversationLines)
    await screen.press("tab", "k", "k", "k")
    before = lines.scroll_offset.y
    await screen.press("j")
    assert lines.scroll_offset.y > before


@plays(Where.CONVERSATION, "scroll_up")
async def one_scrolls_up(screen: Opened) -> None:
    lines = screen.inbox.query_one(ConversationLines)
    before = lines.scroll_offset.y
    await screen.press("tab", "k")
    assert lines.scroll_offset.y < before


@plays(Where.CONVERSATION, "leave")
async def one_leaves_the_conversation(screen: Opened) -> None:
    await screen.press("tab", "escape")
    assert screen.inbox.focused is screen.threads


@plays(Where.COMPOSE, "submit")
async def a_reply_is_sent(screen: Opened) -> None:
    await screen.press("r")
    for text, key in (("One", "enter"), ("Two", "ctrl+s")):
        await screen.type(text)
        await screen.press(key)
        await screen.until(lambda: not screen.box.has_draft)
    assert {each.text for each in screen.story.workspace.outbox.messages(state="queued")} >= {"One", "Two"}


@plays(Where.COMPOSE, "new_line")
async def a_new_line_begins(screen: Opened) -> None:
    await screen.press("r", "a", "ctrl+j", "b")
    assert screen.box.composer.text == "a\nb"


@plays(Where.COMPOSE, "leave")
async def one_leaves_the_box(screen: Opened) -> None:
    await screen.press("r", "a", "escape")
    assert screen.inbox.focused is screen.threads
    assert screen.box.composer.text == "a"


@plays(Where.DIALOG, "cancel")
async def a_dialog_is_left(screen: Opened) -> None:
    await screen.press("n", "escape")
    assert screen.app.screen is screen.inbox


@plays(Where.DIALOG, "accept")
async def a_dialog_is_answered(screen: Opened) -> None:
    await screen.press("n", "a", "ctrl+s")
    assert screen.app.screen is screen.inbox


def decides(key: str, state: State, scope: Scope, *then: str) -> Play:
    async def play(screen: Opened) -> None:
        await screen.press("4", "h", key, *then)
        standing = screen.story.workspace.standings
        await screen.until(lambda: standing.of(PEOPLE["tom"], Channel.SMS).within(scope).state is state)

    return play


PLAYS[Where.HOLD, "decide('stop')"] = decides("y", State.STOPPED, Scope.ALL)
PLAYS[Where.HOLD, "decide('marketing')"] = decides("m", State.STOPPED, Scope.MARKETING)
PLAYS[Where.HOLD, "decide('wrong_number')"] = decides("w", State.STOPPED, Scope.ALL)
PLAYS[Where.HOLD, "decide('release')"] = decides("n", State.UNKNOWN, Scope.ALL, "o", "k", "enter")
