"""What is left of settings that are refused as a whole: stops come in even then.

Every table that can be read by itself counts, of one that cannot every line that can, and of values that cannot be used none. What
says whose number a national one is, and who answers, is not guessed: without it such a number is not taken for anybody's, and nothing
is answered.
"""

import codecs
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from stopline.settings.capture import CaptureSettings
from stopline.settings.proof import ProofSettings
from stopline.settings.reports import ReportSettings
from stopline.settings.section import Section
from stopline.settings.settings import Settings
from stopline.settings.tables import is_toml, readable_lines, stops_in, stops_of, tables_of
from stopline.settings.team import TeamSettings
from stopline.settings.worker import GatewaySettings

Sections = Mapping[str, object]
WORDS = "words"
_OF_ONE: Mapping[str, type[Section]] = {
    "team": TeamSettings,
    "proof": ProofSettings,
    "capture": CaptureSettings,
    "reports": ReportSettings,
}
"""Sections whose values count one by one."""
_KEYS = ("ledger_key_file", "use_keyring")
"""Settings that name a key the ledger is tagged with."""
_USED = (
    "WHAT CAN BE READ OF THE SETTINGS IS USED, so that no stop is lost: texts are taken in by the words that ship and those of "
    "your own that can be read, times are in UTC where no zone can be read, and every yes waits for a second one"
)
_NO_REGION = "nobody knows which country's numbers are meant, so texts from numbers without a + and a country are NOT taken in"
_NO_NAME = "nobody knows the team's name, so stops count and are not answered"
_NO_PROOF = "what is recorded may lack the tag of the ledger key; `stopline consent key --vouch` adds it"


@dataclass(frozen=True, slots=True)
class Salvage:
    """What is left of a file."""

    sections: Sections
    lost: frozenset[str]
    """Sections of which something is missing; empty names what stood before the first."""

    def of_team(self, settings: Settings) -> Settings:
        """Return settings in which nothing of the team is assumed that the file did not say."""
        told = _table(self.sections, "team")
        unknown = {name: "" for name in ("name", "region") if name not in told}
        return settings.model_copy(update={"team": settings.team.model_copy(update=unknown)})

    def told(self, settings: Settings) -> list[str]:
        """Return what is to be known about going on with it, beside the mistake itself."""
        notes = [_USED]
        if not settings.team.region:
            notes.append(_NO_REGION)
        if settings.is_silent:
            notes.append(_NO_NAME)
        if "proof" in self.lost:
            notes.append(_NO_PROOF)
        return notes


def salvaged(path: Path) -> Salvage:
    """Return what is left of a file, whatever is wrong with it."""
    try:
        text = _read(path.read_bytes())
    except OSError:
        return Salvage({}, frozenset({""}))
    lost: set[str] = set()
    kept = ""
    for table in tables_of(text):
        whole = table.text if is_toml(table.text) else readable_lines(table)
        if whole != table.text:
            lost.add(table.name.partition(".")[0])
        if is_toml(kept + whole):
            kept += whole
        else:
            # It says again what was said before it, such as a section that is there twice.
            lost.add(table.name.partition(".")[0])
    salvage = _usable(_with_stops(tomllib.loads(kept), text, lost), lost)
    if any(name in text and name not in _table(salvage.sections, "proof") for name in _KEYS):
        return replace(salvage, lost=salvage.lost | {"proof"})
    return salvage


def _read(content: bytes) -> str:
    """Return a text in whatever encoding an editor saved it; one that is mixed is read line by line, so that no word for stop gets lost."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    return "".join(_line(line) for line in content.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True))


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _with_stops(sections: Sections, text: str, lost: set[str]) -> Sections:
    """Return sections with every word for stop that can be seen in the file, in whatever shape, also where its section is called wrongly."""
    stops = stops_of(_table(sections, WORDS)) + stops_of(sections)
    for name in sections.keys() - Settings.model_fields.keys():
        stops += stops_of(_table(sections, name))
    if WORDS in lost or "" in lost:
        for table in tables_of(text):
            stops += stops_in(table.text) if table.name in ("", WORDS) else []
    if not stops:
        return sections
    return {**sections, WORDS: {**_table(sections, WORDS), "stop": list(dict.fromkeys(stops))}}


def _usable(sections: Sections, lost: set[str]) -> Salvage:
    """Leave out what no text is taken in by and cannot be used."""
    left = {name: value for name, value in sections.items() if name in Settings.model_fields}
    lost |= {name for name in sections if name not in left}
    for name, section in _OF_ONE.items():
        if name in left:
            usable = _values(section, left.pop(name), lost, name)
            if usable:
                left[name] = usable
    if "gateways" in left:
        left["gateways"] = _gateways(left["gateways"], lost)
    return Salvage(left, frozenset(lost))


def _values(section: type[Section], value: object, lost: set[str], name: str) -> dict[str, object]:
    """Return the values of a section that can be used."""
    values = dict(value) if isinstance(value, dict) else {}
    while True:
        try:
            section.model_validate(values)
        except ValidationError as error:
            lost.add(name)
            wrong = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
            if not wrong & values.keys():
                return {}
            values = {key: value for key, value in values.items() if key not in wrong}
        else:
            return values


def _table(sections: Sections, name: str) -> dict[str, object]:
    """Return a section; an empty one where there is none."""
    value = sections.get(name)
    return value if isinstance(value, dict) else {}


def _gateways(value: object, lost: set[str]) -> Sequence[object]:
    """Return the gateways that can be used, each name once."""
    left: dict[str, object] = {}
    for each in value if isinstance(value, list) else []:
        try:
            left.setdefault(GatewaySettings.model_validate(each).name, each)
        except ValidationError:
            lost.add("gateways")
    return list(left.values())
