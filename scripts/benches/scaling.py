"""(d) A nation's returns: 100, 1,000 and 10,000 of thirty actions each, read, merged, checked and registered.

The floor is what calamine needs to read them all, and XlsxWriter to write the cells of that register, one after the
other in one process: both by the thousand, since neither is slower for more.
"""

from __future__ import annotations

import datetime as dt
import shutil
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from python_calamine import CalamineWorkbook

from benches.example import YEAR
from benches.made_up import ACTIONS, made_up_plan, make_returns
from benches.measure import output_and_memory_of
from benches.reading import read_by_calamine
from benches.rows import Row, megabytes
from nacpc_xl.plan.read import read_plan
from nacpc_xl.workspace import YearFolder

SIZES, SMALLER = (100, 1_000, 10_000), (20, 100, 200)
ROUNDS = (3, 1, 1)  # of each size
MOST_MEMORY = 2e9  # bytes
MOST_GROWTH, MOST_FLOOR = 1.15, 3.0
FLOOR = 1  # the number of the size at which the floor is measured

Rows = Sequence[Sequence[object]]


def rows(quick: bool) -> Iterator[Row]:
    """The cost of a return and the memory at each size, then the floor."""
    sizes = SMALLER if quick else SIZES
    each: list[float] = []
    with TemporaryDirectory() as folder:
        for size, rounds in zip(sizes, ROUNDS, strict=True):
            year = YearFolder(Path(folder) / str(size))
            plan = made_up_plan(read_plan(YEAR.plan), size)
            make_returns(plan, plan.quarters[0], year.quarter("Q1").returned)
            runs = [_merged(year, size) for _ in range(1 if quick else rounds)]
            each.append(statistics.median(seconds for seconds, _ in runs) / size)
            yield from _rows_of(size, each, max(memory for _, memory in runs), sizes)
            if size == sizes[FLOOR]:
                floor = _floor(year, size)
            shutil.rmtree(year.path)
    for size, one in zip(sizes, each, strict=True):
        most = MOST_FLOOR if size == sizes[-1] else None
        yield Row("d", f"A return of {size:,}", one, f"calamine and XlsxWriter, of {sizes[FLOOR]:,}", floor, most)


def _rows_of(size: int, each: Sequence[float], memory: float, sizes: Sequence[int]) -> Iterator[Row]:
    """The growth of the cost of a return, and the memory."""
    what = f"A return of {ACTIONS} actions read, merged, checked and registered, of {size:,}"
    if len(each) == 1:
        yield Row("d", what, each[0], "-", None)
    else:
        most = MOST_GROWTH if size == sizes[-1] else None
        yield Row("d", what, each[-1], f"the same, of {sizes[len(each) - 2]:,}", each[-2], most)
    yield Row("d", f"Memory of all processes, {size:,} returns", memory, "2 GB", MOST_MEMORY, 1.0, shown=megabytes)


def _merged(year: YearFolder, groups: int) -> tuple[float, float]:
    """The seconds and the bytes of memory that it takes in a new process."""
    command = [sys.executable, "-m", "benches.nation", str(groups), str(year.path)]
    said, memory = output_and_memory_of(command)
    return float(said), memory


def _floor(year: YearFolder, groups: int) -> float:
    """The seconds for each return."""
    quarter = year.quarter("Q1")
    began = time.perf_counter()
    for path in quarter.returned_files():
        read_by_calamine(path)
    taken = time.perf_counter() - began
    with CalamineWorkbook.from_path(quarter.register) as workbook:
        sheets = {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}
    began = time.perf_counter()
    _write(quarter.out / "floor.xlsx", sheets)
    return (taken + time.perf_counter() - began) / groups


def _write(path: Path, sheets: Mapping[str, Rows]) -> None:
    """The same cells written by XlsxWriter, in bounded memory."""
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    plain, day = (
        workbook.add_format({"border": 1, "text_wrap": True}),
        workbook.add_format({"num_format": "d mmm yyyy"}),
    )
    for name, rows_of_sheet in sheets.items():
        sheet = workbook.add_worksheet(name)
        for at, cells in enumerate(rows_of_sheet):
            for column, value in enumerate(cells):
                match value:
                    case "":
                        sheet.write_blank(at, column, None, plain)
                    case str():
                        sheet.write_string(at, column, value, plain)
                    case dt.date():
                        sheet.write_datetime(at, column, dt.datetime.combine(value, dt.time()), day)
                    case int() | float():
                        sheet.write_number(at, column, value, plain)
    workbook.close()
