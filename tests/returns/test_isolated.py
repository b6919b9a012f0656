"""A file that kills or holds up its reader costs that one file; the others are read as ever."""

import os
import pickle
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from nacpc_xl.model.words import Noticed, Refusal
from nacpc_xl.returns import isolated
from nacpc_xl.returns.isolated import AHEAD, AHEAD_EACH, read_returns, returns_of
from nacpc_xl.returns.read import File, Return, read_return
from nacpc_xl.returns.workers import Workers, reading
from nacpc_xl.tracker.given import GivenText
from tests.committee import PLAN, Q1
from tests.quarters import all_returned, returned

GIVEN_TEXT = GivenText(PLAN)


def files(paths: list[Path]) -> list[File]:
    return [File(path, path.name) for path in paths]


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    return list(all_returned(tmp_path, Q1).values())


def test_every_file_is_read_as_it_is_here_and_in_its_order(paths):
    with reading() as executor:
        read = read_returns(files(paths), GIVEN_TEXT, executor)
    assert read == [read_return(path, GIVEN_TEXT) for path in paths]


def test_any_executor_will_do(paths):
    with ThreadPoolExecutor(2) as executor, reading(executor) as given:
        assert given is executor
        assert read_returns(files(paths), GIVEN_TEXT, given) == [read_return(path, GIVEN_TEXT) for path in paths]


def test_nothing_to_read_is_nothing_read():
    with reading(files=0) as executor:
        assert read_returns([], GIVEN_TEXT, executor) == []


def dying(path: Path, *rest: Any, by_second_reader: bool = False) -> Return:
    """Reads a file; dies of one called so."""
    if path.name == "dies.xlsx":
        os.abort()
    return read_return(path, *rest, by_second_reader=by_second_reader)


def dying_at_first(path: Path, *rest: Any, by_second_reader: bool = False) -> Return:
    """Reads a file; dies of one called so unless the second reader is asked."""
    if path.name == "dies.xlsx" and not by_second_reader:
        os.abort()
    return read_return(path, *rest, by_second_reader=by_second_reader)


def faulty(path: Path, *rest: Any, by_second_reader: bool = False) -> Return:
    """Reads a file; has a fault that one called so brings to light."""
    if path.name == "dies.xlsx":
        raise KeyError(path.name)
    return read_return(path, *rest, by_second_reader=by_second_reader)


@pytest.mark.parametrize("reader", [dying, faulty])
def test_a_file_of_which_every_reader_dies_is_refused_by_name_and_the_others_are_read(reader, tmp_path, monkeypatch):
    good = list(all_returned(tmp_path, Q1).values())
    bad = returned(tmp_path, Q1, "FH", name="dies.xlsx")
    monkeypatch.setattr(isolated, "read_return", reader)
    with reading() as executor:
        *read, refused = read_returns(files([*good, bad]), GIVEN_TEXT, executor)
    assert [one.refusal for one in read] == [None] * len(good)
    assert (refused.file, refused.refusal) == ("dies.xlsx", Refusal.NOT_READABLE)
    assert refused.detail == "every reader stopped working on it, or took too long"
    assert len(refused.sha256) == 64


def test_what_the_first_reader_dies_of_the_second_may_read(tmp_path, monkeypatch):
    path = returned(tmp_path, Q1, "FH", name="dies.xlsx")
    monkeypatch.setattr(isolated, "read_return", dying_at_first)
    with reading() as executor:
        (second,) = read_returns(files([path]), GIVEN_TEXT, executor)
    first = read_return(path, GIVEN_TEXT)
    assert [notice.what for notice in second.notices] == [Noticed.SECOND_READER]
    assert (second.rows, second.scraps, second.cells) == (first.rows, first.scraps, first.cells)


class Failing(Executor):
    """An executor whose futures are whatever it is told to give."""

    def __init__(self, future: Callable[[], Future[Any]]) -> None:
        self._future = future

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._future()


def failed() -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(RuntimeError("the pool is broken"))
    return future


def ended() -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(KeyboardInterrupt())  # as happens to a process, and not to us
    return future


def cancelled() -> Future[Any]:
    future: Future[Any] = Future()
    future.cancel()
    return future


def nonsense() -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result("something else")
    return future


def refused() -> Future[Any]:
    raise RuntimeError("cannot schedule new futures after shutdown")


@pytest.mark.parametrize("future", [failed, ended, cancelled, nonsense, refused])
def test_files_are_read_even_where_the_executor_is_broken(future, paths):
    read = read_returns(files(paths), GIVEN_TEXT, Failing(future))
    assert read == [read_return(path, GIVEN_TEXT) for path in paths]


def test_an_executor_that_never_answers_is_waited_for_once(paths, monkeypatch):
    monkeypatch.setattr(isolated, "PATIENCE", 2.0)
    began = time.monotonic()
    read = read_returns(files(paths), GIVEN_TEXT, Failing(Future))
    assert [one.file for one in read] == [path.name for path in paths]
    assert [one.refusal for one in read] == [None] * len(paths)
    assert time.monotonic() - began < 2.0 * len(paths)


class Noting(ThreadPoolExecutor):
    """An executor that notes how much would go to another process with each call, in bytes, and its futures."""

    def __init__(self) -> None:
        super().__init__(2)
        self.sizes: list[int] = []
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.sizes.append(len(pickle.dumps((fn, args, kwargs))))
        self.futures.append(super().submit(fn, *args, **kwargs))
        return self.futures[-1]


def many(paths: list[Path], number: int) -> list[File]:
    """So many files, the same ones over and over."""
    return files(list(islice(cycle(paths), number)))


def test_what_files_have_in_common_is_handed_over_with_the_first_of_them_only(paths):
    number = AHEAD + 40
    with Noting() as executor:
        read = read_returns(many(paths, number), GIVEN_TEXT, executor)
    assert len(read) == len(executor.sizes) == number
    assert min(executor.sizes[:AHEAD]) > 4_000
    assert max(executor.sizes[AHEAD:]) < 1_000


class NotingWorkers(Workers):
    """Processes of our own, with the number of calls that they were given."""

    calls = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.calls += 1
        return super().submit(fn, *args, **kwargs)


def test_only_a_few_files_are_read_before_they_are_asked_for(paths):
    with NotingWorkers(1) as executor:
        returns = returns_of(many(paths, 1_000), GIVEN_TEXT, executor)
        assert executor.calls == 0
        assert next(returns).file == paths[0].name
        assert executor.calls == AHEAD_EACH
        assert next(returns).file == paths[1].name
        assert executor.calls == AHEAD_EACH + 1
        returns.close()


def test_files_that_are_not_wanted_any_more_are_not_read(paths):
    with Noting() as executor:
        returns = returns_of(many(paths, 1_000), GIVEN_TEXT, executor)
        next(returns)
        returns.close()
    assert len(executor.futures) == AHEAD
    assert sum(future.cancelled() for future in executor.futures) > AHEAD / 2


def test_a_process_that_replaces_another_reads_as_well_as_that(tmp_path, monkeypatch):
    good = list(all_returned(tmp_path, Q1).values())
    bad = returned(tmp_path, Q1, "FH", name="dies.xlsx")
    monkeypatch.setattr(isolated, "read_return", dying)
    told: list[str] = []
    with Workers(1) as executor:
        wanted = files([bad, *good, *good, bad, *good])
        read = read_returns(wanted, GIVEN_TEXT, executor, told.append)
    assert [one.file for one in read] == [file.name for file in wanted]
    assert [one.file for one in read if one.refusal] == ["dies.xlsx"] * 2
    assert [line for line in told if line.endswith(" again")] == ["Reading dies.xlsx again"] * 2


def sleeping(path: Path, *rest: Any, by_second_reader: bool = False) -> Return:
    """Reads a file; never comes to the end of one called so."""
    if path.name == "sleeps.xlsx":
        time.sleep(600)
    return read_return(path, *rest, by_second_reader=by_second_reader)


def test_a_file_that_takes_for_ever_holds_up_no_other(tmp_path, monkeypatch):
    good, slow = returned(tmp_path, Q1, "VO"), returned(tmp_path, Q1, "FH", name="sleeps.xlsx")
    monkeypatch.setattr(isolated, "read_return", sleeping)
    monkeypatch.setattr(isolated, "workers", lambda count: Workers(count, seconds=3.0))
    with Workers(2, seconds=3.0) as executor:
        refused, read = read_returns(files([slow, good]), GIVEN_TEXT, executor)
    assert (refused.refusal, read.refusal) == (Refusal.NOT_READABLE, None)
