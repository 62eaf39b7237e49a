"""Campaigns as they are written: made as drafts, found by name, listed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address
from stopline.campaigns.audience import Criteria
from stopline.campaigns.campaign import Campaign, CampaignState, refusal
from stopline.campaigns.texts import Variant
from stopline.clock import Clock, to_text
from stopline.consent.draft import Purpose
from stopline.consent.events import Channel
from stopline.errors import BadInputError, NotFoundError, StoreError
from stopline.inert import storable
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

LONGEST_NAME = 60
_THEIR_REPORT = '`stopline report campaign "{}"` shows what came of them'


@dataclass(frozen=True, slots=True)
class ListFile:
    """What was read of a list file: the addresses with their lines, and the lines that give nobody."""

    addresses: Sequence[tuple[Address, int]] = ()
    faults: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants to send to whom."""

    name: str
    channel: Channel
    purpose: Purpose
    criteria: Criteria
    variants: tuple[Variant, ...]
    starts_at: datetime | None = None
    per_minute: int = 0


def as_draft(plan: Plan, number: int, now: datetime, agent: str) -> Campaign:
    """Return the draft that a plan would make, so that it can be told beforehand whom it would reach."""
    return Campaign(
        id=number, name=plan.name, state=CampaignState.DRAFT, channel=plan.channel, purpose=plan.purpose, criteria=plan.criteria,
        variants=plan.variants, starts_at=plan.starts_at, per_minute=plan.per_minute, created_at=now, created_by=agent,
        launched_at=None, launched_by="", position=None, queued_at=None, last_leaves_at=None, paused_at=None, braked_at=None,
        settled_at=None, reason="",
    )  # fmt: skip


class Drafts:
    """The campaigns of one workspace."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.campaigns", "campaigns.sql")

    def add(self, plan: Plan, agent: str, listed: ListFile = ListFile()) -> Campaign:
        """Make a campaign, as a draft.

        Raises:
            BadInputError: it has no name, a name messages count under already, or begins in the past.
        """
        name = _name_of(plan)
        with self._engine.transaction():
            self._check(plan, name)
            row = self._engine.one(
                self._sql["add_campaign"],
                name=name, channel=plan.channel, purpose=plan.purpose, audience=plan.criteria.to_json(),
                starts_at=to_text(plan.starts_at) if plan.starts_at else None, per_minute=plan.per_minute,
                now=to_text(self._clock.now()), agent=agent,
            )  # fmt: skip
            if row is None:
                raise StoreError("the campaign was not stored")
            campaign = row.number("id")
            self._add_texts(campaign, plan)
            self._add_list(campaign, listed)
        return self.named(name)

    def rewrite(self, draft: Campaign, plan: Plan, agent: str, listed: ListFile | None = None) -> Campaign:
        """Write a draft anew; what was launched stays what people were sent.

        Args:
            draft: which.
            plan: what it is to be.
            agent: who writes it.
            listed: the addresses it is for, None where those of the draft stay.

        Raises:
            BadInputError: it is no draft any more, or what `add` refuses.
        """
        name = _name_of(plan)
        with self._engine.transaction():
            self._check(plan, name, draft)
            is_done = self._engine.run(
                self._sql["rewrite_campaign"],
                campaign=draft.id, name=name, channel=plan.channel, purpose=plan.purpose, audience=plan.criteria.to_json(),
                starts_at=to_text(plan.starts_at) if plan.starts_at else None, per_minute=plan.per_minute,
                now=to_text(self._clock.now()), agent=agent,
            )  # fmt: skip
            self._must(is_done, draft, "written anew")
            self._engine.run(self._sql["drop_texts"], campaign=draft.id)
            self._add_texts(draft.id, plan)
            if listed is not None or not plan.criteria.is_list:
                self._drop_list(draft)
                self._add_list(draft.id, listed or ListFile())
        return self.named(name)

    def discard(self, draft: Campaign) -> None:
        """Throw a draft away; its name is free again.

        Raises:
            BadInputError: it is no draft any more.
        """
        with self._engine.transaction():
            self._must(self._engine.run(self._sql["is_draft"], campaign=draft.id), draft, "thrown away")
            self._drop_list(draft)
            self._engine.run(self._sql["drop_texts"], campaign=draft.id)
            self._engine.run(self._sql["discard"], campaign=draft.id)

    def has_changed(self, draft: Campaign) -> bool:
        """Tell whether a draft was written anew, or thrown away, since it was read; one that was launched since has not."""
        row = self._engine.one(self._sql["campaign_numbered"], campaign=draft.id)
        present = self._campaign(row) if row else None
        return present is None or (present.state is CampaignState.DRAFT and present != draft)

    def next_number(self) -> int:
        """Return the number that the next campaign will have."""
        row = self._engine.one(self._sql["next_campaign"])
        return row.number("id") if row else 1

    def _check(self, plan: Plan, name: str, draft: Campaign | None = None) -> None:
        """Make sure that a campaign can be written under a name.

        Raises:
            BadInputError: another has it, messages count under it, or the campaign would begin in the past.
        """
        if plan.starts_at is not None and plan.starts_at <= self._clock.now():
            raise BadInputError("a campaign is scheduled for a time to come")
        if draft is not None and name == draft.name:
            return
        if self._engine.one(self._sql["campaign_named"], name=name) is not None:
            raise BadInputError(f"there is a campaign “{name}” already; `stopline campaign show` shows it")
        if self._engine.one(self._sql["is_taken"], name=name) is not None:
            raise BadInputError(
                f"messages count under “{name}” already ({_THEIR_REPORT.format(name)}); "
                "give the campaign a name of its own"
            )

    def _add_texts(self, campaign: int, plan: Plan) -> None:
        for each in plan.variants:
            self._engine.run(
                self._sql["add_text"],
                campaign=campaign, label=each.label, text=storable(each.text), weight=each.weight,
            )  # fmt: skip

    def _add_list(self, campaign: int, listed: ListFile) -> None:
        rows = json.dumps([[address, line] for address, line in listed.addresses])
        self._engine.run(self._sql["add_to_list"], campaign=campaign, rows=rows)
        for line, reason in listed.faults:
            self._engine.run(self._sql["add_fault"], campaign=campaign, line=line, reason=reason)

    def _drop_list(self, draft: Campaign) -> None:
        self._engine.run(self._sql["drop_list"], campaign=draft.id)
        self._engine.run(self._sql["drop_faults"], campaign=draft.id)

    def _must(self, is_done: int, draft: Campaign, deed: str) -> None:
        if not is_done:
            row = self._engine.one(self._sql["campaign_numbered"], campaign=draft.id)
            if row is None:
                raise BadInputError(f"“{draft.name}” was thrown away in the meantime")
            raise BadInputError(refusal(self._campaign(row), deed))

    def named(self, name: str) -> Campaign:
        """Return a campaign.

        Raises:
            NotFoundError: there is none of that name.
        """
        row = self._engine.one(self._sql["campaign_named"], name=" ".join(name.split()))
        if row is None:
            raise NotFoundError(self._unknown(name))
        return self._campaign(row)

    def _unknown(self, name: str) -> str:
        """Return why there is no campaign of that name; messages of programs and other systems count under names of their own."""
        name = " ".join(name.split())
        if self._engine.one(self._sql["is_taken"], name=name) is not None:
            return (
                f"“{name}” was not written here, its messages were only counted; {_THEIR_REPORT.format(name)}"
            )
        return f"there is no campaign “{name}”; `stopline campaign list` lists them"

    def all(self) -> list[Campaign]:
        """Return all campaigns, the newest first."""
        return [self._campaign(row) for row in self._engine.all(self._sql["campaigns"])]

    def under_way(self) -> list[Campaign]:
        """Return the campaigns that are launched or paused."""
        return [self._campaign(row) for row in self._engine.all(self._sql["campaigns_under_way"])]

    def half_cancelled(self) -> list[Campaign]:
        """Return cancelled campaigns of which something waits still."""
        return [self._campaign(row) for row in self._engine.all(self._sql["campaigns_cancelled_with_rest"])]

    def faults(self, campaign: Campaign) -> list[tuple[int, str]]:
        """Return the lines of a campaign's list file that give nobody, and why."""
        rows = self._engine.all(self._sql["faults"], campaign=campaign.id)
        return [(row.number("line"), row.text("reason")) for row in rows]

    def look_up_list(self, campaign: Campaign) -> None:
        """Find again whose the addresses of a campaign's list are."""
        if campaign.criteria.is_list:
            self._engine.run(self._sql["look_up_list"], campaign=campaign.id)

    def _campaign(self, row: Row) -> Campaign:
        texts = self._engine.all(self._sql["texts_of"], campaign=row.number("id"))
        return Campaign(
            id=row.number("id"),
            name=row.text("name"),
            state=CampaignState(row.text("state")),
            channel=Channel(row.text("channel")),
            purpose=Purpose(row.text("purpose")),
            criteria=Criteria.from_json(row.text("audience")),
            variants=tuple(Variant(each.text("label"), each.text("text"), each.number("weight")) for each in texts),
            starts_at=row.instant_or_none("starts_at"),
            per_minute=row.number("per_minute"),
            created_at=row.instant("created_at"),
            created_by=row.text("created_by"),
            launched_at=row.instant_or_none("launched_at"),
            launched_by=row.text_or_none("launched_by") or "",
            position=row.number_or_none("position"),
            queued_at=row.instant_or_none("queued_at"),
            last_leaves_at=row.instant_or_none("last_leaves_at"),
            paused_at=row.instant_or_none("paused_at"),
            braked_at=row.instant_or_none("braked_at"),
            settled_at=row.instant_or_none("settled_at"),
            reason=row.text("reason"),
        )  # fmt: skip


def _name_of(plan: Plan) -> str:
    """Return the name a campaign is kept under.

    Raises:
        BadInputError: it is none.
    """
    name = storable(" ".join(plan.name.split()))
    if not name or len(name) > LONGEST_NAME or name.startswith("("):
        raise BadInputError(f"a campaign has a name of one to {LONGEST_NAME} characters, without ( in front")
    return name
