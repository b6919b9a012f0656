"""An existing workbook that was opened and added to with openpyxl, as bytes that Excel's own rules allow."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from lxml import etree

from nacpc_xl.workspace import reproducible

_STYLES = "xl/styles.xml"
_OF_A_FONT = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
"""What a font may hold, in the order of ECMA-376, part 1, 18.8.22; openpyxl writes another one."""


def saved(book: Any, day: dt.date) -> bytes:
    """The openpyxl workbook as a file; `day` stands for every date at which it was written."""
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[_STYLES] = _with_fonts_in_order(parts[_STYLES])
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
