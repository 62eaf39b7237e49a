"""A newcomer brings their people: dry run first, then for real."""

from pathlib import Path

from support.command import CommandLine

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"


def test_a_newcomer_looks_before_they_import(command: CommandLine) -> None:
    file = str(SAMPLES / "people.csv")

    dry = command.process("import", "contacts", file, "--preview", "--json")
    real = command.process("import", "contacts", file, "--json")

    assert (dry.code, real.code) == (0, 0)
    assert dry.json() == {**real.json(), "dry_run": True}
    assert command.run("import", "contacts", file, "--dry-run", "--json").json()["dry_run"] is True
    assert real.json()["added"] == 5
    assert real.json()["skipped"] == [{"line": 8, "reason": real.json()["skipped"][0]["reason"]}]
    assert {column["column"]: column["field"] for column in real.json()["columns"]}["Mobile"] == "phone"
    assert (
        command.run("check", "+12025550142", "--purpose", "marketing", "--json").json()["status"] == "stopped"
    )


def test_people_read_what_became_of_every_line(command: CommandLine) -> None:
    ended = command.run("import", "contacts", str(SAMPLES / "people.csv"))

    assert "Mobile           → phone  (by its name)" in ended.out
    assert "7 rows read: 5 people added" in ended.out
    assert "line 8:" in ended.out


def test_a_file_of_which_nothing_can_be_used_ends_as_bad_input(command: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,phone\nNora,none of your business\n")

    unusable = command.process("import", "contacts", str(file))
    missing = command.process("import", "contacts", str(tmp_path / "nothing.csv"), "--json")

    assert (unusable.code, missing.code) == (2, 2)
    assert "line 2" in unusable.out
    assert "nothing.csv" in missing.json()["error"]
    assert "Traceback" not in unusable.err + missing.err


def test_a_file_that_does_not_say_where_they_agreed_is_told_which_column_it_lacks(
    command: CommandLine,
) -> None:
    file = command.folder.parent / "people.csv"
    file.write_text("Mobile,Opted in on,Where\n+12025550111,2026-10-01,shop counter\n")

    guessed = command.run("import", "contacts", str(file), "--dry-run").out
    told = command.run("import", "contacts", str(file), "--map", "Where=consent_source", "--dry-run").out

    assert "Opted in on  → consent_at  (by its name)" in guessed
    assert "No column says where (--map COLUMN=consent_source) they agreed" in guessed
    assert "Where        → consent_source  (as told)" in told
    assert "No column says" not in told
