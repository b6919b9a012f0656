"""(g) Writing the register and a tracker, beside XlsxWriter alone writing the same cells, drop-downs and marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from benches.bare import again, written_by
from benches.checking import with_own_updates
from benches.example import YEAR, with_actions
from benches.measure import in_turn
from benches.rows import Row
from nacpc_xl.checks.run import check
from nacpc_xl.outputs.register.workbook import register_workbook
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.steps.merging import merged
from nacpc_xl.tracker.write import tracker_workbook

ACTIONS, FEWER = 400, 100
IN_A_TRACKER = 30
ROUNDS, FEW = 15, 5
MOST = 1.5


def rows(quick: bool) -> Iterator[Row]:
    """The register of the example and of a larger plan, and a tracker of a large group."""
    facts = merged(YEAR, "Q2").facts
    number = FEWER if quick else ACTIONS
    makers: dict[str, Callable[[], bytes]] = {
        f"Register of {len(facts.actions)} actions": partial(register, facts),
        f"Register of {number} actions": partial(register, checked(with_own_updates(with_actions(facts, number)))),
        f"Tracker of {IN_A_TRACKER} actions": partial(tracker, facts),
    }
    for what, make in makers.items():
        contents = written_by(make)
        seconds = in_turn({"ours": make, "bare": partial(again, contents)}, FEW if quick else ROUNDS)
        ours, other = (one / contents.rows for one in seconds.values())
        yield Row("g", f"{what}, for each of its {contents.rows:,} rows", ours, "XlsxWriter alone", other, MOST)


def register(facts: Facts) -> bytes:
    """The register's workbook."""
    return register_workbook(facts.register, facts.findings, facts.plan, facts.checked)


def checked(facts: Facts) -> Facts:
    """The facts with what the checks find in them."""
    found = check(facts.register, facts.plan, facts.quarter, facts.history, facts.quarter.ends)
    return replace(facts, findings=found.findings, checked=found.records)


def tracker(facts: Facts) -> bytes:
    """The tracker of a group with the first actions of the plan, whosever they are."""
    group = facts.plan.subgroups[0]
    actions = tuple(action.but(subgroup=group.code) for action in facts.plan.actions[:IN_A_TRACKER])
    return tracker_workbook(replace(facts.plan, actions=actions), facts.quarter, group, facts.history)
