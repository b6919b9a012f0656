"""Writes the parts of the README that are derived from the code: commands, columns, statuses, rules and checks.

python scripts/docs.py          writes them
python scripts/docs.py --check  says which are out of date, and fails if any is
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from nacpc_xl.checks.registry import FAMILIES
from nacpc_xl.checks.run import all_checks
from nacpc_xl.cli import commands
from nacpc_xl.merge.computed import RULES
from nacpc_xl.model.plan import PLAN_SHEETS
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import TRACKER
from nacpc_xl.outputs.dictionary import entries_of
from nacpc_xl.outputs.report.build import MARKERS

README = Path(__file__).resolve().parent.parent / "README.md"


def commands_table() -> Iterator[str]:
    """Each command with its arguments and what it does."""
    yield from table_lines(("Command", "Does"), ((_usage(name), _first_line(name)) for name in commands.commands))


def _usage(name: str) -> str:
    parameters = commands.commands[name].params
    words = [f"{one.name or ''}".upper() for one in parameters if one.param_type_name == "argument"]
    options = [f"[{one.opts[0]}]" for one in parameters if one.param_type_name == "option"]
    return f"`nacpc-xl {' '.join([name, *words, *options])}`"


def _first_line(name: str) -> str:
    return (commands.commands[name].help or "").strip().splitlines()[0]


def tracker_columns() -> Iterator[str]:
    """Every column of the tracker."""
    yield from _columns(TRACKER)


def plan_columns() -> Iterator[str]:
    """Every column of the plan workbook."""
    yield from _columns(PLAN_SHEETS)


def _columns(tables: Iterable[type[Table]]) -> Iterator[str]:
    rows = (
        (entry.where.removeprefix("Book, "), entry.holds, entry.accepts, entry.required)
        for entry in entries_of(tables, "Book")
    )
    yield from table_lines(("Sheet and column", "Holds", "What may be entered", "Must be filled in"), rows)


def statuses() -> Iterator[str]:
    """Every status."""
    rows = ((str(one), one.colour, one.meaning, ", ".join(one.accepted) or "-") for one in Status)
    yield from table_lines(("Status", "Colour", "Means", "Accepted besides"), rows)


def computed_status() -> Iterator[str]:
    """The rules of the computed status, in the order in which they are tried."""
    described = ((status, _docstring(rule).partition(": ")) for status, rule in RULES)
    rows = [(str(status), what[2] or what[0]) for status, what in described]
    yield from table_lines(("Status", "When"), [*rows, (str(Status.ON_TRACK), "otherwise.")])


def checks() -> Iterator[str]:
    """Every check by family."""
    for letter, asks in FAMILIES.items():
        yield f"**{letter}: {asks}**"
        yield ""
        of_family = [one for one in all_checks() if one.code[0] == letter]
        yield from table_lines(
            ("Code", "Severity", "Rule", "What to do"),
            ((one.code, str(one.severity), one.rule, one.fix[:1].upper() + one.fix[1:]) for one in of_family),
        )
        yield ""


def markers() -> Iterator[str]:
    """The markers of the report's sections."""
    yield ", ".join(f"`«{marker}»`" for marker in MARKERS)


def _docstring(rule: Callable[..., object]) -> str:
    return " ".join((inspect.getdoc(rule) or "").split())


def table_lines(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table in Markdown; a bar in a cell would end it, and becomes a slash."""
    headings = list(headings)
    yield f"| {' | '.join(headings)} |"
    yield f"| {' | '.join('---' for _ in headings)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


BLOCKS: dict[str, Callable[[], Iterator[str]]] = {
    "commands": commands_table,
    "statuses": statuses,
    "tracker columns": tracker_columns,
    "plan columns": plan_columns,
    "computed status": computed_status,
    "checks": checks,
    "markers": markers,
}
"""What is generated, by the name that its place in the README has."""


def renewed(readme: str) -> str:
    """The README with every generated block as the code now gives it; `LookupError` if one has no place."""
    for name, make in BLOCKS.items():
        readme = with_block(readme, name, make())
    return readme


def with_block(readme: str, name: str, lines: Iterable[str]) -> str:
    """The README with these lines in the place that has this name; `LookupError` if there is none."""
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not place.search(readme):
        raise LookupError(f"README.md has no place for “{name}”")
    block = "\n".join(lines).strip()
    return place.sub(lambda found: f"{found[1]}\n{block}\n\n{found[2]}", readme)


def main() -> int:
    """Writes the README, or with --check only says whether it is out of date."""
    now = README.read_text("utf-8")
    then = renewed(now)
    if "--check" in sys.argv:
        print("README.md is up to date." if now == then else "README.md is out of date: run python scripts/docs.py")
        return int(now != then)
    README.write_text(then, "utf-8")
    print("README.md is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
