"""The demo is a true workspace: its past was played through the product, and its present goes on by itself."""

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from stopline.analytics.causes import named
from stopline.analytics.periods import last_days
from stopline.analytics.series import By
from stopline.campaigns.campaign import CampaignState
from stopline.clock import ManualClock
from stopline.consent.events import Channel, EventKind, Method, RecordedEvent
from stopline.consent.gate import Purpose
from stopline.consent.hours import is_open
from stopline.demo.history import history
from stopline.demo.preparation import GATEWAY, prepare
from stopline.errors import BadInputError
from stopline.gateways.base import GatewayConfig
from stopline.gateways.simulated.script import Sends
from stopline.gateways.simulated.shelf import SHIPPED, load_scenario
from stopline.gateways.simulator import simulator
from stopline.inbox.threads import ThreadFilter, ThreadRow
from stopline.messages.message import Direction, Message, MessageState
from stopline.messages.outbox import Queued
from stopline.workspace import Workspace
from support.demo import PRESENT, RUNNING, live, watch

NIGHT = datetime(2026, 3, 9, 7, 30, tzinfo=UTC)
"""Half past three in New York, the night after the clocks went forward."""


def everybody(workspace: Workspace) -> list[ThreadRow]:
    return workspace.threads.page(ThreadFilter.EVERY, "alice", 0, 1000)


def everything(workspace: Workspace) -> list[Message]:
    return workspace.outbox.messages(limit=10_000)


def ledger_of(workspace: Workspace) -> list[RecordedEvent]:
    count = workspace.ledger.verify().event_count
    events = [workspace.ledger.event(seq) for seq in range(1, count + 1)]
    return [event for event in events if event is not None]


def stops(workspace: Workspace) -> list[RecordedEvent]:
    return [each for each in ledger_of(workspace) if each.event.kind is EventKind.WITHDRAWN]


def test_the_ledger_of_the_demo_verifies_and_the_status_follows_from_it(demo: Workspace) -> None:
    found = demo.ledger.verify()

    assert found.is_intact
    assert found.event_count > 60
    assert demo.ledger.rebuild() == 0


def test_it_has_people_languages_countries_and_every_channel(demo: Workspace) -> None:
    scenario = load_scenario(SHIPPED)

    regulars = [each for each in scenario.people if not {"ferry card", "tour list"}.intersection(each.tags)]
    assert 50 <= len(regulars) <= 60
    assert len({person.language for person in scenario.people}) >= 5
    assert len({person.country for person in scenario.people}) >= 5
    assert {thread.channel for thread in everybody(demo)} == set(Channel)
    assert len({thread.contact for thread in everybody(demo)}) == len(scenario.people)


def test_counts_agree_with_the_ledger(demo: Workspace) -> None:
    stopped = {
        (event.event.address, event.event.channel)
        for event in ledger_of(demo)
        if demo.standings.of(event.event.address, event.event.channel).everything.state == "stopped"
    }

    assert demo.threads.counts("alice").stopped == len(stopped)
    assert demo.threads.counts("alice").every == len(everybody(demo))


def test_the_campaign_of_the_early_morning_cost_more_than_any_other_day(demo: Workspace) -> None:
    zone = ZoneInfo("America/New_York")
    per_day = Counter(event.event.occurred_at.astimezone(zone).date() for event in stops(demo))
    (worst, count), (_, next_count) = per_day.most_common(2)

    assert worst == PRESENT.astimezone(zone).date() - timedelta(days=6)
    assert count >= 3 * next_count
    sale = [message for message in everything(demo) if message.campaign == "Winter sale"]
    assert min(message.at.astimezone(zone).hour for message in sale) == 9
    assert len(sale) > 25


def test_no_marketing_left_at_an_hour_at_which_it_may_not(demo: Workspace) -> None:
    texts = [
        message
        for message in everything(demo)
        if message.purpose is Purpose.MARKETING
        and message.channel in demo.policy.hours_channels
        and message.state in (MessageState.SENT, MessageState.DELIVERED)
    ]

    assert len(texts) > 50
    assert all(is_open(demo.send_block.place_of(each.address), each.at) for each in texts)


def test_its_figures_show_one_true_spike_one_that_is_only_chance_and_a_slow_drift(demo: Workspace) -> None:
    today = demo.optouts.today()
    verdicts = demo.figures.verdicts(last_days(90, today))
    (spike,) = verdicts.spikes
    cause, *_ = named(demo.figures.causes(spike.day))
    drift = verdicts.drift_period

    assert spike.day == today - timedelta(days=6)
    assert (cause.by, cause.name) == (By.CAMPAIGN, "Winter sale")
    assert today - timedelta(days=40) in [each.day for each in verdicts.chances]
    assert drift is not None
    assert 25 <= drift.day_count <= 60


def test_two_finished_campaigns_can_be_held_against_each_other(demo: Workspace) -> None:
    finished = [each for each in demo.campaigns.all() if each.name != RUNNING]
    figures = {each.name: demo.figures.campaign(each.name) for each in finished}
    lantern, oyster = figures["Lantern tour"], figures["Oyster tour"]
    assert lantern is not None
    assert oyster is not None

    comparison = demo.figures.compared_campaigns(oyster, lantern)

    assert {each.state for each in finished} == {CampaignState.FINISHED}
    assert (lantern.optouts, lantern.reached) == (2, 24)
    assert (oyster.optouts, oyster.reached) == (3, 22)
    assert comparison.can_tell
    assert "it may well be chance" in comparison.words


def test_people_stopped_in_every_way_and_one_came_back(demo: Workspace) -> None:
    assert {event.event.method for event in stops(demo)} >= {Method.KEYWORD, Method.AGENT, Method.CARRIER}
    assert {event.event.channel for event in stops(demo)} == set(Channel)
    by_person: dict[str, list[EventKind]] = {}
    for event in ledger_of(demo):
        by_person.setdefault(event.event.address, []).append(event.event.kind)
    assert any(
        EventKind.GIVEN in kinds[kinds.index(EventKind.WITHDRAWN) :]
        for kinds in by_person.values()
        if EventKind.WITHDRAWN in kinds
    )


def test_nothing_but_the_confirmation_was_sent_to_anybody_after_their_stop(demo: Workspace) -> None:
    for event in stops(demo):
        restarted = [
            each.event.occurred_at
            for each in demo.ledger.events_of(event.event.address)
            if each.event.kind is EventKind.GIVEN and each.seq > event.seq
        ]
        after = [
            message
            for message in demo.outbox.messages(direction=Direction.OUTBOUND, address=event.event.address)
            if message.channel is event.event.channel
            and message.at > event.event.occurred_at
            and not any(at <= message.at for at in restarted)
        ]
        assert {message.purpose for message in after} <= {Purpose.COMPLIANCE}
        assert len(after) <= 1


def test_every_scripted_reply_left(demo: Workspace) -> None:
    written = {
        line.what.text
        for conversation in load_scenario(SHIPPED).conversations
        for line in conversation.lines
        if isinstance(line.what, Sends)
    }
    sent = {message.text for message in everything(demo) if message.direction is Direction.OUTBOUND}

    assert written - sent == set()
    assert {message.state for message in everything(demo) if message.campaign != RUNNING} == {
        MessageState.RECEIVED,
        MessageState.DELIVERED,
        MessageState.FAILED,
    }


def test_three_doubtful_replies_wait_for_a_decision(demo: Workspace) -> None:
    held = {hold.address for hold in demo.decisions.holds()}
    names = {thread.name for thread in everybody(demo) if thread.address in held}

    assert len(held) == 3
    assert {"Grace Lindqvist", "Paolo Conti"} < names


def test_the_inbox_is_alive_and_a_question_waits_on_top(demo: Workspace) -> None:
    opened = demo.threads.page(ThreadFilter.OPEN, "alice", 0, 100)
    counts = demo.threads.counts("alice")

    assert opened[0].name == "Maria Alvarez"
    assert opened[0].unread == 1
    assert PRESENT - opened[0].last_at < timedelta(minutes=4)
    assert 15 <= counts.open <= 45
    assert counts.mine >= 3
    assert counts.unassigned >= 2
    assert sum(thread.unread > 0 for thread in opened) >= 8


def test_the_same_seed_and_moment_make_the_same_demo(tmp_path: Path) -> None:
    def told(folder: str, seed: int) -> list[tuple[object, ...]]:
        workspace = prepare(tmp_path / folder, ManualClock(PRESENT), seed=seed)
        events = [
            (each.event.kind, each.event.address, each.event.occurred_at) for each in ledger_of(workspace)
        ]
        return [
            (workspace.ledger.verify().head,),
            *events,
            *((each.id, each.at, each.text, each.state) for each in everything(workspace)),
        ]

    one = told("one", 5)
    assert told("two", 5) == one
    assert told("three", 6) != one


@pytest.mark.parametrize("seed", [2, 3])
def test_any_seed_at_any_hour_makes_a_demo(tmp_path: Path, seed: int) -> None:
    clock = ManualClock(NIGHT)
    workspace = prepare(tmp_path / "demo", clock, seed=seed)

    assert workspace.ledger.verify().is_intact
    tick = live(workspace, clock, seed)
    before = len(stops(workspace))
    watch(tick, clock, 60)
    assert len(stops(workspace)) > before


def test_within_a_minute_a_text_arrives_and_the_person_on_top_stops(
    demo: Workspace, present: ManualClock
) -> None:
    top = demo.threads.page(ThreadFilter.OPEN, "alice", 0, 1)[0]
    tick = live(demo, present)

    watch(tick, present, 20)
    assert [
        each.text for each in everything(demo) if each.at >= PRESENT and each.direction is Direction.INBOUND
    ]
    assert isinstance(demo.replies.reply(top.id, "It is! See you at 5.", "alice"), Queued)

    watch(tick, present, 40)
    assert demo.threads.thread(top.id).consent == "stopped"
    refused = demo.replies.reply(top.id, "Are you sure?", "alice")
    assert not isinstance(refused, Queued)
    assert refused.codes == ("stopped",)


def test_an_answer_to_an_agent_comes_within_twenty_seconds(demo: Workspace, present: ManualClock) -> None:
    tick = live(demo, present)
    tick.run()
    (tom,) = [thread for thread in everybody(demo) if thread.name == "Tom Okafor"]

    demo.replies.reply(tom.id, "About 480, or 390 with your old one traded in.", "bob")
    watch(tick, present, 22)

    assert demo.threads.thread(tom.id).last_text == "oh nice, that's cheaper than I feared"


def test_the_hour_after_is_never_quiet_for_long(demo: Workspace, present: ManualClock) -> None:
    tick = live(demo, present)
    watch(tick, present, 3600)

    arrived = sorted(
        each.at for each in everything(demo) if each.at >= PRESENT and each.direction is Direction.INBOUND
    )

    assert len(arrived) > 45
    pauses = [later - earlier for earlier, later in itertools.pairwise(arrived)]
    assert max(pauses) < timedelta(minutes=2)
    assert demo.ledger.verify().is_intact


def test_a_demo_goes_on_after_a_restart_and_loses_and_doubles_nothing(
    demo: Workspace, present: ManualClock
) -> None:
    watch(live(demo, present), present, 60)
    watch(live(Workspace.open(demo.folder, present, durable=False), present), present, 120)

    arrived = Counter(
        each.text for each in everything(demo) if each.at >= PRESENT and each.direction is Direction.INBOUND
    )

    assert set(arrived.values()) == {1}
    expected = [text for text in load_scenario(SHIPPED).live if text.after <= timedelta(seconds=180)]
    assert len(arrived) == len(expected)


def test_a_folder_that_holds_a_workspace_is_left_alone(demo: Workspace, present: ManualClock) -> None:
    with pytest.raises(BadInputError, match="a folder of its own"):
        prepare(demo.folder, present)


def test_a_demo_that_was_interrupted_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    class Interrupted(ManualClock):
        def now(self) -> datetime:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(tmp_path / "demo", Interrupted(PRESENT))

    assert list((tmp_path / "demo").iterdir()) == []
    assert prepare(tmp_path / "demo", ManualClock(PRESENT)).ledger.verify().is_intact


def test_a_scenario_of_ones_own_is_found_again_by_the_gateway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: ManualClock
) -> None:
    (tmp_path / "mine.toml").write_text(
        '[team]\nname = "Mine"\nzone = "UTC"\nagents = ["me"]\n'
        '[[people]]\nkey = "ana"\nname = "Ana"\nnumber = "+12025550101"\nlanguage = "en"\ncountry = "US"\nzone = "UTC"\n'
        '[[live]]\nafter = "1s"\nwho = "ana"\nsays = "hello"\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)

    workspace = prepare(tmp_path / "demo", present, scenario="mine.toml")
    (gateway,) = workspace.settings.gateways
    monkeypatch.chdir("/")
    opened = simulator(GatewayConfig(GATEWAY, gateway.options, workspace.folder, present))
    opened.fetch(None, 1)
    present.advance(timedelta(seconds=2))

    assert len(opened.fetch(None, 10).items) == 1


def test_settings_name_team_zone_replies_and_gateway(demo: Workspace) -> None:
    settings = demo.settings

    assert (settings.team.name, settings.team.zone) == ("Harbour Bikes", "America/New_York")
    assert len(settings.templates) >= 8
    assert len({template.language for template in settings.templates}) >= 5
    (gateway,) = settings.gateways
    assert (gateway.kind, gateway.options["scenario"], gateway.options["seed"]) == ("simulator", SHIPPED, 1)


def test_history_is_ordered_and_ends_before_now() -> None:
    told = history(load_scenario(SHIPPED), 1, PRESENT)

    assert [each.at for each in told] == sorted(each.at for each in told)
    assert told[-1].at < PRESENT
    assert PRESENT - told[0].at > timedelta(days=89)
