"""The survey of an .xlsx or .xlsm, from its XML parts."""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from lxml import etree

from nacpc_xl.model.columns import Raw
from nacpc_xl.model.source import cell_name, position
from nacpc_xl.preflight.formats import Shown
from nacpc_xl.preflight.plain import LARGEST_PLAIN, AsWritten, PlainSheet, Unusual, look_of, plain_sheet, texts_of
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
from nacpc_xl.preflight.values import Values, text_of, unescaped, values_of
from nacpc_xl.preflight.xml import (
    Package,
    all_text,
    attribute,
    elements_in,
    inner_text,
    local,
    parsed,
    parsed_together,
    remembered,
)

_WORKBOOK = "xl/workbook.xml"
_MARGINS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_OF_SHEET = {
    "cols": ("col",),
    "sheetData": ("row",),
    "mergeCells": ("mergeCell",),
    "hyperlinks": ("hyperlink",),
    "headerFooter": _MARGINS,
}
_IN_MARGINS = re.compile(r"&[LCR]")  # begins what stands at the left, in the centre, at the right
_FIELDS = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{2}[0-9A-F+-]{4}|\d+|[A-Z+-])', re.IGNORECASE)
_TRUE = ("1", "true")
_INLINE = "inlineStr"  # the kind of a cell that holds its text itself


class _Listed(NamedTuple):
    """A sheet in the list of sheets, with the id of its relation to that list."""

    name: str
    relation: str
    is_hidden: bool


def survey_xlsx(package: Package) -> Survey:
    """What is to be seen in the workbook."""
    workbook = workbook_part(package)
    is_1904, listed = _listed_in(package.content(workbook))
    refuse_too_many(sheets=len(listed))
    values = values_of(package, is_1904=is_1904)
    sheets = [
        (sheet, part, *_seen_in_cells(package, part, values))
        for sheet, part in _worksheets(package, relations(package, workbook), listed)
    ]
    rests = iter(parsed_together([rest for *_, rest in sheets if rest is not None]))
    says_more = any("comment" in name or "drawing" in name for name in package.names)
    surveys: list[tuple[str, SheetSurvey]] = []
    for sheet, part, seen, rest in sheets:
        to_be_seen = elements_in(next(rests), _OF_SHEET) if rest is not None else package.elements(part, _OF_SHEET)
        parts = list(relations(package, part).values()) if says_more else []
        surveys.append((sheet.name, _survey_of(package, part, seen, to_be_seen, parts, is_hidden=sheet.is_hidden)))
    return Survey(
        "xlsx", by_name(surveys), packed_in(package.names), is_1904=is_1904, properties=properties_in(package)
    )


@remembered
def _listed_in(content: bytes) -> tuple[bool, Sequence[_Listed]]:
    """Whether a workbook counts its days from 1904, and its sheets, from the part that lists them."""
    root = parsed(content)
    if next(root.iterchildren("{*}sheets"), None) is None:
        raise ValueError("it has no list of sheets")
    is_1904 = any(attribute(one, "date1904") in _TRUE for one in root.iter("{*}workbookPr"))
    return is_1904, [
        _Listed(sheet.get("name", ""), attribute(sheet, "id"), attribute(sheet, "state") in ("hidden", "veryHidden"))
        for sheet in root.iter("{*}sheet")
    ]


def _worksheets(
    package: Package, targets: Mapping[str, tuple[str, str]], listed: Iterable[_Listed]
) -> Iterator[tuple[_Listed, str]]:
    """The sheets that have cells, each with its part; `ValueError` where that is not there."""
    for sheet in listed:
        kind, part = targets.get(sheet.relation, ("worksheet", ""))
        if not package.has(part):
            raise ValueError(f"the sheet {sheet.name} is listed, but is not there")
        if kind == "worksheet":
            yield sheet, part


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
    return dict(_related(package.content(relations_part(part)), posixpath.dirname(part)))


@lru_cache(maxsize=64)
def _related(content: bytes, folder: str) -> Mapping[str, tuple[str, str]]:
    """The relations that stand in such a part, which most workbooks have in common."""
    found: dict[str, tuple[str, str]] = {}
    for relation in parsed(content):
        target = attribute(relation, "Target").replace("\\", "/")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[attribute(relation, "Id")] = (attribute(relation, "Type").rpartition("/")[2], whole)
    return found


def relations_part(part: str) -> str:
    """The name of the part that holds the relations of `part`."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


class _Seen:
    """Gathers what is seen on a sheet while its cells pass by."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._formulas: dict[At, str] = {}
        self.filled: list[At] = []
        self.shown: dict[At, Raw] = {}
        self.percents: set[At] = set()
        self.errors: dict[At, str] = {}
        self.formulas: Mapping[At, str] = self._formulas
        self.without_value: set[At] = set()
        self.hidden_rows: set[int] = set()
        self._at_row = -1

    def sheet(self, sheet: PlainSheet) -> None:
        """Notes all rows of a sheet; raises `Unusual` where they are for the parser to read."""
        places, said, texts, *told = sheet.cells
        self.filled += compress(places, texts)
        self.shown.update(_unescaped(dict(zip(compress(places, texts), filter(None, texts), strict=True))))
        formulas: dict[At, str] = {}
        for at, said_of_it, value, of_formula, formula, result in zip(places, said, *told, strict=True):
            if value is not None or of_formula is not None:
                style, kind = look_of(said_of_it)
                if kind == _INLINE:
                    raise Unusual
                if of_formula is not None:
                    formulas[at] = formula or ""
                self._cell(at, kind, style or "0", result if value is None else value, formulas.get(at))
        self.formulas = AsWritten(formulas)
        self.hidden_rows.update(sheet.hidden_rows)
        refuse_too_many(cells=len(self.filled))

    def row(self, row: etree._Element) -> None:
        """Notes a row. Rows and cells without a name stand next to those before."""
        number = row.get("r")
        self._at_row = int(number) - 1 if number else self._at_row + 1
        if row.get("hidden") in _TRUE:
            self.hidden_rows.add(self._at_row)
        for cell in row:
            if not len(cell):
                continue
            name = cell.get("r")
            if name is None:
                if local(cell) != "c":  # an extension of the row, not one of its cells
                    continue
                name = self._name_of(cell)
            self._parts(position(name), cell)
        refuse_too_many(cells=len(self.filled))

    def _name_of(self, cell: etree._Element) -> str:
        """The name of a cell that has none. From then on its row is one in which every cell has a name."""
        row = cell.getparent()
        assert row is not None
        at = (self._at_row, -1)
        for one in row:
            name = one.get("r")
            at = position(name) if name is not None else (self._at_row, at[1] + 1)
            one.set("r", cell_name(*at))
        return cell.get("r", "")

    def _parts(self, at: At, cell: etree._Element) -> None:
        formula, value, text = None, None, ""
        for part in cell:
            match local(part):
                case "v":
                    value = inner_text(part)
                case "f":
                    formula = inner_text(part)
                case "is":
                    text = text_of(part)
        if formula is not None:
            self._formulas[at] = formula
        kind = cell.get("t")
        if text or kind == _INLINE:
            self._cell(at, _INLINE, "0", text or value, formula)
        else:
            self._cell(at, kind, cell.get("s", "0"), value, formula)

    def _cell(self, at: At, kind: str | None, style: str, value: str | None, formula: str | None) -> None:
        if value:
            self.filled.append(at)
            if kind is None or kind == "n":
                as_shown = self._values.styles.get(style)
                self.shown[at] = self._values.number(value, as_shown)
                if as_shown is Shown.PERCENT:
                    self.percents.add(at)
            elif kind == _INLINE:
                self.shown[at] = value
            elif kind == "e":
                self.errors[at] = value
            elif (raw := self._values.told(kind, value)) is not None:
                self.shown[at] = raw
        if formula is not None and not value and kind not in ("str", _INLINE):
            self.without_value.add(at)

    def places(self) -> frozenset[At]:
        """The cells that hold a value.

        Raises `TooLarge` when a value or formula stands too far out, `ValueError` when two cells have the same name.
        """
        places = frozenset(self.filled)
        if len(places) < len(self.filled):
            raise ValueError("two cells have the same name")
        for at in (self.filled, self.formulas):
            if at:
                refuse_too_far(max(at)[0], max(map(itemgetter(1), at)))
        return places


def _unescaped(written: dict[At, str]) -> dict[At, str]:
    """The texts with the signs for which others are `written`."""
    together = "".join(written.values())
    if "&" not in together and "_x" not in together:
        return written
    escaped = {at: text for at, text in written.items() if "&" in text or "_x" in text}
    return {**written, **dict(zip(escaped, map(unescaped, texts_of(escaped.values())), strict=True))}


def _seen_in_cells(package: Package, part: str, values: Values) -> tuple[_Seen, bytes | None]:
    """What is seen in the cells of a sheet, and the rest of it; `None` where its rows still are to be looked at."""
    sheet = plain_sheet(package.content(part)) if package.size(part) <= LARGEST_PLAIN else None
    if sheet is not None:
        with contextlib.suppress(Unusual):
            seen = _Seen(values)
            seen.sheet(sheet)
            return seen, sheet.rest
    return _Seen(values), None


def _survey_of(
    package: Package,
    part: str,
    seen: _Seen,
    elements: Iterable[tuple[str, etree._Element]],
    parts: list[tuple[str, str]],
    *,
    is_hidden: bool,
) -> SheetSurvey:
    """What is to be seen on a sheet, in those of its elements and in the `parts` that it says more in."""
    hidden_columns: set[int] = set()
    merged: list[Block] = []
    links: dict[str, At] = {}
    margins: list[str] = []
    for name, element in elements:
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
    filled = seen.places()
    boxes, has_pictures = drawn_on(package, parts)
    return SheetSurvey(
        filled=filled,
        shown=_in_order(seen.shown),
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


def _in_order(shown: dict[At, Raw]) -> dict[At, Raw]:
    """The cells row by row, in which order a file should have them."""
    places, in_order = list(shown), sorted(shown)
    return shown if places == in_order else {at: shown[at] for at in in_order}


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


def _block(name: str) -> Block:
    """The block of cells called `name`, such as K5:K7."""
    first, _, last = name.partition(":")
    return (*position(first), *position(last or first))
