"""Coming next quarter: what is due, what begins, what is proposed, and when the next trackers are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from nacpc_xl.model.dates import MONTHS
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import ActionRecord, NewActionRecord
from nacpc_xl.model.words import Decision, Rota
from nacpc_xl.outputs.report.blocks import Block, Bold, Line, Paragraph, Piece, bullets, paragraph
from nacpc_xl.outputs.report.facts import Facts, link, linked, listed
from nacpc_xl.outputs.report.sentences import counted, day_or, decided, joined, verb

MOST_IN_A_LINE = 6  # actions with their days; more are told by month

Dated = tuple[dt.date, str]
"""A day with the ref of an action."""


def coming_next(facts: Facts) -> list[Block]:
    """What the next quarter brings; in the last one, what the year leaves open."""
    quarters = facts.plan.quarters
    if facts.quarter.number < len(quarters):
        following = quarters[facts.quarter.number]
        head, body = f"{following.name} covers {following.months}.", _next_quarter(facts, following)
    else:
        head = f"With {facts.quarter.name} the plan's year ends; what is not Complete is for the next plan to take up."
        body = _still_open(facts)
    return [*facts.remarks("Coming next quarter"), paragraph(head), *body, *_proposals(facts)]


def _next_quarter(facts: Facts, quarter: Quarter) -> list[Block]:
    due = _within(quarter, facts.going_on, facts.due_from_now)
    begins = _within(quarter, facts.going_on, lambda action: action.start)
    brief = [theme.title for theme in facts.plan.themes if theme.rota(quarter) is Rota.IN_BRIEF]
    shown = f"{joined(brief)} in brief, and the other themes in full" if brief else "every theme in full"
    lines = [
        *_decisions_wanted(facts, until=quarter.ends),
        f"The report for {quarter.label} will show {shown}.",
        f"Trackers for {quarter.label} are due back on {day_or(facts.plan.return_by(quarter))}.",
    ]
    return [*_counted("due", due), *_counted("to begin", begins), *bullets(lines)]


def _still_open(facts: Facts) -> list[Block]:
    """The actions that are not Complete with the days of their next milestones, and the decisions wanted."""
    days = [(action, action.milestone_due) for action in facts.going_on]
    dated = sorted((day, action.ref) for action, day in days if day is not None)
    undated = [action for action, day in days if day is None]
    number = len(days)
    said = f"{counted(number, 'action')} {verb(number, 'is', 'are')} still open"
    head = _by_day(f"{said}; {verb(number, 'its', 'their')} next {verb(len(dated), 'milestone', 'milestones')}", dated)
    lines: list[Line] = [] if dated or not number else [f"{said}."]
    if undated:
        has = verb(len(undated), "has", "have")
        lines.append([f"{len(undated)} of them {has} no day for a next milestone: ", *linked(undated), "."])
    return [*head, *bullets([*lines, *_decisions_wanted(facts)])]


def _within(
    quarter: Quarter, actions: Iterable[ActionRecord], day_of: Callable[[ActionRecord], dt.date | None]
) -> list[Dated]:
    """The actions that have this day in the quarter, by day and ref."""
    days = ((day_of(action), action.ref) for action in actions)
    return sorted((day, ref) for day, ref in days if day is not None and quarter.starts <= day <= quarter.ends)


def _counted(what: str, dated: Sequence[Dated]) -> list[Block]:
    return _by_day(f"{counted(len(dated), 'action')} {verb(len(dated), 'is', 'are')} {what}", dated)


def _by_day(said: str, dated: Sequence[Dated]) -> list[Block]:
    """What is said of these actions, and each with its day: in one line, or where they are many in one for a month."""
    if len(dated) > MOST_IN_A_LINE:
        return [Paragraph((f"{said}:",), "List Bullet", keep_next=True), *_by_month(dated)]
    days = listed([link(ref), f" ({day_or(day)})"] for day, ref in dated)
    return bullets([[f"{said}: ", *days, "."]]) if dated else []


def _by_month(dated: Sequence[Dated]) -> Iterator[Block]:
    for (year, month), of_month in groupby(dated, key=lambda one: (one[0].year, one[0].month)):
        days = listed([link(ref), f" ({_nth(day.day)})"] for day, ref in of_month)
        yield Paragraph((f"{MONTHS[month - 1]} {year}: ", *days, "."), "List Continue")


def _nth(day: int) -> str:
    """The day of a month: 1st, 22nd, 13th."""
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _decisions_wanted(facts: Facts, until: dt.date = dt.date.max) -> Iterator[Line]:
    """How many decisions are wanted by a day that is no later than `until`, and by when."""
    days = [ask.wanted_by for ask in facts.wanted if ask.wanted_by is not None and ask.wanted_by <= until]
    if days:
        said = f"{counted(len(days), 'decision')} of chief officers {verb(len(days), 'is', 'are')} wanted by "
        yield f"{said}{joined(map(day_or, sorted(set(days))))}."


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
            f" (proposed by {facts.group(one.subgroup)}{_when(facts, one)}{due}; ", *_became(facts, one), ")",
        ]  # fmt: skip


def _when(facts: Facts, one: NewActionRecord) -> str:
    return "" if one.quarter == facts.quarter.label else f" in {one.quarter}"


def _became(facts: Facts, one: NewActionRecord) -> list[Piece]:
    """What was decided, with the ref that it got, and why."""
    became = f"{decided(one.decision)} as {one.given_ref}" if one.given_ref else decided(one.decision)
    return [became, *([": ", *facts.in_line(one.why_decided, "")] if one.why_decided else [])]
