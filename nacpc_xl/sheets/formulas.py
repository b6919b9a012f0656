"""Excel formulas that say what is still to be filled in, from the same conditions that the checks use.

Truth is kept as 0 and 1 and combined by adding and multiplying, so that one expression serves for a single
cell and for a whole column. Nothing newer than Excel 2016, nothing volatile.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from nacpc_xl.model.columns import LONG_NUMBER, Text
from nacpc_xl.model.conditions import Always, Condition, IsFilled, IsOneOf, RowIsBegun
from nacpc_xl.model.table import Table
from nacpc_xl.sheets.layout import LINE_ROW, Sheet

READY = "Ready"
FILL_IN = "Fill in: "
TAKE_OUT = "Take out the long number in: "
STILL_TO_DO = "Still to do on this sheet: "
IN_MARKED_TEXTS = ". Take out the long number in each marked text."
READY_TO_RETURN = "Ready to return"
BEGIN, END = "^", "#"  # stand around what is put together, to tell what is empty; no heading has them
FIXED_SPACE = "\N{NO-BREAK SPACE}"  # trimmed text has none, so it sets off the words of a list
LONGEST_LIST = 500  # characters of headings that a To do cell names
_TO_DO = re.compile(rf"(?:{TAKE_OUT}(.+?)\.)? ?(?:{FILL_IN}(.+))?", re.DOTALL)

At = Callable[[str], str]
"""Gives the cell, or the range of cells, of the column with a name."""


def is_ours(formula: str) -> bool:
    """Whether a formula is one of those that a tracker is issued with."""
    return any(words in formula for words in (f"{BEGIN}{TAKE_OUT}", STILL_TO_DO, READY_TO_RETURN))


def missing(name: str, condition: Condition, table: type[Table], at: At) -> str:
    """1 where a cell that must be filled in is empty, else 0."""
    return f"{_is_empty(at(name))}*{_holds(condition, table, at)}"


def long_number(name: str, at: At) -> str:
    """1 where a text has nine digits in a row, else 0: every digit made a 0, nine of them are looked for."""
    text = at(name)
    for digit in "123456789":
        text = f'SUBSTITUTE({text},"{digit}","0")'
    return f'(1*ISNUMBER(FIND("{"0" * LONG_NUMBER}",{text})))'


def texts(table: type[Table]) -> list[str]:
    """The names of the columns in which people write freely."""
    return [name for name, column in table.to_fill_in().items() if isinstance(column, Text)]


def to_do(sheet: Sheet, row: int) -> str:
    """The formula of a To do cell: Ready, or the headings of the cells to fill in and to take a number out of."""

    def at(name: str) -> str:
        return sheet.cell(name, row)

    table = sheet.table
    empty = {name: missing(name, condition, table, at) for name, condition in table.conditions().items()}
    private = {name: long_number(name, at) for name in texts(table)}
    said = f'"{BEGIN}{TAKE_OUT}"&{_list(table, private)}&". {FILL_IN}"&{_list(table, empty)}&"{END}"'
    for old, new in (
        (f"{TAKE_OUT}. ", ""),
        (f"{FILL_IN}{END}", END),
        (f"{BEGIN}{END}", READY),
        (BEGIN, ""),
        (END, ""),
    ):
        said = f'SUBSTITUTE({said},"{old}","{new}")'
    return f"=TRIM({said})"


def _list(table: type[Table], tests: Mapping[str, str]) -> str:
    """The headings of the columns whose test is 1, set off by commas."""
    columns = table.columns()
    named = "&".join(f'IF({test},", {_quoted(columns[name].heading)}","")' for name, test in tests.items())
    return f"MID({named},3,{LONGEST_LIST})" if named else '""'


def to_do_text(row: Table) -> str:
    """What the To do cell of `row` says."""
    columns = row.columns()
    private, empty = (
        ", ".join(columns[name].heading for name in names) for names in (row.long_numbers(), row.missing())
    )
    said = f"{TAKE_OUT}{private}." if private else ""
    if empty:
        said = f"{said} {FILL_IN}{empty}".strip()
    return said or READY


def is_to_do_text(text: str, table: type[Table]) -> bool:
    """Whether a To do cell of the table may say so by itself; a list that grew too long ends anywhere."""
    said = _TO_DO.fullmatch(text)
    lists = [listed for listed in said.groups() if listed] if said is not None else []
    return text == READY or (bool(lists) and all(_are_headings(listed, table) for listed in lists))


def _are_headings(listed: str, table: type[Table]) -> bool:
    headings = [column.heading for column in table.columns().values()]
    *whole, last = listed.split(", ")
    return all(one in headings for one in whole) and any(heading.startswith(last) for heading in headings)


def has_line(sheet: Sheet) -> bool:
    """Whether the sheet has a line that says how many cells are still to do."""
    return bool(sheet.table.conditions() or texts(sheet.table)) and not sheet.is_empty


def still_to_do(sheet: Sheet) -> str:
    """The formula of the line that says how many cells are still to do on a sheet."""
    empty = [missing(name, one, sheet.table, sheet.range) for name, one in sheet.table.conditions().items()]
    private = _count([long_number(name, sheet.range) for name in texts(sheet.table)])
    return f'="{STILL_TO_DO}"&{_count(empty)}+{private}&IF({private}>0,"{IN_MARKED_TEXTS}","")'


def _count(tests: Iterable[str]) -> str:
    return "+".join(f"SUMPRODUCT({one})" for one in tests) or "0"


def still_to_do_text(sheet: Sheet) -> str:
    """What that line says of the rows as they are written."""
    private = any(row.long_numbers() for row in sheet.rows)
    return f"{STILL_TO_DO}{cells_to_do([sheet])}{IN_MARKED_TEXTS if private else ''}"


def cells_to_do(sheets: Iterable[Sheet]) -> int:
    """The number of cells to fill in, or to take a number out of, in the rows as they are written."""
    return sum(len(row.missing()) + len(row.long_numbers()) for sheet in sheets for row in sheet.rows)


def readiness(sheets: Iterable[Sheet]) -> str:
    """The formula of the live line: Ready to return, or how many cells are still to do on all sheets.

    It adds up what the lines of the sheets say, for the counts themselves would not fit into one formula.
    """
    first, room = len(STILL_TO_DO) + 1, len(IN_MARKED_TEXTS)
    counts = [
        f"""VALUE(TRIM(MID(SUBSTITUTE('{sheet.name}'!$A${LINE_ROW + 1},".",REPT(" ",{room})),{first},{room})))"""
        for sheet in sheets
        if has_line(sheet)
    ]
    words = f'"[=0]""{READY_TO_RETURN}"";[=1]0"" cell still to do"";0"" cells still to do"""'
    return f"=TEXT({'+'.join(counts) or '0'},{words})"


def readiness_text(sheets: Iterable[Sheet]) -> str:
    """What the live line says of the rows as they are written."""
    count = cells_to_do(sheets)
    return f"{count} cell{'s' if count != 1 else ''} still to do" if count else READY_TO_RETURN


def lit_up(sheet: Sheet, name: str) -> str:
    """The condition under which a cell of the column is marked as missing, for its first row."""
    return f"={missing(name, sheet.table.conditions()[name], sheet.table, _first_row(sheet))}=1"


def is_private(sheet: Sheet, name: str) -> str:
    """The condition under which a text is marked for the long number in it, for its first row."""
    return f"={long_number(name, _first_row(sheet))}=1"


def _first_row(sheet: Sheet) -> At:
    return lambda name: sheet.cell(name, sheet.first_row)


def _holds(condition: Condition, table: type[Table], at: At) -> str:
    match condition:
        case Always():
            return "1"
        case IsOneOf(column, options):
            words = [word.lower() for option in options for word in (str(option), *option.accepted)]
            listed = _quoted(FIXED_SPACE.join(["", *words, ""]))
            cell = f'"{FIXED_SPACE}"&LOWER({_trimmed(at(column.name))})&"{FIXED_SPACE}"'
            return f'(1*ISNUMBER(FIND({cell},"{listed}")))'
        case IsFilled(column, filled):
            return f"(1-{_is_empty(at(column.name))})" if filled else _is_empty(at(column.name))
        case RowIsBegun():
            answers = "&".join(at(name) for name in table.to_fill_in())
            return f"({_length(answers)}>0)"


def _is_empty(cell: str) -> str:
    return f"({_length(cell)}=0)"


def _length(cell: str) -> str:
    """The number of characters that are to be seen in the cell; TRIM alone leaves line breaks and fixed spaces."""
    return f'LEN(TRIM(CLEAN(SUBSTITUTE({cell},"{FIXED_SPACE}"," "))))'


def _trimmed(cell: str) -> str:
    """The words of the cell with single spaces between them, whatever white space stood there."""
    for space in (f'"{FIXED_SPACE}"', "CHAR(10)", "CHAR(9)"):
        cell = f'SUBSTITUTE({cell},{space}," ")'
    return f"TRIM({cell})"


def _quoted(text: str) -> str:
    return text.replace('"', '""')
