"""The rows of a return put where they belong: by ref, to the actions and measures of its own group."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from nacpc_xl.model.columns import ErrorValue, ToDo, as_written, folded
from nacpc_xl.model.plan import Measure, Plan, Subgroup
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Scrap
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, StartHere
from nacpc_xl.model.words import Stray
from nacpc_xl.privacy.gate import agrees
from nacpc_xl.returns.read import Return, scraps_of_row
from nacpc_xl.sheets.find import read_row
from nacpc_xl.sheets.formulas import is_to_do_text
from nacpc_xl.tracker.contents import issued_action, issued_measure, start_here
from nacpc_xl.tracker.told import told

R = TypeVar("R", bound=Table)


@dataclass(frozen=True)
class ByRef(Generic[R]):
    """Rows by their refs, what was issued or is said again in other rows, and the cells of what could not be placed."""

    rows: Mapping[str, R]
    again: tuple[R, ...] = ()
    scraps: tuple[Scrap, ...] = ()


@dataclass(frozen=True)
class Placed:
    """A return that counts, its rows by ref, what could not be placed, and given cells that were changed.

    `again` are the rows that say once more, as far as they say anything, what another row says; the cells in
    which they differ are among the scraps. `told` is the number of cells in which the tracker told what was decided,
    `not_issued` are the refs that came into the plan when the tracker had gone out.
    """

    source: Return
    actions: Mapping[str, Actions]
    measures: Mapping[str, Measures]
    new_actions: tuple[NewActions, ...]
    again: tuple[Table, ...] = ()
    scraps: tuple[Scrap, ...] = ()
    changed: tuple[Scrap, ...] = ()
    told: int = 0
    not_issued: frozenset[str] = frozenset()


def place(one: Return, plan: Plan, quarter: Quarter, history: History | None, sent: Sequence[Return] = ()) -> Placed:
    """The rows of a return that belong to its group's actions; all others become scraps, word for word.

    With `history` at hand, given cells are held against what would be issued now, and against the trackers that were
    `sent` to the group where those say another thing; `None` leaves that out.
    """
    subgroup = plan.subgroup_by_code[one.start.subgroup_code]
    planned = {action.ref: action for action in plan.actions_of(subgroup.code, quarter)}
    counted = {measure.ref: measure for measure in plan.measures_of(planned.values())}
    measure_rows = [_in_unit_of(row, counted.get(row.values.get("ref", ""))) for row in one.measures]
    sent_refs = {row.values.get("ref", "") for tracker in sent for row in (*tracker.actions, *tracker.measures)}
    actions = _by_ref(one.actions, planned, _why_strange(plan, quarter, subgroup), sent_refs)
    measures = _by_ref(measure_rows, counted, _why_strange(plan, quarter, subgroup), sent_refs)
    new_actions = _proposed_once(one.new_actions)
    changed: list[Scrap] = []
    told_texts: set[str] = set()
    if history is not None:
        told_texts = {folded(text) for note in told(history, subgroup.code) for text in note.texts}
        told_texts |= {folded(scrap.text) for tracker in sent for scrap in tracker.scraps}
        changed += _changed(one.start, start_here(plan, quarter, subgroup), [tracker.start for tracker in sent])
        for ref, action in actions.rows.items():
            of_action = [row for tracker in sent for row in tracker.actions if row.ref == ref]
            changed += _changed(action, issued_action(planned[ref], history), of_action)
        for ref, measure in measures.rows.items():
            of_measure = [row for tracker in sent for row in tracker.measures if row.ref == ref]
            changed += _changed(measure, issued_measure(counted[ref], history), of_measure)
    kept = {id(row) for row in new_actions}
    own = tuple(scrap for scrap in one.scraps if not _is_told(scrap, told_texts))
    return Placed(
        one,
        actions.rows,
        measures.rows,
        new_actions,
        (*actions.again, *measures.again, *(row for row in one.new_actions if id(row) not in kept)),
        own + actions.scraps + measures.scraps,
        tuple(changed),
        len(one.scraps) - len(own),
        frozenset((*planned, *counted)) - sent_refs - {*actions.rows, *measures.rows} if sent else frozenset(),
    )


def _is_told(scrap: Scrap, texts: Container[str]) -> bool:
    """Whether a text that stands where nothing was expected was issued like that."""
    return scrap.why is Stray.ELSEWHERE and folded(scrap.text) in texts


def _in_unit_of(row: Measures, planned: Measure | None) -> Measures:
    """The row read in the unit that the plan gives the measure, should its own cell say another one or none."""
    if planned is None or planned.unit == row.unit:
        return row
    return read_row(Measures, row.raw, row.place, {Measures.unit.name: planned.unit})


def _proposed_once(rows: tuple[NewActions, ...]) -> tuple[NewActions, ...]:
    """The proposals without those on a second sheet that stand on the first one too, as on a copy of it."""
    first = [row for row in rows if row.place.sheet == rows[0].place.sheet]
    return (*first, *(row for row in rows[len(first) :] if row not in first))


def _changed(row: Table, issued: Table, sent: Sequence[Table]) -> Iterator[Scrap]:
    """The given cells of a row that say something else than they did when issued, word for word.

    `issued` is the row as it would be issued now, `sent` are the rows that were sent out.
    """
    for name, column in row.columns().items():
        raw = row.raw.get(name)
        if not column.given or raw is None or name == StartHere.tracker_version.name:
            continue
        if isinstance(column, ToDo):
            is_as_issued = _is_by_itself(row, name)
        else:
            is_as_issued = any(_is_as_in(row, name, other) for other in (issued, *sent))
        if not is_as_issued:
            yield from scraps_of_row(row, Stray.GIVEN, issued.in_words(name), [name])


def _is_as_in(row: Table, name: str, issued: Table) -> bool:
    """Whether a given cell says what it says in the row that was issued."""
    is_same = name not in row.unread and _same(row.values.get(name), issued.values.get(name))
    return is_same or agrees(as_written(row.raw[name]), issued.in_words(name))


def _is_by_itself(row: Table, name: str) -> bool:
    """Whether a To do cell holds nothing but what its formula says, or failed to say."""
    raw = row.raw[name]
    return isinstance(raw, ErrorValue) or is_to_do_text(as_written(raw), type(row))


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return folded(one) == folded(other)
    return one == other


def _why_strange(plan: Plan, quarter: Quarter, subgroup: Subgroup) -> Callable[[str], str]:
    """Gives the reason in words why a ref is not one of the group's this quarter."""

    def why(ref: str) -> str:
        owner = plan.action_by_ref.get(ref.partition("-M")[0])
        if owner is None:
            return f"{ref} is not in the plan"
        if owner.subgroup != subgroup.code:
            return f"{ref} is reported by {owner.subgroup}"
        is_measure = owner.ref != ref
        return f"{ref} is not in the plan" if is_measure and owner.is_in(quarter) else f"{ref} has left the plan"

    return why


def _by_ref(
    rows: Iterable[R], known: Mapping[str, object], why_strange: Callable[[str], str], sent: Container[str]
) -> ByRef[R]:
    by_ref: dict[str, list[R]] = {}
    again: list[R] = []
    scraps: list[Scrap] = []
    for row in rows:
        ref = row.values.get("ref", "")
        if ref in known:
            by_ref.setdefault(ref, []).append(row)
        elif ref in sent:
            answers = [name for name in row.raw if name in row.to_fill_in()]
            again.append(without(row, answers))
            scraps += scraps_of_row(row, Stray.LEFT, why_strange(ref), answers)
        elif ref:
            scraps += scraps_of_row(row, Stray.STRANGE_REF, why_strange(ref))
        else:
            why = Stray.NO_REF if row.is_begun else Stray.ELSEWHERE
            scraps += scraps_of_row(row, why, f"row {row.place.row}" if row.is_begun else "")
    used: dict[str, R] = {}
    for ref, same_ref in by_ref.items():
        used[ref] = next((row for row in same_ref if row.is_begun), same_ref[0])
        for row in same_ref:
            if row is not used[ref]:
                names = differing(row, used[ref])
                again.append(without(row, names))
                detail = f"{ref}: the one on {used[ref].place.sheet}, row {used[ref].place.row}, was used"
                scraps += scraps_of_row(row, Stray.REF_TWICE, detail, names)
    return ByRef(used, tuple(again), tuple(scraps))


def differing(row: Table, other: Table) -> list[str]:
    """The names of the cells of a row that say something else than those of `other`."""
    return [name for name in row.raw if not _says_the_same(row, other, name)]


def without(row: R, names: Iterable[str]) -> R:
    """The row as if the cells called `names` had not been read."""
    kept = {name: raw for name, raw in row.raw.items() if name not in names}
    unread = {name: unread for name, unread in row.unread.items() if name in kept}
    return type(row)({name: value for name, value in row.values.items() if name in kept}, row.place, unread, kept)


def _says_the_same(row: Table, other: Table, name: str) -> bool:
    if isinstance(row.columns()[name], ToDo) and _is_by_itself(row, name):
        return True
    if name in row.unread or name in other.unread:
        return folded(row.written(name)) == folded(other.written(name))
    return _same(row.values.get(name), other.values.get(name))


def source_row(row: Table) -> str:
    """The file, the sheet and the row that answers were read from."""
    return f"{row.place.file}, {row.place.sheet}, row {row.place.row}"
