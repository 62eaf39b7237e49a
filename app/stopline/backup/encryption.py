"""Encrypts backups with age, so that they can be read with any program that knows age, too.

A key is an age identity (`AGE-SECRET-KEY-1…`), which writes and reads, or a recipient (`age1…`), which writes only: a machine
that makes backups need not be able to read them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from stopline.errors import BadInputError, SettingsError

MAGIC = b"age-encryption.org/"
"""What an encrypted file begins with."""
_MISSING = "a backup key is set, but age is not installed: pip install 'stopline[backup]'"


@dataclass(frozen=True, slots=True)
class BackupKey:
    """What backups are encrypted with, and read with where it may."""

    words: Sequence[str] = field(repr=False)

    @classmethod
    def of(cls, text: str, place: str) -> "BackupKey":
        """Return the key a text holds, one or more words; lines that begin with # are left out.

        Raises:
            SettingsError: a word is no key of age, or age is not installed.
        """
        lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
        key = cls(tuple(word for line in lines for word in line.split()))
        if not key.words or not all(word.startswith(("AGE-SECRET-KEY-1", "age1")) for word in key.words):
            raise SettingsError(
                f"{place}: a backup key begins with AGE-SECRET-KEY-1 (or age1, which writes only); "
                "make one with `stopline backup key --new FILE`"
            )
        key.check(place)
        return key

    def check(self, place: str) -> None:
        """Make sure that the key can be used.

        Raises:
            SettingsError: it cannot, or age is not installed.
        """
        try:
            from pyrage import IdentityError, RecipientError, x25519  # noqa: PLC0415 - an extra
        except ImportError:
            raise SettingsError(_MISSING) from None
        try:
            for word in self.words:
                if word.startswith("age1"):
                    x25519.Recipient.from_str(word)
                else:
                    x25519.Identity.from_str(word)
        except (IdentityError, RecipientError):
            raise SettingsError(f"{place}: that is no key of age; a letter of it may be wrong") from None

    @property
    def may_read(self) -> bool:
        """Tell whether what is written with it can be read with it, too."""
        return any(not word.startswith("age1") for word in self.words)

    def encrypt(self, plain: IO[bytes], target: IO[bytes]) -> None:
        """Write what is read, encrypted."""
        from pyrage import encrypt_io, x25519  # noqa: PLC0415 - an extra

        recipients = [
            x25519.Recipient.from_str(word)
            if word.startswith("age1")
            else x25519.Identity.from_str(word).to_public()
            for word in self.words
        ]
        encrypt_io(plain, target, recipients)

    def decrypt(self, source: IO[bytes], target: IO[bytes]) -> None:
        """Write what is read, decrypted.

        Raises:
            BadInputError: it was encrypted for somebody else, or is damaged.
            OSError: it cannot be read or written, as the system says.
        """
        from pyrage import DecryptError, decrypt_io, x25519  # noqa: PLC0415 - an extra

        identities = [x25519.Identity.from_str(word) for word in self.words if not word.startswith("age1")]
        if not identities:
            raise BadInputError(
                "the backup key writes only; reading needs the one that begins with AGE-SECRET-KEY-1"
            )
        try:
            decrypt_io(source, target, identities)
        except (DecryptError, OSError) as error:
            # A full disk says nothing of the backup; what age finds wrong has no number of the system's.
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise BadInputError(
                "the backup cannot be decrypted: it was made with another key, or it is damaged"
            ) from error


def new_key() -> tuple[str, str]:
    """Return a new identity, and the recipient that only writes.

    Raises:
        SettingsError: age is not installed.
    """
    try:
        from pyrage import x25519  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingsError(_MISSING.replace("a backup key is set, but age", "age")) from None
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def is_encrypted(path: Path) -> bool:
    """Tell whether a file was encrypted with age."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
