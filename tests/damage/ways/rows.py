"""Rows put in, left out, sorted, hidden and repeated."""

from __future__ import annotations

import random

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import FilterColumn, Filters

from nacpc_xl.model.tracker import Actions
from tests.damage.judge import (
    ACTIONS,
    MEASURES,
    NEW_ACTIONS,
    Key,
)
from tests.damage.ways.base import (
    HEADING_ROW,
    PROGRESS,
    REF,
    STATUS,
    VALUE,
    Lead,
    paste,
    paste_row,
    put,
    rearrange_rows,
    way,
)
from tests.damage.ways.sheets import OTHER_ANSWERS

# Rows


@way("blank rows above the headings")
def rows_above(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        lead[name].insert_rows(4, 3)


@way("a blank row between the headings and the first row")
def row_below_headings(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        lead[name].insert_rows(5)


@way("blank rows between the rows")
def rows_between(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        for row in reversed(lead.rows(name)):
            lead[name].insert_rows(row, 2)


@way("the rows sorted backwards")
def sort_backwards(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        rows = lead.rows(name)
        rearrange_rows(lead[name], rows, rows[::-1])


@way("the rows shuffled")
def shuffle_rows(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        rows = lead.rows(name)
        rearrange_rows(lead[name], rows, random.Random(3).sample(rows, len(rows)))


@way("the rows filtered by their status", says=("R14",))
def filter_rows(lead: Lead) -> None:
    (table,) = lead[ACTIONS].tables.values()
    column = lead.column(ACTIONS, STATUS) - 1
    table.autoFilter.filterColumn.append(FilterColumn(colId=column, filters=Filters(filter=["Off track"])))
    for row in lead.rows(ACTIONS):
        lead[ACTIONS].row_dimensions[row].hidden = lead[ACTIONS].cell(row, column + 1).value != "Off track"


@way("a row hidden", says=("R14",))
def hide_row(lead: Lead) -> None:
    lead[ACTIONS].row_dimensions[lead.row(ACTIONS, lead.tracker.action)].hidden = True


@way("the rows grouped and folded away", says=("R14",))
def fold_rows(lead: Lead) -> None:
    for row in lead.rows(MEASURES):
        lead[MEASURES].row_dimensions[row].outlineLevel = 1
        lead[MEASURES].row_dimensions[row].hidden = True


@way("a row of Actions deleted", says=("R06",))
def delete_row(lead: Lead) -> None:
    lead[ACTIONS].delete_rows(lead.row(ACTIONS, lead.tracker.action))
    lead.spoil(ACTIONS, lead.tracker.action)


@way("a row of Measures deleted", says=("R06",))
def delete_measure(lead: Lead) -> None:
    lead[MEASURES].delete_rows(lead.row(MEASURES, lead.tracker.figure))
    lead.spoil(MEASURES, lead.tracker.figure)


@way("every row of Actions deleted", says=("R06",))
def delete_rows(lead: Lead) -> None:
    rows = lead.rows(ACTIONS)
    lead[ACTIONS].delete_rows(rows[0], len(rows))
    lead.spoil(ACTIONS)


@way("a row emptied, but for its ref", says=("C01",))
def empty_row(lead: Lead) -> None:
    ref = lead.tracker.action
    for heading in lead.headings(ACTIONS)[1:]:
        lead.cell(ACTIONS, ref, heading).value = None
        if Key(ACTIONS, ref, heading) in lead.told.answers:
            lead.told.answers[Key(ACTIONS, ref, heading)] = ""


@way("a row duplicated, unchanged")
def duplicate_row(lead: Lead) -> None:
    paste_row(lead[ACTIONS], lead.row(ACTIONS, lead.tracker.action), lead.rows(ACTIONS)[-1] + 1)


@way("a row duplicated, with other answers", says=("R09",))
def duplicate_row_changed(lead: Lead) -> None:
    ref, below = lead.tracker.action, lead.rows(ACTIONS)[-1] + 1
    paste_row(lead[ACTIONS], lead.row(ACTIONS, ref), below)
    for heading, value in OTHER_ANSWERS.items():
        lead.note(ACTIONS, f"{get_column_letter(lead.column(ACTIONS, heading))}{below}", value)
        lead.spoil(ACTIONS, ref, heading)


@way("a measure duplicated, with another figure", says=("R09",))
def duplicate_measure_changed(lead: Lead) -> None:
    ref, below = lead.tracker.figure, lead.rows(MEASURES)[-1] + 1
    paste_row(lead[MEASURES], lead.row(MEASURES, ref), below)
    lead.note(MEASURES, f"{get_column_letter(lead.column(MEASURES, VALUE))}{below}", 7)
    lead.spoil(MEASURES, ref, VALUE)


@way("a row duplicated, its answers emptied")
def duplicate_row_emptied(lead: Lead) -> None:
    below = lead.rows(ACTIONS)[-1] + 1
    paste_row(lead[ACTIONS], lead.row(ACTIONS, lead.tracker.action), below)
    for column in Actions.to_fill_in().values():
        lead[ACTIONS].cell(below, lead.column(ACTIONS, column.heading)).value = None


@way("an answer moved to a second row of the same ref", may=("R09",))
def answer_on_second_row(lead: Lead) -> None:
    ref, below = lead.tracker.action, lead.rows(ACTIONS)[-1] + 1
    duplicate_row_emptied(lead)
    cell = lead.cell(ACTIONS, ref, PROGRESS)
    paste(cell, lead[ACTIONS].cell(below, cell.column))
    cell.value = None
    lead.spoil(ACTIONS, ref, PROGRESS)


@way("an answer continued on a row without a ref", says=("R07 or R08",), may=("R08",))
def answer_continued(lead: Lead) -> None:
    cell = lead.cell(ACTIONS, lead.refs(ACTIONS)[0], PROGRESS)
    lead[ACTIONS].insert_rows(cell.row + 1)
    lead.note(ACTIONS, cell.offset(row=1).coordinate, "And it went on in the week after.")


@way("a row of words in the middle of the table", says=("R07 or R08",), may=("R08",))
def words_in_the_middle(lead: Lead) -> None:
    row = lead.rows(MEASURES)[1]
    lead[MEASURES].insert_rows(row)
    lead.note(MEASURES, f"C{row}", "Those below are counted by the health board.")


@way("a small table of one's own right below", says=("R07 or R08 or R09",), may=("R08", "R09"))
def own_table_below(lead: Lead) -> None:
    row = lead.rows(ACTIONS)[-1] + 2
    for at, value in ((f"A{row}", REF), (f"B{row}", STATUS), (f"A{row + 1}", lead.tracker.action)):
        put(lead[ACTIONS][at], value)
    lead.note(ACTIONS, f"C{row + 1}", "Red, if you ask the clerk")


@way("the row of headings hidden")
def hide_headings(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        lead[name].row_dimensions[HEADING_ROW].hidden = True


@way("titles and purposes deleted")
def delete_titles(lead: Lead) -> None:
    for sheet in lead.book.worksheets:
        for at in ("A1", "A2", "A3"):
            sheet[at].value = None


@way("the table pasted below itself, unchanged")
def table_twice(lead: Lead) -> None:
    sheet = lead[ACTIONS]
    below = sheet.max_row + 2
    for number, row in enumerate([HEADING_ROW, *lead.rows(ACTIONS)]):
        paste_row(sheet, row, below + number)


@way("a second row of headings in the middle")
def headings_in_the_middle(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        lead[name].insert_rows(lead.rows(name)[1])
        paste_row(lead[name], HEADING_ROW, lead.rows(name)[1])


@way("a row of totals below the table", says=("R07 or R08",), may=("R08",))
def totals(lead: Lead) -> None:
    row = lead.rows(MEASURES)[-1] + 1
    lead.note(MEASURES, f"A{row}", "Total of them all")
    lead.note(MEASURES, f"{get_column_letter(lead.column(MEASURES, VALUE))}{row}", 999)
