"""Pure: what was found that wants tidying: which kind, how many, whom it is about, and what helps."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stopline.address import Address
from stopline.consent.events import Channel


class Kind(StrEnum):
    """What can be found, the most pressing first."""

    LEDGER = "ledger"
    """It does not hold."""
    ROLLED_BACK = "rolled-back"
    """The database was copied back from before, and lacks what was said since."""
    SUPPRESSION_KEY = "suppression-key"
    """What tells whose stops were kept when they were forgotten is not here."""
    QUEUED = "queued"
    HOLDS = "holds"
    REQUESTS = "requests"
    """Somebody asks something of their data."""
    UNCERTAIN = "uncertain"
    QUARANTINED = "quarantined"
    GATEWAYS = "gateways"
    GATEWAY_LIST = "gateway-list"
    SETTINGS = "settings"
    FILES = "files"
    ALERTS = "alerts"
    UPKEEP = "upkeep"
    """What the worker is to do by itself fails."""
    LISTED = "listed"
    UNPROVEN = "unproven"
    NO_CONSENT = "no-consent"
    PENDING = "pending"
    STALE = "stale"
    QUIET = "quiet"
    UNREACHABLE = "unreachable"
    DUPLICATES = "duplicates"
    COUNTRIES = "countries"
    """Something is stored as a country that is none."""
    UNVERIFIED = "unverified"
    ANCHOR = "anchor"
    BACKUP = "backup"


FADING = (Kind.QUIET, Kind.STALE, Kind.UNPROVEN, Kind.PENDING, Kind.UNREACHABLE)
"""Kinds of consent that can be asked for again or retired in bulk."""
TOLD_ELSEWHERE = (Kind.LEDGER, Kind.GATEWAY_LIST)
"""Kinds of which only the number is known here; who they are is told by the command that looked."""
MENDABLE = (Kind.ROLLED_BACK, Kind.LISTED, Kind.QUEUED, Kind.FILES)
"""Kinds that can be put in order without a question left open; of the first, a person says that they have seen to it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on something is worth telling."""

    quiet_months: int = 12
    """How long somebody may not answer."""
    stale_months: int = 24
    """How long neither side may have written."""
    pending_days: int = 14
    failed_sends: int = 3
    verify_days: int = 30
    backup_days: int = 7
    compare_days: int = 7


@dataclass(frozen=True, slots=True)
class Affected:
    """Somebody or something a finding is about; a field that has no meaning is empty."""

    who: str
    """The person's name, or the name of a gateway or file; not inert."""
    address: Address | None = None
    channel: Channel | None = None
    thread: int | None = None
    at: datetime | None = None
    detail: str = ""
    """What is the matter with them; not inert."""
    contact: int | None = None
    twin: int | None = None
    """The contact who seems to be the same person."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check has read: how many there are, and some of them."""

    total: int
    rows: tuple[Affected, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that wants tidying."""

    kind: Kind
    title: str
    count: int
    why: str
    """Why it matters, in a sentence."""
    remedy: str
    """What helps, in words; commands stand in backquotes."""
    people: tuple[Affected, ...] = ()

    @property
    def left_out(self) -> int:
        """Return how many more there are that can be listed."""
        is_listed = self.people and self.kind not in TOLD_ELSEWHERE
        return self.count - len(self.people) if is_listed else 0


@dataclass(frozen=True, slots=True)
class Report:
    """What a look through a workspace found."""

    findings: tuple[Finding, ...]
    looked_at: tuple[Kind, ...]
    at: datetime

    def of(self, kind: Kind) -> Finding | None:
        """Return the finding of a kind, None where nothing of it was found."""
        return next((finding for finding in self.findings if finding.kind is kind), None)
