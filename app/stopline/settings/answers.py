"""The automatic texts: what ships with Stopline, and what a team may put in its place."""

from collections.abc import Mapping

from pydantic import Field, field_validator

from stopline.inbox.answers import DEFAULT_LANGUAGE
from stopline.settings.asking import names_the_program
from stopline.settings.section import Section

LONGEST_ANSWER = 320
"""Characters of an automatic text: two parts are enough for what it has to say."""
TOLD_AT_OPT_IN = ("frequency", "rates", "care")
"""What the confirmation of an opt-in has to tell beside who sends it and how to stop, once a program is set up."""


class AnswerSettings(Section):
    """The automatic texts in one language; each names the sender and none sells anything."""

    stop: str = Field(max_length=LONGEST_ANSWER)
    stop_marketing: str = Field(default="", max_length=LONGEST_ANSWER)
    """Where they want no more offers, and the rest; what ships in the language where it is left out."""
    stop_notice: str = Field(default="", max_length=LONGEST_ANSWER)
    start: str = Field(max_length=LONGEST_ANSWER)
    help: str = Field(max_length=LONGEST_ANSWER)

    @field_validator("stop", "stop_marketing", "stop_notice", "start", "help")
    @classmethod
    def names_the_sender(cls, text: str) -> str:
        """Return the text if it names the sender and no field that does not exist."""
        return names_the_program(text)

    def all_texts(self) -> tuple[str, ...]:
        """Return every text of the language."""
        return self.stop, self.stop_marketing, self.stop_notice, self.start, self.help


SHIPPED_ANSWERS = {
    "en": AnswerSettings(
        stop="{team}: You will get no more messages from us. Text START to get them again.",
        stop_marketing="{team}: You will get no more offers from us. Text STOP to get no messages at all.",
        stop_notice="{team}: You will get no more notices from us. Text STOP to get no messages at all.",
        start="{program}: You are signed up. {frequency}. {rates}. HELP for help{care}, STOP to end.{terms}",
        help="{team}: Our team answers your messages here. Text STOP to get no more messages.",
    ),
    "fr": AnswerSettings(
        stop="{team} : vous ne recevrez plus de messages de notre part. Envoyez START pour les recevoir à nouveau.",
        stop_marketing="{team} : vous ne recevrez plus d'offres de notre part. Envoyez STOP pour ne plus rien recevoir.",
        stop_notice="{team} : vous ne recevrez plus d'avis de notre part. Envoyez STOP pour ne plus rien recevoir.",
        start="{program} : vous êtes inscrit. {frequency}. {rates}. AIDE pour de l'aide{care}, STOP pour arrêter.{terms}",
        help="{team} : notre équipe répond ici à vos messages. Envoyez STOP pour ne plus en recevoir.",
    ),
    "es": AnswerSettings(
        stop="{team}: No recibirá más mensajes nuestros. Envíe START para recibirlos de nuevo.",
        stop_marketing="{team}: No recibirá más ofertas nuestras. Envíe STOP para no recibir ningún mensaje.",
        stop_notice="{team}: No recibirá más avisos nuestros. Envíe STOP para no recibir ningún mensaje.",
        start="{program}: Su suscripción está activa. {frequency}. {rates}. AYUDA para ayuda{care}, STOP para no recibir más.{terms}",
        help="{team}: Nuestro equipo responde aquí a sus mensajes. Envíe STOP para no recibir más.",
    ),
    "pt": AnswerSettings(
        stop="{team}: Não receberá mais mensagens nossas. Envie START para voltar a receber.",
        stop_marketing="{team}: Não receberá mais ofertas nossas. Envie STOP para não receber nenhuma mensagem.",
        stop_notice="{team}: Não receberá mais avisos nossos. Envie STOP para não receber nenhuma mensagem.",
        start="{program}: A sua inscrição está ativa. {frequency}. {rates}. AJUDA para ajuda{care}, STOP para parar.{terms}",
        help="{team}: A nossa equipa responde aqui às suas mensagens. Envie STOP para não receber mais.",
    ),
    "de": AnswerSettings(
        stop="{team}: Sie bekommen keine Nachrichten mehr von uns. Mit START bekommen Sie sie wieder.",
        stop_marketing="{team}: Sie bekommen keine Angebote mehr von uns. Mit STOP bekommen Sie gar keine Nachrichten mehr.",
        stop_notice="{team}: Sie bekommen keine Hinweise mehr von uns. Mit STOP bekommen Sie gar keine Nachrichten mehr.",
        start="{program}: Sie sind angemeldet. {frequency}. {rates}. HILFE hilft weiter{care}, STOP beendet alles.{terms}",
        help="{team}: Unser Team beantwortet hier Ihre Nachrichten. Mit STOP bekommen Sie keine mehr.",
    ),
    "it": AnswerSettings(
        stop="{team}: Non riceverà più nostri messaggi. Invii START per riceverli di nuovo.",
        stop_marketing="{team}: Non riceverà più nostre offerte. Invii STOP per non ricevere alcun messaggio.",
        stop_notice="{team}: Non riceverà più nostri avvisi. Invii STOP per non ricevere alcun messaggio.",
        start="{program}: La sua iscrizione è attiva. {frequency}. {rates}. AIUTO per aiuto{care}, STOP per non ricevere altro.{terms}",
        help="{team}: Il nostro team risponde qui ai suoi messaggi. Invii STOP per non riceverne più.",
    ),
    "nl": AnswerSettings(
        stop="{team}: U krijgt geen berichten meer van ons. Sms START om ze weer te krijgen.",
        stop_marketing="{team}: U krijgt geen aanbiedingen meer van ons. Sms STOP om helemaal geen berichten te krijgen.",
        stop_notice="{team}: U krijgt geen meldingen meer van ons. Sms STOP om helemaal geen berichten te krijgen.",
        start="{program}: U bent aangemeld. {frequency}. {rates}. HELP voor hulp{care}, STOP om te stoppen.{terms}",
        help="{team}: Ons team beantwoordt hier uw berichten. Sms STOP om er geen meer te krijgen.",
    ),
}


def answers_in_every_language(own: Mapping[str, AnswerSettings]) -> dict[str, AnswerSettings]:
    """Return what ships with the team's own texts in its place; a narrow stop that a team says nothing of is confirmed as shipped."""
    answers = dict(SHIPPED_ANSWERS)
    for language, each in own.items():
        shipped = SHIPPED_ANSWERS.get(language, SHIPPED_ANSWERS[DEFAULT_LANGUAGE])
        answers[language] = each.model_copy(
            update={
                "stop_marketing": each.stop_marketing or shipped.stop_marketing,
                "stop_notice": each.stop_notice or shipped.stop_notice,
            }
        )
    return answers
