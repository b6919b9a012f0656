"""register.xlsx holds the register, word for word, and nothing in it is a formula or leads outside."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nacpc_xl.merge.read import read_register
from nacpc_xl.model.columns import Text, as_written
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.finding import CheckRecord, Finding
from nacpc_xl.model.register import History, Register
from nacpc_xl.model.table import Table, Unread
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff
from nacpc_xl.model.words import Decision, Severity
from nacpc_xl.outputs.counts import STANDINGS, count
from nacpc_xl.outputs.register import by_group, by_theme, figures, register_workbook
from tests.committee import PLAN, Q1, Q2, Q3
from tests.quarters import all_returned, beside, found, merged, returned
from tests.workbooks import Answers, drawn

SHEETS = [
    "Summary", "Actions", "Measures", "Queries", "Checks", "Returns", "New actions", "Date changes", "COG asks",
    "Unplaced", "History", "About",
]  # fmt: skip

TRAPS = ("=1+1", "+44 =A1", "-2+3", "@SUM(A1)", "http://example.com/x", "mailto:office", "«title»", "{=1}",
         "internal:Sheet1!A1", "<b>&amp;</b>", "<r>1 & <b></r>", "N/A", "None", "'quoted", "- one\n- two",
         "TRUE", "12")  # fmt: skip
"""What Excel, Word or a reader could take for something else than text."""


@pytest.fixture(scope="module")
def eventful(tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, History]:
    """A second quarter with something in every table, one group silent."""
    folder = tmp_path_factory.mktemp("eventful")
    asks: Answers = {
        "Actions": {
            "P1.1-01": {
                "Status": "At risk",
                "Barrier": "=1+1",
                "New due date": "29/11/2024",
                "Reason for new date": "http://example.com/x",
                "Help wanted from COG": "Lend us a hall.\n- or two",
                "Wanted by": dt.date(2024, 8, 30),
            }
        }
    }
    first = merged(all_returned(folder / "1", Q1, {"FH": asks}).values(), Q1)
    accepted = tuple(change.but(decision=Decision.ACCEPT) for change in first.date_changes)
    first = Register(**{**vars_of(first), "date_changes": accepted})  # type: ignore[arg-type]
    history = History((first,))
    proposed: dict[str | int, dict[str, object]] = {
        0: {"Priority": "P1.1 Financial harm", "Action": "=A1", "Why": "None"}
    }
    odd: Answers = {
        "Actions": {"P1.1-01": {"Status": "Amber/Green", "Milestone due": "soon", "Completed on": "TBC"}},
        "Measures": {"P1.1-01-M1": {"Value this quarter": "about 40", "Comment": "N/A"}},
        "New actions": proposed,
        "Sign-off": {"Date": "last week"},
    }
    paths = all_returned(folder / "2", Q2, {"FH": odd}, history=history)
    beside(paths["FH"], "Actions", "B40", "See\nbelow: =1+1")
    garbage = folder / "2" / "garbage.xlsx"
    garbage.write_bytes(b"none")
    late = returned(folder / "2", Q3, "QA", name="late.xlsx")
    return merged([paths["FH"], paths["VO"], garbage, late], Q2, history=history), history


def vars_of(register: Register) -> dict[str, object]:
    return {name: getattr(register, name) for name in Register.tables()}


def saved(folder: Path, register: Register, findings: tuple[Finding, ...] = ()) -> Path:
    path = folder / "register.xlsx"
    path.write_bytes(register_workbook(register, findings, PLAN, (CheckRecord.sample(1),)))
    return path


@pytest.mark.parametrize("table", Register.tables())
def test_what_is_read_back_is_what_was_written(table, eventful, tmp_path):
    register, _ = eventful
    again = read_register(saved(tmp_path, register))
    assert register.rows(table), "an empty table proves nothing"
    assert list(again.rows(table)) == list(register.rows(table))


def test_a_register_without_any_return_is_read_back_too(tmp_path):
    register = merged([], Q1)
    assert read_register(saved(tmp_path, register)) == register


def test_the_next_quarter_follows_from_the_file_as_from_the_value(eventful, tmp_path):
    register, _ = eventful
    from_file = History((read_register(saved(tmp_path, register)),))
    assert merged([], Q3, history=from_file) == merged([], Q3, history=History((register,)))


text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(text, min_size=8, max_size=8))
def test_any_text_is_read_back_as_it_was(written, tmp_path):
    texts = [as_written(one) for one in written]
    register = merged([], Q1)
    actions = [
        action.but(progress=progress, evidence=evidence)
        for action, progress, evidence in zip(register.actions, texts, reversed(texts), strict=False)
    ]
    unread = {"status": Unread(f"?{texts[0]}", "")}
    first = type(actions[0])(actions[0].values, unread=unread)
    changed = Register(**{**vars_of(register), "actions": (first, *actions[1:])})  # type: ignore[arg-type]
    again = read_register(saved(tmp_path, changed))
    for name in ("progress", "evidence", "status"):
        assert [one.written(name) for one in again.actions] == [one.written(name) for one in changed.actions]


def test_a_workbook_that_is_no_register_is_named_with_the_sheet_it_lacks(tmp_path):
    path = drawn(tmp_path / "register.xlsx", {"Actions": "| Ref |\n| P1.1-01 |"})
    with pytest.raises(CannotGoOn, match=r"register\.xlsx is not a register of this version: it has no table About"):
        read_register(path)


def text_answers(table: type[Actions | Measures | NewActions]) -> dict[str, object]:
    """A trap for every column of the table that takes text."""
    texts = [column.heading for column in table.to_fill_in().values() if isinstance(column, Text)]
    return dict(zip(texts, TRAPS, strict=False))


@pytest.mark.parametrize("turn", range(0, len(TRAPS), 3))
def test_no_text_of_a_lead_becomes_a_formula_a_link_or_a_number(turn, tmp_path):
    traps = TRAPS[turn:] + TRAPS[:turn]
    proposed: dict[str | int, dict[str, object]] = {0: dict(zip(text_answers(NewActions), traps, strict=False))}
    answers: Answers = {
        "Actions": {"P1.1-01": dict(zip(text_answers(Actions), traps, strict=False))},
        "Measures": {"P1.1-01-M1": {"Comment": traps[0]}},
        "New actions": proposed,
        "Sign-off": {SignOff.anything_else.heading: traps[1], SignOff.completed_by.heading: traps[2]},
    }
    path = returned(tmp_path, Q1, "FH", answers)
    beside(path, "Sign-off", "A30", f"'{traps[3]}")
    register = merged([path], Q1)
    workbook = openpyxl.load_workbook(saved(tmp_path, register, found(register, Q1)))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    texts = [str(cell.value).rstrip() for cell in cells if cell.data_type == "s"]
    for trap in (*traps[:7], f"'{traps[3]}"):
        assert trap in texts
    linked = {(cell.parent.title, cell.column) for cell in cells if cell.hyperlink}
    assert {sheet for sheet, _ in linked} <= {"Queries"}


def test_the_register_has_no_formula_macro_link_or_hidden_sheet(eventful, tmp_path):
    register, history = eventful
    path = saved(tmp_path, register, found(register, Q2, history=history))
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == SHEETS
    assert {sheet.sheet_state for sheet in workbook} == {"visible"}
    with zipfile.ZipFile(path) as package:
        parts = package.namelist()
        sheets = [package.read(part).decode() for part in parts if part.startswith("xl/worksheets/sheet")]
    assert not [part for part in parts if "external" in part.lower() or "vba" in part.lower()]
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet]
    assert not [sheet for sheet in sheets if ' hidden="1"' in sheet]


def test_every_query_leads_to_its_cell_in_the_returned_file(eventful, tmp_path):
    register, history = eventful
    findings = found(register, Q2, history=history)
    sheet = openpyxl.load_workbook(saved(tmp_path, register, findings))["Queries"]
    headings = {cell.value: number for number, cell in enumerate(sheet[4], start=1)}
    assert sheet.max_row == 4 + len(findings)
    leads = 0
    for row, finding in enumerate(findings, start=5):
        values = {heading: sheet.cell(row, column).value for heading, column in headings.items()}
        assert values["Code"] == finding.code
        assert values["What is wrong"] == finding.what
        assert values["What to do"] == finding.fix
        link = sheet.cell(row, headings["Cell"]).hyperlink
        if link is not None:
            leads += 1
            assert with_slashes(link.target) == f"../returned/{finding.file.replace(' ', '%20')}"
            assert link.location == f"'{finding.sheet_name}'!{finding.at}"
    assert leads > 6


def with_slashes(target: str | None) -> str:
    """The way to a file, as it is written everywhere but in Excel."""
    return (target or "").replace("\\", "/")


def test_the_link_of_a_query_about_the_plan_leads_to_the_plan(tmp_path):
    register = merged([], Q1)
    about_plan = Finding.of(
        code="G05", severity=Severity.NOTE, ref="P1.1-02-M1", what="No baseline", fix="Add it.",
        file="plan.xlsx", sheet_name="Measures", at="G6",
    )  # fmt: skip
    sheet = openpyxl.load_workbook(saved(tmp_path, register, (about_plan,)))["Queries"]
    links = [with_slashes(cell.hyperlink.target) for cell in sheet[5] if cell.hyperlink]
    assert links in ([], ["../../plan.xlsx"])


def test_tables_have_filters_frozen_headings_and_no_blank_rows(eventful, tmp_path):
    register, history = eventful
    workbook = openpyxl.load_workbook(saved(tmp_path, register, found(register, Q2, history=history)))
    for name in SHEETS[1:-1]:
        sheet = workbook[name]
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A4:")
        assert table.autoFilter is not None
        assert sheet.freeze_panes is not None
        assert sheet["A1"].value
        assert sheet["A2"].value
        for row in sheet[table.ref]:
            assert any(cell.value is not None for cell in row)


def test_the_summary_counts_what_the_sheets_hold(eventful):
    register, history = eventful
    findings = found(register, Q2, history=history)
    head = figures(register, findings)
    assert (head.returned, head.actions) == ("2 of 3", len(register.actions))
    assert (head.stops or 0) + (head.queries or 0) + (head.notes or 0) == len(findings)
    *themes, all_themes = by_theme(register, PLAN)
    for name in (*(standing.lower().replace(" ", "_") for standing in STANDINGS), "total"):
        assert sum(theme.values[name] for theme in themes) == all_themes.values[name]
    assert all_themes.total == len(register.actions) == count(register.actions).total
    groups = by_group(register, findings, PLAN)
    assert [str(group.outcome) for group in groups] == ["Used", "Used", "No return"]
    assert sum(group.stops or 0 for group in groups) <= (head.stops or 0)


def test_the_summary_has_a_chart_of_every_theme_and_status(eventful, tmp_path):
    register, _ = eventful
    with zipfile.ZipFile(saved(tmp_path, register)) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    for word in (*STANDINGS, *(theme.title for theme in PLAN.themes)):
        assert f"<c:v>{word}</c:v>" in chart
    assert "All themes" not in chart


def test_a_cell_says_where_a_text_was_cut(tmp_path):
    register = merged([], Q1)
    long = "word " * 7000
    changed = [register.actions[0].but(progress=long), *register.actions[1:]]
    path = saved(tmp_path, Register(**{**vars_of(register), "actions": tuple(changed)}))  # type: ignore[arg-type]
    held = read_register(path).actions[0].progress
    assert len(held) <= 32_767
    assert held.startswith("word word")
    assert held.endswith("the whole text is in the return]")


def test_the_same_register_makes_the_same_bytes(eventful):
    register, history = eventful
    findings = found(register, Q2, history=history)
    one, other = (register_workbook(register, findings, PLAN) for _ in range(2))
    assert one == other
    assert zipfile.is_zipfile(io.BytesIO(one))


def test_the_about_sheet_explains_every_column(eventful, tmp_path):
    register, _ = eventful
    sheet = openpyxl.load_workbook(saved(tmp_path, register))["About"]
    explained = {str(row[0].value) for row in sheet.iter_rows(max_col=1)}
    tables: list[type[Table]] = [*Register.tables().values(), Finding]
    for table in tables:
        for column in table.columns().values():
            assert f"Register, {table.sheet.name}: {column.heading}" in explained
