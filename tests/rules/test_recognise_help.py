"""People who ask who writes, or for a person to talk to, get the answer to HELP."""

import pytest

from stopline.consent.recognise import Meaning, Recogniser, shipped_lexicon

RECOGNISER = Recogniser(shipped_lexicon())


@pytest.mark.parametrize(
    "text",
    [
        "who dis",
        "whos this pls",
        "what number is this",
        "what's this number",
        "which store are you with",
        "do i know you?",
        "who keeps sending me these",
        "who is this from?",
        "how do I reach a human",
        "how can i talk to a real person",
        "can I speak to somebody?",
        "is anyone there",
        "is this a real person?",
        "can somebody help me please",
        "what did I sign up for",
        "how often will I get these",
        "¿quién me escribe?",
        "de quién es este número",
        "con quién hablo?",
        "quiero hablar con una persona",
        "de qué empresa son",
        "qui m'écrit ?",
        "c'est quoi ces sms",
        "vous êtes quelle société",
        "je peux parler à quelqu'un ?",
        "wer schreibt mir da?",
        "von welcher Firma sind Sie?",
        "kann ich mit jemandem sprechen?",
        "ich brauche Hilfe",
        "quem tá falando?",
        "de quem é esse número?",
        "quero falar com um atendente",
        "chi scrive?",
        "di chi è questo numero?",
        "posso parlare con qualcuno?",
        "met wie spreek ik?",
        "van wie is dit nummer",
        "welk bedrijf is dit",
        "kan ik iemand spreken",
    ],
)
def test_asking_who_writes_or_for_a_person_gets_help(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is Meaning.HELP


@pytest.mark.parametrize(
    "text",
    [
        "who is the best mechanic you have",
        "what number should I call about the bike",
        "can I talk to Rosa about my fridge",
        "is there a real tree in the lobby",
        "how do I get to the person at the desk upstairs",
        "¿de qué color es?",
        "con quién hablo mañana de la cita",
        "qui est le dentiste de garde ce week-end",
        "wer schneidet mir morgen die Haare?",
        "chi scrive il verbale della riunione",
        "quem vem buscar o sofá amanhã",
        "met wie heb ik morgen een afspraak",
    ],
)
def test_other_questions_get_no_help(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is Meaning.NONE
