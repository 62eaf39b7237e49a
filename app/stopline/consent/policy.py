"""Reads the dated values of the send rules."""

import functools
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TypedDict

from stopline.consent.draft import Purpose
from stopline.consent.events import Basis, Channel
from stopline.consent.policy_values import DEFAULT_COUNTRY, AskRule, CountryRules, Policy

DEFAULT_ROW = "default"
"""What the file calls every country without a row of its own."""


class _Sourced(TypedDict):
    source: str
    confidence: str


class _Needs(_Sourced):
    notice: str
    marketing: str


class _Deadlines(_Sourced):
    stop_business_days: int
    rights_months: int


class _Asks(_Sourced):
    whom: str


class _Hours(_Sourced):
    purposes: list[str]
    channels: list[str]


class PolicyFile(TypedDict):
    """The file as it is written."""

    as_of: str
    reply_window_hours: dict[str, dict[str, int]]
    hold: dict[str, int]
    hold_decides: dict[str, int]
    confirmation: dict[str, int]
    needs: dict[str, _Needs]
    expiry: dict[str, dict[str, int | str]]
    asks: dict[str, _Asks]
    ask_again: dict[str, int]
    ask_answers: dict[str, int]
    hours: _Hours
    deadlines: dict[str, _Deadlines]
    retention: dict[str, int]


def policy_file() -> PolicyFile:
    """Return the file of values that ships with Stopline, with source and confidence of each."""
    values: PolicyFile = tomllib.loads(  # type: ignore[assignment]  # its form is checked by the tests of the policy
        Path(__file__).with_name("policy.toml").read_text(encoding="utf-8")
    )
    return values


@functools.cache
def shipped_policy() -> Policy:
    """Return the policy that ships with Stopline, from `policy.toml`."""
    values = policy_file()
    windows = values["reply_window_hours"]
    named = {*values["needs"], *values["expiry"], *values["asks"], *values["deadlines"]}
    return Policy(
        reply_windows={channel: timedelta(hours=windows[channel.value]["hours"]) for channel in Channel},
        hold_business_days=values["hold"]["business_days"],
        hold_decides_before=timedelta(minutes=values["hold_decides"]["minutes_before"]),
        confirmation_window=timedelta(minutes=values["confirmation"]["minutes"]),
        countries={
            DEFAULT_COUNTRY if code == DEFAULT_ROW else code: _country(values, code) for code in named
        },
        ask_again_after=timedelta(days=values["ask_again"]["days"]),
        ask_answers_within=timedelta(minutes=values["ask_answers"]["minutes"]),
        hours_purposes=frozenset(Purpose(each) for each in values["hours"]["purposes"]),
        hours_channels=frozenset(Channel(each) for each in values["hours"]["channels"]),
        retention_years=values["retention"]["years"],
    )


def _country(values: PolicyFile, code: str) -> CountryRules:
    needs = values["needs"].get(code) or values["needs"][DEFAULT_ROW]
    deadlines = values["deadlines"].get(code) or values["deadlines"][DEFAULT_ROW]
    asks = values["asks"].get(code) or values["asks"][DEFAULT_ROW]
    return CountryRules(
        needs={Purpose.NOTICE: Basis(needs["notice"]), Purpose.MARKETING: Basis(needs["marketing"])},
        expiry_months=_months(values["expiry"].get(code, {})),
        may_ask=AskRule(asks["whom"]),
        stop_business_days=deadlines["stop_business_days"],
        rights_months=deadlines["rights_months"],
    )


def _months(row: Mapping[str, int | str]) -> dict[Basis, int]:
    return {Basis(name): months for name, months in row.items() if isinstance(months, int)}
