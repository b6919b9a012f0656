"""The survey of an .ods, from its content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

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
from nacpc_xl.preflight.xml import Package, attribute, children, inner_text, local

_OUT_OF_SIGHT = ("collapse", "filter")
_CELLS = ("table-cell", "covered-table-cell")
_PARAGRAPHS = ("p", "h")


def survey_ods(package: Package) -> Survey:
    """What is to be seen in the workbook."""
    root = package.root("content.xml")
    hidden_styles = {
        attribute(style, "name")
        for style in root.iter("{*}style")
        if attribute(style, "family") == "table"
        and any(attribute(one, "display") == "false" for one in children(style, "table-properties"))
    }
    tables = list(root.iter("{*}table"))
    refuse_too_many(sheets=len(tables))
    sheets = by_name(
        (attribute(table, "name"), _survey_table(table, is_hidden=attribute(table, "style-name") in hidden_styles))
        for table in tables
    )
    return Survey(
        kind="ods",
        cannot_tell="what stands at the head and foot of its pages",
        sheets=sheets,
        properties=properties_in(package),
        packed=Packed(
            has_macros=any(name.startswith("basic/") and name.endswith(".xml") for name in package.names),
            has_links=any(True for _ in root.iter("{*}table-source")),
            has_objects=any(name.startswith("object ") for name in package.names),
        ),
    )


@dataclass
class _Seen:
    """Gathers what is seen on a sheet while its cells pass by."""

    shown: dict[At, str] = field(default_factory=dict)
    percents: set[At] = field(default_factory=set)
    errors: dict[At, str] = field(default_factory=dict)
    formulas: dict[At, str] = field(default_factory=dict)
    comments: dict[At, str] = field(default_factory=dict)
    texts: dict[At, str] = field(default_factory=dict)
    links: dict[At, str] = field(default_factory=dict)
    merged: list[Block] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)

    def cell(self, cell: etree._Element, at: At) -> None:
        """Notes a cell that holds something."""
        shown = "\n".join(_shown(part) for part in cell if local(part) in _PARAGRAPHS)
        if shown.strip():
            self.shown[at] = shown
        if attribute(cell, "value-type") == "percentage":
            self.percents.add(at)
        if "\t" in shown:
            self.texts[at] = shown
        addresses = [attribute(link, "href") for link in cell.iter("{*}a")]
        outside = [address for address in addresses if address and not address.startswith("#")]
        if outside:
            self.links[at] = "\n".join(outside)
        for note in children(cell, "annotation"):
            self.comments[at] = "\n".join(inner_text(part) for part in children(note, "p"))
        rows, columns = (int(attribute(cell, f"number-{what}-spanned") or 1) for what in ("rows", "columns"))
        if rows > 1 or columns > 1:
            self.merged.append((*at, at[0] + rows - 1, at[1] + columns - 1))
        formula = attribute(cell, "formula")
        if formula:
            self.formulas[at] = formula.partition("=")[2]
            if shown.startswith(("#", "Err:")):
                self.errors[at] = shown


def _survey_table(table: etree._Element, *, is_hidden: bool) -> SheetSurvey:
    seen = _Seen()
    at_row = 0
    for row in table.iter("{*}table-row"):
        rows = int(attribute(row, "number-rows-repeated") or 1)
        if attribute(row, "visibility") in _OUT_OF_SIGHT:
            seen.hidden_rows.update(range(at_row, at_row + min(rows, MOST_NOTED)))
        at_column = 0
        for cell in row:
            if local(cell) not in _CELLS:
                continue
            columns = int(attribute(cell, "number-columns-repeated") or 1)
            if len(cell):
                refuse_too_far(at_row + rows - 1, at_column + columns - 1)
                refuse_too_many(cells=len(seen.shown) + rows * columns)
                for at in product(range(at_row, at_row + rows), range(at_column, at_column + columns)):
                    seen.cell(cell, at)
            at_column += columns
        at_row += rows
    return SheetSurvey(
        filled=frozenset(seen.shown),
        shown=seen.shown,
        percents=frozenset(seen.percents),
        errors=seen.errors,
        formulas=seen.formulas,
        comments=seen.comments,
        texts=seen.texts,
        links=seen.links,
        boxes=tuple(_boxes(table)),
        merged=tuple(seen.merged),
        hidden_rows=frozenset(seen.hidden_rows),
        hidden_columns=_hidden_columns(table),
        is_hidden=is_hidden,
        has_pictures=next(table.iter("{*}image"), None) is not None,
    )


def _boxes(table: etree._Element) -> Iterator[str]:
    """The text of each text box and shape on a sheet."""
    for shape in table.iter("{*}text-box", "{*}custom-shape"):
        said = "\n".join(_shown(part) for part in shape if local(part) in _PARAGRAPHS).strip()
        if said:
            yield said


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
            hidden.update(range(at, at + min(columns, MOST_NOTED)))
        at += columns
    return frozenset(hidden)
