"""The worked example gone through in a folder of its own, from the plan to the newest report."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.plan.read import read_plan
from nacpc_xl.steps.issuing import issue
from nacpc_xl.steps.merging import Written, merge_and_write
from nacpc_xl.workspace import PLAN, QuarterFolder, YearFolder, shipped, write_atomically

INVENTED = (
    "Everything in it is invented: every action, answer, figure and decision. It describes no child, no family and no "
    "member of staff. Only titles of themes, priorities and aims, and the names of groups, are those of a real plan."
)
NOTICE = "Everything here is invented.txt"
ANOTHER_FOLDER = "Name a folder that is not there yet, or an empty one."


@contextmanager
def demo(folder: Path) -> Iterator[Iterator[Written]]:
    """What a merge leaves behind in each quarter of the example, one after the other, all of it in `folder`.

    The folder is as it was before if the work in this context comes to no end. Raises `CannotGoOn` when the folder
    holds anything, or something cannot be written.
    """
    with _as_before_unless_finished(folder):
        write_atomically(folder / NOTICE, f"{INVENTED}\n".encode())
        write_atomically(folder / PLAN, shipped(PLAN).read_bytes())
        yield _quarters_gone_through(YearFolder.at(folder))


def _quarters_gone_through(year: YearFolder) -> Iterator[Written]:
    for quarter in read_plan(year.plan).quarters:
        example = QuarterFolder(shipped(quarter.label))
        if example.returned_files():
            try:
                yield _gone_through(year, quarter.label, example)
            except OSError as error:
                raise CannotGoOn(_sentence(year.path, error)) from error


def _gone_through(year: YearFolder, label: str, example: QuarterFolder) -> Written:
    """What a merge of the quarter leaves behind, once its trackers are issued and the example's returns are back."""
    for path in (example.coordinator, *example.returned_files()):
        write_atomically(year.quarter(label).path / path.relative_to(example.path), path.read_bytes())
    issue(year, label)
    written = merge_and_write(year, label)
    if written.problems:
        raise CannotGoOn(written.problems[0])
    return written


@contextmanager
def _as_before_unless_finished(folder: Path) -> Iterator[None]:
    """An empty folder, made where there is none, that is emptied or taken away again when anything is raised.

    Raises `CannotGoOn` when there can be none.
    """
    made: list[Path] = []
    try:
        _make_empty(folder, made)
        try:
            yield
        except BaseException:
            _empty(folder)
            raise
    except BaseException:
        for one in made:
            with suppress(OSError):
                one.rmdir()
        raise


def _make_empty(folder: Path, made: list[Path]) -> None:
    """Makes the folder, and puts those that had to be made into `made`, the innermost first."""
    try:
        made += (one for one in (folder, *folder.parents) if not one.exists())
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        raise CannotGoOn(_sentence(folder, error)) from error
    if not is_empty:
        raise CannotGoOn(f"The folder {folder} is not empty, but the example needs one of its own. {ANOTHER_FOLDER}")


def _empty(folder: Path) -> None:
    """Takes out of the folder whatever can be taken out."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def _sentence(folder: Path, error: OSError) -> str:
    match error:
        case FileExistsError() | NotADirectoryError():
            why = "a file stands where a folder should be"
        case PermissionError():
            why = "nothing may be written there"
        case _:
            why = error.strerror or str(error)
    return f"The example cannot be put into {folder}: {why}. {ANOTHER_FOLDER}"
