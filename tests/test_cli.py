"""The commands: what they print, where they write, how they end, and that they never end in a traceback."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import openpyxl
import pytest

from nacpc_xl import __version__, cli
from nacpc_xl.checks.run import all_checks
from nacpc_xl.model.plan import Plan, Subgroup
from nacpc_xl.model.register import History
from nacpc_xl.plan.write import plan_workbook
from nacpc_xl.workspace import TEMPLATE, YearFolder
from tests.committee import PLAN, Q1, Q2, Q4, action
from tests.quarters import all_returned, beside, plan_with, returned, year_folder
from tests.workbooks import Answers, drawn, label_of

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process, as `nacpc-xl` does."""

    def run_it(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["nacpc-xl", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capsys.readouterr()
        assert isinstance(stop.value.code, int)
        assert "Traceback" not in said.err
        return Ran(stop.value.code, said.out, said.err)

    return run_it


def modules_after(statements: str, *arguments: object) -> set[str]:
    """The modules in use in a new process once it has run these statements, which have `sys` and its arguments."""
    code = f"import sys; {statements}; print(*sys.modules)"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.fixture
def year(tmp_path: Path) -> YearFolder:
    """A year of the second committee, in which every group returned a good tracker for Q1."""
    folder = year_folder(tmp_path / "2024-25")
    all_returned(folder.quarter("Q1").returned, Q1)
    return folder


# How a merge ends


def test_a_quarter_in_which_all_is_well_ends_with_0(run, year):
    done = run("merge", year.path, "Q1")
    assert (done.code, done.err) == (0, "")
    assert "Came back: 3 of 3 groups." in done.out
    assert "Missing" not in done.out
    assert "To chase: 0 queries; 5 notes besides." in done.out
    for path in (year.quarter("Q1").register, year.quarter("Q1").report):
        assert path.is_file()
        assert str(path) in done.out


def test_one_query_ends_with_1(run, year):
    returned(year.quarter("Q1").returned, Q1, "FH", {"Actions": {"P1.1-01": {"Status": None}}})
    done = run("merge", year.path, "Q1")
    assert done.code == 1
    assert "To chase: 1 query; 5 notes besides." in done.out
    assert "  FH  Actions K5 (Trading Standards Manager)" in done.lines


def test_a_missing_return_ends_with_1_and_names_the_group(run, year):
    next(year.quarter("Q1").returned.glob("*VO*")).unlink()
    done = run("merge", year.path, "Q1")
    assert done.code == 1
    assert "Came back: 2 of 3 groups." in done.out
    assert "Missing: Voices of Adults Group (VO)." in done.out


def test_a_quarter_of_which_nothing_came_back_is_still_merged(run, tmp_path):
    done = run("merge", year_folder(tmp_path / "year").path, "Q3")
    assert done.code == 1
    assert "Came back: 0 of 3 groups." in done.out
    assert "for 6 nothing came back." in done.out


@pytest.mark.parametrize("label", ["q1", " Q1 ", "Q1"])
def test_a_quarter_may_be_written_as_people_write_it(label, run, year):
    assert run("merge", year.path, label).code == 0


@pytest.mark.parametrize("label", ["Q5", "1", "Q", "summer", ""])
@pytest.mark.parametrize("command", ["merge", "issue", "status"])
def test_a_quarter_that_is_none_ends_with_2(command, label, run, year):
    done = run(command, year.path, label)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"There is no quarter {label}. Enter Q1, Q2, Q3 or Q4.\n"


@pytest.mark.parametrize("command", ["merge", "issue", "status"])
def test_a_folder_that_is_not_there_ends_with_2(command, run, tmp_path):
    done = run(command, tmp_path / "nowhere", "Q1")
    assert (done.code, done.out) == (2, "")
    assert f"There is no folder {tmp_path / 'nowhere'}." in done.err
    assert len(done.err.splitlines()) == 1


def test_a_folder_without_a_plan_ends_with_2_and_says_how_to_make_one(run, tmp_path):
    done = run("merge", tmp_path, "Q1")
    assert done.code == 2
    assert "holds no plan.xlsx" in done.err
    assert "nacpc-xl new-year" in done.err


def test_a_file_for_a_folder_ends_with_2(run, tmp_path):
    (tmp_path / "year").write_text("")
    done = run("merge", tmp_path / "year", "Q1")
    assert done.code == 2
    assert "year" in done.err


@pytest.mark.parametrize("content", [b"", b"no workbook", b"%PDF-1.7", b"PK\x03\x04"])
def test_a_plan_that_cannot_be_read_ends_with_2(content, run, tmp_path):
    (tmp_path / "plan.xlsx").write_bytes(content)
    done = run("merge", tmp_path, "Q1")
    assert (done.code, done.out) == (2, "")
    assert "plan.xlsx" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_plan_with_faults_ends_with_2_and_names_each_cell(run, year):
    beside(year.plan, "Actions", "B5", "P9.9")
    beside(year.plan, "Themes", "F5", "Sometimes")
    done = run("merge", year.path, "Q1")
    assert done.code == 2
    assert "“Sometimes” is not In full or In brief (plan.xlsx, Themes, F5)" in done.err
    beside(year.plan, "Themes", "F5", "In full")
    assert "P9.9 is not on the sheet Priorities (plan.xlsx, Actions, B5)" in run("merge", year.path, "Q1").err


@pytest.mark.parametrize("arguments", [("merge",), ("merge", "x", "Q1", "--nonsense"), ("nonsense",), ("check",)])
def test_wrong_arguments_end_with_2(arguments, run):
    done = run(*arguments)
    assert done.code == 2
    assert "Usage" in done.err


@pytest.mark.parametrize("day", ["31/12/2024", "2024-12-31"])
def test_the_day_that_overdue_is_judged_on_can_be_given(day, run, year):
    done = run("merge", year.path, "Q1", "--as-at", day)
    assert done.code == 1
    assert "position at 31 December 2024" in done.lines[0]
    assert run("merge", year.path, "Q1", "--as-at", "soon").code == 2


# What lies in the folder of returns


def rubbish(folder: Path) -> Iterator[Path]:
    """What people put into a folder besides trackers."""
    for name, content in (
        ("garbage.xlsx", bytes(range(256)) * 20),
        ("empty.xlsx", b""),
        ("minutes.xlsx", b"%PDF-1.7\n%%EOF\n"),
        ("read me.txt", b"The tracker follows on Friday."),
        ("no ending", b"\x00\x01"),
    ):
        (folder / name).write_bytes(content)
        yield folder / name


def test_rubbish_in_the_folder_is_named_and_the_returns_are_merged(run, year):
    folder = year.quarter("Q1").returned
    names = [path.name for path in rubbish(folder)]
    done = run("merge", year.path, "Q1")
    assert done.code == 1
    assert "Came back: 3 of 3 groups." in done.out
    sheet = openpyxl.load_workbook(year.quarter("Q1").register)["Queries"]
    queries = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] == "R02"]
    assert sorted(str(row[6]) for row in queries) == sorted(names)
    assert len(done.lines) <= 25


@pytest.mark.parametrize("name", ["~$tracker.xlsx", ".~lock.tracker.ods#", "desktop.ini", "Thumbs.db", ".DS_Store"])
def test_what_other_programs_leave_behind_is_passed_over(name, run, year):
    (year.quarter("Q1").returned / name).write_bytes(b"lock")
    assert run("merge", year.path, "Q1").code == 0


def test_a_return_in_a_folder_of_its_own_is_merged(run, year):
    folder = year.quarter("Q1").returned
    late = folder / "late ones.xlsx"
    late.mkdir()
    next(folder.glob("*VO*")).rename(late / "vo.xlsx")
    (folder / "empty folder").mkdir()
    done = run("merge", year.path, "Q1")
    assert (done.code, done.err) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="only there can a name be bytes that are no text")
def test_a_name_that_is_no_text_does_not_stop_a_merge(run, year):
    folder = os.fsencode(year.quarter("Q1").returned)
    Path(os.fsdecode(folder + b"/caf\xe9.xlsx")).write_bytes(b"no workbook")
    done = run("merge", year.path, "Q1")
    assert done.code == 1
    assert "Came back: 3 of 3 groups." in done.out
    assert year.quarter("Q1").report.is_file()


def test_a_return_that_kills_its_reader_does_not_stop_a_merge(year):
    tracker = next(year.quarter("Q1").returned.glob("*VO*"))
    beside(tracker, "Actions", "XFD1048576", "far away")
    done = subprocess.run(
        [sys.executable, "-m", "nacpc_xl", "merge", str(year.path), "Q1"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 1, done.stderr[-300:]
    assert "Came back: 2 of 3 groups." in done.stdout


# How much is said


def committee_of(groups: int) -> Plan:
    """The plan with this many groups more, each with one action."""
    codes = [f"X{number}" for number in range(groups)]
    more = [action(f"P1.2-{number:02}", code, f"Task of {code}.", "2024-04-01 to 2025-03-31", ("A1",))
            for number, code in enumerate(codes, start=10)]  # fmt: skip
    names = [Subgroup.of(code=code, name=f"Group number {code}", lead="Chair") for code in codes]
    return plan_with(subgroups=(*PLAN.subgroups, *names), actions=(*PLAN.actions, *more))


def test_the_worst_quarter_is_told_in_25_lines(run, tmp_path):
    plan = committee_of(9)
    folder = year_folder(tmp_path / "year", plan)
    blank: Answers = {"Sign-off": {"Date": None}}
    for code in (f"X{number}" for number in range(9)):
        returned(folder.quarter("Q4").returned, Q4, code, blank, plan=plan)
    for label in ("Q1", "Q2", "Q3", "Q4"):
        folder.quarter(label).returned.mkdir(parents=True, exist_ok=True)
        for number in range(5):
            (folder.quarter(label).returned / f"{number}.xlsx").write_bytes(b"none")
    done = run("merge", folder.path, "Q4")
    assert done.code == 1
    assert len(done.lines) <= 25
    assert "Missing: Financial Harm Group (FH)" in done.out
    assert str(folder.quarter("Q4").report) in done.out


def test_the_summary_for_another_program_is_json_and_nothing_else(run, year):
    next(year.quarter("Q1").returned.glob("*VO*")).unlink()
    done = run("merge", year.path, "Q1", "--json")
    summary = json.loads(done.out)
    assert done.code == 1
    assert summary["quarter"] == "Q1 2024-25"
    assert [one["outcome"] for one in summary["returns"]] == ["Used", "No return", "Used"]
    assert summary["actions"]["On track"] == 3
    assert [one["code"] for one in summary["findings"] if one["severity"] == "Stop"] == ["R01"]
    assert [Path(path).name for path in summary["files"]] == ["register.xlsx", "report.docx", "VO.eml"]


# What cannot be written, or read beside the returns


def test_an_unknown_marker_in_the_template_is_said_and_the_register_is_written(run, year):
    import docx

    document = docx.Document()
    document.add_paragraph("«At a glimpse»")
    document.save(str(year.path / TEMPLATE))
    done = run("merge", year.path, "Q1")
    assert done.code == 1
    assert "has the marker «At a glimpse», which is not one of its markers." in done.err
    assert len(done.err.splitlines()) == 1
    assert year.quarter("Q1").register.is_file()
    assert not year.quarter("Q1").report.exists()


@pytest.mark.own_template
def test_a_template_of_the_years_own_is_used(run, year):
    import docx

    document = docx.Document()
    document.add_paragraph("Our own «title»")
    document.add_paragraph("«At a glance»")
    document.save(str(year.path / TEMPLATE))
    assert run("merge", year.path, "Q1").code == 0
    texts = [one.text for one in docx.Document(str(year.quarter("Q1").report)).paragraphs]
    assert texts[0] == "Our own Adult protection improvement plan 2024-25: progress report Q1"
    assert "1 At a glance" in texts


def test_a_coordinators_workbook_that_cannot_be_read_is_said_and_the_rest_is_written(run, year):
    year.quarter("Q1").coordinator.write_bytes(b"no workbook")
    done = run("merge", year.path, "Q1")
    assert done.code == 1
    assert "coordinator.xlsx cannot be read" in done.err
    assert "Until then nothing in it counts, and nothing is released." in done.err
    assert year.quarter("Q1").report.is_file()


def test_what_the_coordinator_wrote_is_in_the_report(run, year):
    import docx

    run("issue", year.path, "Q1")
    path = year.quarter("Q1").coordinator
    book = openpyxl.load_workbook(path)
    meeting = next(cell for row in book["Meeting"].iter_rows() for cell in row if cell.value == "Meeting on")
    meeting.offset(column=1).value = "15/08/2024"
    book["Commentary"]["A5"].value, book["Commentary"]["B5"].value = "H1", "A quarter of small steps."
    book.save(path)
    before = path.read_bytes()
    assert run("merge", year.path, "Q1").code == 0
    texts = [one.text for one in docx.Document(str(year.quarter("Q1").report)).paragraphs]
    assert "A quarter of small steps." in texts
    assert "for the meeting on 15 August 2024" in texts[1]
    assert path.read_bytes() == before


def test_a_register_of_last_quarter_that_cannot_be_read_stops_with_a_sentence(run, year):
    year.quarter("Q1").out.mkdir()
    year.quarter("Q1").register.write_bytes(b"no workbook")
    done = run("merge", year.path, "Q2")
    assert done.code == 2
    assert "register.xlsx cannot be read" in done.err
    drawn(year.quarter("Q1").register, {"Sheet1": "| a |"})
    done = run("merge", year.path, "Q2")
    assert done.code == 2
    assert "is not a register of this version" in done.err


def test_outputs_that_cannot_be_written_are_each_said_and_end_with_2(run, year):
    year.quarter("Q1").out.write_bytes(b"a file where the folder should be")
    done = run("merge", year.path, "Q1")
    assert done.code == 2
    assert len(done.err.splitlines()) == 2
    assert all("cannot be written" in line for line in done.err.splitlines())


@pytest.mark.parametrize("command", ["merge", "issue"])
def test_a_second_run_at_the_same_time_says_so_and_stops(command, run, year):
    with year.quarter("Q1").held():
        done = run(command, year.path, "q1")
    assert done.code == 2
    assert "Another run is writing into" in done.err
    assert len(done.err.splitlines()) == 1
    assert run(command, year.path, "Q1").code in (0, 1)


def test_one_output_that_cannot_be_written_leaves_the_other_whole(run, year):
    year.quarter("Q1").register.mkdir(parents=True)
    done = run("merge", year.path, "Q1")
    assert done.code == 1
    assert "register.xlsx cannot be written" in done.err
    assert year.quarter("Q1").report.is_file()
    assert not list(year.quarter("Q1").out.glob(".*.part"))


# The other commands


def test_a_quarter_goes_from_a_new_year_to_a_report(run, tmp_path):
    folder = tmp_path / "next year"
    made = run("new-year", folder)
    assert made.code == 0
    assert f'nacpc-xl issue "{folder}" Q1' in made.out
    issued = run("issue", folder, "Q1")
    assert issued.code == 0
    trackers = sorted((folder / "Q1" / "issued").iterdir())
    assert len(trackers) == 8
    assert all(str(path) in issued.out for path in trackers)
    assert run("merge", folder, "Q1").code == 1


def test_a_plan_is_never_overwritten(run, year):
    before = year.plan.read_bytes()
    for options in ((), ("--blank",)):
        done = run("new-year", year.path, *options)
        assert done.code == 2
        assert "never overwritten" in done.err
    assert year.plan.read_bytes() == before


def test_a_blank_plan_asks_to_be_filled_in(run, tmp_path):
    done = run("new-year", tmp_path / "blank", "--blank")
    assert done.code == 0
    assert "Fill in its sheets" in done.out
    merged = run("merge", tmp_path / "blank", "Q1")
    assert merged.code == 2
    assert "to put right first" in merged.err


def test_issuing_again_never_touches_the_coordinators_workbook(run, year):
    run("issue", year.path, "Q1")
    path = year.quarter("Q1").coordinator
    beside(path, "Commentary", "B5", "Mine.")
    before = path.read_bytes()
    again = run("issue", year.path, "Q1")
    assert again.code == 0
    assert path.read_bytes() == before
    assert str(path) not in again.out


# Where a quarter stands


def columns(line: str) -> list[str]:
    """The cells of a line of the status, as a spreadsheet takes them."""
    return re.split(r" {2,}", line)


def test_status_tells_who_returned_what_is_open_and_who_signed_when(run, year):
    next(year.quarter("Q1").returned.glob("*VO*")).unlink()
    returned(year.quarter("Q1").returned, Q1, "FH", {"Actions": {"P1.1-01": {"Status": None}}}, name="ours.xlsx")
    next(year.quarter("Q1").returned.glob("*FH*")).unlink()
    done = run("status", year.path, "Q1")
    assert (done.code, done.err) == (1, "")
    assert done.lines[0] == "Adult protection improvement plan 2024-25, Q1 2024-25"
    assert [columns(line) for line in done.lines[1:-2]] == [
        ["Code", "Group", "Return", "Queries", "Signed on", "File", "Why not used"],
        ["FH", "Financial Harm Group", "Returned", "1", "04/07/2024", "ours.xlsx", "-"],
        ["VO", "Voices of Adults Group", "Missing", "1", "-", "-", "-"],
        ["QA", "Quality Assurance Group", "Returned", "0", "04/07/2024", "SAPC-2024-25-Q1-QA.xlsx", "-"],
    ]
    assert done.lines[-2].startswith("2 of 3 groups returned; 2 queries open; trackers were due back on 5 July 2024 (")
    assert done.lines[-1] == "For you in coordinator.xlsx: nothing."
    assert not year.quarter("Q1").out.exists()
    assert "To chase: 2 queries" in run("merge", year.path, "Q1").out


def test_status_says_why_a_file_does_not_count_and_whose_it_is(run, year):
    folder = year.quarter("Q1").returned
    next(folder.glob("*VO*")).unlink()
    returned(folder, Q2, "VO", name="early.xlsx")
    older: Answers = {"Sign-off": {"Date": dt.date(2024, 7, 1)}, "Actions": {"P1.2-01": {"Status": "At risk"}}}
    returned(folder, Q1, "QA", older, name="first.xlsx")
    (folder / "scan.xlsx").write_bytes(b"no workbook")
    done = run("status", year.path, "Q1")
    assert done.code == 1
    _, *rows = [columns(line) for line in done.lines[1:-2]]
    assert [(row[0], row[2], row[5], row[6]) for row in rows] == [
        ("FH", "Returned", "SAPC-2024-25-Q1-FH.xlsx", "-"),
        ("VO", "Refused", "early.xlsx", "belongs to another quarter"),
        ("QA", "Returned", "SAPC-2024-25-Q1-QA.xlsx", "-"),
        ("QA", "Not used", "first.xlsx", "is an older version of a return that came back twice"),
        ("-", "Refused", "scan.xlsx", "cannot be opened"),
    ]
    assert [row[3] for row in rows if row[0] == "QA"][1] == "-"
    queries = sum(int(row[3]) for row in rows if row[3] != "-")
    assert done.lines[-2].startswith(f"2 of 3 groups returned; {queries} queries open; ")
    assert f"To chase: {queries} queries" in run("merge", year.path, "Q1").out


def test_status_ends_with_0_when_all_is_well(run, year):
    done = run("status", year.path, "Q1")
    assert (done.code, done.err) == (0, "")
    assert done.lines[-2].startswith("3 of 3 groups returned; 0 queries open; ")


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (dt.date(2024, 7, 1), "trackers are due back on 5 July 2024 (4 days to go)."),
        (dt.date(2024, 7, 4), "trackers are due back on 5 July 2024 (1 day to go)."),
        (dt.date(2024, 7, 5), "trackers are due back on 5 July 2024 (today)."),
        (dt.date(2024, 7, 6), "trackers were due back on 5 July 2024 (1 day ago)."),
        (dt.date(2024, 7, 8), "trackers were due back on 5 July 2024 (3 days ago)."),
    ],
)
def test_status_counts_the_days_to_the_day_on_which_trackers_are_due(today, said, run, year, monkeypatch):
    class Then(dt.date):
        @classmethod
        def today(cls) -> Self:
            return cls(today.year, today.month, today.day)

    monkeypatch.setattr(cli, "dt", SimpleNamespace(date=Then))
    assert run("status", year.path, "Q1").lines[-2].endswith(said)


def test_status_counts_what_waits_for_the_coordinator(run, year):
    wanted: Answers = {
        "Actions": {
            "P1.1-01": {"Help wanted from COG": "Decision wanted from the Chief Executive: a hall for training."},
            "P1.1-02": {"Evidence": "Ring her on 07700 900123."},
        }
    }
    returned(year.quarter("Q1").returned, Q1, "FH", wanted)
    waiting = run("status", year.path, "Q1").lines[-1]
    assert waiting == (
        "For you in coordinator.xlsx: 1 decision to make, 1 request to chief officers open; the next merge adds 2 rows."
    )
    run("merge", year.path, "Q1")
    waiting = run("status", year.path, "Q1").lines[-1]
    assert waiting == "For you in coordinator.xlsx: 1 decision to make, 1 request to chief officers open."
    book = openpyxl.load_workbook(year.quarter("Q1").coordinator)
    for name, answers in {"Decisions": {"Decision": "Reject"}, "COG asks": {"State": "Closed"}}.items():
        for heading, word in answers.items():
            top = label_of(book[name], heading)
            book[name].cell(top.row + 1, top.column).value = word
    book.save(year.quarter("Q1").coordinator)
    assert run("status", year.path, "Q1").lines[-1] == "For you in coordinator.xlsx: nothing."


def test_status_says_when_the_coordinators_workbook_cannot_be_read(run, year):
    year.quarter("Q1").coordinator.write_bytes(b"no workbook")
    done = run("status", year.path, "Q1")
    assert done.code == 1
    assert "coordinator.xlsx cannot be read" in done.err
    assert len(done.err.splitlines()) == 1
    assert "3 of 3 groups returned" in done.out


@pytest.mark.skipif(sys.platform == "win32", reason="there no name can hold such letters")
def test_no_name_of_a_file_steers_the_terminal_or_breaks_a_line(run, year, on_terminal):
    name = "late\n[red]one[b]\x1b[2J\u202e  of: ours.xlsx"
    next(year.quarter("Q1").returned.glob("*FH*")).rename(year.quarter("Q1").returned / name)
    piped = run("status", year.path, "Q1")
    assert "  late [red]one[b]?[2J? of: ours.xlsx  " in piped.lines[2]
    on_terminal(200)
    drawn_there = run("status", year.path, "Q1")
    assert "  late [red]one[b]?[2J? of: ours.xlsx " in drawn_there.out


OnTerminal = Callable[[int], None]


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> OnTerminal:
    """Lets what is printed go to a terminal of so many columns."""

    def let_it(columns: int) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm-256color")
        for name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name, raising=False)

    return let_it


STYLES = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize(
    ("width", "headings"),
    [
        (120, ["Code", "Group", "Return", "Queries", "Signed on", "File"]),
        (80, ["Code", "Group", "Return", "Queries", "Signed on", "File"]),
        (60, ["Code", "Group", "Return", "Queries", "Signed on"]),
        (44, ["Code", "Group", "Return", "Queries"]),
        (30, ["Code", "Return", "Queries"]),
    ],
)
def test_status_fits_the_terminal_a_line_for_each_group(width, headings, run, year, on_terminal):
    plan = committee_of(5)
    long = replace(plan, subgroups=tuple(one.but(name=f"{one.name} of the Whole of Garve") for one in plan.subgroups))
    year.plan.write_bytes(plan_workbook(long))
    on_terminal(width)
    shown = [STYLES.sub("", line) for line in run("status", year.path, "Q1").lines]
    assert len(shown) <= 24
    assert max(map(len, shown)) <= width
    head = next(at for at, line in enumerate(shown) if line.startswith("Code"))
    assert columns(shown[head].strip()) == headings
    rows = shown[head + 2 : head + 10]
    assert [line.split()[0] for line in rows] == [one.code for one in plan.subgroups]
    assert [word for line in rows for word in line.split() if word in ("Returned", "Missing")] == [
        *["Returned"] * 3, *["Missing"] * 5
    ]  # fmt: skip
    assert " ".join(" ".join(shown).split()).count("3 of 8 groups returned; ") == 1


def test_a_terminal_is_told_why_a_file_is_not_used_and_only_counts_many(run, year, on_terminal):
    for number in range(5):
        (year.quarter("Q1").returned / f"scan {number}.xlsx").write_bytes(b"no workbook")
    on_terminal(80)
    shown = STYLES.sub("", run("status", year.path, "Q1").out)
    assert "Not used: scan 0.xlsx, which cannot be opened.\n" in shown
    assert "Not used besides: 2 files.\n" in shown
    assert shown.count("scan ") == 3


def test_colours_are_a_help_only_and_can_be_switched_off(run, year, on_terminal, monkeypatch):
    next(year.quarter("Q1").returned.glob("*VO*")).unlink()
    on_terminal(80)
    coloured = run("status", year.path, "Q1").out
    assert "\x1b[32mReturned" in coloured
    assert "\x1b[1;31mMissing" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    plain = run("status", year.path, "Q1").out
    assert STYLES.sub("", plain) == STYLES.sub("", coloured)
    assert not re.search("\x1b\\[[0-9;]*[34][0-7]", plain)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("is_terminal", [False, True])
def test_status_can_be_printed_where_letters_are_few(is_terminal, encoding, year):
    name = next(year.quarter("Q1").returned.glob("*FH*"))
    name.rename(name.with_name("Rückläufer – 第一.xlsx"))
    code = (
        f"import sys; sys.stdout.isatty = lambda: {is_terminal}; "
        f"sys.argv = ['nacpc-xl', 'status', {str(year.path)!r}, 'Q1']; from nacpc_xl import cli; cli.main()"
    )
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "70", "TERM": "xterm"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    shown = done.stdout.decode(encoding, "replace")
    assert "Quality Assurance Group" in shown
    assert ("─" in shown) == (is_terminal and encoding == "utf-8")


def test_status_that_is_piped_loads_no_rich(year):
    loaded = modules_after(
        "from nacpc_xl import cli; cli.commands(sys.argv[1:], standalone_mode=False)", "status", year.path, "Q1"
    )
    assert "click" in loaded
    assert "rich" not in loaded


# Returns checked by themselves


def test_checking_a_good_return_by_itself_finds_nothing(run, tmp_path):
    path = returned(tmp_path, Q1, "FH", name="somewhere.xlsx")
    done = run("check", path)
    assert (done.code, done.out) == (0, "somewhere.xlsx: nothing is missing or wrong (Financial Harm Group).\n")


@pytest.mark.parametrize("in_year", [True, False])
def test_checking_a_return_says_what_is_wrong_where_and_what_to_do(in_year, run, year, tmp_path):
    wrong: Answers = {"Actions": {"P1.1-01": {"Status": "Amber/Green"}}, "Sign-off": {"Date": None}}
    folder = year.quarter("Q1").returned if in_year else tmp_path
    done = run("check", returned(folder, Q1, "FH", wrong, name="mine.xlsx"))
    assert done.code == 1
    assert "  F01: P1.1-01: Status: “Amber/Green” is not" in done.out
    assert "(mine.xlsx, Actions, K5). Enter Complete, On track, At risk, Off track or Not started." in done.out
    assert "Date is missing (mine.xlsx, Sign-off, B" in done.out
    assert len(done.lines) == 3


def test_checking_a_second_quarters_return_knows_the_first(run, year):
    history = History(())
    same: Answers = {
        "Actions": {
            "P1.1-01": {"Progress this quarter": "Seven branches sent 64 staff to the half day in Garve on 9 May."}
        }
    }
    path = returned(year.quarter("Q2").returned, Q2, "FH", same, history=history)
    done = run("check", path)
    assert done.code == 1
    assert "S01" in done.out


def test_checking_what_is_no_tracker_ends_with_1_and_a_sentence_each(run, tmp_path):
    paths = list(rubbish(tmp_path))
    other = drawn(tmp_path / "other.xlsx", {"Sheet1": "| a |"})
    done = run("check", *paths, other, tmp_path / "nowhere.xlsx", tmp_path)
    assert done.code == 1
    assert len(done.lines) == len(paths) + 3
    assert "There is no file" in done.out
    assert "is not a tracker" in done.out


@pytest.mark.parametrize("one", all_checks(), ids=lambda one: one.code)
def test_every_code_is_explained_with_an_example_that_fails_and_one_that_passes(one, run):
    done = run("explain", one.code.lower())
    assert done.code == 0
    assert done.lines[0].startswith(f"{one.code} ({one.severity}: ")
    assert done.lines[0].endswith(one.rule)
    assert done.lines[1].lower() == f"what to do: {one.fix}".lower()
    assert sum(line.startswith("  Fails ") for line in done.lines) == sum(example.fails for example in one.examples)
    assert any(line.startswith("  Passes ") for line in done.lines)


def test_a_code_that_is_none_ends_with_2_and_lists_them(run):
    done = run("explain", "X99")
    assert done.code == 2
    assert all(one.code in done.err for one in all_checks())


def test_help_and_version_are_told(run):
    said = run("--help")
    assert said.code == 0
    told = re.findall(r"^  ([a-z-]+)  ", said.out, re.MULTILINE)
    in_order = ["new-year", "issue", "status", "check", "merge", "explain", "demo"]
    assert [name for name in told if name in in_order] == in_order
    assert told[-1] == "demo"
    for name in told:
        assert run(name, "--help").code == 0
    assert __version__ in run("--version").out


def test_a_summary_can_be_printed_where_letters_are_few(year):
    done = subprocess.run(
        [sys.executable, "-m", "nacpc_xl", "merge", str(year.path), "Q1"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr


# How soon it starts

HEAVY = {"pandas", "openpyxl", "xlsxwriter", "docx", "python_calamine", "lxml", "rapidfuzz", "rich"}


@pytest.mark.parametrize("module", ["nacpc_xl", "nacpc_xl.model", "nacpc_xl.cli", "nacpc_xl.model.register"])
def test_importing_loads_no_library_that_is_not_needed_yet(module):
    loaded = {name.partition(".")[0] for name in modules_after(f"import {module}")}
    assert "nacpc_xl" in loaded
    assert not loaded & HEAVY


def test_merging_loads_no_pandas(year):
    loaded = modules_after(
        "from nacpc_xl import cli; cli.commands(sys.argv[1:], standalone_mode=False)", "merge", year.path, "Q1"
    )
    assert "docx" in loaded
    assert "pandas" not in loaded


def seconds(*arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def test_help_is_there_at_once():
    """At most half as long again as starting Python with click, and a tenth of a second; the best of five each."""
    pairs = [(seconds("-m", "nacpc_xl", "--help"), seconds("-c", "import click")) for _ in range(5)]
    ours, bare = (min(times) for times in zip(*pairs, strict=True))
    assert ours <= 1.5 * bare + 0.1


def test_the_clock_does_not_change_what_a_merge_writes(run, year, monkeypatch):
    run("merge", year.path, "Q1")
    before = year.quarter("Q1").report.read_bytes(), year.quarter("Q1").register.read_bytes()
    monkeypatch.setattr(time, "time", lambda: 1_940_000_000.0)
    monkeypatch.setattr("nacpc_xl.cli.dt.date", Later)
    run("merge", year.path, "Q1")
    assert (year.quarter("Q1").report.read_bytes(), year.quarter("Q1").register.read_bytes()) == before


class Later(dt.date):
    """A calendar in another year."""

    @classmethod
    def today(cls) -> Self:
        return cls(2031, 5, 6)


def test_an_explanation_has_no_name_that_is_only_the_codes_own():
    seen = {heading.partition(": ")[0] for one in all_checks() for example in one.examples for heading in example.cells}
    of_code = {name for name in seen if name == name.lower()}
    assert of_code
    assert of_code <= cli.SEEN_BESIDES.keys()
