"""One record for each action and measure: what the plan gives, what was answered, and how it compares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from nacpc_xl.merge.computed import Facts, computed_status
from nacpc_xl.merge.place import Placed, source_row
from nacpc_xl.model.plan import Measure, Plan, PlannedAction
from nacpc_xl.model.register import ActionRecord, History, MeasureRecord
from nacpc_xl.model.status import Status, direction
from nacpc_xl.model.table import by
from nacpc_xl.model.tracker import Actions, Measures
from nacpc_xl.model.words import Direction, Outcome, YesNo
from nacpc_xl.sheets.formulas import to_do_text
from nacpc_xl.tracker.contents import issued_action, issued_measure


def action_records(
    actions: Iterable[PlannedAction],
    plan: Plan,
    placed: Placed | None,
    history: History,
    measures: Iterable[MeasureRecord],
    as_at: dt.date,
) -> Iterator[ActionRecord]:
    """A record for each of a group's actions; `placed` is its return that counts, `measures` are the group's."""
    measures_by_action = by(lambda measure: measure.action_ref, measures)
    for action in actions:
        record = _action_record(action, plan, placed, history)
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
        "returned": _returned(given.ref, placed),
        "times_redated": len(history.accepted_dates(action.ref)),
        "days_slipped": days_between(given.original_due, given.current_due),
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
        "source_row": source_row(answers),
    }
    unread = {name: unread for name, unread in answers.unread.items() if name in to_fill_in}
    return ActionRecord(values, answers.place, unread)


def _returned(ref: str, placed: Placed | None) -> Outcome:
    """What became of the group's return for this ref: none can have come back of what was not issued."""
    return Outcome.NO_RETURN if placed is None or ref in placed.not_issued else Outcome.USED


def days_between(first: dt.date | None, second: dt.date | None) -> int:
    return max(0, (second - first).days) if first is not None and second is not None else 0


def measure_records(
    actions: Iterable[PlannedAction], plan: Plan, placed: Placed | None, history: History
) -> Iterator[MeasureRecord]:
    """A record for each measure of a group's actions; `placed` is its return that counts."""
    by_ref = {action.ref: action for action in actions}
    for measure in plan.measures_of(by_ref.values()):
        yield _measure_record(measure, by_ref[measure.action_ref], plan, placed, history)


def _measure_record(
    measure: Measure, action: PlannedAction, plan: Plan, placed: Placed | None, history: History
) -> MeasureRecord:
    answers = placed.measures.get(measure.ref) if placed is not None else None
    values = {
        **issued_measure(measure, history).values,
        "theme": plan.theme_by_priority[action.priority].code,
        "subgroup": action.subgroup,
        "returned": _returned(measure.ref, placed),
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
        "source_row": source_row(answers),
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
    return Direction.BETTER if record.better.is_beyond(record.value, before) else Direction.WORSE


def _target_met(record: MeasureRecord) -> YesNo | None:
    if record.value is None or record.target is None or record.better is None:
        return None
    return YesNo.YES if record.better.is_met(record.value, record.target) else YesNo.NO
