"""Pure: how a campaign is worded while somebody writes it: what its texts count, whom it would reach, what is not right yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from textual.content import Content

from stopline.campaigns.audience import NOT_CHOSEN
from stopline.campaigns.launches import Preview
from stopline.campaigns.texts import Variant, filled
from stopline.consent.events import Channel
from stopline.consent.link_room import as_counted
from stopline.consent.status import State
from stopline.inbox.templates import field_fault
from stopline.percent import percent
from stopline.plural import counted
from stopline.segments import segments_of
from stopline.tui.campaign_reading import Group, included_and_left_out
from stopline.tui.campaign_words import EXAMPLE_NAME, cost_words, leaving_words
from stopline.tui.text import hanging

CONSENTS = (
    (State.SUBSCRIBED, "only who are subscribed"),
    (State.PENDING, "only who were asked and have not answered"),
    (State.UNKNOWN, "only of whom nothing is known"),
    (State.HELD, "only who are held"),
    (State.STOPPED, "only who said stop"),
)
"""Where people have to stand for a campaign to be for them; the send block is asked all the same."""
NO_PRICE = "; set price_per_part under [campaigns] to see what they cost"
_COUNT_WIDTH = 7


@dataclass(frozen=True, slots=True)
class Counting:
    """What is needed to count the parts of a text, and to say when and for how much a campaign would leave."""

    zone: tzinfo
    team: str
    agent: str
    link: str
    """Something as long as the links in texts; empty where there are no pages."""
    price: float
    """Of a part; 0 where nobody has said."""
    currency: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a campaign that is being written would do."""

    counting: Counting
    preview: Preview | None = None
    """None where something in it cannot be read yet."""
    doubts: tuple[str, ...] = ()
    problem: str = ""
    """What cannot be read yet."""
    has_text: bool = True
    """Whether it says something already, so that parts can be counted."""
    listed: str = ""
    """What was read of its list file."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return who would get it and who would not."""
        return () if self.preview is None else included_and_left_out(self.preview)


def text_words(text: str, counting: Counting, channel: str) -> str:
    """Return what a text counts as one person gets it: `1 part, 118 left, about 0.02 USD for each`."""
    if fault := field_fault(text):
        return fault
    example = filled(Variant("A", text), EXAMPLE_NAME, counting.team, counting.agent, counting.link)
    if channel != Channel.SMS:
        return counted(len(example.text), "character")
    segments = segments_of(as_counted(example.text, counting.link))
    words = f"{counted(example.parts, 'part')}, {segments.left_in_part} left"
    if counting.price:
        words += f", about {example.parts * counting.price:,.2f} {counting.currency} for each"
    return words + (f" (“{segments.forcing[0].character}” makes parts short)" if segments.forcing else "")


def foreseen_words(foreseen: Foreseen | None, width: int, *, is_roomy: bool) -> Content:
    """Return whom a campaign would reach, in lines of so many cells where there is room, else in a few."""
    if foreseen is None:
        return Content.styled("Counting who would get it…", "$quiet")
    return Content("\n").join(_lines(foreseen, width, is_roomy=is_roomy))


def _lines(foreseen: Foreseen, width: int, *, is_roomy: bool) -> Iterator[Content]:
    mark = Content.styled("▲ ", "$warning bold")
    if foreseen.problem:
        yield hanging(mark, Content(f"{foreseen.problem}."), width)
    preview = foreseen.preview
    if preview is None:
        return
    if is_roomy:
        yield Content.styled("Who would get it now, and who would not", "bold")
        yield from (_group_line(each, width) for each in foreseen.groups)
        yield Content()
    else:
        yield Content(" · ").join(map(_group_words, foreseen.groups))
    if len(preview.by_text) > 1:
        total = sum(preview.by_text.values())
        shares = (
            f"{label} {count:,} ({percent(count / total)})"
            for label, count in sorted(preview.by_text.items())
        )
        yield Content(f"Texts: {', '.join(shares)}.")
    if foreseen.listed:
        yield Content(foreseen.listed)
    yield Content(_leaving(foreseen, preview))
    for doubt in foreseen.doubts:
        yield hanging(mark, Content(doubt), width)


def _leaving(foreseen: Foreseen, preview: Preview) -> str:
    counting = foreseen.counting
    if not foreseen.has_text:
        return "Write a text to see how many parts leave."
    cost = cost_words(preview.parts, counting.price, counting.currency) or NO_PRICE
    return leaving_words(preview, counting.zone, cost)


def _group_line(group: Group, width: int) -> Content:
    style = "$quiet" if group.code in NOT_CHOSEN else "$foreground"
    count = Content.styled(f"{group.count:>{_COUNT_WIDTH},}  ", "bold")
    return hanging(count, Content.styled(group.words, style), width)


def _group_words(group: Group) -> Content:
    style = "$quiet" if group.code in NOT_CHOSEN else "$foreground"
    return Content.assemble((f"{group.count:,} ", "bold"), (group.words, style))
