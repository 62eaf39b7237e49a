"""Pure: the words rules are made of, read from one file per language.

The files in `words/` say where each word comes from. A team's own words join them through `Lexicon.extended`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import TypedDict

from stopline.consent.events import Scope
from stopline.consent.normalise import folded
from stopline.consent.verdict import Meaning

LANGUAGES = ("en", "es", "fr", "pt", "de", "it", "nl")

Phrase = tuple[str, ...]
"""The folded words of a phrase."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or short phrase that carries its meaning when it is all a text says."""

    written: str
    """As reports name it, such as STOP or OPT OUT."""
    meaning: Meaning
    language: str
    scope: Scope = Scope.ALL
    may_answer: bool = False
    """So everyday a word that it may answer another question of ours."""
    only_when_stopped: bool = False
    """Counts only from someone who stopped or was asked to confirm."""

    @property
    def rule(self) -> str:
        """The name reports and evidence carry."""
        return f"keyword:{self.language}:{self.written.lower()}"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every word and phrase the recogniser knows."""

    keywords: Mapping[Phrase, Keyword]
    courtesy: frozenset[Phrase]
    tapbacks: frozenset[Phrase]
    auto_replies: frozenset[Phrase]
    instructions: frozenset[Phrase]
    never: frozenset[Phrase] = field(default_factory=frozenset)
    """Whole texts a team never takes for a wish."""

    def always_stops(self, written: str) -> bool:
        """Whether a word means stop whatever else a team or a thread would have it mean."""
        keyword = self.keywords.get(folded(written))
        return keyword is not None and keyword.meaning is Meaning.STOP and not keyword.may_answer

    def extended(
        self,
        *,
        stops: Iterable[str] = (),
        starts: Iterable[str] = (),
        helps: Iterable[str] = (),
        never: Iterable[str] = (),
    ) -> "Lexicon":
        """The lexicon with a team's own words, which win over the shipped ones except for the words that always stop."""
        ours = {
            folded(written): Keyword(written.strip().upper(), meaning, "team")
            for meaning, words in ((Meaning.STOP, stops), (Meaning.START, starts), (Meaning.HELP, helps))
            for written in words
            if folded(written)
        }
        fixed = {
            phrase: keyword
            for phrase, keyword in self.keywords.items()
            if keyword.meaning is Meaning.STOP and not keyword.may_answer
        }
        return replace(
            self,
            keywords={**self.keywords, **ours, **fixed},
            never=self.never | {folded(text) for text in never} - fixed.keys(),
        )


class _KeywordTable(TypedDict, total=False):
    meaning: str
    scope: str
    may_answer: bool
    only_when_stopped: bool
    words: str


class _WordsFile(TypedDict):
    language: str
    keywords: list[_KeywordTable]
    courtesy: dict[str, str]
    guards: dict[str, str]


def shipped_lexicon() -> Lexicon:
    """The lexicon that comes with Stopline."""
    languages = [_words_file(language) for language in LANGUAGES]
    keywords: dict[Phrase, Keyword] = {}
    for language in languages:
        for table in language["keywords"]:
            for keyword in _keywords(language["language"], table):
                phrase = folded(keyword.written)
                keywords.setdefault(phrase, keyword)
                keywords.setdefault(("".join(phrase),), keyword)
    return Lexicon(
        keywords=keywords,
        courtesy=_phrases(language["courtesy"]["words"] for language in languages),
        tapbacks=_phrases(language["guards"]["tapbacks"] for language in languages),
        auto_replies=_phrases(language["guards"]["auto_replies"] for language in languages),
        instructions=_phrases(language["guards"]["instructions"] for language in languages),
    )


def _words_file(language: str) -> _WordsFile:
    text = (files("stopline.consent") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    loaded: _WordsFile = tomllib.loads(text)  # type: ignore[assignment]  # our own files; a test reads every one
    return loaded


def _keywords(language: str, table: _KeywordTable) -> Iterable[Keyword]:
    for line in table["words"].split("\n"):
        if line:
            yield Keyword(
                written=line.upper(),
                meaning=Meaning(table["meaning"]),
                language=language,
                scope=Scope(table.get("scope", "all")),
                may_answer=table.get("may_answer", False),
                only_when_stopped=table.get("only_when_stopped", False),
            )


def _phrases(blocks: Iterable[str]) -> frozenset[Phrase]:
    return frozenset(tuple(line.split()) for block in blocks for line in block.split("\n") if line)
