"""Pure: who asks for consent and for what, in the words the rules ask for: program, frequency, fees, help and the way out.

The CTIA principles name what the confirmation of an opt-in tells: the program, how to reach customer care, how to opt out, how
often messages come, and that they may cost something. A question for consent tells the same, before anybody agrees.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stopline.consent.events import Scope
from stopline.inbox.answers import DEFAULT_LANGUAGE
from stopline.inbox.templates import fill

PROGRAM_FIELDS = ("team", "program", "frequency", "rates", "care", "terms", "about", "days", "preferences")
"""What these texts may name in braces. `care` and `terms` bring their own punctuation, and nothing where they are not set."""


class Wording(StrEnum):
    """Which question is asked."""

    QUESTION = "question"
    """The second question of a double opt-in."""
    RESUME = "resume"
    """The same to somebody who had stopped and wants messages again: it tells what they get at once, and what only with a second yes."""
    REMINDER = "reminder"
    ASK = "ask"
    """Asks somebody who has not agreed to anything."""
    RECONFIRM = "reconfirm"
    """Asks whether an old or vague consent still stands."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The parts that texts in one language are filled with."""

    frequency: str
    rates: str
    about: Mapping[Scope, str]
    """What the messages are about, with the word for our."""


@dataclass(frozen=True, slots=True)
class Program:
    """A team's program of messages, in every language.

    Args:
        team: the team's name.
        name: the program's name.
        care: where people get help beside HELP; empty for nowhere.
        terms: a link; empty for none.
        phrases: the parts by language.
        questions: the questions by language.
    """

    team: str
    name: str
    care: str
    terms: str
    phrases: Mapping[str, Phrases]
    questions: Mapping[str, Mapping[Wording, str]]

    def filled(self, text: str, language: str, scope: Scope = Scope.ALL, days: int = 0) -> str:
        """Return a text with the fields of the program filled in.

        Args:
            text: what to fill.
            language: in which its parts are worded.
            scope: what consent it is about.
            days: how long an answer counts.

        Raises:
            BadInputError: it names a field that does not exist.
        """
        phrases = self.phrases.get(language) or self.phrases[DEFAULT_LANGUAGE]
        fields = {
            "team": self.team,
            "program": self.name,
            "frequency": phrases.frequency,
            "rates": phrases.rates,
            "care": f" ({self.care})" if self.care else "",
            "terms": f" {self.terms}" if self.terms else "",
            "about": phrases.about[scope],
            "days": str(days),
        }
        return fill(text, fields, PROGRAM_FIELDS)

    def question(self, wording: Wording, language: str, scope: Scope, days: int) -> str:
        """Return a question for consent in a language, or in the one that is used where there is none."""
        spoken = language if language in self.questions else DEFAULT_LANGUAGE
        return self.filled(self.questions[spoken][wording], spoken, scope, days)
