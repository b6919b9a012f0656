"""Measuring: ways of doing a thing run in turn, in this process or as processes of their own."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psutil

T = TypeVar("T")

BETWEEN_SAMPLES = 0.005  # seconds between two looks at how much memory a process takes up


def in_turn(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median time of each way, in seconds of this process, by its name; all of them in turn in every round.

    A first round, which only warms up, does not count.
    """
    return in_turn_for_each(["once"], {name: _once(way) for name, way in ways.items()}, rounds)


def _once(way: Callable[[], object]) -> Callable[[str], object]:
    return lambda _: way()


def in_turn_for_each(things: Sequence[T], ways: Mapping[str, Callable[[T], object]], rounds: int) -> dict[str, float]:
    """The median time of each way for one of these things, in seconds of this process, by the way's name.

    All ways are in turn for every thing, so that what else the machine does, and what it has at hand from before, is
    much the same for all of them. A first round, which only warms up, does not count.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        of_round = dict.fromkeys(ways, 0.0)
        for thing in things:
            for name, way in ways.items():
                gc.collect()  # what earlier ways left behind, so that none pays for another's
                began = time.process_time()
                way(thing)
                of_round[name] += time.process_time() - began
        for name, seconds in of_round.items():
            taken[name].append(seconds / len(things))
    return {name: statistics.median(each[1:]) for name, each in taken.items()}


@dataclass(frozen=True)
class Run:
    """One run of a process with all that it starts: seconds by the clock, and seconds of processors.

    `cpu` is `None` where the system does not account for processes that ended.
    """

    wall: float
    cpu: float | None


def processes_in_turn(
    commands: Mapping[str, Sequence[str]], rounds: int, before: Callable[[], object] = lambda: None
) -> dict[str, Run]:
    """The medians of each command's runs, by its name; all of them in turn in every round.

    `before` is called before each run, untimed. A first round only warms up. Raises `RuntimeError` when a command
    fails; one may end with 1, by which `nacpc-xl` says that queries are open.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            before()
            runs[name].append(run(command))
    return {name: _median(each[1:]) for name, each in runs.items()}


def _median(runs: Sequence[Run]) -> Run:
    cpu = [one.cpu for one in runs if one.cpu is not None]
    return Run(statistics.median(one.wall for one in runs), statistics.median(cpu) if cpu else None)


def run(command: Sequence[str]) -> Run:
    """A run of the command, its output thrown away."""
    began = time.perf_counter()
    process = _started(command)
    cpu = None
    if hasattr(os, "wait4"):
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu = used.ru_utime + used.ru_stime
    else:
        process.wait()
    wall = time.perf_counter() - began
    _see_that_it_ran(command, process)
    return Run(wall, cpu)


def memory_of(command: Sequence[str]) -> int:
    """The most bytes of memory that a run of the command took up at once, with all processes that it started."""
    return output_and_memory_of(command, BETWEEN_SAMPLES)[1]


def output_and_memory_of(command: Sequence[str], between: float = 0.1) -> tuple[str, int]:
    """What a run of the command printed in a line or two, and the most bytes of memory that it took up at once.

    It is looked at every so many seconds `between`, with all processes that it started. Memory that they share counts
    for each of them.
    """
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    most = 0
    while process.poll() is None:
        most = max(most, _memory_of_tree(process.pid))
        time.sleep(between)
    said, _ = process.communicate()
    _see_that_it_ran(command, process)
    return said, most


def _memory_of_tree(pid: int) -> int:
    total = 0
    try:
        whole = psutil.Process(pid)
        tree = [whole, *whole.children(recursive=True)]
    except psutil.Error:
        return 0
    for one in tree:
        try:
            total += one.memory_info().rss
        except psutil.Error:  # it ended between two looks
            continue
    return total


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _see_that_it_ran(command: Sequence[str], process: subprocess.Popen[Any]) -> None:
    if process.returncode not in (0, 1):
        words = " ".join(Path(word).name for word in command)
        raise RuntimeError(f"{words} ended with {process.returncode}")
