"""Every figure in the report, counted again from the returned files by means that share nothing with nacpc_xl.

What a check has looked at is struck out. Where a digit is left anywhere in the report, nothing has checked it.
"""

import datetime as dt
import hashlib
import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count, takewhile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from lxml import etree

from tests.end_to_end.by_hand import (
    BAD,
    COLUMNS,
    QUARTERS,
    STATUSES,
    Ask,
    Change,
    Hand,
    Proposal,
    Row,
    Rows,
    cell_at,
    day,
    day_in_words,
    figure,
    form,
    in_words,
    sheets,
    signed,
    status_in,
    table,
)
from tests.end_to_end.test_worked_example import EXAMPLE

FRONT, CONTENTS, EDGES = "Front", "Contents", "Head and foot"
PURPOSE = "Purpose and recommendations"
NEEDED = "What we need from you"
GLANCE = "At a glance"
ATTENTION = "Matters for attention"
THEMES = "Progress by theme"
STANDING = "Standing theme"
DIFFERENCE = "What difference it made"
SLIPPAGE = "Slippage"
EARLIER = "Earlier asks and what became of them"
COMPLETE = "How complete this report is"
COMING = "Coming next quarter"
ACTIONS = "Every action"
SOURCES = "Statuses, sources and terms"
BODY = (
    PURPOSE, NEEDED, GLANCE, ATTENTION, THEMES, STANDING, DIFFERENCE, SLIPPAGE, EARLIER, COMPLETE, COMING,
)  # fmt: skip
SECTIONS = (FRONT, CONTENTS, EDGES, *BODY, ACTIONS, SOURCES)

REF = r"P\d+\.\d+-\d+"
NUMBER = r"(\d+|[Nn]one)"
REFS = rf"{REF}(?:(?:, {REF})* and {REF})?"
SENTENCE = r"(?:Of (?P<of>\d+) actions?, (?P<counts>[^.]*)|All (?P<all>\d+) actions are (?P<status>[^.]*))\."
SOURCE = r"(.+), ([^,]+), ([A-Z]+\d+)"
BECAME = {
    "Accept": "accepted",
    "Reject": "rejected",
    "Lapsed": "overtaken before it was decided on",
    "Awaited": "decision awaited",
}
PLANNED = {"Q1": 46, "Q2": 46, "Q3": 50, "Q4": 51}
"""How many actions the plan has in each quarter: 46 of its own, four adopted in November, and one in February."""
BULLET = re.compile(r"^\s*[-*•–]\s+")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@cache
def normal(text: str) -> str:
    """A text on one line, without the signs before its bullets."""
    return " ".join(" ".join(BULLET.sub("", line) for line in text.splitlines()).split())


@dataclass
class Passage:
    """A paragraph, a cell, or the words on a table or chart for those who do not see it.

    `part` is the last heading in its section, `plain` the text outside of links. `left` is what nothing has checked.
    """

    section: str
    part: str
    kind: str
    lines: list[str]
    plain: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    text: str = ""
    left: str = ""

    def __post_init__(self) -> None:
        self.text = self.left = normal("\n".join(self.lines))

    def strike(self, *texts: str) -> None:
        """Strikes out these texts, each of which must be there."""
        for text in map(normal, texts):
            assert text in self.left, f"{self.section}: {text!r} is not in {self.text!r}"
            self.left = self.left.replace(text, "…", 1)

    def says(self, text: str) -> None:
        """Strikes out the whole, which must be this text."""
        assert self.text == normal(text)
        self.left = ""

    def find(self, pattern: str) -> re.Match[str] | None:
        """What fits the pattern, which is struck out; `None` where nothing does."""
        found = re.search(pattern, self.left)
        if found:
            self.left = f"{self.left[: found.start()]}…{self.left[found.end() :]}"
        return found

    def numbers(self, pattern: str) -> list[int]:
        """The numbers in the groups of the pattern; empty where it is not said."""
        found = self.find(pattern)
        return [number_in(group) for group in found.groups()] if found else []


def number_in(written: str) -> int:
    """A number as a sentence has it."""
    return 0 if written.lower() in ("no", "none") else int(written.replace(",", ""))


@dataclass
class Grid:
    """A table, with its title and description as one passage."""

    words: Passage
    headings: list[Passage]
    rows: list[list[Passage]]

    @property
    def passages(self) -> Iterator[Passage]:
        return (one for row in ([self.words], self.headings, *self.rows) for one in row)


Drawn = dict[str, dict[str, float]]
"""The values of each series, by the names of what is charted."""


@dataclass
class Chart:
    """A chart with its values as it caches them, and as the sheet behind it has them; its words are one passage."""

    words: Passage
    cached: Drawn
    behind: Drawn

    @property
    def names(self) -> list[str]:
        """What is charted, in its order."""
        return list(next(iter(self.cached.values())))

    def shows(self, expected: Mapping[str, Mapping[str, int]]) -> None:
        """Asserts that it shows these values of each name by the names of the series, and no others."""
        assert self.names == list(expected)
        series = {one for values in expected.values() for one in values}
        drawn = {one: {name: values.get(one, 0) for name, values in expected.items()} for one in series}
        assert self.cached == drawn
        assert self.behind == drawn


class Report:
    """All that a report says, in passages, tables and charts by their sections."""

    def __init__(self, path: Path, register: dict[str, Rows], standing: str) -> None:
        self.register = register
        self.standing = standing
        self.passages: list[Passage] = []
        self.all_grids: list[Grid] = []
        self.all_charts: list[Chart] = []
        self.heads: list[Passage] = []
        document = docx.Document(str(path))
        styles = {style.style_id: style.name for style in document.styles}
        with zipfile.ZipFile(path) as package:
            self._read_body(document, styles, package)
            for name in package.namelist():
                if re.fullmatch(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml", name):
                    found = etree.fromstring(package.read(name)).iter(f"{W}p")
                    self.passages += [passage(one, EDGES, "", "edge") for one in found]
            drawn = [name for name in package.namelist() if re.fullmatch(r"word/charts/[^/]*\.xml", name)]
            assert len(drawn) == len(self.all_charts), "each chart stands in the text, and is read"

    def _read_body(self, document: Any, styles: dict[str, str | None], package: zipfile.ZipFile) -> None:
        section, part = FRONT, ""
        for element in document.element.body:
            if element.tag == f"{W}p":
                named = element.find(f"{W}pPr/{W}pStyle")
                style = styles.get(named.get(f"{W}val")) if named is not None else None
                one = passage(element, section, part, style or "Normal")
                if style == "TOC Heading":
                    one.section, section, part = CONTENTS, CONTENTS, ""
                elif style == "Heading 1":
                    section, part = self._section_of(one.text), ""
                    one.section, one.part = CONTENTS, ""
                    self.heads.append(one)
                elif style in ("Heading 2", "Heading 3"):
                    part = one.part = one.text
                self.passages.append(one)
                for drawing in element.iter(f"{WP}inline"):
                    self._add_chart(document, drawing, package, section, part)
            elif element.tag == f"{W}tbl":
                self._add_grid(element, section, part)
            else:
                assert element.tag == f"{W}sectPr", f"nothing reads a {element.tag}"

    def _section_of(self, heading: str) -> str:
        title = re.sub(r"^(?:\d+|Appendix [A-Z]:) ", "", heading)
        return STANDING if title.startswith(self.standing) else title

    def _add_grid(self, element: Any, section: str, part: str) -> None:
        names = (element.find(f"{W}tblPr/{W}{name}") for name in ("tblCaption", "tblDescription"))
        words = Passage(section, part, "words", [name.get(f"{W}val") for name in names])
        headings, *rows = (
            [passage(cell, section, part, "cell") for cell in row.iter(f"{W}tc")] for row in element.iter(f"{W}tr")
        )
        grid = Grid(words, headings, rows)
        self.all_grids.append(grid)
        self.passages += grid.passages

    def _add_chart(self, document: Any, drawing: Any, package: zipfile.ZipFile, section: str, part: str) -> None:
        named = drawing.find(f"{WP}docPr")
        words = Passage(section, part, "words", [named.get("title"), named.get("descr")])
        part_of_chart = document.part.related_parts[drawing.find(f".//{C}chart").get(f"{R}id")]
        chart = chart_in(package, str(part_of_chart.partname).removeprefix("/"), words)
        self.all_charts.append(chart)
        self.passages.append(words)

    def renew(self, *sections: str) -> None:
        """Takes back what was struck out in these sections; in all of them where none is named."""
        for one in self.passages:
            if not sections or one.section in sections:
                one.left = one.text

    def within(self, section: str, part: str | None = None) -> list[Passage]:
        """The passages of a section, or of one part of it."""
        return [one for one in self.passages if one.section == section and part in (None, one.part)]

    def paragraphs(self, section: str, part: str | None = None, kind: str = "") -> list[Passage]:
        """The paragraphs of a section that have words and are no headings; of one style only if a `kind` is named."""
        found = [one for one in self.within(section, part) if one.kind not in ("words", "cell") and one.text]
        return [one for one in found if (one.kind == kind if kind else "Heading" not in one.kind)]

    def headings(self, section: str) -> list[Passage]:
        """The headings below that of the section."""
        return [one for one in self.within(section) if one.kind in ("Heading 2", "Heading 3")]

    def grids(self, section: str, part: str | None = None) -> list[Grid]:
        """The tables of a section, or of one part of it."""
        return [grid for grid in self.all_grids if grid.words.section == section and part in (None, grid.words.part)]

    def charts(self, section: str) -> list[Chart]:
        """The charts of a section."""
        return [chart for chart in self.all_charts if chart.words.section == section]

    def find(self, section: str, pattern: str, part: str | None = None) -> re.Match[str] | None:
        """The one place in the paragraphs that fits the pattern, which is struck out; `None` where there is none."""
        hits = [one for one in self.paragraphs(section, part) if re.search(pattern, one.left)]
        assert len(hits) <= 1, f"{section}: more than one paragraph fits {pattern}"
        return hits[0].find(pattern) if hits else None

    def numbers(self, section: str, pattern: str, part: str | None = None) -> list[int]:
        """The numbers in the groups of the pattern; empty where the section does not say such a thing."""
        found = self.find(section, pattern, part)
        return [number_in(group) for group in found.groups()] if found else []

    def named(self, section: str, pattern: str, part: str | None = None) -> tuple[int, list[str]]:
        """The number and the refs that follow it in the pattern; 0 and none where it is not said."""
        found = self.find(section, pattern, part)
        return (int(found[1]), re.findall(REF, found[2])) if found else (0, [])

    def table_in_register(self, sheet: str, first_heading: str) -> list[Row]:
        """The rows of a table of register.xlsx."""
        return table(self.register[sheet], first_heading)


def passage(element: Any, section: str, part: str, kind: str) -> Passage:
    """The paragraphs of an element, or the one that it is, as a passage."""
    lines, plain, links = [], [], []
    for paragraph in element.iter(f"{W}p"):
        line = ""
        for node in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab"):
            text = node.text or "" if node.tag == f"{W}t" else "\n"
            anchor = next((one.get(f"{W}anchor") for one in node.iterancestors(f"{W}hyperlink")), None)
            if anchor:
                links.append((text, anchor))
            plain.append("…" if anchor else text)
            line += text
        lines += line.splitlines()
        plain.append(" ")
    marks = [mark.get(f"{W}name") for mark in element.iter(f"{W}bookmarkStart")]
    return Passage(section, part, kind, lines, normal("".join(plain)), links, marks)


def chart_in(package: zipfile.ZipFile, name: str, words: Passage) -> Chart:
    """A chart from its XML and from the cells of the workbook behind it that the XML names."""
    folder, own = posixpath.split(name)
    links = etree.fromstring(package.read(f"{folder}/_rels/{own}.rels"))
    target = posixpath.normpath(posixpath.join(folder, links[0].get("Target", "")))
    book = openpyxl.load_workbook(io.BytesIO(package.read(target)))
    space = etree.fromstring(package.read(name))
    assert next(space.iter(f"{A}t"), None) is None, "a chart has no words but the names of what it shows"
    cached, behind = Drawn(), Drawn()
    for one in space.iter(f"{C}ser"):
        (title,), names, written = (texts_of(one, part) for part in ("tx", "cat", "val"))
        cached[title] = dict(zip(names, map(float, written), strict=True))
        (title,), names, values = (cells_of(book, one, part) for part in ("tx", "cat", "val"))
        behind[title] = dict(zip(names, values, strict=True))
    return Chart(words, cached, behind)


def texts_of(series: Any, part: str) -> list[str]:
    """What a series caches as its title, its names or its values."""
    return [value.text for value in series.find(f"{C}{part}").iter(f"{C}v")]


def cells_of(book: openpyxl.Workbook, series: Any, part: str) -> list[Any]:
    """What stands in the cells that a series names for its title, its names or its values."""
    sheet, _, cells = series.find(f"{C}{part}").findtext(f".//{C}f").partition("!")
    found = book[sheet][cells.replace("$", "")]
    return [cell.value for row in found for cell in row] if isinstance(found, tuple) else [found.value]


Check = Callable[[Hand, Report], None]
CHECKS: dict[str, list[Check]] = {section: [] for section in SECTIONS}


def figures_of(section: str) -> Callable[[Check], Check]:
    """Makes a test one of those that check the figures of a section."""

    def added(check: Check) -> Check:
        CHECKS[section].append(check)
        return check

    return added


def agree(said: list[int], *counted: int) -> None:
    """Asserts that these numbers are said; where the first is 0, nothing need be said."""
    assert said == list(counted) or (not said and not counted[0]), f"{said} is said, {list(counted)} is counted"


@pytest.fixture(scope="module")
def hands() -> dict[str, Hand]:
    found: dict[str, Hand] = {}
    for label in QUARTERS:
        found[label] = Hand(EXAMPLE, label, before=list(found.values())[-1] if found else None)
    return found


@pytest.fixture(scope="module")
def reports(whole_year: Path, hands: dict[str, Hand]) -> dict[str, Report]:
    found = {}
    for label, hand in hands.items():
        (standing,) = (hand.themes[code] for code in hand.standing)
        out = whole_year / label / "out"
        found[label] = Report(out / "report.docx", sheets(out / "register.xlsx"), standing)
    return found


@pytest.fixture(params=list(QUARTERS))
def label(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hand(label: str, hands: dict[str, Hand]) -> Hand:
    """A quarter counted by hand."""
    return hands[label]


@pytest.fixture
def report(label: str, reports: dict[str, Report]) -> Report:
    """The report of that quarter, with nothing struck out."""
    reports[label].renew()
    return reports[label]


def months(label: str) -> str:
    """A quarter as its months: April to June 2019."""
    first, last = QUARTERS[label]
    return f"{first:%B} to {last:%B} {last.year}"


@figures_of(FRONT)
def test_the_title_names_the_quarter_and_below_it_the_meeting_and_the_position(hand: Hand, report: Report) -> None:
    title, below = report.paragraphs(FRONT)
    title.strike(hand.details["Plan"], hand.label)
    below.strike(day_in_words(hand.meeting), day_in_words(hand.ends))


@figures_of(EDGES)
def test_the_head_and_the_foot_name_the_quarter_the_plan_and_the_page(hand: Hand, report: Report) -> None:
    texts = report.paragraphs(EDGES)
    for said in (f"{hand.label} {hand.details['Year']}, {months(hand.label)}", hand.details["Plan"], "Page 1 of 1"):
        (one,) = (text for text in texts if said in text.text)
        one.strike(said)


@figures_of(CONTENTS)
def test_the_headings_are_numbered_in_their_order_and_stand_in_the_contents(hand: Hand, report: Report) -> None:
    numbers, letters = count(1), iter("ABC")
    entries = report.paragraphs(CONTENTS, kind="toc 1")
    for head, entry in zip(report.heads, entries, strict=True):
        entry.says(head.text)
        head.strike(f"Appendix {next(letters)}: " if "Appendix" in head.text else f"{next(numbers)} ")
    assert next(numbers) == len(BODY) + 1


@figures_of(PURPOSE)
def test_the_recommendations_count_asks_exceptions_returns_and_completions(hand: Hand, report: Report) -> None:
    odd = {*hand.off_track, *hand.overdue, *hand.declared_better}
    agree(report.numbers(PURPOSE, r"decide on (\d+) requests?"), len(hand.wanted))
    agree(report.numbers(PURPOSE, r"scrutinise (\d+) actions?"), len(odd))
    assert report.numbers(PURPOSE, r"(\d+) of (\d+) groups? returned") == [len(hand.books), len(hand.groups)]
    complete = len(hand.with_status("Complete"))
    assert report.numbers(PURPOSE, r"(\d+) of (\d+) actions?") == [complete, len(hand.refs)]


@figures_of(NEEDED)
def test_each_decision_is_asked_for_in_the_words_of_the_return_with_its_day_and_group(
    hand: Hand, report: Report
) -> None:
    decisions = report.paragraphs(NEEDED, kind="List Number")
    below = report.paragraphs(NEEDED, kind="List Continue")
    for ask, decision, rest in zip(hand.wanted, decisions, below, strict=True):
        asked = re.fullmatch(r"From (.+?): (.+) By (.+)\.", decision.text)
        otherwise = re.fullmatch(rf"(.+) \(({REF}), asked by (.+)\)", rest.text)
        assert asked and otherwise
        assert f"Decision wanted from {asked[1]}: {asked[2]} {otherwise[1]}" == ask.text
        assert asked[3] == (day_in_words(ask.wanted_by) if ask.wanted_by else "when is not stated")
        assert otherwise.groups()[1:] == (ask.ref, hand.group_of(ask.ref))
        decision.left = rest.left = ""


@figures_of(NEEDED)
def test_what_was_decided_since_is_told_below_what_is_wanted(hand: Hand, report: Report) -> None:
    lines = report.paragraphs(NEEDED, kind="List Bullet")
    for ask, line in zip(hand.decided_since, lines, strict=True):
        line.says(f"{ask.ref}: {ask.answer}")
    said = [one.text for one in report.paragraphs(NEEDED, kind="Normal")]
    assert ("Decided since:" in said) == bool(hand.decided_since)
    assert any("No decision" in one for one in said) == (not hand.wanted)
    assert any("any more" in one for one in said) == (not hand.wanted and bool(hand.decided_since))


@figures_of(NEEDED)
def test_the_requests_without_an_answer_are_counted_and_named(hand: Hand, report: Report) -> None:
    assert_requests(report, NEEDED, r"(\d+) earlier requests?", hand.still_open)


def assert_requests(report: Report, section: str, beginning: str, asks: list[Ask]) -> None:
    """Asserts that a sentence that begins like this counts and names these requests, each with its quarter."""
    found = report.find(section, rf"{beginning} [^:]*: ((?:{REF} \(Q\d\)(?:, | and )?)+)")
    agree([int(found[1])] if found else [], len(asks))
    named = re.findall(rf"({REF}) \((Q\d)\)", found[2]) if found else []
    assert named == [(ask.ref, ask.quarter) for ask in asks]


def stated(text: str) -> Counter[str]:
    """How many actions a sentence of counts gives each standing."""
    found = re.findall(rf"(\d+) (?:is |are )?({'|'.join(COLUMNS)})\b", text)
    said = Counter({word: int(number) for number, word in found})
    for pattern, name in ((r"for (\d+) no usable", "Not stated"), (r"for (\d+) nothing came", "No return")):
        if lacking := re.search(pattern, text):
            said[name] = int(lacking[1])
    return said


def assert_counted(hand: Hand, found: re.Match[str] | None, refs: list[str]) -> None:
    """Asserts that a sentence gives the counts of these actions; that they are alike is said without counting."""
    assert found is not None
    if found["all"]:
        assert {found["status"]: int(found["all"])} == hand.counts(refs)
        return
    assert int(found["of"]) == len(refs) == stated(found["counts"]).total()
    assert stated(found["counts"]) == hand.counts(refs)
    assert len(refs) == 1 or max(hand.counts(refs)[one] for one in STATUSES) < len(refs)


@figures_of(GLANCE)
def test_the_sentence_of_counts_is_right_for_all(hand: Hand, report: Report) -> None:
    assert_counted(hand, report.find(GLANCE, SENTENCE), hand.refs)
    assert len(hand.refs) == PLANNED[hand.label]


def row_of_counts(name: str, counts: Counter[str]) -> list[str]:
    return [name, *(str(counts[column]) for column in COLUMNS), str(counts.total())]


def assert_rows(grid: Grid, expected: Iterable[Iterable[str]]) -> None:
    """Asserts that a table has these cells."""
    for cells, texts in zip(grid.rows, expected, strict=True):
        for cell, text in zip(cells, texts, strict=True):
            cell.says(text)


@figures_of(GLANCE)
def test_the_table_of_counts_is_right_for_each_theme_and_each_quarter(hand: Hand, report: Report) -> None:
    (grid,) = report.grids(GLANCE)
    assert [heading.text for heading in grid.headings] == ["Theme", *COLUMNS, "All"]
    themes = [(f"{code} {title}", hand.counts(hand.of_theme(code))) for code, title in hand.themes.items()]
    earlier = [(f"All themes in {one.label}", one.counts(one.refs)) for one in reversed(hand.so_far[:-1])]
    rows = [*themes, ("All themes", hand.counts(hand.refs)), *earlier]
    assert_rows(grid, (row_of_counts(name, counts) for name, counts in rows))


@figures_of(GLANCE)
def test_the_charts_of_counts_show_what_was_counted(hand: Hand, report: Report) -> None:
    themes = {title: hand.counts(hand.of_theme(code)) for code, title in hand.themes.items()}
    quarters = {one.label: one.counts(one.refs) for one in hand.so_far}
    expected = [themes, quarters][: 2 if hand.before else 1]
    for chart, counts in zip(report.charts(GLANCE), expected, strict=True):
        chart.shows(counts)
        assert list(chart.cached) == [name for name in COLUMNS if name in chart.cached]
        for name, one in counts.items():
            said = chart.words.find(rf"{name}: (\d+) actions?, ([^;.]*)")
            assert said is not None
            assert (int(said[1]), stated(said[2])) == (one.total(), one)


@figures_of(GLANCE)
def test_what_changed_in_the_statuses_is_counted_and_named(hand: Hand, report: Report) -> None:
    for way, word, end in ((1, "better", "Complete"), (-1, "worse", "Off track")):
        refs = hand.moved(way)
        newly = [ref for ref in refs if hand.status(ref) == end]
        others = [ref for ref in refs if hand.status(ref) != end]
        found = report.find(GLANCE, rf"(\d+) actions? stands? {word}(?P<alike>, [^:]*newly {end})?: (?P<which>.*)")
        agree([int(found[1])] if found else [], len(refs))
        if found and (not newly or not others):
            assert bool(found["alike"]) == bool(newly)
            assert re.findall(REF, found["which"]) == refs
            continue
        said = re.findall(rf"(\d+)( newly {end})?[^(]* \(({REFS})\)", found["which"]) if found else []
        assert [(int(number), bool(end), re.findall(REF, named)) for number, end, named in said] == [
            (len(group), group is newly, group) for group in (newly, others) if group
        ]


@figures_of(GLANCE)
def test_what_else_changed_is_counted_and_named(hand: Hand, report: Report) -> None:
    redated = hand.redated if hand.before else []
    still_open = list(dict.fromkeys(ask.ref for ask in hand.still_open))
    found = report.named(GLANCE, rf"(\d+) actions? asks? for a new due date: ({REFS})")
    assert found == (len(redated), redated)
    found = report.named(GLANCE, rf"(\d+) earlier requests? (?:is|are) still open: ({REFS})")
    assert found == (len(hand.still_open), still_open)
    found = report.named(GLANCE, rf"(\d+) earlier requests? (?:is|are) answered: ({REFS})")
    assert found == (len(hand.newly_answered), list(dict.fromkeys(ask.ref for ask in hand.newly_answered)))
    found = report.named(GLANCE, rf"(\d+) actions? (?:is|are) new in the plan: ({REFS})")
    assert found == (len(hand.adopted), hand.adopted)
    proposed = report.find(GLANCE, r"(\d+) new actions? (?:is|are) proposed, by (.*)")
    agree([int(proposed[1])] if proposed else [], len(hand.new_proposals))
    assert groups_in(hand, proposed) == {one.group for one in hand.new_proposals}


@figures_of(GLANCE)
def test_the_silent_and_the_late_groups_are_named(hand: Hand, report: Report) -> None:
    assert groups_in(hand, report.find(GLANCE, r"Nothing came back from (.*)")) == set(hand.silent)
    late = report.find(GLANCE, r"(\d+) groups? signed (.*)")
    agree([int(late[1])] if late else [], len(hand.late))
    assert groups_in(hand, late) == set(hand.late)
    assert late is None or day_in_words(hand.return_by(hand.label)) in late[0]


def groups_in(hand: Hand, found: re.Match[str] | None) -> set[str]:
    """The codes of the groups that are named in what was found."""
    return {code for code, name in hand.groups.items() if found and name in found[0]}


@figures_of(GLANCE)
def test_the_exceptions_are_counted(hand: Hand, report: Report) -> None:
    for pattern, refs in (
        (r"(\d+) (?:is|are) Off track", hand.off_track),
        (r"(\d+) (?:is|are) overdue", hand.quietly_overdue),
        (r"(\d+) (?:is|are) declared better", hand.declared_better),
        (r"(\d+) (?:is|are) At risk or Off track (?:once more|again)", hand.lasting),
    ):
        agree(report.numbers(GLANCE, rf"{pattern}\b(?=.*)"), len(refs))


@figures_of(GLANCE)
def test_the_coordinators_words_on_the_quarter_stand_as_they_were_written(hand: Hand, report: Report) -> None:
    strike_remarks(hand, report, GLANCE, GLANCE)


def strike_remarks(hand: Hand, report: Report, about: str, section: str, part: str | None = None) -> None:
    """Strikes out the coordinator's own words about a section or a theme, each line of which must be there."""
    for line in remarks(hand).get(about, "").splitlines():
        (one,) = (text for text in report.paragraphs(section, part) if normal(line) in text.text)
        one.strike(line)


def remarks(hand: Hand) -> dict[str, str]:
    """The coordinator's own words on the quarter, by what they are about."""
    return {row["Section or theme"]: row["Text"] for row in table(hand.coordinator["Commentary"], "Section or theme")}


def test_the_coordinators_words_are_about_what_is_looked_at_here(hand: Hand) -> None:
    assert remarks(hand).keys() <= {GLANCE, *hand.themes}


@figures_of(ATTENTION)
def test_each_kind_of_matter_for_attention_is_counted(hand: Hand, report: Report) -> None:
    unknown = hand.with_status("Not stated", "No return")
    headings = report.headings(ATTENTION)
    for title, refs in (
        ("Off track", hand.off_track),
        ("Overdue, and not declared Off track", hand.quietly_overdue),
        ("Declared better than the facts", hand.declared_better),
        ("Other differences between the lead's word and the facts", hand.declared_otherwise),
        ("At risk or Off track again", hand.lasting),
        ("New due dates asked for", hand.redated),
        ("Not known this quarter", unknown),
    ):
        counted = [number for one in headings for number in one.numbers(rf"^{title} \((\d+)\)$")]
        agree(counted, len(refs))


def part_of(report: Report, section: str, beginning: str) -> str:
    """The heading that begins like this; what no heading is where there is none."""
    return next((one.text for one in report.headings(section) if one.text.startswith(beginning)), "-")


def rows_for(report: Report, section: str, part: str, refs: list[str]) -> Iterator[tuple[str, list[Passage]]]:
    """Each of these refs with its row in the one table of this part; there is no table where there are no refs."""
    grids = report.grids(section, part)
    assert len(grids) == bool(refs)
    for grid in grids:
        for ref, row in zip(refs, grid.rows, strict=True):
            assert re.findall(REF, row[0].text)[:1] == [ref]
            yield ref, row


def strike_action(hand: Hand, ref: str, *cells: Passage) -> None:
    """Strikes out an action's ref and title in the first cell; who answers for it and when it is due, in the last."""
    row = hand.actions[ref]
    cells[0].strike(row["Action"], ref)
    cells[-1].strike(f"{row['Lead']}, due {hand.due_in_words(ref)}")


@figures_of(ATTENTION)
def test_what_is_off_track_stands_with_its_days_its_barrier_and_what_comes_next(hand: Hand, report: Report) -> None:
    part = part_of(report, ATTENTION, "Off track")
    for ref, (action, who, barrier, coming) in rows_for(report, ATTENTION, part, hand.off_track):
        strike_action(hand, ref, action, who)
        barrier.says(hand.answer(ref, "Barrier") or "No barrier was given")
        coming.strike(hand.answer(ref, "Next milestone"), in_words(hand.answer(ref, "Milestone due")))


@figures_of(ATTENTION)
def test_what_is_overdue_stands_with_its_day_and_its_status(hand: Hand, report: Report) -> None:
    lines = report.paragraphs(ATTENTION, part_of(report, ATTENTION, "Overdue"))
    for ref, line in zip(hand.quietly_overdue, lines, strict=True):
        status = hand.status(ref)
        said = {"No return": "no return", "Not stated": "no usable status"}.get(status, f"declared {status}")
        line.strike(hand.actions[ref]["Action"], ref, f"due {hand.due_in_words(ref)}, {said}")


@figures_of(ATTENTION)
def test_the_declared_and_the_computed_status_stand_side_by_side(hand: Hand, report: Report) -> None:
    part = part_of(report, ATTENTION, "Declared better")
    for ref, (action, declared, facts, because) in rows_for(report, ATTENTION, part, hand.declared_better):
        action.strike(hand.actions[ref]["Action"], ref)
        declared.says(hand.status(ref))
        facts.says(hand.judged(ref).status)
        because.strike(*hand.judged(ref).figures)


@figures_of(ATTENTION)
def test_every_other_difference_from_the_facts_is_told_with_its_reason(hand: Hand, report: Report) -> None:
    lines = report.paragraphs(ATTENTION, part_of(report, ATTENTION, "Other differences"))
    for ref, line in zip(hand.declared_otherwise, lines, strict=True):
        judged = hand.judged(ref)
        line.strike(ref, f"declared {hand.status(ref)}; the facts say {judged.status}", *judged.figures)


@figures_of(ATTENTION)
def test_what_was_at_risk_or_off_track_before_stands_with_its_statuses(hand: Hand, report: Report) -> None:
    lines = report.paragraphs(ATTENTION, part_of(report, ATTENTION, "At risk or Off track"))
    assert len(lines) == bool(hand.lasting)
    for line in lines:
        assert re.findall(REF, line.text) == hand.lasting
        line.strike(*(f"{ref} ({hand.statuses_so_far(ref)})" for ref in hand.lasting))


@figures_of(ATTENTION)
def test_who_asks_for_a_new_date_and_who_is_not_known_is_named(hand: Hand, report: Report) -> None:
    redated = part_of(report, ATTENTION, "New due dates")
    found = report.find(ATTENTION, REFS, redated)
    assert (re.findall(REF, found[0]) if found else []) == hand.redated
    unknown = part_of(report, ATTENTION, "Not known")
    unusable = hand.with_status("Not stated")
    assert report.named(ATTENTION, rf"(\d+) actions? came back [^:]*: ({REFS})", unknown) == (len(unusable), unusable)
    for ref in hand.with_status("No return"):
        assert report.find(ATTENTION, rf"{ref} was {hand.previous[ref]}\b", unknown)
    for code in hand.silent:
        assert report.find(ATTENTION, hand.groups[code], unknown)


@figures_of(THEMES)
def test_each_theme_and_priority_has_its_heading(hand: Hand, report: Report) -> None:
    headings = iter(report.headings(THEMES))
    for code, title in hand.themes.items():
        if code not in hand.standing:
            for one in (f"{code} {title}", *(f"{sub} {name}" for sub, name in hand.priorities(code).items())):
                next(headings).says(one)
    assert next(headings, None) is None


@figures_of(THEMES)
def test_each_theme_counts_its_actions_and_says_what_went_well_and_what_did_not(hand: Hand, report: Report) -> None:
    for code, title in hand.themes.items():
        if code not in hand.standing:
            assert_chapter(hand, report, code, THEMES, f"{code} {title}")


@figures_of(STANDING)
def test_the_standing_theme_counts_its_actions_over_the_quarters(hand: Hand, report: Report) -> None:
    (theme,) = hand.standing
    priorities = hand.priorities(theme)
    for heading, (code, title) in zip(report.headings(STANDING), priorities.items(), strict=True):
        heading.says(f"{code} {title}")
    assert_chapter(hand, report, theme, STANDING, "")
    trend = report.grids(STANDING, "")
    assert len(trend) == bool(hand.before)
    for grid in trend:
        assert_rows(grid, (row_of_counts(one.label, one.counts(one.of_theme(theme))) for one in hand.so_far))


def assert_chapter(hand: Hand, report: Report, theme: str, section: str, part: str) -> None:
    """Asserts the figures of one theme: its counts, its progress, its exceptions, and the rows of its actions."""
    refs = hand.of_theme(theme)
    strike_remarks(hand, report, theme, section, part)
    assert_counted(hand, report.find(section, SENTENCE, part), refs)
    better = [ref for ref in hand.moved(1) if ref in refs and ref not in hand.declared_better]
    complete = [ref for ref in better if hand.status(ref) == "Complete"]
    for pattern, expected in (
        (rf"({REFS}) (?:is|are) newly Complete", complete),
        (rf"({REFS}) stands? better", [ref for ref in better if ref not in complete]),
    ):
        found = report.find(section, pattern, part)
        assert (re.findall(REF, found[1]) if found else []) == expected
    measures = hand.outcomes(refs)
    said = report.numbers(section, rf"{NUMBER} of (\d+) outcome measures?", part)
    agree(said, sum(one.is_better for one in measures), len(measures))
    assert_exceptions(hand, report.paragraphs(section, part, "List Bullet"), refs)
    silent = [ref for ref in refs if hand.status(ref) == "No return" and not hand.is_known_complete(ref)]
    found = report.find(section, rf"^Nothing came back on ({REFS})\.$", part)
    assert (re.findall(REF, found[1]) if found else []) == silent
    for code, title in hand.priorities(theme).items():
        for grid in report.grids(section, f"{code} {title}"):
            grid.words.strike(code)
        for ref, row in rows_for(report, section, f"{code} {title}", hand.of_priority(code)):
            assert_action(hand, ref, row)


def assert_exceptions(hand: Hand, lines: list[Passage], refs: list[str]) -> None:
    """Asserts that there is a line for each action that came back and is in trouble or not known, with its reason."""
    came = [ref for ref in refs if hand.status(ref) != "No return"]
    odd = [ref for ref in came if hand.status(ref) in (*BAD, "Not stated") or ref in hand.overdue]
    for ref, line in zip(odd, lines, strict=True):
        reason = hand.answer(ref, "Barrier") or ("" if hand.status(ref) in BAD else hand.due_in_words(ref))
        line.strike(reason, f"{ref}: {hand.status(ref)}")
        assert ("overdue" in line.left) == (ref in hand.overdue)


def assert_action(hand: Hand, ref: str, row: list[Passage]) -> None:
    """Asserts the row of one action: its statuses now and before, and what its lead wrote."""
    action, status, done, difference = row
    strike_action(hand, ref, action)
    now, *notes = status.lines
    assert now == hand.status(ref)
    differs = now in STATUSES and hand.judged(ref).status != now
    judged = [hand.judged(ref).status] if differs else []
    assert re.findall("|".join(COLUMNS), " ".join(notes)) == [*filter(None, [hand.previous.get(ref)]), *judged]
    way = [word for word in ("better", "worse") if ref in hand.moved(1 if word == "better" else -1)]
    assert re.findall("better|worse", " ".join(notes)) == way
    done.strike(hand.answer(ref, "Progress this quarter") or "Nothing came back")
    difference.says(hand.answer(ref, "Difference made") or "None stated")


@figures_of(DIFFERENCE)
def test_the_outcome_measures_are_counted_and_charted_by_their_share_of_the_way(hand: Hand, report: Report) -> None:
    outcomes = hand.outcomes(hand.refs)
    known = sorted((one.way, one.ref, one) for one in outcomes if one.way is not None)
    said = report.numbers(DIFFERENCE, r"Of (\d+) outcome measures?, (\d+) ha(?:s|ve) a baseline")
    assert said == [len(outcomes), len(known)]
    for share in (r"\b100%", r"\b0%"):  # what the chart's axis means
        assert report.find(DIFFERENCE, share)
    (chart,) = report.charts(DIFFERENCE)
    (series,) = chart.cached
    names = {name.split()[0]: name for name in chart.names}
    for _, ref, one in known:
        shown = names[ref].removeprefix(f"{ref} ")
        assert one.name == shown or (shown.endswith(" …") and one.name.startswith(shown.removesuffix("…")))
    chart.shows({name: {series: way} for name, (way, _, _) in zip(chart.names, known, strict=True)})
    chart.words.strike(*(f"{names[ref]}: {signed(way)}%" for way, ref, _ in known))


@figures_of(DIFFERENCE)
def test_the_aims_have_the_verdicts_that_the_measures_give(hand: Hand, report: Report) -> None:
    verdicts = Counter(map(hand.verdict, hand.aims))
    if len(verdicts) == 1:
        ((verdict, number),) = verdicts.items()
        assert report.find(DIFFERENCE, rf"All {number} improvement aims are [^.]*{verdict}\b")
    else:
        assert report.numbers(DIFFERENCE, r"Of (\d+) improvement aims?") == [len(hand.aims)]
        assert_tally(report, verdicts)
    (grid,) = report.grids(DIFFERENCE)
    for (code, title), (aim, standing, behind) in zip(hand.aims.items(), grid.rows, strict=True):
        aim.says(f"{code} {title}")
        standing.says(hand.verdict(code))
        assert_behind(hand, code, behind)


def assert_tally(report: Report, verdicts: Counter[str]) -> None:
    """Asserts that the sentence on the aims gives the number of each verdict."""
    for pattern, verdict in (
        (rf"{NUMBER} (?:is|are) evidenced", "evidenced"),
        (rf"{NUMBER} (?:is|are) (?:shown by )?output only", "output only"),
        (rf"{NUMBER} (?:is|are) without either", "nothing yet"),
    ):
        agree(report.numbers(DIFFERENCE, pattern), verdicts[verdict])


def assert_behind(hand: Hand, aim: str, behind: Passage) -> None:
    """Asserts what stands behind an aim: how many actions and measures, the first with its figures, and the others."""
    refs = hand.serving(aim)
    measures, better = hand.outcomes(refs), hand.shown_better(refs)
    moved = sum(one.is_better for one in measures)
    told = hand.told(refs, "Progress this quarter")
    agree(behind.numbers(rf"{NUMBER} of (\d+) actions? reported"), len(told), len(refs))
    agree(behind.numbers(rf"{NUMBER} of (\d+) outcome measures?"), moved, len(measures))
    agree(behind.numbers(rf"{NUMBER} with evidence"), len(better))
    others = behind.find(rf"Shown too by ({REFS})")
    assert (re.findall(REF, others[1]) if others else []) == list(dict.fromkeys(one.of for one in better[1:]))
    for one in better[:1]:
        behind.strike(one.name, hand.answer(one.of, "Evidence"), one.of)
        behind.strike(f"{one.shown('Baseline')} at the outset", f"{one.shown('Value this quarter')}{one.unit} on")
        behind.strike(in_words(one.returned["As at"]), f"target {one.shown('Target')}")


@figures_of(SLIPPAGE)
def test_each_new_date_of_the_year_stands_with_its_days_its_reason_and_what_was_decided(
    hand: Hand, report: Report
) -> None:
    moved = [ref for ref in hand.refs if hand.slipped(ref)]
    agree(report.numbers(SLIPPAGE, r"due dates? of (\d+) actions? ha(?:s|ve) moved"), len(moved))
    agree(report.numbers(SLIPPAGE, r"(\d+) new dates? (?:is|are) asked for"), len(hand.redated))
    assert_decided(report, Counter(one.became for one in hand.changes if one.quarter == hand.label))
    changes = {ref: [one for one in hand.changes if one.ref == ref] for ref in hand.refs}
    refs = [ref for ref in hand.refs if changes[ref]]
    assert set(moved) <= set(refs)
    for ref, (action, first, now, days, why) in rows_for(report, SLIPPAGE, "", refs):
        action.strike(hand.actions[ref]["Action"], ref)
        first.says(day_in_words(hand.first_due(ref)))
        now.says(day_in_words(hand.due(ref)))
        days.says(str(hand.slipped(ref)))
        why.says("\n".join(map(said_of, changes[ref])))


def assert_decided(report: Report, became: Counter[str]) -> None:
    """Asserts that it is said how many of this quarter's new dates were accepted, rejected, or wait."""
    words = {"Accept": "accepted", "Reject": "rejected", "Awaited": "awaiting a decision"}
    if len(became) > 1:
        for one, number in became.items():
            assert report.find(SLIPPAGE, rf"\b{number} {words[one]}\b")
    elif became and "Awaited" not in became:
        assert report.find(SLIPPAGE, rf", and (?:is|all are) {words[next(iter(became))]}\.")
    assert bool(report.find(SLIPPAGE, "holds from the next quarter on")) == bool(became["Accept"])


def said_of(change: Change) -> str:
    """A new date, its days and its reason, with what was decided on it and why."""
    assert change.days > 1
    became = BECAME[change.became]
    why = f" Why it was {became}: {change.decided.why}" if change.decided.why else ""
    asked = f"{change.quarter}: {day_in_words(change.new_due)}, {change.days} days later"
    return f"{asked} ({became}). {change.reason}{why}"


@figures_of(EARLIER)
def test_each_earlier_request_stands_with_its_day_and_what_became_of_it(hand: Hand, report: Report) -> None:
    assert_requests(report, EARLIER, r"answers? to (\d+) requests?", hand.told_before)
    in_full = [ask for ask in hand.earlier_asks if ask not in hand.told_before]
    grids = report.grids(EARLIER)
    assert len(grids) == bool(in_full)
    for grid in grids:
        for ask, (asked_in, asked, wanted_by, became) in zip(in_full, grid.rows, strict=True):
            asked_in.says(f"{ask.quarter} {ask.ref}")
            asked.says(ask.text)
            wanted_by.says(in_words(ask.wanted_by) or "Not stated")
            if ask.answer:
                became.says(ask.answer)
            else:
                decided = ask.ref in [one.ref for one in hand.decided_since]
                assert became.text.startswith("Open") != decided
                assert ("again" in became.text) == ask.is_asked_again


@figures_of(COMPLETE)
def test_how_complete_the_report_is_is_counted(hand: Hand, report: Report) -> None:
    severities = Counter(row["Severity"] for row in report.table_in_register("Queries", "Code"))
    assert report.numbers(COMPLETE, r"(\d+) of (\d+) groups?") == [len(hand.books), len(hand.groups)]
    said = report.numbers(COMPLETE, r"(\d+) quer(?:y|ies) (?:is|are) open, of which (\d+)")
    assert said == [severities["Stop"] + severities["Query"], severities["Stop"]]
    checks = report.table_in_register("Checks", "Code")
    unknown = sum(row["Could not tell"] or 0 for row in checks)
    made = sum(row[name] or 0 for row in checks for name in ("Passed", "Failed", "Could not tell"))
    assert report.numbers(COMPLETE, r"Of ([\d,]+) checks [^.]*?, ([\d,]+) could not tell") == [made, unknown]
    assert report.numbers(COMPLETE, r"is (\d+) days? old") == [(hand.meeting - hand.ends).days]
    dates = report.find(COMPLETE, r"figures are of ([^.]*) to ([^.]*)\.")
    assert dates is not None
    assert dates.groups() == (day_in_words(hand.measured_on[0]), day_in_words(hand.measured_on[-1]))


@figures_of(COMPLETE)
def test_what_came_back_from_each_group_is_shown(hand: Hand, report: Report) -> None:
    queries = report.table_in_register("Queries", "Code")
    is_open = Counter(row["Subgroup"] for row in queries if row["Severity"] != "Note")
    (grid,) = report.grids(COMPLETE)
    rows = []
    for code, name in hand.groups.items():
        signed = hand.signed(code)
        by, on = signed.get("Completed by (role)") or "Not stated", in_words(signed.get("Date")) or "Not stated"
        rows.append([f"{name} ({code})", "Used" if code in hand.books else "No return", by, on, str(is_open[code])])
    assert_rows(grid, rows)


@figures_of(COMING)
def test_what_is_due_and_what_begins_next_quarter_is_counted_and_dated(hand: Hand, report: Report) -> None:
    label = hand.following
    for words, coming in (
        ("due", hand.due_in(label) if label else []),
        ("to begin", hand.to_begin_in(label) if label else []),
    ):
        number, said = days_said(report, rf"(\d+) actions? (?:is|are) {words}:")
        assert number == len(coming)
        assert said == coming


def days_said(report: Report, beginning: str) -> tuple[int, list[tuple[str, dt.date]]]:
    """The number in a bullet that begins like this, and each ref with its day, there or by month below it."""
    paragraphs = report.paragraphs(COMING)
    at = next((at for at, one in enumerate(paragraphs) if re.match(beginning, one.text)), None)
    if at is None:
        return 0, []
    head = paragraphs[at]
    number = int(re.match(beginning, head.text)[1])  # type: ignore[index]
    of_it = [head, *takewhile(lambda one: one.kind == "List Continue", paragraphs[at + 1 :])]
    said = [pair for one in of_it for pair in days_in(one.text)]
    for one in of_it:
        one.left = ""
    return number, said


def days_in(text: str) -> Iterator[tuple[str, dt.date]]:
    """Each ref with the day behind it; where that has no month, the month at the head of the line."""
    for ref, written in re.findall(rf"({REF}) \(([^)]*)\)", text):
        whole = day(written)
        if whole is None:
            number = int(re.sub(r"(?<=1)st|(?<=2)nd|(?<=3)rd|th", "", written))
            assert written == nth(number)
            whole = day(f"{number} {text.split(':', maxsplit=1)[0]}")
        assert whole is not None, text
        yield ref, whole


def nth(number: int) -> str:
    """The day of a month with its ending."""
    endings = {1: "st", 21: "st", 31: "st", 2: "nd", 22: "nd", 3: "rd", 23: "rd"}
    return f"{number}{endings.get(number, 'th')}"


@figures_of(COMING)
def test_what_the_year_leaves_open_is_counted_and_has_the_days_of_its_milestones(hand: Hand, report: Report) -> None:
    number, said = days_said(report, r"(\d+) actions? (?:is|are) still open")
    if hand.following:
        assert number == 0
        return
    assert number == len(hand.going_on)
    assert said == hand.milestones
    undated = [ref for ref in hand.going_on if ref not in dict(hand.milestones)]
    assert report.named(COMING, rf"(\d+) of them (?:has|have) no day [^:]*: ({REFS})") == (len(undated), undated)


@figures_of(COMING)
def test_the_decisions_wanted_and_the_next_trackers_have_their_days(hand: Hand, report: Report) -> None:
    days = filter(None, (ask.wanted_by for ask in hand.wanted))
    wanted = [one for one in days if not hand.following or one <= QUARTERS[hand.following][1]]
    found = report.find(COMING, r"(\d+) decisions? [^.]* wanted by ([^.]*)\.")
    agree([int(found[1])] if found else [], len(wanted))
    said = re.findall(r"\d+ [A-Z][a-z]+ \d{4}", found[2]) if found else []
    assert said == [day_in_words(one) for one in sorted(set(wanted))]
    if not hand.following:
        assert report.find(COMING, rf"With {hand.label} {hand.details['Year']} the plan's year ends\b")
        return
    due_back = day_in_words(hand.return_by(hand.following))
    assert report.find(COMING, rf"Trackers for {hand.following} are due back on {due_back}\b")
    assert report.find(COMING, rf"{hand.following} {hand.details['Year']} covers {months(hand.following)}")
    assert {row[hand.following] for row in table(hand.plan["Themes"], "Code")} == {"In full"}
    assert report.find(COMING, rf"report for {hand.following} will show every theme in full")


def test_the_trackers_were_due_back_on_the_day_that_they_name_themselves(hand: Hand) -> None:
    for book in hand.books.values():
        assert day(form(book["Start here"])["Return by"]) == hand.return_by(hand.label)


@figures_of(COMING)
def test_each_proposed_action_stands_with_its_priority_its_group_its_day_and_what_was_decided(
    hand: Hand, report: Report
) -> None:
    lines = [one for one in report.paragraphs(COMING) if "proposed by" in one.text]
    proposals = [*hand.waiting_proposals, *hand.new_proposals]
    assert len(lines) == len(proposals)
    for one in proposals:
        (line,) = (line for line in lines if one.row["Action"] in line.text)
        when = "" if one.quarter == hand.label else f" in {one.quarter}"
        became = f"{BECAME[one.became]} as {one.decided.ref}" if one.decided.ref else BECAME[one.became]
        why = f": {one.decided.why}" if one.decided.why else ""
        by = f"proposed by {hand.groups[one.group]}{when}, due {in_words(one.row['Due'])}; {became}{why}"
        line.says(f"{one.priority}: {one.row['Action']} ({by})")


def assert_source(hand: Hand, source: Passage, group: str, row: str, expected: Any) -> None:
    """Asserts that the named cell of the group's own file holds what is expected, in the row that begins with `row`."""
    found = re.fullmatch(SOURCE, source.text)
    assert found, source.text
    assert found[1] == hand.files[group].name
    rows = hand.books[group][found[2]]
    assert cell_at(rows, found[3]) == expected
    assert cell_at(rows, re.sub("^[A-Z]+", "A", found[3])) == row
    source.left = ""


@figures_of(ACTIONS)
def test_the_appendix_has_every_action_with_its_statuses_and_their_cell(hand: Hand, report: Report) -> None:
    for ref, (action, declared, facts, shown, source) in rows_for(report, ACTIONS, "", hand.refs):
        strike_action(hand, ref, action)
        assert declared.lines[0] == hand.status(ref)
        declared.strike(f"So far: {hand.statuses_so_far(ref)}")
        status, figures = hand.judged(ref)
        assert facts.text.split(":")[0] == status
        facts.strike(*figures)
        if ref not in hand.rows:
            for cell in (shown, source):
                cell.says("Nothing came back")
            continue
        evidence, milestone = (hand.answer(ref, name) or "none named" for name in ("Evidence", "Next milestone"))
        shown.strike(evidence, milestone, in_words(hand.answer(ref, "Milestone due")))
        written = hand.answer(ref, "Status")
        assert status_in(written) == hand.status(ref)
        assert hand.status(ref) != "Not stated" or written in declared.text
        assert_source(hand, source, hand.actions[ref]["Subgroup"], ref, written)


@figures_of(ACTIONS)
def test_what_groups_said_besides_stands_as_written_with_its_cell(hand: Hand, report: Report) -> None:
    lines = iter(report.paragraphs(ACTIONS, "What groups said besides"))
    label = "Anything else the committee should know"
    for code in hand.groups:
        if said := hand.signed(code).get(label):
            head = next(lines)
            head.strike(hand.groups[code])
            source = Passage(ACTIONS, "", "", [head.text.removeprefix(f"{hand.groups[code]} (").removesuffix(")")])
            assert_source(hand, source, code, label, said)
            head.left = ""
            for line in said.splitlines():
                next(lines).says(line)
    assert next(lines, None) is None


@figures_of(ACTIONS)
def test_the_appendix_has_every_measure_with_its_values_and_their_cell(hand: Hand, report: Report) -> None:
    (grid,) = report.grids(ACTIONS, "Every measure")
    quarters = [{one.ref: one for one in earlier.measures} for earlier in hand.so_far]
    headings = grid.headings[3:-2]
    for heading, earlier in zip(headings, hand.so_far, strict=True):
        heading.says(earlier.label)
    for one, (name, first, target, *values, since, source) in zip(hand.measures, grid.rows, strict=True):
        kind, unit, better = (one.planned[heading] for heading in ("Type", "Unit", "Better when"))
        name.says(f"{one.of} {one.ref.rpartition('-')[2]} {one.name} {kind}, {unit}; better when {better.lower()}")
        first.says(one.shown("Baseline"))
        target.says(one.shown("Target"))
        for value, quarter in zip(values, quarters, strict=True):
            value.says(quarter[one.ref].shown("Value this quarter") or "No value")
        word, way = one.since_the_outset
        assert re.split(r",\s*", since.text)[0] == word
        since.strike(way)
        if one.returned:
            group = hand.actions[one.of]["Subgroup"]
            assert_source(hand, source, group, one.ref, one.returned["Value this quarter"])
        else:
            source.says("Nothing came back")


@figures_of(SOURCES)
def test_the_files_stand_with_the_sha_256_of_their_bytes(hand: Hand, report: Report) -> None:
    (grid,) = report.grids(SOURCES, "What this report was made from")
    grid.headings[2].says("SHA-256")
    grid.words.strike("SHA-256", "SHA-256")
    files = [EXAMPLE / "plan.xlsx", *(hand.files[code] for code in hand.groups if code in hand.files)]
    for path, (name, _, fingerprint) in zip(files, grid.rows, strict=True):
        name.says(path.name)
        fingerprint.says(hashlib.sha256(path.read_bytes()).hexdigest())


@figures_of(SOURCES)
def test_the_terms_explain_the_shares_and_the_fingerprints(hand: Hand, report: Report) -> None:
    (grid,) = report.grids(SOURCES, "Terms")
    terms = {row[0].text: row for row in grid.rows}
    terms["Share of the way"][1].strike("0% is the baseline", "100% the target")
    terms["SHA-256"][0].strike("SHA-256")


def test_every_text_of_the_appendix_is_that_of_the_register(hand: Hand, report: Report) -> None:
    records = {row["Ref"]: row for row in report.table_in_register("Actions", "Ref")}
    assert list(records) == hand.refs
    for ref, (action, declared, facts, shown, _) in rows_for(report, ACTIONS, "", hand.refs):
        row = records[ref]
        action.strike(ref, row["Action"], row["Lead"], in_words(row["Current due"]))
        declared.strike(str(row["Status"] if row["Status"] in COLUMNS else "Not stated"))
        facts.says(f"{row['Computed status']}: {row['Reason for computed status']}")
        for name in ("Evidence", "Next milestone", "Milestone due"):
            shown.strike(in_words(row[name]))
            assert in_words(row[name]) == in_words(hand.answer(ref, name))


def test_the_reason_of_a_computed_status_has_no_figure_but_those_that_were_counted(hand: Hand, report: Report) -> None:
    for row in report.table_in_register("Actions", "Ref"):
        status, figures = hand.judged(row["Ref"])
        assert row["Computed status"] == status
        reason = row["Reason for computed status"]
        for one in figures:
            assert one in reason
            reason = reason.replace(one, "…", 1)
        assert not re.search(r"\d", reason)


def test_the_registers_dates_are_those_that_were_accepted(hand: Hand, report: Report) -> None:
    for row in report.table_in_register("Actions", "Ref"):
        ref = row["Ref"]
        dates = row["Original due"], row["Current due"]
        assert dates == (hand.first_due(ref), hand.due(ref))
        assert (row["Times re-dated"], row["Days slipped"]) == (len(hand.moves(ref)), hand.slipped(ref))
        assert row["Previous status"] == hand.previous.get(ref)


def test_the_registers_ledgers_hold_all_that_was_asked_this_year_and_what_was_decided(
    hand: Hand, report: Report
) -> None:
    changes = report.table_in_register("Date changes", "Quarter")
    assert list(map(row_of_change, changes)) == list(map(cells_of_change, hand.changes))
    proposals = report.table_in_register("New actions", "Priority")
    assert sorted(map(row_of_proposal, proposals)) == sorted(map(cells_of_proposal, hand.proposals))
    asks = report.table_in_register("COG asks", "Quarter")
    assert list(map(row_of_ask, asks)) == list(map(cells_of_ask, hand.asks))


def row_of_change(row: Row) -> list[Any]:
    names = ("Quarter", "Ref", "Due before", "New due date", "Days", "Reason for new date")
    return [*(row[name] for name in names), *decision_in(row)]


def decision_in(row: Row) -> list[str]:
    return [row[name] or "" for name in ("Decision", "Why decided so", "Decided by (role)")]


def cells_of_change(one: Change) -> list[Any]:
    said = [one.quarter, one.ref, one.due, one.new_due, one.days, one.reason]
    return [*said, one.became, one.decided.why, one.decided.by]


def row_of_proposal(row: Row) -> list[Any]:
    names = ("Proposed in", "Subgroup", "Priority", *PROPOSED)
    return [*(row[name] for name in names), *decision_in(row), row["Given ref"] or ""]


PROPOSED = ("Action", "Lead", "Start", "Due", "Measure of progress", "Why")


def cells_of_proposal(one: Proposal) -> list[Any]:
    said = [one.quarter, one.group, one.priority, *(one.row[name] for name in PROPOSED)]
    days = [day(cell) or cell for cell in said]
    return [*days, one.became, one.decided.why, one.decided.by, one.decided.ref]


def row_of_ask(row: Row) -> list[Any]:
    return [row[name] or "" for name in ("Quarter", "Ref", "Help wanted from COG", "Wanted by", "What was decided")]


def cells_of_ask(ask: Ask) -> list[Any]:
    return [ask.quarter, ask.ref, ask.text, ask.wanted_by or "", ask.answer]


def test_what_is_adopted_has_the_next_ref_of_its_priority(hand: Hand) -> None:
    for ref in hand.adopted:
        priority, _, number = ref.rpartition("-")
        before = [one for one in hand.of_priority(priority) if one != ref]
        assert int(number) == max(int(one.rpartition("-")[2]) for one in before) + 1


def test_what_is_given_in_a_return_is_what_was_told_last(hand: Hand) -> None:
    """The trackers went out with the dates that stand, and with what each group itself said before."""
    earlier = hand.so_far[:-1]
    for ref, row in hand.rows.items():
        told = [one.rows[ref] for one in earlier if one.status(ref) in STATUSES] if ref in hand.previous else []
        assert (day(row["Original due"]), day(row["Current due"])) == (hand.first_due(ref), hand.due(ref))
        assert row["Last status"].split(" (in ")[0] == hand.previous.get(ref, "None yet")
        assert normal(row["Last update"]) == normal(told[-1]["Progress this quarter"] if told else "None yet")
    for at, one in enumerate(hand.measures):
        values = [value for value in (quarter.measures[at].value for quarter in earlier) if value is not None]
        assert not one.returned or figure(one.returned["Last value"]) == (values[-1] if values else None)


def test_each_group_was_told_what_was_decided_on_what_it_asked(hand: Hand) -> None:
    for code, book in hand.books.items():
        rows = book["Start here"]
        at = next((number for number, row in enumerate(rows) if row and row[0] == TOLD), len(rows))
        lines = [(row[0], normal(row[1])) for row in rows[at + 1 :] if len(row) > 1 and row[0] and row[1]]
        expected = sorted(to_be_told(hand.before, code)) if hand.before else []
        for (label, text), (what, words) in zip(sorted(lines), expected, strict=True):
            assert label == what
            assert text.endswith(normal(words)), f"{text!r} does not end with {words!r}"


TOLD = "What was decided on what you asked"


def to_be_told(last: Hand, code: str) -> Iterator[tuple[str, str]]:
    """What the next tracker of a group has to say of each thing that it asked for: what it is, and the last words."""
    for change in last.changes:
        if last.actions[change.ref]["Subgroup"] == code and change.became != "Lapsed":
            waits = "until it is, the due date stays as it was."
            yield f"{change.ref}, new date asked for in {change.quarter}", change.decided.why or waits
    for one in last.proposals:
        if one.group == code:
            ref = f"it is {one.decided.ref} now. " if one.decided.ref else ""
            yield f"New action proposed in {one.quarter}", f"{ref}{one.decided.why or 'not decided yet.'}"
    for ask in last.asks:
        if last.actions[ask.ref]["Subgroup"] == code:
            yield f"{ask.ref}, help asked for in {ask.quarter}", ask.answer or "still open."


def test_the_registers_summary_counts_the_same(hand: Hand, report: Report) -> None:
    summary = form(report.register["Summary"])
    counts = hand.counts(hand.refs)
    assert {name: summary[name] for name in COLUMNS} == {name: counts[name] for name in COLUMNS}
    assert summary["Actions"] == len(hand.refs)
    assert summary["Groups that returned"] == f"{len(hand.books)} of {len(hand.groups)}"
    with_value = [one for one in hand.measures if one.value is not None]
    assert summary["Measures with a value"] == f"{len(with_value)} of {len(hand.measures)}"
    assert summary["COG asks still open"] == sum(not ask.answer for ask in hand.asks)


def test_the_registers_counts_by_theme_by_quarter_and_by_group_are_the_same(hand: Hand, report: Report) -> None:
    for sheet, first_heading, expected in (
        ("By theme", "Code", {code: hand.counts(hand.of_theme(code)) for code in hand.themes}),
        ("By quarter", "Quarter", {one.label: one.counts(one.refs) for one in hand.so_far}),
        ("By group", "Code", {code: hand.counts(hand.of_group(code)) for code in hand.groups}),
    ):
        rows = {row[first_heading]: row for row in report.table_in_register(sheet, report.register[sheet][3][0])}
        assert rows.keys() == expected.keys()
        for name, counts in expected.items():
            assert {column: rows[name][column] for column in COLUMNS} == {column: counts[column] for column in COLUMNS}
            assert rows[name]["All"] == counts.total()


def test_every_ref_in_the_report_leads_to_its_row_in_the_appendix(hand: Hand, report: Report) -> None:
    rows = dict(rows_for(report, ACTIONS, "", hand.refs))
    linked = Counter[str]()
    marks = {mark for one in report.passages for mark in one.marks}
    for one in report.passages:
        for text, anchor in one.links:
            assert anchor in marks
            if re.fullmatch(REF, text):
                assert anchor in rows[text][0].marks
                linked[one.section] += 1
        left = "" if one.kind == "words" or one.marks or not re.search(REF, one.plain) else one.plain
        for words in hand.own_texts:
            left = left.replace(normal(words), "…")
        loose = [ref for ref in re.findall(rf"{REF}(?!\d|-M)", left) if ref in hand.refs]
        assert not loose, f"{one.section}: a ref is no link in {one.text}"
    sections = (NEEDED, ATTENTION, THEMES, STANDING, DIFFERENCE, SLIPPAGE, COMING)
    assert all(linked[section] for section in sections)


ONE = "action|aim|check|date|day|decision|file|group|measure|query|quarter|request|tracker"
MANY = "actions|aims|checks|dates|days|decisions|files|groups|measures|queries|quarters|requests|trackers|others"
KIND = r"(?:(?!of )[a-z]+ ){0,2}?"
NONE, SINGLE, SEVERAL = (rf"(?<![\w,.-]){number} " for number in ("0", "1", r"(?![01] )\d[\d,]*"))
WRONG = (
    rf"{NONE}(?:is|are|was|were|has|have)\b",
    rf"{NONE}{KIND}(?:{ONE}|{MANY})\b",
    rf"{SINGLE}(?:are|have|{KIND}(?:{MANY})\b)",
    rf"{SEVERAL}(?:is|has|{KIND}(?:{ONE})\b)",
    rf"{SINGLE}of \d+ {KIND}(?:{MANY}) (?:are|have|stand|ask)\b",
    rf"(?:{NONE}|{SEVERAL})of \d+ {KIND}(?:{MANY}) (?:is|has|stands|asks)\b",
    rf"(?<!of ){SEVERAL}{KIND}(?:{MANY}) (?:is|has|stands|asks)\b",
    rf"\b(?:{ONE}) (?:are|have|stand|ask)\b",
)
"""What is never said: 0 actions, 0 are, 1 actions, 1 are, 2 action, 2 is, 1 of 2 actions are, 0 of 1 action are."""


def test_the_words_go_with_their_numbers(hand: Hand, report: Report) -> None:
    wrong = []
    for one in report.passages:
        left = one.text
        for words in hand.own_texts if re.search(r"\d", left) else ():
            left = left.replace(normal(words), "…")
        wrong += [f"{one.section}: {found[0]}" for pattern in WRONG for found in re.finditer(pattern, left)]
    assert not wrong, "\n".join(wrong)


def assert_all_checked(hand: Hand, report: Report, *sections: str) -> None:
    """Asserts each figure of these sections, and that no digit is left in them when all is struck out."""
    report.renew(*sections)
    for section in sections:
        assert_references(report, section)
        for check in CHECKS[section]:
            check(hand, report)
        for one in report.within(section):
            assert not re.search(r"\d", one.left), f"{section}: nothing checked a figure of: {one.left}"


def assert_references(report: Report, section: str) -> None:
    """Asserts that what leads to a section names it by the number in its heading."""
    names = {mark: head.text for head in report.heads for mark in head.marks}
    for one in report.within(section):
        for text, anchor in one.links:
            if anchor in names and one.kind != "toc 1":
                heading = re.match(r"(\d+) |(Appendix [A-Z]):", names[anchor])
                assert heading is not None
                assert text == (heading[2] or f"section {heading[1]}")
                one.strike(text)


def test_no_figure_was_left_unchecked(hand: Hand, report: Report) -> None:
    """All that the tests above look at is struck out, and nothing else: no digit of the report is left."""
    assert {one.section for one in report.passages} == set(SECTIONS)
    assert {chart.words.section for chart in report.all_charts} == {GLANCE, DIFFERENCE}
    assert_all_checked(hand, report, *SECTIONS)


def is_noticed(hand: Hand, report: Report, *sections: str) -> bool:
    """Whether a figure that is wrong, or that nothing checks, makes a test fail."""
    try:
        assert_all_checked(hand, report, *sections)
    except (AssertionError, LookupError, ValueError):
        return True
    return False


def test_any_digit_that_is_changed_is_noticed(hand: Hand, report: Report) -> None:
    """In each paragraph and cell, the first, the middle and the last digit are made another one, each by itself."""
    assert not is_noticed(hand, report, *SECTIONS)
    changed = 0
    for one in report.passages:
        whole = one.text
        places = [found.start() for found in re.finditer(r"\d", one.text)]
        for at in {*places[:1], *places[len(places) // 2 :][:1], *places[-1:]}:
            one.text = f"{whole[:at]}{(int(whole[at]) + 1) % 10}{whole[at + 1 :]}"
            assert is_noticed(hand, report, one.section), f"{one.section}: nothing notices {one.text}"
            changed += 1
        one.text = whole
    assert changed > 1000


def edited(report: Path, folder: Path, part: str, old: str, new: str) -> Path:
    """A copy of the report in which the pattern `old` is `new` in its first place of that part."""
    copy = folder / "edited.docx"
    with zipfile.ZipFile(report) as before, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                text, changed = re.subn(old, new, content.decode(), count=1)
                assert changed == 1
                content = text.encode()
            after.writestr(name, content)
    return copy


NEW = "<w:p><w:r><w:t>It is 7 of 8.</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        pytest.param("word/document.xml", "Appendix", "Appendix", id="nothing"),
        pytest.param("word/document.xml", r"\b7 of 8 groups", "8 of 8 groups", id="a digit in a paragraph"),
        pytest.param("word/document.xml", r">21</w:t>", ">22</w:t>", id="a digit in a cell"),
        pytest.param("word/document.xml", r"section 4\b", "section 5", id="a reference to a section"),
        pytest.param("word/document.xml", r"8 On track, 1 At risk", "9 On track, 1 At risk", id="the words on a chart"),
        pytest.param("word/charts/chart1.xml", r"<c:v>8</c:v>", "<c:v>9</c:v>", id="a value of a chart"),
        pytest.param("word/charts/chart1.xml", r"\$B\$2:\$B\$6", "$C$2:$C$6", id="the cells behind a chart"),
        pytest.param("word/document.xml", r"</w:tbl>", f"</w:tbl>{NEW}", id="a new figure"),
        pytest.param("word/footer1.xml", r"OFFICIAL", "OFFICIAL 1", id="a digit in the foot"),
    ],
)  # fmt: skip
def test_a_report_is_told_from_a_copy_with_another_figure_in_it(
    part: str, old: str, new: str, hands: dict[str, Hand], reports: dict[str, Report], whole_year: Path, tmp_path: Path
) -> None:
    right = reports["Q2"]
    path = edited(whole_year / "Q2" / "out" / "report.docx", tmp_path, part, old, new)
    wrong = Report(path, right.register, right.standing)
    assert is_noticed(hands["Q2"], wrong, *SECTIONS) is (old != new)
