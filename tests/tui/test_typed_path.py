"""Paths as somebody types them: completed as far as names agree, and begun anew behind a folder that stood there already."""

from pathlib import Path

import pytest

from stopline.tui.typed_path import Completion, begun_anew, completed, path_of


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        ("~/people.csv", "~/people.csv"),
        ("~//srv/people.csv", "/srv/people.csv"),
        ("/srv/files/~/people.csv", "~/people.csv"),
        ("/srv/files//mnt/people.csv", "/mnt/people.csv"),
        ("/srv/~people.csv", "/srv/~people.csv"),
        ("people.csv", "people.csv"),
        ("", ""),
    ],
)
def test_whoever_types_a_root_behind_a_folder_begins_anew(typed: str, counts: str) -> None:
    assert begun_anew(typed) == counts
    assert path_of(typed) == path_of(counts)


def test_a_path_is_completed_as_far_as_names_agree(tmp_path: Path) -> None:
    for name in ("people-may.csv", "people-june.csv", "stops.csv"):
        (tmp_path / name).touch()

    assert completed(f"{tmp_path}/st") == Completion(f"{tmp_path}/stops.csv")
    assert completed(f"~/{tmp_path}/pe") == Completion(
        f"{tmp_path}/people-", ("people-june.csv", "people-may.csv")
    )
