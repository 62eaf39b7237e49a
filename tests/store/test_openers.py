"""Several programs may open the same new workspace at the same moment."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from stopline.errors import StoplineError
from stopline.store.migrations import migrate
from stopline.store.sqlite import SqliteEngine

ROUNDS = 15
OPENERS = 5


def open_and_migrate(path: Path) -> str:
    """Open a workspace's database as a program does that has just been started; return what went wrong."""
    try:
        migrate(SqliteEngine(path, create=True))
    except StoplineError as error:
        return str(error)
    return ""


def test_programs_that_open_a_new_workspace_at_once_all_succeed(tmp_path: Path) -> None:
    with ProcessPoolExecutor(OPENERS, mp_context=multiprocessing.get_context("spawn")) as programs:
        failures = [
            failure
            for number in range(ROUNDS)
            for failure in programs.map(open_and_migrate, [tmp_path / f"{number}.db"] * OPENERS)
            if failure
        ]

    assert failures == []
