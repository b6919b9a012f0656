"""The survey of an old .xls, by xlrd."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlrd
from xlrd.compdoc import SIGNATURE, CompDoc

from nacpc_xl.preflight.formats import is_percent
from nacpc_xl.preflight.properties import properties_of_xls
from nacpc_xl.preflight.survey import Packed, SheetSurvey, Survey, by_name, refuse_too_far, refuse_too_many

_MACROS = "_VBA_PROJECT".encode("utf-16-le")
CANNOT_TELL = "which cells hold formulas, and what stands in text boxes and at the head and foot of its pages"
_BLANK = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


def survey_xls(path: Path) -> Survey:
    """What is to be seen in the workbook. Raises whatever xlrd makes of a damaged file."""
    with xlrd.open_workbook(str(path), formatting_info=True, logfile=io.StringIO()) as workbook:
        percents = {
            index
            for index, style in enumerate(workbook.xf_list)
            if is_percent(workbook.format_map[style.format_key].format_str)
        }
        refuse_too_many(sheets=workbook.nsheets)
        sheets = by_name((sheet.name, _survey_sheet(sheet, percents)) for sheet in workbook.sheets())
        is_1904 = workbook.datemode == 1
    content = path.read_bytes()
    return Survey(
        kind="xls",
        sheets=sheets,
        packed=Packed(has_macros=_MACROS in content),
        is_1904=is_1904,
        cannot_tell=CANNOT_TELL,
        properties=_properties(content),
    )


def _properties(content: bytes) -> dict[str, str]:
    """The properties of the workbook; none of one without its parts set off from each other, as the oldest are."""
    if not content.startswith(SIGNATURE):
        return {}
    return properties_of_xls(CompDoc(content, logfile=io.StringIO()))


def _survey_sheet(sheet: Any, percents: set[int]) -> SheetSurvey:
    refuse_too_far(sheet.nrows - 1, sheet.ncols - 1)
    refuse_too_many(cells=sum(sheet.row_len(row) for row in range(sheet.nrows)))
    cells = [(row, column) for row in range(sheet.nrows) for column in range(sheet.row_len(row))]
    errors = [at for at in cells if sheet.cell_type(*at) == xlrd.XL_CELL_ERROR]
    return SheetSurvey(
        filled=frozenset(at for at in cells if sheet.cell_type(*at) not in _BLANK and sheet.cell_value(*at) != ""),
        percents=frozenset(at for at in cells if sheet.cell_xf_index(*at) in percents),
        errors={at: xlrd.error_text_from_code.get(sheet.cell_value(*at), "#VALUE!") for at in errors},
        links={at: link.url_or_path for at, link in sheet.hyperlink_map.items() if isinstance(link.url_or_path, str)},
        comments={at: note.text for at, note in sheet.cell_note_map.items()},
        merged=tuple((top, left, below - 1, right - 1) for top, below, left, right in sheet.merged_cells),
        hidden_rows=frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
        is_hidden=sheet.visibility != 0,
    )
