"""A workbook in the making, by XlsxWriter: the same contents give the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet, convert_cell_args

from nacpc_xl.sheets import look
from nacpc_xl.sheets.layout import PURPOSE_ROW, TITLE_ROW, for_margin

A4 = 9  # Excel's number for the paper


@dataclass(frozen=True)
class Properties:
    """What a workbook says of itself. `created` is taken from its contents, never from the clock."""

    title: str
    author: str
    created: dt.date
    marking: str = ""


class NotWritten(RuntimeError):
    """XlsxWriter refused something by its return value alone; a defect here, never a user's doing."""


def written(result: int | None) -> None:
    """Raises `NotWritten` for the negative results by which XlsxWriter says that it wrote nothing."""
    if result is not None and result < 0:
        raise NotWritten(f"XlsxWriter refused to write (result {result})")


class PlainSheet(Worksheet):
    """A worksheet whose texts are only ever text, and whose row heights are only a first fit.

    Excel fits a row again when its text changes.
    """

    @convert_cell_args
    def write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> Literal[0, -1, -2]:
        """Writes a text. XlsxWriter takes one between `<r>` and `</r>` for markup; a space after it prevents that."""
        is_taken_for_markup = string.startswith("<r>") and string.endswith("</r>")
        return super().write_string(row, col, f"{string} " if is_taken_for_markup else string, cell_format)

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]] | None = None) -> None:
        if tag == "row":
            attributes = [one for one in attributes or () if one[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


class Book:
    """A workbook in the making. Text is never turned into formulas, links or numbers."""

    def __init__(self, properties: Properties) -> None:
        self._bytes = io.BytesIO()
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self.properties = properties
        as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.workbook: Workbook = xlsxwriter.Workbook(self._bytes, {"in_memory": True} | as_text)
        self.workbook.set_properties(
            {
                "title": properties.title,
                "author": properties.author,
                "created": dt.datetime.combine(properties.created, dt.time()),
            }
        )

    def format(self, *looks: Mapping[str, Any]) -> Format:
        """The cell format of these looks together, later ones winning."""
        merged: dict[str, Any] = {}
        for one in looks:
            merged |= one
        key = tuple(sorted(merged.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(merged)
        return self._formats[key]

    def add_sheet(self, name: str, title: str, purpose: str) -> Worksheet:
        """A new sheet with its title in A1 and its purpose in A2, set up for printing on A4."""
        worksheet: Worksheet = self.workbook.add_worksheet(name, worksheet_class=PlainSheet)
        written(worksheet.write_string(TITLE_ROW, 0, title, self.format(look.TITLE)))
        written(worksheet.write_string(PURPOSE_ROW, 0, purpose, self.format(look.PURPOSE)))
        worksheet.hide_gridlines(2)
        worksheet.set_paper(A4)
        worksheet.set_landscape()
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        marking, subject = for_margin(self.properties.marking), for_margin(self.properties.title)
        worksheet.set_header(f"&L{marking}&R{subject}")
        worksheet.set_footer(f"&L{marking}&C{for_margin(name)}&RPage &P of &N")
        return worksheet

    def finish(self) -> bytes:
        """The workbook's bytes."""
        self.workbook.close()
        return self._bytes.getvalue()
