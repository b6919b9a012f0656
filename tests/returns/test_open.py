"""What the first reader cannot read or passes over, the second one may; what neither gives is not taken for read."""

import re
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nacpc_xl.model.columns import Percent
from nacpc_xl.model.errors import DamagedWorkbook
from nacpc_xl.model.words import Noticed, Refusal
from nacpc_xl.returns.open import open_return
from nacpc_xl.returns.read import read_return
from nacpc_xl.sheets import read as reading
from nacpc_xl.tracker.given import GivenText
from tests import biff12
from tests.committee import PLAN, Q1
from tests.quarters import returned
from tests.workbooks import drawn

GIVEN_TEXT = GivenText(PLAN)
Edit = Callable[[bytes], bytes]


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return returned(tmp_path, Q1, "FH", name="fh.xlsx")


def edited(path: Path, part: str, edit: Edit) -> Path:
    """A copy of the package with one of its parts edited."""
    copy = path.with_name("edited.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, edit(content) if name == part else content)
    return copy


def test_the_second_reader_reads_what_the_first_does(tracker):
    first, second = (read_return(tracker, GIVEN_TEXT, by_second_reader=by_second) for by_second in (False, True))
    assert (second.rows, second.scraps, second.cells, second.given) == (
        first.rows,
        first.scraps,
        first.cells,
        first.given,
    )
    assert [notice.what for notice in second.notices] == [Noticed.SECOND_READER]


def test_the_second_reader_of_old_workbooks_reads_what_the_first_does(tracker, soffice, tmp_path):
    old = soffice(tracker, to="xls", outdir=tmp_path / "old")
    first, second = (read_return(old, GIVEN_TEXT, by_second_reader=by_second) for by_second in (False, True))
    assert (second.rows, second.scraps, second.cells) == (first.rows, first.scraps, first.cells)


def test_the_second_reader_is_asked_when_the_first_fails(tracker, monkeypatch):
    def failing(path: Path) -> reading.Opened:
        raise DamagedWorkbook(path.name, "it is damaged", "Save it again.")

    monkeypatch.setattr("nacpc_xl.returns.open.read_workbook", failing)
    opened, (notice,) = open_return(tracker, "fh.xlsx")
    assert (notice.what, notice.detail) == (Noticed.SECOND_READER, "a second reader had to read it")
    assert [grid.cells.keys() for grid in opened.grids] == [
        grid.cells.keys() for grid in reading.read_workbook(tracker).grids
    ]


def test_a_cell_that_the_first_reader_cannot_tell_is_had_from_the_second(tracker):
    def of_another_kind(xml: bytes) -> bytes:
        changed, count = re.subn(rb'(<c r="K5"[^>]*) t="\w+">.*?</c>', rb'\1 t="new"><v>On track</v></c>', xml)
        assert count == 1
        return changed

    one = read_return(edited(tracker, "xl/worksheets/sheet2.xml", of_another_kind), GIVEN_TEXT)
    assert str(one.actions[0].status) == "On track"
    (notice,) = one.notices
    assert (notice.what, notice.sheet_name, notice.at) == (Noticed.SECOND_READER, "Actions", "K5")


def test_an_empty_text_is_nothing_that_was_passed_over(tmp_path):
    path = drawn(tmp_path / "x.xlsx", {"One": "| a | gone |"})
    empty = edited(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<t>gone</t>", b"<t></t>"))
    opened, notices = open_return(empty, "x.xlsx")
    assert (dict(opened.grids[0].cells), notices) == ({(0, 0): "a"}, ())


def test_a_row_that_claims_to_stand_far_down_holds_up_no_reader(tracker):
    def far_down(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", b'<row r="4294967295"/></sheetData>')

    began = time.monotonic()
    one = read_return(edited(tracker, "xl/worksheets/sheet2.xml", far_down), GIVEN_TEXT, by_second_reader=True)
    assert time.monotonic() - began < 5
    assert one.refusal in (None, Refusal.NOT_READABLE)


def binary(path: Path, *cells: bytes) -> Path:
    """An .xlsb with one row of these cells on its only sheet."""
    parts = biff12.parts({"Actions": biff12.Sheet({(0, 0): "Ref"})})
    parts["xl/worksheets/sheet1.bin"] = biff12.sheet_of(biff12.row(0), *cells)
    path.write_bytes(biff12.packed(parts))
    return path


def test_cells_of_a_binary_workbook_that_the_first_reader_does_not_know_are_had_from_the_survey(tmp_path):
    number = biff12.record(16, biff12.numbers(0) + struct.pack("<d", 12.5))  # BrtShortReal
    share = biff12.record(16, biff12.numbers(1) + struct.pack("<d", 0.5))  # in the style that shows per cents
    packed = biff12.record(13, biff12.numbers(0, 7 << 2 | 2))  # BrtShortRk: 7, as a whole number
    words = biff12.record(17, biff12.numbers(0) + biff12.text("words"))  # BrtShortSt
    truth = biff12.record(15, biff12.numbers(0) + b"\1")  # BrtShortBool
    short = (number, packed, words, truth, share)
    opened, notices = open_return(binary(tmp_path / "x.xlsb", biff12.cell(0, "Ref"), *short), "x")
    assert dict(opened.grids[0].cells) == {(0, at): raw for at, raw in enumerate(("Ref", 12.5, 7, "words", True, 0.5))}
    assert isinstance(opened.grids[0].cells[0, 5], Percent)
    assert notices == ()


def test_a_binary_workbook_with_a_cell_that_nobody_gives_is_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_values", lambda workbook, name: {})
    one = read_return(binary(tmp_path / "x.xlsb", biff12.cell(0, "Ref")), GIVEN_TEXT)
    assert (one.refusal, one.detail) == (Refusal.NOT_READABLE, "some of its cells cannot be read")
    assert one.remedy == "Open it, save it as .xlsx, and send that."
