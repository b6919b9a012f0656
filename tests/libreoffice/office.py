"""LibreOffice Calc in the hands of a test: workbooks opened, typed into, worked out, read and saved."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

SECONDS = 120  # for one order; starting in a new profile takes longest
DRIVER = Path(__file__).with_name("driver.py")
LAST_LINES = 12  # of what LibreOffice said before it failed

SETTINGS = {
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode"): "0",  # always
    ("Office.Calc/Formula/Load", "ODFRecalcMode"): "0",
    ("Setup/L10N", "ooSetupSystemLocale"): "en-GB",  # 30/06/2019 is a day in June
}
"""What a profile must say so that formulas are worked out when a workbook is opened, and dates are British."""


class Fault(Exception):
    """LibreOffice did not do what it was told to."""


@cache
def python_with_uno(program: str) -> str | None:
    """A Python that has the module `uno`; `None` where there is none."""
    beside = Path(program).resolve().parent
    candidates = [sys.executable]
    candidates += [str(path) for path in (beside / "python.exe", beside / "python", beside / "../Resources/python")]
    candidates += [str(Path(folder) / "python3") for folder in (*os.get_exec_path(), "/usr/bin")]
    return next((one for one in dict.fromkeys(candidates) if Path(one).is_file() and _has_uno(one)), None)


def _has_uno(python: str) -> bool:
    done = subprocess.run([python, "-c", "import uno"], env=_environment(), capture_output=True)
    return done.returncode == 0


def _environment() -> dict[str, str]:
    """The environment without what is meant for the Python that runs the tests."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}


def written_profile(folder: Path) -> Path:
    """A LibreOffice profile at `folder` with our settings."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
        "</item>"
        for (path, name), value in SETTINGS.items()
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )
    return folder


class Office:
    """One LibreOffice with a profile of its own, by way of a driver; it starts with the first order."""

    def __init__(self, program: str, python: str, folder: Path) -> None:
        self.command = [python, str(DRIVER), program, written_profile(folder).as_uri()]
        self._process: subprocess.Popen[str] | None = None
        self._said: IO[str] | None = None

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop(at_once=False)

    @contextlib.contextmanager
    def open(self, path: Path) -> Iterator[Book]:
        """The workbook at `path`, until it is closed without saving."""
        self.order("open", path=str(path))
        try:
            yield Book(self)
        finally:
            if self._process is not None:  # it has not crashed
                self.order("close")

    def order(self, do: str, **what: object) -> Any:
        """What the driver answers; `Fault` when it cannot do it, or LibreOffice crashes or takes too long."""
        if self._process is None:
            self._start()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        too_long = threading.Timer(SECONDS, _kill, [process])
        too_long.start()
        line = ""
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps({"do": do, **what}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        too_long.cancel()
        answer = json.loads(line) if line else {"fault": "no answer came"}
        if "fault" in answer:
            raise Fault(f"{do}: {answer['fault']}\n{self._stop(at_once=True)}")
        return answer["answer"]

    def _start(self) -> None:
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=_environment(),
            encoding="utf-8",
            start_new_session=True,
        )

    def _stop(self, *, at_once: bool) -> str:
        """Ends LibreOffice, and gives the last that it said. The next order starts another one."""
        if self._process is None or self._said is None:
            return ""
        if at_once:
            _kill(self._process)
        with contextlib.suppress(subprocess.TimeoutExpired, BrokenPipeError):
            self._process.communicate(timeout=SECONDS)  # its standard input ends, and so does it
        _kill(self._process)
        with contextlib.suppress(BrokenPipeError), self._process:
            pass
        self._said.seek(0)
        said = self._said.readlines()[-LAST_LINES:]
        self._said.close()
        self._process = None
        return "".join(said)


def _kill(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


class Book:
    """A workbook that is open in LibreOffice."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def type(self, sheet: str, cells: Mapping[str, str]) -> None:
        """Types these texts into these cells, by name, as a person does."""
        self._office.order("type", sheet=sheet, cells=cells)

    def put(self, sheet: str, area: str, rows: Sequence[Sequence[str | float]]) -> None:
        """Puts texts and numbers into an area all at once, whether it is locked or not; "" empties a cell."""
        self._office.order("put", sheet=sheet, area=area, rows=rows)

    def read(self, sheet: str, area: str) -> list[list[Any]]:
        """The values in an area, row by row: texts and numbers, `None` for an error."""
        found: list[list[Any]] = self._office.order("read", sheet=sheet, area=area)
        return found

    def value(self, sheet: str, cell: str) -> Any:
        """The value in one cell."""
        return self.read(sheet, cell)[0][0]

    def errors(self) -> list[str]:
        """The cells whose formula has no result."""
        found: list[str] = self._office.order("errors")
        return found

    def locked(self, sheet: str, area: str) -> list[list[bool]]:
        """Whether each cell of an area is locked, row by row."""
        found: list[list[bool]] = self._office.order("locked", sheet=sheet, area=area)
        return found

    def protected(self) -> dict[str, bool]:
        """Whether each sheet, by its name, is protected."""
        found: dict[str, bool] = self._office.order("protected")
        return found

    def sort(self, sheet: str, area: str, column: int, *, descending: bool = False) -> None:
        """Sorts the rows of an area, which has no headings in it, by one of its columns, counted from 0."""
        self._office.order("sort", sheet=sheet, area=area, column=column, descending=descending)

    def filter(self, sheet: str, column: int, text: str) -> list[int]:
        """Leaves in sight only the rows of the sheet's table that say this in a column; the indexes of those hidden."""
        hidden: list[int] = self._office.order("filter", sheet=sheet, column=column, text=text)
        return hidden

    def forget_table(self, sheet: str) -> None:
        """Makes of the sheet's table a plain range of cells."""
        self._office.order("forget_table", sheet=sheet)

    def insert_rows(self, sheet: str, at: int, count: int = 1) -> None:
        """Inserts rows before the one with this index, counted from 0."""
        self._office.order("insert_rows", sheet=sheet, at=at, count=count)

    def delete_column(self, sheet: str, at: int) -> None:
        """Deletes the column with this index, counted from 0."""
        self._office.order("delete_column", sheet=sheet, at=at)

    def widen(self, sheet: str, at: int, width: int) -> None:
        """Makes a column so many hundredths of a millimetre wide."""
        self._office.order("widen", sheet=sheet, at=at, width=width)

    def add_sheet(self, name: str) -> None:
        """Adds a sheet behind the others."""
        self._office.order("add_sheet", name=name)

    def rename_sheet(self, name: str, new: str) -> None:
        """Gives a sheet another name."""
        self._office.order("rename_sheet", name=name, new=new)

    def save(self, path: Path) -> Path:
        """A copy at `path`, in the format that its ending says."""
        self._office.order("save", path=str(path))
        assert path.is_file()
        return path
