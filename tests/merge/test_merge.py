"""Returns, plan and history become a register in which nothing is lost and nothing is guessed."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from nacpc_xl.model.register import History, Register
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import AskState, Decision, Direction, Outcome, Refusal, Stray, YesNo
from tests.committee import PLAN, Q1, Q2, Q3
from tests.quarters import all_returned, asked, found, merged, plan_with, returned, unplaced_texts
from tests.workbooks import Answers, cell_of

LATER = {"Sign-off": {"Date": dt.date(2024, 7, 11)}}


def actions(sheet: Worksheet, ref: str, **cells: object) -> None:
    """Types these answers, with spaces for underscores, into the row with the ref."""
    by_cell = {cell_of(sheet, ref, heading.replace("_", " ")): value for heading, value in cells.items()}
    for cell, value in by_cell.items():
        cell.value = value  # type: ignore[assignment]


def edited(path: Path, sheet: str, edit: Any) -> Path:
    """The workbook with something done to one of its sheets."""
    book = openpyxl.load_workbook(path)
    edit(book[sheet])
    book.save(path)
    return path


def refusals(register: Register) -> dict[str, Refusal | None]:
    return {one.file: one.refusal for one in register.returns if one.file}


# What cannot be placed


def test_a_ref_that_is_not_in_the_plan_goes_to_unplaced_word_for_word(tmp_path):
    path = edited(
        returned(tmp_path, Q1, "FH"), "Actions", lambda sheet: actions(sheet, "P1.1-02", Ref="P1.1-77", Evidence="Tape")
    )
    register = merged([path], Q1)
    assert "P1.1-77" not in register.action_by_ref
    assert register.action_by_ref["P1.1-02"].status is Status.NO_RETURN
    whys = {(scrap.why, scrap.detail) for scrap in register.unplaced}
    assert whys == {(Stray.STRANGE_REF, "P1.1-77 is not in the plan")}
    assert {"P1.1-77", "Tape", "Complete", "20 June 2024"} <= set(unplaced_texts(register))


def test_the_first_of_two_rows_with_one_ref_is_used_and_the_other_kept(tmp_path):
    path = edited(
        returned(tmp_path, Q1, "FH"),
        "Actions",
        lambda sheet: actions(sheet, "P1.1-02", Ref="p1.1-01", Progress_this_quarter="Said twice."),
    )
    register = merged([path], Q1)
    assert register.action_by_ref["P1.1-01"].progress.startswith("Seven branches")
    said_twice = next(scrap for scrap in register.unplaced if scrap.text == "Said twice.")
    assert (said_twice.sheet_name, said_twice.at) == ("Actions", "L6")
    assert (said_twice.why, said_twice.detail) == (Stray.REF_TWICE, "P1.1-01: the one on Actions, row 5, was used")


@pytest.mark.parametrize("ref", [None, "12", "see above", 1.1])
def test_a_row_without_a_ref_goes_to_unplaced_word_for_word(ref, tmp_path):
    path = edited(
        returned(tmp_path, Q1, "FH"),
        "Actions",
        lambda sheet: actions(sheet, "P1.1-02", Barrier="Who asks?", Ref=ref),
    )
    register = merged([path], Q1)
    assert {(scrap.why, scrap.detail) for scrap in register.unplaced} == {(Stray.NO_REF, "row 6")}
    assert "Who asks?" in unplaced_texts(register)
    assert ref is None or str(ref) in unplaced_texts(register)


def test_a_row_of_another_group_goes_to_unplaced_and_not_to_that_group(tmp_path):
    paths = all_returned(tmp_path, Q1)
    edited(
        paths["FH"],
        "Actions",
        lambda sheet: actions(sheet, "P1.1-02", Ref="P2.1-01", Progress_this_quarter="We did theirs."),
    )
    register = merged(paths.values(), Q1)
    assert register.action_by_ref["P2.1-01"].progress.startswith("An advocate")
    assert "We did theirs." in unplaced_texts(register)
    assert {scrap.subgroup for scrap in register.unplaced} == {"FH"}


def test_a_measure_that_is_not_the_groups_goes_to_unplaced(tmp_path):
    path = edited(
        returned(tmp_path, Q1, "FH"),
        "Measures",
        lambda sheet: actions(sheet, "P1.1-02-M1", Ref="P2.1-01-M1", Comment="Theirs."),
    )
    register = merged([path], Q1)
    assert register.measure_by_ref["P2.1-01-M1"].value is None
    assert {"Theirs.", "1500"} <= set(unplaced_texts(register))


# Two returns of one group, and returns that are not this quarter's


def test_the_same_answers_twice_count_once_and_are_no_query(tmp_path):
    paths = [*all_returned(tmp_path, Q1).values(), returned(tmp_path, Q1, "FH", name="copy of it.xlsx")]
    register = merged(paths, Q1)
    twice = [one for one in register.returns if one.subgroup == "FH"]
    assert sorted(str(one.outcome) for one in twice) == ["Not counted", "Used"]
    assert next(one for one in twice if one.outcome is Outcome.NOT_COUNTED).detail.endswith("says the same")
    assert asked(found(register, Q1)) == []


@pytest.mark.parametrize("names", [("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")])
def test_of_two_different_returns_the_one_signed_last_stands_whatever_it_is_called(names, tmp_path):
    earlier, later = names
    changes: Answers = {**LATER, "Actions": {"P1.1-01": {"Status": "At risk", "Barrier": "The van broke down."}}}
    only_here: Answers = {"Actions": {"P1.1-01": {"Evidence": "Said only in the first."}}}
    paths = [
        returned(tmp_path, Q1, "FH", only_here, name=earlier),
        returned(tmp_path, Q1, "FH", changes, name=later),
        *(path for code, path in all_returned(tmp_path, Q1).items() if code != "FH"),
    ]
    register = merged(paths, Q1)
    assert register.action_by_ref["P1.1-01"].status is Status.AT_RISK
    assert refusals(register)[earlier] is Refusal.OLDER_COPY
    assert refusals(register)[later] is None
    assert "Said only in the first." in unplaced_texts(register)
    (finding,) = asked(found(register, Q1))
    assert (finding.code, finding.file) == ("R05", earlier)


def test_a_later_day_with_the_same_answers_is_no_query(tmp_path):
    paths = [*all_returned(tmp_path, Q1).values(), returned(tmp_path, Q1, "FH", LATER, name="later.xlsx")]
    register = merged(paths, Q1)
    of_group = {one.outcome: one for one in register.returns if one.subgroup == "FH"}
    assert of_group[Outcome.USED].file == "later.xlsx"
    assert asked(found(register, Q1)) == []


def test_an_unsigned_return_gives_way_to_a_signed_one(tmp_path):
    unsigned: Answers = {"Sign-off": {"Date": None}, "Actions": {"P1.1-01": {"Barrier": "Unsigned."}}}
    paths = [returned(tmp_path, Q1, "FH", unsigned, name="z.xlsx"), returned(tmp_path, Q1, "FH", name="a.xlsx")]
    register = merged(paths, Q1)
    assert refusals(register) == {"a.xlsx": None, "z.xlsx": Refusal.OLDER_COPY}


def test_a_return_of_another_quarter_is_refused_as_a_whole(tmp_path):
    register = merged([returned(tmp_path, Q2, "FH", name="next.xlsx")], Q1)
    assert refusals(register) == {"next.xlsx": Refusal.ANOTHER_QUARTER}
    assert all(action.status is Status.NO_RETURN for action in register.actions)
    assert any(text.startswith("A film with actors") for text in unplaced_texts(register))


START = {"Plan": "Another plan", "Quarter": "Q1 2023-24", "Subgroup code": "ZZ"}


@pytest.mark.parametrize(
    ("label", "refusal"),
    [
        ("Plan", Refusal.ANOTHER_PLAN),
        ("Quarter", Refusal.ANOTHER_PLAN),
        ("Subgroup code", Refusal.UNKNOWN_GROUP),
    ],
)
def test_a_return_that_is_not_of_this_plan_is_refused_and_says_where(label, refusal, tmp_path):
    path = returned(tmp_path, Q1, "FH", {"Start here": {label: START[label]}}, name="theirs.xlsx")
    register = merged([path], Q1)
    assert refusals(register) == {"theirs.xlsx": refusal}
    (finding,) = (one for one in asked(found(register, Q1)) if one.code == "R03")
    assert START[label] in finding.what
    assert "(theirs.xlsx, Start here, B" in str(finding)
    assert any(text.startswith("Seven branches") for text in unplaced_texts(register))


@pytest.mark.parametrize("label", ["Plan", "Quarter", "Subgroup code"])
def test_a_return_without_its_details_is_refused(label, tmp_path):
    path = returned(tmp_path, Q1, "FH", {"Start here": {label: None}})
    register = merged([path], Q1)
    assert next(one for one in register.returns if one.file).outcome is Outcome.REFUSED
    assert {one.code for one in asked(found(register, Q1))} == {"R01", "R03"}


def test_case_and_space_in_the_details_do_not_count(tmp_path):
    details = {"Plan": f" {PLAN.details.plan.upper()} ", "Quarter": "q1  2024-25", "Subgroup code": "fh"}
    register = merged([returned(tmp_path, Q1, "FH", {"Start here": details})], Q1)
    assert register.action_by_ref["P1.1-01"].status is Status.ON_TRACK


# One quarter after the other


@pytest.fixture
def first(tmp_path: Path) -> Register:
    """Q1, in which FH asked for a later date and for help."""
    changes: Answers = {
        "Actions": {
            "P1.1-01": {
                "Status": "At risk",
                "Barrier": "The hall is closed.",
                "New due date": "29/11/2024",
                "Reason for new date": "It opens in October.",
                "Help wanted from COG": "Lend us a hall.",
                "Wanted by": dt.date(2024, 8, 30),
            }
        }
    }
    return merged(all_returned(tmp_path / "first", Q1, {"FH": changes}).values(), Q1)


def test_no_return_shows_the_last_status_and_is_not_carried_forward(first):
    register = merged([], Q2, history=History((first,)))
    record = register.action_by_ref["P1.1-01"]
    assert record.status is Status.NO_RETURN
    assert record.previous_status is Status.AT_RISK
    assert record.direction is Direction.NOT_KNOWN
    assert (record.progress, record.barrier, record.help_wanted, record.new_due) == ("", "", "", None)
    assert record.last_update.startswith("Seven branches")
    assert register.measure_by_ref["P1.1-01-M1"].value is None
    assert register.measure_by_ref["P1.1-01-M1"].last_value == 24
    assert {one.outcome for one in register.returns} == {Outcome.NO_RETURN}


def test_the_last_status_lives_through_a_silent_quarter(first, tmp_path):
    silent = merged([], Q2, history=History((first,)))
    history = History((first, silent))
    record = merged(all_returned(tmp_path, Q3, history=history).values(), Q3, history=history).actions[0]
    assert (record.status, record.previous_status, record.direction) == (
        Status.COMPLETE,
        Status.AT_RISK,
        Direction.BETTER,
    )
    assert record.last_status == "At risk (in Q1)"


@pytest.mark.parametrize(
    ("status", "direction"),
    [
        ("Complete", Direction.BETTER),
        ("On track", Direction.BETTER),
        ("At risk", Direction.SAME),
        ("Off track", Direction.WORSE),
        ("Ambergreen", Direction.NOT_KNOWN),
        (None, Direction.NOT_KNOWN),
    ],
)
def test_a_status_is_compared_with_the_last_one(status, direction, first, tmp_path):
    history = History((first,))
    path = returned(tmp_path, Q2, "FH", {"Actions": {"P1.1-01": {"Status": status}}}, history=history)
    assert merged([path], Q2, history=history).action_by_ref["P1.1-01"].direction is direction


def test_in_the_first_quarter_every_answer_is_a_first_report(tmp_path):
    register = merged(all_returned(tmp_path, Q1).values(), Q1)
    assert {action.direction for action in register.actions} == {Direction.FIRST}
    assert {action.previous_status for action in register.actions} == {None}
    assert register.about.history.startswith("None")


def test_a_new_date_is_recorded_and_takes_effect_only_when_it_is_accepted(first, tmp_path):
    (change,) = first.date_changes
    assert (change.ref, change.due_before, change.new_due, change.days, change.decision) == (
        "P1.1-01",
        dt.date(2024, 9, 30),
        dt.date(2024, 11, 29),
        60,
        Decision.AWAITED,
    )
    accepted = [change.but(decision=Decision.ACCEPT)]
    for changes, due, slipped, times in (
        (first.date_changes, dt.date(2024, 9, 30), 0, 0),
        (accepted, dt.date(2024, 11, 29), 60, 1),
    ):
        history = History((register_with(first, date_changes=tuple(changes)),))
        record = merged([], Q2, history=history).action_by_ref["P1.1-01"]
        assert (record.current_due, record.days_slipped, record.times_redated) == (due, slipped, times)
        assert record.original_due == dt.date(2024, 9, 30)


def register_with(register: Register, **tables: object) -> Register:
    return replace(register, **tables)  # type: ignore[arg-type]


def test_asks_and_date_changes_of_earlier_quarters_stay_on_the_list(first, tmp_path):
    history = History((first,))
    again: Answers = {"Actions": {"P1.1-01": {"Help wanted from COG": "We still need a hall.", "Wanted by": "1/11/24"}}}
    register = merged([returned(tmp_path, Q2, "FH", again, history=history)], Q2, history=history)
    assert [(ask.quarter, ask.ask, ask.wanted_by) for ask in register.asks] == [
        ("Q1", "Lend us a hall.", dt.date(2024, 8, 30)),
        ("Q2", "We still need a hall.", dt.date(2024, 11, 1)),
    ]
    assert {ask.state for ask in register.asks} == {AskState.OPEN}
    assert [change.quarter for change in register.date_changes] == ["Q1"]


def test_the_history_has_a_row_for_each_action_and_quarter(first, tmp_path):
    history = History((first,))
    register = merged(all_returned(tmp_path, Q2, history=history).values(), Q2, history=history)
    rows = [(row.quarter, row.ref) for row in register.history]
    in_each = [("Q1", action.ref) for action in PLAN.actions_in(Q1)] + [("Q2", a.ref) for a in PLAN.actions_in(Q2)]
    assert rows == in_each
    assert register.about.history == "Q1"
    assert register.history[0].progress.startswith("Seven branches")


def test_an_action_that_left_the_plan_is_not_asked_for_again(first):
    assert "P3.1-02" in first.action_by_ref
    assert "P3.1-02" not in merged([], Q2, history=History((first,))).action_by_ref


def test_actions_stand_in_the_order_of_the_plan(tmp_path):
    paths = list(all_returned(tmp_path, Q1).values())
    register = merged(reversed(paths), Q1)
    assert [action.ref for action in register.actions] == [action.ref for action in PLAN.actions]
    assert [one.subgroup for one in register.returns] == ["FH", "VO", "QA"]


# What is worked out


@pytest.mark.parametrize(
    ("ref", "value", "direction", "met"),
    [
        ("P1.1-01-M1", 120, Direction.BETTER, YesNo.YES),
        ("P1.1-01-M1", 119, Direction.BETTER, YesNo.NO),
        ("P1.1-01-M1", 0, Direction.SAME, YesNo.NO),
        ("P1.1-01-M1", -1, Direction.WORSE, YesNo.NO),
        ("P1.1-02-M1", 1600, Direction.FIRST, YesNo.YES),
        ("P1.1-01-M1", "about 40", Direction.NOT_KNOWN, None),
        ("P1.1-01-M1", None, Direction.NOT_KNOWN, None),
    ],
)
def test_a_measure_is_compared_with_its_baseline_and_its_target(ref, value, direction, met, tmp_path):
    path = returned(tmp_path, Q1, "FH", {"Measures": {ref: {"Value this quarter": value}}})
    record = merged([path], Q1).measure_by_ref[ref]
    assert (record.direction, record.met) == (direction, met)


@pytest.mark.parametrize(
    ("value", "direction", "met"), [(2, Direction.BETTER, YesNo.NO), (4, Direction.WORSE, YesNo.NO)]
)
def test_a_measure_that_should_fall_is_better_when_it_falls(value, direction, met, tmp_path):
    path = returned(tmp_path, Q1, "QA", {"Measures": {"P1.2-01-M1": {"Value this quarter": value}}})
    record = merged([path], Q1).measure_by_ref["P1.2-01-M1"]
    assert (record.direction, record.met) == (direction, met)


def test_an_answer_that_was_not_understood_stays_as_it_was_written(tmp_path):
    changes: Answers = {"Actions": {"P1.1-01": {"Status": "Amber/Green", "Milestone due": "end of September"}}}
    register = merged([returned(tmp_path, Q1, "FH", changes)], Q1)
    record = register.action_by_ref["P1.1-01"]
    assert (record.status, record.milestone_due) == (None, None)
    assert (record.written("status"), record.written("milestone_due")) == ("Amber/Green", "end of September")
    assert record.to_do == "Ready", "as the sheet says, which cannot tell"
    of_file = next(one for one in register.returns if one.file)
    assert of_file.kept == 2


def test_a_colour_is_the_status_it_stands_for(tmp_path):
    for colour, status in (("Green", Status.ON_TRACK), (" amber ", Status.AT_RISK), ("R", Status.OFF_TRACK)):
        path = returned(tmp_path, Q1, "FH", {"Actions": {"P1.1-01": {"Status": colour}}})
        assert merged([path], Q1).action_by_ref["P1.1-01"].status is status


def test_the_day_it_is_judged_on_can_be_another_than_the_quarters_last(tmp_path):
    paths = list(all_returned(tmp_path, Q1).values())
    day = dt.date(2024, 10, 1)
    register = merged(paths, Q1, as_at=day)
    assert register.about.position_at == day
    assert register.action_by_ref["P1.1-01"].computed_status is Status.OFF_TRACK


def test_a_group_without_actions_is_asked_for_its_return_all_the_same(tmp_path):
    plan = plan_with(actions=tuple(action for action in PLAN.actions if action.subgroup != "VO"), measures=())
    register = merged(all_returned(tmp_path, Q1, plan=plan).values(), Q1, plan=plan)
    assert {one.outcome for one in register.returns} == {Outcome.USED}


def test_a_proposed_action_awaits_a_decision(tmp_path):
    rows: dict[str | int, dict[str, object]] = {
        2: {"Priority": "P1.1 Financial harm", "Action": "Brief the post.", "Why": "They see much.", "Due": "1/2/25"}
    }
    register = merged([returned(tmp_path, Q1, "FH", {"New actions": rows})], Q1)
    (proposed,) = register.new_actions
    assert (proposed.priority, proposed.subgroup, proposed.decision) == ("P1.1", "FH", Decision.AWAITED)
    assert proposed.source_row.endswith("New actions, row 7")
