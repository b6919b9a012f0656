"""What chief officers decided is told of the request that it was recorded for, and closes it only by the word."""

import pytest

from nacpc_xl.merge.asks import with_answers
from nacpc_xl.model.coordinator import AskRow
from nacpc_xl.model.register import Ask
from nacpc_xl.model.words import AskState

ASK = Ask.of(quarter="Q1", ref="P1.1-01", ask="Lend us a hall.", state=AskState.OPEN)


def row(**values: object) -> AskRow:
    return AskRow.of(**{"quarter": "Q1", "ref": "P1.1-01", **values})


@pytest.mark.parametrize(
    ("rows", "state", "answer"),
    [
        ([], AskState.OPEN, ""),
        ([row()], AskState.OPEN, ""),
        ([row(state=AskState.CLOSED, answer="Lent.")], AskState.CLOSED, "Lent."),
        ([row(state=AskState.OPEN, answer="In May.")], AskState.OPEN, "In May."),
        ([row(answer="Lent.")], AskState.OPEN, "Lent."),
        ([row(state=AskState.CLOSED)], AskState.CLOSED, ""),
        ([row(state=AskState.CLOSED, answer="Lent."), row()], AskState.CLOSED, "Lent."),
        ([row(state=AskState.CLOSED, answer="Lent."), row(state=AskState.OPEN)], AskState.OPEN, ""),
        ([row(quarter="Q2", state=AskState.CLOSED, answer="No.")], AskState.OPEN, ""),
        ([row(ref="P1.1-02", state=AskState.CLOSED, answer="No.")], AskState.OPEN, ""),
    ],
)
def test_a_request_has_the_answer_that_was_recorded_last(rows, state, answer):
    (ask,) = with_answers([ASK], rows)
    assert (ask.state, ask.answer) == (state, answer)
    assert ask.ask == ASK.ask
