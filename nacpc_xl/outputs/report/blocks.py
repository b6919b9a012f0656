"""What a report is made of: paragraphs, tables and charts as plain data, which `word` turns into a document.

Text from a return is only ever text: nothing in it becomes markup, a field, or a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nacpc_xl.outputs.report.charts import Chart

NOTHING = "None"  # what an empty cell says, since a blank one tells a reader nothing
LONGEST = 420  # characters of a text that stands in the body as a whole
MOST_LINES = 8  # of such a text
LONGEST_LINE = LONGEST + 2 * MOST_LINES  # characters of one that stands on one line, with what is put between
ELSEWHERE = "(shortened; the workbooks have the whole)"

_LINE_ENDS = re.compile("\r\n?|[\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_BULLET = re.compile(r"^\s*(?:[-*•–‣▪]|\d{1,2}[.)])\s+")
_SENTENCE_ENDS = re.compile(r"[.!?;](?=\s|$)")


@dataclass(frozen=True)
class Bold:
    """Words in bold."""

    text: str


@dataclass(frozen=True)
class Link:
    """Words that lead to a bookmark of the same document; plain words where it has no such bookmark."""

    text: str
    bookmark: str


@dataclass(frozen=True)
class Target:
    """Words in bold that links lead to."""

    text: str
    bookmark: str


Piece = str | Bold | Link | Target
Line = str | Sequence[Piece]


@dataclass(frozen=True)
class Shaded:
    """A cell's word on a fill, with notes below it; the words say everything, the fill only helps."""

    text: str
    fill: str
    font: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lines:
    """Several paragraphs in one cell."""

    lines: tuple[Line, ...]


Content = str | Shaded | Lines | Piece | Sequence[Piece]
"""What a cell holds: text with its paragraphs, a shaded word, several paragraphs, or pieces in one paragraph."""


@dataclass(frozen=True)
class Paragraph:
    """Pieces in one paragraph, in the style with this name; `bookmark` is what links to it lead to."""

    pieces: tuple[Piece, ...]
    style: str = "Normal"
    keep_next: bool = False
    bookmark: str = ""
    on_new_page: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Table:
    """A table whose heading row repeats on each page and whose rows are never split. An empty cell says None.

    `widths` are the columns' shares of the text's width. The title stands above the table as its caption,
    unless the heading above it says as much. A small one can be kept together on one page.
    """

    title: str
    description: str
    headings: tuple[str, ...]
    rows: tuple[Sequence[Content], ...]
    widths: tuple[float, ...]
    has_caption: bool = True
    is_kept_together: bool = False


Block = Paragraph | Table | Chart


def paragraph(*pieces: Piece, style: str = "Normal", keep_next: bool = False) -> Paragraph:
    """A paragraph of these pieces."""
    return Paragraph(pieces, style, keep_next)


def heading(text: str, level: int, bookmark: str = "", *, on_new_page: bool = False) -> Paragraph:
    """A heading of a level from 1 to 3, on one line."""
    return Paragraph(
        (" ".join(clean(text).split()),), f"Heading {level}", keep_next=True, bookmark=bookmark, on_new_page=on_new_page
    )


def bullets(lines: Iterable[Line]) -> list[Block]:
    """One bullet for each line."""
    return [Paragraph(pieces_of(line), "List Bullet") for line in lines]


def pieces_of(line: Line | Piece) -> tuple[Piece, ...]:
    """The pieces of a line."""
    return (line,) if isinstance(line, str | Bold | Link | Target) else tuple(line)


def table(
    title: str,
    description: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[Content]],
    *,
    has_caption: bool = True,
    is_kept_together: bool = False,
) -> Table:
    """A table; `columns` are its headings, each with its share of the text's width."""
    headings, widths = zip(*columns, strict=True)
    return Table(
        on_one_line(title), on_one_line(description), headings, tuple(rows), widths, has_caption, is_kept_together
    )


def clean(text: str) -> str:
    """The text without the control characters that a document cannot hold; no word of it is lost."""
    if text.isprintable():
        return text
    return _NOT_IN_XML.sub("", _LINE_ENDS.sub("\n", text))


def on_one_line(text: str) -> str:
    """The text without line breaks."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=2048)
def lines_of(text: str) -> tuple[str, ...]:
    """The paragraphs of a text as it was written, each bullet of it as a bullet; one that says None without any."""
    lines = tuple(_BULLET.sub("• ", line) for line in clean(text).split("\n") if line.strip())
    return lines or (NOTHING,)


def as_written(text: str) -> list[Block]:
    """A text of somebody's own, with its paragraphs; those that are bullets in it are bullets here."""
    return [
        Paragraph((line.removeprefix("• "),), "List Bullet" if line.startswith("• ") else "Normal")
        for line in lines_of(text)
    ]


def is_long(text: str) -> bool:
    """Whether a text is shortened wherever room is scarce."""
    lines = lines_of(text)
    return sum(map(len, lines)) > LONGEST or len(lines) > MOST_LINES


def shortened(text: str, rest: Sequence[Piece]) -> Lines:
    """The beginning of a long text, cut behind a sentence or at least a word; `rest` says where the whole stands."""
    kept: list[Line] = []
    room = LONGEST
    for line in lines_of(text)[:MOST_LINES]:
        if len(line) > room:
            kept.append(_beginning(line, room))
            break
        kept.append(line)
        room -= len(line)
    *firsts, last = kept or [""]
    return Lines((*firsts, (f"{last} … ".lstrip(), *rest)))


def in_a_cell(content: Content) -> Content:
    """The content of a cell, cut where it would make a row too high for a page; what is cut is told."""
    match content:
        case str() if is_long(content):
            return shortened(content, [ELSEWHERE])
        case str() | Shaded():
            return content
        case Lines(lines):
            return Lines(tuple(_in_one_line(line) for line in lines))
        case _:
            return _in_one_line(content)


def _in_one_line(line: Line | Piece) -> Sequence[Piece]:
    """A line without line breaks, each of its texts no longer than a cell has room for."""
    return [_cut(piece) if isinstance(piece, str) else piece for piece in pieces_of(line)]


def _cut(text: str) -> str:
    line = clean(text).replace("\n", " ")
    return line if len(line) <= LONGEST_LINE else f"{_beginning(line, LONGEST)} … {ELSEWHERE}"


def _beginning(line: str, room: int) -> str:
    """What of the line fits into this room, up to the end of a sentence where more than half of it is kept."""
    cut = line[: max(room, 0)]
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(cut)]
    if ends and ends[-1] > room / 2:
        return cut[: ends[-1]]
    words = cut.rpartition(" ")[0]
    return words if len(words) > room / 2 else cut


def bookmarks_in(blocks: Iterable[Block]) -> Iterator[str]:
    """The bookmarks that links may lead to."""
    for block in blocks:
        if isinstance(block, Paragraph):
            if block.bookmark:
                yield block.bookmark
            yield from _targets(block.pieces)
        elif isinstance(block, Table):
            for row in block.rows:
                for content in row:
                    yield from _targets_in_cell(content)


def _targets_in_cell(content: Content) -> Iterator[str]:
    if isinstance(content, Lines):
        for line in content.lines:
            yield from _targets(pieces_of(line))
    elif not isinstance(content, Shaded):
        yield from _targets(pieces_of(content))


def _targets(pieces: Iterable[Piece]) -> Iterator[str]:
    return (piece.bookmark for piece in pieces if isinstance(piece, Target))
