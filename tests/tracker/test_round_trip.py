"""What a lead types into an issued tracker arrives in the register, whatever it is."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacpc_xl.merge.merge import merge
from nacpc_xl.model.columns import Choice, Column, Count, Date, Number, Ref, Text
from nacpc_xl.model.plan import Measure, Plan, PlannedAction
from nacpc_xl.model.register import History, Register
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import TRACKER, Actions, Measures, NewActions, SignOff
from nacpc_xl.privacy.detect import private_fragments
from nacpc_xl.returns.read import Return, read_return
from nacpc_xl.tracker.contents import NEW_ACTION_ROWS
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, group
from tests.workbooks import filled

GROUP = group("VO")
PLANNED = [action for action in PLAN.actions if action.subgroup == GROUP.code]
ISSUED = tracker_workbook(PLAN, Q1, GROUP, History())

WORDS = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs", "Cf"], include_characters="\n\t"), min_size=1)
BEGINNINGS = st.sampled_from(["", "=", "+", "-", "@", "=1+1\n", "'", "http://", "•\t", '&amp;<b>"', "👩‍👧 ", "012"])
TEXTS = (
    st.builds("".join, st.tuples(BEGINNINGS, WORDS))
    .map(str.strip)
    .filter(bool)
    .filter(lambda text: not private_fragments(text))  # which would be withheld, as it should
)
DAYS = st.dates(Date.EARLIEST, Date.LATEST)
NUMBERS = st.one_of(
    st.integers(-(10**5), 10**5).map(float), st.decimals(-10_000, 10_000, places=3, allow_nan=False).map(float)
)


class Pool(NamedTuple):
    """Drawn answers of each kind, for the cells to help themselves from one after the other."""

    texts: list[str]
    days: list[dt.date]
    numbers: list[float]
    choices: list[int]

    def answer(self, column: Column[Any], number: int) -> Any:
        """The `number`th answer of the column's kind."""
        match column:
            case Choice():
                return column.offered[self.choices[number % len(self.choices)] % len(column.offered)]
            case Date():
                return self.days[number % len(self.days)]
            case Number():
                return self.numbers[number % len(self.numbers)]
            case Count():
                return abs(int(self.numbers[number % len(self.numbers)]))
            case Ref():
                return PLAN.priorities[number % len(PLAN.priorities)].code
            case Text():
                return self.texts[number % len(self.texts)]
        raise TypeError(f"no answers are drawn for {type(column).__name__}")


POOLS = st.builds(
    Pool,
    texts=st.lists(TEXTS, min_size=1, max_size=60),
    days=st.lists(DAYS, min_size=1, max_size=20),
    numbers=st.lists(NUMBERS, min_size=1, max_size=9),
    choices=st.lists(st.integers(0, 20), min_size=1, max_size=4),
)


def rows_to_fill_in() -> Iterator[tuple[type[Table], str | int, dict[str, Any]]]:
    """Each row of the tracker with cells to fill in: its table, its ref or number, and what stands in it."""
    for action in PLANNED:
        yield Actions, action.ref, {}
    for measure in PLAN.measures_of(PLANNED):
        yield Measures, measure.ref, {"unit": measure.unit}
    for number in range(NEW_ACTION_ROWS):
        yield NewActions, number, {}
    yield SignOff, "", {}


def answers_for(pool: Pool) -> list[tuple[type[Table], str | int, dict[str, Any]]]:
    """An answer for every cell to fill in."""
    answered = []
    number = 0
    for table, key, _ in rows_to_fill_in():
        row = {}
        for name, column in table.to_fill_in().items():
            row[name] = pool.answer(column, number)
            number += 1
        answered.append((table, key, row))
    return answered


def typed_into(path: Path, answered: Iterable[tuple[type[Table], str | int, dict[str, Any]]]) -> Path:
    """The issued tracker with these answers typed in, as the cells show them."""
    given_in = {(table, key): given for table, key, given in rows_to_fill_in()}
    sheets: dict[str, dict[Any, Any]] = {}
    for table, key, row in answered:
        cells = {
            table.columns()[name].heading: in_cell(table.columns()[name], value, given_in[table, key])
            for name, value in row.items()
        }
        by_key = sheets.setdefault(table.sheet.name, {})
        by_key |= cells if table.is_form else {key: cells}
    return filled(ISSUED, path, sheets)


def in_cell(column: Column[Any], value: Any, row: dict[str, Any]) -> Any:
    """What a lead leaves in the cell to say `value`; from a list of references, the one with its title."""
    if isinstance(column, Ref):
        return next(option for option in PLAN.lists[column.options_from] if option.split()[0] == value)
    return column.cell_value(value, row)


def merged(one: Return) -> Register:
    return merge(PLAN, Q1, [one], History(), Q1.ends)


def test_the_tables_tried_here_are_all_that_leads_fill_in():
    tables = [table for table, _, _ in rows_to_fill_in()]
    assert list(dict.fromkeys(tables)) == [table for table in TRACKER if table.to_fill_in()]


@settings(max_examples=40, deadline=None)
@given(pool=POOLS)
def test_what_we_issue_we_can_read(pool, tmp_path_factory):
    answered = answers_for(pool)
    path = typed_into(tmp_path_factory.mktemp("returned", numbered=True) / "any name.xlsx", answered)
    one = read_return(path, GivenText(PLAN))
    register = merged(one)
    new_rows, new_records = iter(one.new_actions), iter(register.new_actions)
    for table, key, row in answered:
        if table is NewActions:
            arrived: list[Table] = [next(new_rows), next(new_records)]
        elif table is SignOff:
            arrived = [one.sign_off, next(record for record in register.returns if record.subgroup == GROUP.code)]
        else:
            rows = one.actions if table is Actions else one.measures
            records = register.action_by_ref if table is Actions else register.measure_by_ref
            arrived = [next(found for found in rows if found.values["ref"] == key), records[str(key)]]
        for found in arrived:
            assert {name: found.values.get(name) for name in row} == row
            assert not found.unread
    account = register.returns[PLAN.subgroups.index(GROUP)]
    assert account.used == sum(len(row) for _, _, row in answered)
    assert (account.kept, account.elsewhere) == (0, 0)
    assert account.cells == (account.given or 0) + (account.used or 0)


@pytest.mark.parametrize("number", range(3))
def test_every_sample_of_every_column_comes_back(number, tmp_path):
    answered = []
    for at, (table, key, _) in enumerate(rows_to_fill_in(), start=100 * number):
        row = {name: column.sample(at) for name, column in table.to_fill_in().items()}
        if "priority" in row:
            row["priority"] = PLAN.priorities[at % len(PLAN.priorities)].code
        answered.append((table, key, row))
    one = read_return(typed_into(tmp_path / "x.xlsx", answered), GivenText(PLAN))
    came_back = [*one.actions, *one.measures, *one.new_actions, one.sign_off]
    for found, (_, _, row) in zip(came_back, answered, strict=True):
        assert {name: found.values.get(name) for name in row} == row


def test_an_untouched_tracker_holds_no_answer_and_nothing_but_what_was_given(tmp_path):
    path = tmp_path / "untouched.xlsx"
    path.write_bytes(ISSUED)
    one = read_return(path, GivenText(PLAN))
    assert not any(row.is_begun for row in one.rows)
    assert (one.new_actions, one.scraps, one.refusal) == ((), (), None)
    account = merged(one).returns[PLAN.subgroups.index(GROUP)]
    assert (account.used, account.kept, account.elsewhere) == (0, 0, 0)
    assert account.cells == account.given
    assert account.given is not None
    assert account.given > 50


def test_what_was_given_comes_back_as_the_plan_says_it(tmp_path):
    path = tmp_path / "untouched.xlsx"
    path.write_bytes(ISSUED)
    one = read_return(path, GivenText(PLAN))
    assert (one.start.plan, one.start.quarter, one.start.subgroup_code) == (PLAN.details.plan, Q1.name, "VO")
    for row, action in zip(one.actions, PLANNED, strict=True):
        assert (row.ref, row.action, row.aims, row.start) == (action.ref, action.action, action.aims, action.start)
        assert row.original_due == row.current_due == action.due
    for measured, measure in zip(one.measures, PLAN.measures_of(PLANNED), strict=True):
        shared = Measure.columns().keys() & Measures.columns().keys()
        assert {name: measured.values.get(name) for name in shared} == {name: measure.values[name] for name in shared}


@pytest.mark.parametrize("text", ["Lead\r\nand deputy", "  spaced  ", "tab\tstop"])
def test_line_ends_are_one_kind_and_edges_are_trimmed(text, tmp_path):
    path = filled(ISSUED, tmp_path / "x.xlsx", {"Actions": {"P2.1-01": {"Barrier": text}}})
    (first, _) = read_return(path, GivenText(PLAN)).actions
    assert first.barrier == text.replace("\r\n", "\n").strip()


@pytest.mark.parametrize("text", ["see _x0041_ in the guidance", "a_x_b", "x" * 32_767])
def test_given_text_comes_back_to_the_letter(text, tmp_path):
    action = PlannedAction.of(**{**PLANNED[0].values, "action": text})
    plan = Plan(PLAN.details, PLAN.themes, PLAN.priorities, PLAN.aims, PLAN.subgroups, (action,), ())
    path = tmp_path / "x.xlsx"
    path.write_bytes(tracker_workbook(plan, Q1, GROUP, History()))
    assert read_return(path, GivenText(plan)).actions[0].action == text


@pytest.mark.parametrize("label", ["Date", "Completed by (role)", "Agreed at subgroup meeting on"])
def test_an_answer_that_reads_like_a_label_is_still_an_answer(label, tmp_path):
    answers = {
        "Completed by (role)": label,
        "Date": dt.date(2024, 7, 4),
        "Anything else the committee should know": label,
    }
    path = filled(ISSUED, tmp_path / "x.xlsx", {"Sign-off": answers})
    sign_off = read_return(path, GivenText(PLAN)).sign_off
    assert sign_off == SignOff.of(completed_by=label, signed_on=dt.date(2024, 7, 4), anything_else=label)


def test_an_answer_that_reads_like_a_heading_is_still_an_answer(tmp_path):
    headings = [column.heading for column in Actions.columns().values()]
    answers = {
        "P2.1-01": dict(zip(("Progress this quarter", "Barrier", "Evidence"), headings, strict=False)),
        "P2.2-01": {"Barrier": "Ref", "Evidence": "Status"},
    }
    path = filled(ISSUED, tmp_path / "x.xlsx", {"Actions": answers})
    one = read_return(path, GivenText(PLAN))
    found = {
        row.ref: {row.columns()[name].heading: row.written(name) for name in row.to_fill_in() if row.is_filled(name)}
        for row in one.actions
    }
    assert found == answers


@pytest.mark.parametrize("table", [Actions, Measures, NewActions, SignOff])
def test_every_cell_that_was_not_understood_stays_as_written(table, tmp_path):
    wrong = {"choice": "Amber/Green", "date": "end of June", "number": "about 40", "ref": "the second one"}
    name = table.sheet.name
    answered = {
        column: wrong[column.kind] for column in table.to_fill_in().values() if column.kind in wrong
    }  # fmt: skip
    cells = {column.heading: text for column, text in answered.items()}
    key = next(key for one, key, _ in rows_to_fill_in() if one is table)
    path = filled(ISSUED, tmp_path / "x.xlsx", {name: cells if table.is_form else {key: cells}})
    one = read_return(path, GivenText(PLAN))
    row = next(row for row in one.rows if type(row) is table)
    assert {name: unread.written for name, unread in row.unread.items()} == {
        column.name: text for column, text in answered.items()
    }
    account = merged(one).returns[PLAN.subgroups.index(GROUP)]
    assert (account.kept, account.used) == (len(cells), 0)
