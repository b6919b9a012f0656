"""What many calls have in common, handed to each process once, and not with every call.

No executor tells which process a call will go to. So the first calls take it along; the later ones do not, and a
process that lacks it then says so: that call is made again, and takes it along. Only processes of our own make the
calls: a thread or process of any other executor keeps one for that, so that no call can kill it or fill its memory.
"""

from __future__ import annotations

import pickle
import secrets
import zlib
from collections.abc import Callable
from concurrent.futures import Executor, Future
from enum import Enum
from typing import Any, TypeVar

from nacpc_xl.returns.workers import Workers, apart

T = TypeVar("T")


class Lacking(Enum):
    """The answer of a process that lacks what calls have in common."""

    SHARED = "shared"


class Shared:
    """Values that many calls have in common. They are pickled once, when this is made."""

    def __init__(self, *values: object) -> None:
        self._content = zlib.compress(pickle.dumps(values, pickle.HIGHEST_PROTOCOL), 1)
        # Different each time: an executor may take two calls for one that are the same, though a file has changed.
        self._name = secrets.token_hex(16)

    def submit(
        self, executor: Executor, function: Callable[..., T], *args: object, takes_it_along: bool = True
    ) -> Future[T | Lacking]:
        """The future answer of the function to `args` followed by the values.

        It may be that the process lacks the values, unless the call `takes_it_along`.
        """
        content = self._content if takes_it_along else b""
        if isinstance(executor, Workers):
            return executor.submit(_with_shared, function, args, self._name, content)
        # Nothing by name: an executor may have options of the same name.
        return executor.submit(apart, _with_shared, function, args, self._name, content)


_here: dict[str, tuple[Any, ...]] = {}
"""The values that this process was handed last, by their name."""


def _with_shared(function: Callable[..., T], args: tuple[Any, ...], name: str, content: bytes) -> T | Lacking:
    values = _here.get(name)
    if values is None:
        if not content:
            return Lacking.SHARED
        values = pickle.loads(zlib.decompress(content))
        _here.clear()
        _here[name] = values
    return function(*args, *values)
