"""Pure: lengths of time as people write them: `14s`, `3m`, `1h30m`, `2d`."""

import re
from datetime import timedelta

from stopline.errors import BadInputError

_PARTS = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?")


def parse_duration(text: str) -> timedelta:
    """Return the length of time a person wrote.

    Raises:
        BadInputError: it is none; the message shows what to write instead.
    """
    written = text.strip()
    match = _PARTS.fullmatch(written)
    if match is None or not written:
        raise BadInputError(f"“{text}” is not a length of time; write it like 14s, 3m, 1h30m or 2d")
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
