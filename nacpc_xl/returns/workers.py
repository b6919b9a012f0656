"""Processes of their own in which files are read, since a library may hang on a hostile file or die of it.

`Workers` is an executor like those of `concurrent.futures`, with two differences: a process that dies or takes
too long costs only the call that it was busy with, and a script needs no `if __name__ == "__main__"`. The processes
end with the program that started them, however that ends.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import pickle
import queue
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from importlib import import_module
from typing import IO, Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MANY = 1_000  # files, where nobody has counted them
FILES_EACH = 25  # that a process reads while another one would only start
SECONDS = 10.0  # for one file; a good one takes a hundredth of a second
GRACE = 2.0  # seconds more, after which a process that nobody ends any more ends itself
MEMORY = 700_000_000  # bytes that a process may take up beyond those it starts with
MADE_BEFORE_A_LOOK = 100_000  # objects that are made before Python looks for what is no longer in use

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from nacpc_xl.returns.workers import serve; "
    "serve(float(sys.argv[2]))"
)
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class WorkerLost(Exception):
    """A process that died, or was ended for taking too long, before it had an answer."""


class Workers(Executor):
    """Up to `count` processes, each of which takes one call at a time. They end with the executor."""

    def __init__(self, count: int, seconds: float = SECONDS, *, at_first: int | None = None) -> None:
        """Starts so many processes `at_first`, all unless given; a call that takes longer than `seconds` is ended."""
        self.count = count
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(count)
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._started = 0
        self._start(count if at_first is None else at_first)

    def _start(self, so_many: int) -> None:
        for _ in range(self._started, min(so_many, self.count)):
            self._idle.put(_Worker(self._seconds))
            self._started += 1

    def expect(self, files: int) -> None:
        """Starts as many more processes as it takes to read so many files soon."""
        self._start(-(-files // FILES_EACH))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The future answer of a call in one of the processes.

        It raises what the call raised, or `WorkerLost`. Function, arguments and answer must be picklable.
        """
        return self._threads.submit(self._call, fn, args, kwargs)

    def _call(self, function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        worker = self._idle.get()
        try:
            answer: T = worker.ask((function, args, kwargs))
        finally:
            self._idle.put(worker)
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the processes, once the calls are done that have begun."""
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().end()


@contextlib.contextmanager
def reading(executor: Executor | None = None, files: int = MANY) -> Iterator[Executor]:
    """The `executor`, or for the time being processes on this computer.

    They are never more than there are processors or files. One starts at once, the others when there is enough to read.
    """
    if executor is not None:
        yield executor
        return
    with workers(min(files, processors())) as own:
        yield own


def processors() -> int:
    """How many processors this program may use: as many as the machine has, unless it was given fewer."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    allowed = getattr(os, "sched_getaffinity", None)  # which macOS and Windows do not have
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def workers(count: int) -> Executor:
    """Up to so many processes, one at first; a thread where none is wanted, or where this program starts no Python.

    It starts none where it is made of one file that has all of Python in it.
    """
    return Workers(count, at_first=1) if count and _can_start() else ThreadPoolExecutor(1)


def _can_start() -> bool:
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def apart(function: Callable[..., T], *args: object) -> T:
    """What the function gives, called in a process of its own, which this thread keeps for calls like that.

    Raises what the function raises, or `WorkerLost`. This is how calls come to no harm in executors of other makes.
    """
    if not _can_start():
        return function(*args)
    if getattr(_kept, "by", None) != os.getpid():  # a process that is a copy of this one needs another
        _kept.by, _kept.worker = os.getpid(), _Worker(SECONDS)
    answer: T = _kept.worker.ask((function, args, {}))
    return answer


_kept = threading.local()
"""The process that a thread keeps, which ends with the thread."""


class _Worker:
    """One process at a time, and the pipes to it; a call that takes longer than `seconds` is ended."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._start()

    def _start(self) -> None:
        # -S -E: everything that may be imported is on the path that is handed over
        path = json.dumps([entry for entry in sys.path if entry])
        command = [sys.executable, "-S", "-E", "-c", _START, path, str(self._seconds + GRACE)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_WINDOW,
        )
        self.end = weakref.finalize(
            self, _end, self._process
        )  # which happens at the latest when nobody has it any more

    def ask(self, call: tuple[Any, ...]) -> Any:
        """What the call gives; raises what it raises, or `WorkerLost`, and then another process takes the place."""
        content = pickle.dumps(call)  # all of it before any: what cannot be handed over costs no process
        try:
            answer, error = self._answer(content)
            if isinstance(error, MemoryError):
                raise error
        except (WorkerLost, MemoryError):
            self.end()
            self._start()
            raise
        if error is not None:
            raise error
        return answer

    def _answer(self, call: bytes) -> tuple[Any, Exception | None]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        too_long = threading.Timer(self._seconds, self._process.kill)
        too_long.start()
        try:
            self._process.stdin.write(call)
            self._process.stdin.flush()
            answer, error = pickle.load(self._process.stdout)
        except Exception as lost:  # whatever came instead of an answer
            raise WorkerLost("the process that read it ended") from lost
        finally:
            too_long.cancel()
        return answer, error


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    with process:  # which closes the pipes and waits
        pass


def serve(longest: float) -> None:
    """Answers calls that come in on standard input, until there are no more: the life of a worker.

    A call that takes `longest` seconds ends it, even where nothing else could stop that call any more.
    """
    _keep_within_bounds()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes the way of errors
    import_module("nacpc_xl.returns.read")  # while the program that started this one still reads the plan
    seldom_look_for_rubbish()
    with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        while True:
            function, args, kwargs = pickle.load(sys.stdin.buffer)
            faulthandler.dump_traceback_later(longest, exit=True)
            _answer(answers, function, args, kwargs)
            faulthandler.cancel_dump_traceback_later()


def seldom_look_for_rubbish() -> None:
    """Spares a process that reads files some of its time: what was imported stays, and a file leaves next to none."""
    gc.freeze()
    gc.set_threshold(MADE_BEFORE_A_LOOK, 20, 20)


def _answer(answers: IO[bytes], function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    answer: object = None
    error: Exception | None = None
    try:
        answer = function(*args, **kwargs)
    except Exception as raised:
        error = raised
    try:
        content = pickle.dumps((answer, error))
    except Exception:  # an error that cannot be told as it is
        content = pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))
    answers.write(content)
    answers.flush()


def _keep_within_bounds() -> None:
    """Lets the process have so much memory and no more, and leave no image of itself behind when it dies.

    Where the system knows no such bounds, there are none.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(OSError, ValueError):
            with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - pathlib takes a while to load
                now = int(statm.read().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
