"""What a text costs grows as it grows, whatever is in it: counted in calls, which no other program on the machine can disturb."""

import sys
from collections.abc import Sequence
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.consent.recognise import Recogniser, shipped_lexicon

LEXICON = shipped_lexicon()
for grammar in LEXICON.tongues.grammars:
    grammar.spelling.meant_by("textings")  # builds its index, which whichever text comes first would pay for
RECOGNISER = Recogniser(LEXICON)
REPEATED = 30
MOST_FOR_TWICE = 2.4
"""Twice the text may cost twice the calls, and what happens to fall at its seam."""
FEW = 3_000
"""Calls that any text may cost."""

WORDS = (
    "stop", "STOP", "end", "cancel", "no", "not", "dont", "more", "texts", "me", "my", "number", "remove", "list", "off", "please",
    "unsubscribe", "if", "you", "text", "again", "ill", "report", "why", "how", "do", "i", "wrong", "8am", "after", "22h", "st0p",
    "stooooop", "basta", "mas", "mensajes", "keine", "sms", "mehr", "plus", "de", "arret", "niet", "sturen", "parem",
    "20:30", "+12025550147", "🛑", "👍🏽", "\u202e", "\u200b", "\x00", "‘", "“", "”", ">", "|", "\n", "\n>", ".", ",", "…", "?!", "-",
    "e-mail", "a" * 80, "éèê", "ß", "й", "停", "للاشتراك", "{x}", "[b]", "Liked", "On Monday wrote:", "Re:",
)  # fmt: skip


def calls_of(text: str) -> int:
    """Count the calls it takes to recognise a text, those into C included."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        RECOGNISER.recognise(text)
    finally:
        sys.setprofile(before)
    return count


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=6), min_size=1, max_size=7),
    st.sampled_from((" ", "", ", ")),
)
def test_twice_the_text_costs_at_most_twice_the_calls(parts: Sequence[str], between: str) -> None:
    once = between.join(list(parts) * REPEATED)

    assert calls_of(once + between + once) <= MOST_FOR_TWICE * calls_of(once) + FEW


@pytest.mark.parametrize("part", WORDS)
def test_no_word_said_over_and_over_costs_more_each_time(part: str) -> None:
    short, long = (" ".join([part] * times) for times in (150, 600))

    assert calls_of(long) <= 2 * MOST_FOR_TWICE * calls_of(short) + FEW
