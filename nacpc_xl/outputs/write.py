"""Everything that a merge leaves in `out/`, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.outputs.register import register_workbook
from nacpc_xl.outputs.report.build import report_document
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.workspace import QuarterFolder, write_atomically


def write_outputs(facts: Facts, folder: QuarterFolder, template: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The files written, and a sentence for each that could not be; one failing leaves the others whole."""
    makers: dict[Path, Callable[[], bytes]] = {
        folder.register: lambda: register_workbook(facts.register, facts.findings, facts.plan),
        folder.report: lambda: report_document(facts, template),
    }
    done: list[Path] = []
    problems: list[str] = []
    for path, make in makers.items():
        try:
            write_atomically(path, make())
            done.append(path)
        except CannotGoOn as problem:
            problems.append(str(problem))
    return tuple(done), tuple(problems)
