"""Personal data put wherever a return can hold any: nothing that a run writes or prints has it unless released."""

import datetime as dt
import email
import io
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from email import policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName

from nacpc_xl import cli
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff
from nacpc_xl.model.words import Better
from nacpc_xl.workspace import YearFolder
from tests.committee import Q1, measure
from tests.quarters import asked, found, merged, plan_with, returned, year_folder
from tests.workbooks import Answers, answer_to, cell_of, filled, write

BORN = "150311"  # how each secret begins: a day of birth
SECRET = re.compile(rb"15[^0-9A-Za-z]{0,3}03[^0-9A-Za-z]{0,3}11[^0-9A-Za-z]{0,3}\d{4}|50311\d{4}")
IN_WORDS = (b"quark", b"900123", b"KA99", b"SA19", b"AB 12", b"Auchtermuchly", b"Neutrino", b"PQ/774411")


class Secrets:
    """Ever new numbers that look like somebody's CHI number."""

    def __init__(self) -> None:
        self.number = 1000

    def __call__(self) -> str:
        self.number += 1
        return f"{BORN}{self.number}"


SECRETS = Secrets()


def in_every_answer() -> Answers:
    """A secret in every cell to fill in, in ever other surroundings."""
    proposed: dict[str | int, Mapping[str, object]] = {
        0: {column.heading: f"for {SECRETS()}" for column in NewActions.to_fill_in().values()}
    }
    return {
        "Actions": {
            "P1.1-01": {column.heading: f"see {SECRETS()} there" for column in Actions.to_fill_in().values()},
            "P1.1-02": {column.heading: SECRETS() for column in Actions.to_fill_in().values()},
        },
        "Measures": {
            "P1.1-01-M1": {"Value this quarter": int(SECRETS()), "As at": SECRETS(), "Comment": f"CHI{SECRETS()}"},
            "P1.1-02-M1": {column.heading: f"no. {SECRETS()}" for column in Measures.to_fill_in().values()},
        },
        "New actions": proposed,
        "Sign-off": {column.heading: f"by {SECRETS()}" for column in SignOff.to_fill_in().values()},
    }


def hidden_all_over(path: Path) -> None:
    """Puts secrets beside the answers of a tracker."""
    book: Any = openpyxl.load_workbook(path)
    actions = book["Actions"]
    for heading in ("Action", "Lead", "Current due", "Last update"):
        write(cell_of(actions, "P1.1-01", heading), f"given {SECRETS()}")
    write(answer_to(book["Start here"], "Subgroup"), f"group of {SECRETS()}")
    actions["A60"] = f"beside {SECRETS()}"
    actions["B60"] = int(SECRETS())
    actions["C60"] = 50311_4321  # a leading zero lost
    actions["D60"] = f"{BORN[:2]} {BORN[2:4]} {BORN[4:]} 4455"
    actions["E60"] = f'="{SECRETS()}"'
    actions["F60"] = "see there"
    actions["F60"].hyperlink = f"https://example.org/{SECRETS()}"
    actions["G60"] = (
        "Mail quark@example.org, ring 07700 900123, write to KA99 1ZZ, reg SA19 XYZ, NI AB 12 34 56 C, "
        "child Q's teacher; Neutrino, aged 7; case ref PQ/774411; TR at Auchtermuchly Primary School."
    )
    actions["A61"].comment = Comment(f"remark on {SECRETS()}", "somebody")
    actions.oddHeader.left.text = f"head {SECRETS()}"
    actions.evenFooter.right.text = f"foot {SECRETS()}"
    actions.row_dimensions[62].hidden = True
    actions["A62"] = f"out of sight {SECRETS()}"
    hidden = book.create_sheet(f"kept {SECRETS()}")
    hidden["A1"] = f"on a hidden sheet {SECRETS()}"
    hidden.sheet_state = "veryHidden"
    book.defined_names["kept"] = DefinedName("kept", attr_text=f'"{SECRETS()}"')
    say_of_itself(book)
    book.save(path)


def say_of_itself(book: Any) -> None:
    """A secret in each property of the workbook that takes words."""
    for name in ("title", "subject", "creator", "keywords", "description", "category", "lastModifiedBy"):
        setattr(book.properties, name, f"{name} {SECRETS()}")
    book.custom_doc_props.append(StringProperty(name="Whose", value=SECRETS()))


def no_tracker(path: Path) -> None:
    """A workbook that is no tracker, with a secret in a text box too."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SECRETS())
        sheet.write_string(0, 0, f"list of {SECRETS()}")
        sheet.insert_textbox(3, 3, f"box {SECRETS()}")
        sheet.write_comment(0, 0, f"comment {SECRETS()}")
        sheet.set_footer(f"&Cfoot {SECRETS()}")
        book.set_properties({"title": SECRETS(), "comments": SECRETS()})


def of_another_plan(path: Path) -> None:
    """A tracker whose return details are of nobody."""
    book = openpyxl.load_workbook(returned(path.parent, Q1, "VO", name=path.name))
    write(answer_to(book["Start here"], "Plan"), f"plan of {SECRETS()}")
    write(answer_to(book["Start here"], "Subgroup code"), SECRETS())
    book.save(path)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> YearFolder:
    """A year in whose first quarter secrets came back in every possible place."""
    folder = year_folder(tmp_path_factory.mktemp("private") / "2024-25")
    back = folder.quarter("Q1").returned
    filled(returned(back, Q1, "FH"), back / f"FH {SECRETS()}.xlsx", in_every_answer())
    (back / "NACPC.xlsx").unlink(missing_ok=True)
    for path in back.glob("SAPC*"):
        path.unlink()
    (tracker,) = back.iterdir()
    hidden_all_over(tracker)
    returned(back, Q1, "QA")
    inside = back / SECRETS()
    inside.mkdir()
    no_tracker(inside / "list.xlsx")
    no_tracker(back / f"{SECRETS()}.xlsx")
    of_another_plan(back / f"VO_{SECRETS()}.xlsx")
    (back / f"{SECRETS()}.pdf").write_bytes(b"%PDF-1.4 not a workbook")
    (back / f"~${SECRETS()}.xlsx").write_bytes(b"x" * 165)
    (back / f"{BORN}-2020.txt").write_text("nothing")
    return folder


@pytest.fixture(scope="module")
def said(year: YearFolder) -> bytes:
    """All that the commands print about that year, in the order in which they are used."""
    words = [run("merge", year.path, "Q1"), run("merge", year.path, "Q1", "--json"), run("status", year.path, "Q1")]
    files = [path for path in year.quarter("Q1").returned.rglob("*") if path.is_file()]
    words += [run("check", *files), run("issue", year.path, "Q2"), run("merge", year.path, "Q2", "--json")]
    return "\n".join(words).encode()


def run(*arguments: object) -> str:
    """What a command prints, on both streams."""
    kept, streams = (sys.argv, sys.stdout, sys.stderr), io.StringIO()
    sys.argv, sys.stdout, sys.stderr = ["nacpc-xl", *map(str, arguments)], streams, streams
    try:
        cli.main()
    except SystemExit as stop:
        assert stop.code in (0, 1), streams.getvalue()
    finally:
        sys.argv, sys.stdout, sys.stderr = kept
    return streams.getvalue()


def written_by_us(year: YearFolder) -> Iterator[tuple[str, bytes]]:
    """Every file of the year but the returns, by its name, and every part of those that are packed."""
    for path in sorted(year.path.rglob("*")):
        if path.is_file() and "returned" not in path.parts:
            yield from parts_of(str(path.relative_to(year.path)), path.read_bytes())


def parts_of(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, name.encode() + content
    if name.endswith(".eml"):
        for number, one in enumerate(email.message_from_bytes(content, policy=policy.default).walk()):
            said = one.get_payload(decode=True)
            if isinstance(said, bytes):
                yield from parts_of(f"{name}: part {number}", said)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for part in package.namelist():
                yield from parts_of(f"{name}: {part}", package.read(part))


def leaks(content: bytes) -> list[bytes]:
    return SECRET.findall(content) + [word for word in IN_WORDS if word.lower() in content.lower()]


def test_nothing_that_a_run_prints_has_a_secret(said):
    assert leaks(said) == []
    assert said.count(b"[withheld: possible") > 20


def test_nothing_that_a_run_writes_has_a_secret(said, year):
    written = dict(written_by_us(year))
    assert len(written) > 40
    assert {name: found for name, content in written.items() if (found := leaks(content))} == {}


def test_the_secrets_stay_in_the_returns_themselves(said, year):
    kept = b"".join(
        content
        for path in year.quarter("Q1").returned.rglob("*.xlsx")
        if path.name[0] != "~"
        for _, content in parts_of(path.name, path.read_bytes())
    )
    assert len(set(SECRET.findall(kept))) > 60


def test_every_place_is_named_with_its_cell(said, year):
    sheet = openpyxl.load_workbook(year.quarter("Q1").register)["Queries"]
    rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if str(row[0]).startswith("P")]
    told = "\n".join(str(row[4]) for row in rows)
    for where in (
        "a comment",
        "the address",
        "a text box",
        "head or foot",
        "name of a sheet",
        "name of the file",
        "properties",
    ):
        assert where in told
    assert len(rows) > 30


def decisions(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of the sheet Decisions, by heading."""
    sheet: Any = openpyxl.load_workbook(path)["Decisions"]
    headings = [cell.value for cell in sheet[4]]
    for cells in sheet.iter_rows(min_row=5):
        if cells[0].value:
            yield dict(zip(headings, cells, strict=True))


def decide(path: Path, about: str, **answers: str) -> None:
    """Types these answers into the row about something, with spaces for underscores."""
    rows = list(decisions(path))
    row = next(row for row in rows if about in str(row["What it is about"].value))
    for heading, answer in answers.items():
        row[heading.replace("_", " ")].value = answer
    book = row["Matter"].parent.parent
    book.save(path)


@pytest.fixture
def small(tmp_path: Path) -> YearFolder:
    """A year in which one answer has two secrets, and another one has one."""
    folder = year_folder(tmp_path / "2024-25")
    answers: Answers = {
        "Actions": {"P1.1-01": {"Evidence": f"See {BORN}1111 and {BORN}2222.", "Difference made": f"As {BORN}3333."}}
    }
    returned(folder.quarter("Q1").returned, Q1, "FH", answers)
    run("merge", folder.path, "Q1")
    return folder


RELEASED = {"Decision": "Accept", "Why": "Both are invoices of ours.", "Decided_by_(role)": "Lead Officer"}


def everything(year: YearFolder) -> bytes:
    return b"".join(content for _, content in written_by_us(year))


def test_what_is_released_by_name_with_a_reason_passes_and_nothing_else_does(small):
    workbook = small.quarter("Q1").coordinator
    assert leaks(everything(small)) == []
    decide(workbook, "P1.1-01 Evidence", **RELEASED)
    out = run("merge", small.path, "Q1")
    parts = dict(written_by_us(small))
    register = b"".join(content for name, content in parts.items() if "register.xlsx" in name)
    assert set(SECRET.findall(register)) == {f"{BORN}1111".encode(), f"{BORN}2222".encode()}
    report = parts["Q1/out/report.docx: word/document.xml"].decode()
    assert f"See {BORN}1111" in report or f"{BORN}1111" not in report  # evidence is in no section yet
    assert "Released by the Lead Officer: Both are invoices of ours." in report
    assert f"{BORN}3333".encode() not in everything(small) + out.encode()


@pytest.mark.parametrize("left_out", ["Why", "Decided_by_(role)", "Decision"])
def test_a_release_without_all_it_needs_releases_nothing_and_is_noted(left_out, small):
    answers = {name: answer for name, answer in RELEASED.items() if name != left_out}
    decide(small.quarter("Q1").coordinator, "P1.1-01 Evidence", **answers)
    run("merge", small.path, "Q1")
    assert leaks(everything(small)) == []
    sheet = openpyxl.load_workbook(small.quarter("Q1").register)["Queries"]
    codes = {row[0] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert ("P16" in codes) is (left_out != "Decision")
    assert "P15" not in codes


def test_a_release_is_for_one_version_of_a_file(small):
    decide(small.quarter("Q1").coordinator, "P1.1-01 Evidence", **RELEASED)
    (path,) = small.quarter("Q1").returned.iterdir()
    filled(path, path, {"Actions": {"P1.1-01": {"Evidence": f"See {BORN}4444."}}})
    run("merge", small.path, "Q1")
    assert leaks(everything(small)) == []
    rows = [
        row for row in decisions(small.quarter("Q1").coordinator) if "Evidence" in str(row["What it is about"].value)
    ]
    assert [row["Decision"].value for row in rows] == ["Accept", None]


def test_a_merge_adds_to_the_coordinators_workbook_and_keeps_what_is_written_there(small):
    workbook = small.quarter("Q1").coordinator
    decide(workbook, "Difference made", Decision="Reject", Why="=It is a child's.")
    book = openpyxl.load_workbook(workbook)
    book["Meeting"]["B4"] = dt.date(2024, 7, 30)
    book.create_sheet("My own notes")["C3"] = "Ring the office."
    book.save(workbook)
    before = workbook.read_bytes()
    run("merge", small.path, "Q1")
    assert workbook.read_bytes() == before, "nothing new is to be decided"
    (path,) = small.quarter("Q1").returned.iterdir()
    filled(path, path, {"Sign-off": {"Completed by (role)": f"{BORN}5555"}})
    run("merge", small.path, "Q1")
    assert small.quarter("Q1").coordinator_before.read_bytes() == before
    rows = [(row["What it is about"].value, row["Decision"].value, row["Why"].value) for row in decisions(workbook)]
    assert rows[0][1:] == ("Reject", "=It is a child's.")
    assert len(rows) == 5
    assert "Completed by (role)" in rows[-1][0]
    after = openpyxl.load_workbook(workbook)
    assert after["My own notes"]["C3"].value == "Ring the office."
    assert after["Meeting"]["B4"].value == dt.datetime(2024, 7, 30)


def test_more_rows_than_there_is_room_for_are_added_below_with_their_drop_downs(small):
    (path,) = small.quarter("Q1").returned.iterdir()
    book = openpyxl.load_workbook(path)
    for row in range(60, 100):
        book["Actions"].cell(row, 2, f"{BORN}{row + 1000}")
    book.save(path)
    run("merge", small.path, "Q1")
    after: Any = openpyxl.load_workbook(small.quarter("Q1").coordinator)
    sheet = after["Decisions"]
    last = max(cells[0].row for cells in sheet.iter_rows(min_row=5) if cells[0].value)
    assert last > 44
    (table,) = sheet.tables.values()
    assert table.ref.endswith(str(last))
    assert any(f"E{last}" in validation.sqref for validation in sheet.data_validations.dataValidation)


def test_a_small_number_of_children_is_withheld_as_a_measures_value(tmp_path):
    plan = plan_with(measures=(measure("P1.1-01-M1", "Re-registered", "children", Better.LOWER, 9, 0),))
    values = {3: True, 4: True, 5: False, 0: False, 12: False}
    for value, is_withheld in values.items():
        answers: Answers = {"Measures": {"P1.1-01-M1": {"Value this quarter": value}}}
        path = returned(tmp_path, Q1, "FH", answers, plan=plan)
        register = merged([path], Q1, plan=plan)
        record = register.measure_by_ref["P1.1-01-M1"]
        assert (record.value is None) is is_withheld
        assert (record.written("value") == "[withheld: possible small number of children]") is is_withheld
        mine = [one.code for one in asked(found(register, Q1, plan=plan)) if one.ref == "P1.1-01-M1"]
        assert ("P14" in mine) is is_withheld
        assert "F03" not in mine


@pytest.mark.parametrize("form", ["ods", "xls"])
def test_in_other_formats_nothing_passes_either(form, soffice, tmp_path):
    folder = year_folder(tmp_path / "2024-25")
    tracker = filled(returned(tmp_path / "typed", Q1, "FH"), tmp_path / "FH.xlsx", in_every_answer())
    hidden_all_over(tracker)
    back = folder.quarter("Q1").returned
    back.mkdir(parents=True)
    soffice(tracker, to=form, outdir=back)
    out = run("merge", folder.path, "Q1") + run("check", *back.iterdir())
    assert leaks(everything(folder) + out.encode()) == []
    sheet = openpyxl.load_workbook(folder.quarter("Q1").register)["Queries"]
    told = "\n".join(str(row[4]) for row in sheet.iter_rows(min_row=5, values_only=True) if str(row[0])[0] == "P")
    for where in ("has what may be", "in a cell", "in a comment", "name of a sheet", "properties of the file"):
        assert where in told
