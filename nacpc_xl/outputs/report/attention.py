"""Matters for attention: the exceptions, each with what is known of its reason."""

from __future__ import annotations

from collections.abc import Sequence

from nacpc_xl.model.register import ActionRecord
from nacpc_xl.model.status import Status
from nacpc_xl.outputs.counts import NOT_STATED
from nacpc_xl.outputs.report.facts import Facts, due_in_words, linked, named, shaded
from nacpc_xl.outputs.report.sentences import counted, day_or, joined
from nacpc_xl.outputs.report.word import Content, Element, Piece, bullets, heading, paragraph, table


def matters_for_attention(facts: Facts) -> list[Element]:
    """Off track, overdue, declared better than the facts, lasting trouble, new dates, and silence."""
    parts = (_off_track, _overdue, _declared_better, _lasting, _redated, _silent)
    elements = [element for part in parts for element in part(facts)]
    return [
        *facts.remarks("Matters for attention"),
        *(elements or [paragraph("Nothing is off track, overdue or declared better than the facts.")]),
    ]


def _off_track(facts: Facts) -> list[Element]:
    actions = facts.with_status(Status.OFF_TRACK)
    if not actions:
        return []
    rows: list[list[Content]] = [
        [
            named(action),
            f"{action.lead}, {due_in_words(action)}",
            action.barrier or "No barrier was given",
            _next(action),
        ]
        for action in actions
    ]
    return [
        heading(f"Off track ({len(actions)})", 2),
        *table(
            "Actions that will not be done by their due date as things stand",
            "One row for each action: what it is, who answers for it and by when, what hinders it, what comes next.",
            ("Action", "Who and when", "What stands in the way", "What comes next"),
            rows,
            (30, 20, 28, 22),
        ),
    ]


def _next(action: ActionRecord) -> str:
    if not action.next_milestone:
        return "No milestone was given"
    return f"{action.next_milestone} ({action.written('milestone_due') or 'no date'})"


def _overdue(facts: Facts) -> list[Element]:
    """Overdue actions that are not already shown as Off track."""
    actions = [action for action in facts.overdue if action.status is not Status.OFF_TRACK]
    if not actions:
        return []
    lines = [
        [*named(action), f": {due_in_words(action)}, declared {action.status or NOT_STATED}"] for action in actions
    ]
    return [heading(f"Overdue, and not declared Off track ({len(actions)})", 2), *bullets(lines)]


def _declared_better(facts: Facts) -> list[Element]:
    actions = facts.declared_better
    if not actions:
        return []
    rows: list[list[Content]] = [
        [named(action), shaded(action.status), shaded(action.computed_status), action.computed_reason]
        for action in actions
    ]
    return [
        heading(f"Declared better than the facts ({len(actions)})", 2),
        paragraph("The lead's word stands in every count; the facts are set beside it for scrutiny."),
        *table(
            "Declared and computed status where they differ",
            "One row for each action: the status its lead declared, the status the facts give, and why.",
            ("Action", "Declared", "The facts say", "Because"),
            rows,
            (46, 13, 13, 28),
        ),
    ]


def _lasting(facts: Facts) -> list[Element]:
    if not facts.lasting:
        return []
    lines = [[*named(action), f": {facts.statuses_so_far(action)}"] for action in facts.lasting]
    return [heading(f"At risk or Off track again ({len(facts.lasting)})", 2), *bullets(lines)]


def _redated(facts: Facts) -> list[Element]:
    changes = [change for change in facts.register.date_changes if change.quarter == facts.quarter.label]
    if not changes:
        return []
    by_ref = facts.register.action_by_ref
    rows: list[list[Content]] = [
        [
            named(by_ref[change.ref]),
            day_or(change.due_before),
            day_or(change.new_due),
            str(change.days),
            change.reason or "No reason was given",
            str(change.decision),
        ]
        for change in changes
    ]
    return [
        heading(f"New due dates asked for ({len(changes)})", 2),
        *table(
            "New due dates, and what was decided",
            "One row for each request: the date agreed last, the date asked for, the days between, the reason.",
            ("Action", "Due now", "Asked for", "Days", "Reason", "Decision"),
            rows,
            (30, 13, 13, 7, 27, 10),
        ),
    ]


def _silent(facts: Facts) -> list[Element]:
    unusable = [action for action in facts.actions if action.status is None]
    lines: list[Sequence[Piece]] = []
    for code in facts.silent_groups:
        actions = [action for action in facts.actions if action.subgroup == code]
        last = joined(f"{action.ref} was {action.previous_status or 'not reported before'}" for action in actions)
        name = facts.plan.subgroup_by_code[code].name
        lines.append([f"Nothing came back from {name}. Last known: {last}."])
    if unusable:
        number = len(unusable)
        said = f"{counted(number, 'action')} came back without a usable status: "
        lines.append([said, *linked(unusable), "."])
    if not lines:
        return []
    return [heading(f"Not known this quarter ({sum(_unknown(facts))})", 2), *bullets(lines)]


def _unknown(facts: Facts) -> list[bool]:
    return [action.status in (None, Status.NO_RETURN) for action in facts.actions]
