"""A team is told on which of its forms one yes is enough."""

from pathlib import Path

import pytest

from stopline.settings import parse_settings
from stopline.settings.single_yes import counts_at_once, form_rows, import_row, second_yes_rows

FORM = "[[web.forms]]\nslug = 'news'\ntitle = 'News'\ntag = 'web'\n"


def test_a_form_without_a_second_question_says_so_and_what_turns_it_on() -> None:
    settings = parse_settings(FORM, Path("settings.toml"))

    said = counts_at_once(settings, settings.web.forms[0])

    assert said.startswith("one yes counts, except for people who may be in ")
    assert "DE" in said
    assert "US" not in said
    assert "double_opt_in = true" in said
    assert [(row.name, row.value) for row in form_rows(settings)] == [("forms.news", said)]


@pytest.mark.parametrize(
    "setting",
    [
        f"{FORM}double_opt_in = true\n",
        f"[double_optin]\neverywhere = true\n{FORM}",
        f"[double_optin]\ntags = ['web']\n{FORM}",
    ],
    ids=["by the form", "everywhere", "by its tag"],
)
def test_a_form_that_asks_for_a_second_yes_is_told_as_such(setting: str) -> None:
    settings = parse_settings(setting, Path("settings.toml"))

    assert counts_at_once(settings, settings.web.forms[0]) == ""
    assert form_rows(settings)[0].value == "a yes counts when a second one confirms it"


@pytest.mark.parametrize(
    ("setting", "begins"),
    [
        ("", "one yes in a file counts by its proof; --confirm asks back"),
        ("[double_optin]\ntags = ['vip']\n", "one yes in a file counts by its proof; --confirm asks back; tagged vip are"),
        ("[double_optin]\neverywhere = true\n", "a yes counts when a second one confirms it"),
        ("[imports]\nsecond_yes = true\n", "a yes counts when a second one confirms it"),
    ],
)  # fmt: skip
def test_a_team_is_told_what_a_yes_of_a_file_counts_as(setting: str, begins: str) -> None:
    assert import_row(parse_settings(setting, Path("settings.toml"))).value.startswith(begins)


def test_a_team_is_told_where_its_own_settings_ask_for_a_second_yes_and_how_long_it_waits() -> None:
    own = "countries = ['GB']\ntags = ['vip', 'list:news']\neverywhere = true\nanswer_within = '6h'\nremind_after = ''\n"

    rows = second_yes_rows(parse_settings(f"[double_optin]\n{own}", Path("settings.toml")))

    assert [(row.name, row.value, row.source) for row in rows] == [
        ("own.double_optin.GB", "a yes counts when a second one confirms it", "settings.toml"),
        ("own.double_optin.tags", "whoever joins vip, list:news confirms it", "settings.toml"),
        ("own.double_optin.everywhere", "a yes counts when a second one confirms it", "settings.toml"),
        ("double_optin.answer_within", "6 hours", "settings.toml"),
        ("double_optin.remind_after", "no reminder", "settings.toml"),
        ("reconfirm.answer_within", "14 days", "Stopline's own choice"),
        ("reconfirm.remind_after", "7 days", "Stopline's own choice"),
    ]


def test_a_team_without_rules_of_its_own_is_told_how_long_a_question_waits() -> None:
    rows = second_yes_rows(parse_settings("", Path("settings.toml")))

    assert [(row.name, row.value) for row in rows if row.name.startswith("double_optin")] == [
        ("double_optin.answer_within", "2 days"),
        ("double_optin.remind_after", "1 day"),
    ]
    assert not [row for row in rows if row.source == "settings.toml"]
