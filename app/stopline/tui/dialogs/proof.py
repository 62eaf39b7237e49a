"""The proof of a person's consent: every event with its exact words, how it is known and where it stands in the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from stopline.address import written_out
from stopline.consent.anchoring import LastLook
from stopline.consent.basis import WORDS
from stopline.consent.chain import BreakKind
from stopline.consent.events import Scope
from stopline.consent.proof import held_first, honoured_in
from stopline.consent.status import worth_telling
from stopline.inert import one_line
from stopline.plural import counted
from stopline.proof.packet import EventEvidence, Person
from stopline.proof.wording import MISSING, told_beside, who_wrote, words_are
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.dialogs.hold import marked
from stopline.tui.dialogs.why import WhyDialog
from stopline.tui.keys import Where, bindings
from stopline.tui.panes.consent_card import CHANNEL_NAMES, how_known
from stopline.tui.text import BADGES, moment
from stopline.tui.widgets.hanging import Hanging, lines_of


@dataclass(frozen=True, slots=True)
class ShownProof:
    """What the proof shows: a person at each of their addresses."""

    name: str
    """Inert already; empty where none is known."""
    people: tuple[Person, ...]
    """The same person, an address each; the one that was asked for is the first."""
    last_look: LastLook | None
    """When the whole ledger was last found to hold."""
    zone: tzinfo
    now: datetime

    @property
    def title(self) -> str:
        """Return whose proof it is."""
        address = written_out(self.people[0].address)
        return f"{self.name} · {address}" if self.name and self.name != address else address

    @property
    def first_seen(self) -> datetime | None:
        """Return when the person was first seen."""
        return min((each.first_seen for each in self.people if each.first_seen), default=None)

    def events(self) -> list[EventEvidence]:
        """Return every event of the person, the latest first."""
        events = [event for person in self.people for event in person.events]
        return sorted(events, key=lambda each: each.recorded.seq, reverse=True)


class ProofDialog(Dialog[None]):
    """Shows the proof.

    Args:
        proof: what is to be shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.PROOF)]

    def __init__(self, proof: ShownProof) -> None:
        super().__init__(
            f"Proof of consent · {proof.title}", "↑↓ scroll · m why each message was sent · esc close"
        )
        self._proof = proof

    def compose_body(self) -> ComposeResult:
        """Put the present, then every event, the latest first."""
        with VerticalScroll(id="proof"):
            yield Hanging(lines_of(proof_text(self._proof)))

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one("#proof").focus()

    def action_show_messages(self) -> None:
        """Show why each message was sent or kept back."""
        messages = [each for person in self._proof.people for each in person.messages]
        messages.sort(key=lambda each: (each.message.at, each.message.id), reverse=True)
        self.app.push_screen(WhyDialog(self._proof.title, messages, self._proof.zone, self._proof.now))


def proof_text(proof: ShownProof) -> Content:
    """Return the present status of every channel, whether the events hold, and every event."""
    present = [
        Content.assemble(
            (f"{CHANNEL_NAMES[channel]:<10}", "bold"), BADGES[status.state].content(), _covers(scope)
        )
        for person in proof.people
        for channel, standing in person.standings.items()
        for scope, status in worth_telling(standing).items()
    ] or [
        Content.styled(
            "Nothing is known of this person's consent; they have not agreed to anything.", "$quiet"
        )
    ]
    events = [Content("\n").join(_event(each, proof.zone)) for each in proof.events()]
    source = proof.people[0].source
    first_seen = (
        [
            Content.styled(
                f"First seen {moment(proof.first_seen, proof.zone)}, from {one_line(source, 30)}", "$quiet"
            )
        ]
        if proof.first_seen
        else []
    )
    return Content("\n\n").join([Content("\n").join([*present, _held_together(proof)]), *events, *first_seen])


def _covers(scope: Scope) -> str:
    return "" if scope is Scope.ALL else f" {scope} only"


def _held_together(proof: ShownProof) -> Content:
    """Return whether the person's own events hold, and what is known of the ledger around them."""
    broken = next((each.check.first_break for each in proof.people if each.check.first_break), None)
    if broken is not None:
        what = (
            "compare with a backup"
            if broken.kind is not BreakKind.TAG_MISSING
            else "see `stopline consent verify`"
        )
        return Content.styled(f"■ These events do not hold: {broken}; {what}.", "$error bold")
    if any(each.check.status_differences for each in proof.people):
        return Content.styled(
            "■ The status does not follow from these events: `stopline consent rebuild`.", "$error bold"
        )
    count = sum(each.check.event_count for each in proof.people)
    look = proof.last_look
    whole = (
        f"the whole ledger did on {moment(look.at, proof.zone)}, up to event {look.seq:,}"
        if look
        else "the whole ledger was not verified yet (ga)"
    )
    if count == 0:
        return Content.styled(f"There is no event to look at; {whole}", "$quiet")
    return Content.styled(
        f"{counted(count, 'event')} looked at: each holds, and is linked on both sides; {whole}", "$quiet"
    )


def _event(each: EventEvidence, zone: tzinfo) -> Iterator[Content]:
    recorded = each.recorded
    event = recorded.event
    scope = "" if event.scope is Scope.ALL else f" · {event.scope} only"
    yield Content.assemble(
        (f"{event.kind.upper()} ", "bold"),
        f"· {CHANNEL_NAMES[event.channel]}{scope} · {moment(event.occurred_at, zone)} · {how_known(recorded)}",
    )
    evidence = event.evidence
    if event.has_lost_evidence:
        yield Content.styled(f"  {MISSING}", "$error")
    if evidence.words:
        speaks = words_are(event.method, "")
        yield Content.assemble(
            f"  {speaks}: “" if speaks else "  “", marked(evidence.words, evidence.span), "”"
        )
    if evidence.arrived_at is not None:
        yield Content.styled(f"  came in {moment(evidence.arrived_at, zone)}", "$quiet")
    if held := held_first(recorded, zone):
        yield Content.styled(f"  {held}", "$quiet")
    elif honoured := honoured_in(recorded):
        yield Content.styled(f"  honoured {honoured}", "$quiet")
    for label, value in _details(each):
        yield Content.styled(f"  {label}: {one_line(value, 200)}", "$quiet")
    yield Content.styled(
        f"  ledger {recorded.seq} · recorded {moment(recorded.recorded_at, zone)} · {recorded.hash[:16]}…",
        "$quiet",
    )


def _details(each: EventEvidence) -> Iterator[tuple[str, str]]:
    evidence = each.recorded.event.evidence
    if evidence.rule:
        yield "recognised by", evidence.rule
    if evidence.disclosure:
        yield told_beside(each.recorded, each.answer), evidence.disclosure
    if evidence.basis is not None:
        yield "rests on", WORDS[evidence.basis]
    if each.before is not None:
        yield f"before it {who_wrote(each.before)}", each.before.text
    if evidence.note:
        yield "note", evidence.note
    if evidence.message is not None:
        yield "message", str(evidence.message)
    if each.allowed:
        yield "allowed", counted(len(each.allowed), "message")
