"""What is to be seen in an .xlsb, and that damaged ones are refused in time."""

import datetime as dt
import io
import random
import struct
import time
import zipfile
from collections.abc import Mapping

import pytest
from python_calamine import CalamineWorkbook

from nacpc_xl.preflight.survey import SheetSurvey, Survey, TooLarge
from nacpc_xl.preflight.xlsb import survey_xlsb
from nacpc_xl.preflight.xml import Package
from tests import biff12
from tests.biff12 import Failed, Formula, Sheet, Shown, Value, cell, columns, numbers, record, row, sheet_of, text

CELLS: dict[biff12.At, Value] = {
    (0, 0): "Ref",
    (0, 1): "Café “quoted” \U0001f600\nsecond line",
    (1, 0): 12,
    (1, 1): -3,
    (1, 2): 1.5,
    (1, 3): True,
    (1, 4): False,
    (1, 5): dt.date(2019, 6, 30),
    (2, 0): Formula("ten"),
    (2, 1): Formula(10.0),
    (2, 2): Formula(True),
    (2, 3): Shown(0.5, "0%"),
    (5, 3): "Ref",
}


def surveyed(parts: Mapping[str, bytes]) -> Survey:
    with zipfile.ZipFile(io.BytesIO(biff12.packed(parts))) as package:
        return survey_xlsb(Package(package))


def seen_on(sheet: Sheet) -> SheetSurvey:
    return surveyed(biff12.parts({"Actions": sheet})).sheet("Actions")


def seen_in(part: bytes) -> SheetSurvey:
    parts = biff12.parts({"Actions": Sheet({})})
    return surveyed(parts | {"xl/worksheets/sheet1.bin": part}).sheet("Actions")


def given(parts: Mapping[str, bytes], sheet: str) -> dict[biff12.At, object]:
    """What calamine gives for each cell of the sheet that is not empty."""
    with CalamineWorkbook.from_filelike(io.BytesIO(biff12.packed(parts))) as book:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return {
        (row, column): value for row, values in enumerate(rows) for column, value in enumerate(values) if value != ""
    }


@pytest.mark.parametrize("shares_texts", [True, False])
@pytest.mark.parametrize("is_1904", [True, False])
def test_what_is_written_for_tests_is_read_by_calamine(shares_texts, is_1904):
    parts = biff12.parts({"Plan": Sheet(CELLS), "Empty": Sheet({})}, is_1904=is_1904, shares_texts=shares_texts)
    meant = {at: unwrapped(value) for at, value in CELLS.items()}
    assert given(parts, "Plan") == meant
    assert [type(value) for value in given(parts, "Plan").values()] == [type(value) for value in meant.values()]
    assert given(parts, "Empty") == {}


def unwrapped(value: object) -> object:
    match value:
        case Formula(result):
            return unwrapped(result)
        case Shown(number, _):
            return number
    return value


@pytest.mark.parametrize("shares_texts", [True, False])
def test_filled_cells_are_those_that_calamine_gives(shares_texts):
    parts = biff12.parts({"Plan": Sheet(CELLS | {(3, 0): None, (3, 1): Formula("")})}, shares_texts=shares_texts)
    assert surveyed(parts).sheet("Plan").filled == given(parts, "Plan").keys() == CELLS.keys()


def test_per_cents_are_known_by_their_number_formats():
    forms = list(biff12.FORMATS)
    seen = seen_on(Sheet({(0, column): Shown(0.5, form) for column, form in enumerate(forms)}))
    assert {forms[at[1]] for at in seen.percents} == {"0%", "0.00%", "0.0%", "[Red]0 %"}


def test_the_result_of_a_formula_can_be_a_per_cent():
    seen = seen_on(Sheet({(4, 2): Formula(Shown(0.5, "0.0%"))}))
    assert seen.percents == seen.formulas.keys() == {(4, 2)}


def test_a_workbook_without_styles_has_no_per_cents():
    parts = biff12.parts({"Actions": Sheet({(0, 0): Shown(0.5, "0%")})})
    del parts["xl/styles.bin"]
    assert surveyed(parts).sheet("Actions") == SheetSurvey(filled=frozenset({(0, 0)}))


@pytest.mark.parametrize("shown", biff12.ERRORS)
def test_errors_are_seen_typed_or_worked_out(shown):
    seen = seen_on(Sheet({(0, 0): Failed(shown), (2, 1): Formula(Failed(shown))}))
    assert seen.errors == {(0, 0): shown, (2, 1): shown}
    assert seen.filled == {(0, 0), (2, 1)}
    assert seen.formulas == {(2, 1): ""}


def test_every_kind_of_formula_is_seen():
    results = (Formula("text"), Formula(""), Formula(1.5), Formula(True), Formula(Failed("#N/A")))
    seen = seen_on(Sheet({(row, 0): formula for row, formula in enumerate(results)}))
    assert seen.formulas == {(row, 0): "" for row in range(5)}
    assert seen.filled == {(0, 0), (2, 0), (3, 0), (4, 0)}


def test_hidden_rows_and_columns_are_seen():
    seen = seen_on(Sheet({(0, 0): 1, (3, 2): 2}, hidden_rows=frozenset({3, 7}), hidden_columns=frozenset({2, 9})))
    assert seen.hidden_rows == {3, 7}
    assert seen.hidden_columns == {2, 9}
    assert [at for at in ((0, 0), (0, 2), (3, 0)) if seen.is_out_of_sight(at)] == [(0, 2), (3, 0)]
    side_by_side = seen_in(sheet_of(before=columns(0, 2) + columns(3, 16_383, is_hidden=True)))
    assert side_by_side.hidden_columns == set(range(3, 16_384))


def test_hidden_sheets_are_seen():
    states = {"Plain": biff12.VISIBLE, "Hidden": biff12.HIDDEN, "Very hidden": biff12.VERY_HIDDEN}
    survey = surveyed(biff12.parts({name: Sheet({(0, 0): 1}, state=state) for name, state in states.items()}))
    hidden = {name: sheet.is_hidden for name, sheet in survey.sheets.items()}
    assert hidden == {"Plain": False, "Hidden": True, "Very hidden": True}


def test_merged_cells_are_seen():
    assert seen_on(Sheet({}, merged=((4, 10, 6, 10), (0, 0, 0, 3)))).merged == ((4, 10, 6, 10), (0, 0, 0, 3))


def test_comments_are_seen():
    comments = {(4, 2): "Please check", (0, 0): "Two\nlines"}
    assert seen_on(Sheet({(0, 0): "x"}, comments=comments)).comments == comments


def test_a_thread_stands_in_place_of_its_classic_comment():
    parts = biff12.parts({"Actions": Sheet({}, comments={(0, 0): "[Threaded comment]", (1, 1): "Classic"})})
    thread = b'<a xmlns="x"><threadedComment ref="A1"><text>Why?</text></threadedComment></a>'
    of_sheet = biff12.relations(("comments", "../comments1.bin"), ("threadedComment", "/xl/threads.xml"))
    survey = surveyed(parts | {"xl/worksheets/_rels/sheet1.bin.rels": of_sheet, "xl/threads.xml": thread})
    assert survey.sheet("Actions").comments == {(0, 0): "Why?", (1, 1): "Classic"}


def test_text_boxes_and_pictures_are_seen():
    drawing = b'<d xmlns:a="x"><a:sp><a:p><a:t>Said in a box</a:t></a:p></a:sp><a:pic/></d>'
    more = {
        "xl/worksheets/_rels/sheet1.bin.rels": biff12.relations(("drawing", "../drawings/drawing1.xml")),
        "xl/drawings/drawing1.xml": drawing,
    }
    seen = surveyed(biff12.parts({"Actions": Sheet({})}) | more).sheet("Actions")
    assert (seen.boxes, seen.has_pictures) == (("Said in a box",), True)


@pytest.mark.parametrize("is_1904", [True, False])
def test_the_day_from_which_days_are_counted_is_seen(is_1904):
    assert surveyed(biff12.parts({"Actions": Sheet({})}, is_1904=is_1904)).is_1904 == is_1904


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("xl/vbaProject.bin", "has_macros"),
        ("xl/externalLinks/externalLink1.bin", "has_links"),
        ("xl/embeddings/oleObject1.bin", "has_objects"),
    ],
)
def test_what_else_is_packed_in_is_seen(part, found):
    parts = biff12.parts({"Actions": Sheet({})})
    without, within = surveyed(parts).packed, surveyed(parts | {part: b""}).packed
    assert (getattr(without, found), getattr(within, found)) == (False, True)


def test_a_chart_sheet_has_no_cells():
    parts = biff12.parts({"Actions": Sheet({}), "Chart": Sheet({})})
    parts["xl/_rels/workbook.bin.rels"] = biff12.relations(
        ("worksheet", "worksheets/sheet1.bin"), ("chartsheet", "chartsheets/sheet1.bin")
    )
    parts["xl/chartsheets/sheet1.bin"] = parts.pop("xl/worksheets/sheet2.bin")
    assert list(surveyed(parts).sheets) == ["Actions"]


def test_cells_that_do_not_say_their_column_stand_next_to_the_one_before():
    seen = seen_in(
        sheet_of(
            row(2),
            cell(3, "x"),
            record(16, numbers(1) + struct.pack("<d", 0.5)),  # BrtShortReal
            record(12, numbers(0)),  # BrtShortBlank
            record(14, numbers(0) + b"\x07"),  # BrtShortError
            record(17, numbers(0) + text("short")),  # BrtShortSt
            row(3),
            record(62, numbers(0, 0) + b"\1" + text("rich")),  # BrtCellRString
            record(13, numbers(0, 6)),  # BrtShortRk
        )
    )
    assert seen.filled == {(2, 3), (2, 4), (2, 6), (2, 7), (3, 0), (3, 1)}
    assert seen.percents == {(2, 4)}
    assert seen.errors == {(2, 6): "#DIV/0!"}
    assert seen.shown == {(2, 4): 0.5, (2, 7): "short", (3, 0): "rich", (3, 1): 1}


def test_records_that_say_nothing_here_are_passed_over():
    seen = seen_in(sheet_of(record(37, bytes(6)), record(1024, bytes(2)), record(38), row(0), cell(0, "x" * 40_000)))
    assert seen.filled == {(0, 0)}


@pytest.mark.parametrize("far_out", [(1_048_575, 16_000), (500_000, 30)])
def test_a_value_too_far_out_is_refused(far_out):
    with pytest.raises(TooLarge, match=f"row {far_out[0] + 1}"):
        seen_on(Sheet({far_out: 1}))
    assert seen_on(Sheet({far_out: None})) == SheetSurvey()


@pytest.mark.parametrize(
    "part",
    [
        sheet_of(cell(0, 1)),
        sheet_of(row(1_048_576), cell(0, 1)),
        sheet_of(row(4), cell(0, 1), row(4), cell(0, 1)),
        sheet_of(row(4), cell(0, 1), row(3), cell(0, 1)),
        sheet_of(row(4), cell(0, 1), cell(0, 2)),
        sheet_of(row(4), cell(16_384, None)),
        sheet_of(row(4), record(5, numbers(0, 0, 0))),
        sheet_of(row(4), record(2, numbers(0))),
        sheet_of(record(0, numbers(0))),
        sheet_of(row(4), record(6, numbers(0, 0, 9) + b"cut off")),
        sheet_of(row(4), record(6, numbers(0, 0, 0x8000_0000))),
        sheet_of(before=columns(0, 0xFFFF_FFFF, is_hidden=True)),
        sheet_of(before=columns(3, 2, is_hidden=True)),
        sheet_of(before=columns(0, 9_999, is_hidden=True) * 2),
        sheet_of(after=record(176, numbers(0, 0xFFFF_FFFF, 0, 0))),
        sheet_of(after=record(176, numbers(3, 2, 0, 0))),
        sheet_of()[:-2],
        b"",
        b"\xff" * 100,
        record(129) + b"\x01\xff\xff\xff\x7f",
    ],
)
def test_what_cannot_be_is_refused(part):
    with pytest.raises(ValueError):
        seen_in(part)


def test_what_stands_behind_the_end_is_not_looked_at():
    assert seen_in(sheet_of(row(0), cell(0, 1)) + b"\x01\xff\xff") == SheetSurvey(filled=frozenset({(0, 0)}))


def test_a_sheet_that_is_listed_twice_is_refused():
    parts = biff12.parts({"Actions": Sheet({}), "Measures": Sheet({})})
    once = parts["xl/_rels/workbook.bin.rels"]
    with pytest.raises(ValueError, match="twice"):
        surveyed(parts | {"xl/_rels/workbook.bin.rels": once.replace(b"sheet2", b"sheet1")})
    with pytest.raises(ValueError, match="twice"):
        renamed = parts["xl/workbook.bin"].replace(text("Measures"), text("Actions") + b"\0\0")
        surveyed(parts | {"xl/workbook.bin": renamed})


SMALL = biff12.parts(
    {
        "Actions": Sheet(
            {(0, 0): "Ref", (1, 1): Shown(0.5, "0.0%"), (2, 0): Formula(Failed("#N/A")), (2, 2): 7},
            hidden_rows=frozenset({1}),
            hidden_columns=frozenset({2}),
            merged=((0, 0, 0, 1),),
            comments={(1, 1): "Why?"},
        )
    }
)
BINARY = [name for name in SMALL if name.endswith(".bin")]
LONGEST = 5  # seconds that the survey of one small file may take


def refused_or_seen(parts: Mapping[str, bytes]) -> bool:
    """Whether it is refused; any other end, or none in time, fails the test."""
    began = time.monotonic()
    try:
        surveyed(parts)
        refused = False
    except ValueError:
        refused = True
    assert time.monotonic() - began < LONGEST
    return refused


@pytest.mark.parametrize("name", [name for name in BINARY if "shared" not in name])
def test_a_part_that_is_cut_off_anywhere_is_refused(name):
    part = SMALL[name]
    assert [end for end in range(len(part)) if not refused_or_seen(SMALL | {name: part[:end]})] == []


def test_a_changed_byte_anywhere_is_refused_or_does_no_harm():
    chance = random.Random(2019)
    refused = 0
    for _ in range(300):
        name = chance.choice(BINARY)
        changed = bytearray(SMALL[name])
        changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
        refused += refused_or_seen(SMALL | {name: bytes(changed)})
    assert 0 < refused < 300
