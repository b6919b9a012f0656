"""Workbooks for tests: drawn as Markdown tables, and issued ones filled in as a lead would fill them in."""

import datetime as dt
import io
import re
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

Answers = Mapping[str, Mapping[str | int, Mapping[str, object]] | Mapping[str, object]]


def drawn(path: Path, sheets: Mapping[str, str]) -> Path:
    """An .xlsx file at `path` with these sheets, each drawn as a Markdown table; the first line stands in row 1.

        drawn(tmp_path / "plan.xlsx", {"Aims": "| Code | Title |\n| A1 | Children are safe. |"})

    A line of dashes is only for the eye. 2019-06-30 is a date, 12 and 1.5 and 62% are numbers, all else is
    text, `=1+1` and `'12` (without its apostrophe) too; `<br>` is a line break.
    """
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        lines = [line.strip().strip("|").split("|") for line in table.strip().splitlines()]
        rows = [[part.strip() for part in line] for line in lines if not re.fullmatch("[-: ]*-[-: ]*", "".join(line))]
        for row, parts in enumerate(rows, start=1):
            for column, part in enumerate(parts, start=1):
                cell = sheet.cell(row, column)
                assert isinstance(cell, Cell)
                write(cell, typed(part))
                if part.endswith("%") and not isinstance(cell.value, str):
                    cell.number_format = "0.0%"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def typed(part: str) -> object:
    """What a drawn cell holds: a date, a number, text, or `None`."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", part):
        return dt.date.fromisoformat(part)
    if re.fullmatch(r"-?\d+(\.\d+)?%", part):
        return float(part[:-1]) / 100
    if re.fullmatch(r"-?\d+(\.\d+)?", part):
        return float(part) if "." in part else int(part)
    return part.removeprefix("'").replace("<br>", "\n") or None


def write(cell: Cell, value: object) -> None:
    """Puts `value` into an openpyxl cell; text stays text, whatever it begins with."""
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, str):
        cell.data_type = "s"


def filled(workbook: bytes | Path, path: Path, answers: Answers) -> Path:
    """The workbook with these answers typed into it, saved at `path`.

    Answers are by sheet, by ref (for a table without refs: 0 for its first row of answers, and so on) and by
    heading; on a form they are by heading alone:

        {"Actions": {"P1.1-01": {"Status": "On track"}}, "Sign-off": {"Date": date(2019, 7, 4)}}
    """
    book = openpyxl.load_workbook(io.BytesIO(workbook) if isinstance(workbook, bytes) else workbook)
    typed_in: list[tuple[Cell, object]] = []  # every cell is found before the first one is written
    for name, by_row in answers.items():
        sheet = book[name]
        for key, cells in by_row.items():
            if isinstance(cells, Mapping):
                typed_in += [(cell_of(sheet, key, heading), value) for heading, value in cells.items()]
            else:
                typed_in.append((answer_to(sheet, str(key)), cells))
    for cell, value in typed_in:
        write(cell, value)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def cell_of(sheet: Worksheet, key: str | int, heading: str) -> Cell:
    """The cell below `heading` in the row with the ref `key`, or the `key`th below the headings."""
    top = label_of(sheet, heading)
    if isinstance(key, int):
        below = sheet.cell(top.row + 1 + key, top.column)
    else:
        row = next(row for row in range(top.row + 1, sheet.max_row + 1) if sheet.cell(row, 1).value == key)
        below = sheet.cell(row, top.column)
    assert isinstance(below, Cell)
    return below


def label_of(sheet: Worksheet, text: str) -> Cell:
    """The first cell from row 4 on that holds exactly `text`: a heading, or a form's label."""
    return next(
        cell for row in sheet.iter_rows(min_row=4) for cell in row if cell.value == text and isinstance(cell, Cell)
    )


def answer_to(sheet: Worksheet, label: str) -> Cell:
    """The cell to the right of a form's label."""
    answer = label_of(sheet, label).offset(column=1)
    assert isinstance(answer, Cell)
    return answer
