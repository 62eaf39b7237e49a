"""A team is told of a stop by the real command, and why it was not told when a place does not answer."""

import json
from collections.abc import Iterator

import pytest

from support.command import CommandLine
from support.sinks import HookSink, hook_sink

VARIABLE = "STOPLINE_TEST_HOOK"
HOOK_PATH = "3ccdd113474722377935511fc85d3dd4"


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[HookSink]:
    """A web hook as Slack has it, in the environment of every command."""
    with hook_sink() as sink:
        monkeypatch.setenv(VARIABLE, f"mmost://{sink.root.removeprefix('http://')}/{HOOK_PATH}")
        yield sink


@pytest.fixture
def team(command: CommandLine) -> CommandLine:
    """A workspace whose team wants to be told of stops at once."""
    settings = command.folder / "settings.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8")
        + "\n[[gateways]]\nname = 'sim'\nkind = 'simulator'\n"
        + f"\n[[alerts]]\nname = 'team'\non = ['opt-out']\nto = '{VARIABLE}'\nbatch_seconds = 0\n",
        encoding="utf-8",
    )
    command.run("worker", "--once")
    return command


def test_a_stop_reaches_the_team_masked(team: CommandLine, hook: HookSink) -> None:
    team.run("receive", "--from", "+12025550123", "--text", "STOP. I am Maria")

    assert team.process("worker", "--once").code == 0

    [posted] = hook.texts
    assert "1 opt-out" in posted
    assert "+1•••23 said stop by sms" in posted
    assert "Maria" not in posted
    [alert] = team.run("alerts", "--json").json()["alerts"]
    assert (alert["state"], alert["facts"], alert["attempts"]) == ("delivered", 1, 1)


def test_why_nobody_was_told_is_shown_and_it_can_be_tried_again(team: CommandLine, hook: HookSink) -> None:
    hook.answer = 500
    team.run("receive", "--from", "+12025550123", "--text", "STOP")
    team.process("worker", "--once")
    shown = team.run("alerts", "list").out
    assert "error=500" in shown
    assert HOOK_PATH not in shown

    hook.answer = 200
    assert team.run("alerts", "retry", "--json").json() == {"tried": 1, "delivered": 1}

    assert len(hook.posted) == 1


def test_a_rule_is_tried_before_it_is_needed(team: CommandLine, hook: HookSink) -> None:
    assert "was taken" in team.run("alerts", "test", "team").out
    assert "a test of “team”" in hook.texts[0]


def test_what_a_server_answers_to_a_try_is_told_and_not_laid_to_the_settings(
    team: CommandLine, hook: HookSink
) -> None:
    hook.answer = 500

    ended = team.run("alerts", "test", "team")

    assert ended.code == 2
    assert "“team” was not taken: " in ended.err
    assert "error=500" in ended.err
    assert "settings.toml" not in ended.err


def test_a_rule_whose_variable_is_not_set_is_listed_as_that(
    team: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "mmost://127.0.0.1/x")
    assert "not set here" not in team.process("alerts").out
    monkeypatch.delenv(VARIABLE)

    listed = team.process("alerts")

    assert f"${VARIABLE} (not set here)" in listed.out
    assert f"{VARIABLE} is not set here" in listed.err
    assert team.process("alerts", "--json").json()["rules"][0]["is_set_here"] is False


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "is not set"),
        ("mmost://wrong secret/", "does not hold a URL"),
        (HOOK_PATH, "does not hold a URL"),
    ],
)
def test_a_bad_url_names_the_line_and_never_the_secret(
    value: str, said: str, team: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, value)

    ended = team.run("alerts", "test", "team", "--verbose")

    lines = (team.folder / "settings.toml").read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines, start=1) if VARIABLE in line)
    assert ended.code == 2
    assert f"settings.toml, line {place}: alerts: team: the environment variable {VARIABLE}" in ended.err
    assert said in ended.err
    assert not value or value not in ended.err


def test_a_url_written_into_the_settings_is_refused_with_its_line(team: CommandLine) -> None:
    settings = team.folder / "settings.toml"
    text = settings.read_text(encoding="utf-8").replace(f"'{VARIABLE}'", f"'mmost://example.com/{HOOK_PATH}'")
    settings.write_text(text, encoding="utf-8")

    looked = team.process("doctor", "--verbose")
    ended = team.process("alerts", "--verbose")

    assert ended.code == 2
    assert HOOK_PATH not in looked.err + looked.out
    assert "alerts.0.to" in looked.err
    assert "alerts.0.to: write the name of an environment variable" in ended.err
    assert ", line " in ended.err
    assert HOOK_PATH not in ended.err + ended.out


def test_without_rules_nobody_is_told_anything(command: CommandLine) -> None:
    assert "Nobody is told anything" in command.run("alerts").out
    assert "add [[alerts]] to" in command.run("alerts", "test", "team").err
    assert json.loads(command.run("alerts", "--json").out) == {"rules": [], "alerts": []}
