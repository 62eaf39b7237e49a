"""A file of real texts is played at the distances of its times."""

from datetime import timedelta
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.errors import BadInputError
from stopline.gateways.base import GatewayConfig, InboundText
from stopline.gateways.simulated.replay import read_replay
from stopline.gateways.simulator import simulator
from support.fictitious import is_fictitious

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "texts.tsv"

TSV = "from\ttext\tat\n+12025550102\tsecond, \"quoted\" and 'apart'\t2026-03-01T10:01:30Z\n+12025550101\tfirst\t2026-03-01T10:00:00Z\n"
CSV = 'at,from,text,shop\n2026-03-01 10:00,+12025550101,first,north\n2026-03-01 10:01:30,+12025550102,"second, ""quoted"" and \'apart\'",\n'
JSON_LINES = (
    '{"from": "+12025550101", "text": "first", "at": "2026-03-01T10:00:00Z"}\n\n'
    '{"from": "+12025550102", "text": "second, \\"quoted\\" and \'apart\'", "at": "2026-03-01T12:01:30+02:00"}\n'
)
JSON = "[" + JSON_LINES.replace("\n\n", ",\n") + "]"


@pytest.mark.parametrize(
    "written", [TSV, "\ufeff" + TSV, CSV, JSON_LINES, JSON], ids=["tsv", "bom", "csv", "jsonl", "json"]
)
def test_texts_come_in_the_order_of_their_time(tmp_path: Path, written: str) -> None:
    path = tmp_path / "texts"
    path.write_text(written, encoding="utf-8")

    texts = read_replay(path)

    assert [(text.after, text.sender, text.text) for text in texts] == [
        (timedelta(), "+12025550101", "first"),
        (timedelta(seconds=90), "+12025550102", "second, \"quoted\" and 'apart'"),
    ]
    assert {text.channel for text in texts} == {Channel.SMS}


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        pytest.param("from\ttext\n+12025550101\thello\n", "line 2, “at”: it is missing", id="no time"),
        pytest.param(
            TSV + "\thello\t2026-03-01T10:00:00Z\n", "line 4, “from”: it is missing", id="no sender"
        ),
        pytest.param(
            TSV + "+12025550103\thello\tyesterday\n", "line 4, “at”: “yesterday” is not", id="no instant"
        ),
        pytest.param(CSV + "2026-03-01 10:00,a,b,c,d\n", "after line 3", id="too many cells"),
        pytest.param(JSON_LINES + "{oops}\n", "after line 2", id="no json"),
        pytest.param('["hello"]', "after line", id="no objects"),
    ],
)
def test_a_bad_row_is_said_with_its_line(tmp_path: Path, written: str, complaint: str) -> None:
    path = tmp_path / "texts.tsv"
    path.write_text(written, encoding="utf-8")

    with pytest.raises(BadInputError, match=complaint):
        read_replay(path)


def test_a_file_in_latin_1_is_said_to_be_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "texts.tsv"
    path.write_bytes(TSV.replace("first", "café").encode("latin-1"))

    with pytest.raises(BadInputError, match=r"texts\.tsv, after line"):
        read_replay(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="cannot be read: No such file"):
        read_replay(tmp_path / "nothing.tsv")


def test_an_empty_file_plays_nothing(tmp_path: Path) -> None:
    path = tmp_path / "texts.tsv"
    path.write_text("from\ttext\tat\n", encoding="utf-8")

    assert read_replay(path) == ()


def test_a_replay_needs_no_scenario_and_keeps_its_distances_at_any_speed(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = tmp_path / "texts.tsv"
    path.write_text(TSV, encoding="utf-8")
    gateway = simulator(GatewayConfig("simulator", {"replay": str(path), "speed": 9}, tmp_path / "w", clock))

    at_once = gateway.fetch(None, 10)
    clock.advance(timedelta(seconds=10))
    later = gateway.fetch(at_once.cursor, 10)

    assert [item.text for item in at_once.items if isinstance(item, InboundText)] == ["first"]
    assert len(later.items) == 1


def test_the_sample_can_be_replayed_and_is_from_nobody() -> None:
    texts = read_replay(SAMPLE)

    assert len(texts) > 30
    assert texts[-1].after < timedelta(minutes=5)
    assert all(is_fictitious(text.sender) for text in texts)
