"""How long returns take to read by two processes of our own and by a Dask cluster of two, measured side by side.

`python scripts/bench_cluster.py` with the Python of .venv; needs nacpc-xl[cluster]. Both are on this computer and
started beforehand. The figure in docs/cluster.md is from here.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path

from nacpc_xl.plan.read import read_plan
from nacpc_xl.returns.isolated import returns_of
from nacpc_xl.returns.read import File
from nacpc_xl.returns.workers import Workers
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.workspace import YearFolder

YEAR = YearFolder(Path(__file__).resolve().parent.parent / "workbooks" / "2019-20")
PROCESSES = 2
FILES, ROUNDS = 1_000, 5
OURS, DASK = "processes of our own", "a Dask cluster"


def main() -> None:
    """Measures, and prints both figures and their ratio."""
    parser = argparse.ArgumentParser(description="Reading returns by processes of our own, and by a Dask cluster.")
    parser.add_argument("--files", type=int, default=FILES, help="how many returns are read")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is measured")
    arguments = parser.parse_args()
    seconds = medians(arguments.files, arguments.rounds)
    print(f"Reading {arguments.files} returns by {PROCESSES} processes, the median of {arguments.rounds} rounds:")
    for name, one in seconds.items():
        per_file = one / arguments.files * 1000
        print(f"  {name:<20} {one:6.2f} s, {per_file:5.2f} ms each, {one / seconds[OURS]:4.2f} times as long")


def medians(files: int, rounds: int) -> dict[str, float]:
    """The median time in seconds in which each of the two reads so many returns, measured in turn."""
    given_text = GivenText(read_plan(YEAR.plan))
    returns = made_up(files)
    taken: dict[str, list[float]] = {OURS: [], DASK: []}
    with Workers(PROCESSES) as ours, dask_cluster() as dask:
        executors = {OURS: ours, DASK: dask}
        for executor in executors.values():
            read(returns[:100], given_text, executor)  # which only warms up
        for _ in range(rounds):
            for name, executor in executors.items():
                began = time.perf_counter()
                read(returns, given_text, executor)
                taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(times) for name, times in taken.items()}


def made_up(number: int) -> list[File]:
    """So many files: the returns of the example over and over, each time under another name."""
    quarters = (YEAR.quarter(label) for label in ("Q1", "Q2"))
    paths = [path for quarter in quarters for path in quarter.returned_files() if path.suffix == ".xlsx"]
    return [File(path, f"{at} {path.name}") for at, path in enumerate(islice(cycle(paths), number))]


def read(files: list[File], given_text: GivenText, executor: Executor) -> None:
    """Reads the files, and lets go of each as soon as it is there."""
    refused = [one.file for one in returns_of(files, given_text, executor) if one.refusal]
    assert not refused, refused


@contextmanager
def dask_cluster() -> Iterator[Executor]:
    """The executor of a Dask cluster on this computer."""
    dask = import_module("distributed")
    with (
        dask.LocalCluster(n_workers=PROCESSES, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
        dask.Client(cluster) as client,
    ):
        yield client.get_executor()


if __name__ == "__main__":
    main()
