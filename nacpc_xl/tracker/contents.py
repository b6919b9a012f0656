"""What a tracker says when it is issued: the group's actions and measures, with what was said last time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nacpc_xl.model.columns import folded
from nacpc_xl.model.plan import Measure, Plan, PlannedAction, Subgroup
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History
from nacpc_xl.model.status import DECLARED
from nacpc_xl.model.tracker import (
    TRACKER,
    TRACKER_VERSION,
    Actions,
    Measures,
    NewActions,
    SignOff,
    StartHere,
)
from nacpc_xl.sheets.layout import Note, Sheet
from nacpc_xl.sheets.lists import lists_of
from nacpc_xl.sheets.write import texts_on

NEW_ACTION_ROWS = 12
NONE_YET = "None yet"

_STEPS = (
    "1. Actions: choose a Status for each action, and fill in what lights up. Grey cells are given.",
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


def issued_sheets(plan: Plan, quarter: Quarter, subgroup: Subgroup, history: History) -> tuple[Sheet, ...]:
    """The sheets of a group's tracker for a quarter, in order."""
    planned = [action for action in plan.actions_in(quarter) if action.subgroup == subgroup.code]
    measures = plan.measures_of(planned)
    return (
        Sheet(StartHere, (_start_here(plan, quarter, subgroup),), notes=start_notes()),
        Sheet(Actions, tuple(issued_action(action, history) for action in planned)),
        Sheet(Measures, tuple(issued_measure(measure, history) for measure in measures)),
        Sheet(NewActions, (), spare_rows=NEW_ACTION_ROWS),
        Sheet(SignOff, (SignOff(),)),
    )


def _start_here(plan: Plan, quarter: Quarter, subgroup: Subgroup) -> StartHere:
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
    """The due date agreed last: the newest accepted one, else the plan's."""
    accepted = history.accepted_dates(action.ref)
    return accepted[-1].new_due if accepted else action.due


def issued_measure(measure: Measure, history: History) -> Measures:
    """The given part of a measure's row, with the last value that was reported."""
    last = history.last_measured(measure.ref)
    given = {name: measure.values[name] for name in Measures.columns() if name in measure.values}
    return Measures({**given, "last_value": last.value if last is not None else None})


def start_notes() -> tuple[Note, ...]:
    """What stands below the return's details: the steps, the live line, the warning and the key of statuses."""
    return (
        Note("Four steps", "heading"),
        *(Note(step) for step in _STEPS),
        Note("", "ready"),
        Note("No personal data", "heading"),
        *(Note(line, "warning") for line in _WARNINGS),
        Note("What each status means", "heading"),
        *(Note(f"{status} ({status.colour}): {status.meaning}") for status in DECLARED),
    )


_LIVE_LINES = re.compile(r"still to do on this sheet: \d+|ready to return|\d+ cells? still to do")


class GivenText:
    """Knows the text that every tracker of a plan is issued with, outside its tables and forms."""

    def __init__(self, plan: Plan | None) -> None:
        lists = plan.lists if plan is not None else {}
        sheets = [Sheet(table, (), notes=start_notes() if table is StartHere else ()) for table in TRACKER]
        self._texts = {folded(text) for text in _all_texts(sheets, lists)}

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and (folded(text) in self._texts or bool(_LIVE_LINES.fullmatch(folded(text))))


def _all_texts(sheets: Iterable[Sheet], lists: Mapping[str, Sequence[str]]) -> Iterator[str]:
    sheets = list(sheets)
    for sheet in sheets:
        yield from texts_on(sheet)
    for name, values in lists_of(sheets, lists).items():
        yield name
        yield from values
