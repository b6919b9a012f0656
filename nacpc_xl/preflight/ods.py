"""The survey of an .ods, from its content."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

from lxml import etree

from nacpc_xl.preflight.survey import At, SheetSurvey, Survey, refuse_too_far
from nacpc_xl.preflight.xml import Package, attribute, children, inner_text, local

_OUT_OF_SIGHT = ("collapse", "filter")
MOST_REPEATED = 20_000  # rows or columns that are noted one by one; what is repeated more often is empty


def survey_ods(package: Package) -> Survey:
    """What is to be seen in the workbook."""
    root = package.root("content.xml")
    hidden_styles = {
        attribute(style, "name")
        for style in root.iter("{*}style")
        if attribute(style, "family") == "table"
        and any(attribute(one, "display") == "false" for one in children(style, "table-properties"))
    }
    sheets = {
        attribute(table, "name"): _survey_table(table, is_hidden=attribute(table, "style-name") in hidden_styles)
        for table in root.iter("{*}table")
    }
    return Survey(
        sheets=sheets,
        has_macros=any(name.startswith("basic/") and name.endswith(".xml") for name in package.names),
        has_links=any(True for _ in root.iter("{*}table-source")),
        has_objects=any(name.startswith("object ") for name in package.names),
    )


@dataclass
class _Seen:
    """Gathers what is seen on a sheet while its cells pass by."""

    percents: set[At] = field(default_factory=set)
    errors: dict[At, str] = field(default_factory=dict)
    formulas: set[At] = field(default_factory=set)
    comments: dict[At, str] = field(default_factory=dict)
    texts: dict[At, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)

    def cell(self, cell: etree._Element, at: At) -> None:
        """Notes a cell that holds something."""
        shown = "\n".join(_shown(part) for part in children(cell, "p"))
        if attribute(cell, "value-type") == "percentage":
            self.percents.add(at)
        if "\t" in shown:
            self.texts[at] = shown
        for note in children(cell, "annotation"):
            self.comments[at] = "\n".join(inner_text(part) for part in children(note, "p"))
        if attribute(cell, "formula"):
            self.formulas.add(at)
            if shown.startswith(("#", "Err:")):
                self.errors[at] = shown


def _survey_table(table: etree._Element, *, is_hidden: bool) -> SheetSurvey:
    seen = _Seen()
    at_row = 0
    for row in table.iter("{*}table-row"):
        rows = int(attribute(row, "number-rows-repeated") or 1)
        if attribute(row, "visibility") in _OUT_OF_SIGHT:
            seen.hidden_rows.update(range(at_row, at_row + min(rows, MOST_REPEATED)))
        at_column = 0
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            columns = int(attribute(cell, "number-columns-repeated") or 1)
            if len(cell):
                refuse_too_far(at_row + rows - 1, at_column + columns - 1)
                for at in product(range(at_row, at_row + rows), range(at_column, at_column + columns)):
                    seen.cell(cell, at)
            at_column += columns
        at_row += rows
    return SheetSurvey(
        percents=frozenset(seen.percents),
        errors=seen.errors,
        formulas=frozenset(seen.formulas),
        comments=seen.comments,
        texts=seen.texts,
        hidden_rows=frozenset(seen.hidden_rows),
        hidden_columns=_hidden_columns(table),
        is_hidden=is_hidden,
    )


def _shown(element: etree._Element) -> str:
    """The text of a paragraph with its tabs, blanks and line breaks, each of which is an element."""
    name = local(element)
    if name == "tab":
        return "\t"
    if name == "line-break":
        return "\n"
    if name == "s":
        return " " * int(attribute(element, "c") or 1)
    inside = "".join(f"{_shown(part)}{part.tail or ''}" for part in element)
    return f"{element.text or ''}{inside}"


def _hidden_columns(table: etree._Element) -> frozenset[int]:
    hidden: set[int] = set()
    at = 0
    for column in table.iter("{*}table-column"):
        columns = int(attribute(column, "number-columns-repeated") or 1)
        if attribute(column, "visibility") in _OUT_OF_SIGHT:
            hidden.update(range(at, at + min(columns, MOST_REPEATED)))
        at += columns
    return frozenset(hidden)
