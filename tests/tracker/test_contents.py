"""What a tracker says of the quarter before."""

import dataclasses
import datetime as dt
import io

import openpyxl
import pytest

from nacpc_xl.merge.merge import merge
from nacpc_xl.model.columns import folded
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Register
from nacpc_xl.model.tracker import Actions, Measures, StartHere
from nacpc_xl.model.words import Decision
from nacpc_xl.returns.read import read_return
from nacpc_xl.tracker.contents import file_name, issued_sheets
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, Q2, Q3, group
from tests.workbooks import Answers, filled

VO = group("VO")
FIRST, SECOND = "P2.1-01", "P2.2-01"


def given(quarter: Quarter, history: History):
    """The rows of the group's tracker by ref, and the form on its first sheet."""
    sheets = {sheet.table: sheet for sheet in issued_sheets(PLAN, quarter, VO, history)}
    rows = (*sheets[Actions].rows, *sheets[Measures].rows)
    return {row.values["ref"]: row for row in rows}, sheets[StartHere].rows[0]


@pytest.fixture
def answered(tmp_path):
    """A function that gives the register of a quarter in which the group gave these answers, or none."""

    def register(quarter: Quarter, history: History, answers: Answers | None) -> Register:
        if answers is None:
            return merge(PLAN, quarter, [], history, quarter.ends)
        path = filled(tracker_workbook(PLAN, quarter, VO, history), tmp_path / f"{quarter.label}.xlsx", answers)
        return merge(PLAN, quarter, [read_return(path, GivenText(PLAN))], history, quarter.ends)

    return register


def test_the_first_tracker_says_that_there_is_nothing_yet():
    rows, start = given(Q1, History())
    assert list(rows) == [FIRST, SECOND, "P2.1-01-M1", "P2.2-01-M1", "P2.2-01-M2"]
    assert (rows[FIRST].last_status, rows[FIRST].last_update) == ("None yet", "None yet")
    assert rows["P2.1-01-M1"].last_value is None
    assert (start.quarter, start.subgroup_code, start.return_by) == ("Q1 2024-25", "VO", dt.date(2024, 7, 5))


def test_the_next_tracker_says_what_was_said_last_time(answered):
    said = {
        "Actions": {FIRST: {"Status": "Amber", "Progress this quarter": "Two advocates.\nOne more in May."}},
        "Measures": {"P2.1-01-M1": {"Value this quarter": 0.455, "As at": dt.date(2024, 6, 28)}},
    }
    rows, start = given(Q2, History((answered(Q1, History(), said),)))
    assert (rows[FIRST].last_status, rows[FIRST].last_update) == ("At risk", "Two advocates.\nOne more in May.")
    assert (rows[SECOND].last_status, rows[SECOND].last_update) == ("None yet", "None yet")
    assert rows["P2.1-01-M1"].last_value == 45.5
    assert rows["P2.2-01-M1"].last_value is None
    assert start.quarter == "Q2 2024-25"


def test_after_a_quarter_without_a_return_the_last_word_stands_with_its_quarter(answered):
    said = {"Actions": {FIRST: {"Status": "On track", "Progress this quarter": "Two advocates."}}}
    first = answered(Q1, History(), said)
    second = answered(Q2, History((first,)), None)
    rows, _ = given(Q3, History((first, second)))
    assert (rows[FIRST].last_status, rows[FIRST].last_update) == ("On track (in Q1)", "Two advocates.")


def test_a_status_that_was_not_understood_is_not_the_last_one(answered):
    first = answered(Q1, History(), {"Actions": {FIRST: {"Status": "Fine", "Progress this quarter": "Two."}}})
    rows, _ = given(Q2, History((first,)))
    assert (rows[FIRST].last_status, rows[FIRST].last_update) == ("None yet", "None yet")


@pytest.mark.parametrize(
    ("decision", "due"),
    [
        (Decision.AWAITED, dt.date(2024, 12, 20)),
        (Decision.REJECT, dt.date(2024, 12, 20)),
        (Decision.ACCEPT, dt.date(2025, 2, 28)),
    ],
)
def test_a_new_due_date_counts_once_it_was_accepted(decision, due, answered):
    asked = {"New due date": dt.date(2025, 2, 28), "Reason for new date": "Funding came late."}
    first = answered(Q1, History(), {"Actions": {FIRST: {"Status": "At risk"} | asked}})
    decided = dataclasses.replace(first, date_changes=tuple(one.but(decision=decision) for one in first.date_changes))
    rows, _ = given(Q2, History((decided,)))
    assert (rows[FIRST].original_due, rows[FIRST].current_due) == (dt.date(2024, 12, 20), due)


def test_a_withdrawn_action_is_no_longer_asked_about():
    for quarter, refs in ((Q1, ["P1.2-01", "P3.1-01", "P3.1-02"]), (Q2, ["P1.2-01", "P3.1-01"])):
        (actions,) = (sheet for sheet in issued_sheets(PLAN, quarter, group("QA"), History()) if sheet.table is Actions)
        assert [row.values["ref"] for row in actions.rows] == refs


def test_a_tracker_is_sent_out_under_a_name_that_tells_what_it_is():
    assert file_name(PLAN, Q2, VO) == "SAPC-2024-25-Q2-VO.xlsx"


def test_a_group_without_actions_still_gets_a_tracker_that_can_be_read(tmp_path):
    plan = dataclasses.replace(PLAN, actions=(), measures=())
    path = tmp_path / "x.xlsx"
    path.write_bytes(tracker_workbook(plan, Q1, VO, History()))
    one = read_return(path, GivenText(plan))
    assert (one.refusal, one.actions, one.measures, one.scraps) == (None, (), (), ())


def test_the_given_texts_are_known_again_where_they_stand_and_as_often():
    book = openpyxl.load_workbook(io.BytesIO(tracker_workbook(PLAN, Q1, VO, History())))
    is_given = GivenText(PLAN).tellers(dict.fromkeys(book.sheetnames, ()))
    listed = [str(cell.value) for cells in book["Lists"].iter_rows() for cell in cells if cell.value]
    assert [text for text in listed if not is_given["Lists"](folded(text))] == []
    assert not is_given["Lists"](folded(listed[-1])), "once more than it was issued"
    for text in ("Ready to return", "1 cell still to do", "12 cells still to do", "Still to do on this sheet: 7"):
        assert is_given["Start here"](folded(text))
    for other in ("Ready to return?", "some cells still to do", "My own remark", "On track"):
        assert not is_given["Actions"](folded(other))


def test_a_sheet_of_another_name_is_taken_for_the_one_that_is_lacking():
    names = ["Start here", "Our actions", "Measures", "New actions", "Sign-off", "Lists"]
    is_given = GivenText(PLAN).tellers(dict.fromkeys(names, ()))
    assert is_given["Our actions"](folded(Actions.sheet.title))
    assert not is_given["Our actions"]("on track")
