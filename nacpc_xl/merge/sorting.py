"""Which group each return belongs to, and which returns count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nacpc_xl.merge.aside import SetAside, differs, set_aside
from nacpc_xl.model.columns import folded
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.words import Refusal
from nacpc_xl.returns.read import Return


@dataclass(frozen=True)
class Sorted:
    """The return that counts for each group, by its code, and the returns that do not count."""

    used: dict[str, Return]
    not_used: tuple[SetAside, ...]


def sort_returns(returns: Iterable[Return], plan: Plan, quarter: Quarter) -> Sorted:
    """The returns by group. Of two with different answers, the one signed last counts."""
    by_group: dict[str, list[Return]] = {}
    not_used: list[SetAside] = []
    for one in returns:
        judged = _judged(one, plan, quarter)
        if judged.refusal is None:
            by_group.setdefault(judged.start.subgroup_code, []).append(judged)
        else:
            not_used.append(set_aside(judged, None))
    used: dict[str, Return] = {}
    for code, candidates in by_group.items():
        newest = max(candidates, key=lambda one: (_signed(one), one.file))
        used[code] = newest
        not_used += [set_aside(_older(one, newest), newest) for one in candidates if one is not newest]
    return Sorted(used, tuple(not_used))


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


def _older(one: Return, newest: Return) -> Return:
    if not differs(one, newest):
        return replace(one, refusal=Refusal.SAME_AGAIN, detail=f"{newest.file} says the same")
    is_later = _signed(newest) > _signed(one)
    why = "it was signed later" if is_later else "neither was signed later, and it comes last by its name"
    return replace(one, refusal=Refusal.OLDER_COPY, detail=f"{newest.file} counts, since {why}")


def _signed(one: Return) -> dt.date:
    return one.sign_off.signed_on or dt.date.min
