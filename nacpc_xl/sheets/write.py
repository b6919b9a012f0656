"""Workbooks from tables of the model, by XlsxWriter."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from nacpc_xl.model.columns import LONGEST_TEXT, CellLink, Choice, Column, Rule, ToDo
from nacpc_xl.model.source import column_letters
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table
from nacpc_xl.sheets import formulas, look
from nacpc_xl.sheets.layout import (
    ANSWER_COLUMN,
    HELP_COLUMN,
    LABEL_COLUMN,
    LINE_ROW,
    PURPOSE_ROW,
    TABLE_ROW,
    TITLE_ROW,
    Sheet,
)

LISTS = "Lists"
LISTS_PURPOSE = "What the drop-down lists in this workbook offer, in tables side by side."
WIDEST = 255.0  # character widths: Excel's limit
TALLEST = 409.0  # points: Excel's limit
LINE_HEIGHT = 13.0  # points of one line in the font used
WIDTH_OF_A_PAGE = 200.0  # character widths that are still read with ease on A4 landscape
CHARACTERS_A_WIDTH = 0.95  # how many letters of running text fit on one character width


@dataclass(frozen=True)
class Properties:
    """What a workbook says of itself. `created` is taken from its contents, never from the clock."""

    title: str
    author: str
    created: dt.date
    marking: str = ""


class NotWritten(RuntimeError):
    """XlsxWriter refused something by its return value alone; a defect here, never a user's doing."""


def written(result: int | None) -> None:
    """Raises `NotWritten` for the negative results by which XlsxWriter says that it wrote nothing."""
    if result is not None and result < 0:
        raise NotWritten(f"XlsxWriter refused to write (result {result})")


class Book:
    """A workbook in the making; `finish` gives its bytes, the same for the same contents."""

    def __init__(self, properties: Properties) -> None:
        self._bytes = io.BytesIO()
        self.properties = properties
        self.workbook: Workbook = xlsxwriter.Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self.workbook.set_properties(
            {
                "title": properties.title,
                "author": properties.author,
                "created": dt.datetime.combine(properties.created, dt.time()),
            }
        )
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self.tables = 0

    def format(self, *looks: Mapping[str, Any]) -> Format:
        """The cell format of these looks together, later ones winning."""
        merged: dict[str, Any] = {}
        for one in looks:
            merged |= one
        key = tuple(sorted(merged.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(merged)
        return self._formats[key]

    def add_sheet(self, name: str, title: str, purpose: str) -> Worksheet:
        """A new sheet with its title in A1 and its purpose in A2, set up for printing on A4."""
        sheet: Worksheet = self.workbook.add_worksheet(name)
        written(sheet.write_string(TITLE_ROW, 0, title, self.format(look.TITLE)))
        written(sheet.write_string(PURPOSE_ROW, 0, purpose, self.format(look.PURPOSE)))
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        marking = self.properties.marking.replace("&", "&&")
        sheet.set_header(f"&L{marking}&R{self.properties.title.replace('&', '&&')}"[:255])
        sheet.set_footer(f"&L{marking}&C{name}&RPage &P of &N")
        return sheet

    def finish(self) -> bytes:
        """The workbook's bytes."""
        self.workbook.close()
        return self._bytes.getvalue()


def write_book(
    sheets: Sequence[Sheet],
    properties: Properties,
    *,
    lists: Mapping[str, Sequence[str]] | None = None,
    protected: bool = False,
) -> bytes:
    """A workbook to be filled in: these sheets, then the lists that its drop-downs use.

    `lists` are the lists that columns name by `options_from`; those of closed choices are added here.
    `protected` sheets let only cells to fill in be changed; there is no password.
    """
    book = Book(properties)
    offered = lists_of(sheets, lists or {})
    for sheet in sheets:
        worksheet = add_table_sheet(book, sheet, fill_in=True, offered=offered, all_sheets=sheets)
        if protected:
            protect(worksheet)
    if offered:
        worksheet = _add_lists(book, offered)
        if protected:
            protect(worksheet)
    return book.finish()


def protect(worksheet: Worksheet) -> None:
    """Locks given cells, and leaves everything that helps a reader: widths, filters, sorting, copying."""
    worksheet.protect(
        "",
        {
            "format_columns": True,
            "format_rows": True,
            "sort": True,
            "autofilter": True,
            "select_locked_cells": True,
            "select_unlocked_cells": True,
        },
    )


def texts_on(sheet: Sheet) -> Iterator[str]:
    """Every text that stands on `sheet` whatever its rows say, but for the lines that change by themselves."""
    yield from (sheet.table.sheet.title, sheet.table.sheet.purpose, _shape_line(sheet))
    for column in sheet.table.columns().values():
        yield column.heading
        if sheet.table.is_form:
            yield column.message
    yield from (note.text for note in sheet.notes if note.text)
    yield from (LISTS, LISTS_PURPOSE)


def lists_of(sheets: Iterable[Sheet], lists: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Every list that a drop-down on `sheets` needs, by its name; a closed choice is named by its heading."""
    offered: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        for column in sheet.table.to_fill_in().values():
            rule = column.rule
            if rule is not None and rule.options and rule.options not in offered.values():
                offered[column.heading] = rule.options
    return offered | {name: tuple(values) for name, values in lists.items() if values}


def add_table_sheet(
    book: Book,
    sheet: Sheet,
    *,
    fill_in: bool = False,
    offered: Mapping[str, tuple[str, ...]] | None = None,
    all_sheets: Sequence[Sheet] = (),
) -> Worksheet:
    """One sheet with its table or form. `fill_in` adds drop-downs, messages and marks for missing cells."""
    worksheet = book.add_sheet(sheet.name, sheet.table.sheet.title, sheet.table.sheet.purpose)
    put_table(book, worksheet, sheet, fill_in=fill_in)
    _set_widths(worksheet, sheet)
    if fill_in:
        for name, column in sheet.table.to_fill_in().items():
            _add_validation(worksheet, sheet, name, column, offered or {})
        _mark_missing(book, worksheet, sheet)
    _add_line(book, worksheet, sheet, live=fill_in and not sheet.table.is_form)
    _add_notes(book, worksheet, sheet, all_sheets)
    return worksheet


def put_table(book: Book, worksheet: Worksheet, sheet: Sheet, *, fill_in: bool = False) -> None:
    """The table or form of `sheet` on a worksheet, which may hold others above and below it."""
    if sheet.table.is_form:
        _add_form(book, worksheet, sheet, fill_in=fill_in)
    else:
        _add_table(book, worksheet, sheet, fill_in=fill_in)
    _colour_statuses(book, worksheet, sheet)


def _set_widths(worksheet: Worksheet, sheet: Sheet) -> None:
    if sheet.table.is_form:
        written(worksheet.set_column(LABEL_COLUMN, LABEL_COLUMN, 34))
        written(worksheet.set_column(ANSWER_COLUMN, ANSWER_COLUMN, 70))
        worksheet.freeze_panes(TABLE_ROW, 0)
        return
    total = 0.0
    for index, column in enumerate(sheet.table.columns().values()):
        written(worksheet.set_column(index, index, min(column.width, WIDEST)))
        total += column.width
    worksheet.fit_to_pages(max(1, round(total / WIDTH_OF_A_PAGE)), 0)
    if sheet.table.sheet.frozen and total > WIDTH_OF_A_PAGE:
        worksheet.repeat_columns(0, sheet.table.sheet.frozen - 1)
    worksheet.freeze_panes(sheet.first_row, sheet.table.sheet.frozen)
    worksheet.repeat_rows(sheet.top)


def _add_line(book: Book, worksheet: Worksheet, sheet: Sheet, *, live: bool) -> None:
    look_of_line = book.format(look.LINE)
    if live and any(isinstance(column, ToDo) for column in sheet.table.columns().values()):
        count = formulas.cells_to_do([sheet])
        missing = sum(len(row.missing()) for row in sheet.rows)
        formula = f'="Still to do on this sheet: "&{count}'
        written(worksheet.write_formula(LINE_ROW, 0, formula, look_of_line, f"Still to do on this sheet: {missing}"))
        return
    written(worksheet.write_string(LINE_ROW, 0, _shape_line(sheet), look_of_line))


def _shape_line(sheet: Sheet) -> str:
    return f"This sheet holds one {'form' if sheet.table.is_form else 'table'}, from row {TABLE_ROW + 1} on."


def _add_table(book: Book, worksheet: Worksheet, sheet: Sheet, *, fill_in: bool) -> None:
    columns = sheet.table.columns()
    book.tables += 1
    headings = []
    for column in columns.values():
        is_given = fill_in and column.given
        heading = look.HEADING_GIVEN if is_given else look.HEADING_TO_FILL_IN
        headings.append({"header": column.heading, "header_format": book.format(heading)})
    written(
        worksheet.add_table(
            sheet.top,
            0,
            sheet.last_row,
            len(columns) - 1,
            {
                "name": f"{sheet.table.__name__}Table",
                "columns": headings,
                "style": None,
                "title": sheet.table.sheet.title,
                "description": sheet.table.sheet.purpose,
            },
        )
    )
    for offset in range(sheet.row_count):
        row = sheet.rows[offset] if offset < len(sheet.rows) else None
        for index, column in enumerate(columns.values()):
            write_cell(book, worksheet, (sheet.first_row + offset, index), column, row, sheet, fill_in=fill_in)
        worksheet.set_row(sheet.first_row + offset, _height(row, columns.values()))


def _height(row: Table | None, columns: Iterable[Column[Any]]) -> float:
    """The height in points at which the longest text of the row is wholly in sight."""
    lines = 1
    for column in columns:
        if row is not None and column.wraps and row.is_filled(column.name):
            paragraphs = row.written(column.name).split("\n")
            lines = max(lines, sum(1 + int(len(text) // (column.width * CHARACTERS_A_WIDTH)) for text in paragraphs))
    return min(lines * LINE_HEIGHT + 4.0, TALLEST)


def _add_form(book: Book, worksheet: Worksheet, sheet: Sheet, *, fill_in: bool) -> None:
    columns = sheet.table.columns()
    row = sheet.rows[0] if sheet.rows else None
    for offset, column in enumerate(columns.values()):
        at = sheet.first_row + offset
        label = look.HEADING_GIVEN if column.given or not fill_in else look.HEADING_TO_FILL_IN
        written(worksheet.write_string(at, LABEL_COLUMN, column.heading, book.format(label)))
        write_cell(book, worksheet, (at, ANSWER_COLUMN), column, row, sheet, fill_in=fill_in, wrapped=True)
        if fill_in and column.help and not column.given:
            written(worksheet.write_string(at, HELP_COLUMN, column.message, book.format(look.HELP)))


def write_cell(
    book: Book,
    worksheet: Worksheet,
    at: tuple[int, int],
    column: Column[Any],
    row: Table | None,
    sheet: Sheet,
    *,
    fill_in: bool,
    wrapped: bool = False,
) -> None:
    """One cell: the value of `column` in `row`, or an empty cell. Text never becomes a formula or a link."""
    values = row.values if row is not None else {}
    base = look.PLAIN if not fill_in else look.GIVEN if column.given else look.TO_FILL_IN
    cell_look: dict[str, Any] = {"num_format": column.cell_format(values)}
    if column.wraps or wrapped:
        cell_look |= {"text_wrap": True}
    if column.kind in ("date", "choice", "ref") or wrapped:
        cell_look |= {"align": "left"}
    elif column.kind in ("count", "number"):
        cell_look |= {"align": "right", "indent": 1}
    look_of_cell = book.format(base, cell_look)
    if isinstance(column, ToDo) and fill_in:
        text = formulas.to_do_text(row if row is not None else sheet.table())
        written(worksheet.write_formula(*at, formulas.to_do(sheet, at[0]), look_of_cell, text))
        return
    if row is None or not row.is_filled(column.name):
        written(worksheet.write_blank(*at, None, look_of_cell))
        return
    if isinstance(column, CellLink):
        _write_link(book, worksheet, at, column, row)
        return
    if column.name in row.unread:
        written(worksheet.write_string(*at, fitting(row.unread[column.name].written), look_of_cell))
        return
    match column.cell_value(values[column.name], values):
        case str(text):
            written(worksheet.write_string(*at, fitting(text), look_of_cell))
        case dt.date() as day:
            written(worksheet.write_datetime(*at, dt.datetime.combine(day, dt.time()), look_of_cell))
        case number:
            written(worksheet.write_number(*at, number, look_of_cell))


def fitting(text: str) -> str:
    """The text as far as a cell can hold it, with a word where it had to be cut."""
    cut = " [cut here: a cell holds no more; the whole text is in the return]"
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(cut)] + cut


def _write_link(book: Book, worksheet: Worksheet, at: tuple[int, int], column: CellLink, row: Table) -> None:
    text = row.in_words(column.name)
    file, sheet = row.in_words(column.file), row.in_words(column.sheet)
    look_of_link = book.format(look.LINK)
    address = f"external:{column.folder}{quote(file)}#'{sheet.replace(chr(39), chr(39) * 2)}'!{text}"
    if not file or not text[-1:].isdigit() or " " in text or len(address) > 2000:
        written(worksheet.write_string(*at, text, book.format(look.PLAIN)))
        return
    written(worksheet.write_url(*at, address, look_of_link, text))


def _add_validation(
    worksheet: Worksheet,
    sheet: Sheet,
    name: str,
    column: Column[Any],
    offered: Mapping[str, tuple[str, ...]],
) -> None:
    first, last, at = sheet.first_row, sheet.last_row, sheet.column(name)
    if sheet.table.is_form:
        first = last = sheet.first_row + list(sheet.table.columns()).index(name)
    options: dict[str, Any] = _rule_options(column.rule, offered) | {
        "input_title": column.message_title,
        "input_message": column.message,
    }
    if options["validate"] != "any":
        options |= {
            "error_title": column.message_title,
            "error_message": f"Enter {column.accepts}."[:255],
            "error_type": "stop",
        }
    written(worksheet.data_validation(first, at, last, at, options))


def _rule_options(rule: Rule | None, offered: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    match rule:
        case Rule(allow="list"):
            name = rule.options_from or next(name for name, values in offered.items() if values == rule.options)
            if not offered.get(name):
                return {"validate": "any"}
            return {"validate": "list", "source": list_range(name, offered)}
        case Rule(allow="date"):
            return {"validate": "date", "criteria": "between", "minimum": rule.low, "maximum": rule.high}
        case Rule(allow="number"):
            return {"validate": "decimal", "criteria": "between", "minimum": rule.low, "maximum": rule.high}
    return {"validate": "any"}


def list_range(name: str, offered: Mapping[str, tuple[str, ...]]) -> str:
    """Where the list called `name` stands on the sheet Lists, as a formula."""
    letters = column_letters(list(offered).index(name))
    first = TABLE_ROW + 2
    return f"={LISTS}!${letters}${first}:${letters}${first + len(offered[name]) - 1}"


def _add_lists(book: Book, offered: Mapping[str, tuple[str, ...]]) -> Worksheet:
    worksheet = book.add_sheet(LISTS, LISTS, LISTS_PURPOSE)
    for index, (name, values) in enumerate(offered.items()):
        book.tables += 1
        heading = {"header": name, "header_format": book.format(look.HEADING_GIVEN)}
        where = (TABLE_ROW, index, TABLE_ROW + len(values), index)
        options = {"name": f"List{index + 1}", "columns": [heading], "style": None, "autofilter": False}
        described = {"title": name, "description": f"What may be chosen for {name}."}
        written(worksheet.add_table(*where, options | described))
        for offset, value in enumerate(values, start=1):
            written(worksheet.write_string(TABLE_ROW + offset, index, value, book.format(look.GIVEN)))
        widest = max(len(text) for text in (name, *values))
        written(worksheet.set_column(index, index, min(widest + 3.0, 80.0)))
    worksheet.freeze_panes(TABLE_ROW + 1, 0)
    return worksheet


def _mark_missing(book: Book, worksheet: Worksheet, sheet: Sheet) -> None:
    for name in sheet.table.conditions():
        at = sheet.column(name)
        first, last = sheet.first_row, sheet.last_row
        if sheet.table.is_form:
            first = last = sheet.first_row + list(sheet.table.columns()).index(name)
        rule = {
            "type": "formula",
            "criteria": formulas.lit_up(sheet, name),
            "format": book.format(look.MISSING),
        }
        written(worksheet.conditional_format(first, at, last, at, rule))


def _colour_statuses(book: Book, worksheet: Worksheet, sheet: Sheet) -> None:
    for name, column in sheet.table.columns().items():
        if not isinstance(column, Choice) or not isinstance(column.options[0], Status):
            continue
        for status in Status:
            rule = {
                "type": "cell",
                "criteria": "==",
                "value": f'"{status}"',
                "format": book.format(look.BY_COLOUR[status.colour]),
            }
            at = sheet.column(name)
            written(worksheet.conditional_format(sheet.first_row, at, sheet.last_row, at, rule))


def _add_notes(book: Book, worksheet: Worksheet, sheet: Sheet, all_sheets: Sequence[Sheet]) -> None:
    row = sheet.last_row + 1
    for note in sheet.notes:
        look_of_note = book.format(look.NOTES[note.look])
        if note.look == "ready":
            formula, text = formulas.readiness(all_sheets), formulas.readiness_text(all_sheets)
            written(worksheet.write_formula(row, 0, formula, look_of_note, text))
        else:
            written(worksheet.write_string(row, 0, note.text, look_of_note))
        row += 1
