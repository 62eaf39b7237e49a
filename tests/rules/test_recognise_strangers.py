"""Somebody who says plainly that we have the wrong number is understood, and not taken for somebody who may mean stop."""

import pytest

from stopline.consent.recognise import Meaning, Recogniser, shipped_lexicon

RECOGNISER = Recogniser(shipped_lexicon())


@pytest.mark.parametrize(
    "text",
    [
        "wrong number mate",
        "Wrong number mate, never owned a rabbit",
        "sorry wrong number",
        "you have the wrong person, this isn't Linda",
        "falsche Nummer, ich bin nicht Jonas",
        "Numero equivocado, aquí no vive ningún Evaristo",
        "número equivocado amigo",
        "mauvais numéro, désolé",
        "verkeerd nummer, ik ken geen Henk",
        "ha sbagliato numero",
        "número errado, não conheço",
    ],
)
def test_a_plain_wrong_number_is_one_whatever_the_model_guesses(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is Meaning.WRONG_NUMBER


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("wrong number of chairs, i said 40", Meaning.NONE),
        ("wrong number on the door, it's 147 not 174", Meaning.NONE),
        ("avete sbagliato taglia, fatemi il favore di cambiarla", Meaning.NONE),
        ("non non non c'est pas la bonne couleur, je voulais le bleu", Meaning.NONE),
        ("wrong number, stop texting", Meaning.STOP),
        ("wrong number take it off please", Meaning.STOP),
        ("verkeerd nummer, haal het weg aub", Meaning.STOP),
        ("wrong number. please update your records", Meaning.STOP),
    ],
)
def test_a_wish_beside_it_or_a_wrong_number_of_something_else_stays_what_it_was(
    text: str, meaning: Meaning
) -> None:
    assert RECOGNISER.recognise(text).meaning is meaning
