"""What of an issued tracker need not be looked at again when it comes back."""

import dataclasses

import pytest

from nacpc_xl.preflight.run import survey
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, group
from tests.quarters import NO_HISTORY


def test_what_a_tracker_prints_on_its_pages_is_harmless(tmp_path):
    path = tmp_path / "issued.xlsx"
    path.write_bytes(tracker_workbook(PLAN, Q1, group("FH"), NO_HISTORY))
    printed = {words for sheet in survey(path).sheets.values() for words in sheet.margins}
    assert printed
    harmless = GivenText(PLAN).harmless
    assert all(text in harmless for text in printed)


@pytest.mark.parametrize(("name", "is_harmless"), [("Child B", False), ("Children", True)])
def test_what_may_stand_for_a_person_is_not_harmless_though_the_plan_says_it(name, is_harmless):
    plan = dataclasses.replace(PLAN, subgroups=(group("FH").but(name=name),))
    title = f"{PLAN.details.short_name} action tracker, {Q1.name}, {name}"
    assert (title in GivenText(plan).harmless) is is_harmless
