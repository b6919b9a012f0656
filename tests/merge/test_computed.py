"""Each rule of the computed status, with the reason it gives."""

import datetime as dt
import inspect
from typing import Any

import pytest

from nacpc_xl.merge import computed
from nacpc_xl.merge.computed import RULES, Facts, computed_status
from nacpc_xl.model.register import ActionRecord, MeasureRecord
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Direction, Outcome

AS_AT = dt.date(2024, 6, 30)
DAY = dt.timedelta(days=1)

ON_TRACK = ActionRecord.of(
    ref="P1.1-01",
    start=dt.date(2024, 4, 1),
    current_due=dt.date(2024, 9, 30),
    status=Status.ON_TRACK,
    progress="Sixty people were trained.",
    next_milestone="Half of them are asked what they do now.",
    milestone_due=dt.date(2024, 8, 16),
    returned=Outcome.USED,
    source_row="FH.xlsx, Actions, row 5",
)
DONE: dict[str, Any] = {
    "status": Status.COMPLETE,
    "completed_on": dt.date(2024, 6, 14),
    "evidence": "Minutes of 14 June",
}
FELL = MeasureRecord.of(ref="P1.1-01-M1", unit="%", last_value=67.5, value=61.0, direction=Direction.WORSE)
ROSE = MeasureRecord.of(ref="P1.1-01-M2", unit="staff", last_value=3.0, value=4.0, direction=Direction.BETTER)


def judged(
    *measures: MeasureRecord, previous: ActionRecord | None = None, as_at: dt.date = AS_AT, **changes: object
) -> tuple[Status, str]:
    return computed_status(Facts(ON_TRACK.but(**changes), measures, previous, as_at))


def test_nothing_amiss_is_on_track():
    assert judged() == (Status.ON_TRACK, "nothing in the facts speaks against it")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (DONE, (Status.COMPLETE, "completed on 14 June 2024, with evidence")),
        ({"current_due": AS_AT - DAY}, (Status.OFF_TRACK, "it was due on 29 June 2024")),
        ({"source_row": ""}, (Status.NO_RETURN, "nothing came back to judge it by")),
        ({"returned": Outcome.NO_RETURN}, (Status.NO_RETURN, "nothing came back to judge it by")),
        ({"start": AS_AT + DAY}, (Status.NOT_STARTED, "it starts on 1 July 2024")),
        ({"new_due": dt.date(2024, 12, 20)}, (Status.AT_RISK, "a new due date of 20 December 2024 was asked for")),
        ({"milestone_due": AS_AT - DAY}, (Status.AT_RISK, "its next milestone was due on 29 June 2024")),
        (
            {"barrier": "No room.", "next_milestone": ""},
            (Status.AT_RISK, "a barrier is named, with no milestone or help against it"),
        ),
    ],
)
def test_the_facts_decide_and_the_reason_says_which(changes, expected):
    assert judged(**changes) == expected


def test_a_measure_that_went_the_wrong_way_puts_an_action_at_risk():
    assert judged(ROSE, FELL) == (Status.AT_RISK, "measure P1.1-01-M1 went from 67.5% to 61%")
    assert judged(ROSE)[0] is Status.ON_TRACK


def test_a_measure_worse_than_its_baseline_tells_from_where_it_went():
    first = MeasureRecord.of(
        ref="P1.1-01-M1", unit="staff", baseline=12.0, value=9.0, direction=Direction.WORSE, last_value=None
    )
    assert judged(first) == (Status.AT_RISK, "measure P1.1-01-M1 went from 12 to 9")


@pytest.mark.parametrize(
    ("before", "status"),
    [
        ({"milestone_due": dt.date(2024, 6, 14)}, Status.AT_RISK),
        ({"milestone_due": dt.date(2024, 8, 15)}, Status.AT_RISK),
        ({"milestone_due": dt.date(2024, 8, 16)}, Status.ON_TRACK),
        ({"milestone_due": dt.date(2024, 8, 17)}, Status.ON_TRACK),
        ({"milestone_due": None}, Status.ON_TRACK),
        ({"milestone_due": dt.date(2024, 6, 14), "next_milestone": "A third of them is asked."}, Status.ON_TRACK),
        ({"milestone_due": dt.date(2024, 6, 14), "next_milestone": ""}, Status.ON_TRACK),
    ],
)
def test_a_milestone_that_was_put_off_puts_an_action_at_risk(before, status):
    previous = ON_TRACK.but(progress="Nobody was trained yet.", **before)
    assert judged(previous=previous)[0] is status
    assert judged(previous=previous, milestone_due=None)[0] is Status.ON_TRACK


def test_a_milestone_that_was_put_off_is_told_with_both_days():
    previous = ON_TRACK.but(progress="", next_milestone=" half of them are asked what they do now")
    assert judged(previous=previous.but(milestone_due=dt.date(2024, 6, 14))) == (
        Status.AT_RISK,
        "its milestone of 14 June 2024 was put off to 16 August 2024",
    )


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"barrier": "No room.", "next_milestone": "None"}, Status.AT_RISK),
        ({"barrier": "No room.", "next_milestone": "", "help_wanted": "n/a"}, Status.AT_RISK),
        ({"barrier": "None", "next_milestone": ""}, Status.ON_TRACK),
        ({"barrier": "-", "next_milestone": "None"}, Status.ON_TRACK),
    ],
)
def test_none_is_neither_a_barrier_nor_anything_against_one(changes, status):
    assert judged(**changes)[0] is status


def test_of_two_measures_that_got_worse_the_first_is_told():
    second = FELL.but(ref="P1.1-01-M3", value=1.0)
    assert judged(ROSE, FELL, second)[1] == "measure P1.1-01-M1 went from 67.5% to 61%"


def test_an_update_that_nearly_repeats_the_last_one_puts_an_action_at_risk():
    text = "Sixty people of four agencies were trained in Garve on 14 May."
    nearly = ON_TRACK.but(progress=text.replace("14 May", "15 May"))
    assert judged(progress=text, previous=nearly) == (Status.AT_RISK, "its update is the same as the one before")
    assert judged(progress=text, previous=ON_TRACK.but(progress="Nobody was."))[0] is Status.ON_TRACK


def test_an_update_that_repeats_the_last_one_puts_an_action_at_risk():
    same = ON_TRACK.but(progress="  sixty people\nwere TRAINED. ", next_milestone="Something else.")
    assert judged(previous=same) == (Status.AT_RISK, "its update is the same as the one before")
    assert judged(previous=ON_TRACK.but(progress="Forty people were trained."))[0] is Status.ON_TRACK
    assert judged(previous=ON_TRACK.but(progress=""), progress="")[0] is Status.ON_TRACK


@pytest.mark.parametrize(
    "changes",
    [
        {"current_due": AS_AT},
        {"current_due": None},
        {"start": AS_AT},
        {"start": None},
        {"milestone_due": AS_AT},
        {"milestone_due": None},
        {"barrier": "No room."},
        {"barrier": "No room.", "next_milestone": "", "help_wanted": "A room."},
    ],
)
def test_on_the_day_itself_or_with_something_done_about_it_nothing_is_held_against_an_action(changes):
    assert judged(**changes)[0] is Status.ON_TRACK


@pytest.mark.parametrize(
    ("lacking", "status"),
    [
        ({"evidence": ""}, Status.OFF_TRACK),
        ({"completed_on": None}, Status.OFF_TRACK),
        ({"completed_on": AS_AT + DAY}, Status.OFF_TRACK),
        ({"status": Status.ON_TRACK}, Status.OFF_TRACK),
    ],
)
def test_complete_needs_a_past_date_and_evidence(lacking, status):
    overdue = {**DONE, "current_due": dt.date(2024, 6, 21)}
    assert judged(**overdue)[0] is Status.COMPLETE
    assert judged(**{**overdue, **lacking})[0] is status


def test_a_group_that_is_silent_is_still_overdue():
    assert judged(returned=Outcome.NO_RETURN, current_due=AS_AT - DAY)[0] is Status.OFF_TRACK


def test_the_day_it_is_judged_on_decides():
    assert judged(as_at=dt.date(2024, 9, 30), milestone_due=None)[0] is Status.ON_TRACK
    assert judged(as_at=dt.date(2024, 10, 1), milestone_due=None)[0] is Status.OFF_TRACK


def test_every_rule_is_in_the_list_and_names_its_status():
    functions = {
        function
        for name, function in vars(computed).items()
        if inspect.isfunction(function) and list(inspect.signature(function).parameters) == ["facts"]
    } - {computed_status}
    assert functions == {rule for _, rule in RULES}
    for status, rule in RULES:
        assert (rule.__doc__ or "").startswith(str(status))
