"""Tables and forms of the model on worksheets: to be filled in, or only to be read."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from xlsxwriter.format import Format

from nacpc_xl.model.columns import LONGEST_MESSAGE, LONGEST_TEXT, CellLink, Choice, Column, Rule, ToDo
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.source import column_letters
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table
from nacpc_xl.privacy.gate import has_marker
from nacpc_xl.sheets import formulas, lists, look
from nacpc_xl.sheets.book import Book, PlainSheet, Properties, StreamedSheet, Value, written
from nacpc_xl.sheets.layout import (
    ANSWER_COLUMN,
    HELP_COLUMN,
    LABEL_COLUMN,
    LINE_ROW,
    TABLE_ROW,
    Note,
    Sheet,
    shape_line,
)

WIDEST = 255.0  # character widths: Excel's limit
TALLEST = 409.0  # points: Excel's limit
LINE_HEIGHT = 13.0  # points of one line in the font used
HEADING_HEIGHT = 2 * LINE_HEIGHT + 4.0  # points: headings of two lines fit
SET_OFF_HEIGHT = 26.0  # points of a note that begins a block of notes
CHARACTERS_A_WIDTH = 1.05  # how many letters of running text fit on one character width
WIDTH_TO_FILL_IN = 170.0  # character widths that are read with ease on A4 landscape
WIDTH_TO_LOOK_UP = 300.0  # character widths that can still be read there, in working papers
FORM_WIDTHS = (34.0, 70.0)  # character widths of a form's labels and of its answers
MOST_LINKS = 65_000  # on one sheet: Excel's limit is a little higher
MOST_ROWS = 1_048_576  # of a sheet: Excel's limit
LONGEST_ADDRESS = 2000  # characters of a link: Excel's limit is a little higher

AS_TYPED = "@"  # the number format of text: 1/2 stays 1/2, and =x is no formula

PROTECTION = {
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
"""What a protected sheet still allows: everything that helps a reader. There is no password."""


def write_book(
    sheets: Sequence[Sheet],
    properties: Properties,
    *,
    named_lists: Mapping[str, Sequence[str]] | None = None,
    protected: bool = False,
) -> bytes:
    """A workbook to be filled in: these sheets, then the lists that its drop-downs use.

    `named_lists` are the lists that columns name by `options_from`. On `protected` sheets only cells to fill
    in can be changed.
    """
    book = Book(properties)
    offered = lists.lists_of(sheets, named_lists or {})
    worksheets = [add_form_sheet(book, sheet, offered, sheets) for sheet in sheets]
    if offered:
        worksheets.append(add_lists(book, offered))
    if protected:
        for worksheet in worksheets:
            worksheet.protect("", PROTECTION)
    return book.finish()


def add_form_sheet(book: Book, sheet: Sheet, offered: lists.Lists, all_sheets: Sequence[Sheet]) -> PlainSheet:
    """One sheet to be filled in, with its drop-downs, messages, marks for missing cells, and notes."""
    worksheet = book.add_sheet(sheet.name, sheet.table.sheet.title, sheet.table.sheet.purpose)
    writer = _Writer(book, worksheet, sheet, fill_in=True)
    writer.put_rows()
    writer.put_line()
    writer.set_widths()
    writer.add_validations(offered)
    writer.mark_missing()
    writer.mark_private()
    writer.put_notes(all_sheets)
    return worksheet


def add_table_sheet(book: Book, sheet: Sheet, line: str = "") -> PlainSheet:
    """One sheet to be read, which `line` says more of in a few words."""
    worksheet = book.add_sheet(sheet.name, sheet.table.sheet.title, sheet.table.sheet.purpose, sheet.row_count)
    writer = _Writer(book, worksheet, sheet, fill_in=False)
    writer.put_line(line)
    writer.put_rows()
    writer.set_widths()
    return worksheet


def put_table(book: Book, worksheet: PlainSheet, sheet: Sheet) -> None:
    """A table or form to be read, on a worksheet that may hold others above and below it."""
    _Writer(book, worksheet, sheet, fill_in=False).put_rows()


def add_lists(book: Book, offered: lists.Lists) -> PlainSheet:
    """The sheet with every list as a table of one column."""
    worksheet = book.add_sheet(lists.LISTS, lists.LISTS, lists.PURPOSE)
    written(worksheet.write_string(LINE_ROW, 0, lists.LINE, book.format(look.LINE)))
    for index, (name, values) in enumerate(offered.items()):
        options = {
            "name": f"List{index + 1}",
            "columns": [{"header": name, "header_format": book.format(look.HEADING_GIVEN)}],
            "style": None,
            "autofilter": False,
            "title": name,
            "description": f"What may be chosen for {name}.",
        }
        written(worksheet.add_table(TABLE_ROW, index, TABLE_ROW + len(values), index, options))
        for row, value in enumerate(values, start=TABLE_ROW + 1):
            written(worksheet.write_string(row, index, value, book.format(look.GIVEN)))
        widest = max(len(text) for text in (name, *values))
        written(worksheet.set_column(index, index, min(widest + 3.0, lists.WIDEST)))
    worksheet.freeze_panes(TABLE_ROW + 1, 0)
    worksheet.repeat_rows(TABLE_ROW)
    return worksheet


def fitting(text: str) -> str:
    """The text as far as a cell can hold it, with a word where it had to be cut."""
    cut = " [cut here: a cell holds no more; the whole text is in the return]"
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(cut)] + cut


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one column: where it stands, and how they look, `number_format` being theirs where it is not `""`.

    `formats` are those that were looked up, by their number formats.
    """

    index: int
    letters: str
    column: Column[Any]
    looks: Mapping[str, Any]
    number_format: str
    is_to_do: bool
    formats: dict[str, Format] = field(default_factory=dict)


class _Writer:
    """Writes one table or form onto a worksheet; `fill_in` tells a sheet to fill in from one to read."""

    def __init__(self, book: Book, worksheet: PlainSheet, sheet: Sheet, *, fill_in: bool) -> None:
        self.book = book
        self.worksheet = worksheet
        self.sheet = sheet
        self.fill_in = fill_in
        self.columns = sheet.table.columns()
        self.cells = [self._cells_of(index, column) for index, column in enumerate(self.columns.values())]
        self.links = 0
        self.has_links = any(isinstance(column, CellLink) for column in self.columns.values())

    def _cells_of(self, index: int, column: Column[Any]) -> _Cells:
        base = look.PLAIN if not self.fill_in else look.GIVEN if column.given else look.TO_FILL_IN
        is_number = column.kind in ("count", "number") and not self.sheet.table.is_form
        aligned = {"align": "right", "indent": 1} if is_number else {"align": "left"}
        wrapped = {"text_wrap": True} if column.wraps or self.sheet.table.is_form else {}
        is_free_text = self.fill_in and not column.given and column.kind == "text"
        number_format = AS_TYPED if is_free_text else ""
        return _Cells(
            index, column_letters(index), column, base | wrapped | aligned, number_format, isinstance(column, ToDo)
        )

    def put_rows(self) -> None:
        """The table or form with everything its rows say."""
        if self.sheet.table.is_form:
            self._put_form()
        else:
            self._put_table()
        self._colour_statuses()

    def _put_table(self) -> None:
        sheet = self.sheet
        if sheet.last_row >= MOST_ROWS:
            raise CannotGoOn(
                f"The sheet {sheet.name} would have {sheet.last_row + 1:,} rows, and a sheet has {MOST_ROWS:,}, so its "
                "workbook was not written. Split the plan into several."
            )
        options = {
            "name": f"{sheet.table.__name__}Table",
            "columns": [
                {"header": column.heading, "header_format": self._heading_format(column)}
                for column in self.columns.values()
            ],
            "style": None,
            "title": sheet.table.sheet.title,
            "description": sheet.table.sheet.purpose,
        }
        self.worksheet.add_long_table(sheet.top, sheet.last_row, options)
        self.worksheet.set_row(sheet.top, HEADING_HEIGHT)
        empty = sheet.table()
        for offset in range(sheet.row_count):
            self._put_row(sheet.first_row + offset, sheet.rows[offset] if offset < len(sheet.rows) else empty)

    def _put_row(self, at: int, row: Table) -> None:
        height = height_of(row, self.columns.values())
        if isinstance(self.worksheet, StreamedSheet) and not self.has_links:
            contents = ((cells.letters, _content(cells.column, row), self._format(cells, row)) for cells in self.cells)
            self.worksheet.write_cells(at, height, contents)
            return
        for cells in self.cells:
            self._put_cell(at, cells, row)
        self.worksheet.set_row(at, height)

    def _put_form(self) -> None:
        row = self.sheet.rows[0] if self.sheet.rows else self.sheet.table()
        for at, column in enumerate(self.columns.values(), start=self.sheet.first_row):
            label_format = self._heading_format(column)
            written(self.worksheet.write_string(at, LABEL_COLUMN, column.heading, label_format))
            self._put_cell(at, replace(self.cells[at - self.sheet.first_row], index=ANSWER_COLUMN), row)
            if self.fill_in and column.help and not column.given:
                help_format = self.book.format(look.HELP)
                written(self.worksheet.write_string(at, HELP_COLUMN, column.message, help_format))

    def _heading_format(self, column: Column[Any]) -> Format:
        is_quiet = column.given if self.fill_in else self.sheet.table.is_form
        return self.book.format(look.HEADING_GIVEN if is_quiet else look.HEADING_TO_FILL_IN)

    def _format(self, cells: _Cells, row: Table) -> Format:
        number_format = cells.number_format or cells.column.cell_format(row.values)
        if number_format not in cells.formats:
            cells.formats[number_format] = self.book.format(cells.looks, {"num_format": number_format})
        return cells.formats[number_format]

    def _put_cell(self, at: int, cells: _Cells, row: Table) -> None:
        index, column = cells.index, cells.column
        how = self._format(cells, row)
        if cells.is_to_do and self.fill_in and not self.sheet.is_empty:
            formula, text = formulas.to_do(self.sheet, at), formulas.to_do_text(row)
            written(self.worksheet.write_formula(at, index, formula, how, text))
        elif isinstance(column, CellLink) and row.is_filled(column.name) and column.name not in row.unread:
            self._put_link(at, index, column, row)
        else:
            self._put_value(at, index, _content(column, row), how)

    def _put_value(self, at: int, index: int, value: Value, how: Format) -> None:
        match value:
            case None:
                written(self.worksheet.write_blank(at, index, None, how))
            case str():
                written(self.worksheet.write_string(at, index, value, how))
            case dt.date():
                written(self.worksheet.write_datetime(at, index, dt.datetime.combine(value, dt.time()), how))
            case _:
                written(self.worksheet.write_number(at, index, value, how))

    def _put_link(self, at: int, index: int, column: CellLink, row: Table) -> None:
        """The name of a cell as a link to it, where it is the name of one."""
        text, file, sheet = (row.in_words(name) for name in (column.name, column.file, column.sheet))
        quoted_sheet = sheet.replace("'", "''")
        folder = column.folders.get(file, column.folder)
        address = f"external:{folder}{quote(file)}#'{quoted_sheet}'!{text}"
        leads_there = file and text.isalnum() and not has_marker(file + sheet)
        if leads_there and len(address) <= LONGEST_ADDRESS and self.links < MOST_LINKS:
            self.links += 1
            written(self.worksheet.write_url(at, index, address, self.book.format(look.LINK), text))
        else:
            written(self.worksheet.write_string(at, index, text, self.book.format(look.PLAIN)))

    def _colour_statuses(self) -> None:
        for name, column in self.columns.items():
            if not isinstance(column, Choice) or not isinstance(column.options[0], Status):
                continue
            for status in Status:
                how = self.book.format(look.BY_COLOUR[status.colour])
                rule = {"type": "cell", "criteria": "==", "value": f'"{status}"', "format": how}
                self._condition(name, rule)

    def mark_missing(self) -> None:
        """Lights up each cell that must be filled in and is empty."""
        for name in self.sheet.table.conditions() if not self.sheet.is_empty else ():
            how = self.book.format(look.MISSING)
            self._condition(name, {"type": "formula", "criteria": formulas.lit_up(self.sheet, name), "format": how})

    def mark_private(self) -> None:
        """Marks each text with a number in it that may stand for a person."""
        for name in formulas.texts(self.sheet.table):
            how = self.book.format(look.PRIVATE)
            self._condition(name, {"type": "formula", "criteria": formulas.is_private(self.sheet, name), "format": how})

    def _condition(self, name: str, rule: dict[str, Any]) -> None:
        first, last, at = self.sheet.cells_of(name)
        written(self.worksheet.conditional_format(first, at, last, at, rule))

    def add_validations(self, offered: lists.Lists) -> None:
        """A message on each cell to fill in, and a stop for what it cannot hold."""
        for name, column in self.sheet.table.to_fill_in().items():
            options = _validation(column.rule, offered)
            options |= {"input_title": column.message_title, "input_message": column.message}
            if options["validate"] != "any":
                warning = column.rule.warning if column.rule is not None else ""
                options |= {
                    "error_title": column.message_title,
                    "error_message": (warning or f"Enter {column.accepts}.")[:LONGEST_MESSAGE],
                    "error_type": "warning" if warning else "stop",
                }
            first, last, at = self.sheet.cells_of(name)
            written(self.worksheet.data_validation(first, at, last, at, options))

    def put_line(self, line: str = "") -> None:
        """The line above the table: how many cells are still to do, or what the sheet holds."""
        how = self.book.format(look.LINE)
        if self.fill_in and formulas.has_line(self.sheet):
            formula, text = formulas.still_to_do(self.sheet), formulas.still_to_do_text(self.sheet)
            written(self.worksheet.write_formula(LINE_ROW, 0, formula, how, text))
        else:
            written(self.worksheet.write_string(LINE_ROW, 0, line or shape_line(self.sheet), how))

    def put_notes(self, all_sheets: Sequence[Sheet]) -> None:
        """The lines below the table."""
        for at, note in enumerate(self.sheet.notes, start=self.sheet.last_row + 1):
            how = self.book.format(look.NOTES[note.look])
            if note.look in look.NOTES_SET_OFF:
                self.worksheet.set_row(at, SET_OFF_HEIGHT)
            if note.look == "ready":
                formula, text = formulas.readiness(all_sheets), formulas.readiness_text(all_sheets)
                written(self.worksheet.write_formula(at, 0, formula, how, text))
            elif note.beside:
                self._put_beside(at, note)
            else:
                written(self.worksheet.write_string(at, 0, note.text, how))

    def _put_beside(self, at: int, note: Note) -> None:
        """A note with a longer text beside it, both looking as a form's label and its answer do."""
        wrapped = {"text_wrap": True}
        for column, text, looks in ((0, note.text, look.HEADING_GIVEN), (1, note.beside, look.GIVEN)):
            written(self.worksheet.write_string(at, column, fitting(text), self.book.format(looks, wrapped)))
        needed = max(_lines_of(text, width) for text, width in zip((note.text, note.beside), FORM_WIDTHS, strict=True))
        self.worksheet.set_row(at, min(needed * LINE_HEIGHT + 4.0, TALLEST))

    def set_widths(self) -> None:
        """Column widths, what stays in sight while scrolling, and how many pages wide it prints."""
        if self.sheet.table.is_form:
            for index, width in enumerate(FORM_WIDTHS):
                written(self.worksheet.set_column(index, index, width))
            self.worksheet.freeze_panes(TABLE_ROW, 0)
            return
        frozen = self.sheet.table.sheet.frozen
        widths = [min(column.width, WIDEST) for column in self.columns.values()]
        for index, width in enumerate(widths):
            written(self.worksheet.set_column(index, index, width))
        repeated = sum(widths[:frozen])
        width = WIDTH_TO_FILL_IN if self.fill_in else WIDTH_TO_LOOK_UP
        pages = math.ceil((sum(widths) - repeated) / (width - repeated))
        self.worksheet.fit_to_pages(max(1, pages), 0)
        if frozen and pages > 1:
            self.worksheet.repeat_columns(0, frozen - 1)
        self.worksheet.freeze_panes(self.sheet.first_row, frozen)
        self.worksheet.repeat_rows(self.sheet.top)


def _content(column: Column[Any], row: Table) -> Value:
    """What is written into the cell of a row: what it says, or the words in it that could not be understood."""
    if column.name in row.unread:
        return fitting(row.unread[column.name].written)
    value = row.values.get(column.name)
    if column.is_blank(value):
        return None
    written_value = column.cell_value(value, row.values)
    return fitting(written_value) if isinstance(written_value, str) else written_value


def height_of(row: Table, columns: Iterable[Column[Any]]) -> float:
    """The height in points at which the longest text of the row is wholly in sight."""
    lines = 1
    for column in columns:
        if column.wraps and not _is_short(row.values.get(column.name, ""), column, row):
            lines = max(lines, _lines_of(row.written(column.name), column.width))
    return min(lines * LINE_HEIGHT + 4.0, TALLEST)


def _is_short(value: object, column: Column[Any], row: Table) -> bool:
    """Whether a cell can be seen at once to need no more than one line."""
    if column.name in row.unread or not isinstance(value, str):
        return False
    return len(value) < column.width and "\n" not in value and "\r" not in value


def _lines_of(text: str, width: float) -> int:
    """How many lines a text takes up in a column of so many character widths."""
    return sum(1 + int(len(paragraph) // (width * CHARACTERS_A_WIDTH)) for paragraph in text.split("\n"))


def _validation(rule: Rule | None, offered: lists.Lists) -> dict[str, Any]:
    match rule:
        case Rule(allow="list"):
            name = rule.options_from or next(name for name, values in offered.items() if values == rule.options)
            if offered.get(name):
                return {"validate": "list", "source": lists.list_range(name, offered)}
        case Rule(allow="date"):
            return {"validate": "date", "criteria": "between", "minimum": rule.low, "maximum": rule.high}
        case Rule(allow="number"):
            return {"validate": "decimal", "criteria": "between", "minimum": rule.low, "maximum": rule.high}
        case Rule(allow="length"):
            return {"validate": "length", "criteria": "between", "minimum": rule.low, "maximum": rule.high}
    return {"validate": "any"}
