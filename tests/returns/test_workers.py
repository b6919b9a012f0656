"""A call in a process of its own gives what it gives anywhere, and a process that dies costs only its own call."""

import contextlib
import multiprocessing
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from nacpc_xl.returns import workers
from nacpc_xl.returns.workers import FILES_EACH, WorkerLost, Workers, apart


def test_a_call_gives_what_it_gives_here():
    with Workers(2) as pool:
        futures = [pool.submit(divmod, number, 7) for number in range(20)]
        assert [future.result() for future in futures] == [divmod(number, 7) for number in range(20)]


def test_a_call_is_made_in_another_process():
    with Workers(1) as pool:
        assert pool.submit(os.getpid).result() not in (os.getpid(), None)


def test_what_a_call_raises_is_raised_here():
    with Workers(1) as pool:
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 1, 0).result()
        assert pool.submit(divmod, 7, 2).result() == (3, 1)


def test_a_process_that_dies_costs_its_own_call_and_no_other():
    with Workers(2) as pool:
        lost: Future[None] = pool.submit(os.abort)
        others = [pool.submit(abs, -number) for number in range(10)]
        with pytest.raises(WorkerLost):
            lost.result()
        assert [other.result() for other in others] == list(range(10))


def test_a_call_that_takes_too_long_is_ended():
    began = time.monotonic()
    with Workers(1, seconds=2.0) as pool:
        with pytest.raises(WorkerLost):
            pool.submit(time.sleep, 30).result()
        assert pool.submit(abs, -1).result() == 1
    assert time.monotonic() - began < 15


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there is memory bounded")
def test_a_call_that_wants_too_much_memory_is_refused_it():
    with Workers(1) as pool:
        with pytest.raises((MemoryError, WorkerLost)):
            pool.submit(bytearray, workers.MEMORY * 2).result()
        assert pool.submit(abs, -1).result() == 1


def test_what_a_library_prints_disturbs_no_answer():
    with Workers(1) as pool:
        pool.submit(os.write, 1, b"a message that somebody forgot\n").result()
        assert pool.submit(abs, -1).result() == 1


def test_an_answer_that_cannot_be_handed_over_is_an_error():
    with Workers(1) as pool, pytest.raises(RuntimeError):
        pool.submit(eval, "lambda: 1").result()


def test_a_call_that_cannot_be_handed_over_costs_no_process():
    with Workers(1) as pool:
        process = pool.submit(os.getpid).result()
        assert pool.submit(len, [b"x" * 100_000, lambda: 1]).exception() is not None
        assert pool.submit(os.getpid).result() == process


class Odd(Exception):
    """An error that comes apart when it is handed over."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def raise_odd() -> None:
    raise Odd("one", "two")


def test_an_error_that_comes_apart_on_its_way_disturbs_no_later_answer():
    with Workers(1) as pool:
        assert pool.submit(raise_odd).exception() is not None
        assert pool.submit(abs, -1).result() == 1


def processes_of(pool: Workers) -> set[int]:
    """The numbers of those processes that answer when all of them are asked at once."""
    futures = [pool.submit(ask_and_wait) for _ in range(pool.count)]
    return {future.result() for future in futures}


def ask_and_wait() -> int:
    time.sleep(0.5)
    return os.getpid()


@pytest.mark.parametrize(("files", "number"), [(1, 1), (FILES_EACH, 1), (FILES_EACH + 1, 2), (1_000_000, 3)])
def test_so_many_processes_are_started_as_have_enough_to_read(files, number):
    with Workers(3, at_first=1) as pool:
        pool.expect(files)
        assert len(processes_of(pool)) == number


def test_processes_are_there_at_once_unless_fewer_are_asked_for():
    with Workers(3) as pool:
        pool.expect(1)
        assert len(processes_of(pool)) == 3


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="elsewhere a program cannot be kept to a processor")
def test_a_program_that_may_use_one_processor_starts_no_second_process():
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        with workers.reading() as executor:
            assert isinstance(executor, Workers)
            assert executor.count == 1
    finally:
        os.sched_setaffinity(0, allowed)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process cannot be asked for like that")
def test_the_processes_end_with_the_executor():
    with Workers(2) as pool:
        numbers = {pool.submit(os.getpid).result() for _ in range(4)}
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_a_thread_keeps_a_process_that_is_replaced_when_it_dies_and_ends_with_the_thread():
    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(apart, os.getpid).result()
        assert first == thread.submit(apart, os.getpid).result()
        assert isinstance(thread.submit(apart, os.abort).exception(), WorkerLost)
        second = thread.submit(apart, os.getpid).result()
    assert len({first, second, os.getpid()}) == 3
    if os.name == "posix":
        for number in (first, second):
            with pytest.raises(ProcessLookupError):
                os.kill(number, 0)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="elsewhere no process is a copy")
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_process_that_is_a_copy_of_this_one_uses_another_than_this_one():
    ours = apart(os.getpid)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        theirs = pool.submit(apart, os.getpid).result()
    assert theirs not in (ours, os.getpid())
    assert apart(abs, -1) == 1


KILLED = """
import sys
from nacpc_xl.returns import workers

workers.GRACE = 0.3
with workers.Workers(1, seconds=float(sys.argv[1])) as pool:
    pool.submit(exec, sys.argv[2]).result()
"""
CALL = "import re, socket; line = socket.create_connection(('127.0.0.1', {port})); line.sendall(b'busy'); {then}"
HANGS = "re.match('(a+)+$', 'a' * 60 + 'b')"  # and lets no other thread run meanwhile


@pytest.mark.parametrize(("seconds", "then"), [("2.5", HANGS), ("60", "import time; time.sleep(0.5)")])
def test_a_process_whose_program_was_killed_ends_with_its_call_or_when_that_takes_too_long(seconds, then):
    with socket.create_server(("127.0.0.1", 0)) as server:
        call = CALL.format(port=server.getsockname()[1], then=then)
        program = subprocess.Popen([sys.executable, "-c", KILLED, seconds, call])
        server.settimeout(30)
        line, _ = server.accept()
        with line:
            assert line.recv(4) == b"busy"
            program.kill()
            program.wait()
            line.settimeout(15)
            with contextlib.suppress(ConnectionResetError):  # as Windows calls it
                assert line.recv(4) == b""  # the process is gone, and its end of the line with it


@pytest.mark.parametrize(("name", "value"), [("frozen", True), ("executable", "")])
def test_a_program_that_cannot_start_a_python_makes_do_with_a_thread(name, value, monkeypatch):
    monkeypatch.setattr(sys, name, value, raising=False)
    with workers.reading() as executor:
        assert executor.submit(apart, os.getpid).result() == os.getpid()


SCRIPT = """
from nacpc_xl.returns.workers import Workers
with Workers(1) as pool:
    print(pool.submit(abs, -5).result())
"""


def test_a_plain_script_needs_no_guard(tmp_path: Path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("5", "")
