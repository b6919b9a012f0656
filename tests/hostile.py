"""Files that nobody should send: each is small on disk, soon made, and broken or harmful in a way of its own.

`HOSTILE` has, by its name, a function for each that makes it in a folder and gives its path. Trackers are those
of one group, `SPOILT`, filled in well before they are spoilt.
"""

from __future__ import annotations

import io
import os
import random
import re
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.committee import Q1
from tests.quarters import returned

SPOILT = "VO"
"""The code of the group whose trackers are spoilt."""

ON_POSIX = os.name == "posix"
ON_LINUX = sys.platform == "linux"
IS_ROOT = ON_POSIX and os.geteuid() == 0

MB = 2**20


# The list of hostile files

Make = Callable[[Path], Path]

HOSTILE: dict[str, Make] = {}
"""What makes each file in a folder, by the file's name in this list."""

IMPOSSIBLE: dict[str, str] = {}
"""Why this machine cannot make a file, by its name; those that it can make are not here."""


def hostile(make: Make) -> Make:
    """The function, which is in `HOSTILE` from now on."""
    HOSTILE[make.__name__] = make
    return make


def only_if(is_possible: bool, why_not: str) -> Callable[[Make], Make]:
    """What puts a function into `HOSTILE`, and into `IMPOSSIBLE` too where this machine cannot make its file."""

    def add(make: Make) -> Make:
        if not is_possible:
            IMPOSSIBLE[make.__name__] = why_not
        return hostile(make)

    return add


def content(ending: str) -> Callable[[Callable[[], bytes]], Make]:
    """What puts a function that gives a file's bytes into `HOSTILE`; the file has the function's name."""

    def add(give: Callable[[], bytes]) -> Make:
        def make(folder: Path) -> Path:
            path = folder / f"{give.__name__}.{ending}"
            path.write_bytes(give())
            return path

        make.__name__, make.__doc__ = give.__name__, give.__doc__
        return hostile(make)

    return add


# Zip packages, byte by byte: what no library would write


@dataclass(frozen=True)
class Packed:
    """A part as it lies in a package: its deflated bytes, and the size and checksum that are declared for it."""

    data: bytes
    size: int
    crc: int


Parts = Mapping[str, bytes | Packed]


def deflated(whole: bytes) -> Packed:
    """The bytes as an honest part."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(packer.compress(whole) + packer.flush(), len(whole), zlib.crc32(whole))


@cache
def repeated(before: bytes, block: bytes, times: int, after: bytes) -> Packed:
    """A part of `before`, then `block` so many times, then `after`. It is never held whole.

    The larger the block, the more tightly the part is packed.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head, middle = (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for piece in (before, block))
    tail = packer.compress(after) + packer.flush()
    crc = zlib.crc32(before)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    size = len(before) + len(block) * times + len(after)
    return Packed(head + middle * times + tail, size, zlib.crc32(after, crc))


def lied_about(part: Packed, size: int) -> Packed:
    """The part with another size, in bytes, declared for it, and the checksum of as much of it."""
    beginning = zlib.decompressobj(-zlib.MAX_WBITS).decompress(part.data, size)
    return replace(part, size=size, crc=zlib.crc32(beginning))


def zipped(parts: Parts | Iterable[tuple[str, bytes | Packed]]) -> bytes:
    """A package of these parts, in their order; names may be anything, and stand twice."""
    body, directory, count = bytearray(), bytearray(), 0
    for name, given in parts.items() if isinstance(parts, Mapping) else parts:
        part = deflated(given) if isinstance(given, bytes) else given
        raw = name.encode()
        head = struct.pack("<5H3I2H", 20, 0x800, 8, 0, 0x21, part.crc, len(part.data), part.size, len(raw), 0)
        directory += b"PK\x01\x02\x14\x00" + head + struct.pack("<3H2I", 0, 0, 0, 0, len(body)) + raw
        body += b"PK\x03\x04" + head + raw + part.data
        count += 1
    end = struct.pack("<4H2IH", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)


# Workbooks, part by part

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

TYPES = "[Content_Types].xml"
ROOT_RELATIONS = "_rels/.rels"
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
SHEET = "xl/worksheets/sheet1.xml"
ACTIONS = "xl/worksheets/sheet2.xml"
"""The sheet of a tracker that is spoilt."""

STATUS = "K5"
"""The cell on that sheet that holds the first action's status, `SAID`."""

SAID, OTHERWISE = "On track", "Off track"
FAR = "XFD1048576"
"""The last cell that Excel has."""

SHEET_BEGINS = f"{DECLARATION}<worksheet {MAIN}><sheetData>"
SHEET_ENDS = "</sheetData></worksheet>"


def sheet_part(rows: str) -> bytes:
    """A sheet of these rows."""
    return f"{SHEET_BEGINS}{rows}{SHEET_ENDS}".encode()


def strings_part(*strings: str) -> bytes:
    """Shared strings; each is given as the XML inside it."""
    return f"{DECLARATION}<sst {MAIN}>{''.join(f'<si>{one}</si>' for one in strings)}</sst>".encode()


def relations(*targets: tuple[str, str]) -> bytes:
    """A part of relations, each a kind and a target; their ids are rId1, rId2, ..."""
    lines = [
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    ]
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'.encode()


def types_part(kinds: Mapping[str, str]) -> bytes:
    """What kind each part is."""
    defaults = {"xml": "application/xml", "rels": "application/vnd.openxmlformats-package.relationships+xml"}
    lines = [f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in defaults.items()]
    lines += [f'<Override PartName="/{part}" ContentType="{KIND}.{kind}+xml"/>' for part, kind in kinds.items()]
    return f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">{"".join(lines)}</Types>'.encode()


def book(sheet: bytes | Packed = b"", names: Iterable[str] = ("Sheet1",)) -> dict[str, bytes | Packed]:
    """The parts of a workbook; its sheets, each of these `names`, are all one part."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId1"/>' for number, name in enumerate(names, start=1)
    )
    return {
        TYPES: types_part({WORKBOOK: "sheet.main", SHEET: "worksheet"}),
        ROOT_RELATIONS: relations(("officeDocument", WORKBOOK)),
        WORKBOOK: f'{DECLARATION}<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'.encode(),
        RELATIONS: relations(("worksheet", "worksheets/sheet1.xml")),
        SHEET: sheet or sheet_part(""),
    }


def text_cell(name: str, text: str) -> str:
    """A cell that holds a text, given as XML."""
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def far_row(name: str, text: str, row: int = 1_048_576) -> str:
    """A row, the last that Excel has unless another is given, with a text in one cell."""
    return f'<row r="{row}">{text_cell(name, text)}</row>'


@cache
def good_tracker() -> bytes:
    """A tracker with nothing wrong in it."""
    with tempfile.TemporaryDirectory() as folder:
        return returned(Path(folder), Q1, SPOILT).read_bytes()


def tracker() -> dict[str, bytes]:
    """The parts of a tracker with nothing wrong in it. Its texts stand in its cells."""
    with zipfile.ZipFile(io.BytesIO(good_tracker())) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(parts: Mapping[str, bytes], part: str, pattern: str, new: str) -> dict[str, bytes]:
    """The parts with something else for what fits the pattern, as one place in one part does."""
    text, count = re.subn(pattern, lambda _: new, parts[part].decode(), flags=re.DOTALL)
    assert count == 1, f"{count} places in {part} fit {pattern}"
    return {**parts, part: text.encode()}


def with_status(cell: str) -> dict[str, bytes]:
    """The parts of a tracker in which something else stands for the cell of a status."""
    return changed(tracker(), ACTIONS, rf'<c r="{STATUS}" [^>]*>.*?</c>', cell)


def with_rows(rows: str, after: str = "") -> dict[str, bytes]:
    """The parts of a tracker with these rows below the actions, and something more after all rows."""
    return changed(tracker(), ACTIONS, "</sheetData>", f"{rows}</sheetData>{after}")


def with_all_cells(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a tracker whose sheet says that it reaches to the last cell."""
    return changed(parts, ACTIONS, '<dimension ref="[^"]*"', f'<dimension ref="A1:{FAR}"')


def with_strings(strings: bytes | Packed, index: int = 0) -> Parts:
    """The parts of a tracker in which a status is the shared string of this index."""
    kind = f'<Override PartName="/{STRINGS}" ContentType="{KIND}.sharedStrings+xml"/>'
    relation = f'<Relationship Id="rId99" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    parts = with_status(f'<c r="{STATUS}" t="s"><v>{index}</v></c>')
    parts = changed(parts, TYPES, "</Types>", f"{kind}</Types>")
    return {**changed(parts, RELATIONS, "</Relationships>", f"{relation}</Relationships>"), STRINGS: strings}


# Bombs


def _bomb_of_spaces() -> Packed:
    return repeated(SHEET_BEGINS.encode(), b" " * MB, 1024, SHEET_ENDS.encode())


@content("xlsx")
def bomb_of_spaces() -> bytes:
    """A sheet of 1 GB of spaces in 1 MB."""
    return zipped(book(_bomb_of_spaces()))


@content("xlsx")
def bomb_that_lies_about_its_size() -> bytes:
    """A sheet of 1 GB that says it has 1 MB."""
    return zipped(book(lied_about(_bomb_of_spaces(), MB)))


@content("xlsx")
def bomb_that_lies_about_its_strings() -> bytes:
    """A tracker with shared strings of 1 GB that say they have 1 MB."""
    before, _, after = strings_part(f"<t>{SAID}</t>", "<t>|</t>").partition(b"|")
    return zipped(with_strings(lied_about(repeated(before, b" " * MB, 1024, after), MB)))


@content("xlsx")
def bomb_of_many_strings() -> bytes:
    """A tracker with 14,000,000 shared strings of one letter, packed no more tightly than an honest part may be."""
    before, _, after = strings_part(f"<t>{SAID}</t>", "|").partition(b"<si>|</si>")
    return zipped(with_strings(repeated(before, b"<si><t>a</t></si>" * 700, 20_000, after)))


@content("xlsx")
def bomb_of_many_cells() -> bytes:
    """A sheet of 16,000,000 cells that each hold 1, packed no more tightly than an honest part may be."""
    row = b"<row>" + b"<c><v>1</v></c>" * 800 + b"</row>"
    return zipped(book(repeated(SHEET_BEGINS.encode(), row, 20_000, SHEET_ENDS.encode())))


@content("xlsx")
def zip_of_zips() -> bytes:
    """An archive of ten archives, each of ten archives, and so on, five deep."""
    inner = bytes(MB)
    for _ in range(5):
        inner = zipped({f"{number}.zip": inner for number in range(10)})
    return inner


@content("xlsx")
def workbook_in_a_workbook() -> bytes:
    """A workbook whose sheet is a workbook whose sheet is a workbook, and so on, 50 deep."""
    inner = good_tracker()
    for _ in range(50):
        inner = zipped(book(inner))
    return inner


# Far corners


@content("xlsx")
def far_corner_of_an_empty_book() -> bytes:
    """A workbook with two cells, as far from each other as can be."""
    return zipped(book(sheet_part(f'<row r="1">{text_cell("A1", "here")}</row>{far_row(FAR, "there")}')))


@content("xlsx")
def far_space() -> bytes:
    """A tracker with a space in the last cell."""
    return zipped(with_all_cells(with_rows(far_row(FAR, " "))))


@content("xlsx")
def far_text() -> bytes:
    """A tracker with a text in the last cell."""
    return zipped(with_all_cells(with_rows(far_row(FAR, "far away"))))


@content("xlsx")
def far_text_and_a_merge() -> bytes:
    """A tracker with a text in the last cell, and all cells of the sheet merged into one."""
    merge = f'<mergeCells count="1"><mergeCell ref="A1:{FAR}"/></mergeCells>'
    return zipped(with_all_cells(with_rows(far_row(FAR, "far away"), merge)))


@content("xlsx")
def text_far_down() -> bytes:
    """A tracker with a text so far down that the smallest block with all texts has 19,780,000 cells."""
    return zipped(with_rows(far_row("A860000", "far down", 860_000)))


@content("xlsx")
def sheet_that_claims_all_cells() -> bytes:
    """A tracker whose sheet says that it reaches to the last cell."""
    return zipped(with_all_cells(tracker()))


# Entities

LEVELS = "".join(f"<!ENTITY l{level} '{f'&l{level - 1};' * 10}'>" for level in range(1, 10))
LAUGHS = f"<!DOCTYPE x [<!ENTITY l0 '{SAID}'>{LEVELS}]>"
"""A document type in which `&l9;` is 8 GB of text."""

OF_A_FILE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
OF_AN_ADDRESS = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>'


def declaring(part: bytes, document_type: str) -> bytes:
    """The part with a document type of its own."""
    return re.sub(rb"^(<\?xml.*?\?>)?", lambda _: f"{DECLARATION}{document_type}".encode(), part, count=1)


def declared_in_sheet(document_type: str, entity: str) -> dict[str, bytes]:
    """The parts of a tracker whose sheet has a document type, and a status that is an entity of it."""
    parts = with_status(text_cell(STATUS, entity))
    return {**parts, ACTIONS: declaring(parts[ACTIONS], document_type)}


def declared_in_strings(document_type: str, entity: str) -> Parts:
    """The same for a tracker's shared strings."""
    return with_strings(declaring(strings_part(f"<t>{entity}</t>"), document_type))


@content("xlsx")
def laughs_in_a_sheet() -> bytes:
    """A tracker whose sheet declares a billion laughs."""
    return zipped(declared_in_sheet(LAUGHS, "&l9;"))


@content("xlsx")
def laughs_in_the_strings() -> bytes:
    """A tracker whose shared strings declare a billion laughs."""
    return zipped(declared_in_strings(LAUGHS, "&l9;"))


@content("xlsx")
def laughs_after_a_long_comment() -> bytes:
    """A tracker whose sheet declares a billion laughs after a comment of 100,000 letters."""
    return zipped(declared_in_sheet(f"<!--{'x' * 100_000}-->{LAUGHS}", "&l9;"))


@content("xlsx")
def laughs_in_utf_16() -> bytes:
    """A tracker whose sheet declares a billion laughs, in letters of two bytes."""
    parts = declared_in_sheet(LAUGHS, "&l9;")
    return zipped({**parts, ACTIONS: parts[ACTIONS].decode().replace("UTF-8", "UTF-16").encode("utf-16")})


@content("xlsx")
def entity_of_a_file() -> bytes:
    """A tracker with a shared string that is to be fetched from another file."""
    return zipped(declared_in_strings(OF_A_FILE, "&e;"))


@content("xlsx")
def entity_of_a_file_after_a_comment() -> bytes:
    """A tracker with a cell that is to be fetched from another file, as is said after a comment of 5,000 letters."""
    return zipped(declared_in_sheet(f"<!--{'x' * 5_000}-->{OF_A_FILE}", "&e;"))


@content("xlsx")
def entity_of_an_address() -> bytes:
    """A tracker whose sheet is to be completed from another computer."""
    return zipped(declared_in_sheet(OF_AN_ADDRESS, "&e;"))


# Names of parts

EVIL = b"written where it should not be"


@content("xlsx")
def part_above() -> bytes:
    """A tracker with a part that would land two folders up."""
    return zipped({**tracker(), "../../evil.txt": EVIL})


@content("xlsx")
def part_at_the_root() -> bytes:
    """A tracker with a part that would land at the root of the disk."""
    return zipped({**tracker(), "/evil.txt": EVIL})


@content("xlsx")
def part_above_by_backslashes() -> bytes:
    """A tracker with a part that would land two folders up under Windows."""
    return zipped({**tracker(), "..\\..\\evil.txt": EVIL})


@content("xlsx")
def part_twice() -> bytes:
    """A tracker with two sheets under one name, of which the second says otherwise."""
    return zipped([*tracker().items(), (ACTIONS, with_status(text_cell(STATUS, OTHERWISE))[ACTIONS])])


@content("xlsx")
def part_twice_but_for_capitals() -> bytes:
    """A tracker with two sheets whose names differ in capital letters only, of which the first says otherwise."""
    return zipped({ACTIONS.upper(): with_status(text_cell(STATUS, OTHERWISE))[ACTIONS], **tracker()})


# Rows, cells and what they hold


@content("xlsx")
def million_empty_rows() -> bytes:
    """A tracker with a million rows of which nothing is said but their number."""
    return zipped(with_rows("".join(f'<row r="{row}"/>' for row in range(100, 1_000_100))))


@content("xlsx")
def ghost_rows() -> bytes:
    """A tracker with 200,000 rows in which cells are formatted and none is filled."""
    row = '<row r="{0}" s="3" customFormat="1"><c r="A{0}" s="3"/><c r="B{0}" s="3"/><c r="V{0}" s="3"/></row>'
    return zipped(with_rows("".join(map(row.format, range(100, 200_100)))))


@content("xlsx")
def deep_elements() -> bytes:
    """A sheet of 200,000 elements, one in another."""
    return zipped(book(sheet_part("<a>" * 200_000 + "</a>" * 200_000)))


@content("xlsx")
def deep_elements_in_the_strings() -> bytes:
    """A tracker whose shared strings have 200,000 elements, one in another."""
    return zipped(with_strings(strings_part(f"<t>{SAID}</t>", "<r>" * 200_000 + "</r>" * 200_000)))


@content("xlsx")
def string_beyond_the_last() -> bytes:
    """A tracker with a cell that is shared string 999,999 of two."""
    return zipped(with_strings(strings_part(*[f"<t>{OTHERWISE}</t>"] * 2), 999_999))


@content("xlsx")
def string_before_the_first() -> bytes:
    """A tracker with a cell that is shared string -1 of two."""
    return zipped(with_strings(strings_part(*[f"<t>{OTHERWISE}</t>"] * 2), -1))


@content("xlsx")
def cell_beyond_all_columns() -> bytes:
    """A tracker with an answer in a cell called ZZZZZ1."""
    return zipped(with_status(text_cell("ZZZZZ1", SAID)))


@content("xlsx")
def cell_beyond_all_rows() -> bytes:
    """A tracker with an answer in a cell called A99999999999."""
    return zipped(with_status(text_cell("A99999999999", SAID)))


@content("xlsx")
def cell_of_no_row() -> bytes:
    """A tracker with an answer in a cell called A0."""
    return zipped(with_status(text_cell("A0", SAID)))


@content("xlsx")
def cell_with_dollars() -> bytes:
    """A tracker with an answer in a cell called $A$1."""
    return zipped(with_status(text_cell("$A$1", SAID)))


@content("xlsx")
def cell_in_small_letters() -> bytes:
    """A tracker with an answer in a cell whose name is right but for its small letter."""
    return zipped(with_status(text_cell(STATUS.lower(), SAID)))


@content("xlsx")
def cell_of_no_name() -> bytes:
    """A tracker with an answer in a cell whose name is empty."""
    return zipped(with_status(text_cell("", SAID)))


@content("xlsx")
def two_cells_of_one_name() -> bytes:
    """A tracker with two cells of one name, of which the second says otherwise."""
    return zipped(with_status(text_cell(STATUS, SAID) + text_cell(STATUS, OTHERWISE)))


@content("xlsx")
def rows_out_of_order() -> bytes:
    """A tracker whose rows stand from the last to the first."""
    rows = re.findall(r"<row .*?</row>", tracker()[ACTIONS].decode(), re.DOTALL)
    backwards = f"<sheetData>{''.join(reversed(rows))}</sheetData>"
    return zipped(changed(tracker(), ACTIONS, "<sheetData>.*</sheetData>", backwards))


# Relations, sheets, kinds of part


@content("xlsx")
def sheet_that_is_missing() -> bytes:
    """A tracker without the part that one of its sheets should be."""
    return zipped({name: part for name, part in tracker().items() if name != ACTIONS})


@content("xlsx")
def workbook_that_is_its_own_sheet() -> bytes:
    """A workbook whose one sheet is the workbook, as are its shared strings."""
    return zipped(book() | {RELATIONS: relations(("worksheet", "workbook.xml"), ("sharedStrings", "workbook.xml"))})


@content("xlsx")
def relations_that_go_round() -> bytes:
    """A tracker whose sheet has itself for its comments, and a drawing that has the sheet for its picture."""
    drawing = '<d:wsDr xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
    of_sheet = [
        ("comments", "sheet2.xml"),
        ("drawing", "../drawings/drawing1.xml"),
        ("worksheet", "_rels/sheet2.xml.rels"),
    ]
    parts = tracker() | {
        "xl/worksheets/_rels/sheet2.xml.rels": relations(*of_sheet),
        "xl/drawings/drawing1.xml": drawing.encode(),
        "xl/drawings/_rels/drawing1.xml.rels": relations(
            ("image", "../worksheets/sheet2.xml"), ("chart", "drawing1.xml")
        ),
    }
    return zipped(parts)


@content("xlsx")
def relations_to_the_relations() -> bytes:
    """A package whose workbook is the list that says which part is the workbook."""
    return zipped(book() | {ROOT_RELATIONS: relations(("officeDocument", ROOT_RELATIONS))})


@content("xlsx")
def no_sheets() -> bytes:
    """A workbook that lists no sheet."""
    return zipped(book(names=()))


@content("xlsx")
def ten_thousand_sheets() -> bytes:
    """A workbook that lists 10,000 sheets, all of them one part of 1,000 cells."""
    rows = "".join(f'<row r="{row}">{text_cell(f"A{row}", "text")}</row>' for row in range(1, 1_001))
    return zipped(book(sheet_part(rows), [f"Sheet{number}" for number in range(10_000)]))


@content("xlsx")
def no_styles() -> bytes:
    """A tracker without its styles, by which its dates are told from numbers."""
    return zipped({name: part for name, part in tracker().items() if name != STYLES})


@content("xlsx")
def wrong_kinds_of_part() -> bytes:
    """A tracker that gives plain text for its workbook and pictures for its sheets."""
    parts = changed(tracker(), TYPES, rf"{re.escape(KIND)}\.sheet\.main\+xml", "text/plain")
    return zipped({**parts, TYPES: parts[TYPES].replace(f"{KIND}.worksheet+xml".encode(), b"image/png")})


# Workbooks of binary parts


def binary_record(kind: int, *fields: bytes) -> bytes:
    """A record of an .xlsb; it holds fewer than 128 bytes."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([sum(map(len, fields))]) + b"".join(fields)


def wide(text: str) -> bytes:
    """A text of an .xlsb, after its length in letters."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_part(*records: bytes | int) -> bytes:
    """A part of an .xlsb of these records; a number alone is a record that holds nothing."""
    return b"".join(binary_record(one) if isinstance(one, int) else one for one in records)


def binary_book(row: int, cell: bytes) -> dict[str, bytes]:
    """The parts of an .xlsb of one sheet and one shared string, with one cell in this row, counted from 0."""
    listed = binary_record(0x9C, struct.pack("<2I", 0, 1), wide("rId1"), wide("Sheet1"))
    dimensions = binary_record(0x94, struct.pack("<4I", 0, row, 0, 0))
    strings = binary_record(0x9F, struct.pack("<2I", 1, 1)), binary_record(0x13, b"\x00", wide("text"))
    targets = ("worksheet", "worksheets/sheet1.bin"), ("sharedStrings", "sharedStrings.bin")
    return {
        TYPES: types_part({}),
        ROOT_RELATIONS: relations(("officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": binary_part(0x83, 0x8F, listed, 0x90, 0x84),
        "xl/_rels/workbook.bin.rels": relations(*targets),
        "xl/worksheets/sheet1.bin": binary_part(0x81, dimensions, 0x91, binary_row(row), cell, 0x92, 0x82),
        "xl/sharedStrings.bin": binary_part(*strings, 0xA0),
    }


def binary_row(row: int) -> bytes:
    """The record that begins a row of an .xlsb, counted from 0."""
    return binary_record(0, struct.pack("<I", row), bytes(21))


@content("xlsb")
def binary_parts_of_garbage() -> bytes:
    """An .xlsb with the parts of a workbook, each of them nothing but noise."""
    noise = random.Random(1)
    return zipped({name: noise.randbytes(5_000) for name in binary_book(0, b"")} | {TYPES: types_part({})})


@content("xlsb")
def binary_far_corner() -> bytes:
    """An .xlsb with two cells, as far from each other as can be."""
    first, last = (binary_record(5, struct.pack("<2Id", column, 0, 1.5)) for column in (0, 16_383))
    return zipped(binary_book(0, first + binary_row(1_048_575) + last))


@content("xlsb")
def binary_string_beyond_the_last() -> bytes:
    """An .xlsb with a cell that is shared string 999,999 of one."""
    return zipped(binary_book(0, binary_record(7, struct.pack("<3I", 0, 0, 999_999))))


# Old workbooks: containers of sectors, 512 bytes each

END_OF_CHAIN, FREE, IS_TABLE, NOBODY = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
SECTOR = 512


def container(
    stream: bytes,
    name: str = "Workbook",
    *,
    size: int = 0,
    jumps: Mapping[int, int] | None = None,
    tables: tuple[int, int] = (END_OF_CHAIN, 0),
) -> bytes:
    """A container with one stream. Sector 0 is the table of sectors, 1 the directory, 2 and on the stream.

    `size`, in bytes, is declared for the stream instead of its own. `jumps` says which sector follows another
    where that is not the next. `tables` is the first sector that lists further tables, and how many there are.
    """
    filled_up = stream.ljust(4_096, b"\x00")  # a smaller one would lie elsewhere
    filled_up = filled_up.ljust(-(-len(filled_up) // SECTOR) * SECTOR, b"\x00")
    following = [IS_TABLE, END_OF_CHAIN, *range(3, 2 + len(filled_up) // SECTOR), END_OF_CHAIN]
    for sector, target in (jumps or {}).items():
        following[sector] = target
    table = struct.pack("<128I", *following, *[FREE] * (128 - len(following)))
    directory = _entry("Root Entry", 5, child=1) + _entry(name, 2, first=2, size=size or len(filled_up))
    return _head(tables) + table + directory.ljust(SECTOR, b"\x00") + filled_up


def _head(tables: tuple[int, int]) -> bytes:
    """The first 512 bytes of a container."""
    signature = bytes.fromhex("d0cf11e0a1b11ae1")
    versions = struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    tables_and_directory = struct.pack("<3I", 0, 1, 1)
    small_streams = struct.pack("<4I", 0, 4_096, END_OF_CHAIN, 0)
    listed = struct.pack("<109I", 0, *[FREE] * 108)
    further = struct.pack("<2I", *tables)
    return signature + bytes(16) + versions + tables_and_directory + small_streams + further + listed


def _entry(name: str, kind: int, *, child: int = NOBODY, first: int = END_OF_CHAIN, size: int = 0) -> bytes:
    """An entry of a container's directory: 5 is the root, 2 a stream."""
    raw = name.encode("utf-16-le") + b"\x00\x00"
    rest = struct.pack("<H2B3I36xIQ", len(raw), kind, 1, NOBODY, NOBODY, child, first, size)
    return raw.ljust(64, b"\x00") + rest


def record(kind: int, *fields: bytes) -> bytes:
    """A record of an old workbook."""
    return struct.pack("<2H", kind, sum(map(len, fields))) + b"".join(fields)


def dimensions_record(rows: int, columns: int) -> bytes:
    """The record that says how large a sheet is."""
    return record(0x200, struct.pack("<2I3H", 0, rows, 0, columns, 0))


def old_book(sheet: bytes, before: bytes = b"") -> bytes:
    """The stream of an old workbook with one sheet of these records, and others that stand before it."""
    book_begins, sheet_begins = (
        record(0x809, struct.pack("<4H2I", 0x600, kind, 0, 1997, 0, 6)) for kind in (0x05, 0x10)
    )
    end = record(0x0A)
    at = len(book_begins + before + end) + 18
    listed = record(0x85, struct.pack("<I4B", at, 0, 0, 6, 0), b"Sheet1")
    return book_begins + before + listed + end + sheet_begins + sheet + end


def old_texts(rows: int) -> bytes:
    """The records of a column of texts."""
    return b"".join(record(0x204, struct.pack("<4HB", row, 0, 0, 4, 0), b"text") for row in range(rows))


OLD_BOOK = old_book(dimensions_record(200, 1) + old_texts(200))
"""An old workbook that can be read."""


@content("xls")
def old_book_that_goes_round() -> bytes:
    """An .xls whose stream leads back to its own beginning."""
    return container(OLD_BOOK, jumps={5: 2})


@content("xls")
def old_book_whose_directory_goes_round() -> bytes:
    """An .xls whose directory is followed by itself."""
    return container(OLD_BOOK, jumps={1: 1})


@content("xls")
def old_book_whose_tables_go_round() -> bytes:
    """An .xls that says it has a million lists of tables, each followed by itself."""
    return container(struct.pack("<128I", *[0] * 127, 2) + OLD_BOOK, tables=(2, 1_000_000))


@content("xls")
def old_book_of_a_huge_size() -> bytes:
    """An .xls of 5 KB that says its stream has 4 GB."""
    return container(OLD_BOOK, size=0xFFFFFFF0)


@content("xls")
def old_book_of_huge_dimensions() -> bytes:
    """An .xls that says its one sheet has 4,000,000,000 rows and 65,535 columns."""
    return container(old_book(dimensions_record(4_000_000_000, 65_535) + old_texts(9)))


@content("xls")
def old_book_of_countless_strings() -> bytes:
    """An .xls that says it has 2,000,000,000 shared strings, of which one is there."""
    strings = record(0xFC, struct.pack("<2I", 2_000_000_000, 2_000_000_000), struct.pack("<HB", 4, 0), b"text")
    return container(old_book(dimensions_record(9, 1) + old_texts(9), strings))


@content("xls")
def old_book_cut_off() -> bytes:
    """An .xls of which the second half is missing."""
    whole = container(old_book(dimensions_record(1_000, 1) + old_texts(1_000)))
    return whole[: len(whole) // 2]


@content("xlsx")
def under_a_password() -> bytes:
    """A workbook under a password, as Excel saves it: a container with an encrypted package in it."""
    return container(random.Random(2).randbytes(9_000), "EncryptedPackage")


# OpenDocument

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods(rows: str) -> bytes:
    """An .ods with these rows in its one table."""
    spaces = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text", "manifest"))
    table = f'<table:table table:name="Sheet1">{rows}</table:table>'
    spreadsheet = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    listed = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    return zipped(
        {
            "mimetype": ODS.encode(),
            "META-INF/manifest.xml": f"<manifest:manifest {spaces}>{listed}</manifest:manifest>".encode(),
            "content.xml": f"<office:document-content {spaces}>{spreadsheet}</office:document-content>".encode(),
        }
    )


def ods_row(inside: str, rows: int = 1, columns: int = 1) -> str:
    """A row with one cell, which holds this XML; both are repeated."""
    kind = ' office:value-type="string"' if inside else ""
    cell = f'<table:table-cell{kind} table:number-columns-repeated="{columns}">{inside}</table:table-cell>'
    return f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'


ODS_TEXT = "<text:p>text</text:p>"


@content("ods")
def ods_repeated_everywhere() -> bytes:
    """An .ods with one text in all of 1,000,000 rows and 16,384 columns."""
    return ods(ods_row(ODS_TEXT, 1_000_000, 16_384))


@content("ods")
def ods_repeated_in_many_rows() -> bytes:
    """An .ods with one text in all of 1,000,000 rows and 19 columns."""
    return ods(ods_row(ODS_TEXT, 1_000_000, 19))


@content("ods")
def ods_repeated_without_end() -> bytes:
    """An .ods with an empty cell that is repeated more often than a number of 64 bits can say."""
    return ods(ods_row(ODS_TEXT) + ods_row("", 10**30, 10**30) + ods_row(ODS_TEXT))


@content("ods")
def ods_of_deep_elements() -> bytes:
    """An .ods with a text of 200,000 elements, one in another."""
    return ods(ods_row(f"<text:p>{'<text:s>' * 200_000}{'</text:s>' * 200_000}</text:p>"))


# What is no workbook, or no longer


@content("xlsx")
def nothing() -> bytes:
    """A file of no bytes."""
    return b""


@content("xlsx")
def noise() -> bytes:
    """A file of random bytes."""
    return random.Random(3).randbytes(20_000)


@content("xlsx")
def half_a_tracker() -> bytes:
    """A tracker of which the second half is missing."""
    return good_tracker()[: len(good_tracker()) // 2]


@content("xlsx")
def one_wrong_bit() -> bytes:
    """A tracker with one bit changed in the middle of a packed sheet."""
    sheet = deflated(tracker()[ACTIONS])
    wrong = bytearray(sheet.data)
    wrong[len(wrong) // 2] ^= 0x10
    parts: Parts = {**tracker(), ACTIONS: replace(sheet, data=bytes(wrong))}
    return zipped(parts)


@content("xls")
def web_page() -> bytes:
    """A web page that is called an old workbook, as some programs export tables."""
    return b"<html><body><table><tr><td>On track</td></tr></table></body></html>"


@content("xlsx")
def comma_separated() -> bytes:
    """Comma-separated values that are called a workbook."""
    return b"Ref,Status\r\nP2.1-01,On track\r\n"


@content("pdf")
def portable_document() -> bytes:
    """A PDF."""
    return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@content("numbers")
def document_of_numbers() -> bytes:
    """A document of Numbers."""
    names = ("Index/Document.iwa", "Index/Tables/DataList.iwa", "Metadata/Properties.plist", "preview.jpg")
    return zipped(dict.fromkeys(names, bytes(100)))


@content("xlsx")
def picture() -> bytes:
    """A picture that is called a workbook."""
    return bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(200)


# What other programs and the file system make


@hostile
def lock_of_excel(folder: Path) -> Path:
    """What Excel leaves beside an open workbook: who has it, in letters of one byte and of two; 165 bytes."""
    who = "Advocacy Manager"
    wide_letters = struct.pack("<H", len(who)) + who.ljust(54).encode("utf-16-le")
    path = folder / "~$tracker.xlsx"
    path.write_bytes(bytes([len(who)]) + who.ljust(54).encode() + wide_letters)
    return path


@hostile
def lock_of_libreoffice(folder: Path) -> Path:
    """What LibreOffice leaves beside an open workbook: who has it, where, and since when."""
    path = folder / ".~lock.tracker.ods#"
    path.write_bytes(b",Advocacy Manager,office-pc,05.07.2024 10:12,file:///C:/profiles/4;")
    return path


@hostile
def folder_called_a_workbook(folder: Path) -> Path:
    """A folder that is called a workbook and holds a part of one, as when a package was unpacked."""
    path = folder / "folder_called_a_workbook.xlsx"
    path.mkdir()
    (path / "workbook.xml").write_bytes(tracker()[WORKBOOK])
    return path


@only_if(ON_POSIX, "Windows lets not everybody make links")
def link_to_itself(folder: Path) -> Path:
    """A link that leads to itself."""
    path = folder / "link_to_itself.xlsx"
    path.symlink_to(path.name)
    return path


@only_if(ON_POSIX, "Windows has no pipes in folders")
def pipe(folder: Path) -> Path:
    """A pipe into which nobody writes: to open it is to wait for ever."""
    path = folder / "pipe.xlsx"
    os.mkfifo(path)
    return path


@only_if(ON_POSIX and not IS_ROOT, "whoever runs this may read every file")
def not_to_be_read(folder: Path) -> Path:
    """A good tracker that nobody may read."""
    path = folder / "not_to_be_read.xlsx"
    path.write_bytes(good_tracker())
    path.chmod(0)
    return path


@only_if(ON_POSIX, "Windows allows no line break in a name")
def name_of_two_lines(folder: Path) -> Path:
    """A good tracker whose name has a line break, and pictures for letters."""
    path = folder / "name_of\ntwo_lines \N{GRINNING FACE}\N{FAMILY}.xlsx"
    path.write_bytes(good_tracker())
    return path


@only_if(ON_POSIX, "Windows allows no path that long")
def name_of_255_letters(folder: Path) -> Path:
    """A good tracker with as long a name as a file can have."""
    path = folder / f"{'n' * 250}.xlsx"
    path.write_bytes(good_tracker())
    return path


@only_if(ON_LINUX, "only Linux allows a name that is no text")
def name_that_is_no_text(folder: Path) -> Path:
    """A good tracker whose name is in letters of another age."""
    path = folder / os.fsdecode(b"name_that_is_no_text caf\xe9.xlsx")
    path.write_bytes(good_tracker())
    return path
