"""Ways of damaging a tracker: whatever leads, and the programs they use, do to a spreadsheet.

Each way is a small function, registered with a decorator that says what should become of it:

    @way("a row deleted", says=("R06",))
    def delete_row(lead): ...

Findings with the codes that it `says` must come of it, "R07 or R08" where either will do; those that it `may`
bring about are no false alarm. Every answer must come back as the lead told it, but for those that the lead
spoilt; where `keeps` is false, none need to. Whatever does not come back must be named by a finding.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
import pickle
import random
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.table import TableList

from nacpc_xl.model.register import History
from nacpc_xl.model.tracker import Actions, Measures, SignOff, StartHere
from nacpc_xl.model.words import Better
from nacpc_xl.sheets.lists import LISTS
from tests.committee import PLAN, Q1, Q2, action, measure
from tests.damage.judge import (
    ACTIONS,
    MEASURES,
    NEW_ACTIONS,
    SIGN_OFF,
    Expected,
    Key,
    Told,
    Tracker,
    Truth,
    truth_of,
)
from tests.quarters import NO_HISTORY, plan_with, returned
from tests.workbooks import answer_to, label_of

Sheet = Any
"""A worksheet of openpyxl, which can do more than its types say."""

START = StartHere.sheet.name
SHEETS = (START, ACTIONS, MEASURES, NEW_ACTIONS, SIGN_OFF, LISTS)
"""The sheets of a tracker, in order."""

STATUS = Actions.status.heading
PROGRESS = Actions.progress.heading
DIFFERENCE = Actions.difference.heading
EVIDENCE = Actions.evidence.heading
MILESTONE = Actions.next_milestone.heading
MILESTONE_DUE = Actions.milestone_due.heading
VALUE = Measures.value.heading
REF = Actions.ref.heading
HEADING_ROW = 4


# The trackers that are damaged


LARGER_PLAN = plan_with(
    actions=(
        *PLAN.actions,
        action("P1.1-03", "FH", "Write to every post office about scams.", "2024-04-01 to 2025-03-31", ("A1",)),
        action("P1.2-02", "FH", "Visit care homes about gifts to staff.", "2024-04-01 to 2025-01-31", ("A1", "A4")),
        action("P3.1-03", "FH", 'Share alerts with <banks> & "shops".', "2024-05-01 to 2025-03-31", ("A3",)),
    ),
    measures=(
        *PLAN.measures,
        measure("P1.1-03-M1", "Post offices that answered", "%", Better.HIGHER, 20, 60),
        measure("P1.2-02-M1", "Homes visited", "homes", Better.HIGHER, 0, 24),
        measure("P3.1-03-M1", "Alerts shared", "alerts", Better.HIGHER, None, 40),
    ),
)
"""The second committee's plan, with five actions for FH."""

AWKWARD: dict[str, Any] = {
    ACTIONS: {
        "P1.1-01": {
            STATUS: "At risk",
            PROGRESS: "\n".join(f"Branch {number} was asked again and gave an account of it." for number in range(60)),
            "Barrier": "=1+1 is what the form of the bank says; nobody can read it.",
            "Help wanted from COG": "Ask the bank's head office for its trainers.\n\nWithout them: March.",
            "Wanted by": dt.date(2024, 10, 25),
            "New due date": "29/11/2024",
            "Reason for new date": "The trainers are away.",
        },
        "P1.1-02": {
            STATUS: "Amber/Green",
            PROGRESS: "+3 surgeries\n• one in Garve\n• two in Strath",
            EVIDENCE: "https://example.org/a?b=1&c=<2>",
            MILESTONE_DUE: "end of September",
        },
        "P1.2-02": {STATUS: "Off track", PROGRESS: "- nobody went -", "Barrier": "@home visits only; see “the plan”."},
    },
    MEASURES: {
        "P1.1-01-M1": {VALUE: "about 40"},
        "P1.1-02-M1": {VALUE: "1,480", "Comment": "Two boxes\nwere lost."},
        "P3.1-03-M1": {VALUE: None, "As at": None, "Comment": "The bank counts once a year."},
    },
    NEW_ACTIONS: {
        0: {"Priority": "P1.1 Financial harm", "Action": "Brief the post.", "Due": dt.date(2025, 2, 1), "Why": "Mail."},
        1: {"Action": "Print =A1 on every envelope.", "Lead": "Trading Standards Manager", "Start": "soon"},
    },
    SIGN_OFF: {
        "Agreed at subgroup meeting on": dt.date(2024, 10, 2),
        "Anything else the committee should know": "Good news:\n- the sheriff came\n- so did the fiscal",
    },
}
"""Long texts, texts like formulas, answers that cannot be understood, help wanted, a date moved, new actions."""


@cache
def trackers() -> tuple[Tracker, ...]:
    """Two trackers that are filled in well, and an awkward one of the quarter after."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        voices, quality = (returned(folder, Q1, code).read_bytes() for code in ("VO", "QA"))
        first = returned(folder, Q1, "FH", plan=LARGER_PLAN)
        register, _ = Tracker("FH before", LARGER_PLAN, Q1, NO_HISTORY, "FH", first.read_bytes()).read(first)
        history = History((register,))
        awkward = returned(folder, Q2, "FH", AWKWARD, plan=LARGER_PLAN, history=history).read_bytes()
    return (
        Tracker("VO", PLAN, Q1, NO_HISTORY, "VO", voices, "P2.1-01", "P2.2-01-M2", "P2.1-01-M1"),
        Tracker("QA", PLAN, Q1, NO_HISTORY, "QA", quality, "P3.1-01", "P1.2-01-M1", "P3.1-01-M1"),
        Tracker("FH", LARGER_PLAN, Q2, history, "FH", awkward, "P1.1-03", "P1.2-02-M1", "P1.1-03-M1"),
    )


@cache
def truth(tracker: Tracker) -> Truth:
    """What the tracker tells before any damage."""
    with tempfile.TemporaryDirectory() as folder:
        return truth_of(tracker, Path(folder) / "undamaged.xlsx")


class Pristine(NamedTuple):
    """An open workbook and its tables, pickled (which is quicker than opening it again).

    `places` has the row and column of the cells under each heading, given ones included, by their keys.
    """

    pickled: bytes
    places: Mapping[Key, tuple[int, int]]

    @property
    def book(self) -> Workbook:
        """The workbook. Pickling does not keep its tables, nor how new rows and columns are made."""
        book: Workbook
        book, tables = pickle.loads(self.pickled)
        sheets: list[Sheet] = book.worksheets
        for sheet in sheets:
            sheet.row_dimensions.default_factory = sheet._add_row
            sheet.column_dimensions.default_factory = sheet._add_column
            sheet._tables = TableList()
            for table in tables[sheet.title]:
                sheet.add_table(table)
        return book


@cache
def pristine(tracker: Tracker) -> Pristine:
    """The tracker's undamaged workbook."""
    book: Any = openpyxl.load_workbook(io.BytesIO(tracker.content))
    for sheet in book.worksheets:
        sheet.conditional_formatting = ConditionalFormattingList()  # which light cells up, and take long to write
    places: dict[Key, tuple[int, int]] = {}
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        sheet = book[name]
        for row in range(HEADING_ROW + 1, sheet.max_row + 1):
            ref = str(row - HEADING_ROW) if name == NEW_ACTIONS else str(sheet.cell(row, 1).value)
            for cell in sheet[HEADING_ROW]:
                places[Key(name, ref, str(cell.value))] = row, cell.column
    for column in SignOff.columns().values():
        answer: Any = answer_to(book[SIGN_OFF], column.heading)
        places[Key(SIGN_OFF, "", column.heading)] = answer.row, answer.column
    tables = {sheet.title: list(sheet.tables.values()) for sheet in book.worksheets}
    return Pristine(pickle.dumps((book, tables)), places)


# A lead at work


class Lead:
    """A lead at work on an open tracker, who knows what was meant to be told."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        self.told = Told(dict(truth(tracker).answers))
        self._places = pristine(tracker).places

    @cached_property
    def book(self) -> Workbook:
        """The open workbook."""
        return pristine(self.tracker).book

    def __getitem__(self, sheet: str) -> Sheet:
        return self.book[sheet]

    def saved(self) -> bytes:
        """The workbook's bytes."""
        content = io.BytesIO()
        self.book.save(content)
        return content.getvalue()

    def name_of(self, sheet: str, ref: str, heading: str) -> str:
        """The name of an answer's cell, where nothing was moved yet."""
        row, column = self._places[Key(sheet, ref, heading)]
        return f"{get_column_letter(column)}{row}"

    def cell(self, sheet: str, ref: str, heading: str) -> Any:
        """The cell of an answer, where nothing was moved yet."""
        return self[sheet][self.name_of(sheet, ref, heading)]

    def refs(self, sheet: str) -> list[str]:
        """The refs of a sheet's rows, from the top."""
        return list(dict.fromkeys(key.ref for key in self._places if key.sheet == sheet))

    def headings(self, sheet: str) -> list[str]:
        """The headings of a sheet, from the left."""
        return list(dict.fromkeys(key.heading for key in self._places if key.sheet == sheet))

    def row(self, sheet: str, ref: str) -> int:
        """The number of the row with the ref."""
        return self._places[Key(sheet, ref, self.headings(sheet)[0])][0]

    def column(self, sheet: str, heading: str) -> int:
        """The number of the column with the heading."""
        return self._places[Key(sheet, self.refs(sheet)[0], heading)][1]

    def heading(self, sheet: str, heading: str) -> Any:
        """The cell of a heading."""
        return label_of(self[sheet], heading)

    def rows(self, sheet: str) -> list[int]:
        """The numbers of the rows below the headings."""
        return [self.row(sheet, ref) for ref in self.refs(sheet)]

    def type(self, sheet: str, ref: str, heading: str, value: object, means: str | None = None) -> Any:
        """Types an answer; the cell. `means` is what it says in words, where that is not what is typed."""
        cell = self.cell(sheet, ref, heading)
        put(cell, value)
        self.told.answers[Key(sheet, ref, heading)] = seen(value) if means is None else means
        self.told.cells.add((sheet, cell.coordinate))
        return cell

    def note(self, sheet: str, at: str, value: object) -> None:
        """Types something into a cell that is not for answers."""
        put(self[sheet][at], value)
        self.told.besides.append(seen(value))

    def over(self, sheet: str, ref: str, heading: str, value: object) -> None:
        """Types over a given cell."""
        self.note(sheet, self.name_of(sheet, ref, heading), value)

    def spoil(self, sheet: str, ref: str = "", heading: str = "") -> None:
        """Says that answers need not come back: those of the sheet with this ref and heading, or with any."""
        for key in self.told.answers:
            if key.sheet == sheet and key.ref == (ref or key.ref) and key.heading == (heading or key.heading):
                self.told.spoilt.add(key)

    def take_back(self, sheet: str) -> None:
        """Says that nothing is told on the sheet any more."""
        for key in self.told.answers:
            if key.sheet == sheet:
                self.told.answers[key] = ""


def put(cell: Any, value: object) -> None:
    """Types a value into a cell; text stays text, whatever it begins with."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def seen(value: object) -> str:
    """What a person sees in a cell into which `value` is typed, told without the library."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            return f"{value:.15g}"
        case dt.date():
            return f"{value.day} {value:%B %Y}"
    return str(value).strip()


# Registering a way


Parts = dict[str, bytes]
"""The parts of a workbook's package, by name."""

Convert = Callable[..., Path]
"""LibreOffice: `convert(path, to="ods", outdir=folder)` gives the new file."""

DAMAGED = "damaged.xlsx"


@dataclass(frozen=True)
class Way:
    """A way of damaging a tracker. `saved_as` is the LibreOffice format in which the result is saved, if any."""

    name: str
    expected: Expected
    damage: Callable[[Lead], bytes]
    file: str = DAMAGED
    saved_as: str = ""

    def damaged(self, tracker: Tracker, folder: Path, convert: Convert | None = None) -> tuple[Path, Told]:
        """The damaged file, in `folder`, and what the lead tells with it."""
        lead = Lead(tracker)
        path = folder / self.file
        path.write_bytes(self.damage(lead))
        if self.saved_as:
            assert convert is not None, "this way needs LibreOffice"
            path = convert(path, to=self.saved_as, outdir=folder / "again")
        return path, lead.told


WAYS: dict[str, Way] = {}
"""Every way by its name."""

Change = Callable[[Lead], object]
PackageChange = Callable[[Lead, Parts], object]


def registered(
    name: str, damage: Callable[[Lead], bytes], expected: Expected, file: str = DAMAGED, saved_as: str = ""
) -> None:
    """Puts a way on the list; `ValueError` when there is one of that name."""
    if name in WAYS:
        raise ValueError(f"there are two ways called {name}")
    WAYS[name] = Way(name, expected, damage, file, saved_as)


def way(
    name: str, *, says: Sequence[str] = (), may: Sequence[str] = (), keeps: bool = True
) -> Callable[[Change], Change]:
    """A way that changes an open workbook."""

    def register(change: Change) -> Change:
        def damage(lead: Lead) -> bytes:
            change(lead)
            return lead.saved()

        registered(name, damage, Expected(says, may, keeps))
        return change

    return register


def package_way(
    name: str, *, says: Sequence[str] = (), may: Sequence[str] = (), keeps: bool = True, file: str = DAMAGED
) -> Callable[[PackageChange], PackageChange]:
    """A way that changes the parts of the .xlsx."""

    def register(change: PackageChange) -> PackageChange:
        def damage(lead: Lead) -> bytes:
            parts = unpacked(lead.tracker.content)
            change(lead, parts)
            return packed(parts)

        registered(name, damage, Expected(says, may, keeps), file)
        return change

    return register


def file_way(
    name: str, *, says: Sequence[str] = (), keeps: bool = True, file: str = DAMAGED
) -> Callable[[Callable[[bytes], bytes]], Callable[[bytes], bytes]]:
    """A way that changes the file as a whole."""

    def register(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        registered(name, lambda lead: change(lead.tracker.content), Expected(says, (), keeps), file)
        return change

    return register


def unpacked(content: bytes) -> Parts:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The package of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression, compresslevel=1) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return content.getvalue()


# Cells moved about


def paste(source: Any, target: Any) -> None:
    """Makes one cell like another."""
    target._value = source._value
    target.data_type = source.data_type
    target._style = copy.copy(source._style)


def paste_sheet(source: Sheet, target: Sheet, top: int, left: int = 1) -> None:
    """Pastes all of a sheet so that its A1 comes to stand in this row and column."""
    for row in source.iter_rows():
        for cell in row:
            paste(cell, target.cell(cell.row + top - 1, cell.column + left - 1))


def paste_row(sheet: Sheet, source: int, target: int) -> None:
    """Pastes one row over another."""
    for cell in list(sheet[source]):
        paste(cell, sheet.cell(target, cell.column))


def paste_column(sheet: Sheet, source: int, target: int) -> None:
    """Pastes one column over another, from the headings down."""
    for row in range(HEADING_ROW, sheet.max_row + 1):
        paste(sheet.cell(row, source), sheet.cell(row, target))


def rearrange_rows(sheet: Sheet, rows: Sequence[int], order: Sequence[int]) -> None:
    """Puts the rows in another order."""
    width = sheet.max_column
    taken = [[copy.copy(sheet.cell(row, column)) for column in range(1, width + 1)] for row in order]
    for row, cells in zip(rows, taken, strict=True):
        for column, cell in enumerate(cells, start=1):
            paste(cell, sheet.cell(row, column))


def rearrange_columns(sheet: Sheet, order: Sequence[int]) -> None:
    """Puts the columns in another order, from the headings down."""
    for row in range(HEADING_ROW, sheet.max_row + 1):
        taken = [copy.copy(sheet.cell(row, column)) for column in order]
        for column, cell in enumerate(taken, start=1):
            paste(cell, sheet.cell(row, column))


def shift(sheet: Sheet, down: int, right: int) -> None:
    """Moves all of a sheet."""
    sheet.move_range(sheet.dimensions, rows=down, cols=right)


# Sheets


@way("the sheets renamed")
def rename_sheets(lead: Lead) -> None:
    for number, sheet in enumerate(lead.book.worksheets):
        sheet.title = f"Tab {number}"


@way("two sheets that have each other's names")
def swap_names(lead: Lead) -> None:
    one, other = lead[ACTIONS], lead[SIGN_OFF]
    one.title = "between"
    other.title = ACTIONS
    one.title = SIGN_OFF


@way("the sheets renamed to capitals with spaces around")
def rename_to_capitals(lead: Lead) -> None:
    for sheet in lead.book.worksheets:
        sheet.title = f" {sheet.title.upper()} "


@way("the sheets in another order")
def reverse_sheets(lead: Lead) -> None:
    book: Any = lead.book
    book._sheets.reverse()


@way("Sign-off moved to the front")
def sign_off_first(lead: Lead) -> None:
    lead.book.move_sheet(SIGN_OFF, -4)


def hide(name: str, sheet: str, state: str, says: Sequence[str]) -> None:
    @way(name, says=says)
    def hide_sheet(lead: Lead) -> None:
        lead.book.active = 1 if sheet == START else 0
        lead[sheet].sheet_state = state


hide("Actions hidden", ACTIONS, "hidden", ("R14",))
hide("Actions very hidden", ACTIONS, "veryHidden", ("R14",))
hide("Measures hidden", MEASURES, "hidden", ("R14",))
hide("Measures very hidden", MEASURES, "veryHidden", ("R14",))
hide("Sign-off hidden", SIGN_OFF, "hidden", ("R14",))
hide("Start here hidden", START, "hidden", ())
hide("Lists hidden", LISTS, "hidden", ())


@way("Start here deleted", says=("R02 or R03 or R19",), keeps=False)
def delete_start(lead: Lead) -> None:
    lead.book.remove(lead[START])


@way("Actions deleted", says=("R02 or R06",), keeps=False)
def delete_actions(lead: Lead) -> None:
    lead.book.remove(lead[ACTIONS])


@way("Measures deleted", says=("R06",), may=("R12",))
def delete_measures(lead: Lead) -> None:
    lead.book.remove(lead[MEASURES])
    lead.spoil(MEASURES)


@way("New actions deleted")
def delete_new_actions(lead: Lead) -> None:
    lead.book.remove(lead[NEW_ACTIONS])
    lead.take_back(NEW_ACTIONS)


@way("Sign-off deleted", says=("R12 or C01",), may=("R12",))
def delete_sign_off(lead: Lead) -> None:
    lead.book.remove(lead[SIGN_OFF])
    lead.spoil(SIGN_OFF)


@way("Lists deleted")
def delete_lists(lead: Lead) -> None:
    lead.book.remove(lead[LISTS])


@way("Actions copied behind, unchanged")
def copy_behind(lead: Lead) -> None:
    lead.book.copy_worksheet(lead[ACTIONS])


@way("Actions copied before, unchanged")
def copy_before(lead: Lead) -> None:
    lead.book.move_sheet(lead.book.copy_worksheet(lead[ACTIONS]), -5)


@way("every sheet copied, unchanged")
def copy_all(lead: Lead) -> None:
    for name in SHEETS:
        lead.book.copy_worksheet(lead[name])


def copy_with_other_answers(lead: Lead, sheet: str, ref: str, answers: Mapping[str, object]) -> Sheet:
    """A copy of a sheet in which a row has other answers."""
    copied = lead.book.copy_worksheet(lead[sheet])
    for heading, value in answers.items():
        put(copied[lead.name_of(sheet, ref, heading)], value)
        lead.spoil(sheet, ref, heading)
        lead.told.besides.append(str(value))
    return copied


OTHER_ANSWERS = {STATUS: "Off track", PROGRESS: "Another account of the same."}


@way("Actions copied behind, with other answers", says=("R09",))
def copy_behind_changed(lead: Lead) -> None:
    copy_with_other_answers(lead, ACTIONS, lead.tracker.action, OTHER_ANSWERS)


@way("Actions copied before, with other answers", says=("R09",))
def copy_before_changed(lead: Lead) -> None:
    lead.book.move_sheet(copy_with_other_answers(lead, ACTIONS, lead.tracker.action, OTHER_ANSWERS), -5)


@way("Measures copied behind, with another figure", says=("R09",))
def copy_measures_changed(lead: Lead) -> None:
    copy_with_other_answers(lead, MEASURES, lead.tracker.figure, {VALUE: 7})


@way("a copy of Actions in which nothing was filled in yet")
def copy_as_issued(lead: Lead) -> None:
    copied = lead.book.copy_worksheet(lead[ACTIONS])
    first, last = (lead.column(ACTIONS, heading) for heading in (STATUS, "Completed on"))
    for row in lead.rows(ACTIONS):
        for column in range(first, last + 1):
            copied.cell(row, column).value = None


@way("Start here copied behind, with another quarter", says=("R07",))
def copy_start_changed(lead: Lead) -> None:
    copied = lead.book.copy_worksheet(lead[START])
    put(answer_to(copied, "Quarter"), "Q4 2024-25")
    lead.told.besides.append("Q4 2024-25")


@way("Sign-off copied behind, signed by somebody else", says=("R07",))
def copy_sign_off_changed(lead: Lead) -> None:
    copied = lead.book.copy_worksheet(lead[SIGN_OFF])
    put(answer_to(copied, "Completed by (role)"), "Deputy of the chair")
    lead.told.besides.append("Deputy of the chair")
    lead.spoil(SIGN_OFF)


@way("an empty sheet added, and a chart on a sheet of its own")
def add_sheets(lead: Lead) -> None:
    lead.book.create_sheet("Sheet1", 0)
    lead.book.create_chartsheet("Chart1", 1).add_chart(chart_of(lead))


@way("a chart on a sheet")
def add_chart(lead: Lead) -> None:
    lead[MEASURES].add_chart(chart_of(lead), "O20")


def chart_of(lead: Lead) -> BarChart:
    """A chart of the figures."""
    chart, column = BarChart(), lead.column(MEASURES, VALUE)
    chart.add_data(Reference(lead[MEASURES], min_col=column, min_row=HEADING_ROW, max_row=lead.rows(MEASURES)[-1]))
    return chart


@way("a list of one's own, with some of the headings", says=("R07",))
def own_list(lead: Lead) -> None:
    lead.book.create_sheet("Jobs", 1)
    for at, value in zip(("A1", "B1", "C1", "D1"), (REF, "Action", STATUS, "Who"), strict=True):
        put(lead["Jobs"][at], value)
    for at, value in (("A2", lead.tracker.action), ("C2", "Off track")):
        put(lead["Jobs"][at], value)
    lead.note("Jobs", "D2", "The deputy's clerk")


@way("the actions of another group on a sheet of their own", says=("R08",))
def actions_of_others(lead: Lead) -> None:
    others = lead.book.copy_worksheet(lead[ACTIONS])
    rows = lead.rows(ACTIONS)
    others.delete_rows(rows[1], len(rows) - 1)
    put(others["A5"], foreign_ref(lead))
    put(others.cell(5, lead.column(ACTIONS, PROGRESS)), "We did theirs.")
    lead.told.besides.append("We did theirs.")


@way("half the actions on a second sheet")
def split_actions(lead: Lead) -> None:
    rows = lead.rows(ACTIONS)
    half = len(rows) // 2
    second = lead.book.copy_worksheet(lead[ACTIONS])
    lead[ACTIONS].delete_rows(rows[half], len(rows) - half)
    second.delete_rows(rows[0], half)


@way("half the measures on a second sheet")
def split_measures(lead: Lead) -> None:
    rows = lead.rows(MEASURES)
    second = lead.book.copy_worksheet(lead[MEASURES])
    lead[MEASURES].delete_rows(rows[0])
    second.delete_rows(rows[1], len(rows) - 1)


def on_one_sheet(lead: Lead, names: Iterable[str], *, side_by_side: bool) -> None:
    """Pastes these sheets onto a new one, and deletes them."""
    together = lead.book.create_sheet("Everything", 0)
    top = left = 1
    for name in names:
        sheet = lead[name]
        paste_sheet(sheet, together, top, left)
        top, left = (1, left + sheet.max_column + 1) if side_by_side else (top + sheet.max_row + 2, 1)
        lead.book.remove(sheet)


@way("all sheets pasted onto one, one below the other")
def all_below(lead: Lead) -> None:
    on_one_sheet(lead, SHEETS[:5], side_by_side=False)


@way("all sheets pasted onto one, side by side")
def all_beside(lead: Lead) -> None:
    on_one_sheet(lead, SHEETS[:5], side_by_side=True)


@way("the tables pasted onto one sheet, one below the other")
def tables_below(lead: Lead) -> None:
    on_one_sheet(lead, (ACTIONS, MEASURES, NEW_ACTIONS), side_by_side=False)


@way("the tables pasted onto one sheet, side by side")
def tables_beside(lead: Lead) -> None:
    on_one_sheet(lead, (MEASURES, ACTIONS, NEW_ACTIONS), side_by_side=True)


@way("Actions pasted onto another sheet below other text", says=("R07",))
def paste_below_text(lead: Lead) -> None:
    lead.book.create_sheet("Minutes", 1)
    lead.note("Minutes", "A1", "Agreed by phone on 3 July; see the minutes.")
    paste_sheet(lead[ACTIONS], lead["Minutes"], 6)
    lead.book.remove(lead[ACTIONS])


@way("Actions pasted below Sign-off")
def paste_below_sign_off(lead: Lead) -> None:
    paste_sheet(lead[ACTIONS], lead[SIGN_OFF], 12)
    lead.book.remove(lead[ACTIONS])


@way("Actions turned on its side, headings to the left", says=("R02 or R06",), keeps=False)
def transpose(lead: Lead) -> None:
    sheet = lead[ACTIONS]
    cells = [copy.copy(cell) for row in sheet.iter_rows(min_row=4) for cell in row]
    sheet.delete_rows(4, sheet.max_row)
    for cell in cells:
        paste(cell, sheet.cell(cell.column + 3, cell.row - 3))


@way("every table moved down")
def move_down(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        shift(lead[name], 9, 0)


@way("every table moved right")
def move_right(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        shift(lead[name], 0, 4)


@way("Start here moved down and right")
def move_start(lead: Lead) -> None:
    shift(lead[START], 5, 2)


# Rows


@way("blank rows above the headings")
def rows_above(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        lead[name].insert_rows(4, 3)


@way("a blank row between the headings and the first row")
def row_below_headings(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        lead[name].insert_rows(5)


@way("blank rows between the rows")
def rows_between(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        for row in reversed(lead.rows(name)):
            lead[name].insert_rows(row, 2)


@way("the rows sorted backwards")
def sort_backwards(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        rows = lead.rows(name)
        rearrange_rows(lead[name], rows, rows[::-1])


@way("the rows shuffled")
def shuffle_rows(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        rows = lead.rows(name)
        rearrange_rows(lead[name], rows, random.Random(3).sample(rows, len(rows)))


@way("the rows filtered by their status", says=("R14",))
def filter_rows(lead: Lead) -> None:
    (table,) = lead[ACTIONS].tables.values()
    column = lead.column(ACTIONS, STATUS) - 1
    table.autoFilter.filterColumn.append(FilterColumn(colId=column, filters=Filters(filter=["Off track"])))
    for row in lead.rows(ACTIONS):
        lead[ACTIONS].row_dimensions[row].hidden = lead[ACTIONS].cell(row, column + 1).value != "Off track"


@way("a row hidden", says=("R14",))
def hide_row(lead: Lead) -> None:
    lead[ACTIONS].row_dimensions[lead.row(ACTIONS, lead.tracker.action)].hidden = True


@way("the rows grouped and folded away", says=("R14",))
def fold_rows(lead: Lead) -> None:
    for row in lead.rows(MEASURES):
        lead[MEASURES].row_dimensions[row].outlineLevel = 1
        lead[MEASURES].row_dimensions[row].hidden = True


@way("a row of Actions deleted", says=("R06",))
def delete_row(lead: Lead) -> None:
    lead[ACTIONS].delete_rows(lead.row(ACTIONS, lead.tracker.action))
    lead.spoil(ACTIONS, lead.tracker.action)


@way("a row of Measures deleted", says=("R06",))
def delete_measure(lead: Lead) -> None:
    lead[MEASURES].delete_rows(lead.row(MEASURES, lead.tracker.figure))
    lead.spoil(MEASURES, lead.tracker.figure)


@way("every row of Actions deleted", says=("R06",))
def delete_rows(lead: Lead) -> None:
    rows = lead.rows(ACTIONS)
    lead[ACTIONS].delete_rows(rows[0], len(rows))
    lead.spoil(ACTIONS)


@way("a row emptied, but for its ref", says=("C01",))
def empty_row(lead: Lead) -> None:
    ref = lead.tracker.action
    for heading in lead.headings(ACTIONS)[1:]:
        lead.cell(ACTIONS, ref, heading).value = None
        if Key(ACTIONS, ref, heading) in lead.told.answers:
            lead.told.answers[Key(ACTIONS, ref, heading)] = ""


@way("a row duplicated, unchanged")
def duplicate_row(lead: Lead) -> None:
    paste_row(lead[ACTIONS], lead.row(ACTIONS, lead.tracker.action), lead.rows(ACTIONS)[-1] + 1)


@way("a row duplicated, with other answers", says=("R09",))
def duplicate_row_changed(lead: Lead) -> None:
    ref, below = lead.tracker.action, lead.rows(ACTIONS)[-1] + 1
    paste_row(lead[ACTIONS], lead.row(ACTIONS, ref), below)
    for heading, value in OTHER_ANSWERS.items():
        lead.note(ACTIONS, f"{get_column_letter(lead.column(ACTIONS, heading))}{below}", value)
        lead.spoil(ACTIONS, ref, heading)


@way("a measure duplicated, with another figure", says=("R09",))
def duplicate_measure_changed(lead: Lead) -> None:
    ref, below = lead.tracker.figure, lead.rows(MEASURES)[-1] + 1
    paste_row(lead[MEASURES], lead.row(MEASURES, ref), below)
    lead.note(MEASURES, f"{get_column_letter(lead.column(MEASURES, VALUE))}{below}", 7)
    lead.spoil(MEASURES, ref, VALUE)


@way("a row duplicated, its answers emptied")
def duplicate_row_emptied(lead: Lead) -> None:
    below = lead.rows(ACTIONS)[-1] + 1
    paste_row(lead[ACTIONS], lead.row(ACTIONS, lead.tracker.action), below)
    for column in Actions.to_fill_in().values():
        lead[ACTIONS].cell(below, lead.column(ACTIONS, column.heading)).value = None


@way("an answer moved to a second row of the same ref", may=("R09",))
def answer_on_second_row(lead: Lead) -> None:
    ref, below = lead.tracker.action, lead.rows(ACTIONS)[-1] + 1
    duplicate_row_emptied(lead)
    cell = lead.cell(ACTIONS, ref, PROGRESS)
    paste(cell, lead[ACTIONS].cell(below, cell.column))
    cell.value = None
    lead.spoil(ACTIONS, ref, PROGRESS)


@way("an answer continued on a row without a ref", says=("R07 or R08",), may=("R08",))
def answer_continued(lead: Lead) -> None:
    cell = lead.cell(ACTIONS, lead.refs(ACTIONS)[0], PROGRESS)
    lead[ACTIONS].insert_rows(cell.row + 1)
    lead.note(ACTIONS, cell.offset(row=1).coordinate, "And it went on in the week after.")


@way("a row of words in the middle of the table", says=("R07 or R08",), may=("R08",))
def words_in_the_middle(lead: Lead) -> None:
    row = lead.rows(MEASURES)[1]
    lead[MEASURES].insert_rows(row)
    lead.note(MEASURES, f"C{row}", "Those below are counted by the health board.")


@way("a small table of one's own right below", says=("R07 or R08 or R09",), may=("R08", "R09"))
def own_table_below(lead: Lead) -> None:
    row = lead.rows(ACTIONS)[-1] + 2
    for at, value in ((f"A{row}", REF), (f"B{row}", STATUS), (f"A{row + 1}", lead.tracker.action)):
        put(lead[ACTIONS][at], value)
    lead.note(ACTIONS, f"C{row + 1}", "Red, if you ask the clerk")


@way("the row of headings hidden")
def hide_headings(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        lead[name].row_dimensions[HEADING_ROW].hidden = True


@way("titles and purposes deleted")
def delete_titles(lead: Lead) -> None:
    for sheet in lead.book.worksheets:
        for at in ("A1", "A2", "A3"):
            sheet[at].value = None


@way("the table pasted below itself, unchanged")
def table_twice(lead: Lead) -> None:
    sheet = lead[ACTIONS]
    below = sheet.max_row + 2
    for number, row in enumerate([HEADING_ROW, *lead.rows(ACTIONS)]):
        paste_row(sheet, row, below + number)


@way("a second row of headings in the middle")
def headings_in_the_middle(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        lead[name].insert_rows(lead.rows(name)[1])
        paste_row(lead[name], HEADING_ROW, lead.rows(name)[1])


@way("a row of totals below the table", says=("R07 or R08",), may=("R08",))
def totals(lead: Lead) -> None:
    row = lead.rows(MEASURES)[-1] + 1
    lead.note(MEASURES, f"A{row}", "Total of them all")
    lead.note(MEASURES, f"{get_column_letter(lead.column(MEASURES, VALUE))}{row}", 999)


# Columns


@way("blank columns to the left of the tables")
def columns_left(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        lead[name].insert_cols(1, 2)


@way("blank columns between the columns")
def columns_between(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        for column in range(len(lead.headings(name)), 1, -3):
            lead[name].insert_cols(column)


@way("the columns in reverse order")
def reverse_columns(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        rearrange_columns(lead[name], range(lead[name].max_column, 0, -1))


@way("the columns shuffled")
def shuffle_columns(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        columns = range(1, lead[name].max_column + 1)
        rearrange_columns(lead[name], random.Random(5).sample(columns, len(columns)))


@way("a column moved far to the right")
def move_column(lead: Lead) -> None:
    column = lead.column(ACTIONS, STATUS)
    paste_column(lead[ACTIONS], column, 60)
    for row in range(HEADING_ROW, lead[ACTIONS].max_row + 1):
        lead[ACTIONS].cell(row, column).value = None


@way("the ref moved behind the answers")
def move_ref(lead: Lead) -> None:
    width = len(lead.headings(ACTIONS))
    rearrange_columns(lead[ACTIONS], [*range(2, width + 1), 1])


@way("columns hidden", says=("R14",))
def hide_columns(lead: Lead) -> None:
    letter = get_column_letter(lead.column(ACTIONS, PROGRESS))
    lead[ACTIONS].column_dimensions[letter].hidden = True


def delete_column(name: str, sheet: str, heading: str, says: Sequence[str]) -> None:
    @way(name, says=says)
    def delete(lead: Lead) -> None:
        lead[sheet].delete_cols(lead.column(sheet, heading))
        lead.spoil(sheet, heading=heading)


delete_column("the column Progress this quarter deleted", ACTIONS, PROGRESS, ("R12",))
delete_column("the column Status deleted", ACTIONS, STATUS, ("R12",))
delete_column("the column Value this quarter deleted", MEASURES, VALUE, ("R12",))
delete_column("the given column Lead deleted", ACTIONS, "Lead", ())
delete_column("the given column Unit deleted", MEASURES, "Unit", ())
delete_column("the column To do deleted", ACTIONS, "To do", ())


@way("the column Ref deleted", says=("R12",), may=("R06", "R08"))
def delete_refs(lead: Lead) -> None:
    lead[ACTIONS].delete_cols(1)
    lead.spoil(ACTIONS)


@way("all given columns but Ref deleted")
def delete_given(lead: Lead) -> None:
    lead[ACTIONS].delete_cols(2, lead.column(ACTIONS, STATUS) - 2)


@way("a column duplicated, unchanged", says=("R12",))
def duplicate_column(lead: Lead) -> None:
    column = lead.column(ACTIONS, PROGRESS)
    lead[ACTIONS].insert_cols(column + 1)
    paste_column(lead[ACTIONS], column, column + 1)


@way("a column duplicated, with another answer", says=("R12",))
def duplicate_column_changed(lead: Lead) -> None:
    duplicate_column(lead)
    row, column = lead.row(ACTIONS, lead.tracker.action), lead.column(ACTIONS, PROGRESS) + 1
    lead.note(ACTIONS, f"{get_column_letter(column)}{row}", "A second account of it.")
    lead.spoil(ACTIONS, lead.tracker.action, PROGRESS)


@way("the ref repeated at the end of each row", says=("R07 or R12",), may=("R12",))
def repeat_refs(lead: Lead) -> None:
    paste_column(lead[ACTIONS], 1, len(lead.headings(ACTIONS)) + 1)


@way("a strange column between the others", says=("R07",))
def strange_column(lead: Lead) -> None:
    column = lead.column(ACTIONS, PROGRESS) + 1
    lead[ACTIONS].insert_cols(column)
    letter = get_column_letter(column)
    lead.note(ACTIONS, f"{letter}4", "RAG of the health board")
    lead.note(ACTIONS, f"{letter}{lead.row(ACTIONS, lead.tracker.action)}", "Amber, says the board")


# Headings


def reword(name: str, change: Callable[[str], str], says: Sequence[str] = ()) -> None:
    @way(name, says=says)
    def reword_headings(lead: Lead) -> None:
        for sheet in (ACTIONS, MEASURES, NEW_ACTIONS):
            for cell in lead[sheet][HEADING_ROW]:
                cell.value = change(str(cell.value))


reword("headings in capitals", str.upper)
reword("headings with line breaks", lambda heading: heading.replace(" ", "\n"))
reword("headings with double spaces", lambda heading: f"  {heading.replace(' ', '  ')}  ")
reword("headings with no-break spaces", lambda heading: heading.replace(" ", "\xa0") + "\xa0")
reword("headings with zero-width spaces", lambda heading: f"\u200b{heading[:2]}\u200b{heading[2:]}\ufeff")
reword("headings with soft hyphens", lambda heading: f"{heading[:2]}\xad{heading[2:]}")
reword("headings with a colon behind", lambda heading: f"{heading}:")
reword("headings with an asterisk behind", lambda heading: f"{heading} *")
reword("headings with small letters only", str.lower)


def misspell(name: str, sheet: str, heading: str, misspelt: str) -> None:
    @way(name, says=("R11",))
    def misspell_heading(lead: Lead) -> None:
        put(lead.heading(sheet, heading), misspelt)


misspell("a heading with two letters transposed", ACTIONS, PROGRESS, "Porgress this quarter")
misspell("a heading with a letter dropped", ACTIONS, EVIDENCE, "Evidnce")
misspell("a heading with a letter doubled", ACTIONS, MILESTONE, "Next millestone")
misspell("a short heading misspelt", ACTIONS, STATUS, "Staus")
misspell("a heading of Measures misspelt", MEASURES, VALUE, "Value this quater")
misspell("a label of Start here misspelt", START, "Quarter", "Quater")
misspell("a label of Sign-off misspelt", SIGN_OFF, "Completed by (role)", "Complted by (role)")


@way("every second heading misspelt", says=("R11",))
def misspell_many(lead: Lead) -> None:
    for heading in lead.headings(ACTIONS)[1::2]:
        put(lead.heading(ACTIONS, heading), f"{heading[:-1]}{heading[-2:]}" if len(heading) > 5 else heading)


@way("the heading Ref spelt out", says=("R11 or R12",), may=("R06", "R08", "R12"))
def spell_ref_out(lead: Lead) -> None:
    lead.note(ACTIONS, "A4", "Reference")
    lead.told.besides.clear()
    lead.spoil(ACTIONS)


@way("a heading emptied", says=("R12",))
def empty_heading(lead: Lead) -> None:
    lead.heading(ACTIONS, PROGRESS).value = None
    lead.spoil(ACTIONS, heading=PROGRESS)


@way("a heading replaced by another word", says=("R12",))
def replace_heading(lead: Lead) -> None:
    lead.note(ACTIONS, lead.heading(ACTIONS, PROGRESS).coordinate, "Commentary")
    lead.spoil(ACTIONS, heading=PROGRESS)


def mean_another(name: str, sheet: str, heading: str, other: str) -> None:
    @way(name, says=("R12",))
    def mean_another_heading(lead: Lead) -> None:
        put(lead.heading(sheet, heading), other)
        lead.spoil(sheet, heading=heading)


mean_another("a heading replaced by one that is like it and means another", ACTIONS, PROGRESS, "Progress last quarter")
mean_another("a heading of Measures replaced by one that means another", MEASURES, VALUE, "Value last quarter")


@way("a heading replaced by that of another column", says=("R12",))
def repeat_heading(lead: Lead) -> None:
    put(lead.heading(ACTIONS, PROGRESS), DIFFERENCE)
    lead.spoil(ACTIONS, heading=PROGRESS)
    lead.spoil(ACTIONS, heading=DIFFERENCE)


@way("all headings emptied", says=("R02 or R06 or R12",), keeps=False)
def empty_headings(lead: Lead) -> None:
    for cell in lead[ACTIONS][HEADING_ROW]:
        cell.value = None


@way("a heading merged with the row above", may=("R12",))
def merge_heading_up(lead: Lead) -> None:
    cell = lead.heading(ACTIONS, PROGRESS)
    put(cell.offset(row=-1), cell.value)
    lead[ACTIONS].merge_cells(f"{cell.offset(row=-1).coordinate}:{cell.coordinate}")
    lead.spoil(ACTIONS, heading=PROGRESS)


@way("every heading merged with the row above")
def merge_headings_up(lead: Lead) -> None:
    sheet = lead[ACTIONS]
    sheet.insert_rows(4)
    for cell in list(sheet[5]):
        paste(cell, sheet.cell(4, cell.column))
        sheet.merge_cells(start_row=4, end_row=5, start_column=cell.column, end_column=cell.column)


@way("a heading merged across two columns", says=("R12",))
def merge_headings_across(lead: Lead) -> None:
    cell = lead.heading(ACTIONS, MILESTONE)
    lead[ACTIONS].merge_cells(f"{cell.coordinate}:{cell.offset(column=1).coordinate}")
    lead.spoil(ACTIONS, heading=MILESTONE_DUE)


@way("a heading in two rows", says=("R12",))
def heading_in_two_rows(lead: Lead) -> None:
    column = lead.column(ACTIONS, PROGRESS)
    lead[ACTIONS].insert_rows(HEADING_ROW)
    put(lead[ACTIONS].cell(HEADING_ROW, column), "Progress")
    put(lead[ACTIONS].cell(HEADING_ROW + 1, column), "this quarter")
    lead.spoil(ACTIONS, heading=PROGRESS)


@way("the headings of an answer and a given cell swapped", says=("R10",), may=("F01",))
def swap_headings(lead: Lead) -> None:
    one, other = (lead.heading(ACTIONS, heading) for heading in (STATUS, "Last status"))
    one.value, other.value = other.value, one.value
    lead.spoil(ACTIONS, heading=STATUS)


@way("a banner above the headings, merged across all columns")
def banner(lead: Lead) -> None:
    lead[ACTIONS].insert_rows(4)
    put(lead[ACTIONS]["A4"], ACTIONS)
    lead[ACTIONS].merge_cells(start_row=4, end_row=4, start_column=1, end_column=lead[ACTIONS].max_column)


# Answers typed in other forms


def typed(
    name: str,
    heading: str,
    value: object,
    means: str | None = None,
    *,
    says: Sequence[str] = (),
    shown_as: str = "",
    which: str = "action",
    may: Sequence[str] = (),
) -> None:
    """Registers a way in which an answer is typed. `which` row of the tracker; `shown_as` is a number format."""
    sheet = ACTIONS if which == "action" else MEASURES

    @way(name, says=says, may=may)
    def type_answer(lead: Lead) -> None:
        ref = getattr(lead.tracker, which)
        cell = lead.type(sheet, ref, heading, value, means)
        if shown_as:
            cell.number_format = shown_as


typed("a status in capitals", STATUS, "ON TRACK", "On track")
typed("a status in small letters", STATUS, "off track", "Off track")
typed("a status by its colour", STATUS, "Red", "Off track")
typed("a status by the letter of its colour", STATUS, "a", "At risk")
typed("a status with a no-break space behind", STATUS, "On track\xa0", "On track")
typed("a status with spaces around and between", STATUS, "  On   track ", "On track")
typed("a status with a zero-width space", STATUS, "On\u200b track", "On track")
typed("two statuses", STATUS, "On track, At risk", says=("F01",))
typed("a status with a coloured dot", STATUS, "🟢 On track", says=("F01",))
typed("a status between two", STATUS, "Amber/Green", says=("F01",))
typed("a status that negates another", STATUS, "Not complete", says=("F01",))
typed("a status with a remark", STATUS, "On track (just)", says=("F01",))
typed("a status that is a number", STATUS, 3, says=("F01",))
typed("a status that is TRUE", STATUS, True, says=("F01",))
typed("a status that is a date", STATUS, dt.date(2024, 9, 13), says=("F01",))

FRIDAY = "13 September 2024"
typed("a date as text with strokes", MILESTONE_DUE, "13/09/2024", FRIDAY)
typed("a date as text with points", MILESTONE_DUE, "13.9.24", FRIDAY)
typed("a date as text with hyphens", MILESTONE_DUE, "13-09-2024", FRIDAY)
typed("a date as text in words", MILESTONE_DUE, "13 September 2024", FRIDAY)
typed("a date as text with a short month", MILESTONE_DUE, "13 Sept 24", FRIDAY)
typed("a date as text with an ordinal", MILESTONE_DUE, "13th September 2024", FRIDAY)
typed("a date as text with its weekday", MILESTONE_DUE, "Friday 13 September 2024", FRIDAY)
typed("a date as text with no-break spaces", MILESTONE_DUE, "13\xa0September\xa02024 ", FRIDAY)
typed("a date as text in the ISO form", MILESTONE_DUE, "2024-09-13", FRIDAY)
typed("a date as text, day first where both could be", MILESTONE_DUE, "03/04/2024", "3 April 2024")
typed("a date as a serial number", MILESTONE_DUE, 45548, FRIDAY, shown_as="General")
typed("a date as a serial number that is text", MILESTONE_DUE, "45548", may=("F02",))
typed("a date with a time", MILESTONE_DUE, dt.datetime(2024, 9, 13, 14, 30), FRIDAY, shown_as="d mmm yyyy hh:mm")
typed("a date as text with spaces around its strokes", MILESTONE_DUE, " 13 / 09 / 2024 ", FRIDAY)
typed("a date as text with a month between hyphens", MILESTONE_DUE, "13-Sep-24", FRIDAY)
typed("a date as text in capitals", MILESTONE_DUE, "13 SEPTEMBER 2024", FRIDAY)
typed("a date as text with nought o'clock", MILESTONE_DUE, "2024-09-13T00:00:00", FRIDAY)
typed("a date as text with a letter O for a nought", MILESTONE_DUE, "13/O9/2024", says=("F02",))
typed("a date as text with its month misspelt", MILESTONE_DUE, "13 Septmber 2024", says=("F02",))
typed("a date as text with a word in front", MILESTONE_DUE, "by 13 September 2024", says=("F02",))
typed("a date as a number of eight digits", MILESTONE_DUE, 20240913, says=("F02",), shown_as="General")
typed("a date as text, month first", MILESTONE_DUE, "04/25/2024", says=("F02",))
typed("a date that there is not", MILESTONE_DUE, "31/06/2024", says=("F02",))
typed("a date in a year that cannot be meant", MILESTONE_DUE, "13/09/2204", says=("F02",))
typed("a date in the century before", MILESTONE_DUE, dt.date(1934, 9, 13), says=("F02",))
typed("a date without a year", MILESTONE_DUE, "13 September", says=("F02",))
typed("a month", MILESTONE_DUE, "September 2024", says=("F02",))
typed("a date that is vague", MILESTONE_DUE, "end of June", says=("F02",))
typed("a date that is a quarter", MILESTONE_DUE, "Q3", says=("F02",))
typed("a date to be confirmed", MILESTONE_DUE, "TBC", says=("F02",))
typed("two dates in one cell", MILESTONE_DUE, "13/09/2024 and 20/09/2024", says=("F02",))
typed("a date that is a small number", MILESTONE_DUE, 13, says=("F02",), shown_as="General")
typed("a date that is TRUE", MILESTONE_DUE, True, says=("F02",))

typed("a number as text", VALUE, "38", "38", which="figure")
typed("a number as text with spaces around", VALUE, " 38\xa0", "38", which="figure")
typed("a number with a thousands comma", VALUE, "1,200", "1200", which="figure")
typed("a number with decimals", VALUE, "1,200.50", "1200.5", which="figure")
typed("a number of nought", VALUE, 0, "0", which="figure")
typed("a negative number", VALUE, -4, "-4", which="figure")
typed("a negative number with a true minus", VALUE, "−4", "-4", which="figure")
typed("a negative number in brackets", VALUE, "(4)", says=("F03",), which="figure")
typed("a number that is shown as money", VALUE, 1200, "1200", which="figure", shown_as='"£"#,##0')
typed("a number as text with a pound sign", VALUE, "£1,200", "1200", which="figure")
typed("a number that is about right", VALUE, "about 40", says=("F03",), which="figure")
typed("a number with its unit in words", VALUE, "40 people", says=("F03",), which="figure")
typed("a number with a letter O in it", VALUE, "4O", says=("F03",), which="figure")
typed("a number with a full stop for thousands and a comma", VALUE, "1.200,5", says=("F03",), which="figure")
typed("a number with a comma for its point", VALUE, "12,5", says=("F03",), which="figure")
typed("a number with a comma in a wrong place", VALUE, "1,2000", says=("F03",), which="figure")
typed("two numbers in one cell", VALUE, "12 or 13", says=("F03",), which="figure")
typed("a number that is a date", VALUE, dt.date(2024, 6, 1), says=("F03",), which="figure")
typed("a number that is TRUE", VALUE, True, says=("F03",), which="figure")
typed("a per cent where the unit is none", VALUE, "12%", says=("F03",), which="figure")
typed(
    "a number that is shown as a per cent where the unit is none",
    VALUE,
    0.24,
    "24%",
    says=("F03",),
    which="figure",
    shown_as="0%",
)
typed("a number that is shown with its unit", VALUE, 38, "38", which="figure", shown_as='0" in all"')
typed("a number that is an hour", VALUE, dt.time(14, 30), "14:30:00", says=("F03",), which="figure")
typed("a per cent with a space", VALUE, "62 %", "62%", which="per_cent")
typed("a per cent that is shown as one", VALUE, 0.62, "62%", which="per_cent", shown_as="0%")
typed("a per cent without its sign", VALUE, 62, "62%", which="per_cent", shown_as="General")
typed("a per cent without its sign, as text", VALUE, "62", "62%", which="per_cent")
typed("a per cent in words", VALUE, "62 per cent", says=("F03",), which="per_cent")

typed("a text with line breaks", EVIDENCE, "First line.\nSecond line.\n\nAfter an empty line.")
typed("a text with carriage returns", EVIDENCE, "First line._x000D_\nSecond line.", "First line.\nSecond line.")
typed("a text with bullets and tabs", EVIDENCE, "• one\n\t◦ half\n– two\n1. three")
typed("a text that begins with an equals sign", EVIDENCE, "=SUM of what we found, as reported")
typed("a text that is like a formula", EVIDENCE, "=1+1")
typed("a text that begins with a plus sign", EVIDENCE, "+44 calls were made")
typed("a text that begins with a minus sign", EVIDENCE, "- minutes of 3 May")
typed("a text that begins with an at sign", EVIDENCE, "@home visits")
typed("a text that begins with an apostrophe", EVIDENCE, "'tis in the minutes")
typed("a text that is an address on the web", EVIDENCE, "https://example.org/report?a=1&b=2#c")
typed("a text with an emoji", EVIDENCE, "Families said 👍🏽 and 👨‍👩‍👧")
typed("a text from right to left", EVIDENCE, "הדוח נשלח לוועדה and العربية too")
typed("a text with accents and ligatures", EVIDENCE, "Cafe\u0301, naïve, ﬁnished, Ærøskøbing")
typed("a text with a control character", EVIDENCE, "before_x0007_after", "beforeafter")
typed("a text with the specials of XML", EVIDENCE, "<b>5 < 6 & 7 > 6</b> \"quoted\" 'so' &amp; ]]> <!-- no -->")
typed("a text as long as a cell can hold", EVIDENCE, ("Said at length. " * 2048)[:32_767])
typed("a text with spaces around", EVIDENCE, "  Minutes of 3 May  ", "Minutes of 3 May")
typed("a text that says N/A", EVIDENCE, "N/A")
typed("a text that says None", EVIDENCE, "None")
typed("a text that looks like an error", EVIDENCE, "#N/A for two of the homes")
typed("a text that is a heading", EVIDENCE, "Status")
typed("a text that is a given cell's", EVIDENCE, "None yet")
typed("a text of digits with noughts in front", EVIDENCE, "0042")
typed("a text with a long number", EVIDENCE, "See file 123456789.", says=("P01",))
typed("a text of white space alone", EVIDENCE, " \xa0\n ", "")
typed("a text that looks like an escape", EVIDENCE, "file_x005F_x0041_.docx", "file_x0041_.docx")
typed("a number where words belong", EVIDENCE, 12, "12")
typed("a date where words belong", EVIDENCE, dt.date(2024, 6, 20), "20 June 2024", shown_as="d mmm yyyy")
typed("a per cent where words belong", EVIDENCE, 0.62, "62%", shown_as="0%")
typed("TRUE where words belong", EVIDENCE, True, "TRUE")


@way("every answer with a no-break space behind")
def no_break_spaces(lead: Lead) -> None:
    for key in lead.told.answers:
        cell = lead.cell(*key)
        if isinstance(cell.value, str):
            put(cell, f"{cell.value}\xa0")


@way("a serial number in a workbook that counts its days from 1904")
def serial_from_1904(lead: Lead) -> None:
    cell = lead.type(ACTIONS, lead.tracker.action, MILESTONE_DUE, 45548 - 1462, FRIDAY)
    cell.number_format = "General"
    lead.book.epoch = CALENDAR_MAC_1904


@way("a workbook that counts its days from 1904")
def from_1904(lead: Lead) -> None:
    lead.book.epoch = CALENDAR_MAC_1904


# Formulas, errors and merged cells


def formula_without_result(name: str, heading: str, formula: str) -> None:
    @way(name, says=("F07",))
    def type_formula(lead: Lead) -> None:
        cell = lead.type(ACTIONS, lead.tracker.action, heading, formula)
        cell.value = formula
        lead.spoil(ACTIONS, lead.tracker.action, heading)


formula_without_result("a formula in a text without a saved result", EVIDENCE, '="Minutes of "&3')
formula_without_result("a formula in a date without a saved result", MILESTONE_DUE, "=DATE(2024,9,13)")
formula_without_result("a formula in a status without a saved result", STATUS, '=IF(1=1,"On track","")')


def formula_with_result(name: str, heading: str, formula: str, *, which: str = "action", attributes: str = "") -> None:
    sheet = ACTIONS if which == "action" else MEASURES

    @package_way(name, says=("F06",))
    def put_formula(lead: Lead, parts: Parts) -> None:
        at = lead.name_of(sheet, getattr(lead.tracker, which), heading)
        lead.told.cells.add((sheet, at))
        with opened(parts, sheet_part(sheet)) as root:
            cell = cell_element(root, at)
            result = said(cell)
            is_text = cell.get("t") == "inlineStr"
            cell.set("t", "str" if is_text else "n")
            fill(cell, f"<f{attributes.format(at=at)}>{formula}</f><v>{escaped(result)}</v>")


formula_with_result("a formula in a text with a saved result", PROGRESS, "A1&amp;B2")
formula_with_result("a formula in a status with a saved result", STATUS, "IF(1=1,A1,B1)")
formula_with_result("a formula in a date with a saved result", MILESTONE_DUE, "TODAY()+40")
formula_with_result("a formula in a figure with a saved result", VALUE, "11+13", which="figure")
formula_with_result("a formula for an array with a saved result", PROGRESS, "A1:A9", attributes=' t="array" ref="{at}"')
formula_with_result("a formula that looks into another file", PROGRESS, "[1]Sheet1!A1")


def error(name: str, heading: str, shown: str, which: str = "action") -> None:
    sheet = ACTIONS if which == "action" else MEASURES

    @way(name, says=("F05",))
    def put_error(lead: Lead) -> None:
        lead.type(sheet, getattr(lead.tracker, which), heading, shown).data_type = "e"


error("an error in a status", STATUS, "#N/A")
error("an error in a text", EVIDENCE, "#REF!")
error("an error in a date", MILESTONE_DUE, "#VALUE!")
error("an error in a figure", VALUE, "#DIV/0!", "figure")


@way("answers merged down three rows", says=("F08",))
def merge_down(lead: Lead) -> None:
    first, *others = lead.refs(ACTIONS)[:3]
    anchor = lead.name_of(ACTIONS, first, STATUS)
    for ref in others:
        lead.spoil(ACTIONS, ref, STATUS)
    lead[ACTIONS].merge_cells(f"{anchor}:{lead.name_of(ACTIONS, others[-1], STATUS)}")


@way("answers merged across two columns", says=("F08",))
def merge_across(lead: Lead) -> None:
    ref = lead.tracker.action
    first, last = (lead.name_of(ACTIONS, ref, heading) for heading in (PROGRESS, DIFFERENCE))
    lead[ACTIONS].merge_cells(f"{first}:{last}")
    lead.spoil(ACTIONS, ref, DIFFERENCE)


@way("the refs of two rows merged", may=("F08", "R06", "R08"))
def merge_refs(lead: Lead) -> None:
    one, other = lead.refs(ACTIONS)[:2]
    lead[ACTIONS].merge_cells(f"{lead.name_of(ACTIONS, one, REF)}:{lead.name_of(ACTIONS, other, REF)}")
    lead.spoil(ACTIONS, other)


# Answers in the wrong place


def answers_of(lead: Lead, ref: str) -> str:
    """The block of cells to fill in of an action's row."""
    return f"{lead.name_of(ACTIONS, ref, STATUS)}:{lead.name_of(ACTIONS, ref, 'Completed on')}"


@way("the last answers typed one row too low", says=("R07 or R08",), may=("R08",))
def one_too_low(lead: Lead) -> None:
    ref = lead.refs(ACTIONS)[-1]
    lead[ACTIONS].move_range(answers_of(lead, ref), rows=1)
    lead.spoil(ACTIONS, ref)


@way("answers typed one column too far right", says=("C01", "F02"))
def one_too_far_right(lead: Lead) -> None:
    ref, answers = lead.tracker.action, lead.told.answers
    lead[ACTIONS].move_range(answers_of(lead, ref), cols=1)
    keys = [Key(ACTIONS, ref, column.heading) for column in Actions.to_fill_in().values()]
    moved = ["", *(answers[key] for key in keys)]
    answers |= dict(zip(keys, moved, strict=False))
    lead.told.besides += filter(None, moved[len(keys) :])


@way("an answer typed into a given cell", says=("R10", "C01"))
def into_given(lead: Lead) -> None:
    lead.type(ACTIONS, lead.tracker.action, STATUS, None)
    lead.over(ACTIONS, lead.tracker.action, "Last status", "Off track")


@way("an answer typed over what is to do", says=("R07 or R10",), may=("R10",))
def over_to_do(lead: Lead) -> None:
    lead.over(ACTIONS, lead.tracker.action, "To do", "Nothing at all to do here")


@way("what is to do pasted as values")
def to_do_as_values(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        for ref in lead.refs(name):
            put(lead.cell(name, ref, "To do"), "Ready")


# Proposals


PROPOSAL = {"Priority": "P3.1", "Action": "Ask the clerk to count.", "Lead": "Clerk", "Why": "Nobody counts."}


def propose(lead: Lead, row: int, answers: Mapping[str, object]) -> str:
    """Types a proposal into a row of New actions; its number."""
    number = str(1 + len({key.ref for key in lead.told.answers if key.sheet == NEW_ACTIONS}))
    for heading, value in answers.items():
        cell = lead[NEW_ACTIONS].cell(row, lead.column(NEW_ACTIONS, heading))
        put(cell, value)
        lead.told.answers[Key(NEW_ACTIONS, number, heading)] = seen(value)
        lead.told.cells.add((NEW_ACTIONS, cell.coordinate))
    return number


@way("a proposal after blank rows")
def propose_later(lead: Lead) -> None:
    propose(lead, 11, PROPOSAL)


@way("a proposal below the last row of New actions")
def propose_below(lead: Lead) -> None:
    propose(lead, 17, PROPOSAL)


@way("a proposal of which only the reason is given")
def propose_a_reason(lead: Lead) -> None:
    propose(lead, 9, {"Why": "Somebody should."})


@way("a proposal with a priority in words and a vague day", says=("F02", "F04"))
def propose_vaguely(lead: Lead) -> None:
    propose(lead, 8, {**PROPOSAL, "Priority": "the second one", "Due": "spring"})


@way("a column of New actions deleted in which a proposal has an answer", says=("R12",))
def delete_column_of_proposals(lead: Lead) -> None:
    number = propose(lead, 8, PROPOSAL)
    lead[NEW_ACTIONS].delete_cols(lead.column(NEW_ACTIONS, "Why"))
    lead.spoil(NEW_ACTIONS, heading="Why")
    lead.told.cells.clear()
    assert Key(NEW_ACTIONS, number, "Why") in lead.told.spoilt


@way("a proposal with a heading misspelt", says=("R11",))
def propose_misspelt(lead: Lead) -> None:
    propose(lead, 8, PROPOSAL)
    put(lead.heading(NEW_ACTIONS, "Measure of progress"), "Mesure of progress")


@way("New actions copied, with one proposal more")
def copy_proposals(lead: Lead) -> None:
    copied = lead.book.copy_worksheet(lead[NEW_ACTIONS])
    propose(lead, 8, PROPOSAL)
    for cell in lead[NEW_ACTIONS][8]:
        paste(cell, copied.cell(8, cell.column))
        cell.value = None


# Given cells and refs


# Given cells and refs


def overwritten(name: str, heading: str, value: object, which: str = "action") -> None:
    sheet = ACTIONS if which == "action" else MEASURES

    @way(name, says=("R10",))
    def overwrite(lead: Lead) -> None:
        lead.over(sheet, getattr(lead.tracker, which), heading, value)


overwritten("the action reworded", "Action", "This should read: bank and post office staff.")
overwritten("the current due date moved", "Current due", dt.date(2025, 8, 29))
overwritten("the current due date moved, as text", "Current due", "some time in 2025")
overwritten("the last update corrected", "Last update", "What we said last time was wrong.")
overwritten("the lead changed", "Lead", "The new Lead Officer")
overwritten("the aims changed", "Aims", "A2, A9")
overwritten("the unit changed", "Unit", "people", "figure")
overwritten("the unit changed from per cent", "Unit", "people", "per_cent")
overwritten("the target lowered", "Target", 3.5, "figure")


@way("the given cells of a row emptied")
def empty_given(lead: Lead) -> None:
    for heading in lead.headings(ACTIONS)[1 : lead.column(ACTIONS, STATUS) - 1]:
        lead.cell(ACTIONS, lead.tracker.action, heading).value = None


@way("a ref in small letters with spaces around")
def small_ref(lead: Lead) -> None:
    cell = lead.cell(ACTIONS, lead.tracker.action, REF)
    cell.value = f" {cell.value.lower()}\xa0"


def other_ref(name: str, change: Callable[[Lead, str], object], which: str = "action") -> None:
    sheet = ACTIONS if which == "action" else MEASURES

    @way(name, says=("R08",), may=("R06",))
    def change_ref(lead: Lead) -> None:
        ref = getattr(lead.tracker, which)
        value = change(lead, ref)
        lead.over(sheet, ref, REF, value)
        lead.told.besides = [text for text in lead.told.besides if text]
        lead.spoil(sheet, ref)


other_ref("a ref emptied", lambda lead, ref: None)
other_ref("a ref with a letter O for the nought", lambda lead, ref: f"{ref[:-2]}O{ref[-1]}")
other_ref("a ref that nobody knows", lambda lead, ref: "P9.9-99")
other_ref("a ref of another group", lambda lead, ref: foreign_ref(lead))
other_ref("a ref that is a number", lambda lead, ref: 42)
other_ref("a ref in words", lambda lead, ref: "see above")
other_ref("a measure's ref emptied", lambda lead, ref: None, "figure")
other_ref("a measure's ref that nobody knows", lambda lead, ref: f"{ref[:-1]}9", "figure")


def foreign_ref(lead: Lead) -> str:
    """The ref of an action of another group."""
    return next(one.ref for one in lead.tracker.plan.actions if one.subgroup != lead.tracker.code)


other_ref("a ref with words behind it", lambda lead, ref: f"{ref} (new)")


@way("a ref with a dash for the hyphen", may=("R06", "R08"))
def dashed_ref(lead: Lead) -> None:
    cell = lead.cell(ACTIONS, lead.tracker.action, REF)
    cell.value = cell.value.replace("-", "–")
    lead.spoil(ACTIONS, lead.tracker.action)


@way("two refs swapped", says=("R10",))
def swap_refs(lead: Lead) -> None:
    one, other = lead.refs(ACTIONS)[:2]
    upper, lower = (lead.cell(ACTIONS, ref, REF) for ref in (one, other))
    upper.value, lower.value = other, one
    lead.spoil(ACTIONS, one)
    lead.spoil(ACTIONS, other)


@way("a ref twice, on rows that differ", says=("R09",), may=("R06", "R10"))
def ref_twice(lead: Lead) -> None:
    one, other = lead.refs(ACTIONS)[:2]
    lead.cell(ACTIONS, other, REF).value = one
    lead.spoil(ACTIONS, one)
    lead.spoil(ACTIONS, other)


# Words beside the answers


NOTE = "Please ask the fiscal about this."


def beside(name: str, sheet: str, at: str, value: object = NOTE, says: Sequence[str] = ("R07",)) -> None:
    @way(name, says=says, may=says[0].split(" or ")[1:])
    def write_beside(lead: Lead) -> None:
        rows = lead.rows(sheet) if sheet in (ACTIONS, MEASURES, NEW_ACTIONS) else [4]
        lead.note(sheet, at.format(first=rows[0], below=rows[-1] + 1, far=rows[-1] + 40), value)


beside("a note to the right of the table", ACTIONS, "Z{first}")
beside("a note right beside the table", ACTIONS, "X{first}")
beside("a note right beside the headings", ACTIONS, "X4")
beside("a note below the table", ACTIONS, "C{far}", says=("R07 or R08",))
beside("a note right below the table, under Ref", ACTIONS, "A{below}", says=("R07 or R08",))
beside("a note right below the table, under an answer", ACTIONS, "L{below}", says=("R07 or R08",))
beside("a note below the measures", MEASURES, "J{far}", says=("R07 or R08",))
beside("a note over the title", ACTIONS, "A1")
beside("a note over the line above the headings", ACTIONS, "A3")
beside("a note above the headings", MEASURES, "F3")
beside("a note below New actions", NEW_ACTIONS, "I30")
beside("a note far away", MEASURES, "AZ400", says=("R07 or R08",))
beside("a note on Start here", START, "F30")
beside("a note below the details of Start here", START, "A40")
beside("a note over a step of Start here", START, "A13")
beside("a note beside the sign-off", SIGN_OFF, "D5")
beside("a note over the hint of the sign-off", SIGN_OFF, "C5")
beside("a note below the sign-off", SIGN_OFF, "A20")
beside("a note on Lists", LISTS, "H3")
beside("a note below a list", LISTS, "A14")
beside("a word of the tracker where it was not", ACTIONS, "Z{first}", "On track")
beside("a number beside the table", ACTIONS, "Z{first}", 4711)
beside("a date beside the table", ACTIONS, "Z{first}", dt.date(2024, 5, 17))


@way("a note in the last row of the sheet", says=("R02 or R07 or R08",), keeps=False)
def note_in_the_last_row(lead: Lead) -> None:
    lead.note(ACTIONS, "A1048576", NOTE)


@way("several notes on one sheet", says=("R07",))
def several_notes(lead: Lead) -> None:
    for number, at in enumerate(("Z5", "Z6", "AB5", "X4")):
        lead.note(ACTIONS, at, f"Note {number} for the office.")


@way("a note on a new sheet", says=("R07",))
def note_on_new_sheet(lead: Lead) -> None:
    lead.book.create_sheet("For the office")
    lead.note("For the office", "B3", NOTE)


@way("a note on a hidden new sheet", says=("R07",))
def note_on_hidden_sheet(lead: Lead) -> None:
    note_on_new_sheet(lead)
    lead["For the office"].sheet_state = "veryHidden"


@way("a note in a hidden row", says=("R07 or R08",), may=("R08",))
def note_in_hidden_row(lead: Lead) -> None:
    lead.note(ACTIONS, "Z60", NOTE)
    lead[ACTIONS].row_dimensions[60].hidden = True


@way("a note in a hidden column", says=("R07",))
def note_in_hidden_column(lead: Lead) -> None:
    lead.note(ACTIONS, "Z5", NOTE)
    lead[ACTIONS].column_dimensions["Z"].hidden = True


@way("a text that leads to an address on the web")
def link(lead: Lead) -> None:
    cell = lead.type(ACTIONS, lead.tracker.action, EVIDENCE, "Minutes of 3 May")
    cell.hyperlink = "https://example.org/minutes/2024-05-03"
    lead.told.besides.append("https://example.org/minutes/2024-05-03")


@way("a space typed in the last row of the sheet", keeps=False)
def space_in_the_last_row(lead: Lead) -> None:
    put(lead[ACTIONS]["A1048576"], " ")


@way("a space typed far away")
def space_far_away(lead: Lead) -> None:
    put(lead[ACTIONS]["ZZ2000"], " ")


@way("the whole row formatted, to the last column")
def format_row(lead: Lead) -> None:
    sheet, row = lead[ACTIONS], lead.rows(ACTIONS)[0]
    for column in range(len(lead.headings(ACTIONS)) + 1, 16_385):
        sheet.cell(row, column)._style = copy.copy(sheet.cell(row, 1)._style)


@way("words in the head of the printed page", says=("R07",))
def page_header(lead: Lead) -> None:
    lead[ACTIONS].oddHeader.center.text = "Draft, not seen by the subgroup"
    lead.told.besides.append("Draft, not seen by the subgroup")


@way("a name for cells that leads nowhere")
def broken_name(lead: Lead) -> None:
    lead.book.defined_names["Total"] = DefinedName("Total", attr_text="#REF!$A$1")


@way("a comment on an answer", says=("R07",))
def comment_on_answer(lead: Lead) -> None:
    lead.cell(ACTIONS, lead.tracker.action, PROGRESS).comment = Comment(NOTE, "Lead")
    lead.told.besides.append(NOTE)


@way("comments on a given cell, a heading and an empty cell", says=("R07",))
def comments_elsewhere(lead: Lead) -> None:
    for number, at in enumerate(("C5", "K4", "Z9")):
        lead[ACTIONS][at].comment = Comment(f"{NOTE} ({number})", "Lead")
        lead.told.besides.append(f"{NOTE} ({number})")


# Start here and Sign-off


def details(name: str, label: str, value: object, says: Sequence[str], *, keeps: bool = True, note: str = "") -> None:
    @way(name, says=says, keeps=keeps)
    def retype(lead: Lead) -> None:
        put(answer_to(lead[START], label), value)
        lead.told.besides += [note] if note else []


details("the tracker's version older", "Tracker version", "0", ("R13",))
details("the plan changed", "Plan", "Another plan 2024-25", ("R03",), keeps=False)
details("the quarter changed", "Quarter", "Q4 2024-25", ("R03",), keeps=False)
details("the year changed", "Quarter", "Q1 2019-20", ("R03",), keeps=False)
details("the quarter emptied", "Quarter", None, ("R03",), keeps=False)
details("the code changed to one that nobody knows", "Subgroup code", "ZZ", ("R03",), keeps=False)
details("the code emptied", "Subgroup code", None, ("R03",), keeps=False)
details("the group's name changed", "Subgroup", "The Best of Groups", ("R10",), note="The Best of Groups")
details("the day of return changed", "Return by", dt.date(2024, 12, 24), ("R10",), note="24 December 2024")


@way("the details retyped with spaces and in other cases")
def retype_details(lead: Lead) -> None:
    for label in ("Committee", "Plan", "Quarter", "Subgroup code", "Subgroup"):
        cell = answer_to(lead[START], label)
        put(cell, f" {str(cell.value).swapcase().replace(' ', '  ')}\xa0")


@way("the code changed to that of another group", says=("R08",), keeps=False)
def another_group(lead: Lead) -> None:
    other = next(one.code for one in lead.tracker.plan.subgroups if one.code != lead.tracker.code)
    put(answer_to(lead[START], "Subgroup code"), other)


@way("blank columns between the details and their labels")
def details_apart(lead: Lead) -> None:
    lead[START].insert_cols(2, 2)


@way("a label of Start here replaced", says=("R03 or R12",), keeps=False)
def replace_detail(lead: Lead) -> None:
    put(label_of(lead[START], "Subgroup code"), "Who we are")


@way("a label of Sign-off replaced", says=("R12",))
def replace_label(lead: Lead) -> None:
    lead.note(SIGN_OFF, "A4", "Filled in on behalf of the group by")
    lead.spoil(SIGN_OFF, heading="Completed by (role)")


@way("the sign-off typed into its label", says=("R12",), may=("R11",))
def into_label(lead: Lead) -> None:
    lead[SIGN_OFF]["B4"].value = None
    lead.note(SIGN_OFF, "A4", "Completed by (role): Chair of the group")
    lead.spoil(SIGN_OFF, heading="Completed by (role)")


@way("the sign-off typed one column too far right, over the hints")
def over_the_hints(lead: Lead) -> None:
    for row in range(4, 8):
        paste(lead[SIGN_OFF].cell(row, 2), lead[SIGN_OFF].cell(row, 3))
        lead[SIGN_OFF].cell(row, 2).value = None
    lead.spoil(SIGN_OFF)


@way("the sign-off moved down and right")
def move_sign_off(lead: Lead) -> None:
    shift(lead[SIGN_OFF], 6, 2)


@way("a blank column between the labels and the sign-off")
def sign_off_apart(lead: Lead) -> None:
    lead[SIGN_OFF].insert_cols(2)


@way("the lines of the sign-off in another order")
def sort_sign_off(lead: Lead) -> None:
    rearrange_rows(lead[SIGN_OFF], [4, 5, 6, 7], [7, 5, 4, 6])


@way("blank rows between the lines of the sign-off")
def spread_sign_off(lead: Lead) -> None:
    for row in (7, 6, 5):
        lead[SIGN_OFF].insert_rows(row)


@way("signed before the quarter was over", says=("R04",))
def sign_early(lead: Lead) -> None:
    lead.type(SIGN_OFF, "", "Date", lead.tracker.quarter.ends - dt.timedelta(days=9))


@way("signed on a day that is vague", says=("F02",))
def sign_vaguely(lead: Lead) -> None:
    lead.type(SIGN_OFF, "", "Date", "early July")


# What other programs make of the file


@way("the protection of the sheets removed")
def unprotect(lead: Lead) -> None:
    for sheet in lead.book.worksheets:
        sheet.protection.disable()


@way("tables made plain cells, without lists to choose from")
def plain_cells(lead: Lead) -> None:
    sheets: list[Sheet] = lead.book.worksheets
    for sheet in sheets:
        sheet._tables.clear()
        sheet.data_validations.dataValidation = []


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
WORKBOOK_PART = "xl/workbook.xml"
WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"


def sheet_part(sheet: str) -> str:
    """The part of a sheet, in a workbook as openpyxl saves it."""
    return f"xl/worksheets/sheet{SHEETS.index(sheet) + 1}.xml"


@contextmanager
def opened(parts: Parts, name: str) -> Iterator[etree._Element]:
    """The root of a part, which is written back at the end."""
    root = etree.fromstring(parts[name])
    yield root
    parts[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def relations_of(part: str) -> str:
    """The part with the relations of a part."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def cell_element(root: etree._Element, at: str) -> etree._Element:
    """The element of a cell."""
    return next(cell for cell in root.iter(f"{{{MAIN}}}c") if cell.get("r") == at)


def said(cell: etree._Element) -> str:
    """The text or number in a cell's element."""
    return "".join(str(text) for text in cell.itertext())


def fill(element: etree._Element, xml: str) -> None:
    """Puts other children into an element."""
    for child in list(element):
        element.remove(child)
    element.extend(etree.fromstring(f'<main xmlns="{MAIN}">{xml}</main>'))


def escaped(text: str) -> str:
    """The text as it is spelt in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attach(parts: Parts, owner: str, kind: str, part: str, content: str | bytes, content_type: str) -> str:
    """Adds a part that `owner` relates to; the relation's id. `kind` is the last word of its type, or all of it."""
    parts[part] = content if isinstance(content, bytes) else content.encode()
    relations = relations_of(owner)
    parts.setdefault(relations, f'<Relationships xmlns="{RELATIONS}"/>'.encode())
    with opened(parts, relations) as root:
        number = f"rIdNew{len(root) + 1}"
        kind = kind if "/" in kind else f"{OFFICE}/{kind}"
        etree.SubElement(root, f"{{{RELATIONS}}}Relationship", Id=number, Type=kind, Target=f"/{part}")
    with opened(parts, "[Content_Types].xml") as root:
        etree.SubElement(root, f"{{{TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)
    return number


def to_shared(parts: Parts) -> etree._Element:
    """Puts all texts into a list that the cells point to, as Excel does; the list, to be written with `share`."""
    shared = etree.fromstring(f'<sst xmlns="{MAIN}"/>')
    for sheet in SHEETS:
        with opened(parts, sheet_part(sheet)) as root:
            for text in list(root.iter(f"{{{MAIN}}}is")):
                cell = text.getparent()
                assert cell is not None
                cell.set("t", "s")
                fill(cell, f"<v>{len(shared)}</v>")
                text.tag = f"{{{MAIN}}}si"
                shared.append(text)
    return shared


def share(parts: Parts, shared: etree._Element) -> None:
    """Adds the list of shared texts."""
    content = etree.tostring(shared, encoding="UTF-8", xml_declaration=True)
    attach(parts, WORKBOOK_PART, "sharedStrings", "xl/sharedStrings.xml", content, f"{SPREADSHEET}.sharedStrings+xml")


@package_way("texts shared, as Excel saves them")
def shared_texts(lead: Lead, parts: Parts) -> None:
    share(parts, to_shared(parts))


@package_way("shared texts, wrongly counted, with empty ones between")
def miscounted_texts(lead: Lead, parts: Parts) -> None:
    shared = to_shared(parts)
    shared.attrib.update({"count": "1", "uniqueCount": "2"})
    for content in ("", "<t/>", "<r><t/></r>"):
        shared.append(etree.fromstring(f'<si xmlns="{MAIN}">{content}</si>'))
    share(parts, shared)


@package_way("texts saved as the results of formulas that are not there")
def texts_as_results(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        with opened(parts, sheet_part(sheet)) as root:
            for text in list(root.iter(f"{{{MAIN}}}is")):
                cell = text.getparent()
                assert cell is not None
                cell.set("t", "str")
                fill(cell, f"<v>{escaped(said(text))}</v>")


@package_way("shared texts with how they are pronounced")
def phonetic_texts(lead: Lead, parts: Parts) -> None:
    shared = to_shared(parts)
    for text in shared:
        text.extend(
            etree.fromstring(
                f'<si xmlns="{MAIN}"><rPh sb="0" eb="1"><t>カタカナ</t></rPh><phoneticPr fontId="1"/></si>'
            )
        )
    share(parts, shared)


@package_way("shared texts in two fonts")
def shared_rich_texts(lead: Lead, parts: Parts) -> None:
    shared = to_shared(parts)
    for text in shared:
        fill(text, in_two_fonts(said(text)))
    share(parts, shared)


def in_two_fonts(text: str) -> str:
    """The text in runs of two fonts."""
    half = len(text) // 2
    space = ' xml:space="preserve"'
    return (
        f"<r><rPr><b/></rPr><t{space}>{escaped(text[:half])}</t></r>"
        f'<r><rPr><i/><sz val="9"/></rPr><t{space}>{escaped(text[half:])}</t></r>'
    )


@package_way("every text in two fonts")
def rich_texts(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        with opened(parts, sheet_part(sheet)) as root:
            for text in root.iter(f"{{{MAIN}}}is"):
                fill(text, in_two_fonts(said(text)))


@package_way("the results of the tracker's own formulas saved, as Excel does")
def saved_results(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS[:5]:
        with opened(parts, sheet_part(sheet)) as root:
            for formula in list(root.iter(f"{{{MAIN}}}f")):
                cell = formula.getparent()
                assert cell is not None
                result = "Ready" if sheet in (ACTIONS, MEASURES) else "Ready to return"
                result = "Still to do on this sheet: 0" if cell.get("r") == "A3" else result
                cell.set("t", "str")
                fill(cell, f"<f>{escaped(formula.text or '')}</f><v>{result}</v>")


@package_way("the tracker's own formulas show errors")
def failed_results(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS[:5]:
        with opened(parts, sheet_part(sheet)) as root:
            for formula in list(root.iter(f"{{{MAIN}}}f")):
                cell = formula.getparent()
                assert cell is not None
                cell.set("t", "e")
                fill(cell, f"<f>{escaped(formula.text or '')}</f><v>#NAME?</v>")


@package_way("other prefixes in the XML")
def prefixed(lead: Lead, parts: Parts) -> None:
    for name, part in parts.items():
        if f'xmlns="{MAIN}"'.encode() in part:
            named = re.sub(rb"<(/?)(?![\w.]+:)([A-Za-z])", rb"<\1x:\2", part)
            parts[name] = named.replace(f'xmlns="{MAIN}"'.encode(), f'xmlns:x="{MAIN}"'.encode())


@package_way("strict Open XML")
def strict(lead: Lead, parts: Parts) -> None:
    for name, part in parts.items():
        other = part.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        parts[name] = other.replace(OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    parts[WORKBOOK_PART] = parts[WORKBOOK_PART].replace(b"<workbook ", b'<workbook conformance="strict" ', 1)


@package_way("dates saved in the ISO form")
def iso_dates(lead: Lead, parts: Parts) -> None:
    for key in (Key(ACTIONS, lead.tracker.action, MILESTONE_DUE), Key(SIGN_OFF, "", "Date")):
        with opened(parts, sheet_part(key.sheet)) as root:
            cell = cell_element(root, lead.name_of(*key))
            day = dt.date(1899, 12, 30) + dt.timedelta(days=int(said(cell)))
            cell.set("t", "d")
            fill(cell, f"<v>{day.isoformat()}T00:00:00</v>")


@package_way("part names with backslashes")
def backslashes(lead: Lead, parts: Parts) -> None:
    for name in list(parts):
        parts[name.replace("/", "\\")] = parts.pop(name)


@package_way("part names in other cases")
def other_cases(lead: Lead, parts: Parts) -> None:
    for name in list(parts):
        if name.startswith("xl/worksheets/sheet"):
            parts[name.replace("sheet", "Sheet", 2).replace("workSheets", "worksheets")] = parts.pop(name)


@package_way("cells and rows without their names")
def nameless_cells(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        with opened(parts, sheet_part(sheet)) as root:
            data = next(root.iter(f"{{{MAIN}}}sheetData"))
            for row in list(data):
                while data.index(row) + 1 < int(row.get("r", "")):
                    row.addprevious(etree.Element(f"{{{MAIN}}}row"))
                name_no_cell_of(row)
                del row.attrib["r"]


def name_no_cell_of(row: etree._Element) -> None:
    """Takes the names off a row's cells, with empty cells where there were none."""
    for cell in list(row):
        column = openpyxl.utils.cell.coordinate_from_string(cell.get("r", ""))[0]
        while row.index(cell) + 1 < openpyxl.utils.column_index_from_string(column):
            cell.addprevious(etree.Element(f"{{{MAIN}}}c"))
        del cell.attrib["r"]


def dimensions(name: str, block: str) -> None:
    @package_way(name)
    def set_dimension(lead: Lead, parts: Parts) -> None:
        for sheet in SHEETS:
            part = re.sub(
                rb'<dimension ref="[^"]*"/>', f'<dimension ref="{block}"/>'.encode(), parts[sheet_part(sheet)]
            )
            parts[sheet_part(sheet)] = part


dimensions("a dimension that is too small", "A1")
dimensions("a dimension that is too large", "A1:XFD1048576")


@package_way("no dimension")
def no_dimension(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        parts[sheet_part(sheet)] = re.sub(rb"<dimension [^>]*/>", b"", parts[sheet_part(sheet)])


@package_way("relations whose targets begin at the root")
def whole_targets(lead: Lead, parts: Parts) -> None:
    for name in ("_rels/.rels", WORKBOOK_RELATIONS):
        parts[name] = parts[name].replace(b'Target="/', b'Target="').replace(b'Target="', b'Target="/')


@package_way("relations whose targets begin in their folder")
def short_targets(lead: Lead, parts: Parts) -> None:
    parts[WORKBOOK_RELATIONS] = parts[WORKBOOK_RELATIONS].replace(b'Target="/xl/', b'Target="')


@package_way("sheets in parts of other names")
def other_parts(lead: Lead, parts: Parts) -> None:
    old, new = sheet_part(ACTIONS), "xl/worksheets/data/answers.xml"
    parts[new] = parts.pop(old)
    parts[relations_of(new)] = parts.pop(relations_of(old))
    for name in ("[Content_Types].xml", WORKBOOK_RELATIONS):
        parts[name] = parts[name].replace(old.encode(), new.encode())


@package_way("XML with line breaks and indents")
def indented(lead: Lead, parts: Parts) -> None:
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(part, etree.XMLParser(remove_blank_text=True))
            parts[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


@package_way("white space in texts that is not said to be kept")
def unkept_space(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        part = parts[sheet_part(sheet)].replace(b' xml:space="preserve"', b"")
        parts[sheet_part(sheet)] = part.replace(b"<t>", b"<t>  ").replace(b"</t>", b" </t>")


@package_way("white space in texts that is said to be kept")
def kept_space(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        part = parts[sheet_part(sheet)].replace(b' xml:space="preserve"', b"")
        parts[sheet_part(sheet)] = part.replace(b"<t>", b'<t xml:space="preserve">\n ').replace(b"</t>", b"\n </t>")


@package_way("parts that begin with a mark of their byte order")
def byte_order_marks(lead: Lead, parts: Parts) -> None:
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            parts[name] = b"\xef\xbb\xbf" + part


@package_way("a cell that stands twice in the XML", says=("R02 or R17",), keeps=False)
def cell_twice(lead: Lead, parts: Parts) -> None:
    with opened(parts, sheet_part(ACTIONS)) as root:
        cell = cell_element(root, lead.name_of(ACTIONS, lead.tracker.action, PROGRESS))
        cell.addnext(copy.deepcopy(cell))


@package_way("200,000 formatted empty rows below the table")
def formatted_rows(lead: Lead, parts: Parts) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(1_001, 201_001))
    part = sheet_part(ACTIONS)
    parts[part] = parts[part].replace(b"</sheetData>", f"{rows}</sheetData>".encode())


@package_way("things of a newer Excel in the XML")
def newer_excel(lead: Lead, parts: Parts) -> None:
    new = (
        b'<extLst><ext uri="{00000000-0000-0000-0000-000000000001}" xmlns:x99="http://schemas.example.org/2099">'
        b'<x99:row r="9"><x99:c>42</x99:c></x99:row></ext></extLst></worksheet>'
    )
    for sheet in SHEETS:
        parts[sheet_part(sheet)] = parts[sheet_part(sheet)].replace(b"</worksheet>", new)


@package_way("a package without its properties")
def no_properties(lead: Lead, parts: Parts) -> None:
    for name in [name for name in parts if name.startswith("docProps/")]:
        del parts[name]
        parts["_rels/.rels"] = re.sub(rf'<Relationship [^>]*"/?{name}"[^>]*/>'.encode(), b"", parts["_rels/.rels"])


@file_way("a package that is not compressed")
def uncompressed(content: bytes) -> bytes:
    return packed(unpacked(content), zipfile.ZIP_STORED)


@file_way("a package written as a stream")
def streamed(content: bytes) -> bytes:
    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in unpacked(content).items():
            package.writestr(name, part)
    return bytes(stream.written)


class Stream(io.RawIOBase):
    """Somewhere to write to that cannot be gone back in, as a connection is."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.written += content
        return len(content)


@package_way("macros added", says=("R15",), file="damaged.xlsm")
def add_macros(lead: Lead, parts: Parts) -> None:
    with_macros(parts)
    attach(
        parts,
        WORKBOOK_PART,
        "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
        "xl/vbaProject.bin",
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        "application/vnd.ms-office.vbaProject",
    )


@package_way("saved with room for macros", file="damaged.xlsm")
def save_with_room(lead: Lead, parts: Parts) -> None:
    with_macros(parts)


def with_macros(parts: Parts) -> None:
    """Calls the workbook one that may have macros."""
    plain, other = f"{SPREADSHEET}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(plain.encode(), other.encode())


@package_way("a link to another workbook added", says=("R15",))
def add_link(lead: Lead, parts: Parts) -> None:
    content = (
        f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1">'
        '<sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>'
    )
    part = "xl/externalLinks/externalLink1.xml"
    number = attach(parts, WORKBOOK_PART, "externalLink", part, content, f"{SPREADSHEET}.externalLink+xml")
    parts[relations_of(part)] = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" '
        'Target="file:///C:/Budget.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    with opened(parts, WORKBOOK_PART) as root:
        sheets = next(root.iter(f"{{{MAIN}}}sheets"))
        links = etree.Element(f"{{{MAIN}}}externalReferences")
        etree.SubElement(links, f"{{{MAIN}}}externalReference").set(f"{{{OFFICE}}}id", number)
        sheets.addnext(links)


@package_way("another file packed into it", says=("R15",))
def add_object(lead: Lead, parts: Parts) -> None:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    part, kind = "xl/embeddings/oleObject1.bin", "application/vnd.openxmlformats-officedocument.oleObject"
    attach(parts, sheet_part(ACTIONS), "oleObject", part, content, kind)


def draw(parts: Parts, sheet: str, shapes: str) -> None:
    """Puts shapes onto a sheet."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    content = (
        f'<xdr:wsDr xmlns:xdr="{drawing}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:r="{OFFICE}"><xdr:twoCellAnchor>'
        "<xdr:from><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        "<xdr:to><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>12</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        f"{shapes}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    number = attach(parts, sheet_part(sheet), "drawing", "xl/drawings/drawing1.xml", content, DRAWING)
    refer(parts, sheet, "drawing", number)


def refer(parts: Parts, sheet: str, tag: str, number: str) -> None:
    """Points from a sheet to one of its drawings, before its tables."""
    with opened(parts, sheet_part(sheet)) as root:
        pointer = etree.Element(f"{{{MAIN}}}{tag}", nsmap={"r": OFFICE})
        pointer.set(f"{{{OFFICE}}}id", number)
        tables = next(root.iter(f"{{{MAIN}}}tableParts"), None)
        if tables is None:
            root.append(pointer)
        else:
            tables.addprevious(pointer)


def shape(*paragraphs: str) -> str:
    """A text box with these paragraphs, each in two runs."""
    texts = "".join(
        f"<a:p><a:r><a:t>{escaped(text[:5])}</a:t></a:r><a:r><a:t>{escaped(text[5:])}</a:t></a:r></a:p>"
        for text in paragraphs
    )
    return (
        '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        f"<xdr:txBody><a:bodyPr/><a:lstStyle/>{texts}</xdr:txBody></xdr:sp>"
    )


@package_way("a text box on the sheet", says=("R07",))
def add_text_box(lead: Lead, parts: Parts) -> None:
    draw(parts, ACTIONS, shape("Please ask <the fiscal>.", "And the sheriff."))
    lead.told.besides.append("Please ask <the fiscal>.\nAnd the sheriff.")


@package_way("a text box of a newer Excel, with an older one in its stead", says=("R07",))
def add_newer_box(lead: Lead, parts: Parts) -> None:
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = shape("Please ask the fiscal.")
    draw(
        parts,
        ACTIONS,
        f'<mc:AlternateContent xmlns:mc="{compatible}"><mc:Choice Requires="a14">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>",
    )
    lead.told.besides.append("Please ask the fiscal.")


@package_way("text boxes in a group on Sign-off", says=("R07",))
def add_grouped_boxes(lead: Lead, parts: Parts) -> None:
    group = (
        '<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="9" name="Group 1"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr/>'
    )
    draw(parts, SIGN_OFF, f"{group}{shape('Signed by us all.')}{shape('In Garve.')}</xdr:grpSp>")
    lead.told.besides += ["Signed by us all.", "In Garve."]


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)
"""A picture of one dot."""


@package_way("a picture on the sheet", says=("R15",))
def add_picture(lead: Lead, parts: Parts) -> None:
    picture = (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Picture 1"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        '<xdr:blipFill><a:blip r:embed="rIdNew1"/></xdr:blipFill><xdr:spPr/></xdr:pic>'
    )
    draw(parts, ACTIONS, picture)
    attach(parts, "xl/drawings/drawing1.xml", "image", "xl/media/image1.png", PIXEL, "image/png")


@package_way("a thread of comments on an answer", says=("R07",))
def add_thread(lead: Lead, parts: Parts) -> None:
    threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    at = lead.name_of(ACTIONS, lead.tracker.action, PROGRESS)
    said_here = ("Is this the final figure?", "Yes, it is; the minutes say so.")
    ids = ("{00000000-0000-0000-0000-00000000000A}", "{00000000-0000-0000-0000-00000000000B}")
    comments = "".join(
        f'<threadedComment ref="{at}" dT="2024-07-0{number + 1}T09:00:00.00" personId="{{1}}" id="{ids[number]}"'
        f"{f' parentId={chr(34)}{ids[0]}{chr(34)}' if number else ''}><text>{text}</text></threadedComment>"
        for number, text in enumerate(said_here)
    )
    attach(
        parts,
        sheet_part(ACTIONS),
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="{threads}">{comments}</ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    attach(
        parts,
        sheet_part(ACTIONS),
        "comments",
        "xl/comments1.xml",
        f'<comments xmlns="{MAIN}"><authors><author>tc={ids[0]}</author></authors><commentList>'
        f'<comment ref="{at}" authorId="0"><text><t>[Threaded comment] Comment: {said_here[0]}</t></text></comment>'
        "</commentList></comments>",
        f"{SPREADSHEET}.comments+xml",
    )
    lead.told.besides.append("\n".join(said_here))


# The file itself


@file_way("a file called .xls that is .xlsx", file="damaged.xls")
def call_it_xls(content: bytes) -> bytes:
    return content


@file_way("a file called .ods that is .xlsx", file="damaged.ods")
def call_it_ods(content: bytes) -> bytes:
    return content


@file_way("a file without an ending", file="damaged")
def call_it_nothing(content: bytes) -> bytes:
    return content


@file_way("a file with a long name in another script", file="Отчёт ✓ (1) copy of copy - FINAL v2 — really.xlsx")
def call_it_much(content: bytes) -> bytes:
    return content


@file_way("a file with more behind its end")
def more_behind(content: bytes) -> bytes:
    return content + b"\r\n--boundary--\r\n"


@file_way("a file that is cut off", says=("R02",), keeps=False)
def cut_off(content: bytes) -> bytes:
    return content[: len(content) // 2]


@file_way("an empty file", says=("R02",), keeps=False)
def emptied(content: bytes) -> bytes:
    return b""


@file_way("a PDF called .xlsx", says=("R02",), keeps=False)
def as_pdf(content: bytes) -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@file_way("a table of a web page called .xls", says=("R02",), keeps=False, file="damaged.xls")
def as_web_page(content: bytes) -> bytes:
    return b"<html><body><table><tr><td>Ref</td><td>Status</td></tr></table></body></html>"


@file_way("commas between the answers", says=("R02",), keeps=False, file="damaged.csv")
def as_commas(content: bytes) -> bytes:
    return b"Ref,Status\r\nP1.1-01,On track\r\n"


@file_way("a workbook in one piece of XML, as in 2003", says=("R02",), keeps=False, file="damaged.xml")
def as_xml(content: bytes) -> bytes:
    return (
        b'<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    )


@file_way("a workbook under a password", says=("R02",), keeps=False)
def encrypted(content: bytes) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


@file_way("a workbook in an archive", says=("R02",), keeps=False, file="damaged.zip")
def archived(content: bytes) -> bytes:
    return packed({"tracker.xlsx": content})


@file_way("a file that only says that the workbook is open", says=("R18",), keeps=False, file="~$damaged.xlsx")
def lock(content: bytes) -> bytes:
    return b"\x05Alex" + b" " * 160


@way("another workbook altogether", says=("R02",), keeps=False)
def another_workbook(lead: Lead) -> None:
    for sheet in lead.book.worksheets[1:]:
        lead.book.remove(sheet)
    only = lead.book.worksheets[0]
    only.delete_rows(1, only.max_row)
    lead.note(START, "A1", "Expenses of the group in May")


# Other formats, by LibreOffice


def saved_by_libreoffice(
    name: str, saved_as: str, change: Change = lambda lead: None, says: Sequence[str] = ()
) -> None:
    def damage(lead: Lead) -> bytes:
        change(lead)
        return lead.saved()

    registered(name, damage, Expected(says), DAMAGED, saved_as)


def much_at_once(lead: Lead) -> None:
    """Notes, comments, a hidden row, an error, a formula, merged answers and texts with all that a text may hold."""
    ref, tracker = lead.tracker.action, lead.tracker
    note_on_new_sheet(lead)
    lead.note(ACTIONS, "Z5", "See the\nminutes, too.")
    comment_on_answer(lead)
    lead[MEASURES].row_dimensions[lead.row(MEASURES, tracker.per_cent)].hidden = True
    lead.type(ACTIONS, ref, EVIDENCE, "• one\n\t• half <b> & “so”\n= two, 👍🏽")
    lead.type(ACTIONS, ref, DIFFERENCE, "=1+1 is what we said")
    lead.type(MEASURES, tracker.per_cent, VALUE, 0.62, "62%").number_format = "0%"
    lead.type(MEASURES, tracker.figure, VALUE, "#N/A").data_type = "e"
    lead.type(MEASURES, tracker.figure, "Comment", "1,200").number_format = "@"
    lead.cell(ACTIONS, ref, "Completed on").value = "=DATE(2024,9,13)"
    lead.told.answers[Key(ACTIONS, ref, "Completed on")] = FRIDAY
    first, last = (lead.name_of(ACTIONS, ref, heading) for heading in ("Barrier", "Help wanted from COG"))
    lead.type(ACTIONS, ref, "Barrier", "None that we know.")
    lead[ACTIONS].merge_cells(f"{first}:{last}")


MUCH = ("R07", "R14", "F05", "F08")
XLSX = "xlsx:Calc MS Excel 2007 XML"

saved_by_libreoffice("saved by LibreOffice as .ods", "ods")
saved_by_libreoffice("saved by LibreOffice as .xls", "xls")
saved_by_libreoffice("saved by LibreOffice as .xlsx", XLSX)
saved_by_libreoffice("much damaged at once, saved by LibreOffice as .ods", "ods", much_at_once, (*MUCH, "F06"))
saved_by_libreoffice("much damaged at once, saved by LibreOffice as .xls", "xls", much_at_once, (*MUCH, "R16"))
saved_by_libreoffice("much damaged at once, saved by LibreOffice as .xlsx", XLSX, much_at_once, (*MUCH, "F06"))
