"""Excel formulas that say what is still to be filled in, from the same conditions that the checks use.

Truth is kept as 0 and 1 and combined by adding and multiplying, so that one expression serves for a single
cell and for a whole column. Nothing newer than Excel 2016, nothing volatile.
"""

from collections.abc import Callable, Iterable

from nacpc_xl.model.conditions import Always, Condition, IsFilled, IsOneOf, RowIsBegun
from nacpc_xl.model.table import Table
from nacpc_xl.sheets.layout import Sheet

READY = "Ready"
TO_DO = "Fill in: "
STILL_TO_DO = "Still to do on this sheet: "
END = "#"  # stands behind the list of headings, to tell an empty list
LONGEST_LIST = 500  # characters of headings that a To do cell names
READY_TO_RETURN = "Ready to return"

At = Callable[[str], str]
"""Gives the cell, or the range of cells, of the column with a name."""


def missing(name: str, condition: Condition, table: type[Table], at: At) -> str:
    """1 where a cell that must be filled in is empty, else 0."""
    return f"{_is_empty(at(name))}*{_holds(condition, table, at)}"


def to_do(sheet: Sheet, row: int) -> str:
    """The formula of a To do cell: Ready, or the headings of the empty cells of its row."""

    def at(name: str) -> str:
        return sheet.cell(name, row)

    columns = sheet.table.columns()
    names = "&".join(
        f'IF({missing(name, condition, sheet.table, at)},", {_quoted(columns[name].heading)}","")'
        for name, condition in sheet.table.conditions().items()
    )
    listed = f'"{TO_DO}"&MID({names},3,{LONGEST_LIST})&"{END}"'
    return f'=SUBSTITUTE(SUBSTITUTE({listed},"{TO_DO}{END}","{READY}"),"{END}","")'


def to_do_text(row: Table) -> str:
    """What the To do cell of `row` says."""
    headings = [row.columns()[name].heading for name in row.missing()]
    return f"{TO_DO}{', '.join(headings)}" if headings else READY


def cells_to_do(sheets: Iterable[Sheet]) -> str:
    """The number of cells on `sheets` that must be filled in and are empty."""
    counts = (
        f"SUMPRODUCT({missing(name, condition, sheet.table, sheet.range)})"
        for sheet in sheets
        if not sheet.is_empty
        for name, condition in sheet.table.conditions().items()
    )
    return "+".join(counts) or "0"


def still_to_do(sheet: Sheet) -> str:
    """The formula of the line that says how many cells are still to do on a sheet."""
    return f'="{STILL_TO_DO}"&{cells_to_do([sheet])}'


def still_to_do_text(sheet: Sheet) -> str:
    """What that line says of the rows as they are written."""
    return f"{STILL_TO_DO}{sum(len(row.missing()) for row in sheet.rows)}"


def readiness(sheets: Iterable[Sheet]) -> str:
    """The formula of the live line: Ready to return, or how many cells are still to do.

    The count stands in it once, as a number whose format says it in words: it is long, and Excel takes no
    formula of over 8,192 characters.
    """
    words = f'"[=0]""{READY_TO_RETURN}"";[=1]0"" cell still to do"";0"" cells still to do"""'
    return f"=TEXT({cells_to_do(sheets)},{words})"


def readiness_text(sheets: Iterable[Sheet]) -> str:
    """What the live line says of the rows as they are written."""
    count = sum(len(row.missing()) for sheet in sheets for row in sheet.rows)
    return f"{count} cell{'s' if count != 1 else ''} still to do" if count else READY_TO_RETURN


def lit_up(sheet: Sheet, name: str) -> str:
    """The condition under which a cell of the column is marked as missing, for its first row."""

    def at(column: str) -> str:
        return sheet.cell(column, sheet.first_row)

    return f"={missing(name, sheet.table.conditions()[name], sheet.table, at)}=1"


def _holds(condition: Condition, table: type[Table], at: At) -> str:
    match condition:
        case Always():
            return "1"
        case IsOneOf(column, options):
            tests = "+".join(f'({at(column.name)}="{_quoted(str(option))}")' for option in options)
            return f"(({tests})>0)"
        case IsFilled(column, filled):
            return f"(1-{_is_empty(at(column.name))})" if filled else _is_empty(at(column.name))
        case RowIsBegun():
            lengths = "+".join(f"LEN(TRIM({at(name)}))" for name in table.to_fill_in())
            return f"(({lengths})>0)"


def _is_empty(cell: str) -> str:
    return f"(LEN(TRIM({cell}))=0)"


def _quoted(text: str) -> str:
    return text.replace('"', '""')
