"""The doctor finds what wants tidying, names whom it is about, and says what helps."""

from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Purpose
from stopline.consent.requests import RequestKind
from stopline.consent.status import State
from stopline.consent.verification import Verification
from stopline.errors import BadInputError, GatewayDownError
from stopline.gateways.base import InboundText, Rejected
from stopline.hygiene.findings import Finding, Kind
from stopline.hygiene.keeping import Checkup
from stopline.importers.contacts import ContactFile
from stopline.messages.outbox import Origin, Queued
from stopline.workspace import SETTINGS, Workspace
from support.people import consent, number, wrote
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

MARIA, JEAN = number(1), number(2)


def finding_of(workspace: Workspace, kind: Kind) -> Finding:
    found = workspace.doctor.report().of(kind)
    assert found is not None
    return found


def whom(workspace: Workspace, kind: Kind) -> list[Address | None]:
    found = workspace.doctor.report((kind,)).of(kind)
    return [each.address for each in found.people] if found is not None else []


def sql(workspace: Workspace, statement: str, *values: str) -> None:
    workspace.engine.connection().execute(statement, values)


def reopened(workspace: Workspace, settings: str) -> Workspace:
    path = workspace.folder / SETTINGS
    path.write_text(path.read_text(encoding="utf-8") + settings, encoding="utf-8")
    return Workspace.open(workspace.folder, workspace.clock)


def test_a_new_workspace_has_nothing_to_tidy(workspace: Workspace) -> None:
    report = workspace.doctor.report()

    assert report.findings == ()
    assert report.looked_at == tuple(Kind)


def imported(workspace: Workspace, address: Address, evidence: Evidence, days_ago: float = 9) -> None:
    consent(
        workspace, address, EventKind.IMPORTED, days_ago=days_ago, method=Method.IMPORT, actor="import of people.csv",
        evidence=evidence,
    )  # fmt: skip


def test_what_somebody_asks_of_their_data_is_found_until_it_is_done(workspace: Workspace) -> None:
    wrote(workspace, MARIA, days_ago=3)
    request = workspace.requests.open(RequestKind.EXPORT, MARIA, "alice")

    found = finding_of(workspace, Kind.REQUESTS)
    workspace.requests.finish(request.number, "alice", "sent by post")

    assert [(each.address, each.detail) for each in found.people] == [(MARIA, "access")]
    assert whom(workspace, Kind.REQUESTS) == []


def test_who_is_asked_now_because_of_a_file_was_not_asked_on_the_days_of_the_file(
    workspace: Workspace,
) -> None:
    workspace = reopened(workspace, "\n[double_optin]\neverywhere = true\n")
    rows = f"phone,consent,consent_at,source\n{MARIA},subscribed,2026-01-01 10:00,web form\n"

    workspace.contact_imports.load(ContactFile("people.csv", rows.encode()))

    assert workspace.standings.of(MARIA, Channel.SMS).within(Scope.ALL).state is State.PENDING
    assert whom(workspace, Kind.PENDING) == []


def test_a_keyword_that_another_workspace_heard_is_a_proof(workspace: Workspace) -> None:
    imported(workspace, MARIA, Evidence(words="JOIN", origin="keyword"))

    assert whom(workspace, Kind.UNPROVEN) == []


def test_imported_consent_without_a_source_or_a_time_of_its_own_is_unproven(workspace: Workspace) -> None:
    imported(workspace, number(1), Evidence(words="yes"))
    imported(workspace, number(2), Evidence(source="fair"), days_ago=0)
    imported(workspace, number(3), Evidence(source="fair"))
    consent(workspace, number(4), days_ago=9, method=Method.AGENT, actor="alice", evidence=Evidence())
    consent(workspace, number(5), days_ago=9, evidence=Evidence(words='the "source":"of all'))

    found = finding_of(workspace, Kind.UNPROVEN)

    assert {each.address: each.detail for each in found.people} == {
        number(1): "no source", number(2): "no time", number(4): "no words",
    }  # fmt: skip


def test_a_source_that_only_stands_in_the_words_is_none(workspace: Workspace) -> None:
    imported(workspace, MARIA, Evidence(words='"source":"x"'))

    assert whom(workspace, Kind.UNPROVEN) == [MARIA]


def test_imported_people_without_any_consent_are_told(workspace: Workspace) -> None:
    people = f"name,phone,consent_status,consent_at,consent_source\nNora,{MARIA},yes,,\nTom,{JEAN},yes,2026-01-02,fair\n"

    workspace.contact_imports.load(ContactFile("people.csv", people.encode()))

    assert whom(workspace, Kind.NO_CONSENT) == [MARIA]


def test_a_yes_of_a_file_that_is_too_old_is_told_as_that_and_with_what_asks_again(
    workspace: Workspace,
) -> None:
    people = f"name,phone,consent_status,consent_at,consent_source\nNora,{MARIA},yes,2021-05-01,fair\nTom,{JEAN},,,\n"

    workspace.contact_imports.load(ContactFile("people.csv", people.encode()))
    finding = workspace.doctor.report((Kind.NO_CONSENT,)).of(Kind.NO_CONSENT)

    assert finding is not None
    assert "too old" in finding.why
    assert "`stopline consent reconfirm --tag reconfirm`" in finding.remedy
    details = {each.address: each.detail for each in finding.people}
    assert "2021" in details[MARIA]
    assert details[JEAN] == "import of people.csv"


@pytest.mark.parametrize(("days", "found"), [(15, True), (13, False)])
def test_a_question_open_too_long_is_told(days: int, found: bool, workspace: Workspace) -> None:
    consent(workspace, MARIA, EventKind.REQUESTED, days_ago=days)

    assert whom(workspace, Kind.PENDING) == ([MARIA] if found else [])


def test_a_consent_is_stale_when_neither_side_has_written_since(workspace: Workspace) -> None:
    for place in (1, 2, 3):
        consent(workspace, number(place), days_ago=800)
    wrote(workspace, number(2), 100)
    consent(workspace, number(3), EventKind.CONFIRMED, days_ago=50)

    assert whom(workspace, Kind.STALE) == [number(1)]


def test_who_has_not_answered_for_long_is_quiet_whatever_we_wrote(workspace: Workspace) -> None:
    consent(workspace, MARIA, days_ago=500)
    wrote(workspace, MARIA, 400)
    consent(workspace, JEAN, days_ago=500)
    wrote(workspace, JEAN, 300)
    workspace.replies.send(MARIA, Channel.SMS, "News!", Purpose.NOTICE, Origin(agent="alice"))

    assert whom(workspace, Kind.QUIET) == [MARIA]


def test_a_stop_of_everything_outweighs_a_narrower_yes(workspace: Workspace) -> None:
    consent(workspace, MARIA, days_ago=900, scope=Scope.MARKETING)
    consent(workspace, MARIA, EventKind.WITHDRAWN, days_ago=800)

    assert whom(workspace, Kind.QUIET) == whom(workspace, Kind.STALE) == []


def test_stopped_people_who_still_carry_tags_are_told_and_taken_off(workspace: Workspace) -> None:
    for place in (1, 2, 3):
        consent(workspace, number(place), days_ago=9)
        contact = workspace.contacts.ensure(number(place), "test")
        workspace.contacts.tag(contact, "newsletter")
        workspace.contacts.tag(contact, "rental")
    consent(workspace, number(1), EventKind.WITHDRAWN)
    consent(workspace, number(2), EventKind.WITHDRAWN, scope=Scope.NOTICE)

    found = finding_of(workspace, Kind.LISTED)
    assert [(each.address, each.detail) for each in found.people] == [
        (number(1), "tag newsletter and 1 more")
    ]
    assert workspace.mending.mend(Kind.LISTED) == 1

    assert whom(workspace, Kind.LISTED) == []
    assert workspace.contacts.contact(workspace.contacts.ensure(number(2), "")).tags == (
        "newsletter",
        "rental",
        "via-keyword",
    )


def test_who_is_subscribed_somewhere_else_stays_in_lists(workspace: Workspace) -> None:
    consent(workspace, MARIA, EventKind.WITHDRAWN)
    contact = workspace.contacts.ensure(MARIA, "test")
    workspace.contacts.tag(contact, "newsletter")
    workspace.contacts.add_address(contact, JEAN)
    consent(workspace, JEAN)

    assert whom(workspace, Kind.LISTED) == []


def test_a_queue_that_was_changed_behind_the_ledger_is_told_and_mended(workspace: Workspace) -> None:
    wrote(workspace, MARIA, 0.1)
    queued = workspace.replies.send(MARIA, Channel.SMS, "Hi", Purpose.CONVERSATION, Origin(agent="alice"))
    assert isinstance(queued, Queued)
    consent(workspace, MARIA, EventKind.WITHDRAWN)
    sql(workspace, "UPDATE messages SET state = 'queued' WHERE id = ?", str(queued.message))

    assert finding_of(workspace, Kind.QUEUED).people[0].detail == f"message {queued.message}"
    assert workspace.mending.mend(Kind.QUEUED) == 1
    assert workspace.outbox.message(queued.message).state == "refused"


def failing_sends(story: Story, count: int) -> None:
    for _ in range(count):
        story.gateway.outcomes.append(Rejected("the number is not in service"))
        story.sends("alice", "maria", "Are you there?")
        story.tick.run()
        story.clock.advance(timedelta(minutes=1))


@pytest.mark.parametrize(("count", "found"), [(2, False), (3, True), (4, True)])
def test_an_address_is_unreachable_after_several_failures_in_a_row(
    count: int, found: bool, transcript: Story
) -> None:
    transcript.says("maria", "Hello")
    transcript.clock.advance(timedelta(minutes=1))
    failing_sends(transcript, count)

    people = whom(transcript.workspace, Kind.UNREACHABLE)

    assert people == ([PEOPLE["maria"]] if found else [])


@pytest.mark.parametrize("sign", ["arrived", "wrote", "stopped"])
def test_whoever_was_reached_wrote_or_stopped_since_is_not_unreachable(sign: str, transcript: Story) -> None:
    transcript.says("maria", "Hello")
    transcript.clock.advance(timedelta(minutes=1))
    failing_sends(transcript, 3)

    match sign:
        case "arrived":
            transcript.sends("alice", "maria", "And now?")
            transcript.tick.run()
        case "wrote":
            transcript.says("maria", "Here I am")
        case _:
            transcript.says("maria", "STOP")

    assert whom(transcript.workspace, Kind.UNREACHABLE) == []


def test_retiring_whoever_is_not_reached_leaves_nothing_to_tidy(transcript: Story) -> None:
    consent(transcript.workspace, PEOPLE["maria"])
    failing_sends(transcript, 3)
    assert whom(transcript.workspace, Kind.UNREACHABLE) == [PEOPLE["maria"]]
    decay = transcript.workspace.decay

    done = decay.retire(decay.preview(Kind.UNREACHABLE), "alice")

    assert (done.count, whom(transcript.workspace, Kind.UNREACHABLE)) == (1, [])


def test_holds_say_how_many_days_are_left(workspace: Workspace, clock: ManualClock) -> None:
    consent(workspace, MARIA, EventKind.HELD, method=Method.SENTENCE)
    clock.advance(timedelta(days=7))

    assert [each.detail for each in finding_of(workspace, Kind.HOLDS).people] == ["5 business days left"]


def test_people_who_are_here_twice_are_told_and_put_together(workspace: Workspace) -> None:
    first = workspace.contacts.ensure(MARIA, "test", "Maria Alvarez")
    second = workspace.contacts.ensure(Address("maria@example.com"), "test", "Maria Alvarez")
    workspace.contacts.tag(second, "newsletter")
    workspace.contacts.set_attribute(second, "size", "M")

    [twin] = finding_of(workspace, Kind.DUPLICATES).people
    assert (twin.contact, twin.twin) == (second, first)
    workspace.merging.merge(MARIA, Address("maria@example.com"))

    kept = workspace.contacts.contact(first)
    assert set(kept.addresses) == {MARIA, "maria@example.com"}
    assert (kept.tags, kept.attributes) == (("newsletter",), (("size", "M"),))
    assert whom(workspace, Kind.DUPLICATES) == []


def test_what_could_not_be_taken_in_and_what_is_uncertain_are_told(transcript: Story) -> None:
    workspace = transcript.workspace
    workspace.quarantine.put("scripted", InboundText(MARIA, "stop?"), "no such channel")
    transcript.says("maria", "Hello")
    transcript.sends("alice", "maria", "Hi")
    message = workspace.outbox.claim([Channel.SMS], list(Purpose), "gone", "scripted")
    assert message is not None
    workspace.outbox.settle_uncertain(message, "the worker stopped")

    assert finding_of(workspace, Kind.QUARANTINED).people[0].detail == "text: no such channel"
    assert finding_of(workspace, Kind.UNCERTAIN).people[0].detail == f"message {message.id}"


def test_a_gateway_that_fails_is_told_with_its_reason(workspace: Workspace, clock: ManualClock) -> None:
    gateway = ScriptedGateway()
    gateway.failure = GatewayDownError("the modem is unplugged")
    Story(workspace, clock, gateway).tick.run()

    [line] = finding_of(workspace, Kind.GATEWAYS).people
    assert (line.who, line.detail) == ("scripted", "the modem is unplugged")


def test_files_that_others_may_open_are_told_and_closed(workspace: Workspace) -> None:
    (workspace.folder / SETTINGS).chmod(0o644)
    workspace.folder.chmod(0o755)

    assert finding_of(workspace, Kind.FILES).count == 2
    assert workspace.mending.mend(Kind.FILES) == 2

    assert workspace.doctor.report((Kind.FILES,)).findings == ()
    assert (workspace.folder / SETTINGS).stat().st_mode & 0o777 == 0o600


def test_settings_that_point_nowhere_are_told_with_their_place(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STOPLINE_TEST_SLACK", raising=False)
    opened = reopened(
        workspace,
        "\n[[gateways]]\nname = 'modem'\nkind = 'pigeon'\noptions = { database = 'nowhere.db' }\n"
        "[[alerts]]\nname = 'team'\non = ['opt-out']\nto = 'STOPLINE_TEST_SLACK'\n",
    )

    lines = [(each.who, each.detail) for each in finding_of(opened, Kind.SETTINGS).people]

    assert lines == [
        ("gateways: modem", "no gateway of kind “pigeon” is installed"),
        ("gateways: modem", "database: there is nothing at nowhere.db"),
        ("alerts: team", "the environment variable STOPLINE_TEST_SLACK is not set"),
    ]


def test_checkups_are_noted_and_grow_old(workspace: Workspace, clock: ManualClock) -> None:
    consent(workspace, MARIA)
    clock.advance(timedelta(days=40))
    workspace.checkups.note_verification(workspace.ledger.verify())
    assert workspace.doctor.report((Kind.UNVERIFIED, Kind.LEDGER)).findings == ()

    clock.advance(timedelta(days=31))
    assert finding_of(workspace, Kind.UNVERIFIED).why.startswith("Last 31 days ago")

    workspace.checkups.note_verification(Verification(1, "", None, 3))
    assert finding_of(workspace, Kind.LEDGER).count == 3


def test_a_list_that_differs_from_the_gateways_is_told(workspace: Workspace) -> None:
    workspace.checkups.note(Checkup.COMPARED, 137, "137 people stopped at the carrier and not here")

    assert finding_of(workspace, Kind.GATEWAY_LIST).count == 137


def test_limits_are_the_teams_own(workspace: Workspace) -> None:
    consent(workspace, MARIA, days_ago=100)

    assert whom(workspace, Kind.QUIET) == []
    assert whom(reopened(workspace, "\n[hygiene]\nquiet_months = 3\n"), Kind.QUIET) == [MARIA]


def test_a_count_is_of_all_and_the_people_are_some(workspace: Workspace) -> None:
    for place in range(1, 31):
        consent(workspace, number(place), EventKind.REQUESTED, days_ago=30)

    found = workspace.doctor.report((Kind.PENDING,), people=10).of(Kind.PENDING)

    assert found is not None
    assert (found.count, len(found.people)) == (30, 10)
    assert len(workspace.doctor.people(Kind.PENDING)) == 30


def test_what_needs_a_person_is_not_mended_by_itself(workspace: Workspace) -> None:
    with pytest.raises(BadInputError, match="listed, queued, files"):
        workspace.mending.mend(Kind.HOLDS)


def test_looking_changes_nothing(workspace: Workspace) -> None:
    consent(workspace, MARIA, days_ago=900)
    connection = workspace.engine.connection()
    before = connection.total_changes

    workspace.doctor.report()
    workspace.decay.preview()

    assert connection.total_changes == before
