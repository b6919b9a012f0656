"""The command line. The only module that prints, exits, or reads the clock.

Exit codes: 0 all well; 1 finished, but returns are missing or queries are open; 2 could not run.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from nacpc_xl import __version__
from nacpc_xl.model.errors import CannotGoOn

if TYPE_CHECKING:
    from nacpc_xl.model.finding import Finding
    from nacpc_xl.steps import Checked, Merged, Written

ALL_WELL, QUERIES_OPEN, COULD_NOT_RUN = 0, 1, 2
SECONDS_BEFORE_PROGRESS = 1.0
LINES_OF_QUERIES = 8  # groups listed by name before the rest is only counted

FOLDER = click.Path(path_type=Path, file_okay=False)


class Commands(click.Group):
    """Commands in the order in which a quarter goes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names, as they were declared."""
        return list(self.commands)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nacpc-xl")
def commands() -> None:
    """Quarterly progress on a committee's plan: trackers out, returns in, one register and one report."""


def main() -> NoReturn:
    """Runs a command and exits; whatever stops it is said in a sentence, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = commands.main(standalone_mode=False)
    except CannotGoOn as reason:
        _stop(str(reason))
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(COULD_NOT_RUN)
    except (click.Abort, KeyboardInterrupt):
        _stop("Stopped. Nothing was half written; run the command again when you like.")
    sys.exit(code if isinstance(code, int) else ALL_WELL)


def _stop(reason: str) -> NoReturn:
    click.echo(reason, err=True)
    sys.exit(COULD_NOT_RUN)


@commands.command("new-year")
@click.argument("folder", type=FOLDER)
@click.option("--blank", is_flag=True, help="A plan workbook with nothing in it yet.")
def new_year(folder: Path, blank: bool) -> int:
    """Makes FOLDER with the shipped plan in it, or with a blank one."""
    from nacpc_xl import steps
    from nacpc_xl.workspace import as_argument

    path = steps.new_year(folder, blank=blank, today=dt.date.today())
    click.echo(f"The plan is in {path}.")
    if blank:
        click.echo("Fill in its sheets from left to right, then issue the first trackers:")
    else:
        click.echo("Look it through, then issue the first trackers:")
    click.echo(f"  nacpc-xl issue {as_argument(folder)} Q1")
    return ALL_WELL


@commands.command()
@click.argument("year_folder", type=FOLDER)
@click.argument("quarter")
def issue(year_folder: Path, quarter: str) -> int:
    """Writes the trackers of QUARTER (Q1 to Q4), and the coordinator's workbook."""
    from nacpc_xl import steps
    from nacpc_xl.workspace import YearFolder

    with _progress() as tell:
        issued = steps.issue(YearFolder.at(year_folder), quarter, tell)
    for line in _bridged(issued.bridged):
        click.echo(line)
    for path in issued.files:
        click.echo(str(path))
    click.echo(f"Send the trackers out, and put what comes back, under any name, into {issued.returned}.")
    return ALL_WELL


@commands.command()
@click.argument("year_folder", type=FOLDER)
@click.argument("quarter")
def status(year_folder: Path, quarter: str) -> int:
    """Shows who has returned what for QUARTER, and what is still missing."""
    from nacpc_xl import steps
    from nacpc_xl.workspace import YearFolder

    of_quarter, due, standings = steps.status(YearFolder.at(year_folder), quarter)
    days = (due - dt.date.today()).days
    left = f"{days} days to go" if days >= 0 else "that day has passed"
    click.echo(f"{of_quarter.name}: trackers are due back on {_day(due)} ({left}).")
    for one in standings:
        still_open = f"{one.still_open} open" if one.file else ""
        click.echo(f"  {one.code:<4}{one.outcome:<12}{still_open:<9}{one.file or one.name}")
    is_all_well = all(one.outcome == "Used" and not one.still_open for one in standings)
    return ALL_WELL if is_all_well else QUERIES_OPEN


@commands.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> int:
    """Checks returned trackers on their own: what is wrong, where, and what to do."""
    from nacpc_xl.returns.workers import reading

    with reading(files=len(files)) as readers:  # which start while the rest is loaded
        from nacpc_xl import steps

        return max(_tell_of(checked) for checked in steps.check_files(files, readers))


def _tell_of(checked: Checked) -> int:
    """Prints what is wrong in one return, and gives the exit code that it calls for."""
    name = checked.file
    if checked.refusal:
        click.echo(checked.refusal)
    elif not checked.findings:
        click.echo(f"{name}: nothing is missing or wrong ({checked.group}).")
    else:
        click.echo(f"{name} ({checked.group}):")
        for finding in checked.findings:
            click.echo(f"  {finding}")
    is_open = checked.refusal or any(_asks_somebody(finding) for finding in checked.findings)
    return QUERIES_OPEN if is_open else ALL_WELL


@commands.command()
@click.argument("year_folder", type=FOLDER)
@click.argument("quarter")
@click.option(
    "--as-at",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    help="The day that overdue is judged on; the quarter's last day unless given.",
)
@click.option("--json", "as_json", is_flag=True, help="Prints a summary for another program.")
def merge(year_folder: Path, quarter: str, as_at: dt.datetime | None, as_json: bool) -> int:
    """Merges what came back for QUARTER, checks it, and writes the register and the report."""
    from nacpc_xl.returns.workers import reading
    from nacpc_xl.workspace import YearFolder

    year = YearFolder.at(year_folder)
    with _progress() as tell, reading() as readers:  # which start while the rest is loaded
        from nacpc_xl import steps

        day = as_at.date() if as_at is not None else None
        written = steps.merge_and_write(year, quarter, day, tell, readers)
    lines = [_as_json(written)] if as_json else list(_summary(written))
    for line in lines:
        click.echo(line)
    if written.problems:
        for problem in written.problems:
            click.echo(problem, err=True)
        return COULD_NOT_RUN if not written.files else QUERIES_OPEN
    return QUERIES_OPEN if any(_asks_somebody(finding) for finding in written.merged.findings) else ALL_WELL


@commands.command()
@click.argument("code")
def explain(code: str) -> int:
    """Says what the check with CODE means, with an example that fails and one that passes."""
    from nacpc_xl.checks.run import all_checks

    by_code = {one.code: one for one in all_checks()}
    one = by_code.get(code.strip().upper())
    if one is None:
        raise CannotGoOn(f"There is no check {code}. There are: {', '.join(by_code)}.")
    click.echo(f"{one.code} ({one.severity}: {one.severity.meaning}): {one.rule}")
    click.echo(f"What to do: {one.fix[:1].upper()}{one.fix[1:]}")
    for example in one.examples:
        cells = ", ".join(f"{_in_words(heading)}: {value or 'empty'}" for heading, value in example.cells.items())
        click.echo(f"  {'Fails ' if example.fails else 'Passes'}  {cells}")
    return ALL_WELL


SEEN_BESIDES = {
    "previous": "last quarter",
    "previous_measure": "last quarter",
    "earlier": "an earlier quarter",
    "earlier_returns": "an earlier quarter",
    "own_measures": "its measure",
    "own_action": "its action",
    "actions": "another action",
    "year_actions": "an action of the year",
    "year_measures": "a measure of the year",
    "planned_actions": "an action of the plan",
    "planned_measures": "a measure of the plan",
    "as_at": "The report is of",
    "quarter_starts": "The quarter starts",
    "year_starts": "The year starts",
    "year_ends": "The year ends",
}
"""What else a check sees, by the name of its parameter, as it is called for people."""


def _in_words(heading: str) -> str:
    """The heading of a column of examples as it is read: Status, or last quarter: Status."""
    name, colon, rest = heading.partition(": ")
    return f"{SEEN_BESIDES.get(name, name)}{colon}{rest}"


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Gives a function that shows what is being done, once it takes more than a moment and on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from time import monotonic

    started = monotonic()
    status: Any = None

    def tell(what: str) -> None:
        nonlocal status
        if status is None and monotonic() - started > SECONDS_BEFORE_PROGRESS:
            from rich.console import Console

            status = Console(stderr=True).status(what)
            status.start()
        if status is not None:
            status.update(what)

    try:
        yield tell
    finally:
        if status is not None:
            status.stop()


def _asks_somebody(finding: Finding) -> bool:
    from nacpc_xl.model.words import Severity

    return finding.severity is not Severity.NOTE


def _summary(written: Written) -> Iterator[str]:
    """What came back, what is missing, whom to ask, and where the outputs are; 25 lines at the most."""
    from nacpc_xl.model.words import Severity
    from nacpc_xl.outputs.counts import count
    from nacpc_xl.outputs.register import figures
    from nacpc_xl.outputs.report.sentences import counted, counts_sentence, verb

    merged = written.merged
    facts = merged.facts
    head = figures(merged.register, merged.findings)
    about = merged.register.about
    yield f"{facts.plan.details.plan}, {facts.quarter.name}, position at {about.in_words('position_at')}"
    yield from _bridged(merged.bridged)
    yield ""
    yield f"Came back: {head.returned} groups."
    yield from _missing(merged)
    yield counts_sentence(count(merged.register.actions))
    yield ""
    asked = [finding for finding in merged.findings if _asks_somebody(finding)]
    notes = len(merged.findings) - len(asked)
    stops = sum(finding.severity is Severity.STOP for finding in asked)
    of_which = f", of which {stops} {verb(stops, 'stops', 'stop')} an answer from being used" if stops else ""
    yield f"To chase: {counted(len(asked), 'query', 'queries')}{of_which}; {counted(notes, 'note')} besides."
    yield from _by_group(merged, asked)
    yield from _withheld(merged)
    yield ""
    for path in written.files:
        yield f"{'Register' if path.suffix == '.xlsx' else 'Report':<9} {path}"
    yield "The register's sheet Queries has each query with its cell. A code is explained by: nacpc-xl explain CODE"


def _bridged(labels: Sequence[str]) -> Iterator[str]:
    if labels:
        yield f"There was no register of {', '.join(labels)}: those returns were read again for the history."


def _missing(merged: Merged) -> Iterator[str]:
    from nacpc_xl.model.words import Outcome

    silent = [one for one in merged.register.returns if one.outcome is Outcome.NO_RETURN]
    if silent:
        yield "Missing: " + "; ".join(f"{one.name} ({one.subgroup})" for one in silent) + "."
    not_used = [one for one in merged.register.returns if one.refusal is not None]
    for one in not_used[:3]:
        yield f"Not used: {one.file}, which {one.refusal}."
    if len(not_used) > 3:
        yield f"Not used besides: {len(not_used) - 3} files; see the register's sheet Returns."


def _by_group(merged: Merged, asked: Iterable[Finding]) -> Iterator[str]:
    by_group: dict[str, list[Finding]] = {}
    for finding in asked:
        by_group.setdefault(finding.subgroup or "-", []).append(finding)
    names = {subgroup.code: subgroup.lead for subgroup in merged.facts.plan.subgroups}
    for code, findings in list(by_group.items())[:LINES_OF_QUERIES]:
        places = ", ".join(dict.fromkeys(_short(finding) for finding in findings))
        lead = f" ({names[code]})" if names.get(code) else ""
        line = f"  {code:<4}{places}{lead}"
        yield line if len(line) <= 110 else f"  {code:<4}{len(findings)} cells, see the register{lead}"
    if len(by_group) > LINES_OF_QUERIES:
        yield f"  and {len(by_group) - LINES_OF_QUERIES} more groups; see the register's sheet Queries"


def _withheld(merged: Merged) -> Iterator[str]:
    """How much was withheld as personal data, and where that is decided."""
    from nacpc_xl.outputs.report.withheld import withheld_in_words

    if said := withheld_in_words(merged.facts):
        yield f"Personal data: {said} Decide on them in coordinator.xlsx, on the sheet Decisions."


def _short(finding: Finding) -> str:
    if finding.at:
        return f"{finding.sheet_name} {finding.at}"
    return finding.ref or finding.file or "the whole tracker"


def _as_json(written: Written) -> str:
    import json

    from nacpc_xl.outputs.counts import count

    merged = written.merged
    return json.dumps(
        {
            "quarter": merged.facts.quarter.name,
            "position_at": str(merged.register.about.position_at),
            "returns": [
                {
                    "subgroup": one.subgroup,
                    "outcome": str(one.outcome),
                    "file": one.file,
                    "sha256": one.sha256,
                }
                for one in merged.register.returns
            ],
            "actions": dict(count(merged.register.actions).by_standing),
            "checks": {
                outcome: sum(getattr(one, outcome) or 0 for one in merged.facts.checked)
                for outcome in ("passed", "failed", "could_not_tell")
            },
            "withheld": sum(not one.is_released for one in merged.register.withheld),
            "released": sum(one.is_released for one in merged.register.withheld),
            "findings": [{name: finding.in_words(name) for name in finding.columns()} for finding in merged.findings],
            "files": [str(path) for path in written.files],
            "problems": list(written.problems),
        },
        ensure_ascii=False,
        indent=2,
    )


def _day(day: dt.date) -> str:
    from nacpc_xl.model.dates import day_in_words

    return day_in_words(day)
