"""How a check is declared, and what is known of it afterwards.

A check is a generator. Its parameters say what it sees: the first is the row it is asked about, one after
the other; the others are what it compares that row with. It yields the cell in question and a sentence,
and for checks derived from the schema a remedy of that cell's own. Its docstring holds its rule in one
sentence, its remedy after "Fix:", and a table of examples of which each is also a test.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nacpc_xl.model.source import Source
from nacpc_xl.model.table import Cell
from nacpc_xl.model.words import Severity

Found = tuple[Cell | Source, str] | tuple[Cell | Source, str, str]
CheckFunction = Callable[..., Iterator[Found]]

FAMILIES = {
    "R": "what came back",
    "F": "single answers",
    "C": "completeness",
    "K": "consistency",
    "S": "substance",
    "P": "personal data",
    "G": "the plan itself",
}


@dataclass(frozen=True)
class Example:
    """One line of a check's table: cells by heading, and whether the check fails there."""

    cells: dict[str, str]
    fails: bool


@dataclass(frozen=True)
class Check:
    """A check with what its docstring says of it."""

    code: str
    severity: Severity
    function: CheckFunction
    rule: str
    fix: str
    examples: tuple[Example, ...]
    sees: tuple[str, ...]
    unless: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The parameter that stands for the row it is asked about."""
        return self.sees[0]

    @property
    def family(self) -> str:
        """What its family asks about."""
        return FAMILIES[self.code[0]]


CHECKS: dict[str, Check] = {}
"""Every check by its permanent code, in the order of the codes once all are loaded."""


def check(code: str, *, severity: Severity, unless: tuple[str, ...] = ()) -> Callable[[CheckFunction], CheckFunction]:
    """Declares a function to be the check with this code. A code that is taken already is refused.

    `unless` names checks that put a finger on the cause: where one of them found something about a ref,
    this one keeps silent about it.
    """

    def declare(function: CheckFunction) -> CheckFunction:
        if code in CHECKS:
            raise ValueError(f"two checks have the code {code}")
        rule, fix, examples = _read_docstring(inspect.getdoc(function) or "", code)
        sees = tuple(inspect.signature(function).parameters)
        CHECKS[code] = Check(code, severity, function, rule, fix, examples, sees, unless)
        return function

    return declare


def _read_docstring(text: str, code: str) -> tuple[str, str, tuple[Example, ...]]:
    paragraphs = [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]
    rule = " ".join(paragraphs[0].split()) if paragraphs and not paragraphs[0].startswith(("Fix: ", "|")) else ""
    fix = next((" ".join(part.split())[5:] for part in paragraphs if part.startswith("Fix: ")), "")
    table = [line for part in paragraphs for line in part.splitlines() if line.startswith("|")]
    if not (rule and fix and len(table) > 2):
        raise ValueError(f"{code} needs a rule, a remedy after “Fix:”, and a table of examples")
    headings, *lines = ([cell.strip() for cell in line.strip("|").split("|")] for line in table)
    if headings[-1] != "result":
        raise ValueError(f"the last column of {code}'s examples is not “result”")
    return rule, fix, tuple(_example(headings, line) for line in lines)


def _example(headings: list[str], line: list[str]) -> Example:
    *cells, result = line
    return Example(dict(zip(headings, cells, strict=False)), fails=result == "fails")
