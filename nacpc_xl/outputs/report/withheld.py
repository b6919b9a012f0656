"""What was withheld from the report, and what was released to it: by whom, and why."""

from __future__ import annotations

from nacpc_xl.model.register import Withheld
from nacpc_xl.outputs.report.blocks import Block, heading, paragraph, table
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.outputs.report.sentences import counted, verb


def withheld_and_released(facts: Facts) -> list[Block]:
    """Each thing that may stand for a person, with where it stands and what became of it; empty without any."""
    withheld = facts.register.withheld
    if not withheld:
        return []
    return [
        heading("Withheld and released", 2),
        *facts.remarks("Withheld and released"),
        paragraph(f"{withheld_in_words(facts)} The list says where, and never what."),
        table(
            "What may stand for a person, and what became of it",
            "One row for each: what it may be and in whose answer, where it stands, and whether it was released.",
            (("What it may be", 30), ("Where it stands", 35), ("What became of it", 35)),
            [(_what(one), _where(one), _became(one)) for one in withheld],
            has_caption=False,
        ),
    ]


def withheld_in_words(facts: Facts) -> str:
    """How much was withheld and how much released, in one or two sentences; `""` where there was nothing."""
    released = sum(one.is_released for one in facts.register.withheld)
    kept_back = len(facts.register.withheld) - released
    sentences = []
    if kept_back:
        sentences.append(
            f"{counted(kept_back, 'passage')} that may stand for a person {verb(kept_back, 'is', 'are')} withheld."
        )
    if released:
        sentences.append(f"{counted(released, 'such passage')} {verb(released, 'was', 'were')} released by name.")
    return " ".join(sentences)


def _what(one: Withheld) -> str:
    whose = " ".join(part for part in (one.ref or one.subgroup, one.heading) if part)
    kind = str(one.kind)
    return f"{kind[:1].upper()}{kind[1:]}" + (f": {whose}" if whose else "")


def _where(one: Withheld) -> str:
    return ", ".join(part for part in (one.file, one.sheet_name, one.at, str(one.where)) if part)


def _became(one: Withheld) -> str:
    if one.is_released:
        return f"Released by the {one.released_by}: {one.why_released}"
    return "Withheld"
