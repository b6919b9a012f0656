"""A merge that tells how long its steps took: `python -m benches.profiled YEAR_FOLDER QUARTER BEGAN`.

BEGAN is when the process was started, in seconds since 1970. It does what `nacpc-xl merge` does, but that it
loads everything first, which the command does in part while the returns are read.
"""

import time

_HERE = time.time(), time.process_time()

import contextlib  # noqa: E402 - the clock comes first
import json  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Generator, Iterator  # noqa: E402
from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

TIMED = {
    "nacpc_xl.steps.merging": ("read_plan", "update_workbooks"),
    "nacpc_xl.checks.run": ("check",),
    "nacpc_xl.steps.quarters": ("read_coordinator", "read_register", "Packed", "merge"),
    "nacpc_xl.outputs.write": ("register_file", "report_document", "chase_pack", "write_atomically"),
}
"""The functions that are timed, by the modules that call them."""

IN_WORDS = {
    "read_plan": "- Reading the plan",
    "read_coordinator": "- Reading what the coordinator wrote",
    "read_register": "- Reading the register of the quarter before",
    "Packed": "- Waiting for the returns, which other processes read",
    "merge": "- Merging",
    "check": "- Checks",
    "update_workbooks": "- Rows for the coordinator's workbook",
    "register_file": "- The register",
    "report_document": "- The report",
    "chase_pack": "- Drafts and marked copies",
    "write_atomically": "- Writing files",
}

Taken = dict[str, list[float]]


def main(year_folder: str, quarter: str, began: str) -> None:
    """Merges, and prints the steps as JSON."""
    taken: Taken = {"Start of Python": [_HERE[0] - float(began), _HERE[1]]}
    with step("The command line, and starting the processes that read", taken):
        from nacpc_xl import cli
        from nacpc_xl.returns.workers import reading
        from nacpc_xl.workspace import YearFolder

        cli._seldom_look_for_rubbish()
        year = YearFolder.at(Path(year_folder))
        readers = reading()
        executor = readers.__enter__()
    with step("Imports of everything else, in part done while the returns are read", taken):
        for module in TIMED:
            import_module(module)
        from nacpc_xl import steps
    taken[WHOLE] = [0.0, 0.0]
    for module, names in TIMED.items():
        for name in names:
            watch(import_module(module), name, taken)
    with step(WHOLE, taken):
        written = steps.merge_and_write(year, quarter, executor=executor)
    with step("Ending the processes that read", taken):
        readers.__exit__(None, None, None)
    with step("The summary", taken):
        list(cli._summary(written))
    print(json.dumps({"steps": [(name, *each) for name, each in in_order(taken)], "ended": time.time()}))


WHOLE = "Everything from the plan to the last file"


def in_order(taken: Taken) -> Iterator[tuple[str, list[float]]]:
    """The steps, each with those that are part of it below it, and what is left of it."""
    parts = {IN_WORDS[name]: taken[name] for names in TIMED.values() for name in names if name in taken}
    for name, each in taken.items():
        if name in IN_WORDS:
            continue
        yield name, each
        if name == WHOLE:
            yield from parts.items()
            yield "- Everything else of it", [each[at] - sum(part[at] for part in parts.values()) for at in (0, 1)]


_within: list[list[float]] = []
"""For each step that has begun and not ended, how long the steps within it took."""


@contextlib.contextmanager
def step(name: str, taken: Taken, *, alone: bool = False) -> Iterator[None]:
    """Adds what is done in the meantime to the step of this name; `alone` without the steps within it."""
    _within.append([0.0, 0.0])
    began = time.perf_counter(), time.process_time()
    yield
    whole = [time.perf_counter() - began[0], time.process_time() - began[1]]
    within = _within.pop()
    own = [whole[at] - (within[at] if alone else 0.0) for at in (0, 1)]
    taken[name] = [sum(both) for both in zip(taken.get(name, (0.0, 0.0)), own, strict=True)]
    if _within:
        _within[-1] = [sum(both) for both in zip(_within[-1], whole, strict=True)]


def watch(module: Any, name: str, taken: Taken) -> None:
    """Has the module call a function that is timed in place of the one of this name."""
    function: Callable[..., Any] = getattr(module, name)

    def timed(*arguments: Any, **named: Any) -> Any:
        with step(name, taken, alone=True):
            result = function(*arguments, **named)
            return list(result) if isinstance(result, Generator) else result

    setattr(module, name, timed)


if __name__ == "__main__":
    main(*sys.argv[1:])
