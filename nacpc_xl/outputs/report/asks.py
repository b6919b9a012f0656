"""Earlier asks: what was asked of chief officers before this quarter, and what became of it."""

from __future__ import annotations

from nacpc_xl.model.register import Ask
from nacpc_xl.model.words import AskState
from nacpc_xl.outputs.report.blocks import Block, Content, Lines, paragraph, table
from nacpc_xl.outputs.report.facts import Facts, link
from nacpc_xl.outputs.report.sentences import day_or


def earlier_asks(facts: Facts) -> list[Block]:
    """One row for each request of the quarters before, the oldest first; or that there is none."""
    head = facts.remarks("Earlier asks and what became of them")
    if not facts.earlier_asks:
        return [*head, paragraph("Nothing was asked of chief officers in an earlier quarter of this year.")]
    again = {ask.ref for ask in facts.new_asks}
    return [
        *head,
        table(
            "What was asked before, and what became of it",
            "One row for each request: when and for which action, what was asked and by when, and what was decided.",
            (("Asked in", 11), ("What was asked", 55), ("Wanted by", 14), ("What became of it", 20)),
            [_row(facts, ask, is_asked_again=ask.ref in again) for ask in facts.earlier_asks],
        ),
    ]


def _row(facts: Facts, ask: Ask, *, is_asked_again: bool) -> list[Content]:
    if ask.state is AskState.CLOSED:
        became = facts.in_short(ask.answer or "Closed; what was decided is not recorded", "")
    else:
        became = "Open; asked again this quarter" if is_asked_again else "Open; no answer is recorded"
    return [
        Lines((ask.quarter, [link(ask.ref)])),
        facts.in_short(ask.ask, ""),
        day_or(ask.wanted_by, "Not stated"),
        became,
    ]
