"""Numbers and domains that are nobody's: reserved for fiction and for examples."""

import re

_RANGES = (
    r"\+1[2-9]\d\d55501\d\d",  # North America: 555-0100 to 555-0199 in every area
    r"\+447700900\d{3}",  # United Kingdom, Ofcom, mobile
    r"\+3319900\d{4}",  # France, Arcep, Île-de-France
    r"\+493023125\d{3}",  # Germany, Bundesnetzagentur, Berlin
    r"\+494066969\d{3}",  # the same, Hamburg
    r"\+6149157(?:0006|0110|0156|0157|0158|0159|0313|0737)",  # Australia, ACMA, mobile
    r"\+46701740(?:60[5-9]|6[1-9]\d)",  # Sweden, PTS, mobile
    r"\+3532091\d{5}",  # Ireland, ComReg
)
_DOMAINS = ("@example.com", "@example.org", "@example.net")
"""RFC 2606."""


def is_fictitious(number: str) -> bool:
    """Tell whether a number is from a range that is never given to anybody."""
    return any(re.fullmatch(each, number) for each in _RANGES)


def is_reserved_domain(email: str) -> bool:
    """Tell whether a mail address leads nowhere."""
    return email.endswith(_DOMAINS)
