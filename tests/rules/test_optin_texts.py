"""What is said at an opt-in, in every language: who, how often, what it costs, where help is, how to stop."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stopline.consent.events import Scope
from stopline.consent.recognise import Context, Meaning, Recogniser, shipped_lexicon
from stopline.consent.shipped import LANGUAGES
from stopline.errors import BadInputError
from stopline.inbox.lengths import in_words, instant_before, parse_length
from stopline.inbox.program import Wording
from stopline.settings import Settings, parse_settings
from stopline.settings.asking import LONGEST_QUESTION, SHIPPED_PHRASES

PROGRAM = """
[team]
name = "Harbour Bikes"
[program]
name = "Luna Club"
frequency = { en = "Up to 4 messages a month." }
care = "help@example.com"
terms = "https://example.com/terms"
"""
SETTINGS = parse_settings(PROGRAM, Path("settings.toml"))
YES = {"en": "YES", "fr": "OUI", "es": "SÍ", "pt": "SIM", "de": "JA", "it": "SÌ", "nl": "JA"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_confirmation_of_an_opt_in_tells_everything_the_rules_ask_for(language: str) -> None:
    text = SETTINGS.automatic_texts().of_language(language).start

    assert text.startswith("Luna Club")
    assert SHIPPED_PHRASES[language].rates in text
    assert "STOP" in text
    assert "(help@example.com)" in text
    assert text.endswith(" https://example.com/terms")
    frequency = "Up to 4 messages a month" if language == "en" else SHIPPED_PHRASES[language].frequency
    assert f". {frequency}. " in text


@pytest.mark.parametrize(
    ("region", "frequency", "spoken"),
    [("US", "Up to 4 messages a month", "en"), ("DE", "Bis zu 4 Nachrichten im Monat", "de")],
)
def test_a_frequency_in_one_language_stands_in_texts_of_that_language_alone(
    region: str, frequency: str, spoken: str
) -> None:
    written = f'[team]\nregion = "{region}"\n[program]\nfrequency = "{frequency}."\n'
    settings = parse_settings(written, Path("settings.toml"))
    program, texts = settings.optin_program(), settings.automatic_texts()

    for language in LANGUAGES:
        said = (texts.of_language(language).start, program.question(Wording.ASK, language, Scope.ALL, 14))
        told = frequency if language == spoken else SHIPPED_PHRASES[language].frequency
        assert all(f"{told}. " in text for text in said)
        assert language == spoken or all(frequency not in text for text in said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wording", Wording)
@pytest.mark.parametrize("scope", Scope)
def test_a_question_names_the_program_the_fees_and_the_word_for_yes(
    language: str, wording: Wording, scope: Scope
) -> None:
    text = SETTINGS.optin_program().question(wording, language, scope, 14)

    assert text.startswith("Luna Club")
    assert SHIPPED_PHRASES[language].rates in text
    assert SHIPPED_PHRASES[language].about[scope] in text
    assert YES[language] in text
    assert "{" not in text
    assert len(text) <= LONGEST_QUESTION
    if wording is Wording.RECONFIRM:
        assert "14" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_a_question_asks_for_mean_what_it_says(language: str) -> None:
    question = SETTINGS.optin_program().question(Wording.ASK, language, Scope.ALL, 2)
    context = Context(is_pending=True, our_last_texts=(question,))
    recogniser = Recogniser(shipped_lexicon())
    help_words = {
        "en": "HELP",
        "fr": "AIDE",
        "es": "AYUDA",
        "pt": "AJUDA",
        "de": "HILFE",
        "it": "AIUTO",
        "nl": "HELP",
    }

    assert recogniser.recognise(YES[language].lower(), context).meaning is Meaning.START
    assert recogniser.recognise("STOP", context).meaning is Meaning.STOP
    assert recogniser.recognise(help_words[language], context).meaning is Meaning.HELP
    assert help_words[language] in question


def test_what_is_not_set_leaves_no_gap() -> None:
    text = Settings().automatic_texts().of_language("en").start

    assert text == (
        "Our team: You are signed up. Message frequency varies. Msg & data rates may apply. "
        "HELP for help, STOP to end."
    )


@pytest.mark.parametrize(
    ("written", "length", "said"),
    [
        ("30min", timedelta(minutes=30), "30 minutes"), ("2h", timedelta(hours=2), "2 hours"),
        ("1d", timedelta(days=1), "1 day"), (" 2w ", timedelta(weeks=2), "14 days"),
    ],
)  # fmt: skip
def test_lengths_are_written_as_people_write_them(written: str, length: timedelta, said: str) -> None:
    assert parse_length(written) == length
    assert in_words(length) == said


@pytest.mark.parametrize(
    ("age", "then"),
    [
        ("12m", "2025-03-31"),
        ("1m", "2026-02-28"),
        ("2y", "2024-03-31"),
        ("31d", "2026-02-28"),
        ("1w", "2026-03-24"),
    ],
)
def test_an_age_counts_months_of_the_calendar(age: str, then: str) -> None:
    now = datetime(2026, 3, 31, 12, tzinfo=UTC)

    assert f"{instant_before(age, now):%Y-%m-%d}" == then


@pytest.mark.parametrize("written", ["", "2", "h2", "-1d", "1.5h", "3000y"])
def test_what_is_no_length_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(BadInputError):
        parse_length(written)
    with pytest.raises(BadInputError):
        instant_before(written, datetime(2026, 3, 31, tzinfo=UTC))
