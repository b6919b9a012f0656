"""What is asked of chief officers: from a tracker to the report, to what they decided, to the next report."""

import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from nacpc_xl import steps
from nacpc_xl.model.coordinator import AskRow
from nacpc_xl.model.register import History
from nacpc_xl.outputs.coordinator import read_coordinator
from nacpc_xl.workspace import YearFolder
from tests.audit.spreadsheet import audit
from tests.committee import Q1, Q2
from tests.outputs.test_report import section
from tests.quarters import all_returned, year_folder
from tests.workbooks import Answers

HALL = "Decision wanted from the bank: lend us a hall. If not, we stop."
BUS = "Decision wanted from the council: pay for a bus. If not, we walk."
ASKS: Answers = {
    "Actions": {
        "P1.1-01": {"Help wanted from COG": HALL, "Wanted by": "25/10/2024"},
        "P1.1-02": {"Help wanted from COG": BUS, "Wanted by": "25/10/2024"},
    }
}


@pytest.fixture
def year(tmp_path: Path) -> YearFolder:
    """A year whose first quarter was merged; two things were asked."""
    year = year_folder(tmp_path / "2024-25")
    steps.issue(year, "Q1")
    all_returned(year.quarter("Q1").returned, Q1, {"FH": ASKS})
    steps.merge_and_write(year, "Q1")
    return year


def rows_in(path: Path) -> list[AskRow]:
    return list(read_coordinator(path).asks)


def recorded(path: Path, **answers: tuple[str, str]) -> None:
    """Writes state and answer beside the refs, as a coordinator would."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book["COG asks"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "Asked in")
    columns = {str(cell.value): cell.column for cell in head}
    for cells in sheet.iter_rows(min_row=head[0].row + 1):
        ref = str(cells[columns["Ref"] - 1].value).replace(".", "").replace("-", "")
        if ref in answers:
            state, answer = answers[ref]
            sheet.cell(cells[0].row, columns["State"]).value = state
            sheet.cell(cells[0].row, columns["What was decided"]).value = answer
    book.save(path)


def second_quarter(year: YearFolder) -> Any:
    """The second quarter merged, in which nothing more is asked, and its report."""
    from nacpc_xl.merge.read import read_register

    history = History((read_register(year.quarter("Q1").register),))
    all_returned(year.quarter("Q2").returned, Q2, history=history)
    written = steps.merge_and_write(year, "Q2")
    assert written.problems == ()
    return docx.Document(str(year.quarter("Q2").report))


def test_a_merge_adds_a_row_for_each_request_once_and_leaves_the_workbook_accessible(year):
    path = year.quarter("Q1").coordinator
    assert [(row.quarter, row.ref, row.ask, row.subgroup) for row in rows_in(path)] == [
        ("Q1", "P1.1-01", HALL, "FH"),
        ("Q1", "P1.1-02", BUS, "FH"),
    ]
    before = path.read_bytes()
    steps.merge_and_write(year, "Q1")
    assert path.read_bytes() == before
    assert audit(path) == []


def test_what_was_decided_is_told_in_the_next_report_and_what_was_not_is_brought_up_again(year):
    recorded(year.quarter("Q1").coordinator, P1101=("Closed", "The bank lends its hall from October."))
    document = second_quarter(year)
    changed = section(document, "At a glance")
    assert "1 earlier request is answered: P1.1-01" in changed
    assert "1 earlier request is still open: P1.1-02" in changed
    earlier = section(document, "Earlier asks")
    assert "The bank lends its hall from October." in earlier
    assert "Open; no answer is recorded" in earlier
    assert "1 earlier request has no recorded answer: P1.1-02 (Q1)" in section(document, "What we need from you")
    assert [(row.quarter, row.ref) for row in rows_in(year.quarter("Q2").coordinator)] == [("Q1", "P1.1-02")]


def test_it_may_be_recorded_in_the_workbook_of_the_next_quarter_too(year):
    second_quarter(year)
    recorded(year.quarter("Q2").coordinator, P1102=("Closed", "No: walk."), P1101=("Closed", "Yes."))
    steps.merge_and_write(year, "Q2")
    document = docx.Document(str(year.quarter("Q2").report))
    assert "2 earlier requests are answered: P1.1-01 and P1.1-02" in section(document, "At a glance")
    assert [row.answer for row in rows_in(year.quarter("Q2").coordinator)] == ["Yes.", "No: walk."]


def test_a_quarter_merged_again_after_its_meeting_wants_only_what_is_still_open(year):
    path = year.quarter("Q1").coordinator
    recorded(path, P1101=("Closed", "The bank lends its hall from October."))
    steps.merge_and_write(year, "Q1")
    document = docx.Document(str(year.quarter("Q1").report))
    assert "decide on 1 request from the subgroups" in section(document, "Purpose")
    needed = section(document, "What we need from you")
    assert "From the council: pay for a bus." in needed
    assert "lend us a hall" not in needed
    assert "Decided since:\nP1.1-01: The bank lends its hall from October." in needed
    assert "answered" not in section(document, "At a glance"), "that is about requests of quarters before"


def test_when_all_is_decided_nothing_is_wanted_any_more(year):
    recorded(year.quarter("Q1").coordinator, P1101=("Closed", "Yes."), P1102=("Closed", ""))
    steps.merge_and_write(year, "Q1")
    document = docx.Document(str(year.quarter("Q1").report))
    assert "decide on" not in section(document, "Purpose")
    assert section(document, "What we need from you").splitlines() == [
        "No decisions are needed any more: what was asked for this quarter is decided.",
        "Decided since:",
        "P1.1-01: Yes.",
        "P1.1-02: Closed; what was decided is not recorded.",
    ]
    assert "wanted by" not in section(document, "Coming next quarter")


def test_an_answer_stays_word_for_word_through_further_merges(year):
    path = year.quarter("Q1").coordinator
    said = "Yes,\n- from October\n- =1+1 <b>"
    recorded(path, P1102=("Closed", said))
    for _ in range(3):
        steps.merge_and_write(year, "Q1")
    assert [row.answer for row in rows_in(path)] == ["", said]


def test_personal_data_in_an_answer_passes_nowhere(year):
    recorded(year.quarter("Q1").coordinator, P1101=("Closed", "Ring 07700 900123 about it."))
    document = second_quarter(year)
    earlier = section(document, "Earlier asks")
    assert "900123" not in earlier
    assert "[withheld: possible phone number]" in earlier
    for path in (year.quarter("Q2").register, year.quarter("Q2").report):
        with zipfile.ZipFile(path) as package:
            assert not [name for name in package.namelist() if b"900123" in package.read(name)]
    about = [row.about for row in read_coordinator(year.quarter("Q2").coordinator).decisions]
    assert about == ["A possible phone number in What was decided"]


def test_a_workbook_from_before_without_the_sheet_is_given_one(year):
    path = year.quarter("Q1").coordinator
    book = openpyxl.load_workbook(path)
    del book["COG asks"]
    book.save(path)
    steps.merge_and_write(year, "Q1")
    assert [row.ref for row in rows_in(path)] == ["P1.1-01", "P1.1-02"]
