"""What a number format makes of a number: a per cent, a day or time, a time that went by, or just a number."""

from __future__ import annotations

import re
from enum import Enum, auto

BUILT_IN_PERCENTS = {9, 10}  # the number formats 0% and 0.00%, which are not spelt out in a file
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAY = re.compile("[dy]", re.IGNORECASE)
_WORDS = re.compile(r'"[^"]*"?|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.IGNORECASE | re.DOTALL)
_TIME = re.compile(r"(?P<duration>\[[hms]+\])|[dmyhs]|a/p", re.IGNORECASE)


class Shown(Enum):
    """What a number is shown as, where that is no mere number."""

    PERCENT = auto()
    MOMENT = auto()
    DURATION = auto()


BUILT_IN = {
    **dict.fromkeys(BUILT_IN_PERCENTS, Shown.PERCENT),
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), Shown.MOMENT),
    46: Shown.DURATION,
}
"""The number formats that are not spelt out in a file, by their numbers."""


def is_percent(number_format: str) -> bool:
    """Whether a number format shows a number as a per cent."""
    return "%" in _QUOTED.sub("", number_format)


def is_date(number_format: str) -> bool:
    """Whether a number format shows a number as a day."""
    return bool(_DAY.search(_QUOTED.sub("", number_format)))


def shown_by(number_format: str) -> Shown | None:
    """What the format shows a number as; where it has several sections, the first one tells days and times."""
    time = _TIME.search(_WORDS.sub("", number_format).partition(";")[0])
    if time is not None:
        return Shown.DURATION if time["duration"] else Shown.MOMENT
    return Shown.PERCENT if is_percent(number_format) else None
