"""Marked copies: the cells in question are coloured and remarked on, all else is as it was, and they merge as ever."""

import datetime as dt
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from nacpc_xl.merge.merge import merge
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.register import History, Register, Withheld
from nacpc_xl.model.words import Decision, Hiding, Private, Stray
from nacpc_xl.outputs.chase.marked import LARGEST_FILE, marked_copy
from nacpc_xl.outputs.chase.pack import chase_pack
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.returns.read import read_return
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.remarks import is_remark, remark, without_remarks
from nacpc_xl.tracker.write import tracker_workbook
from nacpc_xl.workspace import QuarterFolder
from tests.cells import cells_of
from tests.committee import PLAN, Q1, group
from tests.hostile import HOSTILE, IMPOSSIBLE, OFFICE, RELATIONS, TYPES, WORKBOOK, changed, tracker, zipped
from tests.outputs.test_chase_drafts import MANY_FAULTS, attached, drafts, finding, text_of, with_findings
from tests.outputs.test_report import facts_of
from tests.quarters import asked, assert_accounted_for, found, merged, returned, unplaced_texts

DAY = dt.date(2024, 6, 30)
COLOUR = "FFD9C2F0"
REMARKS = {
    "Actions": {"K5": "The status is not one of the five. Choose one.", "N6": "Evidence is missing. Fill it in."},
    "Sign-off": {"B5": "Date is missing. Fill it in."},
}
COMMENTS = {sheet: {cell: remark(text) for cell, text in cells.items()} for sheet, cells in REMARKS.items()}
CELLS = {sheet: set(cells) for sheet, cells in REMARKS.items()}

ACTIONS, OF_ACTIONS = "xl/worksheets/sheet2.xml", "xl/worksheets/_rels/sheet2.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


def mark(workbook: bytes, remarks: Mapping[str, Mapping[str, str]] = REMARKS) -> bytes:
    """A marked copy of the workbook, which has to be one that can be marked."""
    made = marked_copy(workbook, remarks, "SAPC office", DAY)
    assert made.content, made.why_not
    assert not made.why_not
    return made.content


def why_not_marked(workbook: bytes) -> str:
    made = marked_copy(workbook, REMARKS, "SAPC office", DAY)
    assert not made.content
    return made.why_not


def parts_of(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return {name: package.read(name) for name in package.namelist()}


def coloured_in(workbook: bytes) -> dict[str, set[str]]:
    """The cells that a rule gives our colour, by the sheets' names."""
    found: dict[str, set[str]] = {}
    book: Any = openpyxl.load_workbook(io.BytesIO(workbook))
    for sheet in book.worksheets:
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                if rule.dxf is not None and rule.dxf.fill is not None and rule.dxf.fill.bgColor.rgb == COLOUR:
                    assert rule.priority == min(
                        one.priority for area in sheet.conditional_formatting for one in area.rules
                    )
                    found.setdefault(sheet.title, set()).update(str(area.sqref).split())
    return found


def comments_in(workbook: bytes) -> dict[str, dict[str, str]]:
    """What the comments on cells say, by the sheets' names."""
    found: dict[str, dict[str, str]] = {}
    book: Any = openpyxl.load_workbook(io.BytesIO(workbook))
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.comment is not None):
            found.setdefault(sheet.title, {})[cell.coordinate] = cell.comment.text
    return found


def saved(book: Any) -> bytes:
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def with_comments(workbook: bytes, comments: Mapping[str, str]) -> bytes:
    """The workbook with a lead's comments on the sheet Actions."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for cell, text in comments.items():
        book["Actions"][cell].comment = Comment(text, "A lead")
    return saved(book)


_LIST = re.compile(
    r'<dataValidation (type="list"[^>]*?) sqref="([^"]*)"([^>]*)><formula1>(Lists![^<]*)</formula1></dataValidation>'
)


def with_lists_as_excel_saves_them(workbook: bytes) -> bytes:
    """The workbook with drop-downs that offer a list of another sheet written as extensions, as Excel writes them."""
    return zipped({name: _with_extensions(content) for name, content in parts_of(workbook).items()})


def _with_extensions(part: bytes) -> bytes:
    text = part.decode()
    moved = "".join(
        f"<x14:dataValidation {one[1]}{one[3]}><x14:formula1><xm:f>{one[4]}</xm:f></x14:formula1>"
        f"<xm:sqref>{one[2]}</xm:sqref></x14:dataValidation>"
        for one in _LIST.finditer(text)
    )
    if not moved:
        return part
    extension = (
        f'<extLst><ext xmlns:x14="{X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations '
        f'xmlns:xm="{XM}" count="{len(_LIST.findall(text))}">{moved}</x14:dataValidations></ext></extLst>'
    )
    return _LIST.sub("", text).replace("</worksheet>", f"{extension}</worksheet>").encode()


@pytest.fixture(scope="module")
def typed() -> bytes:
    """A tracker that was filled in and saved by openpyxl."""
    return zipped(tracker())


@pytest.fixture(scope="module")
def blank() -> bytes:
    """A tracker as it is issued."""
    return tracker_workbook(PLAN, Q1, group("VO"), History())


@pytest.fixture(scope="module")
def by_calc(typed: bytes, tmp_path_factory: pytest.TempPathFactory, soffice: Callable[..., Path]) -> bytes:
    """A tracker that was saved by LibreOffice."""
    path = tmp_path_factory.mktemp("calc") / "VO.xlsx"
    path.write_bytes(typed)
    (path.parent / "saved").mkdir()
    return soffice(path, to="xlsx", outdir=path.parent / "saved").read_bytes()


# What a copy has, and that it has everything else


def test_the_cells_in_question_are_coloured_before_all_other_colours_and_say_what_to_do(typed):
    copy = mark(typed)
    assert coloured_in(copy) == CELLS
    assert comments_in(copy) == COMMENTS


def test_an_issued_tracker_can_be_marked(blank):
    assert coloured_in(mark(blank)) == CELLS
    assert comments_in(mark(blank)) == COMMENTS


def test_a_tracker_saved_by_libreoffice_can_be_marked(by_calc):
    assert coloured_in(mark(by_calc)) == CELLS
    assert comments_in(mark(by_calc)) == COMMENTS


def test_libreoffice_shows_the_remarks_of_a_copy_as_comments(typed, tmp_path, soffice):
    (tmp_path / "copy.xlsx").write_bytes(mark(typed))
    made = soffice(tmp_path / "copy.xlsx", to="fods").read_text(encoding="utf-8")
    said = re.findall(r"<office:annotation .*?</office:annotation>", made, re.DOTALL)
    words = [" ".join(re.sub("<dc:date>.*?</dc:date>|<[^>]+>", " ", one).split()) for one in said]
    expected = [" ".join(text.split()) for cells in COMMENTS.values() for text in cells.values()]
    assert sorted(words) == sorted(one.replace("'", "&apos;") for one in expected)


@pytest.mark.parametrize(
    "make", [lambda whole: whole, with_lists_as_excel_saves_them], ids=["as issued", "as by Excel"]
)
def test_nothing_else_in_the_file_is_changed(make, blank):
    before = parts_of(make(blank))
    after = parts_of(mark(make(blank)))
    new = {"xl/comments1.xml", "xl/comments2.xml", "xl/drawings/vmlDrawing1.vml", "xl/drawings/vmlDrawing2.vml"}
    assert after.keys() - before.keys() == new | {"xl/worksheets/_rels/sheet5.xml.rels"}
    assert not before.keys() - after.keys()
    touched = {name for name in before if after[name] != before[name]} - {"docProps/core.xml"}
    assert touched == {TYPES, "xl/styles.xml", ACTIONS, OF_ACTIONS, "xl/worksheets/sheet5.xml"}
    assert as_before(after[ACTIONS]) == as_before(before[ACTIONS])
    for name in (TYPES, OF_ACTIONS):
        assert set(elements(before[name])) <= set(elements(after[name]))
    looks = [re.sub(rb'<dxfs count="\d+">', b"<dxfs>", one["xl/styles.xml"]) for one in (before, after)]
    assert etree.tostring(etree.fromstring(looks[1]), method="c14n").startswith(
        etree.tostring(etree.fromstring(looks[0]), method="c14n").partition(b"</dxfs>")[0]
    )


def as_before(sheet: bytes) -> bytes:
    """The sheet without what marks cells."""
    root = etree.fromstring(sheet)
    for one in [*root.iter(f"{{{MAIN}}}legacyDrawing"), *root.iter(f"{{{MAIN}}}conditionalFormatting")]:
        if one.tag.endswith("legacyDrawing") or one.findtext(f"{{{MAIN}}}cfRule/{{{MAIN}}}formula") == "TRUE":
            root.remove(one)
    first = min(int(rule.get("priority", "")) for rule in root.iter("{*}cfRule"))
    for rule in root.iter("{*}cfRule"):
        rule.set("priority", str(int(rule.get("priority", "")) - first))
    return etree.tostring(root, method="c14n")


def elements(part: bytes) -> Iterator[bytes]:
    return (etree.tostring(one, method="c14n") for one in etree.fromstring(part))


def test_drop_downs_and_rules_that_excel_saved_as_extensions_survive(blank):
    by_excel = with_lists_as_excel_saves_them(blank)
    before, after = (parts_of(one)[ACTIONS] for one in (by_excel, mark(by_excel)))
    assert before.count(b"<x14:dataValidation ") > 0
    assert after.count(b"<x14:dataValidation ") == before.count(b"<x14:dataValidation ")
    assert after.count(b"<dataValidation ") == before.count(b"<dataValidation ")
    assert after.count(b"<cfRule ") == before.count(b"<cfRule ") + 1
    assert after.count(b"<f>") == before.count(b"<f>") > 0
    assert b"<sheetProtection " in after


def test_a_copy_has_the_same_bytes_every_time(typed, by_calc):
    for workbook in (typed, by_calc):
        assert mark(workbook) == mark(workbook)


# Comments that are there already


def test_what_a_lead_said_in_comments_stays_before_the_remark(typed):
    said = with_comments(typed, {"K5": "Is amber right?\nAsk me.", "L5": "A link would help."})
    assert comments_in(mark(said))["Actions"] == {
        "K5": f"Is amber right?\nAsk me.\n\n{COMMENTS['Actions']['K5']}",
        "L5": "A link would help.",
        "N6": COMMENTS["Actions"]["N6"],
    }


def test_a_comment_that_is_no_run_of_text_but_plain_text_keeps_its_words(typed):
    parts = parts_of(with_comments(typed, {"K5": "Ask me."}))
    (name,) = (name for name in parts if "comment" in name and name.endswith(".xml"))
    plain = re.sub(rb"<text>.*?</text>", b"<text><t>Ask me.</t></text>", parts[name])
    said = comments_in(mark(zipped({**parts, name: plain})))["Actions"]["K5"]
    assert said == f"Ask me.\n\n{COMMENTS['Actions']['K5']}"


def test_a_copy_that_comes_back_is_marked_anew(typed, tmp_path, soffice):
    first = mark(with_comments(typed, {"K5": "Is amber right?"}))
    (tmp_path / "first.xlsx").write_bytes(first)
    (tmp_path / "saved").mkdir()
    resaved = {
        "by nobody": first,
        "by openpyxl": saved(openpyxl.load_workbook(io.BytesIO(first))),
        "by LibreOffice": soffice(tmp_path / "first.xlsx", to="xlsx", outdir=tmp_path / "saved").read_bytes(),
    }
    for one in resaved.values():
        again = mark(one, {"Actions": {"N6": "Evidence is still missing."}})
        assert coloured_in(again) == {"Actions": {"N6"}}
        assert comments_in(again) == {"Actions": {"K5": "Is amber right?", "N6": remark("Evidence is still missing.")}}


def test_a_remark_is_known_as_long_as_nobody_writes_into_it():
    said = remark("Evidence is missing; see _x0041_, (end of note 1) and “x”.\nFill it in.")
    assert is_remark(said)
    assert is_remark(said.replace("\n", "\r\n"))
    assert not is_remark("")
    assert without_remarks("What a lead says.") == "What a lead says."
    assert without_remarks(f"Mine.\n\n{said}") == "Mine."
    assert without_remarks(f"{said}\nMine too.\n{remark('Another.')}") == "Mine too."
    for changed_one in (said.replace("Fill it in.", "I did."), said.replace("missing", "attached"), said[:-3]):
        assert without_remarks(changed_one) == changed_one
        assert not is_remark(changed_one)


# What is not copied, with the reason

DRAWN = "it has pictures, shapes, text boxes or charts on it"
UNKNOWN = "it has more in it than can be looked into"
NO_XLSX = "it is not an .xlsx file"
DAMAGED = "it is damaged in part"


def leading_to(kind: str, relations: str = OF_ACTIONS, target: str = "xl/others/other1.xml") -> bytes:
    """A tracker in which one relation more leads to a part more."""
    parts = tracker()
    more = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="/{target}"/>'
    return zipped({**changed(parts, relations, "</Relationships>", f"{more}</Relationships>"), target: b"<other/>"})


@pytest.mark.parametrize(
    ("kind", "relations", "reason"),
    [
        ("drawing", OF_ACTIONS, DRAWN),
        ("image", OF_ACTIONS, "it has pictures on it"),
        ("threadedComment", OF_ACTIONS, "it has comments with answers to them"),
        ("pivotTable", OF_ACTIONS, "it has pivot tables"),
        ("oleObject", OF_ACTIONS, "it has other files packed into it"),
        ("control", OF_ACTIONS, "it has buttons or boxes to tick on it"),
        ("slicer", OF_ACTIONS, UNKNOWN),
        ("queryTable", OF_ACTIONS, UNKNOWN),
        ("nobodyKnows", OF_ACTIONS, UNKNOWN),
        ("vbaProject", RELATIONS, "it has macros"),
        ("externalLink", RELATIONS, "it has links to other files"),
        ("connections", RELATIONS, UNKNOWN),
        ("xmlMaps", RELATIONS, UNKNOWN),
        ("chartsheet", RELATIONS, UNKNOWN),
    ],
)
def test_a_workbook_that_leads_to_other_things_is_not_copied(kind, relations, reason):
    assert why_not_marked(leading_to(kind, relations)) == reason


def with_a_chart() -> bytes:
    book: Any = openpyxl.load_workbook(io.BytesIO(zipped(tracker())))
    book["Actions"].add_chart(BarChart(), "B20")
    return saved(book)


def with_a_name() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(zipped(tracker())))
    book.defined_names["kept"] = DefinedName("kept", attr_text='"somebody"')
    return saved(book)


def in_strict_form() -> bytes:
    parts = tracker()
    strict = parts[WORKBOOK].replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    return zipped({**parts, WORKBOOK: strict})


def with_macros() -> bytes:
    parts = tracker()
    kind = rb"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    return zipped({**parts, TYPES: re.sub(rb"application/[a-z.-]*sheet\.main\+xml", kind, parts[TYPES])})


def without_styles() -> bytes:
    return zipped({name: content for name, content in tracker().items() if name != "xl/styles.xml"})


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (with_a_chart, DRAWN),
        (with_a_name, "it has names for cells that it was not issued with"),
        (in_strict_form, "it was saved as Strict Open XML"),
        (with_macros, UNKNOWN),
        (without_styles, DAMAGED),
        (lambda: zipped({**tracker(), "xl/nobody/leads/here.xml": b"<other/>"}), UNKNOWN),
        (lambda: zipped({**tracker(), "XL/Styles.xml": b"<other/>"}), DAMAGED),
        (lambda: zipped({**tracker(), ACTIONS: b"<worksheet>"}), DAMAGED),
        (lambda: zipped({**tracker(), ACTIONS: b" " * 30_000_000}), "it is far larger than the tracker was"),
        (lambda: zipped(tracker()) + b"x" * LARGEST_FILE, "it is far larger than the tracker was"),
        (lambda: zipped({"content.xml": b"<office/>"}), NO_XLSX),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NO_XLSX),
        (lambda: b"", NO_XLSX),
    ],
)
def test_what_cannot_be_copied_safely_is_not_copied(make, reason):
    assert why_not_marked(make()) == reason


@pytest.mark.parametrize("form", ["ods", "xls"])
def test_other_formats_are_not_copied(form, typed, tmp_path, soffice):
    (tmp_path / "VO.xlsx").write_bytes(typed)
    assert why_not_marked(soffice(tmp_path / "VO.xlsx", to=form).read_bytes()) == NO_XLSX


@pytest.mark.parametrize("kind", ["customXml", "person"])
def test_what_servers_and_programs_note_of_a_file_and_its_people_is_left_out(kind):
    target = f"{kind}/item1.xml"
    copy = parts_of(mark(leading_to(kind, RELATIONS, target)))
    assert target not in copy
    assert kind.encode() not in copy[RELATIONS] + copy[TYPES]
    assert coloured_in(zipped(copy)) == CELLS


def test_a_label_of_how_sensitive_a_file_is_stays_with_it():
    relations, target = "_rels/.rels", "docMetadata/LabelInfo.xml"
    assert parts_of(mark(leading_to("classificationlabels", relations, target)))[target] == b"<other/>"


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in IMPOSSIBLE])
def test_a_hostile_file_is_marked_or_not_but_never_does_harm(name, tmp_path):
    path = HOSTILE[name](tmp_path)
    if path.is_file() and path.stat().st_size <= LARGEST_FILE:
        began = time.monotonic()
        made = marked_copy(path.read_bytes(), REMARKS, "SAPC office", DAY)
        assert bool(made.content) is not bool(made.why_not)
        assert time.monotonic() - began < 5


# In a quarter


def in_quarter(folder: Path, workbook: bytes | None = None) -> tuple[Facts, dict[str, bytes], bytes]:
    """The facts of a quarter in which FH's return has many faults, its chase pack by the names of files, the return."""
    path = returned(folder / "returned", Q1, "FH", MANY_FAULTS, name="FH of June.xlsx")
    if workbook is not None:
        path.write_bytes(workbook)
    facts = facts_of(merged([path], Q1), Q1)
    pack = {one.name: content for one, content in chase_pack(facts, QuarterFolder(folder))}
    return facts, pack, path.read_bytes()


def test_the_marked_cells_are_those_that_are_asked_about_and_the_copy_is_attached(tmp_path):
    facts, pack, _ = in_quarter(tmp_path)
    of_group = [one for one in asked(facts.findings) if one.subgroup == "FH"]
    cells = {place for one in of_group for place in cells_of(one)}
    coloured, comments = coloured_in(pack["FH-marked.xlsx"]), comments_in(pack["FH-marked.xlsx"])
    assert {(sheet, cell) for sheet, on_sheet in coloured.items() for cell in on_sheet} == cells
    assert {(sheet, cell) for sheet, on_sheet in comments.items() for cell in on_sheet} == cells
    for one in of_group:
        assert one.fix in comments[one.sheet_name][one.at]
    message = drafts(facts, tmp_path)["FH"]
    assert attached(message) == {"FH-marked.xlsx": pack["FH-marked.xlsx"]}
    assert "In it the cells in question are violet, each with a comment" in text_of(message)


def test_a_copy_leaves_the_return_as_it_is(tmp_path):
    _, _, before = in_quarter(tmp_path)
    assert (tmp_path / "returned" / "FH of June.xlsx").read_bytes() == before


def told(register: Register) -> list[tuple[str, ...]]:
    """What the checks find, but for the names of files."""
    findings = found(register, Q1)
    return [(one.code, one.ref, one.what, one.fix, one.sheet_name, one.at) for one in findings]


def answers(register: Register) -> list[dict[str, Any]]:
    rows = (*register.actions, *register.measures, *register.new_actions)
    return [{name: row.written(name) for name in row.columns() if name != "source_row"} for row in rows]


@pytest.mark.parametrize("saved_by", ["nobody", "openpyxl", "LibreOffice as xlsx", "LibreOffice as ods"])
def test_a_copy_that_is_returned_merges_as_the_return_did(saved_by, tmp_path, soffice):
    path = tmp_path / "FH-marked.xlsx"
    facts, pack, _ = in_quarter(tmp_path)
    path.write_bytes(pack["FH-marked.xlsx"])
    if saved_by == "openpyxl":
        path.write_bytes(saved(openpyxl.load_workbook(path)))
    elif saved_by != "nobody":
        (tmp_path / "saved").mkdir()
        path = soffice(path, to=saved_by.rpartition(" ")[2], outdir=tmp_path / "saved")
    register = register_of(path)
    notes = {"R16"}  # that .ods does not show everything
    assert [one for one in told(register) if one[0] not in notes] == told(facts.register)
    assert answers(register) == answers(facts.register)
    assert unplaced_texts(register) == []
    assert_accounted_for(register)


def register_of(path: Path) -> Register:
    """The register of one file, whose comments count among its cells."""
    return merge(PLAN, Q1, [read_return(path, GivenText(PLAN))], History(), Q1.ends)


def test_what_a_lead_adds_to_a_remark_is_kept_and_no_more(tmp_path):
    _, pack, _ = in_quarter(tmp_path)
    book: Any = openpyxl.load_workbook(io.BytesIO(pack["FH-marked.xlsx"]))
    cells = comments_in(pack["FH-marked.xlsx"])["Actions"]
    first, second, *_ = cells
    book["Actions"][first].comment = Comment(f"{cells[first]}\nIt will be sent in July.", "A lead")
    book["Actions"][second].comment = Comment(cells[second].replace("(end", "No! (end"), "A lead")
    path = tmp_path / "back.xlsx"
    book.save(path)
    register = register_of(path)
    assert unplaced_texts(register) == ["It will be sent in July.", cells[second].replace("(end", "No! (end")]
    assert {scrap.why for scrap in register.unplaced} == {Stray.COMMENT}
    (note,) = (one for one in found(register, Q1) if one.code == "R07")
    assert cells_of(note) == {("Actions", first), ("Actions", second)}


def private(file: str, **more: Any) -> Withheld:
    return Withheld.of(
        subgroup="FH", kind=Private.CHI, where=Hiding.CELL, file=file, sheet_name="Actions", at="L5", **more
    )


RELEASED = {"decision": Decision.ACCEPT, "released_by": "Lead Officer", "why_released": "It is an invoice."}


@pytest.mark.parametrize(
    ("withheld", "is_copied"),
    [
        ((private("FH of June.xlsx"),), False),
        ((private("FH of June.xlsx", **RELEASED), private("FH of June.xlsx")), False),
        ((private("FH of June.xlsx", **RELEASED),), True),
        ((private("another.xlsx"),), True),
    ],
)
def test_a_return_in_which_anything_is_withheld_is_not_copied(withheld, is_copied, tmp_path):
    facts, _, _ = in_quarter(tmp_path)
    facts = replace(facts, register=replace(facts.register, withheld=withheld))
    pack = {path.name for path, _ in chase_pack(facts, QuarterFolder(tmp_path))}
    assert ("FH-marked.xlsx" in pack) is is_copied
    message = drafts(facts, tmp_path)["FH"]
    assert bool(attached(message)) is is_copied
    assert (
        "No copy with the cells marked is attached, since it may hold personal data." in text_of(message)
    ) is not is_copied


def test_where_there_is_no_copy_the_draft_asks_for_the_groups_own_file(tmp_path):
    facts, pack, _ = in_quarter(tmp_path, with_a_chart_in_a_return(tmp_path))
    assert "FH-marked.xlsx" not in pack
    text = text_of(drafts(facts, tmp_path)["FH"])
    assert "Please put them right in your own file, “FH of June.xlsx”, save it, and send it again." in text
    assert f"is attached, since {DRAWN}." in text


def with_a_chart_in_a_return(folder: Path) -> bytes:
    book: Any = openpyxl.load_workbook(returned(folder / "typed", Q1, "FH", MANY_FAULTS))
    book["Actions"].add_chart(BarChart(), "B20")
    return saved(book)


def test_a_return_that_changed_since_it_was_merged_is_not_copied(tmp_path):
    facts, _, _ = in_quarter(tmp_path)
    path = tmp_path / "returned" / "FH of June.xlsx"
    path.write_bytes(path.read_bytes() + b" ")
    assert "no longer where it was" in text_of(drafts(facts, tmp_path)["FH"])
    path.unlink()
    assert "no longer where it was" in text_of(drafts(facts, tmp_path)["FH"])


def test_a_return_is_found_by_its_contents_whatever_name_is_shown_for_it(tmp_path):
    facts, pack, _ = in_quarter(tmp_path)
    path = tmp_path / "returned" / "FH of June.xlsx"
    (tmp_path / "returned" / "below").mkdir()
    path.rename(path.parent / "below" / "another name.xlsx")
    path.write_bytes(b"not the return")
    assert dict(chase_pack(facts, QuarterFolder(tmp_path))).keys() == {
        tmp_path / "out" / "chase" / name for name in pack
    }


def test_a_query_about_a_row_is_put_on_its_first_cell_and_one_about_no_cell_on_none(tmp_path):
    facts, _, _ = in_quarter(tmp_path)
    about: list[Finding] = [
        finding(at="row 4", ref="", what="The heading Evidence is not there", file="FH of June.xlsx"),
        finding(at="", sheet_name="", ref="", what="A sheet is lacking", file="FH of June.xlsx"),
        finding(at="L5", ref="", what="It says only “Ongoing.”; likewise L6", file="FH of June.xlsx"),
    ]
    pack = {path.name: content for path, content in chase_pack(with_findings(facts, *about), QuarterFolder(tmp_path))}
    assert comments_in(pack["FH-marked.xlsx"]) == {
        "Actions": {
            "A4": remark("The heading Evidence is not there. Fill it in."),
            "L5": remark("It says only “Ongoing.” Fill it in."),
            "L6": remark("As in L5: It says only “Ongoing.” Fill it in."),
        }
    }


def test_where_nothing_asked_is_about_a_cell_there_is_no_copy_and_no_reason(tmp_path):
    facts, _, _ = in_quarter(tmp_path)
    one = finding(at="", sheet_name="", ref="", what="P1.1-02 has no row in the return of FH", file="FH of June.xlsx")
    text = text_of(drafts(with_findings(facts, one), tmp_path)["FH"])
    assert "Please put right the point below" in text
    assert "Please put it right in your own file, “FH of June.xlsx”, save it, and send it again.\n" in text


def test_what_could_be_taken_for_personal_data_is_in_no_remark(tmp_path):
    facts, _, _ = in_quarter(tmp_path)
    one = finding(at="L5", ref="", what="Ring 01294 310505 or 07700 900123", file="FH of June.xlsx")
    pack = {path.name: content for path, content in chase_pack(with_findings(facts, one), QuarterFolder(tmp_path))}
    said = comments_in(pack["FH-marked.xlsx"])["Actions"]["L5"]
    assert said == remark("The message that came with this copy says what to do.")
