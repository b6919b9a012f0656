"""Appendix A: every action with the cell that its status was read from, every text in full, and every measure."""

from __future__ import annotations

from collections.abc import Iterator

from nacpc_xl.model.register import ActionRecord
from nacpc_xl.model.tracker import Actions
from nacpc_xl.model.words import Outcome, Rota
from nacpc_xl.outputs.report.blocks import (
    Block,
    Bold,
    Content,
    Lines,
    Paragraph,
    Target,
    as_written,
    heading,
    is_long,
    paragraph,
    table,
)
from nacpc_xl.outputs.report.facts import LONGEST_WORD, Facts, link, status_cell, whole
from nacpc_xl.outputs.report.measures import table_of_measures

GIVEN = ("action", "lead")
"""The given texts of an action, by their columns; what its lead writes are those to fill in."""


def every_action(facts: Facts) -> list[Block]:
    """Each action with its statuses and its source; the texts that the report shortens or leaves out; the measures."""
    if not facts.actions:
        return [*facts.remarks("Every action"), paragraph("There are no actions.")]
    blocks: list[Block] = [
        *facts.remarks("Every action"),
        table(
            "Every action, its status, and where that was read",
            "One row for each action: lead and dates, the declared status and those before, what the facts say, what "
            "shows it and what comes next, and the file, sheet and cell.",
            (
                ("Action, who and when", 27), ("Declared", 13), ("The facts say", 19),
                ("Evidence, and what comes next", 24), ("Read from", 17),
            ),
            [_row(facts, action) for action in facts.actions],
        ),
        *_in_full(facts),
        *_besides(facts),
    ]  # fmt: skip
    if facts.register.measures:
        blocks += [heading("Every measure", 2), table_of_measures(facts)]
    return blocks


def _row(facts: Facts, action: ActionRecord) -> list[Content]:
    title = facts.in_line(action.action, action.ref)
    who = facts.who_and_when(action)
    return [
        Lines(((Target(action.ref, action.ref), " ", *title), who)),
        status_cell(action, so_far=facts.statuses_so_far(action)),
        [f"{action.computed_status}: ", *facts.in_line(action.computed_reason, action.ref)],
        _evidence_and_next(facts, action),
        read_from(action),
    ]


def _evidence_and_next(facts: Facts, action: ActionRecord) -> Content:
    if not action.is_answered:
        return "Nothing came back"
    evidence = facts.in_line(action.evidence or "none named", action.ref)
    return Lines((("Evidence: ", *evidence), ("Next: ", *facts.coming_for(action, "none named"))))


def read_from(action: ActionRecord) -> str:
    """The file, sheet and cell of an action's status."""
    if not action.is_answered:
        return "Nothing came back"
    return str(action.source("status"))


def _in_full(facts: Facts) -> list[Block]:
    """The texts that are shortened in the report, or that a theme in brief leaves out, as they were written."""
    brief = {theme.code for theme in facts.plan.themes if theme.rota(facts.quarter) is Rota.IN_BRIEF}
    blocks: list[Block] = []
    for action in facts.actions:
        texts = list(_texts(action, is_brief=action.theme in brief))
        if texts:
            head = Paragraph((link(action.ref), " in full"), "Heading 3", keep_next=True, bookmark=whole(action.ref))
            blocks += [head, *(block for label, text in texts for block in _labelled(label, text))]
    if not blocks:
        return []
    said = "What the report shortens, and the answers of the themes that it shows in brief, as they were written."
    return [heading("Texts in full", 2), paragraph(said), *blocks]


def _texts(action: ActionRecord, *, is_brief: bool) -> Iterator[tuple[str, str]]:
    columns = action.columns()
    for name in (*GIVEN, *Actions.to_fill_in()):
        text = action.written(name)
        left_out = is_brief and name in ("progress", "difference")
        no_word = name == "status" and len(text) > LONGEST_WORD
        if text and (left_out or no_word or is_long(text)):
            yield columns[name].heading, text
    if is_long(action.computed_reason):
        yield columns["computed_reason"].heading, action.computed_reason


def _labelled(label: str, text: str) -> list[Block]:
    return [paragraph(Bold(label), keep_next=True), *as_written(text)]


def _besides(facts: Facts) -> list[Block]:
    """What groups said that has no cell of its own, each as it was written."""
    told = [one for one in facts.register.returns if one.outcome is Outcome.USED and one.anything_else]
    if not told:
        return []
    blocks: list[Block] = [heading("What groups said besides", 2)]
    for one in told:
        blocks.append(paragraph(Bold(f"{facts.group(one.subgroup)} ({one.source('anything_else')})"), keep_next=True))
        blocks += as_written(one.anything_else)
    return blocks
