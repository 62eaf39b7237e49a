"""Asking for the consent that is lacking: the question is shown in the person's language first, then queued."""

from functools import partial

from textual import work

from stopline.consent.gate import SCOPE_OF_PURPOSE, Ask
from stopline.consent.refusal import Refusal
from stopline.errors import StoplineError
from stopline.inbox.asking import AlreadyAsked, Question
from stopline.inert import one_line
from stopline.tui.dialogs.asking import AskingDialog
from stopline.tui.messages import WorkFailed, post
from stopline.tui.panes.conversation import Conversation
from stopline.tui.screens.thread_deeds import ThreadDeeds


class ConsentAsking(ThreadDeeds):
    """A screen on which somebody can be asked for consent."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to ask only where that is allowed and would help."""
        if action == "ask_consent":
            return self.conversation is not None and self.conversation.may_ask
        return super().check_action(action, parameters)

    def action_ask_consent(self) -> None:
        """Show the question before it is sent."""
        if self.conversation is not None and self.conversation.may_ask:
            self._word_question(self.conversation)

    @work(thread=True, exclusive=True, group="question")
    def _word_question(self, conversation: Conversation) -> None:
        """Find out in which language the person is asked, then show it."""
        thread, scope = conversation.thread, SCOPE_OF_PURPOSE[conversation.purpose]
        try:
            question = self.desk.workspace.asking.question(thread.address, thread.channel, scope, Ask.FIRST)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        if isinstance(question, Question):
            self.app.call_from_thread(self._show_question, conversation, question)
        else:
            post(self, self.Done(question.refusal() if isinstance(question, AlreadyAsked) else question))

    def _show_question(self, conversation: Conversation, question: Question) -> None:
        shown = self.conversation
        if shown is None or shown.thread.id != conversation.thread.id:
            return

        def send(wanted: Question | None) -> None:
            if wanted is not None:
                who = one_line(conversation.name, 40)
                self.do(partial(self._ask, wanted), f"Asked {who}; the thread waits for the answer")

        self.app.push_screen(AskingDialog(conversation.name, question, conversation.zone), send)

    def _ask(self, question: Question) -> Refusal | None:
        """Queue the question; return why it was not, if it was not."""
        outcome = self.desk.workspace.asking.ask_as(question, self.desk.agent)
        if isinstance(outcome, AlreadyAsked):
            return outcome.refusal()
        return outcome if isinstance(outcome, Refusal) else None
