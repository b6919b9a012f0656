"""G and the later R, check by check."""

import datetime as dt

import pytest

from nacpc_xl.checks.run import all_checks
from nacpc_xl.model.plan import Aim, Measure, PlannedAction, Priority, Subgroup
from nacpc_xl.model.register import ActionRecord, Ask, DateChange, HistoryRecord, MeasureRecord, ReturnRecord
from nacpc_xl.model.words import AskState, Better, MeasureType, Outcome
from tests.checks.asking import asked_about, fires

STARTS, ENDS = dt.date(2024, 4, 1), dt.date(2025, 3, 31)
DAY = dt.timedelta(days=1)
AIM = Aim.of(code="A1", title="Harm is reported sooner")
SERVING = ActionRecord.of(ref="P1.1-01", aims=("A1", "A2"))
OUTCOME = MeasureRecord.of(
    action_ref="P1.1-01", type=MeasureType.OUTCOME, better=Better.HIGHER, baseline=5.0, value=6.0
)


def test_an_aim_is_shown_by_a_difference_or_by_an_outcome_of_any_quarter():
    nothing = OUTCOME.but(value=5.0)
    assert asked_about("G07", AIM, year_actions=(SERVING,), year_measures=(nothing,)) == [
        ("code", "Aim A1 has nothing yet that shows a difference")
    ]
    assert not fires("G07", AIM, year_actions=(SERVING,), year_measures=(nothing, OUTCOME))
    assert not fires("G07", AIM, year_actions=(SERVING, SERVING.but(difference="Calls come sooner.")), year_measures=())
    assert fires("G07", AIM, year_actions=(SERVING, SERVING.but(difference="n/a")), year_measures=())
    assert fires("G07", AIM, year_actions=(SERVING, SERVING.but(difference="Ongoing")), year_measures=())
    assert not fires("G07", AIM, year_actions=(), year_measures=())
    elsewhere = SERVING.but(ref="P1.1-02", aims=("A2",), difference="Calls come sooner.")
    assert fires("G07", AIM, year_actions=(SERVING, elsewhere), year_measures=(OUTCOME.but(action_ref="P1.1-02"),))


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, True),
        ({"value": 5.0}, False),
        ({"value": 4.0}, False),
        ({"better": Better.LOWER, "value": 4.0}, True),
        ({"better": Better.LOWER, "value": 5.0}, False),
        ({"better": Better.LOWER}, False),
        ({"type": MeasureType.OUTPUT}, False),
        ({"type": MeasureType.PROCESS}, False),
        ({"type": None}, False),
        ({"value": None}, False),
        ({"baseline": None}, False),
    ],
)
def test_an_outcome_shows_a_difference_when_it_is_better_than_at_the_outset(changes, shown):
    said = fires("G07", AIM, year_actions=(SERVING,), year_measures=(OUTCOME.but(**changes),))
    assert said is not shown


def test_a_priority_without_actions_is_not_asked_for_an_outcome():
    priority = Priority.of(code="P1.1")
    action = PlannedAction.of(ref="P1.1-01", priority="P1.1")
    output = Measure.of(action_ref="P1.1-01", type=MeasureType.OUTPUT)
    outcome = output.but(type=MeasureType.OUTCOME)
    assert fires("G09", priority, planned_actions=(action,), planned_measures=())
    assert fires("G09", priority, planned_actions=(action,), planned_measures=(output,))
    assert not fires("G09", priority, planned_actions=(action,), planned_measures=(output, outcome))
    assert not fires("G09", priority, planned_actions=(), planned_measures=())


@pytest.mark.parametrize(
    ("better", "baseline", "target", "said"),
    [
        (Better.HIGHER, 7.0, 8.0, False),
        (Better.HIGHER, 8.0, 8.0, True),
        (Better.HIGHER, 9.0, 8.0, True),
        (Better.LOWER, 9.0, 8.0, False),
        (Better.LOWER, 8.0, 8.0, True),
        (Better.LOWER, 7.0, 8.0, True),
        (Better.HIGHER, None, 8.0, False),
        (Better.HIGHER, 8.0, None, False),
        (None, 8.0, 8.0, False),
    ],
)
def test_a_target_asks_for_something(better, baseline, target, said):
    assert fires("G10", Measure.of(ref="P1.1-01-M1", better=better, baseline=baseline, target=target)) is said


@pytest.mark.parametrize(
    ("state", "answer", "said"),
    [
        (AskState.OPEN, "", True),
        (None, "", True),
        (AskState.CLOSED, "", False),
        (AskState.OPEN, "Two days were granted.", False),
    ],
)
def test_an_ask_has_a_decision_on_record(state, answer, said):
    ask = Ask.of(quarter="Q1", ref="P1.1-01", state=state, answer=answer)
    assert fires("G11", ask, own_action=None) is said


@pytest.mark.parametrize(
    ("help_wanted", "said"),
    [
        ("", True),
        ("None", True),
        ("Release two trainers.", False),
    ],
)
def test_an_ask_that_is_put_to_them_again_needs_no_word(help_wanted, said):
    ask = Ask.of(quarter="Q1", ref="P1.1-01", state=AskState.OPEN)
    assert fires("G11", ask, own_action=ActionRecord.of(ref="P1.1-01", help_wanted=help_wanted)) is said


@pytest.mark.parametrize(
    ("due", "said"),
    [(STARTS - DAY, True), (STARTS, False), (ENDS, False), (ENDS + DAY, True), (None, False)],
)
def test_an_action_is_due_within_the_year(due, said):
    assert fires("G12", PlannedAction.of(ref="P1.1-01", due=due), year_starts=STARTS, year_ends=ENDS) is said


@pytest.mark.parametrize("count", range(5))
def test_the_quarters_of_silence_are_counted(count):
    silent = ReturnRecord.of(subgroup="FH", name="Group", outcome=Outcome.NO_RETURN)
    sent = silent.but(outcome=Outcome.USED)
    nth = {0: "", 1: "second", 2: "third"}.get(count, "fourth")
    said = [what for _, what in asked_about("R20", silent, earlier_returns=(*[silent] * count, sent, silent))]
    assert said == ([f"Group (FH) has not returned for the {nth} quarter running"] if nth else [])
    assert not fires("R20", sent, earlier_returns=(silent,))


@pytest.mark.parametrize(("days", "said"), [(0, False), (183, False), (184, True), (-400, False)])
def test_a_day_of_signing_half_a_year_off_is_asked_about(days, said):
    signed = ReturnRecord.of(subgroup="FH", outcome=Outcome.USED, signed_on=ENDS + days * DAY)
    assert fires("R21", signed, as_at=ENDS) is said
    assert not fires("R21", signed.but(outcome=Outcome.REFUSED), as_at=ENDS)
    assert not fires("R21", signed.but(signed_on=None), as_at=ENDS)


def test_a_gap_in_the_plan_needs_every_row_to_lack_it():
    ours, theirs = PlannedAction.of(subgroup="FH", priority="P1.1", aims=("A1",), ref="P1.1-01"), PlannedAction()
    for code, row in (("G01", Priority.of(code="P1.1")), ("G02", AIM)):
        assert not fires(code, row, planned_actions=(theirs, ours))
        assert fires(code, row, planned_actions=(theirs,))
        assert fires(code, row, planned_actions=())
    assert not fires("G08", Subgroup.of(code="FH"), own_planned_actions=(ours,))
    assert fires("G08", Subgroup.of(code="FH"), own_planned_actions=())
    assert not fires("G04", ours, own_planned_measures=(Measure.of(action_ref="P1.1-01"),))
    assert fires("G04", ours, own_planned_measures=())
    assert asked_about("G03", ours.but(aims=())) == [("aims", "P1.1-01 serves no aim"), ("lead", "P1.1-01 has no lead")]
    assert asked_about("G05", Measure.of(ref="M", baseline=0.0, target=0.0)) == []
    assert [name for name, _ in asked_about("G05", Measure.of(ref="M"))] == ["baseline", "target"]
    assert fires("G06", Subgroup.of(code="FH"))
    assert not fires("G06", Subgroup.of(code="FH", lead="Chair"))


@pytest.mark.parametrize("one", [one for one in all_checks() if one.code[0] == "G"], ids=lambda one: one.code)
def test_no_blank_value_stops_a_check(one):
    tables = {
        "priority": Priority,
        "aim": Aim,
        "planned_action": PlannedAction,
        "planned_measure": Measure,
        "subgroup": Subgroup,
        "ask": Ask,
        "decided": DateChange,
    }
    context = {"planned_actions": (PlannedAction(),), "planned_measures": (Measure(),), "year_starts": STARTS}
    context |= {"year_actions": (ActionRecord(),), "year_measures": (MeasureRecord(),), "year_ends": ENDS}
    context |= {"own_planned_actions": (PlannedAction(),), "own_planned_measures": (Measure(),)}
    context |= {"own_action": ActionRecord(), "earlier": (HistoryRecord(),)}
    list(one.function(tables[one.subject](), **{name: context[name] for name in one.sees[1:]}))
