"""What the ways of damaging a tracker share: the trackers, a lead at work on one, and how a way is registered."""

from __future__ import annotations

import copy
import datetime as dt
import io
import pickle
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
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
FRIDAY = "13 September 2024"


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
