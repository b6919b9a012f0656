"""Kinds of column. A kind answers for everything about its column: how a value is shown in a cell,
which values a cell allows, how what came back is understood, how that is explained, and a sample of it.

A column is also the attribute of a row: `Actions.status` is the column, `action.status` its value in one row.
Blank text is `""`; every other blank is `None`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from nacpc_xl.model.dates import day_in_words, read_date, read_month_first
from nacpc_xl.model.words import Word

if TYPE_CHECKING:
    from nacpc_xl.model.table import Table

T = TypeVar("T")
W = TypeVar("W", bound=Word)

LONGEST_TITLE = 32  # characters: Excel's limit for the title of an input or error message
LONGEST_MESSAGE = 255  # characters: Excel's limit for the message itself
LONGEST_TEXT = 32_767  # characters: Excel's limit for one cell
COMFORTABLE_TEXT = 1_500  # characters: longer texts are kept whole, but readers tire
LONG_NUMBER = 9  # digits in a row from which a number may stand for a person

ROOM_FOR_FILTER = 4  # character widths of the button beside a heading

DIGITS = 15  # significant ones: as many as a spreadsheet keeps
_EXACT = 10.0**DIGITS  # whole numbers below it have no more of them

Raw = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""What a workbook holds in a cell, before anybody has asked what it means."""


class Percent(float):
    """A number in a cell that shows it as a per cent: 0.85 shown as 85%."""


class MacSerial(float):
    """A number in a workbook that counts its days from 1904, as those of old Macs do."""

    @property
    def days_from_1900(self) -> float:
        """The number by which other workbooks call the same day."""
        return float(self) + 1_462


class ErrorValue(str):
    """What a cell shows whose formula failed, such as #DIV/0!; it is nobody's answer."""

    __slots__ = ()


class Untold(str):
    """What can be told of a cell whose value is not to be had, such as a formula without a saved result."""

    __slots__ = ()


Reading = tuple[T, str]
"""What a cell was understood to say, and what could not be understood (`""` when all was)."""


@dataclass(frozen=True)
class Rule:
    """What a cell allows, in words that any spreadsheet program can be told.

    `allow` is `list` (of `options`, or of the list called `options_from`), `date`, `number` or `length`;
    `low` and `high` are its bounds. With `warning` it only asks, in these words, and lets anything pass.
    """

    allow: str
    options: tuple[str, ...] = ()
    options_from: str = ""
    low: float | dt.date = 0
    high: float | dt.date = 0
    warning: str = ""


def as_written(raw: object) -> str:
    """The text a person would have seen in a cell that holds `raw`."""
    if isinstance(raw, str):
        if "\r" in raw or "_x000D_" in raw:
            raw = raw.replace("_x000D_", "\n").replace("\r\n", "\n").replace("\r", "\n")
        return raw.strip()
    match raw:
        case None:
            return ""
        case bool():
            return "TRUE" if raw else "FALSE"
        case Percent():
            return f"{plain_number(float(raw) * 100)}%"
        case int() | float():
            return plain_number(raw)
        case dt.datetime():
            at_midnight = raw.time() == dt.time()
            return day_in_words(raw.date()) if at_midnight else f"{day_in_words(raw.date())} {raw:%H:%M}"
        case dt.date():
            return day_in_words(raw)
    return str(raw)


def plain_number(number: float) -> str:
    """The number without a needless decimal point: 12.0 is "12", 0.1 + 0.2 is "0.3"."""
    return in_thousands(number).replace(",", "")


def in_thousands(number: float) -> str:
    """The number as it is read in a sentence: 1234567.5 is "1,234,567.5"."""
    if abs(number) < _EXACT and float(number).is_integer():
        return f"{int(number):,}"
    written = f"{Decimal(f'{number:.{DIGITS}g}'):,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
"""Characters that take up no room, by which two texts that look the same may differ."""


REMEMBERED = 300  # characters of the longest text of which it is remembered how it is compared


def folded(text: str) -> str:
    """The text for comparing: case, white space and characters that take up no room do not count."""
    return _folded_once(text) if len(text) <= REMEMBERED else _folded(text)


@lru_cache(maxsize=4096)  # most of what is compared stands in every tracker
def _folded_once(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    if not text.isascii():
        text = text.translate(UNSEEN)
    return " ".join(text.split()).casefold()


class Column(Generic[T]):
    """One column of a table, or one line of a form.

    `width` is in character widths; `given` columns are the office's, all others are the lead's to fill in.
    `required_when` is a condition on other columns of the same row, such as "Status is Complete". `dtype` is
    what pandas calls the type of the column in a data frame.
    """

    kind = "text"
    dtype = "string"
    number_format = "General"
    width = 16.0
    wraps = False
    blank: Any = None
    """The value of an empty cell."""

    def __init__(
        self,
        heading: str,
        help: str = "",
        *,
        example: str = "",
        given: bool = False,
        required: bool = False,
        required_when: str = "",
        width: float = 0,
    ) -> None:
        self.heading = heading
        self.folded_heading = folded(heading)
        self.help = help
        self.given = given
        self.required = required
        self.required_when = required_when
        self.name = ""
        self._example = example
        longest_word = max(len(word) for word in heading.split())
        self.width = max(width or self.width, longest_word + ROOM_FOR_FILTER)
        self._refuse_the_impossible()

    def _refuse_the_impossible(self) -> None:
        if len(self.heading) > LONGEST_MESSAGE:
            raise ValueError(f"heading of over {LONGEST_MESSAGE} characters: {self.heading}")
        if len(self.message) > LONGEST_MESSAGE:
            raise ValueError(f"message of over {LONGEST_MESSAGE} characters: {self.heading}")
        if self.required and self.required_when:
            raise ValueError(f"{self.heading} is required always and also only sometimes")
        if self.given and (self.required or self.required_when):
            raise ValueError(f"{self.heading} is given, so nobody can be asked to fill it in")

    def __set_name__(self, owner: type[Table], name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type[Table]) -> Self: ...
    @overload
    def __get__(self, row: Table, owner: type[Table]) -> T: ...
    def __get__(self, row: Table | None, owner: type[Table]) -> Self | T:
        if row is None:
            return self
        value: T = row.values.get(self.name, self.blank)
        return value

    @property
    def example(self) -> str:
        """A value as a person would type it."""
        return self._example or self.in_words(self.sample(0), {})

    @property
    def message_title(self) -> str:
        """The heading, as far as it fits above the message."""
        return self.heading if len(self.heading) <= LONGEST_TITLE else f"{self.heading[: LONGEST_TITLE - 1]}…"

    @property
    def message(self) -> str:
        """What is shown beside the cell while it is being filled in: what it is for, and an example."""
        return f"{self.help} Example: {self._example}" if self._example else self.help

    @property
    def accepts(self) -> str:
        """What may stand in the cell, in words that finish the sentence "Enter ..."."""
        return "text"

    @property
    def rule(self) -> Rule | None:
        """What a workbook should stop a person from entering; `None` when anything goes."""
        return None

    @cached_property
    def folded_message(self) -> str:
        """The message as it is compared."""
        return folded(self.message)

    def is_blank(self, value: object) -> bool:
        """Whether the cell counts as empty."""
        return value is None or value in ("", ())

    def parse(self, raw: Raw, row: Mapping[str, object]) -> Reading[T]:
        """What `raw` says, given the values read so far in the same `row`."""
        raise NotImplementedError

    def cell_value(self, value: T, row: Mapping[str, object]) -> str | float | dt.date:
        """What is written into a cell of `row` for a value that is not blank."""
        return str(value)

    def cell_format(self, row: Mapping[str, object]) -> str:
        """The number format of the column's cell in `row`."""
        return self.number_format

    def in_words(self, value: T, row: Mapping[str, object]) -> str:
        """The value as it is read in a sentence; `""` for a blank."""
        return "" if self.is_blank(value) else as_written(self.cell_value(value, row))

    def sample(self, number: int) -> T:
        """The `number`th of endless good values, all of them different where the kind has so many."""
        raise NotImplementedError


NOT_PRIVATE = "Nothing about a named person or one child."
_LONG_NUMBER = re.compile(rf"[0-9]{{{LONG_NUMBER}}}")


def has_long_number(text: str) -> bool:
    """Whether the text has nine digits in a row, as numbers have that stand for a person."""
    return bool(_LONG_NUMBER.search(text))


class Text(Column[str]):
    """Words. `long` text has a wide column and keeps its line breaks."""

    blank = ""

    def __init__(self, heading: str, help: str = "", *, long: bool = False, **rest: Any) -> None:
        self.wraps = True
        self.width = 56.0 if long else 18.0
        self.long = long
        super().__init__(heading, help, **rest)

    @property
    def message(self) -> str:
        return f"{super().message} {NOT_PRIVATE}"

    @property
    def rule(self) -> Rule:
        words = (
            f"This text is over {COMFORTABLE_TEXT:,} characters. It is kept whole; a shorter one is read more gladly."
        )
        return Rule("length", low=0, high=COMFORTABLE_TEXT, warning=words)

    def parse(self, raw: Raw, row: Mapping[str, object]) -> Reading[str]:
        return as_written(raw), ""

    def sample(self, number: int) -> str:
        return f"{self.heading} in words, number {number}"


class ToDo(Text):
    """A cell in which the workbook itself says what is still missing in its row; nobody's answer."""

    kind = "to do"

    def __init__(self, heading: str, help: str = "", **rest: Any) -> None:
        super().__init__(heading, help, given=True, **rest)


class Choice(Column[W | None], Generic[W]):
    """One word of a closed list. `offered` are the options that a person may choose: all, unless given."""

    kind = "choice"

    def __init__(
        self, heading: str, help: str = "", *, options: Sequence[W], offered: Sequence[W] = (), **rest: Any
    ) -> None:
        self.options = tuple(options)
        self.offered = tuple(offered) or self.options
        self._by_spelling = {
            folded(spelling): option
            for option in self.options
            for spelling in (str(option), option.name.replace("_", " "), *option.accepted)
        }
        self.width = max(len(str(option)) for option in self.options) + 4.0
        self.wraps = 0 < rest.get("width", 0) < self.width
        super().__init__(heading, help, **rest)

    @property
    def accepts(self) -> str:
        *firsts, last = (str(option) for option in self.offered)
        return f"{', '.join(firsts)} or {last}" if firsts else last

    @property
    def rule(self) -> Rule:
        return Rule("list", options=tuple(str(option) for option in self.offered))

    def parse(self, raw: Raw, row: Mapping[str, object]) -> Reading[W | None]:
        written = as_written(raw)
        option = self._by_spelling.get(folded(written))
        if option is not None:
            return option, ""
        close = difflib.get_close_matches(folded(written), self._by_spelling, n=1, cutoff=0.75)
        hint = f"; is it “{self._by_spelling[close[0]]}”?" if close else ""
        return None, f"“{written}” is not {self.accepts}{hint}"

    def sample(self, number: int) -> W:
        return self.options[number % len(self.options)]


class Date(Column[dt.date | None]):
    """A day."""

    kind = "date"
    dtype = "datetime64[ns]"
    number_format = "d mmm yyyy"
    width = 13.0
    EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)

    @property
    def accepts(self) -> str:
        return "an exact date, such as 30/06/2019 or 30 June 2019"

    @property
    def rule(self) -> Rule:
        return Rule("date", low=self.EARLIEST, high=self.LATEST)

    def parse(self, raw: Raw, row: Mapping[str, object]) -> Reading[dt.date | None]:
        day = read_date(raw.days_from_1900 if isinstance(raw, MacSerial) else raw)
        if day is None:
            meant = read_month_first(raw)
            hint = f"; is it {day_in_words(meant)}?" if meant is not None else ""
            return None, f"“{as_written(raw)}” is not an exact date{hint}"
        if not self.EARLIEST <= day <= self.LATEST:
            return None, f"{day_in_words(day)} cannot be the year that is meant"
        return day, ""

    def cell_value(self, value: dt.date | None, row: Mapping[str, object]) -> dt.date:
        assert value is not None
        return value

    def sample(self, number: int) -> dt.date:
        return dt.date(2019, 4, 1) + dt.timedelta(days=number * 7 % 9000)


_NUMBER = re.compile(r"(?P<sign>[-+\u2212]?)£?(?P<whole>\d{1,3}(,\d{3})+|\d+)(?P<part>\.\d+)?(?P<percent>\s*%)?")


class Number(Column[float | None]):
    """A figure. `unit_from` names the column of the same row that says what it is a number of.

    Where that unit is "%", 62 means 62 per cent, and a cell that shows 62% holds the fraction 0.62.
    """

    kind = "number"
    dtype = "float64"
    number_format = "General"
    width = 12.0

    def __init__(self, heading: str, help: str = "", *, unit_from: str = "", **rest: Any) -> None:
        self.unit_from = unit_from
        super().__init__(heading, help, **rest)

    @property
    def accepts(self) -> str:
        return "a number by itself, such as 12 or 62%"

    @property
    def rule(self) -> Rule:
        return Rule("number", low=-1e12, high=1e12)

    def in_per_cent(self, row: Mapping[str, object]) -> bool:
        """Whether the figure in `row` is a per cent."""
        return row.get(self.unit_from) == "%"

    def parse(self, raw: Raw, row: Mapping[str, object]) -> Reading[float | None]:
        if type(raw) is float and math.isfinite(raw):
            return raw if raw.is_integer() and abs(raw) < _EXACT else float(f"{raw:.{DIGITS}g}"), ""
        written = as_written(raw)
        found = _NUMBER.fullmatch(written)
        if isinstance(raw, dt.date | dt.time | dt.timedelta | bool) or not found:
            return None, f"“{written}” is not a number by itself"
        if found["percent"] and not self.in_per_cent(row):
            unit = row.get(self.unit_from) or "a plain number"
            return None, f"“{written}” is a per cent, but the unit is {unit}"
        sign = -1 if found["sign"] in ("-", "\u2212") else 1
        return sign * float(found["whole"].replace(",", "") + (found["part"] or "")), ""

    def cell_value(self, value: float | None, row: Mapping[str, object]) -> float:
        assert value is not None
        return value / 100 if self.in_per_cent(row) else value

    def cell_format(self, row: Mapping[str, object]) -> str:
        return "0.0%" if self.in_per_cent(row) else self.number_format

    def in_words(self, value: float | None, row: Mapping[str, object]) -> str:
        if value is None:
            return ""
        return f"{plain_number(value)}%" if self.in_per_cent(row) else in_thousands(value)

    def sample(self, number: int) -> float:
        return float(number * 3 % 101)


class Count(Column[int | None]):
    """How many: a whole number, none of them negative."""

    kind = "count"
    dtype = "Int64"
    number_format = "#,##0"
    width = 10.0

    @property
    def accepts(self) -> str:
        return "a whole number"

    @property
    def rule(self) -> Rule:
        return Rule("number", low=0, high=1e9)

    def parse(self, raw: Raw, row: Mapping[str, object]) -> Reading[int | None]:
        written = as_written(raw)
        if written.isdecimal():
            return int(written), ""
        return None, f"“{written}” is not a whole number"

    def cell_value(self, value: int | None, row: Mapping[str, object]) -> float:
        assert value is not None
        return value

    def sample(self, number: int) -> int:
        return number


@dataclass(frozen=True)
class RefForm:
    """The shape of one sort of reference. Never bare digits and points: Excel makes dates of them."""

    noun: str
    pattern: str
    samples: str

    @property
    def one(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"

    def sample(self, number: int) -> str:
        return self.samples.format(priority=number // 30 + 1, action=number % 30 + 1)


CODE = RefForm("code", r"[A-Z][A-Z0-9]*", "G{priority}{action}")
NUMBERED = RefForm("code with a number", r"[A-Z]+\d+(\.\d+)*", "P{priority}.{action}")
ACTION_REF = RefForm("action ref", r"[A-Z][A-Z0-9.]*-\d{2,3}", "P{priority}.1-{action:02}")
MEASURE_REF = RefForm("measure ref", r"[A-Z][A-Z0-9.]*-\d{2,3}-M\d{1,2}", "P{priority}.1-{action:02}-M1")


class Ref(Column[str]):
    """One reference, such as P1.2-03.

    `options_from` names the list that the cell offers: of references, each with a label behind a space.
    """

    kind = "ref"
    blank = ""
    width = 11.0

    def __init__(self, heading: str, help: str = "", *, form: RefForm, options_from: str = "", **rest: Any) -> None:
        self.form = form
        self.options_from = options_from
        label = r"(?:\s.*)?" if options_from else ""
        self._pattern = re.compile(rf"({form.pattern}){label}", re.IGNORECASE | re.DOTALL)
        if options_from:
            self.width = 30.0
            self.wraps = True
        super().__init__(heading, help, **rest)

    @property
    def accepts(self) -> str:
        return f"{self.form.one}, such as {self.form.sample(2)}"

    @property
    def rule(self) -> Rule | None:
        return Rule("list", options_from=self.options_from) if self.options_from else None

    def parse(self, raw: Raw, row: Mapping[str, object]) -> Reading[str]:
        written = as_written(raw)
        found = self._pattern.fullmatch(written) if isinstance(raw, str) else None
        if found is None:
            return "", f"“{written}” is not {self.form.one}"
        return found[1].upper(), ""

    def sample(self, number: int) -> str:
        return self.form.sample(number)


_BETWEEN_REFS = re.compile(r"[,;\n]")


class Refs(Column[tuple[str, ...]]):
    """Several references, set off by commas, semicolons or lines."""

    kind = "refs"
    blank = ()
    width = 12.0
    wraps = True

    def __init__(self, heading: str, help: str = "", *, form: RefForm, **rest: Any) -> None:
        self.form = form
        self._pattern = re.compile(form.pattern)
        super().__init__(heading, help, **rest)

    @property
    def accepts(self) -> str:
        return f"one or more {self.form.noun}s, such as {self.form.sample(1)}, {self.form.sample(2)}"

    def parse(self, raw: Raw, row: Mapping[str, object]) -> Reading[tuple[str, ...]]:
        written = as_written(raw)
        parts = [part for each in _BETWEEN_REFS.split(written) if (part := each.strip())]
        wrong = [part for part in parts if not self._pattern.fullmatch(part.upper())]
        if wrong or not isinstance(raw, str):
            return (), f"“{wrong[0] if wrong else written}” is not {self.form.one}"
        return tuple(dict.fromkeys(part.upper() for part in parts)), ""

    def cell_value(self, value: tuple[str, ...], row: Mapping[str, object]) -> str:
        return ", ".join(value)

    def sample(self, number: int) -> tuple[str, ...]:
        return (self.form.sample(number), self.form.sample(number + 1))


class CellLink(Text):
    """The name of a cell in another workbook, shown as a link to it.

    `file` and `sheet` name the columns of the same row that say which workbook and sheet; `folder` is the
    way there from the workbook that holds the link, and `folders` the way to workbooks of certain names.
    """

    kind = "link"

    def __init__(
        self,
        heading: str,
        help: str = "",
        *,
        file: str,
        sheet: str,
        folder: str,
        folders: Mapping[str, str] | None = None,
        **rest: Any,
    ) -> None:
        self.file, self.sheet, self.folder, self.folders = file, sheet, folder, folders or {}
        super().__init__(heading, help, **rest)
