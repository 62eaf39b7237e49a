"""The automatic texts: what ships with Stopline, and what a team may put in its place."""

from pydantic import Field, field_validator

from stopline.inbox.templates import unknown_fields
from stopline.settings.section import Section

LONGEST_ANSWER = 320
"""Characters of an automatic text: two parts are enough for what it has to say."""


class AnswerSettings(Section):
    """The automatic texts in one language; each names the sender and none sells anything."""

    stop: str = Field(max_length=LONGEST_ANSWER)
    start: str = Field(max_length=LONGEST_ANSWER)
    help: str = Field(max_length=LONGEST_ANSWER)

    @field_validator("stop", "start", "help")
    @classmethod
    def names_the_sender(cls, text: str) -> str:
        """Return the text if it names the sender and no field that does not exist."""
        if "{team}" not in text:
            raise ValueError("an automatic text must name the sender: put {team} into it")
        if unknown := unknown_fields(text):
            raise ValueError(f"there is no field {{{unknown[0]}}}")
        return text


SHIPPED_ANSWERS = {
    "en": AnswerSettings(
        stop="{team}: You will get no more messages from us. Text START to get them again.",
        start="{team}: You will get our messages. Text STOP to end them, HELP for help.",
        help="{team}: Our team answers your messages here. Text STOP to get no more messages.",
    ),
    "fr": AnswerSettings(
        stop="{team} : vous ne recevrez plus de messages de notre part. Envoyez START pour les recevoir à nouveau.",
        start="{team} : vous recevrez nos messages. Envoyez STOP pour les arrêter, AIDE pour de l'aide.",
        help="{team} : notre équipe répond ici à vos messages. Envoyez STOP pour ne plus en recevoir.",
    ),
    "es": AnswerSettings(
        stop="{team}: No recibirá más mensajes nuestros. Envíe START para recibirlos de nuevo.",
        start="{team}: Recibirá nuestros mensajes. Envíe STOP para no recibirlos, HELP para ayuda.",
        help="{team}: Nuestro equipo responde aquí a sus mensajes. Envíe STOP para no recibir más.",
    ),
    "pt": AnswerSettings(
        stop="{team}: Não receberá mais mensagens nossas. Envie START para voltar a receber.",
        start="{team}: Vai receber as nossas mensagens. Envie STOP para parar, HELP para ajuda.",
        help="{team}: A nossa equipa responde aqui às suas mensagens. Envie STOP para não receber mais.",
    ),
    "de": AnswerSettings(
        stop="{team}: Sie bekommen keine Nachrichten mehr von uns. Mit START bekommen Sie sie wieder.",
        start="{team}: Sie bekommen unsere Nachrichten. STOP beendet sie, HELP hilft weiter.",
        help="{team}: Unser Team beantwortet hier Ihre Nachrichten. Mit STOP bekommen Sie keine mehr.",
    ),
    "it": AnswerSettings(
        stop="{team}: Non riceverà più nostri messaggi. Invii START per riceverli di nuovo.",
        start="{team}: Riceverà i nostri messaggi. Invii STOP per non riceverli, HELP per aiuto.",
        help="{team}: Il nostro team risponde qui ai suoi messaggi. Invii STOP per non riceverne più.",
    ),
    "nl": AnswerSettings(
        stop="{team}: U krijgt geen berichten meer van ons. Sms START om ze weer te krijgen.",
        start="{team}: U krijgt onze berichten. Sms STOP om te stoppen, HELP voor hulp.",
        help="{team}: Ons team beantwoordt hier uw berichten. Sms STOP om er geen meer te krijgen.",
    ),
}
