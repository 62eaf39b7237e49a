"""`stopline receive --jsonl`: what a line cannot say is told with its number, and costs no stop beside it."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.cli import receive
from stopline.workspace import Workspace
from support.command import CommandLine

MARIA, JEAN = "+12025550123", "+12025550124"
STOP = json.dumps({"from": MARIA, "text": "STOP"}).encode()
OTHER = json.dumps({"from": JEAN, "text": "STOP"}).encode()
BAD = {
    "no JSON": (b"STOP from Maria", "the line is not JSON"),
    "half an object": (b'{"from": "+12025550123", "text": ', "the line is not JSON"),
    "a list": (b'["+12025550123", "STOP"]', "the line is not a JSON object"),
    "no sender": (b'{"text": "STOP"}', "from"),
    "an empty sender": (b'{"from": "", "text": "STOP"}', "from"),
    "no text": (b'{"from": "+12025550123"}', "text"),
    "no words": (b'{"from": "+12025550123", "text": null}', "text"),
    "an unknown channel": (b'{"from": "+12025550123", "text": "STOP", "channel": "pigeon"}', "channel"),
    "other letters": (b'{"from": "+12025550123", "text": "\xff\xfe"}', "UTF-8"),
}


@pytest.fixture
def command(workspace: Workspace) -> CommandLine:
    return CommandLine(workspace.folder)


@pytest.mark.parametrize(("line", "said"), BAD.values(), ids=BAD.keys())
def test_a_line_that_cannot_be_read_is_told_and_the_others_are_taken_in(
    command: CommandLine, line: bytes, said: str
) -> None:
    given = b"\n".join([STOP, line, b"", OTHER])

    told = command.run("receive", "--jsonl", given=given)
    again = command.run("receive", "--jsonl", "--json", given=given)

    assert told.code == again.code == 2
    assert "2 received, 0 known before, 1 left out; 2 stopped" in told.out
    assert "line 2: " in told.err
    assert said in told.err
    assert [error["line"] for error in again.json()["errors"]] == [2]
    assert [command.run("check", who, "--json").json()["status"] for who in (MARIA, JEAN)] == ["stopped"] * 2


def test_a_line_that_is_too_long_is_told_and_never_held_as_a_whole(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "LONGEST_LINE", 1_000)
    monkeypatch.setattr(receive, "READ_AT_ONCE", 64)
    long = json.dumps({"from": MARIA, "text": "STOP " * 5_000}).encode()

    told = command.run("receive", "--jsonl", given=b"\n".join([STOP, long, OTHER]))

    assert told.code == 2
    assert "line 2: the line is longer than 1,000 bytes" in told.err
    assert command.run("check", JEAN, "--json").json()["status"] == "stopped"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(b"\r\n".join([STOP, OTHER, b""]), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + STOP + b"\n" + OTHER, id="a mark at the beginning"),
        pytest.param(b"\xef\xbb\xbf\r\n" + STOP + b"\r\n" + OTHER, id="a line of nothing but the mark"),
        pytest.param(b"\n\n  \n" + STOP + b"\n\r\n\t\n" + OTHER + b"\n\n", id="empty lines"),
        pytest.param(STOP + b"\n" + OTHER, id="no end of the last line"),
    ],
)
def test_ends_of_lines_marks_and_empty_lines_are_no_fault(command: CommandLine, given: bytes) -> None:
    told = command.run("receive", "--jsonl", "--json", given=given)

    assert told.code == 0
    assert (told.json()["received"], told.json()["stops"], told.json()["errors"]) == (2, 2, [])


def test_nothing_at_all_and_nothing_but_a_mark_bring_nothing(command: CommandLine) -> None:
    assert [command.run("receive", "--jsonl", given=given).code for given in (b"", b"\xef\xbb\xbf")] == [0, 0]


@given(
    st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line), max_size=12),
    st.integers(1, 7),
)
def test_every_line_keeps_its_number_however_it_is_read(lines: list[bytes], at_once: int) -> None:
    class Dripping(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return super().read1(at_once)

    found = [each for batch in receive._batches(Dripping(b"\n".join(lines))) for each in batch]

    first = lines[0].removeprefix(b"\xef\xbb\xbf") if lines else b""
    wanted = [(number, line) for number, line in enumerate([first, *lines[1:]], start=1) if line.strip()]
    assert found == wanted
