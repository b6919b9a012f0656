"""plan.xlsx from a Plan, or a blank one to write a plan into."""

from __future__ import annotations

import datetime as dt

from nacpc_xl.model.plan import (
    PLAN_SHEETS,
    Aim,
    Measure,
    Plan,
    PlanDetails,
    PlannedAction,
    Priority,
    Subgroup,
    Theme,
)
from nacpc_xl.model.table import Table
from nacpc_xl.sheets.book import Properties
from nacpc_xl.sheets.layout import Sheet
from nacpc_xl.sheets.write import write_book

SPARE_ROWS = 12  # rows left free on each sheet, with their drop-downs and messages


def plan_workbook(plan: Plan) -> bytes:
    """The plan as a workbook, with some rows left free on each sheet."""
    rows: dict[type[Table], tuple[Table, ...]] = {
        PlanDetails: (plan.details,),
        Theme: plan.themes,
        Priority: plan.priorities,
        Aim: plan.aims,
        Subgroup: plan.subgroups,
        PlannedAction: plan.actions,
        Measure: plan.measures,
    }
    created = plan.details.starts or dt.date.min
    return _write(rows, Properties(plan.details.plan, plan.details.committee, created, plan.details.marking))


def blank_plan_workbook(created: dt.date) -> bytes:
    """A plan workbook with every sheet and heading, its drop-downs and messages, and no plan in it."""
    return _write(dict.fromkeys(PLAN_SHEETS, ()), Properties("Plan", "", created))


def _write(rows: dict[type[Table], tuple[Table, ...]], properties: Properties) -> bytes:
    sheets = [Sheet(table, rows[table], spare_rows=0 if table.is_form else SPARE_ROWS) for table in PLAN_SHEETS]
    return write_book(sheets, properties)
