"""The register as data frames: the columns, the types and the values are those of its sheets."""

import datetime as dt
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import nacpc_xl
from nacpc_xl.model.columns import Choice, Column, Count, Date, Number, Ref, Refs, Text
from nacpc_xl.model.register import ActionRecord, MeasureRecord, Register
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table, Unread
from nacpc_xl.outputs.counts import STANDINGS
from nacpc_xl.outputs.register import register_workbook
from nacpc_xl.sheets.look import CHART_COLOURS
from tests.committee import PLAN
from tests.end_to_end.test_worked_example import copied

README = Path(__file__).parents[2] / "README.md"

TYPES: dict[type[Column[Any]], str] = {
    Date: "datetime64[ns]",
    Number: "float64",
    Count: "Int64",
    Text: "string",
    Choice: "string",
    Ref: "string",
    Refs: "string",
}
"""What the README promises, by the kind of column."""


def register_of(**tables: tuple[Table, ...]) -> Register:
    """A register with these tables, the others empty."""
    about = Register.tables()["about"].sample(1)
    return Register(**{**dict.fromkeys(Register.tables(), ()), "about": about, **tables})  # type: ignore[arg-type]


def rows_of(table: type[Table]) -> tuple[Table, ...]:
    """A row with everything, one with nothing, and one in which nothing was understood."""
    nothing = dict.fromkeys(table.columns(), Unread("as it comes", "it is not understood"))
    return table.sample(1), table(), table({}, unread=nothing)


def filled() -> Register:
    return register_of(**{name: rows_of(table) for name, table in Register.tables().items() if not table.is_form})


def from_disk(register: Register, folder: Path) -> Register:
    path = folder / "register.xlsx"
    path.write_bytes(register_workbook(register, (), PLAN))
    return nacpc_xl.read_register(path)


KINDS: dict[str, Callable[[Path], Register]] = {
    "filled": lambda _: filled(),
    "empty": lambda _: register_of(),
    "filled, read back": lambda folder: from_disk(filled(), folder),
    "empty, read back": lambda folder: from_disk(register_of(), folder),
}


@pytest.fixture(params=KINDS)
def register(request, tmp_path):
    return KINDS[request.param](tmp_path)


def test_there_is_a_frame_for_each_sheet_with_its_headings_and_types(register):
    frames = register.frames()
    assert list(frames) == [table.sheet.name for table in Register.tables().values()]
    for table in Register.tables().values():
        types = {column.heading: next(TYPES[kind] for kind in type(column).mro() if kind in TYPES)
                 for column in table.columns().values()}  # fmt: skip
        found = {str(heading): str(dtype) for heading, dtype in frames[table.sheet.name].dtypes.items()}
        assert found == types
        assert list(found) == list(types)


def test_the_function_gives_the_same_frames():
    register = filled()
    ours, frames = nacpc_xl.frames(register), register.frames()
    assert list(ours) == list(frames)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(ours[name], frame)


def test_what_is_read_back_from_disk_gives_the_same_frames(tmp_path):
    samples = {
        name: (table.sample(1), table.sample(2)) for name, table in Register.tables().items() if not table.is_form
    }
    register = register_of(**samples)
    again = from_disk(register, tmp_path).frames()
    for name, frame in register.frames().items():
        pd.testing.assert_frame_equal(again[name], frame)


@pytest.mark.parametrize("name", [name for name, table in Register.tables().items() if not table.is_form])
def test_a_frame_holds_each_value_and_what_is_empty_or_not_understood_is_missing(name):
    table = Register.tables()[name]
    frame = filled().frames()[table.sheet.name]
    first = table.sample(1)
    for column in table.columns().values():
        value = frame[column.heading][0]
        expected = first.values[column.name]
        match column:
            case Date():
                assert value == pd.Timestamp(expected)
            case Number() | Count():
                assert value == expected
            case _:
                assert value == first.in_words(column.name)
        assert frame[column.heading].isna().tolist() == [False, True, True]


def test_a_per_cent_is_its_number_and_refs_are_set_off_by_commas():
    action = ActionRecord.of(ref="P1.1-01", status=Status.ON_TRACK, aims=("A1", "A4"), start=dt.date(2019, 4, 1))
    measure = MeasureRecord.of(ref="P1.1-01-M1", unit="%", value=62.5)
    frames = register_of(actions=(action,), measures=(measure,)).frames()
    assert frames["Measures"].loc[0, "Value this quarter"] == 62.5
    assert frames["Actions"].loc[0, "Aims"] == "A1, A4"
    assert frames["Actions"].loc[0, "Status"] == "On track"
    assert frames["Actions"].loc[0, "Start"] == pd.Timestamp(2019, 4, 1)


def test_frames_of_two_quarters_keep_their_types_when_joined():
    """An empty quarter has the types of a full one, so nothing turns into something else."""
    full, empty = filled().frames(), register_of().frames()
    for name in ("Actions", "Measures", "Returns", "History"):
        joined = pd.concat([full[name], empty[name], full[name]], ignore_index=True)
        assert joined.dtypes.to_dict() == full[name].dtypes.to_dict()
        assert len(joined) == 6


def test_pandas_is_imported_only_when_a_frame_is_asked_for(tmp_path):
    path = tmp_path / "register.xlsx"
    path.write_bytes(register_workbook(register_of(), (), PLAN))
    program = (
        "import sys, nacpc_xl\n"
        f"register = nacpc_xl.read_register({str(path)!r})\n"
        "nacpc_xl.frames\n"
        "assert 'pandas' not in sys.modules\n"
        "register.frames()\n"
        "assert 'pandas' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=README.parent)
    assert (done.returncode, done.stderr) == (0, "")


# What the README shows an analyst

LAST_QUARTER = "Q4"
"""The quarter that the README speaks of."""


def for_an_analyst() -> str:
    """The README's section for analysts."""
    return README.read_text("utf-8").partition("\n## For an analyst\n")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def merged_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the worked example, each of its quarters merged, in folders called as in the README."""
    year = copied(tmp_path_factory.mktemp("analyst") / "workbooks" / "2019-20")
    for path in sorted(year.glob("Q?")):
        nacpc_xl.steps.merge_and_write(nacpc_xl.YearFolder.at(year), path.name)
    return year


def test_what_the_readme_shows_an_analyst_works(merged_year, monkeypatch, capsys):
    quarters = sorted(path.name for path in merged_year.glob("Q?"))
    blocks = re.findall(r"```python\n(.*?)```", for_an_analyst(), re.DOTALL)
    assert len(blocks) == 4
    assert len(blocks[-1].splitlines()) == 10
    monkeypatch.chdir(merged_year.parent.parent)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    names: dict[str, Any] = {}
    for block in blocks:
        exec(block.replace(f"/{LAST_QUARTER}/", f"/{quarters[-1]}/"), names)  # the README's own words
    assert capsys.readouterr().out.count("\n") > 20
    assert names["counts"].to_dict("index") == counted_by_hand(merged_year / quarters[-1])
    assert list(names["values"].columns) == quarters
    drawn = Path("statuses.png").read_bytes()
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(drawn) > 10_000


def counted_by_hand(quarter: Path) -> dict[str, dict[str, int]]:
    """How many had each status in each quarter so far, from the cells of History; what is none is Not stated."""
    sheet = openpyxl.load_workbook(quarter / "out" / "register.xlsx")["History"]
    headings, *rows = sheet.iter_rows(min_row=4, values_only=True)
    at, status = headings.index("Quarter"), headings.index("Status")
    found = Counter((str(row[at]), str(row[status]) if row[status] in STANDINGS else "Not stated") for row in rows)
    labels, statuses = {label for label, _ in found}, {one for _, one in found}
    return {label: {one: found[label, one] for one in statuses} for label in labels}


def test_the_readme_names_the_types_the_frames_and_the_colours():
    section = for_an_analyst()
    for dtype in TYPES.values():
        assert f"| `{dtype}`" in section
    for table in Register.tables().values():
        assert f"`{table.sheet.name}`" in section
    for standing, colour in CHART_COLOURS.items():
        assert f'"{standing}": "{colour}"' in section
