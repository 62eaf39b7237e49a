"""The README tells the truth about keys, commands and pictures."""

import re
from pathlib import Path

from stopline.cli.main import COMMANDS
from stopline.tui.keys import key_tables

PROJECT = Path(__file__).parent.parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
BEGINS = "<!-- keys: made from app/stopline/tui/keys.py -->\n"
ENDS = "<!-- end of keys -->"


def test_the_keys_in_the_readme_are_those_of_the_table() -> None:
    written = README.split(BEGINS)[1].split(ENDS)[0].strip()

    assert written == key_tables(), (
        "put what `python -c 'from stopline.tui.keys import *; print(key_tables())'` says into README.md"
    )


def test_every_command_is_in_the_readme() -> None:
    table = README.split("## Commands")[1].split("## Keys")[0]

    assert [name for name in COMMANDS if f"stopline {name}" not in table and f"`{name}`" not in table] == []


def test_every_picture_and_file_the_readme_points_to_exists() -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if not target.startswith("http")]

    assert targets
    assert [target for target in targets if not (PROJECT / target).exists()] == []
