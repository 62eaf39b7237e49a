"""What the rules say about one person now: where they may be, the hours there, and what each purpose needs and has."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import Basis, Channel
from stopline.consent.gate import SCOPE_OF_PURPOSE, Draft, Purpose, expires_at, keeps_hours, needed_basis
from stopline.consent.hours import (
    Place,
    clock_in,
    closes_at,
    furthest_apart,
    local_day,
    local_times,
    next_open,
    opened_at,
)
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import SendBlock, Standings
from stopline.consent.status import State

ASKED_ABOUT = (Purpose.CONVERSATION, Purpose.NOTICE, Purpose.MARKETING)


class Span(NamedTuple):
    """A stretch as the clocks of one zone show it."""

    zone: str
    opens: str
    closes: str

    @property
    def town(self) -> str:
        """Return what the zone is called after: `Perth`."""
        return self.zone.rpartition("/")[2].replace("_", " ")


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody may get what keeps hours; the instants are for everybody, the words are their time."""

    place: Place
    now_there: str
    """`21:40`, or `20:40 to 21:40` where it is not known which; empty where nothing is known."""
    is_open: bool
    opens_at: datetime | None
    """The next permitted instant, or now; None where none comes."""
    window: tuple[str, str] | None
    """The present stretch, or the next one, in their time: `09:00` and `20:00`."""
    daily_maximum: int | None
    spans: tuple[Span, ...] = ()
    """That stretch where the day begins last and where it begins first; one where all clocks there agree."""


@dataclass(frozen=True, slots=True)
class PurposeView:
    """What one purpose needs and has."""

    purpose: Purpose
    needs: Basis | None
    has: Basis | None
    state: State
    expires_at: datetime | None
    keeps_hours: bool
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Everything the rules say about one address on one channel."""

    address: Address
    channel: Channel
    hours: Hours
    purposes: tuple[PurposeView, ...]
    today: date
    """The day it is there."""
    are_hours_kept: bool
    """Whether anything on that channel has to wait for its hour."""


def hours_of(place: Place, now: datetime) -> Hours:
    """Return the hours at a place, as seen from now."""
    if not place.zones:
        return Hours(place, "", is_open=False, opens_at=None, window=None, daily_maximum=place.daily_maximum)
    opens_at = next_open(place, now)
    is_now = opens_at == now
    window = None
    spans: tuple[Span, ...] = ()
    if opens_at is not None:
        closing = closes_at(place, opens_at)
        opening = opened_at(place, now) if is_now else opens_at
        window = (local_times(place, opening), local_times(place, closing) if closing else "24:00")
        spans = _spans(place, opening, closing)
    return Hours(place, local_times(place, now), is_now, opens_at, window, place.daily_maximum, spans)


def _spans(place: Place, opening: datetime, closing: datetime | None) -> tuple[Span, ...]:
    """Return a stretch in the zones whose clocks are furthest apart, or in one where they show the same."""
    spans = [
        Span(zone, clock_in(zone, opening), clock_in(zone, closing) if closing else "24:00")
        for zone in furthest_apart(place, opening)
    ]
    return tuple(spans[:1] if spans[0][1:] == spans[1][1:] else spans)


class WhereaboutsOf:
    """Looks up what the rules say about people."""

    def __init__(self, clock: Clock, standings: Standings, send_block: SendBlock) -> None:
        self._clock = clock
        self._standings = standings
        self._send_block = send_block

    def hours(self, address: Address) -> Hours:
        """Return the hours of the person at an address."""
        return hours_of(self._send_block.place_of(address), self._clock.now())

    def of(self, address: Address, channel: Channel) -> Whereabouts:
        """Return everything the rules say about an address on a channel."""
        now, policy = self._clock.now(), self._send_block.policy
        place = self._send_block.place_of(address)
        today = local_day(place, now) if place.zones else now.date()
        standing = self._standings.of(address, channel)
        views: list[PurposeView] = []
        for purpose in ASKED_ABOUT:
            draft = Draft(address, channel, purpose)
            status = standing.within(SCOPE_OF_PURPOSE[purpose])
            decision = self._send_block.ask(draft, now)
            views.append(
                PurposeView(
                    purpose,
                    needed_basis(purpose, place, policy),
                    status.basis if status.state is State.SUBSCRIBED else None,
                    status.state,
                    expires_at(status, place, policy) if status.state is State.SUBSCRIBED else None,
                    keeps_hours(draft, policy),
                    decision if isinstance(decision, Refusal) else None,
                )
            )
        are_kept = channel in policy.hours_channels
        return Whereabouts(address, channel, hours_of(place, now), tuple(views), today, are_kept)
