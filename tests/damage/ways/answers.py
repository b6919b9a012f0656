"""Answers in other forms, in formulas, in merged cells, in the wrong place, and proposals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from nacpc_xl.model.tracker import Actions
from tests.damage.judge import (
    ACTIONS,
    MEASURES,
    NEW_ACTIONS,
    Key,
)
from tests.damage.ways.base import (
    DIFFERENCE,
    EVIDENCE,
    FRIDAY,
    MILESTONE_DUE,
    PROGRESS,
    REF,
    STATUS,
    VALUE,
    Lead,
    Parts,
    package_way,
    paste,
    put,
    seen,
    way,
)
from tests.damage.ways.files import cell_element, escaped, fill, opened, said, sheet_part

# Answers typed in other forms


def typed(
    name: str,
    heading: str,
    value: object,
    means: str | None = None,
    *,
    says: Sequence[str] = (),
    shown_as: str = "",
    which: str = "action",
    may: Sequence[str] = (),
) -> None:
    """Registers a way in which an answer is typed. `which` row of the tracker; `shown_as` is a number format."""
    sheet = ACTIONS if which == "action" else MEASURES

    @way(name, says=says, may=may)
    def type_answer(lead: Lead) -> None:
        ref = getattr(lead.tracker, which)
        cell = lead.type(sheet, ref, heading, value, means)
        if shown_as:
            cell.number_format = shown_as


typed("a status in capitals", STATUS, "ON TRACK", "On track")
typed("a status in small letters", STATUS, "off track", "Off track")
typed("a status by its colour", STATUS, "Red", "Off track")
typed("a status by the letter of its colour", STATUS, "a", "At risk")
typed("a status with a no-break space behind", STATUS, "On track\xa0", "On track")
typed("a status with spaces around and between", STATUS, "  On   track ", "On track")
typed("a status with a zero-width space", STATUS, "On\u200b track", "On track")
typed("two statuses", STATUS, "On track, At risk", says=("F01",))
typed("a status with a coloured dot", STATUS, "🟢 On track", says=("F01",))
typed("a status between two", STATUS, "Amber/Green", says=("F01",))
typed("a status that negates another", STATUS, "Not complete", says=("F01",))
typed("a status with a remark", STATUS, "On track (just)", says=("F01",))
typed("a status that is a number", STATUS, 3, says=("F01",))
typed("a status that is TRUE", STATUS, True, says=("F01",))
typed("a status that is a date", STATUS, dt.date(2024, 9, 13), says=("F01",))

typed("a date as text with strokes", MILESTONE_DUE, "13/09/2024", FRIDAY)
typed("a date as text with points", MILESTONE_DUE, "13.9.24", FRIDAY)
typed("a date as text with hyphens", MILESTONE_DUE, "13-09-2024", FRIDAY)
typed("a date as text in words", MILESTONE_DUE, "13 September 2024", FRIDAY)
typed("a date as text with a short month", MILESTONE_DUE, "13 Sept 24", FRIDAY)
typed("a date as text with an ordinal", MILESTONE_DUE, "13th September 2024", FRIDAY)
typed("a date as text with its weekday", MILESTONE_DUE, "Friday 13 September 2024", FRIDAY)
typed("a date as text with no-break spaces", MILESTONE_DUE, "13\xa0September\xa02024 ", FRIDAY)
typed("a date as text in the ISO form", MILESTONE_DUE, "2024-09-13", FRIDAY)
typed("a date as text, day first where both could be", MILESTONE_DUE, "03/04/2024", "3 April 2024")
typed("a date as a serial number", MILESTONE_DUE, 45548, FRIDAY, shown_as="General")
typed("a date as a serial number that is text", MILESTONE_DUE, "45548", may=("F02",))
typed("a date with a time", MILESTONE_DUE, dt.datetime(2024, 9, 13, 14, 30), FRIDAY, shown_as="d mmm yyyy hh:mm")
typed("a date as text with spaces around its strokes", MILESTONE_DUE, " 13 / 09 / 2024 ", FRIDAY)
typed("a date as text with a month between hyphens", MILESTONE_DUE, "13-Sep-24", FRIDAY)
typed("a date as text in capitals", MILESTONE_DUE, "13 SEPTEMBER 2024", FRIDAY)
typed("a date as text with nought o'clock", MILESTONE_DUE, "2024-09-13T00:00:00", FRIDAY)
typed("a date as text with a letter O for a nought", MILESTONE_DUE, "13/O9/2024", says=("F02",))
typed("a date as text with its month misspelt", MILESTONE_DUE, "13 Septmber 2024", says=("F02",))
typed("a date as text with a word in front", MILESTONE_DUE, "by 13 September 2024", says=("F02",))
typed("a date as a number of eight digits", MILESTONE_DUE, 20240913, says=("F02",), shown_as="General")
typed("a date as text, month first", MILESTONE_DUE, "04/25/2024", says=("F02",))
typed("a date that there is not", MILESTONE_DUE, "31/06/2024", says=("F02",))
typed("a date in a year that cannot be meant", MILESTONE_DUE, "13/09/2204", says=("F02",))
typed("a date in the century before", MILESTONE_DUE, dt.date(1934, 9, 13), says=("F02",))
typed("a date without a year", MILESTONE_DUE, "13 September", says=("F02",))
typed("a month", MILESTONE_DUE, "September 2024", says=("F02",))
typed("a date that is vague", MILESTONE_DUE, "end of June", says=("F02",))
typed("a date that is a quarter", MILESTONE_DUE, "Q3", says=("F02",))
typed("a date to be confirmed", MILESTONE_DUE, "TBC", says=("F02",))
typed("two dates in one cell", MILESTONE_DUE, "13/09/2024 and 20/09/2024", says=("F02",))
typed("a date that is a small number", MILESTONE_DUE, 13, says=("F02",), shown_as="General")
typed("a date that is TRUE", MILESTONE_DUE, True, says=("F02",))

typed("a number as text", VALUE, "38", "38", which="figure")
typed("a number as text with spaces around", VALUE, " 38\xa0", "38", which="figure")
typed("a number with a thousands comma", VALUE, "1,200", "1200", which="figure")
typed("a number with decimals", VALUE, "1,200.50", "1200.5", which="figure")
typed("a number of nought", VALUE, 0, "0", which="figure")
typed("a negative number", VALUE, -4, "-4", which="figure")
typed("a negative number with a true minus", VALUE, "−4", "-4", which="figure")
typed("a negative number in brackets", VALUE, "(4)", says=("F03",), which="figure")
typed("a number that is shown as money", VALUE, 1200, "1200", which="figure", shown_as='"£"#,##0')
typed("a number as text with a pound sign", VALUE, "£1,200", "1200", which="figure")
typed("a number that is about right", VALUE, "about 40", says=("F03",), which="figure")
typed("a number with its unit in words", VALUE, "40 people", says=("F03",), which="figure")
typed("a number with a letter O in it", VALUE, "4O", says=("F03",), which="figure")
typed("a number with a full stop for thousands and a comma", VALUE, "1.200,5", says=("F03",), which="figure")
typed("a number with a comma for its point", VALUE, "12,5", says=("F03",), which="figure")
typed("a number with a comma in a wrong place", VALUE, "1,2000", says=("F03",), which="figure")
typed("two numbers in one cell", VALUE, "12 or 13", says=("F03",), which="figure")
typed("a number that is a date", VALUE, dt.date(2024, 6, 1), says=("F03",), which="figure")
typed("a number that is TRUE", VALUE, True, says=("F03",), which="figure")
typed("a per cent where the unit is none", VALUE, "12%", says=("F03",), which="figure")
typed(
    "a number that is shown as a per cent where the unit is none",
    VALUE,
    0.24,
    "24%",
    says=("F03",),
    which="figure",
    shown_as="0%",
)
typed("a number that is shown with its unit", VALUE, 38, "38", which="figure", shown_as='0" in all"')
typed("a number that is an hour", VALUE, dt.time(14, 30), "14:30:00", says=("F03",), which="figure")
typed("a per cent with a space", VALUE, "62 %", "62%", which="per_cent")
typed("a per cent that is shown as one", VALUE, 0.62, "62%", which="per_cent", shown_as="0%")
typed("a per cent without its sign", VALUE, 62, "62%", which="per_cent", shown_as="General")
typed("a per cent without its sign, as text", VALUE, "62", "62%", which="per_cent")
typed("a per cent in words", VALUE, "62 per cent", says=("F03",), which="per_cent")

typed("a text with line breaks", EVIDENCE, "First line.\nSecond line.\n\nAfter an empty line.")
typed("a text with carriage returns", EVIDENCE, "First line._x000D_\nSecond line.", "First line.\nSecond line.")
typed("a text with bullets and tabs", EVIDENCE, "• one\n\t◦ half\n– two\n1. three")
typed("a text that begins with an equals sign", EVIDENCE, "=SUM of what we found, as reported")
typed("a text that is like a formula", EVIDENCE, "=1+1")
typed("a text that begins with a plus sign", EVIDENCE, "+44 calls were made")
typed("a text that begins with a minus sign", EVIDENCE, "- minutes of 3 May")
typed("a text that begins with an at sign", EVIDENCE, "@home visits")
typed("a text that begins with an apostrophe", EVIDENCE, "'tis in the minutes")
typed("a text that is an address on the web", EVIDENCE, "https://example.org/report?a=1&b=2#c")
typed("a text with an emoji", EVIDENCE, "Families said 👍🏽 and 👨‍👩‍👧")
typed("a text from right to left", EVIDENCE, "הדוח נשלח לוועדה and العربية too")
typed("a text with accents and ligatures", EVIDENCE, "Cafe\u0301, naïve, ﬁnished, Ærøskøbing")
typed("a text with a control character", EVIDENCE, "before_x0007_after", "beforeafter")
typed("a text with the specials of XML", EVIDENCE, "<b>5 < 6 & 7 > 6</b> \"quoted\" 'so' &amp; ]]> <!-- no -->")
typed("a text as long as a cell can hold", EVIDENCE, ("Said at length. " * 2048)[:32_767])
typed("a text with spaces around", EVIDENCE, "  Minutes of 3 May  ", "Minutes of 3 May")
typed("a text that says N/A", EVIDENCE, "N/A")
typed("a text that says None", EVIDENCE, "None")
typed("a text that looks like an error", EVIDENCE, "#N/A for two of the homes")
typed("a text that is a heading", EVIDENCE, "Status")
typed("a text that is a given cell's", EVIDENCE, "None yet")
typed("a text of digits with noughts in front", EVIDENCE, "0042")
typed(
    "a text with a long number",
    EVIDENCE,
    "Discussed 123456789 in May.",
    "Discussed [withheld: possible personal number] in May.",
    says=("P01",),
)
typed("a text of white space alone", EVIDENCE, " \xa0\n ", "")
typed("a text that looks like an escape", EVIDENCE, "notes_x005F_x0041_.docx", "notes_x0041_.docx")
typed("a number where words belong", EVIDENCE, 12, "12")
typed("a date where words belong", EVIDENCE, dt.date(2024, 6, 20), "20 June 2024", shown_as="d mmm yyyy")
typed("a per cent where words belong", EVIDENCE, 0.62, "62%", shown_as="0%")
typed("TRUE where words belong", EVIDENCE, True, "TRUE")


@way("every answer with a no-break space behind")
def no_break_spaces(lead: Lead) -> None:
    for key in lead.told.answers:
        cell = lead.cell(*key)
        if isinstance(cell.value, str):
            put(cell, f"{cell.value}\xa0")


@way("a serial number in a workbook that counts its days from 1904")
def serial_from_1904(lead: Lead) -> None:
    cell = lead.type(ACTIONS, lead.tracker.action, MILESTONE_DUE, 45548 - 1462, FRIDAY)
    cell.number_format = "General"
    lead.book.epoch = CALENDAR_MAC_1904


@way("a workbook that counts its days from 1904")
def from_1904(lead: Lead) -> None:
    lead.book.epoch = CALENDAR_MAC_1904


# Formulas, errors and merged cells


def formula_without_result(name: str, heading: str, formula: str) -> None:
    @way(name, says=("F07",))
    def type_formula(lead: Lead) -> None:
        cell = lead.type(ACTIONS, lead.tracker.action, heading, formula)
        cell.value = formula
        lead.spoil(ACTIONS, lead.tracker.action, heading)


formula_without_result("a formula in a text without a saved result", EVIDENCE, '="Minutes of "&3')
formula_without_result("a formula in a date without a saved result", MILESTONE_DUE, "=DATE(2024,9,13)")
formula_without_result("a formula in a status without a saved result", STATUS, '=IF(1=1,"On track","")')


def formula_with_result(name: str, heading: str, formula: str, *, which: str = "action", attributes: str = "") -> None:
    sheet = ACTIONS if which == "action" else MEASURES

    @package_way(name, says=("F06",))
    def put_formula(lead: Lead, parts: Parts) -> None:
        at = lead.name_of(sheet, getattr(lead.tracker, which), heading)
        lead.told.cells.add((sheet, at))
        with opened(parts, sheet_part(sheet)) as root:
            cell = cell_element(root, at)
            result = said(cell)
            is_text = cell.get("t") == "inlineStr"
            cell.set("t", "str" if is_text else "n")
            fill(cell, f"<f{attributes.format(at=at)}>{formula}</f><v>{escaped(result)}</v>")


formula_with_result("a formula in a text with a saved result", PROGRESS, "A1&amp;B2")
formula_with_result("a formula in a status with a saved result", STATUS, "IF(1=1,A1,B1)")
formula_with_result("a formula in a date with a saved result", MILESTONE_DUE, "TODAY()+40")
formula_with_result("a formula in a figure with a saved result", VALUE, "11+13", which="figure")
formula_with_result("a formula for an array with a saved result", PROGRESS, "A1:A9", attributes=' t="array" ref="{at}"')
formula_with_result("a formula that looks into another file", PROGRESS, "[1]Sheet1!A1")


def error(name: str, heading: str, shown: str, which: str = "action") -> None:
    sheet = ACTIONS if which == "action" else MEASURES

    @way(name, says=("F05",))
    def put_error(lead: Lead) -> None:
        lead.type(sheet, getattr(lead.tracker, which), heading, shown).data_type = "e"


error("an error in a status", STATUS, "#N/A")
error("an error in a text", EVIDENCE, "#REF!")
error("an error in a date", MILESTONE_DUE, "#VALUE!")
error("an error in a figure", VALUE, "#DIV/0!", "figure")


@way("answers merged down three rows", says=("F08",))
def merge_down(lead: Lead) -> None:
    first, *others = lead.refs(ACTIONS)[:3]
    anchor = lead.name_of(ACTIONS, first, STATUS)
    for ref in others:
        lead.spoil(ACTIONS, ref, STATUS)
    lead[ACTIONS].merge_cells(f"{anchor}:{lead.name_of(ACTIONS, others[-1], STATUS)}")


@way("answers merged across two columns", says=("F08",))
def merge_across(lead: Lead) -> None:
    ref = lead.tracker.action
    first, last = (lead.name_of(ACTIONS, ref, heading) for heading in (PROGRESS, DIFFERENCE))
    lead[ACTIONS].merge_cells(f"{first}:{last}")
    lead.spoil(ACTIONS, ref, DIFFERENCE)


@way("the refs of two rows merged", may=("F08", "R06", "R08"))
def merge_refs(lead: Lead) -> None:
    one, other = lead.refs(ACTIONS)[:2]
    lead[ACTIONS].merge_cells(f"{lead.name_of(ACTIONS, one, REF)}:{lead.name_of(ACTIONS, other, REF)}")
    lead.spoil(ACTIONS, other)


# Answers in the wrong place


def answers_of(lead: Lead, ref: str) -> str:
    """The block of cells to fill in of an action's row."""
    return f"{lead.name_of(ACTIONS, ref, STATUS)}:{lead.name_of(ACTIONS, ref, 'Completed on')}"


@way("the last answers typed one row too low", says=("R07 or R08",), may=("R08",))
def one_too_low(lead: Lead) -> None:
    ref = lead.refs(ACTIONS)[-1]
    lead[ACTIONS].move_range(answers_of(lead, ref), rows=1)
    lead.spoil(ACTIONS, ref)


@way("answers typed one column too far right", says=("C01", "F02"))
def one_too_far_right(lead: Lead) -> None:
    ref, answers = lead.tracker.action, lead.told.answers
    lead[ACTIONS].move_range(answers_of(lead, ref), cols=1)
    keys = [Key(ACTIONS, ref, column.heading) for column in Actions.to_fill_in().values()]
    moved = ["", *(answers[key] for key in keys)]
    answers |= dict(zip(keys, moved, strict=False))
    lead.told.besides += filter(None, moved[len(keys) :])


@way("an answer typed into a given cell", says=("R10", "C01"))
def into_given(lead: Lead) -> None:
    lead.type(ACTIONS, lead.tracker.action, STATUS, None)
    lead.over(ACTIONS, lead.tracker.action, "Last status", "Off track")


@way("an answer typed over what is to do", says=("R07 or R10",), may=("R10",))
def over_to_do(lead: Lead) -> None:
    lead.over(ACTIONS, lead.tracker.action, "To do", "Nothing at all to do here")


@way("what is to do pasted as values")
def to_do_as_values(lead: Lead) -> None:
    for name in (ACTIONS, MEASURES):
        for ref in lead.refs(name):
            put(lead.cell(name, ref, "To do"), "Ready")


# Proposals


PROPOSAL = {"Priority": "P3.1", "Action": "Ask the clerk to count.", "Lead": "Clerk", "Why": "Nobody counts."}


def propose(lead: Lead, row: int, answers: Mapping[str, object]) -> str:
    """Types a proposal into a row of New actions; its number."""
    number = str(1 + len({key.ref for key in lead.told.answers if key.sheet == NEW_ACTIONS}))
    for heading, value in answers.items():
        cell = lead[NEW_ACTIONS].cell(row, lead.column(NEW_ACTIONS, heading))
        put(cell, value)
        lead.told.answers[Key(NEW_ACTIONS, number, heading)] = seen(value)
        lead.told.cells.add((NEW_ACTIONS, cell.coordinate))
    return number


@way("a proposal after blank rows")
def propose_later(lead: Lead) -> None:
    propose(lead, 11, PROPOSAL)


@way("a proposal below the last row of New actions")
def propose_below(lead: Lead) -> None:
    propose(lead, 17, PROPOSAL)


@way("a proposal of which only the reason is given")
def propose_a_reason(lead: Lead) -> None:
    propose(lead, 9, {"Why": "Somebody should."})


@way("a proposal with a priority in words and a vague day", says=("F02", "F04"))
def propose_vaguely(lead: Lead) -> None:
    propose(lead, 8, {**PROPOSAL, "Priority": "the second one", "Due": "spring"})


@way("a column of New actions deleted in which a proposal has an answer", says=("R12",))
def delete_column_of_proposals(lead: Lead) -> None:
    number = propose(lead, 8, PROPOSAL)
    lead[NEW_ACTIONS].delete_cols(lead.column(NEW_ACTIONS, "Why"))
    lead.spoil(NEW_ACTIONS, heading="Why")
    lead.told.cells.clear()
    assert Key(NEW_ACTIONS, number, "Why") in lead.told.spoilt


@way("a proposal with a heading misspelt", says=("R11",))
def propose_misspelt(lead: Lead) -> None:
    propose(lead, 8, PROPOSAL)
    put(lead.heading(NEW_ACTIONS, "Measure of progress"), "Mesure of progress")


@way("New actions copied, with one proposal more")
def copy_proposals(lead: Lead) -> None:
    copied = lead.book.copy_worksheet(lead[NEW_ACTIONS])
    propose(lead, 8, PROPOSAL)
    for cell in lead[NEW_ACTIONS][8]:
        paste(cell, copied.cell(8, cell.column))
        cell.value = None
