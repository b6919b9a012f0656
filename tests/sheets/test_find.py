"""Tables and forms found wherever they stand, whatever else stands around them."""

import datetime as dt
from pathlib import Path

import pytest

from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff
from nacpc_xl.sheets.find import Found, find_form, find_tables
from nacpc_xl.sheets.read import Grid, read_grids
from tests.workbooks import drawn

TABLES = (Actions, Measures, NewActions)
MEASURES = "Ref | Action ref | Measure | Type | Unit | Better when | Baseline | Target | Value this quarter"
PROPOSED = "Priority | Action | Lead | Start | Due | Measure of progress | Why"
ACTIONS = (
    "Ref | Priority | Action | Lead | Aims | Start | Original due | Current due | Last status | Last update | Status "
    "| Progress this quarter | Evidence | Barrier | To do"
)


def found_in(path: Path, sheets: dict[str, str]) -> dict[type[Table], list[Found[Table]]]:
    grids = read_grids(drawn(path / "x.xlsx", sheets))
    return find_tables(grids, TABLES, "x.xlsx", {})


def refs(found: Found[Table]) -> list[str]:
    return [ref for row in found.rows if (ref := row.values.get("ref"))]


def test_tables_one_below_the_other_end_where_the_next_begins(tmp_path):
    sheet = f"""
        | What we did | |
        | {ACTIONS} |
        | P1.1-01 | P1.1 | Train |
        | P1.1-02 | P1.1 | Print |
        | |
        | What we counted |
        | {MEASURES} |
        | P1.1-01-M1 | P1.1-01 | Trained | Output | staff | Higher | 0 | 120 | 64 |"""
    found = found_in(tmp_path, {"All of it": sheet})
    (actions,), (measures,) = found[Actions], found[Measures]
    assert refs(actions) == ["P1.1-01", "P1.1-02"]
    assert refs(measures) == ["P1.1-01-M1"]
    assert measures.rows[0].source("value").cell == "I8"
    assert not found[NewActions], "its headings are those of the actions too"


def test_tables_side_by_side_each_have_their_own_ref(tmp_path):
    sheet = f"""
        | {MEASURES} | | {ACTIONS} |
        | P1.1-01-M1 | P1.1-01 | Trained | Output | staff | Higher | 0 | 120 | 64 | | P1.1-01 | P1.1 | Train |"""
    found = found_in(tmp_path, {"One": sheet})
    (actions,), (measures,) = found[Actions], found[Measures]
    assert (refs(actions), refs(measures)) == (["P1.1-01"], ["P1.1-01-M1"])
    assert actions.rows[0].source("ref").cell == "K2"
    assert not actions.twice
    assert not measures.twice


def test_headings_repeated_in_the_middle_begin_the_table_again(tmp_path):
    row = "| P1.1-0{} | P1.1 | Train |"
    sheet = f"| {ACTIONS} |\n{row.format(1)}\n| {ACTIONS} |\n{row.format(2)}"
    first, second = found_in(tmp_path, {"Actions": sheet})[Actions]
    assert (refs(first), refs(second)) == (["P1.1-01"], ["P1.1-02"])


def test_a_table_on_two_sheets_is_found_on_both(tmp_path):
    sheets = {f"Part {part}": f"| {ACTIONS} |\n| P1.1-0{part} | P1.1 | Train |" for part in (1, 2)}
    assert [refs(found) for found in found_in(tmp_path, sheets)[Actions]] == [["P1.1-01"], ["P1.1-02"]]


@pytest.mark.parametrize("written", ["Staus", "Sttatus", "STATSU:", "Statuss", "  sta tus"])
def test_a_misspelt_heading_is_read_as_the_one_that_is_meant_and_told(written, tmp_path):
    sheet = f"| {ACTIONS} |\n| P1.1-01 | P1.1 | Train |".replace("| Status ", f"| {written} ")
    (found,) = found_in(tmp_path, {"Actions": sheet})[Actions]
    assert found.misspelt == {"status": (0, 10)}
    assert "status" not in found.lacking


@pytest.mark.parametrize("written", ["STATUS:", "Status *", "status"])
def test_what_stands_behind_a_heading_does_not_count(written, tmp_path):
    sheet = f"| {ACTIONS} |\n| P1.1-01 | P1.1 | Train |".replace("| Status ", f"| {written} ")
    (found,) = found_in(tmp_path, {"Actions": sheet})[Actions]
    assert not found.misspelt
    assert "status" not in found.lacking


@pytest.mark.parametrize("written", ["RAG", "State", "Start", "Not status", "Substatus of it"])
def test_a_heading_that_says_something_else_is_not_guessed_at(written, tmp_path):
    sheet = f"| {ACTIONS} |\n| P1.1-01 | P1.1 | Train |".replace("| Status ", f"| {written} ")
    (found,) = found_in(tmp_path, {"Actions": sheet})[Actions]
    assert not found.misspelt
    assert "status" in found.lacking


def test_of_two_misspellings_of_one_heading_neither_is_read(tmp_path):
    sheet = f"| {ACTIONS} | Staus |\n| P1.1-01 | P1.1 |".replace("| Status ", "| Statuss ")
    (found,) = found_in(tmp_path, {"Actions": sheet})[Actions]
    assert not found.misspelt
    assert "status" in found.lacking


def test_a_table_is_found_by_headings_of_which_most_are_misspelt(tmp_path):
    headings = "Priorty | Acton | Leadd | Strt | Deu | Mesure of progress | Whhy"
    (found,) = found_in(tmp_path, {"New": f"| {headings} |\n| P1.1 | Brief them |"})[NewActions]
    assert set(found.misspelt) >= {"priority", "action", "lead", "measure"}
    assert found.rows[0].values["action"] == "Brief them"


def test_of_a_heading_that_stands_twice_the_one_among_its_neighbours_counts(tmp_path):
    sheet = f"| Status | | {ACTIONS} |\n| Old | | P1.1-01 | P1.1 |"
    (found,) = found_in(tmp_path, {"Actions": sheet})[Actions]
    assert found.twice == {(0, 0): "status"}
    assert found.rows[0].source("status").cell == "M2"


def test_cells_that_are_taken_are_in_no_table(tmp_path):
    path = drawn(tmp_path / "x.xlsx", {"One": f"| {PROPOSED} |\n| P1.1 | Brief |\n| Date | 2024-07-04 |"})
    grids = read_grids(path)
    (found,) = find_tables(grids, TABLES, "x.xlsx", {"One": {(2, 0), (2, 1)}})[NewActions]
    assert len(found.rows) == 1
    (without,) = find_tables(grids, TABLES, "x.xlsx", {})[NewActions]
    assert len(without.rows) == 2


SIGN_OFF = "| Completed by (role) | Chair |\n| Date | 2024-07-04 |\n| Agreed at subgroup meeting on | |"


def sign_off(path: Path, sheets: dict[str, str]) -> tuple[SignOff, Found[SignOff]]:
    found = find_form(read_grids(drawn(path / "x.xlsx", sheets)), SignOff, "x.xlsx", tolerant=True)
    assert found is not None
    return found.rows[0], found


@pytest.mark.parametrize(
    "sheet",
    [
        SIGN_OFF,
        "| Words | |\n| |\n" + SIGN_OFF,
        SIGN_OFF.replace(" |", " | |", 1).replace("Date |", "Date | |").replace("on |", "on | |"),
        "\n".join(f"| {line}" for line in SIGN_OFF.splitlines()),
    ],
    ids=["as issued", "further down", "a column between", "further right"],
)
def test_a_forms_answers_stand_to_the_right_of_its_labels(sheet, tmp_path):
    row, _ = sign_off(tmp_path, {"Any": sheet})
    assert (row.completed_by, row.signed_on) == ("Chair", dt.date(2024, 7, 4))


def test_a_misspelt_label_is_read_and_told(tmp_path):
    row, found = sign_off(tmp_path, {"Any": SIGN_OFF.replace("Completed by (role)", "Complted by (role)")})
    assert row.completed_by == "Chair"
    assert found.misspelt == {"completed_by": (0, 0)}


def test_of_two_forms_the_one_on_its_own_sheet_counts(tmp_path):
    row, found = sign_off(tmp_path, {"Copy": SIGN_OFF.replace("Chair", "Clerk"), "Sign-off": SIGN_OFF})
    assert (row.completed_by, found.sheet) == ("Chair", "Sign-off")


def test_a_word_too_long_for_a_heading_is_none():
    grid = Grid("One", {(0, 0): "Status" + " " * 80})
    assert not grid.words


def test_a_heading_that_stands_thrice_counts_once(tmp_path):
    headings = "Acton ref | Measure | Type | Unit | Unit | Unit | Better when | Baselin | Targt"
    sheet = f"| {headings} |\n| P1.1-01 | Trained | Output | staff | 3 | 4 | Higher | 0 | 120 |"
    (found,) = found_in(tmp_path, {"Measures": sheet})[Measures]
    assert sorted(found.twice) == [(0, 4), (0, 5)]
    assert len(found.answers) == len(found.rows[0].raw) == 7
