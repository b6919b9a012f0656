"""The survey of an .xlsx or .xlsm, from its XML parts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from nacpc_xl.preflight.survey import At, SheetSurvey, Survey, refuse_too_far
from nacpc_xl.preflight.xml import Package, all_text, attribute, children, local

_BUILT_IN_PERCENTS = {9, 10}  # the number formats 0% and 0.00%, which are not spelt out in a file
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_TRUE = ("1", "true")


def survey_xlsx(package: Package) -> Survey:
    """What is to be seen in the workbook."""
    workbook = _workbook_part(package)
    percents = _percent_styles(package)
    targets = _relations(package, workbook)
    sheets: dict[str, SheetSurvey] = {}
    for sheet in package.root(workbook).iter("{*}sheet"):
        part = targets.get(attribute(sheet, "id"), ("", ""))[1]
        if package.has(part) and "chartsheet" not in part:
            is_hidden = attribute(sheet, "state") in ("hidden", "veryHidden")
            sheets[sheet.get("name", "")] = _survey_sheet(package, part, percents, is_hidden=is_hidden)
    names = package.names
    return Survey(
        sheets=sheets,
        has_macros=any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names),
        has_links=any("/externallinks/" in name for name in names),
        has_objects=any("/embeddings/" in name or "/activex/" in name for name in names),
    )


def _workbook_part(package: Package) -> str:
    """The name of the part that lists the sheets."""
    if package.has("_rels/.rels"):
        for relation in package.root("_rels/.rels"):
            if attribute(relation, "Type").endswith("/officeDocument"):
                return attribute(relation, "Target").replace("\\", "/").lstrip("/")
    return "xl/workbook.xml"


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The type and the part of each relation of `part`, by its id."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if not package.has(relations):
        return {}
    found: dict[str, tuple[str, str]] = {}
    for relation in package.root(relations):
        target = attribute(relation, "Target").replace("\\", "/")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[attribute(relation, "Id")] = (attribute(relation, "Type").rpartition("/")[2], whole)
    return found


def _percent_styles(package: Package) -> frozenset[str]:
    """The numbers of the cell styles that show a number as a per cent."""
    if not package.has("xl/styles.xml"):
        return frozenset()
    root = package.root("xl/styles.xml")
    formats = {
        int(form.get("numFmtId", "0"))
        for form in root.iter("{*}numFmt")
        if "%" in _QUOTED.sub("", form.get("formatCode", ""))
    } | _BUILT_IN_PERCENTS
    used = next(root.iter("{*}cellXfs"), None)
    if used is None:
        return frozenset()
    return frozenset(str(index) for index, style in enumerate(used) if int(style.get("numFmtId", "0")) in formats)


class _Seen:
    """Gathers what is seen on a sheet while its rows pass by."""

    def __init__(self, percents: frozenset[str]) -> None:
        self._percent_styles = percents
        self.percents: set[At] = set()
        self.errors: dict[At, str] = {}
        self.formulas: set[At] = set()
        self.without_value: set[At] = set()
        self.hidden_rows: set[int] = set()
        self._at_row = -1
        self._furthest = 0

    def row(self, row: etree._Element) -> None:
        """Notes a row. Rows and cells without a name stand next to those before."""
        self._at_row = int(row.get("r") or self._at_row + 2) - 1
        if row.get("hidden") in _TRUE:
            self.hidden_rows.add(self._at_row)
        at_column = -1
        for cell in children(row, "c"):
            name = cell.get("r")
            at_column = column_of(name) if name else at_column + 1
            if len(cell):
                self._furthest = max(self._furthest, at_column)
                self._cell((self._at_row, at_column), cell)
        refuse_too_far(self._at_row if len(row) else 0, self._furthest)

    def _cell(self, at: At, cell: etree._Element) -> None:
        if cell.get("s") in self._percent_styles:
            self.percents.add(at)
        value = formula = None
        for child in cell:
            name = local(child)
            if name == "v":
                value = child.text
            elif name == "f":
                formula = child
        if cell.get("t") == "e":
            self.errors[at] = value or "#VALUE!"
        if formula is not None:
            self.formulas.add(at)
            if not value and cell.get("t") != "str":
                self.without_value.add(at)


def _survey_sheet(package: Package, part: str, percents: frozenset[str], *, is_hidden: bool) -> SheetSurvey:
    seen = _Seen(percents)
    hidden_columns: set[int] = set()
    for element in package.elements(part, "row", "col"):
        if local(element) == "row":
            seen.row(element)
        elif element.get("hidden") in _TRUE:
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            hidden_columns.update(range(first - 1, min(last, first + 20_000)))
    return SheetSurvey(
        percents=frozenset(seen.percents),
        errors=seen.errors,
        formulas=frozenset(seen.formulas),
        without_value=frozenset(seen.without_value),
        comments=dict(_comments(package, part)),
        hidden_rows=frozenset(seen.hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        is_hidden=is_hidden,
    )


def _comments(package: Package, part: str) -> Iterator[tuple[At, str]]:
    """The comments of a sheet: those in threads as written there, the classic ones where there is no thread."""
    texts: dict[At, list[str]] = {}
    threaded: dict[At, list[str]] = {}
    for kind, target in _relations(package, part).values():
        if kind == "comments" and package.has(target):
            for comment in package.root(target).iter("{*}comment"):
                texts.setdefault(position(comment.get("ref", "A1")), []).append(all_text(comment, "t"))
        elif kind == "threadedComment" and package.has(target):
            for comment in package.root(target).iter("{*}threadedComment"):
                threaded.setdefault(position(comment.get("ref", "A1")), []).append(all_text(comment, "text"))
    for at, said in (texts | threaded).items():
        yield at, "\n".join(said)


def position(name: str) -> At:
    """The row and column, counted from 0, of the cell called `name`."""
    digits = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$")
    return int(digits.lstrip("$") or "1") - 1, column_of(name)


def column_of(name: str) -> int:
    """The column, counted from 0, of the cell called `name`."""
    column = 0
    for letter in name:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
