"""G: does the plan itself hang together?"""

from collections.abc import Iterator, Sequence

from nacpc_xl.checks.registry import Found, check
from nacpc_xl.model.plan import Aim, Measure, PlannedAction, Priority, Subgroup
from nacpc_xl.model.words import Severity


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
    """Every action serves an aim and has a lead.

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
def action_has_a_measure(planned_action: PlannedAction, planned_measures: Sequence[Measure]) -> Iterator[Found]:
    """Every action has a measure.

    Fix: add one to the sheet Measures of the plan.

    | Ref     | planned_measures: Action ref | result |
    | P1.1-01 | P1.1-02                      | fails  |
    | P1.1-01 | P1.1-01                      | passes |
    """
    if all(measure.action_ref != planned_action.ref for measure in planned_measures):
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
