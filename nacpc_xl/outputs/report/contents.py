"""The table of contents: a field of Word's, with its entries already filled in."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from nacpc_xl.outputs.report.template import text_of
from nacpc_xl.outputs.report.word import Element

FIELD = r'TOC \o "1-1" \n \h \z \u'
"""The headings of the first level, as links. Page numbers are left to Word: only it knows where pages end."""

FIRST_NUMBER = 900_000  # of the bookmarks at the headings


def fill_contents(document: Any, anchor: Element, styles: Mapping[str, str]) -> None:
    """Puts the contents in the place of the `anchor`: one entry for each heading of the first level."""
    of_style = document.element.body.xpath(f'w:p[w:pPr/w:pStyle/@w:val="{styles["Heading 1"]}"]')
    headings = [paragraph for paragraph in of_style if text_of(paragraph).strip()]
    if headings:
        anchor.addprevious(_parsed(f'<w:pPr><w:pStyle w:val="{styles["TOC Heading"]}"/></w:pPr>{_run("Contents")}'))
    for number, paragraph in enumerate(headings):
        name = f"_Toc{FIRST_NUMBER + number}"
        _mark(paragraph, name, FIRST_NUMBER + number)
        opening = _begin() if number == 0 else ""
        closing = _mark_of_field("end") if number == len(headings) - 1 else ""
        entry = f'<w:hyperlink w:anchor="{name}" w:history="1">{_run(text_of(paragraph))}</w:hyperlink>'
        style = f'<w:pPr><w:pStyle w:val="{styles["toc 1"]}"/></w:pPr>'
        anchor.addprevious(_parsed(f"{style}{opening}{entry}{closing}"))
    anchor.getparent().remove(anchor)


def _begin() -> str:
    code = f'<w:r><w:instrText xml:space="preserve"> {escape(FIELD)} </w:instrText></w:r>'
    return _mark_of_field("begin") + code + _mark_of_field("separate")


def _mark_of_field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _mark(paragraph: Element, name: str, number: int) -> None:
    """Puts a bookmark around what a heading says."""
    start, end = (
        parse_xml(f'<w:bookmark{which} {nsdecls("w")} w:id="{number}"{more}/>')
        for which, more in (("Start", f' w:name="{name}"'), ("End", ""))
    )
    first = paragraph.pPr
    if first is not None:
        first.addnext(start)
    else:
        paragraph.insert(0, start)
    paragraph.append(end)


def _parsed(inside: str) -> Element:
    return parse_xml(f"<w:p {nsdecls('w')}>{inside}</w:p>")
