"""The compose box: may I answer, and why; what I answer; how many parts it takes.

What the gate says here is a courtesy: the authority is the gate in the transaction that queues the reply.
"""

from collections.abc import Mapping
from datetime import datetime

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import TextArea

from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.tui.panes.compose_words import about_words, gate_words, send_words
from stopline.tui.panes.composer import Composer
from stopline.tui.panes.conversation import Conversation
from stopline.tui.widgets.words import Words


class ComposeBox(Vertical):
    """The line that says whether one may answer, the field, and the line that counts."""

    conversation: reactive[Conversation | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)

    class ReplySubmitted(Message):
        """The agent wants to send a text in a thread, at once or as soon as the hour permits."""

        def __init__(self, thread: int, text: str, purpose: Purpose, *, waits: bool = False) -> None:
            super().__init__()
            self.waits = waits
            self.thread = thread
            self.text = text
            self.purpose = purpose

    class DraftChanged(Message):
        """What is written in a thread and not sent has changed; an empty text is none."""

        def __init__(self, thread: int, text: str) -> None:
            super().__init__()
            self.thread = thread
            self.text = text

    class Typing(Message):
        """The agent has begun to type, or has nothing written any more."""

        def __init__(self, *, is_typing: bool) -> None:
            super().__init__()
            self.is_typing = is_typing

    class PurposeClicked(Message):
        """The agent clicked on why they write."""

    def __init__(self) -> None:
        super().__init__(id="compose")
        self._drafts: dict[int, str] = {}
        self._is_sending = False
        self._was_typing = False
        self._is_offered = False
        """Whether the agent has been told when the text leaves, so that Enter means yes."""

    def compose(self) -> ComposeResult:
        """Put the gate's word, the field and the counter."""
        yield Words(id="gate")
        yield Composer()
        yield Words(id="counter")

    @property
    def composer(self) -> Composer:
        """Return the field."""
        return self.query_one(Composer)

    @property
    def is_locked(self) -> bool:
        """Tell whether the gate refuses, and waiting alone does not help."""
        return self.conversation is not None and self.conversation.is_locked

    @property
    def has_draft(self) -> bool:
        """Tell whether something is written."""
        return bool(self.composer.text.strip())

    def insert(self, text: str) -> None:
        """Put a text where the cursor is, set apart from what is written there."""
        self.composer.is_untouched = False
        self.composer.insert_apart(text)

    def restore(self, drafts: Mapping[int, str]) -> None:
        """Take up drafts where they were left; what is written here already counts for more."""
        self._drafts = {**drafts, **self._drafts}
        if self.conversation is not None and not self.has_draft:
            self.composer.put(self._drafts.get(self.conversation.thread.id, ""))

    def sent(self, thread: int, text: str) -> None:
        """Empty the field of a text that is queued now; what was typed behind it meanwhile stays."""
        self._is_sending = False
        if self.conversation is not None and self.conversation.thread.id == thread:
            if self.composer.text.startswith(text):
                self.composer.put(self.composer.text.removeprefix(text))
                self.composer.is_untouched = False
                self._keep_draft(thread)
        elif (draft := self._drafts.get(thread, "")).startswith(text):
            self._change_draft(thread, draft.removeprefix(text))
        self._count()

    def not_sent(self) -> None:
        """Let the agent try again: the draft is still there."""
        self._is_sending = False
        self._count()

    def watch_conversation(self, before: Conversation | None, after: Conversation | None) -> None:
        """Change to another thread's draft; lock or unlock at once."""
        old, new = (each.thread.id if each else None for each in (before, after))
        if old != new:
            if old is not None:
                self._keep_draft(old)
            self.composer.put(self._drafts.get(new, "") if new is not None else "")
        self.composer.set_locked(is_locked=after is None or after.is_locked)
        self._is_offered = (
            self._is_offered and old == new and after is not None and after.opens_at is not None
        )
        self.composer.placeholder = "" if after is None or self.is_locked else "Your answer"
        self.set_class(self.is_locked, "-locked")
        self._tell_gate()
        self._count()

    def watch_now(self) -> None:
        """Word the times anew."""
        self._tell_gate()

    def on_resize(self) -> None:
        """Word it for the new width."""
        self._tell_gate()
        self._count()

    @on(TextArea.Changed)
    def count(self) -> None:
        """Count the parts, and tell others that somebody types here."""
        self._is_offered = False
        self._count()
        if self.conversation is not None:
            self._keep_draft(self.conversation.thread.id)
        if self.has_draft != self._was_typing:
            self._was_typing = self.has_draft
            self.post_message(self.Typing(is_typing=self.has_draft and not self.composer.is_untouched))

    @on(Composer.Submitted)
    def submit(self) -> None:
        """Pass a wish to send on, unless there is nothing to send or the gate refuses."""
        if self.conversation is None or self._is_sending or self.is_locked or not self.has_draft:
            return
        if self.composer.is_untouched:
            self.composer.is_untouched = False
            self._count("this draft was kept: enter once more sends it")
            return
        waits = self.conversation.opens_at is not None
        if waits and not self._is_offered:
            self._is_offered = True
            self._count()
            return
        self._is_sending, self._is_offered = True, False
        self._count()
        thread, purpose = self.conversation.thread.id, self.conversation.purpose
        self.post_message(self.ReplySubmitted(thread, self.composer.text, purpose, waits=waits))

    @on(Composer.Swallowed)
    def tell_locked(self) -> None:
        """Say why nothing happens, where somebody types into a locked box."""
        self._count("locked: esc, then keys ")

    def on_descendant_focus(self) -> None:
        """Say which keys count inside the field."""
        self._tell_gate()
        self._count()

    def on_descendant_blur(self) -> None:
        """Say which keys count outside the field."""
        self._tell_gate()
        self._count()

    def on_click(self, event: events.Click) -> None:
        """Change why one writes by a click on it."""
        if event.widget is not None and event.widget.id == "counter":
            self.post_message(self.PurposeClicked())

    def _locked_words(self) -> str:
        kept = "draft kept" if self.has_draft else "cannot send"
        return f"{kept} · esc first " if self.composer.has_focus else f"{kept} "

    def _keep_draft(self, thread: int) -> None:
        """Keep what stands in the field as the draft of a thread."""
        self._change_draft(thread, self.composer.text if self.has_draft else "")

    def _change_draft(self, thread: int, text: str) -> None:
        if text != self._drafts.get(thread, ""):
            self._drafts[thread] = text
            self.post_message(self.DraftChanged(thread, text))

    def _tell_gate(self) -> None:
        if self.conversation is None or self.now is None:
            self.query_one("#gate", Words).say(Content())
            return
        words = gate_words(
            self.conversation, self.now, self.size.width - 2, is_inside=self.composer.has_focus
        )
        self.query_one("#gate", Words).say(words)

    def _count(self, hint: str = "") -> None:
        counter = self.query_one("#counter", Words)
        if self.conversation is None:
            counter.say(Content())
            return
        counter.say(self._counter_words(self.conversation, hint))

    def _counter_words(self, conversation: Conversation, hint: str) -> Content:
        if self.is_locked:
            end = hint or self._locked_words()
        elif self._is_sending:
            end = "sending… "
        else:
            end = hint or send_words(conversation, is_offered=self._is_offered)
        has_parts = (
            self.composer.text and not self.is_locked and conversation.thread.channel is not Channel.EMAIL
        )
        right = Content.styled(end, "$quiet" if self.is_locked or not self.has_draft else "$accent")
        width = self.size.width
        room = width - right.cell_length - 1
        about = about_words(conversation, self.composer.text if has_parts else "", room)
        left = Content.styled(about, "$quiet")
        return left + " " * max(width - left.cell_length - right.cell_length, 1) + right
