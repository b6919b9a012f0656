"""Every file of a folder read, each in a process that it may kill: that costs this one file, and the others go on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future

from nacpc_xl.model.words import Refusal
from nacpc_xl.preflight.files import SAVE_AS_XLSX
from nacpc_xl.privacy.gate import Gate
from nacpc_xl.returns.read import NOTHING_RELEASED, File, Return, fingerprint, read_return
from nacpc_xl.returns.workers import workers
from nacpc_xl.tracker.given import GivenText


def read_returns(
    files: Sequence[File],
    given_text: GivenText,
    executor: Executor,
    tell: Callable[[str], None] = lambda _: None,
    gate: Gate = NOTHING_RELEASED,
) -> list[Return]:
    """What each file holds, in their order; a file that cannot be read by any means is a Return that says so.

    The `executor` may be any of those of `concurrent.futures`, or one like them. Where it fails for a file, that
    is tried once more alone, then by the second reader.
    """
    futures = [executor.submit(read_return, file, given_text, gate) for file in files]
    read: dict[int, Return] = {}
    for index, (file, future) in enumerate(zip(files, futures, strict=True)):
        tell(f"Reading {file.name}")
        one = _result(future)
        if one is not None:
            read[index] = one
    for index, file in enumerate(files):
        if index not in read:
            tell(f"Reading {file.name} again")
            read[index] = _read_alone(file, given_text, gate)
    return [read[index] for index in range(len(files))]


def _result(future: Future[Return]) -> Return | None:
    """The answer; `None` where there is none, whatever happened to the process that had it to give."""
    try:
        return future.result()
    except Exception:
        return None


def _read_alone(file: File, given_text: GivenText, gate: Gate) -> Return:
    """The file read with nothing else going on, then by the second reader, then refused."""
    with workers(1) as alone:
        for by_second_reader in (False, True):
            future = alone.submit(read_return, file, given_text, gate, by_second_reader=by_second_reader)
            one = _result(future)
            if one is not None:
                return one
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
