"""The worked example, merged as a coordinator merges it: always the same, and nothing that was written is lost."""

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nacpc_xl import steps
from nacpc_xl.merge.read import read_register
from nacpc_xl.model.register import Register
from nacpc_xl.workspace import LOCK, YearFolder
from tests.end_to_end.by_hand import QUARTERS, day, sheets
from tests.quarters import asked, assert_accounted_for

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "workbooks" / "2019-20"
OPEN = ("MI", "ST", "YS", "EI", "PE", "LD", "CS")  # groups of which something is asked; of YS nothing came back
OUTPUTS = (
    "register.xlsx",
    "report.docx",
    *(f"chase/{code}{end}" for code in OPEN for end in (".eml", "-marked.xlsx") if code != "YS" or end == ".eml"),
)
COLOURS = {"Green": "On track", "Amber": "At risk", "Red": "Off track", "Blue": "Complete"}


def copied(folder: Path, *, backwards: bool = False) -> Path:
    """The example without anything that was made from it, its files put there in either order."""
    paths = [path for path in EXAMPLE.rglob("*") if path.is_file() and not {"out", "issued"} & set(path.parts)]
    for path in sorted(paths, reverse=backwards):
        target = folder / path.relative_to(EXAMPLE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return folder


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nacpc_xl", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def made_in(year: Path, quarter: str = "Q2") -> dict[str, bytes]:
    out = year / quarter / "out"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, with its second quarter merged from a folder without any output."""
    folder = copied(tmp_path_factory.mktemp("example") / "2019-20")
    steps.merge_and_write(YearFolder.at(folder), "Q2")
    return folder


@pytest.fixture(scope="module")
def register(year: Path) -> Register:
    return read_register(year / "Q2" / "out" / "register.xlsx")


def test_the_command_finishes_and_says_what_came_back_what_is_missing_whom_to_ask_and_where(year, tmp_path):
    again = copied(tmp_path / "year of ours")
    done = command("merge", str(again), "q2")
    assert done.returncode == 1
    assert not done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 160
    for said in (
        "Came back: 7 of 8 groups.",
        "Missing: Young People's Strategic Suicide Prevention Group (YS).",
        "There was no register of Q1",
        "To chase: 12 queries",
        f"Register  {again / 'Q2' / 'out' / 'register.xlsx'}",
        f"Report    {again / 'Q2' / 'out' / 'report.docx'}",
        f"Chase     {again / 'Q2' / 'out' / 'chase'}: drafts for 7 groups",
    ):
        assert said in done.stdout
    assert made_in(again) == made_in(year)


def test_every_group_that_is_asked_something_is_named_with_its_cells(year):
    done = command("merge", str(year), "Q2")
    findings = openpyxl.load_workbook(year / "Q2" / "out" / "register.xlsx")["Queries"]
    rows = list(findings.iter_rows(min_row=5, values_only=True))
    for _, severity, group, _, _, _, _, sheet, cell in rows:
        if severity != "Note":
            (line,) = (line for line in done.stdout.splitlines() if line.startswith(f"  {group} "))
            assert not cell or f"{sheet} {cell}" in line


@pytest.mark.parametrize("quarter", QUARTERS)
def test_merging_a_quarter_again_gives_the_same_bytes_in_all_of_the_year(quarter, whole_year, tmp_path):
    again = Path(shutil.copytree(whole_year, tmp_path / "year"))
    assert steps.merge_and_write(YearFolder.at(again), quarter).merged.bridged == ()
    assert contents(again) == contents(whole_year)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_quarter_merged_without_the_registers_before_it_gives_the_same_bytes(quarter, whole_year, tmp_path):
    alone = copied(tmp_path / "alone")
    earlier = tuple(label for label in QUARTERS if label < quarter)
    for _ in range(2):
        assert steps.merge_and_write(YearFolder.at(alone), quarter).merged.bridged == earlier
        assert made_in(alone, quarter) == made_in(whole_year, quarter)


def test_a_quarter_merged_with_some_of_the_registers_before_it_gives_the_same_bytes(whole_year, tmp_path):
    folder = copied(tmp_path / "some")
    steps.merge_and_write(YearFolder.at(folder), "Q2")
    assert steps.merge_and_write(YearFolder.at(folder), "Q4").merged.bridged == ("Q1", "Q3")
    assert made_in(folder, "Q4") == made_in(whole_year, "Q4")


@pytest.mark.parametrize("quarter", QUARTERS)
def test_what_is_added_to_a_new_coordinators_workbook_changes_nothing_in_the_next_merge(quarter, whole_year, tmp_path):
    """What was decided in the quarters before stays as it was recorded then, reasons and all."""
    folder = copied(tmp_path / "year")
    (folder / quarter / "coordinator.xlsx").unlink()
    steps.merge_and_write(YearFolder.at(folder), quarter)
    first = contents(folder / quarter)
    steps.merge_and_write(YearFolder.at(folder), quarter)
    assert contents(folder / quarter) == first
    decided_before = [
        [one for one in read_register(year / quarter / "out" / "register.xlsx").date_changes if one.quarter < quarter]
        for year in (folder, whole_year)
    ]
    assert decided_before[0] == decided_before[1]


def contents(folder: Path) -> dict[Path, bytes]:
    """All files in a folder."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_another_folder_order_or_process_gives_the_same_bytes(year, tmp_path):
    elsewhere = copied(tmp_path / "another folder", backwards=True)
    done = command("merge", str(elsewhere), "Q2", PYTHONHASHSEED="4711", TZ="Pacific/Auckland", LC_ALL="C")
    assert done.returncode == 1, done.stderr
    assert made_in(elsewhere) == made_in(year)


def test_other_file_names_change_only_what_names_the_files(year, register, tmp_path):
    elsewhere = copied(tmp_path / "renamed")
    names: dict[str, str] = {}
    for path in (elsewhere / "Q2" / "returned").iterdir():
        new = f"{int.from_bytes(path.name.encode()) % 9973:04}{path.suffix}"
        names[new] = path.name
        path.rename(path.with_name(new))
    steps.merge_and_write(YearFolder.at(elsewhere), "Q2")
    renamed = read_register(elsewhere / "Q2" / "out" / "register.xlsx")

    def rows(one: Register, table: str) -> list[str]:
        written = (repr(row) for row in one.rows(table))
        return sorted(re.sub("|".join(map(re.escape, names)), lambda found: names[found[0]], text) for text in written)

    assert len(names) == 7
    for table in Register.tables():
        assert rows(renamed, table) == rows(register, table)


def test_what_is_written_is_read_back(year, register):
    merged = steps.merged(YearFolder.at(year), "Q2")
    for name in Register.tables():
        assert list(register.rows(name)) == list(merged.register.rows(name))
    assert merged.bridged == ("Q1",)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_cell_is_accounted_for(quarter, whole_year):
    register = read_register(whole_year / quarter / "out" / "register.xlsx")
    assert_accounted_for(register)
    assert sum(one.cells or 0 for one in register.returns) > 2000


def test_a_merge_writes_into_out_and_nowhere_else(year, tmp_path):
    elsewhere = copied(tmp_path / "watched")

    def contents() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}

    before = contents()
    steps.merge_and_write(YearFolder.at(elsewhere), "Q2")
    after = contents()
    assert {path: after[path] for path in before} == before
    assert {path.relative_to(elsewhere).as_posix() for path in after.keys() - before.keys()} == {
        f"Q2/{LOCK}",
        *(f"Q2/out/{name}" for name in OUTPUTS),
    }


@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_merge_of_any_quarter_changes_nothing_outside_out(quarter, tmp_path):
    folder = copied(tmp_path / "year")
    before = contents(folder)
    steps.merge_and_write(YearFolder.at(folder), quarter)
    after = contents(folder)
    new = {path.parts[:2] for path in after.keys() - before.keys()}
    assert {path: after[path] for path in before} == before
    assert new == {(quarter, "out"), (quarter, LOCK)}


@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_word_and_figure_of_a_lead_is_found_in_the_register(quarter, whole_year):
    registered = set(values_in(whole_year / quarter / "out" / "register.xlsx"))
    issued = {code_of(path): path for path in (whole_year / quarter / "issued").iterdir()}
    looked_for = 0
    for path in (whole_year / quarter / "returned").iterdir():
        given = set(values_in(issued[code_of(path)]))
        for value in set(values_in(path)) - given:
            looked_for += 1
            assert value in registered or understood(value) in registered, f"{path.name}: {value!r}"
    assert looked_for > 250


def code_of(path: Path) -> str:
    return next(
        code for code in ("MP", "MI", "ST", "YS", "EI", "PE", "LD", "CS") if re.search(rf"\b{code}\b", path.stem)
    )


def values_in(path: Path) -> Iterator[Any]:
    """What stands in the cells of a workbook."""
    return (value for rows in sheets(path).values() for row in rows for value in row if value is not None)


def understood(value: object) -> object:
    """What a text means that is not kept as it was typed: a day in words, a colour, the label of a choice."""
    if not isinstance(value, str):
        return value
    chosen = re.fullmatch(r"(P\d\.\d) .*", value)
    return chosen[1] if chosen else day(value) or COLOURS.get(value)


def test_the_notes_beside_the_tables_are_found_word_for_word(register):
    assert [(scrap.subgroup, scrap.text) for scrap in register.unplaced] == [
        ("LD", "Please could next quarter's tracker come a week earlier? Our meeting is on 12 December.")
    ]


QUERIES = {
    "Q1": [
        ("C02", "MI", "P1.3-03"),  # at risk without a barrier
        ("F02", "EI", "P3.1-01"),  # end of September
        ("K17", "PE", "P2.4-03"),  # complete, at 46% where 70% is aimed at
        ("K17", "LD", "P3.3-01"),  # complete, at 312 where 800 are aimed at
        ("C02", "CS", "P3.2-01"),  # on track without a next milestone
    ],
    "Q2": [
        ("F03", "MI", "P1.3-02-M1"),  # about 40
        ("K17", "MI", "P1.2-01"),  # complete, at 16% where 12% is aimed at
        ("C02", "ST", "P1.4-01"),  # complete without evidence
        ("K17", "ST", "P1.4-01"),  # complete, at 58% where 75% is aimed at
        ("R01", "YS", ""),  # nothing came back
        ("K10", "EI", "P4.1-01"),  # overdue
        ("F01", "PE", "P2.3-02"),  # Amber/Green
        ("S01", "PE", "P2.3-03"),  # last quarter's words
        ("K17", "PE", "P2.4-02"),  # complete, at 2,960 where 3,500 are aimed at
        ("F02", "LD", "P4.2-02"),  # TBC
        ("S03", "LD", "P3.3-02"),  # Ongoing.
        ("C02", "CS", "P3.2-03"),  # an ask without a day
    ],
    "Q3": [
        ("S01", "MP", "P1.1-04"),  # nearly last quarter's words
        ("F03", "EI", "P4.1-02-M1"),  # approx. 55
        ("C02", "PE", "P2.3-03"),  # complete without evidence
        ("K06", "LD", "P5.2-01"),  # a milestone in January 2019, where 2020 is meant
    ],
    "Q4": [
        ("K14", "MI", "P1.3-02-M1"),  # 1,640, where 164 is meant
        ("R01", "ST", ""),  # nothing came back
        ("K17", "EI", "P2.2-02"),  # complete, at 72% where 75% is aimed at
        ("F02", "LD", "P5.3-01"),  # end of June
    ],
}


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_queries_are_those_that_the_example_was_made_to_show(quarter, whole_year):
    merged = steps.merged(YearFolder.at(whole_year), quarter)
    assert [(one.code, one.subgroup, one.ref) for one in asked(merged.findings)] == QUERIES[quarter]


def test_a_measure_that_fell_is_not_asked_about_where_its_comment_says_why(year):
    merged = steps.merged(YearFolder.at(year), "Q2")
    action = merged.register.action_by_ref["P1.2-03"]
    assert (str(action.status), str(action.computed_status)) == ("On track", "At risk")
    assert merged.register.measure_by_ref["P1.2-03-M1"].comment.startswith("Reviews began in September")
    assert "P1.2-03" not in {one.ref for one in merged.findings}


def test_the_json_summary_tells_the_same_as_the_register(year):
    done = command("merge", str(year), "Q2", "--json")
    summary = json.loads(done.stdout)
    assert done.returncode == 1
    assert (summary["quarter"], summary["position_at"]) == ("Q2 2019-20", "2019-09-30")
    assert sum(summary["actions"].values()) == 46
    assert summary["actions"]["No return"] == 2
    assert {one["subgroup"] for one in summary["returns"] if one["outcome"] == "No return"} == {"YS"}
    assert len([one for one in summary["findings"] if one["severity"] != "Note"]) == 12
    assert summary["files"] == [str(year / "Q2" / "out" / name) for name in OUTPUTS]
    assert summary["problems"] == []


def test_the_outputs_name_no_folder_and_no_day_of_this_machine(year):
    made = made_in(year)
    assert sorted(made) == sorted(OUTPUTS)
    for name, content in made.items():
        if name.endswith(".eml"):
            assert not re.search(rb"(?i)^(Date|From|Message-ID):", content, re.MULTILINE)
            continue
        with zipfile.ZipFile(year / "Q2" / "out" / name) as package:
            for part in package.infolist():
                assert part.date_time[0] == 1980
                text = package.read(part).decode("utf-8", "replace")
                assert str(year) not in text
                assert str(dt.date.today().year) not in re.findall(r"<dcterms:\w+[^>]*>(\d{4})", text)
