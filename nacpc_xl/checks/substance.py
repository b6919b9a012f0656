"""S: is it news?"""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from nacpc_xl.checks.registry import Found, check
from nacpc_xl.model.columns import folded
from nacpc_xl.model.register import ActionRecord
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Severity

NEAR_COPY = 90.0  # per cent of likeness from which an update counts as a copy of another
SHORTEST = 30  # characters: shorter texts are alike by chance

VAGUE = frozenset(
    (
        "ongoing", "work ongoing", "work is ongoing", "as before", "as above", "as last quarter", "no change",
        "no update", "in progress", "work in progress", "on target", "on track", "tbc", "to be confirmed", "tba",
        "n/a", "na", "none", "nil", "continuing", "progressing", "progressing well", "see above", "see previous",
    )
)  # fmt: skip


@check("S01", severity=Severity.QUERY)
def update_is_new(action: ActionRecord, previous: ActionRecord | None) -> Iterator[Found]:
    """An update says something that last quarter's did not.

    Fix: say what was done in these three months.

    | Progress this quarter                         | previous: Progress this quarter               | result |
    | The toolkit was drafted and tried in 2 teams. | The toolkit was drafted and tried in 2 teams. | fails  |
    | All services adopted it on 2 September 2019.  | The toolkit was drafted and tried in 2 teams. | passes |
    """
    if previous is None or action.status is Status.COMPLETE:
        return
    likeness = _likeness(action.progress, previous.progress)
    if likeness:
        yield (
            action.cell("progress"),
            f"The update of {action.ref} is {likeness:.0f}% the same as last quarter's",
        )


@check("S02", severity=Severity.QUERY)
def update_is_its_own(action: ActionRecord, actions: Sequence[ActionRecord]) -> Iterator[Found]:
    """An update is about its own action, not a copy of another's.

    Fix: say what was done for this action.

    | Ref     | Progress this quarter                 | actions: Ref | actions: Progress this quarter       | result |
    | P1.1-02 | The toolkit was drafted in one team.  | P1.1-01      | The toolkit was drafted in one team. | fails  |
    | P1.1-02 | 40 staff came to the workshop in May. | P1.1-01      | The toolkit was drafted in one team. | passes |
    """
    for other in actions:
        if other.ref >= action.ref:
            continue
        likeness = _likeness(action.progress, other.progress)
        if likeness:
            yield (
                action.cell("progress"),
                f"The update of {action.ref} is {likeness:.0f}% the same as that of {other.ref}",
            )
            return


@check("S03", severity=Severity.QUERY)
def update_says_something(action: ActionRecord) -> Iterator[Found]:
    """An update says what was done.

    Fix: say what was done, with a figure, a date or what came of it.

    | Progress this quarter                            | result |
    | Ongoing.                                         | fails  |
    | Forty staff came to the workshop on 14 May 2019. | passes |
    """
    words = re.sub(r"[^\w/ ]", "", folded(action.progress)).strip()
    if words in VAGUE:
        yield action.cell("progress"), f"The update of {action.ref} says only “{action.progress}”"


@check("S04", severity=Severity.NOTE)
def off_track_does_not_last(action: ActionRecord) -> Iterator[Found]:
    """An action is not Off track for two quarters running.

    Fix: ask what would bring it back, and whether chief officers can help.

    | Status    | Previous status | result |
    | Off track | Off track       | fails  |
    | Off track | At risk         | passes |
    """
    if action.status is Status.OFF_TRACK and action.previous_status is Status.OFF_TRACK:
        yield action.cell("status"), f"{action.ref} is Off track for the second quarter running"


def _likeness(one: str, other: str) -> float:
    """How much of two texts is the same, in per cent; 0 where it is too little to matter."""
    if min(len(one), len(other)) < SHORTEST:
        return 0.0
    return fuzz.ratio(folded(one), folded(other), score_cutoff=NEAR_COPY)
