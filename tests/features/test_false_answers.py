"""An automatic answer may go to somebody who stopped, so a row that only calls itself one is not believed."""

import sqlite3

import pytest

from stopline.messages.message import MessageState
from stopline.workspace import Workspace
from support.transcript import PEOPLE, Story

_COPY = (
    "INSERT INTO messages (id, thread, address, channel, direction, state, purpose, text, at, recorded_at, answers_event, seal) "
    "SELECT 900, thread, address, channel, direction, 'queued', purpose, {text}, at, recorded_at, {event}, {seal} "
    "FROM messages WHERE purpose = 'compliance' ORDER BY id DESC LIMIT 1"
)
_UNANSWERED = "(SELECT MAX(seq) FROM consent_events WHERE seq NOT IN (SELECT answers_event FROM messages WHERE answers_event > 0))"


def typed(story: Story, statement: str) -> None:
    """Let somebody with a database tool write into the workspace."""
    database = sqlite3.connect(story.workspace.folder / "stopline.db", isolation_level=None)
    database.execute(statement)
    database.close()


@pytest.mark.parametrize(
    ("text", "event", "seal"),
    [
        ("'Ten per cent off'", "NULL", "NULL"),
        ("'Ten per cent off'", _UNANSWERED, "NULL"),
        ("text", _UNANSWERED, "NULL"),
        ("text", "NULL", "'0000'"),
        ("text", _UNANSWERED, "'0000'"),
    ],
    ids=["an offer", "an offer bound to a stop", "our words bound to a stop", "a made-up seal", "both"],
)
def test_a_row_that_calls_itself_an_answer_never_leaves(
    transcript: Story, text: str, event: str, seal: str
) -> None:
    """
    09:00 maria > STOP
    09:01 tick
    09:02 maria > STOP
    """
    typed(transcript, _COPY.format(text=text, event=event, seal=seal))

    transcript.play("09:03 tick")

    assert len(transcript.gateway.permits) == 1
    false = transcript.workspace.outbox.message(900)
    assert false.state is MessageState.REFUSED
    assert (false.reason or "").startswith("not an automatic answer")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE messages SET text = 'Ten per cent off' WHERE purpose = 'compliance'",
        "UPDATE messages SET answers_event = NULL WHERE purpose = 'compliance'",
    ],
    ids=["its words", "what it answers"],
)
def test_an_answer_that_was_changed_since_it_was_queued_never_leaves(transcript: Story, change: str) -> None:
    """
    09:00 maria > STOP
    """
    typed(transcript, change)

    transcript.play("09:01 tick")

    assert transcript.gateway.permits == []
    assert transcript.states("maria") == ["refused"]


def test_an_answer_that_was_sent_is_not_sent_again(transcript: Story) -> None:
    """
    09:00 maria > STOP
    09:01 tick
    """
    typed(transcript, "UPDATE messages SET state = 'queued' WHERE purpose = 'compliance'")

    transcript.play("09:02 tick")

    assert len(transcript.gateway.permits) == 1
    assert transcript.states("maria") == ["refused"]


def test_a_false_answer_holds_up_no_true_one(transcript: Story) -> None:
    """
    09:00 maria > STOP
    """
    typed(transcript, _COPY.format(text="'Ten per cent off'", event="NULL", seal="seal"))
    typed(transcript, "UPDATE messages SET not_before = '9' WHERE id <> 900 AND purpose = 'compliance'")
    typed(transcript, "UPDATE messages SET not_before = '' WHERE purpose = 'compliance'")

    transcript.play("09:01 tick")

    assert [permit.draft.address for permit in transcript.gateway.permits] == [PEOPLE["maria"]]
    assert sorted(transcript.states("maria")) == ["refused", "sent"]


def test_a_stop_counts_where_its_answer_cannot_be_sealed(transcript: Story) -> None:
    """
    09:00 maria > Hello
    """
    (transcript.workspace.folder / "secrets").write_text("not a folder", encoding="utf-8")

    transcript.says("maria", "STOP")
    transcript.play("09:01 tick")

    assert transcript.status("maria").state == "stopped"
    assert transcript.gateway.permits == []
    assert transcript.outbound("maria")[-1].reason == "not an automatic answer: Stopline did not queue it"


def test_what_an_older_stopline_left_waiting_is_still_confirmed(transcript: Story) -> None:
    """
    09:00 maria > STOP
    """
    folder = transcript.workspace.folder
    typed(transcript, "ALTER TABLE messages DROP COLUMN seal")
    typed(transcript, "DELETE FROM _sqlite_migrations WHERE name LIKE '%014_seals'")
    typed(transcript, "PRAGMA user_version = 13")
    transcript.workspace.close()

    newer = Workspace.open(folder, transcript.clock)
    Story(newer, transcript.clock, transcript.gateway).tick.run()

    assert [permit.draft.purpose for permit in transcript.gateway.permits] == ["compliance"]
    newer.close()
