"""A desk: one agent in front of one screen of one workspace."""

import secrets
from dataclasses import dataclass, field

from stopline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Desk:
    """What every screen is given."""

    workspace: Workspace
    agent: str
    name: str = field(default_factory=lambda: secrets.token_hex(6))
    """Tells two screens of one agent apart."""
