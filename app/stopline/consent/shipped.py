"""Read the lexicon that comes with Stopline from the files in `words/`.

One file per language says where each word comes from; `shared.toml` holds what all of them borrow, `rules.toml` and its kin the
rules about sentences, `model.json` the learned weights. Words stand in the files as rules compare them: small letters, no accents.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import chain
from typing import TypedDict

from stopline.consent.events import Channel, Scope
from stopline.consent.grammar import Grammar, grammar_from, tongues_of
from stopline.consent.lexicon import ExtentWords, Keyword, Lexicon, Phrase
from stopline.consent.model import Model, model_from
from stopline.consent.patterns import RuleTable, rules_from
from stopline.consent.rulebook import rule_book
from stopline.consent.spelling import Spelling
from stopline.consent.verdict import Meaning

LANGUAGES = ("en", "es", "fr", "pt", "de", "it", "nl")
RULES = ("rules", "rules_en", "rules_es_pt", "rules_fr", "rules_it", "rules_de_nl")


class KeywordTable(TypedDict, total=False):
    """Keywords of one source."""

    meaning: str
    source: str
    scope: str
    may_answer: bool
    only_when_stopped: bool
    words: str


class Vocabulary(TypedDict):
    """Words that tell a language, and those not to be taken for mistypings."""

    ordinary: str
    lookalikes: str


class WordsFile(TypedDict):
    """What one language's file holds."""

    language: str
    keywords: list[KeywordTable]
    courtesy: dict[str, str]
    guards: dict[str, str]
    slots: dict[str, str]
    extent: dict[str, str]
    vocabulary: Vocabulary


class SharedFile(TypedDict):
    """What all languages borrow."""

    slots: dict[str, str]
    channels: dict[str, str]


class RulesFile(TypedDict):
    """What the file of rules holds."""

    rules: list[RuleTable]


def shipped_lexicon(model: Model | None = None) -> Lexicon:
    """The lexicon that comes with Stopline; training passes a model of its own."""
    languages = [words_file(language) for language in LANGUAGES]
    shared: SharedFile = tomllib.loads(_text("shared.toml"))  # type: ignore[assignment]  # ours; a test reads it
    keywords = _keywords_of(languages)
    lookalikes = " ".join(language["vocabulary"]["lookalikes"] for language in languages)
    courtesy = _phrases(language["courtesy"]["words"] for language in languages)
    return Lexicon(
        keywords=keywords,
        courtesy=courtesy,
        asides=frozenset(
            chain.from_iterable(_lines(language["courtesy"]["asides"]) for language in languages)
        ),
        beginnings=frozenset(phrase[0] for phrase in (*keywords, *courtesy)),
        tapbacks=_phrases(language["guards"]["tapbacks"] for language in languages),
        auto_replies=_phrases(language["guards"]["auto_replies"] for language in languages),
        instructions=_phrases(language["guards"]["instructions"] for language in languages),
        mistyped=_mistyped(keywords, frozenset(lookalikes.split())),
        tongues=tongues_of([_grammar(language, shared["slots"]) for language in languages]),
        extent=_extent(languages, shared["channels"]),
        rules=rule_book(rules_from(chain.from_iterable(map(rules_file, RULES))), LANGUAGES),
        model=model or model_from(_text("model.json")),
    )


def words_file(language: str) -> WordsFile:
    """One language's file."""
    loaded: WordsFile = tomllib.loads(_text(f"{language}.toml"))  # type: ignore[assignment]  # ours; a test reads each
    return loaded


def rules_file(name: str) -> list[RuleTable]:
    """The rules of one file."""
    loaded: RulesFile = tomllib.loads(_text(f"{name}.toml"))  # type: ignore[assignment]  # ours; a test reads each
    return loaded["rules"]


def _text(name: str) -> str:
    return (files("stopline.consent") / "words" / name).read_text(encoding="utf-8")


def _keywords_of(languages: Iterable[WordsFile]) -> dict[Phrase, Keyword]:
    """Keywords by their words, and by their words run together; the first file that has one wins."""
    keywords: dict[Phrase, Keyword] = {}
    for language in languages:
        for table in language["keywords"]:
            for line in _lines(table["words"]):
                keyword = Keyword(
                    written=line.upper(),
                    meaning=Meaning(table["meaning"]),
                    language=language["language"],
                    scope=Scope(table.get("scope", "all")),
                    may_answer=table.get("may_answer", False),
                    only_when_stopped=table.get("only_when_stopped", False),
                )
                keywords.setdefault(tuple(line.split()), keyword)
                keywords.setdefault((line.replace(" ", ""),), keyword)
    return keywords


def _extent(languages: Sequence[WordsFile], channels: Mapping[str, str]) -> ExtentWords:
    """Words about how far a wish reaches; none of them tells the language, so each counts in all."""

    def every(name: str) -> frozenset[str]:
        return frozenset(word for language in languages for word in language["extent"][name].split())

    return ExtentWords(
        everything=every("everything"),
        welcome=every("welcome"),
        everywhere=every("everywhere"),
        each=every("each"),
        channels=every("channels"),
        hesitation=every("hesitation"),
        named={Channel(channel): frozenset(words.split()) for channel, words in channels.items()},
    )


def _mistyped(keywords: Mapping[Phrase, Keyword], lookalikes: frozenset[str]) -> Spelling:
    """Keywords that are one word; short ones only in English, where they are known best."""
    forgiving = [
        phrase[0]
        for phrase, keyword in keywords.items()
        if len(phrase) == 1 and len(phrase[0]) >= (4 if keyword.language == "en" else 6)
    ]
    return Spelling(forgiving, lookalikes, shortest=4)


def _grammar(language: WordsFile, shared: Mapping[str, str]) -> Grammar:
    own = language["slots"]
    slots = {slot: f"{own.get(slot, '')}, {shared.get(slot, '')}" for slot in own.keys() | shared.keys()}
    vocabulary = language["vocabulary"]
    return grammar_from(language["language"], slots, vocabulary["ordinary"], vocabulary["lookalikes"])


def _phrases(blocks: Iterable[str]) -> frozenset[Phrase]:
    return frozenset(tuple(line.split()) for block in blocks for line in _lines(block))


def _lines(block: str) -> Iterable[str]:
    return (line for line in block.split("\n") if line)
