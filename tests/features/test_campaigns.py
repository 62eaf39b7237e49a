"""A campaign from draft to end: who gets it, when, with which words, and who does not."""

import sqlite3
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
from stopline.errors import BadInputError, NotFoundError
from stopline.messages.batches import Batches, Planned
from stopline.messages.outbox import Origin, Queued
from stopline.workspace import Workspace
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


def test_a_preview_counts_the_link_that_will_be_sent(sale: Sale) -> None:
    sale.people(2)
    draft = sale.draft("a" * 100 + " {preferences}")
    without = sale.workspace.launches.preview(draft, "alice").parts
    settings = sale.workspace.folder / "settings.toml"
    settings.write_text(settings.read_text() + '\n[web]\nurl = "https://texts.example.com"\n')

    opened = Workspace.open(sale.workspace.folder, sale.clock, durable=False)
    parts = opened.launches.preview(draft, "alice").parts
    opened.close()

    assert (without, parts) == (2, 4)


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
    numbers = Batches(sale.workspace.engine, sale.clock).queue(
        Channel.SMS,
        Purpose.MARKETING,
        [Planned(each, contact, "Hello", None, sale.clock.now()) for each in permits],
        Origin(),
    )

    assert list(numbers) == [people[1]]


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


def test_a_doubt_names_the_tags_attributes_and_values_there_are(sale: Sale) -> None:
    [maria] = sale.people(1)
    contacts = sale.workspace.contacts
    contact = contacts.ensure(maria, "test")
    contacts.tag(contact, "vip")
    contacts.set_attribute(contact, "City", "Halifax")
    doubts = sale.workspace.campaign_doubts

    wrong = sale.draft(
        name="Wrong", criteria=Criteria(tags=("vpi",), attributes=(("city", "Truro"), ("town", "x")))
    )
    right = sale.draft(name="Right", criteria=Criteria(tags=("vip",), attributes=(("city", "halifax"),)))

    assert doubts.of(wrong) == (
        "Nobody has the tag vpi; tags are via-keyword, vip.",
        "Nobody has city = Truro; values are Halifax.",
        "Nobody has the attribute town; attributes are City, sms_opted_in_at, sms_opted_in_by.",
    )
    assert doubts.of(right) == ()


def test_a_name_messages_only_count_under_leads_to_their_report(sale: Sale) -> None:
    [maria] = sale.people(1)
    sale.workspace.replies.send(
        maria,
        Channel.SMS,
        "Ten per cent off.",
        Purpose.MARKETING,
        Origin(agent="till", campaign="Winter sale"),
    )

    with pytest.raises(NotFoundError, match='stopline report campaign "Winter sale"'):
        sale.workspace.campaigns.named("Winter sale")
    with pytest.raises(BadInputError, match='stopline report campaign "Winter sale"'):
        sale.draft(name="Winter sale")
