"""G: does the plan itself hang together?"""

import datetime as dt
from collections.abc import Iterator, Sequence

from nacpc_xl.checks.difference import difference_in_words
from nacpc_xl.checks.registry import Found, check
from nacpc_xl.model.columns import folded
from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.phrases import says_nothing, says_something
from nacpc_xl.model.plan import Aim, Measure, PlannedAction, Priority, Subgroup
from nacpc_xl.model.register import ActionRecord, Ask, DateChange, HistoryRecord, MeasureRecord, NewActionRecord
from nacpc_xl.model.source import Source
from nacpc_xl.model.words import AskState, Decision, MeasureType, Severity


@check("G01", severity=Severity.NOTE)
def priority_has_an_action(priority: Priority, planned_actions: Sequence[PlannedAction]) -> Iterator[Found]:
    """Every priority has an action this quarter.

    Fix: add an action for it to the plan, or say in the report why there is none.

    | Code | planned_actions: Priority | result |
    | P1.2 | P1.3                      | fails  |
    | P1.2 | P1.2                      | passes |
    """
    if all(action.priority != priority.code for action in planned_actions):
        yield priority.cell("code"), f"Priority {priority.code} has no action this quarter"


@check("G02", severity=Severity.NOTE)
def aim_is_served(aim: Aim, planned_actions: Sequence[PlannedAction]) -> Iterator[Found]:
    """Every aim is served by an action.

    Fix: add the aim to an action that serves it, or plan one that does.

    | Code | planned_actions: Aims | result |
    | A3   | A1, A2                | fails  |
    | A3   | A2, A3                | passes |
    """
    if all(aim.code not in action.aims for action in planned_actions):
        yield aim.cell("code"), f"Aim {aim.code} is served by no action"


@check("G03", severity=Severity.NOTE)
def action_has_aim_and_lead(planned_action: PlannedAction) -> Iterator[Found]:
    """Every action serves an aim and has a lead, who answers for its measures too.

    Fix: fill it in on the sheet Actions of the plan.

    | Aims | Lead               | result |
    |      | Training Officer   | fails  |
    | A2   |                    | fails  |
    | A2   | Training Officer   | passes |
    """
    for name, lacking in (("aims", "serves no aim"), ("lead", "has no lead")):
        if not planned_action.is_filled(name):
            yield planned_action.cell(name), f"{planned_action.ref} {lacking}"


@check("G04", severity=Severity.NOTE)
def action_has_a_measure(planned_action: PlannedAction, own_planned_measures: Sequence[Measure]) -> Iterator[Found]:
    """Every action has a measure.

    Fix: add one to the sheet Measures of the plan.

    | Ref     | own_planned_measures: Action ref | result |
    | P1.1-01 | P1.1-02                          | fails  |
    | P1.1-01 | P1.1-01                          | passes |
    """
    if all(measure.action_ref != planned_action.ref for measure in own_planned_measures):
        yield planned_action.cell("ref"), f"{planned_action.ref} has no measure"


@check("G05", severity=Severity.NOTE)
def measure_has_baseline_and_target(planned_measure: Measure) -> Iterator[Found]:
    """Every measure has a baseline and a target.

    Fix: fill it in on the sheet Measures of the plan.

    | Baseline | Target | result |
    |          | 75     | fails  |
    | 52       |        | fails  |
    | 52       | 75     | passes |
    """
    for name in ("baseline", "target"):
        if not planned_measure.is_filled(name):
            yield planned_measure.cell(name), f"{planned_measure.ref} has no {name}"


@check("G06", severity=Severity.NOTE)
def subgroup_has_a_lead(subgroup: Subgroup) -> Iterator[Found]:
    """Every group has a lead, by role.

    Fix: fill it in on the sheet Subgroups of the plan.

    | Lead  | result |
    |       | fails  |
    | Chair | passes |
    """
    if not subgroup.lead:
        yield subgroup.cell("lead"), f"The group {subgroup.code} has no lead"


@check("G07", severity=Severity.NOTE)
def aim_has_something_to_show(
    aim: Aim, year_actions: Sequence[ActionRecord], year_measures: Sequence[MeasureRecord]
) -> Iterator[Found]:
    """Every aim that is served by an action has something that shows a difference, this quarter or before.

    Fix: ask the leads of its actions what has changed, and for whom.

    | Code | year_actions: Ref | year_actions: Aims | year_actions: Difference made | year_measures: Action ref | year_measures: Type | year_measures: Better when | year_measures: Baseline | year_measures: Value this quarter | result |
    | A1   | P1.1-01           | A1, A2             |                               | P1.1-01                   | Outcome             | Higher                     | 52                      | 52                                | fails  |
    | A1   | P1.1-01           | A1, A2             | None yet                      | P1.1-01                   | Outcome             | Higher                     | 52                      | 52                                | fails  |
    | A1   | P1.1-01           | A1, A2             |                               | P1.1-01                   | Output              | Higher                     | 52                      | 61                                | fails  |
    | A1   | P1.1-01           | A1, A2             |                               | P1.1-01                   | Outcome             | Lower                      | 52                      | 61                                | fails  |
    | A1   | P1.1-01           | A1, A2             | Fewer calls are missed        | P1.1-01                   | Outcome             | Higher                     | 52                      | 52                                | passes |
    | A1   | P1.1-01           | A1, A2             |                               | P1.1-01                   | Outcome             | Higher                     | 52                      | 61                                | passes |
    | A1   | P1.1-01           | A2                 |                               | P1.1-01                   | Outcome             | Higher                     | 52                      | 52                                | passes |
    """  # noqa: E501
    serving = [action for action in year_actions if aim.code in action.aims]
    refs = {action.ref for action in serving}
    is_told = any(says_something(action.difference) for action in serving)
    is_counted = any(measure.action_ref in refs and measure.is_better_outcome for measure in year_measures)
    if serving and not (is_told or is_counted):
        yield aim.cell("code"), f"Aim {aim.code} has nothing yet that shows a difference"


@check("G08", severity=Severity.NOTE)
def subgroup_has_an_action(subgroup: Subgroup, own_planned_actions: Sequence[PlannedAction]) -> Iterator[Found]:
    """Every group has an action this quarter.

    Fix: see whether the group should still be asked for a return.

    | Code | own_planned_actions: Subgroup | result |
    | LD   | QA                            | fails  |
    | LD   | LD                            | passes |
    """
    if all(action.subgroup != subgroup.code for action in own_planned_actions):
        yield subgroup.cell("code"), f"The group {subgroup.code} has no action this quarter"


@check("G09", severity=Severity.NOTE)
def priority_has_an_outcome(
    priority: Priority, planned_actions: Sequence[PlannedAction], planned_measures: Sequence[Measure]
) -> Iterator[Found]:
    """Every priority with actions has a measure of outcome.

    Fix: add one to the sheet Measures of the plan: what should be better for people because of it.

    | Code | planned_actions: Ref | planned_actions: Priority | planned_measures: Action ref | planned_measures: Type | result |
    | P1.2 | P1.2-01              | P1.2                      | P1.2-01                      | Output                 | fails  |
    | P1.2 | P1.2-01              | P1.2                      | P1.3-01                      | Outcome                | fails  |
    | P1.2 | P1.2-01              | P1.2                      | P1.2-01                      | Outcome                | passes |
    | P1.2 | P1.2-01              | P1.3                      | P1.2-01                      | Output                 | passes |
    """  # noqa: E501
    refs = {action.ref for action in planned_actions if action.priority == priority.code}
    outcomes = [measure for measure in planned_measures if measure.type is MeasureType.OUTCOME]
    if refs and all(measure.action_ref not in refs for measure in outcomes):
        yield priority.cell("code"), f"Priority {priority.code} has no measure of outcome"


@check("G10", severity=Severity.NOTE)
def target_asks_for_something(planned_measure: Measure) -> Iterator[Found]:
    """A target lies beyond the baseline.

    Fix: set a target that is still to be reached, or put right which way the measure should move.

    | Better when | Baseline | Target | result |
    | Higher      | 75       | 75     | fails  |
    | Higher      | 76       | 75     | fails  |
    | Lower       | 52       | 75     | fails  |
    | Higher      | 52       | 75     | passes |
    | Lower       | 76       | 75     | passes |
    """
    baseline, target, better = planned_measure.baseline, planned_measure.target, planned_measure.better
    if baseline is None or target is None or better is None:
        return
    if better.is_met(baseline, target):
        yield (
            planned_measure.cell("target"),
            f"{planned_measure.ref} began at {planned_measure.in_words('baseline')}, "
            f"which meets its target of {planned_measure.in_words('target')}",
        )


@check("G11", severity=Severity.NOTE)
def ask_was_decided(ask: Ask, own_action: ActionRecord | None) -> Iterator[Found]:
    """What was asked of chief officers in an earlier quarter has a decision on record.

    Fix: record what was decided, or put it to them again.

    | Ref     | State  | What was decided      | own_action: Help wanted from COG | result |
    | P1.1-01 | Open   |                       |                                  | fails  |
    | P1.1-01 | Open   | Two days were granted |                                  | passes |
    | P1.1-01 | Closed |                       |                                  | passes |
    | P1.1-01 | Open   |                       | Release two trainers.            | passes |
    """
    asked_again = own_action is not None and not says_nothing(own_action.help_wanted)
    if ask.state is not AskState.CLOSED and not ask.answer and not asked_again:
        yield Source(), f"{ask.ref} asked for a decision in {ask.quarter}, and none is on record"


@check("G12", severity=Severity.NOTE)
def action_is_due_within_the_year(
    planned_action: PlannedAction, year_starts: dt.date, year_ends: dt.date
) -> Iterator[Found]:
    """An action is due within the plan's year.

    Fix: correct the date on the sheet Actions of the plan, or leave the action to another year's plan.

    | Due        | year_starts | year_ends  | result |
    | 2020-04-01 | 2019-04-01  | 2020-03-31 | fails  |
    | 2019-03-31 | 2019-04-01  | 2020-03-31 | fails  |
    | 2020-03-31 | 2019-04-01  | 2020-03-31 | passes |
    | 2019-04-01 | 2019-04-01  | 2020-03-31 | passes |
    """
    due = planned_action.due
    if due is not None and not year_starts <= due <= year_ends:
        yield planned_action.cell("due"), f"{planned_action.ref} is due on {day_in_words(due)}, outside the plan's year"


@check("G13", severity=Severity.NOTE)
def ref_stands_for_one_action(planned_action: PlannedAction, earlier: Sequence[HistoryRecord]) -> Iterator[Found]:
    """A ref stands for the action that it has always stood for.

    Fix: see that it was only put in other words; another action needs a ref that was never used.

    | Ref     | Action               | earlier: Ref | earlier: Quarter | earlier: Action          | result |
    | P1.1-01 | Train thirty tellers | P1.1-01      | Q1               | Write a leaflet          | fails  |
    | P1.1-01 | Train thirty tellers | P1.1-01      | Q1               | Train thirty  tellers    | passes |
    | P1.1-01 | Train thirty tellers | P1.1-01      | Q1               |                          | passes |
    """
    before = next((one for one in earlier if one.action), None)
    if before is not None and folded(before.action) != folded(planned_action.action):
        yield (
            planned_action.cell("action"),
            f"{planned_action.ref} is not what it was in {before.quarter}: "
            f"{difference_in_words(before.action, planned_action.action)}",
        )


@check("G14", severity=Severity.NOTE)
def decision_says_why_and_by_whom(decided: DateChange | NewActionRecord) -> Iterator[Found]:
    """What was decided says why, and by which role.

    Fix: fill it in beside the decision, on the sheet Decisions of the coordinator's workbook.

    | Decision | Why decided so        | Decided by (role) | result |
    | Reject   |                        | Independent Chair | fails  |
    | Reject   | It would come too late |                   | fails  |
    | Reject   | It would come too late | Independent Chair | passes |
    | Awaited  |                        |                   | passes |
    """
    if decided.decision in (Decision.ACCEPT, Decision.REJECT):
        for name, lacking in (("why_decided", "why it was decided so"), ("decided_by", "who decided")):
            if not decided.is_filled(name):
                yield Source(), f"{_about(decided)}, asked for in {decided.quarter}, does not say {lacking}"


def _about(decided: DateChange | NewActionRecord) -> str:
    if isinstance(decided, DateChange):
        return f"The decision on the new date of {decided.ref}"
    return f"The decision on a new action of {decided.subgroup}"
