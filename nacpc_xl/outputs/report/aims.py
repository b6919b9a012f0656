"""What difference it made: for each improvement aim, whether anything shows it; and how far the outcomes have come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nacpc_xl.model.plan import Aim
from nacpc_xl.model.register import ActionRecord, MeasureRecord
from nacpc_xl.outputs.report.blocks import Block, Content, Line, Lines, Piece, paragraph, table
from nacpc_xl.outputs.report.facts import Facts, link, linked_refs
from nacpc_xl.outputs.report.measures import towards_target
from nacpc_xl.outputs.report.sentences import counted, day_or, joined, verb

EVIDENCED, OUTPUT_ONLY, NOTHING_YET = "evidenced", "output only", "nothing yet"
QUOTED = 1  # measures quoted for one aim


def what_difference(facts: Facts) -> list[Block]:
    """How far each outcome measure has come, then each aim with its verdict and what shows it."""
    verdicts = {aim.code: verdict(facts, aim) for aim in facts.plan.aims}
    tally = [list(verdicts.values()).count(one) for one in (EVIDENCED, OUTPUT_ONLY, NOTHING_YET)]
    words = (EVIDENCED, f"shown by {OUTPUT_ONLY}", f"without either ({NOTHING_YET})")
    return [
        *facts.remarks("What difference it made"),
        *towards_target(facts),
        paragraph(
            f"{_tally(dict(zip(words, tally, strict=True)))} An aim is evidenced when more than half of the outcome "
            "measures of its actions are better than at the outset, and their leads say what difference was made and "
            "what shows it. Where fewer are, progress counts as output only."
        ),
        table(
            "The improvement aims and what shows them",
            "One row for each aim: whether a difference is evidenced, and the figures and words that show it.",
            (("Aim", 24), ("Standing", 11), ("What shows it", 65)),
            [(f"{aim.code} {aim.title}", verdicts[aim.code], _behind(facts, aim)) for aim in facts.plan.aims],
        ),
    ]  # fmt: skip


def _tally(numbers: Mapping[str, int]) -> str:
    """How many aims have each standing, in a sentence."""
    total = sum(numbers.values())
    if total > 1 and total in numbers.values():
        (word,) = (word for word, number in numbers.items() if number)
        return f"All {total} improvement aims are {word}."
    said = joined(f"{number} {verb(number, 'is', 'are')} {word}" for word, number in numbers.items() if number)
    return f"Of {counted(total, 'improvement aim')}, {said}."


def verdict(facts: Facts, aim: Aim) -> str:
    """Whether a difference for the aim is evidenced, shown by output only, or not shown yet."""
    actions = serving(facts, aim)
    measures = facts.outcomes_of(actions)
    if 2 * len(shown_better(facts, measures)) > len(measures):
        return EVIDENCED
    return OUTPUT_ONLY if any(action.is_answered and action.progress for action in actions) else NOTHING_YET


def serving(facts: Facts, aim: Aim) -> list[ActionRecord]:
    """The actions that serve the aim."""
    return [action for action in facts.actions if aim.code in action.aims]


def shown_better(facts: Facts, measures: Sequence[MeasureRecord]) -> list[MeasureRecord]:
    """Those that are better than at the outset, of actions that say what difference was made and what shows it."""
    by_ref = facts.register.action_by_ref
    return [
        measure
        for measure in measures
        if measure.is_better_outcome and by_ref[measure.action_ref].difference and by_ref[measure.action_ref].evidence
    ]


def _behind(facts: Facts, aim: Aim) -> Content:
    """How many outcome measures show a difference, the first of them with their figures and their evidence."""
    actions = serving(facts, aim)
    measures = facts.outcomes_of(actions)
    better = shown_better(facts, measures)
    done = sum(bool(action.is_answered and action.progress) for action in actions)
    told = f"{done} of {counted(len(actions), 'action')} reported progress"
    if not measures:
        return f"{told}; no outcome is measured."
    moved = sum(measure.is_better_outcome for measure in measures)
    of = counted(len(measures), "outcome measure")
    better_so_far = f"{moved or 'none'} of {of} {verb(moved or 1, 'is', 'are')} better than at the outset"
    with_evidence = f", {len(better) or 'none'} with evidence" if moved else ""
    sentence = f"{told}; {better_so_far}{with_evidence}."
    quoted: list[Line] = [_quoted(facts, measure) for measure in better[:QUOTED]]
    others = list(dict.fromkeys(measure.action_ref for measure in better[QUOTED:]))
    also: list[Line] = [["Shown too by ", *linked_refs(others), "."]] if others else []
    return Lines((sentence, *quoted, *also))


def _quoted(facts: Facts, measure: MeasureRecord) -> list[Piece]:
    """A measure's figures, and what its action names as evidence."""
    action = facts.register.action_by_ref[measure.action_ref]
    evidence = facts.as_sentence(action.evidence, action.ref)
    return [link(action.ref), f" {measure.measure}: {_moved(measure)}. Evidence: ", *evidence]


def _moved(measure: MeasureRecord) -> str:
    unit = "" if measure.unit == "%" else f" {measure.unit}"
    return (
        f"{measure.in_words('baseline')} at the outset, {measure.in_words('value')}{unit} on {day_or(measure.as_at)}"
        f" (target {measure.in_words('target') or 'not set'})"
    )
