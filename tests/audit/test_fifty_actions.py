"""A tracker that is far too full: fifty actions, long titles, awkward letters, 2,000 characters in every text cell."""

import datetime as dt
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from nacpc_xl.model.columns import Text
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.register import History
from nacpc_xl.model.tracker import TRACKER
from nacpc_xl.model.words import Better
from nacpc_xl.tracker.write import tracker_workbook
from tests.audit.spreadsheet import audit
from tests.committee import PLAN, Q1, Q2, action, measure
from tests.conftest import Convert
from tests.quarters import merged
from tests.workbooks import answer_to, cell_of, write

ACTIONS = 50
LONG = 2000  # characters
TITLE = 200  # characters
TALLEST = 409.0  # points: Excel's limit for a row
A4_LANDSCAPE = (842, 595)  # points, to the nearest one
LINE_IN_EXCEL = 12.75  # points: how high Excel makes a line of Arial 10
LINE_IN_LIBREOFFICE = 11.2  # points: the same for LibreOffice's stand-in for it

PADDING_IN_LIBREOFFICE = 1.6  # points that it adds to the lines of a row

AWKWARD = 'Glùm & “Còmhla” <Sgìre> "Mòr" àèìòù ÀÈÌÒÙ \N{SEEDLING}\N{FAMILY}'
SENTENCE = "Twelve people were visited & asked <what> they would change; nine of them wanted a word altered. "


def text_of(length: int, closing: str) -> str:
    """Running text of that many characters which ends in the word `closing`."""
    return (SENTENCE * (length // len(SENTENCE) + 1))[: length - len(closing) - 1].rstrip().ljust(
        length - len(closing) - 1, "."
    ) + f" {closing}"


def closing_word(sheet: str, cell: str) -> str:
    """A word that stands at the end of one cell and nowhere else."""
    return f"{''.join(re.findall('[A-Za-z]', sheet))[:3].lower()}{cell}z"


def full_plan() -> Plan:
    """The committee's plan with fifty actions for one group, each with a measure, and awkward names."""
    refs = [f"P1.1-{number:02}" for number in range(1, ACTIONS + 1)]
    actions = [
        action(ref, "FH", text_of(TITLE, f"title{ref[-2:]}z"), "2024-04-01 to 2025-03-31", ("A1", "A2", "A3", "A4"))
        for ref in refs
    ]
    return replace(
        PLAN,
        details=PLAN.details.but(committee=f"{AWKWARD} Committee", plan=f"{AWKWARD} plan"),
        subgroups=(PLAN.subgroups[0].but(name=f"{AWKWARD} Group", lead=AWKWARD), *PLAN.subgroups[1:]),
        actions=tuple(one.but(lead=f"{AWKWARD} lead{one.ref[-2:]}z") for one in actions),
        measures=tuple(
            measure(f"{ref}-M1", text_of(TITLE, f"measure{ref[-2:]}z"), "£ & <more>", Better.HIGHER, 0, 1e6)
            for ref in refs
        ),
    )


@dataclass
class Tracker:
    """The second quarter's tracker: as it is issued, and with everything in it answered at length."""

    issued: Path
    answered: Path
    given: dict[str, str]
    """Closing words of given texts, by what they close."""
    typed: dict[str, str]
    """Closing words of answers, by cell."""


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Tracker:
    """Issued with last updates of 2,000 characters, for that is what the first quarter's return holds."""
    folder = tmp_path_factory.mktemp("fifty")
    plan = full_plan()
    group = plan.subgroups[0]
    first = folder / "first.xlsx"
    first.write_bytes(tracker_workbook(plan, Q1, group, History()))
    answer_at_length(first, folder / "returned.xlsx")
    register = merged([folder / "returned.xlsx"], Q1, plan=plan)
    issued, answered = folder / "issued.xlsx", folder / "answered.xlsx"
    issued.write_bytes(tracker_workbook(plan, Q2, group, History((register,))))
    sheet = openpyxl.load_workbook(issued)["Actions"]
    updates = {row: str(cell_of(sheet, row, "Last update").value) for row in range(ACTIONS)}
    assert {len(text) for text in updates.values()} == {LONG}
    given = {f"last update {row}": text.rpartition(" ")[2] for row, text in updates.items()}
    for what in ("title", "lead", "measure"):
        given |= {f"{what} {number}": f"{what}{number:02}z" for number in range(1, ACTIONS + 1)}
    return Tracker(issued, answered, given, answer_at_length(issued, answered))


def answer_at_length(path: Path, target: Path) -> dict[str, str]:
    """Types into every cell to fill in, 2,000 characters into each that takes text. The closing words by cell.

    The height of a row that was typed into is left to be found anew, as programs do; unless the workbook fixes it.
    """
    fixed = fixed_rows(path)
    book = openpyxl.load_workbook(path)
    typed: dict[str, str] = {}
    for table in TRACKER:
        sheet = book[table.sheet.name]
        columns = list(table.columns().values())
        for cell in open_cells(sheet):
            column = columns[cell.row - 4 if table.is_form else cell.column - 1]
            if type(column) is Text:
                typed[f"{sheet.title} {cell.coordinate}"] = closing_word(sheet.title, cell.coordinate)
                write(cell, text_of(LONG, closing_word(sheet.title, cell.coordinate)))
            else:
                write(cell, AN_ANSWER[column.kind])
            if (sheet.title, cell.row) not in fixed:
                sheet.row_dimensions[cell.row].height = None
    book.save(target)
    return typed


AN_ANSWER: dict[str, object] = {
    "choice": "At risk",
    "date": dt.date(2024, 9, 30),
    "number": 999_999,
    "ref": PLAN.lists["Priorities"][0],
}


def open_cells(sheet: Worksheet) -> Iterator[Cell]:
    """The cells to fill in."""
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            if isinstance(cell, Cell) and cell.has_style and not cell.protection.locked:
                yield cell


def fixed_rows(path: Path) -> set[tuple[str, int]]:
    """Sheet and row of each row whose height stays as it is, whatever is typed into it."""
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    with zipfile.ZipFile(path) as package:
        return {
            (name, int(number[1]))
            for at, name in enumerate(names, start=1)
            for row in re.findall("<row [^>]*>", package.read(f"xl/worksheets/sheet{at}.xml").decode())
            if 'customHeight="1"' in row and (number := re.search(r' r="(\d+)"', row))
        }


@dataclass
class Printed:
    """What is on paper."""

    words: set[str]
    text: str
    pages: set[tuple[int, int]]


def printed(pdf: Path) -> Printed:
    text = told_by("pdftotext", "-enc", "UTF-8", str(pdf), "-")
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", told_by("pdfinfo", "-l", "9999", str(pdf)))
    return Printed(
        set(text.split()), " ".join(text.split()), {(round(float(wide)), round(float(high))) for wide, high in sizes}
    )


def told_by(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


@pytest.fixture(scope="module")
def paper(tracker: Tracker, soffice: Convert, poppler: None) -> Printed:
    """The tracker as it was issued, printed."""
    return printed(soffice(tracker.issued))


@pytest.fixture(scope="module")
def fitted(tracker: Tracker, soffice: Convert) -> Path:
    """The answered tracker with the height of each row that was typed into found by LibreOffice.

    It finds it while someone types, and when it reads a row of no height in its own format; never in an .xlsx.
    """
    own = soffice(tracker.answered, "fods")
    text = own.read_text("utf-8")
    free = re.sub(r'style:row-height="[^"]*" (?=[^>]*style:use-optimal-row-height="true")', "", text)
    assert free != text
    own.write_text(free, "utf-8")
    return own


@pytest.fixture(scope="module")
def answered_paper(fitted: Path, soffice: Convert, poppler: None) -> Printed:
    """The answered tracker, printed."""
    return printed(soffice(fitted))


def test_fifty_actions_are_as_accessible_as_one(tracker):
    assert audit(tracker.issued) == []


@pytest.mark.validator
def test_fifty_actions_and_awkward_names_are_valid(tracker, valid):
    assert valid([tracker.issued]) == []


def test_awkward_names_stand_on_the_sheets_as_they_were_given(tracker):
    book = openpyxl.load_workbook(tracker.issued)
    assert answer_to(book["Start here"], "Committee").value == f"{AWKWARD} Committee"
    assert answer_to(book["Start here"], "Subgroup").value == f"{AWKWARD} Group"
    assert cell_of(book["Actions"], 0, "Lead").value == f"{AWKWARD} lead01z"
    assert book.properties.title == f"SAPC action tracker, Q2 2024-25, {AWKWARD} Group"


def test_everything_that_is_given_is_printed_to_its_last_word(tracker, paper):
    assert {what: word for what, word in tracker.given.items() if word not in paper.words} == {}
    assert all(word in paper.text for word in re.findall(r"[^\s\N{SEEDLING}\N{FAMILY}]+", AWKWARD))


def test_every_answer_is_printed_to_its_last_word(tracker, answered_paper):
    lost = {cell: word for cell, word in tracker.typed.items() if word not in answered_paper.words}
    assert len(tracker.typed) > ACTIONS * 8
    assert lost == {}
    assert set(tracker.given.values()) <= answered_paper.words


@pytest.mark.libreoffice
@pytest.mark.parametrize("which", ["paper", "answered_paper"])
def test_every_page_is_a4_landscape(which, request, poppler):
    assert request.getfixturevalue(which).pages == {A4_LANDSCAPE}


def test_no_row_has_to_be_higher_than_excel_can_make_it(fitted, soffice, tmp_path):
    book = openpyxl.load_workbook(soffice(fitted, "xlsx", tmp_path))
    too_high = {}
    for sheet in book:
        highest = max(size.height or 0.0 for size in sheet.row_dimensions.values())
        lines = round((highest - PADDING_IN_LIBREOFFICE) / LINE_IN_LIBREOFFICE)
        if lines * LINE_IN_EXCEL > TALLEST:
            too_high[sheet.title] = f"{lines} lines, {lines * LINE_IN_EXCEL:.0f} points in Excel"
    assert too_high == {}


def test_rows_grow_with_what_is_typed_into_them(tracker):
    sheets = openpyxl.load_workbook(tracker.issued)
    open_rows = {(sheet.title, cell.row) for sheet in sheets for cell in open_cells(sheet)}
    assert open_rows & fixed_rows(tracker.issued) == set()
