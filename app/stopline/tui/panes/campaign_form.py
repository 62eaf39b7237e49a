"""The form a campaign is written in: owns the fields and what stands in them, and tells whenever that changes."""

from collections.abc import Iterator

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Label, Select, TextArea

from stopline.campaigns.texts import LABELS, LONGEST_TEXT
from stopline.campaigns.written import PURPOSES, Field, Written, listed_together, told_apart
from stopline.consent.draft import Purpose
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.inert import shown
from stopline.tui.campaign_draft_words import CONSENTS, Counting, text_words
from stopline.tui.panes.consent_card import CHANNEL_NAMES
from stopline.tui.widgets.words import Words

ANYBODY = "anybody"
NO_LIST = "none"
"""Typed in place of a file, drops the list a draft has."""


class TextField(TextArea):
    """What a campaign says; Tab goes on, as in every other field."""

    def __init__(self, label: str, text: str) -> None:
        super().__init__(
            text, id=f"text-{label}", compact=True, highlight_cursor_line=False, show_line_numbers=False, soft_wrap=True,
            tab_behavior="focus",
        )  # fmt: skip
        self.cursor_blink = False
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: events.Paste) -> None:
        """Take a paste without the control characters that a terminal would obey."""
        event.prevent_default()
        self.insert(shown(event.text[: 4 * LONGEST_TEXT]).expandtabs(4))


class CampaignForm(VerticalScroll, can_focus=False):
    """Name, texts, audience and times of a campaign.

    Args:
        written: what stands there at first.
    """

    counting: reactive[Counting | None] = reactive(None)
    """What is needed to count parts; None while that is not known yet."""

    class Changed(Message):
        """Something else stands there now."""

    def __init__(self, written: Written) -> None:
        super().__init__(id="campaign-form")
        self._start = written

    def compose(self) -> ComposeResult:
        """Put the fields."""
        start = self._start
        yield _row("Name", Input(start.name, id=id_of(Field.NAME), placeholder="Winter sale", compact=True))
        yield _row(
            "Sent as",
            Select([(each.value, each) for each in PURPOSES], allow_blank=False, value=start.purpose, id=id_of("purpose"), compact=True),
            Label("by", classes="between"),
            Select([(CHANNEL_NAMES[each], each) for each in Channel], allow_blank=False, value=start.channel, id=id_of("channel"), compact=True),
        )  # fmt: skip
        yield Label("What it says", classes="part")
        for label, text in zip(LABELS, (*start.texts, *[""] * len(LABELS)), strict=False):
            yield _row(f"Text {label}", TextField(label, text))
            yield Words(id=f"count-{label}", classes="count")
        yield _row(
            "Split",
            Input(start.split, id=id_of(Field.SPLIT), placeholder="80:20; empty: alike", compact=True),
        )
        yield Label("Who it is for", classes="part")
        yield from self._audience()
        yield Label("When it leaves", classes="part")
        yield _row(
            "Begins",
            Input(start.starts_at, id=id_of(Field.STARTS_AT), placeholder="2026-11-28T10:00; empty: when you launch it", compact=True),
        )  # fmt: skip
        yield _row(
            "A minute",
            Input(start.per_minute, id=id_of(Field.PER_MINUTE), placeholder="how many leave; 0: as fast as the gateway takes them", compact=True),
        )  # fmt: skip
        yield _row("Brake", Label("on: it pauses when more leave than chance explains", classes="told"))

    def _audience(self) -> Iterator[Horizontal]:
        start = self._start
        consents = [("anybody who may get it", ANYBODY), *((words, state.value) for state, words in CONSENTS)]
        the_list = (
            f"a file replaces the list it has, “{NO_LIST}” drops it"
            if start.is_list
            else "people.csv: only the addresses in it"
        )
        yield _row(
            "With tags",
            Input(
                listed_together(start.tags),
                id=id_of("tags"),
                placeholder="newsletter, vip; empty: everybody",
                compact=True,
            ),
        )
        yield _row(
            "Without tags", Input(listed_together(start.without_tags), id=id_of("without-tags"), compact=True)
        )
        yield _row(
            "Attributes",
            Input(listed_together(start.attributes), id=id_of(Field.ATTRIBUTES), placeholder="city=Halifax, size=L", compact=True),
        )  # fmt: skip
        yield _row(
            "Consent",
            Select(
                consents, allow_blank=False, value=start.consent or ANYBODY, id=id_of("consent"), compact=True
            ),
        )
        yield _row(
            "Wrote within",
            Input(start.wrote, id=id_of(Field.WROTE), placeholder="30d", compact=True),
            Label("not within", classes="between"),
            Input(start.not_wrote, id=id_of(Field.NOT_WROTE), placeholder="30d", compact=True),
        )
        yield _row(
            "We wrote within",
            Input(start.written, id=id_of(Field.WRITTEN), placeholder="7d", compact=True),
            Label("not within", classes="between"),
            Input(start.not_written, id=id_of(Field.NOT_WRITTEN), placeholder="7d", compact=True),
        )
        yield _row("List", Input(id=id_of(Field.LIST), placeholder=the_list, compact=True))  # fmt: skip

    def on_mount(self) -> None:
        """Keep the cursors still, and what stands in a field when it is gone through; begin with the name."""
        for field in self.query(Input):
            field.cursor_blink = False
            field.select_on_focus = False
        self._fit()
        self.query_one(f"#{id_of(Field.NAME)}", Input).focus()

    @property
    def written(self) -> Written:
        """Return the campaign as it stands there."""
        consent, file = self._chosen("consent"), self.list_file
        return Written(
            name=self._typed(Field.NAME),
            texts=tuple(each.text.strip() for each in self.query(TextField) if each.text.strip()),
            split=self._typed(Field.SPLIT),
            purpose=Purpose(self._chosen("purpose")),
            channel=Channel(self._chosen("channel")),
            tags=told_apart(self._typed("tags")),
            without_tags=told_apart(self._typed("without-tags")),
            attributes=told_apart(self._typed(Field.ATTRIBUTES)),
            consent=None if consent == ANYBODY else State(consent),
            wrote=self._typed(Field.WROTE),
            not_wrote=self._typed(Field.NOT_WROTE),
            written=self._typed(Field.WRITTEN),
            not_written=self._typed(Field.NOT_WRITTEN),
            is_list=file != NO_LIST if file else self._start.is_list,
            starts_at=self._typed(Field.STARTS_AT),
            per_minute=self._typed(Field.PER_MINUTE),
        )

    @property
    def list_file(self) -> str:
        """Return the file whose addresses it is for; empty where none is named."""
        return self._typed(Field.LIST)

    def go_to(self, field: Field) -> None:
        """Stand in a field that is not right."""
        self.query_one("#text-A" if field is Field.TEXTS else f"#{id_of(field)}").focus()

    def watch_counting(self) -> None:
        """Count anew."""
        if self.is_mounted:
            self._fit()

    @on(Input.Submitted)
    def go_on(self, submitted: Input.Submitted) -> None:
        """Go on to the next field."""
        submitted.stop()
        self.screen.focus_next()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    def tell(self, changed: Message) -> None:
        """Count what is written, and tell that it is something else."""
        changed.stop()
        self._fit()
        self.post_message(self.Changed())

    def _fit(self) -> None:
        """Show one text more than are written, how often each is drawn where there are several, and what each counts."""
        fields = list(self.query(TextField))
        filled = [place for place, each in enumerate(fields) if each.text.strip()]
        shown_count = max(filled, default=-1) + 2
        for place, field in enumerate(fields):
            is_shown = place < shown_count
            count = self.query_one(f"#count-{LABELS[place]}", Words)
            if field.parent is not None and field.parent.display is not is_shown:
                field.parent.display = is_shown
            count.display = bool(field.text.strip()) and is_shown
            if count.display and self.counting is not None:
                count.say(
                    Content.styled(text_words(field.text, self.counting, self._chosen("channel")), "$quiet")
                )
        split = self.query_one(f"#{id_of(Field.SPLIT)}")
        if split.parent is not None:
            split.parent.display = len(filled) > 1 or bool(self._typed(Field.SPLIT))

    def _typed(self, field: str) -> str:
        return self.query_one(f"#{id_of(field)}", Input).value.strip()

    def _chosen(self, field: str) -> str:
        return str(self.query_one(f"#{id_of(field)}", Select).value)


def _row(label: str, *fields: Input | Select[str] | TextField | Label) -> Horizontal:
    return Horizontal(Label(label, classes="field-name"), *fields, classes="form-row")


def id_of(field: str) -> str:
    """Return what a field is called among the widgets of the application."""
    return f"campaign-{field.replace('_', '-')}"
