"""Pure: canned replies with fields such as `{first_name}`."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stopline.errors import BadInputError
from stopline.inert import one_line

FIELDS = ("name", "first_name", "agent", "team", "preferences")
"""What a template may name in braces."""
_FILLED_WHEN_SENT = frozenset({"preferences"})
"""What only the one who gets a message may read; it stays in the text until the message is handed over."""
_FIELD = re.compile(r"\{(\w*)\}")
_BROKEN = re.compile(r"\{\s*\w[^{}]*\}?|\w+\s*\}")
"""What is left of a field that is not closed, not opened, or has more than a name between its braces."""


@dataclass(frozen=True, slots=True)
class Template:
    """A canned reply."""

    name: str
    text: str
    language: str = ""


def unknown_fields(text: str, known: Collection[str] = FIELDS) -> list[str]:
    """Return the fields a text names that do not exist."""
    return [name for name in _FIELD.findall(text) if name not in known]


def field_fault(text: str, known: Collection[str] = FIELDS) -> str | None:
    """Return what is wrong with the fields of a text, in words: one does not exist, or would be sent with its brace."""
    names = ", ".join(f"{{{name}}}" for name in known)
    if unknown := unknown_fields(text, known):
        return f"there is no field {{{unknown[0]}}}; known are {names}"
    if broken := _BROKEN.search(_FIELD.sub(" ", text)):
        return f"“{one_line(broken[0].strip(), 30)}” is no field and would be sent as it stands; write fields like {names}"
    return None


def fill(text: str, fields: Mapping[str, str], known: Collection[str] = FIELDS) -> str:
    """Return the text with its fields filled; a person without a name is greeted without one.

    Raises:
        BadInputError: the text names a field that does not exist.
    """
    if unknown_fields(text, known):
        raise BadInputError(field_fault(text, known) or "")
    filled = _FIELD.sub(
        lambda match: fields.get(match[1], match[0] if match[1] in _FILLED_WHEN_SENT else ""), text
    )
    return re.sub(r" +([,.!?])", r"\1", re.sub(r" {2,}", " ", filled)).strip()


def fields_for(name: str, agent: str, team: str) -> dict[str, str]:
    """Return the fields of a reply from an agent to a person."""
    return {
        "name": name,
        "first_name": name.split(" ", maxsplit=1)[0] if name else "",
        "agent": agent,
        "team": team,
    }
