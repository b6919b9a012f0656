"""Which group each return belongs to, and which returns count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from nacpc_xl.merge.aside import SetAside, differs, set_aside
from nacpc_xl.merge.decisions import Decisions, mark_of_returns
from nacpc_xl.model.columns import folded
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.words import Decision, Refusal
from nacpc_xl.returns.read import Return


@dataclass(frozen=True)
class Sorted:
    """The number of the return that counts for each group, by its code, and the returns that do not count."""

    used: dict[str, int]
    not_used: tuple[SetAside, ...]


def sort_returns(
    returns: Sequence[Return], plan: Plan, quarter: Quarter, decisions: Decisions = MappingProxyType({})
) -> Sorted:
    """The returns by group. Of two with different answers, the one signed last counts, unless that was decided.

    Marks that a workbook is open are passed over.
    """
    by_group: dict[str, list[int]] = {}
    not_used: list[SetAside] = []
    for number, one in enumerate(returns):
        judged = _judged(one, plan, quarter)
        if judged.refusal is None:
            by_group.setdefault(judged.start.subgroup_code, []).append(number)
        elif judged.refusal is not Refusal.LOCK:
            not_used.append(set_aside(judged, None))
    used = {code: numbers[0] for code, numbers in by_group.items()}
    for code, numbers in by_group.items():
        if len(numbers) > 1:
            candidates = {number: returns[number] for number in numbers}
            choice = _Choice(quarter, code, decisions)
            chosen = choice.among(candidates.values())
            used[code] = next(number for number, one in candidates.items() if one is chosen)
            not_used += [
                set_aside(choice.passed_over(one, chosen), chosen) for one in candidates.values() if one is not chosen
            ]
    return Sorted(used, tuple(not_used))


@dataclass(frozen=True)
class _Choice:
    """Which of the returns of one group counts."""

    quarter: Quarter
    code: str
    decisions: Decisions

    def among(self, candidates: Iterable[Return]) -> Return:
        """The one signed last, or the one that it was decided should count instead of it."""
        rest = sorted(candidates, key=lambda one: (_signed(one), one.file))
        chosen = rest.pop()
        while instead := next((one for one in reversed(rest) if self._is_preferred(one, chosen)), None):
            rest.remove(instead)
            chosen = instead
        return chosen

    def _is_preferred(self, one: Return, other: Return) -> bool:
        """Whether it was decided that `one` counts, and not `other`."""
        for_it, against = self._decision(one, other), self._decision(other, one)
        return for_it is Decision.ACCEPT or against is Decision.REJECT

    def _decision(self, one: Return, instead_of: Return) -> Decision | None:
        mark = mark_of_returns(self.quarter.label, self.code, one.sha256, instead_of.sha256)
        return self.decisions[mark].decision if mark in self.decisions else None

    def passed_over(self, one: Return, chosen: Return) -> Return:
        """The return, with why it does not count."""
        if not differs(one, chosen):
            return replace(one, refusal=Refusal.SAME_AGAIN, detail=f"{chosen.file} says the same")
        if self._is_preferred(chosen, one):
            return replace(one, refusal=Refusal.NOT_CHOSEN, detail=f"{chosen.file} counts, as was decided")
        is_later = _signed(chosen) > _signed(one)
        why = "it was signed later" if is_later else "neither was signed later, and it comes last by its name"
        return replace(one, refusal=Refusal.OLDER_COPY, detail=f"{chosen.file} counts, since {why}")


def _judged(one: Return, plan: Plan, quarter: Quarter) -> Return:
    if one.refusal is not None:
        return one
    start = one.start
    if folded(start.plan) != folded(plan.details.plan) or quarter.year not in start.quarter:
        detail = f"it says {start.plan or 'no plan'}, {start.quarter or 'no quarter'}"
        return replace(one, refusal=Refusal.ANOTHER_PLAN, detail=detail)
    if folded(start.quarter) != folded(quarter.name):
        return replace(
            one,
            refusal=Refusal.ANOTHER_QUARTER,
            detail=f"it says {start.quarter or 'no quarter'}, not {quarter.name}",
        )
    if start.subgroup_code not in plan.subgroup_by_code:
        code = start.written("subgroup_code") or "no code"
        return replace(one, refusal=Refusal.UNKNOWN_GROUP, detail=f"it says {code}")
    return one


def _signed(one: Return) -> dt.date:
    return one.sign_off.signed_on or dt.date.min
