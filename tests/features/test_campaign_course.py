"""A campaign under way: what a pause, a cancel, a stop and a dead process do to it."""

from collections import Counter
from collections.abc import Callable

import pytest

from stopline.campaigns.campaign import CampaignState
from stopline.cli.campaign_words import progress_words
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.errors import BadInputError, GatewayDownError
from stopline.messages.outbox import Origin
from stopline.tui.campaign_reading import CampaignLine
from stopline.tui.campaign_words import bar
from support.campaigns import Sale


def test_a_paused_campaign_sends_nothing_and_goes_on_when_it_is_resumed(sale: Sale) -> None:
    people = sale.people(4)
    campaign = sale.launched(per_minute=1)
    sale.pass_by(seconds=61)
    assert sale.got() == people[:2]

    paused = sale.workspace.course.pause(campaign, "paused by alice")
    sale.pass_by(minutes=30)
    assert paused.messages == 2
    assert sale.got() == people[:2]

    sale.workspace.course.resume(paused.campaign)
    # The rate holds: what rested leaves later by as long as it rested, not in a burst.
    assert sale.got() == people[:2]
    sale.pass_by(seconds=60)
    assert sale.got() == people[:3]
    sale.pass_by(seconds=60)
    assert sale.got() == people
    assert sale.now(campaign).state is CampaignState.FINISHED


def test_a_reply_to_somebody_with_a_paused_message_leaves_at_once(sale: Sale) -> None:
    [maria] = sale.people(1)
    campaign = sale.launched()
    sale.workspace.course.pause(campaign, "paused by alice")

    sale.workspace.replies.send(
        maria, Channel.SMS, "Your bike is ready.", Purpose.CONVERSATION, Origin(agent="alice")
    )
    sale.pass_by(minutes=1)

    assert [each.draft.text for each in sale.gateway.permits] == ["Your bike is ready."]


def test_a_stop_during_a_pause_refuses_the_message_and_resuming_does_not_bring_it_back(sale: Sale) -> None:
    people = sale.people(2)
    campaign = sale.launched()
    sale.workspace.course.pause(campaign, "paused by alice")

    sale.says(people[0], "STOP")
    sale.workspace.course.resume(sale.now(campaign))
    sale.pass_by(minutes=1)

    assert sale.got() == [people[1]]


def test_what_a_gateway_gives_back_rests_with_its_paused_campaign(sale: Sale) -> None:
    sale.people(1)
    campaign = sale.launched()
    message = sale.workspace.outbox.claim([Channel.SMS], [Purpose.MARKETING], "worker", "scripted")
    assert message is not None
    sale.workspace.course.pause(campaign, "paused by alice")

    sale.workspace.outbox.put_back(message)
    sale.pass_by(hours=1)

    assert sale.got() == []
    sale.workspace.course.resume(sale.now(campaign))
    sale.pass_by(minutes=1)
    assert len(sale.got()) == 1


def test_what_a_gateway_gives_back_of_a_cancelled_campaign_never_leaves(sale: Sale) -> None:
    sale.people(1)
    campaign = sale.launched()
    message = sale.workspace.outbox.claim([Channel.SMS], [Purpose.MARKETING], "worker", "scripted")
    assert message is not None
    sale.workspace.course.cancel(campaign, "alice")

    sale.workspace.outbox.put_back(message)
    sale.pass_by(hours=1)

    assert sale.got() == []
    assert sale.states(campaign) == {"refused": 1}


def test_a_cancelled_campaign_keeps_back_what_has_not_left(sale: Sale) -> None:
    people = sale.people(3)
    campaign = sale.launched(per_minute=1)
    sale.pass_by(seconds=1)

    done = sale.workspace.course.cancel(campaign, "alice")
    sale.pass_by(hours=1)

    assert done.messages == 2
    assert sale.got() == people[:1]
    assert sale.now(campaign).state is CampaignState.CANCELLED
    assert dict(sale.workspace.campaign_reports.of(campaign).refusals) == {"campaign cancelled": 2}
    with pytest.raises(BadInputError, match="is cancelled already; nothing was changed"):
        sale.workspace.course.cancel(sale.now(campaign), "bob")
    with pytest.raises(BadInputError, match="cannot be resumed"):
        sale.workspace.course.resume(sale.now(campaign))


def test_what_a_cancelled_campaign_kept_back_does_not_count_as_sent(sale: Sale) -> None:
    sale.people(49)
    campaign = sale.launched(per_minute=1)
    sale.pass_by(seconds=1)
    sale.workspace.course.cancel(campaign, "alice")

    report = sale.workspace.campaign_reports.of(campaign)

    assert (report.sent, report.kept_back, report.total) == (1, 48, 49)
    assert report.bar(49) == (1, 48)
    assert progress_words(report).endswith("1 of 49 sent (2 %), 48 kept back")
    assert str(bar(CampaignLine(report), 49)).split() == ["█" + "░" * 48, "2", "%"]


def test_a_launch_that_died_between_pages_goes_on_and_sends_nobody_twice(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stopline.campaigns.people.PAGE_SIZE", 3)
    people = sale.people(8)
    draft = sale.draft("One. STOP to end.", "Two. STOP to end.", per_minute=2)
    with pytest.raises(KeyboardInterrupt):
        sale.workspace.launches.launch(draft, "alice", _die_after(2))
    assert sale.states(draft) == {"queued": 6}

    sale.workspace.launches.launch(sale.now(draft), "bob")
    sale.workspace.launches.launch(sale.now(draft), "bob")
    sale.pass_by(hours=1)

    assert sorted(each.draft.address for each in sale.gateway.permits) == people
    # The rate held across the two launches.
    minutes = Counter(each.not_before for each in sale.workspace.outbox.messages(campaign="Winter sale"))
    assert max(minutes.values()) == 1


def test_the_worker_finishes_a_launch_whose_process_died(sale: Sale, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stopline.campaigns.people.PAGE_SIZE", 3)
    people = sale.people(7)
    draft = sale.draft()
    with pytest.raises(KeyboardInterrupt):
        sale.workspace.launches.launch(draft, "alice", _die_after(1))

    sale.pass_by(minutes=1)
    sale.pass_by(minutes=1)

    assert sorted(sale.got()) == people
    assert sale.now(draft).state is CampaignState.FINISHED


def test_two_processes_that_launch_the_same_campaign_send_nobody_twice(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stopline.campaigns.people.PAGE_SIZE", 2)
    people = sale.people(7)
    draft = sale.draft()
    sale.workspace.engine.run(
        sale.workspace.launches._sql["launch"],
        campaign=draft.id,
        now="2026-11-17T15:00:00.000Z",
        agent="alice",
    )
    launched = sale.now(draft)

    one, other = sale.workspace.launches.steps(launched), sale.workspace.launches.steps(launched)
    next(one)
    assert next(other, None) is None
    list(one)
    sale.pass_by(minutes=1)

    assert sorted(sale.got()) == people


def test_a_pause_in_the_middle_of_a_launch_holds_and_resuming_queues_the_rest(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stopline.campaigns.people.PAGE_SIZE", 2)
    people = sale.people(6)
    draft = sale.draft()

    def pause(_: int) -> None:
        if sale.now(draft).state is CampaignState.LAUNCHED:
            sale.workspace.course.pause(sale.now(draft), "paused by bob")

    sale.workspace.launches.launch(draft, "alice", pause)
    sale.pass_by(hours=1)
    assert (sale.got(), sale.states(draft)) == ([], {"queued": 2})

    sale.workspace.course.resume(sale.now(draft))
    sale.pass_by(minutes=1)
    sale.pass_by(minutes=1)
    assert sorted(sale.got()) == people


def test_a_pause_or_cancel_that_died_half_way_is_finished_by_the_worker(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stopline.campaigns.course.AT_ONCE", 1)
    sale.people(4)
    campaign = sale.launched()
    monkeypatch.setattr(sale.workspace.course, "_rest", lambda _: 0)
    sale.workspace.course.pause(campaign, "paused by alice")
    monkeypatch.undo()

    sale.pass_by(minutes=1)
    assert sale.got() == []

    monkeypatch.setattr("stopline.campaigns.course.AT_ONCE", 1)
    monkeypatch.setattr(sale.workspace.course, "_refuse", lambda _: 0)
    sale.workspace.course.cancel(sale.now(campaign), "alice")
    monkeypatch.undo()
    sale.pass_by(minutes=1)
    assert sale.states(campaign) == {"refused": 4}


def test_a_gateway_that_is_down_delays_a_campaign_and_sends_nobody_twice(sale: Sale) -> None:
    people = sale.people(3)
    sale.gateway.outcomes.append(GatewayDownError())
    sale.launched()

    sale.pass_by(seconds=1)
    sale.pass_by(minutes=5)

    assert sorted(sale.got()) == people


def _die_after(pages: int) -> Callable[[int], None]:
    """Return what ends the process after so many pages."""
    left = [pages]

    def told(_: int) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt

    return told
