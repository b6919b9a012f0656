"""Only the cells to fill in can be changed; everything that helps a reader is still allowed."""

import io
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest

from nacpc_xl.model.register import History
from nacpc_xl.model.source import cell_name
from nacpc_xl.model.tracker import Actions, Measures, StartHere
from nacpc_xl.sheets.layout import LINE_ROW, Sheet
from nacpc_xl.sheets.lists import LISTS
from nacpc_xl.tracker.contents import issued_sheets
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, group

GROUP = group("VO")
SHEETS = {sheet.table: sheet for sheet in issued_sheets(PLAN, Q1, GROUP, History())}
BEYOND = 3  # rows and columns around the tables that are looked at too

ALLOWED = ("formatColumns", "formatRows", "sort", "autoFilter", "selectLockedCells", "selectUnlockedCells")
NOT_ALLOWED = ("insertColumns", "insertRows", "deleteColumns", "deleteRows", "formatCells")
PASSWORD = ("password", "algorithmName", "hashValue", "saltValue", "spinCount")

GIVEN = [
    ("Start here", cell_name(*SHEETS[StartHere].cells_of("quarter")[1:])),
    ("Actions", cell_name(SHEETS[Actions].first_row, SHEETS[Actions].column("current_due"))),
    ("Actions", cell_name(SHEETS[Actions].first_row, SHEETS[Actions].column("to_do"))),
    ("Measures", cell_name(LINE_ROW, 0)),
    ("Measures", cell_name(SHEETS[Measures].last_row + 2, 1)),
    (LISTS, "A6"),
]
"""A given answer of a form and of a table, a To do cell, a count, an empty cell below a table, and an option."""


@pytest.fixture
def issued(tmp_path):
    path = tmp_path / "issued.xlsx"
    path.write_bytes(tracker_workbook(PLAN, Q1, GROUP, History()))
    return path


@pytest.mark.parametrize("subgroup", PLAN.subgroups, ids=lambda subgroup: subgroup.code)
def test_a_protected_sheet_allows_what_helps_and_has_no_password(subgroup):
    content = tracker_workbook(PLAN, Q1, subgroup, History())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"workbookProtection" not in package.read("xl/workbook.xml")
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        protection = sheet.protection
        assert protection.sheet, sheet.title
        # In the file these say what is forbidden.
        assert {name: getattr(protection, name) for name in ALLOWED} == dict.fromkeys(ALLOWED, False)
        assert {name: getattr(protection, name) for name in NOT_ALLOWED} == dict.fromkeys(NOT_ALLOWED, True)
        assert {name: getattr(protection, name) for name in PASSWORD} == dict.fromkeys(PASSWORD)


def cells_to_fill_in(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """The cells of a sheet that are the lead's, by row and column counted from 0."""
    for name in sheet.table.to_fill_in():
        first, last, column = sheet.cells_of(name)
        yield from ((row, column) for row in range(first, last + 1))


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xlsx", "ods", "xls"])
def test_every_cell_is_locked_but_those_to_fill_in(form, issued, office):
    path = issued
    if form != "xlsx":
        with office.open(issued) as book:
            path = book.save(issued.with_suffix(f".{form}"))
    with office.open(path) as book:
        assert book.protected() == dict.fromkeys([*(sheet.name for sheet in SHEETS.values()), LISTS], True)
        looked_at = 0
        for table, sheet in SHEETS.items():
            columns = 3 if table.is_form else len(table.columns())
            last = cell_name(sheet.last_row + len(sheet.notes) + BEYOND, columns - 1 + BEYOND)
            locked = book.locked(sheet.name, f"A1:{last}")
            unlocked = {
                (row, column) for row, cells in enumerate(locked) for column, is_ in enumerate(cells) if not is_
            }
            assert unlocked == set(cells_to_fill_in(sheet)), sheet.name
            looked_at += sum(map(len, locked))
        assert all(all(cells) for cells in book.locked(LISTS, "A1:H20"))
    print(f"{form}: {looked_at} cells looked at")


@pytest.mark.libreoffice
@pytest.mark.parametrize(("sheet", "cell"), GIVEN, ids=[f"{sheet} {cell}" for sheet, cell in GIVEN])
def test_typing_into_a_given_cell_changes_nothing(sheet, cell, issued, own_office):
    to_fill_in = cell_name(SHEETS[Actions].first_row, SHEETS[Actions].column("progress"))
    with own_office.open(issued) as book:
        book.type("Actions", {to_fill_in: "It is mine to fill in."})
        assert book.value("Actions", to_fill_in) == "It is mine to fill in."
        before = book.value(sheet, cell)
        book.type(sheet, {cell: "It is not."})
        assert book.value(sheet, cell) == before
