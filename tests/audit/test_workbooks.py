"""Every workbook that people fill in: the self-audit finds nothing in it, and Microsoft's validator neither."""

import datetime as dt

import pytest

from nacpc_xl.outputs.chase.marked import marked_copy
from nacpc_xl.plan.write import blank_plan_workbook, plan_workbook
from nacpc_xl.workspace import PLAN as PLAN_FILE
from nacpc_xl.workspace import shipped
from tests.audit.conftest import MADE_ANEW
from tests.audit.spreadsheet import audit
from tests.committee import PLAN
from tests.end_to_end.by_hand import QUARTERS

GROUPS = ("CS", "EI", "LD", "MI", "MP", "PE", "ST", "YS")


@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("group", GROUPS)
def test_an_issued_tracker_is_accessible(example, quarter, group):
    assert audit(example / quarter / "issued" / f"NACPC-2019-20-{quarter}-{group}.xlsx") == []


def test_each_of_the_eight_groups_is_issued_a_tracker(example):
    for quarter in QUARTERS:
        assert len(list((example / quarter / "issued").iterdir())) == len(GROUPS) == 8


@pytest.mark.parametrize("name", ["coordinator.xlsx", MADE_ANEW])
@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_coordinators_workbook_is_accessible(example, quarter, name):
    assert audit(example / quarter / name) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: shipped(PLAN_FILE).read_bytes(),
        lambda: plan_workbook(PLAN),
        lambda: blank_plan_workbook(dt.date(2024, 1, 15)),
    ],
    ids=["the shipped plan", "a plan", "a blank plan"],
)
def test_a_plan_workbook_is_accessible(make):
    assert audit(make()) == []


@pytest.mark.validator
@pytest.mark.parametrize("quarter", QUARTERS)
def test_everything_of_a_quarter_is_valid(example, valid, quarter):
    folder = example / quarter
    marked = [*(folder / "out" / "chase").glob("*-marked.xlsx")]
    workbooks = [folder / "coordinator.xlsx", folder / MADE_ANEW]
    made = [*(folder / "issued").glob("*.xlsx"), *workbooks, *(folder / "out").glob("*.*"), *marked]
    assert len(made) == 12 + len(marked) > 12
    assert valid(made) == []


@pytest.mark.validator
def test_a_marked_copy_that_libreoffice_saved_is_valid_when_it_is_marked_again(example, valid, soffice, tmp_path):
    saved = soffice(example / "Q2" / "out" / "chase" / "LD-marked.xlsx", to="xlsx", outdir=tmp_path)
    again = tmp_path / "again.xlsx"
    again.write_bytes(marked_copy(saved.read_bytes(), {"Actions": {"K5": "Why?"}}, "The office", dt.date.min).content)
    assert valid([again]) == []


@pytest.mark.validator
def test_plan_workbooks_are_valid(example, valid, tmp_path):
    blank = tmp_path / "blank.xlsx"
    blank.write_bytes(blank_plan_workbook(dt.date(2024, 1, 15)))
    assert valid([example / PLAN_FILE, blank]) == []
