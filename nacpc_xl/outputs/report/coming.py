"""Coming next quarter: what is due, what begins, what is proposed, and when the next trackers are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import ActionRecord, NewActionRecord
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Decision, Rota
from nacpc_xl.outputs.report.blocks import Block, Bold, Line, Piece, bullets, paragraph
from nacpc_xl.outputs.report.facts import Facts, link
from nacpc_xl.outputs.report.sentences import counted, day_or, decided, joined, verb


def coming_next(facts: Facts) -> list[Block]:
    """What the next quarter brings; in the last one, that the year ends."""
    quarters = facts.plan.quarters
    following = quarters[facts.quarter.number] if facts.quarter.number < len(quarters) else None
    lines = list(_lines(facts, following)) if following is not None else []
    head = (
        f"{following.name} covers {following.months}."
        if following is not None
        else f"With {facts.quarter.name} the plan's year ends; what is not Complete is for the next plan to take up."
    )
    return [*facts.remarks("Coming next quarter"), paragraph(head), *bullets(lines), *_proposals(facts)]


def _lines(facts: Facts, quarter: Quarter) -> Iterator[Line]:
    going_on = [action for action in facts.actions if action.status is not Status.COMPLETE]
    due = [one for one in going_on if one.current_due is not None and quarter.starts <= one.current_due <= quarter.ends]
    begins = [one for one in going_on if one.start is not None and quarter.starts <= one.start <= quarter.ends]
    yield from _dated("due", due, "current_due")
    yield from _dated("to begin", begins, "start")
    wanted = [ask for ask in facts.new_asks if ask.wanted_by is not None and ask.wanted_by <= quarter.ends]
    if wanted:
        days = sorted({ask.wanted_by for ask in wanted if ask.wanted_by is not None})
        number = len(wanted)
        yield (
            f"{counted(number, 'decision')} of chief officers {verb(number, 'is', 'are')} wanted by "
            f"{joined(map(day_or, days))}."
        )
    brief = [theme.title for theme in facts.plan.themes if theme.rota(quarter) is Rota.IN_BRIEF]
    yield (
        f"The report for {quarter.label} will show every theme in full."
        if not brief
        else f"The report for {quarter.label} will show {joined(brief)} in brief, and the other themes in full."
    )
    yield f"Trackers for {quarter.label} are due back on {day_or(facts.plan.return_by(quarter))}."


def _dated(what: str, actions: list[ActionRecord], name: str) -> Iterator[Line]:
    if not actions:
        return
    line: list[Piece] = [f"{counted(len(actions), 'action')} {verb(len(actions), 'is', 'are')} {what}: "]
    for number, action in enumerate(sorted(actions, key=lambda one: (one.values[name], one.ref))):
        line += [", " if number else "", link(action.ref), f" ({action.in_words(name)})"]
    yield [*(piece for piece in line if piece), "."]


def _proposals(facts: Facts) -> list[Block]:
    """The actions that groups propose, which the committee has to decide on; earlier ones too that wait for it."""
    new, earlier = facts.register.proposals, facts.register.new_actions
    waiting = (one for one in earlier if one.quarter != facts.quarter.label and one.decision is Decision.AWAITED)
    proposals = [*waiting, *new]
    if not proposals:
        return []
    return [
        paragraph(Bold("Actions proposed for the plan:"), keep_next=True),
        *bullets(_proposed(facts, proposals)),
    ]


def _proposed(facts: Facts, proposals: Iterable[NewActionRecord]) -> Iterator[Line]:
    for one in proposals:
        due = f", due {one.written('due')}" if one.is_filled("due") else ""
        priority = one.written("priority") or "No priority"
        yield [
            f"{priority}: ", *facts.in_line(one.action or "no action named", ""),
            f" (proposed by {facts.group(one.subgroup)}{_when(facts, one)}{due}; {_became(one)})",
        ]  # fmt: skip


def _when(facts: Facts, one: NewActionRecord) -> str:
    return "" if one.quarter == facts.quarter.label else f" in {one.quarter}"


def _became(one: NewActionRecord) -> str:
    """What was decided, with the ref that it got."""
    return f"{decided(one.decision)} as {one.given_ref}" if one.given_ref else decided(one.decision)
