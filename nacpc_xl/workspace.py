"""Where the files of a year and of a quarter lie, and how they are written: wholly, or not at all."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from filelock import FileLock, Timeout

from nacpc_xl.model.errors import CannotGoOn

PLAN = "plan.xlsx"
TEMPLATE = "cog-report.docx"
LOCK = ".nacpc_xl.lock"
_IN_REPOSITORY = {PLAN: Path("workbooks/2019-20") / PLAN, TEMPLATE: Path("templates") / TEMPLATE}


@dataclass(frozen=True)
class QuarterFolder:
    """The folder of one quarter."""

    path: Path

    @property
    def issued(self) -> Path:
        """Where the trackers to send out lie."""
        return self.path / "issued"

    @property
    def returned(self) -> Path:
        """Where the returns lie. Nothing is ever written here."""
        return self.path / "returned"

    @property
    def out(self) -> Path:
        """Where everything that a merge makes lies."""
        return self.path / "out"

    @property
    def coordinator(self) -> Path:
        """The coordinator's workbook."""
        return self.path / "coordinator.xlsx"

    @property
    def coordinator_before(self) -> Path:
        """The coordinator's workbook as it was before rows were added to it the last time."""
        return self.path / "coordinator-before.xlsx"

    @property
    def register(self) -> Path:
        """The quarter's register."""
        return self.out / "register.xlsx"

    @property
    def report(self) -> Path:
        """The quarter's report."""
        return self.out / "report.docx"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps every other run from writing into the quarter's folder as long as this one does.

        Raises `CannotGoOn` when another run is at it. The operating system lets go of it even when a run is killed.
        A folder that is not there yet, or cannot be written to, is not held.
        """
        if not self.path.is_dir():
            yield
            return
        lock = FileLock(self.path / LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout as held:
            raise CannotGoOn(
                f"Another run is writing into {self.path} at this moment. Wait until it is done, and run the command "
                "again."
            ) from held
        except (OSError, NotImplementedError):  # what cannot be written is said file by file
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def returned_files(self) -> tuple[Path, ...]:
        """Every file that came back, by name. What an operating system leaves behind is passed over."""
        if not self.returned.is_dir():
            return ()
        files = (path for path in self.returned.rglob("*") if not path.is_dir())
        return tuple(
            sorted((path for path in files if not _is_by_product(path)), key=lambda path: (path.name, path.as_posix()))
        )


def _is_by_product(path: Path) -> bool:
    return path.name.startswith("._") or path.name.lower() in (
        "desktop.ini",
        "thumbs.db",
        ".ds_store",
    )


@dataclass(frozen=True)
class YearFolder:
    """The folder of one year's plan."""

    path: Path

    @classmethod
    def at(cls, path: Path) -> YearFolder:
        """The year folder at `path`; `CannotGoOn` when it holds no plan."""
        make_it = f"nacpc-xl new-year {as_argument(path)}"
        if not path.is_dir():
            raise CannotGoOn(f"There is no folder {path}. Check the name, or make it with: {make_it}")
        if not (path / PLAN).is_file():
            raise CannotGoOn(f"The folder {path} holds no {PLAN}. Put the plan there, or make one with: {make_it}")
        return cls(path)

    @property
    def plan(self) -> Path:
        """The plan workbook. It is read, never written."""
        return self.path / PLAN

    @property
    def template(self) -> Path:
        """The year's own report template where there is one, else the shipped one."""
        own = self.path / TEMPLATE
        return own if own.is_file() else shipped(TEMPLATE)

    def quarter(self, label: str) -> QuarterFolder:
        """The folder of the quarter with this label, Q1 to Q4."""
        return QuarterFolder(self.path / label)


def shipped(name: str) -> Path:
    """The file that comes with the library: from its own folder when installed, else from the repository."""
    inside = Path(str(resources.files("nacpc_xl"))) / "shipped" / name
    return inside if inside.is_file() else Path(__file__).resolve().parent.parent / _IN_REPOSITORY[name]


def write_atomically(path: Path, content: bytes) -> None:
    """Puts `content` at `path`, by a temporary file beside it and a rename.

    Killed at any moment, it leaves the old file or the new one. `CannotGoOn` when the file cannot be written.
    """
    beside = path.parent / f".{path.name}.{secrets.token_hex(4)}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise CannotGoOn(f"{path} cannot be written: {_why_not_written(error)}") from error
        raise


def _why_not_written(error: OSError) -> str:
    match error:
        case PermissionError():
            return "another program has it open, or its folder is read-only. Close it and run the command again."
        case NotADirectoryError() | FileExistsError():
            return "a file stands where its folder should be. Move that file away and run the command again."
    return f"{error.strerror or error}. Put that right and run the command again."


def as_argument(path: Path) -> str:
    """The path as it is typed in a command."""
    return f'"{path}"' if " " in str(path) else str(path)


def reproducible(package: bytes, day: dt.date) -> bytes:
    """The zip package (.xlsx, .docx, .ods) with every date in it set to `day`: same contents, same bytes."""
    stamp = f"{day.isoformat()}T00:00:00"
    rewritten = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(rewritten, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name in _PARTS_WITH_DATES:
                content = _DATES.sub(rb"\g<1>" + stamp.encode() + rb"\g<2>", content)
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            is_first_of_ods = name == "mimetype"
            part.compress_type = zipfile.ZIP_STORED if is_first_of_ods else zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, content)
    return rewritten.getvalue()


_PARTS_WITH_DATES = ("docProps/core.xml", "meta.xml")
_DATES = re.compile(
    rb"(<(?:dcterms:created|dcterms:modified|meta:creation-date|dc:date)[^>]*>)"
    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z?</)"
)
