"""Where files lie, and that they are written wholly or not at all."""

import datetime as dt
import errno
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.plan.read import read_plan
from nacpc_xl.workspace import (
    LOCK,
    PLAN,
    TEMPLATE,
    QuarterFolder,
    YearFolder,
    reproducible,
    shipped,
    write_atomically,
)

DAY = dt.date(2019, 6, 30)


@pytest.fixture
def year(tmp_path):
    (tmp_path / PLAN).write_bytes(b"a plan")
    return YearFolder.at(tmp_path)


def test_a_file_is_written_with_the_folders_on_the_way(tmp_path):
    path = tmp_path / "Q1" / "out" / "register.xlsx"
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    write_atomically(path, b"newer")
    assert [one.name for one in path.parent.iterdir()] == ["register.xlsx"]
    assert path.read_bytes() == b"newer"


HELD = "another program has it open, or its folder is read-only. Close it and run the command again."
NO_ROOM = "there is no room left on the disk. Make room and run the command again."


def on_windows(number: int) -> OSError:
    """An error as Windows gives it, which has numbers of its own for some."""
    error = OSError(errno.EINVAL, "as Windows calls it")
    error.winerror = number  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), HELD),
        (PermissionError(errno.EPERM, "Operation not permitted"), HELD),
        (OSError(errno.EBUSY, "Device or resource busy"), HELD),
        (OSError(errno.ENOSPC, "No space left on device"), NO_ROOM),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), NO_ROOM),
        (on_windows(39), NO_ROOM),
        (on_windows(112), NO_ROOM),
        (on_windows(1295), NO_ROOM),
        (on_windows(206), "its path is too long. "),
        (OSError(errno.EROFS, "Read-only file system"), "the disk can only be read. "),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "its path is too long. "),
        (OSError(errno.ENOENT, "No such file or directory"), "its folder is no longer there. "),
        (OSError(errno.EIO, "Input/output error"), "Input/output error. Put that right and run the command again."),
        (OSError("no number"), "no number. Put that right and run the command again."),
    ],
    ids=lambda value: getattr(value, "strerror", None) or str(value)[:20],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_what_cannot_be_written_leaves_the_old_file_alone(step, error, reason, tmp_path, monkeypatch):
    path = tmp_path / "register.xlsx"
    path.write_bytes(b"old")

    def fail(*_):
        raise error

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(CannotGoOn) as stopped:
        write_atomically(path, b"new")
    assert str(path) in str(stopped.value)
    assert reason in str(stopped.value)
    assert str(stopped.value).endswith("run the command again.")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("register.xlsx", b"old")]


def test_a_run_that_is_stopped_leaves_the_old_file_alone(tmp_path, monkeypatch):
    path = tmp_path / "register.xlsx"
    path.write_bytes(b"old")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("register.xlsx", b"old")]


@pytest.mark.skipif(os.name == "nt", reason="Windows says of it that it may not be written")
def test_a_folder_where_the_file_should_be_is_said_in_a_sentence(tmp_path):
    path = tmp_path / "register.xlsx"
    path.mkdir()
    with pytest.raises(CannotGoOn, match=r"register\.xlsx cannot be written: a folder stands in its place\. Move"):
        write_atomically(path, b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["register.xlsx"]


def test_a_file_where_the_folder_should_be_is_said_in_a_sentence(tmp_path):
    (tmp_path / "out").write_bytes(b"not a folder")
    with pytest.raises(CannotGoOn, match=r"register\.xlsx cannot be written: a file stands where its folder should be"):
        write_atomically(tmp_path / "out" / "register.xlsx", b"new")
    assert (tmp_path / "out").read_bytes() == b"not a folder"


def test_a_name_that_is_too_long_is_said_in_a_sentence(tmp_path):
    path = tmp_path / f"{'register' * 40}.xlsx"
    with pytest.raises(CannotGoOn) as stopped:
        write_atomically(path, b"new")
    assert str(stopped.value).startswith(f"{path} cannot be written: ")
    if os.name == "posix":
        assert "its path is too long. Move the year's folder to where the path is shorter, and" in str(stopped.value)
    assert list(tmp_path.iterdir()) == []


LEFT_BEHIND = (".register.xlsx.0123abcd.part", ".NACPC-2019-20-Q1-LD.xlsx.ffffffff.part", ".a b.c.00000000.part")
NOT_OURS = (
    ".part",
    ".x.part",
    "register.xlsx.0123abcd.part",
    ".register.xlsx.0123ABCD.part",
    ".register.xlsx.0123abcd.part.xlsx",
    ".register.xlsx.0123abc.part",
    ".register.xlsx.0123abcde.part",
    ".0123abcd.part",
    "film.mp4.part",
)


def test_what_a_killed_run_left_half_written_is_taken_away_by_the_next_and_nothing_else_is(tmp_path):
    folder = QuarterFolder(tmp_path / "Q1")
    written = (folder.path, folder.issued, folder.superseded, folder.out, folder.out / "chase")
    left_alone = (tmp_path, folder.returned, folder.returned / "inner", folder.path / "My own folder")
    for place in (*written, *left_alone):
        for name in (*LEFT_BEHIND, *NOT_OURS):
            place.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(b"half of")
    a_folder = folder.out / ".report.docx.0123abcd.part"
    a_folder.mkdir()
    with folder.held():
        assert {one for one in tmp_path.rglob("*") if one.is_file() and one.name != LOCK} == {
            *(place / name for place in left_alone for name in LEFT_BEHIND),
            *(place / name for place in (*written, *left_alone) for name in NOT_OURS),
        }
    assert a_folder.is_dir()


def test_what_another_run_is_writing_is_left_to_it(tmp_path, another_run):
    half_written = tmp_path / ".register.xlsx.0123abcd.part"
    half_written.write_bytes(b"half of")
    with pytest.raises(CannotGoOn), QuarterFolder(tmp_path).held():
        pass
    assert half_written.is_file()


def test_what_cannot_be_taken_away_stops_no_run(tmp_path, monkeypatch):
    (tmp_path / ".register.xlsx.0123abcd.part").write_bytes(b"half of")

    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with QuarterFolder(tmp_path).held():
            pass
    assert (tmp_path / ".register.xlsx.0123abcd.part").is_file()


def test_every_file_that_came_back_is_found_and_by_products_are_passed_over(tmp_path):
    folder = QuarterFolder(tmp_path)
    wanted = {"LD.xlsx", "b.ods", "notes.docx", "~LD.xlsx", "plan.xlsx", "no ending", "~$LD.xlsx", ".~lock.LD.ods#"}
    passed_over = {"._LD.xlsx", "Thumbs.db", "desktop.ini", ".DS_Store"}
    for number, name in enumerate(sorted(wanted | passed_over)):
        path = folder.returned / ("inner" if number % 2 else "") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    names = [path.name for path in folder.returned_files()]
    assert names == sorted(wanted)


def test_nothing_came_back_where_there_is_no_folder_for_it(tmp_path):
    assert QuarterFolder(tmp_path / "Q1").returned_files() == ()


def test_a_quarter_has_its_places(year):
    quarter = year.quarter("Q2")
    places = (quarter.issued, quarter.returned, quarter.coordinator, quarter.register, quarter.report)
    assert [place.relative_to(year.path).as_posix() for place in places] == [
        "Q2/issued",
        "Q2/returned",
        "Q2/coordinator.xlsx",
        "Q2/out/register.xlsx",
        "Q2/out/report.docx",
    ]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "There is no folder {}. Check the name, or make it with: nacpc-xl new-year {}"),
        (lambda path: path.write_bytes(b""), "There is no folder {}. Check the name, or make it with"),
        (lambda path: path.mkdir(), "The folder {} holds no plan.xlsx. Put the plan there, or make one with"),
    ],
)
def test_a_year_folder_that_is_none_is_said_in_a_sentence(make, reason, tmp_path):
    path = tmp_path / "2024-25"
    make(path)
    with pytest.raises(CannotGoOn) as stopped:
        YearFolder.at(path)
    assert str(stopped.value).startswith(reason.replace("{}", str(path)))
    assert "\n" not in str(stopped.value)


def test_a_command_that_is_suggested_can_be_copied_as_it_stands(tmp_path):
    with pytest.raises(CannotGoOn) as stopped:
        YearFolder.at(tmp_path / "our plan")
    assert str(stopped.value).endswith(f'nacpc-xl new-year "{tmp_path / "our plan"}"')


def test_a_year_has_its_own_template_or_the_shipped_one(year):
    assert year.template == shipped(TEMPLATE)
    (year.path / TEMPLATE).write_bytes(b"ours")
    assert year.template == year.path / TEMPLATE


def test_what_comes_with_the_library_is_there():
    assert read_plan(shipped(PLAN)).details.short_name == "NACPC"
    assert zipfile.is_zipfile(shipped(TEMPLATE))


def package(stamp: str, clock: tuple[int, int, int, int, int, int], part: str = "docProps/core.xml") -> bytes:
    """A zip package in which `stamp` and `clock` say when it was made."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        for name, text in (
            ("mimetype", "application/x-sample"),
            (
                part,
                f'<p><dcterms:created xsi:type="dcterms:W3CDTF">{stamp}Z</dcterms:created>'
                f"<dcterms:modified>{stamp}Z</dcterms:modified><meta:creation-date>{stamp}</meta:creation-date>"
                f"<dc:date>{stamp}.123456</dc:date><dc:title>Made 2019-01-01T00:00:00Z</dc:title></p>",
            ),
            ("content.xml", f"<p><dc:date>{'2019-05-05T10:00:00'}</dc:date></p>"),
        ):
            info = zipfile.ZipInfo(name, clock)
            info.external_attr = clock[0] << 16
            made.writestr(info, text)
    return into.getvalue()


@pytest.mark.parametrize("part", ["docProps/core.xml", "meta.xml"])
def test_a_package_made_at_two_times_gives_the_same_bytes(part):
    one = package("2024-07-01T08:00:00", (2024, 7, 1, 8, 0, 0), part)
    other = package("2026-11-30T23:59:59", (2026, 11, 30, 23, 59, 58), part)
    assert one != other
    assert reproducible(one, DAY) == reproducible(other, DAY)
    assert reproducible(reproducible(one, DAY), DAY) == reproducible(one, DAY)
    assert reproducible(one, DAY) != reproducible(one, DAY + dt.timedelta(days=1))


def test_only_dates_are_changed_in_a_package():
    was = zipfile.ZipFile(io.BytesIO(package("2024-07-01T08:00:00", (2024, 7, 1, 8, 0, 0))))
    made = zipfile.ZipFile(io.BytesIO(reproducible(package("2024-07-01T08:00:00", (2024, 7, 1, 8, 0, 0)), DAY)))
    assert made.namelist() == was.namelist()
    assert made.read("content.xml") == was.read("content.xml")
    core = made.read("docProps/core.xml").decode()
    assert core.count("2019-06-30T00:00:00") == 4
    assert "<dc:title>Made 2019-01-01T00:00:00Z</dc:title>" in core
    assert made.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
    assert {info.date_time for info in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}


HOLD = """
import sys, time
from pathlib import Path
from nacpc_xl.workspace import QuarterFolder

with QuarterFolder(Path(sys.argv[1])).held():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def another_run(tmp_path):
    """Another process that holds a quarter's folder, until it is killed."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "held"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_folder_that_another_run_holds_is_said_and_is_free_once_that_is_killed(tmp_path, another_run):
    folder = QuarterFolder(tmp_path)
    with pytest.raises(CannotGoOn, match=r"Another run is writing into .* Wait until it is done"), folder.held():
        pass
    another_run.kill()
    another_run.wait()
    with folder.held():
        pass
    with folder.held():  # and once more, since it was let go of
        pass


def test_a_folder_is_let_go_of_when_something_goes_wrong(tmp_path):
    folder = QuarterFolder(tmp_path)
    with pytest.raises(ValueError, match="no luck"), folder.held():
        raise ValueError("no luck")
    with folder.held():
        assert (tmp_path / LOCK).is_file()


def test_a_folder_that_is_not_there_is_not_made_by_holding_it(tmp_path):
    with QuarterFolder(tmp_path / "Q7").held():
        pass
    assert not (tmp_path / "Q7").exists()


def test_a_folder_that_cannot_be_written_to_is_not_held(tmp_path, monkeypatch):
    def refuse(self):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("nacpc_xl.workspace.FileLock.acquire", refuse)
    with QuarterFolder(tmp_path).held():
        pass
