"""Hostile and broken files among the returns: the run ends soon, good returns are whole, each bad file is named."""

import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from nacpc_xl import read_register, steps
from nacpc_xl.model.register import Register
from nacpc_xl.model.words import Refusal
from nacpc_xl.workspace import LOCK, YearFolder
from tests.committee import PLAN, Q1
from tests.hostile import HOSTILE, IMPOSSIBLE, SPOILT
from tests.quarters import returned, year_folder
from tests.workbooks import Answers

ROOT = Path(__file__).resolve().parents[2]

SECONDS = 60
MOST_MEMORY = 2_000_000_000  # bytes, of all processes of a run together
FAR_TOO_MUCH = 3_000_000_000  # bytes: a run that takes more is ended, for the sake of the machine
LARGEST_FILE = 5_000_000  # bytes

EACH = [
    pytest.param(name, marks=pytest.mark.skipif(name in IMPOSSIBLE, reason=IMPOSSIBLE.get(name, "")))
    for name in HOSTILE
]

Snapshot = dict[str, tuple[int, ...]]


# A run, watched


@dataclass(frozen=True)
class Ran:
    """How a process ended. `code` is `None` when it had to be ended; `peak` is in bytes, 0 where it is not known."""

    code: int | None
    seconds: float
    peak: int
    left_behind: frozenset[int]
    out: str
    err: str


class Family:
    """A process and all those that it started, which are remembered when their parents have gone."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._first = process.pid
        self._known = {process.pid}
        self.peak = 0

    def look(self) -> frozenset[int]:
        """The processes of the family that are alive now. Remembers how much memory they have together."""
        found = list(processes())
        grown = 0
        while grown < len(self._known):
            grown = len(self._known)
            self._known |= {one.pid for one in found if one.parent in self._known or one.session == self._first}
        alive = [one for one in found if one.pid in self._known]
        self.peak = max(self.peak, sum(one.memory for one in alive))
        return frozenset(one.pid for one in alive)

    def end(self) -> None:
        """Ends whatever is left of the family."""
        for pid in self.look():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


@dataclass(frozen=True)
class Process:
    """A process of this machine; its memory is in bytes."""

    pid: int
    parent: int
    session: int
    memory: int


def processes() -> Iterator[Process]:
    """Every process that is not waiting to be forgotten; none where there is no /proc."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, _, session, *more = path.read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue
        if state != b"Z":
            yield Process(int(path.parent.name), int(parent), int(session), int(more[17]) * os.sysconf("SC_PAGE_SIZE"))


def run(folder: Path, *arguments: str) -> Ran:
    """The command run in `folder`, ended when it takes too long or too much; what it says lies beside the folder."""
    out, err = (folder.parent / f"{arguments[0]}.{name}.txt" for name in ("out", "err"))
    temporary = str(folder / "temporary")
    given = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    began = time.monotonic()
    with out.open("wb") as says, err.open("wb") as complains:
        process = subprocess.Popen(
            [sys.executable, "-m", "nacpc_xl", *arguments],
            cwd=folder,
            env={**os.environ, **given, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary)},
            stdin=subprocess.DEVNULL,
            stdout=says,
            stderr=complains,
            start_new_session=True,
        )
        family = Family(process)
        while process.poll() is None and time.monotonic() - began < SECONDS and family.peak < FAR_TOO_MUCH:
            family.look()
            time.sleep(0.05)
        code, seconds = process.poll(), time.monotonic() - began
        time.sleep(0.5)  # for those that were told to end
        left_behind = family.look() if code is not None else frozenset()
        process.kill()
        family.end()
        process.wait()
    told = (path.read_text(encoding="utf-8", errors="replace") for path in (out, err))
    return Ran(code, seconds, family.peak, left_behind, *told)


# The scene: hostile files of all kinds beside a good return of each group


@dataclass(frozen=True)
class Scene:
    """A folder with a year in it, as it was before the run and after it."""

    folder: Path
    year: YearFolder
    run: Ran
    files: dict[str, Path] = field(repr=False)
    before: Snapshot = field(repr=False)
    after: Snapshot = field(repr=False)


def good_returns(year: YearFolder) -> None:
    """Puts a good return of each group into the year; that of the group whose trackers are spoilt was signed last."""
    later: Answers = {"Sign-off": {"Date": PLAN.return_by(Q1)}}
    for subgroup in PLAN.subgroups:
        returned(year.quarter("Q1").returned, Q1, subgroup.code, later if subgroup.code == SPOILT else None)


def snapshot(folder: Path, but: Path) -> Snapshot:
    """The kind, size and time of everything in the folder, by its path; what lies in `but` is left out."""
    found: Snapshot = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if Path(parent, name) != but]
        for path in (Path(parent, name) for name in (*folders, *files)):
            facts = path.lstat()
            of_file = () if path.is_dir() and not path.is_symlink() else (facts.st_size, facts.st_mtime_ns)
            found[str(path)] = (facts.st_mode, *of_file)
    return found


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A quarter merged, once, with all hostile files in its folder of returns."""
    folder = tmp_path_factory.mktemp("hostile") / "all"
    (folder / "temporary").mkdir(parents=True)
    year = year_folder(folder / "2024-25")
    good_returns(year)
    where = year.quarter("Q1")
    files = {name: make(where.returned) for name, make in HOSTILE.items() if name not in IMPOSSIBLE}
    before = snapshot(folder, where.out)
    ran = run(folder, "merge", str(year.path), "Q1")
    return Scene(folder, year, ran, files, before, snapshot(folder, where.out))


@pytest.fixture(scope="module")
def register(scene: Scene) -> Register:
    """The register of that quarter."""
    path = scene.year.quarter("Q1").register
    assert path.is_file(), f"the run wrote no register: {scene.run.code}, {scene.run.err[-500:]}"
    return read_register(path)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """The register of the good returns alone."""
    year = year_folder(tmp_path_factory.mktemp("alone") / "2024-25")
    good_returns(year)
    steps.merge_and_write(year, "Q1")
    return read_register(year.quarter("Q1").register)


@pytest.fixture(scope="module")
def named(scene: Scene, register: Register) -> dict[str, list[str]]:
    """The codes of the findings that name a file, by that name as `letters` gives it."""
    sheet = openpyxl.load_workbook(scene.year.quarter("Q1").register)["Queries"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    code, file = (rows[0].index(heading) for heading in ("Code", "File"))
    found: dict[str, list[str]] = {}
    for row in rows[1:]:
        for name in {str(row[file]), str(row[file]).partition("/")[0]}:
            found.setdefault(letters(name), []).append(str(row[code]))
    return found


def letters(name: str) -> str:
    """The letters and digits of a name that are the same however the rest of it is shown."""
    return re.sub(r"_x[0-9A-F]{4}_|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\n|[^A-Za-z0-9]", "", name)


# The merge


def test_hostile_files_are_small(scene):
    sizes = {name: path.lstat().st_size for name, path in scene.files.items()}
    assert not {name: size for name, size in sizes.items() if size > LARGEST_FILE}


def test_a_merge_of_hostile_files_ends_in_time(scene):
    assert scene.run.code is not None, "it had to be ended"
    assert scene.run.seconds < SECONDS


def test_a_merge_of_hostile_files_ends_with_1_and_writes_everything(scene):
    assert scene.run.code == 1, scene.run.err[-500:]
    assert scene.year.quarter("Q1").register.is_file()
    assert scene.year.quarter("Q1").report.is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="only there is the memory of all processes told")
def test_a_merge_of_hostile_files_takes_little_memory(scene):
    assert 0 < scene.run.peak < MOST_MEMORY


def test_a_merge_of_hostile_files_leaves_no_process_behind(scene):
    assert not scene.run.left_behind


def test_a_merge_of_hostile_files_shows_nobody_its_inside(scene):
    assert "Traceback" not in scene.run.err
    assert "panicked" not in scene.run.err


@pytest.mark.parametrize("code", [subgroup.code for subgroup in PLAN.subgroups])
def test_a_good_return_beside_hostile_files_is_whole(code, register, alone):
    for ours, theirs in ((register.actions, alone.actions), (register.measures, alone.measures)):
        rows = [[row.values for row in table if row.subgroup == code] for table in (ours, theirs)]
        assert rows[0]
        assert rows[0] == rows[1]


@pytest.mark.parametrize("name", EACH)
def test_a_hostile_file_is_named_or_whole(name, scene, register, named):
    """A finding names it, or it is a tracker that says the same as the good one of its group."""
    called = letters(scene.files[name].name)
    same = [letters(one.file) for one in register.returns if one.refusal is Refusal.SAME_AGAIN]
    assert called in named or called in same


def test_nothing_is_written_beside_what_a_merge_makes(scene):
    lock, coordinators = (str(scene.year.quarter("Q1").path / name) for name in (LOCK, "coordinator.xlsx"))
    assert {path: one for path, one in scene.after.items() if path not in (lock, coordinators)} == scene.before
    assert scene.after[lock][1] == 0  # it holds nothing
    made = {path.name for path in scene.year.quarter("Q1").out.rglob("*")}
    assert made == {"register.xlsx", "report.docx", "chase", f"{SPOILT}.eml"}


def test_no_part_of_a_hostile_file_lands_anywhere(scene):
    returned_in = scene.year.quarter("Q1").returned
    for folder in (returned_in, *returned_in.parents, ROOT, Path.cwd()):
        assert not (folder / "evil.txt").exists()
    assert not [name for name in scene.after if name.endswith("evil.txt")]


def test_nothing_of_another_file_is_fetched(scene, register):
    out = scene.year.quarter("Q1").out
    for path in (out / "register.xlsx", out / "report.docx"):
        with zipfile.ZipFile(path) as package:
            assert not [name for name in package.namelist() if b"root:" in package.read(name)]
    assert "root:" not in scene.run.out + scene.run.err


# Each file checked by itself


@pytest.fixture(scope="module")
def checked(scene: Scene) -> Ran:
    """All hostile files checked by one command, once."""
    return run(scene.folder, "check", *map(str, scene.files.values()))


@pytest.fixture(scope="module")
def told(scene: Scene, checked: Ran) -> dict[str, list[str]]:
    """What is said of each hostile file: a sentence, or a line for the file and one for each finding."""
    out = checked.out
    for path in scene.files.values():
        out = out.replace(path.name, path.name.replace("\n", " "))
    said: list[list[str]] = []
    for line in out.splitlines():
        if line.startswith("  ") and said:
            said[-1].append(line)
        else:
            said.append([line])
    assert len(said) == len(scene.files), (
        f"something was said of {len(said)} files: {checked.code}, {checked.err[-500:]}"
    )
    return dict(zip(scene.files, said, strict=True))


def test_checking_hostile_files_ends_with_1_in_time(checked):
    assert checked.code == 1, checked.err[-500:]
    assert checked.seconds < SECONDS
    assert "Traceback" not in checked.err
    assert "panicked" not in checked.err


@pytest.mark.skipif(sys.platform != "linux", reason="only there is the memory of all processes told")
def test_checking_hostile_files_takes_little_memory(checked):
    assert 0 < checked.peak < MOST_MEMORY


@pytest.mark.parametrize("name", EACH)
def test_checking_a_hostile_file_ends_with_a_sentence(name, scene, told):
    head, *findings = told[name]
    assert letters(scene.files[name].name) in letters(head)
    assert head.endswith(":" if findings else ".")
    assert all(re.fullmatch(r"  [A-Z]\d\d: .+\.", finding) for finding in findings)
