"""coordinator.xlsx: written once for each quarter; from then on it is read, and rows that need a decision are added."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nacpc_xl.merge.decisions import mark_of_change, mark_of_proposal, mark_of_returns
from nacpc_xl.model.coordinator import AskRow, Commentary, DecisionRow, Meeting
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import Ask, DateChange, NewActionRecord, Register, Withheld
from nacpc_xl.model.source import Source, column_letters
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import AskState, Decision, Matter, Outcome, Refusal, YesNo
from nacpc_xl.outputs.edited import saved
from nacpc_xl.sheets.book import Properties
from nacpc_xl.sheets.find import find_form, find_table
from nacpc_xl.sheets.layout import TABLE_ROW, Sheet
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


def matters(register: Register) -> tuple[DecisionRow, ...]:
    """A row for each thing of a quarter that only a person can decide, once; those that were decided say how.

    A file's name has none, though something is withheld in it: it is put right by giving the file another one.
    """
    rows = (
        *(_about_change(one, register) for one in register.date_changes if one.decision is not Decision.LAPSED),
        *(_about_proposal(one, register) for one in register.new_actions),
        *_about_returns(register),
        *(_about_withheld(one) for one in register.withheld if one.mark),
    )
    return tuple({row.mark: row for row in rows}.values())


def _taken(decision: Decision | None) -> Decision | None:
    """What was decided; `None` while nobody has."""
    return None if decision is Decision.AWAITED else decision


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
        decision=_taken(change.decision),
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
        decision=_taken(proposal.decision),
        mark=mark_of_proposal(proposal),
        given_ref=proposal.given_ref,
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
        decision=_taken(one.decision),
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
    """The workbook with these rows below the others on their sheets, and everything else as it was.

    `refs` are entered beside the decisions that they came of, by the marks of those.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    if refs:
        _enter(book, refs)
    for table in dict.fromkeys(map(type, rows)):
        _add_rows(book, table, [row for row in rows if type(row) is table])
    return saved(book, content, quarter.starts)


def _enter(book: Any, refs: Mapping[str, str]) -> None:
    sheet = _sheet_of(book, DecisionRow)
    heading_row, columns = _headings(sheet, DecisionRow)
    if not {"mark", "given_ref"} <= columns.keys():
        return
    for row in range(heading_row + 1, sheet.max_row + 1):
        ref = refs.get(str(sheet.cell(row, columns["mark"]).value))
        if ref is not None:
            sheet.cell(row, columns["given_ref"]).value = ref


def _add_rows(book: Any, table: type[Table], rows: Sequence[Table]) -> None:
    sheet = _sheet_of(book, table)
    heading_row, columns = _headings(sheet, table)
    last = _last_filled_row(sheet, heading_row)
    for at, row in enumerate(rows, start=last + 1):
        sheet.row_dimensions[at].height = None  # as high as its words need
        for name, column in columns.items():
            text = row.in_words(name)
            if text:
                cell = sheet.cell(at, column, text)
                cell.data_type = "s"  # whatever it begins with, it is no formula
    _stretch(sheet, heading_row, last + len(rows))


def _sheet_of(book: Any, table: type[Table]) -> Any:
    """The table's sheet, made if there is none."""
    head = table.sheet
    if head.name in book.sheetnames:
        return book[head.name]
    sheet = book.create_sheet(head.name)
    sheet["A1"], sheet["A2"] = head.title, head.purpose
    for index, column in enumerate(table.columns().values()):
        sheet.cell(TABLE_ROW + 1, index + 1, column.heading)
        sheet.column_dimensions[column_letters(index)].width = column.width
    return sheet


def _headings(sheet: Any, table: type[Table]) -> tuple[int, dict[str, int]]:
    """The row of the headings, counted from 1, and the column of each by its name; the first row for want of any."""
    by_heading = {column.heading: name for name, column in table.columns().items()}
    best: tuple[int, dict[str, int]] = (TABLE_ROW + 1, {})
    for row, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        columns = {by_heading[str(value)]: at for at, value in enumerate(values, start=1) if str(value) in by_heading}
        if len(columns) > len(best[1]):
            best = row, columns
    return best


def _last_filled_row(sheet: Any, heading_row: int) -> int:
    filled = (
        row for row, values in enumerate(sheet.iter_rows(values_only=True), start=1) if any(map(_says_anything, values))
    )
    return max(heading_row, *filled, heading_row)


def _says_anything(value: object) -> bool:
    return value is not None and str(value).strip() != ""


def _stretch(sheet: Any, heading_row: int, last_row: int) -> None:
    """Makes the table, its drop-downs and its marks reach down to the last row."""
    for table in sheet.tables.values():
        first, last = table.ref.split(":")
        if int("".join(filter(str.isdigit, first))) == heading_row:
            table.ref = f"{first}:{_down_to(last, last_row)}"
            if table.autoFilter is not None:
                table.autoFilter.ref = table.ref
    for validation in sheet.data_validations.dataValidation:
        stretched = [_stretched(str(part), last_row) for part in validation.sqref.ranges]
        validation.sqref = type(validation.sqref)(" ".join(stretched))


def _stretched(block: str, last_row: int) -> str:
    first, _, last = block.partition(":")
    return f"{first}:{_down_to(last or first, last_row)}"


def _down_to(cell: str, row: int) -> str:
    letters, digits = "".join(filter(str.isalpha, cell)), "".join(filter(str.isdigit, cell))
    return f"{letters}{max(int(digits), row)}"
