"""The register of a quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from nacpc_xl import __version__
from nacpc_xl.merge.account import record_of_file, record_of_group
from nacpc_xl.merge.aside import SetAside
from nacpc_xl.merge.decisions import Decisions
from nacpc_xl.merge.place import Placed, place, source_row
from nacpc_xl.merge.records import action_records, days_between, measure_records
from nacpc_xl.merge.sorting import sort_returns
from nacpc_xl.merge.withheld import withheld_in, withheld_in_files
from nacpc_xl.model.phrases import says_nothing
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import (
    About,
    ActionRecord,
    Ask,
    DateChange,
    History,
    MeasureRecord,
    NewActionRecord,
    Notice,
    Register,
    ReturnRecord,
    Scrap,
    Withheld,
    YearSoFar,
)
from nacpc_xl.model.words import AskState, Decision, Noticed, Refusal
from nacpc_xl.returns.read import Return


def merge(
    plan: Plan,
    quarter: Quarter,
    returns: Sequence[Return],
    history: History,
    as_at: dt.date,
    *,
    is_alone: bool = False,
    decisions: Decisions = MappingProxyType({}),
    issued: Iterable[Return] = (),
) -> Register:
    """The register of `quarter`, overdue and the like judged on the day `as_at`.

    A return that `is_alone` has no plan to be held against: its given cells are taken as they are. Groups
    without a usable return get the status No return, with the last known status beside it. `decisions` say which
    of two returns counts, and `issued` what was sent out where that is not what would be sent out now.
    """
    sorted_returns = sort_returns(returns, plan, quarter, decisions)
    sent: dict[str, list[Return]] = {}
    for tracker in issued:
        sent.setdefault(tracker.start.subgroup_code, []).append(tracker)
    merged = _Merged()
    for subgroup in plan.subgroups:
        placed = None
        if subgroup.code in sorted_returns.used:
            one = returns[sorted_returns.used[subgroup.code]]
            placed = place(one, plan, quarter, None if is_alone else history, sent.get(subgroup.code, ()))
        planned = plan.actions_of(subgroup.code, quarter)
        counted = list(measure_records(planned, plan, placed, history))
        merged.add_records(action_records(planned, plan, placed, history, counted, as_at), counted)
        merged.returns.append(record_of_group(subgroup, placed))
        if placed is not None:
            merged.add_what_came_back(subgroup.code, placed, quarter, is_alone=is_alone)
    merged.add_not_used(sorted_returns.not_used, plan)
    merged.add_locks(one for one in returns if one.refusal is Refusal.LOCK)
    actions = tuple(merged.actions[action.ref] for action in plan.actions_in(quarter))
    measures = tuple(merged.measures[measure.ref] for measure in plan.measures_of(plan.actions_in(quarter)))
    return Register(
        about=_about(plan, quarter, history, as_at),
        actions=actions,
        measures=measures,
        returns=tuple(merged.returns),
        new_actions=(*history.ledger("new_actions"), *merged.new_actions),
        date_changes=(*history.ledger("date_changes"), *_date_changes(quarter, actions)),
        asks=(*history.ledger("asks"), *_asks(quarter, actions)),
        unplaced=tuple(merged.scraps),
        history=YearSoFar(history.ledger("history"), quarter.label, actions),
        notices=tuple(merged.notices),
        withheld=tuple(merged.withheld),
    )


@dataclass
class _Merged:
    """What was made of the returns so far, group by group. No return is kept once all of it stands here."""

    actions: dict[str, ActionRecord] = field(default_factory=dict)
    measures: dict[str, MeasureRecord] = field(default_factory=dict)
    returns: list[ReturnRecord] = field(default_factory=list)
    new_actions: list[NewActionRecord] = field(default_factory=list)
    scraps: list[Scrap] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)

    def add_records(self, actions: Iterable[ActionRecord], measures: Iterable[MeasureRecord]) -> None:
        """Adds the records of one group."""
        self.actions |= {action.ref: action.compact() for action in actions}
        self.measures |= {measure.ref: measure.compact() for measure in measures}

    def add_what_came_back(self, code: str, placed: Placed, quarter: Quarter, *, is_alone: bool) -> None:
        """Adds what stands in the return that counts besides the answers to its group's actions and measures."""
        self.new_actions += _new_actions(quarter, code, placed)
        self.scraps += (scrap.but(subgroup=code) for scrap in placed.scraps + placed.changed)
        self.notices += (notice.but(subgroup=code) for notice in placed.source.notices)
        self.withheld += (one.but(subgroup=code) for one in withheld_in(placed, is_alone=is_alone))

    def add_not_used(self, files: Sequence[SetAside], plan: Plan) -> None:
        """Adds what came of the files that do not count."""
        self.returns += (record_of_file(one, plan) for one in files)
        self.scraps += (scrap for one in files for scrap in one.scraps)
        self.withheld += withheld_in_files(files)

    def add_locks(self, locks: Iterable[Return]) -> None:
        """Adds the marks that a workbook is open."""
        for lock in locks:
            self.notices.append(Notice.of(file=lock.file, what=Noticed.LOCK))
            self.withheld += lock.withheld


def _about(plan: Plan, quarter: Quarter, history: History, as_at: dt.date) -> About:
    earlier = ", ".join(register.quarter for register in history.registers)
    return About.of(
        committee=plan.details.committee,
        plan=plan.details.plan,
        year=quarter.year,
        quarter=quarter.label,
        position_at=as_at,
        plan_version=plan.version,
        history=earlier or "None: this is the first quarter on record",
        version=f"nacpc_xl {__version__}",
    )


def _new_actions(quarter: Quarter, code: str, placed: Placed) -> Iterator[NewActionRecord]:
    for row in placed.new_actions:
        more: dict[str, Any] = {"subgroup": code, "quarter": quarter.label, "decision": Decision.AWAITED}
        more["source_row"] = source_row(row)
        yield NewActionRecord({**row.values, **more}, row.place, row.unread)


def _date_changes(quarter: Quarter, actions: Iterable[ActionRecord]) -> Iterator[DateChange]:
    for action in actions:
        if action.new_due is not None:
            yield DateChange.of(
                quarter=quarter.label,
                ref=action.ref,
                action=action.action,
                subgroup=action.subgroup,
                original_due=action.original_due,
                due_before=action.current_due,
                new_due=action.new_due,
                days=days_between(action.current_due, action.new_due),
                reason=action.reason,
                decision=Decision.AWAITED,
                source_row=action.source_row,
            )


def _asks(quarter: Quarter, actions: Iterable[ActionRecord]) -> Iterator[Ask]:
    for action in actions:
        if action.help_wanted and not says_nothing(action.help_wanted):
            yield Ask.of(
                quarter=quarter.label,
                ref=action.ref,
                action=action.action,
                subgroup=action.subgroup,
                ask=action.help_wanted,
                wanted_by=action.wanted_by,
                state=AskState.OPEN,
                source_row=action.source_row,
            )
