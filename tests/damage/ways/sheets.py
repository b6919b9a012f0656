"""Sheets renamed, moved, hidden, copied, deleted, and pasted onto each other."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference

from nacpc_xl.sheets.lists import LISTS
from tests.damage.judge import (
    ACTIONS,
    MEASURES,
    NEW_ACTIONS,
    SIGN_OFF,
)
from tests.damage.ways.base import (
    HEADING_ROW,
    PROGRESS,
    REF,
    SHEETS,
    START,
    STATUS,
    VALUE,
    Lead,
    Sheet,
    paste,
    paste_sheet,
    put,
    shift,
    way,
)
from tests.damage.ways.given import foreign_ref
from tests.workbooks import answer_to

# Sheets


@way("the sheets renamed")
def rename_sheets(lead: Lead) -> None:
    for number, sheet in enumerate(lead.book.worksheets):
        sheet.title = f"Tab {number}"


@way("two sheets that have each other's names")
def swap_names(lead: Lead) -> None:
    one, other = lead[ACTIONS], lead[SIGN_OFF]
    one.title = "between"
    other.title = ACTIONS
    one.title = SIGN_OFF


@way("the sheets renamed to capitals with spaces around")
def rename_to_capitals(lead: Lead) -> None:
    for sheet in lead.book.worksheets:
        sheet.title = f" {sheet.title.upper()} "


@way("the sheets in another order")
def reverse_sheets(lead: Lead) -> None:
    book: Any = lead.book
    book._sheets.reverse()


@way("Sign-off moved to the front")
def sign_off_first(lead: Lead) -> None:
    lead.book.move_sheet(SIGN_OFF, -4)


def hide(name: str, sheet: str, state: str, says: Sequence[str]) -> None:
    @way(name, says=says)
    def hide_sheet(lead: Lead) -> None:
        lead.book.active = 1 if sheet == START else 0
        lead[sheet].sheet_state = state


hide("Actions hidden", ACTIONS, "hidden", ("R14",))
hide("Actions very hidden", ACTIONS, "veryHidden", ("R14",))
hide("Measures hidden", MEASURES, "hidden", ("R14",))
hide("Measures very hidden", MEASURES, "veryHidden", ("R14",))
hide("Sign-off hidden", SIGN_OFF, "hidden", ("R14",))
hide("Start here hidden", START, "hidden", ())
hide("Lists hidden", LISTS, "hidden", ())


@way("Start here deleted", says=("R02 or R03 or R19",), keeps=False)
def delete_start(lead: Lead) -> None:
    lead.book.remove(lead[START])


@way("Actions deleted", says=("R02 or R06",), keeps=False)
def delete_actions(lead: Lead) -> None:
    lead.book.remove(lead[ACTIONS])


@way("Measures deleted", says=("R06",), may=("R12",))
def delete_measures(lead: Lead) -> None:
    lead.book.remove(lead[MEASURES])
    lead.spoil(MEASURES)


@way("New actions deleted")
def delete_new_actions(lead: Lead) -> None:
    lead.book.remove(lead[NEW_ACTIONS])
    lead.take_back(NEW_ACTIONS)


@way("Sign-off deleted", says=("R12 or C01",), may=("R12",))
def delete_sign_off(lead: Lead) -> None:
    lead.book.remove(lead[SIGN_OFF])
    lead.spoil(SIGN_OFF)


@way("Lists deleted")
def delete_lists(lead: Lead) -> None:
    lead.book.remove(lead[LISTS])


@way("Actions copied behind, unchanged")
def copy_behind(lead: Lead) -> None:
    lead.book.copy_worksheet(lead[ACTIONS])


@way("Actions copied before, unchanged")
def copy_before(lead: Lead) -> None:
    lead.book.move_sheet(lead.book.copy_worksheet(lead[ACTIONS]), -5)


@way("every sheet copied, unchanged")
def copy_all(lead: Lead) -> None:
    for name in SHEETS:
        lead.book.copy_worksheet(lead[name])


def copy_with_other_answers(lead: Lead, sheet: str, ref: str, answers: Mapping[str, object]) -> Sheet:
    """A copy of a sheet in which a row has other answers."""
    copied = lead.book.copy_worksheet(lead[sheet])
    for heading, value in answers.items():
        put(copied[lead.name_of(sheet, ref, heading)], value)
        lead.spoil(sheet, ref, heading)
        lead.told.besides.append(str(value))
    return copied


OTHER_ANSWERS = {STATUS: "Off track", PROGRESS: "Another account of the same."}


@way("Actions copied behind, with other answers", says=("R09",))
def copy_behind_changed(lead: Lead) -> None:
    copy_with_other_answers(lead, ACTIONS, lead.tracker.action, OTHER_ANSWERS)


@way("Actions copied before, with other answers", says=("R09",))
def copy_before_changed(lead: Lead) -> None:
    lead.book.move_sheet(copy_with_other_answers(lead, ACTIONS, lead.tracker.action, OTHER_ANSWERS), -5)


@way("Measures copied behind, with another figure", says=("R09",))
def copy_measures_changed(lead: Lead) -> None:
    copy_with_other_answers(lead, MEASURES, lead.tracker.figure, {VALUE: 7})


@way("a copy of Actions in which nothing was filled in yet")
def copy_as_issued(lead: Lead) -> None:
    copied = lead.book.copy_worksheet(lead[ACTIONS])
    first, last = (lead.column(ACTIONS, heading) for heading in (STATUS, "Completed on"))
    for row in lead.rows(ACTIONS):
        for column in range(first, last + 1):
            copied.cell(row, column).value = None


@way("Start here copied behind, with another quarter", says=("R07",))
def copy_start_changed(lead: Lead) -> None:
    copied = lead.book.copy_worksheet(lead[START])
    put(answer_to(copied, "Quarter"), "Q4 2024-25")
    lead.told.besides.append("Q4 2024-25")


@way("Sign-off copied behind, signed by somebody else", says=("R07",))
def copy_sign_off_changed(lead: Lead) -> None:
    copied = lead.book.copy_worksheet(lead[SIGN_OFF])
    put(answer_to(copied, "Completed by (role)"), "Deputy of the chair")
    lead.told.besides.append("Deputy of the chair")
    lead.spoil(SIGN_OFF)


@way("an empty sheet added, and a chart on a sheet of its own")
def add_sheets(lead: Lead) -> None:
    lead.book.create_sheet("Sheet1", 0)
    lead.book.create_chartsheet("Chart1", 1).add_chart(chart_of(lead))


@way("a chart on a sheet")
def add_chart(lead: Lead) -> None:
    lead[MEASURES].add_chart(chart_of(lead), "O20")


def chart_of(lead: Lead) -> BarChart:
    """A chart of the figures."""
    chart, column = BarChart(), lead.column(MEASURES, VALUE)
    chart.add_data(Reference(lead[MEASURES], min_col=column, min_row=HEADING_ROW, max_row=lead.rows(MEASURES)[-1]))
    return chart


@way("a list of one's own, with some of the headings", says=("R07",))
def own_list(lead: Lead) -> None:
    lead.book.create_sheet("Jobs", 1)
    for at, value in zip(("A1", "B1", "C1", "D1"), (REF, "Action", STATUS, "Who"), strict=True):
        put(lead["Jobs"][at], value)
    for at, value in (("A2", lead.tracker.action), ("C2", "Off track")):
        put(lead["Jobs"][at], value)
    lead.note("Jobs", "D2", "The deputy's clerk")


@way("the actions of another group on a sheet of their own", says=("R08",))
def actions_of_others(lead: Lead) -> None:
    others = lead.book.copy_worksheet(lead[ACTIONS])
    rows = lead.rows(ACTIONS)
    others.delete_rows(rows[1], len(rows) - 1)
    put(others["A5"], foreign_ref(lead))
    put(others.cell(5, lead.column(ACTIONS, PROGRESS)), "We did theirs.")
    lead.told.besides.append("We did theirs.")


@way("half the actions on a second sheet")
def split_actions(lead: Lead) -> None:
    rows = lead.rows(ACTIONS)
    half = len(rows) // 2
    second = lead.book.copy_worksheet(lead[ACTIONS])
    lead[ACTIONS].delete_rows(rows[half], len(rows) - half)
    second.delete_rows(rows[0], half)


@way("half the measures on a second sheet")
def split_measures(lead: Lead) -> None:
    rows = lead.rows(MEASURES)
    second = lead.book.copy_worksheet(lead[MEASURES])
    lead[MEASURES].delete_rows(rows[0])
    second.delete_rows(rows[1], len(rows) - 1)


def on_one_sheet(lead: Lead, names: Iterable[str], *, side_by_side: bool) -> None:
    """Pastes these sheets onto a new one, and deletes them."""
    together = lead.book.create_sheet("Everything", 0)
    top = left = 1
    for name in names:
        sheet = lead[name]
        paste_sheet(sheet, together, top, left)
        top, left = (1, left + sheet.max_column + 1) if side_by_side else (top + sheet.max_row + 2, 1)
        lead.book.remove(sheet)


@way("all sheets pasted onto one, one below the other")
def all_below(lead: Lead) -> None:
    on_one_sheet(lead, SHEETS[:5], side_by_side=False)


@way("all sheets pasted onto one, side by side")
def all_beside(lead: Lead) -> None:
    on_one_sheet(lead, SHEETS[:5], side_by_side=True)


@way("the tables pasted onto one sheet, one below the other")
def tables_below(lead: Lead) -> None:
    on_one_sheet(lead, (ACTIONS, MEASURES, NEW_ACTIONS), side_by_side=False)


@way("the tables pasted onto one sheet, side by side")
def tables_beside(lead: Lead) -> None:
    on_one_sheet(lead, (MEASURES, ACTIONS, NEW_ACTIONS), side_by_side=True)


@way("Actions pasted onto another sheet below other text", says=("R07",))
def paste_below_text(lead: Lead) -> None:
    lead.book.create_sheet("Minutes", 1)
    lead.note("Minutes", "A1", "Agreed by phone on 3 July; see the minutes.")
    paste_sheet(lead[ACTIONS], lead["Minutes"], 6)
    lead.book.remove(lead[ACTIONS])


@way("Actions pasted below Sign-off")
def paste_below_sign_off(lead: Lead) -> None:
    paste_sheet(lead[ACTIONS], lead[SIGN_OFF], 12)
    lead.book.remove(lead[ACTIONS])


@way("Actions turned on its side, headings to the left", says=("R02 or R06",), keeps=False)
def transpose(lead: Lead) -> None:
    sheet = lead[ACTIONS]
    cells = [copy.copy(cell) for row in sheet.iter_rows(min_row=4) for cell in row]
    sheet.delete_rows(4, sheet.max_row)
    for cell in cells:
        paste(cell, sheet.cell(cell.column + 3, cell.row - 3))


@way("every table moved down")
def move_down(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        shift(lead[name], 9, 0)


@way("every table moved right")
def move_right(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES, NEW_ACTIONS):
        shift(lead[name], 0, 4)


@way("Start here moved down and right")
def move_start(lead: Lead) -> None:
    shift(lead[START], 5, 2)
