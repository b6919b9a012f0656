"""Charts in a Word document: native, with their figures behind them, and read alike by Word and by LibreOffice."""

import datetime as dt
import io
import itertools
import os
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import ooxml_check
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsmap, qn
from docx.shared import Mm

from nacpc_xl.outputs.report.charts import Chart, Series, chart_paragraph, contrast, contrasting

DAY = dt.date(2019, 7, 1)
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

THEMES = ("Well-being and Vulnerability", "Education and Training", "Safety at Home")
BARS = Chart(
    title="Actions by theme",
    description="Well-being and Vulnerability: 4 Complete, 13 On track.",
    kind="bar",
    categories=THEMES,
    series=(Series("Complete", (4, 0, 17), "2E75B6"), Series("On track", (13, 21, None), "FFC000")),
    height=35,
    is_stacked=True,
)
COLUMNS = Chart(
    title="Share on time",
    description="2018: 25%; 2019: 75.5%.",
    kind="column",
    categories=("2018", "2019"),
    series=(Series("On time", (0.25, 0.755), "70AD47"),),
    height=60,
    has_title=True,
    number_format="0.0%",
    largest=1,
)
LINES = Chart(
    title="Actions off track",
    description="Q1: 3; Q2: no figure; Q3: 0; Q4: 11.",
    kind="line",
    categories=("Q1", "Q2", "Q3", "Q4"),
    series=(Series("Off track", (3, None, 0, 11), "C00000"), Series("At risk", (5, 6, 7, 8), "FFC000")),
    height=60,
)
KINDS = (BARS, COLUMNS, LINES)
HOSTILE = (
    "=1+1",
    "=Sheet1!$A$1",
    "<b>bold</b> & \"quoted\" 'text'",
    "<r>not rich</r>",
    "]]><c:v>9</c:v>",
    "\U0001f600 emoji",
    "2019",
    "1e5",
    '=HYPERLINK("http://example.com")',
    "x" * 300,
)


def document_of(*charts: Chart) -> Any:
    document = docx.Document()
    add(document, *charts)
    return document


def add(document: Any, *charts: Chart) -> None:
    for chart in charts:
        document.element.body.insert(-1, chart_paragraph(document.part, chart, 170, DAY))


def saved(document: Any) -> zipfile.ZipFile:
    to = io.BytesIO()
    document.save(to)
    return zipfile.ZipFile(to)


def part(package: zipfile.ZipFile, name: str) -> Any:
    return parse_xml(package.read(name))


def chart_xml(chart: Chart) -> Any:
    return part(saved(document_of(chart)), "word/charts/chart1.xml")


def found(element: Any, path: str) -> list[Any]:
    return list(element.iterfind(path, nsmap))


def sheet_of(package: zipfile.ZipFile, number: int = 1) -> Any:
    inside = io.BytesIO(package.read(f"word/embeddings/Microsoft_Excel_Worksheet{number}.xlsx"))
    return openpyxl.load_workbook(inside).active


def table_of(chart: Chart) -> list[list[object]]:
    """What the sheet behind the chart holds."""
    columns = [[one.name, *one.values] for one in chart.series]
    return [list(row) for row in zip(["Category", *chart.categories], *columns, strict=True)]


def cached(reference: Any) -> list[str | None]:
    """The values that the chart itself keeps, None where one is missing."""
    size = int(found(reference, ".//c:ptCount")[0].get("val"))
    points = {int(one.get("idx")): one.find(qn("c:v")).text for one in found(reference, ".//c:pt")}
    return [points.get(at) for at in range(size)]


def png() -> io.BytesIO:
    """A picture of one grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header, pixel = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0\x80")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b""))


def test_a_chart_stands_in_the_line_of_its_paragraph_with_its_size():
    paragraph = chart_paragraph(docx.Document().part, BARS, 170, DAY)
    assert paragraph.tag == qn("w:p")
    assert not found(paragraph, ".//w:keepNext")
    [extent] = found(paragraph, "w:r/w:drawing/wp:inline/wp:extent")
    assert (int(extent.get("cx")), int(extent.get("cy"))) == (Mm(170), Mm(35))


def test_the_paragraph_has_the_style_of_this_name():
    paragraph = chart_paragraph(docx.Document().part, BARS, 170, DAY, style="List Bullet")
    assert paragraph.style == "ListBullet"


@pytest.mark.parametrize("chart", KINDS, ids=lambda one: one.kind)
def test_its_parts_are_named_typed_and_related_as_word_does_it(chart):
    package = saved(document_of(chart))
    types = package.read("[Content_Types].xml").decode()
    assert f'<Override PartName="/word/charts/chart1.xml" ContentType="{CHART_TYPE}"/>' in types
    assert f'<Default Extension="xlsx" ContentType="{WORKBOOK_TYPE}"/>' in types
    [reference] = found(part(package, "word/document.xml"), ".//c:chart")
    assert related(package, "word/_rels/document.xml.rels", reference) == ("chart", "charts/chart1.xml")
    [data] = found(part(package, "word/charts/chart1.xml"), "c:externalData")
    behind = related(package, "word/charts/_rels/chart1.xml.rels", data)
    assert behind == ("package", "../embeddings/Microsoft_Excel_Worksheet1.xlsx")


def related(package: zipfile.ZipFile, name: str, reference: Any) -> tuple[str, str]:
    """The type and the target of the relationship that the element names."""
    [one] = [one for one in part(package, name) if one.get("Id") == reference.get(qn("r:id"))]
    return one.get("Type").removeprefix(f"{RELATIONSHIPS}/"), one.get("Target")


@pytest.mark.parametrize("chart", KINDS, ids=lambda one: one.kind)
def test_the_workbook_behind_it_holds_its_figures_and_no_chart(chart):
    package = saved(document_of(chart))
    sheet = sheet_of(package)
    assert sheet.title == "Sheet1"
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == table_of(chart)
    with zipfile.ZipFile(io.BytesIO(package.read("word/embeddings/Microsoft_Excel_Worksheet1.xlsx"))) as inside:
        assert not [name for name in inside.namelist() if "chart" in name or "drawing" in name]


@pytest.mark.parametrize("chart", KINDS, ids=lambda one: one.kind)
def test_the_chart_itself_keeps_the_same_figures(chart):
    all_series = found(chart_xml(chart), ".//c:ser")
    for series, element in zip(chart.series, all_series, strict=True):
        assert cached(element.find(qn("c:tx"))) == [series.name]
        assert cached(element.find(qn("c:cat"))) == list(chart.categories)
        assert [None if one is None else float(one) for one in cached(element.find(qn("c:val")))] == list(series.values)


def test_names_that_look_like_numbers_are_still_names():
    assert not found(chart_xml(COLUMNS), ".//c:cat/c:numRef")
    assert found(chart_xml(COLUMNS), ".//c:cat/c:strRef/c:strCache")


def test_those_who_do_not_see_it_are_told_its_title_and_its_figures():
    [names] = found(document_of(BARS).element.body, ".//wp:docPr")
    assert names.get("name") == "Chart 1"
    assert (names.get("title"), names.get("descr")) == (BARS.title, BARS.description)


def test_every_chart_of_a_document_has_parts_and_a_number_of_its_own():
    document = document_of(*KINDS, BARS)
    package = saved(document)
    for number, chart in enumerate((*KINDS, BARS), start=1):
        drawn_as = "lineChart" if chart.kind == "line" else "barChart"
        assert found(part(package, f"word/charts/chart{number}.xml"), f".//c:{drawn_as}")
        assert sheet_of(package, number)["B1"].value == chart.series[0].name
    assert [one.get("name") for one in found(document.element.body, ".//wp:docPr")] == [
        "Chart 1", "Chart 2", "Chart 3", "Chart 4",
    ]  # fmt: skip


def test_a_document_that_has_charts_already_takes_more():
    first = io.BytesIO()
    document_of(BARS).save(first)
    document = docx.Document(first)
    add(document, LINES)
    assert found(part(saved(document), "word/charts/chart2.xml"), ".//c:lineChart")
    assert all_ids_differ(document)


def test_no_two_drawings_have_the_same_number():
    document = docx.Document()
    picture = document.add_picture(png())
    picture._inline.docPr.id = 2000
    document.sections[0].header.paragraphs[0].add_run().add_picture(png())
    waiting = [chart_paragraph(document.part, BARS, 170, DAY) for _ in range(3)]
    document.add_picture(png())
    for paragraph in waiting:
        document.element.body.insert(-1, paragraph)
    add(document, BARS)
    document.add_picture(png())
    assert all_ids_differ(document)


def all_ids_differ(document: Any) -> bool:
    ids = [one.get("id") for one in found(document.element.body, ".//wp:docPr")]
    return len(ids) == len(set(ids))


def test_the_same_chart_gives_the_same_bytes():
    one, other = saved(document_of(*KINDS)), saved(document_of(*KINDS))
    names = [name for name in one.namelist() if "chart" in name or "embeddings" in name]
    assert len(names) == 3 * 3
    assert all(one.read(name) == other.read(name) for name in names)


def test_the_workbook_gives_the_day_it_is_told():
    inside = io.BytesIO(saved(document_of(BARS)).read("word/embeddings/Microsoft_Excel_Worksheet1.xlsx"))
    assert b"2019-07-01T00:00:00Z" in zipfile.ZipFile(inside).read("docProps/core.xml")


@pytest.mark.parametrize("kind", ["bar", "column", "line"])
def test_hostile_text_is_only_ever_text(kind):
    series = tuple(Series(text, tuple(range(len(HOSTILE))), "C00000") for text in HOSTILE)
    for title in HOSTILE:
        chart = Chart(title, title, kind, HOSTILE, series[:2], 90, has_title=True)
        assert [one.text for one in found(chart_xml(chart), ".//c:title//a:t")] == [title]
    package = saved(document_of(replace(chart, series=series)))
    space, sheet = part(package, "word/charts/chart1.xml"), sheet_of(package)
    assert [str(cached(one)[0]).rstrip() for one in found(space, ".//c:ser/c:tx")] == list(HOSTILE)
    assert [str(one).rstrip() for one in cached(found(space, ".//c:cat")[0])] == list(HOSTILE)
    assert [sheet.cell(row, 1).value.rstrip() for row in range(2, 2 + len(HOSTILE))] == list(HOSTILE)
    assert {cell.data_type for row in sheet.iter_rows(max_col=1) for cell in row} == {"s"}
    assert [one.get("descr") for one in found(document_of(chart).element.body, ".//wp:docPr")] == [HOSTILE[-1]]


def test_control_characters_are_left_out():
    text = "a\x00b\x0bc\ud800d\ufffee\r\nf"
    chart = replace(BARS, title=text, description=text, categories=(text, *THEMES[1:]), has_title=True)
    package = saved(document_of(chart))
    space = part(package, "word/charts/chart1.xml")
    assert cached(found(space, ".//c:cat")[0])[0] == "abcde\nf"
    assert sheet_of(package)["A2"].value == "abcde\nf"
    assert found(space, ".//c:title//a:t")[0].text == "abcde\nf"


def test_a_name_may_be_empty():
    chart = replace(BARS, categories=("", *THEMES[1:]), series=(replace(BARS.series[0], name=""),))
    package = saved(document_of(chart))
    assert cached(found(part(package, "word/charts/chart1.xml"), ".//c:cat")[0]) == [None, *THEMES[1:]]


def test_every_label_can_be_read_on_its_fill():
    tones = ("00", "33", "66", "99", "CC", "FF")
    for red, green, blue in itertools.product(tones, repeat=3):
        fill = f"{red}{green}{blue}"
        assert contrast(contrasting(fill), fill) >= 4.5


def test_contrast_is_that_of_wcag():
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("FFFFFF", "767676") == pytest.approx(4.54, abs=0.005)
    assert (contrasting("2E75B6"), contrasting("FFC000")) == ("FFFFFF", "000000")


def test_labels_on_a_stack_have_the_colour_that_contrasts_with_their_series():
    for series in found(chart_xml(BARS), ".//c:ser"):
        [fill] = found(series, "c:spPr/a:solidFill/a:srgbClr")
        fonts = {one.get("val") for one in found(series, "c:dLbls//c:txPr//a:srgbClr")}
        assert fonts == {contrasting(fill.get("val"))}


@pytest.mark.parametrize("chart", KINDS, ids=lambda one: one.kind)
def test_labels_show_the_value_and_nothing_else(chart):
    for labels in found(chart_xml(chart), ".//c:dLbls"):
        said = {one.tag.partition("}")[2]: one.get("val") for one in labels if "show" in one.tag}
        assert said.pop("showVal") == "1"
        assert said == dict.fromkeys(
            ("showLegendKey", "showCatName", "showSerName", "showPercent", "showBubbleSize"), "0"
        )


def test_a_zero_of_a_stack_has_no_label():
    formats = {one.get("formatCode") for one in found(chart_xml(BARS), ".//c:dLbls/c:numFmt")}
    assert formats == {"0;-0;;"}
    assert {one.get("formatCode") for one in found(chart_xml(LINES), ".//c:dLbls/c:numFmt")} == {"0"}


def fates(*values: float) -> list[str]:
    """What becomes of the label of each value in one stack of these."""
    series = tuple(Series(f"S{at}", (value,), "C00000") for at, value in enumerate(values))
    fates = []
    for one in found(chart_xml(replace(BARS, categories=("All",), series=series)), ".//c:ser"):
        own = one.find("c:dLbls/c:dLbl", nsmap)
        deleted = own is not None and own.find("c:delete", nsmap) is not None
        fates.append("as its series" if own is None else "left out" if deleted else "on its own fill")
    return fates


def test_a_label_that_is_longer_than_its_segment_stands_on_its_fill():
    assert fates(100, 1, 100, -1, 0) == [
        "as its series",
        "on its own fill",
        "as its series",
        "on its own fill",
        "as its series",
    ]


def test_of_labels_that_would_cover_each_other_the_largest_is_shown():
    assert fates(100, 1, 2, 1, 100) == ["as its series", "left out", "on its own fill", "left out", "as its series"]


def test_the_first_category_of_bars_is_at_the_top_and_the_values_below():
    space = chart_xml(BARS)
    assert [one.get("val") for one in found(space, ".//c:catAx/c:scaling/c:orientation")] == ["maxMin"]
    assert [one.get("val") for one in found(space, ".//c:valAx/c:crosses")] == ["max"]


def test_the_legend_stands_beside_bars_where_it_fits_else_below():
    assert [one.get("val") for one in found(chart_xml(BARS), ".//c:legendPos")] == ["r"]
    many = tuple(Series(f"S{number}", (1, 2, 3), "C00000") for number in range(9))
    assert [one.get("val") for one in found(chart_xml(replace(BARS, series=many)), ".//c:legendPos")] == ["b"]
    long = (Series("The share of all children and young people who get it", (1, 2, 3), "C00000"),)
    assert [one.get("val") for one in found(chart_xml(replace(BARS, series=long)), ".//c:legendPos")] == ["b"]
    assert [one.get("val") for one in found(chart_xml(LINES), ".//c:legendPos")] == ["b"]
    assert not found(chart_xml(replace(BARS, has_legend=False)), ".//c:legend")


@pytest.mark.parametrize(
    ("number_format", "most", "step"),
    [
        ("0", 3, [1]),
        ("0", 60, []),
        ("0.0", 0.3, [0.1]),
        ("0%", 0.03, [0.01]),
        ("0%", 1, []),
        ('0"%"', 3, [1]),
    ],
)
def test_the_axis_goes_in_steps_that_its_format_can_show(number_format, most, step):
    series = (Series("All", (0, most, 0), "C00000"),)
    space = chart_xml(replace(BARS, series=series, number_format=number_format))
    assert [float(one.get("val")) for one in found(space, ".//c:valAx/c:majorUnit")] == step


def test_the_axis_has_the_ends_that_are_asked_for():
    scaling = found(chart_xml(replace(COLUMNS, smallest=-1)), ".//c:valAx/c:scaling")[0]
    assert [one.get("val") for one in found(scaling, "c:max") + found(scaling, "c:min")] == ["1", "-1"]


def test_nothing_is_left_to_what_a_program_takes_for_the_default():
    space = chart_xml(LINES)
    for path in ("c:chart/c:dispBlanksAs", "c:roundedCorners", ".//c:ser/c:smooth", ".//c:catAx/c:delete"):
        assert {one.get("val") for one in found(space, path)} <= {"gap", "0"}
        assert found(space, path)
    assert {one.get("lang") for one in space.iterfind(".//*[@lang]")} == {"en-GB"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"categories": (), "series": (Series("Complete", (), "2E75B6"),)}, "has no categories"),
        ({"series": ()}, "has no series"),
        ({"categories": THEMES[:2]}, "has 2 categories, but 3 values of Complete"),
        ({"kind": "pie"}, "is a pie; it can be one of bar, column, line"),
        ({"series": (Series("Complete", (1, 2, 3), "#2E75B"),)}, "six hexadecimal digits"),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_refused(change, sentence):
    with pytest.raises(ValueError, match=f'The chart "Actions by theme" .*{re.escape(sentence)}'):
        replace(BARS, **change)


def document_of_all_sorts() -> Any:
    document = document_of(
        *KINDS, replace(BARS, kind="column"), replace(BARS, series=BARS.series[:1], is_stacked=False)
    )
    crowded = tuple(Series(f"S{value}", (value, 0, -value), "7030A0") for value in (100, 1, 2, 1))
    add(document, replace(BARS, series=crowded), replace(BARS, series=(Series("None", (0, 0, 0), "FFFFFF"),)))
    series = tuple(Series(text, tuple(range(len(HOSTILE))), "C00000") for text in HOSTILE)
    add(document, Chart(HOSTILE[0], HOSTILE[2], "bar", HOSTILE, series, 90, has_title=True))
    return document


@pytest.mark.validator
def test_microsofts_validator_finds_nothing(tmp_path):
    try:
        ooxml_check.fetched(ooxml_check.cache_folder())
    except ooxml_check.CannotRun as sentence:
        pytest.skip(str(sentence))
    package = saved(document_of_all_sorts())
    paths = [tmp_path / "charts.docx", tmp_path / "behind.xlsx"]
    document_of_all_sorts().save(paths[0])
    paths[1].write_bytes(package.read("word/embeddings/Microsoft_Excel_Worksheet8.xlsx"))
    assert [error for one in ooxml_check.check(paths) for error in one.errors] == []


def test_libreoffice_reads_the_same_figures(soffice, tmp_path):
    document_of(*KINDS).save(tmp_path / "charts.docx")
    with zipfile.ZipFile(soffice(tmp_path / "charts.docx", to="odt")) as package:
        names = sorted(name for name in package.namelist() if re.fullmatch(r"Object \d+/content\.xml", name))
        read = [local_table(package.read(name)) for name in names]
        kept = [b'chart:treat-empty-cells="leave-gap"' in package.read(name) for name in names]
    assert read == [[["", *row[1:]] if at == 0 else row for at, row in enumerate(table_of(one))] for one in KINDS]
    assert all(kept)


def local_table(content: bytes) -> list[list[object]]:
    """The figures that LibreOffice keeps with a chart, as rows."""
    office, table = (
        "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}",
        "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}",
    )
    rows: list[list[object]] = []
    for row in parse_xml(content).iter(f"{table}table-row"):
        values: list[object] = []
        for cell in row.iter(f"{table}table-cell"):
            number = cell.get(f"{office}value")
            is_number = cell.get(f"{office}value-type") == "float"
            values.append(_number(number) if is_number else "".join(map(str, cell.itertext())))
        rows.append(values)
    return rows


def _number(text: str | None) -> float | None:
    return None if text in (None, "NaN") else float(str(text))


def test_libreoffice_draws_the_labels(soffice, tmp_path):
    if shutil.which("pdftotext") is None:
        if os.environ.get("CI"):
            pytest.fail("poppler is not installed; under CI it must be (see .ci/run)", pytrace=False)
        pytest.skip("poppler is not installed")
    bars, columns, lines = (drawn(soffice, tmp_path / f"{chart.kind}.docx", chart) for chart in KINDS)
    assert {"4", "13", "17", "21", "Complete", "Well-being", "Home"} <= set(bars)
    assert {"25.0%", "75.5%", "Share", "2018"} <= set(columns)
    assert {"3", "11", "7", "Off", "Q4"} <= set(lines)
    assert (bars.count("0"), lines.count("0")) == (1, 2), "besides the axis, only a line says 0"


def drawn(soffice: Any, path: Path, chart: Chart) -> list[str]:
    """The words in the picture of a document with this chart."""
    document_of(chart).save(str(path))
    pdf = soffice(path)
    return subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout.split()
