"""What of PDF/UA-1, the standard of accessible PDFs, a document breaks when LibreOffice exports it.

So a structure that only looks right in Word is found by a second program and a checker that shares nothing with it.
"""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import Convert

OPTIONS = ("PDFUACompliance", "UseTaggedPDF", "ExportBookmarks")
EXPORT = "pdf:writer_pdf_Export:" + json.dumps(
    {name: {"type": "boolean", "value": "true"} for name in OPTIONS}, separators=(",", ":")
)

OF_LIBREOFFICE = {
    "PDFUA1-PAGE-TABS-001": "LibreOffice 7.4 does not say that links are to be reached in the order of the structure",
}
"""Faults that LibreOffice makes of itself, also with a document that has none."""

NO_ALTERNATIVE = "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001"
"""Of a chart, LibreOffice 7.4 reads no alternative text at all, so this is asked of a picture in its place."""

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)  # a PNG of one pixel
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

MAIN, RELATED, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"


def faults(document: Path, soffice: Convert, folder: Path) -> list[str]:
    """What is wrong with the document's PDF, a sentence for each fault that comes from the document.

    The PDF is left in `folder`. Where the checker is not installed, the test is skipped.
    """
    found = broken_rules(soffice(document, to=EXPORT, outdir=folder))
    if NO_ALTERNATIVE in found:
        without_charts = soffice(with_pictures_for_charts(document, folder), to=EXPORT, outdir=folder)
        found.pop(NO_ALTERNATIVE)
        found |= {rule: why for rule, why in broken_rules(without_charts).items() if rule == NO_ALTERNATIVE}
    return [f"{why} ({rule})" for rule, why in found.items() if rule not in OF_LIBREOFFICE]


def broken_rules(pdf: Path) -> dict[str, str]:
    """The rules of PDF/UA-1 that the PDF breaks, each with what is wrong."""
    page = pytest.importorskip("page", reason="page-validation is not installed: it has no wheel for this Python")
    return {failure.rule_id: failure.message for failure in page.validate_pdf(pdf, profile="ua1").failures}


def with_pictures_for_charts(document: Path, folder: Path) -> Path:
    """A copy of the document with a picture for each chart, which has the chart's alternative text."""
    copy = folder / f"{document.stem}-pictures.docx"
    with zipfile.ZipFile(document) as old, zipfile.ZipFile(copy, "w") as new:
        changes = {MAIN: _without_charts, RELATED: _with_dot, TYPES: _with_png}
        for name in old.namelist():
            new.writestr(name, changes.get(name, bytes)(old.read(name)))
        new.writestr("word/media/dot.png", DOT)
    return copy


def _without_charts(content: bytes) -> bytes:
    root = etree.fromstring(content)
    for chart in list(root.iter(f"{{{CHART}}}chart")):
        data = chart.getparent()
        if data is not None:
            data.set("uri", PICTURE)
            data.replace(chart, etree.fromstring(_PICTURE))
    return etree.tostring(root)


_PICTURE = (
    f'<p:pic xmlns:p="{PICTURE}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE}">'
    '<p:nvPicPr><p:cNvPr id="0" name=""/><p:cNvPicPr/></p:nvPicPr>'
    '<p:blipFill><a:blip r:embed="dot"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
    '<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="360000" cy="360000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
)


def _with_dot(content: bytes) -> bytes:
    root = etree.fromstring(content)
    pointer = {"Id": "dot", "Type": f"{OFFICE}/image", "Target": "media/dot.png"}
    etree.SubElement(root, f"{{{PACKAGE}/relationships}}Relationship", pointer)
    return etree.tostring(root)


def _with_png(content: bytes) -> bytes:
    root = etree.fromstring(content)
    kind = {"PartName": "/word/media/dot.png", "ContentType": "image/png"}
    etree.SubElement(root, f"{{{PACKAGE}/content-types}}Override", kind)
    return etree.tostring(root)
