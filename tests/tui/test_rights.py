"""A person is forgotten, or handed their data, from the thread that is shown."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from stopline.consent.requests import RequestKind
from stopline.consent.status import State
from stopline.tui.dialogs.asked import AskedDialog
from stopline.tui.dialogs.export import ExportDialog
from stopline.tui.dialogs.forget import ForgetDialog
from support.screens import opened
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]


async def test_a_person_is_forgotten_only_when_their_digits_are_typed(shop: Story) -> None:
    async with opened(shop) as screen:
        assert screen.inbox.conversation is not None
        assert screen.inbox.conversation.thread.address == MARIA
        await screen.press("F")
        await screen.until(lambda: isinstance(screen.app.screen, ForgetDialog))
        assert "messages 6" in screen.words("#held")

        await screen.type("9999")
        await screen.press("enter")
        assert "nothing was erased" in screen.words("#problem")
        assert shop.workspace.contacts.at(MARIA) is not None

        screen.app.screen.query_one("#typed", Input).value = ""
        await screen.type("0123")
        await screen.press("enter")
        await screen.until(lambda: shop.workspace.contacts.at(MARIA) is None)
        await screen.until(
            lambda: (
                screen.inbox.conversation is not None and screen.inbox.conversation.thread.address != MARIA
            )
        )

    shop.says("maria", "Hello?")
    assert shop.status("maria").state is State.STOPPED


async def test_leaving_the_question_forgets_nobody(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("F")
        await screen.until(lambda: isinstance(screen.app.screen, ForgetDialog))
        await screen.press("escape")

        assert shop.workspace.contacts.at(MARIA) is not None


async def test_the_palette_offers_what_a_person_may_ask_for(shop: Story) -> None:
    async with opened(shop) as screen:
        titles = {command.title for command in screen.app.get_system_commands(screen.app.screen)}

        assert {"Forget this person…", "Export this person's data…"} <= titles


async def test_what_is_held_goes_into_a_file_only_its_owner_reads(
    shop: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with opened(shop) as screen:
        await screen.press("X")
        dialog = screen.app.screen
        assert isinstance(dialog, ExportDialog)
        file = Path(dialog.query_one("#file", Input).value)
        assert file.parent == tmp_path
        await screen.press("enter")
        await screen.until(file.exists)

    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text(encoding="utf-8"))["person"]["name"] == "Maria Alvarez"


async def test_what_somebody_asks_is_noted_with_their_words_and_shown_with_its_deadline(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("R")
        await screen.until(lambda: isinstance(screen.app.screen, AskedDialog))
        await screen.press("tab")
        await screen.type("What do you know about me?")
        await screen.press("enter")
        await screen.until(lambda: bool(shop.workspace.requests.of([MARIA])))
        await screen.until(lambda: "“What do you know" in screen.words("#card"))
        assert "access" in screen.words("#card")

        await screen.press("7")
        await screen.until(lambda: "by 17 Dec · " in screen.words("#threads"))

    (request,) = shop.workspace.requests.of([MARIA])
    assert (request.kind, request.words) == (RequestKind.EXPORT, "What do you know about me?")


async def test_giving_out_what_is_held_does_the_request_for_it(
    shop: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    shop.workspace.requests.open(RequestKind.EXPORT, MARIA, "bob")
    async with opened(shop) as screen:
        await screen.press("X")
        await screen.until(lambda: isinstance(screen.app.screen, ExportDialog))
        await screen.press("enter")
        await screen.until(lambda: not shop.workspace.requests.of([MARIA]))

    assert list(tmp_path.glob("stopline-person-*.json"))
