"""What difference it made: for each improvement aim, whether anything shows it."""

from __future__ import annotations

from nacpc_xl.model.plan import Aim
from nacpc_xl.model.register import ActionRecord, MeasureRecord
from nacpc_xl.outputs.report.facts import Facts, link
from nacpc_xl.outputs.report.sentences import counted, day_or, joined, verb
from nacpc_xl.outputs.report.word import Content, Element, Piece, paragraph, table

EVIDENCED, OUTPUT_ONLY, NOTHING_YET = "evidenced", "output only", "nothing yet"
QUOTED = 3  # measures quoted for one aim


def what_difference(facts: Facts) -> list[Element]:
    """Each aim with its verdict, and the outcome figures behind it."""
    verdicts = {aim.code: verdict(facts, aim) for aim in facts.plan.aims}
    tally = [list(verdicts.values()).count(one) for one in (EVIDENCED, OUTPUT_ONLY, NOTHING_YET)]
    rows: list[list[Content]] = [
        [f"{aim.code} {aim.title}", verdicts[aim.code], _behind(facts, aim, verdicts[aim.code])]
        for aim in facts.plan.aims
    ]
    words = (f"{EVIDENCED}", f"shown by {OUTPUT_ONLY}", f"without either ({NOTHING_YET})")
    said = joined(f"{number} {verb(number, 'is', 'are')} {word}" for number, word in zip(tally, words, strict=True))
    return [
        *facts.remarks("What difference it made"),
        paragraph(f"Of {counted(len(facts.plan.aims), 'improvement aim')}, {said}."),
        paragraph(
            "An aim is evidenced when an outcome measure of one of its actions is better than at the outset; "
            "it has output only when there is progress but no such measure."
        ),
        *table(
            "The improvement aims and what shows them",
            "One row for each aim: whether a difference is evidenced, and the figures that show it.",
            ("Aim", "Standing", "What shows it"),
            rows,
            (34, 13, 53),
        ),
    ]  # fmt: skip


def verdict(facts: Facts, aim: Aim) -> str:
    """Whether a difference for the aim is evidenced, shown by output only, or not shown yet."""
    actions = serving(facts, aim)
    if better_outcomes(facts, actions):
        return EVIDENCED
    return OUTPUT_ONLY if any(action.is_answered and action.progress for action in actions) else NOTHING_YET


def serving(facts: Facts, aim: Aim) -> list[ActionRecord]:
    """The actions that serve the aim."""
    return [action for action in facts.actions if aim.code in action.aims]


def better_outcomes(facts: Facts, actions: list[ActionRecord]) -> list[MeasureRecord]:
    """The outcome measures of these actions whose value this quarter is better than the baseline."""
    return [measure for action in actions for measure in facts.measures_of(action) if measure.is_better_outcome]


def _behind(facts: Facts, aim: Aim, standing: str) -> Content:
    actions = serving(facts, aim)
    if standing != EVIDENCED:
        done = [action for action in actions if action.is_answered and action.progress]
        if not done:
            return f"{counted(len(actions), 'action')}; none has reported progress"
        reported = f"{counted(len(done), 'action')} of {len(actions)} reported progress"
        return f"{reported}; no outcome measure is better than at the outset"
    measures = better_outcomes(facts, actions)
    pieces: list[Piece] = []
    for measure in measures[:QUOTED]:
        pieces += ["; " if pieces else "", link(measure.action_ref), f" {measure.measure}: {_moved(measure)}"]
    if more := len(measures) - QUOTED:
        pieces.append(f"; and {counted(more, 'other outcome measure')}" if more > 0 else "")
    return [piece for piece in pieces if piece]


def _moved(measure: MeasureRecord) -> str:
    unit = "" if measure.unit == "%" else f" {measure.unit}"
    return (
        f"{measure.in_words('baseline')} at the outset, {measure.in_words('value')}{unit} on {day_or(measure.as_at)}"
        f" (target {measure.in_words('target') or 'not set'})"
    )
