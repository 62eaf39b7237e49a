"""Named SQL: reads files in which every statement has a name and one sentence of purpose.

A file is a sequence of

    -- name: claim_next
    -- Take the oldest message that may be sent now.
    UPDATE …
"""

import functools
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from stopline.errors import StoreError

_NAME = "\n-- name: "


@dataclass(frozen=True, slots=True)
class Query:
    """One named statement."""

    name: str
    purpose: str
    sql: str


class Queries(dict[str, Query]):
    """The statements of one file by name."""

    def __missing__(self, name: str) -> Query:
        raise StoreError(f"there is no statement named “{name}”; known are {', '.join(sorted(self))}")


@functools.cache
def load_queries(package: str, file_name: str) -> Queries:
    """Return the statements of a `.sql` file that lies in a package."""
    # importlib.resources would take a tenth of the time in which `stopline check` answers.
    folder = Path(import_module(package).__path__[0])
    return parse_queries((folder / file_name).read_text(encoding="utf-8"))


def parse_queries(text: str) -> Queries:
    """Return the statements of a text in the form this module describes.

    Raises:
        StoreError: a statement has no purpose, no SQL, or the name of another.
    """
    queries = Queries()
    for part in f"\n{text}".split(_NAME)[1:]:
        name, _, body = part.partition("\n")
        lines = body.strip().splitlines()
        comment_count = next(
            (index for index, line in enumerate(lines) if not line.startswith("--")), len(lines)
        )
        purpose = " ".join(line.removeprefix("--").strip() for line in lines[:comment_count])
        sql = "\n".join(lines[comment_count:]).strip().removesuffix(";")
        if not name.isidentifier() or not purpose or not sql or name in queries:
            raise StoreError(f"the statement “{name}” needs a purpose, SQL and a name of its own")
        queries[name] = Query(name, purpose, sql)
    return queries
