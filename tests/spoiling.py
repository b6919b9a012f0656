"""Files spoilt by a few edits each, which a few numbers stand for: what a fuzz run draws from.

An edit is of one part's bytes, of its XML, of its binary records, of the package's parts, or of the whole file.
"""

from __future__ import annotations

import io
import math
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

from tests.hostile import container

Parts = list[tuple[str, bytes]]
STREAM = "Workbook"  # the one part of an .xls: what its container holds
LARGEST_STREAM = 126 * 512  # bytes that the container can hold
MOST_EDITS = 8
LARGEST_PART = 2_000_000  # bytes; a larger part is not edited further
STORED = zipfile.ZIP_STORED


@dataclass(frozen=True)
class Seed:
    """A good tracker: its kind, which is how its name ends, and its parts."""

    kind: str
    parts: tuple[tuple[str, bytes], ...]


def packed(kind: str, parts: Parts, method: int = STORED) -> bytes:
    """The file that these parts make; `method` is how the parts of a package are packed."""
    if kind == "xls":
        return container(parts[0][1][:LARGEST_STREAM] if parts else b"")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method, compresslevel=1) as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that stand twice
        for name, content in parts:
            package.writestr(zipfile.ZipInfo(name), content, method)
    return whole.getvalue()


# Edits


class Edit(NamedTuple):
    """One thing that is done to a tracker. Each number chooses among what there is, however much that is."""

    way: int
    part: int
    where: int
    other: int
    what: int


FORM = struct.Struct("<BBHHH")  # an edit in an input; before all edits stand two bytes:
HEAD = struct.Struct("<BB")  # the number of the good tracker, and how the file is packed and read
PACKAGE_FROM, FILE_FROM, LAST = 190, 225, 256  # ways of editing a part come first, then those of the package, the file

PartWay = Callable[[bytes, Edit], bytes]
XML_WAYS: list[PartWay] = []
BINARY_WAYS: list[PartWay] = []
PACKAGE_WAYS: list[Callable[[Parts, Edit], Parts]] = []
FILE_WAYS: list[PartWay] = []

W = TypeVar("W")


def into(*lists: list[W]) -> Callable[[W], W]:
    """What puts a function into these lists of ways."""

    def add(way: W) -> W:
        for one in lists:
            one.append(way)
        return way

    return add


def edits_in(data: bytes) -> list[Edit]:
    """The edits that stand in an input."""
    whole = (len(data) - HEAD.size) // FORM.size
    return [Edit(*FORM.unpack_from(data, HEAD.size + FORM.size * index)) for index in range(min(whole, MOST_EDITS))]


def head_of(data: bytes) -> tuple[int, int]:
    """The two numbers that stand before the edits of an input."""
    seed, way = HEAD.unpack(data[: HEAD.size].ljust(HEAD.size, b"\0"))
    return seed, way


def input_of(head: tuple[int, int], edits: Sequence[Edit]) -> bytes:
    """The input that stands for these edits."""
    return HEAD.pack(*head) + b"".join(FORM.pack(*edit) for edit in edits)


def spoilt(seed: Seed, edits: Sequence[Edit], method: int = STORED) -> bytes:
    """The file that the edits make of a good tracker, packed by this method."""
    parts = list(seed.parts)
    for edit in edits:
        if edit.way >= FILE_FROM or not parts:
            continue
        if edit.way < PACKAGE_FROM:
            _edit_part(parts, edit)
        else:
            parts = chosen(PACKAGE_WAYS, edit.way - PACKAGE_FROM)(parts, edit)
    whole = packed(seed.kind, parts, method)
    for edit in edits:
        if edit.way >= FILE_FROM:
            whole = chosen(FILE_WAYS, edit.way - FILE_FROM)(whole, edit)
    return whole


def _edit_part(parts: Parts, edit: Edit) -> None:
    index = edit.part % len(parts)
    name, content = parts[index]
    ways = BINARY_WAYS if name == STREAM or name.endswith(".bin") else XML_WAYS
    if len(content) <= LARGEST_PART:
        parts[index] = name, chosen(ways, edit.way)(content, edit)


T = TypeVar("T")


def chosen(several: Sequence[T], number: int) -> T:
    return several[number % len(several)]


Span = tuple[int, int]


def _put(content: bytes, span: Span, new: bytes) -> bytes:
    return content[: span[0]] + new + content[span[1] :]


# Edits of bytes


@into(XML_WAYS, BINARY_WAYS, FILE_WAYS)
def flip_a_bit(content: bytes, edit: Edit) -> bytes:
    """The content with one bit the other way round."""
    at = _place(content, edit)
    return _put(content, (at, at + 1), bytes([content[at] ^ 1 << edit.what % 8])) if content else b""


@into(XML_WAYS, BINARY_WAYS)
def leave_bytes_out(content: bytes, edit: Edit) -> bytes:
    """The content without some bytes."""
    at = _place(content, edit)
    return _put(content, (at, at + 1 + edit.what % 64), b"")


@into(XML_WAYS, BINARY_WAYS)
def put_bytes_in(content: bytes, edit: Edit) -> bytes:
    """The content with some bytes more."""
    at = _place(content, edit)
    return _put(content, (at, at), chosen(NUMBERS, edit.what))


@into(XML_WAYS, BINARY_WAYS, FILE_WAYS)
def cut(content: bytes, edit: Edit) -> bytes:
    """The beginning of the content."""
    return content[: _place(content, edit)]


def _place(content: bytes, edit: Edit) -> int:
    """A place in the content; two numbers choose it, since it may be long."""
    return (edit.where << 16 | edit.other) % max(len(content), 1)


NUMBERS = (
    *(struct.pack("<B", number) for number in (0, 1, 0x7F, 0x80, 0xFF)),
    *(struct.pack("<H", number) for number in (0, 1, 0xFF, 0x100, 0x3FFF, 0x4000, 0x7FFF, 0xFFFF)),
    *(struct.pack("<I", number) for number in (0, 1, 0xFFFF, 0x10000, 0xF_FFFF, 0x10_0000, 0x3FFF_FFFF)),
    *(struct.pack("<I", number) for number in (0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFFF)),
    *(struct.pack("<d", number) for number in (0.5, -1, 60, 2_958_466, 1e15, 1e300, math.inf, math.nan)),
)
"""What may stand in a record or in the head of a part instead of what is there."""


# Edits of XML

_WORDS = """
0 1 2 -1 0.5 60 43646 2958466 1048577 4294967296 99999999999999999999 1e308 1e999 NaN inf -0 0x10 1_000
A0 A1 k5 $K$5 XFD1048576 XFE1 ZZZ9999999 K5:K7 K7:K5 e s b d n str inlineStr true hidden veryHidden collapse filter
percentage date float boolean time string currency #N/A Err:502 2019-02-30 2019-06-30T25:61:00 0000-01-01 99999-01-01
PT99999999999H PT-1S _x0000_ _x000D_ &#0; &#1; &#9; &#10; &#x85; &#xD800; &#x1F600; &nbsp; &lt; \u0660 \u202e \u00b2
Ref Status Statis Action Measure Reason Date Complete Green No 30/6/19 50% 1,000 1.5. =1+1 YS Q1 Q2 2019-20 2020-21
../../x.xml /xl/workbook.xml xl\\workbook.xml http://example.org/ 0% [Red]0 "%" @ General
"""
WORDS = (*_WORDS.split(), "", " ", "On track", "31 June 2019", "Value this quarter", "x" * 40_000)
"""What may stand in an attribute or between two tags."""

_SNIPPETS = """
<?pi?> <!----> <![CDATA[x]]> <!DOCTYPE> <x/> <x>1</x> <v>1</v> <v/> <f>1+1</f> <is><t>x</t></is> <t>x</t> <row/> &#0;
<c><v>2</v></c> <row><c><v>2</v></c></row> <text:p>x</text:p> <text:p/> <text:tab/> <table:table-cell/>
<table:table-row/> <table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>
<table:covered-table-cell><text:p>x</text:p></table:covered-table-cell>
<office:annotation><text:p>x</text:p></office:annotation>
"""
_LONGER_SNIPPETS = """
<c r="A1"><v>1</v></c>
<c r="XFD9" t="e"><v>#N/A</v></c>
<c r="B9" t="s"><v>0</v></c>
<mergeCell ref="A1:XFD1048576"/>
<col min="0" max="99999" hidden="1"/>
<workbookPr date1904="1"/>
<text:s text:c="9999999"/>
"""
SNIPPETS = (*_SNIPPETS.split(), *_LONGER_SNIPPETS.strip().splitlines(), "<x>" * 3_000, "\x00", "\x0b")
"""What may stand where an element begins."""

_ATTRIBUTES = """
t="e" t="s" t="str" t="inlineStr" t="b" t="d" s="1" s="999" hidden="1" r="A1" r="5" state="hidden" date1904="1"
table:number-rows-repeated="3" table:number-rows-repeated="-1" table:number-rows-repeated="99999999"
table:number-columns-repeated="3" table:number-columns-repeated="0" table:number-columns-repeated="99999999"
table:number-rows-spanned="2" table:number-rows-spanned="-5" office:value-type="percentage" office:value-type="date"
office:value="1e999" office:date-value="2019" table:visibility="filter" table:formula="of:=1" xmlns="x"
xml:space="preserve" TargetMode="External"
"""
ATTRIBUTES = _ATTRIBUTES.split()
"""What may be added to an element."""

ATTRIBUTE = re.compile(rb'\s([\w:.-]+)="([^"<]*)"')
TEXT = re.compile(rb">([^<]+)<")
ELEMENT = re.compile(rb"<([\w:.-]+)(?:\s[^<>]*)?>")
NOWHERE = (0, 0)


@lru_cache(maxsize=64)
def _spans(pattern: re.Pattern[bytes], content: bytes, group: int = 0) -> Sequence[Span]:
    """Where what fits the group of the pattern stands; the very beginning if it stands nowhere."""
    return [found.span(group) for found in pattern.finditer(content)] or [NOWHERE]


@into(XML_WAYS, XML_WAYS)
def give_another_value(content: bytes, edit: Edit) -> bytes:
    """The content with a word for an attribute's value."""
    return _put(content, chosen(_spans(ATTRIBUTE, content, 2), edit.where), chosen(WORDS, edit.what).encode())


@into(XML_WAYS)
def give_another_text(content: bytes, edit: Edit) -> bytes:
    """The content with a word for a text."""
    return _put(content, chosen(_spans(TEXT, content, 1), edit.where), chosen(WORDS, edit.what).encode())


@into(XML_WAYS)
def copy_a_value(content: bytes, edit: Edit) -> bytes:
    """The content with the value of one attribute for that of another of its name: two cells of one name, say."""
    one, other = _two_values(content, edit)
    return _put(content, one, content[slice(*other)])


@into(XML_WAYS)
def exchange_values(content: bytes, edit: Edit) -> bytes:
    """The content with the values of two attributes of one name exchanged: those of cells, say."""
    first, second = sorted(_two_values(content, edit))
    values = content[slice(*first)], content[slice(*second)]
    return content if first == second else _put(_put(content, second, values[0]), first, values[1])


def _two_values(content: bytes, edit: Edit) -> tuple[Span, Span]:
    """Where two values of attributes stand that have the same name."""
    names, values = _spans(ATTRIBUTE, content, 1), _spans(ATTRIBUTE, content, 2)
    name = content[slice(*chosen(names, edit.where))]
    alike = [value for name_at, value in zip(names, values, strict=True) if content[slice(*name_at)] == name]
    return chosen(values, edit.where), chosen(alike, edit.other)


@into(XML_WAYS)
def copy_a_text(content: bytes, edit: Edit) -> bytes:
    """The content with one text for another."""
    texts = _spans(TEXT, content, 1)
    return _put(content, chosen(texts, edit.where), content[slice(*chosen(texts, edit.other))])


@into(XML_WAYS)
def leave_an_attribute_out(content: bytes, edit: Edit) -> bytes:
    """The content without an attribute."""
    return _put(content, chosen(_spans(ATTRIBUTE, content), edit.where), b"")


@into(XML_WAYS)
def add_an_attribute(content: bytes, edit: Edit) -> bytes:
    """The content with an attribute more, in the place of one of its name."""
    start, end = chosen(_spans(ELEMENT, content), edit.where)
    new = chosen(ATTRIBUTES, edit.what).encode()
    name = re.escape(new.partition(b"=")[0])
    others = re.sub(rb'\s%s="[^"]*"' % name, b"", content[start:end])
    return _put(content, (start, end), re.sub(rb"(?=\s|/?>)", lambda _: b" " + new, others, count=1))


@into(XML_WAYS)
def leave_an_element_out(content: bytes, edit: Edit) -> bytes:
    """The content without an element and all that is in it."""
    return _put(content, _element(content, edit.where), b"")


@into(XML_WAYS)
def repeat_an_element(content: bytes, edit: Edit) -> bytes:
    """The content with an element a second time, there or elsewhere."""
    start, end = _element(content, edit.where)
    at = end if edit.what % 2 else chosen(_spans(ELEMENT, content), edit.other)[0]
    return _put(content, (at, at), content[start:end])


def _element(content: bytes, number: int) -> Span:
    """Where an element stands, with what is in it; one inside another of its name is taken for its end."""
    start, end = chosen(_spans(ELEMENT, content), number)
    if content[end - 2 : end] == b"/>" or start == end:
        return start, end
    closing = b"</" + content[slice(*chosen(_spans(ELEMENT, content, 1), number))] + b">"
    at = content.find(closing, end)
    return (start, end) if at < 0 else (start, at + len(closing))


@into(XML_WAYS)
def put_a_snippet_in(content: bytes, edit: Edit) -> bytes:
    """The content with something new before or behind the tag of an element."""
    at = chosen(_spans(ELEMENT, content), edit.where)[edit.other % 2]
    return _put(content, (at, at), chosen(SNIPPETS, edit.what).encode())


# Edits of records, in the parts of an .xlsb and in the stream of an .xls

OLD_BEGINNING = b"\x09\x08"  # of an old stream: the kind of its first record
OLD_HEAD = struct.Struct("<HH")  # of a record: its kind and its size
LISTED = 0x85  # the kind of an old record that says where in the stream a sheet begins


class Record(NamedTuple):
    """Where a record begins, where what it holds begins, and where that ends."""

    start: int
    body: int
    end: int


@lru_cache(maxsize=64)
def _records(content: bytes) -> Sequence[Record]:
    """The records that are whole; one that is not there where there is none."""
    head_at = _old_head if content.startswith(OLD_BEGINNING) else _head
    found: list[Record] = []
    at = 0
    while (read := head_at(content, at)) and read[1] <= len(content):
        found.append(Record(at, *read))
        at = read[1]
    return found or [Record(0, 0, 0)]


def _old_head(content: bytes, at: int) -> Span | None:
    """Where what the old record at this place holds begins and ends."""
    body = at + OLD_HEAD.size
    return (body, body + OLD_HEAD.unpack_from(content, at)[1]) if body <= len(content) else None


def _head(content: bytes, at: int) -> Span | None:
    """Where what the record at this place holds begins and ends: its kind has one or two bytes, its size up to four."""
    found = re.compile(rb"(?:[\x00-\x7f]|[\x80-\xff].)([\x80-\xff]{0,3}.)", re.DOTALL).match(content, at)
    if not found:
        return None
    size = sum((byte & 0x7F) << 7 * index for index, byte in enumerate(found[1]))
    return found.end(), found.end() + size


@into(BINARY_WAYS, BINARY_WAYS, BINARY_WAYS)
def put_a_number_in(content: bytes, edit: Edit) -> bytes:
    """The content with a number for what stands at some place in a record."""
    record = chosen(_records(content), edit.where)
    at = record.body + edit.other % max(record.end - record.body, 1)
    number = chosen(NUMBERS, edit.what)[: record.end - at]
    return _put(content, (at, at + len(number)), number)


@into(BINARY_WAYS)
def give_another_kind(content: bytes, edit: Edit) -> bytes:
    """The content with the kind and the size of one record for those of another."""
    records = _records(content)
    one, other = chosen(records, edit.where), chosen(records, edit.other)
    kind = slice(other.start, other.start + 2)
    return _put(content, (one.start, min(one.start + 2, len(content))), content[kind])


@into(BINARY_WAYS)
def copy_a_record(content: bytes, edit: Edit) -> bytes:
    """The content with one record in the place of another."""
    records = _records(content)
    return _put_records(content, chosen(records, edit.where), [chosen(records, edit.other)])


@into(BINARY_WAYS)
def leave_a_record_out(content: bytes, edit: Edit) -> bytes:
    """The content without a record."""
    return _put_records(content, chosen(_records(content), edit.where), [])


@into(BINARY_WAYS)
def repeat_a_record(content: bytes, edit: Edit) -> bytes:
    """The content with a record, and the one before or behind it, a second time."""
    records = _records(content)
    one = chosen(records, edit.where)
    return _put_records(content, one, [one, chosen(records, edit.where + edit.other % 3 - 1), one])


def _put_records(content: bytes, at: Record, new: Sequence[Record]) -> bytes:
    """The content with copies of these records in the place of one; old sheets are said to begin where they do."""
    changed = _put(content, (at.start, at.end), b"".join(content[one.start : one.end] for one in new))
    moved = len(changed) - len(content)
    if not content.startswith(OLD_BEGINNING) or not moved:
        return changed
    whole = bytearray(changed)
    for record in _records(changed):
        kind, size = OLD_HEAD.unpack_from(changed, record.start) if record.end else (0, 0)
        if kind == LISTED and size >= 4:
            (begins,) = struct.unpack_from("<I", changed, record.body)
            if at.start < begins < 0x8000_0000:
                struct.pack_into("<i", whole, record.body, begins + moved)
    return bytes(whole)


# Edits of the package


@into(PACKAGE_WAYS)
def leave_a_part_out(parts: Parts, edit: Edit) -> Parts:
    """The parts without one of them."""
    gone = edit.part % len(parts)
    return parts[:gone] + parts[gone + 1 :]


@into(PACKAGE_WAYS)
def copy_a_part(parts: Parts, edit: Edit) -> Parts:
    """The parts, one of which says what another does."""
    at = edit.part % len(parts)
    return [*parts[:at], (parts[at][0], chosen(parts, edit.other)[1]), *parts[at + 1 :]]


@into(PACKAGE_WAYS)
def name_a_part(parts: Parts, edit: Edit) -> Parts:
    """The parts, one of which has another name, or stands there under that name too."""
    at = edit.part % len(parts)
    name, content = parts[at]
    names = (
        name,
        name.upper(),
        name.replace("/", "\\"),
        f"/{name}",
        f"../{name}",
        f"x/{name}",
        chosen(parts, edit.other)[0],
    )
    return [*parts[: at + edit.where % 2], (chosen(names, edit.what), content), *parts[at + 1 :]]


@into(PACKAGE_WAYS, PACKAGE_WAYS)
def lead_elsewhere(parts: Parts, edit: Edit) -> Parts:
    """The parts, in one of which a relation leads to another part."""
    links = [at for at, (name, _) in enumerate(parts) if name.endswith(".rels")]
    if not links:
        return parts
    at = chosen(links, edit.part)
    name, content = parts[at]
    target = chosen(_spans(TARGET, content, 1), edit.where)
    return [*parts[:at], (name, _put(content, target, f"/{chosen(parts, edit.other)[0]}".encode())), *parts[at + 1 :]]


TARGET = re.compile(rb'\sTarget="([^"<]*)"')


# Edits of the file

HEADS = re.compile(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)")  # where something is said of a part, or of all of them
HEAD_SIZE = 46  # bytes
OLD_HEADS = 3 * 512  # bytes: what a container says of itself, of its sectors and of its stream


@into(FILE_WAYS, FILE_WAYS)
def put_a_number_in_a_head(whole: bytes, edit: Edit) -> bytes:
    """The file with a number somewhere in what it says of its parts."""
    heads = [found.start() for found in HEADS.finditer(whole)] if whole.startswith(b"PK") else range(0, OLD_HEADS, 4)
    at = (chosen(heads, edit.where) if heads else 0) + edit.other % HEAD_SIZE
    number = chosen(NUMBERS, edit.what)
    return _put(whole, (at, at + len(number)), number)
