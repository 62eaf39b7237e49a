"""Shows what a launch would do, and does it: recipients go into the queue a page at a time, each page in one short transaction.

The page is read, and the gate asked, before the transaction begins; inside it the campaign must still stand where it stood, so of
two processes that launch the same campaign one does each page. A launch that was interrupted goes on where it ended.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from stopline.campaigns.audience import DUPLICATE, Aim, Excluded, Included, choose
from stopline.campaigns.campaign import Campaign, CampaignState, refusal
from stopline.campaigns.drafts import Drafts, ListFile
from stopline.campaigns.people import Page, People
from stopline.campaigns.slots import Slots
from stopline.campaigns.texts import Filled, drawn, filled
from stopline.clock import Clock, to_text
from stopline.consent.draft import Draft
from stopline.consent.gate import Policy
from stopline.consent.link_room import stand_in
from stopline.consent.refusal import Refusal
from stopline.errors import BadInputError
from stopline.inbox.contacts import Contacts
from stopline.inbox.threads import Threads
from stopline.messages.batches import Batches, Planned
from stopline.messages.outbox import Origin, Outbox, Queued
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

STOPPED_MEANWHILE = "stopped"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a launch would do."""

    included: int
    excluded: Counter[str]
    """How many are left out, by the first reason."""
    by_text: Counter[str]
    parts: int
    """SMS parts of all messages together."""
    begins_at: datetime | None
    """When the first message leaves."""
    ends_at: datetime | None
    """When the last one does, at the earliest."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a campaign, with what they get."""

    person: Included
    filled: Filled


class Launches:
    """The launches of one workspace's campaigns.

    Args:
        engine: the workspace's database.
        clock: tells when.
        drafts: the campaigns.
        people: whom they may be for.
        batches: puts messages into the queue.
        outbox: puts one message there, for a test.
        contacts: makes contacts of addresses that are nobody's.
        threads: makes the thread of a test.
        policy: the values of the gate's rules.
        team: the team's name, for texts.
        pages: where people choose what they get, for the room a link takes; empty for nowhere.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        drafts: Drafts,
        people: People,
        batches: Batches,
        outbox: Outbox,
        contacts: Contacts,
        threads: Threads,
        policy: Policy,
        team: str,
        pages: str,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._drafts = drafts
        self._people = people
        self._batches = batches
        self._outbox = outbox
        self._contacts = contacts
        self._threads = threads
        self._policy = policy
        self._team = team
        self._link = stand_in(pages)
        self._sql = load_queries("stopline.campaigns", "campaigns.sql")

    def everybody(self, campaign: Campaign, agent: str) -> Iterator[Recipient | Excluded]:
        """Yield who would get a campaign if it were launched now, and who would not; nothing is changed but whose list addresses are."""
        self._drafts.look_up_list(campaign)
        now = self._clock.now()
        yield from self._among(self._people.pages(campaign, now), campaign, agent, now)

    def preview(
        self, campaign: Campaign, agent: str, see: Callable[[Recipient | Excluded], None] = lambda _: None
    ) -> Preview:
        """Return what a launch would do; `see` is shown everybody on the way."""
        return _counted(self.everybody(campaign, agent), self._drafts.faults(campaign), see)

    def foresee(
        self,
        campaign: Campaign,
        agent: str,
        listed: ListFile | None = None,
        see: Callable[[Recipient | Excluded], None] = lambda _: None,
    ) -> Preview:
        """Return what a launch would do of a campaign that is not kept yet; `see` is shown everybody on the way.

        Args:
            campaign: as it would be.
            agent: who writes it.
            listed: the addresses it is for, None where it is for those it has already, or for no list.
            see: shown everybody.
        """
        if listed is None:
            return self.preview(campaign, agent, see)
        now = self._clock.now()
        pages = self._people.listed_pages(campaign, listed.addresses, now)
        return _counted(self._among(pages, campaign, agent, now), listed.faults, see)

    def _among(
        self, pages: Iterable[Page], campaign: Campaign, agent: str, now: datetime
    ) -> Iterator[Recipient | Excluded]:
        slots, aim = Slots(campaign.per_minute), self._aim(campaign, now)
        for page in pages:
            for found in _chosen(page, aim, slots):
                yield found if isinstance(found, Excluded) else self._recipient(campaign, found, agent)

    def test(self, campaign: Campaign, draft: Draft, label: str | None, agent: str) -> Queued | Refusal:
        """Queue one text of a campaign to one address, as they would get it; the gate is asked as for everybody.

        Raises:
            BadInputError: the campaign has no such text.
        """
        variant = next((each for each in campaign.variants if label in (None, each.label)), None)
        if variant is None:
            labels = ", ".join(each.label for each in campaign.variants)
            raise BadInputError(f"the campaign has no text {label}; it has {labels}")
        text = filled(variant, self._contacts.name_at(draft.address), self._team, agent).text
        with self._engine.transaction():
            contact = self._contacts.ensure(draft.address, source="campaign test")
            thread = self._threads.ensure(contact, draft.address, draft.channel, self._clock.now())
            whole = Draft(draft.address, draft.channel, draft.purpose, text)
            # It counts as no part of the campaign: who tests it often must not spoil its figures.
            return self._outbox.queue(thread, whole, Origin(agent=agent, template=f"test of {campaign.name}"))

    def launch(
        self, campaign: Campaign, agent: str, told: Callable[[int], None] = lambda _: None
    ) -> Campaign:
        """Launch a draft, or go on with a launch that was interrupted; return the campaign as it is then.

        Args:
            campaign: a draft, or one that is launched.
            agent: who says so.
            told: told after each page how many recipients it brought.

        Raises:
            BadInputError: it was launched and is over, or is paused; or nobody would get it.
        """
        if campaign.state is CampaignState.DRAFT:
            if all(isinstance(found, Excluded) for found in self.everybody(campaign, agent)):
                raise BadInputError(
                    f"nobody would get “{campaign.name}” as things stand; `stopline campaign preview` tells why. Nothing was launched"
                )
            with self._engine.transaction():
                if self._drafts.has_changed(campaign):
                    raise BadInputError(
                        f"“{campaign.name}” was written anew in the meantime; look at it again. Nothing was launched"
                    )
                self._engine.run(
                    self._sql["launch"], campaign=campaign.id, now=to_text(self._clock.now()), agent=agent
                )
            campaign = self._drafts.named(campaign.name)
        if campaign.state is not CampaignState.LAUNCHED:
            raise BadInputError(refusal(campaign, "launched"))
        for count in self.steps(campaign):
            told(count)
        return self._drafts.named(campaign.name)

    def steps(self, campaign: Campaign) -> Iterator[int]:
        """Put recipients into the queue, page by page; yield how many each page brought. Ends where the campaign is not launched."""
        if campaign.state is not CampaignState.LAUNCHED or campaign.queued_at is not None:
            return
        now = self._clock.now()
        slots, aim = Slots(campaign.per_minute, self._taken(campaign)), self._aim(campaign, now)
        position = campaign.position
        while (page := self._people.page(campaign, position, now)) is not None:
            queued_count = self._queue(campaign, page, aim, slots)
            if queued_count is None:
                return
            position = page.until
            self._engine.give_way()
            yield queued_count
        self._engine.run(
            self._sql["all_queued"], campaign=campaign.id, after=position, now=to_text(self._clock.now())
        )

    def _queue(self, campaign: Campaign, page: Page, aim: Aim, slots: Slots) -> int | None:
        """Put a page of people into the queue; None where the campaign stands elsewhere by now."""
        excluded: Counter[str] = Counter()
        recipients: list[Recipient] = []
        for found in _chosen(page, aim, slots):
            if isinstance(found, Excluded):
                excluded[found.reasons[0]] += 1
            else:
                recipients.append(self._recipient(campaign, found, campaign.launched_by))
        last = max((each.person.leaves_at for each in recipients), default=None)
        with self._engine.transaction():
            if not self._engine.run(
                self._sql["move_on"],
                campaign=campaign.id, after=page.after, until=page.until, last=to_text(last) if last else None,
            ):  # fmt: skip
                return None
            fresh = self._fresh(campaign, recipients)
            excluded[DUPLICATE] += len(recipients) - len(fresh)
            numbers = self._batches.queue(
                campaign.channel,
                campaign.purpose,
                [self._planned(campaign, each) for each in fresh],
                Origin(agent=campaign.launched_by, campaign=campaign.name),
            )
            excluded[STOPPED_MEANWHILE] += len(fresh) - len(numbers)
            rows = [
                [each.person.address, numbers[each.person.address], each.filled.label, each.filled.parts]
                for each in fresh
                if each.person.address in numbers
            ]
            self._engine.run(self._sql["add_people"], campaign=campaign.id, rows=json.dumps(rows))
            for reason, count in excluded.items():
                if count:
                    self._engine.run(
                        self._sql["add_exclusions"], campaign=campaign.id, reason=reason, people=count
                    )
        return len(numbers)

    def _fresh(self, campaign: Campaign, recipients: list[Recipient]) -> list[Recipient]:
        """Return those whom the campaign has not put into the queue before."""
        addresses = json.dumps([each.person.address for each in recipients])
        rows = self._engine.all(self._sql["already"], campaign=campaign.id, addresses=addresses)
        already = {row.text("address") for row in rows}
        return [each for each in recipients if each.person.address not in already]

    def _planned(self, campaign: Campaign, recipient: Recipient) -> Planned:
        person, text = recipient.person, recipient.filled
        contact = person.contact
        if contact < 0:
            contact = self._contacts.ensure(person.address, source="campaign")
        label = f"{campaign.name} · {text.label}" if len(campaign.variants) > 1 else None
        return Planned(person.permit, contact, text.text, label, person.leaves_at)

    def _recipient(self, campaign: Campaign, person: Included, agent: str) -> Recipient:
        variant = drawn(campaign.id, person.address, campaign.variants)
        return Recipient(person, filled(variant, person.name, self._team, agent, self._link))

    def _aim(self, campaign: Campaign, now: datetime) -> Aim:
        starts_at = max(campaign.starts_at or now, now)
        return Aim(campaign.channel, campaign.purpose, campaign.criteria, starts_at, self._policy)

    def _taken(self, campaign: Campaign) -> dict[datetime, int]:
        if not campaign.per_minute or campaign.position is None:
            return {}
        rows = self._engine.all(self._sql["minutes_taken"], name=campaign.name)
        return {
            datetime.fromisoformat(row.text("minute")).replace(tzinfo=UTC): row.number("messages")
            for row in rows
            if row.text("minute")
        }


def _chosen(page: Page, aim: Aim, slots: Slots) -> Iterator[Included | Excluded]:
    for person in page.people:
        yield from choose(person, aim, slots)


def _counted(
    found: Iterable[Recipient | Excluded],
    faults: Sequence[tuple[int, str]],
    see: Callable[[Recipient | Excluded], None],
) -> Preview:
    included = parts = 0
    excluded = Counter(reason for _, reason in faults)
    by_text: Counter[str] = Counter()
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    for each in found:
        see(each)
        if isinstance(each, Excluded):
            excluded[each.reasons[0]] += 1
            continue
        included += 1
        parts += each.filled.parts
        by_text[each.filled.label] += 1
        leaves_at = each.person.leaves_at
        begins_at = min(begins_at or leaves_at, leaves_at)
        ends_at = max(ends_at or leaves_at, leaves_at)
    return Preview(included, excluded, by_text, parts, begins_at, ends_at)
