"""coordinator.xlsx: written once for each quarter, and from then on only read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nacpc_xl.model.coordinator import Commentary, Meeting
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.sheets.book import Properties
from nacpc_xl.sheets.find import find_form, find_table
from nacpc_xl.sheets.layout import Sheet
from nacpc_xl.sheets.read import read_grids
from nacpc_xl.sheets.write import write_book

COMMENTARY_ROWS = 20


def coordinator_workbook(
    plan: Plan, quarter: Quarter, meeting: Meeting | None = None, commentary: Sequence[Commentary] = ()
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
    ]
    return write_book(sheets, properties)


def read_coordinator(path: Path) -> tuple[Meeting, tuple[Commentary, ...]]:
    """What the coordinator wrote about the quarter; blank where the workbook is not there.

    Raises `CannotGoOn` when it is there and cannot be read.
    """
    if not path.is_file():
        return Meeting(), ()
    grids = read_grids(path)
    meeting = find_form(grids, Meeting, path.name)
    commentary = find_table(grids, Commentary, path.name)
    return meeting.rows[0] if meeting else Meeting(), commentary.rows if commentary else ()
