"""The documents as PDFs: accessible by PDF/UA-1, as far as a machine can tell; and what the check sees by itself."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.audit.pdfua import DOT, EXPORT, NO_ALTERNATIVE, OF_LIBREOFFICE, broken_rules, faults
from tests.audit.test_document import DOCUMENT, damaged, good, packed


def small_document() -> Any:
    """A document without a fault: a title, a heading, a link to it, a described picture, and a table with headings."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.language = "A small report", "en-GB"
    document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    heading = document.add_heading("What was done", 1)
    heading._p.insert(1, parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="1" w:name="done"/>'))
    heading._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="1"/>'))
    document.add_paragraph("See ")._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w")} w:anchor="done"><w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
            "<w:t>what was done</w:t></w:r></w:hyperlink>"
        )
    )
    document.add_picture(io.BytesIO(DOT))
    described(document).set("descr", "A dot, and nothing else.")
    table = document.add_table(2, 2)
    for number, cell in enumerate(table._cells):
        cell.text = f"Cell {number}"
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    document.add_paragraph("That is all.")
    return document


def described(document: Any) -> Any:
    """What describes the document's picture."""
    return next(document.element.body.iter(qn("wp:docPr")))


def saved(document: Any, folder: Path) -> Path:
    path = folder / "small.docx"
    document.save(str(path))
    return path


def test_a_good_document_has_no_faults_but_those_of_libreoffice(soffice, tmp_path):
    path = saved(small_document(), tmp_path)
    pdf = soffice(path, to=EXPORT)
    assert b"/Subtype/Link" in pdf.read_bytes()
    assert broken_rules(pdf).keys() <= OF_LIBREOFFICE.keys()
    assert faults(path, soffice, tmp_path) == []


def without_title(document):
    document.core_properties.title = ""


def with_a_level_skipped(document):
    document.add_heading("Too deep", 3)


def with_a_first_heading_of_level_2(document):
    document.paragraphs[0].style = "Heading 2"


def without_alternative_text(document):
    del described(document).attrib["descr"]


@pytest.mark.parametrize(
    ("spoilt", "found"),
    [
        (without_title, "METADATA-TITLE"),
        (with_a_level_skipped, "HEADING-NESTING"),
        (with_a_first_heading_of_level_2, "HEADING-NESTING"),
        (without_alternative_text, "FIGURE-ALTERNATIVE-TEXT"),
    ],
)
def test_a_fault_of_the_document_is_found(spoilt, found, soffice, tmp_path):
    document = small_document()
    spoilt(document)
    assert any(found in fault for fault in faults(saved(document, tmp_path), soffice, tmp_path))


def test_a_chart_is_asked_for_its_alternative_text_though_libreoffice_loses_it(soffice, tmp_path):
    good_one, bad_one = tmp_path / "good.docx", tmp_path / "bad.docx"
    good_one.write_bytes(packed(good()))
    bad_one.write_bytes(damaged(DOCUMENT, ' title="Actions by status" descr="[^"]*"', ""))
    assert broken_rules(soffice(good_one, to=EXPORT)).keys() <= {NO_ALTERNATIVE, *OF_LIBREOFFICE}
    assert faults(good_one, soffice, tmp_path) == []
    (fault,) = faults(bad_one, soffice, tmp_path)
    assert NO_ALTERNATIVE in fault


def test_the_report_has_no_fault(example, soffice, tmp_path):
    assert faults(example / "Q2" / "out" / "report.docx", soffice, tmp_path) == []
