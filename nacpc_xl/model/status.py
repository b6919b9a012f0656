"""The statuses of an action: the five that a lead declares, and what the facts alone would give."""

from nacpc_xl.model.words import Direction, Word


class Status(Word):
    """Where an action stands. Always shown as a word; its colour only helps."""

    COMPLETE = (
        "Complete",
        ("B", "Blue", "Completed", "Done"),
        "done, with evidence and a completion date",
        "Blue",
    )
    ON_TRACK = "On track", ("G", "Green"), "milestones met, will be done by the current due date", "Green"
    AT_RISK = "At risk", ("A", "Amber"), "slipping or obstructed, a recovery is in hand", "Amber"
    OFF_TRACK = "Off track", ("R", "Red"), "will not be done by the due date as things stand", "Red"
    NOT_STARTED = "Not started", ("Grey", "Not yet started"), "start date not reached", "Grey"
    NO_RETURN = "No return", (), "nothing usable came back this quarter", "No colour"


DECLARED: tuple[Status, ...] = tuple(status for status in Status if status is not Status.NO_RETURN)
"""The statuses that may be typed into a tracker."""

_STANDING = {
    Status.COMPLETE: 4,
    Status.ON_TRACK: 3,
    Status.NOT_STARTED: 3,
    Status.AT_RISK: 2,
    Status.OFF_TRACK: 1,
}


def is_better(one: Status | None, other: Status | None) -> bool:
    """Whether `one` is a better place to be than `other`; never so where either is not known."""
    if one not in _STANDING or other not in _STANDING:
        return False
    return _STANDING[one] > _STANDING[other]


def direction(now: Status | None, before: Status | None) -> Direction:
    """Which way an action moved since the last known status; `before` is `None` for a first report.

    An action that has begun and is On track stands better than before it started.
    """
    if now not in _STANDING:
        return Direction.NOT_KNOWN
    if before not in _STANDING:
        return Direction.FIRST
    if now is before:
        return Direction.SAME
    has_begun = before is Status.NOT_STARTED and now is Status.ON_TRACK
    return Direction.BETTER if has_begun or is_better(now, before) else Direction.WORSE
