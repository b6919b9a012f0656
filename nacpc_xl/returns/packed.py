"""Many returns, kept until it is the turn of each."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Sequence
from typing import overload

from nacpc_xl.returns.read import Return

UNPACKED = 100  # returns that are kept as they are
LIGHTLY = 1  # how hard they are packed: ten times smaller already


class Packed(Sequence[Return]):
    """Returns in their order, packed but for the first hundred, and unpacked whenever one is asked for.

    A nation's would fill the memory otherwise.
    """

    def __init__(self, returns: Iterable[Return]) -> None:
        self._kept: list[Return | bytes] = []
        for one in returns:
            self._kept.append(one if len(self._kept) < UNPACKED else zlib.compress(pickle.dumps(one), LIGHTLY))

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, number: int) -> Return: ...
    @overload
    def __getitem__(self, number: slice) -> list[Return]: ...
    def __getitem__(self, number: int | slice) -> Return | list[Return]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        kept = self._kept[number]
        if isinstance(kept, bytes):
            one: Return = pickle.loads(zlib.decompress(kept))
            return one
        return kept
