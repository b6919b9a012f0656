"""Matters for attention: the exceptions, each with what is known of its reason."""

from __future__ import annotations

from nacpc_xl.model.register import ActionRecord
from nacpc_xl.model.status import Status
from nacpc_xl.outputs.report.blocks import Block, Line, Piece, bullets, heading, paragraph, table
from nacpc_xl.outputs.report.facts import Facts, due_in_words, link, linked, linked_refs, listed, shaded
from nacpc_xl.outputs.report.sentences import counted


def matters_for_attention(facts: Facts) -> list[Block]:
    """Off track, overdue, declared otherwise than the facts, lasting trouble, new dates, and silence."""
    parts = (_off_track, _overdue, _declared_better, _declared_otherwise, _lasting, _redated, _silent)
    blocks = [block for part in parts for block in part(facts)]
    return [
        *facts.remarks("Matters for attention"),
        *(blocks or [paragraph("Nothing is off track, overdue or declared better than the facts.")]),
    ]


def _off_track(facts: Facts) -> list[Block]:
    actions = facts.with_status(Status.OFF_TRACK)
    if not actions:
        return []
    return [
        heading(f"Off track ({len(actions)})", 2),
        table(
            "Actions that will not be done by their due date as things stand",
            "One row for each action: what it is, who answers for it and by when, what hinders it, what comes next.",
            (("Action", 29), ("Who and when", 20), ("What stands in the way", 28), ("What comes next", 23)),
            [
                (
                    facts.named(action),
                    facts.who_and_when(action),
                    facts.in_short(action.barrier or "No barrier was given", action.ref),
                    facts.coming_for(action, "No milestone was given"),
                )
                for action in actions
            ],
            has_caption=False,
        ),
    ]


def _overdue(facts: Facts) -> list[Block]:
    """Overdue actions that are not already shown as Off track."""
    actions = [action for action in facts.overdue if action.status is not Status.OFF_TRACK]
    if not actions:
        return []
    lines = [(*facts.named(action), f": {due_in_words(action)}, {_declared(action)}") for action in actions]
    return [heading(f"Overdue, and not declared Off track ({len(actions)})", 2), *bullets(lines)]


def _declared(action: ActionRecord) -> str:
    """What was declared of an action, or that nothing usable was."""
    if action.status is None:
        return "no usable status"
    return "no return" if action.status is Status.NO_RETURN else f"declared {action.status}"


def _declared_better(facts: Facts) -> list[Block]:
    actions = facts.declared_better
    if not actions:
        return []
    return [
        heading(f"Declared better than the facts ({len(actions)})", 2),
        paragraph("The lead's word stands in every count; the facts are set beside it for scrutiny.", keep_next=True),
        table(
            "Declared and computed status where they differ",
            "One row for each action: the status its lead declared, the status the facts give, and why.",
            (("Action", 46), ("Declared", 13), ("The facts say", 13), ("Because", 28)),
            [
                (
                    facts.named(action),
                    shaded(action.status),
                    shaded(action.computed_status),
                    facts.in_short(action.computed_reason, action.ref),
                )
                for action in actions
            ],
            has_caption=False,
        ),
    ]


def _declared_otherwise(facts: Facts) -> list[Block]:
    """The other differences between the lead's word and the facts, in brief."""
    actions = facts.declared_otherwise
    if not actions:
        return []
    return [
        heading(f"Other differences between the lead's word and the facts ({len(actions)})", 2),
        *bullets(_difference(facts, action) for action in actions),
    ]


def _difference(facts: Facts, action: ActionRecord) -> list[Piece]:
    said = f": declared {action.status}; the facts say {action.computed_status}, since "
    return [link(action.ref), said, *facts.as_sentence(action.computed_reason, action.ref)]


def _lasting(facts: Facts) -> list[Block]:
    if not facts.lasting:
        return []
    runs = listed(([link(one.ref), f" ({facts.statuses_so_far(one)})"] for one in facts.lasting), "; ", "; and ")
    return [
        heading(f"At risk or Off track again ({len(facts.lasting)})", 2),
        paragraph("Their statuses so far, the oldest first: ", *runs, "."),
    ]


def _redated(facts: Facts) -> list[Block]:
    """Who asks for a new due date; the dates and the reasons stand in the section on slippage."""
    if not facts.redated:
        return []
    asked_for = linked_refs(change.ref for change in facts.redated)
    return [
        heading(f"New due dates asked for ({len(facts.redated)})", 2),
        paragraph(*asked_for, *facts.see("Slippage"), "."),
    ]


def _silent(facts: Facts) -> list[Block]:
    unknown = [action for action in facts.actions if action.status in (None, Status.NO_RETURN)]
    if not unknown:
        return []
    unusable = [action for action in unknown if action.status is None]
    lines: list[Line] = [_last_known(facts, code) for code in facts.silent_groups]
    if unusable:
        said = f"{counted(len(unusable), 'action')} came back without a usable status: "
        lines.append((said, *linked(unusable), "."))
    not_there = [
        action for action in unknown if action.status is Status.NO_RETURN and action.subgroup not in facts.silent_groups
    ]
    if not_there:
        said = f"{counted(len(not_there), 'action')} did not come back with the return of its group: "
        lines.append((said, *linked(not_there), "."))
    return [heading(f"Not known this quarter ({len(unknown)})", 2), *bullets(lines)]


def _last_known(facts: Facts, code: str) -> Line:
    """That a group is silent, with what was last known of each of its actions."""
    actions = [action for action in facts.actions if action.subgroup == code]
    if not actions:
        return f"Nothing came back from {facts.group(code)}, which has no action this quarter."
    known = listed([link(one.ref), f" was {one.previous_status or 'not reported before'}"] for one in actions)
    return [f"Nothing came back from {facts.group(code)}. Last known: ", *known, "."]
