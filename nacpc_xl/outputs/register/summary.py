"""The sheet Summary: the quarter's figures, and beside and below them a chart of each table of counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from nacpc_xl.outputs.register.charts import Bars, drawn
from nacpc_xl.outputs.report.sentences import counted, joined
from nacpc_xl.outputs.tallies import ByGroup, ByQuarter, ByTheme, Figures
from nacpc_xl.sheets import look
from nacpc_xl.sheets.book import Book, written
from nacpc_xl.sheets.layout import LINE_ROW, TABLE_ROW, Sheet
from nacpc_xl.sheets.write import put_table

WIDTHS = (31.0, 22.0, 1.5)  # character widths: labels, figures, and the gap before the charts beside them
BESIDE = len(WIDTHS)  # the column at which those charts begin
WIDTH, WIDTH_BESIDE = 1026, 626  # dots, 96 to the inch: what A4 landscape shows at full size, without and with figures
ROW = 20  # dots: an empty row
ROOM = 4  # dots between a chart's frame and the end of a page
ROWS_OF_A_PAGE = 33

TITLES = {
    ByQuarter.sheet.name: ("Number of actions by quarter and status", "quarter"),
    ByTheme.sheet.name: ("Number of actions by theme and status", "theme"),
    ByGroup.sheet.name: ("Number of actions by group and status", "group"),
}
"""What the chart of each table is called, and what a bar of it stands for."""

Placed = tuple[Bars, int, int]
"""A chart with the row and the column at which it begins."""


def add_summary(book: Book, figures: Figures, tables: Sequence[Sheet]) -> None:
    """The sheet, with a chart of each of these tables of counts, which stand on sheets of their own."""
    head = Figures.sheet
    worksheet = book.add_sheet(head.name, head.title, head.purpose)
    form = Sheet(Figures, (figures,))
    put_table(book, worksheet, form)
    for index, width in enumerate(WIDTHS):
        written(worksheet.set_column(index, index, width))
    charts = list(placed(tables))
    written(worksheet.write_string(LINE_ROW, 0, _line(len(charts), tables), book.format(look.LINE)))
    for bars, row, column in charts:
        options = {"description": bars.description, "object_position": 2, "y_offset": ROOM}
        written(worksheet.insert_chart(row, column, drawn(book, bars), options))
    worksheet.set_h_pagebreaks([row for _, row, _ in charts if row % ROWS_OF_A_PAGE == 0])
    worksheet.freeze_panes(TABLE_ROW, 0)


def placed(tables: Sequence[Sheet]) -> Iterator[Placed]:
    """Each chart, none of them cut by the end of a page: beside the figures while there is room, then below them.

    A table with more rows than fit into one chart has several; one in which nothing is counted has none.
    """
    row, is_beside = TABLE_ROW, True
    for table in filter(_counts_any, tables):
        title, of = TITLES[table.name]
        whole = Bars(title, of, table, 0, len(table.rows), WIDTH_BESIDE, _room(row))
        if is_beside and whole.fits:
            yield whole, row, BESIDE
            row += _rows(whole) + 1
            continue
        if is_beside:
            row, is_beside = ROWS_OF_A_PAGE, False
        for part in replace(whole, width=WIDTH, tallest=_room(0)).parts():
            if row % ROWS_OF_A_PAGE + _rows(part) > ROWS_OF_A_PAGE:
                row = ceil(row / ROWS_OF_A_PAGE) * ROWS_OF_A_PAGE
            yield part, row, 0
            row += _rows(part) + 1


def _counts_any(table: Sheet) -> bool:
    return any(row.values["total"] for row in table.rows)


def _rows(bars: Bars) -> int:
    return ceil((bars.height + 2 * ROOM) / ROW)


def _room(row: int) -> int:
    """How tall a chart can be that begins in this row of a page."""
    return (ROWS_OF_A_PAGE - row) * ROW - 2 * ROOM


def _line(charts: int, tables: Sequence[Sheet]) -> str:
    """What the sheet holds."""
    holds = f"This sheet holds one form, from row {TABLE_ROW + 1} on"
    if not charts:
        return f"{holds}. There is no action to draw a chart of."
    return f"{holds}, and {counted(charts, 'chart')}, whose figures stand on {joined(one.name for one in tables)}."
