"""Countries as settings name them: ISO 3166 codes of countries that have phone numbers."""

from typing import Annotated

from pydantic import AfterValidator

_OFTEN_MEANT = {
    "UK": "GB",
    "EL": "GR",
    "EN": "GB",
    "SP": "ES",
    "JA": "JP",
    "KO": "KR",
    "ZH": "CN",
    "DA": "DK",
}
"""What people write for a country that has another code."""
_MOST_COMMON = "US"


def _known(code: str) -> str:
    # Nearly every file names the one country that needs no look into the list, which takes long to load.
    if code == _MOST_COMMON:
        return code
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - see above

    if code in SUPPORTED_REGIONS:
        return code
    near = _OFTEN_MEANT.get(code.strip().upper(), code.strip().upper())
    meant = near if near in SUPPORTED_REGIONS else f"an ISO 3166 code such as {_MOST_COMMON}"
    raise ValueError(f"“{code}” is no country; write {meant}")


Country = Annotated[str, AfterValidator(_known)]
"""An ISO 3166 code."""
