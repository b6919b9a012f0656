"""What a tracker says when it is issued: the group's actions and measures, with what was said last time."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from nacpc_xl.model.columns import folded
from nacpc_xl.model.plan import LISTS_OF_A_PLAN, Measure, Plan, PlannedAction, Subgroup
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History
from nacpc_xl.model.status import DECLARED, Status
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import (
    TRACKER,
    TRACKER_VERSION,
    Actions,
    Measures,
    NewActions,
    SignOff,
    StartHere,
)
from nacpc_xl.sheets import lists as list_sheet
from nacpc_xl.sheets.layout import Note, Sheet, for_margin, shape_line, texts_on

NEW_ACTION_ROWS = 12
PAGE_OF = "Page of"  # what is left of "Page 1 of 5" without its numbers
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
    planned = [action for action in plan.actions_in(quarter) if action.subgroup == subgroup.code]
    actions = tuple(issued_action(action, history) for action in planned)
    measures = tuple(issued_measure(measure, history) for measure in plan.measures_of(planned))
    count = sum(len(cells_to_fill_in(row)) for row in (*actions, *measures, SignOff()))
    return (
        Sheet(StartHere, (start_here(plan, quarter, subgroup),), notes=start_notes(count)),
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
    """The due date agreed last: the newest accepted one, else the plan's."""
    accepted = history.accepted_dates(action.ref)
    return accepted[-1].new_due if accepted else action.due


def issued_measure(measure: Measure, history: History) -> Measures:
    """The given part of a measure's row, with the last value that was reported."""
    last = history.last_measured(measure.ref)
    given = {name: measure.values[name] for name in Measures.columns() if name in measure.values}
    return Measures({**given, "last_value": last.value if last is not None else None})


def start_notes(count: int = 0) -> tuple[Note, ...]:
    """What stands below the return's details: the steps, the live line, the warning and the key of statuses.

    `count` is the number of cells that must be filled in when all is on track.
    """
    return (
        Note("Four steps", "heading"),
        *(Note(step) for step in _STEPS),
        Note(f"When all is on track, {count} cells must be filled in. The rest is yours to use or to leave."),
        Note("", "ready"),
        Note("No personal data", "heading"),
        *(Note(line, "warning") for line in _WARNINGS),
        Note("What each status means", "heading"),
        *(Note(f"{status} ({status.colour}): {status.meaning}") for status in DECLARED),
    )


_LIVE_LINE = re.compile(
    r"still to do on this sheet: \d+(\. take out the long number in each marked text\.)?"
    r"|ready to return|\d+ cells? still to do"
    r"|when all is on track, \d+ cells must be filled in\. the rest is yours to use or to leave\."
)
_LISTS = folded(list_sheet.LISTS)
_LABELLED = re.compile(r"[A-Z]+\d+(\.\d+)* .+", re.DOTALL)


def _details_by_title(plan: Plan) -> dict[str, StartHere]:
    return {
        folded(title_of(plan, quarter, subgroup)): start_here(plan, quarter, subgroup)
        for quarter in plan.quarters
        for subgroup in plan.subgroups
    }


def _margins(plan: Plan | None) -> Iterator[str]:
    """What stands at the head and foot of the pages of a plan's trackers, as far as it is known without a plan."""
    yield PAGE_OF
    yield from (for_margin(name) for name in (*(table.sheet.name for table in TRACKER), list_sheet.LISTS))
    if plan is not None:
        yield for_margin(plan.details.marking)
        for quarter in plan.quarters:
            yield from (for_margin(title_of(plan, quarter, subgroup)) for subgroup in plan.subgroups)


def _furniture(sheets: Iterable[Sheet]) -> Iterator[str]:
    """What stands above and below tables and beside forms: titles, purposes, notes and hints, but no headings."""
    for sheet in sheets:
        yield from (sheet.table.sheet.title, sheet.table.sheet.purpose, shape_line(sheet))
        yield from (note.text for note in sheet.notes if note.text)
        if sheet.table.is_form:
            yield from (column.message for column in sheet.table.columns().values())


class GivenText:
    """Knows the text that stands on each sheet of an issued tracker, outside its tables and forms.

    Without a plan, what the plan's lists say is known by its form only. `furniture` is what stands around tables
    and forms, folded for comparing.
    """

    def __init__(self, plan: Plan | None) -> None:
        sheets = [Sheet(table, (), notes=start_notes() if table is StartHere else ()) for table in TRACKER]
        lists = list_sheet.lists_of(sheets, plan.lists if plan is not None else {})
        self._lists_are_known = plan is not None
        self._details = _details_by_title(plan) if plan is not None else {}
        texts = {folded(sheet.name): [*texts_on(sheet)] for sheet in sheets}
        self._titles = {folded(sheet.table.sheet.title): folded(sheet.name) for sheet in sheets}
        texts[_LISTS] = [
            list_sheet.LISTS,
            list_sheet.PURPOSE,
            list_sheet.LINE,
            *lists,
            *(text for one in lists.values() for text in one),
        ]
        if plan is None:
            texts[_LISTS] += list(LISTS_OF_A_PLAN)
        self._texts = {name: Counter(map(folded, on_sheet)) for name, on_sheet in texts.items()}
        self._margins = frozenset(map(folded, _margins(plan)))
        self.furniture = frozenset(map(folded, _furniture(sheets)))

    def is_margin(self, words: str, on_sheets: int) -> bool:
        """Whether words at the head or foot of a page were issued.

        Without a plan, those are taken to be issued that several sheets have.
        """
        return folded(words) in self._margins or (not self._lists_are_known and on_sheets > 1)

    def details_of(self, title: str) -> StartHere | None:
        """The return details of the tracker that has this title in its properties; `None` where none has."""
        return self._details.get(folded(title))

    def tellers(self, sheets: Mapping[str, Collection[str]]) -> dict[str, Callable[[str], bool]]:
        """For each of these sheets a function that tells whether a folded text on it is given, each as often as issued.

        The sheets are by name, with the folded texts on them. One of another name is taken for a copy of the
        sheet whose title it has; what was issued on sheets that are lacking may stand on any.
        """
        names = {sheet: folded(sheet) for sheet in sheets}
        lacking: Counter[str] = Counter()
        for name in self._texts.keys() - names.values():
            lacking += self._texts[name]
        tellers = {}
        for sheet, name in names.items():
            copied = next((own for title, own in self._titles.items() if title in sheets[sheet]), "")
            issued = name if name in self._texts else copied
            tellers[sheet] = self._teller(issued or name, self._texts.get(issued, {}), lacking)
        return tellers

    def _teller(self, name: str, texts: Mapping[str, int], lacking: Mapping[str, int]) -> Callable[[str], bool]:
        left = Counter(texts)
        left.update(lacking)

        def is_given(text: str) -> bool:
            left[text] -= 1
            if left[text] >= 0 or _LIVE_LINE.fullmatch(text):
                return True
            return name == _LISTS and not self._lists_are_known and bool(_LABELLED.fullmatch(text.upper()))

        return is_given
