"""Small pieces of a Word document: paragraphs, accessible tables, links and bookmarks.

Everything is built as elements and put where a marker stood; text from a return is only ever text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

TABLE_STYLE = "Report table"
TEXT_WIDTH = 9638  # twentieths of a point: A4 less margins of 20 mm
NOTHING = "None"  # what an empty cell says, since a blank one tells a reader nothing

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BULLET = re.compile(r"^\s*(?:[-*•–‣▪]|\d{1,2}[.)])\s+")

Element = Any
"""An element of the document; python-docx gives them no narrower type."""


@dataclass(frozen=True)
class Bold:
    """Words in bold."""

    text: str


@dataclass(frozen=True)
class Link:
    """Words that lead to a bookmark of the same document."""

    text: str
    bookmark: str


@dataclass(frozen=True)
class Target:
    """Words that links lead to."""

    text: str
    bookmark: str


@dataclass(frozen=True)
class Shaded:
    """A cell's word on a fill, with notes below it; the words say everything, the fill only helps."""

    text: str
    fill: str
    font: str
    notes: tuple[str, ...] = ()


Piece = str | Bold | Link | Target
Content = str | Shaded | Piece | Sequence[Piece]
"""What a cell holds: text with its paragraphs, a shaded word, or pieces in one paragraph."""


def clean(text: str) -> str:
    """The text without the control characters that a document cannot hold; no word of it is lost."""
    return _NOT_IN_XML.sub("", text)


def paragraph(*pieces: Piece, style: str = "Normal", keep_next: bool = False) -> Element:
    """A paragraph of these pieces in the style with this id."""
    element = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    properties.append(_valued("w:pStyle", _style_id(style)))
    if keep_next:
        properties.append(OxmlElement("w:keepNext"))
    element.append(properties)
    for piece in pieces:
        element.extend(_piece(piece))
    return element


def heading(text: str, level: int) -> Element:
    """A heading of a level from 1 to 3."""
    return paragraph(text, style=f"Heading {level}")


def bullets(lines: Iterable[str | Sequence[Piece]]) -> list[Element]:
    """One bullet for each line."""
    return [paragraph(*_pieces(line), style="List Bullet") for line in lines]


def as_written(text: str, style: str = "Normal") -> list[Element]:
    """A lead's text with the paragraphs and the bullets that it came with."""
    lines = [line for line in clean(text).split("\n") if line.strip()] or [NOTHING]
    return [paragraph(_BULLET.sub("• ", line), style=style) for line in lines]


def table(
    title: str,
    description: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Content]],
    widths: Sequence[float],
) -> list[Element]:
    """A caption and a table whose heading row repeats on each page and whose rows are never split.

    `widths` are the columns' shares of the text's width. An empty cell says None.
    """
    element = OxmlElement("w:tbl")
    total = sum(widths)
    columns = [round(TEXT_WIDTH * width / total) for width in widths]
    element.append(_table_properties(title, description, sum(columns)))
    grid = OxmlElement("w:tblGrid")
    for width in columns:
        grid.append(_attributed("w:gridCol", w=str(width)))
    element.append(grid)
    element.append(_row(headings, columns, is_heading=True))
    for row in rows:
        element.append(_row(row, columns, is_heading=False))
    return [paragraph(title, style="Caption", keep_next=True), element, _spacer()]


def _spacer() -> Element:
    element = paragraph()
    spacing = _attributed("w:spacing", before="0", after="0", line="120", lineRule="exact")
    element.pPr.append(spacing)
    return element


def _table_properties(title: str, description: str, width: int) -> Element:
    properties = OxmlElement("w:tblPr")
    properties.append(_valued("w:tblStyle", _style_id(TABLE_STYLE)))
    properties.append(_attributed("w:tblW", w=str(width), type="dxa"))
    properties.append(_attributed("w:tblLayout", type="fixed"))
    look = _attributed("w:tblLook", val="0020", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0")
    look.set(qn("w:noHBand"), "1")
    look.set(qn("w:noVBand"), "1")
    properties.append(look)
    properties.append(_valued("w:tblCaption", clean(title)))
    properties.append(_valued("w:tblDescription", clean(description)))
    return properties


def _row(cells: Sequence[Content], columns: Sequence[int], *, is_heading: bool) -> Element:
    element = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_heading:
        properties.append(OxmlElement("w:tblHeader"))
    element.append(properties)
    for content, width in zip(cells, columns, strict=True):
        element.append(_cell(content, width, is_heading=is_heading))
    return element


def _cell(content: Content, width: int, *, is_heading: bool) -> Element:
    element = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    properties.append(_attributed("w:tcW", w=str(width), type="dxa"))
    element.append(properties)
    if isinstance(content, Shaded):
        properties.append(_attributed("w:shd", val="clear", color="auto", fill=content.fill))
        run = _run(content.text, bold=True, colour=content.font)
        shaded = paragraph(style="Table text")
        shaded.append(run)
        element.append(shaded)
        element.extend(_note(note, content.font) for note in content.notes)
    elif is_heading:
        element.append(paragraph(str(content), style="Table heading"))
    elif isinstance(content, str):
        element.extend(as_written(content, style="Table text"))
    else:
        element.append(paragraph(*_pieces(content), style="Table text"))
    return element


def _note(text: str, colour: str) -> Element:
    element = paragraph(style="Table text")
    element.append(_run(text, colour=colour))
    return element


def _pieces(content: Content) -> Sequence[Piece]:
    return (content,) if isinstance(content, str | Bold | Link | Target) else content  # type: ignore[return-value]


def _piece(piece: Piece) -> Iterator[Element]:
    match piece:
        case Bold(text):
            yield _run(text, bold=True)
        case Link(text, bookmark):
            link = _attributed("w:hyperlink", anchor=bookmark_name(bookmark), history="1")
            run = _run(text)
            run.get_or_add_rPr().insert(0, _valued("w:rStyle", _style_id("Hyperlink")))
            link.append(run)
            yield link
        case Target(text, bookmark):
            name = bookmark_name(bookmark)
            number = str(sum(ord(letter) * 31**place for place, letter in enumerate(name)) % 2_000_000_000)
            yield _attributed("w:bookmarkStart", id=number, name=name)
            yield _run(text, bold=True)
            yield _attributed("w:bookmarkEnd", id=number)
        case str():
            yield _run(piece)


def bookmark_name(text: str) -> str:
    """A bookmark's name: a letter, then letters, digits and underscores, 40 characters at most."""
    return ("ref_" + re.sub(r"\W", "_", text))[:40]


def _run(text: str, *, bold: bool = False, colour: str = "") -> Element:
    element: Element = OxmlElement("w:r")
    if bold:
        element.get_or_add_rPr().append(OxmlElement("w:b"))
    if colour:
        element.get_or_add_rPr().append(_valued("w:color", colour))
    element.text = clean(text)
    return element


def _style_id(name: str) -> str:
    return name.replace(" ", "")


def _valued(tag: str, value: str) -> Element:
    return _attributed(tag, val=value)


def _attributed(tag: str, **attributes: str) -> Element:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
