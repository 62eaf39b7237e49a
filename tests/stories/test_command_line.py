"""What holds for every command: an example, JSON, an exit code for every ending, and no word a terminal would obey."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from stopline.cli.main import stopline
from stopline.cli.options import Command, LazyGroup
from support.command import PROJECT, CommandLine

MARIA = "+12025550123"
HOSTILE = "\x1b]0;gotcha\x07\x1b[2J [/b] \u202e\u009b31m \ud800"


def commands(
    group: click.Group = stopline, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words it is called by."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands())


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_shows_an_example_of_itself_and_speaks_json(path: tuple[str, ...]) -> None:
    command = ALL[path]
    shown = command.get_help(click.Context(command, info_name="stopline"))

    assert isinstance(command, Command | LazyGroup)
    assert f"stopline {' '.join(path)}" in command.example
    assert "Example" in shown
    assert {"--json", "--workspace", "--agent", "--verbose"} <= set(shown.split())
    assert command.help


def test_the_readme_names_every_command() -> None:
    table = (
        (PROJECT / "README.md")
        .read_text(encoding="utf-8")
        .partition("## Commands")[2]
        .partition("## Keys")[0]
    )
    named = {word for cell in re.findall(r"`([^`]*)`", table) for word in cell.split()}

    assert {path[-1] for path in ALL} - named == {"screenshots"}


def test_options_may_stand_before_or_behind_the_command(command: CommandLine) -> None:
    assert command.run("--json", "threads").json() == command.run("threads", "--json").json() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek", MARIA], "check"),
        (["check"], "ADDRESS"),
        (["check", "not a number"], "not a number"),
        (["check", "12"], "too few"),
        (["check", MARIA, "--channel", "pigeon"], "pigeon"),
        (["check", MARIA, "--at", "soon"], "soon"),
        (["send", "--to", MARIA, "--text", " "], "words"),
        (["send", "--to", "nobody", "--text", "x"], "nobody"),
        (["receive", "--from", MARIA], "--text"),
        (["receive", "--jsonl", "--text", "x"], "standard input"),
        (["consent", "record", MARIA, "--channel", "sms", "--method", "phone", "--words", "x"], "--stop"),
        (["consent", "record", MARIA, "--stop", "--channel", "sms", "--method", "phone", "--words", " "], "--words"),
        (["consent", "record", MARIA, "--stop", "--channel", "sms", "--method", "shop", "--words", "x", "--at", "2999-01-01"], "to come"),
        (["assign", "99"], "no thread 99"),
        (["close", "99"], "no thread 99"),
        (["reopen", "99"], "no thread 99"),
        (["snooze", "99", "--until", "2999-01-01"], "no thread 99"),
        (["note", "99", "--text", "x"], "no thread 99"),
        (["decide", "99"], "--release"),
        (["decide", "99", "--stop"], "no thread 99"),
        (["messages", "--address", "nobody"], "nobody"),
        (["messages", "--limit", "0"], "0"),
        (["import", "contacts", "nothing.csv"], "nothing.csv"),
        (["threads", "--show", "mine", "--agent", "Contact"], "Contact"),
        (["init", "--zone", "Mars/Base"], "Mars/Base"),
        (["init", "--region", "Mars"], "--region"),
        (["demo", "--seed", "x", "--prepare"], "x"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_bad_input_ends_with_two_and_a_sentence_for_people_and_programs(
    command: CommandLine, arguments: list[str], said: str
) -> None:
    plain = command.run(*arguments)
    spoken = command.run(*arguments, "--json")

    assert (plain.code, spoken.code) == (2, 2)
    assert said in plain.err
    assert said in spoken.json()["error"]
    assert "Traceback" not in plain.err


@pytest.mark.parametrize("group", ["consent", "import", "report"])
def test_a_group_that_is_not_told_what_to_do_shows_its_commands_once(
    command: CommandLine, group: str
) -> None:
    plain = command.process(group)
    spoken = command.run(group, "--json")

    assert (plain.code, spoken.code) == (2, 2)
    assert plain.err.count("Usage:") == 1
    assert "Commands:" in plain.err
    assert "Error" not in plain.err
    assert "needs one of its commands" in spoken.json()["error"]


def test_without_a_workspace_the_way_to_one_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    nowhere = CommandLine(tmp_path_factory.mktemp("nowhere") / "none")

    ended = nowhere.process("threads")

    assert ended.code == 2
    assert "stopline init" in ended.err
    assert "stopline demo" in ended.err
    assert "Traceback" in nowhere.process("threads", "--verbose").err


def test_a_folder_that_cannot_be_used_is_named(command: CommandLine) -> None:
    in_the_way = command.folder / "settings.toml"

    ended = command.process("init", "--workspace", str(in_the_way / "workspace"))

    assert ended.code == 2
    assert f"no workspace can be made in {in_the_way}" in ended.err
    assert "--workspace" in ended.err
    assert "Traceback" not in ended.err


def test_init_is_safe_to_repeat(command: CommandLine) -> None:
    command.run("receive", "--from", MARIA, "--text", "Hello")

    again = command.process("init", "--team", "Somebody else", "--json")

    assert again.code == 0
    assert again.json() == {
        "workspace": str(command.folder),
        "is_new": False,
        "team": "Harbour Bikes",
        "zone": "America/New_York",
        "region": "US",
    }
    assert len(command.run("threads", "--json").json()) == 1
    assert (
        command.folder.stat().st_mode & 0o777,
        (command.folder / "stopline.db").stat().st_mode & 0o777,
    ) == (
        0o700,
        0o600,
    )


def test_what_people_write_never_moves_a_terminal(command: CommandLine) -> None:
    command.run("receive", "--jsonl", given=json.dumps({"from": HOSTILE, "text": HOSTILE}))
    command.run("receive", "--jsonl", given=json.dumps({"from": MARIA, "text": f"STOP {HOSTILE}"}))
    command.run("note", "2", "--text", "x")

    shown = [
        command.process(*arguments, *form)
        for arguments in (
            ["threads"],
            ["messages"],
            ["consent", "show", MARIA],
            ["consent", "proof", MARIA],
            ["holds"],
        )
        for form in ([], ["--json"])
    ]

    for ended in shown:
        assert ended.code == 0
        assert not set("\x1b\x07\x9b\u202e\ud800") & set(ended.out + ended.err)


def test_a_question_about_an_address_written_in_full_loads_nothing_heavy(command: CommandLine) -> None:
    command.run("receive", "--from", MARIA, "--text", "Hello")
    # The first question after a change of the settings checks all of them.
    command.run("check", MARIA)
    script = (
        "import sys, json; from stopline.cli.main import stopline\n"
        "try: stopline.main(sys.argv[1:])\n"
        "except SystemExit as ended: print(json.dumps([ended.code, sorted(sys.modules)]))"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script, "check", MARIA, "--workspace", str(command.folder)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(PROJECT / "app")},
    )
    code, modules = json.loads(ended.stdout.splitlines()[-1])

    assert code == 0
    heavy = [
        "textual",
        "pydantic",
        "sqlite_utils",
        "phonenumbers",
        "platformdirs",
        "zoneinfo",
        "importlib.resources",
        "asyncio",
        "logging",
    ]
    assert [module for module in heavy if module in modules] == []


def test_a_reader_that_has_seen_enough_is_no_error(command: CommandLine) -> None:
    lines = "\n".join(json.dumps({"from": MARIA, "text": f"text {n} {'x' * 200}"}) for n in range(800))
    command.run("receive", "--jsonl", given=lines)

    with command.start("messages", "--limit", "1000") as listing:
        assert listing.stdout is not None
        assert listing.stderr is not None
        listing.stdout.readline()
        listing.stdout.close()
        said = listing.stderr.read()

    assert (listing.returncode, said) == (0, "")
