"""The files of words are written the way rules compare them, and say where their words come from."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from stopline.consent import shipped
from stopline.consent.grammar import BITS
from stopline.consent.model import PLACES, STEPS, model_from, stored
from stopline.consent.normalise import folded
from stopline.consent.patterns import UnknownSlotError, pattern_from
from stopline.consent.recognise import Certainty, Meaning, Recogniser, shipped_lexicon
from stopline.consent.shipped import LANGUAGES, RULES, rules_file, words_file
from stopline.consent.training import learned, lessons_from, small_talk_from

WORDS = Path(shipped.__file__).parent / "words"
DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_keyword_says_where_it_comes_from(language: str) -> None:
    for table in words_file(language)["keywords"]:
        assert table["source"]
        assert table["words"].strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_written_as_rules_compare_it(language: str) -> None:
    file = words_file(language)
    blocks = [table["words"] for table in file["keywords"]]
    blocks += [*file["courtesy"].values(), *file["guards"].values()]

    lines = [line for block in blocks for line in block.split("\n") if line]
    lines += [
        entry.strip() for block in file["slots"].values() for entry in block.replace("\n", " ").split(",")
    ]

    unfolded = [line for line in lines if line and " ".join(folded(line)) != line]
    assert unfolded == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_about_how_far_a_wish_reaches_stand_with_their_language(language: str) -> None:
    extent = words_file(language)["extent"]
    known = shipped_lexicon().extent
    words = {name: extent[name].split() for name in extent if name != "source"}

    assert extent["source"]
    assert words.keys() == {field.name for field in fields(known)} - {"named"}
    assert all(words[name] or name == "everywhere" for name in words)
    assert all(folded(word) == (word,) for listed in words.values() for word in listed)
    assert all(set(listed) <= getattr(known, name) for name, listed in words.items())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_of_mind_in_every_language_is_left_to_a_person(language: str) -> None:
    recogniser = Recogniser(shipped_lexicon())

    for word in words_file(language)["extent"]["hesitation"].split():
        verdict = recogniser.recognise(f"START {word} STOP")
        assert (verdict.meaning, verdict.certainty) == (Meaning.STOP, Certainty.LIKELY), word


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_in_every_language_ends_every_channel(language: str) -> None:
    extent = words_file(language)["extent"]
    recogniser = Recogniser(shipped_lexicon())
    texts = [f"stop {word}" for word in extent["everywhere"].split()]
    texts += [
        f"stop {each} {channel}" for each in extent["each"].split() for channel in extent["channels"].split()
    ]

    verdicts = {text: recogniser.recognise(text) for text in texts}

    assert [
        text
        for text, verdict in verdicts.items()
        if verdict.meaning is Meaning.STOP and not verdict.is_everywhere
    ] == []
    assert any(verdict.is_everywhere for verdict in verdicts.values())


@pytest.mark.parametrize("module", ["contradiction", "extent"])
def test_no_list_of_words_stands_in_code(module: str) -> None:
    code = (Path(shipped.__file__).parent / f"{module}.py").read_text(encoding="utf-8")

    assert "frozenset((" not in code
    assert "frozenset({" not in code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_is_known_to_the_grammar(language: str) -> None:
    assert words_file(language)["slots"].keys() <= BITS.keys()


def test_a_pattern_with_an_unknown_slot_is_refused() -> None:
    with pytest.raises(UnknownSlotError):
        pattern_from("STOP NONSENSE")


def test_every_rule_explains_itself() -> None:
    rules = [rule for name in RULES for rule in rules_file(name)]

    assert all(rule["means"] and rule["patterns"].strip() for rule in rules)
    assert not [rule["name"] for rule in rules if rule["means"].startswith("The same")]


def test_a_rule_said_in_several_files_is_one_rule() -> None:
    kinds: dict[str, set[tuple[object, ...]]] = {}
    for rule in [rule for name in RULES for rule in rules_file(name)]:
        strictness = (rule.get(each, False) for each in ("certain", "never_certain", "held"))
        kinds.setdefault(rule["name"], set()).add((rule["effect"], *strictness))

    assert {name: kind for name, kind in kinds.items() if len(kind) > 1} == {}


def test_the_lexicon_knows_all_seven_languages() -> None:
    lexicon = shipped_lexicon()

    assert [grammar.language for grammar in lexicon.tongues.grammars] == list(LANGUAGES)


@pytest.mark.parametrize("name", ["optout-train.jsonl", "optout-eval.jsonl"])
def test_labelled_texts_have_ids_of_their_own(name: str) -> None:
    rows = [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]

    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["lang"] in LANGUAGES for row in rows)


def test_no_sentence_is_both_learned_and_examined() -> None:
    texts = {}
    for name in ("optout-train.jsonl", "optout-eval.jsonl"):
        rows = [
            json.loads(line)["text"].lower()
            for line in (DATA / name).read_text(encoding="utf-8").splitlines()
        ]
        texts[name] = {text for text in rows if " " in text}

    assert texts["optout-train.jsonl"] & texts["optout-eval.jsonl"] == set()


@pytest.mark.minute
@pytest.mark.timeout(900)
def test_training_again_gives_the_shipped_model() -> None:
    lessons = lessons_from((DATA / "optout-train.jsonl").read_text(encoding="utf-8").splitlines())
    chatter = small_talk_from((DATA / "optout-smalltalk.txt").read_text(encoding="utf-8").splitlines())

    assert model_from(learned(lessons, chatter)) == model_from(
        (WORDS / "model.json").read_text(encoding="utf-8")
    )


def test_a_stored_model_is_read_back_in_whole_steps() -> None:
    weights = [0.0] * PLACES
    weights[0], weights[1], weights[700], weights[-1] = 1.0, -2.5, 1000.0, 0.5

    model = model_from(stored(-1.25, weights))

    assert model.bias == -1.25
    assert {place: steps for place, steps in enumerate(model.weights) if steps} == {
        0: STEPS,
        1: round(-2.5 * STEPS),
        700: 127,
        PLACES - 1: STEPS // 2,
    }
