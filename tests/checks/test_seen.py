"""What checks see besides the row that they are asked about, and which rows those are."""

from dataclasses import replace
from typing import Any

import pytest

from nacpc_xl.checks.run import CONTEXT, SUBJECTS, UNKNOWN, Seen, all_checks, check
from nacpc_xl.merge.merge import merge
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import ActionRecord, Ask, History, MeasureRecord, Register, ReturnRecord, history_row
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Outcome
from tests.committee import PLAN, Q1, Q2, Q3

SOURCE = {"returned": Outcome.USED, "source_row": "FH.xlsx, Actions, row 5"}


def register_of(quarter: Quarter, outcome: Outcome = Outcome.NO_RETURN, **tables: Any) -> Register:
    """A quarter to which nothing came back, with these tables instead of its own."""
    register = merge(PLAN, quarter, [], History(), quarter.ends)
    returns = tuple(one.but(outcome=outcome) for one in register.returns)
    register = replace(register, **{"returns": returns, **tables})
    return replace(register, history=tuple(history_row(quarter.label, action) for action in register.actions))


FIRST = register_of(Q1, actions=(ActionRecord.of(ref="P1.1-01", progress="first"),),
                    measures=(MeasureRecord.of(ref="P1.1-01-M1", value=1.0),))  # fmt: skip
SECOND = register_of(
    Q2,
    outcome=Outcome.USED,
    actions=(ActionRecord.of(ref="P1.1-01", progress="second"), ActionRecord.of(ref="P1.1-02", progress="other")),
    measures=(MeasureRecord.of(ref="P1.1-01-M1", value=2.0),),
)
ASKS = (Ask.of(quarter="Q1", ref="P1.1-01"), Ask.of(quarter="Q3", ref="P1.1-02"), Ask.of(quarter="Q4", ref="P2"))
NOW = register_of(
    Q3,
    actions=(
        ActionRecord.of(ref="P1.1-01", progress="third", **SOURCE),
        ActionRecord.of(ref="P1.1-02", returned=Outcome.USED),
        ActionRecord.of(ref="P2.1-01", returned=Outcome.NO_RETURN, source_row="x"),
    ),
    measures=(
        MeasureRecord.of(ref="P1.1-01-M1", action_ref="P1.1-01", **SOURCE),
        MeasureRecord.of(ref="P1.1-01-M2", action_ref="P1.1-01", **SOURCE),
        MeasureRecord.of(ref="P2.1-01-M1", action_ref="P2.1-01", returned=Outcome.NO_RETURN),
    ),
    asks=ASKS,
    returns=(
        ReturnRecord.of(subgroup="FH", outcome=Outcome.USED),
        ReturnRecord.of(subgroup="VO", outcome=Outcome.NO_RETURN),
        ReturnRecord.of(subgroup="QA", outcome=Outcome.REFUSED),
    ),
)
SEEN = Seen(NOW, PLAN, Q3, History((FIRST, SECOND)), Q3.ends)
ACTION, MEASURE = NOW.actions[0], NOW.measures[0]


def asked(name: str) -> list[str]:
    """The refs of the rows that a first parameter of this name stands for; the group of what has no ref."""
    return [str(row.values.get("ref") or row.values.get("subgroup")) for row in SUBJECTS[name](SEEN)]


def seen(name: str, row: Table = ACTION, of: Seen = SEEN) -> Any:
    return CONTEXT[name](of, row)


def test_only_what_came_back_is_asked_about():
    assert asked("action") == ["P1.1-01"]
    assert asked("measure") == ["P1.1-01-M1", "P1.1-01-M2"]
    assert asked("row") == ["P1.1-01", "P1.1-01-M1", "P1.1-01-M2", "FH"]
    assert asked("due_row") == ["P1.1-01", "P1.1-02", "P2.1-01", "P1.1-01-M1", "P1.1-01-M2", "P2.1-01-M1"]
    assert asked("returned") == ["FH", "VO", "QA"]


def test_of_what_did_not_come_back_nothing_can_be_told():
    assert [row.values["ref"] for row in UNKNOWN["action"](SEEN)] == ["P1.1-02", "P2.1-01"]
    assert [row.values["ref"] for row in UNKNOWN["measure"](SEEN)] == ["P2.1-01-M1"]
    records = {one.code: one for one in check(NOW, PLAN, Q3, SEEN.history, Q3.ends).records}
    assert (records["K02"].could_not_tell, records["K08"].could_not_tell, records["G01"].could_not_tell) == (2, 1, 0)


def test_asks_of_other_quarters_are_the_earlier_ones():
    assert asked("ask") == ["P1.1-01", "P2"]


def test_an_action_is_seen_with_its_measures_and_a_measure_with_its_action():
    assert seen("own_measures") == list(NOW.measures[:2])
    assert seen("own_measures", NOW.actions[1]) == ()
    assert seen("own_action", MEASURE) is ACTION
    assert seen("own_action", NOW.measures[2]) is NOW.actions[2]
    assert seen("own_action", Ask.of(ref=ACTION.ref)) is ACTION
    assert seen("own_action", Ask.of(ref="P9.9-01")) is None
    for planned in PLAN.actions:
        assert tuple(seen("own_planned_measures", planned)) == PLAN.measures_of([planned])
    for subgroup in PLAN.subgroups:
        assert tuple(seen("own_planned_actions", subgroup)) == PLAN.actions_of(subgroup.code, Q3)


def test_what_was_recorded_before_is_seen_the_newest_first():
    assert seen("previous") is SECOND.actions[0]
    assert seen("previous", NOW.actions[2]) is None
    assert seen("previous_measure", MEASURE) is SECOND.measures[0]
    assert seen("previous_measure", NOW.measures[1]) is None
    assert [record.progress for record in seen("earlier")] == ["second", "first"]
    assert seen("earlier", NOW.actions[2]) == ()


def test_in_the_first_quarter_there_is_nothing_before():
    first = Seen(FIRST, PLAN, Q1, History(), Q1.ends)
    assert seen("previous_measure", MEASURE, first) is None
    assert seen("previous", ACTION, first) is None
    assert seen("earlier", ACTION, first) == ()


def test_the_whole_year_is_seen_up_to_this_quarter():
    assert [one.progress for one in seen("year_actions")] == [
        "first", "second", "other", "third", "", "",
    ]  # fmt: skip
    assert [one.value for one in seen("year_measures")] == [1.0, 2.0, None, None, None]


def test_a_group_is_seen_with_its_own_earlier_returns_alone():
    of_group = seen("earlier_returns", NOW.returns[1])
    assert [one.outcome for one in of_group] == [Outcome.USED, Outcome.NO_RETURN]
    assert {one.subgroup for one in of_group} == {"VO"}
    refused = tuple(one.but(outcome=Outcome.REFUSED) for one in SECOND.returns)
    history = History((FIRST, replace(SECOND, returns=refused)))
    of_group = seen("earlier_returns", NOW.returns[1], Seen(NOW, PLAN, Q3, history, Q3.ends))
    assert [one.outcome for one in of_group] == [Outcome.NO_RETURN]


def test_the_days_are_those_of_the_quarter_and_the_year():
    days = [seen(name) for name in ("quarter_starts", "as_at", "year_starts", "year_ends")]
    assert [str(day) for day in days] == ["2024-10-01", "2024-12-31", "2024-04-01", "2025-03-31"]


@pytest.mark.parametrize("family", "RFCKSPG")
def test_the_checks_of_one_family_can_be_run_alone(family):
    examined = check(NOW, PLAN, Q3, SEEN.history, Q3.ends, families=family)
    codes = [one.code for one in all_checks() if one.code[0] == family]
    assert [one.code for one in examined.records] == codes
    assert {one.code[0] for one in examined.findings} <= {family}


def test_a_finding_has_the_group_of_its_row_but_for_what_is_the_plans():
    findings = check(NOW, PLAN, Q3, SEEN.history, Q3.ends).findings
    by_code = {one.code: one for one in findings}
    assert by_code["R01"].subgroup == "VO"
    assert by_code["G11"].subgroup == ""
    assert {one.subgroup for one in findings if one.code[0] == "G"} == {""}
    assert all(one.fix[0].isupper() for one in findings)
    assert by_code["R01"].fix == "Send the tracker back; only what is in it can be reported."


def test_what_was_seen_and_found_never_changes():
    with pytest.raises(AttributeError):
        SEEN.quarter = Q1  # type: ignore[misc]
    with pytest.raises(AttributeError):
        check(NOW, PLAN, Q3, SEEN.history, Q3.ends).findings = ()  # type: ignore[misc]
