"""The survey of an .xlsx or .xlsm, from its XML parts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from lxml import etree

from nacpc_xl.preflight.properties import properties_in
from nacpc_xl.preflight.survey import (
    MOST_NOTED,
    At,
    Block,
    Packed,
    SheetSurvey,
    Survey,
    by_name,
    refuse_too_far,
    refuse_too_many,
)
from nacpc_xl.preflight.xml import Package, all_text, attribute

BUILT_IN_PERCENTS = {9, 10}  # the number formats 0% and 0.00%, which are not spelt out in a file
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_WORKBOOK = "xl/workbook.xml"
_MARGINS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_OF_SHEET = ("row", "col", "mergeCell", "hyperlink", *_MARGINS)
_IN_MARGINS = re.compile(r"&[LCR]")  # begins what stands at the left, in the centre, at the right
_FIELDS = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{2}[0-9A-F+-]{4}|\d+|[A-Z+-])', re.IGNORECASE)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_DAY = re.compile("[dy]", re.IGNORECASE)
_TRUE = ("1", "true")
_CELL_NAME = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def survey_xlsx(package: Package) -> Survey:
    """What is to be seen in the workbook."""
    workbook = workbook_part(package)
    root = package.root(workbook)
    percents = _percent_styles(package)
    targets = relations(package, workbook)
    sheets: list[tuple[str, SheetSurvey]] = []
    listed = list(root.iter("{*}sheet"))
    refuse_too_many(sheets=len(listed))
    for sheet in listed:
        kind, part = targets.get(attribute(sheet, "id"), ("worksheet", ""))
        if not package.has(part):
            raise ValueError(f"the sheet {sheet.get('name')} is listed, but is not there")
        if kind == "worksheet":
            is_hidden = attribute(sheet, "state") in ("hidden", "veryHidden")
            sheets.append((sheet.get("name", ""), _survey_sheet(package, part, percents, is_hidden=is_hidden)))
    is_1904 = any(attribute(one, "date1904") in _TRUE for one in root.iter("{*}workbookPr"))
    return Survey("xlsx", by_name(sheets), packed_in(package.names), is_1904=is_1904, properties=properties_in(package))


def packed_in(names: Collection[str]) -> Packed:
    """What else is packed into a workbook with parts of these names."""
    return Packed(
        has_macros=any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names),
        has_links=any("/externallinks/" in name for name in names),
        has_objects=any("/embeddings/" in name or "/activex/" in name for name in names),
    )


def workbook_part(package: Package) -> str:
    """The name of the part that lists the sheets: the usual one, unless it is called otherwise."""
    if not package.has(_WORKBOOK) and package.has("_rels/.rels"):
        for relation in package.root("_rels/.rels"):
            if attribute(relation, "Type").endswith("/officeDocument"):
                return attribute(relation, "Target").replace("\\", "/").lstrip("/")
    return _WORKBOOK


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The type and the part of each relation of `part`, by its id."""
    if not package.has(relations_part(part)):
        return {}
    folder = posixpath.dirname(part)
    found: dict[str, tuple[str, str]] = {}
    for relation in package.root(relations_part(part)):
        target = attribute(relation, "Target").replace("\\", "/")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[attribute(relation, "Id")] = (attribute(relation, "Type").rpartition("/")[2], whole)
    return found


def relations_part(part: str) -> str:
    """The name of the part that holds the relations of `part`."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def is_percent(number_format: str) -> bool:
    """Whether a number format shows a number as a per cent."""
    return "%" in _QUOTED.sub("", number_format)


def is_date(number_format: str) -> bool:
    """Whether a number format shows a number as a day."""
    return bool(_DAY.search(_QUOTED.sub("", number_format)))


def _percent_styles(package: Package) -> frozenset[str]:
    """The numbers of the cell styles that show a number as a per cent."""
    if not package.has("xl/styles.xml"):
        return frozenset()
    root = package.root("xl/styles.xml")
    formats = {
        int(form.get("numFmtId", "0")) for form in root.iter("{*}numFmt") if is_percent(form.get("formatCode", ""))
    } | BUILT_IN_PERCENTS
    used = next(root.iter("{*}cellXfs"), None)
    if used is None:
        return frozenset()
    return frozenset(str(index) for index, style in enumerate(used) if int(style.get("numFmtId", "0")) in formats)


class _Seen:
    """Gathers what is seen on a sheet while its rows pass by."""

    def __init__(self, percents: frozenset[str]) -> None:
        self._percent_styles = percents
        self.filled: list[At] = []
        self.percents: set[At] = set()
        self.errors: dict[At, str] = {}
        self.formulas: dict[At, str] = {}
        self.without_value: set[At] = set()
        self.hidden_rows: set[int] = set()
        self._at_row = -1
        self._furthest_row = self._furthest_column = 0

    def row(self, row: etree._Element) -> None:
        """Notes a row. Rows and cells without a name stand next to those before."""
        number = row.get("r")
        self._at_row = int(number) - 1 if number else self._at_row + 1
        if row.get("hidden") in _TRUE:
            self.hidden_rows.add(self._at_row)
        namespace = str(row.tag)[:-3]  # what stands before "row"
        cell_tag, formula_tag = f"{namespace}c", f"{namespace}f"
        unnamed: list[At] = []
        for index, cell in enumerate(row):
            if not len(cell):
                continue
            name = cell.get("r")
            if name is not None:
                at = position(name)
            elif cell.tag == cell_tag:
                unnamed = unnamed or list(self._places(row))
                at = unnamed[index]
            else:  # an extension of the row, not one of its cells
                continue
            self._furthest_row = max(self._furthest_row, at[0])
            self._furthest_column = max(self._furthest_column, at[1])
            self._cell(at, cell, formula_tag)
        refuse_too_far(self._furthest_row, self._furthest_column)
        refuse_too_many(cells=len(self.filled))

    def _places(self, row: etree._Element) -> Iterator[At]:
        """Where each cell of a row stands in which not all have names."""
        at = (self._at_row, -1)
        for cell in row:
            name = cell.get("r")
            at = position(name) if name is not None else (self._at_row, at[1] + 1)
            yield at

    def _cell(self, at: At, cell: etree._Element, formula_tag: str) -> None:
        kind, first = cell.get("t"), cell[0]
        if kind == "s" and len(cell) == 1:
            value = first.text
            if value:
                if not value.isdecimal():
                    raise ValueError("a cell points to a text that cannot be there")
                self.filled.append(at)
        elif kind == "inlineStr" and len(cell) == 1:
            if (len(first) == 1 and first[0].text) or any(text.text for text in first.iter("{*}t")):
                self.filled.append(at)
        else:
            self._number_or_formula(at, cell, formula_tag)

    def _number_or_formula(self, at: At, cell: etree._Element, formula_tag: str) -> None:
        first, last = cell[0], cell[-1]
        has_formula = first.tag == formula_tag
        value = None if has_formula and len(cell) == 1 else last.text
        if value:
            self.filled.append(at)
            if cell.get("t") == "e":
                self.errors[at] = value
            elif cell.get("s") in self._percent_styles:
                self.percents.add(at)
        if has_formula:
            self.formulas[at] = first.text or ""
            if not value and cell.get("t") not in ("str", "inlineStr"):
                self.without_value.add(at)


def _survey_sheet(package: Package, part: str, percents: frozenset[str], *, is_hidden: bool) -> SheetSurvey:
    seen = _Seen(percents)
    hidden_columns: set[int] = set()
    merged: list[Block] = []
    links: dict[str, At] = {}
    margins: list[str] = []
    for name, element in package.elements(part, _OF_SHEET):
        if name == "row":
            seen.row(element)
        elif name == "mergeCell":
            merged.append(_block(element.get("ref", "A1")))
        elif name in _MARGINS:
            margins += _said_in_margin(element.text or "")
        elif name == "hyperlink":
            links[attribute(element, "id")] = _block(element.get("ref", "A1"))[:2]
        elif element.get("hidden") in _TRUE:
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            hidden_columns.update(range(first - 1, min(last, first + MOST_NOTED)))
    filled = frozenset(seen.filled)
    if len(filled) < len(seen.filled):
        raise ValueError("two cells have the same name")
    parts = _beside(package, part)
    boxes, has_pictures = drawn_on(package, parts)
    return SheetSurvey(
        filled=filled,
        percents=frozenset(seen.percents),
        errors=seen.errors,
        formulas=seen.formulas,
        without_value=frozenset(seen.without_value),
        comments=dict(comments_on(package, parts)),
        links=_addresses(package, part, links),
        boxes=boxes,
        margins=tuple(dict.fromkeys(margins)),
        merged=tuple(merged),
        hidden_rows=frozenset(seen.hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        is_hidden=is_hidden,
        has_pictures=has_pictures,
    )


def _beside(package: Package, part: str) -> list[tuple[str, str]]:
    """The relations of a sheet, where the workbook has any part that they could lead to and that says something."""
    says_something = any("comment" in name or "drawing" in name for name in package.names)
    return list(relations(package, part).values()) if says_something else []


@lru_cache
def _said_in_margin(text: str) -> tuple[str, ...]:
    """The words at the left, in the centre and at the right of a page's head or foot."""
    parts = (_FIELDS.sub("", part.replace("&&", "\0")) for part in _IN_MARGINS.split(text))
    return tuple(words for part in parts if (words := part.replace("\0", "&").strip()))


def _addresses(package: Package, part: str, links: Mapping[str, At]) -> dict[At, str]:
    """The addresses outside the workbook that cells of a sheet lead to; `links` are the cells by the links' ids."""
    if not links or not package.has(relations_part(part)):
        return {}
    return {
        links[attribute(relation, "Id")]: attribute(relation, "Target")
        for relation in package.root(relations_part(part))
        if attribute(relation, "Id") in links and attribute(relation, "TargetMode") == "External"
    }


def comments_on(package: Package, parts: list[tuple[str, str]]) -> Iterator[tuple[At, str]]:
    """The comments of a sheet: those in threads as written there, the classic ones where there is no thread."""
    texts: dict[At, list[str]] = {}
    threaded: dict[At, list[str]] = {}
    for kind, target in parts:
        if kind == "comments" and package.has(target):
            for comment in package.root(target).iter("{*}comment"):
                texts.setdefault(position(comment.get("ref", "A1")), []).append(unescaped(all_text(comment, "t")))
        elif kind == "threadedComment" and package.has(target):
            for comment in package.root(target).iter("{*}threadedComment"):
                threaded.setdefault(position(comment.get("ref", "A1")), []).append(all_text(comment, "text"))
    for at, said in (texts | threaded).items():
        yield at, "\n".join(said)


def unescaped(text: str) -> str:
    """The text with the characters that are written as _x000D_ and the like, each by its number."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def drawn_on(package: Package, parts: list[tuple[str, str]]) -> tuple[tuple[str, ...], bool]:
    """The text of each text box and shape on a sheet, and whether there is a picture on it."""
    boxes: list[str] = []
    has_pictures = False
    for kind, target in parts:
        if kind == "drawing" and package.has(target):
            root = package.root(target)
            has_pictures = has_pictures or next(root.iter("{*}pic"), None) is not None
            for shape in root.iter("{*}sp"):
                said = "\n".join(all_text(paragraph, "t") for paragraph in shape.iter("{*}p")).strip()
                boxes += [said] if said else []
    return tuple(boxes), has_pictures


@lru_cache(maxsize=20_000)
def position(name: str) -> At:
    """The row and column, counted from 0, of the cell called `name`; `ValueError` when none can be called so."""
    found = _CELL_NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"no cell can be called {name}")
    letters, digits = found.groups()
    return int(digits) - 1, _column(letters)


def _column(letters: str) -> int:
    """The column, counted from 0, with these letters."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _block(name: str) -> Block:
    """The block of cells called `name`, such as K5:K7."""
    first, _, last = name.partition(":")
    return (*position(first), *position(last or first))
