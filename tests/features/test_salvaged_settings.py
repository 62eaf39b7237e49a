"""Settings that are refused as a whole keep no stop out: what can be read of them counts, and nothing is guessed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.consent.status import State
from stopline.errors import BadAddressError, SettingsError
from stopline.gateways.base import InboundText
from stopline.messages.outbox import Origin
from stopline.settings import TeamSettings, starting_settings
from stopline.settings.reading import load_settings
from stopline.settings.spared import NOT_FOR_INTAKE, load_spared
from stopline.workspace import SETTINGS, Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]
TEAM = "[team]\nname = 'Harbour Bikes'\nzone = 'Europe/Berlin'\nregion = 'DE'\n"
WHOLE = f"{TEAM}[words]\nstop = ['basta ya']\n[proof]\nledger_key_file = 'ledger.key'\n"
FAULTS = [
    ("this is = = no setting\n" + WHOLE, "line 1"),
    (WHOLE.replace("[team]", "[team]\nnmae = 'x'"), "team.nmae"),
    (WHOLE.replace("'Europe/Berlin'", "'Mars/Base'"), "team.zone"),
    (WHOLE + "[proof]\nuse_keyring = true\n", "Cannot declare"),
    (WHOLE + "[teem]\nname = 'Other'\n", "teem"),
    (WHOLE + "[reports]\nshown_days = 'many'\n", "reports.shown_days"),
    (WHOLE.replace("zone = 'Europe/Berlin'", "zone = 'Europe/Berlin"), "line"),
    (WHOLE + "[[gateways]]\nname = 3\n", "gateways.0"),
    ("words.stop = ['basta ya'\n" + TEAM + "[proof]\nledger_key_file = 'ledger.key'\n", "line"),
]  # fmt: skip


def saved(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "settings.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("text", "said"), FAULTS, ids=[f"{said} {place}" for place, (_, said) in enumerate(FAULTS)]
)
def test_what_can_be_read_counts_and_the_mistake_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = saved(tmp_path, text)

    settings, fault = load_spared(path, NOT_FOR_INTAKE)

    assert said in fault
    assert "WHAT CAN BE READ OF THE SETTINGS IS USED" in fault
    assert (settings.team.name, settings.team.region, settings.words.stop) == (
        "Harbour Bikes",
        "DE",
        ("basta ya",),
    )
    assert settings.proof.ledger_key_file == "ledger.key"
    assert settings.second_yes().is_everywhere
    assert not settings.is_silent
    with pytest.raises(SettingsError):
        load_settings(path)


@pytest.mark.parametrize(
    "words",
    [
        "[words]\nstop = 'basta ya'\n", "[words]\nstops = ['basta ya']\n", "[words]\nStop = ['basta ya']\n",
        "[word]\nstop = ['basta ya']\n", "[Words]\nstop = ['basta ya']\n", "[wrods]\nstopwords = 'basta ya'\n",
        "[words]\nstops = ['basta ya'\n",
    ],
)  # fmt: skip
def test_no_word_for_stop_is_lost_to_how_it_is_written(tmp_path: Path, words: str) -> None:
    path = saved(tmp_path, TEAM + words)

    assert load_spared(path, NOT_FOR_INTAKE)[0].words.stop == ("basta ya",)
    with pytest.raises(SettingsError):
        load_settings(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_no_word_for_stop_is_lost_to_the_encoding_an_editor_saved_in(tmp_path: Path, encoding: str) -> None:
    path = saved(tmp_path, f"{TEAM}[words]\nstop = ['arrêt là']\n".encode(encoding))

    settings, fault = load_spared(path, NOT_FOR_INTAKE)

    assert (settings.team.region, settings.words.stop) == ("DE", ("arrêt là",))
    assert bool(fault) is (encoding != "utf-8-sig")


def test_one_line_in_another_encoding_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    path = saved(tmp_path, "# é\n".encode("cp1252") + f"{TEAM}[words]\nstop = ['arrêt là']\n".encode())

    assert load_spared(path, NOT_FOR_INTAKE)[0].words.stop == ("arrêt là",)


@pytest.mark.parametrize("content", [None, b"", b" \n"], ids=["gone", "empty", "blank"])
def test_settings_that_are_gone_are_not_taken_for_those_that_ship(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "settings.toml" if content is None else saved(tmp_path, content)

    settings, fault = load_spared(path, NOT_FOR_INTAKE)

    assert (settings.team.region, settings.is_silent, settings.second_yes().is_everywhere) == ("", True, True)
    assert "stopline init" in fault
    for wanted in (frozenset[str](), NOT_FOR_INTAKE - {"web", "policy"}):
        with pytest.raises(SettingsError, match="stopline init"):
            load_spared(path, wanted)


def test_whoever_wants_the_rules_too_is_refused_as_ever(tmp_path: Path) -> None:
    path = saved(tmp_path, FAULTS[0][0])

    for wanted in (frozenset[str](), NOT_FOR_INTAKE - {"web", "policy"}):
        with pytest.raises(SettingsError):
            load_spared(path, wanted)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00 nothing of a text",
        b"[[[[[[",
        b"[team\nregion",
        b"[team]\nregion = 'gb'\n[x]\n",
        b"\x00" * 40,
        b"[a]\n" * 400,
    ],
    ids=[
        "no text",
        "brackets",
        "cut off",
        "no such country",
        "zeros",
        "one section again and again",
    ],
)
def test_what_says_nothing_of_the_team_is_not_filled_with_guesses(tmp_path: Path, content: bytes) -> None:
    settings, fault = load_spared(saved(tmp_path, content), NOT_FOR_INTAKE)

    assert (settings.team.name, settings.team.region, settings.is_silent) == ("", "", True)
    assert "NOT taken in" in fault
    assert "not answered" in fault
    assert settings.lexicon().always_stops("stop")


@given(st.binary(max_size=300), st.integers(0, 2_000))
def test_whatever_stands_in_the_file_the_words_that_ship_stop(
    tmp_path_factory: pytest.TempPathFactory, rubbish: bytes, place: int
) -> None:
    text = starting_settings(TeamSettings(name="Harbour Bikes")).encode()
    path = saved(tmp_path_factory.mktemp("any"), text[:place] + rubbish + text[place:])

    settings, _ = load_spared(path, NOT_FOR_INTAKE)

    assert settings.lexicon().always_stops("stop")


def spoilt(workspace: Workspace, clock: ManualClock, spoil: str) -> Story:
    """Return a shop whose settings say only so much, with a reply in the queue from before."""
    whole = Story(workspace, clock, ScriptedGateway())
    whole.says("jean", "JOIN")
    whole.tick.run()
    workspace.replies.send(PEOPLE["jean"], Channel.SMS, "It is ready", Purpose.CONVERSATION, Origin("alice"))
    (workspace.folder / SETTINGS).write_text(spoil)
    workspace.close()
    return Story(Workspace.open(workspace.folder, clock, spared=NOT_FOR_INTAKE), clock, ScriptedGateway())


def test_stops_come_in_and_are_answered_in_the_teams_name_and_nothing_else_leaves(
    workspace: Workspace, clock: ManualClock
) -> None:
    story = spoilt(workspace, clock, "= no\n" + TEAM + "[words]\nstop = ['luna ade']\n")

    story.says("maria", "STOP")
    story.says("ana", "luna ade")
    story.says("tom", "START")
    story.tick.run()

    assert (story.status("maria").state, story.status("ana").state) == (State.STOPPED, State.STOPPED)
    assert story.status("tom").state is State.PENDING
    sent = [permit.draft for permit in story.gateway.permits]
    assert {draft.purpose for draft in sent} == {Purpose.COMPLIANCE}
    assert all(draft.text.startswith("Harbour Bikes: ") for draft in sent)
    assert "It is ready" not in [draft.text for draft in sent]


def test_where_nobody_knows_the_teams_name_stops_count_and_nothing_leaves(
    workspace: Workspace, clock: ManualClock
) -> None:
    story = spoilt(workspace, clock, "nothing of use = = here")

    story.says("maria", "STOP")
    story.says("ana", "no more texts please")
    story.says("tom", "HELP")
    story.tick.run()

    assert story.status("maria").state is State.STOPPED
    assert story.status("ana").state in (State.STOPPED, State.HELD)
    assert story.gateway.permits == []
    [finding] = [each for each in story.workspace.doctor.report().findings if each.kind == "settings"]
    assert "not answered" in finding.people[0].detail


def test_a_national_number_is_taken_for_nobodys_and_comes_in_once_its_country_is_known(
    workspace: Workspace, clock: ManualClock
) -> None:
    before = (workspace.folder / SETTINGS).read_text()
    story = spoilt(workspace, clock, "nothing of use = = here")
    story.gateway.bring_text("(202) 555-0123", "STOP")
    story.tick.run()
    meanwhile = story.status("maria").state

    (story.workspace.folder / SETTINGS).write_text(before)
    story.workspace.close()
    mended = Story(Workspace.open(workspace.folder, clock), clock, ScriptedGateway())
    mended.tick.run()

    assert meanwhile is State.UNKNOWN
    assert mended.status("maria").state is State.STOPPED


@pytest.mark.parametrize("sender", ["72345", "Harbour", "+12025550123", "maria@example.com"])
def test_senders_whose_country_does_not_matter_are_taken_in_without_one(
    workspace: Workspace, clock: ManualClock, sender: str
) -> None:
    story = spoilt(workspace, clock, "= =")

    story.workspace.intake.receive("modem", InboundText(sender, "STOP", provider_id="m-1"))

    with pytest.raises(BadAddressError, match="which country"):
        story.workspace.intake.receive("modem", InboundText("0170 555 0123", "STOP", provider_id="m-2"))


@pytest.mark.parametrize(
    ("proof", "is_told"),
    [
        ("[proof]\nledger_key_file = 'k'\n", False),
        ("[proof]\nledger_key_file = 'k\n", True),
        ("[poof]\nuse_keyring = true\n", True),
        ("", False),
    ],
)
def test_that_tags_may_be_missing_is_told_where_the_key_cannot_be_read(
    tmp_path: Path, proof: str, is_told: bool
) -> None:
    _, fault = load_spared(saved(tmp_path, "= =\n" + TEAM + proof), NOT_FOR_INTAKE)

    assert ("--vouch" in fault) is is_told
