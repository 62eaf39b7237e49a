"""Settings are checked at the door, and a bad one is refused with its place."""

from pathlib import Path

import pytest

from stopline.errors import SettingsError
from stopline.settings import TeamSettings, load_settings, parse_settings, starting_settings

PATH = Path("settings.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[team]\nzone = 'Mars/Base'", "line 2: team.zone: “Mars/Base” is no time zone"),
        ("[team]\nname = ''", "team.name"),
        ("[team\n", "line 1"),
        ("[teem]\nname = 'x'", "teem"),
        (
            "[answers.en]\nstop='Bye'\nstart='{team}'\nhelp='{team}'",
            "line 2: answers.en.stop: an automatic text must name the sender",
        ),
        (
            "[[templates]]\nname='a'\ntext='Hi {nickname}'",
            "line 3: templates.0.text: there is no field {nickname}",
        ),
        ("[[gateways]]\nname='a'\nkind='x'\n[[gateways]]\nname='a'\nkind='y'", "same name"),
        ("[words]\nstop = ['!!!']", "line 2: “!!!” has no letters"),
        ("[words]\nnever = ['stop']", "line 2: “stop” always means stop"),
        ("[[words.join]]\nkeyword = 'UNSUBSCRIBE'", "line 2: “UNSUBSCRIBE” always means stop"),
        (
            "[[words.join]]\nkeyword = 'JOINLUNA'\nwelcome = 'Hi!'",
            "line 3: words.join.0.welcome: an automatic text must name the sender",
        ),
    ],
)
def test_a_bad_setting_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        parse_settings(text, PATH)

    assert said in str(refused.value)


def test_a_new_workspace_begins_with_settings_that_can_be_read() -> None:
    settings = parse_settings(
        starting_settings(TeamSettings(name="Café Åse", zone="Europe/Oslo", region="NO")), PATH
    )

    assert settings.team == TeamSettings(name="Café Åse", zone="Europe/Oslo", region="NO")


def test_every_line_that_is_shown_as_an_example_works_when_uncommented() -> None:
    lines = starting_settings(TeamSettings()).splitlines()
    examples = [
        line.removeprefix("# ") for line in lines if line.startswith(("# [", "# name", "# kind", "# options", "# text", "# stop",
        "# start", "# help", "# never", "# keyword", "# tag", "# welcome", "# on", "# to", "# quiet"))
    ]  # fmt: skip

    settings = parse_settings("\n".join(examples), PATH)

    assert settings.gateways[0].kind == "gammu"
    assert settings.words.join[0].keyword == "JOINHARBOUR"
    assert settings.canned_replies()[0].name == "ready"
    assert settings.alerts[0].rule().quiet is not None


def test_a_file_that_is_not_text_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(path)
