"""The section of the pages, posts and pushes that `stopline serve` answers."""

import re
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from stopline.consent.events import Channel, Scope
from stopline.inbox.forms import Offer
from stopline.settings.section import Section

LANGUAGES = ("en", "fr", "es", "pt", "de", "it", "nl")
"""The languages in which pages are printed."""
LONGEST_WORDING = 1_000
WORDING_FIELDS = frozenset({"team", "title", "channel", "what"})


class FormSettings(Section):
    """One opt-in page."""

    slug: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    """Its page is /f/SLUG."""
    title: str = Field(min_length=1, max_length=80)
    intro: str = Field(default="", max_length=600)
    channels: tuple[Channel, ...] = (Channel.SMS,)
    scope: Scope = Scope.MARKETING
    tag: str = Field(default="", max_length=40)
    """Put on whoever fills it in."""
    region: str = Field(default="", pattern="^([A-Z]{2})?$")
    """The country national numbers are read in, else the team's."""
    double_opt_in: bool = False
    """Whether the yes counts only when it is confirmed from the address itself."""
    asks_name: bool = False
    wording: Mapping[str, str] = {}
    """What people agree to, by language; what ships with Stopline where none is given. The page is shown in a language it has."""
    privacy_url: str = ""
    terms_url: str = ""

    @field_validator("channels")
    @classmethod
    def _are_some(cls, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
        if not channels or len(set(channels)) < len(channels):
            raise ValueError("a form needs at least one channel, and each once")
        return channels

    @field_validator("wording")
    @classmethod
    def _names_the_sender(cls, wording: Mapping[str, str]) -> Mapping[str, str]:
        for language, text in wording.items():
            if language not in LANGUAGES:
                raise ValueError(f"pages are printed in {', '.join(LANGUAGES)}, not in “{language}”")
            if "{team}" not in text:
                raise ValueError("the wording must name who sends: put {team} into it")
            if unknown := [name for name in re.findall(r"\{(\w*)\}", text) if name not in WORDING_FIELDS]:
                raise ValueError(f"there is no field {{{unknown[0]}}}")
            if len(text) > LONGEST_WORDING:
                raise ValueError(f"the wording has more than {LONGEST_WORDING} characters")
        return wording

    @field_validator("privacy_url", "terms_url")
    @classmethod
    def _is_a_link(cls, url: str) -> str:
        if url and (urlsplit(url).scheme != "https" or not urlsplit(url).netloc):
            raise ValueError("write the whole address, beginning with https://")
        return url

    @model_validator(mode="after")
    def _tells_channels_apart(self) -> "FormSettings":
        if len(self.channels) > 1 and any("{channel}" not in text for text in self.wording.values()):
            raise ValueError("with several channels there is a box for each: put {channel} into the wording")
        return self

    def offer(self) -> Offer:
        """Return what the form offers."""
        return Offer(self.slug, self.title, self.scope, self.tag, is_double=self.double_opt_in)


class PushKind(StrEnum):
    """How a gateway signs what it pushes, and in which form it comes."""

    GENERIC = "generic"
    TWILIO = "twilio"
    SINCH = "sinch"
    VONAGE = "vonage"
    TELNYX = "telnyx"
    PLIVO = "plivo"


class PushSettings(Section):
    """One gateway that pushes texts and receipts to /gateways/NAME; its secret is `push-NAME`; of Telnyx, the public key."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    """The name its texts are remembered under; the same as in [[gateways]] where it is polled, too."""
    kind: PushKind = PushKind.GENERIC


class WebSettings(Section):
    """What `stopline serve` answers."""

    url: str = ""
    """Where people reach it from outside, such as https://texts.example.com; links and some signatures are made with it."""
    preference_days: int = Field(default=400, ge=30, le=3650)
    """How long a link to a preference page holds; laws ask for a month at least."""
    forms: tuple[FormSettings, ...] = ()
    pushes: tuple[PushSettings, ...] = ()

    @field_validator("url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        is_local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if url and (
            not (parts.scheme == "https" or is_local) or not parts.netloc or parts.query or parts.fragment
        ):
            raise ValueError("write where people reach the pages, such as https://texts.example.com")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _names_are_distinct(self) -> "WebSettings":
        for names in (
            [form.slug for form in self.forms],
            [push.name.upper().replace("-", "_") for push in self.pushes],
        ):
            if len(set(names)) < len(names):
                raise ValueError("two forms, or two pushes, have the same name")
        return self
