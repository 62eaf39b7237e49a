"""The line at the top: which team, how worker and gateways are doing, what waits, the time, and who sits here."""

from datetime import datetime, timedelta

from textual.content import Content
from textual.reactive import reactive

from stopline.inert import one_line
from stopline.plural import counted
from stopline.tui.reading import GatewayLine, StatusLine
from stopline.tui.text import ago_in_words, wall_time
from stopline.tui.widgets.words import Words

QUIET_FOR = timedelta(seconds=30)
"""How old the last collect may be before its age is a warning."""
A_MOMENT = timedelta(seconds=9)
"""How old it may be before its age is told: it is written down, and this line worded, every few seconds."""


class TopLine(Words):
    """One line, always in the same place."""

    status: reactive[StatusLine | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)

    def __init__(self, title: str, agent: str) -> None:
        super().__init__()
        self._title = title
        self._agent = agent

    def watch_status(self) -> None:
        """Word it anew."""
        self._word()

    def watch_now(self) -> None:
        """Word it anew."""
        self._word()

    def on_resize(self) -> None:
        """Word it for the new width."""
        self._word()

    def _word(self) -> None:
        if self.status is None or self.now is None:
            return
        self.say(line_of(self.status, self.now, self._title, self._agent, self.size.width))


def line_of(status: StatusLine, now: datetime, title: str, agent: str, width: int) -> Content:
    """Return the line: what matters less is left out first where there is little room."""
    left = Content.assemble((f" {title}", "$accent bold"), (f" · {one_line(status.team, 40)}", "$foreground"))
    parts = [
        *_held_back(status),
        *_worker(status),
        *_braked(status),
        *_gateways(status, now),
        *_upkeep(status),
        *_queue(status),
    ]
    end = Content.assemble(
        (wall_time(now, status.zone), "$foreground bold"), (f" {one_line(agent, 20)} ", "$foreground")
    )
    separator = Content.styled(" · ", "$faint")
    while (
        parts and left.cell_length + sum(part.cell_length + 3 for part in parts) + end.cell_length + 2 > width
    ):
        parts.pop(_least(parts))
    right = separator.join([*parts, end])
    gap = width - left.cell_length - right.cell_length
    if gap < 1:
        return left.truncate(max(width - right.cell_length - 1, 0)) + " " + right
    return left + " " * gap + right


def _braked(status: StatusLine) -> list[Content]:
    if not status.braked:
        return []
    return [Content.styled(f"▲ {counted(len(status.braked), 'campaign')} braked", "$warning")]


def _held_back(status: StatusLine) -> list[Content]:
    if not status.is_held_back:
        return []
    return [Content.styled("▲ only automatic answers leave (g d)", "$warning")]


def _worker(status: StatusLine) -> list[Content]:
    return [] if status.has_worker else [Content.styled("no worker: nothing leaves", "$warning")]


def _gateways(status: StatusLine, now: datetime) -> list[Content]:
    if not status.gateways and not status.has_gateway:
        return [Content.styled("no gateway set up", "$warning")]
    return [_gateway(each, now) for each in status.gateways]


def _gateway(gateway: GatewayLine, now: datetime) -> Content:
    name = one_line(gateway.name, 20)
    if gateway.error:
        return Content.styled(f"{name} down: {one_line(gateway.error, 50)}", "$error")
    if gateway.collected_at is None:
        return Content.styled(f"{name} collecting…", "$quiet")
    age = now - gateway.collected_at
    is_late = age > QUIET_FOR
    when = "ok" if age <= A_MOMENT else f"collected {ago_in_words(gateway.collected_at, now)}"
    return Content.styled(f"{name} {when}", "$warning" if is_late else "$quiet")


def _upkeep(status: StatusLine) -> list[Content]:
    if not status.failing_upkeep:
        return []
    return [Content.styled(f"▲ {', '.join(status.failing_upkeep)} failing", "$warning")]


def _queue(status: StatusLine) -> list[Content]:
    words = [Content.styled(f"{status.queued:,} queued", "$quiet")]
    if status.uncertain:
        words.append(Content.styled(counted(status.uncertain, "uncertain message"), "$warning"))
    if status.quarantined:
        words.append(Content.styled(f"{status.quarantined:,} not taken in", "$error"))
    return words


def _least(parts: list[Content]) -> int:
    """Return which part is told last: a quiet one before one that warns."""
    quiet = [index for index, part in enumerate(parts) if part.spans and part.spans[0].style == "$quiet"]
    return quiet[-1] if quiet else len(parts) - 1
