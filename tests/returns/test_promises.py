"""The promises about a tracker that comes back, held against answers and damage drawn at random.

Each example is a plain model of one group's tracker: filled in with anything, damaged up to six times, written,
read, merged and checked. Whatever happened, every cell is accounted for, no word is lost, every answer is that of
its own row and column, and what could not be used is named.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from openpyxl.utils.cell import coordinate_to_tuple
from rapidfuzz.distance import OSA

from nacpc_xl.checks.run import check
from nacpc_xl.merge.merge import merge
from nacpc_xl.model.columns import (
    Choice,
    Column,
    Date,
    ErrorValue,
    Number,
    Percent,
    Raw,
    Ref,
    Untold,
    as_written,
    folded,
)
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.register import Register
from nacpc_xl.model.source import cell_name
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import TRACKER, Actions, Measures, NewActions, SignOff, StartHere
from nacpc_xl.model.words import Noticed, Outcome
from nacpc_xl.preflight.survey import At, Block
from nacpc_xl.returns.read import NOTHING_RELEASED, Return, read_return
from nacpc_xl.sheets.find import ALIKE
from nacpc_xl.sheets.formulas import is_ours
from nacpc_xl.sheets.layout import ANSWER_COLUMN, TABLE_ROW
from nacpc_xl.sheets.lists import LISTS
from nacpc_xl.sheets.read import read_workbook
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, group
from tests.quarters import NO_HISTORY, assert_accounted_for

T = TypeVar("T")

GROUP = group("VO")
PLANNED = [action for action in PLAN.actions if action.subgroup == GROUP.code]
ISSUED = tracker_workbook(PLAN, Q1, GROUP, NO_HISTORY)
GIVEN_TEXT = GivenText(PLAN)

EXAMPLES = 300  # of each part
FULL_PARTS = 4  # in which every kind of damage is drawn, besides one part for each kind
MOST_DAMAGES = 6


# A workbook as a model


class Formula(NamedTuple):
    """A formula, and the result that was saved with it; `None` where none was."""

    text: str
    result: Raw | None = None


Content = Raw | Formula


def seen_as(content: Content) -> Raw | None:
    """What a reader should see in a cell; `None` where it is blank."""
    if isinstance(content, Formula):
        if content.result is None:
            return None if is_ours(content.text) else Untold(f"={content.text}")
        content = content.result
    return None if isinstance(content, str) and not content.strip() else content


@dataclass
class Page:
    """One sheet. Rows and columns are counted from 0."""

    name: str
    cells: dict[At, Content]
    comments: dict[At, str] = field(default_factory=dict)
    merged: list[Block] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False

    @property
    def height(self) -> int:
        """The number of rows down to the last cell, at least one."""
        return max((row + 1 for row, _ in self.cells), default=1)

    @property
    def width(self) -> int:
        """The number of columns up to the last cell, at least one."""
        return max((column + 1 for _, column in self.cells), default=1)

    def copied(self, name: str) -> Page:
        """A copy of the sheet."""
        return Page(
            name,
            dict(self.cells),
            dict(self.comments),
            list(self.merged),
            set(self.hidden_rows),
            set(self.hidden_columns),
            self.is_hidden,
        )

    def move(self, moved: Callable[[At], At | None]) -> None:
        """Puts each cell, with its comment, where `moved` says; `None` deletes it. Merged cells are parted."""
        self.cells = {to: content for at, content in self.cells.items() if (to := moved(at)) is not None}
        self.comments = {to: text for at, text in self.comments.items() if (to := moved(at)) is not None}
        self.merged = []

    def move_rows(self, moved: Callable[[int], int | None]) -> None:
        """Puts each row where `moved` says; `None` deletes it."""
        self.move(lambda at: None if (row := moved(at[0])) is None else (row, at[1]))
        self.hidden_rows = {to for row in self.hidden_rows if (to := moved(row)) is not None}

    def move_columns(self, moved: Callable[[int], int | None]) -> None:
        """Puts each column where `moved` says; `None` deletes it."""
        self.move(lambda at: None if (column := moved(at[1])) is None else (at[0], column))
        self.hidden_columns = {to for column in self.hidden_columns if (to := moved(column)) is not None}

    def copy_row(self, row: int, to: int) -> None:
        """Writes each cell of a row into another one too."""
        self.cells |= {(to, column): content for (at, column), content in self.cells.items() if at == row}

    def copy_column(self, column: int, to: int) -> None:
        """Writes each cell of a column into another one too."""
        self.cells |= {(row, to): content for (row, at), content in self.cells.items() if at == column}


Book = list[Page]


def _issued_book() -> Book:
    """The group's tracker as it is issued."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "issued.xlsx"
        path.write_bytes(ISSUED)
        grids = read_workbook(path).grids
    return [
        Page(
            grid.sheet,
            {
                at: Formula(grid.seen.formulas[at], raw) if at in grid.seen.formulas else raw
                for at, raw in grid.cells.items()
            },
        )
        for grid in grids
    ]


ISSUED_BOOK = _issued_book()
ISSUED_TEXTS = {folded(as_written(seen_as(content))) for page in ISSUED_BOOK for content in page.cells.values()} | {""}


# A model written as a workbook, quickly

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
ORIGIN = dt.datetime(1899, 12, 30)  # day 0 of a workbook's dates
PLAIN, DAY, PER_CENT, TIME = range(4)  # the styles of cells
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="d mmm yyyy"/>'
    '<numFmt numFmtId="165" formatCode="0.0%"/><numFmt numFmtId="166" formatCode="d mmm yyyy h:mm"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders>'
    f'<cellXfs count="4">{"".join(f"""<xf numFmtId="{number}"/>""" for number in (0, 164, 165, 166))}</cellXfs>'
    "</styleSheet>"
)
RELATED = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
RELATION = f'<Relationship Id="rId{{}}" Type="{OFFICE}/{{}}" Target="/{{}}"/>'
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{SPREADSHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{SPREADSHEET}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SPREADSHEET}.sharedStrings+xml"/>{{}}</Types>'
)
COMMENTS = f'<Override PartName="/{{}}" ContentType="{SPREADSHEET}.comments+xml"/>'


def written(book: Book, path: Path) -> Path:
    """The workbook as a file at `path`."""
    texts: dict[str, int] = {}
    parts = {"xl/styles.xml": STYLES}
    relations, sheets, comments = [RELATION.format(0, "styles", "xl/styles.xml")], "", ""
    for number, page in enumerate(book, start=1):
        part = f"xl/worksheets/sheet{number}.xml"
        parts[part] = _sheet_xml(page, texts)
        relations.append(RELATION.format(number, "worksheet", part))
        state = ' state="hidden"' if page.is_hidden else ""
        sheets += f'<sheet name="{escape(page.name)}" sheetId="{number}"{state} r:id="rId{number}"/>'
        if page.comments:
            part = f"xl/comments{number}.xml"
            parts[part] = _comments_xml(page)
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = RELATED.format(RELATION.format(1, "comments", part))
            comments += COMMENTS.format(part)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{"".join(f"<si>{_t(text)}</si>" for text in texts)}</sst>'
    relations.append(RELATION.format(len(book) + 1, "sharedStrings", "xl/sharedStrings.xml"))
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = RELATED.format("".join(relations))
    parts["_rels/.rels"] = RELATED.format(RELATION.format(1, "officeDocument", "xl/workbook.xml"))
    parts["[Content_Types].xml"] = CONTENT_TYPES.format(comments)
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def _sheet_xml(page: Page, texts: dict[str, int]) -> str:
    rows: dict[int, str] = dict.fromkeys(sorted(page.hidden_rows.union(row for row, _ in page.cells)), "")
    for (row, column), content in sorted(page.cells.items(), key=lambda item: item[0]):
        rows[row] += _cell_xml(cell_name(row, column), content, texts)
    hidden = dict.fromkeys(page.hidden_rows, ' hidden="1"')
    data = "".join(f'<row r="{row + 1}"{hidden.get(row, "")}>{cells}</row>' for row, cells in rows.items())
    columns = "".join(f'<col min="{at + 1}" max="{at + 1}" hidden="1"/>' for at in sorted(page.hidden_columns))
    blocks = "".join(
        f'<mergeCell ref="{cell_name(*block[:2])}:{cell_name(*block[2:])}"/>' for block in page.merged
    )  # fmt: skip
    return (
        f'<worksheet xmlns="{MAIN}">{f"<cols>{columns}</cols>" if columns else ""}<sheetData>{data}</sheetData>'
        f"{f'<mergeCells>{blocks}</mergeCells>' if blocks else ''}</worksheet>"
    )


def _cell_xml(name: str, content: Content, texts: dict[str, int]) -> str:
    formula = ""
    raw: Raw | None = content.result if isinstance(content, Formula) else content
    if isinstance(content, Formula):
        formula = f"<f>{escape(content.text)}</f>"
    match raw:
        case None:
            kind, value = "", ""
        case ErrorValue():
            kind, value = ' t="e"', str(raw)
        case str() if formula:
            kind, value = ' t="str"', _escaped(raw)
        case str():
            kind, value = ' t="s"', str(texts.setdefault(raw, len(texts)))
        case bool():
            kind, value = ' t="b"', str(int(raw))
        case dt.datetime():
            kind, value = f' s="{TIME}"', repr((raw - ORIGIN) / dt.timedelta(days=1))
        case dt.date():
            kind, value = f' s="{DAY}"', str((raw - ORIGIN.date()).days)
        case _:
            kind, value = f' s="{PER_CENT if isinstance(raw, Percent) else PLAIN}"', repr(float(raw))  # type: ignore[arg-type]
    return f'<c r="{name}"{kind}>{formula}{f"<v>{value}</v>" if value else ""}</c>'


def _comments_xml(page: Page) -> str:
    comments = "".join(
        f'<comment ref="{cell_name(*at)}" authorId="0"><text>{_t(text)}</text></comment>'
        for at, text in page.comments.items()
    )
    return f'<comments xmlns="{MAIN}"><authors><author/></authors><commentList>{comments}</commentList></comments>'


def _t(text: str) -> str:
    return f'<t xml:space="preserve">{_escaped(text)}</t>'


def _escaped(text: str) -> str:
    """The text as it stands in a file, where _x000D_ is a return and _x005F_ what such a name begins with."""
    return escape(re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)).replace("\r", "_x000D_")


# What is drawn

NOT_IN_XML = [chr(code) for code in range(32) if chr(code) not in "\t\n\r"] + ["\ufffe", "\uffff"]
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=NOT_IN_XML), max_size=12)
BEGINNINGS = st.sampled_from(
    ["", "=", "+", "@", "=1+1\n", "'", "http://", "•\t", '&amp;<b>"', "_x0041_", "012", "\r\n"]
)
DAYS = st.dates(Date.EARLIEST, Date.LATEST)
NUMBERS = st.one_of(st.integers(-(10**5), 10**5), st.integers(-(10**7), 10**7).map(lambda number: number / 1000))

ODD: tuple[Content, ...] = (
    "TBC",
    "end of June",
    "about 40",
    "Amber/Green",
    "Not complete",
    "Green",
    " off  TRACK ",
    "Status",
    "Ref",
    "P2.1-01",
    "P9.9-99",
    "30/6/2024",
    "6/30/2024",
    "12",
    "62%",
    "  ",
    "\u200b",
    "\xa0",
    "Ready when the board has met",
    "x" * 32_767,
    0,
    -1,
    45_473,
    1e300,
    True,
    Percent(0.85),
    dt.date(1901, 1, 1),
    dt.date(9999, 12, 31),
    dt.datetime(2024, 6, 30, 18),
    ErrorValue("#DIV/0!"),
    ErrorValue("#REF!"),
    Formula("1+1"),
    Formula('Minutes!A1&" and <more>"'),
    Formula("1+1", 2),
    Formula("TODAY()", dt.date(2024, 6, 28)),
    Formula("B5&C5", "Worked out from two cells"),
    Formula("1/0", ErrorValue("#DIV/0!")),
    Formula("A1", ""),
)
"""What may stand in any cell, wherever it is right or wrong."""


class Pool(NamedTuple):
    """Drawn answers of each kind, for the cells to help themselves from one after the other.

    `pattern` tells what becomes of each cell in turn: 0 leaves it blank, 1 and 2 fill it in well, 3 with
    something odd.
    """

    texts: list[str]
    days: list[dt.date]
    numbers: list[float]
    pattern: list[int]
    shift: int

    def text(self, number: int) -> str:
        """The `number`th text, like no other."""
        return f"{self.texts[number % len(self.texts)]} ({number})"

    def odd(self, number: int) -> Content:
        """The `number`th odd thing."""
        return ODD[(number + self.shift) % len(ODD)]

    def good(self, column: Column[Any], number: int) -> Content:
        """The `number`th answer of the column's kind."""
        match column:
            case Choice():
                return str(column.offered[(number + self.shift) % len(column.offered)])
            case Date():
                return self.days[number % len(self.days)]
            case Number():
                figure = self.numbers[number % len(self.numbers)]
                return Percent(figure) if number % 3 else figure
            case Ref():
                return PLAN.lists[column.options_from][number % len(PLAN.priorities)]
        return self.text(number)

    def answer(self, column: Column[Any], number: int) -> Content:
        """What stands in the `number`th cell to fill in, which is of this column."""
        return (
            "",
            self.good(column, number),
            self.good(column, number),
            self.odd(number),
        )[self.pattern[number % len(self.pattern)]]

    def anything(self, number: int) -> Content:
        """Something that stands in a cell where nobody expects it."""
        return (
            self.text(1000 + number),
            self.days[number % len(self.days)],
            self.numbers[number % len(self.numbers)],
            self.odd(number),
        )[number % 4]


POOLS = st.builds(
    Pool,
    texts=st.lists(st.builds("".join, st.tuples(BEGINNINGS, WORDS)), min_size=1, max_size=4),
    days=st.lists(DAYS, min_size=1, max_size=3),
    numbers=st.lists(NUMBERS, min_size=1, max_size=3),
    pattern=st.lists(st.integers(0, 3), min_size=1, max_size=8),
    shift=st.integers(0, len(ODD) - 1),
)


def cells_to_fill_in() -> Iterator[tuple[str, At, Column[Any]]]:
    """The sheet, the place and the column of each cell to fill in, the first three rows of new actions only."""
    rows = {Actions: len(PLANNED), Measures: len(PLAN.measures_of(PLANNED)), NewActions: 3}
    for table, count in rows.items():
        for at, column in enumerate(table.columns().values()):
            if not column.given:
                yield from ((table.sheet.name, (TABLE_ROW + 1 + row, at), column) for row in range(count))
    for row, column in enumerate(SignOff.columns().values(), start=TABLE_ROW):
        yield SignOff.sheet.name, (row, ANSWER_COLUMN), column


TO_FILL_IN = list(cells_to_fill_in())


def filled_in(pool: Pool) -> Book:
    """The issued tracker with the pool's answers in it."""
    book = [page.copied(page.name) for page in ISSUED_BOOK]
    by_name = {page.name: page for page in book}
    for number, (sheet, at, column) in enumerate(TO_FILL_IN):
        answer = pool.answer(column, number)
        if answer != "":
            by_name[sheet].cells[at] = answer
    return book


# What may happen to a workbook


@dataclass
class Hand:
    """Does one damage to a book, wherever the drawn `numbers` lead it."""

    book: Book
    pool: Pool
    numbers: Sequence[int]
    _taken: int = 0

    def number(self, below: int) -> int:
        """A number from 0 on, less than `below`."""
        again, which = divmod(self._taken, len(self.numbers))
        self._taken += 1
        return (self.numbers[which] + 37 * again) % max(below, 1)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.number(len(options))]

    def page(self) -> Page:
        """A sheet: most often Actions or Measures, as long as these stand where they were issued."""
        order = (1, 1, 1, 1, 2, 2, 2, 4, 3, 0, 5, len(self.book) - 1)
        return self.book[self.pick(order) % len(self.book)]

    def page_with(self, is_wanted: Callable[[Content], bool]) -> Page:
        """A sheet with such a cell on it, if there is any."""
        return self.pick([page for page in self.book if any(map(is_wanted, page.cells.values()))] or self.book)

    def row(self, page: Page) -> int:
        """A row of the sheet or one of two below, most often from the headings on."""
        from_headings_on = range(TABLE_ROW, page.height)
        rows: list[int] = [*from_headings_on, *from_headings_on, *range(page.height + 2)]
        return self.pick(rows)

    def column(self, page: Page) -> int:
        """A column of the sheet, or one of two beside it."""
        return self.number(page.width + 2)

    def filled(self, page: Page) -> At:
        """A cell with something in it, if there is any."""
        return self.cell_with(page, lambda content: True)

    def cell_with(self, page: Page, is_wanted: Callable[[Content], bool]) -> At:
        """A cell with such content, if there is any."""
        cells = sorted(page.cells)
        return self.pick([at for at in cells if is_wanted(page.cells[at])] or cells or [(0, 0)])

    def heading(self) -> tuple[Page, At]:
        """A cell with a heading or a label in it, if there is any, and its sheet."""
        page = self.page()
        return page, self.cell_with(page, _is_label)

    def ref(self) -> tuple[Page, At]:
        """A cell with a ref of the group in it, if there is any, and its sheet."""
        page = self.page_with(_is_ref)
        return page, self.cell_with(page, _is_ref)

    def anything(self) -> Content:
        """Something new to stand in a cell."""
        return self.pool.anything(self.number(500))

    def words(self) -> str:
        """New words."""
        return self.pool.text(2000 + self.number(500))

    def name(self, wanted: str) -> str:
        """A name like the one wanted that no sheet has."""
        taken = {page.name.casefold() for page in self.book}
        names = (wanted, *(f"{wanted[:26]} ({number})" for number in range(2, 99)))
        return next(name for name in names if name.casefold() not in taken)


REFS = [*(action.ref for action in PLANNED), *(measure.ref for measure in PLAN.measures_of(PLANNED))]
OTHER_REFS: list[Content] = [
    *REFS,
    "P1.1-01",
    "P3.1-02",
    "P9.9-99",
    "P2.2-01-M9",
    "p2.1-01 ",
    "2.1-01",
    "the first",
    45_473,
]
LABELS = {folded(column.heading) for table in TRACKER for column in table.columns().values()}
NAMES = ["Sheet1", "Our actions", "MEASURES", "actions ", "Old", "Maßnahmen & mehr", "Лист 1", "Sign off", "lists"]


def _is_label(content: Content) -> bool:
    return isinstance(content, str) and folded(content) in LABELS


def _is_ref(content: Content) -> bool:
    return isinstance(content, str) and content in REFS


def _is_to_do(content: Content) -> bool:
    return isinstance(content, Formula) and is_ours(content.text)


Damage = Callable[[Hand], None]
DAMAGES: dict[str, list[Damage]] = {}
"""Every damage, by what it is done to."""


def damage_to(what: str) -> Callable[[Damage], Damage]:
    """Declares a damage to sheets, rows and columns, and so on."""

    def declare(damage: Damage) -> Damage:
        DAMAGES.setdefault(what, []).append(damage)
        return damage

    return declare


@damage_to("sheets")
def rename_sheet(hand: Hand) -> None:
    page = hand.page()
    page.name = hand.name(hand.pick(NAMES))


@damage_to("sheets")
def swap_names(hand: Hand) -> None:
    one, other = hand.page(), hand.page()
    one.name, other.name = other.name, one.name


@damage_to("sheets")
def move_sheet(hand: Hand) -> None:
    page = hand.page()
    hand.book.remove(page)
    hand.book.insert(hand.number(len(hand.book) + 1), page)


@damage_to("sheets")
def copy_sheet(hand: Hand) -> None:
    page = hand.page()
    hand.book.insert(hand.number(len(hand.book) + 1), page.copied(hand.name(f"{page.name[:26]} (2)")))


@damage_to("sheets")
def copy_sheet_and_change_it(hand: Hand) -> None:
    page = hand.page()
    changed = page.copied(hand.name(f"{page.name[:26]} (2)"))
    for _ in range(1 + hand.number(3)):
        changed.cells[hand.row(page), hand.column(page)] = hand.anything()
    hand.book.insert(hand.number(len(hand.book) + 1), changed)


@damage_to("sheets")
def delete_sheet(hand: Hand) -> None:
    if len(hand.book) > 1:
        hand.book.remove(hand.page())


@damage_to("sheets")
def paste_below(hand: Hand) -> None:
    page, other = hand.page(), hand.page()
    down = page.height + hand.number(3)
    page.cells |= {(row + down, column): content for (row, column), content in other.cells.items()}


@damage_to("sheets")
def paste_beside(hand: Hand) -> None:
    page, other = hand.page(), hand.page()
    right = page.width + hand.number(3)
    page.cells |= {(row, column + right): content for (row, column), content in other.cells.items()}


@damage_to("rows and columns")
def insert_rows(hand: Hand) -> None:
    page = hand.page()
    first, count = hand.row(page), 1 + hand.number(3)
    page.move_rows(lambda row: row + count if row >= first else row)


@damage_to("rows and columns")
def insert_columns(hand: Hand) -> None:
    page = hand.page()
    first, count = hand.column(page), 1 + hand.number(3)
    page.move_columns(lambda column: column + count if column >= first else column)


@damage_to("rows and columns")
def delete_rows(hand: Hand) -> None:
    page = hand.page()
    first, count = hand.row(page), 1 + hand.number(2)
    page.move_rows(lambda row: row if row < first else None if row < first + count else row - count)


@damage_to("rows and columns")
def delete_columns(hand: Hand) -> None:
    page = hand.page()
    first, count = hand.column(page), 1 + hand.number(2)
    page.move_columns(lambda column: column if column < first else None if column < first + count else column - count)


@damage_to("rows and columns")
def swap_rows(hand: Hand) -> None:
    page = hand.page()
    one, other = hand.row(page), hand.row(page)
    page.move_rows(lambda row: {one: other, other: one}.get(row, row))


@damage_to("rows and columns")
def swap_columns(hand: Hand) -> None:
    page = hand.page()
    one, other = hand.column(page), hand.column(page)
    page.move_columns(lambda column: {one: other, other: one}.get(column, column))


@damage_to("rows and columns")
def move_table(hand: Hand) -> None:
    page = hand.page()
    down, right = hand.number(4), hand.number(4)
    page.move(lambda at: (at[0] + down, at[1] + right) if at[0] >= TABLE_ROW else at)


@damage_to("rows and columns")
def sort_rows(hand: Hand) -> None:
    page = hand.page()
    column, first = hand.column(page), TABLE_ROW + hand.number(2)
    rows = sorted({row for row, _ in page.cells if row >= first})
    by_column = sorted(rows, key=lambda row: str(page.cells.get((row, column), "")))
    page.move_rows(lambda row: dict(zip(by_column, rows, strict=True)).get(row, row))


@damage_to("rows and columns")
def shuffle_rows(hand: Hand) -> None:
    page = hand.page()
    rows = sorted({row for row, _ in page.cells if row > TABLE_ROW})
    by_chance = sorted(rows, key=lambda row: hand.number(100))
    page.move_rows(lambda row: dict(zip(by_chance, rows, strict=True)).get(row, row))


@damage_to("rows and columns")
def repeat_row(hand: Hand) -> None:
    page = hand.page()
    row, below = hand.row(page), 1 + hand.number(3)
    page.move_rows(lambda one: one + 1 if one >= row + below else one)
    page.copy_row(row, row + below)
    for _ in range(hand.number(3)):
        page.cells[row + below, hand.column(page)] = hand.anything()


@damage_to("rows and columns")
def repeat_column(hand: Hand) -> None:
    page = hand.page()
    column, beside = hand.column(page), 1 + hand.number(3)
    page.move_columns(lambda one: one + 1 if one >= column + beside else one)
    page.copy_column(column, column + beside)
    if hand.number(2):
        page.cells[hand.row(page), column + beside] = hand.anything()


@damage_to("rows and columns")
def repeat_headings(hand: Hand) -> None:
    page, (row, _) = hand.heading()
    below = 1 + hand.number(4)
    page.move_rows(lambda one: one + 1 if one >= row + below else one)
    page.copy_row(row, row + below)


@damage_to("sight")
def hide_row(hand: Hand) -> None:
    page = hand.page()
    page.hidden_rows.add(hand.row(page))


@damage_to("sight")
def hide_column(hand: Hand) -> None:
    page = hand.page()
    page.hidden_columns.add(hand.column(page))


@damage_to("sight")
def hide_sheet(hand: Hand) -> None:
    hand.page().is_hidden = True


@damage_to("sight")
def merge_cells(hand: Hand) -> None:
    page = hand.page()
    top, left = hand.row(page), hand.column(page)
    bottom, right = top + hand.number(3), left + hand.number(3)
    inside = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    page.merged = [block for block in page.merged if not inside & _cells_in(block)] + [(top, left, bottom, right)]
    if hand.number(2):  # as Excel does it; other programs keep what stands behind
        page.cells = {at: content for at, content in page.cells.items() if at not in inside - {(top, left)}}


def _cells_in(block: Block) -> set[At]:
    top, left, bottom, right = block
    return {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}


@damage_to("headings")
def misspell_heading(hand: Hand) -> None:
    page, at = hand.heading()
    text = str(page.cells.get(at, "Ref"))
    letter = hand.number(len(text))
    before, here, after = text[:letter], text[letter : letter + 1], text[letter + 1 :]
    page.cells[at] = hand.pick([before + after, before + here + here + after, before + after[:1] + here + after[1:]])


@damage_to("headings")
def respell_heading(hand: Hand) -> None:
    page, at = hand.heading()
    text = str(page.cells.get(at, "Ref"))
    spellings = [text.upper(), text.replace(" ", "\n"), f"  {text} ", text.replace(" ", " \xa0"), f"{text}:"]
    page.cells[at] = hand.pick(spellings)


@damage_to("headings")
def empty_heading(hand: Hand) -> None:
    page, at = hand.heading()
    page.cells.pop(at, None)


@damage_to("headings")
def rewrite_heading(hand: Hand) -> None:
    page, at = hand.heading()
    page.cells[at] = hand.words()


@damage_to("headings")
def copy_heading(hand: Hand) -> None:
    (page, at), (other, of_other) = hand.heading(), hand.heading()
    page.cells[at] = other.cells.get(of_other, "Status")


@damage_to("headings")
def swap_headings(hand: Hand) -> None:
    page, at = hand.heading()
    other = hand.cell_with(page, _is_label)
    page.cells[at], page.cells[other] = page.cells.get(other, ""), page.cells.get(at, "")


@damage_to("headings")
def change_detail(hand: Hand) -> None:
    page = next((page for page in hand.book if page.name == StartHere.sheet.name), hand.page())
    row, _ = hand.cell_with(page, _is_label)
    details: list[Content] = ["Q2 2024-25", "Q1 2023-24", "q1  2024-25", "FH", "XX", "", hand.words(), hand.anything()]
    page.cells[row, ANSWER_COLUMN] = hand.pick(details)


@damage_to("refs")
def blank_ref(hand: Hand) -> None:
    page, at = hand.ref()
    page.cells.pop(at, None)


@damage_to("refs")
def change_ref(hand: Hand) -> None:
    page, at = hand.ref()
    page.cells[at] = hand.pick(OTHER_REFS)


@damage_to("refs")
def swap_refs(hand: Hand) -> None:
    (page, at), (other, of_other) = hand.ref(), hand.ref()
    page.cells[at], other.cells[of_other] = other.cells.get(of_other, ""), page.cells.get(at, "")


@damage_to("refs")
def type_a_row(hand: Hand) -> None:
    page = hand.page_with(_is_ref)
    row = hand.row(page)
    page.cells[row, 0] = hand.pick(OTHER_REFS)
    for _ in range(1 + hand.number(4)):
        page.cells[row, hand.column(page)] = hand.anything()


@damage_to("cells")
def type_over(hand: Hand) -> None:
    page = hand.page()
    page.cells[hand.filled(page)] = hand.anything()


@damage_to("cells")
def type_over_to_do(hand: Hand) -> None:
    page = hand.page_with(_is_to_do)
    page.cells[hand.cell_with(page, _is_to_do)] = hand.pick(["Ready when the board has met", hand.anything()])


@damage_to("cells")
def respell(hand: Hand) -> None:
    page = hand.page()
    at = hand.filled(page)
    content = page.cells.get(at)
    if isinstance(content, str):
        page.cells[at] = hand.pick([content.upper(), f"\xa0{content}\n", content.replace(" ", "  ")])


@damage_to("cells")
def type_beside_and_below(hand: Hand) -> None:
    page = hand.page()
    page.cells[page.height + hand.number(4), hand.column(page)] = hand.anything()
    page.cells[hand.row(page), page.width + hand.number(4)] = hand.anything()


@damage_to("cells")
def type_above(hand: Hand) -> None:
    page = hand.page()
    page.cells[hand.number(TABLE_ROW), hand.column(page)] = hand.anything()


@damage_to("cells")
def type_anywhere(hand: Hand) -> None:
    page = hand.page()
    page.cells[hand.row(page), hand.column(page)] = hand.anything()


@damage_to("cells")
def clear(hand: Hand) -> None:
    page = hand.page()
    page.cells.pop(hand.filled(page), None)


@damage_to("cells")
def copy_cell(hand: Hand) -> None:
    page, other = hand.page(), hand.page()
    page.cells[hand.row(page), hand.column(page)] = other.cells.get(hand.filled(other), "")


@damage_to("cells")
def drag_cells(hand: Hand) -> None:
    page = hand.page()
    one, other = hand.filled(page), (hand.row(page), hand.column(page))
    page.cells[other] = page.cells.pop(one, "")


@damage_to("cells")
def comment_on(hand: Hand) -> None:
    page = hand.page()
    page.comments[hand.row(page), hand.column(page)] = hand.words()


@damage_to("cells")
def lose_results(hand: Hand) -> None:
    for page in hand.book:
        page.cells = {
            at: Formula(content.text) if isinstance(content, Formula) else content for at, content in page.cells.items()
        }


@damage_to("cells")
def put_a_formula(hand: Hand) -> None:
    page = hand.page()
    at = hand.pick([hand.filled(page), (hand.row(page), hand.column(page))])
    shown = seen_as(page.cells.get(at, ""))
    result = None if isinstance(shown, Untold) else shown
    page.cells[at] = Formula("Minutes!B2", hand.pick([None, result, ErrorValue("#REF!")]))


@damage_to("cells")
def type_on_lists(hand: Hand) -> None:
    page = next((page for page in hand.book if page.name == LISTS), hand.page())
    page.cells[hand.row(page), hand.column(page)] = hand.anything()


class Drawn(NamedTuple):
    """One damage, and the numbers that lead it."""

    damage: Damage
    numbers: tuple[int, ...]


def damages_to(*what: str) -> st.SearchStrategy[list[Drawn]]:
    """None to six damages of these kinds, one after the other."""
    damages = [damage for one in what for damage in DAMAGES[one]]
    drawn = st.builds(Drawn, st.sampled_from(damages), st.tuples(*[st.integers(0, 9_999)] * 5))
    return st.lists(drawn, max_size=MOST_DAMAGES)


def damaged(pool: Pool, drawn: Sequence[Drawn]) -> Book:
    """The tracker, filled in and then damaged."""
    book = filled_in(pool)
    for one in drawn:
        one.damage(Hand(book, pool, one.numbers))
    return book


# What must hold of a workbook that came back

Where = tuple[str, str]
"""A sheet and a cell, by their names."""

REFUSED = ("R02", "R03")
UNNAMED_REST = re.compile(r" and \d+ more$")
CELLS = re.compile(r"\b([A-Z]{1,3})([1-9]\d*)(?: to [A-Z]{1,3}([1-9]\d*))?\b")


class Answer(NamedTuple):
    """A cell to fill in of a row of the register, and the table of the tracker that the row comes from."""

    record: Table
    table: type[Table]
    name: str

    @property
    def heading(self) -> str:
        """The heading above the cell, or the label beside it."""
        return self.table.columns()[self.name].heading

    def says(self, raw: Raw) -> bool:
        """Whether the cell says what `raw` does, but for case and white space."""
        return self.is_read_from(raw) or folded(self.record.written(self.name)) == folded(as_written(raw))

    def is_read_from(self, raw: Raw) -> bool:
        """Whether the cell says just what `raw` does, understood or not."""
        if self.name in self.record.unread:
            return self.record.unread[self.name].written == as_written(raw)
        if isinstance(raw, ErrorValue | Untold):
            return False
        value, problem = self.table.columns()[self.name].parse(raw, self.record.values)
        return not problem and value == self.record.values.get(self.name)


@dataclass
class Result:
    """A book, and what came of it."""

    book: Book
    one: Return
    register: Register
    findings: Sequence[Finding]

    @cached_property
    def pages(self) -> dict[str, dict[At, Raw]]:
        """What a reader should see in each cell that is not blank, by sheet."""
        return {
            page.name: {
                at: as_shown(raw) for at, content in page.cells.items() if (raw := seen_as(content)) is not None
            }
            for page in self.book
        }

    @cached_property
    def cells(self) -> dict[Where, Raw]:
        """The same by the names of the sheet and the cell."""
        return {(sheet, cell_name(*at)): raw for sheet, cells in self.pages.items() for at, raw in cells.items()}

    @cached_property
    def headings(self) -> dict[tuple[str, type[Table]], dict[int, dict[int, str]]]:
        """By sheet and table, each row with headings of it, and the names of their columns by where they stand."""
        found: dict[tuple[str, type[Table]], dict[int, dict[int, str]]] = {}
        for table in (Actions, Measures, NewActions):
            by_heading = {folded(column.heading): name for name, column in table.columns().items()}
            for sheet, cells in self.pages.items():
                rows = found.setdefault((sheet, table), {})
                for (row, column), raw in cells.items():
                    if isinstance(raw, str) and (name := by_heading.get(as_heading(raw))):
                        rows.setdefault(row, {})[column] = name
        return found

    def misspelt(self, sheet: str, heading: str) -> list[At]:
        """Where on the sheet a misspelt heading was noticed that was read as this one."""
        return [
            position(notice.at)
            for notice in self.register.notices
            if notice.what is Noticed.HEADING_MISSPELT
            and notice.sheet_name == sheet
            and notice.detail.endswith(f" as {heading}")
        ]

    @cached_property
    def rows(self) -> list[tuple[type[Table], Table]]:
        """Each row of the register with answers from the file, and the table of the tracker that it comes from."""
        register = self.register
        return [
            *((Actions, action) for action in register.actions if action.source_row),
            *((Measures, measure) for measure in register.measures if measure.source_row),
            *((NewActions, proposed) for proposed in register.new_actions),
            *((SignOff, returned) for returned in register.returns if returned.outcome is Outcome.USED),
        ]

    @cached_property
    def answers(self) -> dict[Where, Answer]:
        """Every answer of the register by where it stands."""
        found: dict[Where, Answer] = {}
        for table, record in self.rows:
            for name in table.to_fill_in():
                if record.is_filled(name):
                    found[where_is(record, name)] = Answer(record, table, name)
        return found

    @cached_property
    def scraps(self) -> set[tuple[Where, str]]:
        """Where each text of Unplaced stands, and the text."""
        return {((scrap.sheet_name, scrap.at), scrap.text) for scrap in self.register.unplaced}

    @cached_property
    def is_refused(self) -> bool:
        """Whether a finding says that nothing of the file was used."""
        return any(finding.code in REFUSED and finding.file == self.one.file for finding in self.findings)

    @cached_property
    def named(self) -> set[Where]:
        """The cells that findings name."""
        named = set()
        for finding in self.findings:
            if finding.file == self.one.file:
                named |= {(finding.sheet_name, cell) for cell in cells_named(finding)}
                if UNNAMED_REST.search(finding.what):
                    named |= {where for where, _ in self.scraps if where[0] == finding.sheet_name}
        return named

    @cached_property
    def quotes(self) -> list[str]:
        """What findings say of headings and of a return's details, and the group that it was taken for."""
        said = [as_written(finding.what) for finding in self.findings if finding.code in ("R03", "R11", "R13")]
        return said + [returned.subgroup for returned in self.register.returns if returned.file]


def as_shown(raw: Raw) -> Raw:
    """What may be seen of a cell once what may stand for a person is withheld."""
    if isinstance(raw, str):
        shown = NOTHING_RELEASED.shown(raw)
        return raw if shown == raw or folded(as_written(raw)) in ISSUED_TEXTS else type(raw)(shown)
    written = as_written(raw)
    is_long = written.isdigit() and 9 <= len(written) <= 14
    shown = NOTHING_RELEASED.shown(written) if is_long else written
    return raw if shown == written else shown


def where_is(record: Table, name: str) -> Where:
    """Where a cell of a row stands."""
    source = record.source(name)
    return source.sheet, source.cell


def position(cell: str) -> At:
    """The row and column, counted from 0, of the cell with this name."""
    row, column = coordinate_to_tuple(cell)
    return row - 1, column - 1


def cells_named(finding: Finding) -> Iterator[str]:
    """The cells that a finding is about: its own, and those that its sentence lists (K5, L7 to L9)."""
    yield finding.at
    for letters, first, last in CELLS.findall(re.sub("“.*”", "", finding.what, flags=re.DOTALL)):
        yield from (f"{letters}{row}" for row in range(int(first), int(last or first) + 1))


def come_back(book: Book, path: Path) -> Result:
    """What comes of the book when it is written to `path`, returned, merged and checked."""
    one = read_return(written(book, path), GIVEN_TEXT)
    register = merge(PLAN, Q1, [one], NO_HISTORY, Q1.ends)
    return Result(book, one, register, check(register, PLAN, Q1, NO_HISTORY, Q1.ends).findings)


def broken_promises(result: Result) -> list[str]:
    """What was passed over, lost, changed or left unsaid, in words."""
    checks = (not_counted, lost, changed, not_asked_about, left_unsaid)
    return [fault for one in checks for fault in one(result)]


def not_counted(result: Result) -> Iterator[str]:
    """Every cell that is not blank, and every comment, is counted, and ends in one of four heaps."""
    there = len(result.cells) + sum(len(page.comments) for page in result.book)
    if result.one.cells != there:
        yield f"of {there} cells and comments {result.one.cells} were counted"
    try:
        assert_accounted_for(result.register)
    except AssertionError as sentence:
        yield str(sentence).splitlines()[0]


def lost(result: Result) -> Iterator[str]:
    """Every cell and comment is an answer, was issued like that, is said in another row too, or is in Unplaced."""
    for sheet, cells in result.pages.items():
        for at, raw in cells.items():
            where, text = (sheet, cell_name(*at)), as_written(raw)
            is_there = (
                folded(text) in ISSUED_TEXTS
                or (where, text) in result.scraps
                or (where in result.answers and result.answers[where].is_read_from(raw))
                or any(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", quote) for quote in result.quotes)
                or is_said_again(result, sheet, at, raw)
                or is_misspelt_label(text)
                or is_broken_to_do(result, sheet, at, raw)
            )
            if not is_there:
                yield f"{text[:80]!r} in {where} stands nowhere"
    for page in result.book:
        for at, text in page.comments.items():
            where = (page.name, cell_name(*at))
            if (where, as_written(NOTHING_RELEASED.shown(text))) not in result.scraps:
                yield f"the comment {text!r} on {where} stands nowhere"


def is_said_again(result: Result, sheet: str, at: At, raw: Raw) -> bool:
    """Whether the row that was used for the ref beside the cell says the same, or any proposal does."""
    beside = {as_written(other).upper() for (row, _), other in result.pages[sheet].items() if row == at[0]}
    for table, record in result.rows:
        if table is NewActions or record.values.get("ref") in beside:
            for name in table.columns():
                in_unplaced = (where_is(record, name), as_written(raw)) in result.scraps
                if in_unplaced or Answer(record, table, name).says(raw):
                    return True
    return False


def as_heading(text: str) -> str:
    """The text as headings and labels are compared: a colon or a star behind it does not count."""
    return folded(text).rstrip(" :*")


def is_misspelt_label(text: str) -> bool:
    """Whether the text is a heading or label, however misspelt: nobody's answer."""
    word = folded(text).strip(" :")
    return any(OSA.normalized_similarity(word, label) >= ALIKE for label in LABELS)


def changed(result: Result) -> Iterator[str]:
    """Every answer says what its cell says, in the row of its ref, under its heading."""
    for where, answer in result.answers.items():
        raw = result.cells.get(where)
        if raw is None or not answer.is_read_from(raw):
            yield f"{raw!r} in {where} became {answer.name} of {answer.record}"
        if isinstance(answer.record, Actions | Measures):
            ref = as_written(result.cells.get(where_is(answer.record, "ref")))
            if ref.upper() != answer.record.values["ref"]:
                yield f"{where} is in the row of {ref!r}, but became {answer.name} of {answer.record}"
        if not is_under_its_heading(result, where, answer):
            yield f"{where} is not under {answer.heading}, but became {answer.name} of {answer.record}"


def is_under_its_heading(result: Result, where: Where, answer: Answer) -> bool:
    """Whether the nearest heading above the answer, or the label beside it on a form, is that of its column.

    A misspelt one is, where that was noticed.
    """
    sheet, (row, at) = where[0], position(where[1])
    misspelt = result.misspelt(sheet, answer.heading)
    if answer.table is SignOff:
        cells = result.pages[sheet]
        labels = [one for one in cells if as_heading(as_written(cells[one])) == folded(answer.heading)]
        return any(one == row and column < at for one, column in labels + misspelt)
    if any(one < row and column == at for one, column in misspelt):
        return True
    return name_above(result, sheet, (row, at), answer.table) == answer.name


def name_above(result: Result, sheet: str, at: At, table: type[Table]) -> str:
    """The name of the table's column whose heading stands above the cell, the nearest one; `""` where none does.

    Rows with less than half of the table's headings count only where there are no others.
    """
    headings = result.headings[sheet, table]
    above = [row for row in headings if row < at[0] and at[1] in headings[row]]
    full = [row for row in above if 2 * len(set(headings[row].values())) >= len(table.columns())]
    return headings[max(full or above)][at[1]] if above else ""


def is_broken_to_do(result: Result, sheet: str, at: At, raw: Raw) -> bool:
    """Whether the cell is one in which the workbook says what is still to do, and shows an error instead."""
    names = [name_above(result, sheet, at, table) for table in (Actions, Measures)]
    return isinstance(raw, ErrorValue) and Actions.to_do.name in names


def not_asked_about(result: Result) -> Iterator[str]:
    """A finding names each cell that was not understood, and each that is in Unplaced."""
    unread = {where for where, answer in result.answers.items() if answer.name in answer.record.unread}
    yield from (f"{where} was not understood, and is not asked about" for where in unread - result.named)
    if not result.is_refused:
        scraps = {where for where, _ in result.scraps}
        yield from (f"{where} is in Unplaced, and is not asked about" for where in scraps - result.named)


def left_unsaid(result: Result) -> Iterator[str]:
    """An answer in a row with a ref of the group came out, or a finding names its cell, its row or its column."""
    lacking_rows = {ref for finding in result.findings if finding.code == "R06" for ref in finding.refs}
    lacking_headings = " ".join(finding.what for finding in result.findings if finding.code == "R12")
    records = {record.values["ref"]: (record, table) for table, record in result.rows if "ref" in record.values}
    for where, refs, column, raw in answers_under_headings(result) if not result.is_refused else ():
        came_out = any(ref in records and Answer(*records[ref], column.name).says(raw) for ref in refs)
        is_lacking = not refs.isdisjoint(lacking_rows) or column.heading in lacking_headings
        if not (came_out or where in result.named or is_lacking):
            yield f"{column.heading} of {' or '.join(sorted(refs))} in {where} is {raw!r}, and did not come out"


def answers_under_headings(result: Result) -> Iterator[tuple[Where, set[str], Column[Any], Raw]]:
    """Each cell under a heading of its ref's table, by the nearest headings above, with that ref and column.

    Where two tables stand side by side, a row may have several refs, of which one is its own. A list under its name on
    Lists, as it was issued, is nobody's answer, though a table was put beside it.
    """
    listed = {page.name: page.cells for page in ISSUED_BOOK}[LISTS]
    for sheet, cells in result.pages.items():
        for table in (Actions, Measures):
            headings = {row: named for row, named in result.headings[sheet, table].items() if "ref" in named.values()}
            for (row, at), raw in cells.items():
                named = headings.get(max((one for one in headings if one < row), default=-1), {})
                column = table.to_fill_in().get(named.get(at, ""))
                is_listed = sheet == LISTS and listed.get((row, at)) == raw
                if column is not None and not is_listed:
                    said = {as_written(cells.get((row, one))).upper() for one, name in named.items() if name == "ref"}
                    refs = {ref for ref in said.intersection(REFS) if ("-M" in ref) is (table is Measures)}
                    if refs:
                        yield (sheet, cell_name(row, at)), refs, column, raw


# The tests


def test_the_model_is_read_as_the_tracker_is_that_it_was_made_from(tmp_path):
    path = tmp_path / "returned.xlsx"
    from_model = read_return(written(ISSUED_BOOK, path), GIVEN_TEXT)
    path.write_bytes(ISSUED)
    assert from_model == replace(read_return(path, GIVEN_TEXT), sha256=from_model.sha256)


@pytest.mark.parametrize("damage", [damage for damages in DAMAGES.values() for damage in damages])
def test_every_damage_changes_something(damage):
    pool = Pool(["News"], [Date.EARLIEST], [1.5], [1], 0)
    books = [damaged(pool, [Drawn(damage, (at, at + 1, at // 2, at // 3, at // 5))]) for at in range(30)]
    assert any(book != filled_in(pool) for book in books)


PARTS = {
    "nothing": st.just([]),
    **{what: damages_to(what) for what in DAMAGES},
    **{f"everything {number}": damages_to(*DAMAGES) for number in range(1, FULL_PARTS + 1)},
}


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_lost_or_changed_in_silence_whatever_became_of(part, tmp_path):
    @seed(list(PARTS).index(part))
    @settings(
        deadline=None,
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(pool=POOLS, damages=PARTS[part])
    def holds(pool: Pool, damages: list[Drawn]) -> None:
        assert not broken_promises(come_back(damaged(pool, damages), tmp_path / "returned.xlsx"))

    holds()


def test_a_table_beside_an_unanswered_form_is_not_its_answers(tmp_path):
    book = [page.copied(page.name) for page in ISSUED_BOOK]
    by_name = {page.name: page for page in book}
    form, table = by_name[SignOff.sheet.name], by_name[Actions.sheet.name]
    form.cells |= {(row, column + form.width): content for (row, column), content in table.cells.items()}
    assert not broken_promises(come_back(book, tmp_path / "returned.xlsx"))
