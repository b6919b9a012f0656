"""A Return from a file, whatever it is called. A file that cannot be used is a Return that says why.

Every cell that is not empty ends in one of four heaps: given (it was in the tracker as issued), an answer
(understood, or kept as written), or text found elsewhere. So do comments and text boxes.
"""

from __future__ import annotations

import contextlib
import hashlib
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from nacpc_xl.model.columns import as_written, folded
from nacpc_xl.model.errors import NotAWorkbook
from nacpc_xl.model.register import Notice, Scrap, Withheld
from nacpc_xl.model.source import cell_name
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff, StartHere
from nacpc_xl.model.words import Noticed, Refusal, Stray
from nacpc_xl.preflight.survey import At
from nacpc_xl.privacy.gate import Gate, shown_names
from nacpc_xl.returns.notices import notice, notices_of
from nacpc_xl.returns.open import open_return
from nacpc_xl.returns.withhold import Withholding
from nacpc_xl.sheets.find import Found, find_form, find_headings, find_tables
from nacpc_xl.sheets.formulas import is_ours
from nacpc_xl.sheets.read import Grid, Opened, reason_of
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.remarks import is_remark, without_remarks

NO_DETAILS, NOT_SIGNED = StartHere(), SignOff()
TABLES = (Actions, Measures, NewActions)
HIDDEN = "It is hidden."
BLOCK = 65_536  # bytes that are read of a file at once
LOCKS = ("~$", ".~lock.")  # how the names of files begin that mark a workbook as open


@dataclass(frozen=True)
class Return:
    """What one file holds.

    `cells` counts every cell that is not empty and every comment, text box and the like beside the cells, `given`
    the cells outside the tables that were issued like that, and comments that are the office's own remarks.
    `withheld` is what may stand for a person, and no longer stands anywhere in here unless it was released.
    `refusal` is `None` for a file that can be read as a tracker; `detail` says more about a refusal, and
    `remedy` what to do about it.
    """

    file: str
    sha256: str
    start: StartHere = NO_DETAILS
    actions: tuple[Actions, ...] = ()
    measures: tuple[Measures, ...] = ()
    new_actions: tuple[NewActions, ...] = ()
    sign_off: SignOff = NOT_SIGNED
    scraps: tuple[Scrap, ...] = ()
    notices: tuple[Notice, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    cells: int = 0
    given: int = 0
    refusal: Refusal | None = None
    detail: str = ""
    remedy: str = ""

    @property
    def rows(self) -> tuple[Table, ...]:
        """Every row and form."""
        return (self.start, *self.actions, *self.measures, *self.new_actions, self.sign_off)


class File(NamedTuple):
    """A file to be read, the name it is known by, and what was withheld in that name."""

    path: Path
    name: str
    withheld: tuple[Withheld, ...] = ()


def files_named(names: Mapping[Path, str], gate: Gate) -> list[File]:
    """The files at these paths, each called as it may be shown."""
    written = [name.encode("utf-8", "replace").decode("utf-8") for name in names.values()]
    return [File(path, *shown) for path, shown in zip(names, shown_names(written, gate), strict=True)]


NOTHING_RELEASED = Gate()


def read_return(
    file: File | str | Path, given_text: GivenText, gate: Gate = NOTHING_RELEASED, *, by_second_reader: bool = False
) -> Return:
    """What the file holds, but for what the gate withholds. Never raises for anything in the file.

    `by_second_reader` keeps to the slower library that reads what the first one cannot.
    """
    if not isinstance(file, File):
        (file,) = files_named({Path(file): Path(file).name}, gate)
    one = _read(file.path, file.name, given_text, gate, by_second_reader=by_second_reader)
    return replace(one, withheld=file.withheld + one.withheld) if file.withheld else one


def _read(path: Path, file: str, given_text: GivenText, gate: Gate, *, by_second_reader: bool) -> Return:
    if path.name.startswith(LOCKS):
        return Return(file, "", refusal=Refusal.LOCK, remedy="Close the workbook there, and merge again if it changed.")
    try:
        opened, notices = open_return(path, file, by_second_reader=by_second_reader)
    except NotAWorkbook as error:
        return _refused(path, file, error.reason, error.remedy)
    except OSError as error:
        return _refused(path, file, *reason_of(error))
    sha256 = opened.seen.sha256
    withholding = Withholding(file, sha256, gate, given_text)
    tracker = _Tracker(file, withholding.of_workbook(opened), given_text, withholding)
    one = tracker.as_return(sha256, [_renamed(noticed, withholding.sheets) for noticed in notices])
    return replace(one, withheld=tuple(withholding.found))


def _refused(path: Path, file: str, reason: str, remedy: str) -> Return:
    sha256 = ""
    with contextlib.suppress(OSError):
        sha256 = fingerprint(path)
    return Return(file, sha256, refusal=Refusal.NOT_READABLE, detail=reason, remedy=remedy)


def _renamed(noticed: Notice, sheets: Mapping[str, str]) -> Notice:
    """The notice with the name of its sheet as it may be shown."""
    return noticed.but(sheet_name=sheets.get(noticed.sheet_name, ""))


def fingerprint(path: Path) -> str:
    """The file's SHA-256; `""` for what is not a file like others. `OSError` when it cannot be had."""
    if not stat.S_ISREG(path.stat().st_mode):
        return ""
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


class _Tracker:
    """What was found in an opened workbook, on its way to a Return."""

    def __init__(self, file: str, opened: Opened, given_text: GivenText, withholding: Withholding) -> None:
        self.file = file
        self.withholding = withholding
        self.opened = opened
        self.grids = opened.grids
        self.given_text = given_text
        headings = find_headings(self.grids, TABLES)
        self.start = find_form(self.grids, StartHere, file, tolerant=True, headings=headings)
        self.title = opened.seen.properties.get("title", "") if self.start is None else ""
        self.details = self.start.rows[0] if self.start is not None else given_text.details_of(self.title)
        self.sign_off = find_form(self.grids, SignOff, file, tolerant=True, headings=headings)
        forms = [form for form in (self.start, self.sign_off) if form is not None]
        tables = find_tables(self.grids, TABLES, file, _cells_of(forms), given_text.furniture, headings)
        self.tables = {table: sorted(found, key=_is_elsewhere(table)) for table, found in tables.items()}
        self.found: list[Found[Any]] = [*forms, *(one for found in self.tables.values() for one in found)]
        comments = (as_written(text) for grid in self.grids for text in grid.seen.comments.values())
        self.remarks = sum(map(is_remark, comments))
        self.is_given = given_text.tellers({grid.sheet: grid.places.keys() for grid in self.grids})

    def as_return(self, sha256: str, notices: Sequence[Notice]) -> Return:
        """The Return, refused where the workbook is no tracker."""
        if self.details is None or not (self.tables[Actions] or self.tables[Measures]):
            return self._no_tracker(sha256)
        if self.start is None:
            notices = (*notices, notice(self.file, Noticed.DETAILS_LACKING, self.title))
        if self.sign_off is None:
            notices = (*notices, notice(self.file, Noticed.SHEET_LACKING, SignOff.sheet.name))
        taken = _cells_of(self.found)
        scraps = tuple(self._scraps(taken, Stray.ELSEWHERE))
        beside = tuple(self._beside())
        cells = sum(len(grid.cells) for grid in self.grids)
        headings = sum(len(found.headings) for found in self.found)
        proposed = self._rows(NewActions)
        blank = sum(len(row.raw) for row in proposed if not row.is_begun)  # what only looks empty
        untaken = cells - sum(len(places) for places in taken.values())
        return Return(
            self.file,
            sha256,
            start=self.details,
            actions=self._rows(Actions),
            measures=tuple(map(self.withholding.of_measure, self._rows(Measures))),
            new_actions=tuple(row for row in proposed if row.is_begun),
            sign_off=self.sign_off.rows[0] if self.sign_off is not None else NOT_SIGNED,
            scraps=scraps + beside,
            notices=(*notices, *notices_of(self.file, self.opened, self.found)),
            cells=cells + len(beside) + self.remarks,
            given=headings + blank + untaken - len(scraps) + self.remarks,
        )

    def _rows(self, table: type[Table]) -> tuple[Any, ...]:
        return tuple(row for found in self.tables[table] for row in found.rows)

    def _no_tracker(self, sha256: str) -> Return:
        lacking = "the return details of Start here" if self.details is None else "a table Actions or Measures"
        cells = sum(len(grid.cells) for grid in self.grids)
        scraps, beside = tuple(self._scraps({}, Stray.NO_TRACKER)), tuple(self._beside())
        return Return(
            self.file,
            sha256,
            cells=cells + len(beside) + self.remarks,
            given=cells - len(scraps) + self.remarks,
            scraps=scraps + beside,
            refusal=Refusal.NOT_A_TRACKER,
            remedy="Send the tracker that was issued for this quarter.",
            detail=f"it has not {lacking}",
        )

    def _scraps(self, taken: Mapping[str, set[At]], why: Stray) -> Iterator[Scrap]:
        """The cells that belong to no table or form and were not issued like that."""
        for grid in self.grids:
            spoken_for, is_given, formulas = taken.get(grid.sheet, ()), self.is_given[grid.sheet], grid.seen.formulas
            for at, raw in [item for item in grid.cells.items() if item[0] not in spoken_for]:
                if isinstance(raw, str):
                    word = grid.words.get(at) or folded(raw)
                    if is_given(word) or (at in formulas and is_ours(formulas[at])):
                        continue
                yield self._scrap(grid, at, as_written(raw), why)

    def _beside(self) -> Iterator[Scrap]:
        """Comments, addresses that cells lead to, text boxes, and what is printed at the head and foot of pages."""
        in_margins = Counter(words for grid in self.grids for words in grid.seen.margins)
        for grid in self.grids:
            for at, text in grid.seen.comments.items():
                said = as_written(text)
                if not is_remark(said):
                    yield self._scrap(grid, at, without_remarks(said), Stray.COMMENT)
            for at, address in grid.seen.links.items():
                yield self._scrap(grid, at, address, Stray.LINK)
            for text in grid.seen.boxes:
                yield Scrap.of(file=self.file, sheet_name=grid.sheet, text=text, why=Stray.BOX)
            for words in grid.seen.margins:
                if not self.given_text.is_margin(words, in_margins[words]):
                    yield Scrap.of(file=self.file, sheet_name=grid.sheet, text=words, why=Stray.MARGIN)

    def _scrap(self, grid: Grid, at: At, text: str, why: Stray) -> Scrap:
        detail = HIDDEN if grid.seen.is_out_of_sight(at) else ""
        return Scrap.of(file=self.file, sheet_name=grid.sheet, at=cell_name(*at), text=text, why=why, detail=detail)


def _is_elsewhere(table: type[Table]) -> Callable[[Found[Any]], bool]:
    """Sorts what stands on the table's own sheet before what stands elsewhere."""
    return lambda found: found.sheet.strip().casefold() != table.sheet.name.casefold()


def _cells_of(found: Iterable[Found[Any]]) -> dict[str, set[At]]:
    """The cells that tables and forms stand in, by sheet."""
    taken: dict[str, set[At]] = {}
    for one in found:
        taken.setdefault(one.sheet, set()).update(one.headings, one.answers)
    return taken


def scraps_of_row(row: Table, why: Stray, detail: str = "", names: Iterable[str] | None = None) -> Iterator[Scrap]:
    """The cells of a row that cannot be used, one by one: all of them, or those of the columns called `names`."""
    for name in row.raw if names is None else names:
        source = row.source(name)
        yield Scrap.of(
            file=source.file,
            sheet_name=source.sheet,
            at=source.cell,
            text=as_written(row.raw[name]),
            why=why,
            detail=detail,
        )
