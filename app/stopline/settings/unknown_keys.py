"""Says of a key the settings do not know what was meant by it, or what could stand there."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import get_args

from pydantic import BaseModel

from stopline.settings.settings import Settings


def unknown_key(place: Sequence[int | str]) -> str:
    """Return what is told of a key nobody knows: the one it resembles, else all that may stand there.

    Args:
        place: the way to it from the top of the file, as the checker tells it; numbers are places in lists.
    """
    known = _known_at(place[:-1])
    near = get_close_matches(str(place[-1]), known, n=1)
    if near:
        return f"there is no such setting; write {near[0]}"
    return f"there is no such setting; here may stand {', '.join(sorted(known))}"


def _known_at(place: Sequence[int | str]) -> list[str]:
    """Return the names that may stand at a place; those of every section that could be meant, where it is one of several."""
    sections: list[type[BaseModel]] = [Settings]
    for part in place:
        # A place in a list or in a table of names changes nothing: what it holds was found with the field.
        fields = [section.model_fields[part] for section in sections if part in section.model_fields]
        if fields:
            sections = [found for field in fields for found in _sections_in(field.annotation)]
    return [field.alias or name for section in sections for name, field in section.model_fields.items()]


def _sections_in(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the sections a field may hold: itself, or what its list, table or choice holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _sections_in(inner)
