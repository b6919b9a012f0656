"""A plan as far as one return tells it, to check a return that is far from its plan."""

from __future__ import annotations

import datetime as dt
import re

from nacpc_xl.model.plan import Measure, Plan, PlanDetails, PlannedAction, Priority, Subgroup, Theme
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.words import Rota, YesNo
from nacpc_xl.returns.read import Return

ANY_THEME = "T0"
APRIL = 4  # the month in which a year begins when nothing says otherwise


def plan_of(one: Return) -> tuple[Plan, Quarter]:
    """The plan and the quarter that the return's given cells describe."""
    label, _, year = one.start.quarter.partition(" ")
    first_year = re.match(r"\d{4}", year)
    starts = dt.date(int(first_year[0]) if first_year else 2000, APRIL, 1)
    code = one.start.subgroup_code
    actions = tuple(
        PlannedAction.of(
            ref=row.ref,
            priority=row.priority,
            action=row.action,
            subgroup=code,
            lead=row.lead,
            aims=row.aims,
            start=row.start,
            due=row.current_due,
        )
        for row in one.actions
        if row.ref
    )
    measures = tuple(
        Measure({name: row.values[name] for name in Measure.columns() if name in row.values})
        for row in one.measures
        if row.ref
    )
    rota = dict.fromkeys(("q1", "q2", "q3", "q4"), Rota.IN_FULL)
    plan = Plan(
        PlanDetails.of(
            committee=one.start.committee,
            plan=one.start.plan,
            short_name="",
            year=year,
            starts=starts,
            return_days=0,
        ),
        (Theme.of(code=ANY_THEME, title="", standing=YesNo.NO, **rota),),
        tuple(
            Priority.of(code=priority, theme=ANY_THEME, title="")
            for priority in dict.fromkeys(action.priority for action in actions)
        ),
        (),
        (Subgroup.of(code=code, name=one.start.subgroup),),
        actions,
        measures,
    )
    number = int(label[1:]) if label in ("Q1", "Q2", "Q3", "Q4") else 1
    return plan, plan.quarters[number - 1]
