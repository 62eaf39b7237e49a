"""Keys from a machine's keyring, through the real library."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from stopline.backup.keys import backup_key
from stopline.clock import ManualClock
from stopline.errors import SecretError
from stopline.secrets import find_secret
from stopline.workspace import SETTINGS, Workspace
from support.times import START

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(find_spec("keyring") is None, reason="the keyring is not installed"),
]
KEY = "invented-key-of-a-bike-shop-0000003"


def use_keyring_with(kept: dict[tuple[str, str], str]) -> None:
    """Let this process's keyring hold these secrets."""
    import keyring  # noqa: PLC0415 - an extra

    def get_password(_: object, service: str, name: str) -> str | None:
        return kept.get((service, name))

    # Made by hand, because the class it is made of has types only where the keyring is installed.
    methods = {"priority": 1, "get_password": get_password, "set_password": None}
    memory = type("MemoryKeyring", (keyring.backend.KeyringBackend,), methods)
    keyring.set_keyring(memory())


def test_the_ledger_key_comes_out_of_the_keyring(tmp_path: Path) -> None:
    use_keyring_with({("stopline", "ledger"): KEY})
    workspace = Workspace.create(tmp_path / "shop", clock=ManualClock(START))
    file = workspace.folder / SETTINGS
    file.write_text(file.read_text() + "\n[proof]\nuse_keyring = true\n", encoding="utf-8")

    opened = Workspace.open(workspace.folder, workspace.clock)

    assert opened.ledger_keys.signing is not None
    assert opened.ledger_keys.source == "the keyring"
    assert backup_key(opened.settings, opened.folder) is None


def test_a_machine_without_a_keyring_is_told_so() -> None:
    import keyring  # noqa: PLC0415 - an extra

    keyring.set_keyring(keyring.core.load_keyring("keyring.backends.fail.Keyring"))

    with pytest.raises(SecretError, match="keyring cannot be used"):
        find_secret("STOPLINE_NONE", None, "ledger")
