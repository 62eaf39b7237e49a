"""The proof of a person's consent: every event with its exact words, how it is known and where it stands in the ledger."""

from collections.abc import Iterator
from datetime import tzinfo

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from stopline.consent.basis import WORDS
from stopline.consent.events import Evidence, RecordedEvent, Scope
from stopline.consent.proof import honoured_in
from stopline.inbox.card import ConsentCard
from stopline.inert import one_line
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.dialogs.hold import marked
from stopline.tui.panes.consent_card import CHANNEL_NAMES, how_known
from stopline.tui.text import BADGES, moment


class ProofDialog(Dialog[None]):
    """Shows the proof.

    Args:
        card: whose consent it is about.
        name: who that is, inert.
        zone: the team's time zone.
    """

    def __init__(self, card: ConsentCard, name: str, zone: tzinfo) -> None:
        super().__init__(f"Proof of consent · {name} · {card.address}", "↑↓ scroll · esc close")
        self._card = card
        self._zone = zone

    def compose_body(self) -> ComposeResult:
        """Put the present, then every event, the latest first."""
        with VerticalScroll(id="proof"):
            yield Static(proof_text(self._card, self._zone), markup=False)

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one("#proof").focus()


def proof_text(card: ConsentCard, zone: tzinfo) -> Content:
    """Return the present status of every channel, and every event."""
    present = [
        Content.assemble((f"{CHANNEL_NAMES[each.channel]:<10}", "bold"), BADGES[each.status.state].content())
        for each in card.channels
    ] or [
        Content.styled(
            "Nothing is known of this person's consent; they have not agreed to anything.", "$quiet"
        )
    ]
    events = [Content("\n").join(_event(recorded, zone)) for recorded in reversed(card.trail)]
    source = Content.styled(
        f"First seen {moment(card.contact.created_at, zone)}, from {one_line(card.contact.source, 30)}",
        "$quiet",
    )
    return Content("\n\n").join([Content("\n").join(present), *events, source])


def _event(recorded: RecordedEvent, zone: tzinfo) -> Iterator[Content]:
    event = recorded.event
    scope = "" if event.scope is Scope.ALL else f" · {event.scope} only"
    yield Content.assemble(
        (f"{event.kind.upper()} ", "bold"),
        f"· {CHANNEL_NAMES[event.channel]}{scope} · {moment(event.occurred_at, zone)} · {how_known(recorded)}",
    )
    evidence = event.evidence
    if evidence == Evidence():
        yield Content.styled("  The words were erased; the ledger still holds their digest.", "$quiet")
    if evidence.words:
        yield Content.assemble("  “", marked(evidence.words, evidence.span), "”")
    if honoured := honoured_in(recorded):
        yield Content.styled(f"  honoured {honoured}", "$quiet")
    for label, value in _details(evidence):
        yield Content.styled(f"  {label}: {one_line(value, 200)}", "$quiet")
    yield Content.styled(
        f"  ledger {recorded.seq} · recorded {moment(recorded.recorded_at, zone)} · {recorded.hash[:16]}…",
        "$quiet",
    )


def _details(evidence: Evidence) -> Iterator[tuple[str, str]]:
    if evidence.rule:
        yield "recognised by", evidence.rule
    if evidence.disclosure:
        yield "they had read", evidence.disclosure
    if evidence.basis is not None:
        yield "rests on", WORDS[evidence.basis]
    if evidence.note:
        yield "note", evidence.note
    if evidence.message is not None:
        yield "message", str(evidence.message)
