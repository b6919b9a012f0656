"""Looks for files that the reader fails on: `python scripts/fuzz.py [--seconds 600] [--seed N] [--keep FOLDER]`.

Trackers that were filled in well are spoilt by a few edits each: in their XML, their records, their parts or their
packing. Each spoilt one is read, merged, accounted for and checked; atheris keeps those that reach new code of the
reader, and spoils them further. LibreOffice saves some of the good trackers; where it is missing, those are left
out. Needs atheris, which no lock file has: `python -m pip install atheris`.

A fault is an exception, a cell that is not accounted for, or a file that takes longer than ten seconds; its file
stays in the folder. That a process dies of a file, or has too little memory for it, is none, since the library
reads each file in a process of its own: such files are counted, and read once more as the library does.

The exit code is 0 when no fault was found, 1 when one was, 2 when nothing could be run.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import math
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

try:
    import atheris  # type: ignore[import-untyped]
except ImportError:
    atheris = None

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
CHILD = "--child"  # the first argument of the processes that read
IS_CHILD = sys.argv[1:2] == [CHILD]

with atheris.instrument_imports(include=["nacpc_xl"]) if atheris and IS_CHILD else contextlib.nullcontext():
    import nacpc_xl.preflight.ods
    import nacpc_xl.preflight.xls
    import nacpc_xl.preflight.xlsb
    import nacpc_xl.preflight.xlsx  # noqa: F401 - what is imported later is not watched
    from nacpc_xl.merge.merge import merge
    from nacpc_xl.model.register import Register
    from nacpc_xl.model.words import Refusal
    from nacpc_xl.returns.read import read_return

from nacpc_xl.checks.run import check  # noqa: E402
from nacpc_xl.plan.read import read_plan  # noqa: E402
from nacpc_xl.returns.isolated import read_returns  # noqa: E402
from nacpc_xl.returns.read import File  # noqa: E402
from nacpc_xl.returns.workers import Workers  # noqa: E402
from nacpc_xl.tracker.given import GivenText  # noqa: E402
from nacpc_xl.workspace import YearFolder  # noqa: E402
from tests import biff12  # noqa: E402
from tests.conftest import program  # noqa: E402
from tests.hostile import relations  # noqa: E402
from tests.quarters import NO_HISTORY, assert_accounted_for  # noqa: E402
from tests.spoiling import (  # noqa: E402
    FORM,
    HEAD,
    LAST,
    MOST_EDITS,
    STORED,
    STREAM,
    Edit,
    Parts,
    Seed,
    chosen,
    edits_in,
    head_of,
    input_of,
    packed,
    spoilt,
)

YEAR = YearFolder.at(ROOT / "workbooks" / "2019-20")
SECONDS = 600  # for the whole run, unless it is told otherwise
SECONDS_A_FILE = 10  # after which it counts as a fault
SECONDS_TO_CONVERT = 180  # one file by LibreOffice
MEMORY = 1_500_000_000  # bytes of addresses that a process may take up
IN_MEMORY = Path("/dev/shm")  # where files are soon written, if there is such a folder
MOST_TRIED = 12  # files that stopped a process, and are read once more by the library


# The trackers that are spoilt

UNREAD = re.compile(r"docProps/|Configurations|Thumbnails|theme/|tables/|settings\.xml$|manifest\.rdf$|meta\.xml$|/$")
OFFICE = "http://schemas.openxmlformats.org"
BOX = f"""<wsDr xmlns="{OFFICE}/drawingml/2006/spreadsheetDrawing" xmlns:a="{OFFICE}/drawingml/2006/main">
<oneCellAnchor><from><col>1</col><colOff>0</colOff><row>1</row><rowOff>0</rowOff></from><ext cx="999999" cy="999999"/>
<sp><nvSpPr><cNvPr id="2" name="Box"/><cNvSpPr/></nvSpPr><spPr><a:prstGeom prst="rect"/></spPr><txBody><a:bodyPr/>
<a:p><a:r><a:t>Please</a:t></a:r></a:p><a:p><a:r><a:t>ring me.</a:t></a:r></a:p></txBody></sp><clientData/>
</oneCellAnchor></wsDr>""".encode()
THREADS = b"""<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">
<threadedComment ref="K6" id="{1}"><text>Is this so?</text></threadedComment></ThreadedComments>"""


def make_seeds(folder: Path) -> None:
    """Writes the good trackers into the folder: one as it came back, others with all that a lead may add to it."""
    returned = min(YEAR.quarter("Q1").returned_files(), key=lambda path: path.stat().st_size)
    shutil.copy(returned, folder / "plain.xlsx")
    rich = folder / "rich.xlsx"
    rich.write_bytes(packed("xlsx", _with_box_and_thread(_parts_in(_rich(returned)))))
    (folder / "rich.xlsb").write_bytes(biff12.packed(biff12.parts_of(rich)))
    soffice = program()
    for kind in ("ods", "xls", "xlsx") if soffice else ():
        _convert(str(soffice), rich, kind, folder / "saved")


def _rich(path: Path) -> bytes:
    """The tracker with a comment, a formula, an error, merged cells, and what is out of sight."""
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.load_workbook(path)
    sheet = book["Actions"]
    sheet["K5"].comment = Comment("Shall we say so?", "Reviewer")
    sheet["L5"], sheet["L6"], sheet["M5"] = "=1+1", "#DIV/0!", "Left\tright"
    sheet.merge_cells("N5:N6")
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["P"].hidden = True
    book["Sign-off"]["D9"] = True
    book["Lists"].sheet_state = "hidden"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _with_box_and_thread(parts: Parts) -> Parts:
    """The parts with a text box and a thread of comments on the sheet that has a comment already."""
    sheet = next(name for name, content in parts if b"<legacyDrawing" in content)
    links = f"{Path(sheet).parent.as_posix()}/_rels/{Path(sheet).name}.rels"
    more = relations(("drawing", "../drawings/box.xml"), ("threadedComment", "../threads.xml"))
    drawing = f'<drawing xmlns:r="{OFFICE}/officeDocument/2006/relationships" r:id="more1"/>'
    box = 'PartName="/xl/drawings/box.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"'
    added = {
        links: (b"</Relationships>", b"".join(re.findall(rb"<Relationship .*?/>", more)).replace(b'"rId', b'"more')),
        sheet: (b"<legacyDrawing", drawing.encode()),
        "[Content_Types].xml": (b"</Types>", f"<Override {box}/>".encode()),
    }
    changed = [(name, _with(content, *added.get(name, (b"", b"")))) for name, content in parts]
    return [*changed, ("xl/drawings/box.xml", BOX), ("xl/threads.xml", THREADS)]


def _with(content: bytes, before: bytes, new: bytes) -> bytes:
    """The content with something new before what is there once."""
    return content.replace(before, new + before) if new else content


def _convert(soffice: str, path: Path, kind: str, folder: Path) -> None:
    """Saves the workbook into the folder in another format, by LibreOffice."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS_TO_CONVERT)


def read_seeds(folder: Path) -> list[Seed]:
    """The good trackers in the folder, in an order that stays."""
    return [
        Seed(path.suffix[1:], tuple(_old_parts(path) if path.suffix == ".xls" else _parts_in(path.read_bytes())))
        for path in sorted([*folder.glob("*.xls*"), *folder.glob("saved/*.*")])
    ]


def _parts_in(package: bytes) -> Parts:
    """The parts that a reader looks at."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return [(name, opened.read(name)) for name in opened.namelist() if not UNREAD.search(name)]


def _old_parts(path: Path) -> Parts:
    """The stream of an .xls."""
    import xlrd.compdoc

    whole = path.read_bytes()
    memory, start, size = xlrd.compdoc.CompDoc(whole, logfile=io.StringIO()).locate_named_stream(STREAM)
    assert memory is not None
    return [(STREAM, memory[start : start + size])]


READERS = 4  # one in so many files is given to the second reader
METHODS = (STORED, STORED, STORED, STORED, STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


# One file after another: the life of a child

READ, STOPPED, FAULT = "read", "stopped the reader: ", "fault: "  # how a line about a file begins
UNDER_WAY, OUTCOMES, LOG = "under_way", "outcomes.txt", "log.txt"  # files in the folder of a run
CORPUS, SEEDS, FAULTS = "corpus", "seeds", "faults"  # folders in it
OUR_FILES = ("nacpc_xl", "tests")


@dataclass
class Trial:
    """Reads the file that an input stands for, and notes what became of it."""

    folder: Path
    outcomes: IO[str]
    path: Path
    seeds: Sequence[Seed]
    judge: Judge

    def __call__(self, data: bytes) -> None:
        """Notes one line; an input stays `UNDER_WAY` when the process dies of it."""
        (self.folder / UNDER_WAY).write_bytes(data)
        seed, content = file_of(self.seeds, data)
        self.path.write_bytes(content)
        try:
            outcome = self.judge(self.path, by_second_reader=is_by_second_reader(data))
        except KeyboardInterrupt:
            raise
        except MemoryError:
            outcome = f"{STOPPED}MemoryError"
        except BaseException as error:  # a panic inside a library is no Exception
            outcome = f"{FAULT}{place_of(error)}"
            keep_fault(self.folder / FAULTS, place_of(error), seed, data, content, traceback.format_exc())
        self.outcomes.write(f"{outcome}\n")


class Judge:
    """Reads files as returns of the first quarter."""

    def __init__(self) -> None:
        self._plan = read_plan(YEAR.plan)
        self._quarter = self._plan.quarters[0]
        self._given_text = GivenText(self._plan)

    def __call__(self, path: Path, *, by_second_reader: bool) -> str:
        """What became of the file, in words; raises what the library should not have raised."""
        one = read_return(path, self._given_text, by_second_reader=by_second_reader)
        register = merge(self._plan, self._quarter, [one], NO_HISTORY, self._quarter.ends)
        assert_accounted_for(register)
        check(register, self._plan, self._quarter, NO_HISTORY, self._quarter.ends)
        return _outcome(register)


def _outcome(register: Register) -> str:
    """`READ`, or why the file was refused; numbers in the reason are not told apart."""
    refused = next((one for one in register.returns if one.file and one.refusal), None)
    if refused is None:
        return READ
    detail = refused.detail if refused.refusal in (Refusal.NOT_READABLE, Refusal.NOT_A_TRACKER) else ""
    return f"{refused.refusal}: {without_numbers(detail)}".rstrip(": ")


def without_numbers(text: str) -> str:
    """The text on one line, with N for each number."""
    return re.sub(r"\d[\d,.]*", "N", " ".join(text.split()))


def file_of(seeds: Sequence[Seed], data: bytes) -> tuple[Seed, bytes]:
    """The good tracker that an input starts from, and the file that it stands for."""
    number, way = head_of(data)
    seed = seeds[number % len(seeds)]
    return seed, spoilt(seed, edits_in(data), chosen(METHODS, way // READERS))


def is_by_second_reader(data: bytes) -> bool:
    """Whether the file that an input stands for is given to the second reader."""
    return head_of(data)[1] % READERS == READERS - 1


def place_of(error: BaseException) -> str:
    """The kind of the error, and the line of ours that it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOT)]
    inner = next(
        (frame for frame in reversed(ours) if Path(frame.filename).relative_to(ROOT).parts[0] in OUR_FILES), ours[-1]
    )
    return f"{type(error).__name__}-{Path(inner.filename).stem}-{inner.lineno}"


def keep_fault(folder: Path, name: str, seed: Seed, data: bytes, content: bytes, told: str) -> None:
    """Keeps the file and what is to be said of it, unless one with fewer edits is there; prints it when it is new."""
    story = folder / f"{name}.txt"
    edits = edits_in(data)
    if story.is_file():
        if int(story.read_text("utf-8").split()[0]) <= len(edits):
            return
    else:
        print(f"FAULT {name}, {len(edits)} edits\n{told}", flush=True)
    (folder / f"{name}.{seed.kind}").write_bytes(content)
    listed = "\n".join(map(str, edits))
    story.write_text(f"{len(edits)} edits, input {data.hex()}\n{listed}\n{told}", "utf-8")


def mutated(data: bytes, most: int, number: int) -> bytes:
    """An input like this one, as the number has it: an edit more or less, or another, or another good tracker."""
    chance = random.Random(number)
    (seed, packing), edits = head_of(data), edits_in(data)
    way = chance.randrange(10)
    if way < 4 or not edits:
        edits.insert(chance.randint(0, len(edits)), new_edit(chance))
    elif way < 7:
        at = chance.randrange(len(edits))
        name = chance.choice(Edit._fields)
        edits[at] = edits[at]._replace(**{name: getattr(new_edit(chance), name)})
    elif way == 7:
        del edits[chance.randrange(len(edits))]
    elif way == 8:
        one = chance.choice(edits)
        edits.append(one._replace(where=(one.where + chance.randint(-2, 2)) % 2**16))
    else:
        seed, packing = chance.choice(((seed, chance.randrange(256)), (chance.randrange(256), packing)))
    return input_of((seed, packing), edits[-MOST_EDITS:])[:most]


def new_edit(chance: random.Random) -> Edit:
    """Any edit."""
    return Edit(chance.randrange(LAST), chance.randrange(256), *(chance.randrange(2**16) for _ in range(3)))


def crossed(one: bytes, other: bytes, most: int, number: int) -> bytes:
    """An input with some edits of one, then some of another."""
    chance = random.Random(number)
    edits = [edit for edit in edits_in(one) + edits_in(other) if chance.random() < 0.6]
    return input_of(head_of(one), edits[:MOST_EDITS])[:most]


def child(folder: Path, scratch: Path, seconds: str, seed: str) -> None:
    """Reads files until the time is over. It is atheris that ends the process."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    options = {
        "max_total_time": seconds,
        "seed": seed,
        "timeout": SECONDS_A_FILE,
        "rss_limit_mb": 0,  # the bound above is one that can be met with grace
        "max_len": HEAD.size + FORM.size * MOST_EDITS,
        "mutate_depth": 2,  # changes of an input at a time: after many, little is left to be read
        "artifact_prefix": f"{scratch}/",
    }
    with (folder / OUTCOMES).open("a", encoding="utf-8", buffering=1) as outcomes:
        trial = Trial(folder, outcomes, scratch / "tracker", read_seeds(folder / SEEDS), Judge())
        arguments = [f"-{name}={value}" for name, value in options.items()]
        atheris.Setup(
            [sys.argv[0], *arguments, str(folder / CORPUS)], trial, custom_mutator=mutated, custom_crossover=crossed
        )
        atheris.Fuzz()


# The whole run

HANG = 70  # the exit code of a child that took too long over one file
LAST_WORDS = re.compile(r"memory allocation of .*|.*panicked at.*|.*overflowed its stack.*|.*deadly signal.*")
WIDTH = 84  # characters of what a line of the table is about
REACHED = re.compile(r"cov: (\d+) ft: (\d+)")


@dataclass
class Run:
    """The whole run, one child after another, each for as long as it lives."""

    folder: Path
    scratch: Path
    tried: int = 0
    reached: tuple[int, int] = (0, 0)
    stops: Counter[str] = field(default_factory=Counter)

    def go(self, seconds: int, seed: int) -> None:
        """Fuzzes for so many seconds. Raises `ChildProcessError` when a child cannot even begin."""
        ends = time.monotonic() + seconds
        while (left := math.floor(ends - time.monotonic())) > 0:
            before = self._noted()
            code = self._child(left, seed)
            said = (self.folder / LOG).read_text("utf-8", "replace")
            self.reached = max(
                [self.reached, *((int(edges), int(features)) for edges, features in REACHED.findall(said))]
            )
            if code and self._noted() == before:
                raise ChildProcessError(said)
            if code:
                self._died(code, said)
            seed += 1

    def _noted(self) -> int:
        path = self.folder / OUTCOMES
        return path.stat().st_size if path.is_file() else 0

    def _child(self, seconds: int, seed: int) -> int:
        """The exit code of a child."""
        command = [sys.executable, __file__, CHILD, str(self.folder), str(self.scratch), str(seconds), str(seed)]
        with (self.folder / LOG).open("w", encoding="utf-8") as log:
            return subprocess.run(command, stderr=log, check=False).returncode

    def _died(self, code: int, said: str) -> None:
        """Notes what a child died of: a fault when it took too long, or the library does not outlive the file."""
        data = (self.folder / UNDER_WAY).read_bytes()
        seed, content = file_of(read_seeds(self.folder / SEEDS), data)
        if code == HANG:
            where = re.search(r"most recent call first.*?(?=\nALARM)", said, re.DOTALL)
            told = where[0] if where else said[-2000:]
            place = re.search(r"(\w+)\.py\", line (\d+)", told)
            name = f"hang-{place[1]}-{place[2]}" if place else "hang"
            self.stops[f"took longer than {SECONDS_A_FILE} s"] += 1
            keep_fault(self.folder / FAULTS, name, seed, data, content, told)
            return
        words = LAST_WORDS.findall(said)
        self.stops[without_numbers(words[-1]) if words else f"exit code {code}"] += 1
        if self.tried < MOST_TRIED:
            self.tried += 1
            self._try_again(seed, data, content)

    def _try_again(self, seed: Seed, data: bytes, content: bytes) -> None:
        """Reads a file on which a child died as the library reads it."""
        path = self.scratch / f"stopped-{self.tried}.{seed.kind}"
        path.write_bytes(content)
        try:
            with Workers(1) as workers:
                read_returns([File(path, path.name)], GivenText(read_plan(YEAR.plan)), workers)
        except Exception as error:
            keep_fault(
                self.folder / FAULTS, f"not-outlived-{place_of(error)}", seed, data, content, traceback.format_exc()
            )

    def table(self, seconds: float) -> Iterator[str]:
        """The lines of what is to be told at the end."""
        outcomes = Counter((self.folder / OUTCOMES).read_text("utf-8").splitlines())
        executions = outcomes.total() + self.stops.total()
        yield f"{'seconds':<{WIDTH}}{seconds:>9,.0f}"
        yield f"{'executions':<{WIDTH}}{executions:>9,}"
        yield f"{'executions a second':<{WIDTH}}{executions / seconds:>9.1f}"
        yield f"{'edges reached':<{WIDTH}}{self.reached[0]:>9,}"
        yield f"{'features reached':<{WIDTH}}{self.reached[1]:>9,}"
        yield f"{'kept as a start':<{WIDTH}}{len(list((self.folder / CORPUS).iterdir())):>9,}"
        yield from _lines("", {one: count for one, count in outcomes.items() if one == READ})
        refused = {
            one: count for one, count in outcomes.items() if one != READ and not one.startswith((STOPPED, FAULT))
        }
        yield from _lines("refused: ", refused)
        stopped = {one.removeprefix(STOPPED): count for one, count in outcomes.items() if one.startswith(STOPPED)}
        yield from _lines("stopped the reader: ", stopped | self.stops)
        yield from _lines("", {one: count for one, count in outcomes.items() if one.startswith(FAULT)})


def _lines(before: str, counts: Mapping[str, int]) -> Iterator[str]:
    """A line for each of the counts, the largest first."""
    for what, count in sorted(counts.items(), key=lambda item: -item[1]):
        yield f"{(before + what)[:WIDTH]:<{WIDTH}}{count:>9,}"


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition(":")[0] + ".")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long to look; %(default)s unless given")
    parser.add_argument("--seed", type=int, default=1, help="what all chance comes from; %(default)s unless given")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the inputs that reach new code stay, too")
    options = parser.parse_args(arguments)
    if atheris is None:
        print(f"atheris is missing: install it by {sys.executable} -m pip install atheris", file=sys.stderr)
        return 2
    folder = options.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    faults = fuzz(folder.resolve(), options.seconds, options.seed)
    if options.keep is None and not faults:
        shutil.rmtree(folder)
    return int(bool(faults))


def fuzz(folder: Path, seconds: int, seed: int) -> list[Path]:
    """The stories of the faults that are in the folder at the end."""
    for name in (CORPUS, SEEDS, FAULTS):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / OUTCOMES).unlink(missing_ok=True)
    make_seeds(folder / SEEDS)
    for index in range(len(read_seeds(folder / SEEDS))):
        (folder / CORPUS / f"good-{index}").write_bytes(input_of((index, 0), []))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as scratch:
        run = Run(folder, Path(scratch))
        run.go(seconds, seed)
    faults = sorted((folder / FAULTS).glob("*.txt"))
    print(*run.table(time.monotonic() - began), *(f"FAULT {path}" for path in faults), sep="\n")
    return faults


if __name__ == "__main__":
    if IS_CHILD:
        child(Path(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:])
    else:
        sys.exit(main(sys.argv[1:]))
