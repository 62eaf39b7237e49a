"""The simulated gateway: plays a scenario, or a file of real texts, as if people and carriers were out there.

What it does follows from the scenario, the seed and what is sent to it, never from chance or from the process that runs it.
Options: `scenario` (a path or a shipped name), `seed`, `speed` (simulated seconds in a real one), `replay` (a file of texts).
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import Field

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import Channel
from stopline.consent.gate import Permit
from stopline.errors import (
    BadInputError,
    GatewayDownError,
    GatewayNonsenseError,
    SettingsError,
    StoreDamagedError,
    StoreError,
)
from stopline.gateways.base import (
    Accepted,
    Batch,
    Gateway,
    GatewayConfig,
    InboundText,
    ListedOptOut,
    OptOutPage,
    Receipt,
    Rejected,
)
from stopline.gateways.options import GatewayOptions, read_options
from stopline.gateways.simulated.carrier import confirms, lists, objection, reaches, receipts
from stopline.gateways.simulated.network import Network, provider_id_of
from stopline.gateways.simulated.pace import FASTEST
from stopline.gateways.simulated.planned import PlannedText, live_texts
from stopline.gateways.simulated.reactions import Heard, answers
from stopline.gateways.simulated.scenario import Carriage, Person, Scenario
from stopline.gateways.simulated.shelf import SHIPPED, load_scenario


class SimulatorOptions(GatewayOptions):
    """What the settings can say about a simulated gateway."""

    scenario: str = ""
    """The path of a file, relative to the workspace, or the name of a shipped one."""
    seed: int = 1
    speed: float = Field(default=1.0, gt=0, le=FASTEST)
    """Simulated seconds in a real one."""
    replay: str = ""
    """The path of a file of texts, relative to the workspace."""


@dataclass(frozen=True, slots=True)
class Play:
    """What is played, and how."""

    scenario: Scenario | None
    """None where only a file is replayed: then nobody answers."""
    seed: int = 1
    speed: float = 1.0
    replay: tuple[PlannedText, ...] = ()

    def opening(self) -> tuple[PlannedText, ...]:
        """Return what people say by themselves once it has begun."""
        if self.replay or self.scenario is None:
            return self.replay
        return tuple(live_texts(self.scenario, self.seed))

    def person_at(self, address: Address) -> Person | None:
        """Return whose address it is, or None for a stranger."""
        return self.scenario.person_at(address) if self.scenario else None


def simulator(config: GatewayConfig) -> Gateway:
    """Return the simulated gateway that a team's settings describe; its world begins at the first collect.

    Raises:
        SettingsError: an option cannot be used, or its file cannot be played.
    """
    return Simulator(config.name, config.clock, Network(config.folder), _play(config))


class Simulator:
    """A gateway to people and carriers that are made up.

    Args:
        name: its name in the settings.
        clock: tells the real time.
        network: the memory of the simulated world.
        play: what is played.
        is_live: whether people speak by themselves; history is played without.
    """

    def __init__(
        self, name: str, clock: Clock, network: Network, play: Play, *, is_live: bool = True
    ) -> None:
        self._name = name
        self._clock = clock
        self._network = network
        self._play = play
        self._is_live = is_live
        self._is_paced = False

    @property
    def name(self) -> str:
        """Return the name it has in the settings."""
        return self._name

    @property
    def channels(self) -> frozenset[Channel]:
        """Return the channels it carries: all of them."""
        return frozenset(Channel)

    def fetch(self, cursor: str | None, limit: int) -> Batch:
        """Return at most `limit` texts and receipts that came after `cursor`; the first fetch begins the live part."""
        now = self._clock.now()
        with self._reached():
            if self._is_live and not self._network.has_begun():
                self._network.begin(now, self._play.opening())
            items = self._network.arrived(_place(cursor), limit + 1, now)
        brought = tuple(self._as_carried(item) for item in items[:limit])
        reached = brought[-1].cursor if brought else cursor
        return Batch(brought, reached, has_more=len(items) > limit)

    def send(self, permit: Permit) -> Accepted | Rejected:
        """Hand a message to the carrier of its address, and plan what comes of it."""
        draft, now = permit.draft, self._clock.now()
        person = self._play.person_at(draft.address)
        carriage = person.carriage if person else Carriage.GOOD
        rejected = objection(carriage)
        if rejected is not None:
            return rejected
        with self._reached(), self._network.transaction():
            sent, heard = self._network.take(draft, now)
            for receipt in receipts(carriage, self._play.seed, sent):
                self._network.plan_receipt(sent, receipt, now)
            if person is not None and reaches(carriage):
                self._plan_answers(person, sent, heard)
        return Accepted(provider_id_of(sent))

    def trace(self, message: int) -> Accepted | None:
        """Return under which name the carrier took our message of that number, or None if it never did."""
        with self._reached():
            sent = self._network.sent_as(message)
        return Accepted(provider_id_of(sent)) if sent is not None else None

    def opted_out(self, cursor: str | None, limit: int) -> OptOutPage:
        """Return those whose carriers send them nothing of ours any more; carriers know text messages only."""
        people = self._play.scenario.people if self._play.scenario else ()
        start = _place(cursor)
        with self._reached():
            listed = [
                ListedOptOut(person.number, Channel.SMS, reason="on the carrier's list")
                for person in people[start : start + limit]
                if lists(person.carriage, self._network.said(Address(person.number), Channel.SMS))
            ]
        end = start + limit
        return OptOutPage(tuple(listed), str(end) if end < len(people) else None)

    def forget(self, address: Address) -> None:
        """Erase an address and every text to and from it; this world's file is ours."""
        with self._reached():
            self._network.forget(address)

    def close(self) -> None:
        """Close the memory of the simulated world."""
        self._network.close()

    def _as_carried(self, item: InboundText | Receipt) -> InboundText | Receipt:
        """Return an item as the carrier hands it on: it knows whether it confirmed a stop itself."""
        if isinstance(item, Receipt):
            return item
        person = self._play.person_at(Address(item.sender))
        is_confirmed = person is not None and confirms(person.carriage, item.text)
        return replace(item, is_answered_by_carrier=is_confirmed)

    @contextlib.contextmanager
    def _reached(self) -> Iterator[None]:
        """Tell trouble with the simulated world's file as a gateway that does not answer: nothing was taken, nothing given."""
        try:
            if not self._is_paced:
                self._network.set_pace(self._clock.now(), self._play.speed)
                self._is_paced = True
            yield
        except StoreDamagedError as error:
            raise GatewayNonsenseError(f"The simulated network talks nonsense: {error}") from error
        except StoreError as error:
            raise GatewayDownError(f"The simulated network does not answer: {error}") from error

    def _plan_answers(self, person: Person, sent: int, heard: Heard) -> None:
        if self._play.scenario is None:
            return
        for answer in answers(self._play.scenario, person, heard, self._play.seed, talks=self._is_live):
            self._network.plan_text(answer.planned, self._clock.now())
            if answer.is_free:
                self._network.note_answer(sent)


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal():
        raise GatewayNonsenseError(f"“{cursor}” is no place in what the simulated network told.")
    return int(cursor)


def _play(config: GatewayConfig) -> Play:
    """Return what the options ask for; where a file is replayed and no scenario named, there are no people beside it."""
    options = read_options(SimulatorOptions, config)
    try:
        replay = _replayed(config.folder / Path(options.replay).expanduser()) if options.replay else ()
        named = options.scenario or ("" if options.replay else SHIPPED)
        scenario = load_scenario(named, config.folder) if named else None
    except BadInputError as error:
        raise SettingsError(f"gateway “{config.name}”: {error}") from error
    return Play(scenario, options.seed, options.speed, replay)


def _replayed(path: Path) -> tuple[PlannedText, ...]:
    from stopline.gateways.simulated.replay import read_replay  # noqa: PLC0415 - 30 ms that only a replay needs

    return read_replay(path)
