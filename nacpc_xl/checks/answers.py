"""F and C: is each answer of its column's kind, and is everything there that the other answers require?

Both are derived from the schema; a new column needs no new check.
"""

from collections.abc import Iterator

from nacpc_xl.checks.registry import Found, check
from nacpc_xl.model.conditions import Always, Condition, IsFilled
from nacpc_xl.model.phrases import says_nothing
from nacpc_xl.model.register import Notice
from nacpc_xl.model.source import Source
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Noticed, Severity


@check("F01", severity=Severity.STOP)
def choice_is_on_the_list(row: Table) -> Iterator[Found]:
    """An answer with a drop-down list is one of the list.

    Fix: choose one from the list in the cell.

    | Status      | result |
    | Amber/Green | fails  |
    | At risk     | passes |
    """
    yield from _not_understood(row, "choice")


@check("F02", severity=Severity.STOP)
def date_is_exact(row: Table) -> Iterator[Found]:
    """A date is one exact day.

    Fix: enter the day, month and year.

    | Milestone due    | result |
    | end of September | fails  |
    | 30/09/2019       | passes |
    """
    yield from _not_understood(row, "date")


@check("F03", severity=Severity.STOP)
def figure_is_a_number(row: Table) -> Iterator[Found]:
    """A figure is a number by itself, in the measure's own unit.

    Fix: enter the number alone; put words in the comment.

    | Value this quarter | result |
    | about 40           | fails  |
    | 40                 | passes |
    """
    yield from _not_understood(row, "number", "count")


@check("F04", severity=Severity.STOP)
def reference_has_its_form(row: Table) -> Iterator[Found]:
    """A reference has the form that the plan gives it.

    Fix: choose it from the list in the cell.

    | Priority       | Measure of progress   | result |
    | the second one | School nurses briefed | fails  |
    | P1.2           | School nurses briefed | passes |
    """
    yield from _not_understood(row, "ref", "refs")


@check("F05", severity=Severity.STOP)
def cell_shows_no_error(row: Table) -> Iterator[Found]:
    """An answer is not the error of a formula.

    Fix: type the answer over the formula.

    | Completed on | result |
    | #DIV/0!      | fails  |
    | 28/06/2019   | passes |
    """
    for name, unread in row.unread.items():
        if unread.is_error:
            heading = row.columns()[name].heading
            yield row.cell(name), f"{_of(row)}{heading} shows the error {unread.written}"


@check("F06", severity=Severity.NOTE)
def answer_is_no_formula(notice: Notice) -> Iterator[Found]:
    """An answer was typed, not worked out by a formula.

    Fix: see that it shows what the lead means; its last result was used.

    | What was noticed           | result |
    | a formula gives the answer | fails  |
    | answers stand out of sight | passes |
    """
    if notice.what is Noticed.FORMULA:
        yield Source(notice.file, notice.sheet_name, notice.at), "A formula gives the answer"


@check("F07", severity=Severity.STOP)
def formula_has_a_result(row: Table) -> Iterator[Found]:
    """A formula that gives an answer was saved with its result.

    Fix: type the answer over the formula.

    | Evidence    | result |
    | =Minutes!A1 | fails  |
    | Minutes     | passes |
    """
    for name, unread in row.unread.items():
        if unread.is_untold:
            heading = row.columns()[name].heading
            yield row.cell(name), f"{_of(row)}{heading} is a formula that was saved without its result"


@check("F08", severity=Severity.QUERY)
def answer_has_a_cell_of_its_own(notice: Notice) -> Iterator[Found]:
    """An answer stands in one cell, not in several merged into one.

    Fix: undo the merging, and fill in each cell.

    | What was noticed                       | result |
    | an answer is merged with other cells   | fails  |
    | answers stand out of sight             | passes |
    """
    if notice.what is Noticed.MERGED:
        place = Source(notice.file, notice.sheet_name, notice.at)
        yield place, f"The cells {notice.detail} are merged, and their answer was read for {notice.at} alone"


@check("C01", severity=Severity.QUERY)
def always_required_is_there(row: Table) -> Iterator[Found]:
    """Everything that is always asked for is filled in.

    Fix: fill it in.

    | Status   | result |
    |          | fails  |
    | On track | passes |
    """
    for name in row.missing():
        if isinstance(row.conditions()[name], Always):
            column = row.columns()[name]
            yield row.cell(name), f"{_of(row)}{column.heading} is missing", f"Enter {column.accepts}."


@check("C02", severity=Severity.QUERY)
def required_here_is_there(row: Table) -> Iterator[Found]:
    """What another answer calls for is filled in.

    Fix: fill it in, or change the answer that calls for it.

    | Status   | Evidence              | result |
    | Complete |                       | fails  |
    | Complete | Audit of 12 June 2019 | passes |
    | On track |                       | passes |
    """
    for name in row.missing():
        condition = row.conditions()[name]
        if not isinstance(condition, Always) and not _is_called_for_by_nothing(condition, row):
            heading = row.columns()[name].heading
            yield row.cell(name), f"{_of(row)}{heading} is missing, but {condition.because(row)}"


def _is_called_for_by_nothing(condition: Condition, row: Table) -> bool:
    """Whether the other answer only says in words that there is none, which is asked about by itself."""
    if not (isinstance(condition, IsFilled) and condition.filled):
        return False
    other = row.written(condition.column.name)
    return says_nothing(other) and any(map(str.isalpha, other))


def _not_understood(row: Table, *kinds: str) -> Iterator[Found]:
    """The answers in columns of these kinds that could not be understood."""
    for name, unread in row.unread.items():
        column = row.columns()[name]
        if column.kind in kinds and not (column.given or unread.is_error or unread.is_untold):
            yield row.cell(name), f"{_of(row)}{column.heading}: {unread.problem}", f"Enter {column.accepts}."


def _of(row: Table) -> str:
    whose = row.values.get("ref") or row.values.get("subgroup")
    return f"{whose}: " if whose else ""
