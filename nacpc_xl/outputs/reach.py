"""Ranges of cells on a worksheet that reach down to rows which were added below a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from lxml import etree

from nacpc_xl.model.source import column_letters, position
from nacpc_xl.preflight.survey import At, Block
from nacpc_xl.preflight.xml import local

_COLUMN = re.compile(r"(\$[A-Z]{1,3}\$)([0-9]+):\1([0-9]+)")


def block_of(name: str) -> Block:
    """The block of cells called `name`, such as K5:K7, with or without dollar signs."""
    first, _, last = name.replace("$", "").partition(":")
    return (*position(first), *position(last or first))


def block_name(block: Block, fixed: str = "") -> str:
    """What a block of cells is called: K5:K7, or K5 where it is a single cell; $K$5:$K$7 with `fixed` as a dollar."""
    top, left, bottom, right = block
    first = f"{fixed}{column_letters(left)}{fixed}{top + 1}"
    last = f"{fixed}{column_letters(right)}{fixed}{bottom + 1}"
    return first if first == last else f"{first}:{last}"


def overlap(one: Block, other: Block) -> bool:
    """Whether two blocks share a cell."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def formula_to(formula: str, body: Block, last: int) -> str:
    """The formula, with each range in one column that holds most rows of `body` going on to row `last` at the least.

    Rows are counted from 0, as everywhere here.
    """

    def stretched(found: re.Match[str]) -> str:
        column, top, bottom = found[1], int(found[2]), int(found[3])
        shared = min(bottom - 1, body[2]) - max(top - 1, body[0]) + 1
        return f"{column}{top}:{column}{max(bottom, last + 1)}" if _are_most(shared, body) else found[0]

    return _COLUMN.sub(stretched, formula)


def _are_most(rows: int, body: Block) -> bool:
    return 2 * rows > body[2] - body[0] + 1


def reach_down(sheet: etree._Element, body: Block, rows: Sequence[int]) -> None:
    """Lets the drop-downs and the marks of most rows of a table hold in these rows of it as well.

    `body` is where the table's rows stood before. Excel allows a cell no more than one drop-down.
    """
    validations = [_Reach(one) for one in sheet.iter("{*}dataValidation")]
    validated = {at for one in validations for at in one.cells_in((*body[:2], max(body[2], *rows), body[3]))}
    for one in validations:
        validated.update(one.reach(body, rows, validated))
    for condition in sheet.iter("{*}conditionalFormatting"):
        _Reach(condition).reach(body, rows, ())


class _Reach:
    """The cells that a drop-down or a mark holds for, wherever the file says so: in an attribute, or as a text."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element
        self._text = next((one for one in element if local(one) == "sqref"), None)
        said = element.get("sqref", "") if self._text is None else self._text.text or ""
        self._blocks = [block_of(name) for name in said.split()]

    def cells_in(self, area: Block) -> Iterator[At]:
        """The cells of an area that it holds for."""
        top, left, bottom, right = area
        for first_row, first_column, last_row, last_column in self._blocks:
            for row in range(max(top, first_row), min(bottom, last_row) + 1):
                yield from ((row, at) for at in range(max(left, first_column), min(right, last_column) + 1))

    def reach(self, body: Block, rows: Sequence[int], taken: Collection[At]) -> set[At]:
        """Lets it hold in these rows, in each column in most rows of which it does, and gives the cells added.

        Cells that are `taken` are left out.
        """
        held = Counter(column for _, column in self.cells_in(body))
        columns = [column for column, times in held.items() if _are_most(times, body)]
        known = set(self.cells_in((min(rows), body[1], max(rows), body[3])))
        wanted = {(row, column) for column in columns for row in rows} - known - set(taken)
        self._put(wanted)
        return wanted

    def _put(self, cells: set[At]) -> None:
        if not cells:
            return
        left = set(cells)
        for index, (top, first, bottom, last) in enumerate(self._blocks):
            further = bottom
            while left and left.issuperset(row_of := {(further + 1, column) for column in range(first, last + 1)}):
                left -= row_of
                further += 1
            self._blocks[index] = (top, first, further, last)
        self._blocks += _runs(left)
        said = " ".join(map(block_name, self._blocks))
        if self._text is None:
            self._element.set("sqref", said)
        else:
            self._text.text = said


def _runs(cells: Iterable[At]) -> Iterator[Block]:
    """The cells in as many blocks as there are runs of them, one below the other."""
    ordered = sorted(cells, key=lambda at: (at[1], at[0]))
    for _, run in groupby(enumerate(ordered), key=lambda item: (item[1][1], item[1][0] - item[0])):
        places = [at for _, at in run]
        yield (*places[0], *places[-1])
