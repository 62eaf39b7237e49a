"""Pure: the wording somebody agrees to, and its version, which follows from the words themselves."""

import hashlib
import unicodedata
from dataclasses import dataclass

_VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Wording:
    """A text somebody is shown before they agree, in one language."""

    language: str
    text: str

    @property
    def version(self) -> str:
        """Return which version this is, such as `en-4f1c09b2a7de`: the same words are the same version, however they are spaced."""
        words = " ".join(unicodedata.normalize("NFC", self.text).split())
        digest = hashlib.sha256(f"{self.language}\n{words}".encode()).hexdigest()
        return f"{self.language}-{digest[:_VERSION_LENGTH]}"
