"""An existing .xlsx workbook into whose cells something is put: whatever else is in it stays as it is, byte for byte.

It is changed part by part. A library that loads and saves whole workbooks loses what it does not know: openpyxl, for
one, drops the drop-downs that Excel saves as extensions, text boxes, charts, and answers to comments.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from lxml import etree

from nacpc_xl.model.columns import Raw
from nacpc_xl.model.source import cell_name, position
from nacpc_xl.outputs.parts import KIND, MAIN, OFFICE, Parts, put_before
from nacpc_xl.outputs.reach import block_name, block_of
from nacpc_xl.preflight.formats import is_date
from nacpc_xl.preflight.survey import At, Block
from nacpc_xl.preflight.values import unescaped
from nacpc_xl.preflight.xml import all_text, local
from nacpc_xl.sheets.read import Grid
from nacpc_xl.sheets.write import fitting

_FIRST_DAY = dt.date(1899, 12, 30)  # from which a spreadsheet counts days, unless it counts from 1904
_BUILT_IN_DAYS = frozenset((*range(14, 18), 22))
"""The number formats that show a day and are not spelt out in a file (ECMA-376, part 1, 18.8.30)."""

_NOT_AN_XLSX = "it is no Excel workbook (.xlsx) inside. Open it, save it as one, and run the command again."
_DAMAGE = (zipfile.BadZipFile, zlib.error, etree.LxmlError, KeyError, IndexError, ValueError, EOFError, RuntimeError)
_ESCAPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What a cell's text holds as _x000B_ and the like: what XML cannot say, and what looks like such a sign already."""

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TRUE = ("1", "true")
_FOLLOW_CALCULATION = (
    "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
    "webPublishObjects", "extLst",
)  # fmt: skip
"""What stands behind `calcPr` in a workbook (ECMA-376, part 1, 18.2.27)."""


class CannotBeAddedTo(Exception):
    """Why nothing can be added to a workbook, and what to do: the end of a sentence, and another one."""


@contextmanager
def edited(content: bytes) -> Iterator[Edited]:
    """The workbook, to be changed; raises `CannotBeAddedTo` when the content is no .xlsx."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE as error:
        raise CannotBeAddedTo(_NOT_AN_XLSX) from error
    with package:
        yield Edited(package)


class Edited:
    """A workbook that is changed."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        """Raises `CannotBeAddedTo` when the package is no workbook."""
        try:
            self._parts = Parts(package)
            texts = self._shared_texts()
            roots = {name: (part, self._parts.root(part)) for name, part in self._parts.sheets().items()}
            self.sheets = [
                EditedSheet(name, part, root, texts)
                for name, (part, root) in roots.items()
                if root.tag == f"{{{MAIN}}}worksheet"
            ]
        except _DAMAGE as error:
            raise CannotBeAddedTo(_NOT_AN_XLSX) from error
        if not self.sheets:
            raise CannotBeAddedTo(_NOT_AN_XLSX)

    def _shared_texts(self) -> list[str]:
        part = self._parts.related(self._parts.workbook, "sharedStrings")
        return [_text_in(one) for one in self._parts.root(part)] if part else []

    def add_sheet(self, name: str, root: etree._Element) -> EditedSheet:
        """One sheet more behind the others, called `name`, or nearly so where one is called that already."""
        taken = {sheet.name.lower() for sheet in self.sheets}
        names = (name, *(f"{name} ({number})" for number in range(2, len(taken) + 3)))
        free = next(one for one in names if one.lower() not in taken)
        part = self._parts.add("xl/worksheets/sheet{}.xml", root, f"{KIND}.worksheet+xml")
        listed = self._parts.root(self._parts.workbook)
        (sheets,) = listed.iter(f"{{{MAIN}}}sheets")
        number = 1 + max(int(one.get("sheetId", "0")) for one in sheets)
        new = etree.SubElement(sheets, f"{{{MAIN}}}sheet", name=free, sheetId=str(number))
        new.set(f"{{{OFFICE}}}id", self._parts.relate(self._parts.workbook, "worksheet", part))
        self._parts.put(self._parts.workbook, listed)
        self.sheets.append(EditedSheet(free, part, root, ()))
        return self.sheets[-1]

    def tables_on(self, sheet: EditedSheet) -> list[ExcelTable]:
        """What Excel itself calls a table, on one sheet."""
        related = self._parts.relations(sheet.part).values()
        return [ExcelTable(part, self._parts.root(part)) for kind, part in related if kind == "table"]

    def put(self, changed: EditedSheet | ExcelTable) -> None:
        """Lets a sheet or a table be as it is now."""
        self._parts.put(changed.part, changed.root)

    def move_filter(self, sheet: EditedSheet, before: Block, after: Block) -> None:
        """Lets the name under which a workbook keeps the filtered cells of a sheet stand for others."""
        root = self._parts.root(self._parts.workbook)
        place = str([one.get("name") for one in root.iter(f"{{{MAIN}}}sheet")].index(sheet.name))
        for name in root.iter(f"{{{MAIN}}}definedName"):
            where, _, cells = (name.text or "").rpartition("!")
            is_filter = name.get("name") == "_xlnm._FilterDatabase" and name.get("localSheetId") == place
            if is_filter and block_of(cells) == before:
                name.text = f"{where}!{block_name(after, fixed='$')}"
        self._parts.put(self._parts.workbook, root)

    def day(self, style: str, day: dt.date) -> float | None:
        """The day as the number that a cell of this style shows as one; `None` where it would show something else."""
        return float((day - _FIRST_DAY).days) if style in self._styles_of_days else None

    @cached_property
    def _styles_of_days(self) -> frozenset[str]:
        """The numbers of the cell styles that show a number as a day; none where days are counted from 1904."""
        styles = self._parts.related(self._parts.workbook, "styles")
        book = self._parts.root(self._parts.workbook)
        if not styles or any(one.get("date1904") in _TRUE for one in book.iter(f"{{{MAIN}}}workbookPr")):
            return frozenset()
        root = self._parts.root(styles)
        own = (one for one in root.iter(f"{{{MAIN}}}numFmt") if is_date(one.get("formatCode", "")))
        shown = {*map(str, _BUILT_IN_DAYS), *(one.get("numFmtId") for one in own)}
        used = root.findall(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf")
        return frozenset(str(index) for index, one in enumerate(used) if one.get("numFmtId") in shown)

    def packed(self, day: dt.date) -> bytes:
        """The workbook as a file that is worked out anew when it is opened; `day` is when it was written."""
        root = self._parts.root(self._parts.workbook)
        calculation = root.find(f"{{{MAIN}}}calcPr")
        if calculation is None:
            calculation = etree.Element(f"{{{MAIN}}}calcPr")
            put_before(root, calculation, _FOLLOW_CALCULATION)
        calculation.set("fullCalcOnLoad", "1")
        self._parts.put(self._parts.workbook, root)
        return self._parts.packed(day)


class EditedSheet:
    """A worksheet: what its cells hold, and what is put into them. Rows and columns are counted from 0."""

    def __init__(self, name: str, part: str, root: etree._Element, texts: Sequence[str]) -> None:
        self.name, self.part, self.root = name, part, root
        data = root.find(f"{{{MAIN}}}sheetData")
        if data is None:
            raise ValueError("a sheet without cells")
        self._data = data
        self._rows = {int(row.get("r", "")) - 1: row for row in data}
        self._cells = {position(cell.get("r", "")): cell for row in data for cell in row if local(cell) == "c"}
        self._values = {at: value for at, cell in self._cells.items() if (value := _value_of(cell, texts)) != ""}

    @property
    def grid(self) -> Grid:
        """The cells that hold anything."""
        return Grid(self.name, dict(self._values))

    def filled(self, area: Block) -> set[At]:
        """The cells of an area that hold anything."""
        top, left, bottom, right = area
        return {at for at in self._values if top <= at[0] <= bottom and left <= at[1] <= right}

    def is_blank(self, row: int) -> bool:
        """Whether no cell of the row holds anything, as far to the right as it goes."""
        return not any(at[0] == row for at in self._values)

    def style(self, at: At) -> str:
        """The number of a cell's style; `""` where it has none."""
        cell = self._cells.get(at)
        return "" if cell is None else cell.get("s", "")

    def set_style(self, at: At, style: str) -> None:
        """Gives a cell a style."""
        self._cell(at).set("s", style)

    def put(self, at: At, value: str | float) -> None:
        """Puts a number or a text, which is only ever text, into a cell; its style stays."""
        cell = self._cell(at)
        _drop(cell, "t", "cm", "vm")
        cell[:] = []
        self._values[at] = value
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            said = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
            said.set(_SPACE, "preserve")
            said.text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", fitting(value))
        else:
            etree.SubElement(cell, f"{{{MAIN}}}v").text = repr(value)

    def show(self, row: int, height: float) -> None:
        """Takes a row out of hiding, and makes it so many points high until a program fits it to its words."""
        _drop(self._row(row), "hidden", "customHeight", "spans")
        self._row(row).set("ht", str(height))

    def formulas(self) -> Iterator[tuple[etree._Element, etree._Element]]:
        """Each cell that holds a formula, and the formula."""
        for cell in self._cells.values():
            formula = cell.find(f"{{{MAIN}}}f")
            if formula is not None and formula.text:
                yield cell, formula

    @property
    def merged(self) -> list[Block]:
        """The cells that were merged."""
        return [block_of(one.get("ref", "A1")) for one in self.root.iter(f"{{{MAIN}}}mergeCell")]

    def reach(self, rows: Iterable[int]) -> None:
        """Says of the sheet that it goes as far down as these rows."""
        dimension = self.root.find(f"{{{MAIN}}}dimension")
        if dimension is not None:
            top, left, bottom, right = block_of(dimension.get("ref", "A1"))
            dimension.set("ref", block_name((top, left, max(bottom, *rows), right)))

    def _row(self, row: int) -> etree._Element:
        if row not in self._rows:
            new = etree.Element(f"{{{MAIN}}}row", r=str(row + 1))
            self._data.insert(bisect(sorted(self._rows), row), new)
            self._rows[row] = new
        return self._rows[row]

    def _cell(self, at: At) -> etree._Element:
        if at not in self._cells:
            row = self._row(at[0])
            before = sum(local(one) == "c" and position(one.get("r", "")) < at for one in row)
            self._cells[at] = etree.Element(f"{{{MAIN}}}c", r=cell_name(*at))
            row.insert(before, self._cells[at])
        return self._cells[at]


def _drop(element: etree._Element, *names: str) -> None:
    """Takes attributes away, where they are there."""
    for name in names:
        if name in element.attrib:
            del element.attrib[name]


def _value_of(cell: etree._Element, texts: Sequence[str]) -> Raw:
    """What a cell holds; `""` where it holds nothing, or nothing but blanks."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text_in(cell).strip() and _text_in(cell)
    said = next((one.text or "" for one in cell if local(one) == "v"), "")
    if kind == "s" and said:
        said = texts[int(said)]
    if kind == "n" and said:
        return float(said)
    has_formula = any(local(one) == "f" for one in cell)
    return said if said.strip() else "=" if has_formula else ""


def _text_in(element: etree._Element) -> str:
    return unescaped(all_text(element, "t"))


class ExcelTable:
    """What Excel itself calls a table."""

    def __init__(self, part: str, root: etree._Element) -> None:
        self.part, self.root = part, root

    @property
    def area(self) -> Block:
        """Its cells, its headings and totals among them."""
        return block_of(self.root.get("ref", "A1"))

    @property
    def totals(self) -> int:
        """How many rows of totals it ends with."""
        return int(self.root.get("totalsRowCount", "0"))

    def stretch(self, last: int) -> None:
        """Lets it go down to row `last`, and its filter with it."""
        top, left, _, right = self.area
        name = block_name((top, left, last, right))
        self.root.set("ref", name)
        for own in self.root.iterchildren(f"{{{MAIN}}}autoFilter"):
            own.set("ref", name)
