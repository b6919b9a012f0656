"""Every file of a folder read, each in a process that it may kill: that costs this one file, and the others go on."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from functools import partial
from itertools import islice

from nacpc_xl.model.words import Refusal
from nacpc_xl.preflight.files import SAVE_AS_XLSX
from nacpc_xl.privacy.gate import Gate
from nacpc_xl.returns.read import NOTHING_RELEASED, File, Return, fingerprint, read_return
from nacpc_xl.returns.sharing import Lacking, Shared
from nacpc_xl.returns.workers import Workers, workers
from nacpc_xl.tracker.given import GivenText

AHEAD = 64  # files that an executor is handed before the first of them is asked for
AHEAD_EACH = 4  # the same for each process of our own
PATIENCE = 60.0  # seconds until an executor is taken to be stuck: no call takes that long


def read_returns(
    files: Sequence[File],
    given_text: GivenText,
    executor: Executor,
    tell: Callable[[str], None] = lambda _: None,
    gate: Gate = NOTHING_RELEASED,
) -> list[Return]:
    """What each file holds, in their order, all at once: see `returns_of`."""
    return list(returns_of(files, given_text, executor, tell, gate))


def returns_of(
    files: Sequence[File],
    given_text: GivenText,
    executor: Executor,
    tell: Callable[[str], None] = lambda _: None,
    gate: Gate = NOTHING_RELEASED,
) -> Generator[Return, None, None]:
    """What each file holds, one after the other in their order; few are read before they are asked for.

    A file that cannot be read by any means is a Return that says so. The `executor` may be any of those of
    `concurrent.futures`, or one like them. Where it fails for a file, or is stuck, that is tried once more alone,
    then by the second reader.
    """
    if isinstance(executor, Workers):
        executor.expect(len(files))
    rest = iter(files)
    with contextlib.closing(_Readers(executor, Shared(given_text, gate))) as readers:
        while readers.hand_over(rest):
            file, answer = readers.next()
            tell(f"Reading {file.name}")
            one = readers.read(file, answer)
            if one is None:
                tell(f"Reading {file.name} again")
                one = readers.read_alone(file)
            yield one


_Answer = Future[Return | Lacking]


class _Readers:
    """An executor that reads files ahead, and a process by itself for those that it fails for."""

    def __init__(self, executor: Executor, shared: Shared) -> None:
        self._executor = executor
        self._shared = shared
        self._ahead = AHEAD_EACH * executor.count if isinstance(executor, Workers) else AHEAD
        self._taking_along = self._ahead  # as many calls take along what they share: enough for every process
        self._patience = PATIENCE
        self._waiting: deque[tuple[File, _Answer]] = deque()
        self._alone: Executor | None = None

    def hand_over(self, files: Iterator[File]) -> bool:
        """Whether any file is waiting, once so many more are handed over as may be read ahead."""
        for file in islice(files, self._ahead - len(self._waiting)):
            self._waiting.append((file, self._submitted(file, takes_it_along=self._taking_along > 0)))
            self._taking_along -= 1
        return bool(self._waiting)

    def next(self) -> tuple[File, _Answer]:
        """The file that was handed over first, and the answer to come."""
        return self._waiting.popleft()

    def _submitted(self, file: File, *, takes_it_along: bool) -> _Answer:
        try:
            return self._shared.submit(self._executor, read_return, file, takes_it_along=takes_it_along)
        except Exception as error:  # the executor takes no calls any more
            failed: _Answer = Future()
            failed.set_exception(error)
            return failed

    def read(self, file: File, answer: _Answer) -> Return | None:
        """What the file holds; `None` where the executor has no answer, whatever happened to its process."""
        one = self._result(answer)
        if one is Lacking.SHARED:
            one = self._result(self._submitted(file, takes_it_along=True))
        return one if isinstance(one, Return) else None

    def _result(self, answer: _Answer) -> Return | Lacking | None:
        """The answer, where there is one. Who waited for it in vain has waited for the next ones too."""
        try:
            one = _result(answer, self._patience)
        except TimeoutError:
            answer.cancel()
            self._patience = 0.0
            return None
        self._patience = PATIENCE
        return one

    def read_alone(self, file: File) -> Return:
        """The file read by a process that reads nothing else meanwhile, then by the second reader, then refused."""
        if self._alone is None:
            self._alone = workers(1)
        for by_second_reader in (False, True):
            reader = partial(read_return, by_second_reader=by_second_reader)
            one = _result(self._shared.submit(self._alone, reader, file))
            if isinstance(one, Return):
                return one
        return _refused(file)

    def close(self) -> None:
        """Takes back what was handed over and is not wanted any more."""
        for _, answer in self._waiting:
            answer.cancel()
        if self._alone is not None:
            self._alone.shutdown()


def _result(answer: _Answer, seconds: float | None = None) -> Return | Lacking | None:
    """The answer; `None` where there is none. Raises `TimeoutError` when it is not there after so many seconds."""
    try:
        return answer.result() if answer.exception(seconds) is None else None
    except CancelledError:
        return None


def _refused(file: File) -> Return:
    sha256 = ""
    with contextlib.suppress(OSError):
        sha256 = fingerprint(file.path)
    detail = "every reader stopped working on it, or took too long"
    return Return(
        file.name,
        sha256,
        withheld=file.withheld,
        refusal=Refusal.NOT_READABLE,
        detail=detail,
        remedy=SAVE_AS_XLSX,
    )
