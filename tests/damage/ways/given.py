"""Given cells and refs overwritten, and words beside the answers."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Sequence

from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from nacpc_xl.sheets.lists import LISTS
from tests.damage.judge import (
    ACTIONS,
    MEASURES,
    NEW_ACTIONS,
    SIGN_OFF,
)
from tests.damage.ways.base import EVIDENCE, PROGRESS, REF, START, STATUS, Lead, put, way

# Given cells and refs


# Given cells and refs


def overwritten(name: str, heading: str, value: object, which: str = "action") -> None:
    sheet = ACTIONS if which == "action" else MEASURES

    @way(name, says=("R10",))
    def overwrite(lead: Lead) -> None:
        lead.over(sheet, getattr(lead.tracker, which), heading, value)


overwritten("the action reworded", "Action", "This should read: bank and post office staff.")
overwritten("the current due date moved", "Current due", dt.date(2025, 8, 29))
overwritten("the current due date moved, as text", "Current due", "some time in 2025")
overwritten("the last update corrected", "Last update", "What we said last time was wrong.")
overwritten("the lead changed", "Lead", "The new Lead Officer")
overwritten("the aims changed", "Aims", "A2, A9")
overwritten("the unit changed", "Unit", "people", "figure")
overwritten("the unit changed from per cent", "Unit", "people", "per_cent")
overwritten("the target lowered", "Target", 3.5, "figure")


@way("the given cells of a row emptied")
def empty_given(lead: Lead) -> None:
    for heading in lead.headings(ACTIONS)[1 : lead.column(ACTIONS, STATUS) - 1]:
        lead.cell(ACTIONS, lead.tracker.action, heading).value = None


@way("a ref in small letters with spaces around")
def small_ref(lead: Lead) -> None:
    cell = lead.cell(ACTIONS, lead.tracker.action, REF)
    cell.value = f" {cell.value.lower()}\xa0"


def other_ref(name: str, change: Callable[[Lead, str], object], which: str = "action") -> None:
    sheet = ACTIONS if which == "action" else MEASURES

    @way(name, says=("R08",), may=("R06",))
    def change_ref(lead: Lead) -> None:
        ref = getattr(lead.tracker, which)
        value = change(lead, ref)
        lead.over(sheet, ref, REF, value)
        lead.told.besides = [text for text in lead.told.besides if text]
        lead.spoil(sheet, ref)


other_ref("a ref emptied", lambda lead, ref: None)
other_ref("a ref with a letter O for the nought", lambda lead, ref: f"{ref[:-2]}O{ref[-1]}")
other_ref("a ref that nobody knows", lambda lead, ref: "P9.9-99")
other_ref("a ref of another group", lambda lead, ref: foreign_ref(lead))
other_ref("a ref that is a number", lambda lead, ref: 42)
other_ref("a ref in words", lambda lead, ref: "see above")
other_ref("a measure's ref emptied", lambda lead, ref: None, "figure")
other_ref("a measure's ref that nobody knows", lambda lead, ref: f"{ref[:-1]}9", "figure")


def foreign_ref(lead: Lead) -> str:
    """The ref of an action of another group."""
    return next(one.ref for one in lead.tracker.plan.actions if one.subgroup != lead.tracker.code)


other_ref("a ref with words behind it", lambda lead, ref: f"{ref} (new)")


@way("a ref with a dash for the hyphen", may=("R06", "R08"))
def dashed_ref(lead: Lead) -> None:
    cell = lead.cell(ACTIONS, lead.tracker.action, REF)
    cell.value = cell.value.replace("-", "–")
    lead.spoil(ACTIONS, lead.tracker.action)


@way("two refs swapped", says=("R10",))
def swap_refs(lead: Lead) -> None:
    one, other = lead.refs(ACTIONS)[:2]
    upper, lower = (lead.cell(ACTIONS, ref, REF) for ref in (one, other))
    upper.value, lower.value = other, one
    lead.spoil(ACTIONS, one)
    lead.spoil(ACTIONS, other)


@way("a ref twice, on rows that differ", says=("R09",), may=("R06", "R10"))
def ref_twice(lead: Lead) -> None:
    one, other = lead.refs(ACTIONS)[:2]
    lead.cell(ACTIONS, other, REF).value = one
    lead.spoil(ACTIONS, one)
    lead.spoil(ACTIONS, other)


# Words beside the answers


NOTE = "Please ask the fiscal about this."


def beside(name: str, sheet: str, at: str, value: object = NOTE, says: Sequence[str] = ("R07",)) -> None:
    @way(name, says=says, may=says[0].split(" or ")[1:])
    def write_beside(lead: Lead) -> None:
        rows = lead.rows(sheet) if sheet in (ACTIONS, MEASURES, NEW_ACTIONS) else [4]
        lead.note(sheet, at.format(first=rows[0], below=rows[-1] + 1, far=rows[-1] + 40), value)


beside("a note to the right of the table", ACTIONS, "Z{first}")
beside("a note right beside the table", ACTIONS, "X{first}")
beside("a note right beside the headings", ACTIONS, "X4")
beside("a note below the table", ACTIONS, "C{far}", says=("R07 or R08",))
beside("a note right below the table, under Ref", ACTIONS, "A{below}", says=("R07 or R08",))
beside("a note right below the table, under an answer", ACTIONS, "L{below}", says=("R07 or R08",))
beside("a note below the measures", MEASURES, "J{far}", says=("R07 or R08",))
beside("a note over the title", ACTIONS, "A1")
beside("a note over the line above the headings", ACTIONS, "A3")
beside("a note above the headings", MEASURES, "F3")
beside("a note below New actions", NEW_ACTIONS, "I30")
beside("a note far away", MEASURES, "AZ400", says=("R07 or R08",))
beside("a note on Start here", START, "F30")
beside("a note below the details of Start here", START, "A40")
beside("a note over a step of Start here", START, "A13")
beside("a note beside the sign-off", SIGN_OFF, "D5")
beside("a note over the hint of the sign-off", SIGN_OFF, "C5")
beside("a note below the sign-off", SIGN_OFF, "A20")
beside("a note on Lists", LISTS, "H3")
beside("a note below a list", LISTS, "A14")
beside("a word of the tracker where it was not", ACTIONS, "Z{first}", "On track")
beside("a number beside the table", ACTIONS, "Z{first}", 4711)
beside("a date beside the table", ACTIONS, "Z{first}", dt.date(2024, 5, 17))


@way("a note in the last row of the sheet", says=("R02 or R07 or R08",), keeps=False)
def note_in_the_last_row(lead: Lead) -> None:
    lead.note(ACTIONS, "A1048576", NOTE)


@way("several notes on one sheet", says=("R07",))
def several_notes(lead: Lead) -> None:
    for number, at in enumerate(("Z5", "Z6", "AB5", "X4")):
        lead.note(ACTIONS, at, f"Note {number} for the office.")


@way("a note on a new sheet", says=("R07",))
def note_on_new_sheet(lead: Lead) -> None:
    lead.book.create_sheet("For the office")
    lead.note("For the office", "B3", NOTE)


@way("a note on a hidden new sheet", says=("R07",))
def note_on_hidden_sheet(lead: Lead) -> None:
    note_on_new_sheet(lead)
    lead["For the office"].sheet_state = "veryHidden"


@way("a note in a hidden row", says=("R07 or R08",), may=("R08",))
def note_in_hidden_row(lead: Lead) -> None:
    lead.note(ACTIONS, "Z60", NOTE)
    lead[ACTIONS].row_dimensions[60].hidden = True


@way("a note in a hidden column", says=("R07",))
def note_in_hidden_column(lead: Lead) -> None:
    lead.note(ACTIONS, "Z5", NOTE)
    lead[ACTIONS].column_dimensions["Z"].hidden = True


@way("a text that leads to an address on the web")
def link(lead: Lead) -> None:
    cell = lead.type(ACTIONS, lead.tracker.action, EVIDENCE, "Minutes of 3 May")
    cell.hyperlink = "https://example.org/minutes/2024-05-03"
    lead.told.besides.append("https://example.org/minutes/2024-05-03")


@way("a space typed in the last row of the sheet", keeps=False)
def space_in_the_last_row(lead: Lead) -> None:
    put(lead[ACTIONS]["A1048576"], " ")


@way("a space typed far away")
def space_far_away(lead: Lead) -> None:
    put(lead[ACTIONS]["ZZ2000"], " ")


@way("the whole row formatted, to the last column")
def format_row(lead: Lead) -> None:
    sheet, row = lead[ACTIONS], lead.rows(ACTIONS)[0]
    for column in range(len(lead.headings(ACTIONS)) + 1, 16_385):
        sheet.cell(row, column)._style = copy.copy(sheet.cell(row, 1)._style)


@way("words in the head of the printed page", says=("R07",))
def page_header(lead: Lead) -> None:
    lead[ACTIONS].oddHeader.center.text = "Draft, not seen by the subgroup"
    lead.told.besides.append("Draft, not seen by the subgroup")


@way("a name for cells that leads nowhere")
def broken_name(lead: Lead) -> None:
    lead.book.defined_names["Total"] = DefinedName("Total", attr_text="#REF!$A$1")


@way("a comment on an answer", says=("R07",))
def comment_on_answer(lead: Lead) -> None:
    lead.cell(ACTIONS, lead.tracker.action, PROGRESS).comment = Comment(NOTE, "Lead")
    lead.told.besides.append(NOTE)


@way("comments on a given cell, a heading and an empty cell", says=("R07",))
def comments_elsewhere(lead: Lead) -> None:
    for number, at in enumerate(("C5", "K4", "Z9")):
        lead[ACTIONS][at].comment = Comment(f"{NOTE} ({number})", "Lead")
        lead.told.besides.append(f"{NOTE} ({number})")
