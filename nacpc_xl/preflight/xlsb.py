"""The survey of an .xlsb, from its binary parts.

A binary part is a row of records, each a kind, a size and that many bytes; [MS-XLSB] calls them Brt and a name.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nacpc_xl.model.columns import Raw
from nacpc_xl.preflight.formats import BUILT_IN_PERCENTS, is_date, is_percent
from nacpc_xl.preflight.properties import properties_in
from nacpc_xl.preflight.survey import At, Block, SheetSurvey, Survey, refuse_too_far, refuse_too_many
from nacpc_xl.preflight.xlsx import comments_on, drawn_on, packed_in, relations
from nacpc_xl.preflight.xml import Package

CANNOT_TELL = "which addresses its cells lead to, and what stands at the head and foot of its pages"

_BUILT_IN_DATES = {14, 15, 16, 17, 22}  # the number formats d/m/yyyy and the like, not spelt out in a file
_WORKBOOK = "xl/workbook.bin"
_STYLES = "xl/styles.bin"
_TEXTS = "xl/sharedStrings.bin"
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383

# The kinds of records that say something to a survey, and those that end a part.
_ROW, _COLUMNS, _MERGED, _END_SHEET = 0, 60, 176, 130  # BrtRowHdr, BrtColInfo, BrtMergeCell, BrtEndSheet
_PROPERTIES, _SHEET, _END_WORKBOOK = 153, 156, 132  # BrtWbProp, BrtBundleSh, BrtEndBook
_FORMAT, _STYLE, _END_STYLES = 44, 47, 279  # BrtFmt, BrtXF, BrtEndStyleSheet
_BEGIN_CELL_STYLES, _END_CELL_STYLES = 617, 618  # BrtBeginCellXFs, BrtEndCellXFs
_SHARED_TEXT, _END_TEXTS = 19, 160  # BrtSSTItem, BrtEndSst
_COMMENT, _COMMENT_TEXT, _END_COMMENTS = 635, 637, 629  # BrtBeginComment, BrtCommentText, BrtEndComments

# Each kind of cell and the least bytes that its value takes. A short cell does not say its column: it stands
# next to the one before.
_CELLS = {1: 0, 2: 4, 3: 1, 4: 1, 5: 8, 6: 4, 7: 4, 8: 4, 9: 8, 10: 1, 11: 1, 62: 5}
_SHORT_CELLS = {12: 0, 13: 4, 14: 1, 15: 1, 16: 8, 17: 4, 18: 4, 61: 5}
_BLANK_CELLS = {1, 12}
_ERROR_CELLS = {3, 11, 14}
_TEXT_CELLS = {6: 0, 8: 0, 17: 0, 61: 1, 62: 1}  # with the bytes that stand before the text
_SHARED_TEXT_CELLS = {7, 18}
_FORMULA_CELLS = {8, 9, 10, 11}
_PASSED_OVER = {13, 15, 16, 17, 18, 61, 62}  # cells that calamine does not give at all

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}

_ONE_NUMBER, _TWO_NUMBERS, _FOUR_NUMBERS = struct.Struct("<I"), struct.Struct("<II"), struct.Struct("<IIII")
_ONE_SHORT, _ONE_SIGNED, _ONE_REAL = struct.Struct("<H"), struct.Struct("<i"), struct.Struct("<d")
_NO_TEXT = 0xFFFF_FFFF  # the length of a text that is not there
_HIDDEN_ROW = 0x10  # in byte 11 of a row
_HIDDEN_COLUMN = 0x01  # in byte 16 of some columns


def survey_xlsb(package: Package) -> Survey:
    """What is to be seen in the workbook. Raises `ValueError` when a part is cut off or says what cannot be."""
    listed, is_1904 = _workbook(package)
    refuse_too_many(sheets=len(listed))
    if len({sheet.name for sheet in listed}) < len(listed) or len({sheet.part for sheet in listed}) < len(listed):
        raise ValueError("a sheet stands twice in the workbook")
    percents, dates = _number_styles(package)
    texts = _shared_texts(package)
    sheets = {
        sheet.name: _survey_sheet(package, sheet, _Seen(percents, dates, texts, is_1904=is_1904)) for sheet in listed
    }
    return Survey(
        "xlsb",
        sheets,
        packed_in(package.names),
        is_1904=is_1904,
        cannot_tell=CANNOT_TELL,
        properties=properties_in(package),
    )


class _Listed(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    part: str
    is_hidden: bool


def _workbook(package: Package) -> tuple[list[_Listed], bool]:
    """The sheets that have cells, in order, and whether days are counted from 1904."""
    targets = relations(package, _WORKBOOK)
    listed: list[_Listed] = []
    is_1904 = False
    for kind, content in _records(package.content(_WORKBOOK), _END_WORKBOOK):
        if kind == _PROPERTIES:
            is_1904 = bool(_numbers(_ONE_NUMBER, content)[0] & 1)
        elif kind == _SHEET:
            state = _numbers(_ONE_NUMBER, content)[0]
            relation, end = _text(content, 8)
            part = targets.get(relation, ("", ""))[1]
            if package.has(part) and "chartsheet" not in part:
                listed.append(_Listed(_text(content, end)[0], part, is_hidden=state in (1, 2)))
    return listed, is_1904


def _number_styles(package: Package) -> tuple[frozenset[int], frozenset[int]]:
    """The numbers of the cell styles that show a number as a per cent, and of those that show it as a day."""
    if not package.has(_STYLES):
        return frozenset(), frozenset()
    percents, dates = set(BUILT_IN_PERCENTS), set(_BUILT_IN_DATES)
    styles: list[int] = []
    is_of_cells = False
    for kind, content in _records(package.content(_STYLES), _END_STYLES):
        if kind == _FORMAT:
            number_format, number = _text(content, 2)[0], _numbers(_ONE_SHORT, content)[0]
            if is_percent(number_format):
                percents.add(number)
            elif is_date(number_format):
                dates.add(number)
        elif kind in (_BEGIN_CELL_STYLES, _END_CELL_STYLES):
            is_of_cells = kind == _BEGIN_CELL_STYLES
        elif kind == _STYLE and is_of_cells:
            styles.append(_numbers(_ONE_SHORT, content, 2)[0])
    return (
        frozenset(index for index, number in enumerate(styles) if number in percents),
        frozenset(index for index, number in enumerate(styles) if number in dates),
    )


def _shared_texts(package: Package) -> list[str]:
    """The texts that cells point to by their numbers."""
    if not package.has(_TEXTS):
        return []
    shared = (content for kind, content in _records(package.content(_TEXTS), _END_TEXTS) if kind == _SHARED_TEXT)
    return [_text(content, 1)[0] for content in shared]


class _Seen:
    """Gathers what is seen on a sheet while its records pass by."""

    def __init__(
        self, percent_styles: frozenset[int], date_styles: frozenset[int], texts: Sequence[str], *, is_1904: bool
    ) -> None:
        self._percent_styles = percent_styles
        self._date_styles = date_styles
        self._texts = texts
        self._first_day = dt.datetime(1904, 1, 1) if is_1904 else dt.datetime(1899, 12, 30)
        self.filled: set[At] = set()
        self.percents: set[At] = set()
        self.errors: dict[At, str] = {}
        self.formulas: dict[At, str] = {}
        self.shown: dict[At, Raw] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._at_row = -1
        self._at_column = -1
        self._furthest = 0
        self._columns_hidden = 0

    def row(self, content: bytes) -> None:
        """Notes a row; `ValueError` unless it stands below the one before."""
        (number,) = _numbers(_ONE_NUMBER, content)
        if len(content) < 12 or not self._at_row < number <= _LAST_ROW:
            raise ValueError("a row stands where it cannot be")
        self._at_row, self._at_column = number, -1
        if content[11] & _HIDDEN_ROW:
            self.hidden_rows.add(number)

    def columns(self, content: bytes) -> None:
        """Notes some columns side by side; `ValueError` when more are hidden than a sheet has."""
        first, last = _numbers(_TWO_NUMBERS, content)
        if len(content) < 18 or not first <= last <= _LAST_COLUMN:
            raise ValueError("columns stand where they cannot be")
        if content[16] & _HIDDEN_COLUMN:
            self._columns_hidden += last - first + 1
            if self._columns_hidden > _LAST_COLUMN + 1:
                raise ValueError("columns are described more than once")
            self.hidden_columns.update(range(first, last + 1))

    def cell(self, kind: int, content: bytes) -> None:
        """Notes a cell; `ValueError` unless it stands to the right of the one before."""
        column, style = _numbers(_TWO_NUMBERS, content)
        self._note(kind, column, style, content[8:], least=_CELLS[kind])

    def short_cell(self, kind: int, content: bytes) -> None:
        """Notes a cell that stands next to the one before."""
        (style,) = _numbers(_ONE_NUMBER, content)
        self._note(kind, self._at_column + 1, style, content[4:], least=_SHORT_CELLS[kind])

    def _note(self, kind: int, column: int, style: int, value: bytes, *, least: int) -> None:
        if self._at_row < 0 or not self._at_column < column <= _LAST_COLUMN or len(value) < least:
            raise ValueError("a cell stands where it cannot be, or is cut off")
        self._at_column = column
        if kind not in _BLANK_CELLS:
            self._furthest = max(self._furthest, column)
            refuse_too_far(self._at_row, self._furthest)
            refuse_too_many(cells=len(self.filled))
            self._value(kind, (self._at_row, column), style & 0xFF_FFFF, value)

    def _value(self, kind: int, at: At, style: int, value: bytes) -> None:
        if kind in _FORMULA_CELLS:
            self.formulas[at] = ""
        if kind in _TEXT_CELLS:
            text = _text(value, _TEXT_CELLS[kind])[0]
            if not text:
                return
            self._told(kind, at, text)
        elif kind in _SHARED_TEXT_CELLS:
            index = _numbers(_ONE_NUMBER, value)[0]
            if index < len(self._texts) and not self._texts[index]:
                return
            if index < len(self._texts):
                self._told(kind, at, self._texts[index])
        elif kind in _NUMBER_CELLS:
            self._told(kind, at, self._number(_NUMBER_CELLS[kind](value), style))
        elif kind == _SHORT_TRUTH:
            self._told(kind, at, bool(value[0]))
        if kind in _ERROR_CELLS:
            self.errors[at] = _ERRORS.get(value[0], "#VALUE!")
        elif style in self._percent_styles:
            self.percents.add(at)
        self.filled.add(at)

    def _told(self, kind: int, at: At, raw: Raw) -> None:
        if kind in _PASSED_OVER:
            self.shown[at] = raw

    def _number(self, number: float, style: int) -> Raw:
        """The number, or the day that it stands for where its cell shows a day."""
        if style in self._date_styles and 0 <= number <= _LAST_DAY:
            return self._first_day + dt.timedelta(days=number)
        return number


def _packed_number(value: bytes) -> float:
    """A number packed into 30 bits: whole or the half of a fraction, and perhaps to be divided by 100."""
    bits = _ONE_NUMBER.unpack_from(value)[0]
    if bits & 2:
        number = float(_ONE_SIGNED.unpack_from(value)[0] >> 2)
    else:
        number = _ONE_REAL.unpack(_TWO_NUMBERS.pack(0, bits & 0xFFFF_FFFC))[0]
    return number / 100 if bits & 1 else number


def _real_number(value: bytes) -> float:
    return float(_ONE_REAL.unpack_from(value)[0])


_NUMBER_CELLS = {13: _packed_number, 16: _real_number}
_SHORT_TRUTH = 15
_LAST_DAY = 2_900_000  # as far as any year that a program shows


def _survey_sheet(package: Package, sheet: _Listed, seen: _Seen) -> SheetSurvey:
    merged: list[Block] = []
    for kind, content in _records(package.content(sheet.part), _END_SHEET):
        if kind in _CELLS:
            seen.cell(kind, content)
        elif kind in _SHORT_CELLS:
            seen.short_cell(kind, content)
        elif kind == _ROW:
            seen.row(content)
        elif kind == _COLUMNS:
            seen.columns(content)
        elif kind == _MERGED:
            merged.append(_block(content))
    parts = list(relations(package, sheet.part).values())
    boxes, has_pictures = drawn_on(package, parts)
    return SheetSurvey(
        filled=frozenset(seen.filled),
        percents=frozenset(seen.percents),
        errors=seen.errors,
        formulas=seen.formulas,
        comments=_all_comments(package, parts),
        shown=seen.shown,
        boxes=boxes,
        merged=tuple(merged),
        hidden_rows=frozenset(seen.hidden_rows),
        hidden_columns=frozenset(seen.hidden_columns),
        is_hidden=sheet.is_hidden,
        has_pictures=has_pictures,
    )


def _all_comments(package: Package, parts: list[tuple[str, str]]) -> dict[At, str]:
    """The comments of a sheet: those in threads, which are XML, and the classic ones where there is no thread."""
    texts: dict[At, list[str]] = {}
    for kind, part in parts:
        if kind == "comments" and package.has(part):
            for at, text in _classic_comments(package.content(part)):
                texts.setdefault(at, []).append(text)
    threads = dict(comments_on(package, [one for one in parts if one[0] == "threadedComment"]))
    return {at: "\n".join(said) for at, said in texts.items()} | threads


def _classic_comments(comments: bytes) -> Iterator[tuple[At, str]]:
    """Each text of the part, and the cell that it is about."""
    at: At | None = None
    for kind, content in _records(comments, _END_COMMENTS):
        if kind == _COMMENT:
            at = _block(content, 4)[:2]
        elif kind == _COMMENT_TEXT and at is not None:
            yield at, _text(content, 1)[0]


def _records(content: bytes, last: int) -> Iterator[tuple[int, bytes]]:
    """The kind and the bytes of each record before the one of the kind `last`.

    Raises `ValueError` when a record is cut off, or the last one is not there.
    """
    at, end = 0, len(content)
    while at < end:
        kind, at = _variable(content, at, most=2)
        size, at = _variable(content, at, most=4)
        if size > end - at:
            raise ValueError("a record is cut off")
        if kind == last:
            return
        yield kind, content[at : at + size]
        at += size
    raise ValueError("a part is cut off")


def _variable(content: bytes, at: int, most: int) -> tuple[int, int]:
    """The number at `at`, of seven bits to a byte and `most` bytes in all, and where it ends."""
    number = 0
    for byte in range(most):
        if at == len(content):
            raise ValueError("a record is cut off")
        number |= (content[at] & 0x7F) << (7 * byte)
        at += 1
        if content[at - 1] < 0x80:
            break
    return number, at


def _numbers(form: struct.Struct, content: bytes, at: int = 0) -> tuple[int, ...]:
    """The numbers that stand at `at`; `ValueError` when the record ends before they do."""
    if len(content) < at + form.size:
        raise ValueError("a record is too short")
    return form.unpack_from(content, at)


def _text(content: bytes, at: int) -> tuple[str, int]:
    """The text at `at`, and where it ends; `""` also where it is marked as missing."""
    (length,) = _numbers(_ONE_NUMBER, content, at)
    begin = at + 4
    if length == _NO_TEXT:
        return "", begin
    end = begin + 2 * length
    if end > len(content):
        raise ValueError("a text is cut off")
    return content[begin:end].decode("utf-16-le", "replace"), end


def _block(content: bytes, at: int = 0) -> Block:
    """The block of cells that is told at `at`; `ValueError` when there can be no such block."""
    top, below, left, right = _numbers(_FOUR_NUMBERS, content, at)
    if not (top <= below <= _LAST_ROW and left <= right <= _LAST_COLUMN):
        raise ValueError("a block of cells stands where it cannot be")
    return top, left, below, right
