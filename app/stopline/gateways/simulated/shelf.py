"""Finds scenario files and reads them.

A scenario `NAME.toml` may go on in the files of a folder `NAME/` beside it; their tables are added to its own. Scenarios are named
by a path, or by the name of one that ships with Stopline.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from stopline.errors import ScenarioError
from stopline.faults import place_of, told
from stopline.gateways.simulated.scenario import Scenario

SHIPPED = "harbour-bikes"
"""The scenario of the demo."""


def load_scenario(name: str, folder: Path = Path()) -> Scenario:
    """Return the scenario of a file, relative to a folder, or one that ships with Stopline.

    Raises:
        ScenarioError: there is none of that name, or it cannot be played.
    """
    return read_scenario(find_scenario(name, folder))


def find_scenario(name: str, folder: Path = Path()) -> Path:
    """Return the file of a scenario, given by a path or by the name of a shipped one.

    Raises:
        ScenarioError: there is none; the message names those that ship.
    """
    path = folder / Path(name).expanduser()
    if path.suffix == ".toml" and path.is_file():
        return path
    for shelf in _shelves():
        if (shelf / f"{name}.toml").is_file():
            return shelf / f"{name}.toml"
    shipped = ", ".join(each.stem for each in shipped_scenarios())
    raise ScenarioError(f"there is no scenario “{name}”; give the path of a .toml file, or one of: {shipped}")


def shipped_scenarios() -> list[Path]:
    """Return the files of the scenarios that ship with Stopline."""
    return sorted(path for folder in _shelves() for path in folder.glob("*.toml"))


def read_scenario(path: Path) -> Scenario:
    """Return the scenario of a file and of the folder of its name.

    Raises:
        ScenarioError: a file is no TOML, or does not describe a scenario; the message says where.
    """
    tables: dict[str, object] = {}
    for part in (path, *sorted(path.with_suffix("").glob("*.toml"))):
        _add(tables, _read(part), part)
    try:
        return Scenario.model_validate(tables)
    except ValidationError as error:
        raise ScenarioError(f"{path.name}: {_in_words(error)}") from error


def _shelves() -> list[Path]:
    """Return where shipped scenarios lie: inside an installed package, or in the source tree around it."""
    package = Path(str(files("stopline")))
    return [
        folder for folder in (package / "scenarios", package.parents[1] / "data" / "demo") if folder.is_dir()
    ]


def _read(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(f"{path.name} cannot be read: {error}") from error


def _add(tables: dict[str, object], more: Mapping[str, object], part: Path) -> None:
    """Add the tables of one part: lists go on, tables are joined, and nothing is said twice."""
    for name, value in more.items():
        present = tables.setdefault(name, value)
        if present is value:
            continue
        if isinstance(present, list) and isinstance(value, list):
            tables[name] = [*present, *value]
        elif isinstance(present, dict) and isinstance(value, dict) and not present.keys() & value.keys():
            tables[name] = present | value
        else:
            raise ScenarioError(f"{part.name}: “{name}” is given twice")


def _in_words(error: ValidationError) -> str:
    """Return the first thing that is wrong, where it is, and how many more there are."""
    first, *others = error.errors(include_url=False)
    place, what = place_of(first), told(first)
    more = f" (and {len(others)} more)" if others else ""
    return f"{place}: {what}{more}" if place else f"{what}{more}"
