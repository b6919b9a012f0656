"""What came of each check: passed, failed, or could not tell."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from nacpc_xl.checks.outcome import SEEN_WHERE_IT_FAILS, Tally, could_not_tell, watched
from nacpc_xl.checks.registry import CHECKS
from nacpc_xl.checks.run import SUBJECTS, check
from nacpc_xl.model.finding import CheckRecord
from nacpc_xl.model.register import ActionRecord
from nacpc_xl.model.table import Unread
from tests.committee import PLAN, Q1
from tests.quarters import NO_HISTORY, all_returned, merged, returned
from tests.workbooks import Answers

Records = Mapping[str, CheckRecord]

UNREAD = {"completed_on": Unread("TBC", "“TBC” is not an exact date")}


def test_a_row_that_was_wholly_understood_is_not_watched():
    row = ActionRecord.sample(1)
    assert watched(row) is row
    assert not could_not_tell(row)


def test_a_value_that_was_not_understood_is_missed_only_when_it_is_wanted():
    row = watched(ActionRecord({"ref": "P1.1-01"}, unread=UNREAD))
    assert row.ref == "P1.1-01"
    assert row.status is None
    assert not could_not_tell(row)
    assert row.completed_on is None
    assert could_not_tell(row)


def test_a_watched_row_is_the_row():
    row = ActionRecord(ActionRecord.sample(1).values, unread=UNREAD)
    assert watched(row) == row
    assert watched(row).written("completed_on") == "TBC"


@pytest.mark.parametrize(("fails", "is_missed", "counts"), [
    (True, False, (0, 1, 0)), (True, True, (0, 1, 0)), (False, False, (1, 0, 0)), (False, True, (0, 0, 1)),
])  # fmt: skip
def test_a_row_is_counted_once(fails, is_missed, counts):
    row = watched(ActionRecord({}, unread=UNREAD))
    if is_missed:
        assert row.completed_on is None
    tally = Tally(CHECKS["K02"])
    tally.count(fails=fails, row=row)
    record = tally.as_record()
    assert (record.passed, record.failed, record.could_not_tell) == counts
    assert (record.code, record.family, record.rule) == ("K02", "consistency", CHECKS["K02"].rule)
    assert record.severity is CHECKS["K02"].severity


def test_how_often_all_was_well_is_not_told_where_only_what_fails_is_seen():
    assert set(SEEN_WHERE_IT_FAILS) < SUBJECTS.keys()
    assert Tally(CHECKS["R07"]).as_record().passed is None
    assert Tally(CHECKS["R01"]).as_record().passed == 0


def records(tmp_path: Path, answers: Answers | None = None, groups: Sequence[str] = ("FH", "VO", "QA")) -> Records:
    paths = all_returned(tmp_path, Q1, {"FH": answers} if answers else None)
    register = merged([paths[code] for code in groups], Q1)
    return {one.code: one for one in check(register, PLAN, Q1, NO_HISTORY, Q1.ends).records}


def test_in_a_good_quarter_every_check_could_tell(tmp_path):
    of_quarter = records(tmp_path)
    assert of_quarter.keys() == CHECKS.keys()
    assert {one.could_not_tell for one in of_quarter.values()} == {0}
    assert (of_quarter["K02"].passed, of_quarter["K02"].failed) == (7, 0)
    assert (of_quarter["K08"].passed, of_quarter["R01"].passed) == (7, 3)


def test_a_check_could_not_tell_of_an_answer_that_was_not_understood(tmp_path):
    of_quarter = records(tmp_path, {"Actions": {"P1.1-01": {"Completed on": "in June"}}})
    assert (of_quarter["K02"].passed, of_quarter["K02"].failed, of_quarter["K02"].could_not_tell) == (6, 0, 1)
    assert of_quarter["F02"].failed == 1
    assert of_quarter["K05"].could_not_tell == 0


def test_a_check_could_not_tell_of_actions_and_measures_that_did_not_come_back(tmp_path):
    of_quarter = records(tmp_path, groups=("VO", "QA"))
    assert (of_quarter["K02"].passed, of_quarter["K02"].could_not_tell) == (5, 2)
    assert (of_quarter["K08"].passed, of_quarter["K08"].could_not_tell) == (5, 2)
    assert of_quarter["G01"].could_not_tell == 0


def test_only_the_checks_of_the_families_asked_for_are_counted(tmp_path):
    register = merged([returned(tmp_path, Q1, "FH")], Q1)
    asked = check(register, PLAN, Q1, NO_HISTORY, Q1.ends, families="G")
    assert {one.code[0] for one in asked.records} == {"G"}
