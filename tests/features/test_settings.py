"""Settings are checked at the door, and a bad one is refused with its place."""

import re
from pathlib import Path

import pytest

import stopline.settings
from stopline.errors import SettingsError
from stopline.faults import told
from stopline.settings import TeamSettings, load_settings, parse_settings, starting_settings

PATH = Path("settings.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[team]\nzone = 'Mars/Base'", "line 2: team.zone: “Mars/Base” is no time zone"),
        ("[team]\nzone = 'Berlin'", "“Berlin” is no time zone; write Europe/Berlin"),
        ("[team]\nzone = 'America/New_Yrok'", "is no time zone; write America/New_York"),
        ("[team]\nname = ''", "team.name"),
        ("[team\n", "line 1"),
        ("[teem]\nname = 'x'", "line 1: teem: there is no such setting; write team"),
        (
            "# weekday = 1\n[policy]\nweekday = '10:00-12:00'",
            "line 3: policy.weekday: there is no such setting; write weekdays",
        ),
        (
            "[[web.forms]]\nslug = 'a'\ntitel = 'b'",
            "line 3: web.forms.0.titel: there is no such setting; write title",
        ),
        (
            "[team]\ncolour = 3",
            "line 2: team.colour: there is no such setting; here may stand name, region, zone",
        ),
        (
            "[answers.en]\nstop='Bye'\nstart='{team}'\nhelp='{team}'",
            "line 2: answers.en.stop: an automatic text must name the sender",
        ),
        (
            "[[templates]]\nname='a'\ntext='Hi {nickname}'",
            "line 3: templates.0.text: there is no field {nickname}",
        ),
        (
            "[[templates]]\nname='a'\ntext='Hi {first_name'",
            "line 3: templates.0.text: “{first_name” is no field",
        ),
        ("[[gateways]]\nname='a'\nkind='x'\n[[gateways]]\nname='a'\nkind='y'", "same name"),
        ("[words]\nstop = ['!!!']", "line 2: “!!!” has no letters"),
        ("[words]\nnever = ['stop']", "line 2: “stop” always means stop"),
        ("[[words.join]]\nkeyword = 'UNSUBSCRIBE'", "line 2: “UNSUBSCRIBE” always means stop"),
        (
            "[[words.join]]\nkeyword = 'JOINLUNA'\nwelcome = 'Hi!'",
            "line 3: words.join.0.welcome: an automatic text must name the sender",
        ),
        (
            "[[words.join]]\nkeyword = 'JOINLUNA'\nwelcome = '{team}: Hi!'",
            "line 3: words.join.0.welcome: a text about an opt-in says how to opt out",
        ),
        ("[[words.join]]\nkeyword = 'LUNA'\n[[words.join]]\nkeyword = 'luna'", "“luna” is there twice"),
        ("[[words.join]]\nkeyword = 'LUNA'\nscope = 'cats'", "line 3: words.join.0.scope"),
        (
            "[[words.join]]\nkeyword = 'LUNA'\n[[words.join.flow]]\nafter = 'soon'\ntext = '{team}: Hi'",
            "line 4: words.join.0.flow.0.after: “soon” is not a length of time; write it like 30min, 2h, 1d",
        ),
        (
            "[[words.join]]\nkeyword = 'LUNA'\n[[words.join.flow]]\nafter = '2h'\ntext = 'Hi there'",
            "line 5: words.join.0.flow.0.text: an automatic text must name the sender",
        ),
        (
            (
                "[[words.join]]\nkeyword = 'LUNA'\n[[words.join.flow]]\nafter = '2d'\ntext = '{team}: A'\n"
                "[[words.join.flow]]\nafter = '1d'\ntext = '{team}: B'"
            ),
            "the texts of a flow stand in the order in which they leave",
        ),
        (
            (
                "[program]\ncare = 'help@example.com'\n[answers.en]\nstop = '{team}: Bye'\nhelp = '{team}'\n"
                "start = '{team}: Hello. {frequency}. {care} Text STOP to end.'"
            ),
            "line 6: answers.en.start: the confirmation of an opt-in tells frequency, fees and help: put {rates} into it",
        ),
        (
            "[asking.en]\nask = '{program}: May we text you? STOP to end.'",
            "line 2: asking.en.ask: a question for consent tells that messages may cost something",
        ),
        (
            "[program]\nterms = 'http://example.com'",
            "line 2: program.terms: a link to the terms begins with https://",
        ),
        ("[asking.xx]\nask = '{team}: Hi'", "line 2: asking.xx.ask: a text about an opt-in"),
        ("[program]\nname = 'A'\nfrequency = 5", "line 3: program.frequency: it has to be text, in quotes"),
        (
            "[program]\nfrequency = {en = 5}",
            "line 2: program.frequency.en: it has to be text, in quotes",
        ),
        (
            "[[gateways]]\nname='a'\nkind='x'\n[gateways.options]\nport=[1]",
            "line 5: gateways.0.options.port: it has to be text, in quotes",
        ),
        (
            "[reconfirm]\nanswer_within = '1d'",
            "line 1: reconfirm: the reminder leaves before the time for an answer is over (remind_after is 1w where it is not written)",
        ),
        (
            "[reconfirm]\nremind_after = '3w'",
            "time for an answer is over (answer_within is 2w where it is not written)",
        ),
        (
            "[double_optin]\nanswer_within = '1d'\nremind_after = '2d'",
            "double_optin: the reminder leaves before the time for an answer is over",
        ),
        ("[[web.forms]]\nslug='../x'\ntitle='x'", "line 2: web.forms.0.slug"),
        ("[[web.forms]]\nslug='a'\ntitle='x'\nwording={en='Yes'}", "put {team} into it"),
        ("[[web.forms]]\nslug='a'\ntitle='x'\nwording={xx='{team}'}", "not in “xx”"),
        (
            "[[web.forms]]\nslug='a'\ntitle='x'\nchannels=['sms','email']\nwording={en='{team}'}",
            "put {channel} into the wording",
        ),
        ("[[web.forms]]\nslug='a'\ntitle='x'\nprivacy_url='javascript:1'", "line 4: web.forms.0.privacy_url"),
        ("[[web.forms]]\nslug='a'\ntitle='x'\n[[web.forms]]\nslug='a'\ntitle='y'", "have the same name"),
        ("[web]\nurl='http://texts.example.com'", "line 2: web.url"),
        ("[[templates]]\nname='a'\ntext='{preferences}'", "put url under [web]"),
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
    examples = [line.removeprefix("# ") for line in lines if re.match(r"# (\[|\w+ = )", line)]

    settings = parse_settings("\n".join(examples), PATH)

    assert settings.gateways[0].kind == "gammu"
    assert settings.words.join[0].keyword == "JOINHARBOUR"
    assert settings.canned_replies()[0].name == "ready"
    assert settings.web.forms[0].slug == "news"
    assert settings.alerts[0].rule().quiet is not None


def test_a_file_that_is_not_text_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsError, match="is not text in UTF-8"):
        load_settings(path)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (
            'backup_to = "/mnt/x"\nbackup_every = "1x"',
            "line 5: upkeep.backup_every: “1x” is not a length of time",
        ),
        (
            'backup_to = "/mnt/x"\nbackup_every = "5min"',
            "line 5: upkeep.backup_every: write a time from 1 hour",
        ),
        (
            'backup_to = "/mnt/x"\nkeep_backups = 0',
            "line 5: upkeep.keep_backups: .*it has to be at least 1",
        ),
        ('backup_to = "copies"', "line 4: upkeep.backup_to: write the whole path"),
        ('backup_evry = "1d"', "line 4: upkeep.backup_evry: there is no such setting; write backup_every"),
        ('backup_every = "1d"', "upkeep: backup_every says how, and nothing says where to; add backup_to"),
        ('anchor_every = "1d"', "upkeep: anchor_every says how, and nothing says where to; add anchor_to"),
        ('reconcile_every = "400d"', "line 4: upkeep.reconcile_every: write a time from 1 hour to 366 days"),
        ('reconcile_apply = "perhaps"', "line 4: upkeep.reconcile_apply"),
        ('reconcile_every = "1d"\n[worker]\nreconcile_hours = 3', "leave one of them out"),
    ],
)
def test_upkeep_that_cannot_be_is_refused_with_its_line(tmp_path: Path, section: str, said: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f'[team]\nname = "Harbour"\n[upkeep]\n{section}\n')

    with pytest.raises(SettingsError, match=said):
        load_settings(path)


def test_a_number_that_cannot_be_is_told_with_the_line_of_the_rule_it_stands_in(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    rule = '[[alerts]]\nname = "{name}"\non = ["spike"]\nto = "HOOK"\nat_least = {least}\n'
    path.write_text(rule.format(name="a", least=1) + rule.format(name="b", least=0))

    with pytest.raises(SettingsError, match=r"line 10: alerts\.1\.at_least"):
        load_settings(path)


def test_a_wrong_value_is_named_by_its_own_line_and_not_by_another_that_holds_the_same(
    tmp_path: Path,
) -> None:
    text = '[team]\nname = "many of us"\n\n[upkeep]\nkeep_backups = "many"\n'

    with pytest.raises(SettingsError, match=r"line 5: upkeep\.keep_backups: it has to be a whole number"):
        parse_settings(text, tmp_path / "settings.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[words.join]]\nkeyword = 'STOP'", "line {2}: “STOP” always means stop"),
        ("[words]\nstop = ['STOP']\n[[words.join]]\nkeyword = 'STOP'", "line {4}: “STOP” always means stop"),
        ("[words]\nnever = [\n  'fine',\n  'stop',\n]", "line {4}: “stop” always means stop"),
        (
            "[[templates]]\nname='a'\ntext='Hi there'\n[[words.join]]\nkeyword='LUNA'\nwelcome = 'Hi'",
            "line {6}: words.join.0.welcome",
        ),
        (
            "[[words.join]]\nkeyword='LUNA'\nwelcome='{team}: Hi, STOP ends it'\n[[words.join]]\nkeyword='SOL'\nwelcome='{team}: Hi'",
            "line {6}: words.join.1.welcome: a text about an opt-in says how to opt out",
        ),
        ("[[words.join]]\nkeyword='LUNA'\n[[words.join]]\nkeyword='LUNA'", "line {4}: “LUNA” is there twice"),
        (
            "[[words.join]]\nkeyword='LUNA'\n[[words.join.flow]]\nafter='1d'\ntext='{team}: A'\n[[words.join]]\nkeyword='SOL'\nscope='cats'",
            "line {8}: words.join.1.scope",
        ),
        (
            "[policy]\nsunday = 'never'",
            "line {2}: policy.sunday: write a window like 09:00-20:00, or none for a day",
        ),
        ("policy.sunday = 'never'", "line {1}: policy.sunday"),
        (
            "[[web.forms]]\nslug = 'No Way'\ntitle='x'",
            "line {2}: web.forms.0.slug: it has small letters from a to z",
        ),
    ],
)
def test_the_line_of_a_fault_is_that_of_the_setting_and_never_of_an_example_in_a_comment(
    text: str, said: str
) -> None:
    examples = starting_settings(TeamSettings(name="Harbour Bikes", zone="America/New_York"))
    # What stands under [team] belongs to it, so that a key without a section goes before it.
    is_bare = not text.startswith("[")
    whole = re.sub(r"(?m)^\[team\]", f"{text}\n[team]", examples) if is_bare else f"{examples}\n{text}"
    before = whole[: whole.index(text)].count("\n")

    with pytest.raises(SettingsError) as refused:
        parse_settings(whole, PATH)

    wanted = re.sub(r"\{(\d)\}", lambda found: str(before + int(found[1])), said)
    assert wanted in str(refused.value)


def test_every_pattern_of_a_setting_is_told_in_words() -> None:
    source = Path(stopline.settings.__path__[0])
    patterns = [
        found
        for module in source.glob("*.py")
        for found in re.findall(r'pattern=r?"([^"]+)"', module.read_text(encoding="utf-8"))
    ]

    assert patterns
    fault = {"type": "string_pattern_mismatch", "msg": "String should match", "loc": (), "input": ""}
    for pattern in patterns:
        assert told({**fault, "ctx": {"pattern": pattern}}).startswith("it has")  # type: ignore[typeddict-item]
