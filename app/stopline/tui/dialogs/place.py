"""Asking for one or two files or folders; what cannot be used is said before the dialog closes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from stopline.inert import one_line
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.typed_path import path_of

ProblemOf = Callable[[Path], str]
"""Tells what is wrong with a place; nothing where it can be used."""


@dataclass(frozen=True, slots=True)
class Field:
    """One place that is asked for."""

    label: str
    proposed: str
    problem_of: ProblemOf


class PlaceDialog(Dialog[tuple[Path, ...]]):
    """Asks for places.

    Args:
        title: what is asked.
        fields: what is to be filled in.
        verb: what the answer does.
        lines: what is to be known before; inert already.
    """

    def __init__(self, title: str, fields: Sequence[Field], verb: str, lines: Sequence[str] = ()) -> None:
        super().__init__(title, f"ctrl+s {verb.lower()} · esc cancel")
        self._fields = fields
        self._verb = verb
        self._lines = lines

    def compose_body(self) -> ComposeResult:
        """Put the fields."""
        if self._lines:
            yield Static(Content("\n".join(self._lines)), id="place-lines", markup=False)
        for place, field in enumerate(self._fields):
            yield Label(field.label, markup=False)
            yield Input(field.proposed, id=f"place-{place}", compact=True)
        yield Label("", id="problem", markup=False)
        with Horizontal(classes="buttons"):
            yield Button(self._verb, id="accept", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin in the first field."""
        self.query_one("#place-0", Input).focus()

    @on(Input.Submitted)
    def next_field(self, submitted: Input.Submitted) -> None:
        """Go on to the next field with Enter, and answer from the last."""
        place = int((submitted.input.id or "place-0").removeprefix("place-"))
        if place + 1 < len(self._fields):
            self.query_one(f"#place-{place + 1}", Input).focus()
        else:
            self.action_accept()

    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Answer with the places, once each can be used."""
        paths: list[Path] = []
        for place, field in enumerate(self._fields):
            typed = self.query_one(f"#place-{place}", Input)
            path, problem = read_place(typed.value, field.problem_of)
            if problem:
                self.query_one("#problem", Label).update(problem)
                typed.focus()
                return
            paths.append(path)
        self.dismiss(tuple(paths))

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()


def read_place(written: str, problem_of: ProblemOf) -> tuple[Path, str]:
    """Return the place somebody wrote, and what is wrong with it."""
    if not written.strip():
        return Path(), "Name a place first."
    path = path_of(written)
    if path.parts and path.parts[0].startswith("~"):
        return Path(), "Nobody of that name has a home here; write the whole path."
    try:
        return path, problem_of(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return Path(), f"{one_line(written, 80)}: {reason}"


def new_file(path: Path) -> str:
    """Return why no new file can be put at a place."""
    if path.exists():
        return f"{path} is there already; name another file."
    return (
        "" if path.parent.is_dir() else f"The folder {path.parent} does not exist; make it, or name another."
    )


def any_file(path: Path) -> str:
    """Return why a line cannot be added to a file at a place, which need not be there yet."""
    if path.is_dir():
        return f"{path} is a folder; name a file in it."
    return (
        "" if path.parent.is_dir() else f"The folder {path.parent} does not exist; make it, or name another."
    )


def known_file(path: Path) -> str:
    """Return why nothing can be read from a place."""
    return "" if path.is_file() else f"There is no file at {path}."


def known_copy(path: Path) -> str:
    """Return why there is nothing to restore at a place: neither a file nor a folder of continuous copies."""
    return "" if path.exists() else f"There is no backup at {path}."


def new_folder(path: Path) -> str:
    """Return why a place is no new folder."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        return f"{path} is not empty, and nothing is overwritten; name a new folder."
    return ""
