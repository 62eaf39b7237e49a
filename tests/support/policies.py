"""Policies for tests that are about something else."""

from dataclasses import replace

from stopline.consent.gate import Policy
from stopline.consent.policy import shipped_policy


def any_hour() -> Policy:
    """Return the policy of a world without quiet hours."""
    return replace(shipped_policy(), hours_purposes=frozenset())
