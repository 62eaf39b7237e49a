"""What an agent does with the thread that is shown: each asks in a dialog, then tells the workspace in a thread."""

from abc import abstractmethod
from datetime import datetime
from functools import partial

from textual import on, work
from textual.message import Message
from textual.reactive import reactive

from stopline.consent.events import ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Purpose
from stopline.consent.refusal import Refusal
from stopline.errors import StoplineError
from stopline.inbox.templates import Template, fields_for, fill
from stopline.inbox.threads import ThreadRow, ThreadStatus
from stopline.inert import one_line, shown
from stopline.tui.desk import Desk
from stopline.tui.dialogs.choice import Choice, ChoiceDialog
from stopline.tui.dialogs.hold import HoldAnswer, HoldDecision, HoldDialog
from stopline.tui.dialogs.note import NoteDialog
from stopline.tui.dialogs.record import Heard, RecordDialog
from stopline.tui.dialogs.search import Newcomer, SearchDialog
from stopline.tui.messages import ThreadWanted, WorkFailed, post
from stopline.tui.panes.compose import ComposeBox
from stopline.tui.panes.compose_words import PURPOSES
from stopline.tui.panes.conversation import Conversation
from stopline.tui.reading import begin, find
from stopline.tui.screens.deeds import Deeds
from stopline.tui.text import moment
from stopline.tui.waking import waking_times

NEEDS_THREAD = frozenset(
    {
        "reply", "assign", "close_or_reopen", "snooze", "record", "template", "proof", "note", "mark_unread",
        "next_channel", "next_purpose",
    }
)  # fmt: skip
"""What can only be done with a thread."""


class ThreadDeeds(Deeds):
    """A screen that shows one thread at a time, with what can be done with it."""

    conversation: reactive[Conversation | None] = reactive(None, repaint=False)

    class Released(Message, bubble=False):
        """A hold was released at this desk."""

        def __init__(self, thread: int, event: int) -> None:
            super().__init__()
            self.thread = thread
            self.event = event

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.selected: int | None = None
        """The thread that is shown."""
        self.purpose = Purpose.CONVERSATION
        """Why the agent writes in it."""
        self.released: int | None = None
        """The thread whose hold was released last at this desk; it stays shown, and the release can be taken back."""
        self.release: int | None = None
        """The event of that release, once it is recorded: no other is ever taken back."""

    @abstractmethod
    def open_from_elsewhere(self, thread: int) -> None:
        """Show a thread that was not chosen in the list, and begin to answer."""

    def remember_release(self, thread: int | None) -> None:
        """Note whose hold was released last at this desk; to be extended."""
        self.released, self.release = thread, None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what makes sense with the thread that is shown."""
        del parameters
        if action == "decide_hold":
            return self.conversation is not None and self.conversation.hold is not None
        if action == "cancel_scheduled":
            return self.conversation is not None and bool(self.conversation.scheduled)
        if action == "undo_release":
            return self._may_undo_release()
        if action == "template" and self.conversation is not None and self.conversation.is_locked:
            return None
        return action not in NEEDS_THREAD or self.conversation is not None

    def action_assign(self) -> None:
        """Ask whose thread it is to be."""
        self._ask_assignee()

    def action_close_or_reopen(self) -> None:
        """Close the thread, or open it again."""
        thread = self._thread()
        if self.released == thread.id:
            self.remember_release(None)
        threads, agent = self.desk.workspace.threads, self.desk.agent
        if thread.status is ThreadStatus.OPEN:
            self.do(partial(threads.close, thread.id, agent), f"Closed {_who(thread)}")
        else:
            self.do(partial(threads.reopen, thread.id, agent), f"Opened {_who(thread)} again")

    def action_snooze(self) -> None:
        """Ask until when the thread is put away."""
        zone = self._conversation().zone
        choices = [
            Choice(until, label, moment(until, zone), str(number))
            for number, (label, until) in enumerate(waking_times(self.now, zone), 1)
        ]
        self.app.push_screen(ChoiceDialog("Put away until", choices), self._snooze)

    def action_mark_unread(self) -> None:
        """Mark the thread as unread."""
        thread = self._thread()
        self.do(partial(self.desk.workspace.threads.mark_unread, thread.id), "")

    def action_note(self) -> None:
        """Ask for a note."""
        thread = self._thread()

        def keep(words: str | None) -> None:
            if words is not None:
                self.do(partial(self.desk.workspace.threads.note, thread.id, self.desk.agent, words), "Noted")

        self.app.push_screen(NoteDialog(_who(thread)), keep)

    def action_record(self) -> None:
        """Ask what was heard elsewhere."""
        conversation = self._conversation()
        self.app.push_screen(RecordDialog(conversation.thread, conversation.name))

    def action_decide_hold(self) -> None:
        """Ask what a doubtful reply means."""
        conversation = self._conversation()
        if conversation.hold is not None:
            dialog = HoldDialog(conversation.name, conversation.hold, self.now)
            self.app.push_screen(dialog, partial(self._decide, conversation.thread))

    def action_undo_release(self) -> None:
        """Hold again what was released by mistake."""
        thread = self._thread()
        decisions = self.desk.workspace.decisions
        deed = partial(decisions.hold_again, thread.address, thread.channel, self.desk.agent, self.release)
        self.do(deed, f"Held again: {_who(thread)}; nothing is sent until somebody decides")

    def action_cancel_scheduled(self) -> None:
        """Take back the message that would leave next of those that wait for their time."""
        message = self._conversation().scheduled[0]
        deed = partial(self.desk.workspace.outbox.cancel, message.id, self.desk.agent)
        self.do(deed, f"Cancelled; it is not sent: “{one_line(message.text, 40)}”")

    def action_proof(self) -> None:
        """Show the proof of the person's consent."""
        self.show_proof(self._thread().address)

    def action_template(self) -> None:
        """Ask which canned reply to put into the box."""
        templates = self.desk.workspace.settings.canned_replies()
        if not templates:
            self.notify("There are no canned replies yet: add [[templates]] to settings.toml.", markup=False)
            return
        choices = [
            Choice(
                template,
                one_line(template.name, 20),
                self._filled(template),
                str(number) if number < 10 else "",
            )
            for number, template in enumerate(templates, 1)
        ]
        self.app.push_screen(ChoiceDialog("Canned replies", choices), self._insert)

    def action_next_channel(self) -> None:
        """Go to the person's thread on another channel."""
        siblings = self._conversation().siblings
        if siblings:
            self.open_from_elsewhere(siblings[0][0].id)
        else:
            self.notify("This person has no thread on another channel.", timeout=3, markup=False)

    def action_next_purpose(self) -> None:
        """Change why the agent writes."""
        purposes = list(PURPOSES)
        self.purpose = purposes[(purposes.index(self.purpose) + 1) % len(purposes)]
        self.reload()

    def action_search(self) -> None:
        """Ask what to search for."""
        self.app.push_screen(SearchDialog(), self._open_found)

    def action_new_conversation(self) -> None:
        """Ask whom to write to."""
        self.app.push_screen(SearchDialog("New conversation: with whom?"), self._open_found)

    @on(Released)
    def note_release(self, released: Released) -> None:
        """Note which event a release is, so that it can be taken back."""
        if self.released == released.thread:
            self.release = released.event
            self.refresh_bindings()

    @on(RecordDialog.Told)
    def record_heard(self, told: RecordDialog.Told) -> None:
        """Record what was heard elsewhere."""
        self._record(told.dialog, told.heard)

    @on(SearchDialog.Sought)
    def search(self, sought: SearchDialog.Sought) -> None:
        """Search for what was typed."""
        self._search(sought.dialog, sought.sought)

    @work(thread=True, exclusive=True, group="search")
    def _search(self, dialog: SearchDialog, sought: str) -> None:
        try:
            findings = find(self.desk, sought)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        else:
            post(dialog, SearchDialog.Found(findings))

    @work(thread=True, exclusive=True, group="agents")
    def _ask_assignee(self) -> None:
        """Read who works here, then ask."""
        try:
            agents = self.desk.workspace.threads.agents()
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        else:
            self.app.call_from_thread(self._show_assignees, agents)

    def _show_assignees(self, agents: list[str]) -> None:
        if self.conversation is None:
            return
        others = [agent for agent in agents if agent != self.desk.agent]
        choices = [Choice(self.desk.agent, f"{one_line(self.desk.agent, 30)} (me)", key="1")]
        choices += [
            Choice(agent, one_line(agent, 30), key=str(number) if number < 10 else "")
            for number, agent in enumerate(others, 2)
        ]
        choices.append(Choice("", "nobody", key="0"))
        self.app.push_screen(ChoiceDialog("Whose thread is it?", choices), self._assign)

    def _assign(self, assignee: str | None) -> None:
        if assignee is None:
            return
        thread = self._thread()
        words = f"Given to {one_line(assignee, 30)}" if assignee else "Given back"
        self.do(partial(self.desk.workspace.threads.assign, thread.id, assignee, self.desk.agent), words)

    def _snooze(self, until: datetime | None) -> None:
        if until is None:
            return
        thread = self._thread()
        words = f"{_who(thread)} is put away until {moment(until, self._conversation().zone)}"
        self.do(partial(self.desk.workspace.threads.snooze, thread.id, until, self.desk.agent), words)

    @work(thread=True, group="deed")
    def _record(self, dialog: RecordDialog, heard: Heard) -> None:
        """Record what was heard; where that is refused, the dialog keeps the words and says why."""
        try:
            outcome = self.desk.workspace.double_optin.record(_event(heard, self.desk.agent, self.now))
        except StoplineError as error:
            post(dialog, RecordDialog.Answered(str(error)))
            return
        if isinstance(outcome, Refusal):
            post(dialog, RecordDialog.Answered(str(outcome)))
            return
        post(dialog, RecordDialog.Answered())
        if outcome.recorded.event.kind is EventKind.REQUESTED:
            done = "Recorded; here a yes needs a second one, so they are asked by message"
        else:
            done = "Stop recorded; nothing more is sent" if heard.is_stop else "Opt-in recorded"
        post(self, self.Done(done))

    def _decide(self, thread: ThreadRow, answer: HoldAnswer | None) -> None:
        if answer is None:
            return

        decisions, agent = self.desk.workspace.decisions, self.desk.agent
        is_release = answer.decision is HoldDecision.RELEASE
        self.remember_release(thread.id if is_release else None)

        def decide() -> None:
            place = (thread.address, thread.channel)
            match answer.decision:
                case HoldDecision.STOP:
                    decisions.confirm(*place, agent)
                case HoldDecision.STOP_MARKETING:
                    decisions.confirm(*place, agent, Scope.MARKETING)
                case HoldDecision.WRONG_NUMBER:
                    decisions.wrong_number(*place, agent)
                case HoldDecision.RELEASE:
                    change = decisions.release(*place, agent, answer.why)
                    post(self, self.Released(thread.id, change.recorded.seq))

        released = f"Released {_who(thread)} · u takes it back"
        self.do(decide, released if is_release else "Decided; it is in the proof")

    def _may_undo_release(self) -> bool:
        """Tell whether the last thing recorded about what is shown is the release made last at this desk."""
        if self.conversation is None or self.conversation.thread.id != self.released:
            return False
        thread = self.conversation.thread
        place = (thread.address, thread.channel)
        here = [
            each.seq
            for each in self.conversation.card.trail
            if (each.event.address, each.event.channel) == place
        ]
        return bool(here) and here[-1] == self.release

    def _filled(self, template: Template) -> str:
        thread = self._thread()
        fields = fields_for(shown(thread.name), self.desk.agent, self.desk.workspace.settings.team.name)
        return fill(template.text, fields)

    def _insert(self, template: Template | None) -> None:
        if template is not None and self.conversation is not None:
            box = self.query_one(ComposeBox)
            box.insert(self._filled(template))
            box.composer.focus()

    def _open_found(self, found: int | Newcomer | None) -> None:
        if isinstance(found, Newcomer):
            self._begin(found)
        elif found is not None:
            self.open_from_elsewhere(found)

    @work(thread=True, group="deed")
    def _begin(self, newcomer: Newcomer) -> None:
        """Begin a thread, and open it."""
        try:
            thread = begin(self.desk, newcomer)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        else:
            post(self, ThreadWanted(thread))

    def _conversation(self) -> Conversation:
        if self.conversation is None:
            raise StoplineError("no thread is shown")
        return self.conversation

    def _thread(self) -> ThreadRow:
        return self._conversation().thread


def _who(thread: ThreadRow) -> str:
    return one_line(thread.name, 40) or one_line(thread.address, 40)


def _event(heard: Heard, agent: str, now: datetime) -> ConsentEvent:
    return ConsentEvent(
        address=heard.address,
        channel=heard.channel,
        kind=EventKind.WITHDRAWN if heard.is_stop else EventKind.GIVEN,
        method=Method.AGENT,
        actor=agent,
        occurred_at=now,
        scope=heard.scope,
        evidence=Evidence(words=heard.words, source=heard.where, basis=heard.basis),
    )
