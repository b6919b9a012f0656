"""What came of each check: how often it passed, failed, or could not tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from nacpc_xl.checks.registry import Check
from nacpc_xl.model.finding import CheckRecord
from nacpc_xl.model.table import Table

SEEN_WHERE_IT_FAILS = ("scrap", "notice", "withheld")
"""What a check is asked about only once it was met with: how often all was well is not known."""

Row = TypeVar("Row", bound=Table)


class Watched(dict[str, Any]):
    """The values of a row, which remembers whether one was wanted that is among the `unread` ones."""

    def __init__(self, values: Mapping[str, Any], unread: Mapping[str, object]) -> None:
        super().__init__(values)
        self._unread = unread
        self.was_missed = False

    def get(self, name: str, default: Any = None) -> Any:
        """The value of one column; `default` for a blank."""
        if name in self._unread:
            self.was_missed = True
        return super().get(name, default)


def watched(row: Row) -> Row:
    """The row itself where all of it was understood, else one like it that remembers what was missed of it."""
    return type(row)(Watched(row.values, row.unread), row.place, row.unread, row.raw) if row.unread else row


def could_not_tell(row: Table) -> bool:
    """Whether a value was wanted of this watched row that was not understood."""
    return isinstance(row.values, Watched) and row.values.was_missed


class Tally:
    """Counts what came of one check."""

    def __init__(self, one: Check) -> None:
        self._check = one
        self.passed = self.failed = self.could_not_tell = 0

    def count(self, *, fails: bool, row: Table) -> None:
        """Counts one row that the check was asked about."""
        if fails:
            self.failed += 1
        elif could_not_tell(row):
            self.could_not_tell += 1
        else:
            self.passed += 1

    def as_record(self) -> CheckRecord:
        """The counts as a row of the register."""
        return CheckRecord.of(
            code=self._check.code,
            family=self._check.family,
            severity=self._check.severity,
            rule=self._check.rule,
            passed=None if self._check.subject in SEEN_WHERE_IT_FAILS else self.passed,
            failed=self.failed,
            could_not_tell=self.could_not_tell,
        )
