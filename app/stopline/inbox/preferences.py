"""What a person decides on their own page: stop or resume, for each address, channel and scope, without a log-in.

The page is reached by a signed link to one of their addresses. A stop is taken for every address of theirs; a resume only for
the address the link leads to, because only there it is sure that the contact is asking.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from stopline.address import Address, is_email, may_be_answered
from stopline.clock import Clock
from stopline.consent.authority import is_about
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.kept_stops import KeptStops
from stopline.consent.ledger import Change, Ledger
from stopline.consent.preference_links import LinkOrigin, PreferenceLink
from stopline.consent.send_block import Standings
from stopline.consent.status import BLOCKING, UNTOUCHED, Standing, State
from stopline.consent.wording import Wording
from stopline.inbox.contacts import Contacts
from stopline.inbox.forms import LONGEST_BROWSER, Visit
from stopline.inbox.once import SpentTokens
from stopline.inert import one_line
from stopline.store.engine import Engine

_SOURCE = "preference page"
PRESSED_ONCE = timedelta(minutes=1)
"""Within this time the same button says the same."""


@dataclass(frozen=True, slots=True)
class ChannelPreferences:
    """Where one channel of an address stands."""

    channel: Channel
    standing: Standing


@dataclass(frozen=True, slots=True)
class AddressPreferences:
    """One address of a person with its channels."""

    address: Address
    is_own: bool
    """Whether the link leads to this address, so that messages there may also be resumed."""
    resumable: frozenset[Channel]
    """On which channels the holder of the link may lift what is stopped or held."""
    channels: tuple[ChannelPreferences, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody pressed on their page."""

    words: str
    """What was written on the button."""
    visit: Visit
    wording: Wording | None = None
    """What they agreed to, where they want messages again."""
    token: str = ""
    """The keyed digest of what lets a resume count once."""
    token_expires_at: datetime | None = None
    seen: int = 0
    """The last event of the address that the page knew of; a resume lifts no stop that came later."""


class Resumed(StrEnum):
    """What came of a resume."""

    DONE = "resumed_now"
    SPENT = "again_old"
    """The same page was sent before, or something was stopped after it was opened."""
    NOT_THEIRS = "elsewhere"
    """The link was printed by an agent, so that nobody knows who presses; it lifts no stop and no hold."""


class Preferences:
    """What the people of one workspace decide on their own pages."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        ledger: Ledger,
        standings: Standings,
        contacts: Contacts,
        spent: SpentTokens,
    ) -> None:
        self._spent = spent
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._standings = standings
        self._contacts = contacts
        self._stops = KeptStops(engine)

    def of(self, link: PreferenceLink) -> list[AddressPreferences]:
        """Return every address of the person a link leads to, that one first."""
        with self._engine.snapshot():
            contact = self._contacts.at(link.address)
            theirs = self._contacts.contact(contact).addresses if contact is not None else ()
            others = [each for each in theirs if each != link.address and may_be_answered(each)]
            return [self._preferences(link, each) for each in (link.address, *others)]

    def stop(self, link: PreferenceLink, address: Address, channel: Channel, scope: Scope, wish: Wish) -> int:
        """Record a stop at once; return how many waiting messages it kept back. Whoever presses twice is recorded once."""
        with self._engine.transaction():
            if self._was_just_stopped(address, channel, scope):
                return 0
            change = self._ledger.record(self._event(link, address, channel, scope, wish))
            self._contacts.ensure(address, source=_SOURCE)
            return change.refused_count if isinstance(change, Change) else 0

    def stop_everything(self, link: PreferenceLink, wish: Wish) -> int:
        """Record a stop of everything at every address of the person; return how many waiting messages that kept back."""
        with self._engine.transaction():
            return sum(
                self.stop(link, each.address, channel.channel, Scope.ALL, wish)
                for each in self.of(link)
                for channel in each.channels
            )

    def stop_address(self, link: PreferenceLink, wish: Wish) -> int:
        """Record a stop of everything at the address a link leads to; return how many waiting messages that kept back."""
        with self._engine.transaction():
            return sum(
                self.stop(link, link.address, channel, Scope.ALL, wish)
                for channel in self.channels_of(link.address)
            )

    def resume(self, link: PreferenceLink, channel: Channel, scope: Scope, wish: Wish) -> Resumed:
        """Record a fresh yes, with the wording they were shown, for the address the link leads to, or change nothing and say why."""
        with self._engine.transaction():
            if not self._may_resume(link, channel):
                return Resumed.NOT_THEIRS
            if self._is_stopped_since(link.address, channel, scope, wish.seen):
                return Resumed.SPENT
            if not self._spent.spend(wish.token, wish.token_expires_at or self._clock.now()):
                return Resumed.SPENT
            self._ledger.record(self._event(link, link.address, channel, scope, wish))
            self._contacts.ensure(link.address, source=_SOURCE)
            return Resumed.DONE

    def last_event(self, address: Address) -> int:
        """Return the number of the last event of an address, 0 where there is none."""
        return max((each.seq for each in self._ledger.events_of(address)), default=0)

    def channels_of(self, address: Address) -> list[Channel]:
        """Return the channels an address is shown with: its usual one, and those something is known of."""
        known = self._standings.on_every_channel(address)
        usual = Channel.EMAIL if is_email(address) else Channel.SMS
        return [channel for channel in Channel if channel is usual or channel in known]

    def _was_just_stopped(self, address: Address, channel: Channel, scope: Scope) -> bool:
        """Tell whether they have said so themselves a moment ago; what they say again later is kept, for a yes has to be newer than it."""
        if self._standings.of(address, channel).within(scope).state is not State.STOPPED:
            return False
        stopped_at = self._stops.said(address, channel).own_stop_at(scope)
        return stopped_at is not None and self._clock.now() - stopped_at < PRESSED_ONCE

    def _is_stopped_since(self, address: Address, channel: Channel, scope: Scope, seen: int) -> bool:
        """Tell whether something that a resume would lift was stopped or held after the page with its button was made."""
        return any(
            each.seq > seen
            and each.event.channel is channel
            and each.event.kind in (EventKind.WITHDRAWN, EventKind.HELD)
            and is_about(each.event.scope, scope)
            for each in self._ledger.events_of(address)
        )

    def _may_resume(self, link: PreferenceLink, channel: Channel) -> bool:
        """Tell whether whoever holds a link may lift what is stopped or held: somebody else could press on a page that an agent opened."""
        standing = self._standings.of(link.address, channel)
        is_blocked = any(status.state in BLOCKING for status in standing.scopes().values())
        return link.origin is not LinkOrigin.PRINTED or not is_blocked

    def _preferences(self, link: PreferenceLink, address: Address) -> AddressPreferences:
        known = self._standings.on_every_channel(address)
        channels = self.channels_of(address)
        is_own = address == link.address
        return AddressPreferences(
            address,
            is_own,
            frozenset(each for each in channels if is_own and self._may_resume(link, each)),
            tuple(ChannelPreferences(channel, known.get(channel, UNTOUCHED)) for channel in channels),
        )

    def _event(
        self, link: PreferenceLink, address: Address, channel: Channel, scope: Scope, wish: Wish
    ) -> ConsentEvent:
        notes = []
        if link.origin is LinkOrigin.PRINTED:
            notes.append("the link was printed by an agent")
        if address != link.address:
            notes.append("by a link to another address of the contact")
        return ConsentEvent(
            address,
            channel,
            EventKind.GIVEN if wish.wording else EventKind.WITHDRAWN,
            Method.FORM,
            CONTACT,
            self._clock.now(),
            scope,
            Evidence(
                words=wish.words,
                disclosure=wish.wording.text if wish.wording else "",
                wording_version=wish.wording.version if wish.wording else "",
                source=_SOURCE,
                ip=wish.visit.ip,
                browser=one_line(wish.visit.browser, LONGEST_BROWSER),
                note="; ".join(notes),
            ),
        )
