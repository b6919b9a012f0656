"""Slippage: each action whose due date moved or is asked to move, from the first date to the last, and why."""

from __future__ import annotations

from collections import Counter

from nacpc_xl.model.register import ActionRecord, DateChange
from nacpc_xl.model.words import Decision
from nacpc_xl.outputs.report.blocks import Block, Content, Line, Lines, paragraph, table
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.outputs.report.sentences import counted, day_or, decided, joined, verb

IN_ORDER = (Decision.ACCEPT, Decision.REJECT, Decision.LAPSED, Decision.AWAITED)
HOLDS_FROM = "What is accepted holds from the next quarter on; Due now shows the date at the end of this quarter."


def slippage(facts: Facts) -> list[Block]:
    """One row for each such action, with every new date of the year; or that there is none."""
    changes: dict[str, list[DateChange]] = {}
    for change in facts.register.date_changes:
        changes.setdefault(change.ref, []).append(change)
    rows = [
        _row(facts, action, changes.get(action.ref, []))
        for action in facts.actions
        if action.ref in changes or action.days_slipped
    ]
    head = facts.remarks("Slippage")
    if not rows:
        return [*head, paragraph("No due date has moved, and none is asked to move.")]
    return [
        *head,
        paragraph(f"{_moved(facts)} {_asked(facts)}"),
        table(
            "Original dates, new dates and reasons",
            "One row for each action: the date first agreed, the date that stands, and each new date asked for this "
            "year with the days it adds, the reason, and what was decided.",
            (("Action", 23), ("First due", 12), ("Due now", 12), ("Days", 6), ("New dates, and why", 47)),
            rows,
        ),
    ]


def _moved(facts: Facts) -> str:
    moved = sum(bool(action.days_slipped) for action in facts.actions)
    if not moved:
        return "No due date has moved since the plan was agreed."
    return f"The due date of {counted(moved, 'action')} has moved since the plan was agreed."


def _asked(facts: Facts) -> str:
    asked = len(facts.redated)
    if not asked:
        return "No new date is asked for this quarter."
    dates = f"{counted(asked, 'new date')} {verb(asked, 'is', 'are')} asked for this quarter"
    became = Counter(change.decision or Decision.AWAITED for change in facts.redated)
    if became[Decision.AWAITED] == asked:
        return f"{dates}; until one is accepted, the date agreed last stands."
    holds = f" {HOLDS_FROM}" if became[Decision.ACCEPT] else ""
    if len(became) == 1:
        return f"{dates}, and {verb(asked, 'is', 'all are')} {decided(*became)}.{holds}"
    return f"{dates}: {joined(f'{became[one]} {_in_a_list(one)}' for one in IN_ORDER if became[one])}.{holds}"


def _in_a_list(decision: Decision) -> str:
    return "awaiting a decision" if decision is Decision.AWAITED else decided(decision)


def _row(facts: Facts, action: ActionRecord, changes: list[DateChange]) -> list[Content]:
    lines: list[Line] = [line for change in changes for line in _change(facts, change)]
    return [
        facts.named(action),
        day_or(action.original_due),
        day_or(action.current_due),
        str(action.days_slipped or 0),
        Lines(tuple(lines)) if lines else "None was asked for this year",
    ]


def _change(facts: Facts, change: DateChange) -> list[Line]:
    days = f", {counted(change.days, 'day')} later" if change.days is not None and change.days > 0 else ""
    head = f"{change.quarter}: {day_or(change.new_due)}{days} ({decided(change.decision)})."
    ref = change.ref if change.quarter == facts.quarter.label else ""  # the appendix has this quarter's texts
    reason = facts.in_line(change.reason or "No reason was given.", ref)
    decided_so = [f" Why it was {decided(change.decision)}: ", *facts.as_sentence(change.why_decided, "")]
    return [[head, " ", *reason, *(decided_so if change.why_decided else [])]]
