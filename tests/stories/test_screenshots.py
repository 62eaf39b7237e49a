"""The pictures of the README are made by the product, the same ones every time."""

from pathlib import Path

import pytest

from support.command import CommandLine


@pytest.mark.timeout(240)
def test_pictures_are_the_same_every_time(command: CommandLine, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"

    made = command.process("demo", "screenshots", "--output", str(first), "--json")
    command.process("demo", "screenshots", "--output", str(second))

    names = {Path(path).name for path in made.json()}
    assert {"inbox.svg", "locked.svg", "proof.svg", "opt-outs.svg"} <= names
    assert "BRAKED" in (first / "campaigns.svg").read_text(encoding="utf-8")
    assert "STOPPED" in (first / "locked.svg").read_text(encoding="utf-8")
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()
