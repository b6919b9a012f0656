"""Where the files of a year and of a quarter lie, and how they are written: wholly, or not at all."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from nacpc_xl.model.errors import CannotGoOn

PLAN = "plan.xlsx"
TEMPLATE = "cog-report.docx"
LOCK = ".nacpc_xl.lock"
_EXAMPLE, _TEMPLATES = "workbooks/2019-20", "templates"  # folders of the repository

Content = bytes | IO[bytes]
"""What a file is to hold: bytes, or another file from its beginning, which is closed afterwards."""


@dataclass(frozen=True)
class QuarterFolder:
    """The folder of one quarter."""

    path: Path

    @property
    def issued(self) -> Path:
        """Where the trackers to send out lie."""
        return self.path / "issued"

    @property
    def superseded(self) -> Path:
        """Where trackers lie that were issued, and then issued anew with other contents."""
        return self.issued / "superseded"

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
        A folder that is not there yet, or cannot be written to, is not held. What a killed run left half written is
        taken away.
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
            for path in self.leftovers():
                with suppress(OSError):
                    path.unlink()
            yield
        finally:
            lock.release()

    def leftovers(self) -> tuple[Path, ...]:
        """The temporary files of runs that were killed, in the folders that runs write to: never in `returned/`."""
        beside = (*self.path.glob(_ANY), *self.issued.rglob(_ANY), *self.out.rglob(_ANY))
        return tuple(path for path in beside if _BESIDE.fullmatch(path.name) and not path.is_dir())

    def issued_files(self, name: str) -> tuple[Path, ...]:
        """The tracker that was issued under this name, and those under it that were issued before."""
        path = self.issued / name
        files = (path, *sorted(self.superseded.glob(f"{path.stem} (*){path.suffix}")))
        return tuple(file for file in files if file.is_file())

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
    def register_before(self) -> Path:
        """The last register of the year before, where this year's plan goes on from one."""
        return self.path / "register-before.xlsx"

    @property
    def template(self) -> Path:
        """The year's own report template where there is one, else the shipped one."""
        own = self.path / TEMPLATE
        return own if own.is_file() else shipped(TEMPLATE)

    def quarter(self, label: str) -> QuarterFolder:
        """The folder of the quarter with this label, Q1 to Q4."""
        return QuarterFolder(self.path / label)


def shipped(name: str) -> Path:
    """What comes with the library: the template, or a file or a quarter's folder of the worked example.

    It lies in the library's own folder when installed, else in the repository.
    """
    inside = Path(str(resources.files("nacpc_xl"))) / "shipped" / name
    if inside.exists():
        return inside
    repository = Path(__file__).resolve().parent.parent
    return repository / (_TEMPLATES if name == TEMPLATE else _EXAMPLE) / name


def write_atomically(path: Path, content: Content) -> None:
    """Puts `content` at `path`, by a temporary file beside it and a rename.

    Killed at any moment, it leaves the old file or the new one. `CannotGoOn` when the file cannot be written.
    """
    beside = path.parent / f".{path.name}.{secrets.token_hex(4)}.part"  # see _BESIDE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                with content:
                    shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise CannotGoOn(f"{path} cannot be written: {why_not_written(error)}") from error
        raise


_ANY = ".*.part"
_BESIDE = re.compile(r"\..+\.[0-9a-f]{8}\.part", re.DOTALL)
"""The name of a temporary file beside the one that is to be written."""

_NO_ROOM = ("there is no room left on the disk", "Make room")
_HELD = ("another program has it open, or its folder is read-only", "Close it")
_IN_THE_WAY = ("a file stands where its folder should be", "Move that file away")

_WHY_NOT_WRITTEN = {
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EACCES: _HELD,
    errno.EPERM: _HELD,
    errno.EBUSY: _HELD,
    errno.EROFS: ("the disk can only be read", "Unlock it, or move the year's folder to another one,"),
    errno.ENAMETOOLONG: ("its path is too long", "Move the year's folder to where the path is shorter,"),
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.EISDIR: ("a folder stands in its place", "Move that folder away"),
    errno.ENOENT: ("its folder is no longer there", "Bring it back, or the drive that it is on,"),
}
_ON_WINDOWS = {39: errno.ENOSPC, 112: errno.ENOSPC, 1295: errno.EDQUOT, 206: errno.ENAMETOOLONG}
"""What Windows has numbers of its own for."""


def why_not_written(error: OSError) -> str:
    """Why something could not be written, and what to do about it: the end of a sentence, and another one."""
    number = _ON_WINDOWS.get(getattr(error, "winerror", None) or 0, error.errno)
    why, remedy = _WHY_NOT_WRITTEN.get(number or 0, (error.strerror or str(error), "Put that right"))
    return f"{why}. {remedy} and run the command again."


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
