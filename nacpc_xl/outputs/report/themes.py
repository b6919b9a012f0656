"""Progress by theme: each with its counts, and where the rota says so each action in full."""

from __future__ import annotations

from collections.abc import Sequence

from nacpc_xl.model.plan import Priority, Theme
from nacpc_xl.model.register import ActionRecord
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Rota
from nacpc_xl.outputs.counts import NOT_STATED, count
from nacpc_xl.outputs.report.blocks import Block, Bold, Content, Lines, Piece, bullets, heading, paragraph, table
from nacpc_xl.outputs.report.facts import BAD, Facts, due_in_words, link, linked, status_cell
from nacpc_xl.outputs.report.figures import trend
from nacpc_xl.outputs.report.sentences import counted, counts_sentence, joined, verb


def progress_by_theme(facts: Facts) -> list[Block]:
    """The themes that are not standing ones, each under its heading."""
    blocks = facts.remarks("Progress by theme")
    for theme in facts.plan.themes:
        if not theme.is_standing:
            blocks.append(heading(f"{theme.code} {theme.title}", 2))
            blocks += theme_chapter(facts, theme, level=3)
    return blocks


def standing_themes(facts: Facts) -> list[Block]:
    """The themes that are reported in full in every quarter, each with its trend over the quarters so far."""
    standing = _standing(facts)
    blocks = facts.remarks("Standing themes")
    for theme in standing:
        if len(standing) > 1:
            blocks.append(heading(f"{theme.code} {theme.title}", 2))
        blocks += theme_chapter(facts, theme, level=3 if len(standing) > 1 else 2)
    return blocks


def standing_heading(facts: Facts) -> str:
    """The titles of the standing themes."""
    titles = joined(theme.title for theme in _standing(facts))
    return f"{titles}: reported every quarter"


def has_standing_themes(facts: Facts) -> bool:
    """Whether the plan has a theme that is reported every quarter."""
    return bool(_standing(facts))


def _standing(facts: Facts) -> list[Theme]:
    return [theme for theme in facts.plan.themes if theme.is_standing]


def theme_chapter(facts: Facts, theme: Theme, level: int) -> list[Block]:
    """A theme's counts, what went well and what did not, and where the rota says so each action in full.

    `level` is that of the headings of its priorities.
    """
    actions = facts.of_theme(theme)
    blocks: list[Block] = [
        *facts.remarks(theme.code, theme.title),
        paragraph(counts_sentence(count(actions)), keep_next=theme.is_standing),
    ]
    if theme.is_standing:
        blocks += trend(facts, actions, theme.title)
    is_brief = theme.rota(facts.quarter) is Rota.IN_BRIEF
    if is_brief:
        return [*blocks, *_exceptions(facts, actions)]
    blocks += [*_went_well(facts, actions), *_did_not_go_well(facts, actions)]
    for priority in facts.plan.priorities:
        if priority.theme == theme.code:
            blocks += _priority(facts, priority, actions, level)
    return blocks


def _went_well(facts: Facts, actions: Sequence[ActionRecord]) -> list[Block]:
    """One paragraph: what is newly Complete, what stands better, and how many outcome measures do.

    What is declared better than the facts does not count as having gone well.
    """
    doubted = {action.ref for action in facts.declared_better}
    stands_better = {action.ref for action in facts.better} - doubted
    better = [action for action in actions if action.ref in stands_better]
    complete = [action for action in better if action.status is Status.COMPLETE]
    others = [action for action in better if action.status is not Status.COMPLETE]
    parts: list[list[Piece]] = []
    if complete:
        parts.append([*linked(complete), f" {verb(len(complete), 'is', 'are')} newly Complete"])
    if others:
        parts.append([*linked(others), f" {verb(len(others), 'stands', 'stand')} better than at the last report"])
    measures = facts.outcomes_of(actions)
    shown = sum(measure.is_better_outcome for measure in measures)
    if shown:
        of = counted(len(measures), "outcome measure")
        parts.append([f"{shown} of {of} {verb(shown, 'is', 'are')} better than at the outset"])
    if not parts:
        return []
    pieces: list[Piece] = [piece for part in parts for piece in ("; ", *part)][1:]
    return [paragraph(Bold("Went well: "), *pieces, ".")]


def _did_not_go_well(facts: Facts, actions: Sequence[ActionRecord]) -> list[Block]:
    """The exceptions, each with what stands in its way; and of which actions nothing came back."""
    lines = _exception_lines(facts, actions)
    head = [paragraph(Bold("Did not go well, and why:"), keep_next=True)] if lines else []
    return [*head, *bullets(lines), *_nothing_came_back(actions)]


def _exceptions(facts: Facts, actions: Sequence[ActionRecord]) -> list[Block]:
    """A theme in brief: its exceptions alone, and of which actions nothing came back."""
    lines = _exception_lines(facts, actions, is_brief=True)
    silent = _nothing_came_back(actions)
    has = " Its exceptions:" if lines else "" if silent else " It has no exceptions."
    head = paragraph(f"This theme is reported in brief this quarter.{has}", keep_next=bool(lines))
    return [head, *bullets(lines), *silent]


def _nothing_came_back(actions: Sequence[ActionRecord]) -> list[Block]:
    """One sentence with the actions of which nothing came back, but for those that were Complete already."""
    silent = [one for one in actions if one.status is Status.NO_RETURN and not one.is_known_complete]
    return [paragraph("Nothing came back on ", *linked(silent), ".")] if silent else []


def _exception_lines(
    facts: Facts, actions: Sequence[ActionRecord], *, is_brief: bool = False
) -> list[tuple[Piece, ...]]:
    """The answered actions that are At risk, Off track, overdue or without a usable status, each with its reason."""
    overdue = {action.ref for action in facts.overdue}
    answered = [action for action in actions if action.status is not Status.NO_RETURN]
    odd = [action for action in answered if action.status in (*BAD, None) or action.ref in overdue]
    lines: list[tuple[Piece, ...]] = []
    for action in odd:
        name = facts.named(action) if is_brief else [link(action.ref)]
        lines.append((*name, f": {_standing_in_words(action, action.ref in overdue)}. ", *_why(facts, action)))
    return lines


def _standing_in_words(action: ActionRecord, is_overdue: bool) -> str:
    words = str(action.status) if action.status is not None else NOT_STATED
    return f"{words}, and overdue" if is_overdue else words


def _why(facts: Facts, action: ActionRecord) -> list[Piece]:
    if action.barrier:
        return facts.as_sentence(action.barrier, action.ref)
    if action.status in BAD:
        return ["No barrier was given."]
    return [f"Due {due_in_words(action).removeprefix('due ')}."]


def _priority(facts: Facts, priority: Priority, actions: Sequence[ActionRecord], level: int) -> list[Block]:
    of_priority = [action for action in actions if action.priority == priority.code]
    head = heading(f"{priority.code} {priority.title}", level)
    if not of_priority:
        return [head, paragraph("No action is planned for this priority this quarter.")]
    return [
        head,
        table(
            f"Actions of priority {priority.code}",
            "One row for each action: what it is, who answers for it and by when, its status now and before, "
            "what was done, and what difference it made.",
            (("Action, who and when", 25), ("Status", 13), ("What was done", 38), ("What difference it made", 24)),
            [_row(facts, action) for action in of_priority],
            has_caption=False,
        ),
    ]


def _row(facts: Facts, action: ActionRecord) -> list[Content]:
    nothing = "Nothing was reported" if action.is_answered else "Nothing came back"
    who = facts.who_and_when(action)
    return [
        Lines((facts.named(action), who)),
        status_cell(action),
        facts.in_short(action.progress or nothing, action.ref),
        facts.in_short(action.difference or "None stated", action.ref),
    ]
