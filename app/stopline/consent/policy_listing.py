"""Every value the send rules work with, as rows: what, value, source, confidence, date. For people and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stopline.consent.hours import HoursRule, next_holidays
from stopline.consent.optin_rules import optin_file
from stopline.consent.places import shipped_atlas
from stopline.consent.policy import policy_file, shipped_policy
from stopline.consent.policy_values import Policy
from stopline.days import full_day
from stopline.plural import counted

_ABOUT_A_ROW = frozenset({"source", "confidence"})
_TABLES = ("needs", "expiry", "asks", "deadlines", "reply_window_hours")
"""Tables with a row for each country or channel."""
_SINGLE = ("hold", "hold_decides", "confirmation", "ask_again", "ask_answers", "hours", "retention")
_IN_MONTHS = "expiry."
"""How the names of values begin that are months and do not say so."""
HOLIDAYS_NAMED = 3
"""Public holidays that are named to somebody who reads; the rule itself knows all."""
CONFIRMED = "a yes counts when a second one confirms it"
SETTINGS_SOURCE = "settings.toml"


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One value of the send rules."""

    name: str
    """Such as `needs.US.marketing` or `hours.US-FL`."""
    value: str
    source: str
    confidence: str
    as_of: str


def policy_rows(policy: Policy, today: date) -> list[PolicyRow]:
    """Return every value, those of the file first, then the hours, then what the team's own settings make stricter."""
    return [*_shipped_values(), *_second_yes(), *_shipped_hours(today), *_own(policy, today)]


def week_words(rule: HoursRule, today: date) -> str:
    """Return the windows of a rule in words, with the next days that have none: `Mon–Fri 09:00–20:00, Sat 09:00–17:00, Sun none`."""
    weekdays, saturday, sunday = (rule.week[day] for day in (0, 5, 6))
    if weekdays == saturday == sunday:
        words = f"every day {weekdays}" if weekdays else "never"
    else:
        days = [("Sun", sunday)]
        days[:0] = (
            [("Mon–Sat", weekdays)] if weekdays == saturday else [("Mon–Fri", weekdays), ("Sat", saturday)]
        )
        words = ", ".join(f"{name} {window or 'none'}" for name, window in days)
    if rule.holidays:
        named = ", ".join(full_day(day) for day in next_holidays(rule, today, HOLIDAYS_NAMED))
        words += f", nothing on public holidays (the next are {named})"
    if rule.daily_maximum is not None:
        words += f", at most {rule.daily_maximum} in 24 hours"
    return words


def _shipped_values() -> Iterator[PolicyRow]:
    values = policy_file()
    as_of = str(values["as_of"])
    tables: dict[str, object] = {**values}
    for name in _TABLES:
        table = tables[name]
        for code, row in table.items() if isinstance(table, dict) else ():
            yield from _rows(f"{name}.{code}", row, as_of)
    for name in _SINGLE:
        yield from _rows(name, tables[name], as_of)


def _second_yes() -> Iterator[PolicyRow]:
    values = optin_file()
    for code, row in values["double_optin"].items():
        yield PolicyRow(
            f"double_optin.{code}", CONFIRMED, row["source"], row["confidence"], str(values["as_of"])
        )


def _rows(name: str, row: object, as_of: str) -> Iterator[PolicyRow]:
    if not isinstance(row, dict):
        return
    for key, value in row.items():
        if key not in _ABOUT_A_ROW:
            words = ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)
            if name.startswith(_IN_MONTHS):
                words = counted(int(words), "month")
            yield PolicyRow(f"{name}.{key}", words, str(row["source"]), str(row["confidence"]), as_of)


def _shipped_hours(today: date) -> Iterator[PolicyRow]:
    atlas = shipped_atlas()
    for rule in map(atlas.rule, atlas.codes):
        yield PolicyRow(
            f"hours.{rule.code}", week_words(rule, today), rule.source, rule.confidence, atlas.as_of
        )


def _own(policy: Policy, today: date) -> Iterator[PolicyRow]:
    """Yield what the team's own settings make stricter, and what they could."""
    if policy.own_hours is not None:
        rule = policy.own_hours
        yield PolicyRow("own.hours", week_words(rule, today), SETTINGS_SOURCE, rule.confidence, "")
    law = shipped_policy()
    for purpose in sorted(policy.hours_purposes):
        yield _in_force("keeps_hours", purpose, "hours", is_shipped=purpose in law.hours_purposes)
    days = counted(policy.ask_again_after.days, "day")
    yield _in_force(
        "ask_again_after", days, "ask_again", is_shipped=policy.ask_again_after == law.ask_again_after
    )


def _in_force(name: str, value: str, table: str, *, is_shipped: bool) -> PolicyRow:
    """Return a value the rules work with as it is now: with the source of its table, or as the team's own."""
    if not is_shipped:
        return PolicyRow(name, value, SETTINGS_SOURCE, "chosen", "")
    values: dict[str, object] = {**policy_file()}
    row = values[table]
    if not isinstance(row, dict):
        raise TypeError("a value of the rules stands in a table with its source")
    return PolicyRow(name, value, str(row["source"]), str(row["confidence"]), str(values["as_of"]))
