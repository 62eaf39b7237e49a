"""Scenario files are checked at the door, and a mistake is said with its place."""

from pathlib import Path

import phonenumbers
import pytest

from stopline.address import Address, region_of
from stopline.errors import ScenarioError
from stopline.gateways.simulated.script import Says
from stopline.gateways.simulated.shelf import find_scenario, load_scenario, read_scenario, shipped_scenarios
from support.fictitious import is_fictitious, is_reserved_domain

SHOP = """
[team]
name = "Shop"
zone = "America/New_York"
agents = ["alice"]

[[people]]
key = "ana"
name = "Ana"
number = "+12025550101"
language = "en"
country = "US"
zone = "America/New_York"
"""


def written(folder: Path, text: str) -> Path:
    """Return the file of a scenario."""
    path = folder / "shop.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("added", "complaint"),
    [
        pytest.param('[[live]]\nafter = "1m"\nwho = "zoe"\nsays = "hi"', "“zoe”, who is not among", id="stranger"),
        pytest.param('[[live]]\nafter = "soon"\nwho = "ana"\nsays = "hi"', r"live\.0\.after: “soon” is not a length", id="duration"),
        pytest.param('[[live]]\nafter = "1m"\nwho = "ana"\nsays = []', r"live\.0\.says", id="says nothing"),
        pytest.param('[[live]]\nafter = "1m"\nwho = "ana"\nchannel = "email"\nsays = "hi"', "no address for email", id="no mail"),
        pytest.param('[[conversations]]\nwho = "ana"\nscript = "10:00 > hi"', "no days_ago", id="no day"),
        pytest.param('[[conversations]]\nwho = "ana"\ndays_ago = 3\nscript = "10:00 hi"', "line 1 of the script", id="script"),
        pytest.param('[[conversations]]\nwho = "ana"\ndays_ago = 2\nscript = "+2 10:00 > hi"', "goes on until today", id="today"),
        pytest.param('[[conversations]]\nwho = "ana"\ndays_ago = 2\nscript = "10:00 eve closes"', "“eve”, who is not among the agents", id="agent"),
        pytest.param('[[launches]]\nname = "x"\ntag = "vip"\nago = "2m"\nper_minute = 1\nagent = "me"\ntexts = "hi"', "“vip”, a tag nobody has", id="tag"),
        pytest.param('[[campaigns]]\nname = "x"\ndays_ago = 2\nat = 10:00:00\nagent = "eve"\ntexts.en = "hi"', "“eve” is not among the agents", id="sender"),
        pytest.param('[[campaigns]]\nname = "x"\ndays_ago = [2, 0]\nat = 10:00:00\nagent = "alice"\ntexts.en = "hi"', r"campaigns\.0\.days_ago", id="campaign today"),
        pytest.param('[[campaigns]]\nname = "x"\ndays_ago = 2\nat = 10:00:00\nagent = "alice"\ntexts.es = "hola"', r"texts\.en is missing", id="no english"),
        pytest.param("[talk.es]\nto_questions = \"si\"\nto_statements = \"si\"\nto_notices = \"si\"", r"\[talk.en\] is missing", id="language"),
        pytest.param("colour = 3", "colour: there is no such field", id="unknown word"),
        pytest.param("[[live]", "cannot be read", id="no toml"),
        pytest.param(SHOP.partition("[[people]]")[2].join(["[[people]]", ""]), "same key", id="twice"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_place(tmp_path: Path, added: str, complaint: str) -> None:
    before = f"{added}\n{SHOP}" if added.startswith("colour") else f"{SHOP}\n{added}"

    with pytest.raises(ScenarioError, match=complaint):
        read_scenario(written(tmp_path, before))


def test_a_scenario_goes_on_in_the_folder_of_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, SHOP)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "live.toml").write_text(
        '[[live]]\nafter = "1m"\nwho = "ana"\nsays = "hi"', encoding="utf-8"
    )

    assert [live.who for live in read_scenario(path).live] == ["ana"]


def test_a_table_given_twice_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, SHOP)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "more.toml").write_text('[team]\nname = "Another"', encoding="utf-8")

    with pytest.raises(ScenarioError, match=r"more\.toml: “team” is given twice"):
        read_scenario(path)


def test_an_unknown_scenario_is_answered_with_those_that_ship() -> None:
    with pytest.raises(ScenarioError, match="harbour-bikes"):
        find_scenario("nowhere")


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_every_shipped_scenario_can_be_played(path: Path) -> None:
    assert read_scenario(path).people
    assert load_scenario(path.stem) == read_scenario(path)


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_every_number_is_possible_and_nobodys(path: Path) -> None:
    for person in read_scenario(path).people:
        assert phonenumbers.is_possible_number(phonenumbers.parse(person.number)), person.number
        assert is_fictitious(person.number), person.number
        assert region_of(Address(person.number)) in {person.country, None}, person.key
        assert person.email is None or is_reserved_domain(person.email), person.email


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_everybody_can_talk_in_their_language_and_is_spoken_to_in_it(path: Path) -> None:
    scenario = read_scenario(path)

    assert {person.language for person in scenario.people} <= scenario.talk.keys()
    to_everybody = [each for each in scenario.campaigns if each.channel == "sms" and not each.who]
    assert to_everybody
    for campaign in to_everybody:
        assert {person.language for person in scenario.people} <= campaign.texts.keys(), campaign.name


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_hardly_anybody_says_the_same_twice(path: Path) -> None:
    said = [
        line.what.text
        for conversation in read_scenario(path).conversations
        for line in conversation.lines
        if isinstance(line.what, Says) and len(line.what.text) > 12
    ]

    assert len(set(said)) == len(said)
