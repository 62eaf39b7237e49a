"""The course of campaigns that are under way: pausing, resuming, cancelling, finishing, and the brake.

Each deed is one row of the campaign and then its messages, some thousand at a time, those that would leave first first. What a process
that died has left half-done, the worker goes on with.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from stopline.campaigns.campaign import Campaign, CampaignState, refusal
from stopline.campaigns.drafts import Drafts
from stopline.campaigns.launches import Launches
from stopline.clock import Clock, to_text
from stopline.errors import BadInputError
from stopline.store.engine import Engine, SqlValue
from stopline.store.queries import load_queries

AT_ONCE = 2_000
"""Messages paused, resumed or cancelled in one transaction."""
PAGES_AT_ONCE = 4
"""Pages of recipients the worker queues in one pass, so that no stop waits for a launch it goes on with."""

_log = logging.getLogger(__name__)


class Brake(Protocol):
    """Judges whether more people left after a campaign than chance explains."""

    def __call__(self, campaign: str, sent: int) -> str | None:
        """Return why a campaign must pause, in words; None where it may go on."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many messages a deed was about."""

    campaign: Campaign
    messages: int


class Course:
    """The course of one workspace's campaigns."""

    def __init__(
        self, engine: Engine, clock: Clock, drafts: Drafts, launches: Launches, brake: Brake
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._drafts = drafts
        self._launches = launches
        self._brake = brake
        self._looked_at: int | None = None
        self._sql = load_queries("stopline.campaigns", "campaigns.sql")

    def pause(self, campaign: Campaign, reason: str, *, braked_at: datetime | None = None) -> Counted:
        """Let a launched campaign rest: nothing of it leaves until it is resumed.

        Args:
            campaign: which.
            reason: why, in words.
            braked_at: when it paused itself, None where a person pauses it; it then rests since that very instant.

        Raises:
            BadInputError: it is not launched.
        """
        with self._engine.transaction():
            is_done = self._engine.run(
                self._sql["pause"],
                campaign=campaign.id, now=to_text(braked_at) if braked_at else self._now(), reason=reason,
                braked_at=to_text(braked_at) if braked_at else None,
            )  # fmt: skip
            self._must(is_done, campaign, "paused")
            first_count = self._engine.run(self._sql["rest"], name=campaign.name, limit=AT_ONCE)
        return self._counted(campaign, first_count + self._rest(campaign))

    def resume(self, campaign: Campaign) -> Counted:
        """Let a paused campaign go on; where it has a rate, what is to come leaves later by as long as it rested.

        Raises:
            BadInputError: it is not paused.
        """
        campaign = self._drafts.named(campaign.name)
        by = ""
        if campaign.per_minute and campaign.paused_at is not None:
            by = f"+{round((self._clock.now() - campaign.paused_at).total_seconds())} seconds"
        # A pause that was interrupted is finished first, so that everything moves by as much.
        self._rest(campaign) if campaign.state is CampaignState.PAUSED else None
        with self._engine.transaction():
            self._must(self._engine.run(self._sql["resume"], campaign=campaign.id), campaign, "resumed")
            if by:
                self._engine.run(self._sql["delay"], campaign=campaign.id, by=by)
        return self._counted(campaign, self._repeat("wake", name=campaign.name, by=by))

    def cancel(self, campaign: Campaign, agent: str) -> Counted:
        """End a campaign: nothing of it that has not left will leave.

        Raises:
            BadInputError: it is over.
        """
        with self._engine.transaction():
            is_done = self._engine.run(
                self._sql["cancel_campaign"], campaign=campaign.id, now=self._now(), reason=f"cancelled by {agent}"
            )  # fmt: skip
            self._must(is_done, campaign, "cancelled")
            first_count = self._engine.run(
                self._sql["refuse_rest"], name=campaign.name, now=self._now(), limit=AT_ONCE
            )
        return self._counted(campaign, first_count + self._refuse(campaign))

    def step(self) -> None:
        """Go on with what is under way: the worker calls this in every pass, and mostly nothing is."""
        for campaign in self._drafts.half_cancelled():
            self._refuse(campaign)
        under_way = self._drafts.under_way()
        has_news = bool(under_way) and self._has_news()
        for campaign in under_way:
            if campaign.state is CampaignState.PAUSED:
                self._rest(campaign)
                continue
            self._repeat("wake", name=campaign.name, by="")
            if has_news and self._has_braked(campaign):
                continue
            for page_count, _ in enumerate(self._launches.steps(campaign), start=1):
                if page_count >= PAGES_AT_ONCE:
                    break

    def finish(self) -> None:
        """Note which campaigns have nothing left to send."""
        for campaign in self._drafts.under_way():
            if campaign.queued_at is not None:
                self._engine.run(
                    self._sql["finish"], campaign=campaign.id, name=campaign.name, now=self._now()
                )

    def _has_braked(self, campaign: Campaign) -> bool:
        """Pause a campaign that more people leave after than chance explains; once resumed by a person, it is left to them."""
        if campaign.braked_at is not None:
            return False
        optouts = self._number("optouts", "optouts", name=campaign.name)
        if not optouts:
            return False
        states = {
            row.text("state"): row.number("messages")
            for row in self._engine.all(self._sql["progress"], name=campaign.name)
        }
        why = self._brake(campaign.name, states.get("sent", 0) + states.get("delivered", 0))
        if why is None:
            return False
        now = self._clock.now()
        try:
            self.pause(campaign, f"paused itself: {why}", braked_at=now)
        except BadInputError:
            # Somebody else paused or cancelled it in between.
            return False
        _log.warning("the campaign “%s” paused itself: %s", campaign.name, why)
        return True

    def _has_news(self) -> bool:
        """Tell whether the ledger has grown since the last look: only then can somebody have left."""
        head = self._number("head", "seq")
        is_new = head != self._looked_at
        self._looked_at = head
        return is_new

    def _rest(self, campaign: Campaign) -> int:
        return self._repeat("rest", name=campaign.name)

    def _refuse(self, campaign: Campaign) -> int:
        return self._repeat("refuse_rest", name=campaign.name, now=self._now())

    def _repeat(self, query: str, **values: SqlValue) -> int:
        """Run a statement that changes some messages at a time until it finds no more; return how many it changed."""
        count = 0
        while changed := self._engine.run(self._sql[query], limit=AT_ONCE, **values):
            count += changed
        return count

    def _counted(self, campaign: Campaign, messages: int) -> Counted:
        return Counted(self._drafts.named(campaign.name), messages)

    def _must(self, is_done: int, campaign: Campaign, deed: str) -> None:
        if not is_done:
            present = self._drafts.named(campaign.name)
            if present.state is CampaignState.CANCELLED and deed == present.state:
                raise BadInputError(f"“{campaign.name}” is cancelled already; nothing was changed")
            raise BadInputError(refusal(present, deed))

    def _number(self, query: str, column: str, **values: SqlValue) -> int:
        row = self._engine.one(self._sql[query], **values)
        return row.number(column) if row else 0

    def _now(self) -> str:
        return to_text(self._clock.now())
