"""An existing workbook that was opened and added to with openpyxl, as bytes that Excel's own rules allow."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from lxml import etree

from nacpc_xl.workspace import reproducible

_STYLES = "xl/styles.xml"
_TABLES = "xl/tables/"
_OF_A_FONT = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
"""What a font may hold, in the order of ECMA-376, part 1, 18.8.22; openpyxl writes another one."""


def saved(book: Any, before: bytes, day: dt.date) -> bytes:
    """The openpyxl workbook as a file; `day` stands for every date at which it was written.

    `before` is the file that was opened: openpyxl drops the titles and descriptions of its tables.
    """
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[_STYLES] = _with_fonts_in_order(parts[_STYLES])
    described = _what_follows_tables(before)
    for name in [name for name in parts if name.startswith(_TABLES)]:
        parts[name] = _described(parts[name], described)
    ordered = io.BytesIO()
    with zipfile.ZipFile(ordered, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return reproducible(ordered.getvalue(), day)


def _with_fonts_in_order(styles: bytes) -> bytes:
    root = etree.fromstring(styles)
    for font in root.iter("{*}font"):
        font[:] = sorted(font, key=lambda part: _OF_A_FONT.index(etree.QName(part).localname))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _what_follows_tables(workbook: bytes) -> dict[str, etree._Element]:
    """What each table has besides its columns and its look, its title and description among it, by its name."""
    found: dict[str, etree._Element] = {}
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        for name in package.namelist():
            if name.startswith(_TABLES):
                root = etree.fromstring(package.read(name))
                more = root.find("{*}extLst")
                if more is not None:
                    found[root.get("displayName", "")] = more
    return found


def _described(table: bytes, described: dict[str, etree._Element]) -> bytes:
    root = etree.fromstring(table)
    more = described.get(root.get("displayName", ""))
    if more is None or root.find("{*}extLst") is not None:
        return table
    root.append(more)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
