"""The register of a quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Any

from nacpc_xl import __version__
from nacpc_xl.merge.account import return_records
from nacpc_xl.merge.decisions import Decisions
from nacpc_xl.merge.place import Placed, place, source_row
from nacpc_xl.merge.records import action_records, days_between, measure_records
from nacpc_xl.merge.sorting import sort_returns
from nacpc_xl.merge.withheld import withheld_records
from nacpc_xl.model.phrases import says_nothing
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import (
    About,
    ActionRecord,
    Ask,
    DateChange,
    History,
    NewActionRecord,
    Notice,
    Register,
    history_row,
)
from nacpc_xl.model.words import AskState, Decision, Noticed, Refusal
from nacpc_xl.returns.read import Return


def merge(
    plan: Plan,
    quarter: Quarter,
    returns: Iterable[Return],
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
    returns = list(returns)
    issued = list(issued)
    locks = [one for one in returns if one.refusal is Refusal.LOCK]
    sorted_returns = sort_returns([one for one in returns if one.refusal is not Refusal.LOCK], plan, quarter, decisions)
    placed = {
        group.code: place(sorted_returns.used[group.code], plan, quarter, None if is_alone else history, issued)
        for group in plan.subgroups
        if group.code in sorted_returns.used
    }
    measures = tuple(measure_records(plan, quarter, placed, history))
    actions = tuple(action_records(plan, quarter, placed, history, measures, as_at))
    scraps = [scrap.but(subgroup=code) for code, one in placed.items() for scrap in one.scraps + one.changed]
    scraps += [scrap for one in sorted_returns.not_used for scrap in one.scraps]
    return Register(
        about=_about(plan, quarter, history, as_at),
        actions=actions,
        measures=measures,
        returns=tuple(return_records(plan, placed, sorted_returns.not_used)),
        new_actions=(*history.ledger("new_actions"), *_new_actions(quarter, placed)),
        date_changes=(*history.ledger("date_changes"), *_date_changes(quarter, actions)),
        asks=(*history.ledger("asks"), *_asks(quarter, actions)),
        unplaced=tuple(scraps),
        history=(*history.ledger("history"), *(history_row(quarter.label, action) for action in actions)),
        notices=tuple(_notices(locks, placed)),
        withheld=tuple(withheld_records(placed, sorted_returns.not_used, locks, is_alone=is_alone)),
    )


def _notices(locks: Iterable[Return], placed: dict[str, Placed]) -> Iterator[Notice]:
    """What was noticed of the returns that count, and the marks that a workbook is open."""
    for code, one in placed.items():
        yield from (notice.but(subgroup=code) for notice in one.source.notices)
    for lock in locks:
        yield Notice.of(file=lock.file, what=Noticed.LOCK)


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


def _new_actions(quarter: Quarter, placed: dict[str, Placed]) -> Iterator[NewActionRecord]:
    for code, one in placed.items():
        for row in one.new_actions:
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
