"""A mistake in the settings keeps no text out, unless it lies in what a text needs to be taken in."""

import threading
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.consent.status import State
from stopline.errors import SettingsError
from stopline.messages.outbox import Origin
from stopline.settings.reading import load_settings
from stopline.settings.spared import NOT_FOR_INTAKE, load_spared
from stopline.worker.loop import run
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]
TEAM = "[team]\nname = 'Harbour Bikes'\nzone = 'America/New_York'\n"
SPARED = [
    ("[[alerts]]\nname = 'a'\non = ['rain']\nto = 'X'\n", "alerts"),
    ("[[templates]]\nname = 'a'\ntext = 'Hi {nickname}'\n", "templates.0.text"),
    ("[policy]\ndaily_maximum = 'many'\n", "policy.daily_maximum"),
    ("[hygiene]\nquiet_months = 'many'\n", "hygiene"),
    ("[reconfirm]\nanswer_within = 'soon'\n", "reconfirm"),
    ("[worker]\npoll_seconds = 'often'\n", "worker"),
    ("[[alerts]]\nname = 'a\n", "line"),
    ("[campaigns]\nprice_per_part = \n", "line"),
    ("[program]\ncare = 5\n", "program.care"),
    ("[double_optin]\ncountries = ['UK']\n", "double_optin.countries"),
    ("[web]\nurl = 5\n[[templates]]\nname = 'a'\ntext = '{preferences}'\n", "web.url"),
]


@pytest.mark.parametrize(
    ("section", "said"), SPARED, ids=[f"{said} {place}" for place, (_, said) in enumerate(SPARED)]
)
def test_a_mistake_elsewhere_is_told_and_its_section_left_out(
    tmp_path: Path, section: str, said: str
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"{TEAM}{section}[words]\nstop = ['basta ya']\n")

    settings, fault = load_spared(path, NOT_FOR_INTAKE)

    assert said in fault
    assert settings.team.name == "Harbour Bikes"
    assert settings.words.stop == ("basta ya",)


WORDS = [
    ("[words]\nstop = ['basta ya', '!!!']\n", "has no letters", ("basta ya",)),
    ("[words]\nstop = ['basta ya', 3]\n", "words.stop", ("basta ya",)),
    ("[words]\nstop = 3\n", "words.stop", ()),
    ("[words]\nhalt = ['x']\nstop = ['basta ya']\n", "words.halt", ("basta ya",)),
    ("[words]\nstop = ['basta ya']\nnever = ['stop']\n", "always means stop", ("basta ya",)),
    ("[words\nstop = ['basta ya']\n", "line", ("basta ya",)),
    ('[words]\nstop = ["basta ya, "NO MORE"] # ours\nnever = []\n', "line", ("basta ya", "NO MORE")),
    ('[words]\nnever = ["x]\nstop = [\n  "basta ya",\n  "no más"\n]\n', "line", ("basta ya", "no más")),
]


@pytest.mark.parametrize(("section", "said", "stops"), WORDS, ids=[said for _, said, _ in WORDS])
def test_a_mistake_in_words_of_the_team_leaves_those_for_stop_that_can_be_read(
    tmp_path: Path, section: str, said: str, stops: tuple[str, ...]
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"{TEAM}{section}[[words.join]]\nkeyword = 'JOINLUNA'\n")

    settings, fault = load_spared(path, NOT_FOR_INTAKE)

    assert said in fault
    assert "the words that ship are used" in fault
    assert settings.words.stop == stops
    assert [join.keyword for join in settings.words.join] == ["JOINLUNA"]
    assert settings.lexicon().always_stops("stop")


ANSWERS = [
    ("[answers.en]\nstop = 'Bye'\nstart = '{team}'\nhelp = '{team}'\n", "answers.en"),
    ("[answers.en]\nstop = '{team}: Bye'\nstart = '{team}: Hi'\nhelp = '{team}'\n", "how to opt out"),
    ("[answers.en]\nstop = '{team}: Bye\n", "line"),
    ("[asking.en]\nquestion = '{team}: YES? STOP ends'\n", "may cost something"),
]


@pytest.mark.parametrize(("section", "said"), ANSWERS, ids=[said for _, said in ANSWERS])
def test_a_mistake_in_texts_of_the_team_puts_those_that_ship_in_their_place(
    tmp_path: Path, section: str, said: str
) -> None:
    path = tmp_path / "settings.toml"
    own = "[words]\nstop = ['basta ya']\n[[words.join]]\nkeyword = 'JOINLUNA'\n"
    path.write_text(f"{TEAM}{own}[[templates]]\nname = 'ready'\ntext = 'Ready'\n{section}")

    settings, fault = load_spared(path, NOT_FOR_INTAKE)

    assert said in fault
    assert "the texts that ship are used" in fault
    assert "second one" not in fault
    assert settings.automatic_texts().of_language("en").stop.startswith("Harbour Bikes: You will get no more")
    assert (len(settings.words.join), len(settings.templates), settings.words.stop) == (1, 1, ("basta ya",))


@pytest.mark.parametrize(
    "section",
    [
        "[words]\nstop = ['luna ade', '!!!']\n",
        "[answers.en]\nstop = 'Bye'\n",
        "[words]\nstop = ['luna ade', '\n",
    ],
    ids=["a word without letters", "an answer without a sender", "an open quote"],
)
def test_stops_come_in_and_are_answered_while_words_or_answers_are_mistaken(
    workspace: Workspace, clock: ManualClock, section: str
) -> None:
    settings = workspace.folder / "settings.toml"
    settings.write_text(f"{settings.read_text()}\n{section}")
    workspace.close()
    story = Story(Workspace.open(workspace.folder, clock, spared=NOT_FOR_INTAKE), clock, ScriptedGateway())

    story.says("maria", "STOP")
    story.says("jean", "luna ade")
    story.tick.run()

    assert story.status("maria").state is State.STOPPED
    assert (story.status("jean").state is State.STOPPED) is ("luna" in section)
    assert all("You will get no more messages" in permit.draft.text for permit in story.gateway.permits)
    assert story.gateway.permits
    [finding] = [each for each in story.workspace.doctor.report().findings if each.kind == "settings"]
    assert "line" in finding.people[0].detail or "answers.en" in finding.people[0].detail


JOINS = [
    (
        "keyword = 'JOINLUNA'\nflow = [{after = '2hh', text = '{team}: Hi. STOP to end'}]\n",
        "words.join.0.flow",
    ),
    ("keyword = 'JOINLUNA'\nwelcome = '{team}: Hello and no way out'\n", "how to opt out"),
    ("keyword = 'JOINLUNA'\nwelcome = '{team}: {preferences} STOP to end'\n", "needs an address"),
    ("keyword = \n", "line"),
    ("keyword = 'JOINLUNA'\n[[words.join.flow]]\nafter = 2hh\n", "line"),
]


@pytest.mark.parametrize(("join", "said"), JOINS, ids=[said for _, said in JOINS])
def test_a_mistake_in_a_word_that_joins_leaves_the_words_that_stop(
    tmp_path: Path, join: str, said: str
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"{TEAM}[words]\nstop = ['basta ya']\n[[words.join]]\n{join}")

    settings, fault = load_spared(path, NOT_FOR_INTAKE)

    assert said in fault
    assert settings.words.stop == ("basta ya",)
    assert all(not (each.flow or each.welcome) for each in settings.words.join)


@pytest.mark.parametrize(
    "section",
    [
        "[program]\ncare = 5\n",
        "[double_optin]\ntags = 3\n",
        "[double_optin]\nanswer_within = \n",
        "[[words.join]]\nkeyword = 'JOIN'\ndouble = 'perhaps'\n",
    ],
)
def test_no_yes_counts_before_its_second_one_while_what_a_yes_needs_cannot_be_read(
    workspace: Workspace, clock: ManualClock, section: str
) -> None:
    settings = workspace.folder / "settings.toml"
    settings.write_text(f"{settings.read_text()}\n{section}")
    workspace.close()
    story = Story(Workspace.open(workspace.folder, clock, spared=NOT_FOR_INTAKE), clock, ScriptedGateway())

    story.says("maria", "JOIN")
    story.says("jean", "STOP")

    assert "every yes waits for a second one" in story.workspace.settings_fault
    assert (story.status("maria").state, story.status("jean").state) == (State.PENDING, State.STOPPED)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("[double_optin]\ncountries = ['DE', 'UK']\n", "“UK” is no country; write GB"),
        ("[double_optin]\ncountries = ['XX']\n", "“XX” is no country; write an ISO 3166 code such as US"),
        ("[team]\nregion = 'XX'\n", "“XX” is no country"),
        ("[team]\nregion = 'EL'\n", "write GR"),
        ("[team]\nregion = 'gb'\n", "write GB"),
    ],
)
def test_a_country_that_is_none_is_refused_with_the_one_that_may_be_meant(
    tmp_path: Path, section: str, said: str
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(section)

    with pytest.raises(SettingsError, match=said):
        load_settings(path)


def test_nothing_is_told_of_settings_without_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(TEAM)

    assert load_spared(path, NOT_FOR_INTAKE)[1] == ""


@pytest.fixture
def mistaken(workspace: Workspace, clock: ManualClock) -> Story:
    """A shop with a reply in the queue, in whose rules a mistake was made then."""
    whole = Story(workspace, clock, ScriptedGateway())
    whole.says("jean", "JOIN")
    whole.tick.run()
    workspace.replies.send(PEOPLE["jean"], Channel.SMS, "It is ready", Purpose.CONVERSATION, Origin("alice"))
    settings = workspace.folder / "settings.toml"
    settings.write_text(settings.read_text() + "\n[policy]\ndaily_maximum = 'many'\n")
    workspace.close()
    return Story(Workspace.open(workspace.folder, clock, spared=NOT_FOR_INTAKE), clock, ScriptedGateway())


def test_a_worker_takes_texts_in_answers_stops_and_sends_nothing_else(mistaken: Story) -> None:
    mistaken.gateway.bring_text(MARIA, "STOP")

    mistaken.tick.run()

    assert mistaken.status("maria").state is State.STOPPED
    assert [permit.draft.purpose for permit in mistaken.gateway.permits] == [Purpose.COMPLIANCE]
    assert mistaken.workspace.outbox.counts().queued == 1


def test_doctor_tells_the_mistake(mistaken: Story) -> None:
    found = [each for each in mistaken.workspace.doctor.report().findings if each.kind == "settings"]

    assert ["policy.daily_maximum" in person.detail for person in found[0].people] == [True]


def test_a_worker_ends_to_read_settings_that_were_mended(mistaken: Story) -> None:
    settings = mistaken.workspace.folder / "settings.toml"
    settings.write_text(settings.read_text().replace("daily_maximum = 'many'", "daily_maximum = 2"))

    never = threading.Event()
    run(mistaken.workspace, [mistaken.gateway], never)

    assert mistaken.workspace.settings_are_mended()
    assert mistaken.gateway.permits == []
