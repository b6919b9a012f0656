"""The cells that a finding stands at, read out of its sentence as a person would."""

import re

from nacpc_xl.model.finding import Finding

_CELL = r"[A-Z]{1,3}[1-9]\d{0,6}"
_CELLS = re.compile(rf"(?<![\w.\-/])({_CELL})(?: to ({_CELL}))?(?!\w|[.\-/]\w)")
_QUOTED = re.compile("“[^”]*”")
LARGEST_BLOCK = 5_000  # cells: a finding that lists more than that lists none


def cells_of(finding: Finding) -> set[tuple[str, str]]:
    """The cells that a finding stands at: its own, and those that its sentence lists ("B20, C25 to C30")."""
    if not finding.sheet_name:
        return set()
    listed = _CELLS.findall(_QUOTED.sub("", finding.what))
    cells = {finding.at, *(cell for first, last in listed for cell in _block(first, last or first))}
    return {(finding.sheet_name, cell) for cell in cells if cell}


def _block(first: str, last: str) -> list[str]:
    (left, top), (right, bottom) = _position(first), _position(last)
    if (right - left + 1) * (bottom - top + 1) > LARGEST_BLOCK:
        return []
    return [f"{_letters(column)}{row}" for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _position(cell: str) -> tuple[int, int]:
    """The column and the row of a cell, counted from 1."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(cell[len(letters) :])


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
