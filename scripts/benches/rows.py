"""What was measured, row by row, and the table of it in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from docs import table_lines

Shown = Callable[[float], str]
"""How a figure is written."""


def seconds(figure: float) -> str:
    """A time in the unit that shows it best, with three figures or the digits before the point."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if figure >= size:
            return f"{_three(figure / size)} {unit}"
    return f"{_three(figure * 1e6)} µs"


def megabytes(figure: float) -> str:
    """A number of bytes in megabytes."""
    return f"{figure / 1e6:,.0f} MB"


def times(figure: float) -> str:
    """How many times as much."""
    return f"{figure:.2f} x"


def _three(figure: float) -> str:
    digits = 2 if figure < 10 else 1 if figure < 100 else 0
    return f"{figure:,.{digits}f}"


@dataclass(frozen=True)
class Row:
    """One line of the table: a figure of ours beside another one, and how many times that it may be.

    `ours` is `None` where the system does not account for it. `most` is the highest ratio that is allowed, `None` where
    the figure is only told; `besides` is allowed on top of it, in the unit of the figures. `part` is the letter of the
    part, `other_is` says what it is held against.
    """

    part: str
    measured: str
    ours: float | None
    other_is: str
    other: float | None
    most: float | None = None
    besides: float = 0.0
    shown: Shown = seconds

    @property
    def ratio(self) -> float | None:
        """How many times the other figure ours is; `None` where there is none of either."""
        return self.ours / self.other if self.ours is not None and self.other else None

    @property
    def holds(self) -> bool | None:
        """Whether it keeps within what is allowed; `None` where that cannot be said."""
        if self.most is None or self.ours is None or self.other is None:
            return None
        return self.ours <= self.most * self.other + self.besides

    def cells(self) -> tuple[str, ...]:
        """The row's cells, under `HEADINGS`."""
        ratio = NOT_ACCOUNTED if self.ours is None else "-"
        if self.ratio is not None:
            ratio = times(self.ratio)
        allowed = "-"
        if self.most is not None:
            allowed = f"{self.most:g} x" + (f" + {self.shown(self.besides)}" if self.besides else "")
        return (
            self.part,
            self.measured,
            "-" if self.ours is None else self.shown(self.ours),
            self.other_is if self.other is None else f"{self.other_is}: {self.shown(self.other)}",
            ratio,
            allowed,
            _IN_A_WORD[self.holds],
        )


HEADINGS = ("", "Measured", "Ours", "Beside", "Ratio", "At most", "Holds")
NOT_ACCOUNTED = "this system does not account for it"
_IN_A_WORD = {True: "yes", False: "**no**", None: "-"}


def table(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of the table in Markdown."""
    yield from table_lines(HEADINGS, (row.cells() for row in rows))
