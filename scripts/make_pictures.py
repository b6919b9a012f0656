"""Draws the pictures that the README shows: two sheets of a tracker, and two pages of a report, in docs/.

    python scripts/make_pictures.py [FOLDER]

It issues the second quarter's tracker of one group of the worked example and answers a part of it, merges that
quarter, and has LibreOffice and poppler draw them. The exit code is 2 where one of them is missing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooter
from openpyxl.worksheet.worksheet import Worksheet

from nacpc_xl import steps
from nacpc_xl.model.tracker import Actions, StartHere
from nacpc_xl.workspace import YearFolder

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "workbooks" / "2019-20"
STORY = ROOT / "scripts" / "example"
PICTURES = ROOT / "docs"

QUARTER, GROUP = "Q2", "CS"
EARLIER = ("Q1",)
PAGES = {
    "1 Purpose and recommendations": "report-page-one.png",
    "P4.1 Continuing to develop our chronology practice": "report-theme.png",
}
"""The pages of the report that are shown, by a line on each."""

ANSWERED = {
    0: ("status", "progress", "next_milestone", "milestone_due", "barrier"),
    1: ("status", "progress", "difference", "completed_on"),
    2: ("status",),
}
"""What the lead has filled in so far, by the number of the action."""

COLUMNS = ("ref", "action", "last_status", "last_update", "status", "progress", "to_do")
"""The columns of Actions that the picture shows: all of them would be too small to read."""

A3 = 8  # Excel's number for the paper
DOTS = 110  # to the inch, where that does not make a picture too wide
WIDEST = 1400  # dots: more are lost in a README, and make the file big
DOTS_OF_A_PAGE = 84  # to the inch
MARGIN = 8  # dots of white left around a picture
WHITE = 255


class Missing(Exception):
    """A program is not installed; says which, and what to install."""


class Picture(NamedTuple):
    """A sheet to be drawn: the columns and the last row shown, and where the picture goes."""

    sheet: str
    columns: Iterable[int]
    last_row: int
    path: Path


def main() -> int:
    """0 when all pictures were drawn, 2 when a program is missing."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    try:
        programs = {name: program(name) for name in ("soffice", "pdftoppm", "pdftotext")}
    except Missing as sentence:
        print(sentence, file=sys.stderr)
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        tracker = answered_tracker(Path(name))
        for picture in pictures(tracker, folder):
            draw(picture, tracker, Path(name), programs)
            tell(picture.path)
        for words, file in PAGES.items():
            draw_page(merged_report(Path(name)), words, folder / file, programs)
            tell(folder / file)
    return 0


def tell(path: Path) -> None:
    """Says that a picture is drawn, and how heavy it is."""
    print(f"{path} is drawn ({path.stat().st_size // 1000} kB).")


def program(name: str) -> str:
    """The path of a program. Raises `Missing`."""
    found = shutil.which(name)
    if found is None:
        package = {"soffice": "LibreOffice Calc and Writer"}.get(name, "poppler (poppler-utils)")
        raise Missing(f"{name} is not installed, and it draws the pictures. Install {package}.")
    return found


def example_in(folder: Path) -> Path:
    """A copy of the worked example in `folder`, without what was made from it."""
    year = folder / EXAMPLE.name
    if not year.is_dir():
        shutil.copytree(EXAMPLE, year, ignore=shutil.ignore_patterns("issued", "out"))
    return year


def merged_report(folder: Path) -> Path:
    """The report of the quarter, and of those before it, as a merge writes it."""
    year = YearFolder.at(example_in(folder))
    report = year.quarter(QUARTER).report
    if not report.is_file():
        for label in EARLIER:
            steps.merge_and_write(year, label)
        steps.merge_and_write(year, QUARTER)
    return report


def draw_page(report: Path, words: str, path: Path, programs: dict[str, str]) -> None:
    """Draws the first page of the report that has these words in a line of their own."""
    pdf = report.with_suffix(".pdf")
    if not pdf.is_file():
        profile = f"-env:UserInstallation={(report.parent / 'profile').as_uri()}"
        run(programs["soffice"], profile, "--headless", "--convert-to", "pdf", "--outdir", str(pdf.parent), str(report))
    pages = run(programs["pdftotext"], str(pdf), "-").decode().split("\f")
    number = str(next(at for at, page in enumerate(pages, start=1) if words in page.splitlines()))
    look = ["-f", number, "-l", number, "-singlefile", "-r", str(DOTS_OF_A_PAGE), "-png"]
    run(programs["pdftoppm"], *look, str(pdf), str(path.with_suffix("")))


def answered_tracker(folder: Path) -> Path:
    """A tracker of the example in `folder`, issued after the first quarter's returns and answered in part."""
    year = example_in(folder)
    issued = steps.issue(YearFolder.at(year), QUARTER)
    path = next(path for path in issued.files if path.stem.endswith(f"-{GROUP}"))
    story = tomllib.loads((STORY / f"{GROUP}.toml").read_text("utf-8"))
    book = openpyxl.load_workbook(path)
    sheet = book[Actions.sheet.name]
    top = heading_row(sheet)
    names = list(Actions.columns())
    for number, answers in ANSWERED.items():
        for name in answers:
            answer: Any = story["action"][number][QUARTER.lower()][name]
            sheet.cell(top + 1 + number, names.index(name) + 1).value = answer
    book.save(path)
    return path


def heading_row(sheet: Worksheet) -> int:
    """The row of the headings of the only table on the sheet."""
    (table,) = sheet.tables.values()
    return int(re.findall(r"\d+", table.ref)[0])


def pictures(tracker: Path, folder: Path) -> list[Picture]:
    """What is drawn."""
    book = openpyxl.load_workbook(tracker)
    start, actions = book[StartHere.sheet.name], book[Actions.sheet.name]
    names = list(Actions.columns())
    shown = [names.index(name) + 1 for name in COLUMNS]
    return [
        Picture(start.title, (1, 2), start.max_row, folder / "start-here.png"),
        Picture(actions.title, shown, actions.max_row, folder / "actions.png"),
    ]


def draw(picture: Picture, tracker: Path, folder: Path, programs: dict[str, str]) -> None:
    """Prints one sheet on one large page, and keeps the part of the page that is not white."""
    book = openpyxl.load_workbook(tracker)
    for other in book.worksheets:
        other.sheet_state = "visible" if other.title == picture.sheet else "hidden"
    sheet = book[picture.sheet]
    book.active = sheet
    show_only(sheet, set(picture.columns))
    set_up_page(sheet, max(picture.columns), picture.last_row)
    copy = folder / f"{picture.path.stem}.xlsx"
    book.save(copy)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run(programs["soffice"], profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(copy))
    page = str(copy.with_suffix(".pdf"))
    look = [programs["pdftoppm"], "-f", "1", "-l", "1", "-singlefile"]
    dots = DOTS
    left, top, wide, high = not_white(run(*look, "-r", str(dots), "-gray", page))
    if wide > WIDEST:
        dots = DOTS * WIDEST // wide
        left, top, wide, high = not_white(run(*look, "-r", str(dots), "-gray", page))
    part = ["-x", left, "-y", top, "-W", wide, "-H", high]
    run(*look, "-r", str(dots), *map(str, part), "-png", page, str(picture.path.with_suffix("")))


def show_only(sheet: Worksheet, columns: set[int]) -> None:
    """Hides all other columns; openpyxl keeps neighbours of one width together, so they are parted first."""
    widths = {
        column: size.width
        for size in list(sheet.column_dimensions.values())
        for column in range(size.min or 0, (size.max or 0) + 1)
    }
    for column in range(1, sheet.max_column + 1):
        size = sheet.column_dimensions[get_column_letter(column)]
        size.min = size.max = column
        size.width = widths.get(column, size.width)
        size.hidden = column not in columns


def set_up_page(sheet: Worksheet, last_column: int, last_row: int) -> None:
    """One page, wide enough for the sheet at its own size, with nothing above and below it."""
    sheet.print_area = f"A1:{get_column_letter(last_column)}{last_row}"
    sheet.print_title_rows = sheet.print_title_cols = None
    sheet.page_setup.paperSize = A3
    sheet.page_setup.scale = 100
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.HeaderFooter = HeaderFooter()


def not_white(page: bytes) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is not white on a page, in dots, with a margin; `page` is a PGM picture."""
    kind, width, height, white, dots = page.split(maxsplit=4)
    assert (kind, int(white)) == (b"P5", WHITE)
    wide, high = int(width), int(height)
    rows = [dots[at * wide : (at + 1) * wide] for at in range(high)]
    blank = bytes([WHITE]) * wide
    inked = [at for at, row in enumerate(rows) if row != blank]
    lefts = [len(rows[at]) - len(rows[at].lstrip(b"\xff")) for at in inked]
    rights = [len(rows[at].rstrip(b"\xff")) for at in inked]
    left, top = max(0, min(lefts) - MARGIN), max(0, inked[0] - MARGIN)
    return left, top, min(wide, max(rights) + MARGIN) - left, min(high, inked[-1] + 1 + MARGIN) - top


def run(*command: str) -> bytes:
    """What a program wrote to its standard output."""
    return subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL).stdout


if __name__ == "__main__":
    sys.exit(main())
