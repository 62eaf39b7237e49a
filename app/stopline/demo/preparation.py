"""Makes a throw-away workspace for looking around: settings, people, and a past played through the real product."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from stopline.clock import Clock, ManualClock
from stopline.demo.history import history
from stopline.demo.player import Player
from stopline.errors import BadInputError
from stopline.gateways.simulated.network import FILE_NAME as NETWORK_FILE
from stopline.gateways.simulated.network import Network
from stopline.gateways.simulated.planned import dice
from stopline.gateways.simulated.replay import read_replay
from stopline.gateways.simulated.scenario import Join, Scenario, Template
from stopline.gateways.simulated.shelf import (
    SHIPPED,
    find_scenario,
    load_scenario,
    read_scenario,
    shipped_scenarios,
)
from stopline.gateways.simulator import Play, Simulator
from stopline.worker.tick import Tick
from stopline.workspace import DATABASE, SETTINGS, Workspace

GATEWAY = "simulator"
"""The name of the simulated gateway in the demo's settings."""
PRICE_PER_PART = 0.01
"""Dollars for one part of a text."""


def prepare(
    folder: Path, clock: Clock, *, seed: int = 1, speed: float = 1.0, scenario: str = SHIPPED
) -> Workspace:
    """Make a workspace in which a scenario has happened until now, and whose gateway goes on with it.

    Args:
        folder: where; it must not hold a workspace yet.
        clock: tells what now is, and goes on in the workspace.
        seed: decides what the scenario leaves to chance.
        speed: how fast simulated time passes from now on.
        scenario: the path of a scenario or the name of a shipped one.

    Raises:
        BadInputError: there is a workspace in that folder, or the scenario cannot be played.
    """
    _need_an_empty(folder)
    path = find_scenario(scenario)
    played = read_scenario(path)
    options: dict[str, str | int | float] = {
        "scenario": scenario if path in shipped_scenarios() else str(path.resolve()),
        "seed": seed,
        "speed": float(speed),
    }
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made aside and moved into place, so that one that was interrupted leaves nothing behind that looks like a workspace.
    with TemporaryDirectory(dir=folder, prefix="being-made-") as aside:
        _write_settings(Path(aside), _settings(played, options))
        Workspace.create(Path(aside)).close()
        _play_history(Path(aside), played, seed, clock)
        for name in (SETTINGS, NETWORK_FILE, DATABASE):
            (Path(aside) / name).replace(folder / name)
    return Workspace.open(folder, clock)


def prepare_replay(folder: Path, clock: Clock, texts: Path, *, speed: float = 1.0) -> Workspace:
    """Make a workspace without a past, whose gateway brings the texts of a file as if people sent them again.

    Args:
        folder: where; it must not hold a workspace yet.
        clock: tells what now is, and goes on in the workspace.
        texts: the file, as `gateways.simulated.replay` reads it.
        speed: how fast simulated time passes.

    Raises:
        BadInputError: there is a workspace in that folder, or the file cannot be read.
    """
    _need_an_empty(folder)
    read_replay(texts)
    options: dict[str, str | int | float] = {"replay": str(texts.resolve()), "speed": float(speed)}
    _write_settings(folder, _settings(load_scenario(SHIPPED), options))
    return Workspace.create(folder, clock=clock)


def _need_an_empty(folder: Path) -> None:
    if (folder / DATABASE).exists() or (folder / NETWORK_FILE).exists():
        raise BadInputError(f"there is a workspace in {folder} already; the demo needs a folder of its own")


def _play_history(folder: Path, scenario: Scenario, seed: int, clock: Clock) -> None:
    """Play the past; it is made again in seconds, so it need not survive a power cut while it is made."""
    now = clock.now()
    happenings = history(scenario, seed, now)
    then = ManualClock(happenings[0].at if happenings else now)
    luck = dice(seed, "salt")
    # With foreseeable salts the same demo has the same hashes, and pictures of it can be compared.
    workspace = Workspace.open(folder, then, durable=False, salt=lambda: f"{luck.getrandbits(128):032x}")
    network = Network(folder, durable=False)
    gateway = Simulator(GATEWAY, then, network, Play(scenario, seed), is_live=False)
    tick = Tick(workspace, [gateway], "demo", has_upkeep=False)
    try:
        Player(workspace, then, network, tick, scenario).play(happenings, now)
        tick.stop()
    finally:
        gateway.close()
        workspace.close()


def _write_settings(folder: Path, text: str) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / SETTINGS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _settings(scenario: Scenario, options: Mapping[str, str | int | float]) -> str:
    """Return the settings of a demo; a JSON string is a TOML string, and a JSON number a TOML number."""
    team = scenario.team
    written = ", ".join(f"{name} = {_written(value)}" for name, value in options.items())
    lines = [
        "# Settings of a demo: everything here can be thrown away.",
        "",
        "[team]",
        f"name = {_written(team.name)}",
        f"zone = {_written(team.zone)}",
        "",
        "# People and carriers that are made up; see the scenario for who they are.",
        "[[gateways]]",
        f"name = {_written(GATEWAY)}",
        'kind = "simulator"',
        f"options = {{ {written} }}",
        "",
        "# An invented price, so that campaigns can say what they cost.",
        "[campaigns]",
        f"price_per_part = {PRICE_PER_PART}",
    ]
    for template in scenario.templates:
        lines += ["", "[[templates]]", *_pairs(template)]
    for join in scenario.joins:
        lines += ["", "[[words.join]]", *_pairs(join)]
    return "\n".join(lines) + "\n"


def _pairs(table: Template | Join) -> list[str]:
    return [f"{name} = {_written(value)}" for name, value in table]


def _written(value: str | int | float) -> str:
    return json.dumps(value, ensure_ascii=False)
