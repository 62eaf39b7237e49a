"""Pure: canned replies with fields such as `{first_name}`."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stopline.errors import BadInputError

FIELDS = ("name", "first_name", "agent", "team", "preferences")
"""What a template may name in braces."""
_FILLED_WHEN_SENT = frozenset({"preferences"})
"""What only the one who gets a message may read; it stays in the text until the message is handed over."""
_FIELD = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A canned reply."""

    name: str
    text: str
    language: str = ""


def unknown_fields(text: str, known: Collection[str] = FIELDS) -> list[str]:
    """Return the fields a text names that do not exist."""
    return [name for name in _FIELD.findall(text) if name not in known]


def fill(text: str, fields: Mapping[str, str], known: Collection[str] = FIELDS) -> str:
    """Return the text with its fields filled; a person without a name is greeted without one.

    Raises:
        BadInputError: the text names a field that does not exist.
    """
    unknown = unknown_fields(text, known)
    if unknown:
        raise BadInputError(
            f"there is no field {{{unknown[0]}}}; known are {', '.join(f'{{{name}}}' for name in known)}"
        )
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
