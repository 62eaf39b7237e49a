"""A database copied back from before does not know who said stop since: that is noticed, and nobody is written to meanwhile."""

import shutil
from datetime import timedelta

import pytest

from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.consent.high_water import MARK_FILE
from stopline.hygiene.findings import Kind
from stopline.messages.outbox import Origin
from stopline.workspace import DATABASE, Workspace
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
