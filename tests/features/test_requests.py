"""What people ask for has a deadline, and it is known how soon it was honoured."""

from datetime import UTC, datetime, timedelta

import pytest

from stopline.address import NOBODY, Address
from stopline.cli.forget import held_text
from stopline.clock import ManualClock
from stopline.consent.deadlines import took_words
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.proof import honoured_in
from stopline.consent.requests import Request, RequestKind
from stopline.errors import BadInputError, NotFoundError
from stopline.gateways.base import InboundText
from stopline.inbox.threads import ThreadFilter
from stopline.worker.farewell import forget_person
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

SYDNEY = Address("+61491570006")


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    return Story(workspace, clock, ScriptedGateway())


def hold(workspace: Workspace, address: Address) -> None:
    workspace.contacts.ensure(address, "test")
    workspace.ledger.record(
        ConsentEvent(
            address, Channel.SMS, EventKind.HELD, Method.SENTENCE, CONTACT, workspace.clock.now(),
            evidence=Evidence(words="hm, enough of this"),
        )
    )  # fmt: skip


def test_a_stop_is_honoured_in_the_time_from_the_text_to_the_record(story: Story) -> None:
    said_at = story.clock.now()
    story.clock.advance(timedelta(milliseconds=400))
    story.workspace.intake.receive(
        "scripted", InboundText(PEOPLE["maria"], "STOP", Channel.SMS, sent_at=said_at)
    )

    request = story.workspace.requests.honoured()[0]

    assert (request.kind, request.address, request.words) == (RequestKind.STOP, PEOPLE["maria"], "STOP")
    assert request.took == timedelta(milliseconds=400)
    assert not request.was_late
    assert story.workspace.requests.waiting() == []


def test_a_stop_that_was_recorded_late_says_so(story: Story) -> None:
    story.workspace.ledger.record(
        ConsentEvent(
            PEOPLE["maria"], Channel.SMS, EventKind.WITHDRAWN, Method.AGENT, "alice",
            story.clock.now() - timedelta(days=20), evidence=Evidence(words="no more", source="letter"),
        )
    )  # fmt: skip

    assert story.workspace.requests.honoured()[0].was_late


def test_what_another_system_had_honoured_is_no_request_to_us(story: Story) -> None:
    story.workspace.ledger.record(
        ConsentEvent(
            PEOPLE["maria"], Channel.SMS, EventKind.WITHDRAWN, Method.IMPORT, "old.csv",
            story.clock.now() - timedelta(days=900),
        )
    )  # fmt: skip

    assert story.workspace.requests.honoured() == []


@pytest.mark.parametrize(
    ("address", "deadline"),
    [
        (PEOPLE["maria"], datetime(2026, 12, 1, 14, tzinfo=UTC)),
        (SYDNEY, datetime(2026, 11, 24, 14, tzinfo=UTC)),
    ],
    ids=["ten business days in the United States", "five in Australia"],
)
def test_a_doubtful_reply_must_be_decided_by_the_deadline_of_its_country(
    story: Story, address: Address, deadline: datetime
) -> None:
    hold(story.workspace, address)

    (request,) = story.workspace.requests.waiting()

    assert request.kind is RequestKind.HOLD
    assert request.deadline == deadline
    held = story.workspace.decisions.hold_of(address, Channel.SMS)
    assert held is not None
    assert held.deadline == deadline


def test_nothing_a_worker_looks_after_is_ever_overdue_for_long(story: Story) -> None:
    hold(story.workspace, SYDNEY)
    hold(story.workspace, PEOPLE["maria"])
    story.clock.advance(timedelta(days=8))
    assert [request.address for request in story.workspace.requests.overdue()] == [SYDNEY]

    story.tick.run()

    assert story.workspace.requests.overdue() == []
    assert [request.address for request in story.workspace.requests.waiting()] == [PEOPLE["maria"]]


def test_a_hold_that_time_decides_is_honoured_in_time_by_a_worker_that_passes_each_hour(story: Story) -> None:
    hold(story.workspace, PEOPLE["maria"])
    hold(story.workspace, SYDNEY)
    story.clock.advance(timedelta(minutes=7, seconds=30))

    for _ in range(15 * 24):
        story.tick.run()
        story.clock.advance(timedelta(hours=1))

    honoured = story.workspace.requests.honoured()
    assert {request.address for request in honoured} == {PEOPLE["maria"], SYDNEY}
    assert [request.was_late for request in honoured] == [False, False]
    # Whoever may still decide has all the time the law gives but the last hour.
    assert all(
        request.done_at is not None and request.deadline - request.done_at <= timedelta(hours=1)
        for request in honoured
    )


def test_a_request_about_data_has_a_month_and_is_done_once(story: Story) -> None:
    requests = story.workspace.requests
    story.says("maria", "Hello")
    opened = requests.open(RequestKind.FORGET, PEOPLE["maria"], "alice", note="by letter")
    assert opened.deadline == datetime(2026, 12, 17, 14, tzinfo=UTC)
    story.clock.advance(timedelta(days=31))
    assert [request.number for request in requests.overdue()] == [opened.number]

    done = requests.finish(opened.number, "bob")

    assert done.was_late
    assert requests.waiting() == []
    assert requests.honoured()[0] == done
    with pytest.raises(NotFoundError, match="no open request"):
        requests.finish(opened.number, "bob")


def test_a_stop_is_not_noted_beside_the_ledger(story: Story) -> None:
    with pytest.raises(BadInputError, match="ledger"):
        story.workspace.requests.open(RequestKind.STOP, PEOPLE["maria"], "alice")


def test_who_is_forgotten_has_no_open_request_and_none_that_holds_their_number(story: Story) -> None:
    workspace, maria = story.workspace, PEOPLE["maria"]
    story.says("maria", "Please delete my data")
    for kind in (RequestKind.FORGET, RequestKind.EXPORT):
        workspace.requests.open(kind, maria, "alice", note=f"from {maria}")

    forget_person(workspace, maria, "bob")

    assert workspace.requests.waiting() == []
    done = [each for each in workspace.requests.honoured() if each.kind is not RequestKind.STOP]
    assert {each.kind for each in done} == {RequestKind.FORGET, RequestKind.EXPORT}
    assert {(each.address, each.words) for each in done} == {(NOBODY, "")}
    files = [each for each in workspace.folder.rglob("*") if each.is_file()]
    assert not any(maria.encode() in each.read_bytes() for each in files)


def test_what_is_given_out_does_the_requests_for_it_on_every_address_and_no_other(story: Story) -> None:
    workspace = story.workspace
    story.says("maria", "Hello")
    story.says("ana", "Hello")
    contact = workspace.contacts.at(PEOPLE["maria"])
    assert contact is not None
    mail = Address("maria@example.com")
    workspace.contacts.add_address(contact, mail)
    access = [workspace.requests.open(RequestKind.EXPORT, each, "alice") for each in (PEOPLE["maria"], mail)]
    erasure = workspace.requests.open(RequestKind.FORGET, mail, "alice")
    others = workspace.requests.open(RequestKind.EXPORT, PEOPLE["ana"], "alice")

    dossier = workspace.dossiers.of(PEOPLE["maria"])
    done = workspace.requests.finish_access([each.address for each in dossier.addresses], "bob")

    assert sorted(done) == [each.number for each in access]
    assert {each.number for each in workspace.requests.waiting()} == {erasure.number, others.number}


def test_what_somebody_asked_is_among_what_is_held_about_them(story: Story) -> None:
    story.says("maria", "Hello")
    story.workspace.requests.open(RequestKind.EXPORT, PEOPLE["maria"], "alice", note="by letter")

    (held,) = story.workspace.dossiers.of(PEOPLE["maria"]).addresses

    assert [(each["kind"], each["note"]) for each in held.requests] == [("export", "by letter")]


def test_the_same_is_not_asked_twice_and_nothing_is_kept_of_a_stranger_who_asks(story: Story) -> None:
    requests = story.workspace.requests
    story.says("maria", "Hello")
    requests.open(RequestKind.EXPORT, PEOPLE["maria"], "alice")

    with pytest.raises(BadInputError, match="request 1 of theirs"):
        requests.open(RequestKind.EXPORT, PEOPLE["maria"], "bob")
    with pytest.raises(NotFoundError, match="nothing is held"):
        requests.open(RequestKind.FORGET, PEOPLE["ana"], "bob")
    assert len(requests.waiting()) == 1


def test_a_request_that_is_due_waits_in_the_view_of_what_is_due(story: Story) -> None:
    story.says("maria", "Hello")
    story.says("ana", "Hello")
    story.workspace.requests.open(RequestKind.FORGET, PEOPLE["maria"], "alice")

    rows = story.workspace.threads.page(ThreadFilter.DUE, "alice", 0, 10)

    assert [row.address for row in rows] == [PEOPLE["maria"]]
    assert story.workspace.threads.counts("alice").due == 1


def test_the_nearest_deadline_comes_first(story: Story) -> None:
    story.says("ana", "Hello")
    story.workspace.requests.open(RequestKind.EXPORT, PEOPLE["ana"], "alice")
    hold(story.workspace, PEOPLE["maria"])
    hold(story.workspace, SYDNEY)

    found: list[Request] = story.workspace.requests.waiting()

    assert [request.address for request in found] == [SYDNEY, PEOPLE["maria"], PEOPLE["ana"]]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "at once"), (0.4, "0.4 s"), (9.96, "10.0 s"), (12, "12 s"), (59.9, "59 s"), (60, "1 min"), (7_199, "1 h"),
     (86_400, "24 h"), (86_400 * 2, "2 days"), (86_400 * 9.5, "9 days")],
)  # fmt: skip
def test_how_long_it_took_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert took_words(timedelta(seconds=seconds)) == words


def test_a_stop_kept_of_a_forgotten_person_is_no_request_that_was_honoured_late(story: Story) -> None:
    workspace = story.workspace
    story.says("maria", "STOP")
    story.tick.run()
    forget_person(workspace, PEOPLE["maria"], "alice")
    story.clock.advance(timedelta(days=90))
    workspace.ledger.meet(PEOPLE["maria"])

    kept = [
        each for each in workspace.ledger.events_of(PEOPLE["maria"]) if each.event.kind is EventKind.WITHDRAWN
    ]

    assert kept
    assert [honoured_in(each) for each in kept] == [None] * len(kept)
    assert workspace.requests.honoured() == []


def test_a_deadline_in_sydney_counts_the_days_of_sydney(story: Story) -> None:
    story.clock.advance(datetime(2026, 11, 20, 22, tzinfo=UTC) - story.clock.now())
    hold(story.workspace, SYDNEY)

    [request] = story.workspace.requests.waiting()

    assert request.deadline == datetime(2026, 11, 26, 22, tzinfo=UTC)
    assert story.workspace.decisions.holds()[0].deadline == request.deadline


def test_who_forgets_somebody_is_told_that_they_asked_for_their_data_and_have_not_got_it(
    story: Story,
) -> None:
    story.says("maria", "Please send me all you have of me")
    story.workspace.requests.open(RequestKind.EXPORT, PEOPLE["maria"], "alice")

    held = story.workspace.erasure.preview(PEOPLE["maria"])

    assert held.unanswered == 1
    assert f"`stopline export {PEOPLE['maria']}` first" in held_text(held)
