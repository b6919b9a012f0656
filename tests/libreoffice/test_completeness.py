"""What the workbook says is still to do is what we say, whatever stands in it.

Every answer is put into an issued tracker, LibreOffice works it out, and each To do cell, each count above a
table and the live line are held against our own words for the rows that come back, and against what the
completeness checks find in them.
"""

import datetime as dt
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from nacpc_xl.checks.registry import CHECKS
from nacpc_xl.checks.run import SUBJECTS, Seen, findings_of
from nacpc_xl.merge.merge import merge
from nacpc_xl.model.columns import Column
from nacpc_xl.model.plan import Plan, Priority
from nacpc_xl.model.register import History
from nacpc_xl.model.source import Place, cell_name, column_letters
from nacpc_xl.model.status import DECLARED
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff, StartHere
from nacpc_xl.model.words import Better
from nacpc_xl.privacy.detect import Fragment
from nacpc_xl.privacy.gate import Gate
from nacpc_xl.returns.read import Return, read_return
from nacpc_xl.sheets import formulas
from nacpc_xl.sheets.find import read_row
from nacpc_xl.sheets.layout import LINE_ROW, Sheet
from nacpc_xl.tracker.contents import issued_sheets
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, action, group, measure
from tests.libreoffice.office import Book, Office
from tests.quarters import plan_with

pytestmark = pytest.mark.libreoffice

Raw = str | float

GROUP = group("FH")
DAY = float((dt.date(2024, 6, 28) - dt.date(1899, 12, 30)).days)  # as a spreadsheet counts days
EMPTY: Sequence[Raw] = ("", "", "", " ", "   ")
FILLINGS: dict[str, Sequence[Raw]] = {
    "text": (
        *("Two.", "Two.", "Two\nlines.", "=1+1", "#", 12.0),
        *("0131 496 0000", "File 12345678", "File 123456789", "CHI 0101501234", 7700900123.0),
    ),
    "date": (DAY, DAY, "28/06/2024", "end of June"),
    "number": (12.0, 0.0, "1,250", "about 40", "62%"),
    "ref": ("P1.1 Financial harm", "P1.1", "the second one"),
}
"""What stands in a cell that is filled in, by the kind of its column: good answers and ones we do not understand."""

STATUSES = [str(status) for status in DECLARED]
SPELLINGS = [spelling for status in DECLARED for spelling in status.accepted]
ODD_STATUSES: list[Raw] = ["Amber/Green", "track", "Complete?", "No return", 1.0]
ALSO_STATUSES = [" Complete ", "on track", "AT  RISK", "not  yet started", "blue", " r"]


def in_use(table: type[Table]) -> list[str]:
    """The columns that must be filled in at some time, and those on which that hangs."""
    conditions = table.conditions()
    others = {condition.column.name for condition in conditions.values() if hasattr(condition, "column")}
    return [name for name in table.to_fill_in() if name in conditions or name in others]


def filling(column: Column[Any], chance: random.Random, *, filled: bool) -> Raw:
    """Something, or nothing, to stand in a cell of the column."""
    return chance.choice(FILLINGS[column.kind] if filled else EMPTY)


def with_status(status: Raw, filled: Iterable[bool], chance: random.Random) -> list[Raw]:
    """A row of Actions with this status, and with the other columns filled in or not."""
    others = [column for name, column in Actions.to_fill_in().items() if name != "status"]
    row: list[Raw] = [
        filling(column, chance, filled=is_filled) for column, is_filled in zip(others, filled, strict=True)
    ]
    row.insert(list(Actions.to_fill_in()).index("status"), status)
    return row


def rows_of_actions() -> Iterator[list[Raw]]:
    """Rows of Actions: for each status a quarter of all combinations of answers, for each other spelling some.

    Never do more than two answers and the status decide together on what is missing: a quarter holds all of those.
    """
    chance = random.Random(2019)
    combinations = list(product((False, True), repeat=len(Actions.to_fill_in()) - 1))
    statuses: list[Raw] = [*STATUSES, "", *SPELLINGS, *ALSO_STATUSES, *ODD_STATUSES]
    for status in statuses:
        for filled in chance.sample(combinations, 512 if status in STATUSES else 64):
            yield with_status(status, filled, chance)


def groups(rows: list[list[Raw]], size: int) -> Iterator[list[list[Raw]]]:
    """The rows, so many at a time."""
    return (rows[first : first + size] for first in range(0, len(rows), size))


def plan_of(actions: int, measures: int) -> Plan:
    """A plan in which the group has so many actions and measures; every other measure is a per cent."""
    refs = [f"P{number // 900 + 1}.1-{number % 900 + 1:03}" for number in range(actions)]
    return plan_with(
        priorities=tuple(
            Priority.of(code=code, theme="H1", title="Much to do")
            for code in dict.fromkeys(ref.partition("-")[0] for ref in refs)
        ),
        actions=tuple(action(ref, GROUP.code, "Do it.", "2024-04-01 to 2024-09-30", ("A1",)) for ref in refs),
        measures=tuple(
            measure(f"{ref}-M1", "How many", "%" if number % 2 else "staff", Better.HIGHER, 0, 10)
            for number, ref in enumerate(refs[:measures])
        ),
    )


class Unguarded(Gate):
    """A gate that lets everything pass: what a tracker says of its own texts is seen only in the texts themselves."""

    def fragments(self, text: str) -> tuple[Fragment, ...]:
        return ()


class Tracker:
    """An issued tracker of a plan, open in LibreOffice."""

    def __init__(self, plan: Plan, book: Book, folder: Path) -> None:
        self.plan, self.book, self.folder = plan, book, folder
        self.sheets = {sheet.table: sheet for sheet in issued_sheets(plan, Q1, GROUP, History())}

    def put(self, table: type[Table], rows: Sequence[Sequence[Raw]], first: int = 0) -> None:
        """Puts these rows of answers into the tracker, from the `first` row of the table on."""
        sheet = self.sheets[table]
        names = list(table.to_fill_in())
        left, right = (column_letters(sheet.column(names[at])) for at in (0, -1))
        top = sheet.first_row + first + 1
        self.book.put(sheet.name, f"{left}{top}:{right}{top + len(rows) - 1}", rows)

    def line(self, table: type[Table]) -> str:
        """What the line above the table says."""
        return str(self.book.value(table.sheet.name, cell_name(LINE_ROW, 0)))

    def live_line(self) -> str:
        """What Start here says."""
        start = self.sheets[StartHere]
        (at,) = [at for at, note in enumerate(start.notes, start=start.last_row + 1) if note.look == "ready"]
        return str(self.book.value(start.name, cell_name(at, 0)))

    def to_dos(self, table: type[Table], count: int) -> list[str]:
        """What the To do cells of the first rows say."""
        sheet = self.sheets[table]
        letters = column_letters(sheet.column("to_do"))
        area = f"{letters}{sheet.first_row + 1}:{letters}{sheet.first_row + count}"
        return [text for (text,) in self.book.read(sheet.name, area)]

    def read_back(self) -> Return:
        """What comes back when it is saved now."""
        return read_return(self.book.save(self.folder / "returned.xlsx"), GivenText(self.plan), Unguarded())

    def missing_by_checks(self, one: Return) -> dict[str, set[str]]:
        """The cells that the completeness checks ask for, by sheet."""
        register = merge(self.plan, Q1, [one], History(), Q1.ends)
        seen = Seen(register, self.plan, Q1, History(), Q1.ends)
        asked: dict[str, set[str]] = {}
        for one_check in (CHECKS["C01"], CHECKS["C02"]):
            for row in SUBJECTS[one_check.subject](seen):
                for finding in findings_of(one_check, row, {}):
                    asked.setdefault(finding.sheet_name, set()).add(finding.at)
        return asked

    def sheets_with(self, one: Return) -> list[Sheet]:
        """The sheets with the rows that came back."""
        rows: dict[type[Table], tuple[Table, ...]] = {
            Actions: one.actions,
            Measures: one.measures,
            NewActions: one.new_actions,
            SignOff: (one.sign_off,),
        }
        return [replace(sheet, rows=rows.get(table, sheet.rows)) for table, sheet in self.sheets.items()]

    def assert_agreed(self, one: Return) -> None:
        """The counts above the tables and the live line say what we say of what came back."""
        sheets = self.sheets_with(one)
        for sheet in sheets:
            if formulas.has_line(self.sheets[sheet.table]):
                assert self.line(sheet.table) == formulas.still_to_do_text(sheet)
        assert self.live_line() == formulas.readiness_text(sheets)


@pytest.fixture
def opened(office: Office, tmp_path):
    """A function that opens the tracker of a plan until the test ends."""
    closers = []

    def open_tracker(plan: Plan) -> Tracker:
        path = tmp_path / "issued.xlsx"
        path.write_bytes(tracker_workbook(plan, Q1, GROUP, History()))
        closers.append(office.open(path))
        return Tracker(plan, closers[-1].__enter__(), tmp_path)

    yield open_tracker
    for closer in closers:
        closer.__exit__(None, None, None)


def cells_missing(row: Table) -> set[str]:
    """The cells that we say the row should fill in and does not."""
    return {row.source(name).cell for name in row.missing()}


def assert_row_by_row(tracker: Tracker, table: type[Table], rows: Sequence[Sequence[Raw]]) -> None:
    """Each To do cell, our own words and the checks say the same of each of these rows."""
    tracker.put(table, rows)
    one = tracker.read_back()
    came_back: Sequence[Table] = one.actions if table is Actions else one.measures
    came_back = came_back[: len(rows)]
    wrong = [
        (put, shown, formulas.to_do_text(row))
        for put, shown, row in zip(rows, tracker.to_dos(table, len(rows)), came_back, strict=True)
        if shown != formulas.to_do_text(row)
    ]
    assert not wrong, f"{len(wrong)} rows, first: {wrong[0]}"
    checked = tracker.missing_by_checks(one).get(table.sheet.name, set())
    ours = {cell for row in (one.actions if table is Actions else one.measures) for cell in cells_missing(row)}
    assert checked == ours
    tracker.assert_agreed(one)


def test_the_combinations_are_of_every_column_that_matters():
    assert set(in_use(Actions)) == set(Actions.to_fill_in())
    assert set(in_use(Measures)) == set(Measures.to_fill_in())
    assert set(in_use(NewActions)) == set(NewActions.to_fill_in())
    kinds = {
        column.kind for table in (Actions, Measures, NewActions, SignOff) for column in table.to_fill_in().values()
    }
    assert kinds - FILLINGS.keys() == {"choice"}


def test_to_do_of_an_action_is_what_the_checks_find_whatever_is_answered(opened):
    rows = list(rows_of_actions())
    random.Random(1).shuffle(rows)
    size = 512
    tracker = opened(plan_of(size, 0))
    for some in groups(rows, size):
        padded = some + [[""] * len(some[0])] * (size - len(some))
        assert_row_by_row(tracker, Actions, padded)
    assert tracker.book.errors() == []
    print(f"{len(rows)} combinations of answers about an action")
    assert len(rows) >= 2000


def test_to_do_of_a_measure_is_what_the_checks_find_for_every_combination_of_answers(opened):
    states = [[*dict.fromkeys((*EMPTY, *FILLINGS[column.kind]))] for column in Measures.to_fill_in().values()]
    rows = [row for row in product(*states) for _ in ("%", "staff")]
    tracker = opened(plan_of(len(rows), len(rows)))
    assert_row_by_row(tracker, Measures, rows)
    assert tracker.book.errors() == []
    print(f"{len(rows)} combinations of answers about a measure")


def test_each_new_action_counts_for_what_the_checks_find_in_it(opened):
    tracker = opened(PLAN)
    chance = random.Random(2019)
    columns = NewActions.to_fill_in().values()
    rows = [
        [filling(column, chance, filled=is_filled) for column, is_filled in zip(columns, filled, strict=True)]
        for filled in product((False, True), repeat=len(columns))
        for _ in range(3)
    ]
    blank = [[""] * len(columns)]
    for some in groups(rows, tracker.sheets[NewActions].spare_rows):
        tracker.put(NewActions, blank * tracker.sheets[NewActions].spare_rows)
        counts = [0]
        for at, row in enumerate(some):
            tracker.put(NewActions, [row], at)
            counts.append(int(re.findall(r"\d+", tracker.line(NewActions))[0]))
        one = tracker.read_back()
        by_row = {row.place.row: row for row in one.new_actions}
        first = tracker.sheets[NewActions].first_row + 1
        for at, put in enumerate(some):
            row = by_row.get(first + at, NewActions())
            assert counts[at + 1] - counts[at] == formulas.cells_to_do([Sheet(NewActions, (row,))]), put
        checked = tracker.missing_by_checks(one).get(NewActions.sheet.name, set())
        assert checked == {cell for row in one.new_actions for cell in cells_missing(row)}
        tracker.assert_agreed(one)
    print(f"{len(rows)} combinations of answers about a new action")


def test_the_sign_off_counts_for_what_the_checks_find_in_it(opened):
    tracker = opened(PLAN)
    sheet = tracker.sheets[SignOff]
    one = tracker.read_back()
    names = list(SignOff.columns())
    place = Place(one.file, sheet.name, 0, {name: cell_name(*sheet.cells_of(name)[1:]) for name in names})
    states = [[*dict.fromkeys((*EMPTY, *FILLINGS[column.kind]))] for column in SignOff.columns().values()]
    rows = random.Random(2019).sample(list(product(*states)), 200)
    for put in rows:
        tracker.book.put(sheet.name, area_of_form(sheet), [[raw] for raw in put])
        raw_by_name = {name: raw for name, raw in zip(names, put, strict=True) if str(raw).strip()}
        signed = replace(one, sign_off=read_row(SignOff, raw_by_name, place))
        tracker.assert_agreed(signed)
        assert tracker.missing_by_checks(signed).get(sheet.name, set()) == cells_missing(signed.sign_off), put
    assert tracker.read_back().sign_off == signed.sign_off
    print(f"{len(rows)} combinations of answers on Sign-off")


def area_of_form(sheet: Sheet) -> str:
    """The answers of a form."""
    names = list(sheet.table.columns())
    first, last = (cell_name(*sheet.cells_of(name)[1:]) for name in (names[0], names[-1]))
    return f"{first}:{last}"


@pytest.mark.parametrize(
    "blank", ["\n", " \n ", "\t", "\u00a0"], ids=["line break", "line break and blanks", "tab", "fixed blank"]
)
def test_a_cell_with_nothing_to_be_seen_in_it_is_empty(blank, opened):
    tracker = opened(PLAN)
    names = list(Actions.to_fill_in())
    row = [str(DECLARED[1]) if name == "status" else blank for name in names]
    assert_row_by_row(tracker, Actions, [row])


def test_a_tracker_in_which_nothing_is_left_to_do_says_so(opened):
    tracker = opened(PLAN)
    not_started = [[str(DECLARED[-1]), *[""] * (len(Actions.to_fill_in()) - 1)]]
    tracker.put(Actions, not_started * len(tracker.sheets[Actions].rows))
    tracker.put(Measures, [["", "", "In Q3."]] * len(tracker.sheets[Measures].rows))
    tracker.book.put(SignOff.sheet.name, area_of_form(tracker.sheets[SignOff]), [["Chair"], [DAY], [""], [""]])
    assert tracker.live_line() == formulas.READY_TO_RETURN
    one = tracker.read_back()
    tracker.assert_agreed(one)
    assert tracker.missing_by_checks(one) == {}
