"""Everything a team can set, and the values the features are built with."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from pydantic import field_validator

from stopline.consent.lexicon import Lexicon
from stopline.inbox.answers import Answers, AutomaticTexts, Branded
from stopline.inbox.templates import Template, fill
from stopline.settings.alerts import AlertSettings
from stopline.settings.answers import SHIPPED_ANSWERS, AnswerSettings
from stopline.settings.hygiene import HygieneSettings
from stopline.settings.reports import ReportSettings
from stopline.settings.section import Section
from stopline.settings.team import TeamSettings
from stopline.settings.templates import TemplateSettings
from stopline.settings.words import WordsSettings, shipped_lexicon
from stopline.settings.worker import GatewaySettings, WorkerSettings


class Settings(Section):
    """Everything a team can set."""

    team: TeamSettings = TeamSettings()
    answers: Mapping[str, AnswerSettings] = {}
    """By language; what is not given is what ships with Stopline."""
    worker: WorkerSettings = WorkerSettings()
    reports: ReportSettings = ReportSettings()
    words: WordsSettings = WordsSettings()
    gateways: tuple[GatewaySettings, ...] = ()
    templates: tuple[TemplateSettings, ...] = ()
    hygiene: HygieneSettings = HygieneSettings()
    alerts: tuple[AlertSettings, ...] = ()

    @field_validator("alerts")
    @classmethod
    def _rules_are_distinct(cls, alerts: tuple[AlertSettings, ...]) -> tuple[AlertSettings, ...]:
        names = [alert.name for alert in alerts]
        if len(set(names)) < len(names):
            raise ValueError("two alerts have the same name")
        return alerts

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
                for language, each in (SHIPPED_ANSWERS | dict(self.answers)).items()
            },
            {join.keyword.upper(): Branded(join.tag, fill(join.welcome, team)) for join in self.words.join},
        )

    def lexicon(self) -> Lexicon:
        """Return the words the recogniser knows, the team's own among them."""
        return shipped_lexicon().extended(
            stops=self.words.stop,
            starts=[join.keyword for join in self.words.join],
            never=self.words.never,
        )

    def canned_replies(self) -> list[Template]:
        """Return the canned replies in the order of the file."""
        return [Template(each.name, each.text, each.language) for each in self.templates]
