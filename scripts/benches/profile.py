"""Where the time of one merge goes, from the start of its process to the end, as tables in Markdown."""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benches.example import up_to
from benches.merging import QUARTER, merge_of
from benches.rows import seconds
from docs import table_lines

ROUNDS, FEW = 9, 3
SHOWN = 12  # packages that are named; the others are counted together

_IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+\d+ \| \s*(\S+)")


def tables(quick: bool) -> Iterator[str]:
    """The steps of a merge; what its process, and one that reads returns, imports; and the reading of each return."""
    rounds = FEW if quick else ROUNDS
    with up_to(QUARTER) as before:
        year = before.with_name("year")
        shutil.copytree(before, year)
        yield f"`nacpc-xl merge` of the worked example's {QUARTER}, medians of {rounds} runs."
        yield ""
        yield from _steps(year, rounds)
        yield ""
        yield "What the process of the merge imports (each module without those that it imports; telling so takes"
        yield "time too):"
        yield ""
        yield from _imports(merge_of(year)[1:], rounds)
        yield ""
        yield "What a process imports that reads returns:"
        yield ""
        yield from _imports(["-c", "import nacpc_xl.returns.workers, nacpc_xl.returns.read"], rounds)


def _steps(year: Path, rounds: int) -> Iterator[str]:
    """A line for each step: how long by the clock, and how long this process was busy."""
    taken: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds + 1):
        for name, wall, cpu in run_in_steps(year):
            taken.setdefault(name, []).append((wall, cpu))
    medians = {name: [statistics.median(one) for one in zip(*each[1:], strict=True)] for name, each in taken.items()}
    whole = sum(wall for name, (wall, _) in medians.items() if not name.startswith(WITHIN))
    rows = [
        (name.replace(WITHIN, "&nbsp;&nbsp;"), seconds(wall), seconds(cpu), f"{wall / whole:.0%}")
        for name, (wall, cpu) in medians.items()
    ]
    headings = ("Step", "By the clock", "Of this process", "Share")
    yield from table_lines(headings, [*rows, ("All together", seconds(whole), "", "100%")])


WITHIN = "- "  # what the name of a step begins with that is part of the one above it


def run_in_steps(year: Path) -> list[tuple[str, float, float]]:
    """The steps of one merge in a new process: name, seconds by the clock, seconds of that process."""
    began = time.time()
    command = [sys.executable, "-m", "benches.profiled", str(year), QUARTER, str(began)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    ended = time.time()
    told = json.loads(done.stdout)
    return [*map(tuple, told["steps"]), ("End of the process", ended - told["ended"], 0.0)]


def _imports(arguments: Sequence[str], rounds: int) -> Iterator[str]:
    """A line for each package, the costliest first."""
    runs = [_imported(arguments) for _ in range(rounds + 1)][1:]
    medians = {name: statistics.median(run[name][0] for run in runs) for name in runs[0]}
    by_cost = sorted(medians, key=lambda name: -medians[name])
    first, others = by_cost[:SHOWN], by_cost[SHOWN:]
    rows = [(name, str(runs[0][name][1]), seconds(medians[name])) for name in first]
    rest = sum(runs[0][name][1] for name in others), sum(medians[name] for name in others)
    whole = sum(number for _, number in runs[0].values()), sum(medians.values())
    rows += [("others", str(rest[0]), seconds(rest[1]))] if others else []
    rows += [("All together", str(whole[0]), seconds(whole[1]))]
    yield from table_lines(("Package", "Modules", "Time"), rows)


def _imported(arguments: Sequence[str]) -> dict[str, tuple[float, int]]:
    """The seconds that each package took to import, and its modules."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    cost: Counter[str] = Counter()
    number: Counter[str] = Counter()
    for microseconds, module in _IMPORTED.findall(done.stderr):
        cost[package_of(module)] += int(microseconds)
        number[package_of(module)] += 1
    return {name: (cost[name] / 1e6, number[name]) for name in cost}


def package_of(module: str) -> str:
    """The package that a module is counted to: a folder of ours, a library, or the standard library as one."""
    first, *others = module.split(".")
    if first in sys.stdlib_module_names:
        return "the standard library"
    return f"{first}.{others[0]}" if first == "nacpc_xl" and others else first
