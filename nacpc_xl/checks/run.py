"""Every check run over a register, and what they found in the order in which a person would put it right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nacpc_xl.checks import answers, consistency, personal, returned, substance
from nacpc_xl.checks import plan as plan_checks
from nacpc_xl.checks.copies import Together
from nacpc_xl.checks.order import in_order
from nacpc_xl.checks.outcome import Tally, watched
from nacpc_xl.checks.registry import CHECKS, FAMILIES, Check
from nacpc_xl.model.finding import CheckRecord, Finding
from nacpc_xl.model.plan import Measure, Plan, PlannedAction
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import ActionRecord, History, HistoryRecord, MeasureRecord, Register, ReturnRecord
from nacpc_xl.model.source import Source
from nacpc_xl.model.table import Cell, Table, by
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

    @cached_property
    def actions(self) -> Together:
        """Every action of the quarter."""
        return Together(self.register.actions)

    @cached_property
    def answered_actions(self) -> tuple[ActionRecord, ...]:
        """The actions of which a row came back."""
        return tuple(action for action in self.register.actions if action.is_answered)

    @cached_property
    def answered_measures(self) -> tuple[MeasureRecord, ...]:
        """The measures of which a row came back."""
        return tuple(measure for measure in self.register.measures if measure.is_answered)

    @cached_property
    def planned_actions(self) -> tuple[PlannedAction, ...]:
        """The actions that the plan has this quarter."""
        return self.plan.actions_in(self.quarter)

    @cached_property
    def planned_actions_by_group(self) -> Mapping[str, Sequence[PlannedAction]]:
        """The actions that the plan has this quarter, by the code of the group that reports them."""
        return by(lambda action: action.subgroup, self.planned_actions)

    @cached_property
    def planned_measures(self) -> Mapping[str, Sequence[Measure]]:
        """The measures that the plan has for each action, by its ref."""
        return by(lambda measure: measure.action_ref, self.plan.measures)

    @cached_property
    def measures_by_action(self) -> Mapping[str, Sequence[MeasureRecord]]:
        """The measures of each action, by its ref."""
        return by(lambda measure: measure.action_ref, self.register.measures)

    @cached_property
    def history_by_ref(self) -> Mapping[str, Sequence[HistoryRecord]]:
        """What was recorded of each action in earlier quarters, by its ref, the newest first."""
        return by(lambda record: record.ref, reversed(self.history.ledger("history")))

    @cached_property
    def year_actions(self) -> tuple[ActionRecord, ...]:
        """Every action as it was recorded in each quarter, this one included."""
        registers = (*self.history.registers, self.register)
        return tuple(action for register in registers for action in register.actions)

    @cached_property
    def year_measures(self) -> tuple[MeasureRecord, ...]:
        """Every measure as it was recorded in each quarter, this one included."""
        registers = (*self.history.registers, self.register)
        return tuple(measure for register in registers for measure in register.measures)

    def last_record(self, ref: str) -> ActionRecord | None:
        """What was recorded of an action in the newest earlier quarter that knew it."""
        return next(iter(self.history.actions(ref)), None)

    def last_measure(self, ref: str) -> MeasureRecord | None:
        """What was recorded of a measure in the quarter before."""
        return self.history.registers[-1].measure_by_ref.get(ref) if self.history.registers else None

    @cached_property
    def earlier_returns(self) -> Mapping[str, Sequence[ReturnRecord]]:
        """What became of each group's return in each earlier quarter, by the group's code, the newest first."""
        due = (Outcome.USED, Outcome.NO_RETURN)
        returns = (one for register in reversed(self.history.registers) for one in register.returns)
        return by(lambda one: one.subgroup, (one for one in returns if one.outcome in due))


Lister = Callable[[Seen], Iterable[Table]]


SUBJECTS: Mapping[str, Lister] = {
    "returned": lambda seen: seen.register.returns,
    "scrap": lambda seen: seen.register.unplaced,
    "notice": lambda seen: seen.register.notices,
    "due_row": lambda seen: (*seen.register.actions, *seen.register.measures),
    "row": lambda seen: (
        *seen.answered_actions,
        *seen.answered_measures,
        *seen.register.proposals,
        *(returned for returned in seen.register.returns if returned.outcome is Outcome.USED),
    ),
    "action": lambda seen: seen.answered_actions,
    "measure": lambda seen: seen.answered_measures,
    "new_action": lambda seen: seen.register.proposals,
    "withheld": lambda seen: seen.register.withheld,
    "ask": lambda seen: (ask for ask in seen.register.asks if ask.quarter != seen.quarter.label),
    "decided": lambda seen: (*seen.register.date_changes, *seen.register.new_actions),
    "priority": lambda seen: seen.plan.priorities,
    "aim": lambda seen: seen.plan.aims,
    "planned_action": lambda seen: seen.planned_actions,
    "planned_measure": lambda seen: seen.plan.measures_of(seen.planned_actions),
    "subgroup": lambda seen: seen.plan.subgroups,
}
"""What the first parameter of a check stands for, by its name: one row after the other."""

CONTEXT: Mapping[str, Callable[[Seen, Table], Any]] = {
    "actions": lambda seen, row: seen.actions,
    "own_measures": lambda seen, row: seen.measures_by_action.get(row.values.get("ref", ""), ()),
    "own_action": lambda seen, row: seen.register.action_by_ref.get(
        row.values.get("action_ref") or row.values.get("ref", "")
    ),
    "previous": lambda seen, row: seen.last_record(row.values.get("ref", "")),
    "previous_measure": lambda seen, row: seen.last_measure(row.values.get("ref", "")),
    "earlier": lambda seen, row: seen.history_by_ref.get(row.values.get("ref", ""), ()),
    "earlier_returns": lambda seen, row: seen.earlier_returns.get(row.values.get("subgroup", ""), ()),
    "year_actions": lambda seen, row: seen.year_actions,
    "year_measures": lambda seen, row: seen.year_measures,
    "planned_actions": lambda seen, row: seen.planned_actions,
    "planned_measures": lambda seen, row: seen.plan.measures,
    "own_planned_actions": lambda seen, row: seen.planned_actions_by_group.get(row.values.get("code", ""), ()),
    "own_planned_measures": lambda seen, row: seen.planned_measures.get(row.values.get("ref", ""), ()),
    "quarter_starts": lambda seen, row: seen.quarter.starts,
    "year_starts": lambda seen, row: seen.plan.quarters[0].starts,
    "year_ends": lambda seen, row: seen.plan.quarters[-1].ends,
    "as_at": lambda seen, row: seen.as_at,
}
"""What every further parameter of a check stands for, by its name."""


def all_checks() -> tuple[Check, ...]:
    """Every check, in the order of the families and their codes."""
    order = list(FAMILIES)
    return tuple(sorted(CHECKS.values(), key=lambda one: (order.index(one.code[0]), one.code)))


UNKNOWN: Mapping[str, Lister] = {
    "action": lambda seen: (action for action in seen.register.actions if not action.is_answered),
    "measure": lambda seen: (measure for measure in seen.register.measures if not measure.is_answered),
}
"""What a check can tell nothing about, by the name of its first parameter: one row after the other."""


@dataclass(frozen=True)
class Examined:
    """What the checks found, and what came of each of them."""

    findings: tuple[Finding, ...]
    records: tuple[CheckRecord, ...]


def check(
    register: Register,
    plan: Plan,
    quarter: Quarter,
    history: History,
    as_at: dt.date,
    families: Container[str] = FAMILIES,
) -> Examined:
    """What the checks of these families find, group by group in the order of the plan, and cell by cell."""
    seen = Seen(register, plan, quarter, history, as_at)
    chosen = [one for one in all_checks() if one.code[0] in families]
    tallies = {one.code: Tally(one) for one in chosen}
    found: list[Finding] = []
    for subject, rows in SUBJECTS.items():
        asked = [one for one in chosen if one.subject == subject]
        for row in rows(seen) if asked else ():
            found += _of_row(row, asked, seen, tallies)
    for one in chosen:
        if one.subject in UNKNOWN:
            tallies[one.code].could_not_tell += len(list(UNKNOWN[one.subject](seen)))
    in_their_order = in_order(found, [subgroup.code for subgroup in plan.subgroups])
    return Examined(tuple(in_their_order), tuple(tally.as_record() for tally in tallies.values()))


def _of_row(row: Table, asked: Iterable[Check], seen: Seen, tallies: Mapping[str, Tally]) -> Iterator[Finding]:
    """What these checks find in one row, which is counted for each of them.

    What they see besides is looked up once, unless something in the row was not understood: then each is watched.
    """
    known: dict[str, Any] = {}
    for one in asked:
        subject = watched(row)
        if subject is not row:
            known = {}
        names = one.sees[1:]
        for name in names:
            if name not in known:
                known[name] = CONTEXT[name](seen, subject)
        found = [*one.function(subject, **{name: known[name] for name in names})]
        tallies[one.code].count(fails=bool(found), row=subject)
        for said in found:
            yield _finding(one, subject, *said)


def findings_of(one: Check, subject: Table, context: Mapping[str, Any]) -> Iterator[Finding]:
    """What one check finds in one row."""
    for said in one.function(subject, **context):
        yield _finding(one, subject, *said)


def _finding(one: Check, subject: Table, place: Cell | Source, what: str, fix: str = "") -> Finding:
    source = place if isinstance(place, Source) else place.source
    fix = fix or one.fix
    return Finding.of(
        code=one.code,
        severity=one.severity,
        subgroup=subject.values.get("subgroup", "") if one.code[0] != "G" else "",
        ref=subject.values.get("ref", ""),
        what=what,
        fix=fix[:1].upper() + fix[1:],
        file=source.file,
        sheet_name=source.sheet,
        at=source.cell,
    )
