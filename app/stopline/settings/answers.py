"""The automatic texts: what ships with Stopline, and what a team may put in its place."""

from pydantic import Field, field_validator

from stopline.settings.asking import names_the_program
from stopline.settings.section import Section

LONGEST_ANSWER = 320
"""Characters of an automatic text: two parts are enough for what it has to say."""
TOLD_AT_OPT_IN = ("frequency", "rates", "care")
"""What the confirmation of an opt-in has to tell beside who sends it and how to stop, once a program is set up."""


class AnswerSettings(Section):
    """The automatic texts in one language; each names the sender and none sells anything."""

    stop: str = Field(max_length=LONGEST_ANSWER)
    start: str = Field(max_length=LONGEST_ANSWER)
    help: str = Field(max_length=LONGEST_ANSWER)

    @field_validator("stop", "start", "help")
    @classmethod
    def names_the_sender(cls, text: str) -> str:
        """Return the text if it names the sender and no field that does not exist."""
        return names_the_program(text)


SHIPPED_ANSWERS = {
    "en": AnswerSettings(
        stop="{team}: You will get no more messages from us. Text START to get them again.",
        start="{program}: You are signed up. {frequency}. {rates}. HELP for help{care}, STOP to end.{terms}",
        help="{team}: Our team answers your messages here. Text STOP to get no more messages.",
    ),
    "fr": AnswerSettings(
        stop="{team} : vous ne recevrez plus de messages de notre part. Envoyez START pour les recevoir à nouveau.",
        start="{program} : vous êtes inscrit. {frequency}. {rates}. AIDE pour de l'aide{care}, STOP pour arrêter.{terms}",
        help="{team} : notre équipe répond ici à vos messages. Envoyez STOP pour ne plus en recevoir.",
    ),
    "es": AnswerSettings(
        stop="{team}: No recibirá más mensajes nuestros. Envíe START para recibirlos de nuevo.",
        start="{program}: Su suscripción está activa. {frequency}. {rates}. AYUDA para ayuda{care}, STOP para no recibir más.{terms}",
        help="{team}: Nuestro equipo responde aquí a sus mensajes. Envíe STOP para no recibir más.",
    ),
    "pt": AnswerSettings(
        stop="{team}: Não receberá mais mensagens nossas. Envie START para voltar a receber.",
        start="{program}: A sua inscrição está ativa. {frequency}. {rates}. AJUDA para ajuda{care}, STOP para parar.{terms}",
        help="{team}: A nossa equipa responde aqui às suas mensagens. Envie STOP para não receber mais.",
    ),
    "de": AnswerSettings(
        stop="{team}: Sie bekommen keine Nachrichten mehr von uns. Mit START bekommen Sie sie wieder.",
        start="{program}: Sie sind angemeldet. {frequency}. {rates}. HILFE hilft weiter{care}, STOP beendet alles.{terms}",
        help="{team}: Unser Team beantwortet hier Ihre Nachrichten. Mit STOP bekommen Sie keine mehr.",
    ),
    "it": AnswerSettings(
        stop="{team}: Non riceverà più nostri messaggi. Invii START per riceverli di nuovo.",
        start="{program}: La sua iscrizione è attiva. {frequency}. {rates}. AIUTO per aiuto{care}, STOP per non ricevere altro.{terms}",
        help="{team}: Il nostro team risponde qui ai suoi messaggi. Invii STOP per non riceverne più.",
    ),
    "nl": AnswerSettings(
        stop="{team}: U krijgt geen berichten meer van ons. Sms START om ze weer te krijgen.",
        start="{program}: U bent aangemeld. {frequency}. {rates}. HELP voor hulp{care}, STOP om te stoppen.{terms}",
        help="{team}: Ons team beantwoordt hier uw berichten. Sms STOP om er geen meer te krijgen.",
    ),
}
