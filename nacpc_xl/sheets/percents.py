"""Which cells show their number as a per cent. The value alone cannot tell: 0.85 may be shown as 85%."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_BUILT_IN = {9, 10}  # the number formats 0% and 0.00%, which are not spelt out in a file
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

At = tuple[int, int]


def percent_cells(path: Path) -> dict[str, frozenset[At]]:
    """The cells, by sheet, that have a per-cent format, as rows and columns counted from 0.

    Known for .xlsx, .xlsm and .ods; other formats give none.
    """
    if not zipfile.is_zipfile(path):
        return {}
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if "xl/workbook.xml" in names:
                return _in_xlsx(package)
            if "content.xml" in names:
                return _in_ods(package)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, NotImplementedError) as error:
        raise ValueError(str(error)) from error
    return {}


def _parse(package: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(package.read(name), parser)


def _in_xlsx(package: zipfile.ZipFile) -> dict[str, frozenset[At]]:
    styles = _percent_styles(package) if "xl/styles.xml" in package.namelist() else set()
    if not styles:
        return {}
    relations = _parse(package, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found: dict[str, frozenset[At]] = {}
    for sheet in _parse(package, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(f"{_REL}id"), "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        with package.open(part) as stream:
            cells = etree.iterparse(stream, tag=f"{_MAIN}c", resolve_entities=False, no_network=True)
            found[sheet.get("name", "")] = frozenset(_styled(cells, styles))
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


def _styled(cells: Iterator[tuple[str, etree._Element]], styles: set[str]) -> Iterator[At]:
    for _, cell in cells:
        if cell.get("s") in styles and len(cell):
            yield _position(cell.get("r", "A1"))
        cell.clear()


def _position(name: str) -> At:
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]) - 1, column - 1


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
