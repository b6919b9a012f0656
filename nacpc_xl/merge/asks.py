"""What is asked of chief officers, with what they decided."""

from __future__ import annotations

from collections.abc import Iterable

from nacpc_xl.model.coordinator import AskRow
from nacpc_xl.model.register import Ask
from nacpc_xl.model.words import AskState


def with_answers(asks: Iterable[Ask], rows: Iterable[AskRow]) -> tuple[Ask, ...]:
    """The requests with what the coordinator recorded of each; of two rows on one request the later counts.

    A request is closed only by the word: an answer beside a state that is open or not understood leaves it open.
    """
    recorded = {(row.quarter, row.ref): row for row in rows if row.state is not None or row.answer}
    return tuple(_answered(ask, recorded.get((ask.quarter, ask.ref))) for ask in asks)


def _answered(ask: Ask, row: AskRow | None) -> Ask:
    if row is None:
        return ask
    return ask.but(state=row.state or AskState.OPEN, answer=row.answer)
