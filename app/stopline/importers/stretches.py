"""Pure: which rows of a file have to do with each other, so that the others can be looked at apart from them.

A preview writes and takes back. If it held all of a large file together, nobody else could write for half a minute, stops that come
in among them; so it holds together only rows that may be about one person.
"""

from collections.abc import Callable, Iterator, Sequence

from stopline.address import Address
from stopline.importers.people import Person

ContactAt = Callable[[Address], int | None]
"""Tells which contact has an address."""


def stretches(people: Sequence[Person], contact_at: ContactAt, at_once: int) -> Iterator[list[Person]]:
    """Yield the rows of a file in stretches; rows that share an address, or a person who is known, are in one.

    Args:
        people: the rows, in the order of the file; in each stretch they keep it.
        contact_at: tells who is known.
        at_once: how many rows a stretch has at least, where there are so many.
    """
    waiting: list[Person] = []
    for group in _groups(people, contact_at):
        waiting += group
        if len(waiting) >= at_once:
            yield sorted(waiting, key=_line)
            waiting = []
    if waiting:
        yield sorted(waiting, key=_line)


def _groups(people: Sequence[Person], contact_at: ContactAt) -> list[list[Person]]:
    """Return the rows in groups that have nothing to do with each other, in the order of their first rows."""
    leads_to: dict[Address | int, int] = {}
    """The row by which an address or a contact was first met."""
    parents = list(range(len(people)))

    def first_of(row: int) -> int:
        while parents[row] != row:
            parents[row] = parents[parents[row]]
            row = parents[row]
        return row

    for row, person in enumerate(people):
        known = [contact for address in person.addresses if (contact := contact_at(address)) is not None]
        met: list[Address | int] = [*person.addresses, *known]
        for one in met:
            ends = sorted((first_of(leads_to.setdefault(one, row)), first_of(row)))
            parents[ends[1]] = ends[0]
    groups: dict[int, list[Person]] = {}
    for row, person in enumerate(people):
        groups.setdefault(first_of(row), []).append(person)
    return list(groups.values())


def _line(person: Person) -> int:
    return person.line
