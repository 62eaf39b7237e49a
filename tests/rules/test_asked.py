"""What our own message asked for is an answer, not a wish to leave."""

import pytest

from stopline.consent.asked import asked_for


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Reply CANCEL to cancel your appointment on Friday.", ("CANCEL",)),
        ("See you at 5! Text C to confirm or reply CANCEL if you can't come", ("CANCEL",)),
        ("Répondez ANNULER pour annuler votre rendez-vous", ("ANNULER",)),
        ('Antworten Sie mit "STORNO", um den Termin abzusagen', ("STORNO",)),
        ("Responda CANCELAR si no puede venir", ("CANCELAR",)),
        ("Reply STOP to opt out", ()),
        ("Reply CANCEL to unsubscribe", ()),
        ("Reply CANCEL to get no more messages", ()),
        ("Envoyez STOP pour ne plus recevoir de messages", ()),
        ("reply when you can", ()),
        ("", ()),
    ],
)
def test_only_words_that_answer_something_else_are_asked_for(text: str, asked: tuple[str, ...]) -> None:
    assert asked_for(text) == asked
