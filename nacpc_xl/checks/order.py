"""The findings as a person would put them right: one for each cause, likes together, the most pressing first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from nacpc_xl.checks.registry import CHECKS
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.source import cells_in_words
from nacpc_xl.model.tracker import TRACKER


def in_order(findings: Iterable[Finding], groups: Sequence[str]) -> Iterator[Finding]:
    """The findings group by group, `groups` being their codes in the order of the plan, and cell by cell."""
    one_each = _one_for_each_cause(findings)
    return _collapsed(sorted(one_each, key=lambda finding: _as_put_right(finding, groups)))


def _collapsed(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, with those made one that say the same of several cells on one sheet."""
    cells: dict[Finding, list[str]] = {}
    for finding in findings:
        cells.setdefault(finding.but(at=""), []).append(finding.at)
    for finding, places in cells.items():
        named = [place for place in dict.fromkeys(places) if place]
        what = f"{finding.what}: {cells_in_words(named)}" if len(named) > 1 else finding.what
        yield finding.but(at=next(iter(named), ""), what=what)


def _one_for_each_cause(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those whose cause another one names already."""
    all_found = list(findings)
    codes_by_ref: dict[str, set[str]] = {}
    for finding in all_found:
        codes_by_ref.setdefault(finding.ref, set()).add(finding.code)
    for finding in all_found:
        if not (finding.ref and codes_by_ref[finding.ref].intersection(CHECKS[finding.code].unless)):
            yield finding


def _as_put_right(finding: Finding, groups: Sequence[str]) -> tuple[Any, ...]:
    sheets = [table.sheet.name for table in TRACKER]
    group = groups.index(finding.subgroup) if finding.subgroup in groups else len(groups)
    sheet = sheets.index(finding.sheet_name) + 1 if finding.sheet_name in sheets else 0
    at = re.fullmatch(r"([A-Z]*)(?:row )?(\d+)", finding.at)
    row, letters = (int(at[2]), at[1]) if at else (0, "")
    return (group, sheet, row, len(letters), letters, finding.code, finding.ref, finding.what)
