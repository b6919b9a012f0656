"""The command line of the bench: which parts are run, and where their table goes."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from benches import machine
from benches.rows import Row, table
from docs import README, with_block

PROFILE = README.parent / "docs" / "profile.md"
BLOCK = "bench"
"""The name that the table's place in the README has."""


@dataclass(frozen=True)
class Part:
    """A part of the bench: the letter of its rows, the name it is asked for by, and the module that has `rows`.

    `rows(quick)` measures, and gives one row after the other.
    """

    letter: str
    name: str
    module: str

    def rows(self, quick: bool) -> Iterator[Row]:
        """Its rows, measured now."""
        measured: Callable[[bool], Iterator[Row]] = import_module(f"benches.{self.module}").rows
        return measured(quick)


PARTS = (
    Part("a", "start", "startup"),
    Part("b", "merge", "merging"),
    Part("c", "read", "reading"),
    Part("d", "scale", "scaling"),
    Part("e", "report", "reporting"),
    Part("f", "checks", "checking"),
    Part("f", "copies", "copies"),
    Part("g", "write", "writing"),
)
"""The parts, in the order of the table."""


def main(arguments: Sequence[str]) -> int:
    """Runs what is asked for, prints its table, and writes it where that is asked for too."""
    asked = _parser().parse_args(arguments)
    if asked.profile:
        return _profile(asked)
    parts = chosen(asked.only)
    if asked.write and (asked.only or asked.quick):
        _parser().error("--write puts the whole table into README.md: leave out --only and --quick")
    rows: list[Row] = []
    for part in parts:
        began = time.monotonic()
        rows += part.rows(asked.quick)
        print(f"{part.name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    lines = block(rows, dt.date.today())
    print("\n".join(lines))
    if asked.write:
        README.write_text(with_block(README.read_text("utf-8"), BLOCK, lines), "utf-8")
        print(f"\n{README.name} has this table now.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench.py", description="How fast things are beside what they cost otherwise, side by side in one run."
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller sizes, in less than two minutes")
    names = ", ".join(f"{part.letter} {part.name}" for part in PARTS)
    parser.add_argument("--only", metavar="PARTS", default="", help=f"some parts, set off by commas: {names}")
    parser.add_argument("--write", action="store_true", help="puts the table into README.md")
    parser.add_argument("--profile", action="store_true", help="where the time of one merge goes, instead")
    return parser


def chosen(only: str) -> list[Part]:
    """The parts with these letters or names, in the order of the table; all of them for `""`. Raises `SystemExit`."""
    wanted = {word.strip().lower() for word in only.split(",") if word.strip()}
    unknown = wanted.difference(*({part.letter, part.name} for part in PARTS))
    if unknown:
        _parser().error(f"there is no part {', '.join(sorted(unknown))}")
    return [part for part in PARTS if not wanted or {part.letter, part.name} & wanted]


def block(rows: Sequence[Row], day: dt.date) -> list[str]:
    """The lines that stand in the README: the day, the machine, and the table."""
    return [measured_on(day), "", *table(rows)]


def measured_on(day: dt.date) -> str:
    """When it was measured, and on what."""
    return f"Measured on {day.day} {day:%B %Y} with {machine.described()}."


def _profile(asked: argparse.Namespace) -> int:
    from benches import profile

    lines = [*PROFILE_HEAD, measured_on(dt.date.today()), "", *profile.tables(asked.quick)]
    print("\n".join(lines))
    if asked.write:
        PROFILE.write_text("\n".join((*lines, "")), "utf-8")
        print(f"\n{PROFILE.name} is written.")
    return 0


PROFILE_HEAD = (
    "# Where the time of a merge goes",
    "",
    "Made by `python scripts/bench.py --profile --write`.",
    "",
)
