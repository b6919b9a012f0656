"""(b) A merge of the worked example's second quarter as a user runs it, beside a script of the usual kind.

Each run is a new process with a fresh copy of the year's folder: the first quarter is merged, the second one issued and
returned. Both read the plan and what came back; the other script cannot read the return in .ods, and is spared it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benches.example import up_to
from benches.measure import memory_of, processes_in_turn
from benches.rows import Row, megabytes

QUARTER = "Q2"
ROUNDS, FEW = 11, 5
MOST = 0.6
SCRIPT = "a script with pandas and python-docx"


def rows(quick: bool) -> Iterator[Row]:
    """The time of a merge by the clock and of all processors, and its memory."""
    with up_to(QUARTER) as before:
        year = before.with_name("year")
        commands = {
            "ours": merge_of(year),
            "script": [sys.executable, "-m", "benches.peer_merge", str(year), QUARTER, str(year / "peer")],
        }
        renew = partial(_copied_anew, before, year)
        runs = processes_in_turn(commands, FEW if quick else ROUNDS, renew)
        memory: dict[str, float] = {}
        for name, command in commands.items():
            renew()
            memory[name] = memory_of(command)
    ours, other = runs["ours"], runs["script"]
    merge = f"`nacpc-xl merge` of {QUARTER}, every output, in a new process"
    yield Row("b", f"{merge}: by the clock", ours.wall, f"{SCRIPT}, which skips the .ods", other.wall, MOST)
    yield Row("b", f"{merge}: all processors", ours.cpu, "the same", other.cpu)
    yield Row("b", f"{merge}: memory of all processes", memory["ours"], "the same", memory["script"], shown=megabytes)


def merge_of(year: Path) -> list[str]:
    """The command that merges the quarter of a year's folder."""
    return [sys.executable, "-m", "nacpc_xl", "merge", str(year), QUARTER]


def _copied_anew(before: Path, year: Path) -> None:
    shutil.rmtree(year, ignore_errors=True)
    shutil.copytree(before, year)
