"""`stopline recognise --evaluate`: how well opt-outs are recognised in a file of labelled texts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stopline.cli.tables import table
from stopline.cli.terminal import Json, Terminal
from stopline.consent.evaluation import Answer, Evaluation, Label, LabelledText, Share, evaluate
from stopline.consent.recognise import Recogniser
from stopline.errors import BadInputError
from stopline.faults import place_of, told
from stopline.percent import percent
from stopline.plural import counted


class LabelledLine(BaseModel):
    """One line of a file of labelled texts."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    text: str
    label: Label
    language: str = Field(alias="lang", default="en")
    kind: str = "ordinary"
    is_hard: bool = Field(alias="hard", default=False)
    is_ambiguous: bool = Field(alias="ambiguous", default=False)
    id: str = ""


def evaluate_file(terminal: Terminal, path: Path, recogniser: Recogniser) -> None:
    """Write the figures of one file: recall, false alarms, by language and kind, who was confused with whom, and every miss.

    Raises:
        BadInputError: the file cannot be read, or a line is no labelled text; the message names it.
    """
    evaluation = evaluate(list(_labelled(path)), recogniser)
    if terminal.is_json:
        terminal.write_json(_as_json(evaluation))
    else:
        terminal.write("\n\n".join(_sections(evaluation, terminal.width)))


def _labelled(path: Path) -> Iterator[LabelledText]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield LabelledText(**LabelledLine.model_validate(json.loads(line)).model_dump())
        except ValidationError as error:
            first = error.errors()[0]
            raise BadInputError(f"{path}, line {number}: {place_of(first)}: {told(first)}") from error
        except (ValueError, RecursionError) as error:
            raise BadInputError(f"{path}, line {number}: it is not JSON: {error}") from error


def _as_json(evaluation: Evaluation) -> dict[str, Json]:
    return {
        "texts": evaluation.texts,
        "recall": _share(evaluation.recall),
        "hard": _share(evaluation.hard),
        "ordinary": _share(evaluation.ordinary),
        "recall_by_language": _shares(evaluation.recall_by_language),
        "hard_by_language": _shares(evaluation.hard_by_language),
        "by_kind": _shares(evaluation.by_kind),
        "confusion": [
            {"label": label, "meaning": meaning, "texts": count}
            for (label, meaning), count in sorted(evaluation.confusion.items())
        ],
        "misses": [_answer(answer) for answer in evaluation.misses],
        "false_alarms": [_answer(answer) for answer in evaluation.false_alarms],
        "baselines": {
            name: {"recall": _share(recall), "hard": _share(hard), "ordinary": _share(ordinary)}
            for name, (recall, hard, ordinary) in evaluation.baselines.items()
        },
    }


def _share(share: Share) -> dict[str, Json]:
    return {
        "of": share.of,
        "stopped": share.stopped,
        "held": share.held,
        "caught": round(share.caught, 4),
        "certain": round(share.certain, 4),
    }


def _shares(shares: Mapping[str, Share]) -> dict[str, Json]:
    return {name: _share(share) for name, share in shares.items()}


def _answer(answer: Answer) -> dict[str, Json]:
    labelled, verdict = answer.labelled, answer.verdict
    return {
        "id": labelled.id,
        "text": labelled.text,
        "language": labelled.language,
        "label": labelled.label,
        "kind": labelled.kind,
        "meaning": verdict.meaning,
        "certainty": verdict.certainty,
        "rule": verdict.matched.rule if verdict.matched else None,
    }


def _sections(evaluation: Evaluation, width: int) -> Iterator[str]:
    """Yield the parts of the report, as people read them."""
    yield f"{counted(evaluation.texts, 'text')}. Texts that careful readers dispute are shown below and scored nowhere."
    yield table(
        ["", "opt-outs caught", "of them certain", "hard others stopped", "hard others held", "ordinary stopped", "ordinary held"],
        [
            _figures("Stopline", evaluation.recall, evaluation.hard, evaluation.ordinary),
            *(_figures(name, *shares) for name, shares in evaluation.baselines.items()),
        ],
        width,
    )  # fmt: skip
    languages = sorted(evaluation.recall_by_language.keys() | evaluation.hard_by_language.keys())
    yield table(
        ["language", "opt-outs", "caught", "certain", "hard others", "stopped", "held"],
        [_by_language(evaluation, language) for language in languages],
        width,
    )
    yield table(
        ["label/kind", "texts", "stopped", "held", "passed"],
        [
            [
                name,
                str(share.of),
                str(share.stopped),
                str(share.held),
                str(share.of - share.stopped - share.held),
            ]
            for name, share in evaluation.by_kind.items()
        ],
        width,
    )
    yield _confusion(evaluation.confusion, width)
    yield _listed("Opt-outs that passed", evaluation.misses, width)
    yield _listed("Others that were stopped or held", evaluation.false_alarms, width)


def _figures(name: str, recall: Share, hard: Share, ordinary: Share) -> list[str]:
    return [
        name,
        percent(recall.caught),
        percent(recall.certain),
        percent(hard.certain),
        percent(hard.doubtful),
        percent(ordinary.certain),
        percent(ordinary.doubtful),
    ]


def _by_language(evaluation: Evaluation, language: str) -> list[str]:
    recall = evaluation.recall_by_language.get(language, Share(0, 0, 0))
    hard = evaluation.hard_by_language.get(language, Share(0, 0, 0))
    return [
        language, str(recall.of), percent(recall.caught), percent(recall.certain),
        str(hard.of), percent(hard.certain), percent(hard.doubtful),
    ]  # fmt: skip


def _confusion(confusion: Mapping[tuple[str, str], int], width: int) -> str:
    labels = sorted({label for label, _ in confusion})
    meanings = sorted({meaning for _, meaning in confusion})
    rows = [[label, *(str(confusion.get((label, meaning), 0)) for meaning in meanings)] for label in labels]
    return table(["label \\ taken for", *meanings], rows, width)


def _listed(title: str, answers: Sequence[Answer], width: int) -> str:
    if not answers:
        return f"{title}: none."
    rows = [
        [
            answer.labelled.id,
            answer.labelled.language,
            answer.labelled.kind,
            answer.outcome,
            answer.verdict.matched.rule if answer.verdict.matched else "",
            answer.labelled.text,
        ]
        for answer in answers
    ]
    return f"{title}:\n" + table(["", "language", "kind", "outcome", "rule", "text"], rows, width)
