"""Every figure in the report, counted again from the returned files by means that share nothing with nacpc_xl."""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph

from nacpc_xl import steps
from nacpc_xl.workspace import YearFolder
from tests.end_to_end.by_hand import day, figure, form, sheets, table
from tests.end_to_end.test_worked_example import COLOURS, EXAMPLE, copied

STATUSES = ("Complete", "On track", "At risk", "Off track", "Not started")
COLUMNS = (*STATUSES, "Not stated", "No return")
RANK = {"Complete": 4, "On track": 3, "Not started": 3, "At risk": 2, "Off track": 1}
ENDS = {"Q1": dt.date(2019, 6, 30), "Q2": dt.date(2019, 9, 30)}
BAD = ("At risk", "Off track")

Row = dict[str, Any]


@dataclass
class Hand:
    """A quarter counted by hand: the plan's rows, and the rows that came back, by ref."""

    label: str
    before: "Hand | None" = None
    plan: dict[str, Any] = field(default_factory=lambda: sheets(EXAMPLE / "plan.xlsx"))
    rows: dict[str, Row] = field(default_factory=dict)
    measures: list[Row] = field(default_factory=list)
    signed: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in (EXAMPLE / self.label / "returned").iterdir():
            book = sheets(path)
            assert form(book["Start here"])["Quarter"].startswith(self.label)
            self.rows |= {row["Ref"]: row for row in table(book["Actions"], "Ref")}
            self.measures += table(book["Measures"], "Ref")
            self.signed[form(book["Start here"])["Subgroup code"]] = day(form(book["Sign-off"])["Date"])

    @cached_property
    def ends(self) -> dt.date:
        return ENDS[self.label]

    @cached_property
    def actions(self) -> list[Row]:
        return table(self.plan["Actions"], "Ref")

    @cached_property
    def refs(self) -> list[str]:
        return [row["Ref"] for row in self.actions]

    @cached_property
    def groups(self) -> list[Row]:
        return table(self.plan["Subgroups"], "Code")

    @cached_property
    def themes(self) -> dict[str, str]:
        return {row["Code"]: row["Title"] for row in table(self.plan["Themes"], "Code")}

    def of_theme(self, code: str) -> list[str]:
        priorities = {row["Code"] for row in table(self.plan["Priorities"], "Code") if row["Theme"] == code}
        return [row["Ref"] for row in self.actions if row["Priority"] in priorities]

    def status(self, ref: str) -> str:
        if ref not in self.rows:
            return "No return"
        written = str(self.rows[ref]["Status"])
        return COLOURS.get(written, written) if COLOURS.get(written, written) in STATUSES else "Not stated"

    def counts(self, refs: list[str]) -> Counter[str]:
        return Counter(map(self.status, refs))

    def due(self, ref: str) -> dt.date:
        due = day(next(row["Due"] for row in self.actions if row["Ref"] == ref))
        assert due is not None
        return due

    def judged(self, ref: str) -> str:
        row = self.rows.get(ref, {})
        done, milestone, start = (day(row.get(name)) for name in ("Completed on", "Milestone due", "Start"))
        if self.status(ref) == "Complete" and done and done <= self.ends and row["Evidence"]:
            return "Complete"
        if self.due(ref) < self.ends:
            return "Off track"
        if not row:
            return "No return"
        if start and start > self.ends:
            return "Not started"
        if day(row["New due date"]) or (milestone and milestone < self.ends) or self.fell(ref):
            return "At risk"
        if row["Barrier"] and not row["Next milestone"] and not row["Help wanted from COG"]:
            return "At risk"
        last = self.before.rows.get(ref, {}).get("Progress this quarter") if self.before else None
        return "At risk" if last and last == row["Progress this quarter"] else "On track"

    def fell(self, ref: str) -> bool:
        for row in self.measures:
            now, last, first = (figure(row[name]) for name in ("Value this quarter", "Last value", "Baseline"))
            compared = first if last is None else last
            way = 1 if row["Better when"] == "Higher" else -1
            if row["Action ref"] == ref and now is not None and compared is not None and (now - compared) * way < 0:
                return True
        return False

    def improved(self, row: Row) -> bool:
        now, first = figure(row["Value this quarter"]), figure(row["Baseline"])
        if row["Type"] != "Outcome" or now is None or first is None:
            return False
        return now > first if row["Better when"] == "Higher" else now < first

    def verdict(self, aim: str) -> str:
        serving = [row["Ref"] for row in self.actions if aim in re.split(r",\s*", row["Aims"] or "")]
        if any(self.improved(row) for row in self.measures if row["Action ref"] in serving):
            return "evidenced"
        told = [ref for ref in serving if self.rows.get(ref, {}).get("Progress this quarter")]
        return "output only" if told else "nothing yet"

    @cached_property
    def previous(self) -> dict[str, str]:
        """The statuses of the quarter before, where one was given."""
        if self.before is None:
            return {}
        return {ref: self.before.status(ref) for ref in self.refs if self.before.status(ref) in STATUSES}

    def moved(self, way: int) -> list[str]:
        """The refs whose status is better (1) or worse (-1) than in the quarter before."""
        known = [ref for ref in self.refs if self.status(ref) in RANK and ref in self.previous]
        rank = {**RANK, "Not started": 2.5}  # to have begun, and to be on track, is a step forward
        return [ref for ref in known if (rank[self.status(ref)] - rank[self.previous[ref]]) * way > 0]

    @cached_property
    def off_track(self) -> list[str]:
        return [ref for ref in self.refs if self.status(ref) == "Off track"]

    @cached_property
    def overdue(self) -> list[str]:
        return [ref for ref in self.refs if self.status(ref) != "Complete" and self.due(ref) < self.ends]

    @cached_property
    def declared_better(self) -> list[str]:
        known = [ref for ref in self.refs if self.status(ref) in RANK and self.judged(ref) in RANK]
        return [ref for ref in known if RANK[self.status(ref)] > RANK[self.judged(ref)]]

    @cached_property
    def lasting(self) -> list[str]:
        return [ref for ref in self.refs if self.status(ref) in BAD and self.previous.get(ref) in BAD]

    @cached_property
    def asks(self) -> list[str]:
        return [ref for ref in self.refs if self.rows.get(ref, {}).get("Help wanted from COG")]

    @cached_property
    def redated(self) -> list[str]:
        return [ref for ref in self.refs if day(self.rows.get(ref, {}).get("New due date"))]

    @cached_property
    def measured_on(self) -> list[dt.date]:
        return sorted(filter(None, (day(row["As at"]) for row in self.measures)))


class Report:
    """The sections of a report; every figure that was looked at is struck out of its paragraphs."""

    def __init__(self, path: Path) -> None:
        self.paragraphs: dict[str, list[str]] = {}
        self.tables: dict[str, list[list[list[str]]]] = {}
        document = docx.Document(str(path))
        title = ""
        for element in document.element.body:
            if element.tag.endswith("}p"):
                paragraph = Paragraph(element, document)
                if paragraph.style is not None and paragraph.style.name == "Heading 1":
                    title = re.sub(r"^\d+ ", "", paragraph.text)
                self.paragraphs.setdefault(title, []).append(paragraph.text)
            elif element.tag.endswith("}tbl"):
                rows = [[cell.text for cell in row.cells] for row in Table(element, document).rows]
                self.tables.setdefault(title, []).append(rows)

    def take(self, section: str, pattern: str) -> re.Match[str] | None:
        """The one place in a section's paragraphs that fits the pattern, which is struck out; `None` if none."""
        for at, text in enumerate(self.paragraphs[section]):
            found = re.search(pattern, text)
            if found:
                self.paragraphs[section][at] = text[: found.start()] + "…" + text[found.end() :]
                return found
        return None

    def numbers(self, section: str, pattern: str) -> list[int]:
        """The numbers in the groups of the pattern; empty where the section does not say such a thing."""
        found = self.take(section, pattern)
        return [int(group) for group in found.groups()] if found else []


def day_in_words(one: dt.date) -> str:
    return f"{one.day} {one:%B %Y}"


def in_words(day_: Any) -> str:
    return day_in_words(day_) if day_ else "Not stated"


def counted(*numbers: int) -> list[int]:
    """These numbers; nothing where the first is 0, since then nothing is said."""
    return list(numbers) if numbers[0] else []


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copied(tmp_path_factory.mktemp("figures") / "year")
    for label in ("Q1", "Q2"):
        steps.merge_and_write(YearFolder.at(folder), label)
    return folder


@pytest.fixture(scope="module")
def hands() -> dict[str, Hand]:
    first = Hand("Q1")
    return {"Q1": first, "Q2": Hand("Q2", before=first)}


Both = tuple[Hand, Report]


@pytest.fixture(params=["Q1", "Q2"])
def both(request: pytest.FixtureRequest, hands: dict[str, Hand], year: Path) -> Both:
    """A quarter counted by hand, and its report."""
    return hands[request.param], Report(year / request.param / "out" / "report.docx")


def test_the_recommendations_count_asks_exceptions_returns_and_completions(both: Both) -> None:
    hand, report = both
    section = "Purpose and recommendations"
    odd = {*hand.off_track, *hand.overdue, *hand.declared_better}
    assert report.numbers(section, r"decide on (\d+) requests? from the subgroups") == counted(len(hand.asks))
    assert report.numbers(section, r"scrutinise (\d+) actions? that (?:is|are) off track") == counted(len(odd))
    said = report.numbers(section, r"note that (\d+) of (\d+) groups returned .*, and that (\d+) of (\d+) actions")
    complete = hand.counts(hand.refs)["Complete"]
    assert said == [len(hand.signed), len(hand.groups), complete, len(hand.refs)]


def test_what_is_asked_is_each_ask_with_its_day_and_group(both: Both) -> None:
    hand, report = both
    section = "What we need from you"
    names = {group["Code"]: group["Name"] for group in hand.groups}
    rows = report.tables.get(section, [[[]]])[0][1:]
    owner = {row["Ref"]: names[row["Subgroup"]] for row in hand.actions}
    assert rows == [
        [
            ref,
            hand.rows[ref]["Help wanted from COG"],
            in_words(day(hand.rows[ref]["Wanted by"])),
            owner[ref],
        ]
        for ref in hand.asks
    ]
    earlier = [ref for ref in hand.before.asks if ref not in hand.asks] if hand.before else []
    assert report.numbers(section, r"(\d+) earlier requests? ha(?:s|ve) no recorded answer") == counted(len(earlier))


def sentence(report: Report, section: str) -> Counter[str]:
    """What the sentence of counts says, by status."""
    found = report.take(section, r"Of (\d+) actions?, ([^.]*)\.")
    assert found is not None
    said = Counter(
        {word: int(number) for number, word in re.findall(r"(\d+) (?:is |are )?([A-Z]\w+(?: \w+)?)", found[2])}
    )
    for pattern, name in ((r"for (\d+) no usable", "Not stated"), (r"for (\d+) nothing came", "No return")):
        if lacking := re.search(pattern, found[2]):
            said[name] = int(lacking[1])
    assert sum(said.values()) == int(found[1])
    return said


def test_the_sentence_of_counts_is_right_for_all(both: Both) -> None:
    hand, report = both
    said = sentence(report, "At a glance")
    assert said == hand.counts(hand.refs)
    assert said.total() == 46


def test_the_table_of_counts_is_right_for_each_theme(both: Both) -> None:
    hand, report = both
    headings, *rows = report.tables["At a glance"][0]
    assert headings == ["Theme", *COLUMNS, "All"]
    expected = [(f"{code} {title}", hand.of_theme(code)) for code, title in hand.themes.items()]
    for row, (name, refs) in zip(rows, [*expected, ("All themes", hand.refs)], strict=True):
        counts = hand.counts(refs)
        assert row == [name, *(str(counts[column]) for column in COLUMNS), str(len(refs))]


def test_what_changed_is_counted_and_named(both: Both) -> None:
    hand, report = both
    better, worse = hand.moved(1), hand.moved(-1)
    for refs, pattern in (
        (better, "stands? better than at the last report"),
        ([ref for ref in better if hand.status(ref) == "Complete"], "(?:is|are) newly Complete"),
        (worse, "stands? worse than at the last report"),
        ([ref for ref in worse if hand.status(ref) == "Off track"], "(?:is|are) newly Off track"),
        (hand.redated if hand.before else [], "asks? for a new due date"),
    ):
        found = report.take("At a glance", rf"^(\d+) actions? {pattern}: (.*)\.$")
        said = (int(found[1]), found[2].split(", ")) if found else (0, [])
        assert said == (len(refs), refs)


def test_matters_for_attention_count_and_show_each_kind(both: Both) -> None:
    hand, report = both
    section = "Matters for attention"
    not_said_before = [ref for ref in hand.overdue if ref not in hand.off_track]
    unknown = [ref for ref in hand.refs if hand.status(ref) in ("Not stated", "No return")]
    unusable = [ref for ref in unknown if hand.status(ref) == "Not stated"]
    for heading, refs in (
        ("Off track", hand.off_track),
        ("Overdue, and not declared Off track", not_said_before),
        ("Declared better than the facts", hand.declared_better),
        ("At risk or Off track again", hand.lasting),
        ("New due dates asked for", hand.redated),
        ("Not known this quarter", unknown),
    ):
        assert report.numbers(section, rf"^{heading} \((\d+)\)$") == counted(len(refs))
    assert report.numbers(section, r"(\d+) actions? came back without a usable status") == counted(len(unusable))
    by_heading = {rows[0][-1]: [row[0].split()[0] for row in rows[1:]] for rows in report.tables[section]}
    assert by_heading.get("What comes next", []) == hand.off_track
    assert by_heading.get("Because", []) == hand.declared_better
    assert by_heading.get("Decision", []) == hand.redated
    text = "\n".join(report.paragraphs[section])
    for ref in not_said_before + hand.lasting + unknown:
        assert ref in text


def test_the_days_that_are_asked_for_are_counted(both: Both) -> None:
    hand, report = both
    tables = [rows for rows in report.tables["Matters for attention"] if rows[0][-1] == "Decision"]
    assert len(tables) == bool(hand.redated)
    for rows in tables:
        for ref, row in zip(hand.redated, rows[1:], strict=True):
            asked_for = day(hand.rows[ref]["New due date"])
            assert asked_for is not None
            due = hand.due(ref)
            assert row[1:4] == [day_in_words(due), day_in_words(asked_for), str((asked_for - due).days)]


def test_the_declared_and_the_computed_status_stand_side_by_side(both: Both) -> None:
    hand, report = both
    for rows in report.tables["Matters for attention"]:
        if rows[0][-1] == "Because":
            for ref, row in zip(hand.declared_better, rows[1:], strict=True):
                assert row[1:3] == [hand.status(ref), hand.judged(ref)]


def test_each_theme_counts_its_own_actions(both: Both) -> None:
    hand, report = both
    texts = report.paragraphs["Progress by theme"] + report.paragraphs["Working Together: reported every quarter"]
    for code in hand.themes:
        refs = hand.of_theme(code)
        counts = hand.counts(refs)
        (said,) = (text for text in texts if text.startswith(f"Of {len(refs)} actions") and says(text, counts))
        texts.remove(said)
    assert not [text for text in texts if re.match(r"Of \d+ actions", text)]


def says(text: str, counts: Counter[str]) -> bool:
    named = Counter({word: int(number) for number, word in re.findall(r"(\d+) (?:is |are )?([A-Z]\w+(?: \w+)?)", text)})
    return all(named[status] == counts[status] for status in STATUSES)


def test_the_aims_have_the_verdicts_that_the_measures_give(both: Both) -> None:
    hand, report = both
    aims = {row["Code"]: hand.verdict(row["Code"]) for row in table(hand.plan["Aims"], "Code")}
    verdicts = Counter(aims.values())
    section = "What difference it made"
    assert report.numbers(
        section, r"Of (\d+) improvement aims, (\d+) \w+ evidenced, (\d+) \w+ shown by output only and (\d+) \w+ without"
    ) == [len(aims), verdicts["evidenced"], verdicts["output only"], verdicts["nothing yet"]]
    rows = report.tables[section][0][1:]
    assert {row[0].split()[0]: row[1] for row in rows} == aims


def test_the_figures_quoted_for_an_aim_are_those_of_the_returns(both: Both) -> None:
    hand, report = both
    better: dict[str, list[Row]] = {}
    for row in hand.measures:
        if hand.improved(row):
            better.setdefault(row["Action ref"], []).append(row)
    quoted = 0
    for cells in report.tables["What difference it made"][0][1:]:
        serving = [row["Ref"] for row in hand.actions if cells[0].split()[0] in re.split(r",\s*", row["Aims"] or "")]
        measures = [row for ref in serving for row in better.get(ref, [])]
        for row in measures[:3]:
            quoted += 1
            value, first, target = (shown(row, name) for name in ("Value this quarter", "Baseline", "Target"))
            unit = "" if row["Unit"] == "%" else f" {row['Unit']}"
            on = in_words(day(row["As at"]))
            assert f"{row['Measure']}: {first} at the outset, {value}{unit} on {on} (target {target})" in cells[2]
        others = re.search(r"and (\d+) other outcome measures?$", cells[2])
        assert int(others[1] if others else 0) == max(0, len(measures) - 3)
    assert quoted > 5


def shown(row: Row, name: str) -> str:
    number = figure(row[name])
    return f"{number:,.10g}" + ("%" if row["Unit"] == "%" else "")


def test_how_complete_the_report_is_is_counted(both: Both, year: Path) -> None:
    hand, report = both
    section = "How complete this report is"
    queries = openpyxl.load_workbook(year / hand.label / "out" / "register.xlsx")["Queries"]
    severities = Counter(row[1] for row in queries.iter_rows(min_row=5, values_only=True))
    said = report.numbers(section, r"(\d+) of (\d+) groups returned a usable tracker")
    assert said == [len(hand.signed), len(hand.groups)]
    said = report.numbers(section, r"(\d+) quer(?:y|ies) (?:is|are) open, of which (\d+)")
    assert said == [severities["Stop"] + severities["Query"], severities["Stop"]]
    checks = openpyxl.load_workbook(year / hand.label / "out" / "register.xlsx")["Checks"]
    came = [[int(cell or 0) for cell in row[4:7]] for row in checks.iter_rows(min_row=5, values_only=True)]  # type: ignore[arg-type]
    told = report.take(section, r"Of ([\d,]+) checks of the answers and the plan, ([\d,]+) could not tell")
    assert told is not None
    said = [int(number.replace(",", "")) for number in told.groups()]
    assert said == [sum(map(sum, came)), sum(row[2] for row in came)]
    meeting = day(form(sheets(EXAMPLE / hand.label / "coordinator.xlsx")["Meeting"])["Meeting on"])
    assert meeting is not None
    assert report.numbers(section, r"the position reported here is (\d+) days old") == [(meeting - hand.ends).days]
    found = report.take(section, r"The figures are of ([^.]*) to ([^.]*)\.")
    assert found is not None
    assert found.groups() == (day_in_words(hand.measured_on[0]), day_in_words(hand.measured_on[-1]))


def test_what_came_back_from_each_group_is_shown(both: Both, year: Path) -> None:
    hand, report = both
    queries = openpyxl.load_workbook(year / hand.label / "out" / "register.xlsx")["Queries"]
    open_by_group = Counter(row[2] for row in queries.iter_rows(min_row=5, values_only=True) if row[1] != "Note")
    rows = report.tables["How complete this report is"][0][1:]
    assert len(rows) == len(hand.groups)
    for row, group in zip(rows, hand.groups, strict=True):
        code = group["Code"]
        assert row[0] == f"{group['Name']} ({code})"
        assert row[1] == ("Used" if code in hand.signed else "No return")
        assert row[3:] == [in_words(hand.signed.get(code)), str(open_by_group[code])]


def test_the_appendix_has_every_action_with_both_statuses(both: Both) -> None:
    hand, report = both
    rows = report.tables["Appendix A: Every action"][0][1:]
    assert [row[0].split()[0] for row in rows] == hand.refs
    for row, ref in zip(rows, hand.refs, strict=True):
        assert row[2].splitlines()[0] == hand.status(ref)
        assert row[3].split(":")[0] == hand.judged(ref)
        assert f"due {day_in_words(hand.due(ref))}" in row[1]


def test_the_registers_summary_counts_the_same(both: Both, year: Path) -> None:
    hand, _ = both
    rows = sheets(year / hand.label / "out" / "register.xlsx")["Summary"]
    by_theme = {row["Theme"]: row for row in table(rows, "Theme")}
    for title, refs in [(title, hand.of_theme(code)) for code, title in hand.themes.items()] + [
        ("All themes", hand.refs)
    ]:
        counts = hand.counts(refs)
        assert {name: by_theme[title][name] for name in COLUMNS} == {name: counts[name] for name in COLUMNS}
        assert by_theme[title]["All"] == len(refs)
    head = form(rows)
    assert head["Groups that returned"] == f"{len(hand.signed)} of {len(hand.groups)}"
    assert head["Actions"] == len(hand.refs)


SECTIONS = (
    "Purpose and recommendations",
    "What we need from you",
    "At a glance",
    "Matters for attention",
    "What difference it made",
    "How complete this report is",
)
NO_FIGURE = re.compile(
    r"\d{1,2} [A-Z][a-z]+ \d{4}"  # a day
    r"|\b[A-Z]\d+(?:\.\d+)?(?:-\d+(?:-M\d+)?)?\b"  # a code, a ref, a quarter
    r"|\d{4}\s*[-/]\s*\d{2,4}"  # a year
)


def test_no_figure_was_left_unchecked(both: Both, year: Path) -> None:
    """What the tests above look at is struck out of the paragraphs; no other figure is left in them."""
    hand, report = both
    test_the_recommendations_count_asks_exceptions_returns_and_completions(both)
    test_what_is_asked_is_each_ask_with_its_day_and_group(both)
    test_the_sentence_of_counts_is_right_for_all(both)
    test_what_changed_is_counted_and_named(both)
    test_matters_for_attention_count_and_show_each_kind(both)
    test_the_aims_have_the_verdicts_that_the_measures_give(both)
    test_how_complete_the_report_is_is_counted(both, year)
    known = {str(value) for rows in hand.plan.values() for row in rows for value in row if isinstance(value, str)}
    known |= {value for row in hand.rows.values() for value in row.values() if isinstance(value, str)}
    coordinator = sheets(EXAMPLE / hand.label / "coordinator.xlsx")["Commentary"]
    known |= {line for row in coordinator for value in row if isinstance(value, str) for line in value.splitlines()}
    for section in SECTIONS:
        for text in report.paragraphs[section][1:]:
            left = text
            for words in sorted((one for one in known if len(one) > 20), key=len, reverse=True):
                left = left.replace(words, "…")
            assert not re.search(r"\d", NO_FIGURE.sub("", left)), f"{section}: nothing checked a figure of: {left}"
    assert sum(text.count("…") for section in SECTIONS for text in report.paragraphs[section]) > 8
