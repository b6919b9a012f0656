"""A column is added in one line: everything else follows from it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nacpc_xl.checks.run import check
from nacpc_xl.merge.merge import merge
from nacpc_xl.merge.read import read_register
from nacpc_xl.model.columns import NOT_PRIVATE, Choice, Column, Date, Text
from nacpc_xl.model.register import History, Register
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff
from nacpc_xl.model.words import Rota, YesNo
from nacpc_xl.outputs.dictionary import dictionary
from nacpc_xl.outputs.register import register_workbook
from nacpc_xl.returns.read import Return, read_return
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.write import tracker_workbook
from tests.cells import cells_of
from tests.committee import PLAN, Q1, group
from tests.workbooks import cell_of, filled, label_of

GROUP = group("FH")
KEYS: dict[type[Table], str | int] = {Actions: "P1.1-02", Measures: "P1.1-02-M1", NewActions: 0, SignOff: ""}


def mood(**more: Any) -> Text:
    return Text("Mood", "How the group feels about it.", example="Hopeful.", **more)


@contextmanager
def added(table: type[Table], column: Column[Any]) -> Iterator[None]:
    table.add_column("mood", column)
    try:
        yield
    finally:
        table.remove_column("mood")


@pytest.fixture(params=KEYS, ids=lambda table: table.__name__)
def table(request):
    return request.param


@pytest.fixture
def with_mood(table):
    with added(table, mood()):
        yield table
    assert "mood" not in table.columns()


def issued() -> bytes:
    return tracker_workbook(PLAN, Q1, GROUP, History())


def returned(path: Path, table: type[Table], **answers: object) -> Return:
    """The tracker as issued, read back with these answers in one row of the table."""
    cells = {table.columns()[name].heading: value for name, value in answers.items()}
    by_row: dict[str, Any] = {table.sheet.name: cells if table.is_form else {KEYS[table]: cells}}
    typed = filled(issued(), path, by_row)
    return read_return(typed, GivenText(PLAN))


def merged(one: Return) -> Register:
    return merge(PLAN, Q1, [one], History(), Q1.ends)


def record_of(register: Register, table: type[Table]) -> Table:
    match table.__name__:
        case "Actions":
            return register.action_by_ref[str(KEYS[table])]
        case "Measures":
            return register.measure_by_ref[str(KEYS[table])]
        case "NewActions":
            return register.new_actions[0]
    return register.returns[PLAN.subgroups.index(GROUP)]


def test_a_new_column_is_in_the_issued_workbook(with_mood):
    sheet = openpyxl.load_workbook(io.BytesIO(issued()))[with_mood.sheet.name]
    label = label_of(sheet, "Mood")
    cell = label.offset(column=1) if with_mood.is_form else cell_of(sheet, KEYS[with_mood], "Mood")
    assert not cell.protection.locked
    (shown,) = [rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref]
    assert (shown.promptTitle, shown.prompt) == (
        "Mood",
        f"How the group feels about it. Example: Hopeful. {NOT_PRIVATE}",
    )
    if not with_mood.is_form:
        (columns,) = [one.tableColumns for one in sheet.tables.values()]
        assert columns[-1].name == "Mood"


def test_a_new_column_is_in_what_is_read_back(with_mood, tmp_path):
    one = returned(tmp_path / "x.xlsx", with_mood, mood="=Hopeful")
    row = next(row for row in one.rows if type(row) is with_mood and row.is_begun)
    assert row.values["mood"] == "=Hopeful"
    assert one.scraps == ()


def test_a_new_column_is_in_the_register_and_its_workbook(with_mood, tmp_path):
    register = merged(returned(tmp_path / "x.xlsx", with_mood, mood="=Hopeful"))
    assert record_of(register, with_mood).values["mood"] == "=Hopeful"
    path = tmp_path / "register.xlsx"
    path.write_bytes(register_workbook(register, (), PLAN))
    texts = [cell.value for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert texts.count("=Hopeful") == 1
    back = read_register(path)
    assert back == register
    assert record_of(back, with_mood).in_words("mood") == "=Hopeful"


def test_a_new_column_is_in_the_data_dictionary(with_mood):
    where = {entry.where: entry for entry in dictionary()}
    entry = where[f"Tracker, {with_mood.sheet.name}: Mood"]
    assert (entry.holds, entry.accepts, entry.required) == ("How the group feels about it.", "Text", "No")
    assert sum(name.endswith(": Mood") for name in where) == 2  # the tracker's and the register's


def test_a_date_that_is_not_understood_is_found_in_a_new_column_too(table, tmp_path):
    with added(table, Date("Mood", "When it rose.")):
        register = merged(returned(tmp_path / "x.xlsx", table, mood="soon"))
        findings = check(register, PLAN, Q1, History(), Q1.ends).findings
    whats = [finding.what for finding in findings if finding.code == "F02"]
    assert len(whats) == 1
    assert whats[0].endswith("Mood: “soon” is not an exact date")


def test_a_new_choice_has_its_list_and_its_finding(table, tmp_path):
    with added(table, Choice("Mood", "How full it is.", options=tuple(Rota))):
        book = openpyxl.load_workbook(io.BytesIO(issued()))
        sheet = book[table.sheet.name]
        cell = label_of(sheet, "Mood").offset(column=1) if table.is_form else cell_of(sheet, KEYS[table], "Mood")
        (rule,) = [rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref]
        name, _, where = rule.formula1.partition("!")
        assert [option.value for (option,) in book[name][where.replace("$", "")]] == ["In full", "In brief"]
        assert rule.error == "Enter In full or In brief."
        register = merged(returned(tmp_path / "good.xlsx", table, mood="in FULL"))
        assert record_of(register, table).values["mood"] is Rota.IN_FULL
        register = merged(returned(tmp_path / "bad.xlsx", table, mood="In brie"))
        findings = check(register, PLAN, Q1, History(), Q1.ends).findings
    (what,) = [finding.what for finding in findings if finding.code == "F01"]
    assert what.endswith("Mood: “In brie” is not In full or In brief; is it “In brief”?")


def test_two_lists_with_one_heading_are_both_offered():
    with added(NewActions, Choice("Status", "Whether it has begun.", options=tuple(YesNo))):
        book = openpyxl.load_workbook(io.BytesIO(issued()))
    for name, key, first in (("Actions", "P1.1-02", "Complete"), ("New actions", 0, "Yes")):
        cell = cell_of(book[name], key, "Status")
        (rule,) = [rule for rule in book[name].data_validations.dataValidation if cell.coordinate in rule.sqref]
        sheet, _, where = rule.formula1.partition("!")
        assert book[sheet][where.replace("$", "")][0][0].value == first


def test_a_new_column_that_another_answer_calls_for_is_asked_for(tmp_path):
    with added(Actions, mood(required_when="Status is At risk")):
        sheet = openpyxl.load_workbook(io.BytesIO(issued()))["Actions"]
        formula = cell_of(sheet, "P1.1-02", "To do").value
        assert isinstance(formula, str)
        assert ', Mood"' in formula
        register = merged(returned(tmp_path / "x.xlsx", Actions, status="Amber"))
        record = register.action_by_ref["P1.1-02"]
        findings = check(register, PLAN, Q1, History(), Q1.ends).findings
        dictionary_says = next(entry.required for entry in dictionary() if entry.where == "Tracker, Actions: Mood")
    assert record.to_do.endswith(", Mood")
    asked = [finding for finding in findings if finding.code == "C02" and "Mood" in finding.what]
    assert [finding.what for finding in asked] == ["P1.1-02: Mood is missing, but Status is At risk"]
    assert (asked[0].sheet_name, asked[0].at) == ("Actions", "X6")
    assert dictionary_says == "When Status is At risk"


def test_a_new_column_that_is_always_required_is_asked_for(table, tmp_path):
    with added(table, mood(required=True)):
        register = merged(returned(tmp_path / "x.xlsx", table, **({"lead": "Chair"} if table is NewActions else {})))
        findings = check(register, PLAN, Q1, History(), Q1.ends).findings
    asked = [finding for finding in findings if finding.code == "C01" and "Mood is missing" in finding.what]
    rows = {"Actions": 2, "Measures": 2}.get(table.__name__, 1)
    (finding,) = asked
    assert len(cells_of(finding)) == rows
    assert finding.fix == "Enter text."
