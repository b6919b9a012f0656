"""Where things stand on a sheet: title in A1, purpose in A2, a line in A3, and the table from A4 on.

Rows and columns are counted from 0 here, as the libraries do; people are only ever told cell names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nacpc_xl.model.source import column_letters
from nacpc_xl.model.table import Table

LONGEST_IN_MARGIN = 110  # characters: two such texts are within Excel's limit of 255

TITLE_ROW, PURPOSE_ROW, LINE_ROW, TABLE_ROW = range(4)
LABEL_COLUMN, ANSWER_COLUMN, HELP_COLUMN = range(3)


@dataclass(frozen=True)
class Note:
    """A line of text below a sheet's table; `look` is `text`, `heading`, `warning` or `ready`.

    A note with the look `ready` is the live line that says how many cells are still to do; its text is
    worked out by the workbook. `beside` is a longer text that stands beside it, as an answer beside its label.
    """

    text: str
    look: str = "text"
    beside: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that it says."""
        return tuple(filter(None, (self.text, self.beside)))


@dataclass(frozen=True)
class Sheet:
    """A table of the model to be written on a sheet, with its rows and room for `spare_rows` more.

    `top` is the row of its headings, or of a form's first label.
    """

    table: type[Table]
    rows: Sequence[Table]
    spare_rows: int = 0
    notes: Sequence[Note] = field(default_factory=tuple)
    top: int = TABLE_ROW

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self.table.sheet.name

    @property
    def is_empty(self) -> bool:
        """Whether the table has no row that anybody could fill in; it is still written with an empty one."""
        return not self.table.is_form and not self.rows and not self.spare_rows

    @property
    def first_row(self) -> int:
        """The first row of answers."""
        return self.top if self.table.is_form else self.top + 1

    @property
    def row_count(self) -> int:
        """The number of rows of answers, at least one: a table cannot be empty."""
        return len(self.table.columns()) if self.table.is_form else max(1, len(self.rows) + self.spare_rows)

    @property
    def last_row(self) -> int:
        """The last row of answers."""
        return self.first_row + self.row_count - 1

    def column(self, name: str) -> int:
        """The column on the sheet in which the answers of the column called `name` stand."""
        return ANSWER_COLUMN if self.table.is_form else list(self.table.columns()).index(name)

    def cell(self, name: str, row: int) -> str:
        """The cell of one column in one row, its column fixed: $K5. A form has a row for each column."""
        if self.table.is_form:
            row, _, _ = self.cells_of(name)
        return f"${column_letters(self.column(name))}{row + 1}"

    def cells_of(self, name: str) -> tuple[int, int, int]:
        """The first row, the last row and the column of the answers of one column."""
        if self.table.is_form:
            row = self.first_row + list(self.table.columns()).index(name)
            return row, row, ANSWER_COLUMN
        return self.first_row, self.last_row, self.column(name)

    def range(self, name: str) -> str:
        """All answers of one column, as another sheet points to them: 'Sign-off'!$B$4:$B$4."""
        first, last, column = self.cells_of(name)
        letters = column_letters(column)
        return f"'{self.name}'!${letters}${first + 1}:${letters}${last + 1}"


def texts_on(sheet: Sheet) -> Iterator[str]:
    """Every text on a sheet to be filled in whatever its rows say, but for lines that change by themselves."""
    yield from (sheet.table.sheet.title, sheet.table.sheet.purpose, shape_line(sheet))
    for column in sheet.table.columns().values():
        yield column.heading
        if sheet.table.is_form:
            yield column.message
    yield from (text for note in sheet.notes for text in note.texts)


def shape_line(sheet: Sheet) -> str:
    """What stands above a table that has no count of cells to do."""
    return f"This sheet holds one {'form' if sheet.table.is_form else 'table'}, from row {TABLE_ROW + 1} on."


def for_margin(text: str) -> str:
    """The text for the head or foot of a page; two of them fit, whatever they hold."""
    text = text.replace("&", "and")
    return text if len(text) <= LONGEST_IN_MARGIN else f"{text[: LONGEST_IN_MARGIN - 1]}…"
