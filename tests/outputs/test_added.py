"""Rows added to an existing workbook: below the others, reached by all that belongs to the table, and nothing else."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.table import Table as ExcelTable

from nacpc_xl.model.coordinator import AskRow, DecisionRow
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import AskState, Decision, Matter
from nacpc_xl.outputs.coordinator import (
    CoordinatorsWorkbook,
    coordinator_workbook,
    read_coordinator,
    unclear,
    with_rows,
)
from nacpc_xl.outputs.edited import CannotBeAddedTo
from tests.audit.conftest import valid  # noqa: F401  # a fixture
from tests.audit.spreadsheet import audit
from tests.committee import PLAN, Q1

Parts = Mapping[str, bytes]
DECISIONS, ASKS = "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"
LAST = 27  # the row at which the tables end that have three rows, and room for twenty more


def decision(number: int, **more: Any) -> DecisionRow:
    said = {"matter": Matter.NEW_ACTION, "quarter": "Q1", "subgroup": "FH", "about": f"Matter {number}"}
    return DecisionRow.of(**said, mark=f"New action, Q1, FH, {number:016x}", **more)


def ask(number: int) -> AskRow:
    day = dt.date(2024, 10, number + 1)
    return AskRow.of(quarter="Q1", ref=f"P1.1-{number:02}", subgroup="FH", ask=f"Request {number}", wanted_by=day)


def workbook(rows: int = 3) -> bytes:
    """A coordinator's workbook with so many decisions and requests in it."""
    decisions = [decision(number) for number in range(1, rows + 1)]
    return coordinator_workbook(PLAN, Q1, decisions=decisions, asks=[ask(number) for number in range(1, rows + 1)])


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return whole.getvalue()


def frame_of(sheet: bytes) -> list[bytes]:
    """All that a sheet says besides its cells: widths, what stays in sight, page set-up, rules and messages."""
    root = etree.fromstring(sheet)
    return [etree.tostring(one, method="c14n") for one in root if etree.QName(one).localname != "sheetData"]


def changed(content: bytes, **changes: Callable[[str], str]) -> bytes:
    """The workbook with some parts changed as texts: `sheet3`, `table2`, `workbook`."""
    parts = parts_of(content)
    for name, change in changes.items():
        (part,) = (one for one in parts if one.endswith(f"/{name}.xml") and one.startswith("xl/"))
        parts[part] = change(parts[part].decode()).encode()
    return packed(parts)


def by_openpyxl(content: bytes, work: Callable[[Any], object]) -> bytes:
    """The workbook as it is after some work on it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    work(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def faults_besides_fonts(valid: Callable[[list[Path]], list[str]], path: Path) -> list[str]:  # noqa: F811
    """What the validator finds wrong that openpyxl, which orders the parts of a font in its own way, has not done."""
    return [fault for fault in valid([path]) if "fonts[1]" not in fault]


def added(content: bytes, *rows: Table) -> Any:
    """The workbook with these rows added, opened by another library."""
    return openpyxl.load_workbook(io.BytesIO(with_rows(content, rows, Q1)))


def column(sheet: Any, letter: str, first: int = 5) -> list[object]:
    """What stands in a column below the headings, as far down as anything does."""
    values = [cell.value for cell in sheet[letter][first - 1 :]]
    while values and values[-1] is None:
        values.pop()
    return values


@pytest.mark.validator
def test_rows_are_added_below_the_others_and_nothing_but_their_sheet_and_table_is_changed(tmp_path, valid):  # noqa: F811
    before = workbook()
    after = with_rows(before, [decision(4), ask(4)], Q1)
    path = tmp_path / "coordinator.xlsx"
    path.write_bytes(after)
    read = read_coordinator(path)
    assert list(read.decisions) == [decision(number) for number in (1, 2, 3, 4)]
    assert list(read.asks) == [ask(number) for number in (1, 2, 3, 4)]
    assert audit(path) == []
    assert valid([path]) == []
    was, now = parts_of(before), parts_of(after)
    assert list(was) == list(now)
    differ = {name for name in was if was[name] != now[name]}
    assert differ <= {DECISIONS, ASKS, "xl/workbook.xml"}
    for name in (DECISIONS, ASKS):
        assert frame_of(was[name]) == frame_of(now[name])
    assert with_rows(before, [decision(4), ask(4)], Q1) == after


@pytest.mark.validator
def test_rows_beyond_the_room_that_there_is_are_reached_by_all_that_belongs_to_the_table(tmp_path, valid):  # noqa: F811
    content = with_rows(workbook(rows=3), [*map(decision, range(4, 40)), *map(ask, range(4, 29))], Q1)
    path = tmp_path / "coordinator.xlsx"
    path.write_bytes(content)
    assert audit(path) == []
    assert valid([path]) == []
    book: Any = openpyxl.load_workbook(path)
    for name, last, letters in (("Decisions", 43, "EFG"), ("COG asks", 32, "FG")):
        sheet = book[name]
        (table,) = sheet.tables.values()
        assert table.ref == table.autoFilter.ref == f"A4:{'L' if name == 'Decisions' else 'G'}{last}"
        for letter in letters:
            assert sum(f"{letter}{last}" in one.sqref for one in sheet.data_validations.dataValidation) == 1
            assert any(f"{letter}{last}" in one.sqref for one in sheet.conditional_formatting)
            assert sheet[f"{letter}{last}"].style_id == sheet[f"{letter}5"].style_id
        assert f"${last}" in sheet["A3"].value
        assert sheet.dimensions.endswith(str(last))
    shown: Any = openpyxl.load_workbook(path, data_only=True)
    assert shown["Decisions"]["A3"].value == "Still to do on this sheet: 39"


def test_a_day_is_added_as_a_day_where_the_cell_shows_days_and_in_words_elsewhere():
    assert added(workbook(), ask(4))["COG asks"]["E8"].value == dt.datetime(2024, 10, 5)

    def as_numbers(book: Any) -> None:
        for cell in book["COG asks"]["E"]:
            cell.number_format = "0"

    plain = by_openpyxl(workbook(), as_numbers)
    assert added(plain, ask(4))["COG asks"]["E8"].value == "5 October 2024"
    from_1904 = changed(workbook(), workbook=lambda text: text.replace("<workbookPr ", '<workbookPr date1904="1" '))
    assert added(from_1904, ask(4))["COG asks"]["E8"].value == "5 October 2024"


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.org","x")',
        "+1",
        "-1 day",
        "@SUM(A1)",
        "two  blanks and a line\n\nbetween, \ta tab",
        "a\x0bb\x1fc",
        "see _x0041_ there",
        '<r>b</r> & "quotes" ]]>',
        "Gàidhlig – £3 · 👩‍👧",
        "x" * 32_767,
        "\ud83d",
    ],
    ids=lambda text: ascii(text)[:12],
)
def test_a_text_that_is_added_is_only_ever_text_and_comes_back_as_it_was(text, tmp_path):
    path = tmp_path / "coordinator.xlsx"
    path.write_bytes(with_rows(workbook(), [AskRow.of(quarter="Q1", ref="P1.1-09", ask=text)], Q1))
    assert read_coordinator(path).asks[-1].ask == text.replace("\ud83d", "_xD83D_")
    with zipfile.ZipFile(path) as package:
        assert b"<f>=" not in package.read(ASKS)
        assert re.search(rb'<c r="D8"[^>]* t="inlineStr">', package.read(ASKS))


# What Excel itself saves

X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'


def as_excel_saves(sheet: str) -> str:
    """The sheet with its drop-down as the extension that Excel makes of one whose list is on another sheet."""
    (found,) = re.findall(r'<dataValidation type="list".*?</dataValidation>', sheet)
    sqref = re.findall('sqref="([^"]*)"', found)[0]
    extension = (
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" {X14}><x14:dataValidations count="1" {XM}>'
        '<x14:dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1">'
        f"<x14:formula1><xm:f>Lists!$A$5:$A$6</xm:f></x14:formula1><xm:sqref>{sqref}</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    without = sheet.replace(found, "").replace('<dataValidations count="3">', '<dataValidations count="2">')
    return without.replace("</worksheet>", f"{extension}</worksheet>")


@pytest.mark.validator
@pytest.mark.parametrize("rows", [1, 30])
def test_a_drop_down_that_excel_saved_as_an_extension_stays_and_reaches_down(rows, tmp_path, valid):  # noqa: F811
    content = changed(workbook(), sheet3=as_excel_saves)
    path = tmp_path / "coordinator.xlsx"
    path.write_bytes(with_rows(content, [decision(number + 4) for number in range(rows)], Q1))
    assert valid([path]) == []
    sheet = parts_of(path.read_bytes())[DECISIONS].decode()
    (sqref,) = re.findall("<xm:sqref>(.*?)</xm:sqref>", sheet)
    assert sqref == ("E5:E27" if rows == 1 else "E5:E37")
    assert re.findall("<xm:f>(.*?)</xm:f>", sheet) == ["Lists!$A$5:$A$6"]


def test_what_else_is_in_the_workbook_stays_byte_for_byte():
    mine = {
        "xl/drawings/drawing1.xml": b"<xdr:wsDr xmlns:xdr='x'>  a text box of mine </xdr:wsDr>",
        "xl/charts/chart1.xml": b"<c:chart xmlns:c='c'/>",
        "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments>my answer</ThreadedComments>",
        "customXml/item1.xml": b"<mine/>",
    }
    content = packed(parts_of(workbook()) | mine)
    after = parts_of(with_rows(content, [decision(4)], Q1))
    assert {name: after[name] for name in mine} == mine


def test_rows_that_a_filter_hides_come_into_sight_when_something_is_put_into_them():
    def filtered(sheet: str) -> str:
        return re.sub(r'<row r="(6|8|9)"', r'<row r="\1" hidden="1"', sheet)

    sheet = added(changed(workbook(), sheet3=filtered), decision(4))["Decisions"]
    assert sheet["D8"].value == "Matter 4"
    assert {row: sheet.row_dimensions[row].hidden for row in (6, 8, 9)} == {6: True, 8: False, 9: True}


def test_a_note_of_the_coordinators_below_or_beside_is_never_written_over(tmp_path):
    def note(book: Any) -> None:
        sheet = book["Decisions"]
        sheet["N8"], sheet["D9"], sheet["A29"], sheet["N60"] = "Mine, beside.", "Mine.", "Mine, below.", "Far away."

    content = by_openpyxl(workbook(), note)
    sheet = added(content, *map(decision, range(4, 24)))["Decisions"]
    notes = {cell: sheet[cell].value for cell in ("N8", "D9", "A29", "N60")}
    assert notes == {"N8": "Mine, beside.", "D9": "Mine.", "A29": "Mine, below.", "N60": "Far away."}
    abouts = column(sheet, "D")
    assert abouts[:3] + abouts[4:5] == ["Matter 1", "Matter 2", "Matter 3", "Mine."]
    assert [text for text in abouts[5:] if text] == [f"Matter {number}" for number in range(4, 24)]
    assert sheet["D29"].value is None
    assert len(abouts) < 40, "what stands far away pushes nothing down"


@pytest.mark.validator
def test_another_table_below_is_left_alone_and_ours_does_not_run_into_it(tmp_path, valid):  # noqa: F811
    def another(book: Any) -> None:
        sheet = book["Decisions"]
        sheet["A30"], sheet["B30"], sheet["A31"] = "Mine", "Too", "x"
        sheet.add_table(ExcelTable(displayName="Mine", ref="A30:B33"))
        sheet.merge_cells("D36:F36")

    content = by_openpyxl(workbook(), another)
    path = tmp_path / "coordinator.xlsx"
    path.write_bytes(with_rows(content, list(map(decision, range(4, 36))), Q1))
    assert faults_besides_fonts(valid, path) == []
    book: Any = openpyxl.load_workbook(path)
    sheet = book["Decisions"]
    assert dict(sheet.tables.items()) == {
        "DecisionRowTable": "A4:L27",
        "Mine": "A30:B33",
    }
    filled = [row for row in range(5, sheet.max_row + 1) if str(sheet.cell(row, 4).value).startswith("Matter")]
    assert len(filled) == 35
    assert not {30, 31, 32, 33, 36}.intersection(filled)
    assert len(read_coordinator(path).decisions) >= 35


@pytest.mark.validator
def test_rows_of_totals_stay_below_those_of_the_table(tmp_path, valid):  # noqa: F811
    totals = '<row r="28"><c r="A28" t="inlineStr"><is><t>Total</t></is></c></row></sheetData>'
    content = changed(
        workbook(),
        sheet3=lambda text: re.sub('<row r="28".*?</row>', "", text).replace("</sheetData>", totals),
        table2=lambda text: re.sub('ref="A4:L27" totalsRowShown="0"', 'ref="A4:L28" totalsRowCount="1"', text).replace(
            'name="Matter"/>', 'name="Matter" totalsRowLabel="Total"/>'
        ),
    )
    path = tmp_path / "coordinator.xlsx"
    path.write_bytes(with_rows(content, list(map(decision, range(4, 29))), Q1))
    assert valid([path]) == []
    book: Any = openpyxl.load_workbook(path)
    sheet = book["Decisions"]
    assert sheet.tables["DecisionRowTable"].ref == "A4:L28"
    assert (sheet["D27"].value, sheet["A28"].value, sheet["D28"].value) == ("Matter 23", "Total", None)
    assert [sheet[f"D{row}"].value for row in range(29, 34)] == [f"Matter {number}" for number in range(24, 29)]


@pytest.mark.validator
def test_a_plain_range_with_a_filter_is_reached_by_it(tmp_path, valid):  # noqa: F811
    name = '<definedName name="_xlnm._FilterDatabase" localSheetId="2" hidden="1">Decisions!$A$4:$L$27</definedName>'
    content = changed(
        workbook(),
        sheet3=lambda text: re.sub("<tableParts.*</tableParts>", "", text).replace(
            "</sheetData>", '</sheetData><autoFilter ref="A4:L27"/>'
        ),
        workbook=lambda text: text.replace("<definedNames>", f"<definedNames>{name}"),
    )
    path = tmp_path / "coordinator.xlsx"
    path.write_bytes(with_rows(content, list(map(decision, range(4, 30))), Q1))
    assert valid([path]) == []
    book: Any = openpyxl.load_workbook(path)
    assert book["Decisions"].auto_filter.ref == "A4:L33"
    assert "Decisions!$A$4:$L$33" in parts_of(path.read_bytes())["xl/workbook.xml"].decode()


def test_a_rule_or_a_drop_down_of_the_coordinators_own_stays_as_it_is():
    rule = (
        '<conditionalFormatting sqref="D6"><cfRule type="expression" dxfId="0" priority="9"><formula>TRUE</formula>'
        "</cfRule></conditionalFormatting><dataValidations"
    )
    own = '<dataValidation type="whole" sqref="N5:N24 D7"><formula1>1</formula1><formula2>9</formula2></dataValidation>'
    content = changed(
        workbook(),
        sheet3=lambda text: (
            text.replace("<dataValidations", rule)
            .replace('count="3">', 'count="4">')
            .replace("</dataValidations>", f"{own}</dataValidations>")
        ),
    )
    sheet = added(content, *map(decision, range(4, 30)))["Decisions"]
    assert MultiCellRange("D6") in [one.sqref for one in sheet.conditional_formatting]
    assert MultiCellRange("N5:N24 D7") in [one.sqref for one in sheet.data_validations.dataValidation]


def test_a_range_that_was_torn_apart_reaches_all_the_same():
    torn = f'sqref="E5:E6 E8:E{LAST - 4}"'
    content = changed(workbook(), sheet3=lambda text: text.replace(f'sqref="E5:E{LAST}"', torn))
    sheet = added(content, *map(decision, range(4, 30)))["Decisions"]
    cells = [f"E{row}" for row in (*range(8, 34),)]
    assert all(sum(cell in one.sqref for one in sheet.data_validations.dataValidation) == 1 for cell in cells)
    assert not any("E7" in one.sqref for one in sheet.data_validations.dataValidation)


def test_a_formula_of_the_coordinators_own_is_worked_out_anew_when_the_workbook_is_opened():
    for calculation in ('<calcPr calcId="191029"/>', ""):
        parts = parts_of(workbook())
        text = re.sub("<calcPr[^>]*/>", calculation, parts["xl/workbook.xml"].decode())
        content = packed(parts | {"xl/workbook.xml": text.encode()})
        book = parts_of(with_rows(content, [decision(4)], Q1))["xl/workbook.xml"].decode()
        assert re.search('<calcPr[^>]*fullCalcOnLoad="1"', book)


@pytest.mark.validator
def test_a_table_that_is_not_there_is_begun_on_a_sheet_of_its_own(tmp_path, valid):  # noqa: F811
    content = by_openpyxl(workbook(), lambda book: book.remove(book["COG asks"]))
    path = tmp_path / "coordinator.xlsx"
    path.write_bytes(with_rows(content, [ask(1), ask(2), decision(4)], Q1))
    assert faults_besides_fonts(valid, path) == []
    assert list(read_coordinator(path).asks) == [ask(1), ask(2)]
    book: Any = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Meeting", "Commentary", "Decisions", "Lists", "COG asks"]
    (choice,) = book["COG asks"].data_validations.dataValidation
    assert (choice.formula1, "F5" in choice.sqref) == ('"Open,Closed"', True)


def test_a_sheet_that_only_bears_the_name_is_not_written_into(tmp_path):
    def emptied(book: Any) -> None:
        book.remove(book["COG asks"])
        book.create_sheet("cog asks")["B2"] = "Mine."

    content = by_openpyxl(workbook(), emptied)
    path = tmp_path / "coordinator.xlsx"
    path.write_bytes(with_rows(content, [ask(1)], Q1))
    book: Any = openpyxl.load_workbook(path)
    assert book.sheetnames[-2:] == ["cog asks", "COG asks (2)"]
    assert list(read_coordinator(path).asks) == [ask(1)]


def test_a_ref_is_entered_beside_its_decision_wherever_the_row_is():
    marks = {decision(number).mark: f"P1.1-{number:02}" for number in (1, 3)}

    def turned_round(book: Any) -> None:
        sheet = book["Decisions"]
        for letter in "ABCDL":
            sheet[f"{letter}5"].value, sheet[f"{letter}7"].value = sheet[f"{letter}7"].value, sheet[f"{letter}5"].value

    content = by_openpyxl(workbook(), turned_round)
    sheet = openpyxl.load_workbook(io.BytesIO(with_rows(content, [], Q1, marks)))["Decisions"]
    assert column(sheet, "H") == ["P1.1-03", None, "P1.1-01"]


@pytest.mark.parametrize("content", [b"", b"no workbook", packed({"mimetype": b"application/x"})])
def test_what_is_no_xlsx_is_not_added_to(content):
    with pytest.raises(CannotBeAddedTo, match=r"no Excel workbook \(\.xlsx\) inside"):
        with_rows(content, [decision(1)], Q1)


def test_without_a_column_that_rows_are_known_by_nothing_is_added():
    for name, at, heading in (("Decisions", 12, "Mark"), ("COG asks", 1, "Asked in"), ("COG asks", 2, "Ref")):
        book: Any = openpyxl.load_workbook(io.BytesIO(workbook()))
        book[name].delete_cols(at)
        saved = io.BytesIO()
        book.save(saved)
        with pytest.raises(CannotBeAddedTo, match=f"the sheet {name} has no column {heading} any more"):
            with_rows(saved.getvalue(), [decision(4) if name == "Decisions" else ask(4)], Q1)


def test_decisions_are_read_whatever_else_stands_in_their_rows(tmp_path: Path):
    path = tmp_path / "coordinator.xlsx"
    path.write_bytes(workbook())
    book: Any = openpyxl.load_workbook(path)
    book["Decisions"]["E6"], book["Decisions"]["M6"] = "Accept", "Mine."
    book.save(path)
    path.write_bytes(with_rows(path.read_bytes(), [decision(4)], Q1))
    assert [row.decision for row in read_coordinator(path).decisions] == [None, Decision.ACCEPT, None, None]


def test_what_decides_nothing_or_not_what_it_seems_to_is_said_row_by_row(tmp_path):
    path = tmp_path / "coordinator.xlsx"
    yes, no = {"decision": Decision.ACCEPT, "why": "a"}, {"decision": Decision.REJECT, "why": "b"}
    closed = {"state": AskState.CLOSED, "answer": "Yes."}
    decisions = [decision(1, **yes), decision(1), decision(1, **no), decision(2, **yes), decision(2, **yes)]
    decisions += [
        decision(3).but(mark="", decision=Decision.REJECT),
        DecisionRow.of(about="A note of mine", why="Mine."),
    ]
    asks = [ask(1), ask(1).but(**closed), ask(2).but(**closed), ask(2).but(**closed, ref=""), AskRow.of(answer="Mine.")]
    asks += [ask(2).but(state=AskState.OPEN)]
    path.write_bytes(coordinator_workbook(PLAN, Q1, decisions=decisions, asks=asks))
    nothing = "so it decides nothing. Record it again in the row that a merge adds for it, or undo that."
    lower = "say different things about the same matter, and the lower one counts. Delete the other one."
    assert unclear(read_coordinator(path), path) == (
        f"{path}, sheet Decisions, row 10 has no mark, {nothing}",
        f"{path}, sheet COG asks, row 8 does not say which request it is about, {nothing}",
        f"{path}, sheet Decisions, row 5 and row 7 {lower}",
        f"{path}, sheet COG asks, row 7 and row 10 {lower}",
    )
    assert unclear(CoordinatorsWorkbook(), path) == ()
