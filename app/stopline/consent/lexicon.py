"""Pure: everything the recogniser knows: keywords, courtesy, guards, grammars, rules and the model.

A team's own words join the shipped ones through `Lexicon.extended`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from stopline.consent.events import Channel, Scope
from stopline.consent.grammar import Tongues
from stopline.consent.model import Model
from stopline.consent.normalise import folded
from stopline.consent.rulebook import RuleBook
from stopline.consent.spelling import Spelling
from stopline.consent.verdict import Meaning

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
class ExtentWords:
    """Words that say how far a wish reaches, of all languages together."""

    everything: frozenset[str]
    welcome: frozenset[str]
    """Words that say a kind of message may stay."""
    everywhere: frozenset[str]
    """Words for every place one can be written to."""
    each: frozenset[str]
    channels: frozenset[str]
    hesitation: frozenset[str]
    """Words with which people change their mind between two keywords."""
    named: Mapping[Channel, frozenset[str]]
    """The channels by their names."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every word and phrase the recogniser knows."""

    keywords: Mapping[Phrase, Keyword]
    courtesy: frozenset[Phrase]
    asides: frozenset[str]
    """What may stand around “wrong number” without changing what that says: “sorry”, “mate”."""
    tapbacks: frozenset[Phrase]
    auto_replies: frozenset[Phrase]
    instructions: frozenset[Phrase]
    """How texts like ours teach a keyword: "Reply STOP to end"."""
    mistyped: Spelling
    """The keywords by their near spellings."""
    tongues: Tongues
    rules: RuleBook
    model: Model
    extent: ExtentWords
    beginnings: frozenset[str]
    """The first words of keywords and courtesy: at any other word neither needs to be looked for."""
    never: frozenset[Phrase] = frozenset()
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
            beginnings=self.beginnings | {phrase[0] for phrase in ours},
            never=self.never | {folded(text) for text in never} - fixed.keys(),
        )
