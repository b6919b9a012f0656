"""How fast things are, as ratios measured side by side in one run: `python scripts/bench.py read`.

No figure here is a test: a computer that is busy with something else would fail it. With the Python of .venv.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from nacpc_xl.plan.read import read_plan
from nacpc_xl.returns.read import read_return
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.workspace import YearFolder

YEAR = YearFolder(Path(__file__).resolve().parent.parent / "workbooks" / "2019-20")
ROUNDS = 15


def main() -> None:
    """Runs what is asked for and prints its table."""
    parser = argparse.ArgumentParser(description="How fast things are, as ratios measured side by side.")
    parser.add_argument("what", choices=("read",))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is measured")
    arguments = parser.parse_args()
    bench_read(arguments.rounds)


def bench_read(rounds: int) -> None:
    """Reading the example's returns, against what calamine alone needs, and openpyxl."""
    returns = [
        path for label in ("Q1", "Q2") for path in YEAR.quarter(label).returned_files() if path.suffix == ".xlsx"
    ]
    given_text = GivenText(read_plan(YEAR.plan))
    seconds = side_by_side(
        {
            "calamine alone": lambda: [read_by_calamine(path) for path in returns],
            "read_return": lambda: [read_return(path, given_text) for path in returns],
            "openpyxl alone": lambda: [read_by_openpyxl(path) for path in returns],
        },
        rounds,
    )
    ours = seconds["read_return"]
    print(f"Reading a return, the median of {rounds} rounds over {len(returns)} files:")
    for name, one in seconds.items():
        print(f"  {name:<16}{one / len(returns) * 1000:7.2f} ms   read_return needs {ours / one:5.2f} times as long")


def side_by_side(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median time of each way in seconds of this process, by its name, all measured in turn in every round."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            began = time.process_time()
            way()
            taken[name].append(time.process_time() - began)
    return {name: statistics.median(times[1:]) for name, times in taken.items()}  # the first only warms up


def read_by_calamine(path: Path) -> list[Sequence[Sequence[object]]]:
    """Every value of every sheet: the least that reading can cost."""
    with CalamineWorkbook.from_path(path) as workbook:
        return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def read_by_openpyxl(path: Path) -> list[list[tuple[object, ...]]]:
    """Every value of every sheet, by the library that most scripts use."""
    return [list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(path)]


if __name__ == "__main__":
    main()
