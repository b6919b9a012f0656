"""Registers: of every quarter of the worked example, of large, empty and monstrous ones; accessible and valid."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from nacpc_xl import steps
from nacpc_xl.model.finding import CheckRecord
from nacpc_xl.model.table import Table
from nacpc_xl.outputs.register import register_workbook
from nacpc_xl.workspace import YearFolder
from tests.audit.spreadsheet import audit
from tests.audit.test_reports import as_monster
from tests.end_to_end.test_worked_example import EXAMPLE
from tests.outputs.test_register_summary import LARGE, charts
from tests.outputs.test_register_workbook import HOSTILE, hostile_book

QUARTERS = sorted(path.name for path in EXAMPLE.glob("Q[1-4]"))
LINKS = r"\.\.[\\/]returned[\\/][^\\/]+$|\.\.[\\/]\.\.[\\/]plan\.xlsx$"
"""Where Queries may lead: to a returned file, or to the plan."""

NO_CHARACTER = "\ud800"
"""Half of a character: a report is made even with it, but no spreadsheet can hold it, so no return has it."""


def register_of(example: Path, quarter: str) -> Path:
    return YearFolder.at(example).quarter(quarter).register


@pytest.fixture(scope="module")
def monster(example: Path) -> bytes:
    """A register of 120 actions with 2,000 characters and something hostile in every text."""
    facts = as_monster(steps.merged(YearFolder.at(example), QUARTERS[1]).facts, 120)
    checked = tuple(CheckRecord.sample(number) for number in range(3))
    return register_workbook(
        without_halves(facts.register), tuple(map(row_without, facts.findings)), without_halves(facts.plan), checked
    )


def without_halves(tables: Any) -> Any:
    """A register or a plan without halves of characters."""
    parts = {one.name: getattr(tables, one.name) for one in fields(tables)}
    rows = {name: row_without(part) for name, part in parts.items() if isinstance(part, Table)}
    rows |= {name: tuple(map(row_without, part)) for name, part in parts.items() if isinstance(part, tuple)}
    return replace(tables, **rows)


def row_without(row: Any) -> Any:
    values = {
        name: value.replace(NO_CHARACTER, "") if isinstance(value, str) else value for name, value in row.values.items()
    }
    return type(row)(values, row.place, row.unread)


def test_the_worked_example_has_quarters_to_audit():
    assert QUARTERS[:2] == ["Q1", "Q2"]


@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_register_of_the_worked_example_is_accessible(example, quarter):
    assert audit(register_of(example, quarter), links_to=LINKS) == []


@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_register_of_the_worked_example_shows_each_quarter_so_far(example, quarter):
    first, by_theme, by_group = charts(register_of(example, quarter).read_bytes())
    assert first.bars == QUARTERS[: QUARTERS.index(quarter) + 1]
    for one in (by_theme, by_group):
        assert sum(map(sum, one.series.values())) == sum(values[-1] for values in first.series.values())


@pytest.mark.parametrize("case", LARGE)
def test_a_large_or_empty_register_is_accessible(case):
    register, plan = LARGE[case]
    assert audit(register_workbook(register, (), plan)) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_register_of_hostile_texts_is_accessible(text):
    assert audit(hostile_book(text), links_to=r"\.\.[\\/]returned[\\/]") == []


def test_a_monstrous_register_is_accessible(monster):
    assert audit(monster, links_to=LINKS) == []


@pytest.mark.validator
def test_every_register_is_valid(example, monster, valid, tmp_path):
    made: Mapping[str, bytes] = {
        "monster": monster,
        **{f"large {number}": register_workbook(one, (), plan) for number, (one, plan) in enumerate(LARGE.values())},
        **{f"hostile {number}": hostile_book(text) for number, text in enumerate((HOSTILE[0], *HOSTILE[-2:]))},
    }
    assert valid([*(register_of(example, quarter) for quarter in QUARTERS), *saved(made, tmp_path)]) == []


def saved(books: Mapping[str, bytes], folder: Path) -> Iterable[Path]:
    for name, content in books.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(content)
        yield path
