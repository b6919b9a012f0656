"""What can be wrong in a plan, each in one sentence: what, where, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.plan import (
    Aim,
    Plan,
    PlanDetails,
    PlannedAction,
    Priority,
    Subgroup,
    Theme,
)
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Rota

LAST_DAY_IN_EVERY_MONTH = 28
_FOR_FILE_NAMES = re.compile(r"[\w-]+")


def faults_of_row(row: Table) -> Iterator[str]:
    """Cells that cannot be understood, and cells that are missing under a heading that is there."""
    columns = row.columns()
    for name, unread in row.unread.items():
        yield f"{unread.problem} ({row.source(name)}). Enter {columns[name].accepts}."
    for name in row.missing():
        if name in row.place.columns:
            yield f"{columns[name].heading} is missing ({row.source(name)}). Enter {columns[name].accepts}."


def faults_between_rows(plan: Plan) -> Iterator[str]:
    """Everything that only shows when rows are seen together."""
    yield from _unusable_details(plan.details)
    for rows in (plan.themes, plan.priorities, plan.aims, plan.subgroups, plan.actions, plan.measures):
        yield from _repeated_keys(rows)
    yield from _unknown_references(plan.priorities, "theme", Theme, plan.themes)
    yield from _unknown_references(plan.priorities, "carried_by", Subgroup, plan.subgroups)
    yield from _unknown_references(plan.actions, "priority", Priority, plan.priorities)
    yield from _unknown_references(plan.actions, "subgroup", Subgroup, plan.subgroups)
    yield from _unknown_references(plan.actions, "aims", Aim, plan.aims)
    yield from _unknown_references(plan.measures, "action_ref", PlannedAction, plan.actions)
    yield from _impossible_dates(plan.actions)
    yield from _standing_themes_in_brief(plan.themes)


def _unusable_details(details: PlanDetails) -> Iterator[str]:
    starts = details.starts
    if starts is not None and starts.day > LAST_DAY_IN_EVERY_MONTH:
        yield (
            f"A year cannot start on {day_in_words(starts)}: not every month has such a day "
            f"({details.source('starts')}). Enter another day."
        )
    for name in ("year", "short_name"):
        text = details.in_words(name)
        if text and not _FOR_FILE_NAMES.fullmatch(text):
            yield (
                f"“{text}” cannot be part of a file's name ({details.source(name)}). "
                "Enter letters, figures and hyphens only."
            )


def _repeated_keys(rows: Iterable[Table]) -> Iterator[str]:
    seen: dict[str, Table] = {}
    for row in rows:
        key = row.in_words(row.sheet.key)
        if key and key in seen:
            first = seen[key].source(row.sheet.key)
            here = row.source(row.sheet.key)
            yield f"{key} stands here and in {first.cell} ({here}). Give one of them a ref of its own."
        seen.setdefault(key, row)


def _unknown_references(
    rows: Iterable[Table], name: str, others: type[Table], known_rows: Iterable[Table]
) -> Iterator[str]:
    known = {other.in_words(others.sheet.key) for other in known_rows}
    for row in rows:
        value = row.values.get(name, "")
        for code in value if isinstance(value, tuple) else (value,):
            if code and code not in known:
                where = row.source(name)
                yield f"{code} is not on the sheet {others.sheet.name} ({where}). Correct it, or add it there."


def _impossible_dates(actions: Iterable[PlannedAction]) -> Iterator[str]:
    for action in actions:
        if action.start and action.due and action.due < action.start:
            yield f"{action.ref} is due before it starts ({action.source('due')}). Correct one of the two dates."


def _standing_themes_in_brief(themes: Iterable[Theme]) -> Iterator[str]:
    for theme in themes:
        for name in ("q1", "q2", "q3", "q4"):
            if theme.is_standing and theme.values.get(name) is Rota.IN_BRIEF:
                yield (
                    f"{theme.code} is a standing theme, so it cannot be In brief ({theme.source(name)}). "
                    "Enter In full, or No under Standing."
                )
