"""What in the settings points at something that is not there: a kind of gateway, a file, an environment variable, a package."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from stopline.settings.settings import Settings

_FILE_OPTIONS = frozenset({"database", "file", "path", "folder"})
_VARIABLE_ENDINGS = ("_variable", "_env")


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """One setting that points nowhere."""

    place: str
    """The section and the name in it."""
    problem: str


def loose_ends(
    settings: Settings, folder: Path, kinds: Collection[str], environment: Mapping[str, str]
) -> list[LooseEnd]:
    """Return the settings that point nowhere.

    Args:
        settings: what the team has set.
        folder: where the workspace is; relative paths begin there.
        kinds: the kinds of gateway that are installed.
        environment: the variables of this process; a worker that runs elsewhere may have others.
    """
    found: list[LooseEnd] = []
    for gateway in settings.gateways:
        place = f"gateways: {gateway.name}"
        if gateway.kind not in kinds:
            found.append(LooseEnd(place, f"no gateway of kind “{gateway.kind}” is installed"))
        for name, value in gateway.options.items():
            if not isinstance(value, str) or not value:
                continue
            if name in _FILE_OPTIONS and not (folder / value).exists():
                found.append(LooseEnd(place, f"{name}: there is nothing at {value}"))
            if name.endswith(_VARIABLE_ENDINGS) and not environment.get(value):
                found.append(LooseEnd(place, f"{name}: the environment variable {value} is not set"))
    found += [
        LooseEnd(f"alerts: {alert.name}", f"the environment variable {alert.to} is not set")
        for alert in settings.alerts
        if not environment.get(alert.to)
    ]
    found += _places_of_upkeep(settings)
    weekly = settings.reports.weekly
    if weekly is not None and weekly.to not in {alert.name for alert in settings.alerts}:
        found.append(LooseEnd("reports.weekly", f"to: there is no rule “{weekly.to}” in [[alerts]]"))
    if settings.alerts and find_spec("apprise") is None:
        found.append(
            LooseEnd("alerts", "apprise is not installed; `pip install 'stopline[alerts]'` brings it")
        )
    return found


def _places_of_upkeep(settings: Settings) -> list[LooseEnd]:
    """Return the folders in which the worker is to keep what it saves and that are not there."""
    folder, file = settings.upkeep.backup_folder, settings.upkeep.anchor_file
    named = {"backup_to": folder, "anchor_to": file.parent if file is not None else None}
    return [
        LooseEnd("upkeep", f"{name}: there is no folder {place}")
        for name, place in named.items()
        if place is not None and not place.is_dir()
    ]
