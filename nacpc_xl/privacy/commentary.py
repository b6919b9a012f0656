"""The coordinator's own words for the report, which pass the gate as everybody else's do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from nacpc_xl.model.coordinator import Commentary
from nacpc_xl.model.register import Withheld
from nacpc_xl.privacy.gate import Gate, Spot


def screened_commentary(rows: Iterable[Commentary], gate: Gate) -> tuple[tuple[Commentary, ...], tuple[Withheld, ...]]:
    """The rows as they may be shown, and what was withheld in them. A release holds while the text stays the same."""
    shown: list[Commentary] = []
    found: list[Withheld] = []
    for row in rows:
        source = row.source("text")
        fingerprint = hashlib.sha256(row.text.encode()).hexdigest()
        screened, withheld = gate.screened(row.text, Spot(fingerprint, sheet=source.sheet, at=source.cell), source.file)
        shown.append(row.but(text=screened) if withheld else row)
        found += (one.but(heading=Commentary.text.heading) for one in withheld)
    return tuple(shown), tuple(found)
