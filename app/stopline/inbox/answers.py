"""Pure: the automatic texts: the one confirmation of a stop, the answer to HELP, the confirmation of a fresh yes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_LANGUAGE = "en"
"""What is used where a person's language is not known, or has no text."""


@dataclass(frozen=True, slots=True)
class AutomaticTexts:
    """The automatic texts in one language, with the team's name filled in."""

    stop: str
    start: str
    help: str


@dataclass(frozen=True, slots=True)
class Branded:
    """What joining by a word of the team's own brings."""

    tag: str
    """Empty for none."""
    welcome: str
    """Sent in place of the usual confirmation; empty for the usual one."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The automatic texts of a team by language, and what its own words bring."""

    by_language: Mapping[str, AutomaticTexts]
    by_keyword: Mapping[str, Branded] = field(default_factory=dict)

    def in_language_of(self, rule: str) -> AutomaticTexts:
        """Return the texts in the language of the rule that recognised a wish, such as `keyword:fr:arret`."""
        parts = rule.split(":")
        language = parts[1] if len(parts) > 1 else DEFAULT_LANGUAGE
        return self.by_language.get(language, self.by_language[DEFAULT_LANGUAGE])
