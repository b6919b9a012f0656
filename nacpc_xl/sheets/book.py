"""A workbook in the making, by XlsxWriter: the same contents give the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Literal, TextIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_cell_to_rowcol, xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from nacpc_xl.sheets import look
from nacpc_xl.sheets.layout import PURPOSE_ROW, TITLE_ROW, for_margin

A4 = 9  # Excel's number for the paper
MANY = 10_000  # rows from which a sheet is not kept in memory


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


Value = str | float | dt.date | None
"""What a cell holds; `None` for nothing."""


def no_markup(text: str) -> str:
    """The text, which XlsxWriter takes for markup between `<r>` and `</r>`: a space after it prevents that."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


class PlainSheet(Worksheet):
    """A worksheet whose texts are only ever text, and whose row heights are only a first fit.

    Excel fits a row again when its text changes.
    """

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> Literal[0, -1, -2]:
        return super()._write_string(row, col, no_markup(string), cell_format)

    def add_long_table(self, first_row: int, last_row: int, options: Mapping[str, Any]) -> None:
        """A table with its headings in `first_row`, from the first column on, as many as `options` name.

        XlsxWriter notes every cell of a table, to refuse two that overlap, which takes longer than writing the cells;
        here it is told of one row, and of the others afterwards.
        """
        last_column = len(options["columns"]) - 1
        written(self.add_table(first_row, 0, first_row + 1, last_column, dict(options)))
        table = self.tables[-1]
        whole = xl_range(first_row, 0, last_row, last_column)
        for range_name in ("range", "a_range", "autofilter"):
            if table.get(range_name):
                table[range_name] = whole

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]] | None = None) -> None:
        if tag == "row":
            attributes = [one for one in attributes or () if one[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


class StreamedSheet(PlainSheet):
    """A worksheet that is written row by row, from the top, to a temporary file: no row is kept once the next begins.

    Its texts stand in its cells, and not among those that the sheets of a workbook share.
    """

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize({**init_data, "constant_memory": True})

    def _write_single_row(self, current_row_num: int = 0) -> None:
        done = self.previous_row
        super()._write_single_row(current_row_num)
        self.row_info.pop(done, None)
        self.row_sizes.pop(done, None)

    def add_long_table(self, first_row: int, last_row: int, options: Mapping[str, Any]) -> None:
        """A table whose rows follow. XlsxWriter refuses one on such a sheet, since its headings might come too late."""
        self.constant_memory = False
        super().add_long_table(first_row, last_row, options)

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> Literal[0, -1, -2]:
        self.constant_memory = True
        return super()._write_string(row, col, string, cell_format)

    def write_cells(self, row: int, height: float, cells: Iterable[tuple[str, Value, Format]]) -> None:
        """A whole row, `height` points high, of cells with the letters of their columns: they follow each other.

        It says the same as XlsxWriter would, cell by cell, in a fifth of the time.
        """
        self._write_single_row(row)
        self.set_row(row, height)
        self._write_row(row, None, self.row_info.pop(row))
        self.row_sizes.pop(row)
        out: TextIO = self.row_data_fh  # type: ignore[assignment]  # which stands there once the sheet is begun
        last = ""
        for letters, value, cell_format in cells:
            style = cell_format._get_xf_index()  # type: ignore[no-untyped-call]
            out.write(f'<c r="{letters}{row + 1}" s="{style}"{self._content(value)}')
            last = letters
        self._xml_end_tag("row")
        self._check_dimensions(row, 0)
        self._check_dimensions(*xl_cell_to_rowcol(f"{last}{row + 1}"))

    def _content(self, value: Value) -> str:
        """What stands in the XML of a cell after its name and its format."""
        match value:
            case None:
                return "/>"
            case str():
                return self._text(no_markup(value))
            case dt.date():
                return f"><v>{self._number_of(value):.16G}</v></c>"
        return f"><v>{value:.16G}</v></c>"

    def _number_of(self, day: dt.date) -> float:
        number: float = self._convert_date_time(dt.datetime.combine(day, dt.time()))  # type: ignore[no-untyped-call]
        return number

    def _text(self, text: str) -> str:
        if not text.isprintable() or "_x" in text:
            text = self._escape_control_characters(text)  # type: ignore[no-untyped-call]
        space = ' xml:space="preserve"' if text != text.strip() else ""
        escaped = self._escape_data(text)  # type: ignore[no-untyped-call]
        return f' t="inlineStr"><is><t{space}>{escaped}</t></is></c>'


class Book:
    """A workbook in the making. Text is never turned into formulas, links or numbers.

    One with a sheet of more than `MANY` rows is made in temporary files: it may be larger than the memory there is.
    """

    def __init__(self, properties: Properties, longest: int = 0) -> None:
        """`longest` are the rows of its longest sheet."""
        self._made: IO[bytes] = io.BytesIO() if longest <= MANY else tempfile.TemporaryFile()  # noqa: SIM115
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self.properties = properties
        as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.workbook: Workbook = xlsxwriter.Workbook(self._made, {"in_memory": longest <= MANY} | as_text)
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

    def add_sheet(self, name: str, title: str, purpose: str, rows: int = 0) -> PlainSheet:
        """A new sheet with its title in A1 and its purpose in A2, set up for printing on A4.

        One of many `rows` must be written from the top to the bottom.
        """
        worksheet = self.workbook.add_worksheet(name, worksheet_class=StreamedSheet if rows > MANY else PlainSheet)
        assert isinstance(worksheet, PlainSheet)
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

    def made(self) -> IO[bytes]:
        """All of it as a file from its beginning, for whoever asks to close."""
        try:
            self.close()
        except BaseException:
            self._made.close()
            raise
        self._made.seek(0)
        return self._made

    def finish(self) -> bytes:
        """The workbook's bytes."""
        with self.made() as made:
            return made.read()

    def close(self) -> None:
        """Makes all of it. Raises `OSError` where there is no room for temporary files."""
        try:
            self.workbook.close()
        except FileCreateError as error:
            reason: OSError = error.args[0]
            traceback.clear_frames(reason.__traceback__)  # the package in there is closed before its file is
            raise OSError(*reason.args) from None
