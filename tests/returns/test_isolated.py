"""A file that kills or holds up its reader costs that one file; the others are read as ever."""

import os
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from nacpc_xl.model.words import Noticed, Refusal
from nacpc_xl.returns import isolated
from nacpc_xl.returns.isolated import read_returns
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


class Broken(Executor):
    """An executor whose processes are all gone."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(RuntimeError("the pool is broken"))
        return future


def test_files_are_read_even_where_the_executor_is_broken(paths):
    assert [one.refusal for one in read_returns(files(paths), GIVEN_TEXT, Broken())] == [None] * len(paths)


def sleeping(path: Path, *rest: Any, by_second_reader: bool = False) -> Return:
    """Reads a file; never comes to the end of one called so."""
    if path.name == "sleeps.xlsx":
        time.sleep(600)
    return read_return(path, *rest, by_second_reader=by_second_reader)


def test_a_file_that_takes_for_ever_holds_up_no_other(tmp_path, monkeypatch):
    good, slow = returned(tmp_path, Q1, "VO"), returned(tmp_path, Q1, "FH", name="sleeps.xlsx")
    monkeypatch.setattr(isolated, "read_return", sleeping)
    monkeypatch.setattr(isolated, "workers", lambda count: Workers(count, seconds=1.5))
    with Workers(2, seconds=1.5) as executor:
        refused, read = read_returns(files([slow, good]), GIVEN_TEXT, executor)
    assert (refused.refusal, read.refusal) == (Refusal.NOT_READABLE, None)
