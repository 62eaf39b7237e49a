"""Pure: the texts that leave by themselves: the one confirmation of a stop, the answer to HELP, the confirmation of a yes, and questions for consent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from stopline.consent.events import Scope

DEFAULT_LANGUAGE = "en"
"""What is used where a person's language is not known, or has no text."""
ANSWERED_WITHIN = timedelta(days=1)
"""How long after a text its automatic answer still belongs to it; what comes later, such as the history of another system, is taken in in silence."""


@dataclass(frozen=True, slots=True)
class AutomaticTexts:
    """The automatic texts in one language, with the team's name filled in."""

    stop: str
    stop_marketing: str
    stop_notice: str
    start: str
    """The confirmation of an opt-in, with everything it has to tell."""
    help: str

    def ending(self, scope: Scope) -> str:
        """Return the confirmation of a stop, which says no more than what was stopped."""
        return {Scope.MARKETING: self.stop_marketing, Scope.NOTICE: self.stop_notice}.get(scope, self.stop)


@dataclass(frozen=True, slots=True)
class FlowText:
    """One text of a flow that follows a join."""

    after: timedelta
    """How long after the join."""
    text: str
    """With fields for the person's name."""


@dataclass(frozen=True, slots=True)
class Branded:
    """What joining by a word of the team's own brings."""

    tag: str = ""
    """Empty for none."""
    welcome: str = ""
    """Sent in place of the usual confirmation; empty for the usual one."""
    scope: Scope | None = None
    """What they agree to by it; None for what the words themselves say."""
    on_list: str = ""
    """The list they join; empty for none."""
    is_double: bool = False
    """Whether it counts only when it is confirmed by a second text."""
    flow: tuple[FlowText, ...] = ()

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the tags that whoever joins by it gets; a list is a tag that says so."""
        listed = (f"list:{self.on_list}",) if self.on_list else ()
        return (*((self.tag,) if self.tag else ()), *listed)


UNBRANDED = Branded()
"""What joining by a word that everybody knows brings."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The automatic texts of a team by language, and what its own words bring."""

    by_language: Mapping[str, AutomaticTexts]
    by_keyword: Mapping[str, Branded] = field(default_factory=dict)
    is_silent: bool = False
    """Whether nothing is answered for now, because nobody knows in whose name."""

    def of_language(self, language: str) -> AutomaticTexts:
        """Return the texts in a language, or in the one that is used where there are none."""
        return self.by_language.get(language) or self.by_language[DEFAULT_LANGUAGE]

    def in_language_of(self, rule: str) -> AutomaticTexts:
        """Return the texts in the language of the rule that recognised a wish, such as `keyword:fr:arret`."""
        parts = rule.split(":")
        return self.of_language(parts[1] if len(parts) > 1 else DEFAULT_LANGUAGE)
