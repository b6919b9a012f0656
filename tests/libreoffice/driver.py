"""Drives one LibreOffice through UNO: takes orders on standard input, one JSON object a line, and answers each.

It runs in whichever Python has the module `uno`, so it uses nothing besides the standard library:

    python driver.py SOFFICE PROFILE
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

SECONDS = 60  # for LibreOffice to start; the first time in a new profile takes longest
PAUSE = 0.05  # seconds between two knocks at its door
PERCENT = 128  # com.sun.star.util.NumberFormat.PERCENT
ERROR = 4  # com.sun.star.sheet.FormulaResult.ERROR
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97"}

uno: Any = importlib.import_module("uno")


def properties(**values: object) -> tuple[Any, ...]:
    """Named arguments as UNO takes them."""
    made = []
    for name, value in values.items():
        one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


class Driver:
    """One LibreOffice, and the workbook that is open in it. Each public method is an order."""

    def __init__(self, program: str, profile: str) -> None:
        pipe = f"tracker{os.getpid()}"
        options = ["--headless", "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp"]
        self._process = subprocess.Popen(
            [program, f"-env:UserInstallation={profile}", *options], stdin=subprocess.DEVNULL, stdout=sys.stderr
        )
        context = self._context(pipe)
        manager = context.ServiceManager
        self._desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        self._document: Any = None

    def _context(self, pipe: str) -> Any:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + SECONDS
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except Exception:  # com.sun.star.connection.NoConnectException: it is still starting
                if time.monotonic() > until:
                    raise
                time.sleep(PAUSE)

    def open(self, path: str) -> None:
        """Opens the workbook, without a window and without toolbars: either would crash where there is no screen."""
        url = uno.systemPathToFileUrl(path)
        self._document = self._desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        self._document.CurrentController.Frame.LayoutManager.setVisible(False)

    def close(self) -> None:
        """Closes the workbook as it is."""
        self._document.close(True)
        self._document = None

    def save(self, path: str) -> None:
        """Saves a copy in the format that the name's ending says."""
        how = properties(FilterName=FILTERS[os.path.splitext(path)[1]])  # noqa: PTH122
        self._document.storeToURL(uno.systemPathToFileUrl(path), how)

    def type(self, sheet: str, cells: Mapping[str, str]) -> None:
        """Types these texts into these cells as a person does: LibreOffice makes dates and numbers of them.

        From the first digit on, the input line sets a per cent sign behind a number in a cell that shows per
        cents; the command that stands for typing does not, so it is done here.
        """
        controller = self._document.CurrentController
        for cell, text in cells.items():
            controller.select(self._sheet(sheet).getCellRangeByName(cell))
            typed = f"{text}%" if text.isdecimal() and self._shows_per_cents(sheet, cell) else text
            argument = properties(StringName=typed)
            self._dispatcher.executeDispatch(controller.Frame, ".uno:EnterString", "", 0, argument)

    def _shows_per_cents(self, sheet: str, cell: str) -> bool:
        form = self._document.NumberFormats.getByKey(self._sheet(sheet).getCellRangeByName(cell).NumberFormat)
        return bool(form.Type & PERCENT)

    def put(self, sheet: str, area: str, rows: Sequence[Sequence[str | float]]) -> None:
        """Puts texts and numbers into an area all at once, whether it is locked or not, and works everything out."""
        self._document.enableAutomaticCalculation(False)
        self._sheet(sheet).getCellRangeByName(area).setDataArray(tuple(map(tuple, rows)))
        self._document.enableAutomaticCalculation(True)
        self._document.calculateAll()

    def read(self, sheet: str, area: str) -> list[list[str | float | None]]:
        """The values in an area, row by row: texts and numbers, `None` for an error."""
        return [list(row) for row in self._sheet(sheet).getCellRangeByName(area).getDataArray()]

    def errors(self) -> list[str]:
        """The cells with a formula that has no result, such as "Actions.W5"."""
        found = [self._document.Sheets.getByIndex(at) for at in range(self._document.Sheets.Count)]
        names = [sheet.queryFormulaCells(ERROR).getRangeAddressesAsString() for sheet in found]
        return [name for name in names if name]

    def locked(self, sheet: str, area: str) -> list[list[bool]]:
        """Whether each cell of an area is locked, row by row."""
        cells = self._sheet(sheet).getCellRangeByName(area)
        return [
            [cells.getCellByPosition(column, row).CellProtection.IsLocked for column in range(cells.Columns.Count)]
            for row in range(cells.Rows.Count)
        ]

    def protected(self) -> dict[str, bool]:
        """Whether each sheet, by its name, is protected, so that locked cells cannot be changed."""
        return {name: self._sheet(name).isProtected() for name in self._document.Sheets.ElementNames}

    def sort(self, sheet: str, area: str, column: int, descending: bool) -> None:
        """Sorts the rows of an area, which has no headings in it, by one of its columns, counted from 0."""
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, not descending
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        self._sheet(sheet).getCellRangeByName(area).sort(properties(SortFields=fields, ContainsHeader=False))

    def filter(self, sheet: str, column: int, text: str) -> list[int]:
        """Leaves in sight only the rows of the sheet's table that say this in a column, and gives the rows hidden."""
        field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
        field.Field, field.IsNumeric, field.StringValue = column, False, text
        field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
        found = self._range_of_table(sheet)
        found.FilterDescriptor.setFilterFields((field,))
        found.refresh()
        area = found.DataArea
        rows = self._sheet(sheet).Rows
        return [row for row in range(area.StartRow + 1, area.EndRow + 1) if not rows.getByIndex(row).IsVisible]

    def forget_table(self, sheet: str) -> None:
        """Makes of the sheet's table a plain range of cells."""
        self._document.DatabaseRanges.removeByName(self._range_of_table(sheet).Name)

    def _range_of_table(self, sheet: str) -> Any:
        number = self._sheet(sheet).RangeAddress.Sheet
        ranges = self._document.DatabaseRanges
        every = (ranges.getByIndex(at) for at in range(ranges.Count))
        return next(one for one in every if one.DataArea.Sheet == number)

    def insert_rows(self, sheet: str, at: int, count: int) -> None:
        """Inserts rows before the one with this index, counted from 0."""
        self._sheet(sheet).Rows.insertByIndex(at, count)

    def delete_column(self, sheet: str, at: int) -> None:
        """Deletes the column with this index, counted from 0."""
        self._sheet(sheet).Columns.removeByIndex(at, 1)

    def widen(self, sheet: str, at: int, width: int) -> None:
        """Makes a column so many hundredths of a millimetre wide."""
        self._sheet(sheet).Columns.getByIndex(at).Width = width

    def add_sheet(self, name: str) -> None:
        """Adds a sheet behind the others."""
        self._document.Sheets.insertNewByName(name, self._document.Sheets.Count)

    def rename_sheet(self, name: str, new: str) -> None:
        """Gives a sheet another name."""
        self._sheet(name).Name = new

    def _sheet(self, name: str) -> Any:
        return self._document.Sheets.getByName(name)

    def end(self) -> None:
        """Ends LibreOffice."""
        with contextlib.suppress(Exception):  # it goes before it has said that it does
            self._desktop.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):  # whoever started this driver ends both
            self._process.wait(SECONDS)


def main() -> None:
    """Takes orders until there are no more."""
    driver = Driver(*sys.argv[1:])
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"answer": getattr(driver, order.pop("do"))(**order)}
        except Exception as fault:  # of any kind, also those that UNO brings along
            answer = {"fault": f"{type(fault).__name__}: {fault}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    driver.end()


if __name__ == "__main__":
    main()
