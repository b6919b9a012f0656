"""What is counted from a register: the figures of Summary, and the tables of counts behind its charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from nacpc_xl.model.columns import CODE, NUMBERED, Choice, Count, Date, Ref, Text
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.register import ActionRecord, HistoryRecord, MeasureRecord, Register, ReturnRecord
from nacpc_xl.model.table import Form, Table, by
from nacpc_xl.model.words import AskState, Outcome, Severity
from nacpc_xl.outputs.counts import STANDINGS, Counts, count
from nacpc_xl.outputs.report.blocks import on_one_line

NUMBER_WIDTH = 10.0  # character widths of a column of counts
LONGEST_NAME = 120  # characters of what a row of counts, and so its bar, is called


class Figures(
    Form,
    sheet="Summary",
    title="Summary",
    purpose="The quarter in figures. Each is counted from the sheets that follow.",
):
    """The quarter's figures."""

    quarter = Text("Quarter")
    position_at = Date("Position at", "The day on which overdue and the like are judged.")
    actions = Count("Actions", "All that are in the plan this quarter.")
    complete = Count("Complete", "Actions declared so.")
    on_track = Count("On track", "Actions declared so.")
    at_risk = Count("At risk", "Actions declared so.")
    off_track = Count("Off track", "Actions declared so.")
    not_started = Count("Not started", "Actions declared so.")
    not_stated = Count("Not stated", "Actions in a return, without a status that could be understood.")
    no_return = Count("No return", "Actions of which nothing usable came back.")
    returned = Text("Groups that returned", "How many of all.")
    measured = Text("Measures with a value", "How many of all have a value for this quarter.")
    oldest_on = Date("Oldest figure, as at", "The day of the oldest value, of those that come with their day.")
    oldest_is = Text("Oldest figure, of", "The measure that it is the value of, and its group.")
    stops = Count("Answers that cannot be used", "Queries with the severity Stop.")
    queries = Count("Queries to leads", "Queries with the severity Query.")
    notes = Count("Notes", "Queries with the severity Note.")
    asks = Count("COG asks still open", "Requests to chief officers of this year that nobody has closed.")


class Tally(Table):
    """How many actions have each status."""

    complete = Count("Complete", "Declared so.", width=NUMBER_WIDTH)
    on_track = Count("On track", "Declared so.", width=NUMBER_WIDTH)
    at_risk = Count("At risk", "Declared so.", width=NUMBER_WIDTH)
    off_track = Count("Off track", "Declared so.", width=NUMBER_WIDTH)
    not_started = Count("Not started", "Declared so.", width=NUMBER_WIDTH)
    not_stated = Count("Not stated", "No status in the return that could be understood.", width=NUMBER_WIDTH)
    no_return = Count("No return", "Nothing usable came back.", width=NUMBER_WIDTH)
    total = Count("All", "The sum of these.", width=NUMBER_WIDTH)

    def number(self, standing: str) -> int:
        """How many stand so."""
        return int(self.values[column_of(standing)])


class QuarterHead(Table):
    """Which quarter is counted."""

    name = Text("Quarter", "Q1 to Q4.")


class ByQuarter(
    Tally,
    QuarterHead,
    sheet="By quarter",
    title="Actions by quarter and status",
    purpose="How many actions had each status in each quarter of the year so far, this one included.",
):
    """One quarter with its counts."""


class ThemeHead(Table):
    """Which theme is counted."""

    name = Text("Theme", "Its title.", width=60)
    code = Ref("Code", "The code of the theme.", form=NUMBERED)


class ByTheme(
    Tally,
    ThemeHead,
    sheet="By theme",
    title="Actions by theme and status",
    purpose="How many actions of each theme have each status this quarter.",
):
    """One theme with its counts."""


class GroupHead(Table):
    """Which group is counted, and what it returned."""

    name = Text("Group", "Its name.", width=40)
    code = Ref("Code", "The code of the group.", form=CODE)
    outcome = Choice("Return", "What became of the group's return.", options=tuple(Outcome))
    signed_on = Date("Signed on", "The date of its sign-off.")
    oldest_on = Date("Oldest figure", "The day of the oldest value of the group's measures.")


class ByGroup(
    Tally,
    GroupHead,
    sheet="By group",
    title="Actions by group and status, and whom to ask",
    purpose="For each group: whether it returned, how old its figures are, how its actions stand, and what is open.",
    frozen=1,
):
    """One group with its return, its counts, and what is open."""

    stops = Count("Stop", "Answers of the group that cannot be used.")
    queries = Count("Query", "Queries to the group.")
    notes = Count("Note", "Notes on what the group returned.")
    lead = Text("Ask", "The role that returns the group's tracker.", width=30)


COUNTED: tuple[type[Tally], ...] = (ByQuarter, ByTheme, ByGroup)
"""The tables of counts, in the order of their sheets."""


def figures(register: Register, findings: Iterable[Finding]) -> Figures:
    """The quarter's figures."""
    about = register.about
    groups = {returned.subgroup for returned in register.returns if returned.subgroup}
    back = [returned for returned in register.returns if returned.outcome is Outcome.USED]
    valued = [measure for measure in register.measures if measure.value is not None]
    oldest = oldest_of(register.measures)
    return Figures.of(
        quarter=f"{about.quarter} {about.year}",
        position_at=about.position_at,
        actions=len(register.actions),
        **_tally(count(register.actions)),
        returned=_of_all(len(back), len(groups)),
        measured=_of_all(len(valued), len(register.measures)),
        oldest_on=oldest.as_at if oldest is not None else None,
        oldest_is=f"{oldest.ref} ({oldest.subgroup})" if oldest is not None else "",
        asks=sum(ask.state is AskState.OPEN for ask in register.asks),
        **_severities(findings),
    )


def oldest_of(measures: Iterable[MeasureRecord]) -> MeasureRecord | None:
    """The measure whose value is the oldest, the first of several; `None` where no value says of which day it is."""
    dated = [(measure.as_at, measure) for measure in measures if measure.value is not None and measure.as_at]
    return min(dated, key=lambda one: one[0])[1] if dated else None


def by_quarter(register: Register) -> tuple[ByQuarter, ...]:
    """One row for each quarter of the year so far, the oldest first."""
    quarters = {**by(lambda record: record.quarter, register.history)}
    quarters.setdefault(register.quarter, [])
    return tuple(ByQuarter.of(name=_name(name), **_row(records)) for name, records in quarters.items())


def by_theme(register: Register, plan: Plan) -> tuple[ByTheme, ...]:
    """One row for each theme of the plan, which together have every action."""
    of_theme = by(lambda action: action.theme, register.actions)
    return tuple(
        ByTheme.of(name=_name(theme.title), code=theme.code, **_row(of_theme.get(theme.code, ())))
        for theme in plan.themes
    )


def by_group(register: Register, findings: Sequence[Finding], plan: Plan) -> tuple[ByGroup, ...]:
    """One row for each group of the plan, which together have every action."""
    return tuple(_groups(register, findings, plan))


def _groups(register: Register, findings: Sequence[Finding], plan: Plan) -> Iterator[ByGroup]:
    counted = _counted_returns(register.returns)
    actions = by(lambda action: action.subgroup, register.actions)
    measures = by(lambda measure: measure.subgroup, register.measures)
    found = by(lambda finding: finding.subgroup, findings)
    for subgroup in plan.subgroups:
        code = subgroup.code
        returned = counted.get(code, ReturnRecord())
        oldest = oldest_of(measures.get(code, ()))
        yield ByGroup.of(
            name=_name(subgroup.name),
            code=code,
            outcome=returned.outcome,
            signed_on=returned.signed_on,
            oldest_on=oldest.as_at if oldest is not None else None,
            **_row(actions.get(code, ())),
            **_severities(found.get(code, ())),
            lead=subgroup.lead,
        )


def _counted_returns(returns: Iterable[ReturnRecord]) -> Mapping[str, ReturnRecord]:
    """The return that counts for each group, or the record that none does, by the group's code."""
    counted = (one for one in returns if one.outcome in (Outcome.USED, Outcome.NO_RETURN))
    return {one.subgroup: one for one in counted}


def _name(text: str) -> str:
    """A title or name in one line, as far as there is room for it beside a bar."""
    line = on_one_line(text)
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"


def column_of(standing: str) -> str:
    """The name of the column with the count of this standing."""
    return standing.lower().replace(" ", "_")


def _tally(counts: Counts) -> dict[str, int]:
    return {column_of(standing): counts[standing] for standing in STANDINGS}


def _row(actions: Iterable[ActionRecord | HistoryRecord]) -> dict[str, int]:
    counts = count(actions)
    return {**_tally(counts), "total": counts.total}


def _severities(findings: Iterable[Finding]) -> dict[str, int]:
    severities = [finding.severity for finding in findings]
    names = {"stops": Severity.STOP, "queries": Severity.QUERY, "notes": Severity.NOTE}
    return {name: severities.count(severity) for name, severity in names.items()}


def _of_all(number: int, total: int) -> str:
    return f"{number} of {total}"
