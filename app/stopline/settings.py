"""A team's settings: read from `settings.toml`, checked at the door with pydantic, handed on as frozen values.

Secrets are never written there: a gateway's secret is the name of an environment variable.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from stopline.consent.lexicon import Lexicon
from stopline.consent.normalise import folded
from stopline.errors import BadInputError, SettingsError
from stopline.inbox.answers import DEFAULT_LANGUAGE, Answers, AutomaticTexts, Branded
from stopline.inbox.templates import Template, fill, unknown_fields

FILE_NAME = "settings.toml"
LONGEST_ANSWER = 320
"""Characters of an automatic text: two parts are enough for what it has to say."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class TeamSettings(_Model):
    """Who we are."""

    name: str = Field(default="Our team", min_length=1, max_length=60)
    zone: str = "UTC"
    """The IANA time zone in which days are counted."""
    region: str = Field(default="US", pattern="^[A-Z]{2}$")
    """ISO 3166 code of the country national phone numbers are read in."""

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"“{zone}” is no time zone; write one like America/New_York")
        return zone


class AnswerSettings(_Model):
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


class TemplateSettings(_Model):
    """A canned reply."""

    name: str = Field(min_length=1)
    text: str = Field(min_length=1)
    language: str = ""

    @field_validator("text")
    @classmethod
    def _has_known_fields(cls, text: str) -> str:
        if unknown := unknown_fields(text):
            raise ValueError(f"there is no field {{{unknown[0]}}}")
        return text


class WorkerSettings(_Model):
    """How the worker goes about its work."""

    poll_seconds: float = Field(default=2.0, ge=0.1, le=3600)
    marketing_waits_after_seconds: float = Field(default=120.0, ge=1)
    """How old the last successful collect may be for marketing to leave."""


class GatewaySettings(_Model):
    """One gateway, with the options its kind understands."""

    name: str = Field(min_length=1, pattern=r"^[\w-]+$")
    kind: str = Field(min_length=1)
    options: Mapping[str, str | int | float | bool] = {}


class JoinSettings(_Model):
    """A word of ours that opts people in, such as JOINLUNA."""

    keyword: str = Field(min_length=2, max_length=40)
    tag: str = ""
    """Put on whoever joins by it."""
    welcome: str = Field(default="", max_length=LONGEST_ANSWER)
    """Sent in place of the usual confirmation; it names the sender, too."""

    @field_validator("welcome")
    @classmethod
    def _names_the_sender(cls, text: str) -> str:
        return AnswerSettings.names_the_sender(text) if text else text


class WordsSettings(_Model):
    """Words of a team beside those that ship with Stopline."""

    stop: tuple[str, ...] = ()
    """Words that stop, such as a name customers use for it."""
    join: tuple[JoinSettings, ...] = ()
    never: tuple[str, ...] = ()
    """Whole texts that are never taken for a stop, such as the name of a product."""


class ReportSettings(_Model):
    """How figures are made."""

    attribution_hours: float = Field(default=3.0, gt=0, le=24 * 30)
    """How long after a message an opt-out is put down to it."""


_SHIPPED_ANSWERS = {
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


class Settings(_Model):
    """Everything a team can set."""

    team: TeamSettings = TeamSettings()
    answers: Mapping[str, AnswerSettings] = {}
    """By language; what is not given is what ships with Stopline."""
    worker: WorkerSettings = WorkerSettings()
    reports: ReportSettings = ReportSettings()
    words: WordsSettings = WordsSettings()
    gateways: tuple[GatewaySettings, ...] = ()
    templates: tuple[TemplateSettings, ...] = ()

    @field_validator("gateways")
    @classmethod
    def _names_are_distinct(cls, gateways: tuple[GatewaySettings, ...]) -> tuple[GatewaySettings, ...]:
        names = [gateway.name for gateway in gateways]
        if len(set(names)) < len(names):
            raise ValueError("two gateways have the same name")
        return gateways

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which days are counted."""
        return ZoneInfo(self.team.zone)

    def automatic_texts(self) -> Answers:
        """Return the automatic texts in every language, with the team's name filled in."""
        team = {"team": self.team.name}
        return Answers(
            {
                language: AutomaticTexts(fill(each.stop, team), fill(each.start, team), fill(each.help, team))
                for language, each in (_SHIPPED_ANSWERS | dict(self.answers)).items()
            },
            {join.keyword.upper(): Branded(join.tag, fill(join.welcome, team)) for join in self.words.join},
        )

    def lexicon(self) -> Lexicon:
        """Return the words the recogniser knows, the team's own among them."""
        return _shipped_lexicon().extended(
            stops=self.words.stop,
            starts=[join.keyword for join in self.words.join],
            never=self.words.never,
        )

    def canned_replies(self) -> list[Template]:
        """Return the canned replies in the order of the file."""
        return [Template(each.name, each.text, each.language) for each in self.templates]


def load_settings(path: Path) -> Settings:
    """Return the settings of a file; a missing file gives the defaults.

    Raises:
        SettingsError: the file is not TOML, or a value cannot be used; the message names the place and what is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    return parse_settings(text, path)


def parse_settings(text: str, path: Path) -> Settings:
    """Return the settings a text describes; `path` is named in errors.

    Raises:
        SettingsError: as for `load_settings`.
    """
    try:
        settings = Settings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{path}{_line_of(text, first['input'])}: {place}: {reason}") from error
    _check_words(settings.words, text, path)
    return settings


def _shipped_lexicon() -> Lexicon:
    # Reading the files of words takes longer than everything else a command like `check` does.
    from stopline.consent.shipped import shipped_lexicon  # noqa: PLC0415

    return shipped_lexicon()


def _check_words(words: WordsSettings, text: str, path: Path) -> None:
    """Refuse words that could never work, or would take the meaning of a word that always stops."""
    written = [*words.stop, *words.never, *(join.keyword for join in words.join)]
    if not written:
        return
    shipped = _shipped_lexicon()
    for word in written:
        if not folded(word):
            raise SettingsError(
                f"{path}{_line_of(text, word)}: “{word}” has no letters or digits to recognise it by"
            )
    for word in [*words.never, *(join.keyword for join in words.join)]:
        if shipped.always_stops(word):
            raise SettingsError(
                f"{path}{_line_of(text, word)}: “{word}” always means stop and cannot mean anything else"
            )


def _line_of(text: str, value: object) -> str:
    """Return `, line N` for the line of a file that holds a value, as near as it can be told; empty where it cannot."""
    if isinstance(value, str) and value:
        for number, line in enumerate(text.splitlines(), start=1):
            if value in line:
                return f", line {number}"
    return ""


def starting_settings(team: TeamSettings) -> str:
    """Return the settings file a new workspace begins with.

    Raises:
        BadInputError: the team's name cannot stand in the file.
    """
    if '"' in team.name or "\\" in team.name or not team.name.isprintable():
        raise BadInputError("a team's name is written without quotes, backslashes and control characters")
    return f'''# Settings of this workspace. Every value that is not given is what ships with Stopline.

[team]
name = "{team.name}"
# Days are counted in this time zone.
zone = "{team.zone}"
# National phone numbers are read as numbers of this country.
region = "{team.region}"

# What carries texts. For a modem run by gammu-smsd:
# [[gateways]]
# name = "modem"
# kind = "gammu"
# options = {{ database = "/var/spool/gammu/smsd.db" }}

# Words of your own: one that stops, one that opts in with a tag and a welcome, texts that are never a stop.
# [words]
# stop = ["NO MORE"]
# never = ["stop and go"]
# [[words.join]]
# keyword = "JOINHARBOUR"
# tag = "newsletter"
# welcome = "{{team}}: Welcome! Text STOP to end these messages, HELP for help."

# Canned replies; fields are {{first_name}}, {{name}}, {{agent}} and {{team}}.
# [[templates]]
# name = "ready"
# text = "Hi {{first_name}}, your order is ready. {{agent}}"

# The one confirmation of a stop, the answer to START and to HELP, by language.
# [answers.{DEFAULT_LANGUAGE}]
# stop = "{{team}}: You will get no more messages from us. Text START to get them again."
# start = "{{team}}: You will get our messages. Text STOP to end them, HELP for help."
# help = "{{team}}: Our team answers your messages here. Text STOP to get no more messages."
'''
