"""Pure: the user data header by which the parts of a long text find each other (3GPP TS 23.040, section 9.2.3.24)."""

from dataclasses import dataclass

_CONCATENATED = {0x00: 1, 0x08: 2}
"""The elements that tell a part its place, and the bytes each has for the reference."""


@dataclass(frozen=True, slots=True)
class PartHeader:
    """Which part of which long text this is."""

    reference: int
    """What the parts of one text have in common."""
    total: int
    position: int
    """Counted from 1."""


def read_header(udh: str) -> PartHeader | None:
    """Return what a header in hexadecimal says, or None where it does not speak of parts."""
    try:
        data = bytes.fromhex(udh)
    except ValueError:
        return None
    start = 1
    while start + 2 <= len(data):
        kind, length = data[start], data[start + 1]
        value = data[start + 2 : start + 2 + length]
        reference_length = _CONCATENATED.get(kind)
        if reference_length is not None and len(value) == length == reference_length + 2:
            header = PartHeader(int.from_bytes(value[:reference_length]), value[-2], value[-1])
            return header if 1 <= header.position <= header.total else None
        start += 2 + length
    return None


def write_header(header: PartHeader) -> str:
    """Return a header in hexadecimal; only the last byte of the reference is kept."""
    return bytes([5, 0x00, 3, header.reference % 256, header.total, header.position]).hex().upper()
