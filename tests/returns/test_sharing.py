"""What calls have in common goes to each process once, and to one that comes later when it asks for it."""

import os
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from nacpc_xl.returns.sharing import Lacking, Shared
from nacpc_xl.returns.workers import Workers

WORDS = tuple(f"word {number}" for number in range(20_000))


def how_many(first: int, words: tuple[str, ...], *others: Any) -> tuple[int, int, int]:
    """What a call is given, in figures, and the process that it is made in."""
    return first, len(words) + len(others), os.getpid()


def test_a_call_is_given_its_own_values_and_then_those_in_common():
    with Workers(1) as pool:
        given = Shared(WORDS, "other").submit(pool, how_many, 7).result()
        process = pool.submit(os.getpid).result()
    assert given == (7, len(WORDS) + 1, process)


def test_a_process_that_was_never_given_them_says_so_and_one_that_was_keeps_them():
    with Workers(1) as pool:
        shared = Shared(WORDS)
        assert shared.submit(pool, how_many, 1, takes_it_along=False).result() is Lacking.SHARED
        given = shared.submit(pool, how_many, 2).result()
        assert shared.submit(pool, how_many, 2, takes_it_along=False).result() == given


def test_a_process_that_takes_the_place_of_one_that_died_says_that_it_lacks_them():
    with Workers(1) as pool:
        shared = Shared(WORDS)
        shared.submit(pool, how_many, 1).result()
        assert pool.submit(os.abort).exception() is not None
        assert shared.submit(pool, how_many, 1, takes_it_along=False).result() is Lacking.SHARED


def test_values_are_those_of_the_call_even_where_two_readings_share_a_process():
    with ThreadPoolExecutor(1) as pool:
        few, many = Shared(WORDS[:5]), Shared(WORDS)
        for shared, number in ((few, 5), (many, len(WORDS)), (few, 5)):
            given = shared.submit(pool, how_many, 0).result()
            assert isinstance(given, tuple)
            assert given[:2] == (0, number)
        assert many.submit(pool, how_many, 0, takes_it_along=False).result() is Lacking.SHARED


class Weighing(Executor):
    """An executor that makes no call, but notes how many bytes each would take to another process."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        assert not kwargs, "an option of the executor may be called so"
        self.calls.append(args)
        return Future()


def test_no_two_readings_make_the_same_call_for_a_file_may_have_changed_between_them():
    weighing = Weighing()
    for _ in range(2):
        Shared(WORDS).submit(weighing, how_many, 1, takes_it_along=False)
    first, second = weighing.calls
    assert first != second
