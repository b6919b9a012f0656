"""What every workbook that we write looks like to the person who opens it."""

import dataclasses
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from nacpc_xl.merge.merge import merge
from nacpc_xl.model.columns import COMFORTABLE_TEXT
from nacpc_xl.model.coordinator import COORDINATOR_SHEETS
from nacpc_xl.model.plan import PLAN_SHEETS
from nacpc_xl.model.register import History
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import TRACKER
from nacpc_xl.outputs.coordinator import coordinator_workbook
from nacpc_xl.outputs.register import register_workbook
from nacpc_xl.plan.write import blank_plan_workbook, plan_workbook
from nacpc_xl.sheets import look
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, group
from tests.workbooks import answer_to, label_of

TO_FILL_IN: dict[str, tuple[Any, tuple[type[Table], ...]]] = {
    "tracker": (lambda: tracker_workbook(PLAN, Q1, group("QA"), History()), TRACKER),
    "tracker without rows": (
        lambda: tracker_workbook(dataclasses.replace(PLAN, actions=(), measures=()), Q1, group("QA"), History()),
        TRACKER,
    ),
    "plan": (lambda: plan_workbook(PLAN), PLAN_SHEETS),
    "blank plan": (lambda: blank_plan_workbook(dt.date(2024, 1, 15)), PLAN_SHEETS),
    "coordinator": (lambda: coordinator_workbook(PLAN, Q1), COORDINATOR_SHEETS),
}
MADE = {name: make for name, (make, _) in TO_FILL_IN.items()} | {
    "register": lambda: register_workbook(merge(PLAN, Q1, [], History(), Q1.ends), (), PLAN)
}

every_workbook = pytest.mark.parametrize("kind", MADE)
every_one_to_fill_in = pytest.mark.parametrize("kind", TO_FILL_IN)


def opened(kind: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(MADE[kind]()))


def answer_cells(book: openpyxl.Workbook, table: type[Table]) -> Iterator[tuple[Any, Cell]]:
    """Each column of the table or form with each of its cells."""
    sheet = book[table.sheet.name]
    if table.is_form:
        for column in table.columns().values():
            yield column, answer_to(sheet, column.heading)
        return
    (area,) = sheet.tables.values()
    first, *_, last = (int(part) for part in re.findall(r"\d+", area.ref))
    for at, column in enumerate(table.columns().values(), start=1):
        for row in range(first + 1, last + 1):
            cell = sheet.cell(row, at)
            assert isinstance(cell, Cell)
            yield column, cell


@every_workbook
def test_the_same_contents_give_the_same_bytes(kind):
    assert MADE[kind]() == MADE[kind]()


@every_workbook
def test_nothing_is_hidden_and_nothing_is_merged(kind):
    for sheet in opened(kind):
        assert sheet.sheet_state == "visible"
        assert not [row for row, size in sheet.row_dimensions.items() if size.hidden]
        assert not [column for column, size in sheet.column_dimensions.items() if size.hidden]
        assert not sheet.merged_cells.ranges


@every_workbook
def test_a_workbook_has_no_macro_no_link_and_no_password(kind):
    with zipfile.ZipFile(io.BytesIO(MADE[kind]())) as package:
        assert not [name for name in package.namelist() if re.search("vba|externalLink|embeddings|activeX", name)]
    book = opened(kind)
    assert not book.security or not book.security.workbookPassword
    assert not any(sheet.protection.password for sheet in book)


@every_workbook
def test_every_sheet_begins_with_its_title_and_what_it_is_for(kind):
    for sheet in opened(kind):
        assert sheet["A1"].value
        assert str(sheet["A2"].value).endswith(".")
        assert sheet.freeze_panes
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"


@every_one_to_fill_in
def test_sheets_stand_in_order_with_the_lists_behind_them(kind):
    tables = TO_FILL_IN[kind][1]
    book = opened(kind)
    assert book.sheetnames[: len(tables)] == [table.sheet.name for table in tables]
    assert book.sheetnames[len(tables) :] in ([], ["Lists"])
    for table in tables:
        sheet = book[table.sheet.name]
        assert (sheet["A1"].value, sheet["A2"].value) == (table.sheet.title, table.sheet.purpose)


@every_one_to_fill_in
def test_every_table_is_a_real_one_with_the_headings_of_the_schema(kind):
    book = opened(kind)
    for table in TO_FILL_IN[kind][1]:
        sheet = book[table.sheet.name]
        headings = [column.heading for column in table.columns().values()]
        if table.is_form:
            assert [cell.value for cell in sheet["A"][3 : 3 + len(headings)]] == headings
            assert sheet.freeze_panes == "A4"
        else:
            (area,) = sheet.tables.values()
            assert area.column_names == headings
            assert area.ref.startswith("A4:")
            assert sheet.freeze_panes == f"{'ABCD'[table.sheet.frozen]}5"


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("tracker", "SAPC action tracker, Q1 2024-25, Quality Assurance Group"),
        ("plan", "Adult protection improvement plan 2024-25"),
        ("blank plan", "Plan"),
        ("coordinator", "SAPC coordinator's workbook, Q1 2024-25"),
        ("register", "SAPC register, Q1 2024-25"),
    ],
)
def test_a_workbook_says_what_it_is(kind, title):
    properties = opened(kind).properties
    assert properties.title == title
    assert properties.created == properties.modified
    assert properties.created is not None
    assert properties.created.year == 2024


def test_given_cells_are_locked_and_cells_to_fill_in_are_not():
    book = opened("tracker")
    for table in TRACKER:
        assert book[table.sheet.name].protection.sheet
        for column, cell in answer_cells(book, table):
            assert cell.protection.locked is column.given, cell
    locked = [cell.protection.locked for row in book["Lists"].iter_rows() for cell in row]
    assert book["Lists"].protection.sheet
    assert all(locked)


@every_one_to_fill_in
def test_cells_to_fill_in_look_like_it(kind):
    book = opened(kind)
    fills: dict[bool, set[str]] = {True: set(), False: set()}
    for table in TO_FILL_IN[kind][1]:
        for column, cell in answer_cells(book, table):
            fills[column.given].add(cell.fill.fgColor.rgb)
    assert fills[False] == {"FFFFFDF2"}
    assert fills[True] <= {"FFF2F2F2"}


@every_one_to_fill_in
def test_every_cell_to_fill_in_has_a_message_and_a_rule(kind):
    book = opened(kind)
    for table in TO_FILL_IN[kind][1]:
        rules = book[table.sheet.name].data_validations.dataValidation
        for column, cell in answer_cells(book, table):
            mine = [rule for rule in rules if cell.coordinate in rule.sqref]
            if column.given:
                assert mine == []
                continue
            (rule,) = mine
            assert rule.showInputMessage
            assert (rule.promptTitle, rule.prompt) == (column.message_title, column.message)
            wanted = {"date": "date", "choice": "list", "number": "decimal", "count": "decimal"}.get(column.kind)
            if column.kind == "ref" and column.options_from:
                wanted = "list"
            if column.kind == "text":
                assert (rule.type, rule.showErrorMessage, rule.errorStyle) == ("textLength", True, "warning")
                assert (rule.formula1, rule.formula2) == ("0", str(COMFORTABLE_TEXT))
                assert rule.error == column.rule.warning
                continue
            assert rule.type in ((wanted,) if wanted else (None, "none"))
            if wanted:
                assert (rule.showErrorMessage, rule.errorStyle or "stop") == (True, "stop")
                assert rule.error == f"Enter {column.accepts}."


@every_one_to_fill_in
def test_every_drop_down_offers_its_list_from_cells_in_plain_sight(kind):
    book = opened(kind)
    lists = dict(PLAN.lists)
    for table in TO_FILL_IN[kind][1]:
        rules = book[table.sheet.name].data_validations.dataValidation
        for column, cell in answer_cells(book, table):
            if column.given or column.rule is None or column.rule.allow != "list":
                continue
            (rule,) = [rule for rule in rules if cell.coordinate in rule.sqref]
            name, _, where = str(rule.formula1).partition("!")
            offered = tuple(option.value for (option,) in book[name][where.replace("$", "")])
            assert offered == (column.rule.options or lists[column.rule.options_from])


def test_the_lists_are_tables_with_their_names():
    sheet = opened("tracker")["Lists"]
    offered = {
        table.column_names[0]: tuple(cell.value for (cell,) in sheet[table.ref][1:]) for table in sheet.tables.values()
    }
    assert offered == {"Status": ("Complete", "On track", "At risk", "Off track", "Not started"), **PLAN.lists}


def texts(sheet: Worksheet) -> list[Cell]:
    return [cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell) and isinstance(cell.value, str)]


@pytest.mark.parametrize(
    "text",
    ["=1+1", '=HYPERLINK("http://x")', "http://example.org", "mailto:a@b", "+1", "{=A1}", "<r>1 & <b></r>", "<r></r>"],
)
def test_text_never_becomes_a_formula_or_a_link(text):
    action = PLAN.actions[0].but(action=text, lead=text)
    plan = dataclasses.replace(
        PLAN,
        details=PLAN.details.but(committee=text),
        themes=tuple(theme.but(title=text) for theme in PLAN.themes),
        priorities=(PLAN.priorities[0].but(title=text), *PLAN.priorities[1:]),
        subgroups=(PLAN.subgroups[0].but(name=text), *PLAN.subgroups[1:]),
        actions=(action, *PLAN.actions[1:]),
    )
    made = (
        plan_workbook(plan),
        tracker_workbook(plan, Q1, plan.subgroups[0], History()),
        register_workbook(merge(plan, Q1, [], History(), Q1.ends), (), plan),
    )
    for content in made:
        found = 0
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            for cell in texts(sheet):
                assert cell.hyperlink is None
                is_it = str(cell.value).rstrip() == text
                found += is_it and cell.data_type == "s"
                assert not is_it or cell.data_type == "s"
        assert found >= 3


def test_formulas_stand_only_where_the_workbook_speaks_itself():
    for kind in MADE:
        for sheet in opened(kind):
            formulas = {cell.coordinate for cell in texts(sheet) if cell.data_type == "f"}
            own: set[str] = set()
            if str(sheet["A3"].value).startswith('="Still to do on this sheet: "'):
                own = {"A3"}
            if kind.startswith("tracker") and sheet.title in ("Actions", "Measures"):
                heading = label_of(sheet, "To do")
                own |= {cell.coordinate for cell in texts(sheet) if cell.column == heading.column}
                own.discard(heading.coordinate)
            if kind.startswith("tracker") and sheet.title == "Start here":
                own |= {cell.coordinate for cell in texts(sheet) if "cells still to do" in str(cell.value)}
                assert len(own) == 1
            assert formulas == own, (kind, sheet.title)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


LOOKS = {name: value for name, value in vars(look).items() if isinstance(value, dict) and "font_color" in value} | {
    f"{name}: {key}": value for name in ("NOTES", "BY_COLOUR") for key, value in getattr(look, name).items()
}


@pytest.mark.parametrize("name", LOOKS)
def test_text_stands_out_from_its_ground(name):
    chosen = LOOKS[name]
    light, dark = sorted(
        (luminance(chosen.get("bg_color", "#FFFFFF")), luminance(chosen.get("font_color", "#000000"))), reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_row_is_as_high_as_its_text_and_no_column_is_too_wide():
    long = PLAN.actions[0].but(action="word " * 60)
    plan = dataclasses.replace(PLAN, actions=(long, *PLAN.actions[1:]))
    sheet = openpyxl.load_workbook(io.BytesIO(tracker_workbook(plan, Q1, group("FH"), History())))["Actions"]
    heights = [sheet.row_dimensions[row].height or 15 for row in (5, 6)]
    assert heights[0] > 100 > heights[1]
    assert all(5 < (size.width or 0) < 60 for size in sheet.column_dimensions.values())
