"""Native charts in a Word document: drawn by Word itself, their figures open to "Edit data".

XlsxWriter writes the chart, in a workbook of one sheet; python-docx takes it into the document, with the same sheet
embedded behind it. Text is only ever text. Nothing here knows what is charted.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Set
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from math import ceil
from typing import Any

import xlsxwriter
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part, XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, nsmap, qn
from docx.parts.story import StoryPart
from docx.shared import Length, Mm
from lxml import etree
from xlsxwriter.workbook import Workbook

SHEET, HEADING = "Sheet1", "Category"
FONT, SIZE = "Arial", 8  # points
BLACK, WHITE, EDGE, GRID = "000000", "FFFFFF", "404040", "D9D9D9"
KINDS = ("bar", "column", "line")
MARKERS = ("circle", "square", "diamond", "triangle")  # so that lines are told apart without their colours

EM = SIZE * 25.4 / 72  # millimetres, as all lengths below
LINE = 4.0  # of the legend, or of the value axis's labels
LEGEND_KEY = 8.0  # a legend's key with the space around it
WIDEST_LEGEND = 45.0  # of those beside a plot
ROOM_FOR_NAMES = 1.08  # since how long a name is drawn can only be estimated
MARGIN = 4.0  # beside the plot: half a label of the value axis
MOST_OF_WIDTH = 0.55  # the largest share that the categories' names take
LONGER_AXIS = 1.2  # how much farther than the longest bar an axis reaches that nobody has set

NO_TICKS = {"major_tick_mark": "none", "minor_tick_mark": "none"}
LANGUAGE = "en-GB"
TIGHT = {"lIns": "9525", "tIns": "0", "rIns": "9525", "bIns": "0"}  # the margins of a label that has a fill, in EMU

SHOWN = {"c:showVal": "1", "c:showCatName": "0", "c:showSerName": "0", "c:showPercent": "0", "c:showBubbleSize": "0"}
SAID: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    (".", {"c:date1904": "0"}, ("c:lang",)),
    (".", {"c:roundedCorners": "0"}, ("c:chart",)),
    ("c:chart", {"c:autoTitleDeleted": "0"}, ("c:plotArea",)),
    ("c:chart", {"c:dispBlanksAs": "gap"}, ()),
    ("c:chart/c:title", {"c:overlay": "0"}, ("c:spPr", "c:txPr")),
    ("c:chart/c:legend", {"c:overlay": "0"}, ("c:spPr", "c:txPr")),
    (".//c:barChart", {"c:varyColors": "0"}, ("c:ser",)),
    (".//c:lineChart", {"c:varyColors": "0"}, ("c:ser",)),
    (".//c:barChart/c:ser", {"c:invertIfNegative": "0"}, ("c:dLbls",)),
    (".//c:lineChart/c:ser", {"c:smooth": "0"}, ()),
    (".//c:dLbl[c:spPr]", {"c:showLegendKey": "0"}, ("c:showVal",)),
    (".//c:dLbl[c:spPr]", SHOWN, ()),
    (".//c:dLbls", {"c:showLegendKey": "0"}, ("c:showVal",)),
    (".//c:dLbls", SHOWN, ()),
    (".//c:catAx", {"c:delete": "0"}, ("c:axPos",)),
    (".//c:catAx", {"c:noMultiLvlLbl": "0"}, ()),
    (".//c:valAx", {"c:delete": "0"}, ("c:axPos",)),
)
"""Which elements there must be: their parents, their values, and the elements before which they stand."""

NARROW, WIDE = frozenset("iljtfrI.,:;!'|()[]/- "), frozenset("mwMW@%—…")

Element = Any
"""An element of the document; python-docx gives them no narrower type."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")
_COLOUR = re.compile("[0-9A-Fa-f]{6}")
_AS_IT_STANDS = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')  # what a number format shows as it stands


@dataclass(frozen=True)
class Series:
    """One row of bars or one line: its name, a value for each category (None where there is none), its colour.

    The colour is six hexadecimal digits, such as 2E75B6.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str


@dataclass(frozen=True)
class Chart:
    """What a chart shows, and how.

    `title` names it in the document, and is drawn above the plot if it `has_title`; `description` says the figures
    in words, for those who do not see it. `kind` is bar (horizontal, the first category at the top), column or line.
    `height` is in millimetres. `number_format`, `largest` and `smallest` are those of the value axis; the labels on
    the bars have the same format. A legend stands at the right of bars where it fits, else at the bottom.
    """

    title: str
    description: str
    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    height: float
    is_stacked: bool = False
    has_title: bool = False
    has_legend: bool = True
    number_format: str = "0"
    largest: float | None = None
    smallest: float | None = None

    @property
    def has_stacks(self) -> bool:
        """Whether bars or columns stand on one another; lines never do."""
        return self.is_stacked and self.kind != "line"

    def __post_init__(self) -> None:
        for sentence in _wrong(self):
            raise ValueError(f'The chart "{self.title}" {sentence}')


def _wrong(chart: Chart) -> Iterator[str]:
    """What keeps the chart from being drawn, each as the end of a sentence."""
    if chart.kind not in KINDS:
        yield f"is a {chart.kind}; it can be one of {', '.join(KINDS)}."
    if not chart.categories:
        yield "has no categories. Leave it out where there is nothing to show."
    if not chart.series:
        yield "has no series. Leave it out where there is nothing to show."
    for one in chart.series:
        if len(one.values) != len(chart.categories):
            yield f"has {len(chart.categories)} categories, but {len(one.values)} values of {one.name}."
        if not _COLOUR.fullmatch(one.colour):
            yield f"has the colour {one.colour} for {one.name}; give six hexadecimal digits."


def chart_paragraph(part: StoryPart, chart: Chart, width: float, created: dt.date, style: str = "Normal") -> Element:
    """A paragraph with the chart in its line, `width` millimetres wide; the chart's parts are added to `part`.

    `part` is the document's (`document.part`), `style` the name of one of its paragraph styles, and `created` the
    day that the embedded workbook gives as its own.
    """
    chart_part, relationship = _added(part, chart, width, created)
    paragraph: Element = OxmlElement("w:p")
    paragraph.style = part.get_style_id(style, WD_STYLE_TYPE.PARAGRAPH)
    inline = _inline(chart, Mm(width), relationship)
    number = chart_part.partname.idx or 1
    names = inline.find(qn("wp:docPr"))
    names.set("id", str(_free_id(part, number)))
    names.set("name", f"Chart {number}")
    names.set("title", _clean(chart.title))
    names.set("descr", _clean(chart.description))
    paragraph.add_r().add_drawing(inline)
    return paragraph


def _inline(chart: Chart, width: Length, relationship: str) -> Element:
    """The drawing in its line; its names are still to be set."""
    return parse_xml(
        f'<wp:inline {nsdecls("wp", "a", "c", "r")} distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{Mm(chart.height)}"/><wp:docPr id="1" name=""/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{nsmap["c"]}"><c:chart r:id="{relationship}"/></a:graphicData></a:graphic>'
        "</wp:inline>"
    )


def _free_id(part: StoryPart, number: int) -> int:
    """A drawing's id that no drawing of the document has, nor any chart of another number, in its text yet or not."""
    stories = (one.element for one in part.package.iter_parts() if isinstance(one, StoryPart))
    taken = {drawing.get("id") for story in stories for drawing in story.iter(qn("wp:docPr"))}
    return next(free for free in count(1000 * number, 10) if str(free) not in taken)


def _added(part: StoryPart, chart: Chart, width: float, created: dt.date) -> tuple[XmlPart, str]:
    """The chart's part, its workbook's behind it, and the relationship that leads to it from `part`."""
    package = part.package
    space = _chart_space(chart, width)
    chart_part = XmlPart(package.next_partname("/word/charts/chart%d.xml"), CONTENT_TYPE.DML_CHART, space, package)
    relationship = part.relate_to(chart_part, RELATIONSHIP_TYPE.CHART)
    name = package.next_partname("/word/embeddings/Microsoft_Excel_Worksheet%d.xlsx")
    workbook_part = Part(name, CONTENT_TYPE.SML_SHEET, _embedded(chart, created), package)
    data = OxmlElement("c:externalData")
    data.set(qn("r:id"), chart_part.relate_to(workbook_part, RELATIONSHIP_TYPE.PACKAGE))
    data.append(OxmlElement("c:autoUpdate", {"val": "0"}))
    space.find(qn("c:printSettings")).addprevious(data)
    return chart_part, relationship


def _embedded(chart: Chart, created: dt.date) -> bytes:
    """The workbook with the figures, which Word opens to edit them."""
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": dt.datetime.combine(created, dt.time())})
        _add_sheet(workbook, chart)
    return saved.getvalue()


def _chart_space(chart: Chart, width: float) -> Element:
    """The chart's XML: XlsxWriter's, with all said that it leaves to Excel."""
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved, {"in_memory": True}) as workbook:
        _add_sheet(workbook, chart).insert_chart(0, len(chart.series) + 1, _drawn(workbook, chart, width))
    with zipfile.ZipFile(saved) as package:
        space = etree.fromstring(package.read("xl/charts/chart1.xml"))
    _say_all(space)
    _make_names_text(space)
    for title in space.iterfind("c:chart/c:title//a:t", nsmap):
        title.text = _clean(chart.title)
    return space


def _add_sheet(workbook: Workbook, chart: Chart) -> Any:
    """A sheet with the categories in column A and a column for each series; nothing where there is no value."""
    sheet: Any = workbook.add_worksheet(SHEET)
    sheet.set_column(0, 0, 40)
    number = workbook.add_format({"num_format": chart.number_format})
    for row, text in enumerate((HEADING, *chart.categories)):
        sheet.write_string(row, 0, _cell_text(text))
    for column, series in enumerate(chart.series, start=1):
        sheet.write_string(0, column, _cell_text(series.name))
        for row, value in enumerate(series.values, start=1):
            if value is not None:
                sheet.write_number(row, column, value, number)
    return sheet


def _clean(text: str) -> str:
    """The text without the control characters that a document cannot hold; no word of it is lost."""
    return _NOT_IN_XML.sub("", _LINE_ENDS.sub("\n", text))


def _cell_text(text: str) -> str:
    """The text for a cell. XlsxWriter takes what stands in `<r>` and `</r>` for XML; a space after it prevents that."""
    text = _clean(text)
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _drawn(workbook: Workbook, chart: Chart, width: float) -> Any:
    """The chart, as XlsxWriter is told to draw it; its series stand on the sheet of `_add_sheet`."""
    drawn: Any = workbook.add_chart({"type": chart.kind} | ({"subtype": "stacked"} if chart.has_stacks else {}))
    plot = _plot(chart, width)
    for at, labels in enumerate(_labels(chart, plot)):
        drawn.add_series(_series(chart, at, labels))
    if chart.kind == "bar":  # XlsxWriter's y axis is the upright one, which has the names here
        drawn.set_y_axis(_name_axis() | {"reverse": True, "crossing": "max", "major_gridlines": {"visible": False}})
        drawn.set_x_axis(_value_axis(chart))
        drawn.set_plotarea({"layout": plot.shares(width, chart.height)})
    else:
        drawn.set_x_axis(_name_axis())
        drawn.set_y_axis(_value_axis(chart))
    side = "right" if _has_legend_at_right(chart) else "bottom"
    drawn.set_legend({"position": side, "font": _font()} if chart.has_legend else {"none": True})
    drawn.set_title({"name": "Title", "name_font": _font(bold=True)} if chart.has_title else {"none": True})
    drawn.set_chartarea({"border": {"none": True}, "fill": {"color": f"#{WHITE}"}})
    return drawn


def _series(chart: Chart, at: int, labels: dict[str, Any]) -> dict[str, Any]:
    """The series at this place: where its figures stand, and how it looks."""
    column, last = at + 1, len(chart.categories)
    fill, edge = {"color": f"#{chart.series[at].colour}"}, _line(EDGE)
    placed = {
        "name": [SHEET, 0, column],
        "categories": [SHEET, 1, 0, last, 0],
        "values": [SHEET, 1, column, last, column],
        "data_labels": labels,
    }
    if chart.kind == "line":
        marker = {"type": MARKERS[at % len(MARKERS)], "size": 6, "fill": fill, "border": edge}
        return placed | {"line": fill | {"width": 1.75}, "marker": marker}
    return placed | {"fill": fill, "border": edge, "gap": 40}


def _labels(chart: Chart, plot: Plot) -> list[dict[str, Any]]:
    """How each series shows its values: beside its bars or points, or on the segments of stacks."""
    labels = {"value": True, "num_format": chart.number_format, "font": _font()}
    if not chart.has_stacks:
        return [labels | {"position": "above" if chart.kind == "line" else "outside_end"} for _ in chart.series]
    if ";" not in chart.number_format:
        labels["num_format"] = f"{chart.number_format};-{chart.number_format};;"  # the third is for zero: nothing
    crowded = set(_crowded(chart, plot))
    return [labels | _on_segments(chart, at, crowded, plot) for at in range(len(chart.series))]


def _on_segments(chart: Chart, at: int, crowded: Set[tuple[int, int]], plot: Plot) -> dict[str, Any]:
    """The look of one series' labels; one that is longer than its segment takes the segment's colour along."""
    colour = chart.series[at].colour
    inside = {"position": "center", "font": _font(contrasting(colour))}
    custom: list[dict[str, Any] | None] = []
    for row, value in enumerate(chart.series[at].values):
        if (at, row) in crowded:
            custom.append({"delete": True})
        elif value and abs(value) * _scale(chart, plot) < _label_length(value, chart):
            custom.append(inside | {"fill": {"color": f"#{colour}"}})
        else:
            custom.append(None)
    return inside | {"custom": custom}


def _crowded(chart: Chart, plot: Plot) -> Iterator[tuple[int, int]]:
    """The places, as series and category, whose label would cover that of a larger segment of the same stack."""
    for row in range(len(chart.categories)):
        kept: list[tuple[float, float]] = []
        for _, at, middle, length in sorted(_stack(chart, row, _scale(chart, plot)), reverse=True):
            if all(abs(middle - other) >= (length + its_length) / 2 for other, its_length in kept):
                kept.append((middle, length))
            else:
                yield at, row


def _stack(chart: Chart, row: int, scale: float) -> Iterator[tuple[float, int, float, float]]:
    """Each segment of a stack: its size, its series, and its label's middle and length in millimetres."""
    ends = {True: 0.0, False: 0.0}
    for at, series in enumerate(chart.series):
        if value := series.values[row]:
            yield abs(value), at, (ends[value > 0] + value / 2) * scale, _label_length(value, chart)
            ends[value > 0] += value


def _scale(chart: Chart, plot: Plot) -> float:
    """Millimetres for each unit of the values, on the longest axis that Word may choose."""
    low, high = _reach(chart)
    return (plot.width if chart.kind == "bar" else plot.height) / (high - low or 1) / LONGER_AXIS


def _label_length(value: float, chart: Chart) -> float:
    """How much of its segment's length the label of this value needs, in millimetres."""
    return _text_width(_shown(value, chart.number_format)) if chart.kind == "bar" else 1.2 * EM


def _name_axis() -> dict[str, Any]:
    """The axis of the categories: each has its name, below or left of all bars."""
    named = {"num_font": _font(), "line": _line(EDGE), "label_position": "low", "interval_unit": 1}
    return named | NO_TICKS


def _value_axis(chart: Chart) -> dict[str, Any]:
    """The axis of the values, in steps that the number format can show."""
    low, high = _reach(chart)
    step = _smallest_step(chart.number_format)
    axis: dict[str, Any] = {"num_font": _font(), "num_format": chart.number_format, "line": {"none": True}}
    axis |= {"min": chart.smallest, "max": chart.largest, "major_gridlines": {"visible": True, "line": _line(GRID)}}
    if low == high:
        axis |= {"max": low + step}
    if high - low <= 5 * step:
        axis |= {"major_unit": step}
    return axis | NO_TICKS


def _reach(chart: Chart) -> tuple[float, float]:
    """The least and the greatest value that the axis must reach; zero lies between them."""
    ends = [0.0]
    for values in zip(*(one.values for one in chart.series), strict=True):
        known = [value for value in values if value is not None]
        stacks = [sum(value for value in known if value > 0), sum(value for value in known if value < 0)]
        ends += stacks if chart.has_stacks else known
    low = min(ends) if chart.smallest is None else chart.smallest
    return low, max(ends) if chart.largest is None else chart.largest


def _smallest_step(number_format: str) -> float:
    """The smallest difference that this number format shows: 1 of "0", 0.1 of "0.0", 0.01 of "0%"."""
    return float(10 ** -(_decimals(number_format) + 2 * _is_percent(number_format)))


def _shown(value: float, number_format: str) -> str:
    """The value about as long as this number format shows it."""
    factor = 100 if _is_percent(number_format) else 1
    return f"{abs(value) * factor:.{_decimals(number_format)}f}" + ("%" if "%" in number_format else "")


def _decimals(number_format: str) -> int:
    after_point = re.search(r"\.([0#?]+)", _placeholders(number_format))
    return len(after_point[1]) if after_point else 0


def _is_percent(number_format: str) -> bool:
    return "%" in _placeholders(number_format)


def _placeholders(number_format: str) -> str:
    """What the format does with positive numbers, without the words in it."""
    return _AS_IT_STANDS.sub("", number_format).partition(";")[0]


def _font(colour: str = BLACK, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": SIZE, "bold": bold, "color": f"#{colour}"}


def _line(colour: str) -> dict[str, Any]:
    return {"color": f"#{colour}", "width": 0.5}


def contrasting(fill: str) -> str:
    """Black or white, whichever stands out more from the fill: 4.5:1 at least, as WCAG 2 asks for."""
    return max((BLACK, WHITE), key=lambda font: contrast(font, fill))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG 2: from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """The relative luminance by WCAG 2: from 0 for black to 1 for white."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True)
class Plot:
    """Where the bars or lines are drawn: millimetres from the chart's left and top, and in size."""

    left: float
    top: float
    width: float
    height: float

    def shares(self, width: float, height: float) -> dict[str, float]:
        """The place as shares of a chart of this size."""
        across = {"x": self.left / width, "width": self.width / width}
        return across | {"y": self.top / height, "height": self.height / height}


def _plot(chart: Chart, width: float) -> Plot:
    """The place that names, legend and title leave. Bars are put there; else Word finds about the same by itself."""
    at_right = _has_legend_at_right(chart)
    names = ROOM_FOR_NAMES * max(map(_text_width, chart.categories)) + MARGIN
    left = min(names, MOST_OF_WIDTH * width) if chart.kind == "bar" else 10
    right = MARGIN + (_legend_width(chart) if at_right else 0)
    top = MARGIN / 2 + (1.25 * LINE if chart.has_title else 0)
    rows = ceil(len(chart.series) / max(1, width // _legend_width(chart)))  # of a legend at the bottom
    below = 1.25 * LINE + (LINE * (rows + 0.25) if chart.has_legend and not at_right else 0)
    return Plot(left, top, max(width - left - right, width / 10), max(chart.height - top - below, chart.height / 10))


def _has_legend_at_right(chart: Chart) -> bool:
    fits = LINE * len(chart.series) <= chart.height and _legend_width(chart) <= WIDEST_LEGEND
    return chart.has_legend and chart.kind == "bar" and fits


def _legend_width(chart: Chart) -> float:
    return LEGEND_KEY + max(_text_width(one.name) for one in chart.series)


def _text_width(text: str) -> float:
    """About how long the text is in Arial, in millimetres."""
    return EM * sum(0.3 if one in NARROW else 0.85 if one in WIDE else 0.67 if one.isupper() else 0.54 for one in text)


def _say_all(space: Element) -> None:
    """Says what XlsxWriter leaves out: programs differ in what they take to hold where an element is missing."""
    for path, said, before in SAID:
        for parent in space.iterfind(path, nsmap):
            for tag, value in said.items():
                if parent.find(tag, nsmap) is None:
                    _put(parent, OxmlElement(tag, {"val": value}), before)
    for label in space.iterfind(".//c:dLbl[c:spPr]", nsmap):
        _put(label, deepcopy(label.getparent().find("c:numFmt", nsmap)), ("c:spPr",))
        label.find("c:txPr/a:bodyPr", nsmap).attrib.update(TIGHT)
    for element in space.iterfind(".//*[@lang]"):
        element.set("lang", LANGUAGE)
    space.find("c:lang", nsmap).set("val", LANGUAGE)


def _put(parent: Element, element: Element, before: Iterable[str]) -> None:
    """Puts the element before the first child with one of these tags, at the end where there is none."""
    tags = {qn(tag) for tag in before}
    following = next((child for child in parent if child.tag in tags), None)
    if following is None:
        parent.append(element)
    else:
        following.addprevious(element)


def _make_names_text(space: Element) -> None:
    """Makes text of names that XlsxWriter took for numbers, such as 2019."""
    for names in space.iterfind(".//c:cat/c:numRef", nsmap):
        names.tag = qn("c:strRef")
        cache = names.find("c:numCache", nsmap)
        cache.tag = qn("c:strCache")
        cache.remove(cache.find("c:formatCode", nsmap))
