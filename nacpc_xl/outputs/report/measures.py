"""The measures: how far the outcomes have come towards their targets, and every measure with all its values."""

from __future__ import annotations

from math import floor

from nacpc_xl.model.register import MeasureRecord
from nacpc_xl.outputs.report.blocks import Block, Content, Lines, Table, on_one_line, paragraph, table
from nacpc_xl.outputs.report.charts import Chart, Series
from nacpc_xl.outputs.report.facts import Facts, link
from nacpc_xl.outputs.report.sentences import counted, verb

MOST_BARS = 24  # of one chart
LONGEST_NAME = 48  # characters of a measure's name beside its bar
BAR, EDGE = 3.7, 9.0  # millimetres: the height of a bar with its gap, and what lies above and below the bars
COLOUR = "2E75B6"
STEP, ROOM = 20, 12  # per cent of the way: between two lines of the axis, and for a label


def towards_target(facts: Facts) -> list[Block]:
    """A bar for each outcome measure: which share of the way to its target it has come; the least first.

    Nothing where no outcome measure has a baseline, a target and a value.
    """
    outcomes = facts.outcomes_of(facts.actions)
    ways = sorted((way, measure.ref, measure) for measure in outcomes if (way := measure.way_to_target) is not None)
    if not ways:
        return []
    shown = ways[:MOST_BARS]
    left_out = len(ways) - len(shown)
    more = f" The {len(shown)} that have come least far are shown." if left_out else ""
    return [
        paragraph(
            f"Of {counted(len(outcomes), 'outcome measure')}, {len(ways)} {verb(len(ways), 'has', 'have')} a baseline, "
            f"a target and a value. The bars show which share of the way from baseline to target each has come; 100% "
            f"is the target, and below 0% it stands worse than at the outset.{more} The figures stand in the table of "
            "measures",
            *(facts.see("Every action") or [" of the register"]),
            ".",
            keep_next=True,
        ),
        Chart(
            title="Outcome measures: share of the way from baseline to target",
            description="Bars. "
            + "; ".join(f"{ref} {_label(one)}: {in_per_cent(way)}%" for way, ref, one in shown)
            + ".",
            kind="bar",
            categories=tuple(f"{ref} {_label(measure)}" for _, ref, measure in shown),
            series=(
                Series(
                    "Share of the way, %",
                    tuple(float(in_per_cent(way).replace("−", "-")) for way, _, _ in shown),
                    COLOUR,
                ),
            ),
            height=EDGE + BAR * len(shown),
            has_legend=False,
            smallest=_axis_begins(min(way for way, _, _ in shown)),
            number_format='0"%"',
        ),
    ]


def _axis_begins(least: float) -> float:
    """Where the axis begins, in steps of 20 %: far enough below the least value for its label to have room."""
    return min(0, floor((least - ROOM) / STEP) * STEP) if least < 0 else 0


def _label(measure: MeasureRecord) -> str:
    text = on_one_line(measure.measure)
    if len(text) <= LONGEST_NAME:
        return text
    return text[:LONGEST_NAME].rpartition(" ")[0] + " …"


def table_of_measures(facts: Facts) -> Table:
    """One row for each measure: its baseline and target, the value of each quarter so far, and whether it is better."""
    quarters = [register.quarter for register in facts.history.registers]
    values = (*quarters, facts.quarter.label)
    return table(
        "Every measure, its values, and where the last one was read",
        "One row for each measure: what is counted, where it stood at the outset, where it should get to, its value "
        "in each quarter so far, how far it has come, and the cell it comes from.",
        (
            ("Measure", 26), ("Outset", 11), ("Target", 11), *((label, 11) for label in values),
            ("Since the outset", 14), ("Read from", 19),
        ),
        [_row(facts, measure) for measure in facts.register.measures],
    )  # fmt: skip


def _row(facts: Facts, measure: MeasureRecord) -> list[Content]:
    earlier = [_value(register.measure_by_ref.get(measure.ref)) for register in facts.history.registers]
    kind = f"{measure.type}, {measure.unit}; better when {str(measure.better).lower()}"
    return [
        Lines(((link(measure.action_ref), f" {measure.ref.rpartition('-')[2]} {measure.measure}"), kind)),
        measure.in_words("baseline") or "Not set",
        measure.in_words("target") or "Not set",
        *earlier,
        _value(measure),
        since_the_outset(measure),
        str(measure.source("value")) if measure.source_row else "Nothing came back",
    ]


def _value(measure: MeasureRecord | None) -> str:
    if measure is None:
        return "Not in the plan"
    return measure.written("value") or "No value"


def in_per_cent(way: float) -> str:
    """A share of the way as a whole number, halves away from zero, with a minus sign before what is below zero."""
    whole = floor(abs(way) + 0.5)
    return f"−{whole}" if way < 0 and whole else str(whole)


def since_the_outset(measure: MeasureRecord) -> str:
    """Whether a measure is better, worse or the same as at the outset, and how far on the way to its target."""
    if measure.value is None or measure.baseline is None or measure.better is None:
        return "Cannot be told"
    if measure.value == measure.baseline:
        return "same"
    word = "better" if measure.better.is_beyond(measure.value, measure.baseline) else "worse"
    way = measure.way_to_target
    return f"{word}, {in_per_cent(way)}% of the way" if way is not None else word
