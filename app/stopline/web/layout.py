"""Pure: what every page has in common: head, style, the team's name, languages, and the security policy that fits it."""

import base64
import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stopline.web.markup import Element, Node, Style, el, written
from stopline.web.texts import Texts, texts_in


@dataclass(frozen=True, slots=True)
class Page:
    """One page, before it is written."""

    title: str
    body: tuple[Node, ...]
    languages: Sequence[str] = ()
    """The languages it can also be read in; none where that cannot be chosen."""


def page_html(page: Page, texts: Texts, team: str) -> str:
    """Return a page as a whole document."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="robots", content="noindex"),
        el("title", f"{page.title} · {team}"),
        Style(style_sheet()),
    )
    body = el("body", el("header", team), el("main", *page.body), _footer(page, texts))
    return f"<!doctype html>\n{written(el('html', head, body, lang=texts.language))}"


@functools.cache
def style_sheet() -> str:
    """Return the style of every page."""
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


@functools.cache
def content_policy() -> str:
    """Return what a browser may do for our pages: show this one style and send forms to us, nothing else."""
    digest = base64.b64encode(hashlib.sha256(style_sheet().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def note(*children: Node, is_good: bool) -> Element:
    """Return a box that tells what came of what somebody did; it is read out at once."""
    return el(
        "div", *children, class_="note good" if is_good else "note", role="status" if is_good else "alert"
    )


def _footer(page: Page, texts: Texts) -> Element:
    if len(page.languages) < 2:
        return el("footer")
    links: list[Node] = []
    for language in page.languages:
        name = texts_in(language)("language")
        links.append(
            el("strong", name, lang=language, aria_current="true")
            if language == texts.language
            else el("a", name, href=f"?lang={language}", lang=language, hreflang=language)
        )
        links.append(" ")
    return el("footer", el("nav", *links, aria_label=texts("form.language")))
