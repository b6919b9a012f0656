"""What a person decided, brought to what it is about: new actions, new due dates, and which of two returns counts.

A matter and its row in the coordinator's workbook know each other by a mark, whatever the rows are sorted by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from nacpc_xl.model.columns import folded
from nacpc_xl.model.coordinator import DecisionRow
from nacpc_xl.model.plan import Plan, PlannedAction
from nacpc_xl.model.register import DateChange, NewActionRecord, Register
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Decision, Matter

MARK_DIGITS = 16  # of a SHA-256: enough to tell two of a quarter apart
ENTERS_THE_PLAN = ("priority", "action", "lead", "start", "due")
"""What an accepted proposal says in the plan; where any of it is changed, it has to be decided on anew."""

Decisions = Mapping[str, DecisionRow]
"""What was decided, by the mark of the matter."""


DECIDED = (Decision.ACCEPT, Decision.REJECT)


def taken(rows: Iterable[DecisionRow], registers: Iterable[Register] = ()) -> dict[str, DecisionRow]:
    """The decisions, by the marks of the matters; of two rows on one matter the later counts that decides it.

    Where there is no row, as when a workbook was lost, what one of the `registers` tells of a matter goes on to
    count; a row in which the decision was taken out again means that it is awaited.
    """
    rows = [row for row in rows if row.mark]
    told = {row.mark: row for register in registers for row in _told_by(register)}
    awaited = {row.mark: row.but(decision=Decision.AWAITED, why="", decided_by="") for row in rows}
    return told | awaited | {row.mark: row for row in rows if row.decision in DECIDED}


def _told_by(register: Register) -> Iterator[DecisionRow]:
    """What a register tells of decisions, as the rows of a workbook."""
    for change in register.date_changes:
        if change.decision in DECIDED:
            yield _row(change, mark_of_change(change))
    for proposal in register.new_actions:
        if proposal.decision in DECIDED:
            yield _row(proposal, mark_of_proposal(proposal)).but(given_ref=proposal.given_ref)


def _row(told: DateChange | NewActionRecord, mark: str) -> DecisionRow:
    return DecisionRow.of(mark=mark, decision=told.decision, why=told.why_decided, decided_by=told.decided_by)


def mark_of_change(change: DateChange) -> str:
    """What tells a new due date that was asked for from all others."""
    return f"{Matter.DATE_CHANGE}, {change.quarter}, {change.ref}, {change.new_due}"


def mark_of_proposal(proposal: NewActionRecord) -> str:
    """What tells a proposed action from all others, as long as what would enter the plan stays the same."""
    said = "\n".join(folded(proposal.written(name)) for name in ENTERS_THE_PLAN)
    return f"{Matter.NEW_ACTION}, {proposal.quarter}, {proposal.subgroup}, {_digits(said)}"


def mark_of_returns(quarter: str, code: str, sha256: str, instead: str) -> str:
    """What tells the question whether one file of a group should count instead of another; both by their SHA-256."""
    return f"{Matter.TWO_RETURNS}, {quarter}, {code}, {sha256[:MARK_DIGITS]}, {instead[:MARK_DIGITS]}"


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_DIGITS]


def decided(registers: Sequence[Register], decisions: Decisions, refs: Mapping[str, str]) -> list[Register]:
    """The registers, the oldest first, with what was decided on their new due dates and proposals.

    `refs` are those given to accepted proposals, by mark. A date that nobody decided on has lapsed where a later
    register has another one for its action, or has the action as Complete, or has it no more.
    """
    done: list[Register] = []
    overtaken: set[str] = set()
    newest = registers[-1].action_by_ref.keys() if registers else set()
    for register in reversed(registers):
        asked = {one.ref for one in register.date_changes if one.quarter == register.quarter}
        complete = {action.ref for action in register.actions if action.status is Status.COMPLETE}
        overtaken |= {one.ref for one in register.date_changes} - newest
        by_now = overtaken | asked | complete
        changes = [_decided_change(one, decisions) for one in register.date_changes]
        lapsed: list[DateChange] = []
        later: set[str] = set()
        for one in reversed(changes):
            lapsed.append(_lapsed(one, (overtaken if one.quarter == register.quarter else by_now) | later))
            later.add(one.ref)
        proposals = [_decided_proposal(one, decisions, refs) for one in register.new_actions]
        done.append(replace(register, date_changes=tuple(reversed(lapsed)), new_actions=tuple(proposals)))
        overtaken = by_now
    return done[::-1]


def _decided_change(change: DateChange, decisions: Decisions) -> DateChange:
    row = decisions.get(mark_of_change(change))
    if row is None:
        return change
    return change.but(decision=row.decision, why_decided=row.why, decided_by=row.decided_by)


def _lapsed(change: DateChange, overtaken: Container[str]) -> DateChange:
    is_overtaken = change.decision is Decision.AWAITED and change.ref in overtaken
    return change.but(decision=Decision.LAPSED) if is_overtaken else change


def _decided_proposal(proposal: NewActionRecord, decisions: Decisions, refs: Mapping[str, str]) -> NewActionRecord:
    mark = mark_of_proposal(proposal)
    row = decisions.get(mark)
    if row is None:
        return proposal
    ref = refs.get(mark, "") if row.decision is Decision.ACCEPT else ""
    return proposal.but(decision=row.decision, why_decided=row.why, decided_by=row.decided_by, given_ref=ref)


def refs_given(
    proposals: Iterable[NewActionRecord], decisions: Decisions, plan: Plan, used: Iterable[str]
) -> dict[str, str]:
    """The ref of each accepted proposal, by its mark: the one it was given before, else the next of its priority.

    `used` are refs that were in use in any quarter, beside those of the plan. A proposal that lacks what a plan needs
    gets none.
    """
    given: dict[str, str] = {}
    waiting: dict[str, NewActionRecord] = {}
    for proposal in proposals:
        mark = mark_of_proposal(proposal)
        row = decisions.get(mark, DecisionRow())
        known = row.given_ref or proposal.given_ref
        is_accepted = row.decision is Decision.ACCEPT
        if is_accepted and known:
            given[mark] = known
        elif is_accepted and not lacking(proposal, plan):
            waiting[mark] = proposal
    in_use = {
        *used,
        *(one.ref for one in plan.actions),
        *(row.given_ref for row in decisions.values()),
        *given.values(),
    }
    for mark, proposal in waiting.items():
        given[mark] = next_ref(proposal.priority, in_use)
        in_use.add(given[mark])
    return given


def lacking(proposal: NewActionRecord, plan: Plan) -> list[str]:
    """The headings of what a proposal would need to say to enter the plan."""
    columns = proposal.columns()
    needed = [name for name in ENTERS_THE_PLAN if name != "lead"]
    lacks = [columns[name].heading for name in needed if columns[name].is_blank(proposal.values.get(name))]
    is_known = proposal.priority in plan.theme_by_priority
    return lacks if is_known or columns["priority"].heading in lacks else [columns["priority"].heading, *lacks]


def next_ref(priority: str, in_use: Iterable[str]) -> str:
    """The ref that follows the highest of the priority: P1.2-04 after P1.2-03. One once used is never given again."""
    numbers = [
        int(number)
        for of, _, number in (ref.rpartition("-") for ref in in_use)
        if of == priority and number.isdecimal()
    ]
    return f"{priority}-{max(numbers, default=0) + 1:02}"


def plan_in_force(plan: Plan, proposals: Iterable[NewActionRecord], accepted_later: Iterable[str]) -> Plan:
    """The plan of a quarter: with the proposals accepted before it, each behind the others of its priority.

    A row that the coordinator wrote into the plan for such an action counts instead. `accepted_later` are the refs
    that were given in this quarter or after it; their rows do not count yet.
    """
    adopted = {one.given_ref: one for one in proposals if one.decision is Decision.ACCEPT and one.given_ref}
    later = set(accepted_later) - adopted.keys()
    known = {action.ref for action in plan.actions}
    planned = [action for action in plan.actions if action.ref not in later]
    for ref in sorted(adopted, key=lambda ref: (len(ref), ref)):  # as they were given, whichever was proposed first
        proposal = adopted[ref]
        if ref not in known and proposal.priority in plan.theme_by_priority:
            planned.insert(_behind(planned, proposal.priority), _planned(ref, proposal))
    if len(planned) == len(plan.actions) and known == {action.ref for action in planned}:
        return plan
    measures = tuple(one for one in plan.measures if one.action_ref not in later)
    return replace(plan, actions=tuple(planned), measures=measures)


def _behind(actions: list[PlannedAction], priority: str) -> int:
    """Where the next action of a priority stands among the others."""
    places = [index for index, action in enumerate(actions) if action.priority == priority]
    return places[-1] + 1 if places else len(actions)


def _planned(ref: str, proposal: NewActionRecord) -> PlannedAction:
    said = {name: proposal.values[name] for name in ENTERS_THE_PLAN if name in proposal.values}
    return PlannedAction.of(**said, ref=ref, subgroup=proposal.subgroup)
