"""When a yes needs a second one, what says no, and which consents are too vague to rest on."""

import pytest

from stopline.address import Address
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.optin_rules import optin_file, shipped_optin_rules
from stopline.consent.recognise import Context, Meaning, Recogniser, shipped_lexicon
from stopline.consent.second_yes import SecondYes, no_to, what_is_vague
from stopline.inbox.languages import language_in, language_of
from support.times import START

RULES = shipped_optin_rules()


@pytest.mark.parametrize(
    ("country", "tags", "is_asked_for", "why"),
    [
        ("DE", (), False, "a yes from DE needs a second one"),
        ("US", (), False, ""),
        ("US", ("news",), False, "whoever joins “news” confirms it"),
        ("US", (), True, "this way of joining asks for a second yes"),
        ("", (), False, ""),
    ],
)
def test_a_second_yes_is_needed_by_country_by_list_or_by_the_way_in(
    country: str, tags: tuple[str, ...], is_asked_for: bool, why: str
) -> None:
    rules = SecondYes(RULES.double_countries, frozenset({"news"}))

    assert rules.why((country,), tags, is_asked_for=is_asked_for) == why


def test_a_team_may_ask_everybody() -> None:
    assert SecondYes(frozenset(), is_everywhere=True).why(("US",))


def test_every_value_has_a_source_and_a_date() -> None:
    values = optin_file()

    assert str(values["as_of"]) == "2026-11-26"
    assert all(row["source"] and row["confidence"] for row in values["double_optin"].values())
    assert all(row["source"] and row["words"] for row in values["no"].values())


@pytest.mark.parametrize("written", ["No", "NO.", " nein danke ", "Non!", "não", "nee", "No, gracias"])
def test_a_plain_no_says_no_to_what_was_asked(written: str) -> None:
    verdict = no_to(written, Scope.MARKETING, RULES.no_words)

    assert verdict is not None
    assert (verdict.meaning, verdict.scope) == (Meaning.STOP, Scope.MARKETING)
    assert verdict.matched is not None
    start, end = verdict.matched.span
    assert written[start:end] == verdict.matched.words


@pytest.mark.parametrize("written", ["", "no problem", "not yet", "when?", "no idea what you mean"])
def test_anything_more_is_no_plain_no(written: str) -> None:
    assert no_to(written, Scope.ALL, RULES.no_words) is None


def test_no_word_for_no_is_one_for_yes() -> None:
    recogniser = Recogniser(shipped_lexicon())
    context = Context(is_pending=True)

    for words in RULES.no_words:
        assert recogniser.recognise(" ".join(words), context).meaning is not Meaning.START, words


@pytest.mark.parametrize(
    ("method", "evidence", "vague"),
    [
        (Method.KEYWORD, Evidence(words="JOIN"), ""),
        (Method.KEYWORD, Evidence(), "their words are not kept"),
        (Method.IMPORT, Evidence(words="yes", source="shopify"), "the file did not say what they agreed to"),
        (Method.IMPORT, Evidence(words="yes", disclosure="I want offers."), ""),
        (Method.AGENT, Evidence(words="sure", source="phone"), ""),
        (Method.AGENT, Evidence(words="sure"), "nobody noted where it was heard"),
        (Method.API, Evidence(), "nobody noted what they said"),
    ],
)
def test_a_consent_is_vague_where_its_proof_lacks_something(
    method: Method, evidence: Evidence, vague: str
) -> None:
    event = ConsentEvent(
        Address("+12025550123"), Channel.SMS, EventKind.GIVEN, method, CONTACT, START, evidence=evidence
    )

    assert what_is_vague(event) == vague


@pytest.mark.parametrize(
    ("attributes", "written", "country", "language"),
    [
        ([("Language", "fr-CA")], "en", "US", "fr"),
        ([], "de", "US", "de"),
        ([], "", "BR", "pt"),
        ([], "", "CH", "en"),
        ([("language", "xx")], "", "", "en"),
    ],
)
def test_people_are_written_to_in_the_language_that_is_known_best(
    attributes: list[tuple[str, str]], written: str, country: str, language: str
) -> None:
    known = ("en", "fr", "de", "pt")

    assert language_of(attributes, written, country, known) == language
    assert language_in("keyword:fr:arret") == "fr"
    assert language_in("keyword:team:joinluna") == ""


def test_the_language_of_a_text_is_told_where_its_words_tell() -> None:
    recogniser = Recogniser(shipped_lexicon())

    assert recogniser.language_of("Bonjour, je voudrais savoir si mon vélo est prêt") == "fr"
    assert recogniser.language_of("??? 123") == ""


def test_of_several_countries_the_strictest_counts() -> None:
    rules = SecondYes(frozenset({"DE"}))

    assert rules.why(("US", "DE")) == "a yes from DE needs a second one"
    assert rules.why(("US", "FR")) == ""
