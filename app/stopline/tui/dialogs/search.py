"""Searching people and words; the screen searches, this shows what it found."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from stopline.address import Address, written_out
from stopline.inbox.search import Hit
from stopline.inbox.threads import ThreadRow
from stopline.inert import one_line
from stopline.plural import counted
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.text import BADGES, NO_WORDS, ago

PAUSE_SECONDS = 0.12
"""How long somebody must have stopped typing before it is searched."""
AROUND = 30
"""Characters shown before the words that were found."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody without a thread yet: choosing them begins one."""

    address: Address
    name: str
    """Empty where nothing but the address is known."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found."""

    sought: str
    people: tuple[ThreadRow, ...]
    newcomers: tuple[Newcomer, ...]
    hits: tuple[tuple[Hit, ThreadRow], ...]
    now: datetime
    zone: tzinfo


class SearchDialog(Dialog[int | Newcomer]):
    """Asks what to search for; answers with a thread, or with somebody who has none yet.

    Args:
        title: what is asked.
    """

    class Sought(Message):
        """Somebody has typed what to search for."""

        def __init__(self, dialog: "SearchDialog", sought: str) -> None:
            super().__init__()
            self.dialog = dialog
            self.sought = sought

    class Found(Message, bubble=False):
        """Something was found, or nothing."""

        def __init__(self, findings: Findings) -> None:
            super().__init__()
            self.findings = findings

    def __init__(self, title: str = "Search people and words") -> None:
        super().__init__(title, "↑↓ choose · enter open · esc cancel")
        self._found: list[int | Newcomer] = []
        self._pause: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """Put the field and the list."""
        yield Input(id="sought", placeholder="a name, a number, or words that were said", compact=True)
        yield Static("People by name or number; messages by their words.", id="found-count", markup=False)
        yield OptionList(id="choices", markup=False)

    def on_mount(self) -> None:
        """Begin to type at once."""
        self.query_one(Input).focus()

    @on(Input.Changed)
    def seek(self) -> None:
        """Search once somebody pauses."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, self._ask)

    @on(Found)
    def show_findings(self, found: Found) -> None:
        """Show what was found, unless something else is sought by now."""
        findings = found.findings
        if findings.sought != self.query_one(Input).value.strip():
            return
        self._found = [row.id for row in findings.people]
        self._found += findings.newcomers
        self._found += [row.id for _, row in findings.hits]
        people = [Option(person_line(row, findings)) for row in findings.people]
        hits = [Option(hit_line(hit, row, findings)) for hit, row in findings.hits]
        choices = self.query_one(OptionList)
        choices.clear_options()
        newcomers = [Option(newcomer_line(each)) for each in findings.newcomers]
        choices.add_options([*people, *newcomers, *hits])
        if self._found:
            choices.highlighted = 0
        self.query_one("#found-count", Static).update(_count(findings))

    @on(OptionList.OptionSelected)
    def take(self, selected: OptionList.OptionSelected) -> None:
        """Answer with the thread that was chosen."""
        self.dismiss(self._found[selected.option_index])

    @on(Input.Submitted)
    def take_highlighted(self) -> None:
        """Answer with the thread that is highlighted."""
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None and highlighted < len(self._found):
            self.dismiss(self._found[highlighted])

    def key_down(self) -> None:
        """Move the highlight while the field keeps the focus."""
        self.query_one(OptionList).action_cursor_down()

    def key_up(self) -> None:
        """Move the highlight while the field keeps the focus."""
        self.query_one(OptionList).action_cursor_up()

    def _ask(self) -> None:
        self.app.screen_stack[0].post_message(self.Sought(self, self.query_one(Input).value.strip()))


def person_line(row: ThreadRow, findings: Findings) -> Content:
    """Return a person on one line."""
    when = ago(row.last_at, findings.now, findings.zone)
    name, address = one_line(row.name, 30), written_out(row.address)
    return Content.assemble(
        (name or address, "bold"),
        (f"  {f'{address} · ' if name else ''}{row.channel} · {when}  ", "$quiet"),
        BADGES[row.consent].content(),
    )


def newcomer_line(newcomer: Newcomer) -> Content:
    """Return somebody without a thread on one line."""
    written = written_out(newcomer.address)
    about = f"  {written} · " if newcomer.name else "  "
    return Content.assemble(
        (one_line(newcomer.name, 30) or written, "bold"), (f"{about}begin a conversation", "$quiet")
    )


def hit_line(hit: Hit, row: ThreadRow, findings: Findings) -> Content:
    """Return a message that holds the words on two lines, the words in view."""
    when = ago(hit.at, findings.now, findings.zone)
    who = one_line(row.name, 24) or written_out(row.address)
    arrow = "" if hit.is_inbound else "You to "
    return Content.assemble(
        (f"{arrow}{who}", "bold"), (f"  {when}\n  ", "$quiet"), excerpt(hit.text, findings.sought) or NO_WORDS
    )


def excerpt(text: str, sought: str) -> str:
    """Return the part of a text around the first word sought, on one line."""
    word = sought.split(maxsplit=1)[0].casefold() if sought.split() else ""
    at = text.casefold().find(word) if word else 0
    start = max(at - AROUND, 0)
    return ("…" if start else "") + one_line(text[start : start + 300], 66)


def _count(findings: Findings) -> str:
    if not findings.sought:
        return "People by name or number; messages by their words."
    people = len(findings.people) + len(findings.newcomers)
    if not people and not findings.hits:
        return "Nothing found. Fewer or other words may help."
    return (
        f"{counted(people, 'person', 'people')}, {counted(len(findings.hits), 'message')}, the latest first"
    )
