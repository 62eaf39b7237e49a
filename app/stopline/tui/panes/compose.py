"""The compose box: may I answer, and why; what I answer; how many parts it takes.

What the gate says here is a courtesy: the authority is the gate in the transaction that queues the reply.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import TextArea

from stopline.consent.events import Channel, ConsentEvent, Method
from stopline.consent.gate import Purpose
from stopline.consent.hours import local_weekday_time, opens_there
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.consent.whereabouts import hours_of
from stopline.inert import one_line
from stopline.plural import counted
from stopline.segments import segments_of
from stopline.tui.panes.composer import Composer
from stopline.tui.panes.consent_card import CHANNEL_NAMES, stopped_when
from stopline.tui.panes.conversation import Conversation
from stopline.tui.text import BADGES, ago, ago_in_words, short_day, wall_time
from stopline.tui.widgets.words import Words

PURPOSES = {
    Purpose.CONVERSATION: "reply",
    Purpose.NOTICE: "notice",
    Purpose.MARKETING: "marketing",
}
"""Why an agent writes, in a word."""
_MAY = {
    Purpose.CONVERSATION: "May answer",
    Purpose.NOTICE: "May notify",
    Purpose.MARKETING: "May send offers",
    Purpose.COMPLIANCE: "May answer",
}
RECENT = timedelta(days=1)
"""How long somebody who wrote is answered because of that, whatever they agreed to before."""


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
        """Empty the field of a text that is queued now."""
        self._is_sending = False
        if self.conversation is not None and self.conversation.thread.id == thread:
            if self.composer.text == text:
                self.composer.put("")
                self._keep_draft(thread)
        elif self._drafts.get(thread) == text:
            self._change_draft(thread, "")
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
        self._count("locked: esc first, then keys ")

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
        about = f" {conversation.thread.channel} · {PURPOSES.get(conversation.purpose, conversation.purpose)}"
        if self.is_locked:
            end = hint or self._locked_words()
        elif self._is_sending:
            end = "sending… "
        else:
            end = hint or send_words(conversation, is_offered=self._is_offered)
        has_parts = (
            self.composer.text and not self.is_locked and conversation.thread.channel is not Channel.EMAIL
        )
        parts = segment_words(self.composer.text) if has_parts else ""
        left = Content.styled(about + (f" · {parts}" if parts else ""), "$quiet")
        right = Content.styled(end, "$quiet" if self.is_locked or not self.has_draft else "$accent")
        width = self.size.width
        if left.cell_length + right.cell_length + 1 > width:
            left = left.truncate(max(width - right.cell_length - 1, 0), ellipsis=True)
        return left + " " * max(width - left.cell_length - right.cell_length, 1) + right


def send_words(conversation: Conversation, *, is_offered: bool) -> str:
    """Return what Enter does: send, or wait for the hour, in the person's time."""
    opens_at = conversation.opens_at
    if opens_at is None:
        return "enter send "
    return f"{'enter again:' if is_offered else 'enter'} at {local_weekday_time(conversation.card.place, opens_at)} "


def segment_words(text: str) -> str:
    """Return how many parts a text takes, how much room is left, and what makes it long."""
    segments = segments_of(text)
    words = f"{counted(len(segments.parts), 'part')}, {segments.left_in_part} left"
    if segments.forcing:
        words += f" (“{one_line(segments.forcing[0].character, 4)}” makes parts short)"
    return words


def gate_words(conversation: Conversation, now: datetime, width: int, *, is_inside: bool = False) -> Content:
    """Return whether one may answer, and why; where not, what would unlock it.

    Args:
        conversation: what is shown.
        now: the present instant.
        width: how much room one line has.
        is_inside: whether the field has the focus, which swallows keys.
    """
    if conversation.refusal is None:
        return _permitted(conversation, now, width)
    return Content("\n").join(
        [_locked_since(conversation, now, width), *_reasons(conversation, now, is_inside=is_inside)]
    )


def _permitted(conversation: Conversation, now: datetime, width: int) -> Content:
    """Return why one may answer, in the longest words that fit on one line."""
    badge = BADGES[conversation.status.state].content()
    wordings = [
        Content.assemble(badge, (f"  {_MAY[conversation.purpose]}: {why}", "$quiet"))
        for why in _with_hours(conversation, now)
    ]
    fitting = [words for words in wordings if words.cell_length <= width]
    return fitting[0] if fitting else wordings[-1].truncate(max(width, 10), ellipsis=True)


def _with_hours(conversation: Conversation, now: datetime) -> list[str]:
    """Return the reasons in words, the longest first, with the end of the hour where the message keeps to one."""
    whys = _whys(conversation, now)
    keeps_hours = (
        conversation.purpose is Purpose.MARKETING and conversation.thread.channel is not Channel.EMAIL
    )
    window = hours_of(conversation.card.place, now).window if keeps_hours else None
    return [*(f"{why}; until {window[1]} there" for why in whys), *whys] if window else whys


def _whys(conversation: Conversation, now: datetime) -> list[str]:
    """Return the reason in words, the longest first: what they wrote just now counts for more than an old yes."""
    wrote_at, made_by = conversation.thread.last_inbound_at, conversation.made_by
    # Having written is a reason to answer, and none for anything else.
    is_answer = conversation.purpose is Purpose.CONVERSATION
    wrote_lately = is_answer and wrote_at is not None and now - wrote_at < RECENT
    if conversation.status.state is State.SUBSCRIBED and made_by is not None and not wrote_lately:
        event = made_by.event
        at = event.occurred_at.astimezone(conversation.zone)
        day = f"{at.day} {at:%b}" + (
            "" if at.year == now.astimezone(conversation.zone).year else f" {at.year}"
        )
        how = f"by {_in_a_word(event)}"
        return [f"subscribed {day} {how}", f"{day} {how}", how, day]
    if is_answer and wrote_at is not None:
        return [
            f"they wrote {ago_in_words(wrote_at, now)}",
            f"wrote {_shortly(wrote_at, now, conversation.zone)}",
        ]
    return ["they agreed to it", "they agreed"]


def _shortly(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return how long ago in few cells: `just now`, `5m ago`, `Tue`."""
    short = ago(at, now, zone)
    if short == "now":
        return "just now"
    return f"{short} ago" if short[:-1].isdecimal() else short


def _in_a_word(event: ConsentEvent) -> str:
    """Return by what a yes came: `JOIN`, `import`, `alice`."""
    if event.method is Method.KEYWORD and event.evidence.keyword:
        return one_line(event.evidence.keyword, 24).upper()
    if event.method is Method.AGENT and event.actor:
        return one_line(event.actor, 20)
    return {Method.SENTENCE: "their words", Method.API: "another program"}.get(
        event.method, str(event.method)
    )


def _locked_since(conversation: Conversation, now: datetime, width: int) -> Content:
    """Return on one line the state, since when, and by which words."""
    state = conversation.status.state
    details = ["waits for the hour"] if conversation.opens_at is not None else []
    if state is State.HELD and conversation.hold is not None:
        is_overdue = conversation.hold.deadline < now
        left = f"{counted(conversation.hold.days_left, 'business day')} left"
        details.append("overdue" if is_overdue else left)
    made_by = conversation.made_by
    if made_by is not None and state in (State.STOPPED, State.HELD):
        details.append(stopped_when(made_by, now, conversation.zone))
        if made_by.event.evidence.words:
            details.append(f"“{one_line(made_by.event.evidence.words, 40)}”")
    asked = conversation.asked
    if asked is not None and state in (State.PENDING, State.UNKNOWN):
        until = f"until {short_day(asked.expires_at, now, conversation.zone)}"
        details += (
            [f"asked {ago_in_words(asked.asked_at, now)}", until]
            if asked.has_left
            else ["the question waits to leave"]
        )
    words = Content.assemble(BADGES[state].content(), *(f" · {detail}" for detail in details))
    return words.truncate(max(width, 10), ellipsis=True)


def _reasons(conversation: Conversation, now: datetime, *, is_inside: bool) -> list[Content]:
    """Return each reason with its remedy, and the channel that is open instead."""
    reasons = conversation.refusal.reasons if conversation.refusal else ()
    if conversation.opens_at is not None:
        return [Content(" ".join(reason.sentence for reason in reasons)), _offer(conversation, now)]
    if isinstance(conversation.asking, Refusal):
        # Who was asked already is not to be asked, whatever else is lacking.
        is_asked = "already_asked" in conversation.asking.codes
        others = [each for each in conversation.asking.reasons if each.code not in conversation.refusal_codes]
        reasons = (*(() if is_asked else reasons), *others)
    lines = [Content.assemble(f"{reason.sentence} ", (reason.remedy, "$quiet")) for reason in reasons]
    if conversation.may_ask:
        lines.append(Content.assemble("Ask for their consent by message: ", ("ctrl+r", "$accent bold")))
    for thread, may_write in conversation.siblings:
        if may_write:
            name = CHANNEL_NAMES[thread.channel]
            key = "esc, then c" if is_inside else "c"
            lines.append(Content.assemble(f"{name} is open to you: ", (key, "$accent bold")))
            break
    return lines


def _offer(conversation: Conversation, now: datetime) -> Content:
    """Return when it could leave by itself, in their time and in ours, and by which key."""
    opens_at, place = conversation.opens_at or now, conversation.card.place
    theirs, ours = opens_there(place, now, opens_at), wall_time(opens_at, conversation.zone)
    yours = "" if theirs.endswith(ours) else f" ({ours} yours)"
    return Content.assemble(("enter", "$accent bold"), (f" sends it at {theirs} their time{yours}", "$quiet"))
