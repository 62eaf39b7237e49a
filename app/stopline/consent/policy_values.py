"""Pure: the values the send rules work with, by country where the law differs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from stopline.consent.draft import Purpose
from stopline.consent.events import Basis, Channel
from stopline.consent.hours import HoursRule

DEFAULT_COUNTRY = ""
"""Stands for every country that has no row of its own."""


class AskRule(StrEnum):
    """Whom one may ask for consent."""

    ANYONE = "anyone"
    WHO_WROTE = "who_wrote"
    """Who has written to us at some time."""
    REPLY = "reply"
    """Who has written lately."""


class CountryRules(NamedTuple):
    """What the law of one country says."""

    needs: Mapping[Purpose, Basis]
    """What a notice and marketing need at least."""
    expiry_months: Mapping[Basis, int]
    """When implied consent runs out."""
    may_ask: AskRule
    stop_business_days: int
    """How long the law gives to act on a stop."""
    rights_months: int
    """How long it gives to answer what a person asks of their data."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The values the rules work with; read from dated data files, and made stricter by the team's settings."""

    reply_windows: Mapping[Channel, timedelta]
    """How long after a person's last message a plain reply is still conversation."""
    hold_business_days: int
    """How long a doubtful reply may wait for a decision before it counts as a stop."""
    hold_decides_before: timedelta
    """How long before that time is up it decides itself, so that the stop is honoured in time."""
    confirmation_window: timedelta
    """How long after a stop was said its one confirmation may still be sent, whoever confirmed it."""
    countries: Mapping[str, CountryRules]
    """By ISO 3166 code; the empty one stands for every other."""
    ask_again_after: timedelta
    """How long nobody is asked for consent twice."""
    ask_answers_within: timedelta
    """How long after a person's own text a question answers it, whatever the hour."""
    hours_purposes: frozenset[Purpose]
    hours_channels: frozenset[Channel]
    retention_years: int
    """How long evidence is kept at least."""
    own_hours: HoursRule | None = None
    """The team's own rule, which counts everywhere beside the law."""
    zone: Callable[[], tzinfo] = lambda: UTC
    """Finds whose days the reasons name: the team's; asked only where a day is named."""

    def country(self, code: str) -> CountryRules:
        """Return what counts in a country."""
        return self.countries.get(code) or self.countries[DEFAULT_COUNTRY]

    def hold_days(self, country: str | None) -> int:
        """Return how long a doubtful reply may wait in a country, in business days."""
        return min(self.hold_business_days, self.country(country or DEFAULT_COUNTRY).stop_business_days)

    @property
    def shortest_hold_days(self) -> int:
        """Return how long a doubtful reply may wait where it may wait for the shortest time."""
        return min(self.hold_days(country) for country in self.countries)
