"""How fast things are, as ratios measured side by side in one run: `python scripts/bench.py read`.

Other benches are `copies` and `report`.

No figure here is a test: a computer that is busy with something else would fail it. With the Python of .venv.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook
from rapidfuzz import fuzz

from nacpc_xl.checks.run import all_checks
from nacpc_xl.merge.likeness import NEAR_COPY
from nacpc_xl.model.columns import folded
from nacpc_xl.model.register import ActionRecord, HistoryRecord, MeasureRecord
from nacpc_xl.model.status import Status
from nacpc_xl.outputs.report.build import report_document
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.plan.read import read_plan
from nacpc_xl.privacy.vocabulary import words
from nacpc_xl.returns.read import read_return
from nacpc_xl.steps.merging import merged
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.workspace import TEMPLATE, YearFolder, shipped

YEAR = YearFolder(Path(__file__).resolve().parent.parent / "workbooks" / "2019-20")
ROUNDS = 15
SIZES = (50, 400, 3000)  # actions of a report
ACTIONS, LENGTH = 400, 300  # updates in a quarter, and characters of one
CHECKS = {one.code: one for one in all_checks()}
WORDS = sorted(
    words(
        """agreed audit briefing carers chronology children draft evening families figures framework guidance leaflet
        learning meeting midwives minutes partners police practice report review schools session staff survey teams
        toolkit training"""
    )
)


def main() -> None:
    """Runs what is asked for and prints its table."""
    parser = argparse.ArgumentParser(description="How fast things are, as ratios measured side by side.")
    parser.add_argument("what", choices=tuple(BENCHES))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is measured")
    arguments = parser.parse_args()
    BENCHES[arguments.what](arguments.rounds)


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


def bench_copies(rounds: int) -> None:
    """Looking for copied updates in a year of 400 actions, against comparing each pair by itself."""
    quarters = [made_up_updates(quarter) for quarter in range(4)]
    seconds = side_by_side(
        {
            "S01 and S02": lambda: [copies_in(quarters[: number + 1]) for number in range(4)],
            "pair by pair": lambda: [pair_by_pair(quarters[: number + 1]) for number in range(4)],
        },
        min(rounds, 3),
    )
    ours, theirs = seconds.values()
    print(f"Looking for copies in 4 quarters of {ACTIONS} updates of about {LENGTH} characters:")
    print(f"  S01 and S02     {ours:7.2f} s in all four quarters")
    print(f"  pair by pair    {theirs:7.2f} s, which is {theirs / ours:.1f} times as long")


def bench_report(rounds: int) -> None:
    """Building the report from a register of more and more actions, those of the example over and over."""
    facts = merged(YEAR, "Q2").facts
    larger = {number: with_actions(facts, number) for number in SIZES}
    template = shipped(TEMPLATE)
    seconds = side_by_side(
        {str(number): partial(report_document, one, template) for number, one in larger.items()}, min(rounds, 5)
    )
    each = {name: one / int(name) * 1000 for name, one in seconds.items()}
    print(f"Building the report, the median of {min(rounds, 5)} rounds:")
    for name, one in seconds.items():
        beside = each[name] / each[str(SIZES[1])]
        print(f"  {name:>5} actions {one:6.2f} s, {each[name]:5.2f} ms each, {beside:5.2f} times that of {SIZES[1]}")
    print(f"  modules of pandas or matplotlib in use: {sum(name in sys.modules for name in ('pandas', 'matplotlib'))}")


def with_actions(facts: Facts, number: int) -> Facts:
    """The facts with so many actions: copies of those there are, each with its measures and a ref of its own."""
    actions: list[ActionRecord] = []
    measures: list[MeasureRecord] = []
    for at, action in zip(range(number), cycle(facts.actions), strict=False):
        ref = f"{action.priority}-{at + 1:02}"
        actions.append(action.but(ref=ref))
        for measure in facts.measures_of(action):
            measures.append(measure.but(ref=f"{ref}-{measure.ref.rpartition('-')[2]}", action_ref=ref))
    register = replace(facts.register, actions=tuple(actions), measures=tuple(measures))
    return replace(facts, register=register)


def made_up_updates(quarter: int) -> list[str]:
    """As many updates as there are actions, of words in an order of their own; the same ones each time."""
    chance = random.Random(quarter)
    return [" ".join(chance.choices(WORDS, k=LENGTH // 7))[:LENGTH] for _ in range(ACTIONS)]


def copies_in(quarters: Sequence[Sequence[str]]) -> int:
    """How many updates of the last quarter the checks find to be copies."""
    *earlier, now = quarters
    refs = [f"P1.1-{number:03}" for number in range(ACTIONS)]
    actions = [
        ActionRecord.of(ref=ref, progress=text, status=Status.ON_TRACK) for ref, text in zip(refs, now, strict=True)
    ]
    found = 0
    for number, action in enumerate(actions):
        before = [HistoryRecord.of(quarter="Q", progress=updates[number]) for updates in earlier]
        found += sum(1 for _ in CHECKS["S01"].function(action, before))
        found += sum(1 for _ in CHECKS["S02"].function(action, actions))
    return found


def pair_by_pair(quarters: Sequence[Sequence[str]]) -> int:
    """The same, by asking for the likeness of each pair of texts."""
    *earlier, now = quarters
    found = 0
    for number, text in enumerate(now):
        others = [*(texts[number] for texts in earlier), *now[:number]]
        found += any(fuzz.ratio(folded(text), folded(other)) >= NEAR_COPY for other in others)
    return found


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


BENCHES = {"read": bench_read, "copies": bench_copies, "report": bench_report}


if __name__ == "__main__":
    main()
