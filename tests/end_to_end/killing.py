"""Merges that are killed at some moment, and what they leave behind: run as a program of its own, with one thread.

    python -m tests.end_to_end.killing FOLDER SEED KILLS

It makes a year in FOLDER, whose coordinator has typed answers, and kills so many merges of its first quarter: a third
each at any moment, at any moment while it is writing, and right before one of the steps by which it changes the disk.
It stops with an AssertionError where a file is neither as it was nor as it should become, and prints as JSON how far
the merges had come.
"""

from __future__ import annotations

import gc
import hashlib
import io
import itertools
import json
import os
import random
import re
import select
import signal
import statistics
import sys
import time
import zipfile
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, ParamSpec, TypeVar

import docx
import openpyxl

from nacpc_xl import steps
from nacpc_xl.workspace import LOCK, PLAN, QuarterFolder, YearFolder
from tests.committee import Q1
from tests.quarters import all_returned, returned, year_folder
from tests.workbooks import Answers

P = ParamSpec("P")
T = TypeVar("T")
Auditor = Callable[[str, tuple[Any, ...]], None]

PART = re.compile(r"\..+\.[0-9a-f]{8}\.part")
OPENED = 25  # every so many kills each file is opened by another library
RECENT = 7  # merges by which it is judged how long the next one takes
WRITING = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir")
"""What Python tells an auditor of that changes a disk, when a file is opened to be written."""

TYPED = (
    "Agreed on 21 November; the bank signs by 6 December.",
    "=It is a child's, not an office's.",
    "Ring the bank before Friday.",
    "A note of my own, in a row of my own",
    "Everybody was there, and said so.",
    "The fund is the better place for it.",
)
"""What the coordinator typed, in six cells of the workbook."""


def version(which: str) -> Answers:
    """What the group FH returns: the same in part, and in part what depends on the version."""
    new_actions: dict[str | int, dict[str, object]] = {
        0: {
            "Priority": "P1.1 Financial harm",
            "Action": "Visit every bank once.",
            "Lead": "Trading Standards Manager",
            "Start": "01/10/2024",
            "Due": "31/03/2025",
        },
        1: {
            "Priority": "P1.2 Care homes",
            "Action": f"Write to homes, letter {which}.",
            "Lead": "Trading Standards Manager",
            "Start": "01/10/2024",
            "Due": "31/03/2025",
        },
    }
    return {
        "Actions": {
            "P1.1-01": {
                "Help wanted from COG": f"Decision wanted from the bank: lend us hall {which}. If not, we stop.",
                "Wanted by": "25/10/2024",
                "New due date": "20/12/2024" if which == "a" else "31/01/2025",
                "Reason for new date": f"The hall is taken until then, says {which}.",
            },
            "P1.1-02": {
                "Help wanted from COG": "Decision wanted from the council: pay for a bus. If not, we walk.",
                "Wanted by": "25/10/2024",
                "Evidence": f"Report {which}. Ring 07700 90012{3 if which == 'a' else 4}.",
            },
        },
        "New actions": new_actions,
    }


def a_year(folder: Path) -> YearFolder:
    """A year whose first quarter was issued and merged, and whose coordinator typed answers, a note and a column."""
    year = year_folder(folder)
    steps.issue(year, "Q1")
    quarter = year.quarter("Q1")
    all_returned(quarter.returned, Q1, {"FH": version("z")})
    steps.merge_and_write(year, "Q1", executor=Here())
    type_answers(quarter.coordinator)
    return year


def type_answers(path: Path) -> None:
    """Types answers into the coordinator's workbook as a person does, and saves it."""
    book: Any = openpyxl.load_workbook(path)
    answer, why, extra, note, commentary, decided = TYPED
    asks = table_on(book["COG asks"], "Ref")
    asks[0]["State"].value, asks[0]["What was decided"].value = "Closed", answer
    sheet = book["Decisions"]
    rows = table_on(sheet, "Mark")
    for row in rows:
        about = str(row["What it is about"].value)
        if "Visit every bank" in about:
            row["Decision"].value, row["Why"].value, row["Decided by (role)"].value = "Accept", decided, "Chair"
        elif "phone number" in about:
            row["Decision"].value, row["Decided by (role)"].value = "Reject", "Lead Officer"
            row["Why"].value, row["Why"].data_type = why, "s"
    beside = sheet.max_column + 2
    sheet.cell(rows[0]["Mark"].row - 1, beside, "My own column")
    sheet.cell(rows[0]["Mark"].row, beside, extra)
    sheet.cell(rows[-1]["Mark"].row + 1, rows[-1]["What it is about"].column, note)
    book["Commentary"]["A5"], book["Commentary"]["B5"] = "At a glance", commentary
    book["Meeting"]["B4"] = "21/11/2024"
    book.save(path)


def table_on(sheet: Any, heading: str) -> list[dict[str, Any]]:
    """The cells of each filled row of a table by their headings; every row has something under `heading`."""
    head = next(cells for cells in sheet.iter_rows() if heading in [cell.value for cell in cells])
    rows = sheet.iter_rows(min_row=head[0].row + 1)
    named = ({str(cell.value): one for cell, one in zip(head, cells, strict=True)} for cells in rows)
    return [row for row in named if row[heading].value]


class Here(Executor):
    """An executor that makes each call at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The answer, done already."""
        done: Future[T] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def files_in(quarter: QuarterFolder) -> dict[str, bytes]:
    """Every file of the quarter but the returns, the lock and what was left half written."""
    return {
        path.relative_to(quarter.path).as_posix(): path.read_bytes()
        for path in quarter.path.rglob("*")
        if path.is_file()
        and quarter.returned not in path.parents
        and path.name != LOCK
        and not PART.fullmatch(path.name)
    }


def half_written(quarter: QuarterFolder) -> list[Path]:
    """What was left half written."""
    return [path for path in quarter.path.rglob("*") if PART.fullmatch(path.name)]


def fingerprint(year: YearFolder) -> str:
    """The plan and everything in `returned/`: names, contents and times."""
    paths = [year.path / PLAN, *sorted(year.quarter("Q1").returned.rglob("*")), year.quarter("Q1").returned]
    seen = [(str(path), path.stat().st_mtime_ns, path.is_file() and path.read_bytes()) for path in paths]
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def open_each(files: dict[str, bytes]) -> None:
    """Opens every file with a library that takes the whole of it, and finds each of the coordinator's answers."""
    for name, content in files.items():
        if name.endswith((".xlsx", ".docx")):
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                assert package.testzip() is None, name
        if name.endswith(".xlsx"):
            openpyxl.load_workbook(io.BytesIO(content))
        elif name.endswith(".docx"):
            docx.Document(io.BytesIO(content))
    for answer in TYPED:
        assert answer in texts_in(files["coordinator.xlsx"]), answer


def texts_in(workbook: bytes) -> list[str]:
    """The texts in the cells of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


class Running(NamedTuple):
    """A merge that runs in a child process, and the end of a pipe on which it says when it begins to write."""

    process: int
    says: int


class Journey(NamedTuple):
    """A merge of one version of a return, over the outputs of the other: the files before it and after it."""

    version: bytes
    before: dict[str, bytes]
    after: dict[str, bytes]


class Killing:
    """A year in which merges are killed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.year = a_year(folder)
        self.quarter = self.year.quarter("Q1")
        (self.path,) = (path for path in self.quarter.returned.iterdir() if "-FH" in path.name)
        self.typed = self.quarter.coordinator.read_bytes()
        self.seconds: deque[float] = deque(maxlen=RECENT)
        self.seconds_of_writing: deque[float] = deque(maxlen=RECENT)
        gc.collect()
        gc.freeze()  # so that what is here already costs a child less
        self.journeys = self._journeys(folder.with_name(f"{folder.name} versions"))
        self.steps = self._steps()

    def _journeys(self, folder: Path) -> list[Journey]:
        """From version b to version a of the return, and back."""
        versions = [returned(folder, Q1, "FH", version(which), name=f"{which}.xlsx").read_bytes() for which in "ab"]
        after = []
        for content in versions:
            self.path.write_bytes(content)
            self.quarter.coordinator.write_bytes(self.typed)
            self._merge_undisturbed()
            after.append(files_in(self.quarter))
            open_each(after[-1])
            assert after[-1]["coordinator.xlsx"] != self.typed
        of_coordinator = {"coordinator.xlsx": self.typed, "coordinator-before.xlsx": b"what was there before"}
        before = [{**after[1], **of_coordinator}, {**after[0], **of_coordinator}]
        assert sum(after[0].get(name) != after[1].get(name) for name in after[0] | after[1]) >= 4
        return [Journey(*one) for one in zip(versions, before, after, strict=True)]

    def begin(self, journey: Journey) -> None:
        """Makes the folder as it is before the journey."""
        for name in files_in(self.quarter).keys() - journey.before.keys():
            (self.quarter.path / name).unlink()
        for name, content in journey.before.items():
            (self.quarter.path / name).write_bytes(content)
        self.path.write_bytes(journey.version)

    def _merge_undisturbed(self) -> None:
        """Merges, and notes how many seconds that takes, and how many of them from when it begins to write."""
        began = time.monotonic()
        running = self.start()
        os.read(running.says, 1)
        writes = time.monotonic()
        _, status = os.waitpid(running.process, 0)
        os.close(running.says)
        assert status == 0, f"an undisturbed merge ended with {status}"
        self.seconds.append(time.monotonic() - began)
        self.seconds_of_writing.append(time.monotonic() - writes)

    def start(self, auditor: Auditor | None = None) -> Running:
        """Begins a merge in a child process, every step of which is told to an auditor, if there is one."""
        says, hears = os.pipe()
        process = os.fork()
        if not process:
            self._merge_and_leave(hears, auditor)
        os.close(hears)
        return Running(process, says)

    def _merge_and_leave(self, hears: int, auditor: Auditor | None) -> NoReturn:
        def tell(what: str) -> None:
            if what.startswith("Writing"):
                os.write(hears, b".")

        def told(_: int) -> None:
            if auditor is not None:
                auditor("fsync", ())

        gc.disable()  # it lives for less than a second
        code = 1
        try:
            if auditor is not None:
                os.fsync = told  # type: ignore[assignment]  # of which Python tells no auditor
                sys.addaudithook(auditor)
            written = steps.merge_and_write(self.year, "Q1", tell=tell, executor=Here())
            code = 1 if written.problems else 0
        finally:
            os._exit(code)

    def _steps(self) -> int:
        """By how many steps a merge changes the disk."""
        says, hears = os.pipe()

        def note(event: str, about: tuple[Any, ...]) -> None:
            if self.changes(event, about):
                os.write(hears, b".")

        self.begin(self.journeys[0])
        running = self.start(note)
        self._kill(running, None)
        os.close(hears)
        with os.fdopen(says, "rb") as noted:
            return len(noted.read())

    def changes(self, event: str, about: tuple[Any, ...]) -> bool:
        """Whether an event is a step by which the quarter's folder is changed."""
        if event == "fsync":
            return True
        if event not in WRITING or not str(about[0]).startswith(str(self.quarter.path)):
            return False
        return event != "open" or bool(about[2] & (os.O_WRONLY | os.O_RDWR))

    def at_any_moment(self) -> None:
        """A merge killed at some moment."""
        running = self.start()
        self._kill(running, self.random.uniform(0, statistics.median(self.seconds)))

    def while_writing(self) -> None:
        """A merge killed at some moment after it has begun to write."""
        running = self.start()
        select.select([running.says], [], [], 60)
        self._kill(running, self.random.uniform(0, statistics.median(self.seconds_of_writing)))

    def before_step(self, number: int) -> None:
        """A merge killed right before one of the steps by which it changes the disk, counted from 0."""
        left = itertools.count(number, -1)

        def kill(event: str, about: tuple[Any, ...]) -> None:
            if self.changes(event, about) and next(left) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        running = self.start(kill)
        self._kill(running, None)

    def _kill(self, running: Running, seconds: float | None) -> None:
        """Kills a merge after so many seconds, or waits until it has killed itself."""
        if seconds is not None:
            time.sleep(seconds)
            os.kill(running.process, signal.SIGKILL)
        os.waitpid(running.process, 0)
        os.close(running.says)

    def look(self, journey: Journey, number: int) -> str:
        """How far the merge had come that was killed; nothing is lost, and the next one comes to its end."""
        files = files_in(self.quarter)
        parts = half_written(self.quarter)
        for name in files | journey.before | journey.after:
            assert files.get(name) in (journey.before.get(name), journey.after.get(name)), f"kill {number}: {name}"
        if number % OPENED == 0:
            open_each({name: content for name, content in files.items() if name != "coordinator-before.xlsx"})
        self._merge_undisturbed()
        assert files_in(self.quarter) == journey.after, f"the merge after kill {number} came to something else"
        assert half_written(self.quarter) == [], f"the merge after kill {number} left something half written"
        if parts:
            return "inside a file"
        if files == journey.after:
            return "after the last file"
        return "between two files" if files != journey.before else "before the first file"


def main(folder: str, seed: str, kills: str) -> None:
    """Kills so many merges, and prints how far they had come."""
    began = time.monotonic()
    vars(sys)["frozen"] = True  # such a program reads files itself: so a merge is one process
    killing = Killing(Path(folder), int(seed))
    came: Counter[str] = Counter()
    for number in range(int(kills)):
        journey = killing.journeys[number % 2]
        killing.begin(journey)
        untouched = fingerprint(killing.year)
        match number % 3:
            case 0:
                killing.at_any_moment()
            case 1:
                killing.while_writing()
            case _:
                killing.before_step((number // 3) % killing.steps)
        came[killing.look(journey, number)] += 1
        assert fingerprint(killing.year) == untouched, f"kill {number}: what came back was touched"
    took = round(time.monotonic() - began, 1)
    print(json.dumps({"kills": came, "steps": killing.steps, "took": took}))


if __name__ == "__main__":
    main(*sys.argv[1:])
