"""The chase pack of a merge: that it asks what the register asks, and what becomes of it at the next merge."""

import email
import json
from email import policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nacpc_xl import steps
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.words import Outcome, Severity
from nacpc_xl.steps import Merged
from nacpc_xl.workspace import YearFolder
from tests.committee import Q1
from tests.end_to_end.test_worked_example import command, copied
from tests.outputs.test_chase_drafts import attached, cells_asked_of, cells_in, parsed, text_of
from tests.outputs.test_chase_marked import coloured_in, comments_in
from tests.quarters import all_returned, asked, returned, year_folder
from tests.workbooks import Answers, filled

FAULTS: dict[str, Answers] = {
    "FH": {"Actions": {"P1.1-01": {"Status": "Amber/Green"}}},
    "QA": {"Sign-off": {"Date": None}},
}


def chase(year: YearFolder, quarter: str = "Q1") -> Path:
    return year.quarter(quarter).out / "chase"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> YearFolder:
    """The second quarter of the worked example, merged."""
    year = YearFolder.at(copied(tmp_path_factory.mktemp("chased") / "2019-20"))
    steps.merge_and_write(year, "Q2")
    return year


@pytest.fixture
def year(tmp_path: Path) -> YearFolder:
    """A quarter in which two groups have something to put right, and the third is well."""
    folder = year_folder(tmp_path / "2024-25")
    all_returned(folder.quarter("Q1").returned, Q1, FAULTS)
    return folder


def queries_of(year: YearFolder, quarter: str) -> list[Finding]:
    """What the sheet Queries of the register asks of groups."""
    sheet: Any = openpyxl.load_workbook(year.quarter(quarter).register)["Queries"]
    headings = [cell.value for cell in sheet[4]]
    by_heading = {column.heading: name for name, column in Finding.columns().items()}
    rows = [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=5, values_only=True)]
    found = [
        {by_heading[heading]: value or "" for heading, value in row.items() if heading in by_heading} for row in rows
    ]
    severities = {str(one): one for one in Severity}
    return [Finding.of(**{**row, "severity": severities[row["severity"]]}) for row in found if row.get("severity")]


# The worked example


def test_every_draft_asks_for_the_very_cells_that_the_register_names(example):
    queries = asked(queries_of(example, "Q2"))
    assert len(queries) == 12
    groups = {one.subgroup for one in queries}
    drafts = {path.stem: parsed(path.read_bytes()) for path in chase(example, "Q2").glob("*.eml")}
    assert drafts.keys() == groups
    for code, message in drafts.items():
        cells = cells_asked_of(code, queries)
        assert cells_in(text_of(message)) == cells
        marked = chase(example, "Q2") / f"{code}-marked.xlsx"
        assert marked.is_file() == bool(cells)
        if cells:
            assert attached(message) == {marked.name: marked.read_bytes()}
            for found in (coloured_in(marked.read_bytes()), comments_in(marked.read_bytes())):
                assert {(sheet, cell) for sheet, on_sheet in found.items() for cell in on_sheet} == cells


def test_a_busy_lead_can_read_every_draft(example):
    for path in chase(example, "Q2").glob("*.eml"):
        text = text_of(parsed(path.read_bytes()))
        assert len(text.split()) < 250
        assert "14 October 2019" in text.split("\n\n")[1] + text.split("\n\n")[2]
        assert "Unplaced" not in text


def test_marked_copies_that_come_back_merge_as_the_returns_did(example, tmp_path):
    again = YearFolder.at(copied(tmp_path / "again"))
    back = again.quarter("Q2").returned
    before = steps.merged(example, "Q2")
    for one in before.register.returns:
        copy = chase(example, "Q2") / f"{one.subgroup}-marked.xlsx"
        if one.outcome is Outcome.USED and copy.is_file():
            (back / one.file).write_bytes(copy.read_bytes())
    after = steps.merged(again, "Q2")
    assert told(after) == told(before)
    assert [row.values for row in after.register.actions] == [row.values for row in before.register.actions]
    assert [row.values for row in after.register.measures] == [row.values for row in before.register.measures]
    assert [scrap.text for scrap in after.register.unplaced] == [scrap.text for scrap in before.register.unplaced]
    assert {one.sha256 for one in after.register.returns} != {one.sha256 for one in before.register.returns}


def told(merged: Merged) -> list[tuple[object, ...]]:
    return [tuple(one.values[name] for name in Finding.columns()) for one in merged.findings]


def test_the_command_counts_the_drafts_and_lists_every_file_for_programs(year):
    done = command("merge", str(year.path), "Q1")
    assert f"Chase     {chase(year)}: drafts for 2 groups\n" in done.stdout
    assert ".eml" not in done.stdout
    summary = json.loads(command("merge", str(year.path), "Q1", "--json").stdout)
    made = ["register.xlsx", "report.docx", "FH.eml", "FH-marked.xlsx", "QA.eml", "QA-marked.xlsx"]
    assert [Path(path).name for path in summary["files"]] == made


# From merge to merge


def test_where_nothing_is_asked_there_is_no_chase_pack(tmp_path):
    folder = year_folder(tmp_path / "2024-25")
    all_returned(folder.quarter("Q1").returned, Q1)
    written = steps.merge_and_write(folder, "Q1")
    assert not chase(folder).exists()
    assert "Chase" not in command("merge", str(folder.path), "Q1").stdout
    assert len(written.files) == 2


def test_the_files_of_a_group_with_nothing_open_any_more_go_at_the_next_merge(year):
    steps.merge_and_write(year, "Q1")
    (chase(year) / "my notes.txt").write_text("Ring them on Monday.")
    (chase(year) / "FH (sent).eml").write_text("a copy")
    back = year.quarter("Q1").returned
    for path in back.glob("*FH*"):
        path.unlink()
    returned(back, Q1, "FH")
    steps.merge_and_write(year, "Q1")
    assert names(chase(year)) == ["FH (sent).eml", "QA-marked.xlsx", "QA.eml", "my notes.txt"]


def test_a_marked_copy_goes_where_there_can_be_none_any_more(year):
    steps.merge_and_write(year, "Q1")
    back = year.quarter("Q1").returned
    (tracker,) = back.glob("*FH*")
    filled(tracker, tracker, {"Actions": {"P1.1-01": {"Evidence": "Ring her on 07700 900123."}}})
    steps.merge_and_write(year, "Q1")
    assert names(chase(year)) == ["FH.eml", "QA-marked.xlsx", "QA.eml"]
    content = (chase(year) / "FH.eml").read_bytes()
    assert "since it may hold personal data" in text_of(parsed(content))
    assert "900123" not in text_of(parsed(content))


def test_a_group_that_returns_at_last_is_thanked_instead_of_reminded(year):
    (path,) = year.quarter("Q1").returned.glob("*QA*")
    content = path.read_bytes()
    path.unlink()
    steps.merge_and_write(year, "Q1")
    assert "is not with us yet" in text_of(parsed((chase(year) / "QA.eml").read_bytes()))
    path.write_bytes(content)
    steps.merge_and_write(year, "Q1")
    assert text_of(parsed((chase(year) / "QA.eml").read_bytes())).split("\n\n")[1].startswith("Thank you for")


def test_the_tracker_that_was_issued_goes_with_the_reminder(year):
    for path in year.quarter("Q1").returned.glob("*VO*"):
        path.unlink()
    steps.issue(year, "Q1")
    steps.merge_and_write(year, "Q1")
    message = parsed((chase(year) / "VO.eml").read_bytes())
    (issued,) = year.quarter("Q1").issued.glob("*VO*")
    assert attached(message) == {issued.name: issued.read_bytes()}


# What cannot be written


def test_a_draft_that_cannot_be_written_is_said_and_the_others_are_whole(year):
    (chase(year) / "FH.eml").mkdir(parents=True)
    written = steps.merge_and_write(year, "Q1")
    (problem,) = written.problems
    assert problem.startswith(f"{chase(year) / 'FH.eml'} cannot be written")
    assert names(chase(year)) == ["FH-marked.xlsx", "FH.eml", "QA-marked.xlsx", "QA.eml"]
    assert chase(year) / "QA.eml" in written.files
    assert chase(year) / "FH.eml" not in written.files
    assert year.quarter("Q1").report.is_file()


def test_a_file_where_the_folder_should_be_leaves_register_and_report_whole(year):
    year.quarter("Q1").out.mkdir(parents=True)
    chase(year).write_text("a file")
    written = steps.merge_and_write(year, "Q1")
    assert [path.name for path in written.files] == ["register.xlsx", "report.docx"]
    assert len(written.problems) == 4
    assert chase(year).read_text() == "a file"


def test_a_file_of_an_earlier_merge_that_has_to_stay_is_said(year, monkeypatch):
    steps.merge_and_write(year, "Q1")
    for path in year.quarter("Q1").returned.glob("*FH*"):
        path.unlink()
    returned(year.quarter("Q1").returned, Q1, "FH")

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.parent == chase(year):
            raise PermissionError(13, "it is open", str(path))
        path.rename(path.with_name("gone"))

    monkeypatch.setattr(Path, "unlink", refuse)
    written = steps.merge_and_write(year, "Q1")
    assert [problem.partition(" is of")[0] for problem in written.problems] == [
        str(chase(year) / "FH.eml"),
        str(chase(year) / "FH-marked.xlsx"),
    ]
    assert all(problem.endswith("cannot be removed. Close it, and delete it.") for problem in written.problems)


def test_every_draft_opens_as_a_message_that_waits_to_be_sent(example):
    for path in chase(example, "Q2").glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        assert message["X-Unsent"] == "1"
        assert message["Subject"].startswith("NACPC action tracker, Q2 2019-20, ")
        assert not message["From"]
        assert not message["To"]
