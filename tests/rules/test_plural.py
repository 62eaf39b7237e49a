"""A count stands beside the noun it asks for."""

import re
from pathlib import Path

import pytest

from stopline.address import Address
from stopline.cli.forget import held_text
from stopline.consent.events import Channel, Scope
from stopline.consent.suppressions import Suppression
from stopline.plural import counted
from stopline.rights.erasure import Held
from stopline.tui.dialogs.forget import held_content
from support.times import START

MARIA = Address("+12025550123")
BARE_COUNT = re.compile(
    r"\{[^{}\"]*(?:count|len\()[^{}\"]*\}(?: more)? "
    r"(?:addresses|people|messages|rows|texts|notes|events|stops|days|contacts|threads|lines|alerts|tags)\b"
)
"""A number in a text straight before a noun for several."""


@pytest.mark.parametrize(
    ("count", "nouns", "said"),
    [
        (1, ("address", "addresses"), "1 address"),
        (0, ("address", "addresses"), "0 addresses"),
        (2, ("day",), "2 days"),
        (1, ("person is", "people are"), "1 person is"),
        (1_000, ("message",), "1,000 messages"),
    ],
)
def test_one_is_said_as_one_and_several_as_several(count: int, nouns: tuple[str, ...], said: str) -> None:
    assert counted(count, *nouns) == said


def test_no_count_stands_before_a_noun_that_is_always_for_several() -> None:
    sources = Path(__file__).parents[2] / "app" / "stopline"

    bare = {
        f"{path.name}: {found.group()}"
        for path in sources.rglob("*.py")
        for found in BARE_COUNT.finditer(path.read_text(encoding="utf-8"))
    }

    assert bare == set()


def test_what_is_held_of_somebody_counts_a_number_once_though_two_channels_lead_to_it() -> None:
    kept = tuple(
        (MARIA, Suppression(channel, Scope.ALL, START)) for channel in (Channel.SMS, Channel.WHATSAPP)
    )
    held = Held(
        contact=1, name="Maria", addresses=(MARIA,), received=1, written=0, waiting=1, events=1, notes=1, drafts=1, tags=1,
        attributes=1, quarantined=1, unanswered=0, mentions=1, campaigns=("Sale",), suppressed=kept, new_stops=1,
    )  # fmt: skip

    dialog, terminal = held_content(held).plain, held_text(held)

    assert "1 address was not stopped before" in dialog
    assert "1 message in the queue is never sent" in dialog
    assert "1 message (1 from them" in terminal
    assert "1 note, 1 draft, 1 tag, 1 attribute" in terminal
    assert not re.search(r"\b1 \w+s\b(?! stopped)", dialog.replace("1 address", "one"))
