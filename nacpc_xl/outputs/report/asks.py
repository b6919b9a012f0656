"""Earlier asks: what was asked of chief officers before this quarter, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nacpc_xl.model.register import Ask
from nacpc_xl.model.words import AskState
from nacpc_xl.outputs.report.blocks import Block, Content, Lines, Piece, paragraph, table
from nacpc_xl.outputs.report.facts import Facts, link, listed
from nacpc_xl.outputs.report.sentences import counted, day_or, verb

NOT_RECORDED = "Closed; what was decided is not recorded"


def earlier_asks(facts: Facts) -> list[Block]:
    """What was asked in the quarters before, in full where it is open or newly answered; or that nothing was."""
    head = facts.remarks("Earlier asks and what became of them")
    if not facts.earlier_asks:
        return [*head, paragraph("Nothing was asked of chief officers in an earlier quarter of this year.")]
    told = {(ask.quarter, ask.ref) for ask in facts.told_before}
    in_full = [ask for ask in facts.earlier_asks if (ask.quarter, ask.ref) not in told]
    return [*head, *_told_before(facts), *(_table(facts, in_full) if in_full else [])]


def refs_with_quarters(asks: Iterable[Ask]) -> list[Piece]:
    """The refs of these requests as a list in a sentence, each with the quarter in which it was asked."""
    return listed([link(ask.ref), f" ({ask.quarter})"] for ask in asks)


def _told_before(facts: Facts) -> list[Block]:
    """One sentence with the requests whose answers an earlier report has told."""
    number = len(facts.told_before)
    if not number:
        return []
    said = f"The {verb(number, 'answer', 'answers')} to {counted(number, 'request')} stood in an earlier report, and "
    where = f"{verb(number, 'stands', 'stand')} on the register's sheet COG asks: "
    return [paragraph(said, where, *refs_with_quarters(facts.told_before), ".")]


def _table(facts: Facts, asks: Sequence[Ask]) -> list[Block]:
    """One row for each of these requests, the oldest first."""
    return [
        table(
            "What was asked before, and what became of it",
            "One row for each request: when and for which action, what was asked and by when, and what was decided.",
            (("Asked in", 10), ("What was asked", 49), ("Wanted by", 12), ("What became of it", 29)),
            [_row(facts, ask) for ask in asks],
        )
    ]


def _row(facts: Facts, ask: Ask) -> list[Content]:
    became = facts.in_short(ask.answer or NOT_RECORDED, "") if ask.state is AskState.CLOSED else _open(facts, ask)
    return [
        Lines((ask.quarter, [link(ask.ref)])),
        facts.in_short(ask.ask, ""),
        day_or(ask.wanted_by, "Not stated"),
        became,
    ]


def _open(facts: Facts, ask: Ask) -> str:
    """What became of a request that has no answer of its own."""
    if ask.ref in {one.ref for one in facts.wanted}:
        return "Open; asked again this quarter"
    if ask.ref in {one.ref for one in facts.decided_since}:
        return "Asked again this quarter, and decided since"
    return "Open; no answer is recorded"
