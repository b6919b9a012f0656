"""Summary shows the quarter in figures and charts; every one of them is counted from the register."""

import datetime as dt
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from nacpc_xl.merge.merge import merge
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.register import (
    Ask,
    HistoryRecord,
    MeasureRecord,
    Register,
    ReturnRecord,
    history_row,
)
from nacpc_xl.model.status import DECLARED, Status
from nacpc_xl.model.words import AskState, Outcome, Severity
from nacpc_xl.outputs.counts import STANDINGS
from nacpc_xl.outputs.register import figures, register_workbook
from nacpc_xl.outputs.register.charts import LONGEST_ALT
from nacpc_xl.outputs.tallies import LONGEST_NAME, by_group, by_quarter, by_theme
from tests.committee import PLAN, Q1
from tests.quarters import NO_HISTORY

STATUSES: tuple[Status | None, ...] = (*DECLARED, None, Status.NO_RETURN)
LONG_TITLE = "Children and young people are seen, heard and helped by everybody who knows them"
EMPTY = merge(PLAN, Q1, [], NO_HISTORY, Q1.ends)

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
ROWS_OF_A_PAGE = 33  # of 15 points each: A4 landscape, less the margins
WIDTH_OF_A_PAGE = 1045  # dots, 96 to the inch: likewise


def large(themes: int, groups: int, quarters: int, actions: int, title: str = LONG_TITLE) -> tuple[Register, Plan]:
    """The register of the last of so many quarters, and its plan; two groups have no action, if there are so many."""
    plan = replace(
        PLAN,
        themes=tuple(PLAN.themes[0].but(code=f"T{at}", title=f"{at} {title}"[: len(title)]) for at in range(themes)),
        subgroups=tuple(PLAN.subgroups[0].but(code=f"G{at}", name=f"{at} {title}"[:60]) for at in range(groups)),
    )
    busy = max(1, groups - 2)
    records = tuple(
        EMPTY.actions[0].but(
            ref=f"P1.1-{at + 1:02}",
            theme=f"T{at * 7 % themes}",
            subgroup=f"G{at * 5 % busy}",
            status=STATUSES[(at * at + at // 3) % len(STATUSES)],
        )
        for at in range(actions)
    )
    earlier = tuple(
        history_row(f"Q{number + 1}", record.but(status=STATUSES[(at + number) % len(STATUSES)]))
        for number in range(quarters - 1)
        for at, record in enumerate(records)
    )
    label = f"Q{quarters}"
    register = replace(
        EMPTY,
        about=EMPTY.about.but(quarter=label),
        actions=records,
        measures=(),
        returns=tuple(
            ReturnRecord.of(subgroup=one.code, name=one.name, outcome=Outcome.USED) for one in plan.subgroups
        ),
        history=(*earlier, *(history_row(label, record) for record in records)),
    )
    return register, plan


LARGE: dict[str, tuple[Register, Plan]] = {
    "a first quarter": large(3, 3, 1, 6, "A theme"),
    "twelve themes of 80 characters and 30 groups": large(12, 30, 4, 400),
    "seventy groups": large(2, 70, 2, 90, "A theme"),
    "names too long to be shown": large(5, 8, 3, 40, "A name without an end. " * 100),
    "no action": large(2, 3, 1, 0),
    "no action any more": (
        replace(large(2, 3, 2, 0)[0], history=(HistoryRecord.of(quarter="Q1", ref="P1.1-01", status=Status.COMPLETE),)),
        large(2, 3, 2, 0)[1],
    ),
}


@dataclass(frozen=True)
class Drawn:
    """A chart on Summary: its name, what is said of it, the corner cells it covers, and its figures by series."""

    name: str
    description: str
    first: tuple[int, int]
    last: tuple[int, int]
    series: dict[str, list[float]]
    bars: list[str]
    xml: str


def charts(book: bytes) -> list[Drawn]:
    """The charts of Summary, in their order; cells are counted from 0, rows before columns."""
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    if "xl/drawings/drawing1.xml" not in parts:
        return []
    found = []
    for number, anchor in enumerate(ElementTree.fromstring(parts["xl/drawings/drawing1.xml"]), start=1):
        properties = next(anchor.iter(f"{DRAWING}cNvPr"))
        xml = parts[f"xl/charts/chart{number}.xml"]
        series = {
            cached(one, "tx")[0]: [float(value) for value in cached(one, "val")]
            for one in ElementTree.fromstring(xml).iter(f"{CHART}ser")
        }
        bars = cached(next(ElementTree.fromstring(xml).iter(f"{CHART}ser")), "cat")
        first, last = corner(anchor, "from"), corner(anchor, "to")
        found.append(Drawn(properties.get("name", ""), properties.get("descr", ""), first, last, series, bars, xml))
    return found


def corner(anchor: ElementTree.Element, end: str) -> tuple[int, int]:
    place = next(anchor.iter(f"{DRAWING}{end}"))
    return int(place.findtext(f"{DRAWING}row", "")), int(place.findtext(f"{DRAWING}col", ""))


def cached(series: ElementTree.Element, part: str) -> list[str]:
    """What a series keeps of its name, its categories or its values."""
    return [one.text or "" for one in series.find(f"{CHART}{part}").iter(f"{CHART}v")]  # type: ignore[union-attr]


def book_of(register: Register, plan: Plan, findings: Sequence[Finding] = ()) -> bytes:
    return register_workbook(register, findings, plan)


def standing_of(status: Status | None) -> str:
    return "Not stated" if status is None else str(status)


# Figures


def test_the_figures_are_those_of_the_register():
    register, _ = large(3, 4, 2, 30)
    measures = [
        MeasureRecord.of(ref="P1.1-01-M1", subgroup="G1", value=3, as_at=dt.date(2024, 6, 7)),
        MeasureRecord.of(ref="P1.1-02-M1", subgroup="G0", value=0, as_at=dt.date(2024, 5, 31)),
        MeasureRecord.of(ref="P1.1-03-M1", subgroup="G0", as_at=dt.date(2024, 1, 1)),
        MeasureRecord.of(ref="P1.1-04-M1", subgroup="G2", value=5),
    ]
    returns = [one.but(outcome=Outcome.NO_RETURN) if one.subgroup == "G3" else one for one in register.returns]
    asks = [Ask.of(state=AskState.OPEN), Ask.of(state=AskState.CLOSED), Ask.of(state=AskState.OPEN)]
    register = replace(register, measures=tuple(measures), returns=tuple(returns), asks=tuple(asks))
    findings = [Finding.of(severity=one) for one in (Severity.STOP, Severity.NOTE, Severity.QUERY, Severity.NOTE)]
    head = figures(register, findings)
    assert (head.quarter, head.position_at, head.actions) == ("Q2 2024-25", Q1.ends, 30)
    assert (head.returned, head.measured) == ("3 of 4", "3 of 4")
    assert (head.oldest_on, head.oldest_is) == (dt.date(2024, 5, 31), "P1.1-02-M1 (G0)")
    assert (head.stops, head.queries, head.notes, head.asks) == (1, 1, 2, 2)
    counts = Counter(standing_of(action.status) for action in register.actions)
    by_heading = {column.heading: head.values[name] for name, column in head.columns().items()}
    assert {standing: by_heading[standing] for standing in STANDINGS} == {one: counts[one] for one in STANDINGS}


def test_no_figure_is_the_oldest_where_none_has_a_date():
    head = figures(EMPTY, ())
    assert (head.oldest_on, head.oldest_is, head.measured) == (None, "", f"0 of {len(EMPTY.measures)}")


def test_each_group_is_shown_with_what_it_returned():
    register, plan = large(3, 4, 2, 30)
    returns = (
        ReturnRecord.of(subgroup="G0", outcome=Outcome.NO_RETURN),
        *(one.but(signed_on=dt.date(2024, 7, 4)) for one in register.returns[1:]),
        ReturnRecord.of(subgroup="G0", outcome=Outcome.REFUSED, signed_on=dt.date(2024, 7, 1)),
        ReturnRecord.of(subgroup="G1", outcome=Outcome.NOT_COUNTED, signed_on=dt.date(2024, 7, 2)),
    )
    measures = [
        MeasureRecord.of(ref=f"P1.1-0{day}-M1", subgroup="G1", value=1, as_at=dt.date(2024, 6, day))
        for day in (9, 3, 6)
    ]
    findings = [Finding.of(severity=Severity.QUERY, subgroup=code) for code in ("G1", "G1", "", "G2")]
    register = replace(register, returns=returns, measures=tuple(measures))
    none, first, *_, last = by_group(register, findings, plan)
    assert (none.outcome, none.signed_on, none.oldest_on) == (Outcome.NO_RETURN, None, None)
    assert (first.outcome, first.signed_on, first.oldest_on) == (
        Outcome.USED,
        dt.date(2024, 7, 4),
        dt.date(2024, 6, 3),
    )
    assert (none.queries, first.queries, last.queries) == (0, 2, 0)
    assert (last.code, last.total) == ("G3", 0)


@pytest.mark.parametrize("case", LARGE)
def test_every_action_is_counted_once_by_theme_by_group_and_in_its_quarter(case):
    register, plan = LARGE[case]
    for rows, key in ((by_theme(register, plan), "theme"), (by_group(register, (), plan), "subgroup")):
        for row in rows:
            own = [one for one in register.actions if one.values[key] == row.values["code"]]
            assert counted(row) == Counter(standing_of(one.status) for one in own)
            assert row.total == len(own)
        assert sum(row.total or 0 for row in rows) == len(register.actions)
    quarters = by_quarter(register)
    assert [row.name for row in quarters] == sorted({one.quarter for one in register.history} | {register.quarter})
    for quarter in quarters:
        of_quarter = [one for one in register.history if one.quarter == quarter.name]
        assert counted(quarter) == Counter(standing_of(one.status) for one in of_quarter)


def counted(row: Any) -> Counter[str]:
    return +Counter({standing: row.number(standing) for standing in STANDINGS})


# Charts


def tables_of(book: bytes) -> dict[str, list[tuple[Any, ...]]]:
    workbook = openpyxl.load_workbook(io.BytesIO(book))
    return {
        name: list(workbook[name].iter_rows(min_row=4, values_only=True))
        for name in ("By quarter", "By theme", "By group")
    }


@pytest.mark.parametrize("case", LARGE)
def test_the_charts_show_the_figures_of_their_tables(case):
    book = book_of(*LARGE[case])
    drawn = charts(book)
    for name, (headings, *rows) in tables_of(book).items():
        of_table = [one for one in drawn if f"sheet {name}." in one.description]
        if not any(row[headings.index("All")] for row in rows):
            assert not of_table
            continue
        assert [bar for one in of_table for bar in one.bars] == [str(row[0]).rstrip() for row in rows]
        occurring = [one for one in STANDINGS if any(row[headings.index(one)] for row in rows)]
        for one in of_table:
            assert list(one.series) == occurring
        for standing in occurring:
            shown = [value for one in of_table for value in one.series[standing]]
            assert shown == [row[headings.index(standing)] for row in rows]


@pytest.mark.parametrize("case", LARGE)
def test_no_chart_covers_a_cell_or_another_chart_or_is_cut_by_the_end_of_a_page(case):
    register, plan = LARGE[case]
    book = book_of(register, plan)
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Summary"]
    filled = {
        (cell.row - 1, cell.column - 1) for row in sheet.iter_rows(min_row=4) for cell in row if cell.value is not None
    }
    assert max(column for _, column in filled) == 1
    covered: set[tuple[int, int]] = set()
    for one in charts(book):
        (top, left), (bottom, right) = one.first, one.last
        cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        assert not cells & filled
        assert not cells & covered
        covered |= cells
        assert top // ROWS_OF_A_PAGE == bottom // ROWS_OF_A_PAGE
        assert top >= 3, "the lines above stay in sight"
    breaks = [one.id for one in sheet.row_breaks.brk]
    tops = [one.first[0] for one in charts(book)]
    assert breaks == [top for top in tops if top % ROWS_OF_A_PAGE == 0]


@pytest.mark.parametrize("case", LARGE)
def test_summary_prints_at_full_size(case):
    book = book_of(*LARGE[case])
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Summary"]
    last = max((one.last[1] for one in charts(book)), default=1)
    widths = {one.min - 1: one.width for one in sheet.column_dimensions.values() if one.min}
    dots = [int(widths[at] * 7 + 0.5) if at in widths else 64 for at in range(last + 1)]
    assert sum(dots) <= WIDTH_OF_A_PAGE


@pytest.mark.parametrize("case", LARGE)
def test_a_chart_is_named_and_told_in_words_of_bounded_length(case):
    drawn = charts(book_of(*LARGE[case]))
    assert len({one.name for one in drawn}) == len(drawn)
    for one in drawn:
        assert len(one.description) <= LONGEST_ALT
        assert re.fullmatch(
            r"Stacked bars, one for each (quarter|theme|group)\. .+\. The figures stand on the sheet By \1\.",
            one.description,
        )
        left = re.search(r"; and (\d+) more\.", one.description)
        told = one.description.count(" action") - one.description.count(" actions of")
        assert told + (int(left[1]) if left else 0) >= len(one.bars)
        for bar in one.bars[: 1 if left else None]:
            assert bar.rstrip() in one.description


def test_what_is_said_of_a_chart_are_its_figures():
    register, plan = large(2, 1, 1, 5, "Harm")
    plan = replace(plan, themes=tuple(one.but(title=f"Theme {one.code}") for one in plan.themes))
    statuses = (Status.COMPLETE, Status.COMPLETE, None, Status.AT_RISK, Status.NO_RETURN)
    themes = ("T0", "T0", "T0", "T1", "T0")
    actions = [
        one.but(status=status, theme=theme)
        for one, status, theme in zip(register.actions, statuses, themes, strict=True)
    ]
    register = replace(register, actions=tuple(actions))
    chart = next(one for one in charts(book_of(register, plan)) if "theme" in one.name)
    assert chart.description == (
        "Stacked bars, one for each theme. Theme T0: 4 actions, 2 Complete, 1 Not stated, 1 No return; "
        "Theme T1: 1 action, 1 At risk. The figures stand on the sheet By theme."
    )


def test_a_name_too_long_to_be_shown_is_cut_where_one_sees_it():
    register, plan = LARGE["names too long to be shown"]
    for row in by_theme(register, plan):
        assert len(row.values["name"]) == LONGEST_NAME
        assert row.values["name"].endswith("…")


@pytest.mark.parametrize("case", [one for one in LARGE if not one.startswith("no action")])
def test_bars_are_told_apart_without_their_colours(case):
    """Each has an edge, and no two that look alike in grey are both plain."""
    for chart in charts(book_of(*LARGE[case])):
        for series in ElementTree.fromstring(chart.xml).iter(f"{CHART}ser"):
            look = ElementTree.tostring(series.find(f"{CHART}spPr"), encoding="unicode")  # type: ignore[arg-type]
            assert ":ln " in look
            is_plain = ":pattFill" not in look
            assert is_plain == (cached(series, "tx")[0] in ("Complete", "On track", "At risk"))


def numbers_left_out(chart: Drawn) -> Iterator[float]:
    """The figures without a number on their bar."""
    for series in ElementTree.fromstring(chart.xml).iter(f"{CHART}ser"):
        values = [float(value) for value in cached(series, "val")]
        for label in series.iter(f"{CHART}dLbl"):
            yield values[int(label.find(f"{CHART}idx").get("val", ""))]  # type: ignore[union-attr]


def test_every_figure_that_has_room_stands_on_its_bar_and_no_zero():
    register, plan = LARGE["a first quarter"]
    for chart in charts(book_of(register, plan)):
        zeros = sum(values.count(0) for values in chart.series.values())
        assert list(numbers_left_out(chart)) == [0] * zeros
    one_of_many = (
        register.actions[0].but(status=Status.OFF_TRACK),
        *[register.actions[0].but(status=Status.COMPLETE)] * 900,
    )
    crowded = replace(register, actions=one_of_many, history=tuple(history_row("Q1", one) for one in one_of_many))
    assert 1 in numbers_left_out(charts(book_of(crowded, plan))[0])


def test_the_axis_counts_in_whole_actions():
    for case in ("a first quarter", "twelve themes of 80 characters and 30 groups"):
        for chart in charts(book_of(*LARGE[case])):
            root = ElementTree.fromstring(chart.xml)
            step, most = (float(next(root.iter(f"{CHART}{tag}")).get("val", "")) for tag in ("majorUnit", "max"))
            longest = max(map(sum, zip(*chart.series.values(), strict=True)))
            assert step == int(step) >= 1
            assert most % step == 0
            assert most >= longest
            assert most / step <= 10
