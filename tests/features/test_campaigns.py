"""A campaign from draft to end: who gets it, when, and what a stop, a pause and a dead process do to it."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.campaigns.audience import Criteria, Excluded
from stopline.campaigns.campaign import CampaignState
from stopline.campaigns.drafts import ListFile, Plan
from stopline.campaigns.texts import variants_of
from stopline.consent.events import Channel, Evidence, Method
from stopline.consent.gate import Draft, Purpose
from stopline.consent.refusal import Refusal
from stopline.errors import BadInputError, GatewayDownError
from stopline.messages.batches import Batches, Planned
from stopline.messages.outbox import Origin, Queued
from support.campaigns import SALE, Sale
from support.people import consent, number, wrote


def test_a_campaign_reaches_everybody_who_agreed_once_with_their_name(sale: Sale) -> None:
    people = sale.people(3)
    wrote(sale.workspace, number(9), 1, "do you sell tyres?")

    campaign = sale.launched()
    sale.pass_by(minutes=1)

    assert sale.got() == people
    assert sale.gateway.permits[0].draft.text == "Hi Person, ten per cent off. STOP to end."
    assert sale.now(campaign).state is CampaignState.FINISHED
    report = sale.workspace.campaign_reports.of(sale.now(campaign))
    assert (report.sent, report.waiting, dict(report.exclusions)) == (3, 0, {"no_consent": 1})


def test_a_preview_says_who_and_who_not_and_why_and_changes_nothing(sale: Sale) -> None:
    [maria, jean, tom] = sale.people(3)
    sale.stops(jean)
    sale.workspace.contacts.add_address(sale.workspace.contacts.ensure(maria, "test"), number(7))
    consent(sale.workspace, number(7))
    draft = sale.draft()

    found = list(sale.workspace.launches.everybody(draft, "alice"))
    preview = sale.workspace.launches.preview(draft, "alice")

    assert [(each.address, each.reasons) for each in found if isinstance(each, Excluded)] == [
        (number(7), ("duplicate",)),
        (jean, ("stopped",)),
    ]
    assert (preview.included, preview.parts, dict(preview.excluded)) == (2, 2, {"duplicate": 1, "stopped": 1})
    assert sale.now(draft).state is CampaignState.DRAFT
    assert sale.workspace.outbox.counts().queued == 0
    assert tom in [each.person.address for each in found if not isinstance(each, Excluded)]


def test_a_preview_promises_exactly_what_a_launch_does(sale: Sale) -> None:
    people = sale.people(8)
    sale.stops(people[3])
    draft = sale.draft("One. STOP to end.", "Two. STOP to end.", per_minute=3)
    preview = sale.workspace.launches.preview(draft, "alice")

    campaign = sale.workspace.launches.launch(draft, "alice")

    report = sale.workspace.campaign_reports.of(campaign)
    assert report.total == preview.included
    assert report.exclusions == preview.excluded
    assert {each.label: each.queued for each in report.texts} == dict(preview.by_text)
    assert campaign.last_leaves_at == preview.ends_at


def test_a_stop_seconds_after_launch_refuses_its_row(sale: Sale) -> None:
    people = sale.people(3)
    campaign = sale.launched()
    sale.clock.advance(timedelta(seconds=2))

    sale.says(people[1], "STOP")
    sale.pass_by(minutes=1)

    assert sale.got() == [people[0], people[2]]
    assert sale.states(campaign) == {"sent": 2, "refused": 1}


def test_a_stop_between_the_gate_and_the_queue_gets_no_message(sale: Sale) -> None:
    people = sale.people(2)
    draft = sale.draft()
    permits = [
        each.person.permit
        for each in sale.workspace.launches.everybody(draft, "alice")
        if not isinstance(each, Excluded)
    ]
    sale.stops(people[0])

    contact = sale.workspace.contacts.ensure(people[0], "test")
    numbers = Batches(sale.workspace.engine, sale.clock, lambda text, _: text).queue(
        Channel.SMS,
        Purpose.MARKETING,
        [Planned(each, contact, "Hello", None, sale.clock.now()) for each in permits],
        Origin(),
    )

    assert list(numbers) == [people[1]]


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
    with pytest.raises(BadInputError, match="cancelled"):
        sale.workspace.course.resume(sale.now(campaign))


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


def test_people_are_written_to_in_their_own_hours(sale: Sale) -> None:
    people = sale.people(2)
    sale.workspace.contacts.set_attribute(
        sale.workspace.contacts.ensure(people[1], "test"), "zone", "America/Los_Angeles"
    )

    campaign = sale.launched()
    sale.pass_by(minutes=1)
    assert people[1] not in sale.got()

    assert campaign.last_leaves_at is not None
    sale.pass_by(hours=4)
    assert sorted(sale.got()) == people


def test_only_addresses_of_a_list_are_written_to_and_strangers_on_it_are_not(sale: Sale) -> None:
    [maria, jean, _] = sale.people(3)
    stranger = Address("+12025550177")
    listed = ListFile([(stranger, 1), (jean, 2)], [(3, "unreadable")])
    plan = Plan("By list", Channel.SMS, Purpose.MARKETING, Criteria(is_list=True), variants_of([SALE]))
    draft = sale.workspace.campaigns.add(plan, "alice", listed)

    preview = sale.workspace.launches.preview(draft, "alice")
    sale.workspace.launches.launch(draft, "alice")
    sale.pass_by(minutes=1)

    assert dict(preview.excluded) == {"no_consent": 1, "unreadable": 1}
    assert sale.got() == [jean]
    assert sale.workspace.contacts.at(stranger) is None
    assert maria not in sale.got()


def test_somebody_forgotten_and_on_a_list_stays_stopped(sale: Sale) -> None:
    [maria] = sale.people(1)
    sale.workspace.erasure.forget(maria, "alice")
    plan = Plan("By list", Channel.SMS, Purpose.MARKETING, Criteria(is_list=True), variants_of([SALE]))
    draft = sale.workspace.campaigns.add(plan, "alice", ListFile([(maria, 1)]))

    assert dict(sale.workspace.launches.preview(draft, "alice").excluded) == {"stopped": 1}


def test_forgetting_somebody_takes_them_off_campaigns_and_lists(sale: Sale) -> None:
    people = sale.people(2)
    plan = Plan("By list", Channel.SMS, Purpose.MARKETING, Criteria(is_list=True), variants_of([SALE]))
    draft = sale.workspace.campaigns.add(
        plan, "alice", ListFile([(each, line) for line, each in enumerate(people, 1)])
    )
    sale.workspace.launches.launch(draft, "alice")

    sale.workspace.erasure.forget(people[0], "alice")

    raw = sqlite3.connect(sale.workspace.engine.path)
    assert raw.execute("SELECT address FROM campaign_list").fetchall() == [(people[1],)]
    assert raw.execute("SELECT address FROM campaign_people").fetchall() == [(people[1],)]


def test_a_test_send_reaches_one_address_and_counts_as_no_part_of_the_campaign(sale: Sale) -> None:
    [maria, *_] = sale.people(2)
    draft = sale.draft("One. STOP to end.", "Two {first_name}. STOP to end.")

    outcome = sale.workspace.launches.test(draft, Draft(maria, Channel.SMS, Purpose.MARKETING), "B", "alice")
    sale.pass_by(minutes=1)

    assert isinstance(outcome, Queued)
    assert sale.got("Two Person") == [maria]
    assert sale.states(draft) == {}
    sale.workspace.launches.launch(sale.now(draft), "alice")
    assert sale.states(draft) == {"queued": 2}


def test_a_test_send_to_somebody_who_stopped_is_refused(sale: Sale) -> None:
    [maria] = sale.people(1)
    sale.stops(maria)

    outcome = sale.workspace.launches.test(
        sale.draft(), Draft(maria, Channel.SMS, Purpose.MARKETING), None, "alice"
    )

    assert isinstance(outcome, Refusal)
    assert "stopped" in outcome.codes


def test_texts_are_told_apart_by_who_left_after_them(sale: Sale) -> None:
    people = sale.people(12)
    campaign = sale.launched("One, ten per cent. STOP to end.", "Two, ten per cent. STOP to end.")
    sale.pass_by(minutes=1)
    texts = {each.draft.address: each.draft.text[:3] for each in sale.gateway.permits}
    [leaver, *_] = [each for each in people if texts[each] == "Two"]

    sale.clock.advance(timedelta(minutes=5))
    sale.says(leaver, "STOP")

    report = sale.workspace.campaign_reports.of(campaign)
    assert report.optouts == 1
    assert {each.label: each.optouts for each in report.texts} == {"A": 0, "B": 1}


def test_a_name_that_counts_already_is_not_given_to_a_campaign(sale: Sale) -> None:
    sale.draft()

    with pytest.raises(BadInputError, match="already"):
        sale.draft()
    with pytest.raises(BadInputError, match="name"):
        sale.draft(name="(conversation)")


def test_threads_a_campaign_begins_wait_among_the_closed_until_somebody_answers(sale: Sale) -> None:
    [maria] = sale.people(1)
    thread = sale.workspace.threads.at(maria, Channel.SMS)
    assert thread is None
    sale.launched()
    sale.pass_by(minutes=1)

    thread = sale.workspace.threads.at(maria, Channel.SMS)
    assert thread is not None
    assert sale.workspace.threads.thread(thread).status == "closed"
    sale.says(maria, "Is that for tyres too?")
    assert sale.workspace.threads.thread(thread).status == "open"


def test_a_consent_by_phone_does_not_carry_marketing_in_the_united_states(sale: Sale) -> None:
    consent(
        sale.workspace,
        number(1),
        method=Method.AGENT,
        actor="alice",
        evidence=Evidence(words="yes", source="phone"),
    )

    assert dict(sale.workspace.launches.preview(sale.draft(), "alice").excluded) == {"weak_consent": 1}


def _die_after(pages: int) -> Callable[[int], None]:
    """Return what ends the process after so many pages."""
    left = [pages]

    def told(_: int) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt

    return told
