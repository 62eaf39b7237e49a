"""Pure: text from strangers made inert, for storing, for a terminal and for a spreadsheet.

A text may carry escape sequences that redraw a terminal, overrides that reorder what is read, or a formula that
a spreadsheet would run. Nothing is dropped in silence: what is dangerous is replaced by a sign that shows it was there.
"""

import functools
import json

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that cannot be stored or would reorder the text around it."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def storable(text: str) -> str:
    """Return the text with what no database can hold (NUL, lone surrogates) replaced by visible signs."""
    return text.translate(_stored()) if not text.isascii() or "\0" in text else text


def shown(text: str) -> str:
    """Return the text as it may be written to a terminal: no control characters, no reordering; lines and tabs stay."""
    return text.replace("\r\n", "\n").translate(_shown())


def one_line(text: str, limit: int = 200) -> str:
    """Return at most `limit` characters of the text on one line, inert."""
    line = " ".join(text[: 4 * limit].translate(_on_one_line()).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def cell(text: str) -> str:
    """Return the text as a spreadsheet cell that is never run as a formula."""
    safe = shown(text)
    return "'" + safe if safe.startswith(_FORMULA_STARTS) else safe


def sealed(text: str) -> str:
    """Return the text as a spreadsheet cell that is never run as a formula, so that `unsealed` gives back every letter of it."""
    return "'" + text if text.startswith(_FORMULA_STARTS) or _is_sealed(text) else text


def unsealed(cell: str) -> str:
    """Return the text of a sealed cell; one that never was sealed is itself."""
    return cell[1:] if _is_sealed(cell) else cell


def _is_sealed(text: str) -> bool:
    return text.startswith("'") and text[1:].startswith((*_FORMULA_STARTS, "'"))


def json_text(value: object, *, indent: int | None = None) -> str:
    """Return JSON that is safe to print: readable letters stay; control and reordering characters and lone surrogates are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isascii():
        return text.translate(_escaped_in_json())
    # What UTF-8 cannot hold becomes the escape that JSON has for it.
    return text.translate(_escaped_in_json()).encode("utf-8", "backslashreplace").decode("utf-8")


# The tables have thousands of entries: each is made when something is first written with it.


@functools.cache
def _stored() -> dict[int, str]:
    return {0: "\N{SYMBOL FOR NULL}"} | _surrogates()


@functools.cache
def _shown() -> dict[int, str]:
    return (
        {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"}
        | {0x7F: "\N{SYMBOL FOR DELETE}", 0x2028: "\n", 0x2029: "\n"}
        | dict.fromkeys(range(0x80, 0xA0), REPLACEMENT)
        | dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], REPLACEMENT)
        | dict.fromkeys([0x200B, 0x200E, 0x200F, 0x061C, 0xFEFF], "")
        | _surrogates()
    )


@functools.cache
def _on_one_line() -> dict[int, str]:
    return _shown() | {0x0A: " ", 0x09: " ", 0x2028: " ", 0x2029: " "}


@functools.cache
def _escaped_in_json() -> dict[int, str]:
    dangerous = (
        range(0x7F, 0xA0),
        range(0x061C, 0x061D),
        range(0x200B, 0x2010),
        range(0x2028, 0x202F),
        range(0x2060, 0x2070),
        range(0xD800, 0xE000),
        range(0xFEFF, 0xFF00),
    )
    return {code: f"\\u{code:04x}" for codes in dangerous for code in codes}


def _surrogates() -> dict[int, str]:
    return dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT)
