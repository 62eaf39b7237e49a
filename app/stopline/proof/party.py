"""Pure: who answers for the data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """Who answers for the data, as the settings say."""

    name: str
    contact: str
    privacy_notice: str
    language: str
    storage: str
    recipients: tuple[str, ...]
    retention: str
