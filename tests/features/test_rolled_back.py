"""A database copied back from before does not know who said stop since: that is noticed, and nobody is written to meanwhile."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from stopline.backup.backups import restore
from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.consent.high_water import MARK_FILE, hold_back
from stopline.consent.keys import NO_KEYS
from stopline.consent.status import State
from stopline.hygiene.findings import Kind
from stopline.messages.outbox import Origin
from stopline.workspace import DATABASE, Workspace
from support.command import CommandLine
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

JEAN = PEOPLE["jean"]


@pytest.fixture
def rolled_back(workspace: Workspace, clock: ManualClock) -> Story:
    """A shop whose database was copied back from before Maria said stop."""
    shop = Story(workspace, clock, ScriptedGateway())
    shop.says("maria", "JOIN")
    shop.says("jean", "JOIN")
    shop.tick.run()
    workspace.close()
    kept = workspace.folder / "kept.db"
    shutil.copyfile(workspace.folder / DATABASE, kept)
    later = Story(Workspace.open(workspace.folder, clock), clock, ScriptedGateway())
    later.says("maria", "STOP")
    later.tick.run()
    later.workspace.close()
    for journal in workspace.folder.glob(f"{DATABASE}-*"):
        journal.unlink()
    kept.replace(workspace.folder / DATABASE)
    clock.advance(timedelta(minutes=5))
    return Story(Workspace.open(workspace.folder, clock), clock, ScriptedGateway())


def finding(shop: Story) -> list[str]:
    return [each.why for each in shop.workspace.doctor.report((Kind.ROLLED_BACK,)).findings]


def test_a_worker_sends_nothing_but_answers_while_events_are_missing(
    rolled_back: Story, caplog: pytest.LogCaptureFixture
) -> None:
    rolled_back.workspace.replies.send(
        PEOPLE["maria"], Channel.SMS, "Ten per cent off", Purpose.MARKETING, Origin("alice")
    )
    rolled_back.gateway.bring_text(JEAN, "STOP")

    rolled_back.tick.run()
    rolled_back.tick.run()

    assert [(permit.draft.address, permit.draft.purpose) for permit in rolled_back.gateway.permits] == [
        (JEAN, Purpose.COMPLIANCE)
    ]
    assert caplog.text.count("the database was copied back from before") == 1
    assert finding(rolled_back)[0].startswith("The ledger had 3 events and has 3.")


def test_sending_goes_on_once_somebody_has_seen_to_it(rolled_back: Story) -> None:
    rolled_back.workspace.replies.send(
        JEAN, Channel.SMS, "It is ready", Purpose.CONVERSATION, Origin("alice")
    )
    rolled_back.tick.run()
    assert rolled_back.gateway.permits == []

    mended = rolled_back.workspace.mending.mend(Kind.ROLLED_BACK)
    rolled_back.tick.run()

    assert mended == 1
    assert [permit.draft.address for permit in rolled_back.gateway.permits] == [JEAN]
    assert finding(rolled_back) == []
    assert rolled_back.workspace.mending.mend(Kind.ROLLED_BACK) == 0


def test_a_ledger_that_grew_past_the_mark_on_another_way_is_noticed_too(rolled_back: Story) -> None:
    for _ in range(3):
        rolled_back.says("tom", "STOP")

    rolled_back.tick.run()

    assert rolled_back.workspace.high_water.lost() is not None
    assert len(finding(rolled_back)) == 1


@pytest.mark.parametrize(
    "spoilt", ["", "{}", "[1]", "not json", '{"workspace": "x", "seq": 9, "hash": "y", "at": "soon"}']
)
def test_a_mark_that_is_none_holds_nobody_up(rolled_back: Story, spoilt: str) -> None:
    (rolled_back.workspace.folder / MARK_FILE).write_text(spoilt)

    assert rolled_back.workspace.high_water.lost() is None


def test_the_mark_of_another_workspace_says_nothing(rolled_back: Story) -> None:
    mark = rolled_back.workspace.folder / MARK_FILE
    mark.write_text(mark.read_text().replace(rolled_back.workspace.anchoring.workspace_id(), "0" * 16))

    assert finding(rolled_back) == []


def test_every_stop_is_marked_at_once_by_whoever_takes_it_in(story: Story) -> None:
    mark = story.workspace.folder / MARK_FILE
    story.says("maria", "STOP")
    marked_at = json.loads(mark.read_text())["seq"]
    story.workspace.erasure.forget(PEOPLE["maria"], "alice")
    head = story.workspace.ledger.verify().event_count

    assert marked_at == 1
    assert json.loads(mark.read_text())["seq"] == head


def test_a_stop_that_was_undone_is_not_marked(story: Story) -> None:
    with pytest.raises(KeyError), story.workspace.engine.transaction():
        story.says("maria", "STOP")
        raise KeyError

    assert not (story.workspace.folder / MARK_FILE).exists()
    story.says("jean", "JOIN")
    assert not (story.workspace.folder / MARK_FILE).exists()


def test_a_stop_is_kept_also_where_its_mark_cannot_be_made(story: Story) -> None:
    (story.workspace.folder / MARK_FILE).mkdir()

    story.says("maria", "STOP")

    assert story.workspace.standings.of(PEOPLE["maria"], Channel.SMS).everything.state is State.STOPPED


def test_a_new_stop_does_not_hide_that_events_are_missing(rolled_back: Story) -> None:
    rolled_back.says("tom", "STOP")

    assert rolled_back.workspace.high_water.lost() is not None


def test_a_restored_workspace_writes_to_nobody_until_somebody_has_seen_to_it(
    story: Story, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    story.says("maria", "JOIN")
    story.says("jean", "JOIN")
    story.sends("alice", "maria", "It is ready")
    story.workspace.backups.save(tmp_path / "a.backup", None)
    story.tick.run()
    story.says("jean", "STOP")
    restore(tmp_path / "a.backup", tmp_path / "again", None, lambda _: NO_KEYS)
    again = Story(Workspace.open(tmp_path / "again", story.clock), story.clock, ScriptedGateway())
    again.sends("alice", "jean", "Ten per cent off")
    again.says("tom", "STOP")

    again.tick.run()

    assert {permit.draft.purpose for permit in again.gateway.permits} == {Purpose.COMPLIANCE}
    assert "may have had more events" in caplog.text
    assert "nobody knows what was said since" in finding(again)[0]

    again.workspace.mending.mend(Kind.ROLLED_BACK)
    again.tick.run()

    assert {permit.draft.address for permit in again.gateway.permits} >= {PEOPLE["maria"], JEAN}
    assert finding(again) == []


def test_an_ordinary_day_marks_how_far_the_ledger_came_and_finds_nothing(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 tick
    09:02 maria > STOP
    09:03 tick
    """
    mark = transcript.workspace.folder / MARK_FILE

    assert mark.stat().st_mode & 0o777 == 0o600
    assert str(PEOPLE["maria"]) not in mark.read_text()
    assert finding(transcript) == []
    assert transcript.states("maria") == ["sent", "sent"]


def test_verifying_a_ledger_whose_end_is_missing_says_so(rolled_back: Story) -> None:
    folder = rolled_back.workspace.folder
    rolled_back.workspace.close()

    told = CommandLine(folder).run("consent", "verify")
    as_json = CommandLine(folder).run("consent", "verify", "--json")

    assert (told.code, as_json.code) == (4, 4)
    assert "had come to event 3 and ends with 2" in told.err
    assert as_json.json()["had_come_to"] == 3


def test_verifying_a_restored_ledger_says_that_newer_stops_may_be_missing(
    rolled_back: Story, clock: ManualClock
) -> None:
    folder = rolled_back.workspace.folder
    rolled_back.workspace.close()
    hold_back(folder, clock.now())

    told = CommandLine(folder).run("consent", "verify")

    assert told.code == 0
    assert "came out of a backup" in told.err


def test_check_says_what_becomes_of_a_message_in_a_copy_that_is_held_back(rolled_back: Story) -> None:
    folder = rolled_back.workspace.folder
    rolled_back.workspace.close()

    told = CommandLine(folder).run("check", JEAN)
    as_json = CommandLine(folder).run("check", JEAN, "--json")

    assert (told.code, as_json.code) == (3, 3)
    assert "nothing but automatic answers leaves" in told.out
    assert "`stopline doctor --only rolled-back`" in told.out
    assert [each["code"] for each in as_json.json()["reasons"]] == ["held_back"]


def test_check_permits_again_once_somebody_has_seen_to_it(rolled_back: Story) -> None:
    folder = rolled_back.workspace.folder
    rolled_back.workspace.mending.mend(Kind.ROLLED_BACK)
    rolled_back.workspace.close()

    assert CommandLine(folder).run("check", JEAN).code == 0


def test_in_a_copy_that_is_held_back_a_stop_is_told_beside_it(rolled_back: Story) -> None:
    folder = rolled_back.workspace.folder
    rolled_back.says("jean", "STOP")
    rolled_back.workspace.close()

    told = CommandLine(folder).run("check", JEAN, "--json")

    assert [each["code"] for each in told.json()["reasons"]] == ["stopped", "held_back"]


def test_send_says_that_its_message_waits_while_events_are_missing(rolled_back: Story) -> None:
    folder = rolled_back.workspace.folder
    rolled_back.workspace.close()

    told = CommandLine(folder).run("send", "--to", JEAN, "--text", "It is ready")

    assert told.code == 0
    assert "It waits." in told.err
    assert "`stopline doctor --only rolled-back`" in told.err
