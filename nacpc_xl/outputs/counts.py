"""How many actions stand where. Every figure in the report and in the register's summary is counted here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nacpc_xl.model.register import ActionRecord, HistoryRecord
from nacpc_xl.model.status import DECLARED, Status

NOT_STATED = "Not stated"
STANDINGS: tuple[str, ...] = (*(str(status) for status in DECLARED), NOT_STATED, str(Status.NO_RETURN))
"""Where an action can stand: the declared statuses, no usable status in a return, and no return."""


@dataclass(frozen=True)
class Counts:
    """How many of some actions have each standing, by the standing's name; none is left out."""

    by_standing: Mapping[str, int]

    def __getitem__(self, standing: str | Status) -> int:
        return self.by_standing[str(standing)]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_standing.values())


def standing(action: ActionRecord | HistoryRecord) -> str:
    """Where the action stands: its declared status, or that it has none."""
    return NOT_STATED if action.status is None else str(action.status)


def count(actions: Iterable[ActionRecord | HistoryRecord]) -> Counts:
    """The counts of these actions."""
    found = dict.fromkeys(STANDINGS, 0)
    for action in actions:
        found[standing(action)] += 1
    return Counts(found)
