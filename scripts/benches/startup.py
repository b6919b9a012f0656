"""(a) How long the command line takes to come up, beside the least that any of its kind can take."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benches.measure import processes_in_turn
from benches.rows import Row

ROUNDS, FEW = 21, 7
MOST, BESIDES = 1.5, 0.050  # times, and seconds on top


def rows(quick: bool) -> Iterator[Row]:
    """The help of the command line, beside the import of the library that reads its arguments."""
    runs = processes_in_turn(
        {
            "ours": [sys.executable, "-m", "nacpc_xl", "--help"],
            "click": [sys.executable, "-c", "import click"],
        },
        FEW if quick else ROUNDS,
    )
    ours, other = runs["ours"], runs["click"]
    yield Row("a", "Start-up: `nacpc-xl --help`", ours.wall, '`python -c "import click"`', other.wall, MOST, BESIDES)
