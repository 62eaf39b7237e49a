"""Pure: a report as one self-contained page: it can be mailed, opened anywhere and printed; no script, nothing fetched.

Everything that comes from outside (names of campaigns, keywords) is made inert and escaped where it is written.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from stopline.inert import shown
from stopline.percent import percent

Figure = str | int | float | None
"""What may stand in a cell of a report."""
NUMBERS = frozenset({int, float})
SHARES = frozenset({"rate", "share", "share_left"})
"""Columns whose numbers are shares."""
HEADINGS: Mapping[str, str] = {
    "optouts": "opt-outs",
    "certainty": "understood by",
    "sent": "message left",
    "left_day": "left in a day",
    "left_week": "in a week",
    "left_month": "in 30 days",
    "left_quarter": "in 90 days",
    "left": "left in all",
    "people": "people",
}
"""What columns are called on a page, where the name that programs read is not a word."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure a page begins with."""

    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a manager should know, in words."""

    kind: str
    """spike, chance, drift or plain."""
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: a heading, what is to be said, a chart and a table; each may be missing."""

    heading: str
    lead: str = ""
    chart: str = ""
    """SVG, drawn by `charts`."""
    caption: str = ""
    findings: tuple[Finding, ...] = ()
    rows: Sequence[Mapping[str, Figure]] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report."""

    title: str
    subtitle: str
    headlines: tuple[Headline, ...]
    parts: tuple[Part, ...]
    footer: str


def as_html(page: Page) -> str:
    """Return a page as HTML that needs nothing else."""
    headlines = "".join(
        f"<li><strong>{_text(each.figure)}</strong><span>{_text(each.words)}</span></li>"
        for each in page.headlines
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n"""
        f"<title>{_text(page.title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>{_text(page.title)}</h1>\n<p class="soft">{_text(page.subtitle)}</p>\n'
        + (f'<ul class="figures">{headlines}</ul>\n' if headlines else "")
        + "".join(_part(part) for part in page.parts)
        + f"<footer>{_text(page.footer)}</footer>\n</main>\n</body>\n</html>\n"
    )


def table(rows: Sequence[Mapping[str, Figure]]) -> str:
    """Return rows, all of the same columns, as a table."""
    if not rows:
        return '<p class="soft">Nothing in these days.</p>\n'
    columns = list(rows[0])
    numeric = {column for column in columns if any(type(row[column]) in NUMBERS for row in rows)}
    head = "".join(
        f"<th{_class(column in numeric)}>{_text(HEADINGS.get(column, column.replace('_', ' ')))}</th>"
        for column in columns
    )
    body = "".join(
        "<tr>" + "".join(f"<td{_class(column in numeric)}>{_text(written(column, row[column]))}</td>" for column in columns) + "</tr>"
        for row in rows
    )  # fmt: skip
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>\n"


def written(column: str, figure: Figure) -> str:
    """Return a figure as people read it."""
    if figure is None:
        return "–"
    if isinstance(figure, str):
        return figure
    if column in SHARES:
        return percent(figure)
    return f"{figure:,.1f}" if isinstance(figure, float) else f"{figure:,}"


def _part(part: Part) -> str:
    lines = [f"<section>\n<h2>{_text(part.heading)}</h2>\n"]
    if part.lead:
        lines.append(f"<p>{_text(part.lead)}</p>\n")
    if part.chart:
        lines.append(f"<figure>{part.chart}<figcaption>{_text(part.caption)}</figcaption></figure>\n")
    lines += [
        f'<div class="finding {_text(each.kind)}"><b>{_text(each.title)}</b>{_text(each.words)}</div>\n'
        for each in part.findings
    ]
    if part.rows or not (part.lead or part.chart or part.findings):
        lines.append(table(part.rows))
    return "".join([*lines, "</section>\n"])


def _class(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _text(words: str) -> str:
    return escape(shown(words))


@functools.cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")
