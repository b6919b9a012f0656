"""The Word template: edited as a coordinator would it gives a right report, and a faulty one gives a clear sentence."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor

from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.outputs.report.build import CONTENTS, MARKERS, report_document
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.outputs.report.template import put_words, text_of
from nacpc_xl.workspace import TEMPLATE, shipped
from tests.committee import Q1
from tests.outputs.test_report import facts_of, headings, marker, section, template_with, whole_text
from tests.quarters import all_returned, merged

Edit = Callable[[Any], object]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """A quarter in which all is well."""
    return facts_of(merged(all_returned(tmp_path_factory.mktemp("returned"), Q1).values(), Q1), Q1)


def made(facts: Facts, folder: Path, edit: Edit) -> Any:
    return docx.Document(io.BytesIO(report_document(facts, template_with(folder, edit))))


def picture() -> io.BytesIO:
    """A red dot as a PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    dot = zlib.compress(b"\0\xc0\0\0")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dot) + chunk(b"IEND", b""))


def remove(document: Any, name: str) -> None:
    paragraph = marker(document, name)._p
    paragraph.getparent().remove(paragraph)


def as_a_coordinator_would(document: Any) -> None:
    """Sections reordered, one deleted, an own paragraph and heading, another colour of headings, a logo."""
    marker(document, "Progress by theme")._p.addprevious(marker(document, "What difference it made")._p)
    remove(document, "Slippage")
    marker(document, "At a glance").insert_paragraph_before("Words of the chair on «quarter».", style="Heading 2")
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x7A, 0x1F, 0x1F)
    logo = document.paragraphs[0].insert_paragraph_before()
    logo.add_run().add_picture(picture(), width=Mm(20))
    names = next(logo._p.iter(qn("wp:docPr")))
    names.set("descr", "The committee's logo")
    names.set("title", "Logo")


def test_a_template_edited_as_a_coordinator_would_gives_a_right_report(facts, tmp_path, audited):
    content = report_document(facts, template_with(tmp_path, as_a_coordinator_would))
    document: Any = docx.Document(io.BytesIO(content))
    titles = headings(document)
    assert titles.index("5 What difference it made") == titles.index("6 Progress by theme") - 1
    assert not [one for one in titles if "Slippage" in one]
    assert [one.text for one in document.paragraphs if one.style.name == "toc 1"] == titles
    (own,) = [one for one in document.paragraphs if one.text.startswith("Words of the chair")]
    assert own.text == "Words of the chair on Q1 2024-25, April to June 2024."
    assert own.style.name == "Heading 2"
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0x7A, 0x1F, 0x1F)
    drawings = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert drawings[0] == "The committee's logo"
    assert len(drawings) > 1
    assert audited(content) == []


def put_twice(document: Any) -> None:
    document.add_paragraph("«At a glance»")


def put_beside_words(document: Any) -> None:
    marker(document, "At a glance").add_run(" and more")


def put_in_a_table(document: Any) -> None:
    remove(document, "At a glance")
    document.add_table(1, 1).cell(0, 0).text = "«At a glance»"


def put_in_the_head(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "«At a glance»"


def misspell(document: Any) -> None:
    marker(document, "At a glance").runs[0].text = "«At a glanse»"


def empty(document: Any) -> None:
    for name in MARKERS:
        remove(document, name)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (misspell, "has the marker «At a glanse», which is not one of its markers. Correct it to one of these: «Pur"),
        (put_twice, "has the marker «At a glance» twice. Delete one of them."),
        (
            put_beside_words,
            "has the marker «At a glance» beside other words, in a table or at the edge of the page. Put",
        ),
        (put_in_a_table, "has the marker «At a glance» beside other words, in a table or at the edge of the page. Put"),
        (
            put_in_the_head,
            "has the marker «At a glance» beside other words, in a table or at the edge of the page. Put",
        ),
        (empty, "has no marker of a section, so the report would be empty. Put at least one of these in a paragraph"),
    ],
)
def test_a_faulty_template_is_told_in_one_clear_sentence_with_its_remedy(edit, said, facts, tmp_path):
    with pytest.raises(CannotGoOn) as sentence:
        report_document(facts, template_with(tmp_path, edit))
    assert str(sentence.value).startswith(f"The template {TEMPLATE} {said}")
    assert str(sentence.value).count(". ") == 1


def cut_off(path: Path) -> None:
    path.write_bytes(shipped(TEMPLATE).read_bytes()[:5000])


def a_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")


def a_locked_one(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))


def broken_inside(path: Path) -> None:
    with zipfile.ZipFile(shipped(TEMPLATE)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:400] if name == "word/document.xml" else old.read(name))


@pytest.mark.parametrize("make", [cut_off, a_workbook, a_locked_one, broken_inside])
def test_what_is_no_word_document_is_told_with_the_remedy(make, facts, tmp_path):
    path = tmp_path / TEMPLATE
    make(path)
    with pytest.raises(CannotGoOn, match=r"cannot be opened as a Word document\. Put a \.docx without a password"):
        report_document(facts, path)


def test_a_marker_is_known_in_any_case_and_across_runs_that_look_different(facts, tmp_path):
    def edit(document: Any) -> None:
        paragraph = marker(document, "At a glance")
        paragraph.runs[0].text = "«AT A"
        paragraph.add_run(" gla").bold = True
        paragraph.add_run("nce»")
        title = document.paragraphs[0]
        title.runs[0].text = "Our own: «ti"
        title.add_run("tl").italic = True
        title.add_run("e», ").bold = True
        title.add_run("«Quarter» and «plan»")

    document = made(facts, tmp_path, edit)
    assert "3 At a glance" in headings(document)
    assert document.paragraphs[0].text == (
        "Our own: Adult protection improvement plan 2024-25: progress report Q1, "
        "Q1 2024-25, April to June 2024 and Adult protection improvement plan 2024-25"
    )
    first, italic, bold, last = document.paragraphs[0].runs
    assert first.text.startswith("Our own: Adult")
    assert (italic.text, bold.text) == ("", ", ")
    assert last.text.startswith("Q1 2024-25")


@pytest.mark.parametrize("pieces", [("a«x»b",), ("a«", "x", "»b"), ("a", "«x»", "b"), ("a«x", "»b"), ("", "a«x»b", "")])
def test_words_are_put_in_the_place_of_a_marker_however_it_is_cut(pieces):
    paragraph = docx.Document().add_paragraph()
    for piece in pieces:
        paragraph.add_run(piece)
    put_words(paragraph._p, {"x": "one & <two>"})
    assert text_of(paragraph._p) == "aone & <two>b"


@pytest.mark.own_template
def test_words_stand_in_tables_boxes_and_on_first_pages_too(facts, tmp_path):
    def edit(document: Any) -> None:
        document.add_table(1, 1).cell(0, 0).text = "For «committee»"
        document.sections[0].different_first_page_header_footer = True
        document.sections[0].first_page_header.paragraphs[0].text = "First: «marking»"

    document = made(facts, tmp_path, edit)
    assert "For Strathgarvel Adult Protection Committee" in whole_text(document)
    own = next(one for one in document.tables if one.cell(0, 0).text.startswith("For "))
    assert own._tbl.getprevious().tag == qn("w:p")
    assert document.sections[0].first_page_header.paragraphs[0].text == "First: OFFICIAL"


@pytest.mark.own_template
def test_tables_are_as_wide_as_the_text_of_the_page_they_stand_on(facts, tmp_path):
    def edit(document: Any) -> None:
        page = deepcopy(document.element.body.sectPr)
        marker(document, "Slippage").paragraph_format.element.get_or_add_pPr().append(page)
        last = document.sections[-1]
        last.orientation, last.page_width, last.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
        before = document.add_paragraph()
        marker(document, "Slippage")._p.addprevious(before._p)
        before._p.get_or_add_pPr().append(page)

    document = made(facts, tmp_path, edit)
    upright, across = document.sections
    widths = [
        sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.iter(qn("w:gridCol")))
        for table in document.tables
    ]
    for page, width in ((upright, widths[0]), (across, widths[-1])):
        text = (page.page_width - page.left_margin - page.right_margin) / 635
        assert width == pytest.approx(text, abs=10)


def bare(document: Any) -> None:
    """As Word leaves a new document of its own: hardly a style, and no list."""
    kept = ("Normal", "Default Paragraph Font", "Normal Table", "Heading 1", "No List", "Header", "Footer")
    for style in list(document.styles):
        if style.name not in kept:
            style.element.getparent().remove(style.element)
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/numbering"):
            del document.part.rels[key]


def without_some(document: Any) -> None:
    """One that was begun in another office: a few styles are lacking, and an id is another style's."""
    for name in ("List Bullet", "List Number", "Table text", "Report table"):
        style = document.styles[name].element
        style.getparent().remove(style)
    document.styles["Caption"].element.set(qn("w:styleId"), "Tabletext")


@pytest.mark.own_template
@pytest.mark.parametrize("edit", [bare, without_some])
def test_a_template_of_ones_own_is_lent_the_styles_that_it_lacks(edit, facts, tmp_path, audited):
    own = Path(tmp_path / "own.docx")
    document: Any = docx.Document(str(shipped(TEMPLATE)))
    edit(document)
    document.save(str(own))
    content = report_document(facts, own)
    document = docx.Document(io.BytesIO(content))
    styles = [style.style_id for style in document.styles]
    assert len(styles) == len(set(styles))
    bullets = [one for one in document.paragraphs if one.style.name == "List Bullet"]
    assert bullets
    number = bullets[0].style.element.find(f".//{qn('w:numId')}").get(qn("w:val"))
    lists = next(one for one in document.part.rels.values() if one.reltype.endswith("/numbering")).target_part.element
    (found,) = [one for one in lists.findall(qn("w:num")) if one.get(qn("w:numId")) == number]
    kept = found.find(qn("w:abstractNumId")).get(qn("w:val"))
    (bulleted,) = [one for one in lists.findall(qn("w:abstractNum")) if one.get(qn("w:abstractNumId")) == kept]
    assert bulleted.find(f".//{qn('w:numFmt')}").get(qn("w:val")) == "bullet"
    assert {table.style.name for table in document.tables} == {"Report table"}
    lacking = [one for one in audited(content) if "style" in one]
    assert all(one.endswith(("Title.", "Subtitle.", "Char, which is not there.")) for one in lacking)  # its own


def test_the_shipped_template_is_made_by_its_script_and_has_every_marker(tmp_path):
    import make_template

    make_template.make(tmp_path / TEMPLATE)
    assert (tmp_path / TEMPLATE).read_bytes() == shipped(TEMPLATE).read_bytes()
    texts = [one.text for one in docx.Document(str(shipped(TEMPLATE))).paragraphs]
    assert sorted(one for one in texts if one.strip("«»") in MARKERS) == sorted(f"«{name}»" for name in MARKERS)
    assert texts.index(f"«{CONTENTS}»") == texts.index("«At a glance»") + 1


def test_what_the_purpose_says_is_the_plans(facts):
    document = docx.Document(io.BytesIO(report_document(facts, shipped(TEMPLATE))))
    assert "It tells executives how the plan stands." in section(document, "Purpose and recommendations")
