"""The cells of an .xlsx, which are read here and nowhere else: the same as other people's readers find in them."""

import datetime as dt
import io
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from nacpc_xl.model.columns import MacSerial, Percent, as_written
from nacpc_xl.model.errors import NotAWorkbook
from nacpc_xl.preflight import xlsx
from nacpc_xl.preflight.formats import Shown, shown_by
from nacpc_xl.preflight.plain import plain_sheet
from nacpc_xl.preflight.run import survey
from nacpc_xl.preflight.survey import At, SheetSurvey, Survey
from nacpc_xl.preflight.unpack import unpacked
from nacpc_xl.sheets.read import read_grids, read_workbook

EXAMPLE = Path(__file__).resolve().parents[2] / "workbooks" / "2019-20"
WORKBOOKS = sorted(EXAMPLE.rglob("*.xlsx"))

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATED = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
TEXTS = (
    "<si><t>first</t></si><si><t> blank around </t></si>"
    "<si><r><rPr><b/></rPr><t xml:space='preserve'>bold </t></r><r><t>and not</t></r><rPh><t>aloud</t></rPh></si>"
    "<si><t>two_x000D_lines, and _x005F_x0041_</t></si><si/><si><t>a &amp; b</t></si>"
)

# Whatever another reader may find, by the cells that hold it.
CELLS = {
    "shared": '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>',
    "shared, odd": '<c r="A1" t="s"><v>3</v></c><c r="B1" t="s"><v>4</v></c><c r="C1" t="s"><v>5</v></c>',
    "inline": '<c r="A1" t="inlineStr"><is><t>one</t></is></c><c r="C1" t="inlineStr"><is><t>&lt;&#163;</t></is></c>',
    "inline, in pieces": '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c>',
    "inline, aloud": '<c r="A1" t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>b</t></rPh></is></c>',
    "lines": '<c r="A1" t="inlineStr"><is><t>one\ntwo&#10;three</t></is></c>',
    "a carriage return": '<c r="A1" t="inlineStr"><is><t>one\r\ntwo&#13;three</t></is></c>',
    "numbers": '<c r="A1"><v>12</v></c><c r="B1" t="n"><v>-1.5E-3</v></c><c r="C1" s="2"><v>0.85</v></c>',
    "no numbers": '<c r="A1"><v>twelve</v></c><c r="B1"><v>1_0</v></c>',
    "truth": '<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c>',
    "days": '<c r="A1" s="1"><v>43646</v></c><c r="B1" s="1"><v>43646.75</v></c><c r="C1" s="1"><v>0.25</v></c>',
    "days of 1900": '<c r="A1" s="1"><v>1</v></c><c r="B1" s="1"><v>59</v></c><c r="C1" s="1"><v>60</v></c>',
    "days too far": '<c r="A1" s="1"><v>2958465</v></c><c r="B1" s="1"><v>2958466</v></c><c r="C1" s="1"><v>-1</v></c>',
    "time gone by": '<c r="A1" s="3"><v>1.5</v></c><c r="B1" s="3"><v>-0.5</v></c><c r="C1" s="3"><v>0.001</v></c>',
    "ISO days": '<c r="A1" t="d"><v>2019-06-30</v></c><c r="B1" t="d"><v>2019-06-30T10:00:00</v></c>',
    "results": '<c r="A1" t="str"><f>B1&amp;"x"</f><v>a &amp; b</v></c><c r="B1"><f t="shared" si="0"/><v>7</v></c>',
    "no result": '<c r="A1" t="str"><f>A2</f><v></v></c><c r="B1"><v/></c><c r="C1" s="1"/>',
    "a comment": '<c r="A1" t="inlineStr"><is><t>a<!-- not seen -->b</t></is></c>',
    "as it stands": '<c r="A1" t="inlineStr"><is><t><![CDATA[<b> & c]]></t></is></c>',
    "an instruction": '<c r="A1" t="inlineStr"><?odd one?><is><t>a</t></is></c>',
    "other order": '<c t="s" r="B1"><v>0</v></c><c s="1" r="C1"><v>43646</v></c>',
    "single quotes": "<c r='B1' t='s'><v>0</v></c>",
    "blanks inside": '<c r="B1"  t="s" ><v >0</v ></c >',
}


def packed(rows: str, properties: str = "", sheet: str = "") -> bytes:
    """A workbook with one sheet of these rows; `sheet` is the whole of its XML where that is not as usual."""
    formats = '<numFmts count="1"><numFmt numFmtId="164" formatCode="d mmm yyyy hh:mm"/></numFmts>'
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 164, 10, 46))
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/></Types>'
        ),
        "_rels/.rels": RELATED.format(
            f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": (
            f'<workbook {MAIN} xmlns:r="{OFFICE}">{properties}'
            '<sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": RELATED.format(
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        ),
        "xl/styles.xml": f"<styleSheet {MAIN}>{formats}<cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{TEXTS}</sst>",
        "xl/worksheets/sheet1.xml": sheet or f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part.encode())
    return content.getvalue()


def as_others_compare(cells: Mapping[At, Any]) -> dict[At, Any]:
    """The cells that hold anything, with texts as a person sees them and numbers as numbers."""
    plain = {at: as_written(raw) if isinstance(raw, str) else raw for at, raw in cells.items()}
    return {at: float(raw) if type(raw) in (int, Percent, MacSerial) else raw for at, raw in plain.items() if raw != ""}


def by_calamine(content: bytes, name: str) -> dict[At, Any]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return as_others_compare({(row, at): raw for row, cells in enumerate(rows) for at, raw in enumerate(cells)})


def seen_in(folder: Path, content: bytes) -> Survey:
    path = folder / "x.xlsx"
    path.write_bytes(content)
    return survey(path)


def told(sheet: SheetSurvey) -> dict[At, Any]:
    return as_others_compare({at: raw for at, raw in sheet.shown.items() if at not in sheet.errors})


@pytest.mark.parametrize("what", CELLS)
@pytest.mark.parametrize("properties", ["", '<workbookPr date1904="1"/>'], ids=["1900", "1904"])
def test_a_cell_holds_what_calamine_finds_in_it(what, properties, tmp_path):
    content = packed(f'<row r="1">{CELLS[what]}</row>', properties)
    cells = told(seen_in(tmp_path, content).sheet("One"))
    assert cells == by_calamine(content, "One")
    assert [type(raw) for raw in cells.values()] == [type(raw) for raw in by_calamine(content, "One").values()]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: f"{path.parent.parent.name} {path.name}")
def test_all_cells_of_the_example_are_those_that_others_find(path):
    grids = read_workbook(path).grids
    book = openpyxl.load_workbook(path, data_only=True)
    assert [grid.sheet for grid in grids] == book.sheetnames
    for grid in grids:
        cells = told(grid.seen)
        assert cells == by_calamine(path.read_bytes(), grid.sheet)
        values = {(row - 1, at - 1): cell.value for (row, at), cell in book[grid.sheet]._cells.items()}
        for at, value in as_others_compare({at: raw for at, raw in values.items() if raw is not None}).items():
            day = value.date() if isinstance(value, dt.datetime) and value.time() == dt.time() else value
            assert cells.pop(at, "") == day or at in grid.seen.errors, f"{grid.sheet} {at}"
        assert not cells


def test_numbers_are_days_where_calamine_takes_them_for_days(tmp_path):
    chance = random.Random(1)
    numbers = [
        chance.choice((chance.uniform(-2, 3), chance.uniform(0, 3_000_000), chance.randrange(100))) for _ in range(400)
    ]
    cells = "".join(
        f'<c r="{get_column_letter(at + 1)}1" s="{1 + at % 3}"><v>{number!r}</v></c>'
        for at, number in enumerate(numbers)
    )
    content = packed(f'<row r="1">{cells}</row>')
    assert told(seen_in(tmp_path, content).sheet("One")) == by_calamine(content, "One")


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("d mmm yyyy", Shown.MOMENT),
        ("[$-809]dd/mm/yy;@", Shown.MOMENT),
        ("h AM/PM", Shown.MOMENT),
        ("mm:ss.0", Shown.MOMENT),
        ("[h]:mm", Shown.DURATION),
        ("[ss]", Shown.DURATION),
        ("0.0%", Shown.PERCENT),
        ("0%;[Red]-0%", Shown.PERCENT),
        ("General", None),
        ("[Red]0.00", None),
        ('0" days"', None),
        ("\\d0", None),
        ("_d0", None),
        ("0;d", None),
        ("#,##0.00E+00", None),
        ('[$€-2] "yours"', None),
    ],
)
def test_a_number_is_shown_as_its_format_says(number_format, shown):
    assert shown_by(number_format) is shown


# Two ways to read a sheet: by a pattern, and by the parser


def by_the_parser(path: Path, monkeypatch: pytest.MonkeyPatch) -> Survey:
    with monkeypatch.context() as patched:
        patched.setattr(xlsx, "plain_sheet", lambda content: None)
        return survey(path)


def all_of(seen: Survey) -> list[dict[str, object]]:
    return [
        vars(sheet) | {"formulas": dict(sheet.formulas), "order": list(sheet.shown)} for sheet in seen.sheets.values()
    ]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: f"{path.parent.parent.name} {path.name}")
def test_the_parser_sees_the_same_as_the_pattern(path, monkeypatch):
    seen = survey(path)
    assert all_of(by_the_parser(path, monkeypatch)) == all_of(seen)
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert all(plain_sheet(sheet) for sheet in sheets)


@pytest.mark.parametrize("what", CELLS)
def test_the_parser_sees_the_same_in_each_cell(what, tmp_path, monkeypatch):
    rows = f'<row r="2" hidden="1" spans="1:3">{CELLS[what]}</row><row hidden="true"/><row/><row hidden="0"/>'
    seen = seen_in(tmp_path, packed(rows))
    assert all_of(by_the_parser(tmp_path / "x.xlsx", monkeypatch)) == all_of(seen)
    assert seen.sheet("One").hidden_rows == {1, 2}


ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>kept</t></is></c></row>'
SHEETS = {
    "rows in a comment": f"<worksheet {MAIN}><!--<sheetData>{ROW}</sheetData>--><sheetData/></worksheet>",
    "rows in CDATA": f"<worksheet {MAIN}><x><![CDATA[<sheetData>{ROW}</sheetData>]]></x><sheetData/></worksheet>",
    "rows in an instruction": f"<worksheet {MAIN}><?x <sheetData>{ROW}</sheetData>?><sheetData/></worksheet>",
    "no rows": f"<worksheet {MAIN}><sheetData></sheetData></worksheet>",
}
ODD_SHEETS = {
    "a prefix": f"<x:worksheet {MAIN.replace('xmlns', 'xmlns:x')}><x:sheetData>{{}}</x:sheetData></x:worksheet>",
    "two lots of rows": f"<worksheet {MAIN}><sheetData/><sheetData>{{}}</sheetData></worksheet>",
    "a comment after the rows": f"<worksheet {MAIN}><sheetData>{{}}</sheetData><!--</sheetData>--></worksheet>",
    "blanks and lines": f"<worksheet {MAIN}>\n <sheetData>\n  {{}}\n </sheetData>\n</worksheet>",
    "another encoding": (
        f"<?xml version='1.0' encoding='iso-8859-1'?><worksheet {MAIN}><sheetData>{{}}</sheetData></worksheet>"
    ),
}


@pytest.mark.parametrize("how", SHEETS)
def test_what_only_looks_like_rows_is_none(how, tmp_path):
    assert seen_in(tmp_path, packed("", sheet=SHEETS[how])).sheet("One").shown == {}


@pytest.mark.parametrize("how", ODD_SHEETS)
def test_rows_are_found_however_the_sheet_is_written(how, tmp_path):
    row = ROW.replace("<", "<x:").replace("<x:/", "</x:") if how == "a prefix" else ROW
    seen = seen_in(tmp_path, packed("", sheet=ODD_SHEETS[how].format(row)))
    assert seen.sheet("One").shown == {(0, 0): "kept"}


def test_cells_and_rows_without_names_stand_next_to_those_before(tmp_path):
    text = '<c t="s"><v>0</v></c>'
    rows = f'<row>{text}<c/>{text}</row><row r="4"><c r="B4" t="s"><v>0</v></c>{text}</row><row>{text}</row>'
    assert set(seen_in(tmp_path, packed(rows)).sheet("One").shown) == {(0, 0), (0, 2), (3, 1), (3, 2), (4, 0)}


@pytest.mark.parametrize("kind", ["inlineStr", "s", "str", "n"])
def test_a_text_is_kept_whatever_its_cell_is_said_to_hold(kind, tmp_path, monkeypatch):
    cells = f'<c r="A1" t="{kind}"><is><t>kept</t></is></c><c r="B1" t="inlineStr"><v>kept too</v></c>'
    seen = seen_in(tmp_path, packed(f'<row r="1">{cells}</row>'))
    assert seen.sheet("One").shown == {(0, 0): "kept", (0, 1): "kept too"}
    assert all_of(by_the_parser(tmp_path / "x.xlsx", monkeypatch)) == all_of(seen)


def test_cells_are_told_row_by_row_whatever_their_order(tmp_path):
    cells = [f'<row r="{row}"><c r="{at}{row}"><v>1</v></c></row>' for row, at in ((3, "A"), (1, "B"), (2, "C"))]
    assert list(seen_in(tmp_path, packed("".join(cells))).sheet("One").shown) == [(0, 1), (1, 2), (2, 0)]


@pytest.mark.parametrize(
    "cell",
    ['<c r="A1" t="b"><v>2</v></c>', '<c r="A1" t="s"><v>6</v></c>', '<c r="A1" t="new"><v>x</v></c>'],
    ids=["neither true nor false", "a text that is not there", "a kind that is not known"],
)
def test_a_cell_that_cannot_be_told_is_known_to_hold_something(cell, tmp_path):
    sheet = seen_in(tmp_path, packed(f'<row r="1">{cell}</row>')).sheet("One")
    assert sheet.filled == {(0, 0)}
    assert sheet.shown == {}
    with pytest.raises(NotAWorkbook, match="some of its cells cannot be read"):
        read_grids(tmp_path / "x.xlsx")


@pytest.mark.parametrize("number", ["-1", "1.0", "one"])
def test_a_text_that_cannot_be_there_is_no_other_one(number, tmp_path):
    content = packed(f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>')
    with pytest.raises(NotAWorkbook, match="damaged"):
        seen_in(tmp_path, content)


@pytest.mark.parametrize(
    "text", ["a & b", "a &nbsp; b", "a &#0; b", "a &#xFFFF; b", "a \x0b b", "a &#55296; b", "a < b"], ids=repr
)
def test_what_is_no_xml_is_refused(text, tmp_path):
    content = packed(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>')
    with pytest.raises(NotAWorkbook, match="damaged"):
        seen_in(tmp_path, content)


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A1"/><v>5</v></c>',
        '<c r="A1"><f/>1</f><v>5</v></c>',
        '<c r="A1">',
        '<c r="A1"><f>1<v>5</v></c>',
        '<c r="A1" s="1"<v>5</v></c>',
        '<c r="A1" s=1><v>5</v></c>',
        '<c r="A1><v>5</v></c><c r="B1"/>',
        '<c r="A1><v>5</v></c><c r=" s="1"/>',
        '<c r="A1"><v>5\x0b</v></c>',
        '<c r="A1"><f>1</f><v>5\x0b</v></c>',
        '<c r="A1\x0b"/>',
    ],
    ids=repr,
)
def test_cells_that_are_no_xml_are_refused(cells, tmp_path):
    with pytest.raises(NotAWorkbook, match="damaged"):
        seen_in(tmp_path, packed(f'<row r="1">{cells}</row>'))


@pytest.mark.parametrize(
    "cell",
    [
        '<c t="inlineStr" r="A1"><is><t>kept</t></is></c>',
        '<c r="A1" t="inlineStr"><is><t xml:lang="gd">kept</t></is></c>',
        '<c r="A1" cm="1" t="inlineStr"><is><t>kept</t></is></c>',
        '<c r="A1" t="inlineStr"><is><r><t>ke</t></r><r><t>pt</t></r></is></c>',
        '<c r="A1" t="str"><f ca = "1">"kept"</f><v>kept</v></c>',
        '<c r="A1" t="inlineStr" ><is><t>kept</t></is></c>',
    ],
    ids=repr,
)
def test_cells_that_are_written_otherwise_are_left_to_the_parser(cell, tmp_path):
    rows = f'<row r="1">{cell}</row>'
    assert plain_sheet(f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()) is None
    assert seen_in(tmp_path, packed(rows)).sheet("One").shown == {(0, 0): "kept"}


@pytest.mark.parametrize("formula", ["1&nbsp;2", "1&#55296;2", '"a"&amp;"\x0b"', "1\x0b2"], ids=repr)
def test_a_formula_that_is_no_xml_is_kept_as_it_is_written(formula, tmp_path):
    cells = f'<c r="A1"><f>{formula}</f></c><c r="B1"><f>1&amp;2</f><v>12</v></c>'
    path = tmp_path / "x.xlsx"
    path.write_bytes(packed(f'<row r="1">{cells}</row>'))
    (one,) = read_grids(path)
    assert one.cells == {(0, 0): f"={formula}", (0, 1): 12}
    assert dict(one.seen.formulas) == {(0, 0): formula, (0, 1): "1&2"}


@pytest.mark.parametrize("beside", ["<mergeCells>", '<hyperlinks count="0"/>', "<headerFooter><!-- --></headerFooter>"])
def test_what_is_unusual_around_the_rows_is_left_to_the_parser(beside):
    assert plain_sheet(f"<worksheet {MAIN}><sheetData>{ROW}</sheetData></worksheet>".encode())
    assert plain_sheet(f"<worksheet {MAIN}><sheetData>{ROW}</sheetData>{beside}</worksheet>".encode()) is None


def test_merged_cells_that_are_listed_once_are_seen_once(tmp_path, monkeypatch):
    around = '<mergeCells count="0"/><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    sheet = f"<worksheet {MAIN}><sheetData>{ROW}</sheetData>{around}</worksheet>"
    seen = seen_in(tmp_path, packed("", sheet=sheet))
    assert seen.sheet("One").merged == ((0, 0, 1, 1),)
    assert all_of(by_the_parser(tmp_path / "x.xlsx", monkeypatch)) == all_of(seen)


@pytest.mark.parametrize("cells", ['<c r="A1" ', '<c r="A1"><f ', "<c r=", '<c r="A1"><is><t>'], ids=repr)
def test_cells_without_an_end_take_no_longer_the_more_of_them_there_are(cells):
    content = f"<worksheet {MAIN}><sheetData>{cells * 200_000}</sheetData></worksheet>".encode()
    assert plain_sheet(content) is None
    around = f"<worksheet {MAIN}><sheetData/>{'<hyperlinks >' * 200_000}<sheetData></sheetData></worksheet>"
    assert plain_sheet(around.encode()) is None


# A part out of the bytes of the whole


def test_parts_are_unpacked_as_zipfile_does_it():
    content = WORKBOOKS[0].read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {part.filename: unpacked(content, part) for part in package.infolist()} == {
            name: package.read(name) for name in package.namelist()
        }


@pytest.mark.parametrize("lie", [{"CRC": 1}, {"file_size": 3}, {"file_size": 10**6}])
@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_part_that_is_not_what_it_is_said_to_be_is_not_given(lie, packing):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as package:
        package.writestr("one.xml", "<one>" * 100)
    with zipfile.ZipFile(content) as package:
        (part,) = package.infolist()
    assert unpacked(content.getvalue(), part) == b"<one>" * 100
    for name, value in lie.items():
        setattr(part, name, value)
    with pytest.raises(zipfile.BadZipFile):
        unpacked(content.getvalue(), part)
    part.header_offset = 10**6
    assert unpacked(content.getvalue(), part) is None


def test_a_part_that_has_another_name_where_it_stands_is_not_given():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("one.xml", "<one/>")
    with zipfile.ZipFile(content) as package:
        (part,) = package.infolist()
    assert unpacked(content.getvalue().replace(b"one.xml", b"two.xml", 1), part) is None


def test_what_stands_around_the_rows_is_seen_by_both(tmp_path, monkeypatch):
    around = (
        '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells><conditionalFormatting sqref="A1"/>'
        '<dataValidations><dataValidation sqref="A1" prompt="Where? Here!"/></dataValidations>'
        '<hyperlinks><hyperlink ref="C3"/></hyperlinks><hyperlinks/><pageSetup/>'
        "<headerFooter><oddHeader>&amp;LLeft &amp;&amp; right</oddHeader><oddFooter/></headerFooter>"
        "<headerFooter><firstFooter>First</firstFooter></headerFooter>"
    )
    columns = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/></cols>'
    sheet = f"<worksheet {MAIN}>{columns}<sheetData>{ROW}</sheetData>{around}</worksheet>"
    assert plain_sheet(sheet.encode())
    seen = seen_in(tmp_path, packed("", sheet=sheet))
    one = seen.sheet("One")
    assert one.merged == ((0, 0, 1, 1),)
    assert one.hidden_columns == {1, 2}
    assert one.margins == ("Left & right", "First")
    assert all_of(by_the_parser(tmp_path / "x.xlsx", monkeypatch)) == all_of(seen)


@pytest.mark.parametrize("end", ["", "</sheetData>", "</sheetData><hyperlinks>", "</sheetData></other>"], ids=repr)
def test_a_sheet_without_its_end_is_refused(end, tmp_path):
    with pytest.raises(NotAWorkbook, match="damaged"):
        seen_in(tmp_path, packed("", sheet=f"<worksheet {MAIN}><sheetData>{ROW}{end}"))
