"""Text from strangers is made inert."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.inert import cell, json_text, one_line, shown, storable

HOSTILE = {
    "title by OSC": "\x1b]0;owned\x07",
    "clipboard by OSC 52": "\x1b]52;c;ZXZpbA==\x07",
    "colours": "\x1b[31mred\x1b[0m",
    "C1 CSI": "\x9b31mred",
    "override": "abc\u202egnp.exe",
    "isolates": "\u2066abc\u2069",
    "carriage return": "safe\rEVIL",
    "NUL": "a\x00b",
    "lone surrogate": "a\ud800b",
    "backspaces": "abc\b\b\bxyz",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_that_commands_a_terminal_is_shown(text: str) -> None:
    inert = shown(text)

    assert not [sign for sign in inert if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"]
    assert not any(sign in inert for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_was_there_leaves_a_sign(text: str) -> None:
    assert any(sign in shown(text) for sign in "�␛␀␍␈")


def test_letters_of_every_script_and_emoji_stay() -> None:
    text = "Grüße, José! Привет שלום مرحبا 你好 👩‍👩‍👧 🛑"

    assert shown(text) == text


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_what_is_stored_can_be_stored(text: str) -> None:
    kept = storable(text)

    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\0" not in kept
    assert len(kept) == len(text)


@given(st.text(alphabet=st.characters(exclude_categories=())), st.integers(2, 50))
def test_one_line_is_one_line_of_bounded_length(text: str, limit: int) -> None:
    line = one_line(text, limit)

    assert len(line) <= limit
    assert "\n" not in line


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_spreadsheet_never_runs_a_cell(text: str) -> None:
    safe = cell(text)

    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "|", "%"))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_printed_json_means_the_same_and_commands_nothing(text: str) -> None:
    printed = json_text({"text": text})

    assert json.loads(printed) == {"text": text}
    assert not [sign for sign in printed if unicodedata.category(sign) == "Cc"]
