"""Each check set off by a return, or a plan, that was made for it; and a clean quarter, which sets off none."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest

from nacpc_xl.checks.run import all_checks, check
from nacpc_xl.merge.merge import merge
from nacpc_xl.model import columns
from nacpc_xl.model.columns import NUMBERED, Choice, Column, Count, Date, Number, Ref, Refs
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Aim, Measure, Plan, Priority, Subgroup
from nacpc_xl.model.register import DateChange, History, NewActionRecord, Register
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table, Unread
from nacpc_xl.model.words import Better, Decision, MeasureType, Severity, YesNo
from nacpc_xl.returns.read import read_return
from nacpc_xl.tracker.given import GivenText
from tests.committee import PLAN, Q1, Q2, Q3, action, measure
from tests.damage.ways import WAYS
from tests.quarters import (
    DIFFERENCES,
    NO_HISTORY,
    all_returned,
    asked,
    beside,
    found,
    merged,
    plan_with,
    returned,
)
from tests.workbooks import Answers, cell_of, filled

NOTES_OF_THE_PLAN = {
    ("G04", "P3.1-02"),
    ("G05", "P1.1-02-M1"),
    ("G05", "P2.2-01-M1"),
    ("G07", "A4"),  # until P1.1-01 is Complete
    ("G09", "P1.1"),
    ("G09", "P1.2"),
}


@pytest.fixture(scope="module")
def first_quarter(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Q1 as it is when all is well, but for one action of FH, which is Off track."""
    off_track = {"Status": "Off track", "Barrier": "The trainer left."}
    folder = tmp_path_factory.mktemp("first")
    return merged(all_returned(folder, Q1, {"FH": {"Actions": {"P1.1-01": off_track}}}).values(), Q1)


def codes(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(finding.code, one) for finding in findings for one in about(finding)}


def about(finding: Finding) -> tuple[str, ...]:
    """The refs, or the code of the priority, aim or group, that the finding names."""
    named = re.search(r"(?:Priority|Aim|group) ([A-Z]+[0-9.]*)", finding.what)
    return finding.refs or (named[1] if named else "",)


def test_a_quarter_in_which_all_is_well_has_only_notes_about_the_plan(tmp_path):
    findings = found(merged(all_returned(tmp_path, Q1).values(), Q1), Q1)
    assert codes(findings) == NOTES_OF_THE_PLAN
    assert asked(findings) == []


def test_a_second_quarter_in_which_all_is_well_has_only_notes_about_the_plan(tmp_path, first_quarter):
    history = History((first_quarter,))
    findings = found(merged(all_returned(tmp_path, Q2, history=history).values(), Q2, history=history), Q2)
    assert codes(findings) == NOTES_OF_THE_PLAN - {("G04", "P3.1-02")}, "P3.1-02 has left the plan"


@dataclass(frozen=True)
class Case:
    """One change to a good second quarter: what is found besides, in which cell."""

    answers: Answers
    codes: tuple[str, ...]
    at: tuple[str, str | int, str]
    says: str
    code: str = ""
    group: str = "FH"
    ref: str = ""  # where it is not that of the row with the cell


def actions(**changes: object) -> Answers:
    """These answers for P1.1-01, with spaces for underscores."""
    return {"Actions": {"P1.1-01": {name.replace("_", " "): value for name, value in changes.items()}}}


def measures(**changes: object) -> Answers:
    """These answers for the measure of P1.1-01."""
    return {"Measures": {"P1.1-01-M1": {name.replace("_", " "): value for name, value in changes.items()}}}


def new_action(row: int = 0, **changes: object) -> Answers:
    """A proposed action, with these changes."""
    answers: dict[str | int, Mapping[str, object]] = {row: {**NEW_ACTION, **changes}}
    return {"New actions": answers}


def complete(**changes: object) -> Answers:
    """P1.1-01 is Complete and has met its target, with these changes."""
    good = {
        "Status": "Complete",
        "Difference_made": "Less is lost at the counters.",
        "Evidence": "Minutes of 26 September",
        "Completed_on": dt.date(2024, 9, 20),
        "Next_milestone": None,
        "Milestone_due": None,
    }
    return {**actions(**(good | changes)), **measures(Value_this_quarter=120)}


AT_RISK: Mapping[str, object] = {"Status": "At risk", "Barrier": "One branch has no room; the library may lend one."}

NEW_ACTION: Mapping[str, object] = {
    "Priority": "P1.1 Financial harm",
    "Action": "Brief the post offices.",
    "Lead": "Postmaster",
    "Start": dt.date(2024, 10, 1),
    "Due": dt.date(2025, 1, 31),
    "Measure of progress": "Post offices briefed",
    "Why": "Two cases began at a counter.",
}
PROGRESS = "Progress this quarter"

CASES = {
    "F01 a status that is none": Case(
        actions(Status="Amber/Green"), ("F01",), ("Actions", "P1.1-01", "Status"), "“Amber/Green” is not"
    ),
    "F02 a date that is none": Case(
        actions(Milestone_due="end of October"),
        ("F02",),
        ("Actions", "P1.1-01", "Milestone due"),
        "“end of October” is not an exact date",
    ),
    "F02 a signature's date that is none": Case(
        {"Sign-off": {"Date": "last week"}}, ("F02",), ("Sign-off", "", "Date"), "“last week” is not an exact date"
    ),
    "F03 a figure that is none": Case(
        measures(Value_this_quarter="about 40"),
        ("F03",),
        ("Measures", "P1.1-01-M1", "Value this quarter"),
        "“about 40” is not a number by itself",
    ),
    "F04 a priority that is none": Case(
        new_action(Priority="2nd one"),
        ("F04",),
        ("New actions", 0, "Priority"),
        "“2nd one” is not a code",
    ),
    "C01 no status": Case(actions(Status=None), ("C01",), ("Actions", "P1.1-01", "Status"), "Status is missing"),
    "C02 no milestone": Case(
        actions(Next_milestone=None, Milestone_due=None),
        ("C02",),
        ("Actions", "P1.1-01", "Next milestone"),
        "Next milestone is missing, but Status is On track",
    ),
    "C02 no value and no comment": Case(
        measures(Value_this_quarter=None, As_at=None),
        ("C02",),
        ("Measures", "P1.1-01-M1", "Value this quarter"),
        "Value this quarter is missing, but Comment is empty too",
    ),
    "C02 half a new action": Case(
        new_action(Why=None),
        ("C02",),
        ("New actions", 0, "Why"),
        "Why is missing, but the row has other answers",
    ),
    "P01 a number that may stand for a person": Case(
        actions(Evidence="Discussed 123456789 in May."),
        ("P01",),
        ("Actions", "P1.1-01", "Evidence"),
        "Evidence has what may be a personal number",
    ),
    "K01 better than the facts": Case(
        actions(New_due_date=dt.date(2024, 12, 20), Reason_for_new_date="One branch is being rebuilt."),
        ("K01",),
        ("Actions", "P1.1-01", "Status"),
        "declared On track, but the facts say At risk: a new due date of 20 December 2024 was asked for",
    ),
    "K02 a completion date without Complete": Case(
        actions(Completed_on=dt.date(2024, 9, 2)),
        ("K02",),
        ("Actions", "P1.1-01", "Completed on"),
        "has a completion date but is On track",
    ),
    "K03 completed after the quarter": Case(
        complete(Completed_on="4 October 2024"),
        ("K03",),
        ("Actions", "P1.1-01", "Completed on"),
        "completed on 4 October 2024, after the quarter's end",
    ),
    "K03 completed before it began": Case(
        complete(Completed_on="29/3/24"),
        ("K03",),
        ("Actions", "P1.1-01", "Completed on"),
        "completed on 29 March 2024, before it started",
    ),
    "K04 not started though due to": Case(
        actions(Status="Not started"),
        ("K04",),
        ("Actions", "P1.1-01", "Status"),
        "is Not started, but was to start on 1 April 2024",
    ),
    "K05 a new date that is no later": Case(
        actions(**AT_RISK, New_due_date="30/9/2024", Reason_for_new_date="The library asked."),
        ("K05",),
        ("Actions", "P1.1-01", "New due date"),
        "asks for 30 September 2024, which is no later",
    ),
    "K06 a milestone that has passed": Case(
        actions(Milestone_due=dt.date(2024, 9, 6)),
        ("K06",),
        ("Actions", "P1.1-01", "Milestone due"),
        "was due on 6 September 2024, before the quarter's end",
    ),
    "K07 taken up again": Case(
        {
            "Actions": {
                "P1.1-02": {"Status": "Off track", "Completed on": None, "Barrier": "b", "Next milestone": "m"}
                | {"Milestone due": "8/11/2024", "Difference made": None}
            }
        },
        ("K07",),
        ("Actions", "P1.1-02", "Status"),
        "was Complete and is now Off track",
    ),
    "K08 more than a hundred per cent": Case(
        {"Measures": {"P2.1-01-M1": {"Value this quarter": 1.4}}},
        ("K08",),
        ("Measures", "P2.1-01-M1", "Value this quarter"),
        "P2.1-01-M1 is 140%",
        group="VO",
    ),
    "K09 an old figure": Case(
        measures(As_at=dt.date(2024, 3, 28)),
        ("K09",),
        ("Measures", "P1.1-01-M1", "As at"),
        "is of 28 March 2024, outside this quarter",
    ),
    "K10 overdue and said to be in time": Case(
        {
            "Actions": {
                "P1.1-02": {"Status": "At risk", "Completed on": None, "Barrier": "b", "Next milestone": "m"}
                | {"Milestone due": "8/11/2024", "Difference made": None}
            }
        },
        ("K07", "K10"),
        ("Actions", "P1.1-02", "Status"),
        "P1.1-02 was due on 21 June 2024, but is declared At risk",
        code="K10",
    ),
    "K11 a new date after the year": Case(
        actions(**AT_RISK, New_due_date=dt.date(2025, 4, 1), Reason_for_new_date="One branch is being rebuilt."),
        ("K11",),
        ("Actions", "P1.1-01", "New due date"),
        "asks for 1 April 2025, but the plan's year ends on 31 March 2025",
    ),
    "K12 a measure that got worse": Case(
        measures(Value_this_quarter=20),
        ("K12",),
        ("Measures", "P1.1-01-M1", "Comment"),
        "P1.1-01 is On track, but measure P1.1-01-M1 went from 24 to 20",
        ref="P1.1-01",
    ),
    "K13 nothing left to reach": Case(
        measures(Value_this_quarter=120),
        ("K13",),
        ("Actions", "P1.1-01", "Status"),
        "P1.1-01 is On track, but its measure has met its target",
    ),
    "K14 a figure that is far off": Case(
        {**actions(**AT_RISK), **measures(Value_this_quarter=2)},
        ("K14",),
        ("Measures", "P1.1-01-M1", "Value this quarter"),
        "P1.1-01-M1 is 2, and was 24",
    ),
    "K15 a reason for no new date": Case(
        actions(Reason_for_new_date="The hall was lost to a fire."),
        ("K15",),
        ("Actions", "P1.1-01", "Reason for new date"),
        "P1.1-01: Reason for new date is filled in, but New due date is empty",
    ),
    "K16 a milestone after the action is due": Case(
        actions(Milestone_due=dt.date(2024, 10, 1)),
        ("K16",),
        ("Actions", "P1.1-01", "Milestone due"),
        "The next milestone of P1.1-01 is due on 1 October 2024, but the action itself on 30 September 2024",
    ),
    "K17 complete short of its target": Case(
        {**complete(), **measures(Value_this_quarter=119)},
        ("K17",),
        ("Measures", "P1.1-01-M1", "Comment"),
        "P1.1-01 is Complete, but P1.1-01-M1 is 119, and its target is 120",
        ref="P1.1-01",
    ),
    "K18 complete with a barrier": Case(
        complete(Barrier="One branch has no room."),
        ("K18",),
        ("Actions", "P1.1-01", "Barrier"),
        "P1.1-01 is Complete, but Barrier is filled in",
    ),
    "K19 a milestone that was put off": Case(
        actions(Next_milestone="Step 2 of P1.1-01", Milestone_due=dt.date(2024, 9, 30)),
        ("K19",),
        ("Actions", "P1.1-01", "Milestone due"),
        "P1.1-01 is On track, but its milestone of 9 August 2024 was put off to 30 September 2024",
    ),
    "K20 help that comes too late": Case(
        actions(
            Help_wanted_from_COG="Decision wanted from the bank: two trainers. If not, it slips.",
            Wanted_by=dt.date(2024, 9, 29),
        ),
        ("K20",),
        ("Actions", "P1.1-01", "Wanted by"),
        "P1.1-01 wants help by 29 September 2024, which has passed already",
    ),
    "K21 a proposal that ends before it begins": Case(
        new_action(Due=dt.date(2024, 9, 30)),
        ("K21",),
        ("New actions", 0, "Due"),
        "“Brief the post offices.” is due on 30 September 2024, before it starts on 1 October 2024",
    ),
    "K22 agreed after it was signed": Case(
        {"Sign-off": {"Agreed at subgroup meeting on": dt.date(2024, 10, 9)}},
        ("K22",),
        ("Sign-off", "", "Agreed at subgroup meeting on"),
        "The return of FH is said to be agreed on 9 October 2024, but was signed on 4 October 2024",
    ),
    "K23 completed the quarter before": Case(
        complete(Completed_on=dt.date(2024, 6, 28)),
        ("K23",),
        ("Actions", "P1.1-01", "Completed on"),
        "P1.1-01 was completed on 28 June 2024, but was still reported as Off track after that",
    ),
    "R21 signed in another year": Case(
        {"Sign-off": {"Date": dt.date(2025, 10, 4)}},
        ("R21",),
        ("Sign-off", "", "Date"),
        "The return of FH is said to be signed on 4 October 2025",
    ),
    "S01 last quarter's words": Case(
        actions(Progress_this_quarter="Seven branches sent 64 staff to the half day in Garve on 9 May!"),
        ("S01",),
        ("Actions", "P1.1-01", PROGRESS),
        "The update of P1.1-01 is 98% the same as in Q1",
    ),
    "S02 another action's words": Case(
        {
            "Actions": {
                "P1.1-01": {PROGRESS: "Both leaflets and training went out to the whole of Strathgarvel."},
                "P1.1-02": {PROGRESS: "Both leaflets and training went out to the whole of Strathgarvel."},
            }
        },
        ("S02",),
        ("Actions", "P1.1-02", PROGRESS),
        "100% the same as that of P1.1-01",
    ),
    "S03 no words at all": Case(
        actions(Progress_this_quarter="Work is ongoing ..."),
        ("S03",),
        ("Actions", "P1.1-01", PROGRESS),
        "says only “Work is ongoing ...”",
    ),
    "S04 off track again": Case(
        actions(Status="Off track", Barrier="No trainer has applied."),
        ("S04",),
        ("Actions", "P1.1-01", "Status"),
        "Off track for the second quarter running",
    ),
    "S05 nothing in particular": Case(
        actions(Progress_this_quarter="Partners go on sharing what they learn, in good heart."),
        ("S05",),
        ("Actions", "P1.1-01", PROGRESS),
        "The update of P1.1-01 has no figure, no date and nothing that was made",
    ),
    "S06 the activity again": Case(
        actions(Difference_made="A film with actors replaced the role play."),
        ("S06",),
        ("Actions", "P1.1-01", "Difference made"),
        "The difference made of P1.1-01 repeats its update",
    ),
    "S09 help without a decision": Case(
        actions(Help_wanted_from_COG="The trainers are few and far between.", Wanted_by=dt.date(2024, 10, 25)),
        ("S09",),
        ("Actions", "P1.1-01", "Help wanted from COG"),
        "P1.1-01 wants help, but does not say what is to be decided",
    ),
    "S10 the same barrier": Case(
        actions(Status="At risk", Barrier="The trainer left!"),
        ("S10",),
        ("Actions", "P1.1-01", "Barrier"),
        "The barrier of P1.1-01 is word for word that of last quarter",
    ),
    "S11 another action's difference": Case(
        {"Actions": {"P2.2-01": {"Difference made": DIFFERENCES[1]}}},
        ("S11",),
        ("Actions", "P2.2-01", "Difference made"),
        "The difference made of P2.2-01 is 100% the same as that of P1.1-02",
        group="VO",
    ),
    "S12 a delay for a reason": Case(
        actions(**AT_RISK, New_due_date=dt.date(2024, 12, 20), Reason_for_new_date="Slippage; more time is needed."),
        ("S12",),
        ("Actions", "P1.1-01", "Reason for new date"),
        "The reason for the new date of P1.1-01 says only that there was a delay",
    ),
    "S13 no help wanted": Case(
        actions(Help_wanted_from_COG="None at present", Wanted_by=dt.date(2024, 10, 25)),
        ("S13",),
        ("Actions", "P1.1-01", "Help wanted from COG"),
        "P1.1-01: Help wanted from COG says “None at present”",
    ),
    "S17 help from nobody in particular": Case(
        actions(Help_wanted_from_COG="Release two trainers.", Wanted_by=dt.date(2024, 10, 25)),
        ("S17",),
        ("Actions", "P1.1-01", "Help wanted from COG"),
        "P1.1-01 wants a decision, but does not say from whom or what follows if not",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_answer_sets_off_one_check_in_its_cell(name, tmp_path, first_quarter):
    case = CASES[name]
    history = History((first_quarter,))
    changes = {case.group: case.answers}
    paths = all_returned(tmp_path, Q2, changes, history=history)
    findings = found(merged(paths.values(), Q2, history=history), Q2, history=history)
    new = [finding for finding in findings if finding.code[0] != "G"]
    assert sorted({finding.code for finding in new}) == sorted(case.codes)
    finding = next(finding for finding in new if finding.code == (case.code or case.codes[0]))
    assert case.says in finding.what
    assert (finding.file, finding.subgroup) == (paths[case.group].name, case.group)
    assert (finding.sheet_name, finding.at) == (case.at[0], place(paths[case.group], *case.at))
    assert finding.ref == (case.ref or (case.at[1] if "-" in str(case.at[1]) else ""))


def place(path: Path, sheet: str, key: str | int, heading: str) -> str:
    """The name of the cell that was changed, as openpyxl finds it."""
    worksheet = openpyxl.load_workbook(path)[sheet]
    if key == "":
        label = next(cell for row in worksheet.iter_rows() for cell in row if cell.value == heading)
        return label.offset(column=1).coordinate
    return cell_of(worksheet, key, heading).coordinate


def test_a_group_that_is_silent_is_named(tmp_path):
    paths = all_returned(tmp_path, Q1)
    findings = found(merged([paths["VO"], paths["QA"]], Q1), Q1)
    (finding,) = asked(findings)
    assert (finding.code, finding.severity, finding.subgroup) == ("R01", Severity.STOP, "FH")
    assert "Financial Harm Group" in finding.what


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    paths = all_returned(tmp_path, Q1)
    damaged = tmp_path / "damaged.xlsx"
    damaged.write_bytes(b"no workbook")
    (finding,) = asked(found(merged([*paths.values(), damaged], Q1), Q1))
    assert (finding.code, finding.file) == ("R02", "damaged.xlsx")
    assert "cannot be opened" in finding.what


def test_a_return_of_another_quarter_is_named_with_both(tmp_path):
    paths = all_returned(tmp_path, Q1)
    late = returned(tmp_path, Q2, "FH", name="late.xlsx")
    (finding,) = asked(found(merged([*paths.values(), late], Q1), Q1))
    assert (finding.code, finding.file) == ("R03", "late.xlsx")
    assert "Q2 2024-25, not Q1 2024-25" in finding.what


@pytest.mark.parametrize("label", ["Completed by (role)", "Date"])
def test_a_return_that_is_not_signed_is_queried_in_its_cell(label, tmp_path):
    paths = all_returned(tmp_path, Q1, {"FH": {"Sign-off": {label: None}}})
    (finding,) = asked(found(merged(paths.values(), Q1), Q1))
    assert (finding.code, finding.subgroup, finding.sheet_name) == ("C01", "FH", "Sign-off")
    assert finding.at == place(paths["FH"], "Sign-off", "", label)
    assert f"{label} is missing" in finding.what


def test_a_return_that_was_signed_before_the_quarters_end_is_noted(tmp_path):
    paths = all_returned(tmp_path, Q1, {"FH": {"Sign-off": {"Date": dt.date(2024, 6, 29)}}})
    findings = found(merged(paths.values(), Q1), Q1)
    (finding,) = (one for one in findings if one.code[0] != "G")
    assert (finding.code, finding.severity, finding.subgroup) == ("R04", Severity.NOTE, "FH")
    assert finding.at == place(paths["FH"], "Sign-off", "", "Date")
    assert "was signed on 29 June 2024" in finding.what


def test_two_returns_that_differ_are_queried(tmp_path):
    paths = all_returned(tmp_path, Q1)
    later = returned(tmp_path, Q1, "FH", {"Sign-off": {"Date": "9/7/2024"}, **actions(Status="At risk", Barrier="b")})
    other = later.rename(tmp_path / "later.xlsx")
    first = returned(tmp_path, Q1, "FH", name="first.xlsx")
    (finding,) = asked(found(merged([other, first, paths["VO"], paths["QA"]], Q1), Q1))
    assert (finding.code, finding.file, finding.subgroup) == ("R05", "first.xlsx", "FH")
    assert "later.xlsx counts, since it was signed later" in finding.what


def test_a_row_that_was_deleted_is_asked_for(tmp_path):
    paths = all_returned(tmp_path, Q1)
    book = openpyxl.load_workbook(paths["FH"])
    row = cell_of(book["Actions"], "P1.1-02", "Ref").row
    book["Actions"].delete_rows(row)
    book.save(paths["FH"])
    (finding,) = asked(found(merged(paths.values(), Q1), Q1))
    assert (finding.code, finding.ref, finding.subgroup) == ("R06", "P1.1-02", "FH")


def test_a_note_beside_the_table_is_named_with_its_cell(tmp_path):
    paths = all_returned(tmp_path, Q1)
    beside(paths["FH"], "Actions", "Z9", "The bank wants to talk to you.")
    (finding,) = (one for one in found(merged(paths.values(), Q1), Q1) if one.code[0] != "G")
    assert (finding.code, finding.severity, finding.sheet_name, finding.at) == ("R07", Severity.NOTE, "Actions", "Z9")


def nobody(plan: Plan, table: str) -> Plan:
    """The plan with the last row of a table led by nobody."""
    rows: tuple[Subgroup, ...] = getattr(plan, table)
    return plan_with(plan, **{table: (*rows[:-1], rows[-1].but(lead=""))})


PLANS: Mapping[str, tuple[str, str, Callable[[], Plan]]] = {
    "G01": (
        "Priority P2.9 has no action",
        "P2.9",
        lambda: plan_with(priorities=(*PLAN.priorities, Priority.of(code="P2.9", theme="H2", title="Later"))),
    ),
    "G02": ("Aim A9 is served by no", "A9", lambda: plan_with(aims=(*PLAN.aims, Aim.of(code="A9", title="Rest")))),
    "G03": ("P3.1-02 has no lead", "P3.1-02", lambda: nobody(PLAN, "actions")),
    "G04": (
        "P1.1-09 has no measure",
        "P1.1-09",
        lambda: plan_with(
            actions=(*PLAN.actions, action("P1.1-09", "FH", "Wait.", "2024-07-01 to 2024-08-01", ("A1",)))
        ),
    ),
    "G05": (
        "P1.1-01-M2 has no baseline",
        "P1.1-01-M2",
        lambda: plan_with(measures=(*PLAN.measures, a_measure_without_a_baseline())),
    ),
    "G06": ("The group QA has no lead", "QA", lambda: nobody(PLAN, "subgroups")),
    "G07": ("Aim A9 has nothing yet", "A9", lambda: with_one_more("P2.1-09", MeasureType.OUTPUT, aim="A9")),
    "G08": (
        "The group NN has no action",
        "NN",
        lambda: plan_with(subgroups=(*PLAN.subgroups, Subgroup.of(code="NN", name="New Group", lead="Chair"))),
    ),
    "G09": ("Priority P2.9 has no measure of outcome", "P2.9", lambda: with_one_more("P2.9-01", MeasureType.OUTPUT)),
    "G10": (
        "P2.1-09-M1 began at 9, which meets its target of 8",
        "P2.1-09-M1",
        lambda: with_one_more("P2.1-09", MeasureType.OUTCOME, baseline=9),
    ),
    "G12": (
        "P2.1-09 is due on 1 April 2025, outside",
        "P2.1-09",
        lambda: with_one_more("P2.1-09", MeasureType.OUTCOME, due="2025-04-01"),
    ),
}


def with_one_more(
    ref: str, of: MeasureType, aim: str = "A1", due: str = "2025-02-01", baseline: float | None = 0
) -> Plan:
    """The plan with an action that starts in its second quarter, and a priority or an aim if it needs one."""
    code = ref.partition("-")[0]
    priorities = () if code in PLAN.theme_by_priority else (Priority.of(code=code, theme="H2", title="Later"),)
    aims = () if aim in {one.code for one in PLAN.aims} else (Aim.of(code=aim, title="Rest"),)
    new = measure(f"{ref}-M1", "Courses held", "courses", Better.HIGHER, baseline, 8).but(type=of)
    return plan_with(
        priorities=(*PLAN.priorities, *priorities),
        aims=(*PLAN.aims, *aims),
        actions=(*PLAN.actions, action(ref, "VO", "Wait.", f"2024-07-01 to {due}", (aim,))),
        measures=(*PLAN.measures, new),
    )


def a_measure_without_a_baseline() -> Measure:
    better = PLAN.measures[0].better
    assert better is not None
    return measure("P1.1-01-M2", "Courses held", "courses", better, None, 8)


@pytest.mark.parametrize("code", PLANS)
def test_a_gap_in_the_plan_is_noted(code, tmp_path):
    says, ref, make = PLANS[code]
    plan = make()
    register = merged(all_returned(tmp_path, Q1, plan=plan).values(), Q1, plan=plan)
    findings = found(register, Q1, plan=plan)
    assert codes(findings) - NOTES_OF_THE_PLAN == {(code, ref)}
    finding = next(one for one in findings if one.code == code and says in one.what)
    assert (finding.severity, finding.subgroup) == (Severity.NOTE, "")


def test_an_answer_that_was_not_understood_is_found_whatever_the_kind_of_its_column():
    class EveryKind(Table, sheet="Every kind"):
        choice = Choice("Choice", options=tuple(YesNo))
        date = Date("Date")
        number = Number("Number")
        count = Count("Count")
        ref = Ref("Ref", form=NUMBERED)
        refs = Refs("Refs", form=NUMBERED)

    row = EveryKind(unread={name: Unread("?!", f"“?!” is no {name}") for name in EveryKind.columns()})
    of_rows = [one for one in all_checks() if one.code.startswith("F") and one.subject == "row"]
    asked_about = [what for one in of_rows for _, what, *_ in one.function(row)]
    headings = [what.partition(":")[0] for what in asked_about]
    assert sorted(headings) == sorted(column.heading for column in EveryKind.columns().values())
    all_kinds = {kind.kind for kind in vars(columns).values() if isinstance(kind, type) and issubclass(kind, Column)}
    assert all_kinds - {"text", "to do", "link"} == {column.kind for column in EveryKind.columns().values()}


def test_the_error_of_a_formula_is_no_answer_and_is_kept(tmp_path):
    path = returned(tmp_path, Q1, "FH")
    cell = cell_of(openpyxl.load_workbook(path)["Actions"], "P1.1-01", "Milestone due").coordinate
    register = merged([beside(path, "Actions", cell, "#DIV/0!")], Q1)
    (finding,) = [one for one in found(register, Q1) if one.ref == "P1.1-01"]
    assert (finding.code, finding.what) == ("F05", "P1.1-01: Milestone due shows the error #DIV/0!")
    assert register.action_by_ref["P1.1-01"].written("milestone_due") == "#DIV/0!"


def test_a_finding_about_personal_data_never_repeats_it(tmp_path):
    changes = actions(Evidence="Discussed 123456789 in May.")
    found_here = found(merged([returned(tmp_path, Q1, "FH", changes)], Q1), Q1)
    private = [finding for finding in found_here if finding.code == "P01"]
    assert private
    assert not any("1234" in text for finding in private for text in finding)


def test_personal_data_where_another_answer_belongs_is_asked_about_once(tmp_path):
    path = returned(tmp_path, Q1, "FH", actions(Status="0101011237", Milestone_due="see 0101011237"))
    beside(path, "Actions", "C5", "Train bank staff, as 0101011237 asked.")
    register = merged([path], Q1)
    findings = [finding for finding in found(register, Q1) if finding.code[0] in "FPR" and finding.subgroup == "FH"]
    assert sorted((finding.code, finding.at) for finding in findings) == [
        ("P02", "C5"), ("P02", "K5"), ("P02", "P5"), ("R10", "C5"),
    ]  # fmt: skip
    assert not any("0101011" in text for finding in findings for text in finding)
    assert register.action_by_ref["P1.1-01"].written("status") == "[withheld: possible CHI number]"


def test_a_file_that_a_second_reader_had_to_read_is_noted(tmp_path):
    path = returned(tmp_path, Q1, "FH")
    by_second_reader = read_return(path, GivenText(PLAN), by_second_reader=True)
    register = merge(PLAN, Q1, [by_second_reader], NO_HISTORY, Q1.ends)
    (finding,) = (one for one in found(register, Q1) if one.code == "R17")
    assert (finding.severity, finding.file) == (Severity.NOTE, path.name)
    assert register.action_by_ref["P1.1-01"].is_answered


@pytest.mark.parametrize("name", ["~$fh.xlsx", ".~lock.fh.ods#"])
def test_the_mark_of_a_workbook_that_is_open_is_noted_and_is_no_return(name, tmp_path):
    paths = [*all_returned(tmp_path, Q1).values(), tmp_path / name]
    paths[-1].write_bytes(b"x" * 165)
    register = merged(paths, Q1)
    (finding,) = (one for one in found(register, Q1) if one.code[0] != "G")
    assert (finding.code, finding.severity, finding.file) == ("R18", Severity.NOTE, name)
    assert name not in {one.file for one in register.returns}


def after(first: Register, table: str, ref: str, **changes: object) -> History:
    """The history of a first quarter in which one record was otherwise."""
    rows = [row.but(**changes) if row.values["ref"] == ref else row for row in first.rows(table)]
    return History((replace(first, **{table: tuple(rows)}),))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Sequel:
    """A record of P1.1-01's first quarter, what is answered in the second, and what is noted in which cell."""

    table: str
    before: Mapping[str, object]
    answers: Answers
    at: tuple[str, str, str]
    says: str


SEQUELS = {
    "S08": Sequel(
        "actions",
        {"status": Status.AT_RISK, "previous_status": Status.AT_RISK},
        actions(**AT_RISK),
        ("Actions", "P1.1-01", "Status"),
        "P1.1-01 is At risk for the third quarter running",
    ),
    "S14": Sequel(
        "measures",
        {"last_value": 24.0},
        measures(Value_this_quarter=24),
        ("Measures", "P1.1-01-M1", "Value this quarter"),
        "P1.1-01-M1 has stood at 24 for three quarters",
    ),
    "S15": Sequel(
        "measures",
        {"as_at": dt.date(2024, 7, 5)},
        measures(As_at=dt.date(2024, 7, 5)),
        ("Measures", "P1.1-01-M1", "As at"),
        "The figure of P1.1-01-M1 is of 5 July 2024, as last quarter's was",
    ),
    "S16": Sequel(
        "measures",
        {"value": None},
        measures(Value_this_quarter=None, As_at=None, Comment="The bank counts once a year, in March."),
        ("Measures", "P1.1-01-M1", "Value this quarter"),
        "P1.1-01-M1 has had no figure for two quarters",
    ),
}


@pytest.mark.parametrize("code", SEQUELS)
def test_what_was_recorded_last_quarter_makes_an_answer_worth_a_note(code, tmp_path, first_quarter):
    one = SEQUELS[code]
    history = after(first_quarter, one.table, one.at[1], **one.before)
    path = returned(tmp_path, Q2, "FH", one.answers, history=history)
    findings = found(merged([path], Q2, history=history), Q2, history=history)
    (finding,) = (each for each in findings if each.subgroup == "FH")
    assert (finding.code, finding.severity, finding.ref) == (code, Severity.NOTE, one.at[1])
    assert (finding.what, finding.at) == (one.says, place(path, *one.at))


def test_a_third_new_date_is_noted(tmp_path, first_quarter):
    accepted = [
        DateChange.of(quarter=quarter, ref="P1.1-01", new_due=dt.date(2024, 9, day), decision=Decision.ACCEPT)
        for quarter, day in (("Q0", 27), ("Q1", 30))
    ]
    history = History((replace(first_quarter, date_changes=tuple(accepted)),))
    again = actions(**AT_RISK, New_due_date=dt.date(2024, 12, 20), Reason_for_new_date="The bank is being rebuilt.")
    path = returned(tmp_path, Q2, "FH", again, history=history)
    findings = found(merged([path], Q2, history=history), Q2, history=history)
    (finding,) = (one for one in findings if one.code == "S07")
    assert (finding.severity, finding.ref, finding.at) == (
        Severity.NOTE,
        "P1.1-01",
        place(path, "Actions", "P1.1-01", "New due date"),
    )
    assert finding.what == "P1.1-01 asks for a new due date for the third time"


def test_an_action_whose_start_was_moved_is_not_begun_anew_without_a_word(tmp_path, first_quarter):
    moved = [one.but(start=dt.date(2024, 11, 1)) if one.ref == "P2.1-01" else one for one in PLAN.actions]
    plan, history = plan_with(actions=tuple(moved)), History((first_quarter,))
    path = returned(tmp_path, Q2, "VO", plan=plan, history=history)
    findings = found(merged([path], Q2, plan=plan, history=history), Q2, plan=plan, history=history)
    (finding,) = (one for one in asked(findings) if one.subgroup == "VO")
    assert (finding.code, finding.ref) == ("K24", "P2.1-01")
    assert finding.what == "P2.1-01 was On track and is now Not started"


def test_a_group_that_is_silent_again_is_noted_besides(first_quarter):
    silent = merged([], Q1)
    for registers, said in (
        ((first_quarter,), None),
        ((silent,), "second"),
        ((silent, silent), "third"),
        ((first_quarter, silent), "second"),
        ((silent, first_quarter), None),
    ):
        history = History(registers)
        findings = found(merged([], Q2, history=history), Q2, history=history)
        again = [one.what for one in findings if one.code == "R20" and one.subgroup == "FH"]
        assert again == ([f"Financial Harm Group (FH) has not returned for the {said} quarter running"] if said else [])
        assert {one.severity for one in findings if one.code == "R20"} <= {Severity.NOTE}


def test_an_earlier_ask_without_a_decision_is_noted(tmp_path):
    asks: Answers = actions(Help_wanted_from_COG="Release two trainers.", Wanted_by=dt.date(2024, 8, 1))
    first = merged([returned(tmp_path, Q1, "FH", asks)], Q1)
    assert not [one for one in found(first, Q1) if one.code == "G11"]
    history = History((first,))
    findings = found(merged([], Q2, history=history), Q2, history=history)
    (finding,) = (one for one in findings if one.code == "G11")
    assert (finding.severity, finding.ref, finding.subgroup) == (Severity.NOTE, "P1.1-01", "")
    assert finding.what == "P1.1-01 asked for a decision in Q1, and none is on record"
    again = merged([returned(tmp_path, Q2, "FH", asks, history=history)], Q2, history=history)
    assert not [one for one in found(again, Q2, history=history) if one.code == "G11"]


@pytest.mark.parametrize(("returns_between", "how_often"), [(True, "for the third quarter running"), (False, "again")])
def test_how_long_an_action_has_been_off_track_is_told(returns_between, how_often, tmp_path, first_quarter):
    off_track: Answers = actions(Status="Off track", Barrier="No trainer has applied.")
    history = History((first_quarter,))
    between = [returned(tmp_path, Q2, "FH", off_track, history=history)] if returns_between else []
    history = History((first_quarter, merged(between, Q2, history=history)))
    path = returned(tmp_path, Q3, "FH", off_track, history=history)
    findings = found(merged([path], Q3, history=history), Q3, history=history)
    (finding,) = (one for one in findings if one.code == "S04")
    assert finding.what == f"P1.1-01 is Off track {how_often}"


def test_a_ref_that_stands_for_something_else_than_before_is_noted(first_quarter):
    actions = tuple(
        one.but(action="Train bank staff to notice fraud.") if one.ref == "P1.1-01" else one for one in PLAN.actions
    )
    plan, history = plan_with(actions=actions), History((first_quarter,))
    register = merged([], Q2, plan=plan, history=history)
    (finding,) = (one for one in found(register, Q2, plan=plan, history=history) if one.code == "G13")
    assert (finding.severity, finding.ref) == (Severity.NOTE, "P1.1-01")
    assert finding.what.startswith("P1.1-01 is not what it was in Q1: ")


def test_a_decision_without_its_reason_or_its_role_is_noted(first_quarter):
    change = DateChange.of(quarter="Q1", ref="P1.1-01", decision=Decision.REJECT, decided_by="Independent Chair")
    proposal = NewActionRecord.of(quarter="Q1", subgroup="VO", decision=Decision.ACCEPT, why_decided="It is time.")
    register = replace(first_quarter, date_changes=(change,), new_actions=(proposal,))
    said = {one.what for one in found(register, Q1) if one.code == "G14"}
    assert said == {
        "The decision on the new date of P1.1-01, asked for in Q1, does not say why it was decided so",
        "The decision on a new action of VO, asked for in Q1, does not say who decided",
    }


def test_every_check_is_set_off_by_one_of_these_tests():
    by_a_test_of_its_own = {"F05", "G11", "G13", "G14", "K24", "S07", *SEQUELS}
    by_a_test_of_its_own |= {"R01", "R02", "R03", "R04", "R05", "R06", "R07", "R17", "R18", "R20"}
    by_cases = {case.code or case.codes[0] for case in CASES.values()}
    by_damage = {code for way in WAYS.values() for codes in way.expected.says for code in codes.split(" or ")}
    by_the_tests_of_privacy = {one.code for one in all_checks() if one.code[0] == "P"}
    others = by_cases | by_damage | by_the_tests_of_privacy | PLANS.keys()
    assert {one.code for one in all_checks()} == by_a_test_of_its_own | others


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, first_quarter: Register) -> tuple[Finding, ...]:
    """What is found in a quarter in which nearly every answer of FH and QA is wrong."""
    history = History((first_quarter,))
    wrong: dict[str, object] = {"Status": "Amber/Green", "Milestone due": "soon", "Completed on": "TBC"}
    changes: dict[str, Answers] = {
        "FH": {
            "Actions": {"P1.1-01": wrong, "P1.1-02": {PROGRESS: "As before", "Evidence": None}},
            "Measures": {"P1.1-01-M1": {"Value this quarter": "a lot"}},
            "Sign-off": {"Date": None},
            **new_action(1, Lead=None),
        },
        "QA": {"Actions": {"P3.1-01": {"Status": None}}, "Sign-off": {"Completed by (role)": None}},
    }
    folder = tmp_path_factory.mktemp("many")
    paths = all_returned(folder, Q2, changes, history=history)
    beside(paths["FH"], "Measures", "A40", "See the other sheet.")
    return found(merged([paths["FH"], paths["QA"]], Q2, history=history), Q2, history=history)


def test_findings_stand_in_the_order_of_the_groups_the_sheets_and_the_cells(many):
    groups = [subgroup.code for subgroup in PLAN.subgroups] + [""]
    order = [groups.index(finding.subgroup) for finding in many]
    assert order == sorted(order)
    sheets = ["Start here", "Actions", "Measures", "New actions", "Sign-off"]
    of_fh = [finding for finding in many if finding.subgroup == "FH"]
    severities = list(Severity)
    at = [
        (severities.index(one.severity), sheets.index(one.sheet_name), int("".join(filter(str.isdigit, one.at))))
        for one in of_fh
    ]
    assert len(at) > 8
    assert at == sorted(at)


def test_every_finding_says_what_is_wrong_where_and_what_to_do(many):
    assert {"R01", "R07", "F01", "F02", "F03", "C01", "C02", "S03", "G05"} <= {one.code for one in many}
    for finding in many:
        assert finding.what[0].isupper()
        assert not finding.what.endswith(".")
        assert finding.fix[0].isupper()
        assert finding.fix.endswith(".")
        assert str(finding).startswith(f"{finding.code}: {finding.what}")
        assert str(finding).endswith(finding.fix)
        if len(finding.refs) == 1:
            assert finding.ref in finding.what
        if finding.at:
            assert f"({finding.file}, {finding.sheet_name}, {finding.at})" in str(finding)


def test_a_cause_that_is_named_silences_what_follows_from_it(tmp_path, first_quarter):
    history = History((first_quarter,))
    changes: Answers = actions(Milestone_due=dt.date(2024, 9, 6))
    paths = all_returned(tmp_path, Q2, {"FH": changes}, history=history)
    register = merged(paths.values(), Q2, history=history)
    record = register.action_by_ref["P1.1-01"]
    assert (str(record.status), str(record.computed_status)) == ("On track", "At risk")
    assert {one.code for one in asked(found(register, Q2, history=history))} == {"K06"}


def test_only_the_families_asked_for_are_run(tmp_path):
    register = merged([], Q1)
    families = {one.code[0] for one in check(register, PLAN, Q1, NO_HISTORY, Q1.ends, families="G").findings}
    assert families == {"G"}
    assert {one.code for one in check(register, PLAN, Q1, NO_HISTORY, Q1.ends, families="RFCKS").findings} == {"R01"}


def test_a_group_without_a_return_is_asked_only_for_the_return(tmp_path, first_quarter):
    history = History((first_quarter,))
    findings = found(merged([], Q2, history=history), Q2, history=history)
    assert sorted((one.code, one.subgroup) for one in asked(findings)) == [("R01", "FH"), ("R01", "QA"), ("R01", "VO")]


def test_a_blank_tracker_is_asked_for_every_required_cell_and_nothing_else(tmp_path):
    path = returned(tmp_path, Q1, "FH")
    empty: Answers = {
        "Actions": {ref: {"Status": None, PROGRESS: None, "Next milestone": None, "Milestone due": None}
                    | {"Difference made": None, "Evidence": None, "Completed on": None}
                    for ref in ("P1.1-01", "P1.1-02")},
        "Measures": {ref: {"Value this quarter": None, "As at": None} for ref in ("P1.1-01-M1", "P1.1-02-M1")},
        "Sign-off": {"Completed by (role)": None, "Date": None},
    }  # fmt: skip
    findings = found(merged([filled(path, path, empty)], Q1), Q1)
    mine = [(one.code, one.sheet_name) for one in asked(findings) if one.subgroup == "FH"]
    assert mine == [("C01", "Actions"), ("C02", "Measures"), ("C01", "Sign-off"), ("C01", "Sign-off")]
