"""Which keys count for a backup: the one it is encrypted with, and those that check the ledger in it; and makes new ones."""

import secrets
from pathlib import Path

from stopline.backup.encryption import BackupKey, new_key
from stopline.consent.keys import NO_KEYS, LedgerKeys, keys_from
from stopline.errors import SecretError, SettingsError
from stopline.secrets import find_secret, write_secret
from stopline.settings import Settings, load_settings

BACKUP_VARIABLE = "STOPLINE_BACKUP_KEY"
LEDGER_VARIABLE = "STOPLINE_LEDGER_KEY"
_LEDGER_KEY_BYTES = 32


def backup_key(settings: Settings | None, folder: Path) -> BackupKey | None:
    """Return what backups are encrypted with, or None where no key is set.

    Raises:
        SecretError: a key is set and cannot be read; nothing is written without it then.
    """
    proof = settings.proof if settings else None
    file = folder / proof.backup_key_file if proof and proof.backup_key_file else None
    secret = find_secret(BACKUP_VARIABLE, file, "backup" if proof and proof.use_keyring else None)
    return BackupKey.of(secret.text, secret.place) if secret else None


def ledger_keys(settings: Settings, folder: Path) -> LedgerKeys:
    """Return what tags events and signs anchors, none where no key is set.

    Raises:
        SecretError: a key is set and cannot be read.
        SettingsError: it is too short.
    """
    proof = settings.proof
    file = folder / proof.ledger_key_file if proof.ledger_key_file else None
    secret = find_secret(LEDGER_VARIABLE, file, "ledger" if proof.use_keyring else None)
    return keys_from(secret.text, secret.place) if secret else NO_KEYS


def ledger_keys_for(folder: Path, settings_file: Path) -> LedgerKeys:
    """Return the keys for a ledger whose settings came with it; where they are not on this machine its tags go unchecked."""
    try:
        # A continuous copy brings no settings along; a key in the environment counts all the same.
        settings = load_settings(settings_file) if settings_file.exists() else Settings()
        return ledger_keys(settings, folder)
    except (SecretError, SettingsError):
        return NO_KEYS


def make_backup_key(path: Path) -> str:
    """Make a key for backups in a new file that only its owner can read; return the recipient, which only writes and is no secret.

    Raises:
        SecretError: there is a file of that name, or it cannot be written.
        SettingsError: age is not installed.
    """
    identity, recipient = new_key()
    write_secret(path, f"# writes only: {recipient}\n{identity}")
    return recipient


def make_ledger_key(path: Path) -> None:
    """Make a key that tags events in a new file that only its owner can read.

    Raises:
        SecretError: there is a file of that name, or it cannot be written.
    """
    write_secret(path, secrets.token_urlsafe(_LEDGER_KEY_BYTES))
