"""A self-audit of a .docx document: accessible, whole, nothing hidden, nothing left over.

`audit` returns a sentence for each finding. Only the parts of the zip package are read: the audit knows nothing of
nacpc_xl and does not use python-docx, so it cannot share a mistake with them.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from lxml import etree
from lxml.etree import _Element as Element

from tests.audit.spreadsheet import contrast

CONTRAST = 4.5  # of text on its ground: WCAG 2.2 AA
LANGUAGE = "en-GB"
A4 = (11906, 16838)  # width and height in twips (twentieths of a point)
NEAR_ENOUGH = 20  # twips
SMALLEST = 8.0  # points
MOST_LINES = 60  # of text in a table row, so that it fits on a page of its own
MEAN_LETTER = 0.5  # of the size of the letters: the mean width of one
CELL_MARGINS = 160  # twips, left and right together
LONGEST_NAME = 40  # characters of a bookmark's name
FEWEST_WORDS = 3  # of a description

USUAL_SIZE = 20  # half points, where nothing says otherwise

BLACK, WHITE = "000000", "FFFFFF"
NOTHING = etree.Element("nothing")
OFF = {"0", "false", "off"}
FIELDS = {"PAGE", "NUMPAGES", "TOC", "PAGEREF", "HYPERLINK", "REF", "SEQ", "STYLEREF"}
LOOKS = ("firstRow", "lastRow", "firstColumn", "lastColumn", "noHBand", "noVBand")  # in the order of their bits
BLANKS = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))  # without any width; str.strip leaves them where they are

MEANINGLESS = re.compile(
    r"(?:picture|image|chart|graph|graphic|figure|diagram|object|drawing|shape|table|untitled)?[ _-]*\d*"
    r"|\S+\.(?:png|jpe?g|gif|svg|emf|wmf|bmp|tiff?)",
    re.IGNORECASE,
)
MARKER = re.compile("«[^«»]*»")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # a character, as Office's strings write what XML cannot hold
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
TYPED_BULLET = re.compile(r"[•‣▪–-]\s")
BOOKMARK = re.compile(rf"[^\W\d]\w{{0,{LONGEST_NAME - 1}}}")
CELLS = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!(?P<block>\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")

OFFICE = "http://schemas.openxmlformats.org"
NAMESPACES = {
    "a": f"{OFFICE}/drawingml/2006/main",
    "c": f"{OFFICE}/drawingml/2006/chart",
    "cp": f"{OFFICE}/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "r": f"{OFFICE}/officeDocument/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
    "w": f"{OFFICE}/wordprocessingml/2006/main",
    "wp": f"{OFFICE}/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "darkBlue": "00008B", "darkCyan": "008B8B",
    "darkGray": "A9A9A9", "darkGreen": "006400", "darkMagenta": "800080", "darkRed": "8B0000", "darkYellow": "808000",
    "green": "00FF00", "lightGray": "D3D3D3", "magenta": "FF00FF", "red": "FF0000", "white": "FFFFFF",
    "yellow": "FFFF00",
}  # fmt: skip

Rule = Callable[["Document"], Iterator[str]]
RULES: list[Rule] = []


class CannotBeRead(Exception):
    """The file is no Word document; says why."""


def audit(source: Path | bytes) -> list[str]:
    """What is wrong with the document, a sentence for each finding."""
    try:
        document = Document(source if isinstance(source, bytes) else source.read_bytes())
    except CannotBeRead as sentence:
        return [str(sentence)]
    return [finding for rule in RULES for finding in rule(document)]


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


# A document and what it is made of


class Relation(NamedTuple):
    """A pointer from one part of the package to another, or outside."""

    id: str
    kind: str
    target: str
    is_external: bool


class Document:
    """The parts of a Word document. Raises `CannotBeRead` where it is none, or where a part is no XML."""

    def __init__(self, content: bytes) -> None:
        if not zipfile.is_zipfile(io.BytesIO(content)):
            raise CannotBeRead("The document is no .docx file, or opens with a password only.")
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.xml = {name: parsed(name, text) for name, text in self.parts.items() if name.endswith((".xml", ".rels"))}
        self.main = self.target("", "officeDocument")
        self.root = self.xml.get(self.main, NOTHING)
        body = self.root.find(q("w:body"))
        if body is None:
            raise CannotBeRead("The package holds no Word document.")
        self.body = body
        self.core = self.xml.get(self.target("", "core-properties"), NOTHING)
        self.settings = self.xml.get(self.target(self.main, "settings"), NOTHING)
        self.styles = Styles(self.xml.get(self.target(self.main, "styles"), NOTHING))
        self.tables: list[Table] = []
        self.paragraphs = list(self._paragraphs())

    def related(self, part: str) -> list[Relation]:
        """What a part points to; the part "" is the package itself."""
        folder, name = posixpath.split(part)
        return [
            Relation(
                one.get("Id", ""),
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
                one.get("TargetMode") == "External",
            )
            for one in self.xml.get(posixpath.join(folder, "_rels", f"{name}.rels"), NOTHING)
        ]

    def target(self, part: str, kind: str) -> str:
        """The first part of this kind that a part points to; "" where there is none."""
        return next((one.target for one in self.related(part) if one.kind == kind), "")

    @cached_property
    def stories(self) -> dict[str, Element]:
        """The parts that hold text to read, the document itself first."""
        kinds = {"header", "footer", "footnotes", "endnotes"}
        parts = (self.main, *(one.target for one in self.related(self.main) if one.kind in kinds))
        return {part: self.xml[part] for part in parts if part in self.xml}

    @cached_property
    def charts(self) -> dict[str, Element]:
        return {name: root for name, root in self.xml.items() if root.tag == q("c:chartSpace")}

    @cached_property
    def sections(self) -> list[Element]:
        return list(self.root.iter(q("w:sectPr")))

    @cached_property
    def text_width(self) -> int:
        """Twips between the margins of the narrowest page."""
        return min((_text_width(children(one)) for one in self.sections), default=0)

    @cached_property
    def headings(self) -> list[Paragraph]:
        return [one for one in self.paragraphs if one.level and one.part == self.main]

    @cached_property
    def bookmarks(self) -> list[Element]:
        return list(self.everything("w:bookmarkStart"))

    @cached_property
    def fields(self) -> list[Field]:
        return [field for part, root in self.stories.items() for field in fields_in(part, root)]

    def everything(self, *tags: str) -> Iterator[Element]:
        """The elements with one of these tags, wherever there is text to read."""
        for root in self.stories.values():
            yield from root.iter(*map(q, tags))

    def _paragraphs(self) -> Iterator[Paragraph]:
        for part, root in self.stories.items():
            place = "before the first heading" if part == self.main else f"in {posixpath.basename(part)}"
            for block in inside(root, "w:p", "w:tbl"):
                if block.tag == q("w:tbl"):
                    table = Table(self, block, part)
                    self.tables.append(table)
                    for cell in table.cells:
                        yield from cell.paragraphs
                    continue
                paragraph = Paragraph(self, block, part, place)
                if paragraph.level and part == self.main:
                    place = f"under {quoted(paragraph.text)}"
                yield paragraph


def _text_width(section: Mapping[str, Element]) -> int:
    margins = section.get(q("w:pgMar"))
    beside = sum(number(margins, side) for side in ("w:left", "w:right", "w:gutter"))
    return number(section.get(q("w:pgSz")), "w:w") - beside


class Styles:
    """The styles of a document by their ids, and what holds where no style says otherwise."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.none = Style(self, NOTHING)
        self.by_id = {one.get(q("w:styleId"), ""): Style(self, one) for one in root.iter(q("w:style"))}
        self.usual = {one.kind: one for one in self.by_id.values() if one.element.get(q("w:default"), "0") not in OFF}
        defaults = given(next(root.iter(q("w:rPrDefault")), NOTHING), "w:rPr")
        self.default = Look(said(defaults, "w:color"), None, said(defaults, "w:sz"))
        self.language = said(defaults, "w:lang")

    def named(self, style_id: str | None, kind: str) -> Style:
        """The style with this id; the usual one of its kind where none is given, or it is not there."""
        return self.by_id.get(style_id or "") or self.usual.get(kind) or self.none


class Style:
    """A style, with what it takes from those that it is based on."""

    def __init__(self, styles: Styles, element: Element) -> None:
        self.styles = styles
        self.element = element
        self.kind = element.get(q("w:type"), "")
        self.name = (said(children(element), "w:name") or "").casefold()
        self._looks: dict[tuple[str, ...], Look] = {}

    @cached_property
    def chain(self) -> list[Element]:
        """The style's own element, then those of the styles below it."""
        found = [self.element]
        while (
            lower := self.styles.by_id.get(said(children(found[-1]), "w:basedOn") or "")
        ) and lower.element not in found:
            found.append(lower.element)
        return found

    @cached_property
    def colour(self) -> str | None:
        return first(said(given(element, "w:rPr"), "w:color") for element in self.chain)

    @cached_property
    def size(self) -> str | None:
        return first(said(given(element, "w:rPr"), "w:sz") for element in self.chain)

    @cached_property
    def ground_of_words(self) -> str | None:
        return first(shade(given(element, "w:rPr")) for element in self.chain)

    @cached_property
    def ground_of_paragraph(self) -> str | None:
        return first(shade(given(element, "w:pPr")) for element in self.chain)

    @cached_property
    def is_hidden(self) -> bool:
        return any(is_on(given(element, "w:rPr"), "w:vanish") for element in self.chain)

    @cached_property
    def is_list(self) -> bool:
        return any(is_numbered(given(element, "w:pPr")) for element in self.chain)

    @cached_property
    def level(self) -> int:
        """The level of a heading, from 1; 0 where the style is not one of headings."""
        outline = first(said(given(element, "w:pPr"), "w:outlineLvl") for element in self.chain)
        if outline is not None:
            return level_of(outline)
        named = re.fullmatch(r"heading (\d)", self.name)
        return int(named[1]) if named else 0

    def look_of(self, kinds: tuple[str, ...]) -> Look:
        """What a table's style gives to a cell that is of these kinds, the strongest first."""
        if kinds not in self._looks:
            every = [one for kind in kinds for one in self._conditions.get(kind, ())]
            self._looks[kinds] = Look(
                first(said(given(one, "w:rPr"), "w:color") for one in every),
                first(shade(given(one, "w:tcPr")) for one in every),
                first(said(given(one, "w:rPr"), "w:sz") for one in every),
            )
        return self._looks[kinds]

    @cached_property
    def _conditions(self) -> dict[str, list[Element]]:
        """What a table's style says of some of its cells, by the kind of cell; "" for all of them."""
        found = {"": self.chain}
        for element in self.chain:
            for one in element.iterchildren(q("w:tblStylePr")):
                found.setdefault(one.get(q("w:type"), ""), []).append(one)
        return found


class Look(NamedTuple):
    """The colour, ground and size (half points) of text as they are given; None where they are not."""

    colour: str | None = None
    ground: str | None = None
    size: str | None = None


class Table:
    """A table with its rows of cells."""

    def __init__(self, document: Document, element: Element, part: str) -> None:
        self.document = document
        self.element = element
        self.part = part
        self.given = given(element, "w:tblPr")
        self.title = said(self.given, "w:tblCaption") or ""
        self.description = said(self.given, "w:tblDescription") or ""
        self.name = f"Table {len(document.tables) + 1}" + (f", {quoted(self.title)}" if self.title else "")
        self.style = document.styles.named(said(self.given, "w:tblStyle"), "table")
        self.grid = [number(one, "w:w") for grid in element.iterchildren(q("w:tblGrid")) for one in grid]
        self.fill = shade(self.given)
        self.look = looks_shown(self.given.get(q("w:tblLook")))
        rows = list(inside(element, "w:tr"))
        self.length = len(rows)
        self.rows = [Row(self, one, at) for at, one in enumerate(rows)]

    @property
    def cells(self) -> Iterator[Cell]:
        for row in self.rows:
            yield from row.cells


def looks_shown(look: Element | None) -> set[str]:
    """What of its style a table shows: "firstRow", "noHBand" and the like."""
    if look is None:
        return set()
    packed = int(look.get(q("w:val")) or "0", 16)
    bits = {name: str(packed >> 5 + at & 1) for at, name in enumerate(LOOKS)}
    return {name for name, bit in bits.items() if look.get(q(f"w:{name}"), bit) not in OFF}


class Row:
    """A row of a table, `at` counted from 0."""

    def __init__(self, table: Table, element: Element, at: int) -> None:
        self.table = table
        self.element = element
        self.at = at
        self.name = f"{table.name}, row {at + 1}"
        self.given = given(element, "w:trPr")
        self.cells = [Cell(self, one, column) for column, one in enumerate(inside(element, "w:tc"))]


class Cell:
    """A cell of a table, `column` counted from 0; its paragraphs are also those of tables within it.

    `fill` is the colour that it is given itself: None where it is given none, "" for a pattern. `look` is what text in
    it has unless its paragraph says otherwise.
    """

    def __init__(self, row: Row, element: Element, column: int) -> None:
        self.row = row
        self.element = element
        self.column = column
        self.name = f"{row.name}, column {column + 1}"
        self.given = given(element, "w:tcPr")
        self.fill = shade(self.given)
        table = row.table
        by_style = table.style.look_of(self._kinds)
        self.look = by_style._replace(ground=first((self.fill, by_style.ground, table.fill)))
        self.paragraphs = [
            Paragraph(table.document, one, table.part, f"in {self.name}", self) for one in element.iter(q("w:p"))
        ]

    @property
    def text(self) -> str:
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def width(self) -> int:
        """Twips."""
        grid = self.row.table.grid
        width = self.given.get(q("w:tcW"))
        if width is not None and width.get(q("w:type"), "dxa") == "dxa":
            return number(width, "w:w")
        return grid[self.column] if self.column < len(grid) else 0

    @property
    def _kinds(self) -> tuple[str, ...]:
        """As what a table's style sees the cell, the strongest first; "" is any cell."""
        table, look = self.row.table, self.row.table.look
        row, column = self.row.at - ("firstRow" in look), self.column - ("firstColumn" in look)
        kinds = {
            "firstRow": row < 0,
            "lastRow": "lastRow" in look and self.row.at == table.length - 1,
            "firstCol": column < 0,
            "lastCol": "lastColumn" in look and self.column == len(table.grid) - 1,
            f"band{row % 2 + 1}Horz": row >= 0 and "noHBand" not in look,
            f"band{column % 2 + 1}Vert": column >= 0 and "noVBand" not in look,
            "wholeTable": True,
            "": True,
        }
        return tuple(kind for kind, is_so in kinds.items() if is_so)


class Paragraph:
    """A paragraph; `place` says in words where it stands, `cell` is that of a table, or None.

    `level` is that of a heading, from 1; 0 where the paragraph is none. `runs` are those that hold text.
    """

    def __init__(self, document: Document, element: Element, part: str, place: str, cell: Cell | None = None) -> None:
        self.document = document
        self.element = element
        self.part = part
        self.place = place
        self.cell = cell
        self.given = given(element, "w:pPr")
        self.style = document.styles.named(said(self.given, "w:pStyle"), "paragraph")
        outline = said(self.given, "w:outlineLvl")
        self.level = self.style.level if outline is None else level_of(outline)
        runs = list(element.iter(q("w:r")))
        self.texts = [text_of(run) for run in runs]
        self.text = "".join(self.texts)
        plain = self._plain()
        self.runs = [
            self._run(run, plain._replace(text=text))
            for run, text in zip(runs, self.texts, strict=True)
            if text and not text.isspace()
        ]

    @property
    def words(self) -> str:
        """The text with single spaces, without the blanks around it."""
        return " ".join(self.text.translate(BLANKS).split())

    @property
    def is_in_list(self) -> bool:
        return self.style.is_list or is_numbered(self.given)

    @property
    def holds_something_else(self) -> bool:
        """Whether there is more in it than text: a drawing or a field."""
        tags = ("w:drawing", "w:pict", "w:object", "w:fldChar", "w:fldSimple")
        return next(self.element.iter(*map(q, tags)), None) is not None

    def _plain(self) -> Run:
        """A run as it looks where it is given no look of its own."""
        style, default = self.style, self.document.styles.default
        around = self.cell.look if self.cell else Look()
        of_paragraph = (shade(self.given), style.ground_of_paragraph)
        return Run(
            "",
            rgb(first((style.colour, around.colour, default.colour))),
            first((style.ground_of_words, *of_paragraph, around.ground, WHITE)) or "",
            int(first((style.size, around.size, default.size)) or USUAL_SIZE) / 2,
            style.is_hidden,
        )

    def _run(self, element: Element, plain: Run) -> Run:
        """The plain run with the look that this one is given."""
        own, styles = given(element, "w:rPr"), self.document.styles
        if not own:
            return plain
        style_id, size = said(own, "w:rStyle"), said(own, "w:sz")
        style = styles.named(style_id, "character") if style_id else styles.none
        marked = HIGHLIGHTS.get(said(own, "w:highlight") or "")
        ground = first((marked, shade(own), style.ground_of_words))
        return Run(
            plain.text,
            rgb(first((said(own, "w:color"), style.colour, plain.colour))),
            plain.ground if ground is None else ground,
            int(size or style.size or plain.size * 2) / 2,
            plain.is_hidden or style.is_hidden or is_on(own, "w:vanish"),
        )

    def lines(self, width: int) -> int:
        """About how many lines it takes when the text is so many twips wide."""
        size = max((run.size for run in self.runs), default=SMALLEST)
        letters = max(int(width / 20 / (size * MEAN_LETTER)), 1)
        return sum(max(ceil(len(line) / letters), 1) for line in self.text.split("\n"))


class Run(NamedTuple):
    """Text that looks alike. The colours are RRGGBB, its ground "" for a pattern; the size is in points."""

    text: str
    colour: str
    ground: str
    size: float
    is_hidden: bool


@dataclass
class Field:
    """A field of a part; `fault` says what is wrong with how it begins and ends, "" where nothing is."""

    part: str
    instruction: str = ""
    has_result: bool = False
    fault: str = ""

    @property
    def kind(self) -> str:
        return (self.instruction.split() or [""])[0].upper()

    @property
    def bookmark(self) -> str:
        """The bookmark that it points to; "" where it points to none."""
        pattern = r'HYPERLINK\b.*\\l\s+"?([^"\s]+)' if self.kind == "HYPERLINK" else r"(?:PAGEREF|REF)\s+(\S+)"
        found = re.match(pattern, self.instruction.strip(), re.IGNORECASE)
        return found[1] if found else ""


def fields_in(part: str, root: Element) -> Iterator[Field]:
    """The fields below an element, the inner ones before those around them."""
    begun: list[Field] = []
    for one in root.iter(q("w:fldChar"), q("w:instrText"), q("w:fldSimple")):
        mark = one.get(q("w:fldCharType"))
        if one.tag == q("w:fldSimple"):
            yield Field(part, one.get(q("w:instr"), ""), has_result=True)
        elif mark == "begin":
            begun.append(Field(part))
        elif not begun:
            yield Field(part, one.text or "", fault="has no beginning")
        elif one.tag == q("w:instrText"):
            begun[-1].instruction += one.text or ""
        elif mark == "separate":
            begun[-1].has_result = True
        else:
            field = begun.pop()
            field.fault = "" if field.has_result else "has no result"
            yield field
    for field in begun:
        field.fault = "has no end"
        yield field


# What the document says of itself


@rule
def the_document_says_what_it_is(document: Document) -> Iterator[str]:
    for tag, what in (("dc:title", "title"), ("dc:creator", "author"), ("dcterms:created", "day of creation")):
        if not (document.core.findtext(q(tag)) or "").strip():
            yield f"The document has no {what} in its properties."
    created = document.core.findtext(q("dcterms:created")) or ""
    if created and not _is_a_time(created):
        yield f"The document was created at a time that is none: {created}"


def _is_a_time(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


@rule
def the_language_is_british_english(document: Document) -> Iterator[str]:
    said = document.styles.language
    if said != LANGUAGE:
        yield f"The language of the text is {said or 'not given'}, not {LANGUAGE}."
    in_properties = document.core.findtext(q("dc:language"))
    if in_properties != LANGUAGE:
        yield f"The language in the properties is {in_properties or 'not given'}, not {LANGUAGE}."
    elsewhere = [
        one.get(q("w:val")) for one in (*document.everything("w:lang"), *document.styles.root.iter(q("w:lang")))
    ]
    elsewhere += [one.get(q("xml:lang")) for one in document.core.iter()]
    for chart in document.charts.values():
        elsewhere += [one.get("val") for one in chart.iter(q("c:lang"))]
        elsewhere += [one.get("lang") for one in chart.iter(q("a:rPr"), q("a:defRPr"), q("a:endParaRPr"))]
    for other in sorted({one for one in elsewhere if one and one not in (LANGUAGE, said)}):
        yield f"Some text is said to be {other}, not {LANGUAGE}."


@rule
def pages_are_a4_portrait(document: Document) -> Iterator[str]:
    if not document.sections:
        yield "The document does not say how large its pages are."
    for order, section in enumerate(document.sections, 1):
        given_size = children(section).get(q("w:pgSz"))
        size = (number(given_size, "w:w"), number(given_size, "w:h"))
        if any(abs(one - other) > NEAR_ENOUGH for one, other in zip(size, A4, strict=True)):
            yield f"Section {order}: the page is not A4 portrait, but {size[0]} by {size[1]} twips."


@rule
def every_page_has_a_header_and_its_number(document: Document) -> Iterator[str]:
    targets = {one.id: one.target for one in document.related(document.main)}
    shown: dict[tuple[str, str], str] = {}  # a section without its own has that of the section before
    for order, section in enumerate(document.sections, 1):
        for one in section.iterchildren(q("w:headerReference"), q("w:footerReference")):
            what = etree.QName(one).localname.removesuffix("Reference")
            shown[what, one.get(q("w:type"), "default")] = targets.get(one.get(q("r:id"), ""), "")
        kinds = ["default"]
        kinds += ["first"] if is_on(children(section), "w:titlePg") else []
        kinds += ["even"] if is_on(children(document.settings), "w:evenAndOddHeaders") else []
        for kind in kinds:
            where = f"Section {order}" + ("" if kind == "default" else f", {kind} page")
            parts = {what: shown.get((what, kind), "") for what in ("header", "footer")}
            for what, part in parts.items():
                if not any(one.words for one in document.paragraphs if one.part == part):
                    yield f"{where}: there is no {what}."
            numbers = {field.kind for field in document.fields if field.part in parts.values()}
            if not {"PAGE", "NUMPAGES"} <= numbers:
                yield f"{where}: the pages are not numbered (page and number of pages)."


# Headings and contents


@rule
def headings_go_down_level_by_level(document: Document) -> Iterator[str]:
    if not any(heading.level == 1 for heading in document.headings):
        yield "There is no heading of level 1."
    above = 0
    for heading in document.headings:
        if not heading.words:
            yield f"A heading of level {heading.level} {heading.place} is empty."
        if heading.level > above + 1:
            after = f"follows level {above}" if above else "is the first"
            yield f"The heading {quoted(heading.text)} of level {heading.level} {after}: a level is skipped."
        above = heading.level


@rule
def the_contents_name_the_headings(document: Document) -> Iterator[str]:
    for field in document.fields:
        if field.kind == "TOC":
            levels = re.search(r'\\o\s+"(\d)-(\d)"', field.instruction)
            lowest, highest = (int(levels[1]), int(levels[2])) if levels else (1, 9)
            headings = [one for one in document.headings if lowest <= one.level <= highest]
            entries = [one for one in document.paragraphs if re.fullmatch(r"toc \d", one.style.name)]
            yield from _differences(headings, entries)


def _differences(headings: list[Paragraph], entries: list[Paragraph]) -> Iterator[str]:
    if len(headings) != len(entries):
        yield f"The contents have {len(entries)} entries for {len(headings)} headings."
    for heading, entry in zip(headings, entries, strict=False):
        named = re.sub(r"\t\s*[\divxlc]*\s*$", "", entry.text)
        if (" ".join(named.split()), entry.style.name) != (heading.words, f"toc {heading.level}"):
            yield f"The contents say {quoted(named)} ({entry.style.name}) for {quoted(heading.text)}."
            break
        if not set(links_in(entry.element)) & set(bookmarks_at(heading.element)):
            yield f"The entry {quoted(named)} of the contents does not lead to its heading."


@rule
def no_marker_is_left(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs:
        is_ours = paragraph.level or paragraph.part != document.main or paragraph.style.name in ("title", "subtitle")
        if is_ours and (found := MARKER.search(paragraph.text)):
            yield f"The marker {found[0]} was left {paragraph.place}."


# Tables


@rule
def tables_have_one_row_of_headings(document: Document) -> Iterator[str]:
    for table in document.tables:
        marked = [row.at for row in table.rows if is_on(row.given, "w:tblHeader")]
        if 0 not in marked:
            yield f"{table.name}: the first row is not marked as one of headings."
        if any(marked):
            yield f"{table.name}: row {max(marked) + 1} is marked as one of headings too."
        if len(table.rows) < 2:
            yield f"{table.name}: there is no row below the headings."


@rule
def rows_are_not_split(document: Document) -> Iterator[str]:
    for table in document.tables:
        for row in table.rows:
            if not is_on(row.given, "w:cantSplit"):
                yield f"{row.name}: it may be split across pages."


@rule
def rows_fit_on_a_page(document: Document) -> Iterator[str]:
    for table in document.tables:
        for row in table.rows:
            lines = (sum(one.lines(cell.width - CELL_MARGINS) for one in cell.paragraphs) for cell in row.cells)
            if (most := max(lines, default=0)) >= MOST_LINES:
                yield f"{row.name}: its text takes about {most} lines, too many for one page."


@rule
def tables_are_simple(document: Document) -> Iterator[str]:
    for table in document.tables:
        tags = {"w:vMerge": "merged downwards", "w:hMerge": "merged", "w:gridSpan": "merged across"}
        for tag, what in tags.items():
            if next(table.element.iter(q(tag)), None) is not None:
                yield f"{table.name}: cells are {what}."
        if any(next(cell.element.iter(q("w:tbl")), None) is not None for cell in table.cells):
            yield f"{table.name}: there is a table inside it."
        for row in table.rows:
            if len(row.cells) != len(table.grid):
                yield f"{row.name}: it has {len(row.cells)} cells for {len(table.grid)} columns."


@rule
def no_cell_is_blank(document: Document) -> Iterator[str]:
    for table in document.tables:
        for cell in table.cells:
            if _is_blank(cell):
                yield f"{cell.name}: the cell is blank."


def _is_blank(cell: Cell) -> bool:
    return not any(one.words or one.holds_something_else for one in cell.paragraphs)


@rule
def tables_are_described(document: Document) -> Iterator[str]:
    for table in document.tables:
        yield from _described(table.name, table.title, table.description)


def _described(name: str, title: str, description: str) -> Iterator[str]:
    """What is wrong with an alternative text of two parts."""
    if MEANINGLESS.fullmatch(title.strip()):
        yield f"{name}: the alternative text has no title that says anything."
    if MEANINGLESS.fullmatch(description.strip()) or len(description.split()) < FEWEST_WORDS:
        yield f"{name}: the alternative text has no description that says anything."
    elif title.strip().casefold() == description.strip().casefold():
        yield f"{name}: the alternative text has the same title and description."


@rule
def tables_fit_between_the_margins(document: Document) -> Iterator[str]:
    for table in document.tables:
        if said(table.given, "w:tblLayout", "w:type") != "fixed":
            yield f"{table.name}: the columns' widths are not fixed."
        room = document.text_width - max(number(table.given.get(q("w:tblInd")), "w:w"), 0) + NEAR_ENOUGH
        widest = max(sum(table.grid), *(sum(cell.width for cell in row.cells) for row in table.rows), 0)
        if widest > room:
            yield f"{table.name}: it is {widest} twips wide, the text only {document.text_width}."


@rule
def something_stands_between_two_tables(document: Document) -> Iterator[str]:
    found = [block.tag == q("w:tbl") for block in inside(document.body, "w:p", "w:tbl")]
    names = iter(table.name for table in document.tables)
    for is_table, is_next in pairwise((*found, None)):
        name = next(names) if is_table else ""
        if is_table and is_next:
            yield f"{name}: another table follows with nothing between them."
        if is_table and is_next is None:
            yield f"{name}: the document ends in it."


# Paragraphs and what looks like them


@rule
def no_paragraph_is_empty(document: Document) -> Iterator[str]:
    empty = Counter(
        one.place
        for one in document.paragraphs
        if one.part == document.main
        and not (one.words or one.holds_something_else)
        and not (one.level or (one.cell and _is_blank(one.cell)))  # other rules say so
    )
    for place, count in empty.items():
        yield f"There is an empty paragraph {place}." if count == 1 else f"There are {count} empty paragraphs {place}."


@rule
def blanks_make_no_room(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs:
        if any(one.isspace() and two.isspace() for one, two in pairwise(paragraph.texts)):
            yield f"Blanks are used to make room in {quoted(paragraph.text)}, {paragraph.place}."


@rule
def lists_are_real(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs:
        is_free = paragraph.part == document.main and paragraph.cell is None
        if is_free and TYPED_BULLET.match(paragraph.text.lstrip()) and not paragraph.is_in_list:
            yield f"{quoted(paragraph.text)} begins with a bullet that was typed, {paragraph.place}."


@rule
def every_style_is_there(document: Document) -> Iterator[str]:
    kinds = {"w:pStyle": "paragraph", "w:rStyle": "character", "w:tblStyle": "table"}
    for tag, kind in kinds.items():
        for name in sorted({one.get(q("w:val"), "") for one in document.everything(tag)}):
            style = document.styles.by_id.get(name)
            if style is None or style.kind != kind:
                yield f"There is no {kind} style {name}."
    for tag in ("w:basedOn", "w:next", "w:link"):
        for one in document.styles.root.iter(q(tag)):
            if one.get(q("w:val")) not in document.styles.by_id:
                yield f"A style names the style {one.get(q('w:val'))}, which is not there."


# Colours and sizes


@rule
def text_stands_out_from_its_ground(document: Document) -> Iterator[str]:
    pairs: dict[tuple[str, str], list[str]] = {}
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            pairs.setdefault((run.colour, run.ground), []).append(f"{quoted(run.text)}, {paragraph.place}")
    for (colour, ground), places in pairs.items():
        where = places[0] + (f", and {len(places) - 1} more" if len(places) > 1 else "")
        if not ground:
            yield f"There is a pattern behind text: {where}."
        elif contrast(colour, ground) < CONTRAST:
            yield f"#{colour} on #{ground} has a contrast of only {contrast(colour, ground):.1f}: {where}."


@rule
def text_is_large_enough(document: Document) -> Iterator[str]:
    small = {
        run.size: f"{quoted(run.text)}, {paragraph.place}"
        for paragraph in reversed(document.paragraphs)
        for run in paragraph.runs
        if run.size < SMALLEST
    }
    for size, where in small.items():
        yield f"Text of {size:g} points is too small: {where}."


@rule
def coloured_cells_hold_words(document: Document) -> Iterator[str]:
    for table in document.tables:
        for cell in table.cells:
            if cell.fill not in (None, WHITE) and not re.search(r"[^\W\d_]{2}", cell.text):
                yield f"{cell.name}: the cell is coloured, but no word in it says what that means."


# Drawings and charts


@rule
def nothing_floats(document: Document) -> Iterator[str]:
    tags = {
        "w:txbxContent": "a text box",
        "v:textbox": "a text box",
        "wps:txbx": "a text box",
        "wp:anchor": "a floating drawing",
        "w:framePr": "a frame",
        "w:tblpPr": "a floating table",
        "w:pict": "a drawing of an old kind (VML)",
        "v:*": "a drawing of an old kind (VML)",
    }
    found = {tags[tag] for tag in tags if next(document.everything(tag), None) is not None}
    yield from (f"The document holds {what}." for what in sorted(found))


@rule
def drawings_are_described(document: Document) -> Iterator[str]:
    ids = Counter(one.get("id") for one in document.everything("wp:docPr"))
    for one in document.everything("wp:docPr"):
        name = f"The drawing {quoted(one.get('name', ''))}"
        yield from _described(name, one.get("title", ""), one.get("descr", ""))
        if ids[one.get("id")] > 1:
            yield f"{name}: another drawing has its number {one.get('id')} too."


@rule
def charts_show_what_their_workbooks_hold(document: Document) -> Iterator[str]:
    for part, chart in document.charts.items():
        name = posixpath.basename(part)
        series = list(chart.iter(q("c:ser")))
        if not series:
            yield f"{name}: the chart has no series."
        for order, one in enumerate(series, 1):
            if not any((text.text or "").strip() for tx in one.iterchildren(q("c:tx")) for text in tx.iter(q("c:v"))):
                yield f"{name}: series {order} has no name."
        workbook = _workbook_of(document, part)
        if workbook is None:
            yield f"{name}: the chart has no workbook inside the document that Excel can open."
            continue
        for formula in chart.iter(q("c:f")):
            if _cached(formula) != (held := _held(workbook, formula.text or "")):
                yield f"{name}: it shows {_cached(formula)} for {formula.text}, where the workbook holds {held}."


def _workbook_of(document: Document, part: str) -> Any:
    """The chart's workbook, as openpyxl reads it; None where there is none."""
    targets = {one.id: one.target for one in document.related(part) if one.kind == "package"}
    wanted = [targets.get(one.get(q("r:id"), ""), "") for one in document.charts[part].iter(q("c:externalData"))]
    if not wanted or not wanted[0].endswith(".xlsx") or wanted[0] not in document.parts:
        return None
    try:
        return openpyxl.load_workbook(io.BytesIO(document.parts[wanted[0]]), data_only=True)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        return None


def _cached(formula: Element) -> list[str | float | None]:
    """The values that a chart keeps of the cells that it shows; None for an empty one."""
    around = formula.getparent()
    cache = next((one for one in (around if around is not None else ()) if one.tag != q("c:f")), NOTHING)
    values: dict[int, str | float] = {}
    for point in cache.iter(q("c:pt")):
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), point.findtext(q("c:v")) or "")
        values[int(point.get("idx", "0"))] = float(text) if cache.tag == q("c:numCache") else text
    count = next((int(one.get("val", "0")) for one in cache.iter(q("c:ptCount"))), 0)
    return [values.get(at) for at in range(count)]


def _held(workbook: Any, formula: str) -> list[str | float | None]:
    """What the cells hold that a chart points to; nothing where it points nowhere."""
    found = CELLS.fullmatch(formula)
    sheet = (found["quoted"] or found["plain"]).replace("''", "'") if found else ""
    if not found or sheet not in workbook.sheetnames:
        return []
    cells = workbook[sheet][found["block"].replace("$", "")]
    rows = cells if isinstance(cells, tuple) else ((cells,),)
    return [one.value if one.value is None else _plain(one.value) for row in rows for one in row]


def _plain(held: object) -> str | float:
    return float(held) if isinstance(held, int | float) and not isinstance(held, bool) else str(held)


# Links, bookmarks and fields


@rule
def links_lead_somewhere(document: Document) -> Iterator[str]:
    names = {one.get(q("w:name"), "") for one in document.bookmarks}
    for link in document.everything("w:hyperlink"):
        text = "".join(map(text_of, link.iter(q("w:r")))).strip()
        target = link.get(q("w:anchor"), "")
        if not text:
            yield f"The link to {target or 'nowhere'} has no words."
        if not target and not link.get(q("r:id")):
            yield f"The link {quoted(text)} leads nowhere."
        if target and target not in names:
            yield f"The link {quoted(text)} leads to the bookmark {target}, which is not there."
    for field in document.fields:
        if field.bookmark and field.bookmark not in names:
            yield f"The field {field.kind} points to the bookmark {field.bookmark}, which is not there."


@rule
def bookmarks_are_told_apart(document: Document) -> Iterator[str]:
    names = Counter(one.get(q("w:name"), "").casefold() for one in document.bookmarks)
    yield from (f"{count} bookmarks are named {name}." for name, count in names.items() if count > 1)
    begun = Counter(one.get(q("w:id"), "") for one in document.bookmarks)
    ended = Counter(one.get(q("w:id"), "") for one in document.everything("w:bookmarkEnd"))
    yield from (f"{count} bookmarks have the number {at}." for at, count in begun.items() if count > 1)
    yield from (
        f"A bookmark has the number {at}, which begins or ends alone." for at in sorted(begun.keys() ^ ended.keys())
    )
    for one in document.bookmarks:
        if not BOOKMARK.fullmatch(one.get(q("w:name"), "")):
            yield f"Word takes no bookmark that is named {one.get(q('w:name'))}."


@rule
def fields_are_whole_and_known(document: Document) -> Iterator[str]:
    for field in document.fields:
        where = f"A field ({field.instruction.strip() or 'without any words'}) in {posixpath.basename(field.part)}"
        if field.fault:
            yield f"{where} {field.fault}."
        elif field.kind not in FIELDS:
            yield f"{where} is of a kind that a report does not need."


# What must not be there


FOREIGN = {
    r"vbaProject|vbaData|macros": "a macro",
    r"activeX/|ctrlProps/": "a control",
    r"oleObject": "an embedded object",
    r"comments\w*\.xml|people\.xml": "comments",
}


@rule
def nothing_foreign_is_inside(document: Document) -> Iterator[str]:
    of_charts = {one.target for part in document.charts for one in document.related(part) if one.kind == "package"}
    for part in document.parts:
        for pattern, what in FOREIGN.items():
            if re.search(pattern, part):
                yield f"The document holds {what} ({part})."
        if "/embeddings/" in part and not (part in of_charts and part.endswith(".xlsx")):
            yield f"The document holds an embedded object ({part})."
    tags = {
        "w:altChunk": "a document of another kind",
        "w:object": "an embedded object",
        "w:commentReference": "comments",
    }
    for tag, what in tags.items():
        if next(document.everything(tag), None) is not None:
            yield f"The document holds {what} ({tag})."
    if b"macroEnabled" in document.parts.get("[Content_Types].xml", b""):
        yield "The document says that it has macros."


@rule
def nothing_points_outside_or_nowhere(document: Document) -> Iterator[str]:
    for rels in (name for name in document.parts if name.endswith(".rels")):
        folder, name = posixpath.split(rels)
        for one in document.related(posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))):
            if one.is_external:
                yield f"The document points outside ({rels}, {one.id})."
            elif one.target not in document.parts:
                yield f"The document points to {one.target}, which is not there ({rels})."
    for field in document.fields:
        if field.kind == "HYPERLINK" and not field.bookmark:
            yield f"The document points outside: {field.instruction.strip()}."


@rule
def nothing_is_hidden(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs:
        if hidden := [run.text for run in paragraph.runs if run.is_hidden]:
            yield f"The text {quoted(hidden[0])} is hidden, {paragraph.place}."
    tags = """
    w:ins w:del w:moveFrom w:moveTo w:cellIns w:cellDel w:cellMerge w:rPrChange w:pPrChange w:tblPrChange
    w:trPrChange w:tcPrChange w:sectPrChange w:tblGridChange w:numberingChange
    """
    if (change := next(document.everything(*tags.split()), None)) is not None:
        yield f"Changes to the document are still tracked ({etree.QName(change).localname})."
    if is_on(children(document.settings), "w:trackRevisions"):
        yield "Changes to the document will be tracked."


@rule
def no_control_characters_are_left(document: Document) -> Iterator[str]:
    for what, text in _texts(document):
        if found := CONTROL.search(text):
            yield f"{what} holds the control character U+{ord(found[0]):04X}: {quoted(CONTROL.sub('?', text))}."


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """What and its text, for all that is read or read out."""
    for one in document.everything("w:t", "w:instrText"):
        yield "The text", one.text or ""
    for table in document.tables:
        yield "The alternative text of a table", f"{table.title}{table.description}"
    for one in document.everything("wp:docPr"):
        yield "The alternative text of a drawing", one.get("title", "") + one.get("descr", "")
    for chart in document.charts.values():
        for one in chart.iter(q("c:v"), q("a:t")):
            yield "A chart", one.text or ""
    for one in document.core:
        yield "A property", (one.text or "").strip()


# XML


@cache
def q(name: str) -> str:
    """The name of an element or attribute as lxml knows it, such as that of "w:p"."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def parsed(name: str, content: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise CannotBeRead(f"The part {name} is no XML: {error}") from error


def inside(element: Element, *tags: str) -> Iterator[Element]:
    """The nearest elements below with one of these tags, in whatever they are wrapped; not those within them."""
    wanted = set(map(q, tags))
    for child in element:
        if child.tag in wanted:
            yield child
        elif len(child):
            yield from inside(child, *tags)


def children(element: Element) -> dict[str, Element]:
    """The elements directly below, by their names."""
    return {str(one.tag): one for one in element}


def given(element: Element, name: str) -> dict[str, Element]:
    """What an element is given by its properties with this name, such as "w:pPr"."""
    return next((children(one) for one in element if one.tag == q(name)), {})


def said(properties: Mapping[str, Element], name: str, attribute: str = "w:val") -> str | None:
    """An attribute of one of the properties; None where either is not there."""
    found = properties.get(q(name))
    return None if found is None else found.get(q(attribute))


def is_numbered(properties: Mapping[str, Element]) -> bool:
    """Whether these are the properties of a list's paragraph."""
    numbers = properties.get(q("w:numPr"))
    return numbers is not None and said(children(numbers), "w:numId") not in (None, "0")


def is_on(properties: Mapping[str, Element], name: str) -> bool:
    """Whether there is a switch with this name that is not turned off."""
    found = properties.get(q(name))
    return found is not None and found.get(q("w:val"), "1") not in OFF


def number(element: Element | None, name: str) -> int:
    """A whole number that is an attribute of the element; 0 where either is not there."""
    text = element.get(q(name)) if element is not None else None
    return int(float(text)) if text and re.fullmatch(r"-?\d+(?:\.\d+)?", text) else 0


def first(values: Iterable[str | None]) -> str | None:
    """The first value that is given."""
    return next((one for one in values if one is not None), None)


def level_of(outline: str) -> int:
    """The level of a heading, from 1, by its outline level, from 0; 9 is no heading."""
    return (int(outline) + 1) % 10


def shade(properties: Mapping[str, Element]) -> str | None:
    """The fill that is given; None where none is, "" for a pattern."""
    shading = properties.get(q("w:shd"))
    if shading is None or (pattern := shading.get(q("w:val"), "clear")) == "nil":
        return None
    if pattern not in ("clear", "solid"):
        return ""
    chosen = shading.get(q("w:fill" if pattern == "clear" else "w:color"), "auto")
    return None if (pattern, chosen) == ("clear", "auto") else rgb(chosen)


def rgb(colour: str | None) -> str:
    """The colour as RRGGBB; black where it is left open."""
    return BLACK if colour in (None, "auto") else colour.upper()


def text_of(run: Element) -> str:
    """The text of one run, with its tabs and line breaks."""
    return "".join(one.text or "" if one.tag == q("w:t") else SIGNS.get(str(one.tag), "") for one in run)


SIGNS = {
    q("w:tab"): "\t",
    q("w:ptab"): "\t",
    q("w:br"): "\n",
    q("w:cr"): "\n",
    q("w:noBreakHyphen"): "-",
    q("w:sym"): "?",
}


def links_in(element: Element) -> Iterator[str]:
    """The bookmarks that an element links to."""
    yield from (one.get(q("w:anchor"), "") for one in element.iter(q("w:hyperlink")))
    yield from (field.bookmark for field in fields_in("", element) if field.kind == "HYPERLINK")


def bookmarks_at(element: Element) -> Iterator[str]:
    """The bookmarks in an element, and those that begin right before it."""
    yield from (one.get(q("w:name"), "") for one in element.iter(q("w:bookmarkStart")))
    before = element.getprevious()
    while before is not None and before.tag in (q("w:bookmarkStart"), q("w:bookmarkEnd")):
        yield before.get(q("w:name"), "")
        before = before.getprevious()


def quoted(text: str, longest: int = 50) -> str:
    """The text in quotation marks, shortened to so many characters."""
    plain = " ".join(text.split())
    return f'"{plain}"' if len(plain) <= longest else f'"{plain[: longest - 1]}…"'
