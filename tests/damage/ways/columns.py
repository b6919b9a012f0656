"""Columns moved, hidden, left out and repeated, and headings spelt in other ways."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from openpyxl.utils import get_column_letter

from tests.damage.judge import (
    ACTIONS,
    MEASURES,
    NEW_ACTIONS,
    SIGN_OFF,
)
from tests.damage.ways.base import (
    DIFFERENCE,
    EVIDENCE,
    HEADING_ROW,
    MILESTONE,
    MILESTONE_DUE,
    PROGRESS,
    START,
    STATUS,
    VALUE,
    Lead,
    paste,
    paste_column,
    put,
    rearrange_columns,
    way,
)

# Columns


@way("blank columns to the left of the tables")
def columns_left(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        lead[name].insert_cols(1, 2)


@way("blank columns between the columns")
def columns_between(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        for column in range(len(lead.headings(name)), 1, -3):
            lead[name].insert_cols(column)


@way("the columns in reverse order")
def reverse_columns(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        rearrange_columns(lead[name], range(lead[name].max_column, 0, -1))


@way("the columns shuffled")
def shuffle_columns(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        columns = range(1, lead[name].max_column + 1)
        rearrange_columns(lead[name], random.Random(5).sample(columns, len(columns)))


@way("a column moved far to the right")
def move_column(lead: Lead) -> None:
    column = lead.column(ACTIONS, STATUS)
    paste_column(lead[ACTIONS], column, 60)
    for row in range(HEADING_ROW, lead[ACTIONS].max_row + 1):
        lead[ACTIONS].cell(row, column).value = None


@way("the ref moved behind the answers")
def move_ref(lead: Lead) -> None:
    width = len(lead.headings(ACTIONS))
    rearrange_columns(lead[ACTIONS], [*range(2, width + 1), 1])


@way("columns hidden", says=("R14",))
def hide_columns(lead: Lead) -> None:
    letter = get_column_letter(lead.column(ACTIONS, PROGRESS))
    lead[ACTIONS].column_dimensions[letter].hidden = True


def delete_column(name: str, sheet: str, heading: str, says: Sequence[str]) -> None:
    @way(name, says=says)
    def delete(lead: Lead) -> None:
        lead[sheet].delete_cols(lead.column(sheet, heading))
        lead.spoil(sheet, heading=heading)


delete_column("the column Progress this quarter deleted", ACTIONS, PROGRESS, ("R12",))
delete_column("the column Status deleted", ACTIONS, STATUS, ("R12",))
delete_column("the column Value this quarter deleted", MEASURES, VALUE, ("R12",))
delete_column("the given column Lead deleted", ACTIONS, "Lead", ())
delete_column("the given column Unit deleted", MEASURES, "Unit", ())
delete_column("the column To do deleted", ACTIONS, "To do", ())


@way("the column Ref deleted", says=("R12",), may=("R06", "R08"))
def delete_refs(lead: Lead) -> None:
    lead[ACTIONS].delete_cols(1)
    lead.spoil(ACTIONS)


@way("all given columns but Ref deleted")
def delete_given(lead: Lead) -> None:
    lead[ACTIONS].delete_cols(2, lead.column(ACTIONS, STATUS) - 2)


@way("a column duplicated, unchanged", says=("R12",))
def duplicate_column(lead: Lead) -> None:
    column = lead.column(ACTIONS, PROGRESS)
    lead[ACTIONS].insert_cols(column + 1)
    paste_column(lead[ACTIONS], column, column + 1)


@way("a column duplicated, with another answer", says=("R12",))
def duplicate_column_changed(lead: Lead) -> None:
    duplicate_column(lead)
    row, column = lead.row(ACTIONS, lead.tracker.action), lead.column(ACTIONS, PROGRESS) + 1
    lead.note(ACTIONS, f"{get_column_letter(column)}{row}", "A second account of it.")
    lead.spoil(ACTIONS, lead.tracker.action, PROGRESS)


@way("the ref repeated at the end of each row", says=("R07 or R12",), may=("R12",))
def repeat_refs(lead: Lead) -> None:
    paste_column(lead[ACTIONS], 1, len(lead.headings(ACTIONS)) + 1)


@way("a strange column between the others", says=("R07",))
def strange_column(lead: Lead) -> None:
    column = lead.column(ACTIONS, PROGRESS) + 1
    lead[ACTIONS].insert_cols(column)
    letter = get_column_letter(column)
    lead.note(ACTIONS, f"{letter}4", "RAG of the health board")
    lead.note(ACTIONS, f"{letter}{lead.row(ACTIONS, lead.tracker.action)}", "Amber, says the board")


# Headings


def reword(name: str, change: Callable[[str], str], says: Sequence[str] = ()) -> None:
    @way(name, says=says)
    def reword_headings(lead: Lead) -> None:
        for sheet in (ACTIONS, MEASURES, NEW_ACTIONS):
            for cell in lead[sheet][HEADING_ROW]:
                cell.value = change(str(cell.value))


reword("headings in capitals", str.upper)
reword("headings with line breaks", lambda heading: heading.replace(" ", "\n"))
reword("headings with double spaces", lambda heading: f"  {heading.replace(' ', '  ')}  ")
reword("headings with no-break spaces", lambda heading: heading.replace(" ", "\xa0") + "\xa0")
reword("headings with zero-width spaces", lambda heading: f"\u200b{heading[:2]}\u200b{heading[2:]}\ufeff")
reword("headings with soft hyphens", lambda heading: f"{heading[:2]}\xad{heading[2:]}")
reword("headings with a colon behind", lambda heading: f"{heading}:")
reword("headings with an asterisk behind", lambda heading: f"{heading} *")
reword("headings with small letters only", str.lower)


def misspell(name: str, sheet: str, heading: str, misspelt: str) -> None:
    @way(name, says=("R11",))
    def misspell_heading(lead: Lead) -> None:
        put(lead.heading(sheet, heading), misspelt)


misspell("a heading with two letters transposed", ACTIONS, PROGRESS, "Porgress this quarter")
misspell("a heading with a letter dropped", ACTIONS, EVIDENCE, "Evidnce")
misspell("a heading with a letter doubled", ACTIONS, MILESTONE, "Next millestone")
misspell("a short heading misspelt", ACTIONS, STATUS, "Staus")
misspell("a heading of Measures misspelt", MEASURES, VALUE, "Value this quater")
misspell("a label of Start here misspelt", START, "Quarter", "Quater")
misspell("a label of Sign-off misspelt", SIGN_OFF, "Completed by (role)", "Complted by (role)")


@way("every second heading misspelt", says=("R11",))
def misspell_many(lead: Lead) -> None:
    for heading in lead.headings(ACTIONS)[1::2]:
        put(lead.heading(ACTIONS, heading), f"{heading[:-1]}{heading[-2:]}" if len(heading) > 5 else heading)


@way("the heading Ref spelt out", says=("R11 or R12",), may=("R06", "R08", "R12"))
def spell_ref_out(lead: Lead) -> None:
    lead.note(ACTIONS, "A4", "Reference")
    lead.told.besides.clear()
    lead.spoil(ACTIONS)


@way("a heading emptied", says=("R12",))
def empty_heading(lead: Lead) -> None:
    lead.heading(ACTIONS, PROGRESS).value = None
    lead.spoil(ACTIONS, heading=PROGRESS)


@way("a heading replaced by another word", says=("R12",))
def replace_heading(lead: Lead) -> None:
    lead.note(ACTIONS, lead.heading(ACTIONS, PROGRESS).coordinate, "Commentary")
    lead.spoil(ACTIONS, heading=PROGRESS)


def mean_another(name: str, sheet: str, heading: str, other: str) -> None:
    @way(name, says=("R12",))
    def mean_another_heading(lead: Lead) -> None:
        put(lead.heading(sheet, heading), other)
        lead.spoil(sheet, heading=heading)


mean_another("a heading replaced by one that is like it and means another", ACTIONS, PROGRESS, "Progress last quarter")
mean_another("a heading of Measures replaced by one that means another", MEASURES, VALUE, "Value last quarter")


@way("a heading replaced by that of another column", says=("R12",))
def repeat_heading(lead: Lead) -> None:
    put(lead.heading(ACTIONS, PROGRESS), DIFFERENCE)
    lead.spoil(ACTIONS, heading=PROGRESS)
    lead.spoil(ACTIONS, heading=DIFFERENCE)


@way("all headings emptied", says=("R02 or R06 or R12",), keeps=False)
def empty_headings(lead: Lead) -> None:
    for cell in lead[ACTIONS][HEADING_ROW]:
        cell.value = None


@way("a heading merged with the row above", may=("R12",))
def merge_heading_up(lead: Lead) -> None:
    cell = lead.heading(ACTIONS, PROGRESS)
    put(cell.offset(row=-1), cell.value)
    lead[ACTIONS].merge_cells(f"{cell.offset(row=-1).coordinate}:{cell.coordinate}")
    lead.spoil(ACTIONS, heading=PROGRESS)


@way("every heading merged with the row above")
def merge_headings_up(lead: Lead) -> None:
    sheet = lead[ACTIONS]
    sheet.insert_rows(4)
    for cell in list(sheet[5]):
        paste(cell, sheet.cell(4, cell.column))
        sheet.merge_cells(start_row=4, end_row=5, start_column=cell.column, end_column=cell.column)


@way("a heading merged across two columns", says=("R12",))
def merge_headings_across(lead: Lead) -> None:
    cell = lead.heading(ACTIONS, MILESTONE)
    lead[ACTIONS].merge_cells(f"{cell.coordinate}:{cell.offset(column=1).coordinate}")
    lead.spoil(ACTIONS, heading=MILESTONE_DUE)


@way("a heading in two rows", says=("R12",))
def heading_in_two_rows(lead: Lead) -> None:
    column = lead.column(ACTIONS, PROGRESS)
    lead[ACTIONS].insert_rows(HEADING_ROW)
    put(lead[ACTIONS].cell(HEADING_ROW, column), "Progress")
    put(lead[ACTIONS].cell(HEADING_ROW + 1, column), "this quarter")
    lead.spoil(ACTIONS, heading=PROGRESS)


@way("the headings of an answer and a given cell swapped", says=("R10",), may=("F01",))
def swap_headings(lead: Lead) -> None:
    one, other = (lead.heading(ACTIONS, heading) for heading in (STATUS, "Last status"))
    one.value, other.value = other.value, one.value
    lead.spoil(ACTIONS, heading=STATUS)


@way("a banner above the headings, merged across all columns")
def banner(lead: Lead) -> None:
    lead[ACTIONS].insert_rows(4)
    put(lead[ACTIONS]["A4"], ACTIONS)
    lead[ACTIONS].merge_cells(start_row=4, end_row=4, start_column=1, end_column=lead[ACTIONS].max_column)
