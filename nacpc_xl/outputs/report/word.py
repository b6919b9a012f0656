"""Blocks as Word writes them: accessible tables, internal links and bookmarks, in the template's own styles."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import count
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from nacpc_xl.outputs.report.blocks import (
    Block,
    Bold,
    Content,
    Lines,
    Link,
    Paragraph,
    Piece,
    Shaded,
    Table,
    Target,
    clean,
    in_a_cell,
    lines_of,
    pieces_of,
)
from nacpc_xl.outputs.report.charts import Chart, chart_paragraph

TABLE_STYLE, TABLE_TEXT, TABLE_HEADING = "Report table", "Table text", "Table heading"
STYLES = (
    "Normal", "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet", "List Number", "List Continue",
    "TOC Heading", "toc 1", "Hyperlink", TABLE_STYLE, TABLE_TEXT, TABLE_HEADING,
)  # fmt: skip
"""The styles that a template must have, by their names."""

TWIPS = 20  # twentieths of a point, in which Word measures
MILLIMETRE = 1440 / 25.4  # in twips

Element = Any
"""An element of the document; python-docx gives them no narrower type."""

_ROW = qn("w:tr")


class Writer:
    """Turns blocks into elements of one document.

    `styles` are the ids of the template's styles by their names, `bookmarks` what links may lead to, `part` the
    document's main part, to which charts add theirs.
    """

    def __init__(self, part: Any, styles: Mapping[str, str], bookmarks: Iterable[str], created: dt.date) -> None:
        self.part = part
        self.styles = styles
        self.bookmarks = frozenset(bookmarks)
        self.created = created
        self._numbers = count(1_000_000)  # far above those that a template may have

    def put_before(self, anchor: Element, blocks: Iterable[Block], width: int) -> None:
        """Puts these blocks before the `anchor`, in their order, into a text of this `width` in twips.

        What follows a table stands off from it. A row is put into its table only when that has its place.
        """
        for element in self._elements(blocks, width):
            if element.tag == _ROW:
                anchor.getprevious().append(element)
            else:
                anchor.addprevious(element)

    def _elements(self, blocks: Iterable[Block], width: int) -> list[Element]:
        """The elements of these blocks, the rows of a table behind it."""
        elements: list[Element] = []
        markup: list[str] = []
        follows_table = False
        for block in blocks:
            if isinstance(block, Chart):
                elements += _parsed(markup)
                markup.clear()
                elements.append(chart_paragraph(self.part, block, width / MILLIMETRE, self.created))
            elif isinstance(block, Table):
                markup += self._captioned(block, width)
            else:
                markup.append(self._paragraph(block, stands_off=follows_table))
            follows_table = isinstance(block, Table)
        return elements + _parsed(markup)

    def _captioned(self, table: Table, width: int) -> list[str]:
        caption = Paragraph((table.title,), "Caption", keep_next=True)
        captions = [self._paragraph(caption)] if table.has_caption else []
        return [*captions, *self._table(table, width)]

    def _paragraph(self, paragraph: Paragraph, *, stands_off: bool = False) -> str:
        properties = f'<w:pStyle w:val="{self.styles[paragraph.style]}"/>'
        if paragraph.keep_next:
            properties += "<w:keepNext/>"
        if paragraph.on_new_page:
            properties += "<w:pageBreakBefore/>"
        if stands_off and paragraph.style in ("Normal", "List Bullet", "List Number"):
            properties += '<w:spacing w:before="120"/>'
        runs = self._runs(paragraph.pieces)
        if paragraph.bookmark:
            runs = self._marked(paragraph.bookmark, runs)
        return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"

    def _runs(self, pieces: Iterable[Piece]) -> str:
        return "".join(map(self._run_of, pieces))

    def _run_of(self, piece: Piece) -> str:
        match piece:
            case Bold(text):
                return _run(text, "<w:b/>")
            case Target(text, bookmark):
                return self._marked(bookmark, _run(text, "<w:b/>"))
            case Link(text, bookmark) if bookmark in self.bookmarks:
                run = _run(text, f'<w:rStyle w:val="{self.styles["Hyperlink"]}"/>')
                return f'<w:hyperlink w:anchor="{bookmark_name(bookmark)}" w:history="1">{run}</w:hyperlink>'
            case Link(text):
                return _run(text)
            case text:
                return _run(text)

    def _marked(self, bookmark: str, runs: str) -> str:
        number = next(self._numbers)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark_name(bookmark)}"/>'
        return f'{start}{runs}<w:bookmarkEnd w:id="{number}"/>'

    def _table(self, table: Table, width: int) -> list[str]:
        """The table without its rows, then each of them."""
        columns = [round(width * share / sum(table.widths)) for share in table.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
        heading = self._row(table.headings, columns, is_heading=True, keep_next=True)
        last = len(table.rows) - 1
        rows = (
            self._row(row, columns, keep_next=table.is_kept_together and number < last)
            for number, row in enumerate(table.rows)
        )
        properties = self._table_properties(table, sum(columns))
        return [f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid></w:tbl>", heading, *rows]

    def _table_properties(self, table: Table, width: int) -> str:
        return (
            f'<w:tblPr><w:tblStyle w:val="{self.styles[TABLE_STYLE]}"/><w:tblW w:w="{width}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f"<w:tblCaption w:val={_quoted(table.title)}/><w:tblDescription w:val={_quoted(table.description)}/>"
            "</w:tblPr>"
        )

    def _row(
        self, cells: Sequence[Content], columns: Sequence[int], *, is_heading: bool = False, keep_next: bool = False
    ) -> str:
        head = "<w:tblHeader/>" if is_heading else ""
        style = self.styles[TABLE_HEADING if is_heading else TABLE_TEXT]
        properties = f'<w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep_next else ""}</w:pPr>'
        inside = "".join(self._cell(content, width, properties) for content, width in zip(cells, columns, strict=True))
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{inside}</w:tr>"

    def _cell(self, content: Content, width: int, properties: str) -> str:
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{content.fill}"/>' if isinstance(content, Shaded) else ""
        lines = "".join(f"<w:p>{properties}{line}</w:p>" for line in self._lines_in_cell(content))
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>{lines}</w:tc>'

    def _lines_in_cell(self, content: Content) -> list[str]:
        """The runs of each paragraph in a cell."""
        match in_a_cell(content):
            case str(text):
                return [_run(line) for line in lines_of(text)]
            case Shaded(text, _, font, notes):
                colour = f'<w:color w:val="{font}"/>'
                return [_run(text, f"<w:b/>{colour}"), *(_run(note, colour) for note in notes)]
            case Lines(lines):
                return [self._runs(pieces_of(line)) for line in lines]
            case line:
                return [self._runs(pieces_of(line))]


def bookmark_name(text: str) -> str:
    """A bookmark's name: a letter, then letters, digits and underscores, 40 characters at most."""
    return ("ref_" + re.sub(r"[^0-9A-Za-z_]", "_", text))[:40]


def _run(text: str, properties: str = "") -> str:
    """A run of this text; line breaks and tabs in it are kept."""
    style = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    inside = escape(clean(text), quote=False).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    inside = inside.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{style}<w:t xml:space="preserve">{inside}</w:t></w:r>'


def _quoted(text: str) -> str:
    """The text as the value of an attribute; in one, a line break that is not written as its number is a space."""
    return '"{}"'.format(escape(clean(text)).replace("\t", "&#9;").replace("\n", "&#10;"))


def _parsed(markup: Iterable[str]) -> list[Element]:
    """The elements that all of this markup makes, read at once.

    Each names its namespace itself: to move one whose parent does costs time by the square of its size. That of
    `xml:space` nothing can name; hence tables are moved row by row.
    """
    named = (one.replace(">", f" {nsdecls('w')}>", 1) for one in markup)
    return list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(named)}</w:body>"))
