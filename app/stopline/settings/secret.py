"""Reads a secret from where it may lie: the environment, a file only its owner can read, or this machine's keyring.

A secret is never written to the database, a log or an error; errors name the place alone.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from stopline.errors import SettingsError

KEYRING_SERVICE = "stopline"
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret, and where it was found."""

    text: str
    place: str

    def __repr__(self) -> str:
        return f"Secret(from {self.place})"


def find_secret(variable: str, file: Path | None, keyring_name: str | None) -> Secret | None:
    """Return a secret from the first place that has it, or None.

    Args:
        variable: the environment variable that goes before everything.
        file: the file named in the settings, if one is.
        keyring_name: what it is called in the keyring; None does not look there.

    Raises:
        SettingsError: the file cannot be read or others can read it too, or there is no keyring.
    """
    if text := os.environ.get(variable, "").strip():
        return Secret(text, f"${variable}")
    if file is not None:
        return Secret(_read_private(file), str(file))
    if keyring_name is not None and (kept := _from_keyring(keyring_name)):
        return Secret(kept, "the keyring")
    return None


def write_secret(path: Path, text: str) -> None:
    """Write a new file that only its owner can read.

    Raises:
        SettingsError: there is a file of that name.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise SettingsError(
            f"{path} is there already, and a key that is lost is lost; name another file"
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")


def _read_private(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"the key file {path} cannot be read: {reason}") from error
    if os.name == "posix" and mode & _FOR_OTHERS:
        raise SettingsError(f"the key file {path} can be read by others; `chmod 600 {path}` keeps them out")
    return text


def _from_keyring(name: str) -> str | None:
    try:
        import keyring  # noqa: PLC0415 - an extra, and it takes a while to load
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        raise SettingsError(
            "settings.toml says proof.use_keyring, but the keyring is not installed: pip install 'stopline[keyring]'"
        ) from None
    try:
        found: str | None = keyring.get_password(KEYRING_SERVICE, name)
    except KeyringError as error:
        raise SettingsError(f"this machine's keyring cannot be used: {type(error).__name__}") from error
    return found
