"""What is kept of a return that does not count: every word of it that the one that counts does not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nacpc_xl.merge.place import differing, without
from nacpc_xl.model.register import Scrap
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import SignOff
from nacpc_xl.model.words import Refusal, Stray
from nacpc_xl.returns.read import Return, scraps_of_row


@dataclass(frozen=True)
class SetAside:
    """A return that does not count: the rows that say `again` what the other return says, and all its scraps."""

    source: Return
    again: tuple[Table, ...]
    scraps: tuple[Scrap, ...]


def set_aside(one: Return, instead: Return | None) -> SetAside:
    """The return that does not count, where `instead` another one of its group does, or none."""
    code = one.start.subgroup_code
    if instead is None:
        scraps = [scrap for row in one.rows for scrap in scraps_of_row(row, Stray.NOT_COUNTED, str(one.refusal))]
        return SetAside(one, (), tuple(scrap.but(subgroup=code) for scrap in (*one.scraps, *scraps)))
    why = Stray.NOT_CHOSEN if one.refusal is Refusal.NOT_CHOSEN else Stray.OTHER_VERSION
    again: list[Table] = []
    scraps_of_both: list[Scrap] = []
    for row, other in _pairs(one, instead):
        names = _differing(row, other)
        again.append(without(row, names))
        scraps_of_both += scraps_of_row(row, why, one.detail, names)
    return SetAside(one, tuple(again), tuple(scrap.but(subgroup=code) for scrap in (*one.scraps, *scraps_of_both)))


def differs(one: Return, other: Return) -> bool:
    """Whether a return says anything that the other does not, but for the day it was signed."""
    return any(_differing(row, its_match) for row, its_match in _pairs(one, other))


def _differing(row: Table, other: Table) -> list[str]:
    """The names of the cells that say something else; the day of signing has its place in the account of the file."""
    return [name for name in differing(row, other) if name != SignOff.signed_on.name or not isinstance(row, SignOff)]


def _pairs(one: Return, other: Return) -> Iterator[tuple[Table, Table]]:
    """Each row of a return with the row of the other that is about the same, an empty one where there is none."""
    yield one.start, other.start
    yield from _by_ref(one.actions, other.actions)
    yield from _by_ref(one.measures, other.measures)
    for number, row in enumerate(one.new_actions):
        yield row, other.new_actions[number] if number < len(other.new_actions) else type(row)()
    yield one.sign_off, other.sign_off


def _by_ref(rows: Iterable[Table], others: Iterable[Table]) -> Iterator[tuple[Table, Table]]:
    by_ref = {other.written("ref"): other for other in others}
    for row in rows:
        yield row, by_ref.get(row.written("ref"), type(row)())
