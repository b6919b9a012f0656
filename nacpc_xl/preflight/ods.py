"""The survey of an .ods, from its content."""

from __future__ import annotations

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


def _survey_table(table: etree._Element, *, is_hidden: bool) -> SheetSurvey:
    percents: set[At] = set()
    errors: dict[At, str] = {}
    formulas: set[At] = set()
    comments: dict[At, str] = {}
    hidden_rows: set[int] = set()
    at_row = 0
    for row in table.iter("{*}table-row"):
        rows = int(attribute(row, "number-rows-repeated") or 1)
        if attribute(row, "visibility") in _OUT_OF_SIGHT:
            hidden_rows.update(range(at_row, at_row + min(rows, MOST_REPEATED)))
        at_column = 0
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            at = (at_row, at_column)
            if len(cell):
                refuse_too_far(*at)
                _note(cell, at, percents, errors, comments)
            if attribute(cell, "formula"):
                formulas.add(at)
            at_column += int(attribute(cell, "number-columns-repeated") or 1)
        at_row += rows
    return SheetSurvey(
        percents=frozenset(percents),
        errors=errors,
        formulas=frozenset(formulas),
        comments=comments,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=_hidden_columns(table),
        is_hidden=is_hidden,
    )


def _note(cell: etree._Element, at: At, percents: set[At], errors: dict[At, str], comments: dict[At, str]) -> None:
    if attribute(cell, "value-type") == "percentage":
        percents.add(at)
    for note in children(cell, "annotation"):
        comments[at] = "\n".join(inner_text(part) for part in children(note, "p"))
    if attribute(cell, "formula"):
        shown = "\n".join(inner_text(part) for part in children(cell, "p"))
        if shown.startswith(("#", "Err:")):
            errors[at] = shown


def _hidden_columns(table: etree._Element) -> frozenset[int]:
    hidden: set[int] = set()
    at = 0
    for column in table.iter("{*}table-column"):
        columns = int(attribute(column, "number-columns-repeated") or 1)
        if attribute(column, "visibility") in _OUT_OF_SIGHT:
            hidden.update(range(at, at + min(columns, MOST_REPEATED)))
        at += columns
    return frozenset(hidden)
