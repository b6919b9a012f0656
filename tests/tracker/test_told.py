"""What the next tracker tells a group of what it asked for."""

import datetime as dt
from dataclasses import replace

from nacpc_xl.merge.merge import merge
from nacpc_xl.model.register import Ask, DateChange, History, NewActionRecord
from nacpc_xl.model.words import AskState, Decision
from nacpc_xl.tracker.contents import issued_sheets
from nacpc_xl.tracker.told import HEADING, told
from tests.committee import PLAN, Q1, Q2, group

NOVEMBER = dt.date(2024, 11, 1)


def history(*rows: DateChange | NewActionRecord | Ask) -> History:
    """A first quarter in which the financial harm group asked for this."""
    mine = [row.but(quarter="Q1", subgroup="FH") for row in rows]
    register = replace(
        merge(PLAN, Q1, [], History(), Q1.ends),
        date_changes=tuple(row for row in mine if isinstance(row, DateChange)),
        new_actions=tuple(row for row in mine if isinstance(row, NewActionRecord)),
        asks=tuple(row for row in mine if isinstance(row, Ask)),
    )
    return History((register,))


def lines(*rows: DateChange | NewActionRecord | Ask) -> list[tuple[str, str]]:
    return [(note.text, note.beside) for note in told(history(*rows), "FH")][1:]


def date(decision: Decision, why: str = "") -> DateChange:
    return DateChange.of(ref="P1.1-01", new_due=NOVEMBER, decision=decision, why_decided=why)


def test_a_date_is_told_with_what_was_decided_and_why():
    label = "P1.1-01, new date asked for in Q1"
    assert lines(date(Decision.ACCEPT, "The hall is booked.")) == [
        (label, "1 November 2024: accepted; it is the due date now. The hall is booked.")
    ]
    assert lines(date(Decision.REJECT, "It cannot wait.")) == [
        (label, "1 November 2024: not accepted; the due date stays as it was. It cannot wait.")
    ]
    assert lines(date(Decision.AWAITED)) == [
        (label, "1 November 2024: not decided yet; until it is, the due date stays as it was.")
    ]


def test_a_date_that_was_overtaken_is_not_told():
    assert told(history(date(Decision.LAPSED)), "FH") == ()


def test_a_proposal_is_told_with_the_ref_that_it_got():
    new = NewActionRecord.of(action="Ring every bank")
    label = "New action proposed in Q1"
    assert lines(new.but(decision=Decision.ACCEPT, given_ref="P1.1-03")) == [
        (label, "“Ring every bank”: accepted; it is P1.1-03 now.")
    ]
    assert lines(new.but(decision=Decision.REJECT, why_decided="Banks ring us.")) == [
        (label, "“Ring every bank”: not accepted. Banks ring us.")
    ]
    assert lines(new.but(decision=Decision.AWAITED)) == [(label, "“Ring every bank”: not decided yet.")]
    ((_, text),) = lines(new.but(decision=Decision.ACCEPT))
    assert "accepted, but not in the plan yet" in text


def test_help_is_told_until_it_is_closed_and_what_became_of_it():
    ask = Ask.of(ref="P1.1-01", ask="Lend us a hall. " * 20)
    ((label, still_open),) = lines(ask.but(state=AskState.OPEN))
    assert label == "P1.1-01, help asked for in Q1"
    assert still_open.endswith(" …”: still open.")
    assert len(still_open) < 120
    ((_, closed),) = lines(ask.but(state=AskState.CLOSED, answer="From May."))
    assert closed.endswith("”: closed. From May.")


def test_another_group_is_told_nothing_and_the_one_that_asked_on_start_here():
    past = history(date(Decision.REJECT, "It cannot wait."))
    assert told(past, "VO") == ()
    for code, is_told in (("FH", True), ("VO", False)):
        start = issued_sheets(PLAN, Q2, group(code), past)[0]
        assert (HEADING in [note.text for note in start.notes]) is is_told
