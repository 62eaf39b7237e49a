"""Pure: pages as trees of elements, so that every word is escaped because nothing can be written unescaped."""

from dataclasses import dataclass, field
from html import escape

from stopline.inert import shown

_VOID = frozenset({"meta", "input", "br", "link"})
"""Elements that have no end."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a page."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True)
class Style:
    """The style sheet of a page; our own file, written as it is."""

    css: str = field(repr=False)


Node = Element | Style | str


def el(tag: str, /, *children: Node | None, **attributes: str | bool | None) -> Element:
    """Return an element; an attribute that is True stands without a value, one that is False or None not at all.

    A name that Python has taken ends with an underscore (`class_`), and other underscores are written as dashes.
    """
    written = tuple(
        (key.rstrip("_").replace("_", "-"), "" if value is True else value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Element(tag, written, tuple(child for child in children if child is not None))


def written(node: Node) -> str:
    """Return a tree as HTML."""
    match node:
        case str():
            return escape(shown(node), quote=False)
        case Style(css):
            return f"<style>{css}</style>"
        case Element(name, attributes, children):
            opening = "".join(
                f' {key}="{escape(shown(value))}"' if value else f" {key}" for key, value in attributes
            )
            if name in _VOID:
                return f"<{name}{opening}>"
            return f"<{name}{opening}>{''.join(written(child) for child in children)}</{name}>"
