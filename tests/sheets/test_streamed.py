"""Long tables: the same cells, whatever way they are written."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from nacpc_xl.model.columns import NUMBERED, Choice, Date, Number, Ref, Refs, Text
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table, Unread
from nacpc_xl.outputs.register import register_workbook
from nacpc_xl.sheets import book as books
from nacpc_xl.sheets import write
from nacpc_xl.sheets.book import Book, Properties
from nacpc_xl.sheets.layout import Sheet
from nacpc_xl.sheets.read import read_grids
from nacpc_xl.sheets.write import add_table_sheet
from tests.committee import PLAN, Q1
from tests.quarters import merged

TEXTS = (
    "plain",
    " before and after ",
    "two\nlines\r\nand a tab\t.",
    "a < b & c > d \"quoted\" 'too'",
    "<r><t>no markup</t></r>",
    "_x000D_ as typed, and \x0b, \x00 and \x1f as they are",
    "\ufffe and \uffff",
    "Ärger, שלום, 😀 and \u200b",
    "\u00a0no-break space at the end\u00a0",
    "=1+1",
    "12345",
    "x" * 40_000,
    "long words " * 60,
)


class Odd(Table, sheet="Odd", title="Odd things", purpose="Whatever a cell may hold."):
    """A row with a cell of each kind."""

    ref = Ref("Ref", form=NUMBERED)
    text = Text("Text", long=True)
    status = Choice("Status", options=tuple(Status))
    day = Date("Day")
    number = Number("Number", unit_from="unit")
    unit = Text("Unit")
    refs = Refs("Refs", form=NUMBERED)


ROWS = [
    Odd.of(
        ref=f"P1.{at}",
        text=text,
        status=list(Status)[at % len(Status)],
        day=dt.date(1900, 1, 1) + dt.timedelta(days=at * at * 3000),
        number=(at - 3) / 7 if at % 2 else at * 1e9,
        unit="%" if at % 3 else "staff",
        refs=("A1", "A2")[: at % 3],
    )
    for at, text in enumerate(TEXTS)
] + [Odd(), Odd(unread={"day": Unread("end of <June>", "no day")}), Odd.of(number=0.1 + 0.2)]


def written(rows: Sequence[Table], longest: int) -> bytes:
    book = Book(Properties("Odd", "Office", dt.date(2019, 4, 1)), longest)
    add_table_sheet(book, Sheet(Odd, rows))
    return book.finish()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def values(content: bytes, folder: Path) -> dict[str, object]:
    path = folder / "book.xlsx"
    path.write_bytes(content)
    return {grid.sheet: grid.cells for grid in read_grids(path)}


def test_a_streamed_row_says_what_xlsxwriter_would(monkeypatch):
    monkeypatch.setattr(books, "MANY", 5)
    ours = written(ROWS, 20)
    monkeypatch.setattr(write, "StreamedSheet", type(None))  # so that every cell goes through XlsxWriter
    theirs = written(ROWS, 20)
    for name in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/tables/table1.xml"):
        assert part(ours, name) == part(theirs, name)


def test_a_long_table_holds_what_a_short_one_does(monkeypatch, tmp_path):
    short = values(written(ROWS, 0), tmp_path)
    monkeypatch.setattr(books, "MANY", 5)
    assert values(written(ROWS, 20), tmp_path) == short


def test_a_register_of_long_tables_holds_what_one_of_short_tables_does(monkeypatch, tmp_path):
    register = merged([], Q1)
    short = register_workbook(register, (), PLAN)
    monkeypatch.setattr(books, "MANY", 2)
    long = register_workbook(register, (), PLAN)
    assert values(long, tmp_path) == values(short, tmp_path)
    assert long == register_workbook(register, (), PLAN)
    assert b"inlineStr" in part(long, "xl/worksheets/sheet5.xml")


def test_no_row_of_a_long_table_is_kept(monkeypatch):
    monkeypatch.setattr(books, "MANY", 5)
    book = Book(Properties("Odd", "Office", dt.date(2019, 4, 1)), 20)
    sheet = add_table_sheet(book, Sheet(Odd, ROWS))
    assert len(sheet.table) + len(sheet.row_info) + len(sheet.row_sizes) + len(sheet.table_cells) < 20 + len(ROWS)
    assert sheet.tables[0]["range"] == f"A4:G{4 + len(ROWS)}"
    book.finish()


def test_temporary_files_that_cannot_be_written_are_an_os_error(monkeypatch):
    monkeypatch.setattr(books, "MANY", 5)
    book = Book(Properties("Odd", "Office", dt.date(2019, 4, 1)), 20)
    add_table_sheet(book, Sheet(Odd, ROWS))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "write", full)
    with pytest.raises(OSError, match="No space left"):
        book.finish()


def test_a_table_with_more_rows_than_a_sheet_has_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(write, "MOST_ROWS", 3 + len(ROWS))
    with pytest.raises(CannotGoOn, match="The sheet Odd would have 20 rows"):
        written(ROWS, 0)


def test_links_beyond_those_that_a_sheet_may_have_are_plain_text(monkeypatch):
    monkeypatch.setattr(write, "MOST_LINKS", 2)
    findings = [Finding.of(code="K01", file="LD.xlsx", sheet_name="Actions", at=f"V{row}") for row in range(9, 14)]
    book = Book(Properties("Odd", "Office", dt.date(2019, 4, 1)))
    add_table_sheet(book, Sheet(Finding, findings))
    content = book.finish()
    assert part(content, "xl/worksheets/sheet1.xml").count(b"<hyperlink ") == 2
    assert part(content, "xl/sharedStrings.xml").count(b"<t>V1") == 4
