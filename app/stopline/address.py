"""Pure: phone numbers (E.164) and e-mail addresses: reading, writing, masking, and where a number lives.

phonenumbers is imported inside the functions that need its metadata: answering for an address that is already
in its E.164 form must not pay for loading it.
"""

import functools
import re
from typing import NewType

from stopline.errors import BadAddressError
from stopline.inert import one_line

Address = NewType("Address", str)
"""An E.164 phone number (`+12025550123`), an e-mail address in lower case, or the bare name of a sender that cannot be answered."""

NOBODY = Address("a forgotten person")
"""What is shown in place of the address of somebody who was forgotten."""
FORGOTTEN = "forgotten:"
"""Begins what is stored in place of it: they still count, and nobody can tell who they were."""
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^@\s<>\"',;:]+@[^@\s<>\"',;:]+\.[^@\s<>\"',;:.]{2,}")
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+")
_LOCAL_ONLY = 4
"""What phonenumbers calls a number that can be dialled within its own area only."""
LONGEST_SENDER = 64
"""Characters kept of a sender that is neither a number nor an e-mail address."""


def parse_address(text: str, region: str = "US") -> Address:
    """Return the address a person wrote; national numbers are read as numbers of `region`.

    Raises:
        BadAddressError: it is no address; the message says what to write instead.
    """
    written = text.strip()
    if "@" in written:
        if _EMAIL.fullmatch(written) is None or not written.isprintable():
            raise BadAddressError(f"“{one_line(written, 60)}” is not an e-mail address")
        return Address(written.lower())
    if _SCIENTIFIC.fullmatch(written):
        raise BadAddressError(
            f"“{written}” is what a spreadsheet makes of a phone number; format the column as text and export it again"
        )
    return _parse_number(written, region)


def parse_sender(text: str, region: str = "US") -> Address:
    """Return the address a text came from; one that cannot be answered (a short code, a name) is kept as it is written."""
    try:
        return parse_address(text, region)
    except BadAddressError:
        return Address(one_line(text.strip(), LONGEST_SENDER) or "unknown sender")


def is_forgotten(address: Address) -> bool:
    """Tell whether something stands in place of an address whose person was forgotten."""
    return address.startswith(FORGOTTEN)


def may_be_answered(address: Address) -> bool:
    """Tell whether something can be sent there: a full phone number or an e-mail address."""
    return _E164.fullmatch(address) is not None or "@" in address


def is_email(address: Address) -> bool:
    """Tell whether this is an e-mail address."""
    return "@" in address


def region_of(address: Address) -> str | None:
    """Return the ISO 3166 code of the country a number belongs to, or None where it cannot be told."""
    if _E164.fullmatch(address) is None:
        return None
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    return phonenumbers.region_code_for_number(phonenumbers.parse(address))


def calling_region_of(address: Address) -> str | None:
    """Return the country a number's calling code belongs to, the largest where several share it, for numbers no table knows."""
    if _E164.fullmatch(address) is None:
        return None
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    region = phonenumbers.region_code_for_country_code(phonenumbers.parse(address).country_code or 0)
    return region if len(region) == 2 and region.isalpha() and region != phonenumbers.UNKNOWN_REGION else None


def zones_of(address: Address) -> tuple[str, ...]:
    """Return the IANA time zones a number may be in, empty where none is known. An area code is a guess: numbers are ported."""
    if _E164.fullmatch(address) is None:
        return ()
    import phonenumbers  # noqa: PLC0415 - see the module's docstring
    from phonenumbers import timezone  # noqa: PLC0415 - a further 20 ms that only the consent card needs

    zones: tuple[str, ...] = timezone.time_zones_for_number(phonenumbers.parse(address))
    return tuple(zone for zone in zones if zone != timezone.UNKNOWN_TIMEZONE)


def written_out(address: Address) -> str:
    """Return the address as people write it: `+1 202-555-0123`."""
    if _E164.fullmatch(address) is None:
        return one_line(address, LONGEST_SENDER)
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    return phonenumbers.format_number(
        phonenumbers.parse(address), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


def masked(address: Address) -> str:
    """Return the address with most of it hidden, for logs and titles: `+1•••23`, `m•••@example.com`."""
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:1]}•••@{domain}"
    return f"{address[:2]}•••{address[-2:]}"


# The same people write again and again, and reading a number takes as long as storing a text.
@functools.lru_cache(maxsize=4_096)
def _parse_number(written: str, region: str) -> Address:
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException as error:
        raise BadAddressError(
            f"“{one_line(written, 60)}” is neither a phone number nor an e-mail address; write numbers like +12025550123"
        ) from error
    if not phonenumbers.is_possible_number(number):
        raise BadAddressError(
            f"“{one_line(written, 60)}” has too few or too many digits for a number of {phonenumbers.region_code_for_number(number) or region}"
            + _international(written)
        )
    is_local = phonenumbers.is_possible_number_with_reason(number) == _LOCAL_ONLY
    if is_local and not written.startswith("+"):
        raise BadAddressError(
            f"“{one_line(written, 60)}” lacks the area code; write numbers like +12025550123"
        )
    return Address(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _international(written: str) -> str:
    """Return a hint where a number is one of another country that was written without its plus."""
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    digits = re.sub(r"\D", "", written).removeprefix("00")
    if written.startswith("+") or not digits:
        return ""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ""
    if number.country_code is None or not phonenumbers.is_possible_number(number):
        return ""
    country = phonenumbers.region_code_for_country_code(number.country_code)
    return f"; if it is a number of {country}, write +{digits}"
