"""Lays our stops beside a gateway's own list of opt-outs, and tells who differs and why.

Somebody who stopped at the carrier may be texted here until a message to them is refused; it is better to know before. A stop that
only we know is no fault: an agent or a form heard it, and the carrier need not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from stopline.address import Address, is_email, parse_address
from stopline.clock import to_text
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.kept_stops import KeptStops, News
from stopline.consent.refusal import Refusal
from stopline.consent.status import State, Status
from stopline.days import full_day
from stopline.errors import BadAddressError, BadInputError
from stopline.gateways.base import ListedOptOut
from stopline.hygiene.keeping import Checkup
from stopline.importers.mapping import Field, mapped
from stopline.importers.rows import read_sheet
from stopline.importers.words import instant_of
from stopline.inert import one_line
from stopline.store.engine import Row
from stopline.store.queries import load_queries
from stopline.worker.contained import ContainedGateway
from stopline.workspace import Workspace

LISTED_AT_ONCE = 500
MOST_PAGES = 10_000
"""Parts of a list that are read; a gateway that never comes to its end is not read for ever."""


ONE_STOP = timedelta(minutes=10)
"""Within this time after the words that we know, a carrier's entry is about the same words."""
_AS_KNOWN_THERE = {
    News.NEW: "a colleague stopped them here; at the carrier they stopped themselves, so no colleague may lift it",
    News.AGAIN: "they stopped again at the carrier, and those words never came here",
}
"""Why a stop is recorded of somebody who is stopped on both sides."""


class Side(StrEnum):
    """Where something is known that is not known on the other side."""

    ONLY_THERE = "only_there"
    """Stopped at the carrier, and may be texted here."""
    ONLY_HERE = "only_here"
    """Stopped here, and not on the carrier's list."""
    UNREADABLE = "unreadable"
    """On the carrier's list, and no address."""
    BOTH = "both"
    """Stopped on both sides, and the carrier's stop says more than ours."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Somebody on whom the two lists differ."""

    address: str
    channel: Channel
    side: Side
    why: str
    is_recorded: bool = False
    """Whether the carrier's stop was recorded here now."""
    is_peoples: bool = False
    """Whether they agreed again here since, so that nothing is recorded and people look into it."""

    @property
    def is_recordable(self) -> bool:
        """Tell whether the carrier's stop would be recorded here where somebody says so."""
        is_stop = self.side in (Side.ONLY_THERE, Side.BOTH)
        return is_stop and not self.is_recorded and not self.is_peoples


@dataclass(frozen=True, slots=True)
class Comparison:
    """What laying one list beside ours found."""

    name: str
    """The gateway's, or the file's."""
    listed: int
    agreed: int
    differences: tuple[Difference, ...]

    def on(self, side: Side) -> tuple[Difference, ...]:
        """Return the differences of one side that are left."""
        return tuple(each for each in self.differences if each.side is side and not each.is_recorded)

    @property
    def recorded_count(self) -> int:
        """Return how many stops of the carrier were recorded here now."""
        return sum(each.is_recorded for each in self.differences)

    @property
    def agreed_now(self) -> int:
        """Return how many of the list are stopped here too, with those that were recorded now."""
        return self.agreed + sum(
            each.is_recorded and each.side is Side.ONLY_THERE for each in self.differences
        )

    def recordable(self) -> tuple[Difference, ...]:
        """Return what would be recorded here where somebody says so."""
        return tuple(each for each in self.differences if each.is_recordable)

    def left(self) -> dict[str, int]:
        """Return how many differences of each side are left that stop somebody in one place alone, or nobody."""
        return {side.value: len(self.on(side)) for side in Side if side is not Side.BOTH}


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How a gateway's list compared when it was last read."""

    gateway: str
    at: datetime
    listed: int
    agreed: int
    only_there: int
    only_here: int
    unreadable: int


class Reconciliation:
    """Compares the stops of one workspace with what carriers know."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._engine = workspace.engine
        self._stops = KeptStops(workspace.engine)
        self._sql = load_queries("stopline.worker", "worker.sql")

    def with_gateway(self, gateway: ContainedGateway, *, is_applied: bool = False) -> Comparison | None:
        """Return how a gateway's list compares, and keep the figures; None where it keeps no list.

        Args:
            gateway: whose list is read, to its end.
            is_applied: whether what only the carrier knows is recorded here.

        Raises:
            GatewayDownError: it cannot be reached.
            GatewayNonsenseError: its answer makes no sense.
        """
        if not gateway.lists_optouts:
            return None
        found = self.compare(gateway.name, list(_whole(gateway)), gateway.channels, is_applied=is_applied)
        with self._engine.transaction():
            self._engine.run(
                self._sql["keep_reconciliation"],
                gateway=gateway.name, at=to_text(self._workspace.clock.now()), listed=found.listed,
                agreed=found.agreed_now, **found.left(),
            )  # fmt: skip
            self._note(gateway.name)
        return found

    def with_file(
        self,
        name: str,
        content: bytes,
        channel: Channel,
        by: str = "",
        place: str = "",
        *,
        is_applied: bool = False,
    ) -> Comparison:
        """Return how a list in a file compares, as a provider's console exports it, and keep the figures.

        Args:
            name: the file's.
            content: what is in it.
            channel: the channel it is about.
            by: who compares, as the workspace remembers it.
            place: where the file lies, so that one of the same name elsewhere is another list.
            is_applied: whether what only the carrier knows is recorded here.

        Raises:
            BadInputError: the file cannot be read, or has no column of addresses.
        """
        entries = list(_listed(content, channel, self._workspace))
        found = self.compare(name, entries, {channel}, is_applied=is_applied)
        with self._engine.transaction():
            self._workspace.upkeep_facts.note_file_compared(
                name,
                by,
                listed=found.listed,
                agreed=found.agreed_now,
                **found.left(),
                place=place,
                channel=channel.value,
            )
            self._note()
        return found

    def drop_file(self, name: str) -> int:
        """Look no more at what a list in a file found, by its name or where it lay; return how many such lists there were."""
        with self._engine.transaction():
            count = self._workspace.upkeep_facts.drop_file(name)
            if count:
                self._note()
        return count

    def compare(
        self,
        name: str,
        entries: Sequence[ListedOptOut],
        channels: Iterable[Channel],
        *,
        is_applied: bool = False,
    ) -> Comparison:
        """Return how a list compares with our stops on some channels; no network is waited for inside."""
        differences: list[Difference] = []
        listed: set[tuple[Address, Channel]] = set()
        for entry in entries:
            try:
                address = parse_address(entry.sender, self._workspace.settings.team.region)
            except BadAddressError as error:
                text = one_line(entry.sender, 40)
                differences.append(Difference(text, entry.channel, Side.UNREADABLE, str(error)))
                continue
            listed.add((address, entry.channel))
            differences += self._missing_here(name, address, entry, is_applied=is_applied)
        missing = sum(each.side is not Side.BOTH for each in differences)
        read_channels = {channel for _, channel in listed} or set(channels)
        for channel in sorted(read_channels):
            differences += self._missing_there(channel, listed)
        return Comparison(name, len(entries), len(entries) - missing, tuple(differences))

    def last(self) -> list[Reconciled]:
        """Return how every gateway's list compared when it was last read."""
        return [_reconciled(row) for row in self._engine.all(self._sql["reconciliations"])]

    def _note(self, *names: str) -> None:
        """Note that a list was compared, and what every list found when it was last compared: one that agrees clears only itself.

        Args:
            names: gateways that are compared without being set up; what one found that was taken away counts no more.
        """
        gateways = {each.name for each in self._workspace.settings.gateways}.union(names)
        faults = [
            *((each.gateway, each.only_there) for each in self.last() if each.gateway in gateways),
            *((f"the file {each.name}", each.only_there) for each in self._workspace.upkeep_facts.files_compared()),
        ]  # fmt: skip
        told = [
            f"{name}: {count} stopped at the carrier, may be texted here" for name, count in faults if count
        ]
        self._workspace.checkups.note(Checkup.COMPARED, sum(count for _, count in faults), "; ".join(told))

    def _missing_here(
        self, name: str, address: Address, entry: ListedOptOut, *, is_applied: bool
    ) -> Iterator[Difference]:
        standing = self._workspace.standings.of(address, entry.channel)
        status = standing.everything
        if status.state is State.STOPPED:
            news = self._stops.news_of(address, entry.channel, Scope.ALL, entry.at, standing)
            # Both lists agree; what is recorded is that the stop is the person's own, or was said again.
            why = _AS_KNOWN_THERE.get(news, "")
            is_same = news is News.AGAIN and self._was_just_said(address, entry)
            if why and not is_same:
                is_recorded = is_applied and self._record(name, address, entry)
                yield Difference(address, entry.channel, Side.BOTH, why, is_recorded)
            return
        why, is_newer_here = self._why(address, status, entry)
        is_recorded = is_applied and not is_newer_here and self._record(name, address, entry)
        yield Difference(address, entry.channel, Side.ONLY_THERE, why, is_recorded, is_newer_here)

    def _was_just_said(self, address: Address, entry: ListedOptOut) -> bool:
        """Tell whether the carrier's stop is the one we know: its list is dated some seconds after the words."""
        last = self._stops.said(address, entry.channel).stopped_last(Scope.ALL)
        return entry.at is not None and last is not None and entry.at - last <= ONE_STOP

    def _missing_there(self, channel: Channel, listed: set[tuple[Address, Channel]]) -> Iterator[Difference]:
        for row in self._engine.all(self._sql["stops_on_channel"], channel=channel):
            address = Address(row.text("address"))
            if (address, channel) not in listed:
                why = self._why_only_here(row.text_or_none("method"), row.instant("since"))
                yield Difference(address, channel, Side.ONLY_HERE, why)

    def _why_only_here(self, method: str | None, since: datetime) -> str:
        """Return why somebody may be stopped here whom a list does not name."""
        if method == Method.CARRIER:
            return f"stopped at a carrier on {self._day(since)}, as it told us; this list does not name them, which is no fault"
        how = method or "the ledger"
        return f"stopped here on {self._day(since)} by {how}; the carrier was not told, which is no fault"

    def _why(self, address: Address, status: Status, entry: ListedOptOut) -> tuple[str, bool]:
        """Return why somebody is not stopped here, and whether what is known here is a newer yes of their own."""
        stands = status.state.value
        if status.since is None:
            return "nothing is known of them here, so a reply could be sent", False
        made_by = self._workspace.ledger.event(status.event_seq)
        is_own_yes = (
            status.state is State.SUBSCRIBED and made_by is not None and made_by.event.actor == CONTACT
        )
        if is_own_yes and entry.at is not None and entry.at < status.since:
            return (
                f"they agreed again here on {self._day(status.since)}, after the carrier's stop; "
                "they have to text START to the carrier's number too"
            ), True
        stops = [
            each.occurred_at
            for each in self._stops.said(address, entry.channel).events.values()
            if each.kind is EventKind.WITHDRAWN
        ]
        if stops and (entry.at is None or entry.at - max(stops) <= ONE_STOP):
            return (
                f"{stands} here since {self._day(status.since)}, after a stop here on {self._day(max(stops))}; "
                "the carrier still has them stopped"
            ), False
        return f"{stands} here since {self._day(status.since)}; the carrier's stop never came here", False

    def _day(self, at: datetime) -> str:
        return full_day(at.astimezone(self._workspace.policy.zone()))

    def _record(self, name: str, address: Address, entry: ListedOptOut) -> bool:
        now = self._workspace.clock.now()
        outcome = self._workspace.ledger.record(
            ConsentEvent(
                address, entry.channel, EventKind.WITHDRAWN, Method.CARRIER, CONTACT, min(entry.at or now, now),
                evidence=Evidence(
                    words=one_line(entry.reason), keyword="carrier", source=f"list of {one_line(name, 60)}",
                    note="found by comparing the lists",
                ),
            )
        )  # fmt: skip
        return not isinstance(outcome, Refusal)


def _whole(gateway: ContainedGateway) -> Iterator[ListedOptOut]:
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = gateway.opted_out(cursor, LISTED_AT_ONCE)
        yield from page.entries
        if page.cursor is None or page.cursor == cursor:
            return
        cursor = page.cursor


def _listed(content: bytes, channel: Channel, workspace: Workspace) -> Iterator[ListedOptOut]:
    sheet = read_sheet(content)
    mapping = mapped(sheet)
    field = Field.EMAIL if channel is Channel.EMAIL else Field.PHONE
    places = mapping.places(field)
    if not places:
        raise BadInputError(f"no column holds addresses for {channel}; say the list's --channel")
    dated = (*mapping.places(Field.OPTED_OUT_AT), *mapping.places(Field.OPTED_OUT))
    for row in sheet.rows:
        for place in places:
            cell = row.cells[place].strip().removeprefix("'")
            if cell and is_email(Address(cell)) is (field is Field.EMAIL):
                yield ListedOptOut(cell, channel, _instant([row.cells[each] for each in dated], workspace))


def _instant(cells: Sequence[str], workspace: Workspace) -> datetime | None:
    """Return when an entry is dated, where it is."""
    for cell in cells:
        try:
            return instant_of(cell, workspace.settings.zone, None)
        except BadInputError:
            continue
    return None


def _reconciled(row: Row) -> Reconciled:
    return Reconciled(
        row.text("gateway"), row.instant("at"), row.number("listed"), row.number("agreed"), row.number("only_there"),
        row.number("only_here"), row.number("unreadable"),
    )  # fmt: skip
