"""(f) Every check over a register of more and more actions, whose updates are each its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from benches.example import YEAR, made_up_updates, with_actions
from benches.measure import in_turn
from benches.rows import Row
from nacpc_xl.checks.run import check
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.steps.merging import merged

SIZES, SMALLER = (50, 400, 3000), (50, 200, 800)
ROUNDS = 3


def rows(quick: bool) -> Iterator[Row]:
    """The cost of the checks for each action, beside that of fewer actions."""
    facts = merged(YEAR, "Q2").facts
    sizes = SMALLER if quick else SIZES
    registers = {size: with_own_updates(with_actions(facts, size)) for size in sizes}
    seconds = in_turn({str(size): partial(_checked, one) for size, one in registers.items()}, ROUNDS)
    each = [taken / size for size, taken in zip(sizes, seconds.values(), strict=True)]
    yield Row("f", f"Checks of {sizes[0]:,} actions, for each", each[0], "-", None)
    for number in (1, 2):
        beside = f"for each of {sizes[number - 1]:,}"
        yield Row("f", f"Checks of {sizes[number]:,} actions, for each", each[number], beside, each[number - 1])


def with_own_updates(facts: Facts) -> Facts:
    """The facts with a made-up update for each action that has one: else most would be copies of each other."""
    updates = made_up_updates(len(facts.actions))
    actions = tuple(
        action.but(progress=update) if action.progress else action
        for action, update in zip(facts.actions, updates, strict=True)
    )
    return replace(facts, register=replace(facts.register, actions=actions))


def _checked(facts: Facts) -> None:
    check(facts.register, facts.plan, facts.quarter, facts.history, facts.quarter.ends)
