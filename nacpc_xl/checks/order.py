"""The findings as a person would put them right: one for each cause, likes together, the worst first.

Group by group, what stops comes before what is asked, and that before what is only noted; each of these from
sheet to sheet and cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from nacpc_xl.checks.registry import CHECKS
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.source import cells_in_words
from nacpc_xl.model.tracker import TRACKER
from nacpc_xl.model.words import Severity

MOST_ALIKE = 3  # findings of one check in one column that are told one by one although they differ
MOST_REFS = 8  # refs that are listed one by one

_SEVERITIES = tuple(Severity)
_SHEETS = {table.sheet.name: place for place, table in enumerate(TRACKER, start=1)}
_NO_REF = "…"  # what stands for the ref where two sentences are compared


def in_order(findings: Iterable[Finding], groups: Sequence[str]) -> Iterator[Finding]:
    """The findings group by group, `groups` being their codes in the order of the plan, the worst first."""
    one_each = _one_for_each_cause(findings)
    places = {code: place for place, code in enumerate(groups)}
    return _collapsed(sorted(one_each, key=lambda finding: _as_put_right(finding, places)))


def _as_put_right(finding: Finding, groups: Mapping[str, int]) -> tuple[Any, ...]:
    """What a finding is sorted by; `groups` are the places of the groups in the plan, by their codes."""
    group = groups.get(finding.subgroup, len(groups))
    sheet = _SHEETS.get(finding.sheet_name, 0)
    severity = _SEVERITIES.index(finding.severity)
    letters, row = _split(finding.at)
    return (group, severity, sheet, row, len(letters), letters, finding.code, finding.ref, finding.what)


def _split(at: str) -> tuple[str, int]:
    """The letters and the row of a cell; no letters for a row, and row 0 for what has none."""
    found = re.fullmatch(r"([A-Z]*)(?:row )?(\d+)", at)
    return (found[1], int(found[2])) if found else ("", 0)


def _one_for_each_cause(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those whose cause another one names already."""
    all_found = list(findings)
    codes_by_ref: dict[str, set[str]] = {}
    for finding in all_found:
        codes_by_ref.setdefault(finding.ref, set()).add(finding.code)
    private = {(one.file, one.sheet_name, one.at) for one in all_found if one.code[0] == "P"}
    gaps = {(one.subgroup, one.file) for one in all_found if one.code == LACKING}
    gaps |= {(group, "") for group, _ in gaps}
    for finding in all_found:
        is_named = bool(finding.ref and codes_by_ref[finding.ref].intersection(CHECKS[finding.code].unless))
        is_private = finding.code[0] == "F" and (finding.file, finding.sheet_name, finding.at) in private
        if not (is_named or is_private or _is_in_a_gap(finding, gaps)):
            yield finding


LACKING = "R12"
"""The check that names a sheet or heading that is lacking."""


def _is_in_a_gap(finding: Finding, gaps: set[tuple[str, str]]) -> bool:
    """Whether an answer is missing because its whole column or sheet is, which is asked about by itself."""
    if finding.code[0] != "C" or _split(finding.at)[0]:
        return False
    return (finding.subgroup, finding.file) in gaps


def _collapsed(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, with those made one that say the same of several cells, or much the same of many."""
    same: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        same.setdefault((*_asked_on(finding), _without_ref(finding)), []).append(finding)
    alike: dict[tuple[str, ...], list[list[Finding]]] = {}
    for together in same.values():
        alike.setdefault(_asked_in(together[0]), []).append(together)
    too_many = {column for column, of_column in alike.items() if _are_too_many(of_column)}
    for together in same.values():
        column = _asked_in(together[0])
        if column not in too_many:
            yield _as_one(together)
        elif together is alike[column][0]:
            yield _as_one([finding for others in alike[column] for finding in others])


def _are_too_many(of_column: Sequence[Sequence[Finding]]) -> bool:
    """Whether what differs in one column is told together; what can be listed by no cell and no ref never is."""
    return len(of_column) > MOST_ALIKE and all(one.at or one.ref for together in of_column for one in together)


def _asked_in(finding: Finding) -> tuple[str, ...]:
    """What is asked, and in which column of which sheet."""
    return (*_asked_on(finding), _split(finding.at)[0])


def _asked_on(finding: Finding) -> tuple[str, ...]:
    """What is asked, and on which sheet."""
    return (finding.code, finding.fix, finding.subgroup, finding.file, finding.sheet_name)


def _without_ref(finding: Finding) -> str:
    return finding.what.replace(finding.ref, _NO_REF) if finding.ref else finding.what


def _as_one(findings: Sequence[Finding]) -> Finding:
    """One finding that says where else the first one's sentence holds, too."""
    first = findings[0]
    refs = list(dict.fromkeys(one.ref for one in findings if one.ref))
    places = list(dict.fromkeys(one.at for one in findings if one.at))
    if len(findings) == 1 or (len(places) < 2 and len(refs) < 2):
        return first
    is_said_of_each = len({_without_ref(one) for one in findings}) == 1
    ref, colon, rest = first.what.partition(": ")
    if len(places) < 2:
        what = f"{first.what}; likewise {_listed(refs[1:])}"
    elif is_said_of_each and not first.ref:
        what = f"{first.what}: {cells_in_words(places)}"
    elif is_said_of_each and colon and ref == first.ref:
        what = f"{rest}: {cells_in_words(places)}"
    else:
        what = f"{first.what}; likewise {cells_in_words(places[1:])}"
    return first.but(what=what, ref=", ".join(refs))


def _listed(refs: Sequence[str]) -> str:
    more = len(refs) - MOST_REFS
    return ", ".join(refs[:MOST_REFS]) + (f" and {more} more" if more > 0 else "")
