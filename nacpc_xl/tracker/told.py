"""What a tracker tells a group of what it asked for this year: new dates, new actions, and help of chief officers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.register import Ask, DateChange, History, NewActionRecord
from nacpc_xl.model.words import AskState, Decision
from nacpc_xl.sheets.layout import Note

HEADING = "What was decided on what you asked"
LONGEST_QUOTATION = 90  # characters of what was asked that are said again


def told(history: History, code: str) -> tuple[Note, ...]:
    """Lines for the group with this code, the newest first; none where it has asked for nothing."""
    lines = [*_dates(history, code), *_proposals(history, code), *_asks(history, code)]
    if not lines:
        return ()
    quarters = [register.quarter for register in history.registers]
    order = {quarter: -index for index, quarter in enumerate(quarters)}
    lines.sort(key=lambda line: order.get(line[0], 1))
    return (Note(HEADING, "heading"), *(Note(label, beside=text) for _, label, text in lines))


Line = tuple[str, str, str]
"""The quarter in which something was asked, what it is about, and what was decided."""


def _dates(history: History, code: str) -> Iterator[Line]:
    for change in history.ledger("date_changes"):
        if change.subgroup == code and change.decision is not Decision.LAPSED:
            yield change.quarter, f"{change.ref}, new date asked for in {change.quarter}", _date(change)


def _date(change: DateChange) -> str:
    asked = f"{day_in_words(change.new_due)}: " if change.new_due is not None else ""
    match change.decision:
        case Decision.ACCEPT:
            return _because(f"{asked}accepted; it is the due date now", change.why_decided)
        case Decision.REJECT:
            return _because(f"{asked}not accepted; the due date stays as it was", change.why_decided)
    return f"{asked}not decided yet; until it is, the due date stays as it was."


def _proposals(history: History, code: str) -> Iterator[Line]:
    for proposal in history.ledger("new_actions"):
        if proposal.subgroup == code:
            label = f"New action proposed in {proposal.quarter}"
            yield proposal.quarter, label, f"{_quoted(proposal.action)}: {_proposal(proposal)}"


def _proposal(proposal: NewActionRecord) -> str:
    match proposal.decision:
        case Decision.ACCEPT if proposal.given_ref:
            return _because(f"accepted; it is {proposal.given_ref} now", proposal.why_decided)
        case Decision.ACCEPT:
            said = "accepted, but not in the plan yet, since its priority, its start or its due date is not known"
            return _because(said, proposal.why_decided)
        case Decision.REJECT:
            return _because("not accepted", proposal.why_decided)
    return "not decided yet."


def _asks(history: History, code: str) -> Iterator[Line]:
    for ask in history.ledger("asks"):
        if ask.subgroup == code:
            yield ask.quarter, f"{ask.ref}, help asked for in {ask.quarter}", f"{_quoted(ask.ask)}: {_ask(ask)}"


def _ask(ask: Ask) -> str:
    if ask.state is AskState.CLOSED:
        return _because("closed", ask.answer)
    return _because("still open", ask.answer)


def _because(said: str, why: str) -> str:
    """What was decided, and the reason or the answer in the words in which it was recorded."""
    return f"{said}. {why}" if why else f"{said}."


def _quoted(text: str) -> str:
    return f"“{textwrap.shorten(text, LONGEST_QUOTATION, placeholder=' …')}”"
