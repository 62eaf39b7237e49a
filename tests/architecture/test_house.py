"""The house keeps its own rules: one site that makes permits, small files, small functions, named SQL that is used."""

import ast
import re
from pathlib import Path

import pytest

import stopline
from stopline.store.queries import parse_queries

SOURCE = Path(stopline.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
TESTS = sorted(Path(__file__).parents[1].rglob("*.py"))
SQL_FILES = sorted(path for path in SOURCE.rglob("*.sql") if path.parent.name != "schema")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def calls_of(name: str) -> set[str]:
    return {
        str(path.relative_to(SOURCE))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name
    }


def test_permits_are_made_by_the_gate_alone() -> None:
    assert calls_of("Permit") == {"consent/gate.py"}


def test_only_the_clock_reads_the_time() -> None:
    readers = {
        str(path.relative_to(SOURCE))
        for path in MODULES
        if re.search(r"datetime\.now\(|time\.time\(|time\.sleep\(|utcnow\(", path.read_text(encoding="utf-8"))
    }

    assert readers == {"clock.py"}


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=lambda path: "/".join(path.parts[-2:]))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    long_functions = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION
    ]

    assert text.count("\n") <= LONGEST_FILE
    assert long_functions == []


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_named_statement_is_used(path: Path) -> None:
    sources = "".join(module.read_text(encoding="utf-8") for module in MODULES)
    unused = [
        name
        for name in parse_queries(path.read_text(encoding="utf-8"))
        if f'"{name}"' not in sources and not name.startswith("page_")
    ]

    assert unused == []


def test_statements_are_never_put_together_from_text() -> None:
    """Only migrations and pragmas, which cannot take bound parameters, are written into the source."""
    offenders = {
        str(path.relative_to(SOURCE))
        for path in MODULES
        if re.search(r'f"(SELECT|INSERT|UPDATE|DELETE)\b', path.read_text(encoding="utf-8"))
    }

    assert offenders == set()
