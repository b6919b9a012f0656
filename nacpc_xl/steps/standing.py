"""Where a quarter stands, return by return, without anything being written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

from nacpc_xl.model.coordinator import DecisionRow
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import ReturnRecord
from nacpc_xl.model.words import Outcome, Severity
from nacpc_xl.steps.merging import Merged, merged
from nacpc_xl.steps.quarters import Progress, silent
from nacpc_xl.workspace import YearFolder


@dataclass(frozen=True)
class Standing:
    """Where the return of one group stands, or one file more that came back.

    `code` and `name` are `""` where the file does not say whose it is, `why` where it counts, `file` where there is
    none. `still_open` is `None` where a group has a line before this one, which counts its queries.
    """

    code: str
    name: str
    outcome: Outcome
    why: str
    file: str
    signed_on: dt.date | None
    still_open: int | None

    @property
    def in_a_word(self) -> str:
        """Whether it came back and counts: Returned, Missing, Refused or Not used."""
        return _IN_A_WORD[self.outcome]


_IN_A_WORD = {
    Outcome.USED: "Returned",
    Outcome.NO_RETURN: "Missing",
    Outcome.REFUSED: "Refused",
    Outcome.NOT_COUNTED: "Not used",
}


@dataclass(frozen=True)
class QuarterStanding:
    """Where a quarter of the `plan` stands.

    `groups` and `returned` count the groups, and those of them whose return counts; `still_open` the queries, those
    of no group's return among them. Nobody has decided on `undecided` matters yet, and `asks_open` requests are not
    closed; the next merge adds `to_add` rows to the coordinator's workbook. `problems` are sentences on what cannot be
    understood in it.
    """

    plan: str
    quarter: Quarter
    due: dt.date
    standings: tuple[Standing, ...]
    groups: int
    returned: int
    still_open: int
    undecided: int
    asks_open: int
    to_add: int
    problems: tuple[str, ...]


def status(year: YearFolder, label: str, tell: Progress = silent, executor: Executor | None = None) -> QuarterStanding:
    """Where the quarter stands: what came back from each group, what is open, and what waits for the coordinator."""
    one = merged(year, label, tell=tell, executor=executor)
    plan, quarter = one.facts.plan, one.facts.quarter
    undecided = sum(isinstance(row, DecisionRow) for row in one.waiting)
    return QuarterStanding(
        plan=plan.details.plan,
        quarter=quarter,
        due=plan.return_by(quarter),
        standings=tuple(_standings(one)),
        groups=len(plan.subgroups),
        returned=sum(returned.outcome is Outcome.USED for returned in one.register.returns),
        still_open=sum(finding.severity is not Severity.NOTE for finding in one.findings),
        undecided=undecided,
        asks_open=len(one.waiting) - undecided,
        to_add=len(one.to_decide),
        problems=one.problems,
    )


def _standings(one: Merged) -> Iterator[Standing]:
    """Each group in the order of the plan, its further files below it; then the files that are nobody's."""
    asked = [finding for finding in one.findings if finding.severity is not Severity.NOTE]
    of_group = Counter(finding.subgroup for finding in asked)
    of_file = Counter(finding.file for finding in asked if not finding.subgroup)
    returns = one.register.returns
    for group in one.facts.plan.subgroups:
        first, *others = _of_group([returned for returned in returns if returned.subgroup == group.code])
        yield _standing(first, of_group[group.code])
        yield from (_standing(other, None) for other in others)
    yield from (_standing(returned, of_file[returned.file]) for returned in returns if not returned.subgroup)


def _of_group(records: list[ReturnRecord]) -> list[ReturnRecord]:
    """What came back from one group; that nothing did only where no file of its own was refused."""
    files = [record for record in records if record.outcome is not Outcome.NO_RETURN]
    return files or records


def _standing(returned: ReturnRecord, still_open: int | None) -> Standing:
    assert returned.outcome is not None  # a merge says it of each
    return Standing(
        code=returned.subgroup,
        name=returned.name,
        outcome=returned.outcome,
        why=str(returned.refusal or ""),
        file=returned.file,
        signed_on=returned.signed_on,
        still_open=still_open,
    )
