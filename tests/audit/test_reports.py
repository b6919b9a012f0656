"""Whole reports: of the worked example, of an empty, a perfect and a monstrous quarter; valid, accessible, readable."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from nacpc_xl import steps
from nacpc_xl.merge.read import read_register
from nacpc_xl.model.columns import Ref, Text
from nacpc_xl.model.coordinator import Commentary
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.register import ActionRecord, Ask, DateChange, MeasureRecord, NewActionRecord
from nacpc_xl.model.source import Place
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import AskState, Decision, Hiding, Private
from nacpc_xl.outputs.report.blocks import clean
from nacpc_xl.outputs.report.build import report_document
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.workspace import TEMPLATE, YearFolder, shipped
from tests.audit.pages import page_of, pages, rows_not_whole
from tests.audit.pdfua import faults
from tests.committee import Q1
from tests.end_to_end.by_hand import QUARTERS
from tests.end_to_end.test_worked_example import copied
from tests.outputs.test_report import facts_of
from tests.outputs.test_report_sections import assert_every_whole_text_is_there
from tests.quarters import all_returned, merged

Valid = Callable[[Iterable[Path]], list[str]]

MOST_PAGES = 14  # before the appendices, with 51 actions in the last quarter

HOSTILE = (
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "http://example.com/x", "\tTab", "\rReturn", "«title»",
    "«At a glance»", "</w:t></w:r></w:p><w:p/>", "<script>alert(1)</script>", "&amp; & <b> \" '", "]]>", "<!--",
    "\x00\x07\x0b\x1f", "\ud800", "\ufffe", "\u202eright to left", "مرحبا", "漢字", "🙂", "{{ title }}", "{% x %}",
    "\x13 HYPERLINK \"http://example.com\" \x15", "_x000D_", "<r>1 & <b></r>", "W" * 300, "a\n" * 100, " ",
)  # fmt: skip
"""What people, or what they paste from, may put into a cell."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> YearFolder:
    """The worked example with the coordinator's own workbooks, all its quarters merged."""
    folder = YearFolder.at(copied(tmp_path_factory.mktemp("reports") / "2019-20"))
    for label in QUARTERS:
        steps.merge_and_write(folder, label)
    return folder


@pytest.fixture(scope="module")
def facts(year: YearFolder) -> Facts:
    """The second quarter of the example."""
    return steps.merged(year, "Q2").facts


@pytest.fixture(scope="module")
def monstrous(facts: Facts) -> Facts:
    """A quarter of 400 actions with 2,000 characters and something hostile in every text."""
    return as_monster(facts, 400)


def as_monster(facts: Facts, number: int) -> Facts:
    """So many actions, each with three measures, and whatever else a report shows; nothing short or harmless."""
    spoil = Spoiler()
    planned = facts.plan.priorities
    actions = [
        spoil(facts.actions[at % len(facts.actions)]).but(
            ref=f"{planned[at % len(planned)].code}-{at + 1:02}",
            priority=planned[at % len(planned)].code,
            theme=planned[at % len(planned)].theme,
        )
        for at in range(number)
    ]
    measures = [
        spoil(measure).but(ref=f"{action.ref}-M{turn + 1}", action_ref=action.ref)
        for action in actions
        for turn, measure in enumerate(facts.register.measures[:3])
    ]
    register = replace(
        facts.register,
        about=spoil(facts.register.about).but(quarter="Q2", year="2019-20"),
        actions=tuple(actions),
        measures=tuple(measures),
        returns=tuple(spoil(one) for one in facts.register.returns),
        new_actions=tuple(spoil(one) for one in (PROPOSED,) * 40),
        date_changes=tuple(spoil(change_of(action)) for action in actions[:90]),
        asks=tuple(spoil(ask_of(action, turn)) for turn, action in enumerate(actions[:90])),
        withheld=tuple(spoil(one) for one in (withheld_of("EI", "P1.1-01"),) * 30),
    )
    return replace(
        facts,
        plan=replace(
            facts.plan,
            details=spoil(facts.plan.details, 300, but="«").but(starts=facts.plan.details.starts, year="2019-20"),
            themes=tuple(spoil(one, 200, but="«") for one in facts.plan.themes),
            priorities=tuple(spoil(one, 200, but="«") for one in facts.plan.priorities),
            aims=tuple(spoil(one, 200) for one in facts.plan.aims),
            subgroups=tuple(spoil(one, 200) for one in facts.plan.subgroups),
        ),
        register=register,
        findings=tuple(spoil(one) for one in facts.findings),
        commentary=tuple(Commentary.of(about=one.code, text=spoil.text(2_000)) for one in facts.plan.themes),
        meeting=spoil(facts.meeting, 200),
    )


PROPOSED = NewActionRecord.of(priority="P1.1", subgroup="MP", quarter="Q2")
FILLER = "\n- a point of no importance\nIt was one of many." + " None of them mattered more than another." * 6


class Spoiler:
    """Puts something hostile, and long, into every text of a row; each time something else."""

    def __init__(self) -> None:
        self.turn = 0

    def __call__(self, row: Any, length: int = 2_000, but: str = "") -> Any:
        texts = [name for name, column in row.columns().items() if type(column) is Text and name != "quarter"]
        if but:  # a sign that a heading should not have
            return row.but(**{name: self.text(length).replace(but, "") for name in texts})
        spoilt: Table = row.but(**{name: self.text(min(length, 200) if name == "file" else length) for name in texts})
        refs = {
            name: row.values[name]
            for name, column in row.columns().items()
            if isinstance(column, Ref) and name in row.values
        }
        place = Place(self.text(200), "Actions", 5, dict.fromkeys(row.columns(), "K"))
        return type(row)({**spoilt.values, **refs}, place)

    def text(self, length: int) -> str:
        """A text that begins and ends with something hostile, of this many characters."""
        self.turn += 1
        begin, end = HOSTILE[self.turn % len(HOSTILE)], HOSTILE[(self.turn * 7) % len(HOSTILE)]
        return (f"{begin} and so on." + FILLER * 20)[: length - len(end)] + end


def change_of(action: ActionRecord) -> DateChange:
    return DateChange.of(
        quarter="Q2", ref=action.ref, subgroup="EI", due_before=action.current_due, days=9, decision=Decision.AWAITED
    )


def ask_of(action: ActionRecord, turn: int) -> Ask:
    return Ask.of(quarter=f"Q{1 + turn % 2}", ref=action.ref, subgroup="EI", state=list(AskState)[turn % 2])


def withheld_of(subgroup: str, ref: str) -> Any:
    from nacpc_xl.model.register import Withheld

    return Withheld.of(subgroup=subgroup, kind=Private.CHI, where=Hiding.CELL, ref=ref, decision=Decision.ACCEPT)


def written(facts: Facts, folder: Path) -> Path:
    path = folder / "report.docx"
    path.write_bytes(report_document(facts, shipped(TEMPLATE)))
    return path


@pytest.mark.validator
@pytest.mark.parametrize("label", QUARTERS)
def test_the_examples_report_is_valid_and_accessible(label, year, valid, audited):
    path = year.quarter(label).report
    assert valid([path]) == []
    assert audited(path) == []


@pytest.mark.validator
def test_the_report_of_a_quarter_without_a_return_is_valid_and_accessible(year, valid, audited, tmp_path):
    empty = YearFolder.at(copied(tmp_path / "2019-20"))
    for path in empty.quarter("Q1").returned_files():
        path.unlink()
    path = written(steps.merged(empty, "Q1").facts, tmp_path)
    assert valid([path]) == []
    assert audited(path) == []


@pytest.mark.validator
def test_the_report_of_a_perfect_quarter_is_valid_and_accessible(valid, audited, tmp_path):
    path = written(facts_of(merged(all_returned(tmp_path / "q1", Q1).values(), Q1), Q1), tmp_path)
    assert valid([path]) == []
    assert audited(path) == []


@pytest.mark.validator
def test_a_monstrous_report_is_valid_and_accessible_and_loses_no_word(monstrous, valid, tmp_path):
    path = written(monstrous, tmp_path)
    assert valid([path]) == []  # and the self-audit is made of every report that is built: see tests/conftest.py
    document = docx.Document(str(path))
    told = letters("".join(text.text or "" for text in document.element.body.iter(qn("w:t"))))
    for action in monstrous.actions:
        for name in ("action", "lead", "progress", "difference", "evidence", "next_milestone", "barrier", "reason"):
            assert letters(action.values[name]) in told, f"{action.ref}: {name}"
    assert len(list(document.element.body.iter(qn("w:instrText")))) == 1
    assert_every_whole_text_is_there(document)


def letters(text: str) -> str:
    """The text without blanks and bullets, which only part its words."""
    lines = (re.sub(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+", "", line) for line in clean(text).split("\n"))
    return re.sub(r"\s", "", "".join(lines))


@pytest.fixture(scope="module")
def drawn(year: YearFolder, soffice: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The example's reports as LibreOffice lays them out, by the quarter."""
    return {label: soffice(year.quarter(label).report, outdir=tmp_path_factory.mktemp(label)) for label in QUARTERS}


@pytest.mark.parametrize("label", QUARTERS)
def test_the_report_is_short_and_every_row_stands_whole_on_a_page(label, year, drawn, poppler):
    assert page_of("Appendix A: Every action", pages(drawn[label])) - 1 <= MOST_PAGES
    assert list(rows_not_whole(year.quarter(label).report, drawn[label])) == []


def test_a_row_that_is_split_or_cut_would_be_seen(soffice, poppler, tmp_path):
    document: Any = docx.Document()
    for may_split in (True, False):
        table = document.add_table(1, 2)
        for number, cell in enumerate(table.rows[0].cells):
            cell.text = "\n".join(f"line{number}{at}" for at in range(120))
        if not may_split:
            table.rows[0]._tr.get_or_add_trPr().append(docx.oxml.OxmlElement("w:cantSplit"))
        document.add_paragraph("Between.")
    table = document.add_table(1, 1)
    table.rows[0].cells[0].text = "a short one"
    document.save(str(tmp_path / "rows.docx"))
    path = tmp_path / "rows.docx"
    assert len(list(rows_not_whole(path, soffice(path)))) == 2


@pytest.mark.parametrize("label", QUARTERS)
def test_page_one_has_every_request_the_counts_the_changes_and_the_exceptions(label, year, drawn, poppler):
    first = " ".join(pages(drawn[label])[0].split())
    for said in (
        "1 Purpose and recommendations", "2 What we need from you", "3 At a glance",
        "What changed since the last report", "Exceptions: ",
    ):  # fmt: skip
        assert said in first
    asked = [ask for ask in read_register(year.quarter(label).register).asks if ask.quarter == label]
    for ask in asked:
        said = f"{ask.ref}: {ask.answer}" if ask.state is AskState.CLOSED else f"({ask.ref}, asked by "
        assert said in first


def test_page_one_holds_what_page_one_should(facts, drawn, poppler):
    first = " ".join(pages(drawn["Q2"])[0].split())
    assert [ask.ref for ask in facts.wanted] == ["P1.4-03", "P5.3-01"]
    assert [ask.ref for ask in facts.decided_since] == ["P1.3-01", "P3.2-03"]
    for ask in facts.wanted:
        for part in re.split(r": |(?<=\.) ", ask.ask):
            assert part.removeprefix("Decision wanted ").lower() in first.lower()
        assert ask.ref in first
    for said in (
        "By 29 November 2019.",
        "By 6 December 2019.",
        "Of 46 actions, 9 are Complete",
        "Exceptions: 5 are Off",
    ):
        assert said in first
    for theme in facts.plan.themes:
        assert theme.title in first  # beside its bar
    changes = first[first.index("What changed since the last report") :]
    for said in (
        "12 actions stand better", "7 actions stand worse", "3 actions ask for a new due date",
        "3 new actions are proposed", "Nothing came back from", "2 earlier requests are answered",
    ):  # fmt: skip
        assert said in changes


@pytest.mark.parametrize("label", QUARTERS)
def test_the_pdf_is_accessible_as_far_as_the_document_goes(label, year, soffice, tmp_path):
    assert faults(year.quarter(label).report, soffice, tmp_path) == []


OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def drawn_charts(odt: Path) -> list[dict[str, list[float]]]:
    """The figures of each chart as LibreOffice read them, by the name of the series; cells without any are left out."""
    charts = []
    with zipfile.ZipFile(odt) as package:
        names = sorted(name for name in package.namelist() if re.fullmatch(r"Object \d+/content\.xml", name))
        for name in names:
            root = ElementTree.fromstring(package.read(name))
            table = next(root.iter(f"{TABLE}table"))
            rows = [
                [
                    float(cell.get(f"{OFFICE}value", "nan"))
                    if cell.get(f"{OFFICE}value-type") == "float"
                    else "".join(cell.itertext())
                    for cell in row.iter(f"{TABLE}table-cell")
                ]
                for row in table.iter(f"{TABLE}table-row")
            ]
            head, *body = rows
            charts.append({str(head[at]): [row[at] for row in body] for at in range(1, len(head))})
    return charts  # type: ignore[return-value]


def embedded(report: Path) -> list[dict[str, list[float]]]:
    """The figures in the workbook behind each chart, by the name of the series, as openpyxl reads them."""
    charts = []
    with zipfile.ZipFile(report) as package:
        for name in sorted(one for one in package.namelist() if one.startswith("word/embeddings/")):
            sheet = openpyxl.load_workbook(io.BytesIO(package.read(name))).worksheets[0]
            head, *body = sheet.iter_rows(values_only=True)
            charts.append({str(head[at]): [row[at] for row in body] for at in range(1, len(head))})
    return charts  # type: ignore[return-value]


def test_libreoffice_draws_the_charts_with_the_figures_of_the_register(year, facts, soffice, tmp_path):
    report = year.quarter("Q2").report
    drawn, behind = drawn_charts(soffice(report, to="odt", outdir=tmp_path)), embedded(report)
    assert len(drawn) == len(behind) == 3
    book = openpyxl.load_workbook(year.quarter("Q2").register)
    rows = {row[0]: row for row in book["By theme"].iter_rows(values_only=True)}
    head = rows["Theme"]
    by_theme = {
        str(head[at]): [float(rows[theme.title][at]) for theme in facts.plan.themes]  # type: ignore[arg-type]
        for at in range(2, 9)
    }
    found = [chart for chart in drawn if len(chart.get("Complete", ())) == 5]
    assert found == [{name: values for name, values in by_theme.items() if any(values)}]
    assert sorted(map(figures, drawn)) == sorted(map(figures, behind))


def figures(chart: dict[str, list[float]]) -> list[tuple[str, tuple[float, ...]]]:
    return sorted((name, tuple(float(value) for value in values)) for name, values in chart.items())


def test_the_monster_is_as_large_as_is_said_of_it(monstrous):
    """Otherwise the tests above would prove little."""
    assert len(monstrous.actions) == 400
    assert all(len(action.progress) == 2_000 for action in monstrous.actions)
    assert {type(one) for one in monstrous.register.measures} == {MeasureRecord}
    assert all(isinstance(one, Finding) for one in monstrous.findings)
