"""A whole year in which all is well, of two committees: nobody is asked anything in any quarter."""

import datetime as dt
from pathlib import Path

import pytest

from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History
from nacpc_xl.model.status import Status
from nacpc_xl.plan.read import read_plan
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN
from tests.quarters import asked, found, good_answers, good_sign_off, merged
from tests.workbooks import Answers, filled

SHIPPED = Path(__file__).resolve().parents[2] / "workbooks" / "2019-20" / "plan.xlsx"

WHO = (
    "practitioners from housing", "volunteers of the lifeboat", "school nurses", "bus drivers", "youth workers",
    "foster carers", "police sergeants", "nursery teams", "library staff", "midwives", "head teachers",
)  # fmt: skip
DID = (
    "came to a morning in the town hall", "wrote back with what they would change", "tried the checklist on visits",
    "sat down with the auditors", "tested the cards with a group of parents", "were rung up by the coordinator",
    "read last winter's files in pairs", "watched the film and argued about it", "took the leaflet along",
    "signed the protocol that had lain unsigned", "ran the course without any outside help", "sent in their timetables",
    "joined the panel for the whole afternoon",
)  # fmt: skip
THEN = (
    "page six is being rewritten", "a repeat is booked for the island", "the printer has the final proof",
    "minutes went to every agency", "two posts are advertised again", "the helpline has longer hours",
    "supervisors asked for a short version", "the form lost three of its boxes", "an actor will open the next one",
    "ferry times decided the date", "the survey closed with few gaps", "ten copies are in large print",
    "the budget held", "no chair was left empty", "questions were about weekends", "a second room was needed",
    "sandwiches came from the college",
)  # fmt: skip
BETTER = (
    "ask before they assume", "pass a worry on the same day", "know whom to ring at night", "write down what was said",
    "come back with their own ideas", "share a plan instead of three", "notice sooner when a visit is missed",
    "hear the quiet child first", "argue their case with figures", "hand over without a gap", "wait for nobody's leave",
    "speak of strengths as well", "keep the promise of a call",
)  # fmt: skip


def news(number: int) -> str:
    """The `number`th of two thousand updates that are not like each other."""
    day = dt.date(2019, 4, 1) + dt.timedelta(days=number)
    who, did, then = (words[number % len(words)] for words in (WHO, DID, THEN))
    return f"On {day.day} {day:%B}, {11 + number % 83} {who} {did}; {then}."


def difference(number: int) -> str:
    """What is better because of the `number`th action."""
    what = BETTER[number % len(BETTER)]
    besides = BETTER[(number * 5 + number // len(BETTER) + 3) % len(BETTER)]
    return f"{WHO[number % len(WHO)].capitalize()} now {what}, and {besides}."


def answers_of(plan: Plan, quarter: Quarter, code: str) -> Answers:
    """Good answers of a group, each with words of its own."""
    good = good_answers(plan, quarter, code)
    for number, action in enumerate(plan.actions):
        told = good["Actions"].get(action.ref, {})
        if "Progress this quarter" in told:
            told["Progress this quarter"] = news(number + len(plan.actions) * quarter.number)
        if "Difference made" in told:
            told["Difference made"] = difference(number)
    answers: Answers = {**good, "Sign-off": good_sign_off(quarter)}  # type: ignore[dict-item]
    return answers


def year_of(plan: Plan, folder: Path) -> list[tuple[Finding, ...]]:
    """What is found in each quarter, its trackers issued, filled in, read and merged with those before it."""
    history = History()
    findings: list[tuple[Finding, ...]] = []
    for quarter in plan.quarters:
        paths = [
            filled(
                tracker_workbook(plan, quarter, group, history),
                folder / quarter.label / f"{group.code}.xlsx",
                answers_of(plan, quarter, group.code),
            )
            for group in plan.subgroups
        ]
        register = merged(paths, quarter, plan=plan, history=history)
        assert {action.status for action in register.actions} <= {Status.COMPLETE, Status.ON_TRACK, Status.NOT_STARTED}
        findings.append(found(register, quarter, plan=plan, history=history))
        history = History((*history.registers, register))
    assert len(history.registers) == len(findings) == 4
    return findings


@pytest.mark.parametrize(
    ("plan", "groups"), [(read_plan(SHIPPED), 8), (PLAN, 3)], ids=["the shipped plan", "the second committee"]
)
def test_in_a_year_in_which_all_is_well_nobody_is_asked_anything(plan, groups, tmp_path):
    assert len(plan.subgroups) == groups
    findings = year_of(plan, tmp_path)
    assert [str(finding) for of_quarter in findings for finding in asked(of_quarter)] == []
    noted = {finding.code for of_quarter in findings for finding in of_quarter}
    assert noted <= {"G04", "G05", "G07", "G09"}
