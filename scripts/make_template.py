"""Makes templates/cog-report.docx, the Word template of the report, as it is shipped.

A coordinator restyles, reorders or extends the template in Word; this script only makes the first one.

    python scripts/make_template.py [FILE]
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from nacpc_xl.outputs.report.build import CONTENTS, SECTIONS
from nacpc_xl.outputs.report.word import TABLE_STYLE
from nacpc_xl.workspace import reproducible, write_atomically

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "cog-report.docx"
MADE_ON = dt.date(2019, 4, 1)
NAVY = RGBColor(0x1F, 0x38, 0x64)
GREY = RGBColor(0x40, 0x40, 0x40)
BLUE = RGBColor(0x0B, 0x53, 0x94)
LEFTOVERS = ("stylesWithEffects", "thumbnail", "customXml", "extended-properties")
MARGIN, TOP, BOTTOM, EDGE = 18, 15, 14, 7  # millimetres
BODY, SMALL = 10, 8.5  # points: the size of the text, and of the text in tables

_MARKERS = [section.marker for section in SECTIONS]
_AT_A_GLANCE = _MARKERS.index("At a glance") + 1
ORDER = (*_MARKERS[:_AT_A_GLANCE], CONTENTS, *_MARKERS[_AT_A_GLANCE:])
"""The first page is for what is wanted and what changed; the contents follow it."""


def main() -> None:
    """Writes the template to the file given, or to the repository's templates folder."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATE
    make(path)
    print(f"The template is in {path}")


def make(path: Path) -> None:
    """Writes the template."""
    document = docx.Document()
    _drop_leftovers(document)
    _set_page(document)
    _set_styles(document)
    _add_table_style(document)
    _set_head_and_foot(document)
    _add_front(document)
    for marker in ORDER:
        document.add_paragraph(f"«{marker}»")
    core = document.core_properties
    core.title, core.author, core.language, core.comments = "«title»", "«committee»", "en-GB", ""
    core.created = core.modified = dt.datetime.combine(MADE_ON, dt.time())
    saved = io.BytesIO()
    document.save(saved)
    write_atomically(path, reproducible(saved.getvalue(), MADE_ON))


def _drop_leftovers(document: Any) -> None:
    """Takes out what python-docx's own template brings along and no report needs."""
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2] in LEFTOVERS:
                del part.rels[key]
    for style in list(document.styles):
        if style.type is WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.element.getparent().remove(style.element)
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), "en-GB")


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.header_distance = section.footer_distance = Mm(EDGE)


def _set_styles(document: Any) -> None:
    styles = document.styles
    _set_language(styles.element)
    _set_font(styles["Normal"], BODY, space_after=4)
    styles["Normal"].paragraph_format.line_spacing = 1.0
    styles["Normal"].paragraph_format.widow_control = True
    _set_font(styles["Title"], 18, bold=True, colour=NAVY, space_after=1)
    styles["Title"].element.pPr.remove(styles["Title"].element.pPr.find(qn("w:pBdr")))
    _set_font(styles["Subtitle"], BODY, colour=GREY, space_after=4)
    styles["Subtitle"].font.italic = False
    for name in ("Title", "Subtitle"):
        spacing = styles[name].element.rPr.find(qn("w:spacing"))
        if spacing is not None:
            styles[name].element.rPr.remove(spacing)
    for level, size, before in ((1, 13.5, 9), (2, 11.5, 8), (3, 10.5, 7)):
        _set_font(styles[f"Heading {level}"], size, bold=True, colour=NAVY, space_before=before, space_after=3)
    _set_font(styles["Caption"], 9, bold=True, colour=GREY, space_before=6, space_after=2)
    styles["Caption"].paragraph_format.keep_with_next = True
    for name in ("List Bullet", "List Number", "List Continue"):
        _set_font(styles[name], BODY, space_after=1.5)
    styles["List Number"].paragraph_format.space_before = Pt(2)
    styles["List Continue"].paragraph_format.left_indent = Mm(6.35)
    _add_contents_styles(styles)
    cell = styles.add_style("Table text", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = styles["Normal"]
    _set_font(cell, SMALL, space_after=1)
    heading = styles.add_style("Table heading", WD_STYLE_TYPE.PARAGRAPH)
    heading.base_style = cell
    _set_font(heading, SMALL, bold=True, colour=RGBColor(0xFF, 0xFF, 0xFF), space_after=1)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = BLUE
    link.font.underline = True


def _add_contents_styles(styles: Any) -> None:
    """The styles of the contents: their heading, which is not one of the document's headings, and an entry."""
    title = styles["TOC Heading"]
    title.base_style = styles["Normal"]
    _set_font(title, 11.5, bold=True, colour=NAVY, space_before=8, space_after=3)
    title.paragraph_format.keep_with_next = True
    entry = styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    entry.base_style = styles["Normal"]
    _set_font(entry, BODY, colour=BLUE, space_after=1)


def _set_language(styles: Any) -> None:
    properties = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = properties.find(qn("w:lang"))
    language.set(qn("w:val"), "en-GB")


def _set_font(
    style: Any,
    size: float,
    *,
    bold: bool = False,
    colour: RGBColor | None = None,
    space_before: float = 0,
    space_after: float = 0,
) -> None:
    font = style.font
    font.name, font.size, font.bold = "Arial", Pt(size), bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), "Arial")
    if colour is not None:
        font.color.rgb = colour
    style.paragraph_format.space_before = Pt(space_before)
    style.paragraph_format.space_after = Pt(space_after)


def _add_table_style(document: Any) -> None:
    style = document.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    properties = OxmlElement("w:tblPr")
    properties.append(_borders())
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 20), ("left", 70), ("bottom", 20), ("right", 70)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    style.element.append(properties)
    first_row = OxmlElement("w:tblStylePr")
    first_row.set(qn("w:type"), "firstRow")
    cell = OxmlElement("w:tcPr")
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "1F4E79")):
        shading.set(qn(f"w:{name}"), value)
    cell.append(shading)
    first_row.append(cell)
    style.element.append(first_row)


def _borders() -> Any:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "A6A6A6")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    return borders


def _set_head_and_foot(document: Any) -> None:
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    head = section.header.paragraphs[0]
    head.text = "«committee»\t«quarter»\t«marking»"
    foot = section.footer.paragraphs[0]
    foot.text = "«marking»\t«plan»\tPage "
    _add_field(foot, "PAGE")
    foot.add_run(" of ")
    _add_field(foot, "NUMPAGES")
    for paragraph in (head, foot):
        stops = paragraph.paragraph_format.tab_stops
        for name in ("Header", "Footer"):
            for stop in list(document.styles[name].paragraph_format.tab_stops):
                stop.position = Mm(0) if stop.position is None else stop.position
        stops.add_tab_stop(int(width / 2), WD_TAB_ALIGNMENT.CENTER)
        stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    for name in ("Header", "Footer"):
        _set_font(document.styles[name], 8.5, colour=GREY)
        tabs = document.styles[name].element.pPr.find(qn("w:tabs"))
        if tabs is not None:
            document.styles[name].element.pPr.remove(tabs)


def _add_field(paragraph: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text == code:
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {code} "
            run._r.append(instruction)
        else:
            run.text = text


def _add_front(document: Any) -> None:
    document.add_paragraph("«title»", style="Title")
    document.add_paragraph("«subtitle»", style="Subtitle")


if __name__ == "__main__":
    main()
