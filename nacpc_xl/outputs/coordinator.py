"""coordinator.xlsx: written once for each quarter; from then on it is read, and rows that need a decision are added."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from nacpc_xl.merge.decisions import mark_of_change, mark_of_proposal, mark_of_returns
from nacpc_xl.model.coordinator import AskRow, Commentary, DecisionRow, Meeting
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import Ask, DateChange, NewActionRecord, Register, Withheld
from nacpc_xl.model.source import Source
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import AskState, Decision, Matter, Outcome, Refusal, YesNo
from nacpc_xl.outputs.added import TableThere, begun, table_in
from nacpc_xl.outputs.edited import CannotBeAddedTo, Edited, edited
from nacpc_xl.sheets.book import Properties
from nacpc_xl.sheets.find import find_form, find_table
from nacpc_xl.sheets.layout import Sheet
from nacpc_xl.sheets.read import read_grids
from nacpc_xl.sheets.write import write_book

COMMENTARY_ROWS = 20
DECISION_ROWS = 20
ASK_ROWS = 20
LONGEST_SAID = 400  # characters of a lead's text that are said again where it is to be decided on


@dataclass(frozen=True)
class CoordinatorsWorkbook:
    """What the coordinator wrote about a quarter."""

    meeting: Meeting = Meeting()  # noqa: RUF009  # a row never changes
    commentary: tuple[Commentary, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()
    asks: tuple[AskRow, ...] = ()


def coordinator_workbook(
    plan: Plan,
    quarter: Quarter,
    meeting: Meeting | None = None,
    commentary: Sequence[Commentary] = (),
    decisions: Sequence[DecisionRow] = (),
    asks: Sequence[AskRow] = (),
) -> bytes:
    """The quarter's workbook for the coordinator, with what is known of the meeting and room for more."""
    properties = Properties(
        title=f"{plan.details.short_name} coordinator's workbook, {quarter.name}",
        author=plan.details.committee,
        created=quarter.starts,
        marking=plan.details.marking,
    )
    sheets = [
        Sheet(Meeting, (meeting or Meeting(),)),
        Sheet(Commentary, commentary, spare_rows=COMMENTARY_ROWS),
        Sheet(DecisionRow, decisions, spare_rows=DECISION_ROWS),
        Sheet(AskRow, asks, spare_rows=ASK_ROWS),
    ]
    return write_book(sheets, properties)


def read_coordinator(path: Path) -> CoordinatorsWorkbook:
    """What the coordinator wrote about the quarter; blank where the workbook is not there.

    Raises `CannotGoOn` when it is there and cannot be read.
    """
    if not path.is_file():
        return CoordinatorsWorkbook()
    grids = read_grids(path)
    meeting = find_form(grids, Meeting, path.name)
    commentary = find_table(grids, Commentary, path.name)
    decisions = find_table(grids, DecisionRow, path.name)
    asks = find_table(grids, AskRow, path.name)
    return CoordinatorsWorkbook(
        meeting.rows[0] if meeting else Meeting(),
        commentary.rows if commentary else (),
        decisions.rows if decisions else (),
        asks.rows if asks else (),
    )


def unclear(written: CoordinatorsWorkbook, path: Path) -> tuple[str, ...]:
    """What in the workbook at `path` decides nothing, or not what it seems to, in sentences."""
    nothing = "so it decides nothing. Record it again in the row that a merge adds for it, or undo that."
    sentences = (
        *_not_chosen(written.decisions, "decision"),
        *_not_chosen(written.asks, "state"),
        *(f"{_row(one)} has no mark, {nothing}" for one in written.decisions if one.decision and not one.mark),
        *(
            f"{_row(one)} does not say which request it is about, {nothing}"
            for one in written.asks
            if one.state and not (one.quarter and one.ref)
        ),
        *_contradictory([(one.mark, str(one.decision or ""), one) for one in written.decisions if one.mark]),
        *_contradictory([(f"{one.quarter} {one.ref}", f"{one.state or ''}{one.answer}", one) for one in written.asks]),
    )
    return tuple(f"{path}, {one}" for one in sentences)


def _not_chosen(rows: Iterable[Table], name: str) -> Iterator[str]:
    """A sentence for each row in which something stands that is none of the choices."""
    for row in rows:
        if name in row.unread:
            column = row.columns()[name]
            where = f"sheet {row.place.sheet}, cell {row.source(name).cell}"
            yield f"{where}: what is written there is none of the choices. Choose {column.accepts}."


def _contradictory(said: Iterable[tuple[str, str, Table]]) -> Iterator[str]:
    """A sentence for each row that says something else than a lower one on the same matter."""
    lowest: dict[str, tuple[str, Table]] = {}
    for matter, words, row in said:
        if words:
            before = lowest.get(matter)
            if before is not None and before[0] != words:
                yield (
                    f"{_row(before[1])} and row {row.place.row} say different things about the same matter, and the "
                    "lower one counts. Delete the other one."
                )
            lowest[matter] = words, row


def _row(row: Table) -> str:
    return f"sheet {row.place.sheet}, row {row.place.row}"


def matters(register: Register) -> tuple[DecisionRow, ...]:
    """A row for each thing of a quarter, or of one before it, that only a person can decide and nobody has yet, once.

    What was decided stands in the workbook in which it was, and nowhere else: there it may be decided anew. A file's
    name has no row, though something is withheld in it: it is put right by giving the file another one.
    """
    rows = (
        *(_about_change(one, register) for one in register.date_changes if _waits(one.decision)),
        *(_about_proposal(one, register) for one in register.new_actions if _waits(one.decision)),
        *_about_returns(register),
        *(_about_withheld(one) for one in register.withheld if one.mark and _waits(one.decision)),
    )
    return tuple({row.mark: row for row in rows}.values())


def _waits(decision: Decision | None) -> bool:
    """Whether nobody has decided yet."""
    return decision in (None, Decision.AWAITED)


def _about_change(change: DateChange, register: Register) -> DecisionRow:
    action = register.action_by_ref.get(change.ref)
    is_new = change.quarter == register.quarter and action is not None
    source = action.source("new_due") if action is not None and is_new else Source()
    before, after = change.in_words("due_before") or "no date", change.in_words("new_due")
    return DecisionRow.of(
        matter=Matter.DATE_CHANGE,
        quarter=change.quarter,
        subgroup=change.subgroup,
        about=f"{change.ref}: from {before} to {after}. {_in_short(change.reason) or 'No reason was given.'}",
        mark=mark_of_change(change),
        **_place(source),
    )


def _about_proposal(proposal: NewActionRecord, register: Register) -> DecisionRow:
    is_new = proposal.quarter == register.quarter
    said = [
        f"{proposal.written('priority') or 'No priority'}: {proposal.action or 'no action named'}",
        f"Lead: {proposal.lead or 'not named'}",
        f"From {proposal.written('start') or 'no date'} to {proposal.written('due') or 'no date'}",
        *([f"Measure of progress: {proposal.measure}"] if proposal.measure else ()),
        *([f"Why: {proposal.why}"] if proposal.why else ()),
    ]
    return DecisionRow.of(
        matter=Matter.NEW_ACTION,
        quarter=proposal.quarter,
        subgroup=proposal.subgroup,
        about="\n".join(map(_in_short, said)),
        mark=mark_of_proposal(proposal),
        **_place(proposal.source("action") if is_new else Source()),
    )


def _about_returns(register: Register) -> Iterator[DecisionRow]:
    """A row for each return that another one of its group was preferred to by the day of its signature, or its name."""
    counts = {one.subgroup: one.sha256 for one in register.returns if one.outcome is Outcome.USED}
    for one in register.returns:
        if one.refusal is Refusal.OLDER_COPY:
            yield DecisionRow.of(
                matter=Matter.TWO_RETURNS,
                quarter=register.quarter,
                subgroup=one.subgroup,
                about=f"{one.file} says something else than the return that counts: {one.detail}. "
                "Accept to let it count instead.",
                file=one.file,
                mark=mark_of_returns(register.quarter, one.subgroup, one.sha256, counts.get(one.subgroup, "")),
            )


def _about_withheld(one: Withheld) -> DecisionRow:
    whose = " ".join(part for part in (one.ref, one.heading) if part)
    certainty = "; its check digit holds" if one.is_certain is YesNo.YES else ""
    return DecisionRow.of(
        matter=Matter.PERSONAL_DATA,
        subgroup=one.subgroup,
        about=f"A possible {one.kind} in {whose or one.where}{certainty}",
        mark=one.mark,
        **_place(Source(one.file, one.sheet_name, one.at)),
    )


def _place(source: Source) -> dict[str, str]:
    return {"file": source.file, "sheet_name": source.sheet, "at": source.cell}


def _in_short(text: str) -> str:
    """A lead's text as far as it is needed to know what is meant; the register has it in full."""
    return textwrap.shorten(text, LONGEST_SAID, placeholder=" …")


def unrecorded(asks: Iterable[Ask], rows: Iterable[AskRow]) -> tuple[AskRow, ...]:
    """A row for each request that is open and has none yet."""
    known = {(row.quarter, row.ref) for row in rows}
    given = [name for name in AskRow.columns() if name in Ask.columns() and name not in ("state", "answer")]
    return tuple(
        AskRow.of(**{name: ask.values.get(name, Ask.columns()[name].blank) for name in given})
        for ask in asks
        if ask.state is not AskState.CLOSED and (ask.quarter, ask.ref) not in known
    )


def with_rows(
    content: bytes, rows: Sequence[Table], quarter: Quarter, refs: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """The workbook with these rows below the others of their tables, and everything else as it was.

    `refs` are entered beside the decisions that they came of, by the marks of those. Raises `CannotBeAddedTo` when
    it is no .xlsx, or lacks a column by which a row would be known again.
    """
    with edited(content) as book:
        if refs:
            _enter(book, refs)
        for table in dict.fromkeys(map(type, rows)):
            there = table_in(book, table) or begun(book, table)
            _refuse_unknowable(there, table)
            there.add([row for row in rows if type(row) is table])
        return book.packed(quarter.starts)


def _enter(book: Edited, refs: Mapping[str, str]) -> None:
    there = table_in(book, DecisionRow)
    if there is not None and {"mark", "given_ref"} <= there.columns.keys():
        for row, mark in there.values("mark").items():
            if str(mark) in refs:
                there.put(row, "given_ref", refs[str(mark)])


_KNOWN_BY: Mapping[type[Table], tuple[str, ...]] = {DecisionRow: ("mark",), AskRow: ("quarter", "ref")}
"""The columns by which the next merge knows a row again."""


def _refuse_unknowable(there: TableThere, table: type[Table]) -> None:
    lacking = [table.columns()[name].heading for name in _KNOWN_BY[table] if name not in there.columns]
    if lacking:
        raise CannotBeAddedTo(
            f"the sheet {there.sheet_name} has no column {lacking[0]} any more, by which a merge knows its rows. Take "
            "that back, or give its table a column with that heading, and run the command again."
        )
