"""What becomes of what an agent writes: it is kept as a draft, and queued when they send it."""

import contextlib
import re
import threading

from textual import events, on, work
from textual.message import Message
from textual.timer import Timer

from stopline.consent.gate import Purpose
from stopline.consent.refusal import Refusal
from stopline.errors import StoplineError
from stopline.tui.desk import Desk
from stopline.tui.draft_keeper import DraftKeeper
from stopline.tui.keys import Where, keys_of
from stopline.tui.messages import WorkFailed, post
from stopline.tui.panes.asking_words import why_not_to_ask
from stopline.tui.panes.compose import ComposeBox
from stopline.tui.panes.compose_words import gate_words
from stopline.tui.panes.composer import Composer
from stopline.tui.panes.conversation import Conversation
from stopline.tui.screens.consent_asking import ConsentAsking
from stopline.tui.screens.rights_deeds import RightsDeeds

WHY_NOT = {
    "decide_hold": "There is nothing to decide: no doubtful reply waits in this thread.",
    "cancel_scheduled": "Nothing is scheduled in this thread.",
    "template": "No canned reply: this thread is locked, so nothing can be sent.",
}
"""What is said where a key does nothing with the thread that is shown."""
CANCELLED_ALREADY = "It is cancelled already, and nothing else is scheduled in this thread."
BOX_SAYS_WHY = "Nobody is asked now; the box below says why."
_ONE_LINE = 10_000
"""Columns in which nothing has to be shortened."""
_SENTENCE_END = re.compile(r"(?<=[.;]) ")
PAUSE_SECONDS = 0.7
"""How long nothing is typed before a draft is written to the store."""
WRITTEN_WITHIN = 2.0
"""Seconds a busy store is given for the last drafts when the screen closes."""


class Answering(ConsentAsking, RightsDeeds):
    """A screen with a compose box."""

    class DraftsRead(Message, bubble=False):
        """What the agent had not sent when they last left was read."""

        def __init__(self, drafts: dict[int, str]) -> None:
            super().__init__()
            self.drafts = drafts

    class ReplyQueued(Message, bubble=False):
        """A reply waits for the worker now."""

        def __init__(self, thread: int, text: str) -> None:
            super().__init__()
            self.thread = thread
            self.text = text

    class ReplyNotQueued(Message, bubble=False):
        """A reply was refused, or could not be stored."""

        def __init__(self, refusal: Refusal | None) -> None:
            super().__init__()
            self.refusal = refusal

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._drafts = DraftKeeper(desk)
        self._has_said_why = False
        self._draft_pause: Timer | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing that a lock does not allow."""
        return bool(super().check_action(action, parameters))

    def on_key(self, event: events.Key) -> None:
        """Say why a key does nothing with the thread that is shown."""
        key = next((key for key in keys_of(Where.INBOX) if event.key in key.keys.split(",")), None)
        if key is None or self.conversation is None or self.check_action(key.action, ()):
            return
        if key.action == "ask_consent":
            self._say_why_not_to_ask(self.conversation)
        elif key.action == "cancel_scheduled" and self.conversation.has_cancelled:
            self.notify(CANCELLED_ALREADY, timeout=3, markup=False)
        elif key.action in WHY_NOT:
            self.notify(WHY_NOT[key.action], timeout=3, markup=False)

    def _say_why_not_to_ask(self, conversation: Conversation) -> None:
        """Say why nobody can be asked, once and only what the box does not say already."""
        why = why_not_to_ask(conversation)
        in_box = " ".join(gate_words(conversation, self.now, _ONE_LINE).plain.split())
        is_said = all(sentence in in_box for sentence in _SENTENCE_END.split(why))
        self.app.clear_notifications()
        self._has_said_why = True
        if is_said:
            self.notify(BOX_SAYS_WHY, timeout=3, markup=False)
        else:
            self.notify(why, timeout=8, markup=False)

    def watch_conversation(self, before: Conversation | None, after: Conversation | None) -> None:
        """Take away what was said of another person's thread."""
        is_same = before is not None and after is not None and before.thread.id == after.thread.id
        if self._has_said_why and not is_same:
            self._has_said_why = False
            self.app.clear_notifications()

    @property
    def box(self) -> ComposeBox:
        """Return the compose box."""
        return self.query_one(ComposeBox)

    def on_mount(self) -> None:
        """Take up the drafts where they were left."""
        self._read_drafts()

    def on_unmount(self) -> None:
        """Write the last drafts before the screen is gone."""
        writing = threading.Thread(target=self._write_last_drafts, name="drafts", daemon=True)
        writing.start()
        writing.join(timeout=WRITTEN_WITHIN)

    @on(DraftsRead)
    def restore_drafts(self, read: DraftsRead) -> None:
        """Put the drafts where they were left."""
        self.box.restore(read.drafts)

    @on(ComposeBox.DraftChanged)
    def note_draft(self, changed: ComposeBox.DraftChanged) -> None:
        """Write a draft to the store after a pause."""
        self._drafts.note(changed.thread, changed.text)
        if self._draft_pause is not None:
            self._draft_pause.stop()
        self._draft_pause = self.set_timer(PAUSE_SECONDS, self._end_draft_pause)

    def hurry(self) -> bool:
        """Let no draft wait for its pause either."""
        is_waiting = self._draft_pause is not None
        if is_waiting:
            self.write_drafts_at_once()
        return super().hurry() or is_waiting

    @on(Composer.Left)
    def write_drafts_at_once(self) -> None:
        """Write a draft to the store when its box is left."""
        self._end_draft_pause()

    def _end_draft_pause(self) -> None:
        if self._draft_pause is not None:
            self._draft_pause.stop()
            self._draft_pause = None
        self.write_drafts()

    @work(thread=True, group="drafts")
    def write_drafts(self) -> None:
        """Write drafts to the store; not exclusive: none may be dropped."""
        try:
            self._drafts.write()
        except StoplineError as error:
            post(self, WorkFailed(str(error)))

    @on(ComposeBox.ReplySubmitted)
    def send_reply(self, wish: ComposeBox.ReplySubmitted) -> None:
        """Queue a reply."""
        self._reply(wish.thread, wish.text, wish.purpose, waits=wish.waits)

    @on(ReplyQueued)
    def clear_box(self, queued: ReplyQueued) -> None:
        """Empty the box."""
        self.box.sent(queued.thread, queued.text)
        self.reload()

    @on(ReplyNotQueued)
    def keep_draft(self, answer: ReplyNotQueued) -> None:
        """Keep the draft; the gate's answer locks the box."""
        self.box.not_sent()
        if answer.refusal is not None:
            self.notify(str(answer.refusal), title="Not sent", severity="warning", markup=False)
        self.reload()

    @work(thread=True, exclusive=True, group="reply")
    def _reply(self, thread: int, text: str, purpose: Purpose, *, waits: bool) -> None:
        """Queue a reply; the gate decides in the transaction that queues it."""
        try:
            outcome = self.desk.workspace.replies.reply(thread, text, self.desk.agent, purpose, at_next=waits)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.ReplyNotQueued(None))
            return
        if isinstance(outcome, Refusal):
            post(self, self.ReplyNotQueued(outcome))
        else:
            post(self, self.ReplyQueued(thread, text))

    @work(thread=True, exclusive=True, group="read drafts")
    def _read_drafts(self) -> None:
        try:
            drafts = self.desk.workspace.drafts.of(self.desk.agent)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        else:
            post(self, self.DraftsRead(drafts))

    def _write_last_drafts(self) -> None:
        with contextlib.suppress(StoplineError):
            self._drafts.write()
