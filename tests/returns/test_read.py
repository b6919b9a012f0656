"""What came back is read by what it says, wherever that stands; nothing of it is lost, and nothing stops a run."""

import datetime as dt
import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.workbook import Workbook

from nacpc_xl.merge.merge import merge
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table
from nacpc_xl.model.words import Refusal, Stray
from nacpc_xl.plan.read import read_plan
from nacpc_xl.returns.read import Return, read_return
from nacpc_xl.sheets.read import read_grids
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.tracker.write import tracker_workbook
from tests.committee import PLAN, Q1, group
from tests.quarters import NO_HISTORY, all_returned, asked, beside, found, merged, read, returned, unplaced_texts
from tests.workbooks import cell_of, drawn, filled

EXAMPLE = Path(__file__).resolve().parents[2] / "workbooks" / "2019-20"
GIVEN_TEXT = GivenText(PLAN)


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    """The tracker of FH for Q1, filled in well."""
    return returned(tmp_path, Q1, "FH", name="fh.xlsx")


def edited(path: Path, edit: Callable[[Workbook], object], name: str = "edited.xlsx") -> Path:
    """A copy of the workbook with something done to it."""
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path.with_name(name))
    return path.with_name(name)


def one(path: Path) -> Return:
    return read([path])[0]


def answers(read_in: Return) -> tuple[object, ...]:
    return (read_in.start, read_in.actions, read_in.measures, read_in.new_actions, read_in.sign_off)


def test_a_tracker_as_issued_has_given_cells_and_nothing_else(tmp_path):
    path = tmp_path / "issued.xlsx"
    path.write_bytes(tracker_workbook(PLAN, Q1, group("FH"), NO_HISTORY))
    register = merged([path], Q1)
    of_file = next(returned for returned in register.returns if returned.file)
    assert (of_file.given, of_file.used, of_file.kept, of_file.elsewhere) == (of_file.cells, 0, 0, 0)
    assert not one(path).new_actions


def test_every_answer_has_the_cell_it_stands_in(tracker):
    for row in one(tracker).actions:
        assert row.source("status").file == "fh.xlsx"
        book = openpyxl.load_workbook(tracker)
        expected = cell_of(book["Actions"], row.ref, "Status")
        assert row.source("status").cell == expected.coordinate
        assert str(row.status) == expected.value


def rename_sheets(book: Workbook) -> None:
    for number, sheet in enumerate(book.worksheets):
        sheet.title = f"Tab {number}"


def insert_rows_and_columns(book: Workbook) -> None:
    for name in ("Actions", "Measures"):
        book[name].insert_rows(3, 2)
        book[name].insert_cols(1)


def sort_backwards(book: Workbook) -> None:
    sheet = book["Actions"]
    first, second = ([cell.value for cell in sheet[row]] for row in (5, 6))
    for column, (upper, lower) in enumerate(zip(second, first, strict=True), start=1):
        sheet.cell(5, column).value, sheet.cell(6, column).value = upper, lower


def move_a_column(book: Workbook) -> None:
    sheet = book["Actions"]
    for row in range(4, 7):
        cell = sheet.cell(row, 11)
        sheet.cell(row, 30).value = cell.value
        cell.value = None


def hide_and_filter(book: Workbook) -> None:
    book["Actions"].row_dimensions[6].hidden = True
    book["Actions"].column_dimensions["M"].hidden = True
    book["Measures"].sheet_state = "hidden"


def shout_the_headings(book: Workbook) -> None:
    for sheet in (book["Actions"], book["Measures"]):
        for cell in sheet[4]:
            cell.value = f"  {str(cell.value).upper().replace(' ', '  ')} "


@pytest.mark.parametrize(
    "change",
    [
        rename_sheets,
        insert_rows_and_columns,
        sort_backwards,
        move_a_column,
        hide_and_filter,
        shout_the_headings,
        lambda book: book.move_sheet("Sign-off", -4),
        lambda book: book.remove(book["Lists"]),
    ],
)
def test_a_tracker_says_the_same_after(change, tracker):
    changed, before = one(edited(tracker, change)), one(tracker)
    assert changed.refusal is None
    assert changed.start == before.start
    assert sorted(changed.actions, key=lambda row: row.ref) == list(before.actions)
    assert answers(changed)[2:] == answers(before)[2:]
    assert not changed.scraps


def test_deleting_the_sheet_for_new_actions_proposes_none(tracker):
    path = edited(tracker, lambda book: book.remove(book["New actions"]))
    assert one(path).new_actions == ()
    assert merged([path], Q1).new_actions == ()


@pytest.mark.parametrize(
    ("sheet", "what"), [("Measures", "measures"), ("Sign-off", "sign_off"), ("New actions", "new_actions")]
)
def test_a_deleted_sheet_leaves_the_others_as_they_are(sheet, what, tracker):
    without, before = one(edited(tracker, lambda book: book.remove(book[sheet]))), one(tracker)
    for name in ("start", "actions", "measures", "sign_off"):
        if name != what:
            assert getattr(without, name) == getattr(before, name)
    assert not without.scraps


def test_a_file_without_its_details_is_known_by_its_title_and_asked_about(tracker):
    register = merged([edited(tracker, lambda book: book.remove(book["Start here"]))], Q1)
    assert register.action_by_ref["P1.1-01"].status is Status.ON_TRACK
    (finding,) = (one for one in found(register, Q1) if one.code == "R19")
    assert "“SAPC action tracker, Q1 2024-25, Financial Harm Group”" in finding.what


def test_a_file_without_details_and_title_is_no_tracker_and_its_words_are_kept(tracker):
    def remove_both(book: Workbook) -> None:
        book.remove(book["Start here"])
        book.properties.title = "Our tracker"

    register = merged([edited(tracker, remove_both)], Q1)
    of_file = next(returned for returned in register.returns if returned.file)
    assert of_file.refusal is Refusal.NOT_A_TRACKER
    assert "Start here" in of_file.detail
    assert "Chair of the group" in unplaced_texts(register)


def test_a_file_without_its_actions_is_asked_for_each_and_its_measures_count(tracker):
    register = merged([edited(tracker, lambda book: book.remove(book["Actions"]))], Q1)
    assert register.measure_by_ref["P1.1-01-M1"].value == 24
    lacking = {ref for finding in found(register, Q1) if finding.code == "R06" for ref in finding.refs}
    assert lacking == {"P1.1-01", "P1.1-02"}


PLACES = [
    ("Start here", "F30"),
    ("Start here", "A40"),
    ("Start here", "A2"),
    ("Actions", "A1"),
    ("Actions", "A3"),
    ("Actions", "Z4"),
    ("Actions", "Z5"),
    ("Actions", "C60"),
    ("Actions", "A60"),
    ("Measures", "T7"),
    ("Measures", "J80"),
    ("New actions", "K3"),
    ("Sign-off", "C5"),
    ("Sign-off", "A20"),
    ("Lists", "H3"),
]


@pytest.mark.parametrize(("sheet", "cell"), PLACES)
def test_words_that_fit_nowhere_are_kept_with_their_cell(sheet, cell, tmp_path):
    paths = all_returned(tmp_path, Q1)
    beside(paths["FH"], sheet, cell, "Ask Strathgarvel\nabout =1+1")
    register = merged(paths.values(), Q1)
    (scrap,) = register.unplaced
    assert (scrap.text, scrap.sheet_name, scrap.at) == ("Ask Strathgarvel\nabout =1+1", sheet, cell)
    assert (scrap.file, scrap.subgroup) == (paths["FH"].name, "FH")
    assert scrap.why in (Stray.ELSEWHERE, Stray.NO_REF)


GIVEN_CELLS = [
    ("Actions", "C5"),
    ("Actions", "D6"),
    ("Actions", "J5"),
    ("Actions", "W5"),
    ("Measures", "C5"),
    ("Measures", "M5"),
    ("Start here", "B8"),
    ("Start here", "B9"),
]


@pytest.mark.parametrize(("sheet", "cell"), GIVEN_CELLS)
def test_words_typed_over_a_given_cell_are_kept(sheet, cell, tmp_path):
    paths = all_returned(tmp_path, Q1)
    beside(paths["FH"], sheet, cell, "This should read: bank and post office staff.")
    register = merged(paths.values(), Q1)
    kept = [*unplaced_texts(register), *(one.what for one in found(register, Q1))]
    assert any("This should read: bank and post office staff." in text for text in kept)
    assert register.actions[0].action == PLAN.actions[0].action, "the plan's own words stand"


@pytest.mark.parametrize("word", ["On track", "Off track", "P1.2 Care homes", "Lists"])
def test_a_word_of_the_tracker_typed_where_it_was_not_is_kept(word, tmp_path):
    paths = all_returned(tmp_path, Q1)
    beside(paths["FH"], "Actions", "Z5", word)
    assert unplaced_texts(merged(paths.values(), Q1)) == [word]


def test_a_sheet_that_a_lead_copied_is_kept_word_for_word(tmp_path):
    def copy_and_change(book: Workbook) -> None:
        copied = book.copy_worksheet(book["Actions"])
        copied["K5"].value = "At risk"
        copied["L5"].value = "Another account of the same."

    path = edited(returned(tmp_path, Q1, "FH"), copy_and_change)
    register = merged([path], Q1)
    assert register.action_by_ref["P1.1-01"].status is Status.ON_TRACK
    assert {"At risk", "Another account of the same."} <= set(unplaced_texts(register))


@pytest.mark.parametrize(
    ("sheet", "ref", "heading", "value"),
    [
        ("Actions", "P1.1-01", "Aims", ","),
        ("Actions", "P1.1-01", "Evidence", "_x000D_"),
        ("Actions", "P1.1-01", "Evidence", True),
        ("Actions", "P1.1-01", "Status", 3),
        ("Actions", "P1.1-01", "Milestone due", dt.time(9, 30)),
        ("Actions", "P1.1-01", "Milestone due", -5),
        ("Actions", "P1.1-01", "Start", "soon"),
        ("Actions", "P1.1-01", "Ref", 42),
        ("Actions", "P1.1-01", "Ref", "P9.9-99"),
        ("Measures", "P1.1-01-M1", "Value this quarter", dt.date(2024, 6, 1)),
        ("Measures", "P1.1-01-M1", "Unit", "%"),
        ("Measures", "P1.1-01-M1", "Baseline", "lots"),
        ("Measures", "P1.1-01-M1", "Better when", "Sideways"),
        ("New actions", 3, "Start", 0),
        ("New actions", 3, "Why", "_x005F_x000D_"),
        ("New actions", 11, "Priority", "P1.1"),
    ],
)
def test_every_cell_is_accounted_for_whatever_stands_in(sheet, ref, heading, value, tracker):
    register = merged([filled(tracker, tracker, {sheet: {ref: {heading: value}}})], Q1)
    assert sum(one.cells or 0 for one in register.returns) > 100


def test_every_cell_of_the_example_is_accounted_for():
    given_text = GivenText(read_plan(EXAMPLE / "plan.xlsx"))
    for quarter in ("Q1", "Q2"):
        for path in (EXAMPLE / quarter / "returned").iterdir():
            in_file = read_return(path, given_text)
            assert in_file.refusal is None
            assert in_file.cells == sum(len(grid.cells) for grid in read_grids(path)) > 150


def pdf_as_xlsx(folder: Path) -> Path:
    return written(folder / "return.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n")


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


UNUSABLE: dict[str, Callable[[Path], Path]] = {
    "empty": lambda folder: written(folder / "empty.xlsx", b""),
    "garbage": lambda folder: written(folder / "garbage.xlsx", random.Random(1).randbytes(9000)),
    "garbage .xls": lambda folder: written(folder / "old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
    "a PDF": pdf_as_xlsx,
    "text": lambda folder: written(folder / "notes.txt", b"The group did not meet."),
    "text as .xlsx": lambda folder: written(folder / "notes.xlsx", b"The group did not meet."),
    "an e-mail": lambda folder: written(folder / "Re tracker.eml", b"Subject: tracker\n\nSee attached."),
    "an empty zip": lambda folder: zipped(folder / "zip.xlsx"),
    "another zip": lambda folder: zipped(folder / "photos.zip", a=b"1"),
    "half a workbook": lambda folder: zipped(folder / "half.xlsx", xl__workbook_xml=b"<workbook/>"),
    "broken XML": lambda folder: zipped(folder / "xml.xlsx", xl__workbook_xml=b"<workbook", xl__styles_xml=b"<"),
    "broken .ods": lambda folder: zipped(folder / "broken.ods", content_xml=b"<office:document"),
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_a_file_that_is_no_workbook_is_a_finding(kind, tmp_path):
    path = UNUSABLE[kind](tmp_path)
    register = merged([path, returned(tmp_path, Q1, "VO")], Q1)
    of_file = next(returned for returned in register.returns if returned.file == path.name)
    assert of_file.refusal is Refusal.NOT_READABLE
    finding = next(one for one in asked(found(register, Q1)) if one.file == path.name)
    assert finding.code == "R02"
    assert path.name in str(finding)


@pytest.mark.parametrize("content", [{"Sheet1": "| Name | Age |\n| Ann | 7 |"}, {"Empty": "|  |"}])
def test_another_workbook_is_no_tracker(content, tmp_path):
    register = merged([drawn(tmp_path / "other.xlsx", content)], Q1)
    of_file = next(returned for returned in register.returns if returned.file)
    assert of_file.refusal is Refusal.NOT_A_TRACKER
    assert [text for text in ("Name", "Age", "Ann", "7") if text in unplaced_texts(register)] == [
        text for text in ("Name", "Age", "Ann", "7") if "Sheet1" in content
    ]


def test_a_damaged_copy_never_stops_the_reading(tracker):
    chance, content = random.Random(2024), tracker.read_bytes()
    damaged = tracker.with_name("damaged.xlsx")
    refused = 0
    for number in range(150):
        mutant = bytearray(content)
        for _ in range(chance.choice((1, 4, 16))):
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        cut = chance.randrange(len(mutant)) if number % 5 == 0 else len(mutant)
        damaged.write_bytes(mutant[:cut])
        refused += read_return(damaged, GIVEN_TEXT).refusal is not None
    assert refused > 75


def parts_of(content: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [info for info in package.infolist() if info.filename.startswith("xl/")]


def test_a_part_that_cannot_be_unpacked_is_a_finding(tracker):
    content = tracker.read_bytes()
    spoilt = tracker.with_name("spoilt.xlsx")
    for part in parts_of(content):
        mutant = bytearray(content)
        begins = part.header_offset + 30 + len(part.filename)
        for at in range(begins + 4, begins + part.compress_size, 7):
            mutant[at] ^= 0xFF
        spoilt.write_bytes(mutant)
        in_file = read_return(spoilt, GIVEN_TEXT)
        needed = part.filename.startswith(("xl/workbook", "xl/worksheets/sheet1", "xl/worksheets/sheet2"))
        assert in_file.refusal is Refusal.NOT_READABLE or not needed, part.filename


def test_a_file_that_may_not_be_read_is_a_finding(tracker):
    tracker.chmod(0)
    if os.access(tracker, os.R_OK):
        pytest.skip("whoever runs the tests may read everything")
    assert read_return(tracker, GIVEN_TEXT).refusal is Refusal.NOT_READABLE


def test_a_folder_is_a_finding(tmp_path):
    assert read_return(tmp_path, GIVEN_TEXT).refusal is Refusal.NOT_READABLE


@pytest.mark.parametrize("form", ["ods", "xls", "xlsm:Calc MS Excel 2007 VBA XML"])
def test_a_return_saved_by_another_program_says_the_same(form, tracker, soffice, tmp_path):
    again = soffice(tracker, to=form, outdir=tmp_path / "again")
    before, after = (read_return(path, GIVEN_TEXT) for path in (tracker, again))
    assert [typed_into(row) for row in after.rows] == [typed_into(row) for row in before.rows]
    assert not after.scraps


def typed_into(row: Table) -> list[str]:
    return [row.written(name) for name in row.to_fill_in()]


def test_a_comment_on_a_cell_is_kept_word_for_word_and_counted(tmp_path):
    path = returned(tmp_path, Q1, "FH")
    book = openpyxl.load_workbook(path)
    book["Actions"]["L5"].comment = Comment("Ask the bank for the list of branches.", "Office")
    book.save(path)
    one = read_return(path, GIVEN_TEXT)
    (kept,) = one.scraps
    assert (kept.sheet_name, kept.at, kept.text) == ("Actions", "L5", "Ask the bank for the list of branches.")
    record = next(one for one in merge(PLAN, Q1, [one], NO_HISTORY, Q1.ends).returns if one.file)
    assert record.cells == sum(getattr(record, heap) or 0 for heap in ("given", "used", "kept", "elsewhere"))


def test_two_sheets_of_one_name_are_refused(tracker):
    with zipfile.ZipFile(tracker) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="Measures"', b'name="Actions"')
    twice = tracker.with_name("twice.xlsx")
    with zipfile.ZipFile(twice, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert read_return(twice, GIVEN_TEXT).refusal is Refusal.NOT_READABLE


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_packing_that_no_spreadsheet_program_knows_is_refused(packing, tracker):
    with zipfile.ZipFile(tracker) as package, zipfile.ZipFile(tracker.with_name("odd.xlsx"), "w", packing) as odd:
        for name in package.namelist():
            odd.writestr(name, package.read(name))
    refused = read_return(tracker.with_name("odd.xlsx"), GIVEN_TEXT)
    assert (refused.refusal, refused.detail) == (
        Refusal.NOT_READABLE,
        "it is packed as no spreadsheet program packs it",
    )


def test_a_package_whose_parts_lie_before_its_beginning_is_damaged(tracker):
    content = bytearray(tracker.read_bytes())
    at = content.rindex(b"PK\x05\x06")
    content[at + 16 : at + 20] = (0x7FFFFFFF).to_bytes(4, "little")  # where the list of parts begins
    wrong = tracker.with_name("wrong.xlsx")
    wrong.write_bytes(content)
    for by_second_reader in (False, True):
        refused = read_return(wrong, GIVEN_TEXT, by_second_reader=by_second_reader)
        assert (refused.refusal, refused.detail) == (Refusal.NOT_READABLE, "it is damaged or cut off")
        assert refused.remedy
