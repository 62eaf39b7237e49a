"""Pure: what walking the ledger found, in sentences a person can act on."""

from datetime import tzinfo

from stopline.consent.anchor import Anchor
from stopline.consent.chain import BreakKind
from stopline.consent.verification import Verification
from stopline.days import read_moment
from stopline.plural import counted

UNSIGNED = (
    "there is no key, so it carries a plain checksum that anybody can make again: keep it out of reach."
)


def what_broke(found: Verification) -> str:
    """Return what is wrong with a ledger, and what to do."""
    if found.first_break is not None:
        broken = found.first_break
        is_untagged = broken.kind is BreakKind.TAG_MISSING
        return f"The ledger {'is not keyed throughout' if is_untagged else 'is broken'} at {broken}. {broken.remedy}"
    return (
        f"The ledger holds, but {counted(found.status_differences, 'status does', 'statuses do')} not follow from it. "
        "`stopline consent rebuild` makes them again."
    )


def suppressions_unchecked(found: Verification) -> str:
    """Return that the stops kept of forgotten people could not be compared with who is here, and why."""
    return f"The chain was walked; the stops kept of forgotten people were not checked. {found.suppression_fault}"


def how_anchors_fit(found: Verification, anchor_count: int, zone: tzinfo) -> str:
    """Return how a ledger that holds compares with anchors, its times in a zone; nothing where there were none."""
    newest: Anchor | None = found.anchor
    if newest is None:
        return ""
    later = found.event_count - newest.seq
    signed = (
        "its signature fits"
        if newest.signed_by and found.is_anchor_checked
        else "its signature was not checked: the key is not here"
    )
    if newest.signed_by is None:
        signed = "it is not signed, so it is worth as much as the place where it was kept"
    covers = f"Anchors compared: {anchor_count}. The newest, of event {newest.seq:,} ({read_moment(newest.at, zone)}), fits; {signed}."
    return covers + (f" {counted(later, 'event is', 'events are')} newer than it." if later else "")
