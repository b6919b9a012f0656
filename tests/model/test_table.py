"""Rows: what they hold, what they lack, and where they stand."""

import datetime as dt

import pytest

from nacpc_xl.model.source import Place, Source, cell_name, column_letters
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Unread
from nacpc_xl.model.tracker import TRACKER, Actions, Measures, NewActions, SignOff

DAY = dt.date(2019, 6, 28)
PLACE = Place("LD.xlsx", "Actions", 7, {"status": "K", "barrier": "Q"})


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        (Actions(), "Status"),
        (Actions.of(status=Status.NOT_STARTED), ""),
        (
            Actions.of(status=Status.COMPLETE),
            "Progress this quarter, Difference made, Evidence, Completed on",
        ),
        (Actions.of(status=Status.ON_TRACK), "Progress this quarter, Next milestone"),
        (Actions.of(status=Status.AT_RISK), "Progress this quarter, Next milestone, Barrier"),
        (Actions.of(status=Status.OFF_TRACK, progress="Two."), "Next milestone, Barrier"),
        (Actions.of(status=Status.NOT_STARTED, next_milestone="Agree."), "Milestone due"),
        (Actions.of(status=Status.NOT_STARTED, help_wanted="Staff."), "Wanted by"),
        (Actions.of(status=Status.NOT_STARTED, new_due=DAY), "Reason for new date"),
        (Measures(), "Value this quarter"),
        (Measures.of(value=0.0), "As at"),
        (Measures.of(value=12.0, as_at=DAY), ""),
        (Measures.of(comment="It comes in Q3."), ""),
        (NewActions(), ""),
        (NewActions.of(lead="Chair"), "Priority, Action, Start, Due, Measure of progress, Why"),
        (SignOff(), "Completed by (role), Date"),
        (SignOff.of(completed_by="Chair", signed_on=DAY), ""),
    ],
)
def test_a_row_lacks_what_its_other_answers_call_for(row, missing):
    assert ", ".join(row.columns()[name].heading for name in row.missing()) == missing


@pytest.mark.parametrize("table", TRACKER)
def test_a_row_with_every_column_filled_lacks_nothing(table):
    for number in range(10):
        assert table.sample(number).missing() == []


def test_what_was_not_understood_is_not_missing_and_calls_for_what_hangs_on_it():
    row = Actions({"status": Status.NOT_STARTED}, unread={"new_due": Unread("soon", "“soon” is not an exact date")})
    assert row.missing() == ["reason"]
    row = Actions(unread={"status": Unread("Purple", "“Purple” is not ...")})
    assert row.missing() == []
    assert row.written("status") == "Purple"
    assert row.is_filled("status")
    assert row.is_begun


def test_a_given_cell_does_not_begin_a_row():
    assert not Actions.of(ref="P1.1-01", last_status="None yet").is_begun
    assert Actions.of(ref="P1.1-01", barrier="Snow").is_begun


def test_rows_are_equal_when_they_say_the_same_wherever_they_stand():
    here = Actions({"status": Status.COMPLETE}, PLACE)
    assert here == Actions.of(status=Status.COMPLETE, barrier="")
    assert hash(here) == hash(Actions.of(status=Status.COMPLETE))
    assert here != Actions.of(status=Status.ON_TRACK)
    assert here != Actions(unread={"status": Unread("Purple", "?")})
    assert here != Measures()


def test_a_changed_row_stands_where_it_stood():
    row = Actions({"status": Status.COMPLETE}, PLACE)
    changed = row.but(barrier="Snow")
    assert (changed.barrier, changed.status) == ("Snow", Status.COMPLETE)
    assert row.barrier == ""
    assert changed.source("barrier") == Source("LD.xlsx", "Actions", "Q7")


def test_a_value_for_a_column_that_is_not_there_is_refused():
    with pytest.raises(TypeError, match="Actions has no column colour, mood"):
        Actions.of(mood="good", colour="blue")


def test_a_cell_is_called_as_excel_calls_it():
    row = Actions({"status": Status.COMPLETE}, PLACE)
    assert str(row.cell("status").source) == "LD.xlsx, Actions, K7"
    assert row.cell("status").written == "Complete"
    assert str(row.source("evidence")) == "LD.xlsx, Actions, row 7"
    assert str(SignOff(place=Place("LD.xlsx", "Sign-off", 0, {"signed_on": "B5"})).source("signed_on")).endswith("B5")
    assert [column_letters(index) for index in (0, 25, 26, 51, 52, 701, 702, 16383)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
    assert cell_name(3, 0) == "A4"
