"""What was decided: known by its mark, brought to what it is about, and never given twice."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from nacpc_xl.merge.decisions import (
    decided,
    lacking,
    mark_of_change,
    mark_of_proposal,
    next_ref,
    plan_in_force,
    refs_given,
    taken,
)
from nacpc_xl.merge.merge import merge
from nacpc_xl.model.coordinator import DecisionRow
from nacpc_xl.model.register import ActionRecord, DateChange, History, NewActionRecord, Register
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Decision, Matter
from tests.committee import PLAN, Q1, Q2, Q3

AWAITED, ACCEPT, REJECT, LAPSED = Decision.AWAITED, Decision.ACCEPT, Decision.REJECT, Decision.LAPSED


def proposal(action: str = "Ring every bank", **more: Any) -> NewActionRecord:
    said = {
        "priority": "P1.1",
        "start": dt.date(2024, 8, 1),
        "due": dt.date(2025, 1, 31),
        "lead": "Bank Liaison Officer",
    }
    given = {"subgroup": "FH", "quarter": "Q1", "decision": AWAITED}
    return NewActionRecord.of(**{**said, **given, "action": action, **more})


def row(one: NewActionRecord | DateChange, decision: Decision | None = ACCEPT, **more: Any) -> DecisionRow:
    mark = mark_of_proposal(one) if isinstance(one, NewActionRecord) else mark_of_change(one)
    said = {"decision": decision, "why": "It is time.", "decided_by": "Independent Chair"}
    return DecisionRow.of(**{"mark": mark, **said, **more})


def change(quarter: str = "Q1", ref: str = "P1.1-01", **more: Any) -> DateChange:
    return DateChange.of(
        **{"quarter": quarter, "ref": ref, "new_due": dt.date(2024, 11, 1), "decision": AWAITED, **more}
    )


def register(quarter: Any, *changes: DateChange, done: tuple[str, ...] = (), gone: tuple[str, ...] = ()) -> Register:
    """A register with these changes, in which the actions `done` are Complete and those `gone` are no more."""
    empty = merge(PLAN, quarter, [], History(), quarter.ends)
    actions = [one for one in empty.actions if one.ref not in gone]
    as_told = [one.but(status=Status.COMPLETE) if one.ref in done else one for one in actions]
    return replace(empty, date_changes=changes, actions=tuple(as_told))


def test_of_two_rows_on_one_matter_the_later_that_decides_counts():
    one = change()
    assert taken([row(one), row(one, REJECT)])[mark_of_change(one)].decision is REJECT
    assert taken([row(one), row(one, None)])[mark_of_change(one)].decision is ACCEPT
    assert taken([row(one, mark="")]) == {}


def test_a_decision_that_was_taken_out_again_is_awaited():
    one = change()
    (awaited,) = taken([row(one, None), row(one, LAPSED)]).values()
    assert (awaited.decision, awaited.why, awaited.decided_by) == (AWAITED, "", "")
    told = register(Q1, change(decision=ACCEPT, why_decided="It is time."))
    assert decisions_on(told, rows=(row(one, None),)) == [[AWAITED]]


def test_a_date_stays_lapsed_in_every_quarter_after_the_one_in_which_it_was_overtaken():
    asked, again = change(), change("Q2")
    registers = register(Q1, asked), register(Q2, asked, again), register(Q3, asked, again)
    blank = (row(asked, None), row(again, None))
    assert decisions_on(*registers, rows=blank) == [[LAPSED], [LAPSED, AWAITED], [LAPSED, AWAITED]]


def test_what_a_register_tells_of_a_decision_counts_where_no_workbook_has_a_row():
    asked = change()
    later = register(Q2, change(decision=ACCEPT, why_decided="It is time.", decided_by="Chair"))
    (known,) = taken([], [register(Q1, asked), later]).values()
    assert (known.decision, known.why, known.decided_by) == (ACCEPT, "It is time.", "Chair")
    (other,) = taken([row(asked, REJECT)], [later]).values()
    assert other.decision is REJECT
    new = proposal(decision=ACCEPT, given_ref="P1.1-03")
    told = replace(register(Q2), new_actions=(new,))
    decisions = taken([], [told])
    assert refs_given([proposal()], decisions, PLAN, ()) == {mark_of_proposal(new): "P1.1-03"}


@pytest.mark.parametrize(
    ("changed", "is_new"),
    [
        ({"action": "Ring EVERY  bank"}, False),
        ({"why": "Asked for again.", "measure": "Calls"}, False),
        ({"action": "Ring every shop"}, True),
        ({"due": dt.date(2025, 2, 1)}, True),
        ({"priority": "P1.2"}, True),
        ({"lead": ""}, True),
        ({"subgroup": "VO"}, True),
        ({"quarter": "Q2"}, True),
    ],
)
def test_a_proposal_is_another_one_where_what_would_enter_the_plan_is(changed, is_new):
    assert (mark_of_proposal(proposal(**changed)) != mark_of_proposal(proposal())) is is_new


def test_an_accepted_proposal_gets_the_ref_that_follows_the_highest_of_its_priority():
    one = proposal()
    assert refs_given([one], taken([row(one)]), PLAN, ()) == {mark_of_proposal(one): "P1.1-03"}
    assert refs_given([one], taken([row(one)]), PLAN, ["P1.1-07", "P1.2-44", "P1.10-60"]) == {
        mark_of_proposal(one): "P1.1-08"
    }
    assert refs_given([one], taken([row(one, REJECT)]), PLAN, ()) == refs_given([one], {}, PLAN, ()) == {}


def test_refs_that_were_given_stay_whatever_is_accepted_after_them():
    first, second, third = proposal("A"), proposal("B"), proposal("C", priority="P1.2")
    given = refs_given([second], taken([row(second)]), PLAN, ())
    rows = [row(first), row(second, given_ref=given[mark_of_proposal(second)]), row(third)]
    assert list(refs_given([first, second, third], taken(rows), PLAN, ()).values()) == ["P1.1-03", "P1.1-04", "P1.2-02"]


def test_a_ref_that_was_given_to_what_was_then_rejected_is_not_given_again():
    first, second = proposal("A"), proposal("B")
    rows = [row(first, REJECT, given_ref="P1.1-03"), row(second)]
    assert refs_given([first, second], taken(rows), PLAN, ()) == {mark_of_proposal(second): "P1.1-04"}


def test_the_first_action_of_a_priority_is_number_one():
    assert next_ref("P9.9", ["P9.10-04", "P9.9-x", "P9.9"]) == "P9.9-01"
    assert next_ref("P9.9", ["P9.9-99"]) == "P9.9-100"


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [
        ({}, []),
        ({"due": None}, ["Due"]),
        ({"start": None, "action": ""}, ["Action", "Start"]),
        ({"priority": ""}, ["Priority"]),
        ({"priority": "P7.7"}, ["Priority"]),
        ({"lead": ""}, []),
    ],
)
def test_a_proposal_that_lacks_what_a_plan_needs_gets_no_ref(changed, lacks):
    one = proposal(**changed)
    assert lacking(one, PLAN) == lacks
    assert bool(refs_given([one], taken([row(one)]), PLAN, ())) is not bool(lacks)


def accepted(ref: str, **more: Any) -> NewActionRecord:
    return proposal(decision=ACCEPT, given_ref=ref, **more)


def test_an_accepted_proposal_stands_in_the_plan_behind_the_others_of_its_priority():
    plan = plan_in_force(PLAN, [accepted("P1.1-03"), accepted("P2.2-02", priority="P2.2", subgroup="VO")], ())
    refs = [action.ref for action in plan.actions]
    assert refs == ["P1.1-01", "P1.1-02", "P1.1-03", "P1.2-01", "P2.1-01", "P2.2-01", "P2.2-02", "P3.1-01", "P3.1-02"]
    new = plan.actions[2]
    assert (new.action, new.lead, new.subgroup) == ("Ring every bank", "Bank Liaison Officer", "FH")
    assert (new.start, new.due, new.aims) == (dt.date(2024, 8, 1), dt.date(2025, 1, 31), ())


def test_what_is_not_accepted_or_has_no_ref_changes_no_plan():
    others = [proposal(), proposal(decision=REJECT, given_ref="P1.1-03"), proposal(decision=ACCEPT)]
    assert plan_in_force(PLAN, others, ()) is PLAN


def test_a_row_of_the_plan_counts_instead_of_the_proposal_it_came_of():
    assert plan_in_force(PLAN, [accepted("P1.1-02")], ()) is PLAN


def test_a_row_for_what_was_accepted_later_does_not_count_yet():
    plan = plan_in_force(PLAN, [], ["P2.2-01"])
    assert "P2.2-01" not in {action.ref for action in plan.actions}
    assert {"P2.2-01"}.isdisjoint(measure.action_ref for measure in plan.measures)
    assert plan_in_force(PLAN, [accepted("P2.2-01")], ["P2.2-01"]) is PLAN


def decisions_on(*registers: Register, rows: tuple[DecisionRow, ...] = ()) -> list[list[Decision | None]]:
    done = decided(registers, taken(rows), {})
    return [[one.decision for one in after.date_changes] for after in done]


def test_a_date_lapses_once_another_one_is_asked_for_or_the_action_is_done_or_gone():
    asked = change()
    assert decisions_on(register(Q1, asked)) == [[AWAITED]]
    assert decisions_on(register(Q1, asked), register(Q2, asked)) == [[AWAITED], [AWAITED]]
    again = change("Q2")
    assert decisions_on(register(Q1, asked), register(Q2, asked, again)) == [[LAPSED], [LAPSED, AWAITED]]
    done = register(Q2, asked, done=("P1.1-01",))
    assert decisions_on(register(Q1, asked), done) == [[LAPSED], [LAPSED]]
    gone = register(Q2, asked, gone=("P1.1-01",))
    assert decisions_on(register(Q1, asked), gone) == [[LAPSED], [LAPSED]]


def test_a_date_asked_for_with_an_action_that_is_complete_already_has_not_lapsed_in_its_own_quarter():
    assert decisions_on(register(Q1, change(), done=("P1.1-01",))) == [[AWAITED]]


def test_a_date_that_was_decided_does_not_lapse():
    asked, again = change(), change("Q2")
    registers = register(Q1, asked), register(Q2, asked, again), register(Q3, done=("P1.1-01",))
    assert decisions_on(*registers, rows=(row(asked, REJECT), row(again))) == [[REJECT], [REJECT, ACCEPT], []]


def test_the_decision_stands_beside_what_it_is_about_with_its_reason_and_whose_it_was():
    asked, new = change(), proposal()
    one = replace(register(Q1, asked), new_actions=(new,))
    (after,) = decided([one], taken([row(asked, REJECT), row(new)]), {mark_of_proposal(new): "P1.1-03"})
    (date,), (action,) = after.date_changes, after.new_actions
    assert (date.decision, date.why_decided, date.decided_by) == (REJECT, "It is time.", "Independent Chair")
    assert (action.decision, action.why_decided, action.decided_by) == (ACCEPT, "It is time.", "Independent Chair")
    assert action.given_ref == "P1.1-03"


def test_a_decision_may_be_taken_back():
    new = proposal()
    one = replace(register(Q1), new_actions=(new,))
    (before,) = decided([one], taken([row(new)]), {mark_of_proposal(new): "P1.1-03"})
    (after,) = decided([before], taken([row(new, REJECT)]), {})
    assert (after.new_actions[0].decision, after.new_actions[0].given_ref) == (REJECT, "")


# Tables that are carried on from quarter to quarter


def test_each_row_of_a_ledger_is_taken_from_its_own_quarters_register():
    old, new, other = change(reason="old"), change(reason="new"), change("Q2", reason="Q2")
    history = History((register(Q1, new), register(Q2, old, other)))
    assert [one.reason for one in history.ledger("date_changes")] == ["new", "Q2"]
    assert History((register(Q1), register(Q2, old, other))).ledger("date_changes") == (other,)


def test_rows_of_a_quarter_without_a_register_come_from_the_newest_that_has_them():
    old, newer = change(reason="old"), change(reason="newer")
    history = History((register(Q2, old, change("Q2")), register(Q3, newer, change("Q2"), change("Q3"))))
    assert [(one.quarter, one.reason) for one in history.ledger("date_changes")] == [
        ("Q1", "newer"),
        ("Q2", ""),
        ("Q3", ""),
    ]


def test_the_matters_are_known_by_their_words():
    assert [str(matter) for matter in Matter] == ["New action", "Date change", "Two returns", "Personal data"]
    assert isinstance(register(Q1).actions[0], ActionRecord)
