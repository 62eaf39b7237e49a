"""Pure: what is wrong with a value that somebody wrote, as a sentence that tells how to write it."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WORDS: Mapping[str, str] = {
    "missing": "it is missing",
    "extra_forbidden": "there is no such field",
    "string_type": "it has to be text, in quotes",
    "bool_type": "it has to be true or false, without quotes",
    "bool_parsing": "it has to be true or false, without quotes",
    "int_type": "it has to be a whole number, without quotes",
    "int_parsing": "it has to be a whole number, without quotes",
    "int_from_float": "it has to be a whole number",
    "int_parsing_size": "it is too large a number",
    "float_type": "it has to be a number, without quotes",
    "float_parsing": "it has to be a number, without quotes",
    "finite_number": "it has to be a number that ends",
    "list_type": "it has to be a list, such as [\"one\", \"two\"]",
    "tuple_type": "it has to be a list, such as [\"one\", \"two\"]",
    "dict_type": "it has to be a table of names and values",
    "mapping_type": "it has to be a table of names and values",
    "model_type": "it has to be a table of names and values",
    "model_attributes_type": "it has to be a table of names and values",
    "datetime_type": "it has to be a day and a time, such as 2026-11-17T09:00:00Z",
    "datetime_parsing": "it has to be a day and a time, such as 2026-11-17T09:00:00Z",
    "datetime_from_date_parsing": "it has to be a day and a time, such as 2026-11-17T09:00:00Z",
    "enum": "it has to be {expected}",
    "literal_error": "it has to be {expected}",
    "greater_than_equal": "it has to be at least {ge}",
    "greater_than": "it has to be more than {gt}",
    "less_than_equal": "it has to be at most {le}",
    "less_than": "it has to be less than {lt}",
    "string_too_short": "it has to have at least {min_length} characters",
    "string_too_long": "it may have {max_length} characters at most",
    "too_short": "it has to have at least {min_length} entries",
    "too_long": "it may have {max_length} entries at most",
}  # fmt: skip
"""By the kind of fault, as pydantic names it; what is not among them is told in its own words."""

_PATTERNS: Mapping[str, str] = {
    r"^[a-z0-9][a-z0-9-]{0,39}$": "it has small letters from a to z, digits and hyphens, 40 at most, and begins with no hyphen, such as spring-news",
    r"^[A-Za-z0-9_-]{1,40}$": "it has letters from a to z, digits, hyphens and underscores, 40 at most",
    r"^[\w-]+$": "it has letters, digits, hyphens and underscores, and no spaces",
    "^[A-Z]{2}$": "it has to be a country's two capital letters, such as DE",
    "^([A-Z]{2})?$": "it has to be a country's two capital letters, such as DE",
    "^[A-Z]{3}$": "it has to be a currency's three capital letters, such as EUR",
    "^[a-z]{2,3}(-[A-Za-z]{2,4})?$": "it has to be a language, such as en or pt-BR",
    "^(given|withdrawn)$": "it has to be given or withdrawn",
}
"""What a text has to look like, by the pattern it is checked with."""

_TRIED = frozenset({"str", "constrained-str", "int", "constrained-int", "float", "constrained-float", "bool"})
"""What pydantic puts behind the key of a value that may be of several kinds, for each kind it tried."""
_TRIED_TABLE = re.compile(r"(dict|mapping|list|tuple|set|frozenset)\[.*\]")


def told(fault: "ErrorDetails") -> str:
    """Return what is wrong with a value; a rule of our own has said so itself.

    Args:
        fault: the fault as pydantic found it.
    """
    if fault["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(str(fault.get("ctx", {}).get("pattern")), fault["msg"])
    words = _WORDS.get(fault["type"])
    if words is None:
        return fault["msg"].removeprefix("Value error, ")
    limits = {name: _as_written(value) for name, value in fault.get("ctx", {}).items()}
    return words.format_map(limits)


def keys_of(fault: "ErrorDetails") -> tuple[int | str, ...]:
    """Return the keys and places that lead to a value, without what pydantic names the kinds of it that were tried."""
    keys = tuple(part for part in fault["loc"] if not _TRIED_TABLE.fullmatch(str(part)))
    return keys[:-1] if len(keys) > 1 and keys[-1] in _TRIED else keys


def place_of(fault: "ErrorDetails") -> str:
    """Return where a value stands, such as `team.agents.2`; empty for the whole."""
    return ".".join(str(part) for part in keys_of(fault))


def _as_written(limit: object) -> str:
    """Return a limit as people write it: `20`, not `20.0`; `1,000`."""
    if isinstance(limit, float) and limit.is_integer():
        limit = int(limit)
    return f"{limit:,}" if isinstance(limit, int) else str(limit)
