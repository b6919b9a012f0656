"""A run that is killed, that meets another one, a full disk or an open file, harms nothing that is there already."""

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nacpc_xl import steps
from nacpc_xl.workspace import PLAN, YearFolder, shipped
from tests.committee import Q1
from tests.end_to_end.killing import Here, a_year, files_in, half_written, table_on, texts_in, version
from tests.end_to_end.test_worked_example import ROOT, command
from tests.quarters import returned

KILLS = 200
SIDE_BY_SIDE = 2
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system starts no child as a copy of its parent")

NO_ROOM = "cannot be written: there is no room left on the disk. Make room and run the command again."
OPEN_ELSEWHERE = (
    "cannot be written: another program has it open, or its folder is read-only. Close it and run the command again."
)
NOT_ADDED = " What waits for an answer could not be added to the coordinator's workbook."
ANOTHER_RUN = "Another run is writing into {} at this moment. Wait until it is done, and run the command again.\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> YearFolder:
    """A year whose first quarter was issued and merged; its coordinator has typed answers. It stays as it is."""
    return a_year(tmp_path_factory.mktemp("made") / "2024-25")


@pytest.fixture
def year(made: YearFolder, tmp_path: Path) -> YearFolder:
    """A copy of it, for which another version of a return has come back since: a merge changes every file."""
    year = copy_of(made, tmp_path)
    return_anew(year, "a")
    return year


def copy_of(made: YearFolder, folder: Path) -> YearFolder:
    """The year copied into a folder; no returns and no locks are left out of it."""
    return YearFolder.at(Path(shutil.copytree(made.path, folder / "2024-25")))


def return_anew(year: YearFolder, which: str) -> None:
    """Puts another version of a return into the place of the one that came back."""
    (path,) = (path for path in year.quarter("Q1").returned.iterdir() if "-FH" in path.name)
    returned(path.parent, Q1, "FH", version(which), name=path.name)


def untouchable(year: YearFolder) -> str:
    """The plan, and everything in each folder `returned/`: names, contents and times, those of folders too."""
    folders = sorted(year.path.glob("Q*/returned"))
    paths = [year.plan, *folders, *(path for folder in folders for path in sorted(folder.rglob("*")))]
    seen = [(str(path), path.stat().st_mtime_ns, path.is_file() and path.read_bytes()) for path in paths]
    return hashlib.sha256(repr(seen).encode()).hexdigest()


# Killed


@needs_fork
def test_merges_that_are_killed_leave_every_file_whole_and_every_answer_in_place(tmp_path):
    """It takes half a minute, for each kill is followed by a whole merge."""
    began = time.monotonic()
    programs = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.end_to_end.killing", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for arguments in (
            (str(tmp_path / f"{seed}" / "2024-25"), str(seed), str(KILLS // SIDE_BY_SIDE))
            for seed in range(SIDE_BY_SIDE)
        )
    ]
    came: Counter[str] = Counter()
    for program in programs:
        said, complaint = program.communicate()
        assert program.returncode == 0, complaint
        came += Counter(json.loads(said)["kills"])
    assert sum(came.values()) == KILLS
    assert came["before the first file"] >= KILLS // 20
    assert came["between two files"] >= KILLS // 5
    assert came["inside a file"] >= KILLS // 20
    print(f"{dict(came)} in {time.monotonic() - began:.0f} s")


def children_of(process: int) -> list[int]:
    """The processes that a process started and that are still running, by Linux's own account."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(") ")[2].split()[:2]
        except OSError:  # it is gone
            continue
        if int(parent) == process and state != "Z":
            found.append(int(path.parent.name))
    return found


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="this system does not list processes in files")
def test_the_processes_that_read_returns_end_with_a_merge_that_is_killed_and_the_next_one_runs(year):
    moments = random.Random(4)
    readers_seen = 0
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-m", "nacpc_xl", "merge", str(year.path), "Q1"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 20
        while not (readers := children_of(process.pid)) and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.8))
        readers = children_of(process.pid) or readers
        process.send_signal(signal.SIGKILL)
        process.wait()
        readers_seen += len(readers)
        until = time.monotonic() + 10
        while any(map(is_running, readers)) and time.monotonic() < until:
            time.sleep(0.02)
        assert not any(map(is_running, readers))
    assert readers_seen >= 4
    done = command("merge", str(year.path), "Q1")
    assert (done.returncode, done.stderr) == (1, "")
    assert half_written(year.quarter("Q1")) == []


# Two at once

HOLDS = """
import sys
from pathlib import Path
from nacpc_xl import steps
from nacpc_xl.workspace import YearFolder

def wait(what):
    if what.startswith("Writing"):
        print(what, flush=True)
        sys.stdin.readline()

step = getattr(steps, sys.argv[1])
problems = step(YearFolder.at(Path(sys.argv[2])), sys.argv[3], tell=wait).problems
print(*problems, sep="\\n", end="", file=sys.stderr)
"""


class Held:
    """A run of a command in a process of its own that waits when it is about to write."""

    def __init__(self, step: str, year: YearFolder, label: str = "Q1") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", HOLDS, step, str(year.path), label],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Held":
        assert self._process.stdout is not None
        assert self._process.stdout.readline().startswith("Writing")
        return self

    def finish(self) -> None:
        """Lets it go on to its end, which it comes to without a problem."""
        said, complaint = self._process.communicate("\n" * 100)
        assert (self._process.returncode, complaint) == (0, ""), said

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


def made_by_merging(year: YearFolder, folder: Path) -> dict[str, bytes]:
    """What a merge of a copy of the year comes to."""
    other = YearFolder.at(Path(shutil.copytree(year.path, folder / "2024-25")))
    assert steps.merge_and_write(other, "Q1", executor=Here()).problems == ()
    return files_in(other.quarter("Q1"))


@pytest.mark.parametrize(
    ("first", "second"),
    [("merge_and_write", "merge"), ("merge_and_write", "issue"), ("issue", "merge"), ("issue", "issue")],
)
def test_of_two_runs_at_once_one_runs_and_one_says_so(first, second, year, tmp_path):
    quarter = year.quarter("Q1")
    expected = made_by_merging(year, tmp_path / "alone")
    before = files_in(quarter)
    with Held(first, year) as run:
        refused = command(second, str(year.path), "Q1")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr == ANOTHER_RUN.format(quarter.path)
        assert files_in(quarter) == before
        assert command("status", str(year.path), "Q1").returncode == 1  # which only looks, and need not wait
        run.finish()
    assert files_in(quarter) == (expected if first == "merge_and_write" else before)
    assert command("merge", str(year.path), "Q1").returncode == 1
    assert files_in(quarter) == expected


def test_a_first_issue_of_a_quarter_is_held_too(year):
    quarter = year.quarter("Q2")
    with Held("issue", year, "Q2") as run:
        refused = command("issue", str(year.path), "Q2")
        assert (refused.returncode, refused.stderr) == (2, ANOTHER_RUN.format(quarter.path))
        run.finish()
    assert len(list(quarter.issued.glob("*.xlsx"))) == 3


def test_a_merge_of_a_later_quarter_leaves_the_workbook_alone_that_another_run_is_writing_into(year):
    workbook = year.quarter("Q1").coordinator
    steps.merge_and_write(year, "Q1", executor=Here())
    with_refs = texts_in(workbook.read_bytes())
    forget_refs(workbook)
    before = workbook.read_bytes()
    with Held("merge_and_write", year):
        done = command("merge", str(year.path), "Q2")
        assert done.returncode == 1
        assert done.stderr == ANOTHER_RUN.format(year.quarter("Q1").path).rstrip("\n") + NOT_ADDED + "\n"
        assert workbook.read_bytes() == before
        assert year.quarter("Q2").report.is_file()
    assert command("merge", str(year.path), "Q2").stderr == ""
    assert texts_in(workbook.read_bytes()) == with_refs


def forget_refs(path: Path) -> None:
    """Takes out of a coordinator's workbook the refs that a merge has entered."""
    book: Any = openpyxl.load_workbook(path)
    for row in table_on(book["Decisions"], "Mark"):
        row["Given ref"].value = None
    book.save(path)


def test_several_runs_started_together_each_finish_or_say_so(year, tmp_path):
    expected = made_by_merging(year, tmp_path / "alone")
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "nacpc_xl", "merge", str(year.path), "Q1"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    ended = [(*program.communicate(), program.returncode) for program in programs]
    finished = [complaint for _, complaint, code in ended if code == 1]
    refused = [complaint for _, complaint, code in ended if code == 2]
    assert finished == [""] * len(finished)
    assert refused == [ANOTHER_RUN.format(year.quarter("Q1").path)] * len(refused)
    assert len(finished) + len(refused) == len(programs)
    assert finished
    assert files_in(year.quarter("Q1")) == expected


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can only be made on Linux, by one who may mount it")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path, room: int) -> Path:
    """Puts one large file on the disk, so that so many bytes of room are left."""
    ballast = disk / "large file"
    ballast.unlink(missing_ok=True)
    stand = os.statvfs(disk)
    ballast.write_bytes(bytes(max(0, stand.f_bavail * stand.f_bsize - room)))
    return ballast


def lines_on_what_was_not_written(quarter: Path, complaint: str) -> set[str]:
    """The files, by their paths in the quarter, that a run says there was no room for; it says nothing else."""
    names = set()
    for line in complaint.splitlines():
        assert line.removesuffix(NOT_ADDED).endswith(NO_ROOM), line
        path = Path(line.removesuffix(NOT_ADDED).removesuffix(NO_ROOM).strip())
        names.add(path.relative_to(quarter).as_posix())
        assert line.endswith(NOT_ADDED) is path.name.startswith("coordinator")
    return names


def test_a_full_disk_is_said_file_by_file_and_what_there_is_room_for_is_written(made, small_disk, tmp_path):
    year = copy_of(made, small_disk)
    return_anew(year, "a")
    quarter, untouched = year.quarter("Q1"), untouchable(year)
    before, expected = files_in(quarter), made_by_merging(year, tmp_path / "alone")
    sizes = {name: len(content) for name, content in expected.items() if before.get(name) != content}
    how_many = []
    for room in (0, min(sizes.values()) + 8_192, sum(sizes.values()) // 2, sum(sizes.values())):
        for name in files_in(quarter).keys() - before.keys():
            (quarter.path / name).unlink()
        for name, content in before.items():
            (quarter.path / name).write_bytes(content)
        ballast = fill(small_disk, room)
        done = command("merge", str(year.path), "Q1")
        ballast.unlink()
        not_written = lines_on_what_was_not_written(quarter.path, done.stderr)
        after = files_in(quarter)
        written = {name for name in sizes if after.get(name) == expected[name]}
        if any(name.startswith("coordinator") for name in not_written):
            not_written |= {name for name in sizes if name.startswith("coordinator")}
        assert written.isdisjoint(not_written)
        assert written | not_written >= sizes.keys()
        assert all(after.get(name) in (before.get(name), expected.get(name)) for name in after | before)
        assert done.returncode == (1 if any(name.startswith("out/") for name in written) else 2)
        assert half_written(quarter) == []
        assert "Traceback" not in done.stderr + done.stdout
        how_many.append(len(written))
    assert how_many[0] == 0
    assert any(0 < number < len(sizes) for number in how_many)
    assert command("merge", str(year.path), "Q1").stderr == ""
    assert files_in(quarter) == expected
    assert untouchable(year) == untouched


def test_trackers_that_there_is_no_room_for_are_named_and_the_others_are_issued(made, small_disk):
    year = copy_of(made, small_disk)
    quarter = year.quarter("Q2")
    ballast = fill(small_disk, 80_000)
    done = command("issue", str(year.path), "Q2")
    ballast.unlink()
    not_written = lines_of_issue(quarter.path, done.stderr)
    written = {path.relative_to(quarter.path).as_posix() for path in quarter.path.rglob("*.xlsx")}
    assert written
    assert not_written
    assert len(written | not_written) == 4
    assert written.isdisjoint(not_written)
    assert done.returncode == 1
    assert command("issue", str(year.path), "Q2").returncode == 0
    assert len(list(quarter.path.rglob("*.xlsx"))) == 4


def lines_of_issue(quarter: Path, complaint: str) -> set[str]:
    """The files that an issue says it could not write for want of room."""
    for line in complaint.splitlines():
        assert line.endswith(NO_ROOM), line
    paths = (Path(line.removesuffix(NO_ROOM).strip()) for line in complaint.splitlines())
    return {path.relative_to(quarter).as_posix() for path in paths}


@pytest.mark.parametrize("words", [("new-year",), ("demo",), ("new-year", "--blank")])
def test_a_year_that_there_is_no_room_for_is_said_in_a_sentence(words, small_disk):
    ballast = fill(small_disk, 0)
    done = command(words[0], str(small_disk / "2025-26"), *words[1:])
    ballast.unlink()
    assert done.returncode == 2
    assert done.stderr.endswith(f"{NO_ROOM}\n")
    assert done.stderr.count("\n") == 1
    assert [path.name for path in small_disk.rglob("*") if path.is_file()] == []


# One file that cannot be written

Fail = Callable[[pytest.MonkeyPatch, str], str]


def open_in_excel(patch: pytest.MonkeyPatch, name: str) -> str:
    """Lets the file called `name` be open in another program, as Windows has it; gives what is to be said of it."""
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == name:
            raise PermissionError(errno.EACCES, "Access is denied")
        return real(self, target)

    patch.setattr(Path, "replace", replace)
    return OPEN_ELSEWHERE


def no_room_for(step: str) -> Fail:
    """What lets a disk become full when the file called `name` is written, at this step."""

    def fail(patch: pytest.MonkeyPatch, name: str) -> str:
        real_open, real_fsync = Path.open, os.fsync
        opened: set[int] = set()

        def full(*_: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def opens(self: Path, *arguments: Any, **more: Any) -> Any:
            is_it = self.name.startswith(f".{name}.")
            if is_it and step == "open":
                full()
            file = real_open(self, *arguments, **more)
            if is_it and step == "write":
                return Full(file)
            (opened.add if is_it else opened.discard)(file.fileno())
            return file

        def fsync(number: int) -> None:
            if number in opened:
                full()
            real_fsync(number)

        patch.setattr(Path, "open", opens)
        patch.setattr(os, "fsync", fsync)
        return NO_ROOM

    return fail


class Full:
    """A file on a disk that becomes full in the middle of it."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> "Full":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> int:
        """Writes the first half."""
        self._file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")


FAILS: dict[str, Fail] = {"open in Excel": open_in_excel} | {
    f"no room at {step}": no_room_for(step) for step in ("open", "write", "fsync")
}
OF_A_MERGE = ("coordinator-before.xlsx", "coordinator.xlsx", "out/chase/FH.eml", "out/register.xlsx", "out/report.docx")


def test_these_are_the_files_that_a_merge_writes(year, tmp_path):
    before, after = files_in(year.quarter("Q1")), made_by_merging(year, tmp_path / "alone")
    assert tuple(sorted(name for name in after if after[name] != before.get(name))) == OF_A_MERGE


@pytest.mark.parametrize("fails", FAILS)
def test_where_a_merge_cannot_write_one_file_the_others_are_written_and_a_sentence_says_so(
    fails, made, tmp_path, monkeypatch
):
    for name in OF_A_MERGE:
        year = copy_of(made, tmp_path / name)
        return_anew(year, "a")
        quarter, untouched = year.quarter("Q1"), untouchable(year)
        before, expected = files_in(quarter), made_by_merging(year, tmp_path / name / "alone")
        with monkeypatch.context() as patch:
            said = FAILS[fails](patch, Path(name).name)
            written = steps.merge_and_write(year, "Q1", executor=Here())
        of_coordinator = name.startswith("coordinator")
        assert written.problems == (f"{quarter.path / name} {said}{NOT_ADDED if of_coordinator else ''}",)
        left = {name}
        if of_coordinator:
            left = {"coordinator.xlsx"} if name == "coordinator.xlsx" else {"coordinator.xlsx", name}
        assert files_in(quarter) == expected | {one: before[one] for one in left if one in before}, name
        assert half_written(quarter) == []
        assert untouchable(year) == untouched
        assert steps.merge_and_write(year, "Q1", executor=Here()).problems == ()
        assert files_in(quarter) == expected


@pytest.mark.parametrize("fails", FAILS)
def test_where_an_issue_cannot_write_one_file_the_others_are_written_and_a_sentence_says_so(
    fails, made, tmp_path, monkeypatch
):
    issued = sorted(path.name for path in made.quarter("Q1").issued.iterdir())
    assert len(issued) == 3
    for name in (*issued, "coordinator.xlsx"):
        year = copy_of(made, tmp_path / name)
        quarter = year.quarter("Q1")
        expected = files_in(quarter)
        old = b"as it was issued before"
        for one in issued:
            (quarter.issued / one).write_bytes(old)
        quarter.coordinator.unlink()
        with monkeypatch.context() as patch:
            said = FAILS[fails](patch, name)
            done = steps.issue(year, "Q1")
        (problem,) = done.problems
        path = quarter.coordinator if name == "coordinator.xlsx" else quarter.issued / name
        assert problem == f"{path} {said}"
        assert {one.name for one in done.files} == {*issued, "coordinator.xlsx"} - {name}
        for one in issued:
            assert (quarter.issued / one).read_bytes() == (old if one == name else expected[f"issued/{one}"])
        assert [kept.read_bytes() for kept in quarter.superseded.iterdir()] == [old] * 3
        assert quarter.coordinator.exists() is (name != "coordinator.xlsx")
        assert steps.issue(year, "Q1").problems == ()
        assert [kept.read_bytes() for kept in quarter.superseded.iterdir()] == [old] * 3, "each is kept once"


@pytest.mark.parametrize("fails", FAILS)
def test_a_tracker_that_cannot_be_put_aside_is_not_written_over(fails, made, tmp_path, monkeypatch):
    year = copy_of(made, tmp_path)
    quarter = year.quarter("Q1")
    first, *others = sorted(quarter.issued.iterdir())
    expected = {path: path.read_bytes() for path in others}
    for path in (first, *others):
        path.write_bytes(b"as it was issued before")
    with monkeypatch.context() as patch:
        said = FAILS[fails](patch, f"{first.stem} (1).xlsx")
        done = steps.issue(year, "Q1")
    assert done.problems == (f"{quarter.superseded / f'{first.stem} (1).xlsx'} {said}",)
    assert first.read_bytes() == b"as it was issued before"
    assert {path: path.read_bytes() for path in others} == expected


def test_trackers_put_aside_never_replace_each_other(made, tmp_path):
    year = copy_of(made, tmp_path)
    quarter = year.quarter("Q1")
    first = min(quarter.issued.iterdir())
    for text in (b"first", b"second"):
        first.write_bytes(text)
        steps.issue(year, "Q1")
    (quarter.superseded / f"{first.stem} (1).xlsx").unlink()
    first.write_bytes(b"third")
    steps.issue(year, "Q1")
    assert sorted(path.read_bytes() for path in quarter.superseded.iterdir()) == [b"second", b"third"]


def test_folders_that_cannot_be_made_are_said_in_a_sentence(made, tmp_path):
    year = copy_of(made, tmp_path)
    (year.path / "Q2").mkdir()
    for name in ("issued", "returned"):
        (year.path / "Q2" / name).write_bytes(b"a file")
    done = command("issue", str(year.path), "Q2")
    assert done.returncode == 1
    why = "a file stands where its folder should be. Move that file away and run the command again."
    trackers = [f"SAPC-2024-25-Q2-{code}.xlsx" for code in ("FH", "VO", "QA")]
    assert done.stderr.splitlines() == [
        *(f"{year.path / 'Q2' / 'issued' / name} cannot be written: {why}" for name in trackers),
        f"The folder {year.path / 'Q2' / 'returned'} cannot be made: {why}",
    ]
    assert (year.path / "Q2" / "coordinator.xlsx").is_file()


# What came back


def test_no_command_changes_the_plan_or_anything_that_came_back(year, tmp_path):
    (year.quarter("Q1").returned / "inner").mkdir()
    (year.quarter("Q1").returned / "inner" / ".notes.txt.0123abcd.part").write_bytes(b"half of something")
    (year.quarter("Q1").returned / "~$FH.xlsx").write_bytes(b"")
    year.quarter("Q2").returned.mkdir(parents=True)
    (year.quarter("Q2").returned / "empty.xlsx").write_bytes(b"")
    before, example = untouchable(year), untouchable(YearFolder.at(shipped(PLAN).parent))
    files = [str(path) for path in year.quarter("Q1").returned.rglob("*") if path.is_file()]
    for words in (
        ("issue", str(year.path), "Q1"),
        ("issue", str(year.path), "Q2"),
        ("status", str(year.path), "Q1"),
        ("check", *files),
        ("merge", str(year.path), "Q1"),
        ("merge", str(year.path), "Q2", "--json"),
        ("explain", "K01"),
        ("demo", str(tmp_path / "demo")),
    ):
        done = command(*words)
        assert done.returncode in (0, 1), done.stderr
        assert untouchable(year) == before, words
    assert untouchable(YearFolder.at(shipped(PLAN).parent)) == example
