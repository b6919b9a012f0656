"""The pictures that the README shows: there, readable, small, and drawn anew by the script."""

import struct
from pathlib import Path

import make_pictures
import pytest

SHEETS = ("start-here.png", "actions.png")
PICTURES = (*SHEETS, *make_pictures.PAGES.values())
HEAVIEST = 250_000  # bytes


def size(path: Path) -> tuple[int, int]:
    """Width and height in dots, as a PNG file says at its beginning."""
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", head[16:24])
    return wide, high


def assert_can_be_shown(path: Path) -> None:
    wide, high = size(path)
    assert 600 < wide <= make_pictures.WIDEST + 2 * make_pictures.MARGIN
    assert 300 < high < (1000 if path.name in SHEETS else 1300)
    assert path.stat().st_size < HEAVIEST


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_there_and_can_be_shown(name):
    assert_can_be_shown(make_pictures.PICTURES / name)


@pytest.mark.libreoffice
def test_the_script_draws_them(tmp_path, poppler, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["make_pictures.py", str(tmp_path)])
    assert make_pictures.main() == 0
    for name in PICTURES:
        assert_can_be_shown(tmp_path / name)
    assert capsys.readouterr().out.count("is drawn") == len(PICTURES)


def test_without_libreoffice_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["make_pictures.py", str(tmp_path)])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert make_pictures.main() == 2
    assert capsys.readouterr().err.startswith("soffice is not installed")


def test_what_is_white_is_left_out():
    wide, high = 60, 40
    dots = bytearray(b"\xff" * wide * high)
    dots[20 * wide + 30] = dots[25 * wide + 35] = 0
    page = b"P5\n60 40\n255\n" + bytes(dots)
    margin = make_pictures.MARGIN
    assert make_pictures.not_white(page) == (30 - margin, 20 - margin, 6 + 2 * margin, 6 + 2 * margin)
