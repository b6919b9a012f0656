"""How much of two texts is the same. One measure for the computed status and for the checks.

Case, white space and characters that take up no room never count.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from nacpc_xl.model.columns import folded
from nacpc_xl.model.phrases import plain

NEAR_COPY = 90.0  # per cent of likeness from which a text counts as a copy of another
REPETITION = 90.0  # per cent of likeness, whatever the order of the words, from which one text repeats another
SHORTEST = 30  # characters: shorter texts are alike by chance, and are copies only word for word

fold = lru_cache(maxsize=20_000)(folded)
"""`folded`, remembered: a text is compared with many others."""


class Likeness(NamedTuple):
    """Which of several texts is most like another one, by its number from 0, and by how many per cent."""

    number: int
    per_cent: float


def most_like(text: str, others: Sequence[str]) -> Likeness | None:
    """The first of the texts that `text` is most like; `None` where it is a copy of none of them."""
    one = fold(text)
    if not one:
        return None
    folded_others = [fold(other) for other in others]
    if len(one) < SHORTEST:
        return Likeness(folded_others.index(one), 100.0) if one in folded_others else None
    long_enough = [other if len(other) >= SHORTEST else None for other in folded_others]
    found = process.extractOne(one, long_enough, scorer=fuzz.ratio, score_cutoff=NEAR_COPY)
    return Likeness(found[2], found[1]) if found is not None else None


def is_copy(text: str, other: str) -> bool:
    """Whether a text is a copy of another one, or nearly so."""
    return most_like(text, (other,)) is not None


def is_same(text: str, other: str) -> bool:
    """Whether two texts that are not blank have the same words in the same order."""
    return bool(plain(text)) and plain(text) == plain(other)


def repeats(text: str, other: str) -> bool:
    """Whether nearly all that a text says stands in the other one too, in whatever order."""
    if len(text) < SHORTEST:
        return False
    return fuzz.token_set_ratio(plain(text), plain(other), score_cutoff=REPETITION) > 0
