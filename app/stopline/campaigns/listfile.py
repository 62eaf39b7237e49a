"""Reads the addresses of a list file: one on each line, the first cell where a line has several."""

from pathlib import Path

from stopline.address import Address, parse_address
from stopline.campaigns.audience import DUPLICATE, OTHER_CHANNEL, UNREADABLE, leads
from stopline.campaigns.drafts import ListFile
from stopline.consent.events import Channel
from stopline.errors import BadAddressError, BadInputError

_HEADERS = frozenset({"address", "phone", "number", "mobile", "email", "e-mail", "phone number"})


def read_list_file(file: Path, channel: Channel, region: str) -> ListFile:
    """Return what stands in a list file.

    Raises:
        BadInputError: there is no such file, or it is no text.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{file}: a list is a text file in UTF-8") from error
    except (OSError, ValueError) as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else "it cannot be read"
        raise BadInputError(f"{file}: {reason}") from error
    return read_list(text, channel, region)


def read_list(text: str, channel: Channel, region: str) -> ListFile:
    """Return what stands in a list file; lines that give nobody are told with their reason, and a header is passed over."""
    found: dict[Address, int] = {}
    faults: list[tuple[int, str]] = []
    for line, written in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        cell = written.replace(";", ",").replace("\t", ",").split(",")[0].strip().strip('"').strip()
        if not cell or cell.startswith("#") or (line == 1 and cell.casefold() in _HEADERS):
            continue
        try:
            address = parse_address(cell, region)
        except BadAddressError:
            faults.append((line, UNREADABLE))
            continue
        if not leads(address, channel):
            faults.append((line, OTHER_CHANNEL))
        elif address in found:
            faults.append((line, DUPLICATE))
        else:
            found[address] = line
    return ListFile(tuple(found.items()), tuple(faults))
