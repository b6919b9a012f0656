"""Tables and forms of the model found on sheets by their headings and labels, wherever those stand.

A row of headings belongs to the table that has most of them in it; what is left over may be the headings of
another table beside it. A table ends where the next headings stand below it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from nacpc_xl.model.columns import ErrorValue, Raw, ToDo, Untold, as_written, folded
from nacpc_xl.model.source import Place, cell_name, column_letters
from nacpc_xl.model.table import NO_VALUES, Table, Unread
from nacpc_xl.preflight.survey import At
from nacpc_xl.sheets.read import Grid

R = TypeVar("R", bound=Table)

ALIKE = 0.79  # how alike a misspelt heading is to the one that is meant, from 0 to 1
MOST_SLIPS = 2  # letters put in, left out, exchanged or swapped: more make another word of it
FURTHEST_ANSWER = 3  # columns between a form's label and its answer, where columns were put in between

Rows = Mapping[int, Mapping[int, Raw]]
"""Cells by row, then by column, counted from 0."""


@dataclass(frozen=True)
class Found(Generic[R]):
    """A table or form found on a sheet: its rows in order, and the cells that the headings stand in.

    `answers` has the name of the column for each cell of the rows. `heading_row` is the row of the headings.
    `misspelt` has the cells of headings that were read as another one, by the name of its column; `twice` those
    of headings that stand there a second time; `lacking` the names of columns that are not there.
    """

    table: type[R]
    sheet: str
    rows: tuple[R, ...]
    headings: frozenset[At]
    answers: Mapping[At, str]
    heading_row: int = 0
    misspelt: Mapping[str, At] = field(default_factory=dict)
    twice: Mapping[At, str] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()


@dataclass
class Headings:
    """A row with the headings of a table, and what was odd about them."""

    table: type[Table]
    row: int
    columns: dict[int, str]
    misspelt: dict[str, At] = field(default_factory=dict)
    twice: dict[At, str] = field(default_factory=dict)

    @property
    def span(self) -> range:
        """The columns of the sheet from the first heading to the last."""
        return range(min(self.columns), max(self.columns) + 1)


def find_table(grids: Iterable[Grid], table: type[R], file: str, least: int = 0) -> Found[R] | None:
    """The table, on whichever sheet has the most of its headings in one row, spelt as they should be.

    `None` when no row has at least `least` of them, which is half of them unless given.
    """
    candidates = [(claim, grid) for grid in grids for claim in _claims(grid, [table], least)]
    if not candidates:
        return None
    claim, grid = max(candidates, key=lambda candidate: len(candidate[0].columns))
    return _read_below(grid, claim, grid.rows, table, file)


def find_headings(grids: Sequence[Grid], tables: Sequence[type[Table]]) -> dict[str, list[Headings]]:
    """The rows of headings on each sheet: a table stands where at least half of its headings do.

    Misspelt ones are counted only when a table is found nowhere without them.
    """
    claims = {grid.sheet: list(_claims(grid, tables)) for grid in grids}
    there = {claim.table for found in claims.values() for claim in found}
    for table in tables:
        if table not in there:
            for grid in grids:
                claims[grid.sheet] += _misspelt_claims(grid, table, claims[grid.sheet])
    return claims


def find_tables(
    grids: Sequence[Grid],
    tables: Sequence[type[Table]],
    file: str,
    taken: Mapping[str, set[At]],
    furniture: Container[str] = (),
    headings: Mapping[str, list[Headings]] | None = None,
) -> dict[type[Table], list[Found[Any]]]:
    """Every place where one of the tables stands, in the order of the sheets and rows.

    The rows of `headings` are those found before, by sheet. Misspelt headings are looked for beside right ones.
    Cells that are `taken` on a sheet are in no table, nor are rows of nothing but `furniture`, the folded texts
    that stand around tables.
    """
    claims = find_headings(grids, tables) if headings is None else headings
    found: dict[type[Table], list[Found[Any]]] = {table: [] for table in tables}
    for grid in grids:
        on_sheet = sorted(claims[grid.sheet], key=lambda claim: claim.row)
        if not on_sheet:
            continue
        rows = _without(grid.rows, taken.get(grid.sheet, set()))
        for claim in on_sheet:
            _read_misspelt(claim, grid, [one for one in on_sheet if one.row == claim.row])
            body = _without_furniture(_body(claim, rows, on_sheet), furniture)
            found[claim.table].append(_read_below(grid, claim, body, claim.table, file))
    return found


def _without(rows: Rows, taken: set[At]) -> Rows:
    if not taken:
        return rows
    spared = {row for row, _ in taken}
    return {
        row: {column: raw for column, raw in cells.items() if (row, column) not in taken} if row in spared else cells
        for row, cells in rows.items()
    }


def _without_furniture(rows: Rows, furniture: Container[str]) -> Rows:
    return {
        row: cells
        for row, cells in rows.items()
        if not all(isinstance(raw, str) and folded(raw) in furniture for raw in cells.values())
    }


def _claims(grid: Grid, tables: Iterable[type[Table]], least: int = 0) -> Iterator[Headings]:
    """Each row of headings of one of the tables; of several in one row, the one with the most comes first."""
    hits_by_row: dict[int, dict[type[Table], dict[str, list[int]]]] = {}
    places = grid.places
    for table in tables:
        names = table.names_by_heading()
        for word in [word for word in names if word in places]:
            for row, at_column in places[word]:
                hits_by_row.setdefault(row, {}).setdefault(table, {}).setdefault(names[word], []).append(at_column)
    for row, hits in hits_by_row.items():
        yield from _claims_in_row(row, hits, least)


def _claims_in_row(row: int, hits: dict[type[Table], dict[str, list[int]]], least: int) -> Iterator[Headings]:
    while hits:
        table = max(hits, key=lambda one: len(hits[one]))
        named = hits.pop(table)
        if len(named) < (least or (len(table.columns()) + 1) // 2):
            return
        claim = _claim(table, row, named)
        for other, others in hits.items():
            free = {name: [one for one in columns if one not in claim.columns] for name, columns in others.items()}
            hits[other] = {name: columns for name, columns in free.items() if columns}
        wanted = {one for others in hits.values() for columns in others.values() for one in columns}
        claim.twice = {at: name for at, name in claim.twice.items() if at[1] not in wanted}
        yield claim


def _claim(table: type[Table], row: int, named: Mapping[str, Sequence[int]]) -> Headings:
    """The headings of a table in a row. Of two that read the same, the one beside its neighbours counts."""
    once = {name: columns[0] for name, columns in named.items() if len(columns) == 1}
    columns = {column: name for name, column in once.items()}
    twice: dict[At, str] = {}
    order = list(table.columns())
    for name in named.keys() - once.keys():
        candidates = named[name]
        here = order.index(name)
        neighbour = min(once, key=lambda other: abs(order.index(other) - here), default=name)
        beside = once.get(neighbour, candidates[0])
        chosen = min(candidates, key=lambda column: (abs(column - beside), column))
        columns[chosen] = name
        twice |= {(row, column): name for column in candidates if column != chosen}
    return Headings(table, row, columns, twice=twice)


def _misspelt_claims(grid: Grid, table: type[Table], claims: Iterable[Headings]) -> Iterator[Headings]:
    """Rows in which at least half of a table's headings stand, misspelt ones counted."""
    enough = (len(table.columns()) + 1) // 2
    taken = {claim.row for claim in claims}
    wanted = table.names_by_heading()
    for row, cells in grid.rows.items():
        if row in taken or len(cells) < enough:
            continue
        named: dict[str, list[int]] = {}
        for column in cells:
            name = wanted.get(grid.words.get((row, column), "").rstrip(" :*"))
            if name is not None:
                named.setdefault(name, []).append(column)
        claim = _claim(table, row, named)
        _read_misspelt(claim, grid, [claim])
        if len(claim.columns) >= enough:
            yield claim


def _read_misspelt(claim: Headings, grid: Grid, beside: Iterable[Headings]) -> None:
    """Adds the headings that are lacking and of which just one text in the row is a misspelling."""
    there = set(claim.columns.values())
    lacking = {name: column.heading for name, column in claim.table.columns().items() if name not in there}
    if not lacking:
        return
    spoken_for = {column for one in beside for column in one.columns} | {at[1] for one in beside for at in one.twice}
    words = {at: grid.words[at] for at in _row_of(grid, claim.row) if at[1] not in spoken_for and at in grid.words}
    for name, at in misspellings(lacking, words).items():
        claim.columns[at[1]] = name
        claim.misspelt[name] = at


def _row_of(grid: Grid, row: int) -> list[At]:
    return [(row, column) for column in grid.rows[row]]


def misspellings(wanted: Mapping[str, str], words: Mapping[At, str]) -> dict[str, At]:
    """Where each wanted heading stands misspelt, by its name: only where both have no other match."""
    if not (wanted and words):
        return {}
    from rapidfuzz.distance import OSA

    alike = [
        (name, at)
        for name, heading in wanted.items()
        for at, word in words.items()
        if OSA.normalized_similarity(folded(heading), word.strip(" :.*"), score_cutoff=ALIKE)
        and OSA.distance(folded(heading), word.strip(" :.*")) <= MOST_SLIPS
    ]
    names, places = [name for name, _ in alike], [at for _, at in alike]
    return {name: at for name, at in alike if names.count(name) == 1 and places.count(at) == 1}


def _body(claim: Headings, rows: Rows, claims: Iterable[Headings]) -> Rows:
    """The rows below the headings, down to the next headings that stand below them."""
    below = [one.row for one in claims if one.row > claim.row and set(one.span).intersection(claim.columns)]
    end = min(below, default=None)
    return {row: cells for row, cells in rows.items() if row > claim.row and (end is None or row < end)}


def _read_below(grid: Grid, headings: Headings, body: Rows, table: type[R], file: str) -> Found[R]:
    columns, top = headings.columns, headings.row
    letters = {name: column_letters(column) for column, name in columns.items()}
    order = table.places()
    in_order = sorted(columns.items(), key=lambda item: order[item[1]])
    rows: list[R] = []
    answers: dict[At, str] = {}
    for row, cells in sorted(body.items()):
        if row <= top:
            continue
        there = [(column, name) for column, name in in_order if column in cells]
        if there:
            answers.update({(row, column): name for column, name in there})
            raw_by_name = {name: cells[column] for column, name in there}
            rows.append(read_row(table, raw_by_name, Place(file, grid.sheet, row + 1, letters)))
    return Found(
        table,
        grid.sheet,
        tuple(rows),
        frozenset((top, column) for column in columns),
        answers,
        top,
        headings.misspelt,
        headings.twice,
        tuple(name for name in order if name not in letters),
    )


def find_form(
    grids: Iterable[Grid],
    form: type[R],
    file: str,
    least: int = 0,
    *,
    tolerant: bool = False,
    headings: Mapping[str, list[Headings]] | None = None,
) -> Found[R] | None:
    """The form, on whichever sheet has the most of its labels; answers stand to their right.

    `None` when no sheet has at least `least` of its labels, which is half of them unless given. A `tolerant`
    search knows misspelt labels too. What stands in a table beside the form, by its `headings`, is no answer.
    """
    best = _best_labels(grids, form, least or (len(form.columns()) + 1) // 2, tolerant=tolerant)
    if best is None:
        return None
    grid, labels, misspelt = best
    beside = _columns_beside(labels, (headings or {}).get(grid.sheet, []))
    offset = _offset(grid, form, labels, beside)
    answer_at = {name: (row, column + offset) for name, (row, column) in labels.items()}
    answers = {name: at for name, at in answer_at.items() if at in grid.cells and at[1] not in beside}
    raw_by_name = {name: grid.cells[answers[name]] for name in form.columns() if name in answers}
    place = Place(file, grid.sheet, 0, {name: cell_name(*at) for name, at in answer_at.items()})
    return Found(
        form,
        grid.sheet,
        (read_row(form, raw_by_name, place),),
        frozenset(labels.values()),
        {answer_at[name]: name for name in raw_by_name},
        min(row for row, _ in labels.values()),
        misspelt,
        lacking=tuple(name for name in form.columns() if name not in labels),
    )


def _best_labels(
    grids: Iterable[Grid], form: type[Table], enough: int, *, tolerant: bool
) -> tuple[Grid, dict[str, At], dict[str, At]] | None:
    """The sheet with the most of a form's labels, where they stand, and those of them that are misspelt.

    Of several the one with the form's name, or else the first; `None` when none has `enough` of them.
    """
    best: tuple[Grid, dict[str, At], dict[str, At]] | None = None
    own_name = folded(form.sheet.name)
    for grid in sorted(grids, key=lambda grid: folded(grid.sheet) != own_name):
        labels, misspelt = _labels(grid, form, tolerant=tolerant)
        if len(labels) >= enough and (best is None or len(labels) > len(best[1])):
            best = (grid, labels, misspelt)
        if len(labels) == len(form.columns()):
            break
    return best


def _labels(grid: Grid, form: type[Table], *, tolerant: bool) -> tuple[dict[str, At], dict[str, At]]:
    """Where each label stands, and those of them that are misspelt.

    All stand in the column that has most of them, since an answer may read like a label.
    """
    wanted = form.names_by_heading()
    by_column: dict[int, dict[str, At]] = {}
    for word, name in wanted.items():
        for at in grid.places.get(word, ()):
            by_column.setdefault(at[1], {}).setdefault(name, at)
    if not by_column:
        return {}, {}
    column, labels = max(by_column.items(), key=lambda item: (len(item[1]), -item[0]))
    if not tolerant or len(labels) == len(wanted):
        return labels, {}
    lacking = {name: form.columns()[name].heading for name in wanted.values() if name not in labels}
    words = {at: word for at, word in grid.words.items() if at[1] == column and at not in labels.values()}
    misspelt = misspellings(lacking, words)
    return labels | misspelt, misspelt


def _columns_beside(labels: Mapping[str, At], headings: Iterable[Headings]) -> set[int]:
    """The columns of the tables that begin beside or above the labels, but not over them."""
    last, column = max(row for row, _ in labels.values()), next(iter(labels.values()))[1]
    return {at for one in headings if one.row <= last and column not in one.columns for at in one.columns}


def _offset(grid: Grid, form: type[Table], labels: Mapping[str, At], barred: set[int]) -> int:
    """How many columns to the right of the labels the answers stand: one, unless columns were put in between."""
    columns = form.columns()

    def answers_at(offset: int) -> int:
        beside = {name: (row, at + offset) for name, (row, at) in labels.items() if at + offset not in barred}
        there = ((columns[name], grid.cells[at]) for name, at in beside.items() if at in grid.cells)
        return sum(not isinstance(raw, str) or folded(raw) != column.folded_message for column, raw in there)

    if answers_at(1) == len(labels):
        return 1
    return max(range(1, FURTHEST_ANSWER + 1), key=lambda offset: (answers_at(offset), -offset))


def read_row(table: type[R], raw_by_name: Mapping[str, Raw], place: Place, known: Mapping[str, Any] = NO_VALUES) -> R:
    """One row from what its cells hold; what cannot be understood is kept as written.

    What is `known` of the row, such as the unit of a measure, counts for more than what its cells say of it.
    """
    columns = table.columns()
    values: dict[str, Any] = {}
    unread: dict[str, Unread] = {}
    for name, raw in raw_by_name.items():
        column = columns[name]
        kind = type(raw)
        if kind is ErrorValue:
            unread[name] = Unread(str(raw), f"the cell shows {raw}", is_error=True)
            continue
        if kind is Untold and not isinstance(column, ToDo):
            unread[name] = Unread(str(raw), "its result was not saved", is_untold=True)
            continue
        value, problem = column.parse(raw, {**values, **known} if known else values)
        if problem:
            unread[name] = Unread(as_written(raw), problem)
        else:
            values[name] = value
    return table(values, place, unread, raw_by_name)
