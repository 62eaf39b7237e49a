"""The evaluation counts what its table claims to count."""

from stopline.consent.evaluation import (
    Label,
    LabelledText,
    Outcome,
    contains_a_word,
    evaluate,
    is_exact_keyword,
)
from stopline.consent.recognise import Recogniser, shipped_lexicon

RECOGNISER = Recogniser(shipped_lexicon())


def test_recall_and_false_alarms_are_counted_over_their_own_texts() -> None:
    texts = [
        LabelledText("stop", Label.OPT_OUT, kind="exact_keyword"),
        LabelledText("🛑", Label.OPT_OUT, kind="emoji"),
        LabelledText("the sky is blue today", Label.OPT_OUT, kind="sentence"),
        LabelledText("which bus stop is it", Label.NONE, kind="hard_negative", is_hard=True),
        LabelledText("see you at five", Label.NONE),
    ]

    evaluation = evaluate(texts, RECOGNISER)

    assert (evaluation.recall.of, evaluation.recall.stopped, evaluation.recall.held) == (3, 1, 1)
    assert (evaluation.hard.of, evaluation.hard.caught) == (1, 0.0)
    assert (evaluation.ordinary.of, evaluation.ordinary.caught) == (1, 0.0)
    assert [answer.labelled.text for answer in evaluation.misses] == ["the sky is blue today"]
    assert evaluation.confusion["opt_out", "held"] == 1
    assert evaluation.by_kind["opt_out/exact_keyword"].certain == 1.0


def test_disputed_texts_questions_and_wrong_numbers_are_not_scored() -> None:
    texts = [
        LabelledText("go away", Label.OPT_OUT, is_ambiguous=True),
        LabelledText("how do I unsubscribe", Label.OPT_OUT_QUESTION),
        LabelledText("wrong number", Label.WRONG_NUMBER),
    ]

    evaluation = evaluate(texts, RECOGNISER)

    assert evaluation.texts == 3
    assert (evaluation.recall.of, evaluation.hard.of, evaluation.ordinary.of) == (0, 0, 0)
    assert evaluation.recall.caught == 0.0
    assert evaluation.confusion["opt_out_question", "question"] == 1


def test_a_false_alarm_is_listed_with_what_would_follow() -> None:
    evaluation = evaluate([LabelledText("stop", Label.NONE, is_hard=True)], RECOGNISER)

    assert [answer.outcome for answer in evaluation.false_alarms] == [Outcome.STOPPED]


def test_the_baselines_are_the_simplest_ways_to_do_it() -> None:
    assert is_exact_keyword(" Stop ")
    assert not is_exact_keyword("stop please")
    assert contains_a_word("the bus stop")
    assert not contains_a_word("stopped by")
