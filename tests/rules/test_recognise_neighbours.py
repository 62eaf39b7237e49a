"""More texts that use the words of a wish to stop for something next to it: a queue, an old number, another channel, oneself."""

import pytest

from stopline.consent.recognise import Certainty, Meaning, Recogniser, shipped_lexicon

RECOGNISER = Recogniser(shipped_lexicon())


@pytest.mark.parametrize(
    "text",
    [
        "you can take me off the phone calls, texts suit me",
        "unsubscribe me from the emails, texting works better",
        "no more letters please, send it by text",
        "no me llamen al trabajo, solo por mensaje",
        "Rufen Sie mich nicht mehr an, schreiben Sie lieber",
        "Anrufe braucht ihr nicht mehr machen, SMS reicht",
        "papieren post hoeft niet meer, sms is genoeg",
        "não liguem para casa, só por mensagem",
        "plus d'appels, un sms suffit",
    ],
)
def test_giving_up_another_channel_for_texts_is_no_stop(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "take me off the waiting list, we got seated",
        "remove us from the raffle, we won't be there",
        "quítenme de la lista de espera, ya comimos",
        "retirez-moi de la liste d'attente, j'ai trouvé ailleurs",
        "bitte von der Warteliste streichen",
        "haal me van de wachtlijst",
        "please remove the cake from my order",
        "quite los refrescos del pedido",
    ],
)
def test_leaving_a_queue_or_an_order_is_no_stop(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "delete my old number and use this one",
        "borren el número viejo y usen este",
        "j'ai changé de numéro, supprimez l'ancien",
        "neue Nummer, bitte die alte löschen",
        "ho cambiato numero, cancellate il vecchio",
        "nieuw nummer, verwijder het oude",
        "mudei de número, apaguem o antigo",
    ],
)
def test_a_new_number_in_place_of_an_old_one_is_no_stop(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "ok I'll stop texting you about it",
        "sorry, I will stop bothering you",
        "ya no le molesto más, gracias",
        "vou parar de perguntar kkk",
        "ik stop met vragen hoor",
        "j'arrête de vous écrire, promis",
    ],
)
def test_what_somebody_stops_doing_himself_is_no_stop(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "please don't take me off the list",
        "do not unsubscribe me, I like these",
        "no me quiten de la lista por favor",
    ],
)
def test_asking_to_stay_is_no_stop(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "sure, if the strike ends before my birthday",
        "is the saddle easy to remove?",
        "I know I said stop to the offers, but is my wheel ready?",
        "¿la rueda se puede quitar?",
        "on a une nouvelle élève, désolée",
    ],
)
def test_everyday_uses_of_such_words_are_no_stop(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "take me off the calls, the texts and everything else",
        "unsubscribe me from emails and texts",
        "no more letters and no more texts please",
        "take my name off the order updates, I don't want these texts",
        "delete my number, I have a new one now and don't text either of them",
        "remove me from this list and the waiting list texts too",
        "borren mi número de la lista y no me escriban más",
    ],
)
def test_a_wish_about_texts_beside_one_of_these_is_still_caught(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "I lost my phone, use this number",
        "Perdí el celular, usen este número",
        "J'ai perdu mon portable, utilisez ce numéro",
        "Perdi meu celular, usem esse número",
        "Ho perso il telefono, usate questo numero",
        "Ich habe mein Handy verloren, bitte diese Nummer nutzen",
        "Mein altes Handy ist weg, bitte diese Nummer verwenden",
        "Ik ben mijn telefoon kwijt, gebruik dit nummer",
        "Mijn oude telefoon is weg, gebruik voortaan dit nummer",
    ],
)
def test_who_lost_a_phone_and_tells_another_number_wishes_no_stop(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "I lost my phone, don't use this number anymore",
        "Ich habe mein Handy verloren, bitte diese Nummer nicht mehr anschreiben",
        "Mein Handy ist weg, bitte diese Nummer löschen",
        "Ik ben mijn telefoon kwijt, verwijder dit nummer",
    ],
)
def test_who_lost_a_phone_and_gives_the_number_up_is_stopped(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is Meaning.STOP


@pytest.mark.parametrize(
    "text",
    ["Pouvez-vous me retirer de la sortie de dimanche ?", "Potete togliermi dal giro di domenica?"],
)
def test_leaving_an_outing_is_no_stop(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    ("text", "is_certain"),
    [
        ("bitte stoppen Sie die Reparatur, das ist zu teuer", False),
        ("bitte stoppen Sie die Nachrichten zur Reparatur", True),
        ("Ich brauche nichts mehr, danke", False),
        ("Ich brauche nichts mehr von euch", True),
        ("Ik hoef niks meer, dank je", False),
        ("Quítenme un poco más del flequillo", False),
        ("Quítenme de la lista", True),
    ],
)
def test_what_is_said_at_a_counter_every_day_is_never_a_stop_at_once(text: str, is_certain: bool) -> None:
    verdict = RECOGNISER.recognise(text)

    assert (verdict.meaning is Meaning.STOP and verdict.certainty is Certainty.CERTAIN) is is_certain
