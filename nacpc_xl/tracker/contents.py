"""What a tracker says when it is issued: the group's actions and measures, with what was said last time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from nacpc_xl.model.plan import Measure, Plan, PlannedAction, Subgroup
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History
from nacpc_xl.model.status import DECLARED, Status
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import (
    TRACKER_VERSION,
    Actions,
    Measures,
    NewActions,
    SignOff,
    StartHere,
)
from nacpc_xl.sheets.layout import Note, Sheet
from nacpc_xl.tracker.told import told

NEW_ACTION_ROWS = 12
NONE_YET = "None yet"

_STEPS = (
    "1. Actions: under the dark headings, choose a Status for each action and fill in what lights up.",
    "2. Measures: give this quarter's value and its date, or say in Comment why there is none.",
    "3. New actions: only if your group proposes one. Sign-off: your role and the date.",
    "4. When the line below says Ready to return, save the workbook and send it back under any name.",
)
_WARNINGS = (
    "Enter nothing about a child, a family or a named person: no name, initials, date of birth or address,",
    "no number that stands for a person, and no count of children under 5.",
)


def file_name(plan: Plan, quarter: Quarter, subgroup: Subgroup) -> str:
    """The name under which a tracker is sent out. What comes back may have any name."""
    return f"{plan.details.short_name}-{quarter.year}-{quarter.label}-{subgroup.code}.xlsx"


def title_of(plan: Plan, quarter: Quarter, subgroup: Subgroup) -> str:
    """The title in a tracker's properties, which stays with the file whatever becomes of its sheets."""
    return f"{plan.details.short_name} action tracker, {quarter.name}, {subgroup.name}"


def issued_sheets(plan: Plan, quarter: Quarter, subgroup: Subgroup, history: History) -> tuple[Sheet, ...]:
    """The sheets of a group's tracker for a quarter, in order."""
    planned = plan.actions_of(subgroup.code, quarter)
    actions = tuple(issued_action(action, history) for action in planned)
    measures = tuple(issued_measure(measure, history) for measure in plan.measures_of(planned))
    count = sum(len(cells_to_fill_in(row)) for row in (*actions, *measures, SignOff()))
    return (
        Sheet(
            StartHere, (start_here(plan, quarter, subgroup),), notes=start_notes(count, told(history, subgroup.code))
        ),
        Sheet(Actions, actions),
        Sheet(Measures, measures),
        Sheet(NewActions, (), spare_rows=NEW_ACTION_ROWS),
        Sheet(SignOff, (SignOff(),)),
    )


def cells_to_fill_in(row: Table) -> list[str]:
    """The names of the columns that must be filled in when all is on track, as one answer calls for the next."""
    filled: list[str] = []
    while lacking := row.missing():
        name = lacking[0]
        filled.append(name)
        is_status = name == Actions.status.name and isinstance(row, Actions)
        row = row.but(**{name: Status.ON_TRACK if is_status else row.columns()[name].sample(1)})
    return filled


def start_here(plan: Plan, quarter: Quarter, subgroup: Subgroup) -> StartHere:
    """The details of a group's return."""
    return StartHere.of(
        committee=plan.details.committee,
        plan=plan.details.plan,
        quarter=quarter.name,
        subgroup_code=subgroup.code,
        subgroup=subgroup.name,
        return_by=plan.return_by(quarter),
        tracker_version=TRACKER_VERSION,
    )


def issued_action(action: PlannedAction, history: History) -> Actions:
    """The given part of an action's row: what the plan says, and what was declared and reported last."""
    last = history.last_declared(action.ref)
    status = NONE_YET
    if last is not None:
        in_quarter = history.quarter_of(last)
        is_newest = in_quarter == history.registers[-1].quarter
        status = str(last.status) if is_newest else f"{last.status} (in {in_quarter})"
    return Actions.of(
        ref=action.ref,
        priority=action.priority,
        action=action.action,
        lead=action.lead,
        aims=action.aims,
        start=action.start,
        original_due=action.due,
        current_due=current_due(action, history),
        last_status=status,
        last_update=(last.progress if last is not None else "") or NONE_YET,
    )


def current_due(action: PlannedAction, history: History) -> dt.date | None:
    """The due date agreed last: the newest accepted one, else the plan's.

    Where the plan itself was given another date since, that one counts.
    """
    accepted = [change for change in history.accepted_dates(action.ref) if change.original_due == action.due]
    return accepted[-1].new_due if accepted else action.due


def issued_measure(measure: Measure, history: History) -> Measures:
    """The given part of a measure's row, with the last value that was reported."""
    last = history.last_measured(measure.ref)
    given = {name: measure.values[name] for name in Measures.columns() if name in measure.values}
    return Measures({**given, "last_value": last.value if last is not None else None})


def start_notes(count: int = 0, decided: Sequence[Note] = ()) -> tuple[Note, ...]:
    """What stands below the return's details: the steps, the live line, the warning and the key of statuses.

    `count` is the number of cells that must be filled in when all is on track; `decided` are the lines on what the
    group asked for.
    """
    return (
        Note("Four steps", "heading"),
        *(Note(step) for step in _STEPS),
        Note(f"When all is on track, {count} cells must be filled in. The rest is yours to use or to leave."),
        Note("", "ready"),
        *decided,
        Note("No personal data", "heading"),
        *(Note(line, "warning") for line in _WARNINGS),
        Note("What each status means", "heading"),
        *(Note(f"{status} ({status.colour}): {status.meaning}") for status in DECLARED),
    )
