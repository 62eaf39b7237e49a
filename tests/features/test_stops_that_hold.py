"""A stop is not lost or lifted on side ways: a bare yes, a printed link, a restore, a ledger without its tail."""

from pathlib import Path

from stopline.address import Address
from stopline.backup.backups import restore
from stopline.backup.stops import take_stops_along
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Draft, Purpose
from stopline.consent.keys import NO_KEYS
from stopline.consent.preference_links import LinkOrigin, PreferenceLink
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.inbox.forms import Visit
from stopline.inbox.preferences import Resumed, Wish
from stopline.workspace import Workspace
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]


def test_a_yes_to_an_open_question_lifts_no_stop_although_a_confirmation_came_between(
    transcript: Story,
) -> None:
    """
    09:00 maria > Hello
    09:01 alice > maria: Shall I hold the blue one until Friday?
    09:02 tick
    09:03 maria > STOP
    09:04 tick
    09:05 maria > yes
    """
    assert transcript.status("maria").state is State.STOPPED

    transcript.says("maria", "START")

    assert transcript.status("maria").state is State.SUBSCRIBED


def test_a_plain_yes_starts_nobody_who_was_forgotten(transcript: Story) -> None:
    transcript.says("maria", "Hello")
    transcript.workspace.erasure.forget(MARIA, "alice")
    transcript.says("maria", "are you open?")

    transcript.says("maria", "YES")
    after_yes = transcript.status("maria").state
    transcript.says("maria", "START")

    assert after_yes is State.STOPPED
    assert transcript.status("maria").state is State.SUBSCRIBED


def test_a_link_that_an_agent_printed_lifts_neither_stop_nor_hold(transcript: Story) -> None:
    transcript.says("maria", "STOP")
    workspace = transcript.workspace
    printed = PreferenceLink(MARIA, LinkOrigin.PRINTED)
    wish = Wish("Get messages again", Visit())

    done = workspace.preferences.resume(printed, Channel.SMS, Scope.ALL, wish)

    assert done is Resumed.NOT_THEIRS
    assert transcript.status("maria").state is State.STOPPED


def test_a_stop_said_after_a_backup_stands_in_what_is_restored(
    workspace: Workspace, clock: ManualClock, transcript: Story, tmp_path: Path
) -> None:
    """
    09:00 maria > JOIN
    """
    workspace.backups.save(tmp_path / "before.backup", None)
    transcript.says("maria", "STOP")
    restore(tmp_path / "before.backup", tmp_path / "restored", None, lambda _: NO_KEYS)
    restored = Workspace.open(tmp_path / "restored", clock)

    count = take_stops_along(workspace.consent_states, workspace.standings, workspace.ledger, restored.ledger)

    status = restored.standings.of(MARIA, Channel.SMS).everything
    assert (count, status.state) == (1, State.STOPPED)
    [*_, kept] = restored.ledger.events_of(MARIA)
    assert (kept.event.kind, kept.event.evidence.words) == (EventKind.WITHDRAWN, "STOP")
    assert (
        take_stops_along(workspace.consent_states, workspace.standings, workspace.ledger, restored.ledger)
        == 0
    )
    assert restored.ledger.verify().is_intact


def test_a_stop_counts_although_its_confirmation_cannot_be_queued(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    database = transcript.workspace.engine.connection()
    database.execute("DROP TRIGGER ledger_never_shrinks")
    database.execute("DELETE FROM consent_events WHERE seq = (SELECT MAX(seq) FROM consent_events)")

    transcript.says("maria", "STOP")

    assert transcript.status("maria").state is State.STOPPED


def test_the_second_yes_is_asked_for_by_the_country_a_number_calls_from(workspace: Workspace) -> None:
    assert workspace.double_optin.why_needed(Address("+491739990123")) != ""
    # Numbers kept for fiction are valid nowhere, and still begin like those of their country.
    assert workspace.double_optin.why_needed(Address("+4915000000123")) != ""


def test_a_stop_by_mail_offers_the_persons_own_page_for_there_is_no_start_by_mail(
    transcript: Story,
) -> None:
    mail = Address("maria@example.org")
    workspace, now = transcript.workspace, transcript.clock.now()
    stop = ConsentEvent(mail, Channel.EMAIL, EventKind.WITHDRAWN, Method.FORM, CONTACT, now)
    heard = ConsentEvent(
        mail, Channel.EMAIL, EventKind.GIVEN, Method.AGENT, "alice", now, evidence=Evidence(source="phone")
    )
    workspace.ledger.record(stop)

    refusals = [
        workspace.send_block.ask(Draft(mail, Channel.EMAIL, Purpose.MARKETING)),
        workspace.ledger.record(heard),
    ]

    for refusal in refusals:
        assert isinstance(refusal, Refusal)
        [reason] = refusal.reasons
        assert "on their own page" in reason.remedy
        assert "there is no START by e-mail" in reason.remedy
