"""What the codes of gateways say of consent: the one place where a refusal or a failed delivery is found to be an opt-out.

A gateway hands over its vendor's name and the code as it came; it does not decide itself. `carrier_codes.toml` holds the codes.
"""

import functools
import tomllib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from stopline.gateways.base import Receipt, ReceiptState, Rejected


class CodeMeaning(StrEnum):
    """What a code says of the person, if anything."""

    OPTED_OUT = "opted_out"
    """The person has said stop at the carrier or the platform."""
    QUIET_HOURS = "quiet_hours"
    """It is night where the person is; they have not said anything."""
    OTHER = "other"
    """Nothing that concerns consent."""


@functools.cache
def shipped_codes() -> Mapping[tuple[str, str], CodeMeaning]:
    """Return the codes that ship with Stopline, by vendor and code."""
    text = Path(__file__).with_name("carrier_codes.toml").read_text(encoding="utf-8")
    return {
        (each["vendor"], each["code"]): CodeMeaning(each["meaning"]) for each in tomllib.loads(text)["codes"]
    }


def meaning_of(vendor: str, code: str | int | None) -> CodeMeaning:
    """Return what a vendor's code says; one that is not known says nothing of consent."""
    written = "" if code is None else str(code).strip().lower()
    return shipped_codes().get((vendor.lower(), written), CodeMeaning.OTHER)


def rejected(vendor: str, code: str | int | None, reason: str) -> Rejected:
    """Return the refusal of a message, with what its code says of the person."""
    return Rejected(reason, has_opted_out=meaning_of(vendor, code) is CodeMeaning.OPTED_OUT)


def failed(
    vendor: str,
    code: str | int | None,
    provider_id: str,
    reason: str,
    at: datetime | None = None,
    cursor: str | None = None,
) -> Receipt:
    """Return the receipt of a failed delivery, with what its code says of the person."""
    has_opted_out = meaning_of(vendor, code) is CodeMeaning.OPTED_OUT
    return Receipt(provider_id, ReceiptState.FAILED, at, reason, has_opted_out, cursor)
