"""Pure: the cells of a row that say and prove a consent, of one channel or of all."""

from dataclasses import dataclass, fields

from stopline.consent.events import Scope
from stopline.importers.mapping import Field


@dataclass(frozen=True, slots=True)
class ProofCells:
    """What a row says of a consent, as it is written; an empty cell says nothing."""

    status: str = ""
    scope: Scope = Scope.ALL
    at: str = ""
    source: str = ""
    wording: str = ""
    ip: str = ""
    opted_out: str = ""
    opted_out_at: str = ""
    bounced_at: str = ""

    def filled_from(self, other: "ProofCells") -> "ProofCells":
        """Return these cells, the empty ones as in others."""
        return ProofCells(
            **{each.name: getattr(self, each.name) or getattr(other, each.name) for each in fields(self) if each.name != "scope"},
            scope=other.scope if self.scope is Scope.ALL else self.scope,
        )  # fmt: skip


PROOF_FIELDS = {
    Field.CONSENT_STATUS: "status",
    Field.CONSENT_SCOPE: "scope",
    Field.CONSENT_AT: "at",
    Field.CONSENT_SOURCE: "source",
    Field.CONSENT_WORDING: "wording",
    Field.CONSENT_IP: "ip",
    Field.CONSENT_BOUNCED_AT: "bounced_at",
    Field.OPTED_OUT: "opted_out",
    Field.OPTED_OUT_AT: "opted_out_at",
}
"""Which field of a column is which of these cells."""
