"""Laws of campaigns, whatever happens in whichever order: nobody twice, nobody after a stop, nothing while paused or after the end."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from stopline.address import Address
from stopline.campaigns.campaign import Campaign, CampaignState
from stopline.campaigns.launches import Launches
from stopline.clock import ManualClock
from stopline.errors import BadInputError, GatewayDownError
from stopline.worker.tick import Tick
from support.campaigns import Sale
from support.copies import fresh_workspace
from support.people import number
from support.scripted_gateway import ScriptedGateway
from support.times import START

COUNT = 7
MOST_SENT_BEFORE_AN_END = 3
PEOPLE = st.integers(0, COUNT - 1)


class Campaigning(RuleBasedStateMachine):
    """A campaign that is launched page by page by several processes, while people stop and agents change their minds."""

    @initialize(per_minute=st.sampled_from([0, 2]))
    def begin(self, per_minute: int) -> None:
        """Begin with people who agreed, and a draft."""
        self.folder = Path(tempfile.mkdtemp())
        clock = ManualClock(START + timedelta(hours=1))
        workspace = fresh_workspace(self.folder / "workspace", clock)
        self.sale = Sale(workspace, clock, ScriptedGateway())
        self.tick = Tick(workspace, [self.sale.gateway], "test")
        self.sale.people(COUNT)
        self.sale.draft(per_minute=per_minute)
        self.launching: list[Iterator[int]] = []
        self.stopped_at: dict[Address, int] = {}
        self.rested_at: int | None = None
        self.launch()

    @rule()
    def launch(self) -> None:
        """Begin a launch, or begin it once more, in a process of its own."""
        launches: Launches = self.sale.workspace.launches
        campaign = self.sale.workspace.campaigns.named("Winter sale")
        launches._engine.run(
            launches._sql["launch"], campaign=campaign.id, now="2026-11-17T15:00:00.000Z", agent="alice"
        )
        self.launching.append(launches.steps(self.sale.workspace.campaigns.named("Winter sale")))

    @rule(which=st.integers(0, 3))
    def a_page_is_queued(self, which: int) -> None:
        """Let one of the launching processes do a page."""
        if self.launching:
            next(self.launching[which % len(self.launching)], None)

    @rule(which=st.integers(0, 3))
    def a_launching_process_dies(self, which: int) -> None:
        """Let one of those that launch die."""
        if len(self.launching) > 1:
            self.launching.pop(which % len(self.launching))

    @rule(who=PEOPLE, words=st.sampled_from(["STOP", "pls no more of these ok"]))
    def somebody_stops(self, who: int, words: str) -> None:
        """Let somebody stop, or write what may mean it."""
        address = number(who)
        self.sale.says(address, words)
        self.stopped_at.setdefault(address, len(self.sale.gateway.permits))

    @rule()
    def pause(self) -> None:
        """Pause, where that can be done."""
        self._deed(lambda: self.sale.workspace.course.pause(self._campaign(), "paused by alice"))

    @rule()
    def resume(self) -> None:
        """Resume, where that can be done."""
        self._deed(lambda: self.sale.workspace.course.resume(self._campaign()))

    @precondition(lambda self: len(self.sale.got()) >= MOST_SENT_BEFORE_AN_END)
    @rule(dice=st.integers(0, 9))
    def cancel(self, dice: int) -> None:
        """Cancel, now and then, when some of it has left."""
        if dice == 7:
            self._deed(lambda: self.sale.workspace.course.cancel(self._campaign(), "alice"))

    @rule(is_down=st.sampled_from([False, False, True]), seconds=st.integers(20, 150))
    def the_worker_works(self, is_down: bool, seconds: int) -> None:
        """Let time pass and the worker do a pass, with a gateway that may be down."""
        if is_down:
            self.sale.gateway.outcomes.append(GatewayDownError())
        self.sale.clock.advance(timedelta(seconds=seconds))
        self.tick.run()

    @invariant()
    def nobody_gets_it_twice(self) -> None:
        """A campaign reaches each person once."""
        got = self.sale.got() if hasattr(self, "sale") else []
        assert len(got) == len(set(got))

    @invariant()
    def nobody_gets_it_after_a_stop(self) -> None:
        """What is sent after somebody stopped is sent to others."""
        for address, position in getattr(self, "stopped_at", {}).items():
            later = self.sale.gateway.permits[position:]
            assert address not in [each.draft.address for each in later if "ten per cent" in each.draft.text]

    @invariant()
    def nothing_leaves_while_it_rests(self) -> None:
        """A paused or cancelled campaign is silent."""
        if getattr(self, "rested_at", None) is not None:
            assert len(self.sale.got()) == self.rested_at

    def teardown(self) -> None:
        """End the workers, and see that everybody who may get it does once it may go on."""
        if not hasattr(self, "sale"):
            return
        if self._campaign().state is CampaignState.PAUSED:
            self.sale.workspace.course.resume(self._campaign())
        if self._campaign().state is CampaignState.LAUNCHED:
            self.sale.gateway.outcomes.clear()
            for _ in range(12):
                self.sale.clock.advance(timedelta(minutes=3))
                self.tick.run()
            everybody = {number(place) for place in range(COUNT)}
            assert self._campaign().state is CampaignState.FINISHED
            assert set(self.sale.got()) | self.stopped_at.keys() == everybody
        self.sale.workspace.close()
        shutil.rmtree(self.folder)

    def _campaign(self) -> Campaign:
        return self.sale.workspace.campaigns.named("Winter sale")

    def _deed(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except BadInputError:
            return
        is_silent = self._campaign().state in (CampaignState.PAUSED, CampaignState.CANCELLED)
        self.rested_at = len(self.sale.got()) if is_silent else None


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page be two people, and a transaction of a deed one message."""
    monkeypatch.setattr("stopline.campaigns.people.PAGE_SIZE", 2)
    monkeypatch.setattr("stopline.campaigns.course.AT_ONCE", 1)


TestCampaigning = Campaigning.TestCase
TestCampaigning.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
