"""The first page: the recommendations, what is wanted of chief officers, and the quarter at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from nacpc_xl.model.register import Ask
from nacpc_xl.model.request import request_in
from nacpc_xl.model.status import Status
from nacpc_xl.outputs.counts import count
from nacpc_xl.outputs.report.asks import NOT_RECORDED, refs_with_quarters
from nacpc_xl.outputs.report.blocks import Block, Bold, Line, Paragraph, Piece, bullets, paragraph
from nacpc_xl.outputs.report.changes import what_changed
from nacpc_xl.outputs.report.facts import Facts, link
from nacpc_xl.outputs.report.figures import by_theme, over_the_quarters, table_of_counts
from nacpc_xl.outputs.report.sentences import counted, counts_sentence, day_or, joined, verb


def purpose_and_recommendations(facts: Facts) -> list[Block]:
    """Why the paper is written, and what chief officers are invited to do with it."""
    return [
        *facts.remarks("Purpose and recommendations"),
        paragraph(facts.plan.details.purpose or f"This report shows how far {facts.plan.details.plan} has come."),
        paragraph(f"{facts.cog} is invited to:", keep_next=True),
        *bullets(_recommendations(facts)),
    ]


def _recommendations(facts: Facts) -> Iterator[Line]:
    asks = len(facts.wanted)
    if asks:
        yield [f"decide on {counted(asks, 'request')} from the subgroups", *facts.see("What we need from you")]
    odd = len({action.ref for action in (*facts.with_status(Status.OFF_TRACK), *facts.overdue, *facts.declared_better)})
    if odd:
        described = f"{verb(odd, 'is', 'are')} off track, overdue or declared better than the facts"
        yield [f"scrutinise {counted(odd, 'action')} that {described}", *facts.see("Matters for attention")]
    groups, complete = len(facts.plan.subgroups), len(facts.with_status(Status.COMPLETE))
    returned = f"{groups - len(facts.silent_groups)} of {counted(groups, 'group')} returned their trackers"
    done = f"{complete} of {counted(len(facts.actions), 'action')} {verb(complete, 'is', 'are')} Complete"
    yield f"note that {returned}, and that {done}"


def what_we_need(facts: Facts) -> list[Block]:
    """Each thing wanted of chief officers: whose decision, by when, what follows; or that nothing is.

    Below it stands what was asked this quarter and is decided already, and what was asked before and never answered.
    """
    blocks = facts.remarks("What we need from you")
    if not facts.wanted:
        blocks.append(paragraph(_nothing_wanted(facts)))
    for ask in facts.wanted:
        blocks += _asked(facts, ask)
    return [*blocks, *_decided_since(facts), *_unanswered(facts)]


def _decided_since(facts: Facts) -> list[Block]:
    """What was decided on this quarter's requests, in a line each."""
    if not facts.decided_since:
        return []
    lines = [[link(ask.ref), ": ", *facts.as_sentence(ask.answer or NOT_RECORDED, "")] for ask in facts.decided_since]
    return [paragraph(Bold("Decided since:"), keep_next=True), *bullets(lines)]


def _unanswered(facts: Facts) -> list[Block]:
    """The earlier requests without an answer that nobody asks anew."""
    number = len(facts.unanswered_asks)
    if not number:
        return []
    said = f"{counted(number, 'earlier request')} {verb(number, 'has', 'have')} no recorded answer: "
    asked = refs_with_quarters(facts.unanswered_asks)
    return [paragraph(said, *asked, *facts.see("Earlier asks and what became of them"), ".")]


def _nothing_wanted(facts: Facts) -> str:
    """That nothing is asked for, or nothing any more; where a group returned nothing, only of what came back."""
    if facts.decided_since:
        return "No decisions are needed any more: what was asked for this quarter is decided."
    if not facts.silent_groups:
        return "No decisions are needed this quarter."
    silent = joined(map(facts.group, facts.silent_groups))
    return f"No decision is asked for in what came back; what {silent} may need is not known."


def _asked(facts: Facts, ask: Ask) -> list[Block]:
    """One request: whose decision and which, and below it what follows if it is not taken, and who asks."""
    request = request_in(ask.ask)
    of_whom = f"From {request.of}: " if request.of else "From whom is not stated: "
    by_when = f" By {day_or(ask.wanted_by)}." if ask.wanted_by is not None else " By when is not stated."
    decision = facts.as_sentence(request.decision, ask.ref)
    if request.otherwise:
        otherwise = facts.as_sentence(request.otherwise, ask.ref)
    else:
        otherwise = ["What follows if the decision is not taken is not stated."]
    asked_by: list[Piece] = [" (", link(ask.ref), f", asked by {facts.group(ask.subgroup)})"]
    return [
        Paragraph((Bold(of_whom), *decision, Bold(by_when)), "List Number", keep_next=True),
        Paragraph((*otherwise, *asked_by), "List Continue"),
    ]


def at_a_glance(facts: Facts) -> list[Block]:
    """The counts in words and in a chart, what changed since the last report, and the exceptions."""
    return [
        *facts.remarks("At a glance"),
        paragraph(Bold(counts_sentence(count(facts.actions)))),
        *by_theme(facts),
        paragraph(Bold("What changed since the last report"), keep_next=True),
        *bullets(what_changed(facts)),
        *_exceptions(facts),
        table_of_counts(facts),
        *over_the_quarters(facts),
    ]


def _exceptions(facts: Facts) -> list[Block]:
    """One sentence with the number of each kind of exception; nothing where there is none."""
    off_track = facts.with_status(Status.OFF_TRACK)
    overdue = [action for action in facts.overdue if action.status is not Status.OFF_TRACK]
    better, lasting = facts.declared_better, facts.lasting
    parts = [
        (len(off_track), "Off track"),
        (len(overdue), "overdue and not declared Off track"),
        (len(better), "declared better than the facts"),
        (len(lasting), "At risk or Off track once more"),
    ]
    said = [f"{number} {verb(number, 'is', 'are')} {what}" for number, what in parts if number]
    if not said:
        return []
    return [paragraph(Bold("Exceptions: "), f"{joined(said)}", *facts.see("Matters for attention"), ".")]
