"""What the rules say about one person now."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from stopline.address import Address, written_out
from stopline.consent.events import Channel
from stopline.inert import one_line, shown
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.panes.consent_card import CHANNEL_NAMES
from stopline.tui.widgets.hanging import Hanging, lines_of


@dataclass(frozen=True, slots=True)
class ShownRules:
    """What they say, a line each."""

    address: Address
    channel: Channel
    lines: tuple[str, ...]


class RulesDialog(Dialog[None]):
    """Shows what the rules say, to scroll through.

    Args:
        rules: what they say.
    """

    def __init__(self, rules: ShownRules) -> None:
        whose = one_line(written_out(rules.address), 60)
        super().__init__(f"The rules for {whose} · {CHANNEL_NAMES[rules.channel]}", "↑↓ scroll · esc close")
        self._rules = rules

    def compose_body(self) -> ComposeResult:
        """Put the lines; the title says whose they are."""
        with VerticalScroll(id="rules"):
            yield Hanging(lines_of(rules_content(self._rules.lines[1:])))

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one("#rules").focus()


def rules_content(lines: tuple[str, ...]) -> Content:
    """Return the lines; what each is about stands out, and what is beneath it is quieter."""
    return Content("\n").join(_line(shown(line)) for line in lines)


def _line(line: str) -> Content:
    about, colon, rest = line.partition(":")
    if line.startswith(" ") or not colon:
        return Content.styled(line, "$quiet")
    return Content.assemble((f"{about}{colon}", "bold"), rest)
