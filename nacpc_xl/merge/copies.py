"""Copies found among many texts without holding each of them against every other.

Two texts are held against each other where they share one of their rarest pairs of words in a row, figures left out:
so are all two of which each has a quarter of its pairs in common with the other. (Of n pairs of which n/4 are shared,
the rarest shared one is among the n - n/4 + 1 rarest of all.) Texts that say just the same, and texts of fewer than
`SHORTEST` characters, which are copies only then, are found by themselves.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, pairwise

from rapidfuzz import fuzz, process

from nacpc_xl.merge.likeness import NEAR_COPY, SHORTEST, Likeness
from nacpc_xl.model.columns import folded

SHARED = 4  # one in so many pairs of words is shared by texts that are surely held against each other
MOST = 1_000  # texts under one pair of words: what so many have is a turn of phrase

_ROOM = 2  # places for each pair of words in the table of how often each occurs
_OFTEN = 65_535  # as far as that table counts
_WORDS = 1 << 24  # more different words than there will ever be
_NO_FIGURES = dict.fromkeys(map(ord, "0123456789"))


def copied_among(texts: Sequence[str]) -> Mapping[int, Likeness]:
    """For each text that copies one before it, by its number from 0: the first of those that it is most like."""
    pairs = _Pairs(texts)
    first: dict[str, int] = {}
    with_pair: dict[int, array[int]] = {}
    found: dict[int, Likeness] = {}
    for number, text in enumerate(map(folded, texts)):
        if text in first:
            found[number] = Likeness(first[text], 100.0)
        elif text:
            first[text] = number
            if len(text) >= SHORTEST:
                beside = [with_pair.setdefault(pair, array("I")) for pair in pairs.rarest(text)]
                likeness = _most_like(text, sorted(set().union(*beside)), texts)
                if likeness is not None:
                    found[number] = likeness
                for numbers in beside:
                    if len(numbers) < MOST:
                        numbers.append(number)
    return found


def _most_like(text: str, numbers: Sequence[int], texts: Sequence[str]) -> Likeness | None:
    others = [folded(texts[number]) for number in numbers]
    found = process.extractOne(text, others, scorer=fuzz.ratio, score_cutoff=NEAR_COPY)
    return Likeness(numbers[found[2]], found[1]) if found is not None else None


class _Pairs:
    """The pairs of words in a row of some texts, and how often each occurs."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count(1).__next__)  # by word
        room = sum(text.count(" ") + 1 for text in texts) * _ROOM + 1
        self._times = array("H", bytes(2 * room))  # some pairs share a place, and count as more frequent than they are
        for text in texts:
            self._count(folded(text))

    def _count(self, text: str) -> None:
        times, room = self._times, len(self._times)
        for pair in self._of(text):
            if times[pair % room] < _OFTEN:
                times[pair % room] += 1

    def _of(self, text: str) -> set[int]:
        """Each pair as a number; a word that is alone stands for itself."""
        numbers = [self._numbers[word] for word in text.translate(_NO_FIGURES).split()]
        return {one * _WORDS + other for one, other in pairwise(numbers)} or set(numbers)

    def rarest(self, text: str) -> Iterator[int]:
        """The pairs of one of the texts by which it is found, but for those that no other one has."""
        times, room = self._times, len(self._times)
        ranked = sorted((times[pair % room], pair) for pair in self._of(text))
        return (pair for often, pair in ranked[: len(ranked) - len(ranked) // SHARED + 1] if often > 1)
