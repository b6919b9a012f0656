"""A Return from a file, whatever it is called. A file that cannot be used is a Return that says why.

Every cell that is not empty ends in one of four heaps: given (it was in the tracker as issued), an answer
(understood, or kept as written), or text found elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from nacpc_xl.model.columns import as_written
from nacpc_xl.model.errors import NotAWorkbook
from nacpc_xl.model.register import Scrap
from nacpc_xl.model.source import cell_name
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff, StartHere
from nacpc_xl.model.words import Refusal
from nacpc_xl.preflight.survey import At
from nacpc_xl.sheets.read import Found, Grid, find_form, find_table, read_grids
from nacpc_xl.tracker.contents import GivenText

R = TypeVar("R", bound=Table)

NO_DETAILS, NOT_SIGNED = StartHere(), SignOff()
ELSEWHERE = "It stands outside the tables and forms of the tracker."
COMMENT = "It is a comment on the cell."
NO_TRACKER = "The file is not a tracker."


@dataclass(frozen=True)
class Return:
    """What one file holds.

    `cells` counts every cell that is not empty and every comment, `given` the cells outside the tables that
    were issued like that.
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
    cells: int = 0
    given: int = 0
    refusal: Refusal | None = None
    detail: str = ""
    remedy: str = ""

    @property
    def rows(self) -> tuple[Table, ...]:
        """Every row and form with answers."""
        return (*self.actions, *self.measures, *self.new_actions, self.sign_off)

    def same_answers(self, other: Return) -> bool:
        """Whether both say the same, but for the day they were signed."""
        ours, theirs = (one.sign_off.but(signed_on=None) for one in (self, other))
        return self.rows[:-1] == other.rows[:-1] and ours == theirs


def read_return(path: str | Path, given_text: GivenText, name: str = "") -> Return:
    """What the file at `path` holds, called `name` from then on. Never raises for anything in the file."""
    path = Path(path)
    file = (name or path.name).encode("utf-8", "replace").decode("utf-8")
    try:
        content = path.read_bytes()
    except OSError as error:
        return Return(file, "", refusal=Refusal.NOT_READABLE, detail=error.strerror or str(error))
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        grids = read_grids(path)
    except NotAWorkbook as error:
        return Return(file, sha256, refusal=Refusal.NOT_READABLE, detail=error.reason, remedy=error.remedy)
    start = find_form(_sheets_like(grids, StartHere), StartHere, path.name)
    actions = find_table(grids, Actions, path.name)
    if start is None or actions is None:
        lacking = "the return details of Start here" if start is None else "the table Actions"
        return _no_tracker(file, sha256, grids, f"it has not {lacking}")
    return _whole_return(file, sha256, grids, given_text, start, actions)


def _no_tracker(file: str, sha256: str, grids: Sequence[Grid], detail: str) -> Return:
    cells = sum(len(grid.cells) for grid in grids)
    scraps = tuple(_scraps(file, grids, {}, GivenText(None), NO_TRACKER))
    comments = tuple(_comments(file, grids))
    return Return(
        file,
        sha256,
        cells=cells + len(comments),
        given=cells - len(scraps),
        scraps=scraps + comments,
        refusal=Refusal.NOT_A_TRACKER,
        remedy="Send the tracker that was issued for this quarter.",
        detail=detail,
    )


def _sheets_like(grids: Sequence[Grid], table: type[Table]) -> Sequence[Grid]:
    named = [grid for grid in grids if grid.sheet.strip().casefold() == table.sheet.name.casefold()]
    return named or grids


def _whole_return(
    file: str,
    sha256: str,
    grids: Sequence[Grid],
    given_text: GivenText,
    start: Found[StartHere],
    actions: Found[Actions],
) -> Return:
    measures = find_table(grids, Measures, file)
    spoken_for = {found.sheet for found in (start, actions, measures) if found is not None}
    others = [grid for grid in grids if grid.sheet not in spoken_for]
    new_actions = find_table(_sheets_like(others, NewActions), NewActions, file)
    sign_off = find_form(_sheets_like(others, SignOff), SignOff, file)
    taken: dict[str, set[At]] = {}
    given = 0
    for found in (start, actions, measures, new_actions, sign_off):
        if found is not None:
            taken.setdefault(found.sheet, set()).update(found.headings, found.answers)
            given += len(found.headings)
    scraps = tuple(_scraps(file, grids, taken, given_text, ELSEWHERE))
    comments = tuple(_comments(file, grids))
    cells = sum(len(grid.cells) for grid in grids)
    untaken = cells - sum(len(places) for places in taken.values())
    return Return(
        file,
        sha256,
        start=start.rows[0],
        actions=actions.rows,
        measures=measures.rows if measures else (),
        new_actions=tuple(row for row in new_actions.rows if row.is_begun) if new_actions else (),
        sign_off=sign_off.rows[0] if sign_off else SignOff(),
        scraps=scraps + comments,
        cells=cells + len(comments),
        given=given + len(start.answers) + untaken - len(scraps),
    )


def _comments(file: str, grids: Iterable[Grid]) -> Iterator[Scrap]:
    for grid in grids:
        for at, text in grid.seen.comments.items():
            yield Scrap.of(file=file, sheet_name=grid.sheet, at=cell_name(*at), text=text.strip(), why=COMMENT)


def _scraps(
    file: str, grids: Sequence[Grid], taken: dict[str, set[At]], given_text: GivenText, why: str
) -> Iterator[Scrap]:
    is_given = given_text.tellers(grid.sheet for grid in grids)
    for grid in grids:
        spoken_for = taken.get(grid.sheet, set())
        for at, raw in grid.cells.items():
            if at not in spoken_for and not (isinstance(raw, str) and is_given[grid.sheet](raw)):
                yield Scrap.of(file=file, sheet_name=grid.sheet, at=cell_name(*at), text=as_written(raw), why=why)


def scraps_of_row(row: Table, why: str) -> Iterator[Scrap]:
    """The cells of a row that cannot be used, one by one."""
    for name, raw in row.raw.items():
        source = row.source(name)
        yield Scrap.of(file=source.file, sheet_name=source.sheet, at=source.cell, text=as_written(raw), why=why)
