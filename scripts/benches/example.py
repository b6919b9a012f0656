"""The worked example as the parts of the bench use it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from benches.made_up import Words
from nacpc_xl import steps
from nacpc_xl.model.register import ActionRecord, MeasureRecord
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.workspace import YearFolder

YEAR = YearFolder(Path(__file__).resolve().parents[2] / "workbooks" / "2019-20")
MADE_BY_RUNS = ("out", "issued")
LENGTH = 300  # characters of an update that is made up


@contextmanager
def up_to(label: str) -> Iterator[Path]:
    """A copy of the year's folder as it stands before a quarter is merged: issued, and returned, and all before it.

    It is gone when the context ends.
    """
    with TemporaryDirectory() as folder:
        year = Path(folder) / "2019-20"
        shutil.copytree(YEAR.path, year, ignore=shutil.ignore_patterns(*MADE_BY_RUNS))
        for number in range(1, int(label[1:])):
            steps.issue(YearFolder(year), f"Q{number}")
            steps.merge_and_write(YearFolder(year), f"Q{number}")
        steps.issue(YearFolder(year), label)
        yield year


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


def made_up_updates(number: int, seed: int = 0) -> list[str]:
    """So many updates of about `LENGTH` characters, each its own; the same ones each time."""
    words = Words(f"updates {seed}")
    return [words.text(LENGTH) for _ in range(number)]
