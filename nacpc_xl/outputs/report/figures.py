"""The counts as charts and tables: each chart stands near a table of the same figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nacpc_xl.model.register import ActionRecord
from nacpc_xl.outputs.counts import STANDINGS, Counts, count
from nacpc_xl.outputs.report.blocks import Block, Bold, Content, Paragraph, Table, on_one_line, paragraph, table
from nacpc_xl.outputs.report.charts import Chart, Series
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.outputs.report.sentences import counted
from nacpc_xl.sheets.look import CHART_COLOURS

BAR, EDGE = 4.9, 10.0  # millimetres: the height of a bar with its gap, and what lies above and below the bars

Named = tuple[str, Counts]
"""What is counted, with its counts."""


def by_theme(facts: Facts) -> list[Block]:
    """A bar for each theme; nothing where there is no action."""
    themes = [(theme.title, count(facts.of_theme(theme))) for theme in facts.plan.themes]
    return _chart("Actions by theme and status", themes) if facts.actions else []


def over_the_quarters(facts: Facts) -> list[Block]:
    """A bar for each quarter so far; nothing in the first report."""
    quarters = quarters_so_far(facts, facts.actions)
    if len(quarters) < 2:
        return []
    title = "All actions by quarter and status"
    return [Paragraph((title,), "Caption", keep_next=True), *_chart(title, quarters)]


def quarters_so_far(facts: Facts, actions: Iterable[ActionRecord]) -> list[Named]:
    """The counts of each quarter so far, the oldest first; `actions` are those of this quarter.

    Of an earlier quarter, the actions of the same themes are counted.
    """
    actions = list(actions)
    themes = {action.theme for action in actions}
    earlier = [
        (register.quarter, count(action for action in register.actions if action.theme in themes))
        for register in facts.history.registers
    ]
    return [*earlier, (facts.quarter.label, count(actions))]


def table_of_counts(facts: Facts) -> Table:
    """One row for each theme, one for all of them, and one for all of them in each earlier quarter."""
    themes = [(f"{theme.code} {theme.title}", count(facts.of_theme(theme))) for theme in facts.plan.themes]
    *earlier, _ = quarters_so_far(facts, facts.actions)
    rows = [_row(name, counts) for name, counts in themes]
    rows.append([[Bold(str(cell))] for cell in _row("All themes", count(facts.actions))])
    rows += [_row(f"All themes in {name}", counts) for name, counts in reversed(earlier)]
    return _table(
        "Actions by theme and status",
        "One row for each theme, for all of them, and for all of them in each quarter before; "
        "one column for each status, and the number of actions.",
        "Theme",
        rows,
    )


def trend(facts: Facts, actions: Sequence[ActionRecord], of: str) -> list[Block]:
    """How many of a theme's actions had each status in each quarter so far, as a table; nothing in the first report."""
    quarters = quarters_so_far(facts, actions)
    if len(quarters) < 2:
        return [paragraph("Its trend over the quarters begins with this report.")]
    rows = [_row(name, counts) for name, counts in quarters]
    description = "One row for each quarter; one column for each status, and the number of actions."
    return [_table(f"{of} over the quarters so far", description, "Quarter", rows)]


def _table(title: str, description: str, first: str, rows: Sequence[Sequence[Content]]) -> Table:
    columns = zip((first, *STANDINGS, "All"), (31, 10, 10, 9, 10, 8, 8, 8, 6), strict=True)
    return table(title, description, list(columns), rows, is_kept_together=True)


def _row(name: str, counts: Counts) -> list[Content]:
    return [name, *(str(counts[one]) for one in STANDINGS), str(counts.total)]


def _chart(title: str, bars: Sequence[Named]) -> list[Block]:
    """A stacked bar for each thing counted, of those standings that occur."""
    occur = [one for one in STANDINGS if any(counts[one] for _, counts in bars)]
    if not occur:
        return []
    series = tuple(
        Series(one, tuple(float(counts[one]) for _, counts in bars), CHART_COLOURS[one].lstrip("#")) for one in occur
    )
    bars = [(on_one_line(name), counts) for name, counts in bars]
    said = "; ".join(f"{name}: {_in_words(counts)}" for name, counts in bars)
    return [
        Chart(
            title=title,
            description=f"Stacked bars. {said}.",
            kind="bar",
            categories=tuple(name for name, _ in bars),
            series=series,
            height=EDGE + BAR * len(bars),
            is_stacked=True,
        )
    ]


def _in_words(counts: Counts) -> str:
    """The counts as a list: 15 actions, 2 Complete, 8 On track."""
    parts = [f"{counts[one]} {one}" for one in STANDINGS if counts[one]]
    return ", ".join([counted(counts.total, "action"), *parts])
