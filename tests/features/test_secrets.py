"""Secrets of a workspace: from the environment or a file that only its owner can read, made once, and never in the database."""

import threading
from pathlib import Path

import pytest

from stopline.errors import SecretError
from stopline.secrets import Secret, Secrets, find_secret, write_secret
from stopline.workspace import Workspace
from support.web import MARIA


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    made = Secrets(tmp_path, {}).key("web-key")

    assert Secrets(tmp_path, {}).key("web-key") == made
    assert len(made) >= 32
    path = Secrets(tmp_path).path_of("web-key")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["web-key"]


def test_the_environment_comes_first(tmp_path: Path) -> None:
    Secrets(tmp_path, {}).key("web-key")

    assert Secrets(tmp_path, {"STOPLINE_WEB_KEY": "given"}).key("web-key") == b"given"


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {})
    secrets.key("web-key")
    secrets.path_of("web-key").chmod(0o640)

    with pytest.raises(SecretError, match="chmod 600"):
        secrets.key("web-key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666], ids=oct)
def test_one_rule_keeps_every_secret_file_private_wherever_it_lies(tmp_path: Path, mode: int) -> None:
    named, ours = tmp_path / "ledger.key", Secrets(tmp_path, {})
    write_secret(named, "invented-key-of-a-bike-shop-0000004")
    ours.key("web-key")
    assert find_secret("STOPLINE_NONE", named, None) == Secret(
        "invented-key-of-a-bike-shop-0000004", str(named)
    )
    assert named.stat().st_mode & 0o777 == 0o600

    for path in (named, ours.path_of("web-key")):
        path.chmod(mode)

    with pytest.raises(SecretError, match=f"chmod 600 {named}"):
        find_secret("STOPLINE_NONE", named, None)
    with pytest.raises(SecretError, match="chmod 600"):
        ours.find("web-key")


def test_a_secret_is_never_written_over_and_never_shown(tmp_path: Path) -> None:
    write_secret(tmp_path / "a.key", "invented-key-of-a-bike-shop-0000005")

    with pytest.raises(SecretError, match="is there already"):
        write_secret(tmp_path / "a.key", "another")
    assert "invented" not in repr(find_secret("STOPLINE_NONE", tmp_path / "a.key", None))


def test_a_secret_of_somebody_else_is_never_made_up(tmp_path: Path) -> None:
    assert Secrets(tmp_path, {}).find("api-token") is None
    assert not (tmp_path / "secrets").exists()


def test_of_many_who_make_a_key_at_once_one_wins(tmp_path: Path) -> None:
    keys: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: keys.append(Secrets(tmp_path, {}).key("web-key"))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(keys), len(set(keys))) == (12, 1)


def test_the_key_is_nowhere_in_the_database(workspace: Workspace) -> None:
    key = workspace.secrets.key("web-key")
    workspace.preference_links.token(MARIA)
    workspace.close()

    assert all(key not in path.read_bytes() for path in workspace.folder.glob("stopline.db*"))
