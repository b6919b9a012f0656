"""The register as a workbook: Summary with its charts, the tables behind them, and every table of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import IO

from nacpc_xl.model.finding import CheckRecord, Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.register import Register
from nacpc_xl.model.table import Table
from nacpc_xl.outputs.dictionary import DictionaryEntry, dictionary
from nacpc_xl.outputs.register.summary import add_summary
from nacpc_xl.outputs.tallies import ByGroup, ByQuarter, ByTheme, by_group, by_quarter, by_theme, figures
from nacpc_xl.sheets.book import Book, Properties
from nacpc_xl.sheets.layout import Sheet
from nacpc_xl.sheets.write import add_table_sheet

ORDER = (
    "actions", "measures", "findings", "checked", "returns", "new_actions", "date_changes", "asks", "unplaced",
    "history",
)  # fmt: skip
"""The sheets between the tables of counts and About, by the names of their tables."""


def register_workbook(
    register: Register, findings: Sequence[Finding], plan: Plan, checked: Sequence[CheckRecord] = ()
) -> bytes:
    """The register as a workbook, with its findings, and what came of each check."""
    with register_file(register, findings, plan, checked) as made:
        return made.read()


def register_file(
    register: Register, findings: Sequence[Finding], plan: Plan, checked: Sequence[CheckRecord] = ()
) -> IO[bytes]:
    """The register as a workbook in a file, to be closed: however long it is, it takes up little memory."""
    counted = (
        Sheet(ByQuarter, by_quarter(register)),
        Sheet(ByTheme, by_theme(register, plan)),
        Sheet(ByGroup, by_group(register, findings, plan)),
    )
    tables = Register.tables() | {"findings": Finding, "checked": CheckRecord}
    besides: dict[str, Sequence[Table]] = {"findings": findings, "checked": checked}
    sheets = [Sheet(tables[name], besides[name] if name in besides else register.rows(name)) for name in ORDER]
    book = Book(_properties(register, plan), max(sheet.row_count for sheet in (*counted, *sheets)))
    add_summary(book, figures(register, findings), counted)
    for sheet in (*counted, *sheets):
        add_table_sheet(book, sheet)
    about = Sheet(type(register.about), (register.about,))
    add_table_sheet(book, about, _ABOUT)
    add_table_sheet(book, Sheet(DictionaryEntry, dictionary()))
    return book.made()


_ABOUT = f"This sheet holds one form. What each column means stands on the sheet {DictionaryEntry.sheet.name}."


def _properties(register: Register, plan: Plan) -> Properties:
    about = register.about
    return Properties(
        title=f"{plan.details.short_name} register, {about.quarter} {about.year}",
        author=about.committee,
        created=about.position_at or dt.date.min,
        marking=plan.details.marking,
    )
