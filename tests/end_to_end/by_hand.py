"""A workbook's cells as anybody with openpyxl, or a zip program, would count them: nothing of nacpc_xl is used."""

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

Rows = list[list[Any]]


def sheets(path: Path) -> dict[str, Rows]:
    """The values of each sheet, row by row; per cents as 62.0 for 62%, formulas left out."""
    if path.suffix == ".ods":
        return ods_sheets(path)
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[xlsx_value(cell) for cell in row] for row in sheet.iter_rows()] for sheet in book}


def xlsx_value(cell: Any) -> Any:
    if cell.data_type == "f":
        return None
    if isinstance(cell.value, int | float) and "%" in cell.number_format:
        return round(cell.value * 100, 6)
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    return cell.value.strip() if isinstance(cell.value, str) else cell.value


def ods_sheets(path: Path) -> dict[str, Rows]:
    with zipfile.ZipFile(path) as package:
        root = ElementTree.fromstring(package.read("content.xml"))
    return {table.get(f"{TABLE}name", ""): ods_rows(table) for table in root.iter(f"{TABLE}table")}


def ods_rows(table: ElementTree.Element) -> Rows:
    rows: Rows = []
    for row in table.iter(f"{TABLE}table-row"):
        cells: list[Any] = []
        for cell in row:
            cells += [ods_value(cell)] * min(60, int(cell.get(f"{TABLE}number-columns-repeated", "1")))
        rows += [cells] * min(60, int(row.get(f"{TABLE}number-rows-repeated", "1")))
    return rows


def ods_value(cell: ElementTree.Element) -> Any:
    kind = cell.get(f"{OFFICE}value-type")
    if cell.get(f"{TABLE}formula") or kind is None:
        return None
    if kind == "date":
        return dt.date.fromisoformat(cell.get(f"{OFFICE}date-value", "")[:10])
    if kind == "string":
        return "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p")).strip()
    return round(float(cell.get(f"{OFFICE}value", "0")) * (100 if kind == "percentage" else 1), 6)


def table(rows: Rows, first_heading: str) -> list[dict[str, Any]]:
    """The rows with something below the heading that comes first, by their headings."""
    at = next(number for number, row in enumerate(rows) if row and row[0] == first_heading)
    headings = [heading for heading in rows[at] if heading]
    found = [dict(zip(headings, row, strict=False)) for row in rows[at + 1 :]]
    return [row for row in found if row.get(first_heading)]


def form(rows: Rows) -> dict[str, Any]:
    """What stands beside each label."""
    return {row[0]: row[1] for row in rows if len(row) > 1 and row[0]}


def day(value: Any) -> dt.date | None:
    """The day that a cell names, as a date or in words."""
    if isinstance(value, dt.date):
        return value
    for form_of_it in ("%d %B %Y", "%d/%m/%Y"):
        if isinstance(value, str) and re.fullmatch(r"\d{1,2}[ /]\w+[ /]\d{4}", value):
            try:
                return dt.datetime.strptime(value, form_of_it).date()
            except ValueError:
                continue
    return None


def figure(value: Any) -> float | None:
    """The number in a cell; `None` for words."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    found = re.fullmatch(r"£?([\d,]+(?:\.\d+)?)\s*%?", value) if isinstance(value, str) else None
    return float(found[1].replace(",", "")) if found else None
