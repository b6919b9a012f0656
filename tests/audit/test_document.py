"""The audit of documents can fail: each of its rules sees what it is for, in a small one damaged in one place."""

import io
import re
import time
import zipfile
from collections.abc import Mapping
from functools import cache

import pytest
import xlsxwriter

from tests.audit.document import NAMESPACES, RULES, Document, audit

TYPES, CORE = "[Content_Types].xml", "docProps/core.xml"
DOCUMENT, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
HEADER, FOOTER, NUMBERS = "word/header1.xml", "word/footer1.xml", "word/numbering.xml"
CHART, WORKBOOK = "word/charts/chart1.xml", "word/embeddings/chart1.xlsx"
RELATED, RELATED_TO_CHART = "word/_rels/document.xml.rels", "word/charts/_rels/chart1.xml.rels"

DECLARED = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items() if prefix != "xml")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def run(text: str, look: str = "") -> str:
    return f'<w:r>{look and f"<w:rPr>{look}</w:rPr>"}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, style: str = "Normal") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>'


def field(instruction: str, result: str, *, begins: bool = True, ends: bool = True) -> str:
    """A field, or one end of it."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    begin = (
        f'{mark("begin")}<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>{mark("separate")}'
    )
    return f"{begin if begins else ''}{result}{mark('end') if ends else ''}"


def link(bookmark: str, inside: str) -> str:
    return f'<w:hyperlink w:anchor="{bookmark}" w:history="1">{inside}</w:hyperlink>'


def marked(bookmark: str, number: int, text: str) -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name="{bookmark}"/>{run(text)}<w:bookmarkEnd w:id="{number}"/>'


def entry(bookmark: str, text: str) -> str:
    page = field(f"PAGEREF {bookmark} \\h", run("1"))
    return link(bookmark, f"{run(text)}<w:r><w:tab/></w:r>{page}")


def cell(width: int, inside: str, style: str = "TableText", fill: str = "") -> str:
    shading = fill and f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    given = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shading}</w:tcPr>'
    return f"<w:tc>{given}{paragraph(inside, style)}</w:tc>"


def row(*cells: str, head: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"


TABLE = (
    '<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="9000" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
    ' w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="Actions"/>'
    '<w:tblDescription w:val="One row for each action: its ref and its status."/></w:tblPr>'
    '<w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="6000"/></w:tblGrid>'
    + row(cell(3000, run("Ref"), "TableHeading"), cell(6000, run("Status"), "TableHeading"), head="<w:tblHeader/>")
    + row(
        cell(3000, marked("ref_P1", 3, "P1")), cell(6000, run("Off track", '<w:color w:val="FFFFFF"/>'), fill="7F1D1D")
    )
    + row(cell(3000, run("P2")), cell(6000, run("On track")))
    + "</w:tbl>"
)
DRAWING = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="3600000" cy="1800000"/>'
    '<wp:docPr id="1" name="Chart 1" title="Actions by status" descr="One action is off track and one is on track."/>'
    f'<a:graphic><a:graphicData uri="{NAMESPACES["c"]}"><c:chart r:id="rId9"/></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r>"
)
SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="510"'
    ' w:footer="510" w:gutter="0"/></w:sectPr>'
)
BODY = "".join(
    [
        paragraph(run("A small report"), "Title"),
        paragraph(run("Contents"), "TOCHeading"),
        paragraph(field('TOC \\o "1-2" \\h', entry("_Toc1", "What was done"), ends=False), "TOC1"),
        paragraph(entry("_Toc3", "By action"), "TOC2"),
        paragraph(entry("_Toc2", "In figures") + field("", "", begins=False), "TOC1"),
        paragraph(marked("_Toc1", 1, "What was done"), "Heading1"),
        paragraph(
            run("The first action, ") + link("ref_P1", run("P1", '<w:rStyle w:val="Link"/>')) + run(", is late.")
        ),
        paragraph(marked("_Toc3", 4, "By action"), "Heading2"),
        TABLE,
        paragraph(run("A point of a list."), "ListBullet"),
        paragraph(marked("_Toc2", 2, "In figures"), "Heading1"),
        paragraph(DRAWING),
        paragraph(run("That is all.")),
        SECTION,
    ]
)


USUAL = {"paragraph": "Normal", "character": "Plain", "table": "Grid"}


def style(kind: str, style_id: str, name: str, inside: str = "") -> str:
    is_usual = style_id == USUAL[kind]
    how = ' w:default="1"' if is_usual else ""
    based = "" if is_usual else f'<w:basedOn w:val="{USUAL[kind]}"/>'
    return f'<w:style w:type="{kind}"{how} w:styleId="{style_id}"><w:name w:val="{name}"/>{based}{inside}</w:style>'


STYLE_SHEET = "".join(
    [
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>',
        "</w:docDefaults>",
        style("paragraph", "Normal", "Normal"),
        style("character", "Plain", "Default Paragraph Font"),
        style("table", "Grid", "Normal Table"),
        style("paragraph", "Title", "Title", '<w:rPr><w:sz w:val="40"/></w:rPr>'),
        style("paragraph", "Heading1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        style("paragraph", "Heading2", "heading 2"),
        style("paragraph", "TOCHeading", "TOC Heading", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>'),
        style("paragraph", "TOC1", "toc 1"),
        style("paragraph", "TOC2", "toc 2"),
        style("paragraph", "ListBullet", "List Bullet", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
        style("paragraph", "TableText", "Table text", '<w:rPr><w:sz w:val="18"/></w:rPr>'),
        style("paragraph", "TableHeading", "Table heading", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'),
        style("character", "Link", "Hyperlink", '<w:rPr><w:color w:val="0B5394"/></w:rPr>'),
        style(
            "table",
            "ReportTable",
            "Report table",
            '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/></w:tcPr>'
            "</w:tblStylePr>",
        ),
    ]
)


def cached(kind: str, cells: str, *values: str) -> str:
    """What a chart shows of cells; `kind` is "str" or "num"."""
    points = "".join(f'<c:pt idx="{at}"><c:v>{one}</c:v></c:pt>' for at, one in enumerate(values))
    cache_of_it = f'<c:{kind}Cache><c:ptCount val="{len(values)}"/>{points}</c:{kind}Cache>'
    return f"<c:{kind}Ref><c:f>{cells}</c:f>{cache_of_it}</c:{kind}Ref>"


SHOWN = (
    '<c:lang val="en-GB"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
    '<c:barChart><c:barDir val="bar"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/>'
    f"<c:tx>{cached('str', 'Sheet1!$B$1', 'Actions')}</c:tx>"
    f"<c:cat>{cached('str', 'Sheet1!$A$2:$A$3', 'Off track', 'On track')}</c:cat>"
    f"<c:val>{cached('num', 'Sheet1!$B$2:$B$3', '1', '1.5')}</c:val></c:ser>"
    '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
    '<c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="2"/></c:catAx>'
    '<c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="1"/></c:valAx>'
    '</c:plotArea></c:chart><c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
)
PROPERTIES = (
    "<dc:creator>A committee</dc:creator><dc:language>en-GB</dc:language><dc:title>A small report</dc:title>"
    '<dcterms:created xsi:type="dcterms:W3CDTF" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "2019-09-30T00:00:00Z</dcterms:created>"
)
BULLET = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
HEAD = paragraph(run("A committee"))
FOOT = paragraph(run("Page ") + field("PAGE", run("1")) + run(" of ") + field("NUMPAGES", run("1")))


def related(**targets: tuple[str, str]) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">' + "".join(
        f'<Relationship Id="{number}" Type="{kind}" Target="{target}"/>' for number, (kind, target) in targets.items()
    ) + "</Relationships>"  # fmt: skip


def types() -> str:
    """What each part is."""
    kinds = {
        DOCUMENT: f"{WORD}.document.main+xml",
        STYLES: f"{WORD}.styles+xml",
        SETTINGS: f"{WORD}.settings+xml",
        NUMBERS: f"{WORD}.numbering+xml",
        HEADER: f"{WORD}.header+xml",
        FOOTER: f"{WORD}.footer+xml",
        CHART: "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        CORE: "application/vnd.openxmlformats-package.core-properties+xml",
    }
    of_workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xlsx" ContentType="{of_workbook}"/>'
        + "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in kinds.items())
        + "</Types>"
    )


@cache
def workbook() -> bytes:
    """The cells that the chart shows."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, line in enumerate((("Status", "Actions"), ("Off track", 1), ("On track", 1.5))):
        sheet.write_row(at, 0, line)
    book.close()
    return content.getvalue()


@cache
def good() -> dict[str, str | bytes]:
    """The parts of a document in which the audit finds nothing."""
    return {
        TYPES: types(),
        "_rels/.rels": related(
            rId1=(f"{OFFICE}/officeDocument", DOCUMENT),
            rId2=(f"{PACKAGE}/relationships/metadata/core-properties", CORE),
        ),
        CORE: f"<cp:coreProperties {DECLARED}>{PROPERTIES}</cp:coreProperties>",
        DOCUMENT: f"<w:document {DECLARED}><w:body>{BODY}</w:body></w:document>",
        STYLES: f"<w:styles {DECLARED}>{STYLE_SHEET}</w:styles>",
        SETTINGS: f'<w:settings {DECLARED}><w:defaultTabStop w:val="720"/></w:settings>',
        NUMBERS: f"<w:numbering {DECLARED}>{BULLET}</w:numbering>",
        HEADER: f"<w:hdr {DECLARED}>{HEAD}</w:hdr>",
        FOOTER: f"<w:ftr {DECLARED}>{FOOT}</w:ftr>",
        CHART: f"<c:chartSpace {DECLARED}>{SHOWN}</c:chartSpace>",
        WORKBOOK: workbook(),
        RELATED: related(
            rId1=(f"{OFFICE}/header", "header1.xml"),
            rId2=(f"{OFFICE}/footer", "footer1.xml"),
            rId3=(f"{OFFICE}/styles", "styles.xml"),
            rId4=(f"{OFFICE}/settings", "settings.xml"),
            rId5=(f"{OFFICE}/numbering", "numbering.xml"),
            rId9=(f"{OFFICE}/chart", "charts/chart1.xml"),
        ),
        RELATED_TO_CHART: related(rId1=(f"{OFFICE}/package", "../embeddings/chart1.xlsx")),
    }


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return content.getvalue()


def damaged(part: str, old: str, new: str) -> bytes:
    """The good document with the first `old` (a regular expression) in one of its parts replaced."""
    text = good()[part]
    assert isinstance(text, str)
    after, count = re.subn(old, new, text, count=1, flags=re.DOTALL)
    assert count == 1, f"{old} is not there"
    return packed({**good(), part: after})


def test_nothing_is_found_where_nothing_is_wrong():
    assert audit(packed(good())) == []


@pytest.mark.validator
def test_the_good_document_is_one_for_word(valid, tmp_path):
    path = tmp_path / "good.docx"
    path.write_bytes(packed(good()))
    assert valid([path]) == []


def test_the_good_document_is_one_for_python_docx():
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(packed(good())))
    assert [cell.text for cell in document.tables[0].columns[1].cells] == ["Status", "Off track", "On track"]


STATUS = '<w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr><w:r><w:t xml:space="preserve">On track</w:t></w:r></w:p>'
END = "<w:sectPr"


def added(*paragraphs: str) -> tuple[str, str, str]:
    """A damage that puts something at the document's end."""
    return DOCUMENT, END, "".join(paragraphs).replace("\\", r"\\") + END


def within(properties: str) -> tuple[str, str, str]:
    """A damage that gives the last cell properties of its own."""
    return DOCUMENT, rf'<w:tcW w:w="6000" w:type="dxa"/>(?=</w:tcPr>{STATUS})', rf"\g<0>{properties}"


def looking(look: str) -> tuple[str, str, str]:
    """A damage that gives the last text a look of its own."""
    return DOCUMENT, "<w:r>(?=<w:t [^>]*>That is all)", rf"\g<0><w:rPr>{look}</w:rPr>"


DAMAGES = {
    "the_document_says_what_it_is": [
        (CORE, "A small report", " ", "The document has no title in its properties."),
        (CORE, "A committee", "", "no author"),
        (CORE, "<dcterms:created.*</dcterms:created>", "", "no day of creation"),
        (CORE, "2019-09-30", "2019-09-31", "at a time that is none"),
    ],
    "the_language_is_british_english": [
        (STYLES, '<w:lang w:val="en-GB"/>', "", "The language of the text is not given, not en-GB"),
        (STYLES, "en-GB", "en-US", "The language of the text is en-US"),
        (CORE, "<dc:language>en-GB", "<dc:language>en", "The language in the properties is en, not"),
        (CORE, "<dc:title", r'\g<0> xml:lang="en-US"', "Some text is said to be en-US"),
        (*looking('<w:lang w:val="fr-FR"/>'), "Some text is said to be fr-FR"),
        (STYLES, '"TOC Heading"/>', r'\g<0><w:rPr><w:lang w:val="en-US"/></w:rPr>', "Some text is said to be en-US"),
        (CHART, "en-GB", "en-US", "Some text is said to be en-US"),
        (CHART, "<c:layout/>", r'\g<0><a:defRPr lang="de-DE"/>', "Some text is said to be de-DE"),
    ],
    "pages_are_a4_portrait": [
        (DOCUMENT, 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906"', "Section 1: the page is not A4 portrait"),
        (DOCUMENT, 'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"', "but 12240 by 15840 twips"),
        (DOCUMENT, "<w:sectPr.*</w:sectPr>", "", "does not say how large its pages are"),
    ],
    "every_page_has_a_header_and_its_number": [
        (DOCUMENT, "<w:headerReference [^>]*>", "", "Section 1: there is no header"),
        (DOCUMENT, "<w:footerReference [^>]*>", "", "Section 1: there is no footer"),
        (HEADER, "A committee", "", "Section 1: there is no header"),
        (FOOTER, "NUMPAGES", "SEQ", "Section 1: the pages are not numbered"),
        (FOOTER, "PAGE ", "SEQ ", "Section 1: the pages are not numbered"),
        (DOCUMENT, "</w:sectPr>", r"<w:titlePg/>\g<0>", "Section 1, first page: there is no header"),
        (SETTINGS, "<w:defaultTabStop", r"<w:evenAndOddHeaders/>\g<0>", "Section 1, even page: there is no footer"),
    ],
    "headings_go_down_level_by_level": [
        (DOCUMENT, '"Heading1"', '"Heading2"', '"What was done" of level 2 is the first: a level is skipped'),
        (DOCUMENT, '"Heading2"/>', r'\g<0><w:outlineLvl w:val="2"/>', '"By action" of level 3 follows level 1'),
        (STYLES, '"heading 2"', '"heading 4"', '"By action" of level 4 follows level 1'),
        (
            DOCUMENT,
            "By action(?=</w:t></w:r><w:bookmarkEnd)",
            " ",
            'A heading of level 2 under "What was done" is empty',
        ),
        (STYLES, 'w:outlineLvl w:val="0"', 'w:outlineLvl w:val="9"', "There is no heading of level 1"),
    ],
    "the_contents_name_the_headings": [
        (DOCUMENT, "What was done", "What is done", 'The contents say "What is done" .toc 1. for "What was done"'),
        (DOCUMENT, '"1-2"', '"1-1"', "The contents have 3 entries for 2 headings"),
        (DOCUMENT, '"1-2"', '"1-1"', 'The contents say "By action" .toc 2. for "In figures"'),
        (DOCUMENT, '"TOC2"', '"TOC1"', 'The contents say "By action" .toc 1. for "By action"'),
        (DOCUMENT, 'anchor="_Toc1"', 'anchor="_Toc2"', 'entry "What was done" of the contents does not lead to its'),
        (DOCUMENT, 'w:name="_Toc2"', 'w:name="_Toc3"', 'entry "In figures" of the contents does not lead to its'),
    ],
    "no_marker_is_left": [
        (
            DOCUMENT,
            "By action(?=</w:t></w:r><w:bookmarkEnd)",
            "By «theme»",
            'The marker «theme» was left under "What was done"',
        ),
        (DOCUMENT, "A small report", "«title»", "The marker «title» was left before the first heading"),
        (HEADER, "A committee", "«committee»", "The marker «committee» was left in header1.xml"),
    ],
    "tables_have_one_row_of_headings": [
        (DOCUMENT, "<w:tblHeader/>", "", 'Table 1, "Actions": the first row is not marked as one of headings'),
        (DOCUMENT, "<w:tblHeader/>", '<w:tblHeader w:val="0"/>', "the first row is not marked"),
        (DOCUMENT, "</w:tr><w:tr><w:trPr>", r"\g<0><w:tblHeader/>", "row 2 is marked as one of headings too"),
        (DOCUMENT, "</w:tr><w:tr>.*</w:tbl>", "</w:tr></w:tbl>", "there is no row below the headings"),
    ],
    "rows_are_not_split": [
        (DOCUMENT, "<w:cantSplit/>", "", 'Table 1, "Actions", row 1: it may be split across pages'),
        (DOCUMENT, "<w:cantSplit/>", '<w:cantSplit w:val="false"/>', "row 1: it may be split across pages"),
    ],
    "rows_fit_on_a_page": [
        (DOCUMENT, "On track", "On track " * 500, "row 3: its text takes about 7. lines, too many for one page"),
        (DOCUMENT, "On track", "</w:t><w:br/><w:t>" * 60, "row 3: its text takes about 61 lines"),
        (DOCUMENT, STATUS, STATUS * 60, "row 3: its text takes about 60 lines"),
    ],
    "tables_are_simple": [
        (*within('<w:gridSpan w:val="2"/>'), "cells are merged across"),
        (*within("<w:vMerge/>"), "cells are merged downwards"),
        (*within("<w:hMerge/>"), "cells are merged"),
        (DOCUMENT, STATUS, rf"<w:tbl><w:tr><w:tc>{STATUS}</w:tc></w:tr></w:tbl>\g<0>", "there is a table inside it"),
        (DOCUMENT, "</w:tr></w:tbl>", r"<w:tc><w:p/></w:tc>\g<0>", "row 3: it has 3 cells for 2 columns"),
    ],
    "no_cell_is_blank": [
        (DOCUMENT, "On track", "\u00a0\u200b", 'Table 1, "Actions", row 3, column 2: the cell is blank'),
    ],
    "tables_are_described": [
        (DOCUMENT, "<w:tblCaption [^>]*>", "", "Table 1: the alternative text has no title"),
        (DOCUMENT, 'w:val="Actions"', 'w:val="Table 1"', "the alternative text has no title"),
        (DOCUMENT, "<w:tblDescription [^>]*>", "", "the alternative text has no description"),
        (DOCUMENT, "One row for each action: its ref and its status.", "Actions.", "has no description"),
        (DOCUMENT, 'w:val="Actions"', 'w:val="One row for each action: its ref and its status."', "the same title and"),
    ],
    "tables_fit_between_the_margins": [
        (DOCUMENT, 'w:type="fixed"', 'w:type="autofit"', "the columns' widths are not fixed"),
        (DOCUMENT, "<w:tblLayout [^>]*>", "", "the columns' widths are not fixed"),
        (DOCUMENT, '<w:gridCol w:w="6000"', '<w:gridCol w:w="7000"', "it is 10000 twips wide, the text only 9638"),
        (DOCUMENT, '<w:tcW w:w="6000"', '<w:tcW w:w="7000"', "it is 10000 twips wide"),
        (DOCUMENT, "<w:tblLayout ", r'<w:tblInd w:w="800" w:type="dxa"/>\g<0>', "it is 9000 twips wide"),
    ],
    "something_stands_between_two_tables": [
        (DOCUMENT, "</w:tbl>", rf"\g<0>{TABLE}", 'Table 1, "Actions": another table follows with nothing between'),
        (*added(TABLE), 'Table 2, "Actions": the document ends in it'),
    ],
    "no_paragraph_is_empty": [
        (*added("<w:p/>"), 'There is an empty paragraph under "In figures"'),
        (*added(paragraph(run("\u00a0")), "<w:p/>"), 'There are 2 empty paragraphs under "In figures"'),
        (DOCUMENT, STATUS, r"\g<0><w:p/>", 'There is an empty paragraph in Table 1, "Actions", row 3, column 2'),
    ],
    "blanks_make_no_room": [
        (DOCUMENT, "<w:r>(?=<w:t [^>]*>That is)", rf"{run(' ') * 2}\g<0>", 'Blanks are used to make room in "That is'),
        (DOCUMENT, "<w:r>(?=<w:t [^>]*>That is)", r"<w:r><w:tab/></w:r><w:r><w:tab/></w:r>\g<0>", "Blanks are used"),
    ],
    "lists_are_real": [
        (DOCUMENT, "That is all", "• That is all", '"• That is all." begins with a bullet that was typed, under "In'),
        (DOCUMENT, "That is all", "- That is all", "begins with a bullet that was typed"),
    ],
    "every_style_is_there": [
        (DOCUMENT, 'pStyle w:val="Normal"', 'pStyle w:val="Usual"', "There is no paragraph style Usual"),
        (DOCUMENT, 'rStyle w:val="Link"', 'rStyle w:val="Normal"', "There is no character style Normal"),
        (DOCUMENT, 'tblStyle w:val="ReportTable"', 'tblStyle w:val="Gone"', "There is no table style Gone"),
        (STYLES, 'basedOn w:val="Grid"', 'basedOn w:val="Gone"', "A style names the style Gone, which is not there"),
    ],
    "text_stands_out_from_its_ground": [
        (*looking('<w:color w:val="AAAAAA"/>'), '#AAAAAA on #FFFFFF has a contrast of only 2.3: "That is all."'),
        (*looking('<w:color w:val="ffffff"/><w:highlight w:val="yellow"/>'), "#FFFFFF on #FFFF00"),
        (*looking('<w:shd w:val="clear" w:fill="000080"/>'), "#000000 on #000080"),
        (*looking('<w:shd w:val="solid" w:color="auto"/>'), "#000000 on #000000"),
        (*looking('<w:shd w:val="pct20" w:fill="FFFFFF"/>'), 'There is a pattern behind text: "That is all."'),
        (*within('<w:shd w:val="clear" w:fill="333333"/>'), '#000000 on #333333 .* "On track", in Table 1'),
        (*within('<w:shd w:val="diagStripe" w:fill="FFFFFF"/>'), 'pattern behind text: "On track"'),
        (DOCUMENT, "<w:tblLayout ", r'<w:shd w:val="clear" w:fill="333333"/>\g<0>', "#000000 on #333333"),
        (DOCUMENT, '"ListBullet"/>', r'\g<0><w:shd w:val="clear" w:fill="333333"/>', "#000000 on #333333"),
        (DOCUMENT, 'w:fill="7F1D1D"', 'w:fill="auto"', "#FFFFFF on #FFFFFF"),
        (DOCUMENT, 'w:firstRow="1"', 'w:firstRow="0"', '#FFFFFF on #FFFFFF .*: "Ref", .* and 1 more'),
        (DOCUMENT, '"ReportTable"', '"Grid"', "#FFFFFF on #FFFFFF"),
        (STYLES, 'w:fill="1F4E79"', 'w:fill="BFBFBF"', "#FFFFFF on #BFBFBF"),
        (
            STYLES,
            '"Link"><w:name w:val="Hyperlink"/>(.*?)0B5394',
            r'"Link"><w:name w:val="a"/>\g<1>00FFFF',
            "#00FFFF on",
        ),
        (STYLES, '<w:sz w:val="22"/>', r'<w:color w:val="CCCCCC"/>\g<0>', "#CCCCCC on #FFFFFF"),
        (STYLES, "<w:tblStylePr", r'<w:tcPr><w:shd w:val="clear" w:fill="202020"/></w:tcPr>\g<0>', "000000 on #202020"),
        (STYLES, 'w:type="firstRow"', 'w:type="wholeTable"', "#000000 on #1F4E79"),
    ],
    "text_is_large_enough": [
        (*looking('<w:sz w:val="15"/>'), 'Text of 7.5 points is too small: "That is all.", under "In figures"'),
        (STYLES, 'w:sz w:val="18"', 'w:sz w:val="14"', 'Text of 7 points is too small: "P1", in Table 1'),
        (STYLES, 'w:sz w:val="22"', 'w:sz w:val="12"', "Text of 6 points is too small"),
        (STYLES, "<w:tblStylePr [^>]*>", r'\g<0><w:rPr><w:sz w:val="13"/></w:rPr>', 'Text of 6.5 .*: "Ref"'),
    ],
    "coloured_cells_hold_words": [
        (DOCUMENT, "Off track", "●", 'Table 1, "Actions", row 2, column 2: the cell is coloured, but no word in it'),
        (DOCUMENT, "Off track", "3", "the cell is coloured, but no word in it"),
    ],
    "nothing_floats": [
        (*added(paragraph("<w:r><w:pict><v:rect/></w:pict></w:r>")), "a drawing of an old kind .VML."),
        (*added(paragraph("<w:r><w:pict><v:textbox/></w:pict></w:r>")), "a text box"),
        (*added(paragraph("<w:r><w:drawing><wps:txbx/></w:drawing></w:r>")), "a text box"),
        (*added(paragraph("<w:r><w:txbxContent/></w:r>")), "a text box"),
        (DOCUMENT, "<wp:inline(.*)</wp:inline>", r"<wp:anchor\g<1></wp:anchor>", "a floating drawing"),
        (DOCUMENT, "<w:tblLayout", r'<w:tblpPr w:tblpX="1"/>\g<0>', "a floating table"),
        (DOCUMENT, '"ListBullet"/>', r'\g<0><w:framePr w:w="900"/>', "a frame"),
    ],
    "drawings_are_described": [
        (DOCUMENT, 'title="Actions by status"', "", 'The drawing "Chart 1": the alternative text has no title'),
        (DOCUMENT, 'title="Actions by status"', 'title="chart1.png"', "the alternative text has no title"),
        (DOCUMENT, 'descr="[^"]*"', 'descr="Chart 1"', "the alternative text has no description"),
        (DOCUMENT, 'descr="[^"]*"', 'descr="Actions by status"', "the same title and description"),
        (*added(paragraph(DRAWING)), "another drawing has its number 1 too"),
    ],
    "charts_show_what_their_workbooks_hold": [
        (
            CHART,
            "<c:v>1.5</c:v>",
            "<c:v>2</c:v>",
            r"shows \[1.0, 2.0\] for Sheet1!\$B\$2:\$B\$3, .* holds \[1.0, 1.5\]",
        ),
        (CHART, '<c:pt idx="1"><c:v>1.5</c:v></c:pt>', "", r"shows \[1.0, None\]"),
        (CHART, "<c:numCache>.*</c:numCache>", "", r"shows \[\] for Sheet1"),
        (CHART, "<c:v>Off track</c:v>", "<c:v>Late</c:v>", "shows .'Late', 'On track'. for"),
        (CHART, r"Sheet1!\$A", "Sheet2!$A", r"where the workbook holds \[\]"),
        (CHART, "<c:f>Sheet1.*?</c:f>", "<c:f>Names</c:f>", r"for Names, where the workbook holds \[\]"),
        (CHART, "<c:v>Actions</c:v>", "<c:v></c:v>", "chart1.xml: series 1 has no name"),
        (CHART, "<c:tx>.*</c:tx>", "", "chart1.xml: series 1 has no name"),
        (CHART, "<c:ser>.*</c:ser>", "", "chart1.xml: the chart has no series"),
        (CHART, "<c:externalData.*</c:externalData>", "", "the chart has no workbook"),
        (RELATED_TO_CHART, "chart1.xlsx", "chart2.xlsx", "the chart has no workbook"),
        (RELATED_TO_CHART, "../embeddings/chart1.xlsx", "chart1.xml", "the chart has no workbook"),
    ],
    "links_lead_somewhere": [
        (DOCUMENT, 'w:name="ref_P1"', 'w:name="ref_P2"', 'The link "P1" leads to the bookmark ref_P1, which is not'),
        (DOCUMENT, 'w:anchor="ref_P1" ', "", 'The link "P1" leads nowhere'),
        (
            DOCUMENT,
            "(<w:hyperlink [^>]*ref_P1[^>]*>).*?</w:hyperlink>",
            r"\g<1></w:hyperlink>",
            "to ref_P1 has no words",
        ),
        (DOCUMENT, "PAGEREF _Toc1", "PAGEREF _Toc9", "PAGEREF points to the bookmark _Toc9, which is not there"),
        (*added(paragraph(field('HYPERLINK \\l "gone"', run("there")))), "HYPERLINK points to the bookmark gone"),
    ],
    "bookmarks_are_told_apart": [
        (DOCUMENT, 'w:name="_Toc2"', 'w:name="_TOC1"', "2 bookmarks are named _toc1"),
        (DOCUMENT, 'Start w:id="2"', 'Start w:id="1"', "2 bookmarks have the number 1"),
        (DOCUMENT, '<w:bookmarkEnd w:id="2"/>', "", "A bookmark has the number 2, which begins or ends alone"),
        (DOCUMENT, 'w:name="_Toc2"', 'w:name="2 Figures"', "Word takes no bookmark that is named 2 Figures"),
        (DOCUMENT, 'w:name="_Toc2"', f'w:name="{"a" * 41}"', "Word takes no bookmark that is named aaa"),
    ],
    "fields_are_whole_and_known": [
        (FOOTER, '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "", r"A field \(PAGE\) in footer1.xml has no end"),
        (FOOTER, '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "", "in footer1.xml has no beginning"),
        (FOOTER, '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "", r"\(PAGE\) in footer1.xml has no result"),
        (FOOTER, "NUMPAGES", "DATE", r"A field \(DATE\) in footer1.xml is of a kind that a report does not need"),
        (*added(paragraph('<w:fldSimple w:instr="INCLUDETEXT x"/>')), r"A field \(INCLUDETEXT x\) .* is of a kind"),
        (*added(paragraph(field("", run("1")))), r"A field \(without any words\) in document.xml is of a kind"),
    ],
    "nothing_foreign_is_inside": [
        (TYPES, "document.main", "document.macroEnabled.main", "The document says that it has macros"),
        (*added('<w:altChunk r:id="rId3"/>'), r"a document of another kind \(w:altChunk\)"),
        (*added(paragraph("<w:r><w:object/></w:r>")), r"an embedded object \(w:object\)"),
        (*added(paragraph('<w:r><w:commentReference w:id="1"/></w:r>')), r"comments \(w:commentReference\)"),
        (
            RELATED_TO_CHART,
            "relationships/package",
            "x/oleObject",
            r"an embedded object \(word/embeddings/chart1.xlsx\)",
        ),
    ],
    "nothing_points_outside_or_nowhere": [
        (RELATED, 'Target="numbering.xml"', 'Target="file:///c:/x" TargetMode="External"', "points outside .*rId5"),
        (RELATED, 'Target="numbering.xml"', 'Target="numbers.xml"', "points to word/numbers.xml, which is not there"),
        (
            *added(paragraph(field('HYPERLINK "https://example.org"', run("there")))),
            "outside: HYPERLINK .https://example",
        ),
    ],
    "nothing_is_hidden": [
        (*looking("<w:vanish/>"), 'The text "That is all." is hidden, under "In figures"'),
        (STYLES, '"Title"/>', r"\g<0><w:rPr><w:vanish/></w:rPr>", 'The text "A small report" is hidden'),
        (STYLES, '"Hyperlink"/>', r"\g<0><w:rPr><w:vanish/></w:rPr>", 'The text "P1" is hidden'),
        (*added(f'<w:p><w:ins w:id="9" w:author="x">{run("More")}</w:ins></w:p>'), r"still tracked \(ins\)"),
        (*added('<w:p><w:del w:id="9" w:author="x"/></w:p>'), r"still tracked \(del\)"),
        (*looking('<w:rPrChange w:id="9" w:author="x"/>'), r"still tracked \(rPrChange\)"),
        (SETTINGS, "<w:defaultTabStop", r"<w:trackRevisions/>\g<0>", "Changes to the document will be tracked"),
    ],
    "no_control_characters_are_left": [
        (DOCUMENT, "That is all", "That\x85is all", 'The text holds the control character U.0085: "That.is all."'),
        (DOCUMENT, "That is all", "That&#9;is all", "the control character U.0009"),
        (DOCUMENT, 'w:val="Actions"', 'w:val="Act\x9dions"', "The alternative text of a table holds"),
        (DOCUMENT, 'title="Actions', 'title="\x7f', "The alternative text of a drawing holds"),
        (CHART, "<c:v>Actions", "<c:v>\x80", "A chart holds the control character"),
        (CORE, "A committee", "A\x90committee", "A property holds the control character"),
    ],
}
"""By rule: a part of the document, what is replaced in it, by what, and what the audit must then find."""


@pytest.mark.parametrize(
    ("name", "part", "old", "new", "found"), [(name, *one) for name, all_of_it in DAMAGES.items() for one in all_of_it]
)
def test_every_rule_sees_what_it_is_for(name, part, old, new, found):
    document = damaged(part, old, new)
    (rule,) = [rule for rule in RULES if rule.__name__ == name]
    findings = list(rule(Document(document)))
    assert any(re.search(found, finding) for finding in findings), findings
    assert set(findings) <= set(audit(document))


def test_every_rule_has_a_damage():
    assert {rule.__name__ for rule in RULES} == DAMAGES.keys()


PARTS = {
    "word/vbaProject.bin": "a macro",
    "word/activeX/activeX1.bin": "a control",
    "word/embeddings/oleObject1.bin": "an embedded object",
    "word/embeddings/other.xlsx": "an embedded object",
    "word/comments.xml": "comments",
    "word/commentsExtended.xml": "comments",
    "word/people.xml": "comments",
}


@pytest.mark.parametrize("part", PARTS)
def test_nothing_foreign_goes_unseen(part):
    assert f"The document holds {PARTS[part]} ({part})." in audit(packed({**good(), part: "<x/>"}))


def test_a_workbook_that_is_none_is_seen():
    found = audit(packed({**good(), WORKBOOK: "no workbook"}))
    assert found == ["chart1.xml: the chart has no workbook inside the document that Excel can open."]


ALLOWED = {
    "a look that says with its bits only that the first row is one of headings": (DOCUMENT, ' w:firstRow="1"', ""),
    "text of people in quotation marks like those of markers": (DOCUMENT, "That is all", "That «is» all"),
    "a bullet that a person typed into a cell": (DOCUMENT, "On track", "• On track"),
    "a dash at the beginning of a word": (DOCUMENT, "That is all", "-5 is all"),
    "contents in a content control": (
        DOCUMENT,
        '(<w:p><w:pPr><w:pStyle w:val="TOCHeading".*?)(?=<w:p><w:pPr><w:pStyle w:val="Heading1")',
        r"<w:sdt><w:sdtContent>\g<1></w:sdtContent></w:sdt>",
    ),
    "contents that do not say of which levels": (DOCUMENT, r' \\o "1-2"', ""),
    "a bookmark that begins right before its heading": (
        DOCUMENT,
        '(<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>)(<w:bookmarkStart w:id="2"[^>]*>)',
        r"\g<2>\g<1>",
    ),
    "white text on a dark paragraph": looking('<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>'),
    "bands that a table does not show": (
        STYLES,
        "<w:tblStylePr",
        r'<w:tblStylePr w:type="band1Horz"><w:tcPr><w:shd w:fill="000000"/></w:tcPr></w:tblStylePr>\g<0>',
    ),
}


@pytest.mark.parametrize("what", ALLOWED)
def test_what_is_right_is_left_alone(what):
    assert audit(damaged(*ALLOWED[what])) == []


BANDS = """
<w:tblStylePr w:type="lastCol"><w:tcPr><w:shd w:fill="111111"/></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="band2Vert"><w:tcPr><w:shd w:fill="222222"/></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="band1Horz"><w:tcPr><w:shd w:fill="333333"/></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="band2Horz"><w:tcPr><w:shd w:fill="444444"/></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="lastRow"><w:tcPr><w:shd w:fill="555555"/></w:tcPr></w:tblStylePr>
"""


@pytest.mark.parametrize(
    ("look", "grounds"),
    [
        ('w:firstRow="1" w:noVBand="1"', ["1F4E79", "1F4E79", "333333", "7F1D1D", "444444", "444444"]),
        ('w:firstRow="0" w:noVBand="1"', ["333333", "333333", "444444", "7F1D1D", "333333", "333333"]),
        ('w:firstRow="1" w:noHBand="1"', ["1F4E79", "1F4E79", None, "7F1D1D", None, "222222"]),
        ('w:lastRow="1" w:lastColumn="1" w:noHBand="1"', [None, "111111", None, "7F1D1D", "555555", "555555"]),
        ('w:val="0440"', ["333333", "333333", "444444", "7F1D1D", "555555", "555555"]),
    ],
)
def test_a_cell_has_the_ground_that_its_table_style_gives_it(look, grounds):
    styles = STYLE_SHEET.replace("<w:tblStylePr", f"{BANDS}<w:tblStylePr", 1)
    body = re.sub(r"<w:tblLook [^>]*>", f"<w:tblLook {look}/>", BODY)
    parts = {STYLES: f"<w:styles {DECLARED}>{styles}</w:styles>"}
    parts[DOCUMENT] = f"<w:document {DECLARED}><w:body>{body}</w:body></w:document>"
    (table,) = Document(packed({**good(), **parts})).tables
    assert [cell.look.ground for cell in table.cells] == grounds


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xd0\xcf\x11\xe0 encrypted", "The document is no .docx file, or opens with a password only."),
        (packed({"a.txt": "A text."}), "The package holds no Word document."),
        (packed({"_rels/.rels": related(rId1=(f"{OFFICE}/officeDocument", "x.xml")), "x.xml": "<x/>"}), "The package"),
        (packed({"word/document.xml": "<w:document>"}), "The part word/document.xml is no XML: "),
        (packed({"word/document.xml": "a\x00b"}), "The part word/document.xml is no XML: "),
    ],
)
def test_what_cannot_be_read_is_said_to_be_so(content, found):
    (finding,) = audit(content)
    assert finding.startswith(found)


def test_a_file_is_audited_as_its_content_is(tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(damaged(CORE, "A committee", ""))
    assert audit(path) == ["The document has no author in its properties."]


def test_a_long_report_is_audited_within_seconds():
    long = row(*(cell(width, run("Ten words. " * 182)) for width in (3000, 6000)))
    body = BODY.replace("</w:tbl>", f"{long * 400}</w:tbl>")
    content = packed({**good(), DOCUMENT: f"<w:document {DECLARED}><w:body>{body}</w:body></w:document>"})
    begun = time.perf_counter()
    assert len(audit(content)) == 400  # the narrow column makes each row too high
    assert time.perf_counter() - begun < 3
