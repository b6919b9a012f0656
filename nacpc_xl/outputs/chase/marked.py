"""A group's own return with the cells in question coloured and remarked on, made only where that is safe.

The colour is a rule of conditional formatting that comes before all others: so it is seen on a status too, which has
its own colour, and the cells themselves stay as they are.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from nacpc_xl.outputs.chase.comments import put_remarks
from nacpc_xl.outputs.parts import LEFT_OUT, MAIN, Parts, put_before, why_not_copied
from nacpc_xl.preflight.xml import Declared, local

COLOUR = "violet"
"""What the cells in question are filled with, in words."""

_FILL, _EDGE, _FONT = "FFD9C2F0", "FF5B2C83", "FF000000"

LARGEST_FILE = 2_000_000  # bytes: about twenty times a tracker of fifty actions
LARGEST_WHOLE = 20_000_000  # bytes of all its parts, unpacked: less than a second's work

_FOLLOW_CONDITIONS = (
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
"""What stands behind the first `conditionalFormatting` in a sheet (ECMA-376, part 1, 18.3.1.99)."""

_FOLLOW_LOOKS = ("tableStyles", "colors", "extLst")
"""What stands behind `dxfs` in the styles (18.8.39)."""

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, etree.LxmlError, Declared, KeyError, IndexError, ValueError, OverflowError,
    NotImplementedError, RuntimeError, EOFError,
)  # fmt: skip
"""What reading a part raises that is not as it should be."""

Remarks = Mapping[str, Mapping[str, str]]
"""What is said on each cell, by the name of the sheet and that of the cell."""


@dataclass(frozen=True)
class Copy:
    """A marked copy; or none, and `why_not` in words: it ..."""

    content: bytes = b""
    why_not: str = ""


def marked_copy(workbook: bytes, remarks: Remarks, author: str, day: dt.date) -> Copy:
    """The workbook with these cells coloured, and remarked on in comments; everything else in it is as it was.

    It is made of an .xlsx whose parts are all known, and that is no larger than a tracker can become. `author` is who
    says the remarks, `day` stands for every date at which the copy was written.
    """
    if len(workbook) > LARGEST_FILE:
        return Copy(why_not=_TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as package:
            names = package.namelist()
            if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
                return Copy(why_not=_NO_XLSX)
            if sum(part.file_size for part in package.infolist()) > LARGEST_WHOLE:
                return Copy(why_not=_TOO_LARGE)
            parts = Parts(package)
        why_not = why_not_copied(parts)
        if why_not:
            return Copy(why_not=why_not)
        parts.leave_out(LEFT_OUT)
        _mark(parts, remarks, author)
        return Copy(parts.packed(day))
    except _DAMAGE:
        return Copy(why_not=_DAMAGED if zipfile.is_zipfile(io.BytesIO(workbook)) else _NO_XLSX)


_NO_XLSX = "it is not an .xlsx file"
_TOO_LARGE = "it is far larger than the tracker was"
_DAMAGED = "it is damaged in part"


def _mark(parts: Parts, remarks: Remarks, author: str) -> None:
    """Marks every sheet, and takes away what is left of an earlier time."""
    look, earlier = _looks(parts)
    for name, sheet in parts.sheets().items():
        texts = remarks.get(name, {})
        if texts or earlier or parts.related(sheet, "comments"):
            root = parts.root(sheet)
            before = etree.tostring(root)
            _take_colours_away(root, earlier)
            if texts:
                _colour(root, texts, look)
            put_remarks(parts, sheet, root, texts, author)
            if etree.tostring(root) != before:
                parts.put(sheet, root)


def _looks(parts: Parts) -> tuple[str, frozenset[str]]:
    """The number of the look that a cell in question has, and those that such cells had an earlier time."""
    part = parts.related(parts.workbook, "styles")
    root = parts.root(part)
    _put_fonts_in_order(root)
    looks = root.find(f"{{{MAIN}}}dxfs")
    if looks is None:
        looks = etree.Element(f"{{{MAIN}}}dxfs")
        put_before(root, looks, _FOLLOW_LOOKS)
    fills = [one.find(f"{{{MAIN}}}fill/{{{MAIN}}}patternFill/{{{MAIN}}}bgColor") for one in looks]
    earlier = frozenset(str(at) for at, fill in enumerate(fills) if fill is not None and fill.get("rgb") == _FILL)
    looks.append(etree.fromstring(_LOOK))
    looks.set("count", str(len(looks)))
    parts.put(part, root)
    return str(len(looks) - 1), earlier


_OF_A_FONT = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
"""What a font may hold, in the order of ECMA-376, part 1, 18.8.22."""


def _put_fonts_in_order(styles: etree._Element) -> None:
    """Mends what openpyxl writes in an order of its own, should a tracker have been filled in with it."""
    for font in styles.iter(f"{{{MAIN}}}font"):
        if all(local(one) in _OF_A_FONT for one in font):
            font[:] = sorted(font, key=lambda one: _OF_A_FONT.index(local(one)))


_SIDES = "".join(f'<{side} style="thin"><color rgb="{_EDGE}"/></{side}>' for side in ("left", "right", "top", "bottom"))
_LOOK = (
    f'<dxf xmlns="{MAIN}"><font><color rgb="{_FONT}"/></font>'
    f'<fill><patternFill patternType="solid"><fgColor rgb="{_FILL}"/><bgColor rgb="{_FILL}"/></patternFill></fill>'
    f"<border>{_SIDES}</border></dxf>"
)


def _take_colours_away(sheet: etree._Element, looks: Collection[str]) -> None:
    """Takes away the rules that give cells one of these looks."""
    for condition in sheet.findall(f"{{{MAIN}}}conditionalFormatting"):
        for rule in condition.findall(f"{{{MAIN}}}cfRule"):
            if rule.get("dxfId") in looks:
                condition.remove(rule)
        if not len(condition):
            sheet.remove(condition)


def _colour(sheet: etree._Element, cells: Iterable[str], look: str) -> None:
    """Gives cells a look, by a rule that comes before all others."""
    for rule in sheet.iter("{*}cfRule"):
        if rule.get("priority"):
            rule.set("priority", str(int(rule.get("priority", "")) + 1))
    condition = etree.Element(f"{{{MAIN}}}conditionalFormatting", sqref=" ".join(cells))
    rule = etree.SubElement(condition, f"{{{MAIN}}}cfRule", type="expression", dxfId=look, priority="1")
    etree.SubElement(rule, f"{{{MAIN}}}formula").text = "TRUE"
    put_before(sheet, condition, _FOLLOW_CONDITIONS)
