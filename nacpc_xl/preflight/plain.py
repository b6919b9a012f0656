"""The cells of a sheet's XML as spreadsheet programs write them, read by one pattern: much quicker than by a parser.

Nothing is passed over: what the pattern leaves between two cells must be the tags of rows, to the last character.
Wherever it is not, or anything else is out of the ordinary, the whole sheet is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from nacpc_xl.preflight.survey import At
from nacpc_xl.preflight.xml import inner_text, parsed

LARGEST_PLAIN = 20_000_000  # bytes of a sheet's XML; a larger one is read a little at a time
MOST_PLAIN = 1_000_000  # cells, empty ones among them

_BEGINS = re.compile(
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF|utf)-8["'])?(?: standalone=["']yes["'])?\?>\s*)?"""
    rb"""(<worksheet(?: [\w:]+="[^"<>]*")*>)"""
)
_ENDS = b"</worksheet>"
_TELLING = tuple(
    (b"<%s" % name, b"</%s>" % name, tells)
    for name, tells in ((b"cols", b"hidden"), (b"mergeCells", b""), (b"hyperlinks", b""), (b"headerFooter", b""))
)
_DATA, _END_OF_DATA = b"<sheetData>", b"</sheetData>"
_ATTRIBUTES = r'(?: [\w:]+="[^"<>&]*")*'
# What may be lacking is the last of several alternatives, an empty one: that is quicker than a "?".
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="([0-9]+)"|)(?: t="([A-Za-z]+)"|)'
    rf"(?:/>|>(?:<f{_ATTRIBUTES}(?:(/)>|>([^<]*)</f>)|)"
    r'(?:<v>([^<]*)</v>|<v/>|<is><t(?: xml:space="preserve"|)>([^<]*)</t></is>|<is><t/></is>|)</c>)'
)
_OF_A_CELL = _CELL.groups + 1  # pieces: what stands before it, and its groups
_ROWS = re.compile(rf"(?:\s*<row{_ATTRIBUTES}(?:/>|>\s*</row>))*\s*")
_ROW = re.compile(rf"<row({_ATTRIBUTES})")
_HIDDEN = re.compile(' hidden="(?:1|true)"')
_NUMBER = re.compile(' r="([0-9]+)"')
_BARRED = bytes(sign for sign in range(32) if sign not in b"\t\n")  # signs that XML knows not, or reads as others


class Unusual(ValueError):
    """Something that is not written as it usually is."""


PlainCell = tuple[str, str, str | None, str | None, str | None, str | None, str | None, str | None]
"""A cell: what stands before it, its name, its style, its kind, a "/" where its formula stands elsewhere, its formula,
its value, its text.

Each of the others is `None` where there is none, and the last three are as written, with what XML writes for a sign.
"""


class AsWritten(Mapping[At, str]):
    """Texts by their cells, read by the parser once one is asked for, from what is `written` for them in XML."""

    def __init__(self, written: Mapping[At, str]) -> None:
        self.written = written

    @cached_property
    def _texts(self) -> Mapping[At, str]:
        texts = parsed(f"<a><b>{'</b><b>'.join(self.written.values())}</b></a>".encode())
        return dict(zip(self.written, map(inner_text, texts), strict=True))

    def __getitem__(self, at: At) -> str:
        written = self.written[at]
        return self._texts[at] if "&" in written else written

    def __contains__(self, at: object) -> bool:
        return at in self.written

    def __iter__(self) -> Iterator[At]:
        return iter(self.written)

    def __len__(self) -> int:
        return len(self.written)


class PlainSheet(NamedTuple):
    """What a sheet's XML holds. `hidden_rows` are counted from 0.

    `rest` is an XML element: what stands around the rows, but for how cells look and what may be entered into them.
    """

    rest: bytes
    cells: Iterable[PlainCell]
    hidden_rows: frozenset[int]


def plain_sheet(content: bytes) -> PlainSheet | None:
    """What the XML of a sheet holds; `None` where it is not written as it usually is."""
    begin, end = content.find(_DATA) + len(_DATA), content.rfind(_END_OF_DATA)
    data, around = content[begin:end], content[:begin] + content[end:]
    root = _BEGINS.match(around)
    if begin > end or root is None or not around.rstrip().endswith(_ENDS):
        return None
    if _has_more(around) or len(data.translate(None, _BARRED)) < len(data):
        return None
    try:
        pieces = _CELL.split(data.decode())
    except UnicodeDecodeError:
        return None
    between = "".join(pieces[::_OF_A_CELL])
    if len(pieces) > MOST_PLAIN * _OF_A_CELL or not _ROWS.fullmatch(between):
        return None
    del pieces[-1]  # what stands behind the last cell
    rest = b"".join((root[1], *_telling(around), _ENDS))
    return PlainSheet(rest, zip(*[iter(pieces)] * _OF_A_CELL, strict=True), _hidden(between))


def _has_more(around: bytes) -> bool:
    """Whether there is anything but elements: comments, what stands as it is, instructions."""
    return (b"!" in around and b"<!" in around) or (b"?" in around and around.find(b"<?", 1) > 0)


def _telling(around: bytes) -> Iterator[bytes]:
    """The elements around the rows that tell what is hidden or merged, leads elsewhere, or is printed on each page."""
    for begins, ends, tells in _TELLING:
        for piece in around.split(begins)[1:]:
            inside, end, _ = piece.partition(ends)
            if end and tells in inside:
                yield begins + inside + end


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
