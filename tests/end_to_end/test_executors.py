"""Whatever executor reads the returns, the same files come of them, byte for byte, and a file that kills is told."""

import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from nacpc_xl import read_register, steps
from nacpc_xl.model.words import Refusal
from nacpc_xl.returns import isolated
from nacpc_xl.returns.isolated import read_returns
from nacpc_xl.returns.read import File, Return, read_return
from nacpc_xl.returns.workers import Workers
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.workspace import YearFolder
from tests.committee import PLAN, Q1
from tests.end_to_end.test_hostile import good_returns
from tests.end_to_end.test_worked_example import copied, made_in
from tests.hostile import HOSTILE, IMPOSSIBLE
from tests.quarters import all_returned, returned, year_folder

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cluster.md"

KILLER = "old_book_of_huge_dimensions"
"""A hostile file that makes the first reader end its process at once, with all that is in it."""

SLOW = ("bomb_that_lies_about_its_size", "ghost_rows", "million_empty_rows")


def processes(number: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"))


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """A client of a cluster of two processes on this computer, which gives a call up when its process dies."""
    try:
        dask, distributed = import_module("dask"), import_module("distributed")
    except ImportError:
        if os.environ.get("CI"):
            pytest.fail("distributed is not installed; under CI it must be (see requirements-test.txt)", pytrace=False)
        pytest.skip("distributed is not installed")
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


OURS: dict[str, Callable[[], Executor]] = {
    "two processes of ours": lambda: Workers(2),
    "eight processes of ours": lambda: Workers(8),
    "threads": lambda: ThreadPoolExecutor(3),
    "a pool of processes": lambda: processes(2),
}


@pytest.fixture(params=[*OURS, "dask"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """One executor after the other."""
    if request.param == "dask":
        yield request.getfixturevalue("client").get_executor()
    else:
        with OURS[request.param]() as one:
            yield one


# The same bytes


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process makes of the example's second quarter."""
    folder = copied(tmp_path_factory.mktemp("example") / "2019-20")
    with Workers(1) as one:
        return everything(YearFolder.at(folder), "Q2", one)


@pytest.fixture(scope="module")
def hostile_year(tmp_path_factory: pytest.TempPathFactory) -> YearFolder:
    """A year with hostile files of nearly all kinds among the good returns of its first quarter."""
    year = year_folder(tmp_path_factory.mktemp("hostile") / "2024-25")
    good_returns(year)
    for name, make in HOSTILE.items():
        if name not in (*IMPOSSIBLE, *SLOW):
            make(year.quarter("Q1").returned)
    return year


@pytest.fixture(scope="module")
def of_hostile_files(hostile_year: YearFolder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process makes of them."""
    with Workers(1) as one:
        return everything(hostile_year, "Q1", one)


def everything(year: YearFolder, label: str, executor: Executor) -> dict[str, bytes]:
    """What a merge makes: all files in its `out/`, and the coordinator's workbook."""
    assert not steps.merge_and_write(year, label, executor=executor).problems
    return {**made_in(year.path, label), "coordinator.xlsx": year.quarter(label).coordinator.read_bytes()}


@pytest.fixture
def hostile_again(hostile_year: YearFolder, of_hostile_files: dict[str, bytes]) -> YearFolder:
    """The year with hostile files, without what a merge made of it."""
    shutil.rmtree(hostile_year.quarter("Q1").out)
    hostile_year.quarter("Q1").coordinator.unlink()
    return hostile_year


def test_the_example_gives_the_same_files_whatever_reads_it(executor, example, tmp_path):
    assert "report.docx" in example
    assert everything(YearFolder.at(copied(tmp_path / "2019-20")), "Q2", executor) == example


def test_hostile_files_give_the_same_files_whatever_reads_them(executor, hostile_again, of_hostile_files):
    assert everything(hostile_again, "Q1", executor) == of_hostile_files
    refused = {one.file: one.refusal for one in read_register(hostile_again.quarter("Q1").register).returns}
    assert refused[f"{KILLER}.xls"] is Refusal.NOT_A_TRACKER


@pytest.fixture(scope="module")
def some(hostile_year: YearFolder) -> list[Path]:
    """Two of the files."""
    where = hostile_year.quarter("Q1").returned
    return [min(where.glob("SAPC*")), where / f"{KILLER}.xls"]


@pytest.fixture(scope="module")
def checked(some: list[Path]) -> list[steps.Checked]:
    """What is said of them where one process reads them."""
    with Workers(1) as one:
        return list(steps.check_files(some, one))


def test_checking_says_the_same_whatever_reads_the_files(executor, some, checked):
    assert list(steps.check_files(some, executor)) == checked
    assert checked[1].refusal


# Processes of an executor that die


def killing(path: Path, *rest: Any, by_second_reader: bool = False) -> Return:
    """Reads a file; first kills the process of the executor in whose name it reads one called so, but not the test's.

    The number of the test's process stands in the name.
    """
    word, _, number = path.name.removesuffix(".xlsx").partition(" ")
    if word == "kills" and os.getppid() != int(number):
        os.kill(os.getppid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return read_return(path, *rest, by_second_reader=by_second_reader)


@pytest.mark.parametrize("executor", ["a pool of processes", "dask"], indirect=True)
def test_a_process_of_an_executor_that_dies_costs_no_file(executor, tmp_path, monkeypatch):
    year = year_folder(tmp_path / "2024-25")
    good = all_returned(year.quarter("Q1").returned, Q1)
    killer = f"kills {os.getpid()}.xlsx"
    returned(year.quarter("Q1").returned, Q1, "VO", name=killer)
    good["VO"].unlink()
    monkeypatch.setattr(isolated, "read_return", killing)
    told: list[str] = []
    written = steps.merge_and_write(year, "Q1", tell=told.append, executor=executor)
    assert not written.problems
    assert f"Reading {killer} again" in told
    assert {one.file for one in written.merged.register.returns} == {killer} | {
        path.name for code, path in good.items() if code != "VO"
    }
    assert not [one.file for one in written.merged.register.returns if one.refusal]


def test_a_cluster_that_loses_a_process_unasked_loses_no_file(client, tmp_path):
    paths = list(all_returned(tmp_path, Q1).values()) * 10

    def tell(line: str) -> None:
        if line.startswith("Reading") and numbers:
            os.kill(numbers.pop(), getattr(signal, "SIGKILL", signal.SIGTERM))

    client.wait_for_workers(2)
    numbers = list(client.run(os.getpid).values())[:1]
    files = [File(path, path.name) for path in paths]
    read = read_returns(files, GivenText(PLAN), client.get_executor(), tell)
    assert read == [read_return(path, GivenText(PLAN)) for path in paths]


def test_an_executor_that_is_shut_down_half_way_costs_no_file(client, tmp_path, monkeypatch):
    monkeypatch.setattr(isolated, "PATIENCE", 2.0)  # some futures of Dask are never done then
    paths = list(all_returned(tmp_path, Q1).values()) * 30
    executor = client.get_executor()
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        if len(told) == 10:
            executor.shutdown(wait=False)

    files = [File(path, path.name) for path in paths]
    read = read_returns(files, GivenText(PLAN), executor, tell)
    assert [one.file for one in read] == [path.name for path in paths]
    assert [one.refusal for one in read] == [None] * len(paths)
    assert [line for line in told if line.endswith(" again")]


# The page about it


def test_the_lines_on_the_page_about_clusters_run_as_they_stand(client, example, tmp_path):
    year = copied(tmp_path / "workbooks" / "2019-20")
    (lines,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    script = tmp_path / "script.py"
    script.write_text(lines, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PAGE.parents[1])},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(example) - 1
    assert {**made_in(year), "coordinator.xlsx": (year / "Q2" / "coordinator.xlsx").read_bytes()} == example
