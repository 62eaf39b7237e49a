"""Reads a file of real texts, to be played as if people sent them again: TSV, CSV, JSON or one JSON object a line.

The columns are `from`, `text` and `at`, and `channel` where it is not sms. Texts come at the distances of their `at`; the first
comes at once.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from sqlite_utils.utils import Format, RowError, rows_from_file

from stopline.clock import parse_instant
from stopline.consent.events import Channel
from stopline.errors import BadInputError, BadInstantError
from stopline.faults import place_of, told
from stopline.gateways.simulated.planned import PlannedText


class _Row(BaseModel):
    """One row, checked at the door; columns that are not known are left alone."""

    model_config = ConfigDict(frozen=True)

    sender: str = Field(alias="from", min_length=1)
    text: str
    at: datetime
    channel: Channel = Channel.SMS

    @field_validator("at", mode="before")
    @classmethod
    def _instant(cls, written: object) -> object:
        try:
            return parse_instant(written, UTC) if isinstance(written, str) else written
        except BadInstantError as error:
            raise ValueError(str(error)) from error


def read_replay(path: Path) -> tuple[PlannedText, ...]:
    """Return the texts of a file in the order of their time.

    Raises:
        BadInputError: the file cannot be read, or a row is not a text; the message names the line.
    """
    rows = sorted(_checked(path), key=lambda row: row.at)
    return tuple(PlannedText(row.at - rows[0].at, row.sender, row.channel, row.text) for row in rows)


def _checked(path: Path) -> Iterator[_Row]:
    line = 0
    try:
        content = path.read_bytes()
        form = _form(content)
        # The first line of a table names its columns.
        first = 2 if form in (Format.CSV, Format.TSV) else 1
        for line, fields in enumerate(rows_from_file(io.BytesIO(content), format=form)[0], start=first):  # noqa: B007 - the errors below name it
            yield _Row.model_validate(
                {name: value for name, value in fields.items() if value not in (None, "")}
            )
    except OSError as error:
        raise BadInputError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        raise BadInputError(f"{path.name}, line {line}, “{place_of(wrong)}”: {told(wrong)}") from error
    except (RowError, ValueError, AttributeError) as error:
        raise BadInputError(f"{path.name}, after line {line}: {error}") from error


def _form(content: bytes) -> Format:
    """Tell the form of a file by its first line; guessing from quotes and commas goes wrong with what people text."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \r\n")
    if start.startswith(b"["):
        return Format.JSON
    if start.startswith(b"{"):
        return Format.NL
    return Format.TSV if b"\t" in start.partition(b"\n")[0] else Format.CSV
