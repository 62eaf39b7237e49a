"""Why each message was sent or kept back: the messages of a person, and the chosen one explained."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from stopline.days import listed_moment
from stopline.inert import one_line, shown
from stopline.proof.explanation import Explanation
from stopline.proof.wording import lines, verdict
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.text import NO_WORDS, became_of, moment, shortened
from stopline.tui.widgets.hanging import Hanging, HangingLine

LABEL_WIDTH = 15
WIDEST = 110
"""Cells of the dialog where there is room."""
AROUND = 9
"""Cells of its frame, its padding and the scrollbar."""


class WhyDialog(Dialog[None]):
    """Lists messages, the latest first, and explains the chosen one.

    Args:
        whose: who they were written to, inert.
        messages: what is to be listed.
        zone: the team's time zone.
        now: the present instant.
    """

    def __init__(self, whose: str, messages: Sequence[Explanation], zone: tzinfo, now: datetime) -> None:
        super().__init__(f"Why it was sent · {whose}", "↑↓ choose · tab scroll the reason · esc back")
        self._messages = messages
        self._zone = zone
        self._now = now

    def compose_body(self) -> ComposeResult:
        """Put the messages, and the reason."""
        if not self._messages:
            yield Static(
                Content.styled("Nothing was written to this person, nor by them.", "$quiet"), markup=False
            )
            return
        yield OptionList(
            *(Option(self._line(each)) for each in self._messages), id="why-messages", markup=False
        )
        with VerticalScroll(id="why-reason"):
            yield Hanging(id="why-text")

    def on_mount(self) -> None:
        """Stand on the latest."""
        if self._messages:
            messages = self.query_one(OptionList)
            messages.highlighted = 0
            messages.focus()

    @on(OptionList.OptionHighlighted)
    def explain(self, highlighted: OptionList.OptionHighlighted) -> None:
        """Explain the chosen message."""
        highlighted.stop()
        self.query_one("#why-text", Hanging).tell(
            why_lines(self._messages[highlighted.option_index], self._zone)
        )

    def _line(self, why: Explanation) -> Content:
        room = min(WIDEST, self.app.size.width) - AROUND
        message = why.message
        became = "← came in" if why.is_inbound else became_of(message)
        return Content.assemble(
            (f"{listed_moment(message.at, self._now, self._zone):<12}  ", "$quiet"),
            f"{became:<16}  ",
            one_line(message.text, 200) or NO_WORDS,
        ).truncate(room, ellipsis=True)


def why_lines(why: Explanation, zone: tzinfo) -> list[HangingLine]:
    """Return why one message was sent or kept back; long facts go on beneath themselves."""
    told = Content("\n").join(
        [Content.assemble((shown(verdict(why)), "bold")), Content(f"“{shortened(why.message.text)}”")]
    )
    facts = [
        *(
            Content.assemble((f"{label:<{LABEL_WIDTH}}", "$quiet"), one_line(value, 400))
            for label, value in lines(why, zone)
            if label != "text"
        ),
        Content.styled(
            f"{'message':<{LABEL_WIDTH}}{why.message.id} · {moment(why.message.at, zone)}", "$quiet"
        ),
    ]
    return [
        *(HangingLine(line, 0) for line in told.split("\n", allow_blank=True)),
        *(HangingLine(fact, LABEL_WIDTH) for fact in facts),
    ]
