"""The charts of Summary: stacked bars, drawn by Excel from a table of counts on another sheet.

Lengths are in dots, 96 to the inch, as XlsxWriter takes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, repeat
from math import ceil, floor
from operator import mul
from typing import Any

from nacpc_xl.outputs.counts import STANDINGS
from nacpc_xl.outputs.report.charts import contrasting
from nacpc_xl.outputs.report.sentences import counted
from nacpc_xl.outputs.tallies import Tally, column_of
from nacpc_xl.sheets.book import Book
from nacpc_xl.sheets.layout import Sheet
from nacpc_xl.sheets.look import CHART_COLOURS

FONT, SIZE, TITLE_SIZE = "Arial", 9, 12  # points
BLACK, EDGE, GRID, FRAME = "#000000", "#404040", "#D9D9D9", "#A6A6A6"
CHARACTER, LINE = 6.4, 15  # the width of a letter, and the height of a line, of a bar's name
BAR, SLIMMEST_BAR = 26, 18  # a bar with its gap
TITLE, AXIS, LEGEND = 46, 26, 34  # the heights of what stands above and below the bars
MARGIN = 14  # beside the bars, and between them and their names
MOST_FOR_NAMES = 0.5  # the largest share of a chart's width that the names of its bars take
MOST_STEPS = 10  # on the axis
DIGIT = 9  # how much of a bar's length a digit on it needs
LONGEST_ALT = 1000  # characters of what is said to those who do not see a chart

PATTERNS = {
    "Off track": ("wide_upward_diagonal", "#E88080"),
    "Not started": ("light_vertical", "#E4E4E4"),
    "Not stated": ("light_horizontal", "#D9C3E8"),
    "No return": ("light_downward_diagonal", "#7F7F7F"),
}
"""The pattern of some standings, and the colour of its lines: so that bars are told apart in grey too."""

NO_TICKS: Mapping[str, Any] = {"major_tick_mark": "none", "minor_tick_mark": "none"}


@dataclass(frozen=True)
class Bars:
    """A chart of the rows of a table of counts: a bar for each of `number` rows from `first` on.

    `of` is what a bar stands for, in the singular; `width` is the chart's, `tallest` the room there is.
    """

    title: str
    of: str
    sheet: Sheet
    first: int
    number: int
    width: int
    tallest: int

    @cached_property
    def table(self) -> Sequence[Tally]:
        """Every row of the table."""
        return [row for row in self.sheet.rows if isinstance(row, Tally)]

    @property
    def rows(self) -> Sequence[Tally]:
        """The rows that have a bar."""
        return self.table[self.first : self.first + self.number]

    @cached_property
    def names(self) -> list[str]:
        """What each bar is called."""
        return [row.in_words("name") for row in self.rows]

    @cached_property
    def standings(self) -> list[str]:
        """Those standings that occur in the table, in their order."""
        return [one for one in STANDINGS if any(row.number(one) for row in self.table)]

    @cached_property
    def step(self) -> int:
        """The step of the axis, in actions: 1, 2, 5, 10, 20, 50 and so on; the same for all parts of a chart."""
        steps = (digit * zeros for zeros in accumulate(repeat(10), mul, initial=1) for digit in (1, 2, 5))
        return next(step for step in steps if step * MOST_STEPS >= self._longest)

    @property
    def reach(self) -> int:
        """How far the axis reaches, in actions."""
        return ceil(self._longest / self.step) * self.step

    @property
    def _longest(self) -> int:
        return max(row.total or 0 for row in self.table)

    @property
    def name_width(self) -> float:
        """The width of the names beside the bars."""
        return min(max(map(len, self.names)) * CHARACTER + MARGIN, self.width * MOST_FOR_NAMES)

    @property
    def slimmest(self) -> int:
        """The least height of a bar with its gap at which its name can be read."""
        lines = max(ceil(len(name) * CHARACTER / (self.name_width - MARGIN)) for name in self.names)
        return max(SLIMMEST_BAR, lines * LINE)

    @property
    def height(self) -> int:
        """The chart's height; its bars are slimmer where there is little room, but not so slim that nobody reads it."""
        room = self.tallest - TITLE - AXIS - LEGEND
        bar = max(self.slimmest, min(BAR, floor(room / self.number)))
        return TITLE + AXIS + LEGEND + bar * self.number

    @property
    def fits(self) -> bool:
        """Whether there is enough room for it."""
        return self.height <= self.tallest

    def parts(self) -> Iterator[Bars]:
        """The chart, or as many charts of about as many bars each as it takes for each to fit."""
        most = max(1, (self.tallest - TITLE - AXIS - LEGEND) // self.slimmest)
        parts = ceil(self.number / most)
        each = ceil(self.number / parts)
        for part in range(parts):
            first = part * each
            title = f"{self.title} ({part + 1} of {parts})" if parts > 1 else self.title
            yield replace(self, title=title, first=first, number=min(each, self.number - first))

    @property
    def description(self) -> str:
        """The figures in words, as far as there is room for them, and where all of them stand."""
        beginning = f"Stacked bars, one for each {self.of}. "
        end = f" The figures stand on the sheet {self.sheet.name}."
        said = ""
        for done, row in enumerate(self.rows):
            more = f"{said}; {_in_words(row)}" if said else _in_words(row)
            rest = f"; and {len(self.rows) - done} more." if said else ""
            if len(beginning + more + rest + end) > LONGEST_ALT:
                return beginning + said + rest + end
            said = more
        return f"{beginning}{said}.{end}"


def _in_words(row: Tally) -> str:
    """A bar in words: its name, 15 actions, 2 Complete, 8 On track."""
    parts = [f"{row.number(one)} {one}" for one in STANDINGS if row.number(one)]
    return f"{row.in_words('name')}: {', '.join([counted(row.total or 0, 'action'), *parts])}"


def drawn(book: Book, bars: Bars) -> Any:
    """The chart, to be put on a worksheet of the book."""
    chart: Any = book.workbook.add_chart({"type": "bar", "subtype": "stacked", "name": bars.title})
    for standing in bars.standings:
        chart.add_series(_series(bars, standing))
    chart.set_title({"name": bars.title, "name_font": _font(size=TITLE_SIZE, bold=True), "overlay": False})
    chart.set_y_axis(NAME_AXIS)
    chart.set_x_axis(_number_axis(bars))
    chart.set_legend({"position": "bottom", "font": _font()})
    chart.set_plotarea({"layout": _plot(bars)})
    chart.set_chartarea({"border": _line(FRAME), "fill": {"color": "#FFFFFF"}})
    chart.set_size({"width": bars.width, "height": bars.height})
    return chart


def _number_axis(bars: Bars) -> dict[str, Any]:
    """The axis with the numbers of actions, in whole steps."""
    return {
        "num_font": _font(),
        "num_format": "0",
        "min": 0,
        "max": bars.reach,
        "major_unit": bars.step,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": _line(GRID)},
        **NO_TICKS,
    }


def _series(bars: Bars, standing: str) -> dict[str, Any]:
    """One standing of every bar, with its number written on it."""
    sheet, top = bars.sheet, bars.sheet.top
    first, last = sheet.first_row + bars.first, sheet.first_row + bars.first + bars.number - 1
    names, counts = sheet.column("name"), sheet.column(column_of(standing))
    return {
        "name": [sheet.name, top, counts],
        "categories": [sheet.name, first, names, last, names],
        "values": [sheet.name, first, counts, last, counts],
        "gap": 40,
        "border": {"color": EDGE, "width": 0.75},
        "data_labels": _labels(bars, standing),
        **_filled(standing),
    }


def _filled(standing: str) -> dict[str, Any]:
    colour = CHART_COLOURS[standing]
    if standing not in PATTERNS:
        return {"fill": {"color": colour}}
    pattern, lines = PATTERNS[standing]
    return {"pattern": {"pattern": pattern, "fg_color": lines, "bg_color": colour}}


def _labels(bars: Bars, standing: str) -> dict[str, Any]:
    """The numbers on the bars, none where there is nothing, or too little room; each on its plain colour."""
    colour = CHART_COLOURS[standing]
    scale = _plot(bars)["width"] * bars.width / bars.reach
    numbers = [row.number(standing) for row in bars.rows]
    return {
        "value": True,
        "position": "center",
        "num_format": "0",
        "font": _font(f"#{contrasting(colour.lstrip('#'))}", bold=True),
        **({"fill": {"color": colour}} if standing in PATTERNS else {}),
        "custom": [
            None if number and number * scale >= len(str(number)) * DIGIT else {"delete": True} for number in numbers
        ],
    }


def _plot(bars: Bars) -> dict[str, float]:
    """Where the bars are drawn, as shares of the chart's width and height."""
    width, height = bars.width, bars.height
    left = bars.name_width + MARGIN
    return {
        "x": left / width,
        "y": TITLE / height,
        "width": (width - left - 2 * MARGIN) / width,
        "height": (height - TITLE - AXIS - LEGEND) / height,
    }


def _font(colour: str = BLACK, size: int = SIZE, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold, "color": colour}


def _line(colour: str) -> dict[str, Any]:
    return {"color": colour, "width": 0.75}


NAME_AXIS = {
    "num_font": _font(),
    "line": _line(EDGE),
    "interval_unit": 1,
    "reverse": True,
    "crossing": "max",
    **NO_TICKS,
}
"""The upright axis, which XlsxWriter calls y: every bar has its name, and the first stands at the top."""
