"""Makes the worked example: the plan, and what eight groups return in each quarter.

The answers in scripts/example/*.toml are invented; this script issues the trackers and fills them in as busy
people do: dates typed as text, colours for statuses, rows sorted, a note beside the table, any file name.
The same seed gives the same files. One return is saved as .ods by LibreOffice; where that is missing, the
one that is there is left alone.

    python scripts/make_example.py [FOLDER]
"""

from __future__ import annotations

import datetime as dt
import io
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from nacpc_xl.model.coordinator import Commentary, DecisionRow, Meeting
from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.plan import (
    Aim,
    Measure,
    Plan,
    PlanDetails,
    PlannedAction,
    Priority,
    Subgroup,
    Theme,
)
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Register
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff
from nacpc_xl.model.words import AskState, Better, Decision, Matter, MeasureType, Rota, YesNo
from nacpc_xl.outputs.coordinator import coordinator_workbook, matters, unrecorded
from nacpc_xl.plan.read import read_plan
from nacpc_xl.plan.write import plan_workbook
from nacpc_xl.returns.workers import reading
from nacpc_xl.sheets.read import read_grids
from nacpc_xl.steps.quarters import Quarters
from nacpc_xl.tracker.contents import file_name
from nacpc_xl.tracker.write import tracker_workbook
from nacpc_xl.workspace import PLAN, QuarterFolder, YearFolder, reproducible, write_atomically

SEED = 2019
LISTED = ("office_phones", "guidance")  # details of the plan that have one thing a line
STORY = Path(__file__).resolve().parent / "example"
YEAR = Path(__file__).resolve().parent.parent / "workbooks" / "2019-20"

NOT_RETURNED = {("Q2", "YS"), ("Q4", "ST")}
SAVED_AS_ODS = {("Q2", "MP")}
TYPES_DATES_AS_TEXT = {"EI", "PE"}
TYPES_COLOURS = {"MP"}
SORTS_BY_DUE_DATE = {("Q1", "CS"), ("Q2", "LD"), ("Q4", "EI")}
WRITES_BESIDE = {
    ("Q1", "PE"): "Paper copy of the spring newsletter handed in at the office on 1 July.",
    ("Q2", "LD"): "Please could next quarter's tracker come a week earlier? Our meeting is on 12 December.",
}
FILE_NAMES = (
    "{issued}.xlsx",
    "{issued} (1).xlsx",
    "{code} {quarter} return.xlsx",
    "{code} tracker {quarter} FINAL.xlsx",
    "Copy of {issued}.xlsx",
    "{quarter} update {code} v2.xlsx",
)

Story = dict[str, Any]


def main() -> None:
    """Writes the example into the folder given, or into the repository's workbooks."""
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else YEAR)


def make(folder: Path) -> None:
    """Writes the plan, and what comes back in each quarter, into the folder of a year."""
    stories = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(STORY.glob("*.toml"))}
    plan = make_plan(stories)
    write_atomically(folder / PLAN, plan_workbook(plan))
    year = YearFolder.at(folder)
    plan = read_plan(year.plan)
    for quarter in plan.quarters:
        _clear(year.quarter(quarter.label))
    with reading() as readers:
        for quarter in plan.quarters:
            quarters = Quarters(year, plan, readers)
            past = quarters.past_of(quarter)
            returned = year.quarter(quarter.label)
            make_returns(past.plan, quarter, past.history, stories, returned)
            register = quarters.register(quarter, past, quarter.ends)
            make_coordinator(plan, quarter, stories["coordinator"], register, returned)
            print(f"{quarter.label}: {len(returned.returned_files())} returns in {returned.returned}")


def _clear(folder: QuarterFolder) -> None:
    """Takes away what was decided in the quarter and made from it; what came back is replaced file by file."""
    for made in (folder.out, folder.issued):
        shutil.rmtree(made, ignore_errors=True)
    for workbook in (folder.coordinator, folder.coordinator_before):
        workbook.unlink(missing_ok=True)


def make_plan(stories: dict[str, Story]) -> Plan:
    """The plan: its texts from plan.toml, its actions and measures from the groups' files."""
    story = stories["plan"]
    details: Story = story["plan"]
    groups = [stories[subgroup["code"]] for subgroup in story["subgroup"]]
    actions = [(group["code"], action) for group in groups for action in group["action"]]
    actions.sort(key=lambda pair: pair[1]["ref"])
    return Plan(
        PlanDetails.of(
            **{name: details[name] for name in PlanDetails.columns() if name in details and name not in LISTED},
            **{name: "\n".join(details[name]) for name in LISTED},
            marking="OFFICIAL",
            return_days=10,
        ),
        tuple(_theme(theme) for theme in story["theme"]),
        tuple(Priority.of(**{**one, "carried_by": tuple(one["carried_by"])}) for one in story["priority"]),
        tuple(Aim.of(**aim) for aim in story["aim"]),
        tuple(Subgroup.of(**subgroup) for subgroup in story["subgroup"]),
        tuple(_planned(code, action) for code, action in actions),
        tuple(measure for _, action in actions for measure in _measures(action)),
    )


def _theme(theme: Story) -> Theme:
    rota = dict.fromkeys(("q1", "q2", "q3", "q4"), Rota.IN_FULL)
    return Theme.of(**{**theme, **rota, "standing": YesNo.YES if theme["standing"] else YesNo.NO})


def _planned(code: str, action: Story) -> PlannedAction:
    names = ("ref", "priority", "action", "lead", "start", "due")
    return PlannedAction.of(**{name: action[name] for name in names}, subgroup=code, aims=tuple(action["aims"]))


def _measures(action: Story) -> list[Measure]:
    return [
        Measure.of(
            ref=f"{action['ref']}-M{number}",
            action_ref=action["ref"],
            measure=measure["measure"],
            type=MeasureType(measure["type"]),
            unit=measure["unit"],
            better=Better(measure["better"]),
            baseline=measure.get("baseline"),
            target=measure.get("target"),
        )
        for number, measure in enumerate(action.get("measure", []), start=1)
    ]


def make_returns(
    plan: Plan, quarter: Quarter, history: History, stories: dict[str, Story], folder: QuarterFolder
) -> None:
    """Issues the quarter's trackers, fills them in, and puts them into the folder for what came back."""
    chance = random.Random(f"{SEED} {quarter.label}")
    kept = set()
    for subgroup in plan.subgroups:
        code = subgroup.code
        name = chance.choice(FILE_NAMES).format(
            issued=file_name(plan, quarter, subgroup).removesuffix(".xlsx"), code=code, quarter=quarter.label
        )
        if (quarter.label, code) in NOT_RETURNED:
            continue
        issued = tracker_workbook(plan, quarter, subgroup, history)
        content = _filled_in(issued, stories[code], quarter, code)
        if (quarter.label, code) in SAVED_AS_ODS:
            name = name.removesuffix(".xlsx") + ".ods"
            _write_as_ods(folder.returned / name, content, quarter)
        else:
            write_atomically(folder.returned / name, content)
        kept.add(name)
    for path in folder.returned_files():
        if path.name not in kept:
            path.unlink()


def make_coordinator(
    plan: Plan, quarter: Quarter, stories: dict[str, Story], register: Register, folder: QuarterFolder
) -> None:
    """Writes the coordinator's workbook of the quarter, filled in, with a row for each thing that was to be decided."""
    story = stories[quarter.label]
    meeting = Meeting.of(**{name: story[name] for name in Meeting.columns()})
    commentary = [Commentary.of(**remark) for remark in story.get("commentary", [])]
    decisions = [_decided(row, story) for row in matters(register)]
    answers = _answers(story)
    asks = [row.but(**answers.get(row.ref, {})) for row in unrecorded(register.asks, ())]
    content = coordinator_workbook(plan, quarter, meeting, commentary, decisions, asks)
    write_atomically(folder.coordinator, content)


def _decided(row: DecisionRow, story: Story) -> DecisionRow:
    """The row with what was decided at the quarter's meeting; as it is where nothing was."""
    for one in story.get("decision", []):
        is_it = (one["matter"], one["asked_in"], one["subgroup"]) == (str(row.matter), row.quarter, row.subgroup)
        if is_it and (row.matter is Matter.NEW_ACTION or row.about.startswith(f"{one['about']}:")):
            decision = Decision(one["decision"])
            is_adopted = row.matter is Matter.NEW_ACTION and decision is Decision.ACCEPT
            return row.but(
                decision=decision,
                why=one["why"],
                decided_by=one["decided_by"],
                given_ref=one["about"] if is_adopted else "",
            )
    return row


def _answers(story: Story) -> dict[str, Story]:
    """What chief officers decided at the quarter's meeting, by the ref of the action that it was asked for."""
    return {one["ref"]: {"state": AskState.CLOSED, "answer": one["answer"]} for one in story.get("answer", [])}


def _filled_in(issued: bytes, story: Story, quarter: Quarter, code: str) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(issued))
    label = quarter.label.lower()
    as_text = code in TYPES_DATES_AS_TEXT
    _fill_rows(workbook[Actions.sheet.name], Actions, _action_answers(story, label, code), as_text=as_text)
    _fill_rows(workbook[Measures.sheet.name], Measures, _measure_answers(story, label), as_text=False)
    _fill_new_actions(workbook[NewActions.sheet.name], story, quarter, plan_priorities(workbook))
    _fill_sign_off(workbook[SignOff.sheet.name], story, label)
    if (quarter.label, code) in SORTS_BY_DUE_DATE:
        _sort_by_due_date(workbook[Actions.sheet.name])
    if note := WRITES_BESIDE.get((quarter.label, code)):
        sheet = workbook[Actions.sheet.name]
        sheet.cell(sheet.max_row + 2, 2, note)
    saved = io.BytesIO()
    workbook.save(saved)
    signed: dt.date = story[f"signed_{label}"]
    return reproducible(saved.getvalue(), signed)


def _action_answers(story: Story, label: str, code: str) -> dict[str, Story]:
    answers: dict[str, Story] = {}
    for action in (*story["action"], *story.get("adopted", [])):
        answer: Story = dict(action.get(label) or {})
        if not answer and action.get("completed_stays"):
            answer = {**_when_completed(action), "progress": action[f"{label}_progress"]}
        if code in TYPES_COLOURS:
            answer["status"] = _COLOUR.get(answer["status"], answer["status"])
        answers[action["ref"]] = {_SHORTER.get(name, name): value for name, value in answer.items()}
    return answers


def _when_completed(action: Story) -> Story:
    """The answers of the quarter in which the action became Complete."""
    labels = sorted(name for name in action if name in ("q1", "q2", "q3", "q4"))
    return next(action[label] for label in labels if action[label]["status"] == str(Status.COMPLETE))


_SHORTER = {"help": "help_wanted"}
_COLOUR = {"On track": "Green", "At risk": "Amber"}


def _measure_answers(story: Story, label: str) -> dict[str, Story]:
    answers: dict[str, Story] = {}
    for action in story["action"]:
        for number, measure in enumerate(action.get("measure", []), start=1):
            answer = dict(measure.get(label, {}))
            if measure["unit"] == "%" and isinstance(answer.get("value"), int | float):
                answer["value"] = round(answer["value"] / 100, 6)
            answers[f"{action['ref']}-M{number}"] = answer
    return answers


def _fill_rows(sheet: Worksheet, table: type[Table], answers: dict[str, Story], *, as_text: bool) -> None:
    heading_row, columns = _headings(sheet, table)
    for row in range(heading_row + 1, sheet.max_row + 1):
        ref = sheet.cell(row, columns["ref"]).value
        for name, value in answers[str(ref)].items():
            _type_into(sheet.cell(row, columns[name]), value, as_text=as_text)


def _type_into(cell: Any, value: object, *, as_text: bool) -> None:
    cell.value = day_in_words(value) if as_text and isinstance(value, dt.date) else value


def _headings(sheet: Worksheet, table: type[Table]) -> tuple[int, dict[str, int]]:
    by_heading: dict[str, str] = {column.heading: name for name, column in table.columns().items()}
    for row, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        columns = {by_heading[str(value)]: at for at, value in enumerate(values, start=1) if str(value) in by_heading}
        if len(columns) == len(by_heading):
            return row, columns
    raise LookupError(sheet.title)


def plan_priorities(workbook: openpyxl.Workbook) -> dict[str, str]:
    """What the drop-down of priorities offers, by the priority's code."""
    texts = [str(cell.value) for cells in workbook["Lists"].iter_rows() for cell in cells if cell.value]
    return {text.split()[0]: text for text in texts if text.startswith("P") and " " in text}


def _fill_new_actions(sheet: Worksheet, story: Story, quarter: Quarter, priorities: dict[str, str]) -> None:
    heading_row, columns = _headings(sheet, NewActions)
    proposed = [one for one in story.get("new_action", []) if one["quarter"] == quarter.label]
    for row, one in enumerate(proposed, start=heading_row + 1):
        for name, column in columns.items():
            sheet.cell(row, column).value = priorities[one[name]] if name == "priority" else one[name]


def _fill_sign_off(sheet: Worksheet, story: Story, label: str) -> None:
    answers = {
        "Completed by (role)": story["completed_by"],
        "Date": story[f"signed_{label}"],
        "Agreed at subgroup meeting on": story[f"agreed_{label}"],
        "Anything else the committee should know": story[f"anything_else_{label}"] or None,
    }
    _fill_form(sheet, answers)


def _fill_form(sheet: Worksheet, answers: dict[str, Any]) -> None:
    for label, answer in sheet.iter_rows(max_col=2):
        if label.value in answers:
            answer.value = answers[str(label.value)]


def _sort_by_due_date(sheet: Worksheet) -> None:
    heading_row, columns = _headings(sheet, Actions)
    last = max(cell.row for cell in sheet["A"] if cell.value)
    by_due: Callable[[list[Any]], Any] = lambda values: values[columns["current_due"] - 1]  # noqa: E731
    width = len(columns) - 1  # the To do formulas stay where they are
    rows = [[cell.value for cell in cells[:width]] for cells in sheet.iter_rows(heading_row + 1, last)]
    for row, values in enumerate(sorted(rows, key=by_due), start=heading_row + 1):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value


def _write_as_ods(path: Path, content: bytes, quarter: Quarter) -> None:
    """Leaves the file that is there when LibreOffice is missing, or when its cells say the same already."""
    office = shutil.which("soffice")
    if office is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "return.xlsx").write_bytes(content)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "ods", "--outdir", folder]
        subprocess.run([*command, str(Path(folder) / "return.xlsx")], check=True, capture_output=True, timeout=120)
        saved = Path(folder) / "return.ods"
        if not path.is_file() or read_grids(path) != read_grids(saved):
            write_atomically(path, reproducible(saved.read_bytes(), quarter.ends))


if __name__ == "__main__":
    main()
