"""How consent is captured: the program that asks for it, words that join it, and what needs a second yes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator, model_validator

from stopline.consent.events import Scope
from stopline.errors import BadInputError, SettingsError
from stopline.inbox.lengths import as_written, parse_length
from stopline.inbox.templates import field_fault
from stopline.settings.answers import LONGEST_ANSWER, TOLD_AT_OPT_IN, AnswerSettings
from stopline.settings.asking import LONGEST_QUESTION, AskingSettings, names_the_program
from stopline.settings.countries import Country
from stopline.settings.section import Place, PlaceOf, Section

MOST_FLOW_TEXTS = 10
LONGEST_DELAY = timedelta(days=90)
LONGEST_FREQUENCY = 60
FLOW_FIELDS = ("name", "first_name", "team", "program")
"""What a text of a flow may name in braces."""


def _length(written: object) -> object:
    if not isinstance(written, str):
        return written
    try:
        return parse_length(written)
    except BadInputError as error:
        raise ValueError(str(error)) from error


Length = Annotated[timedelta, BeforeValidator(_length)]
"""A length of time as people write it: `2h`, `1d`."""


class FlowTextSettings(Section):
    """One text of a flow."""

    after: Length
    """How long after the join."""
    text: str = Field(min_length=1, max_length=LONGEST_QUESTION)

    @field_validator("after")
    @classmethod
    def _is_soon_enough(cls, after: timedelta) -> timedelta:
        if after > LONGEST_DELAY:
            raise ValueError(f"a text of a flow follows within {LONGEST_DELAY.days} days")
        return after

    @field_validator("text")
    @classmethod
    def _names_the_sender(cls, text: str) -> str:
        if "{team}" not in text and "{program}" not in text:
            raise ValueError("an automatic text must name the sender: put {team} or {program} into it")
        if fault := field_fault(text, FLOW_FIELDS):
            raise ValueError(fault)
        return text


class JoinSettings(Section):
    """A word of ours that opts people in, such as JOINLUNA."""

    keyword: str = Field(min_length=2, max_length=40)
    tag: str = Field(default="", max_length=60)
    """Put on whoever joins by it."""
    scope: Scope = Scope.ALL
    """What they agree to by it."""
    on_list: str = Field(default="", alias="list", max_length=60)
    """The list they join."""
    double: bool = False
    """Whether it counts only when a second text confirms it."""
    welcome: str = Field(default="", max_length=LONGEST_ANSWER)
    """Sent in place of the usual confirmation; it names the sender, too."""
    flow: tuple[FlowTextSettings, ...] = Field(default=(), max_length=MOST_FLOW_TEXTS)
    """Texts that follow."""

    @field_validator("welcome")
    @classmethod
    def _welcome_names_the_sender(cls, text: str) -> str:
        return names_the_program(text) if text else text

    @field_validator("flow")
    @classmethod
    def _is_in_order(cls, flow: tuple[FlowTextSettings, ...]) -> tuple[FlowTextSettings, ...]:
        delays = [each.after for each in flow]
        if delays != sorted(delays):
            raise ValueError("the texts of a flow stand in the order in which they leave")
        return flow


class ProgramSettings(Section):
    """What the confirmation of an opt-in, and every question for consent, has to tell."""

    name: str = Field(default="", max_length=60)
    """Empty for the team's name."""
    frequency: str | Mapping[str, str] = ""
    """How often messages come, by language; one text alone is in the language of the team's country. Where a language has none, a
    sentence in it says that it varies."""
    care: str = Field(default="", max_length=80)
    """Where people get help beside HELP: an address or a number."""
    terms: str = Field(default="", max_length=120)
    """A link."""

    @field_validator("frequency")
    @classmethod
    def _is_short(cls, frequency: str | Mapping[str, str]) -> str | Mapping[str, str]:
        texts = [frequency] if isinstance(frequency, str) else list(frequency.values())
        if any(len(text) > LONGEST_FREQUENCY for text in texts):
            raise ValueError(f"a frequency has at most {LONGEST_FREQUENCY} characters")
        return frequency

    @field_validator("terms")
    @classmethod
    def _is_a_link(cls, terms: str) -> str:
        if terms and not terms.startswith("https://"):
            raise ValueError("a link to the terms begins with https://")
        return terms

    def frequency_in(self, language: str, own_language: str) -> str:
        """Return how often messages come, without the full stop at its end; empty where it is not said in that language.

        Args:
            language: the language of the text it stands in.
            own_language: the team's own, in which a text without a language is.
        """
        said = {own_language: self.frequency} if isinstance(self.frequency, str) else self.frequency
        return said.get(language, "").rstrip(". ")


class WaitSettings(Section):
    """How long a question waits for its answer."""

    answer_within: Length = timedelta(days=2)
    remind_after: Length | None = timedelta(days=1)
    """When the one reminder leaves; `""` for none."""

    @field_validator("remind_after", mode="before")
    @classmethod
    def _may_be_none(cls, written: object) -> object:
        return None if written == "" else written

    @field_validator("answer_within")
    @classmethod
    def _is_sensible(cls, length: timedelta) -> timedelta:
        if not timedelta(minutes=10) <= length <= timedelta(days=366):
            raise ValueError("an answer is awaited for 10 minutes at least and a year at most")
        return length

    @model_validator(mode="after")
    def _reminds_in_time(self) -> "WaitSettings":
        if self.remind_after is not None and self.remind_after >= self.answer_within:
            raise ValueError(
                f"the reminder leaves before the time for an answer is over{self._unwritten()}; "
                'remind_after = "" for none'
            )
        return self

    def _unwritten(self) -> str:
        """Return which of the two lengths is our own, where somebody wrote only the other."""
        lengths = {"remind_after": self.remind_after, "answer_within": self.answer_within}
        own = [
            f"{name} is {as_written(length)} where it is not written"
            for name, length in lengths.items()
            if length is not None and name not in self.model_fields_set
        ]
        return f" ({' and '.join(own)})" if own else ""


class DoubleOptInSettings(WaitSettings):
    """Where a yes counts only when a second one confirms it."""

    everywhere: bool = False
    countries: tuple[Country, ...] = ()
    """ISO 3166 codes, beside those the rules name."""
    tags: tuple[str, ...] = ()
    """Whoever joins by a word with such a tag, or is on such a list (`list:name`)."""


class ReconfirmSettings(WaitSettings):
    """How an old or vague consent is asked for again; a question by an agent waits as long, and is never repeated."""

    answer_within: Length = timedelta(days=14)
    remind_after: Length | None = timedelta(days=7)


class CaptureSettings(Section):
    """What is noted of a person who agrees."""

    source_tags: bool = True
    """Whether people are tagged by where their yes came from: `via-keyword`, `via-form`, …"""


def check_optin_texts(
    answers: Mapping[str, AnswerSettings],
    asking: Mapping[str, AskingSettings],
    joins: tuple[JoinSettings, ...],
    place_of: PlaceOf,
    *,
    has_program: bool,
) -> None:
    """Refuse texts of a team's own that leave out what the rules ask for.

    Args:
        answers: the team's own answers by language.
        asking: the team's own questions by language.
        joins: the words that join.
        place_of: says where in which file a text stands.
        has_program: whether the team has said what its program is.

    Raises:
        SettingsError: one of them cannot be used; the message names its place.
    """
    confirmations: list[tuple[str, Place]] = [
        *((each.start, ("answers", language, "start")) for language, each in answers.items()),
        *((each.welcome, ("words", "join", at, "welcome")) for at, each in enumerate(joins) if each.welcome),
    ]
    questions: list[tuple[str, Place]] = [
        (text, ("asking", language, wording))
        for language, each in asking.items()
        for wording, text in each.given().items()
        if wording != "reminder"
    ]
    for text, place in [*confirmations, *questions]:
        if not _tells_how_to_stop(text):
            raise SettingsError(
                f"{place_of(text, place)}: {_key(place)}: a text about an opt-in says how to opt out: name a word such as STOP"
            )
    for text, place in confirmations if has_program else ():
        missing = [name for name in TOLD_AT_OPT_IN if f"{{{name}}}" not in text]
        if missing:
            raise SettingsError(
                f"{place_of(text, place)}: {_key(place)}: the confirmation of an opt-in tells frequency, fees and help: put {{{missing[0]}}} into it"
            )
    for text, place in questions:
        if "{rates}" not in text:
            raise SettingsError(
                f"{place_of(text, place)}: {_key(place)}: a question for consent tells that messages may cost something: put {{rates}} into it"
            )
    seen: set[str] = set()
    for at, join in enumerate(joins):
        if join.keyword.upper() in seen:
            place = ("words", "join", at, "keyword")
            raise SettingsError(f"{place_of(join.keyword, place)}: “{join.keyword}” is there twice")
        seen.add(join.keyword.upper())


def _key(place: Place) -> str:
    return ".".join(str(part) for part in place)


def _tells_how_to_stop(text: str) -> bool:
    """Tell whether a text names a word that always stops; STOP itself needs no look into the lists of words."""
    words = [word.strip(".,;:!?()“”\"'") for word in text.split()]
    if "STOP" in words:
        return True
    from stopline.settings.words import shipped_lexicon  # noqa: PLC0415 - it imports this module

    lexicon = shipped_lexicon()
    return any(word.isupper() and lexicon.always_stops(word) for word in words)
