"""Whole quarters of the second committee: trackers issued, filled in well, returned, merged and accounted for."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl

from nacpc_xl.checks.run import check
from nacpc_xl.merge.merge import merge
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Measure, Plan, PlannedAction
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Register
from nacpc_xl.model.words import Severity
from nacpc_xl.plan.write import plan_workbook
from nacpc_xl.returns.read import Return, read_return
from nacpc_xl.tracker.contents import file_name
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.write import tracker_workbook
from nacpc_xl.workspace import PLAN as PLAN_FILE
from nacpc_xl.workspace import YearFolder
from tests.committee import PLAN
from tests.workbooks import Answers, filled

NO_HISTORY = History()

NEWS = (
    "Seven branches sent 64 staff to the half day in Garve on 9 May.",
    "The printer delivered 1,500 copies; they went to every surgery on 20 June.",
    "Terms were agreed and two reviewers from outside were found for the summer.",
    "An advocate was there at 31 of 38 conferences; the rest were called at short notice.",
    "Twelve people were visited at home and asked what they would change.",
    "All five agencies marked up the draft template; only its length is still disputed.",
    "We read 40 files aloud in pairs, which took longer than the winter before.",
    "A film with actors replaced the role play, and two banks now show it to new starters.",
    "Postal workers asked for the leaflet too, so 300 more were ordered in August.",
    "Interviews with relatives began on 1 July and end in the first week of October.",
    "The referral form has a tick box for advocacy since 12 August.",
    "Answers were read back to those who gave them; nine wanted a word altered.",
    "Page two was cut. Housing and the fire service use the template since 2 September.",
    "The count was taken over by a clerk, who found four double entries.",
    "Branch managers were shown the figures on 15 October and asked for them every month.",
    "The last box of leaflets was handed to the library vans in November.",
    "Three large inquiries were read from end to end by a solicitor and a nurse.",
    "Weekend cover for advocates began on 7 December, with two volunteers on call.",
    "Eleven answers came by telephone, which nobody had thought of asking for.",
    "The template went live in all five agencies on 28 October.",
    "Every unit manager signed the new checklist at the autumn seminar.",
    "Tellers who took part last spring were rung up again; 41 of 50 still knew the number.",
    "A second printing was paid for by the credit union in January.",
    "The report on inquiries was presented on 18 March and accepted with one change.",
    "Advocates and chairs swapped places for a day in February, and wrote down what it was like.",
    "The yearly summary of what adults said is out, in large print and on audio.",
    "Forty chronologies were compared with the ones of two years ago.",
    "A workshop in Strath drew thirty home managers, twice as many as had signed up.",
)
"""What was done, in sentences that are not like each other: seven for each of four quarters."""

DIFFERENCES = (
    "Tellers stop a payment and ask, which they did not dare before.",
    "Householders send doorstep traders away and report them.",
    "Homes act on the first worry, not on the third.",
    "Adults speak for themselves at their own conference.",
    "Visits are planned around what adults said they wanted.",
    "Nobody has to tell their story to each agency anew.",
    "Clerks spend the time they gained on calling back.",
)
"""What is better because of each action, in the order of the plan."""


def year_folder(path: Path, plan: Plan = PLAN) -> YearFolder:
    """A year folder at `path` with this plan in it, and nothing else."""
    path.mkdir(parents=True, exist_ok=True)
    (path / PLAN_FILE).write_bytes(plan_workbook(plan))
    return YearFolder.at(path)


def good_answers(plan: Plan, quarter: Quarter, code: str) -> dict[str, dict[str | int, dict[str, object]]]:
    """What a lead of the group answers when all is well: nothing is missing, and nothing asks for a query."""
    planned = [action for action in plan.actions_in(quarter) if action.subgroup == code]
    return {
        "Actions": {action.ref: _good_action(plan, action, quarter) for action in planned},
        "Measures": {
            measure.ref: {
                "Value this quarter": _good_value(measure, action, quarter),
                "As at": quarter.ends - dt.timedelta(days=3),
            }
            for action in planned
            for measure in plan.measures_of([action])
        },
    }


def _good_action(plan: Plan, action: PlannedAction, quarter: Quarter) -> dict[str, object]:
    assert action.start is not None
    assert action.due is not None
    number = plan.actions.index(action)
    news = NEWS[(number + 7 * (quarter.number - 1)) % len(NEWS)]
    if action.start > quarter.ends:
        return {"Status": "Not started"}
    if action.due < quarter.ends:
        return {
            "Status": "Complete",
            "Progress this quarter": news,
            "Difference made": DIFFERENCES[number % len(DIFFERENCES)],
            "Evidence": "Report to the group, 20 June 2024",
            "Completed on": _good_completion(plan, action),
        }
    return {
        "Status": "On track",
        "Progress this quarter": news,
        "Next milestone": f"Step {quarter.number + 1} of {action.ref}",
        "Milestone due": min(quarter.ends + dt.timedelta(days=40), action.due),
    }


def _good_completion(plan: Plan, action: PlannedAction) -> dt.date:
    """The day before the action is due, or the first day of the quarter in which that is told."""
    assert action.due is not None
    told_in = next(quarter for quarter in plan.quarters if quarter.ends > action.due)
    return max(action.due - dt.timedelta(days=1), told_in.starts)


def _good_value(measure: Measure, action: PlannedAction, quarter: Quarter) -> float:
    """A fifth of the way to the target more in each quarter; the target once the action is Complete."""
    assert action.due is not None
    begin, target = measure.baseline or 0, measure.target or 0
    value = target if action.due < quarter.ends else begin + (target - begin) * quarter.number / 5
    return value / 100 if measure.unit == "%" else round(value)


def good_sign_off(quarter: Quarter) -> dict[str | int, object]:
    """Who completed a tracker, and when: four days after the quarter's end."""
    return {"Completed by (role)": "Chair of the group", "Date": quarter.ends + dt.timedelta(days=4)}


def returned(
    folder: Path,
    quarter: Quarter,
    code: str,
    changes: Answers | None = None,
    *,
    plan: Plan = PLAN,
    history: History = NO_HISTORY,
    name: str = "",
) -> Path:
    """A group's tracker as it comes back: issued, filled in well, then with these `changes`, in `folder`."""
    path = folder / (name or file_name(plan, quarter, plan.subgroup_by_code[code]))
    good = _good_tracker(plan, quarter, code, history)
    if changes:
        return filled(good, path, changes)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(good)
    return path


_GOOD: dict[tuple[object, ...], tuple[bytes, Plan, History]] = {}
"""Trackers filled in well, by what they were issued from: making one takes a while."""


def _good_tracker(plan: Plan, quarter: Quarter, code: str, history: History) -> bytes:
    key = (id(plan), quarter.name, code, *map(id, history.registers))
    if key not in _GOOD:
        answers = {**good_answers(plan, quarter, code), "Sign-off": good_sign_off(quarter)}
        issued = tracker_workbook(plan, quarter, plan.subgroup_by_code[code], history)
        with tempfile.TemporaryDirectory() as folder:
            good = filled(issued, Path(folder) / "good.xlsx", answers).read_bytes()  # type: ignore[arg-type]
        _GOOD[key] = good, plan, history  # which keeps them, and so their ids
    return _GOOD[key][0]


def all_returned(
    folder: Path,
    quarter: Quarter,
    changes: Mapping[str, Answers] | None = None,
    *,
    plan: Plan = PLAN,
    history: History = NO_HISTORY,
) -> dict[str, Path]:
    """What comes back from every group, by its code; `changes` are by group."""
    given = changes or {}
    return {
        subgroup.code: returned(folder, quarter, subgroup.code, given.get(subgroup.code), plan=plan, history=history)
        for subgroup in plan.subgroups
    }


def read(paths: Iterable[Path], plan: Plan = PLAN) -> list[Return]:
    """What the files hold. Every cell of them that is not empty was seen."""
    given_text = GivenText(plan)
    returns = []
    for path in paths:
        one = read_return(path, given_text)
        if one.cells:
            assert one.cells == filled_cells(path), f"{path.name}: cells were overlooked"
        returns.append(one)
    return returns


def filled_cells(path: Path) -> int:
    """How many cells of an .xlsx file show anything, counted in its XML; a formula counts by what it shows."""
    with zipfile.ZipFile(path) as package:
        texts = [
            _shown(text) for text in re.findall(r"<si>(.*?)</si>", _part(package, "xl/sharedStrings.xml"), re.DOTALL)
        ]
        names = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        cells = [
            cell for name in names for cell in re.findall(r"<c ([^>]*)>(.*?)</c>", _part(package, name), re.DOTALL)
        ]
    values = [(attributes, _shown(content)) for attributes, content in cells]
    return sum(bool(texts[int(value)] if 't="s"' in attributes else value) for attributes, value in values if value)


def _part(package: zipfile.ZipFile, name: str) -> str:
    text = package.read(name).decode() if name in package.namelist() else ""
    return re.sub(r"<c [^>]*/>|<v ?/>", "", text)


def _shown(xml: str) -> str:
    """The text in a piece of XML, formulas left out."""
    return re.sub(r"<f[ >].*?</f>|<[^>]+>|_x000D_|&#13;", "", xml, flags=re.DOTALL).strip()


def merged(
    paths: Iterable[Path],
    quarter: Quarter,
    *,
    plan: Plan = PLAN,
    history: History = NO_HISTORY,
    as_at: dt.date | None = None,
) -> Register:
    """The register of these files. Each of their cells is accounted for."""
    returns = read(paths, plan)
    register = merge(plan, quarter, returns, history, as_at or quarter.ends)
    assert_accounted_for(register)
    return register


def assert_accounted_for(register: Register) -> None:
    """Every cell of every file is given, used, kept or found elsewhere; what is elsewhere stands in Unplaced."""
    for one in register.returns:
        if one.file:
            heaps = (one.given or 0, one.used or 0, one.kept or 0, one.elsewhere or 0)
            assert one.cells == sum(heaps), f"{one.file}: {one.cells} cells, but {heaps} make {sum(heaps)}"
            assert min(heaps) >= 0
            unplaced = [scrap for scrap in register.unplaced if scrap.file == one.file]
            assert len(unplaced) == one.elsewhere, one.file


def found(
    register: Register, quarter: Quarter, *, plan: Plan = PLAN, history: History = NO_HISTORY
) -> tuple[Finding, ...]:
    """What the checks find in the register."""
    return check(register, plan, quarter, history, register.about.position_at or quarter.ends).findings


def asked(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that somebody has to do something about: all but notes."""
    return [finding for finding in findings if finding.severity is not Severity.NOTE]


def plan_with(plan: Plan = PLAN, **parts: object) -> Plan:
    """The plan with some of its tables replaced."""
    return replace(plan, **parts)  # type: ignore[arg-type]


def beside(path: Path, sheet: str, cell: str, value: object) -> Path:
    """The workbook with `value` typed into one cell, wherever that is."""
    book = openpyxl.load_workbook(path)
    book[sheet][cell].value = value
    book.save(path)
    return path


def unplaced_texts(register: Register) -> list[str]:
    """The texts that stand in Unplaced."""
    return [scrap.text for scrap in register.unplaced]
