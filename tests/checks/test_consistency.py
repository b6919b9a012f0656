"""K, check by check: on the day itself, a day before and after, with each value blank or not understood."""

import datetime as dt

import pytest

from nacpc_xl.checks.run import all_checks
from nacpc_xl.model.register import ActionRecord, MeasureRecord, NewActionRecord, ReturnRecord
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Better, Direction, Outcome, YesNo
from tests.checks.asking import asked_about, fires, unread

START, END = dt.date(2024, 7, 1), dt.date(2024, 9, 30)
YEAR_END = dt.date(2025, 3, 31)
DAY = dt.timedelta(days=1)

ACTION = ActionRecord.of(
    ref="P1.1-01",
    start=dt.date(2024, 4, 1),
    current_due=dt.date(2024, 12, 20),
    status=Status.ON_TRACK,
    previous_status=Status.ON_TRACK,
    progress="Sixty people were trained.",
    next_milestone="Half of them are asked what they do now.",
    milestone_due=dt.date(2024, 11, 15),
)
MEASURE = MeasureRecord.of(
    ref="P1.1-01-M1",
    action_ref="P1.1-01",
    unit="staff",
    better=Better.HIGHER,
    baseline=10.0,
    target=100.0,
    last_value=20.0,
    value=30.0,
    as_at=dt.date(2024, 9, 27),
    direction=Direction.BETTER,
    met=YesNo.NO,
)
OTHER = MEASURE.but(ref="P1.1-01-M2")
WORSE = MEASURE.but(value=15.0, direction=Direction.WORSE)
BEGUN = (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.COMPLETE)


def test_a_reason_other_than_a_measure_is_not_accounted_for_by_a_comment():
    overdue = ACTION.but(computed_status=Status.OFF_TRACK, computed_reason="it was due on 30 August 2024")
    assert fires("K01", overdue, own_measures=())
    assert fires("K01", overdue, own_measures=(WORSE.but(comment="Two schools did not reply."),))
    assert not fires("K01", overdue.but(status=Status.OFF_TRACK), own_measures=())
    assert not fires("K01", unread(overdue, "status"), own_measures=())


@pytest.mark.parametrize(
    ("comments", "said"),
    [
        (("",), True),
        (("n/a",), True),
        (("Two schools did not reply.",), False),
        (("Two schools did not reply.", ""), True),
        (("Two schools did not reply.", "One was shut."), False),
    ],
)
def test_a_worse_measure_is_accounted_for_when_each_comment_says_why(comments, said):
    fell = ACTION.but(computed_status=Status.AT_RISK, computed_reason="measure P1.1-01-M1 went from 20 to 15")
    worse = tuple(
        WORSE.but(ref=f"P1.1-01-M{number}", comment=comment) for number, comment in enumerate(comments, start=1)
    )
    assert fires("K01", fell, own_measures=worse) is said
    assert fires("K12", fell, own_measures=worse) is said


def test_a_worse_measure_is_named_with_both_figures_at_its_comment():
    assert asked_about("K12", ACTION, own_measures=(MEASURE, WORSE)) == [
        ("comment", "P1.1-01 is On track, but measure P1.1-01-M1 went from 20 to 15")
    ]
    assert asked_about("K12", ACTION, own_measures=(WORSE.but(last_value=None, baseline=18.0),)) == [
        ("comment", "P1.1-01 is On track, but measure P1.1-01-M1 went from 18 to 15")
    ]
    for status in (Status.AT_RISK, Status.OFF_TRACK, Status.COMPLETE, Status.NOT_STARTED, None):
        assert not fires("K12", ACTION.but(status=status), own_measures=(WORSE,))


@pytest.mark.parametrize("status", Status)
def test_only_what_is_complete_has_a_completion_date(status):
    done = ACTION.but(status=status, completed_on=END)
    assert fires("K02", done) is (status is not Status.COMPLETE)
    assert not fires("K02", ACTION.but(status=status))
    assert not fires("K02", unread(done, "status"))


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (END + DAY, "after the quarter's end"),
        (END, ""),
        (dt.date(2024, 4, 1), ""),
        (dt.date(2024, 3, 31), "before it started"),
        (None, ""),
    ],
)
def test_a_completion_date_lies_between_the_start_and_the_end(done, said):
    sentences = [what for _, what in asked_about("K03", ACTION.but(completed_on=done), as_at=END)]
    assert [what.rpartition(", ")[2] for what in sentences] == ([said] if said else [])
    assert not fires("K03", ACTION.but(completed_on=END, start=None), as_at=END)


@pytest.mark.parametrize(
    ("start", "status", "said"),
    [
        (END - DAY, Status.NOT_STARTED, True),
        (END, Status.NOT_STARTED, True),
        (END + DAY, Status.NOT_STARTED, False),
        (None, Status.NOT_STARTED, False),
        (END, Status.ON_TRACK, False),
        (END, None, False),
    ],
)
def test_what_has_not_started_starts_later(start, status, said):
    assert fires("K04", ACTION.but(start=start, status=status), as_at=END) is said


@pytest.mark.parametrize(
    ("new_due", "said"),
    [
        (dt.date(2024, 12, 19), True),
        (dt.date(2024, 12, 20), True),
        (dt.date(2024, 12, 21), False),
        (None, False),
    ],
)
def test_a_new_date_is_later_than_the_current_one(new_due, said):
    assert fires("K05", ACTION.but(new_due=new_due)) is said
    assert not fires("K05", ACTION.but(new_due=new_due, current_due=None))


@pytest.mark.parametrize(("due", "said"), [(END - DAY, True), (END, False), (END + DAY, False), (None, False)])
def test_a_milestone_lies_ahead(due, said):
    assert fires("K06", ACTION.but(milestone_due=due), as_at=END) is said


@pytest.mark.parametrize("before", [*Status, None])
@pytest.mark.parametrize("now", [*Status, None])
def test_what_was_complete_stays_so_and_what_was_under_way_does_not_begin_anew(before, now):
    action = ACTION.but(previous_status=before, status=now)
    reopened = before is Status.COMPLETE and now not in (Status.COMPLETE, Status.NO_RETURN, None)
    under_way = before in (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)
    assert fires("K07", action) is reopened
    assert fires("K24", action) is (under_way and now is Status.NOT_STARTED)


@pytest.mark.parametrize(
    ("value", "said"), [(-0.1, True), (0.0, False), (0.1, False), (100.0, False), (100.1, True), (None, False)]
)
def test_a_per_cent_lies_within_a_hundred(value, said):
    assert fires("K08", MEASURE.but(unit="%", value=value)) is said
    assert not fires("K08", MEASURE.but(unit="staff", value=value))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (START - DAY, True),
        (START, False),
        (END, False),
        (END + 14 * DAY, False),
        (END + 15 * DAY, True),
        (None, False),
    ],
)
def test_a_figure_is_of_this_quarter_or_the_fortnight_after(day, said):
    measure = MEASURE.but(as_at=day)
    assert fires("K09", measure, quarter_starts=START, as_at=END) is said
    assert fires("K09", measure.but(comment="n/a"), quarter_starts=START, as_at=END) is said
    assert not fires("K09", measure.but(comment="Counted each March."), quarter_starts=START, as_at=END)


@pytest.mark.parametrize("status", [*Status, None])
def test_an_overdue_action_is_complete_or_off_track(status):
    in_time = status in (Status.ON_TRACK, Status.AT_RISK, Status.NOT_STARTED)
    late = ACTION.but(status=status, current_due=END - DAY)
    assert fires("K10", late, as_at=END) is in_time
    for due in (END, END + DAY, None):
        assert not fires("K10", late.but(current_due=due), as_at=END)


def test_an_overdue_action_is_told_when_it_was_due():
    assert asked_about("K10", ACTION.but(current_due=dt.date(2024, 8, 30)), as_at=END) == [
        ("status", "P1.1-01 was due on 30 August 2024, but is declared On track")
    ]


@pytest.mark.parametrize(
    ("new_due", "said"), [(YEAR_END - DAY, False), (YEAR_END, False), (YEAR_END + DAY, True), (None, False)]
)
def test_a_new_date_lies_within_the_year(new_due, said):
    assert fires("K11", ACTION.but(new_due=new_due), year_ends=YEAR_END) is said


@pytest.mark.parametrize("status", [*Status, None])
def test_an_action_under_way_has_something_left_to_reach(status):
    met = MEASURE.but(met=YesNo.YES, value=100.0)
    action = ACTION.but(status=status)
    under_way = status in (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)
    assert fires("K13", action, own_measures=(met,)) is under_way
    assert fires("K13", action, own_measures=(met, met.but(ref="P1.1-01-M2"))) is under_way
    for others in ((), (met, MEASURE), (met, MEASURE.but(met=None)), (met.but(unit="%", value=140.0),)):
        assert not fires("K13", action, own_measures=others)


def test_one_measure_that_met_its_target_and_several_are_told_apart():
    met = MEASURE.but(met=YesNo.YES)
    assert asked_about("K13", ACTION, own_measures=(met,)) == [
        ("status", "P1.1-01 is On track, but its measure has met its target")
    ]
    assert asked_about("K13", ACTION, own_measures=(met, met)) == [
        ("status", "P1.1-01 is On track, but its measures have met their targets")
    ]


@pytest.mark.parametrize(
    ("better", "baseline", "target", "said"),
    [
        (Better.HIGHER, 99.0, 100.0, True),
        (Better.HIGHER, 100.0, 100.0, False),
        (Better.HIGHER, 101.0, 100.0, False),
        (Better.LOWER, 101.0, 100.0, True),
        (Better.LOWER, 100.0, 100.0, False),
        (Better.LOWER, 99.0, 100.0, False),
        (Better.HIGHER, None, 100.0, True),
        (Better.HIGHER, 100.0, None, True),
    ],
)
def test_a_target_that_was_met_at_the_outset_is_nothing_to_reach(better, baseline, target, said):
    measure = MEASURE.but(met=YesNo.YES, better=better, baseline=baseline, target=target)
    assert fires("K13", ACTION, own_measures=(measure,)) is said
    assert fires("K13", ACTION, own_measures=(measure, MEASURE.but(met=YesNo.YES)))


@pytest.mark.parametrize(
    ("before", "value", "said"),
    [
        (20.0, 200.0, False),
        (20.0, 200.1, True),
        (20.0, 2.0, False),
        (20.0, 1.9, True),
        (-20.0, -200.0, False),
        (-20.0, -200.1, True),
        (20.0, 0.0, False),
        (0.0, 500.0, False),
        (20.0, None, False),
        (None, 500.0, False),
    ],
)
def test_a_figure_is_at_most_ten_times_the_last_one_or_a_tenth(before, value, said):
    measure = MEASURE.but(last_value=before, baseline=None, target=None, value=value)
    first = MEASURE.but(last_value=None, baseline=before, target=None, value=value)
    assert fires("K14", measure) is said
    assert fires("K14", first) is said
    assert fires("K14", measure.but(comment="n/a")) is said
    assert not fires("K14", measure.but(comment="Two councils joined."))


def test_the_last_figure_counts_and_not_the_baseline():
    assert not fires("K14", MEASURE.but(baseline=1.0, last_value=20.0, value=30.0, target=None))
    assert asked_about("K14", MEASURE.but(value=1200.0)) == [("value", "P1.1-01-M1 is 1,200, and was 20")]
    assert asked_about("K14", MEASURE.but(last_value=None, value=1200.0)) == [
        ("value", "P1.1-01-M1 is 1,200, and was 10")
    ]


@pytest.mark.parametrize(
    ("before", "value", "target", "said"),
    [
        (5.0, 90.0, 90.0, False),
        (5.0, 89.0, 90.0, False),
        (5.0, 91.0, 90.0, True),
        (90.0, 5.0, 5.0, False),
        (90.0, 4.0, 5.0, True),
        (90.0, 6.0, 5.0, False),
        (90.0, 6.0, 7.0, True),
    ],
)
def test_a_figure_on_the_way_to_its_target_may_be_far_off(before, value, target, said):
    assert fires("K14", MEASURE.but(last_value=before, value=value, target=target)) is said


@pytest.mark.parametrize(
    ("name", "needs"),
    [("milestone_due", "next_milestone"), ("wanted_by", "help_wanted"), ("reason", "new_due")],
)
def test_an_answer_that_depends_on_another_does_not_stand_alone(name, needs):
    row = ActionRecord.sample(1, status=Status.NOT_STARTED)
    alone = row.but(**{needs: ActionRecord.columns()[needs].blank})
    assert not fires("K15", row)
    headings = [ActionRecord.columns()[one].heading for one in (name, needs)]
    assert asked_about("K15", alone) == [(name, f"{row.ref}: {headings[0]} is filled in, but {headings[1]} is empty")]
    assert not fires("K15", alone.but(**{name: ActionRecord.columns()[name].blank}))
    assert not fires("K15", unread(alone, needs))
    assert fires("K15", unread(alone, name))


def test_what_is_asked_for_anyway_is_not_asked_for_twice():
    lacking = ActionRecord.sample(1, next_milestone="")
    assert lacking.status is Status.ON_TRACK
    assert lacking.missing() == ["next_milestone"]
    assert not fires("K15", lacking)


def test_a_day_of_no_figure_is_asked_about_and_a_dash_for_a_reason_is_not():
    assert asked_about("K15", MEASURE.but(value=None, comment="The survey is in March.")) == [
        ("as_at", "P1.1-01-M1: As at is filled in, but Value this quarter is empty")
    ]
    assert not fires("K15", MEASURE.but(value=None))
    for nothing in ("-", "n/a", "None"):
        assert not fires("K15", ACTION.but(reason=nothing))
    assert not fires("K15", ReturnRecord.sample())


@pytest.mark.parametrize("status", [*Status, None])
def test_a_milestone_of_an_action_in_time_comes_before_its_due_date(status):
    due = dt.date(2024, 12, 20)
    late = ACTION.but(status=status, milestone_due=due + DAY)
    assert fires("K16", late) is (status in (Status.ON_TRACK, Status.AT_RISK))
    for changes in ({"milestone_due": due}, {"milestone_due": due - DAY}, {"milestone_due": None}):
        assert not fires("K16", late.but(**changes))
    assert not fires("K16", late.but(current_due=None))
    assert not fires("K16", late.but(new_due=dt.date(2025, 1, 31)))
    assert not fires("K16", unread(late, "new_due"))


@pytest.mark.parametrize("before", [*Status, None])
@pytest.mark.parametrize("now", [*Status, None])
def test_an_action_that_has_become_complete_has_met_its_targets(before, now):
    action = ACTION.but(status=now, previous_status=before)
    new = now is Status.COMPLETE and before is not Status.COMPLETE
    assert fires("K17", action, own_measures=(MEASURE,)) is new
    assert not fires("K17", action, own_measures=(MEASURE.but(met=YesNo.YES), MEASURE.but(met=None)))


def test_each_target_that_was_missed_is_told_with_both_figures():
    done = ACTION.but(status=Status.COMPLETE)
    told = OTHER.but(comment="The last count is in December.")
    met = MEASURE.but(met=YesNo.YES)
    assert asked_about("K17", done, own_measures=(met, told, OTHER.but(comment="n/a"), MEASURE)) == [
        ("comment", "P1.1-01 is Complete, but P1.1-01-M2 is 30, and its target is 100"),
        ("comment", "P1.1-01 is Complete, but P1.1-01-M1 is 30, and its target is 100"),
    ]


def test_a_complete_action_is_told_the_first_thing_that_does_not_fit():
    done = ACTION.but(status=Status.COMPLETE)
    busy = done.but(barrier="No room.", help_wanted="Lend a hall.", new_due=YEAR_END)
    assert asked_about("K18", busy) == [("barrier", "P1.1-01 is Complete, but Barrier is filled in")]
    assert asked_about("K18", busy.but(barrier="None")) == [
        ("help_wanted", "P1.1-01 is Complete, but Help wanted from COG is filled in")
    ]
    assert asked_about("K18", busy.but(barrier="", help_wanted="n/a")) == [
        ("new_due", "P1.1-01 is Complete, but New due date is filled in")
    ]
    assert asked_about("K18", unread(done, "new_due"))
    assert not fires("K18", done)
    for status in (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.NOT_STARTED, None):
        assert not fires("K18", busy.but(status=status))


@pytest.mark.parametrize(
    ("days", "status", "said"),
    [
        (1, Status.ON_TRACK, True),
        (0, Status.ON_TRACK, False),
        (-1, Status.ON_TRACK, False),
        (1, Status.AT_RISK, False),
        (1, None, False),
    ],
)
def test_a_milestone_that_comes_again_later_was_put_off(days, status, said):
    before = ACTION.but(milestone_due=dt.date(2024, 11, 15) - days * DAY)
    action = ACTION.but(status=status)
    assert fires("K19", action, previous=before) is said
    assert not fires("K19", action, previous=None)
    assert not fires("K19", action, previous=before.but(next_milestone="Something else."))
    assert not fires("K19", action, previous=before.but(milestone_due=None))
    assert not fires("K19", action.but(milestone_due=None), previous=before)
    assert not fires("K19", action.but(next_milestone=""), previous=before.but(next_milestone=""))


@pytest.mark.parametrize(("day", "said"), [(END - DAY, True), (END, False), (END + DAY, False), (None, False)])
def test_help_is_wanted_by_a_day_to_come(day, said):
    wanting = ACTION.but(help_wanted="Release two trainers.", wanted_by=day)
    assert fires("K20", wanting, as_at=END) is said
    assert not fires("K20", wanting.but(help_wanted=""), as_at=END)
    assert not fires("K20", wanting.but(help_wanted="None"), as_at=END)


@pytest.mark.parametrize(("due", "said"), [(START - DAY, True), (START, False), (START + DAY, False), (None, False)])
def test_a_proposal_is_not_due_before_it_starts(due, said):
    proposal = NewActionRecord.of(action="Brief every post office in the three islands and on the peninsula too.")
    assert fires("K21", proposal.but(start=START, due=due)) is said
    assert not fires("K21", proposal.but(due=due))


def test_a_proposal_is_named_by_its_first_words_only():
    proposal = NewActionRecord.of(action="Brief " + "every post office " * 9, start=START, due=START - DAY)
    ((name, what),) = asked_about("K21", proposal)
    assert name == "due"
    assert len(what) < 150
    assert "office…”" in what or "every…”" in what or "post…”" in what


@pytest.mark.parametrize(
    ("agreed", "said"),
    [
        (START - DAY, "before the quarter began"),
        (START, ""),
        (END + 4 * DAY, ""),
        (END + 5 * DAY, "but was signed on 4 October 2024"),
        (None, ""),
    ],
)
def test_a_return_is_agreed_this_quarter_and_before_it_is_signed(agreed, said):
    signed = ReturnRecord.of(subgroup="FH", outcome=Outcome.USED, agreed_on=agreed, signed_on=END + 4 * DAY)
    sentences = [what for _, what in asked_about("K22", signed, quarter_starts=START)]
    assert [what.partition(", ")[2] for what in sentences] == ([said] if said else [])


def test_a_return_that_is_not_signed_may_be_agreed_on_any_day():
    assert not fires("K22", ReturnRecord.of(subgroup="FH", agreed_on=END + 50 * DAY), quarter_starts=START)


@pytest.mark.parametrize("before", [*Status, None])
@pytest.mark.parametrize("now", [*Status, None])
def test_a_completion_is_told_in_its_quarter(before, now):
    late = ACTION.but(status=now, previous_status=before, completed_on=START - DAY)
    is_new = now is Status.COMPLETE and before not in (Status.COMPLETE, None)
    assert fires("K23", late, quarter_starts=START) is is_new
    for day in (START, START + DAY, None):
        assert not fires("K23", late.but(completed_on=day), quarter_starts=START)


CONTEXTS = {
    "own_measures": (MEASURE, unread(MEASURE, "value", "as_at"), MeasureRecord()),
    "previous": None,
    "as_at": END,
    "quarter_starts": START,
    "year_ends": YEAR_END,
}


@pytest.mark.parametrize("one", [one for one in all_checks() if one.code[0] == "K"], ids=lambda one: one.code)
def test_no_blank_or_strange_value_stops_a_check(one):
    tables = {"action": ActionRecord, "measure": MeasureRecord, "row": ActionRecord}
    table = {**tables, "new_action": NewActionRecord, "returned": ReturnRecord}[one.subject]
    context = {name: CONTEXTS[name] for name in one.sees[1:]}
    for number in range(6):
        full = table.sample(number)
        for name in table.columns():
            list(one.function(unread(full, name), **context))
            list(one.function(full.but(**{name: table.columns()[name].blank}), **context))
    list(one.function(table(), **context))
