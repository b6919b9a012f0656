"""The cells of a sheet's XML as spreadsheet programs write them, read by one pattern: much quicker than by a parser.

Nothing is passed over: what the pattern leaves between two cells must be the tags of rows, to the last character.
Wherever it is not, or anything else is out of the ordinary, the whole sheet is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from lxml import etree

from nacpc_xl.model.source import position
from nacpc_xl.preflight.survey import At
from nacpc_xl.preflight.xml import inner_text, parsed

LARGEST_PLAIN = 20_000_000  # bytes of a sheet's XML; a larger one is read a little at a time
MOST_PLAIN = 1_000_000  # cells, empty ones among them

_BEGINS = re.compile(
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF|utf)-8["'])?(?: standalone=["']yes["'])?\?>\s*)?"""
    rb"""(<worksheet(?: [\w:]+="[^"<>]*")*>)"""
)
_ENDS = b"</worksheet>"
# Around the rows: comments and instructions, and elements that tell more than how cells look.
_OF_NOTE = re.compile(rb"<(?:[!?]|(cols|mergeCells|hyperlinks|headerFooter)(?=[ >]))")
_DATA, _END_OF_DATA = b"<sheetData>", b"</sheetData>"
_BLANKS = r"[ \t\r\n]*"
_ATTRIBUTES = r'(?: [\w:]+="[^"<>&\x00-\x08\x0b-\x1f]*")*'
# What is said of a cell is looked at later, once for all cells of which the same is said: that is quicker. An empty
# cell, or a formula that stands elsewhere, ends with the "/>" that is looked back for.
_CELL = re.compile(
    r'<c r="([^<>]*+)>(?:(?<=/>)|<(?:'
    r'is><t(?: xml:space="preserve"|)>([^<]*+)</t></is></c>'
    r"|v>([^<]*+)</v></c>"
    r"|f([^>]*+)>(?>(?<=/>)|([^<]*+)</f>)(?:<v>([^<]*+)</v>|<v/>|)</c>"
    r"|/c>|v/></c>|is><t/></is></c>))"
)
_OF_A_CELL = _CELL.groups + 1  # pieces: what stands before it, and its groups
_SAID = re.compile('([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="([0-9]{1,5})"|)(?: t="([A-Za-z]{1,9})"|)/?')
_MOST_REMEMBERED = 20_000  # different things that are said of cells
_OF_FORMULA = re.compile(f"{_ATTRIBUTES}/?")
_ROWS = re.compile(rf"(?:{_BLANKS}<row{_ATTRIBUTES}(?:/>|>{_BLANKS}</row>))*{_BLANKS}")
_ROW = re.compile(rf"<row({_ATTRIBUTES})")
_HIDDEN = re.compile(' hidden="(?:1|true)"')
_NUMBER = re.compile(' r="([0-9]+)"')
_BARRED = bytes(sign for sign in range(32) if sign not in b"\t\n")  # what XML knows not, or reads as other signs


class Unusual(ValueError):
    """Something that is not written as it usually is."""


class _Places(dict[str, At]):
    """Where cells stand, by what is said of them; remembered, since much the same is said of them in all trackers."""

    def __missing__(self, said: str) -> At:
        found = _SAID.fullmatch(said)
        if found is None:
            raise Unusual
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[said] = place = position(found[1])
        return place


_PLACES = _Places()


@lru_cache(maxsize=4096)
def look_of(said: str) -> tuple[str | None, str | None]:
    """The name of the style and the kind of a cell of which this is said; `None` for one that it has not."""
    found = _SAID.fullmatch(said)
    assert found is not None  # for a cell that has a place
    return found[2], found[3]


class PlainCells(NamedTuple):
    """The cells of a sheet: a list of each thing that is told of them, with `None` where nothing is.

    These are their places, what is said of them, their texts and values, what is said of their formulas, these
    themselves, and their results. Texts and formulas are as written, with what XML writes for a sign.
    """

    places: Sequence[At]
    said: Sequence[str]
    texts: Sequence[str | None]
    values: Sequence[str | None]
    of_formulas: Sequence[str | None]
    formulas: Sequence[str | None]
    results: Sequence[str | None]


class AsWritten(Mapping[At, str]):
    """Texts by their cells, read by the parser once one is asked for, from what is `written` for them in XML.

    What is no XML stays as it is written.
    """

    def __init__(self, written: Mapping[At, str]) -> None:
        self.written = written

    @cached_property
    def _texts(self) -> Mapping[At, str]:
        try:
            return dict(zip(self.written, texts_of(self.written.values()), strict=True))
        except etree.LxmlError:
            return {at: _text_of(written) for at, written in self.written.items()}

    def __getitem__(self, at: At) -> str:
        written = self.written[at]
        return self._texts[at] if "&" in written else written

    def __contains__(self, at: object) -> bool:
        return at in self.written

    def __iter__(self) -> Iterator[At]:
        return iter(self.written)

    def __len__(self) -> int:
        return len(self.written)


def texts_of(written: Iterable[str]) -> Iterator[str]:
    """The texts that are so written in XML; `LxmlError` where one of them is no XML."""
    return map(inner_text, parsed(f"<a>{''.join(f'<b>{one}</b>' for one in written)}</a>".encode()))


def _text_of(written: str) -> str:
    try:
        return next(texts_of([written]))
    except etree.LxmlError:
        return written


class PlainSheet(NamedTuple):
    """What a sheet's XML holds. `hidden_rows` are counted from 0.

    `rest` is an XML element: what stands around the rows, but for how cells look and what may be entered into them.
    """

    rest: bytes
    cells: PlainCells
    hidden_rows: frozenset[int]


def plain_sheet(content: bytes) -> PlainSheet | None:
    """What the XML of a sheet holds; `None` where it is not written as it usually is."""
    begin, end = content.find(_DATA) + len(_DATA), content.rfind(_END_OF_DATA)
    around = content[:begin] + content[end:]
    root = _BEGINS.match(around)
    if begin > end or root is None or not around.rstrip().endswith(_ENDS):
        return None
    try:
        rest = b"".join((root[1], *_of_note(around, root.end()), _ENDS))
        between, cells = _cells_in(content[begin:end].decode())
    except (Unusual, UnicodeDecodeError):
        return None
    return PlainSheet(rest, cells, _hidden(between)) if _ROWS.fullmatch(between) else None


def _of_note(around: bytes, at: int) -> Iterator[bytes]:
    """The elements around the rows that tell what is hidden or merged, leads elsewhere, or is printed on each page.

    Raises `Unusual` where there is anything but elements: comments, what stands as it is, instructions.
    """
    while found := _OF_NOTE.search(around, at):
        if found[1] is None:
            raise Unusual
        ends = b"</%s>" % found[1]
        end = around.find(ends, found.end())
        inside = around[found.end() : end]
        if end < 0 or b"<!" in inside or b"<?" in inside:
            raise Unusual
        if found[1] != b"cols" or b"hidden" in inside:
            yield found[0] + inside + ends
        at = end + len(ends)


def _cells_in(rows: str) -> tuple[str, PlainCells]:
    """What stands between the cells, and these.

    Raises `Unusual` where there are too many, where what is said of one is not what is usually said, and where there
    are signs that XML knows not, or reads as others (in a formula they do no harm), or others are written for those of
    a value.
    """
    pieces: list[Any] = _CELL.split(rows)
    between, said, texts, values, of_formulas, formulas, results = (pieces[at::_OF_A_CELL] for at in range(_OF_A_CELL))
    numbers = "".join(filter(None, (*values, *results)))
    written = "".join((*filter(None, texts), numbers)).encode()
    if len(said) > MOST_PLAIN or "&" in numbers or len(written.translate(None, _BARRED)) < len(written):
        raise Unusual
    if not all(map(_OF_FORMULA.fullmatch, filter(None, set(of_formulas)))):
        raise Unusual
    places = list(map(_PLACES.__getitem__, said))
    return "".join(between), PlainCells(places, said, texts, values, of_formulas, formulas, results)


def _hidden(rows: str) -> frozenset[int]:
    """The rows that are hidden, from the tags of all rows; one without a number stands below the one before."""
    if "hidden" not in rows:
        return frozenset()
    hidden, at = set(), -1
    for attributes in _ROW.findall(rows):
        number = _NUMBER.search(attributes)
        at = int(number[1]) - 1 if number else at + 1
        if _HIDDEN.search(attributes):
            hidden.add(at)
    return frozenset(hidden)
