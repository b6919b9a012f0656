"""The coordinator's own words for the report, which pass the gate as everybody else's do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

from nacpc_xl.model.register import Withheld
from nacpc_xl.model.table import Table
from nacpc_xl.privacy.gate import Gate, Spot

Row = TypeVar("Row", bound=Table)


def screened_rows(rows: Iterable[Row], name: str, gate: Gate) -> tuple[tuple[Row, ...], tuple[Withheld, ...]]:
    """The rows with the text of one column as it may be shown, and what was withheld in it.

    A release holds while the text stays the same, wherever on its sheet the row comes to stand.
    """
    shown: list[Row] = []
    found: list[Withheld] = []
    for row in rows:
        source, text = row.source(name), row.values.get(name) or ""
        fingerprint = hashlib.sha256(text.encode()).hexdigest()
        screened, withheld = gate.screened(text, Spot(fingerprint, sheet=source.sheet), source.file)
        shown.append(row.but(**{name: screened}) if withheld else row)
        found += (one.but(heading=row.columns()[name].heading, at=source.cell) for one in withheld)
    return tuple(shown), tuple(found)
