"""Copies found among many texts without holding each of them against every other.

Two texts are held against each other where they share two of their rarest pairs of words in a row, figures left out:
so are all two of which each has a quarter of its pairs in common with the other. (Of n pairs of which n/4 are shared,
the two rarest shared ones are among the n - n/4 + 2 rarest of all.) Of short texts one pair is enough. Texts that say
just the same, and texts of fewer than `SHORTEST` characters, which are copies only then, are found by themselves.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain, count, pairwise

from rapidfuzz import fuzz, process

from nacpc_xl.merge.likeness import NEAR_COPY, SHORTEST, Likeness
from nacpc_xl.model.columns import folded

SHARED = 4  # one in so many pairs of words is shared by texts that are surely held against each other
MOST = 100  # texts found by one pair of words, the newest: what so many have is a turn of phrase

_ROOM = 2  # places for each pair of words in the table of how often each occurs
_OFTEN = 65_535  # as far as that table counts
_WORDS = 1 << 24  # more different words than there will ever be
_NO_FIGURES = dict.fromkeys(map(ord, "0123456789"))


def copied_among(texts: Sequence[str]) -> Mapping[int, Likeness]:
    """For each text that copies one before it, by its number from 0: the first of those that it is most like."""
    pairs = _Pairs(texts)
    numbers = _Numbers(pairs.times)
    first: dict[int, int] = {}  # by the text's hash, which takes up less memory
    found: dict[int, Likeness] = {}
    for number, text in enumerate(map(folded, texts)):
        same = first.setdefault(hash(text), number)
        if same < number and folded(texts[same]) == text:
            if text:
                found[number] = Likeness(same, 100.0)
        elif len(text) >= SHORTEST:
            rarest, enough = pairs.rarest(text)
            shared = Counter(chain.from_iterable(map(numbers.under, rarest)))
            likeness = _most_like(text, sorted(one for one, times in shared.items() if times >= enough), texts)
            if likeness is not None:
                found[number] = likeness
            for pair in rarest:
                numbers.add(pair, number)
    return found


def _most_like(text: str, numbers: Sequence[int], texts: Sequence[str]) -> Likeness | None:
    others = [folded(texts[number]) for number in numbers]
    found = process.extractOne(text, others, scorer=fuzz.ratio, score_cutoff=NEAR_COPY)
    return Likeness(numbers[found[2]], found[1]) if found is not None else None


class _Numbers:
    """The numbers of the texts that are found by each pair: all in one array, since there may be millions of them.

    Each pair has a piece of it that is as long as the pair is `frequent`. Pairs that share a place share a piece: then
    a few more texts are held against each other.
    """

    def __init__(self, frequent: array[int]) -> None:
        self._begins = array("I", accumulate(frequent, initial=0))
        self._lengths = array("H", bytes(2 * len(frequent)))  # how much of each piece is filled
        self._numbers = array("I", bytes(4 * self._begins[-1]))

    def under(self, pair: int) -> array[int]:
        """The numbers of the texts found by a pair; no more than the newest `MOST`."""
        place = pair % len(self._lengths)
        begin, length = self._begins[place], self._lengths[place]
        return self._numbers[begin + max(0, length - MOST) : begin + length]

    def add(self, pair: int, number: int) -> None:
        """Adds the number of a text that is found by the pair. A piece that is full is filled anew."""
        place = pair % len(self._lengths)
        begin, length = self._begins[place], self._lengths[place]
        if begin + length == self._begins[place + 1]:
            length = 0
        self._numbers[begin + length] = number
        self._lengths[place] = length + 1


class _Pairs:
    """The pairs of words in a row of some texts. `times` has how often each occurs, in the place of its remainder."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count(1).__next__)  # by word
        room = sum(text.count(" ") + 1 for text in texts) * _ROOM + 1
        self.times = array("H", bytes(2 * room))  # pairs that share a place count as more frequent than they are
        for text in texts:
            self._count(folded(text))

    def _count(self, text: str) -> None:
        times, room = self.times, len(self.times)
        for pair in self._of(text):
            if times[pair % room] < _OFTEN:
                times[pair % room] += 1

    def _of(self, text: str) -> set[int]:
        """Each pair as a number; a word that is alone stands for itself."""
        numbers = [self._numbers[word] for word in text.translate(_NO_FIGURES).split()]
        return {one * _WORDS + other for one, other in pairwise(numbers)} or set(numbers)

    def rarest(self, text: str) -> tuple[list[int], int]:
        """The pairs of one of the texts by which it is found, but for those that no other one has.

        With them how many of these another text must have.
        """
        times, room = self.times, len(self.times)
        ranked = sorted((times[pair % room], pair) for pair in self._of(text))
        shared = len(ranked) // SHARED
        enough = max(1, min(2, shared))
        return [pair for often, pair in ranked[: len(ranked) - shared + enough] if often > 1], enough
