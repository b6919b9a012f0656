"""The worked example gone through from the wheel alone: everything comes out as it does in the repository."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from nacpc_xl import steps
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.words import Outcome
from nacpc_xl.steps.demonstrating import NOTICE
from nacpc_xl.workspace import LOCK, YearFolder
from tests.end_to_end.test_worked_example import EXAMPLE, ROOT, copied
from tests.quarters import asked

PACKAGED = ("nacpc_xl", "templates", "workbooks", "pyproject.toml", "README.md", "LICENSE")
QUARTERS = sorted(path.parent.name for path in EXAMPLE.glob("Q*/returned"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in the folder, by its path in it, but for the locks of runs."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != LOCK)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked in it. It is built where the example was issued and merged before."""
    source = tmp_path_factory.mktemp("source")
    for name in PACKAGED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, source / name)
    quarter = source / "workbooks" / EXAMPLE.name / QUARTERS[0]
    for made in ("issued/LD.xlsx", "out/report.docx", "coordinator-before.xlsx"):
        (quarter / made).parent.mkdir(exist_ok=True)
        (quarter / made).write_bytes(b"made by a run")
    (wheel,) = WheelBuilder(str(source)).build(directory=str(tmp_path_factory.mktemp("dist")), versions=["standard"])
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as package:
        package.extractall(folder)
    return folder


def command(installed: Path, *arguments: object) -> list[str]:
    """A command of the library that is in the folder `installed`, and of no other."""
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from nacpc_xl import cli; cli.main()"
    return [sys.executable, "-c", code, str(installed), *map(str, arguments)]


def ran(installed: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(installed, *arguments), cwd=installed, capture_output=True, encoding="utf-8")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder, called as people call one."""
    folder = tmp_path_factory.mktemp("demo") / "Übung für alle, 2. Versuch"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def gone_through(installed: Path, year: Path) -> subprocess.CompletedProcess[str]:
    """The example gone through in the folder `year`."""
    return ran(installed, "demo", year)


def test_the_wheel_has_the_library_the_example_and_nothing_that_a_run_made(installed):
    package = installed / "nacpc_xl"
    example = {f"{quarter}/coordinator.xlsx" for quarter in QUARTERS} | {
        path.relative_to(EXAMPLE).as_posix()
        for path in EXAMPLE.glob("Q*/returned/*")
        if path.suffix in (".xlsx", ".ods")
    }
    assert set(contents(package / "shipped")) == {"plan.xlsx", "cog-report.docx", *example}
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"nacpc_xl"}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "nacpc_xl").rglob("*.py")}
    assert {path.relative_to(installed).as_posix() for path in package.rglob("*.py")} == modules
    assert (package / "py.typed").is_file()


def test_the_demo_leaves_what_issuing_and_merging_the_example_leave(gone_through, year, tmp_path):
    by_hand = copied(tmp_path / "2019-20")
    for label in QUARTERS:
        steps.issue(YearFolder.at(by_hand), label)
        steps.merge_and_write(YearFolder.at(by_hand), label)
    made = contents(year)
    assert b"invented" in made.pop(NOTICE)
    expected = contents(by_hand)
    assert set(made) == set(expected)
    assert [name for name in expected if made[name] != expected[name]] == []
    assert {f"{label}/out/report.docx" for label in QUARTERS} <= set(made)


def test_the_demo_tells_each_quarter_where_to_look_and_that_all_is_invented(gone_through, year):
    assert (gone_through.returncode, gone_through.stderr) == (0, "")
    lines = gone_through.stdout.splitlines()
    assert "everything in it is invented" in " ".join(lines).lower()
    told = [match for line in lines if (match := re.fullmatch(r"(Q\d): (\d) of 8 groups returned, (\d+) quer.*", line))]
    assert [match[1] for match in told] == QUARTERS
    for match in told:
        merged = steps.merged(YearFolder.at(year), match[1])
        assert int(match[2]) == sum(one.outcome is Outcome.USED for one in merged.register.returns)
        assert int(match[3]) == len(asked(merged.findings))
        assert match.string.endswith(f"; report in {year / match[1] / 'out' / 'report.docx'}")
    newest = year / QUARTERS[-1]
    opened = [Path(line[22:]) for line in lines if line.startswith("  ") and line[22:].startswith(str(year))]
    assert opened[:2] == [newest / "out" / "report.docx", newest / "out" / "register.xlsx"]
    assert opened[-1].parent == newest / "returned"
    assert (newest / "out" / "chase" in opened) == (newest / "out" / "chase").is_dir()
    assert all(path.exists() for path in opened)
    assert lines[-1] == f'  nacpc-xl merge "{year}" {QUARTERS[-1]}'


def test_a_folder_that_is_not_empty_is_left_alone(installed, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    done = ran(installed, "demo", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"The folder {tmp_path} is not empty, but the example needs one of its own. "
        "Name a folder that is not there yet, or an empty one.\n"
    )
    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_a_file_where_the_folder_should_be_is_left_alone(installed, tmp_path):
    path = tmp_path / "demo"
    path.write_text("mine")
    for folder in (path, path / "inner"):
        done = ran(installed, "demo", folder)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"The example cannot be put into {folder}: a file stands where a folder should be. "
            "Name a folder that is not there yet, or an empty one.\n"
        )
    assert contents(tmp_path) == {"demo": b"mine"}


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process cannot be interrupted by another one")
def test_a_demo_that_is_interrupted_leaves_nothing(installed, tmp_path):
    folder = tmp_path / "a" / "b"
    process = subprocess.Popen(
        command(installed, "demo", folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if line.startswith(QUARTERS[0]):
                break
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 2
    assert said.strip() == "Stopped. Nothing was half written; run the command again when you like."
    assert list(tmp_path.iterdir()) == []


def full(_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def read_only(*_: object, **__: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


def after(count: int, fail: Callable[..., None], otherwise: Callable[..., object]) -> Callable[..., object]:
    """A function that does what it should so many times, and then fails."""
    left = iter(range(count))
    return lambda *arguments, **more: (
        otherwise(*arguments, **more) if next(left, None) is not None else fail(*arguments, **more)
    )


@pytest.mark.parametrize(("is_there", "files"), [(False, 0), (True, 1), (False, 5), (True, 12), (False, 19)])
def test_a_full_disk_is_said_in_a_sentence_and_the_folder_is_as_it_was(is_there, files, tmp_path, monkeypatch):
    folder = tmp_path / "demo"
    if is_there:
        folder.mkdir()
    monkeypatch.setattr(os, "fsync", after(files, full, os.fsync))
    with pytest.raises(CannotGoOn, match="there is no room left on") as stopped, steps.demo(folder) as quarters:
        list(quarters)
    assert "\n" not in str(stopped.value)
    assert str(folder) in str(stopped.value)
    assert list(tmp_path.rglob("*")) == ([folder] if is_there else [])


@pytest.mark.parametrize("folders", [0, 1, 4])
def test_a_place_where_nothing_may_be_written_is_said_in_a_sentence(folders, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", after(folders, read_only, Path.mkdir))
    with pytest.raises(CannotGoOn) as stopped, steps.demo(tmp_path / "demo") as quarters:
        list(quarters)
    assert re.search("nothing may be written there|its folder is read-only", str(stopped.value))
    assert "\n" not in str(stopped.value)
    assert list(tmp_path.rglob("*")) == []


def test_what_stops_the_work_between_two_quarters_leaves_nothing(tmp_path):
    folder = tmp_path / "a" / "b"
    with pytest.raises(BrokenPipeError), steps.demo(folder) as quarters:
        assert folder / QUARTERS[0] / "out" / "report.docx" in next(quarters).files
        assert (folder / QUARTERS[0] / "out" / "report.docx").is_file()
        raise BrokenPipeError
    assert list(tmp_path.iterdir()) == []
