"""What was noticed about a return besides what its cells say: odd headings, hidden answers, formulas, macros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from nacpc_xl.model.columns import as_written
from nacpc_xl.model.register import Notice
from nacpc_xl.model.source import cell_name
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import TRACKER_VERSION, StartHere
from nacpc_xl.model.words import Noticed
from nacpc_xl.preflight.survey import At
from nacpc_xl.sheets.find import Found
from nacpc_xl.sheets.read import Grid, Opened


def notices_of(file: str, opened: Opened, found: Sequence[Found[Any]]) -> Iterator[Notice]:
    """Everything that was noticed about the file called `file`."""
    yield from _about_the_file(file, opened)
    grids = {grid.sheet: grid for grid in opened.grids}
    for one in found:
        for row in one.rows[:1]:
            yield from _about_the_version(row, file)
        yield from _about_headings(one, grids[one.sheet], file)
        yield from _about_answers(one, grids[one.sheet], file)


def notice(file: str, what: Noticed, detail: str = "", sheet: str = "", at: str = "") -> Notice:
    """One thing that was noticed."""
    return Notice.of(file=file, sheet_name=sheet, at=at, what=what, detail=detail)


def _about_the_file(file: str, opened: Opened) -> Iterator[Notice]:
    seen = opened.seen
    for is_there, what in (
        (seen.packed.has_macros, Noticed.MACROS),
        (seen.packed.has_links, Noticed.LINKS),
        (seen.packed.has_objects, Noticed.OBJECTS),
    ):
        if is_there:
            yield notice(file, what)
    for grid in opened.grids:
        if grid.seen.has_pictures:
            yield notice(file, Noticed.PICTURES, sheet=grid.sheet)
    if seen.cannot_tell:
        yield notice(file, Noticed.CANNOT_TELL, seen.cannot_tell)


def _about_the_version(row: Table, file: str) -> Iterator[Notice]:
    if isinstance(row, StartHere) and row.tracker_version != TRACKER_VERSION:
        source = row.source("tracker_version")
        detail = f"version {row.written('tracker_version') or 'unknown'}, where version {TRACKER_VERSION} was issued"
        yield notice(file, Noticed.OTHER_VERSION, detail, source.sheet, source.cell)


def _about_headings(found: Found[Any], grid: Grid, file: str) -> Iterator[Notice]:
    columns = found.table.columns()
    for name, at in found.misspelt.items():
        detail = f"“{as_written(grid.cells[at])}” was read as {columns[name].heading}"
        yield notice(file, Noticed.HEADING_MISSPELT, detail, grid.sheet, cell_name(*at))
    for at, name in found.twice.items():
        yield notice(file, Noticed.HEADING_TWICE, columns[name].heading, grid.sheet, cell_name(*at))
    row_name = f"row {found.heading_row + 1}"
    for name in found.lacking if found.rows else ():
        if not columns[name].given or name == found.table.sheet.key:
            yield notice(file, Noticed.HEADING_LACKING, columns[name].heading, grid.sheet, row_name)


def _about_answers(found: Found[Any], grid: Grid, file: str) -> Iterator[Notice]:
    """Answers that are hidden, merged with other cells, or worked out by a formula."""
    to_fill_in = found.table.to_fill_in()
    seen, answers = grid.seen, [at for at, name in found.answers.items() if name in to_fill_in]
    formulas = set(seen.formulas).difference(seen.without_value)
    for what, places in (
        (Noticed.HIDDEN, filter(seen.is_out_of_sight, answers) if seen.hides_any else ()),
        (Noticed.FORMULA, filter(formulas.__contains__, answers) if formulas else ()),
    ):
        for at in places:
            yield notice(file, what, sheet=grid.sheet, at=cell_name(*at))
    yield from _about_merged(answers, grid, file)


def _about_merged(answers: Iterable[At], grid: Grid, file: str) -> Iterator[Notice]:
    if not grid.seen.merged:
        return
    last_cell = {block[:2]: block[2:] for block in grid.seen.merged if block[:2] != block[2:]}
    for at in answers:
        if at in last_cell:
            detail = f"{cell_name(*at)} to {cell_name(*last_cell[at])}"
            yield notice(file, Noticed.MERGED, detail, grid.sheet, cell_name(*at))
