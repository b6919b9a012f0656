"""A lead opens the tracker, types, and saves in whatever format: every answer comes back, nothing given changes."""

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from nacpc_xl.merge.merge import merge
from nacpc_xl.model.columns import Choice, Column, Date, Number, Ref, Text, as_written
from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.register import History, Register
from nacpc_xl.model.source import cell_name, column_letters
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff
from nacpc_xl.model.words import Better
from nacpc_xl.returns.read import Return, read_return
from nacpc_xl.sheets import formulas
from nacpc_xl.sheets.layout import LINE_ROW, Sheet
from nacpc_xl.sheets.read import read_grids
from nacpc_xl.tracker.contents import issued_sheets
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN as SMALL_PLAN
from tests.committee import Q1, Q2, group, measure
from tests.quarters import assert_accounted_for, filled_cells, merged, plan_with, returned
from tests.workbooks import answer_to, cell_of, drawn

pytestmark = pytest.mark.libreoffice

GROUP = group("VO")
PLAN = plan_with(
    SMALL_PLAN,
    measures=(
        *SMALL_PLAN.measures,
        *(measure(f"P2.1-01-M{number}", f"Share {number}", "%", Better.HIGHER, 0, 100) for number in range(2, 7)),
        *(measure(f"P2.2-01-M{number}", f"Number {number}", "adults", Better.LOWER, 9, 0) for number in range(3, 7)),
    ),
)
FORMATS = ["xlsx", "ods", "xls"]
LINES = "\n".join(f"{number}. Week {number}: the advocates met twice and wrote it down." for number in range(1, 40))

TEXTS = (
    ("Ran two workshops for 38 staff.", "Ran two workshops for 38 staff."),
    ("First line\nSecond line\n\n• a bullet\tand a tab", "First line\nSecond line\n\n• a bullet\tand a tab"),
    (LINES, LINES),
    ('"Quoted" & <b>bold</b> 5 > 4; 50% of 12', '"Quoted" & <b>bold</b> 5 > 4; 50% of 12'),
    ("Comhairle nan Eilean Siar: “Gàidhlig” – £3 · 👩‍👧", "Comhairle nan Eilean Siar: “Gàidhlig” – £3 · 👩‍👧"),
    ("12", "12"),
    ("x" * 32_767, "x" * 32_767),
    ("see _x0041_ in the guidance", "see _x0041_ in the guidance"),
    ("Status", "Status"),
    (
        "two  blanks,   then three\u00a0and one that does not break",
        "two  blanks,   then three\u00a0and one that does not break",
    ),
)
PER_CENTS = (("62%", 62.0), ("62", 62.0), ("41.5%", 41.5), ("0%", 0.0), ("100", 100.0))
FIGURES = (("1,250", 1250.0), ("0", 0.0), ("-3.5", -3.5), ("12.25", 12.25))
FIRST_DAY = dt.date(2024, 4, 3)


class Typed(NamedTuple):
    """What a lead types into the cell of one column, and what the lead means by it."""

    name: str
    cell: str
    text: str
    value: object


@dataclass(frozen=True)
class Row:
    """One row, or one form, that a lead fills in."""

    table: type[Table]
    ref: str
    answers: tuple[Typed, ...]

    @property
    def values(self) -> dict[str, object]:
        return {typed.name: typed.value for typed in self.answers}


def typed(column: Column[Any], number: int, *, per_cent: bool) -> tuple[str, object]:
    """The `number`th thing to type into a cell of the column, and what it means."""
    match column:
        case Choice():
            option = column.offered[number % len(column.offered)]
            return str(option), option
        case Date():
            day = FIRST_DAY + dt.timedelta(days=number)
            return (f"{day:%d/%m/%Y}", day_in_words(day), f"{day:%Y-%m-%d}", f"{day:%d/%m/%y}")[number % 4], day
        case Number():
            figures = PER_CENTS if per_cent else FIGURES
            return figures[number % len(figures)]
        case Ref():
            option = PLAN.lists[column.options_from][number % len(PLAN.priorities)]
            return option, option.split()[0]
        case Text():
            return TEXTS[number % len(TEXTS)]
    raise TypeError(f"nothing is typed here into a {type(column).__name__}")


def rows_to_type(issued: bytes, sheets: tuple[Sheet, ...]) -> Iterator[Row]:
    """Something to type into every cell to fill in of an issued tracker."""
    book = openpyxl.load_workbook(io.BytesIO(issued))
    typed_so_far: Counter[tuple[str, bool]] = Counter()
    for sheet in sheets:
        spare = [sheet.table()] * sheet.spare_rows
        for at, issued_row in enumerate((*sheet.rows, *spare) if sheet.table.to_fill_in() else ()):
            answers = []
            for name, column in sheet.table.to_fill_in().items():
                worksheet, key = book[sheet.name], issued_row.values.get("ref", at)
                where = (
                    answer_to(worksheet, column.heading)
                    if sheet.table.is_form
                    else cell_of(worksheet, key, column.heading)
                )
                sort = (column.kind, issued_row.values.get("unit") == "%")
                answers.append(Typed(name, where.coordinate, *typed(column, typed_so_far[sort], per_cent=sort[1])))
                typed_so_far[sort] += 1
            yield Row(sheet.table, issued_row.values.get("ref", ""), tuple(answers))


@dataclass(frozen=True)
class Filled:
    """A tracker into which a lead has typed, as saved in each format; `shown` is what LibreOffice says is to do."""

    history: History
    sheets: tuple[Sheet, ...]
    issued: Path
    rows: tuple[Row, ...]
    saved: dict[str, Path]
    shown: dict[str, list[Any]]
    errors: list[str]


@pytest.fixture(scope="module", params=[Q1, Q2], ids=["first quarter", "second quarter"])
def filled(request, office, tmp_path_factory) -> Filled:
    """A tracker with every cell to fill in filled by typing; in the second quarter with a history."""
    folder = tmp_path_factory.mktemp("typing")
    history = History()
    if request.param is Q2:
        history = History((merged([returned(folder, Q1, GROUP.code, plan=PLAN)], Q1, plan=PLAN),))
    sheets = issued_sheets(PLAN, request.param, GROUP, history)
    issued = folder / "issued.xlsx"
    issued.write_bytes(tracker_workbook(PLAN, request.param, GROUP, history))
    rows = tuple(rows_to_type(issued.read_bytes(), sheets))
    with office.open(issued) as book:
        for row in rows:
            book.type(row.table.sheet.name, {one.cell: one.text for one in row.answers})
        saved = {form: book.save(folder / f"As I like it.{form}") for form in FORMATS}
        shown = {sheet.name: [book.value(sheet.name, f"A{LINE_ROW + 1}"), *to_dos(book, sheet)] for sheet in sheets}
        errors = book.errors()
    return Filled(history, sheets, issued, rows, saved, shown, errors)


def to_dos(book: Any, sheet: Sheet) -> list[str]:
    """What the To do cells of a sheet say."""
    if "to_do" not in sheet.table.columns():
        return []
    letters = column_letters(sheet.column("to_do"))
    return [text for (text,) in book.read(sheet.name, f"{letters}{sheet.first_row + 1}:{letters}{sheet.last_row + 1}")]


def quarter_of(filled: Filled):
    return Q2 if filled.history.registers else Q1


def register_of(filled: Filled, form: str) -> Register:
    """The register of the tracker in this format. Each of its cells was seen, and is accounted for."""
    path, quarter = filled.saved[form], quarter_of(filled)
    if form == "xlsx":
        return merged([path], quarter, plan=PLAN, history=filled.history)
    one = read_return(path, GivenText(PLAN))
    assert one.cells == filled_cells(filled.saved["xlsx"])
    register = merge(PLAN, quarter, [one], filled.history, quarter.ends)
    assert_accounted_for(register)
    return register


def arrived(row: Row, one: Return, register: Register, number: int) -> list[Table]:
    """The row as it was read, and its record in the register; `number` counts the rows of New actions."""
    match row.table.__name__:
        case "Actions":
            return [next(found for found in one.actions if found.ref == row.ref), register.action_by_ref[row.ref]]
        case "Measures":
            return [next(found for found in one.measures if found.ref == row.ref), register.measure_by_ref[row.ref]]
        case "NewActions":
            return [one.new_actions[number], register.new_actions[number]]
    return [one.sign_off, register.returns[PLAN.subgroups.index(GROUP)]]


def test_every_cell_to_fill_in_is_typed_into(filled):
    tables = {row.table for row in filled.rows}
    assert tables == {Actions, Measures, NewActions, SignOff}
    for row in filled.rows:
        assert row.values.keys() == row.table.to_fill_in().keys()
    for texts in (TEXTS, PER_CENTS, FIGURES):
        assert {one.text for row in filled.rows for one in row.answers}.issuperset(text for text, _ in texts)


@pytest.mark.parametrize("form", FORMATS)
def test_every_answer_typed_comes_back_equal(form, filled):
    one = read_return(filled.saved[form], GivenText(PLAN))
    register = register_of(filled, form)
    new_actions = [row for row in filled.rows if row.table is NewActions]
    otherwise = {}
    for row in filled.rows:
        number = new_actions.index(row) if row in new_actions else 0
        for found in arrived(row, one, register, number):
            for typed in row.answers:
                answer = found.unread.get(typed.name, found.values.get(typed.name))
                if answer != as_saved(typed.value, form):
                    otherwise[row.table.sheet.name, typed.cell] = (answer, typed.value)
    assert otherwise == {}
    account = register.returns[PLAN.subgroups.index(GROUP)]
    assert account.used == sum(len(row.answers) for row in filled.rows)
    assert account.kept == 0
    print(f"{form}: {account.used} answers came back equal, {account.given} given cells were unchanged")


def as_saved(value: object, form: str) -> object:
    """What LibreOffice 7.4 puts into the file: it leaves tabs out of an .ods, as its own reading of it shows."""
    return value.replace("\t", "") if form == "ods" and isinstance(value, str) else value


@pytest.mark.parametrize("form", FORMATS)
def test_every_given_cell_comes_back_as_it_was_issued(form, filled):
    register = register_of(filled, form)
    account = register.returns[PLAN.subgroups.index(GROUP)]
    assert (account.elsewhere, register.unplaced) == (0, ())
    typed_into = {(row.table.sheet.name, one.cell) for row in filled.rows for one in row.answers}
    live = {sheet: set(texts) for sheet, texts in filled.shown.items()}
    live["Start here"] |= {formulas.readiness_text(sheets_read(filled, form))}
    before = cells(filled.issued)
    after = cells(filled.saved[form])
    worked_out = formula_cells(filled.issued)
    assert before.keys() - typed_into == after.keys() - typed_into
    for where in before.keys() - typed_into:
        if where in worked_out:
            assert after[where] in live[where[0]], where
        else:
            assert after[where] == before[where], where


def cells(path: Path) -> dict[tuple[str, str], str]:
    """The text of every cell that is not empty, by sheet and name."""
    return {
        (grid.sheet, f"{column_letters(column)}{row + 1}"): as_written(raw)
        for grid in read_grids(path)
        for (row, column), raw in grid.cells.items()
    }


def formula_cells(path: Path) -> set[tuple[str, str]]:
    """The cells that hold a formula, by sheet and name."""
    book = openpyxl.load_workbook(path)
    every = ((sheet.title, cell) for sheet in book for cell in chain.from_iterable(sheet.iter_rows()))
    return {(sheet, cell.coordinate) for sheet, cell in every if cell.data_type == "f"}


def sheets_read(filled: Filled, form: str) -> list[Sheet]:
    """The sheets as issued, with the rows that came back."""
    one = read_return(filled.saved[form], GivenText(PLAN))
    rows: dict[type[Table], tuple[Table, ...]] = {
        Actions: one.actions,
        Measures: one.measures,
        NewActions: one.new_actions,
        SignOff: (one.sign_off,),
    }
    return [Sheet(sheet.table, rows.get(sheet.table, sheet.rows), notes=sheet.notes) for sheet in filled.sheets]


@pytest.mark.parametrize("form", FORMATS)
def test_what_it_says_is_still_to_do_agrees_with_us(form, filled):
    assert filled.errors == []
    read = {sheet.table: sheet for sheet in sheets_read(filled, form)}
    for table in (Actions, Measures):
        line, *every = filled.shown[table.sheet.name]
        assert every == [formulas.to_do_text(row) for row in read[table].rows]
        assert line == formulas.still_to_do_text(read[table])


@pytest.mark.parametrize("form", FORMATS)
def test_a_tracker_saved_untouched_holds_nothing_but_what_was_given(form, office, tmp_path):
    issued = tmp_path / "issued.xlsx"
    issued.write_bytes(tracker_workbook(PLAN, Q1, GROUP, History()))
    with office.open(issued) as book:
        path = book.save(tmp_path / f"untouched.{form}")
    one = read_return(path, GivenText(PLAN))
    assert not any(row.is_begun for row in one.rows)
    register = merge(PLAN, Q1, [one], History(), Q1.ends)
    account = register.returns[PLAN.subgroups.index(GROUP)]
    assert (account.used, account.kept, account.elsewhere) == (0, 0, 0)
    assert cells(path) == cells(issued)


LOOK_ALIKES = ("1/2", "012", "3.10", "12:30", "=Hopeful", "- two bullets\n- in one cell", "+44 131 496", "5%", "TRUE")


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_words_that_look_like_something_else_stay_as_they_were_typed(text, office, tmp_path):
    issued = tmp_path / "issued.xlsx"
    issued.write_bytes(tracker_workbook(PLAN, Q1, GROUP, History()))
    (sheet,) = (sheet for sheet in issued_sheets(PLAN, Q1, GROUP, History()) if sheet.table is Actions)
    with office.open(issued) as book:
        book.type("Actions", {cell_name(sheet.first_row, sheet.column("progress")): text})
        assert book.errors() == []
        one = read_return(book.save(tmp_path / "returned.xlsx"), GivenText(PLAN))
    assert one.actions[0].progress == text


def test_a_day_typed_the_british_way_is_that_day_and_not_the_american_one(office, tmp_path):
    path = drawn(tmp_path / "x.xlsx", {"Days": "| a | b |"})
    with office.open(path) as book:
        book.type("Days", {"A1": "03/04/2024", "B1": "=DATE(2024;4;3)"})
        assert book.read("Days", "A1:B1")[0] == [45385.0, 45385.0]
