"""What was withheld, with whose answer it is; what stands in a given cell as it was issued is the office's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nacpc_xl.merge.aside import SetAside
from nacpc_xl.merge.place import Placed
from nacpc_xl.model.register import Withheld
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Hiding


def withheld_in_files(not_used: Iterable[SetAside]) -> Iterator[Withheld]:
    """What was withheld in files that do not count."""
    for aside in not_used:
        yield from (one.but(subgroup=aside.source.start.subgroup_code) for one in aside.source.withheld)


def withheld_in(placed: Placed, *, is_alone: bool) -> Iterator[Withheld]:
    """What was withheld in a return that counts; in one that `is_alone`, in its given cells too."""
    source = placed.source
    if not source.withheld:
        return
    rows = (source.start, *placed.actions.values(), *placed.measures.values(), *placed.new_actions, source.sign_off)
    answers = {
        (place.sheet, place.cell): (row, name)
        for row in (*placed.again, *rows)
        for name in row.raw
        for place in (row.source(name),)
    }
    changed = {(scrap.sheet_name, scrap.at) for scrap in placed.changed}
    for record in source.withheld:
        at = (record.sheet_name, record.at)
        if record.where is not Hiding.CELL or at not in answers:
            yield record
            continue
        row, name = answers[at]
        column = row.columns()[name]
        if not column.given or at in changed or is_alone:
            yield record.but(ref=_ref(row), heading=column.heading)


def _ref(row: Table) -> str:
    return str(row.values.get("ref", ""))
