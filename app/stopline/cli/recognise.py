"""`stopline recognise`: says what texts mean for consent; it needs no workspace."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from stopline.cli.options import Command
from stopline.cli.terminal import Json, Terminal
from stopline.consent.events import Scope
from stopline.consent.recognise import Certainty, Meaning, Recogniser, Verdict, shipped_lexicon
from stopline.errors import BadInputError
from stopline.inert import one_line
from stopline.workspace import DATABASE

MEANS = {
    Meaning.STOP: "an opt-out",
    Meaning.START: "a yes",
    Meaning.HELP: "a request for help",
    Meaning.WRONG_NUMBER: "the wrong number",
    Meaning.NONE: "nothing about consent",
}
"""What each meaning is called in a sentence."""


@click.command(
    cls=Command,
    short_help="Say what texts mean for consent.",
    example="""
    stopline recognise "please stop texting me"
    echo "please stop texting me" | stopline recognise
    stopline recognise < texts.jsonl
    stopline recognise --evaluate data/optout-eval.jsonl
    """,
)
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option(
    "--evaluate",
    "labelled",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Measure on a file of labelled texts: JSON lines with text, label, lang, kind and hard.",
)
@click.pass_obj
def recognise(terminal: Terminal, texts: tuple[str, ...], labelled: Path | None) -> None:
    """Say what each TEXT means for consent; without one, texts come from standard input.

    There they stand one a line, or as JSON lines with `text`, and the answers are JSON lines. Every line has an answer, also an
    empty one. A team's own words count where there is a workspace.
    """
    if texts and labelled is not None:
        raise BadInputError("give texts or --evaluate FILE, not both")
    recogniser = _recogniser(terminal)
    if labelled is not None:
        from stopline.cli.evaluation import evaluate_file  # noqa: PLC0415 - brings pydantic, which a stream of texts need not wait for

        evaluate_file(terminal, labelled, recogniser)
        return
    if texts:
        for text in texts:
            _answer(terminal, text, recogniser.recognise(text))
        return
    has_failed = False
    for number, line in enumerate(_lines(sys.stdin.buffer), start=1):
        try:
            text = _text_of(line)
        except BadInputError as error:
            has_failed = True
            terminal.write_json({"line": number, "error": str(error)})
            terminal.warn(f"line {number}: {error}")
            continue
        terminal.write_json(verdict_json(text, recogniser.recognise(text)))
    if has_failed:
        raise click.exceptions.Exit(BadInputError.exit_code)


def verdict_json(text: str, verdict: Verdict) -> dict[str, Json]:
    """Return what a text means as programs read it."""
    matched = verdict.matched
    return {
        "text": text,
        "meaning": verdict.meaning,
        "certainty": verdict.certainty,
        "scope": verdict.scope,
        "channel": verdict.channel,
        "score": matched.score if matched else None,
        "matched": {"rule": matched.rule, "span": list(matched.span)} if matched else None,
    }


def _answer(terminal: Terminal, text: str, verdict: Verdict) -> None:
    """Answer a text of the command line: in a sentence, or in JSON where that was asked for."""
    if terminal.is_json:
        terminal.write_json(verdict_json(text, verdict))
    else:
        terminal.write(f"{one_line(text)}\n  {_in_words(text, verdict)}")


def _in_words(text: str, verdict: Verdict) -> str:
    """Return what a text means for consent, and what says so."""
    what = MEANS[verdict.meaning]
    if verdict.scope is not Scope.ALL:
        what += f", of {verdict.scope} only"
    if verdict.channel is not None:
        what += f", by {verdict.channel} only"
    is_certain = verdict.certainty is Certainty.CERTAIN
    if verdict.meaning is Meaning.WRONG_NUMBER or (verdict.meaning is Meaning.STOP and not is_certain):
        what += ", held until a person decides"
    if verdict.matched is None:
        return what
    start, end = verdict.matched.span
    return f"{what}: “{one_line(text[start:end])}” ({verdict.matched.rule})"


def _recogniser(terminal: Terminal) -> Recogniser:
    """Return what reads the texts: with the words of the workspace, where there is one."""
    if not (terminal.folder / DATABASE).exists():
        return Recogniser(shipped_lexicon())
    with terminal.workspace() as workspace:
        return workspace.recogniser


def _text_of(line: bytes) -> str:
    """Return the text of a line: of its JSON object, if it is one, else the line itself.

    Raises:
        BadInputError: the line is a JSON object without a text.
    """
    written = line.decode("utf-8", errors="replace")
    if not written.lstrip("\ufeff \t").startswith("{"):
        return written
    try:
        found = json.loads(written.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        # People do write lines that begin with a brace.
        return written
    text = found.get("text")
    if not isinstance(text, str):
        raise BadInputError("the object has no “text” that is a text")
    return text


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines as they come, without their ends."""
    while line := stream.readline():
        yield line.rstrip(b"\r\n")
