"""The status that the facts alone would give an action, and why.

It never takes the place of the lead's word: both are shown, and a difference asks for a reason. The rules
are tried in order; the first that holds decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nacpc_xl.merge.likeness import is_copy, is_same
from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.phrases import says_nothing
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
    if facts.action.is_known_complete:
        return ""
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


def has_put_off_milestone(facts: Facts) -> str:
    """At risk: last quarter's milestone comes again, with a later date."""
    return milestone_put_off(facts.action, facts.previous)


def has_worse_measure(facts: Facts) -> str:
    """At risk: a measure went the wrong way."""
    return next(map(change_for_the_worse, worse_measures(facts.measures)), "")


def has_barrier_alone(facts: Facts) -> str:
    """At risk: a barrier is named, with neither help wanted nor a milestone against it."""
    action = facts.action
    is_alone = says_nothing(action.help_wanted) and says_nothing(action.next_milestone)
    is_barred = not says_nothing(action.barrier)
    return "a barrier is named, with no milestone or help against it" if is_barred and is_alone else ""


def repeats_itself(facts: Facts) -> str:
    """At risk: the update is the same as the one before, or nearly so."""
    same = facts.previous is not None and is_copy(facts.action.progress, facts.previous.progress)
    return "its update is the same as the one before" if same else ""


def milestone_put_off(action: ActionRecord, previous: ActionRecord | None) -> str:
    """Words for a milestone of last quarter that comes again with a later date; `""` where there is none."""
    if previous is None or not is_same(action.next_milestone, previous.next_milestone):
        return ""
    before, now = previous.milestone_due, action.milestone_due
    if before is None or now is None or now <= before:
        return ""
    return f"its milestone of {day_in_words(before)} was put off to {day_in_words(now)}"


def worse_measures(measures: Iterable[MeasureRecord]) -> list[MeasureRecord]:
    """Those of the measures that went the wrong way."""
    return [measure for measure in measures if measure.direction is Direction.WORSE]


def change_for_the_worse(measure: MeasureRecord) -> str:
    """From where to where a measure went, in words."""
    before = measure.in_words("last_value") or measure.in_words("baseline")
    return f"measure {measure.ref} went from {before} to {measure.in_words('value')}"


RULES: tuple[tuple[Status, Rule], ...] = (
    (Status.COMPLETE, is_done),
    (Status.OFF_TRACK, is_overdue),
    (Status.NO_RETURN, has_no_return),
    (Status.NOT_STARTED, is_ahead),
    (Status.AT_RISK, is_redated),
    (Status.AT_RISK, has_missed_milestone),
    (Status.AT_RISK, has_put_off_milestone),
    (Status.AT_RISK, has_worse_measure),
    (Status.AT_RISK, has_barrier_alone),
    (Status.AT_RISK, repeats_itself),
)
"""The rules in the order in which they are tried. A rule's docstring is what the README says of it."""
