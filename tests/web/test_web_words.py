"""What the pages are made of: words in every language, escaped trees, tokens, buckets, and the version of a wording."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.consent.wording import Wording
from stopline.settings.web import LANGUAGES
from stopline.signing import Flaw, opened, sealed
from stopline.web.limits import Buckets, Kind, Limit, Rate
from stopline.web.markup import el, written
from stopline.web.texts import best_language, filled, texts_in

NOW = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
KEY = b"k" * 32


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_fields(language: str) -> None:
    english, other = texts_in("en").by_name, texts_in(language).by_name

    assert other.keys() == english.keys()
    for name, text in english.items():
        assert set(re.findall(r"\{\w+\}", other[name])) == set(re.findall(r"\{\w+\}", text)), name
        assert other[name].strip()


def test_what_fills_a_field_is_never_filled_itself() -> None:
    assert filled("{a} and {b}", {"a": "{b}", "b": "x"}) == "{b} and x"


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("de", "de"),
        ("en;q=0.1, pt-BR;q=0.9", "pt"),
        ("de;q=0", "en"),
        ("*", "en"),
        ("x" * 10_000, "en"),
        ("de;q=abc, it", "it"),
        (";;;,,,", "en"),
    ],
)
def test_the_best_language_is_the_one_the_browser_likes_most(header: str, best: str) -> None:
    assert best_language(header) == best


@given(st.text())
def test_no_word_of_anybody_becomes_a_tag(word: str) -> None:
    inside, beside = written(el("p", word)), written(el("p", title=word))

    assert re.findall(r"</?\w+", inside) == re.findall(r"</?\w+", beside) == ["<p", "</p"]
    assert beside.count('"') in {0, 2}
    assert beside.count(">") == 2


@given(st.binary(max_size=40), st.integers(0, 3600))
def test_a_token_opens_until_it_expires_and_only_for_its_purpose(content: bytes, seconds: int) -> None:
    token = sealed(KEY, "form", content, NOW + timedelta(hours=1))

    assert opened(KEY, "form", token, NOW + timedelta(seconds=seconds)) == (
        content if seconds < 3600 else Flaw.EXPIRED
    )
    assert opened(KEY, "link", token, NOW) is Flaw.FORGED
    assert opened(b"other", "form", token, NOW) is Flaw.FORGED


@given(st.data(), st.binary(max_size=24))
def test_a_token_with_any_letter_changed_is_forged(data: st.DataObject, content: bytes) -> None:
    token = sealed(KEY, "form", content, NOW + timedelta(hours=1))
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda letter: letter != token[place]))

    assert opened(KEY, "form", token[:place] + letter + token[place + 1 :], NOW) is Flaw.FORGED


@given(st.text(max_size=600))
def test_whatever_stands_in_place_of_a_token_is_refused(text: str) -> None:
    assert opened(KEY, "form", text, NOW) is Flaw.FORGED


def test_the_version_follows_from_the_words_and_not_from_their_spacing() -> None:
    assert Wording("en", "Send me  offers\n").version == Wording("en", "Send me offers").version
    assert Wording("en", "Send me offers.").version != Wording("en", "Send me offers").version
    assert Wording("fr", "Oui").version != Wording("en", "Oui").version


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_nobody_ever_gets_more_than_the_burst_and_what_trickled_in_since(pauses: list[float]) -> None:
    buckets = Buckets({Kind.PAGE: Limit(Rate(5, 1), Rate(1_000, 1_000))})
    now, granted = NOW, 0

    for pause in pauses:
        now += timedelta(seconds=pause)
        granted += buckets.wait(Kind.PAGE, "203.0.113.5", now) == 0

    assert granted <= 5 + (now - NOW).total_seconds() + 1e-6
    assert granted >= min(len(pauses), 5)


def test_the_memory_of_visitors_is_bounded() -> None:
    buckets = Buckets(most_visitors=50)

    for number in range(500):
        buckets.wait(Kind.PAGE, f"10.0.{number // 250}.{number % 250}", NOW)

    assert len(buckets._visitors) == 50
