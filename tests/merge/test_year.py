"""From one year to the next: what is open goes on, under its ref, with what was said of it."""

import datetime as dt
from dataclasses import replace

import pytest

from nacpc_xl import steps
from nacpc_xl.merge.merge import merge
from nacpc_xl.merge.read import read_register
from nacpc_xl.merge.year import of_the_year_before, plan_of_next_year
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.register import Ask, DateChange, History, Register
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import AskState, Decision
from nacpc_xl.plan.read import read_plan
from nacpc_xl.tracker.contents import current_due, issued_action
from nacpc_xl.workspace import YearFolder
from tests.committee import PLAN, Q4
from tests.quarters import all_returned, plan_with, year_folder
from tests.workbooks import filled

REFS = ["P1.1-01", "P1.1-02", "P1.2-01", "P2.1-01", "P2.2-01", "P3.1-01"]


def last_register(**statuses: Status) -> Register:
    """The register of Q4, with these statuses by ref, the others On track."""
    empty = merge(PLAN, Q4, [], History(), Q4.ends)
    by_ref = {ref.replace("_", ".").replace("x", "-"): status for ref, status in statuses.items()}
    return replace(empty, actions=tuple(one.but(status=by_ref.get(one.ref, Status.ON_TRACK)) for one in empty.actions))


def test_what_is_complete_or_withdrawn_stays_behind():
    register = last_register(P1_1x01=Status.COMPLETE, P1_1x02=Status.COMPLETE)
    following = plan_of_next_year(PLAN, register)
    assert [action.ref for action in following.actions] == ["P1.2-01", "P2.1-01", "P2.2-01", "P3.1-01"]
    assert {measure.action_ref for measure in following.measures} == {"P1.2-01", "P2.1-01", "P2.2-01", "P3.1-01"}


def test_what_was_complete_when_it_last_was_told_stays_behind_too():
    register = last_register()
    actions = [one.but(status=Status.NO_RETURN, previous_status=Status.COMPLETE) for one in register.actions]
    assert plan_of_next_year(PLAN, replace(register, actions=tuple(actions))).actions == ()
    actions = [one.but(status=Status.NO_RETURN, previous_status=Status.AT_RISK) for one in register.actions]
    assert len(plan_of_next_year(PLAN, replace(register, actions=tuple(actions))).actions) == len(REFS)


@pytest.mark.parametrize(
    ("year", "title", "expected"),
    [
        ("2024-25", "Improvement plan 2024-25", ("2025-26", "Improvement plan 2025-26")),
        ("2099-00", "Plan", ("2100-01", "Plan")),
        ("2024", "Business Plan 2024 / 2025", ("2025", "Business Plan 2025 / 2026")),
        ("year1", "Plan of 12024", ("2025-26", "Plan of 12024")),
    ],
)
def test_the_year_is_called_by_the_one_after_it(year, title, expected):
    plan = plan_with(details=PLAN.details.but(year=year, plan=title))
    details = plan_of_next_year(plan, last_register()).details
    assert (details.year, details.plan) == expected
    assert details.starts == dt.date(2025, 4, 1)


def test_the_quarters_of_the_year_before_bear_its_year():
    change = DateChange.of(quarter="Q2", ref="P1.1-01", decision=Decision.ACCEPT)
    older = DateChange.of(quarter="Q3 2023-24", ref="P1.1-01", decision=Decision.ACCEPT)
    before = of_the_year_before(replace(last_register(), date_changes=(older, change)), PLAN)
    assert before.quarter == "Q4 2024-25"
    assert [one.quarter for one in before.date_changes] == ["Q3 2023-24", "Q2 2024-25"]
    assert {one.quarter for one in before.history} == {"Q4 2024-25"}


def test_what_is_about_actions_left_behind_is_left_behind_but_for_the_history_and_open_requests():
    plan = replace(PLAN, actions=PLAN.actions[1:])
    asks = tuple(Ask.of(quarter="Q4", ref="P1.1-01", state=state) for state in AskState)
    changes = (DateChange.of(quarter="Q4", ref="P1.1-01"), DateChange.of(quarter="Q4", ref="P1.1-02"))
    before = of_the_year_before(replace(last_register(), asks=asks, date_changes=changes), plan)
    assert [one.state for one in before.asks] == [AskState.OPEN]
    assert [one.ref for one in before.date_changes] == ["P1.1-02"]
    assert "P1.1-01" not in before.action_by_ref
    assert "P1.1-01" in {one.ref for one in before.history}


def test_a_date_that_the_new_plan_gives_counts_for_more_than_one_accepted_the_year_before():
    action = PLAN.actions[0]
    accepted = DateChange.of(
        quarter="Q4",
        ref=action.ref,
        original_due=action.due,
        new_due=dt.date(2025, 5, 1),
        decision=Decision.ACCEPT,
    )
    history = History((replace(last_register(), date_changes=(accepted,)),))
    assert current_due(action, history) == dt.date(2025, 5, 1)
    assert current_due(action.but(due=dt.date(2025, 9, 1)), history) == dt.date(2025, 9, 1)


def test_a_year_goes_on_from_another_with_its_open_actions_their_refs_and_their_history(tmp_path):
    before = year_folder(tmp_path / "2024-25")
    for quarter in PLAN.quarters[:3]:
        all_returned(before.quarter(quarter.label).returned, quarter)
    over = steps.next_year(tmp_path / "next", before)
    assert (over.quarter, over.problems) == ("Q3 2024-25", ())
    year = YearFolder.at(tmp_path / "next")
    plan = read_plan(year.plan)
    assert [action.ref for action in plan.actions] == ["P1.2-01", "P2.2-01"]
    assert over.actions == 2
    steps.issue(year, "Q1")
    all_returned(year.quarter("Q1").returned, plan.quarters[0], plan=plan, history=history_of(year))
    register = steps.merge_and_write(year, "Q1").merged.register
    action = register.action_by_ref["P1.2-01"]
    last = read_register(before.quarter("Q3").register) if before.quarter("Q3").register.is_file() else None
    assert last is None, "the year before is not written to"
    assert (action.last_status, action.previous_status) == ("On track", Status.ON_TRACK)
    assert action.last_update.startswith("Every unit manager") or action.last_update
    assert {one.quarter for one in register.history} == {
        "Q1 2024-25", "Q2 2024-25", "Q3 2024-25", "Q1",
    }  # fmt: skip


def history_of(year: YearFolder) -> History:
    """What the first quarter of the year goes on from."""
    plan = read_plan(year.plan)
    return History((of_the_year_before(read_register(year.register_before), plan),))


def test_the_next_ref_of_a_year_is_none_that_the_year_before_had(tmp_path):
    before = year_folder(tmp_path / "2024-25")
    all_returned(before.quarter("Q3").returned, PLAN.quarters[2])
    steps.next_year(tmp_path / "next", before)
    year = YearFolder.at(tmp_path / "next")
    plan = read_plan(year.plan)
    assert "P1.1-02" not in {action.ref for action in plan.actions}
    new: dict[str, object] = {
        "Priority": "P1.1",
        "Action": "Ring every bank",
        "Lead": "Liaison Officer",
        "Why": "They ask.",
    }
    new |= {"Start": dt.date(2025, 5, 1), "Due": dt.date(2025, 12, 1), "Measure of progress": "Calls"}
    proposed: dict[str | int, dict[str, object]] = {0: new}
    all_returned(
        year.quarter("Q1").returned,
        plan.quarters[0],
        {"FH": {"New actions": proposed}},
        plan=plan,
        history=history_of(year),
    )
    steps.merge_and_write(year, "Q1")
    accept(year)
    written = steps.merge_and_write(year, "Q1")
    assert [one.given_ref for one in written.merged.register.new_actions] == ["P1.1-03"]


def accept(year: YearFolder) -> None:
    """Accepts the only matter of Q1, as a coordinator would."""
    path = year.quarter("Q1").coordinator
    decision: dict[str | int, dict[str, object]] = {
        0: {"Decision": "Accept", "Why": "It is time.", "Decided by (role)": "Chair"}
    }
    filled(path, path, {"Decisions": decision})


def test_a_year_of_which_nothing_came_back_is_nothing_to_go_on_from(tmp_path):
    with pytest.raises(CannotGoOn, match="nothing to go on from"):
        steps.next_year(tmp_path / "next", year_folder(tmp_path / "2024-25"))
    assert not (tmp_path / "next").exists()


def test_a_plan_that_is_there_is_not_overwritten(tmp_path):
    before, there = year_folder(tmp_path / "2024-25"), year_folder(tmp_path / "next")
    all_returned(before.quarter("Q1").returned, PLAN.quarters[0])
    kept = there.plan.read_bytes()
    with pytest.raises(CannotGoOn, match="never overwritten"):
        steps.next_year(tmp_path / "next", before)
    assert there.plan.read_bytes() == kept
    assert not there.register_before.exists()


def test_the_first_tracker_of_a_year_says_what_was_declared_last():
    plan = plan_of_next_year(PLAN, last_register(P1_1x01=Status.AT_RISK))
    history = History((of_the_year_before(last_register(P1_1x01=Status.AT_RISK), plan),))
    assert issued_action(plan.actions[0], history).last_status == "At risk"
