"""Pure: measure how well opt-outs are recognised on labelled texts, beside the simplest ways to do it.

Recall is counted over the texts labelled `opt_out`, false alarms over those labelled `none` that were written to mislead
("hard") and over ordinary ones. Texts that careful readers dispute, questions and wrong numbers are shown, never scored.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stopline.consent.recognise import Recogniser
from stopline.consent.verdict import Certainty, Meaning, Verdict

KEYWORDS = frozenset({"stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"})
CONTAINED = re.compile(r"\b(?:stop|unsubscribe|cancel|quit|end)\b", re.IGNORECASE)


class Label(StrEnum):
    """What a careful reader says a text means."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    WRONG_NUMBER = "wrong_number"
    OPT_OUT_QUESTION = "opt_out_question"
    NONE = "none"


class Outcome(StrEnum):
    """What would follow from a verdict."""

    STOPPED = "stopped"
    HELD = "held"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with what it means and how it was written."""

    text: str
    label: Label
    language: str = "en"
    kind: str = "ordinary"
    is_hard: bool = False
    is_ambiguous: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A labelled text with the verdict on it."""

    labelled: LabelledText
    verdict: Verdict

    @property
    def outcome(self) -> Outcome:
        """What would follow."""
        return outcome_of(self.verdict)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many were stopped at once, and how many held."""

    of: int
    stopped: int
    held: int

    @property
    def caught(self) -> float:
        """The share stopped or held, 0 to 1."""
        return (self.stopped + self.held) / self.of if self.of else 0.0

    @property
    def certain(self) -> float:
        """The share stopped at once, 0 to 1."""
        return self.stopped / self.of if self.of else 0.0

    @property
    def doubtful(self) -> float:
        """The share held for a person, 0 to 1."""
        return self.held / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every number the evaluation table shows."""

    texts: int
    recall: Share
    hard: Share
    ordinary: Share
    recall_by_language: Mapping[str, Share]
    hard_by_language: Mapping[str, Share]
    by_kind: Mapping[str, Share]
    """Keys are label and kind, such as `opt_out/threat`."""
    confusion: Mapping[tuple[str, str], int]
    """Counts by label and meaning."""
    misses: Sequence[Answer]
    """Opt-outs that passed."""
    false_alarms: Sequence[Answer]
    """Other texts that were stopped or held."""
    baselines: Mapping[str, tuple[Share, Share, Share]]
    """Recall, hard and ordinary false alarms of simpler recognisers."""


def evaluate(texts: Iterable[LabelledText], recogniser: Recogniser) -> Evaluation:
    """How the recogniser does on labelled texts."""
    answers = [Answer(labelled, recogniser.recognise(labelled.text)) for labelled in texts]
    scored = [answer for answer in answers if not answer.labelled.is_ambiguous]
    opt_outs = [answer for answer in scored if answer.labelled.label is Label.OPT_OUT]
    harmless = [answer for answer in scored if answer.labelled.label is Label.NONE]
    hard = [answer for answer in harmless if answer.labelled.is_hard]
    ordinary = [answer for answer in harmless if not answer.labelled.is_hard]
    return Evaluation(
        texts=len(answers),
        recall=_share(opt_outs),
        hard=_share(hard),
        ordinary=_share(ordinary),
        recall_by_language=_shares(opt_outs, lambda answer: answer.labelled.language),
        hard_by_language=_shares(hard, lambda answer: answer.labelled.language),
        by_kind=_shares(scored, lambda answer: f"{answer.labelled.label}/{answer.labelled.kind}"),
        confusion=Counter((answer.labelled.label.value, _meaning(answer.verdict)) for answer in scored),
        misses=[answer for answer in opt_outs if answer.outcome is Outcome.PASSED],
        false_alarms=[answer for answer in harmless if answer.outcome is not Outcome.PASSED],
        baselines={
            name: (_baseline(opt_outs, stops), _baseline(hard, stops), _baseline(ordinary, stops))
            for name, stops in (("exact keyword", is_exact_keyword), ("contains a word", contains_a_word))
        },
    )


def outcome_of(verdict: Verdict) -> Outcome:
    """Whether a verdict stops at once, holds for a person, or lets pass."""
    if verdict.meaning is not Meaning.STOP:
        return Outcome.PASSED
    return Outcome.STOPPED if verdict.certainty is Certainty.CERTAIN else Outcome.HELD


def is_exact_keyword(text: str) -> bool:
    """The first baseline: the whole text is one of the seven words."""
    return text.strip().lower() in KEYWORDS


def contains_a_word(text: str) -> bool:
    """The second baseline: a stop word stands somewhere in the text."""
    return CONTAINED.search(text) is not None


def _meaning(verdict: Verdict) -> str:
    if verdict.is_question:
        return "question"
    if verdict.meaning is Meaning.STOP and verdict.certainty is not Certainty.CERTAIN:
        return "held"
    return verdict.meaning.value


def _share(answers: Sequence[Answer]) -> Share:
    outcomes = Counter(answer.outcome for answer in answers)
    return Share(len(answers), outcomes[Outcome.STOPPED], outcomes[Outcome.HELD])


def _shares(answers: Sequence[Answer], key: Callable[[Answer], str]) -> dict[str, Share]:
    groups: dict[str, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(key(answer), []).append(answer)
    return {name: _share(group) for name, group in sorted(groups.items())}


def _baseline(answers: Sequence[Answer], stops: Callable[[str], bool]) -> Share:
    return Share(len(answers), sum(stops(answer.labelled.text) for answer in answers), 0)
