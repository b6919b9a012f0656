"""From one year to the next: what the last register of a year says to the first quarter of the year after it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from nacpc_xl.model.plan import Plan, PlanDetails
from nacpc_xl.model.register import ActionRecord, Register
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import AskState

Row = TypeVar("Row", bound=Table)


def of_the_year_before(register: Register, plan: Plan) -> Register:
    """The last register of the year before, as far as it is about actions of this year's plan.

    Its quarters bear their year, so that they are not taken for this one's. Requests that are open stay, whatever
    they are about, and so does the whole history: no ref in it is ever given again.
    """
    year = register.about.year
    refs = {action.ref for action in plan.actions}

    def of_plan(rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(row for row in rows if row.values.get("ref") in refs)

    return replace(
        register,
        about=register.about.but(quarter=_with_year(register.quarter, year)),
        actions=of_plan(register.actions),
        measures=tuple(row for row in register.measures if row.action_ref in refs),
        new_actions=_dated((one for one in register.new_actions if one.given_ref in refs), year),
        date_changes=_dated(of_plan(register.date_changes), year),
        asks=_dated((ask for ask in register.asks if ask.ref in refs or ask.state is AskState.OPEN), year),
        history=_dated(register.history, year),
    )


def _dated(rows: Iterable[Row], year: str) -> tuple[Row, ...]:
    return tuple(row.but(quarter=_with_year(row.values.get("quarter", ""), year)) for row in rows)


def _with_year(quarter: str, year: str) -> str:
    """Q4 as Q4 2019-20; a quarter of a year before that has its year already."""
    return quarter if " " in quarter else f"{quarter} {year}"


def plan_of_next_year(plan: Plan, register: Register) -> Plan:
    """The plan with a year on, and of its actions those that are still open, under their refs.

    `register` is the last of the year. An action is open unless it was Complete when it last was told, or withdrawn.
    First dates stay as they were: what is to be done when is for the new plan to say.
    """
    complete = {action.ref for action in register.actions if _is_complete(action)}
    ends = plan.quarters[-1].ends
    is_open = [
        action
        for action in plan.actions
        if action.ref not in complete and (action.withdrawn_on is None or action.withdrawn_on > ends)
    ]
    return replace(plan, details=_a_year_on(plan), actions=tuple(is_open), measures=plan.measures_of(is_open))


def _is_complete(action: ActionRecord) -> bool:
    return action.status is Status.COMPLETE or action.is_known_complete


def _a_year_on(plan: Plan) -> PlanDetails:
    details = plan.details
    starts = plan.quarters[-1].ends + dt.timedelta(days=1)
    return details.but(plan=_years_on(details.plan), year=_next_label(details.year, starts), starts=starts)


def _years_on(text: str) -> str:
    """The text with each year in it raised by one: 2019 / 2020 becomes 2020 / 2021, and 2019-20 becomes 2020-21."""
    return re.sub(r"(?<!\d)(20\d\d)(?:([-/–])(\d\d))?(?!\d)", _one_more, text)


def _one_more(found: re.Match[str]) -> str:
    year, sign, short = found.groups()
    return f"{int(year) + 1}{sign or ''}" + (f"{(int(short) + 1) % 100:02}" if short else "")


def _next_label(year: str, starts: dt.date) -> str:
    """What the year after is called in files and folders: 2020-21 after 2019-20, as far as its form can be told."""
    label = _years_on(year)
    return label if label != year else f"{starts.year}-{(starts.year + 1) % 100:02}"
