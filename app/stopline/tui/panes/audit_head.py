"""How the ledger is doing: whether it holds, its head and the last anchor, and whether a key tags it."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from textual.content import Content
from textual.reactive import reactive

from stopline.consent.chain import BreakKind
from stopline.consent.verification import Verification
from stopline.inert import one_line
from stopline.plural import counted
from stopline.proof.audit import ChainState
from stopline.tui.text import moment, wall_time
from stopline.tui.widgets.words import Words


@dataclass(frozen=True, slots=True)
class Checking:
    """How far verifying has come, or what it found."""

    seq: int
    event_count: int
    found: Verification | None = None
    at: datetime | None = None
    """When it ended."""


@dataclass(frozen=True, slots=True)
class AuditState:
    """What the head shows."""

    chain: ChainState
    zone: tzinfo


class AuditHead(Words):
    """Shows chain, key, head and anchor, a line each."""

    state: reactive[AuditState | None] = reactive(None)
    checking: reactive[Checking | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__(id="audit-head")

    def watch_state(self) -> None:
        """Show another state."""
        self._word()

    def watch_checking(self) -> None:
        """Show how far verifying has come."""
        self._word()

    def on_resize(self) -> None:
        """Word it for the width there is."""
        self._word()

    def _word(self) -> None:
        if self.state is not None:
            self.say(head_text(self.state, self.checking, self.content_size.width))


def head_text(state: AuditState, checking: Checking | None, width: int) -> Content:
    """Return the whole head; what ends a line is left out where it has no room."""
    lines = (
        ("CHAIN   ", _chain(state, checking), _head_of(checking)),
        ("KEY     ", _key(state.chain), _source_of(state.chain)),
        ("ANCHOR  ", _anchor(state), _place_of(state)),
    )
    return Content("\n").join(_line(*line, width) for line in lines)


def _line(name: str, words: Content, end: str, width: int) -> Content:
    short = Content.assemble((name, "$quiet bold"), words)
    whole = short + Content.styled(end, "$quiet")
    return whole if whole.cell_length <= width else short


def _head_of(checking: Checking | None) -> str:
    found = checking.found if checking is not None else None
    is_whole = found is not None and found.first_break is None and not found.status_differences
    return f"  head {found.head[:12]}…" if found is not None and is_whole and found.event_count else ""


def _source_of(chain: ChainState) -> str:
    return f"  from {one_line(chain.key_source, 40)}" if chain.key_id else ""


def _place_of(state: AuditState) -> str:
    anchor = state.chain.last_anchor
    return f"  in {one_line(anchor.place, 60)}" if anchor is not None else ""


def _chain(state: AuditState, checking: Checking | None) -> Content:
    chain = state.chain
    if checking is not None and checking.found is not None and checking.at is not None:
        found = checking.found
        if found.first_break is not None:
            if found.first_break.kind is BreakKind.TAG_MISSING:
                return Content.styled(
                    f"■ {found.first_break}: `stopline consent verify` says more", "$error bold"
                )
            return Content.styled(
                f"■ BROKEN, {found.first_break}. Stop sending, compare with a backup.", "$error bold"
            )
        if found.status_differences:
            return Content.styled(
                f"■ HOLDS, but {counted(found.status_differences, 'status does', 'statuses do')} not follow: `stopline consent rebuild`",
                "$error bold",
            )
        if found.altered:
            return Content.styled(
                f"■ HOLDS, but {counted(len(found.altered), 'fence of the database is', 'fences of the database are')} not as made: `stopline consent verify`",
                "$error bold",
            )
        if not found.event_count:
            return Content.styled("○ nothing is recorded yet", "$quiet")
        newer = chain.event_count - found.event_count
        since = f"; {counted(newer, 'newer event')} not yet" if newer > 0 else ""
        return Content.assemble(
            ("● HOLDS", "$success"),
            f"  all {counted(found.event_count, 'event')}, verified {wall_time(checking.at, state.zone)}{since}",
        )
    last = (
        f"  it held on {moment(chain.last_look.at, state.zone)}, up to event {chain.last_look.seq:,}"
        if chain.last_look
        else ""
    )
    if checking is None:
        return Content.styled(f"… not verified yet{last}", "$quiet")
    return Content.styled(f"… verifying, event {checking.seq:,} of {checking.event_count:,}{last}", "$quiet")


def _key(chain: ChainState) -> Content:
    since = (
        f"events from {chain.keyed_from:,} on carry its tag" if chain.keyed_from else "nothing is tagged yet"
    )
    if chain.key_id:
        return Content(f"{chain.key_id} tags what is recorded; {since}")
    if chain.keyed_from:
        return Content.styled(
            f"▲ not here; events from {chain.keyed_from:,} on carry a tag nobody can check here", "$warning"
        )
    return Content.styled("none: `stopline consent key --new FILE` makes one", "$quiet")


def _anchor(state: AuditState) -> Content:
    anchor = state.chain.last_anchor
    if anchor is None:
        return Content.styled(
            "none yet: `stopline consent anchor --to FILE` keeps the head elsewhere", "$quiet"
        )
    newer = state.chain.event_count - anchor.seq
    since = f", {counted(newer, 'newer event')} since" if newer > 0 else ""
    return Content(f"event {anchor.seq:,} on {moment(anchor.at, state.zone)}{since}")
