"""The status that the facts alone would give an action, and why.

It never takes the place of the lead's word: both are shown, and a difference asks for a reason. The rules
are tried in order; the first that holds decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nacpc_xl.model.columns import folded
from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.register import ActionRecord, MeasureRecord
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Direction


@dataclass(frozen=True)
class Facts:
    """What the computed status is judged on: an action, its measures, its last record, and the day."""

    action: ActionRecord
    measures: Sequence[MeasureRecord]
    previous: ActionRecord | None
    as_at: dt.date


Rule = Callable[[Facts], str]
"""Gives the reason in words when the rule holds, else `""`."""


def computed_status(facts: Facts) -> tuple[Status, str]:
    """The status that the facts give, and the reason in words."""
    for status, rule in RULES:
        if reason := rule(facts):
            return status, reason
    return Status.ON_TRACK, "nothing in the facts speaks against it"


def is_done(facts: Facts) -> str:
    """Complete: it is declared so, with evidence and a completion date that is not in the future."""
    action = facts.action
    if action.status is not Status.COMPLETE or action.completed_on is None or not action.evidence:
        return ""
    done = action.completed_on <= facts.as_at
    return f"completed on {day_in_words(action.completed_on)}, with evidence" if done else ""


def is_overdue(facts: Facts) -> str:
    """Off track: the current due date has passed."""
    due = facts.action.current_due
    return f"it was due on {day_in_words(due)}" if due is not None and due < facts.as_at else ""


def has_no_return(facts: Facts) -> str:
    """No return: there is nothing to judge by."""
    return "" if facts.action.is_answered else "nothing came back to judge it by"


def is_ahead(facts: Facts) -> str:
    """Not started: the start date lies ahead."""
    start = facts.action.start
    begins = start is not None and start > facts.as_at
    return f"it starts on {day_in_words(start)}" if start is not None and begins else ""


def is_redated(facts: Facts) -> str:
    """At risk: a new due date was asked for this quarter."""
    new_due = facts.action.new_due
    return f"a new due date of {day_in_words(new_due)} was asked for" if new_due is not None else ""


def has_missed_milestone(facts: Facts) -> str:
    """At risk: the next milestone lies behind already."""
    due = facts.action.milestone_due
    return f"its next milestone was due on {day_in_words(due)}" if due is not None and due < facts.as_at else ""


def has_worse_measure(facts: Facts) -> str:
    """At risk: a measure went the wrong way."""
    worse = [measure for measure in facts.measures if measure.direction is Direction.WORSE]
    if not worse:
        return ""
    first = worse[0]
    before = first.in_words("last_value") or first.in_words("baseline")
    return f"measure {first.ref} went from {before} to {first.in_words('value')}"


def has_barrier_alone(facts: Facts) -> str:
    """At risk: a barrier is named, with neither help wanted nor a milestone against it."""
    action = facts.action
    alone = action.barrier and not action.help_wanted and not action.next_milestone
    return "a barrier is named, with no milestone or help against it" if alone else ""


def repeats_itself(facts: Facts) -> str:
    """At risk: the update is the same, word for word, as the one before."""
    if facts.previous is None or not facts.action.progress:
        return ""
    same = folded(facts.action.progress) == folded(facts.previous.progress)
    return "its update is the same as the one before" if same else ""


RULES: tuple[tuple[Status, Rule], ...] = (
    (Status.COMPLETE, is_done),
    (Status.OFF_TRACK, is_overdue),
    (Status.NO_RETURN, has_no_return),
    (Status.NOT_STARTED, is_ahead),
    (Status.AT_RISK, is_redated),
    (Status.AT_RISK, has_missed_milestone),
    (Status.AT_RISK, has_worse_measure),
    (Status.AT_RISK, has_barrier_alone),
    (Status.AT_RISK, repeats_itself),
)
"""The rules in the order in which they are tried. A rule's docstring is what the README says of it."""
