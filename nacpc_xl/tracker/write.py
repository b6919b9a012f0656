"""Tracker workbooks, as they are sent out."""

from __future__ import annotations

from nacpc_xl.model.plan import Plan, Subgroup
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History
from nacpc_xl.sheets.book import Properties
from nacpc_xl.sheets.write import write_book
from nacpc_xl.tracker.contents import issued_sheets, title_of


def tracker_workbook(plan: Plan, quarter: Quarter, subgroup: Subgroup, history: History) -> bytes:
    """A group's tracker for a quarter, with what it said last time beside each action."""
    properties = Properties(
        title=title_of(plan, quarter, subgroup),
        author=plan.details.committee,
        created=quarter.starts,
        marking=plan.details.marking,
    )
    sheets = issued_sheets(plan, quarter, subgroup, history)
    return write_book(sheets, properties, named_lists=plan.lists, protected=True)
