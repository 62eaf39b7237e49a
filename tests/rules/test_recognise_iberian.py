"""Spanish and Portuguese say a wish in their own order of words; the rules know it before any model is asked."""

import pytest

from stopline.consent.normalise import words_of
from stopline.consent.patterns import Effect
from stopline.consent.recognise import Recogniser, shipped_lexicon

RECOGNISER = Recogniser(shipped_lexicon())


def rules_in(text: str, effect: Effect) -> set[str]:
    return {hit.rule.name for hit in RECOGNISER.reading_of(words_of(text)).with_effect(effect)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("no me las vuelvan a mandar", "do-not-send"),
        ("que ya no me lleguen sus promociones", "do-not-want"),
        ("dejad de enviarme publicidad", "stop-texting"),
        ("hagan de cuenta que este número no existe", "lose-my-number"),
        ("ahórrense los mensajes", "keep-them-to-yourselves"),
        ("otro mensaje y los denuncio", "threat"),
        ("kitenme de la lista", "unsubscribe"),
        ("dejen en paz a mi mamá", "unsubscribe"),
        ("num manda mais não", "do-not-send"),
        ("deixem de me enviar isso", "stop-texting"),
        ("me tira dos avisos", "remove-me"),
        ("larguem o meu número", "lose-my-number"),
        ("me poupem dessas mensagens", "keep-them-to-yourselves"),
        ("peço a eliminação do meu contacto", "remove-me"),
        ("mais uma mensagem e vou no procon", "threat"),
    ],
)
def test_a_wish_in_its_own_order_of_words_is_known(text: str, rule: str) -> None:
    assert rule in rules_in(text, Effect.STOP)


@pytest.mark.parametrize(
    "text",
    [
        "me borraron del grupo de padres",
        "se me borró la foto",
        "me sacaron una muela",
        "descanse en paz",
        "quita el queso",
        "vocês me tiraram uma dúvida",
        "fica em paz",
        "ele mandou a nota ontem",
    ],
)
def test_what_was_done_and_everyday_words_are_no_wish(text: str) -> None:
    assert not rules_in(text, Effect.STOP)


def test_the_portuguese_or_asks_nothing() -> None:
    assert "asks-how" not in rules_in("ou param de mandar ou eu bloqueio", Effect.QUESTION)
