"""Very many texts that are only asked for, in little memory."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Collection, Container, Mapping

MANY = 20_000  # texts from which digests take their place
LENGTH = 8  # bytes of a digest: a nation's texts all differ in them


class Digests:
    """Texts, each with a number, as eight bytes of their SHA-256: a tenth of a set's size, and slower."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._digests = array("Q", sorted(map(_digest, numbers)))
        self._numbers = array("I", bytes(4 * len(self._digests)))
        for text, number in numbers.items():
            self._numbers[self._place(text)] = number

    def _place(self, text: str) -> int:
        """Where the text's digest stands; -1 where it does not."""
        digest = _digest(text)
        place = bisect_left(self._digests, digest)
        return place if place < len(self._digests) and self._digests[place] == digest else -1

    def get(self, text: str) -> int | None:
        """The number of the text; `None` where it is none of these."""
        place = self._place(text)
        return None if place < 0 else self._numbers[place]

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self._place(text) >= 0


def any_of(texts: Collection[str]) -> Container[str]:
    """Tells whether a text is one of these."""
    return frozenset(texts) if len(texts) <= MANY else Digests(dict.fromkeys(texts, 0))


def numbered(numbers: Mapping[str, int]) -> Mapping[str, int] | Digests:
    """Gives the number of a text."""
    return numbers if len(numbers) <= MANY else Digests(numbers)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:LENGTH])
