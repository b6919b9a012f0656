"""(f) Looking for updates that are copies of others, beside comparing each pair of them by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from rapidfuzz import fuzz

from benches.example import LENGTH, made_up_updates
from benches.measure import in_turn
from benches.rows import Row
from nacpc_xl.checks.copies import Together
from nacpc_xl.checks.run import all_checks
from nacpc_xl.merge.likeness import NEAR_COPY
from nacpc_xl.model.columns import folded
from nacpc_xl.model.register import ActionRecord, HistoryRecord
from nacpc_xl.model.status import Status

CHECKS = {one.code: one for one in all_checks()}
SIZES, SMALLER = (100, 400, 1600), (100, 200, 400)
ROUNDS = 3
QUARTERS = 4


def rows(quick: bool) -> Iterator[Row]:
    """More and more updates of a fourth quarter, with those of three quarters before them."""
    sizes = SMALLER if quick else SIZES
    ours: dict[int, float] = {}
    for size in sizes:
        quarters = [made_up_updates(size, quarter) for quarter in range(QUARTERS)]
        ways = {"ours": partial(copies_in, quarters), "pairs": partial(pair_by_pair, quarters)}
        seconds = in_turn(ways, 1 if size == max(sizes) else ROUNDS)
        ours[size] = seconds["ours"]
        what = f"Looking for copies (S01, S02) in {size:,} updates of {LENGTH} characters"
        yield Row("f", what, seconds["ours"], "each pair by itself", seconds["pairs"], 1.0)
    for fewer, more in pairwise(sizes):
        beside = f"for each of {fewer:,}"
        yield Row("f", f"The same, for each of {more:,} updates", ours[more] / more, beside, ours[fewer] / fewer)


def copies_in(quarters: Sequence[Sequence[str]]) -> int:
    """How many updates of the last quarter the checks find to be copies."""
    *earlier, now = quarters
    actions = Together(
        ActionRecord.of(ref=f"P1.1-{number:03}", progress=text, status=Status.ON_TRACK)
        for number, text in enumerate(now)
    )
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
