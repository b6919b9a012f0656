"""The register of a quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from nacpc_xl import __version__
from nacpc_xl.merge.computed import Facts, computed_status
from nacpc_xl.merge.sorting import sort_returns
from nacpc_xl.model.plan import Measure, Plan, PlannedAction, Subgroup
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import (
    About,
    ActionRecord,
    Ask,
    DateChange,
    History,
    MeasureRecord,
    NewActionRecord,
    Register,
    ReturnRecord,
    Scrap,
    history_row,
)
from nacpc_xl.model.status import Status, direction
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures
from nacpc_xl.model.words import AskState, Better, Decision, Direction, Outcome, Refusal, YesNo
from nacpc_xl.returns.read import Return, scraps_of_row
from nacpc_xl.sheets.formulas import to_do_text
from nacpc_xl.tracker.contents import issued_action, issued_measure

R = TypeVar("R", bound=Table)


def merge(
    plan: Plan,
    quarter: Quarter,
    returns: Iterable[Return],
    history: History,
    as_at: dt.date,
    plan_version: str = "",
) -> Register:
    """The register of `quarter`, overdue and the like judged on the day `as_at`.

    Groups without a usable return get the status No return, with the last known status beside it.
    """
    sorted_returns = sort_returns(returns, plan, quarter)
    placed = {code: _place(one, plan, quarter) for code, one in sorted_returns.used.items()}
    measures = tuple(_measure_records(plan, quarter, placed, history))
    actions = tuple(_action_records(plan, quarter, placed, history, measures, as_at))
    not_used = tuple(_unused_record(one, plan) for one in sorted_returns.not_used)
    scraps = [scrap.but(subgroup=code) for code, one in placed.items() for scrap in one.scraps]
    scraps += [scrap for one in sorted_returns.not_used for scrap in _unused_scraps(one)]
    return Register(
        about=_about(plan, quarter, history, as_at, plan_version),
        actions=actions,
        measures=measures,
        returns=tuple(_return_records(plan, placed)) + not_used,
        new_actions=tuple(_new_actions(placed)),
        date_changes=_earlier_changes(history) + tuple(_date_changes(quarter, actions)),
        asks=_earlier_asks(history) + tuple(_asks(quarter, actions)),
        unplaced=tuple(scraps),
        history=history.rows() + tuple(history_row(quarter.label, action) for action in actions),
    )


@dataclass(frozen=True)
class Placed:
    """A return that counts, its rows by ref, and what could not be placed."""

    source: Return
    actions: dict[str, Actions]
    measures: dict[str, Measures]
    scraps: tuple[Scrap, ...]


def _place(one: Return, plan: Plan, quarter: Quarter) -> Placed:
    """The rows of a return that belong to its group's actions; all others become scraps, word for word."""
    code = one.start.subgroup_code
    planned = [action for action in plan.actions_in(quarter) if action.subgroup == code]
    actions, odd_actions = _by_ref(one.actions, {action.ref for action in planned})
    measures, odd_measures = _by_ref(one.measures, {measure.ref for measure in plan.measures_of(planned)})
    return Placed(one, actions, measures, one.scraps + odd_actions + odd_measures)


def _by_ref(rows: Iterable[R], known: set[str]) -> tuple[dict[str, R], tuple[Scrap, ...]]:
    by_ref: dict[str, R] = {}
    scraps: list[Scrap] = []
    for row in rows:
        ref = row.values.get("ref", "")
        if ref in by_ref:
            scraps += scraps_of_row(row, f"The ref {ref} stands twice on the sheet; the first row was used.")
        elif ref in known:
            by_ref[ref] = row
        else:
            named = f"The ref {ref} is not one of this group's." if ref else "The row has no ref."
            scraps += scraps_of_row(row, named)
    return by_ref, tuple(scraps)


def _about(plan: Plan, quarter: Quarter, history: History, as_at: dt.date, plan_version: str) -> About:
    earlier = ", ".join(register.quarter for register in history.registers)
    return About.of(
        committee=plan.details.committee,
        plan=plan.details.plan,
        year=quarter.year,
        quarter=quarter.label,
        position_at=as_at,
        plan_version=plan_version,
        history=earlier or "None: this is the first quarter on record",
        version=f"nacpc_xl {__version__}",
    )


def _action_records(
    plan: Plan,
    quarter: Quarter,
    placed: dict[str, Placed],
    history: History,
    measures: tuple[MeasureRecord, ...],
    as_at: dt.date,
) -> Iterator[ActionRecord]:
    measures_by_action: dict[str, list[MeasureRecord]] = {}
    for measure in measures:
        measures_by_action.setdefault(measure.action_ref, []).append(measure)
    for action in plan.actions_in(quarter):
        record = _action_record(action, plan, placed.get(action.subgroup), history)
        earlier = history.actions(action.ref)
        facts = Facts(record, measures_by_action.get(action.ref, ()), earlier[0] if earlier else None, as_at)
        status, reason = computed_status(facts)
        yield record.but(computed_status=status, computed_reason=reason)


def _action_record(action: PlannedAction, plan: Plan, placed: Placed | None, history: History) -> ActionRecord:
    """What the plan and the history give, with the lead's answers where a row came back."""
    given = issued_action(action, history)
    answers = placed.actions.get(action.ref) if placed is not None else None
    last = history.last_declared(action.ref)
    previous = last.status if last is not None else None
    values = {
        **given.values,
        "status": Status.NO_RETURN,
        "theme": plan.theme_by_priority[action.priority].code,
        "subgroup": action.subgroup,
        "previous_status": previous,
        "returned": Outcome.USED if placed is not None else Outcome.NO_RETURN,
        "times_redated": len(history.accepted_dates(action.ref)),
        "days_slipped": _days_between(given.original_due, given.current_due),
        "to_do": "No return",
    }
    if answers is None:
        return ActionRecord(values | {"direction": direction(Status.NO_RETURN, previous)})
    to_fill_in = Actions.to_fill_in()
    values |= {name: value for name, value in answers.values.items() if name in to_fill_in}
    if "status" not in answers.values:
        values["status"] = None
    values |= {
        "direction": direction(values["status"], previous),
        "to_do": to_do_text(answers),
        "source_row": _source_row(answers),
    }
    unread = {name: unread for name, unread in answers.unread.items() if name in to_fill_in}
    return ActionRecord(values, answers.place, unread)


def _days_between(first: dt.date | None, second: dt.date | None) -> int:
    return max(0, (second - first).days) if first is not None and second is not None else 0


def _source_row(row: Table) -> str:
    return f"{row.place.file}, {row.place.sheet}, row {row.place.row}"


def _measure_records(
    plan: Plan, quarter: Quarter, placed: dict[str, Placed], history: History
) -> Iterator[MeasureRecord]:
    actions = {action.ref: action for action in plan.actions_in(quarter)}
    for measure in plan.measures_of(actions.values()):
        action = actions[measure.action_ref]
        yield _measure_record(measure, action, plan, placed.get(action.subgroup), history)


def _measure_record(
    measure: Measure, action: PlannedAction, plan: Plan, placed: Placed | None, history: History
) -> MeasureRecord:
    answers = placed.measures.get(measure.ref) if placed is not None else None
    values = {
        **issued_measure(measure, history).values,
        "theme": plan.theme_by_priority[action.priority].code,
        "subgroup": action.subgroup,
        "returned": Outcome.USED if placed is not None else Outcome.NO_RETURN,
        "direction": Direction.NOT_KNOWN,
        "to_do": "No return",
    }
    if answers is None:
        return MeasureRecord(values)
    to_fill_in = Measures.to_fill_in()
    values |= {name: value for name, value in answers.values.items() if name in to_fill_in}
    record = MeasureRecord(values)
    values |= {
        "direction": _measure_direction(record),
        "met": _target_met(record),
        "to_do": to_do_text(answers),
        "source_row": _source_row(answers),
    }
    unread = {name: unread for name, unread in answers.unread.items() if name in to_fill_in}
    return MeasureRecord(values, answers.place, unread)


def _measure_direction(record: MeasureRecord) -> Direction:
    """Which way the value moved since the last one, or since the baseline when it is the first."""
    if record.value is None or record.better is None:
        return Direction.NOT_KNOWN
    before = record.last_value if record.last_value is not None else record.baseline
    if before is None:
        return Direction.FIRST
    if record.value == before:
        return Direction.SAME
    rose = record.value > before
    return Direction.BETTER if rose is (record.better is Better.HIGHER) else Direction.WORSE


def _target_met(record: MeasureRecord) -> YesNo | None:
    if record.value is None or record.target is None or record.better is None:
        return None
    reached = record.value >= record.target if record.better is Better.HIGHER else record.value <= record.target
    return YesNo.YES if reached else YesNo.NO


def _return_records(plan: Plan, placed: dict[str, Placed]) -> Iterator[ReturnRecord]:
    """One row for each group, in the order of the plan."""
    for subgroup in plan.subgroups:
        if subgroup.code in placed:
            yield _used_record(subgroup, placed[subgroup.code])
        else:
            yield ReturnRecord.of(subgroup=subgroup.code, name=subgroup.name, outcome=Outcome.NO_RETURN)


def _used_record(subgroup: Subgroup, placed: Placed) -> ReturnRecord:
    one = placed.source
    rows: list[Table] = [*placed.actions.values(), *placed.measures.values(), *one.new_actions, one.sign_off]
    values = {
        **one.sign_off.values,
        "subgroup": subgroup.code,
        "name": subgroup.name,
        "outcome": Outcome.USED,
        "file": one.file,
        "sha256": one.sha256,
        "actions": sum(action.is_filled("status") for action in placed.actions.values()),
        "measures": sum(measure.is_filled("value") for measure in placed.measures.values()),
        "cells": one.cells,
        "given": one.given + sum(_count_filled(row, given=True) for row in rows),
        "used": sum(_count_filled(row, given=False) - len(_unread_answers(row)) for row in rows),
        "kept": sum(len(_unread_answers(row)) for row in rows),
        "elsewhere": len(placed.scraps),
    }
    return ReturnRecord(values, one.sign_off.place, one.sign_off.unread)


def _count_filled(row: Table, *, given: bool) -> int:
    return sum(row.is_filled(name) for name, column in row.columns().items() if column.given is given)


def _unread_answers(row: Table) -> list[str]:
    return [name for name in row.unread if not row.columns()[name].given]


def _unused_record(one: Return, plan: Plan) -> ReturnRecord:
    subgroup = plan.subgroup_by_code.get(one.start.subgroup_code)
    elsewhere = sum(1 for _ in _unused_scraps(one))
    return ReturnRecord.of(
        subgroup=subgroup.code if subgroup else "",
        name=subgroup.name if subgroup else "",
        outcome=Outcome.NOT_COUNTED if one.refusal is Refusal.OLDER_COPY else Outcome.REFUSED,
        refusal=one.refusal,
        detail=one.detail,
        file=one.file,
        sha256=one.sha256,
        cells=one.cells,
        given=one.cells - elsewhere,
        used=0,
        kept=0,
        elsewhere=elsewhere,
    )


def _unused_scraps(one: Return) -> Iterator[Scrap]:
    """The answers of a return that does not count, and what else it holds, word for word."""
    code = one.start.subgroup_code
    yield from (scrap.but(subgroup=code) for scrap in one.scraps)
    for row in one.rows:
        for scrap in scraps_of_row(row, f"The return {one.refusal}."):
            yield scrap.but(subgroup=code)


def _new_actions(placed: dict[str, Placed]) -> Iterator[NewActionRecord]:
    for code, one in placed.items():
        for row in one.source.new_actions:
            more = {"subgroup": code, "decision": Decision.AWAITED, "source_row": _source_row(row)}
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
                days=_days_between(action.current_due, action.new_due),
                reason=action.reason,
                decision=Decision.AWAITED,
                source_row=action.source_row,
            )


def _earlier_changes(history: History) -> tuple[DateChange, ...]:
    return history.registers[-1].date_changes if history.registers else ()


def _asks(quarter: Quarter, actions: Iterable[ActionRecord]) -> Iterator[Ask]:
    for action in actions:
        if action.help_wanted:
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


def _earlier_asks(history: History) -> tuple[Ask, ...]:
    return history.registers[-1].asks if history.registers else ()
