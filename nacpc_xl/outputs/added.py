"""Rows put below those of a table in an existing workbook, and all that belongs to the table reaching down to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from lxml import etree

from nacpc_xl.model.columns import Choice, Raw
from nacpc_xl.model.source import column_letters
from nacpc_xl.model.table import Table
from nacpc_xl.outputs.edited import Edited, EditedSheet, ExcelTable
from nacpc_xl.outputs.parts import MAIN
from nacpc_xl.outputs.reach import block_name, block_of, formula_to, overlap, reach_down
from nacpc_xl.preflight.survey import Block
from nacpc_xl.sheets.find import Headings, find_headings, find_table
from nacpc_xl.sheets.formulas import STILL_TO_DO, still_to_do_text
from nacpc_xl.sheets.layout import TABLE_ROW, Sheet
from nacpc_xl.sheets.write import height_of

LAST_ROW = 1_048_575  # of a sheet, counted from 0
ROOM = 100  # rows of a table that is begun in which its drop-downs hold


class TableThere:
    """A table of the model that stands on a sheet of a workbook, found as it is found where it is read."""

    def __init__(self, book: Edited, sheet: EditedSheet, headings: Headings) -> None:
        self._book, self._sheet = book, sheet
        self._table, self._top = headings.table, headings.row
        self.columns: Mapping[str, int] = {name: column for column, name in headings.columns.items()}
        own = (one for one in book.tables_on(sheet) if one.area[0] == headings.row)
        is_over = (one for one in own if one.area[1] <= min(headings.columns) <= one.area[3])
        self._in_excel: ExcelTable | None = next(is_over, None)

    @property
    def sheet_name(self) -> str:
        """The name of the sheet that it is on."""
        return self._sheet.name

    def values(self, name: str) -> dict[int, Raw]:
        """What its rows hold in one column, by the row."""
        cells = self._sheet.grid.cells.items()
        return {row: raw for (row, column), raw in cells if row > self._top and column == self.columns[name]}

    def put(self, row: int, name: str, text: str) -> None:
        """Puts a text into the cell of one column."""
        self._sheet.put((row, self.columns[name]), text)
        self._book.put(self._sheet)

    def add(self, rows: Sequence[Table]) -> None:
        """Puts these rows into blank ones below all that are filled."""
        body = self._body()
        places = self._blank_rows(body, len(rows))
        for at, row in zip(places, rows, strict=True):
            self._sheet.show(at, height_of(row, (row.columns()[name] for name in self.columns)))
            self._style_as_above(body, at)
            for name, column in self.columns.items():
                if row.is_filled(name):
                    self._sheet.put((at, column), self._value(row, name, self._sheet.style((at, column))))
        self._reach(body, places)
        self._book.put(self._sheet)

    def _body(self) -> Block:
        """Its rows as they are: those of Excel's table, or else all down to the last that is filled."""
        first, left, right = self._top + 1, min(self.columns.values()), max(self.columns.values())
        if self._in_excel is not None:
            _, left, bottom, right = self._in_excel.area
            return first, left, bottom - self._in_excel.totals, right
        filled = self._sheet.filled((first, left, LAST_ROW, right))
        return first, left, max((row for row, _ in filled), default=self._top), right

    def _blank_rows(self, body: Block, count: int) -> list[int]:
        """The first blank rows below those that are filled, which nothing else takes up either."""
        at = max((row for row, _ in self._sheet.filled(body)), default=self._top)
        others = self._others(body)
        places: list[int] = []
        while len(places) < count:
            at += 1
            is_taken = any(overlap(one, (at, body[1], at, body[3])) for one in others)
            if self._sheet.is_blank(at) and not is_taken:
                places.append(at)
        return places

    def _others(self, body: Block) -> list[Block]:
        """Other tables of Excel's on the sheet, merged cells below the table, and its own totals."""
        tables = [one.area for one in self._book.tables_on(self._sheet) if one.area[0] != self._top]
        merged = [one for one in self._sheet.merged if one[0] > body[2]]
        totals = self._in_excel.totals if self._in_excel is not None else 0
        return [*tables, *merged, *([(body[2] + 1, body[1], body[2] + totals, body[3])] if totals else [])]

    def _style_as_above(self, body: Block, at: int) -> None:
        """Lets each cell of a row look as the nearest one above it that looks like anything."""
        for column in range(body[1], body[3] + 1):
            above = range(min(at - 1, body[2]), body[0] - 1, -1)
            style = next(filter(None, (self._sheet.style((row, column)) for row in above)), "")
            if style and not self._sheet.style((at, column)):
                self._sheet.set_style((at, column), style)

    def _value(self, row: Table, name: str, style: str) -> str | float:
        """What is put into a cell: a day as the number that it shows as one, all else in words."""
        value = row.values.get(name)
        number = self._book.day(style, value) if isinstance(value, dt.date) else None
        return row.in_words(name) if number is None else number

    def _reach(self, body: Block, places: Sequence[int]) -> None:
        last = max(places)
        below = (body[2] + 1, body[1], last, body[3])
        is_in_the_way = any(overlap(one, below) for one in self._others(body))
        if self._in_excel is not None and last > body[2] and not is_in_the_way:
            self._in_excel.stretch(last)
            self._book.put(self._in_excel)
        reach_down(self._sheet.root, body, places)
        self._sheet.reach(places)
        self._filter(last)
        self._count(body, last)

    def _filter(self, last: int) -> None:
        """Lets the filter of the sheet reach down to row `last`, where the table is none of Excel's."""
        for one in self._sheet.root.iterchildren(f"{{{MAIN}}}autoFilter"):
            before = block_of(one.get("ref", "A1"))
            if before[0] == self._top and before[2] < last:
                after = (*before[:2], last, before[3])
                one.set("ref", block_name(after))
                self._book.move_filter(self._sheet, before, after)

    def _count(self, body: Block, last: int) -> None:
        """Lets the line above the table count what is still to do in all its rows, and say so already."""
        for cell, formula in self._sheet.formulas():
            text = formula.text or ""
            if STILL_TO_DO in text:
                formula.text = formula_to(text, body, last)
                found = find_table([self._sheet.grid], self._table, "")
                rows = found.rows if found is not None else ()
                for value in cell.findall(f"{{{MAIN}}}v"):
                    value.text = still_to_do_text(Sheet(self._table, rows))


def table_in(book: Edited, table: type[Table]) -> TableThere | None:
    """Where the table stands in the workbook; `None` where it is not there, as it is not for who reads it either."""
    found = find_headings([sheet.grid for sheet in book.sheets], [table])
    claims = [(one, sheet) for sheet in book.sheets for one in found[sheet.name] if not one.misspelt]
    if not claims:
        return None
    headings, sheet = max(claims, key=lambda claim: len(claim[0].columns))
    return TableThere(book, sheet, headings)


def begun(book: Edited, table: type[Table]) -> TableThere:
    """The table begun anew on a sheet of its own."""
    sheet = book.add_sheet(table.sheet.name, _blank_sheet(table))
    sheet.put((0, 0), table.sheet.title)
    sheet.put((1, 0), table.sheet.purpose)
    for at, column in enumerate(table.columns().values()):
        sheet.put((TABLE_ROW, at), column.heading)
    return TableThere(book, sheet, Headings(table, TABLE_ROW, dict(enumerate(table.columns()))))


def _blank_sheet(table: type[Table]) -> etree._Element:
    """A sheet with the widths of the table's columns and its drop-downs, and nothing else."""
    root = etree.fromstring(f'<worksheet xmlns="{MAIN}"/>')
    columns = table.columns().values()
    widths = etree.SubElement(root, f"{{{MAIN}}}cols")
    for at, column in enumerate(columns, start=1):
        how = {"min": str(at), "max": str(at), "width": str(column.width), "customWidth": "1"}
        etree.SubElement(widths, f"{{{MAIN}}}col", how)
    etree.SubElement(root, f"{{{MAIN}}}sheetData")
    offered = {at: one for at, one in enumerate(columns) if isinstance(one, Choice) and not one.given}
    if offered:
        validations = etree.SubElement(root, f"{{{MAIN}}}dataValidations", count=str(len(offered)))
        for at, choice in offered.items():
            cells = f"{column_letters(at)}{TABLE_ROW + 2}:{column_letters(at)}{TABLE_ROW + 1 + ROOM}"
            how = {"type": "list", "allowBlank": "1", "showErrorMessage": "1", "sqref": cells}
            one = etree.SubElement(validations, f"{{{MAIN}}}dataValidation", how)
            etree.SubElement(one, f"{{{MAIN}}}formula1").text = f'"{",".join(map(str, choice.offered))}"'
    return root
