"""Pure: what a text was taken to mean, how sure that is, and which of its words decided."""

from dataclasses import dataclass
from enum import StrEnum

from stopline.consent.events import Channel, Scope


class Meaning(StrEnum):
    """What the person who wrote a text wishes."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    WRONG_NUMBER = "wrong_number"
    NONE = "none"


class Certainty(StrEnum):
    """How sure a verdict is; a stop that is not certain holds the address until a person decides."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that decided and the words it decided on."""

    rule: str
    """For example `keyword:en:stop`: the kind of rule, its language and its name."""
    span: tuple[int, int]
    """Where the deciding words stand in the original text."""
    score: float
    words: str
    """The deciding words exactly as they were written."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one text means for consent."""

    meaning: Meaning
    certainty: Certainty
    scope: Scope
    channel: Channel | None
    """The channel a wish is limited to, when the words name one."""
    matched: Match | None
    """What decided; for `none`, the guard that kept the text from counting, if one did."""
    is_question: bool = False
    """The person asks how to stop; they are answered as for HELP, and nothing is held."""
    keyword: str | None = None
    """The documented keyword, or the phrase's own words, for reports."""
    elsewhere: Channel | None = None
    """Another channel that is to end too, or alone, whatever the words mean for this one."""
    elsewhere_span: tuple[int, int] | None = None
    """Where the words are that say so."""
    is_everywhere: bool = False
    """The words name every channel: all of theirs are to end, not only the one they wrote on."""

    @property
    def ends_everything(self) -> bool:
        """Tell whether it is certain that nothing more is to come on the channel it was said on."""
        is_stop = self.meaning is Meaning.STOP and self.certainty is Certainty.CERTAIN
        return is_stop and self.scope is Scope.ALL and self.channel is None


@dataclass(frozen=True, slots=True)
class Context:
    """What the thread tells about a text before it is read."""

    is_stopped: bool = False
    is_pending: bool = False
    has_open_question: bool = False
    asked_for: tuple[str, ...] = ()
    """The words our last message asked to reply with, such as CANCEL."""
    our_last_texts: tuple[str, ...] = ()
    """What we sent last, to know an echo of it."""


def nothing(matched: Match | None = None) -> Verdict:
    """The verdict on a text that wishes nothing about consent."""
    return Verdict(Meaning.NONE, Certainty.CERTAIN, Scope.ALL, None, matched)
