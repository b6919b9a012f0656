import pickle
import sys

import pytest

from nacpc_xl.model.columns import Text
from nacpc_xl.model.held import Held
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table, Unread
from nacpc_xl.model.tracker import Actions

VALUES = {"ref": "P1.1-01", "status": None, "aims": ("A1",)}
PLACES = {"ref": 0, "status": 1, "progress": 2, "aims": 3}


def test_held_values_are_those_that_were_put_in():
    held = Held(VALUES, PLACES)
    assert held == VALUES
    assert dict(held) == VALUES
    assert list(held) == list(VALUES)
    assert len(held) == 3
    assert (held.get("status", "x"), held.get("progress", "x"), held.get("other")) == (None, "x", None)
    assert "status" in held
    assert "progress" not in held
    assert "other" not in held
    for name in ("progress", "other"):
        with pytest.raises(KeyError):
            held[name]
    assert pickle.loads(pickle.dumps(held)) == VALUES


def test_a_compact_row_says_what_the_row_said():
    row = Actions.sample(2).but(barrier="")
    row = Actions(row.values, row.place, {"wanted_by": Unread("soon", "no day")}, {"ref": "P1.1-01"})
    compact = row.compact()
    assert compact == row
    assert list(compact) == list(row)
    assert compact.unread == row.unread
    assert compact.missing() == row.missing()
    assert compact.but(status=Status.COMPLETE) == row.but(status=Status.COMPLETE)
    assert not compact.raw
    assert sys.getsizeof(compact.values) + sys.getsizeof(tuple(compact.columns())) < sys.getsizeof(dict(row.values)) / 2


def test_a_column_that_is_added_later_is_blank_in_a_compact_row():
    class Short(Table, sheet="Short"):
        """A row of a table that grows."""

        ref = Text("Ref")

    compact = Short.of(ref="P1.1-01").compact()
    Short.add_column("later", Text("Later"))
    assert compact.written("later") == ""
    assert compact.but(later="x").compact().written("later") == "x"
