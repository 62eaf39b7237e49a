"""Lists of messages go by time, page by time, and need no look at every message."""

from datetime import timedelta

import pytest

from stopline.consent.events import Channel
from stopline.errors import NotFoundError
from stopline.gateways.base import InboundText
from stopline.messages.message import Direction
from stopline.store.queries import load_queries
from stopline.workspace import Workspace
from support.transcript import PEOPLE, Story


def read_in_late(workspace: Workspace, person: str, text: str, hours_ago: int) -> None:
    at = workspace.clock.now() - timedelta(hours=hours_ago)
    workspace.intake.receive("scripted", InboundText(PEOPLE[person], text, Channel.SMS, sent_at=at))


def test_pages_go_on_by_time_where_history_was_read_in_late(workspace: Workspace) -> None:
    for text, hours_ago in (("third", 3), ("first", 1), ("fourth", 4), ("second", 2)):
        read_in_late(workspace, "maria", text, hours_ago)

    first_page = workspace.outbox.messages(2, direction=Direction.INBOUND)
    second_page = workspace.outbox.messages(2, before=first_page[-1].id, direction=Direction.INBOUND)

    assert [each.text for each in first_page] == ["first", "second"]
    assert [each.text for each in second_page] == ["third", "fourth"]
    assert workspace.outbox.messages(2, before=second_page[-1].id, direction=Direction.INBOUND) == []


def test_a_page_after_a_message_that_is_not_there_is_refused(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError):
        workspace.outbox.messages(before=4711)


def test_every_filter_finds_what_it_names(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 alice > maria: Hello
    09:02 tick
    09:03 jean > Hello
    09:04 alice > jean: One for Jean
    09:05 jean > STOP
    """
    outbox = transcript.workspace.outbox

    assert [each.text for each in outbox.messages(state="refused")] == ["One for Jean"]
    assert {each.address for each in outbox.messages(address=PEOPLE["jean"])} == {PEOPLE["jean"]}
    assert outbox.messages(thread=1, address=PEOPLE["jean"]) == []
    assert [each.text for each in outbox.messages(thread=1, direction="inbound")] == ["JOIN"]
    assert {each.state for each in outbox.messages(state="queued")} == {"queued"}
    assert outbox.messages(thread=None, state="received", limit=1)[0].text == "STOP"


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("messages", "messages_by_time"),
        ("messages_of_threads", "messages_of_thread"),
        ("messages_not_sent", "messages_not_sent"),
        ("messages_on_their_way", "INTEGER PRIMARY KEY"),
    ],
)
def test_no_list_looks_through_all_messages(query: str, index: str, workspace: Workspace) -> None:
    sql = load_queries("stopline.messages", "messages.sql")[query].sql
    values = dict.fromkeys(
        ("thread", "address", "state", "direction", "campaign", "before_at", "before", "limit")
    )

    plan = workspace.engine.connection().execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()

    steps = [str(row["detail"]) for row in plan]
    assert any(index in step and step.startswith("SEARCH messages") for step in steps), steps
