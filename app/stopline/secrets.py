"""Secrets: from the environment, a file only its owner can read, or this machine's keyring; never from the database.

A key that Stopline needs for itself (to sign links) is made when it is first asked for. A secret somebody else gave us (a
gateway's, the token of a shop), and a key whose place the settings name, is only looked up. A secret stands in no log and no
error; errors name the place alone.
"""

import importlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from stopline.errors import SecretError

FOLDER = "secrets"
"""The folder in a workspace whose files each hold one secret."""
PREFIX = "STOPLINE_"
KEYRING_SERVICE = "stopline"
_KEY_BYTES = 32
_OTHERS = 0o077


class _Keyring(Protocol):
    def get_password(self, service_name: str, username: str) -> str | None:
        """Return the secret kept under a name."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret, and where it was found."""

    text: str
    place: str

    def __repr__(self) -> str:
        return f"Secret(from {self.place})"


class Secrets:
    """The secrets of one workspace.

    Args:
        folder: the workspace's folder.
        environment: where variables are looked up; the process's own where none is given.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder / FOLDER
        self._workspace = str(folder.absolute())
        self._environment = os.environ if environment is None else environment

    def find(self, name: str) -> str | None:
        """Return a secret such as `api-token`, or None where nobody has set it.

        Raises:
            SecretError: its file can be read by others.
        """
        if given := self._environment.get(variable_of(name), "").strip():
            return given
        return self._from_keyring(name) or self._from_file(name)

    def key(self, name: str) -> bytes:
        """Return a key of our own, making one where there is none yet.

        Raises:
            SecretError: its file can be read by others, or cannot be written.
        """
        known = self.find(name)
        if known is None:
            self._make(name)
            known = self._from_file(name)
        if known is None:
            raise SecretError(
                f"the key in {self.path_of(name)} is empty; remove the file, and a new one is made"
            )
        return known.encode("utf-8")

    def path_of(self, name: str) -> Path:
        """Return the file a secret may lie in."""
        return self._folder / name

    def _from_file(self, name: str) -> str | None:
        path = self.path_of(name)
        return (read_private(path) or None) if path.exists() else None

    def _from_keyring(self, name: str) -> str | None:
        """Return what the keyring holds, where the package `keyring` is installed and has a keyring to ask."""
        try:
            return _asked_of_keyring(f"{self._workspace}:{name}")
        except ImportError:
            return None
        except Exception as error:
            # Every backend fails in its own way; a machine without a desktop has none, which is no failure.
            if type(error).__name__ == "NoKeyringError":
                return None
            raise SecretError(f"the keyring cannot be asked for “{name}”: {type(error).__name__}") from error

    def _make(self, name: str) -> None:
        """Write a new key; of two processes that do so at once, the first one's stands."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            descriptor, written = tempfile.mkstemp(dir=self._folder, prefix=".new-")
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(secrets.token_hex(_KEY_BYTES) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                os.link(written, self.path_of(name))
            except FileExistsError:
                return
            finally:
                Path(written).unlink()
        except OSError as error:
            raise SecretError(f"{self.path_of(name)} cannot be written: {error}") from error


def variable_of(name: str) -> str:
    """Return the environment variable a secret may stand in: `api-token` is `STOPLINE_API_TOKEN`."""
    return PREFIX + name.upper().replace("-", "_")


def find_secret(variable: str, file: Path | None, keyring_name: str | None) -> Secret | None:
    """Return a secret whose places the settings name, from the first that has it, or None.

    Args:
        variable: the environment variable that goes before everything.
        file: the file named in the settings, if one is.
        keyring_name: what it is called in the keyring; None does not look there.

    Raises:
        SecretError: the file cannot be read or others can read it too, or there is no keyring.
    """
    if text := os.environ.get(variable, "").strip():
        return Secret(text, f"${variable}")
    if file is not None:
        return Secret(read_private(file), str(file))
    if keyring_name is not None and (kept := _from_wanted_keyring(keyring_name)):
        return Secret(kept, "the keyring")
    return None


def read_private(path: Path) -> str:
    """Return what a file holds that only its owner can read.

    Raises:
        SecretError: others can read it, or it cannot be read at all.
    """
    try:
        with path.open(encoding="utf-8") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS:
                raise SecretError(f"{path} can be read by others; run `chmod 600 {path}`")
            return file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SecretError(f"{path} cannot be read: {reason}") from error


def write_secret(path: Path, text: str) -> None:
    """Write a new file that only its owner can read.

    Raises:
        SecretError: there is a file of that name, or it cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise SecretError(
            f"{path} is there already, and a key that is lost is lost; name another file"
        ) from None
    except OSError as error:
        raise SecretError(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")


def _from_wanted_keyring(name: str) -> str | None:
    """Return what the keyring holds, which the settings say is there."""
    try:
        return _asked_of_keyring(name)
    except ImportError:
        raise SecretError(
            "settings.toml says proof.use_keyring, but the keyring is not installed: pip install 'stopline[keyring]'"
        ) from None
    except Exception as error:
        # Every backend fails in its own way.
        raise SecretError(f"this machine's keyring cannot be used: {type(error).__name__}") from error


def _asked_of_keyring(name: str) -> str | None:
    """Return what the keyring holds under a name."""
    keyring: _Keyring = importlib.import_module("keyring")
    return keyring.get_password(KEYRING_SERVICE, name)
