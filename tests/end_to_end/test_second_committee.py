"""Another committee, by its own plan alone: from a blank plan to the report, under its own names."""

import re
import sys
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from nacpc_xl import cli
from nacpc_xl.model.plan import PLAN_SHEETS
from nacpc_xl.model.table import Table
from nacpc_xl.plan.read import read_plan
from nacpc_xl.workspace import TEMPLATE, shipped
from tests.committee import PLAN, Q1, Q2
from tests.end_to_end.by_hand import form, sheets, table
from tests.quarters import good_answers, good_sign_off
from tests.workbooks import filled, label_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "workbooks" / "2019-20"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["nacpc-xl", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert isinstance(stop.value.code, int)
    return stop.value.code


def type_plan(path: Path) -> None:
    """Types the second committee's plan into a blank plan workbook, cell by cell, as a coordinator does."""
    rows: dict[type[Table], tuple[Table, ...]] = dict(
        zip(
            PLAN_SHEETS,
            ((PLAN.details,), PLAN.themes, PLAN.priorities, PLAN.aims, PLAN.subgroups, PLAN.actions, PLAN.measures),
            strict=True,
        )
    )
    book = openpyxl.load_workbook(path)
    for kind, of_kind in rows.items():
        for number, row in enumerate(of_kind):
            type_row(book[kind.sheet.name], row, number)
    book.save(path)


def type_row(sheet: Worksheet, row: Table, number: int) -> None:
    for name, column in row.columns().items():
        label = label_of(sheet, column.heading)
        cell = label.offset(column=1) if row.is_form else sheet.cell(label.row + 1 + number, label.column)
        if row.is_filled(name):
            cell.value = column.cell_value(row.values[name], row.values)
            cell.number_format = column.cell_format(row.values)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two quarters of the second committee, from a blank plan on, by commands and by hand only."""
    folder = tmp_path_factory.mktemp("second") / "2024-25"
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert run(monkeypatch, "new-year", folder, "--blank") == 0
        type_plan(folder / "plan.xlsx")
        for quarter in (Q1, Q2):
            assert run(monkeypatch, "issue", folder, quarter.label) == 0
            for subgroup in PLAN.subgroups:
                (issued,) = (folder / quarter.label / "issued").glob(f"*-{subgroup.code}.xlsx")
                answers = {**good_answers(PLAN, quarter, subgroup.code), "Sign-off": good_sign_off(quarter)}
                filled(issued, folder / quarter.label / "returned" / f"from {subgroup.name}.xlsx", answers)  # type: ignore[arg-type]
            assert run(monkeypatch, "merge", folder, quarter.label) == 0
    return folder


def test_the_plan_that_was_typed_in_is_the_plan(year):
    assert read_plan(year / "plan.xlsx") == PLAN


def test_the_trackers_carry_the_committees_own_names(year):
    names = sorted(path.name for path in (year / "Q1" / "issued").iterdir())
    assert names == [f"SAPC-2024-25-Q1-{code}.xlsx" for code in ("FH", "QA", "VO")]
    details = form(sheets(year / "Q2" / "issued" / "SAPC-2024-25-Q2-FH.xlsx")["Start here"])
    assert details["Committee"] == "Strathgarvel Adult Protection Committee"
    assert details["Subgroup"] == "Financial Harm Group"


def test_the_second_quarters_tracker_says_what_was_said_in_the_first(year):
    rows = {row["Ref"]: row for row in table(sheets(year / "Q2/issued/SAPC-2024-25-Q2-FH.xlsx")["Actions"], "Ref")}
    assert rows["P1.1-01"]["Last status"] == "On track"
    assert rows["P1.1-01"]["Last update"] == "Seven branches sent 64 staff to the half day in Garve on 9 May."
    assert rows["P1.1-02"]["Last status"] == "Complete"


def test_the_report_is_under_the_committees_own_names(year):
    texts = [one.text for one in docx.Document(str(year / "Q2" / "out" / "report.docx")).paragraphs]
    assert texts[0] == "Adult protection improvement plan 2024-25: progress report Q2"
    assert texts[1].startswith("To Public Protection Executive Group")
    assert "PPEG is invited to:" in texts
    for theme in PLAN.themes:
        assert any(theme.title in text for text in texts)


def test_the_register_counts_its_own_themes(year):
    rows = {row["Theme"]: row for row in table(sheets(year / "Q2" / "out" / "register.xlsx")["By theme"], "Theme")}
    assert {title: rows[title]["All"] for title in ("Harm is noticed", "Adults are heard", "Agencies act as one")} == {
        "Harm is noticed": 3,
        "Adults are heard": 2,
        "Agencies act as one": 1,
    }


def names_of_the_example() -> list[str]:
    """What only the worked example's plan may say: its titles, its names, its committee."""
    plan = sheets(EXAMPLE / "plan.xlsx")
    details = form(plan["Plan"])
    names = [details[label] for label in ("Committee", "Plan", "Reports to")]
    for sheet, heading in (("Themes", "Title"), ("Priorities", "Title"), ("Aims", "Title"), ("Subgroups", "Name")):
        names += [row[heading] for row in table(plan[sheet], "Code")]
    assert len(names) > 35
    return names


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def shipped_texts() -> dict[str, str]:
    """The text of every source file of the package, and of the Word template."""
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in (ROOT / "nacpc_xl").rglob("*")
        if path.suffix in (".py", ".toml", ".txt", ".json", ".md")
    }
    with zipfile.ZipFile(shipped(TEMPLATE)) as package:
        for part in package.namelist():
            if part.endswith((".xml", ".rels")):
                texts[part] = re.sub(r"<[^>]+>", "", package.read(part).decode())
    return texts


@pytest.mark.parametrize("name", names_of_the_example())
def test_nothing_in_the_package_says(name):
    found = [where for where, text in shipped_texts().items() if plain(name) in plain(text)]
    assert not found


def test_the_committees_initials_stand_only_in_the_packages_own_name():
    initials = form(sheets(EXAMPLE / "plan.xlsx")["Plan"])["Short name"]
    pattern = re.compile(rf"{initials}(?![-_]xl)", re.IGNORECASE)
    assert pattern.search(f"the {initials} plan")
    assert not pattern.search("nacpc_xl and nacpc-xl")
    assert not {where for where, text in shipped_texts().items() if pattern.search(text)}


def test_nothing_that_was_made_for_the_second_committee_names_the_first(year):
    names = [plain(name) for name in names_of_the_example()] + ["nacpc "]
    looked_at = 0
    for path in year.rglob("*.*x"):
        with zipfile.ZipFile(path) as package:
            for part in package.namelist():
                if part.endswith(".xml"):
                    text = plain(re.sub(r"<[^>]+>", " ", package.read(part).decode()))
                    looked_at += 1
                    assert not [name for name in names if name in text], (path, part)
    assert looked_at > 100
