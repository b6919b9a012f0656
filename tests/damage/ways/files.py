"""What other programs make of a file, the file itself, and other formats."""

from __future__ import annotations

import copy
import datetime as dt
import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree

from tests import biff12
from tests.damage.judge import (
    ACTIONS,
    MEASURES,
    SIGN_OFF,
    Expected,
    Key,
)
from tests.damage.ways.base import (
    DAMAGED,
    DIFFERENCE,
    EVIDENCE,
    FRIDAY,
    MILESTONE_DUE,
    PROGRESS,
    SHEETS,
    START,
    VALUE,
    Change,
    Lead,
    Parts,
    Sheet,
    file_way,
    package_way,
    packed,
    registered,
    unpacked,
    way,
)
from tests.damage.ways.given import comment_on_answer, note_on_new_sheet

# What other programs make of the file


@way("the protection of the sheets removed")
def unprotect(lead: Lead) -> None:
    for sheet in lead.book.worksheets:
        sheet.protection.disable()


@way("tables made plain cells, without lists to choose from")
def plain_cells(lead: Lead) -> None:
    sheets: list[Sheet] = lead.book.worksheets
    for sheet in sheets:
        sheet._tables.clear()
        sheet.data_validations.dataValidation = []


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
WORKBOOK_PART = "xl/workbook.xml"
WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"


def sheet_part(sheet: str) -> str:
    """The part of a sheet, in a workbook as openpyxl saves it."""
    return f"xl/worksheets/sheet{SHEETS.index(sheet) + 1}.xml"


@contextmanager
def opened(parts: Parts, name: str) -> Iterator[etree._Element]:
    """The root of a part, which is written back at the end."""
    root = etree.fromstring(parts[name])
    yield root
    parts[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def relations_of(part: str) -> str:
    """The part with the relations of a part."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def cell_element(root: etree._Element, at: str) -> etree._Element:
    """The element of a cell."""
    return next(cell for cell in root.iter(f"{{{MAIN}}}c") if cell.get("r") == at)


def said(cell: etree._Element) -> str:
    """The text or number in a cell's element."""
    return "".join(str(text) for text in cell.itertext())


def fill(element: etree._Element, xml: str) -> None:
    """Puts other children into an element."""
    for child in list(element):
        element.remove(child)
    element.extend(etree.fromstring(f'<main xmlns="{MAIN}">{xml}</main>'))


def escaped(text: str) -> str:
    """The text as it is spelt in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attach(parts: Parts, owner: str, kind: str, part: str, content: str | bytes, content_type: str) -> str:
    """Adds a part that `owner` relates to; the relation's id. `kind` is the last word of its type, or all of it."""
    parts[part] = content if isinstance(content, bytes) else content.encode()
    relations = relations_of(owner)
    parts.setdefault(relations, f'<Relationships xmlns="{RELATIONS}"/>'.encode())
    with opened(parts, relations) as root:
        number = f"rIdNew{len(root) + 1}"
        kind = kind if "/" in kind else f"{OFFICE}/{kind}"
        etree.SubElement(root, f"{{{RELATIONS}}}Relationship", Id=number, Type=kind, Target=f"/{part}")
    with opened(parts, "[Content_Types].xml") as root:
        etree.SubElement(root, f"{{{TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)
    return number


def to_shared(parts: Parts) -> etree._Element:
    """Puts all texts into a list that the cells point to, as Excel does; the list, to be written with `share`."""
    shared = etree.fromstring(f'<sst xmlns="{MAIN}"/>')
    for sheet in SHEETS:
        with opened(parts, sheet_part(sheet)) as root:
            for text in list(root.iter(f"{{{MAIN}}}is")):
                cell = text.getparent()
                assert cell is not None
                cell.set("t", "s")
                fill(cell, f"<v>{len(shared)}</v>")
                text.tag = f"{{{MAIN}}}si"
                shared.append(text)
    return shared


def share(parts: Parts, shared: etree._Element) -> None:
    """Adds the list of shared texts."""
    content = etree.tostring(shared, encoding="UTF-8", xml_declaration=True)
    attach(parts, WORKBOOK_PART, "sharedStrings", "xl/sharedStrings.xml", content, f"{SPREADSHEET}.sharedStrings+xml")


@package_way("texts shared, as Excel saves them")
def shared_texts(lead: Lead, parts: Parts) -> None:
    share(parts, to_shared(parts))


@package_way("shared texts, wrongly counted, with empty ones between")
def miscounted_texts(lead: Lead, parts: Parts) -> None:
    shared = to_shared(parts)
    shared.attrib.update({"count": "1", "uniqueCount": "2"})
    for content in ("", "<t/>", "<r><t/></r>"):
        shared.append(etree.fromstring(f'<si xmlns="{MAIN}">{content}</si>'))
    share(parts, shared)


@package_way("texts saved as the results of formulas that are not there")
def texts_as_results(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        with opened(parts, sheet_part(sheet)) as root:
            for text in list(root.iter(f"{{{MAIN}}}is")):
                cell = text.getparent()
                assert cell is not None
                cell.set("t", "str")
                fill(cell, f"<v>{escaped(said(text))}</v>")


@package_way("shared texts with how they are pronounced")
def phonetic_texts(lead: Lead, parts: Parts) -> None:
    shared = to_shared(parts)
    for text in shared:
        text.extend(
            etree.fromstring(
                f'<si xmlns="{MAIN}"><rPh sb="0" eb="1"><t>カタカナ</t></rPh><phoneticPr fontId="1"/></si>'
            )
        )
    share(parts, shared)


@package_way("shared texts in two fonts")
def shared_rich_texts(lead: Lead, parts: Parts) -> None:
    shared = to_shared(parts)
    for text in shared:
        fill(text, in_two_fonts(said(text)))
    share(parts, shared)


def in_two_fonts(text: str) -> str:
    """The text in runs of two fonts."""
    half = len(text) // 2
    space = ' xml:space="preserve"'
    return (
        f"<r><rPr><b/></rPr><t{space}>{escaped(text[:half])}</t></r>"
        f'<r><rPr><i/><sz val="9"/></rPr><t{space}>{escaped(text[half:])}</t></r>'
    )


@package_way("every text in two fonts")
def rich_texts(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        with opened(parts, sheet_part(sheet)) as root:
            for text in root.iter(f"{{{MAIN}}}is"):
                fill(text, in_two_fonts(said(text)))


@package_way("the results of the tracker's own formulas saved, as Excel does")
def saved_results(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS[:5]:
        with opened(parts, sheet_part(sheet)) as root:
            for formula in list(root.iter(f"{{{MAIN}}}f")):
                cell = formula.getparent()
                assert cell is not None
                result = "Ready" if sheet in (ACTIONS, MEASURES) else "Ready to return"
                result = "Still to do on this sheet: 0" if cell.get("r") == "A3" else result
                cell.set("t", "str")
                fill(cell, f"<f>{escaped(formula.text or '')}</f><v>{result}</v>")


@package_way("the tracker's own formulas show errors")
def failed_results(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS[:5]:
        with opened(parts, sheet_part(sheet)) as root:
            for formula in list(root.iter(f"{{{MAIN}}}f")):
                cell = formula.getparent()
                assert cell is not None
                cell.set("t", "e")
                fill(cell, f"<f>{escaped(formula.text or '')}</f><v>#NAME?</v>")


@package_way("other prefixes in the XML")
def prefixed(lead: Lead, parts: Parts) -> None:
    for name, part in parts.items():
        if f'xmlns="{MAIN}"'.encode() in part:
            named = re.sub(rb"<(/?)(?![\w.]+:)([A-Za-z])", rb"<\1x:\2", part)
            parts[name] = named.replace(f'xmlns="{MAIN}"'.encode(), f'xmlns:x="{MAIN}"'.encode())


@package_way("strict Open XML")
def strict(lead: Lead, parts: Parts) -> None:
    for name, part in parts.items():
        other = part.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        parts[name] = other.replace(OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    parts[WORKBOOK_PART] = parts[WORKBOOK_PART].replace(b"<workbook ", b'<workbook conformance="strict" ', 1)


@package_way("dates saved in the ISO form")
def iso_dates(lead: Lead, parts: Parts) -> None:
    for key in (Key(ACTIONS, lead.tracker.action, MILESTONE_DUE), Key(SIGN_OFF, "", "Date")):
        with opened(parts, sheet_part(key.sheet)) as root:
            cell = cell_element(root, lead.name_of(*key))
            day = dt.date(1899, 12, 30) + dt.timedelta(days=int(said(cell)))
            cell.set("t", "d")
            fill(cell, f"<v>{day.isoformat()}T00:00:00</v>")


@package_way("part names with backslashes")
def backslashes(lead: Lead, parts: Parts) -> None:
    for name in list(parts):
        parts[name.replace("/", "\\")] = parts.pop(name)


@package_way("part names in other cases")
def other_cases(lead: Lead, parts: Parts) -> None:
    for name in list(parts):
        if name.startswith("xl/worksheets/sheet"):
            parts[name.replace("sheet", "Sheet", 2).replace("workSheets", "worksheets")] = parts.pop(name)


@package_way("cells and rows without their names")
def nameless_cells(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        with opened(parts, sheet_part(sheet)) as root:
            data = next(root.iter(f"{{{MAIN}}}sheetData"))
            for row in list(data):
                while data.index(row) + 1 < int(row.get("r", "")):
                    row.addprevious(etree.Element(f"{{{MAIN}}}row"))
                name_no_cell_of(row)
                del row.attrib["r"]


def name_no_cell_of(row: etree._Element) -> None:
    """Takes the names off a row's cells, with empty cells where there were none."""
    for cell in list(row):
        column = openpyxl.utils.cell.coordinate_from_string(cell.get("r", ""))[0]
        while row.index(cell) + 1 < openpyxl.utils.column_index_from_string(column):
            cell.addprevious(etree.Element(f"{{{MAIN}}}c"))
        del cell.attrib["r"]


def dimensions(name: str, block: str) -> None:
    @package_way(name)
    def set_dimension(lead: Lead, parts: Parts) -> None:
        for sheet in SHEETS:
            part = re.sub(
                rb'<dimension ref="[^"]*"/>', f'<dimension ref="{block}"/>'.encode(), parts[sheet_part(sheet)]
            )
            parts[sheet_part(sheet)] = part


dimensions("a dimension that is too small", "A1")
dimensions("a dimension that is too large", "A1:XFD1048576")


@package_way("no dimension")
def no_dimension(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        parts[sheet_part(sheet)] = re.sub(rb"<dimension [^>]*/>", b"", parts[sheet_part(sheet)])


@package_way("relations whose targets begin at the root")
def whole_targets(lead: Lead, parts: Parts) -> None:
    for name in ("_rels/.rels", WORKBOOK_RELATIONS):
        parts[name] = parts[name].replace(b'Target="/', b'Target="').replace(b'Target="', b'Target="/')


@package_way("relations whose targets begin in their folder")
def short_targets(lead: Lead, parts: Parts) -> None:
    parts[WORKBOOK_RELATIONS] = parts[WORKBOOK_RELATIONS].replace(b'Target="/xl/', b'Target="')


@package_way("sheets in parts of other names")
def other_parts(lead: Lead, parts: Parts) -> None:
    old, new = sheet_part(ACTIONS), "xl/worksheets/data/answers.xml"
    parts[new] = parts.pop(old)
    parts[relations_of(new)] = parts.pop(relations_of(old))
    for name in ("[Content_Types].xml", WORKBOOK_RELATIONS):
        parts[name] = parts[name].replace(old.encode(), new.encode())


@package_way("XML with line breaks and indents")
def indented(lead: Lead, parts: Parts) -> None:
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(part, etree.XMLParser(remove_blank_text=True))
            parts[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


@package_way("white space in texts that is not said to be kept")
def unkept_space(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        part = parts[sheet_part(sheet)].replace(b' xml:space="preserve"', b"")
        parts[sheet_part(sheet)] = part.replace(b"<t>", b"<t>  ").replace(b"</t>", b" </t>")


@package_way("white space in texts that is said to be kept")
def kept_space(lead: Lead, parts: Parts) -> None:
    for sheet in SHEETS:
        part = parts[sheet_part(sheet)].replace(b' xml:space="preserve"', b"")
        parts[sheet_part(sheet)] = part.replace(b"<t>", b'<t xml:space="preserve">\n ').replace(b"</t>", b"\n </t>")


@package_way("parts that begin with a mark of their byte order")
def byte_order_marks(lead: Lead, parts: Parts) -> None:
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            parts[name] = b"\xef\xbb\xbf" + part


@package_way("a cell that stands twice in the XML", says=("R02 or R17",), keeps=False)
def cell_twice(lead: Lead, parts: Parts) -> None:
    with opened(parts, sheet_part(ACTIONS)) as root:
        cell = cell_element(root, lead.name_of(ACTIONS, lead.tracker.action, PROGRESS))
        cell.addnext(copy.deepcopy(cell))


@package_way("200,000 formatted empty rows below the table")
def formatted_rows(lead: Lead, parts: Parts) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(1_001, 201_001))
    part = sheet_part(ACTIONS)
    parts[part] = parts[part].replace(b"</sheetData>", f"{rows}</sheetData>".encode())


@package_way("things of a newer Excel in the XML")
def newer_excel(lead: Lead, parts: Parts) -> None:
    new = (
        b'<extLst><ext uri="{00000000-0000-0000-0000-000000000001}" xmlns:x99="http://schemas.example.org/2099">'
        b'<x99:row r="9"><x99:c>42</x99:c></x99:row></ext></extLst></worksheet>'
    )
    for sheet in SHEETS:
        parts[sheet_part(sheet)] = parts[sheet_part(sheet)].replace(b"</worksheet>", new)


@package_way("a package without its properties")
def no_properties(lead: Lead, parts: Parts) -> None:
    for name in [name for name in parts if name.startswith("docProps/")]:
        del parts[name]
        parts["_rels/.rels"] = re.sub(rf'<Relationship [^>]*"/?{name}"[^>]*/>'.encode(), b"", parts["_rels/.rels"])


@file_way("a package that is not compressed")
def uncompressed(content: bytes) -> bytes:
    return packed(unpacked(content), zipfile.ZIP_STORED)


@file_way("a package written as a stream")
def streamed(content: bytes) -> bytes:
    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in unpacked(content).items():
            package.writestr(name, part)
    return bytes(stream.written)


class Stream(io.RawIOBase):
    """Somewhere to write to that cannot be gone back in, as a connection is."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.written += content
        return len(content)


@package_way("macros added", says=("R15",), file="damaged.xlsm")
def add_macros(lead: Lead, parts: Parts) -> None:
    with_macros(parts)
    attach(
        parts,
        WORKBOOK_PART,
        "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
        "xl/vbaProject.bin",
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        "application/vnd.ms-office.vbaProject",
    )


@package_way("saved with room for macros", file="damaged.xlsm")
def save_with_room(lead: Lead, parts: Parts) -> None:
    with_macros(parts)


def with_macros(parts: Parts) -> None:
    """Calls the workbook one that may have macros."""
    plain, other = f"{SPREADSHEET}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(plain.encode(), other.encode())


@package_way("a link to another workbook added", says=("R15",))
def add_link(lead: Lead, parts: Parts) -> None:
    content = (
        f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1">'
        '<sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>'
    )
    part = "xl/externalLinks/externalLink1.xml"
    number = attach(parts, WORKBOOK_PART, "externalLink", part, content, f"{SPREADSHEET}.externalLink+xml")
    parts[relations_of(part)] = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" '
        'Target="file:///C:/Budget.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    with opened(parts, WORKBOOK_PART) as root:
        sheets = next(root.iter(f"{{{MAIN}}}sheets"))
        links = etree.Element(f"{{{MAIN}}}externalReferences")
        etree.SubElement(links, f"{{{MAIN}}}externalReference").set(f"{{{OFFICE}}}id", number)
        sheets.addnext(links)


@package_way("another file packed into it", says=("R15",))
def add_object(lead: Lead, parts: Parts) -> None:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    part, kind = "xl/embeddings/oleObject1.bin", "application/vnd.openxmlformats-officedocument.oleObject"
    attach(parts, sheet_part(ACTIONS), "oleObject", part, content, kind)


def draw(parts: Parts, sheet: str, shapes: str) -> None:
    """Puts shapes onto a sheet."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    content = (
        f'<xdr:wsDr xmlns:xdr="{drawing}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:r="{OFFICE}"><xdr:twoCellAnchor>'
        "<xdr:from><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        "<xdr:to><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>12</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        f"{shapes}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    number = attach(parts, sheet_part(sheet), "drawing", "xl/drawings/drawing1.xml", content, DRAWING)
    refer(parts, sheet, "drawing", number)


def refer(parts: Parts, sheet: str, tag: str, number: str) -> None:
    """Points from a sheet to one of its drawings, before its tables."""
    with opened(parts, sheet_part(sheet)) as root:
        pointer = etree.Element(f"{{{MAIN}}}{tag}", nsmap={"r": OFFICE})
        pointer.set(f"{{{OFFICE}}}id", number)
        tables = next(root.iter(f"{{{MAIN}}}tableParts"), None)
        if tables is None:
            root.append(pointer)
        else:
            tables.addprevious(pointer)


def shape(*paragraphs: str) -> str:
    """A text box with these paragraphs, each in two runs."""
    texts = "".join(
        f"<a:p><a:r><a:t>{escaped(text[:5])}</a:t></a:r><a:r><a:t>{escaped(text[5:])}</a:t></a:r></a:p>"
        for text in paragraphs
    )
    return (
        '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        f"<xdr:txBody><a:bodyPr/><a:lstStyle/>{texts}</xdr:txBody></xdr:sp>"
    )


@package_way("a text box on the sheet", says=("R07",))
def add_text_box(lead: Lead, parts: Parts) -> None:
    draw(parts, ACTIONS, shape("Please ask <the fiscal>.", "And the sheriff."))
    lead.told.besides.append("Please ask <the fiscal>.\nAnd the sheriff.")


@package_way("a text box of a newer Excel, with an older one in its stead", says=("R07",))
def add_newer_box(lead: Lead, parts: Parts) -> None:
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = shape("Please ask the fiscal.")
    draw(
        parts,
        ACTIONS,
        f'<mc:AlternateContent xmlns:mc="{compatible}"><mc:Choice Requires="a14">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>",
    )
    lead.told.besides.append("Please ask the fiscal.")


@package_way("text boxes in a group on Sign-off", says=("R07",))
def add_grouped_boxes(lead: Lead, parts: Parts) -> None:
    group = (
        '<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="9" name="Group 1"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr/>'
    )
    draw(parts, SIGN_OFF, f"{group}{shape('Signed by us all.')}{shape('In Garve.')}</xdr:grpSp>")
    lead.told.besides += ["Signed by us all.", "In Garve."]


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)
"""A picture of one dot."""


@package_way("a picture on the sheet", says=("R15",))
def add_picture(lead: Lead, parts: Parts) -> None:
    picture = (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Picture 1"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        '<xdr:blipFill><a:blip r:embed="rIdNew1"/></xdr:blipFill><xdr:spPr/></xdr:pic>'
    )
    draw(parts, ACTIONS, picture)
    attach(parts, "xl/drawings/drawing1.xml", "image", "xl/media/image1.png", PIXEL, "image/png")


@package_way("a thread of comments on an answer", says=("R07",))
def add_thread(lead: Lead, parts: Parts) -> None:
    threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    at = lead.name_of(ACTIONS, lead.tracker.action, PROGRESS)
    said_here = ("Is this the final figure?", "Yes, it is; the minutes say so.")
    ids = ("{00000000-0000-0000-0000-00000000000A}", "{00000000-0000-0000-0000-00000000000B}")
    comments = "".join(
        f'<threadedComment ref="{at}" dT="2024-07-0{number + 1}T09:00:00.00" personId="{{1}}" id="{ids[number]}"'
        f"{f' parentId={chr(34)}{ids[0]}{chr(34)}' if number else ''}><text>{text}</text></threadedComment>"
        for number, text in enumerate(said_here)
    )
    attach(
        parts,
        sheet_part(ACTIONS),
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="{threads}">{comments}</ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    attach(
        parts,
        sheet_part(ACTIONS),
        "comments",
        "xl/comments1.xml",
        f'<comments xmlns="{MAIN}"><authors><author>tc={ids[0]}</author></authors><commentList>'
        f'<comment ref="{at}" authorId="0"><text><t>[Threaded comment] Comment: {said_here[0]}</t></text></comment>'
        "</commentList></comments>",
        f"{SPREADSHEET}.comments+xml",
    )
    lead.told.besides.append("\n".join(said_here))


# The file itself


@file_way("a file called .xls that is .xlsx", file="damaged.xls")
def call_it_xls(content: bytes) -> bytes:
    return content


@file_way("a file called .ods that is .xlsx", file="damaged.ods")
def call_it_ods(content: bytes) -> bytes:
    return content


@file_way("a file of the binary kind", says=("R16",), file="damaged.xlsb")
def binary(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tracker.xlsx"
        path.write_bytes(content)
        return biff12.packed(biff12.parts_of(path))


@file_way("a file without an ending", file="damaged")
def call_it_nothing(content: bytes) -> bytes:
    return content


@file_way("a file with a long name in another script", file="Отчёт ✓ (1) copy of copy - FINAL v2 — really.xlsx")
def call_it_much(content: bytes) -> bytes:
    return content


@file_way("a file with more behind its end")
def more_behind(content: bytes) -> bytes:
    return content + b"\r\n--boundary--\r\n"


@file_way("a file that is cut off", says=("R02",), keeps=False)
def cut_off(content: bytes) -> bytes:
    return content[: len(content) // 2]


@file_way("an empty file", says=("R02",), keeps=False)
def emptied(content: bytes) -> bytes:
    return b""


@file_way("a PDF called .xlsx", says=("R02",), keeps=False)
def as_pdf(content: bytes) -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@file_way("a table of a web page called .xls", says=("R02",), keeps=False, file="damaged.xls")
def as_web_page(content: bytes) -> bytes:
    return b"<html><body><table><tr><td>Ref</td><td>Status</td></tr></table></body></html>"


@file_way("commas between the answers", says=("R02",), keeps=False, file="damaged.csv")
def as_commas(content: bytes) -> bytes:
    return b"Ref,Status\r\nP1.1-01,On track\r\n"


@file_way("a workbook in one piece of XML, as in 2003", says=("R02",), keeps=False, file="damaged.xml")
def as_xml(content: bytes) -> bytes:
    return (
        b'<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    )


@file_way("a workbook under a password", says=("R02",), keeps=False)
def encrypted(content: bytes) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


@file_way("a workbook in an archive", says=("R02",), keeps=False, file="damaged.zip")
def archived(content: bytes) -> bytes:
    return packed({"tracker.xlsx": content})


@file_way("a file that only says that the workbook is open", says=("R18",), keeps=False, file="~$damaged.xlsx")
def lock(content: bytes) -> bytes:
    return b"\x05Alex" + b" " * 160


@way("another workbook altogether", says=("R02",), keeps=False)
def another_workbook(lead: Lead) -> None:
    for sheet in lead.book.worksheets[1:]:
        lead.book.remove(sheet)
    only = lead.book.worksheets[0]
    only.delete_rows(1, only.max_row)
    lead.note(START, "A1", "Expenses of the group in May")


# Other formats, by LibreOffice


def saved_by_libreoffice(
    name: str, saved_as: str, change: Change = lambda lead: None, says: Sequence[str] = ()
) -> None:
    def damage(lead: Lead) -> bytes:
        change(lead)
        return lead.saved()

    registered(name, damage, Expected(says), DAMAGED, saved_as)


def much_at_once(lead: Lead) -> None:
    """Notes, comments, a hidden row, an error, a formula, merged answers and texts with all that a text may hold."""
    ref, tracker = lead.tracker.action, lead.tracker
    note_on_new_sheet(lead)
    lead.note(ACTIONS, "Z5", "See the\nminutes, too.")
    comment_on_answer(lead)
    lead[MEASURES].row_dimensions[lead.row(MEASURES, tracker.per_cent)].hidden = True
    lead.type(ACTIONS, ref, EVIDENCE, "• one\n\t• half <b> & “so”\n= two, 👍🏽")
    lead.type(ACTIONS, ref, DIFFERENCE, "=1+1 is what we said")
    lead.type(MEASURES, tracker.per_cent, VALUE, 0.62, "62%").number_format = "0%"
    lead.type(MEASURES, tracker.figure, VALUE, "#N/A").data_type = "e"
    lead.type(MEASURES, tracker.figure, "Comment", "1,200").number_format = "@"
    lead.cell(ACTIONS, ref, "Completed on").value = "=DATE(2024,9,13)"
    lead.told.answers[Key(ACTIONS, ref, "Completed on")] = FRIDAY
    first, last = (lead.name_of(ACTIONS, ref, heading) for heading in ("Barrier", "Help wanted from COG"))
    lead.type(ACTIONS, ref, "Barrier", "None that we know.")
    lead[ACTIONS].merge_cells(f"{first}:{last}")


MUCH = ("R07", "R14", "F05", "F08")
XLSX = "xlsx:Calc MS Excel 2007 XML"

saved_by_libreoffice("saved by LibreOffice as .ods", "ods")
saved_by_libreoffice("saved by LibreOffice as .xls", "xls")
saved_by_libreoffice("saved by LibreOffice as .xlsx", XLSX)
saved_by_libreoffice("much damaged at once, saved by LibreOffice as .ods", "ods", much_at_once, (*MUCH, "F06"))
saved_by_libreoffice("much damaged at once, saved by LibreOffice as .xls", "xls", much_at_once, (*MUCH, "R16"))
saved_by_libreoffice("much damaged at once, saved by LibreOffice as .xlsx", XLSX, much_at_once, (*MUCH, "F06"))
