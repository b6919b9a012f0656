"""The first page: the recommendations, what is wanted of chief officers, and the quarter at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nacpc_xl.model.register import ActionRecord
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Direction
from nacpc_xl.outputs.counts import STANDINGS, count
from nacpc_xl.outputs.report.facts import Facts, link, linked
from nacpc_xl.outputs.report.sentences import counted, counts_sentence, day_or, joined, verb
from nacpc_xl.outputs.report.word import Bold, Content, Element, Piece, bullets, paragraph, table


def purpose_and_recommendations(facts: Facts) -> list[Element]:
    """Why the paper is written, and what chief officers are invited to do with it."""
    return [
        *facts.remarks("Purpose and recommendations"),
        paragraph(facts.plan.details.purpose or f"This report shows how far {facts.plan.details.plan} has come."),
        paragraph(f"{facts.cog} is invited to:", keep_next=True),
        *bullets(_recommendations(facts)),
    ]


def _recommendations(facts: Facts) -> Iterator[str]:
    asks = len(facts.new_asks)
    if asks:
        yield f"decide on {counted(asks, 'request')} from the subgroups (What we need from you)"
    odd = len({action.ref for action in (*facts.with_status(Status.OFF_TRACK), *facts.overdue, *facts.declared_better)})
    if odd:
        described = f"{verb(odd, 'is', 'are')} off track, overdue or declared better than the facts"
        yield f"scrutinise {counted(odd, 'action')} that {described} (Matters for attention)"
    groups, complete = len(facts.plan.subgroups), len(facts.with_status(Status.COMPLETE))
    returned = f"{groups - len(facts.silent_groups)} of {counted(groups, 'group')} returned their trackers"
    done = f"{complete} of {counted(len(facts.actions), 'action')} {verb(complete, 'is', 'are')} Complete"
    yield f"note that {returned}, and that {done}"


def what_we_need(facts: Facts) -> list[Element]:
    """Each thing that is asked of chief officers this quarter, with its date; or that nothing is."""
    elements = facts.remarks("What we need from you")
    if not facts.new_asks:
        elements.append(paragraph("No decisions are needed this quarter."))
    else:
        rows: list[list[Content]] = [
            [[link(ask.ref)], ask.ask, day_or(ask.wanted_by, "Not stated"), _group(facts, ask.subgroup)]
            for ask in facts.new_asks
        ]
        elements += table(
            "What is asked, by when and by whom",
            "One row for each request: the action's ref, the decision or help wanted, its date, and the group.",
            ("Action", "Decision or help wanted", "By", "Asked by"),
            rows,
            (9, 52, 14, 25),
        )
    if facts.unanswered_asks:
        number = len(facts.unanswered_asks)
        asked = joined(f"{ask.ref} ({ask.quarter})" for ask in facts.unanswered_asks)
        elements.append(
            paragraph(
                f"{counted(number, 'earlier request')} {verb(number, 'has', 'have')} no recorded answer: {asked}."
            )
        )
    return elements


def _group(facts: Facts, code: str) -> str:
    return facts.plan.subgroup_by_code[code].name


def at_a_glance(facts: Facts) -> list[Element]:
    """The counts in words and in a table, and what changed since the last report."""
    return [
        *facts.remarks("At a glance"),
        paragraph(Bold(counts_sentence(count(facts.actions)))),
        *_counts_table(facts),
        paragraph(Bold("What changed since the last report"), keep_next=True),
        *bullets(_changes(facts)),
    ]


def _counts_table(facts: Facts) -> list[Element]:
    rows: list[list[Content]] = []
    for theme in facts.plan.themes:
        counts = count(facts.of_theme(theme))
        rows.append([f"{theme.code} {theme.title}", *(str(counts[one]) for one in STANDINGS), str(counts.total)])
    counts = count(facts.actions)
    rows.append([[Bold("All themes")], *([Bold(str(counts[one]))] for one in STANDINGS), [Bold(str(counts.total))]])
    return table(
        "Actions by theme and status",
        "One row for each theme and one for all of them; one column for each status, and the number of actions.",
        ("Theme", *STANDINGS, "All"),
        rows,
        (28, 11, 9, 8, 9, 9, 9, 9, 5),
    )


def _changes(facts: Facts) -> list[Sequence[Piece]]:
    if not facts.history.registers:
        return [["This is the first report of the year: there is none to compare it with."]]
    answered = [action for action in facts.actions if action.is_answered]
    better = [action for action in answered if action.direction is Direction.BETTER]
    worse = [action for action in answered if action.direction is Direction.WORSE]
    off_track = [action for action in worse if action.status is Status.OFF_TRACK]
    complete = [action for action in better if action.status is Status.COMPLETE]
    redated = [action for action in answered if action.new_due is not None]
    lines = [
        _change("better than at the last report", "stands", "stand", better),
        _change("newly Complete", "is", "are", complete),
        _change("worse than at the last report", "stands", "stand", worse),
        _change("newly Off track", "is", "are", off_track),
        _change("a new due date", "asks for", "ask for", redated),
    ]
    return [line for line in lines if line] or [["Nothing changed in any status."]]


def _change(what: str, one: str, many: str, actions: list[ActionRecord]) -> list[Piece]:
    if not actions:
        return []
    number = len(actions)
    return [f"{counted(number, 'action')} {verb(number, one, many)} {what}: ", *linked(actions), "."]
