"""register.xlsx: the quarter's working papers, from which every figure in the report can be traced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from nacpc_xl.model.columns import Choice, Count, Date, Text
from nacpc_xl.model.finding import CheckRecord, Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.register import ActionRecord, Register
from nacpc_xl.model.table import Form, Table
from nacpc_xl.model.words import Outcome, Severity
from nacpc_xl.outputs.counts import STANDINGS, count
from nacpc_xl.outputs.dictionary import DictionaryEntry, dictionary
from nacpc_xl.sheets import look
from nacpc_xl.sheets.book import Book, Properties, written
from nacpc_xl.sheets.layout import TABLE_ROW, Sheet
from nacpc_xl.sheets.write import add_table_sheet, put_table

ORDER = (
    "actions", "measures", "findings", "checked", "returns", "new_actions", "date_changes", "asks", "unplaced",
    "history",
)  # fmt: skip
"""The sheets between Summary and About, by the names of their tables."""


class Figures(
    Form,
    sheet="Summary",
    title="Summary",
    purpose="The quarter in figures. Each is counted from the sheets that follow.",
):
    """The figures at the head of the summary."""

    quarter = Text("Quarter")
    position_at = Date("Position at")
    returned = Text("Groups that returned")
    actions = Count("Actions")
    stops = Count("Answers that cannot be used")
    queries = Count("Queries to leads")
    notes = Count("Notes")


class ByTheme(
    Table,
    sheet="Summary",
    title="Actions by theme and status",
    purpose="How many actions of each theme have each status.",
):
    """One theme, or all of them, with its counts."""

    name = Text("Theme", width=44)
    complete = Count("Complete")
    on_track = Count("On track")
    at_risk = Count("At risk")
    off_track = Count("Off track")
    not_started = Count("Not started")
    not_stated = Count("Not stated")
    no_return = Count("No return")
    total = Count("All")


class ByGroup(
    Table,
    sheet="Summary",
    title="Whom to ask",
    purpose="For each group: whether it returned, and how much is open.",
):
    """One group with what is open."""

    name = Text("Group", width=44)
    code = Text("Code")
    outcome = Choice("Return", options=tuple(Outcome))
    actions = Count("Actions")
    stops = Count("Stop")
    queries = Count("Query")
    notes = Count("Note")
    signed_on = Date("Signed on")
    lead = Text("Ask", width=30)


def register_workbook(
    register: Register, findings: Sequence[Finding], plan: Plan, checked: Sequence[CheckRecord] = ()
) -> bytes:
    """The register as a workbook, with its findings, and what came of each check."""
    about = register.about
    properties = Properties(
        title=f"{plan.details.short_name} register, {about.quarter} {about.year}",
        author=about.committee,
        created=about.position_at or dt.date.min,
        marking=plan.details.marking,
    )
    book = Book(properties)
    _add_summary(book, register, findings, plan)
    tables = Register.tables() | {"findings": Finding, "checked": CheckRecord}
    besides: dict[str, Sequence[Table]] = {"findings": findings, "checked": checked}
    for name in ORDER:
        rows = besides[name] if name in besides else register.rows(name)
        add_table_sheet(book, Sheet(tables[name], rows))
    _add_about(book, register)
    return book.finish()


def figures(register: Register, findings: Iterable[Finding]) -> Figures:
    """The figures at the head of the summary."""
    about = register.about
    groups = {returned.subgroup for returned in register.returns if returned.subgroup}
    back = [returned for returned in register.returns if returned.outcome is Outcome.USED]
    severities = [finding.severity for finding in findings]
    return Figures.of(
        quarter=f"{about.quarter} {about.year}",
        position_at=about.position_at,
        returned=f"{len(back)} of {len(groups)}",
        actions=len(register.actions),
        stops=severities.count(Severity.STOP),
        queries=severities.count(Severity.QUERY),
        notes=severities.count(Severity.NOTE),
    )


def by_theme(register: Register, plan: Plan) -> tuple[ByTheme, ...]:
    """One row for each theme, and one for all of them."""
    rows = [
        _counted(theme.title, [action for action in register.actions if action.theme == theme.code])
        for theme in plan.themes
    ]
    return (*rows, _counted("All themes", register.actions))


def _counted(name: str, actions: Iterable[ActionRecord]) -> ByTheme:
    counts = count(actions)
    by_column = {standing.lower().replace(" ", "_"): counts[standing] for standing in STANDINGS}
    return ByTheme.of(name=name, total=counts.total, **by_column)


def by_group(register: Register, findings: Sequence[Finding], plan: Plan) -> tuple[ByGroup, ...]:
    """One row for each group of the plan."""
    first = {returned.subgroup: returned for returned in reversed(register.returns)}
    rows = []
    for subgroup in plan.subgroups:
        severities = [finding.severity for finding in findings if finding.subgroup == subgroup.code]
        rows.append(
            ByGroup.of(
                name=subgroup.name,
                code=subgroup.code,
                outcome=first[subgroup.code].outcome,
                actions=sum(action.subgroup == subgroup.code for action in register.actions),
                stops=severities.count(Severity.STOP),
                queries=severities.count(Severity.QUERY),
                notes=severities.count(Severity.NOTE),
                signed_on=first[subgroup.code].signed_on,
                lead=subgroup.lead,
            )
        )
    return tuple(rows)


def _add_summary(book: Book, register: Register, findings: Sequence[Finding], plan: Plan) -> None:
    head = Figures.sheet
    worksheet = book.add_sheet(head.name, head.title, head.purpose)
    line = "This sheet holds the figures, two tables and a chart, one below the other."
    written(worksheet.write_string(TABLE_ROW - 1, 0, line, book.format(look.LINE)))
    forms = Sheet(Figures, (figures(register, findings),))
    put_table(book, worksheet, forms)
    themes = _put_below(book, worksheet, forms, ByTheme, by_theme(register, plan))
    groups = _put_below(book, worksheet, themes, ByGroup, by_group(register, findings, plan))
    widths = [44, 12, 12, 12, 12, 12, 12, 12, 30]
    for index, width in enumerate(widths):
        written(worksheet.set_column(index, index, width))
    _add_chart(book, worksheet, themes, below=groups.last_row + 2)
    worksheet.freeze_panes(TABLE_ROW - 1, 0)


def _put_below(book: Book, worksheet: Worksheet, above: Sheet, table: type[Table], rows: Sequence[Table]) -> Sheet:
    title_row = above.last_row + 2
    written(worksheet.write_string(title_row, 0, table.sheet.title, book.format(look.NOTES["heading"])))
    sheet = Sheet(table, rows, top=title_row + 1)
    put_table(book, worksheet, sheet)
    return sheet


def _add_chart(book: Book, worksheet: Worksheet, themes: Sheet, below: int) -> None:
    """A stacked bar for each theme, from the table of themes without its last row."""
    chart: Any = book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    names = list(ByTheme.columns())
    last = themes.last_row - 1
    for standing in STANDINGS:
        at = names.index(standing.lower().replace(" ", "_"))
        colour = look.CHART_COLOURS[standing]
        chart.add_series(
            {
                "name": [themes.name, themes.top, at],
                "categories": [themes.name, themes.first_row, 0, last, 0],
                "values": [themes.name, themes.first_row, at, last, at],
                "fill": {"color": colour},
                "border": {"color": "#404040", "width": 0.5},
            }
        )
    chart.set_title({"name": "Actions by theme and status", "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 360})
    described = "; ".join(
        f"{row.in_words('name')}: "
        + ", ".join(f"{row.in_words(name)} {row.columns()[name].heading}" for name in names[1:-1])
        for row in themes.rows[:-1]
    )
    written(worksheet.insert_chart(below, 0, chart, {"description": described, "object_position": 1}))


def _add_about(book: Book, register: Register) -> None:
    about = Sheet(type(register.about), (register.about,))
    worksheet = add_table_sheet(book, about)
    entries = Sheet(DictionaryEntry, dictionary(), top=about.last_row + 3)
    written(worksheet.write_string(entries.top - 1, 0, DictionaryEntry.sheet.title, book.format(look.NOTES["heading"])))
    put_table(book, worksheet, entries)
    for index, width in enumerate((34, 70, 60, 40)):
        written(worksheet.set_column(index, index, width))
