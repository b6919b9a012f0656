"""The plan workbook: written and read back, and everything that can be wrong with it."""

import dataclasses
import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nacpc_xl.model.errors import CannotGoOn, PlanFaults
from nacpc_xl.model.plan import PLAN_SHEETS, Subgroup, Theme
from nacpc_xl.model.words import Rota
from nacpc_xl.plan.read import read_plan
from nacpc_xl.plan.write import blank_plan_workbook, plan_workbook
from nacpc_xl.workspace import PLAN as PLAN_FILE
from nacpc_xl.workspace import shipped
from tests.committee import PLAN
from tests.workbooks import drawn, filled

THEME, GROUP = Theme.code, Subgroup.code

SHEETS = {
    "Plan": """
        | Committee               | Strathgarvel Adult Protection Committee  |
        | Short name              | SAPC                                     |
        | Plan                    | Adult protection improvement plan        |
        | Year                    | 2024-25                                  |
        | Starts                  | 1 April 2024                             |
        | Reports to              | Public Protection Executive Group        |
        | Short name of that group| PPEG                                     |
        | Working days to return  | 5                                        |""",
    "Themes": """
        | Code | Title             | Standing | Q1      | Q2       | Q3      | Q4      |
        | H1   | Harm is noticed   | No       | In full | In brief | In full | In full |
        | H2   | Agencies as one   | Yes      | In full | In full  | In full | In full |""",
    "Priorities": """
        | Code | Theme | Title          | Carried by |
        | P1.1 | H1    | Financial harm | FH         |
        | P2.1 | H2    | Chronologies   | FH         |""",
    "Aims": """
        | Code | Title                   |
        | A1   | Harm is reported sooner |""",
    "Subgroups": """
        | Code | Name                 | Lead                      |
        | FH   | Financial Harm Group | Trading Standards Manager |""",
    "Actions": """
        | Ref     | Priority | Action          | Subgroup | Lead    | Aims | Start      | Due          | Withdrawn on | Reason withdrawn |
        | P1.1-01 | P1.1     | Train staff.    | FH       | Manager | A1   | 2024-04-01 | 2024-09-30   |              |                  |
        | P2.1-01 | P2.1     | Agree template. | FH       | Manager | A1   | 2024-04-01 | 31 July 2024 |              |                  |""",  # noqa: E501
    "Measures": """
        | Ref        | Action ref | Measure       | Type   | Unit  | Better when | Baseline | Target |
        | P1.1-01-M1 | P1.1-01    | Staff trained | Output | staff | Higher      | 0        | 120    |
        | P2.1-01-M1 | P2.1-01    | Files         | output | %     | up          | 52%      | 90%    |""",
}


def read_with(tmp_path: Path, *changes: tuple[str, str, str], **sheets: str):
    """The plan drawn above, with sheets put in place of its own, and then texts changed on some of them."""
    changed = SHEETS | sheets
    for sheet, old, new in changes:
        assert old in changed[sheet], old
        changed[sheet] = changed[sheet].replace(old, new, 1)
    return read_plan(drawn(tmp_path / "plan.xlsx", {name: table for name, table in changed.items() if table}))


def faults_with(tmp_path: Path, *changes: tuple[str, str, str], **sheets: str) -> tuple[str, ...]:
    with pytest.raises(PlanFaults) as stopped:
        read_with(tmp_path, *changes, **sheets)
    return stopped.value.faults


def test_a_plan_that_is_written_and_read_is_the_same(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_workbook(PLAN))
    assert read_plan(path) == PLAN
    assert read_plan(path).lists == PLAN.lists


def test_the_example_plan_that_is_read_and_written_is_the_same(tmp_path):
    plan = read_plan(shipped(PLAN_FILE))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_workbook(plan))
    assert read_plan(path) == plan
    assert (len(plan.themes), len(plan.aims)) == (5, 9)


def test_a_plan_may_be_drawn_by_hand(tmp_path):
    plan = read_with(tmp_path)
    assert plan.details.starts == dt.date(2024, 4, 1)
    assert plan.themes[0].rota(plan.quarters[1]) is Rota.IN_BRIEF
    assert plan.actions[1].due == dt.date(2024, 7, 31)
    assert (plan.measures[1].baseline, plan.measures[1].target) == (52, 90)


def test_sheets_may_stand_in_any_order_with_other_sheets_among_them(tmp_path):
    sheets = {"Notes": "| Meeting | Room 3 |"} | dict(reversed(SHEETS.items()))
    assert read_plan(drawn(tmp_path / "p.xlsx", sheets)) == read_with(tmp_path)


def test_columns_may_stand_in_any_order(tmp_path):
    reordered = {
        name: "\n".join(
            "|".join(["", *line.strip().strip("|").split("|")[::-1], ""]) for line in table.strip().split("\n")
        )
        for name, table in SHEETS.items()
        if name != "Plan"
    }
    assert read_plan(drawn(tmp_path / "p.xlsx", SHEETS | reordered)) == read_with(tmp_path)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("Plan", "SAPC", ""), "Short name is missing (plan.xlsx, Plan, B2). Enter text."),
        (
            ("Plan", "1 April 2024", "April"),
            "“April” is not an exact date (plan.xlsx, Plan, B5). "
            "Enter an exact date, such as 30/06/2019 or 30 June 2019.",
        ),
        (("Plan", "| 5 ", "| ten "), "“ten” is not a whole number (plan.xlsx, Plan, B8). Enter a whole number."),
        (("Themes", "| No ", "|    "), "Standing is missing (plan.xlsx, Themes, C2). Enter Yes or No."),
        (
            ("Themes", "In brief", "Brief   "),
            "“Brief” is not In full or In brief; is it “In brief”? (plan.xlsx, Themes, E2). Enter In full or In brief.",
        ),
        (
            ("Themes", "| Yes      | In full", "| Yes      | In brief"),
            "H2 is a standing theme, so it cannot be In brief (plan.xlsx, Themes, D3). "
            "Enter In full, or No under Standing.",
        ),
        (("Themes", "H1 ", "H-1"), f"“H-1” is not a {THEME.form.noun} (plan.xlsx, Themes, A2). Enter {THEME.accepts}."),
        (
            ("Themes", "| H2 ", "| H1 "),
            "H1 stands here and in A2 (plan.xlsx, Themes, A3). Give one of them a ref of its own.",
        ),
        (
            ("Priorities", "| H1 ", "| H7 "),
            "H7 is not on the sheet Themes (plan.xlsx, Priorities, B2). Correct it, or add it there.",
        ),
        (
            ("Priorities", "| FH ", "| FX "),
            "FX is not on the sheet Subgroups (plan.xlsx, Priorities, D2). Correct it, or add it there.",
        ),
        (("Aims", "Harm is reported sooner", ""), "Title is missing (plan.xlsx, Aims, B2). Enter text."),
        (("Subgroups", "| FH ", "|    "), f"Code is missing (plan.xlsx, Subgroups, A2). Enter {GROUP.accepts}."),
        (
            ("Actions", "| P2.1     ", "| P9.1     "),
            "P9.1 is not on the sheet Priorities (plan.xlsx, Actions, B3). Correct it, or add it there.",
        ),
        (
            ("Actions", "| FH ", "| FX "),
            "FX is not on the sheet Subgroups (plan.xlsx, Actions, D2). Correct it, or add it there.",
        ),
        (
            ("Actions", "| A1 ", "| A1, A7 "),
            "A7 is not on the sheet Aims (plan.xlsx, Actions, F2). Correct it, or add it there.",
        ),
        (
            ("Actions", "| P2.1-01 ", "| P1.1-01 "),
            "P1.1-01 stands here and in A2 (plan.xlsx, Actions, A3). Give one of them a ref of its own.",
        ),
        (
            ("Actions", "31 July 2024", "31/03/2024"),
            "P2.1-01 is due before it starts (plan.xlsx, Actions, H3). Correct one of the two dates.",
        ),
        (
            ("Actions", "31 July 2024", "31/06/2024"),
            "“31/06/2024” is not an exact date (plan.xlsx, Actions, H3). "
            "Enter an exact date, such as 30/06/2019 or 30 June 2019.",
        ),
        (
            ("Actions", "2024-09-30   |              ", "2024-09-30   | 2024-06-10   "),
            "Reason withdrawn is missing (plan.xlsx, Actions, J2). Enter text.",
        ),
        (
            ("Measures", "| P2.1-01    ", "| P2.1-07    "),
            "P2.1-07 is not on the sheet Actions (plan.xlsx, Measures, B3). Correct it, or add it there.",
        ),
        (
            ("Measures", "| 0 ", "| none "),
            "“none” is not a number by itself (plan.xlsx, Measures, G2). "
            "Enter a number by itself, such as 12 or 62%.",
        ),
        (
            ("Measures", "P2.1-01-M1", "P1.1-01-M1"),
            "P1.1-01-M1 stands here and in A2 (plan.xlsx, Measures, A3). Give one of them a ref of its own.",
        ),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)  # fmt: skip
def test_a_fault_is_said_with_its_cell_and_its_remedy(change, fault, tmp_path):
    assert fault in faults_with(tmp_path, change)


@pytest.mark.parametrize("table", PLAN_SHEETS, ids=lambda table: table.sheet.name)
def test_a_sheet_that_is_missing_is_said_with_its_headings(table, tmp_path):
    headings = ", ".join(column.heading for column in table.columns().values())
    assert faults_with(tmp_path, **{table.sheet.name: ""}) == (
        f"There is no sheet {table.sheet.name} (plan.xlsx). Add it, with the headings {headings}.",
    )


@pytest.mark.parametrize(
    ("sheet", "heading"), [("Actions", "Due"), ("Measures", "Better when"), ("Themes", "Q3"), ("Plan", "Year")]
)
def test_a_required_heading_that_is_missing_is_said_once(sheet, heading, tmp_path):
    faults = faults_with(tmp_path, (sheet, f"| {heading} ", "| Spare "))
    assert len(faults) == 1
    assert re.search(rf"\b{heading}\b.*\(plan\.xlsx, {sheet}\b.*\)\. [A-Z].*\.", faults[0])
    assert "row 2" not in faults[0]


@pytest.mark.parametrize(
    ("sheet", "heading", "written"),
    [("Actions", "Aims", "Aim "), ("Actions", "Withdrawn on", "Withdrawn   "), ("Measures", "Baseline", "Base line")],
)
def test_a_heading_that_is_spelt_otherwise_is_not_passed_over(sheet, heading, written, tmp_path):
    faults = faults_with(tmp_path, (sheet, f"| {heading} ", f"| {written} "))
    assert any(heading in fault and sheet in fault for fault in faults)


def test_a_sheet_of_the_right_name_without_its_headings_is_not_said_to_be_missing(tmp_path):
    faults = faults_with(tmp_path, Subgroups="| Group | Who answers |\n| FH | Manager |")
    assert not any("There is no sheet Subgroups" in fault for fault in faults)
    assert any("Subgroups" in fault and "heading" in fault for fault in faults)


def test_a_code_that_is_not_on_an_empty_sheet_names_that_sheet(tmp_path):
    faults = faults_with(tmp_path, Aims="| Code | Title |")
    assert "A1 is not on the sheet Aims (plan.xlsx, Actions, F2). Correct it, or add it there." in faults


def test_several_faults_of_one_kind_are_all_said_at_once(tmp_path):
    faults = faults_with(
        tmp_path, ("Actions", "31 July 2024", "July 2024"), ("Plan", "SAPC", ""), ("Measures", "Output", "Outlook")
    )
    assert [fault.partition(" (")[0] for fault in faults] == [
        "Short name is missing",
        "“July 2024” is not an exact date",
        "“Outlook” is not Output, Outcome or Process",
    ]


def test_faults_of_all_kinds_are_said_at_once(tmp_path):
    faults = faults_with(
        tmp_path,
        ("Actions", "31 July 2024", "July 2024"),
        ("Actions", "| P1.1     ", "| P9.9     "),
        ("Priorities", "| H1 ", "| H7 "),
        (
            "Themes",
            "| H2   | Agencies as one   | Yes      | In full",
            "| H2   | Agencies as one   | Yes      | In brief",
        ),
    )
    assert {re.search(r", (\w+, \w+)\)\. ", fault)[1] for fault in faults} == {  # type: ignore[index]
        "Actions, H3",
        "Actions, B2",
        "Priorities, B2",
        "Themes, D3",
    }


def test_the_faults_are_counted_and_each_has_a_line(tmp_path):
    with pytest.raises(CannotGoOn) as stopped:
        read_with(tmp_path, ("Plan", "SAPC", ""), ("Plan", "PPEG", ""))
    lines = str(stopped.value).splitlines()
    assert lines[0] == "The plan plan.xlsx has 2 faults to put right first:"
    assert len(lines) == 3


@pytest.mark.parametrize("day", ["31 January 2024", "29 February 2024", "30/11/2024"])
def test_a_year_that_has_no_quarters_is_a_fault(day, tmp_path):
    faults = faults_with(tmp_path, ("Plan", "1 April 2024", day))
    assert any("Plan, B5" in fault for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "cell"), [("2024-25", "2024/25", "B4"), ("2024-25", "Year: 1", "B4"), ("SAPC", "S\\APC", "B2")]
)
def test_a_name_that_no_file_can_have_is_a_fault(old, new, cell, tmp_path):
    faults = faults_with(tmp_path, ("Plan", old, new))
    assert any(f"Plan, {cell}" in fault for fault in faults)


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a zip", "a document"],
)
def test_what_is_no_workbook_is_said_in_one_sentence(content, tmp_path):
    path = tmp_path / "plan.xlsx"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("word/document.xml" if content == "a document" else "notes.txt", "<a/>")
    with pytest.raises(CannotGoOn, match=r"^plan\.xlsx cannot be read[^.]*: it is [^.]*\. [A-Z].*\.$"):
        read_plan(path)


def test_a_plan_that_is_not_there_is_said_in_one_sentence(tmp_path):
    with pytest.raises(CannotGoOn, match=r"^plan\.xlsx cannot be read[^.]*: it is not there\.") as stopped:
        read_plan(tmp_path / "plan.xlsx")
    assert "Open it" not in str(stopped.value)


def test_the_blank_plan_opens_and_says_kindly_what_it_lacks(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(blank_plan_workbook(dt.date(2024, 1, 15)))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:7] == [table.sheet.name for table in PLAN_SHEETS]
    with pytest.raises(PlanFaults) as stopped:
        read_plan(path)
    assert "Committee is missing (plan.xlsx, Plan, B4). Enter text." in stopped.value.faults
    assert all(re.fullmatch(r".+ \(plan\.xlsx, .+\)\. (Enter|Add) .+\.", fault) for fault in stopped.value.faults)


def test_the_blank_plan_can_be_filled_in(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(blank_plan_workbook(dt.date(2024, 1, 15)))
    answers: dict[str, Any] = {}
    for table, rows in zip(
        PLAN_SHEETS,
        ((PLAN.details,), PLAN.themes, PLAN.priorities, PLAN.aims, PLAN.subgroups, PLAN.actions, PLAN.measures),
        strict=True,
    ):
        cells = [
            {
                column.heading: column.cell_value(row.values[name], {})
                for name, column in row.columns().items()
                if row.is_filled(name)
            }
            for row in rows
        ]
        answers[table.sheet.name] = cells[0] if table.is_form else dict(enumerate(cells))
    assert read_plan(filled(path, tmp_path / "mine.xlsx", answers)) == PLAN


def test_a_plan_is_known_by_its_bytes(tmp_path):
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    one.write_bytes(plan_workbook(PLAN))
    other.write_bytes(plan_workbook(PLAN))
    assert read_plan(one).version == read_plan(other).version
    other.write_bytes(plan_workbook(dataclasses.replace(PLAN, measures=PLAN.measures[:-1])))
    assert read_plan(one).version != read_plan(other).version


def test_text_in_a_plan_stays_text(tmp_path):
    texts = [
        "=1+1",
        "http://example.org",
        "+44",
        "@home",
        "-5",
        "012",
        "2024-04-01",
        "A & B <c> \"d\" 'e'",
        "a\nb",
        "🙂",
    ]
    named = tuple(Subgroup.of(code=f"X{at}", name=text, lead=text) for at, text in enumerate(texts))
    plan = dataclasses.replace(PLAN, subgroups=PLAN.subgroups + named)
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_workbook(plan))
    assert read_plan(path) == plan
