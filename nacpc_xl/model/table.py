"""A sheet's columns, declared once as a class; an instance of the class is one row of the sheet.

    class Aims(Table, sheet="Aims"):
        code = Ref("Code", form=CODE, required=True)
        title = Text("Title", required=True)

`Aims.title` is the column, `aim.title` the value in the row `aim`, and the order in the class is the order
in Excel. A class may extend another: its columns follow those it inherits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

from nacpc_xl.model.columns import Column, Raw, Text, as_written, has_long_number
from nacpc_xl.model.conditions import Always, Condition, read_condition
from nacpc_xl.model.held import Held
from nacpc_xl.model.source import NOWHERE, Place, Source

NO_VALUES: Mapping[str, Any] = {}


class Unread(NamedTuple):
    """What a cell holds that could not be understood: the text `written` there, and what is wrong with it.

    `is_error` where the cell shows the error of a formula, `is_untold` where its value is not to be had.
    """

    written: str
    problem: str
    is_error: bool = False
    is_untold: bool = False


NO_UNREAD: Mapping[str, Unread] = {}


class Cell(NamedTuple):
    """One cell of one row, with where it stands."""

    column: Column[Any]
    value: Any
    written: str
    problem: str
    source: Source


@dataclass(frozen=True)
class SheetHead:
    """What a sheet is called, what stands above its table, and how it scrolls.

    `frozen` is the number of columns that stay in sight while scrolling to the right; `key` names the column
    that tells rows apart.
    """

    name: str = ""
    title: str = ""
    purpose: str = ""
    frozen: int = 1
    key: str = ""


class Table:
    """A table on a sheet of its own; its instances are rows, which never change."""

    sheet: ClassVar[SheetHead] = SheetHead()
    is_form: ClassVar[bool] = False

    __slots__ = ("place", "raw", "unread", "values")

    def __init_subclass__(cls, *, sheet: str = "", **head: Any) -> None:
        super().__init_subclass__()
        own = [name for name, value in vars(cls).items() if isinstance(value, Column)]
        if sheet and "sheet" not in own:
            cls.sheet = SheetHead(sheet, **({"title": sheet} | head))
        cls._refuse_the_impossible(own)

    @classmethod
    def _refuse_the_impossible(cls, names: Iterable[str]) -> None:
        if taken := RESERVED.intersection(names):
            raise ValueError(f"{cls.__name__} cannot have a column called {min(taken)}")
        headings = [column.folded_heading for column in cls.columns().values()]
        if twice := [column for column in cls.columns().values() if headings.count(column.folded_heading) > 1]:
            raise ValueError(f"{cls.__name__} has two columns headed {twice[0].heading}")
        cls.conditions()

    def __init__(
        self,
        values: Mapping[str, Any] = NO_VALUES,
        place: Place = NOWHERE,
        unread: Mapping[str, Unread] = NO_UNREAD,
        raw: Mapping[str, Raw] = NO_VALUES,
    ) -> None:
        """`values` by column name, `unread` cells likewise; `raw` is what the cells of a row just read hold."""
        self.values = values
        self.place = place
        self.unread = unread or NO_UNREAD
        self.raw = raw

    @classmethod
    def of(cls, **values: Any) -> Self:
        """A row with these `values` by column name, the others blank."""
        unknown = values.keys() - cls.columns().keys()
        if unknown:
            raise TypeError(f"{cls.__name__} has no column {', '.join(sorted(unknown))}")
        return cls(values)

    @classmethod
    @cache
    def columns(cls) -> Mapping[str, Column[Any]]:
        """The columns by name, in the order in which they stand on the sheet."""
        return {
            name: column
            for owner in reversed(cls.__mro__)
            for name, column in vars(owner).items()
            if isinstance(column, Column)
        }

    @classmethod
    @cache
    def names_by_heading(cls) -> Mapping[str, str]:
        """The names of the columns by their headings, as these are compared."""
        return {column.folded_heading: name for name, column in cls.columns().items()}

    @classmethod
    @cache
    def to_fill_in(cls) -> Mapping[str, Column[Any]]:
        """The columns that are the lead's."""
        return {name: column for name, column in cls.columns().items() if not column.given}

    @classmethod
    @cache
    def conditions(cls) -> Mapping[str, Condition]:
        """When each column must be filled in; columns that never must are left out."""
        columns = cls.columns()
        by_heading = {column.heading: column for column in columns.values()}
        conditions: dict[str, Condition] = {}
        for name, column in columns.items():
            if column.required:
                conditions[name] = Always()
            elif column.required_when:
                conditions[name] = read_condition(column.required_when, by_heading)
        return conditions

    @classmethod
    def add_column(cls, name: str, column: Column[Any]) -> None:
        """One more column, after the others, in this table and those that extend it.

        `ValueError`, and no column, when there is one called or headed so, or its condition makes no sense.
        """
        if name in cls.columns():
            raise ValueError(f"{cls.__name__} has a column called {name} already")
        column.__set_name__(cls, name)
        before = vars(cls).get(name)
        setattr(cls, name, column)
        try:
            cls.forget_columns()
            for table in (cls, *cls.__subclasses__()):
                table._refuse_the_impossible([name])
        except ValueError:
            if before is None:
                cls.remove_column(name)
            else:
                setattr(cls, name, before)
                cls.forget_columns()
            raise

    @classmethod
    def remove_column(cls, name: str) -> None:
        """Takes back `add_column`."""
        delattr(cls, name)
        cls.forget_columns()

    @staticmethod
    def forget_columns() -> None:
        """Makes every table look its columns up anew."""
        for remembered in ("columns", "names_by_heading", "places", "to_fill_in", "conditions"):
            vars(Table)[remembered].__func__.cache_clear()

    @classmethod
    def sample(cls, number: int = 0, **values: Any) -> Self:
        """The `number`th sample row, every column filled; `values` take the place of samples."""
        samples = {name: column.sample(number) for name, column in cls.columns().items()}
        return cls.of(**(samples | values))

    def but(self, **changes: Any) -> Self:
        """The same row, read at the same place, with some values changed."""
        return type(self)({**self.values, **changes}, self.place, self.unread)

    def compact(self) -> Self:
        """The same row in less memory, without what was in its cells before they were understood."""
        return type(self)(Held(self.values, self.places()), self.place, self.unread)

    @classmethod
    @cache
    def places(cls) -> Mapping[str, int]:
        """The number of each column from 0, by its name."""
        return {name: number for number, name in enumerate(cls.columns())}

    def is_filled(self, name: str) -> bool:
        """Whether the cell holds anything, understood or not."""
        return name in self.unread or not self.columns()[name].is_blank(self.values.get(name))

    @property
    def is_begun(self) -> bool:
        """Whether any cell to fill in holds anything."""
        columns = self.to_fill_in()
        return any(name in columns for name in self.unread) or any(
            not column.is_blank(self.values.get(name)) for name, column in columns.items()
        )

    def missing(self) -> list[str]:
        """The names of the columns that this row should fill in and does not, in the order of the sheet.

        A cell whose value could not be understood is not missing: it is asked about for what it holds.
        """
        return [
            name for name, condition in self.conditions().items() if not self.is_filled(name) and condition.holds(self)
        ]

    def long_numbers(self) -> list[str]:
        """The names of the texts to fill in that have nine digits in a row, in the order of the sheet."""
        return [
            name
            for name, column in self.to_fill_in().items()
            if isinstance(column, Text) and has_long_number(self.values.get(name, ""))
        ]

    def source(self, name: str) -> Source:
        """Where the cell of the column called `name` stands."""
        return self.place.source(name)

    def cell(self, name: str) -> Cell:
        """The cell of the column called `name`."""
        column = self.columns()[name]
        value = self.values.get(name, column.blank)
        written, problem, *_ = self.unread.get(name, Unread(column.in_words(value, self.values), ""))
        return Cell(column, value, written, problem, self.source(name))

    def written(self, name: str) -> str:
        """What stands in the cell, in words, whether it was understood or not."""
        return self.unread[name].written if name in self.unread else self.in_words(name)

    def in_words(self, name: str) -> str:
        """The value of one column as it is read in a sentence."""
        column = self.columns()[name]
        return column.in_words(self.values.get(name, column.blank), self.values)

    def __iter__(self) -> Iterator[str]:
        return (self.in_words(name) for name in self.columns())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table) or type(other) is not type(self):
            return NotImplemented
        return all(self._answer(name) == other._answer(name) for name in self.columns())

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _answer(self, name: str) -> object:
        column = self.columns()[name]
        return self.unread.get(name, Unread("", "")).written or self.values.get(name, column.blank)

    def __repr__(self) -> str:
        filled = (f"{name}={as_written(self.written(name))!r}" for name in self.columns() if self.is_filled(name))
        return f"{type(self).__name__}({', '.join(filled)})"


RESERVED = frozenset(vars(Table))
"""What rows and tables have of their own: no column can be called so."""


Row = TypeVar("Row", bound=Table)


def by(key: Callable[[Row], str], rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each key, in their order."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(key(row), []).append(row)
    return by_key


class Form(Table):
    """A sheet of labels and answers, one below the other: a table with a single row, stood on its side."""

    is_form = True
