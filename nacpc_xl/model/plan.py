"""The plan: what plan.xlsx holds, sheet by sheet, and how its parts hang together.

Themes, priorities, aims, groups and rota are data. Another committee uses the library by writing its own
plan workbook; nothing in the code knows any of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from nacpc_xl.model.columns import (
    ACTION_REF,
    CODE,
    MEASURE_REF,
    NUMBERED,
    Choice,
    Count,
    Date,
    Number,
    Ref,
    Refs,
    Text,
)
from nacpc_xl.model.dates import working_days_after
from nacpc_xl.model.quarter import Quarter, quarters_of
from nacpc_xl.model.table import Form, Table, by
from nacpc_xl.model.words import Better, MeasureType, Rota, YesNo


class PlanDetails(
    Form,
    sheet="Plan",
    title="The plan",
    purpose="Whose plan this is, for which year, and who is reported to.",
):
    """The plan's own particulars."""

    committee = Text("Committee", "The committee's full name.", required=True, width=60)
    short_name = Text("Short name", "Its initials; file names begin with them.", required=True)
    plan = Text("Plan", "The plan's title.", required=True)
    year = Text("Year", "As folders and files show it.", example="2019-20", required=True)
    starts = Date("Starts", "The first day of the plan's year.", example="01/04/2019", required=True)
    reports_to = Text("Reports to", "The group that scrutinises the plan.", required=True)
    reports_to_short = Text("Short name of that group", "Its initials.", required=True)
    purpose = Text("Purpose of the report", "One or two sentences for the report's opening.", long=True)
    guidance = Text("Guidance it follows", "One document a line.", long=True)
    office_phones = Text(
        "Office phone numbers",
        "One a line. They are not taken for anybody's own number in a return.",
        long=True,
    )
    marking = Text("Marking", "Shown at the head and foot of every page.", example="OFFICIAL")
    return_days = Count(
        "Working days to return",
        "Trackers are due back this many working days after the quarter's end.",
        example="10",
        required=True,
    )


class Theme(
    Table,
    sheet="Themes",
    purpose="The plan's themes, and how fully each is reported in each quarter.",
    key="code",
):
    """One theme, with its rota."""

    code = Ref("Code", "A letter and a number.", form=NUMBERED, example="T1", required=True)
    title = Text("Title", "As in the plan.", required=True, width=34)
    vision = Text("Vision", "One sentence.", long=True)
    context = Text("Context", "One or two sentences.", long=True)
    standing = Choice(
        "Standing",
        "Yes for a theme that has a chapter of its own in every report.",
        options=tuple(YesNo),
        required=True,
    )
    q1 = Choice("Q1", "How fully the first report shows it.", options=tuple(Rota), required=True)
    q2 = Choice("Q2", "How fully the second report shows it.", options=tuple(Rota), required=True)
    q3 = Choice("Q3", "How fully the third report shows it.", options=tuple(Rota), required=True)
    q4 = Choice("Q4", "How fully the fourth report shows it.", options=tuple(Rota), required=True)

    @property
    def is_standing(self) -> bool:
        """Whether the theme is reported in full in every quarter, in a section of its own."""
        return self.standing is YesNo.YES

    def rota(self, quarter: Quarter) -> Rota:
        """How fully the quarter's report shows the theme."""
        choice = (self.q1, self.q2, self.q3, self.q4)[quarter.number - 1]
        return Rota.IN_FULL if self.is_standing or choice is None else choice


class Priority(Table, sheet="Priorities", purpose="The plan's priorities, each under one theme.", key="code"):
    """One priority."""

    code = Ref("Code", "P, the theme's number, a point, and its own.", form=NUMBERED, example="P1.2", required=True)
    theme = Ref("Theme", "The code of its theme.", form=NUMBERED, example="T1", required=True)
    title = Text("Title", "As in the plan.", required=True, width=50)
    planned_work = Text("Planned work", "One or two sentences.", long=True)
    carried_by = Refs("Carried by", "The codes of the groups that carry it.", form=CODE, example="MP, MI")


class Aim(
    Table,
    sheet="Aims",
    purpose="What the plan is to improve. Every action serves at least one aim.",
    key="code",
):
    """One improvement aim."""

    code = Ref("Code", "A letter and a number.", form=NUMBERED, example="A1", required=True)
    title = Text("Title", "As in the plan.", required=True, width=80)


class Subgroup(Table, sheet="Subgroups", purpose="The groups that fill in a tracker each quarter.", key="code"):
    """One group that answers for actions."""

    code = Ref("Code", "Letters; file names and e-mails carry it.", form=CODE, example="LD", required=True)
    name = Text("Name", "In full.", required=True, width=50)
    lead = Text("Lead", "The role that returns the tracker, not a name.", width=40)


class PlannedAction(
    Table,
    sheet="Actions",
    purpose="The action plan. A row is never deleted: an action leaves by a date and a reason.",
    key="ref",
):
    """One action of the plan."""

    ref = Ref("Ref", "The priority's code and a number. Never used again.", form=ACTION_REF, required=True)
    priority = Ref("Priority", "The code of its priority.", form=NUMBERED, example="P1.2", required=True)
    action = Text("Action", "What is to be done, beginning with a verb.", required=True, long=True)
    subgroup = Ref("Subgroup", "The code of the group that reports it.", form=CODE, example="LD", required=True)
    lead = Text("Lead", "The role that answers for it, not a name.", width=30)
    aims = Refs("Aims", "The codes of the aims it serves.", form=NUMBERED, example="A2, A6")
    start = Date("Start", "When work begins.", required=True)
    due = Date("Due", "When it is to be done.", required=True)
    withdrawn_on = Date("Withdrawn on", "The day it left the plan.")
    withdrawn_why = Text("Reason withdrawn", "Why it left.", required_when="Withdrawn on is filled in", width=32)

    def is_in(self, quarter: Quarter) -> bool:
        """Whether it still belonged to the plan when the quarter began."""
        return self.withdrawn_on is None or self.withdrawn_on >= quarter.starts


class Measure(Table, sheet="Measures", purpose="How progress is measured: one or more for each action.", key="ref"):
    """One measure of one action."""

    ref = Ref("Ref", "The action's ref, -M and a number.", form=MEASURE_REF, width=14, required=True)
    action_ref = Ref("Action ref", "The action it belongs to.", form=ACTION_REF, required=True)
    measure = Text("Measure", "What is counted.", required=True, long=True)
    type = Choice("Type", "Output, outcome or process.", options=tuple(MeasureType), required=True)
    unit = Text("Unit", "What it is a number of; % for per cent.", example="%", required=True)
    better = Choice("Better when", "Which way it should move.", options=tuple(Better), required=True)
    baseline = Number("Baseline", "Where it stood at the outset.", unit_from="unit", example="52")
    target = Number("Target", "Where it should get to.", unit_from="unit", example="75")


LISTS_OF_A_PLAN = ("Priorities", "Aims")
"""The names of the lists that a plan's drop-downs offer."""

PLAN_SHEETS: tuple[type[Table], ...] = (PlanDetails, Theme, Priority, Aim, Subgroup, PlannedAction, Measure)


@dataclass(frozen=True)
class Plan:
    """A whole plan. Rows stand in the order of their sheets; `version` is the SHA-256 of its workbook."""

    details: PlanDetails
    themes: tuple[Theme, ...]
    priorities: tuple[Priority, ...]
    aims: tuple[Aim, ...]
    subgroups: tuple[Subgroup, ...]
    actions: tuple[PlannedAction, ...]
    measures: tuple[Measure, ...]
    version: str = field(default="", compare=False)

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """The four quarters of the plan's year."""
        return quarters_of(self.details.year, self.details.starts or dt.date.min)

    def return_by(self, quarter: Quarter) -> dt.date:
        """The day on which the quarter's trackers are due back."""
        return working_days_after(quarter.ends, self.details.return_days or 0)

    def actions_in(self, quarter: Quarter) -> tuple[PlannedAction, ...]:
        """The actions that still belonged to the plan when the quarter began."""
        return tuple(action for action in self.actions if action.is_in(quarter))

    def actions_of(self, group: str, quarter: Quarter) -> tuple[PlannedAction, ...]:
        """The actions that the group with this code reports, as far as they belonged to the plan in the quarter."""
        return tuple(action for action in self._actions_by_group.get(group, ()) if action.is_in(quarter))

    @cached_property
    def _actions_by_group(self) -> dict[str, list[PlannedAction]]:
        return by(lambda action: action.subgroup, self.actions)

    @cached_property
    def action_by_ref(self) -> dict[str, PlannedAction]:
        """The actions by their refs, those that left the plan among them."""
        return {action.ref: action for action in self.actions}

    def measures_of(self, actions: Iterable[PlannedAction]) -> tuple[Measure, ...]:
        """The measures of these actions, in the order of the plan."""
        numbers = sorted(number for action in actions for number in self._measures_by_action.get(action.ref, ()))
        return tuple(self.measures[number] for number in numbers)

    @cached_property
    def _measures_by_action(self) -> dict[str, list[int]]:
        """The numbers of the measures of each action, by its ref."""
        by_action: dict[str, list[int]] = {}
        for number, measure in enumerate(self.measures):
            by_action.setdefault(measure.action_ref, []).append(number)
        return by_action

    @cached_property
    def theme_by_priority(self) -> dict[str, Theme]:
        """The theme of each priority, by the priority's code."""
        themes = {theme.code: theme for theme in self.themes}
        return {priority.code: themes[priority.theme] for priority in self.priorities}

    @cached_property
    def subgroup_by_code(self) -> dict[str, Subgroup]:
        """The groups by their codes."""
        return {subgroup.code: subgroup for subgroup in self.subgroups}

    @cached_property
    def lists(self) -> dict[str, tuple[str, ...]]:
        """What the plan's drop-downs offer, by the list's name: each a code with its title."""
        priorities = tuple(f"{priority.code} {priority.title}" for priority in self.priorities)
        aims = tuple(f"{aim.code} {aim.title}" for aim in self.aims)
        return dict(zip(LISTS_OF_A_PLAN, (priorities, aims), strict=True))
