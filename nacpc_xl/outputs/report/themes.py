"""Progress by theme: each with its counts, and where the rota says so each action in full."""

from __future__ import annotations

from collections.abc import Iterable

from nacpc_xl.model.plan import Priority, Theme
from nacpc_xl.model.register import ActionRecord
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Rota
from nacpc_xl.outputs.counts import count
from nacpc_xl.outputs.report.facts import Facts, due_in_words, named, status_cell
from nacpc_xl.outputs.report.sentences import counts_sentence, joined
from nacpc_xl.outputs.report.word import Content, Element, bullets, heading, paragraph, table


def progress_by_theme(facts: Facts) -> list[Element]:
    """The themes that are not standing ones, each under its heading."""
    elements = facts.remarks("Progress by theme")
    for theme in facts.plan.themes:
        if not theme.is_standing:
            elements.append(heading(f"{theme.code} {theme.title}", 2))
            elements += theme_chapter(facts, theme)
    return elements


def standing_themes(facts: Facts) -> list[Element]:
    """The themes that are reported in full in every quarter."""
    standing = _standing(facts)
    elements: list[Element] = facts.remarks("Standing themes")
    for theme in standing:
        if len(standing) > 1:
            elements.append(heading(f"{theme.code} {theme.title}", 2))
        elements += theme_chapter(facts, theme)
    return elements


def standing_heading(facts: Facts) -> str:
    """The titles of the standing themes."""
    titles = joined(theme.title for theme in _standing(facts))
    return f"{titles}: reported every quarter"


def _standing(facts: Facts) -> list[Theme]:
    return [theme for theme in facts.plan.themes if theme.is_standing]


def theme_chapter(facts: Facts, theme: Theme) -> list[Element]:
    """A theme's vision and counts, then its actions in full or its exceptions alone."""
    actions = facts.of_theme(theme)
    elements = [
        *([paragraph(theme.vision)] if theme.vision else []),
        paragraph(counts_sentence(count(actions))),
        *facts.remarks(theme.code),
        *facts.remarks(theme.title),
    ]
    if theme.rota(facts.quarter) is Rota.IN_BRIEF:
        return elements + _exceptions(actions)
    for priority in facts.plan.priorities:
        if priority.theme == theme.code:
            elements += _priority(priority, actions)
    return elements


def _exceptions(actions: Iterable[ActionRecord]) -> list[Element]:
    """The actions that are At risk or Off track, or of which nothing usable is known."""
    odd = (Status.AT_RISK, Status.OFF_TRACK, Status.NO_RETURN, None)
    lines = [
        [*named(action), f": {status_cell(action).text}. {action.barrier}".rstrip()]
        for action in actions
        if action.status in odd
    ]
    if not lines:
        return [paragraph("This theme is reported in brief this quarter. It has no exceptions.")]
    return [
        paragraph("This theme is reported in brief this quarter. Its exceptions:", keep_next=True),
        *bullets(lines),
    ]


def _priority(priority: Priority, actions: Iterable[ActionRecord]) -> list[Element]:
    of_priority = [action for action in actions if action.priority == priority.code]
    elements = [heading(f"{priority.code} {priority.title}", 3)]
    if not of_priority:
        return [*elements, paragraph("No action is planned for this priority this quarter.")]
    rows: list[list[Content]] = [
        [
            named(action),
            f"{action.lead}\n{due_in_words(action)}",
            status_cell(action),
            _done(action),
            action.difference or "None stated",
        ]
        for action in of_priority
    ]
    return elements + table(
        f"Actions of priority {priority.code}",
        "One row for each action: who answers for it and by when, its status, what was done, what difference it made.",
        ("Action", "Who and when", "Status", "What was done", "What difference it made"),
        rows,
        (21, 15, 11, 31, 22),
    )


def _done(action: ActionRecord) -> str:
    """What was done, and what stands in the way where a barrier is named."""
    done = action.progress or ("Nothing was reported" if action.is_answered else "Nothing came back")
    return f"{done}\nBarrier: {action.barrier}" if action.barrier else done
