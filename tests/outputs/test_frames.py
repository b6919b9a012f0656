import datetime as dt

import pytest

import nacpc_xl
from nacpc_xl.model.register import ActionRecord, MeasureRecord, Register
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Unread


@pytest.fixture
def frames():
    action = ActionRecord.of(ref="P1.1-01", status=Status.ON_TRACK, start=dt.date(2019, 4, 1), days_slipped=12)
    unclear = ActionRecord({"ref": "P1.1-02"}, unread={"status": Unread("Amber/Green", "it is no status")})
    measure = MeasureRecord.of(ref="P1.1-01-M1", unit="%", value=62.5)
    tables = dict.fromkeys(Register.tables(), ())
    about = Register.tables()["about"].of(quarter="Q1")
    register = Register(**{**tables, "about": about, "actions": (action, unclear), "measures": (measure,)})  # type: ignore[arg-type]
    return nacpc_xl.frames(register)


def test_there_is_a_frame_for_each_sheet_with_its_headings(frames):
    assert set(frames) == {table.sheet.name for table in Register.tables().values()}
    assert list(frames["Actions"].columns) == [column.heading for column in ActionRecord.columns().values()]


def test_values_have_the_documented_types(frames):
    actions, measures = frames["Actions"], frames["Measures"]
    assert str(actions["Start"].dtype).startswith("datetime64")
    assert str(actions["Days slipped"].dtype) == "Int64"
    assert str(measures["Value this quarter"].dtype) == "float64"
    assert str(actions["Status"].dtype) == "string"
    assert measures.loc[0, "Value this quarter"] == 62.5


def test_what_is_empty_or_was_not_understood_is_missing(frames):
    assert frames["Actions"]["Status"].isna().tolist() == [False, True]
    assert frames["Actions"]["Start"].isna().tolist() == [False, True]
    assert frames["Unplaced"].empty
