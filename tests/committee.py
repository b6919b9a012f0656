"""A second committee: another year, another field, other codes. Nothing in the library may know the first one."""

import datetime as dt
from typing import Any

from nacpc_xl.model.plan import Aim, Measure, Plan, PlanDetails, PlannedAction, Priority, Subgroup, Theme
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.words import Better, MeasureType, Rota, YesNo

FULL, BRIEF = Rota.IN_FULL, Rota.IN_BRIEF


def theme(code: str, title: str, rota: tuple[Rota, Rota, Rota, Rota], standing: YesNo = YesNo.NO) -> Theme:
    quarters = dict(zip(("q1", "q2", "q3", "q4"), rota, strict=True))
    return Theme.of(code=code, title=title, vision=f"{title}, everywhere.", standing=standing, **quarters)


def action(ref: str, subgroup: str, what: str, dates: str, aims: tuple[str, ...], **more: Any) -> PlannedAction:
    start, due = map(dt.date.fromisoformat, dates.split(" to "))
    given = {"ref": ref, "priority": ref.partition("-")[0], "action": what, "subgroup": subgroup, "aims": aims}
    return PlannedAction.of(**given, lead="Adult Protection Lead Officer", start=start, due=due, **more)


def measure(ref: str, what: str, unit: str, better: Better, baseline: float | None, target: float | None) -> Measure:
    return Measure.of(
        ref=ref,
        action_ref=ref.rpartition("-")[0],
        measure=what,
        type=MeasureType.OUTCOME if unit == "%" else MeasureType.OUTPUT,
        unit=unit,
        better=better,
        baseline=baseline,
        target=target,
    )


PLAN = Plan(
    details=PlanDetails.of(
        committee="Strathgarvel Adult Protection Committee",
        short_name="SAPC",
        plan="Adult protection improvement plan 2024-25",
        year="2024-25",
        starts=dt.date(2024, 4, 1),
        reports_to="Public Protection Executive Group",
        reports_to_short="PPEG",
        purpose="It tells executives how the plan stands.\nIt asks for what only they can give.",
        guidance="Code of Practice & guidance <2022>\nBiennial report, part 2",
        marking="OFFICIAL",
        return_days=5,
    ),
    themes=(
        theme("H1", "Harm is noticed", (FULL, BRIEF, FULL, BRIEF)),
        theme("H2", "Adults are heard", (BRIEF, FULL, BRIEF, FULL)),
        theme("H3", "Agencies act as one", (FULL, FULL, FULL, FULL), YesNo.YES),
    ),
    priorities=(
        Priority.of(code="P1.1", theme="H1", title="Financial harm", planned_work="Banks.", carried_by=("FH",)),
        Priority.of(code="P1.2", theme="H1", title="Care homes", carried_by=("FH", "QA")),
        Priority.of(code="P2.1", theme="H2", title="Advocacy", carried_by=("VO",)),
        Priority.of(code="P2.2", theme="H2", title="Feedback from adults", carried_by=("VO",)),
        Priority.of(code="P3.1", theme="H3", title="Shared chronologies", carried_by=("QA",)),
    ),
    aims=(
        Aim.of(code="A1", title="Harm is reported sooner"),
        Aim.of(code="A2", title="Adults say they were listened to"),
        Aim.of(code="A3", title="Case conferences decide"),
        Aim.of(code="A4", title="Learning is used"),
    ),
    subgroups=(
        Subgroup.of(code="FH", name="Financial Harm Group", lead="Trading Standards Manager"),
        Subgroup.of(code="VO", name="Voices of Adults Group", lead="Advocacy Manager"),
        Subgroup.of(code="QA", name="Quality Assurance Group", lead="Lead Nurse, Adult Protection"),
    ),
    actions=(
        action("P1.1-01", "FH", "Train bank staff to notice coercion.", "2024-04-01 to 2024-09-30", ("A1", "A4")),
        action("P1.1-02", "FH", "Publish a leaflet on doorstep crime.", "2024-05-01 to 2024-06-21", ("A1",)),
        action("P1.2-01", "QA", "Review large-scale inquiries.", "2024-07-01 to 2025-03-31", ("A3",)),
        action("P2.1-01", "VO", "Offer advocacy before every conference.", "2024-04-01 to 2024-12-20", ("A2",)),
        action("P2.2-01", "VO", "Ask adults what changed for them.", "2024-04-15 to 2025-03-31", ("A2", "A4")),
        action("P3.1-01", "QA", "Agree one chronology template.", "2024-04-01 to 2024-10-31", ("A3",)),
        action(
            "P3.1-02",
            "QA",
            "Audit chronologies by hand.",
            "2024-04-01 to 2024-10-31",
            ("A3",),
            withdrawn_on=dt.date(2024, 6, 10),
            withdrawn_why="The new case system counts them.",
        ),
    ),
    measures=(
        measure("P1.1-01-M1", "Bank staff trained", "staff", Better.HIGHER, 0, 120),
        measure("P1.1-02-M1", "Leaflets given out", "leaflets", Better.HIGHER, None, 1500),
        measure("P1.2-01-M1", "Inquiries open after a year", "inquiries", Better.LOWER, 3, 0),
        measure("P2.1-01-M1", "Adults with an advocate", "%", Better.HIGHER, 41.5, 80),
        measure("P2.2-01-M1", "Adults who felt heard", "%", Better.HIGHER, None, 75),
        measure("P2.2-01-M2", "Interviews held", "interviews", Better.HIGHER, 0, 24),
        measure("P3.1-01-M1", "Files with a chronology", "%", Better.HIGHER, 52, 90),
    ),
)

Q1, Q2, Q3, Q4 = PLAN.quarters


def group(code: str) -> Subgroup:
    """One of the committee's groups: FH (2 actions), VO (2) or QA (3 in Q1, then 2)."""
    return PLAN.subgroup_by_code[code]


def quarter(label: str) -> Quarter:
    """One of the committee's quarters."""
    return next(one for one in PLAN.quarters if one.label == label)
