"""Tables found on sheets by their headings, and cells read as what they are."""

import datetime as dt
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from nacpc_xl.model.columns import Percent
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.plan import Aim, Measure, PlanDetails
from nacpc_xl.model.register import History
from nacpc_xl.preflight.run import survey
from nacpc_xl.sheets.find import find_form, find_table
from nacpc_xl.sheets.read import read_grids
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, group
from tests.workbooks import drawn

MEASURES = """
    | Ref        | Action ref | Measure  | Type   | Unit  | Better when | Baseline | Target |
    | P1.1-01-M1 | P1.1-01    | Trained  | Output | staff | Higher      | 12       | 1200.5 |
    | P1.1-01-M2 | P1.1-01    | In files | Output | %     | Higher      | 52.5%    | 80     |"""


def measures(path: Path) -> tuple[Measure, ...]:
    found = find_table(read_grids(path), Measure, path.name)
    assert found is not None
    return found.rows


def test_cells_are_read_as_what_they_are(tmp_path):
    path = drawn(
        tmp_path / "x.xlsx", {"One": "| 2019-06-30 | 12 | 1.5 | 62% | '12 | =1+1 | a<br>b |\n| | | x |", "Two": "| y |"}
    )
    one, two = read_grids(path)
    assert one.cells == {
        (0, 0): dt.date(2019, 6, 30),
        (0, 1): 12,
        (0, 2): 1.5,
        (0, 3): 0.62,
        (0, 4): "12",
        (0, 5): "=1+1",
        (0, 6): "a\nb",
        (1, 2): "x",
    }
    assert [at for at, raw in one.cells.items() if isinstance(raw, Percent)] == [(0, 3)]
    assert (two.sheet, dict(two.cells)) == ("Two", {(0, 0): "y"})


def test_blank_rows_and_columns_before_a_table_are_counted(tmp_path):
    path = drawn(tmp_path / "x.xlsx", {"Aims": "| |\n| | | |\n| | | Title | Code |\n| | | Be safe | A1 |"})
    book = openpyxl.load_workbook(path)
    book["Aims"].insert_rows(1, 3)
    book.save(path)
    found = find_table(read_grids(path), Aim, path.name)
    assert found is not None
    (aim,) = found.rows
    assert (aim.code, aim.title) == ("A1", "Be safe")
    assert (str(aim.source("title")), str(aim.source("code"))) == ("x.xlsx, Aims, C7", "x.xlsx, Aims, D7")


@pytest.mark.parametrize("heading", ["better WHEN", " Better  when ", "Better<br>when"])
def test_headings_are_known_in_any_case_and_spacing(heading, tmp_path):
    path = drawn(tmp_path / "x.xlsx", {"Sheet1": MEASURES.replace("Better when", heading)})
    assert [row.in_words("better") for row in measures(path)] == ["Higher", "Higher"]


def test_a_table_is_taken_from_the_sheet_that_has_most_of_its_headings(tmp_path):
    half = "| Ref | Action ref | Measure | Type |\n| P9.9-09-M9 | P9.9-09 | Old | Output |"
    path = drawn(tmp_path / "x.xlsx", {"Old": half, "New": MEASURES})
    assert [row.ref for row in measures(path)] == ["P1.1-01-M1", "P1.1-01-M2"]
    assert measures(drawn(path, {"Old": half}))[0].ref == "P9.9-09-M9"
    assert find_table(read_grids(drawn(path, {"Old": half.replace("Type", "Sort")})), Measure, "x.xlsx") is None


def test_a_per_cent_is_what_it_looks_like_by_the_unit_beside_it(tmp_path):
    by_hand = drawn(tmp_path / "x.xlsx", {"Measures": MEASURES})
    assert [(row.baseline, row.target) for row in measures(by_hand)] == [(12, 1200.5), (52.5, 80)]


@pytest.mark.parametrize("shown", ["0%", "0.00%", '0.0"%"', "#,##0.0%;[Red]-0%", '0" of 100%"', "[$%-809]0", "0\\%"])
def test_only_a_per_cent_format_makes_a_per_cent(shown, tmp_path):
    path = drawn(tmp_path / "x.xlsx", {"One": "| 0.85 | 0.85 |"})
    book = openpyxl.load_workbook(path)
    book["One"]["A1"].number_format = shown
    book.save(path)
    (one,) = read_grids(path)
    is_percent = shown in ("0%", "0.00%", "#,##0.0%;[Red]-0%")
    assert isinstance(one.cells[0, 0], Percent) is is_percent
    assert not isinstance(one.cells[0, 1], Percent)


def test_a_per_cent_is_known_where_a_program_leaves_out_the_names_of_cells(tmp_path):
    path = drawn(tmp_path / "x.xlsx", {"One": "| 1 | 62% |\n| 2 | 3% |"})
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb'(<(?:row|c)) r="\w+"', rb"\1", content)
            new.writestr(name, content)
    (one,) = read_grids(bare)
    assert {at for at, raw in one.cells.items() if isinstance(raw, Percent)} == {(0, 1), (1, 1)}


ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
  <table:table table:name="One"><table:table-row>
    <table:table-cell office:value-type="string"><text:p>a<text:tab/>b<text:s text:c="2"/>c</text:p></table:table-cell>
    <table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="1">
      <text:p>100%</text:p></table:table-cell>
  </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def test_tabs_and_repeated_per_cents_of_an_ods_are_seen(tmp_path):
    path = tmp_path / "x.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS)
    seen = survey(path).sheet("One")
    assert seen.texts == {(0, 0): "a\tb  c"}
    assert seen.percents == {(0, 1), (0, 2)}


@pytest.mark.parametrize("to", ["ods", "xlsx:Calc MS Excel 2007 XML", "xls:MS Excel 97"], ids=["ods", "xlsx", "xls"])
def test_another_format_says_the_same(to, soffice, tmp_path):
    path = drawn(tmp_path / "x.xlsx", {"Measures": MEASURES, "Days": "| 2019-06-30 | a<br>b |"})
    again = soffice(path, to=to, outdir=tmp_path / "again")
    assert measures(again) == measures(path)
    assert read_grids(again)[1].cells == read_grids(path)[1].cells


def test_a_form_is_found_by_its_labels_wherever_they_stand(tmp_path):
    form = """
        |      | Year       | 2024-25 |
        |      | Committee  | SAPC    |
        | Note | Plan       | Ours    |
        |      | Short name |         | X |
        |      | Starts     | soon    |
        |      | Reports to | P       |"""
    found = find_form(read_grids(drawn(tmp_path / "x.xlsx", {"Any": form})), PlanDetails, "x.xlsx")
    assert found is not None
    (details,) = found.rows
    assert (details.year, details.committee, details.plan, details.short_name) == ("2024-25", "SAPC", "Ours", "")
    assert str(details.source("year")) == "x.xlsx, Any, C1"
    assert str(details.source("short_name")) == "x.xlsx, Any, C4"
    assert (details.starts, details.written("starts")) == (None, "soon")
    few = "| Year | 2024-25 |\n| Committee | SAPC |"
    assert find_form(read_grids(drawn(tmp_path / "y.xlsx", {"Any": few})), PlanDetails, "y.xlsx") is None


@pytest.mark.parametrize("how", ["a byte changed", "cut short", "a byte left out"])
def test_a_damaged_file_is_read_or_refused_and_stops_nothing(how, tmp_path):
    content = tracker_workbook(PLAN, Q1, group("QA"), History())
    path = tmp_path / "damaged.xlsx"
    refused = 0
    for at in range(0, len(content), len(content) // 80):
        match how:
            case "a byte changed":
                path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
            case "cut short":
                path.write_bytes(content[:at])
            case _:
                path.write_bytes(content[:at] + content[at + 1 :])
        try:
            read_grids(path)
        except CannotGoOn as reason:
            refused += 1
            assert str(reason).startswith("damaged.xlsx cannot be read")
    assert refused > 20
