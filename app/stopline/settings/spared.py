"""Settings with a mistake in a section that no text needs to be taken in: a stop is never lost because of a typo elsewhere.

Such a section is left out, and the mistake is handed on to be told. Of a team's own words those for stop that can be read are
kept, and what ships stands in place of its own texts. Where what is left out may say that a yes needs a second one, every yes needs
one until the mistake is mended. A mistake in what says whose text it is or how it is recorded, or one nobody can place, is refused
to everybody but intake, which goes on with what `salvage.py` leaves of the file.
"""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from stopline.errors import SettingsError
from stopline.settings.reading import ENCODING, checked, load_settings
from stopline.settings.salvage import salvaged
from stopline.settings.settings import Settings
from stopline.settings.tables import is_toml, stops_in, stops_of, tables_of

JOINS = "words.join"
WORDS = "words"
NOT_FOR_INTAKE = frozenset(
    {
        "alerts", "answers", "asking", "campaigns", "double_optin", "hygiene", "imports", "policy", "program", "reconfirm", "templates",
        "upkeep", "web", WORDS, JOINS, "worker",
    }
)  # fmt: skip
"""Sections no text needs to be taken in. Where one of them is left out, nothing but automatic answers may be sent: it may be the rules."""
_FOR_A_YES = frozenset({"double_optin", "program", JOINS})
"""Sections that say what a yes needs: without them none counts before its second one."""
_WAITS = "until it is mended, every yes waits for a second one"
_TEXTS = frozenset({"answers", "asking"})
_SHIPPED_TEXTS = "until then the texts that ship are used"
_SHIPPED_WORDS = (
    "until then the words that ship are used, and those of your own words for stop that can be read"
)
_HOLD_TEXTS = (JOINS, "templates", "answers", "asking", WORDS)
"""Sections that may hold a text or word nobody can place the mistake of, such as a link without a page to lead to."""
_Sections = Mapping[str, object]


def load_spared(path: Path, spared: frozenset[str]) -> tuple[Settings, str]:
    """Return the settings of a file, and what is wrong with the sections that had to be left out; empty where nothing is.

    Args:
        path: the file.
        spared: the sections that may be left out.

    Raises:
        SettingsError: something is wrong that does not lie within one of them, and the settings are wanted for more than intake.
    """
    try:
        return load_settings(path), ""
    except SettingsError as fault:
        if not spared:
            raise
        try:
            return _without_faults(path, spared, fault)
        except SettingsError:
            if not spared >= NOT_FOR_INTAKE:
                raise
            return _at_worst(path, fault)


def _without_faults(path: Path, spared: frozenset[str], fault: SettingsError) -> tuple[Settings, str]:
    """Return what is left of the settings without the sections at fault, and what is told of them."""
    try:
        text = path.read_text(encoding=ENCODING)
        readable, left_out = _readable(text, spared)
        sections: _Sections = tomllib.loads(readable)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise fault from None
    if not text.strip():
        # Nothing in it is wrong, and what it said is lost all the same.
        raise fault
    found = _reduced(sections, left_out, text, path, spared)
    if found is None:
        raise fault from None
    return found, _told(fault, left_out)


def _reduced(
    sections: _Sections, left_out: set[str], text: str, path: Path, spared: frozenset[str]
) -> Settings | None:
    """Return the settings without the spared sections at fault, which are noted as left out; None where that does not help."""
    while True:
        found = _checked(sections, left_out, text, path)
        if isinstance(found, Settings):
            return found
        if found == {""}:
            found = _holding_the_fault(sections, left_out, text, path) & spared
        left = _without(sections, found)
        if not found <= spared or left == sections:
            return None
        left_out |= found
        sections = left


def _at_worst(path: Path, fault: SettingsError) -> tuple[Settings, str]:
    """Return what is left of settings no section of which explains what is wrong, and what is told of them."""
    salvage = salvaged(path)
    for sections in (salvage.sections, _bare(salvage.sections), {}):
        # Nobody knows what is missing, so every yes waits for its second one.
        found = _reduced(sections, {JOINS, "program"}, "", path, NOT_FOR_INTAKE)
        if found is not None:
            settings = salvage.of_team(found)
            return settings, "; ".join([str(fault), *salvage.told(settings)])
    raise fault


def _bare(sections: _Sections) -> _Sections:
    """Return what says whose text it is and how it is recorded, with the words for stop, and nothing else."""
    words = sections.get(WORDS)
    kept = {name: value for name, value in sections.items() if name not in NOT_FOR_INTAKE}
    return {**kept, WORDS: {"stop": stops_of(words)}} if isinstance(words, dict) else kept


def _checked(sections: _Sections, left_out: set[str], text: str, path: Path) -> Settings | set[str]:
    """Return the settings of sections, or those at fault; an empty name is a fault nobody can place."""
    try:
        return checked(Settings.model_validate(_wary(sections, left_out)), text, path)
    except ValidationError as error:
        return {_section_of(each["loc"]) for each in error.errors()}
    except SettingsError:
        return {""}


def _told(fault: SettingsError, left_out: set[str]) -> str:
    """Return what is told of a mistake: where it is, and what stands in place of what is left out."""
    told = [str(fault)]
    if WORDS in left_out:
        told.append(_SHIPPED_WORDS)
    if left_out & _TEXTS:
        told.append(_SHIPPED_TEXTS)
    if left_out & _FOR_A_YES:
        told.append(_WAITS)
    return "; ".join(told)


def _section_of(place: tuple[int | str, ...]) -> str:
    """Return the section a mistake lies in; empty where nobody can tell."""
    if place[:2] == ("words", "join"):
        return JOINS
    return str(place[0]) if place else ""


def _holding_the_fault(sections: _Sections, left_out: set[str], text: str, path: Path) -> set[str]:
    """Return the section without which nothing is wrong, else the next that may hold a part of what is."""
    there = [name for name in _HOLD_TEXTS if _without(sections, {name}) != sections]
    for name in there:
        if isinstance(_checked(_without(sections, {name}), left_out | {name}, text, path), Settings):
            return {name}
    return {*there[:1]} or {""}


def _without(sections: _Sections, names: set[str]) -> _Sections:
    left = {name: value for name, value in sections.items() if name not in names - {WORDS}}
    words = left.get(WORDS)
    if not isinstance(words, dict):
        return {name: value for name, value in left.items() if name != WORDS or WORDS not in names}
    if JOINS in names:
        words = {name: value for name, value in words.items() if name != "join"}
    if WORDS in names:
        words = {"stop": stops_of(words), **({"join": words["join"]} if "join" in words else {})}
    left[WORDS] = words
    return left


def _wary(sections: _Sections, left_out: set[str]) -> _Sections:
    """Return sections that ask everybody for a second yes, where what is left out may say who is to be asked."""
    if not left_out & _FOR_A_YES:
        return sections
    own = sections.get("double_optin")
    return {**sections, "double_optin": {**(own if isinstance(own, dict) else {}), "everywhere": True}}


def _readable(text: str, spared: frozenset[str]) -> tuple[str, set[str]]:
    """Return a text without those spared sections that are no TOML, and which; whatever else is none is left for the reader to refuse."""
    tables = [(_spared_name(each.name, spared), each.text) for each in tables_of(text)]
    broken = {name for name, table in tables if name in spared and not is_toml(table)}
    kept = [table for name, table in tables if name not in broken or is_toml(table)]
    if WORDS in broken:
        stops = [word for name, table in tables if name == WORDS for word in stops_in(table)]
        kept.append(f"\n[words]\nstop = {json.dumps(stops, ensure_ascii=False)}\n")
    return "".join(kept), broken


def _spared_name(header: str, spared: frozenset[str]) -> str:
    """Return the spared section a table lies in, else its own name."""
    within = [name for name in spared if header == name or header.startswith(f"{name}.")]
    return max(within, key=len, default=header)
