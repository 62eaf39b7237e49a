"""Lets a scenario's past happen in a workspace: agents act, people write, the worker carries, each thing at its own time."""

from datetime import datetime, timedelta
from typing import assert_never

from stopline.address import Address
from stopline.campaigns.audience import Criteria
from stopline.campaigns.drafts import Plan
from stopline.campaigns.texts import variants_of
from stopline.clock import ManualClock
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.demo.history import Brought, Done, Happening, Launched, Mailed, Spoken
from stopline.gateways.simulated.network import Network
from stopline.gateways.simulated.planned import PlannedText
from stopline.gateways.simulated.scenario import Launch, Person, Scenario
from stopline.gateways.simulated.script import Assigns, Closes, Deed, Notes, Reads, Records, Sends, Snoozes
from stopline.inbox.templates import fields_for, fill
from stopline.messages.outbox import Origin, Queued
from stopline.worker.tick import Tick
from stopline.workspace import Workspace


class Player:
    """Plays happenings in a workspace.

    Args:
        workspace: where they happen; its clock is the one that is moved.
        clock: moved from one happening to the next.
        network: the simulated world, which has happenings of its own.
        tick: the passes of a worker over the workspace.
        scenario: who is who.
    """

    def __init__(
        self, workspace: Workspace, clock: ManualClock, network: Network, tick: Tick, scenario: Scenario
    ) -> None:
        self._workspace = workspace
        self._clock = clock
        self._network = network
        self._tick = tick
        self._scenario = scenario

    def play(self, happenings: tuple[Happening, ...], now: datetime) -> None:
        """Play everything, and go on until now."""
        for happening in happenings:
            self._pass(happening.at)
            self._clock.move_to(happening.at)
            self._play(happening.what)
            self._work()
        self._pass(now)
        self._clock.move_to(now)

    def _pass(self, until: datetime) -> None:
        """Let what the simulated world has planned come to pass."""
        while (due_at := self._next_at()) is not None and due_at <= until:
            self._clock.move_to(max(due_at, self._clock.now()))
            self._work()

    def _next_at(self) -> datetime | None:
        """Return when the world does something by itself, or a message that waits for its hour may leave."""
        planned = [self._network.next_at(), self._workspace.outbox.next_at()]
        return min((instant for instant in planned if instant is not None), default=None)

    def _work(self) -> None:
        while self._tick.run().has_more:
            pass

    def _play(self, what: Spoken | Done | Mailed | Brought | Launched) -> None:
        match what:
            case Spoken(person, channel, text):
                self._write(person, channel, text)
            case Done(person, channel, deed):
                self._do(person, channel, deed)
            case Mailed():
                self._mail(what)
            case Brought():
                self._bring(what)
            case Launched(launch):
                self._launch(launch)
            case _:
                assert_never(what)

    def _write(self, person: Person, channel: Channel, text: str) -> None:
        address = _address(person, channel)
        self._network.plan_text(PlannedText(timedelta(), address, channel, text), self._clock.now())

    def _do(self, person: Person, channel: Channel, deed: Deed) -> None:
        address = _address(person, channel)
        thread = self._thread(person, address, channel)
        threads = self._workspace.threads
        match deed:
            case Sends(agent, text, purpose):
                self._workspace.replies.reply(thread, text, agent, purpose)
            case Notes(agent, text):
                threads.note(thread, agent, text)
            case Assigns(agent, to):
                threads.assign(thread, to, agent)
            case Reads():
                threads.mark_read(thread)
            case Closes(agent):
                threads.close(thread, agent)
            case Snoozes(agent, length):
                threads.snooze(thread, self._clock.now() + length, agent)
            case Records():
                self._record(address, channel, deed)
            case _:
                assert_never(deed)

    def _record(self, address: Address, channel: Channel, deed: Records) -> None:
        self._workspace.ledger.record(
            ConsentEvent(
                address=address,
                channel=channel,
                kind=EventKind.WITHDRAWN if deed.is_stop else EventKind.GIVEN,
                method=Method.AGENT,
                actor=deed.agent,
                occurred_at=self._clock.now(),
                evidence=Evidence(words=deed.words, source=deed.where),
            )
        )

    def _mail(self, mailed: Mailed) -> None:
        """Send a campaign; whom the gate refuses gets nothing, and where it is too early it waits, as in life."""
        campaign = mailed.campaign
        named = [self._scenario.person(key) for key in campaign.who]
        everybody = [
            each for each in self._scenario.people if not set(each.tags).intersection(campaign.except_tags)
        ]
        for person in named or everybody:
            address = person.address_on(campaign.channel)
            if address is None:
                continue
            is_new_thread = self._workspace.threads.at(address, campaign.channel) is None
            text = campaign.texts.get(person.language, campaign.texts["en"]).replace("{month}", mailed.month)
            queued = self._workspace.replies.send(
                address,
                campaign.channel,
                fill(text, fields_for(person.name, campaign.agent, self._scenario.team.name)),
                campaign.purpose,
                Origin(agent=campaign.agent, campaign=campaign.name.replace("{month}", mailed.month)),
                at_next=True,
            )
            # A thread that only a campaign began is put away until the person answers.
            thread = self._workspace.threads.at(address, campaign.channel)
            if isinstance(queued, Queued) and is_new_thread and thread is not None:
                self._workspace.threads.close(thread, campaign.agent)

    def _launch(self, launch: Launch) -> None:
        """Launch a campaign; the worker of the present goes on with what is not done by then."""
        plan = Plan(
            launch.name,
            Channel.SMS,
            launch.purpose,
            Criteria(tags=(launch.tag,)),
            variants_of(launch.texts),
            per_minute=launch.per_minute,
        )
        self._workspace.launches.launch(self._workspace.campaigns.add(plan, launch.agent), launch.agent)

    def _bring(self, brought: Brought) -> None:
        source = brought.source
        for key, given_at in zip(source.who, brought.given_at, strict=True):
            person = self._scenario.person(key)
            address = _address(person, source.channel)
            self._know(person, address, source.source)
            self._workspace.ledger.record(
                ConsentEvent(
                    address=address,
                    channel=source.channel,
                    kind=EventKind.IMPORTED,
                    method=Method.IMPORT,
                    actor=source.agent,
                    occurred_at=given_at,
                    evidence=Evidence(disclosure=source.wording, source=source.source),
                )
            )

    def _thread(self, person: Person, address: Address, channel: Channel) -> int:
        """Return the thread with a person, whose name the team knows from the first time somebody looks."""
        contact = self._know(person, address, "demo")
        return self._workspace.threads.ensure(contact, address, channel, self._clock.now())

    def _know(self, person: Person, address: Address, source: str) -> int:
        """Return the contact of a person, with everything the team knows about them."""
        contacts = self._workspace.contacts
        contact = contacts.at(Address(person.number)) or contacts.ensure(address, source, person.name)
        contacts.rename(contact, person.name)
        for known in (person.number, person.email):
            if known:
                contacts.add_address(contact, Address(known))
        for tag in person.tags:
            contacts.tag(contact, tag)
        for name, value in person.attributes.items():
            contacts.set_attribute(contact, name, value)
        return contact


def _address(person: Person, channel: Channel) -> Address:
    return person.address_on(channel) or Address(person.number)
