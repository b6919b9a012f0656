"""Appendix B: what the statuses and terms mean, the files that the report was made from, and what was withheld."""

from __future__ import annotations

from nacpc_xl.model.register import ReturnRecord
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Rota
from nacpc_xl.outputs.report.blocks import Block, Content, heading, table
from nacpc_xl.outputs.report.facts import Facts, shaded
from nacpc_xl.outputs.report.withheld import withheld_and_released
from nacpc_xl.workspace import PLAN

IN_BRIEF, WITHHELD = "In brief", "Withheld"  # terms that not every report uses

TERMS = (
    ("Declared status", "What the lead chose. It stands in every count."),
    (
        "The facts say",
        "The status that dates, measures and answers alone would give, by fixed rules and with the reason. It never "
        "takes the place of the declared one.",
    ),
    ("Overdue", "The date agreed last lies before the day of the position, and the action is not Complete."),
    ("Declared better than the facts", "The declared status is better than the one that the facts give."),
    ("Output", "A measure of what was produced or delivered."),
    ("Outcome", "A measure of what difference it made."),
    (
        "Share of the way",
        "How far a measure has come from its baseline to its target: 0% is the baseline, 100% the target.",
    ),
    (IN_BRIEF, "A theme of which this report shows the counts and the exceptions alone."),
    (WITHHELD, "Left out because it may stand for a person, until it is released by name and for a reason."),
    ("SHA-256", "A file's fingerprint: two files have the same one only if they are the same, byte by byte."),
)
"""What the words of the report mean."""


def sources_and_terms(facts: Facts) -> list[Block]:
    """The key of statuses, the files with their SHA-256, what was withheld, and the terms."""
    return [
        *facts.remarks("Statuses, sources and terms"),
        heading("What the statuses mean", 2),
        table(
            "The statuses",
            "One row for each status: its word, its colour, and what it means.",
            (("Status", 18), ("Colour", 14), ("Meaning", 68)),
            [(shaded(status), status.colour, status.meaning) for status in Status],
            has_caption=False,
        ),
        heading("What this report was made from", 2),
        table(
            "The files and their SHA-256",
            "One row for each file: its name, what became of it, and its SHA-256.",
            (("File", 30), ("Used", 20), ("SHA-256", 50)),
            [_plan(facts), *(_file(one) for one in facts.register.returns if one.file)],
            has_caption=False,
        ),
        *withheld_and_released(facts),
        heading("Terms", 2),
        table(
            "Terms and what they mean",
            "One row for each term.",
            (("Term", 26), ("Meaning", 74)),
            _terms(facts),
            has_caption=False,
        ),
    ]


def _terms(facts: Facts) -> list[tuple[str, str]]:
    """The terms that this report uses."""
    in_brief = any(theme.rota(facts.quarter) is Rota.IN_BRIEF for theme in facts.plan.themes)
    unused = {IN_BRIEF: not in_brief, WITHHELD: not facts.register.withheld}
    return [(term, meaning) for term, meaning in TERMS if not unused.get(term)]


def _plan(facts: Facts) -> list[Content]:
    return [PLAN, "As the plan", facts.register.about.plan_version or "Not recorded"]


def _file(one: ReturnRecord) -> list[Content]:
    outcome = str(one.outcome) if one.refusal is None else f"{one.outcome}: it {one.refusal}"
    return [one.file, outcome, one.sha256 or "Not recorded"]
