"""A workbook written again by XlsxWriter alone: the same cells, formats, tables, drop-downs and marks, and no thought.

What is written is taken from the workbook in the making, just before it is closed. Charts and the set-up of pages are
left out.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from unittest.mock import patch

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from nacpc_xl.sheets.book import Book

OBJECTS = ("set_row", "set_column", "add_table", "data_validation", "conditional_format", "write_url")
"""The calls that are made again as they were made; cells are written again whichever way they came about."""

OF_ITS_OWN = {"xf_index", "hyperlink"}
"""Properties of the formats with which XlsxWriter begins each workbook."""

DAY_0 = dt.datetime(1899, 12, 30)
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True)
class Call:
    """A call of a method of a worksheet; a format among its arguments is its number."""

    method: str
    before: tuple[Any, ...]
    format: int | None = None
    after: tuple[Any, ...] = ()


@dataclass(frozen=True)
class FormatNumber:
    """A format within a dictionary of options."""

    number: int


@dataclass
class Contents:
    """What is to be written: the properties of the formats, and for each sheet its objects and its cells."""

    formats: list[dict[str, Any]] = field(default_factory=list)
    objects: dict[str, list[Call]] = field(default_factory=dict)
    cells: dict[str, list[Call]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows have a cell."""
        return sum(len({call.before[0] for call in calls}) for calls in self.cells.values())


def written_by(make: Callable[[], bytes]) -> Contents:
    """What `make` puts into its workbook."""
    taken = Contents()
    with _watched(taken):
        make()
    return taken


def again(contents: Contents) -> bytes:
    """The same workbook, as far as it is kept here."""
    saved = io.BytesIO()
    workbook = xlsxwriter.Workbook(saved, AS_TEXT)
    formats = [workbook.add_format(properties) for properties in contents.formats]
    for name, cells in contents.cells.items():
        sheet = workbook.add_worksheet(name)
        for call in contents.objects.get(name, ()):
            getattr(sheet, call.method)(*_with_formats(call.before, formats))
        for call in cells:
            if call.format is None:
                getattr(sheet, call.method)(*call.before)
            else:
                getattr(sheet, call.method)(*call.before, formats[call.format], *call.after)
    workbook.close()
    return saved.getvalue()


def _with_formats(value: Any, formats: list[Format]) -> Any:
    match value:
        case FormatNumber(number):
            return formats[number]
        case dict():
            return {key: _with_formats(one, formats) for key, one in value.items()}
        case list() | tuple():
            return [_with_formats(one, formats) for one in value]
        case _:
            return value


@contextmanager
def _watched(contents: Contents) -> Iterator[None]:
    """Puts into `contents` what is written into the workbook that is made in the meantime."""
    numbers: dict[int, int] = {}
    add_format, close = Workbook.add_format, Book.close

    def adding(self: Workbook, properties: dict[str, Any] | None = None) -> Format:
        made: Format = add_format(self, properties)
        if not OF_ITS_OWN.isdisjoint(properties or {}):
            return made
        numbers[id(made)] = len(contents.formats)
        contents.formats.append(dict(properties or {}))
        return made

    def closing(self: Book) -> None:
        for sheet in self.workbook.worksheets():
            name = str(sheet.name)
            contents.cells[name] = list(_cells(sheet, contents.objects.get(name, []), numbers))
        close(self)

    with patch.object(Workbook, "add_format", adding), patch.object(Book, "close", closing):
        patches = [patch.object(Worksheet, name, _noting(name, contents, numbers)) for name in OBJECTS]
        for one in patches:
            one.start()
        try:
            yield
        finally:
            for one in patches:
                one.stop()


def _noting(name: str, contents: Contents, numbers: dict[int, int]) -> Callable[..., Any]:
    """The method of this name, which notes what it is called with."""
    method: Callable[..., Any] = getattr(Worksheet, name)

    @wraps(method)
    def noting(self: Worksheet, *arguments: Any) -> Any:
        noted = Call(name, tuple(_numbered(one, numbers) for one in arguments))
        contents.objects.setdefault(str(self.name), []).append(noted)
        return method(self, *arguments)

    return noting


def _numbered(value: Any, numbers: dict[int, int]) -> Any:
    match value:
        case Format():
            return FormatNumber(numbers[id(value)])
        case dict():
            return {key: _numbered(one, numbers) for key, one in value.items()}
        case list() | tuple():
            return [_numbered(one, numbers) for one in value]
        case _:
            return value


def _cells(sheet: Worksheet, objects: list[Call], numbers: dict[int, int]) -> Iterator[Call]:
    """The cells that are not written by an object."""
    shared: Any = sheet.str_table
    texts = {index: text for text, index in shared.string_table.items()}
    done = {call.before[:2] for call in objects if call.method == "write_url"}
    done |= {
        (call.before[0], column)
        for call in objects
        if call.method == "add_table"
        for column in range(call.before[1], call.before[3] + 1)
    }
    for row, cells in sheet.table.items():
        for column, cell in cells.items():
            if (row, column) not in done:
                yield _call(row, column, cell, texts, numbers)


def _call(row: int, column: int, cell: Any, texts: dict[int, str], numbers: dict[int, int]) -> Call:
    how = numbers.get(id(cell.format))
    match type(cell).__name__:
        case "String":
            return Call("write_string", (row, column, texts[cell.string]), how)
        case "Number":
            return Call("write_number", (row, column, cell.number), how)
        case "Datetime":
            return Call("write_datetime", (row, column, DAY_0 + dt.timedelta(days=cell.number)), how)
        case "Blank":
            return Call("write_blank", (row, column, None), how)
        case "Formula":
            return Call("write_formula", (row, column, f"={cell.formula}"), how, (cell.value,))
        case kind:
            raise NotImplementedError(kind)
