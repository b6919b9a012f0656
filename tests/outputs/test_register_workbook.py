"""register.xlsx holds the register, word for word, and nothing in it is a formula or leads outside."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from nacpc_xl.merge.read import read_register
from nacpc_xl.model.columns import CellLink, Column, Count, Date, Number, Text, as_written
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.finding import CheckRecord, Finding
from nacpc_xl.model.register import History, Register
from nacpc_xl.model.table import Table, Unread
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff
from nacpc_xl.model.words import Decision, Severity
from nacpc_xl.outputs.register import register_workbook
from tests.committee import PLAN, Q1, Q2, Q3
from tests.quarters import all_returned, beside, found, merged, returned
from tests.workbooks import Answers, drawn

FORMS = ("Summary", "About")
SHEETS = [
    "Summary", "By quarter", "By theme", "By group", "Actions", "Measures", "Queries", "Checks", "Returns",
    "New actions", "Date changes", "COG asks", "Unplaced", "History", "About", "Data dictionary",
]  # fmt: skip

TRAPS = ("=1+1", "+44 =A1", "-2+3", "@SUM(A1)", "http://example.com/x", "mailto:office", "«title»", "{=1}",
         "internal:Sheet1!A1", "<b>&amp;</b>", "<r>1 & <b></r>", "N/A", "None", "'quoted", "- one\n- two",
         "TRUE", "12")  # fmt: skip
"""What Excel, Word or a reader could take for something else than text."""


@pytest.fixture(scope="module")
def eventful(tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, History]:
    """A second quarter with something in every table, one group silent."""
    folder = tmp_path_factory.mktemp("eventful")
    asks: Answers = {
        "Actions": {
            "P1.1-01": {
                "Status": "At risk",
                "Barrier": "=1+1",
                "New due date": "29/11/2024",
                "Reason for new date": "http://example.com/x",
                "Help wanted from COG": "Lend us a hall.\n- or two",
                "Wanted by": dt.date(2024, 8, 30),
            }
        }
    }
    first = merged(all_returned(folder / "1", Q1, {"FH": asks}).values(), Q1)
    accepted = tuple(change.but(decision=Decision.ACCEPT) for change in first.date_changes)
    first = Register(**{**vars_of(first), "date_changes": accepted})  # type: ignore[arg-type]
    history = History((first,))
    proposed: dict[str | int, dict[str, object]] = {
        0: {"Priority": "P1.1 Financial harm", "Action": "=A1", "Why": "None"}
    }
    odd: Answers = {
        "Actions": {"P1.1-01": {"Status": "Amber/Green", "Milestone due": "soon", "Completed on": "TBC"}},
        "Measures": {"P1.1-01-M1": {"Value this quarter": "about 40", "Comment": "N/A"}},
        "New actions": proposed,
        "Sign-off": {"Date": "last week"},
    }
    paths = all_returned(folder / "2", Q2, {"FH": odd}, history=history)
    beside(paths["FH"], "Actions", "B40", "See\nbelow: =1+1")
    garbage = folder / "2" / "garbage.xlsx"
    garbage.write_bytes(b"none")
    late = returned(folder / "2", Q3, "QA", name="late.xlsx")
    return merged([paths["FH"], paths["VO"], garbage, late], Q2, history=history), history


def vars_of(register: Register) -> dict[str, object]:
    return {name: getattr(register, name) for name in Register.tables()}


def saved(folder: Path, register: Register, findings: tuple[Finding, ...] = ()) -> Path:
    path = folder / "register.xlsx"
    path.write_bytes(register_workbook(register, findings, PLAN, (CheckRecord.sample(1),)))
    return path


@pytest.mark.parametrize("table", Register.tables())
def test_what_is_read_back_is_what_was_written(table, eventful, tmp_path):
    register, _ = eventful
    again = read_register(saved(tmp_path, register))
    assert register.rows(table), "an empty table proves nothing"
    assert list(again.rows(table)) == list(register.rows(table))


def test_a_register_without_any_return_is_read_back_too(tmp_path):
    register = merged([], Q1)
    assert read_register(saved(tmp_path, register)) == register


def test_the_next_quarter_follows_from_the_file_as_from_the_value(eventful, tmp_path):
    register, _ = eventful
    from_file = History((read_register(saved(tmp_path, register)),))
    assert merged([], Q3, history=from_file) == merged([], Q3, history=History((register,)))


text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(text, min_size=8, max_size=8))
def test_any_text_is_read_back_as_it_was(written, tmp_path):
    texts = [as_written(one) for one in written]
    register = merged([], Q1)
    actions = [
        action.but(progress=progress, evidence=evidence)
        for action, progress, evidence in zip(register.actions, texts, reversed(texts), strict=False)
    ]
    unread = {"status": Unread(f"?{texts[0]}", "")}
    first = type(actions[0])(actions[0].values, unread=unread)
    changed = Register(**{**vars_of(register), "actions": (first, *actions[1:])})  # type: ignore[arg-type]
    again = read_register(saved(tmp_path, changed))
    for name in ("progress", "evidence", "status"):
        assert [one.written(name) for one in again.actions] == [one.written(name) for one in changed.actions]


def test_a_workbook_that_is_no_register_is_named_with_the_sheet_it_lacks(tmp_path):
    path = drawn(tmp_path / "register.xlsx", {"Actions": "| Ref |\n| P1.1-01 |"})
    with pytest.raises(CannotGoOn, match=r"register\.xlsx is not a register of this version: it has no table About"):
        read_register(path)


def text_answers(table: type[Actions | Measures | NewActions]) -> dict[str, object]:
    """A trap for every column of the table that takes text."""
    texts = [column.heading for column in table.to_fill_in().values() if isinstance(column, Text)]
    return dict(zip(texts, TRAPS, strict=False))


@pytest.mark.parametrize("turn", range(0, len(TRAPS), 3))
def test_no_text_of_a_lead_becomes_a_formula_a_link_or_a_number(turn, tmp_path):
    traps = TRAPS[turn:] + TRAPS[:turn]
    proposed: dict[str | int, dict[str, object]] = {0: dict(zip(text_answers(NewActions), traps, strict=False))}
    answers: Answers = {
        "Actions": {"P1.1-01": dict(zip(text_answers(Actions), traps, strict=False))},
        "Measures": {"P1.1-01-M1": {"Comment": traps[0]}},
        "New actions": proposed,
        "Sign-off": {SignOff.anything_else.heading: traps[1], SignOff.completed_by.heading: traps[2]},
    }
    path = returned(tmp_path, Q1, "FH", answers)
    beside(path, "Sign-off", "A30", f"'{traps[3]}")
    register = merged([path], Q1)
    workbook = openpyxl.load_workbook(saved(tmp_path, register, found(register, Q1)))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    texts = [str(cell.value).rstrip() for cell in cells if cell.data_type == "s"]
    for trap in (*traps[:7], f"'{traps[3]}"):
        assert trap in texts
    linked = {(cell.parent.title, cell.column) for cell in cells if cell.hyperlink}
    assert {sheet for sheet, _ in linked} <= {"Queries"}


def test_the_register_has_no_formula_macro_link_or_hidden_sheet(eventful, tmp_path):
    register, history = eventful
    path = saved(tmp_path, register, found(register, Q2, history=history))
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == SHEETS
    assert {sheet.sheet_state for sheet in workbook} == {"visible"}
    with zipfile.ZipFile(path) as package:
        parts = package.namelist()
        sheets = [package.read(part).decode() for part in parts if part.startswith("xl/worksheets/sheet")]
    assert not [part for part in parts if "external" in part.lower() or "vba" in part.lower()]
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet]
    assert not [sheet for sheet in sheets if ' hidden="1"' in sheet]


def test_every_query_leads_to_its_cell_in_the_returned_file(eventful, tmp_path):
    register, history = eventful
    findings = found(register, Q2, history=history)
    sheet = openpyxl.load_workbook(saved(tmp_path, register, findings))["Queries"]
    headings = {cell.value: number for number, cell in enumerate(sheet[4], start=1)}
    assert sheet.max_row == 4 + len(findings)
    leads = 0
    for row, finding in enumerate(findings, start=5):
        values = {heading: sheet.cell(row, column).value for heading, column in headings.items()}
        assert values["Code"] == finding.code
        assert values["What is wrong"] == finding.what
        assert values["What to do"] == finding.fix
        link = sheet.cell(row, headings["Cell"]).hyperlink
        if link is not None:
            leads += 1
            assert with_slashes(link.target) == f"../returned/{finding.file.replace(' ', '%20')}"
            assert link.location == f"'{finding.sheet_name}'!{finding.at}"
    assert leads > 6


def with_slashes(target: str | None) -> str:
    """The way to a file, as it is written everywhere but in Excel."""
    return (target or "").replace("\\", "/")


def test_the_link_of_a_query_about_the_plan_leads_to_the_plan(tmp_path):
    register = merged([], Q1)
    about_plan = Finding.of(
        code="G05", severity=Severity.NOTE, ref="P1.1-02-M1", what="No baseline", fix="Add it.",
        file="plan.xlsx", sheet_name="Measures", at="G6",
    )  # fmt: skip
    sheet = openpyxl.load_workbook(saved(tmp_path, register, (about_plan,)))["Queries"]
    links = [with_slashes(cell.hyperlink.target) for cell in sheet[5] if cell.hyperlink]
    assert links in ([], ["../../plan.xlsx"])


def test_tables_have_filters_frozen_headings_and_no_blank_rows(eventful, tmp_path):
    register, history = eventful
    workbook = openpyxl.load_workbook(saved(tmp_path, register, found(register, Q2, history=history)))
    for name in set(SHEETS).difference(FORMS):
        sheet = workbook[name]
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A4:")
        assert table.autoFilter is not None
        assert sheet.freeze_panes is not None
        assert sheet["A1"].value
        assert sheet["A2"].value
        for row in sheet[table.ref]:
            assert any(cell.value is not None for cell in row)


def test_a_cell_says_where_a_text_was_cut(tmp_path):
    register = merged([], Q1)
    long = "word " * 7000
    changed = [register.actions[0].but(progress=long), *register.actions[1:]]
    path = saved(tmp_path, Register(**{**vars_of(register), "actions": tuple(changed)}))  # type: ignore[arg-type]
    held = read_register(path).actions[0].progress
    assert len(held) <= 32_767
    assert held.startswith("word word")
    assert held.endswith("the whole text is in the return]")


def test_the_same_register_makes_the_same_bytes(eventful):
    register, history = eventful
    findings = found(register, Q2, history=history)
    one, other = (register_workbook(register, findings, PLAN) for _ in range(2))
    assert one == other
    assert zipfile.is_zipfile(io.BytesIO(one))


def test_the_data_dictionary_explains_every_column(eventful, tmp_path):
    register, _ = eventful
    workbook = openpyxl.load_workbook(saved(tmp_path, register))
    headings, *entries = workbook["Data dictionary"].iter_rows(min_row=4, values_only=True)
    assert headings == (
        "Sheet and column",
        "What it holds",
        "What may be entered",
        "Must be filled in",
        "In a data frame",
    )
    explained = {str(where): (holds, in_frame) for where, holds, _, _, in_frame in entries}
    for name in set(SHEETS).difference(FORMS, ["Data dictionary"]):
        (table,) = workbook[name].tables.values()
        for column in table.tableColumns:
            assert explained[f"Register, {name}: {column.name}"][0]
    for table in Register.tables().values():
        for column in table.columns().values():
            assert explained[f"Register, {table.sheet.name}: {column.heading}"][1] == column.dtype
    assert "Data dictionary" in str(workbook["About"]["A3"].value)


def test_the_about_sheet_says_what_the_register_was_made_from(eventful, tmp_path):
    register, _ = eventful
    sheet = openpyxl.load_workbook(saved(tmp_path, register))["About"]
    said = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=4, max_col=2)}
    assert said["Quarter"] == "Q2"
    assert said["Position at"] == dt.datetime(2024, 9, 30)
    assert str(said["Made by"]).startswith("nacpc_xl ")
    assert said["Earlier quarters"] == "Q1"


# Every column of every table, filled with what Excel might take for something else

HOSTILE = (
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "http://example.org", "mailto:x", "\t=1+1", "\r=1+1",
    "<r>x</r>",
)  # fmt: skip

TABLES: dict[str, type[Table]] = {**Register.tables(), "findings": Finding, "checked": CheckRecord}


def hostile_rows(table: type[Table], text: str) -> list[Table]:
    """A row with the text in each column of words, one with it in each cell but not understood, and a good one.

    The good one of Queries leads to a cell of a file that is called so. A form has no more than the first.
    """
    words = {name: text for name, column in table.columns().items() if isinstance(column, Text)}
    rows = [
        table.sample(1, **words),
        table({}, unread=dict.fromkeys(table.columns(), Unread(text, "not understood"))),
        table.sample(2, **({"file": text, "at": "C5"} if table is Finding else {})),
    ]
    return rows[:1] if table.is_form else rows


def hostile_book(text: str) -> bytes:
    """A register of such rows, with a plan whose every text is this one too."""
    rows = {name: tuple(hostile_rows(table, text)) for name, table in TABLES.items()}
    (about,) = rows["about"]
    records = {name: rows[name] for name in Register.tables()} | {"about": about}
    plan = replace(
        PLAN,
        details=PLAN.details.but(committee=text, plan=text, marking=text, short_name=text),
        themes=tuple(theme.but(title=text) for theme in PLAN.themes),
        subgroups=tuple(group.but(name=text, lead=text) for group in PLAN.subgroups),
    )
    register = Register(**records)  # type: ignore[arg-type]
    placed = tuple(
        action.but(theme=plan.themes[0].code, subgroup=plan.subgroups[0].code) for action in register.actions
    )
    return register_workbook(replace(register, actions=placed), rows["findings"], plan, rows["checked"])  # type: ignore[arg-type]


def as_openpyxl_reads(text: str) -> str:
    """The text as it is in the file: a carriage return is spelt out, and a space keeps markup from being made."""
    return f"{text} " if text.startswith("<r>") else text.replace("\r", "_x000D_")


def cells_of(sheet: Worksheet, table: type[Table], row: int) -> Iterator[tuple[Column[Any], Cell]]:
    """The cells of one row of a table, the first being 0, each with its column; those of a form."""
    for at, column in enumerate(table.columns().values()):
        cell = sheet.cell(4 + at, 2) if table.is_form else sheet.cell(5 + row, 1 + at)
        assert isinstance(cell, Cell)
        yield column, cell


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_in_any_column_of_any_table_stays_text(text):
    workbook = openpyxl.load_workbook(io.BytesIO(hostile_book(text)))
    for table in TABLES.values():
        sheet = workbook[table.sheet.name]
        words = [(column, cell) for column, cell in cells_of(sheet, table, 0) if isinstance(column, Text)]
        assert words
        for column, cell in chain(words, () if table.is_form else cells_of(sheet, table, 1)):
            is_stripped = isinstance(column, CellLink) and cell.row == 5
            expected = as_openpyxl_reads(text.strip() if is_stripped else text)
            assert (cell.value, cell.data_type) == (expected, "s"), f"{table.sheet.name} {cell.coordinate}"
    for name in ("By quarter", "By theme", "By group"):
        cell = workbook[name]["A5"]
        assert (str(cell.value).strip(), cell.data_type) == (text.strip(), "s")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_in_any_column_makes_a_formula_or_a_link(text):
    with zipfile.ZipFile(io.BytesIO(hostile_book(text))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    sheets = {name: xml for name, xml in parts.items() if name.startswith("xl/worksheets/sheet")}
    assert len(sheets) == len(SHEETS)
    for xml in sheets.values():
        assert not re.search(r"<f[ >/]", xml)
    with_links = [name for name, xml in sheets.items() if "<hyperlink " in xml]
    queries = f"xl/worksheets/sheet{SHEETS.index('Queries') + 1}.xml"
    assert with_links == [queries]
    for name, xml in parts.items():
        assert "hlinkClick" not in xml
        for target in re.findall(r'Target="([^"]*)" TargetMode="External"', xml):
            assert name == "xl/worksheets/_rels/" + queries.rpartition("/")[2] + ".rels"
            assert with_slashes(target).startswith("../returned/")
        if name.startswith("xl/charts/"):
            for reference in re.findall(r"<c:f>([^<]*)</c:f>", xml):
                assert re.fullmatch(r"'By (quarter|theme|group)'!\$[A-Z]\$\d+(:\$[A-Z]\$\d+)?", reference)
    assert any(name.startswith("xl/charts/") for name in parts)


@pytest.mark.parametrize("name", TABLES)
def test_dates_are_dates_and_numbers_are_numbers(name):
    table = TABLES[name]
    sheet = openpyxl.load_workbook(io.BytesIO(hostile_book("a text")))[table.sheet.name]
    for column, cell in cells_of(sheet, table, 0):
        is_date, is_number = isinstance(column, Date), isinstance(column, Number | Count)
        assert cell.data_type == ("d" if is_date else "n" if is_number else "s"), column.heading


def test_a_table_without_rows_is_still_a_table():
    book = openpyxl.load_workbook(io.BytesIO(register_workbook(merged([], Q1), (), PLAN)))
    for name in ("Queries", "Checks", "New actions", "Date changes", "COG asks", "Unplaced"):
        (table,) = book[name].tables.values()
        assert table.ref.endswith("5")
        assert all(cell.value is None for cell in book[name][5])
