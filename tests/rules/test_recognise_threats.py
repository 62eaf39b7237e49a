"""One more text and something happens: a wish to stop, whatever is threatened with."""

import pytest

from stopline.consent.recognise import Meaning, Recogniser, shipped_lexicon

RECOGNISER = Recogniser(shipped_lexicon())


@pytest.mark.parametrize(
    "text",
    [
        "One more text and I'm telling the whole street",
        "another message and you can talk to my uncle at the paper",
        "next text I get goes to the ombudsman",
        "un mensaje más y voy a consumo",
        "otro mensaje y se lo cuento a todo el barrio",
        "encore un message et j'en parle au journal",
        "noch eine Nachricht und ich schreibe der Zeitung",
        "mais uma mensagem e eu conto no jornal",
        "un altro messaggio e lo dico al giornale",
        "nog één bericht en ik ga naar de krant",
    ],
)
def test_one_more_text_and_something_happens_is_at_least_held(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "one more text and photo of the bike would help me decide",
        "send one more message when you are outside",
        "noch eine Nachricht bitte wenn es fertig ist",
        "encore un message de bienvenue, merci",
    ],
)
def test_one_more_text_without_a_consequence_is_not(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is not Meaning.STOP


@pytest.mark.parametrize("text", ["take. me. off. your. list.", "Stop. Texting. Me.", "no. more. texts."])
def test_a_wish_with_a_full_stop_behind_every_word_is_read_as_one_sentence(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is Meaning.STOP
