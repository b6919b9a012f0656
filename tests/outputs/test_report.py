"""report.docx: its sections in the template's order, its tables readable by anyone, its text only ever text."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from nacpc_xl.model.coordinator import Commentary, Meeting
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History, Register
from nacpc_xl.outputs.report.build import CONTENTS, MARKERS, report_document
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.workspace import TEMPLATE, shipped
from tests.committee import PLAN, Q1, Q2
from tests.quarters import NO_HISTORY, all_returned, found, merged
from tests.workbooks import Answers

SHIPPED = shipped(TEMPLATE)
NUMBERED = [
    "Purpose and recommendations",
    "What we need from you",
    "At a glance",
    "Matters for attention",
    "Progress by theme",
    "Agencies act as one: reported every quarter",
    "What difference it made",
    "Slippage",
    "Earlier asks and what became of them",
    "How complete this report is",
    "Coming next quarter",
]
APPENDICES = ["Appendix A: Every action", "Appendix B: Statuses, sources and terms"]
TROUBLE: Answers = {
    "Actions": {
        "P1.1-01": {
            "Status": "At risk",
            "Progress this quarter": "We began «title»:\n- one\n• two\n3. three",
            "Barrier": "«title» and =1+1 and http://example.com/x",
            "New due date": "29/11/2024",
            "Reason for new date": "«Matters for attention»",
            "Help wanted from COG": "Lend us <b>a hall</b> & a bus.",
        },
        "P1.1-02": {
            "Status": "Off track",
            "Completed on": None,
            "Next milestone": "A reprint",
            "Milestone due": "soon",
        },
    }
}


def facts_of(
    register: Register,
    quarter: Quarter,
    *commentary: Commentary,
    plan: Plan = PLAN,
    history: History = NO_HISTORY,
    meeting: Meeting | None = None,
) -> Facts:
    findings = found(register, quarter, plan=plan, history=history)
    return Facts(plan, quarter, register, findings, history, meeting or Meeting(), commentary)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Q1, with trouble at FH."""
    return merged(all_returned(tmp_path_factory.mktemp("q1"), Q1, {"FH": TROUBLE}).values(), Q1)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, first: Register) -> Facts:
    """Q2, in which H1 is in brief: trouble at FH again, and nothing from QA."""
    history = History((first,))
    paths = all_returned(tmp_path_factory.mktemp("q2"), Q2, {"FH": TROUBLE}, history=history)
    return facts_of(merged([paths["FH"], paths["VO"]], Q2, history=history), Q2, history=history)


def report(facts: Facts, template: Path = SHIPPED) -> Any:
    return docx.Document(io.BytesIO(report_document(facts, template)))


def headings(document: Any, level: int = 1) -> list[str]:
    return [one.text for one in document.paragraphs if one.style.name == f"Heading {level}"]


def section(document: Any, heading: str, level: int = 1) -> str:
    """All text below a heading, tables included, up to the next heading of its level."""
    body = list(document.element.body)
    starts = [at for at, element in enumerate(body) if style_of(element) == f"Heading{level}"]
    at = next(at for at in starts if heading in text_of(body[at]))
    end = next((other for other in starts if other > at), len(body))
    return "\n".join(text_of(element) for element in body[at + 1 : end])


def style_of(element: Any) -> str:
    found_style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if found_style is None else str(found_style.get(qn("w:val")))


def text_of(element: Any) -> str:
    paragraphs = [element] if element.tag == qn("w:p") else element.iter(qn("w:p"))
    return "\n".join("".join(text.text or "" for text in one.iter(qn("w:t"))) for one in paragraphs)


def whole_text(document: Any) -> str:
    return text_of(document.element.body)


def template_with(folder: Path, edit: Callable[[Any], object]) -> Path:
    document = docx.Document(str(SHIPPED))
    edit(document)
    document.save(str(folder / TEMPLATE))
    return folder / TEMPLATE


def marker(document: Any, name: str) -> Any:
    return next(one for one in document.paragraphs if one.text == f"«{name}»")


def test_the_sections_stand_in_their_order_and_are_numbered(second):
    document = report(second)
    numbered = [f"{number} {title}" for number, title in enumerate(NUMBERED, start=1)]
    assert headings(document) == [*numbered, *APPENDICES]


def test_no_marker_is_left_in_the_report(first):
    facts = facts_of(first.__class__(**vars_without_markers(first)), Q1)
    document = report(facts)
    for part in (document.element.body, *parts_at_the_edges(document)):
        assert "«" not in text_of(part)


def vars_without_markers(register: Register) -> dict[str, Any]:
    actions = tuple(one.but(barrier="", reason="", progress="") for one in register.actions)
    changes = tuple(one.but(reason="") for one in register.date_changes)
    tables = {name: getattr(register, name) for name in Register.tables()}
    return {**tables, "actions": actions, "date_changes": changes}


def parts_at_the_edges(document: Any) -> Iterator[Any]:
    for part in document.sections:
        yield from (part.header._element, part.footer._element)


def test_the_head_and_foot_carry_committee_quarter_plan_and_marking(second):
    head, foot = (text_of(part) for part in parts_at_the_edges(report(second)))
    assert "Strathgarvel Adult Protection Committee" in head
    assert "Q2 2024-25, July to September 2024" in head
    assert "OFFICIAL" in head
    assert "OFFICIAL" in foot
    assert "Adult protection improvement plan 2024-25" in foot


def test_the_properties_say_title_language_author_and_day(second):
    document = report(second)
    core = document.core_properties
    assert core.title == "Adult protection improvement plan 2024-25: progress report Q2"
    assert (core.language, core.author) == ("en-GB", "Strathgarvel Adult Protection Committee")
    assert core.created == core.modified == dt.datetime(2024, 9, 30, tzinfo=core.created.tzinfo)
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_every_table_repeats_its_heading_row_and_splits_no_row(second):
    tables = report(second).tables
    assert len(tables) >= 9
    for table in tables:
        first_row, *rows = table._tbl.iter(qn("w:tr"))
        assert first_row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for row in rows)
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in (first_row, *rows))
        assert rows, "a table without rows says nothing"


def test_every_table_has_a_title_a_description_and_above_it_words_that_say_what_it_is(second):
    document = report(second)
    for table in document.tables:
        title, description = (
            table._tbl.tblPr.find(qn(name)).get(qn("w:val")) for name in ("w:tblCaption", "w:tblDescription")
        )
        assert description.startswith("One row for each")
        above = table._tbl.getprevious()
        if style_of(above) == "Caption":
            assert text_of(above) == title
        else:
            assert style_of(above) in ("Heading2", "Heading3", "Normal")
            assert above.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


def test_no_cell_is_empty_and_none_is_merged(second):
    for table in report(second).tables:
        widths = {len(list(row.iter(qn("w:tc")))) for row in table._tbl.iter(qn("w:tr"))}
        assert len(widths) == 1
        assert all(text_of(cell).strip() for cell in table._tbl.iter(qn("w:tc")))
        assert not list(table._tbl.iter(qn("w:gridSpan"))) + list(table._tbl.iter(qn("w:vMerge")))


def test_every_link_has_its_bookmark_and_every_action_one(second):
    body = report(second).element.body
    names = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    numbers = [one.get(qn("w:id")) for one in body.iter(qn("w:bookmarkStart"))]
    links = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))}
    assert links
    assert links <= set(names)
    assert len(set(names)) == len(names) == len(set(numbers))
    assert {f"ref_{re.sub(r'[.-]', '_', action.ref)}" for action in second.actions} <= set(names)
    assert sorted(numbers) == sorted(one.get(qn("w:id")) for one in body.iter(qn("w:bookmarkEnd")))


def test_nothing_in_the_report_leads_outside_it(second):
    content = report_document(second, SHIPPED)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith(".rels"):
                assert 'TargetMode="External"' not in package.read(name).decode()
    body = report(second).element.body
    assert not [one for one in body.iter(qn("w:hyperlink")) if one.get(qn("r:id"))]
    assert not list(body.iter(qn("w:fldSimple")))
    assert [one.text for one in body.iter(qn("w:instrText"))] == [r' TOC \o "1-1" \n \h \z \u ']


@pytest.mark.parametrize("quarter", ["Q1", "Q2"])
def test_what_a_lead_wrote_stands_as_it_was_written(quarter, first, second):
    text = whole_text(report(facts_of(first, Q1) if quarter == "Q1" else second))
    for written in (
        "We began «title»:" if quarter == "Q1" else "«title» and =1+1 and http://example.com/x",
        "«Matters for attention»",
        "Lend us <b>a hall</b> & a bus.",
    ):
        assert written in text


def test_lines_and_bullets_of_a_lead_are_kept(first):
    text = section(report(facts_of(first, Q1)), "Progress by theme")
    assert "We began «title»:\n• one\n• two\n• three" in text


def test_an_unknown_marker_is_named_in_one_sentence_with_those_that_exist(second, tmp_path):
    template = template_with(tmp_path, lambda document: document.add_paragraph("See «At a glimpse» below."))
    with pytest.raises(CannotGoOn) as said:
        report_document(second, template)
    sentence = str(said.value)
    assert f"{TEMPLATE} has the marker «At a glimpse»" in sentence
    assert all(f"«{name}»" in sentence for name in (*MARKERS, "title", "meeting date"))
    assert sentence.count(". ") == 1


def test_an_unknown_marker_in_the_foot_is_named_too(second, tmp_path):
    def edit(document: Any) -> None:
        document.sections[0].footer.paragraphs[0].text = "«pages»"

    with pytest.raises(CannotGoOn, match="has the marker «pages»"):
        report_document(second, template_with(tmp_path, edit))


def test_a_template_that_is_no_word_document_is_named(second, tmp_path):
    (tmp_path / TEMPLATE).write_bytes(b"not a document")
    with pytest.raises(CannotGoOn, match="cannot be opened as a Word document"):
        report_document(second, tmp_path / TEMPLATE)


@pytest.mark.parametrize("name", [name for name in MARKERS if name != CONTENTS])
def test_deleting_a_marker_leaves_its_section_out_and_numbers_the_others(name, second, tmp_path):
    def edit(document: Any) -> None:
        paragraph = marker(document, name)
        paragraph._p.getparent().remove(paragraph._p)

    sections = [one for one in MARKERS if one != CONTENTS]
    every = [re.sub(r"^(\d+|Appendix [A-Z]:) ", "", one) for one in headings(report(second))]
    document = report(second, template_with(tmp_path, edit))
    left = headings(document)
    assert [re.sub(r"^(\d+|Appendix [A-Z]:) ", "", one) for one in left] == [
        title for title, of_section in zip(every, sections, strict=True) if of_section != name
    ]
    numbers = [int(found_number[0]) for one in left if (found_number := re.match(r"\d+", one))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert contents(document) == left
    names = {one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))}
    assert {one.get(qn("w:anchor")) for one in document.element.body.iter(qn("w:hyperlink"))} <= names


def contents(document: Any) -> list[str]:
    return [one.text for one in document.paragraphs if one.style.name == "toc 1"]


def test_the_contents_name_every_section_and_lead_to_it(second):
    document = report(second)
    assert contents(document) == headings(document)
    at_heading = {
        mark.get(qn("w:name")): one.text
        for one in document.paragraphs
        if one.style.name == "Heading 1"
        for mark in one._p.iter(qn("w:bookmarkStart"))
    }
    for one in document.paragraphs:
        if one.style.name == "toc 1":
            (link,) = one._p.iter(qn("w:hyperlink"))
            assert at_heading[link.get(qn("w:anchor"))] == one.text


def test_the_contents_can_be_left_out_and_own_headings_stand_in_them(second, tmp_path):
    def without(document: Any) -> None:
        paragraph = marker(document, CONTENTS)
        paragraph._p.getparent().remove(paragraph._p)

    assert contents(report(second, template_with(tmp_path, without))) == []

    def with_own_heading(document: Any) -> None:
        marker(document, "Slippage").insert_paragraph_before("Letter from the chair", style="Heading 1")

    own = contents(report(second, template_with(tmp_path, with_own_heading)))
    assert own.index("Letter from the chair") == own.index("8 Slippage") - 1


def test_a_reference_leads_to_the_section_by_the_number_that_it_has(second, tmp_path):
    def edit(document: Any) -> None:
        marker(document, "Purpose and recommendations")._p.addprevious(marker(document, "Matters for attention")._p)

    document = report(second, template_with(tmp_path, edit))
    assert "declared better than the facts (section 1)" in section(document, "Purpose and recommendations")

    def without(document: Any) -> None:
        paragraph = marker(document, "Matters for attention")
        paragraph._p.getparent().remove(paragraph._p)

    said = section(report(second, template_with(tmp_path, without)), "Purpose and recommendations")
    assert "declared better than the facts\n" in said


def test_sections_follow_the_order_of_the_template(second, tmp_path):
    def edit(document: Any) -> None:
        marker(document, "Purpose and recommendations")._p.addprevious(marker(document, "At a glance")._p)

    assert headings(report(second, template_with(tmp_path, edit)))[:2] == [
        "1 At a glance",
        "2 Purpose and recommendations",
    ]


def test_text_added_to_the_template_stays(second, tmp_path):
    def edit(document: Any) -> None:
        marker(document, "At a glance").insert_paragraph_before("For «committee», by «prepared by».")

    assert "For Strathgarvel Adult Protection Committee, by not given." in whole_text(
        report(second, template_with(tmp_path, edit))
    )


def test_a_theme_in_brief_has_its_counts_and_exceptions_only(second):
    document = report(second)
    brief = section(document, "Harm is noticed", level=2)
    assert "Of 3 actions, 1 is At risk and 1 Off track; for 1 nothing came back." in brief
    assert "P1.1-01 Train bank staff to notice coercion.: At risk" in brief
    assert "Nothing came back on P1.2-01." in brief
    assert "Review large-scale inquiries." not in brief
    assert "We began" not in brief
    in_full = section(document, "Adults are heard", level=2)
    assert "Answers were read back to those who gave them" in in_full


def test_a_theme_in_brief_without_exceptions_says_so(tmp_path, first):
    history = History((first,))
    register = merged(all_returned(tmp_path, Q2, history=history).values(), Q2, history=history)
    brief = section(report(facts_of(register, Q2, history=history)), "Harm is noticed", level=2)
    assert "It has no exceptions." in brief


def test_a_theme_in_full_shows_every_action_with_what_was_done(first):
    in_full = section(report(facts_of(first, Q1)), "Harm is noticed", level=2)
    for action in first.actions:
        if action.theme == "H1":
            assert f"{action.ref} {action.action}" in in_full


def test_a_standing_theme_has_a_section_of_its_own(second):
    document = report(second)
    assert "Shared chronologies" in section(document, "Agencies act as one")
    assert "Shared chronologies" not in section(document, "Progress by theme")
    assert "Nothing came back" in section(document, "Agencies act as one")


PLACES = [
    "At a glance",
    "Matters for attention",
    "what difference it MADE",
    "H2",
    "Adults are heard",
    "Standing themes",
]


@pytest.mark.parametrize("place", PLACES)
def test_the_coordinators_words_open_the_place_they_name(place, first):
    words = "Strathgarvel's «own» words.\n- first\n- second"
    document = report(facts_of(first, Q1, Commentary.of(about=place, text=words)))
    titles = {"H2": "Adults are heard", "what difference it MADE": "What difference it made"}
    title = titles.get(place, place)
    level = 2 if title == "Adults are heard" else 1
    below = section(document, "Agencies act as one" if title == "Standing themes" else title, level)
    assert "Strathgarvel's «own» words.\nfirst\nsecond" in below
    assert [one.text for one in document.paragraphs if one.style.name == "List Bullet"].count("first") == 1
    assert whole_text(document).count("Strathgarvel's «own» words.") == 1
    if level == 1:
        assert below.startswith("Strathgarvel's")


def test_the_coordinators_words_are_not_taken_for_markers(first):
    document = report(facts_of(first, Q1, Commentary.of(about="At a glance", text="Write «title» or «meeting date».")))
    assert "Write «title» or «meeting date»." in section(document, "At a glance")


def test_the_meeting_is_named_below_the_title(first):
    meeting = Meeting.of(held_on=dt.date(2024, 8, 15), prepared_by="Lead Officer")
    document = report(facts_of(first, Q1, meeting=meeting))
    assert document.paragraphs[1].text == (
        "To Public Protection Executive Group, for the meeting on 15 August 2024, Position at 30 June 2024"
    )


def test_nothing_to_decide_is_said_in_words(tmp_path):
    document = report(facts_of(merged(all_returned(tmp_path, Q1).values(), Q1), Q1))
    assert section(document, "What we need from you") == "No decisions are needed this quarter."
    assert "decide on" not in section(document, "Purpose and recommendations")
    assert "Nothing is off track, overdue or declared better" in section(document, "Matters for attention")


def test_what_is_asked_stands_with_its_day_and_its_group(first):
    asked_for = section(report(facts_of(first, Q1)), "What we need from you")
    assert asked_for == (
        "From whom is not stated: Lend us <b>a hall</b> & a bus. By when is not stated.\n"
        "What follows if the decision is not taken is not stated. (P1.1-01, asked by Financial Harm Group)"
    )


def test_what_is_asked_says_whose_decision_it_is_and_what_follows(tmp_path):
    asks: Answers = {
        "Actions": {
            "P1.1-01": {
                "Help wanted from COG": "Decision wanted from the bank: lend us a hall. If not, we stop",
                "Wanted by": "25/10/2024",
            }
        }
    }
    document = report(facts_of(merged(all_returned(tmp_path, Q1, {"FH": asks}).values(), Q1), Q1))
    assert section(document, "What we need from you") == (
        "From the bank: lend us a hall. By 25 October 2024.\nIf not, we stop. (P1.1-01, asked by Financial Harm Group)"
    )
    assert "decide on 1 request from the subgroups (section 2)" in section(document, "Purpose and recommendations")


def test_an_ask_that_was_made_before_and_not_answered_is_brought_up_again(first, tmp_path):
    history = History((first,))
    register = merged(all_returned(tmp_path, Q2, history=history).values(), Q2, history=history)
    text = section(report(facts_of(register, Q2, history=history)), "What we need from you")
    assert "1 earlier request has no recorded answer: P1.1-01 (Q1) (section 9)." in text


def test_the_first_report_has_nothing_to_compare_with(first):
    assert "This is the first report of the year" in section(report(facts_of(first, Q1)), "At a glance")


def test_what_changed_is_told_with_the_refs(second):
    text = section(report(second), "At a glance")
    assert "1 action asks for a new due date: P1.1-01." in text


def test_silence_is_told_with_the_last_known_status(second):
    text = section(report(second), "Matters for attention")
    assert "Nothing came back from Quality Assurance Group. Last known: P1.2-01 was Not started" in text


def test_a_status_that_was_not_understood_is_shown_as_written(tmp_path):
    odd: Answers = {"Actions": {"P1.1-01": {"Status": "Amber/Green"}}}
    register = merged(all_returned(tmp_path, Q1, {"FH": odd}).values(), Q1)
    document = report(facts_of(register, Q1))
    assert "Not stated\nWritten as “Amber/Green”" in whole_text(document)
    assert "1 action came back without a usable status: P1.1-01." in section(document, "Matters for attention")


def test_control_characters_are_left_out_and_no_word_is_lost(first):
    actions = (first.actions[0].but(progress="be\x07fore\x0b and \ufffe after"), *first.actions[1:])
    register = Register(**{**{name: getattr(first, name) for name in Register.tables()}, "actions": actions})
    assert "before\n and  after" in whole_text(report(facts_of(register, Q1)))


def test_a_quarter_without_a_single_return_still_makes_a_report():
    document = report(facts_of(merged([], Q1), Q1))
    assert "for 7 nothing came back." in section(document, "At a glance")
    assert "0 of 3 groups returned a usable tracker." in section(document, "How complete this report is")


def test_the_same_facts_make_the_same_bytes(second):
    assert report_document(second, SHIPPED) == report_document(second, SHIPPED)


def test_word_processors_open_it(second, soffice, tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(report_document(second, SHIPPED))
    text = soffice(path, to="txt:Text (encoded):UTF8", outdir=tmp_path / "text").read_text("utf-8")
    assert "Lend us <b>a hall</b> & a bus." in text
