"""Three months of the plan's year."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from nacpc_xl.model.dates import MONTHS


@dataclass(frozen=True)
class Quarter:
    """One quarter: the plan's `year` ("2019-20"), its `number` from 1 to 4, its first and last day."""

    year: str
    number: int
    starts: dt.date
    ends: dt.date

    @property
    def label(self) -> str:
        """Q1 to Q4, as the quarter's folder is called."""
        return f"Q{self.number}"

    @property
    def name(self) -> str:
        """The quarter and its year, as in a tracker's details: Q1 2019-20."""
        return f"{self.label} {self.year}"

    @property
    def months(self) -> str:
        """The months it covers, in words: April to June 2019."""
        first, last = MONTHS[self.starts.month - 1], MONTHS[self.ends.month - 1]
        return f"{first} to {last} {self.ends.year}"


def quarters_of(year: str, starts: dt.date) -> tuple[Quarter, ...]:
    """The four quarters of the year that begins on `starts`."""
    firsts = [_months_after(starts, 3 * number) for number in range(5)]
    return tuple(
        Quarter(year, number, first, following - dt.timedelta(days=1))
        for number, (first, following) in enumerate(pairwise(firsts), start=1)
    )


def _months_after(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, month + 1, day.day)
