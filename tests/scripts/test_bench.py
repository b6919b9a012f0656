"""The bench: what it makes of figures, what it says of the machine, and that it runs."""

import datetime as dt
import getpass
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from benches import bare, command, machine, measure
from benches.measure import memory_of, run
from benches.rows import Row, megabytes, seconds, table
from environment import ROOT

import docs
from nacpc_xl.sheets import look
from nacpc_xl.sheets.book import Book, Properties
from nacpc_xl.sheets.read import read_grids


@pytest.mark.parametrize(
    ("figure", "written"),
    [(12.34, "12.3 s"), (1.234, "1.23 s"), (0.0123, "12.3 ms"), (0.000123, "123 µs"), (0.00000123, "1.23 µs")],
)
def test_a_time_is_written_in_the_unit_that_shows_it_best(figure, written):
    assert seconds(figure) == written


@pytest.mark.parametrize(
    ("ours", "most", "besides", "holds"),
    [(0.2, 2.0, 0.0, True), (0.21, 2.0, 0.0, False), (0.21, 2.0, 0.05, True), (0.21, None, 0.0, None)],
)
def test_a_row_holds_within_what_is_allowed(ours, most, besides, holds):
    assert Row("a", "Start-up", ours, "click", 0.1, most, besides).holds is holds


def test_a_row_shows_both_figures_their_ratio_and_what_it_may_be():
    row = Row("b", "A merge", 0.3, "a script", 0.1, 1.5, 0.05)
    assert row.cells() == ("b", "A merge", "300 ms", "a script: 100 ms", "3.00 x", "1.5 x + 50.0 ms", "**no**")


def test_what_a_system_does_not_account_for_is_said():
    row = Row("b", "Memory of a merge", None, "a script", None, shown=megabytes)
    assert row.cells() == ("b", "Memory of a merge", "-", "a script", "this system does not account for it", "-", "-")


def test_ways_are_in_turn_for_each_thing_and_a_first_round_does_not_count(monkeypatch):
    now = [0.0]
    done: list[tuple[int, str]] = []

    def way(name: str, seconds: float) -> Callable[[int], None]:
        def do(thing: int) -> None:
            first = len(done) < 4
            done.append((thing, name))
            now[0] += 100.0 if first else seconds * thing

        return do

    monkeypatch.setattr(time, "process_time", lambda: now[0])
    ways = {"ours": way("ours", 3.0), "other": way("other", 1.0)}
    assert measure.in_turn_for_each([1, 3], ways, 3) == {"ours": 6.0, "other": 2.0}
    assert done == [(1, "ours"), (1, "other"), (3, "ours"), (3, "other")] * 4


def test_the_table_has_a_line_for_each_row_and_no_bar_in_a_cell():
    lines = list(table([Row("a", "`a | b`", 2e6, "c", 1e6, shown=megabytes)]))
    assert lines[2:] == ["| a | `a / b` | 2 MB | c: 1 MB | 2.00 x | - | - |"]
    assert len({line.count("|") for line in lines}) == 1


def test_the_readme_has_a_place_for_the_table_which_stays_as_it_is_otherwise():
    readme = docs.README.read_text("utf-8")
    now = docs.with_block(readme, command.BLOCK, ["| a |"])
    assert f"<!-- {command.BLOCK} -->\n\n| a |\n\n<!-- end of {command.BLOCK} -->" in now
    assert docs.with_block(now, command.BLOCK, ["| a |"]) == now
    assert docs.renewed(now) == now  # what is made of the code leaves the bench's table alone


def test_the_machine_is_described_by_its_processor_and_not_by_its_name(tmp_path):
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor\t: 0\nmodel name\t: Some  Processor @ 2 GHz\n", "utf-8")
    described = machine.described(cpuinfo)
    assert described.startswith(f"Some Processor @ 2 GHz, {machine.usable()} processors, ")
    assert platform.python_version() in described
    words = set(re.split(r"[ ,]+", described))
    assert words.isdisjoint({platform.node(), getpass.getuser()})
    assert "/" not in described


def test_a_machine_without_a_list_of_its_processors_is_described_all_the_same(tmp_path):
    assert machine.processor(tmp_path / "none")


def test_parts_are_chosen_by_letter_or_name_in_the_order_of_the_table():
    assert [part.name for part in command.chosen("write, f ,a")] == ["start", "checks", "copies", "write"]
    assert command.chosen("") == list(command.PARTS)


def test_a_part_that_there_is_not_is_named(capsys):
    with pytest.raises(SystemExit):
        command.chosen("a,xyz")
    assert "there is no part xyz" in capsys.readouterr().err


def test_the_day_and_the_machine_stand_above_the_table():
    lines = command.block([], dt.date(2020, 3, 1))
    assert lines[0] == f"Measured on 1 March 2020 with {machine.described()}."


def test_a_process_is_timed_with_what_it_starts():
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
    taken = run([sys.executable, "-c", child])
    assert taken.wall >= SECONDS
    assert taken.cpu is None or taken.cpu >= SECONDS


def test_memory_is_that_of_a_process_and_of_what_it_starts():
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {LARGE!r}])"
    assert memory_of([sys.executable, "-c", child]) > BYTES


def test_a_command_that_fails_is_no_measurement():
    with pytest.raises(RuntimeError, match="ended with 3"):
        run([sys.executable, "-c", "raise SystemExit(3)"])


SECONDS, BYTES = 0.3, 100_000_000
BUSY = f"import time\nwhile time.process_time() < {SECONDS}: pass"
LARGE = f"import time; held = bytearray(b'x') * {BYTES}; time.sleep(0.2)"


def test_a_workbook_is_written_again_with_the_same_cells(tmp_path):
    def make() -> bytes:
        book = Book(Properties("A title", "An author", dt.date(2019, 6, 30)))
        sheet = book.add_sheet("One", "A title", "What for")
        how = book.format(look.PLAIN, {"num_format": "dd/mm/yyyy"})
        sheet.write_string(4, 0, "=text", book.format(look.PLAIN))
        sheet.write_number(4, 1, 12.5)
        sheet.write_datetime(4, 2, dt.datetime(2019, 6, 30), how)
        sheet.add_table(6, 0, 7, 1, {"columns": [{"header": "A", "header_format": how}, {"header": "B"}]})
        sheet.write_string(7, 0, "in the table")
        return book.finish()

    contents = bare.written_by(make)
    before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    before.write_bytes(make())
    after.write_bytes(bare.again(contents))
    assert [grid.cells for grid in read_grids(after)] == [grid.cells for grid in read_grids(before)]
    assert contents.rows == 4


def test_the_bench_runs():
    done = subprocess.run(
        [sys.executable, "-m", "benches", "--quick", "--only", "start"],
        cwd=ROOT / "scripts",
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "| a | Start-up: `nacpc-xl --help` |" in done.stdout
