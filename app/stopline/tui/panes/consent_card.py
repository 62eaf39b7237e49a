"""The consent card: the person, their consent on every channel with the words it rests on, and the trail."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from stopline.address import written_out
from stopline.consent.basis import WORDS
from stopline.consent.brought_along import brought_along
from stopline.consent.events import (
    AUTOMATIC,
    CONTACT,
    UNDECIDED,
    Basis,
    Channel,
    EventKind,
    Method,
    RecordedEvent,
    Scope,
    why_closed,
)
from stopline.consent.hours import local_weekday_time
from stopline.consent.proof import held_first, honoured_in
from stopline.consent.status import BLOCKING, Standing, State, worth_telling
from stopline.consent.whereabouts import hours_of
from stopline.days import full_day, listed_day
from stopline.inbox.bookkeeping import ATTRIBUTES as OPT_IN_NOTES
from stopline.inbox.card import ChannelConsent, ConsentCard
from stopline.inert import one_line
from stopline.tui.keys import Where, bindings
from stopline.tui.panes.conversation import Conversation
from stopline.tui.text import BADGES, ago_in_words, moment
from stopline.tui.widgets.scrollback import Scrollback

TRAIL_LENGTH = 12
"""Events of the trail that the card shows; the proof shows all."""
_WEAK = frozenset(Basis) - {Basis.EXPRESS_WRITTEN}
"""What a consent may rest on that does not carry everything; the card says so."""
CHANNEL_NAMES = {Channel.SMS: "SMS", Channel.WHATSAPP: "WhatsApp", Channel.EMAIL: "Email"}
"""Channels as people write them."""
_HOW = {
    Method.KEYWORD: "by keyword",
    Method.SENTENCE: "in their own words",
    Method.FORM: "by a form",
    Method.IMPORT: "by an import",
    Method.AGENT: "recorded",
    Method.CARRIER: "at the carrier",
    Method.API: "through the API",
    Method.SUPPRESSION: "kept when they were forgotten",
}
_TRAIL = {
    EventKind.REQUESTED: "asked",
    EventKind.GIVEN: "given",
    EventKind.CONFIRMED: "confirmed",
    EventKind.WITHDRAWN: "stopped",
    EventKind.HELD: "held",
    EventKind.RELEASED: "released",
    EventKind.EXPIRED: "expired",
    EventKind.IMPORTED: "imported",
    EventKind.CORRECTED: "taken back",
    EventKind.ERASED: "forgotten",
}


@dataclass(frozen=True)
class CardBlock:
    """The whole card as one block."""

    plain: str
    content: Content = field(compare=False)

    def lines(self, width: int) -> list[Content]:
        """Return the lines for a width; a word that fits on none, such as a long address, is cut instead of broken."""
        room = max(width - 1, 4)
        lines: list[Content] = []
        for line in self.content.split("\n", allow_blank=True):
            is_too_long = any(Content(word).cell_length > room for word in line.plain.split())
            lines += [line.truncate(room, ellipsis=True)] if is_too_long else line.wrap(room) or [Content()]
        return lines


class CardPane(Scrollback[CardBlock]):
    """Shows a consent card, whoever's it is."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CARD)]

    now: reactive[datetime | None] = reactive(None)

    class Left(Message):
        """Somebody wants back to the list that the card lies over."""

    def __init__(self) -> None:
        super().__init__(id="card", stands_at_end=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back only where the card lies over a list."""
        if action == "leave":
            return self.screen.has_class("-card")
        return super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Go back to the list."""
        self.post_message(self.Left())

    def watch_now(self, before: datetime | None, now: datetime | None) -> None:
        """Tell the time where the person is."""
        if before is None or now is None or before.minute != now.minute:
            self.word(is_another=False)

    def shown_card(self) -> tuple[ConsentCard, tzinfo] | None:
        """Return what is shown, and the zone of the team; to be overridden."""
        return None

    def heading(self) -> Content | None:
        """Return what stands above the card; to be overridden where nothing else says whose it is."""
        return None

    def word(self, *, is_another: bool) -> None:
        """Word what is shown."""
        shown = self.shown_card()
        if shown is None or self.now is None:
            self.show([], is_another=True)
            return
        content = card_text(shown[0], self.now, shown[1])
        if (heading := self.heading()) is not None:
            content = Content("\n\n").join([heading, content])
        self.show([CardBlock(content.plain, content)], is_another=is_another)


class ConsentCardPane(CardPane):
    """Shows the consent card of a conversation."""

    conversation: reactive[Conversation | None] = reactive(None)

    def shown_card(self) -> tuple[ConsentCard, tzinfo] | None:
        """Return the card of the conversation."""
        return (self.conversation.card, self.conversation.zone) if self.conversation is not None else None

    def watch_conversation(self, before: Conversation | None, after: Conversation | None) -> None:
        """Show another card, or what has changed on it."""
        if before is None or after is None or before.card != after.card:
            is_another = before is None or after is None or before.thread.id != after.thread.id
            self.word(is_another=is_another)


def card_text(card: ConsentCard, now: datetime, zone: tzinfo) -> Content:
    """Return the whole card."""
    sections = [
        *_channels(card, zone),
        *_requests(card, now, zone),
        *_hours(card, now),
        *_facts(card),
        _trail(card, now, zone),
    ]
    return Content("\n\n").join([Content.styled("CONSENT", "$quiet bold"), *sections])


def how_known(recorded: RecordedEvent) -> str:
    """Return by what and by whom an event is known: `by keyword JOIN`, `recorded by alice, heard by phone`."""
    event = recorded.event
    if event.kind is EventKind.RELEASED:
        return f"decided by {one_line(event.actor, 20)}"
    if event.is_put_back:
        return f"held again by {one_line(event.actor, 20)}"
    if event.is_question_closed:
        return f"question closed: {one_line(why_closed(event.evidence), 60)}"
    if event.actor == AUTOMATIC:
        return "by itself"
    if event.is_undecided:
        return UNDECIDED
    how = _HOW[event.method]
    if event.method is Method.KEYWORD and event.evidence.keyword:
        return f"{how} {one_line(event.evidence.keyword, 24).upper()}"
    if event.names_its_file:
        how = f"by {one_line(event.actor, 40)}"
    elif event.actor not in (CONTACT, ""):
        how = f"{how} by {one_line(event.actor, 20)}"
    if event.evidence.source and event.method is not Method.SUPPRESSION:
        how += f", {one_line(event.evidence.source, 30)}"
    return how


def stopped_when(recorded: RecordedEvent, now: datetime, zone: tzinfo) -> str:
    """Return how long ago a stop was said, or that it was said before a file brought it along."""
    along = brought_along(recorded)
    return f"before{along.on(zone)}" if along else ago_in_words(recorded.event.occurred_at, now)


def _channels(card: ConsentCard, zone: tzinfo) -> Iterator[Content]:
    known = {consent.channel for consent in card.channels}
    several = len({consent.address for consent in card.channels}) > 1
    for consent in card.channels:
        yield Content("\n").join(_channel(consent, zone, names_address=several))
    if card.channel not in known:
        name = CHANNEL_NAMES[card.channel]
        yield Content("\n").join([Content.styled(name, "bold"), BADGES[State.UNKNOWN].content()])


def _channel(consent: ChannelConsent, zone: tzinfo, *, names_address: bool) -> Iterator[Content]:
    yield Content.styled(CHANNEL_NAMES[consent.channel], "bold")
    if names_address:
        yield Content.styled(written_out(consent.address), "$quiet")
    status = consent.status
    yield BADGES[status.state].content()
    along = brought_along(consent.made_by) if consent.made_by is not None else None
    if status.state is State.STOPPED and along is not None:
        yield Content.styled(f"stopped before{along.on(zone)}", "$quiet")
        yield Content.styled(along.whence(zone), "$quiet")
        if consent.made_by is not None and consent.made_by.event.evidence.words:
            yield Content(f"“{one_line(consent.made_by.event.evidence.words, 90)}”")
        yield from _narrower(consent.standing)
        return
    since = consent.made_by.event.occurred_at if consent.made_by and consent.released_by else status.since
    if since is not None:
        yield Content.styled(f"since {moment(since, zone)}", "$quiet")
    if consent.made_by is not None:
        yield Content.styled(how_known(consent.made_by), "$quiet")
        yield from _words(consent.made_by, zone)
        if consent.released_by is not None:
            event = consent.released_by.event
            yield Content.styled(
                f"hold released by {one_line(event.actor, 20)}, {moment(event.occurred_at, zone)}", "$quiet"
            )
        if status.basis in _WEAK:
            until = f", until {full_day(consent.expires_at.astimezone(zone))}" if consent.expires_at else ""
            yield Content.styled(f"rests on {WORDS[status.basis]}{until}", "$quiet")
    yield from _narrower(consent.standing)


def _words(made_by: RecordedEvent, zone: tzinfo) -> Iterator[Content]:
    """Yield the words a status rests on, when they came in where that was later, and how soon a stop was honoured."""
    evidence = made_by.event.evidence
    if evidence.words:
        yield Content(f"“{one_line(evidence.words, 90)}”")
    if evidence.arrived_at is not None:
        yield Content.styled(f"came in {moment(evidence.arrived_at, zone)}", "$quiet")
    if held := held_first(made_by, zone):
        yield Content.styled(held, "$quiet")
    elif honoured := honoured_in(made_by):
        yield Content.styled(f"honoured {honoured}", "$quiet")


def _narrower(standing: Standing) -> Iterator[Content]:
    for scope, status in worth_telling(standing).items():
        if scope is not Scope.ALL and status is not None:
            yield Content.assemble((f"{scope}: ", "$quiet"), BADGES[status.state].content())


def _requests(card: ConsentCard, now: datetime, zone: tzinfo) -> Iterator[Content]:
    """Yield what they asked of their data, and by when it must be done."""
    if not card.requests:
        return
    lines = [Content.styled("ASKED", "$quiet bold")]
    for request in card.requests:
        lines.append(Content(request.kind.asked_for))
        if request.words:
            lines.append(Content(f"“{one_line(request.words, 90)}”"))
        if request.is_overdue(now):
            lines.append(Content.styled(f"OVERDUE since {moment(request.deadline, zone)}", "$warning"))
        else:
            lines.append(Content.styled(f"by {moment(request.deadline, zone)}", "$quiet"))
    yield Content("\n").join(lines)


def _hours(card: ConsentCard, now: datetime) -> Iterator[Content]:
    """Yield the hours in which the person may be texted, and the time it is there; where they may not be at any hour, nothing."""
    if card.channel is Channel.EMAIL or _is_silent(card):
        return
    heading = Content.styled("HOURS", "$quiet bold")
    hours = hours_of(card.place, now)
    if not hours.now_there:
        yield Content("\n").join([heading, Content.styled("their time is not known", "$quiet")])
        return
    if hours.opens_at is None or hours.window is None:
        yield Content("\n").join([heading, Content(f"{hours.now_there} there; no hour fits all zones")])
        return
    spans = hours.spans
    several = len(spans) > 1
    if hours.is_open:
        ends = [f"{each.closes} in {each.town}" if several else each.closes for each in spans]
        lines = [Content(f"{hours.now_there} there, until {' · '.join(ends)}")]
    else:
        is_soon = hours.opens_at - now < timedelta(days=1)
        first = f"{spans[0].opens} in {spans[0].town}" if several else spans[0].opens
        stretches = [
            f"{each.opens}–{each.closes}" + (f" in {each.town}" if several else "") for each in spans
        ]
        lines = [
            Content(f"may be texted {' · '.join(stretches)}"),
            Content.styled(f"now {hours.now_there} there", "$warning"),
            Content.styled(
                f"next {first if is_soon else local_weekday_time(card.place, hours.opens_at)}", "$quiet"
            ),
        ]
    if hours.daily_maximum is not None:
        lines.append(Content.styled(f"at most {hours.daily_maximum} in 24 hours", "$quiet"))
    yield Content("\n").join([heading, *lines])


def _is_silent(card: ConsentCard) -> bool:
    """Tell whether what keeps to hours may not be sent where the person is written to, whatever the hour."""
    return any(
        consent.standing.within(Scope.MARKETING).state in BLOCKING
        for consent in card.channels
        if consent.channel is card.channel and written_out(consent.address) == card.address
    )


def _facts(card: ConsentCard) -> Iterator[Content]:
    contact = card.contact
    if contact.tags:
        tags = " · ".join(one_line(tag, 24) for tag in contact.tags[:12])
        yield Content("\n").join([Content.styled("TAGS", "$quiet bold"), Content(tags)])
    # How they opted in is told above, with its proof.
    attributes = [each for each in contact.attributes if not each[0].endswith(OPT_IN_NOTES)]
    if attributes:
        lines = [
            Content.assemble((f"{one_line(name, 16)}  ", "$quiet"), one_line(value, 40))
            for name, value in attributes[:8]
        ]
        yield Content("\n").join([Content.styled("ABOUT", "$quiet bold"), *lines])


def _trail(card: ConsentCard, now: datetime, zone: tzinfo) -> Content:
    lines = [Content.assemble(("TRAIL", "$quiet bold"), ("  p proof", "$quiet"))]
    latest_first = sorted(card.trail, key=lambda recorded: (recorded.told_at, recorded.seq), reverse=True)
    for recorded in latest_first[:TRAIL_LENGTH]:
        event = recorded.event
        scope = "" if event.scope is Scope.ALL else f" {event.scope}"
        done = "question closed" if event.is_question_closed else _TRAIL[event.kind]
        what = f"{event.channel}{scope} {'held again' if event.is_put_back else done}"
        lines.append(Content.assemble((f"{listed_day(recorded.told_at, now, zone)}  ", "$quiet"), what))
    lines.append(
        Content.assemble((f"{listed_day(card.contact.created_at, now, zone)}  ", "$quiet"), "first seen")
    )
    return Content("\n").join(lines)
