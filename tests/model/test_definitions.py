"""What cannot be: a definition that no workbook could hold fails where it is written."""

import gc
import re
from typing import Any

import pytest

from nacpc_xl.model.columns import NOT_PRIVATE, Choice, Column, Date, Text
from nacpc_xl.model.status import DECLARED
from nacpc_xl.model.table import RESERVED, Table
from nacpc_xl.model.tracker import Actions


def declared(**columns: Column[Any]) -> type:
    return type("Sample", (Table,), columns, sheet="Sample")


@pytest.mark.parametrize(
    ("define", "reason"),
    [
        (lambda: Text("Mood", "x" * 256), "message of over 255 characters: Mood"),
        (lambda: Text("Mood", "x" * 240, example="y" * 10), "message of over 255 characters: Mood"),
        (lambda: Text("x" * 256), "heading of over 255 characters"),
        (lambda: Text("Mood", required=True, required_when="the row is begun"), "required always and also"),
        (lambda: Text("Mood", given=True, required=True), "Mood is given"),
        (lambda: Date("Mood", given=True, required_when="the row is begun"), "Mood is given"),
    ],
)
def test_an_impossible_column_is_refused(define, reason):
    with pytest.raises(ValueError, match=reason):
        define()


def test_a_message_that_just_fits_is_taken():
    assert len(Text("Mood", "x" * (239 - len(NOT_PRIVATE)), example="y" * 5).message) == 255


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("Colour is Red", "no column is headed “Colour”"),
        ("Colour is filled in", "no column is headed “Colour”"),
        ("status is Complete", "no column is headed “status”"),
        ("Status is Purple", "Purple is no option of Status"),
        ("Status is On track, At risk or Purple", "Purple is no option of Status"),
        ("Status is No return", "No return is no option of Status"),
        ("Barrier is Complete", "Barrier is no choice"),
        ("always", "no column is headed “always”"),
    ],
)
def test_a_condition_on_what_is_not_there_is_refused(condition, reason):
    with pytest.raises(ValueError, match=reason):
        declared(
            status=Choice("Status", options=DECLARED),
            barrier=Text("Barrier"),
            mood=Text("Mood", required_when=condition),
        )


@pytest.mark.parametrize("second", ["Mood", "mood", " Mood"])
def test_two_columns_with_one_heading_are_refused(second):
    with pytest.raises(ValueError, match="Sample has two columns headed Mood"):
        declared(mood=Text("Mood"), second_mood=Text(second))


def test_a_heading_that_was_inherited_is_refused_too():
    with pytest.raises(ValueError, match="Record has two columns headed Status"):
        type("Record", (Actions,), {"second_status": Text("Status")}, sheet="Actions")
    Actions.forget_columns()
    gc.collect()  # it would stay among the tables that extend Actions
    assert "Record" not in {table.__name__ for table in Actions.__subclasses__()}


@pytest.mark.parametrize("name", ["sheet", "missing", "columns", "values", "place", "of", "is_form"])
def test_a_name_that_rows_have_of_their_own_is_refused(name):
    assert name in RESERVED
    with pytest.raises(ValueError, match=f"Sample cannot have a column called {name}"):
        declared(**{name: Text("Mood")})


@pytest.mark.parametrize(
    ("name", "column", "reason"),
    [
        ("missing", Text("Mood"), "cannot have a column called missing"),
        ("mood", Text("Status"), "two columns headed Status"),
        ("status", Text("Mood"), "status"),
        ("mood", Text("Mood", required_when="Status is Purple"), "Purple is no option of Status"),
    ],
)
def test_a_column_added_later_is_held_to_the_same_and_leaves_nothing_behind(name, column, reason):
    before = dict(vars(Actions))
    try:
        with pytest.raises(ValueError, match=re.escape(reason)):
            Actions.add_column(name, column)
        assert dict(vars(Actions)) == before
    finally:
        if name not in before and name in vars(Actions):
            Actions.remove_column(name)
        elif name in before:
            setattr(Actions, name, before[name])
            Actions.forget_columns()
