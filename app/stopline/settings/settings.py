"""Everything a team can set, and the values the features are built with."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from pydantic import field_validator, model_validator

from stopline.consent.gate import Ask
from stopline.consent.lexicon import Lexicon
from stopline.consent.optin_rules import shipped_optin_rules
from stopline.consent.second_yes import SecondYes
from stopline.inbox.answers import DEFAULT_LANGUAGE, Answers, AutomaticTexts, Branded, FlowText
from stopline.inbox.asks import Wait
from stopline.inbox.languages import SPOKEN_IN
from stopline.inbox.program import Phrases, Program
from stopline.inbox.templates import Template
from stopline.proof.party import Party
from stopline.settings.alerts import AlertSettings
from stopline.settings.answers import AnswerSettings, answers_in_every_language
from stopline.settings.asking import SHIPPED_PHRASES, SHIPPED_QUESTIONS, AskingSettings
from stopline.settings.campaigns import CampaignSettings
from stopline.settings.capture import (
    CaptureSettings,
    DoubleOptInSettings,
    JoinSettings,
    ProgramSettings,
    ReconfirmSettings,
)
from stopline.settings.hygiene import HygieneSettings
from stopline.settings.imports import ImportSettings
from stopline.settings.policy import PolicySettings
from stopline.settings.proof import ProofSettings
from stopline.settings.reports import ReportSettings
from stopline.settings.section import Section
from stopline.settings.team import TeamSettings
from stopline.settings.templates import TemplateSettings
from stopline.settings.upkeep import UpkeepSettings
from stopline.settings.web import WebSettings
from stopline.settings.words import WordsSettings, shipped_lexicon
from stopline.settings.worker import GatewaySettings, WorkerSettings


class Settings(Section):
    """Everything a team can set."""

    team: TeamSettings = TeamSettings()
    answers: Mapping[str, AnswerSettings] = {}
    """By language; what is not given is what ships with Stopline."""
    worker: WorkerSettings = WorkerSettings()
    upkeep: UpkeepSettings = UpkeepSettings()
    reports: ReportSettings = ReportSettings()
    words: WordsSettings = WordsSettings()
    policy: PolicySettings = PolicySettings()
    proof: ProofSettings = ProofSettings()
    gateways: tuple[GatewaySettings, ...] = ()
    templates: tuple[TemplateSettings, ...] = ()
    program: ProgramSettings = ProgramSettings()
    asking: Mapping[str, AskingSettings] = {}
    """Questions for consent by language; what is not given is what ships with Stopline."""
    double_optin: DoubleOptInSettings = DoubleOptInSettings()
    reconfirm: ReconfirmSettings = ReconfirmSettings()
    capture: CaptureSettings = CaptureSettings()
    web: WebSettings = WebSettings()
    hygiene: HygieneSettings = HygieneSettings()
    campaigns: CampaignSettings = CampaignSettings()
    imports: ImportSettings = ImportSettings()
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

    @model_validator(mode="after")
    def _has_pages_to_point_to(self) -> "Settings":
        texts = [template.text for template in self.templates] + [join.welcome for join in self.words.join]
        texts += [text for each in self.answers.values() for text in each.all_texts()]
        if not self.web.url and any("{preferences}" in text for text in texts):
            raise ValueError(
                "{preferences} needs an address: put url under [web], where people reach `stopline serve`"
            )
        return self

    @model_validator(mode="after")
    def _compares_as_said_once(self) -> "Settings":
        if self.upkeep.reconcile_every is not None and "reconcile_hours" in self.worker.model_fields_set:
            raise ValueError(
                "reconcile_every under [upkeep] and reconcile_hours under [worker] say the same; leave one of them out"
            )
        return self

    @property
    def reconcile_every(self) -> timedelta:
        """Return how often our stops are compared with the gateways' own lists; zero for never."""
        every = self.upkeep.reconcile_every
        return timedelta(hours=self.worker.reconcile_hours) if every is None else every

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which days are counted."""
        return ZoneInfo(self.team.zone)

    @property
    def is_silent(self) -> bool:
        """Tell whether nobody knows in whose name to answer, so that nothing leaves; only what is salvaged of a file says no name."""
        return not self.team.name

    @property
    def has_program(self) -> bool:
        """Tell whether the team has said what its program is."""
        return "program" in self.model_fields_set

    def optin_program(self) -> Program:
        """Return the team's program with its questions in every language."""
        own_language = SPOKEN_IN.get(self.team.region, DEFAULT_LANGUAGE)
        phrases = {
            language: Phrases(
                self.program.frequency_in(language, own_language) or each.frequency, each.rates, each.about
            )
            for language, each in SHIPPED_PHRASES.items()
        }
        own = {language: each.given() for language, each in self.asking.items()}
        questions = {
            language: SHIPPED_QUESTIONS.get(language, SHIPPED_QUESTIONS[DEFAULT_LANGUAGE])
            | own.get(language, {})
            for language in SHIPPED_QUESTIONS | own
        }
        team = self.team.name or TeamSettings().name
        name = self.program.name or team
        return Program(team, name, self.program.care, self.program.terms, phrases, questions)

    def waits(self) -> dict[Ask, Wait]:
        """Return how long each kind of question waits for its answer; what an agent asks is asked once."""
        double, again = self.double_optin, self.reconfirm
        return {
            Ask.CONFIRM: Wait(double.answer_within, double.remind_after),
            Ask.RECONFIRM: Wait(again.answer_within, again.remind_after),
            Ask.FIRST: Wait(again.answer_within),
        }

    def second_yes(self) -> SecondYes:
        """Return where a yes counts only with a second one."""
        countries = shipped_optin_rules().double_countries | frozenset(self.double_optin.countries)
        return SecondYes(countries, frozenset(self.double_optin.tags), self.double_optin.everywhere)

    def automatic_texts(self) -> Answers:
        """Return the automatic texts in every language, with the team's name filled in."""
        program = self.optin_program()
        return Answers(
            {
                language: AutomaticTexts(*(program.filled(text, language) for text in each.all_texts()))
                for language, each in answers_in_every_language(self.answers).items()
            },
            {join.keyword.upper(): _branded(join, program) for join in self.words.join},
            is_silent=self.is_silent,
        )

    def party(self) -> Party:
        """Return who answers for the data, as receipts name them."""
        proof = self.proof
        return Party(
            proof.controller or self.team.name, proof.contact, proof.privacy_notice, proof.language, proof.storage,
            proof.recipients, proof.retention,
        )  # fmt: skip

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


def _branded(join: JoinSettings, program: Program) -> Branded:
    names = {"team": program.team, "program": program.name}
    return Branded(
        join.tag,
        program.filled(join.welcome, DEFAULT_LANGUAGE, join.scope),
        join.scope,
        join.on_list,
        join.double,
        tuple(FlowText(each.after, _named(each.text, names)) for each in join.flow),
    )


def _named(text: str, names: Mapping[str, str]) -> str:
    """Return a text of a flow with the sender's name in it, and the person's still to be filled in."""
    for field, name in names.items():
        text = text.replace(f"{{{field}}}", name.replace("{", "").replace("}", ""))
    return text
