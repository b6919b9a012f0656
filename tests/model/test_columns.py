"""What each kind of column makes of what stands in its cell."""

import datetime as dt
import re

import pytest

from nacpc_xl.model.columns import ACTION_REF, CODE, Choice, Count, Date, Number, Percent, Ref, Refs, Text, as_written
from nacpc_xl.model.coordinator import COORDINATOR_SHEETS
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import PLAN_SHEETS
from nacpc_xl.model.register import Register
from nacpc_xl.model.status import DECLARED, Status
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import TRACKER, Actions, NewActions
from nacpc_xl.model.words import YesNo

TABLES: tuple[type[Table], ...] = (*TRACKER, *PLAN_SHEETS, *COORDINATOR_SHEETS, *Register.tables().values(), Finding)
COLUMNS = {
    f"{table.__name__}: {column.heading}": column for table in TABLES for column in table.columns().values()
}  # fmt: skip

STATUS = Choice("Status", options=DECLARED)
VALUE = Number("Value", unit_from="unit")
PRIORITY = NewActions.priority
AIMS = Actions.aims


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_every_sample_is_understood_as_it_is_written_and_as_it_is_read_aloud(column):
    for number in range(40):
        value = column.sample(number)
        for raw in (column.cell_value(value, {}), column.in_words(value, {})):
            assert column.parse(raw, {}) == (value, "")
        assert not column.is_blank(value)


@pytest.mark.parametrize(
    "column", [Text("A"), Date("A"), Number("A"), Count("A"), Ref("A", form=ACTION_REF), Refs("A", form=CODE)]
)
def test_samples_differ_from_each_other(column):
    samples = [column.sample(number) for number in range(100)]
    assert len(set(samples)) == 100


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_the_blank_of_a_column_counts_as_empty(column):
    assert column.is_blank(column.blank)
    assert column.in_words(column.blank, {}) == ""


@pytest.mark.parametrize(
    "table", [*TRACKER, *PLAN_SHEETS, *COORDINATOR_SHEETS], ids=lambda table: f"{table.__module__}.{table.__name__}"
)
def test_every_cell_to_fill_in_is_explained(table):
    assert all(column.help for column in table.to_fill_in().values())


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_an_example_is_itself_a_good_answer(column):
    assert column.parse(column.example, {"unit": "%"})[1] == ""


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  on two\r\nlines_x000D_", "on two\nlines"),
        ("• one\n• two", "• one\n• two"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (1200000.5, "1200000.5"),
        (True, "TRUE"),
        (Percent(0.285), "28.5%"),
        (dt.datetime(2019, 6, 30), "30 June 2019"),
        (dt.datetime(2019, 6, 30, 14, 5), "30 June 2019 14:05"),
        (dt.date(2019, 6, 3), "3 June 2019"),
        (dt.time(9, 30), "09:30:00"),
        (None, ""),
    ],
)
def test_whatever_stands_in_a_cell_has_words(raw, text):
    assert as_written(raw) == text
    if text:
        assert Text("Barrier").parse(raw, {}) == (text, "")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (12, 12),
        (12.5, 12.5),
        ("12", 12),
        (" 12 ", 12),
        ("1,200", 1200),
        ("1,234,567.25", 1234567.25),
        ("-3", -3),
        ("−3", -3),
        ("+3", 3),
        ("£5", 5),
        ("£1,200.50", 1200.5),
        (1234567890.12, 1234567890.12),
        (0, 0),
    ],
)
@pytest.mark.parametrize("unit", ["staff", "%"])
def test_a_number_by_itself_is_what_it_looks_like(written, number, unit):
    assert VALUE.parse(written, {"unit": unit}) == (number, "")


@pytest.mark.parametrize(
    ("written", "number"), [("85%", 85), ("62.5 %", 62.5), (Percent(0.85), 85), (Percent(0.07), 7)]
)
def test_a_per_cent_is_what_it_looks_like_where_the_unit_is_per_cent(written, number):
    assert VALUE.parse(written, {"unit": "%"}) == (number, "")


@pytest.mark.parametrize("written", ["85%", Percent(0.85)])
def test_a_per_cent_is_queried_where_the_unit_is_another(written):
    assert VALUE.parse(written, {"unit": "staff"}) == (None, "“85%” is a per cent, but the unit is staff")
    assert VALUE.parse(written, {}) == (None, "“85%” is a per cent, but the unit is a plain number")


@pytest.mark.parametrize(
    "written",
    [
        "about 40", "40 staff", "12-15", "1,20", "1,2345", "1 200", "1.2.3", "12 or 13", "£", "%", "nil", "N/A", "1e3",
        "5£", "--3", True, dt.date(2019, 6, 30), dt.time(12), dt.timedelta(hours=3), float("nan"), float("inf"),
    ],
)  # fmt: skip
def test_anything_looser_than_a_number_is_kept_and_queried(written):
    value, problem = VALUE.parse(written, {"unit": "%"})
    assert value is None
    assert problem == f"“{as_written(written)}” is not a number by itself"


@pytest.mark.parametrize("written", [-1, 1.5, "1.5", "about 10", "ten"])
def test_a_count_is_a_whole_number(written):
    assert Count("Days").parse(written, {}) == (None, f"“{as_written(written)}” is not a whole number")


@pytest.mark.parametrize("status", DECLARED)
def test_a_choice_is_understood_in_every_accepted_spelling(status):
    for spelling in (str(status), *status.accepted):
        for written in (spelling, spelling.upper(), spelling.lower(), f"  {spelling} ", spelling.replace(" ", "\n ")):
            assert STATUS.parse(written, {}) == (status, "")


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("Complet", Status.COMPLETE),
        ("On trak", Status.ON_TRACK),
        ("Ontrack", Status.ON_TRACK),
        ("At risk!", Status.AT_RISK),
        ("Off-track", Status.OFF_TRACK),
        ("ambr", Status.AT_RISK),
    ],
)
def test_a_near_miss_is_suggested_and_never_corrected(written, suggested):
    value, problem = STATUS.parse(written, {})
    assert value is None
    assert problem == (
        f"“{written}” is not Complete, On track, At risk, Off track or Not started; is it “{suggested}”?"
    )


@pytest.mark.parametrize("written", ["Purple", "?", "No return", "see below", 1, True, dt.date(2019, 6, 30)])
def test_what_is_no_choice_is_queried_without_a_guess(written):
    value, problem = STATUS.parse(written, {})
    assert value is None
    assert problem == f"“{as_written(written)}” is not Complete, On track, At risk, Off track or Not started"


def test_a_ticked_yes_is_a_yes():
    standing = Choice("Standing", options=tuple(YesNo))
    assert standing.parse(True, {}) == (YesNo.YES, "")
    assert standing.parse(False, {}) == (YesNo.NO, "")


@pytest.mark.parametrize(
    ("column", "written", "ref"),
    [
        (Ref("Ref", form=ACTION_REF), "p1.2-03", "P1.2-03"),
        (Ref("Ref", form=ACTION_REF), " P1.2-103\n", "P1.2-103"),
        (Ref("Code", form=CODE), "ld", "LD"),
        (PRIORITY, "P1.2 Neglect, early\nhelp", "P1.2"),
        (PRIORITY, "P1.2", "P1.2"),
    ],
)
def test_a_ref_is_understood_in_any_case_and_with_its_label(column, written, ref):
    assert column.parse(written, {}) == (ref, "")


@pytest.mark.parametrize("written", ["1.2.3", "P1.2-3", "P1.2-03-M1", "P1.2 03", "the second", 3, dt.date(2003, 2, 1)])
def test_what_is_no_ref_is_queried(written):
    assert Ref("Ref", form=ACTION_REF).parse(written, {}) == ("", f"“{as_written(written)}” is not an action ref")


@pytest.mark.parametrize("written", ["A2, a6", "A2;A6", "A2\nA6", "A2, A6, A2", " A2 ,, A6 "])
def test_several_refs_may_be_set_off_in_several_ways(written):
    assert AIMS.parse(written, {}) == (("A2", "A6"), "")


def test_the_one_that_is_no_ref_is_named():
    assert AIMS.parse("A2, the sixth", {}) == ((), f"“the sixth” is not a {AIMS.form.noun}")


def test_what_a_cell_accepts_is_said_in_good_english():
    said = {f"Enter {column.accepts}." for column in COLUMNS.values()}
    assert not [sentence for sentence in said if re.search(r"\ba [aeio]|\ban [^aeio]", sentence)]


@pytest.mark.parametrize("written", ["the second one", "Neglect and early help", "none", "P1.2: Neglect"])
def test_words_that_are_no_code_are_not_taken_for_one(written):
    value, problem = PRIORITY.parse(written, {})
    assert value == ""
    assert f"“{written}”" in problem
