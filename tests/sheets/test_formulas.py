"""What the workbook itself says is still to do agrees with what we say of the answers."""

import io
import re

import openpyxl
import pytest

from nacpc_xl.model.columns import Text
from nacpc_xl.model.conditions import Always
from nacpc_xl.model.plan import PLAN_SHEETS
from nacpc_xl.model.register import History
from nacpc_xl.model.source import column_letters
from nacpc_xl.model.status import DECLARED, Status
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import TRACKER, Actions, Measures
from nacpc_xl.returns.read import Return, read_return
from nacpc_xl.sheets import formulas
from nacpc_xl.sheets.layout import Sheet
from nacpc_xl.tracker.contents import issued_sheets
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, group
from tests.workbooks import cell_of, filled

# functions that every Excel since 2003 has
OLD_ENOUGH = {
    "CHAR",
    "CLEAN",
    "FIND",
    "LOWER",
    "IF",
    "ISNUMBER",
    "LEN",
    "MID",
    "REPT",
    "SUBSTITUTE",
    "SUMPRODUCT",
    "TEXT",
    "TRIM",
    "VALUE",
}
LONGEST_FORMULA = 8192  # characters: Excel's limit
ALL = list(issued_sheets(PLAN, Q1, group("QA"), History()))


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Actions(), "Fill in: Status"),
        (Actions.of(status=Status.NOT_STARTED), "Ready"),
        (Actions.of(status=Status.ON_TRACK, progress="Two."), "Fill in: Next milestone"),
        (Measures(), "Fill in: Value this quarter"),
        (Measures.of(comment="In Q3."), "Ready"),
    ],
)
def test_a_row_says_what_it_lacks(row, text):
    assert formulas.to_do_text(row) == text


@pytest.mark.parametrize("table", [Actions, Measures])
def test_an_issued_row_says_what_it_lacks_before_anything_is_worked_out(table):
    content = io.BytesIO(tracker_workbook(PLAN, Q1, group("QA"), History()))
    sheet = openpyxl.load_workbook(content, data_only=True)[table.sheet.name]
    (issued,) = (one for one in ALL if one.table is table)
    for row in issued.rows:
        assert cell_of(sheet, row.values["ref"], "To do").value == formulas.to_do_text(table())
    assert sheet["A3"].value == f"Still to do on this sheet: {len(issued.rows)}"


def test_every_formula_is_short_enough_and_plain_enough():
    book = openpyxl.load_workbook(io.BytesIO(tracker_workbook(PLAN, Q1, group("QA"), History())))
    found = [
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]  # fmt: skip
    assert len(found) == 3 + 2 + 5  # To do of three actions and two measures, four counts and the live line
    for formula in found:
        assert len(formula) <= LONGEST_FORMULA
        assert set(re.findall(r"([A-Z][A-Z.]*)\(", re.sub(r'"[^"]*"', "", formula))) <= OLD_ENOUGH


def test_every_cell_that_can_be_missing_lights_up():
    book = openpyxl.load_workbook(io.BytesIO(tracker_workbook(PLAN, Q1, group("QA"), History())))
    for issued in ALL:
        marked = {
            str(area.sqref): rule.formula[0]
            for area in book[issued.name].conditional_formatting
            for rule in area.rules
            if rule.type == "expression" and "000000000" not in rule.formula[0]
        }
        for name, condition in issued.table.conditions().items():
            first, last, column = issued.cells_of(name)
            letters = column_letters(column)
            (formula,) = [
                formula
                for where, formula in marked.items()
                if re.match(rf"{letters}{first + 1}(:{letters}{last + 1})?$", where)
            ]
            assert f"${letters}{first + 1}" in formula
            if not isinstance(condition, Always):
                others = {match for match in re.findall(r"\$([A-Z]+)\d+", formula) if match != letters}
                assert others
        assert len(marked) == len(issued.table.conditions())


def test_a_table_in_which_nothing_is_required_has_no_marks():
    assert [table for table in (*TRACKER, *PLAN_SHEETS) if not table.conditions()] == [TRACKER[0]]


def test_a_quotation_mark_in_a_heading_does_not_break_a_formula():
    class Quoted(Table, sheet="Quoted"):
        said = Text('Said "so"', required=True)

    assert '*1,", Said ""so""","")' in formulas.to_do(Sheet(Quoted, ()), 4)


PARTLY = {
    "Actions": {
        "P1.2-01": {"Status": "Not started", "Help wanted from COG": "Two auditors."},
        "P3.1-01": {"Status": "Complete", "Progress this quarter": "Agreed.", "Completed on": Q1.ends},
        "P3.1-02": {"Status": "At risk", "Barrier": " ", "Next milestone": "=1+1", "New due date": Q1.ends},
    },
    "Measures": {"P1.2-01-M1": {"Value this quarter": 0}, "P3.1-01-M1": {"Comment": "It comes in Q3."}},
    "New actions": {0: {"Lead": "Chair"}, 3: {"Action": "Brief nurses.", "Start": Q1.ends}},
    "Sign-off": {"Completed by (role)": "Lead Nurse"},
}
WHOLE = {
    "Actions": {ref: {"Status": "Not started"} for ref in ("P1.2-01", "P3.1-01", "P3.1-02")},
    "Measures": {ref: {"Comment": "It comes in Q3."} for ref in ("P1.2-01-M1", "P3.1-01-M1")},
    "Sign-off": {"Completed by (role)": "Lead Nurse", "Date": Q1.ends},
}
EVERY_STATUS = {
    "Actions": {
        ref: {"Status": str(status)}
        for ref, status in zip(("P1.2-01", "P3.1-01", "P3.1-02"), DECLARED[1:4], strict=True)
    },
    "Sign-off": {"Date": Q1.ends},
}


def what_we_say(one: Return) -> dict[str, list[str]]:
    """The To do cells, the two counts and the live line, as we work them out from the answers."""
    every = [formulas.to_do_text(row) for row in (*one.actions, *one.measures)]
    counts = [
        f"Still to do on this sheet: {sum(len(row.missing()) for row in rows)}" for rows in (one.actions, one.measures)
    ]
    left = sum(len(row.missing()) for row in one.rows)
    line = f"{left} cell{'' if left == 1 else 's'} still to do" if left else "Ready to return"
    return {"to do": every, "counts": counts, "line": [line]}


def what_it_says(book: openpyxl.Workbook) -> dict[str, list[object]]:
    """The same, as a spreadsheet program worked it out."""
    rows = {name: [cell.value for cell in book[name]["A"][4:] if cell.value] for name in ("Actions", "Measures")}
    return {
        "to do": [cell_of(book[name], str(ref), "To do").value for name, refs in rows.items() for ref in refs],
        "counts": [book[name]["A3"].value for name in rows],
        "line": [cell.value for cell in book["Start here"]["A"] if re.search(r"still to do$|^Ready", str(cell.value))],
    }


@pytest.mark.parametrize("answers", [PARTLY, WHOLE, EVERY_STATUS], ids=["partly", "whole", "every status"])
def test_what_the_workbook_says_is_to_do_is_what_we_say(answers, soffice, tmp_path):
    issued = tracker_workbook(PLAN, Q1, group("QA"), History())
    path = filled(issued, tmp_path / "tracker.xlsx", answers)
    worked_out = soffice(path, to="xlsx:Calc MS Excel 2007 XML", outdir=tmp_path / "out")
    one = read_return(path, GivenText(PLAN))
    assert what_it_says(openpyxl.load_workbook(worked_out, data_only=True)) == what_we_say(one)
    if answers is WHOLE:
        assert what_we_say(one)["line"] == ["Ready to return"]
