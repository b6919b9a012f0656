"""What must be known of a workbook before its values are read.

Which cells show their number as a per cent: the value alone cannot tell, 0.85 may be shown as 85%. And that
no cell stands so far out that a table up to it would not fit into memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_BUILT_IN = {9, 10}  # the number formats 0% and 0.00%, which are not spelt out in a file
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    KeyError,
    IndexError,
    NotImplementedError,  # a compression that is not known here
    RuntimeError,  # a part under a password
    EOFError,
)

At = tuple[int, int]
LARGEST = 20_000_000  # cells of the smallest block from A1 that holds every value of a sheet


def percent_cells(path: Path) -> dict[str, frozenset[At]]:
    """The cells, by sheet, that have a per-cent format, as rows and columns counted from 0.

    Known for .xlsx, .xlsm, .ods and .xls; .xlsb gives none. `ValueError` when the file is
    damaged or too large.
    """
    if not zipfile.is_zipfile(path):
        return _in_xls(path) if path.read_bytes()[:8] == _OLE else {}
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if "xl/workbook.xml" in names:
                return _in_xlsx(package)
            if "content.xml" in names:
                return _in_ods(package)
    except _DAMAGE as error:
        raise ValueError(str(error)) from error
    return {}


def _parse(package: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(package.read(name), parser)


def _in_xlsx(package: zipfile.ZipFile) -> dict[str, frozenset[At]]:
    styles = _percent_styles(package) if "xl/styles.xml" in package.namelist() else set()
    relations = _parse(package, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found: dict[str, frozenset[At]] = {}
    for sheet in _parse(package, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(f"{_REL}id"), "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        with package.open(part) as stream:
            found[sheet.get("name", "")] = frozenset(_styled(stream, styles))
    return found


def _percent_styles(package: zipfile.ZipFile) -> set[str]:
    root = _parse(package, "xl/styles.xml")
    formats = {
        int(form.get("numFmtId", "0"))
        for form in root.iter(f"{_MAIN}numFmt")
        if "%" in _QUOTED.sub("", form.get("formatCode", ""))
    } | _BUILT_IN
    used = root.find(f"{_MAIN}cellXfs")
    if used is None:
        return set()
    return {str(index) for index, style in enumerate(used) if int(style.get("numFmtId", "0")) in formats}


def _styled(stream: IO[bytes], styles: set[str]) -> Iterator[At]:
    """The positions of the cells in these styles. Rows and cells without a name stand next to those before.

    `ValueError` when a cell stands too far out.
    """
    at_row, furthest = -1, 0
    for _, row in etree.iterparse(stream, tag=f"{_MAIN}row", resolve_entities=False, no_network=True):
        at_row = int(row.get("r", at_row + 2)) - 1
        at_column = -1
        for cell in row.iterchildren(f"{_MAIN}c"):
            name = cell.get("r")
            at_column = _column(name) if name else at_column + 1
            if len(cell):
                furthest = max(furthest, at_column)
                if cell.get("s") in styles:
                    yield at_row, at_column
        if len(row) and (at_row + 1) * (furthest + 1) > LARGEST:
            raise ValueError(f"a cell stands as far out as row {at_row + 1}")
        row.clear()


def _column(name: str) -> int:
    column = 0
    for letter in name.rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _in_ods(package: zipfile.ZipFile) -> dict[str, frozenset[At]]:
    root = _parse(package, "content.xml")
    return {table.get(f"{_TABLE}name", ""): frozenset(_percents_in(table)) for table in root.iter(f"{_TABLE}table")}


def _percents_in(table: etree._Element) -> Iterator[At]:
    at_row = 0
    for row in table.iter(f"{_TABLE}table-row"):
        at_column = 0
        for cell in row:
            if cell.get(f"{_OFFICE}value-type") == "percentage":
                yield at_row, at_column
            at_column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        at_row += int(row.get(f"{_TABLE}number-rows-repeated", "1"))


def _in_xls(path: Path) -> dict[str, frozenset[At]]:
    import xlrd

    try:
        with xlrd.open_workbook(str(path), formatting_info=True, logfile=io.StringIO()) as workbook:
            styles = {
                index
                for index, style in enumerate(workbook.xf_list)
                if "%" in _QUOTED.sub("", workbook.format_map[style.format_key].format_str)
            }
            return {
                sheet.name: frozenset(
                    (row, column)
                    for row in range(sheet.nrows)
                    for column in range(sheet.row_len(row))
                    if sheet.cell_xf_index(row, column) in styles
                )
                for sheet in workbook.sheets()
            }
    except Exception as error:  # xlrd lets whatever a damaged file makes of it through
        raise ValueError(str(error)) from error
