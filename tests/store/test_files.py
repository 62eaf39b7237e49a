"""Lines are added to a file whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from stopline.store.files import append_line


def test_a_line_that_does_not_fit_on_the_disk_spoils_none_before_or_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, room = tmp_path / "anchors.jsonl", {"left": True}
    sync = os.fsync

    def without_room(descriptor: int) -> None:
        if not room["left"]:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr("stopline.store.files.os.fsync", without_room)
    append_line(file, "first é")
    room["left"] = False
    with pytest.raises(OSError, match="No space"):
        append_line(file, "second")
    room["left"] = True
    append_line(file, "third")

    assert file.read_text(encoding="utf-8").splitlines() == ["first é", "third"]
    assert file.stat().st_mode & 0o777 == 0o600
