"""Every check run over a register, and what they found in the order in which a person would put it right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nacpc_xl.checks import answers, consistency, personal, returned, substance
from nacpc_xl.checks import plan as plan_checks
from nacpc_xl.checks.order import in_order
from nacpc_xl.checks.registry import CHECKS, FAMILIES, Check
from nacpc_xl.model.columns import without_long_numbers
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Register
from nacpc_xl.model.source import Source
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Outcome

FAMILY_MODULES = (returned, answers, consistency, substance, personal, plan_checks)
"""Imported for the checks they declare."""


@dataclass(frozen=True)
class Seen:
    """What checks may ask to see."""

    register: Register
    plan: Plan
    quarter: Quarter
    history: History
    as_at: dt.date


Lister = Callable[[Seen], Iterable[Table]]

SUBJECTS: Mapping[str, Lister] = {
    "returned": lambda seen: seen.register.returns,
    "scrap": lambda seen: seen.register.unplaced,
    "notice": lambda seen: seen.register.notices,
    "due_row": lambda seen: (*seen.register.actions, *seen.register.measures),
    "row": lambda seen: (
        *(action for action in seen.register.actions if action.is_answered),
        *(measure for measure in seen.register.measures if measure.is_answered),
        *seen.register.new_actions,
        *(returned for returned in seen.register.returns if returned.outcome is Outcome.USED),
    ),
    "action": lambda seen: (action for action in seen.register.actions if action.is_answered),
    "measure": lambda seen: (measure for measure in seen.register.measures if measure.is_answered),
    "new_action": lambda seen: seen.register.new_actions,
    "priority": lambda seen: seen.plan.priorities,
    "aim": lambda seen: seen.plan.aims,
    "planned_action": lambda seen: seen.plan.actions_in(seen.quarter),
    "planned_measure": lambda seen: seen.plan.measures_of(seen.plan.actions_in(seen.quarter)),
    "subgroup": lambda seen: seen.plan.subgroups,
}
"""What the first parameter of a check stands for, by its name: one row after the other."""

CONTEXT: Mapping[str, Callable[[Seen, Table], Any]] = {
    "actions": lambda seen, row: seen.register.actions,
    "measures": lambda seen, row: seen.register.measures,
    "previous": lambda seen, row: next(iter(seen.history.actions(row.values.get("ref", ""))), None),
    "planned_actions": lambda seen, row: seen.plan.actions_in(seen.quarter),
    "planned_measures": lambda seen, row: seen.plan.measures,
    "quarter_starts": lambda seen, row: seen.quarter.starts,
    "as_at": lambda seen, row: seen.as_at,
}
"""What every further parameter of a check stands for, by its name."""


def all_checks() -> tuple[Check, ...]:
    """Every check, in the order of the families and their codes."""
    order = list(FAMILIES)
    return tuple(sorted(CHECKS.values(), key=lambda one: (order.index(one.code[0]), one.code)))


def check(
    register: Register,
    plan: Plan,
    quarter: Quarter,
    history: History,
    as_at: dt.date,
    families: Container[str] = FAMILIES,
) -> tuple[Finding, ...]:
    """What the checks of these families find, group by group in the order of the plan, and cell by cell."""
    seen = Seen(register, plan, quarter, history, as_at)
    found = (
        finding
        for one in all_checks()
        if one.code[0] in families
        for subject in SUBJECTS[one.subject](seen)
        for finding in findings_of(one, subject, {name: CONTEXT[name](seen, subject) for name in one.sees[1:]})
    )
    return tuple(in_order(found, [subgroup.code for subgroup in plan.subgroups]))


def findings_of(one: Check, subject: Table, context: Mapping[str, Any]) -> Iterator[Finding]:
    """What one check finds in one row. No sentence repeats a number that may stand for a person."""
    for place, what, *fixes in one.function(subject, **context):
        source = place if isinstance(place, Source) else place.source
        fix = fixes[0] if fixes else one.fix
        yield Finding.of(
            code=one.code,
            severity=one.severity,
            subgroup=subject.values.get("subgroup", "") if one.code[0] != "G" else "",
            ref=subject.values.get("ref", ""),
            what=without_long_numbers(what),
            fix=fix[:1].upper() + fix[1:],
            file=source.file,
            sheet_name=source.sheet,
            at=source.cell,
        )
