"""Workbooks of the binary kind (.xlsb) for tests, written record by record: [MS-XLSB] names each of them."""

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nacpc_xl.model.columns import ErrorValue, Percent, Raw, Untold
from nacpc_xl.sheets.read import read_workbook

At = tuple[int, int]

ERRORS = {
    "#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17,
    "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A, "#GETTING_DATA": 0x2B,
}  # fmt: skip
FORMATS = {"General": 0, "0%": 9, "0.00%": 10, "d/m/yyyy": 14, "0.0%": 164, '0.0" % done"': 165, "[Red]0 %": 166}
VISIBLE, HIDDEN, VERY_HIDDEN = 0, 1, 2
WITH_FORMULA = {3: 11, 4: 10, 5: 9, 6: 8}  # BrtFmlaError, BrtFmlaBool, BrtFmlaNum, BrtFmlaString
EQUALS_ONE = struct.pack("<HIBHI", 0, 3, 0x1E, 1, 0)  # the formula =1, which stands behind its saved result
CONTENT_TYPES = b"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
</Types>"""


@dataclass(frozen=True)
class Failed:
    """What a cell shows instead of a value, such as #DIV/0!."""

    text: str


@dataclass(frozen=True)
class Shown:
    """A number in a cell with one of the number formats above."""

    number: float
    form: str


@dataclass(frozen=True)
class Formula:
    """A formula with the result that was saved."""

    result: str | float | Failed | Shown


Plain = str | int | float | Failed | Shown | None
Value = Plain | dt.date | Formula
"""What a cell holds; `None` stands for a cell that has a style and no value."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells, and what else is to be seen of it. Rows and columns are counted from 0."""

    cells: Mapping[At, Value]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    comments: Mapping[At, str] = field(default_factory=dict)
    state: int = VISIBLE


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The bytes of a package with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def parts(sheets: Mapping[str, Sheet], *, is_1904: bool = False, shares_texts: bool = False) -> dict[str, bytes]:
    """The parts of an .xlsb by their names; with `shares_texts` its texts stand in one table, as Excel keeps them."""
    table: dict[str, int] | None = {} if shares_texts else None
    found: dict[str, bytes] = {}
    for number, sheet in enumerate(sheets.values(), start=1):
        found[f"xl/worksheets/sheet{number}.bin"] = _sheet(sheet, table, is_1904=is_1904)
        if sheet.comments:
            found[f"xl/comments{number}.bin"] = _comments(sheet.comments)
            found[f"xl/worksheets/_rels/sheet{number}.bin.rels"] = relations(("comments", f"../comments{number}.bin"))
    items = [record(19, b"\0" + text(one)) for one in table or ()]  # BrtSSTItem
    found["xl/sharedStrings.bin"] = record(159, numbers(len(items), len(items))) + b"".join(items) + record(160)
    found["xl/styles.bin"] = _styles()
    found["xl/workbook.bin"] = _book(sheets, is_1904)
    of_sheets = [("worksheet", f"worksheets/sheet{number}.bin") for number in range(1, len(sheets) + 1)]
    of_book = relations(*of_sheets, ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin"))
    return found | {
        "xl/_rels/workbook.bin.rels": of_book,
        "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
        "[Content_Types].xml": CONTENT_TYPES,
    }


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of an .xlsb that says what the workbook says."""
    sheets = {
        grid.sheet: Sheet(
            {at: _value_of(raw) for at, raw in grid.cells.items()},
            grid.seen.hidden_rows,
            grid.seen.hidden_columns,
            grid.seen.merged,
            grid.seen.comments,
            HIDDEN if grid.seen.is_hidden else VISIBLE,
        )
        for grid in read_workbook(path).grids
    }
    return parts(sheets, shares_texts=True)


def _value_of(raw: Raw) -> Value:
    match raw:
        case Percent():
            return Shown(raw, "0%")
        case ErrorValue():
            return Failed(raw)
        case Untold():
            return Formula(2.0)
        case dt.datetime():
            return raw.date()
        case dt.time() | dt.timedelta():
            return str(raw)
    return raw


def relations(*targets: tuple[str, str]) -> bytes:
    """A part of relations, called rId1 and so on, from the type and the target of each."""
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    lines = (
        f'<Relationship Id="rId{number}" Type="{types}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    name = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{name}">{"".join(lines)}</Relationships>'.encode()


def record(kind: int, content: bytes = b"") -> bytes:
    """A record: its kind in one or two bytes, its size in as many as it takes, and its content."""
    head = [kind] if kind < 0x80 else [kind & 0x7F | 0x80, kind >> 7]
    size = len(content)
    while size >= 0x80:
        head.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*head, size]) + content


def numbers(*several: int) -> bytes:
    """The numbers, four bytes each."""
    return struct.pack(f"<{len(several)}I", *several)


def text(words: str) -> bytes:
    """The words, after their length."""
    encoded = words.encode("utf-16-le")
    return numbers(len(encoded) // 2) + encoded


def row(number: int, *, is_hidden: bool = False) -> bytes:
    """The record at the beginning of a row: BrtRowHdr."""
    return record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 * is_hidden, 0, 0))


def columns(first: int, last: int, *, is_hidden: bool = False) -> bytes:
    """The record of some columns side by side: BrtColInfo."""
    return record(60, numbers(first, last, 2560, 0) + struct.pack("<H", is_hidden))


def cell(column: int, value: Value, table: dict[str, int] | None = None, *, is_1904: bool = False) -> bytes:
    """The record of a cell. With a `table` of texts a text is put there, unless it has a place in it already."""
    if isinstance(value, Formula):
        kind, form, content = _content(value.result, None)
        kind, content = WITH_FORMULA[kind], content + EQUALS_ONE
    elif isinstance(value, dt.date):
        since = dt.date(1904, 1, 1) if is_1904 else dt.date(1899, 12, 30)
        kind, form, content = _content(Shown((value - since).days, "d/m/yyyy"), None)
    else:
        kind, form, content = _content(value, table)
    return record(kind, numbers(column, list(FORMATS).index(form)) + content)


def _content(value: Plain, table: dict[str, int] | None) -> tuple[int, str, bytes]:
    """The kind of cell for the value, its number format, and what its record says of the value."""
    match value:
        case None:
            return 1, "General", b""  # BrtCellBlank
        case Failed(shown):
            return 3, "General", bytes([ERRORS[shown]])  # BrtCellError
        case Shown(number, form):
            return 5, form, struct.pack("<d", number)  # BrtCellReal
        case str() if table is not None:
            return 7, "General", numbers(table.setdefault(value, len(table)))  # BrtCellIsst
        case str():
            return 6, "General", text(value)  # BrtCellSt
        case bool():
            return 4, "General", bytes([value])  # BrtCellBool
        case int():
            return 2, "General", struct.pack("<i", value << 2 | 2)  # BrtCellRk
    return 5, "General", struct.pack("<d", value)


def sheet_of(*cells: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """A sheet's part from the records of its rows and cells, and of what stands before and after them."""
    begin = record(129) + record(148, numbers(0, 0, 0, 0))  # BrtBeginSheet, BrtWsDim
    return begin + before + record(145) + b"".join(cells) + record(146) + after + record(130)


def _sheet(sheet: Sheet, table: dict[str, int] | None, *, is_1904: bool) -> bytes:
    cells: list[bytes] = []
    for number in sorted({at[0] for at in sheet.cells} | sheet.hidden_rows):
        cells.append(row(number, is_hidden=number in sheet.hidden_rows))
        in_row = sorted(at for at in sheet.cells if at[0] == number)
        cells += [cell(at[1], sheet.cells[at], table, is_1904=is_1904) for at in in_row]
    described = b"".join(columns(column, column, is_hidden=True) for column in sorted(sheet.hidden_columns))
    merged = b"".join(record(176, numbers(top, below, left, right)) for top, left, below, right in sheet.merged)
    return sheet_of(
        *cells,
        before=record(390) + described + record(391) if described else b"",  # BrtBeginColInfos
        after=record(177, numbers(len(sheet.merged))) + merged + record(178) if merged else b"",  # BrtBeginMergeCells
    )


def _book(sheets: Mapping[str, Sheet], is_1904: bool) -> bytes:
    listed = b"".join(
        record(156, numbers(sheet.state, number) + text(f"rId{number}") + text(name))  # BrtBundleSh
        for number, (name, sheet) in enumerate(sheets.items(), start=1)
    )
    properties = record(153, numbers(is_1904, 0) + text(""))  # BrtWbProp
    return record(131) + properties + record(143) + listed + record(144) + record(132)


def _styles() -> bytes:
    """The number formats and the styles of cells, one for each; a style called Per cent stands before them."""
    spelt_out = [record(44, struct.pack("<H", number) + text(form)) for form, number in FORMATS.items() if number > 163]
    of_cells = [record(47, struct.pack("<HH12x", 0, number)) for number in FORMATS.values()]  # BrtXF
    named = record(626, numbers(1)) + of_cells[1] + record(627)
    formats = record(615, numbers(len(spelt_out))) + b"".join(spelt_out) + record(616)
    styles = record(617, numbers(len(of_cells))) + b"".join(of_cells) + record(618)
    return record(278) + formats + named + styles + record(279)


def _comments(comments: Mapping[At, str]) -> bytes:
    authors = record(630) + record(632, text("Reviewer")) + record(631)
    said = b"".join(  # BrtBeginComment, BrtCommentText, BrtEndComment
        record(635, numbers(0, row, row, column, column) + bytes(16)) + record(637, b"\0" + text(words)) + record(636)
        for (row, column), words in comments.items()
    )
    return record(628) + authors + record(633) + said + record(634) + record(629)
