"""What screens read from the workspace, as values, and the threads they begin; each function is called in a thread of a screen."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from stopline.address import Address, is_email, may_be_answered, parse_address
from stopline.campaigns.campaign import Campaign
from stopline.consent.events import Channel
from stopline.consent.gate import SCOPE_OF_PURPOSE, Ask, Draft, Permit, Purpose
from stopline.consent.link_room import stand_in
from stopline.consent.refusal import Refusal
from stopline.errors import BadAddressError, NotFoundError
from stopline.inbox.answers import DEFAULT_LANGUAGE
from stopline.inbox.asking import AlreadyAsked, Question
from stopline.inbox.threads import ThreadFilter, ThreadRow
from stopline.inbox.timeline import PAGE_SIZE
from stopline.inert import one_line
from stopline.tui.desk import Desk
from stopline.tui.dialogs.proof import ShownProof
from stopline.tui.dialogs.search import Findings, Newcomer
from stopline.tui.panes.conversation import Conversation
from stopline.tui.panes.thread_list import ListPage
from stopline.worker.health import Health
from stopline.worker.lease import Lease

ASKING_HELPS = frozenset(
    {"no_consent", "weak_consent", "consent_expired", "never_wrote", "window_closed", "pending"}
)
"""Why the gate refuses where a yes would unlock it; of who was asked already, asking tells since when and until when."""
MOST_EXPLAINED = 200
"""Messages at each address that are explained on the screen; `stopline explain` knows the others."""
MOST_PEOPLE = 20
MOST_HITS = 40
"""People and messages a search shows."""


@dataclass(frozen=True, slots=True)
class GatewayLine:
    """How one gateway is doing."""

    name: str
    collected_at: datetime | None
    error: str
    """Why it fails, empty while it works."""
    next_attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What the line at the top tells."""

    team: str
    zone: tzinfo
    has_worker: bool
    """Whether a worker acts on this workspace, wherever it runs."""
    has_gateway: bool
    """Whether the settings name a gateway, asked or not."""
    gateways: tuple[GatewayLine, ...]
    """Those that were ever asked."""
    queued: int
    uncertain: int
    quarantined: int
    """Texts and receipts that could not be taken in."""
    braked: tuple[Campaign, ...] = ()
    """Campaigns that paused themselves and wait for somebody to look."""
    is_held_back: bool = False
    """Whether the database came from a copy and stops may be missing, so that only automatic answers leave."""
    failing_upkeep: tuple[str, ...] = ()
    """What the worker is to do by itself and cannot."""


def read_status(desk: Desk) -> StatusLine:
    """Return what the line at the top tells."""
    workspace = desk.workspace
    health = Health(workspace.engine, workspace.clock).of_every()
    queue = workspace.outbox.counts()
    return StatusLine(
        team=workspace.settings.team.name,
        zone=workspace.settings.zone,
        has_worker=Lease(workspace.engine, workspace.clock, desk.name).holder_now() is not None,
        has_gateway=bool(workspace.settings.gateways),
        gateways=tuple(
            GatewayLine(each.gateway, each.collected_at, each.last_error or "", each.next_attempt_at)
            for each in health
        ),
        queued=queue.queued + queue.sending,
        uncertain=queue.uncertain,
        quarantined=workspace.quarantine.count(),
        braked=tuple(each for each in workspace.campaigns.under_way() if each.has_braked),
        is_held_back=workspace.high_water.lost() is not None,
        failing_upkeep=tuple(each.what for each in workspace.checkups.upkeep_faults()),
    )


def read_list(desk: Desk, shown: ThreadFilter, offset: int, limit: int, selected: int | None) -> ListPage:
    """Return a stretch of the list a filter shows, with every filter's figure.

    A selected thread that is not in the stretch is looked for at the top of the list, where a new text has taken it.
    """
    workspace = desk.workspace
    with workspace.engine.snapshot():
        counts = workspace.threads.counts(desk.agent)
        offset = max(0, min(offset, counts.of(shown) - 1))
        rows = workspace.threads.page(shown, desk.agent, offset, limit)
        place = None
        if selected is not None and offset and all(row.id != selected for row in rows):
            top = workspace.threads.page(shown, desk.agent, 0, limit)
            place = next((index for index, row in enumerate(top) if row.id == selected), None)
        drafts = frozenset(workspace.drafts.of(desk.agent))
        overdue = len(workspace.requests.overdue()) if counts.due else 0
        due = _deadlines(desk, rows) if shown is ThreadFilter.DUE else {}
        people = 0 if counts.every else workspace.directory.page(limit=0).count
    zone = workspace.settings.zone
    return ListPage(shown, counts, offset, tuple(rows), place, zone, drafts, overdue, due, people)


def _deadlines(desk: Desk, rows: list[ThreadRow]) -> dict[int, tuple[datetime, str]]:
    """Return by when the next thing each thread's person asked for must be done, and what it is."""
    waiting = desk.workspace.requests.waiting()
    return {
        row.id: min(asked)
        for row in rows
        if (
            asked := [
                (each.deadline, each.kind.asked_for)
                for each in waiting
                if each.address == row.address and each.channel in (None, row.channel)
            ]
        )
    }


def read_conversation(
    desk: Desk, thread: int, purpose: Purpose, message_count: int = PAGE_SIZE
) -> Conversation | None:
    """Return one thread as a whole with its latest messages, or None where there is no such thread."""
    workspace = desk.workspace
    with workspace.engine.snapshot():
        try:
            row = workspace.threads.thread(thread)
        except NotFoundError:
            return None
        page = workspace.timeline.page(row, limit=message_count)
        card = workspace.cards.of(row)
        standing = workspace.standings.of(row.address, row.channel)
        status = standing.within(SCOPE_OF_PURPOSE[purpose])
        decision = workspace.send_block.ask(Draft(row.address, row.channel, purpose))
        return Conversation(
            thread=row,
            entries=page.entries,
            earlier=page.earlier,
            card=card,
            status=status,
            made_by=next((each for each in card.trail if each.seq == status.event_seq), None),
            hold=workspace.decisions.hold_of(row.address, row.channel),
            purpose=purpose,
            refusal=decision if isinstance(decision, Refusal) else None,
            others=tuple(workspace.presence.others_in(thread, desk.agent)),
            siblings=tuple((each, _may_write(desk, each)) for each in _siblings(desk, row)),
            zone=workspace.settings.zone,
            asked=workspace.asks.open_at(row.address, row.channel),
            asking=_asking(desk, row, purpose, decision),
            link=stand_in(workspace.settings.web.url),
        )


def _asking(
    desk: Desk, row: ThreadRow, purpose: Purpose, decision: Permit | Refusal
) -> Question | Refusal | None:
    """Return the question that may be asked where consent is lacking, or why it may not; its wording does not matter yet."""
    if not isinstance(decision, Refusal) or not ASKING_HELPS.intersection(decision.codes):
        return None
    scope = SCOPE_OF_PURPOSE[purpose]
    found = desk.workspace.asking.question(row.address, row.channel, scope, Ask.FIRST, DEFAULT_LANGUAGE)
    return found.refusal() if isinstance(found, AlreadyAsked) else found


def read_proof(desk: Desk, address: Address) -> ShownProof:
    """Return the proof of the person at an address, with all of their addresses."""
    workspace = desk.workspace
    number = workspace.contacts.at(address)
    known = workspace.contacts.contact(number).addresses if number is not None else ()
    addresses = [address, *(each for each in known if each != address)]
    people = tuple(workspace.proofs.person(each, MOST_EXPLAINED) for each in addresses)
    return ShownProof(
        one_line(people[0].name, 40), people, workspace.anchoring.last_look(), workspace.settings.zone,
        workspace.clock.now(),
    )  # fmt: skip


def _siblings(desk: Desk, row: ThreadRow) -> list[ThreadRow]:
    return [each for each in desk.workspace.threads.of_contact(row.contact) if each.id != row.id]


def _may_write(desk: Desk, row: ThreadRow) -> bool:
    draft = Draft(row.address, row.channel, Purpose.CONVERSATION)
    return not isinstance(desk.workspace.send_block.ask(draft), Refusal)


def _newcomers(desk: Desk, sought: str, *, is_found: bool) -> Iterator[Newcomer]:
    """Yield the people who fit and have no thread; where nobody fits, the number or address that was typed."""
    workspace = desk.workspace
    for number in workspace.search.contacts(sought, limit=MOST_PEOPLE):
        is_found = True
        contact = workspace.contacts.contact(number)
        answerable = [address for address in contact.addresses if may_be_answered(address)]
        if answerable and not workspace.threads.of_contact(number):
            yield Newcomer(answerable[0], contact.name)
    if is_found:
        return
    with contextlib.suppress(BadAddressError):
        yield Newcomer(parse_address(sought, workspace.settings.team.region), "")


def begin(desk: Desk, newcomer: Newcomer) -> int:
    """Begin the thread of somebody who has none; return its number."""
    workspace = desk.workspace
    channel = Channel.EMAIL if is_email(newcomer.address) else Channel.SMS
    with workspace.engine.transaction():
        contact = workspace.contacts.ensure(newcomer.address, source=desk.agent)
        return workspace.threads.ensure(contact, newcomer.address, channel, workspace.clock.now())


def find(desk: Desk, sought: str) -> Findings:
    """Return the people and the messages that fit what was typed."""
    workspace = desk.workspace
    people = workspace.search.people(sought, limit=MOST_PEOPLE) if sought else []
    hits = workspace.search.words(sought, limit=MOST_HITS) if sought else []
    rows = {thread: workspace.threads.thread(thread) for thread in {hit.thread for hit in hits}}
    return Findings(
        sought,
        tuple(people),
        tuple(_newcomers(desk, sought, is_found=bool(people))) if sought else (),
        tuple((hit, rows[hit.thread]) for hit in hits),
        workspace.clock.now(),
        workspace.settings.zone,
    )
