"""What changed since the last report, each with the refs of the actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nacpc_xl.model.register import ActionRecord, Ask
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Outcome
from nacpc_xl.outputs.report.blocks import Line, Piece
from nacpc_xl.outputs.report.facts import Facts, linked, linked_refs
from nacpc_xl.outputs.report.sentences import counted, day_or, joined, verb

FIRST_REPORT = "This is the first report of the year: there is none to compare it with."


def what_changed(facts: Facts) -> list[Line]:
    """One line for each kind of change; that there is nothing to compare with, or that nothing changed."""
    if not facts.history.registers:
        return [FIRST_REPORT, *_late(facts), *_proposed(facts)]
    redated = [action for action in facts.answered if action.new_due is not None]
    lines: list[Line] = [
        *_moved(facts.better, "better", Status.COMPLETE),
        *_moved(facts.worse, "worse", Status.OFF_TRACK),
        *_counted("asks for", "ask for", "a new due date", redated),
        *_counted("is", "are", "new in the plan", _new(facts)),
        *_proposed(facts),
        *_late(facts),
        *_asks(facts),
    ]
    return lines or ["Nothing changed in any status."]


def _moved(actions: Sequence[ActionRecord], way: str, end: Status) -> Iterator[list[Piece]]:
    """How many stand better or worse, and which of them reached the `end` of the scale."""
    if not actions:
        return
    newly = [action for action in actions if action.status is end]
    others = [action for action in actions if action.status is not end]
    number = len(actions)
    said = f"{counted(number, 'action')} {verb(number, 'stands', 'stand')} {way}"
    if newly and others:
        first: list[Piece] = [f": {len(newly)} newly {end} (", *linked(newly), ")"]
        yield [said, *first, f" and {counted(len(others), 'other')} (", *linked(others), ")."]
    else:
        all_newly = f", {verb(number, '', 'all of them ')}newly {end}" if newly else ""
        yield [f"{said}{all_newly}: ", *linked(actions), "."]


def _counted(one: str, many: str, what: str, actions: Sequence[ActionRecord]) -> Iterator[list[Piece]]:
    if actions:
        number = len(actions)
        yield [f"{counted(number, 'action')} {verb(number, one, many)} {what}: ", *linked(actions), "."]


def _new(facts: Facts) -> list[ActionRecord]:
    """The actions that the last report did not have."""
    before = facts.history.registers[-1].action_by_ref
    return [action for action in facts.actions if action.ref not in before]


def _proposed(facts: Facts) -> Iterator[Line]:
    number = len(facts.register.proposals)
    if number:
        groups = dict.fromkeys(facts.group(one.subgroup) for one in facts.register.proposals)
        said = f"{counted(number, 'new action')} {verb(number, 'is', 'are')} proposed, by {joined(groups)}"
        yield [said, *facts.see("Coming next quarter"), "."]


def _late(facts: Facts) -> Iterator[Line]:
    """The groups of which nothing came back, and those that signed their return after the day it was due."""
    due = facts.plan.return_by(facts.quarter)
    if facts.silent_groups:
        yield f"Nothing came back from {joined(map(facts.group, facts.silent_groups))}."
    late = [
        facts.group(one.subgroup)
        for one in facts.register.returns
        if one.outcome is Outcome.USED and one.signed_on is not None and one.signed_on > due
    ]
    if late:
        number = len(late)
        yield (
            f"{counted(number, 'group')} signed {verb(number, 'its', 'their')} return after {day_or(due)}, "
            f"when it was due: {joined(late)}."
        )


def _asks(facts: Facts) -> Iterator[Line]:
    """Which earlier requests were answered since, and which are still open and not asked anew."""
    for asks, what in ((facts.newly_closed, "answered"), (facts.unanswered_asks, "still open")):
        if asks:
            number = len(asks)
            said = f"{counted(number, 'earlier request')} {verb(number, 'is', 'are')} {what}: "
            yield [said, *linked_refs(_refs(asks)), *facts.see("Earlier asks and what became of them"), "."]


def _refs(asks: Iterable[Ask]) -> list[str]:
    return list(dict.fromkeys(ask.ref for ask in asks))
