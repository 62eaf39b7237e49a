"""Texts that stand next to a wish to stop: limits, other channels, other people, and keywords with a story behind them."""

import pytest

from stopline.consent.normalise import words_of
from stopline.consent.patterns import Effect
from stopline.consent.recognise import Certainty, Meaning, Recogniser, Verdict, shipped_lexicon

RECOGNISER = Recogniser(shipped_lexicon())


def verdict_on(text: str) -> Verdict:
    return RECOGNISER.recognise(text)


def limits_hours(text: str) -> bool:
    hits = RECOGNISER.reading_of(words_of(text)).with_effect(Effect.DENY)
    return any(hit.rule.name == "at-such-hours" for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        "kindly don't message before 6am, newborn in the house",
        "no texts after 9 pm please",
        "stop messaging me at 4am, any other hour is fine",
        "don't message us until after 10, the baby sleeps",
        "please only text after 6, I'm at work",
        "quit texting me at midnight haha",
        "stop texting while I'm driving",
        "no messages on sundays please",
        "no me escriban antes de las 9",
        "por favor no manden mensajes después de las 22 horas",
        "dejen de escribirme a las 6 de la mañana, mejor al mediodía",
        "solo después de las 18, por favor",
        "ne m'écrivez pas avant 9h svp",
        "pas de sms après 21 heures s'il vous plaît",
        "arrêtez de m'écrire à 6h du matin, plutôt à midi",
        "não mandem mensagem antes das 8",
        "por favor não escrevam depois das 22h",
        "só depois das 18h, por favor",
        "parem de mandar mensagem às 5 da manhã, pode ser meio-dia",
        "bitte nicht vor 7 Uhr anschreiben",
        "schreibt mir bitte nicht nach 22 Uhr",
        "keine SMS nach 21 Uhr bitte",
        "nur nach 18 Uhr bitte",
        "hört auf mir um 5 Uhr morgens zu schreiben, mittags gern",
        "non scrivetemi prima delle 9",
        "niente messaggi dopo le 21 per favore",
        "solo dopo le 19, grazie",
        "smettete di scrivermi alle 5 del mattino, meglio a pranzo",
        "stuur me niks voor 8 uur 's ochtends",
        "niet voor 9 uur appen aub",
        "geen berichtjes na 22 uur graag",
        "alleen na 18 uur appen",
        "stop met appen om 5 uur 's ochtends",
    ],
)
def test_a_limit_to_some_hours_is_no_wish_to_stop(text: str) -> None:
    assert verdict_on(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "stop emailing me and text me instead",
        "quit calling, just text",
        "please stop the calls and text me instead",
        "no more emails please, text me instead",
        "your voicemails never reach me, quit leaving those, text me instead",
        "dejen de llamar y mejor escríbanme por mensaje",
        "no más correos, mejor mensajes",
        "arrêtez les mails, envoyez plutôt des sms",
        "plus d'appels, plutôt des sms",
        "parem de ligar, é melhor mandar mensagem",
        "chega de e-mail, mandem mensagem em vez disso",
        "keine Mails mehr, lieber SMS",
        "ruft nicht mehr an, schreibt stattdessen",
        "basta telefonate, meglio un sms",
        "basta email, scrivetemi un sms invece",
        "geen mails meer, liever een appje",
        "stop met bellen, app me liever",
    ],
)
def test_stopping_another_channel_in_favour_of_texts_stops_no_texts(text: str) -> None:
    assert verdict_on(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "unsubscribe my son from karate please",
        "can you unsubscribe my wife from the pottery class",
        "please unsubscribe my dad from the walking tour, his knee is bad",
        "quiero dar de baja a mi hija de natación",
        "dar de baja a mi hijo del taller de dibujo",
        "je voudrais désinscrire mon fils du judo",
        "désinscrire ma fille du cours de danse svp",
        "quero cancelar a inscrição do meu filho na natação",
        "quero tirar minha filha da aula de dança",
        "ich möchte meine Tochter vom Turnen abmelden",
        "kann ich meine Kinder vom Ferienlager abmelden",
        "bitte meinen Mann vom Yoga abmelden",
        "vorrei disiscrivere mio figlio dal nuoto",
        "vorrei cancellare mia figlia dal corso di danza",
        "ik wil mijn zoon afmelden voor zwemles",
        "kan ik mijn dochter uitschrijven van ballet",
    ],
)
def test_signing_somebody_off_from_a_course_is_about_the_course(text: str) -> None:
    assert verdict_on(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "I unsubscribed by accident, glad these still come",
        "oops I opted out by mistake last time",
        "happy I still get these even though I unsubscribed by mistake",
        "me di de baja por error, quiero seguir",
        "je me suis désabonnée par erreur",
        "habe mich versehentlich abgemeldet",
        "mi sono disiscritto per sbaglio",
        "ik heb me per ongeluk afgemeld",
        "me descadastrei sem querer",
    ],
)
def test_leaving_by_mistake_is_no_wish_to_leave(text: str) -> None:
    assert verdict_on(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "¿tienen una talla más baja?",
        "¿me pueden bajar el precio?",
        "la presión está baja hoy",
        "estoy de baja hasta el lunes, no podré ir",
        "¿cuánto baja el precio en enero?",
        "la silla es muy baja para mi mesa",
    ],
)
def test_spanish_baja_is_also_a_size_a_price_and_sick_leave(text: str) -> None:
    assert verdict_on(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "don't stop sending these, I love them",
        "no dejen de mandar las ofertas",
        "n'arrêtez pas d'envoyer vos sms, j'adore",
        "nicht aufhören zu schreiben",
        "non smettete di scrivermi",
        "não parem de mandar mensagens",
    ],
)
def test_asking_to_go_on_is_no_wish_to_stop(text: str) -> None:
    assert verdict_on(text).meaning is not Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "unsubscribe me",
        "unsubscribe my number",
        "unsubscribe my phone please",
        "unsubscribe me from swim lesson texts",
        "unsubscribe my daughter from these texts",
        "take my mom off your list",
        "melden Sie meine Nummer ab",
        "denme de baja",
        "quiero darme de baja",
        "me apuntaron por error, bórrenme",
        "don't text me at all",
        "stop texting me, it is 5am",
        "don't text me before 8, or ever. take me off your list",
        "stop emailing me and stop texting me",
        "stop calling and texting me",
        "stop texting me after 3 messages a day I am done",
        "nicht mehr schreiben",
        "not interested, stop texting",
        "stop texting me, email me instead",
    ],
)
def test_what_only_looks_like_one_of_these_still_stops(text: str) -> None:
    assert verdict_on(text).meaning is Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "END we sold the bakery",
        "QUIT i never rode a horse in my life",
        "STOP we moved to Ohio",
        "CANCEL i dont own that scooter anymore",
        "stop i am not a member anymore",
        "unsubscribe my cat died so no need for the vet",
        "unsubscribe we closed the cafe",
        "optout my husband handled all that and he is gone",
        "Good afternoon. STOP. Best, Marvin",
        "Hello,\nSTOP\nRegards, Ingrid Solberg",
        "Hi. Unsubscribe. I live in Norway now",
        "Stop! I already bought one elsewhere",
        "Buenos días. BAJA. Saludos, Rosa",
        "BAJA ya vendí el coche",
        "Bonjour. STOP. Cordialement, Mme Petit",
        "STOP j'ai déménagé à Lyon",
        "Guten Tag. STOPP. Mit freundlichen Grüßen, Weber",
        "STOPP ich wohne nicht mehr dort",
        "Bom dia. SAIR. Atenciosamente, Paulo",
        "PARAR vendi a moto",
        "Buongiorno. STOP. Cordiali saluti, Bianchi",
        "STOP ho cambiato palestra",
        "Goedemiddag. STOP. Groeten, Anneke",
        "STOP ik heb de boot verkocht",
    ],
)
def test_a_keyword_that_stands_apart_is_at_least_held(text: str) -> None:
    assert verdict_on(text).meaning is Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "Hey! Honestly I can do without these",
        "I could do without these",
        "ok I'm done with these, great cafe though",
        "please let this be the last one",
        "make this the last one please",
        "Hiya, any possibility somebody would stop these?",
        "is there some way you all might end these",
        "is there any way you could stop sending these",
        "no need for these anymore, lovely people though",
        "Hello! I don't need these, but thanks for everything",
        "I don't need any more of these",
        "Hola, la verdad puedo vivir sin esto",
        "que este sea el último, por favor",
        "ya no necesito esto, gracias",
        "Bonjour, je peux me passer de ça",
        "que ce soit le dernier svp",
        "je n'ai plus besoin de ça, merci",
        "que este seja o último, por favor",
        "não preciso mais disso, obrigada",
        "posso viver sem isso",
        "Hallo, darauf kann ich verzichten",
        "lasst das bitte die letzte sein",
        "ich brauche das nicht mehr, danke",
        "non ho più bisogno di questi, grazie",
        "posso farne a meno di questi",
        "hier kan ik wel zonder",
        "laat dit de laatste zijn",
        "ik heb dit niet meer nodig, bedankt",
    ],
)
def test_these_without_a_name_are_held_for_a_person(text: str) -> None:
    verdict = verdict_on(text)

    assert verdict.meaning is Meaning.STOP


@pytest.mark.parametrize(
    "text",
    [
        "CANCEL my 3pm haircut",
        "END of the road is where we park",
        "cancel i cant make it tomorrow",
        "stop it you are too funny",
        "The sign said STOP. I went through it",
        "I could do without the onions",
        "I'm done with the forms",
        "I'm done with the homework",
        "the last one was delicious",
        "would there be a chance you stop by with the key",
        "I don't need these shoes in red",
        "stop by later",
    ],
)
def test_a_keyword_with_an_object_or_in_a_story_does_not_stand_apart(text: str) -> None:
    assert verdict_on(text).meaning is not Meaning.STOP


@pytest.mark.parametrize("hour", ["8", "eight", "8am", "8 am", "8 pm please", "21h", "20:30", "7 oclock"])
def test_an_hour_is_known_however_it_is_written(hour: str) -> None:
    assert limits_hours(f"don't text me before {hour}")


@pytest.mark.parametrize("number", ["3 warnings", "40", "12025550123", "2 years of this"])
def test_another_number_is_not_an_hour(number: str) -> None:
    assert not limits_hours(f"don't text me after {number}")


def test_a_keyword_that_stands_apart_is_pointed_at() -> None:
    verdict = verdict_on("We moved. Unsubscribe. Love the shop, the stable is closed")

    assert verdict.matched is not None
    assert verdict.matched.words == "Unsubscribe"


def test_a_keyword_that_stands_apart_in_small_letters_is_certain_only_where_the_model_agrees() -> None:
    shouted = verdict_on("STOP I work in the stable at night")
    spoken = verdict_on("stop ! un supplément pour la grange")

    assert shouted.certainty is Certainty.CERTAIN
    assert spoken.certainty is Certainty.LIKELY


def test_a_wish_beside_a_limit_still_counts() -> None:
    verdict = verdict_on("Don't text me before 8. In fact, take me off your list.")

    assert (verdict.meaning, verdict.certainty) == (Meaning.STOP, Certainty.CERTAIN)


@pytest.mark.parametrize(
    "text",
    [
        "stop calling and texting at 7am or I will sue",
        "hört auf, mir um Mitternacht zu schreiben, ich zeige euch an",
    ],
)
def test_a_limit_said_with_a_threat_or_for_good_is_at_least_held(text: str) -> None:
    assert verdict_on(text).meaning is Meaning.STOP


def test_words_that_ask_e_mail_alone_to_end_never_stop_texts_at_once() -> None:
    verdict = verdict_on("Could you take me off the email newsletter? These text reminders are plenty")

    assert verdict.certainty is not Certainty.CERTAIN or verdict.meaning is not Meaning.STOP
    assert verdict_on("stop emailing and texting me").certainty is Certainty.CERTAIN
