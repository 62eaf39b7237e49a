"""The questions for consent that ship with Stopline, in its seven languages, and the parts they are filled with.

Each says who asks, what for, how often, that it may cost something, how to say yes, and how to say stop.
"""

from pydantic import Field, field_validator

from stopline.consent.events import Scope
from stopline.inbox.program import PROGRAM_FIELDS, Phrases, Wording
from stopline.inbox.templates import field_fault
from stopline.settings.section import Section

LONGEST_QUESTION = 480
"""Characters of a question: three parts are enough for everything it has to tell."""


class AskingSettings(Section):
    """A team's own questions in one language; what is empty is what ships with Stopline."""

    question: str = Field(default="", max_length=LONGEST_QUESTION)
    """The second question of a double opt-in."""
    resume: str = Field(default="", max_length=LONGEST_QUESTION)
    """The same to somebody who had stopped and wants messages again."""
    reminder: str = Field(default="", max_length=LONGEST_QUESTION)
    ask: str = Field(default="", max_length=LONGEST_QUESTION)
    """For somebody who has not agreed to anything."""
    reconfirm: str = Field(default="", max_length=LONGEST_QUESTION)
    """For somebody whose consent is old or vague."""

    @field_validator("question", "resume", "reminder", "ask", "reconfirm")
    @classmethod
    def _names_the_sender(cls, text: str) -> str:
        return names_the_program(text) if text else text

    def given(self) -> dict[Wording, str]:
        """Return the questions that are not empty."""
        return {each: text for each in Wording if (text := getattr(self, each))}


def names_the_program(text: str) -> str:
    """Return the text if it names the sender and no field that does not exist.

    Raises:
        ValueError: it does not.
    """
    if "{team}" not in text and "{program}" not in text:
        raise ValueError("an automatic text must name the sender: put {team} or {program} into it")
    if fault := field_fault(text, PROGRAM_FIELDS):
        raise ValueError(fault)
    return text


def _about(everything: str, marketing: str, notice: str) -> dict[Scope, str]:
    return {Scope.ALL: everything, Scope.MARKETING: marketing, Scope.NOTICE: notice}


SHIPPED_PHRASES = {
    "en": Phrases(
        "Message frequency varies",
        "Msg & data rates may apply",
        _about("our messages", "our offers and news", "our order updates"),
    ),
    "fr": Phrases(
        "La fréquence des messages varie",
        "Frais de messages et de données possibles",
        _about("nos messages", "nos offres et nouvelles", "nos avis de commande"),
    ),
    "es": Phrases(
        "La frecuencia varía",
        "Pueden aplicarse tarifas de mensajes y datos",
        _about("nuestros mensajes", "nuestras ofertas y novedades", "nuestros avisos de pedidos"),
    ),
    "pt": Phrases(
        "A frequência varia",
        "Podem aplicar-se tarifas de mensagens e dados",
        _about("as nossas mensagens", "as nossas ofertas e novidades", "os nossos avisos de encomendas"),
    ),
    "de": Phrases(
        "Die Häufigkeit variiert",
        "Es gelten die Nachrichten- und Datentarife Ihres Anbieters",
        _about("unsere Nachrichten", "unsere Angebote und Neuigkeiten", "unsere Nachrichten zu Bestellungen"),
    ),
    "it": Phrases(
        "La frequenza varia",
        "Possono applicarsi tariffe per messaggi e dati",
        _about("i nostri messaggi", "le nostre offerte e novità", "i nostri avvisi sugli ordini"),
    ),
    "nl": Phrases(
        "Het aantal berichten verschilt",
        "Bericht- en datakosten kunnen gelden",
        _about("onze berichten", "onze aanbiedingen en nieuws", "onze berichten over bestellingen"),
    ),
}

SHIPPED_QUESTIONS = {
    "en": {
        Wording.QUESTION: "{program}: Reply YES to get {about}. {frequency}. {rates}. HELP for help{care}, STOP to end.{terms}",
        Wording.RESUME: "{program}: You get messages from us again. Reply YES to get {about} too. {frequency}. {rates}. HELP for help{care}, STOP to end.{terms}",
        Wording.REMINDER: "{program}: You have not confirmed yet that you want {about}. Reply YES to confirm, NO if not. {rates}.",
        Wording.ASK: "{program}: May we text you {about}? Reply YES to agree, NO if not. {frequency}. {rates}. HELP for help{care}, STOP to end.{terms}",
        Wording.RECONFIRM: "{program}: Do you still want {about}? Reply YES to keep them coming. Without an answer within {days} days you get none. {rates}. HELP for help{care}, STOP to end.",
    },
    "fr": {
        Wording.QUESTION: "{program} : répondez OUI pour recevoir {about}. {frequency}. {rates}. AIDE pour de l'aide{care}, STOP pour arrêter.{terms}",
        Wording.RESUME: "{program} : vous recevez de nouveau des messages de notre part. Répondez OUI pour recevoir aussi {about}. {frequency}. {rates}. AIDE pour de l'aide{care}, STOP pour arrêter.{terms}",
        Wording.REMINDER: "{program} : vous n'avez pas encore confirmé vouloir {about}. Répondez OUI pour confirmer, NON sinon. {rates}.",
        Wording.ASK: "{program} : pouvons-nous vous envoyer {about} ? Répondez OUI pour accepter, NON sinon. {frequency}. {rates}. AIDE pour de l'aide{care}, STOP pour arrêter.{terms}",
        Wording.RECONFIRM: "{program} : voulez-vous toujours {about} ? Répondez OUI pour continuer. Sans réponse d'ici {days} jours, nous arrêtons. {rates}. AIDE pour de l'aide{care}, STOP pour arrêter.",
    },
    "es": {
        Wording.QUESTION: "{program}: Responda SÍ para recibir {about}. {frequency}. {rates}. AYUDA para ayuda{care}, STOP para no recibir más.{terms}",
        Wording.RESUME: "{program}: Vuelve a recibir mensajes de nuestra parte. Responda SÍ para recibir también {about}. {frequency}. {rates}. AYUDA para ayuda{care}, STOP para no recibir más.{terms}",
        Wording.REMINDER: "{program}: Aún no ha confirmado que quiere {about}. Responda SÍ para confirmar, NO si no quiere. {rates}.",
        Wording.ASK: "{program}: ¿Podemos enviarle {about}? Responda SÍ para aceptar, NO si no quiere. {frequency}. {rates}. AYUDA para ayuda{care}, STOP para no recibir más.{terms}",
        Wording.RECONFIRM: "{program}: ¿Quiere seguir recibiendo {about}? Responda SÍ para seguir. Sin respuesta en {days} días no enviamos más. {rates}. AYUDA para ayuda{care}, STOP para no recibir más.",
    },
    "pt": {
        Wording.QUESTION: "{program}: Responda SIM para receber {about}. {frequency}. {rates}. AJUDA para ajuda{care}, STOP para parar.{terms}",
        Wording.RESUME: "{program}: Volta a receber mensagens da nossa parte. Responda SIM para receber também {about}. {frequency}. {rates}. AJUDA para ajuda{care}, STOP para parar.{terms}",
        Wording.REMINDER: "{program}: Ainda não confirmou que quer {about}. Responda SIM para confirmar, NÃO se não quiser. {rates}.",
        Wording.ASK: "{program}: Podemos enviar-lhe {about}? Responda SIM para aceitar, NÃO se não quiser. {frequency}. {rates}. AJUDA para ajuda{care}, STOP para parar.{terms}",
        Wording.RECONFIRM: "{program}: Ainda quer {about}? Responda SIM para continuar. Sem resposta em {days} dias, paramos. {rates}. AJUDA para ajuda{care}, STOP para parar.",
    },
    "de": {
        Wording.QUESTION: "{program}: Mit JA bestätigen Sie, dass Sie {about} möchten. {frequency}. {rates}. HILFE hilft weiter{care}, STOP beendet alles.{terms}",
        Wording.RESUME: "{program}: Sie bekommen wieder Nachrichten von uns. Mit JA bestätigen Sie, dass Sie auch {about} möchten. {frequency}. {rates}. HILFE hilft weiter{care}, STOP beendet alles.{terms}",
        Wording.REMINDER: "{program}: Sie haben noch nicht bestätigt, dass Sie {about} möchten. Antworten Sie JA, oder NEIN, wenn nicht. {rates}.",
        Wording.ASK: "{program}: Dürfen wir Ihnen {about} schicken? Antworten Sie JA, oder NEIN, wenn nicht. {frequency}. {rates}. HILFE hilft weiter{care}, STOP beendet alles.{terms}",
        Wording.RECONFIRM: "{program}: Möchten Sie {about} weiter bekommen? Antworten Sie JA. Ohne Antwort in {days} Tagen hören wir auf. {rates}. HILFE hilft weiter{care}, STOP beendet alles.",
    },
    "it": {
        Wording.QUESTION: "{program}: Risponda SÌ per ricevere {about}. {frequency}. {rates}. AIUTO per aiuto{care}, STOP per non ricevere altro.{terms}",
        Wording.RESUME: "{program}: Riceve di nuovo messaggi da parte nostra. Risponda SÌ per ricevere anche {about}. {frequency}. {rates}. AIUTO per aiuto{care}, STOP per non ricevere altro.{terms}",
        Wording.REMINDER: "{program}: Non ha ancora confermato di volere {about}. Risponda SÌ per confermare, NO se non vuole. {rates}.",
        Wording.ASK: "{program}: Possiamo inviarle {about}? Risponda SÌ per accettare, NO se non vuole. {frequency}. {rates}. AIUTO per aiuto{care}, STOP per non ricevere altro.{terms}",
        Wording.RECONFIRM: "{program}: Vuole ancora {about}? Risponda SÌ per continuare. Senza risposta entro {days} giorni smettiamo. {rates}. AIUTO per aiuto{care}, STOP per non ricevere altro.",
    },
    "nl": {
        Wording.QUESTION: "{program}: Antwoord JA om {about} te krijgen. {frequency}. {rates}. HELP voor hulp{care}, STOP om te stoppen.{terms}",
        Wording.RESUME: "{program}: U krijgt weer berichten van ons. Antwoord JA om ook {about} te krijgen. {frequency}. {rates}. HELP voor hulp{care}, STOP om te stoppen.{terms}",
        Wording.REMINDER: "{program}: U hebt nog niet bevestigd dat u {about} wilt. Antwoord JA om te bevestigen, NEE als u ze niet wilt. {rates}.",
        Wording.ASK: "{program}: Mogen wij u {about} sturen? Antwoord JA als u dat goed vindt, NEE als u dat niet wilt. {frequency}. {rates}. HELP voor hulp{care}, STOP om te stoppen.{terms}",
        Wording.RECONFIRM: "{program}: Wilt u {about} blijven krijgen? Antwoord JA. Zonder antwoord binnen {days} dagen stoppen wij. {rates}. HELP voor hulp{care}, STOP om te stoppen.",
    },
}  # fmt: skip
